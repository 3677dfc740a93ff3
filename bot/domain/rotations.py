"""Shifts that turn, as far as somebody has told how: put together answer by answer until nothing is lacking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from bot.domain.rhythm import Kind, Leg, Shifts

MOST = 8
"""Stretches of one pattern."""

FURTHEST = 90
"""Days anybody works the same."""

Hours = tuple[time, time]

TWELVE: Mapping[Kind, Hours] = {Kind.DAY: (time(8), time(20)), Kind.NIGHT: (time(20), time(8))}
EIGHT: Mapping[Kind, Hours] = {
    Kind.DAY: (time(8), time(16)),
    Kind.EVENING: (time(16), time(0)),
    Kind.NIGHT: (time(0), time(8)),
}
"""What shifts of twelve and of eight hours are where nobody has said otherwise."""

NIGHTS: tuple[Hours, ...] = ((time(20), time(8)),)
"""Of whoever works every night."""

WATCHES: Mapping[str, tuple[Hours, ...]] = {
    "watch_0_4": ((time(0), time(4)), (time(12), time(16))),
    "watch_4_8": ((time(4), time(8)), (time(16), time(20))),
    "watch_8_12": ((time(8), time(12)), (time(20), time(0))),
    "watch_0_6": ((time(0), time(6)), (time(12), time(18))),
    "watch_6_12": ((time(6), time(12)), (time(18), time(0))),
}
"""The watches that have been kept at sea for ever, twice a day each."""

LACKS = ("watch", "kinds", "which", "each", "since", "nothing")
"""What a pattern may not say yet, in the order it is asked for."""

KINDS = ("day_night", "on_off")
"""What two bare numbers may mean."""

WHICH = ("days", "nights", "halves")
"""When somebody works of whom only the days of work are known."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many days of one kind. No `kind` is work of which it has not been said when, no `days` as long as the
    others."""

    kind: Kind | None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What has been said so far. A `bare` one is two numbers that may mean work and leave, or days and nights."""

    stretches: tuple[Stretch, ...]
    since: date | None = None
    hours: Mapping[Kind, Hours] = field(default_factory=dict)
    bare: bool = False

    @property
    def lacks(self) -> str:
        """The first of `LACKS`."""
        if any(one.kind is Kind.WATCH for one in self.stretches):
            return "watch"
        if self.bare:
            return "kinds"
        if any(one.kind is None for one in self.stretches):
            return "which"
        if any(one.days is None for one in self.stretches):
            return "each"
        return "nothing" if self.since else "since"

    def of_kinds(self, kinds: str) -> Pattern:
        """One of `KINDS` for two bare numbers; any other pattern says it itself."""
        if not self.bare:
            return self
        told = (Kind.DAY, Kind.NIGHT) if kinds == KINDS[0] else (None, Kind.OFF)
        turned = (replace(one, kind=kind) for one, kind in zip(self.stretches, told, strict=True))
        return replace(self, stretches=tuple(turned), bare=False)

    def working(self, which: str) -> Pattern:
        """One of `WHICH` for the work of which it has not been said when."""
        return replace(self, stretches=tuple(part for one in self.stretches for part in _worked(one, which)))

    def of_days(self, each: int) -> Pattern:
        """So many days for every stretch that has none."""
        return replace(self, stretches=tuple(replace(one, days=one.days or each) for one in self.stretches))

    @property
    def turns(self) -> bool:
        """Whether there is any change in it, each part of which is short enough to be one."""
        kinds = {one.kind for one in self.stretches}
        if kinds == {Kind.WATCH}:
            return True
        lengths = all(one.days is None or 0 < one.days <= FURTHEST for one in self.stretches)
        return 2 <= len(self.stretches) <= MOST and (self.bare or len(kinds) > 1) and lengths

    def shifts(self) -> Shifts:
        """The whole of it; only where nothing is lacking."""
        assert self.since is not None
        usual = EIGHT if any(one.kind is Kind.EVENING for one in self.stretches) else TWELVE
        hours = {**usual, **self.hours}
        if usual is TWELVE and len(self.hours) == 1:
            # who works days from seven to seven has nights from seven to seven
            ((kind, (start, end)),) = self.hours.items()
            hours[Kind.NIGHT if kind is Kind.DAY else Kind.DAY] = (end, start)
        legs = [Leg(one.days or 1, (hours[one.kind],) if one.kind in hours else ()) for one in self.stretches]
        return Shifts(self.since, tuple(legs))


def _worked(one: Stretch, which: str) -> tuple[Stretch, ...]:
    if one.kind is not None:
        return (one,)
    if which != "halves" or one.days is None or one.days < 2:
        return (replace(one, kind=Kind.NIGHT if which == "nights" else Kind.DAY),)
    nights = one.days // 2
    return Stretch(Kind.DAY, one.days - nights), Stretch(Kind.NIGHT, nights)

"""How somebody's days run: when they may be asked how they are, until when not, and when they sleep after a night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

SLEEP = timedelta(hours=7)
"""How long nobody is asked anything after a night's work."""

BEFORE_WORK = timedelta(hours=1)
"""Who has to work again before they have slept that long is asked so long before it."""

NIGHT = range(5 * 60)
"""The minutes of a day in which others sleep."""

AWAKE = 120
"""Whoever works so many of them has not slept."""

_DAY = 24 * 60


LATE = time(14)
"""Whoever begins then or later, and is home before the night, works evenings."""


class Kind(StrEnum):
    """What a day's work is called."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"
    WATCH = "watch"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Leg:
    """So many days of the same work, each from and until a time of day; one that ends before it begins runs over
    midnight."""

    days: int
    work: tuple[tuple[time, time], ...] = ()

    @property
    def kind(self) -> Kind:
        if len(self.work) != 1:
            return Kind.WATCH if self.work else Kind.OFF
        ((start, end),) = self.work
        if works_at_night(start, end):
            return Kind.NIGHT
        return Kind.EVENING if start >= LATE else Kind.DAY


@dataclass(frozen=True, slots=True)
class Shifts:
    """How shifts run from a day on, and again from the first leg when the last is over. Of the days before nothing
    is known."""

    since: date
    legs: tuple[Leg, ...]

    def work(self, day: date) -> tuple[tuple[time, time], ...]:
        """What begins on this day."""
        found = self.leg(day)
        return () if found is None else found[0].work

    def leg(self, day: date) -> tuple[Leg, int] | None:
        """The leg a day lies in, and its number in it, counted from one; None before the first."""
        if day < self.since:
            return None
        number = (day - self.since).days % sum(leg.days for leg in self.legs)
        for leg in self.legs:
            if number < leg.days:
                return leg, number + 1
            number -= leg.days
        raise AssertionError("a day lies in one of the legs")

    def free(self, day: date, wanted: time) -> time:
        """The first time of the day, `wanted` or later, at which they neither work at night nor sleep after it."""
        work = [
            (start + _DAY * ahead, end + _DAY * ahead)
            for ahead in (-1, 0, 1)
            for start, end in map(_minutes, self.work(day + timedelta(days=ahead)))
        ]
        at = wanted.hour * 60 + wanted.minute
        for start, end in _taken(work):
            if start <= at < end:
                at = end
        return wanted if at >= _DAY else time(at // 60, at % 60)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What somebody has said about it. `away` is the first local date on which they may be asked again."""

    asked: time | None = None
    away: date | None = None
    off: bool = False
    shifts: Shifts | None = None

    def at(self, day: date, usual: time) -> time:
        """The time of day at which they are asked on this date."""
        wanted = self.asked or usual
        # who has named a time of their own knows best when they are awake
        return wanted if self.shifts is None or self.asked is not None else self.shifts.free(day, wanted)

    def away_on(self, day: date) -> bool:
        return self.away is not None and day < self.away


USUAL = Rhythm()
"""Of whoever has said nothing."""


def shifts_to(shifts: Shifts) -> dict[str, Any]:
    """Plain JSON values; `shifts_from` gives back equal ones."""
    return {
        "since": shifts.since.isoformat(),
        "legs": [
            [leg.days, [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in leg.work]] for leg in shifts.legs
        ],
    }


def shifts_from(data: Mapping[str, Any]) -> Shifts:
    legs = tuple(
        Leg(days, tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in work))
        for days, work in data["legs"]
    )
    return Shifts(date.fromisoformat(data["since"]), legs)


def works_at_night(start: time, end: time) -> bool:
    """Whether somebody who works from and until then sleeps after it, not before."""
    return _at_night(*_minutes((start, end)))


def _at_night(start: int, end: int) -> bool:
    return sum(len(range(max(start, n), min(end, n + len(NIGHT)))) for n in (-_DAY, 0, _DAY)) >= AWAKE


def _minutes(work: tuple[time, time]) -> tuple[int, int]:
    start, end = (at.hour * 60 + at.minute for at in work)
    return start, end if end > start else end + _DAY


def _taken(work: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Work at night, and the sleep after it, in order."""
    found = []
    for start, end in sorted(work):
        if not _at_night(start, end):
            continue
        following = min((begin for begin, _ in work if begin >= end), default=end + _DAY)
        slept = min(end + SLEEP.seconds // 60, following - BEFORE_WORK.seconds // 60)
        found.append((start, max(end, slept)))
    return found

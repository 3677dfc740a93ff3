"""What has stopped in the house: rules over the last signs of life of its parts. Times are seconds of one clock
that never jumps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Part(StrEnum):
    INTAKE = "intake"
    """Takes in what people write: fetches it, or is brought it."""
    DESK = "desk"
    POSTMAN = "postman"
    """Chooses what goes next."""
    SENDING = "sending"
    """The calls themselves, many at once."""
    TICKS = "ticks"
    ROUNDS = "rounds"
    """Takes up what comes to people by itself."""
    LOOP = "loop"
    """The event loop that all the others share."""
    STORE = "store"
    """What all of them keep things in. It does no rounds of its own: the others tell when it would not have theirs."""


OWED = 45.0
"""Seconds a round of work may last, or fail again and again: trouble is to be seen within a minute, looks between
two rounds included."""

BLOCKED = 10.0
"""Seconds without a turn for anybody after which the loop counts as blocked."""

CALM = 30.0
"""Seconds without trouble after which it is over; before that it was the same one."""

BEYOND_HELP = 150.0
"""Seconds without a sign after which only a new process helps. Longer than a store that is locked for a minute keeps
a round waiting, and the next one behind it."""

WORKERS = frozenset({Part.INTAKE, Part.DESK, Part.POSTMAN, Part.TICKS, Part.ROUNDS})
"""Parts that must have shown themselves before anything can be called well."""


class Kind(StrEnum):
    STUCK = "stuck"
    """A round of work that does not end. Nothing the part itself does will end it."""
    FAILING = "failing"
    """Rounds end, and every one badly: the line or the store is down, and a new process would find it so as well."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """The last sign of a part: when, and within how many seconds the next one is owed; None while it rests until
    there is something to do. `failing` is the beginning of the first of the rounds that all failed."""

    at: float
    within: float | None = None
    failing: float | None = None
    failed_at: float = 0.0

    def begins(self, now: float, within: float | None) -> Pulse:
        """A round of work begins."""
        return replace(self, at=now, within=within)

    def failed(self, now: float, within: float | None, since: float | None) -> Pulse:
        """A round that began `since` (default: at the last sign) ended badly."""
        first = self.failing if self.failing is not None else self.at if since is None else since
        return Pulse(now, within, first, now)


@dataclass(frozen=True, slots=True)
class Ailment:
    part: Part
    kind: Kind
    since: float


def ailments(pulses: Mapping[Part, Pulse], now: float, freed: float = 0.0) -> list[Ailment]:
    """What is wrong now. `freed`: when the loop was last blocked and came free: until then nobody else had a chance.

    Somebody who rests is never ill, however long.
    """
    loop = pulses.get(Part.LOOP)
    if loop is not None and now - loop.at > BLOCKED:
        # while it is blocked nothing can be said of the others
        return [Ailment(Part.LOOP, Kind.STUCK, loop.at)]
    found = []
    for part, pulse in pulses.items():
        waiting = now - max(pulse.at, freed)
        # a round under way counts towards the row of bad ones, or one that hangs would be seen a round late
        bad_until = pulse.failed_at if pulse.within is None else now
        if part is not Part.LOOP and pulse.within is not None and waiting > pulse.within:
            # whoever may rest for long is not late from the beginning of that rest
            found.append(Ailment(part, Kind.STUCK, pulse.at + max(0.0, pulse.within - OWED)))
        elif pulse.failing is not None and bad_until - pulse.failing > OWED:
            found.append(Ailment(part, Kind.FAILING, pulse.failing))
    return found


def beyond_help(found: Iterable[Ailment], now: float, freed: float = 0.0) -> Part | None:
    """The first part that only a new process can bring back."""
    stuck = (one for one in found if one.kind is Kind.STUCK)
    return next((one.part for one in stuck if now - max(one.since, freed) > BEYOND_HELP), None)


@dataclass(frozen=True, slots=True)
class Spell:
    """A trouble from its beginning to the last time it was seen."""

    since: float
    last: float


@dataclass(frozen=True, slots=True)
class Began:
    part: Part
    since: float


@dataclass(frozen=True, slots=True)
class Over:
    part: Part
    lasted: float


def follow(
    spells: Mapping[Part, Spell], found: Iterable[Ailment], now: float
) -> tuple[dict[Part, Spell], list[Began | Over]]:
    """The troubles that last after this look, and what is news: each one's beginning and its end, once."""
    ill = {one.part: one for one in found}
    lasting, news = dict(spells), list[Began | Over]()
    for part, one in ill.items():
        known = spells.get(part)
        if known is None:
            news.append(Began(part, one.since))
        lasting[part] = Spell(one.since if known is None else known.since, now)
    # of a blocked loop nothing is known but that
    for part, spell in spells.items():
        if part not in ill and Part.LOOP not in ill and now - spell.last > CALM:
            del lasting[part]
            news.append(Over(part, spell.last - spell.since))
    return lasting, news

"""Signs of life: what each part of the house notes as it goes, cheap enough for every round.

Kept in plain values that another thread may read at any time; nothing in them says who or what.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence

from bot.domain.vitals import BLOCKED, OWED, WORKERS, Ailment, Part, Pulse, ailments
from bot.store.soundings import Soundings

TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)
LAG_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, 30)
PAGE_SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)


class Spread:
    """How many measurements were at most so many seconds, and their sum."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def note(self, seconds: float) -> None:
        # a clock that was set back measures nothing
        seconds = max(seconds, 0.0)
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.sum += seconds


class Signs:
    """One for the whole house. `monotonic` gives seconds of real time."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.now = monotonic
        self.began = monotonic()
        self.refused: float | None = None
        """When the store last would not have something."""
        self.pulses: dict[Part, Pulse] = {}
        self.counts: Counter[tuple[str, ...]] = Counter()
        """How often what happened: a name and its labels."""
        self.turns = Spread(TURN_SECONDS)
        """From an update on disk to its turn on disk."""
        self.pages = Spread(PAGE_SECONDS)
        """From a red case's page on disk to the channel's word that it is delivered."""
        self.lags = Spread(LAG_SECONDS)
        """How late the loop gave everybody a turn."""
        self.blocked = (0.0, 0.0)
        """From when until when nobody got a turn for too long, last."""
        self.soundings: Soundings | None = None
        """What waits in the store, as it was counted last; None until somebody has."""

    @property
    def freed(self) -> float:
        """When the loop last came free after it had been blocked."""
        return self.blocked[1]

    def ailments(self) -> list[Ailment]:
        """What is wrong now."""
        return ailments(self.pulses.copy(), self.now(), self.freed)

    def all_well(self) -> bool:
        """Whether every worker has shown itself and nothing is wrong."""
        return self.pulses.keys() >= WORKERS and not self.ailments()

    def begins(self, part: Part, within: float | None = OWED) -> None:
        """A round of work begins; it is to end, or to give another sign, within so many seconds."""
        now = self.now()
        self.pulses[part] = self.pulses.get(part, Pulse(now)).begins(now, within)

    def well(self, part: Part, within: float | None = None) -> None:
        """A round ended well; the next sign is owed within so many seconds, or whenever there is work (None)."""
        self.pulses[part] = Pulse(self.now(), within)

    def failed(self, part: Part, within: float | None = OWED, since: float | None = None) -> None:
        """A round ended badly: line or store would not have it."""
        now = self.now()
        self.pulses[part] = self.pulses.get(part, Pulse(now)).failed(now, within, since)

    def store_trouble(self, part: Part, within: float | None = OWED) -> None:
        """The same, and it was the store's doing."""
        self.refusal(part)
        self.failed(part, within)

    def refusal(self, part: Part) -> None:
        """The store would not have something, beside the rounds of the part."""
        self.counts["store_trouble", part] += 1
        self.refused = self.now()

    def turn_of_loop(self, expected: float = 1.0) -> None:
        """The loop gave everybody a turn; it is asked to each `expected` seconds."""
        now = self.now()
        before = self.pulses.get(Part.LOOP, Pulse(now - expected)).at
        self.lags.note(now - before - expected)
        if now - before > BLOCKED:
            self.blocked = (before, now)
        self.pulses[Part.LOOP] = Pulse(now)

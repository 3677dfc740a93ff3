"""What follows when somebody sets the machine's clock: waits go on as they were, named hours stay where they are.

A wait (the next page, the claimer's two minutes, a letter's next attempt) is about time that passes, so its row is
moved along with the clock. Whatever is due at an hour somebody named (a shift's end, an agreed call, a check-in in
the evening) follows the clock on the wall, and so do waits of hours and days, where an hour more or less is no harm.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.app import pacing
from bot.app.clock import Clock
from bot.app.rescue import CASE_TIMERS
from bot.store import inbox, outbox, timers
from bot.store.database import Transaction, to_ms
from bot.store.inbox import Arrival
from bot.store.keys import KeyRing
from bot.store.people import HOUSE

log = logging.getLogger(__name__)

TOLERANCE = timedelta(seconds=30)
"""What a clock may be corrected by without anybody being told; no ladder minds it."""

WAITS = (*CASE_TIMERS, "answer", "idle", pacing.TIMER)
"""Timers that are about time passing."""

NEAR = timedelta(hours=1)
"""A wait that is due later than this was set for an hour somebody wished for."""

DOUBTFUL = timedelta(days=1)
"""How long nothing is let go after the clock was set ahead: if that was a mistake, it can be mended until then."""


SPANS = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}


class WallClock:
    """Compares the clock on the wall with the time that has passed since the last look."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall, self._elapsed = clock.now(), clock.elapsed()
        self._doubtful_until = 0.0

    def set_by(self) -> timedelta:
        """How far the clock has been set, ahead or (negative) back, and not been followed yet; zero if it was not."""
        passed = timedelta(seconds=self._clock.elapsed() - self._elapsed)
        by = self._clock.now() - self._wall - passed
        return by if abs(by) > TOLERANCE else timedelta()

    @property
    def doubtful(self) -> bool:
        """Whether the clock was set ahead so lately that nothing may be destroyed by what it says."""
        return self._clock.elapsed() < self._doubtful_until

    async def follow(self, tx: Transaction, keys: KeyRing, by: timedelta) -> None:
        """Moves the waits along and has the supervisors told. `followed` belongs after the commit."""
        now = self._clock.now()
        before = now - by
        await timers.shift(tx, by, WAITS, before + NEAR)
        await outbox.shift(tx, by, before, before + NEAR)
        unit = next((unit for unit, span in SPANS.items() if abs(by) >= 2 * span), "minute")
        number = max(round(abs(by) / SPANS[unit]), 1)
        told = {"what": "clock", "number": number, "unit": unit, "ahead": by > timedelta()}
        await inbox.add(
            tx, keys, [Arrival("alarm", f"clock:{to_ms(before)}:{to_ms(now)}", HOUSE, "alarm", now, told)]
        )

    def followed(self, by: timedelta) -> None:
        """The rows are where they belong: from here on the clock is as it is."""
        log.error("the clock was set by %+.0f s, waits were moved along", by.total_seconds())
        self._wall += by
        if by > NEAR:
            self._doubtful_until = self._clock.elapsed() + DOUBTFUL.total_seconds()

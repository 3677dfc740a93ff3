"""What follows when somebody sets the machine's clock: waits go on as they were, named hours stay where they are.

A wait (the next page, the claimer's two minutes, a letter's next attempt) is about time that passes, so its row is
moved along with the clock. Whatever is due at an hour somebody named (a shift's end, an agreed call, a check-in in
the evening) follows the clock on the wall, and so do waits of hours and days, where an hour more or less is no harm.

Replicas go by one clock, that of the server they share, and read it at every tick within the transaction that moves
what is due. Whoever is the first to see that it was set moves the waits and counts that in the store; the others find
it counted, and move nothing.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.app import pacing
from bot.app.clock import Clock, ServerClock
from bot.app.rescue import CASE_TIMERS
from bot.store import desks, inbox, outbox, timers
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


PROMPT = 1.0
"""Seconds within which the server has to say what time it is."""

FOLLOWED = "clock:followed"
"""The note that counts how often a clock that was set has been followed."""

SPANS = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}


class WallClock:
    """Compares the clock on the wall with the time that has passed since the last look."""

    def __init__(self, clock: Clock, *, shared: bool = False) -> None:
        self._clock = clock
        self._shared = shared
        self._wall, self._elapsed = clock.now(), clock.elapsed()
        self._doubtful_until = 0.0
        self._counted: int | None = None
        self._found: int | None = None
        """How often it was followed, as known here after the last commit, and as found since."""
        self._told_apart = False

    def set_by(self) -> timedelta:
        """How far the clock has been set, ahead or (negative) back, and not been followed yet; zero if it was not."""
        passed = timedelta(seconds=self._clock.elapsed() - self._elapsed)
        by = self._clock.now() - self._wall - passed
        return by if abs(by) > TOLERANCE else timedelta()

    @property
    def doubtful(self) -> bool:
        """Whether the clock was set ahead so lately that nothing may be destroyed by what it says."""
        return self._clock.elapsed() < self._doubtful_until

    async def look(self, tx: Transaction, keys: KeyRing) -> timedelta:
        """Moves the waits along with a clock that was set, unless another replica has, and has the supervisors told.
        Returns how far it was set; `looked` belongs after the commit."""
        if isinstance(self._clock, ServerClock):
            asked = self._clock.elapsed()
            there = await timers.server_now(tx)
            # whoever was paused over it does not know when that was
            if self._clock.elapsed() - asked < PROMPT:
                self._clock.read(there)
                await self._compare(tx, keys, self._clock.apart())
        by = self.set_by()
        if self._shared:
            self._found = int(await desks.read_note(tx, FOLLOWED) or 0)
        if by and self._counted in (None, self._found):
            await self._follow(tx, keys, by)
            if self._found is not None:
                self._found += 1
                await desks.write_note(tx, FOLLOWED, b"%d" % self._found)
        return by

    def looked(self, by: timedelta) -> None:
        """The rows are where they belong: from here on the clock is as it is."""
        self._counted = self._found
        if by:
            log.error("the clock was set by %+.0f s, waits were moved along", by.total_seconds())
            self._wall += by
        elif isinstance(self._clock, ServerClock):
            # two machines count seconds a little differently, and over weeks that is no setting of a clock
            self._wall, self._elapsed = self._clock.now(), self._clock.elapsed()
        if by > NEAR:
            self._doubtful_until = self._clock.elapsed() + DOUBTFUL.total_seconds()

    async def _follow(self, tx: Transaction, keys: KeyRing, by: timedelta) -> None:
        now = self._clock.now()
        before = now - by
        await timers.shift(tx, by, WAITS, before + NEAR)
        await outbox.shift(tx, by, before, before + NEAR)
        told = {"what": "clock", **_span(by), "ahead": by > timedelta()}
        await inbox.add(
            tx, keys, [Arrival("alarm", f"clock:{to_ms(before)}:{to_ms(now)}", HOUSE, "alarm", now, told)]
        )

    async def _compare(self, tx: Transaction, keys: KeyRing, apart: timedelta) -> None:
        """Nothing goes by the machine's own clock; but one of the two is wrong, and the other one's is everybody's."""
        wrong, told = abs(apart) > TOLERANCE, self._told_apart
        self._told_apart = wrong
        if wrong and not told:
            tx.on_rollback(self._forget_apart)
            log.error("this machine's clock is %+.0f s from the database's", apart.total_seconds())
            now, span = self._clock.now(), _span(apart)
            # where it is the database's, all replicas say the same
            name = f"clocks:{span['number']}{span['unit']}:{now:%Y-%m-%dT%H}"
            alarm = {"what": "clocks", **span}
            await inbox.add(tx, keys, [Arrival("alarm", name, HOUSE, "alarm", now, alarm)])

    def _forget_apart(self) -> None:
        self._told_apart = False


def _span(by: timedelta) -> dict[str, object]:
    """How far, in the unit one would use."""
    unit = next((unit for unit, span in SPANS.items() if abs(by) >= 2 * span), "minute")
    return {"number": max(round(abs(by) / SPANS[unit]), 1), "unit": unit}

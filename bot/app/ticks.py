"""APScheduler only calls these; everything that is due is a row, so a tick may come late or twice."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app.clock import Clock
from bot.app.config import Retention
from bot.app.signs import Signs
from bot.domain.vitals import OWED, Part
from bot.store import inbox, outbox, timers
from bot.store.database import StoreTrouble
from bot.store.opening import Store

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=1)
TIDY_EVERY = timedelta(hours=1)


class Ticks:
    """Sweeps what is due into the inbox, and tidies up what retention lets go."""

    def __init__(self, store: Store, clock: Clock, retention: Retention) -> None:
        self._store = store
        self._clock = clock
        self._retention = retention
        self.swept = asyncio.Event()
        """Set after a commit that put due rows into the inbox."""
        self.signs = Signs()

    async def sweep(self) -> int:
        """Moves what is due now; returns how many rows it moved."""
        async with self._store.db.transaction() as tx:
            moved = await timers.sweep(tx, self._store.keys, self._clock.now())
        if moved:
            self.swept.set()
        return moved

    async def tidy(self) -> None:
        """Lets go what retention does not keep."""
        now = self._clock.now()
        # the channel may deliver an update again for a day; its number must be known that long
        keep = max(self._retention.inbox, timedelta(days=2))
        async with self._store.db.transaction() as tx:
            destroyed = await inbox.purge(tx, self._store.keys, now, keep)
            await outbox.purge(tx, now, self._retention.outbox)
        if destroyed:
            await self._store.db.checkpoint()

    def schedule(self) -> AsyncIOScheduler:
        """A scheduler with all ticks, not started yet."""
        scheduler = AsyncIOScheduler(
            timezone=UTC,
            # the default grace of one second drops a late job silently
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        scheduler.add_job(self._quietly_sweep, "interval", seconds=EVERY.total_seconds())
        scheduler.add_job(self._quietly_tidy, "interval", seconds=TIDY_EVERY.total_seconds())
        return scheduler

    async def _quietly_sweep(self) -> None:
        # the next tick sweeps what this one could not
        self.signs.begins(Part.TICKS)
        try:
            await self.sweep()
            # the next one is owed whether or not anything is due
            self.signs.well(Part.TICKS, OWED)
        except StoreTrouble as fault:
            log.error("store trouble at a tick: %s", type(fault).__name__)
            self.signs.store_trouble(Part.TICKS)

    async def _quietly_tidy(self) -> None:
        try:
            await self.tidy()
        except StoreTrouble as fault:
            log.error("store trouble while tidying: %s", type(fault).__name__)
            self.signs.counts["store_trouble", Part.TICKS] += 1

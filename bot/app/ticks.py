"""APScheduler only calls these; everything that is due is a row, so a tick may come late or twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.app.clock import Clock
from bot.app.config import Retention
from bot.app.logs import place
from bot.app.rounds import EVERY as ROUND_EVERY
from bot.app.rounds import Rounds
from bot.app.signs import Signs
from bot.app.wallclock import WallClock
from bot.domain.vitals import OWED, Part
from bot.store import appointments, inbox, outbox, timers, words
from bot.store.database import StoreTrouble
from bot.store.opening import Store

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=1)
TIDY_EVERY = timedelta(hours=1)

ROUNDS = "rounds"
"""The job that goes round."""


class Every(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Again and again, counted from when it was last looked at.

    The library's own interval counts from the last time on: a clock set ahead by a year would have it list every
    second of that year first.
    """

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self.interval


class Ticks:
    """Sweeps what is due into the inbox, sends the rounds on their way, and tidies up what retention lets go."""

    def __init__(self, store: Store, clock: Clock, retention: Retention, rounds: Rounds) -> None:
        self._store = store
        self._clock = clock
        self._retention = retention
        self._rounds = rounds
        self._wall = WallClock(clock, shared=store.db.shared)
        self.swept = asyncio.Event()
        """Set while something waits in the inbox, whoever has put it there."""
        self.signs = Signs()
        self.shifted = asyncio.Event()
        """Set after a commit that moved letters in time."""
        self.hurry = asyncio.Event()
        """Set where the rounds should not wait until it is their time."""
        # what came due while nobody was there has waited long enough
        self.hurry.set()
        self._on_rounds = False
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Ticks until cancelled, also while somebody sets the clock."""
        scheduler = self.schedule()
        scheduler.start()
        try:
            while True:
                await asyncio.sleep(EVERY.total_seconds())
                self.look_after(scheduler)
        finally:
            scheduler.pause()
            try:
                await self._break_off()
            finally:
                scheduler.shutdown(wait=False)

    def look_after(self, scheduler: AsyncIOScheduler) -> None:
        """No job sleeps longer than it should; the rounds not at all, where they are called."""
        keep_up(scheduler, datetime.now(UTC))
        if self.hurry.is_set() and not self._on_rounds:
            scheduler.modify_job(ROUNDS, next_run_time=datetime.now(UTC))

    async def sweep(self) -> int:
        """Moves what is due now, and goes the rounds; returns how many rows it moved."""
        return await self._timers() + await self._rounds.go()

    async def _timers(self) -> int:
        """Follows a clock that was set first."""
        async with self._store.db.transaction() as tx:
            by = await self._wall.look(tx, self._store.keys)
            moved = await timers.sweep(tx, self._store.keys, self._clock.now())
        self._wall.looked(by)
        if by:
            self.shifted.set()
        # another process may have put something there: a case handed over, an event tried again
        if moved or await inbox.any_ready(self._store.db):
            self.swept.set()
        return moved

    async def tidy(self) -> None:
        """Lets go what retention does not keep, unless the clock is in doubt."""
        if self._wall.doubtful:
            log.warning("the clock was set ahead: nothing is let go until a day has passed")
            return
        now = self._clock.now()
        # the channel may deliver an update again for a day; its number must be known that long
        keep = max(self._retention.inbox, timedelta(days=2))
        async with self._store.db.transaction() as tx:
            destroyed = await inbox.purge(tx, self._store.keys, now, keep)
            await outbox.purge(tx, now, self._retention.outbox)
            await appointments.purge(tx, now - timedelta(days=1))
            await words.purge(tx, now - self._retention.outbox)
        if destroyed:
            await self._store.db.checkpoint()

    def schedule(self) -> AsyncIOScheduler:
        """A scheduler with all ticks, not started yet."""
        scheduler = AsyncIOScheduler(
            timezone=UTC,
            # the default grace of one second drops a late job silently
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for name, work, every in (
            ("sweep", self._quietly_sweep, EVERY),
            # beside the timers: a page must not wait until fifty thousand people have been taken up
            (ROUNDS, self._quietly_go_round, ROUND_EVERY),
            ("tidy", self._quietly_tidy, TIDY_EVERY),
        ):
            scheduler.add_job(partial(self._tick, work), Every(every), id=name, name=name)
        return scheduler

    async def _tick(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        tick = asyncio.create_task(work())
        self._under_way.add(tick)
        tick.add_done_callback(self._under_way.discard)
        # whether it ends or is broken off: that is no fault, and the scheduler would log it as one
        await asyncio.wait({tick})

    async def _break_off(self) -> None:
        """Ends what is under way, and waits until it has let go of the store: what was not committed is due still."""
        # what was called just now begins first
        await asyncio.sleep(0)
        for tick in self._under_way:
            tick.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _quietly_sweep(self) -> None:
        # the next tick sweeps what this one could not
        self.signs.begins(Part.TICKS)
        if await self._quietly(Part.TICKS, "at a tick", self._timers):
            # the next one is owed whether or not anything is due
            self.signs.well(Part.TICKS, OWED)
        else:
            self.signs.failed(Part.TICKS)

    async def _quietly_go_round(self) -> None:
        """Once more where somebody has called meanwhile."""
        self._on_rounds = True
        self.hurry.set()
        try:
            while self.hurry.is_set():
                self.hurry.clear()
                if not await self._quietly(Part.ROUNDS, "on the rounds", self._rounds.go):
                    self.signs.failed(Part.ROUNDS)
                    # as with all ticks, the next one tries again
                    self.hurry.set()
                    break
        finally:
            self._on_rounds = False

    async def _quietly_tidy(self) -> None:
        await self._quietly(Part.TICKS, "while tidying", self.tidy)

    async def _quietly(self, part: Part, where: str, work: Callable[[], Awaitable[object]]) -> bool:
        """Whether it went well; what did not is tried again when it is due next."""
        try:
            await work()
        except StoreTrouble as fault:
            log.error("store trouble %s: %s", where, type(fault).__name__)
            self.signs.refusal(part)
        except Exception as fault:  # noqa: BLE001 - a defect in one tick must not pass for a quiet night
            log.error("fault %s: %s", where, place(fault))
        else:
            return True
        return False


def keep_up(scheduler: AsyncIOScheduler, now: datetime) -> None:
    """No job is further off than its trigger would put it from now: the scheduler goes by the wall clock, and set
    back by an hour it would sleep through that hour."""
    for job in scheduler.get_jobs():
        next_time = job.trigger.get_next_fire_time(None, now)
        if next_time is not None and job.next_run_time > next_time:
            job.modify(next_run_time=next_time)

"""Fifty thousand check-ins a day, beside one APScheduler job a person: `make bench-checkins`.

Ours: everybody is planned, then a whole day of ticks claims and queues them, on a store in a file. Theirs: a cron job
a person in APScheduler's memory store and in its SQLAlchemy store on SQLite, added, and five thousand of them due.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import sys
import time
import zoneinfo
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.checkins import CheckIns
from bot.app.clock import MovableClock
from bot.app.rounds import Rounds
from bot.app.ticks import ROUND_EVERY
from bot.domain.checkin import Timing
from bot.domain.people import Unit
from bot.store import people
from bot.store.database import to_ms
from bot.store.opening import Store, open_store
from bot.store.vault import make_master
from tests.street import _blank_store

zoneinfo.reset_tzpath(to=())

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ZONES = (
    ("Asia/Shanghai", "CN", 30),
    ("Asia/Dubai", "AE", 15),
    ("Asia/Colombo", "LK", 15),
    ("Africa/Lagos", "NG", 12),
    ("Asia/Almaty", "KZ", 10),
    ("America/Lima", "PE", 8),
    ("Europe/Berlin", "DE", 5),
    ("UTC", "", 5),
)
"""Where people are, with the country and their share in a hundred."""


@dataclass(slots=True)
class Stalls:
    """How long the event loop was blocked at most, in seconds."""

    longest: float = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Stalls]:
    """Counts how late a task comes that wants to run every two milliseconds."""
    stalls = Stalls()

    async def look() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            stalls.longest = max(stalls.longest, time.perf_counter() - before - 0.002)

    task = asyncio.create_task(look())
    await asyncio.sleep(0.01)
    stalls.longest = 0.0
    try:
        yield stalls
    finally:
        task.cancel()


async def settle(store: Store, count: int) -> None:
    """So many employees over the zones, as an import would leave them."""
    async with store.db.transaction() as tx:
        for number, (tz, country, _) in enumerate(ZONES):
            await people.save_unit(tx, Unit(f"u{number}", None, {"zh": tz, "en": tz}, tz, country))
        shares = [number for number, (_, _, share) in enumerate(ZONES) for _ in range(share)]
        rows = [(f"p{n:06d}", f"u{shares[n % len(shares)]}", "zh", to_ms(START), b"") for n in range(count)]
        await tx.executemany(
            "insert into person (id, unit, language, started_at, sealed) values (?,?,?,?,?)", rows
        )
        await tx.executemany(
            "insert into staff_grant (id, person, role, unit) values (?,?,'employee',?)",
            [(f"g{row[0]}", row[0], row[1]) for row in rows],
        )


@dataclass(slots=True)
class Day:
    """What a day of check-ins took."""

    planned: float
    """Seconds until everybody was planned."""
    cpu: float
    """Seconds of CPU for planning everybody, and for claiming, queueing and planning anew over a whole day."""
    stall: float
    queued: int
    missed: int
    rss: float
    """MiB more than before."""


async def a_day(store: Store, clock: MovableClock, timing: Timing = Timing()) -> Day:  # noqa: B008 - frozen
    """One round of the clock, tick by tick."""
    rounds = Rounds(store, clock, [CheckIns(store.keys, timing, "Asia/Shanghai")])
    gc.collect()
    before, memory = time.process_time(), _rss()
    async with watched() as stalls:
        began = time.perf_counter()
        await rounds.go()
        planned = time.perf_counter() - began
        until = clock.now() + timedelta(days=1)
        while clock.now() < until:
            clock.move(ROUND_EVERY)
            await rounds.go()
    cpu = time.process_time() - before
    found = await store.db.fetch("select state, count(*) from care group by state")
    states = {row[0]: int(row[1]) for row in found}
    return Day(
        planned, cpu, stalls.longest, states.get("queued", 0), states.get("missed", 0), _rss() - memory
    )


def _rss() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main(count: int) -> None:
    with TemporaryDirectory() as folder:
        path, key = Path(folder) / "w.db", Path(folder) / "w.key"
        path.write_bytes(_blank_store())
        make_master(key)
        store = await open_store(path, key_variable="", key_file=key)
        await settle(store, count)
        sys.stdout.write(f"{await a_day(store, MovableClock(START))}\n")
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))

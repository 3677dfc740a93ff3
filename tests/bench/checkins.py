"""Fifty thousand check-ins a day, beside one APScheduler job a person: `make bench-checkins`.

Ours: everybody is planned, then a whole day of ticks claims and queues them, on a store in a file. Theirs: a cron job
a person in APScheduler's memory store and in its SQLAlchemy store on SQLite, added, and five thousand of them due.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import resource
import sys
import time
import zoneinfo
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.app.checkins import CheckIns
from bot.app.clock import MovableClock
from bot.app.rounds import EVERY, Rounds
from bot.domain.people import Unit
from bot.store import people
from bot.store.database import to_ms
from bot.store.opening import Store, open_store
from bot.store.vault import make_master
from tests.street import _blank_store, shipped_books, street_config

zoneinfo.reset_tzpath(to=())

PAUSE = 0.005
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
    """How long the event loop was kept from everybody else at most, in seconds: by its own work, and by the clock on
    the wall, which on a busy machine also counts what other processes took."""

    busy: float = 0.0
    wall: float = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Stalls]:
    """Looks at how long a task is kept waiting that wants to run every five milliseconds."""
    stalls = Stalls()

    async def look() -> None:
        while True:
            wall, busy = time.perf_counter(), time.thread_time()
            await asyncio.sleep(PAUSE)
            stalls.wall = max(stalls.wall, time.perf_counter() - wall - PAUSE)
            stalls.busy = max(stalls.busy, time.thread_time() - busy)

    task = asyncio.create_task(look())
    await asyncio.sleep(2 * PAUSE)
    stalls.wall = stalls.busy = 0.0
    try:
        yield stalls
        # a block that has just ended is seen by the next look
        await asyncio.sleep(2 * PAUSE)
    finally:
        task.cancel()


async def settle(store: Store, count: int) -> None:
    """So many employees over the zones, as an import would leave them."""
    async with store.db.transaction() as tx:
        for number, (tz, country, _) in enumerate(ZONES):
            await people.save_unit(tx, Unit(f"u{number}", None, {"zh": tz, "en": tz}, tz, country))
        shares = [number for number, (_, _, share) in enumerate(ZONES) for _ in range(share)]
        chance = Random(50_000)
        rows = [
            (f"{chance.getrandbits(64):016x}", f"u{shares[n % len(shares)]}", "zh", to_ms(START), b"")
            for n in range(count)
        ]
        await tx.executemany(
            "insert into person (id, unit, language, started_at, sealed) values (?,?,?,?,?)", rows
        )
        await tx.executemany(
            "insert into staff_grant (id, person, role, unit) values (?,?,'employee',?)",
            [(f"g{row[0]}", row[0], row[1]) for row in rows],
        )


@dataclass(slots=True)
class Day:
    """What a day of check-ins took, in seconds."""

    added: float
    """Until everybody was planned."""
    cpu: float
    """Of CPU, for planning everybody and for claiming, queueing and planning anew over a whole day."""
    tick: float
    """The longest tick."""
    stalls: Stalls
    queued: int
    memory: float
    """MiB more than before."""


async def a_day(store: Store, clock: MovableClock, folder: Path) -> Day:
    """One round of the clock, tick by tick."""
    config, (_, library) = street_config(folder), shipped_books()
    checkins = CheckIns(store.keys, config, library.daily)
    rounds = Rounds(store, clock, [checkins])
    # what a process does once at its start
    await checkins.prepare(store.db, clock.now())
    gc.collect()
    gc.freeze()
    before, memory = time.process_time(), _memory()
    tick = 0.0
    async with watched() as stalls:
        began = time.perf_counter()
        await rounds.go()
        added = time.perf_counter() - began
        until = clock.now() + timedelta(days=1)
        while clock.now() < until:
            clock.move(EVERY)
            began = time.perf_counter()
            await rounds.go()
            tick = max(tick, time.perf_counter() - began)
    cpu = time.process_time() - before
    rows = await store.db.fetch("select count(*) from outbox where prompt = 'checkin'")
    return Day(added, cpu, tick, stalls, int(rows[0][0]), _memory() - memory)


@dataclass(slots=True)
class Jobs:
    """What one job a person takes in APScheduler, in seconds."""

    added: float
    tick: float
    """Until those that were due had been started."""
    stalls: Stalls
    memory: float


async def one_job_each(count: int, url: str = "") -> Jobs:
    """A daily cron job for each of so many people, in memory or in an SQLAlchemy store, a tenth of them due at once."""
    store = SQLAlchemyJobStore(url=url) if url else MemoryJobStore()
    options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = AsyncIOScheduler({"default": store}, job_defaults=options, timezone=UTC)
    gc.collect()
    ASKED.all = asyncio.Event()
    memory = _memory()
    scheduler.start(paused=True)
    began = time.perf_counter()
    now = datetime.now(UTC)
    for number in range(count):
        tz, _, _ = ZONES[number % len(ZONES)]
        trigger = CronTrigger(hour=8, minute=number % 30, timezone=tz)
        due = now if number % 10 == 0 else now + timedelta(hours=1)
        scheduler.add_job(ask, trigger, args=(number,), id=str(number), next_run_time=due)
    added = time.perf_counter() - began
    async with watched() as stalls:
        began = time.perf_counter()
        ASKED.count, ASKED.enough = 0, count // 10
        scheduler.resume()
        await ASKED.all.wait()
        tick = time.perf_counter() - began
    used = _memory() - memory
    scheduler.shutdown(wait=False)
    return Jobs(added, tick, stalls, used)


class Asked:
    """Who was asked, for jobs that know nothing but their number."""

    def __init__(self) -> None:
        self.count, self.enough = 0, 0
        self.all = asyncio.Event()


ASKED = Asked()


async def ask(_: int) -> None:
    ASKED.count += 1
    if ASKED.count == ASKED.enough:
        ASKED.all.set()


def _memory() -> float:
    """MiB in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


async def ours(count: int) -> Day:
    with TemporaryDirectory() as folder:
        path, key = Path(folder) / "warmline.db", Path(folder) / "warmline.key"
        path.write_bytes(_blank_store())
        make_master(key)
        store = await open_store(path, key_variable="", key_file=key)
        try:
            await settle(store, count)
            return await a_day(store, MovableClock(START), Path(folder))
        finally:
            await store.close()


async def main(count: int) -> list[str]:
    """The lines of the report; the last one is for machines."""
    day = await ours(count)
    memory = await one_job_each(count)
    with TemporaryDirectory() as folder:
        sqlite = await one_job_each(count, f"sqlite:///{folder}/jobs.db")
    lines = [
        f"{'':24}{'add all':>10}{'memory':>12}{'a tick':>10}{'loop busy':>12}{'loop late':>12}",
        _line("rows, swept", day.added, day.memory, day.tick, day.stalls),
        _line("APScheduler, memory", memory.added, memory.memory, memory.tick, memory.stalls),
        _line("APScheduler, SQLite", sqlite.added, sqlite.memory, sqlite.tick, sqlite.stalls),
        f"a whole day, {day.queued} asked: {day.cpu:.2f} s of CPU",
    ]
    ratios = (round(jobs.added / day.added, 1) for jobs in (memory, sqlite))
    return [*lines, last_line(count, day, *ratios)]


def last_line(count: int, day: Day, memory: float, sqlite: float) -> str:
    stall = day.stalls.busy * 1000
    return (
        f"people={count} cpu_s={day.cpu:.2f} max_stall_ms={stall:.0f}"
        f" add_vs_aps_memory={memory} add_vs_aps_sqlite={sqlite}"
    )


def _line(name: str, added: float, memory: float, tick: float, stalls: Stalls) -> str:
    return (
        f"{name:24}{added:>8.2f} s{memory:>8.0f} MiB{tick:>8.2f} s{stalls.busy * 1000:>9.0f} ms"
        f"{stalls.wall * 1000:>9.0f} ms"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    sys.stdout.write("\n".join(asyncio.run(main(parser.parse_args().people))) + "\n")

"""`python -m bot demo`: the product over the sandbox, with a page of phones and a movable clock."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import logs
from bot.app.assemble import House, open_house, sole_poller
from bot.app.clock import MovableClock
from bot.app.config import Config, read_config
from bot.app.intake import AnotherPoller
from bot.app.library import LibraryFault
from bot.app.people_import import ImportRefused, import_file
from bot.app.people_links import LONGEST, make_join_link
from bot.channel.templates import TextsFault
from bot.domain.family import Relation, Tie
from bot.sandbox.cast import DEMO_CAST, NEWCOMER, CastMember
from bot.sandbox.server import Sandbox
from bot.store import desks, people, ties
from bot.store.migrate import StoreAhead
from bot.store.opening import KeyMissing, Store, open_store
from bot.store.vault import WrongKey

log = logging.getLogger(__name__)

TOKEN = "1000000:sandbox"  # noqa: S105 - opens nothing but the sandbox on this machine
PORT = 8765
MORNING = time(8, 0)
AHEAD = "clock_ahead"
WALL = "lk-hambantota"
"""Where the newcomer wants to join."""
HUSBAND, WIFE = 1001, 1002
WED = "demo"
"""The id of their tie."""
PEOPLE = Path(__file__).parents[1] / "sandbox" / "people.yaml"


def main(*, fresh: bool, port: int | None, folder: Path | None = None) -> int:
    """Runs the demo until it is interrupted; returns the exit status. Port 0 takes a free one.

    What was played is kept in `folder`, data/demo of the project by default; `fresh` forgets it.
    """
    logs.set_up("WARNING", (TOKEN,))
    folder = _kept_in(folder)
    try:
        asyncio.run(_play(folder, PORT if port is None else port, fresh=fresh))
    except AnotherPoller:
        log.error("a demo is running already; stop it first (Ctrl-C in its window)")
        return 1
    except (LibraryFault, TextsFault) as fault:
        log.error("%s", fault)
        return 1
    except (ImportRefused, KeyMissing, WrongKey, StoreAhead) as fault:
        log.error("%s; make demo FRESH=1 starts anew", fault)
        return 1
    return 0


async def settings_and_clock(folder: Path | None = None) -> tuple[Config, MovableClock]:
    """What a command needs that works on what was played in the demo: its store, and its clock as it was moved."""
    config = read_config(_environment(_kept_in(folder)))
    clock = MovableClock()
    if config.store_path.exists():
        store = await open_store(config.store_path, key_variable="", key_file=config.key_file)
        try:
            clock.ahead = await _ahead(store)
        finally:
            await store.close()
    return config, clock


def _kept_in(folder: Path | None) -> Path:
    return (folder or read_config().root / "data" / "demo").absolute()


def _environment(folder: Path) -> dict[str, str]:
    return dict(os.environ) | {
        "BOT_TOKEN": TOKEN,
        "DATABASE_URL": f"sqlite:///{folder / 'warmline.db'}",
        "WARMLINE_KEY": "",
        # the sandbox is polled, whatever the real bot does
        "MODE": "polling",
    }


async def _ahead(store: Store) -> timedelta:
    """How far the demo's clock has been moved."""
    note = await desks.read_note(store.db, AHEAD)
    return timedelta(seconds=json.loads(note)) if note else timedelta()


async def _play(folder: Path, port: int, *, fresh: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    environment = _environment(folder)
    config = read_config(environment)
    with sole_poller(config):
        if fresh:
            _forget(folder)
        clock = MovableClock()
        sandbox = Sandbox(token=TOKEN, now=clock.now, path=folder / "sandbox.db")
        await import_file(config, PEOPLE)
        await _start(sandbox, port)
        try:
            config = read_config(environment | {"TELEGRAM_API_BASE": sandbox.base_url})
            await _open(config, clock, sandbox, stop)
        finally:
            await sandbox.stop()


def _forget(folder: Path) -> None:
    """Takes away what a demo leaves, and nothing else that may lie there; the lock stays, it is held."""
    for name in ("warmline.db", "sandbox.db"):
        for suffix in ("", "-wal", "-shm", "-journal"):
            (folder / f"{name}{suffix}").unlink(missing_ok=True)
    (folder / "warmline.key").unlink(missing_ok=True)


async def _start(sandbox: Sandbox, port: int) -> None:
    try:
        await sandbox.start(port)
    except OSError:
        # the usual port is taken: any other will do
        await sandbox.start(0)


async def _open(config: Config, clock: MovableClock, sandbox: Sandbox, stop: asyncio.Event) -> None:
    # the sandbox lives by the demo's clock, and so do its limits: an hour passes without an hour's waiting
    house = await open_house(config, clock, lambda: clock.now().timestamp())
    try:
        clock.ahead = await _ahead(house.store)
        moving = asyncio.Lock()

        async def advance(by: timedelta) -> None:
            async with moving:
                await _remember(house, clock.ahead + by)
                await house.advance(by)

        await _marry(house)
        sandbox.cast = await _cast(house)
        _come_to_work(sandbox)
        sandbox.on_advance = advance
        sandbox.next_morning = lambda: until_morning(clock.now(), ZoneInfo(DEMO_CAST[0].tz))
        work = asyncio.create_task(house.run())
        print(f"暖线 Warmline: {sandbox.base_url}/   (Ctrl-C stops)", flush=True)  # noqa: T201
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait([work, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
    finally:
        await house.store.close()


async def _marry(house: House) -> None:
    """陈女士 is 刘师傅's wife from the start, as if she had taken up his invitation; once, so that it stays ended
    when one of them has ended it."""
    async with house.store.db.transaction() as tx:
        couple = [await people.lane_of(tx, house.store.keys, number) for number in (HUSBAND, WIFE)]
        if all(couple) and not await ties.find(tx, [WED]):
            now = house.clock.now()
            await ties.make(tx, Tie(WED, couple[0] or "", couple[1] or "", Relation.WIFE, now))


async def _cast(house: House) -> list[CastMember]:
    """The people of the phones; the newcomer's can scan the code that hangs on the wall."""
    made = await make_join_link(house.store, WALL, house.clock.now(), days=LONGEST)
    return [
        replace(member, joins=f"/start {made.code}") if member.id == NEWCOMER else member
        for member in DEMO_CAST
    ]


def _come_to_work(sandbox: Sandbox) -> None:
    """Staff press Start, once: nobody else could be paged, and their phones say what they are for."""
    for member in sandbox.cast:
        person = sandbox.user(member.id)
        if member.at_work and not person.chat:
            person.says("/start")


def until_morning(now: datetime, zone: ZoneInfo) -> timedelta:
    """How long until it is next 08:00 on this clock; at 08:00 itself a whole day."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone) - now


async def _remember(house: House, ahead: timedelta) -> None:
    """Kept before the clock moves: after a crash in between it must not be behind what was done."""
    async with house.store.db.transaction() as tx:
        await desks.write_note(tx, AHEAD, json.dumps(ahead.total_seconds()).encode())

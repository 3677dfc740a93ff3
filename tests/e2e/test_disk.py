"""The store will not have it: a full disk, one that may only be read, a lock that somebody holds. Over real HTTP.

Nothing is confirmed to Telegram that is not on the disk, everything goes on by itself when the trouble is over, and
the supervisor hears of it as soon as anything can be sent.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.app import intake, postman, watchdog
from bot.app.watchdog import Watchdog
from bot.domain import vitals
from bot.domain.vitals import Part
from bot.sandbox import Sandbox
from bot.store import inbox
from tests.e2e.nearby import Nearby
from tests.e2e.station import CANARY, LI, LIU, WANG

pytestmark = pytest.mark.file

RED = f"我撑不下去了，不想活了 {CANARY} " + "我想家。" * 900
"""More than fits into the odd corners of a full file."""
ANSWERED = "谢谢您说出来"
SOS = "先叫身边的人"
TOLD, OVER = "存不进东西了", "机器人好了"
Ending = Callable[[], Awaitable[object]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pauses, a hundred times as short."""
    monkeypatch.setattr(intake, "BACK_OFF", tuple(pause / 100 for pause in intake.BACK_OFF))
    monkeypatch.setattr(postman, "WRITE_AGAIN", tuple(pause / 100 for pause in postman.WRITE_AGAIN))
    monkeypatch.setattr(watchdog, "EVERY", 0.05)


@pytest.fixture
async def guarded(nearby: Nearby) -> AsyncIterator[Nearby]:
    """A house with its watchdog, at work."""
    async with watched(nearby):
        yield nearby


class watched:
    """Starts a house and its watchdog; in the end the watchdog is called off."""

    def __init__(self, nearby: Nearby) -> None:
        self._nearby = nearby

    async def __aenter__(self) -> None:
        house = self._nearby.house
        dog = Watchdog(house.signs, house.store, house.channel, house.clock)
        await self._nearby.start()
        self._watch = asyncio.create_task(dog.run())

    async def __aexit__(self, *_fault: object) -> None:
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)


async def full(nearby: Nearby) -> Ending:
    """Not a page more for the file, and none free in it."""
    with closing(sqlite3.connect(nearby.house.config.store_path, isolation_level=None)) as other:
        other.execute("create table eaten (x blob)")
        ((pages,),) = other.execute("pragma page_count")
        other.execute(f"pragma max_page_count = {pages}")
        for size in (4000, 100):
            with suppress(sqlite3.OperationalError):
                while True:
                    other.execute("insert into eaten values (zeroblob(?))", (size,))
    writer = nearby.house.store.db._writer  # type: ignore[attr-defined]
    await writer.execute_fetchall(f"pragma max_page_count = {pages}")
    return lambda: writer.execute_fetchall("pragma max_page_count = 1000000")


async def read_only(nearby: Nearby) -> Ending:
    writer = nearby.house.store.db._writer  # type: ignore[attr-defined]
    await writer.execute("pragma query_only = on")
    return lambda: writer.execute("pragma query_only = off")


async def locked(nearby: Nearby) -> Ending:
    """Held for longer than anybody waits, which is a minute on a real one."""
    await nearby.house.store.db._writer.execute("pragma busy_timeout = 20")  # type: ignore[attr-defined]
    other = sqlite3.connect(nearby.house.config.store_path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")

    async def let_go() -> None:
        other.close()

    return let_go


async def through(
    nearby: Nearby,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    begin: Callable[[Nearby], Awaitable[Ending]],
) -> None:
    """Somebody is in need while the store is in trouble, and is answered when it is over."""
    liu, li, wang = nearby.phone(LIU), nearby.phone(LI), nearby.phone(WANG)
    liu.says("/sos")
    await liu.sees(SOS)
    await nearby.house.until_idle()
    end = await begin(nearby)

    liu.says(RED)
    await sandbox.until(lambda: nearby.house.signs.counts["store_trouble", Part.INTAKE] >= 3)
    assert sandbox.pending_updates == 1
    assert not liu.showing(ANSWERED)
    await end()

    await liu.sees(ANSWERED)
    await li.sees("斯里兰卡")
    await wang.sees(TOLD)
    # only from here on: of what is over before it could be told only the end is
    monkeypatch.setattr(vitals, "CALM", 0.0)
    await wang.sees(OVER)
    await nearby.house.until_idle()
    assert len(liu.showing(ANSWERED)) == len(wang.showing(TOLD)) == len(wang.showing(OVER)) == 1
    assert len(li.showing("斯里兰卡")) == 1
    assert await inbox.quarantined(nearby.house.store.db) == 0
    assert CANARY not in "".join(message.text for message in wang.screen)


@pytest.mark.parametrize("begin", [full, read_only, locked], ids=lambda begin: begin.__name__)
async def test_a_store_in_trouble_confirms_nothing_and_goes_on_by_itself(
    guarded: Nearby,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    begin: Callable[[Nearby], Awaitable[Ending]],
) -> None:
    await through(guarded, sandbox, monkeypatch, begin)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of three megabytes, where one may be mounted; in no folder that others tidy up."""
    folder = tempfile.mkdtemp(prefix="warmline-disk-")
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder]
    try:
        if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("nothing can be mounted here; the quota of the test before has to do")
        yield Path(folder)
        # also from under somebody who has not let go
        subprocess.run(["umount", "--lazy", folder], check=True)
    finally:
        Path(folder).rmdir()


async def test_a_disk_that_is_really_full_confirms_nothing_and_goes_on_by_itself(
    small_disk: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearby = await Nearby.open(small_disk, sandbox)

    async def fill(_nearby: Nearby) -> Ending:
        filler = small_disk / "filler"
        with closing(filler.open("wb", buffering=0)) as file, suppress(OSError):
            while True:
                file.write(b"x" * 4096)

        async def empty() -> None:
            filler.unlink()

        return empty

    async with watched(nearby):
        await through(nearby, sandbox, monkeypatch, fill)
    await nearby.close()

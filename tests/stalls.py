"""Stops one part of a running bot after the other, for real, and measures how long it takes until that is seen.

`make stalls` prints a line for each: seconds until `/healthz` names the part, until the supervisor reads it (or the end
of it, where nothing can be sent meanwhile), and how the process ended. All of them run side by side, each with a
sandbox of its own; together they take about four minutes, most of it waiting for what is beyond help.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from bot.sandbox import Fault, FaultKind, Sandbox
from tests.e2e.station import LIU, SCHEMA, TOKEN, WANG, Station, free_port

GO = "STALLS_GO"
"""Names the file whose existence lets the stall begin."""
SEEN_WITHIN = 60.0
_starting = asyncio.Semaphore(1)
"""One start after the other, or each of them takes longer than anybody waits for."""
TOLD = ("机器人有一阵", "机器人好了")


@dataclass(frozen=True, slots=True)
class Stall:
    part: str
    """What `/healthz` is to name."""
    end: Callable[[Station], Awaitable[None]] | None
    """What lets it go on; None where nothing does, and the process has to end itself."""
    begin: Callable[[Station], Awaitable[None]] | None = None
    """What stops it from outside; None where the process stops it by itself."""


async def _hang(station: Station, method: str) -> None:
    station.sandbox.fault(Fault(FaultKind.HANG, method, times=None))
    # the fetch that waits at this moment is not struck: it ends with an update
    station.phone(LIU).says("/sos")


async def _mend(station: Station) -> None:
    station.sandbox.faults.clear()


async def _lock(station: Station) -> None:
    """Another process holds the store for 70 seconds; the update of somebody waits for it."""

    def hold() -> None:
        with closing(sqlite3.connect(station.folder / "warmline.db", isolation_level=None)) as other:
            other.execute("begin immediate")
            time.sleep(70)
            other.execute("rollback")

    task = asyncio.create_task(asyncio.to_thread(hold))
    _HOLDING.add(task)
    task.add_done_callback(_HOLDING.discard)
    station.phone(LIU).says("/sos")


_HOLDING: set[asyncio.Task[None]] = set()


async def _speak(station: Station) -> None:
    station.phone(LIU).says("/sos")


async def _wait(_station: Station) -> None:
    return None


STALLS = {
    "fetching hangs": Stall("intake", _mend, lambda station: _hang(station, "getUpdates")),
    "sending hangs": Stall("sending", _mend, lambda station: _hang(station, "sendMessage")),
    "store locked 70 s": Stall("ticks", _wait, _lock),
    "loop blocked 30 s": Stall("loop", _wait),
    "front desk hangs": Stall("desk", None, _speak),
    "postman hangs": Stall("postman", None, _speak),
    "ticks hang": Stall("ticks", None),
    "rounds hang": Stall("rounds", None),
}


async def measured(name: str) -> tuple[str, bool]:
    """One line about one stall, and whether it is as it should be."""
    stall = STALLS[name]
    with TemporaryDirectory() as folder:
        sandbox = Sandbox(token=TOKEN, schema=SCHEMA)
        await sandbox.start()
        station = Station(Path(folder), sandbox, "zh")
        try:
            return await _measured(name, stall, station)
        finally:
            await station.close()
            await sandbox.stop()


async def _measured(name: str, stall: Stall, station: Station) -> tuple[str, bool]:
    port, go = free_port(), station.folder / "go"
    station.set_up(health={"port": port, "heartbeat": ""})
    station.surroundings[GO] = str(go)
    async with _starting:
        assert (await station.import_people()).status == 0
        process = await station.start("-m", "tests.stalls", "run", name)
    async with httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}", timeout=5) as http:
        while not await _says(http, "ok"):  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.2)
        began = time.monotonic()
        go.touch()
        if stall.begin is not None:
            await stall.begin(station)
        while not await _says(http, stall.part):
            assert time.monotonic() - began < 2 * SEEN_WITHIN, f"{name}: never seen"
            await asyncio.sleep(0.2)
    seen = time.monotonic() - began
    status: int | None = None
    if stall.end is None:
        status = await asyncio.wait_for(process.wait(), 300)
        ended = time.monotonic() - began
        # the next process tells what this one could not
        go.unlink()
        station.surroundings.pop(GO)
        await station.start()
    else:
        await stall.end(station)
    await station.sandbox.until(
        lambda: any(words in shown.text for shown in station.phone(WANG).screen for words in TOLD),
        timeout=150,
    )
    told = time.monotonic() - began
    how = "goes on" if status is None else f"ended itself with status {status} after {ended:.0f} s"
    line = f"{name:18} seen after {seen:4.1f} s, supervisor told after {told:5.1f} s, {how}"
    return line, seen <= SEEN_WITHIN and status in (None, 1)


async def _says(http: httpx.AsyncClient, what: str) -> bool:
    """Whether health is this, or names this part as stuck or failing."""
    try:
        said: dict[str, Any] = (await http.get("/healthz")).json()
    except httpx.HTTPError:
        return False
    return said["status"] == what or said["parts"].get(what, {}).get("state") in ("stuck", "failing")


async def main() -> int:
    names = sys.argv[1:] or list(STALLS)
    found = await asyncio.gather(*(measured(name) for name in names), return_exceptions=True)
    for name, one in zip(names, found, strict=True):
        print(f"{name}: {one!r}" if isinstance(one, BaseException) else one[0])  # noqa: T201
    return 0 if all(isinstance(one, tuple) and one[1] for one in found) else 1


# -- in the process that is stopped --------------------------------------------------------------


def _stopping(name: str) -> None:
    """Puts a stall into the bot that begins with the file's existence."""
    from bot.app import ticks
    from bot.app.frontdesk import FrontDesk
    from bot.app.postman import Postman
    from bot.app.ticks import Ticks
    from bot.store import care

    begun = Path(os.environ[GO]).exists if GO in os.environ else lambda: False

    def hangs(kind: Any, method: str) -> None:
        usual = getattr(kind, method)

        async def hanging(self: Any, *given: Any) -> Any:
            if begun():
                await asyncio.get_running_loop().create_future()
            return await usual(self, *given)

        setattr(kind, method, hanging)

    if name == "front desk hangs":
        hangs(FrontDesk, "work")
    elif name == "postman hangs":
        hangs(Postman, "_round")
    elif name == "ticks hang":
        hangs(Ticks, "_timers")
    elif name == "rounds hang":
        ticks.ROUND_EVERY = ticks.EVERY
        hangs(care, "outlook")
    elif name == "loop blocked 30 s":
        usual, blocked = Ticks._timers, list[bool]()

        async def blocking(self: Ticks) -> int:
            if begun() and not blocked:
                blocked.append(True)
                time.sleep(30)  # noqa: ASYNC251 - this is the block
            return await usual(self)

        Ticks._timers = blocking  # type: ignore[method-assign]


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        import zoneinfo

        from bot.app.cli import main as command

        zoneinfo.reset_tzpath(to=())
        _stopping(sys.argv[2])
        sys.exit(command(["run"]))
    sys.exit(asyncio.run(main()))

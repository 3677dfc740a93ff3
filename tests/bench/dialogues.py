"""The same five questions asked by Warmline and by its peers: dialogues a second, waits, memory.

`python -m tests.bench.dialogues WHO WAY`: WHO is one of `WHO`, WAY one of `WAYS`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.loopback import asked, served
from tests.bench.running import SCALE, report
from tests.bench.town import Town

WHO = ("warmline", "warmline-pg", "ptb", "ptb-pickle", "aiogram", "aiogram-dialog")
WAYS = ("stub", "stub-fsync", "http", "http-delay", "http-delay-fsync")
"""Transport within the process or over loopback HTTP; with 50 ms of network delay; with 1 ms for every commit."""

RESIDENTS = 300
DELAY = 0.05
MANY = {"stub": 900, "http": 450}
FEW = 15
"""Dialogues where each answer waits for the one before it: with 50 ms of delay they take their time."""


async def over_stub(who: str, slow: bool, folder: Path) -> dict[str, Any]:
    town = Town(RESIDENTS, int(MANY["stub"] * SCALE))

    async def until_told() -> None:
        town.begin()
        await town.finished.wait()

    if who.startswith("warmline"):
        from tests.bench import warmline

        warmline.stub_transport(town)
        await warmline.talk(who, folder, RESIDENTS, until_told, slow_disk=slow)
    elif who.startswith("ptb"):
        from tests.bench import ptb

        await ptb.run(
            town, "http://127.0.0.1:9", folder / "kept" if who == "ptb-pickle" else None, until_told
        )
    else:
        from tests.bench import aio

        await aio.run(aio.BOTS[who](), town, "", until_told)
    return town.summary()


async def over_http(who: str, slow: bool, delay: float, folder: Path) -> dict[str, Any]:
    one_by_one = who.startswith("ptb") and delay > 0
    dialogues = FEW if one_by_one else int(MANY["http"] * SCALE)
    residents = min(RESIDENTS, dialogues)
    with served(residents, dialogues, delay) as base:
        found: dict[str, Any] = {}

        async def until_told() -> None:
            await asked(base, "begin")
            found.update(await asked(base, "end"))

        if who.startswith("warmline"):
            from tests.bench import warmline

            await warmline.talk(who, folder, residents, until_told, slow_disk=slow, base=base)
        elif who.startswith("ptb"):
            from tests.bench import ptb

            await ptb.run(None, base, folder / "kept" if who == "ptb-pickle" else None, until_told)
        else:
            from tests.bench import aio

            await aio.run(aio.BOTS[who](), None, base, until_told)
        return found


def main(who: str, way: str) -> None:
    slow, delay = way.endswith("fsync"), DELAY if "delay" in way else 0.0
    with TemporaryDirectory() as folder:
        if way.startswith("stub"):
            report(asyncio.run(over_stub(who, slow, Path(folder))))
        else:
            report(asyncio.run(over_http(who, slow, delay, Path(folder))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

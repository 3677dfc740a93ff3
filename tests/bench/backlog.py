"""10,000 updates after downtime: how long until all are handled, and those of people in danger.

2,000 people have written five lines each; of twenty of them the last line is red. The replies leave at the channel's
own pace, which is not what is measured.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.store import inbox
from tests.bench.running import SCALE, report
from tests.bench.town import FIRST, Town, update
from tests.bench.warmline import config_in, house, stub_transport

PEOPLE, LINES, REDS = int(2_000 * SCALE), 5, 20
CALM = ("你好", "今天有点忙", "吃过了", "晚上要加班", "回头再说")
RED = "我不想活了，药都准备好了"


def written() -> list[bytes]:
    """As they lie at the channel: everybody's first line, everybody's second, and so on."""
    updates = []
    for line in range(LINES):
        for number in range(PEOPLE):
            red = line == LINES - 1 and number % (PEOPLE // REDS) == 0
            place = len(updates) + 1
            updates.append(update(place, place, FIRST + number, RED if red else CALM[line]))
    return updates


async def run(folder: Path) -> dict[str, Any]:
    town = Town(0, 0)
    stub_transport(town)
    async with house(config_in(folder), PEOPLE) as open_house:
        town.lies_waiting(written())
        begin = time.perf_counter()
        running = asyncio.create_task(open_house.run())
        db = open_house.store.db
        reds = 0.0
        while True:
            await asyncio.sleep(0.05)
            if not reds:
                opened = (await db.fetch("select count(*) from cases where colour = 'red'"))[0][0]
                reds = time.perf_counter() - begin if opened == REDS else 0.0
            done = (await db.fetch("select count(*) from inbox where state <> 'ready' and kind = 'update'"))[
                0
            ][0]
            if done == PEOPLE * LINES and not await inbox.waiting(db):
                break
        took = time.perf_counter() - begin
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        wrong = await db.fetch("select count(*) from inbox where state = 'quarantined'")
    return {"all_s": took, "reds_s": reds, "quarantined": wrong[0][0]}


if __name__ == "__main__":
    with TemporaryDirectory() as project:
        report(asyncio.run(run(Path(project))))

"""A red message among 50,000 broadcasts that wait, some of whose chats are asked to wait: when does the page leave?

From the commit of the message to the call that carries the page, with the channel's real limits.
`build FOLDER` makes the store, `run FOLDER` measures on it, `memory FOLDER` sends the whole broadcast and tells
what the process weighs.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from telegram.request import RequestData

from bot.channel import telegram
from tests.bench.crowd import COUNSELLORS, broadcast, people_of
from tests.bench.running import SCALE, memory, report
from tests.bench.town import FIRST, Town, update
from tests.bench.warmline import config_in, house, unlimited

PEOPLE = int(50_000 * SCALE)
REDS = int(24 * SCALE)
EVERY = 1.6
"""Seconds between two of them: a counsellor's chat takes one message a second."""
DELAY = 0.05
SLOW = 100
"""Every so many chats are asked to wait, once. Three of them within five seconds would be taken for a limit on
everything, until a page has got through."""
WHOLE = 50.0
"""Seconds after which the broadcast's memory is taken as it is."""


class Line:
    """Stands for the Bot API: notes when counsellors are written to, and asks some chats to wait."""

    def __init__(self, delay: float, *, strict: bool) -> None:
        self.town = Town(0, 0)
        self.delay, self.strict = delay, strict
        self.paged: list[float] = []
        self.sent = 0
        self.asked_to_wait: set[int] = set()

    async def answer(self, method: str, params: dict[str, Any]) -> tuple[int, bytes]:
        chat = int(params.get("chat_id", 0))
        if method == "sendMessage":
            if chat in COUNSELLORS:
                self.paged.append(time.perf_counter())
            self.sent += 1
        if self.delay and method != "getUpdates":
            await asyncio.sleep(self.delay)
        if self.strict and method == "sendMessage" and chat % SLOW == 0 and chat not in self.asked_to_wait:
            self.asked_to_wait.add(chat)
            said = {"ok": False, "error_code": 429, "parameters": {"retry_after": 5},
                    "description": "Too Many Requests: retry after 5"}  # fmt: skip
            return 429, json.dumps(said).encode()
        return 200, await self.town.answer(method, params)

    def stand_in(self) -> None:
        line = self

        class Stub(telegram.Requests):
            async def do_request(
                self,
                url: str,
                method: str,
                request_data: RequestData | None = None,
                *args: Any,
                **kwargs: Any,
            ) -> tuple[int, bytes]:
                params = {} if request_data is None else request_data.parameters
                return await line.answer(url.rpartition("/")[2], params)

        telegram.Requests = Stub  # type: ignore[misc]


async def build(folder: Path) -> None:
    async with house(config_in(folder)) as open_house:
        await people_of(open_house.store, PEOPLE)
        await broadcast(open_house.store, PEOPLE)


async def reds(folder: Path) -> dict[str, Any]:
    """The waits of the first page for each red message, in milliseconds."""
    line = Line(DELAY, strict=True)
    line.stand_in()
    waits = []
    async with house(config_in(folder)) as open_house:
        running = asyncio.create_task(open_house.run())
        await asyncio.sleep(3)
        for number in range(REDS):
            line.paged.clear()
            raw = json.loads(
                update(number + 1, number + 1, FIRST + number * 7 + 1, "我不想活了，药都准备好了")
            )
            await open_house.intake.accept([raw])
            committed = time.perf_counter()
            await asyncio.sleep(EVERY)
            waits.append((line.paged[0] - committed) * 1000 if line.paged else EVERY * 1000)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    waits.sort()
    return {
        "p50_ms": waits[len(waits) // 2],
        "p99_ms": waits[-1],
        "broadcasts_meanwhile": line.sent,
        "asked_to_wait": len(line.asked_to_wait),
    }


async def whole(folder: Path) -> dict[str, Any]:
    """Sends the broadcast as fast as it goes."""
    line = Line(0.0, strict=False)
    line.stand_in()
    async with house(unlimited(config_in(folder))) as open_house:
        running = asyncio.create_task(open_house.run())
        begin = time.perf_counter()
        while time.perf_counter() - begin < WHOLE and line.sent < PEOPLE:  # noqa: ASYNC110 - counted, not told
            await asyncio.sleep(0.5)
        took = time.perf_counter() - begin
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return {"sent": line.sent, "per_s": line.sent / took, "peak_mb": memory()}


def main(what: str, folder: Path) -> None:
    if what == "build":
        asyncio.run(build(folder))
        report({})
    else:
        report(asyncio.run(reds(folder) if what == "run" else whole(folder)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

"""Calls a second over HTTP with 64 in flight and 50 ms of network delay: the library's own transport and ours.

`python -m tests.bench.transport default|ours`
"""

from __future__ import annotations

import asyncio
import sys
import time
import warnings

from telegram import Bot

from bot.channel.answers import Requests
from bot.channel.telegram import CONNECTIONS
from tests.bench.loopback import served
from tests.bench.running import report
from tests.bench.town import TOKEN

IN_FLIGHT = 64
DELAY = 0.05
SECONDS = 4.0
CALL = {"chat_id": 5, "text": "好，都记下了。谢谢您。", "parse_mode": "HTML"}

warnings.filterwarnings("ignore", message="Please use 'Bot.sendMessage'")


async def calls_per_second(bot: Bot) -> float:
    """Keeps so many calls in flight; the first second, in which connections are made, is not counted."""
    counted, begin = 0, time.perf_counter()

    async def caller() -> None:
        nonlocal counted
        while (since := time.perf_counter() - begin) < SECONDS + 1:
            await bot.do_api_request("sendMessage", api_kwargs=CALL)
            counted += since >= 1

    async with bot:
        await asyncio.gather(*(caller() for _ in range(IN_FLIGHT)))
    return counted / SECONDS


def main(which: str) -> None:
    with served(1, 1, DELAY) as base:
        address = f"{base}/bot"
        request = Requests(CONNECTIONS) if which == "ours" else None
        bot = (
            Bot(TOKEN, base_url=address) if request is None else Bot(TOKEN, base_url=address, request=request)
        )
        report({"calls_per_s": asyncio.run(calls_per_second(bot))})


if __name__ == "__main__":
    main(sys.argv[1])

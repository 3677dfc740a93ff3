"""The real house in the test's own process, talking to the sandbox over real HTTP: quick, and with an ear inside."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from bot.app.assemble import House
from bot.app.clock import Clock, SystemClock
from bot.app.stage import blank_store
from bot.channel.telegram import Telegram
from bot.sandbox import Sandbox
from bot.store.database import Server
from bot.store.opening import open_store
from bot.store.vault import make_master
from tests.e2e.station import Phone
from tests.street import PEOPLE, settle_people, shipped_books, street_config

PATIENCE = 0.3
"""Seconds the bot waits for an answer here; a real line gets ten."""


class Nearby:
    """`await Nearby.open(folder, sandbox)`; `start` connects, `phone` gives the phones of the street's people."""

    def __init__(self, house: House, sandbox: Sandbox) -> None:
        self.house, self.sandbox = house, sandbox
        self._work: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        folder: Path,
        sandbox: Sandbox,
        *,
        rate: Mapping[str, float] | None = None,
        clock: Clock | None = None,
        poll: int = 1,
        where: Server | None = None,
    ) -> Nearby:
        """`rate` is that of the budget, without limits unless given; `poll` seconds are how long a fetch waits. The
        store is in a file, or with `where` in a database that is empty and at the newest revision."""
        config = street_config(folder) if where is None else street_config(folder, DATABASE_URL=where.url)
        settings = config.settings
        fast = {"per_second": 500, "per_chat_per_second": 200, "chat_burst": 50}
        config.settings = settings.model_copy(
            update={
                "rate": settings.rate.model_copy(update=fast if rate is None else dict(rate)),
                "polling": settings.polling.model_copy(update={"wait": timedelta(seconds=poll)}),
            }
        )
        if where is None:
            config.store_path.write_bytes(blank_store())
        config.key_file = folder / "warmline.key"
        make_master(config.key_file)
        store = await open_store(config.store, key_variable="", key_file=config.key_file)
        await settle_people(store, PEOPLE)
        for citizen in PEOPLE:
            sandbox.user(citizen.address, citizen.name, citizen.language, started=citizen.duty is not None)
        channel = Telegram(sandbox.token, sandbox.base_url, PATIENCE)
        house = House(config, store, channel, clock or SystemClock(), books=shipped_books())
        return cls(house, sandbox)

    async def start(self) -> None:
        self._work = asyncio.create_task(self.house.run())
        await self.sandbox.until(lambda: self.sandbox.polling)

    def phone(self, number: int) -> Phone:
        return Phone(self.sandbox, self.sandbox.user(number))

    async def close(self) -> None:
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
        await self.house.store.close()

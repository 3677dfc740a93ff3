"""An operator at the command line, with a store and files to import."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.config import Config, read_config
from bot.app.people_import import ImportRefused, Summary, import_file
from bot.domain.care.facts import Facts
from bot.domain.people import Person
from bot.domain.rota import Duty
from bot.store import facts, inbox, people
from bot.store.inbox import Arrival
from bot.store.opening import Store, open_store

PROJECT = Path(__file__).parents[1]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

UNITS = """
units:
  - {code: hq, name: {zh: 大本营, en: Headquarters}, tz: Asia/Shanghai, country: CN}
  - {code: lk-hambantota, parent: hq, name: {zh: 汉班托塔项目, en: Hambantota project}, tz: Asia/Colombo, country: LK}
"""
STAFF = """people:
  - {role: counsellor, name: 李医生, unit: hq, telegram_id: 2001, languages: [zh, en], on_duty: always}
  - {role: supervisor, name: 王督导, unit: hq, telegram_id: 2003, languages: [zh, en], on_duty: always}
  - {role: employee, name: 刘师傅, unit: lk-hambantota, telegram_id: 1001, lang: zh}
"""


def configured(folder: Path) -> Config:
    return read_config(
        {
            "WARMLINE_CONFIG": str(PROJECT / "config.yaml"),
            "DATABASE_URL": f"sqlite:///{folder / 'warmline.db'}",
        }
    )


class Office:
    """An operator with a store and files to import."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = configured(folder)

    def load(self, text: str, *, dry_run: bool = False) -> Summary:
        file = self.folder / "people.yaml"
        file.write_text(text, encoding="utf-8")
        return asyncio.run(import_file(self.config, file, dry_run=dry_run))

    def refused(self, text: str) -> list[str]:
        """What the operator is told, each line without the file's name; the store must not have changed."""
        before = self.rows()
        with pytest.raises(ImportRefused) as refusal:
            self.load(text)
        assert self.rows() == before
        return [
            line.removeprefix(f"{self.folder / 'people.yaml'}:") for line in str(refusal.value).splitlines()
        ]

    def rows(self) -> dict[str, list[object]]:
        if not self.config.store_path.exists():
            return {}
        with closing(sqlite3.connect(self.config.store_path)) as connection:
            return {
                table: connection.execute(f"select * from {table} order by 1").fetchall()
                for table in (
                    "unit",
                    "person",
                    "address",
                    "staff_grant",
                    "duty",
                    "facts",
                    "data_key",
                    "session",
                    "inbox",
                )
            }

    async def open(self) -> Store:
        return await open_store(self.config.store_path, key_variable="", key_file=self.config.key_file)

    def everyone(self) -> list[Person]:
        async def read() -> list[Person]:
            store = await self.open()
            try:
                return await people.everybody(store.db, store.keys)
            finally:
                await store.close()

        return asyncio.run(read())

    def everybody(self) -> dict[str, Person]:
        """By name; namesakes are not told apart here."""
        everyone = self.everyone()
        by_name = {person.name: person for person in everyone}
        assert len(by_name) == len(everyone)
        return by_name

    def facts_of(self, name: str) -> Facts:
        """What is known of somebody's life."""

        async def read() -> Facts:
            store = await self.open()
            try:
                number = next(
                    one.id for one in await people.everybody(store.db, store.keys) if one.name == name
                )
                return (await facts.load(store.db, store.keys, [number])).get(number, Facts())
            finally:
                await store.close()

        return asyncio.run(read())

    def duty_of(self, name: str) -> Duty:
        async def read() -> Duty:
            store = await self.open()
            try:
                roster = await people.roster(store.db, store.keys)
                return next(staff.duty for staff in roster if staff.person.name == name)
            finally:
                await store.close()

        return asyncio.run(read())

    def stranger_writes(self, telegram_id: int, *, still_waiting: bool = False) -> str:
        """Somebody unknown writes; returns their id. Intake does the same."""

        async def write() -> str:
            store = await self.open()
            try:
                stranger = Person(f"stranger{telegram_id}", "L.", telegram_id, None, "en")
                async with store.db.transaction() as tx:
                    await people.save(tx, store.keys, stranger)
                    await people.mark_started(tx, [(stranger.id, NOON)])
                    if still_waiting:
                        await inbox.add(
                            tx,
                            store.keys,
                            [Arrival("tg:1", "7", stranger.id, "update", NOON, {"text": "在吗"})],
                        )
                    await tx.execute(
                        "insert into session (lane, version, mode, question, sealed) values (?,1,'bot',1,x'00')",
                        (stranger.id,),
                    )
                return stranger.id
            finally:
                await store.close()

        return asyncio.run(write())

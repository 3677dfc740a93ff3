"""An empty store at the newest revision, with two people in it: on both engines, or in a file alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.people import Person
from bot.store import people
from bot.store.database import Location
from bot.store.opening import Store, open_store
from bot.store.vault import make_master
from tests.street import _blank_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "warmline.db"
    path.write_bytes(_blank_store())
    return path


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "warmline.key"


@pytest.fixture
async def store(where: Location, key_file: Path) -> AsyncIterator[Store]:
    store = await _opened(where, key_file)
    yield store
    await store.close()


@pytest.fixture
async def file_store(path: Path, key_file: Path) -> AsyncIterator[Store]:
    """For what only a file has: pragmas, locks, backups."""
    store = await _opened(path, key_file)
    yield store
    await store.close()


async def _opened(where: Location, key_file: Path) -> Store:
    make_master(key_file)
    store = await open_store(where, key_variable="", key_file=key_file, durable=isinstance(where, Path))
    async with store.db.transaction() as tx:
        for number, name in ((1001, "刘师傅"), (2001, "李医生")):
            await people.save(tx, store.keys, Person(f"person{number}", name, number, None, "zh"))
    return store

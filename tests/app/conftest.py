"""An operator's office for the tests of the command line."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.store.opening import open_store
from tests.office import Office, configured


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store with its key, to be copied: making one takes longer than importing into it."""
    folder = tmp_path_factory.mktemp("empty")
    config = configured(folder)

    async def make() -> None:
        store = await open_store(config.store_path, key_variable="", key_file=config.key_file)
        await store.close()

    asyncio.run(make())
    return folder


@pytest.fixture
def office(empty_store: Path, tmp_path: Path) -> Office:
    shutil.copytree(empty_store, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path)

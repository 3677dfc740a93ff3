"""A sandbox that checks every call against the published schema, and stations that leave nothing behind."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.store.database import Server
from bot.store.moving import move
from tests.e2e.nearby import Nearby
from tests.e2e.station import CANARY, SCHEMA, TOKEN, Nursery, Station
from tests.postgres import Postgres

on_both = pytest.mark.parametrize("engine", ["sqlite", "postgres"], indirect=True)
Opening = Callable[..., Awaitable[Station]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(token=TOKEN, schema=SCHEMA)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Where the store is: in a file, unless a test asks for `on_both` or everything is asked for on a server."""
    return str(getattr(request, "param", "postgres" if request.config.getoption("postgres") else "sqlite"))


@pytest.fixture
async def open_station(
    sandbox: Sandbox,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    engine: str,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Opening]:
    """A station with its people, not yet running. In the end every call of the bot was correct, and its
    log holds neither what anybody wrote nor the token."""
    opened: list[Station] = []
    server: Postgres | None = request.getfixturevalue("postgres") if engine == "postgres" else None
    databases: list[Server] = []

    async def opening(language: str = "zh", mode: str = "polling") -> Station:
        store = tmp_path_factory.getbasetemp() / f"imported-{language}"
        if not store.exists():
            # imported once for all: the import has a test of its own
            store.mkdir()
            first = Station(store, sandbox, language)
            done = await first.import_people()
            assert done.status == 0, done.err
        shutil.copytree(store, tmp_path, dirs_exist_ok=True)
        station = Station(tmp_path, sandbox, language, mode)
        opened.append(station)
        if server is not None:
            # as an operator would: the store moves, and the key goes with it
            databases.append(await server.empty())
            await move(tmp_path / "warmline.db", databases[-1])
            station.surroundings |= {
                "DATABASE_URL": databases[-1].url,
                "WARMLINE_KEY": (tmp_path / "warmline.key").read_text("ascii").strip(),
            }
        return station

    yield opening
    for station in opened:
        await station.close()
    if server is not None:
        for database in databases:
            await server.drop(database)
    for station in opened:
        if (station.folder / "bot.log").exists():
            assert CANARY not in station.log
            assert TOKEN not in station.log
            assert TOKEN.partition(":")[2] not in station.log
    assert sandbox.violations == []


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
async def nearby(
    sandbox: Sandbox, tmp_path: Path, engine: str, request: pytest.FixtureRequest
) -> AsyncIterator[Nearby]:
    """A house in this process, not yet at work. In the end every call it made was correct."""
    server: Postgres | None = request.getfixturevalue("postgres") if engine == "postgres" else None
    where = None if server is None else await server.fresh()
    nearby = await Nearby.open(tmp_path, sandbox, where=where)
    yield nearby
    await nearby.close()
    if server is not None and where is not None:
        await server.drop(where)
    assert sandbox.violations == []

"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiosqlite
import pytest
from hypothesis import HealthCheck, settings

from bot.app import assemble
from bot.app.config import Config
from bot.app.library import Library
from bot.channel.templates import Texts
from bot.store.database import Location
from tests.postgres import CannotRun, Postgres
from tests.street import ROOT, Street, _blank_store, shipped_books

# the same examples every time, and no verdict that depends on how busy the machine is
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("steady")


def pytest_unconfigure() -> None:
    """Closes what a failed test has left open: each connection is a thread, and one would keep the run from ending."""
    for thing in gc.get_objects():
        if issubclass(type(thing), aiosqlite.Connection):
            thing.stop()


@pytest.fixture(scope="session", autouse=True)
def shipped_dialogues() -> Iterator[None]:
    """The shipped dialogues and texts are read and checked once, not for every house that is opened."""
    read = assemble.read_library

    def read_once(config: Config) -> tuple[Texts, Library]:
        shipped = (ROOT / "flows", ROOT / "templates")
        return (
            shipped_books()
            if (config.flows.resolve(), config.templates.resolve()) == shipped
            else read(config)
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assemble, "read_library", read_once)
        yield


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """The town with its usual people, everybody at home."""
    street = await Street.open(tmp_path)
    yield street
    await street.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for all tests of this process. Where it cannot run its tests are left out, but not unseen."""
    try:
        server = Postgres.start()
    except CannotRun as fault:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"PostgreSQL cannot run here: {fault}")
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
async def where(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Location]:
    """A place with an empty store at the newest revision, on both engines in turn."""
    if request.param == "sqlite":
        path = tmp_path / "warmline.db"
        path.write_bytes(_blank_store())
        yield path
        return
    server: Postgres = request.getfixturevalue("postgres")
    database = await server.fresh()
    yield database
    await server.drop(database)

"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from bot.app.stage import Stage
from bot.store.database import Location, Server
from tests.measuring import count_calls_only, count_once
from tests.postgres import CannotRun, Postgres
from tests.reading import read_once
from tests.street import Street, _blank_store

# the same examples every time, and no verdict that depends on how busy the machine is
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("steady")

PATCH = pytest.MonkeyPatch()
HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="every street and station on PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    """Before the first test is collected: some read the dialogues to know what to try."""
    count_once(config)
    read_once(PATCH)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays until the end: it is not searched again and again for what could go."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that in the end no process waits long for another. What looks into the
    file of a store, or makes one, has no business on a server. Laws are tried with a hundred examples each, and what
    they are about is tried by itself as well."""
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            item.add_marker("no_cover")
    items.sort(key=lambda item: item.path.parent not in (HERE, HERE / "e2e"))
    if config.getoption("postgres"):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("file")])
        items[:] = [item for item in items if not item.get_closest_marker("file")]


def pytest_unconfigure() -> None:
    """Closes what a failed test has left open: each connection is a thread, and one would keep the run from ending."""
    for thing in gc.get_objects():
        if issubclass(type(thing), aiosqlite.Connection):
            thing.stop()
    PATCH.undo()


def pytest_collection_finish(session: pytest.Session) -> None:
    count_calls_only(session.config)


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


@pytest.fixture
def on_postgres(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every stage that is opened in this test has its store on the server, unless it names another place."""
    opening, closing = Stage.open.__func__, Stage.close  # type: ignore[attr-defined]
    made: set[Server] = set()

    async def open_there(cls: type[Stage], *given: Any, where: Server | None = None, **more: Any) -> Stage:
        if where is None:
            made.add(where := await postgres.fresh())
        stage: Stage = await opening(cls, *given, where=where, **more)
        return stage

    async def close(stage: Stage) -> None:
        await closing(stage)
        if isinstance(where := stage.config.store, Server) and where in made:
            made.remove(where)
            await postgres.drop(where)

    monkeypatch.setattr(Stage, "open", classmethod(open_there))
    monkeypatch.setattr(Stage, "close", close)


@pytest.fixture(autouse=True)
def stages(request: pytest.FixtureRequest) -> None:
    """In files, unless all are asked for on a server."""
    if request.config.getoption("postgres"):
        request.getfixturevalue("on_postgres")


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

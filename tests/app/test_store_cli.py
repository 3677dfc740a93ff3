"""The operator's commands about the store: where it is, bringing it up to date, moving it to a server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app.assemble import sole_poller
from bot.app.backup import BackupFailed, back_up
from bot.app.cli import main
from bot.app.config import Config
from bot.app.doctor import store_findings
from bot.app.office import Refused, opened
from bot.store import leases, people
from bot.store.database import Server
from bot.store.migrate import HEAD
from bot.store.opening import open_store
from tests.office import STAFF, UNITS, Office, configured
from tests.postgres import Postgres


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[Server]:
    where = asyncio.run(postgres.empty())
    yield where
    asyncio.run(postgres.drop(where))


@pytest.fixture
def at(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office's store is the one that commands work on."""
    work_on(office.config, monkeypatch)
    return office


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """An operator who has no store yet."""
    (tmp_path / "bare").mkdir()
    config = configured(tmp_path / "bare")
    work_on(config, monkeypatch)
    return config


def work_on(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.store_cli.read_config", lambda: config)


def on_server(office: Office, server: Server) -> Config:
    config = Config(office.config.settings, office.config.root, {"DATABASE_URL": server.url})
    config.key_file = office.config.key_file
    return config


def test_a_store_in_a_file_says_where_it_is_and_at_which_revision(
    bare: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "status"]) == 1
    assert f"this program makes {HEAD}" in capsys.readouterr().out
    assert main(["store", "migrate"]) == 0
    assert main(["store", "migrate"]) == 0
    assert main(["store", "status"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"store: {bare.store_path}, revision {HEAD}, was none",
        f"store: {bare.store_path}, revision {HEAD} already",
        f"store: {bare.store_path}",
        f"revision: {HEAD}",
    ]


def test_a_store_on_a_server_says_which_replica_does_what(
    office: Office, empty: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = on_server(office, empty)
    work_on(config, monkeypatch)

    async def hold() -> None:
        store = await open_store(empty, key_variable="", key_file=config.key_file)
        async with store.db.transaction() as tx:
            await leases.take(tx, await leases.look(store.db, "poller"), "site1:42")
        await store.close()

    asyncio.run(hold())

    assert main(["store", "status"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [f"revision: {HEAD}", "poller: site1:42 (1)"]


def test_a_store_is_moved_and_the_next_steps_are_told(
    at: Office, empty: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    at.load(UNITS + STAFF)

    assert main(["store", "copy", "--to", empty.url]) == 0

    said = capsys.readouterr().out
    assert "person                       3 rows" in said
    assert f"moved to {empty}" in said
    assert str(at.config.key_file) in said
    assert "never start a bot on it again" in said

    async def names() -> set[str]:
        store = await open_store(empty, key_variable="", key_file=at.config.key_file)
        try:
            return {person.name for person in await people.everybody(store.db, store.keys)}
        finally:
            await store.close()

    assert asyncio.run(names()) == {"李医生", "王督导", "刘师傅"}


def test_a_store_that_a_bot_works_on_is_not_moved(
    at: Office, empty: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    at.load(UNITS + STAFF)
    lock = sole_poller(at.config)

    try:
        assert main(["store", "copy", "--to", empty.url]) == 1
    finally:
        lock.release()

    assert "stop it first" in capsys.readouterr().err
    main(["store", "copy", "--to", empty.url])
    assert "moved" in capsys.readouterr().out


def test_only_a_file_is_moved_and_only_to_a_server(
    bare: Config, empty: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "copy", "--to", empty.url]) == 1
    assert "there is no store" in capsys.readouterr().err
    assert main(["store", "copy", "--to", f"sqlite:///{tmp_path}/b.db"]) == 1
    assert "to a server" in capsys.readouterr().err
    assert main(["store", "copy", "--to", "mysql://bot:s3cret@db/x"]) == 1
    assert "s3cret" not in capsys.readouterr().err


def test_a_server_that_is_down_is_told_in_a_line(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server(f"postgresql://bot:s3cret@/warmline?host={tmp_path}")
    work_on(on_server(office, server), monkeypatch)

    assert main(["store", "status"]) == 1

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "s3cret" not in said


# -- what other commands say about a store on a server ---------------------------------------------


def test_a_server_copies_itself(office: Office, empty: Server, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="pg_dump"):
        asyncio.run(back_up(on_server(office, empty), tmp_path / "copy.db"))


def test_the_doctor_looks_at_a_server(office: Office, empty: Server, tmp_path: Path) -> None:
    config = on_server(office, empty)
    there, (first,) = asyncio.run(store_findings(config))
    assert (there, first.level) == (False, "warn")

    async def make() -> None:
        store = await open_store(empty, key_variable="", key_file=config.key_file)
        await store.close()

    asyncio.run(make())
    there, (well,) = asyncio.run(store_findings(config))
    assert (there, well.level) == (True, "ok")
    assert "pg_dump" in str(well)

    down = on_server(office, Server(f"postgresql://bot:s3cret@/warmline?host={tmp_path}"))
    there, (down_,) = asyncio.run(store_findings(down))
    assert (there, down_.level) == (False, "fail")
    assert "s3cret" not in str(down_)


def test_a_command_at_the_desk_works_on_a_server_and_refuses_where_there_is_none(
    office: Office, empty: Server, tmp_path: Path
) -> None:
    async def look(config: Config) -> int:
        async with opened(config) as store:
            return len(await people.everybody(store.db, store.keys))

    config = on_server(office, empty)
    with pytest.raises(Refused, match="there is no store"):
        asyncio.run(look(config))
    office.config = config
    office.load(UNITS + STAFF)
    assert asyncio.run(look(config)) == 3
    with pytest.raises(Refused, match="cannot be used"):
        asyncio.run(look(on_server(office, Server(f"postgresql://nobody@/x?host={tmp_path}"))))


def test_an_import_into_an_empty_database_makes_the_store_and_a_dry_run_does_not(
    office: Office, empty: Server
) -> None:
    office.config = on_server(office, empty)

    office.load(UNITS + STAFF, dry_run=True)
    assert asyncio.run(store_findings(office.config))[0] is False
    office.load(UNITS + STAFF)
    assert asyncio.run(store_findings(office.config))[0] is True

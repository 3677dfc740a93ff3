"""Opening a store: with its own key or not at all, and whole revisions or none."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.store import inbox, migrate, people
from bot.store.database import Location
from bot.store.inbox import Arrival
from bot.store.migrate import StoreAhead, current
from bot.store.opening import KeyMissing, Store, open_store
from bot.store.people import HOUSE
from bot.store.vault import WrongKey, make_master, read_master
from tests.store.test_inbox import NOON
from tests.street import Street

CANARY = "canary-我不想活了"


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def lose(key_file: Path, leaving: str = "") -> None:
    key_file.unlink()
    if leaving:
        key_file.write_text(leaving)


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def test_a_new_store_makes_its_key_and_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path, key_file = tmp_path / "in" / "warmline.db", tmp_path / "keys" / "warmline.key"

    store = await open_store(path, key_variable="", key_file=key_file)
    await store.close()

    assert current(path) == migrate.HEAD
    assert [stat.S_IMODE(file.stat().st_mode) for file in (path, key_file)] == [0o600, 0o600]


async def test_the_house_has_a_key_of_its_own_that_stays(
    store: Store, where: Location, key_file: Path
) -> None:
    await store.keys.load(store.db, [HOUSE])
    sealed = store.keys[HOUSE].seal("p", b"x")

    again = await open_store(where, key_variable="", key_file=key_file)
    await again.keys.load(again.db, [HOUSE])
    opened = again.keys[HOUSE].open("p", sealed)
    await again.close()

    assert opened == b"x"


async def test_a_key_in_the_environment_needs_no_file(where: Location, tmp_path: Path) -> None:
    key = base64.b64encode(bytes(32)).decode()

    store = await open_store(where, key_variable=key, key_file=tmp_path / "never")
    await store.close()

    assert not (tmp_path / "never").exists()


async def test_another_key_is_refused_before_a_byte_is_written(
    file_store: Store, path: Path, tmp_path: Path
) -> None:
    await file_store.db.checkpoint()
    await file_store.close()
    make_master(tmp_path / "other.key")
    before, there = fingerprint(path), files(tmp_path)

    with pytest.raises(WrongKey, match="another key"):
        await open_store(path, key_variable="", key_file=tmp_path / "other.key")

    assert fingerprint(path) == before
    assert files(tmp_path) == there


async def test_another_key_is_refused_before_the_store_is_brought_up_to_date(
    store: Store, where: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.close()
    make_master(tmp_path / "other.key")
    monkeypatch.setattr("bot.store.opening.bring_up_to_date", lambda _where: pytest.fail("migrated"))

    with pytest.raises(WrongKey):
        await open_store(where, key_variable="", key_file=tmp_path / "other.key")


async def test_a_lost_key_is_not_replaced_by_a_new_one(store: Store, where: Location, key_file: Path) -> None:
    await store.close()
    lose(key_file)

    with pytest.raises(KeyMissing, match="restore that file"):
        await open_store(where, key_variable="", key_file=key_file)

    assert key_file.name not in files(key_file.parent)


async def test_a_key_that_is_none_opens_nothing(store: Store, where: Location, key_file: Path) -> None:
    await store.close()
    lose(key_file, leaving="half a k")

    with pytest.raises(ValueError, match="does not hold a key"):
        await open_store(where, key_variable="", key_file=key_file)


async def test_a_store_of_a_newer_warmline_is_left_alone(
    file_store: Store, path: Path, key_file: Path
) -> None:
    async with file_store.db.transaction() as tx:
        await tx.execute("update alembic_version set version_num = '9999'")
    await file_store.db.checkpoint()
    await file_store.close()
    before = fingerprint(path)

    with pytest.raises(StoreAhead, match="9999"):
        await open_store(path, key_variable="", key_file=key_file)

    assert fingerprint(path) == before


async def test_a_fault_while_settling_in_leaves_no_thread_behind(
    path: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_master(key_file)
    before = set(threading.enumerate())

    async def fails(*_values: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(people, "ensure_house", fails)
    with pytest.raises(sqlite3.OperationalError):
        await open_store(path, key_variable="", key_file=key_file)

    connections = [t for t in set(threading.enumerate()) - before if "connection_worker" in t.name]
    for thread in connections:
        thread.join(5)
    assert not any(thread.is_alive() for thread in connections)


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}


def test_a_revision_that_ends_half_way_leaves_nothing_and_the_next_start_makes_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import op

    path = tmp_path / "warmline.db"
    execute, done = op.execute, []

    def dies(statement: str) -> None:
        done.append(statement)
        if len(done) == 9:
            raise KeyboardInterrupt
        execute(statement)

    with monkeypatch.context() as patch:
        patch.setattr(op, "execute", dies)
        with pytest.raises(KeyboardInterrupt):
            migrate.migrate(path)
    assert tables(path) == set()

    migrate.migrate(path)

    assert current(path) == migrate.HEAD
    assert {"inbox", "outbox", "cases", "audit"} <= tables(path)


def test_no_store_has_no_revision(tmp_path: Path) -> None:
    assert current(tmp_path / "none.db") is None
    assert not (tmp_path / "none.db").exists()


async def test_a_backup_opens_with_the_key_and_with_no_other(
    file_store: Store, tmp_path: Path, key_file: Path
) -> None:
    async with file_store.db.transaction() as tx:
        await inbox.add(tx, file_store.keys, [Arrival("tg:1", "7", HOUSE, "update", NOON, {"text": CANARY})])
    copy = tmp_path / "backup" / "copy.db"
    copy.parent.mkdir()
    await file_store.db.backup(copy)

    make_master(tmp_path / "other.key")
    with pytest.raises(WrongKey):
        await open_store(copy, key_variable="", key_file=tmp_path / "other.key")
    restored = await open_store(copy, key_variable="", key_file=key_file)
    (event,) = await inbox.heads(restored.db, restored.keys, 5)
    await restored.close()

    assert event.body == {"text": CANARY}
    assert CANARY.encode() not in copy.read_bytes()
    master = read_master("", key_file)
    assert master is not None
    assert master not in copy.read_bytes()
    assert base64.b64encode(master) not in copy.read_bytes()


def make_older(path: Path) -> None:
    """Brings a store back to how the first version wrote it: whatever later revisions have added goes."""
    spine = Path(migrate.__file__).parent / "migrations" / "versions" / "0001_spine.sql"
    with closing(sqlite3.connect(path)) as db, closing(sqlite3.connect(":memory:")) as old:
        old.executescript(spine.read_text(encoding="utf-8"))
        for kind in ("trigger", "table", "index"):
            names = "select name from sqlite_master where type = ? and name not like 'sqlite_%'"
            kept = {*old.execute(names, (kind,)), ("alembic_version",)}
            for (name,) in [row for row in db.execute(names, (kind,)).fetchall() if row not in kept]:
                db.execute(f"drop {kind} {name}")
        for (table,) in old.execute("select name from sqlite_master where type = 'table'").fetchall():
            columns = "select name from pragma_table_info(?)"
            first = old.execute(columns, (table,)).fetchall()
            for (column,) in [row for row in db.execute(columns, (table,)).fetchall() if row not in first]:
                db.execute(f"alter table {table} drop column {column}")
        for name in ("first", "reading", "offered", "reopened_at", "debriefed"):
            db.execute("update cases set desk = json_remove(desk, ?)", (f"$.{name}",))
        db.execute("update alembic_version set version_num = '0001'")
        db.commit()


async def test_a_store_of_the_first_version_goes_on_where_it_was(tmp_path: Path) -> None:
    street = await Street.open(tmp_path)
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在", settle=False)
    for _ in range(3):
        await street.house.frontdesk.work()
    await street.store.close()
    make_older(tmp_path / "warmline.db")

    street = await street.reopen()
    await street.settle()
    await liu.says("谢谢，好些了")
    await street.skip(minutes=2)
    await li.says("/close 谈过了")
    await li.presses("结束")
    await liu.says("又难受了")

    assert current(tmp_path / "warmline.db") == migrate.HEAD
    assert "李医生：\n我在" in liu.texts
    assert "🔴 K0002\n谢谢，好些了" in li.texts
    assert await street.store.db.fetch("select state from cases") == [("escalating",)]
    assert await street.store.db.fetch("select 1 from inbox where state = 'quarantined'") == []
    await street.close()

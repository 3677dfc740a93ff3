"""All or nothing, whatever happens in the middle: a fault, a full disk, a caller that is cancelled."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import aiosqlite
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.database import (
    Database,
    StoreFault,
    StoreTrouble,
    from_ms,
    marks,
    moment_or_none,
    ms_or_none,
    to_ms,
)
from bot.store.opening import Store
from bot.store.sqlite import SqliteDatabase
from tests.store.trouble import Interruption, Trouble, at, on
from tests.store.watched import Watched

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=zones)  # noqa: DTZ001


async def note(db: Database, name: str) -> None:
    async with db.transaction() as tx:
        await tx.execute("insert into meta (name, value) values (?, ?)", (name, b""))
        await tx.fetch("select 1")
        await tx.executemany("insert into meta (name, value) values (?, ?)", [(f"{name}2", b"")])


def left_over(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads that have come since and do not end; any would keep the process from ending."""
    new = set(threading.enumerate()) - before
    for thread in new:
        thread.join(5)
    return [thread for thread in new if thread.is_alive()]


async def notes(db: Database) -> list[str]:
    rows = await db.fetch("select name from meta where name like 'n%' order by name")
    return [row[0] for row in rows]


async def test_statements_are_carried_out_in_the_order_they_were_given(store: Store) -> None:
    add, change = (
        "insert into meta (name, value) values (?, ?)",
        "update meta set value = ? where name like 'n%'",
    )
    values = [("n3", b"c")]
    async with store.db.transaction() as tx:
        await tx.execute(add, ("n1", b"a"))
        await tx.execute(add, ("n2", b"a"))
        await tx.execute(change, (b"b",))
        await tx.executemany(add, values)
        await tx.execute(add, ("n4", b"c"))
        await tx.execute("delete from meta where name = ?", ("n1",))

    rows = await store.db.fetch("select name, value from meta where name like 'n%' order by name")

    assert [tuple(row) for row in rows] == [("n2", b"b"), ("n3", b"c"), ("n4", b"c")]
    assert values == [("n3", b"c")]


async def test_nothing_is_kept_when_one_of_many_alike_is_refused(store: Store) -> None:
    with pytest.raises(StoreFault):
        await twice(store.db)

    assert await notes(store.db) == []


async def twice(db: Database) -> None:
    async with db.transaction() as tx:
        for name in ("n1", "n2", "n1"):
            await tx.execute("insert into meta (name, value) values (?, ?)", (name, b""))


@given(moments)
def test_an_instant_survives_its_column_to_the_millisecond(moment: datetime) -> None:
    back = from_ms(to_ms(moment))

    assert abs(back - moment) <= timedelta(microseconds=500)
    assert back.tzinfo is UTC
    assert to_ms(back) == to_ms(moment)


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        to_ms(datetime(2026, 11, 23))  # noqa: DTZ001


def test_no_instant_is_no_number() -> None:
    assert ms_or_none(None) is None
    assert moment_or_none(None) is None
    assert moment_or_none(ms_or_none(datetime(2026, 11, 23, tzinfo=UTC))) == datetime(
        2026, 11, 23, tzinfo=UTC
    )


def test_an_empty_list_of_values_matches_nothing() -> None:
    assert marks([]) == "NULL"
    assert marks("ab") == "?,?"


async def test_a_power_cut_cannot_take_what_was_committed(file_store: Store) -> None:
    facts = {
        name: (await file_store.db._writer.execute_fetchall(f"pragma {name}"))[0][0]  # type: ignore[index]
        for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "trusted_schema")
    }

    assert facts == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
    }


async def test_the_store_is_readable_by_its_owner_alone(file_store: Store, path: Path) -> None:
    files = sorted(path.parent.glob("warmline.db*"))

    assert [file.name for file in files] == ["warmline.db", "warmline.db-shm", "warmline.db-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


async def fails(db: Database, undo: Callable[[], None] = lambda: None) -> None:
    async with db.transaction() as tx:
        tx.on_rollback(undo)
        await tx.execute("insert into meta (name, value) values ('n', '')")
        raise RuntimeError


async def test_a_fault_in_the_middle_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError):
        await fails(store.db)

    assert await notes(store.db) == []


async def test_nobody_sees_what_is_not_committed_yet(store: Store) -> None:
    async with store.db.transaction() as tx:
        await tx.execute("insert into meta (name, value) values ('n', '')")
        seen = await notes(store.db)

    assert seen == []
    assert await notes(store.db) == ["n"]


async def test_memory_forgets_what_was_rolled_back_and_only_that(store: Store) -> None:
    forgotten: list[str] = []

    async with store.db.transaction() as tx:
        tx.on_rollback(lambda: forgotten.append("kept"))
    with pytest.raises(RuntimeError):
        await fails(store.db, lambda: forgotten.append("undone"))

    assert forgotten == ["undone"]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
async def test_a_full_disk_at_any_statement_leaves_nothing_and_harms_nobody_after(
    store: Store, number: int
) -> None:
    trouble = Trouble(store.db, at(number))

    with pytest.raises(StoreTrouble):
        await note(store.db, "n")
    assert await notes(store.db) == []
    await note(store.db, "n")

    assert await notes(store.db) == ["n", "n2"]
    assert trouble.count > number


@pytest.mark.parametrize(
    ("number", "kept"),
    # what comes after the last read is handed over together with the commit
    [(1, []), (2, []), (3, []), (4, ["n", "n2"]), (5, ["n", "n2"])],
)
async def test_cancelled_at_any_statement_it_is_all_or_nothing_and_the_next_one_works(
    store: Store, number: int, kept: list[str]
) -> None:
    Interruption(store.db, at(number))

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(note(store.db, "n"))

    left = await notes(store.db)
    # a commit that is called off on its way to a server arrives or does not, but never in part; and a server is
    # told of each statement by itself
    assert left == kept or (store.db.shared and left == [])
    await note(store.db, "nn")
    assert await notes(store.db) == [*left, "nn", "nn2"]


async def test_cancelled_while_rolling_back_the_next_one_works_all_the_same(file_store: Store) -> None:
    trouble = Interruption(file_store.db, on("insert", times=2))
    rollback = trouble.rollback

    async def interrupted() -> None:
        trouble._hit()
        await rollback()

    trouble.rollback = interrupted  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(note(file_store.db, "n"))
    trouble.end()

    await note(file_store.db, "nn")
    assert await notes(file_store.db) == ["nn", "nn2"]


async def test_a_stage_s_store_gives_the_others_their_turn_and_hands_nothing_to_another_thread(
    path: Path,
) -> None:
    threads: set[int] = set()
    db = await SqliteDatabase.open(path, durable=False)
    for line in (db._writer, db._reader):
        line._conn.set_trace_callback(lambda _sql: threads.add(threading.get_ident()))
    turns: list[str] = []

    async def write(name: str) -> None:
        async with db.transaction() as tx:
            for _ in range(2):
                turns.append(name)
                await tx.fetch("select 1")
        turns.append(name)

    async def read(name: str) -> None:
        for _ in range(2):
            turns.append(name)
            await db.fetch("select 1")

    await asyncio.gather(write("writer"), read("reader"))
    await db.close()

    assert threads == {threading.get_ident()}
    # a read waits a moment for others to go with it
    assert turns == ["writer", "reader", "writer", "writer", "reader"]


async def test_on_a_stage_whoever_is_cancelled_at_the_commit_has_committed(path: Path) -> None:
    db = await SqliteDatabase.open(path, durable=False)
    Interruption(db, on("commit"))

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(note(db, "n"))

    await note(db, "nn")
    assert await notes(db) == ["n", "n2", "nn", "nn2"]
    await db.close()


async def test_transactions_wait_for_each_other(store: Store) -> None:
    seen: list[str] = []

    async def one(name: str) -> None:
        async with store.db.transaction() as tx:
            seen.append(f"{name} in")
            await tx.fetch("select 1")
            seen.append(f"{name} out")

    await asyncio.gather(one("a"), one("b"), one("c"))

    assert seen == ["a in", "a out", "b in", "b out", "c in", "c out"]


async def test_a_lock_held_by_somebody_else_is_trouble_and_passes(file_store: Store, path: Path) -> None:
    await file_store.db._writer.execute("pragma busy_timeout = 0")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")

    with pytest.raises(StoreTrouble):
        await note(file_store.db, "n")
    other.execute("rollback")
    other.close()

    await note(file_store.db, "n")
    assert await notes(file_store.db) == ["n", "n2"]


async def test_a_file_that_is_no_database_leaves_no_thread_behind(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(b"dear all, " * 500)
    before = set(threading.enumerate())

    with pytest.raises(StoreFault, match="not a database"):
        await SqliteDatabase.open(path)

    assert left_over(before) == []


async def test_a_reader_that_does_not_open_takes_the_writer_with_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0
    connect = sqlite3.connect
    before = set(threading.enumerate())

    def once(*values: object, **names: object) -> sqlite3.Connection:
        nonlocal opened
        opened += 1
        if opened == 2:
            raise aiosqlite.OperationalError("unable to open database file")
        return connect(*values, **names)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.store.sqlite.sqlite3.connect", once)
    with pytest.raises(StoreTrouble):
        await SqliteDatabase.open(path)

    assert left_over(before) == []


async def test_a_backup_is_whole_while_people_go_on_writing(file_store: Store, tmp_path: Path) -> None:
    await note(file_store.db, "n")
    async with file_store.db.transaction() as tx:
        await tx.execute("insert into meta (name, value) values ('nobody', '')")
        await file_store.db.backup(tmp_path / "copy.db")

    copy = sqlite3.connect(tmp_path / "copy.db")
    names = [row[0] for row in copy.execute("select name from meta where name like 'n%' order by name")]
    copy.close()
    assert names == ["n", "n2"]
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


async def test_a_backup_never_writes_over_another(file_store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"the backup of yesterday")

    with pytest.raises(FileExistsError):
        await file_store.db.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"the backup of yesterday"


async def test_a_backup_is_private_from_its_first_byte_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = await SqliteDatabase.open(tmp_path / "a.db")
    target, seen = tmp_path / "copy.db", []
    real = aiosqlite.Connection.backup

    async def looks(connection: aiosqlite.Connection, copy: aiosqlite.Connection) -> None:
        seen.append(target.stat().st_mode & 0o777)
        await real(connection, copy)

    monkeypatch.setattr(aiosqlite.Connection, "backup", looks)
    await db.backup(target)
    await db.close()

    assert seen == [0o600]


# -- reads beside each other ----------------------------------------------------------------------


async def test_each_of_those_who_ask_in_the_same_moment_gets_their_own_rows(store: Store) -> None:
    found = await asyncio.gather(
        *(store.db.fetch("select cast(? as integer)", (number,)) for number in range(9))
    )

    assert [rows[0][0] for rows in found] == list(range(9))


async def test_what_is_asked_in_the_same_moment_is_handed_over_together(file_store: Store) -> None:
    watched = Watched(file_store.db)  # type: ignore[arg-type]

    await asyncio.gather(
        *(file_store.db.fetch("select cast(? as integer)", (number,)) for number in range(9))
    )
    await file_store.db.fetch("select 9")

    assert watched.handed_over == [9, 1]


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_question_that_is_none_is_nobody_elses_fault(store: Store, place: int) -> None:
    questions = ["select 1", "select 1"]
    questions.insert(place, "select nothing from nowhere")

    found = await asyncio.gather(*map(store.db.fetch, questions), return_exceptions=True)

    assert isinstance(found.pop(place), StoreFault)
    assert [rows[0][0] for rows in found] == [1, 1]  # type: ignore[index]


@pytest.mark.parametrize("question", ["select 1", "select nothing from nowhere"])
async def test_who_does_not_wait_for_an_answer_keeps_nobody_from_theirs(store: Store, question: str) -> None:
    gone = asyncio.create_task(store.db.fetch(question))  # type: ignore[arg-type]
    there = asyncio.create_task(store.db.fetch("select 2"))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    gone.cancel()

    assert [row[0] for row in await there] == [2]
    with pytest.raises(asyncio.CancelledError):
        await gone

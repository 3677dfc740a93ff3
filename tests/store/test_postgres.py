"""What a server needs beside what both engines have in common: connections that break, and moving there."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from bot.domain.people import Unit
from bot.store import cases, inbox, moving, people
from bot.store.database import Server, StoreFault, StoreTrouble
from bot.store.inbox import Arrival
from bot.store.migrate import HEAD, StoreAhead, bring_up_to_date, revision
from bot.store.moving import CannotMove, Sum, move
from bot.store.opening import Store, open_store
from bot.store.postgres import PostgresDatabase, PostgresTransaction
from bot.store.vault import WrongKey, make_master
from tests.postgres import Postgres
from tests.store.test_cases import case, entry, save, write
from tests.store.test_inbox import NOON


@pytest.fixture
async def server(postgres: Postgres) -> AsyncIterator[Server]:
    where = await postgres.fresh()
    yield where
    await postgres.drop(where)


@pytest.fixture
async def empty(postgres: Postgres) -> AsyncIterator[Server]:
    where = await postgres.empty()
    yield where
    await postgres.drop(where)


@pytest.fixture
async def db(server: Server) -> AsyncIterator[PostgresDatabase]:
    db = await PostgresDatabase.open(server)
    yield db
    await db.close()


async def breaks_off(server: Server) -> None:
    """The server is stopped hard, from the point of view of everybody on this database."""
    admin = await asyncpg.connect(server.url.replace("/" + _name(server), "/postgres"))
    await admin.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", _name(server)
    )
    await admin.close()


def _name(server: Server) -> str:
    return server.url.partition("?")[0].rpartition("/")[2]


async def note(db: PostgresDatabase, name: str) -> None:
    async with db.transaction() as tx:
        await tx.execute("insert into meta (name, value) values (?, ?)", (name, b""))


async def notes(db: PostgresDatabase) -> list[str]:
    return [row[0] for row in await db.fetch("select name from meta order by name")]


# -- connections -----------------------------------------------------------------------------------


async def test_a_power_cut_cannot_take_what_was_committed(db: PostgresDatabase) -> None:
    async with db.transaction() as tx:
        facts = [
            (await tx.fetch(f"show {name}"))[0][0]
            for name in ("synchronous_commit", "transaction_isolation", "idle_in_transaction_session_timeout")
        ]

    assert facts == ["on", "read committed", "3s"]


async def test_a_server_that_is_stopped_is_trouble_and_when_it_is_back_all_goes_on(
    db: PostgresDatabase, server: Server
) -> None:
    await note(db, "before")

    async def interrupted() -> None:
        async with db.transaction() as tx:
            await tx.execute("insert into meta (name, value) values ('lost', '')")
            await breaks_off(server)
            await tx.execute("insert into meta (name, value) values ('lost too', '')")

    with pytest.raises(StoreTrouble):
        await interrupted()

    await note(db, "after")
    assert await notes(db) == ["after", "before"]


async def test_a_transaction_somebody_pauses_in_is_taken_from_them(
    db: PostgresDatabase, server: Server
) -> None:
    async def paused() -> None:
        async with db.transaction() as tx:
            await tx.fetch("set local idle_in_transaction_session_timeout = '20ms'")
            await db.fetch("select pg_sleep(0.2)")
            await tx.execute("insert into meta (name, value) values ('late', '')")

    with pytest.raises(StoreTrouble):
        await paused()

    assert await notes(db) == []


async def test_whoever_is_paused_between_preparing_a_statement_and_asking_it_holds_nobody_up(
    db: PostgresDatabase, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.postgres.PAUSED", 0.01)
    other = await PostgresDatabase.open(server)

    async def paused() -> None:
        async with db.transaction() as tx:
            await tx.execute("insert into meta (name, value) values ('lost', '')")
            await tx.fetch("select 1")
            # the driver flushes this, and the server waits for what is to be done with it
            await tx._connection.prepare("select 1 + 1")  # type: ignore[attr-defined]
            await note(other, "kept")

    with pytest.raises(StoreTrouble):
        await paused()

    assert await notes(other) == ["kept"]
    await other.close()


async def test_whoever_has_the_server_at_work_for_long_keeps_the_lock(
    db: PostgresDatabase, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.postgres.PAUSED", 0.01)
    other = await PostgresDatabase.open(server)

    async with db.transaction() as tx:
        await tx.execute("insert into meta (name, value) values ('first', '')")
        # prepared while nobody waits
        await tx.fetch("select pg_sleep(?)", (0,))
        writing = asyncio.create_task(note(other, "second"))
        await tx.fetch("select pg_sleep(?)", (0.2,))
    await writing

    assert await notes(db) == ["first", "second"]
    await other.close()


async def test_a_claim_is_kept_however_long_its_claimer_reads_over_other_connections(
    db: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.postgres.BEAT", 0.001)
    said = "select 1 from pg_stat_activity where state = 'idle in transaction' and query = 'select 1'"

    async with db.claiming("select name from meta") as claim:
        while not await db.fetch(said):
            pass
        async with claim.transaction() as tx:
            await tx.execute("insert into meta (name, value) values ('kept', '')")

    assert await notes(db) == ["kept"]


async def test_a_claim_whose_connection_breaks_is_trouble_once_it_is_needed(
    db: PostgresDatabase, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.postgres.BEAT", 0.001)

    async def claimed() -> None:
        async with db.claiming("select name from meta") as claim:
            await breaks_off(server)
            async with claim.transaction() as tx:
                await tx.execute("insert into meta (name, value) values ('lost', '')")

    with pytest.raises(StoreTrouble):
        await claimed()

    await note(db, "after")
    assert await notes(db) == ["after"]


async def test_a_fault_that_was_swallowed_in_the_middle_does_not_pass_for_a_commit(
    db: PostgresDatabase,
) -> None:
    async def swallows() -> None:
        async with db.transaction() as tx:
            await tx.execute("insert into meta (name, value) values ('n', '')")
            with pytest.raises(StoreFault):
                await tx.fetch("select 1 / 0")

    with pytest.raises(StoreTrouble):
        await swallows()

    assert await notes(db) == []


async def test_what_follows_one_another_with_other_values_only_goes_in_one_go_and_in_its_order() -> None:
    class Server:
        def __init__(self) -> None:
            self.asked: list[object] = []

        async def execute(self, sql: str, *values: object) -> None:
            self.asked.append((sql, values))

        async def executemany(self, sql: str, rows: object) -> None:
            self.asked.append((sql, rows))

        async def fetch(self, sql: str) -> list[object]:
            self.asked.append(sql)
            return []

    server = Server()
    tx = PostgresTransaction(server)

    await tx.execute("update a set b = ? where c in (?)", (1, 2))
    await tx.executemany("update a set b = ? where c in (?,?)", [(3, 4, 5)])
    await tx.executemany("delete from a where c = ?", [])
    await tx.execute("delete from d")
    await tx.execute("update a set b = ? where c in (?)", (6, 7))
    assert server.asked == []
    await tx.fetch("select 1")
    await tx.carry_out()

    assert server.asked == [
        ("update a set b = $1 where c = any($2)", [[1, [2]], [3, [4, 5]]]),
        ("delete from d", ()),
        ("update a set b = $1 where c = any($2)", (6, [7])),
        "select 1",
    ]


async def test_what_a_row_holds_is_not_told_with_the_fault(db: PostgresDatabase) -> None:
    await note(db, "canary")

    with pytest.raises(StoreFault) as fault:
        await note(db, "canary")

    assert not isinstance(fault.value, StoreTrouble)
    assert str(fault.value) == "UniqueViolationError 23505"


@pytest.mark.parametrize("name", ["\ud800", 7])
async def test_a_value_that_cannot_be_told_to_the_server_is_not_tried_again_for_ever(
    db: PostgresDatabase, name: str
) -> None:
    with pytest.raises(StoreFault) as fault:
        await note(db, name)

    assert not isinstance(fault.value, StoreTrouble)
    assert str(fault.value) == "DataError 22000"


async def test_no_server_is_trouble_and_nobody_let_in_is_told_why(server: Server, tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble):
        await PostgresDatabase.open(Server(f"postgresql://nobody@/x?host={tmp_path}"))
    with pytest.raises(StoreFault, match="does not exist"):
        await PostgresDatabase.open(Server(server.url.replace(_name(server), "nowhere")))


async def test_closing_does_not_wait_for_ever_for_somebody_who_reads(
    db: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.postgres.CONNECT_WITHIN", 0.05)

    async with db._connection():
        await db.close()

    with pytest.raises(StoreTrouble):
        await db.fetch("select 1")


# -- revisions and the key -------------------------------------------------------------------------


async def test_an_empty_database_becomes_a_store_with_the_key_it_was_made_with(
    empty: Server, tmp_path: Path
) -> None:
    assert await revision(empty) is None
    store = await open_store(empty, key_variable="", key_file=tmp_path / "key")
    await store.close()

    assert await revision(empty) == HEAD
    make_master(tmp_path / "other")
    with pytest.raises(WrongKey, match="another key"):
        await open_store(empty, key_variable="", key_file=tmp_path / "other")


async def test_a_store_of_a_newer_warmline_is_left_alone(server: Server, db: PostgresDatabase) -> None:
    async with db.transaction() as tx:
        await tx.execute("update alembic_version set version_num = '9999'")

    with pytest.raises(StoreAhead, match="9999"):
        await bring_up_to_date(server)


async def test_nothing_is_written_by_an_older_one_once_a_newer_one_has_brought_the_store_up_to_date(
    db: PostgresDatabase, server: Server
) -> None:
    await note(db, "before")
    async with db.transaction() as tx:
        await tx.execute("update alembic_version set version_num = '9999'")

    with pytest.raises(StoreAhead, match="update this one"):
        await note(db, "after")
    async with db.claiming("select name from meta") as claim:
        with pytest.raises(StoreAhead, match="update this one"):
            async with claim.transaction():
                pass

    assert await notes(db) == ["before"]


# -- moving ----------------------------------------------------------------------------------------


async def lived_in(store: Store) -> None:
    """Something of everything that makes moving hard: trees, journals, blobs, numbers that were used."""
    async with store.db.transaction() as tx:
        # a child before its parent, as far as its code goes
        await people.save_unit(tx, Unit("z", None, {"zh": "总部", "en": "HQ"}, "UTC", "CN"))
        await people.save_unit(tx, Unit("a", "z", {"zh": "项目", "en": "Site"}, "UTC", "LK"))
        await inbox.add(
            tx,
            store.keys,
            [Arrival("tg:1", str(n), "person1001", "update", NOON, {"text": f"我在 {n}"}) for n in range(5)],
        )
        await tx.execute("delete from inbox where source_id = '4'")
    await save(store, case())
    # of the same moment: only the order of writing tells them apart
    await write(store, entry(2), entry(1), entry(3))


async def test_a_store_that_moves_arrives_whole_and_goes_on_numbering_behind_itself(
    file_store: Store, path: Path, key_file: Path, empty: Server
) -> None:
    await lived_in(file_store)
    events = await inbox.heads(file_store.db, file_store.keys, 5)
    rolls = await file_store.db.fetch("select * from rolls")
    await file_store.close()

    moved = await move(path, empty)

    counted = {one.table: one.rows for one in moved}
    assert counted["unit"] == 2
    assert counted["inbox"] == 4
    assert counted["entry"] == 3
    store = await open_store(empty, key_variable="", key_file=key_file)
    assert await inbox.heads(store.db, store.keys, 5) == events
    assert await store.db.fetch("select * from rolls") == rolls
    journal = (await cases.journals(store.db, store.keys, ["case1"]))["case1"]
    assert [line.id for line in journal] == ["e2", "e1", "e3"]
    await write(store, entry(0))
    journal = (await cases.journals(store.db, store.keys, ["case1"]))["case1"]
    assert [line.id for line in journal] == ["e2", "e1", "e3", "e0"]
    async with store.db.transaction() as tx:
        await inbox.add(tx, store.keys, [Arrival("tg:1", "9", "x", "update", NOON, {})])
    assert (await store.db.fetch("select id from inbox where source_id = '9'"))[0][0] == 6
    await store.close()


async def test_a_database_with_a_store_in_it_takes_no_other(
    file_store: Store, path: Path, server: Server
) -> None:
    await file_store.close()
    store = await open_store(server, key_variable="", key_file=path.with_suffix(".key"))
    await store.close()

    with pytest.raises(CannotMove, match="only an empty database"):
        await move(path, server)


async def test_a_store_that_is_behind_is_brought_up_to_date_first(
    file_store: Store, path: Path, empty: Server
) -> None:
    await file_store.close()
    with closing(sqlite3.connect(path)) as older:
        older.execute("update alembic_version set version_num = '0001'")
        older.commit()

    with pytest.raises(CannotMove, match="store migrate"):
        await move(path, empty)
    assert await revision(empty) is None


async def test_a_row_that_does_not_arrive_as_it_was_undoes_the_move(
    file_store: Store, path: Path, empty: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lived_in(file_store)
    await file_store.close()
    real = moving._copy

    async def loses_a_row(reader: sqlite3.Connection, writer: asyncpg.Connection, table: str) -> Sum:
        copied = await real(reader, writer, table)
        if table == "unit":
            await writer.execute("update unit set tz = 'Asia/Shanghai' where code = 'a'")
        return copied

    monkeypatch.setattr(moving, "_copy", loses_a_row)
    with pytest.raises(CannotMove, match="unit did not arrive"):
        await move(path, empty)

    db = await PostgresDatabase.open(empty)
    assert await db.fetch("select * from unit") == []
    assert await notes(db) == []
    await db.close()


def test_a_sum_tells_rows_apart_but_not_their_order() -> None:
    def told(*rows: tuple[object, ...]) -> str:
        found = Sum()
        found.add(rows)
        return str(found)

    assert told((1, "a"), (2, b"b")) == told((2, b"b"), (1, "a"))
    assert (
        len({told((1, "a")), told(("1", "a")), told((None, "a")), told((1, b"a")), told((1, "a"), (1, "a"))})
        == 5
    )

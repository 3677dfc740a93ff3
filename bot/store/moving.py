"""Moves a store from its file into an empty database on a server: all rows, compared afterwards, or none."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.store.database import Server
from bot.store.migrate import HEAD, bring_up_to_date, current
from bot.store.postgres import TURN, connect, told
from bot.store.sqlite import told as told_by_sqlite

PORTION = 2_000

LEFT = ("alembic_version", "lease")
"""What belongs to a place and its processes, not to what was kept there."""


class CannotMove(Exception):
    """Nothing was moved; says why."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A table as it arrived: compared row by row with where it came from."""

    table: str
    rows: int
    checksum: str


class Sum:
    """Of rows in any order: how many, and a sum of their hashes."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self.rows += 1
            told = "\0".join(f"{type(value).__name__}:{_plain(value)}" for value in row)
            self._sum += int.from_bytes(hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest(), "big")

    def __str__(self) -> str:
        return f"{self._sum % 2**256:064x}"


async def move(source: Path, target: Server) -> list[Moved]:
    """Copies every row, compares counts and checksums, and only then commits.

    Nobody may be at work on the source. Raises CannotMove or StoreFault; the target is as it was then, but for
    empty tables.
    """
    if current(source) != HEAD:
        raise CannotMove(
            f"{source} is not at revision {HEAD}: python -m bot store migrate brings it up to date"
        )
    await bring_up_to_date(target)
    with told():
        connection = await connect(target)
    try:
        with told_by_sqlite(), told(), closing(_reading(source)) as reader:
            async with connection.transaction():
                await connection.execute(f"select pg_advisory_xact_lock({TURN})")
                return await _move(reader, connection)
    finally:
        await connection.close()


async def _move(reader: sqlite3.Connection, writer: Any) -> list[Moved]:
    tables = [table for (table,) in reader.execute(_TABLES) if table not in LEFT]
    if await writer.fetchval(
        "select 1 from meta union all select 1 from person union all select 1 from inbox"
    ):
        raise CannotMove("there is a store in the target already: only an empty database can take one in")
    await writer.execute("set constraints all deferred")
    for table in tables:
        # what a revision has put there comes with the source
        await writer.execute(f"delete from {table}")
    sums = {table: await _copy(reader, writer, table) for table in tables}
    # last: what other tables count in it by their triggers is the source's count again
    await writer.execute("delete from rolls")
    sums["rolls"] = await _copy(reader, writer, "rolls")
    moved = []
    for table in tables:
        there = await _sum_of(writer, table)
        if (there.rows, str(there)) != (sums[table].rows, str(sums[table])):
            raise CannotMove(
                f"{table} did not arrive as it was: {sums[table].rows} rows, {there.rows} arrived"
            )
        moved.append(Moved(table, there.rows, str(there)))
    await _number_on(reader, writer)
    return moved


_TABLES = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by rowid"


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


async def _copy(reader: sqlite3.Connection, writer: Any, table: str) -> Sum:
    columns = await _columns(writer, table)
    rows = reader.execute(f"select {', '.join(columns)} from {table}")
    told_of = Sum()
    for portion in _portions(rows):
        told_of.add(portion)
        await writer.copy_records_to_table(table, records=portion, columns=columns)
    return told_of


async def _sum_of(writer: Any, table: str) -> Sum:
    columns = await _columns(writer, table)
    found = Sum()
    async for row in writer.cursor(f"select {', '.join(columns)} from {table}", prefetch=PORTION):
        found.add([tuple(row)])
    return found


async def _columns(writer: Any, table: str) -> list[str]:
    rows = await writer.fetch(
        "select column_name from information_schema.columns"
        " where table_schema = current_schema() and table_name = $1 order by ordinal_position",
        table,
    )
    return [row[0] for row in rows]


async def _number_on(reader: sqlite3.Connection, writer: Any) -> None:
    """New rows are numbered behind the copied ones, and behind those that were there and are gone."""
    used = dict(reader.execute("select name, seq from sqlite_sequence").fetchall())
    for table, column in await writer.fetch(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = current_schema() and is_identity = 'YES'"
    ):
        highest = await writer.fetchval(f"select max({column}) from {table}") or 0
        last = max(highest, used.get(table, 0))
        if last:
            await writer.execute("select setval(pg_get_serial_sequence($1, $2), $3)", table, column, last)


def _portions(rows: sqlite3.Cursor) -> Iterator[list[tuple[Any, ...]]]:
    while portion := rows.fetchmany(PORTION):
        yield portion


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)

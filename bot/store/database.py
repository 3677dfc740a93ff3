"""The database port: one writer with immediate transactions, one reader, plain SQL with `?` marks."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosqlite

Row = Sequence[Any]

PRAGMAS = (
    "journal_mode=WAL",
    # FULL, not NORMAL: an acknowledged message must survive a power cut, and a kill test cannot see one
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "busy_timeout=60000",
)

StoreTrouble = aiosqlite.OperationalError
"""The store could not do its work (disk full, locked, read-only): nobody's message is at fault, try again."""


def to_ms(moment: datetime) -> int:
    """An aware instant as milliseconds since 1970 UTC, the form every time column has.

    Raises ValueError for a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no place in the store")
    return round(moment.timestamp() * 1000)


def from_ms(milliseconds: int) -> datetime:
    """The aware UTC instant of a time column, exact to the millisecond."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def ms_or_none(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def moment_or_none(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_ms(milliseconds)


def marks(values: Sequence[Any]) -> str:
    """`?,?,?` for a list of values inside IN ( … ); `NULL`, which matches nothing, for an empty one."""
    return ",".join("?" * len(values)) or "NULL"


class Transaction:
    """What may be done between begin and commit."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._regrets: list[Callable[[], None]] = []

    def on_rollback(self, undo: Callable[[], None]) -> None:
        """Calls `undo` if this transaction does not commit; for what memory keeps of its rows."""
        self._regrets.append(undo)

    def rolled_back(self) -> None:
        for undo in self._regrets:
            undo()

    async def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        await self._connection.execute(sql, values)

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        rows = list(rows)
        if rows:
            await self._connection.executemany(sql, rows)

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return list(await self._connection.execute_fetchall(sql, values))


class Database:
    """Connections to one SQLite file. Open with `await Database.open(path)`, close when done."""

    def __init__(self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, *, durable: bool = True) -> Database:
        """Opens or creates the file; raises `StoreTrouble` when it cannot be used.

        One that need not be `durable` is not waited for until it is on the disk: for a stage, whose store is
        thrown away.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = await _connect(path)
        if not durable:
            await writer.execute("PRAGMA synchronous=OFF")
        try:
            reader = await _connect(path)
        except BaseException:
            await writer.close()
            raise
        return cls(path, writer, reader)

    async def close(self) -> None:
        async with self._turn:
            await self._reader.close()
            await self._writer.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """All or nothing; waits for the one before it. No HTTP and no other waiting belongs inside."""
        async with self._turn:
            tx = Transaction(self._writer)
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield tx
                await self._writer.execute("COMMIT")
            except BaseException:
                tx.rolled_back()
                # Whoever is cancelled leaves the connection's thread at work on their statement, the BEGIN
                # too: this queues behind it, and does nothing when no transaction is open (any more).
                await self._writer.rollback()
                raise

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Reads what has been committed, beside a running transaction."""
        return list(await self._reader.execute_fetchall(sql, values))

    async def checkpoint(self) -> None:
        """Moves everything into the main file and empties the write-ahead log.

        What was deleted is gone from the disk only then: until now the log held its pages.
        """
        async with self._turn:
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def backup(self, target: Path) -> None:
        """An online copy: consistent, while people go on writing.

        Raises FileExistsError rather than write over an earlier backup.
        """
        # made private before the first byte is in it: while it is copied anybody could read it
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        async with aiosqlite.connect(target) as copy:
            await self._reader.backup(copy)


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None)
    try:
        path.chmod(0o600)
        for pragma in PRAGMAS:
            await connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        # a connection is a thread, and one left open would keep the process from ending
        await connection.close()
        raise
    return connection

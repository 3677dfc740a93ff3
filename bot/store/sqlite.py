"""One SQLite file: one writer with immediate transactions, one reader."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import coroutine
from typing import Any

import aiosqlite

from bot.store.database import Claim, Database, Row, StoreFault, StoreTrouble, Transaction

PRAGMAS = (
    "journal_mode=WAL",
    # FULL, not NORMAL: an acknowledged message must survive a power cut, and a kill test cannot see one
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "busy_timeout=60000",
)

STATEMENTS = 512
"""Kept ready for their next use; a list of values makes a statement of its own for every length it has."""


@contextmanager
def told() -> Iterator[None]:
    """Says what SQLite raises in the words of the port."""
    try:
        yield
    except sqlite3.OperationalError as fault:
        raise StoreTrouble(str(fault)) from fault
    except sqlite3.DatabaseError as fault:
        raise StoreFault(str(fault)) from fault


CHANGES = ("insert ", "update ", "delete ")
"""How a statement begins of which SQLite takes many rows of values."""

Step = tuple[str, Sequence[Any], bool]
"""A statement with its values, or with many rows of them."""


class Line(aiosqlite.Connection):
    """A connection that takes several statements at once: to hand one over costs more than to carry it out."""

    async def carry_out(self, steps: Sequence[Step]) -> list[list[Row]]:
        """One after the other, up to the first that fails; returns the rows of each."""
        rows: list[list[Row]] = await self._execute(self._all, steps)  # type: ignore[no-untyped-call]
        return rows

    def _all(self, steps: Sequence[Step]) -> list[list[Row]]:
        run = self._conn
        return [
            (run.executemany(sql, values) if many else run.execute(sql, values)).fetchall()
            for sql, values, many in steps
        ]


class Near(Line):
    """Carries out at once what it is given, in the thread that asks: for a stage, where nobody waits for a disk and
    the way to another thread and back takes longer than the statement."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        done = fn(*args, **kwargs)
        # the others have their turn now, as they have while another thread works; whoever is cancelled has
        # their statement carried out all the same
        await _others()
        return done


@coroutine
def _others() -> Iterator[None]:
    """One turn of the loop: asyncio.sleep(0), without being taken for a rest."""
    yield


class SqliteTransaction(Transaction):
    """Hands its statements over together: with the next read, or with the commit. So what a statement raises
    comes there."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line
        self._steps: list[Step] = [("BEGIN IMMEDIATE", (), False)]

    async def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        if sql.startswith(CHANGES):
            self._add(sql, [values])
        else:
            self._steps.append((sql, values, False))

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        rows = list(rows)
        if rows:
            self._add(sql, rows)

    def _add(self, sql: str, rows: list[Sequence[Any]]) -> None:
        """What differs from the statement before it in its values only goes with that one."""
        before, known, many = self._steps[-1] if self._steps else ("", (), False)
        if many and before == sql and isinstance(known, list):
            known.extend(rows)
        else:
            self._steps.append((sql, rows, True))

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        steps, self._steps = [*self._steps, (sql, values, False)], []
        with told():
            return (await self._line.carry_out(steps))[-1]

    async def commit(self) -> None:
        await self.fetch("COMMIT")


Question = tuple[Step, "asyncio.Future[list[Row]]"]
"""A read, and who waits for its rows."""


class SqliteDatabase(Database):
    """Connections to one SQLite file. Open with `await SqliteDatabase.open(path)`."""

    shared = False

    def __init__(self, path: Path, writer: Line, reader: Line) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()
        self._questions: list[Question] = []
        self._answering: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, path: Path, *, durable: bool = True) -> SqliteDatabase:
        """Opens or creates the file; raises `StoreTrouble` or `StoreFault` when it cannot be used.

        One that need not be `durable` is not waited for until it is on the disk, and carries out its statements in
        the thread that asks: for a stage, whose store is thrown away.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = Line if durable else Near
        with told():
            writer = await _connect(path, kind)
            if not durable:
                await writer.execute("PRAGMA synchronous=OFF")
            try:
                reader = await _connect(path, kind)
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
        async with self._turn:
            tx = SqliteTransaction(self._writer)
            try:
                yield tx
                await tx.commit()
            except BaseException:
                tx.rolled_back()
                # Whoever is cancelled leaves the connection's thread at work on their statements, the BEGIN
                # and the COMMIT too: this queues behind it, and does nothing when no transaction is open (any more).
                await self._writer.rollback()
                raise

    @asynccontextmanager
    async def claiming(self, sql: str, values: Sequence[Any] = ()) -> AsyncIterator[Claim]:
        """All there are: the lock on the file keeps everybody else out."""
        yield Claim(await self.fetch(sql, values), self.transaction)

    async def at_once(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        async with self.transaction() as tx:
            return await tx.fetch(sql, values)

    async def listen(self, heard: Callable[[], None]) -> None:  # noqa: ARG002
        """There is no other replica to be heard."""
        await asyncio.Event().wait()

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """What is asked in the same moment, by whomever, is handed over together."""
        loop = asyncio.get_running_loop()
        rows: asyncio.Future[list[Row]] = loop.create_future()
        if not self._questions:
            loop.call_soon(self._ask)
        self._questions.append(((sql, values, False), rows))
        with told():
            return await rows

    def _ask(self) -> None:
        # in a task of its own: whoever asked first may be cancelled, and the others still want to know
        answering = asyncio.create_task(self._answer(self._questions))
        self._questions = []
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)

    async def _answer(self, questions: Sequence[Question]) -> None:
        try:
            answers = await self._reader.carry_out([step for step, _ in questions])
        except Exception as fault:  # noqa: BLE001 - whoever has asked is told
            if len(questions) == 1:
                if not questions[0][1].done():
                    questions[0][1].set_exception(fault)
                return
            # a fault in one of them is nobody else's
            for question in questions:
                await self._answer([question])
            return
        for (_, rows), found in zip(questions, answers, strict=True):
            # done: whoever has asked does not wait any more
            if not rows.done():
                rows.set_result(found)

    async def checkpoint(self) -> None:
        """Moves everything into the main file and empties the write-ahead log.

        What was deleted is gone from the disk only then: until now the log held its pages.
        """
        async with self._turn:
            with told():
                await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def backup(self, target: Path) -> None:
        """An online copy: consistent, while people go on writing.

        Raises FileExistsError rather than write over an earlier backup.
        """
        # made private before the first byte is in it: while it is copied anybody could read it
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with told():
            async with aiosqlite.connect(target) as copy:
                await self._reader.backup(copy)


async def _connect(path: Path, kind: type[Line]) -> Line:
    def connect() -> sqlite3.Connection:
        own = issubclass(kind, Near)
        return sqlite3.connect(
            path, isolation_level=None, cached_statements=STATEMENTS, check_same_thread=not own
        )

    line = kind(connect, 64)
    await line
    try:
        path.chmod(0o600)
        for pragma in PRAGMAS:
            await line.carry_out([(f"PRAGMA {pragma}", (), False)])
    except BaseException:
        # a connection is a thread, and one left open would keep the process from ending
        await line.close()
        raise
    return line

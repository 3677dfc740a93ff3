"""A connection that fails, or whose caller is cancelled, at a chosen statement of a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite
import asyncpg

from bot.store.database import Database, Row
from bot.store.sqlite import SqliteDatabase, Step


class Trouble:
    """Stands before the writer and looks at every statement by its number (from 1) and text."""

    def __init__(self, db: Database, strike: Callable[[int, str], bool]) -> None:
        self._db = db
        self._strike = strike
        self.count = 0
        self.struck = asyncio.Event()
        self._place = "_writer" if isinstance(db, SqliteDatabase) else "_pool"
        self._connection = getattr(db, self._place)
        setattr(db, self._place, self if isinstance(db, SqliteDatabase) else _Pool(self, self._connection))

    def end(self) -> None:
        """From now on every statement goes through untouched."""
        setattr(self._db, self._place, self._connection)

    async def carry_out(self, steps: Sequence[Step]) -> list[list[Row]]:
        for number, (sql, _, _) in enumerate(steps):
            try:
                self.look(sql)
            except aiosqlite.OperationalError:
                # those before it have been carried out, and nobody may ever see it
                await self._connection.carry_out(steps[:number])
                raise
        return await self._connection.carry_out(steps)

    async def execute_fetchall(self, sql: str) -> Iterable[Row]:
        self.look(sql)
        return await self._connection.execute_fetchall(sql)  # type: ignore[no-any-return]

    async def rollback(self) -> None:
        await self._connection.rollback()

    async def close(self) -> None:
        await self._connection.close()

    def look(self, sql: str) -> None:
        self.count += 1
        if self._strike(self.count, sql):
            self.struck.set()
            self._hit()

    def _hit(self) -> None:
        if isinstance(self._db, SqliteDatabase):
            raise aiosqlite.OperationalError("database or disk is full")
        raise asyncpg.DiskFullError("could not extend file: No space left on device")


class Interruption(Trouble):
    """Cancels whoever waits for the statement, while the statement itself is carried out."""

    def _hit(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().call_soon(task.cancel)


class _Pool:
    """Lends connections that are looked at from their `begin` on."""

    def __init__(self, trouble: Trouble, pool: Any) -> None:
        self._trouble, self._pool = trouble, pool

    async def acquire(self) -> _Watched:
        return _Watched(self._trouble, await self._pool.acquire())

    async def release(self, connection: _Watched) -> None:
        await self._pool.release(connection.connection)

    async def close(self) -> None:
        await self._pool.close()

    def terminate(self) -> None:
        self._pool.terminate()


class _Watched:
    def __init__(self, trouble: Trouble, connection: Any) -> None:
        self._trouble, self.connection = trouble, connection
        self._begun = False

    async def execute(self, sql: str, *values: Any) -> Any:
        self._begun = self._begun or sql.startswith("begin")
        if sql != "rollback":
            self._look(sql)
        return await self.connection.execute(sql, *values)

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._look(sql)
        await self.connection.executemany(sql, rows)

    async def fetch(self, sql: str, *values: Any) -> Any:
        self._look(sql)
        return await self.connection.fetch(sql, *values)

    def terminate(self) -> None:
        self.connection.terminate()

    def _look(self, sql: str) -> None:
        if self._begun:
            self._trouble.look(sql)


def at(number: int) -> Callable[[int, str], bool]:
    """Strikes once, at this statement."""
    return lambda count, _sql: count == number


def on(words: str, times: int = 1) -> Callable[[int, str], bool]:
    """Strikes at the first statements that begin like this, also where one goes together with others."""
    left = iter(range(times))

    def strike(_count: int, sql: str) -> bool:
        begins = any(one.startswith(words.lower()) for one in sql.lower().split("; "))
        return begins and next(left, None) is not None

    return strike

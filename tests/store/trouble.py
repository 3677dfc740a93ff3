"""A connection that fails, or whose caller is cancelled, at a chosen statement."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite

from bot.store.database import Database


class Trouble:
    """Stands before the writer and looks at every statement by its number (from 1) and text."""

    def __init__(self, db: Database, strike: Callable[[int, str], bool]) -> None:
        self._db = db
        self._strike = strike
        self._connection = db._writer
        self.count = 0
        self.struck = asyncio.Event()
        db._writer = self  # type: ignore[assignment]

    def end(self) -> None:
        """From now on every statement goes through untouched."""
        self._db._writer = self._connection

    async def execute(self, sql: str, values: Sequence[Any] = ()) -> aiosqlite.Cursor:
        self._look(sql)
        return await self._connection.execute(sql, values)

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> aiosqlite.Cursor:
        self._look(sql)
        return await self._connection.executemany(sql, rows)

    async def execute_fetchall(self, sql: str, values: Sequence[Any] = ()) -> Iterable[Any]:
        self._look(sql)
        return await self._connection.execute_fetchall(sql, values)

    async def rollback(self) -> None:
        await self._connection.rollback()

    async def close(self) -> None:
        await self._connection.close()

    def _look(self, sql: str) -> None:
        self.count += 1
        if self._strike(self.count, sql):
            self.struck.set()
            self._hit()

    def _hit(self) -> None:
        raise aiosqlite.OperationalError("database or disk is full")


class Interruption(Trouble):
    """Cancels whoever waits for the statement, while the statement itself is carried out."""

    def _hit(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().call_soon(task.cancel)


def at(number: int) -> Callable[[int, str], bool]:
    """Strikes once, at this statement."""
    return lambda count, _sql: count == number


def on(words: str, times: int = 1) -> Callable[[int, str], bool]:
    """Strikes at the first statements that begin like this."""
    left = iter(range(times))
    return lambda _count, sql: sql.lower().startswith(words.lower()) and next(left, None) is not None

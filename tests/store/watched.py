"""Which statements SQLite was given, and how it would look for their rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.store.database import Row
from bot.store.sqlite import Line, SqliteDatabase, Step


class Watched:
    """Stands before reader and writer of a store and notes every statement that goes through."""

    def __init__(self, db: SqliteDatabase) -> None:
        self.said: list[tuple[str, Sequence[Any]]] = []
        self.handed_over: list[int] = []
        """How many statements each time."""
        self._path = db.path
        for place in ("_writer", "_reader"):
            setattr(db, place, _Noting(getattr(db, place), self))

    def plans(self) -> dict[str, list[str]]:
        """How each distinct statement finds its rows, word by word as SQLite tells it."""
        return {
            sql: plan_of(self._path, sql, values) for sql, values in dict(self.said).items() if _finds(sql)
        }


class _Noting:
    def __init__(self, line: Line, watched: Watched) -> None:
        self._line, self._watched = line, watched

    async def carry_out(self, steps: Sequence[Step]) -> list[list[Row]]:
        self._watched.handed_over.append(len(steps))
        self._watched.said += [(sql, values[0] if many else values) for sql, values, many in steps]
        return await self._line.carry_out(steps)

    async def rollback(self) -> None:
        await self._line.rollback()

    async def close(self) -> None:
        await self._line.close()


def plan_of(path: Path, sql: str, values: Sequence[Any]) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [row[3] for row in connection.execute(f"explain query plan {sql}", values)]
    finally:
        connection.close()


def scans(plan: Sequence[str], *small: str) -> list[str]:
    """The steps of a plan that read a table, or an index, from one end to the other. Those of `small` tables may."""
    tables = {"inbox", "outbox", "person", "entry", "cases", "session", "address", "data_key", "posted", "timer",
              "audit", "consent", "staff_grant", "tie", "desk"} - set(small)  # fmt: skip
    return [step for step in plan if step.startswith("SCAN ") and step.split()[1] in tables]


def _finds(sql: str) -> bool:
    return sql.lstrip().lower().startswith(("select", "with", "update", "delete"))

"""SQLite without a thread of its own per connection: what most tests wait for otherwise is two threads that
hand each other the interpreter.

The order of things stays as it is with threads: a statement is carried out even when whoever asked for it has
been cancelled, and others get their turn before its answer comes. The tests of the store, and all that start
processes, have the real threads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from types import coroutine
from typing import Any

import aiosqlite


@coroutine
def _others() -> Generator[None, None, None]:
    """Lets the others have their turn; not `asyncio.sleep`, which a test may count."""
    yield


class Unthreaded(aiosqlite.Connection):
    """A connection that does in the event loop what it is asked for."""

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()

    async def _connect(self) -> aiosqlite.Connection:
        self._connection = self._connector()
        return self

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        try:
            return fn(*args, **kwargs)
        finally:
            await _others()

    def stop(self) -> None:
        self._running = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def connect(path: Path, **how: Any) -> aiosqlite.Connection:
    """What `aiosqlite.connect` does, without a thread."""
    return Unthreaded(partial(sqlite3.connect, path, **how), iter_chunk_size=64)

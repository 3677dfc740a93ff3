"""The database port: transactions one after the other, reads beside them, plain SQL with `?` marks.

Two engines stand behind it: bot/store/sqlite.py for one machine, bot/store/postgres.py for several replicas. What
SQL they say differently is in bot/store/dialect.py.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

Row = Sequence[Any]


class StoreFault(Exception):
    """The store cannot be used or refuses a statement; the text says why and quotes no row."""


class StoreTrouble(StoreFault):
    """The store could not do its work (disk full, locked, read-only, server away): nobody's message is at
    fault, try again."""


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL database by its address. Prints without its password."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        user, at, host = parts.netloc.rpartition("@")
        # the query may hold a password too
        return f"postgresql://{user.partition(':')[0]}{at}{host}{parts.path}"


Location = Path | Server
"""Where a store is: a file of SQLite's or a database on a server."""


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


class Transaction(ABC):
    """What may be done between begin and commit."""

    def __init__(self) -> None:
        self._regrets: list[Callable[[], None]] = []

    def on_rollback(self, undo: Callable[[], None]) -> None:
        """Calls `undo` if this transaction does not commit; for what memory keeps of its rows."""
        self._regrets.append(undo)

    def rolled_back(self) -> None:
        for undo in self._regrets:
            undo()

    @abstractmethod
    async def execute(self, sql: str, values: Sequence[Any] = ()) -> None: ...

    @abstractmethod
    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None: ...

    @abstractmethod
    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Claim:
    """Rows that are ours until the end of the one transaction that comes with them, or of the claim."""

    rows: list[Row]
    transaction: Callable[[], AbstractAsyncContextManager[Transaction]]


class Database(ABC):
    """An open store. Close when done.

    Everything raises StoreTrouble when the store cannot do its work now, StoreFault when it will not.
    """

    shared: ClassVar[bool]
    """Whether other replicas may be at work on it."""

    @abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """All or nothing; waits for the one before it, whoever's it is. No HTTP and no other waiting belongs
        inside."""

    @abstractmethod
    def claiming(self, sql: str, values: Sequence[Any] = ()) -> AbstractAsyncContextManager[Claim]:
        """Takes the rows a statement finds away from all other replicas, but for those they have taken."""

    @abstractmethod
    async def at_once(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """One statement in a transaction of its own, which waits for no other where replicas share the store."""

    @abstractmethod
    async def listen(self, heard: Callable[[], None]) -> None:
        """Calls `heard` soon after another replica has committed something, until cancelled. A hint: one may be
        lost."""

    @abstractmethod
    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Reads what has been committed, beside a running transaction."""

    @abstractmethod
    async def checkpoint(self) -> None:
        """What was deleted leaves the disk, as far as the engine is the one to see to that."""

    @abstractmethod
    async def close(self) -> None: ...

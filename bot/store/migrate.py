"""Brings a store up to date. Alembic is imported only when there is something to do."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store.database import Database, Location, Server, StoreTrouble
from bot.store.sqlite import told

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0023"
"""The newest revision under migrations/versions.

What is written otherwise than before, so that an older program cannot read it, is a revision too, even where no
table changes: that is what keeps the older program out.
"""


LOOK = 5.0
"""Seconds between two looks at whether a newer Warmline has come."""


class StoreAhead(Exception):
    """The store was written by a newer Warmline; this one must not touch it."""


async def revision(where: Location) -> str | None:
    """The revision a store has, None for one that does not exist or is empty. Raises StoreFault."""
    if isinstance(where, Server):
        from bot.store.postgres import first_value

        found = await first_value(where, "alembic_version", "select version_num from alembic_version")
        return None if found is None else str(found)
    return await asyncio.to_thread(current, where)


async def bring_up_to_date(where: Location) -> None:
    """Creates or upgrades the store. Raises `StoreAhead` if it is newer than this program, or StoreFault."""
    if isinstance(where, Server):
        if _behind(where, await revision(where)):
            await _migrate_server(where)
    else:
        await asyncio.to_thread(migrate, where)


async def stays_known(db: Database, where: Location) -> None:
    """Looks from time to time; raises `StoreAhead` once a newer Warmline has brought the store up to date."""
    while True:
        with suppress(StoreTrouble):
            ((found,),) = await db.fetch("select version_num from alembic_version")
            _behind(where, found)
        await asyncio.sleep(LOOK)


def current(path: Path) -> str | None:
    """The revision a store file has, None for a store that does not exist or is empty."""
    if not path.exists():
        return None
    with told(), closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("select 1 from sqlite_master where name = 'alembic_version'").fetchall()
        rows = connection.execute("select version_num from alembic_version").fetchall() if tables else []
    return str(rows[0][0]) if rows else None


def migrate(path: Path) -> None:
    """Creates or upgrades the store file. Raises `StoreAhead` if it is newer than this program."""
    if not _behind(path, current(path)):
        return
    from sqlalchemy import create_engine

    path.parent.mkdir(parents=True, exist_ok=True)
    # no implicit transactions: the driver would leave every CREATE TABLE outside of them
    engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})
    try:
        with engine.begin() as connection:
            # all revisions or none, whenever the process ends; and one process at a time
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _upgrade(connection)
    finally:
        engine.dispose()
    path.chmod(0o600)


async def _migrate_server(server: Server) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    from bot.store.postgres import TURN, connect

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: connect(server), poolclass=NullPool
    )
    async with engine.begin() as connection:
        # all revisions or none, and one replica at a time: the next one finds them done
        await connection.exec_driver_sql(f"select pg_advisory_xact_lock({TURN})")
        await connection.run_sync(_upgrade)


def _behind(where: Location, found: str | None) -> bool:
    if found is not None and found > HEAD:
        raise StoreAhead(f"{where} is at revision {found}, this program knows {HEAD}: update Warmline")
    return found != HEAD


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

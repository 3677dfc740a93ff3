"""Brings a store up to date. Alembic is imported only when there is something to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

HEAD = "0011"
"""The newest revision under migrations/versions."""


class StoreAhead(Exception):
    """The store was written by a newer Warmline; this one must not touch it."""


def current(path: Path) -> str | None:
    """The revision a store file has, None for a store that does not exist or is empty."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("select 1 from sqlite_master where name = 'alembic_version'").fetchall()
        rows = connection.execute("select version_num from alembic_version").fetchall() if tables else []
    return str(rows[0][0]) if rows else None


def migrate(path: Path) -> None:
    """Creates or upgrades the store file. Raises `StoreAhead` if it is newer than this program."""
    revision = current(path)
    if revision == HEAD:
        return
    if revision is not None and revision > HEAD:
        raise StoreAhead(f"{path} is at revision {revision}, this program knows {HEAD}: update Warmline")
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    path.parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    # no implicit transactions: the driver would leave every CREATE TABLE outside of them
    engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})
    try:
        with engine.begin() as connection:
            # all revisions or none, whenever the process ends; and one process at a time
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
    path.chmod(0o600)

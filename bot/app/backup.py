"""An online backup: a whole, checked copy under its final name, or nothing there at all."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.config import Config
from bot.store.database import Server, StoreFault
from bot.store.sqlite import SqliteDatabase


class BackupFailed(Exception):
    """No backup was made; says why."""


async def back_up(config: Config, target: Path) -> str:
    """Copies the store while the bot goes on working; returns what the operator must know.

    Needs no key: what is sealed stays sealed. Never writes over a file. Raises BackupFailed.
    """
    if isinstance(config.store, Server):
        raise BackupFailed(
            f"{config.store} is on a server, which copies itself: pg_dump --format=custom --file={target}"
            ' "$DATABASE_URL", and pg_restore to bring it back. The key is not in it: keep it elsewhere'
        )
    folder = await asyncio.to_thread(_permitted, config.store_path, target)
    try:
        with TemporaryDirectory(dir=folder, prefix=".warmline-backup-") as aside:
            copy = Path(aside) / "copy.db"
            await _copy(config.store_path, copy)
            size = await asyncio.to_thread(_finish, copy, target)
    except FileExistsError:
        raise BackupFailed(f"{target} exists already: a backup is never overwritten") from None
    except (StoreFault, sqlite3.Error, OSError) as fault:
        raise BackupFailed(f"the backup failed and left nothing behind: {fault}") from None
    where = "in WARMLINE_KEY" if config.key_variable else f"at {config.key_file}"
    return (
        f"backup: {target} ({size} bytes), checked and whole\n"
        f"The key is {where} and NOT in the backup. Without it nobody can read the backup: "
        "keep a copy of the key elsewhere, never beside the backup."
    )


def _permitted(store: Path, target: Path) -> Path:
    """The folder for the backup, if one may be made there."""
    folder = target.absolute().parent
    if target.exists():
        raise BackupFailed(f"{target} exists already: choose another name, a backup is never overwritten")
    if not store.exists():
        raise BackupFailed(f"there is no store at {store}: nothing to back up")
    if not folder.is_dir():
        raise BackupFailed(f"there is no folder {folder}: make it first")
    return folder


async def _copy(source: Path, copy: Path) -> None:
    store = await SqliteDatabase.open(source)
    try:
        await store.backup(copy)
    finally:
        await store.close()


def _finish(copy: Path, target: Path) -> int:
    """Checks the copy, puts it on disk for good, then gives it its name. Returns its size in bytes."""
    with closing(sqlite3.connect(copy)) as connection:
        # a copy that stands alone: without write-ahead log nothing beside it is needed to read it
        connection.execute("pragma journal_mode=delete")
        said = [row[0] for row in connection.execute("pragma integrity_check")]
    if said != ["ok"]:
        raise BackupFailed(f"the copy is damaged ({len(said)} faults), and so may be the store: see doctor")
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    copy.chmod(0o600)
    try:
        os.link(copy, target)  # fails rather than overwrites
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as that of many memory sticks
        copy.rename(target)
    return target.stat().st_size

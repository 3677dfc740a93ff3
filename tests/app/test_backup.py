"""An online backup: whole, alone, never over another file, and of no use without the key."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app.backup import BackupFailed, back_up
from bot.store import people
from bot.store.opening import open_store
from tests.office import STAFF, UNITS, Office


def test_a_backup_restores_with_the_key(office: Office, tmp_path: Path) -> None:
    office.load(UNITS + STAFF)
    target = tmp_path / "copy.db"

    said = asyncio.run(back_up(office.config, target))

    assert str(office.config.key_file) in said
    assert "NOT in the backup" in said
    shutil.copy(office.config.key_file, tmp_path / "copy.key")

    async def names() -> set[str]:
        store = await open_store(target, key_variable="", key_file=tmp_path / "copy.key")
        try:
            return {person.name for person in await people.everybody(store.db, store.keys)}
        finally:
            await store.close()

    assert asyncio.run(names()) == {"李医生", "王督导", "刘师傅"}


def test_a_backup_stands_alone_and_only_its_owner_may_read_it(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    asyncio.run(back_up(office.config, folder / "copy.db"))

    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    assert (folder / "copy.db").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_made_while_somebody_writes_and_has_what_was_committed(
    office: Office, tmp_path: Path
) -> None:
    async def both() -> None:
        store = await office.open()
        async with store.db.transaction() as tx:
            await tx.execute("insert into meta (name, value) values ('before', x'01')")
        async with store.db.transaction() as tx:
            await tx.execute("insert into meta (name, value) values ('not yet', x'01')")
            await back_up(office.config, tmp_path / "copy.db")
        await store.close()

    asyncio.run(both())

    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        names = {row[0] for row in copy.execute("select name from meta")}
    assert "before" in names
    assert "not yet" not in names


def test_a_backup_needs_no_key(office: Office, tmp_path: Path) -> None:
    office.config.key_file.unlink()

    asyncio.run(back_up(office.config, tmp_path / "copy.db"))

    assert (tmp_path / "copy.db").exists()


def test_an_earlier_backup_is_never_overwritten(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")

    with pytest.raises(BackupFailed, match="exists already"):
        asyncio.run(back_up(office.config, target))
    assert target.read_text() == "precious"


def test_a_backup_of_nothing_or_into_nowhere_says_so(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="make it first"):
        asyncio.run(back_up(office.config, tmp_path / "no" / "such" / "copy.db"))
    office.config.store_path.unlink()
    with pytest.raises(BackupFailed, match="nothing to back up"):
        asyncio.run(back_up(office.config, tmp_path / "copy.db"))


def test_a_damaged_store_gives_no_backup(office: Office, tmp_path: Path) -> None:
    size = office.config.store_path.stat().st_size
    with office.config.store_path.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))

    with pytest.raises(BackupFailed):
        asyncio.run(back_up(office.config, tmp_path / "copy.db"))
    assert not (tmp_path / "copy.db").exists()
    assert not list(tmp_path.glob(".warmline-backup-*"))


def test_a_backup_onto_a_disk_without_links_is_still_made(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_source: Path, _target: Path) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr("os.link", refuse)

    asyncio.run(back_up(office.config, tmp_path / "copy.db"))

    assert (tmp_path / "copy.db").exists()

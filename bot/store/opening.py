"""Opening a store: revision, master key and check value in order, before anything is read or written."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.store import desks, people
from bot.store.database import Database
from bot.store.keys import KeyRing
from bot.store.migrate import current, migrate
from bot.store.vault import Vault, WrongKey, make_master, read_master

CHECK = "key_check"


class KeyMissing(Exception):
    """There is a store but no key: nothing in it could be read, and a new key would lose it for good."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store: the database and the keys to what is in it."""

    db: Database
    keys: KeyRing

    async def close(self) -> None:
        await self.db.close()


async def open_store(path: Path, *, key_variable: str, key_file: Path, durable: bool = True) -> Store:
    """Opens the store, bringing it up to date; makes it, and a key file, when there is none.

    What is written into one that need not be `durable` survives the process, not a power cut.

    Raises KeyMissing, WrongKey, ValueError (no valid key), StoreAhead or StoreTrouble; nothing has been
    written then.
    """
    master = await asyncio.to_thread(read_master, key_variable, key_file)
    if master is None:
        if await asyncio.to_thread(current, path) is not None:
            raise KeyMissing(f"{path} is encrypted and its key is not at {key_file}: restore that file")
        master = await asyncio.to_thread(make_master, key_file)
    vault = Vault(master)
    try:
        await asyncio.to_thread(_verify, path, vault)
    except WrongKey:
        raise WrongKey(f"{path} was made with another key than the one in {key_file}") from None
    await asyncio.to_thread(migrate, path)
    store = Store(await Database.open(path, durable=durable), KeyRing(vault))
    try:
        await _settle_in(store)
    except BaseException:
        await store.close()
        raise
    return store


def _verify(path: Path, vault: Vault) -> None:
    """Reads the check value, if the store has one, without writing a byte: not even a revision comes first."""
    if current(path) is None:
        return
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("select value from meta where name = ?", (CHECK,)).fetchall()
    if rows:
        vault.verify(rows[0][0])


async def _settle_in(store: Store) -> None:
    async with store.db.transaction() as tx:
        if await desks.read_note(tx, CHECK) is None:
            await desks.write_note(tx, CHECK, store.keys.vault.check_value())
        await people.ensure_house(tx, store.keys)

"""Opening a store: revision, master key and check value in order, before anything is read or written."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.store import desks, people
from bot.store.database import Database, Location, Server
from bot.store.keys import KeyRing
from bot.store.migrate import bring_up_to_date, current, revision
from bot.store.sqlite import SqliteDatabase, told
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


async def open_store(where: Location, *, key_variable: str, key_file: Path, durable: bool = True) -> Store:
    """Opens the store, bringing it up to date; makes it, and a key file, when there is none.

    What is written into one that need not be `durable` survives the process, not a power cut.

    Raises KeyMissing, WrongKey, ValueError (no valid key), StoreAhead or StoreFault; nothing has been
    written then.
    """
    master = await asyncio.to_thread(read_master, key_variable, key_file)
    if master is None:
        if await revision(where) is not None:
            raise KeyMissing(f"{where} is encrypted and its key is not at {key_file}: restore that file")
        master = await asyncio.to_thread(make_master, key_file)
    vault = Vault(master)
    try:
        await _verify(where, vault)
        await bring_up_to_date(where)
        store = Store(await _connect(where, durable=durable), KeyRing(vault))
        try:
            await _settle_in(store)
        except BaseException:
            await store.close()
            raise
    except WrongKey:
        raise WrongKey(f"{where} was made with another key than the one in {key_file}") from None
    return store


async def exists(where: Location) -> bool:
    """Whether there is a store, whatever its revision. Raises StoreFault."""
    if isinstance(where, Server):
        return await revision(where) is not None
    return await asyncio.to_thread(where.exists)


async def _connect(where: Location, *, durable: bool) -> Database:
    if isinstance(where, Server):
        # its driver takes a fifth of a second to load, which a store in a file need not wait for
        from bot.store.postgres import PostgresDatabase

        return await PostgresDatabase.open(where, durable=durable)
    return await SqliteDatabase.open(where, durable=durable)


async def _verify(where: Location, vault: Vault) -> None:
    """Reads the check value, if the store has one, without writing a byte: not even a revision comes first."""
    if isinstance(where, Server):
        from bot.store.postgres import first_value

        check = await first_value(where, "meta", f"select value from meta where name = '{CHECK}'")
    else:
        check = await asyncio.to_thread(_check_in, where)
    if check is not None:
        vault.verify(check)


def _check_in(path: Path) -> bytes | None:
    if current(path) is None:
        return None
    with told(), closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("select value from meta where name = ?", (CHECK,)).fetchall()
    return rows[0][0] if rows else None


async def _settle_in(store: Store) -> None:
    async with store.db.transaction() as tx:
        check = await desks.read_note(tx, CHECK)
        if check is None:
            await desks.write_note(tx, CHECK, store.keys.vault.check_value())
        else:
            # two that begin at once with keys of their own: the second one finds the key of the first
            store.keys.vault.verify(check)
        await people.ensure_house(tx, store.keys)

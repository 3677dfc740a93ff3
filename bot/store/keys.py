"""Data keys of people and days, opened once and kept in memory."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from bot.store.database import Database, Transaction, marks
from bot.store.memory import Memory
from bot.store.vault import DataKey, Vault, WrongKey

log = logging.getLogger(__name__)

DAMAGED = (WrongKey, ValueError, KeyError, TypeError)
"""What reading a damaged row raises. Whoever reads many rows leaves it out and tells the key ring."""

KEPT = 20_000
"""Opened keys kept in memory; beyond that those not asked for the longest are forgotten and loaded again
as needed. Far more than one batch of work asks for, so that none is forgotten between loading and use."""


PORTION = 5_000
"""Owners asked for in one statement: a database takes only so many values."""


def day_owner(moment: datetime) -> str:
    """The owner name of the key for raw input that arrived on this UTC day."""
    return f"day:{moment.astimezone(UTC):%Y-%m-%d}"


class KeyRing:
    """Opened data keys by owner: a person's id or a day."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._opened: dict[str, DataKey] = {}
        self._destroyed = 0
        self.damaged: dict[tuple[str, str], bool] = {}
        """Rows found damaged, by (table, id), and whether a human has been told."""
        self.memory = Memory()
        """Of what was sealed under these keys; it goes with the key."""

    def __getitem__(self, owner: str) -> DataKey:
        """An opened key; raises `WrongKey` for one that was not loaded or has been destroyed."""
        try:
            return self._opened[owner]
        except KeyError:
            raise WrongKey(f"no key of {owner}") from None

    async def load(self, source: Database | Transaction, owners: Iterable[str]) -> None:
        """Opens those keys that exist and are not open yet."""
        asked = set(owners)
        missing = [owner for owner in asked if owner not in self._opened]
        if missing:
            rows = await source.fetch(
                f"select owner, wrapped from data_key where owner in ({marks(missing)})", missing
            )
            for owner, wrapped in rows:
                try:
                    self._opened[owner] = self.vault.unwrap(owner, wrapped)
                except DAMAGED as fault:
                    # what is sealed under it is lost, but what the others have written is not
                    self.report("data_key", owner, fault)
        for owner in asked & self._opened.keys():
            # to the end: the order is that of the last asking
            self._opened[owner] = self._opened.pop(owner)
        for owner in list(islice(self._opened, max(0, len(self._opened) - max(KEPT, len(asked))))):
            self.forget(owner)

    async def ensure(self, tx: Transaction, owner: str) -> DataKey:
        """The owner's key, made in this transaction if there is none. Raises `WrongKey` for a damaged one."""
        await self.load(tx, [owner])
        if owner not in self._opened and ("data_key", owner) in self.damaged:
            raise WrongKey(f"the key of {owner} is damaged")
        if owner not in self._opened:
            key, wrapped = self.vault.new_key(owner)
            await tx.execute("insert into data_key (owner, wrapped) values (?, ?)", (owner, wrapped))
            self._opened[owner] = key
            # sealing under a key whose row was rolled back would lose what is sealed
            tx.on_rollback(lambda: self.forget(owner))
        return self._opened[owner]

    async def catch_up(self, db: Database, destroyed: int) -> None:
        """Forgets the keys that have been destroyed, in whatever process, when there are more than at the last
        call."""
        if destroyed == self._destroyed:
            return
        opened = list(self._opened)
        for start in range(0, len(opened), PORTION):
            owners = opened[start : start + PORTION]
            rows = await db.fetch(f"select owner from data_key where owner in ({marks(owners)})", owners)
            for owner in set(owners) - {row[0] for row in rows}:
                self.forget(owner)
        self._destroyed = destroyed

    def report(self, table: str, number: str, fault: BaseException) -> None:
        """Notes a damaged row, once; says which and how, never what was in it."""
        if (table, number) not in self.damaged:
            self.damaged[table, number] = False
            log.error("%s %s is damaged (%s) and left out", table, number, type(fault).__name__)

    def forget(self, owner: str) -> None:
        """Drops an opened key, when its wrapped form was destroyed or its transaction rolled back."""
        self._opened.pop(owner, None)
        self.memory.forget(owner)

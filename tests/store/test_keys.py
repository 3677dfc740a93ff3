"""Data keys: made once, opened once, never used when their row does not exist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.store.database import Transaction
from bot.store.keys import KeyRing, day_owner
from bot.store.opening import Store
from bot.store.vault import WrongKey


async def make(store: Store, *owners: str) -> None:
    async with store.db.transaction() as tx:
        for owner in owners:
            await store.keys.ensure(tx, owner)


async def kept(store: Store) -> list[str]:
    rows = await store.db.fetch("select owner from data_key where owner like 'k%' order by owner")
    return [row[0] for row in rows]


def test_raw_input_is_sealed_under_the_day_in_utc() -> None:
    assert day_owner(datetime(2026, 11, 23, 23, 59, tzinfo=UTC)) == "day:2026-11-23"
    assert day_owner(datetime(2026, 11, 24, 7, 0, tzinfo=timezone(timedelta(hours=8)))) == "day:2026-11-23"


async def test_a_key_is_made_once(store: Store) -> None:
    await make(store, "k1")
    sealed = store.keys["k1"].seal("p", b"x")

    await make(store, "k1")

    assert await kept(store) == ["k1"]
    assert store.keys["k1"].open("p", sealed) == b"x"


async def test_after_a_restart_the_same_key_opens_what_was_sealed(store: Store) -> None:
    await make(store, "k1")
    sealed = store.keys["k1"].seal("p", b"x")

    again = KeyRing(store.keys.vault)
    await again.load(store.db, ["k1"])

    assert again["k1"].open("p", sealed) == b"x"


async def ensure_and_fail(store: Store) -> None:
    async with store.db.transaction() as tx:
        await store.keys.ensure(tx, "k1")
        raise RuntimeError


async def test_a_key_whose_row_was_rolled_back_is_not_used_again(store: Store) -> None:
    with pytest.raises(RuntimeError):
        await ensure_and_fail(store)
    assert await kept(store) == []
    with pytest.raises(WrongKey, match="k1"):
        store.keys["k1"]

    await make(store, "k1")

    sealed = store.keys["k1"].seal("p", b"x")
    after_restart = KeyRing(store.keys.vault)
    await after_restart.load(store.db, ["k1"])
    assert after_restart["k1"].open("p", sealed) == b"x"


async def test_nobody_has_a_key_who_was_never_given_one(store: Store) -> None:
    await store.keys.load(store.db, ["nobody"])

    with pytest.raises(WrongKey, match="nobody"):
        store.keys["nobody"]


async def test_a_key_somebody_asked_for_a_moment_ago_is_not_forgotten_for_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.keys.KEPT", 3)
    await make(store, "k1", "k2", "k3", "k4")

    await store.keys.load(store.db, ["k2", "k3"])
    await store.keys.load(store.db, ["k2"])
    await store.keys.load(store.db, ["k1"])

    assert [store.keys[owner].owner for owner in ("k1", "k2", "k3")] == ["k1", "k2", "k3"]
    with pytest.raises(WrongKey):
        store.keys["k4"]


async def test_what_is_asked_for_together_is_all_there_however_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.keys.KEPT", 2)
    owners = [f"k{number}" for number in range(6)]
    await make(store, *owners)

    await store.keys.load(store.db, owners)

    assert [store.keys[owner].owner for owner in owners] == owners


async def test_a_destroyed_key_opens_nothing(store: Store) -> None:
    await make(store, "k1")

    async def destroy(tx: Transaction) -> None:
        await tx.execute("delete from data_key where owner = 'k1'")

    async with store.db.transaction() as tx:
        await destroy(tx)
    store.keys.forget("k1")
    await store.keys.load(store.db, ["k1"])

    with pytest.raises(WrongKey):
        store.keys["k1"]

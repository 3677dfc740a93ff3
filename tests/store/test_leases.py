"""What only one replica may do: taken by compare-and-set, refused to whoever comes late."""

from __future__ import annotations

import pytest

from bot.store import leases
from bot.store.leases import Lease, Superseded
from bot.store.opening import Store


async def take(store: Store, seen: Lease, holder: str) -> Lease | None:
    async with store.db.transaction() as tx:
        return await leases.take(tx, seen, holder)


async def held(store: Store, holder: str) -> Lease:
    lease = await take(store, await leases.look(store.db, "poller"), holder)
    assert lease is not None
    return lease


async def check(store: Store, lease: Lease | None) -> None:
    async with store.db.transaction() as tx:
        await leases.check(tx, lease)


async def test_a_lease_that_nobody_has_held_is_free_and_gets_the_first_epoch(store: Store) -> None:
    seen = await leases.look(store.db, "poller")

    assert not seen.holder
    assert await take(store, seen, "a") == Lease("poller", 1, 0, "a")
    assert await leases.look(store.db, "poller") == Lease("poller", 1, 0, "a")


async def test_of_two_who_have_seen_the_same_only_the_first_gets_it(store: Store) -> None:
    await held(store, "a")
    seen = await leases.look(store.db, "poller")

    assert await take(store, seen, "b") == Lease("poller", 2, 0, "b")
    assert await take(store, seen, "c") is None


async def test_two_who_find_it_new_do_not_both_get_it(store: Store) -> None:
    seen = await leases.look(store.db, "poller")

    assert await take(store, seen, "a") is not None
    assert await take(store, seen, "b") is None


async def test_a_holder_that_has_shown_life_meanwhile_keeps_it(store: Store) -> None:
    lease = await held(store, "a")
    seen = await leases.look(store.db, "poller")
    await leases.renew(store.db, lease)

    assert await take(store, seen, "b") is None


async def test_whoever_was_superseded_can_neither_renew_nor_write(store: Store) -> None:
    first = await held(store, "a")
    second = await held(store, "b")

    assert await leases.renew(store.db, first) is None
    with pytest.raises(Superseded):
        await check(store, first)
    assert await leases.renew(store.db, second) == Lease("poller", 2, 1, "b")
    await check(store, second)


async def test_given_back_it_is_free_but_not_by_somebody_else(store: Store) -> None:
    first = await held(store, "a")
    second = await held(store, "b")

    await leases.give_back(store.db, first)
    assert (await leases.look(store.db, "poller")).holder == "b"
    await leases.give_back(store.db, second)
    assert (await leases.look(store.db, "poller")).holder == ""


async def test_two_posts_know_nothing_of_each_other(store: Store) -> None:
    poller = await held(store, "a")

    assert not (await leases.look(store.db, "postman")).holder
    await check(store, poller)


async def test_whoever_is_alone_needs_no_lease(store: Store) -> None:
    await check(store, None)

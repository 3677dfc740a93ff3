"""Events: each once, in order per lane, sealed under the key of their day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import inbox
from bot.store.inbox import UNREADABLE, Arrival, Event
from bot.store.keys import day_owner
from bot.store.opening import Store
from bot.store.vault import WrongKey

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CANARY = "canary-我不想活了"


def arrival(number: int, lane: str = "person1001", at: datetime = NOON, **body: Any) -> Arrival:
    return Arrival("tg:1", str(number), lane, "update", at, body or {"n": number})


async def add(store: Store, *arrivals: Arrival) -> None:
    async with store.db.transaction() as tx:
        await inbox.add(tx, store.keys, arrivals)


async def heads(store: Store, limit: int = 50) -> list[Event]:
    return await inbox.heads(store.db, store.keys, limit)


async def finish(store: Store, *events: Event) -> None:
    async with store.db.transaction() as tx:
        await inbox.done(tx, [event.id for event in events])


async def test_an_event_comes_out_as_it_went_in(store: Store) -> None:
    await add(store, arrival(7, text=CANARY))

    (event,) = await heads(store)

    assert (event.lane, event.kind, event.at) == ("person1001", "update", NOON)
    assert event.body == {"text": CANARY}


@settings(max_examples=30)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(codec=None)),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
async def test_any_raw_update_survives_its_row_half_surrogates_too(store: Store, body: Any) -> None:
    async with store.db.transaction() as tx:
        await tx.execute("delete from inbox")
    await add(store, arrival(1, raw=body))

    (event,) = await heads(store)

    assert event.body == {"raw": body}


async def test_the_same_update_twice_is_one(store: Store) -> None:
    await add(store, arrival(7, text="first"))

    await add(store, arrival(7, text="again"), arrival(8), arrival(8))

    assert await inbox.waiting(store.db) == 2
    assert (await heads(store))[0].body == {"text": "first"}


async def test_an_update_that_was_handled_is_known_for_ever(store: Store) -> None:
    await add(store, arrival(7))
    await finish(store, *await heads(store))

    await add(store, arrival(7))

    assert await heads(store) == []


async def test_the_same_number_of_another_bot_is_another_update(store: Store) -> None:
    await add(store, arrival(7), Arrival("tg:2", "7", "person1001", "update", NOON, {}))

    assert await inbox.waiting(store.db) == 2


async def test_each_lane_gives_its_oldest_event_only(store: Store) -> None:
    await add(store, arrival(1, "a"), arrival(2, "b"), arrival(3, "a"), arrival(4, "c"), arrival(5, "b"))

    first = await heads(store)
    await finish(store, *first)
    second = await heads(store)

    assert [event.body["n"] for event in first] == [1, 2, 4]
    assert [event.body["n"] for event in second] == [3, 5]


async def test_of_many_lanes_those_waiting_longest_come_first(store: Store) -> None:
    await add(store, *(arrival(number, f"lane{number}") for number in (5, 3, 9)))

    assert [event.body["n"] for event in await heads(store, limit=2)] == [5, 3]


@settings(max_examples=25)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12), st.integers(1, 4))
async def test_every_lane_plays_its_events_in_the_order_they_came(
    store: Store, lanes: list[str], limit: int
) -> None:
    async with store.db.transaction() as tx:
        await tx.execute("delete from inbox")
    await add(store, *(arrival(number, lane) for number, lane in enumerate(lanes)))
    played: dict[str, list[int]] = {}

    while batch := await heads(store, limit):
        assert len({event.lane for event in batch}) == len(batch)
        for event in batch:
            played.setdefault(event.lane, []).append(event.body["n"])
        await finish(store, *batch)

    assert played == {lane: [n for n, each in enumerate(lanes) if each == lane] for lane in set(lanes)}


async def test_a_quarantined_event_is_kept_and_its_lane_goes_on(store: Store) -> None:
    await add(store, arrival(1), arrival(2))
    (poison,) = await heads(store)

    async with store.db.transaction() as tx:
        await inbox.quarantine(tx, poison.id)

    assert [event.body["n"] for event in await heads(store)] == [2]
    assert await inbox.quarantined(store.db) == 1
    assert await inbox.waiting(store.db) == 1


async def test_a_damaged_event_does_not_keep_the_others_from_being_read(store: Store) -> None:
    await add(store, arrival(1, "a"), arrival(2, "b"))
    async with store.db.transaction() as tx:
        await tx.execute("update inbox set sealed = ? where lane = 'a'", (b"1",))

    damaged, whole = await heads(store)

    assert (damaged.lane, damaged.kind, damaged.body) == ("a", UNREADABLE, {})
    assert whole.body == {"n": 2}


async def test_an_event_moved_to_another_row_does_not_open(store: Store) -> None:
    await add(store, arrival(1, "a"), arrival(2, "b"))
    async with store.db.transaction() as tx:
        await tx.execute("update inbox set sealed = (select sealed from inbox where lane = 'a')")

    assert [event.kind for event in await heads(store)] == ["update", UNREADABLE]


async def test_tidying_destroys_the_key_of_a_day_with_everything_under_it(store: Store) -> None:
    await add(store, arrival(1), arrival(2, at=NOON + timedelta(days=3)))
    await finish(store, *await heads(store))

    async with store.db.transaction() as tx:
        destroyed = await inbox.purge(tx, store.keys, NOON + timedelta(days=5), timedelta(days=2))

    assert destroyed == 1
    assert [event.body["n"] for event in await heads(store)] == [2]
    with pytest.raises(WrongKey):
        store.keys[day_owner(NOON)]


async def test_tidying_touches_nothing_that_is_still_needed(store: Store) -> None:
    late = NOON + timedelta(days=30)
    await add(store, arrival(1, "a"), arrival(2, "b"))
    async with store.db.transaction() as tx:
        await inbox.quarantine(tx, (await heads(store))[0].id)

    async with store.db.transaction() as tx:
        destroyed = await inbox.purge(tx, store.keys, late, timedelta(days=2))

    assert destroyed == 0
    assert await inbox.quarantined(store.db) == 1
    assert [event.body["n"] for event in await heads(store)] == [2]


async def test_handled_events_stay_known_until_they_are_older_than_is_kept(store: Store) -> None:
    await add(store, arrival(1))
    await finish(store, *await heads(store))

    async with store.db.transaction() as tx:
        await inbox.purge(tx, store.keys, NOON + timedelta(days=2), timedelta(days=2))
    await add(store, arrival(1))

    assert await heads(store) == []


async def test_a_failed_tidying_leaves_the_keys_usable(store: Store) -> None:
    await add(store, arrival(1))
    await finish(store, *await heads(store))

    async def tidy_and_fail() -> None:
        async with store.db.transaction() as tx:
            await inbox.purge(tx, store.keys, NOON + timedelta(days=9), timedelta(days=2))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await tidy_and_fail()
    async with store.db.transaction() as tx:
        await tx.execute("update inbox set state = 'ready'")

    assert [event.body["n"] for event in await heads(store)] == [1]

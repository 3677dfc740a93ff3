"""Several replicas over one database, in one process: each turn is played by one of them, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app.clock import MovableClock
from bot.app.loading import Loader
from bot.app.postman import Outcome, Postman
from bot.channel.port import Result
from bot.domain.messages import Outgoing
from bot.store import inbox, leases, outbox, people
from bot.store.database import Claim, Server, StoreTrouble
from bot.store.inbox import Arrival, Event
from bot.store.leases import Lease, Superseded
from bot.store.migrate import StoreAhead
from bot.store.opening import Store, open_store
from bot.store.outbox import Letter
from bot.store.vault import make_master
from tests.postgres import Postgres
from tests.store.trouble import Trouble, on
from tests.street import LIU, NOON, PEOPLE, FakeChannel, Street, settle_people, shipped_books, street_config

LANE = f"person{LIU.address}"


@pytest.fixture
async def server(postgres: Postgres) -> AsyncIterator[Server]:
    where = await postgres.fresh()
    yield where
    await postgres.drop(where)


Opening = Callable[[], Awaitable[Street]]


@pytest.fixture
async def replica(server: Server, tmp_path: Path) -> AsyncIterator[Opening]:
    """Another house over the same database, with the same phones and the same clock."""
    make_master(tmp_path / "key")
    config = street_config(tmp_path)
    clock, channel = MovableClock(NOON), FakeChannel()
    opened: list[Street] = []

    async def begin() -> Street:
        store = await open_store(server, key_variable="", key_file=tmp_path / "key", durable=False)
        if not opened:
            await settle_people(store, PEOPLE)
        opened.append(Street(config, store, clock, channel, books=shipped_books()))
        return opened[-1]

    yield begin
    for street in opened:
        await street.close()


async def arrive(store: Store, *numbers: int, lane: str = LANE) -> None:
    async with store.db.transaction() as tx:
        await inbox.add(
            tx,
            store.keys,
            [Arrival("test", str(n), lane, "alarm", NOON, {"what": "occupied"}) for n in numbers],
        )


async def test_a_lane_that_one_replica_plays_is_left_alone_by_the_others(replica: Opening) -> None:
    one, other = await replica(), await replica()
    await arrive(one.store, 1, 2)
    await arrive(one.store, 3, lane="person2001")
    events = await inbox.heads(one.store.db, one.store.keys, 50)

    async with (
        inbox.claimed(one.store.db, events[:1]) as (ours, _),
        inbox.claimed(other.store.db, events) as (theirs, _),
    ):
        assert [event.lane for event in ours] == [LANE]
        assert [event.lane for event in theirs] == ["person2001"]
    async with inbox.claimed(other.store.db, events) as (theirs, _):
        assert len(theirs) == 2


async def test_what_comes_after_it_in_the_lane_waits_too(replica: Opening) -> None:
    """Even if it is the oldest by then: an earlier one was put back beside it, say."""
    one, other = await replica(), await replica()
    await arrive(one.store, 1, 2)
    first = await inbox.heads(one.store.db, one.store.keys, 50)
    async with one.store.db.transaction() as tx:
        await inbox.quarantine(tx, first[0].id)
    second = await inbox.heads(one.store.db, one.store.keys, 50)
    async with one.store.db.transaction() as tx:
        await inbox.release(tx, first[0].id, again=True)

    async with (
        inbox.claimed(one.store.db, second) as (ours, _),
        inbox.claimed(other.store.db, first) as (theirs, _),
    ):
        assert len(ours) == 1
        assert theirs == []


async def test_what_was_played_meanwhile_is_not_played_again(replica: Opening) -> None:
    one, other = await replica(), await replica()
    await arrive(one.store, 1)
    seen_by_both = await inbox.heads(other.store.db, other.store.keys, 50)

    assert await one.house.frontdesk.work() == 1
    async with inbox.claimed(other.store.db, seen_by_both) as (theirs, _):
        assert theirs == []
    assert await other.house.frontdesk.work() == 0


async def test_whoever_dies_in_the_middle_of_a_turn_leaves_it_to_the_others(replica: Opening) -> None:
    one, other = await replica(), await replica()
    await arrive(one.store, 1)
    events = await inbox.heads(one.store.db, one.store.keys, 50)

    async def dies() -> None:
        async with inbox.claimed(one.store.db, events) as (_, claim), claim.transaction() as tx:
            await inbox.done(tx, [events[0].id])
            await other.store.db.fetch(
                "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'"
            )
            await tx.fetch("select 1")

    with pytest.raises(StoreTrouble):
        await dies()

    assert await other.house.frontdesk.work() == 1


async def test_lanes_further_down_are_played_while_others_play_the_first(
    replica: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.frontdesk.BATCH", 1)
    one, other = await replica(), await replica()
    for number in range(4):
        await arrive(one.store, number, lane=f"lane{number}")
    events = await inbox.heads(one.store.db, one.store.keys, 3)

    async with inbox.claimed(one.store.db, events) as (ours, _):
        assert len(ours) == 3
        assert await other.house.frontdesk.work() == 1
        assert await other.house.frontdesk.work() == 0


async def test_two_front_desks_at_once_play_everything_once_and_each_lane_in_order(replica: Opening) -> None:
    streets = [await replica() for _ in range(3)]
    played: list[tuple[str, int]] = []
    for street in streets:
        _note(street, played)
    for number in range(10):
        await arrive(streets[0].store, *range(number * 10, number * 10 + 5), lane=f"lane{number}")

    async def work(street: Street) -> None:
        while await inbox.waiting(street.store.db):
            await street.house.frontdesk.work()

    await asyncio.gather(*(work(street) for street in streets))

    assert len(played) == len(set(played)) == 50
    for number in range(10):
        lane = [event for name, event in played if name == f"lane{number}"]
        assert lane == sorted(lane)


def _note(street: Street, played: list[tuple[str, int]]) -> None:
    real = street.house.frontdesk._play_ours

    async def noting(events: list[Event], claim: Claim, *, rescue: bool) -> None:
        await real(events, claim, rescue=rescue)
        played.extend((event.lane, event.id) for event in events)

    street.house.frontdesk._play_ours = noting  # type: ignore[method-assign]


async def test_a_poison_event_that_somebody_else_has_in_hand_is_not_set_aside_twice(
    replica: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await replica(), await replica()
    await arrive(one.store, 1)
    (event,) = await inbox.heads(one.store.db, one.store.keys, 50)

    async def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Loader, "load", fails)
    async with inbox.claimed(one.store.db, [event]):
        await other.house.frontdesk._set_aside(event)
    assert await inbox.quarantined(one.store.db) == 0
    monkeypatch.setattr(other.house.frontdesk, "_play", fails)

    async with inbox.claimed(one.store.db, [event]):
        await other.house.frontdesk._set_aside(event)

    assert await inbox.quarantined(one.store.db) == 0


async def test_a_key_that_one_replica_destroys_is_forgotten_by_the_others(replica: Opening) -> None:
    one, other = await replica(), await replica()
    await other.store.keys.load(other.store.db, [LANE, "person2001"])
    await arrive(one.store, 1, lane="person2001")
    await other.house.frontdesk.work()

    async with one.store.db.transaction() as tx:
        await tx.execute("delete from data_key where owner = ?", (LANE,))
    await arrive(one.store, 2, lane="person2001")
    await other.house.frontdesk.work()

    assert LANE not in other.store.keys._opened
    assert other.store.keys["person2001"] is not None


async def test_staff_whom_one_replica_adds_are_known_to_the_others_at_their_next_turn(
    replica: Opening,
) -> None:
    one, other = await replica(), await replica()
    await arrive(one.store, 1)
    await other.house.frontdesk.work()
    before = other.house.frontdesk._loader._roster

    async with one.store.db.transaction() as tx:
        await people.drop_duty(tx, "person2001")
    await arrive(one.store, 2)
    await other.house.frontdesk.work()

    assert other.house.frontdesk._loader._roster != before


async def test_what_one_commits_is_heard_by_the_others_and_not_by_itself(replica: Opening) -> None:
    one, other = await replica(), await replica()
    heard: dict[str, int] = {"one": 0, "other": 0}
    ready = asyncio.Event()

    def hear(name: str) -> None:
        heard[name] += 1
        ready.set()

    listening = [
        asyncio.create_task(one.store.db.listen(lambda: hear("one"))),
        asyncio.create_task(other.store.db.listen(lambda: hear("other"))),
    ]
    while min(heard.values()) == 0:
        await ready.wait()
        ready.clear()
    before = dict(heard)
    await arrive(one.store, 1)
    while heard["other"] == before["other"]:
        await ready.wait()
        ready.clear()
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)

    assert heard["one"] == before["one"]


async def test_a_replica_ends_once_a_newer_one_has_brought_the_store_up_to_date(
    replica: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.migrate.LOOK", 0.01)
    one, other = await replica(), await replica()
    at_work = asyncio.Event()

    async def polling(_: Lease) -> None:
        at_work.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(one.house, "_polling", polling)
    working = asyncio.create_task(one.house.run())
    await asyncio.wait_for(at_work.wait(), 10)
    async with other.store.db.transaction() as tx:
        await tx.execute("update alembic_version set version_num = '9999'")

    with pytest.raises(StoreAhead):
        await asyncio.wait_for(working, 10)


async def test_a_replica_that_begins_while_the_server_is_away_waits_for_it(
    replica: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.assemble.CONNECT_PAUSES", (0,))
    one = await replica()
    at_work = asyncio.Event()

    async def polling(_: Lease) -> None:
        at_work.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(one.house, "_polling", polling)
    trouble = Trouble(one.store.db, on("begin", times=2))
    working = asyncio.create_task(one.house.run())
    await asyncio.wait_for(at_work.wait(), 10)

    assert trouble.struck.is_set()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working


# -- the post of the postman -----------------------------------------------------------------------


async def take(store: Store, holder: str) -> Lease:
    async with store.db.transaction() as tx:
        lease = await leases.take(tx, await leases.look(store.db, "postman"), holder)
    assert lease is not None
    return lease


async def letter(store: Store, text: str) -> None:
    async with store.db.transaction() as tx:
        await store.keys.load(tx, [LANE])
        await outbox.queue(tx, store.keys, [Letter(LANE, LANE, Outgoing(text=text))], NOON)


async def states(store: Store) -> list[tuple[str, int]]:
    return [tuple(row) for row in await store.db.fetch("select state, repeated from outbox order by id")]  # type: ignore[misc]


async def sent_by(postman: Postman) -> None:
    await postman._round()
    if postman._busy:
        await asyncio.wait(list(postman._busy.values()))


async def test_an_outcome_that_comes_after_somebody_else_has_taken_over_is_not_written(
    replica: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await replica(), await replica()
    liu = one.phone(LIU.address)
    one.house.postman.hold(await take(one.store, "one"), lambda: True)
    await letter(one.store, "我在")
    attempt, over = one.house.postman._attempt, asyncio.Event()

    async def slowly(*values: Any) -> Result:
        result = await attempt(*values)
        await over.wait()
        return result

    monkeypatch.setattr(one.house.postman, "_attempt", slowly)
    await one.house.postman._round()
    sending = list(one.house.postman._busy.values())
    other.house.postman.hold(await take(other.store, "other"), lambda: True)
    await other.house.postman.recover()

    over.set()
    await asyncio.wait(sending)

    assert await states(one.store) == [("ready", 1)]
    await sent_by(other.house.postman)
    assert await states(one.store) == [("sent", 1)]
    first, second = (shown.text for shown in liu.screen)
    assert first == "我在"
    assert "可能重复" in second


async def test_an_outcome_written_singly_is_refused_as_well(
    replica: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await replica(), await replica()
    one.house.postman.hold(await take(one.store, "one"), lambda: True)
    await letter(one.store, "我在")
    singly = one.house.postman._singly

    async def fails(*_: object) -> None:
        raise RuntimeError

    async def overtaken(batch: list[Outcome]) -> list[Outcome]:
        await take(other.store, "other")
        return await singly(batch)

    # somebody takes over between the batch that failed and its outcomes one by one
    monkeypatch.setattr(one.house.postman, "_record", fails)
    monkeypatch.setattr(one.house.postman, "_singly", overtaken)
    await sent_by(one.house.postman)

    assert await states(one.store) == [("attempting", 0)]


async def test_nobody_begins_an_attempt_or_recovers_under_a_lease_that_has_gone(replica: Opening) -> None:
    one, other = await replica(), await replica()
    one.house.postman.hold(await take(one.store, "one"), lambda: True)
    await letter(one.store, "我在")
    await take(other.store, "other")

    with pytest.raises(Superseded):
        await one.house.postman._round()
    with pytest.raises(Superseded):
        await one.house.postman.recover()

    assert await states(one.store) == [("ready", 0)]
    assert one.phone(LIU.address).screen == []


async def test_who_may_have_been_followed_makes_no_call_any_more(replica: Opening) -> None:
    one = await replica()
    one.house.postman.hold(await take(one.store, "one"), lambda: False)
    await letter(one.store, "我在")

    await sent_by(one.house.postman)

    assert one.phone(LIU.address).screen == []
    assert await states(one.store) == [("attempting", 0)]


# -- the post of the poller ------------------------------------------------------------------------


async def test_updates_fetched_under_a_lease_that_has_gone_are_not_kept_and_not_confirmed(
    replica: Opening,
) -> None:
    one, other = await replica(), await replica()
    update = {
        "update_id": 5,
        "message": {"message_id": 1, "date": 0, "chat": {"id": LIU.address, "type": "private"}},
    }
    async with one.store.db.transaction() as tx:
        first = await leases.take(tx, await leases.look(one.store.db, "poller"), "one")
    assert first is not None
    one.house.intake.hold(first)
    await one.house.intake.accept([update])
    async with other.store.db.transaction() as tx:
        second = await leases.take(tx, await leases.look(other.store.db, "poller"), "other")
    assert second is not None
    other.house.intake.hold(second)

    with pytest.raises(Superseded):
        await one.house.intake.accept([{**update, "update_id": 6}])

    assert await other.house.intake._stored_offset() == 6
    assert await inbox.waiting(other.store.db) == 1

"""What is looked for at every moment is found through an index, however much else waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.messages import Outgoing, Priority
from bot.store import inbox, outbox
from bot.store.inbox import Arrival
from bot.store.opening import Store
from bot.store.outbox import Letter
from bot.store.sqlite import SqliteDatabase
from tests.store.watched import Watched, scans

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIU, LI = "person1001", "person2001"


def watched(store: Store) -> Watched:
    assert isinstance(store.db, SqliteDatabase)
    return Watched(store.db)


def indexes(plans: dict[str, list[str]]) -> set[str]:
    return {
        word
        for plan in plans.values()
        for step in plan
        for word in step.split()
        if word.startswith(("inbox_", "outbox_"))
    }


async def test_the_next_letters_are_found_through_indexes(file_store: Store) -> None:
    watch = watched(file_store)

    await outbox.ready(file_store.db, NOON, [LIU], 256, [LI])
    await outbox.next_due(file_store.db, NOON)
    await outbox.waiting(file_store.db, NOON)

    plans = watch.plans()
    assert len(plans) == 6
    found = [step for plan in plans.values() for step in scans(plan)]
    # only what is on its way right now: at most as many as the postman has in flight
    assert found == ["SCAN outbox USING INDEX outbox_under_way"]
    assert indexes(plans) == {"outbox_ready", "outbox_person", "outbox_due", "outbox_under_way"}


async def test_the_next_events_are_found_through_indexes(file_store: Store) -> None:
    watch = watched(file_store)

    await inbox.heads(file_store.db, file_store.keys, 50)

    plans = watch.plans()
    # read off the front of its index, and no further than its limit
    oldest = plans.pop(inbox._OLDEST)
    assert scans(oldest) == ["SCAN inbox USING INDEX inbox_line"]
    assert [step for plan in plans.values() for step in scans(plan)] == []
    assert indexes(plans) == {"inbox_ready", "inbox_urgent"}


# -- who comes first -----------------------------------------------------------------------------


async def add(store: Store, *rows: tuple[int, str, bool]) -> None:
    async with store.db.transaction() as tx:
        arrivals = [
            Arrival("tg:1", str(n), lane, "update", NOON, {"n": n}, urgent) for n, lane, urgent in rows
        ]
        await inbox.add(tx, store.keys, arrivals)


async def batches(store: Store, limit: int) -> list[list[int]]:
    """What is played together, batch by batch, until nothing is left."""
    played = []
    while events := await inbox.heads(store.db, store.keys, limit):
        async with store.db.transaction() as tx:
            await inbox.done(tx, [event.id for event in events])
        played.append([event.body["n"] for event in events])
    return played


async def test_a_lane_in_which_somebody_may_be_in_danger_is_played_first_in_its_own_order(
    store: Store,
) -> None:
    await add(
        store,
        (1, "a", False),
        (2, "b", False),
        (3, "c", False),
        (4, "z", False),
        (5, "z", True),
        (6, "z", False),
    )

    assert await batches(store, 2) == [[1, 4], [2, 5], [3, 6]]


async def test_of_several_in_danger_who_wrote_first_comes_first(store: Store) -> None:
    await add(
        store, *((n, f"calm{n}", False) for n in range(5)), (7, "y", True), (8, "x", True), (9, "z", True)
    )

    assert await batches(store, 2) == [[7, 8], [0, 9], [1, 2], [3, 4]]


async def test_one_who_writes_more_than_all_others_keeps_nobody_waiting(store: Store) -> None:
    await add(store, *((n, "flood", False) for n in range(40)), (50, "b", False), (51, "c", False))

    assert (await batches(store, 3))[0] == [0, 50, 51]


async def line_up(store: Store, people: Sequence[str], priority: int) -> None:
    letters = [Letter(person, LIU, Outgoing(text="x"), priority) for person in people]
    async with store.db.transaction() as tx:
        await outbox.queue(tx, store.keys, letters, NOON)


async def test_people_who_are_asked_to_wait_hold_up_nobody_behind_them(store: Store) -> None:
    slow = [f"slow{n}" for n in range(300)]
    await line_up(store, [*slow, LI], Priority.BROADCAST)
    await line_up(store, [*slow, LIU], Priority.REPLY)

    found = await outbox.ready(store.db, NOON, [], 256, slow)

    assert [(waiting.to, waiting.priority) for waiting in found] == [
        (LIU, Priority.REPLY),
        (LI, Priority.BROADCAST),
    ]


async def test_the_answer_to_a_press_goes_to_somebody_who_is_asked_to_wait(store: Store) -> None:
    await line_up(store, [LIU], Priority.REPLY)
    await line_up(store, [LIU], Priority.INSTANT)

    (found,) = await outbox.ready(store.db, NOON, [], 10, [LIU])

    assert found.priority == Priority.INSTANT


async def test_of_one_kind_what_is_due_longest_goes_first(store: Store) -> None:
    later = Letter(LIU, LIU, Outgoing(text="x"), Priority.CHECK_IN, not_before=NOON + timedelta(hours=1))
    async with store.db.transaction() as tx:
        await outbox.queue(
            tx, store.keys, [later, Letter(LI, LIU, Outgoing(text="y"), Priority.CHECK_IN)], NOON
        )

    found = await outbox.ready(store.db, NOON + timedelta(hours=2), [], 10)

    assert [waiting.to for waiting in found] == [LI, LIU]

"""Timers: one per lane, kind and reference; each rings exactly once, also after a long sleep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import inbox, timers
from bot.store.database import to_ms
from bot.store.opening import Store
from bot.store.timers import Timer

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def timer(number: int, after: float, *, lane: str = "person1001", kind: str = "page", ref: str = "") -> Timer:
    return Timer(f"t{number}", lane, kind, ref, NOON + timedelta(seconds=after), f"g{number}")


async def start(store: Store, *new: Timer) -> None:
    async with store.db.transaction() as tx:
        await timers.start(tx, new)


async def sweep(store: Store, after: float) -> int:
    async with store.db.transaction() as tx:
        return await timers.sweep(tx, store.keys, NOON + timedelta(seconds=after))


async def rung(store: Store) -> list[tuple[str, str]]:
    """(lane, guard) of what rang, in order; takes it out."""
    seen = []
    while events := await inbox.heads(store.db, store.keys, 50):
        seen += [(event.lane, event.body["guard"]) for event in events]
        async with store.db.transaction() as tx:
            await inbox.done(tx, [event.id for event in events])
    return seen


async def test_a_timer_rings_when_it_is_due_and_not_before(store: Store) -> None:
    await start(store, timer(1, 60, kind="lapse", ref="case1"))

    assert await sweep(store, 59.999) == 0
    assert await sweep(store, 60) == 1
    (event,) = await inbox.heads(store.db, store.keys, 5)
    assert event.kind == "timer"
    due = to_ms(NOON + timedelta(minutes=1))
    assert event.body == {"kind": "lapse", "ref": "case1", "guard": "g1", "due": due}


async def test_sweeping_twice_rings_once(store: Store) -> None:
    await start(store, timer(1, 60))

    assert [await sweep(store, 60), await sweep(store, 61)] == [1, 0]
    assert await rung(store) == [("person1001", "g1")]


async def test_a_newer_timer_takes_the_place_of_the_older(store: Store) -> None:
    await start(store, timer(1, 60))
    await start(store, timer(2, 90))

    assert await sweep(store, 60) == 0
    await sweep(store, 90)
    assert await rung(store) == [("person1001", "g2")]


async def test_the_same_timer_set_again_after_it_rang_rings_again(store: Store) -> None:
    await start(store, timer(1, 60))
    await sweep(store, 60)

    await start(store, timer(2, 60))
    await sweep(store, 60)

    assert await rung(store) == [("person1001", "g1"), ("person1001", "g2")]


async def test_other_lanes_kinds_and_references_have_timers_of_their_own(store: Store) -> None:
    await start(
        store, timer(1, 1), timer(2, 1, lane="b"), timer(3, 1, kind="lapse"), timer(4, 1, ref="case1")
    )

    assert await sweep(store, 1) == 4


async def test_the_next_due_timer_is_known(store: Store) -> None:
    assert await timers.next_due(store.db) is None

    await start(store, timer(1, 90), timer(2, 60, kind="lapse"))

    assert await timers.next_due(store.db) == NOON + timedelta(seconds=60)


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 600), max_size=10),
    st.lists(st.integers(0, 700), max_size=4),
)
async def test_however_often_and_late_the_sweeps_come_each_rings_once_in_order(
    store: Store, dues: list[int], sweeps: list[int]
) -> None:
    async with store.db.transaction() as tx:
        await tx.execute("delete from timer")
        await tx.execute("delete from inbox")
    await start(store, *(timer(number, due, ref=str(number)) for number, due in enumerate(dues)))

    for moment in [*sorted(sweeps), 1000]:
        await sweep(store, moment)

    due_order = sorted(range(len(dues)), key=lambda number: (dues[number], f"t{number}"))
    assert await rung(store) == [("person1001", f"g{number}") for number in due_order]

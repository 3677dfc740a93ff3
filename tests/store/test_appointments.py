"""Agreed hours: kept as they were, and never twice for anybody, however many try at once."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.appointment import Appointment, Outcome, accept, cancel, decline, propose, report
from bot.domain.slots import Manner
from bot.store import appointments
from bot.store.appointments import Taken, Waiting
from bot.store.database import Location, Server
from bot.store.opening import Store
from tests.store.booking import SLOTS, wanted

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIU, LI = "person1001", "person2001"
START = NOON + timedelta(hours=10)
HOUR = timedelta(hours=1)
MANNERS = {"": Manner(after=timedelta(minutes=10)), "visit": Manner()}


def offered(
    number: str, start: datetime = START, *, until: datetime = START, purpose: str = ""
) -> Appointment:
    asked = Appointment(number, LIU, (LIU, LI), 30, NOON, tz="Asia/Colombo", room="r", purpose=purpose)
    return propose(asked, LIU, start, until)


def agreed(number: str, start: datetime = START) -> Appointment:
    return accept(offered(number, start), LI, START)


async def save(store: Store, *changed: Appointment, now: datetime = NOON) -> None:
    await store.keys.load(store.db, [LIU])
    async with store.db.transaction() as tx:
        await appointments.save(tx, store.keys, changed, now, MANNERS)


async def test_an_appointment_comes_back_as_it_was_and_is_found_by_either_side(store: Store) -> None:
    first = report(
        replace(agreed("a"), weekly=LIU, link="jitsi", sequence=2, missing=frozenset({LI})), LI, happened=True
    )
    second = offered("b", START + HOUR)
    await save(store, second, first)

    assert await appointments.of_people(store.db, store.keys, [LI]) == [first, second]
    assert await appointments.of_people(store.db, store.keys, [LIU]) == [first, second]
    assert await appointments.by_id(store.db, store.keys, ["b", "none"]) == [second]
    assert await appointments.live(store.db, store.keys) == [first, second]


async def test_what_is_over_is_found_by_its_id_alone(store: Store) -> None:
    over = decline(offered("a"))
    await save(store, over)

    assert await appointments.of_people(store.db, store.keys, [LIU]) == []
    assert await appointments.by_id(store.db, store.keys, ["a"]) == [over]


@pytest.mark.parametrize("minutes", [-39, -35, -5, 0, 5, 35, 39])
async def test_an_hour_too_near_another_is_refused_buffers_counted(store: Store, minutes: int) -> None:
    await save(store, agreed("a"))

    with pytest.raises(Taken):
        await save(store, offered("b", START + timedelta(minutes=minutes)))

    assert [a.id for a in await appointments.of_people(store.db, store.keys, [LI])] == ["a"]


async def test_an_hour_far_enough_is_free(store: Store) -> None:
    await save(store, agreed("a"))

    await save(store, agreed("b", START + timedelta(minutes=40)), agreed("c", START - timedelta(minutes=40)))

    assert len(await appointments.of_people(store.db, store.keys, [LI])) == 3


async def test_two_of_one_transaction_cannot_share_an_hour_either(store: Store) -> None:
    with pytest.raises(Taken):
        await save(store, offered("a"), offered("b", START + timedelta(minutes=10)))


async def test_an_offer_holds_its_hour_until_its_time_has_run_out(store: Store) -> None:
    await save(store, offered("a", until=NOON + HOUR))
    with pytest.raises(Taken):
        await save(store, offered("b"), now=NOON + HOUR - timedelta(minutes=1))

    await save(store, offered("b"), now=NOON + HOUR)

    with pytest.raises(Taken):
        # too late: the hour is another's
        await save(store, accept(offered("a", until=NOON + HOUR), LI, START), now=NOON + HOUR)


async def test_who_moves_a_call_holds_both_hours_and_then_the_new_one_alone(store: Store) -> None:
    moving = propose(agreed("a"), LI, START + timedelta(minutes=15), NOON + HOUR)
    await save(store, moving)
    for start in (START, START + timedelta(minutes=45)):
        with pytest.raises(Taken):
            await save(store, offered("b", start))

    await save(store, accept(moving, LIU, START))

    await save(store, offered("b", START - timedelta(minutes=25)))


async def test_what_is_called_off_is_free_for_others(store: Store) -> None:
    await save(store, agreed("a"))
    await save(store, cancel(agreed("a")))

    await save(store, agreed("b"))

    assert [a.id for a in await appointments.of_people(store.db, store.keys, [LI])] == ["b"]


async def test_time_that_has_passed_is_let_go(store: Store) -> None:
    await save(store, agreed("a"))
    async with store.db.transaction() as tx:
        await appointments.purge(tx, START + timedelta(minutes=20))

    assert len(await store.db.fetch("select grain from slot")) == 2 * 4


async def test_what_counts_towards_a_quota(store: Store) -> None:
    await save(
        store,
        offered("a", purpose="visit"),
        report(report(offered("b", START + HOUR, purpose="visit"), LIU, True), LI, True),
        decline(offered("c", START + 2 * HOUR, purpose="visit")),
        offered("d", START + 3 * HOUR),
        offered("e", START + timedelta(days=40), purpose="visit"),
    )

    found = await appointments.counted(store.db, "visit", NOON, NOON + timedelta(days=30))

    assert found == {LIU: 2, LI: 2}


async def test_weeks_and_those_who_wait_come_back(store: Store) -> None:
    async with store.db.transaction() as tx:
        await appointments.set_week(tx, LIU, (("mon-fri 19:00-22:00",), ()))
        await appointments.set_week(tx, LIU, (("sat 08:00-22:00",), ("mon-fri 18:00-06:00",)))
        await appointments.wait(
            tx, [Waiting("w1", LIU, LI, 30, NOON), Waiting("w2", "person9", LI, 15, NOON + HOUR)]
        )
        await appointments.wait(tx, [Waiting("w3", LIU, LI, 60, NOON + HOUR)])

    week = (("sat 08:00-22:00",), ("mon-fri 18:00-06:00",))
    assert await appointments.weeks(store.db, [LIU, LI]) == {LIU: week}
    assert appointments.windows(week[0])[0].days == {5}
    line = await appointments.waiting_for(store.db, [LI])
    assert [(w.id, w.person, w.minutes) for w in line] == [("w1", LIU, 60), ("w2", "person9", 15)]
    async with store.db.transaction() as tx:
        await appointments.wait_no_more(tx, ["w1"])
    assert [w.id for w in await appointments.waiting_for(store.db, [LIU, LI])] == ["w2"]


async def test_a_damaged_row_is_left_out_and_told(store: Store) -> None:
    await save(store, agreed("a"), agreed("b", START + HOUR))
    async with store.db.transaction() as tx:
        await tx.execute("update appointment set sealed = ? where id = 'a'", (b"x",))

    assert [a.id for a in await appointments.of_people(store.db, store.keys, [LI])] == ["b"]
    assert ("appointment", "a") in store.keys.damaged


async def test_of_eight_processes_that_book_the_same_two_hundred_slots_each_slot_goes_to_one(
    store: Store, where: Location, key_file: Path
) -> None:
    place = where.url if isinstance(where, Server) else str(where)
    workers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.store.booking", place, str(key_file), f"p{number}",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for number in range(8)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout is not None
        assert await worker.stdout.readline() == b"ready\n"

    # all at once, or the first would have had them all before the second began
    said = await asyncio.gather(*(worker.communicate(b"\n") for worker in workers))
    got = [int(words) for words, _ in said]

    assert sum(got) == SLOTS
    assert max(got) < SLOTS
    kept = await appointments.of_people(store.db, store.keys, [LI])
    assert [a.at for a in kept] == [wanted(LIU, n, "").at for n in range(SLOTS)]
    assert all(a.outcome is Outcome.NONE for a in kept)

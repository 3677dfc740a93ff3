"""Rows of care, rhythms and diaries: claimed once, closed by the next, sealed, and the same on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.diary import Page
from bot.domain.people import Person
from bot.domain.rhythm import USUAL, Leg, Rhythm, Shifts
from bot.store import care, diaries, people, rhythms
from bot.store.care import Before, Change, Plan, State
from bot.store.opening import Store

LIU, LI = "person1001", "person2001"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CANARY = "canary-我不想活了"


def plan(number: int, person: str = LIU) -> Plan:
    day = date(2026, 11, 23) + DAY * number
    return Plan(person, "checkin", day.isoformat(), day, "Asia/Colombo", time(8), NOON + DAY * number)


async def test_a_row_is_claimed_once_and_there_is_one_of_each_date(store: Store) -> None:
    async with store.db.transaction() as tx:
        await care.plan(tx, [plan(0), plan(0), plan(1), plan(0, LI)])
    async with store.db.transaction() as tx:
        first = await care.claim(tx, "checkin", NOON, 10)
        again = await care.claim(tx, "checkin", NOON, 10)

    assert [(one.person, one.state, one.wall) for one in first] == [
        (LIU, State.PLANNED, time(8)),
        (LI, State.PLANNED, time(8)),
    ]
    assert again == []
    assert (await care.outlook(store.db)).due == NOON + DAY


async def test_of_each_kind_its_own_are_claimed_and_what_rang_first_says_which(store: Store) -> None:
    async with store.db.transaction() as tx:
        await care.plan(tx, [plan(0)._replace(kind="weekly_tip"), plan(-1, LI)])
        assert await care.first_kind(tx, NOON - 2 * DAY) is None
        first = await care.first_kind(tx, NOON)
        theirs = await care.claim(tx, "checkin", NOON, 10)
        then = await care.first_kind(tx, NOON)

    assert (first, [one.person for one in theirs], then) == ("checkin", [LI], "weekly_tip")


async def test_a_claim_that_is_rolled_back_rings_again(store: Store) -> None:
    async with store.db.transaction() as tx:
        await care.plan(tx, [plan(0)])

    async def claims_and_fails() -> None:
        async with store.db.transaction() as tx:
            await care.claim(tx, "checkin", NOON, 10)
            await tx.execute({}["nothing"])

    with pytest.raises(KeyError):
        await claims_and_fails()
    async with store.db.transaction() as tx:
        assert len(await care.claim(tx, "checkin", NOON, 10)) == 1


async def test_the_next_one_closes_the_one_before(store: Store) -> None:
    async with store.db.transaction() as tx:
        await care.plan(tx, [plan(0), plan(1), plan(0, LI), plan(1, LI)])
        asked, *_ = await care.claim(tx, "checkin", NOON, 10)
        await care.settle(tx, [Change(asked.id, State.ASKED)])
    async with store.db.transaction() as tx:
        claimed = await care.claim(tx, "checkin", NOON + DAY, 10)
        silent = await care.close(tx, await care.before(tx, claimed, NOON + DAY))

    rows = await store.db.fetch("select person, state from care order by id")
    assert silent == {LIU}
    assert [tuple(row) for row in rows] == [
        (LIU, "silent"),
        (LIU, "queued"),
        (LI, "missed"),
        (LI, "queued"),
    ]


async def test_what_went_out_lately_is_known_with_the_moment_also_when_it_was_answered(store: Store) -> None:
    async with store.db.transaction() as tx:
        await care.plan(tx, [plan(0), plan(1), plan(0, LI), plan(1, LI)])
        first, second = await care.claim(tx, "checkin", NOON, 10)
        await care.settle(tx, [Change(first.id, State.ANSWERED), Change(second.id, State.MISSED)])
    async with store.db.transaction() as tx:
        claimed = await care.claim(tx, "checkin", NOON + DAY, 10)
        lately = await care.before(tx, claimed, NOON - timedelta(hours=1))
        longer_ago = await care.before(tx, claimed, NOON)

    assert lately == {LIU: Before(first.id, State.ANSWERED, NOON)}
    assert longer_ago == {}


async def test_the_newest_that_has_come_is_known_by_person(store: Store) -> None:
    async with store.db.transaction() as tx:
        await care.plan(tx, [plan(0), plan(1)])
        await care.claim(tx, "checkin", NOON, 10)

    assert {
        who: one.name for who, one in (await care.newest(store.db, "checkin", [LIU, LI], NOON.date())).items()
    } == {LIU: "2026-11-23"}
    assert await care.newest(store.db, "checkin", [LIU], NOON.date() + DAY) == {}
    assert (await care.last_day(store.db, "checkin", [LIU])) == {LIU: date(2026, 11, 24)}


async def test_people_are_expected_once(store: Store) -> None:
    async with store.db.transaction() as tx:
        await tx.execute("delete from newcomer")
        await care.expect(tx, [LIU, LIU])
        await people.mark_started(tx, [(LI, NOON)])
        await people.mark_started(tx, [(LI, NOON)])
    assert (await care.outlook(store.db)).expected
    async with store.db.transaction() as tx:
        assert await care.expected(tx, 10) == [LIU, LI]
        assert await care.expected(tx, 10) == []


async def test_a_rhythm_comes_back_as_it_was_said(store: Store) -> None:
    nights = Shifts(date(2026, 11, 23), (Leg(14), Leg(14, ((time(20), time(8)),))))
    said = Rhythm(time(21, 30), date(2026, 12, 1), off=True, shifts=nights)
    async with store.db.transaction() as tx:
        await rhythms.save(tx, {LIU: said})
    assert await rhythms.load(store.db, [LIU, LI]) == {LIU: said}

    async with store.db.transaction() as tx:
        await rhythms.save(tx, {LIU: USUAL})
    assert await rhythms.load(store.db, [LIU]) == {LIU: USUAL}


async def test_what_a_list_says_of_shifts_lies_beside_what_they_have_said_and_moves_with_its_record(
    store: Store,
) -> None:
    nights = Shifts(date(2026, 11, 23), (Leg(14), Leg(14, ((time(20), time(8)),))))
    async with store.db.transaction() as tx:
        await rhythms.save(tx, {LIU: Rhythm(time(21, 30))})
        await rhythms.enlist(tx, {LIU: ("夜班", nights), LI: ("白班", None)})
    assert await rhythms.listed(store.db, [LIU, LI]) == {LIU: "夜班", LI: "白班"}
    assert await rhythms.load(store.db, [LIU, LI]) == {LIU: Rhythm(time(21, 30), shifts=nights), LI: USUAL}

    async with store.db.transaction() as tx:
        await rhythms.move(tx, LIU, LI)
    assert await rhythms.listed(store.db, [LIU, LI]) == {LIU: "夜班", LI: "白班"}
    async with store.db.transaction() as tx:
        await tx.execute("delete from rhythm where person = ?", (LI,))
        await rhythms.move(tx, LIU, LI)
    assert await rhythms.listed(store.db, [LIU, LI]) == {LI: "夜班"}


async def test_those_who_live_alike_are_told_together_whether_or_not_they_have_said_so(store: Store) -> None:
    async with store.db.transaction() as tx:
        for number, who in enumerate(("p1", "p2", "p3", "p4")):
            await people.save(tx, store.keys, Person(who, who, number, None, "zh"))
        await people.mark_started(tx, [(who, NOON) for who in ("p1", "p2", "p3")])
        await rhythms.save(tx, {"p2": USUAL, "p3": Rhythm(asked=time(7))})

    lives = await rhythms.lives(store.db, ["p1", "p2", "p3", "p4"], NOON)
    unplanned, last = await rhythms.unplanned(store.db, "checkin", NOON, "", 2)

    assert {life.rhythm: sorted(who) for life, who in lives.items()} == {
        USUAL: ["p1", "p2"],
        Rhythm(asked=time(7)): ["p3"],
    }
    assert [sorted(who) for who in unplanned.values()] == [["p1", "p2"]]
    assert last == "p2"
    assert await rhythms.unplanned(store.db, "checkin", NOON, "p3", 2) == ({}, "")


async def test_a_day_is_sealed_and_the_newest_answer_counts(store: Store) -> None:
    today = Page(NOON.date(), NOON, mood="low")
    async with store.db.transaction() as tx:
        await store.keys.load(tx, [LIU])
        await diaries.save(tx, store.keys, [(LIU, today)])
        await diaries.save(tx, store.keys, [(LIU, today.answered(NOON, {"words": CANARY}))])

    (diary,) = (await diaries.load(store.db, store.keys, [LIU, LI], NOON)).values()
    assert diary.pages() == [Page(NOON.date(), NOON, mood="low", words=CANARY)]
    assert CANARY.encode() not in diary.rows[0][2]
    assert b"low" not in diary.rows[0][2]
    assert await diaries.told(store.db, [(LIU, NOON.date()), (LI, NOON.date())]) == {(LIU, NOON.date())}


async def test_a_damaged_day_costs_no_other(store: Store) -> None:
    async with store.db.transaction() as tx:
        await store.keys.load(tx, [LIU])
        pages = [Page(NOON.date() - DAY * back, NOON, mood="good") for back in (1, 0)]
        await diaries.save(tx, store.keys, [(LIU, page) for page in pages])
        await tx.execute("update checkin set sealed = ? where day = ?", (b"x", "2026-11-22"))

    (diary,) = (await diaries.load(store.db, store.keys, [LIU], NOON)).values()
    assert [page.day for page in diary.pages()] == [NOON.date()]
    assert ("checkin", "person1001/2026-11-22") in store.keys.damaged

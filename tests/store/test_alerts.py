"""Event mode, its roll call, and contacts: on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.care.facts import Facts, Happening, LifeEvent
from bot.domain.care.knowing import Alert
from bot.domain.care.model import Calamity
from bot.domain.family import Relation, Tie
from bot.domain.people import Unit
from bot.store import alerts, care, facts, people, ties
from bot.store.alerts import Answer, Contact
from bot.store.care import Change, Plan, State
from bot.store.opening import Store

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
STORM = Alert("a1", "lk", Calamity.STORM, NOW, "person2001", families=True)


async def test_a_unit_is_in_one_event_at_a_time_and_ends_it_once(store: Store) -> None:
    async with store.db.transaction() as tx:
        await people.save_unit(
            tx, Unit("lk", None, {"zh": "项目", "en": "Project"}, "Asia/Colombo", "LK", "high")
        )
        assert await alerts.begin(tx, STORM)
        assert not await alerts.begin(tx, replace(STORM, id="a2"))
    assert await alerts.current(store.db) == {"lk": STORM}
    assert (await people.units(store.db))["lk"].risk == "high"

    async with store.db.transaction() as tx:
        assert await alerts.end(tx, "a1", NOW + HOUR)
        assert not await alerts.end(tx, "a1", NOW + 2 * HOUR)

    assert await alerts.current(store.db) == {}
    assert (await alerts.find(store.db, ["a1", "a2"]))["a1"].over == NOW + HOUR


async def test_the_newest_answer_counts(store: Store) -> None:
    async with store.db.transaction() as tx:
        await people.save_unit(tx, Unit("lk", None, {"zh": "项目", "en": "Project"}, "Asia/Colombo", "LK"))
        await alerts.begin(tx, STORM)
        await alerts.answer(tx, "a1", {"person1001": Answer(False, NOW), "person2001": Answer(True, NOW)})
        await alerts.answer(tx, "a1", {"person1001": Answer(True, NOW + HOUR)})

    assert await alerts.answers(store.db, "a1") == {
        "person1001": Answer(True, NOW + HOUR),
        "person2001": Answer(True, NOW),
    }
    assert await alerts.answers(store.db, "a2") == {}
    for person, answer in (await alerts.answers(store.db, "a1")).items():
        assert await alerts.said(store.db, "a1", person) == answer
    assert await alerts.said(store.db, "a2", "nobody") is None


async def test_who_was_asked_who_is_safe_and_whose_families_those_are(store: Store) -> None:
    liu, li = "person1001", "person2001"
    asked = Plan(liu, "roll_call", "2026-11-26T04 of a1", NOW.date(), "UTC", NOW.time(), NOW)
    async with store.db.transaction() as tx:
        await people.save_unit(tx, Unit("lk", None, {"zh": "项目", "en": "Project"}, "Asia/Colombo", "LK"))
        await alerts.begin(tx, STORM)
        await care.plan(tx, [asked, asked._replace(person=li, name="2026-11-26T04 of a2")])
        claimed = await care.claim(tx, "roll_call", NOW, 10)
        assert await alerts.asked(tx, "a1", [liu, li]) == set()
        await care.settle(tx, [Change(one.id, State.ASKED) for one in claimed])
        await ties.make(tx, Tie("t1", liu, li, Relation.WIFE, NOW))

        assert await alerts.asked(tx, "a1", [liu, li]) == {liu}
        await alerts.answer(tx, "a1", {liu: Answer(safe=True, at=NOW), li: Answer(safe=False, at=NOW)})
        assert await alerts.asked(tx, "a1", [liu, li]) == {liu, li}
        assert await alerts.asked(tx, "a1", [li]) == {li}
        assert await alerts.safe(tx, "a1", [liu, li]) == {liu}
        assert sorted(await alerts.answers(tx, "a1")) == [liu, li]
        assert await alerts.families_of_safe(tx, "a1") == [li]
        await ties.end(tx, "t1", liu, NOW)
        assert await alerts.families_of_safe(tx, "a1") == []


async def test_contacts_count_for_their_programme_and_their_time(store: Store) -> None:
    one = Contact("c1", "person1001", "person2001", "pairing", NOW)
    async with store.db.transaction() as tx:
        await alerts.keep(
            tx, [one, replace(one, id="c2", at=NOW + HOUR), replace(one, id="c3", programme="other"), one]
        )

    assert await alerts.contacts(store.db, "pairing", "person1001", NOW, NOW + 2 * HOUR) == 2
    assert await alerts.contacts(store.db, "pairing", "person1001", NOW, NOW + HOUR) == 1
    assert await alerts.contacts(store.db, "pairing", "person2001", NOW, NOW + HOUR) == 0


async def test_facts_come_back_as_they_were_kept(store: Store) -> None:
    known = Facts(
        tips=True, partner="person2001", happened=(Happening("e1", LifeEvent.ACCIDENT, NOW.date()),)
    )
    async with store.db.transaction() as tx:
        await facts.save(tx, store.keys, {"person1001": Facts(tags=("x",))})
        await facts.save(tx, store.keys, {"person1001": known})
        await facts.move(tx, store.keys, "person1001", "person2001")
        await facts.move(tx, store.keys, "nobody", "person2001")

    assert await facts.load(store.db, store.keys, ["person1001", "person2001"]) == {"person2001": known}

"""The hours people set for themselves."""

from __future__ import annotations

from datetime import time

from bot.domain.hours import Hours
from bot.domain.people import Grant, Person, Role, Unit
from bot.store import hours, people
from bot.store.opening import Store


async def somebody(store: Store, role: Role) -> Person:
    person = Person("somebody", "刘师傅", 5001, "u1", "zh", grants=(Grant(role, "u1"),))
    async with store.db.transaction() as tx:
        await people.save_unit(tx, Unit("u1", None, {"zh": "项目", "en": "Project"}, "Asia/Colombo", "LK"))
        await people.save(tx, store.keys, person)
        await people.set_grants(tx, person.id, [("g1", person.grants[0])])
    return person


async def test_who_has_set_nothing_has_the_usual_hours_in_the_units_clock(store: Store) -> None:
    await somebody(store, Role.EMPLOYEE)

    loaded = await people.load(store.db, store.keys, ["somebody"])

    assert loaded["somebody"].hours == Hours()


async def test_set_hours_come_back_with_the_person_and_can_be_set_again(store: Store) -> None:
    await somebody(store, Role.EMPLOYEE)
    chosen = Hours("Asia/Dubai", time(6), time(21, 15), time(23), time(5, 45))

    for kept in (Hours("Asia/Karachi"), chosen):
        async with store.db.transaction() as tx:
            await hours.save(tx, {"somebody": kept})

    assert (await people.load(store.db, store.keys, ["somebody"]))["somebody"].hours == chosen


async def test_a_counsellor_who_changes_their_clock_is_read_again_with_the_roster(store: Store) -> None:
    await somebody(store, Role.COUNSELLOR)
    before = await people.revision(store.db)

    async with store.db.transaction() as tx:
        await hours.save(tx, {"somebody": Hours("Asia/Dubai")})

    assert await people.revision(store.db) > before


async def test_an_employee_who_changes_theirs_leaves_the_roster_as_it_is(store: Store) -> None:
    await somebody(store, Role.EMPLOYEE)
    before = await people.revision(store.db)

    async with store.db.transaction() as tx:
        await hours.save(tx, {"somebody": Hours("Asia/Dubai")})

    assert await people.revision(store.db) == before

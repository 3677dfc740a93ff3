"""Whose calendar is looked at, and by which clock: on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.hours import Hours
from bot.domain.people import Grant, Person, Role, Unit
from bot.store import calendars, care, hours, people
from bot.store.care import Change, Plan, State
from bot.store.opening import Store

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)


async def settled(store: Store) -> None:
    async with store.db.transaction() as tx:
        await people.save_unit(tx, Unit("lk", None, {"zh": "项目", "en": "Project"}, "Asia/Colombo", "LK"))
        for name, role in (
            ("a", Role.EMPLOYEE),
            ("b", Role.FAMILY),
            ("c", Role.LIAISON),
            ("d", Role.EMPLOYEE),
        ):
            end = NOW if name == "d" else None
            await people.save(tx, store.keys, Person(name, name, None, "lk", "zh"))
            await people.set_grants(tx, name, [(f"g{name}", Grant(role, "lk", end=end))])
        await hours.save(tx, {"c": Hours("Asia/Dubai")})
        await care.expected(tx, 100)


async def test_everybody_who_belongs_lives_by_their_own_clock_their_units_or_that_of_home(
    store: Store,
) -> None:
    await settled(store)

    assert await calendars.clocks(store.db, ["a", "b", "c", "d", "person1001"], NOW) == {
        "a": "Asia/Colombo",
        "b": "",
        "c": "Asia/Dubai",
    }


async def test_those_of_whom_nothing_is_planned_come_in_order(store: Store) -> None:
    await settled(store)
    plan = Plan("b", "calendar", "x", TODAY, "UTC", time(1), NOW)
    async with store.db.transaction() as tx:
        await care.plan(tx, [plan])

    assert list(await calendars.without(store.db, "calendar", NOW, "", 10)) == ["a", "c"]
    assert list(await calendars.without(store.db, "calendar", NOW, "a", 10)) == ["c"]
    assert list(await calendars.without(store.db, "other", NOW, "", 2)) == ["a", "b"]


async def test_what_somebody_had_left_may_be_planned_again_and_reasons_are_kept(store: Store) -> None:
    await settled(store)
    plans = [
        Plan("a", "tip", day.isoformat(), day, "UTC", time(1), NOW)
        for day in (TODAY, TODAY - timedelta(days=3))
    ]
    async with store.db.transaction() as tx:
        await care.plan(tx, plans)
        ids = [row[0] for row in await tx.fetch("select id from care order by id")]
        await care.settle(tx, [Change(ids[0], State.LEFT), Change(ids[1], State.LEFT, reason="gone")])
        await calendars.reconsider(tx, ["a"], TODAY.isoformat())
        left = await tx.fetch("select id, reason from care")
        await calendars.look_at_all(tx)
        await calendars.look_at_all(tx)

    assert [tuple(row) for row in left] == [(ids[1], "gone")]
    async with store.db.transaction() as tx:
        assert {"a", "b", "c", "d"} <= {*await care.expected(tx, 100)}

"""Ties of families in the store: made once, ended once, found from either side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.family import Relation, Tie
from bot.domain.joining import Link
from bot.domain.people import Unit
from bot.store import links, people, ties
from bot.store.opening import Store

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TIE = Tie("t1", "person1001", "person2001", Relation.WIFE, NOW)


async def test_a_tie_is_found_from_either_side(store: Store) -> None:
    async with store.db.transaction() as tx:
        assert await ties.make(tx, TIE)

    assert await ties.load(store.db, ["person1001"]) == [TIE]
    assert await ties.load(store.db, ["person2001"]) == [TIE]
    assert await ties.load(store.db, ["person1001", "person2001"]) == [TIE]
    assert await ties.load(store.db, ["nobody"]) == []


async def test_the_same_two_are_joined_once_in_one_way_and_again_after_it_ended(store: Store) -> None:
    async with store.db.transaction() as tx:
        await ties.make(tx, TIE)
        assert not await ties.make(tx, replace(TIE, id="t2"))
        assert await ties.make(tx, replace(TIE, id="t3", relation=Relation.DAUGHTER))
        assert await ties.end(tx, "t1", "person1001", NOW)
        assert await ties.make(tx, replace(TIE, id="t4"))

    assert [tie.id for tie in await ties.load(store.db, ["person1001"])] == ["t3", "t4"]


async def test_it_holds_until_it_is_ended(store: Store) -> None:
    async with store.db.transaction() as tx:
        await ties.make(tx, TIE)
        assert await ties.holds(tx, "t1")
        await ties.end(tx, "t1", "person1001", NOW)
        assert not await ties.holds(tx, "t1")
        assert not await ties.holds(tx, "nothing")


async def test_of_two_who_end_it_one_is_quicker_and_it_stays_as_history(store: Store) -> None:
    async with store.db.transaction() as tx:
        await ties.make(tx, TIE)
        assert await ties.end(tx, "t1", "person2001", NOW)
        assert not await ties.end(tx, "t1", "person1001", NOW + timedelta(hours=1))

    assert await ties.load(store.db, ["person1001"]) == []
    assert await ties.find(store.db, ["t1"]) == [replace(TIE, until=NOW)]
    assert await store.db.fetch("select ended_by from tie") == [("person2001",)]


async def test_whoever_leaves_leaves_all_of_them(store: Store) -> None:
    async with store.db.transaction() as tx:
        await ties.make(tx, TIE)
        await ties.make(tx, replace(TIE, id="t2", employee="person2001", member="person1001"))
        ended = await ties.end_all(tx, "person1001", "operator", NOW)

    assert [tie.id for tie in ended] == ["t1", "t2"]
    assert await ties.load(store.db, ["person1001", "person2001"]) == []


async def test_an_invitation_goes_with_its_inviter_and_not_with_the_units_link(store: Store) -> None:
    link = Link("l1", "hq", NOW + timedelta(days=1), inviter="person1001", relation=Relation.MOTHER)
    async with store.db.transaction() as tx:
        await people.save_unit(tx, Unit("hq", None, {"zh": "大", "en": "HQ"}, "Asia/Shanghai", "CN"))
        await links.make(tx, store.keys, "c" * 32, link)
        assert await links.revoke(tx, units=["hq"]) == 0
        assert await links.find(tx, store.keys, "c" * 32) == link
        assert await links.by_id(tx, "l1") == link
        assert await links.revoke(tx, people=["person1001"]) == 1
        assert await links.by_id(tx, "l1") is None

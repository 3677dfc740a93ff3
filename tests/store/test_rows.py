"""People, sessions, desks and notes: what was saved comes back, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.flow.session import Frame, Remark, Session
from bot.domain.people import Grant, Person, Role, Unit
from bot.store import desks, people, sessions
from bot.store.desks import Desk, DeskMode
from bot.store.keys import KeyRing
from bot.store.opening import Store
from bot.store.vault import WrongKey

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIU, LI = "person1001", "person2001"

words = st.text(st.characters(codec=None), max_size=20)
plain = st.text(max_size=12)
moments = st.integers(0, 4_000_000_000_000).map(
    lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)
values = st.dictionaries(plain, words | st.integers() | st.booleans() | st.none(), max_size=2)
frames = st.builds(
    Frame, plain, st.integers(0, 99), plain, values, st.dictionaries(plain, st.integers(0, 9)), values
)
stacks = st.lists(frames, max_size=2).map(tuple)
all_sessions = st.builds(
    Session,
    mode=st.sampled_from(["bot", "human", "closed"]),
    question=st.integers(0, 10_000),
    stack=stacks,
    suspended=st.lists(stacks, max_size=2).map(tuple),
    recent=st.lists(st.builds(Remark, moments, words), max_size=3).map(tuple),
    answered=st.none() | st.tuples(st.integers(0, 99), plain),
    spent=st.integers(0, 9),
)


@settings(max_examples=30)
@given(all_sessions)
async def test_a_dialogue_stands_where_it_stood(store: Store, session: Session) -> None:
    async with store.db.transaction() as tx:
        await sessions.save(tx, store.keys, {LIU: session})

    assert await sessions.load(store.db, store.keys, [LIU, LI]) == {LIU: session, LI: Session()}


async def test_the_version_of_a_session_counts_its_writes(store: Store) -> None:
    for _ in range(3):
        async with store.db.transaction() as tx:
            await sessions.save(tx, store.keys, {LIU: Session(question=4, mode="human")})

    rows = await store.db.fetch("select version, mode, question from session")
    assert [tuple(row) for row in rows] == [(3, "human", 4)]


@settings(max_examples=25)
@given(
    words,
    st.none() | st.integers(1, 2**60),
    st.none() | st.just("hq"),
    st.sampled_from(["zh", "en"]),
    st.booleans(),
)
async def test_a_person_comes_back_as_they_were_saved(
    store: Store, name: str, address: int | None, unit: str | None, language: str, reachable: bool
) -> None:
    async with store.db.transaction() as tx:
        await people.save_unit(tx, Unit("hq", None, {"zh": "大本营", "en": "HQ"}, "Asia/Shanghai", "CN"))
        person = Person(LIU, name, address, unit, language, reachable)
        await people.save(tx, store.keys, person)

    assert await people.load(store.db, KeyRing(store.keys.vault), [LIU, "nobody"]) == {LIU: person}
    if address is not None:
        assert await people.lane_of(store.db, store.keys, address) == LIU


async def test_a_person_with_a_new_address_is_not_found_under_the_old_one(store: Store) -> None:
    async with store.db.transaction() as tx:
        await people.save(tx, store.keys, Person(LIU, "刘师傅", 7, None, "zh"))

    assert await people.lane_of(store.db, store.keys, 1001) is None
    assert await people.lane_of(store.db, store.keys, 7) == LIU


async def test_an_address_belongs_to_one_person(store: Store) -> None:
    async with store.db.transaction() as tx:
        await people.save(tx, store.keys, Person(LIU, "刘师傅", None, None, "zh"))
        await people.save(tx, store.keys, Person(LI, "李医生", 1001, None, "zh"))

    assert await people.lane_of(store.db, store.keys, 1001) == LI


async def test_grants_and_duty_are_replaced_as_a_whole(store: Store) -> None:
    unit = Unit("ship", None, {"zh": "远洋一号", "en": "Yuanyang 1"}, "UTC", "")
    first = Grant(Role.COUNSELLOR, "ship", NOON, NOON + timedelta(days=1), NOON + timedelta(days=9))
    second = Grant(Role.SUPERVISOR, "ship")
    async with store.db.transaction() as tx:
        await people.save_unit(tx, unit)
        await people.set_grants(tx, LI, [("g1", first)])
        await people.set_grants(tx, LI, [("g2", second), ("g1", first)])
        await people.set_duty(tx, LI, "always")
        await people.set_duty(tx, LI, ["mon-fri 18:00-06:00"])

    assert (await people.load(store.db, store.keys, [LI]))[LI].grants == (first, second)
    assert await people.duties(store.db) == {LI: ["mon-fri 18:00-06:00"]}
    assert await people.units(store.db) == {"ship": unit}
    (staff,) = await people.roster(store.db, store.keys)
    assert staff.duty.covers(datetime(2026, 11, 23, 19, 0, tzinfo=UTC))
    assert not staff.duty.covers(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))


async def test_a_first_sign_of_life_is_kept_and_makes_somebody_reachable_again(store: Store) -> None:
    async with store.db.transaction() as tx:
        await people.mark_started(tx, [(LIU, NOON)])
        await people.set_reachable(tx, LIU, reachable=False)
        await people.set_language(tx, LIU, "en")
    gone = (await people.load(store.db, store.keys, [LIU]))[LIU]
    async with store.db.transaction() as tx:
        await people.mark_started(tx, [(LIU, NOON + timedelta(days=1))])
    back = (await people.load(store.db, store.keys, [LIU]))[LIU]

    assert (gone.started, gone.reachable, gone.language) == (True, False, "en")
    assert back.reachable
    assert [tuple(row) for row in await store.db.fetch("select started_at from person order by id")] == [
        (int(NOON.timestamp() * 1000),),
        (None,),
    ]


async def test_a_blank_record_is_forgotten_with_its_key(store: Store) -> None:
    async with store.db.transaction() as tx:
        await people.forget_blank(tx, store.keys, LIU)

    await store.keys.load(store.db, [LIU])
    assert await people.load(store.db, store.keys, [LIU]) == {}
    with pytest.raises(WrongKey):
        store.keys[LIU]


async def test_one_case_lies_open_before_a_member_of_staff(store: Store) -> None:
    reply = Desk(DeskMode.REPLY, "case1", NOON)
    async with store.db.transaction() as tx:
        await desks.save(tx, {LI: reply, LIU: None})
    assert await desks.load(store.db, [LI, LIU]) == {LI: reply}

    note = Desk(DeskMode.NOTE, "case2", NOON + timedelta(minutes=1))
    async with store.db.transaction() as tx:
        await desks.save(tx, {LI: note})
    assert await desks.load(store.db, [LI]) == {LI: note}

    async with store.db.transaction() as tx:
        await desks.save(tx, {LI: None})
    assert await desks.load(store.db, [LI]) == {}


async def test_the_audit_trail_only_grows(store: Store) -> None:
    async with store.db.transaction() as tx:
        await desks.audit(tx, [(NOON, LI, "opened", "case1"), (NOON, LI, "opened", "case1")])

    rows = await store.db.fetch("select at, actor, action, about from audit order by id")
    assert [tuple(row) for row in rows] == [(int(NOON.timestamp() * 1000), LI, "opened", "case1")] * 2


async def test_the_house_keeps_one_value_per_note(store: Store) -> None:
    assert await desks.read_note(store.db, "clock") is None

    async with store.db.transaction() as tx:
        await desks.write_note(tx, "clock", b"1")
        await desks.write_note(tx, "clock", b"2")

    assert await desks.read_note(store.db, "clock") == b"2"

"""What is remembered of rows: the same as what stands in them, and nothing of those whose key is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.flow.session import Frame, Remark, Session
from bot.domain.messages import Button, Media, MediaKind, Op, Outgoing
from bot.domain.people import Person
from bot.store import inbox, memory, outbox, people, sessions
from bot.store.database import Transaction
from bot.store.inbox import Arrival
from bot.store.keys import KeyRing
from bot.store.memory import Memory
from bot.store.opening import Store
from bot.store.outbox import Attempt, Letter

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LANE = "p7001"
SESSION = Session(
    question=3,
    stack=(Frame("sleep", 1, "ask", {"hours": 4, "why": ["noise", "heat"]}, {"ask": 1}),),
    recent=(Remark(NOW, "睡不着", {"text": "睡不着", "media": None}, 17),),
)
MESSAGE = Outgoing(
    Op.SEND, "您好", ((Button("好", "1.a"),),), Media(MediaKind.PHOTO, "f1"), reply_to=4, protect=True
)


@pytest.fixture
async def lane(store: Store) -> str:
    async with store.db.transaction() as tx:
        await people.save(tx, store.keys, Person(LANE, "王小明", 7001, None, "zh"))
    return LANE


async def load(store: Store, keys: KeyRing) -> Session:
    await keys.load(store.db, [LANE])
    return (await sessions.load(store.db, keys, [LANE]))[LANE]


async def save(store: Store, session: Session, keys: KeyRing | None = None) -> None:
    async with store.db.transaction() as tx:
        await sessions.save(tx, keys or store.keys, {LANE: session})


async def begin(store: Store, keys: KeyRing) -> list[Attempt]:
    rows = await store.db.fetch("select id from outbox")
    async with store.db.transaction() as tx:
        return await outbox.begin(tx, keys, [row[0] for row in rows], NOW)


async def test_a_session_that_is_remembered_is_the_one_that_was_written(store: Store, lane: str) -> None:
    await save(store, SESSION)

    remembered = await load(store, store.keys)

    assert remembered is SESSION
    assert await load(store, KeyRing(store.keys.vault)) == remembered


async def test_what_another_replica_has_written_is_read(store: Store, lane: str) -> None:
    elsewhere = KeyRing(store.keys.vault)
    await save(store, SESSION)
    await elsewhere.load(store.db, [lane])
    await save(store, replace(SESSION, question=4), elsewhere)

    assert (await load(store, store.keys)).question == 4


async def save_and_fail(store: Store, session: Session) -> None:
    async with store.db.transaction() as tx:
        await sessions.save(tx, store.keys, {LANE: session})
        raise RuntimeError


async def test_what_was_rolled_back_is_not_remembered(store: Store, lane: str) -> None:
    await save(store, SESSION)
    with pytest.raises(RuntimeError):
        await save_and_fail(store, replace(SESSION, question=9))

    assert await load(store, store.keys) == SESSION


async def test_nothing_is_remembered_of_somebody_whose_key_is_gone(store: Store, lane: str) -> None:
    await save(store, SESSION)
    store.keys.forget(lane)

    assert (await sessions.load(store.db, store.keys, [lane]))[lane] == Session()


async def test_a_person_is_read_again_when_anything_of_them_has_changed(store: Store, lane: str) -> None:
    first = (await people.load(store.db, store.keys, [lane]))[lane]
    assert (await people.load(store.db, store.keys, [lane]))[lane] is first
    async with store.db.transaction() as tx:
        await people.set_language(tx, lane, "en")

    assert (await people.load(store.db, store.keys, [lane]))[lane] == replace(first, language="en")


async def queue(tx: Transaction, store: Store) -> None:
    letter = Letter(LANE, LANE, MESSAGE, insist=True, reply_slot="card", to_chat=5)
    await outbox.queue(tx, store.keys, [letter], NOW)


async def test_a_letter_that_goes_at_once_is_the_one_that_was_queued(store: Store, lane: str) -> None:
    async with store.db.transaction() as tx:
        await queue(tx, store)

    begun = await begin(store, store.keys)

    assert begun[0].letter.message is MESSAGE
    async with store.db.transaction() as tx:
        await outbox.again(tx, begun[0].id, NOW, tried=False)
    again = await begin(store, store.keys)
    assert again == begun
    assert again[0].letter.message is not MESSAGE


async def test_an_update_that_is_played_at_once_is_the_one_that_came(store: Store, lane: str) -> None:
    update = {"update_id": 1, "message": {"text": "您好"}}
    told = {"ref": "x", "state": "sent"}
    async with store.db.transaction() as tx:
        await inbox.add(tx, store.keys, [Arrival("tg:1", "1", lane, "update", NOW, update)])
        await inbox.add(tx, store.keys, [Arrival("desk", "1", "house", "outcome", NOW, told)])

    first = {event.kind: event.body for event in await inbox.heads(store.db, store.keys, 5)}
    again = {event.kind: event.body for event in await inbox.heads(store.db, store.keys, 5)}

    assert first["update"] is update
    assert first["outcome"] is not told
    assert again["update"] is not update
    assert first == again == {"update": update, "outcome": told}


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "OWNERS", 2)
    monkeypatch.setattr(memory, "PLACES", 2)
    mine = Memory()
    for place in ("a", "b", "c"):
        mine.keep("p1", place, 1, "said")
    assert [mine.find("p1", place, 1) for place in ("a", "b", "c")] == [None, "said", "said"]

    mine.keep("p2", "a", 1, "said")
    mine.keep("p1", "c", 1, "said")
    mine.keep("p3", "a", 1, "said")

    assert [mine.find(owner, "a", 1) for owner in ("p2", "p3")] == [None, "said"]
    assert mine.find("p1", "c", 1) == "said"

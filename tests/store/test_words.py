"""Words between family in the store: sealed in one lane at a time, found by all that may name them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.warmth import Fate, Pen, When, Word
from bot.store import words
from bot.store.opening import Store

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
WORD = Word("w1", "person2001", "t1", "person2001", "b1", NOW, 7, {"text": "天冷了多穿点", "media": None})


async def test_a_word_comes_back_as_it_was_and_is_sealed(store: Store) -> None:
    due = replace(
        WORD, fate=Fate.WAITING, when=When.EVENING, due=NOW, matters=True, told=True, answered="heart"
    )
    async with store.db.transaction() as tx:
        await words.save(tx, store.keys, [due])

    assert await words.load(store.db, store.keys, ["person2001"]) == [due]
    (sealed,) = (await store.db.fetch("select sealed from word"))[0]
    assert "天冷".encode() not in sealed


async def test_it_moves_into_the_lane_of_its_reader_under_their_key(store: Store) -> None:
    async with store.db.transaction() as tx:
        await words.save(tx, store.keys, [WORD])
        await words.save(tx, store.keys, [replace(WORD, lane="person1001", fate=Fate.WAITING)])

    assert await words.load(store.db, store.keys, ["person2001"]) == []
    (moved,) = await words.load(store.db, store.keys, ["person1001"])
    assert moved.body == WORD.body


async def test_what_has_arrived_is_loaded_with_what_is_under_way_or_when_it_is_named(store: Store) -> None:
    sent = replace(WORD, id="w2", fate=Fate.SENT)
    old = replace(WORD, id="w3", batch="b2", fate=Fate.SENT, message=9)
    async with store.db.transaction() as tx:
        await words.save(tx, store.keys, [WORD, sent, old])

    async def ids(**given: object) -> set[str]:
        return {word.id for word in await words.load(store.db, store.keys, **given)}  # type: ignore[arg-type]

    assert await ids(lanes=["person2001"]) == {"w1", "w2"}
    assert await ids(lanes=[], named=["b2"]) == {"w3"}
    assert await ids(lanes=[], named=["w3", "w1"]) == {"w1", "w3"}
    assert await ids(lanes=[], messages=[("person2001", 9)]) == {"w3"}


async def test_what_was_taken_back_is_gone_and_what_is_old_goes(store: Store) -> None:
    async with store.db.transaction() as tx:
        await words.save(
            tx,
            store.keys,
            [
                WORD,
                replace(WORD, id="w2", fate=Fate.SENT, at=NOW - timedelta(days=40)),
                replace(WORD, id="w3", fate=Fate.WAITING, at=NOW - timedelta(days=40)),
            ],
        )
        await words.drop(tx, ["w1"])
        await words.purge(tx, NOW - timedelta(days=30))

    # what still waits for its reader is kept however long it takes
    assert [word.id for word in await words.load(store.db, store.keys, ["person2001"])] == ["w3"]


async def test_a_damaged_word_is_left_out_and_reported(store: Store) -> None:
    async with store.db.transaction() as tx:
        await words.save(tx, store.keys, [WORD, replace(WORD, id="w2")])
        await tx.execute("update word set sealed = ? where id = ?", (b"broken", "w1"))

    assert [word.id for word in await words.load(store.db, store.keys, ["person2001"])] == ["w2"]
    assert ("word", "w1") in store.keys.damaged


async def test_a_pen_is_held_put_aside_and_put_down(store: Store) -> None:
    pen = Pen("b1", NOW, "t1", answers=True, sent="now", album="g1", matters=True)
    async with store.db.transaction() as tx:
        await words.save_pens(tx, {"person2001": Pen("b0", NOW), "person1001": pen})
        await words.save_pens(tx, {"person2001": None})

    assert await words.pens(store.db, ["person1001", "person2001"]) == {"person1001": pen}

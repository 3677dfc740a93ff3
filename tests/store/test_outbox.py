"""Letters: in order per chat, an attempt on disk before it is made, edits that find their message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.messages import Button, Media, MediaKind, Op, Outgoing, Priority
from bot.store import outbox
from bot.store.opening import Store
from bot.store.outbox import Attempt, Letter

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIU, LI = "person1001", "person2001"
CANARY = "canary-我不想活了"

words = st.text(max_size=20)
# in the clear there are names of ours, never a character that PostgreSQL does not keep
names = st.text(st.characters(exclude_characters="\0"), max_size=20)
ids = st.none() | st.integers(1, 2**53)
messages = st.builds(
    Outgoing,
    op=st.sampled_from([op for op in Op if op is not Op.EDIT]),
    text=st.text(st.characters(codec=None), max_size=40),
    keyboard=st.lists(st.lists(st.builds(Button, words, words), max_size=3).map(tuple), max_size=3).map(
        tuple
    ),
    media=st.none()
    | st.builds(
        Media,
        st.sampled_from(MediaKind),
        words,
        words,
        st.floats(-90, 90),
        st.floats(-180, 180),
        words,
        words,
    ),
    reply_to=ids,
    message_id=ids,
    press_id=words,
    silent=st.booleans(),
    protect=st.booleans(),
)
letters = st.builds(
    Letter,
    to=st.just(LIU),
    subject=st.sampled_from([LIU, LI]),
    message=messages,
    priority=st.sampled_from([-1, 0, 1, 2, 3, 4]),
    slot=names,
    reply_slot=words,
    notify=names,
    ref=names,
    to_chat=ids,
    insist=st.booleans(),
)


def letter(text: str, to: str = LIU, priority: int = Priority.REPLY, slot: str = "") -> Letter:
    return Letter(to, to, Outgoing(text=text), priority, slot=slot)


def edit(text: str, slot: str, to: str = LIU, *, insist: bool = False) -> Letter:
    return Letter(to, to, Outgoing(op=Op.EDIT, text=text), slot=slot, insist=insist)


async def queue(store: Store, *new: Letter, at: datetime = NOON) -> None:
    async with store.db.transaction() as tx:
        await outbox.queue(tx, store.keys, new, at)


async def begin(
    store: Store, now: datetime = NOON, busy: Sequence[str] = (), limit: int = 50
) -> list[Attempt]:
    chosen = await outbox.ready(store.db, now, busy, limit)
    async with store.db.transaction() as tx:
        return await outbox.begin(tx, store.keys, [waiting.id for waiting in chosen], now)


async def sent(store: Store, attempt: Attempt, message_id: int | None = None) -> None:
    async with store.db.transaction() as tx:
        await outbox.sent(tx, attempt, message_id)


async def drain(store: Store, now: datetime = NOON) -> list[str]:
    """Sends everything that may go; returns the texts in that order."""
    texts = []
    while attempts := await begin(store, now):
        for attempt in attempts:
            texts.append(attempt.letter.message.text)
            await sent(store, attempt, 100 + attempt.id)
    return texts


async def states(store: Store) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in await store.db.fetch("select state, reason from outbox order by id")]


async def empty(store: Store) -> None:
    async with store.db.transaction() as tx:
        await tx.execute("delete from outbox")
        await tx.execute("delete from posted")


# -- rows ----------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(letters)
async def test_a_letter_comes_out_as_it_went_in(store: Store, letter: Letter) -> None:
    await empty(store)
    await queue(store, letter)

    (attempt,) = await begin(store)

    assert attempt.letter == letter
    assert (attempt.attempts, attempt.repeated, attempt.readable) == (1, False, True)


async def test_a_letter_moved_to_another_row_fails_and_stops_nobody(store: Store) -> None:
    await queue(store, letter("为您"), letter("for Li", LI))
    async with store.db.transaction() as tx:
        await tx.execute(
            "update outbox set sealed = (select sealed from outbox where person = ?) where person = ?",
            (LI, LIU),
        )

    damaged, whole = await begin(store)

    assert (damaged.readable, damaged.letter.message) == (False, Outgoing())
    assert whole.letter.message.text == "for Li"


async def test_a_letter_about_somebody_who_was_erased_cannot_be_read(store: Store) -> None:
    await queue(store, Letter(LI, LIU, Outgoing(text=CANARY), notify=LIU, ref="relay:1"))
    async with store.db.transaction() as tx:
        await tx.execute("delete from data_key where owner = ?", (LIU,))
    store.keys.forget(LIU)

    (attempt,) = await begin(store)

    assert not attempt.readable
    assert (attempt.letter.notify, attempt.letter.ref) == (LIU, "relay:1")


# -- order ---------------------------------------------------------------------------------------


async def test_one_letter_per_person_at_a_time(store: Store) -> None:
    await queue(store, letter("1"), letter("2"), letter("3", LI))

    assert [attempt.letter.message.text for attempt in await begin(store)] == ["1", "3"]
    assert [waiting.to for waiting in await outbox.ready(store.db, NOON, [LIU, LI], 50)] == []


async def test_urgent_letters_overtake_a_broadcast_of_thousands(store: Store) -> None:
    await queue(
        store, *(Letter(f"p{n}", LIU, Outgoing(text="notice"), Priority.BROADCAST) for n in range(3000))
    )
    await queue(store, letter("page", LI, Priority.URGENT))

    first = (await outbox.ready(store.db, NOON, [], 5))[0]

    assert (first.to, first.priority) == (LI, Priority.URGENT)


async def test_the_kinds_go_in_the_order_of_their_urgency(store: Store) -> None:
    kinds = [
        Priority.BROADCAST,
        Priority.CHECK_IN,
        Priority.REMINDER,
        Priority.REPLY,
        Priority.URGENT,
        Priority.INSTANT,
    ]
    await queue(
        store, *(Letter(f"p{n}", LIU, Outgoing(text=str(kind)), kind) for n, kind in enumerate(kinds))
    )

    assert [a.priority for a in await outbox.ready(store.db, NOON, [], 50)] == sorted(kinds)


async def test_within_a_talk_an_urgent_word_does_not_overtake_the_reply_before_it(store: Store) -> None:
    await queue(store, letter("first"), letter("then", priority=Priority.URGENT))

    (head,) = await outbox.ready(store.db, NOON, [], 50)

    assert head.priority == Priority.URGENT
    assert await drain(store) == ["first", "then"]


async def test_what_has_to_wait_holds_up_the_talk_behind_it_but_nobody_else(store: Store) -> None:
    await queue(store, letter("1"), letter("2", priority=Priority.URGENT), letter("other", LI))
    attempts = await begin(store)
    async with store.db.transaction() as tx:
        for attempt in attempts:
            await outbox.again(tx, attempt.id, NOON + timedelta(seconds=5), tried=True, repeated=True)

    assert await begin(store, NOON + timedelta(seconds=4)) == []
    assert await drain(store, NOON + timedelta(seconds=5)) == ["1", "other", "2"]


async def test_the_answer_to_a_press_neither_waits_for_the_talk_nor_holds_it_up(store: Store) -> None:
    answer = Letter(LIU, LIU, Outgoing(op=Op.ANSWER, press_id="7"), Priority.INSTANT)
    await queue(store, letter("1"), answer)

    (attempt,) = await begin(store)
    assert attempt.letter.message.op is Op.ANSWER
    async with store.db.transaction() as tx:
        await outbox.again(tx, attempt.id, NOON + timedelta(seconds=5), tried=True)

    assert [a.letter.message.text for a in await begin(store)] == ["1"]


async def test_a_letter_for_later_lets_others_pass(store: Store) -> None:
    later = Letter(
        LIU, LIU, Outgoing(text="tomorrow"), Priority.REMINDER, not_before=NOON + timedelta(hours=20)
    )
    await queue(store, later, letter("now"))

    assert await drain(store) == ["now"]
    assert await outbox.next_due(store.db, NOON) == (NOON + timedelta(hours=20)).timestamp() * 1000
    assert await outbox.waiting(store.db, NOON) == 0
    assert await drain(store, NOON + timedelta(hours=20)) == ["tomorrow"]
    assert await outbox.next_due(store.db, NOON + timedelta(hours=20)) is None


async def test_a_letter_whose_time_has_passed_is_dropped_and_says_so(store: Store) -> None:
    await queue(
        store, Letter(LIU, LIU, Outgoing(text="late"), not_after=NOON + timedelta(seconds=150)), letter("ok")
    )

    assert await begin(store, NOON + timedelta(seconds=151)) == []
    assert await states(store) == [("dropped", "too late"), ("ready", "")]


async def test_at_its_very_last_moment_it_still_goes(store: Store) -> None:
    await queue(store, Letter(LIU, LIU, Outgoing(text="late"), not_after=NOON))

    assert await drain(store) == ["late"]


outcomes = st.sampled_from(["sent", "slow", "unknown", "unknown", "crash"])


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from([LIU, LI]), st.sampled_from([Priority.URGENT, Priority.REPLY])),
        min_size=1,
        max_size=8,
    ),
    st.lists(outcomes, max_size=10),
)
async def test_whatever_happens_on_the_way_a_chat_gets_its_letters_in_order(
    store: Store, new: list[tuple[str, int]], fates: list[str]
) -> None:
    await empty(store)
    await queue(store, *(letter(str(number), to, kind) for number, (to, kind) in enumerate(new)))
    arrived: dict[str, list[int]] = {LIU: [], LI: []}
    now, left = NOON, iter(fates)

    while attempts := await begin(store, now) or await outbox.waiting(store.db, NOON + timedelta(days=1)):
        for attempt in attempts if isinstance(attempts, list) else []:
            fate = next(left, "sent")
            if fate in ("sent", "unknown", "crash"):
                arrived[attempt.letter.to].append(int(attempt.letter.message.text))
            async with store.db.transaction() as tx:
                if fate == "sent":
                    await outbox.sent(tx, attempt, None)
                elif fate == "slow":
                    await outbox.again(tx, attempt.id, now, tried=False)
                elif fate == "unknown":
                    later = now + timedelta(seconds=2)
                    await outbox.again(tx, attempt.id, later, tried=True, repeated=True)
                else:
                    await outbox.recover(tx)
        now += timedelta(seconds=1)

    for person, seen in arrived.items():
        mine = [number for number, (to, _) in enumerate(new) if to == person]
        assert sorted(set(seen)) == mine
        assert seen == sorted(seen)


# -- outcomes ------------------------------------------------------------------------------------


async def test_only_attempts_that_may_have_arrived_count(store: Store) -> None:
    await queue(store, letter("1"))

    for tried in (False, True, False, True):
        (attempt,) = await begin(store)
        async with store.db.transaction() as tx:
            await outbox.again(tx, attempt.id, NOON, tried=tried, repeated=tried)

    (attempt,) = await begin(store)
    assert attempt.attempts == 3


async def test_once_marked_a_letter_stays_marked(store: Store) -> None:
    await queue(store, letter("1"))
    for repeated in (True, False):
        (attempt,) = await begin(store)
        async with store.db.transaction() as tx:
            await outbox.again(tx, attempt.id, NOON, tried=True, repeated=repeated)

    (attempt,) = await begin(store)

    assert attempt.repeated


@pytest.mark.parametrize(
    ("priority", "state", "repeated"),
    [
        (Priority.URGENT, "ready", 1),
        (Priority.REPLY, "ready", 1),
        (Priority.REMINDER, "ready", 1),
        (Priority.CHECK_IN, "unknown", 0),
        (Priority.BROADCAST, "unknown", 0),
    ],
)
async def test_after_a_crash_what_matters_goes_again_and_a_broadcast_shows_as_unknown(
    store: Store, priority: int, state: str, repeated: int
) -> None:
    await queue(store, letter("x", priority=priority), letter("in line", LI))
    chosen = [waiting for waiting in await outbox.ready(store.db, NOON, [], 50) if waiting.to == LIU]
    async with store.db.transaction() as tx:
        await outbox.begin(tx, store.keys, [waiting.id for waiting in chosen], NOON)

    async with store.db.transaction() as tx:
        again = await outbox.recover(tx)

    rows = await store.db.fetch("select state, repeated from outbox order by id")
    assert [tuple(row) for row in rows] == [(state, repeated), ("ready", 0)]
    assert again == repeated
    assert (await outbox.troubles(store.db)).get("unknown", 0) == 1 - repeated


async def test_failures_stay_visible_until_somebody_has_seen_them(store: Store) -> None:
    await queue(store, letter("1"), letter("2", LI), Letter("p3", LIU, Outgoing(text="3")))
    one, two, three = await begin(store)
    async with store.db.transaction() as tx:
        await outbox.settle(tx, one.id, "failed", "bot was blocked by the user")
        await outbox.settle(tx, two.id, "unknown", "ReadTimeout")
        await outbox.sent(tx, three, 5)

    async with store.db.transaction() as tx:
        await outbox.purge(tx, NOON + timedelta(days=400), timedelta(days=30))

    assert await states(store) == [("failed", "bot was blocked by the user"), ("unknown", "ReadTimeout")]
    assert await outbox.troubles(store.db) == {"failed": 1, "unknown": 1}


# -- slots ---------------------------------------------------------------------------------------


async def test_an_edit_of_a_message_still_in_line_replaces_its_words(store: Store) -> None:
    old = Letter(
        LIU,
        LI,
        Outgoing(text="old", media=Media(MediaKind.PHOTO, "f"), reply_to=4, keyboard=((Button("a", "a"),),)),
        slot="card",
        notify=LI,
        ref="page:1",
        reply_slot="above",
    )
    new = Letter(
        LIU,
        LI,
        Outgoing(op=Op.EDIT, text="new", keyboard=((Button("b", "b"),),)),
        Priority.URGENT,
        slot="card",
    )
    await queue(store, old)
    await queue(store, new)

    (attempt,) = await begin(store)

    assert attempt.letter.message == Outgoing(
        text="new", media=Media(MediaKind.PHOTO, "f"), reply_to=4, keyboard=((Button("b", "b"),),)
    )
    assert (attempt.letter.priority, attempt.letter.reply_slot) == (Priority.URGENT, "above")
    assert (attempt.letter.notify, attempt.letter.ref) == (LI, "page:1")
    assert await begin(store) == []


async def test_of_many_edits_of_a_waiting_message_the_last_one_counts(store: Store) -> None:
    await queue(store, letter("1", slot="s"))
    await queue(store, edit("2", "s"))
    await queue(store, edit("3", "s"))

    assert await drain(store) == ["3"]


async def test_an_edit_waits_for_the_message_that_is_on_its_way(store: Store) -> None:
    await queue(store, letter("1", slot="s"))
    (attempt,) = await begin(store)
    await queue(store, edit("2", "s"))

    assert await outbox.ready(store.db, NOON, [LIU], 50) == []
    await sent(store, attempt, 77)

    (change,) = await begin(store)
    assert (change.letter.message.op, change.posted) == (Op.EDIT, 77)


async def test_an_edit_behind_a_message_that_goes_again_stays_behind_it(store: Store) -> None:
    await queue(store, letter("1", slot="s"))
    (attempt,) = await begin(store)
    await queue(store, edit("2", "s"))
    async with store.db.transaction() as tx:
        await outbox.again(tx, attempt.id, NOON + timedelta(seconds=2), tried=False)

    assert await begin(store, NOON + timedelta(seconds=1)) == []
    assert await drain(store, NOON + timedelta(seconds=2)) == ["1", "2"]


async def test_an_edit_that_insists_goes_on_insisting_after_a_newer_one(store: Store) -> None:
    await queue(store, edit("1", "s", insist=True))
    await queue(store, edit("2", "s"))
    assert [a.letter.insist for a in await begin(store)] == [True]

    await queue(store, edit("1", "t", LI))
    await queue(store, edit("2", "t", LI, insist=True))

    assert [a.letter.insist for a in await begin(store)] == [True]


async def test_an_edit_of_another_persons_message_of_the_same_name_changes_nothing(store: Store) -> None:
    await queue(store, letter("mine", slot="s"))

    await queue(store, edit("theirs", "s", LI))

    assert await drain(store) == ["mine", "theirs"]


async def test_an_edit_without_a_slot_replaces_nobody(store: Store) -> None:
    await queue(store, letter("mine"))

    await queue(store, Letter(LIU, LIU, Outgoing(op=Op.EDIT, text="by number", message_id=5)))

    assert await drain(store) == ["mine", "by number"]


async def test_an_edit_of_a_damaged_letter_stands_for_itself(store: Store) -> None:
    await queue(store, letter("1", slot="s"))
    async with store.db.transaction() as tx:
        await tx.execute("update outbox set sealed = ?", (b"1",))

    await queue(store, edit("2", "s", insist=True))

    first, second = [*await begin(store), *await begin(store)]
    assert (first.readable, second.letter.message.text) == (False, "2")


async def test_a_message_is_found_again_by_its_slot_and_by_its_number(store: Store) -> None:
    await queue(store, letter("1", slot="r:entry1"))
    (attempt,) = await begin(store)
    await sent(store, attempt, 77)

    reply = Letter(LIU, LIU, Outgoing(text="2"), reply_slot="r:entry1")
    await queue(store, reply)
    (answer,) = await begin(store)

    assert answer.quoted == 77
    assert await outbox.slot_of(store.db, [(LIU, 77), (LIU, 78), (LI, 77)]) == {(LIU, 77): "r:entry1"}


async def test_a_message_sent_anew_takes_over_the_slot(store: Store) -> None:
    await queue(store, letter("1", slot="s"))
    await sent(store, (await begin(store))[0], 77)
    await queue(store, edit("2", "s", insist=True))
    await sent(store, (await begin(store))[0], 88)

    await queue(store, edit("3", "s"))

    assert (await begin(store))[0].posted == 88


async def test_a_call_that_makes_no_message_takes_no_slot(store: Store) -> None:
    await queue(store, Letter(LIU, LIU, Outgoing(op=Op.TYPING), slot="s"))
    await sent(store, (await begin(store))[0], None)

    assert await store.db.fetch("select * from posted") == []


def held(text: str, slot: str, *, seconds: int = 5) -> Letter:
    return Letter(
        LIU, LIU, Outgoing(text=text), slot=slot, held=True, not_before=NOON + timedelta(seconds=seconds)
    )


async def test_a_held_line_is_taken_back_with_all_its_parts_and_only_once(store: Store) -> None:
    await queue(store, held("one", "r:a"), held("two", "r:a/1"), held("other", "r:ab"))

    async with store.db.transaction() as tx:
        assert await outbox.take_back(tx, LIU, "r:a")
        assert not await outbox.take_back(tx, LIU, "r:a")

    assert await drain(store, NOON + timedelta(seconds=5)) == ["other"]


async def test_a_line_that_has_begun_its_way_or_may_have_arrived_is_not_taken_back(store: Store) -> None:
    late = NOON + timedelta(seconds=5)
    await queue(store, held("one", "r:a"))
    (attempt,) = await begin(store, late)

    async with store.db.transaction() as tx:
        assert not await outbox.take_back(tx, LIU, "r:a")
        await outbox.again(tx, attempt.id, late, tried=True, repeated=True)
        assert not await outbox.take_back(tx, LIU, "r:a")

    assert await drain(store, late) == ["one"]


async def test_a_line_that_surely_did_not_arrive_may_still_be_taken_back(store: Store) -> None:
    late = NOON + timedelta(seconds=5)
    await queue(store, held("one", "r:a"))
    (attempt,) = await begin(store, late)

    async with store.db.transaction() as tx:
        await outbox.again(tx, attempt.id, late, tried=False)
        assert await outbox.take_back(tx, LIU, "r:a")

    assert await drain(store, late) == []


async def test_a_line_that_was_never_held_is_not_taken_back(store: Store) -> None:
    await queue(store, letter("one", slot="r:a"))

    async with store.db.transaction() as tx:
        assert not await outbox.take_back(tx, LIU, "r:a")

    assert await drain(store) == ["one"]


async def test_what_is_urgent_does_not_wait_behind_held_lines_but_what_follows_does(store: Store) -> None:
    await queue(store, held("held", "r:a"), letter("after"), letter("too late", priority=Priority.URGENT))
    await queue(store, held("again", "r:b", seconds=7))

    assert await drain(store) == []

    async with store.db.transaction() as tx:
        await tx.execute("delete from outbox where uid in (select uid from outbox where slot = '')")
    await queue(store, letter("urgent", priority=Priority.URGENT))
    assert await drain(store) == ["urgent"]
    assert await drain(store, NOON + timedelta(seconds=7)) == ["held", "again"]


async def test_a_file_made_here_goes_into_the_line_as_it_is_and_is_sealed_there(store: Store) -> None:
    file = Media(MediaKind.DOCUMENT, file_name="call.ics")
    await queue(store, Letter(LIU, LIU, Outgoing(text="约好了", media=file, upload=b"BEGIN\x00\xff")))

    (attempt,) = await begin(store)

    assert attempt.letter.message.upload == b"BEGIN\x00\xff"
    assert attempt.letter.message.media == file


# -- albums --------------------------------------------------------------------------------------


def photo(file: str, album: str = "a", *, place: int = 0, slot: str = "", to: str = LIU) -> Letter:
    message = Outgoing(text=file, media=Media(MediaKind.PHOTO, file))
    return Letter(to, to, message, album=album, place=place, slot=slot)


def shown(attempt: Attempt) -> list[str]:
    return [part.letter.message.text for part in attempt.parts]


async def test_the_first_part_of_an_album_takes_the_others_along_in_their_order(store: Store) -> None:
    await queue(store, photo("c", place=3), letter("word"), photo("a", place=1), photo("b", place=2))

    (album,) = await begin(store)

    assert shown(album) == ["a", "b", "c"]
    assert album.letter.message.text == "c"
    assert [attempt.letter.message.text for attempt in await begin(store)] == ["word"]


async def test_an_album_takes_nothing_of_another_name_person_or_fate(store: Store) -> None:
    await queue(store, photo("again"))
    (once,) = await begin(store)
    async with store.db.transaction() as tx:
        await outbox.again(tx, once.id, NOON, tried=True, repeated=True)
    await queue(store, photo("new"), photo("other", "b"), photo("hers", to=LI))

    attempts = await begin(store)

    assert sorted(shown(attempt) for attempt in attempts) == [["again"], ["hers"]]


async def test_an_album_is_no_longer_than_the_channel_shows(store: Store) -> None:
    await queue(store, *(photo(str(number)) for number in range(13)))

    assert [len(shown(attempt)) for _ in range(2) for attempt in await begin(store)] == [10, 3]


async def test_an_album_that_went_apart_goes_file_by_file_and_is_not_taken_back_any_more(
    store: Store,
) -> None:
    first, second = (replace(photo(name, slot=f"r:{name}"), held=True) for name in "ab")
    await queue(store, first, second)
    (album,) = await begin(store)

    async with store.db.transaction() as tx:
        await outbox.apart(tx, album, NOON)
        assert not await outbox.take_back(tx, LIU, "r:a")

    assert await drain(store, NOON) == ["a", "b"]


async def test_an_album_is_taken_back_with_every_file_and_its_words_and_nothing_else(store: Store) -> None:
    held_ones = [
        replace(photo("a", slot="r:a"), held=True),
        replace(photo("b", slot="r:b"), held=True),
        held("words of b", "r:b/1"),
        photo("other", "other", slot="r:c"),
    ]
    await queue(store, *held_ones)

    async with store.db.transaction() as tx:
        assert await outbox.take_back(tx, LIU, "r:a")

    assert await drain(store, NOON + timedelta(seconds=5)) == ["other"]

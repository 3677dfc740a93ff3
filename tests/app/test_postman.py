"""Letters on their way: every outcome on disk, nothing lost, nothing twice without saying so, in order per chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.buckets import Budget
from bot.app.clock import MovableClock
from bot.app.config import Config
from bot.app.postman import BACK_OFF, IN_FLIGHT, LINE_DOWN, LONGEST_IN_TALK, TRIES, Postman
from bot.app.prompts import Prompts
from bot.channel.port import Down, Gone, Refused, Result, Sent, Slow, Unknown, Vanished
from bot.domain.messages import Media, MediaKind, Op, Outgoing, Priority
from bot.store import inbox, outbox, people
from bot.store.database import StoreTrouble
from bot.store.opening import Store, open_store
from bot.store.outbox import Letter
from bot.store.people import HOUSE
from bot.store.vault import make_master
from tests.store.trouble import Interruption, Trouble, at, on
from tests.street import (
    NOON,
    PEOPLE,
    ROOT,
    FakeChannel,
    _blank_store,
    settle_people,
    shipped_books,
    shipped_settings,
)

LIU, SMITH, LI = "person1001", "person1003", "person2001"
CANARY = "canary-我不想活了"
MARK, MARK_EN = "可能重复", "may have this already"


class Post:
    """A post office over a real store: no house, only letters, a scripted channel and clocks that stand still."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = MovableClock(NOON)
        self.seconds = 0.0
        self.numbers = count(100)
        self.channel = FakeChannel(always=self._deliver)
        self.arrived: list[tuple[int, Outgoing]] = []
        self.fates: list[Result | Callable[[int, Outgoing], Result]] = []
        """What becomes of the next attempts; then everything is sent."""
        self.postman = self.new_postman()

    def new_postman(self) -> Postman:
        # thirty at once: here the limit of a chat and the reserve play a part, the overall one elsewhere
        budget = Budget(150, 1, 3, 5)
        return Postman(
            self.store,
            self.channel,
            shipped_books()[0],
            budget,
            self.clock,
            lambda: self.seconds,
            Config(shipped_settings(), ROOT, {}),
            Prompts(),
        )

    def _deliver(self, chat: int, message: Outgoing) -> Result:
        fate = self.fates.pop(0) if self.fates else Sent(next(self.numbers))
        if callable(fate):
            fate = fate(chat, message)
        if isinstance(fate, Sent | Unknown):
            self.arrived.append((chat, message))
        return fate

    async def queue(self, *letters: Letter) -> None:
        async with self.store.db.transaction() as tx:
            await self.store.keys.load(tx, [HOUSE, *(letter.subject for letter in letters)])
            await outbox.queue(tx, self.store.keys, letters, self.clock.now())

    async def round(self) -> float | None:
        """One round and everything it set off; the pause it asked for."""
        pause = await self.postman._round()
        while self.postman._busy:
            await asyncio.wait(list(self.postman._busy.values()))
        return pause

    async def carry(self) -> None:
        """Until nothing is left to do, letting both clocks run as far as somebody waits for them."""
        for _ in range(500):
            try:
                pause = await self.round()
            except StoreTrouble:
                continue
            if pause is None and not await self.in_line():
                return
            self.seconds += pause or 0
            self.clock.move(timedelta(seconds=pause or 0))
        raise AssertionError("the post does not come to rest")

    async def in_line(self) -> int:
        rows = await self.store.db.fetch("select count(*) from outbox where state in ('ready', 'attempting')")
        return int(rows[0][0])

    async def states(self) -> list[str]:
        return [row[0] for row in await self.store.db.fetch("select state from outbox order by id")]

    async def reasons(self) -> list[str]:
        return [row[0] for row in await self.store.db.fetch("select reason from outbox order by id")]

    async def events(self) -> list[tuple[str, str, dict[str, Any]]]:
        """(lane, kind, body) of what was told, in order; takes it out."""
        found = []
        while batch := await inbox.heads(self.store.db, self.store.keys, 50):
            found += [(event.id, event.lane, event.kind, event.body) for event in batch]
            async with self.store.db.transaction() as tx:
                await inbox.done(tx, [event.id for event in batch])
        return [(lane, kind, body) for _, lane, kind, body in sorted(found, key=lambda each: each[0])]

    @property
    def texts(self) -> list[str]:
        return [message.text for _, message in self.arrived]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    path, key_file = tmp_path / "warmline.db", tmp_path / "warmline.key"
    path.write_bytes(_blank_store())
    make_master(key_file)
    store = await open_store(path, key_variable="", key_file=key_file)
    await settle_people(store, PEOPLE)
    post = Post(store)
    yield post
    await post.postman.stop(within=0)
    await store.close()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.postman.WRITE_AGAIN", (0,))


def letter(text: str = "你好", to: str = LIU, priority: int = Priority.REPLY, **more: Any) -> Letter:
    return Letter(to, to, Outgoing(text=text), priority, **more)


def told(text: str = "你好", to: str = LIU, priority: int = Priority.REPLY, **more: Any) -> Letter:
    """One whose outcome Li is told."""
    return letter(text, to, priority, notify=LI, ref="relay:1", **more)


def edit(text: str, slot: str = "s", *, insist: bool = False) -> Letter:
    return Letter(LIU, LIU, Outgoing(op=Op.EDIT, text=text), slot=slot, insist=insist)


def outcome(state: str, number: int = 1) -> tuple[str, str, dict[str, Any]]:
    return (LI, "outcome", {"ref": "relay:1", "state": state, "letter": number})


# -- sent ----------------------------------------------------------------------------------------


async def test_a_letter_that_was_sent_is_known_by_its_number_and_whoever_asked_is_told(post: Post) -> None:
    await post.queue(told(slot="s"))

    await post.carry()

    assert post.arrived == [(1001, Outgoing(text="你好"))]
    assert await post.states() == ["sent"]
    assert await outbox.slot_of(post.store.db, [(LIU, 100)]) == {(LIU, 100): "s"}
    assert await post.events() == [outcome("sent")]
    assert post.postman.arrived.is_set()


async def test_nobody_is_told_of_a_letter_nobody_asked_about(post: Post) -> None:
    await post.queue(letter())

    await post.carry()

    assert await post.events() == []


async def test_a_reply_quotes_the_message_it_belongs_to(post: Post) -> None:
    await post.queue(letter("question", slot="q"))
    await post.carry()

    await post.queue(letter("answer", reply_slot="q"))
    await post.carry()

    assert post.arrived[-1][1].reply_to == 100


async def test_a_group_is_written_to_by_its_own_number(post: Post) -> None:
    await post.queue(Letter(HOUSE, HOUSE, Outgoing(op=Op.LEAVE), to_chat=-100))

    await post.carry()

    assert post.arrived == [(-100, Outgoing(op=Op.LEAVE))]


# -- edits ---------------------------------------------------------------------------------------


async def test_an_edit_goes_to_the_message_it_changes(post: Post) -> None:
    await post.queue(letter("old", slot="s"))
    await post.carry()

    await post.queue(edit("new"))
    await post.carry()

    assert post.arrived[-1][1] == Outgoing(op=Op.EDIT, text="new", message_id=100)


async def test_an_edit_of_a_message_that_never_came_to_be_is_let_go(post: Post) -> None:
    await post.queue(edit("new"))

    await post.carry()

    assert post.arrived == []
    assert await post.states() == ["sent"]


async def test_unless_it_insists_and_then_it_is_a_message_of_its_own(post: Post) -> None:
    await post.queue(edit("new", insist=True))
    await post.carry()
    await post.queue(edit("newer"))
    await post.carry()

    assert post.arrived == [
        (1001, Outgoing(text="new")),
        (1001, Outgoing(op=Op.EDIT, text="newer", message_id=100)),
    ]


async def test_an_edit_whose_message_has_vanished_is_let_go(post: Post) -> None:
    await post.queue(letter("old", slot="s"))
    await post.carry()

    post.fates = [Vanished("message to edit not found")]
    await post.queue(edit("new"))
    await post.carry()

    assert post.texts == ["old"]
    assert await post.states() == ["sent", "sent"]


async def test_who_asked_for_word_of_an_edit_hears_that_its_message_has_vanished(post: Post) -> None:
    await post.queue(letter("old", slot="s"))
    await post.carry()

    post.fates = [Vanished("message to edit not found")]
    await post.queue(replace(edit("new"), notify=LI, ref="relay:1"))
    await post.carry()
    # nor has a message that was never shown a place for it
    await post.queue(replace(edit("new"), slot="other", notify=LI, ref="relay:1"))
    await post.carry()

    assert post.texts == ["old"]
    assert await post.states() == ["sent", "dropped", "dropped"]
    assert await post.events() == [outcome("vanished", number) for number in (2, 3)]


async def test_an_edit_that_insists_replaces_a_message_that_has_vanished(post: Post) -> None:
    await post.queue(letter("old", slot="s"))
    await post.carry()

    post.fates = [Vanished("message to edit not found")]
    await post.queue(edit("new", insist=True))
    await post.carry()
    await post.queue(edit("newer"))
    await post.carry()

    assert post.arrived[1:] == [
        (1001, Outgoing(text="new")),
        (1001, Outgoing(op=Op.EDIT, text="newer", message_id=101)),
    ]


async def test_what_replaces_a_vanished_message_for_the_second_time_says_so(post: Post) -> None:
    await post.queue(letter("old", slot="s"))
    await post.carry()

    post.fates = [Vanished("gone"), Unknown("ReadTimeout"), Vanished("gone")]
    await post.queue(edit("new", insist=True))
    await post.carry()

    assert post.texts[1] == "new"
    assert MARK in post.texts[2]


async def test_a_message_that_vanishes_while_it_is_made_is_a_failure_somebody_sees(post: Post) -> None:
    post.fates = [Vanished("gone"), Vanished("gone")]
    await post.queue(replace(edit("new", insist=True), notify=LI, ref="relay:1"))

    await post.carry()

    assert await post.states() == ["failed"]
    assert await post.events() == [outcome("failed")]


# -- asked to wait, no line ----------------------------------------------------------------------


async def test_with_as_many_under_way_as_may_be_the_next_waits_for_one_of_them(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.postman.IN_FLIGHT", 1)
    held = Held(post)
    await post.queue(letter("1"), letter("2", LI))
    await post.postman._round()

    assert await post.postman._round() is None
    assert await post.states() == ["attempting", "ready"]

    held.let_go.set()
    await post.carry()
    assert post.texts == ["1", "2"]


async def test_asked_to_wait_a_letter_keeps_its_place_and_the_others_go(post: Post) -> None:
    post.fates = [Slow(7)]
    await post.queue(letter("1"), letter("2"), letter("other", LI))

    await post.round()
    first = list(post.texts)
    await post.carry()

    assert first == ["other"]
    assert post.texts == ["other", "1", "2"]
    assert post.seconds >= 7


async def test_being_asked_to_wait_is_no_try_and_no_repeat(post: Post) -> None:
    post.fates = [Slow(1)] * (TRIES + 2) + [Unknown("ReadTimeout")]
    await post.queue(letter("1"))

    await post.carry()

    assert post.texts[0] == "1"
    assert MARK in post.texts[1]
    assert await post.states() == ["sent"]


async def test_when_several_chats_are_asked_to_wait_a_page_still_tries_at_once(post: Post) -> None:
    post.fates = [Slow(9), Slow(9), Slow(9)]
    await post.queue(letter("1"), letter("2", LI), letter("3", SMITH))
    await post.round()

    await post.queue(letter("page", "person2002", Priority.URGENT))
    await post.round()

    assert post.texts == ["page"]


async def test_where_a_page_is_asked_to_wait_with_several_chats_the_next_tries_a_few_seconds_later(
    post: Post,
) -> None:
    post.fates = [Slow(9), Slow(9), Slow(9), Slow(9)]
    await post.queue(letter("1"), letter("2", LI), letter("3", SMITH))
    await post.round()

    await post.queue(
        letter("page", "person2002", Priority.URGENT), letter("page", "person2003", Priority.URGENT)
    )
    pause = await post.round()

    assert post.texts == []
    assert pause == pytest.approx(Budget.PROBE)


async def test_a_page_that_gets_through_lets_the_other_pages_follow(post: Post) -> None:
    post.fates = [Slow(9), Slow(9), Slow(9)]
    await post.queue(letter("1"), letter("2", LI), letter("3", SMITH))
    await post.round()

    await post.queue(
        letter("page", "person2002", Priority.URGENT), letter("page", "person2003", Priority.URGENT)
    )
    await post.round()
    await post.round()

    assert post.texts == ["page", "page"]
    assert post.seconds < 1


async def test_with_the_line_down_for_an_hour_nothing_is_given_up_or_marked(post: Post) -> None:
    tries = 3600 // LINE_DOWN
    post.fates = [Down("ConnectError")] * 200
    await post.queue(told("page", priority=Priority.URGENT))

    await post.carry()

    assert tries > 200
    assert post.texts == ["page"]
    assert post.clock.now() - NOON == timedelta(seconds=200 * LINE_DOWN)
    assert await post.events() == [outcome("sent")]


async def test_while_a_letter_waits_for_the_line_those_behind_it_wait_with_it(post: Post) -> None:
    post.fates = [Down("ConnectError")]
    await post.queue(letter("1"), letter("2"), letter("3", priority=Priority.URGENT))

    await post.carry()

    assert post.texts == ["1", "2", "3"]


# -- gone, refused -------------------------------------------------------------------------------


async def test_who_is_gone_is_marked_unreachable_and_both_lanes_are_told(post: Post) -> None:
    post.fates = [Gone("bot was blocked by the user")]
    await post.queue(told())

    await post.carry()

    assert await post.states() == ["failed"]
    assert await post.reasons() == ["bot was blocked by the user"]
    assert not (await people.load(post.store.db, post.store.keys, [LIU]))[LIU].reachable
    assert sorted(await post.events()) == sorted([(LIU, "gone", {}), outcome("gone")])


async def test_somebody_without_an_address_is_gone_without_a_call(post: Post) -> None:
    async with post.store.db.transaction() as tx:
        person = (await people.load(tx, post.store.keys, [LIU]))[LIU]
        await people.save(tx, post.store.keys, replace(person, address=None))
    await post.queue(told(), Letter("nobody", LIU, Outgoing(text="x"), notify=LI, ref="relay:1"))

    await post.carry()

    assert post.channel.sent == []
    assert await post.reasons() == ["no address", "no address"]


async def test_a_group_that_is_gone_makes_nobody_unreachable(post: Post) -> None:
    post.fates = [Gone("bot was kicked from the group chat")]
    await post.queue(Letter(HOUSE, HOUSE, Outgoing(op=Op.LEAVE), to_chat=-100))

    await post.carry()

    assert await post.states() == ["failed"]
    assert await post.events() == []


async def test_a_refused_letter_fails_where_a_human_sees_it_and_is_not_tried_again(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.fates = [Refused("message is too long")]
    await post.queue(told(CANARY), letter("next"))

    await post.carry()

    assert await post.states() == ["failed", "sent"]
    assert await post.events() == [outcome("failed")]
    assert await outbox.troubles(post.store.db) == {"failed": 1}
    assert "message is too long" in caplog.text
    assert CANARY not in caplog.text


async def test_a_letter_that_does_not_open_fails_visibly_and_the_others_go(post: Post) -> None:
    await post.queue(told("damaged"), letter("whole", LI))
    async with post.store.db.transaction() as tx:
        await tx.execute("update outbox set sealed = ? where person = ?", (b"\1", LIU))

    await post.carry()

    assert post.texts == ["whole"]
    assert await post.states() == ["failed", "sent"]
    assert await post.events() == [outcome("failed")]


# -- unknown -------------------------------------------------------------------------------------


@pytest.mark.parametrize("priority", [Priority.URGENT, Priority.REPLY, Priority.REMINDER])
async def test_what_matters_goes_again_and_says_that_it_may_have_come_before(
    post: Post, priority: int
) -> None:
    post.fates = [Unknown("ReadTimeout")]
    await post.queue(told("1", priority=priority))

    await post.carry()

    assert post.texts[0] == "1"
    assert post.texts[1].endswith("\n1")
    assert MARK in post.texts[1]
    assert await post.events() == [outcome("sent")]


@pytest.mark.parametrize("priority", [Priority.CHECK_IN, Priority.BROADCAST])
async def test_a_check_in_or_broadcast_is_not_repeated_and_shows_as_unknown(
    post: Post, priority: int
) -> None:
    post.fates = [Unknown("ReadTimeout")]
    await post.queue(told("1", priority=priority))

    await post.carry()

    assert post.texts == ["1"]
    assert await post.states() == ["unknown"]
    assert await post.events() == [outcome("unknown")]


async def test_after_so_many_tries_without_an_answer_a_letter_is_given_up_visibly(post: Post) -> None:
    post.fates = [Unknown("ReadTimeout")] * TRIES
    await post.queue(told("1"), letter("2"))

    await post.carry()

    assert len(post.texts) == TRIES + 1
    assert await post.states() == ["unknown", "sent"]
    assert await post.events() == [outcome("unknown")]


async def test_between_tries_it_waits_longer_and_longer_but_never_long_within_a_talk(post: Post) -> None:
    waited: dict[int, list[float]] = {}
    for kind in (Priority.REPLY, Priority.REMINDER):
        post.fates = [Unknown("ReadTimeout")] * (TRIES - 1)
        await post.queue(letter("x", priority=kind))
        while await post.in_line():
            before = post.clock.now()
            await post.round()
            due = await outbox.next_due(post.store.db, before)
            if due is not None:
                waited.setdefault(kind, []).append(due / 1000 - before.timestamp())
                post.clock.move(timedelta(seconds=waited[kind][-1]))
            post.seconds += 60

    assert waited[Priority.REMINDER] == [*BACK_OFF, BACK_OFF[-1]]
    assert waited[Priority.REPLY] == [min(pause, LONGEST_IN_TALK) for pause in waited[Priority.REMINDER]]


@pytest.mark.parametrize("op", [Op.DELETE, Op.ANSWER, Op.TYPING, Op.LEAVE])
async def test_what_nobody_can_see_twice_goes_again_without_a_mark(post: Post, op: Op) -> None:
    post.fates = [Unknown("ReadTimeout")]
    message = Outgoing(op=op, press_id="7", message_id=5)
    await post.queue(Letter(LIU, LIU, message))

    await post.carry()

    assert [sent for _, sent in post.arrived] == [message, message]


async def test_an_edit_of_unknown_fate_is_made_again_without_a_mark(post: Post) -> None:
    await post.queue(letter("old", slot="s"))
    await post.carry()

    post.fates = [Unknown("ReadTimeout")]
    await post.queue(edit("new", insist=True))
    await post.carry()

    assert post.texts == ["old", "new", "new"]


async def test_an_insisting_edit_that_may_have_become_a_message_says_so(post: Post) -> None:
    post.fates = [Unknown("ReadTimeout")]
    await post.queue(edit("new", insist=True))

    await post.carry()

    assert post.texts[0] == "new"
    assert MARK in post.texts[1]


@pytest.mark.parametrize(
    ("media", "text", "marked"),
    [
        (Media(MediaKind.PHOTO, "f"), "看", True),
        (Media(MediaKind.VOICE, "f"), "", True),
        (Media(MediaKind.STICKER, "f"), "", False),
        (Media(MediaKind.LOCATION, latitude=1, longitude=2), "", False),
    ],
)
async def test_a_file_says_so_where_it_can_carry_words(
    post: Post, media: Media, text: str, marked: bool
) -> None:
    post.fates = [Unknown("ReadTimeout")]
    await post.queue(Letter(LIU, LIU, Outgoing(text=text, media=media)))

    await post.carry()

    again = post.arrived[1][1]
    assert again.media == media
    assert (MARK in again.text) is marked
    assert again.text.endswith(text)


async def test_the_mark_is_in_the_readers_language(post: Post) -> None:
    post.fates = [Unknown("ReadTimeout")]
    await post.queue(letter("1", SMITH))

    await post.carry()

    assert MARK_EN in post.texts[1]


async def test_the_mark_for_a_group_is_in_chinese(post: Post) -> None:
    post.fates = [Unknown("ReadTimeout")]
    await post.queue(Letter(HOUSE, HOUSE, Outgoing(text="再见"), to_chat=-100))

    await post.carry()

    assert MARK in post.texts[1]


async def test_a_defect_in_the_channel_is_an_unknown_and_quotes_nothing(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_chat: int, message: Outgoing) -> Result:
        raise RuntimeError(message.text)

    post.fates = [broken]
    await post.queue(letter(CANARY))

    await post.carry()

    assert MARK in post.texts[0]
    assert "RuntimeError" in caplog.text
    assert CANARY not in caplog.text


async def test_a_stop_that_comes_with_news_is_not_missed(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = asyncio.Event()

    async def nothing() -> float:
        looked.set()
        return 60.0

    monkeypatch.setattr(post.postman, "_round", nothing)
    carrying = asyncio.create_task(post.postman.run())
    await looked.wait()
    for _ in range(5):
        # until it waits for news
        await asyncio.sleep(0)
    post.postman.wake.set()
    carrying.cancel()

    assert (await asyncio.wait({carrying}, timeout=30))[1] == set()


# -- order and budget ----------------------------------------------------------------------------


async def test_one_letter_per_chat_is_on_its_way_at_a_time(post: Post) -> None:
    held = Held(post)
    await post.queue(letter("1"), letter("2"), letter("other", LI))

    await post.postman._round()
    assert set(post.postman._busy) == {LIU, LI}
    assert await post.postman._round() is None
    held.let_go.set()
    await post.carry()

    assert post.texts == ["1", "other", "2"]


async def test_no_more_letters_are_on_their_way_than_the_transport_carries(post: Post) -> None:
    post.postman._budget = Budget(1000, 1, 3, 5)
    await post.queue(*(Letter(f"p{n}", LIU, Outgoing(text=str(n))) for n in range(IN_FLIGHT + 5)))

    await post.postman._round()
    # some may have arrived by now: what counts is how many were started together
    started = await post.store.db.fetch("select count(*) from outbox where attempts = 1")
    assert started[0][0] == IN_FLIGHT
    await post.carry()

    assert await post.in_line() == 0


async def test_urgent_letters_overtake_a_broadcast_and_have_a_reserve(post: Post) -> None:
    for number in range(40):
        await post.queue(Letter(f"p{number}", LIU, Outgoing(op=Op.LEAVE), Priority.BROADCAST, to_chat=number))
    await post.round()
    assert len(post.arrived) == 25

    await post.queue(letter("page", LI, Priority.URGENT), letter("hello"))
    await post.round()

    assert post.texts[25:] == ["page"]


async def test_the_answer_to_a_press_goes_though_its_chat_has_used_its_share(post: Post) -> None:
    for number in range(4):
        await post.queue(letter(str(number)))
    for _ in range(3):
        await post.round()

    await post.queue(Letter(LIU, LIU, Outgoing(op=Op.ANSWER, press_id="7"), Priority.INSTANT))
    await post.round()

    assert post.texts[:3] == ["0", "1", "2"]
    assert post.arrived[3][1].op is Op.ANSWER
    assert len(post.arrived) == 4


async def test_a_letter_that_came_too_late_is_dropped_and_the_round_goes_on(post: Post) -> None:
    await post.queue(letter("late", not_after=NOON), letter("2"))
    post.clock.move(timedelta(seconds=1))

    assert await post.round() == 0
    await post.carry()

    assert post.texts == ["2"]
    assert await post.states() == ["dropped", "sent"]


async def test_the_round_names_the_time_of_the_next_letter(post: Post) -> None:
    await post.queue(letter("soon", not_before=NOON + timedelta(seconds=90)))
    assert await post.round() == pytest.approx(90)

    await post.queue(*(letter(str(number), LI) for number in range(4)))
    pauses = [await post.round() for _ in range(4)]
    assert pauses[-1] == pytest.approx(1)

    await post.queue(letter("sooner", SMITH, not_before=NOON + timedelta(seconds=0.5)))
    assert await post.round() == pytest.approx(0.5)


# -- trouble with the store ----------------------------------------------------------------------


async def test_a_letter_is_not_sent_before_its_attempt_is_on_disk(post: Post) -> None:
    await post.queue(letter("1"))
    trouble = Trouble(post.store.db, on("commit"))

    with pytest.raises(Exception, match="disk is full"):
        await post.round()
    assert post.arrived == []
    trouble.end()
    await post.carry()

    assert post.texts == ["1"]


@pytest.mark.parametrize("fate", [Sent(7), Slow(1), Gone("blocked"), Refused("odd"), Unknown("cut")])
@pytest.mark.parametrize("number", range(1, 6))
async def test_an_outcome_that_cannot_be_written_is_kept_until_it_can(
    post: Post, fate: Result, number: int
) -> None:
    await post.queue(told("1"), letter("2"))

    def fails_now(_chat: int, _message: Outgoing) -> Result:
        Trouble(post.store.db, at(number))
        return fate

    post.fates = [fails_now]
    await post.carry()

    again = isinstance(fate, Slow | Unknown)
    assert len(post.texts) == {Sent: 2, Slow: 2, Gone: 1, Refused: 1, Unknown: 3}[type(fate)]
    assert post.texts[-1] == "2"
    expected = "sent" if again else {Sent: "sent", Gone: "gone", Refused: "failed"}[type(fate)]
    assert outcome(expected) in await post.events()


async def test_while_an_outcome_cannot_be_written_nothing_overtakes_it(post: Post) -> None:
    await post.queue(letter("1"), letter("2"), letter("a", LI), letter("b", LI))
    held: list[Trouble] = []

    def full(_chat: int, _message: Outgoing) -> Result:
        if not held:
            held.append(Trouble(post.store.db, on("begin", times=9)))
        return Down("ConnectError")

    post.fates = [full, full]
    await post.carry()

    assert [text for text in post.texts if text in "12"] == ["1", "2"]
    assert [text for text in post.texts if text in "ab"] == ["a", "b"]


async def test_outcomes_that_come_in_meanwhile_share_one_commit(post: Post) -> None:
    await post.queue(letter("1"), letter("2", LI), letter("3", SMITH))
    counter = Trouble(post.store.db, lambda _count, _sql: False)
    commits: list[str] = []
    counter._strike = lambda _count, sql: sql == "COMMIT" and commits.append(sql) is not None

    await post.round()

    assert await post.states() == ["sent"] * 3
    assert len(commits) < 1 + 3


async def test_an_outcome_that_cannot_be_recorded_loses_none_of_the_others(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = outbox.sent

    async def fails_for_liu(tx: Any, attempt: outbox.Attempt, number: int | None) -> None:
        if attempt.letter.to == LIU:
            raise ValueError(CANARY)
        await real(tx, attempt, number)

    monkeypatch.setattr(outbox, "sent", fails_for_liu)
    await post.queue(letter("1"), letter("2", LI), letter("3", SMITH))

    await post.carry()

    assert await post.states() == ["unknown", "sent", "sent"]
    assert sorted(post.texts) == ["1", "2", "3"]
    assert "ValueError" in caplog.text
    assert CANARY not in caplog.text


async def test_store_trouble_while_outcomes_are_written_singly_loses_none(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = outbox.sent
    faults: list[Exception] = [ValueError("odd"), StoreTrouble("disk full")]

    async def fails_twice(tx: Any, attempt: outbox.Attempt, number: int | None) -> None:
        if faults:
            raise faults.pop(0)
        await real(tx, attempt, number)

    monkeypatch.setattr(outbox, "sent", fails_twice)
    await post.queue(letter("1"), letter("2", LI))

    await post.carry()

    assert faults == []
    assert await post.states() == ["sent", "sent"]
    assert sorted(post.texts) == ["1", "2"]


# -- starting and stopping -----------------------------------------------------------------------


async def test_what_was_on_its_way_at_a_crash_goes_again_and_says_so(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.queue(told("1"), letter("notice", LI, Priority.BROADCAST))
    async with post.store.db.transaction() as tx:
        await outbox.begin(tx, post.store.keys, [1, 2], NOON)

    post.postman = post.new_postman()
    await post.postman.recover()
    await post.carry()

    assert len(post.texts) == 1
    assert MARK in post.texts[0]
    assert await post.states() == ["sent", "unknown"]
    assert "1 letters were on their way" in caplog.text


async def test_a_clean_start_has_nothing_to_say(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    await post.postman.recover()

    assert caplog.text == ""


class Held:
    """A channel call that ends when it is let go."""

    def __init__(self, post: Post) -> None:
        self.started, self.let_go = asyncio.Event(), asyncio.Event()
        self._post = post
        post.postman._channel = self  # type: ignore[assignment]

    async def send(self, chat: int, message: Outgoing) -> Result:
        self.started.set()
        await self.let_go.wait()
        self._post.arrived.append((chat, message))
        return Sent(1)


async def test_stopping_lets_a_letter_on_its_way_arrive_and_be_written_down(post: Post) -> None:
    held = Held(post)
    await post.queue(letter("1"))
    running = asyncio.create_task(post.postman.run())
    await held.started.wait()

    running.cancel()
    stopping = asyncio.create_task(post.postman.stop(within=30))
    held.let_go.set()
    await asyncio.gather(running, stopping, return_exceptions=True)

    assert await post.states() == ["sent"]
    assert post.postman.in_flight == 0


async def test_what_does_not_end_in_time_is_found_at_the_next_start(post: Post) -> None:
    held = Held(post)
    await post.queue(letter("1"))
    running = asyncio.create_task(post.postman.run())
    await held.started.wait()

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await post.postman.stop(within=0)

    assert await post.states() == ["attempting"]
    async with post.store.db.transaction() as tx:
        assert await outbox.recover(tx) == 1


async def test_an_outcome_that_cannot_be_written_keeps_nobody_from_stopping(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.postman.WRITE_AGAIN", (3600,))
    full = asyncio.Event()

    def strike(_count: int, sql: str) -> bool:
        # the commit that says that it goes is through, the one with its outcome is not
        if sql == "COMMIT" and post.arrived:
            full.set()
            return True
        return False

    trouble = Trouble(post.store.db, strike)
    await post.queue(letter("1"))
    await post.postman._round()
    await full.wait()
    await post.postman.stop(within=0)

    trouble.end()
    assert await post.states() == ["attempting"]
    post.postman = post.new_postman()
    await post.postman.recover()
    await post.carry()
    assert MARK in post.texts[1]


@pytest.mark.parametrize("number", range(1, 8))
async def test_stopped_at_any_statement_nothing_is_lost_or_repeated_unmarked(post: Post, number: int) -> None:
    await post.queue(told("1"), letter("2"))
    Interruption(post.store.db, at(number))

    task = asyncio.create_task(post.round())
    await asyncio.gather(task, return_exceptions=True)
    await post.postman.stop(within=0.1)
    post.postman = post.new_postman()
    await post.postman.recover()
    await post.carry()

    first = [text for text in post.texts if text.endswith("1")]
    assert [text for text in first if MARK not in text] in (["1"], [])
    assert first
    assert post.texts[-1] == "2" or MARK in post.texts[-1]
    assert await post.states() == ["sent", "sent"]


async def test_the_running_postman_is_woken_by_news_and_by_time(post: Post) -> None:
    arrived: asyncio.Queue[str] = asyncio.Queue()

    def deliver(chat: int, message: Outgoing) -> Result:
        arrived.put_nowait(message.text)
        return Sent(1)

    post.channel.always = deliver
    post.postman._budget = Budget(100, 100, 1, 0)
    post.postman._monotonic = asyncio.get_running_loop().time
    running = asyncio.create_task(post.postman.run())

    await post.queue(letter("1"))
    post.postman.wake.set()
    assert await arrived.get() == "1"
    # the second of these has to wait for the chat's share: time alone brings it
    await post.queue(letter("2"), letter("3"))
    post.postman.wake.set()
    assert [await arrived.get(), await arrived.get()] == ["2", "3"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_round_that_meets_a_full_disk_is_played_again(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.queue(letter("1"))
    trouble = Trouble(post.store.db, on("begin"))
    held = Held(post)
    held.let_go.set()
    running = asyncio.create_task(post.postman.run())

    await trouble.struck.wait()
    post.postman.wake.set()
    await held.started.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await post.postman.stop(within=30)

    assert post.texts == ["1"]
    assert await post.states() == ["sent"]
    assert "store trouble at the postman" in caplog.text


# -- the law -------------------------------------------------------------------------------------

fates = st.lists(
    st.sampled_from(
        [
            Sent(5),
            Slow(2.0),
            Down("ConnectError"),
            Unknown("ReadTimeout"),
            Gone("bot was blocked by the user"),
            Refused("odd"),
        ]
    ),
    max_size=12,
)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from([LIU, LI, SMITH]), st.sampled_from([0, 0, 1, 1, 1, 3, 4])),
        min_size=1,
        max_size=8,
    ),
    fates,
)
async def test_every_letter_ends_confirmed_failed_or_unknown_in_order_and_never_twice_unmarked(
    post: Post, new: list[tuple[str, int]], fates: list[Result]
) -> None:
    async with post.store.db.transaction() as tx:
        await tx.execute("delete from outbox")
    post.arrived.clear()
    post.fates = list(fates)
    await post.queue(*(letter(f"{number}.", to, kind) for number, (to, kind) in enumerate(new)))

    await post.carry()

    assert set(await post.states()) <= {"sent", "failed", "unknown"}
    unmarked = [text for text in post.texts if "\n" not in text]
    assert len(unmarked) == len(set(unmarked))
    for person, address in ((LIU, 1001), (LI, 2001), (SMITH, 1003)):
        seen = [int(m.text.rpartition("\n")[2][:-1]) for chat, m in post.arrived if chat == address]
        talk = [number for number in seen if new[number][1] <= Priority.REPLY]
        assert talk == sorted(talk), person


# -- albums --------------------------------------------------------------------------------------


def album(*names: str, **more: Any) -> list[Letter]:
    """Photos that go as one; the first is told of."""
    return [
        Letter(
            LIU,
            LIU,
            Outgoing(text=f"李: {name}", under=name, media=Media(MediaKind.PHOTO, name)),
            slot=f"r:{name}",
            album="a",
            place=place,
            **({"notify": LI, "ref": "relay:1"} if place == 0 else {"notify": LI, "ref": "part:relay:1"}),
            **more,
        )
        for place, name in enumerate(names)
    ]


async def test_an_album_is_one_call_with_one_outcome_and_a_message_for_every_file(post: Post) -> None:
    post.fates = [Sent(201, (202, 203))]
    await post.queue(*album("x", "y", "z"))

    await post.carry()

    ((_, message),) = post.arrived
    assert [part.text for part in (message, *message.album)] == ["李: x", "y", "z"]
    assert await post.events() == [outcome("sent")]
    assert await post.states() == ["sent"] * 3
    numbers = await post.store.db.fetch("select slot, message_id from posted order by slot")
    assert [tuple(row) for row in numbers] == [("r:x", 201), ("r:y", 202), ("r:z", 203)]


async def test_a_channel_that_names_fewer_messages_than_files_leaves_none_under_way(post: Post) -> None:
    post.fates = [Sent(201)]
    await post.queue(*album("x", "y"))

    await post.carry()

    assert await post.states() == ["sent", "sent"]


async def test_an_album_counts_as_many_messages_as_it_has_files(post: Post) -> None:
    await post.queue(*album("x", "y", "z"), letter("after"))

    await post.round()

    assert len(post.arrived) == 1
    assert await post.round() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("fate", "states"),
    [(Gone("blocked"), ["failed"] * 2), (Down("no line"), ["sent"] * 2), (Slow(1), ["sent"] * 2)],
)
async def test_whatever_becomes_of_an_album_becomes_of_all_its_files(
    post: Post, fate: Result, states: list[str]
) -> None:
    post.fates = [fate]
    await post.queue(*album("x", "y"))

    await post.carry()

    assert await post.states() == states


async def test_an_album_without_any_answer_is_unknown_in_all_its_files_and_said_once(post: Post) -> None:
    post.fates = [Unknown("no answer")] * TRIES
    await post.queue(*album("x", "y"))

    await post.carry()

    assert await post.states() == ["unknown", "unknown"]
    assert await post.events() == [outcome("unknown")]
    assert [MARK in message.text for _, message in post.arrived] == [False] + [True] * (TRIES - 1)


async def test_one_bad_file_of_an_album_fails_alone_and_the_others_go_under_their_own_name(
    post: Post,
) -> None:
    post.fates = [Refused("wrong file identifier"), Sent(201), Refused("wrong file identifier")]
    await post.queue(*album("x", "y"))

    await post.carry()

    assert post.texts == ["李: x"]
    assert await post.states() == ["sent", "failed"]
    told_of = [body["ref"] + " " + body["state"] for _, _, body in await post.events()]
    assert told_of == ["relay:1 sent", "part:relay:1 failed"]


async def test_a_file_that_does_not_open_costs_its_album_nothing_but_itself(post: Post) -> None:
    await post.queue(*album("x", "y"))
    async with post.store.db.transaction() as tx:
        await tx.execute("update outbox set sealed = ? where slot = 'r:y'", (b"\0",))

    await post.carry()

    assert post.texts == ["李: x"]
    assert await post.states() == ["sent", "failed"]


async def test_an_album_on_its_way_at_a_crash_goes_again_as_one_and_says_so(post: Post) -> None:
    await post.queue(*album("x", "y"))
    chosen = await outbox.ready(post.store.db, NOON, [], 10)
    async with post.store.db.transaction() as tx:
        await outbox.begin(tx, post.store.keys, [one.id for one in chosen], NOON)

    post.postman = post.new_postman()
    await post.postman.recover()
    await post.carry()

    ((_, message),) = post.arrived
    assert MARK in message.text
    assert [part.text for part in message.album] == ["y"]

"""The one way in: on disk before the next fetch, once each, whatever the updates look like and the line does."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.clock import MovableClock
from bot.app.intake import ALARMING, DISOWNED, NUMBERING, PATIENCE, AnotherPoller, Intake
from bot.channel.port import BadToken, Hooked, Occupied, Unreachable
from bot.store import desks, inbox, people
from bot.store.database import StoreTrouble
from bot.store.opening import Store, open_store
from bot.store.people import HOUSE
from bot.store.vault import make_master
from tests.channel.test_incoming import REAL, junk, membership, mutated, press
from tests.channel.test_incoming import message as raw_message
from tests.store.trouble import Interruption, Trouble, at
from tests.street import NOON, PEOPLE, CountedIds, Street, _blank_store, settle_people

Way = Callable[..., Awaitable[Any]]
CANARY = "canary-我不想活了"
ALARM = "没能处理"
"""Stands in what a supervisor reads about an event that was set aside."""


def update(number: int, sender: int = 1001, text: str = "你好", **person: Any) -> dict[str, Any]:
    who = {"id": sender, "is_bot": False, "first_name": "新人"} | person
    chat = {"id": sender, "type": "private"}
    return {"update_id": number, "message": raw_message(text=text, chat=chat, **{"from": who})}


class Gate:
    """Where updates come in: a store with the usual people in it, and a clock. No house behind it."""

    store: Store

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clock = MovableClock(NOON)

    async def open(self) -> None:
        path, key_file = self._folder / "warmline.db", self._folder / "warmline.key"
        fresh = not path.exists()
        if fresh:
            path.write_bytes(_blank_store())
            make_master(key_file)
        self.store = await open_store(path, key_variable="", key_file=key_file)
        if fresh:
            await settle_people(self.store, PEOPLE)

    async def reopen(self) -> None:
        """The process has ended and started again."""
        await self.store.close()
        await self.open()


class Line:
    """A channel that gives what is scripted, notes what it was asked, and then stays silent."""

    def __init__(self, gate: Gate, script: Sequence[Any]) -> None:
        self._gate = gate
        self._script = list(script)
        self.offsets: list[int | None] = []
        self.on_disk: list[int] = []
        self.silent = asyncio.Event()

    async def fetch(self, offset: int | None, timeout: float) -> list[Any]:
        self.offsets.append(offset)
        self.on_disk.append(await inbox.waiting(self._gate.store.db))
        if not self._script:
            self.silent.set()
            await asyncio.get_running_loop().create_future()
        said = self._script.pop(0)
        if callable(said):
            said = said()
        if isinstance(said, Exception):
            raise said
        return list(said)


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long somebody would have slept; nobody does."""
    rested: list[float] = []
    sleep = asyncio.sleep

    async def rest(seconds: float) -> None:
        rested.append(seconds)
        await sleep(0)

    monkeypatch.setattr("bot.app.intake.asyncio.sleep", rest)
    return rested


@pytest.fixture
async def gate(tmp_path: Path) -> AsyncIterator[Gate]:
    gate = Gate(tmp_path)
    await gate.open()
    yield gate
    await gate.store.close()


def intake(gate: Gate, line: Any) -> Intake:
    return Intake(gate.store, line, "1", gate.clock, CountedIds(), timedelta(seconds=25))


async def poll(gate: Gate, *script: Any) -> Line:
    """Polls through the script and stops when the line has fallen silent."""
    line = Line(gate, script)
    running = asyncio.create_task(intake(gate, line).run())
    silent = asyncio.create_task(line.silent.wait())
    await asyncio.wait({running, silent}, return_when=asyncio.FIRST_COMPLETED)
    silent.cancel()
    if running.done():
        running.result()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return line


async def bring(gate: Gate, *batches: list[dict[str, Any]]) -> None:
    """The same updates, brought to the door one by one."""
    for each in chain(*batches):
        await intake(gate, None).bring(json.dumps(each).encode())


@pytest.fixture(params=[poll, bring], ids=["fetched", "brought"])
def comes_in(request: pytest.FixtureRequest) -> Way:
    """Both ways in; what is in the inbox afterwards is the same."""
    way: Way = request.param
    return way


async def texts(gate: Gate) -> list[str]:
    rows = await gate.store.db.fetch("select id from inbox where state = 'ready' order by id")
    found = []
    while len(found) < len(rows):
        for event in sorted(await inbox.heads(gate.store.db, gate.store.keys, 50), key=lambda e: e.id):
            found.append((event.id, event.body.get("message", {}).get("text", "")))
            async with gate.store.db.transaction() as tx:
                await inbox.done(tx, [event.id])
    return [text for _, text in sorted(found)]


async def alarms(gate: Gate) -> int:
    rows = await gate.store.db.fetch("select count(*) from inbox where kind = 'alarm' and lane = ?", (HOUSE,))
    return int(rows[0][0])


# -- order and durability ------------------------------------------------------------------------


async def test_updates_are_on_disk_with_their_offset_before_the_next_fetch(gate: Gate) -> None:
    line = await poll(gate, [update(7), update(8)], [update(9)], [])

    assert line.offsets == [None, 9, 10, None]
    assert line.on_disk == [0, 2, 3, 3]
    note = await desks.read_note(gate.store.db, "poll_offset:1")
    assert note is not None
    assert json.loads(note)["offset"] == 10


async def test_a_batch_out_of_order_is_put_in_order(gate: Gate) -> None:
    await poll(gate, [update(9, text="c"), update(7, text="a"), update(8, text="b")])

    assert await texts(gate) == ["a", "b", "c"]


async def test_a_restart_goes_on_behind_what_was_committed(gate: Gate) -> None:
    await poll(gate, [update(7)])

    line = await poll(gate)

    assert line.offsets == [8]


async def test_what_comes_again_is_taken_once(gate: Gate, comes_in: Way) -> None:
    await comes_in(gate, [update(7), update(8)], [update(7), update(8)], [update(8), update(9)])
    await comes_in(gate, [update(9), update(7)])

    assert await inbox.waiting(gate.store.db) == 3


async def test_a_day_of_backlog_comes_in_whole_and_in_order(gate: Gate) -> None:
    backlog = [[update(n, 1001 + n % 3, str(n)) for n in range(s, s + 100)] for s in range(0, 500, 100)]

    line = await poll(gate, *backlog, [])

    assert line.offsets == [None, 100, 200, 300, 400, 500, None]
    assert await texts(gate) == [str(n) for n in range(500)]


async def test_an_answered_fetch_has_confirmed_and_needs_no_offset_any_more(gate: Gate) -> None:
    line = await poll(gate, [update(2_000_000_000)], [], [update(5)], Unreachable("cut"))

    assert line.offsets == [None, 2_000_000_001, None, 6, 6]


@pytest.mark.parametrize(("idle", "offset"), [(NUMBERING - timedelta(seconds=1), 8), (NUMBERING, None)])
async def test_after_a_quiet_week_numbers_may_start_anew(
    gate: Gate, idle: timedelta, offset: int | None
) -> None:
    await poll(gate, [update(7)])
    gate.clock.move(idle)

    assert (await poll(gate)).offsets == [offset]


async def test_whoever_waits_for_news_is_woken_by_each_commit(gate: Gate) -> None:
    taking = intake(gate, None)

    await taking.accept([update(7)])

    assert taking.arrived.is_set()


async def test_an_empty_batch_confirms_nothing_and_wakes_nobody(gate: Gate) -> None:
    taking = intake(gate, None)

    assert await taking.accept([]) is None
    assert not taking.arrived.is_set()


# -- trouble -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, 13))
async def test_trouble_with_the_store_at_any_statement_loses_and_doubles_nothing(
    gate: Gate, rests: list[float], number: int
) -> None:
    trouble = Trouble(gate.store.db, at(number))
    batch = [update(7, 5005, "a", first_name="陌生人"), update(8, 5005, "b")]

    line = await poll(gate, batch, batch, batch)

    assert trouble.count > number
    assert line.offsets[:2] == [None, None]
    assert await texts(gate) == ["a", "b"]
    lane = await people.lane_of(gate.store.db, gate.store.keys, 5005)
    assert lane is not None
    await gate.reopen()
    assert (await people.load(gate.store.db, gate.store.keys, [lane]))[lane].name == "陌生人"


@pytest.mark.parametrize("number", range(1, 13))
async def test_stopped_at_any_statement_the_next_start_loses_and_doubles_nothing(
    gate: Gate, number: int
) -> None:
    Interruption(gate.store.db, at(number))
    batch = [update(7, 5005, "a"), update(8, 5005, "b")]

    await asyncio.gather(asyncio.create_task(intake(gate, None).accept(batch)), return_exceptions=True)
    await poll(gate, batch)

    assert await texts(gate) == ["a", "b"]


async def test_a_stored_offset_that_cannot_be_read_yet_is_read_again(
    gate: Gate, rests: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    await poll(gate, [update(7)])
    read, failed = desks.read_note, []

    async def fails_once(db: Any, name: str) -> bytes | None:
        if not failed:
            failed.append(name)
            raise StoreTrouble("database is locked")
        return await read(db, name)

    monkeypatch.setattr(desks, "read_note", fails_once)

    assert (await poll(gate)).offsets == [8]


async def test_a_line_that_is_down_is_tried_again_at_the_same_offset_ever_more_slowly(
    gate: Gate, rests: list[float]
) -> None:
    line = await poll(gate, [update(7)], *[Unreachable("cut")] * 6, [update(8)], Unreachable("cut"))

    assert line.offsets == [None, *[8] * 7, 9, 9]
    assert rests == [0.5, 1, 2, 5, 5, 5, 0.5]


async def test_a_channel_that_asks_to_wait_is_given_that_time(gate: Gate, rests: list[float]) -> None:
    await poll(gate, Unreachable("asked to wait 30 s", 30.0), Unreachable("asked to wait 0 s", 0.1))

    assert rests == [30.0, 1]


async def test_a_token_that_is_refused_for_a_minute_ends_the_polling(gate: Gate, rests: list[float]) -> None:
    with pytest.raises(BadToken):
        await poll(gate, [update(7)], *[BadToken("Telegram does not know this token")] * (DISOWNED + 1))

    assert await texts(gate) == ["你好"]
    assert 50 <= sum(rests) <= 80


async def test_a_token_that_is_refused_for_a_moment_only_is_asked_with_again(
    gate: Gate, rests: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    refused = [BadToken("Telegram does not know this token")] * DISOWNED

    line = await poll(gate, [update(7)], *refused, [update(8)], *refused, [update(9)])

    assert len(await texts(gate)) == 3
    assert line.silent.is_set()
    assert "refuses the token" in caplog.text


async def test_a_token_that_never_worked_is_told_at_once(gate: Gate, rests: list[float]) -> None:
    with pytest.raises(BadToken):
        await poll(gate, BadToken("Telegram does not know this token"))

    assert rests == []


@pytest.mark.parametrize("number", range(1, 10))
async def test_brought_while_the_store_is_in_trouble_is_brought_again_and_taken_once(
    gate: Gate, number: int
) -> None:
    body = json.dumps(update(7, 5005, "a", first_name="陌生人")).encode()
    Trouble(gate.store.db, at(number))

    with pytest.raises(StoreTrouble):
        await intake(gate, None).bring(body)
    await intake(gate, None).bring(body)
    await intake(gate, None).bring(body)

    assert await texts(gate) == ["a"]
    lane = await people.lane_of(gate.store.db, gate.store.keys, 5005)
    assert lane is not None
    await gate.reopen()
    assert (await people.load(gate.store.db, gate.store.keys, [lane]))[lane].name == "陌生人"


@pytest.mark.parametrize("number", range(1, 10))
async def test_brought_to_a_process_that_ends_at_any_statement_it_is_brought_again_and_taken_once(
    gate: Gate, number: int
) -> None:
    body = json.dumps(update(7, 5005, "a")).encode()
    Interruption(gate.store.db, at(number))

    await asyncio.gather(asyncio.create_task(intake(gate, None).bring(body)), return_exceptions=True)
    await gate.reopen()
    await intake(gate, None).bring(body)

    assert await texts(gate) == ["a"]


# -- a second poller -----------------------------------------------------------------------------


async def test_a_starting_poller_gives_way_when_the_place_stays_taken(gate: Gate, rests: list[float]) -> None:
    with pytest.raises(AnotherPoller):
        await poll(gate, *[Occupied("409")] * (PATIENCE + 1))

    assert 15 <= sum(rests) <= 60


async def test_a_webhook_in_the_way_is_named_together_with_the_way_out(
    gate: Gate, rests: list[float]
) -> None:
    with pytest.raises(AnotherPoller, match="bot webhook delete"):
        await poll(gate, *[Hooked("a webhook is set")] * (PATIENCE + 1))


async def test_a_fetch_left_over_from_a_killed_process_is_waited_out(gate: Gate, rests: list[float]) -> None:
    await poll(gate, *[Occupied("409")] * PATIENCE, [update(7)])

    assert await alarms(gate) == 1
    assert await inbox.waiting(gate.store.db) == 2


async def test_a_line_that_was_down_does_not_count_as_a_second_poller(gate: Gate, rests: list[float]) -> None:
    await poll(gate, *[Unreachable("cut")] * 20, *[Occupied("409")] * 2, [update(7)])

    assert await alarms(gate) == 0
    assert await texts(gate) == ["你好"]


async def test_a_running_poller_never_gives_way_and_tells_a_human_once(
    gate: Gate, rests: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    line = await poll(gate, [update(7)], *[Occupied("409")] * 50, [update(8)])

    assert line.offsets == [None, *[8] * 51, 9]
    assert await alarms(gate) == 1
    assert "another process is fetching" in caplog.text


async def test_a_second_poller_who_comes_back_is_told_of_again(gate: Gate, rests: list[float]) -> None:
    def later() -> list[Any]:
        gate.clock.move(timedelta(minutes=5))
        return []

    trouble = [Occupied("409")] * ALARMING

    await poll(gate, [update(7)], *trouble, later, *trouble, later, *trouble[1:])

    assert await alarms(gate) == 2


async def test_a_human_is_told_of_a_second_poller_even_when_the_store_was_busy(
    gate: Gate, rests: list[float]
) -> None:
    def full() -> Occupied:
        Trouble(gate.store.db, at(1))
        return Occupied("409")

    taken: Callable[[], Occupied] = lambda: Occupied("409")  # noqa: E731

    await poll(gate, [], taken, taken, full, taken, [update(7)])

    assert await alarms(gate) == 1
    assert await inbox.waiting(gate.store.db) == 2


# -- whose it is ---------------------------------------------------------------------------------


async def test_a_known_person_has_their_lane_and_a_stranger_gets_one(gate: Gate, comes_in: Way) -> None:
    await comes_in(
        gate,
        [
            update(1),
            update(2, 5005, first_name="Maria", language_code="es"),
            update(3, 5005, first_name="Maria", language_code="es"),
        ],
    )

    rows = await gate.store.db.fetch("select lane from inbox order by id")
    known, stranger, again = (row[0] for row in rows)
    assert known == "person1001"
    assert stranger == again != HOUSE
    person = (await people.load(gate.store.db, gate.store.keys, [stranger]))[stranger]
    assert (person.name, person.address, person.language) == ("Maria", 5005, "en")
    assert not person.registered


@pytest.mark.parametrize(
    ("tag", "language"),
    [("zh-hans", "zh"), ("ZH", "zh"), ("en", "en"), ("fr", "en"), ("", "zh"), (None, "zh"), (7, "zh")],
)
async def test_a_stranger_is_met_in_chinese_unless_their_app_speaks_otherwise(
    gate: Gate, comes_in: Way, tag: Any, language: str
) -> None:
    await comes_in(gate, [update(1, 5005, language_code=tag)])

    lane = await people.lane_of(gate.store.db, gate.store.keys, 5005)
    assert lane is not None
    assert (await people.load(gate.store.db, gate.store.keys, [lane]))[lane].language == language


@pytest.mark.parametrize(
    ("name", "kept"),
    [("半\ud83d", "半?"), (None, ""), (["x"], ""), ("小\n\n✅ 陈\u202e", "小 ✅ 陈"), ("\u200b\u2067", "")],
)
async def test_a_name_is_one_line_of_what_can_be_seen_and_empty_where_it_is_none(
    gate: Gate, comes_in: Way, name: Any, kept: str
) -> None:
    await comes_in(gate, [update(1, 5005, first_name=name)])

    lane = await people.lane_of(gate.store.db, gate.store.keys, 5005)
    assert lane is not None
    assert (await people.load(gate.store.db, gate.store.keys, [lane]))[lane].name == kept


@pytest.mark.parametrize(
    "raw", [{"update_id": 1, "channel_post": {}}, {"update_id": 1, "message": None}, {"update_id": 1}]
)
async def test_what_is_nobodys_goes_to_the_house(gate: Gate, comes_in: Way, raw: dict[str, Any]) -> None:
    await comes_in(gate, [raw])

    rows = await gate.store.db.fetch("select lane from inbox")
    assert [row[0] for row in rows] == [HOUSE]


@pytest.mark.parametrize("raw", [press() | {"update_id": 1}, membership("kicked") | {"update_id": 1}])
async def test_a_press_and_a_block_belong_to_who_did_it(
    gate: Gate, comes_in: Way, raw: dict[str, Any]
) -> None:
    await comes_in(gate, [raw])

    rows = await gate.store.db.fetch("select lane from inbox")
    assert [row[0] for row in rows] == ["person1001"]


# -- poison --------------------------------------------------------------------------------------


async def test_what_has_no_number_cannot_be_confirmed_and_stops_nothing_else(
    gate: Gate, rests: list[float]
) -> None:
    odd = [1, None, "x", {}, {"update_id": "8"}, {"update_id": True}, {"update_id": None}]

    line = await poll(gate, [update(7)], odd, [*odd, update(8)])

    assert line.offsets == [None, 8, 8, 9]
    assert rests == [0.5]
    assert await inbox.waiting(gate.store.db) == 2


@settings(max_examples=30)
@given(
    st.lists(mutated() | st.dictionaries(st.sampled_from(["message", "callback_query"]), junk), max_size=3),
    st.booleans(),
)
async def test_every_update_is_handled_or_quarantined_with_a_human_told_and_the_lane_goes_on(
    street: Street, raws: list[dict[str, Any]], fetched: bool
) -> None:
    counter = getattr(street, "counter", 0)
    batch = []
    for raw in [*raws, update(0, text="还在吗")]:
        counter += 1
        batch.append(raw | {"update_id": counter})
    street.counter = counter  # type: ignore[attr-defined]
    aside, wang = await inbox.quarantined(street.store.db), street.phone(2003)
    wang.news()

    if fetched:
        await street.house.intake.accept(batch)
    else:
        for each in batch:
            await street.house.intake.bring(json.dumps(each).encode())
    await street.settle()

    states = await street.store.db.fetch(
        "select state from inbox where source = 'tg:1' order by id desc limit ?", (len(batch),)
    )
    assert {row[0] for row in states} <= {"done", "quarantined"}
    assert states[0][0] == "done"
    assert await inbox.waiting(street.store.db) == 0
    told = [message for message in wang.news() if ALARM in message.text]
    assert len(told) == await inbox.quarantined(street.store.db) - aside


async def test_an_update_without_a_number_is_heard_and_known_by_its_bytes_when_it_comes_again(
    street: Street,
) -> None:
    liu, body = street.phone(1001), json.dumps({"message": update(1, text="/sos")["message"]}).encode()

    await street.house.intake.bring(body)
    await street.house.intake.bring(body)
    await street.settle()

    assert len(liu.screen) == 1


@pytest.mark.parametrize("body", [b"", b"\xff{", b"[1]", b"null", b'"x"', b"[" * 100_000, b"1" * 5000])
async def test_what_is_no_update_at_all_is_set_aside_and_a_supervisor_told_once(
    street: Street, body: bytes
) -> None:
    wang = street.phone(2003)

    await street.house.intake.bring(body)
    await street.house.intake.bring(body)
    await street.settle()

    assert await inbox.quarantined(street.store.db) == 1
    assert [ALARM in message.text for message in wang.news()] == [True]


async def test_what_is_to_be_left_unread_is_set_aside_as_it_is(street: Street) -> None:
    wang = street.phone(2003)

    await street.house.intake.bring(json.dumps(update(7, text=CANARY)).encode(), unread=True)
    await street.settle()

    assert await inbox.quarantined(street.store.db) == 1
    assert len(wang.texts) == 1
    assert CANARY not in wang.texts[0]


async def test_the_real_updates_are_all_handled(street: Street) -> None:
    await street.house.intake.accept([raw | {"update_id": n} for n, raw in enumerate(REAL, 1)])

    await street.settle()

    assert await inbox.quarantined(street.store.db) == 0
    assert await inbox.waiting(street.store.db) == 0


async def test_a_poison_update_is_set_aside_a_supervisor_told_and_the_next_one_heard(street: Street) -> None:
    liu, wang = street.phone(1001), street.phone(2003)
    poison = {"update_id": 1, "message": update(1)["message"] | {"date": "soon"}}

    await street.house.intake.accept([poison, update(2, text="/start")])
    await street.settle()

    assert await inbox.quarantined(street.store.db) == 1
    assert len(wang.screen) == 1
    assert len(liu.screen) >= 2


# -- privacy -------------------------------------------------------------------------------------


async def test_what_people_write_is_in_no_file_and_no_log(
    street: Street, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    poison = {"update_id": 3, "message": update(3, text=CANARY)["message"] | {"date": CANARY}}

    await street.house.intake.accept(
        [update(1, 5005, CANARY, first_name=CANARY), update(2, text=CANARY), poison]
    )
    await street.settle()

    assert holding(tmp_path, CANARY) == []
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert ours
    assert not [line for line in ours if CANARY in line]
    assert CANARY not in repr(street.store) + repr(street.store.keys)


def holding(folder: Path, words: str) -> list[str]:
    """The files these words stand in, in any form they could be written."""
    escaped = json.dumps(words)[1:-1]
    forms = [form.encode(code) for form in (words, escaped) for code in ("utf-8", "utf-16-le")]
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    return [name for name, data in files.items() if any(form in data for form in forms)]


@pytest.mark.parametrize(
    "danger",
    [
        update(6, 1001, "我不想活了"),
        # does not parse, and has no sender either
        {"update_id": 6, "message": {"message_id": 5, "text": "我不想活了"}},
    ],
)
async def test_words_of_danger_are_heard_first_even_in_a_message_that_is_none(
    gate: Gate, rests: list[float], danger: dict[str, Any]
) -> None:
    wordless = {"update_id": 7, "message": {"message_id": 5}}
    await poll(gate, [*(update(number, 5000 + number) for number in range(1, 6)), danger, wordless])

    (first,) = await inbox.heads(gate.store.db, gate.store.keys, 1)

    assert first.body["update_id"] == 6

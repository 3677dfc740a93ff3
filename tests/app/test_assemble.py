"""The whole house: it starts, is stopped, loses its disk or its power at any moment, and goes on."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.assemble import House, open_house, sole_poller
from bot.app.buckets import Budget
from bot.app.clock import MovableClock, SystemClock
from bot.app.config import Config
from bot.app.intake import DISOWNED, AnotherPoller
from bot.channel.port import BadToken, Down, Result, Sent, Unknown, Unreachable
from bot.domain.messages import Outgoing
from bot.store import inbox, outbox, timers
from bot.store.database import Row, StoreTrouble
from bot.store.opening import open_store
from bot.store.outbox import Letter
from bot.store.sqlite import Step
from bot.store.timers import Timer
from bot.store.vault import make_master
from tests.store.trouble import Trouble, at
from tests.street import NOON, CountedIds, FakeChannel, Phone, Street, _blank_store, street_config

LIU = "person1001"
MARK = "可能重复"
CANARY = "canary-我不想活了"
RED = "我不想活了"


@pytest.fixture(autouse=True)
def write_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.postman.WRITE_AGAIN", (0,))


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long somebody would have slept; nobody does."""
    rested: list[float] = []
    sleep = asyncio.sleep

    async def rest(seconds: float) -> None:
        rested.append(seconds)
        await sleep(0)

    monkeypatch.setattr("asyncio.sleep", rest)
    return rested


# -- trouble and power cuts at any moment --------------------------------------------------------


class PowerCut(Trouble):
    """From the chosen commit on nothing reaches the disk any more: not even that commit, or all but it."""

    def __init__(self, street: Street, number: int, *, after: bool) -> None:
        super().__init__(street.store.db, lambda _count, _sql: self.dark)
        self._left, self._after = number, after
        self.dark = False

    async def carry_out(self, steps: Sequence[Step]) -> list[list[Row]]:
        last = False
        if steps[-1][0] == "COMMIT":
            self._left -= 1
            last = self._left == 0
        if last and not self._after:
            self.dark = True
        done = await super().carry_out(steps)
        if last:
            self.dark = True
        return done


def says(phone: Phone, number: int, text: str) -> dict[str, Any]:
    return {"update_id": number, "message": phone._message(10_000 + number) | {"text": text}}


async def live(street: Street, raw: dict[str, Any]) -> None:
    """Takes an update in and lets everything it sets off come to rest, whatever the store does meanwhile."""
    for _ in range(50):
        try:
            await street.house.intake.accept([raw])
            await street.settle()
        except StoreTrouble:
            continue
        return
    raise AssertionError("the house does not recover")


async def live_until_dark(street: Street, raw: dict[str, Any], cut: PowerCut) -> None:
    try:
        await street.house.intake.accept([raw])
    except StoreTrouble:
        return
    while not cut.dark:
        try:
            worked = await street.house.frontdesk.work()
            pause = await street.house.postman._round()
        except StoreTrouble:
            continue
        while street.house.postman._busy and not cut.dark:
            await asyncio.wait(list(street.house.postman._busy.values()), timeout=0)
        if not worked and not street.house.postman._busy and await street.house.idle():
            return
        street.seconds += pause or 0


def told(phone: Phone) -> list[str]:
    """What the phone was told, each thing once: a copy that says it is one counts as the first."""
    seen: list[str] = []
    for text in phone.texts:
        words = text.partition("\n")[2] if MARK in text.partition("\n")[0] else text
        if words not in seen:
            seen.append(words)
    return seen


def unmarked(phone: Phone) -> list[str]:
    return [text for text in phone.texts if MARK not in text.partition("\n")[0]]


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path)
    yield street
    await street.close()


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
async def test_trouble_with_the_store_at_any_statement_loses_nothing_and_doubles_nothing(
    street: Street,
) -> None:
    calm, li = street.phone(5000, "新人"), street.phone(2001)
    counter = Trouble(street.store.db, lambda _count, _sql: False)
    await live(street, says(calm, 1, RED))
    counter.end()
    pages = len(li.news())

    for number in range(1, counter.count + 1):
        stranger = street.phone(5000 + number, "新人")
        trouble = Trouble(street.store.db, at(number))

        await live(street, says(stranger, 1 + number, RED))

        trouble.end()
        assert trouble.struck.is_set()
        assert stranger.texts == calm.texts, number
        assert len(li.news()) == pages, number
    assert await inbox.quarantined(street.store.db) == 0
    assert await outbox.troubles(street.store.db) == {}


@pytest.mark.file
@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
async def test_a_power_cut_at_any_commit_loses_nothing_and_repeats_nothing_without_saying_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = CountedIds()
    monkeypatch.setattr("tests.street.CountedIds", lambda: ids)
    street = await Street.open(tmp_path)
    calm, li = street.phone(5000, "新人"), street.phone(2001)
    counter = PowerCut(street, 0, after=False)
    await live(street, says(calm, 1, RED))
    counter.end()
    commits, pages = -counter._left, told_since(li)
    assert commits > 3

    number = 1
    for after in (False, True):
        for commit in range(1, commits + 1):
            number += 1
            stranger = street.phone(5000 + number, "新人")
            raw = says(stranger, number, RED)
            cut = PowerCut(street, commit, after=after)

            await live_until_dark(street, raw, cut)
            await street.house.postman.stop(within=0)
            cut.end()
            street = await street.reopen()
            await live(street, raw)

            assert told(stranger) == calm.texts, (commit, after)
            assert len(unmarked(stranger)) == len(set(unmarked(stranger))), (commit, after)
            assert told_since(li) == pages, (commit, after)
    assert await inbox.quarantined(street.store.db) == 0
    assert await outbox.troubles(street.store.db) == {}
    await street.close()


def told_since(phone: Phone) -> int:
    """How many things are new on this phone, copies that say so left out."""
    return sum(MARK not in message.text.partition("\n")[0] for message in phone.news())


@pytest.mark.file
async def test_nothing_written_is_in_any_file_or_log_when_everything_goes_wrong(
    street: Street, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    liu, li = street.phone(1001), street.phone(2001)
    street.channel.results.extend([Unknown("ReadTimeout"), Down("ConnectError")])
    trouble = Trouble(street.store.db, lambda count, _sql: count % 17 == 0)

    for number, text in enumerate((f"{RED} {CANARY}", f"/talk {CANARY}", CANARY), 901):
        await live(street, says(liu, number, text))
    await live(street, {"update_id": 909, "message": {"date": CANARY, "text": CANARY, "chat": CANARY}})
    trouble.end()
    await street.skip(seconds=10)
    await li.presses("接手")
    await li.presses("打开")
    await liu.says(CANARY)

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert any("store trouble" in line or "undone" in line for line in ours)
    assert [line for line in ours if CANARY in line] == []
    assert any(CANARY in text for text in li.texts)
    assert holding(tmp_path, CANARY) == []
    assert holding(tmp_path, "刘师傅") == []


def holding(folder: Path, words: str) -> list[str]:
    forms = [form.encode() for form in (words, json.dumps(words)[1:-1])]
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    return [name for name, data in files.items() if any(form in data for form in forms)]


# -- running -------------------------------------------------------------------------------------


class Line:
    """A whole channel: what `open`, `start_polling` and `fetch` do is scripted, letters are collected."""

    def __init__(self, *opening: Exception, updates: Sequence[Any] = ()) -> None:
        self._opening = list(opening)
        self._updates = list(updates)
        self.sent: list[tuple[int, Outgoing]] = []
        self.commands: dict[str, list[tuple[str, str]]] = {}
        self.polls, self.closed = 0, 0
        self.polling, self.sending, self.let_go = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.offering, self.menus_let_go = asyncio.Event(), asyncio.Event()
        self.let_go.set()
        self.menus_let_go.set()

    async def open(self) -> str:
        if self._opening:
            raise self._opening.pop(0)
        return "street_bot"

    async def start_polling(self) -> None:
        self.polls += 1

    async def close(self) -> None:
        self.closed += 1

    async def offer_commands(
        self, language: str, commands: Sequence[tuple[str, str]], chat: int | None = None
    ) -> bool:
        if chat is None:
            self.commands[language] = list(commands)
        self.offering.set()
        await self.menus_let_go.wait()
        return True

    async def fetch(self, offset: int | None, timeout: float) -> list[dict[str, Any]]:
        self.polling.set()
        if not self._updates:
            await asyncio.get_running_loop().create_future()
        update = self._updates.pop(0)
        if isinstance(update, Exception):
            raise update
        return [update]

    async def send(self, chat: int, message: Outgoing) -> Result:
        self.sending.set()
        await self.let_go.wait()
        self.sent.append((chat, message))
        return Sent(len(self.sent))


def house_of(street: Street, line: Line) -> House:
    return House(street.config, street.store, line, street.clock, ids=CountedIds(), monotonic=lambda: 0.0)


async def stopped(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()


async def test_a_message_goes_in_and_an_answer_comes_out_while_the_house_runs(street: Street) -> None:
    liu = street.phone(1001)
    line = Line(updates=[says(liu, 1, RED)])
    house = house_of(street, line)
    running = asyncio.create_task(house.run())

    await line.sending.wait()
    await stopped(running)

    assert line.sent
    assert line.closed == 1


async def test_nobody_in_need_waits_for_a_menu(street: Street) -> None:
    line = Line(updates=[says(street.phone(1001), 1, RED)])
    line.menus_let_go.clear()
    running = asyncio.create_task(house_of(street, line).run())

    await line.offering.wait()
    await line.sending.wait()
    await stopped(running)

    assert line.sent


async def test_a_letter_on_its_way_is_let_in_before_the_house_closes(street: Street) -> None:
    line = Line(updates=[says(street.phone(1001), 1, RED)])
    line.let_go.clear()
    house = house_of(street, line)
    running = asyncio.create_task(house.run())
    await line.sending.wait()

    running.cancel()
    line.let_go.set()
    await asyncio.gather(running, return_exceptions=True)

    rows = await street.store.db.fetch("select state from outbox where state = 'attempting'")
    assert list(rows) == []
    assert house.postman.in_flight == 0
    assert line.closed == 1


async def test_what_the_last_process_was_sending_goes_again_marked(street: Street) -> None:
    async with street.store.db.transaction() as tx:
        await outbox.queue(tx, street.store.keys, [Letter(LIU, LIU, Outgoing(text="1"))], NOON)
        await outbox.begin(tx, street.store.keys, [1], NOON)
    line = Line()
    running = asyncio.create_task(house_of(street, line).run())

    await line.sending.wait()
    await stopped(running)

    assert MARK in line.sent[0][1].text


async def test_a_line_that_is_down_at_the_start_is_waited_for(street: Street, rests: list[float]) -> None:
    line = Line(*[Unreachable("ConnectError")] * 6, Unreachable("asked to wait 60 s", 60.0))
    running = asyncio.create_task(house_of(street, line).run())

    await line.polling.wait()
    await stopped(running)

    assert rests[:7] == [0.5, 1, 2, 5, 10, 10, 60]
    assert line.polls == 1


async def test_a_bad_token_ends_the_start(street: Street) -> None:
    with pytest.raises(BadToken):
        await house_of(street, Line(BadToken("Telegram does not know this token"))).run()


async def test_a_token_refused_for_good_later_ends_the_house_in_good_order(
    street: Street, rests: list[float]
) -> None:
    refused = [BadToken("Telegram does not know this token")] * (DISOWNED + 1)
    line = Line(updates=[says(street.phone(1001), 1, "你好"), *refused])

    with pytest.raises(BadToken):
        await house_of(street, line).run()

    assert line.closed == 1
    assert (await street.store.db.fetch("select count(*) from inbox"))[0][0] == 1


async def test_a_defect_in_a_worker_ends_the_house_so_that_somebody_restarts_it(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line()
    house = house_of(street, line)

    async def broken() -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(house.frontdesk, "run", broken)
    with pytest.raises(RuntimeError, match="a defect"):
        await house.run()

    assert line.closed == 1


async def test_a_connection_that_does_not_close_does_not_keep_the_house_from_stopping(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line()
    wait_for = asyncio.wait_for

    async def hangs() -> None:
        await asyncio.get_running_loop().create_future()

    async def impatient(what: Any, timeout: float | None) -> Any:
        return await wait_for(what, 0 if timeout == 1.0 else timeout)

    line.close = hangs  # type: ignore[method-assign]
    monkeypatch.setattr("asyncio.wait_for", impatient)
    running = asyncio.create_task(house_of(street, line).run())
    await line.polling.wait()

    await stopped(running)


# -- moving the clock ----------------------------------------------------------------------------


@pytest.fixture
async def running(street: Street) -> AsyncIterator[House]:
    """The street's own house at work, its channel the street's phones."""
    # the street's seconds stand still while nobody settles it, so that no share may run out
    street.house.postman._budget = Budget(1e6, 1e6, 1000, 0)
    running = asyncio.create_task(street.house.run())
    yield street.house
    await stopped(running)


async def test_moving_the_clock_stops_at_every_due_row(street: Street, running: House) -> None:
    liu, seen = street.phone(1001), list[timedelta]()
    move = street.clock.move

    def noting(by: timedelta) -> None:
        move(by)
        seen.append(street.clock.now() - NOON)

    street.clock.move = noting  # type: ignore[method-assign]
    async with street.store.db.transaction() as tx:
        for number, minutes in enumerate((10, 20, 45)):
            due = NOON + timedelta(minutes=minutes)
            await timers.start(tx, [Timer(f"t{number}", LIU, "expiry", str(number), due, "0")])
        later = Letter(LIU, LIU, Outgoing(text="later"), not_before=NOON + timedelta(minutes=15))
        await outbox.queue(tx, street.store.keys, [later], NOON)

    await running.advance(timedelta(minutes=30))

    assert seen == [timedelta(minutes=minutes) for minutes in (10, 15, 20, 30)]
    assert "later" in liu.texts
    assert await running.idle()


async def test_a_call_for_help_left_alone_is_paged_again_when_the_clock_is_moved(
    street: Street, running: House
) -> None:
    liu, wang = street.phone(1001), street.phone(2003)
    await liu.says(RED, settle=False)
    await running.until_idle()
    before = len(wang.screen)

    await running.advance(timedelta(minutes=15))

    assert before == 0
    assert wang.screen != []


async def test_letters_that_find_no_line_keep_no_clock_from_moving(street: Street, running: House) -> None:
    liu = street.phone(1001)
    street.channel.results.extend([Down("ConnectError")] * 5)
    async with street.store.db.transaction() as tx:
        await outbox.queue(tx, street.store.keys, [Letter(LIU, LIU, Outgoing(text="1"))], NOON)
    running.postman.wake.set()

    await running.advance(timedelta(minutes=1))

    assert liu.texts == ["1"]
    assert street.clock.now() == NOON + timedelta(minutes=1)


async def test_a_clock_of_the_machine_cannot_be_moved(street: Street) -> None:
    house = House(street.config, street.store, FakeChannel(), SystemClock())

    with pytest.raises(TypeError, match="movable"):
        await house.advance(timedelta(minutes=1))


# -- one house per store -------------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = street_config(tmp_path)
    config.store_path.write_bytes(_blank_store())
    make_master(config.key_file)
    return config


async def test_an_open_house_works_on_the_configured_store(config: Config) -> None:
    house = await open_house(config, MovableClock(NOON))
    await house.store.close()

    assert house.store.db.path == config.store_path


async def test_a_house_that_cannot_be_furnished_closes_its_store_again(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_config: Config) -> None:
        raise RuntimeError("no texts")

    closed: list[object] = []
    monkeypatch.setattr("bot.app.assemble.read_library", broken)
    store = await open_store(config.store_path, key_variable="", key_file=config.key_file)
    close = type(store).close

    async def noting(self: Any) -> None:
        closed.append(self)
        await close(self)

    monkeypatch.setattr(type(store), "close", noting)
    with pytest.raises(RuntimeError, match="no texts"):
        await open_house(config, MovableClock(NOON))
    await close(store)

    assert len(closed) == 1


def test_two_houses_never_work_on_one_store(config: Config) -> None:
    lock = sole_poller(config)

    with pytest.raises(AnotherPoller, match="another Warmline works on"):
        sole_poller(config)
    lock.release()

    sole_poller(config).release()


def test_a_house_is_ready_to_move_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    config = street_config(tmp_path / "new")

    sole_poller(config).release()

    assert config.store_path.parent.is_dir()

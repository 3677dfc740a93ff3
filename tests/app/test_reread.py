"""Dialogues, programmes and texts read anew by a bot at work: all of them at once, or none."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import assemble, running
from bot.app.assemble import House
from bot.app.clock import Clock, MovableClock
from bot.app.config import Config
from bot.app.library import Library, LibraryFault
from bot.app.phones import StageChannel
from bot.app.running import keep_house
from bot.channel.templates import Texts, TextsFault
from bot.domain.care.cadence import Holidays
from bot.store import people
from bot.store.database import StoreTrouble
from bot.store.vault import make_master
from tests.street import LIU, NOON, PEOPLE, Street, _blank_store, shipped_books, street_config

TEXTS, LIBRARY = shipped_books()
DAILY = replace(LIBRARY.programmes["checkin"], window=timedelta(), holidays=Holidays.KEEP)
WITH_DAILY = replace(LIBRARY, programmes={"checkin": DAILY})
CITIZENS = (replace(LIU, asked=True), *PEOPLE[1:])
Files = Callable[[object], None]


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=CITIZENS, books=(TEXTS, WITH_DAILY))
    for citizen in CITIZENS:
        street.phone(citizen.address)
    async with street.store.db.transaction() as tx:
        await people.mark_started(tx, [("person1001", NOON)])
    yield street
    await street.close()


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    """What is found when the files are read: a library, or a fault."""

    def stand(found: object) -> None:
        def read(config: Config) -> tuple[Texts, Library]:
            if isinstance(found, Exception):
                raise found
            assert isinstance(found, Library)
            return TEXTS, found

        monkeypatch.setattr(assemble, "read_library", read)

    return stand


async def read_anew(street: Street) -> None:
    await street.house.read_anew()
    await street.settle()


async def test_a_new_start_word_is_known_from_the_next_message_on(street: Street, files: Files) -> None:
    liu = street.phone(1001)
    files(replace(WITH_DAILY, starts={**LIBRARY.starts, "喂喂": "breathe"}))
    await liu.says("喂喂")
    assert "吸气" not in liu.last.text

    await read_anew(street)
    await liu.says("喂喂")

    assert (await street.session(1001)).stack[-1].flow == "breathe"


async def test_a_talk_under_way_whose_question_is_there_no_more_goes_on_as_after_a_start(
    street: Street, files: Files
) -> None:
    liu = street.phone(1001)
    await liu.says("/breathe")
    flows = {name: flow for name, flow in LIBRARY.flows.items() if name != "breathe"}
    commands = {word: flow for word, flow in LIBRARY.commands.items() if flow != "breathe"}
    files(replace(WITH_DAILY, flows=flows, commands=commands))

    await read_anew(street)
    await liu.presses_data(liu.last.buttons[0][1], liu.last.id)

    assert (await street.session(1001)).stack == ()
    assert liu.news()[-1].text.startswith("不好意思，这一段现在没有了。")


async def test_another_hour_for_the_question_counts_at_once_and_without_it_nobody_is_asked(
    street: Street, files: Files
) -> None:
    liu = street.phone(1001)
    await street.skip(minutes=1)
    liu.news()
    later = replace(DAILY, at=DAILY.at.replace(hour=10))
    files(replace(LIBRARY, programmes={"checkin": later}))
    await read_anew(street)
    # eight in the morning in Hambantota, and ten
    await street.skip(hours=23)
    assert liu.news() == []
    await street.skip(hours=2)
    assert len(liu.news()) == 1

    files(replace(LIBRARY, programmes={}))
    await read_anew(street)
    await street.skip(hours=48)
    assert [shown for shown in liu.news() if shown.buttons] == []


@pytest.mark.parametrize(
    "fault",
    [
        LibraryFault(("flows/talk.yaml:3: no", "flows/talk.yaml:9: no")),
        TextsFault("templates/zh/talk.j2:3: no"),
        OSError(13, "Permission denied", "flows/talk.yaml"),
    ],
)
async def test_with_a_single_fault_everything_stays_the_log_says_where_and_supervisors_hear_of_it(
    street: Street, files: Files, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    liu, wang = street.phone(1001), street.phone(2003)
    files(fault)

    with caplog.at_level(logging.ERROR):
        await read_anew(street)

    told = [record.getMessage() for record in caplog.records]
    assert told == [f"not read anew: {line}" for line in str(fault).splitlines()]
    assert "有错，没有用上，机器人还按原来的来" in wang.last.text
    assert "talk" not in wang.last.text
    await liu.says("/breathe")
    assert (await street.session(1001)).stack[-1].flow == "breathe"


async def test_menus_are_offered_again(street: Street, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    menus = street.house.menus
    files(replace(WITH_DAILY, commands={"talk": "talk"}))
    await read_anew(street)

    offered = asyncio.Event()

    async def staff(apart: float) -> None:
        # theirs come after everybody's
        offered.set()

    monkeypatch.setattr(menus, "offer_staff", staff)
    offering = asyncio.create_task(menus.run())
    await offered.wait()
    offering.cancel()

    assert [name for name, _ in street.channel.commands["zh"]] == ["talk", "cancel"]


async def test_trouble_with_the_store_ends_nothing_and_the_next_time_is_heard(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, read = street.house, asyncio.Event()
    tried: list[None] = []

    async def troubled() -> None:
        tried.append(None)
        if len(tried) == 1:
            house.reread.set()
            raise StoreTrouble("full")
        read.set()

    monkeypatch.setattr(house, "read_anew", troubled)
    house.reread.set()
    reading = asyncio.create_task(house._rereading())
    await read.wait()
    reading.cancel()

    assert len(tried) == 2


async def test_a_running_bot_is_asked_by_a_signal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config, asked = street_config(tmp_path), asyncio.Event()
    config.store_path.write_bytes(_blank_store())
    make_master(config.key_file)

    async def opened(config: Config, clock: Clock) -> House:
        street = await Street.open(tmp_path, config)
        return House(config, street.store, StageChannel(), clock, books=shipped_books())

    async def read(self: House) -> None:
        asked.set()

    monkeypatch.setattr(running, "open_house", opened)
    monkeypatch.setattr(House, "read_anew", read)
    working = asyncio.Event()
    # said once the handlers of signals stand
    monkeypatch.setattr(running.log, "info", lambda *_: working.set())
    keeping = asyncio.create_task(keep_house(config, MovableClock(NOON)))
    await working.wait()

    os.kill(os.getpid(), signal.SIGHUP)
    await asked.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await keeping

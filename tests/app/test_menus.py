"""The menus of commands: for everybody by language, for each of the staff their own."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.app import people_links
from bot.app.people_links import Wanted
from bot.channel.port import Unreachable
from bot.domain.people import Grant, Person, Role
from bot.store import people
from bot.store.database import StoreTrouble
from tests.street import LI, LIU, NOON, Citizen, FakeChannel, Street

CHEN = Citizen("Chen", 2004, "hq", Role.COUNSELLOR, "en", duty="always", started=False)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=(LIU, LI, CHEN))
    yield street
    await street.close()


def names(street: Street, chat: int | str) -> list[str]:
    return [name for name, _ in street.channel.commands[chat]]


async def test_everybody_has_a_menu_in_their_language_and_nobody_has_the_staffs(town: Street) -> None:
    await town.house.menus.offer_everybody()

    assert set(town.channel.commands) == {"", "zh", "en"}
    assert town.channel.commands[""] == town.channel.commands["zh"] != town.channel.commands["en"]
    for command in ("talk", "sos", "privacy", "stop", "help", "tidy", "lang", "menu", "cancel"):
        assert command in names(town, "en")
    assert not {"cases", "note", "start"} & set(names(town, "zh"))


async def test_staff_who_have_started_have_their_own_commands_on_top(town: Street) -> None:
    await town.house.menus.offer_staff()

    assert set(town.channel.commands) == {2001}
    assert names(town, 2001)[:10] == [
        "cases",
        "next",
        "requests",
        "logcall",
        "q",
        "note",
        "promise",
        "transfer",
        "close",
        "leave",
    ]
    assert "talk" in names(town, 2001)
    assert dict(town.channel.commands[2001])["cases"] == "看全部"


async def test_what_was_offered_once_is_not_offered_again_even_after_a_restart(town: Street) -> None:
    await town.house.menus.offer_staff()
    town.channel.commands.clear()

    again = await town.reopen()
    await again.house.menus.offer_staff()

    assert town.channel.commands == {}
    await again.close()


async def test_a_first_word_and_another_language_bring_a_menu_and_nothing_else_does(town: Street) -> None:
    menus, chen, liu = town.house.menus, town.phone(2004, "Chen", "en"), town.phone(1001)
    await liu.says("/menu")
    assert not menus.wake.is_set()
    await chen.says("/start")
    assert menus.wake.is_set()
    await menus.offer_staff()
    assert dict(town.channel.commands[2004])["cases"] == "everything that waits"
    menus.wake.clear()
    await chen.says("/cases")
    assert not menus.wake.is_set()

    await chen.says("/language")
    await chen.presses("中文")

    assert menus.wake.is_set()
    await menus.offer_staff()
    assert dict(town.channel.commands[2004])["cases"] == "看全部"


async def test_who_is_on_the_staff_no_more_gets_everybodys_menu_back(town: Street) -> None:
    await town.house.menus.offer_staff()
    async with town.store.db.transaction() as tx:
        await people.set_grants(tx, "person2001", [])

    await town.house.menus.offer_staff()
    assert town.channel.commands[2001] == []
    town.channel.commands.clear()
    await town.house.menus.offer_staff()

    assert town.channel.commands == {}


async def test_menus_that_could_not_be_asked_for_are_asked_for_again(
    town: Street, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    menus, offer = town.house.menus, FakeChannel.offer_commands
    tries: list[str | int] = []
    town.channel.commands.clear()

    async def offers(
        channel: FakeChannel, language: str, commands: Sequence[tuple[str, str]], chat: int | None = None
    ) -> bool:
        tries.append(language if chat is None else chat)
        if len(tries) == 2:
            raise Unreachable("asked to wait 3 s", 3.0)
        if chat is not None:
            running.cancel()
        return await offer(channel, language, commands, chat)

    monkeypatch.setattr(FakeChannel, "offer_commands", offers)
    running = asyncio.create_task(menus.run(apart=0.0, look=0.0))
    await asyncio.gather(running, return_exceptions=True)

    assert tries[:5] == ["", "zh", "", "zh", "en"]
    assert set(town.channel.commands) >= {"", "en", "zh"}
    assert "not offered (asked to wait 3 s), again" in caplog.text


async def test_a_refused_menu_is_asked_for_again_only_after_the_next_start(town: Street) -> None:
    town.channel.takes_commands = False
    await town.house.menus.offer_staff()
    town.channel.commands.clear()
    await town.house.menus.offer_staff()
    assert town.channel.commands == {}
    town.channel.takes_commands = True

    again = await town.reopen()
    await again.house.menus.offer_staff()

    assert set(town.channel.commands) == {2001}
    await again.close()


async def test_trouble_with_the_store_costs_a_menu_and_nothing_else(
    town: Street, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    menus = town.house.menus
    tries: list[float] = []

    async def offer(apart: float) -> None:
        tries.append(apart)
        if len(tries) == 1:
            menus.wake.set()
            raise StoreTrouble from sqlite3.OperationalError("database is locked")
        running.cancel()

    monkeypatch.setattr(menus, "offer_staff", offer)
    running = asyncio.create_task(menus.run(apart=0.5))
    await asyncio.gather(running, return_exceptions=True)

    assert tries == [0.5, 0.5]
    assert "store trouble at the menus" in caplog.text


async def test_who_comes_by_a_link_after_having_written_has_their_commands_at_once(town: Street) -> None:
    menus, gao = town.house.menus, town.phone(9001, "老高")
    await gao.says("/start")
    async with town.store.db.transaction() as tx:
        await people.save(
            tx, town.store.keys, Person("gao", "高医生", None, "hq", "zh"), import_key="key-gao"
        )
        await people.set_grants(tx, "gao", [("grant-gao", Grant(Role.COUNSELLOR, "hq"))])
    made = await people_links.make_links(town.store, Wanted(roles=frozenset({Role.COUNSELLOR})), NOON)
    menus.wake.clear()

    await gao.says(f"/start {made.made[0].code}")

    assert menus.wake.is_set()
    await menus.offer_staff()
    assert "cases" in names(town, 9001)


async def test_a_role_that_another_process_ends_is_seen_without_a_word_from_anybody(
    town: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    menus = town.house.menus
    offer, rounds = menus.offer_staff, 0

    async def offered(apart: float) -> None:
        nonlocal rounds
        rounds += 1
        await offer(apart)
        if rounds == 1:
            async with town.store.db.transaction() as tx:
                await people.set_grants(tx, "person2001", [])
        else:
            running.cancel()

    monkeypatch.setattr(menus, "offer_staff", offered)
    running = asyncio.create_task(menus.run(apart=0, look=0))
    await asyncio.wait([running], timeout=30)

    assert rounds == 2
    assert town.channel.commands[2001] == []

"""Nobody of the person's own unit can be reached: the house is alarmed, and the person hears the truth."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from bot.app import conversation
from bot.channel.port import Gone, Result
from bot.domain.messages import Outgoing
from bot.domain.people import Role
from bot.store import inbox
from tests.street import LI, LIU, SMITH, WANG, Citizen, Street

FAR = Citizen("周督导", 2005, "ship", Role.SUPERVISOR, duty="always")
"""Serves the ship alone."""
NEAR = Citizen("孙医生", 2006, "lk", Role.COUNSELLOR, duty="always")
"""Serves Hambantota alone."""


Opening = Callable[[Sequence[Citizen]], Awaitable[Street]]


@pytest.fixture
async def open_street(tmp_path: Path) -> AsyncIterator[Opening]:
    """Opens a street with these citizens."""
    streets = []

    async def opened(citizens: Sequence[Citizen]) -> Street:
        streets.append(await Street.open(tmp_path, citizens=citizens))
        return streets[-1]

    yield opened
    for street in streets:
        await street.close()


def gone(*chats: int) -> Callable[[int, Outgoing], Result | None]:
    return lambda chat, _: Gone("blocked") if chat in chats else None


async def test_a_supervisor_of_another_unit_is_alarmed_and_may_take_the_case(open_street: Opening) -> None:
    street = await open_street((LIU, SMITH, NEAR, FAR))
    liu, near, far = street.phone(1001), street.phone(2006, "孙医生"), street.phone(2005, "周督导")
    street.channel.always = gone(2006)

    await liu.says("我不想活了")

    assert near.texts == []
    assert "这个单位能接的人现在一个也联系不上" in far.last.text
    assert [caption for caption, _ in far.last.buttons] == ["接手", "接不了，下一位"]
    assert "刚才叫的人，一个都没联系上。我在找别处的同事" in liu.last.text

    await far.presses("接手")
    await far.presses("打开")
    await far.says("我在")
    await liu.says("您是谁")

    assert "周督导" in liu.last.text or [text for text in liu.texts if "我在" in text]
    assert "您是谁" in far.last.text


async def test_a_unit_nobody_serves_alarms_the_supervisor_with_a_button(open_street: Opening) -> None:
    street = await open_street((LIU, FAR))
    liu, far = street.phone(1001), street.phone(2005, "周督导")

    await liu.says("我不想活了")
    await far.presses("接手")

    assert far.toasts[-1].startswith("您接手了")
    assert "周督导" in liu.last.text


async def test_who_was_not_alarmed_may_still_not_take_another_units_case(open_street: Opening) -> None:
    street = await open_street((LIU, LI, FAR))
    liu, li, far = street.phone(1001), street.phone(2001), street.phone(2005, "周督导")
    await liu.says("我不想活了")
    data = next(data for caption, data in li.last.buttons if caption == "接手")

    await far.presses_data(data)

    assert far.toasts[-1] == "这一件不在您这边，办不了。"


async def test_without_a_supervisor_everybody_who_works_on_cases_is_alarmed(open_street: Opening) -> None:
    elsewhere = Citizen("吴医生", 2007, "ship", Role.COUNSELLOR, duty="always")
    street = await open_street((LIU, elsewhere))
    wu = street.phone(2007, "吴医生")

    await street.phone(1001).says("我不想活了")

    assert "一个也联系不上" in wu.last.text
    assert wu.last.buttons[0][0] == "接手"


async def test_the_person_is_told_once_that_nobody_could_be_reached_with_numbers(street: Street) -> None:
    liu = street.phone(1001)
    street.channel.always = gone(2001, 2002, 2003)

    await liu.says("我不想活了")
    await street.skip(minutes=4)

    told = [text for text in liu.texts if "一个都没联系上" in text]
    assert len(told) == 1
    assert "我还在接着试" in told[0]
    assert "1926" in told[0]


async def test_staff_who_never_pressed_start_are_paged_but_not_promised(open_street: Opening) -> None:
    new = Citizen(LI.name, LI.address, LI.unit, LI.role, duty="always", started=False)
    street = await open_street((LIU, new, WANG))
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)

    await liu.says("我不想活了")

    assert "这会儿没有人在值班" in liu.last.text
    assert "🔴 红" in li.last.text
    assert wang.screen == []


async def test_the_alarm_about_a_message_that_failed_names_the_case_and_lets_it_be_taken(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(conversation.Conversation, "_to_dialogue", fails)
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)

    await liu.says("在吗")
    code = (await street.store.db.fetch("select code from cases"))[0][0]

    assert f"{code}：有一件事没能处理" in wang.last.text
    await wang.presses("接手")
    assert "王督导接手了" in liu.last.text
    assert "王督导" in next(text for text in li.texts if text.startswith(code))


async def test_the_person_is_not_told_that_people_know_when_nobody_was(open_street: Opening) -> None:
    street = await open_street((LIU,))
    liu = street.phone(1001)
    await street.update({"message": {"chat": {"id": 1001, "type": "private"}, "from": {"id": 1001}}})

    await street.settle()

    assert "没处理好" in liu.last.text
    assert "已经告诉" not in liu.last.text


async def test_an_event_that_cannot_be_read_any_more_is_answered(street: Street) -> None:
    liu, wang = street.phone(1001), street.phone(2003)
    arrival = inbox.Arrival("test", "1", "person1001", "update", street.clock.now(), {})
    async with street.store.db.transaction() as tx:
        await inbox.add(tx, street.store.keys, [arrival])
        await tx.execute("update inbox set sealed = ? where source_id = '1' and source = 'test'", (b"\0",))

    await street.settle()

    assert "您再发一次" in liu.last.text
    assert "没能处理" in wang.last.text


async def test_the_words_under_a_photo_that_is_none_are_read(street: Street) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)
    message = {
        "message_id": 7,
        "date": 1,
        "chat": {"id": 1001, "type": "private"},
        "from": {"id": 1001},
        "photo": [],
        "caption": "我不想活了",
    }

    await street.update({"message": message})
    await street.settle()

    assert "已经在叫人" in liu.last.text
    assert "🔴 红" in li.last.text
    assert "没能处理" in wang.last.text
    await li.presses("接手")
    await li.presses("打开")
    assert "我不想活了" in li.last.text

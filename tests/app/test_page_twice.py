"""A page that came twice: its first copy arrived, and the process died before it knew under what number."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channel.port import Result, Unknown
from bot.domain.messages import Op, Outgoing
from bot.domain.people import Role
from tests.street import LI, LIU, NOON, PEOPLE, Citizen, Phone, Shown, Street

ZHOU = Citizen("周联络员", 3001, "lk", Role.LIAISON, duty="always")


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=(*PEOPLE, ZHOU), start=NOON)
    for citizen in (*PEOPLE, ZHOU):
        street.phone(citizen.address)
    yield street
    await street.close()


def lose_first_answer(street: Street, address: int) -> None:
    """The next message with buttons arrives there, but not the word that it did."""

    def arrive(chat: int, message: Outgoing) -> Result | None:
        if chat != address or message.op is not Op.SEND or not message.keyboard:
            return None
        street.channel.always = None
        street.channel.phones[chat].receive(message)
        return Unknown("stopped while sending")

    street.channel.always = arrive


async def twice(street: Street) -> tuple[Shown, Shown]:
    """Both copies of a page for Liu's case on Doctor Li's phone."""
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    lose_first_answer(street, LI.address)
    await liu.says("我不想活了")
    await street.skip(seconds=3)
    return copies(li)


def copies(phone: Phone) -> tuple[Shown, Shown]:
    first, second = [m for m in phone.screen if any("接手" in caption for caption, _ in m.buttons)]
    return first, second


async def request(phone: Phone) -> None:
    """A request as it is usually sent."""
    await phone.says("/request")
    for caption in ("我自己", "物资", "可以"):
        await phone.presses(caption)
    await phone.says("要两箱水")
    for caption in ("够了", "不急", "就这样"):
        await phone.presses(caption)


async def press(phone: Phone, shown: Shown, caption: str) -> None:
    data = next(data for words, data in shown.buttons if words == caption)
    await phone.presses_data(data, shown.id)


async def test_the_second_copy_of_a_page_says_that_it_may_be_one(street: Street) -> None:
    first, second = await twice(street)

    assert first.text in second.text
    assert len(second.text) > len(first.text)


async def test_taken_on_the_first_copy_both_lose_the_button(street: Street) -> None:
    li = street.phone(LI.address)
    first, second = await twice(street)

    await press(li, first, "接手")

    assert li.toasts[-1].startswith("您接手了")
    assert first.buttons == []
    # the card that is kept leads on
    assert [caption for caption, _ in second.buttons] == ["打开"]


async def test_taken_by_somebody_else_a_tap_on_the_first_copy_is_answered_and_takes_its_buttons_off(
    street: Street,
) -> None:
    li, zhao = street.phone(LI.address), street.phone(2002)
    first, second = await twice(street)
    await zhao.presses("接手")
    assert second.buttons == []

    await press(li, first, "接手")

    assert li.toasts == ["已由 赵医生 接手。"]
    assert first.buttons == []
    assert first.text == second.text
    assert (await street.store.db.fetch("select owner from cases"))[0][0] == "person2002"


async def test_cannot_on_the_first_copy_of_what_another_has_taken_takes_its_buttons_off(
    street: Street,
) -> None:
    li, zhao = street.phone(LI.address), street.phone(2002)
    first, _ = await twice(street)
    await zhao.presses("接手")

    await press(li, first, "接不了，下一位")

    assert li.toasts == ["已由 赵医生 接手。"]
    assert first.buttons == []


async def test_while_nobody_has_it_either_copy_does(street: Street) -> None:
    li = street.phone(LI.address)
    first, second = await twice(street)

    await press(li, first, "接不了，下一位")

    assert "接手" in [caption for caption, _ in first.buttons]
    await press(li, second, "接手")
    assert li.toasts[-1].startswith("您接手了")


async def test_after_the_end_a_tap_on_the_first_copy_says_so_and_takes_its_buttons_off(
    street: Street,
) -> None:
    li, zhao = street.phone(LI.address), street.phone(2002)
    first, _ = await twice(street)
    await zhao.presses("接手")
    await zhao.presses("打开")
    await zhao.says("我在")
    await zhao.says("/close 好多了")
    await zhao.presses("结束")

    await press(li, first, "接手")

    assert len(li.toasts) == 1
    assert first.buttons == []


async def test_an_older_page_that_is_pressed_loses_its_buttons_too(street: Street) -> None:
    liu, li, zhao = street.phone(LIU.address), street.phone(LI.address), street.phone(2002)
    await liu.says("我不想活了")
    await street.skip(minutes=4)
    older = [m for m in li.screen if m.buttons][1]
    await zhao.presses("接手")

    await press(li, older, "接手")

    assert older.buttons == []


async def test_a_request_whose_page_came_twice_is_no_different(street: Street) -> None:
    liu, zhou = street.phone(LIU.address), street.phone(ZHOU.address)
    lose_first_answer(street, ZHOU.address)
    await request(liu)
    await street.skip(seconds=3)
    first, second = copies(zhou)

    await press(zhou, first, "接手")

    assert first.buttons == []
    assert second.buttons != []


async def test_whoever_has_nothing_to_do_with_a_case_sees_no_card_of_it_by_a_forged_tap(
    street: Street,
) -> None:
    liu, li, zhou = street.phone(LIU.address), street.phone(LI.address), street.phone(ZHOU.address)
    await zhou.says("/start")
    await liu.says("我不想活了")
    data = next(data for words, data in li.last.buttons if words == "接手")
    await li.presses("接手")

    await zhou.presses_data(data, zhou.last.id)

    assert "斯里兰卡" not in zhou.last.text

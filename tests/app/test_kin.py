"""A colleague who is family of whoever calls for help: left out while there is somebody else, never left without."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channel.port import Gone, Result
from bot.domain.family import Relation, Tie
from bot.domain.messages import Outgoing
from bot.domain.people import Role
from bot.store import ties
from tests.street import LI, LIU, NOON, WANG, ZHAO, Citizen, Phone, Street

WIFE = replace(LI, family=((LIU.address, Relation.WIFE),))
FAR = Citizen("吴督导", 2005, "ship", Role.SUPERVISOR, duty="always")
CRY = "我不想活了"


Open = Callable[..., Awaitable[Street]]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the town of these people."""
    opened: list[Street] = []

    async def open_town(*citizens: Citizen) -> Street:
        opened.append(await Street.open(tmp_path, citizens=citizens))
        for citizen in citizens:
            opened[-1].phone(citizen.address)
        return opened[-1]

    yield open_town
    for street in opened:
        await street.close()


def captions(phone: Phone) -> list[str]:
    return [caption for shown in phone.screen for caption, _ in shown.buttons]


def taking(phone: Phone) -> tuple[str, int]:
    """The Take button of the newest page on this phone, and the message it stands under."""
    shown = next(m for m in reversed(phone.screen) if any(caption == "接手" for caption, _ in m.buttons))
    return next(data for caption, data in shown.buttons if caption == "接手"), shown.id


def silent(street: Street, *gone: Citizen) -> None:
    """From here on nothing arrives with these."""

    def answer(chat: int, _: Outgoing) -> Result | None:
        return Gone("bot was blocked") if chat in {citizen.address for citizen in gone} else None

    street.channel.always = answer


@pytest.mark.parametrize(
    "citizens",
    [
        (LIU, WIFE, ZHAO, WANG),
        # whichever of the two invited the other
        (replace(LIU, family=((LI.address, Relation.HUSBAND),)), LI, ZHAO, WANG),
    ],
)
async def test_a_counsellor_is_not_paged_for_their_own_family_and_cannot_take_or_read_it(
    town: Open, citizens: Sequence[Citizen]
) -> None:
    street = await town(*citizens)
    liu, li, zhao = (street.phone(c.address) for c in (LIU, LI, ZHAO))

    await liu.says(CRY)
    await li.says("/cases")
    await li.says("/next")
    await li.presses_data(*taking(zhao))

    assert "接手" in captions(zhao)
    assert not any("接手" in caption for caption in captions(li))
    assert li.toasts[-1] == "这一件不在您这边，办不了。"
    assert all(CRY not in shown.text for shown in li.screen)
    await zhao.presses("接手")
    assert "赵医生" in liu.last.text


async def test_the_case_of_somebody_s_family_is_not_handed_to_them(town: Open) -> None:
    street = await town(LIU, WIFE, ZHAO, WANG)
    zhao = street.phone(ZHAO.address)
    await street.phone(LIU.address).says(CRY)
    await zhao.presses("接手")
    await zhao.presses("打开")

    await zhao.says("/transfer")

    assert [caption for caption, _ in zhao.last.buttons] == ["王督导"]


async def test_where_nobody_else_is_left_they_are_paged_without_a_name_and_others_are_called(
    town: Open,
) -> None:
    street = await town(LIU, replace(WIFE, unit="lk"), FAR)
    liu, li, far = (street.phone(c.address) for c in (LIU, LI, FAR))

    await liu.says(CRY)

    assert "接手" in captions(li)
    assert all("刘师傅" not in shown.text and CRY not in shown.text for shown in li.screen)
    assert "这个单位眼下没有合适的人接手" in far.last.text
    assert "接手" in captions(far)
    # the person is not told that nobody is there: somebody is
    assert not any("联系不上" in shown.text for shown in liu.screen)
    await li.presses("接手")
    assert "李医生" in liu.last.text


async def test_one_who_is_all_there_is_gets_a_page_and_no_alarm_beside_it(town: Open) -> None:
    street = await town(LIU, WIFE)
    li = street.phone(LI.address)

    await street.phone(LIU.address).says(CRY)

    assert "接手" in captions(li)
    assert not any("没有合适的人" in shown.text for shown in li.screen)


async def test_when_the_last_other_cannot_be_reached_any_more_family_are_asked_in_the_next_round(
    town: Open,
) -> None:
    street = await town(LIU, WIFE, ZHAO)
    li = street.phone(LI.address)
    silent(street, ZHAO)

    await street.phone(LIU.address).says(CRY)
    await street.skip(minutes=3)

    assert "接手" in captions(li)
    await li.presses("接手")
    assert "李医生" in street.phone(LIU.address).last.text


async def test_who_has_a_case_keeps_it_when_the_two_become_family(town: Open) -> None:
    street = await town(LIU, LI, ZHAO)
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    await liu.says(CRY)
    await li.presses("接手")
    await li.presses("打开")
    async with street.store.db.transaction() as tx:
        await ties.make(tx, Tie("t", "person1001", "person2001", Relation.WIFE, NOON))

    await liu.says("你还在吗")
    await li.says("我在")

    assert any("你还在吗" in shown.text for shown in li.screen)
    assert "我在" in liu.last.text


async def test_a_tie_that_has_ended_keeps_nobody_away(town: Open) -> None:
    street = await town(LIU, WIFE, ZHAO)
    async with street.store.db.transaction() as tx:
        await ties.end(tx, "tie2001x0", "person1001", NOON)

    await street.phone(LIU.address).says(CRY)

    assert "接手" in captions(street.phone(LI.address))

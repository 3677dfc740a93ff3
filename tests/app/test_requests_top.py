"""Help requests with nobody above: the counsellor on duty comes last, and nothing just ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.case import State, about
from bot.domain.people import Role, Unit
from bot.store import people
from tests.app.test_requests import asked, the_request
from tests.street import LI, WANG, ZHAO, Citizen, Street

SAILOR = Citizen("陈水手", 1005, "ship", Role.EMPLOYEE)
MATE = Citizen("何大副", 3005, "ship", Role.LIAISON)
EVERYBODY = (SAILOR, MATE, LI, ZHAO, WANG)


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """A ship of its own: a liaison, and no unit above."""
    street = await Street.open(tmp_path, citizens=EVERYBODY)
    async with street.store.db.transaction() as tx:
        await people.save_unit(tx, Unit("ship", None, {"zh": "远洋一号", "en": "Yuanyang 1"}, "UTC", ""))
    for citizen in EVERYBODY:
        street.phone(citizen.address)
    yield street
    await street.close()


async def test_a_ship_whose_only_liaison_does_not_answer_reaches_the_counsellor_on_duty(
    street: Street,
) -> None:
    sailor, mate, li = street.phone(1005), street.phone(3005), street.phone(2001)
    await asked(sailor)
    before = len(li.texts)

    await street.skip(hours=49)
    await street.settle()

    assert "我也去问值班的同事了" in sailor.last.text
    assert "物资" in li.texts[before]
    assert "要两箱水" not in li.last.text
    assert "还没有人接手" in mate.last.text
    await li.presses("接手")
    await li.presses("打开")
    assert (await the_request(street)).owner == "person2001"
    assert "要两箱水" in li.last.text
    assert "李医生接手了" in sailor.last.text
    assert not [shown for shown in mate.screen if shown.buttons]


async def test_when_the_only_liaison_cannot_the_counsellor_on_duty_is_asked_at_once(street: Street) -> None:
    sailor, mate, li, zhao = (street.phone(number) for number in (1005, 3005, 2001, 2002))
    await asked(sailor)

    await mate.presses("接不了")

    assert "问过的人都接不了，我也去问值班的同事了" in sailor.last.text
    for phone in (li, zhao):
        assert "还没有人接手" in phone.last.text
        await phone.presses("接不了")
    assert sum("值班的同事" in text for text in sailor.texts) == 1
    before = len(li.texts)
    await street.skip(hours=49)
    assert "没有忘" in sailor.last.text
    assert len(li.texts) == before + 1
    assert (await the_request(street)).state is State.ESCALATING


async def test_a_ship_without_a_liaison_has_the_counsellors_of_another_unit(street: Street) -> None:
    sailor, mate, zhao = street.phone(1005), street.phone(3005), street.phone(2002)
    await mate.blocks()

    await asked(sailor)
    await zhao.presses("接手")

    case = await the_request(street)
    assert (case.owner, about(case).level) == ("person2002", None)


async def test_one_that_was_taken_in_time_calls_no_counsellor(street: Street) -> None:
    sailor, mate, li = street.phone(1005), street.phone(3005), street.phone(2001)
    await asked(sailor)
    await mate.presses("接手")

    await street.skip(hours=49)

    assert not li.texts
    assert "没有忘" in sailor.last.text


async def test_who_is_asked_back_after_a_deadline_has_passed_is_still_reminded_once(street: Street) -> None:
    sailor, mate = street.phone(1005), street.phone(3005)
    await asked(sailor)
    await mate.presses("接手")
    await street.skip(hours=49)
    await mate.presses("打开")
    for question in ("送到哪里？", "哪个舱？"):
        await mate.presses("问本人")
        await mate.says(question)

    await street.skip(hours=49)
    await mate.presses("打开")
    await mate.presses("问本人")
    await mate.says("还在吗？")
    await street.skip(hours=49)

    assert sum("还等您一句话" in text for text in sailor.texts) == 1

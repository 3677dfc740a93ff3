"""A liaison asked to say hello: only where the person agreed, without a word about why, once, and not for a silence
that has ended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.phones import Phone
from bot.app.stage import Citizen
from bot.domain.hours import Hours
from bot.domain.people import Role
from bot.store import hours
from tests.street import LI, LIU, Street

EVENING = datetime(2026, 11, 24, 14, tzinfo=UTC)
"""Tuesday, 19:30 in Hambantota: the first question comes the next morning at eight."""

HELLO = "刘师傅：有空去打个招呼吧。\n聊聊家常就好，别的不用问。"
TELLS = ("心情", "睡", "低", "问候", "回答", "没答", "没回", "咨询", "黄", "绿", "🟡", "🟢", "三天", "天没")
ZHOU = Citizen("周联络员", 3001, "lk", Role.LIAISON)


async def opened(folder: Path, zhou: Citizen = ZHOU) -> Street:
    street = await Street.open(folder, citizens=[replace(LIU, asked=True), LI, zhou], start=EVENING)
    street.phone(2001), street.phone(zhou.address)
    await street.phone(1001).says("/privacy")
    return street


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await opened(tmp_path)
    yield street
    await street.close()


async def agree(street: Street) -> None:
    await street.phone(1001).presses("可以请联络员来")


async def low(street: Street, days: int = 2) -> None:
    """Low on so many days in a row."""
    for _ in range(days):
        await street.phone(1001).says("/checkin")
        await street.phone(1001).says("2 2 2")
        await answered(street)
        await street.skip(days=1)


async def answered(street: Street) -> None:
    """Whoever is paged takes the case and writes: all the days after would be full of pages otherwise."""
    li = street.phone(2001)
    if any(caption == "接手" for shown in li.screen for caption, _ in shown.buttons):
        await li.presses("接手")
        await li.presses("打开")
        await li.says("我在，您慢慢说")


async def silent(street: Street) -> None:
    """Somebody who used to answer, and then not for three days: it is the morning of the fourth."""
    await street.phone(1001).says("/checkin")
    await street.phone(1001).says("4 4 3")
    await street.phone(1001).presses("不写了")
    await street.skip(days=3, hours=13)


def hellos(phone: Phone) -> list[str]:
    return [
        message.text for message in phone.screen if "打个招呼" in message.text or "say hello" in message.text
    ]


async def test_without_consent_no_liaison_hears_anything(street: Street) -> None:
    await low(street)

    assert street.phone(3001).screen == []


async def test_consent_that_was_taken_back_is_none(street: Street) -> None:
    await agree(street)
    await street.phone(1001).presses("别再请联络员来")
    await low(street)

    assert street.phone(3001).screen == []


async def test_with_consent_a_low_time_asks_the_liaison_once_and_says_nothing_about_why(
    street: Street,
) -> None:
    await agree(street)
    await low(street)
    assert [message.text for message in street.phone(3001).screen] == [HELLO]

    # low again while the case is open
    await street.phone(1001).says("还是睡不好")
    await low(street)

    assert hellos(street.phone(3001)) == [HELLO]
    assert not any(word in HELLO for word in TELLS)
    assert not street.phone(3001).last.buttons
    assert street.phone(3001).last.protect


@pytest.mark.no_cover  # nine days of pages: which lines run is measured in the tests around it
async def test_with_consent_days_of_silence_ask_the_liaison_and_the_person_hears_nothing_of_it(
    street: Street,
) -> None:
    await agree(street)
    await silent(street)

    assert hellos(street.phone(3001)) == [HELLO]
    assert not any("招呼" in message.text for message in street.phone(1001).screen[2:])

    # the days after ask nobody again
    await street.skip(days=9)
    assert hellos(street.phone(3001)) == [HELLO]


async def test_a_message_of_any_kind_before_it_goes_takes_it_back(tmp_path: Path) -> None:
    street = await opened(tmp_path)
    await agree(street)
    # the liaison is at a place where it is night
    async with street.store.db.transaction() as tx:
        await hours.save(tx, {"person3001": Hours("America/Halifax")})
    await silent(street)
    assert street.phone(3001).screen == []

    await street.phone(1001).sends(sticker={"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1,
                                            "is_animated": False, "is_video": False, "type": "regular"})  # fmt: skip
    await street.skip(hours=14)

    assert hellos(street.phone(3001)) == []
    await street.close()


async def test_still_silent_when_the_liaisons_night_is_over_it_goes(tmp_path: Path) -> None:
    street = await opened(tmp_path, replace(ZHOU, language="en"))
    await agree(street)
    async with street.store.db.transaction() as tx:
        await hours.save(tx, {"person3001": Hours("America/Halifax")})
    await silent(street)
    await street.skip(hours=14)

    assert hellos(street.phone(3001)) == [
        "刘师傅: say hello when you get a chance.\nJust a chat; no need to ask about anything in particular."
    ]
    await street.close()

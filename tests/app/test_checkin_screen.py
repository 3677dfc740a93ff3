"""The one message of a check-in on its screen: closed when it is over, moved down when something was typed, and every
button that has stayed behind answered kindly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.phones import Phone
from bot.channel.port import Vanished
from bot.domain.messages import Op, Outgoing
from tests.street import LI, LIU, Street

EVENING = datetime(2026, 11, 24, 14, tzinfo=UTC)
"""Tuesday, 19:30 in Hambantota: the first question comes the next morning at eight."""


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=[replace(LIU, asked=True), LI], start=EVENING)
    await street.phone(1001).says("/help")
    await street.skip(hours=13)
    yield street
    await street.close()


@pytest.fixture
def liu(street: Street) -> Phone:
    return street.phone(1001)


def face(liu: Phone, caption: str = "🙂") -> str:
    """What that button under the newest message with it carries, kept for a later press."""
    return next(
        data for message in reversed(liu.screen) for shown, data in message.buttons if shown == caption
    )


def with_buttons(liu: Phone) -> list[str]:
    """What has buttons, beside the help they began with."""
    first = [message.text.splitlines()[0] for message in liu.screen if message.buttons]
    return [line for line in first if line != "我是机器，后面有真人。"]


async def days(street: Street) -> list[str]:
    rows = await street.store.db.fetch("select day from checkin order by day")
    return [row[0] for row in rows]


async def answered(liu: Phone) -> None:
    for caption in ("🙂", "睡得香", "没事", "不写了"):
        await liu.presses(caption)


async def test_it_is_one_message_from_the_first_tap_to_the_last_and_ends_without_buttons(
    street: Street, liu: Phone
) -> None:
    before = len(liu.screen)

    await answered(liu)

    assert len(liu.screen) == before
    assert liu.last.text == "好，今天就这些。"
    assert not liu.last.buttons


@pytest.mark.parametrize("taps", [(), ("🙂",), ("🙂", "睡得香"), ("🙂", "睡得香", "没事")])
async def test_whoever_wants_a_person_has_no_button_left_of_it(
    street: Street, liu: Phone, taps: tuple[str, ...]
) -> None:
    for caption in taps:
        await liu.presses(caption)
    await liu.presses("找人聊聊")

    assert "这一条先到这儿。" in [message.text for message in liu.screen]
    assert with_buttons(liu) == []
    assert "我去叫人" in liu.last.text


async def test_three_numbers_take_the_faces_off_the_screen_and_go_on_below(
    street: Street, liu: Phone
) -> None:
    await liu.says("4 3 3")

    assert with_buttons(liu) == ["好，今天这股劲儿留着。"]
    assert not any("来问您一声" in message.text for message in liu.screen)
    assert liu.screen[-2].text == "4 3 3"


async def test_leaving_it_or_letting_it_be_closes_it(street: Street, liu: Phone) -> None:
    await liu.presses("🙂")
    await liu.says("/cancel")
    assert "这一条先到这儿。" in [message.text for message in liu.screen]
    assert with_buttons(liu) == ["好，不说这个了。"]

    await liu.says("/checkin")
    await liu.presses("🙂")
    await street.skip(hours=5)
    assert liu.last.text == "这一条先到这儿。"
    assert not liu.last.buttons


async def test_another_dialogue_closes_it_too(street: Street, liu: Phone) -> None:
    await liu.presses("🙂")
    await liu.says("/time")

    assert "这一条先到这儿。" in [message.text for message in liu.screen]
    assert liu.last.text.startswith("您的钟")


@pytest.mark.parametrize("word", ["cannot be edited", "not found"])
async def test_where_telegram_does_not_edit_the_next_question_comes_anew(
    street: Street, liu: Phone, word: str
) -> None:
    def gone(_: int, message: Outgoing) -> Vanished | None:
        return Vanished(f"message {word}") if message.op is Op.EDIT else None

    street.channel.always = gone
    await liu.presses("🙂")

    assert liu.last.text == "🙂 知道了。昨晚睡得呢？"
    assert not liu.last.edited
    street.channel.always = None
    await liu.presses("睡得香")
    assert (liu.last.text, liu.last.edited) == ("身上呢？", True)


async def test_a_second_press_from_the_other_phone_is_answered_and_asks_nothing_again(
    street: Street, liu: Phone
) -> None:
    smile = face(liu)
    await answered(liu)

    await liu.presses_data(smile)

    assert liu.toasts[-1] == "今天的记下了，想改就发 /checkin"
    assert liu.last.text == "好，今天就这些。"
    assert set(await days(street)) == {"2026-11-25"}


async def test_the_same_face_twice_in_a_row_is_one_answer(street: Street, liu: Phone) -> None:
    smile, before = face(liu), len(liu.screen)

    await liu.presses_data(smile)
    await liu.presses_data(smile)

    assert len(liu.screen) == before
    assert liu.last.text == "🙂 知道了。昨晚睡得呢？"


async def test_only_todays_is_on_the_screen_after_days_and_yesterdays_button_is_answered_kindly(
    street: Street, liu: Phone
) -> None:
    smile = face(liu)
    await street.skip(days=3)

    assert sum("🙂" in shown for message in liu.screen for shown, _ in message.buttons) == 1
    await liu.presses_data(smile)
    assert liu.toasts[-1] == "这一条过去了，想说随时发 /checkin"
    assert await days(street) == []


async def test_after_midnight_it_is_still_the_day_that_was_asked_about_and_the_next_one_comes(
    street: Street, liu: Phone
) -> None:
    # the night after: 00:30 on Thursday
    await street.skip(hours=16, minutes=0)
    await answered(liu)
    assert set(await days(street)) == {"2026-11-25"}

    await street.skip(hours=8)
    assert "今天怎么样" in liu.last.text
    await answered(liu)
    assert set(await days(street)) == {"2026-11-25", "2026-11-26"}


async def test_a_tap_in_the_morning_before_the_next_question_is_about_the_new_day(
    street: Street, liu: Phone
) -> None:
    # 06:30 on Thursday
    await street.skip(hours=22)
    await answered(liu)

    assert set(await days(street)) == {"2026-11-26"}


@pytest.mark.parametrize("words", [("/stop",), ("/time", "[休假先停]", "下周一", "[不用改]")])
async def test_after_a_stop_or_in_a_pause_an_answer_counts_and_nothing_more_comes(
    street: Street, liu: Phone, words: tuple[str, ...]
) -> None:
    smile = face(liu)
    for word in words:
        await (liu.presses(word.strip("[]")) if word.startswith("[") else liu.says(word))

    await liu.presses_data(smile)
    for caption in ("睡得香", "没事", "不写了"):
        await liu.presses(caption)
    assert set(await days(street)) == {"2026-11-25"}
    count = len(liu.screen)
    await street.skip(days=2)

    assert len(liu.screen) == count


@pytest.mark.parametrize("thin", [True, False])
async def test_only_on_a_thin_link_it_says_that_three_figures_do(tmp_path: Path, thin: bool) -> None:
    street = await Street.open(tmp_path, citizens=[replace(LIU, asked=True)], start=EVENING)
    async with street.store.db.transaction() as tx:
        await tx.execute("update unit set thin = ? where code = 'lk'", (int(thin),))
    liu = street.phone(1001)
    await liu.says("/help")
    await street.skip(hours=13)

    assert ("4 3 2" in liu.last.text) is thin
    # and it is understood in either case
    await liu.says("4 3 2")
    assert "想多说一句就写在下面" in liu.last.text
    await street.close()


async def test_one_low_day_is_one_although_the_house_stood_still_over_night_before_it_was_over(
    street: Street, liu: Phone
) -> None:
    for caption in ("🙁", "不太好", "有点累"):
        await liu.presses(caption)
    assert await days(street) == ["2026-11-25"]

    street.clock.move(timedelta(hours=22))
    await street.skip(minutes=1)

    assert await days(street) == ["2026-11-25"]
    assert not any("🟡" in text for text in street.phone(2001).texts)


async def test_what_was_tapped_in_part_belongs_to_its_day_although_it_is_kept_after_the_next_question(
    street: Street, liu: Phone
) -> None:
    for caption in ("🙁", "不太好"):
        await liu.presses(caption)

    # nobody was there when it ran out, and the house comes back with the next morning's question
    street.clock.move(timedelta(hours=24))
    await street.skip(minutes=5)
    assert await days(street) == ["2026-11-25"]

    await answered(liu)
    assert set(await days(street)) == {"2026-11-25", "2026-11-26"}


async def test_what_was_tapped_in_part_late_in_the_night_belongs_to_the_day_that_was_asked_about(
    street: Street, liu: Phone
) -> None:
    # 01:30 on Thursday, to run out at 05:30
    await street.skip(hours=17)
    await liu.presses("🙁")
    await street.skip(hours=5)

    assert await days(street) == ["2026-11-25"]

"""A line that nobody answers: the owner is reminded once, then somebody else is called."""

from __future__ import annotations

import pytest

from bot.channel.port import Down
from tests.street import Street


@pytest.fixture
async def talk(street: Street) -> Street:
    """A red case in which Doctor Li and the person have begun to write."""
    liu, li, _zhao = street.phone(1001), street.phone(2001), street.phone(2002)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    return street


async def state(street: Street) -> str:
    return str((await street.store.db.fetch("select state from cases"))[0][0])


async def test_an_unanswered_red_line_reminds_the_owner_after_three_minutes_and_once(talk: Street) -> None:
    liu, li, zhao = talk.phone(1001), talk.phone(2001), talk.phone(2002)
    await liu.says("药在我手里")
    await talk.skip(minutes=2, seconds=59)
    assert not [text for text in li.texts if "还没有等到您的回答" in text]

    await talk.skip(seconds=2)

    assert "🔴 红：对方写了话，还没有等到您的回答" in li.last.text
    assert [caption for caption, _ in li.last.buttons] == [
        "打开",
        "快捷 ▾",
        "备注",
        "转交",
        "结束",
        "📞 约通话",
    ]
    assert "已由 李医生 接手" in zhao.last.text
    assert await state(talk) == "active"


async def test_a_line_that_stays_unanswered_calls_others_and_both_are_told(talk: Street) -> None:
    liu, li, zhao = talk.phone(1001), talk.phone(2001), talk.phone(2002)
    await liu.says("药在我手里")
    await talk.skip(minutes=6, seconds=1)

    assert await state(talk) == "escalating"
    assert [text for text in liu.texts if text.startswith("李医生这会儿没能回您，我再叫别人来")]
    assert [text for text in li.texts if "已经叫了别的同事" in text]
    assert "还没有人接手" in zhao.last.text


async def test_writing_on_does_not_put_the_reminder_off(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await liu.says("药在我手里")
    await talk.skip(minutes=2)
    await liu.says("您在吗")

    await talk.skip(minutes=1, seconds=1)

    assert "还没有等到您的回答" in li.last.text


async def test_an_answer_that_arrived_ends_the_wait(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await liu.says("药在我手里")
    await talk.skip(minutes=2)
    await li.says("先放到一边，我在")

    await talk.skip(hours=2)

    assert not [text for text in li.texts if "还没有等到您的回答" in text]
    assert await state(talk) == "active"


async def test_an_answer_that_does_not_arrive_is_none(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await liu.says("药在我手里")
    talk.channel.always = lambda chat, _: Down("no line") if chat == 1001 else None
    await li.says("先放到一边")

    await talk.skip(minutes=3, seconds=1)

    assert [text for text in li.texts if "还没有等到您的回答" in text]


async def test_what_was_on_its_way_before_the_line_answers_nothing(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    talk.channel.always = lambda chat, _: Down("no line") if chat == 1001 else None
    await li.says("您慢慢说")
    await liu.says("药在我手里")
    talk.channel.always = None
    await talk.skip(minutes=1)
    assert "您慢慢说" in liu.last.text

    await talk.skip(minutes=4)

    assert [text for text in li.texts if "还没有等到您的回答" in text]


async def test_the_next_line_after_an_answer_is_waited_for_anew(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    for _ in range(2):
        await liu.says("药在我手里")
        await talk.skip(minutes=3, seconds=1)
        await li.says("我在")

    assert len([text for text in li.texts if "还没有等到您的回答" in text]) == 2
    assert await state(talk) == "active"


async def test_a_line_before_the_first_answer_arrives_is_waited_for_too(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    street.channel.always = lambda chat, _: Down("no line") if chat == 1001 else None
    await li.says("我在")
    await liu.says("药在我手里")
    street.channel.always = None
    await street.skip(minutes=1)
    assert await state(street) == "active"

    await street.skip(minutes=4)

    assert [text for text in li.texts if "还没有等到您的回答" in text]


async def test_amber_waits_five_minutes_and_green_ten(street: Street) -> None:
    liu, smith, li = street.phone(1001), street.phone(1003), street.phone(2001)
    await liu.says("我撑不住了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    await liu.says("嗯")
    await street.skip(minutes=4, seconds=59)
    assert not [text for text in li.texts if "还没有等到您的回答" in text]

    await street.skip(seconds=2)

    assert "🟡 黄：对方写了话" in li.last.text
    assert smith.screen == []


async def test_closing_ends_the_wait(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await liu.says("谢谢，好多了")
    await talk.skip(minutes=1)
    async with talk.store.db.transaction() as tx:
        await tx.execute("update cases set state = 'closed', closed_at = 1")
    li.news()

    await talk.skip(hours=1)

    assert li.news() == []

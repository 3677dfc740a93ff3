"""A case as the people in it live through it."""

from __future__ import annotations

import pytest

from bot.channel.port import Down, Refused, Unknown
from bot.store import desks
from tests.street import Street


@pytest.fixture
async def talk(street: Street) -> Street:
    """A red case that Doctor Li has taken and opened, with no word written yet."""
    liu, li, _zhao, _wang = (street.phone(n) for n in (1001, 2001, 2002, 2003))
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    return street


async def state(street: Street) -> str:
    return str((await street.store.db.fetch("select state from cases"))[0][0])


async def test_red_words_are_answered_and_paged_at_once(street: Street) -> None:
    liu, li, zhao, wang = (street.phone(n) for n in (1001, 2001, 2002, 2003))

    await liu.says("我不想活了")

    assert "我收到了" in liu.last.text
    assert [b for b, _ in li.last.buttons] == ["接手", "接不了，下一位"]
    assert zhao.last.text == li.last.text
    assert wang.screen == []


async def test_a_page_carries_no_name_and_no_content(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)

    await liu.says("我不想活了，今晚就走")

    assert "刘" not in li.last.text
    assert "不想活" not in li.last.text
    assert "斯里兰卡" in li.last.text
    assert "09:30" in li.last.text
    assert "12:00" in li.last.text


async def test_a_long_answer_counts_as_sent_when_its_last_part_is(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)

    await li.says("很长" * 3000)

    parts = [text for text in liu.texts if "很长" in text]
    assert len(parts) == 2
    assert [text for text in li.texts if "已发出" in text] == ["已发出 · K0002 刘师傅"]


async def test_an_answer_that_arrived_in_part_says_so(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    talk.channel.results.extend([Refused("no")])

    number = await li.says("很长" * 3000)

    told = [m for m in li.screen if "没发全" in m.text]
    assert [m.reply_to for m in told] == [number]
    assert len([text for text in liu.texts if "很长" in text]) == 1


async def test_a_sticker_that_is_refused_stands_as_failed_though_the_name_before_it_went(
    talk: Street,
) -> None:
    li = talk.phone(2001)
    talk.channel.always = lambda _, message: Refused("no") if message.media else None

    await li.sends(sticker={"file_id": "s"})

    assert "失败" in li.last.text
    assert not [text for text in li.texts if "已发出" in text]
    assert await state(talk) == "claimed"


async def test_an_answer_that_stays_unknown_stops_no_clock_and_says_so(talk: Street) -> None:
    li = talk.phone(2001)
    talk.channel.always = lambda chat, _: Unknown("silence") if chat == 1001 else None

    await li.says("我在")
    await talk.skip(minutes=10)

    assert [text for text in li.texts if "不知道对方收到没有" in text]
    assert await state(talk) == "escalating"


async def test_the_persons_line_that_stays_unknown_to_the_owner_calls_others(talk: Street) -> None:
    liu, li, zhao = talk.phone(1001), talk.phone(2001), talk.phone(2002)
    await li.says("我在")
    talk.channel.always = lambda chat, _: Unknown("silence") if chat == 2001 else None

    await liu.says("听得见吗")
    await talk.skip(minutes=15)

    assert "还没有人接手" in zhao.last.text
    assert any("断了线" in text for text in liu.texts)


async def test_a_correction_is_no_first_message_and_takes_nothing_back(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    number = await li.says("我在在")
    await liu.says("嗯")
    await li.blocks()
    assert await state(talk) == "escalating"

    await li.edits(number, "我在")

    assert liu.texts[2] == "李医生：\n我在"
    assert await state(talk) == "escalating"


async def test_a_correction_after_somebody_else_took_over_changes_nothing(talk: Street) -> None:
    liu, li, zhao = talk.phone(1001), talk.phone(2001), talk.phone(2002)
    number = await li.says("我在")
    await li.blocks()
    await zhao.presses("接手")

    await li.edits(number, "改过的")

    assert not [text for text in liu.texts if "改过的" in text]
    assert "这条没有发出去" in li.last.text


async def test_a_correction_after_the_end_changes_nothing(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    number = await li.says("我在")
    await li.says("/close 好了")
    await li.presses("确定结束")

    await li.edits(number, "改过的")

    assert not [text for text in liu.texts if "改过的" in text]
    assert "已经结束" in li.last.text


@pytest.mark.parametrize("words", ["好", "/note 好", "/close 好"])
async def test_what_comes_a_moment_after_the_end_is_not_kept_and_the_writer_is_told(
    talk: Street, words: str
) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await li.says("我在")
    await li.says("/close 好了")
    await li.presses("确定结束", settle=False)
    await talk.house.frontdesk.work()

    async with talk.store.db.transaction() as tx:
        case = (await tx.fetch("select id from cases"))[0][0]
        await desks.save(tx, {"person2001": desks.Desk(desks.DeskMode.REPLY, case, talk.clock.now())})
    await li.says(words)

    assert [text for text in li.texts if "已经结束，这条没有发出去" in text]
    assert not [text for text in liu.texts if text.endswith("：\n好")]


async def test_opening_a_moment_too_late_opens_nothing(talk: Street) -> None:
    li = talk.phone(2001)
    await li.presses("打开", settle=False)
    async with talk.store.db.transaction() as tx:
        await tx.execute("update cases set owner = 'person2002'")
    li.news()

    await talk.settle()

    assert li.news() == []
    assert li.toasts[-1] == "这一件不在您这边，办不了。"


async def test_a_person_whose_counsellor_left_the_staff_is_not_left_with_nobody(talk: Street) -> None:
    liu, zhao = talk.phone(1001), talk.phone(2002)
    async with talk.store.db.transaction() as tx:
        await tx.execute("delete from staff_grant where person = 'person2001'")

    await liu.says("还在吗")

    assert await state(talk) == "escalating"
    assert any("我正在重新叫人" in text for text in liu.texts)
    assert "还没有人接手" in zhao.last.text


async def test_a_person_whose_counsellors_shift_on_the_staff_is_over_is_not_left_either(talk: Street) -> None:
    liu, li, zhao = talk.phone(1001), talk.phone(2001), talk.phone(2002)
    await li.says("我在")
    async with talk.store.db.transaction() as tx:
        await tx.execute("update staff_grant set until_at = 1 where person = 'person2001'")

    await liu.says("还在吗")

    assert await state(talk) == "escalating"
    assert any("李医生那边断了线" in text for text in liu.texts)
    assert "还没有人接手" in zhao.last.text


async def test_cards_of_those_who_left_the_staff_are_left_alone(street: Street) -> None:
    liu, li, zhao = street.phone(1001), street.phone(2001), street.phone(2002)
    await liu.says("我不想活了")
    async with street.store.db.transaction() as tx:
        await tx.execute("delete from staff_grant where person = 'person2002'")

    await li.presses("接手")
    await liu.blocks()
    await street.skip(minutes=2, seconds=1)

    assert "还没有人接手" in zhao.last.text
    assert "接手" in li.last.buttons[0][0]


async def test_timers_of_a_closed_case_are_dropped(talk: Street) -> None:
    liu, li, zhao = talk.phone(1001), talk.phone(2001), talk.phone(2002)
    await li.says("我在")
    await li.says("/close 说过了")
    await li.presses("确定结束")
    for phone in (liu, li, zhao):
        phone.news()

    await talk.skip(hours=2)

    assert [phone.news() for phone in (liu, li, zhao)] == [[], [], []]


async def test_a_late_mark_of_a_closed_case_changes_nothing_else(talk: Street) -> None:
    li = talk.phone(2001)
    await li.says("我在")
    talk.channel.always = lambda chat, _: Down("no line") if chat == 1001 else None
    await li.says("我打电话给您")
    await li.says("/close 电话里说了")
    await li.presses("确定结束")
    talk.channel.always = None

    await talk.skip(minutes=1)

    assert "已发出" in li.last.text
    assert await state(talk) == "closed"


async def test_the_dialogue_is_put_aside_when_somebody_takes_the_case_and_its_answers_are_kept(
    street: Street,
) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("/talk")
    await liu.says("我撑不住了")
    await liu.presses("还行")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在，怎么了")

    await liu.says("想家里人了")

    assert "我在，怎么了" in liu.last.text
    assert "想家里人了" in li.last.text
    assert [text for text in li.texts if "心情：🙂 还行" in text]


async def test_a_second_call_while_people_are_paged_is_one_case(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("我不想活了")
    await liu.says("我想死")
    await liu.says("救命")

    assert len(await street.store.db.fetch("select 1 from cases")) == 1


async def test_the_clock_of_the_first_page_is_kept(street: Street) -> None:
    await street.phone(1001).says("我不想活了")
    await street.skip(minutes=5)

    rows = await street.store.db.fetch("select paged_at, opened_at from cases")
    assert rows[0][0] == rows[0][1]

"""Calls about a case: who may arrange one, what is read of it, and what becomes of it when the case goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.appointment import Appointment
from bot.domain.discretion import loud_word
from bot.domain.people import Role
from bot.store import appointments, people
from tests.street import LI, LIU, PEOPLE, SMITH, ZHAO, Citizen, Phone, Street

ZHOU = Citizen("周联络员", 3001, "lk", Role.LIAISON, duty="always")
TOWN = (*PEOPLE, ZHOU)


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """Doctor Li has taken and opened Liu's case, and has written."""
    street = await Street.open(tmp_path, citizens=TOWN)
    for citizen in TOWN:
        street.phone(citizen.address)
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    await liu.says("/talk")
    await liu.presses("找人聊聊")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    yield street
    await street.close()


def lane(citizen: Citizen) -> str:
    return f"person{citizen.address}"


async def asks(
    phone: Phone, hour: str = "周六 11:30", *, length: str = "半小时", send: str = "好，去问"
) -> None:
    """By the button on the card."""
    await phone.presses("约通话")
    for caption in (length, hour, send):
        await phone.presses(caption)


async def agrees(street: Street) -> Appointment:
    await asks(street.phone(LI.address))
    await street.phone(LIU.address).presses("可以")
    (call,) = await kept(street)
    return call


async def kept(street: Street, citizen: Citizen = LIU) -> list[Appointment]:
    return await appointments.of_people(street.store.db, street.store.keys, [lane(citizen)])


async def audited(street: Street) -> list[tuple[str, str]]:
    rows = await street.store.db.fetch("select actor, action from audit order by id")
    return [(row[0], row[1]) for row in rows]


async def transfers(street: Street) -> None:
    """The case goes from Doctor Li to Doctor Zhao."""
    li, zhao = street.phone(LI.address), street.phone(ZHAO.address)
    await li.presses("转交")
    await li.presses("赵医生")
    await zhao.presses("接手")


def captions(phone: Phone) -> list[str]:
    return [caption for caption, _ in phone.last.buttons]


def files(street: Street, citizen: Citizen) -> list[bytes]:
    return [m.upload for chat, m in street.channel.sent if m.upload and chat == citizen.address]


# -- arranging ------------------------------------------------------------------------------------


async def test_whoever_has_a_case_asks_its_person_for_an_hour_from_the_card(street: Street) -> None:
    liu, li = street.phone(LIU.address), street.phone(LI.address)

    await li.presses("约通话")
    assert li.last.text.endswith("· 约个时间通话，大概多久？")
    assert captions(li) == ["15 分钟", "半小时", "一小时"]
    await li.presses("半小时")
    # both clocks on every button, that of the counsellor first
    assert "周六 11:30 北京 · 09:00 汉班托塔" in captions(li)
    await li.presses("周六 11:30")
    await li.presses("好，去问")

    assert liu.last.text.startswith(
        "想跟您约个时间通话，30 分钟：\n\n11-28 周六 09:00 汉班托塔\n11-28 周六 11:30 北京"
    )
    assert "跟李医生。" in liu.last.text
    assert captions(liu) == ["✅ 可以", "🔄 换个时间", "这次不了", "🙋 找人聊聊"]
    assert (lane(LI), "call offered") in await audited(street)
    await liu.presses("可以")
    (call,) = await kept(street)
    assert call.parties == (lane(LI), lane(LIU))
    assert call.case != ""


async def test_the_person_is_asked_in_their_language_on_their_clock(street: Street) -> None:
    smith, li = street.phone(SMITH.address), street.phone(LI.address)
    await smith.says("/talk")
    await smith.presses("Talk to a person")
    await li.presses("接手")
    await li.presses("打开")

    await li.presses("约通话")
    await li.presses("半小时")
    await li.presses("周二")
    await li.presses("好，去问")

    assert smith.last.text.startswith("A time to talk, 30 minutes:\n\nTue 11-24 ")
    assert "With 李医生." in smith.last.text
    assert captions(smith)[:3] == ["✅ Yes", "🔄 Another time", "Not this time"]


async def test_the_menu_of_calls_leads_there_too(street: Street) -> None:
    li = street.phone(LI.address)

    await li.says("/call")

    assert captions(li)[0].startswith("刘师傅 · K")
    await li.presses("刘师傅")
    for caption in ("半小时", "周六 11:30", "好，去问"):
        await li.presses(caption)
    (call,) = await kept(street)
    assert call.case != ""


async def test_no_first_line_and_no_calendar_has_a_name_or_a_word_of_what_it_is_about(street: Street) -> None:
    await agrees(street)
    await street.skip(days=5, hours=2)
    code = (await street.store.db.fetch("select code from cases"))[0][0]

    for citizen in (LIU, LI):
        phone = street.phone(citizen.address)
        told = [text for text in phone.texts if "通话" in text or "视频" in text or "11-28" in text]
        reminders = [text for text in told if text.startswith(("提醒您", "还有"))]
        assert len(reminders) == 3
        for text in told:
            first = text.split("\n")[0]
            assert not loud_word(first)
            assert not any(name in first for name in ("刘师傅", "李医生"))
        (file,) = files(street, citizen)
        written = file.decode().replace("\r\n ", "")
        assert "SUMMARY:视频\r\n" in written
        assert not any(word in written for word in ("刘师傅", "李医生", code, "meet"))


async def test_only_whoever_has_the_case_and_has_opened_it_arranges_one(street: Street) -> None:
    li, zhao, zhou = (street.phone(c.address) for c in (LI, ZHAO, ZHOU))
    data = next(data for m in li.screen for caption, data in m.buttons if caption == "📞 约通话")

    for phone in (zhao, zhou):
        await phone.says("/start")
        await phone.presses_data(data, phone.last.id)
        assert phone.toasts[-1] == "这个不归您管。" or phone.toasts[-1] != ""
        await phone.says("/call")
        assert not any("刘师傅" in caption for caption in captions(phone))
        await phone.says("/cancel")

    assert await kept(street) == []
    assert [(lane(c), "call refused") in await audited(street) for c in (ZHAO, ZHOU)] == [True, True]


async def test_with_the_case_the_right_to_ask_goes_while_hours_are_looked_at(street: Street) -> None:
    li, zhao = street.phone(LI.address), street.phone(ZHAO.address)
    await li.presses("转交")
    await li.presses("赵医生")
    await li.presses("约通话")
    await li.presses("半小时")
    await zhao.presses("接手")

    await li.presses("周六 11:30")

    assert "约不了" in li.last.text
    assert await kept(street) == []


async def test_of_somebody_no_message_reaches_it_is_said_to_phone(street: Street) -> None:
    li = street.phone(LI.address)
    data = next(data for m in li.screen for caption, data in m.buttons if caption == "📞 约通话")
    async with street.store.db.transaction() as tx:
        await people.set_reachable(tx, lane(LIU), reachable=False)

    await li.presses_data(data, li.last.id)

    assert "请直接打电话" in li.last.text


async def test_a_liaison_arranges_one_with_whoever_has_asked_them_for_help(street: Street) -> None:
    smith, liu, zhou = (street.phone(c.address) for c in (SMITH, LIU, ZHOU))
    await street.phone(LI.address).says("/close 好多了")
    await liu.says("/request")
    for caption in ("我自己", "物资", "可以"):
        await liu.presses(caption)
    await liu.says("要两箱水")
    for caption in ("够了", "不急", "就这样"):
        await liu.presses(caption)
    await zhou.presses("接手")
    assert not any("约通话" in caption for m in zhou.screen for caption, _ in m.buttons)
    await zhou.presses("打开")

    await asks(zhou, "周三 18:00")

    assert liu.last.text.startswith("想跟您约个时间通话")
    assert smith.texts == []


# -- with an open case ----------------------------------------------------------------------------


async def test_whoever_is_with_people_picks_another_hour_without_a_question_left_open(street: Street) -> None:
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    await asks(li)

    await liu.presses("换个时间")
    assert liu.last.text.startswith("两边都合适的时间")
    assert captions(liu)[0].endswith("北京")
    await liu.presses("周三 18:00")

    assert li.last.text.startswith("对方想把视频改个时间") or "周三 20:30 北京" in li.last.text
    await li.presses("可以")
    (call,) = await kept(street)
    assert call.wall is not None
    # what they write meanwhile reaches whoever is with them
    await liu.says("谢谢")
    assert any("谢谢" in text for text in li.texts)


async def test_a_button_of_an_hour_that_is_no_hour_changes_nothing(street: Street) -> None:
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    await asks(li)
    (call,) = await kept(street)

    await liu.presses_data(f"1.cpick.{call.id}.{call.version}.never")

    assert await kept(street) == [call]
    assert (lane(LIU), "no such hour") in await audited(street)


async def test_where_no_hour_suits_they_are_asked_to_write(street: Street) -> None:
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    await asks(li)
    async with street.store.db.transaction() as tx:
        await appointments.set_week(tx, lane(LI), (("mon-sun 01:00-01:05",), ()))

    await liu.presses("换个时间")

    assert liu.last.text == "没找到两边都合适的时间，直接在这里写一声什么时候方便。"


# -- when the case goes on ------------------------------------------------------------------------


async def test_a_call_stands_when_its_case_is_closed_and_whoever_closes_it_is_asked(street: Street) -> None:
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    call = await agrees(street)
    await li.presses("打开")

    await li.says("/close 好多了")

    assert "结束了，约好的通话还留着：\n\n11-28 周六 11:30 北京" in li.last.text
    assert captions(li) == ["还是照约", "取消"]
    assert await kept(street) == [call]
    await li.presses("取消")
    await li.presses("是，取消")
    assert await kept(street) == []
    assert "把视频取消了" in "".join(liu.texts[-2:])


async def test_a_call_that_is_kept_after_the_end_is_reminded_of(street: Street) -> None:
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    await agrees(street)
    await li.presses("打开")
    await li.says("/close 好多了")
    await li.presses("还是照约")
    liu.news()

    await street.skip(days=4, hours=23, minutes=25)

    assert any("还有 10 分钟" in shown.text for shown in liu.news())


async def test_when_the_case_is_handed_over_the_call_stays_until_it_is_handed_on(street: Street) -> None:
    liu, li, zhao = (street.phone(c.address) for c in (LIU, LI, ZHAO))
    before = await agrees(street)
    await li.presses("打开")
    await transfers(street)

    assert "交给赵医生了，这次通话还是您来吗？" in li.last.text
    assert captions(li) == ["还是照约", "🤝 请接手的同事来", "取消"]
    assert (await kept(street))[0].parties == (lane(LI), lane(LIU))
    await li.presses("请接手的同事来")

    (call,) = await kept(street)
    assert (call.id, call.at, call.parties) == (before.id, before.at, (lane(ZHAO), lane(LIU)))
    assert call.lane == lane(ZHAO)
    assert call.room != before.room
    assert await kept(street, LI) == []
    assert any(text.startswith("通话的时间不变，换了一位同事") and "跟赵医生" in text for text in liu.texts)
    assert any("跟刘师傅" in text for text in zhao.texts)
    assert "好，这次通话交给赵医生了" in "".join(li.texts[-2:])
    # one calendar lets go of it, the others keep it under the same name
    assert b"METHOD:CANCEL" in files(street, LI)[-1]
    for citizen in (LIU, ZHAO):
        assert b"METHOD:REQUEST" in files(street, citizen)[-1]
        assert b"SEQUENCE:1" in files(street, citizen)[-1]
    assert (lane(LI), "call handed on") in await audited(street)


async def test_of_what_was_handed_on_only_those_are_reminded_whom_it_concerns(street: Street) -> None:
    liu, li, zhao = (street.phone(c.address) for c in (LIU, LI, ZHAO))
    await agrees(street)
    await li.presses("打开")
    await transfers(street)
    await li.presses("请接手的同事来")
    # whoever has it writes, or five days of pages follow
    await zhao.presses("打开")
    await zhao.says("我接着陪您")
    for phone in (liu, li, zhao):
        phone.news()

    await street.skip(days=4, hours=23, minutes=25)

    reminded = {
        phone.name: sum("还有 10 分钟" in shown.text for shown in phone.news()) for phone in (liu, li, zhao)
    }
    assert reminded == {"刘师傅": 1, "李医生": 0, "赵医生": 1}
    await street.skip(minutes=45)
    await zhao.presses("通上了")
    await liu.presses("通上了")
    assert await kept(street) == []


async def test_a_colleague_who_is_not_free_then_does_not_get_the_call(street: Street) -> None:
    li = street.phone(LI.address)
    call = await agrees(street)
    await li.presses("打开")
    await transfers(street)
    async with street.store.db.transaction() as tx:
        await appointments.set_week(tx, lane(ZHAO), (("mon-fri 09:00-18:00",), ()))

    await li.presses("请接手的同事来")

    assert "赵医生那个时间没空" in li.last.text
    assert await kept(street) == [call]


async def test_with_nobody_who_has_the_case_the_call_stays(street: Street) -> None:
    li, zhao = street.phone(LI.address), street.phone(ZHAO.address)
    call = await agrees(street)
    await li.presses("打开")
    await transfers(street)
    await zhao.presses("打开")
    await zhao.says("我姓赵")
    await zhao.says("/close 好多了")

    await li.presses("请接手的同事来")

    assert "没有能接这次通话的同事" in li.last.text
    assert await kept(street) == [call]
    assert (lane(LI), "call not handed on") in await audited(street)


async def test_an_hour_that_is_only_offered_is_kept_or_called_off(street: Street) -> None:
    li = street.phone(LI.address)
    await asks(li)
    await li.presses("打开")

    await transfers(street)

    assert captions(li) == ["还是照约", "取消"]


async def test_whoever_takes_a_case_that_lapsed_leaves_the_call_with_its_booker(street: Street) -> None:
    li, zhao = street.phone(LI.address), street.phone(ZHAO.address)
    await agrees(street)
    await street.phone(LIU.address).says("我不想活了")
    await li.blocks()
    await li.blocks(status="member")
    await zhao.presses("接手")

    assert "交给赵医生了" in li.last.text
    assert len(await kept(street)) == 1

"""What reaches a staff phone, and what a hand that should not can do with it: nothing."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.buttons import Press
from bot.domain.messages import Op
from bot.domain.people import Role
from tests.street import LI, LIU, PEOPLE, WANG, ZHAO, Citizen, Phone, Street

CANARY = "金丝雀canary"
WU = Citizen("吴医生", 2005, "ship", Role.COUNSELLOR, duty="always")
CHEN = Citizen("陈老师", 2004, "hq", Role.WELLBEING_MANAGER, duty="always")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Street]:
    """The usual people, a counsellor of the ship alone, and a wellbeing manager."""
    street = await Street.open(tmp_path, citizens=(*PEOPLE, WU, CHEN))
    yield street
    await street.close()


def holder(street: Street, citizen: Citizen) -> Phone:
    return street.phone(citizen.address, citizen.name, citizen.language)


async def audit(street: Street) -> list[tuple[str, str]]:
    return [
        (row[0], row[1]) for row in await street.store.db.fetch("select actor, action from audit order by at")
    ]


async def states(street: Street) -> list[tuple[str, str | None]]:
    return [
        (row[0], row[1]) for row in await street.store.db.fetch("select state, owner from cases order by id")
    ]


def data_of(phone: Phone, caption: str) -> str:
    return next(
        data for message in reversed(phone.screen) for shown, data in message.buttons if caption in shown
    )


async def test_before_open_no_word_and_no_name_is_on_any_staff_phone(town: Street) -> None:
    liu, li, zhao, wang = (holder(town, who) for who in (LIU, LI, ZHAO, WANG))
    await liu.says("/talk")
    await liu.presses("有点低落")
    await liu.presses("家里的事")
    number = await liu.says(f"我不想活了 {CANARY}")
    await liu.edits(number, f"我不想活了，{CANARY}二")
    await liu.sends(photo=[{"file_id": CANARY}], caption=CANARY)
    await liu.sends(document={"file_id": CANARY, "file_name": CANARY})
    await liu.sends(contact={"phone_number": "1", "first_name": CANARY})
    await town.skip(minutes=3)
    await li.presses("接不了")
    await li.says("/cases")
    await zhao.presses("接手")
    await town.skip(minutes=3)
    await wang.says("/cases")
    await liu.blocks()

    for phone in (li, zhao, wang):
        assert phone.news(), phone.name
        shown = [*phone.toasts, *(f"{m.html}{m.buttons}{m.media}" for m in phone.screen)]
        for words in (CANARY, "canary", LIU.name, "刘", "低落", "家里", str(LIU.address), "不想活"):
            assert not [text for text in shown if words in text], (phone.name, words)


async def test_buttons_carry_nothing_of_what_was_written(town: Street) -> None:
    liu = holder(town, LIU)
    await liu.says(f"我不想活了 {CANARY}")

    for _, message in town.channel.sent:
        for button in itertools.chain.from_iterable(message.keyboard):
            assert CANARY not in button.data
            assert len(button.data.encode()) <= 64


async def test_the_mark_and_the_toast_say_nothing_of_the_content(town: Street) -> None:
    liu, li = holder(town, LIU), holder(town, LI)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says(CANARY)
    await liu.says(CANARY)
    await li.presses("备注")
    await li.says(CANARY)
    await li.presses("结束")
    await li.says(CANARY)

    own = [m.text for m in li.screen if not m.mine and CANARY in m.text]
    assert len(own) == 1  # the person's own line, on the screen of the one who opened the case
    assert [m.text for m in liu.screen if not m.mine and CANARY in m.text] == [f"李医生：\n{CANARY}"]


async def test_nothing_shown_to_staff_about_anybody_can_be_forwarded(town: Street) -> None:
    liu, li = holder(town, LIU), holder(town, LI)
    await liu.says("我不想活了")
    await liu.sends(photo=[{"file_id": "p"}])
    await town.skip(minutes=1)
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    for kind in ("sticker", "voice"):
        await liu.sends(**{kind: {"file_id": kind}})
    await liu.sends(location={"latitude": 1.0, "longitude": 2.0})
    await li.says("/cases")
    await li.says("/note 陪着")
    await li.says("/close 好了")

    to_staff = [m for chat, m in town.channel.sent if chat in (2001, 2002, 2003) and m.op is Op.SEND]
    assert len(to_staff) > 12
    assert all(message.protect for message in to_staff)
    assert not any(m.protect for chat, m in town.channel.sent if chat == LIU.address)


@pytest.mark.parametrize("verb", ["take", "decline", "open", "reply", "note", "close", "cases"])
async def test_staff_buttons_in_the_hands_of_an_employee_do_nothing(town: Street, verb: str) -> None:
    liu, li = holder(town, LIU), holder(town, LI)
    smith = town.phone(1003)
    await liu.says("我不想活了")
    case = data_of(li, "接手").split(".")[2]
    before = await states(town)

    await smith.presses_data(Press(verb, case, 1).data())

    assert await states(town) == before
    assert smith.toasts == ["This button no longer works. Send /menu to start again."]
    assert smith.screen == []
    assert ("person1003", f"foreign button {verb}") in await audit(town)


@pytest.mark.parametrize("verb", ["take", "decline", "open", "note", "close"])
async def test_a_guessed_id_is_not_found_and_noted(town: Street, verb: str) -> None:
    li = holder(town, LI)

    await li.presses_data(Press(verb, "deadbeef", 1).data())

    assert li.toasts == ["找不到这一项。"]
    assert li.screen == []
    assert ("person2001", f"{verb} not found") in await audit(town)


@pytest.mark.parametrize("data", ["", "nonsense", "1.take", "1.take.x.1.;drop", "9.take.x.1.", "1.z..0."])
async def test_button_data_of_no_button_of_ours_is_answered_and_no_more(town: Street, data: str) -> None:
    li = holder(town, LI)

    await li.presses_data(data)

    assert li.toasts == ["这个按钮用不了了，发 /menu 重新来。"]
    assert li.screen == []


@pytest.mark.parametrize("verb", ["take", "decline", "open", "note", "close"])
@pytest.mark.parametrize("taken", [False, True])
async def test_a_counsellor_of_another_unit_can_do_nothing_and_learns_nothing(
    town: Street, verb: str, taken: bool
) -> None:
    liu, li, wu = holder(town, LIU), holder(town, LI), holder(town, WU)
    await liu.says("我不想活了")
    data = data_of(li, "接手")
    if taken:
        await li.presses("接手")
    before = await states(town)

    await wu.presses_data(data.replace(".take.", f".{verb}."))

    assert await states(town) == before
    assert wu.toasts == ["这一件不在您这边，办不了。"]
    assert wu.screen == []
    assert ("person2005", f"{verb} refused") in await audit(town)


@pytest.mark.parametrize("verb", ["cases", "reply"])
async def test_an_act_that_no_button_carries_is_not_found_whatever_the_case(town: Street, verb: str) -> None:
    liu, li, wang = holder(town, LIU), holder(town, LI), holder(town, WANG)
    await liu.says("我不想活了")
    data = data_of(li, "接手")
    before = len(li.screen)

    await li.presses_data(data.replace(".take.", f".{verb}."))

    assert li.toasts == ["找不到这一项。"]
    assert len(li.screen) == before
    assert wang.screen == []
    assert await states(town) == [("escalating", None)]
    assert ("person2001", f"{verb} not found") in await audit(town)


async def test_a_supervisor_sees_on_the_list_what_nobody_has_taken_and_takes_it(town: Street) -> None:
    liu, smith, li, wang = holder(town, LIU), town.phone(1003), holder(town, LI), holder(town, WANG)
    await liu.says("我不想活了")
    await smith.says("I want to die")
    await li.presses_data(data_of(li, "接手"))

    await wang.says("/cases")
    assert [caption[:2] for caption, _ in wang.last.buttons] == ["接手"]
    assert "没人接" in wang.last.text
    await wang.presses("接手")

    assert sorted(await states(town)) == [("claimed", "person2001"), ("claimed", "person2003")]


async def test_the_list_shows_the_case_of_somebody_who_left_the_organisation(town: Street) -> None:
    liu, wang = holder(town, LIU), holder(town, WANG)
    await liu.says("我不想活了")
    await liu.blocks()
    async with town.store.db.transaction() as tx:
        await tx.execute("delete from staff_grant where person = 'person1001'")
        await tx.execute("update person set unit = null where id = 'person1001'")

    await wang.says("/cases")

    assert "没人接" in wang.last.text
    assert [caption[:2] for caption, _ in wang.last.buttons] == ["接手"]


async def test_the_list_of_another_unit_is_empty(town: Street) -> None:
    liu, smith, wu = holder(town, LIU), town.phone(1003), holder(town, WU)
    await liu.says("我不想活了")

    await wu.says("/cases")
    assert "现在没有等着的" in wu.last.text

    await smith.says("I want to die")
    await wu.says("/cases")
    assert [caption[:2] for caption, _ in wu.last.buttons] == ["接手"]


async def test_only_the_owner_opens_notes_or_closes(town: Street) -> None:
    liu, li, zhao = holder(town, LIU), holder(town, LI), holder(town, ZHAO)
    await liu.says(f"我不想活了 {CANARY}")
    data = data_of(zhao, "接手")
    await li.presses("接手")

    for verb in ("open", "note", "close"):
        await zhao.presses_data(data.replace(".take.", f".{verb}."))

    assert zhao.toasts == ["这一件不在您这边，办不了。"] * 3
    assert not [text for text in zhao.texts if CANARY in text]


async def test_who_left_the_staff_between_press_and_turn_does_nothing(town: Street) -> None:
    liu, li = holder(town, LIU), holder(town, LI)
    await liu.says("我不想活了")
    await li.presses("接手", settle=False)
    await town.house.frontdesk.work()
    async with town.store.db.transaction() as tx:
        await tx.execute("delete from staff_grant where person = ?", ("person2001",))

    await town.settle()

    assert await states(town) == [("escalating", None)]
    assert ("person2001", "take refused") in await audit(town)


@pytest.mark.parametrize("words", ["/note 我的备注", "/close 我来结束"])
async def test_a_case_that_changed_hands_takes_no_note_from_the_one_before(town: Street, words: str) -> None:
    liu, li, zhao = holder(town, LIU), holder(town, LI), holder(town, ZHAO)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await town.skip(minutes=2, seconds=1)
    await zhao.presses("接手")

    await li.says(words)

    assert "这条没有记下" in li.last.text
    assert await states(town) == [("claimed", "person2002")]


async def test_a_page_for_a_unit_that_nobody_serves_becomes_an_alarm_every_minute(tmp_path: Path) -> None:
    wu_only = (LIU, WU, Citizen("王督导", 2003, "ship", Role.SUPERVISOR, duty="always"))
    street = await Street.open(tmp_path, citizens=wu_only)
    liu, wang = street.phone(1001), street.phone(2003)

    await liu.says("我不想活了")
    await street.skip(minutes=2, seconds=1)

    assert "没有人在值班" in liu.texts[0]
    assert len(wang.texts) == 3
    assert all("这个单位能接的人现在一个也联系不上" in text for text in wang.texts)
    assert "已经叫了 1 个人" in liu.last.text
    await street.close()


async def test_a_list_longer_than_a_screen_says_how_many_more(town: Street) -> None:
    li = holder(town, LI)
    for number in range(10):
        await town.phone(5000 + number, f"客{number}").says("我不想活了")

    await li.says("/cases")

    assert len(li.last.buttons) == 8
    assert "还有 2 件" in li.last.text


async def test_a_group_is_left_politely(town: Street) -> None:
    chat = {"id": -77, "type": "group"}
    sender = {"id": 1001, "is_bot": False, "first_name": "刘"}

    await town.update({"message": {"message_id": 1, "date": 0, "chat": chat, "from": sender, "text": "hi"}})
    await town.settle()

    assert [(chat, m.op) for chat, m in town.channel.sent] == [(-77, Op.SEND), (-77, Op.LEAVE)]


async def test_a_line_changed_into_a_cry_brings_numbers_and_a_person_to_whoever_wrote_it(
    town: Street,
) -> None:
    liu, li, zhao = (holder(town, who) for who in (LIU, LI, ZHAO))
    await liu.says("我不想活了")
    await li.presses("接手")
    number = await li.says("今晚降温")
    li.news()

    await li.edits(number, "今晚降温，多穿点")
    assert [(m.text, m.buttons) for m in li.news()] == [("这处修改没有生效，原来那条照旧。", [])]
    await li.edits(number, "其实是我自己不想活了")

    assert "这处修改没有生效" in li.last.text
    assert "要是说的是您自己" in li.last.text
    assert "12356" in li.last.text
    await li.presses("找人聊聊")
    assert "不想活了" not in "".join(zhao.texts)
    await zhao.presses("接手")
    await zhao.presses("打开")
    assert "其实是我自己不想活了" in "".join(zhao.texts)

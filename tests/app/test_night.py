"""The counsellor's night, where a thumb is late, wrong or not entitled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.buttons import Press
from bot.domain.consent import Answer, Consent
from bot.domain.people import Role
from bot.store import consents
from tests.street import LI, LIU, PEOPLE, WANG, ZHAO, Citizen, Street, street_config

CHEN = Citizen("陈老师", 2004, "hq", Role.WELLBEING_MANAGER, duty="always")
NAMESAKE = Citizen("刘师傅", 1002, "ship", Role.EMPLOYEE)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Street]:
    """A red case that Doctor Li has opened and answered; a wellbeing manager; two people of one name."""
    street = await Street.open(tmp_path, citizens=(*PEOPLE, CHEN, NAMESAKE))
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    for citizen in (ZHAO, WANG, CHEN):
        street.phone(citizen.address, citizen.name)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    yield street
    await street.close()


async def case_id(street: Street) -> str:
    return str((await street.store.db.fetch("select id from cases"))[0][0])


async def actions(street: Street, person: str) -> list[str]:
    rows = await street.store.db.fetch("select action from audit where actor = ? order by id", (person,))
    return [str(row[0]) for row in rows]


async def give_to_zhao(street: Street) -> None:
    async with street.store.db.transaction() as tx:
        await tx.execute("update cases set owner = 'person2002'")


@pytest.mark.parametrize(
    ("verb", "choice", "refused"),
    [("canned", "here", "canned"), ("offer", "person2003", "offer"), ("call", "red", "call")],
)
async def test_an_act_that_comes_a_moment_after_the_case_passed_on_is_refused(
    town: Street, verb: str, choice: str, refused: str
) -> None:
    li = town.phone(LI.address)
    await li.presses_data(Press(verb, await case_id(town), 1, choice).data(), settle=False)
    await town.house.frontdesk.work()
    await give_to_zhao(town)
    li.news()

    await town.settle()

    assert li.news() == []
    assert li.toasts[-1] == "这一件不在您这边，办不了。"
    assert f"{refused} refused" in await actions(town, "person2001")


async def test_a_line_that_does_not_exist_is_not_sent(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)
    liu.news()

    await li.presses_data(Press("canned", await case_id(town), 1, "made_up").data())

    assert liu.news() == []
    assert li.toasts[-1] == "这一件不在您这边，办不了。"


async def test_a_second_tap_without_a_closing_note_asks_for_one(town: Street) -> None:
    li = town.phone(LI.address)

    await li.presses_data(Press("close", await case_id(town), 1, "sure").data())

    assert "先写结束语" in li.last.text
    assert [tuple(row) for row in await town.store.db.fetch("select state from cases")] == [("active",)]


async def test_the_second_tap_of_somebody_who_has_it_no_more_closes_nothing(town: Street) -> None:
    li = town.phone(LI.address)
    await li.says("/close 谈过了")
    await li.presses("确定结束", settle=False)
    await town.house.frontdesk.work()
    await give_to_zhao(town)

    await town.settle()

    assert "现在不在您手里" in li.last.text
    assert [tuple(row) for row in await town.store.db.fetch("select state from cases")] == [("active",)]


async def test_the_debrief_is_for_supervisors_and_names_no_person(town: Street) -> None:
    liu, li, wang = town.phone(LIU.address), town.phone(LI.address), town.phone(WANG.address)
    await li.says("/close 谈过了")
    await li.presses("确定结束")
    assert "刘" not in wang.last.text
    assert "谈过了，" not in wang.last.text

    await li.presses_data(Press("debrief", await case_id(town), 1, "done").data())

    assert li.toasts[-1] == "这一件不在您这边，办不了。"
    assert "debrief refused" in await actions(town, "person2001")
    await liu.says("还是难受")
    await wang.presses("谈过了")
    assert wang.toasts[-1] == "这一件已经不用再谈了。"


async def test_a_colleague_who_went_off_duty_since_the_list_was_made_is_not_asked(town: Street) -> None:
    li, zhao = town.phone(LI.address), town.phone(ZHAO.address)
    await li.presses("转交")
    async with town.store.db.transaction() as tx:
        await tx.execute("update duty set rule = '[]' where person = 'person2002'")
    zhao.news()

    await li.presses("赵医生")

    assert li.toasts[-1] == "这位同事现在接不了，请再点一次「转交」。"
    assert zhao.news() == []


async def test_only_who_wrote_a_line_takes_it_back(tmp_path: Path) -> None:
    config = street_config(tmp_path, undo=timedelta(seconds=5))
    street = await Street.open(tmp_path, config=config)
    liu, li, zhao = street.phone(1001), street.phone(2001), street.phone(2002)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    undo = next(data for message in li.screen for caption, data in message.buttons if caption == "撤回")

    await zhao.presses_data(undo)
    await street.skip(seconds=5)

    assert zhao.toasts == ["找不到这一项。"]
    assert "李医生：\n我在" in liu.texts
    await street.close()


async def test_who_took_back_that_they_are_reading_is_not_said_to_read_and_holds_nothing(
    tmp_path: Path,
) -> None:
    street = await Street.open(tmp_path, config=street_config(tmp_path, undo=timedelta(seconds=5)))
    smith, li = street.phone(1003, "Smith", "en"), street.phone(2001)
    await smith.says("I want to kill myself")
    await li.presses("接手")
    await li.presses("打开")
    await street.skip(seconds=60)
    await li.presses("在看了，两分钟")
    await li.presses("撤回")
    assert li.toasts[-1] == "撤回了，对方没有收到。"
    smith.news()

    await street.skip(seconds=59)
    assert "两分钟里第一句话没有送到" not in li.last.text
    await street.skip(seconds=1)

    assert "两分钟里第一句话没有送到" in "".join(li.texts)
    assert "is reading" not in "".join(smith.texts)
    await street.close()


async def test_a_held_line_and_its_undo_survive_a_crash(tmp_path: Path) -> None:
    config = street_config(tmp_path, undo=timedelta(seconds=5))
    street = await Street.open(tmp_path, config=config)
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("很长的话" * 1500)
    await li.says("发错了")
    await li.presses("撤回", settle=False)

    street = await street.reopen()
    await street.settle()
    await street.skip(seconds=6)

    told = [text for text in liu.texts if "很长" in text]
    assert len(told) == 2
    assert not [text for text in told if "可能重复" in text]
    assert not [text for text in liu.texts if "发错了" in text]
    assert li.toasts[-1] == "撤回了，对方没有收到。"
    await street.close()


async def test_a_wellbeing_manager_logs_no_calls_and_reads_no_closing_note(town: Street) -> None:
    smith, li, chen = town.phone(1003), town.phone(LI.address), town.phone(CHEN.address)
    await chen.says("/logcall")
    assert "没有登记" in chen.last.text

    await smith.says("I can't cope any more")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("I am here")
    await li.says("/close said in confidence")
    await agree_to_records(town, "person1003")
    await smith.says("still awake")
    await li.presses("接不了")
    await chen.presses("接手")
    await chen.presses("打开")

    opened = next(text for text in reversed(chen.texts) if "still awake" in text)
    assert "said in confidence" not in opened


async def agree_to_records(street: Street, person: str) -> None:
    said = Consent("records", 1, street.clock.now(), Answer.GIVEN)
    async with street.store.db.transaction() as tx:
        await consents.write(tx, [(person, said)])


@pytest.mark.parametrize("agreed", [True, False])
async def test_what_a_colleague_noted_at_the_end_is_read_only_if_the_person_agrees(
    town: Street, agreed: bool
) -> None:
    smith, li, zhao = town.phone(1003), town.phone(LI.address), town.phone(ZHAO.address)
    await smith.says("I can't cope any more")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("I am here")
    await li.presses("结束")
    await li.sends(voice={"file_id": "the-note"})
    if agreed:
        await agree_to_records(town, "person1003")
    await smith.says("/talk")
    await smith.presses("😔 A bit low")
    await smith.presses("Talk to a person")
    await zhao.presses("接手")
    await zhao.presses("打开")

    opened = next(text for text in reversed(zhao.texts) if "以前找过 1 次" in text)
    assert ("上次结束语是语音" in opened) is agreed
    assert bool([m for m in zhao.screen if m.media and m.media.file_id == "the-note"]) is agreed


async def test_two_people_of_one_name_are_told_apart_by_their_unit(town: Street) -> None:
    li = town.phone(LI.address)
    await li.says("/logcall")
    await li.says("刘师傅")
    assert "这个名字有 2 位" in li.last.text

    await li.says("刘师傅，远洋一号，+86 138 0000 0000")

    rows = await town.store.db.fetch("select person, colour, state from cases order by opened_at, id")
    assert tuple(rows[-1]) == ("person1002", "amber", "active")


async def test_a_call_logged_by_somebody_who_left_meanwhile_opens_nothing(town: Street) -> None:
    li = town.phone(LI.address)
    await li.says("/logcall")
    await li.says("新来的", settle=False)
    await town.house.frontdesk.work()
    async with town.store.db.transaction() as tx:
        await tx.execute("delete from staff_grant where person = 'person2001'")

    await town.settle()

    assert len(await town.store.db.fetch("select id from cases")) == 1
    assert "call refused" in await actions(town, "person2001")


async def test_a_long_talk_is_opened_with_its_end_and_the_rest_comes_after(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)
    for number in range(14):
        await liu.says(f"第{number}句")

    await li.presses("打开")

    summary, rest = [text for text in li.texts if "第" in text and "K0" in text and "\n" in text][-2:]
    assert "最后一句：刘师傅" in summary
    assert "第13句" in summary
    assert "第1句" not in summary
    assert "我不想活了" in rest
    assert "第1句" in rest


async def test_the_quick_list_needs_the_case_open(town: Street) -> None:
    li, zhao = town.phone(LI.address), town.phone(ZHAO.address)
    await li.presses("转交")
    await li.presses("赵医生")
    await zhao.presses("接手")

    await zhao.presses_data(Press("quick", await case_id(town), 1).data())
    assert "没有打开的个案" in zhao.last.text
    await zhao.presses_data(Press("canned", await case_id(town), 1, "here").data())
    assert "没有打开的个案" in zhao.last.text
    await li.says("/q")
    assert "没有打开的个案" in li.last.text


async def test_a_line_that_is_taken_back_and_corrected_in_one_breath_stays_unsent(tmp_path: Path) -> None:
    # on a thin line both arrive together: the correction must not go out in place of the line
    street = await Street.open(tmp_path, config=street_config(tmp_path, undo=timedelta(seconds=5)))
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    number = await li.says("发错了")
    await li.presses("撤回", settle=False)
    await li.edits(number, "发错了，改一改")
    await street.skip(seconds=6)

    assert not [text for text in liu.texts if "发错了" in text]
    assert li.toasts[-1] == "撤回了，对方没有收到。"
    assert "改了也不会发" in li.last.text
    await street.close()


async def test_a_correction_beside_an_undo_that_comes_too_late_reaches_the_person(tmp_path: Path) -> None:
    street = await Street.open(tmp_path, config=street_config(tmp_path, undo=timedelta(seconds=5)))
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    number = await li.says("明天见")
    undo = next(data for message in li.screen for caption, data in message.buttons if caption == "撤回")
    await street.skip(seconds=6)
    await li.presses_data(undo, settle=False)
    await li.edits(number, "后天见")

    assert liu.texts.count("李医生：\n后天见") == 1
    assert "李医生：\n明天见" not in liu.texts
    await street.close()


@pytest.mark.parametrize("typed", ["/note\n他父亲去世了 要随访", "/note　他父亲去世了 要随访"])
async def test_a_note_keeps_every_word_whatever_parts_it_from_the_command(town: Street, typed: str) -> None:
    li = town.phone(LI.address)

    await li.says(typed)
    await li.presses("打开")

    assert "他父亲去世了 要随访" in li.last.text


async def test_the_colour_of_a_call_is_not_lowered_below_what_the_person_has_written_since(
    town: Street,
) -> None:
    smith, li = town.phone(1003), town.phone(LI.address)
    await smith.says("/help")
    await li.says("/logcall")
    await li.says("Smith")
    await smith.says("I want to die")

    await li.presses("是绿")

    assert ("red", "active") in await town.store.db.fetch(
        "select colour, state from cases where person = 'person1003'"
    )
    assert li.toasts[-1] == "对方自己写的话比电话里更要紧，颜色不降。"


async def test_a_colour_no_call_can_have_is_refused_and_nothing_stumbles(town: Street) -> None:
    li = town.phone(LI.address)
    await li.says("/logcall")
    await li.says("Smith")
    case = str((await town.store.db.fetch("select id from cases where person = 'person1003'"))[0][0])

    await li.presses_data(Press("call", case, 1, "blue").data())

    assert "colour refused" in await actions(town, "person2001")
    assert await town.store.db.fetch("select 1 from inbox where state = 'quarantined'") == []


async def test_a_colleague_who_cries_behind_start_is_heard(tmp_path: Path) -> None:
    street = await Street.open(tmp_path)
    li = street.phone(LI.address)

    await li.says("/start 我不想活了")

    assert "谢谢您说出来" in li.last.text
    await street.close()


async def test_who_has_lost_the_duty_reads_that_and_not_that_messages_fail(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)
    async with town.store.db.transaction() as tx:
        await tx.execute("update staff_grant set unit = 'ship' where person = 'person2001'")

    await liu.says("您还在吗")

    assert "您不再负责这件事，正在转给别的同事" in "\n".join(li.texts)
    assert "送不到" not in "\n".join(li.texts)


async def test_the_button_after_the_end_opens_the_same_case_and_no_milder(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)
    await li.says("/close 同屋陪着")
    await li.presses("确定结束")
    await liu.says("谢谢")

    await liu.presses("找人聊聊")

    rows = await town.store.db.fetch("select colour, state from cases")
    assert [tuple(row) for row in rows] == [("red", "escalating")]


async def test_a_dialogue_played_after_the_end_opens_a_case_with_what_it_has_asked(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)
    await li.says("/close 同屋陪着")
    await li.presses("确定结束")
    await liu.says("/talk")
    await liu.presses("有点低落")

    await liu.presses("找人聊聊")

    rows = await town.store.db.fetch("select state from cases order by id")
    assert [row[0] for row in rows] == ["closed", "escalating"]


async def test_the_case_can_be_handed_over_by_command_only_by_who_has_it(town: Street) -> None:
    li = town.phone(LI.address)
    await give_to_zhao(town)

    await li.says("/transfer")

    assert "现在不在您手里" in li.last.text


async def test_a_colleague_the_page_passed_by_gets_the_card_when_asked_to_go_on(town: Street) -> None:
    """The supervisor was not paged: their first sight of the case is the offer."""
    li, wang = town.phone(LI.address), town.phone(WANG.address)

    await li.says("/transfer")
    await li.presses("王督导")

    assert "李医生 想请您接着陪" in wang.last.text
    assert [caption for caption, _ in wang.last.buttons] == ["接手", "接不了，下一位"]


async def test_a_shift_without_an_end_and_an_owner_who_is_gone_remind_nobody(tmp_path: Path) -> None:
    people = (
        *(one for one in PEOPLE if one.address != LI.address),
        replace(LI, duty=["mon-sun 08:00-18:00"]),
    )
    street = await Street.open(tmp_path, citizens=people)
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    street.phone(ZHAO.address)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    # whoever is on the staff no more is told nothing by the rota
    async with street.store.db.transaction() as tx:
        await tx.execute("delete from staff_grant where person = 'person2001'")
    before = len(li.screen)

    await street.skip(hours=7)

    assert [text for text in (m.text for m in li.screen[before:]) if "班" in text] == []
    await street.close()


@pytest.mark.parametrize("answer", ["接手", "接不了"])
async def test_an_offer_outlives_the_colleague_who_made_it(town: Street, answer: str) -> None:
    li, zhao = town.phone(LI.address), town.phone(ZHAO.address)
    await li.says("/transfer")
    await li.presses("赵医生")
    async with town.store.db.transaction() as tx:
        await tx.execute("delete from staff_grant where person = 'person2001'")
    seen = len(li.screen)

    await zhao.presses(answer)

    owner = (await town.store.db.fetch("select owner from cases"))[0][0]
    assert owner == ("person2002" if answer == "接手" else "person2001")
    assert len(li.screen) == seen


async def test_a_debrief_put_off_by_one_supervisor_stays_with_the_other(tmp_path: Path) -> None:
    other = Citizen("钱督导", 2005, "hq", Role.SUPERVISOR, duty="always")
    street = await Street.open(tmp_path, citizens=(*PEOPLE, other))
    liu, li, wang, qian = (street.phone(one.address) for one in (LIU, LI, WANG, other))
    street.phone(ZHAO.address)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    await li.says("/close 同屋陪着")
    await li.presses("确定结束")

    await wang.presses("明天再提醒")

    assert "明天这时候再提醒" in wang.last.text
    assert [caption for caption, _ in qian.last.buttons] == ["谈过了", "明天再提醒"]
    await street.close()


async def test_the_end_of_the_shift_is_no_news_about_a_case_that_is_closed(tmp_path: Path) -> None:
    people = (
        *(one for one in PEOPLE if one.address != LI.address),
        replace(LI, duty=["mon-sun 08:00-18:00"]),
    )
    street = await Street.open(tmp_path, citizens=people)
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    for citizen in (ZHAO, WANG):
        street.phone(citizen.address)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    await li.says("/close 同屋陪着")
    await li.presses("确定结束")
    seen = len(li.screen)

    await street.skip(hours=7)

    assert len(li.screen) == seen
    await street.close()

"""Help requests where something goes wrong: old buttons, foreign hands, blocked phones, the bot dying half-way."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import requesting
from bot.app.people_leave import leave
from bot.domain.case import Case, State
from bot.domain.people import Role
from bot.store import cases
from tests.street import LI, LIU, SMITH, WANG, ZHAO, Citizen, Phone, Street

ZHOU = Citizen("周联络员", 3001, "lk", Role.LIAISON)
QIAN = Citizen("钱师傅", 3003, "lk", Role.LIAISON)
SUN = Citizen("孙主任", 3002, "hq", Role.OFFICER)
EVERYBODY = (LIU, SMITH, LI, ZHAO, WANG, ZHOU, QIAN, SUN)


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=EVERYBODY)
    for citizen in EVERYBODY:
        street.phone(citizen.address)
    yield street
    await street.close()


async def asked(phone: Phone, details: str = "要两箱水", *taps: str) -> None:
    """A request as it is usually sent; `taps` are the topic and the way it may go."""
    topic, way = taps or ("物资", "可以")
    await phone.says("/request")
    for caption in ("我自己", topic, way):
        await phone.presses(caption)
    await phone.says(details)
    for caption in ("够了", "不急", "就这样"):
        await phone.presses(caption)


async def taken(street: Street) -> tuple[Phone, Phone]:
    """A request that Zhou has taken and opened."""
    liu, zhou = street.phone(1001), street.phone(3001)
    await asked(liu)
    await zhou.presses("接手")
    await zhou.presses("打开")
    return liu, zhou


async def the_request(street: Street) -> Case:
    (case,) = [case for case in await cases.live(street.store.db, street.store.keys) if case.matter]
    return case


class Drawn:
    """Ids as the street gives them, with the numbers of requests as they are told."""

    def __init__(self, street: Street, *numbers: str) -> None:
        self._ids, self._numbers = street.ids, itertools.cycle(numbers)

    def number(self) -> str:
        return next(self._numbers)

    def __getattr__(self, name: str) -> object:
        return getattr(self._ids, name)


async def test_a_number_that_was_ever_given_out_is_not_given_again(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    liu = street.phone(1001)
    loader = street.house.frontdesk._loader
    monkeypatch.setattr(loader, "_ids", Drawn(street, "48-293"))
    await asked(liu)
    monkeypatch.setattr(loader, "_ids", Drawn(street, "48-293", "48-294"))

    await liu.says("/request")
    for caption in ("我自己", "物资", "可以"):
        await liu.presses(caption)
    await liu.says("再要一箱")
    for caption in ("够了", "不急", "就这样"):
        await liu.presses(caption)

    live = await cases.live(street.store.db, street.store.keys)
    assert [case.code for case in live] == ["48-293", "48-294"]


async def test_without_a_free_number_a_person_is_called_instead(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    monkeypatch.setattr(street.house.frontdesk._loader, "_ids", Drawn(street, "48-293"))
    await asked(liu)

    await asked(liu, "再要一箱")

    assert len([case for case in await cases.live(street.store.db, street.store.keys) if case.matter]) == 1
    assert "K" in li.last.text


async def audits(street: Street) -> list[str]:
    return [str(row[0]) for row in await street.store.db.fetch("select action from audit order by id")]


async def test_the_page_carries_no_name_and_no_word(street: Street) -> None:
    await asked(street.phone(1001), "我妈一个人在家")

    page = street.phone(3001).last

    assert "求助" in page.text
    assert "我妈" not in page.text
    assert "刘师傅" not in page.text
    assert page.protect


async def test_a_second_tap_and_a_colleague_too_late_change_nothing(street: Street) -> None:
    liu, zhou, qian = (street.phone(n) for n in (1001, 3001, 3003))
    await asked(liu)
    card, other = zhou.last, qian.last
    take, (theirs, refusal) = card.buttons[0][1], [data for _, data in other.buttons]

    await zhou.presses_data(take, card.id)
    await zhou.presses_data(take, card.id)
    await qian.presses_data(theirs, other.id)
    await qian.presses_data(refusal, other.id)

    assert zhou.toasts[-1].startswith("您接手了")
    assert qian.toasts[-2:] == ["已由 周联络员 接手。"] * 2
    assert (await the_request(street)).owner == "person3001"
    assert sum("接手了" in text for text in liu.texts) == 1


async def test_buttons_of_before_it_went_up_are_refused(street: Street) -> None:
    liu, zhou = street.phone(1001), street.phone(3001)
    await asked(liu)
    card = zhou.last
    await street.skip(hours=49)

    for _, data in card.buttons or [("", f"1.take.{(await the_request(street)).id}.1.")]:
        await zhou.presses_data(data, card.id)

    assert zhou.toasts[-1].startswith("这一件不在您这边")
    assert (await the_request(street)).owner is None
    assert "take refused" in await audits(street)


@pytest.mark.parametrize(
    "verb", ["take", "open", "ask", "handup", "delegate", "helper", "done", "same", "join", "did"]
)
async def test_nobody_does_anything_with_a_request_that_is_not_theirs(street: Street, verb: str) -> None:
    await taken(street)
    case = await the_request(street)
    smith, sun, stranger = street.phone(1003), street.phone(3002), street.phone(3003)
    before = [*sun.texts]

    await smith.presses_data(f"1.{verb}.{case.id}.1.sure")
    await stranger.presses_data(f"1.{verb}.ffffffffffffffff.1.sure")
    if verb != "take":
        await sun.presses_data(f"1.{verb}.{case.id}.1.sure")
        assert sun.toasts[-1].startswith("这一件不在您这边")

    assert smith.toasts[-1].startswith("This button no longer works")
    assert stranger.toasts[-1].startswith("找不到")
    assert (await the_request(street)).owner == "person3001"
    assert not [text for text in sun.texts if text not in before and "要两箱水" in text]


@pytest.mark.parametrize("verb", sorted(requesting.VERBS - {requesting.MINE}))
async def test_nobody_touches_somebody_elses_request_by_its_buttons(street: Street, verb: str) -> None:
    await asked(street.phone(1001))
    case, smith = await the_request(street), street.phone(1003)

    await smith.presses_data(f"1.{verb}.{case.id}.1.5")

    assert "This button no longer works" in smith.toasts[-1]
    assert (await the_request(street)).state is State.ESCALATING
    assert f"{verb} not found" in await audits(street)


async def test_a_liaison_who_blocks_the_bot_is_replaced_and_the_person_told(street: Street) -> None:
    liu, zhou = await taken(street)

    await zhou.blocks()

    case = await the_request(street)
    assert (case.owner, case.state) == (None, State.ESCALATING)
    assert "我另外找人" in liu.last.text
    assert "还没有人接手" in street.phone(3003).last.text


async def test_with_nobody_else_at_its_level_it_goes_up_when_the_owner_is_gone(street: Street) -> None:
    await street.phone(3003).blocks()
    liu, zhou = await taken(street)

    await zhou.blocks()

    matter = (await the_request(street)).matter
    assert matter is not None
    assert matter.level == "hq"
    assert "还没有人接手" in street.phone(3002).last.text
    assert "我另外找人" in liu.last.text


async def test_whoever_has_it_hears_that_the_person_cannot_be_reached(street: Street) -> None:
    liu, zhou = await taken(street)

    await liu.blocks()

    assert "对方现在收不到消息了" in zhou.last.text
    await zhou.says("还在吗")
    assert sum("对方现在收不到消息了" in text for text in zhou.texts) == 1
    await liu.says("/menu")
    assert "对方又能收到消息了" in zhou.last.text


async def test_a_question_nobody_answers_reminds_the_person_once_and_the_liaison_every_time_and_then_those_above(
    street: Street,
) -> None:
    liu, zhou = await taken(street)
    sun, wang = street.phone(3002), street.phone(2003)
    await zhou.presses("问本人")
    await zhou.says("送到哪里？")

    await street.skip(hours=49)
    early = [*sun.texts, *wang.texts]
    await street.skip(hours=49)

    assert sum("还等您一句话" in text for text in liu.texts) == 1
    assert sum("对方还没回答您问的" in text for text in zhou.texts) == 2
    assert not [text for text in early if "还没回答" in text]
    for above in (sun, wang):
        assert "本人还没回答 周联络员 问的" in above.last.text
        assert "送到哪里" not in above.last.text
    assert (await the_request(street)).owner == "person3001"
    assert (await the_request(street)).state is State.WAITING_PERSON


async def test_a_rating_counts_once(street: Street) -> None:
    liu, zhou = await taken(street)
    await zhou.presses("办好了")
    await zhou.says("送到了")
    question = liu.last
    four, two = question.buttons[1][1], question.buttons[3][1]

    await liu.presses_data(four, question.id)
    await liu.presses_data(two, question.id)

    assert sum("打了 4 分" in text for text in zhou.texts) == 1
    assert not [text for text in zhou.texts if "打了 2 分" in text]
    assert "用不了" in liu.toasts[-1]


async def test_no_rating_at_all_is_an_answer_too(street: Street) -> None:
    liu, zhou = await taken(street)
    await zhou.presses("办好了")
    await zhou.says("送到了")

    await liu.presses("不评")

    assert not [text for text in zhou.texts if "分。" in text]
    assert "谢谢" in liu.last.text


async def test_an_album_is_thanked_once_and_goes_with_the_request(street: Street) -> None:
    liu, zhou = street.phone(1001), street.phone(3001)
    await liu.says("/request")
    for caption in ("我自己", "物资", "可以"):
        await liu.presses(caption)
    await liu.says("护栏")
    for number in range(3):
        await liu.sends(photo=[{"file_id": f"p{number}", "file_unique_id": f"u{number}"}], media_group_id="7")
    for caption in ("够了", "不急", "就这样"):
        await liu.presses(caption)
    await zhou.presses("接手")
    await zhou.presses("打开")
    await street.skip(seconds=2)

    assert [m.media.file_id for m in zhou.screen if m.media] == ["p0", "p1", "p2"]


async def test_the_night_is_quiet_unless_it_cannot_wait(street: Street) -> None:
    liu, zhou = street.phone(1001), street.phone(3001)
    await street.skip(hours=15)

    await asked(liu)
    quiet = zhou.last.silent
    await liu.says("/request")
    for caption in ("我自己", "现场", "可以"):
        await liu.presses(caption)
    await liu.says("护栏松了")
    for caption in ("够了", "很急", "就这样"):
        await liu.presses(caption)

    assert quiet
    assert not zhou.last.silent


async def test_nobody_is_asked_about_a_request_of_their_own(street: Street) -> None:
    zhou, qian = street.phone(3001), street.phone(3003)

    await asked(zhou)
    case = await the_request(street)
    await zhou.presses_data(f"1.take.{case.id}.1.")
    await zhou.says("/requests")

    assert "还没有人接手" in qian.last.text
    assert zhou.toasts[-1].startswith("这一件不在您这边")
    assert zhou.last.buttons[-1][0] == "我自己的求助"
    await zhou.presses("我自己的求助")
    assert "在找人接" in zhou.last.text


async def test_the_list_turns_its_pages(street: Street) -> None:
    liu, zhou = street.phone(1001), street.phone(3001)
    for number in range(9):
        await asked(liu, f"第 {number} 件")

    await zhou.says("/cases")
    first = zhou.last
    await zhou.presses("下一页")

    assert "没人接 9 件" in first.text
    assert "还有 1 件" in first.text
    assert len(first.buttons) == 9
    assert len(zhou.last.buttons) == 1


async def test_the_oldest_of_many_requests_of_ones_own_can_still_be_added_to(street: Street) -> None:
    liu = street.phone(1001)
    for number in range(7):
        await asked(liu, f"第 {number} 件")
    oldest = min(await cases.live(street.store.db, street.store.keys), key=lambda case: case.id)

    await liu.says("/requests")
    first = liu.last
    await liu.presses("下一页")
    second = liu.last
    await liu.presses(f"补充 {oldest.code}")

    assert "还有 1 件" in first.text
    assert oldest.code not in first.text
    assert [caption for caption, _ in second.buttons] == [f"补充 {oldest.code}", f"不办了 {oldest.code}"]
    assert oldest.code in liu.last.text


async def test_an_old_button_past_the_end_of_ones_own_list_shows_the_first_page(street: Street) -> None:
    liu = street.phone(1001)
    await asked(liu)

    await liu.presses_data("1.rmine..6.")

    assert "在找人接" in liu.last.text


async def test_a_death_at_every_act_loses_nothing_and_does_nothing_twice(street: Street) -> None:
    liu, zhou = street.phone(1001), street.phone(3001)
    await asked(liu)

    async def dies_at(caption: str) -> None:
        nonlocal street
        await zhou.presses(caption, settle=False)
        street = await street.reopen()
        await street.settle()

    await dies_at("接手")
    await dies_at("打开")
    await dies_at("问本人")
    await zhou.says("送到哪里？", settle=False)
    street = await street.reopen()
    await street.settle()
    await liu.says("三号楼", settle=False)
    street = await street.reopen()
    await street.settle()
    await dies_at("办好了")
    await zhou.says("送到了", settle=False)
    street = await street.reopen()
    await street.settle()

    assert sum("接手了" in text for text in liu.texts) == 1
    assert sum("送到哪里？" in text for text in liu.texts) == 1
    assert sum(text.endswith("三号楼") for text in zhou.texts) == 1
    assert sum("办好了，周联络员办的" in text for text in liu.texts) == 1
    await street.close()


# -- rarer ways ---------------------------------------------------------------------------------


async def test_a_concern_of_many_is_linked_once_and_a_third_joins_the_same(street: Street) -> None:
    liu, zhou = street.phone(1001), street.phone(3001)
    for number in range(3):
        await asked(liu, f"澡堂没热水，第 {number} 次")
    codes = [case.code for case in await cases.live(street.store.db, street.store.keys)]

    for code in codes[1:]:
        await zhou.says("/requests")
        await zhou.presses(f"接手 {code}")
        await zhou.says("/requests")
        await zhou.presses(f"打开 {code}")
        await zhou.presses("同一件事")
        await zhou.presses(codes[0])
    keys = {c.matter.raised_with for c in await cases.live(street.store.db, street.store.keys) if c.matter}
    await zhou.presses("办好了")
    await zhou.says("热水器换好了")

    assert len(keys) == 1
    assert keys != {""}
    assert sum("办好了，周联络员办的" in text for text in liu.texts) == 1
    assert sum("您提过的事办好了" in text for text in liu.texts) == 2
    assert not [case for case in await cases.live(street.store.db, street.store.keys) if case.matter]


async def test_there_is_nothing_to_link_a_single_request_to(street: Street) -> None:
    _, zhou = await taken(street)

    await zhou.presses("同一件事")

    assert "现在没有别的求助" in zhou.last.text


async def test_what_is_written_after_it_ended_says_so(street: Street) -> None:
    liu, zhou = await taken(street)
    await zhou.says("在办了")
    line = liu.last.id
    await liu.presses("不办了") if any("不办了" in c for c, _ in liu.last.buttons) else await liu.says(
        "/requests"
    )
    await liu.presses("不办了")
    await liu.presses("是，不办了")
    await liu.says("好的", reply_to=line)
    await zhou.says("好", reply_to=zhou.screen[0].id)

    assert "已经结束了" in liu.last.text
    assert "这件事已经结束" in zhou.last.text


async def test_a_volunteer_is_let_go_when_it_goes_up_or_to_another(street: Street) -> None:
    liu, zhou = await taken(street)
    qian = street.phone(3003)
    await zhou.presses("请人去办")
    await zhou.presses("钱师傅")
    button = next(data for _, data in qian.last.buttons)

    await zhou.presses("往上交")
    await zhou.presses("交上去")
    await qian.presses_data(button)

    assert "不用您去办了" in [text for text in qian.texts if "求助" in text][-1]
    assert qian.toasts[-1].startswith("这一件不在您这边")
    assert "大本营" in liu.last.text


async def test_a_line_that_cannot_be_carried_is_no_question(street: Street) -> None:
    liu, zhou = await taken(street)
    before = len(liu.texts)
    await zhou.presses("问本人")

    await zhou.sends(dice={"emoji": "🎲", "value": 3})

    assert len(liu.texts) == before
    assert "转不过去" in zhou.last.text
    assert (await the_request(street)).state is State.CLAIMED


async def test_an_amber_answer_goes_to_a_counsellor_and_never_into_the_request(street: Street) -> None:
    liu, zhou = await taken(street)
    await zhou.presses("问本人")
    await zhou.says("送到哪里？")

    await liu.says("我撑不住了")

    assert "没有放进求助" in liu.last.text
    assert not [text for text in zhou.texts if "撑不住" in text]
    assert "🟡" in street.phone(2001).last.text
    assert (await the_request(street)).state is State.WAITING_PERSON


async def test_idle_closes_what_somebody_was_adding_to(street: Street) -> None:
    liu = street.phone(1001)
    await asked(liu)
    await liu.says("/requests")
    await liu.presses("补充")

    await street.skip(minutes=31)
    await liu.says("还有一件事")

    assert "没全看懂" in liu.last.text
    assert not [text for text in liu.texts if "先替您合上" in text]


async def test_a_button_of_something_else_ends_the_adding(street: Street) -> None:
    liu = street.phone(1001)
    await asked(liu)
    await liu.says("/menu")
    menu = liu.last
    talk = next(data for caption, data in menu.buttons if "说几句" in caption)
    await liu.presses_data(f"1.radd.{(await the_request(street)).id}.1.")

    await liu.presses_data(talk, menu.id)
    await liu.says("还行")

    assert not [text for text in liu.texts if "补到求助" in text]


async def test_what_was_done_together_ends_the_adding_too(street: Street) -> None:
    liu, zhou = await taken(street)
    await liu.says("/requests")
    await liu.presses("补充")
    await zhou.presses("办好了")
    await zhou.says("送到了")

    await liu.says("谢谢")

    assert "没全看懂" in liu.last.text


async def test_a_picked_request_without_words_waits_for_them(street: Street) -> None:
    liu = street.phone(1001)
    await asked(liu)
    case = await the_request(street)
    await street.skip(hours=2)

    await liu.presses_data(f"1.rpick.{case.id}.0.")
    await liu.says("常温的")

    assert any("补到求助" in text for text in liu.texts)


async def test_the_requests_of_a_liaison_who_leaves_are_asked_for_anew(street: Street) -> None:
    liu, _ = await taken(street)

    await leave(street.store, "周联络员", street.clock.now(), to="李医生")
    await street.settle()

    case = await the_request(street)
    assert (case.owner, case.state) == (None, State.ESCALATING)
    assert "我另外找人" in liu.last.text
    assert "还没有人接手" in street.phone(3003).last.text

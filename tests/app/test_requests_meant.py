"""Help requests: whose words reach whom, and who may have a hand in what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.case import Case, State, about
from bot.store import cases, people
from tests.app.test_requests import EVERYBODY, asked, audits, taken, the_request
from tests.street import Phone, Street


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=EVERYBODY)
    for citizen in EVERYBODY:
        street.phone(citizen.address)
    yield street
    await street.close()


async def live(street: Street) -> list[Case]:
    return sorted(await cases.live(street.store.db, street.store.keys), key=lambda case: case.id)


async def begun(phone: Phone, *taps: str) -> None:
    """A request up to where its words are asked for."""
    await phone.says("/request")
    for caption in ("我自己", *taps):
        await phone.presses(caption)


async def sent(phone: Phone) -> None:
    for caption in ("够了", "不急", "就这样"):
        await phone.presses(caption)


async def two_ask_back(street: Street) -> tuple[Phone, Phone]:
    liu, zhou = street.phone(1001), street.phone(3001)
    for details in ("要两箱水", "要三箱面"):
        await asked(liu, details)
        await zhou.presses("接手")
        await zhou.presses("打开")
        await zhou.presses("问本人")
        await zhou.says("送到哪里？")
    return liu, zhou


# -- a crisis beside a request ------------------------------------------------------------------


@pytest.mark.parametrize("words", ["我不想活了", "我撑不住了，想回家"])
async def test_after_words_that_worry_the_next_ones_never_go_into_the_request_that_lay_open(
    street: Street, words: str
) -> None:
    liu, zhou = await taken(street)
    await liu.says("/requests")
    await liu.presses("补充")

    await liu.says(words)
    await liu.says("我在食堂后面")
    li = street.phone(2001)
    await li.presses("接手")
    await li.presses("打开")

    assert not [text for text in zhou.texts if "食堂后面" in text]
    assert [text for text in li.texts if "食堂后面" in text]


# -- which request is meant ---------------------------------------------------------------------


async def test_a_thumb_that_says_twice_which_one_is_meant_sends_nothing_else(street: Street) -> None:
    liu = street.phone(1001)
    await begun(liu, "别的", "单独说")
    await liu.says("班长总是动手动脚")
    for caption in ("够了", "不急", "不发了"):
        await liu.presses(caption)
    liu, zhou = await two_ask_back(street)
    await liu.says("三号楼")
    which = liu.last

    for _ in range(4):
        await liu.presses_data(which.buttons[0][1], which.id)
    await liu.says("四号楼")

    assert sum("三号楼" in text for text in zhou.texts) == 1
    assert not [text for text in zhou.texts if "班长" in text]
    assert "用不了" in liu.toasts[-1]


async def test_of_two_lines_each_is_asked_about_and_each_goes_where_its_tap_says(street: Street) -> None:
    liu, zhou = await two_ask_back(street)
    first, second = await live(street)
    await liu.says("三号楼")
    about_first = liu.last
    await liu.says("六楼")
    about_second = liu.last

    await liu.presses_data(about_first.buttons[0][1], about_first.id)
    await liu.presses_data(about_second.buttons[1][1], about_second.id)

    assert (about_first.reply_to, about_second.reply_to) != (None, None)
    assert [t for t in zhou.texts if "三号楼" in t] == [f"求助 {first.code}\n三号楼"]
    assert [t for t in zhou.texts if "六楼" in t] == [f"求助 {second.code}\n六楼"]


async def test_an_album_of_which_it_is_asked_goes_whole(street: Street) -> None:
    liu, zhou = await two_ask_back(street)
    for number in range(3):
        photo = [{"file_id": f"p{number}", "file_unique_id": f"u{number}"}]
        await liu.sends(photo=photo, media_group_id="7")

    await liu.presses("物资")
    await street.skip(seconds=2)

    assert [m.media.file_id for m in zhou.screen if m.media] == ["p0", "p1", "p2"]
    assert sum("补到求助" in text for text in liu.texts) == 1


async def test_what_is_corrected_before_the_tap_goes_as_it_reads_now(street: Street) -> None:
    liu, zhou = await two_ask_back(street)
    number = await liu.says("三号楼")
    which = liu.last
    await liu.edits(number, "五号楼")

    await liu.presses_data(which.buttons[0][1], which.id)

    assert [text for text in zhou.texts if "五号楼" in text]
    assert not [text for text in zhou.texts if "三号楼" in text]


# -- corrections --------------------------------------------------------------------------------


async def test_what_was_corrected_before_sending_goes_as_it_reads_now(street: Street) -> None:
    liu, zhou = street.phone(1001), street.phone(3001)
    await begun(liu, "物资", "可以")
    number = await liu.says("送到三号楼")
    await liu.presses("够了")
    await liu.edits(number, "送到四号楼")
    await liu.edits(number, "送到五号楼")
    for caption in ("不急", "就这样"):
        await liu.presses(caption)

    await zhou.presses("接手")
    await zhou.presses("打开")
    await liu.edits(number, "送到六号楼")

    assert [text for text in zhou.texts if "五号楼" in text]
    assert not [text for text in zhou.texts if "三号楼" in text or "四号楼" in text]
    assert "六号楼" in zhou.last.text


async def test_what_was_corrected_into_words_for_a_counsellor_does_not_reach_the_liaison(
    street: Street,
) -> None:
    liu, zhou = street.phone(1001), street.phone(3001)
    await begun(liu, "物资", "可以")
    number = await liu.says("送到三号楼")
    await liu.edits(number, "送到三号楼，我撑不住了，想回家")
    await sent(liu)

    await zhou.presses("接手")
    await zhou.presses("打开")

    assert not [text for text in zhou.texts if "撑不住" in text]
    assert about(next(c for c in await live(street) if c.matter)).withheld


async def test_a_volunteer_reads_the_corrections_too(street: Street) -> None:
    liu, zhou, qian = (street.phone(n) for n in (1001, 3001, 3003))
    await begun(liu, "物资", "可以")
    number = await liu.says("送到三号楼")
    await sent(liu)
    await liu.edits(number, "送到五号楼")
    await zhou.presses("接手")
    await zhou.presses("打开")

    await zhou.presses("请人去办")
    await zhou.presses("钱师傅")

    assert "送到三号楼\n[改为] 送到五号楼" in qian.last.text


# -- a concern of many --------------------------------------------------------------------------


async def test_whoever_was_linked_before_stays_linked_when_a_third_joins(street: Street) -> None:
    liu, zhou, qian = (street.phone(n) for n in (1001, 3001, 3003))
    await asked(liu, "澡堂没热水")
    await asked(qian, "洗澡水是凉的")
    await asked(liu, "还是没热水")
    first, of_qian, third = await live(street)
    await zhou.presses_data(f"1.take.{first.id}.1.")
    await zhou.presses_data(f"1.open.{first.id}.1.")

    for other in (of_qian, third):
        await zhou.presses_data(f"1.join.{first.id}.1.{other.id}")
    assert "一共 3 件" in zhou.last.text
    await zhou.presses("办好了")
    assert "另外 2 件" in zhou.last.text
    await zhou.says("热水器换好了")

    assert await live(street) == []
    assert sum("热水器换好了" in text for text in qian.texts) == 1
    assert sum("热水器换好了" in text for text in liu.texts) == 2


async def test_two_groups_that_turn_out_to_be_one_lose_nobody(street: Street) -> None:
    liu, zhou = street.phone(1001), street.phone(3001)
    for number in range(4):
        await asked(liu, f"没热水，第 {number} 次")
    a, b, c, d = await live(street)
    for case in (a, c):
        await zhou.presses_data(f"1.take.{case.id}.1.")
        await zhou.presses_data(f"1.open.{case.id}.1.")
    await zhou.presses_data(f"1.join.{a.id}.1.{b.id}")
    await zhou.presses_data(f"1.join.{c.id}.1.{d.id}")

    await zhou.presses_data(f"1.join.{a.id}.1.{c.id}")

    assert len({about(case).raised_with for case in await live(street)}) == 1
    assert "一共 4 件" in zhou.last.text


async def test_nobody_links_and_ends_what_goes_past_them(street: Street) -> None:
    liu, zhou = await taken(street)
    mine = await the_request(street)
    await begun(liu, "工资")
    await liu.says("加班费没算")
    await sent(liu)
    (wages,) = [case for case in await live(street) if case.id != mine.id]

    await zhou.presses_data(f"1.join.{mine.id}.1.{wages.id}")
    await zhou.presses("办好了")
    await zhou.says("水送到了")

    assert zhou.toasts[-1].startswith("这一件不在您这边")
    assert "join refused" in await audits(street)
    assert [(case.id, case.state) for case in await live(street)] == [(wages.id, State.ESCALATING)]


# -- whoever has it may no longer ---------------------------------------------------------------


async def rights_end(street: Street, person: str) -> None:
    async with street.store.db.transaction() as tx:
        await people.end_grants(tx, person, street.clock.now())


async def test_with_the_rights_of_its_owner_ended_others_are_asked_at_the_deadline(street: Street) -> None:
    liu, zhou = await taken(street)
    await zhou.presses("问本人")
    await zhou.says("送到哪里？")
    await rights_end(street, "person3001")

    await street.skip(hours=49)

    case = await the_request(street)
    assert (case.state, case.owner, about(case).level) == (State.ESCALATING, None, "lk")
    assert "还没有人接手" in street.phone(3003).last.text
    assert "我另外找人" in liu.last.text


async def test_with_the_rights_of_its_owner_ended_the_persons_words_find_somebody_else(
    street: Street,
) -> None:
    liu, zhou = await taken(street)
    await zhou.presses("问本人")
    await zhou.says("送到哪里？")
    await rights_end(street, "person3001")

    await liu.says("三号楼")
    qian = street.phone(3003)
    await qian.presses("接手")
    await qian.presses("打开")

    assert not [text for text in zhou.texts if "三号楼" in text]
    assert [text for text in qian.texts if "三号楼" in text]
    assert (await the_request(street)).owner == "person3003"


async def test_a_volunteer_who_is_done_between_two_owners_is_heard_by_the_next(street: Street) -> None:
    liu, zhou, qian, sun = (street.phone(n) for n in (1001, 3001, 3003, 3002))
    await asked(liu)
    await zhou.presses("接手")
    await zhou.presses("打开")
    await zhou.presses("请人去办")
    await zhou.presses("钱师傅")
    await zhou.blocks()

    await qian.says("/requests")
    await qian.presses("我办好了")
    await qian.says("水送到了")

    assert "接手的人会看到" in qian.last.text
    case = await the_request(street)
    await sun.presses_data(f"1.take.{case.id}.1.")
    await sun.presses_data(f"1.open.{case.id}.1.")
    assert [text for text in sun.texts if "[备注] 水送到了" in text]

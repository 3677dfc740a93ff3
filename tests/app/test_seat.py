"""Whom a counsellor's words are for, and who may go on reading and writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.people import Role
from tests.street import LIU, ROOT, WANG, Citizen, Street, street_config


@pytest.fixture
async def talk(street: Street) -> Street:
    """A red case that Doctor Li has taken, opened and answered."""
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    return street


async def end_grant(street: Street, person: str) -> None:
    async with street.store.db.transaction() as tx:
        await tx.execute("update staff_grant set until_at = 1 where person = ?", (person,))


async def test_nothing_is_relayed_to_somebody_whose_grant_has_ended(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await end_grant(talk, "person2001")

    await liu.says("我其实一直被队长打")
    await liu.says("只想给咨询师看")

    assert not [text for text in li.texts if "队长" in text or "只想" in text]


async def test_nothing_is_relayed_to_an_owner_moved_to_another_unit(talk: Street) -> None:
    liu, li, zhao = talk.phone(1001), talk.phone(2001), talk.phone(2002)
    async with talk.store.db.transaction() as tx:
        await tx.execute("update staff_grant set unit = 'ship' where person = 'person2001'")

    await liu.says("我其实一直被队长打")

    assert not [text for text in li.texts if "队长" in text]
    assert "还没有人接手" in zhao.last.text


async def test_who_let_a_case_go_and_serves_its_unit_no_more_writes_nothing(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await li.blocks()
    async with talk.store.db.transaction() as tx:
        await tx.execute("update staff_grant set unit = 'ship' where person = 'person2001'")
        await tx.execute("update person set reachable = 1")

    await li.says("我还在")

    assert not [text for text in liu.texts if "我还在" in text and "李医生" in text]
    assert "这条没有发出去" in li.last.text


async def test_a_note_is_refused_and_words_after_it_are_not_taken_for_their_own(talk: Street) -> None:
    liu, li, zhao = talk.phone(1001), talk.phone(2001), talk.phone(2002)
    await li.presses("备注")
    async with talk.store.db.transaction() as tx:
        await tx.execute("update cases set owner = 'person2002'")

    await li.says("他想自杀，室友陪着")
    await li.says("别想不开，我不想您死")

    assert [text[:5] for text in li.texts[-2:]] == ["K0002"] * 2
    assert "这条没有记下" in li.texts[-2]
    assert "这条没有发出去" in li.texts[-1]
    assert not [text for text in zhao.texts if "K0002" not in text]
    assert not [text for text in liu.texts if "想不开" in text]


async def test_a_closing_note_that_was_refused_does_not_take_away_what_was_opened_since(
    talk: Street,
) -> None:
    liu, li, smith = talk.phone(1001), talk.phone(2001), talk.phone(1003)
    await smith.says("I want to kill myself")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("I am here")
    first = next(m for m in li.screen if "斯里兰卡" in m.text)
    await li.presses_data(dict(first.buttons)["结束"])
    await liu.says("等等")

    await li.says("谈过了", settle=False)
    await talk.house.frontdesk.work()
    await li.presses_data(next(data for m in reversed(li.screen) for cap, data in m.buttons if "打开" in cap))
    await li.says("still with you")

    assert "李医生:\nstill with you" in smith.texts
    assert [text for text in li.texts if "还没有结束" in text]


async def test_words_and_clocks_say_how_long_there_really_is(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        (ROOT / "config.yaml")
        .read_text(encoding="utf-8")
        .replace("first_message_within: 2m", "first_message_within: 90s"),
        encoding="utf-8",
    )
    for name in ("flows", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    config = street_config(tmp_path, WARMLINE_CONFIG=str(tmp_path / "config.yaml"))
    street = await Street.open(tmp_path, config=config)
    liu, smith, li = street.phone(1001), street.phone(1003), street.phone(2001)

    await smith.says("I want to kill myself")
    await li.presses("接手")
    assert "within one minute 30 seconds" in smith.last.text
    assert "一分钟 30 秒内写第一句" in li.last.text
    await street.skip(seconds=91)
    assert [text for text in li.texts if "一分钟 30 秒里第一句话没有送到" in text]
    await liu.says("我不想活了")
    await li.presses("接手")
    assert "一分钟 30 秒内没有回您" in liu.last.text
    await street.close()


async def test_idle_after_a_case_has_passed_on_says_nothing_of_it(talk: Street) -> None:
    li = talk.phone(2001)
    await li.says("/close 谈过了")
    await li.presses("确定结束")
    li.news()

    await talk.skip(minutes=45)

    assert li.news() == []


async def test_idle_after_a_case_was_handed_over_calls_nobody_back_to_it(talk: Street) -> None:
    li, zhao = talk.phone(2001), talk.phone(2002)
    await li.says("/transfer")
    await li.presses("赵医生")
    await zhao.presses("接手")
    li.news()

    await talk.skip(minutes=45)

    assert [shown.text for shown in li.news() if "先替您合上" in shown.text] == []
    # what they write next is not for the person, either
    await li.says("还在吗")
    assert not any("还在吗" in text for text in talk.phone(1001).texts)


async def test_out_of_a_note_on_a_case_that_is_over(talk: Street) -> None:
    li = talk.phone(2001)
    await li.presses("备注")
    async with talk.store.db.transaction() as tx:
        await tx.execute("update cases set state = 'closed'")

    await li.says("/cancel")

    assert "好。" in li.last.text


async def test_a_ready_made_line_says_a_name_as_it_is_written(tmp_path: Path) -> None:
    doctor = Citizen("O'Brien", 2001, "hq", Role.COUNSELLOR, duty=["mon 09:00-18:00"])
    street = await Street.open(tmp_path, citizens=(LIU, doctor, WANG))
    liu, brien = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    for caption in ("接手", "打开", "快捷", "我是谁"):
        await brien.presses(caption)

    assert any("我是O'Brien，值到" in text for text in liu.texts)
    assert sum("我是O'Brien，值到" in text for text in brien.texts) == 2
    await street.close()

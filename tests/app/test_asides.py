"""Screens that stand by themselves: what their buttons do, however old they are and whoever holds them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app import asides
from bot.app.buttons import Press
from bot.channel.port import Down, Refused, Result
from bot.domain import consent
from bot.domain.consent import Purpose
from bot.domain.messages import Op, Outgoing, Priority
from bot.store import consents
from tests.street import NOON, Street


async def said(street: Street, address: int) -> list[tuple[str, str]]:
    rows = await consents.history(street.store.db, f"person{address}")
    return [(row.purpose, row.answer) for row in rows]


# -- consent -------------------------------------------------------------------------------------


async def test_every_answer_is_a_row_and_a_second_press_is_none(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/privacy")
    data = dict(liu.last.buttons)["✅ 可以看上次记的"]

    await liu.presses_data(data)
    await liu.presses_data(data)
    await liu.presses("别再看上次记的")

    assert await said(street, 1001) == [("records", "given"), ("records", "withdrawn")]
    assert liu.toasts == ["好，记下了。", "好，记下了。", "好，收回了。"]
    assert len(liu.texts) == 1


async def test_a_yes_to_words_that_have_changed_since_counts_only_after_they_were_shown(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    liu = street.phone(1001)
    await liu.says("/privacy")
    changed = Purpose("records", 2, consent.PURPOSES["records"].roles)
    monkeypatch.setattr(asides, "PURPOSES", {**consent.PURPOSES, "records": changed})

    await liu.presses("可以看上次记的")
    assert "说法改过了" in liu.toasts[-1]
    assert await said(street, 1001) == []
    await liu.presses("可以看上次记的")

    assert await said(street, 1001) == [("records", "given")]


@pytest.mark.parametrize("choice", ["records_on", "liaison_off", "nothing_on", "records", "records_maybe"])
async def test_staff_and_forgers_agree_to_nothing(street: Street, choice: str) -> None:
    li = street.phone(2001)

    await li.presses_data(Press(asides.CONSENT, "", 1, choice).data())

    assert await said(street, 2001) == []
    assert "用不了" in li.toasts[-1]


async def test_a_language_nobody_speaks_here_changes_nothing(street: Street) -> None:
    liu = street.phone(1001)

    await liu.presses_data(Press(asides.SPEAK, choice="tlh").data())
    await liu.says("/help")

    assert "用不了" in liu.toasts[-1]
    assert "我是机器" in liu.last.text


async def test_stopped_is_kept_over_a_restart_and_undone_by_start_beside_a_case(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/stop")
    await liu.says("/stop")
    await liu.says("我撑不住了")
    assert consent.paused((await consents.load(street.store.db, ["person1001"]))["person1001"])

    await liu.says("/start")

    assert "正在给您叫人" in liu.last.text
    assert not consent.paused((await consents.load(street.store.db, ["person1001"]))["person1001"])
    assert await said(street, 1001) == [("messages", "declined"), ("messages", "given")]


async def test_each_day_and_reader_stands_once_and_only_so_many(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("我撑不住了")
    rows = [(NOON_MS + day * 86_400_000, f"person{who}") for day in range(6) for who in (2001, 2002, 2001)]
    case = (await street.store.db.fetch("select id from cases"))[0][0]
    async with street.store.db.transaction() as tx:
        await tx.executemany(
            "insert into audit (at, actor, action, about) values (?,?,'opened by staff',?)",
            [(at, actor, case) for at, actor in rows] + [(NOON_MS + 9 * 86_400_000, "gone", case)],
        )
        await tx.execute(
            "insert into audit (at, actor, action, about) values (?,?,?,?)",
            (NOON_MS, "person2003", "open refused", case),
        )
    await liu.says("/privacy")

    await liu.presses("谁看过我的记录")

    lines = liu.last.text.splitlines()
    assert lines[1:3] == ["· 2026-12-02 已经不在这儿的同事", "· 2026-11-28 李医生（心理咨询师）"]
    assert lines[-1] == "更早还有 5 次。"
    assert len(lines) == 10
    assert "王督导" not in liu.last.text


NOON_MS = int(NOON.timestamp() * 1000)


async def test_nobody_is_shown_who_looked_at_somebody_else(street: Street) -> None:
    liu, smith, li = street.phone(1001), street.phone(1003), street.phone(2001)
    await liu.says("我撑不住了")
    await li.presses("接手")
    await li.presses("打开")

    await smith.says("/privacy")
    await smith.presses("Who looked at my record")

    assert smith.last.text == "Nobody has looked at your record yet."


# -- tidying -------------------------------------------------------------------------------------


async def test_what_both_sides_wrote_goes_but_not_what_is_too_old(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/lang")
    await liu.says("/cancel")
    old = [message.id for message in liu.screen]
    await street.skip(hours=47, minutes=30)
    await liu.says("/talk")
    await liu.presses("还行")
    await liu.says("/cancel")
    await liu.says("/tidy")
    assert "要把这里的聊天收起来吗" in liu.last.text

    await liu.presses("收起来")

    assert [message.id for message in liu.screen[:-1]] == old
    assert liu.last.text.startswith("好，这就收。")
    deletes = [message for _, message in street.channel.sent if message.op is Op.DELETE]
    assert len(deletes) == 1


async def test_an_old_message_that_was_edited_lately_is_no_younger_for_it(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/privacy")
    card = liu.last.id
    await street.skip(hours=48)
    await liu.presses("可以看上次记的")
    await liu.says("/tidy")

    await liu.presses("收起来")

    assert card in [message.id for message in liu.screen]


async def test_an_open_case_is_untouched_and_a_question_is_asked_again(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("/talk")
    await liu.says("/tidy")
    await liu.presses("收起来")
    assert [text.split("\n")[0] for text in liu.texts] == [
        "好，这就收。",
        "刚才「说几句」说到一半，接着来吗？",
    ]
    await liu.says("我撑不住了")
    await liu.says("/tidy")
    assert "正在办的事不受影响" in liu.texts[-2]

    await liu.presses("收起来")

    assert [text.split("\n")[0] for text in liu.texts] == [
        "好，这就收。",
        "刚才「说几句」说到一半，接着来吗？",
    ]
    await li.presses("接手")
    await li.presses("打开")
    assert any("我撑不住了" in text for text in li.texts)


async def test_more_than_a_call_may_carry_goes_in_portions_behind_every_reply(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("我撑不住了")
    for number in range(105):
        await liu.says(f"{number}")
    await liu.says("/tidy")
    liu.news()

    await liu.presses("收起来")

    letters = await street.store.db.fetch("select priority, state from outbox where ref = ?", (asides.TIDY,))
    assert [tuple(row) for row in letters] == [(Priority.REMINDER, "sent")] * 2
    sizes = [len(message.message_ids) for _, message in street.channel.sent if message.op is Op.DELETE]
    assert (sizes[0], len(sizes)) == (100, 2)
    assert len(liu.screen) == 1


async def test_what_telegram_will_not_delete_is_said_with_the_way_to_do_it_by_hand(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/tidy")

    def stubborn(_: int, message: Outgoing) -> Result | None:
        return Refused("400 BadRequest") if message.op is Op.DELETE else None

    street.channel.always = stubborn
    await liu.presses("收起来")

    assert "有几条没收掉" in liu.last.text


async def test_what_is_to_go_goes_even_after_hours_without_a_line(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/lang")
    await liu.says("/cancel")
    await liu.says("/tidy")
    before = [message.id for message in liu.screen]

    def down(_: int, message: Outgoing) -> Result | None:
        return Down("no route") if message.op is Op.DELETE else None

    street.channel.always = down
    await liu.presses("收起来")
    assert "没收掉会再告诉您" in liu.last.text
    # at one go: it would be tried again for hours
    street.clock.move(timedelta(hours=5))
    await street.settle()
    street.channel.always = None
    await street.skip(minutes=1)

    assert not {message.id for message in liu.screen} & set(before)


async def test_who_changes_their_mind_keeps_everything(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/tidy")
    before = len(liu.screen)

    await liu.presses("先不收")

    assert len(liu.screen) == before + 1
    assert liu.last.text == "好，不动它。"


async def test_a_forged_press_tidies_no_duty_chat(street: Street) -> None:
    li = street.phone(2001)
    await li.says("/cases")

    await li.presses_data(Press(asides.TIDY, choice="yes").data())

    assert not [message for _, message in street.channel.sent if message.op is Op.DELETE]


# -- help ----------------------------------------------------------------------------------------


async def test_a_stranger_is_helped_as_a_guest_and_has_nothing_to_agree_to(street: Street) -> None:
    guest = street.phone(9001)
    await guest.says("/help")
    assert "您是谁，可以晚点再说" in guest.last.text

    await guest.says("/privacy")

    assert [caption for caption, _ in guest.last.buttons] == ["👀 谁看过我的记录", "🙋 找人聊聊"]


async def test_a_suggestion_for_what_nobody_may_start_is_an_old_button(street: Street) -> None:
    liu = street.phone(1001)
    for choice in ("consent", "system", "nothing"):
        await liu.presses_data(Press("s", choice=choice).data())

    assert liu.texts == []
    assert len(liu.toasts) == 3

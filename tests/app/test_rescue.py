"""A turn that fails: a human is told, nobody is left alone, and the lane goes on."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import alarms, casework, conversation, dialogue, speaking, staffdesk
from bot.store import inbox, sessions
from bot.store.database import StoreTrouble
from tests.street import Street

SECRET = "这句话不许出现在日志里"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The dialogues are broken: whatever they are given, they raise, quoting it."""

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(dialogue.Dialogue, "advance", fails)
    return monkeypatch


async def quarantined(street: Street) -> int:
    return int((await street.store.db.fetch("select count(*) from inbox where state = 'quarantined'"))[0][0])


async def test_words_that_break_the_dialogue_become_a_call_for_help(
    street: Street, broken: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)

    await liu.says(SECRET)

    assert "您写的我收到了，已经在叫人" in liu.last.text
    assert "🟡 黄" in li.last.text
    assert "已按求助处理" in wang.last.text
    assert await quarantined(street) == 1
    assert SECRET not in caplog.text
    await li.presses("接手")
    await li.presses("打开")
    assert SECRET in li.last.text


async def test_the_lane_goes_on_after_it(street: Street, broken: pytest.MonkeyPatch) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("你好")
    broken.undo()

    await li.presses("接手")
    await liu.says("在吗")
    await li.presses("打开")

    assert "在吗" in li.last.text


async def test_red_words_are_red_though_the_turn_fails(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(conversation.Conversation, "_red", fails)
    liu, li = street.phone(1001), street.phone(2001)

    await liu.says("我不想活了")

    assert "请别一个人待着" in liu.last.text
    assert "🔴 红" in li.last.text


async def test_one_poison_message_harms_nobody_else_of_its_batch(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = conversation.Conversation._to_dialogue

    def fails_for_liu(self: Any, turn: Any, incoming: Any, concern: Any) -> None:
        if turn.lane == "person1001":
            raise RuntimeError
        real(self, turn, incoming, concern)

    monkeypatch.setattr(conversation.Conversation, "_to_dialogue", fails_for_liu)
    liu, smith = street.phone(1001), street.phone(1003)
    await liu.says("/talk", settle=False)
    await smith.says("/talk", settle=False)

    await street.settle()

    assert "How are you doing" in smith.last.text
    assert "已经在叫人" in liu.last.text


async def test_a_press_that_fails_asks_to_try_again_and_calls_nobody(
    street: Street, broken: pytest.MonkeyPatch
) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)

    await liu.presses_data("1.h..0.")

    assert "您再发一次，或者发 /talk" in liu.last.text
    assert "已按求助处理" not in wang.last.text
    assert li.screen == []


async def test_a_message_of_ones_that_talks_already_is_shown_as_missed(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(conversation.Conversation, "_to_people", fails)
    await liu.says("听得到吗")

    assert "对方有一条消息没能送到您这里" in li.last.text
    await li.presses("打开")
    assert "听得到吗" in li.last.text


async def test_a_counsellors_words_that_fail_are_not_taken_for_a_call_for_help(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")

    def fails(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(staffdesk, "_wrote", fails)
    number = await li.says("您说您不想活了")

    assert "没有生效" in li.last.text
    assert li.last.reply_to == number
    assert len(await street.store.db.fetch("select 1 from cases")) == 1


async def test_a_counsellor_is_told_when_their_words_fail_in_the_persons_lane(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")

    def fails(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(speaking, "reply", fails)
    number = await li.says("我在")

    assert li.last.reply_to == number
    assert "没有生效" in li.last.text
    assert "没能处理" in wang.last.text
    assert "我在" not in liu.last.text


async def test_a_ladder_that_fails_is_climbed_again_a_minute_later(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)
    await liu.says("我不想活了")
    real, faults = casework.page, [1, 2]

    def fails_twice(turn: Any, case: Any) -> Any:
        if faults and turn.event.kind == "timer":
            raise RuntimeError
        return real(turn, case)

    monkeypatch.setattr(casework, "page", fails_twice)
    await street.skip(seconds=61)
    faults.clear()
    assert [text for text in wang.texts if "没能处理" in text]
    assert "已等 1 分钟" not in li.last.text

    await street.skip(seconds=61)

    assert "已等 2 分钟" in li.last.text


async def test_a_lane_that_cannot_even_be_loaded_is_an_alarm(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sessions.load

    async def fails(db: Any, keys: Any, lanes: Any) -> Any:
        if "person1001" in lanes:
            raise ValueError(SECRET)
        return await real(db, keys, lanes)

    monkeypatch.setattr(sessions, "load", fails)
    liu, smith, wang = street.phone(1001), street.phone(1003), street.phone(2003)
    await liu.says("在吗")
    await smith.says("/talk")

    assert "没能处理" in wang.last.text
    assert "How are you doing" in smith.last.text
    assert await quarantined(street) == 1


async def test_an_alarm_that_cannot_be_played_raises_no_second_one(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(alarms, "alarm", fails)
    await street.house.intake._alarm("occupied")
    await street.settle()

    assert await quarantined(street) == 1
    assert street.channel.sent == []


async def test_another_poller_is_told_to_the_supervisors(street: Street) -> None:
    wang = street.phone(2003)

    await street.house.intake._alarm("occupied")
    await street.settle()

    assert "另一个程序" in wang.last.text


async def test_an_event_nobody_knows_is_set_aside(street: Street) -> None:
    liu, wang = street.phone(1001), street.phone(2003)
    arrival = inbox.Arrival("test", "1", "person1001", "riddle", street.clock.now(), {})
    async with street.store.db.transaction() as tx:
        await inbox.add(tx, street.store.keys, [arrival])

    await street.settle()

    assert await quarantined(street) == 1
    assert liu.screen == []
    assert "没能处理" in wang.last.text


async def test_trouble_with_the_store_blames_no_message(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, faults = sessions.save, [1]

    async def fails_once(*arguments: Any) -> None:
        if faults:
            faults.pop()
            raise StoreTrouble("disk full")
        await real(*arguments)

    monkeypatch.setattr(sessions, "save", fails_once)
    liu = street.phone(1001)
    await liu.says("/talk", settle=False)
    with pytest.raises(StoreTrouble):
        await street.settle()

    await street.settle()

    assert "这会儿怎么样" in liu.last.text
    assert await quarantined(street) == 0


async def test_an_update_the_bot_has_no_use_for_is_done_with(street: Street) -> None:
    await street.update({"poll": {"id": "1"}})
    await street.settle()

    assert street.channel.sent == []
    assert await quarantined(street) == 0

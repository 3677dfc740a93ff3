"""The breath on the screen: it stops where the person goes elsewhere, and never comes too late."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.app.phones import Phone
from bot.channel.port import Sent
from bot.domain.messages import Op, Outgoing
from tests.street import Street


async def breathing(folder: Path) -> tuple[Street, Phone]:
    street = await Street.open(folder)
    liu = street.phone(1001)
    await liu.says("/breathe")
    await liu.presses("跟着屏幕来")
    return street, liu


async def test_five_breaths_of_ten_seconds_move_in_one_message(tmp_path: Path) -> None:
    street, liu = await breathing(tmp_path)
    before = len(liu.screen)
    seen = [liu.last.text]
    for beat in range(9):
        await street.skip(seconds=6 if beat % 2 else 4)
        seen.append(liu.last.text)
    await street.skip(seconds=6)

    assert [text.splitlines()[0] for text in seen] == [
        f"第 {n} 口，共 5 口" for n in range(1, 6) for _ in "吸呼"
    ]
    assert [text.splitlines()[1][:2] for text in seen] == ["吸气", "呼气"] * 5
    assert liu.last.text == "五口气，做完了。"
    assert liu.last.buttons == []
    assert len(liu.screen) == before
    await street.close()


async def test_another_dialogue_stops_the_breath(tmp_path: Path) -> None:
    street, liu = await breathing(tmp_path)
    await street.skip(seconds=4)
    breath = liu.last
    await liu.says("/tips")
    stood = breath.text
    await street.skip(minutes=2)

    assert breath.text == stood
    assert "想看哪方面的" in liu.last.text
    await street.close()


async def test_a_call_to_people_stops_the_breath(tmp_path: Path) -> None:
    street, liu = await breathing(tmp_path)
    breath = liu.last
    await liu.presses("找人聊聊")
    stood = breath.text
    await street.skip(seconds=50)

    assert breath.text == stood
    assert "松一点" not in "".join(liu.texts)
    await street.close()


async def test_a_beat_that_would_come_too_late_is_not_sent(tmp_path: Path) -> None:
    street, liu = await breathing(tmp_path)
    asked_at = street.clock.now()
    sent: list[timedelta] = []

    def slow(_: int, message: Outgoing) -> Sent | None:
        if message.op is Op.EDIT:
            sent.append(street.clock.now() - asked_at)
        return None

    street.channel.always = slow
    street.clock.move(timedelta(seconds=4))
    await street.house.ticks.sweep()
    await street.house.frontdesk.work()  # the beat is written down, and the line is dead for seven seconds
    street.clock.move(timedelta(seconds=7))
    await street.settle()
    assert sent == []
    assert liu.last.text.splitlines()[1].startswith("吸气")

    await street.skip(seconds=3)
    assert liu.last.text.startswith("第 2 口")  # the next one comes in its own time
    await street.close()


async def test_the_breath_goes_on_after_a_crash_in_the_middle(tmp_path: Path) -> None:
    street, liu = await breathing(tmp_path)
    await street.skip(seconds=4)
    street = await street.reopen()
    await street.skip(seconds=6)
    assert liu.last.text.startswith("第 2 口，共 5 口\n吸气")

    await street.skip(seconds=42)
    assert "这会儿松一点没有" in liu.last.text
    await street.close()


async def test_an_hour_without_power_ends_it_kindly_and_nothing_moves_any_more(tmp_path: Path) -> None:
    street, liu = await breathing(tmp_path)
    street.clock.move(timedelta(minutes=30))
    street = await street.reopen()
    await street.house.ticks.sweep()
    await street.settle()
    assert "这会儿松一点没有" in liu.last.text

    stood = list(liu.texts)
    await street.skip(minutes=2)
    assert liu.texts == stood
    await street.close()

"""What a bad line and a busy Telegram may do; nobody waits for an answer that never comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.sandbox import Fault, FaultKind, Sandbox
from tests.e2e.conftest import on_both
from tests.e2e.station import CANARY, LI, LIU, WANG, ZHAO, Nursery, Phone, Station

Opening = Callable[..., Awaitable[Station]]
RED = f"我撑不下去了，不想活了 {CANARY}"
ANSWERED = "谢谢您说出来"


@pytest.fixture
async def station(open_station: Opening, nursery: Nursery) -> Station:
    station = await open_station()
    station.nursery = nursery
    return station


async def test_a_poller_that_lingers_at_the_start_is_waited_for(station: Station, sandbox: Sandbox) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "getUpdates", times=2, code=409))
    await station.start()

    station.phone(LIU).says(RED)

    await station.phone(LIU).sees(ANSWERED)
    await station.phone(LI).sees("斯里兰卡")


async def test_trouble_with_fetching_in_the_middle_passes(station: Station, sandbox: Sandbox) -> None:
    await station.start()
    liu = station.phone(LIU)
    liu.says("/sos")
    await liu.sees("先叫身边的人")
    sandbox.fault(Fault(FaultKind.ERROR, "getUpdates", times=2, code=500))
    sandbox.fault(Fault(FaultKind.CUT, "getUpdates", times=1, after=True))

    liu.says(RED)

    await liu.sees(ANSWERED)
    assert len(liu.showing(ANSWERED)) == 1


async def test_one_chat_that_is_slowed_down_holds_up_nobody_else(station: Station, sandbox: Sandbox) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "sendMessage", chat=LIU, code=429, retry_after=2))
    await station.start()
    liu, li = station.phone(LIU), station.phone(LI)

    liu.says(RED)

    await li.taps("接手")
    assert not liu.screen
    await liu.sees(ANSWERED)
    assert len(liu.showing(ANSWERED)) == 1
    assert not liu.showing("可能重复")


async def test_a_counsellor_who_blocked_the_bot_is_passed_over(station: Station, sandbox: Sandbox) -> None:
    li, zhao = station.phone(LI), station.phone(ZHAO)
    li.person.blocks()
    await station.start()

    station.phone(LIU).says(RED)

    await zhao.taps("接手")
    await zhao.taps("打开")
    await zhao.sees(CANARY)
    assert not li.screen


async def test_when_nobody_on_duty_can_be_reached_the_supervisor_is_called_at_once(
    station: Station, sandbox: Sandbox
) -> None:
    for number in (LI, ZHAO):
        station.phone(number).person.deactivates()
    await station.start()

    station.phone(LIU).says(RED)

    await station.phone(WANG).taps("接手")
    await station.phone(LIU).sees("王督导接手了")


@on_both
async def test_a_line_cut_after_delivery_brings_a_copy_that_says_so(
    station: Station, sandbox: Sandbox
) -> None:
    await station.start()
    liu, li = station.phone(LIU), station.phone(LI)
    await _talking(liu, li)
    sandbox.fault(Fault(FaultKind.CUT, "sendMessage", chat=LIU, after=True))

    li.says(f"我在 {CANARY}")

    await liu.sees("可能重复", "我在")
    await li.sees("已发出")
    first, second = liu.showing("我在")
    assert "可能重复" not in first.text
    assert "可能重复" in second.text
    assert len(li.showing("已发出")) == 1


async def test_a_line_cut_before_delivery_loses_nothing(station: Station, sandbox: Sandbox) -> None:
    await station.start()
    liu, li = station.phone(LIU), station.phone(LI)
    sandbox.fault(Fault(FaultKind.CUT, "sendMessage", chat=LI, times=2))

    liu.says(RED)

    await li.taps("接手")
    await liu.sees("李医生接手了")
    assert len(li.showing("斯里兰卡")) == 1


async def test_somebody_who_leaves_in_the_middle_is_not_written_off(
    station: Station, sandbox: Sandbox
) -> None:
    await station.start()
    liu, li = station.phone(LIU), station.phone(LI)
    await _talking(liu, li)

    liu.person.blocks()
    li.says(f"您还在吗 {CANARY}")

    await li.sees("对方现在收不到消息了")
    await li.sees("失败")
    liu.person.unblocks()
    liu.says(f"回来了 {CANARY}")
    await li.sees("回来了")


async def _talking(liu: Phone, li: Phone) -> None:
    """Red was written, taken and opened."""
    liu.says(RED)
    await li.taps("接手")
    await li.taps("打开")
    await li.sees("对方都会收到")

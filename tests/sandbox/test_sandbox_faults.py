"""Faults on order."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Fault, FaultKind, Person, Sandbox
from bot.sandbox.faults import Faults
from tests.sandbox.bare_bot import BareBot


async def test_an_ordered_flood_names_the_seconds_to_wait(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "sendMessage", code=429, retry_after=7))

    said = await bot.answer("sendMessage", chat_id=1001, text="x")

    assert said == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert liu.chat == []
    await bot.call("sendMessage", chat_id=1001, text="x")


async def test_a_cut_before_delivery_leaves_nothing_behind(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    sandbox.fault(Fault(FaultKind.CUT, "sendMessage"))

    with pytest.raises(httpx.TransportError):
        await bot.call("sendMessage", chat_id=1001, text="x")

    assert liu.chat == []


async def test_a_cut_after_delivery_leaves_the_message_there(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    sandbox.fault(Fault(FaultKind.CUT, "sendMessage", after=True))

    with pytest.raises(httpx.TransportError):
        await bot.call("sendMessage", chat_id=1001, text="x")

    assert liu.last.text == "x"


async def test_half_a_call_is_no_call(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    address = httpx.URL(sandbox.base_url)
    whole = b"chat_id=1001&text=xyz"
    head = f"POST /bot{sandbox.token}/sendMessage HTTP/1.1\r\nHost: x\r\n"
    _, line = await asyncio.open_connection(address.host, address.port)
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    line.write(f"{head}{kind}Content-Length: {len(whole)}\r\n\r\n".encode() + whole[:-2])
    await line.drain()
    line.close()
    await line.wait_closed()

    await bot.call("sendMessage", chat_id=1001, text="y")

    assert [message.text for message in liu.chat] == ["y"]
    assert sandbox.violations == []


async def test_a_hanging_call_ends_when_the_caller_leaves(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    sandbox.fault(Fault(FaultKind.HANG, "sendMessage"))
    call = asyncio.create_task(bot.call("sendMessage", chat_id=1001, text="x"))
    await sandbox.until(lambda: sandbox.calls)

    call.cancel()

    await bot.call("sendMessage", chat_id=1001, text="y")
    assert [message.text for message in liu.chat] == ["y"]


async def test_a_hanging_call_does_not_keep_the_server_from_stopping(sandbox: Sandbox, bot: BareBot) -> None:
    sandbox.fault(Fault(FaultKind.HANG))
    call = asyncio.create_task(bot.call("getMe"))
    await sandbox.until(lambda: sandbox.calls)

    await asyncio.wait_for(sandbox.stop(), 0.5)

    with pytest.raises(httpx.TransportError):
        await call


async def test_a_fault_for_one_chat_spares_the_others(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    sandbox.user(2001, started=True)
    sandbox.fault(Fault(FaultKind.ERROR, chat=2001, code=502))

    await bot.call("sendMessage", chat_id=1001, text="x")

    assert await bot.refused("sendMessage", chat_id=2001, text="x") == "502 Bad Gateway"


async def test_the_answer_to_a_press_belongs_to_its_chat(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    await bot.call("sendMessage", chat_id=1001, text="x", reply_markup=keys)
    press = liu.presses("好")
    sandbox.fault(Fault(FaultKind.ERROR, "answerCallbackQuery", chat=1001, code=500))

    assert (await bot.refused("answerCallbackQuery", callback_query_id=press)).startswith("500")


async def test_a_delay_goes_on_to_the_delivery(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    sandbox.fault(Fault(FaultKind.DELAY, seconds=0.01, times=None))

    await bot.call("sendMessage", chat_id=1001, text="x")

    assert liu.last.text == "x"
    assert sandbox.faults.standing


def test_polling_is_spared_unless_it_is_named() -> None:
    faults = Faults()
    faults.add(Fault(FaultKind.CUT))

    assert faults.strike("getUpdates", None) == []
    assert len(faults.strike("getMe", None)) == 1


@given(st.integers(1, 5), st.integers(0, 8))
def test_a_fault_strikes_exactly_as_often_as_ordered(times: int, calls: int) -> None:
    faults = Faults()
    faults.add(Fault(FaultKind.CUT, "sendMessage", times=times))

    struck = sum(len(faults.strike("sendMessage", 1)) for _ in range(calls))

    assert struck == min(times, calls)


@pytest.mark.parametrize(
    "order", [{}, {"kind": "explode"}, {"kind": "cut", "times": 0}, {"kind": "error", "after": True}]
)
def test_an_order_that_makes_no_sense_is_refused(order: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (each says something else)
        Fault.read(order)

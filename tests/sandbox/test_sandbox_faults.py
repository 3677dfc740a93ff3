"""Faults on order."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Fault, FaultKind, Limits, Person, Sandbox
from bot.sandbox.faults import Faults
from bot.sandbox.refusal import Refusal
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

    await asyncio.wait_for(sandbox.stop(), 10)

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
    "order",
    [
        {},
        {"kind": "explode"},
        {"kind": "cut", "times": 0},
        {"kind": "error", "after": True},
        {"kind": "blocked", "after": True},
        {"kind": "migrated"},
        {"kind": "twice"},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(order: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (each says something else)
        Fault.read(order)


# -- in Telegram's own words ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("conflict", "409 Conflict: terminated by other getUpdates request"),
        ("flood", "429 Too Many Requests: retry after 1"),
        ("blocked", "403 Forbidden: bot was blocked by the user"),
        ("deactivated", "403 Forbidden: user is deactivated"),
        ("chat not found", "400 Bad Request: chat not found"),
        ("query is too old", "400 Bad Request: query is too old"),
        ("not modified", "400 Bad Request: message is not modified"),
        ("can't parse entities", "400 Bad Request: can't parse entities"),
    ],
)
async def test_a_fault_by_name_says_no_in_telegrams_words(
    sandbox: Sandbox, bot: BareBot, http: httpx.AsyncClient, liu: Person, kind: str, words: str
) -> None:
    await http.post(f"{sandbox.base_url}/sandbox/faults", json={"kind": kind, "method": "sendMessage"})

    assert (await bot.refused("sendMessage", chat_id=1001, text="x")).startswith(words)
    assert liu.chat == []


async def test_a_group_that_became_another_names_it(sandbox: Sandbox, bot: BareBot) -> None:
    sandbox.fault(Fault(FaultKind.MIGRATED, chat=-5, migrate_to=-1005))

    said = await bot.answer("sendMessage", chat_id=-5, text="x")

    assert said["error_code"] == 400
    assert said["parameters"] == {"migrate_to_chat_id": -1005}


async def test_updates_come_twice_with_those_confirmed_before_and_the_newest_first(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    liu.says("一")
    first = (await bot.call("getUpdates"))[0]["update_id"]
    liu.says("二")
    for kind in (FaultKind.SHUFFLED, FaultKind.TWICE):
        sandbox.fault(Fault(kind, "getUpdates"))

    shuffled, twice = [
        [each["message"]["text"] for each in await bot.call("getUpdates", offset=offset)]
        for offset in (0, first + 1)
    ]

    assert shuffled == ["二", "一"]
    assert twice == ["一", "二", "二"]


async def test_what_was_said_long_ago_carries_its_date(
    sandbox: Sandbox, bot: BareBot, http: httpx.AsyncClient, liu: Person
) -> None:
    ask = {"user": 1001, "text": "一", "hours_ago": 24}
    await http.post(f"{sandbox.base_url}/sandbox/say", json=ask)
    liu.says("二")

    old, new = [update["message"]["date"] for update in await bot.call("getUpdates")]

    assert new - old == 24 * 60 * 60
    assert (await http.post(f"{sandbox.base_url}/sandbox/say", json=ask | {"hours_ago": 25})).is_client_error


# -- Telegram's limits ---------------------------------------------------------------------------


async def test_limits_are_enforced_while_they_are_ordered(
    sandbox: Sandbox, bot: BareBot, http: httpx.AsyncClient, liu: Person
) -> None:
    order = f"{sandbox.base_url}/sandbox/limits"
    await http.post(order, json={"burst": 2})

    said = [await bot.answer("sendMessage", chat_id=1001, text="x") for _ in range(3)]
    ended = await http.delete(order)
    await bot.call("sendMessage", chat_id=1001, text="x")

    assert [each["ok"] for each in said] == [True, True, False]
    assert said[2]["parameters"] == {"retry_after": 1}
    assert ended.json() == {"refused": 1}
    assert (await http.post(order, json={"burst": 0})).status_code == 400


def admitted(limits: Limits, calls: list[tuple[float, int]], method: str = "sendMessage") -> list[bool]:
    """Which of these (second, chat) calls go through."""
    passed = []
    for at, chat in calls:
        try:
            limits.admit(method, {"chat_id": chat, "media": [1, 2, 3]}, at)
        except Refusal:
            passed.append(False)
        else:
            passed.append(True)
    return passed


def test_one_chat_may_have_a_small_burst_and_then_one_a_second() -> None:
    calls = [*[(0.0, 1)] * 6, (0.9, 1), (1.0, 1), (1.1, 1), (1.1, 2)]

    assert admitted(Limits(), calls) == [*[True] * 5, False, False, True, False, True]


def test_all_chats_together_have_thirty_in_any_second() -> None:
    calls = [(0.5, chat) for chat in range(31)] + [(1.4, 40), (1.5, 41)]

    assert admitted(Limits(), calls) == [*[True] * 30, False, False, True]


def test_a_group_has_twenty_a_minute() -> None:
    calls = [(float(second), -5) for second in range(21)] + [(59.9, -5), (60.0, -5)]

    assert admitted(Limits(), calls) == [*[True] * 20, False, False, True]


def test_an_album_counts_as_many_as_it_has_files_and_an_action_as_none() -> None:
    assert admitted(Limits(), [(0.0, 1), (0.0, 1), (2.0, 1)], "sendMediaGroup") == [True, False, True]
    assert admitted(Limits(burst=1), [(0.0, 1)] * 9, "sendChatAction") == [True] * 9
    assert admitted(Limits(burst=1), [(0.0, 1)] * 9, "editMessageText") == [True] * 9

"""Presses, commands, files, groups, tokens."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.sandbox import Person, Sandbox
from tests.sandbox.bare_bot import BareBot, HandClock

KEYS: dict[str, Any] = {"inline_keyboard": [[{"text": "接手 Take", "callback_data": "take"}]]}
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_press_arrives_with_its_message_and_its_answer_is_a_toast(bot: BareBot, liu: Person) -> None:
    sent = await bot.call("sendMessage", chat_id=1001, text="有人吗", reply_markup=KEYS)

    press = liu.presses("接手")

    query = (await bot.call("getUpdates"))[0]["callback_query"]
    assert (query["id"], query["data"], query["message"]["message_id"]) == (press, "take", sent["message_id"])
    await bot.call("answerCallbackQuery", callback_query_id=press, text="已接手")
    assert liu.toasts == ["已接手"]


async def test_a_press_is_answered_within_150_seconds_or_not_at_all(
    bot: BareBot, liu: Person, clock: HandClock
) -> None:
    await bot.call("sendMessage", chat_id=1001, text="x", reply_markup=KEYS)
    press = liu.presses(data="take")
    clock.skip(seconds=151)

    assert await bot.refused("answerCallbackQuery", callback_query_id=press) == TOO_OLD
    assert await bot.refused("answerCallbackQuery", callback_query_id="77") == TOO_OLD


async def test_a_button_that_is_not_there_cannot_be_pressed(bot: BareBot, liu: Person) -> None:
    await bot.call("sendMessage", chat_id=1001, text="x", reply_markup=KEYS)

    with pytest.raises(LookupError):
        liu.presses("关闭")


async def test_commands_are_shown_in_the_persons_language(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    anna = sandbox.user(1003, first_name="Anna", language_code="en-GB")
    zh = [{"command": "talk", "description": "想聊聊"}]
    en = [{"command": "talk", "description": "Talk to someone"}]
    await bot.call("setMyCommands", commands=zh)

    await bot.call("setMyCommands", commands=en, language_code="en")

    assert liu.commands == zh
    assert anna.commands == en
    assert await bot.refused("setMyCommands", commands=[{"command": "Talk", "description": "x"}]) == (
        "400 Bad Request: BOT_COMMAND_INVALID"
    )


async def test_the_narrowest_scope_of_commands_wins(bot: BareBot, liu: Person) -> None:
    await bot.call("setMyCommands", commands=[{"command": "menu", "description": "菜单"}])
    desk = [{"command": "cases", "description": "个案"}]

    await bot.call("setMyCommands", commands=desk, scope={"type": "chat", "chat_id": 1001})

    assert liu.commands == desk
    await bot.call("deleteMyCommands", scope={"type": "chat", "chat_id": 1001})
    assert liu.commands == [{"command": "menu", "description": "菜单"}]
    assert await bot.refused("setMyCommands", commands=desk, scope={"type": "everybody"}) == (
        "400 Bad Request: can't parse BotCommandScope"
    )


async def test_name_and_descriptions_are_kept(bot: BareBot) -> None:
    await bot.call("setMyDescription", description="陪您说说话", language_code="zh")

    assert await bot.call("getMyDescription", language_code="zh") == {"description": "陪您说说话"}
    assert (await bot.call("getMyName"))["name"]


async def test_an_unknown_file_is_refused(sandbox: Sandbox, bot: BareBot) -> None:
    assert await bot.refused("getFile", file_id="x") == (
        "400 Bad Request: wrong file_id or the file is temporarily unavailable"
    )
    gone = await bot.http.get(f"{sandbox.base_url}/file/bot{sandbox.token}/photos/file_9")
    assert gone.status_code == 404


async def test_the_bot_leaves_a_group_once(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    liu.invites_bot(sandbox.group(-5))
    liu.says("大家好", group=-5)
    joined, said = await bot.call("getUpdates")
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert said["message"]["chat"]["type"] == "group"

    await bot.call("leaveChat", chat_id=-5)

    assert (await bot.refused("leaveChat", chat_id=-5)).startswith("403")
    assert await bot.refused("sendMessage", chat_id=-5, text="x") == (
        "403 Forbidden: bot was kicked from the group chat"
    )


async def test_blocking_reaches_the_bot_as_a_membership(bot: BareBot, liu: Person) -> None:
    liu.blocks()
    liu.unblocks()

    statuses = [each["my_chat_member"]["new_chat_member"]["status"] for each in await bot.call("getUpdates")]
    assert statuses == ["kicked", "member"]


async def test_who_blocked_the_bot_writes_nothing(liu: Person) -> None:
    liu.blocks()

    with pytest.raises(RuntimeError):
        liu.says("在吗")


async def test_other_tokens_and_methods_are_not_served(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    stranger = (await http.get(f"{sandbox.base_url}/bot2:stranger/getMe")).json()
    unknown = (await http.get(f"{sandbox.base_url}/bot{sandbox.token}/sendRocket")).json()

    assert stranger == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert unknown == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_query_form_and_json_are_read_alike_and_case_does_not_matter(
    sandbox: Sandbox, http: httpx.AsyncClient, liu: Person
) -> None:
    url = f"{sandbox.base_url}/bot{sandbox.token}/sendmessage"
    wanted = {"chat_id": "1001", "text": "好", "protect_content": "true"}

    answers = [
        await http.get(url, params=wanted),
        await http.post(url, data=wanted),
        await http.post(url, json={"chat_id": 1001, "text": "好", "protect_content": True}),
        await http.post(url, data=wanted, files={"unused": b"x"}),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert [message.protected for message in liu.chat] == [True] * 4


async def test_a_broken_body_is_a_bad_request(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    url = f"{sandbox.base_url}/bot{sandbox.token}/sendMessage"
    headers = {"content-type": "application/json"}

    assert (await http.post(url, content=b"{", headers=headers)).status_code == 400
    assert (await http.post(url, data={"chat_id": "1", "text": "x", "reply_markup": "{"})).status_code == 400

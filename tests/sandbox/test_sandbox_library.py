"""python-telegram-bot talks to the sandbox as it talks to Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.domain.messages import MediaKind
from bot.sandbox import Fault, FaultKind, Person, Sandbox


@pytest.fixture
async def library(sandbox: Sandbox) -> AsyncIterator[telegram.Bot]:
    base = sandbox.base_url
    async with telegram.Bot(
        sandbox.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot"
    ) as library:
        yield library


async def test_a_talk_with_buttons_reply_and_edit(
    sandbox: Sandbox, library: telegram.Bot, liu: Person
) -> None:
    asked = liu.says("/start 你好")
    (update,) = await library.get_updates(timeout=10, allowed_updates=Update.ALL_TYPES)
    assert update.message is not None
    assert update.message.entities[0].type == "bot_command"
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("接手 Take", callback_data="take")]])
    sent = await library.send_message(
        1001,
        "<b>在</b>",
        parse_mode="HTML",
        reply_markup=markup,
        protect_content=True,
        reply_parameters=ReplyParameters(asked),
    )

    liu.presses("接手")
    (pressed,) = await library.get_updates(offset=update.update_id + 1, timeout=10)
    assert pressed.callback_query is not None
    await pressed.callback_query.answer("好", show_alert=True)
    await library.edit_message_text("已接手", 1001, sent.message_id)

    assert (liu.last.text, liu.last.edited, liu.last.reply_to) == ("已接手", True, asked)
    assert liu.toasts == ["好"]
    assert sandbox.violations == []


async def test_files_go_up_and_down(sandbox: Sandbox, library: telegram.Bot, liu: Person) -> None:
    liu.sends(MediaKind.VOICE, content=b"OggS\r\nsound")
    (update,) = await library.get_updates(timeout=10)
    assert update.message is not None
    assert update.message.voice is not None

    file = await library.get_file(update.message.voice.file_id)
    down = await file.download_as_bytearray()
    await library.send_photo(1001, b"\xff\xd8picture", caption="看")
    await library.send_media_group(1001, [telegram.InputMediaPhoto(b"one"), telegram.InputMediaPhoto(b"two")])

    assert down == b"OggS\r\nsound"
    assert [message.media.kind for message in liu.chat if message.media and message.from_bot] == [
        MediaKind.PHOTO
    ] * 3
    assert sandbox.violations == []


async def test_everything_a_person_sends_is_read_by_the_library(library: telegram.Bot, liu: Person) -> None:
    for kind in MediaKind:
        liu.sends(kind)
    liu.blocks()

    updates = await library.get_updates(timeout=10)

    messages = [update.message for update in updates[:-1]]
    assert all(
        message is not None and telegram.helpers.effective_message_type(message) for message in messages
    )
    assert updates[-1].my_chat_member is not None


async def test_refusals_become_the_librarys_errors(
    sandbox: Sandbox, library: telegram.Bot, liu: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # the library warns where seconds are still a number
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await library.send_message(1001, "<x>", parse_mode="HTML")
    sent = await library.send_message(1001, "x")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await library.edit_message_text("x", 1001, sent.message_id)
    sandbox.fault(Fault(FaultKind.ERROR, "sendMessage", code=429, retry_after=3))
    with pytest.raises(RetryAfter) as flood:
        await library.send_message(1001, "x")
    sandbox.fault(Fault(FaultKind.CUT, "sendMessage"))
    with pytest.raises(NetworkError):
        await library.send_message(1001, "x")
    liu.blocks()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await library.send_message(1001, "x")

    assert flood.value.retry_after == timedelta(seconds=3)


async def test_a_second_poller_is_the_librarys_conflict(sandbox: Sandbox, library: telegram.Bot) -> None:
    older = asyncio.create_task(library.get_updates(timeout=10))
    await sandbox.until(lambda: sandbox.polling)

    async with telegram.Bot(sandbox.token, base_url=f"{sandbox.base_url}/bot") as other:
        newer = await other.get_updates(timeout=0)

    with pytest.raises(Conflict):
        await older
    assert newer == ()


async def test_a_strangers_token_is_invalid(sandbox: Sandbox) -> None:
    stranger = telegram.Bot("2:stranger", base_url=f"{sandbox.base_url}/bot")

    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_commands_chat_and_webhook_info_are_readable(library: telegram.Bot, liu: Person) -> None:
    await library.set_my_commands([("talk", "想聊聊")], language_code="zh")

    assert liu.commands[0]["description"] == "想聊聊"
    assert (await library.get_my_commands(language_code="zh"))[0].command == "talk"
    assert (await library.get_chat(1001)).first_name == "刘师傅"
    assert (await library.get_webhook_info()).url == ""
    assert (await library.delete_webhook(drop_pending_updates=True)) is True

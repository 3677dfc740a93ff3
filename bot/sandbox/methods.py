"""Which methods the sandbox knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.sandbox import editing, sending, settings
from bot.sandbox.attachments import FILE_KINDS
from bot.sandbox.request import Request

Method = Callable[[Request], Any]


def _send_name(kind: str) -> str:
    return "send" + "".join(part.capitalize() for part in kind.split("_"))


_FILES: dict[str, Method] = {_send_name(kind): partial(sending.send_file, kind=kind) for kind in FILE_KINDS}
METHODS: dict[str, Method] = {
    **_FILES,
    "answerCallbackQuery": settings.answer_callback_query,
    "copyMessage": sending.copy_message,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "deleteMyCommands": settings.delete_my_commands,
    "deleteWebhook": settings.delete_webhook,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageLiveLocation": editing.edit_message_live_location,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "editMessageText": editing.edit_message_text,
    "forwardMessage": sending.forward_message,
    "getChat": settings.get_chat,
    "getFile": settings.get_file,
    "getMe": settings.get_me,
    "getMyCommands": settings.get_my_commands,
    "getMyDescription": partial(settings.get_my, what="description"),
    "getMyName": partial(settings.get_my, what="name"),
    "getMyShortDescription": partial(settings.get_my, what="short_description"),
    "getUpdates": settings.take_updates,
    "getWebhookInfo": settings.get_webhook_info,
    "leaveChat": settings.leave_chat,
    "sendChatAction": sending.send_chat_action,
    "sendContact": sending.send_contact,
    "sendLocation": sending.send_location,
    "sendMediaGroup": sending.send_media_group,
    "sendMessage": sending.send_message,
    "sendVenue": sending.send_venue,
    "setMessageReaction": editing.set_message_reaction,
    "setMyCommands": settings.set_my_commands,
    "setMyDescription": partial(settings.set_my, what="description"),
    "setMyName": partial(settings.set_my, what="name"),
    "setMyShortDescription": partial(settings.set_my, what="short_description"),
    "setWebhook": settings.set_webhook,
    "stopMessageLiveLocation": editing.stop_message_live_location,
}

_BY_LOWER = {name.lower(): name for name in METHODS}


def known_as(name: str) -> str | None:
    """The method's own spelling (Telegram ignores case), or None when the sandbox does not know it."""
    return _BY_LOWER.get(name.lower())


def carry_out(method: str, request: Request) -> Any:
    """The result of a known method; raises Refusal. Nothing is committed here."""
    return METHODS[method](request)

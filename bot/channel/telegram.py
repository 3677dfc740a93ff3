"""Telegram through python-telegram-bot: the only module that imports it."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import httpx
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from bot.channel.incoming import ALLOWED_UPDATES
from bot.channel.port import (
    BadToken,
    Down,
    Gone,
    Occupied,
    Refused,
    Result,
    Sent,
    Slow,
    Unknown,
    Unreachable,
    Vanished,
)
from bot.channel.split import plain
from bot.domain.messages import CAPTIONED, Keyboard, Media, MediaKind, Op, Outgoing

log = logging.getLogger(__name__)

# the library's errors warn at every 429 unless durations may come as timedelta
os.environ.setdefault("PTB_TIMEDELTA", "true")

# getUpdates is asked for raw on purpose: updates are committed before anything parses them
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)

# measured: with unlimited idle connections the transport collapses above 32 in flight
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=20)

_NO_ANSWER = (KeyError, TypeError, AttributeError, ValueError)
"""What the library raises for a 200 that does not hold what it should."""

_NO_ONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "bot was blocked")
_NOT_THERE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_HARMLESS = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "message to delete not found",
)


class Telegram:
    """A `Channel` over one bot token. `base` is the server's address without the token."""

    def __init__(self, token: str, base: str) -> None:
        base = base.rstrip("/").removesuffix("/bot")
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=HTTPXRequest(
                connection_pool_size=LIMITS.max_connections or 64,
                connect_timeout=5,
                read_timeout=10,
                write_timeout=10,
                pool_timeout=5,
                httpx_kwargs={"limits": LIMITS},
            ),
            get_updates_request=HTTPXRequest(connection_pool_size=2, connect_timeout=5, pool_timeout=5),
        )

    async def open(self) -> str:
        await self._ask(self._bot.initialize)
        return self._bot.username

    async def close(self) -> None:
        await self._bot.shutdown()

    async def start_polling(self) -> None:
        """Takes a webhook away that would keep updates from being fetched; none that waits is dropped."""
        await self._ask(lambda: self._bot.delete_webhook(drop_pending_updates=False))

    async def fetch(self, offset: int | None, timeout: float) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {"timeout": int(timeout), "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            asked["offset"] = offset
        updates = await self._ask(
            lambda: self._bot.do_api_request("getUpdates", api_kwargs=asked, read_timeout=timeout + 10)
        )
        if not isinstance(updates, list):
            raise Unreachable("getUpdates did not answer with a list")
        return updates

    async def offer_commands(self, language: str, commands: Sequence[tuple[str, str]]) -> None:
        """Registers the command menu for a language, "" for everybody else's. A refusal is logged only."""
        try:
            await self._bot.set_my_commands(
                [BotCommand(name, words) for name, words in commands], language_code=language or None
            )
        except TelegramError as fault:
            log.warning("command menu refused: %s", type(fault).__name__)

    async def send(self, chat: int, message: Outgoing) -> Result:
        result = await self._attempt(chat, message, ParseMode.HTML)
        if isinstance(result, Refused) and "can't parse entities" in result.reason:
            # the words must arrive even when their dress does not
            return await self._attempt(chat, message, None)
        return result

    async def _attempt(self, chat: int, message: Outgoing, mode: ParseMode | None) -> Result:
        try:
            return Sent(await self._call(chat, message, mode))
        except RetryAfter as fault:
            return Slow(_seconds(fault))
        except ChatMigrated:
            return Refused("the chat became a group of another kind")
        except TelegramError as fault:
            return _failed(fault)
        except _NO_ANSWER as fault:
            return Unknown(f"no answer but {type(fault).__name__}")

    async def _call(self, chat: int, message: Outgoing, mode: ParseMode | None) -> int | None:
        text = message.text if mode else plain(message.text)
        markup = _markup(message.keyboard)
        match message.op:
            case Op.ANSWER:
                await self._bot.answer_callback_query(
                    message.press_id, text=plain(message.text)[:200] or None
                )
                return None
            case Op.TYPING:
                await self._bot.send_chat_action(chat, ChatAction.TYPING)
                return None
            case Op.LEAVE:
                await self._bot.leave_chat(chat)
                return None
            case Op.DELETE:
                await self._bot.delete_message(chat, message.message_id or 0)
                return None
            case Op.EDIT if message.media is not None:
                await self._bot.edit_message_caption(
                    chat, message.message_id, caption=text, parse_mode=mode, reply_markup=markup
                )
                return message.message_id
            case Op.EDIT:
                await self._bot.edit_message_text(
                    text,
                    chat,
                    message.message_id,
                    parse_mode=mode,
                    reply_markup=markup,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
                return message.message_id
            case Op.SEND:
                options: dict[str, Any] = {"reply_markup": markup}
                if message.silent:
                    options["disable_notification"] = True
                if message.protect:
                    options["protect_content"] = True
                if message.reply_to is not None:
                    options["reply_parameters"] = ReplyParameters(
                        message.reply_to, allow_sending_without_reply=True
                    )
                if message.media is not None:
                    return await self._send_media(chat, message.media, text, mode, options)
                sent = await self._bot.send_message(
                    chat,
                    text,
                    parse_mode=mode,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    **options,
                )
                return sent.message_id

    async def _send_media(
        self, chat: int, media: Media, text: str, mode: ParseMode | None, options: dict[str, Any]
    ) -> int:
        bot = self._bot
        if media.kind is MediaKind.LOCATION:
            return (await bot.send_location(chat, media.latitude, media.longitude, **options)).message_id
        if media.kind is MediaKind.CONTACT:
            name = media.contact_name or media.phone
            return (await bot.send_contact(chat, media.phone, name, **options)).message_id
        calls: Mapping[MediaKind, Callable[..., Awaitable[Message]]] = {
            MediaKind.PHOTO: bot.send_photo,
            MediaKind.VOICE: bot.send_voice,
            MediaKind.VIDEO: bot.send_video,
            MediaKind.VIDEO_NOTE: bot.send_video_note,
            MediaKind.ANIMATION: bot.send_animation,
            MediaKind.AUDIO: bot.send_audio,
            MediaKind.DOCUMENT: bot.send_document,
            MediaKind.STICKER: bot.send_sticker,
        }
        if media.kind in CAPTIONED and text:
            options |= {"caption": text, "parse_mode": mode}
        return (await calls[media.kind](chat, media.file_id, **options)).message_id

    async def _ask(self, call: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await call()
        except RetryAfter as fault:
            seconds = _seconds(fault)
            raise Unreachable(f"asked to wait {seconds:.0f} s", seconds) from None
        except TelegramError as fault:
            if _from_elsewhere(fault):
                raise Unreachable("not the channel's answer") from None
            if isinstance(fault, Conflict):
                raise Occupied("another process is fetching updates with this token") from None
            # the library's word for a refused token in a raw call is that there is no such endpoint
            if isinstance(fault, InvalidToken | EndPointNotFound):
                raise BadToken("Telegram does not know this token") from None
            # from None: the fault may quote a response with people's words in it
            raise Unreachable(type(fault).__name__) from None
        except _NO_ANSWER as fault:
            raise Unreachable(f"no answer but {type(fault).__name__}") from None


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.caption, callback_data=b.data) for b in row] for row in keyboard]
    )


def _seconds(fault: RetryAfter) -> float:
    wait = fault.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _from_elsewhere(fault: TelegramError) -> bool:
    """Whether an error was answered by something else on the way, a proxy or a portal: no JSON of Telegram's."""
    while isinstance(fault, EndPointNotFound | InvalidToken) and isinstance(fault.__cause__, InvalidToken):
        fault = fault.__cause__
    return type(fault.__cause__) is TelegramError


def _failed(fault: TelegramError) -> Result:
    if _from_elsewhere(fault):
        return Unknown("not the channel's answer")
    if isinstance(fault, Forbidden):
        return Gone(_reason(fault))
    if isinstance(fault, BadRequest):
        return _refused(_reason(fault))
    if isinstance(fault, InvalidToken):
        return Down("token refused")
    return _network(fault)


def _reason(fault: TelegramError) -> str:
    """The channel's own description, first line, short. Descriptions of 400 and 403 quote no content."""
    return fault.message.splitlines()[0][:120].lower() if fault.message else type(fault).__name__


def _refused(reason: str) -> Result:
    if any(words in reason for words in _HARMLESS):
        return Sent()
    if any(words in reason for words in _NO_ONE):
        return Gone(reason)
    if any(words in reason for words in _NOT_THERE):
        return Vanished(reason)
    return Refused(reason)


def _network(fault: TelegramError) -> Result:
    cause = fault.__cause__
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return Down(type(cause).__name__)
    return Unknown(type(cause or fault).__name__)

"""Telegram through python-telegram-bot, which only this module and `answers` import."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Location,
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
from telegram.warnings import PTBUserWarning

from bot.channel.answers import Requests, answered, failed, from_elsewhere, undressable
from bot.channel.incoming import ALLOWED_UPDATES
from bot.channel.port import (
    BadToken,
    Hook,
    Hooked,
    Occupied,
    Refused,
    Result,
    Sent,
    Slow,
    Unknown,
    Unreachable,
)
from bot.channel.split import plain
from bot.domain.messages import CAPTIONED, Keyboard, Media, MediaKind, Op, Outgoing

log = logging.getLogger(__name__)

# the library's errors warn at every 429 unless durations may come as timedelta
os.environ.setdefault("PTB_TIMEDELTA", "true")

# asked for raw on purpose: updates are committed before anything parses them, and of what was sent nothing but its
# number matters
warnings.filterwarnings(
    "ignore", message="Please use 'Bot.(getUpdates|sendMessage)'", category=PTBUserWarning
)

CONNECTIONS = 128
"""More than the postman ever has in flight."""

_NO_ANSWER = (IndexError, KeyError, TypeError, AttributeError, ValueError)
"""What the library raises for a 200 that does not hold what it should."""


class NotTaken(Exception):
    """The channel refused an address to bring updates to; the text is its reason."""


class Telegram:
    """A `Channel` over one bot token. `base` is the server's address without the token.

    `patience` is how many seconds an answer may take; for updates that long beyond what the poll waits.
    """

    def __init__(self, token: str, base: str, patience: float = 10) -> None:
        self._patience = patience
        base = base.rstrip("/").removesuffix("/bot")
        # kept here too: the library's own shutdown leaves them open when its start has failed
        self._requests = (Requests(2), Requests(CONNECTIONS, patience))
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )

    async def open(self) -> str:
        await self._ask(self._bot.initialize)
        return self._bot.username

    async def close(self) -> None:
        await self._bot.shutdown()
        for request in self._requests:
            await request.shutdown()

    async def start_polling(self) -> None:
        """Takes no webhook away: it may be that of a bot at work somewhere else.

        A server that refuses to say whether there is one is polled all the same.
        """
        hook = await self._ask(self._known_hook)
        if hook.url:
            raise Hooked("a webhook is set for this token")

    async def _known_hook(self) -> Hook:
        try:
            return await self._hook()
        except RetryAfter:
            raise
        except TelegramError as fault:
            if not answered(fault):
                raise
            log.warning("getWebhookInfo refused (%s), polling all the same", type(fault).__name__)
            return Hook("")

    async def hook(self) -> Hook:
        return cast("Hook", await self._ask(self._hook))

    async def _hook(self) -> Hook:
        info = await self._bot.get_webhook_info()
        return Hook(
            url=info.url,
            waiting=info.pending_update_count,
            fault=info.last_error_message or "",
            fault_at=info.last_error_date,
            allowed=tuple(info.allowed_updates),
        )

    async def set_hook(self, url: str, secret: str, connections: int) -> None:
        """Has the same updates brought there that are fetched otherwise; none that waits is dropped.

        Raises BadToken, Unreachable, or NotTaken with the channel's reason.
        """

        async def ask() -> None:
            try:
                await self._bot.set_webhook(
                    url,
                    max_connections=connections,
                    allowed_updates=ALLOWED_UPDATES,
                    secret_token=secret,
                    drop_pending_updates=False,
                )
            except BadRequest as fault:
                # an address is quoted at most, and it is the operator's own
                raise NotTaken(fault.message) from None

        await self._ask(ask)

    async def drop_hook(self) -> None:
        """Takes the webhook away; what waits can be fetched then. Raises BadToken or Unreachable."""
        await self._ask(lambda: self._bot.delete_webhook(drop_pending_updates=False))

    async def renew(self, *, fetching: bool) -> None:
        await self._requests[0 if fetching else 1].renew()

    async def fetch(self, offset: int | None, timeout: float) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {"timeout": int(timeout), "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            asked["offset"] = offset
        updates = await self._ask(
            lambda: self._bot.do_api_request(
                "getUpdates", api_kwargs=asked, read_timeout=timeout + self._patience
            )
        )
        if not isinstance(updates, list):
            raise Unreachable("getUpdates did not answer with a list")
        return updates

    async def offer_commands(
        self, language: str, commands: Sequence[tuple[str, str]], chat: int | None = None
    ) -> bool:
        """Registers a command menu: for a language, "" for everybody else's, or for one chat, whatever its
        language. A refusal is logged only."""
        scope = None if chat is None else BotCommandScopeChat(chat)
        menu = [BotCommand(name, words) for name, words in commands]

        async def offer() -> bool:
            try:
                if menu:
                    await self._bot.set_my_commands(menu, scope=scope, language_code=language or None)
                else:
                    await self._bot.delete_my_commands(scope=scope, language_code=language or None)
            except (BadRequest, Forbidden) as fault:
                log.warning("command menu refused: %s", type(fault).__name__)
                return False
            return True

        return bool(await self._ask(offer))

    async def send(self, chat: int, message: Outgoing) -> Result:
        result = await self._attempt(chat, message, ParseMode.HTML)
        if undressable(result) and message.op in (Op.SEND, Op.EDIT) and message.text:
            # the words must arrive even when their dress does not
            return await self._attempt(chat, message, None)
        return result

    async def _attempt(
        self, chat: int, message: Outgoing, mode: ParseMode | None, *, moved: bool = False
    ) -> Result:
        try:
            if message.album:
                return await self._send_album(chat, message, mode)
            return Sent(await self._call(chat, message, mode))
        except RetryAfter as fault:
            return Slow(_seconds(fault))
        except ChatMigrated as fault:
            # nobody but this message remembers a group's number, so there is nothing to rewrite
            if not moved:
                return await self._attempt(fault.new_chat_id, message, mode, moved=True)
            return Refused("the chat became a group of another kind")
        except TelegramError as fault:
            return failed(fault)
        except _NO_ANSWER as fault:
            return Unknown(f"no answer but {type(fault).__name__}")

    async def _call(self, chat: int, message: Outgoing, mode: ParseMode | None) -> int | None:
        text = message.text if mode else plain(message.text)
        if message.op is Op.SEND and message.media is None:
            return await self._send_words(chat, message, text, mode)
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
            case Op.DELETE if message.message_ids:
                await self._bot.delete_messages(chat, message.message_ids)
                return None
            case Op.DELETE:
                await self._bot.delete_message(chat, message.message_id or 0)
                return None
            case Op.EDIT if message.media is not None and message.media.kind is MediaKind.LOCATION:
                await self._move(chat, message.message_id, message.media)
                return message.message_id
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
                assert message.media is not None  # words alone go another way
                options = _options(message) | {"reply_markup": markup}
                file = _uploaded(message.media, message.upload)
                return await self._send_media(chat, message.media, file, text, mode, options)

    async def _move(self, chat: int, message_id: int | None, place: Media) -> None:
        if place.live:
            where = Location(place.longitude, place.latitude)
            await self._bot.edit_message_live_location(chat, message_id, location=where)
        else:
            await self._bot.stop_message_live_location(chat, message_id)

    async def _send_words(self, chat: int, message: Outgoing, text: str, mode: ParseMode | None) -> int:
        """Nearly everything there is to send: as the plain values the channel takes, which costs the library a
        sixth of the time."""
        asked: dict[str, Any] = {
            "chat_id": chat,
            "text": text,
            "link_preview_options": {"is_disabled": True},
        }
        if mode is not None:
            asked["parse_mode"] = mode.value
        if message.silent:
            asked["disable_notification"] = True
        if message.protect:
            asked["protect_content"] = True
        if message.reply_to is not None:
            asked["reply_parameters"] = {
                "message_id": message.reply_to,
                "allow_sending_without_reply": True,
            }
        if message.keyboard:
            rows = [[{"text": b.caption, "callback_data": b.data} for b in row] for row in message.keyboard]
            asked["reply_markup"] = {"inline_keyboard": rows}
        sent = await self._bot.do_api_request("sendMessage", api_kwargs=asked)
        return int(sent["message_id"])

    async def _send_media(
        self,
        chat: int,
        media: Media,
        file: str | InputFile,
        text: str,
        mode: ParseMode | None,
        options: dict[str, Any],
    ) -> int:
        bot = self._bot
        if media.kind is MediaKind.LOCATION:
            where = Location(media.longitude, media.latitude)
            period = media.live if media.live in _LIVE or media.live == _UNTIL_STOPPED else None
            sent = await bot.send_location(chat, location=where, live_period=period, **options)
            return sent.message_id
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
        return (await calls[media.kind](chat, file, **options)).message_id

    async def _send_album(self, chat: int, message: Outgoing, mode: ParseMode | None) -> Sent:
        files = [
            _IN_ALBUM[part.media.kind](
                part.media.file_id,
                caption=(part.text if mode else plain(part.text)) or None,
                parse_mode=mode,
            )
            for part in (message, *message.album)
            if part.media is not None
        ]
        sent = await self._bot.send_media_group(chat, files, **_options(message))
        return Sent(sent[0].message_id, tuple(each.message_id for each in sent[1:]))

    async def _ask(self, call: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await call()
        except RetryAfter as fault:
            seconds = _seconds(fault)
            raise Unreachable(f"asked to wait {seconds:.0f} s", seconds) from None
        except TelegramError as fault:
            if from_elsewhere(fault):
                raise Unreachable("not the channel's answer") from None
            if isinstance(fault, Conflict):
                if "webhook" in fault.message.lower():
                    raise Hooked("a webhook is set for this token") from None
                raise Occupied("another process is fetching updates with this token") from None
            # the library's word for a refused token in a raw call is that there is no such endpoint
            if isinstance(fault, InvalidToken | EndPointNotFound):
                raise BadToken("Telegram does not know this token") from None
            # from None: the fault may quote a response with people's words in it
            raise Unreachable(type(fault).__name__) from None
        except _NO_ANSWER as fault:
            raise Unreachable(f"no answer but {type(fault).__name__}") from None


_LIVE = range(60, 86_401)
_UNTIL_STOPPED = 0x7FFFFFFF
"""For how long a place may move on, in seconds (Bot API: sendLocation)."""

_IN_ALBUM: Mapping[MediaKind, Callable[..., Any]] = {
    MediaKind.PHOTO: InputMediaPhoto,
    MediaKind.VIDEO: InputMediaVideo,
    MediaKind.AUDIO: InputMediaAudio,
    MediaKind.DOCUMENT: InputMediaDocument,
}


def _uploaded(media: Media, content: bytes) -> str | InputFile:
    """The file as the library takes it: by its id, or itself under its name."""
    return InputFile(content, media.file_name, attach=True) if content else media.file_id


def _options(message: Outgoing) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if message.silent:
        options["disable_notification"] = True
    if message.protect:
        options["protect_content"] = True
    if message.reply_to is not None:
        options["reply_parameters"] = ReplyParameters(message.reply_to, allow_sending_without_reply=True)
    return options


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.caption, callback_data=b.data) for b in row] for row in keyboard]
    )


def _seconds(fault: RetryAfter) -> float:
    wait = fault.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)

"""What Telegram's answers mean: sent, refused, gone, asked to wait, or no word of Telegram's at all."""

from __future__ import annotations

import json
import re
from typing import Any

import aiohttp
from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channel.port import Down, Gone, Refused, Result, Sent, Unknown, Vanished
from bot.channel.transport import Transport

NO_METHOD = "no such method"
"""The server is older than the call, or a Bot API server of somebody's own without it."""

WAIT = 5
"""Seconds to wait when the channel asks for it without saying how long."""

_NO_ONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "bot was blocked",
    "bot was kicked",
    "bot can't initiate conversation",
)
_NOT_THERE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_HARMLESS = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "message to delete not found",
)
_FINAL = (
    "is too long",
    "text is empty",
    "must be non-empty",
    "wrong file identifier",
    "wrong remote file",
    "voice_messages_forbidden",
    "not enough rights",
    "have no rights",
    "button_data_invalid",
)
"""Refusals that other clothes for the same words would not change."""


class NoSuchMethod(InvalidToken):
    """404 in Telegram's own words; the library takes it for a refused token, which is a 401."""


class Requests(Transport):
    """Tells apart two answers that the library loses: a method that is not there, and an unnamed wait."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*args, **kwargs)
        if code in (404, 429) and (said := _words(payload)) is not None:
            if code == 404:
                raise NoSuchMethod(NO_METHOD)
            seconds = re.search(r"retry after (\d+)", str(said.get("description")), re.IGNORECASE)
            if not (said.get("parameters") or {}).get("retry_after"):
                raise RetryAfter(int(seconds[1]) if seconds else WAIT)
        return code, payload


def from_elsewhere(fault: TelegramError) -> bool:
    """Whether an error was answered by something else on the way, a proxy or a portal: no JSON of Telegram's."""
    while isinstance(fault, EndPointNotFound | InvalidToken) and isinstance(fault.__cause__, InvalidToken):
        fault = fault.__cause__
    return type(fault.__cause__) is TelegramError


def answered(fault: TelegramError) -> bool:
    """Whether Telegram itself has refused the call, for another reason than the token."""
    if from_elsewhere(fault) or fault.__cause__ is not None:
        return False
    return isinstance(fault, NoSuchMethod) or not isinstance(fault, InvalidToken)


def failed(fault: TelegramError) -> Result:
    """What has become of a message whose call ended with this."""
    if from_elsewhere(fault):
        return Unknown("not the channel's answer")
    if isinstance(fault, Forbidden):
        return Gone(_reason(fault, _NO_ONE) or "403 Forbidden")
    if isinstance(fault, BadRequest):
        return _refused(fault)
    if isinstance(fault, NoSuchMethod) or isinstance(fault.__cause__, NoSuchMethod):
        return Refused(NO_METHOD)
    # the library's word for a refused token in a raw call is that there is no such endpoint
    if isinstance(fault, InvalidToken | EndPointNotFound):
        return Down("token refused")
    return _network(fault)


def undressable(result: Result) -> bool:
    """Whether the call might be accepted without its markup: refused, and not for a reason known."""
    return isinstance(result, Refused) and result.reason == _ODD


_ODD = "400 BadRequest"


def _refused(fault: TelegramError) -> Result:
    if _reason(fault, _HARMLESS):
        return Sent()
    if reason := _reason(fault, _NO_ONE):
        return Gone(reason)
    if reason := _reason(fault, _NOT_THERE):
        return Vanished(reason)
    return Refused(_reason(fault, _FINAL) or _ODD)


def _reason(fault: TelegramError, known: tuple[str, ...]) -> str:
    """The known phrase in the channel's description. The rest is not repeated: it may quote anything."""
    said = fault.message.lower()
    return next((words for words in known if words in said), "")


def _network(fault: TelegramError) -> Result:
    cause = fault.__cause__
    if isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Down(type(cause).__name__)
    return Unknown(type(cause or fault).__name__)


def _words(payload: bytes) -> dict[str, Any] | None:
    """The answer, if it is one of Telegram's."""
    try:
        said = json.loads(payload)
    except ValueError:
        return None
    return said if isinstance(said, dict) and said.get("ok") is False else None

"""A Bot API request as it comes over HTTP: query, form, JSON or multipart, decoded to typed values."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.refusal import bad

Params = dict[str, Any]

_STRUCTURED = {
    "allowed_updates",
    "caption_entities",
    "commands",
    "entities",
    "link_preview_options",
    "media",
    "message_ids",
    "reaction",
    "reply_markup",
    "reply_parameters",
    "scope",
}
_WHOLE = {
    "cache_time",
    "duration",
    "height",
    "length",
    "limit",
    "max_connections",
    "message_id",
    "message_thread_id",
    "offset",
    "timeout",
    "width",
}
_FRACTION = {"latitude", "longitude", "horizontal_accuracy"}
_YES_NO = {
    "disable_content_type_detection",
    "disable_notification",
    "drop_pending_updates",
    "has_spoiler",
    "is_big",
    "protect_content",
    "remove_caption",
    "show_alert",
    "show_caption_above_media",
    "supports_streaming",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that came with a multipart request."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Wired:
    """`params` are typed; a file sent as the parameter itself appears there as `attach://<parameter>`."""

    params: Params
    uploads: dict[str, Upload]


def decode(query: str, content_type: str, body: bytes) -> Wired:
    """Reads a request. Raises Refusal (400) when a value is not of its kind."""
    raw: Params = dict(parse_qsl(query, keep_blank_values=True))
    uploads: dict[str, Upload] = {}
    kind = content_type.split(";")[0].strip().lower()
    if body and kind == "application/json":
        try:
            sent = json.loads(body)
        except ValueError:
            raise bad("can't parse JSON object") from None
        if not isinstance(sent, dict):
            raise bad("can't parse JSON object")
        raw.update(sent)
    elif body and kind == "multipart/form-data":
        fields, uploads = _multipart(content_type, body)
        raw.update(fields)
        raw.update(
            {name: f"attach://{name}" for name in uploads if name not in raw and _is_parameter(name, raw)}
        )
    elif body:
        raw.update(parse_qsl(body.decode(), keep_blank_values=True))
    return Wired({name: _typed(name, value) for name, value in raw.items()}, uploads)


def _is_parameter(name: str, raw: Params) -> bool:
    """A part referred to by `attach://name` inside another value is a file, not a parameter."""
    return not any(isinstance(value, str) and f"attach://{name}" in value for value in raw.values())


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        if name in _WHOLE and value is not None and type(value) is not int:
            raise bad(f"can't parse {name}")
        return value
    try:
        if name in _STRUCTURED:
            return json.loads(value) if value else None
        if name in _WHOLE:
            return int(value)
        if name in _FRACTION:
            return float(value)
    except ValueError:
        raise bad(f"can't parse {name}") from None
    if name in _YES_NO:
        return value.lower() in ("true", "1", "yes", "t", "y")
    if name in ("chat_id", "from_chat_id", "user_id") and re.fullmatch(r"-?\d+", value):
        return int(value)
    return value


def _multipart(content_type: str, body: bytes) -> tuple[Params, dict[str, Upload]]:
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if not found:
        raise bad("can't parse multipart body")
    fields: Params = {}
    uploads: dict[str, Upload] = {}
    delimiter = b"\r\n--" + found.group(1).encode()
    for part in (b"\r\n" + body).split(delimiter)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = head.decode(errors="replace")
        name = re.search(r'\bname="([^"]*)"', lines)
        if not name:
            raise bad("can't parse multipart body")
        file_name = re.search(r'filename="([^"]*)"', lines)
        if file_name:
            mime = re.search(r"(?im)^content-type:\s*(\S+)", lines)
            uploads[name.group(1)] = Upload(
                file_name.group(1), content, mime.group(1) if mime else "application/octet-stream"
            )
        else:
            fields[name.group(1)] = content.decode(errors="replace")
    return fields, uploads

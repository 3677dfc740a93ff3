"""Answers that are no words: what a photo, a voice, a file, a place or a contact card leaves in a variable."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.domain.flow.events import Sent
from bot.domain.flow.model import Value, Var
from bot.domain.flow.phones import read_phone

VOICES = frozenset({"voice", "audio", "video_note"})
"""What is spoken. Nobody at the machine hears it."""

FILES: Mapping[str, frozenset[str]] = {
    "photo": frozenset({"photo"}),
    "voice": VOICES,
    "file": frozenset({"document", "photo", "video", "audio", "animation"}),
}
"""Which kinds of attachment answer a question of this type."""

ANYTHING = frozenset({"photo", "document", "video", "animation", *VOICES})
"""What answers a question for anything that helps; a place and words do too."""

MAX_NAME = 60
_PICTURE = re.compile(r".+\.(jpe?g|png|heic|webp|gif|bmp)", re.I)
_NAME_AND_PHONE = re.compile(r"(.*?)[\s,，、:：]*([+＋]?\d[\d\s-]{4,}\d)")
_PARTS = ("file_id", "file_name", "caption")


def take_file(var: Var, event: Sent) -> Value:
    """`{kind, file_id}`, with `file_name` and `caption` where there are any; the file stays with the channel."""
    # a picture sent "as a file" to keep it sharp is a photo to whoever sent it
    picture = event.kind == "document" and _PICTURE.fullmatch(str(event.content.get("file_name", "")))
    if event.kind not in FILES["voice" if var.type == "text" else var.type] and not (
        picture and var.type == "photo"
    ):
        return None
    return {"kind": event.kind} | {part: event.content[part] for part in _PARTS if event.content.get(part)}


def holds_file(var: Var, value: Value) -> bool:
    kinds = FILES["voice" if var.type == "text" else var.type]
    if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
        return False
    picture = var.type == "photo" and value.get("kind") == "document"
    return (value.get("kind") in kinds or picture) and bool(value.get("file_id"))


def take_any(_: Var, event: Sent) -> Value:
    """Whatever can be passed on to a person: a file as above, or a place."""
    if event.kind == "location":
        place = {part: event.content.get(part) for part in ("latitude", "longitude")}
        return {"kind": "location"} | place
    if event.kind not in ANYTHING:
        return None
    return {"kind": event.kind} | {part: event.content[part] for part in _PARTS if event.content.get(part)}


def read_any(text: str) -> Value:
    """Words beside the files: `{kind: words, text}`."""
    return {"kind": "words", "text": text.strip()} if text.strip() else None


def holds_any(var: Var, value: Value) -> bool:
    if not isinstance(value, dict):
        return False
    match value.get("kind"):
        case "location":
            return holds_place(var, value)
        case "words":
            return bool(value.get("text"))
        case kind:
            return kind in ANYTHING and bool(value.get("file_id"))


def take_place(_: Var, event: Sent) -> Value:
    """`{latitude, longitude}` in degrees."""
    if event.kind != "location":
        return None
    return {part: event.content.get(part) for part in ("latitude", "longitude")}


def holds_place(_: Var, value: Value) -> bool:
    return isinstance(value, dict) and all(
        isinstance(degrees := value.get(part), int | float) and abs(degrees) <= most
        for part, most in (("latitude", 90), ("longitude", 180))
    )


def take_card(_: Var, event: Sent) -> Value:
    """`{name, phone}` of a contact card."""
    if event.kind != "contact":
        return None
    return {part: str(event.content.get(part) or "") for part in ("name", "phone")}


def read_person(text: str, country: str) -> Value:
    """A typed name, with a phone number behind it if there is one: `{name, phone}`, phone empty without."""
    line = " ".join(text.split())
    found = _NAME_AND_PHONE.fullmatch(line)
    phone = read_phone(found.group(2), country) if found is not None else None
    name = found.group(1) if found is not None and phone is not None else line
    return {"name": name, "phone": phone or ""} if any(sign.isalpha() for sign in name) else None


def holds_person(_: Var, value: Value) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(name := value.get("name"), str)
        and isinstance(value.get("phone"), str)
        and 1 <= len(name) <= MAX_NAME
    )

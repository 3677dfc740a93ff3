"""The Bot API's objects for media, made from stored files."""

from __future__ import annotations

from typing import Any

from bot.sandbox.records import Json, StoredFile

FILE_KINDS = ("photo", "voice", "video", "video_note", "animation", "audio", "document", "sticker")
"""Kinds that are a file; the names are those of the Message fields."""
CAPTIONLESS = ("video_note", "sticker")


def as_content(file: StoredFile, extra: Json | None = None) -> Json:
    """The Message fields of one file: `{"voice": {...}}`; an animation comes with its document."""
    about = {**_DEFAULTS.get(file.kind, {}), **file.about, **(extra or {})}
    base: Json = {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
    }
    named: Json = {"mime_type": file.mime} | ({"file_name": file.name} if file.name else {})
    match file.kind:
        case "photo":
            return {"photo": [base | {"width": about["width"], "height": about["height"]}]}
        case "document":
            return {"document": base | named}
        case "animation":
            return {"animation": base | named | about, "document": base | named}
        case "video" | "audio":
            return {file.kind: base | named | about}
        case "voice":
            return {"voice": base | {"mime_type": file.mime} | about}
        case _:
            return {file.kind: base | about}


_DEFAULTS: dict[str, Json] = {
    "photo": {"width": 1280, "height": 960},
    "voice": {"duration": 4},
    "video": {"width": 1280, "height": 720, "duration": 6},
    "video_note": {"length": 240, "duration": 6},
    "animation": {"width": 480, "height": 270, "duration": 3},
    "audio": {"duration": 30},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
}


def measures(params: dict[str, Any]) -> Json:
    """What a sender may say about a file: sizes in pixels, duration in seconds, title."""
    names = ("duration", "width", "height", "length", "performer", "title")
    return {name: params[name] for name in names if params.get(name) is not None}

"""Albums: what somebody sends as one comes in parts without an end marker, and goes on as one."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bot.app.turn import GATHER, Turn
from bot.domain.messages import Media, MediaKind
from bot.domain.people import Person
from bot.store.cases import Entry, EntryKind

_TOGETHER = {
    MediaKind.PHOTO: "seen",
    MediaKind.VIDEO: "seen",
    MediaKind.DOCUMENT: "document",
    MediaKind.AUDIO: "audio",
}
"""What the channel shows together (Bot API: sendMediaGroup); of every other kind each goes singly."""


def name(album: str, media: Media | None) -> str:
    """The name under which parts wait for each other; empty for what goes singly."""
    together = _TOGETHER.get(media.kind) if media is not None else None
    return f"{album}/{together}" if album and together else ""


def bare(text: str) -> str:
    """What stands under a part that is not the first: the words alone."""
    return escape(text, quote=False)


def begun(turn: Turn, by: Person, values: Mapping[str, object]) -> Entry | None:
    """The line that an album of staff began with, as long as it waits for its other parts."""
    wait = max(turn.house.config.settings.undo, GATHER)
    return next(
        (
            entry
            for entry in turn.journal
            if values.get("album")
            and entry.body.get("album") == values["album"]
            and entry.author == by.id
            and entry.kind is EntryKind.WRITTEN
            and not entry.body.get("with")
            and turn.now - entry.at < wait
        ),
        None,
    )

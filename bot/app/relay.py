"""What travels between a person and a counsellor: the words and the file, as plain values for event and journal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any, cast

from bot.app import albums
from bot.domain.messages import Incoming, IncomingKind, Media, MediaKind
from bot.store.cases import Entry, EntryKind


def packed(incoming: Incoming) -> dict[str, object]:
    """The part of a message that is relayed and kept."""
    words = [incoming.text]
    if incoming.media is None or incoming.media.kind is not MediaKind.AUDIO:
        # a poll or a place cannot be passed on as it is, but its words can; a song carries its own
        words.append(incoming.typed)
    body: dict[str, object] = {
        "text": "\n".join(filter(None, words)),
        "media": None if incoming.media is None else asdict(incoming.media),
        "message": incoming.message_id,
    }
    # a corrected part is no part any more: the album it came with has gone its way
    album = "" if incoming.kind is IncomingKind.EDIT else albums.name(incoming.album, incoming.media)
    return body | {"album": album} if album else body


def body_of(values: Mapping[str, object]) -> dict[str, object]:
    """Only what a journal entry keeps."""
    kept = {"text": values.get("text", ""), "media": values.get("media")}
    return kept | {"album": values["album"]} if values.get("album") else kept


def media_of(values: Mapping[str, object]) -> Media | None:
    """The file, None for a message of words and for kinds that cannot be passed on."""
    media = cast("dict[str, Any] | None", values.get("media"))
    if not media or media["kind"] == MediaKind.OTHER:
        return None
    return Media(**(media | {"kind": MediaKind(media["kind"])}))


def files(entries: Iterable[Entry]) -> list[Entry]:
    """What has a file, for whoever reads it all later: each file once, and a place that moved on where it is now."""
    shown: list[Entry] = []
    for entry in entries:
        said = entry.kind is EntryKind.SAID
        if not entry.body.get("media") or not (said or entry.kind is EntryKind.EDITED):
            continue
        file = media_of(entry.body)
        before = [media_of(other.body) for other in shown]
        moved = [number for number, other in enumerate(before) if other is not None and other.moved_to(file)]
        if not said and moved:
            shown[moved[-1]] = replace(shown[moved[-1]], body=entry.body)
        elif said or file not in before:
            shown.append(entry)
    return shown


def entry_behind(slot: str) -> str:
    """The journal entry a message in somebody's chat shows, or is the mark of; empty for anything else."""
    kind, _, rest = slot.partition(":")
    return rest.split("/")[0] if kind in ("r", "mark") else ""


def case_behind(slot: str) -> str:
    """The case a card, a page or an opened file in a staff chat belongs to; empty for anything else."""
    kind, _, rest = slot.partition(":")
    return re.split("[:/]", rest)[0] if kind in ("card", "page", "file") else ""


def message_id(values: Mapping[str, object]) -> int | None:
    """The message's id in its author's chat."""
    number = values.get("message")
    return int(cast("int", number)) if number else None

"""Messages as a phone shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.messages import Media, MediaKind
from bot.sandbox.attachments import FILE_KINDS
from bot.sandbox.markup import to_html
from bot.sandbox.records import Post
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message as the phone shows it.

    `text` is plain (for media: the caption), `html` safe to put on a page, `buttons` rows of
    (caption, data), data empty for a link. A deleted message stays in the list with `deleted` set.
    """

    id: int
    from_bot: bool
    text: str
    html: str
    buttons: tuple[tuple[tuple[str, str], ...], ...]
    media: Media | None
    reply_to: int | None
    edited: bool
    deleted: bool
    protected: bool
    at: datetime
    album: str = ""

    @property
    def captions(self) -> list[str]:
        """All button captions, row by row."""
        return [caption for row in self.buttons for caption, _ in row]


def shown(world: World, post: Post) -> ChatMessage:
    """One message as the person sees it."""
    rows = tuple(
        tuple((str(button["text"]), str(button.get("callback_data", ""))) for button in row)
        for row in post.rows
    )
    return ChatMessage(
        id=post.id,
        from_bot=post.from_bot,
        text=post.text,
        html=to_html(post.text, post.entities),
        buttons=rows,
        media=as_media(post),
        reply_to=post.reply_to,
        edited=post.edited is not None,
        deleted=post.deleted,
        protected=post.protected,
        at=world.moment(post.at),
        album=post.album,
    )


def as_media(post: Post) -> Media | None:
    """The attachment of a message in the bot's own words; None for text."""
    if not post.kind:
        return None
    if post.kind in FILE_KINDS:
        held: Any = post.content[post.kind]
        file = held[-1] if isinstance(held, list) else held
        return Media(MediaKind(post.kind), file_id=file["file_id"], file_name=file.get("file_name", ""))
    if post.kind in ("location", "venue"):
        place = post.content["location"]
        return Media(
            MediaKind.LOCATION,
            latitude=place["latitude"],
            longitude=place["longitude"],
            live=place.get("live_period", 0),
        )
    if post.kind == "contact":
        contact = post.content["contact"]
        return Media(MediaKind.CONTACT, phone=contact["phone_number"], contact_name=contact["first_name"])
    return Media(MediaKind.OTHER)

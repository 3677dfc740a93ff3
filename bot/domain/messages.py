"""What people send and what they are shown, without any channel's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MediaKind(StrEnum):
    """Everything that is not text. The channel maps each kind to its own call."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    ANIMATION = "animation"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"
    """A dice, a poll, a story …: shown to nobody, answered kindly."""


SPOKEN = frozenset({MediaKind.VOICE, MediaKind.AUDIO, MediaKind.VIDEO_NOTE})
"""What a machine cannot read and a person can hear."""

CAPTIONED = frozenset(
    {
        MediaKind.PHOTO,
        MediaKind.VOICE,
        MediaKind.VIDEO,
        MediaKind.ANIMATION,
        MediaKind.AUDIO,
        MediaKind.DOCUMENT,
    }
)
"""Kinds that can carry a text of their own (Bot API: `caption`)."""


@dataclass(frozen=True, slots=True)
class Media:
    """One attachment; the file itself stays with the channel and is named by `file_id`."""

    kind: MediaKind
    file_id: str = ""
    file_name: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    phone: str = ""
    contact_name: str = ""
    size: int = 0
    """In bytes, where the channel has told it."""
    live: int = 0
    """A place that moves on, and for how many seconds; 0 for one that stands, or stands still from now on."""

    def moved_to(self, other: Media | None) -> bool:
        """Whether the other is this very place, further on: it takes its place, and nobody has said anything."""
        return bool(self.live) and other is not None and other.kind is MediaKind.LOCATION


class IncomingKind(StrEnum):
    MESSAGE = "message"
    EDIT = "edit"
    PRESS = "press"
    BLOCKED = "blocked"
    """The person stopped the bot or left; nothing reaches them until `UNBLOCKED` or a message."""
    UNBLOCKED = "unblocked"
    GROUP = "group"
    """Anything from a group or channel. The bot works in private chats only and leaves politely."""
    OTHER = "other"
    """An update the bot does not use; acknowledged and kept, never an error."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did in a chat."""

    kind: IncomingKind
    sender: int
    chat: int
    at: datetime
    message_id: int = 0
    text: str = ""
    """Text or caption, exactly as written."""
    typed: str = ""
    """What somebody typed that is neither: a poll, a list to tick off, the name of a place or of a song."""
    media: Media | None = None
    reply_to: int | None = None
    album: str = ""
    """Same value on every part of one album; albums carry no end marker."""
    pressed: str = ""
    """The button's data; `message_id` is the message the button stands under."""
    press_id: str = ""
    name: str = ""
    language: str = ""
    """IETF tag from the person's app, may be empty."""

    @property
    def words(self) -> str:
        """Everything readable in it, for the safety net: text, caption, poll, place, contact's name, file name."""
        if self.media is None and not self.typed:
            return self.text
        parts = [self.text, self.typed]
        if self.media is not None:
            parts += [self.media.contact_name, self.media.file_name]
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: `data` is at most 64 bytes and comes back as `Incoming.pressed`."""

    caption: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons, top to bottom."""


class Priority:
    """Send order, smaller first. A reserve of the rate budget belongs to URGENT alone."""

    INSTANT = -1
    """The answer to a press: makes no message and counts against no chat."""
    URGENT = 0
    REPLY = 1
    REMINDER = 2
    CHECK_IN = 3
    BROADCAST = 4


class Op(StrEnum):
    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    ANSWER = "answer"
    """Answers a button press (Bot API: answerCallbackQuery); `text` is a short notice or empty."""
    TYPING = "typing"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One call to the channel, complete but for the chat id.

    `text` is HTML in the Bot API's subset (b, i, u, s, a, code, pre, blockquote); what people wrote
    has been escaped into it.
    """

    op: Op = Op.SEND
    text: str = ""
    keyboard: Keyboard = ()
    media: Media | None = None
    reply_to: int | None = None
    message_id: int | None = None
    """The message to edit or delete."""
    message_ids: tuple[int, ...] = ()
    """Up to a hundred messages to delete in one call; those that are not there are passed over."""
    press_id: str = ""
    silent: bool = False
    protect: bool = False
    """No forwarding or saving; set on everything shown to staff."""
    under: str = ""
    """What stands under its file instead of `text` where it is not the first of an album."""
    upload: bytes = b""
    """The file itself, where the channel does not have it yet: `media` says its kind and name."""
    album: tuple[Outgoing, ...] = ()
    """Further files that appear with this one as a single album, in their order; with SEND only."""

"""Telegram's raw updates → `Incoming`. Facts: the Bot API's types Update, Message, CallbackQuery."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.domain.messages import Incoming, IncomingKind, Media, MediaKind

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_FILES = {
    "voice": MediaKind.VOICE,
    "video_note": MediaKind.VIDEO_NOTE,
    "video": MediaKind.VIDEO,
    # before document: an animation carries a document of the same file for older apps
    "animation": MediaKind.ANIMATION,
    "audio": MediaKind.AUDIO,
    "document": MediaKind.DOCUMENT,
    "sticker": MediaKind.STICKER,
}
_WORDED = (
    "poll",
    "poll_option_added",
    "checklist",
    "checklist_tasks_added",
    "venue",
    "audio",
    "rich_message",
    "game",
)
"""Parts of a message that hold words people typed into it, but for text and caption. What others wrote (a quote,
the message replied to) is not among them."""
_WORDS = frozenset(
    {
        "question",
        "description",
        "explanation",
        "option_text",
        "text",
        "alternative_text",
        "title",
        "address",
        "performer",
        "caption",
        "summary",
        "credit",
        "label",
        "expression",
    }
)
"""Where in those parts the words stand."""
_OF_OTHERS = frozenset({"checklist_message", "poll_message"})
_NOTICES = frozenset(
    {
        "message_auto_delete_timer_changed",
        "pinned_message",
        "chat_background_set",
        "write_access_allowed",
        "connected_website",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
    }
)
"""What Telegram itself writes into a private chat when somebody sets it up: nobody said anything."""
_ABSENT = frozenset({"left", "kicked"})


class Malformed(Exception):
    """An update that does not look like one. Says which kind, never what was in it."""


def sender_of(update: dict[str, Any]) -> int | None:
    """Whose lane an update belongs to: the person writing in a private chat; None for everything else.

    Never raises, whatever the update looks like.
    """
    for name in ("message", "edited_message", "callback_query", "my_chat_member"):
        part = update.get(name)
        if isinstance(part, dict):
            holder = part.get("message") if name == "callback_query" else part
            chat = holder.get("chat") if isinstance(holder, dict) else None
            sender = part.get("from")
            private = name == "callback_query" and chat is None
            if isinstance(chat, dict):
                private = chat.get("type") == "private"
            if private and isinstance(sender, dict) and type(sender.get("id")) is int:
                return int(sender["id"])
    return None


def parse(update: dict[str, Any], now: datetime) -> Incoming:
    """One update; raises `Malformed` when a part the bot relies on is missing or of another type."""
    try:
        if "message" in update:
            return _message(IncomingKind.MESSAGE, update["message"])
        if "edited_message" in update:
            return _message(IncomingKind.EDIT, update["edited_message"])
        if "callback_query" in update:
            return _press(update["callback_query"], now)
        if "my_chat_member" in update:
            return _membership(update["my_chat_member"])
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, IndexError, OSError) as fault:
        # from None: the fault's text may quote the update
        raise Malformed(f"update does not parse ({type(fault).__name__})") from None
    return Incoming(IncomingKind.OTHER, sender=0, chat=0, at=now)


def salvaged(update: dict[str, Any], now: datetime) -> Incoming | None:
    """The words of a message that does not parse, None when there are none. Never raises.

    Somebody's "I can't go on" must be read even under a photo that is none. Sender and chat are not known here.
    """
    for name in ("message", "edited_message"):
        part = update.get(name)
        if isinstance(part, dict):
            words = [_clean(part[key]) for key in ("text", "caption") if isinstance(part.get(key), str)]
            words.append(_typed(part))
            number = part.get("message_id")
            if any(words):
                return Incoming(
                    IncomingKind.MESSAGE,
                    sender=0,
                    chat=0,
                    at=now,
                    message_id=number if type(number) is int else 0,
                    text="\n".join(filter(None, words)),
                )
    return None


def _message(kind: IncomingKind, message: dict[str, Any]) -> Incoming:
    chat = message["chat"]
    at = datetime.fromtimestamp(int(message["date"]), UTC)
    if chat["type"] != "private":
        return Incoming(IncomingKind.GROUP, sender=0, chat=int(chat["id"]), at=at)
    if not _NOTICES.isdisjoint(message):
        return Incoming(IncomingKind.OTHER, sender=0, chat=0, at=at)
    sender = message["from"]
    media = _media(message)
    reply = message.get("reply_to_message")
    return Incoming(
        kind=kind,
        sender=int(sender["id"]),
        chat=int(chat["id"]),
        at=at,
        message_id=int(message["message_id"]),
        text=_clean(message.get("text") or message.get("caption") or ""),
        typed=_typed(message),
        media=media,
        reply_to=None if reply is None else int(reply["message_id"]),
        album=_clean(str(message.get("media_group_id") or "")),
        name=_name(sender),
        language=_clean(str(sender.get("language_code") or "")),
    )


def _typed(message: dict[str, Any]) -> str:
    """Every word of the parts that are `_WORDED`, one line for each; a rich text in pieces is one line again.

    Never raises, however deep they are packed.
    """
    found: list[str] = []
    ahead = [(name, message[name], False) for name in reversed(_WORDED) if name in message]
    while ahead:
        name, part, goes_on = ahead.pop()
        if isinstance(part, str) and name in _WORDS:
            found += [part] if goes_on or not found else ["\n", part]
        elif isinstance(part, list):
            pieces = [
                (name, each, goes_on or (name in _WORDS and place > 0)) for place, each in enumerate(part)
            ]
            ahead += reversed(pieces)
        elif isinstance(part, dict):
            inner = [(key, each, goes_on) for key, each in part.items() if key not in _OF_OTHERS]
            ahead += reversed(inner)
    return _clean("".join(found))


def _media(message: dict[str, Any]) -> Media | None:
    if "text" in message:
        return None
    if "photo" in message:
        photo = message["photo"][-1]
        return Media(MediaKind.PHOTO, file_id=_clean(str(photo["file_id"])), size=_size(photo))
    for name, kind in _FILES.items():
        if name in message:
            file = message[name]
            return Media(
                kind,
                file_id=_clean(str(file["file_id"])),
                file_name=_clean(file.get("file_name") or ""),
                size=_size(file),
            )
    if "location" in message:
        place = message["location"]
        return Media(
            MediaKind.LOCATION,
            latitude=float(place["latitude"]),
            longitude=float(place["longitude"]),
            live=int(place.get("live_period") or 0),
        )
    if "contact" in message:
        contact = message["contact"]
        return Media(
            MediaKind.CONTACT, phone=_clean(str(contact["phone_number"])), contact_name=_name(contact)
        )
    return Media(MediaKind.OTHER)


def _size(file: dict[str, Any]) -> int:
    """In bytes; 0 where it is not told, which the Bot API allows."""
    size = file.get("file_size")
    return size if type(size) is int and size > 0 else 0


def _press(query: dict[str, Any], now: datetime) -> Incoming:
    sender = query["from"]
    message = query.get("message") or {}
    return Incoming(
        kind=IncomingKind.PRESS,
        sender=int(sender["id"]),
        # a message too old to be shown comes without its chat; a press always comes from a private one
        chat=int(message.get("chat", sender)["id"]),
        at=now,
        message_id=int(message.get("message_id", 0)),
        pressed=_clean(str(query.get("data", ""))),
        press_id=_clean(str(query["id"])),
        name=_name(sender),
        language=_clean(str(sender.get("language_code") or "")),
    )


def _membership(change: dict[str, Any]) -> Incoming:
    chat, sender = change["chat"], change["from"]
    at = datetime.fromtimestamp(int(change["date"]), UTC)
    present = change["new_chat_member"]["status"] not in _ABSENT
    if chat["type"] != "private":
        # leaving a group brings an update of its own, which needs no answer
        kind = IncomingKind.GROUP if present else IncomingKind.OTHER
        return Incoming(kind, sender=0, chat=int(chat["id"]), at=at)
    kind = IncomingKind.UNBLOCKED if present else IncomingKind.BLOCKED
    return Incoming(kind, sender=int(sender["id"]), chat=int(chat["id"]), at=at)


def _name(person: dict[str, Any]) -> str:
    return _clean(" ".join(str(person[part]) for part in ("first_name", "last_name") if person.get(part)))


def _clean(text: str) -> str:
    """Without halves of surrogate pairs, which no encoding can carry onwards."""
    return text.encode("utf-8", "replace").decode("utf-8")

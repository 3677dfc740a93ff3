"""The things the sandbox knows: users, groups, messages, files, presses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.markup import Entity

Json = dict[str, Any]

THE_BOT = 0
"""Sender of the bot's own messages inside the sandbox."""


@dataclass(slots=True)
class User:
    """A person with a messenger. `started` once they wrote to the bot; before, it cannot reach them."""

    id: int
    first_name: str
    language_code: str = ""
    last_name: str = ""
    username: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def as_user(self) -> Json:
        """Bot API: User."""
        said: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name):
                said[name] = getattr(self, name)
        return said

    def as_chat(self) -> Json:
        """Bot API: Chat of the private talk with this person."""
        said: Json = {"id": self.id, "type": "private", "first_name": self.first_name}
        for name in ("last_name", "username"):
            if getattr(self, name):
                said[name] = getattr(self, name)
        return said


@dataclass(slots=True)
class Group:
    """A group chat (negative id) the bot was put into; `present` until it leaves."""

    id: int
    title: str
    present: bool = True

    def as_chat(self) -> Json:
        """Bot API: Chat."""
        return {"id": self.id, "type": "group", "title": self.title, "all_members_are_administrators": True}


@dataclass(slots=True)
class Post:
    """One message in a chat; `sender` is a user id, or 0 for the bot. `at` and `edited` are Unix seconds.

    `content` holds the Bot API's own field for media (`{"voice": {...}}`), `kind` that field's name.
    """

    id: int
    chat: int
    sender: int
    at: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    kind: str = ""
    content: Json = field(default_factory=dict)
    album: str = ""
    reply_to: int | None = None
    markup: Json | None = None
    origin: Json | None = None
    edited: int | None = None
    deleted: bool = False
    protected: bool = False
    silent: bool = False
    reactions: list[Json] = field(default_factory=list)

    @property
    def from_bot(self) -> bool:
        return self.sender == THE_BOT

    @property
    def rows(self) -> list[list[Json]]:
        """The inline keyboard, empty when there is none."""
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows


@dataclass(slots=True)
class StoredFile:
    """A file at the sandbox; `kind` is the Bot API field it was sent as."""

    number: int
    file_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    about: Json = field(default_factory=dict)
    """Width, height, duration as far as the kind has them."""

    @property
    def unique_id(self) -> str:
        return f"AQ{self.number:08d}"

    @property
    def path(self) -> str:
        """Path below /file/bot<token>/."""
        return f"{self.kind}s/file_{self.number}"


@dataclass(slots=True)
class Press:
    """A press of an inline button, waiting for its answer."""

    number: int
    user: int
    message: int
    at: int
    answered: bool = False

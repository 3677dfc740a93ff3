"""Updates waiting for the bot, as getUpdates hands them out."""

from __future__ import annotations

from collections import deque
from typing import Any

Json = dict[str, Any]

UPDATE_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "poll",
    "poll_answer",
    "chat_join_request",
)
_REMEMBERED = 100
"""Confirmed updates that a fault may deliver once more."""
_ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


class Mailbag:
    """Updates in order; one is forgotten only when an offset above its id has been asked for."""

    def __init__(self, next_id: int = 700_000_001) -> None:
        self.next_id = next_id
        self.allowed: list[str] = []
        self._waiting: dict[int, Json] = {}
        self.confirmed: deque[Json] = deque(maxlen=_REMEMBERED)
        """The last updates that were confirmed, oldest first."""

    def __len__(self) -> int:
        return len(self._waiting)

    def takes(self, kind: str) -> bool:
        """Whether the bot asked for this kind; an empty list means all but those to be named."""
        return kind in self.allowed if self.allowed else kind not in _ONLY_ON_REQUEST

    def put(self, update: Json) -> None:
        """Adds an update that carries its id; ids never go back."""
        self._waiting[update["update_id"]] = update
        self.next_id = max(self.next_id, update["update_id"] + 1)

    def confirm(self, offset: int) -> list[int]:
        """Forgets what the offset confirms and returns those ids; a negative one keeps only the last few."""
        ids = sorted(self._waiting)
        gone = ids[:offset] if offset < 0 else [i for i in ids if i < offset]
        self.confirmed += [self._waiting.pop(each) for each in gone]
        return gone

    def deliver(self, number: int) -> None:
        """Forgets one update that a webhook has taken, whatever waits before it."""
        self.confirmed.append(self._waiting.pop(number))

    def first(self, limit: int) -> list[Json]:
        """The oldest waiting updates, by id."""
        return [self._waiting[i] for i in sorted(self._waiting)[:limit]]

    def update(self, number: int) -> Json:
        """One waiting update; raises KeyError when there is none."""
        return self._waiting[number]

    def ids(self) -> list[int]:
        return sorted(self._waiting)

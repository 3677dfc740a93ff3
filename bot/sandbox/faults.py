"""Faults on order: what a network and a busy Telegram do to a bot, scripted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.sandbox.refusal import Refusal, too_many


class FaultKind(StrEnum):
    ERROR = "error"
    """Answer `code` and `description` (and `retry_after`, `migrate_to`); nothing is carried out."""
    CUT = "cut"
    """Close the connection without an answer."""
    DELAY = "delay"
    """Wait `seconds` of real time, then go on."""
    HANG = "hang"
    """Never answer; ends when the caller leaves or the server stops. For every call and until cleared it is
    what a half-open socket is to the caller."""

    # what Telegram itself says no with; nothing is carried out
    CONFLICT = "conflict"
    FLOOD = "flood"
    """With the `retry_after` of the order, one second by default."""
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NO_CHAT = "chat not found"
    MIGRATED = "migrated"
    """The group has become the one named by `migrate_to`."""
    OLD_QUERY = "query is too old"
    NOT_MODIFIED = "not modified"
    ENTITIES = "can't parse entities"

    # what becomes of updates on their way, by getUpdates and to a webhook
    TWICE = "twice"
    """Each comes again, those that were confirmed before among them."""
    SHUFFLED = "shuffled"
    """The newest comes first."""


_SAID: Mapping[FaultKind, tuple[int, str]] = {
    FaultKind.CONFLICT: (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    ),
    FaultKind.FLOOD: (429, ""),
    FaultKind.BLOCKED: (403, "Forbidden: bot was blocked by the user"),
    FaultKind.DEACTIVATED: (403, "Forbidden: user is deactivated"),
    FaultKind.NO_CHAT: (400, "Bad Request: chat not found"),
    FaultKind.MIGRATED: (400, "Bad Request: group chat was upgraded to a supergroup chat"),
    FaultKind.OLD_QUERY: (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    FaultKind.NOT_MODIFIED: (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly"
        " the same as a current content and reply markup of the message",
    ),
    FaultKind.ENTITIES: (
        400,
        'Bad Request: can\'t parse entities: unsupported start tag "x" at byte offset 0',
    ),
}
IN_THE_POST = (FaultKind.TWICE, FaultKind.SHUFFLED)
WEBHOOK = "webhook"
"""The `method` of a fault that strikes deliveries to a webhook."""

_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One order for the next `times` matching calls; `times` None means until cleared.

    `method` "*" matches every method but getUpdates, which must be named, as `WEBHOOK` must. `after` lets a
    cut, delay or hang strike once the call has been carried out: the message exists, the caller never learns.
    """

    kind: FaultKind
    method: str = "*"
    chat: int | None = None
    times: int | None = 1
    code: int = 500
    description: str = ""
    retry_after: int | None = None
    migrate_to: int | None = None
    seconds: float = 0.0
    after: bool = False

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("a fault strikes at least once")
        if self.refuses and self.after:
            raise ValueError("an error is answered instead of the call, never after it")
        if self.kind is FaultKind.MIGRATED and self.migrate_to is None:
            raise ValueError("a group migrates to another: migrate_to")
        if self.kind in IN_THE_POST and self.method.lower() not in ("getupdates", WEBHOOK):
            raise ValueError("only updates are delivered twice or shuffled")

    @classmethod
    def read(cls, order: Mapping[str, Any]) -> Fault:
        """From JSON with the same field names. Raises ValueError or TypeError on anything else."""
        return cls(**{**order, "kind": FaultKind(order.get("kind", ""))})

    def matches(self, method: str, chat: int | None) -> bool:
        named = self.method.lower() == method.lower() or (
            self.method == "*" and method.lower() not in ("getupdates", WEBHOOK)
        )
        return named and self.chat in (None, chat)

    @property
    def refuses(self) -> bool:
        """Whether it is answered with `ok: false`."""
        return self.kind is FaultKind.ERROR or self.kind in _SAID

    def refusal(self) -> Refusal:
        """The answer of a fault that refuses."""
        code, words = _SAID.get(self.kind, (self.code, self.description))
        if code == 429:
            return too_many(1 if self.retry_after is None else self.retry_after)
        return Refusal(
            code,
            words or _WORDS.get(code, "Error"),
            retry_after=self.retry_after,
            migrate_to=self.migrate_to,
        )


class Faults:
    """The orders still standing, oldest first."""

    def __init__(self) -> None:
        self._standing: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._standing.append(fault)

    def clear(self) -> None:
        self._standing.clear()

    @property
    def standing(self) -> list[Fault]:
        """What has not struck yet, with the times left."""
        return list(self._standing)

    def strike(self, method: str, chat: int | None) -> list[Fault]:
        """The faults of one call: all matching delays and the first matching fault of another kind."""
        struck: list[Fault] = []
        left: list[Fault] = []
        settled = False
        for fault in self._standing:
            hit = fault.matches(method, chat) and not (settled and fault.kind is not FaultKind.DELAY)
            if not hit:
                left.append(fault)
                continue
            struck.append(fault)
            settled = settled or fault.kind is not FaultKind.DELAY
            if fault.times is None:
                left.append(fault)
            elif fault.times > 1:
                left.append(replace(fault, times=fault.times - 1))
        self._standing = left
        return struck

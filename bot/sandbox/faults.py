"""Faults on order: what a network and a busy Telegram do to a bot, scripted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.sandbox.refusal import Refusal, too_many


class FaultKind(StrEnum):
    ERROR = "error"
    """Answer `code` and `description` (and `retry_after`); nothing is carried out."""
    CUT = "cut"
    """Close the connection without an answer."""
    DELAY = "delay"
    """Wait `seconds` of real time, then go on."""
    HANG = "hang"
    """Never answer; ends when the caller leaves or the server stops."""


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

    `method` "*" matches every method but getUpdates, which must be named. `after` lets a cut, delay or
    hang strike once the call has been carried out: the message exists, the caller never learns.
    """

    kind: FaultKind
    method: str = "*"
    chat: int | None = None
    times: int | None = 1
    code: int = 500
    description: str = ""
    retry_after: int | None = None
    seconds: float = 0.0
    after: bool = False

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("a fault strikes at least once")
        if self.kind is FaultKind.ERROR and self.after:
            raise ValueError("an error is answered instead of the call, never after it")

    @classmethod
    def read(cls, order: Mapping[str, Any]) -> Fault:
        """From JSON with the same field names. Raises ValueError or TypeError on anything else."""
        return cls(**{**order, "kind": FaultKind(order.get("kind", ""))})

    def matches(self, method: str, chat: int | None) -> bool:
        named = self.method.lower() == method.lower() or (
            self.method == "*" and method.lower() != "getupdates"
        )
        return named and self.chat in (None, chat)

    def refusal(self) -> Refusal:
        """The answer of an ERROR."""
        if self.code == 429:
            return too_many(1 if self.retry_after is None else self.retry_after)
        return Refusal(
            self.code, self.description or _WORDS.get(self.code, "Error"), retry_after=self.retry_after
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

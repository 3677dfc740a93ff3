"""What the postman asks of a channel, and all that can become of an attempt to send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.messages import Outgoing


@dataclass(frozen=True, slots=True)
class Sent:
    """Confirmed. `message_id` is None for calls that make no message."""

    message_id: int | None = None
    others: tuple[int, ...] = ()
    """The further messages of an album, in its order."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Not sent, and the same call would be refused again. `reason` is the channel's word, never content."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Not sent: the person blocked the bot, deleted the account or never started it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Slow:
    """Not sent: the channel asks to wait so many seconds."""

    retry_after: float


@dataclass(frozen=True, slots=True)
class Down:
    """Surely not sent: no connection could be made."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been sent: the connection broke, or the answer did not come or was no answer."""

    reason: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """The message to be edited is not there any more."""

    reason: str


Result = Sent | Refused | Gone | Slow | Down | Unknown | Vanished


@dataclass(frozen=True, slots=True)
class Hook:
    """What the channel says of the webhook. `url` is empty while none is set."""

    url: str
    waiting: int = 0
    """Updates it has not brought yet."""
    fault: str = ""
    """Why bringing one failed last, in the channel's words."""
    fault_at: datetime | None = None
    allowed: tuple[str, ...] = ()


class Occupied(Exception):
    """Another process is fetching updates with this token, or a webhook is set (HTTP 409)."""


class Hooked(Occupied):
    """It is a webhook."""


class BadToken(Exception):
    """The channel does not know this token."""


class Unreachable(Exception):
    """The channel could not be asked. Carries the kind of trouble, never what was in it."""

    def __init__(self, kind: str, retry_after: float = 0.0) -> None:
        super().__init__(kind)
        self.retry_after = retry_after
        """Seconds the channel asked to wait; 0 when it said nothing."""


class Channel(Protocol):
    async def open(self) -> str:
        """Connects and returns the bot's user name. Raises BadToken or Unreachable."""
        ...

    async def close(self) -> None: ...

    async def start_polling(self) -> None:
        """Makes sure that updates can be fetched. Raises Hooked, BadToken or Unreachable."""
        ...

    async def hook(self) -> Hook:
        """What the channel knows of the webhook. Raises BadToken or Unreachable."""
        ...

    async def fetch(self, offset: int | None, timeout: float) -> list[dict[str, Any]]:
        """Raw updates, waiting up to `timeout` seconds for the first.

        Raises Occupied, Hooked, BadToken or Unreachable.
        """
        ...

    async def renew(self, *, fetching: bool) -> None:
        """Takes new connections for fetching, or for all other calls, where the old ones seem to be stuck.

        What is under way on the old ones ends as if the line were cut.
        """
        ...

    async def offer_commands(
        self, language: str, commands: Sequence[tuple[str, str]], chat: int | None = None
    ) -> bool:
        """Offers a menu of commands (name, title): to everybody with this language, or in one chat alone.

        No commands for a chat gives it everybody's menu back. Returns whether it was taken; a refusal is
        logged, never raised. Raises Unreachable or BadToken when it could not be asked for.
        """
        ...

    async def send(self, chat: int, message: Outgoing) -> Result:
        """One attempt; never raises for anything the channel or the network does."""
        ...

"""Ways to see one another: a room on a Jitsi server, a link by a pattern, or simply a call within Telegram.

Each country may permit only some of them. A link that lets somebody in by name is made when they tap, lives as long
as the call, and is written nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote, urlsplit

EARLY, LATE = timedelta(minutes=30), timedelta(minutes=30)
"""How long before and after a call its door stands open."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who wants to see whom: the unguessable name of the room, the call's two ends, the visitor's own name."""

    room: str
    start: datetime
    end: datetime
    name: str = ""


class Provider(Protocol):
    """One way. `personal` says that a link is made for each visitor when they tap, and must not be passed on."""

    @property
    def personal(self) -> bool: ...

    def link(self, visit: Visit) -> str:
        """The address to open; empty where there is none to open."""
        ...


@dataclass(frozen=True, slots=True)
class Jitsi:
    """Rooms on a server of one's own. With a `secret` whoever comes shows a token that opens this room alone."""

    base: str
    app: str = "warmline"
    secret: str = ""

    @property
    def personal(self) -> bool:
        return bool(self.secret)

    def link(self, visit: Visit) -> str:
        address = f"{self.base.rstrip('/')}/{quote(visit.room, safe='')}"
        return f"{address}?jwt={self._token(visit)}" if self.secret else address

    def _token(self, visit: Visit) -> str:
        # loaded by whoever taps first: the settings are read by every command, and few need it
        import jwt

        claims = {
            "iss": self.app,
            "aud": self.app,
            "sub": urlsplit(self.base).hostname or "*",
            "room": visit.room,
            "nbf": int((visit.start - EARLY).timestamp()),
            "exp": int((visit.end + LATE).timestamp()),
            "context": {"user": {"name": visit.name}},
        }
        return jwt.encode(claims, self.secret, algorithm="HS256")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Any other service whose rooms are addresses; `{room}` stands for the room."""

    pattern: str
    personal: bool = False

    def link(self, visit: Visit) -> str:
        return self.pattern.replace("{room}", quote(visit.room, safe=""))


@dataclass(frozen=True, slots=True)
class InTelegram:
    """One of the two calls the other in Telegram: nothing to open."""

    personal: bool = False

    def link(self, visit: Visit) -> str:  # noqa: ARG002 - as the port has it
        return ""


@dataclass(frozen=True, slots=True)
class Ways:
    """The providers by name in the order of preference, and for a country (ISO 3166) those it permits; a country
    that is not named permits all."""

    providers: Mapping[str, Provider]
    permitted: Mapping[str, Sequence[str]]

    def between(self, countries: Iterable[str]) -> str:
        """The first way all these countries permit; empty where there is none, and they have to agree themselves."""
        asked = [self.permitted[country] for country in countries if country in self.permitted]
        return next((name for name in self.providers if all(name in names for names in asked)), "")

"""Names for new things: opaque, unguessable, and case codes that people can say aloud."""

from __future__ import annotations

import secrets
from typing import Protocol

SAYABLE = "ACDEFHJKMNPRTWXY3479"
"""Letters and digits that are not taken for one another on a bad line."""


class Ids(Protocol):
    def new(self) -> str:
        """An opaque id of 16 characters out of a-z, 0-9."""
        ...

    def code(self) -> str:
        """A case code such as `K7M4A`."""
        ...

    def number(self) -> str:
        """A number for a request, such as `48-293`: two short groups that go over a bad line."""
        ...

    def secret(self) -> str:
        """128 random bits for a link. Digits and a to f alone: no word that means something can come out."""
        ...


class RandomIds:
    def new(self) -> str:
        return secrets.token_hex(8)

    def code(self) -> str:
        return "".join(secrets.choice(SAYABLE) for _ in range(5))

    def number(self) -> str:
        return f"{secrets.randbelow(90) + 10}-{secrets.randbelow(900) + 100}"

    def secret(self) -> str:
        return secrets.token_hex(16)

"""What rows said when they were last read or written: what has not changed since is not opened again."""

from __future__ import annotations

from typing import Any

OWNERS = 2_000
"""Of whom something is remembered; beyond that those of whom nothing came for the longest are forgotten. Many more than
talk at one time, and a few kilobytes each."""

PLACES = 16
"""How much is remembered of each: their record, their session, what has just come in and what is about to go."""


class Memory:
    """By owner and place. A row is compared with the one that is remembered: what was sealed has a nonce of its own,
    so the same row says the same, whoever has written it and whatever was rolled back or lost meanwhile."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, tuple[object, Any]]] = {}

    def keep(self, owner: str, place: str, row: object, said: Any) -> None:
        """Remembers what this row says; nobody may change that value any more."""
        places = self._known.pop(owner, {})
        places[place] = (row, said)
        if len(places) > PLACES:
            del places[next(iter(places))]
        self._known[owner] = places  # to the end: the order is that of the last keeping
        if len(self._known) > OWNERS:
            del self._known[next(iter(self._known))]

    def find(self, owner: str, place: str, row: object) -> Any:
        """What this row says, None where that is not known."""
        known, said = self._known.get(owner, {}).get(place, (None, None))
        return said if known == row else None

    def forget(self, owner: str, place: str = "") -> None:
        """Drops what is remembered of a place, or of everything that is theirs."""
        if place:
            self._known.get(owner, {}).pop(place, None)
        else:
            self._known.pop(owner, None)

"""How somebody works, as a list of people says it: in the words of `/shifts`, with the day they begin on. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from bot.domain.rhythm import Leg, Shifts
from bot.domain.rotation_words import read_pattern
from bot.domain.rotations import NIGHTS, WATCHES

LONG_AGO = date(2000, 1, 1)
"""What is the same every day has always been so."""

_READ_ON = (date(2001, 6, 15), date(2030, 12, 31))
"""Two days on which a list may be read: what it says must not depend on that."""

_BY_DAY = re.compile(r"(?:一直|常年|都|只)?(?:上|倒)?(?:白班|常白班|长白班)|days?|day shifts?")
_BY_NIGHT = re.compile(r"(?:一直|常年|都|只)?(?:上|倒)?(?:夜班|常夜班|长夜班)|nights?|night shifts?")
_WATCH = re.compile(
    r"(?:值|watch )?([0468]|12)(?:点|:00)?(?: ?(?:-|~|—|–|到|至|to) ?)([468]|12)(?:点|:00)?(?:值?更|watch)?"
)


class Unread(ValueError):
    """What keeps the words from being a pattern: one of `rotations.LACKS`, or "rota" where there is none in them."""


def read_shifts(text: str) -> Shifts | None:
    """The shifts in these words; None for work by day. Raises Unread."""
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if _BY_DAY.fullmatch(words):
        return None
    watch = _WATCH.fullmatch(words)
    # at sea midnight is twelve as well
    name = f"watch_{watch[1].replace('12', '0')}_{watch[2]}" if watch else ""
    always = NIGHTS if _BY_NIGHT.fullmatch(words) else WATCHES.get(name)
    if always is not None:
        return Shifts(LONG_AGO, (Leg(1, always),))
    found, other = (read_pattern(text, day) for day in _READ_ON)
    if found is None:
        raise Unread("rota")
    if found.lacks != "nothing":
        raise Unread(found.lacks)
    if other is None or found.since != other.since:
        raise Unread("since")
    return found.shifts()

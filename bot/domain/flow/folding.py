"""Makes two ways of writing the same thing equal: width, case, spaces, signs, traditional characters."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

_LETTERS_AND_NUMBERS = ("L", "N", "M")
_JOINERS = "\ufe0e\ufe0f\u20e3\u200d"
"""Variation selectors, the keycap ring and the joiner, which turn a plain sign into a picture."""


def plain(text: str) -> str:
    """The text in plain signs: half width, small letters, simplified characters; signs and spaces stay.

    Never raises, whatever the text; doing it twice changes nothing.
    """
    even = unicodedata.normalize("NFKC", text).translate(_without_joiners()).casefold()
    # Case folding can undo a composition, so it is composed once more.
    return unicodedata.normalize("NFKC", even).translate(_simplified())


def fold(text: str) -> str:
    """The text as it is compared: "１、想 聊聊！" and "1想聊聊" are the same.

    Only letters and digits remain; a text that has none (a lone 😊) keeps its signs. Never raises,
    whatever the text; folding twice changes nothing.
    """
    return _folded(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    even = plain(text)
    bare = "".join(sign for sign in even if unicodedata.category(sign)[0] in _LETTERS_AND_NUMBERS)
    return bare or "".join(even.split())


_SHORT = 40
_folded = lru_cache(4_000)(_fold)
"""For what is short: the captions of buttons are compared with every text that comes."""


@cache
def _without_joiners() -> dict[int, None]:
    return dict.fromkeys(map(ord, _JOINERS))


@cache
def _simplified() -> dict[int, str]:
    """Traditional to simplified, one character each: a table, so that nothing depends on neighbours."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    turned = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table: dict[int, str] = {}
    for old, new in zip(characters, turned, strict=True):
        # Some characters are turned in two steps; following the table to its end makes folding final.
        table[ord(old)] = new
    return {code: table.get(ord(new), new) for code, new in table.items() if ord(new) != code}

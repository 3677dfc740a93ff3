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


class _Simplified(dict[int, str]):
    """Traditional to simplified, one character each, so that nothing depends on neighbours; looked up when it comes."""

    def __init__(self) -> None:
        super().__init__()
        self._convert = OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code >= 0xA000:
            return char
        # some characters are turned in two steps: following them to the end makes folding final
        self[code] = turned = str(self._convert(self._convert(char))) if code >= 0x3400 else char
        return turned


_simplified = cache(_Simplified)

"""Answers among choices: one or several, by key, by caption, by number, in digits of any kind."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.flow.folding import fold
from bot.domain.flow.model import YES_NO, Value, Var
from bot.domain.flow.yesno import read_yes_no

_ORDINAL = re.compile(r"(?:第|选)?(\d{1,3}|[一二三四五六七八九十两]{1,3})(?:个|号|项|条)?")
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_SEVERAL = re.compile(r"[\d一二三四五六七八九十两兩]\W+[\d一二三四五六七八九十两兩]")
_COMMAS = re.compile(r"[、，,;；/\n]+")
_GAPS = re.compile(r"[、，,;；/\s]+")


def choose(var: Var, text: str) -> str | None:
    """The key of the one choice a text means, None when it means none."""
    wanted = fold(text)
    for key in var.of:
        if wanted in (fold(name) for name in (key, *var.captions.get(key, ()))):
            return key
    number = ordinal(text)
    return var.of[number - 1] if number is not None and 1 <= number <= len(var.of) else None


def choose_many(var: Var, text: str) -> list[Value] | None:
    """The keys a text means, in the order of the buttons; None unless all of it is understood."""
    for parts in ([text], words(text, _COMMAS), words(text)):
        keys = [choose(var, part) for part in parts]
        if keys and None not in keys:
            return [key for key in var.of if key in keys]
    return None


def yes_or_no(var: Var, text: str) -> bool | None:
    """By caption or number like any choice, else as people say it."""
    key = choose(var, text)
    return key == YES_NO[0] if key is not None else read_yes_no(text)


def words(text: str, gaps: re.Pattern[str] = _GAPS) -> list[str]:
    """The parts of a line with several answers in it: "4 3 2", "1、3"."""
    return [part for part in gaps.split(text) if part]


def ordinal(text: str) -> int | None:
    """The number somebody typed instead of pressing: 2, ２, 2., 二, 两, 第二个, 选2, 十二. Else None."""
    found = _ORDINAL.fullmatch(fold(text))
    if found is None or _SEVERAL.search(text):
        return None
    digits = found.group(1)
    if digits[0] in _DIGITS or digits[0] == "十":
        return _chinese(digits)
    return int("".join(str(unicodedata.digit(digit)) for digit in digits))


def _chinese(digits: str) -> int | None:
    """One to ninety-nine; None for what nobody writes, such as 二三."""
    tens, ten, ones = digits.partition("十")
    if any(len(part) > 1 for part in (tens, ones)) or "十" in ones:
        return None
    if not ten:
        return _DIGITS[tens]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)

"""What counts as an answer: the one table of variable types."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.flow.events import Pressed, Said, Sent
from bot.domain.flow.folding import fold
from bot.domain.flow.model import SKIP, Value, Var


@dataclass(frozen=True, slots=True)
class Answer:
    """An understood answer; the value is None when the question was skipped."""

    value: Value


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of variable.

    `settings` are the keys an author may write beside `type` and `sensitivity`; `read` turns a text
    into a value or None, and is absent for types only actions can fill; `holds` says whether a
    value fits, whatever it is.
    """

    settings: frozenset[str]
    read: Callable[[Var, str], Value] | None
    holds: Callable[[Var, Value], bool]


def read(var: Var, event: Said | Pressed | Sent) -> Answer | None:
    """The answer in what a person did, or None when it is not understood.

    A press is taken at its word; whether it belongs to this very question is for the caller to know.
    """
    if isinstance(event, Sent):
        return None
    if isinstance(event, Pressed):
        if event.choice not in buttons(var):
            return None
        return Answer(None if var.skip and event.choice == SKIP else event.choice)
    if var.skip and fold(event.text) in {fold(name) for name in (SKIP, *var.captions.get(SKIP, ()))}:
        return Answer(None)
    reader = KINDS[var.type].read
    value = None if reader is None else reader(var, event.text)
    return None if value is None else Answer(value)


def buttons(var: Var) -> tuple[str, ...]:
    """The keys of the buttons under a question about this variable, in order."""
    return (*var.of, SKIP) if var.skip else var.of


def holds(var: Var, value: Value) -> bool:
    """Whether the variable may have this value; None (unset) never fits."""
    return value is not None and KINDS[var.type].holds(var, value)


def _read_choice(var: Var, text: str) -> Value:
    wanted = fold(text)
    for key in var.of:
        if wanted in (fold(name) for name in (key, *var.captions.get(key, ()))):
            return key
    number = ordinal(text)
    return var.of[number - 1] if number is not None and 1 <= number <= len(var.of) else None


def _read_text(var: Var, text: str) -> Value:
    words = text.strip()
    return words if _fits_text(var, words) else None


def _fits_text(var: Var, value: Value) -> bool:
    return isinstance(value, str) and var.minimum <= len(value.strip()) <= var.maximum


def _fits_choice(var: Var, value: Value) -> bool:
    return isinstance(value, str) and value in var.of


def _fits_list(_: Var, value: Value) -> bool:
    return isinstance(value, list)


KINDS: Mapping[str, Kind] = {
    "choice": Kind(frozenset({"of"}), _read_choice, _fits_choice),
    "text": Kind(frozenset({"length", "skip"}), _read_text, _fits_text),
    "list": Kind(frozenset(), None, _fits_list),
}
"""Every type an author may use, by the name they write."""


_ORDINAL = re.compile(r"(?:第|选)?(\d{1,3}|[一二三四五六七八九十两]{1,3})(?:个|号|项|条)?")
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)} | {"两": 2}


def ordinal(text: str) -> int | None:
    """The number somebody typed instead of pressing: 2, ２, 2., 二, 两, 第二个, 选2, 十二. Else None."""
    found = _ORDINAL.fullmatch(fold(text))
    if found is None:
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

"""A small total language for `when:`: comparisons, `in [..]`, `contains`, `is set`, and/or/not, brackets.

    mood == awful and not (topic in [work, sleep] or words is set)
    topics contains work or nights >= 3 or alone == yes or since < 2026-11-01

A comparison has a variable on its left. A bare word on its right is another variable if one of that
name is declared, and otherwise a plain value. An unset variable makes every comparison false; only
`is set` asks about it. Days and hours compare as they are written (ISO 8601), moments as instants.
Evaluation never raises and always ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MAX_DEPTH = 40
"""Brackets and nots within one another; an author's slip must not end in a RecursionError."""


class ConditionFault(ValueError):
    """A condition that cannot be read; the text says what is wrong, for its author."""


@dataclass(frozen=True, slots=True)
class Word:
    """A variable named on the right of a comparison."""

    name: str


@dataclass(frozen=True, slots=True)
class Plain:
    """A value written in the condition."""

    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class Compare:
    name: str
    sign: str
    right: Word | Plain


@dataclass(frozen=True, slots=True)
class Among:
    """`name in [..]`, or `name not in [..]` when `negated`."""

    name: str
    values: tuple[str | int | float | bool, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether several choices, or a list, hold this one."""

    name: str
    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class IsSet:
    name: str


@dataclass(frozen=True, slots=True)
class Not:
    inner: Condition


@dataclass(frozen=True, slots=True)
class Both:
    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Either:
    left: Condition
    right: Condition


Comparison = Compare | Among | Contains | IsSet
Condition = Comparison | Not | Both | Either

_TOKEN = re.compile(
    r"\s*(?:(?P<stamp>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?:[+-]\d\d:\d\d|Z))?|\d\d:\d\d)(?![\w.:-])"
    r"|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<quoted>'[^']*'|\"[^\"]*\")"
    r"|(?P<sign>==|!=|<=|>=|<|>|\[|\]|\(|\)|,))"
)
_KEYWORDS = frozenset({"and", "or", "not", "in", "is", "set", "contains", "true", "false"})
_WORDS = {"yes": True, "no": False}
"""What an author may also write for true and false."""
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}
SIGNS = tuple(_ORDER)


def parse(text: str, declared: Collection[str] = ()) -> Condition:
    """The tree of a condition; `declared` are the variables a bare word may name.

    Raises ConditionFault.
    """
    reader = _Reader(list(_tokens(text)), declared)
    tree = reader.either()
    if reader.rest():
        raise ConditionFault(f'did not expect "{reader.peek()}" here')
    return tree


def holds(condition: Condition, values: Mapping[str, Any]) -> bool:
    """Whether the condition is true of these values; a missing or None value counts as unset."""
    match condition:
        case IsSet(name):
            return values.get(name) is not None
        case Compare(name, sign, right):
            other = values.get(right.name) if isinstance(right, Word) else right.value
            return _compare(values.get(name), sign, other)
        case Among(name, options, negated):
            mine = values.get(name)
            if mine is None:
                return False
            return any(_same(mine, option) for option in options) != negated
        case Contains(name, value):
            several = values.get(name)
            return isinstance(several, list) and any(_same(one, value) for one in several)
        case Not(inner):
            return not holds(inner, values)
        case Both(left, right):
            return holds(left, values) and holds(right, values)
        case _:
            return holds(condition.left, values) or holds(condition.right, values)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in the condition, left to right."""
    match condition:
        case Not(inner):
            yield from comparisons(inner)
        case Both(left, right) | Either(left, right):
            yield from comparisons(left)
            yield from comparisons(right)
        case _:
            yield condition


def _same(mine: object, other: object) -> bool:
    if isinstance(mine, bool) and isinstance(other, str):
        other = _WORDS.get(other, other)
    # In Python True == 1; to a flow's author they are different things.
    return isinstance(mine, bool) == isinstance(other, bool) and mine == other


def _compare(mine: object, sign: str, other: object) -> bool:
    if mine is None or other is None:
        return False
    if isinstance(mine, str) and isinstance(other, str):
        moments = (_instant(mine), _instant(other))
        return _ORDER[sign](*((mine, other) if None in moments else moments))
    if sign in ("==", "!="):
        return _same(mine, other) == (sign == "==")
    if isinstance(mine, bool) or isinstance(other, bool):
        return False
    numbers = isinstance(mine, int | float) and isinstance(other, int | float)
    return numbers and _ORDER[sign](mine, other)


def _instant(text: str) -> datetime | None:
    """A moment written with its offset: two clocks may write the same one differently."""
    try:
        moment = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    end = len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None:
            raise ConditionFault(f'cannot read "{text[position:].strip()[:20]}"')
        kind = str(found.lastgroup)
        yield kind, found.group(kind)
        position = found.end()


class _Reader:
    """Recursive descent; `or` binds weakest, then `and`, then `not`."""

    def __init__(self, tokens: list[tuple[str, str]], declared: Collection[str]) -> None:
        self._tokens = tokens
        self._declared = declared
        self._at = 0
        self._depth = 0

    def rest(self) -> bool:
        return self._at < len(self._tokens)

    def peek(self) -> str:
        return self._tokens[self._at][1] if self.rest() else "the end"

    def _take(self, expected: str | None = None) -> tuple[str, str]:
        if not self.rest():
            raise ConditionFault("the condition ends too early")
        kind, text = self._tokens[self._at]
        if expected is not None and (kind == "quoted" or text != expected):
            raise ConditionFault(f'expected "{expected}", found "{text}"')
        self._at += 1
        return kind, text

    def _next_is(self, text: str) -> bool:
        return self.rest() and self._tokens[self._at][0] != "quoted" and self.peek() == text

    def either(self) -> Condition:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ConditionFault("too many brackets within one another")
        tree = self._both()
        while self._next_is("or"):
            self._take()
            tree = Either(tree, self._both())
        self._depth -= 1
        return tree

    def _both(self) -> Condition:
        tree = self._one()
        while self._next_is("and"):
            self._take()
            tree = Both(tree, self._one())
        return tree

    def _one(self) -> Condition:
        nots = 0
        while self._next_is("not"):
            self._take()
            nots += 1
        tree: Condition
        if self._next_is("("):
            self._take()
            tree = self.either()
            self._take(")")
        else:
            tree = self._comparison()
        # An even number of nots says nothing; folding them keeps the tree flat.
        return Not(tree) if nots % 2 else tree

    def _comparison(self) -> Condition:
        kind, name = self._take()
        if kind != "word" or name in _KEYWORDS:
            raise ConditionFault(f'a comparison starts with a variable, not with "{name}"')
        if self._next_is("is"):
            self._take()
            negated = self._next_is("not")
            if negated:
                self._take()
            self._take("set")
            return Not(IsSet(name)) if negated else IsSet(name)
        negated = self._next_is("not")
        if negated:
            self._take()
        if negated or self._next_is("in"):
            self._take("in")
            return Among(name, tuple(self._list()), negated)
        if self._next_is("contains"):
            self._take()
            value = self._value()
            if isinstance(value, Word):
                raise ConditionFault(f'"contains" needs a value, "{value.name}" is a variable')
            return Contains(name, value.value)
        if not self.rest():
            raise ConditionFault(f'"{name}" alone is no condition — compare it, or write "{name} is set"')
        _, sign = self._take()
        if sign not in SIGNS:
            raise ConditionFault(f'expected a comparison after "{name}", found "{sign}"')
        return Compare(name, sign, self._value())

    def _list(self) -> Iterator[str | int | float | bool]:
        self._take("[")
        while True:
            value = self._value()
            if isinstance(value, Word):
                raise ConditionFault(f'the list may hold values only, "{value.name}" is a variable')
            yield value.value
            if self._next_is("]"):
                break
            self._take(",")
        self._take("]")

    def _value(self) -> Word | Plain:
        kind, text = self._take()
        if kind == "quoted":
            return Plain(text[1:-1])
        if kind == "stamp":
            return Plain(text)
        if kind == "number":
            return Plain(float(text) if "." in text else int(text))
        if kind == "word" and text in ("true", "false"):
            return Plain(text == "true")
        if kind != "word" or text in _KEYWORDS:
            raise ConditionFault(f'expected a value, found "{text}"')
        return Word(text) if text in self._declared else Plain(text)

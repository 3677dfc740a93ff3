"""A flow as its author wrote it: nested values that know their line, and the faults found in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from math import isfinite

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""How flows, variables, steps, blocks and choices are named."""

_DURATION = re.compile(r"(\d{1,4})\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """One written value; only `true` and `false` are booleans, `yes` and `off` are words."""

    line: int
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Items:
    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Keys in the order written; `lines` has the line of each key."""

    line: int
    entries: Mapping[str, Node]
    lines: Mapping[str, int]


Node = Scalar | Items | Table


@dataclass(frozen=True, slots=True)
class Fault:
    """Something an author has to mend. `str()` gives `file:line step "id": what — did you mean …?`."""

    source: str
    line: int
    message: str
    step: str = ""

    def __str__(self) -> str:
        where = f'{self.source}:{self.line} step "{self.step}"' if self.step else f"{self.source}:{self.line}"
        return f"{where}: {self.message}"


def guess(written: str, known: Iterable[str]) -> str:
    """' — did you mean "x"?' when something known is close, else nothing."""
    close = get_close_matches(written, [name for name in known if "@" not in name], n=1, cutoff=0.6)
    return f' — did you mean "{close[0]}"?' if close else ""


class Faults:
    """Collects every fault of one file."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[Fault] = []

    def add(self, line: int, message: str, step: str = "") -> None:
        self.found.append(Fault(self.source, line, message, step))


class Fields:
    """Typed access to one table; whatever does not fit becomes a fault and reads as absent."""

    def __init__(self, table: Table, faults: Faults, step: str = "") -> None:
        self.table = table
        self.step = step
        self._faults = faults

    def __contains__(self, key: str) -> bool:
        return key in self.table.entries

    def line(self, key: str) -> int:
        return self.table.lines.get(key, self.table.line)

    def fault(self, key: str, message: str) -> None:
        self._faults.add(self.line(key), message, self.step)

    def allow(self, known: Collection[str], of: str) -> None:
        """Every other key is a fault."""
        for key in self.table.entries:
            if key not in known:
                self.fault(key, f'"{key}" is not a key of {of}{guess(key, known)}')

    def need(self, *keys: str) -> bool:
        """Whether all keys are there; each missing one is a fault."""
        missing = [key for key in keys if key not in self]
        for key in missing:
            self._faults.add(self.table.line, f'"{key}" is missing', self.step)
        return not missing

    def text(self, key: str) -> str | None:
        node = self.table.entries.get(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value:
            return node.value
        self.fault(key, f'"{key}" needs a word')
        return None

    def name(self, key: str) -> str | None:
        """A word made of lower-case letters, digits and underscores."""
        word = self.text(key)
        if word is not None and not NAME.fullmatch(word):
            self.fault(key, f'"{word}" is not a name: lower-case letters, digits and _ only')
            return None
        return word

    def one_of(self, key: str, options: Collection[str], default: str) -> str:
        word = self.text(key)
        if word is None:
            return default
        if word not in options:
            self.fault(key, f'{key} "{word}" is none of {", ".join(sorted(options))}{guess(word, options)}')
            return default
        return word

    def whole(self, key: str, least: int, most: int) -> int | None:
        node = self.table.entries.get(key)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fault(key, f'"{key}" needs a whole number from {least} to {most}')
        return None

    def number(self, key: str) -> int | float | None:
        node = self.table.entries.get(key)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            return value
        self.fault(key, f'"{key}" needs a number')
        return None

    def flag(self, key: str, default: bool) -> bool:
        node = self.table.entries.get(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        self.fault(key, f'"{key}" is either true or false')
        return default

    def words(self, key: str) -> tuple[tuple[int, str], ...]:
        """A list of words with their lines; one word alone counts as a list of one."""
        node = self.table.entries.get(key)
        if node is None:
            return ()
        items = node.items if isinstance(node, Items) else (node,)
        found: list[tuple[int, str]] = []
        for item in items:
            if isinstance(item, Scalar) and isinstance(item.value, str) and item.value:
                found.append((item.line, item.value))
            else:
                self._faults.add(item.line, f'"{key}" may hold words only', self.step)
        return tuple(found)

    def fields(self, key: str) -> Fields | None:
        node = self.table.entries.get(key)
        if node is None:
            return None
        if isinstance(node, Table):
            return Fields(node, self._faults, self.step)
        self.fault(key, f'"{key}" needs keys and values')
        return None

    def duration(self, key: str) -> timedelta | None:
        """Such as 90s, 30m, 2h or 7d."""
        word = self.text(key)
        length = duration(word or "")
        if word is not None and length is None:
            self.fault(key, f'"{word}" is not a length of time: write 90s, 30m, 2h or 7d')
        return length


def duration(word: str) -> timedelta | None:
    """The length of time in 90s, 30m, 2h or 7d; None for anything else, and for none at all."""
    found = _DURATION.fullmatch(word)
    if found is None or found.group(1).strip("0") == "":
        return None
    return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})

"""Entries of one file that are about the same person, brought together. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TypeVar

from bot.app.people_facts import Said, differing, together
from bot.app.people_file import PersonEntry
from bot.domain.flow.source import Faults

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """One person of the file: all entries about them, in order."""

    entries: tuple[PersonEntry, ...]

    @property
    def first(self) -> PersonEntry:
        return self.entries[0]

    @property
    def name(self) -> str:
        return self.first.name

    @property
    def unit(self) -> str:
        """Where the person belongs: the unit of the first entry; the others grant roles elsewhere."""
        return self.first.unit

    @property
    def key(self) -> str | None:
        return _first(e.key for e in self.entries)

    @property
    def telegram_id(self) -> int | None:
        return _first(e.telegram_id for e in self.entries)

    @property
    def language(self) -> str | None:
        return _first(e.language for e in self.entries)

    @property
    def languages(self) -> tuple[str, ...] | None:
        return _first(e.languages for e in self.entries)

    @property
    def gender(self) -> str | None:
        return _first(e.gender for e in self.entries)

    @property
    def dialects(self) -> tuple[str, ...] | None:
        return _first(e.dialects for e in self.entries)

    @property
    def shifts(self) -> str | None:
        return _first(e.shifts for e in self.entries)

    @property
    def thin(self) -> bool | None:
        return _first(e.thin for e in self.entries)

    @property
    def on_duty(self) -> str | tuple[str, ...] | None:
        said = (e.on_duty for e in self.entries)
        return next((rule for rule in said if rule is not None), None)

    @property
    def facts(self) -> Said:
        """What all entries together say about their life."""
        return reduce(together, (e.facts for e in self.entries))

    def line(self, key: str) -> int:
        """The line of the first entry that has this key, else of the first entry."""
        return next((e.lines[key] for e in self.entries if key in e.lines), self.first.line)


def _first(said: Iterable[T | None]) -> T | None:
    return next((value for value in said if value is not None), None)


def gather(entries: Iterable[PersonEntry], faults: Faults) -> list[Group]:
    """Entries with the same key, else the same Telegram id, else the same name and unit are one person."""
    groups: list[list[PersonEntry]] = []
    by_key: dict[str, list[PersonEntry]] = {}
    by_telegram: dict[int, list[PersonEntry]] = {}
    by_name: dict[tuple[str, str], list[list[PersonEntry]]] = {}
    # those that say who they are come first: a bare name may mean one of them wherever it stands
    ordered = sorted(entries, key=lambda e: (e.key is None and e.telegram_id is None, e.line))
    for entry in ordered:
        if not entry.sound and entry.key is None and entry.telegram_id is None:
            continue  # who this is cannot be said before its own faults are mended
        group = by_key.get(entry.key) if entry.key is not None else None
        other = by_telegram.get(entry.telegram_id) if entry.telegram_id is not None else None
        if group is not None and other is not None and group is not other:
            faults.add(
                entry.lines["telegram_id"],
                f"telegram_id {entry.telegram_id} already stands in line {other[0].line} for somebody else",
            )
            continue
        group = group if group is not None else other
        if group is None and entry.key is None and entry.telegram_id is None:
            named = by_name.get((entry.name, entry.unit), [])
            if len(named) > 1:
                faults.add(
                    entry.line,
                    f'"{entry.name}" of {entry.unit} could be somebody in line '
                    f"{' or '.join(str(g[0].line) for g in named)}: say who with a key or telegram_id",
                )
                continue
            group = named[0] if named else None
        if group is None:
            group = []
            groups.append(group)
            by_name.setdefault((entry.name, entry.unit), []).append(group)
        elif not _agrees(entry, group, faults):
            continue
        group.append(entry)
        if entry.key is not None:
            by_key[entry.key] = group
        if entry.telegram_id is not None:
            by_telegram[entry.telegram_id] = group
    found = [Group(tuple(sorted(group, key=lambda e: e.line))) for group in groups]
    return sorted(found, key=lambda group: group.first.line)


def _agrees(entry: PersonEntry, group: list[PersonEntry], faults: Faults) -> bool:
    """Whether an entry can be about the person of this group; what contradicts is told."""
    first = group[0]
    shared = (
        f"key {entry.key}"
        if entry.key is not None and any(e.key == entry.key for e in group)
        else f"telegram_id {entry.telegram_id}"
    )
    if entry.name != first.name:
        line = entry.lines["key" if shared.startswith("key") else "telegram_id"]
        faults.add(line, f'{shared} already stands in line {first.line} for "{first.name}"')
        return False
    for name, key in (
        ("key", "key"), ("telegram_id", "telegram_id"), ("language", "lang"), ("on_duty", "on_duty"),
        ("languages", "languages"), ("gender", "gender"), ("dialects", "dialects"),
        ("shifts", "shifts"), ("thin", "thin"),
    ):  # fmt: skip
        said = getattr(entry, name)
        other = next((e for e in group if getattr(e, name) not in (None, said)), None)
        if said is not None and other is not None:
            line = entry.lines.get(key, entry.lines.get("languages", entry.line))
            faults.add(line, f"{key} is not what line {other.line} says about the same person")
            return False
    for other in group:
        key = differing(entry.facts, other.facts)
        if key:
            faults.add(entry.lines[key], f"{key} is not what line {other.line} says about the same person")
            return False
    for other in group:
        same = (entry.unit, entry.start, entry.until) == (other.unit, other.start, other.until)
        if same and set(entry.roles) & set(other.roles):
            faults.add(
                entry.line,
                f'"{entry.name}" with this role already stands in line {other.line}: '
                "leave one out, or tell two people apart with a key or telegram_id",
            )
            return False
    return True

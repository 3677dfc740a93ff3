"""Who is who in an import: entries of one person brought together, and found again in the store. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.app.people_file import PersonEntry
from bot.domain.flow.source import Faults
from bot.domain.people import Person

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
    def on_duty(self) -> str | tuple[str, ...] | None:
        said = (e.on_duty for e in self.entries)
        return next((rule for rule in said if rule is not None), None)

    def line(self, key: str) -> int:
        """The line of the first entry that has this key, else of the first entry."""
        return next((e.lines[key] for e in self.entries if key in e.lines), self.first.line)


def _first(said: Iterable[T | None]) -> T | None:
    return next((value for value in said if value is not None), None)


@dataclass(frozen=True, slots=True)
class Register:
    """What the store knows, as far as it matters for finding people again."""

    people: Mapping[str, Person] = field(default_factory=dict)
    by_key: Mapping[str, str] = field(default_factory=dict)
    by_telegram: Mapping[int, str] = field(default_factory=dict)
    duties: Mapping[str, str | list[str]] = field(default_factory=dict)
    busy: frozenset[str] = frozenset()
    """People with something under way: an open case, a letter, an event or a timer."""

    key_of: Mapping[str, str] = field(init=False)
    """Import keys by person."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key_of", {person: key for key, person in self.by_key.items()})


@dataclass(frozen=True, slots=True)
class Match:
    """A person of the file and who it is in the store; `person` None is somebody new."""

    group: Group
    person: str | None
    absorbed: tuple[str, ...] = ()
    """Records that were only waiting for this person to write for the first time, and go."""
    vacated: str | None = None
    """The record of a stranger whose Telegram id turns out to be this person's new one."""


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
    ):  # fmt: skip
        said = getattr(entry, name)
        other = next((e for e in group if getattr(e, name) not in (None, said)), None)
        if said is not None and other is not None:
            line = entry.lines.get(key, entry.lines.get("languages", entry.line))
            faults.add(line, f"{key} is not what line {other.line} says about the same person")
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


def match(groups: Iterable[Group], register: Register, faults: Faults) -> list[Match]:
    """Each person of the file found again in the store. Faults never tell who somebody else there is."""
    groups = [group for group in groups if all(entry.sound for entry in group.entries)]
    strong = {group: _by_mark(group, register, faults) for group in groups}
    claimed: dict[str, Group] = {}
    for group, one in strong.items():
        if one is not None and one.person is not None:
            if one.person in claimed:
                other = claimed[one.person]
                faults.add(group.first.line, f"this is the same person as in line {other.first.line}")
            claimed.setdefault(one.person, group)
    registered = _registered(register)
    for group, one in strong.items():
        if one is not None and one.person is not None:
            _check_mistyped(group, one.person, registered, register, faults)
    matches = []
    for group, one in strong.items():
        if one is None:
            continue  # its fault is told
        named = [] if one.person else [
            person for person in registered.get((group.name, group.unit), []) if person.id not in claimed
        ]  # fmt: skip
        matches.append(_by_name(group, one, named, register, faults) if named else one)
    return matches


def _registered(register: Register) -> dict[tuple[str, str | None], list[Person]]:
    found: dict[tuple[str, str | None], list[Person]] = {}
    for person in register.people.values():
        if person.registered:
            found.setdefault((person.name, person.unit), []).append(person)
    return found


def _by_mark(group: Group, register: Register, faults: Faults) -> Match | None:
    """By key and Telegram id; None when they contradict each other or the store."""
    keyed = register.by_key.get(group.key) if group.key is not None else None
    number = group.telegram_id
    writer = register.by_telegram.get(number) if number is not None else None
    if keyed is not None and writer is not None and keyed != writer:
        return _joined(group, keyed, writer, register, faults)
    if keyed is None and writer is not None and group.key is not None and writer in register.key_of:
        faults.add(group.line("telegram_id"), f"telegram_id {number} belongs to somebody with another key")
        return None
    return Match(group, keyed or writer)


def _joined(group: Group, known: str, writer: str, register: Register, faults: Faults) -> Match | None:
    """Somebody known, whose Telegram id has a record of its own: a stranger's, if all is well."""
    line, number = group.line("telegram_id"), group.telegram_id
    if register.people[writer].registered or writer in register.key_of:
        faults.add(line, f"telegram_id {number} already belongs to somebody else")
        return None
    person = register.people[known]
    if person.address is None and not person.started and known not in register.busy:
        # whoever has written keeps the record with their words in it
        return Match(group, writer, absorbed=(known,))
    if writer in register.busy:
        faults.add(
            line,
            f"telegram_id {number} is talking to the bot right now under a record of its own: "
            "import again when that is over",
        )
        return None
    return Match(group, known, vacated=writer)


def _check_mistyped(
    group: Group,
    person: str,
    registered: Mapping[tuple[str, str | None], list[Person]],
    register: Register,
    faults: Faults,
) -> None:
    """A Telegram id of one and the name of another is a slip of the pen, not a new name."""
    if group.key is not None and group.key in register.by_key:
        return
    known = register.people[person]
    if known.registered and known.name != group.name and registered.get((group.name, group.unit)):
        faults.add(
            group.line("telegram_id"),
            f'telegram_id {group.telegram_id} already belongs to somebody else than "{group.name}"',
        )


def _by_name(group: Group, one: Match, named: list[Person], register: Register, faults: Faults) -> Match:
    """By name and unit, as long as that is nobody else."""
    if group.key is not None:
        # a namesake with a key or a Telegram id of their own is somebody else
        named = [
            person
            for person in named
            if person.id not in register.key_of
            and (person.address is None or group.telegram_id in (None, person.address))
        ]
    if not named:
        return one
    if len(named) > 1:
        faults.add(
            group.first.line,
            f'{len(named)} people in {group.unit} are called "{group.name}": '
            "say who with a key or telegram_id",
        )
        return one
    (person,) = named
    if group.key is None and person.address is not None and group.telegram_id not in (None, person.address):
        faults.add(
            group.line("telegram_id"),
            f'"{group.name}" of {group.unit} is known with another telegram_id: give this one a key if it is '
            "somebody else; if it is the same person, import the old telegram_id with a key first",
        )
        return one
    return replace(one, person=person.id)

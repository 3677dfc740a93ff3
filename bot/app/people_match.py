"""Who is who in an import: the people of a file found again in the store. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.app.people_gather import Group
from bot.domain.flow.source import Faults
from bot.domain.people import Person


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


def match(groups: Iterable[Group], register: Register, faults: Faults) -> list[Match]:
    """Each person of the file found again in the store. Faults never tell who somebody else there is."""
    groups = [group for group in groups if all(entry.sound for entry in group.entries)]
    strong = {group: _by_mark(group, register, faults) for group in groups}
    claimed: dict[str, Group] = {}
    for group, one in strong.items():
        for person in (one.person, *one.absorbed) if one is not None else ():
            if person is None:
                continue
            if person in claimed:
                other = claimed[person]
                faults.add(group.first.line, f"this is the same person as in line {other.first.line}")
            claimed.setdefault(person, group)
    registered = _registered(register)
    for group, one in strong.items():
        if one is not None and one.person is not None:
            _check_mistyped(group, one.person, registered, register, faults)
    matches = []
    for group, one in strong.items():
        if one is None:
            continue  # its fault is told
        named = [p for p in registered.get((group.name, group.unit), []) if p.id not in claimed]
        found = one
        if one.person is None and named:
            found = _by_name(group, one, named, register, faults)
        elif one.person is not None and not one.absorbed and not register.people[one.person].registered:
            found = _awaited(group, one, named, register)
            claimed |= dict.fromkeys(found.absorbed, group)
        matches.append(found)
    _check_same_name(matches, strong, faults)
    return matches


def _check_same_name(matches: Iterable[Match], strong: Mapping[Group, Match | None], faults: Faults) -> None:
    """Somebody known only by name and unit cannot be two people of the file."""
    taken: dict[str, Group] = {}
    for one in matches:
        marked = strong[one.group]
        if one.person is None or marked is None or marked.person is not None:
            continue
        if one.person in taken:
            faults.add(
                one.group.first.line,
                f'"{one.group.name}" of {one.group.unit} is known without telegram_id: either this one or '
                f"line {taken[one.person].first.line}; import that one alone first",
            )
        taken.setdefault(one.person, one.group)


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
    if _blank(register.people[known], register):
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


def _blank(person: Person, register: Register) -> bool:
    """Whether a record only waits for somebody who has never written."""
    return person.address is None and not person.started and person.id not in register.busy


def _awaited(group: Group, one: Match, named: list[Person], register: Register) -> Match:
    """A stranger whom a record of this name and unit was waiting for takes its place."""
    waiting = [
        person.id
        for person in named
        if _blank(person, register) and (group.key is None or person.id not in register.key_of)
    ]
    return replace(one, absorbed=tuple(waiting)) if len(waiting) == 1 else one


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

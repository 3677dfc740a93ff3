"""A file of units and people, read into typed entries with every fault and its line. Looks at no store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.app.manuscript import parse
from bot.app.people_facts import FACT_KEYS, Said, read_facts
from bot.app.people_fields import EntryFields
from bot.domain.flow.source import Fault, Faults, Fields, Items, Scalar, Table
from bot.domain.people import Role

UNIT_KEYS = ("code", "parent", "name", "tz", "country", "risk", "thin")
PERSON_KEYS = (
    "role", "roles", "name", "unit", "telegram_id", "key", "lang", "languages", "gender", "dialects",
    "on_duty", "certified_until", "from", "until", "shifts", "thin", *FACT_KEYS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit as written. `parent_line` is where a fault about the parent belongs."""

    line: int
    code: str
    parent: str | None
    parent_line: int
    name: dict[str, str]
    tz: str
    country: str
    risk: str | None
    """None is not said."""
    thin: bool | None
    """None is not said."""


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One entry under `people`; several may be about the same person. Absent is None."""

    line: int
    lines: Mapping[str, int]
    roles: tuple[Role, ...]
    name: str
    unit: str
    telegram_id: int | None
    key: str | None
    language: str | None
    languages: tuple[str, ...] | None
    gender: str | None
    dialects: tuple[str, ...] | None
    on_duty: str | tuple[str, ...] | None
    """"always" or weekly windows; an empty tuple is never."""
    start: date | None
    until: date | None
    """The last day of the roles."""
    certified_until: date | None
    """The last day of the certificate."""
    shifts: str | None
    """How they work, in words that `people_shifts` reads."""
    thin: bool | None
    facts: Said
    """What it says about their life."""
    sound: bool
    """False when something in the entry has a fault and reads as absent."""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    units: tuple[UnitEntry, ...]
    people: tuple[PersonEntry, ...]
    unit_codes: frozenset[str]
    """Codes written in the file, also of units that have faults otherwise."""
    mentions: tuple[tuple[int, str], ...]
    """Units that people belong to, each with its line, also of entries that have faults otherwise."""


def read_people_file(text: str, source: str) -> tuple[PeopleFile, tuple[Fault, ...]]:
    """What a file says and all that is wrong with it; an entry with faults is kept as far as it can be told
    apart from others, so that faults between entries are found in the same run."""
    table, broken = parse(text, source)
    if table is None:
        return PeopleFile((), (), frozenset(), ()), tuple(map(_reworded, broken))
    faults = Faults(source)
    Fields(table, faults).allow(("units", "people"), "this file, which has units and people")
    if not table.entries.keys() & {"units", "people"} and not faults.found:
        faults.add(1, "the file has neither units nor people")
    found = read_tables(_tables(table, "units", faults), _tables(table, "people", faults), faults)
    return found, tuple(faults.found)


def read_tables(unit_tables: Sequence[Table], person_tables: Sequence[Table], faults: Faults) -> PeopleFile:
    """What entries say, wherever they were written; adds all that is wrong with them to `faults`."""
    units = [EntryFields(item, faults) for item in unit_tables]
    persons = [EntryFields(item, faults) for item in person_tables]
    return PeopleFile(
        tuple(unit for fields in units if (unit := _unit(fields)) is not None),
        tuple(person for fields in persons if (person := _person(fields, faults)) is not None),
        frozenset(code for f in units if (code := _unheard(f).word("code")) is not None),
        tuple((f.line("unit"), code) for f in persons if (code := _unheard(f).word("unit")) is not None),
    )


def _reworded(fault: Fault) -> Fault:
    """The strict reader speaks of dialogues; this file is none."""
    message = fault.message.replace("one file holds one flow", "the file is one list of units and people")
    return replace(fault, message=message.replace("a flow needs keys and values", "write units: and people:"))


def _unheard(fields: EntryFields) -> EntryFields:
    """The same entry read once more, with its faults already told."""
    return EntryFields(fields.table, Faults(""))


def _tables(table: Table, key: str, faults: Faults) -> list[Table]:
    node = table.entries.get(key)
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return []
    if not isinstance(node, Items):
        faults.add(table.lines[key], f'"{key}" needs a list: lines that begin with "- "')
        return []
    for item in node.items:
        if not isinstance(item, Table):
            faults.add(item.line, f'an entry of "{key}" needs keys and values')
    return [item for item in node.items if isinstance(item, Table)]


def _unit(fields: EntryFields) -> UnitEntry | None:
    fields.allow(UNIT_KEYS, "a unit")
    fields.need("code", "name", "tz")
    code, parent = fields.code("code"), fields.code("parent", needed=False)
    name = fields.unit_name()
    tz, country, risk = fields.zone("tz"), fields.country(), fields.risk()
    if code is None:
        return None
    return UnitEntry(
        fields.table.line, code, parent, fields.line("parent"), name, tz or "", country, risk, fields.thin()
    )


def _person(fields: EntryFields, faults: Faults) -> PersonEntry | None:
    before = len(faults.found)
    fields.allow(PERSON_KEYS, "a person")
    fields.need("name", "unit")
    name, unit = fields.called(), fields.code("unit")
    roles, telegram_id, key = fields.roles(), fields.telegram_id(), fields.key()
    languages, gender, dialects = fields.spoken(), fields.gender(), fields.dialects()
    language, on_duty = fields.language(languages), fields.duty()
    start, until, certified_until = fields.day("from"), fields.day("until"), fields.day("certified_until")
    if start is not None and until is not None and until < start:
        fields.fault("until", '"until" is before "from"')
    facts, shifts, thin = read_facts(fields), fields.shifts(), fields.thin()
    if name is None or unit is None:
        return None
    return PersonEntry(
        line=fields.table.line,
        lines=fields.table.lines,
        roles=roles,
        name=name,
        unit=unit,
        telegram_id=telegram_id,
        key=key,
        language=language,
        languages=languages,
        gender=gender,
        dialects=dialects,
        on_duty=on_duty,
        start=start,
        until=until,
        certified_until=certified_until,
        shifts=shifts,
        thin=thin,
        facts=facts,
        sound=len(faults.found) == before,
    )

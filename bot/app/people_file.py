"""A file of units and people, read into typed entries with every fault and its line. Looks at no store."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources

from bot.app.actions import LANGUAGES
from bot.app.manuscript import parse
from bot.app.zones import known_zone, suggest_zone
from bot.domain.flow.source import Fault, Faults, Fields, Items, Node, Scalar, Table, guess
from bot.domain.people import Role
from bot.domain.rota import read_window

UNIT_KEYS = ("code", "parent", "name", "tz", "country")
PERSON_KEYS = (
    "role", "roles", "name", "unit", "telegram_id", "key", "lang", "languages", "on_duty", "certified_until",
    "from", "until",
)  # fmt: skip
LONGEST_NAME = 80
EARLIEST, LATEST = 1950, 2150
LARGEST_TELEGRAM_ID = 2**52

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_SPOKEN = re.compile(r"[a-z]{2,3}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


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
    on_duty: str | tuple[str, ...] | None
    """"always" or weekly windows; an empty tuple is never."""
    start: date | None
    until: date | None
    """The last day of the roles."""
    certified_until: date | None
    """The last day of the certificate."""
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


class _Entry(Fields):
    """Fields whose lists name the faulty line themselves."""

    def fault_at(self, line: int, message: str) -> None:
        self._faults.add(line, message, self.step)


def read_people_file(text: str, source: str) -> tuple[PeopleFile, tuple[Fault, ...]]:
    """What a file says and all that is wrong with it; an entry with faults is kept as far as it can be told
    apart from others, so that faults between entries are found in the same run."""
    table, broken = parse(text, source)
    if table is None:
        return PeopleFile((), (), frozenset(), ()), tuple(map(_reworded, broken))
    faults = Faults(source)
    top = Fields(table, faults)
    top.allow(("units", "people"), "this file, which has units and people")
    units = [_unit(_Entry(item, faults)) for item in _tables(table, "units", faults)]
    people = [_person(_Entry(item, faults), faults) for item in _tables(table, "people", faults)]
    if not table.entries.keys() & {"units", "people"} and not faults.found:
        faults.add(1, "the file has neither units nor people")
    silent = Faults(source)
    codes = [_word(Fields(item, silent), "code") for item in _tables(table, "units", silent)]
    mentions = [
        (Fields(item, silent), _word(Fields(item, silent), "unit"))
        for item in _tables(table, "people", silent)
    ]
    found = PeopleFile(
        tuple(unit for unit in units if unit is not None),
        tuple(person for person in people if person is not None),
        frozenset(code for code in codes if code is not None),
        tuple((fields.line("unit"), unit) for fields, unit in mentions if unit is not None),
    )
    return found, tuple(faults.found)


def _reworded(fault: Fault) -> Fault:
    """The strict reader speaks of dialogues; this file is none."""
    message = fault.message.replace("one file holds one flow", "the file is one list of units and people")
    return replace(fault, message=message.replace("a flow needs keys and values", "write units: and people:"))


def _tables(table: Table, key: str, faults: Faults) -> Iterable[Table]:
    node = table.entries.get(key)
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return []
    if not isinstance(node, Items):
        faults.add(table.lines[key], f'"{key}" needs a list: lines that begin with "- "')
        return []
    tables = []
    for item in node.items:
        if isinstance(item, Table):
            tables.append(item)
        else:
            faults.add(item.line, f'an entry of "{key}" needs keys and values')
    return tables


def _unit(fields: Fields) -> UnitEntry | None:
    fields.allow(UNIT_KEYS, "a unit")
    fields.need("code", "name", "tz")
    code, parent = _code(fields, "code"), _code(fields, "parent")
    name = _unit_name(fields)
    tz, country = fields.text("tz"), _country(fields)
    if tz is not None and not known_zone(tz):
        fields.fault("tz", f'"{tz}" is no time zone{suggest_zone(tz)}')
    if code is None:
        return None
    return UnitEntry(fields.table.line, code, parent, fields.line("parent"), name or {}, tz or "", country)


def _unit_name(fields: Fields) -> dict[str, str] | None:
    if not isinstance(fields.table.entries.get("name"), Table):
        name = _name(fields, "name")
        return None if name is None else dict.fromkeys(LANGUAGES, name)
    names = fields.fields("name")
    if names is None:
        return None
    names.allow(LANGUAGES, "a name")
    said = {language: name for language in LANGUAGES if (name := _name(names, language)) is not None}
    if not said:
        fields.fault("name", f'"name" needs a word, or one for each of {", ".join(LANGUAGES)}')
        return None
    # a name in one language is better than none in the other
    return {language: said.get(language) or next(iter(said.values())) for language in LANGUAGES}


def _country(fields: Fields) -> str:
    """Two capital letters; empty when it is absent, which is a ship."""
    node = fields.table.entries.get("country")
    if node is None or (isinstance(node, Scalar) and node.value in (None, "")):
        return ""
    country = fields.text("country")
    if country is None:
        return ""
    known = _countries()
    if country.upper() in known:
        return country.upper()
    named = {name.lower(): code for code, name in known.items()}
    meant = named.get(country.lower()) or {"UK": "GB", "EL": "GR"}.get(country.upper())
    hint = f' — did you mean "{meant}"?' if meant else ""
    fields.fault(
        "country", f'"{country}" is no country: two letters such as CN, or leave it out for a ship{hint}'
    )
    return ""


def _person(fields: _Entry, faults: Faults) -> PersonEntry | None:
    before = len(faults.found)
    fields.allow(PERSON_KEYS, "a person")
    fields.need("name", "unit")
    roles = _roles(fields)
    name, unit = _name(fields, "name"), _code(fields, "unit")
    language = _language(fields)
    on_duty = _on_duty(fields)
    telegram_id = (
        fields.whole("telegram_id", 1, LARGEST_TELEGRAM_ID) if _given(fields, "telegram_id") else None
    )
    start, until = _date(fields, "from"), _date(fields, "until")
    if start is not None and until is not None and until < start:
        fields.fault("until", '"until" is before "from"')
    key, certified_until = _key(fields), _date(fields, "certified_until")
    if not name or not unit:
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
        on_duty=on_duty,
        start=start,
        until=until,
        certified_until=certified_until,
        sound=len(faults.found) == before,
    )


def _roles(fields: _Entry) -> tuple[Role, ...]:
    if "role" in fields and "roles" in fields:
        fields.fault("roles", 'write either "role" or "roles"')
        return ()
    if "role" not in fields and "roles" not in fields:
        fields.fault("role", f'"role" is missing: one of {", ".join(Role)}')
        return ()
    key = "role" if "role" in fields else "roles"
    words = fields.words(key)
    if not words and isinstance(fields.table.entries[key], Items):
        fields.fault(key, f'"{key}" is empty: write one of {", ".join(Role)}')
    found = []
    for line, word in words:
        if word in tuple(Role):
            found.append(Role(word))
        else:
            meant = guess(re.sub(r"[\s-]+", "_", word.lower()), Role)
            fields.fault_at(line, f'role "{word}" is none of {", ".join(Role)}{meant}')
    return tuple(dict.fromkeys(found))


def _language(fields: _Entry) -> str | None:
    """The language of the bot's words: `lang`, else the first of `languages` in which there are words."""
    spoken = []
    for line, word in fields.words("languages") if _given(fields, "languages") else ():
        if _SPOKEN.fullmatch(word):
            spoken.append(word)
        else:
            fields.fault_at(
                line, f'"{word}" is no language: write its two or three letters, such as zh or en'
            )
    if _given(fields, "lang"):
        return _lang(fields)
    return next((word for word in spoken if word in LANGUAGES), None)


def _lang(fields: _Entry) -> str | None:
    word = fields.text("lang")
    if word is None or word in LANGUAGES:
        return word
    written = word.lower()
    meant = (
        "zh" if written.startswith(("cn", "chi", "zh", "中")) else "en" if written.startswith("en") else ""
    )
    hint = f' — did you mean "{meant}"?' if meant else ""
    fields.fault("lang", f'lang "{word}" is none of {", ".join(LANGUAGES)}{hint}')
    return None


def _on_duty(fields: _Entry) -> str | tuple[str, ...] | None:
    if not _given(fields, "on_duty"):
        return None
    words = fields.words("on_duty")
    if [word for _, word in words] == ["always"]:
        return "always"
    if [word for _, word in words] == ["never"]:
        return ()
    for line, word in words:
        try:
            read_window(word)
        except ValueError as fault:
            hint = guess(word.lower(), ("always", "never"))
            if word in ("always", "never"):
                fields.fault_at(line, f'"{word}" stands alone, not among times')
            else:
                fields.fault_at(line, f"{fault}, always or never{hint}")
    return tuple(word.strip().lower() for _, word in words)


def _date(fields: Fields, key: str) -> date | None:
    word = fields.text(key) if _given(fields, key) else None
    if word is None:
        return None
    if _DATE.fullmatch(word):
        try:
            day = date.fromisoformat(word)
        except ValueError:
            fields.fault(key, f'{key}: there is no day "{word}"')
            return None
        if EARLIEST <= day.year <= LATEST:
            return day
        fields.fault(key, f"{key}: the year {day.year} is a slip of the pen")
        return None
    fields.fault(key, f'{key} "{word}" is no date: write year-month-day, for example 2027-03-31')
    return None


def _given(fields: Fields, key: str) -> bool:
    """Whether a key has a value; a key with nothing behind it counts as absent."""
    node: Node | None = fields.table.entries.get(key)
    return node is not None and not (isinstance(node, Scalar) and node.value is None)


def _word(fields: Fields, key: str) -> str | None:
    """A word; a whole number such as `code: 101` is one too."""
    node = fields.table.entries.get(key)
    if isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return str(node.value)
    return fields.text(key) if _given(fields, key) else None


def _code(fields: Fields, key: str) -> str | None:
    word = _word(fields, key)
    if word is not None and not _CODE.fullmatch(word):
        fields.fault(key, f'{key} "{word}" may have letters a-z, digits, - and _, at most 40 of them')
        return None
    if word is None and key in fields and key != "parent" and not _given(fields, key):
        fields.fault(key, f'"{key}" is empty')
    return word


def _key(fields: Fields) -> str | None:
    word = _word(fields, "key")
    if word is not None and len(word) > LONGEST_NAME:
        fields.fault("key", f'"key" is longer than {LONGEST_NAME} characters')
    return word


def _name(fields: Fields, key: str) -> str | None:
    if key not in fields:
        return None
    word = fields.text(key)
    if word is None:
        return None
    # the same name typed on another machine is the same name
    name = " ".join(unicodedata.normalize("NFC", word).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        fields.fault(key, f'"{key}" needs 1 to {LONGEST_NAME} characters in one line')
        return None
    return name


@cache
def _countries() -> dict[str, str]:
    """ISO 3166 alpha-2 codes with their English names, as the time zone database lists them."""
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    # Kosovo: user-assigned, not in ISO's list, and people work there
    return {row[0]: row[1] for row in rows} | {"XK": "Kosovo"}

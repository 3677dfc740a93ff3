"""Reads transcripts strictly: every slip of the pen in every file, with its line, in one go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app.library import Library
from bot.app.manuscript import parse_all
from bot.app.stage import NAMES, NOON, PEOPLE, UNITS, Citizen
from bot.app.transcript import Transcript
from bot.app.transcript_steps import Known, StepReader, plain
from bot.channel.templates import Texts
from bot.domain.family import Relation
from bot.domain.flow.model import ActionSpec
from bot.domain.flow.source import Faults, Fields, Items, Table
from bot.domain.people import Role

TOP = ("conversation", "as", "language", "languages", "people", "duty", "start", "numbers", "undo", "steps")


def read_transcripts(
    files: Iterable[Path], texts: Texts, library: Library, actions: Mapping[str, ActionSpec]
) -> tuple[list[Transcript], list[str]]:
    """Every conversation of every file, in a stable order, and all that is wrong with them."""
    found: list[Transcript] = []
    messages: list[str] = []
    known = Known(texts, library, actions)
    for path in sorted(files):
        source = _shown(path)
        try:
            tables, problems = parse_all(path.read_text(encoding="utf-8"), source, "a conversation")
        except UnicodeDecodeError:
            messages.append(f"{source}:1: the file is not UTF-8")
            continue
        faults = Faults(source)
        faults.found += problems
        for table in tables:
            found += _Script(path.stem, source, table, known, faults).read()
        messages += [str(fault) for fault in sorted(faults.found, key=lambda fault: fault.line)]
    return found, messages


def _shown(path: Path) -> str:
    """The file as an author would write it down, from where they stand."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


class _Script:
    """Reads one conversation; whatever does not fit becomes a fault."""

    def __init__(self, stem: str, source: str, table: Table, known: Known, faults: Faults) -> None:
        self._stem, self._source, self._known, self._faults = stem, source, known, faults
        self._fields = Fields(table, faults)
        self._actor = "liu"

    def read(self) -> list[Transcript]:
        before = len(self._faults.found)
        fields = self._fields
        fields.allow(TOP, "a conversation")
        fields.need("conversation", "steps")
        title = str(plain(fields.table.entries.get("conversation")) or "")
        self._actor = fields.one_of("as", tuple(NAMES), "liu")
        people = self._people()
        steps = StepReader(self._actor, self._known, self._faults).read(fields.table.entries.get("steps"))
        start = self._start()
        languages: list[str | None] = [*self._languages()]
        numbers = fields.flag("numbers", False)
        undo = self._undo()
        if len(self._faults.found) > before:
            return []
        return [
            Transcript(
                f"{self._stem}: {title}" + (f" [{language}]" if len(languages) > 1 else ""),
                self._source,
                fields.table.line,
                tuple(self._speaking(citizen, language) for citizen in people),
                start,
                numbers,
                steps,
                undo,
                self._actor,
                language,
            )
            for language in languages or [None]
        ]

    def _speaking(self, citizen: Citizen, language: str | None) -> Citizen:
        mine = language is not None and citizen.address == NAMES[self._actor]
        return replace(citizen, language=language) if mine and language else citizen

    # -- who and when ----------------------------------------------------------------------------

    def _languages(self) -> list[str]:
        found: list[str] = []
        for key in ("language", "languages"):
            for line, word in self._fields.words(key):
                if word in self._known.languages:
                    found.append(word)
                else:
                    known = ", ".join(self._known.languages)
                    self._faults.add(line, f'there are no texts in language "{word}", only in {known}')
        return found

    def _people(self) -> list[Citizen]:
        duties = self._fields.fields("duty")
        written = {} if duties is None else dict(duties.table.entries)
        if duties is not None:
            duties.allow(NAMES, "duty")
        by_address = {address: name for name, address in NAMES.items()}
        citizens = [
            replace(citizen, duty=plain(written[by_address[citizen.address]]))
            if by_address[citizen.address] in written
            else citizen
            for citizen in PEOPLE
        ]
        rows = self._fields.table.entries.get("people")
        if rows is None:
            return citizens
        if not isinstance(rows, Items):
            self._fields.fault("people", '"people" needs a list')
            return citizens
        for row in rows.items:
            if not isinstance(row, Table):
                self._faults.add(row.line, "a person needs keys and values")
                continue
            fields = Fields(row, self._faults)
            fields.allow(
                (
                    "name",
                    "phone",
                    "unit",
                    "role",
                    "language",
                    "duty",
                    "gender",
                    "dialects",
                    "family",
                    "asked",
                ),
                "a person",
            )
            if not fields.need("name", "phone", "unit", "role"):
                continue
            phone = fields.one_of("phone", tuple(NAMES), "chen")
            citizens = [citizen for citizen in citizens if citizen.address != NAMES[phone]]
            citizens.append(
                Citizen(
                    str(plain(row.entries["name"])),
                    NAMES[phone],
                    fields.one_of("unit", tuple(unit.code for unit in UNITS), "hq"),
                    Role(fields.one_of("role", tuple(role.value for role in Role), Role.EMPLOYEE.value)),
                    fields.one_of("language", self._known.languages, "zh"),
                    plain(row.entries.get("duty")),
                    gender=fields.one_of("gender", ("m", "f", ""), ""),
                    dialects=tuple(word for _, word in fields.words("dialects")),
                    asked=fields.flag("asked", False),
                    family=self._family(fields),
                )
            )
        return citizens

    def _family(self, fields: Fields) -> tuple[tuple[int, Relation], ...]:
        """Whose family somebody is: `{liu: wife}`, or several relations on one phone: `{liu: [mother, father]}`."""
        homes = fields.fields("family")
        if homes is None:
            return ()
        homes.allow(NAMES, "family")
        found = []
        for name in homes.table.entries:
            for line, word in homes.words(name):
                if word in set(Relation):
                    found.append((NAMES[name], Relation(word)))
                else:
                    self._faults.add(line, f'"{word}" is no relation: {", ".join(Relation)}')
        return tuple(found)

    def _undo(self) -> timedelta:
        written = self._fields.text("undo") or "0s"
        found = re.fullmatch(r"(\d+)s", written)
        if found is None:
            self._fields.fault("undo", f'"{written}" is no number of seconds: write 5s')
        return timedelta(seconds=int(found[1]) if found else 0)

    def _start(self) -> datetime:
        written = self._fields.text("start")
        if written is None:
            return NOON
        try:
            start = datetime.fromisoformat(written)
        except ValueError:
            self._fields.fault("start", f'"{written}" is no moment: write 2026-11-23 04:00, which is UTC')
            return NOON
        return start if start.tzinfo is not None else start.replace(tzinfo=UTC)


def transcript_files(places: Sequence[Path]) -> list[Path]:
    """The files named, and those of the folders named. Raises FileNotFoundError with the place that is not there."""
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            found += sorted(place.glob("*.yaml"))
        elif place.is_file():
            found.append(place)
        else:
            raise FileNotFoundError(place)
    return found

"""Loads the programmes of care: `flows/programmes/*.yaml`, checked against the dialogues and the texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.app.manuscript import parse
from bot.app.places import countries
from bot.channel.templates import Texts
from bot.domain.care.choosing import by_cases
from bot.domain.care.model import DAILY, FILE, Deed, Programme
from bot.domain.care.reading import Reading, read
from bot.domain.flow.source import Fault, guess

FOLDER = "programmes"
"""Beside the dialogues."""

TITLE = "title"
CAPTIONS: Mapping[Deed, tuple[str, ...]] = {Deed.START: ("start",), Deed.ASK: ("safe", "help")}
"""Blocks `<programme>__<key>` that stand on buttons."""
STAFF = "staff"
"""What staff read of a call they arrange by hand stands in `<programme>__staff`; otherwise the agenda speaks."""

SAID = frozenset(
    {"name", "unit", "number", "festival", "families", "sore", "spouse", "children", "done", "times", "until"}
)
"""What a text may speak of: the person, a number that grows by one each week, whom of their own it may mention and
whether they have lost somebody, and how far a quota is met."""
OF_CASES = SAID - {"name", "unit"} | {"code"}
"""The same for programmes that go by cases: as on every page of a case, a code and no name."""
TAKEN = frozenset({"calendar"})
"""What comes round by itself beside the programmes, and keeps its rows under these names."""
NOBODY_ASKED = f"no daily check-in: there is no flows/{FOLDER}/{DAILY}.yaml, so nobody is asked how they are"
"""What whoever runs the bot should know, whether or not it was meant."""
MAX_NAME = 24
"""Characters of a programme's name: it travels in a button."""


def read_programmes(folder: Path) -> tuple[dict[str, Programme], list[str]]:
    """The programmes that could be read, by name, and the faults of the others."""
    found: dict[str, Programme] = {}
    messages: list[str] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        source = f"{folder.name}/{FOLDER}/{path.name}"
        try:
            table, faults = parse(path.read_text(encoding="utf-8"), source)
        except UnicodeDecodeError:
            table, faults = None, (Fault(source, 1, "the file is not UTF-8"),)
        reading = Reading(None, faults) if table is None else read(table, source, countries())
        messages += map(str, reading.faults)
        programme = reading.programme
        if programme is not None and programme.name in found:
            messages.append(f'{source}:1: programme "{programme.name}" is in {found[programme.name].source}')
        elif programme is not None:
            found[programme.name] = programme
    return found, messages


def programme_faults(
    programmes: Mapping[str, Programme], flows: Mapping[str, bool], texts: Texts
) -> Iterator[str]:
    """Flows that do not exist or (False) cannot be started by people, and texts that are missing or speak of what
    nobody knows."""
    for programme in programmes.values():
        where = f'{programme.source}:1: programme "{programme.name}"'
        if len(programme.name) > MAX_NAME:
            yield f"{where}: the name has more than {MAX_NAME} characters and does not fit a button"
        if programme.name in TAKEN:
            yield f"{where}: this name is taken, choose another one"
        if programme.flow and programme.flow not in flows:
            yield f'{where}: there is no flow "{programme.flow}"{guess(programme.flow, flows)}'
        elif programme.flow and not flows[programme.flow]:
            yield f'{where}: nobody can start "{programme.flow}" by themselves: it has no start words'
        if programme.deed is Deed.CHECK_IN:
            # what it says stands beside its dialogue
            if DAILY not in flows:
                yield f'{where}: there is no flow "{DAILY}" in which people could answer'
            continue
        for language in texts.languages:
            yield from _text_faults(where, programme, texts, language)


def _text_faults(where: str, programme: Programme, texts: Texts, language: str) -> Iterator[str]:
    name, deed = programme.name, programme.deed
    may_say = OF_CASES if by_cases(programme) else SAID
    path = f"templates/{language}/{FILE}.j2"
    said = texts.described(language, FILE)
    block = f"{name}__{STAFF}" if deed is Deed.BOOK else name
    if block not in said:
        yield f'{where}: {path} has no block "{block}"'
    for unknown in sorted(said[block].names - may_say if block in said else ()):
        yield f'{path}:{said[block].line}: block "{block}" uses "{unknown}"{guess(unknown, may_say)}'
    for key in (TITLE, *CAPTIONS.get(deed, ())):
        block = f"{name}__{key}"
        if not texts.is_plain(language, FILE, block):
            yield f'{where}: {path} needs a block "{block}" of plain words'

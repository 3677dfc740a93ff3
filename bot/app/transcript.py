"""Conversations written as data: who says or presses what, and what every phone shows after it.

    conversation: rather low, and a person at the end
    languages: [zh, en]               # played once in each; or `language: en`
    as: liu                           # whose the short acts are: liu if nothing else is said
    steps:
      - say: /talk
        expect: ["@talk.mood"]
      - press: =low
        expect: ["@talk.topic"]
        variables: {talk.mood: low}

A step is one act and what it brings. The acts, for the one person the conversation is with:

    say: 你好                          # quoting: 我姓李     a message on that phone that is replied to
    press: 想家 · press: =low          # by caption, or by the key of a choice of the newest question; `=human`
                                      # is the button to a person. under: 这会儿  the message it stands under
    send: voice · send: {kind: photo, caption: 宿舍}       · or a list of them
    crash: before | after             # beside one of these: the process dies before it is read, or after it was
                                      # read and before anything is sent; alone, while nothing goes on

For any phone: `liu says`, `presses`, `sends`, `edits: {of: …, to: …}`, `blocks:`, `returns:`. For the world:

    after: 2h                         # the clock moves; s, m, h or d
    line: {liu: down}                 # fine, down, gone, unknown, refused
    refuses: {li: [photo]}            # what cannot be delivered there
    actions: {triage.assess: fails}   # what an action of the flows gives from here on: fails, works, or {colour: red}

What it brings; a phone that is not named must stay silent:

    expect: [谢谢您 … 找人]            # what arrives on the person's phone, in order, nothing else; fragments in this
                                      # order, " … " between them; `@talk.tip` is that block as it was just rendered
    toast: 您接手了                    # the short notice after a press
    edited: [已回应]                   # messages that changed; checked where written, always for employees
    page: [🟡 黄]                      # what reaches everybody who is paged; `page: none` when nobody may be
    outbox: 2 · outbox: {liu: 1}      # letters still waiting
    variables: {talk.mood: low}       # of the running dialogue; `none` for one that is unset, or for all of it
    liu: […] · liu toast: … · liu edited: […]              # the same for any phone

A message reads `↩quoted text ‖[voice] text {button|button}`. Cases read K1, K2 … in the order they come up.
Beside `steps`: `start: 2026-11-23 04:00`, `duty: {li: []}`, `people:` (name, phone, unit, role, language, duty,
gender, dialects) and `numbers: true` for made-up emergency numbers in place of the configured ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app.actions import LANGUAGES
from bot.app.library import Library
from bot.app.manuscript import parse_all
from bot.app.stage import NAMES, NOON, PEOPLE, UNITS, Citizen
from bot.channel.templates import Texts
from bot.domain.flow import answers
from bot.domain.flow.model import ActionSpec
from bot.domain.flow.source import Faults, Fields, Items, Node, Scalar, Table, guess
from bot.domain.messages import MediaKind
from bot.domain.people import Role

SHORT = {"say": "says", "press": "presses", "send": "sends"}
"""The acts of the one person a conversation is with, by what they are called with a name."""
LONG = ("says", "presses", "sends", "edits", "blocks", "returns")
WORLD = ("after", "line", "refuses", "actions")
CHECKS = ("expect", "toast", "edited", "page", "outbox", "variables")
BESIDE = ("quoting", "under", "crash")
TOP = ("conversation", "as", "language", "languages", "people", "duty", "start", "numbers", "steps")
LINES = ("fine", "down", "gone", "unknown", "refused")
CRASHES = ("before", "after")
SENDABLE = (*(kind.value for kind in MediaKind if kind is not MediaKind.OTHER), "dice")
NONE = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """One act and what it brings. `shows`, `toasts` and `edited` go by phone; None where nothing is asked."""

    line: int
    written: str
    who: str
    act: str
    what: Any
    quoting: str | None = None
    under: str | None = None
    crash: str | None = None
    shows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    toasts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    edited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: tuple[str, ...] | None = None
    outbox: int | Mapping[str, int] | None = None
    variables: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation in one language: the people, the hour, the steps. `source` and `line` say where it is."""

    name: str
    source: str
    line: int
    people: tuple[Citizen, ...]
    start: datetime
    numbers: bool
    steps: tuple[Step, ...]
    actor: str = "liu"
    language: str | None = None


def read_transcripts(
    files: Iterable[Path], texts: Texts, library: Library, actions: Mapping[str, ActionSpec]
) -> tuple[list[Transcript], list[str]]:
    """Every conversation of every file, in a stable order, and all that is wrong with them."""
    found: list[Transcript] = []
    messages: list[str] = []
    known = _Known(texts, library, actions)
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


class _Known:
    """What a transcript may speak of."""

    def __init__(self, texts: Texts, library: Library, actions: Mapping[str, ActionSpec]) -> None:
        self.flows, self.actions = library.flows, actions
        self.languages = tuple(language for language in texts.languages if language in LANGUAGES)
        self.blocks = {
            f"{file}.{block}"
            for language in texts.languages
            for file in texts.files(language)
            for block in texts.blocks(language, file)
        }
        self.choices = {"human"} | {
            key
            for flow in library.flows.values()
            for var in flow.vars.values()
            for key in answers.buttons(var)
        }


class _Script:
    """Reads one conversation; whatever does not fit becomes a fault."""

    def __init__(self, stem: str, source: str, table: Table, known: _Known, faults: Faults) -> None:
        self._stem, self._source, self._known, self._faults = stem, source, known, faults
        self._fields = Fields(table, faults)
        self._actor = "liu"

    def read(self) -> list[Transcript]:
        before = len(self._faults.found)
        fields = self._fields
        fields.allow(TOP, "a conversation")
        fields.need("conversation", "steps")
        title = str(_plain(fields.table.entries.get("conversation")) or "")
        self._actor = fields.one_of("as", tuple(NAMES), "liu")
        people = self._people()
        steps = self._steps(fields.table.entries.get("steps"))
        start = self._start()
        languages: list[str | None] = [*self._languages()]
        numbers = fields.flag("numbers", False)
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
            replace(citizen, duty=_plain(written[by_address[citizen.address]]))
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
                ("name", "phone", "unit", "role", "language", "duty", "gender", "dialects"), "a person"
            )
            if not fields.need("name", "phone", "unit", "role"):
                continue
            phone = fields.one_of("phone", tuple(NAMES), "chen")
            citizens = [citizen for citizen in citizens if citizen.address != NAMES[phone]]
            citizens.append(
                Citizen(
                    str(_plain(row.entries["name"])),
                    NAMES[phone],
                    fields.one_of("unit", tuple(unit.code for unit in UNITS), "hq"),
                    Role(fields.one_of("role", tuple(role.value for role in Role), Role.EMPLOYEE.value)),
                    fields.one_of("language", self._known.languages, "zh"),
                    _plain(row.entries.get("duty")),
                    gender=fields.one_of("gender", ("m", "f", ""), ""),
                    dialects=tuple(word for _, word in fields.words("dialects")),
                )
            )
        return citizens

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

    # -- the steps -------------------------------------------------------------------------------

    def _steps(self, node: Node | None) -> tuple[Step, ...]:
        if node is None:
            return ()
        if not isinstance(node, Items) or not node.items:
            self._faults.add(node.line, '"steps" needs a list of steps')
            return ()
        steps: list[Step] = []
        for item in node.items:
            if not isinstance(item, Table):
                self._faults.add(item.line, 'a step needs keys and values, such as "say: /talk"')
                continue
            step = self._step(item)
            if step is None:
                continue
            if step.act:
                steps.append(step)
            elif steps:
                steps[-1] = _joined(steps[-1], step)
            else:
                self._faults.add(step.line, "nothing has happened yet: begin with an act, such as say")
        return tuple(steps)

    def _step(self, table: Table) -> Step | None:
        fields = Fields(table, self._faults)
        acts: list[tuple[str, str, str]] = []
        shows: dict[str, tuple[str, ...]] = {}
        toasts: dict[str, tuple[str, ...]] = {}
        edited: dict[str, tuple[str, ...]] = {}
        whose = {
            "expect": (self._actor, shows),
            "toast": (self._actor, toasts),
            "edited": (self._actor, edited),
        }
        for key, node in table.entries.items():
            name, _, verb = key.partition(" ")
            if key in SHORT:
                acts.append((key, self._actor, SHORT[key]))
            elif key in WORLD:
                acts.append((key, "", key))
            elif key in whose:
                phone, kind = whose[key]
                kind[phone] = self._messages(node)
            elif name in NAMES and verb in LONG:
                acts.append((key, name, verb))
            elif name in NAMES and verb in ("", "toast", "edited"):
                {"": shows, "toast": toasts, "edited": edited}[verb][name] = self._messages(node)
            elif key not in (*CHECKS, *BESIDE):
                fields.fault(key, self._unknown(key, name, verb))
                return None
        if len(acts) > 1:
            fields.fault(acts[1][0], f'"{acts[0][0]}" and "{acts[1][0]}": one act to a step')
        if not acts and "crash" in fields:
            acts.append(("crash", "", "crash"))
        key, who, act = acts[0] if acts else ("", "", "")
        what = self._what(fields, key, act) if act else None
        return Step(
            line=table.line,
            written=_written(table, key),
            who=who,
            act=act,
            what=what,
            quoting=self._word(fields, "quoting"),
            under=self._word(fields, "under"),
            crash=fields.one_of("crash", CRASHES, "") or None,
            shows=shows,
            toasts=toasts,
            edited=edited,
            page=self._page(table.entries.get("page")),
            outbox=self._outbox(fields),
            variables=self._variables(fields),
        )

    def _unknown(self, key: str, name: str, verb: str) -> str:
        if verb in (*LONG, "toast", "edited"):
            return f'there is no phone "{name}"{guess(name, NAMES)}'
        if verb and name in NAMES:
            return f'"{verb}" is nothing a phone does{guess(verb, (*LONG, "toast", "edited"))}'
        known = (*SHORT, *WORLD, *CHECKS, *BESIDE, *NAMES)
        return f'"{key}" is neither an act nor a phone{guess(key, known)}'

    def _what(self, fields: Fields, key: str, act: str) -> Any:
        node = fields.table.entries[key]
        what = _plain(node)
        match act:
            case "says":
                return self._word(fields, key) or ""
            case "presses":
                caption = self._word(fields, key) or ""
                if caption.startswith("=") and caption[1:] not in self._known.choices:
                    choices = self._known.choices
                    fields.fault(
                        key, f'"{caption[1:]}" is no choice of any flow{guess(caption[1:], choices)}'
                    )
                return caption
            case "sends":
                return [
                    self._content(fields, key, part) for part in (what if isinstance(what, list) else [what])
                ]
            case "edits":
                if not isinstance(what, dict) or set(what) != {"of", "to"}:
                    fields.fault(key, "edits needs {of: a message of theirs, to: what it reads then}")
                return what
            case "after":
                return fields.duration(key) or timedelta()
            case "line" | "refuses":
                return self._by_phone(fields, key)
            case "actions":
                return self._actions(fields, key)
        return None

    def _content(self, fields: Fields, key: str, part: Any) -> dict[str, Any]:
        content = dict(part) if isinstance(part, dict) else {"kind": part}
        if content.get("kind") not in SENDABLE:
            kind = str(content.get("kind"))
            fields.fault(key, f'"{kind}" cannot be sent{guess(kind, SENDABLE)}')
        return content

    def _by_phone(self, fields: Fields, key: str) -> dict[str, Any]:
        inner = fields.fields(key)
        if inner is None:
            return {}
        for name in inner.table.entries:
            if name not in NAMES:
                inner.fault(name, f'there is no phone "{name}"{guess(name, NAMES)}')
            elif key == "line":
                inner.one_of(name, LINES, "fine")
        found: dict[str, Any] = _plain(inner.table)
        return found

    def _actions(self, fields: Fields, key: str) -> dict[str, Any]:
        """By action: None where it works as ever, the reason of its failure, or what it gives."""
        inner = fields.fields(key)
        found: dict[str, Any] = {}
        for name, node in inner.table.entries.items() if inner is not None else ():
            assert inner is not None
            given = _plain(node)
            spec = self._known.actions.get(name)
            if spec is None:
                inner.fault(name, f'there is no action "{name}"{guess(name, self._known.actions)}')
            elif isinstance(given, dict):
                Fields(node, self._faults).allow(spec.results, f'what "{name}" gives') if isinstance(
                    node, Table
                ) else None
                found[name] = given
            elif given == "works":
                found[name] = None
            elif given == "fails" or given in spec.failures:
                found[name] = (spec.failures or ("failed",))[0] if given == "fails" else given
            else:
                inner.fault(name, f'an action fails, works, or gives {{…}}: not "{given}"')
        return found

    # -- what it brings --------------------------------------------------------------------------

    def _messages(self, node: Node) -> tuple[str, ...]:
        """Wanted messages; the blocks they name must exist."""
        items = node.items if isinstance(node, Items) else (node,)
        wanted: list[str] = []
        for item in items:
            words = _plain(item)
            if words is None:
                continue
            if isinstance(words, list | dict):
                self._faults.add(
                    item.line, 'a message is one line of words: quote it if it has ":" or "{" in it'
                )
                continue
            wanted.append(str(words))
            for fragment in str(words).split(" … "):
                for block in blocks_of(fragment):
                    if block not in self._known.blocks:
                        close = guess(block, self._known.blocks)
                        self._faults.add(item.line, f'there is no block "{block}"{close}')
        return tuple(wanted)

    def _page(self, node: Node | None) -> tuple[str, ...] | None:
        if node is None:
            return None
        return () if _plain(node) == NONE else self._messages(node)

    def _outbox(self, fields: Fields) -> int | Mapping[str, int] | None:
        given = _plain(fields.table.entries.get("outbox"))
        counts = given if isinstance(given, dict) else {self._actor: given}
        for name, count in counts.items() if given is not None else ():
            if name not in NAMES:
                fields.fault("outbox", f'there is no phone "{name}"{guess(name, NAMES)}')
            elif not isinstance(count, int) or isinstance(count, bool) or count < 0:
                fields.fault("outbox", "outbox counts letters: a whole number, or {liu: 1}")
        found: int | Mapping[str, int] | None = given
        return found

    def _variables(self, fields: Fields) -> Mapping[str, Any] | None:
        given = _plain(fields.table.entries.get("variables"))
        if given is None or given == NONE:
            return None if given is None else {}
        if not isinstance(given, dict):
            fields.fault(
                "variables", "variables are written {talk.mood: low}, or none when nothing is running"
            )
            return None
        for name, value in given.items():
            flow_name, _, variable = name.partition(".")
            flow = self._known.flows.get(flow_name)
            if flow is None:
                fields.fault(
                    "variables", f'there is no flow "{flow_name}"{guess(flow_name, self._known.flows)}'
                )
                continue
            var = flow.vars.get(variable)
            if var is None:
                close = guess(variable, flow.vars)
                fields.fault("variables", f'"{flow_name}" has no variable "{variable}"{close}')
                continue
            for key in value if isinstance(value, list) else [value]:
                if var.of and key != NONE and str(key) not in var.of:
                    close = guess(str(key), var.of)
                    fields.fault("variables", f'"{key}" is no choice of "{variable}"{close}')
        return given

    def _word(self, fields: Fields, key: str) -> str | None:
        node = fields.table.entries.get(key)
        if node is None:
            return None
        value = _plain(node)
        if isinstance(value, list | dict) or value is None:
            fields.fault(key, f'"{key}" needs words')
            return None
        return str(value)


def blocks_of(fragment: str) -> tuple[str, ...]:
    """The blocks a fragment such as "@talk.tip @talk.more" names; none where it is plain words."""
    words = fragment.split()
    return (
        tuple(word[1:] for word in words) if words and all(_BLOCK.fullmatch(word) for word in words) else ()
    )


_BLOCK = re.compile(r"@[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def _joined(step: Step, checks: Step) -> Step:
    """The step with what a step without an act of its own adds: more of what the same act brings."""
    more = [(step.shows, checks.shows), (step.toasts, checks.toasts), (step.edited, checks.edited)]
    shows, toasts, edited = (
        {name: (*first.get(name, ()), *then.get(name, ())) for name in {**first, **then}}
        for first, then in more
    )
    variables = step.variables
    if checks.variables is not None:
        variables = {**(variables or {}), **checks.variables}
    return replace(
        step,
        shows=shows,
        toasts=toasts,
        edited=edited,
        page=step.page if checks.page is None else (*(step.page or ()), *checks.page),
        outbox=step.outbox if checks.outbox is None else checks.outbox,
        variables=variables,
    )


def _written(table: Table, key: str) -> str:
    return f"{key}: {_plain(table.entries[key])}" if key in table.entries else key


def _plain(node: Node | None) -> Any:
    """The values without their lines."""
    match node:
        case Scalar(value=value):
            return value
        case Items(items=items):
            return [_plain(item) for item in items]
        case Table(entries=entries):
            return {key: _plain(value) for key, value in entries.items()}
    return None


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

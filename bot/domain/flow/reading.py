"""From what an author wrote to a checked flow, with every fault of the file in one go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.flow import answers
from bot.domain.flow.categories import read_categories
from bot.domain.flow.model import (
    CLOCKS,
    SENSITIVITIES,
    SKIP,
    SYSTEM,
    YES_NO,
    ActionSpec,
    Ask,
    Flow,
    Step,
    Var,
    Wait,
)
from bot.domain.flow.source import NAME, Fault, Faults, Fields, Table, guess
from bot.domain.flow.steps import StepReader

SCHEMA = 1
COMMAND = re.compile(r"/[a-z0-9_]{1,32}")
MAX_KEY = 24
"""Characters of a choice's key: it travels in a button's 64 bytes."""

_KEYS = (
    "schema",
    "flow",
    "version",
    "migrate",
    "start",
    "again",
    "interrupted",
    "progress",
    "back",
    "in_place",
    "vars",
    "categories",
    "expires",
    "steps",
)


_SETTINGS = frozenset().union(*(kind.settings for kind in answers.KINDS.values()))


@dataclass(frozen=True, slots=True)
class Reading:
    """A flow, or what keeps it from being one: `flow` is None exactly when there are faults."""

    flow: Flow | None
    faults: tuple[Fault, ...] = ()


def read(table: Table, source: str, actions: Mapping[str, ActionSpec]) -> Reading:
    """Reads one file. `source` names it in faults. Captions and other flows are not looked at here:
    see `linking.link` and the library."""
    faults = Faults(source)
    fields = Fields(table, faults)
    fields.allow(_KEYS, "a flow")
    fields.need("schema", "flow", "version", "steps")
    if "schema" in fields and fields.whole("schema", SCHEMA, SCHEMA) is None:
        return Reading(None, tuple(faults.found))
    name = fields.name("flow") or ""
    if name == SYSTEM:
        fields.fault("flow", f'the name "{SYSTEM}" is taken by the texts all flows share')
    version = fields.whole("version", 1, 1_000_000) or 1
    variables = _variables(fields.fields("vars"), faults)
    reader = StepReader(variables, actions, faults)
    steps, first = reader.read(table.entries.get("steps"))
    flow = Flow(
        name=name,
        version=version,
        first=first,
        steps=steps,
        vars=variables,
        start=_start(fields),
        expires=_expires(fields, reader),
        migrate=_migrate(fields, version, steps),
        again=fields.one_of("again", ("restart", "resume"), "restart"),
        interrupted=fields.one_of("interrupted", ("suspend", "drop"), "suspend"),
        progress=_progress(fields, steps),
        back=fields.flag("back", True),
        in_place=fields.flag("in_place", False),
        source=source,
        categories=read_categories(fields.fields("categories"), variables),
    )
    reader.check_targets()
    if faults.found:
        return Reading(None, tuple(sorted(faults.found, key=lambda fault: fault.line)))
    return Reading(flow)


def _variables(fields: Fields | None, faults: Faults) -> dict[str, Var]:
    if fields is None:
        return {}
    found: dict[str, Var] = {}
    for name in fields.table.entries:
        if not NAME.fullmatch(name):
            fields.fault(name, f'"{name}" is not a name: lower-case letters, digits and _ only')
        inner = fields.fields(name)
        if inner is not None:
            found[name] = _variable(name, fields.line(name), inner, faults)
    for var in found.values():
        if var.source and (var.source not in found or found[var.source].type != "list"):
            faults.add(
                var.line, f'variable "{var.name}" picks from "{var.source}", which is no list of this flow'
            )
    return found


def _variable(name: str, line: int, fields: Fields, faults: Faults) -> Var:
    kind = (fields.text("type") if fields.need("type") else None) or ""
    settings = answers.KINDS[kind].settings if kind in answers.KINDS else None
    if kind and settings is None:
        fields.fault("type", f'variable "{name}": there is no type "{kind}"{guess(kind, answers.KINDS)}')
    fields.allow(
        {"type", "sensitivity", *(settings if settings is not None else _SETTINGS)},
        f'variable "{name}"',
    )
    of = fields.words("of")
    skip = fields.flag(SKIP, False)
    if kind in ("choice", "multi_choice") and not of:
        faults.add(line, f'variable "{name}" is a {kind} and needs "of: [..]"')
    for position, (at, key) in enumerate(of):
        if not NAME.fullmatch(key) or len(key) > MAX_KEY:
            faults.add(at, f'choice "{key}" is not a name of at most {MAX_KEY} letters, digits and _')
        if key in (other for _, other in of[:position]):
            faults.add(at, f'choice "{key}" is listed twice')
    source = (fields.name("from") if kind == "pick" and fields.need("from") else None) or ""
    least, most = _limits(kind, len(of), fields)
    return Var(
        name=name,
        type=kind if kind in answers.KINDS else "text",
        of=YES_NO if kind == "yes_no" else tuple(key for _, key in of),
        source=source,
        skip=skip,
        minimum=least,
        maximum=most,
        whole=fields.flag("whole", False),
        clock=fields.one_of("clock", CLOCKS, CLOCKS[0]),
        future=fields.flag("future", False),
        voice=fields.flag("voice", False),
        sensitivity=fields.one_of("sensitivity", SENSITIVITIES, "personal"),
        line=line,
    )


def _limits(kind: str, choices: int, fields: Fields) -> tuple[int | float, int | float]:
    """How long, how much or how many, as the type understands it."""
    if kind == "number":
        inner, low, high = fields.fields("range"), -answers.LARGEST, answers.LARGEST
        least, most = (None, None) if inner is None else (inner.number("min"), inner.number("max"))
        if inner is not None:
            inner.allow(("min", "max"), "range")
        if least is not None and most is not None and least > most:
            fields.fault("range", f"range: nothing lies between {least} and {most}")
        return low if least is None else least, high if most is None else most
    if kind == "multi_choice":
        few = fields.whole("min", 0, choices)
        many = fields.whole("max", max(1, few or 0), choices)
        return 1 if few is None else few, choices if many is None else many
    inner, low, high = fields.fields("length"), 1, answers.LONGEST
    if inner is not None:
        inner.allow(("min", "max"), "length")
        low = inner.whole("min", 1, high) or low
        high = inner.whole("max", low, high) or high
    return low, high


def _start(fields: Fields) -> tuple[str, ...]:
    words = fields.words("start")
    for line, word in words:
        if word.startswith("/") and not COMMAND.fullmatch(word):
            fields.fault("start", f'"{word}" (line {line}) is not a command: / and lower-case letters')
    return tuple(word for _, word in words)


def _expires(fields: Fields, reader: StepReader) -> Wait | None:
    inner = fields.fields("expires")
    return None if inner is None else reader.wait(inner, "expires")


def _migrate(fields: Fields, version: int, steps: Mapping[str, Step]) -> dict[int, dict[str, str]]:
    inner = fields.fields("migrate")
    found: dict[int, dict[str, str]] = {}
    for key in inner.table.entries if inner is not None else ():
        assert inner is not None
        renamed = inner.fields(key)
        if not key.isdecimal() or not 1 <= int(key) < version:
            inner.fault(key, f'migrate "{key}" is not an older version of this flow (now {version})')
        elif renamed is not None:
            found[int(key)] = {old: renamed.text(old) or "" for old in renamed.table.entries}
    for older, renames in found.items():
        later = {old for number, table in found.items() if number > older for old in table}
        for old, new in renames.items():
            if new not in steps and new not in later:
                fields.fault(
                    "migrate", f'migrate {older}: step "{new}" (was "{old}") not found{guess(new, steps)}'
                )
    return found


def _progress(fields: Fields, steps: Mapping[str, Step]) -> tuple[str, ...]:
    words = fields.words("progress")
    asks = [step.id for step in steps.values() if isinstance(step, Ask)]
    for _, word in words:
        if word not in asks:
            fields.fault("progress", f'progress names "{word}", which asks nothing{guess(word, asks)}')
    return tuple(word for _, word in words)

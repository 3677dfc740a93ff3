"""Reads the steps of a transcript; whatever does not fit becomes a fault with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.app.actions import LANGUAGES
from bot.app.library import Library
from bot.app.stage import NAMES
from bot.app.transcript import NONE, Step, blocks_of
from bot.channel.templates import Texts
from bot.domain.flow import answers
from bot.domain.flow.model import ActionSpec
from bot.domain.flow.source import Faults, Fields, Items, Node, Scalar, Table, guess
from bot.domain.messages import MediaKind

SHORT = {"say": "says", "press": "presses", "send": "sends"}
"""The acts of the one person a conversation is with, by what they are called with a name."""
LONG = ("says", "presses", "sends", "edits", "blocks", "returns")
WORLD = ("after", "line", "refuses", "actions")
CHECKS = ("expect", "toast", "edited", "page", "outbox", "variables")
BESIDE = ("quoting", "under", "crash")
LINES = ("fine", "down", "gone", "unknown", "refused")
CRASHES = ("before", "after")
SENDABLE = (*(kind.value for kind in MediaKind if kind is not MediaKind.OTHER), "dice")


class Known:
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


class StepReader:
    """Reads the steps of one conversation with `actor`."""

    def __init__(self, actor: str, known: Known, faults: Faults) -> None:
        self._actor, self._known, self._faults = actor, known, faults

    def read(self, node: Node | None) -> tuple[Step, ...]:
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
        what = plain(node)
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
        found: dict[str, Any] = plain(inner.table)
        return found

    def _actions(self, fields: Fields, key: str) -> dict[str, Any]:
        """By action: None where it works as ever, the reason of its failure, or what it gives."""
        inner = fields.fields(key)
        found: dict[str, Any] = {}
        for name, node in inner.table.entries.items() if inner is not None else ():
            assert inner is not None
            given = plain(node)
            spec = self._known.actions.get(name)
            if spec is None:
                inner.fault(name, f'there is no action "{name}"{guess(name, self._known.actions)}')
            elif isinstance(given, dict):
                gives = inner.fields(name)
                if gives is not None:
                    gives.allow(spec.results, f'what "{name}" gives')
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
            words = plain(item)
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
        return () if plain(node) == NONE else self._messages(node)

    def _outbox(self, fields: Fields) -> int | Mapping[str, int] | None:
        given = plain(fields.table.entries.get("outbox"))
        counts = given if isinstance(given, dict) else {self._actor: given}
        for name, count in counts.items() if given is not None else ():
            if name not in NAMES:
                fields.fault("outbox", f'there is no phone "{name}"{guess(name, NAMES)}')
            elif not isinstance(count, int) or isinstance(count, bool) or count < 0:
                fields.fault("outbox", "outbox counts letters: a whole number, or {liu: 1}")
        found: int | Mapping[str, int] | None = given
        return found

    def _variables(self, fields: Fields) -> Mapping[str, Any] | None:
        given = plain(fields.table.entries.get("variables"))
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
                if var.of and var.type not in answers.OPEN and key != NONE and str(key) not in var.of:
                    close = guess(str(key), var.of)
                    fields.fault("variables", f'"{key}" is no choice of "{variable}"{close}')
        return given

    def _word(self, fields: Fields, key: str) -> str | None:
        node = fields.table.entries.get(key)
        if node is None:
            return None
        value = plain(node)
        if isinstance(value, list | dict) or value is None:
            fields.fault(key, f'"{key}" needs words')
            return None
        return str(value)


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
    return f"{key}: {plain(table.entries[key])}" if key in table.entries else key


def plain(node: Node | None) -> Any:
    """The values without their lines."""
    match node:
        case Scalar(value=value):
            return value
        case Items(items=items):
            return [plain(item) for item in items]
        case Table(entries=entries):
            return {key: plain(value) for key, value in entries.items()}
    return None

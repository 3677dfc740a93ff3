"""Strict YAML: what an author sees is what is read, and every value knows its line."""

from __future__ import annotations

import re

import yaml

from bot.domain.flow.source import Fault, Items, Node, Scalar, Table

MAX_NESTING = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The compiled parser where PyYAML has one; both give the same events."""

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,15})")
_DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,15}")
_BOOLEANS = {"true": True, "false": False}


def parse(text: str, source: str) -> tuple[Table | None, tuple[Fault, ...]]:
    """The one document of a text, or its faults (not valid YAML, duplicate keys, anchors, aliases, tags).

    Only `true` and `false` are booleans; yes, no, on, off, dates and 1:30 stay words.
    """
    tables, faults = parse_all(text, source, "a flow", most=1)
    return (None, faults) if faults else (tables[0], ())


def parse_all(
    text: str, source: str, what: str, *, most: int | None = None
) -> tuple[tuple[Table, ...], tuple[Fault, ...]]:
    """Every document of a text (they are parted by `---`), as strict as `parse`, or all faults. `what` names
    in faults what a document is; there may be at most `most` of them."""
    writing = _Writing(source)
    try:
        nodes = writing.documents(text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        return (), (Fault(source, mark.line + 1 if mark else 1, f"not valid YAML: {fault.problem}"),)
    except yaml.YAMLError:
        return (), (Fault(source, 1, "not valid YAML: a character that may not be used"),)
    tables = tuple(node for node in nodes if isinstance(node, Table))
    faults = [
        *(
            Fault(source, line, f"one file holds one {what.split()[-1]}: a second document begins here")
            for line in writing.starts[most:][:1]
            if most is not None
        ),
        *writing.faults,
        *(
            Fault(source, node.line, f"{what} needs keys and values")
            for node in nodes
            if not isinstance(node, Table)
        ),
    ]
    if not nodes and not faults:
        faults = [Fault(source, 1, "the file is empty")]
    return tables, tuple(faults)


class _Writing:
    """Builds nodes from YAML events; nothing is ever constructed or resolved."""

    def __init__(self, source: str) -> None:
        self.faults: list[Fault] = []
        self.starts: list[int] = []
        """The line in which each document begins."""
        self._source = source
        self._events: list[yaml.Event] = []
        self._at = 0

    def documents(self, text: str) -> list[Node]:
        aside = yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent
        events = list(yaml.parse(text, Loader=_LOADER))
        self.starts = [_line(event) for event in events if isinstance(event, yaml.DocumentStartEvent)]
        self._events = [event for event in events if not isinstance(event, aside)]
        nodes: list[Node] = []
        while self._at < len(self._events):
            nodes.append(self._node(0))
        return nodes

    def _node(self, depth: int) -> Node:
        event = self._events[self._at]
        self._at += 1
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, "aliases (*…) are not used here: write out what is meant")
            return Scalar(line, None)
        if getattr(event, "anchor", None):
            self._fault(event, "anchors (&…) are not used here")
        if getattr(event, "tag", None):
            self._fault(event, "tags (!…) are not used here")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(line, _value(event))
        if depth > MAX_NESTING:
            # The rest is passed over, so that one fault is told and the stack stays shallow.
            self._fault(event, "nested too deeply")
            self._skip()
            return Scalar(line, None)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(self._events[self._at], yaml.SequenceEndEvent):
                items.append(self._node(depth + 1))
            self._at += 1
            return Items(line, tuple(items))
        return self._table(line, depth)

    def _table(self, line: int, depth: int) -> Table:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(self._events[self._at], yaml.MappingEndEvent):
            event = self._events[self._at]
            if not isinstance(event, yaml.ScalarEvent) or getattr(event, "anchor", None):
                self._fault(event, "a key is one plain word")
            key_node = self._node(depth + 1)
            value = self._node(depth + 1)
            if isinstance(event, yaml.ScalarEvent):
                if event.value in entries:
                    self._fault(
                        event, f'"{event.value}" stands here twice, first in line {lines[event.value]}'
                    )
                entries.setdefault(event.value, value)
                lines.setdefault(event.value, key_node.line)
        self._at += 1
        return Table(line, entries, lines)

    def _skip(self) -> None:
        """Passes over the inside of the collection just begun."""
        depth = 1
        while depth:
            event = self._events[self._at]
            self._at += 1
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)

    def _fault(self, event: yaml.Event, message: str) -> None:
        self.faults.append(Fault(self._source, _line(event), message))


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1


def _value(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    written = str(event.value)
    if event.style:  # quoted: one parser says "" for a plain value, the other None
        return written
    if written in ("", "~", "null"):
        return None
    if written in _BOOLEANS:
        return _BOOLEANS[written]
    if _WHOLE.fullmatch(written):
        return int(written)
    return float(written) if _DECIMAL.fullmatch(written) else written

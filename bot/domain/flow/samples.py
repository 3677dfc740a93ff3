"""Which values of a variable are worth trying: enough to take every way a flow's conditions offer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations

from bot.domain.flow import answers, conditions
from bot.domain.flow.model import Flow, Value, Var, When

MAX_MIXED = 5
"""Choices whose combinations are all tried; of more, each alone and all together."""

_EXAMPLES: dict[str, tuple[Value, ...]] = {
    "text": ("…",),
    "number": (0, 1),
    "date": ("2026-11-23",),
    "time": ("08:00",),
    "datetime": ("2026-11-23T08:00+08:00",),
    "phone": ("+8613800138000",),
    "person": ({"name": "…", "phone": ""},),
    "location": ({"latitude": 0.0, "longitude": 0.0},),
    "photo": ({"kind": "photo", "file_id": "…"},),
    "voice": ({"kind": "voice", "file_id": "…"},),
    "file": ({"kind": "document", "file_id": "…"},),
    "attachment": ({"kind": "photo", "file_id": "…"},),
    "list": ([], ["…"]),
    "pick": ("picked",),
}


def worth_trying(flow: Flow, name: str) -> tuple[Value, ...]:
    """Values of this variable such that each outcome of every comparison with a plain value is among them.

    Every value fits the variable (`answers.holds`). Unset (None) comes first, for a question that was
    skipped or never asked. Two variables compared with one another are tried as far as these values go.
    """
    var = flow.vars[name]
    found: list[Value] = [None]
    for value in chain(_of(var, flow), _EXAMPLES.get(var.type, ())):
        if value not in found and answers.holds(var, value):
            found.append(value)
    if len(found) == 1:
        found += [value for value in _anything(var) if answers.holds(var, value)][:1]
    return tuple(found)


def compared(flow: Flow, name: str) -> tuple[str | int | float | bool, ...]:
    """The plain values a flow's conditions hold against this variable, in the order written."""
    found: list[str | int | float | bool] = []
    for step in flow.steps.values():
        for part in conditions.comparisons(step.condition) if isinstance(step, When) else ():
            if part.name == name:
                match part:
                    case conditions.Compare(right=conditions.Plain(value)) | conditions.Contains(value=value):
                        found.append(value)
                    case conditions.Among(values=values):
                        found += values
                    case _:
                        pass
    return tuple(dict.fromkeys(found))


def _of(var: Var, flow: Flow) -> Iterator[Value]:
    match var.type:
        case "choice" | "pick":
            yield from var.of
        case "yes_no":
            yield from (True, False)
        case "multi_choice":
            yield from _mixed(var, [str(key) for key in compared(flow, var.name)])
        case _:
            for value in compared(flow, var.name):
                yield from _around(var, value)
            if var.type == "number":
                yield from (var.minimum, var.maximum)


def _mixed(var: Var, named: list[str]) -> Iterator[Value]:
    """All combinations of the choices that matter, filled up with others where too few are chosen."""
    matter = named if 0 < len(named) <= MAX_MIXED else []
    others = [key for key in var.of if key not in matter]
    for size in range(len(matter) + 1):
        for some in combinations(matter, size):
            missing = max(0, int(var.minimum) - size)
            chosen = {*some, *others[:missing]}
            yield [key for key in var.of if key in chosen]
    for key in var.of:
        yield [key]
    yield list(var.of[: int(var.maximum)])


def _around(var: Var, value: str | int | float | bool) -> Iterator[Value]:
    """The value itself, and one on each side of it."""
    if var.type == "number" and isinstance(value, int | float):
        yield from (value - 1, value, value + 1)
        return
    yield value
    text = str(value)
    match var.type:
        case "date":
            day = date.fromisoformat(text)
            yield from ((day + timedelta(days=by)).isoformat() for by in (-1, 1))
        case "datetime":
            moment = datetime.fromisoformat(text)
            aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
            yield from ((aware + timedelta(days=by)).isoformat(timespec="minutes") for by in (-1, 0, 1))
        case "time":
            yield from ("00:00", "23:59")
        case _:
            yield from ("", "\uffff")


def _anything(var: Var) -> Iterator[Value]:
    """For limits that none of the usual examples fits."""
    yield "…" * int(var.minimum)
    yield list(var.of[: int(var.minimum)])

"""Who takes part in a programme, and which part of its rule says so."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.care.facts import CLOSED_RED, LifeEvent
from bot.domain.care.model import COUNSELLING_ONLY, Programme, Values
from bot.domain.flow.conditions import (
    Among,
    Both,
    Compare,
    Comparison,
    Condition,
    Contains,
    Either,
    IsSet,
    Not,
    Plain,
    comparisons,
    holds,
)
from bot.domain.flow.model import Value


def takes_part(programme: Programme, values: Values) -> bool:
    """Whether it is for somebody of whom this is known. A greeting is for nobody who mourns, whatever its rule says."""
    return not barred(programme, values) and holds(programme.who, values)


def barred(programme: Programme, values: Values) -> bool:
    """Whether something stronger than the programme's own rule speaks against it."""
    events = values.get("events")
    return programme.greeting and isinstance(events, list) and LifeEvent.BEREAVEMENT in events


def by_cases(programme: Programme) -> bool:
    """Whether a name beside this programme would tell of a case: it goes to those who work on it, by the code."""
    asked = {part.name for part in comparisons(programme.who)}
    return bool(COUNSELLING_ONLY & asked) or CLOSED_RED in programme.cadence.anchors


def because(condition: Condition, values: Values) -> tuple[str, ...]:
    """The comparisons that make a condition hold, each with the value that was found; empty when it does not."""
    return tuple(_reasons(condition, values)) if holds(condition, values) else ()


def _reasons(condition: Condition, values: Values) -> Iterator[str]:
    match condition:
        case Both(left, right):
            yield from _reasons(left, values)
            yield from _reasons(right, values)
        case Either(left, right):
            yield from _reasons(left if holds(left, values) else right, values)
        case Not(Not(inner)):
            yield from _reasons(inner, values)
        case Not():
            yield _written(condition)
        case _:
            yield _written(condition) + _found(condition, values)


def against(condition: Condition, values: Values) -> tuple[str, ...]:
    """The comparisons that keep a condition from holding, each with the value that was found; empty when it holds."""
    return tuple(_obstacles(condition, values))


def _obstacles(condition: Condition, values: Values) -> Iterator[str]:
    if holds(condition, values):
        return
    match condition:
        case Both(left, right) | Either(left, right):
            yield from _obstacles(left, values)
            yield from _obstacles(right, values)
        case Not(Not(inner)):
            yield from _obstacles(inner, values)
        case Not():
            yield _written(condition)
        case IsSet(name):
            yield f"{name} is not set"
        case Compare(name) | Among(name) | Contains(name) as single:
            yield f"{_written(single)} ({_plain(values[name]) or 'none' if name in values else 'not known'})"


def _found(comparison: Comparison, values: Values) -> str:
    """The value itself, where the comparison does not say it already."""
    match comparison:
        case Compare(name, sign) if sign != "==":
            return f" ({_plain(values[name])})"
        case Among(name) | IsSet(name):
            return f" ({_plain(values[name])})"
        case _:
            return ""


def _written(condition: Condition) -> str:
    match condition:
        case IsSet(name):
            return f"{name} is set"
        case Compare(name, sign, right):
            return f"{name} {sign} {_plain(right.value) if isinstance(right, Plain) else right.name}"
        case Among(name, options, negated):
            return f"{name} {'not in' if negated else 'in'} [{', '.join(map(_plain, options))}]"
        case Contains(name, value):
            return f"{name} contains {_plain(value)}"
        case Not(IsSet(name)):
            return f"{name} is not set"
        case Not(Both() | Either() as inner):
            return f"not {_written(inner)}"
        case Not(inner):
            return f"not ({_written(inner)})"
        case Both(left, right):
            return f"({_written(left)} and {_written(right)})"
        case _:
            return f"({_written(condition.left)} or {_written(condition.right)})"


def _plain(value: Value) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)

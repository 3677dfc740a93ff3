"""Everything that can happen to a dialogue at one of its places, as few as show all the ways it can go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import product

from bot.domain.flow import answers
from bot.domain.flow.conditions import Among, Compare, Comparison, Plain, comparisons
from bot.domain.flow.effects import Perform
from bot.domain.flow.events import (
    Cancelled,
    Done,
    Event,
    Expired,
    Failed,
    HumanWanted,
    Pressed,
    Repeat,
    Said,
    Sent,
    TimedOut,
)
from bot.domain.flow.model import BACK, DONE, EARLIER, MORE, ActionSpec, Do, Flow, Value, Var, When

NOT_UNDERSTOOD = "☂"
WORDS = (
    NOT_UNDERSTOOD,
    "1",
    "30",
    "是",
    "不",
    "2026-06-01",
    "明天",
    "15:00",
    "2026-06-01 15:00",
    "13800138000",
)
"""Something for every type of question; what a question does not take counts as not understood."""
SENT = ("photo", "voice", "document", "location", "contact")
CONTENT: dict[str, Value] = {
    "file_id": "f", "file_name": "f", "latitude": 1.0, "longitude": 1.0, "name": "n", "phone": "+8613800138000"
}  # fmt: skip
CONTROLS = (BACK, DONE, EARLIER, MORE)
"""Presses that are no choice; a question that has no such button calls them stale."""
ROWS: Value = [{"key": "picked", "name": "…"}]
VALUES: tuple[Value, ...] = (True, False, 1, "1", "2026-06-01", "15:00", [], ROWS, {})
"""Something for every type of variable an action may fill."""

Silence = tuple[timedelta, str]
"""A timer: after how long, and its kind."""


def answers_to(
    var: Var, number: int, silences: Iterable[Silence], compared: Iterable[str]
) -> Iterator[tuple[str, Event]]:
    """Everything that can happen while question `number` is open, each with what an author calls it.

    `compared` are the values conditions compare the variable with.
    """
    for key in answers.buttons(var):
        yield f"press {var.name}={key}", Pressed(number, key)
    # what is said instead of pressing leads where the press does
    for text in (NOT_UNDERSTOOD,) if var.of else dict.fromkeys((*WORDS, *compared)):
        yield "say something else" if text == NOT_UNDERSTOOD else f"say {text}", Said(text)
    for kind in SENT:
        yield f"send a {kind}", Sent(kind, CONTENT)
    for after, kind in silences:
        yield f"silence {_length(after)}", Expired(number) if kind == "expiry" else TimedOut(number)
    for key in CONTROLS:
        yield f"press {key}", Pressed(number, key)
    yield "press an old button", Pressed(number - 1, NOT_UNDERSTOOD)
    yield "be asked once more", Repeat()
    yield "press the button to a person", HumanWanted()
    yield "/cancel", Cancelled()


def outcomes(
    flows: Mapping[str, Flow], actions: Mapping[str, ActionSpec], perform: Perform
) -> Iterator[tuple[str, Event]]:
    """Everything the action may answer."""
    flow = flows[perform.flow]
    step = flow.steps[perform.step]
    assert isinstance(step, Do)
    spec = actions[step.action]
    options: dict[str, list[Value]] = {}
    for name, result in step.into.items():
        gives, var = spec.results[result], flow.vars[name]
        known = gives if isinstance(gives, tuple) else (*var.of, *VALUES)
        options[result] = [value for value in known if answers.holds(var, value)]
    for values in product(*options.values()):
        given = dict(zip(options, values, strict=True))
        told = ", ".join(f"{name}={value}" for name, value in given.items())
        yield f"{step.action} gives {told}" if told else f"{step.action} is done", Done(given)
    if step.on_error is not None or spec.failures:
        yield f"{step.action} fails", Failed(next(iter(spec.failures), "failed"))


def compared(flows: Iterable[Flow]) -> tuple[str, ...]:
    """Everything conditions compare free answers with, and what is just beside it. Of all flows together: an
    answer may be handed on and compared elsewhere."""
    found: list[str] = []
    for flow in flows:
        for step in flow.steps.values():
            for part in comparisons(step.condition) if isinstance(step, When) else ():
                if not flow.vars[part.name].of:
                    found += [word for value in _values(part) for word in _beside(value)]
    return tuple(dict.fromkeys(found))


def _values(part: Comparison) -> tuple[object, ...]:
    if isinstance(part, Among):
        return part.values
    return (part.right.value,) if isinstance(part, Compare) and isinstance(part.right, Plain) else ()


def _beside(value: object) -> tuple[str, ...]:
    return tuple(map(str, (value, value - 1, value + 1) if isinstance(value, int | float) else (value,)))


def _length(time: timedelta) -> str:
    seconds = round(time.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"

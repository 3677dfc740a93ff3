"""The ways through a flow: every step it has, and every way on from one. What was played is held against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.flow.answers import OPEN
from bot.domain.flow.model import SKIP, Ask, Call, Do, Flow, Step, Value, Var, When
from bot.domain.flow.telling import told

ENTERED = ""
"""The way of an edge that says only: this step was reached."""

ANSWERED = "answered"
"""A question was answered in the person's own words, or with a choice no author wrote."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One way taken from one step.

    `way` is `ENTERED` for the step itself; "then" or "else" of a when, a choice or "else" of a choose; a
    choice's key, `ANSWERED` or "skip" of an ask, its "timeout", its "resumed" (taken up again elsewhere) and
    its "retry" (the way out after too many tries); "done" or "error" of a do; "return" of a call. The expiry
    of a flow is "expired" with no step.
    """

    flow: str
    step: str
    way: str = ENTERED


def edges(flow: Flow) -> tuple[Edge, ...]:
    """Every edge of a flow, step by step in the order written, the expiry last."""
    found = [
        Edge(flow.name, step.id, way) for step in flow.steps.values() for way in (ENTERED, *_ways(flow, step))
    ]
    if flow.expires is not None:
        found.append(Edge(flow.name, "", "expired"))
    return tuple(found)


def ways_of(var: Var, value: Value) -> tuple[str, ...]:
    """The ways an answer takes: the chosen keys, `ANSWERED`, or "skip" for none."""
    if value is None:
        return (SKIP,)
    if not var.of or (var.type in OPEN and value not in var.of):
        return (ANSWERED,)
    return told(value)


def _ways(flow: Flow, step: Step) -> Iterator[str]:
    match step:
        case When():
            yield from step.ways
        case Ask():
            var = flow.vars[step.var]
            yield from var.of
            if not var.of or var.type in OPEN:
                yield ANSWERED
            if var.skip:
                yield SKIP
            if step.timeout is not None:
                yield "timeout"
            if step.resumed is not None:
                yield "resumed"
            if step.retry is not None:
                yield "retry"
        case Do():
            yield "done"
            if step.on_error is not None:
                yield "error"
        case Call():
            yield "return"
        case _:
            return

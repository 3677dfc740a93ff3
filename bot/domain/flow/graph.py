"""Where the steps of a flow lead, for everybody who looks at it without playing it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.flow.model import Ask, Call, Do, Flow, Goto, Handoff, Say, Step, When

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a step: "" is the plain one, else then, else, retry, timeout, resumed or error."""

    name: str
    to: str


def ways(step: Step) -> tuple[Way, ...]:
    """Every way on within the flow; none from a step that ends it."""
    match step:
        case Ask():
            found = [Way("", step.next)]
            if step.retry is not None:
                found.append(Way("retry", step.retry.then))
            if step.timeout is not None:
                found.append(Way("timeout", step.timeout.goto))
            if step.resumed is not None:
                found.append(Way("resumed", step.resumed))
            return tuple(found)
        case When():
            return (Way("then", step.then), Way("else", step.otherwise))
        case Do(on_error=on_error):
            failing = () if on_error is None else (Way("error", on_error.then),)
            return (Way("", step.next), *failing)
        case Say() | Call() | Goto():
            return (Way("", step.next),)
        case _:
            return ()


def reached(flow: Flow) -> frozenset[str]:
    """The steps somebody can come to: from the first on, after silence where silence is possible, and
    where an older version of the flow may have left them standing."""
    found: set[str] = set()
    ahead = [flow.first, *_moved_to(flow)]
    while ahead:
        name = ahead.pop()
        if name in found:
            continue
        found.add(name)
        step = flow.steps[name]
        ahead += [way.to for way in ways(step)]
        if isinstance(step, Ask | Call) and flow.expires is not None:
            ahead.append(flow.expires.goto)
    return frozenset(found)


def circles(nodes: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> Iterator[tuple[Node, ...]]:
    """A circle for every node that closes one, in the order walked; none if there is no circle."""
    done: set[Node] = set()
    for start in nodes:
        path = [] if start in done else [start]
        ahead = [iter(following(node)) for node in path]
        while path:
            node = next(ahead[-1], None)
            if node is None:
                done.add(path.pop())
                ahead.pop()
            elif node in path:
                yield tuple(path[path.index(node) :])
            elif node not in done:
                path.append(node)
                ahead.append(iter(following(node)))


def draw(flow: Flow) -> str:
    """The flow as a Mermaid flowchart."""
    numbers = {name: f"s{position}" for position, name in enumerate(flow.steps)}
    lines = ["flowchart TD"]
    lines += [f"  {numbers[step.id]}{_shape(step)}" for step in flow.steps.values()]
    for step in flow.steps.values():
        for way in ways(step):
            arrow = f"-->|{way.name}|" if way.name else "-->"
            lines.append(f"  {numbers[step.id]} {arrow} {numbers[way.to]}")
    if flow.expires is not None:
        lines.append(f'  silence(["after silence"]) --> {numbers[flow.expires.goto]}')
    return "\n".join(lines)


def _shape(step: Step) -> str:
    match step:
        case Ask():
            return f'[/"ask {step.var}"/]'
        case Say():
            return f'["say {step.block}"]'
        case When():
            return f'{{"{step.id}"}}'
        case Do():
            return f'[["do {step.action}"]]'
        case Call():
            return f'[["call {step.flow}"]]'
        case Goto():
            return f'["{step.id}"]'
        case Handoff():
            return f'(["{step.target}: {step.priority}"])'
        case _:
            return f'(["end: {step.status}"])'


def _moved_to(flow: Flow) -> Mapping[str, None]:
    """Steps of today that a step of an earlier version was renamed to, if one can stand there."""
    new = [name for renamed in flow.migrate.values() for name in renamed.values()]
    return dict.fromkeys(name for name in new if isinstance(flow.steps.get(name), Ask | Do | Call))

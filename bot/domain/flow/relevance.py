"""Which variables can still decide where a dialogue goes. All others make no difference to a search."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.flow.assigning import Place
from bot.domain.flow.conditions import Compare, Word, comparisons
from bot.domain.flow.graph import ways
from bot.domain.flow.model import Ask, Call, Do, End, Flow, Step, Variable, When


def deciding(flows: Mapping[str, Flow]) -> Mapping[Place, frozenset[str]]:
    """By flow and step, the variables whose value at the beginning of that step can decide something."""
    found: dict[Place, frozenset[str]] = {
        (flow.name, step): frozenset() for flow in flows.values() for step in flow.steps
    }
    changed = True
    while changed:
        changed = False
        for flow in flows.values():
            # backwards, so that one round carries news over many steps
            for step in reversed(list(flow.steps.values())):
                now = _before(flows, flow, step, found)
                changed = changed or now != found[flow.name, step.id]
                found[flow.name, step.id] = now
    return found


def _before(
    flows: Mapping[str, Flow], flow: Flow, step: Step, found: Mapping[Place, frozenset[str]]
) -> frozenset[str]:
    needed: frozenset[str] = frozenset()
    for way in ways(step):
        ahead = found.get((flow.name, way.to), frozenset())
        if way.name == "" and isinstance(step, Ask):
            ahead -= {step.var}
        elif way.name == "" and isinstance(step, Do | Call):
            ahead -= step.into.keys()
        needed |= ahead
    match step:
        case When(condition=condition):
            for part in comparisons(condition):
                needed |= {part.name}
                if isinstance(part, Compare) and isinstance(part.right, Word):
                    needed |= {part.right.name}
        case Call(flow=name, inputs=inputs) if name in flows:
            wanted = found.get((name, flows[name].first), frozenset())
            needed |= {
                given.name
                for theirs, given in inputs.items()
                if isinstance(given, Variable) and theirs in wanted
            }
        case End():
            needed |= _handed_back(flows, flow.name)
        case _:
            pass
    if isinstance(step, Ask) and flow.vars[step.var].source:
        # what can be picked is what the list holds
        needed |= {flow.vars[step.var].source}
    if isinstance(step, Ask | Do | Call) and flow.expires is not None:
        needed |= found.get((flow.name, flow.expires.goto), frozenset())
    return needed


def _handed_back(flows: Mapping[str, Flow], name: str) -> frozenset[str]:
    return frozenset(
        theirs
        for flow in flows.values()
        for step in flow.steps.values()
        if isinstance(step, Call) and step.flow == name
        for theirs in step.into.values()
    )

"""What can be seen only when all flows are on the table: calls between them, and ways to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.flow import answers
from bot.domain.flow.agreement import fits
from bot.domain.flow.model import Ask, Call, Constant, Do, Flow, Goto, Handoff, Say, Variable, When
from bot.domain.flow.source import Fault, guess


def link(flows: Mapping[str, Flow]) -> list[Fault]:
    """Faults of calls (flow, inputs, outputs) and of asks without the button to a person."""
    faults: list[Fault] = []
    for flow in flows.values():
        for step in flow.steps.values():
            if isinstance(step, Call):
                messages = _call_faults(flows, flow, step)
                faults += [Fault(flow.source, step.line, message, step.id) for message in messages]
            elif isinstance(step, Ask) and not step.human and not leads_to_handoff(flows, flow, step.next):
                message = '"human: false", but none of its choices leads to a handoff'
                faults.append(Fault(flow.source, step.line, message, step.id))
    return faults


def leads_to_handoff(flows: Mapping[str, Flow], flow: Flow, first: str) -> bool:
    """Whether a handoff can be reached from this step before anything else is asked."""
    seen: set[tuple[str, str]] = set()
    open_ends = [(flow.name, first)]
    while open_ends:
        place = open_ends.pop()
        owner = flows.get(place[0])
        step = None if owner is None else owner.steps.get(place[1])
        if place in seen or step is None:
            continue
        seen.add(place)
        match step:
            case Handoff():
                return True
            case When(then=then, otherwise=otherwise):
                open_ends += [(place[0], then), (place[0], otherwise)]
            case Say(next=following) | Goto(next=following) | Do(next=following):
                open_ends.append((place[0], following))
            case Call(flow=called):
                open_ends.append((called, flows[called].first if called in flows else ""))
            case _:
                pass
    return False


def _call_faults(flows: Mapping[str, Flow], flow: Flow, step: Call) -> Iterator[str]:
    called = flows.get(step.flow)
    if called is None:
        yield f'there is no flow "{step.flow}" to call{guess(step.flow, flows)}'
        return
    for name, operand in step.inputs.items():
        theirs = called.vars.get(name)
        if theirs is None:
            yield f'"{called.name}" has no variable "{name}"{guess(name, called.vars)}'
        elif isinstance(operand, Variable) and not fits(flow.vars[operand.name].type, theirs.type):
            yield f'"{called.name}" wants "{name}" as {theirs.type}, "{operand.name}" is none'
        elif isinstance(operand, Constant) and not answers.holds(theirs, operand.value):
            yield f'"{called.name}" wants "{name}" as {theirs.type}, "{operand.value}" does not fit'
    for name, result in step.into.items():
        theirs = called.vars.get(result)
        if theirs is None:
            yield f'"{called.name}" has no variable "{result}"{guess(result, called.vars)}'
        elif not fits(theirs.type, flow.vars[name].type):
            yield f'"{called.name}" gives "{result}" as {theirs.type}, "{name}" is a {flow.vars[name].type}'

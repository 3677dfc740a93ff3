"""What an experienced colleague would say about a set of flows: slips that only show when somebody talks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.flow.assigning import Known, Place, assigned
from bot.domain.flow.conditions import Compare, IsSet, Word, comparisons
from bot.domain.flow.graph import circles, reached, ways
from bot.domain.flow.model import (
    ActionSpec,
    Ask,
    Call,
    Do,
    End,
    Flow,
    Operand,
    Say,
    Step,
    Variable,
    When,
)
from bot.domain.flow.running import MAX_DEPTH
from bot.domain.flow.source import Fault, guess


@dataclass(frozen=True, slots=True)
class Mention:
    """What one block of one language says of variables: those it names, and those it would show or walk
    through without having asked whether they are set."""

    source: str
    line: int
    names: frozenset[str]
    bare: frozenset[str]


Texts = Mapping[str, Mapping[str, tuple[Mention, ...]]]
"""By flow and block, one mention for each language."""


def review(
    flows: Mapping[str, Flow], actions: Mapping[str, ActionSpec], texts: Texts | None = None
) -> list[Fault]:
    """Everything found in flows that have been read and linked; without `texts` what needs them is left out."""
    known, patient = assigned(flows), assigned(flows, patient=True)
    callers = {step.flow for flow in flows.values() for step in flow.steps.values() if isinstance(step, Call)}
    found: list[Fault] = []
    for flow in flows.values():
        found += _unreachable(flow)
        if not flow.start and flow.name not in callers:
            message = f'nobody can start "{flow.name}": it has no start words, and no flow calls it'
            found.append(Fault(flow.source, 1, message, warning=True))
        for step in flow.steps.values():
            here = known.get((flow.name, step.id))
            if here is not None:
                found += _unset_in_step(flow, step, here, patient[flow.name, step.id], actions)
        if texts is not None:
            found += _texts_of(flow, known, texts.get(flow.name, {}))
            found += _unused(flow, flows, texts.get(flow.name, {}))
    found += _circling(flows)
    found += _too_deep(flows)
    return found


def blocks_of(step: Step) -> tuple[str, ...]:
    """The blocks a step may show, its captions aside."""
    match step:
        case Say():
            return (step.block,)
        case Ask():
            return (step.block, *(step.retry.leads if step.retry is not None else ()))
        case _:
            return ()


def _unreachable(flow: Flow) -> Iterator[Fault]:
    there = reached(flow)
    for step in flow.steps.values():
        # the end behind an unreachable step is the same slip, and so are the further ways of a choose
        implied = step.id.endswith((".end", ".handoff")) or (isinstance(step, When) and "." in step.id)
        if step.id not in there and not implied:
            yield Fault(flow.source, step.line, "nothing leads here: lead to it, or take it out", step.id)


def _unset_in_step(
    flow: Flow, step: Step, here: Known, patient: Known, actions: Mapping[str, ActionSpec]
) -> Iterator[Fault]:
    if isinstance(step, When):
        if step.sure and "." in step.id:
            return  # told by the first of its chain
        asked = {part.name for part in comparisons(step.condition) if isinstance(part, IsSet)}
        for name in sorted(_compared(step) - asked):
            if name not in here.maybe:
                message = f'nothing has set "{name}" by then, so a comparison with it is always false'
                yield Fault(flow.source, step.line, message, step.id)
            elif step.sure and name not in here.surely:
                message = f'"{name}" is not set on every way here — add an "else" for when it is not'
                yield Fault(flow.source, step.line, message, step.id)
            elif not step.sure and name not in patient.surely:
                message = (
                    f'"{name}" is not set on every way here; comparing it is false then — ask "is set" first'
                )
                yield Fault(flow.source, step.line, message, step.id, warning=True)
    elif isinstance(step, Do):
        spec = actions.get(step.action)
        optional = spec.optional if spec is not None else frozenset()
        for argument, operand in step.arguments.items():
            if isinstance(operand, Variable) and argument not in optional and operand.name not in here.surely:
                never = operand.name not in here.maybe
                message = (
                    f'nothing has set "{operand.name}" by then'
                    if never
                    else f'"{operand.name}" is not set on every way here'
                )
                wants = f'{message}, and "{step.action}" wants it as "{argument}"'
                yield Fault(flow.source, step.line, wants, step.id)
    elif isinstance(step, Call):
        for operand in step.inputs.values():
            if isinstance(operand, Variable) and operand.name not in here.maybe:
                message = f'nothing has set "{operand.name}" by then, "{step.flow}" is called without it'
                yield Fault(flow.source, step.line, message, step.id)


def _compared(step: When) -> set[str]:
    names: set[str] = set()
    for part in comparisons(step.condition):
        names.add(part.name)
        if isinstance(part, Compare) and isinstance(part.right, Word):
            names.add(part.right.name)
    return names


def _texts_of(
    flow: Flow, known: Mapping[Place, Known], blocks: Mapping[str, tuple[Mention, ...]]
) -> Iterator[Fault]:
    for block, mentions in blocks.items():
        for mention in mentions:
            for name in sorted(mention.names - set(flow.vars)):
                message = f'block "{block}" uses "{name}", which is no variable of "{flow.name}"'
                yield Fault(mention.source, mention.line, message + guess(name, flow.vars))
    told: set[tuple[str, int, str]] = set()
    for step in flow.steps.values():
        here = known.get((flow.name, step.id))
        for block in blocks_of(step) if here is not None else ():
            for mention in blocks.get(block, ()):
                for name in sorted(mention.bare & set(flow.vars)):
                    if (
                        here is not None
                        and name not in here.surely
                        and (block, mention.line, name) not in told
                    ):
                        told.add((block, mention.line, name))
                        message = (
                            f'block "{block}" shows "{name}", which may not be set '
                            f'at step "{step.id}" — write {{% if {name} %}} around it'
                        )
                        yield Fault(mention.source, mention.line, message)


def _unused(
    flow: Flow, flows: Mapping[str, Flow], blocks: Mapping[str, tuple[Mention, ...]]
) -> Iterator[Fault]:
    """Answers nobody looks at: no step, no text, no caller, and no label under which a person would read them."""
    used = {name for mentions in blocks.values() for mention in mentions for name in mention.names}
    filled: dict[str, Step] = {}
    for step in flow.steps.values():
        match step:
            case When():
                used |= _compared(step)
            case Ask():
                used.add(flow.vars[step.var].source)
                filled.setdefault(step.var, step)
            case Do():
                used |= _variables(step.arguments)
                filled = {**dict.fromkeys(step.into, step), **filled}
            case Call():
                used |= _variables(step.inputs)
                filled = {**dict.fromkeys(step.into, step), **filled}
            case _:
                pass
    for other in flows.values():
        for step in other.steps.values():
            if isinstance(step, Call) and step.flow == flow.name:
                used |= {*step.into.values(), *step.inputs}
    for name, var in flow.vars.items():
        if name in used or f"{name}__label" in blocks:
            continue
        if name not in filled:
            yield Fault(flow.source, var.line, f'variable "{name}" is never set and never used', warning=True)
        elif len(var.of) != 1:  # one single button is only there to go on
            step = filled[name]
            message = (
                f'"{name}" is set but never used — a block "{name}__label" shows it to whoever takes over'
            )
            yield Fault(flow.source, step.line, message, step.id, warning=True)


def _variables(operands: Mapping[str, Operand]) -> set[str]:
    return {operand.name for operand in operands.values() if isinstance(operand, Variable)}


def _circling(flows: Mapping[str, Flow]) -> Iterator[Fault]:
    """Steps that follow one another for ever without anybody being asked anything."""
    through = _running_through(flows)

    def following(place: Place) -> list[Place]:
        flow = flows[place[0]]
        step = flow.steps[place[1]]
        if isinstance(step, Ask):
            return []
        ahead = [(flow.name, way.to) for way in ways(step)]
        if isinstance(step, Call) and step.flow in flows:
            ahead = [*(ahead if step.flow in through else ()), (step.flow, flows[step.flow].first)]
        return ahead

    places = [(flow.name, step) for flow in flows.values() for step in flow.steps if step in reached(flow)]
    for circle in circles(places, following):
        flow = flows[circle[0][0]]
        step = flow.steps[circle[0][1]]
        way = " → ".join(name for _, name in (*circle, circle[0]))
        yield Fault(flow.source, step.line, f"goes round without ever asking: {way}", step.id)


def _running_through(flows: Mapping[str, Flow]) -> Collection[str]:
    """The flows that can come to an end without asking anything."""
    found: set[str] = set()
    before = -1
    while before != len(found):
        before = len(found)
        for flow in flows.values():
            ahead, seen = [flow.first], set[str]()
            while ahead:
                step = flow.steps[ahead.pop()]
                if step.id in seen or isinstance(step, Ask):
                    continue
                seen.add(step.id)
                if isinstance(step, End):
                    found.add(flow.name)
                elif not isinstance(step, Call) or step.flow in found:
                    ahead += [way.to for way in ways(step)]
    return found


def _too_deep(flows: Mapping[str, Flow]) -> Iterator[Fault]:
    """Calls that come back to where they began, or go deeper than the engine follows."""
    calls = {
        flow.name: [
            step for step in flow.steps.values() if isinstance(step, Call) and step.id in reached(flow)
        ]
        for flow in flows.values()
    }
    looping: set[str] = set()
    for circle in circles(calls, lambda name: [step.flow for step in calls.get(name, ())]):
        looping |= set(circle)
        flow, called = flows[circle[0]], (*circle[1:], circle[0])[0]
        step = next(step for step in calls[flow.name] if step.flow == called)
        way = " → ".join((*circle, circle[0]))
        message = f"the calls come back to where they began: {way} — after {MAX_DEPTH} of them it ends"
        yield Fault(flow.source, step.line, message, step.id)

    depths: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in depths:
            depths[name] = 1 + max((depth(step.flow) for step in calls.get(name, ())), default=0)
        return depths[name]

    for flow in flows.values() if not looping else ():
        if depth(flow.name) == MAX_DEPTH + 1:
            message = f"the calls from here go deeper than {MAX_DEPTH} flows within one another"
            yield Fault(flow.source, 1, message)

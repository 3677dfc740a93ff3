"""Which variables have a value when a step begins, over all ways that lead there and all flows that call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from bot.domain.flow.graph import ways
from bot.domain.flow.model import Ask, Call, Constant, Do, End, Flow, Operand, Step

Place = tuple[str, str]
"""A flow and one of its steps."""


@dataclass(frozen=True, slots=True)
class Known:
    """Variables that surely have a value, and those that may have one."""

    surely: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()

    def set(self, *names: str) -> Known:
        return Known(self.surely | set(names), self.maybe | set(names))

    def doubt(self, *names: str) -> Known:
        return Known(self.surely - set(names), self.maybe | set(names))

    def unset(self, *names: str) -> Known:
        return Known(self.surely - set(names), self.maybe - set(names))

    def __or__(self, other: Known) -> Known:
        """What is known where two ways meet."""
        return Known(self.surely & other.surely, self.maybe | other.maybe)


def assigned(flows: Mapping[str, Flow], *, patient: bool = False) -> Mapping[Place, Known]:
    """What is known at the beginning of every step that somebody can come to.

    `patient` takes a skipped or still open question for one that will be answered: the view of an author
    who knows that a comparison with nothing is false.
    """
    called = {step.flow for flow in flows.values() for step in flow.steps.values() if isinstance(step, Call)}
    found: dict[Place, Known] = {
        (flow.name, flow.first): Known() for flow in flows.values() if flow.start or flow.name not in called
    }
    ends: dict[str, Known] = {}
    work = list(found)
    while work:
        place = work.pop()
        flow = flows[place[0]]
        step = flow.steps[place[1]]
        here = found[place]
        if isinstance(step, End):
            returned = ends.get(flow.name)
            now = here if returned is None else returned | here
            if now != returned:
                ends[flow.name] = now
                work += [caller for caller in found if _calls(flows, caller, flow.name)]
            continue
        for ahead, known in _after(flows, flow, step, here, ends, patient):
            before = found.get(ahead)
            now = known if before is None else before | known
            if now != before:
                found[ahead] = now
                work.append(ahead)
    return found


def _calls(flows: Mapping[str, Flow], place: Place, name: str) -> bool:
    step = flows[place[0]].steps[place[1]]
    return isinstance(step, Call) and step.flow == name


def _after(
    flows: Mapping[str, Flow], flow: Flow, step: Step, here: Known, ends: Mapping[str, Known], patient: bool
) -> Iterator[tuple[Place, Known]]:
    """Every place a step leads to, with what is known there."""
    silent = Known(frozenset(flow.vars), here.maybe) if patient else here
    for way in ways(step):
        known: Known | None = silent if way.name == "timeout" else here
        if way.name == "" and isinstance(step, Ask):
            skip = flow.vars[step.var].skip and not patient
            known = here.doubt(step.var) if skip else here.set(step.var)
        elif way.name == "" and isinstance(step, Do):
            known = here.set(*step.into)
        elif isinstance(step, Call):
            known = _returned(step, here, ends.get(step.flow))
        if known is not None:
            yield (flow.name, way.to), known
    if isinstance(step, Call) and step.flow in flows:
        yield (step.flow, flows[step.flow].first), _given(step.inputs, here)
    if isinstance(step, Ask | Call) and flow.expires is not None:
        yield (flow.name, flow.expires.goto), silent


def _given(inputs: Mapping[str, Operand], here: Known) -> Known:
    def among(known: frozenset[str]) -> frozenset[str]:
        return frozenset(
            name for name, given in inputs.items() if isinstance(given, Constant) or given.name in known
        )

    return Known(among(here.surely), among(here.maybe))


def _returned(step: Call, here: Known, over: Known | None) -> Known | None:
    """What the caller knows afterwards; None as long as no end of the called flow has been found."""
    if over is None:
        return None
    mine = {name: theirs in over.surely for name, theirs in step.into.items()}
    possible = [name for name, theirs in step.into.items() if theirs in over.maybe]
    none: Known = here.unset(*step.into).doubt(*possible)
    return reduce(Known.set, (name for name, sure in mine.items() if sure), none)

"""Brings a dialogue begun under an older version of its flow to the version of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.domain.flow import answers
from bot.domain.flow.model import Ask, Call, Do, Flow, Value
from bot.domain.flow.session import Frame, Stack


@dataclass(frozen=True, slots=True)
class Mended:
    """`outcome` "same": every frame stands at a step of today and the open question is still open.

    "adrift": a step is gone; the last frame of `stack` is the one that stands nowhere (`anew` is what
    to do about it), its callers are fine.
    "gone": the flow itself no longer exists; nothing is left of the dialogue.
    """

    outcome: Literal["same", "adrift", "gone"]
    stack: Stack


def mend(flows: Mapping[str, Flow], stack: Stack) -> Mended:
    """The stack of today. A renamed step is followed (`migrate`), answers that no longer fit are dropped."""
    mended: list[Frame] = []
    for position, frame in enumerate(stack):
        flow = flows.get(frame.flow)
        if flow is None or not flow.steps:
            if not mended:
                return Mended("gone", ())
            # The caller stays, but what it called is no more: it begins again.
            return Mended("adrift", tuple(mended))
        moved = _moved(flow, frame)
        mended.append(moved)
        innermost = position == len(stack) - 1
        step = flow.steps.get(moved.step)
        if not isinstance(step, (Ask, Do) if innermost else Call):
            return Mended("adrift", tuple(mended))
    return Mended("same", tuple(mended))


def anew(flows: Mapping[str, Flow], frame: Frame) -> Frame:
    """The frame at the first step of its flow, with nothing but what it was given."""
    return replace(frame, step=flows[frame.flow].first, values=frame.given, retries={})


def fitting(flow: Flow, values: Mapping[str, Value]) -> dict[str, Value]:
    """Those of the values that are variables of the flow and fit them."""
    return {
        name: value
        for name, value in values.items()
        if name in flow.vars and answers.holds(flow.vars[name], value)
    }


def _moved(flow: Flow, frame: Frame) -> Frame:
    if frame.version == flow.version:
        return frame
    step, retries = frame.step, dict(frame.retries)
    for version in sorted(flow.migrate):
        if version >= frame.version:
            renamed = flow.migrate[version]
            step = renamed.get(step, step)
            retries = {renamed.get(name, name): count for name, count in retries.items()}
    return replace(
        frame,
        version=flow.version,
        step=step,
        retries=retries,
        values=fitting(flow, frame.values),
        given=fitting(flow, frame.given),
    )

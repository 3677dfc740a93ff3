"""Dialogues set aside: kept when another one interrupts, offered again, never simply forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.flow.effects import HandOff, Question, Timer
from bot.domain.flow.mending import mend
from bot.domain.flow.model import BUILT_IN, SYSTEM, Flow, Var
from bot.domain.flow.session import Frame, Stack

if TYPE_CHECKING:
    from bot.domain.flow.running import Running

MAX_SUSPENDED = 3
"""Dialogues on the shelf; the oldest makes room."""

OFFER_STANDS = timedelta(hours=24)
"""How long the offer to go on stands, where no dialogue on the shelf says how long it can wait."""


def set_aside(running: Running) -> None:
    """Keeps the running dialogue for later, or ends it if its author wants it dropped."""
    subject = running.flows.get(subject_of(running.flows, tuple(running.stack)))
    if subject is None or subject.interrupted == "drop":
        running.end_all("dropped")
        return
    running.suspended.append(tuple(running.stack))
    running.stack = []
    while len(running.suspended) > MAX_SUSPENDED:
        drop(running, 0, "dropped")


def take_back(running: Running, position: int) -> None:
    """Makes a dialogue from the shelf the running one."""
    running.stack = list(running.suspended.pop(position))
    running.trail = []


def drop(running: Running, position: int, status: str) -> None:
    running.end(running.suspended.pop(position), status)


def clear(running: Running, status: str) -> None:
    """Ends everything on the shelf."""
    while running.suspended:
        drop(running, -1, status)


def offer(running: Running) -> None:
    """Asks whether to go on with what was set aside, if anything was and somebody is there."""
    if not running.suspended:
        return
    if running.quiet:
        let_go(running)
        return
    running.question += 1
    running.effects.append(replace(question(running), lead=running.lead))
    running.lead = None
    stands = patience(running) or OFFER_STANDS
    running.effects.append(Timer("expiry", running.question, running.now + stands))


def question(running: Running) -> Question:
    """The offer, for the dialogue set aside last."""
    var = resume_var(running.flows)
    subject = subject_of(running.flows, running.suspended[-1])
    return Question(SYSTEM, "resume", var.name, running.question, var.of, {"flow": subject})


def resume_var(flows: Mapping[str, Flow]) -> Var:
    """The variable the offer asks for, with its captions once the library has attached them."""
    return flows.get(SYSTEM, BUILT_IN).vars["resume"]


def patience(running: Running) -> timedelta | None:
    """How long the open question may stay unanswered: as the innermost flow that says so wants it.

    Flows on the shelf count where the running ones say nothing: who told one dialogue how bad it is
    and fell silent in another must not be forgotten.
    """
    stacks = (tuple(running.stack), *reversed(running.suspended))
    for stack in stacks:
        for frame in reversed(stack):
            flow = running.flows.get(frame.flow)
            if flow is not None and flow.expires is not None:
                return flow.expires.after
    return None


def let_go(running: Running) -> None:
    """Ends everything on the shelf because nobody answers any more.

    Each dialogue gets the chance its own expiry would have had to reach a human, as far as that
    needs no question and no action; its other words would make no sense now and are not said.
    """
    while running.suspended:
        stack = running.suspended[-1]
        hand_off = _way_to_people(running, stack)
        if hand_off is not None:
            running.leave_to_people(hand_off, "expired")
            return
        drop(running, -1, "expired")


def expiring(flows: Mapping[str, Flow], stack: Iterable[Frame]) -> tuple[int, str] | None:
    """The innermost flow with an expiry: its place in the stack and the step to go to."""
    found: tuple[int, str] | None = None
    for position, frame in enumerate(stack):
        expires = flows[frame.flow].expires
        if expires is not None:
            found = (position, expires.goto)
    return found


def subject_of(flows: Mapping[str, Flow], stack: Stack) -> str:
    """What a dialogue is about, for the person: a menu that led to /talk is about /talk."""
    for frame in stack:
        flow = flows.get(frame.flow)
        if flow is not None and flow.interrupted != "drop":
            return frame.flow
    return stack[-1].flow


def _way_to_people(running: Running, stack: Stack) -> HandOff | None:
    mended = mend(running.flows, stack)
    place = expiring(running.flows, mended.stack) if mended.outcome != "gone" else None
    if place is None:
        return None
    aside = running.aside(mended.stack[: place[0] + 1])
    aside.go(place[1])
    hand_off = next((effect for effect in aside.effects if isinstance(effect, HandOff)), None)
    if hand_off is not None:
        running.path += aside.path
    return hand_off

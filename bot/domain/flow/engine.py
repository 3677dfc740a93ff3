"""The flow engine: an event and a session in, a session and effects out. Nothing else happens here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.flow import answers, shelf
from bot.domain.flow.answering import answer, double_tap
from bot.domain.flow.answers import ANYWHERE, Here
from bot.domain.flow.events import (
    Cancelled,
    Done,
    Event,
    Expired,
    Failed,
    HumanWanted,
    Pressed,
    Released,
    Repeat,
    Said,
    Sent,
    Start,
    TimedOut,
)
from bot.domain.flow.mending import anew, mend
from bot.domain.flow.model import Ask, Do, Flow, Var
from bot.domain.flow.running import Running, Turn
from bot.domain.flow.session import Session

__all__ = ["Turn", "advance", "open_question"]


def advance(
    flows: Mapping[str, Flow], session: Session, event: Event, now: datetime, here: Here = ANYWHERE
) -> Turn:
    """What becomes of the event. Total: any session with any event gives a turn, never an exception.

    `flows` must have passed the library's checks; `now` is aware; `here` says by which clocks days and
    hours are meant. In mode "human" or "closed" nothing is
    asked: the session comes back unchanged without effects, except that `Released` leads from
    "human" back to "bot" with nothing running. `Said` and `Sent` while nothing is running change
    nothing either; what to make of them is for the caller. A second tap on the button that was just
    counted changes nothing.
    """
    if isinstance(event, Released):
        if session.mode != "human":
            return Turn(session, ())
        return Turn(
            replace(session, mode="bot", stack=(), suspended=(), trail=(), answered=None, spent=0), ()
        )
    if session.mode != "bot":
        return Turn(session, ())
    carries_on = isinstance(event, Done | Failed)
    running = Running(flows, session, now, here, session.spent if carries_on else 0)
    match event:
        case Start():
            _start(running, event)
        case Cancelled():
            running.end_all("cancelled")
            shelf.clear(running, "cancelled")
        case HumanWanted(target, priority):
            running.hand_off(target, priority)
        case _:
            _continue(running, event)
    return running.finish()


def open_question(flows: Mapping[str, Flow], session: Session) -> Var | None:
    """The variable an answer would go to now; None when nothing is being asked."""
    if session.mode != "bot":
        return None
    if not session.stack:
        return shelf.resume_var(flows) if session.suspended else None
    mended = mend(flows, session.stack)
    if mended.outcome != "same":
        return None
    flow = flows[mended.stack[-1].flow]
    step = flow.steps[mended.stack[-1].step]
    return answers.offered(flow.vars[step.var], mended.stack[-1].values) if isinstance(step, Ask) else None


def _start(running: Running, event: Start) -> None:
    flow = running.flows.get(event.flow)
    if flow is None or not flow.steps:
        running.show("gone")
        return
    if running.stack:
        if shelf.subject_of(running.flows, tuple(running.stack)) == flow.name:
            if flow.again == "resume":
                _go_on(running)
                return
            running.end_all("restarted")
        else:
            shelf.set_aside(running)
    for position in reversed(range(len(running.suspended))):
        if shelf.subject_of(running.flows, running.suspended[position]) == flow.name:
            if flow.again == "resume":
                shelf.take_back(running, position)
                _go_on(running)
                return
            shelf.drop(running, position, "restarted")
    running.begin(flow, event.values)


def _go_on(running: Running) -> None:
    """Continues the dialogue on the stack at the step where it stood, or where that step leads then."""
    running.lead = "resumed"
    if not _mended(running):
        return
    step = running.step
    if isinstance(step, Ask) and step.resumed is not None:
        running.went(step.id, "resumed")
        running.go(step.resumed)
    else:
        running.go(step.id)


def _mended(running: Running) -> bool:
    """Brings the running dialogue to today's flows. False: it had to begin again or is gone, and
    the person has been told; the event meant a question that no longer exists."""
    mended = mend(running.flows, tuple(running.stack))
    if mended.outcome == "gone":
        running.lead = None
        running.show("gone")
        running.end_all("gone")
        shelf.offer(running)
        return False
    running.cut_to(len(mended.stack) - 1, "gone")
    running.stack = list(mended.stack)
    if mended.outcome == "adrift":
        running.trail = []
        running.stack[-1] = anew(running.flows, running.frame)
        running.lead = "moved_on"
        running.go(running.frame.step)
        return False
    return True


def _continue(running: Running, event: Event) -> None:
    """An event for what is already running."""
    if running.offering:
        _answer_offer(running, event)
        return
    if not running.stack:
        if isinstance(event, Pressed) and not double_tap(running, event):
            running.show("ended_already")
        return
    if isinstance(event, Expired):
        _expire(running, event)
        return
    if isinstance(event, TimedOut) and event.question != running.question:
        return
    if not _mended(running):
        return
    step = running.step
    if isinstance(step, Do):
        _perform(running, step, event)
    else:
        assert isinstance(step, Ask)  # mending lets no dialogue wait anywhere else
        answer(running, step, event)


def _perform(running: Running, step: Do, event: Event) -> None:
    match event:
        case Done(values):
            results = {name: values.get(result) for name, result in step.into.items()}
            variables = running.flow.vars
            if all(
                result in values and (results[name] is None or answers.holds(variables[name], results[name]))
                for name, result in step.into.items()
            ):
                running.keep(results)
                running.went(step.id, "done")
                running.go(step.next)
            else:
                # A result that was not promised counts as a failure, not as an answer.
                _failed(running, step)
        case Failed():
            _failed(running, step)
        case TimedOut():
            return
        case _:
            # The action's answer never came; actions are idempotent, so it is asked for again.
            running.go(step.id)


def _failed(running: Running, step: Do) -> None:
    tries = running.count(step.id)
    if step.on_error is None:
        running.break_off()
    elif tries <= step.on_error.retry:
        running.perform(step)
    else:
        running.went(step.id, "error")
        running.go(step.on_error.then)


def _expire(running: Running, event: Expired) -> None:
    if event.question != running.question:
        return
    running.quiet = True
    mended = mend(running.flows, tuple(running.stack))
    if mended.outcome == "gone":
        # Nobody is there to be told so.
        running.end_all("expired")
        shelf.offer(running)
        return
    # Where an edited flow stood does not matter: what it wants after silence is still known.
    running.cut_to(len(mended.stack) - 1, "expired")
    running.stack = list(mended.stack)
    place = shelf.expiring(running.flows, running.stack)
    if place is None:
        # It can wait for ever, but what it interrupted cannot.
        shelf.let_go(running)
        return
    running.cut_to(place[0], "expired")
    running.went("", "expired")
    running.go(place[1])


def _answer_offer(running: Running, event: Event) -> None:
    match event:
        case Expired(question):
            if question == running.question:
                shelf.let_go(running)
        case Repeat(lead):
            running.ask_again(lead)
        case Sent():
            var = shelf.resume_var(running.flows)
            running.ask_again(answers.hint(var, event, running.now, running.here).block)
        case Said() | Pressed():
            understood = answers.read(shelf.resume_var(running.flows), event, running.now, running.here)
            if isinstance(event, Pressed):
                if event.question != running.question or understood is None:
                    if not double_tap(running, event):
                        running.ask_again("stale")
                    return
                running.answered = (event.question, event.choice)
            if understood is None:
                running.ask_again("unrecognised")
            elif understood.value == "go_on":
                shelf.take_back(running, -1)
                _go_on(running)
            else:
                shelf.clear(running, "left")
                running.show("left")
        case _:
            return

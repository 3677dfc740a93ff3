"""One turn under way: runs steps until something waits, collecting effects."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.flow import answers, conditions, shelf
from bot.domain.flow.edges import ENTERED, Edge, ways_of
from bot.domain.flow.effects import Effect, Ended, HandOff, Perform, Question, Show, Timer
from bot.domain.flow.mending import fitting
from bot.domain.flow.model import (
    SYSTEM,
    Ask,
    Call,
    Constant,
    Do,
    Flow,
    Goto,
    Handoff,
    Operand,
    Say,
    Step,
    Value,
    Var,
    When,
)
from bot.domain.flow.session import Frame, Mode, Session, Stack

MAX_STEPS = 100
"""Steps in one turn, actions included; more is a loop."""

MAX_DEPTH = 8
"""Flows called within one another."""

MAX_TRAIL = 12
"""Questions one can go back; the oldest is forgotten first."""

PAGE = 8
"""Choices under one question; more are turned over like pages."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of an event: the new session, and what is to be done, in order."""

    session: Session
    effects: tuple[Effect, ...]
    path: tuple[Edge, ...] = field(default=(), compare=False)
    """Which way it went, in order: for those who want to know what was played, not for acting on."""


class Running:
    """Mutable only within one call of `advance`."""

    def __init__(
        self, flows: Mapping[str, Flow], session: Session, now: datetime, here: answers.Here, spent: int
    ) -> None:
        self.flows = flows
        self.stack: list[Frame] = list(session.stack)
        self.suspended: list[Stack] = list(session.suspended)
        self.trail: list[Stack] = list(session.trail)
        self.answered = session.answered
        self.question = session.question
        self.lead: str | None = None
        """A block of the system file that still has to be shown before the next question."""
        self.quiet = False
        """Nobody is there: do not offer to go on with what was set aside."""
        self._session = session
        self.now = now
        self.here = here
        self._spent = spent
        self.mode: Mode = session.mode
        self.effects: list[Effect] = []
        self.path: list[Edge] = []

    def finish(self) -> Turn:
        if self.lead is not None:
            self.effects.insert(0, Show(SYSTEM, self.lead))
        performing = bool(self.effects) and isinstance(self.effects[-1], Perform)
        # every field by hand, here and in the frames: `replace` took half of the time of a turn
        session = Session(
            mode=self.mode,
            question=self.question,
            stack=tuple(self.stack),
            suspended=tuple(self.suspended),
            trail=tuple(self.trail) if self.stack else (),
            recent=self._session.recent,
            answered=self.answered,
            spent=self._spent if performing else 0,
        )
        return Turn(session, tuple(self.effects), tuple(self.path))

    @property
    def frame(self) -> Frame:
        return self.stack[-1]

    @property
    def flow(self) -> Flow:
        return self.flows[self.frame.flow]

    @property
    def step(self) -> Step:
        return self.flow.steps[self.frame.step]

    @property
    def offering(self) -> bool:
        """The open question is whether to go on with what was set aside."""
        return not self.stack and bool(self.suspended)

    def went(self, step: str, way: str = ENTERED) -> None:
        """Notes which way the innermost flow has gone."""
        self.path.append(Edge(self.frame.flow, step, way))

    def show(self, block: str) -> None:
        """A block of the system file."""
        self.effects.append(Show(SYSTEM, block))

    def begin(self, flow: Flow, values: Mapping[str, Value]) -> None:
        given = fitting(flow, values)
        self.trail = []
        self.stack = [Frame(flow.name, flow.version, flow.first, given, {}, given)]
        self.go(flow.first)

    def go(self, target: str) -> None:
        """Runs from this step of the innermost flow until something waits or nothing is left."""
        following: str | None = target
        while following is not None:
            self._spent += 1
            step = self.flow.steps.get(following)
            if self._spent > MAX_STEPS or step is None:
                self.break_off()
                return
            self.went(following)
            following = self._run(step)

    def var(self, step: Ask) -> Var:
        """What this question asks for, with the choices it has now."""
        return answers.offered(self.flow.vars[step.var], self.frame.values)

    def answer(self, step: Ask, value: Value) -> None:
        for way in ways_of(self.flow.vars[step.var], value):
            self.went(step.id, way)
        passable = step.back and self.flow.back
        self.trail = [*self.trail, tuple(self.stack)][-MAX_TRAIL:] if passable else []
        if self.frame.ticked or self.frame.page:
            self.stack[-1] = replace(self.frame, ticked=(), page=0)
        self.keep({step.var: value})
        self.go(step.next)

    def may_go_back(self, step: Ask) -> bool:
        """Whether there is an earlier question, and nothing since then that cannot be taken back."""
        return bool(self.trail) and step.back and self.flow.back

    @staticmethod
    def pages(var: Var) -> int:
        """How many pages the choices of this variable fill."""
        return max(1, -(-len(var.of) // PAGE))

    def show_choices(self, var: Var, ticked: Collection[str], page: int) -> None:
        """Which choices of the open question are ticked, and which page of them shows."""
        kept = tuple(key for key in var.of if key in ticked)
        self.stack[-1] = replace(self.frame, ticked=kept, page=min(max(0, page), self.pages(var) - 1))

    def rehearse(self) -> Running:
        """A copy to try something out on; `become` makes it real."""
        twin = copy(self)
        vars(twin).update({name: [*part] for name, part in vars(self).items() if isinstance(part, list)})
        return twin

    def become(self, twin: Running) -> None:
        vars(self).update(vars(twin))

    def keep(self, values: Mapping[str, Value]) -> None:
        """Sets variables of the innermost flow; None unsets."""
        merged = {**self.frame.values, **values}
        set_values = {name: value for name, value in merged.items() if value is not None}
        was = self.frame
        self.stack[-1] = Frame(
            was.flow, was.version, was.step, set_values, was.retries, was.given, was.ticked, was.page
        )

    def count(self, step: str) -> int:
        """One more failed try at this step; how many there are now."""
        tries = self.frame.retries.get(step, 0) + 1
        self.stack[-1] = replace(self.frame, retries={**self.frame.retries, step: tries})
        return tries

    def ask_again(
        self,
        lead: str | None = None,
        lead_file: str = SYSTEM,
        values: Mapping[str, Value] | None = None,
        *,
        changed: bool = False,
    ) -> None:
        """The open question once more, under the same number; its timers go on running. `changed`: it stays
        where it is, and only its buttons are new, and what is said before it."""
        if self.offering:
            question = shelf.question(self)
        else:
            assert isinstance(self.step, Ask)  # nothing else stays open
            question = self._ask(self.step)
        self.effects.append(
            replace(question, lead=lead, lead_file=lead_file, lead_values=values or {}, changed=changed)
        )

    def perform(self, step: Do) -> None:
        if step.effects:
            self.trail = []
        arguments = {name: self._value(operand) for name, operand in step.arguments.items()}
        self.effects.append(Perform(step.action, arguments, self.flow.name, step.id))

    def done(self, status: str) -> None:
        """The innermost flow is over: back to its caller, or to what was set aside."""
        self.effects.append(Ended(self.frame.flow, status))
        self.stack.pop()
        if not self.stack:
            shelf.offer(self)

    def end_all(self, status: str) -> None:
        """Ends the running dialogue, called flows first. What was set aside stays."""
        self.end(tuple(self.stack), status)
        self.stack = []

    def cut_to(self, position: int, status: str) -> None:
        """Ends the flows called by the frame at this position."""
        self.end(tuple(self.stack[position + 1 :]), status)
        del self.stack[position + 1 :]

    def hand_off(self, target: str, priority: str, status: str = "handed_off") -> None:
        """From here on a human speaks with the person; the bot asks nothing more."""
        running = [(frame.flow, dict(frame.values)) for frame in self.stack]
        flow, values = running.pop() if running else ("", {})
        self.leave_to_people(HandOff(target, priority, flow, values, tuple(running)), status)

    def leave_to_people(self, hand_off: HandOff, status: str) -> None:
        """Ends everything, set aside or not, with this hand-off."""
        self.effects.append(hand_off)
        self.end_all(status)
        shelf.clear(self, "dropped")
        self.mode = "human"

    def aside(self, stack: Stack) -> Running:
        """Another turn, for finding out where a dialogue that was set aside would lead."""
        session = replace(self._session, stack=stack, suspended=())
        return Running(self.flows, session, self.now, self.here, self._spent)

    def break_off(self) -> None:
        """A flow that cannot go on must not leave the person alone: it ends with a human."""
        # What a loop has shown so far helps nobody.
        self.effects = [effect for effect in self.effects if isinstance(effect, Ended)]
        self.lead = None
        self.hand_off("counsellor", "amber", "broken")

    def _run(self, step: Step) -> str | None:
        """Carries out one step; the next one, or None when something waits or nothing is left."""
        match step:
            case Ask():
                self._stand_at(step.id)
                self._open(step)
                return None
            case Say():
                self.effects.append(Show(self.flow.name, step.block, self._values()))
                return step.next
            case When():
                holds = conditions.holds(step.condition, self.frame.values)
                self.went(step.id, step.ways[0 if holds else 1])
                return step.then if holds else step.otherwise
            case Goto():
                return step.next
            case Do():
                self._stand_at(step.id)
                self.perform(step)
                return None
            case Call():
                return self._call(step)
            case Handoff():
                self.hand_off(step.target, step.priority)
                return None
            case _:
                return self._return(step.status)

    def _stand_at(self, step: str) -> None:
        tries = {name: count for name, count in self.frame.retries.items() if name != step}
        was, same = self.frame, self.frame.step == step
        self.stack[-1] = Frame(
            was.flow,
            was.version,
            step,
            was.values,
            tries,
            was.given,
            was.ticked if same else (),
            was.page if same else 0,
        )

    def _call(self, step: Call) -> str | None:
        called = self.flows.get(step.flow)
        if called is None or not called.steps or len(self.stack) >= MAX_DEPTH:
            self.break_off()
            return None
        self._stand_at(step.id)
        given = fitting(called, {name: self._value(operand) for name, operand in step.inputs.items()})
        self.stack.append(Frame(called.name, called.version, called.first, given, {}, given))
        return called.first

    def _return(self, status: str) -> str | None:
        over = self.frame
        self.done(status)
        if not self.stack:
            return None
        step = self.step
        assert isinstance(step, Call)  # mending lets no caller stand anywhere else
        self.went(step.id, "return")
        results = {name: over.values.get(theirs) for name, theirs in step.into.items()}
        unset: dict[str, Value] = dict.fromkeys(step.into)
        self.keep({**unset, **fitting(self.flow, results)})
        return step.next

    def _open(self, step: Ask) -> None:
        self.question += 1
        question = self._ask(step)
        self.effects.append(question if self.lead is None else replace(question, lead=self.lead))
        self.lead = None
        if step.timeout is not None:
            self.effects.append(Timer("answer", self.question, self.now + step.timeout.after))
        expires = shelf.patience(self)
        if expires is not None:
            self.effects.append(Timer("expiry", self.question, self.now + expires))

    def _ask(self, step: Ask) -> Question:
        flow, var = self.flow, self.var(step)
        written = flow.vars[step.var].of
        pages = self.pages(var)
        page = min(self.frame.page, pages - 1)
        of_page = var.of[page * PAGE : (page + 1) * PAGE] if pages > 1 else var.of
        place = flow.progress.index(step.id) + 1 if step.id in flow.progress else 0
        return Question(
            flow=flow.name,
            block=step.block,
            var=step.var,
            number=self.question,
            choices=answers.buttons(replace(var, of=of_page) if pages > 1 else var),
            values=self._values(),
            progress=(place, len(flow.progress)) if place else None,
            human=step.human,
            many=var.type == "multi_choice",
            chosen=self.frame.ticked,
            page=(page + 1, pages) if pages > 1 else None,
            back=self.may_go_back(step),
            names={key: var.captions[key][0] for key in of_page if key not in written},
        )

    def _values(self) -> dict[str, Value]:
        return {name: self.frame.values.get(name) for name in self.flow.vars}

    def _value(self, operand: Operand) -> Value:
        if isinstance(operand, Constant):
            return operand.value
        return self.frame.values.get(operand.name)

    def end(self, stack: Stack, status: str) -> None:
        """Tells that these flows are over, innermost first."""
        self.effects += [Ended(frame.flow, status) for frame in reversed(stack)]

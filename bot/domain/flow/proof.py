"""Plays every dialogue in every way, with the engine itself, and shows the shortest way to whatever is wrong.

What is proven, for every moment a person may come to: people are one tap away; silence, failing actions
and words nobody understands lead on; nobody is left with an unfinished dialogue and no question; nothing
goes round without asking; who was given to people is asked nothing more; silence is not answered with
questions for ever.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.flow import shelf
from bot.domain.flow.effects import Ended, HandOff, Perform, Question, Show, Timer
from bot.domain.flow.engine import advance, open_question
from bot.domain.flow.events import (
    Done,
    Event,
    Expired,
    Failed,
    HumanWanted,
    Pressed,
    Repeat,
    Said,
    Sent,
    Start,
    TimedOut,
)
from bot.domain.flow.graph import circles
from bot.domain.flow.model import ActionSpec, Ask, Do, Flow
from bot.domain.flow.relevance import deciding
from bot.domain.flow.running import Turn
from bot.domain.flow.session import Frame, Session
from bot.domain.flow.trials import Silence, answers_to, compared, outcomes

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOST = 50_000
"""Places looked at; a flow with more is reported as not proven."""

MAX_ACTIONS = 5
"""Actions between a button and the people it calls."""

Engine = Callable[[Mapping[str, Flow], Session, Event, datetime], Turn]


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong, and the fewest events after which it is: "start talk", "press mood=low" …"""

    message: str
    transcript: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.message}\n    {' · '.join(self.transcript)}"


@dataclass(frozen=True, slots=True)
class Proof:
    """`places` are the different situations a person can come to from the start of the flow, `turns` the
    events that were tried in them. No violations means that it is proven."""

    flow: str
    places: int
    turns: int
    violations: tuple[Violation, ...]


def prove(
    flows: Mapping[str, Flow],
    name: str,
    actions: Mapping[str, ActionSpec],
    *,
    most: int = MOST,
    engine: Engine = advance,
) -> Proof:
    """Everything that can come after the start of this flow. `flows` must have passed the library's checks."""
    return _Search(flows, actions, most, engine).run(name)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a dialogue waits: for a person (`asked`), for an action (`perform`), or for nothing any more.

    `silences` are the timers running, soonest first. `muted`: nothing has been said since the person's last
    word, which is right only while an action is under way. Places with the same `key` have the same future.
    """

    session: Session
    label: str
    before: _Place | None
    asked: Question | None = None
    perform: Perform | None = None
    silences: tuple[Silence, ...] = ()
    muted: bool = False
    key: object = None

    def transcript(self) -> tuple[str, ...]:
        place, labels = self, [self.label]
        while place.before is not None:
            place = place.before
            labels.append(place.label)
        return tuple(label for label in reversed(labels) if label)

    def __str__(self) -> str:
        if self.perform is not None:
            return f'"{self.perform.flow}" at step "{self.perform.step}"'
        return (
            "at the start" if self.asked is None else f'"{self.asked.flow}" at question "{self.asked.block}"'
        )


class _Search:
    def __init__(
        self, flows: Mapping[str, Flow], actions: Mapping[str, ActionSpec], most: int, engine: Engine
    ) -> None:
        self._flows, self._actions, self._most, self._engine = flows, actions, most, engine
        self._names = {place: sorted(names) for place, names in deciding(flows).items()}
        self._compared = compared(flows.values())
        self._places: dict[object, _Place] = {}
        self._queue: deque[_Place] = deque()
        self._at_once: dict[object, list[object]] = {}
        self._in_silence: dict[object, list[object]] = {}
        self._turns = 0
        self._found: dict[str, Violation] = {}

    def run(self, name: str) -> Proof:
        self._play(_Place(Session(), "", None), f"start {name}", Start(name))
        while self._queue and len(self._places) <= self._most:
            place = self._queue.popleft()
            if place.perform is not None:
                for label, event in outcomes(self._flows, self._actions, place.perform):
                    self._play(place, label, event)
            else:
                self._at_a_question(place)
        if self._queue:
            message = f'"{name}" has more than {self._most} situations: too many to prove anything'
            self._wrong(self._queue[0], message)
        self._look_for_circles()
        return Proof(name, len(self._places), self._turns, tuple(self._found.values()))

    def _at_a_question(self, place: _Place) -> None:
        asked, var = place.asked, open_question(self._flows, place.session)
        assert asked is not None  # a place without a question is wrong and not followed
        assert var is not None
        for label, event in answers_to(var, asked.number, place.silences, self._compared):
            self._play(place, label, event)
        presses = [Pressed(asked.number, key) for key in asked.choices]
        if not asked.human and not any(self._hands_off(place.session, press) for press in presses):
            self._wrong(place, f"{place}: no button leads to a person, neither ours nor one of its own")
        stack = place.session.stack
        if stack and self._flows[shelf.subject_of(self._flows, stack)].interrupted == "suspend":
            aside = replace(place.session, stack=(), suspended=(stack,))
            interrupted = replace(place, session=aside, silences=((shelf.OFFER_STANDS, "expiry"),))
            self._play(interrupted, "another dialogue comes between and ends", Repeat())

    # -- what comes of it ------------------------------------------------------------------------

    def _play(self, place: _Place, label: str, event: Event) -> None:
        turn = self._turn(place.session, event)
        now = self._arrived(place, label, event, turn)
        message = self._fault(now, event, turn)
        if message is not None:
            self._wrong(now, f"{place}: {message}")
        elif now.asked is not None or now.perform is not None:
            self._keep(place, now, event)

    def _turn(self, session: Session, event: Event) -> Turn:
        self._turns += 1
        return self._engine(self._flows, session, event, NOW)

    def _arrived(self, place: _Place, label: str, event: Event, turn: Turn) -> _Place:
        session, effects = turn.session, turn.effects
        perform = next((effect for effect in effects if isinstance(effect, Perform)), None)
        asked = next((effect for effect in effects if isinstance(effect, Question)), place.asked)
        if open_question(self._flows, session) is None:
            asked = None
        silences = place.silences
        if session.question != place.session.question:
            timers = [effect for effect in effects if isinstance(effect, Timer)]
            silences = tuple(sorted((timer.due - NOW, timer.kind) for timer in timers))
        # an action may speak for itself
        speaks = any(isinstance(effect, Show | Question | HandOff | Perform) for effect in effects)
        own = isinstance(event, Pressed | Said | Sent)
        muted = not speaks and (place.muted if isinstance(event, Done | Failed) else own)
        key = self._key(session, silences, muted)
        return _Place(session, label, place, asked, perform, silences, muted, key)

    def _fault(self, now: _Place, event: Event, turn: Turn) -> str | None:
        """What is wrong with this turn; where something is, the search does not go on."""
        if any(isinstance(effect, Ended) and effect.status == "broken" for effect in turn.effects):
            if isinstance(event, Failed):
                return 'the action fails and nothing says where to go then — add "on_error"'
            return "what follows goes round without asking, or calls flow within flow without end"
        if isinstance(event, TimedOut | Expired) and not turn.effects:
            return "silence leads nowhere"
        if now.session.mode == "human":
            return self._fault_among_people(now.session, turn)
        if isinstance(event, HumanWanted):
            return "the button to a person leads to nobody"
        if now.perform is None and now.session.stack and now.asked is None:
            return "nothing is asked, and yet the dialogue is not over"
        if now.perform is None and now.muted:
            return "the person does something and hears not a word"
        return None

    def _fault_among_people(self, session: Session, turn: Turn) -> str | None:
        kinds = [type(effect) for effect in turn.effects]
        if HandOff not in kinds:
            return "the bot falls silent, but nobody was called"
        later = list(turn.effects[kinds.index(HandOff) + 1 :])
        for event in (Said("1"), TimedOut(session.question), Expired(session.question), Repeat()):
            later += self._turn(session, event).effects
        if not all(isinstance(effect, Ended) for effect in later):
            return "the bot goes on talking after people were called"
        return None

    def _hands_off(self, session: Session, event: Event, actions: int = 0) -> bool:
        """Whether people are called before anything else is asked, whatever the actions on the way answer."""
        turn = self._turn(session, event)
        if any(isinstance(effect, HandOff) for effect in turn.effects):
            return True
        perform = turn.effects[-1] if turn.effects else None
        if not isinstance(perform, Perform) or actions == MAX_ACTIONS:
            return False
        return all(
            self._hands_off(turn.session, came, actions + 1)
            for _, came in outcomes(self._flows, self._actions, perform)
        )

    # -- places already seen ---------------------------------------------------------------------

    def _keep(self, place: _Place, now: _Place, event: Event) -> None:
        if now.key not in self._places:
            self._places[now.key] = now
            self._queue.append(now)
        if place.perform is not None and now.perform is not None:
            self._at_once.setdefault(place.key, []).append(now.key)
        if place.perform is not None or _soonest(place, event):
            self._in_silence.setdefault(place.key, []).append(now.key)

    def _key(self, session: Session, silences: tuple[Silence, ...], muted: bool) -> object:
        """What decides about all that can follow: nothing else is compared."""
        stacks = (session.stack, *session.suspended)
        told = tuple([tuple([self._decisive(frame) for frame in stack]) for stack in stacks])
        return session.mode, told, silences, muted

    def _decisive(self, frame: Frame) -> tuple[object, ...]:
        """The frame without what makes no difference any more."""
        step = self._flows[frame.flow].steps[frame.step]
        values = frame.values
        # as they are written: True is not 1 here, and a list can be part of a key
        left = [(name, repr(values[name])) for name in self._names[frame.flow, step.id] if name in values]
        counts = isinstance(step, Do) or (isinstance(step, Ask) and step.retry is not None)
        tries = frame.retries.get(step.id, 0) if counts else 0
        return frame.flow, frame.version, step.id, tuple(left), tries, frame.ticked, frame.page

    # -- what only shows over many places --------------------------------------------------------

    def _look_for_circles(self) -> None:
        for circle in circles(self._at_once, lambda key: self._at_once.get(key, ())):
            message = "actions follow one another for ever, and nobody is asked anything"
            self._wrong(self._places[circle[0]], f"{self._places[circle[0]]}: {message}")
        for circle in circles(self._in_silence, lambda key: self._in_silence.get(key, ())):
            places = [self._places[key] for key in circle]
            if all(place.perform is not None for place in places):
                continue  # told above
            first = min(places, key=lambda place: len(place.transcript()))
            self._wrong(
                first,
                f"{first}: whoever falls silent is asked again for ever — the last question needs no timeout",
            )

    def _wrong(self, place: _Place, message: str) -> None:
        self._found.setdefault(message, Violation(message, place.transcript()))


def _soonest(place: _Place, event: Event) -> bool:
    """Whether this is what comes first if the person stays silent."""
    kinds = [kind for _, kind in place.silences]
    return bool(kinds) and isinstance(event, Expired if kinds[0] == "expiry" else TimedOut)

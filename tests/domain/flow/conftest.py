"""A conversation with the engine: the session is written down and read again between any two events."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.manuscript import parse
from bot.domain.flow.effects import Effect, HandOff, Perform, Question, Show, Timer
from bot.domain.flow.engine import advance
from bot.domain.flow.events import Cancelled, Done, Event, Expired, Failed, Pressed, Said, Start, TimedOut
from bot.domain.flow.model import ActionSpec, Flow
from bot.domain.flow.reading import Reading, read
from bot.domain.flow.session import Session

ACTIONS = {
    spec.name: spec
    for spec in (
        ActionSpec("care.note", {"words": "text"}),
        ActionSpec("care.weigh", {"mood": "choice"}, {"colour": ("green", "red")}, ("unavailable",)),
        ActionSpec("care.list", {}, {"numbers": "list"}),
        ActionSpec("care.count", {"nights": "number", "sure": "yes_no"}),
        ActionSpec("care.look", {"words": "text"}, effects=False),
    )
}


class Conversation:
    """What one person does, and what the engine made of the last thing they did."""

    def __init__(self, flows: Mapping[str, Flow]) -> None:
        self.flows = flows
        self.session = Session()
        self.now = datetime(2026, 11, 23, 8, tzinfo=UTC)
        self.effects: tuple[Effect, ...] = ()

    def happens(self, event: Event) -> tuple[Effect, ...]:
        written = json.dumps(self.session.to_data())
        turn = advance(self.flows, Session.from_data(json.loads(written)), event, self.now)
        self.session, self.effects = turn.session, turn.effects
        return turn.effects

    def starts(self, flow: str, **values: str) -> tuple[Effect, ...]:
        return self.happens(Start(flow, values))

    def says(self, text: str) -> tuple[Effect, ...]:
        return self.happens(Said(text))

    def presses(self, choice: str, question: int | None = None) -> tuple[Effect, ...]:
        return self.happens(Pressed(self.session.question if question is None else question, choice))

    def done(self, **values: object) -> tuple[Effect, ...]:
        return self.happens(Done(values))  # type: ignore[arg-type]

    def fails(self, reason: str = "unavailable") -> tuple[Effect, ...]:
        return self.happens(Failed(reason))

    def cancels(self) -> tuple[Effect, ...]:
        return self.happens(Cancelled())

    def is_silent(self, question: int | None = None) -> tuple[Effect, ...]:
        return self.happens(TimedOut(self.session.question if question is None else question))

    def expires(self, question: int | None = None) -> tuple[Effect, ...]:
        return self.happens(Expired(self.session.question if question is None else question))

    @property
    def asked(self) -> Question:
        """The one question just asked."""
        (question,) = (effect for effect in self.effects if isinstance(effect, Question))
        return question

    @property
    def shown(self) -> list[str]:
        """Blocks just shown, with their file."""
        return [f"{effect.flow}.{effect.block}" for effect in self.effects if isinstance(effect, Show)]

    @property
    def performed(self) -> Perform:
        assert isinstance(self.effects[-1], Perform)
        return self.effects[-1]

    @property
    def handed_off(self) -> HandOff:
        (hand_off,) = (effect for effect in self.effects if isinstance(effect, HandOff))
        return hand_off

    @property
    def timers(self) -> list[tuple[str, timedelta]]:
        return [(e.kind, e.due - self.now) for e in self.effects if isinstance(e, Timer)]


@pytest.fixture(scope="session")
def reads() -> Callable[[str], Reading]:
    """Reads one flow from YAML, as `flows/test.yaml`."""

    def reading(text: str) -> Reading:
        table, faults = parse(text, "flows/test.yaml")
        return Reading(None, faults) if table is None else read(table, "flows/test.yaml", ACTIONS)

    return reading


@pytest.fixture(scope="session")
def talks(reads: Callable[[str], Reading]) -> Callable[..., Conversation]:
    """A conversation over flows written as YAML; each gets its schema line, and version 1 if it has none."""

    def conversation(*texts: str) -> Conversation:
        flows: dict[str, Flow] = {}
        for text in texts:
            head = "schema: 1\n" if "version:" in text else "schema: 1\nversion: 1\n"
            reading = reads(head + text)
            assert reading.flow is not None, [str(fault) for fault in reading.faults]
            flows[reading.flow.name] = reading.flow
        return Conversation(flows)

    return conversation


@pytest.fixture(scope="session")
def converses() -> Callable[[Mapping[str, Flow]], Conversation]:
    """A conversation over flows that are already read."""
    return Conversation

"""What holds for every flow, every person and every order of events."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event as note
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.actions import ACTIONS
from bot.app.library import caption_place
from bot.domain.flow import events
from bot.domain.flow.answers import KINDS, Here, holds
from bot.domain.flow.conditions import Compare, Contains, IsSet, Not, Plain
from bot.domain.flow.effects import Effect, HandOff, Perform, Question, Show
from bot.domain.flow.engine import advance, open_question
from bot.domain.flow.model import (
    SYSTEM,
    Ask,
    Call,
    Constant,
    Do,
    End,
    Flow,
    Goto,
    Handoff,
    OnError,
    Retry,
    Say,
    Step,
    Var,
    Variable,
    Wait,
    When,
)
from bot.domain.flow.running import MAX_DEPTH, MAX_STEPS, MAX_TRAIL, PAGE
from bot.domain.flow.session import Frame, Remark, Session
from bot.domain.flow.shelf import MAX_SUSPENDED
from tests.street import shipped_books

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HERE = Here(ZoneInfo("Africa/Luanda"), ZoneInfo("Asia/Shanghai"), "AO")
RECENT = (Remark(NOW, "刚才说的"),)
TEXTS, OURS = shipped_books()
SPECS = {name: spec for name, (spec, _) in ACTIONS.items()}
NUMBER = {
    "number": "110",
    "name": "<报警>",
    "hours": "24 h",
    "callable_from": "中国",
    "language": "中文",
}
CHOSEN = {
    "genders": "yes", "speeches": "yes", "spoken": "粤语", "speech": "粤语",
    "variant": "dawn", "staffed": "no", "within": "两分钟", "card": "K0001",
}  # fmt: skip
OUTCOMES: Sequence[events.Event] = (
    *(events.Done({"colour": colour, "numbers": [NUMBER]}) for colour in ("green", "amber", "red")),
    *(events.Done(CHOSEN | {"asks": asks, "colour": "amber"}) for asks in ("none", "safety", "people")),
    events.Done({"numbers": [], "colour": None}),
    events.Done({"colour": "purple", "numbers": "none"}),
    events.Done(),
    events.Failed("unavailable"),
)
KEYS = sorted({key for flow in OURS.flows.values() for var in flow.vars.values() for key in var.of})
SAYINGS = [
    *OURS.starts,
    *KEYS,
    *(c for f in OURS.flows.values() for v in f.vars.values() for cs in v.captions.values() for c in cs),
    "1", "２", "三", "第二个", "99", "随便说说", " ", "<b>&", "\ud800", "😊", "4 3 2", "1、2", "1 2", "2 99",
    "返回", "上一步", "back", "done", "好了", "是", "不是", "3.5", "明天下午三点", "25号", "20:00",
    "13800138000", "王芳 13800138000",
]  # fmt: skip
FILE = {"file_id": "AgAC", "file_name": "a.jpg", "caption": "<看>"}
SENT = [
    *(events.Sent(kind, FILE) for kind in ("photo", "voice", "document", "video", "audio", "sticker")),
    events.Sent("contact", {"name": "王芳", "phone": "13800138000"}),
    events.Sent("contact", {"phone": "?"}),
    events.Sent("location", {"latitude": 31.2, "longitude": 121.5}),
    events.Sent("location", {"latitude": 910.0}),
    *(events.Sent(kind) for kind in ("photo", "voice", "sticker", "other")),
]
CONTROLS = ("BACK", "DONE", "MORE", "EARLIER")


@dataclass(frozen=True)
class Press:
    """A press on the open question, or on one this many questions ago."""

    ago: int
    choice: str


def moves(flows: Sequence[str], choices: Sequence[str]) -> st.SearchStrategy[object]:
    keys = st.sampled_from([*choices, "skip", "yes", "no", "?"]) | st.sampled_from(CONTROLS)
    pressing = st.builds(Press, st.sampled_from([0, 0, 0, 0, 1, 2]), keys)
    return st.one_of(
        st.builds(events.Start, st.sampled_from([*flows, "unknown"]), st.just({"mood": "low", "x": "y"})),
        pressing,
        pressing,
        pressing,
        st.builds(events.Said, st.sampled_from(SAYINGS) | st.text(max_size=5)),
        st.sampled_from(
            [
                events.Cancelled(),
                events.HumanWanted(),
                events.Repeat(),
                events.Released(),
                *OUTCOMES,
            ]
        ),
        st.sampled_from(SENT),
        st.builds(lambda ago: ("timed_out", ago), st.sampled_from([0, 0, 1])),
        st.builds(lambda ago: ("expired", ago), st.sampled_from([0, 0, 1])),
    )


def happening(move: object, session: Session) -> events.Event:
    """The event of a move, with the number of the question it is about."""
    if isinstance(move, Press):
        return events.Pressed(session.question - move.ago, move.choice)
    if isinstance(move, tuple):
        kind = events.TimedOut if move[0] == "timed_out" else events.Expired
        return kind(session.question - move[1])
    return move  # type: ignore[return-value]


def turn(flows: Mapping[str, Flow], session: Session, event: events.Event) -> tuple[Session, list[Effect]]:
    """One call of the engine, with everything that always holds of it."""
    written = json.dumps(session.to_data())
    read = Session.from_data(json.loads(written))
    assert read == session
    result = advance(flows, read, event, NOW, HERE)
    after, effects = result.session, list(result.effects)

    questions = [effect for effect in effects if isinstance(effect, Question)]
    performs = [effect for effect in effects if isinstance(effect, Perform)]
    hand_offs = [effect for effect in effects if isinstance(effect, HandOff)]
    assert after.recent == session.recent
    assert after.question >= session.question
    assert len(questions) <= 1
    assert all(question.number == after.question for question in questions)
    assert performs in ([], effects[-1:])
    assert after.spent <= MAX_STEPS
    assert len(effects) <= 3 * MAX_STEPS
    assert len(after.stack) <= MAX_DEPTH
    assert len(after.suspended) <= MAX_SUSPENDED
    assert len(after.trail) <= MAX_TRAIL
    for frame in after.stack:
        for name, value in frame.values.items():
            assert frame.flow not in flows or holds(flows[frame.flow].vars[name], value)
    assert len(hand_offs) <= 1
    assert bool(hand_offs) == (session.mode == "bot" and after.mode == "human")
    if after.mode != "bot":
        assert not questions
        assert (after.stack, after.suspended) == ((), ())
    if session.mode != "bot" and not isinstance(event, events.Released):
        assert (after, effects) == (session, [])
    return after, effects


def play(
    flows: Mapping[str, Flow], all_moves: Sequence[object], outcomes: Sequence[events.Event]
) -> list[Effect]:
    """Plays moves from an empty session, answering every action; returns all effects."""
    session = Session(recent=RECENT)
    seen: list[Effect] = []
    answered = 0
    for move in all_moves:
        session, effects = turn(flows, session, happening(move, session))
        seen += effects
        rounds = 0
        while effects and isinstance(effects[-1], Perform):
            session, effects = turn(flows, session, outcomes[answered % len(outcomes)])
            seen += effects
            answered += 1
            rounds += 1
            assert rounds <= 6 * MAX_STEPS
        running = bool(session.stack or session.suspended)
        assert (open_question(flows, session) is not None) == running
    # Whatever has happened, a person is one tap away.
    if session.mode == "bot":
        after, effects = turn(flows, session, events.HumanWanted())
        assert isinstance(effects[0], HandOff)
        assert after.mode == "human"
    return seen


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
@settings(max_examples=300)
@given(
    st.lists(moves(sorted(OURS.flows), KEYS), min_size=8, max_size=40),
    st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=4),
)
def test_our_dialogues_survive_anything_and_always_have_words(
    all_moves: list[object], outcomes: list[events.Event]
) -> None:
    for effect in play(OURS.flows, all_moves, outcomes):
        note(type(effect).__name__)
        if isinstance(effect, Show | Question):
            for language in TEXTS.languages:
                assert TEXTS.render(language, effect.flow, effect.block, effect.values)
        if isinstance(effect, Question):
            for language in TEXTS.languages:
                captions = [
                    TEXTS.caption(language, *caption_place(TEXTS, effect.flow, effect.var, c))
                    for c in effect.choices
                ]
                assert len(captions) <= PAGE + 1
                if effect.lead is not None:
                    values = {**effect.values, **effect.lead_values}
                    assert TEXTS.render(language, effect.lead_file, effect.lead, values)


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
@given(st.lists(moves(sorted(OURS.flows), KEYS), min_size=5, max_size=20), st.data())
def test_flows_may_be_edited_or_removed_at_any_moment(all_moves: list[object], data: st.DataObject) -> None:
    def edited(flow: Flow, what: str) -> Flow:
        if what == "as it was":
            return flow
        table = {flow.version: {step: f"{step}_new" for step in flow.steps}} if what == "renamed" else {}
        first, version = f"{flow.first}_new", flow.version + 1
        return replace(flow, version=version, steps=_renamed(flow), migrate=table, first=first)

    session = Session(recent=RECENT)
    for move in all_moves:
        edits = {name: data.draw(st.sampled_from(EDITS)) for name in OURS.flows if name != SYSTEM}
        flows = {
            name: edited(flow, edits.get(name, "as it was"))
            for name, flow in OURS.flows.items()
            if edits.get(name) != "gone"
        }
        session, _ = turn(flows, session, happening(move, session))


EDITS = ("as it was", "renamed", "rewritten", "gone")


def _renamed(flow: Flow) -> dict[str, Step]:
    """The same steps under other ids."""

    def new(step: Step) -> Step:
        changes: dict[str, object] = {"id": f"{step.id}_new"}
        for name in ("next", "then", "otherwise"):
            if hasattr(step, name):
                changes[name] = f"{getattr(step, name)}_new"
        if isinstance(step, Ask):
            changes |= {"retry": None, "timeout": None}
        if isinstance(step, Do):
            changes |= {"on_error": None}
        return replace(step, **changes)  # type: ignore[arg-type]

    return {f"{step.id}_new": new(step) for step in flow.steps.values()}


NAMES = ("red", "blue")
VARS = {
    "x": Var("x", "choice", of=("p", "q")),
    "y": Var("y", "text", skip=True, voice=True),
    "z": Var("z", "list"),
    "several": Var("several", "multi_choice", of=("p", "q", "r"), minimum=1, maximum=2),
    "long": Var("long", "choice", of=("p", *(f"k{number}" for number in range(20)))),
    "sure": Var("sure", "yes_no", of=("yes", "no")),
    "nights": Var("nights", "number", minimum=0, maximum=30),
    "later": Var("later", "datetime", clock="home", future=True),
    **{kind: Var(kind, kind) for kind in KINDS if kind not in ("choice", "multi_choice", "yes_no", "list")},
}
ASKED = sorted(VARS.keys() - {"z"})


_mostly = st.sampled_from([True, True, True, False])


def _steps(ids: Sequence[str]) -> st.SearchStrategy[dict[str, Step]]:
    to = st.sampled_from(ids)

    name = st.sampled_from(sorted(VARS))
    operand = st.builds(Variable, name) | st.builds(Constant, st.sampled_from(["p", 3]))
    inputs = st.dictionaries(name, operand)
    results = st.dictionaries(st.sampled_from(["x", "z"]), st.sampled_from(["colour", "numbers"]))
    is_p = Compare("x", "==", Plain("p"))
    condition = st.sampled_from(
        [
            is_p,
            Not(is_p),
            IsSet("y"),
            Compare("y", "<", Plain(3)),
            Contains("several", "p"),
            Compare("later", ">", Plain("2026-12-01")),
            Compare("sure", "==", Plain("yes")),
        ]
    )
    wait = st.builds(Wait, st.just(timedelta(hours=1)), to)
    retry = st.builds(Retry, st.integers(0, 2), to)
    on_error = st.builds(OnError, to, st.integers(0, 2))
    asked, block, action = st.sampled_from(ASKED), st.just("b"), st.just("act")

    def one(step: str) -> st.SearchStrategy[Step]:
        at = (st.just(step), st.just(1))
        return st.one_of(
            st.builds(
                Ask, *at, asked, block, to, st.none() | retry, st.none() | wait, st.just(True), _mostly
            ),
            st.builds(Say, *at, block, to),
            st.builds(When, *at, condition, to, to),
            st.builds(Do, *at, action, inputs, results, to, st.none() | on_error, st.booleans()),
            st.builds(Call, *at, st.sampled_from(NAMES), inputs, st.dictionaries(name, name), to),
            st.builds(Goto, *at, to),
            st.builds(Handoff, *at, st.just("counsellor"), st.just("green")),
            st.builds(End, *at, st.just("completed")),
        )

    return st.fixed_dictionaries({step: one(step) for step in ids})


def _flow(name: str) -> st.SearchStrategy[Flow]:
    ids = [f"s{number}" for number in range(6)]
    return st.builds(
        Flow,
        name=st.just(name),
        version=st.just(1),
        first=st.just("s0"),
        steps=_steps(ids),
        vars=st.just(VARS),
        expires=st.none() | st.builds(Wait, st.just(timedelta(hours=2)), st.sampled_from(ids)),
        again=st.sampled_from(["restart", "resume"]),
        back=_mostly,
        interrupted=st.sampled_from(["suspend", "drop"]),
    )


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
@settings(max_examples=300)
@given(
    st.fixed_dictionaries({name: _flow(name) for name in NAMES}),
    st.lists(moves(NAMES, ["p", "q", "k9", "go_on", "leave"]), min_size=5, max_size=20),
    st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=4),
)
def test_no_flow_however_odd_can_trap_a_person(
    flows: dict[str, Flow], all_moves: list[object], outcomes: list[events.Event]
) -> None:
    play(flows, all_moves, outcomes)


def test_ask_without_the_button_to_a_person_has_a_choice_that_leads_to_one() -> None:
    found = []
    for flow in OURS.flows.values():
        for ask in flow.steps.values():
            if isinstance(ask, Ask) and not ask.human:
                session = Session(question=1, stack=(Frame(flow.name, flow.version, ask.id),))
                turns = [turn(OURS.flows, session, events.Pressed(1, key)) for key in flow.vars[ask.var].of]
                found.append((f"{flow.name}.{ask.id}", [after.mode for after, _ in turns]))

    assert found == [
        ("breathe.after", ["bot", "human", "bot"]),
        ("sos.next", ["human", "bot"]),
        ("talk.how", ["human", "bot"]),
        ("talk.more", ["human", "bot", "bot", "bot", "bot"]),
        ("tips.next", ["bot", "bot", "human", "bot"]),
    ]

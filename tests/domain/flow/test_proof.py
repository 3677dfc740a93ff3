"""The proof: green for our own dialogues, and for a dialogue broken in any way it shows the shortest way there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app.actions import ACTIONS as OUR_ACTIONS
from bot.app.library import Library
from bot.domain.flow import events
from bot.domain.flow.conditions import Among, Both, Compare, Plain
from bot.domain.flow.effects import Effect, Ended, HandOff, Show
from bot.domain.flow.engine import advance
from bot.domain.flow.events import Event, Expired, HumanWanted, Said
from bot.domain.flow.model import SYSTEM, ActionSpec, Ask, Do, Flow, Var, When
from bot.domain.flow.proof import Proof, prove
from bot.domain.flow.running import Turn
from bot.domain.flow.session import Session
from bot.domain.flow.trials import compared
from tests.street import shipped_books

ROOT = Path(__file__).parents[3]
OUR_SPECS = {name: spec for name, (spec, _) in OUR_ACTIONS.items()}
OURS: Library = shipped_books()[1]
ACTIONS = {
    spec.name: spec
    for spec in (
        ActionSpec("care.note", {"words": "text"}),
        ActionSpec("care.weigh", {"mood": "choice"}, {"colour": ("green", "red")}, ("unavailable",)),
        ActionSpec("care.list", {}, {"numbers": "list"}),
    )
}

CHAT = """flow: chat
start: [/chat]
vars:
  mood: {type: choice, of: [good, low]}
  topic: {type: choice, of: [work, home]}
  words: {type: text, skip: true}
  colour: {type: choice, of: [green, red]}
  more: {type: choice, of: [person, enough]}
expires: {after: 2h, goto: silent}
steps:
  - ask: mood
    retry: {max: 1, then: to_person}
    timeout: {after: 30m, goto: nudge}
  - ask: topic
  - ask: words
  - do: care.weigh
    with: {mood: mood}
    into: {colour: colour}
    on_error: {retry: 1, then: to_person}
  - {when: colour == red, then: to_person, else: more}
  - ask: more
    human: false
  - {when: more == person, then: to_person, else: bye}
  - {id: nudge, say: nudge, goto: topic}
  - {id: bye, say: bye, end: done}
  - {id: silent, when: mood == low, then: to_person, else: gone}
  - {id: gone, end: expired}
  - {id: to_person, handoff: counsellor, priority: amber}
"""
EARLY = "start chat · press mood=good · press topic=work · press words=skip · care.weigh gives colour=green"


@pytest.fixture
def proves(talks: Callable[..., Any]) -> Callable[..., Proof]:
    """Proves a dialogue in which one thing has been changed: `proves("old", "new", …)`."""

    def proof(*changes: str, flow: str = CHAT, others: tuple[str, ...] = (), **more: Any) -> Proof:
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            assert old in flow
            flow = flow.replace(old, new)
        return prove(talks(flow, *others).flows, "chat", ACTIONS, **more)

    return proof


def found(proof: Proof) -> list[tuple[str, str]]:
    return [(violation.message, " · ".join(violation.transcript)) for violation in proof.violations]


# -- our own -------------------------------------------------------------------------------------


@pytest.mark.no_cover  # hundreds of thousands of turns: measuring them would double the time
@pytest.mark.parametrize("name", sorted(set(OURS.flows) - {SYSTEM}))
def test_from_every_place_of_our_dialogues_a_person_is_one_tap_away(name: str) -> None:
    proof = prove(OURS.flows, name, OUR_SPECS)

    assert [str(violation) for violation in proof.violations] == []
    assert proof.places >= len([step for step in OURS.flows[name].steps.values() if isinstance(step, Ask)])


def broken(flow: str, step: str, **changes: object) -> Mapping[str, Flow]:
    """Our flows with one step changed."""
    ours = OURS.flows[flow]
    changed = replace(ours.steps[step], **changes)  # type: ignore[arg-type]
    return {**OURS.flows, flow: replace(ours, steps={**ours.steps, step: changed})}


def test_our_hotline_without_the_button_after_a_tip_is_found() -> None:
    last = next(step for step in OURS.flows["sos"].steps.values() if isinstance(step, Ask))
    flows = broken("sos", last.id, next="goodbye")

    assert "no button leads to a person" in str(prove(flows, "sos", OUR_SPECS).violations)


# -- broken in a dozen ways ----------------------------------------------------------------------


def test_whole_dialogue_is_proven(proves: Callable[..., Proof]) -> None:
    proof = proves()

    assert found(proof) == []
    assert 15 < proof.places < 60
    assert proof.turns > proof.places


def test_question_without_a_button_to_a_person_is_found(proves: Callable[..., Proof]) -> None:
    assert found(proves("when: more == person, then: to_person", "when: more == person, then: bye"))[0] == (
        '"chat" at question "more": no button leads to a person, neither ours nor one of its own',
        EARLY,
    )


def test_button_that_asks_once_more_before_it_calls_is_not_enough(proves: Callable[..., Proof]) -> None:
    messages = found(proves("when: more == person, then: to_person", "when: more == person, then: mood"))

    assert "no button leads to a person" in messages[0][0]


@pytest.mark.parametrize(("otherwise", "enough"), [("to_person", True), ("bye", False)])
def test_button_must_call_whatever_the_actions_behind_it_answer(
    proves: Callable[..., Proof], otherwise: str, enough: bool
) -> None:
    weighed = (
        "  - {when: more == person, then: again, else: bye}\n"
        "  - {id: again, do: care.weigh, with: {mood: mood}, into: {colour: colour}, "
        f"on_error: {{then: {otherwise}}}}}\n"
        f"  - {{when: colour == red, then: to_person, else: {otherwise}}}\n"
    )

    proof = proves("  - {when: more == person, then: to_person, else: bye}\n", weighed)

    assert (found(proof) == []) is enough


def test_endless_actions_behind_a_button_call_nobody(proves: Callable[..., Proof]) -> None:
    endless = "  - {when: more == person, then: on, else: bye}\n  - {id: on, do: care.list, goto: on}\n"

    messages = [
        message
        for message, _ in found(proves("  - {when: more == person, then: to_person, else: bye}\n", endless))
    ]

    assert messages == [
        '"chat" at question "more": no button leads to a person, neither ours nor one of its own',
        '"chat" at step "on": actions follow one another for ever, and nobody is asked anything',
    ]


def test_steps_that_go_round_are_found_at_the_answer_that_leads_there(proves: Callable[..., Proof]) -> None:
    assert found(proves("nudge, goto: topic", "nudge, goto: nudge")) == [
        (
            '"chat" at question "mood": what follows goes round without asking, '
            "or calls flow within flow without end",
            "start chat · silence 30m",
        )
    ]


def test_only_the_answer_that_really_goes_round_is_told(proves: Callable[..., Proof]) -> None:
    (violation,) = found(
        proves("when: colour == red, then: to_person", "id: w, when: colour == red, then: w")
    )

    assert violation[1] == EARLY.replace("green", "red")


def test_calls_without_end_are_found(proves: Callable[..., Proof]) -> None:
    calls = "flow: chat\nstart: [/chat]\nsteps:\n  - {call: two, end: done}\n"
    back = "flow: two\nsteps:\n  - {call: chat, end: done}\n"

    assert found(proves(flow=calls, others=(back,)))[0] == (
        '"chat" at the start: what follows goes round without asking, or calls flow within flow without end'.replace(
            '"chat" at the start', "at the start"
        ),
        "start chat",
    )


def test_action_that_fails_into_nothing_is_found(talks: Callable[..., Any]) -> None:
    flows = dict(talks(CHAT).flows)
    weigh = flows["chat"].steps["care.weigh"]
    assert isinstance(weigh, Do)
    steps = {**flows["chat"].steps, weigh.id: replace(weigh, on_error=None)}

    proof = prove({"chat": replace(flows["chat"], steps=steps)}, "chat", ACTIONS)

    assert found(proof) == [
        (
            '"chat" at step "care.weigh": the action fails and nothing says where to go then — add "on_error"',
            EARLY.replace("care.weigh gives colour=green", "care.weigh fails"),
        )
    ]


def test_whoever_is_asked_again_for_ever_is_found(proves: Callable[..., Proof]) -> None:
    assert found(proves("nudge, goto: topic", "nudge, goto: mood")) == [
        (
            '"chat" at question "mood": whoever falls silent is asked again for ever '
            "— the last question needs no timeout",
            "start chat",
        )
    ]


def test_asking_again_for_ever_by_way_of_an_action_is_found(proves: Callable[..., Proof]) -> None:
    assert "asked again for ever" in str(
        proves("nudge, goto: topic", "nudge, do: care.list, goto: mood", "say: nudge, do", "do").violations
    )


def test_timeout_that_comes_after_the_end_goes_on_for_nobody(proves: Callable[..., Proof]) -> None:
    assert found(proves("after: 30m, goto: nudge", "after: 5h, goto: mood")) == []


def test_answer_to_which_not_a_word_is_said_is_found(proves: Callable[..., Proof]) -> None:
    messages = found(proves("{id: bye, say: bye, end: done}", "{id: bye, end: done}"))

    assert messages == [
        (
            '"chat" at question "more": the person does something and hears not a word',
            f"{EARLY} · press more=enough",
        )
    ]


def test_an_action_may_speak_for_itself(proves: Callable[..., Proof]) -> None:
    assert found(proves("{id: bye, say: bye, end: done}", "{id: bye, do: care.list, end: done}")) == []


def test_more_situations_than_can_be_looked_at_are_no_proof(proves: Callable[..., Proof]) -> None:
    (message, _), *_ = found(proves(most=3))

    assert message == '"chat" has more than 3 situations: too many to prove anything'


def test_what_decides_nothing_any_more_is_not_searched_twice(proves: Callable[..., Proof]) -> None:
    many = ", ".join(f"c{number}" for number in range(6))

    assert proves("of: [work, home]", f"of: [{many}]").places == proves().places


def test_values_handed_to_and_from_a_called_flow_decide(proves: Callable[..., Proof]) -> None:
    chat = """flow: chat
vars:
  mood: {type: choice, of: [good, low]}
  back: {type: text}
steps:
  - ask: mood
  - {call: sub, with: {mood: mood, size: "'x'"}, into: {back: words}}
  - {when: back == x, then: loop, else: bye}
  - {id: loop, goto: loop}
  - {id: bye, say: bye, end: done}
"""
    sub = """flow: sub
vars:
  mood: {type: choice, of: [good, low]}
  other: {type: choice, of: [good, low]}
  words: {type: text}
  size: {type: text}
steps:
  - ask: other
  - {when: mood == other and size == x, then: words, else: over}
  - ask: words
  - {id: over, say: a, end: done}
"""

    (violation,) = found(proves(flow=chat, others=(sub,)))

    assert violation[1] == "start chat · press mood=good · press other=good · say x"


@pytest.mark.parametrize(
    "condition", ["words in [a, b]", "words == topic", "words > a", "not (words is set)"]
)
def test_words_are_tried_as_the_conditions_compare_them(proves: Callable[..., Proof], condition: str) -> None:
    chat = f"""flow: chat
vars:
  topic: {{type: choice, of: [work, home]}}
  words: {{type: text, skip: true}}
steps:
  - ask: words
  - {{when: "{condition}", then: loop, else: bye}}
  - {{id: loop, goto: loop}}
  - {{id: bye, say: bye, end: done}}
"""
    violations = proves(flow=chat).violations

    assert (violations == ()) is (condition == "words == topic")


def test_numbers_are_tried_with_their_neighbours() -> None:
    step = When("w", 1, Both(Compare("n", ">", Plain(3)), Among("n", (1.5,))), "w", "w")

    flow = Flow("chat", 1, "w", {"w": step}, {"n": Var("n", "text")})

    assert compared([flow]) == ("3", "2", "4", "1.5", "0.5", "2.5")


def test_every_kind_of_result_is_tried(proves: Callable[..., Proof]) -> None:
    chat = """flow: chat
vars: {numbers: {type: list}}
steps:
  - {do: care.list, into: {numbers: numbers}}
  - {say: bye, end: done}
"""

    assert [label for label, _ in found(proves(flow=chat))] == []
    assert proves(flow=chat).turns == 3  # the start, an empty list and a full one


def test_dialogue_that_was_interrupted_is_offered_again_and_followed(proves: Callable[..., Proof]) -> None:
    played: set[str] = set()

    def watching(flows: Mapping[str, Flow], session: Session, event: Event, now: datetime) -> Turn:
        if session.suspended:
            played.add(type(event).__name__ + (event.choice if isinstance(event, events.Pressed) else ""))
        return advance(flows, session, event, now)

    proves(engine=watching)
    assert {"Pressedgo_on", "Pressedleave", "Expired", "HumanWanted", "Said"} <= played

    played.clear()
    proves("start: [/chat]\n", "start: [/chat]\ninterrupted: drop\n", engine=watching)
    assert played == set()


# -- an engine that errs -------------------------------------------------------------------------


def erring(
    kind: type[Event], change: Callable[[Turn], Turn], *, beside: object = None
) -> Callable[..., Turn]:
    """The engine, but for what it makes of one kind of event."""

    def engine(flows: Mapping[str, Flow], session: Session, event: Event, now: datetime) -> Turn:
        turn = advance(flows, session, event, now)
        return change(turn) if isinstance(event, kind) and session.mode in ("bot", beside) else turn

    return engine


def shows_after(turn: Turn) -> Turn:
    return replace(turn, effects=(*turn.effects, Show("chat", "bye")))


def only(*kept: type[Effect]) -> Callable[[Turn], Turn]:
    return lambda turn: replace(turn, effects=tuple(it for it in turn.effects if isinstance(it, kept)))


@pytest.mark.parametrize(
    ("engine", "message", "transcript"),
    [
        (
            erring(HumanWanted, lambda turn: replace(turn, session=replace(turn.session, mode="bot"))),
            '"chat" at question "mood": the button to a person leads to nobody',
            "start chat · press the button to a person",
        ),
        (
            erring(HumanWanted, only(Ended)),
            '"chat" at question "mood": the bot falls silent, but nobody was called',
            "start chat · press the button to a person",
        ),
        (
            erring(HumanWanted, shows_after),
            '"chat" at question "mood": the bot goes on talking after people were called',
            "start chat · press the button to a person",
        ),
        (
            erring(Said, shows_after, beside="human"),
            '"chat" at question "mood": the bot goes on talking after people were called',
            "start chat · press the button to a person",
        ),
        (
            erring(Expired, only(HandOff)),
            '"chat" at question "mood": silence leads nowhere',
            "start chat · silence 2h",
        ),
        (
            erring(
                Said, lambda turn: replace(turn, session=replace(turn.session, stack=turn.session.stack * 2))
            ),
            '"chat" at question "mood": nothing is asked, and yet the dialogue is not over',
            "start chat · say something else",
        ),
    ],
)
def test_engine_that_errs_is_found(
    proves: Callable[..., Proof], engine: Any, message: str, transcript: str
) -> None:
    assert (message, transcript) in found(proves(engine=engine))


def test_a_violation_reads_as_message_and_way(proves: Callable[..., Proof]) -> None:
    assert str(
        proves("after: 30m, goto: nudge", "after: 90s, goto: nudge", "goto: topic", "goto: nudge").violations[
            0
        ]
    ) == (
        '"chat" at question "mood": what follows goes round without asking, or calls flow within flow without end\n'
        "    start chat · silence 90s"
    )


def test_days_are_told_as_days(proves: Callable[..., Proof]) -> None:
    proof = proves(
        "after: 30m, goto: nudge", "after: 48h, goto: nudge", "nudge, goto: topic", "nudge, goto: nudge"
    )

    assert found(proof)[0][1] == "start chat · silence 2d"

"""The way back to an earlier question."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.flow.effects import Ended
from bot.domain.flow.model import BACK, Flow
from bot.domain.flow.running import MAX_TRAIL

Talks = Callable[..., Any]

TRIP = """
flow: trip
progress: [mood, topic, words]
vars:
  mood: {type: choice, of: [good, low]}
  topic: {type: choice, of: [work, sleep]}
  words: {type: text}
  place: {type: text}
steps:
  - ask: mood
  - ask: topic
  - ask: words
  - ask: place
    end: completed
"""


def test_first_question_has_nothing_behind_it(talks: Talks) -> None:
    talk = talks(TRIP)
    talk.starts("trip")
    assert not talk.asked.back

    talk.presses(BACK)

    assert (talk.asked.block, talk.asked.lead) == ("mood", "stale")


def test_back_restores_the_values_and_the_place_of_that_time(talks: Talks) -> None:
    talk = talks(TRIP)
    talk.starts("trip")
    talk.presses("low")
    talk.presses("sleep")
    assert (talk.asked.back, talk.asked.progress) == (True, (3, 3))
    talk.presses(BACK)
    assert (talk.asked.block, talk.asked.progress) == ("topic", (2, 3))
    assert talk.session.stack[-1].values == {"mood": "low"}

    talk.presses(BACK)

    assert (talk.asked.block, talk.asked.progress, talk.asked.back) == ("mood", (1, 3), False)
    assert talk.session.stack[-1].values == {}


def test_two_quick_taps_go_back_once(talks: Talks) -> None:
    talk = talks(TRIP)
    talk.starts("trip")
    talk.presses("low")
    talk.presses("sleep")
    talk.presses(BACK)

    assert talk.presses(BACK, talk.session.question - 1) == ()


@pytest.mark.parametrize("text", ["返回", "‹ 返回", "上一步", "Back", "go back"])
def test_back_may_be_typed(talks: Talks, text: str) -> None:
    talk = talks(TRIP)
    talk.starts("trip")
    talk.presses("low")
    talk.says(text)

    assert talk.asked.block == "mood"


@pytest.mark.parametrize(("text", "block"), [("back", "place"), ("上一步", "topic"), ("go back", "topic")])
def test_where_words_are_asked_back_may_be_what_hurts(talks: Talks, text: str, block: str) -> None:
    talk = talks(TRIP)
    talk.starts("trip")
    talk.presses("low")
    talk.presses("sleep")
    talk.says(text)

    assert talk.asked.block == block


def test_choice_called_like_the_way_back_is_a_choice(talks: Talks) -> None:
    talk = talks(TRIP.replace("[work, sleep]", "[back, sleep]"))
    talk.starts("trip")
    talk.presses("low")
    talk.says("back")

    assert talk.session.stack[-1].values == {"mood": "low", "topic": "back"}


def test_typed_back_without_a_way_back_is_not_understood(talks: Talks) -> None:
    talk = talks(TRIP)
    talk.starts("trip")
    talk.says("返回")

    assert talk.asked.lead == "unrecognised"


CALLER = """
flow: caller
vars:
  a: {type: yes_no}
  b: {type: yes_no}
steps:
  - ask: a
  - call: called
  - ask: b
    end: completed
"""
CALLED = """
flow: called
vars:
  c: {type: yes_no}
  d: {type: yes_no}
steps:
  - ask: c
  - ask: d
    end: completed
"""


def test_back_leads_into_a_called_flow_and_out_of_it(talks: Talks) -> None:
    talk = talks(CALLER, CALLED)
    talk.starts("caller")
    talk.presses("yes")
    talk.presses("no")
    talk.presses("yes")
    assert talk.asked.block == "b"
    talk.presses(BACK)
    assert (talk.asked.flow, talk.asked.block) == ("called", "d")
    assert [dict(frame.values) for frame in talk.session.stack] == [{"a": True}, {"c": False}]
    talk.presses(BACK)

    talk.presses(BACK)

    assert talk.effects[0] == Ended("called", "left")
    assert (talk.asked.flow, talk.asked.block) == ("caller", "a")


@pytest.mark.parametrize(("action", "back"), [("care.note", False), ("care.look", True)])
def test_what_an_action_changed_cannot_be_taken_back_but_a_look_can(
    talks: Talks, action: str, back: bool
) -> None:
    talk = talks(
        f"""
flow: acts
vars:
  words: {{type: text}}
  mood: {{type: choice, of: [good, low]}}
steps:
  - ask: words
  - do: {action}
    with: {{words: words}}
  - ask: mood
    end: completed
"""
    )
    talk.starts("acts")
    talk.says("想家")
    talk.done()

    assert talk.asked.back == back


@pytest.mark.parametrize("at", ["  - ask: topic\n", "flow: trip\n"])
def test_author_may_bar_the_way_back_from_a_question_and_to_it(talks: Talks, at: str) -> None:
    bar = f"{at}    back: false\n" if at.startswith(" ") else f"{at}back: false\n"
    talk = talks(TRIP.replace(at, bar))
    talk.starts("trip")
    talk.presses("low")
    assert not talk.asked.back
    talk.presses("sleep")

    assert not talk.asked.back


def test_new_dialogue_and_one_taken_back_have_no_way_into_what_was_before(talks: Talks) -> None:
    talk = talks(TRIP, CALLED)
    talk.starts("trip")
    talk.presses("low")
    talk.starts("called")
    assert not talk.asked.back
    talk.presses("yes")
    talk.presses("yes")
    talk.presses("go_on")

    assert (talk.asked.block, talk.asked.back) == ("topic", False)


def test_question_that_is_no_more_cannot_be_gone_back_to(talks: Talks) -> None:
    talk = talks(TRIP)
    talk.starts("trip")
    talk.presses("low")
    trip: Flow = talk.flows["trip"]
    steps = {name: step for name, step in trip.steps.items() if name != "mood"}
    edited: Mapping[str, Flow] = {"trip": replace(trip, version=2, first="topic", steps=steps)}
    talk.flows = edited
    talk.presses(BACK)

    assert (talk.asked.block, talk.asked.lead, talk.asked.back) == ("topic", "stale", False)


def test_the_way_back_is_long_but_not_endless(talks: Talks) -> None:
    talk = talks("flow: loop\nvars: {a: {type: yes_no}}\nsteps: [{ask: a, goto: a}]\n")
    talk.starts("loop")
    for _ in range(MAX_TRAIL + 5):
        talk.presses("yes")

    assert len(talk.session.trail) == MAX_TRAIL

# ruff: noqa: E501 - messages stand here on one line, as an author sees them
"""`choose`: a way for every choice, in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.flow.choosing import chain
from bot.domain.flow.conditions import holds
from bot.domain.flow.edges import edges
from bot.domain.flow.effects import Ended
from bot.domain.flow.model import End, Say, When
from bot.domain.flow.review import review
from tests.domain.flow.conftest import ACTIONS

HEAD = """schema: 1
flow: tea
version: 1
start: [/tea]
vars: {mood: {type: choice, of: [good, low, awful]}, open: {type: choice, of: [good, low], skip: true},
  sure: {type: yes_no}, nights: {type: number}, topics: {type: multi_choice, of: [a, b]}}
steps:
"""
ENDS = "".join(f"  - {{id: {name}, say: {name}, end: done}}\n" for name in ("a", "b", "c"))


def drink(talks: Callable[..., Any], *steps: str) -> Any:
    return talks((HEAD + "".join(f"  - {step}\n" for step in steps) + ENDS).replace("schema: 1\n", "", 1))


@pytest.mark.parametrize(("press", "shown"), [("good", "tea.a"), ("low", "tea.b"), ("awful", "tea.c")])
def test_every_choice_goes_its_own_way(talks: Any, press: str, shown: str) -> None:
    talk = drink(talks, "ask: mood", "choose: mood\n    to: {good: a, low: b, awful: c}")
    talk.starts("tea")
    talk.presses(press)

    assert talk.shown == [shown]
    assert talk.effects[-1] == Ended("tea", "done")


@pytest.mark.parametrize(("press", "shown"), [("good", "tea.a"), ("low", "tea.b"), ("skip", "tea.c")])
def test_what_has_no_way_of_its_own_goes_the_other_and_so_does_a_question_left_open(
    talks: Any, press: str, shown: str
) -> None:
    talk = drink(talks, "ask: open", "choose: open\n    to: {good: a, low: b}\n    else: c")
    talk.starts("tea")
    talk.presses(press)

    assert talk.shown == [shown]


@pytest.mark.parametrize(("say", "shown"), [("嗯", "tea.a"), ("不", "tea.b")])
def test_yes_and_no_can_be_chosen_between(talks: Any, say: str, shown: str) -> None:
    talk = drink(talks, "ask: sure", "choose: sure\n    to: {yes: a, no: b}")
    talk.starts("tea")
    talk.says(say)

    assert talk.shown == [shown]


def test_a_branch_that_was_not_played_is_named_by_its_choice(reads: Any) -> None:
    flow = reads(HEAD + "  - ask: mood\n  - choose: mood\n    to: {good: a, low: b, awful: c}\n" + ENDS).flow
    named = reads(HEAD + "  - ask: mood\n  - {id: way, choose: mood, to: {good: a}, else: b}\n" + ENDS).flow

    ways = [(edge.step, edge.way) for edge in edges(flow) if isinstance(flow.steps[edge.step], When)]
    assert [way for way in ways if way[1]] == [
        ("choose@9", "good"), ("choose@9", "else"), ("choose@9.low", "low"), ("choose@9.low", "awful"),
    ]  # fmt: skip
    assert [edge.way for edge in edges(named) if edge.step == "way"] == ["", "good", "else"]


CHOICES = st.lists(st.sampled_from("pqrst"), min_size=1, unique=True)


@given(CHOICES, st.booleans(), st.sampled_from([*"pqrst", None]))
def test_a_chain_leads_where_the_table_says(keys: list[str], has_else: bool, value: str | None) -> None:
    ways = {key: f"to_{key}" for key in keys}
    whens: Mapping[str, When] = {
        step.id: step for step in chain("way", 3, "x", ways, "other" if has_else else None)
    }
    at = "way"
    while at in whens:
        at = whens[at].then if holds(whens[at].condition, {"x": value}) else whens[at].otherwise

    last = "other" if has_else else ways[keys[-1]]
    assert at == ways.get(value or "", last)
    assert len(whens) == max(1, len(keys) - (not has_else))


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ("{choose: mood, to: {good: a, low: b}}", 'choose: nothing says where awful leads — add it, or an "else"'),
        ("{choose: mood, to: {good: a, lo: b}, else: c}", 'choose: "lo" is no choice of "mood" — did you mean "low"?'),
        ("{choose: mod, to: {good: a}, else: b}", 'choose: variable "mod" not declared — did you mean "mood"?'),
        ("{choose: nights, to: {3: a}, else: b}", 'choose: "nights" is a number, which has no choices — write "when"'),
        ("{choose: topics, to: {a: a}, else: b}", 'choose: "topics" is a multi_choice, which has no choices — write "when"'),
        ("{choose: sure, to: {yes: a, maybe: b}, else: c}", 'choose: "maybe" is no choice of "sure"'),
        ("{choose: mood, else: c}", '"to" is missing'),
        ("{choose: mood, to: a, else: c}", '"to" needs keys and values'),
        ("{choose: [mood], to: {good: a}, else: c}", '"choose" needs a word'),
        ("{choose: mood, to: {good: a, low: bb}, else: c}", 'low "bb" not found — did you mean "b"?'),
        ("{choose: mood, to: {good: a}, otherwise: c, else: b}", '"otherwise" is not a key of a step with "choose"'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(reads: Any, step: str, fault: str) -> None:
    reading = reads(f"{HEAD}  - ask: mood\n  - {step}\n{ENDS}")

    assert [str(found) for found in reading.faults] == [f'flows/test.yaml:9 step "choose@9": {fault}']


def slips(reads: Any, steps: str) -> list[str]:
    flow = reads(HEAD + steps + ENDS).flow
    return [
        str(fault) for fault in review({"tea": flow}, ACTIONS) if "nothing leads here" not in fault.message
    ]


def test_who_may_have_left_the_question_open_needs_an_else(reads: Any) -> None:
    steps = "  - ask: open\n  - choose: open\n    to: {good: a, low: b}\n"

    assert slips(reads, steps) == [
        'flows/test.yaml:9 step "choose@9": "open" is not set on every way here — add an "else" for when it is not'
    ]
    assert slips(reads, steps + "    else: c\n") == []


def test_a_choice_nothing_has_made_is_told_once(reads: Any) -> None:
    steps = "  - ask: sure\n  - choose: mood\n    to: {good: a, low: b, awful: c}\n"

    assert slips(reads, steps) == [
        'flows/test.yaml:9 step "choose@9": nothing has set "mood" by then, so a comparison with it is always false'
    ]


def test_a_choose_nothing_leads_to_is_told_once(reads: Any) -> None:
    flow = reads(
        HEAD + "  - {ask: mood, goto: a}\n  - {choose: mood, to: {good: a, low: b, awful: c}}\n" + ENDS
    ).flow

    found = [str(fault) for fault in review({"tea": flow}, ACTIONS)]
    assert [line for line in found if "choose" in line] == [
        'flows/test.yaml:9 step "choose@9": nothing leads here: lead to it, or take it out'
    ]
    assert flow.steps["a"] == Say("a", 10, "a", "a.end")
    assert isinstance(flow.steps["a.end"], End)

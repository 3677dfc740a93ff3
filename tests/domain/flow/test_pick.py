"""A pick: choices that an action has found, with the author's own after them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.flow.answers import offered
from bot.domain.flow.edges import ANSWERED, edges
from bot.domain.flow.effects import Ended
from bot.domain.flow.model import Var
from bot.domain.flow.proof import prove
from bot.domain.flow.review import review
from tests.domain.flow.conftest import ACTIONS

MEET = """
flow: meet
start: [/meet]
vars: {hours: {type: list}, hour: {type: pick, from: hours, of: [later, never]}}
steps:
  - {do: care.list, into: {hours: numbers}, on_error: {then: bye}}
  - {ask: hour, retry: {max: 1, then: bye}}
  - {choose: hour, to: {later: later, never: bye}, else: got}
  - {id: later, say: later, goto: hour}
  - {id: got, say: got, end: done}
  - {id: bye, say: bye, end: done}
"""
ROWS = [{"key": "t1", "name": "周六 20:00"}, {"key": "t2", "name": "周日 9:00"}]


@pytest.fixture
def meeting(talks: Any) -> Any:
    talk = talks(MEET)
    talk.starts("meet")
    talk.done(numbers=ROWS)
    return talk


def test_what_the_list_holds_stands_on_buttons_before_the_authors_own(meeting: Any) -> None:
    assert meeting.asked.choices == ("t1", "t2", "later", "never")
    assert meeting.asked.names == {"t1": "周六 20:00", "t2": "周日 9:00"}


@pytest.mark.parametrize("said", ["周日 9:00", "2", "t2"])
def test_it_is_picked_by_its_name_and_its_number_too(meeting: Any, said: str) -> None:
    meeting.says(said)

    assert meeting.shown == ["meet.got"]
    assert meeting.effects[-1] == Ended("meet", "done")


def test_a_press_leads_on_and_one_for_what_the_list_never_held_is_old(meeting: Any) -> None:
    meeting.presses("t9")
    assert meeting.asked.lead == "stale"

    meeting.presses("t1")
    assert meeting.shown == ["meet.got"]


def test_the_authors_own_choices_have_their_ways_and_the_list_stands_again(meeting: Any) -> None:
    meeting.presses("later")

    assert meeting.shown == ["meet.later"]
    assert meeting.asked.choices == ("t1", "t2", "later", "never")


def test_more_than_fit_are_turned_over_like_pages(talks: Any) -> None:
    talk = talks(MEET)
    talk.starts("meet")
    talk.done(numbers=[{"key": f"t{n}", "name": f"{n} o'clock"} for n in range(9)])

    assert (talk.asked.choices, talk.asked.page) == (tuple(f"t{n}" for n in range(8)), (1, 2))
    talk.presses("MORE")
    assert talk.asked.choices == ("t8", "later", "never")
    talk.presses("t8")
    assert talk.shown == ["meet.got"]


def test_rows_that_name_nothing_to_press_and_keys_of_the_author_are_passed_over() -> None:
    var = Var("hour", "pick", ("later",), source="hours")
    rows = ["x", {}, {"key": "a b", "name": "x"}, {"key": "later", "name": "x"}, {"key": "t", "name": "8:00"}]

    assert offered(var, {"hours": rows}).of == ("t", "later")  # type: ignore[dict-item]
    assert offered(var, {"hours": "none"}) == var
    assert offered(var, {}) == var


def test_an_empty_list_leaves_the_authors_own(talks: Any) -> None:
    talk = talks(MEET)
    talk.starts("meet")
    talk.done(numbers=[])

    assert talk.asked.choices == ("later", "never")


def test_a_pick_is_proven_and_reviewed_like_any_question(talks: Any) -> None:
    flows = talks(MEET).flows

    proof = prove(flows, "meet", ACTIONS)

    assert proof.violations == ()
    assert review(flows, ACTIONS) == []
    ways = [edge.way for edge in edges(flows["meet"]) if edge.step == "hour"]
    assert ways == ["", "later", "never", ANSWERED, "retry"]


@pytest.mark.parametrize(
    ("of", "message"),
    [
        ("{type: pick}", '"from" is missing'),
        ("{type: pick, from: hous}", 'variable "hour" picks from "hous", which is no list of this flow'),
        ("{type: pick, from: hour}", 'variable "hour" picks from "hour", which is no list of this flow'),
    ],
)
def test_a_pick_needs_a_list_of_its_flow(reads: Any, of: str, message: str) -> None:
    flow = f"schema: 1\nflow: meet\nversion: 1\nvars: {{hour: {of}}}\nsteps:\n  - {{ask: hour, end: done}}\n"

    assert any(message in str(fault) for fault in reads(flow).faults)


def test_what_is_picked_needs_a_way_too(reads: Any) -> None:
    text = "schema: 1\nversion: 1" + MEET.replace(", else: got", "")

    (fault, *_) = reads(text).faults
    assert 'nothing says where what "hour" picks from its list leads' in str(fault)

"""Which way a turn went, and which ways there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.flow import events
from bot.domain.flow.conditions import Compare, Plain
from bot.domain.flow.edges import Edge, edges, ways_of
from bot.domain.flow.effects import Perform
from bot.domain.flow.engine import advance
from bot.domain.flow.model import Ask, Call, Do, End, Flow, OnError, Retry, Say, Var, Wait, When
from bot.domain.flow.session import Session

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

TEA = Flow(
    name="tea",
    version=1,
    first="kind",
    steps={
        "kind": Ask("kind", 1, "kind", "kind", "green?", Retry(1, "bye"), Wait(HOUR, "bye")),
        "green?": When("green?", 2, Compare("kind", "==", Plain("green")), "bye", "brew"),
        "brew": Do("brew", 3, "brew", {}, {}, "words", OnError("bye", 1)),
        "words": Ask("words", 4, "words", "words", "more"),
        "more": Call("more", 5, "cake", {}, {}, "bye"),
        "bye": Say("bye", 6, "bye", "end"),
        "end": End("end", 7, "completed"),
    },
    vars={
        "kind": Var("kind", "choice", of=("green", "black")),
        "words": Var("words", "text", skip=True),
    },
    expires=Wait(HOUR, "bye"),
)
CAKE = Flow("cake", 1, "end", {"end": End("end", 1, "completed")}, {})
FLOWS = {"tea": TEA, "cake": CAKE}
WAYS = [edge for flow in FLOWS.values() for edge in edges(flow)]


def after(*happened: events.Event) -> list[tuple[str, str]]:
    """The ways taken in the last turn, without the steps entered."""
    session, path = Session(), ()
    for event in (events.Start("tea"), *happened):
        turn = advance(FLOWS, session, event, NOW)
        session, path = turn.session, turn.path
    return [(edge.step, edge.way) for edge in path if edge.way]


def test_the_ways_of_a_flow_are_listed_in_the_order_it_is_written() -> None:
    assert [(edge.step, edge.way) for edge in edges(TEA)] == [
        ("kind", ""),
        ("kind", "green"),
        ("kind", "black"),
        ("kind", "timeout"),
        ("kind", "retry"),
        ("green?", ""),
        ("green?", "then"),
        ("green?", "else"),
        ("brew", ""),
        ("brew", "done"),
        ("brew", "error"),
        ("words", ""),
        ("words", "answered"),
        ("words", "skip"),
        ("more", ""),
        ("more", "return"),
        ("bye", ""),
        ("end", ""),
        ("", "expired"),
    ]


def test_a_turn_tells_every_step_it_entered() -> None:
    turn = advance(FLOWS, Session(), events.Start("tea"), NOW)

    assert turn.path == (Edge("tea", "kind"),)


def test_a_turn_tells_which_way_it_went() -> None:
    black, done = events.Pressed(1, "black"), events.Done()

    assert after(events.Pressed(1, "green")) == [("kind", "green"), ("green?", "then")]
    assert after(black) == [("kind", "black"), ("green?", "else")]
    assert after(events.Said("hm"), events.Said("hm")) == [("kind", "retry")]
    assert after(events.Said("hm")) == []
    assert after(events.TimedOut(1)) == [("kind", "timeout")]
    assert after(events.Expired(1)) == [("", "expired")]
    assert after(black, done) == [("brew", "done")]
    assert after(black, events.Failed("x")) == []
    assert after(black, events.Failed("x"), events.Failed("x")) == [("brew", "error")]
    assert after(black, done, events.Said("two")) == [("words", "answered"), ("more", "return")]
    assert after(black, done, events.Pressed(2, "skip")) == [("words", "skip"), ("more", "return")]


def test_several_choices_at_once_are_several_ways() -> None:
    assert ways_of(TEA.vars["kind"], ["green", "black"]) == ("green", "black")


EVENTS = st.one_of(
    st.builds(events.Start, st.just("tea")),
    st.builds(events.Said, st.sampled_from(("green", "2", "skip", "hm"))),
    st.builds(events.Pressed, st.integers(1, 4), st.sampled_from(("green", "black", "skip", "go_on"))),
    st.builds(events.TimedOut, st.integers(1, 4)),
    st.builds(events.Expired, st.integers(1, 4)),
    st.just(events.Cancelled()),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(EVENTS, st.booleans()), max_size=12))
def test_every_way_that_is_told_is_one_the_flow_has(happened: list[tuple[events.Event, bool]]) -> None:
    session = Session()
    for event, works in happened:
        turn = advance(FLOWS, session, event, NOW)
        assert set(turn.path) <= set(WAYS)
        while turn.effects and isinstance(turn.effects[-1], Perform):
            turn = advance(FLOWS, turn.session, events.Done() if works else events.Failed("x"), NOW)
            assert set(turn.path) <= set(WAYS)
        session = turn.session

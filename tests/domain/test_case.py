"""What may become of a case, and what a raise keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import case as rules
from bot.domain.case import OF_REQUESTS, TRANSITIONS, Case, IllegalMove, Kind, Move, State, moved
from bot.domain.ladder import Progress
from bot.domain.matter import Matter, Urgency
from bot.domain.triage import Colour, raises, worse

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CASE = Case("c1", "K0001", "liu", Colour.AMBER, NOW)
CALLED = replace(CASE, progress=Progress(rung=1, rounds=2, pages=5, declined=("li",), paged=("li", "zhao")))

colours = st.sampled_from(Colour)
reasons = st.lists(st.sampled_from(["asked.talk", "suicide.intent", "distress"]), max_size=3).map(tuple)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_state_knows_every_move_or_refuses_it(state: State, move: Move) -> None:
    case = replace(CASE, state=state)

    if (state, move) in TRANSITIONS:
        assert moved(case, move).state is TRANSITIONS[state, move]
        assert moved(case, move).version == case.version + 1
    else:
        with pytest.raises(IllegalMove, match="K0001"):
            moved(case, move)


@given(st.lists(st.sampled_from(Move)))
def test_no_row_of_moves_leaves_a_live_case_without_a_way_on(row: list[Move]) -> None:
    case = CASE
    for move in row:
        if (case.state, move) in TRANSITIONS:
            case = moved(case, move)

    ways = [move for move in Move if (case.state, move) in TRANSITIONS]
    assert ways


def test_nobody_closes_a_case_that_nobody_has_taken() -> None:
    with pytest.raises(IllegalMove):
        rules.closed(CASE, NOW)


def test_a_closed_case_knows_one_way_on_and_that_is_the_person_writing_again() -> None:
    shut = rules.closed(rules.claimed(CASE, "li", NOW), NOW)

    assert not shut.live
    assert shut.closed_at == NOW
    assert [move for move in Move if (shut.state, move) in TRANSITIONS] == [Move.REOPEN]


def test_a_case_opened_again_has_its_code_and_new_clocks() -> None:
    talked = rules.answered(rules.claimed(CALLED, "li", NOW), NOW)
    shut = replace(rules.closed(talked, NOW), told=3, debriefed=True, opened_by="li", reading=True)
    later = NOW + timedelta(days=2)

    again = rules.reopened(shut, Colour.RED, ("suicide.intent", "suicide.intent"), later)

    assert (again.code, again.state, again.colour) == ("K0001", State.ESCALATING, Colour.RED)
    assert again.since == later
    assert CASE.since == NOW
    assert (again.owner, again.opened_by, again.human_at, again.closed_at) == (None, None, None, None)
    assert (again.told, again.debriefed, again.reading) == (0, False, False)
    assert again.reasons == ("suicide.intent",)
    assert again.progress == Progress(pages=5, paged=("li", "zhao"), first="li")


def test_a_hand_over_gives_the_one_token_to_the_colleague_and_starts_their_clock() -> None:
    talked = rules.answered(rules.claimed(CASE, "li", NOW), NOW)
    offered = replace(talked, offered="zhao", opened_by="li", typed=True, reading=True)

    handed = rules.handed_over(offered, "zhao", NOW + timedelta(hours=1))

    assert (handed.owner, handed.last_owner, handed.offered) == ("zhao", "zhao", "")
    assert handed.state is State.CLAIMED
    assert (handed.opened_by, handed.typed, handed.reading) == (None, False, False)
    assert handed.claims == talked.claims + 1
    assert handed.human_at == NOW


def test_an_offer_ends_with_a_lapse_and_with_the_end() -> None:
    offered = replace(rules.answered(rules.claimed(CASE, "li", NOW), NOW), offered="zhao")

    assert rules.lapsed(offered).offered == ""
    assert rules.closed(offered, NOW).offered == ""


def test_the_wait_ends_with_a_human_message_and_not_with_the_claim() -> None:
    taken = rules.claimed(CASE, "li", NOW)
    talked = rules.answered(taken, NOW + timedelta(minutes=1))

    assert CASE.waiting
    assert taken.waiting
    assert not talked.waiting
    assert talked.human_at == NOW + timedelta(minutes=1)


def test_the_first_human_message_stays_the_first() -> None:
    talked = rules.answered(rules.claimed(CASE, "li", NOW), NOW)

    again = rules.answered(rules.claimed(rules.lapsed(talked), "zhao", NOW), NOW + timedelta(hours=1))

    assert again.human_at == NOW


def test_a_lapse_asks_everybody_anew_and_remembers_who_holds_a_card() -> None:
    lapsed = rules.lapsed(rules.claimed(CALLED, "zhao", NOW))

    assert lapsed.owner is None
    assert lapsed.last_owner == "zhao"
    assert lapsed.progress == Progress(pages=5, paged=("li", "zhao"))


def test_the_same_counsellor_taking_it_back_has_it_open_still() -> None:
    opened = replace(rules.claimed(CASE, "li", NOW), opened_by="li", typed=True, extended=True)
    lapsed = rules.lapsed(opened)

    assert rules.claimed(lapsed, "li", NOW).opened_by == "li"
    assert rules.claimed(lapsed, "zhao", NOW).opened_by is None
    assert not rules.claimed(lapsed, "li", NOW).typed
    assert not rules.claimed(lapsed, "li", NOW).extended
    assert rules.claimed(lapsed, "li", NOW).claims == 2


@given(colours, colours, reasons, reasons)
def test_a_raise_never_lowers_and_never_forgets(
    old: Colour, new: Colour, had: tuple[str, ...], said: tuple[str, ...]
) -> None:
    case = replace(CALLED, colour=old, reasons=tuple(dict.fromkeys(had)))

    raised = rules.raised(case, new, said)

    assert not raises(old, raised.colour)
    assert set(raised.reasons) == {*had, *said}
    assert rules.raised(raised, new, said) is raised


def test_a_worse_colour_starts_the_ladder_anew_while_it_is_climbed() -> None:
    worse_now = rules.raised(CALLED, Colour.RED, ("suicide.intent",))
    same = rules.raised(CALLED, Colour.AMBER, ("family",))
    taken = rules.raised(rules.claimed(CALLED, "li", NOW), Colour.RED, ())

    assert worse_now.progress == Progress(pages=5, paged=("li", "zhao"))
    assert same.progress == CALLED.progress
    assert taken.progress == CALLED.progress


@given(colours, colours)
def test_worse_is_the_more_urgent_of_two_in_any_order(one: Colour, other: Colour) -> None:
    assert worse(one, other) is worse(other, one)
    assert not raises(one, worse(one, other))


# -- requests -----------------------------------------------------------------------------------

MATTER = Matter("elderly", "family", Urgency.NORMAL, NOW, unit="lk", level="lk", helper="qian")
REQUEST = replace(CASE, code="48-293", colour=Colour.GREEN, kind=Kind.REQUEST, matter=MATTER)
HELD = rules.claimed(REQUEST, "zhou", NOW)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_request_knows_its_moves_and_no_others(state: State, move: Move) -> None:
    request = replace(REQUEST, state=state)

    if (state, move) in OF_REQUESTS:
        assert moved(request, move).state is OF_REQUESTS[state, move]
        assert moved(request, move).version == request.version + 1
    else:
        with pytest.raises(IllegalMove, match="48-293"):
            moved(request, move)


@given(st.lists(st.sampled_from(Move)))
def test_a_live_request_can_always_be_withdrawn_and_a_closed_one_stays_closed(row: list[Move]) -> None:
    request = REQUEST
    for move in row:
        if (request.state, move) in OF_REQUESTS:
            request = moved(request, move)

    assert ((request.state, Move.CANCEL) in OF_REQUESTS) is request.live
    assert request.live or not [move for move in Move if (request.state, move) in OF_REQUESTS]


def test_asked_back_it_waits_and_goes_on_when_the_person_has_written() -> None:
    waiting = rules.asked_back(HELD)

    assert waiting.state is State.WAITING_PERSON
    assert rules.told_more(waiting).state is State.ACTIVE
    assert rules.told_more(HELD) is HELD


def test_handed_up_nobody_has_it_and_everybody_may_be_asked_again() -> None:
    held = replace(HELD, opened_by="zhou", progress=Progress(pages=1, declined=("wu",), paged=("zhou", "wu")))

    up = rules.handed_up(held, "hq", NOW + timedelta(hours=24))

    assert (up.state, up.owner, up.last_owner, up.opened_by) == (State.ESCALATING, None, "zhou", None)
    assert (up.progress.declined, up.progress.paged) == ((), ("zhou", "wu"))
    assert (rules.about(up).level, rules.about(up).helper) == ("hq", "")


def test_put_back_it_stays_at_its_level() -> None:
    back = rules.put_back(HELD, NOW + timedelta(hours=1))

    assert (back.state, back.owner, rules.about(back).level) == (State.ESCALATING, None, "lk")
    assert rules.about(back).due_at == NOW + timedelta(hours=1)


def test_it_ends_with_what_was_done_or_withdrawn() -> None:
    done = rules.settled(HELD, Move.CLOSE, "陪阿姨看完了", NOW)
    with_others = rules.settled(REQUEST, Move.SETTLE, "热水器换好了", NOW)

    assert (done.live, done.closed_at, rules.about(done).done) == (False, NOW, "陪阿姨看完了")
    assert rules.about(with_others).done == "热水器换好了"
    assert rules.about(rules.withdrawn(REQUEST, NOW)).done == ""
    with pytest.raises(IllegalMove):
        rules.settled(REQUEST, Move.CLOSE, "没人接手", NOW)


def test_a_case_is_about_no_matter() -> None:
    with pytest.raises(ValueError, match="K0001 is no request"):
        rules.about(CASE)

"""Which part has stopped: seen within a minute, and never where somebody only rests."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.vitals import (
    BEYOND_HELP,
    BLOCKED,
    CALM,
    OWED,
    Ailment,
    Began,
    Kind,
    Over,
    Part,
    Pulse,
    Spell,
    ailments,
    beyond_help,
    follow,
)

DAY = 86_400.0
LOOK = 5.0
"""Seconds between two looks of the watch."""


def kinds(pulses: dict[Part, Pulse], now: float, freed: float = 0.0) -> dict[Part, Kind]:
    return {one.part: one.kind for one in ailments(pulses, now, freed)}


@given(
    st.floats(0, 1000 * DAY), st.sampled_from([part for part in Part if part not in (Part.LOOP, Part.STORE)])
)
def test_whoever_rests_is_never_ill_however_long(idle: float, part: Part) -> None:
    assert kinds({part: Pulse(0.0)}, idle) == {}


def test_a_round_that_does_not_end_is_seen_within_a_minute() -> None:
    desk = {Part.DESK: Pulse(0.0).begins(100.0, OWED)}

    assert kinds(desk, 100.0 + OWED) == {}
    assert kinds(desk, 100.0 + 60 - LOOK) == {Part.DESK: Kind.STUCK}


def test_rounds_that_all_fail_are_seen_within_a_minute_though_each_of_them_ends() -> None:
    pulse, seen = Pulse(0.0), []
    for now in range(0, 60, 6):
        pulse = pulse.begins(now, OWED).failed(now + 1, OWED, None)
        seen += [now + 1 for _ in ailments({Part.DESK: pulse}, now + 1)]

    assert pulse.failing == 0
    assert OWED < min(seen) <= 60 - LOOK


def test_a_fetch_that_hangs_again_and_again_is_seen_during_the_second_one() -> None:
    first = Pulse(0.0).begins(0.0, 42).failed(35.0, 46, None)
    second = first.begins(36.0, 42)

    assert kinds({Part.INTAKE: second}, 44.0) == {}
    assert kinds({Part.INTAKE: second}, 60 - LOOK) == {Part.INTAKE: Kind.FAILING}


def test_one_bad_call_with_nothing_to_send_after_it_is_no_trouble() -> None:
    once = Pulse(0.0).failed(40.0, None, 0.0)

    assert kinds({Part.SENDING: once}, DAY) == {}


def test_calls_that_fail_again_and_again_count_from_the_beginning_of_the_first() -> None:
    again = Pulse(0.0).failed(10.0, None, 0.0).failed(OWED + 1, None, 40.0)

    assert kinds({Part.SENDING: again}, DAY) == {Part.SENDING: Kind.FAILING}


def test_whoever_may_rest_for_minutes_is_late_only_from_when_the_next_sign_was_owed() -> None:
    rounds = {Part.ROUNDS: Pulse(0.0, 120 + OWED)}

    assert ailments(rounds, 120 + OWED) == []
    (late,) = ailments(rounds, 120 + 60 - LOOK)
    assert late == Ailment(Part.ROUNDS, Kind.STUCK, 120.0)
    assert beyond_help([late], 120 + BEYOND_HELP) is None
    assert beyond_help([late], 121 + BEYOND_HELP) is Part.ROUNDS


def test_a_blocked_loop_is_all_that_can_be_said() -> None:
    pulses = {Part.LOOP: Pulse(0.0), Part.DESK: Pulse(0.0, OWED)}

    assert kinds(pulses, BLOCKED) == {}
    assert kinds(pulses, 100.0) == {Part.LOOP: Kind.STUCK}


def test_after_a_block_everybody_gets_the_time_to_show_themselves() -> None:
    desk = {Part.DESK: Pulse(0.0, OWED)}

    assert kinds(desk, 101.0) == {Part.DESK: Kind.STUCK}
    assert kinds(desk, 101.0, freed=100.0) == {}
    assert kinds(desk, 101.0 + OWED, freed=100.0) == {Part.DESK: Kind.STUCK}


def test_only_what_is_stuck_for_long_needs_a_new_process() -> None:
    failing = Ailment(Part.INTAKE, Kind.FAILING, 0.0)
    stuck = Ailment(Part.POSTMAN, Kind.STUCK, 10.0)

    assert beyond_help([failing], DAY) is None
    assert beyond_help([failing, stuck], 10.0 + BEYOND_HELP) is None
    assert beyond_help([failing, stuck], 11.0 + BEYOND_HELP) is Part.POSTMAN
    assert beyond_help([stuck], 11.0 + BEYOND_HELP, freed=100.0) is None


def test_a_trouble_is_news_once_and_so_is_its_end() -> None:
    ill = [Ailment(Part.DESK, Kind.STUCK, 5.0)]

    spells, news = follow({}, ill, 50.0)
    assert news == [Began(Part.DESK, 5.0)]
    spells, news = follow(spells, ill, 60.0)
    assert news == []
    spells, news = follow(spells, [], 60.0 + CALM)
    assert news == []
    spells, news = follow(spells, [], 61.0 + CALM)
    assert news == [Over(Part.DESK, 55.0)]
    assert spells == {}


def test_a_trouble_that_comes_and_goes_is_one() -> None:
    spells = {Part.INTAKE: Spell(0.0, 50.0)}

    spells, news = follow(spells, [], 60.0)
    spells, more = follow(spells, [Ailment(Part.INTAKE, Kind.FAILING, 61.0)], 70.0)

    assert (news, more) == ([], [])
    assert spells == {Part.INTAKE: Spell(0.0, 70.0)}


def test_nothing_is_called_over_while_the_loop_is_blocked() -> None:
    spells = {Part.DESK: Spell(0.0, 50.0)}

    spells, news = follow(spells, [Ailment(Part.LOOP, Kind.STUCK, 51.0)], DAY)

    assert Part.DESK in spells
    assert news == [Began(Part.LOOP, 51.0)]

"""The budget: never more than the channel permits, and urgent letters never wait behind the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.buckets import Bucket, Budget

RATE, PER_CHAT, BURST, RESERVE = 30.0, 1.0, 3, 5
gaps = st.floats(0, 3, allow_nan=False)


def budget(rate: float = RATE, reserve: int = RESERVE) -> Budget:
    return Budget(rate, PER_CHAT, BURST, reserve)


def most_in_any_window(sent: list[float], size: float, rate: float) -> bool:
    """Whether every stretch of time holds at most what the bucket held and what flowed in meanwhile."""
    return all(
        last - first + 1 <= size + rate * (sent[last] - sent[first]) + 1e-6
        for first in range(len(sent))
        for last in range(first, len(sent))
    )


def most_in_one_second(sent: list[float]) -> int:
    """How many the busiest second holds, wherever it begins."""
    return max((sum(first <= at <= first + 1 for at in sent) for first in sent), default=0)


@given(st.floats(0.1, 50), st.floats(1, 40), st.lists(gaps, max_size=40))
def test_a_bucket_never_gives_more_than_it_holds_and_what_flows_in(
    rate: float, size: float, steps: list[float]
) -> None:
    bucket, now, sent = Bucket(rate, size), 0.0, []
    for step in steps:
        now += step
        while bucket.wait(now) == 0:
            bucket.take(now)
            sent.append(now)

    assert most_in_any_window(sent, size, rate)


@given(st.floats(0.1, 50), st.floats(1, 40), st.lists(gaps, min_size=1, max_size=20))
def test_after_the_wait_it_names_a_bucket_has_what_was_asked_for(
    rate: float, size: float, steps: list[float]
) -> None:
    bucket, now = Bucket(rate, size), 0.0
    for step in steps:
        now += step
        now += bucket.wait(now) + 1e-6
        assert bucket.wait(now) == 0
        bucket.take(now)


def test_a_clock_that_goes_back_fills_nothing() -> None:
    bucket = Bucket(1, 2)
    bucket.take(10)
    bucket.take(10)

    assert bucket.look(5) == 0
    assert bucket.look(11) == 1


def test_a_bucket_can_start_with_what_is_left_in_it() -> None:
    assert Bucket(1, 5, level=0).wait(0) == 1


def test_who_may_not_be_written_to_is_named_with_the_wait_and_forgotten_once_it_is_over() -> None:
    chats = budget()
    for _ in range(BURST):
        chats.take("talks", 10.0)
    chats.take("once", 10.0)
    chats.slow_down("asked", 10.0, 7.0)
    for _ in range(BURST):
        chats.take("asked", 10.0)

    assert chats.held_back(10.0) == {"talks": 1.0, "asked": 7.0}
    assert chats.held_back(11.5) == {"asked": 5.5}
    assert chats.held_back(17.0) == {}
    assert chats._chats == {}


calls = st.lists(
    st.tuples(gaps.map(lambda gap: gap / 10), st.integers(0, 5), st.booleans()), min_size=1, max_size=60
)


@given(calls)
def test_overall_and_in_each_chat_the_limits_hold_for_any_mix(mix: list[tuple[float, int, bool]]) -> None:
    limits, now = budget(), 0.0
    sent: dict[str, list[float]] = {"all": []}
    for gap, number, urgent in mix:
        now += gap
        chat = f"chat{number}"
        if limits.wait(chat, now, urgent=urgent) == 0:
            limits.take(chat, now)
            sent["all"].append(now)
            sent.setdefault(chat, []).append(now)

    overall = sent.pop("all")
    assert most_in_one_second(overall) <= RATE
    assert all(most_in_any_window(times, BURST, PER_CHAT) for times in sent.values())


@given(st.integers(0, 10), st.booleans(), st.lists(st.floats(0, 0.2), min_size=1, max_size=40))
def test_in_no_second_at_all_do_more_go_than_the_channel_permits(
    reserve: int, urgent: bool, steps: list[float]
) -> None:
    limits, now, sent = budget(reserve=reserve), 0.0, []
    for step in steps:
        now += step
        while limits.wait(f"p{len(sent)}", now, urgent=urgent) == 0:
            limits.take(f"p{len(sent)}", now)
            sent.append(now)

    assert most_in_one_second(sent) <= RATE


@given(calls, st.integers(0, 10))
def test_whatever_others_send_the_reserve_is_there_for_an_urgent_letter(
    mix: list[tuple[float, int, bool]], reserve: int
) -> None:
    limits, now = budget(reserve=reserve), 0.0
    for gap, number, _ in mix:
        now += gap
        if limits.wait(f"chat{number}", now, urgent=False) == 0:
            limits.take(f"chat{number}", now)

    for page in range(reserve):
        assert limits.wait(f"counsellor{page}", now, urgent=True) == 0
        limits.take(f"counsellor{page}", now)


def test_a_broadcast_leaves_the_reserve_untouched() -> None:
    limits = budget()

    went, now = 0, 0.0
    while now < 10:
        now += limits.wait(f"p{went}", now, urgent=False) + 1e-6
        if limits.wait(f"p{went}", now, urgent=False) == 0:
            limits.take(f"p{went}", now)
            went += 1
        assert limits.wait_overall(now, urgent=True) == 0

    assert went == pytest.approx(10 * (RATE - RESERVE - 1), abs=2)


def test_a_small_rate_still_lets_everything_through_in_the_end() -> None:
    limits = Budget(0.5, 0.5, 1, reserve=5)

    assert limits.wait("a", 0, urgent=False) == 0
    limits.take("a", 0)
    assert limits.wait("b", 0, urgent=False) == pytest.approx(4)
    assert limits.wait("b", 0, urgent=True) == 0


def test_answers_to_presses_count_against_no_chat() -> None:
    limits = budget()
    for _ in range(RESERVE):
        assert limits.wait_overall(0, urgent=True) == 0
        limits.take_overall(0)

    assert limits.wait("a", 0, urgent=True) == 0


def test_a_chat_that_was_asked_to_wait_waits_alone() -> None:
    limits = budget()
    limits.slow_down("a", 100, 7)

    assert limits.wait("a", 100, urgent=True) == 7
    assert limits.wait("b", 100, urgent=False) == 0
    assert limits.wait("a", 107, urgent=False) == 0


def test_a_shorter_demand_does_not_cut_a_longer_one_short() -> None:
    limits = budget()
    limits.slow_down("a", 100, 30)
    limits.slow_down("a", 101, 2)

    assert limits.wait("a", 101, urgent=True) == 29


def test_when_several_chats_are_asked_within_moments_everything_waits() -> None:
    limits = budget()
    for second, chat in enumerate("abc"):
        limits.slow_down(chat, 100 + second, 10)

    assert limits.wait("d", 102, urgent=False) == 10
    assert limits.wait_overall(102, urgent=False) == 10
    assert limits.wait("d", 112, urgent=False) == 0


def paused(at: float, seconds: float) -> Budget:
    limits = budget()
    for chat in "abc":
        limits.slow_down(chat, at, seconds)
    return limits


def test_during_a_pause_for_all_one_urgent_letter_tries_at_once_and_then_every_few_seconds() -> None:
    limits = paused(100, 30)

    assert limits.wait("d", 100, urgent=True) == 0
    limits.take("d", 100)
    assert limits.wait("e", 100, urgent=True) == limits.PROBE
    limits.slow_down("d", 100.1, 30)
    assert limits.wait("e", 103, urgent=True) == 0
    limits.take("e", 103)
    assert limits.wait("f", 103, urgent=True) == limits.PROBE
    assert limits.wait("a", 103, urgent=True) == 27


def test_where_an_urgent_letter_gets_through_a_pause_for_all_the_others_follow_at_once() -> None:
    limits = paused(100, 30)
    limits.take("d", 100)
    limits.got_through(100.1, urgent=True)

    assert limits.wait("e", 100.1, urgent=True) == 0
    assert limits.wait("a", 100.1, urgent=True) == pytest.approx(29.9)
    assert limits.wait("f", 100.1, urgent=False) == pytest.approx(29.9)


def test_what_was_under_way_before_a_pause_for_all_opens_it_for_nobody() -> None:
    limits = paused(100, 30)
    limits.take("d", 100)
    limits.got_through(100.1, urgent=False)

    assert limits.wait("e", 100.1, urgent=True) == pytest.approx(limits.PROBE - 0.1)


def test_one_chat_asked_again_and_again_stops_nobody_else() -> None:
    limits = budget()
    for second in range(4):
        limits.slow_down("a", 100 + second, 10)

    assert limits.wait("b", 103, urgent=False) == 0


def test_demands_far_apart_stop_nobody_else() -> None:
    limits = budget()
    for number, chat in enumerate("abcd"):
        limits.slow_down(chat, 100 + 3 * number, 60)

    assert limits.wait("e", 109, urgent=False) == 0


def test_a_longer_pause_for_all_is_not_shortened_by_a_later_demand() -> None:
    limits = budget()
    for chat, seconds in (("a", 1), ("b", 1), ("c", 60), ("d", 1)):
        limits.slow_down(chat, 100, seconds)

    assert limits.wait("e", 100, urgent=False) == 60


def test_chats_nobody_writes_to_any_more_are_forgotten_and_busy_ones_are_not() -> None:
    limits = Budget(1_000_000, PER_CHAT, BURST, RESERVE)
    for number in range(10_000):
        limits.take(f"p{number}", 0)
    limits.take("late", 100)

    assert set(limits._chats) == {"late"}
    assert limits.wait("p1", 100, urgent=False) == 0
    for _ in range(2):
        limits.take("late", 100)
    assert limits.wait("late", 100, urgent=True) == 1

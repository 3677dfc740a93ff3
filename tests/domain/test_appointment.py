"""An hour people agree on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.appointment import (
    Appointment,
    IllegalMove,
    Outcome,
    accept,
    agreed,
    cancel,
    close,
    decline,
    lease,
    propose,
    reminds,
    report,
    retimed,
    rungs,
    unanswered,
    week_after,
)

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
START = NOON + timedelta(days=5, hours=10, minutes=30)
CHEN, LIU, LI = "chen", "liu", "li"
ASKED = Appointment("a", CHEN, (CHEN, LIU), 30, NOON, tz="Asia/Colombo")
OFFERED = propose(ASKED, CHEN, START, NOON + HOUR)
AGREED = accept(OFFERED, LIU, START)


def test_whoever_proposes_has_accepted_and_the_other_is_waited_for() -> None:
    assert OFFERED.waits_for() == (LIU,)
    assert OFFERED.hours(NOON) == (START,)
    assert OFFERED.hours(NOON + HOUR) == ()
    assert ASKED.waits_for() == ()


def test_what_one_has_asked_another_waits_until_it_is_answered_lapses_or_is_over() -> None:
    assert unanswered([OFFERED], CHEN, LIU, NOON) == (OFFERED,)
    assert unanswered([OFFERED], LIU, CHEN, NOON) == ()
    assert unanswered([OFFERED], CHEN, LI, NOON) == ()
    assert unanswered([OFFERED], CHEN, LIU, NOON + HOUR) == ()
    moving = propose(AGREED, CHEN, START + HOUR, START)
    assert unanswered([AGREED, moving, decline(OFFERED), cancel(OFFERED)], CHEN, LIU, NOON) == ()


def test_an_hour_is_agreed_once_all_have_accepted() -> None:
    three = propose(Appointment("v", LIU, (LIU, CHEN, LI), 30, NOON), "", START, NOON + HOUR)

    one = accept(three, CHEN, NOON + 2 * HOUR)
    two = accept(one, LI, NOON + 3 * HOUR)

    assert three.waits_for() == (LIU, CHEN, LI)
    assert (one.waits_for(), one.at) == ((LIU, LI), None)
    assert one.offer is not None
    assert (one.offer.by, one.offer.until) == (CHEN, NOON + 2 * HOUR)
    assert two.waits_for() == (LIU,)
    assert accept(two, LIU, START).at == START


def test_what_was_agreed_stands_until_another_hour_is() -> None:
    moving = propose(AGREED, LIU, START + HOUR, NOON + HOUR)

    assert moving.hours(NOON) == (START, START + HOUR)
    assert decline(moving).at == START
    assert decline(moving, Outcome.LAPSED).live
    moved = accept(moving, CHEN, START)
    assert (moved.at, moved.offer, moved.sequence) == (START + HOUR, None, AGREED.sequence + 1)
    assert moved.version > moving.version > AGREED.version


def test_an_offer_refused_is_the_end_where_nothing_was_agreed() -> None:
    assert decline(OFFERED).outcome is Outcome.DECLINED
    assert decline(OFFERED, Outcome.LAPSED).outcome is Outcome.LAPSED
    assert decline(OFFERED).hours(NOON) == ()


def test_calendars_learn_of_every_change_to_what_they_know() -> None:
    assert AGREED.sequence == 0
    assert cancel(AGREED).sequence == 1
    assert cancel(OFFERED).sequence == 0
    assert agreed(AGREED, START + HOUR).sequence == 1


def test_it_is_over_when_both_say_so_or_one_says_that_it_did_not_happen() -> None:
    first = report(AGREED, CHEN, happened=True)

    assert first.live
    assert report(first, LIU, happened=True).outcome is Outcome.HAPPENED
    assert report(first, LIU, happened=False).outcome is Outcome.MISSED
    assert close(first).outcome is Outcome.HAPPENED
    assert close(AGREED).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "move",
    [
        lambda a: propose(a, CHEN, START, NOON),
        lambda a: accept(a, LIU, NOON),
        decline,
        cancel,
        lambda a: report(a, LIU, True),
        close,
    ],
)
def test_nothing_changes_what_is_over(move: object) -> None:
    with pytest.raises(IllegalMove):
        move(cancel(AGREED))  # type: ignore[operator]


def test_a_stranger_has_nothing_to_accept_and_nobody_what_is_not_on_offer() -> None:
    with pytest.raises(IllegalMove):
        accept(OFFERED, "sun", NOON)
    with pytest.raises(IllegalMove):
        accept(AGREED, LIU, NOON)
    with pytest.raises(IllegalMove):
        decline(AGREED)


# -- reminders ------------------------------------------------------------------------------------


def test_three_reminders_come_a_day_an_hour_and_ten_minutes_before() -> None:
    assert [(name, START - at) for name, at in rungs(AGREED, NOON)] == [
        ("day", timedelta(days=1)),
        ("hour", HOUR),
        ("soon", timedelta(minutes=10)),
    ]


@pytest.mark.parametrize(
    ("before", "names"),
    [(timedelta(hours=24), ["hour", "soon"]), (HOUR, ["soon"]), (timedelta(minutes=10), [])],
)
def test_a_near_call_has_no_reminders_whose_time_has_passed(before: timedelta, names: list[str]) -> None:
    assert [name for name, _ in rungs(AGREED, START - before)] == names


def test_nothing_is_reminded_of_that_is_called_off_or_not_agreed() -> None:
    assert rungs(cancel(AGREED), NOON) == ()
    assert rungs(OFFERED, NOON) == ()
    assert not reminds(cancel(AGREED), "day", START - timedelta(days=1))
    assert not reminds(OFFERED, "soon", NOON)


def test_after_a_standstill_only_the_newest_reminder_is_sent_and_none_once_the_call_began() -> None:
    assert reminds(AGREED, "day", START - 13 * HOUR)
    assert not reminds(AGREED, "day", START - 12 * HOUR)
    assert reminds(AGREED, "hour", START - timedelta(minutes=46))
    assert not reminds(AGREED, "hour", START - timedelta(minutes=45))
    assert reminds(AGREED, "soon", START - timedelta(seconds=1))
    assert not reminds(AGREED, "soon", START)


@given(st.integers(0, 48 * 60))
def test_however_near_a_call_is_agreed_its_reminders_lie_between_then_and_its_beginning(minutes: int) -> None:
    now = START - timedelta(minutes=minutes)

    due = [at for _, at in rungs(AGREED, now)]

    assert due == sorted(set(due))
    assert all(now < at < START for at in due)


# -- clocks that change ---------------------------------------------------------------------------


def test_a_weekly_call_keeps_its_hour_on_the_wall_it_is_anchored_to() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    call = agreed(Appointment("w", CHEN, (CHEN, LIU), 30, NOON), datetime(2026, 10, 20, 18, 0, tzinfo=UTC))

    following = week_after(call, "Europe/Berlin", NOON - timedelta(days=40))

    assert following.astimezone(berlin).isoformat() == "2026-10-27T20:00:00+01:00"
    assert week_after(call, "Asia/Shanghai", NOON - timedelta(days=40)) == datetime(
        2026, 10, 27, 18, 0, tzinfo=UTC
    )


def test_after_a_standstill_a_weekly_call_goes_on_in_the_future() -> None:
    assert week_after(AGREED, "Asia/Colombo", START + timedelta(days=15)) == START + timedelta(days=21)


def test_on_a_date_its_clock_leaves_out_a_weekly_call_comes_as_late_as_it_can() -> None:
    apia = agreed(Appointment("w", CHEN, (CHEN,), 30, NOON), datetime(2011, 12, 24, 6, 0, tzinfo=UTC))

    assert week_after(apia, "Pacific/Apia", apia.made_at.replace(year=2011)) > apia.at  # type: ignore[operator]


def test_the_hour_on_the_wall_stays_when_the_rules_of_its_clock_change() -> None:
    # agreed while the clock was thought to be an hour earlier
    stale = agreed(AGREED, START)
    other = Appointment(
        **{name: getattr(stale, name) for name in Appointment.__slots__}
        | {"at": START + HOUR, "outcome": Outcome.NONE}
    )

    back = retimed(other)

    assert (back.at, back.wall) == (START, stale.wall)
    assert (back.version, back.sequence) == (other.version + 1, other.sequence + 1)
    assert retimed(back) == back
    assert retimed(OFFERED) == OFFERED
    assert retimed(cancel(other)) == cancel(other)


# -- leases ---------------------------------------------------------------------------------------


@given(st.integers(1, 3 * 24 * 60))
def test_an_offer_ends_in_time_for_the_call_and_always_leaves_a_moment_to_answer(minutes: int) -> None:
    start = NOON + timedelta(minutes=minutes)

    until = lease(NOON, start, timedelta(hours=24))

    assert NOON < until <= min(start, NOON + timedelta(hours=24))
    assert until >= min(start, NOON + timedelta(minutes=15))

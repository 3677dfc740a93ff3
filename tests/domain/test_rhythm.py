"""How days run: who works at night is asked after their sleep, and whoever has named a time at that time."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rhythm import USUAL, Kind, Leg, Rhythm, Shifts, shifts_from, shifts_to

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
EIGHT = time(8)


def work(*hours: str) -> tuple[tuple[time, time], ...]:
    return tuple(
        (time.fromisoformat(start), time.fromisoformat(end))
        for start, end in (each.split("-") for each in hours)
    )


def constant(*hours: str) -> Shifts:
    """Of somebody who has worked like that the day before too."""
    return Shifts(MONDAY - DAY, (Leg(1, work(*hours)),))


@pytest.mark.parametrize(
    ("hours", "asked"),
    [
        ("08:00-20:00", "08:00"),  # work by day changes nothing
        ("20:00-08:00", "15:00"),  # home at eight, seven hours of sleep
        ("22:00-06:00", "13:00"),
        ("16:00-00:00", "08:00"),  # late, but asleep at night
        ("19:00-11:00", "18:00"),  # who must go again sooner is asked an hour before
    ],
)
def test_who_works_at_night_is_asked_after_their_sleep(hours: str, asked: str) -> None:
    assert constant(hours).free(MONDAY, EIGHT) == time.fromisoformat(asked)


def test_between_two_watches_they_are_asked_an_hour_before_the_next() -> None:
    assert constant("00:00-04:00", "12:00-16:00").free(MONDAY, EIGHT) == time(11)
    assert constant("04:00-08:00", "16:00-20:00").free(MONDAY, EIGHT) == EIGHT
    assert constant("08:00-12:00", "20:00-00:00").free(MONDAY, EIGHT) == EIGHT


def test_a_fortnight_of_nights_follows_a_fortnight_of_days() -> None:
    turning = Shifts(MONDAY, (Leg(14), Leg(14, work("20:00-08:00"))))

    # the first morning comes after a day's work, the last one after a night's
    assert turning.free(MONDAY + DAY * 14, EIGHT) == EIGHT
    assert turning.free(MONDAY + DAY * 15, EIGHT) == time(15)
    assert turning.free(MONDAY + DAY * 28, EIGHT) == time(15)
    assert turning.free(MONDAY + DAY * 29, EIGHT) == EIGHT


def test_of_the_days_before_shifts_begin_nothing_is_known() -> None:
    ahead = Shifts(MONDAY + DAY * 7, (Leg(14, work("20:00-08:00")), Leg(14)))

    # counted backwards there would have been nights
    assert ahead.free(MONDAY, EIGHT) == EIGHT
    assert ahead.free(MONDAY + DAY * 7, EIGHT) == EIGHT
    assert ahead.free(MONDAY + DAY * 8, EIGHT) == time(15)


@pytest.mark.parametrize(
    ("hours", "kind"),
    [
        (("08:00-20:00",), Kind.DAY),
        (("16:00-00:00",), Kind.EVENING),
        (("20:00-08:00",), Kind.NIGHT),
        (("00:00-08:00",), Kind.NIGHT),
        (("00:00-04:00", "12:00-16:00"), Kind.WATCH),
        ((), Kind.OFF),
    ],
)
def test_work_is_called_by_its_hours(hours: tuple[str, ...], kind: Kind) -> None:
    assert Leg(1, work(*hours)).kind is kind


def test_whoever_has_named_a_time_is_asked_then_whatever_their_shifts() -> None:
    nights = constant("20:00-08:00")

    assert Rhythm(shifts=nights).at(MONDAY, EIGHT) == time(15)
    assert Rhythm(asked=time(9, 30), shifts=nights).at(MONDAY, EIGHT) == time(9, 30)
    assert USUAL.at(MONDAY, EIGHT) == EIGHT


def test_away_ends_on_the_day_they_have_named() -> None:
    away = Rhythm(away=MONDAY)

    assert (away.away_on(MONDAY - DAY), away.away_on(MONDAY), USUAL.away_on(MONDAY)) == (True, False, False)


hours = st.builds(lambda minutes: time(minutes // 60, minutes % 60), st.integers(0, 24 * 60 - 1))
legs = st.builds(Leg, st.integers(1, 30), st.lists(st.tuples(hours, hours), max_size=3).map(tuple))
dates = st.dates(date(2020, 1, 1), date(2030, 1, 1))
shifts = st.builds(Shifts, dates, st.lists(legs, min_size=1, max_size=3).map(tuple))


@given(shifts, dates, hours)
def test_they_are_never_asked_before_the_time_that_was_wanted(
    shifts: Shifts, day: date, wanted: time
) -> None:
    assert shifts.free(day, wanted) >= wanted


@given(shifts)
def test_shifts_survive_being_written_down(shifts: Shifts) -> None:
    assert shifts_from(shifts_to(shifts)) == shifts

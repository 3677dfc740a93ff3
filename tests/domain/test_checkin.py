"""When somebody is asked how they are: once per local date, by the clock they have then, wherever they have been."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.care.cadence import Holidays
from bot.domain.checkin import Asking, Timing
from bot.domain.rhythm import USUAL, Rhythm

TIMING = Timing(window=timedelta())
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def never(_: date) -> bool:
    return False


def asking(tz: str, at: str = "08:00", rhythm: Rhythm = USUAL, timing: Timing = TIMING) -> Asking:
    return Asking(tz, rhythm, replace(timing, at=time.fromisoformat(at)), never)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days_of(one: Asking, after: datetime, count: int, last: date | None = None) -> list[tuple[str, str]]:
    """(local date, UTC instant) of the next occasions, each after the one before."""
    found = []
    for _ in range(count):
        following = one.following(after, last)
        assert following is not None
        last, _, after = following
        found.append((last.isoformat(), f"{after:%m-%d %H:%M}"))
    return found


@pytest.mark.parametrize(
    ("tz", "utc_hour"),
    [
        ("Asia/Shanghai", "00:00"),
        ("Asia/Dubai", "04:00"),
        ("Asia/Colombo", "02:30"),
        ("Asia/Kathmandu", "02:15"),
        ("Etc/GMT-8", "00:00"),  # which means eight hours ahead
        ("Pacific/Chatham", "18:15"),
    ],
)
def test_eight_in_the_morning_is_meant_on_their_own_clock(tz: str, utc_hour: str) -> None:
    ((_, instant),) = days_of(asking(tz), utc("2026-11-23T12:00"), 1)

    assert instant.split()[1] == utc_hour


@pytest.mark.parametrize(
    ("tz", "at", "after", "expected"),
    [
        # the hour that comes twice is the first one
        (
            "Asia/Almaty",
            "23:30",
            "2024-02-28T20:00",
            [("2024-02-29", "02-29 17:30"), ("2024-03-01", "03-01 18:30")],
        ),
        (
            "Asia/Qostanay",
            "23:30",
            "2024-02-28T20:00",
            [("2024-02-29", "02-29 17:30"), ("2024-03-01", "03-01 18:30")],
        ),
        (
            "Africa/Cairo",
            "23:30",
            "2026-10-28T22:00",
            [("2026-10-29", "10-29 20:30"), ("2026-10-30", "10-30 21:30")],
        ),
        (
            "Europe/Berlin",
            "02:30",
            "2026-10-24T12:00",
            [("2026-10-25", "10-25 00:30"), ("2026-10-26", "10-26 01:30")],
        ),
        # an hour that is skipped is shifted by the gap
        (
            "Africa/Cairo",
            "00:30",
            "2026-04-22T22:00",
            [("2026-04-23", "04-22 22:30"), ("2026-04-24", "04-23 22:30")],
        ),
        (
            "Europe/Berlin",
            "02:30",
            "2026-03-28T12:00",
            [("2026-03-29", "03-29 01:30"), ("2026-03-30", "03-30 00:30")],
        ),
        (
            "Australia/Lord_Howe",
            "02:15",
            "2026-10-03T12:00",
            [("2026-10-04", "10-03 15:45"), ("2026-10-05", "10-04 15:15")],
        ),
        (
            "Antarctica/Troll",
            "02:00",
            "2026-03-28T12:00",
            [("2026-03-29", "03-29 02:00"), ("2026-03-30", "03-30 00:00")],
        ),
        # a date that does not exist has none
        (
            "Pacific/Apia",
            "08:00",
            "2011-12-29T12:00",
            [("2011-12-29", "12-29 18:00"), ("2011-12-31", "12-30 18:00")],
        ),
        # clocks around Ramadan
        (
            "Africa/Casablanca",
            "08:00",
            "2026-02-14T12:00",
            [("2026-02-15", "02-15 08:00"), ("2026-02-16", "02-16 08:00")],
        ),
        # where summer time was abolished
        ("Asia/Tehran", "08:00", "2023-06-01T12:00", [("2023-06-02", "06-02 04:30")]),
        ("Asia/Amman", "08:00", "2023-01-01T12:00", [("2023-01-02", "01-02 05:00")]),
        ("America/Mexico_City", "08:00", "2023-06-01T20:00", [("2023-06-02", "06-02 14:00")]),
        ("America/Asuncion", "08:00", "2025-06-01T20:00", [("2025-06-02", "06-02 11:00")]),
    ],
)
def test_clocks_that_jump_ask_once_on_every_date_there_is(
    tz: str, at: str, after: str, expected: list[tuple[str, str]]
) -> None:
    assert days_of(asking(tz, at), utc(after), len(expected)) == expected


def test_a_name_that_is_no_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        asking("Asia/Beijing").following(utc("2026-11-23T12:00"), None)


def test_across_the_date_line_to_the_east_the_day_that_comes_twice_is_asked_once() -> None:
    asked = date(2026, 11, 24)
    # asked on the 24th in Apia, then the ship is in Pago Pago, where it is still the 23rd
    found = days_of(asking("Pacific/Pago_Pago"), utc("2026-11-23T20:00"), 2, last=asked)

    assert found == [("2026-11-25", "11-25 19:00"), ("2026-11-26", "11-26 19:00")]


def test_across_the_date_line_to_the_east_before_that_days_question_it_is_asked_there() -> None:
    found = days_of(asking("Pacific/Pago_Pago"), utc("2026-11-23T17:00"), 1, last=date(2026, 11, 23))

    assert found == [("2026-11-24", "11-24 19:00")]


def test_across_the_date_line_to_the_west_the_day_that_is_left_out_is_not_asked() -> None:
    found = days_of(asking("Pacific/Apia"), utc("2026-11-23T20:00"), 1, last=date(2026, 11, 23))

    assert found == [("2026-11-25", "11-24 19:00")]


def test_a_pause_that_ends_in_a_gap_ends_with_the_first_time_there_is() -> None:
    away = Rhythm(away=date(2026, 3, 29))

    assert days_of(asking("Europe/Berlin", "02:30", away), utc("2026-03-01T12:00"), 1) == [
        ("2026-03-29", "03-29 01:30")
    ]


def test_a_pause_of_years_is_no_search_through_years() -> None:
    away = Rhythm(away=date(2029, 1, 1))

    assert days_of(asking("Asia/Colombo", rhythm=away), utc("2026-11-23T12:00"), 1) == [
        ("2029-01-01", "01-01 02:30")
    ]


@pytest.mark.parametrize(
    ("policy", "days"),
    [(Holidays.SKIP, ["2026-10-08"]), (Holidays.LATER, ["2026-10-08"]), (Holidays.KEEP, ["2026-10-01"])],
)
def test_public_holidays_are_days_off_unless_the_programme_says_otherwise(
    policy: Holidays, days: list[str]
) -> None:
    golden_week = {date(2026, 10, day) for day in range(1, 8)}
    timing = replace(TIMING, holidays=policy)
    one = Asking("Asia/Shanghai", USUAL, timing, lambda day: day in golden_week)

    assert [day for day, _ in days_of(one, utc("2026-09-30T12:00"), 1)] == days


def test_where_every_day_is_a_holiday_nobody_is_asked_and_nobody_searches_for_ever() -> None:
    one = Asking("Asia/Shanghai", USUAL, TIMING, lambda _: True)

    assert one.following(utc("2026-09-30T12:00"), None) is None


def test_whoever_is_silent_is_asked_less_often() -> None:
    one, last = asking("Asia/Colombo"), date(2026, 11, 23)
    after = utc("2026-11-23T03:00")

    assert [one.following(after, last, silent=count)[0].day for count in (0, 2, 3, 9)] == [24, 24, 30, 30]  # type: ignore[index]


def test_a_place_in_the_window_may_lie_on_the_next_day_and_still_belongs_to_this_one() -> None:
    one = asking("Asia/Colombo", "23:50")
    late = timedelta(minutes=20)

    first = one.following(utc("2026-11-23T12:00"), None, late)
    assert first is not None
    second = one.following(first[2], first[0], late)

    assert (first[0], f"{first[2]:%m-%d %H:%M}") == (date(2026, 11, 23), "11-23 18:40")
    assert second is not None
    assert second[0] == date(2026, 11, 24)
    # found again by whoever looks at ten past midnight
    assert one.following(utc("2026-11-23T18:35"), None, late) == first


zones = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - UTC is added
hours = st.builds(lambda minutes: time(minutes // 60, minutes % 60), st.integers(0, 24 * 60 - 1))


@settings(max_examples=150)
@given(zones, moments, hours)
def test_in_every_zone_each_local_date_is_asked_once_and_none_is_left_out(
    tz: str, after: datetime, at: time
) -> None:
    one, last = Asking(tz, USUAL, replace(TIMING, at=at), never), None
    days = []
    for _ in range(4):
        found = one.following(after, last)
        assert found is not None
        last, _, moment = found
        assert moment > after
        assert moment.astimezone(ZoneInfo(tz)).date() == last
        days.append(last)
        after = moment

    assert days == sorted(set(days))
    # a date that is left out is one that does not exist there
    for first, second in pairwise(days):
        assert second - first == DAY or one.on(first + DAY) is None


@settings(max_examples=100)
@given(zones, st.lists(zones, min_size=1, max_size=4), moments, st.integers(0, 30))
def test_whatever_zones_they_pass_nobody_is_asked_twice_on_a_date(
    start: str, others: list[str], after: datetime, hours: int
) -> None:
    last = None
    days = []
    for tz in (start, *others):
        found = asking(tz).following(after, last)
        assert found is not None
        last = found[0]
        days.append(last)
        after = max(after, found[2]) + HOUR * hours

    assert days == sorted(set(days))

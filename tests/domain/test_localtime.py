"""Wall-clock times in zones whose clocks jump: when it is that time there, and a month later."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.localtime import add_months, anniversary, following, instant, zone

ZONES = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))
DAYS = st.dates(date(2000, 1, 1), date(2037, 12, 31))
MOMENTS = st.integers(0, 37 * 366 * 24 * 60).map(
    lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
MINUTES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def wall(day: date, at: str, tz: str) -> str:
    """What the clock there shows at the instant found, with its distance from UTC; `none` where there is none."""
    moment = instant(day, time.fromisoformat(at), tz)
    return "none" if moment is None else moment.astimezone(ZoneInfo(tz)).strftime("%m-%d %H:%M %z")


@pytest.mark.parametrize(
    ("tz", "day", "at", "shown"),
    [
        ("Asia/Shanghai", "2026-11-26", "08:00", "11-26 08:00 +0800"),
        ("Asia/Kathmandu", "2026-11-26", "08:00", "11-26 08:00 +0545"),
        # a gap: forward by as much as is missing
        ("Europe/Berlin", "2026-03-29", "02:30", "03-29 03:30 +0200"),
        ("Africa/Cairo", "2026-04-24", "00:30", "04-24 01:30 +0300"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "10-04 02:45 +1100"),
        # twice: the first of both
        ("Europe/Berlin", "2026-10-25", "02:30", "10-25 02:30 +0200"),
        ("Africa/Cairo", "2026-10-29", "23:30", "10-29 23:30 +0300"),
        ("Asia/Almaty", "2024-02-29", "23:30", "02-29 23:30 +0600"),
        # a gap over midnight: just before it
        ("America/Nuuk", "2024-03-30", "23:30", "03-30 22:59 -0200"),
        # a day that never was
        ("Pacific/Apia", "2011-12-30", "08:00", "none"),
        # the sign of these is turned round
        ("Etc/GMT-8", "2026-11-26", "08:00", "11-26 08:00 +0800"),
    ],
)
def test_a_wall_clock_time_is_one_instant_of_its_date_or_none(tz: str, day: str, at: str, shown: str) -> None:
    assert wall(date.fromisoformat(day), at, tz) == shown


@given(ZONES, DAYS, MINUTES)
def test_in_every_zone_the_instant_lies_on_its_date_and_shows_its_time_unless_that_is_skipped(
    tz: str, day: date, at: time
) -> None:
    there = ZoneInfo(tz)
    moment = instant(day, at, tz)

    if moment is None:
        noon = datetime.combine(day, time(12), there).astimezone(UTC)
        assert noon.astimezone(there).date() != day
        return
    shown = moment.astimezone(there)
    exists = datetime.combine(day, at, there).astimezone(UTC).astimezone(there).time() == at
    assert shown.date() == day
    assert (shown.time() == at) == exists
    assert shown.fold == 0 or not exists


@given(ZONES, MOMENTS, MINUTES)
def test_the_following_time_is_later_and_no_more_than_a_little_over_a_day_ahead(
    tz: str, after: datetime, at: time
) -> None:
    found = following(after, at, tz)

    assert found > after
    # a day that is left out makes it two
    assert found - after <= timedelta(hours=50)


def test_a_time_that_comes_twice_is_followed_by_the_next_days() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert following(first, time(2, 30), "Europe/Berlin") == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Asia/Beijing", "Asia", "", "../etc/passwd", "UTC+8"])
def test_what_is_no_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match="is no time zone"):
        zone(name)


def test_a_month_after_the_31st_is_the_last_day_of_the_next() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


@given(DAYS, st.integers(-400, 400))
def test_months_land_in_the_month_asked_for(day: date, months: int) -> None:
    landed = add_months(day, months)

    assert (landed.year * 12 + landed.month) - (day.year * 12 + day.month) == months
    assert landed.day <= day.day


def test_who_was_born_on_a_29th_of_february_is_a_year_older_on_the_28th() -> None:
    assert anniversary(date(2024, 2, 29), 2026) == date(2026, 2, 28)
    assert anniversary(date(2024, 2, 29), 2028) == date(2028, 2, 29)

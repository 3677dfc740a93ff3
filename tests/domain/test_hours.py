"""When nothing may ring, on the clock of whoever it would ring for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import Hours

MOMENTS = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
COLOMBO = Hours(tz="Asia/Colombo")
DAY_SLEEPER = Hours(tz="Asia/Colombo", quiet_from=time(8), quiet_until=time(16))
NEVER_QUIET = Hours(tz="Asia/Colombo", quiet_from=time(0), quiet_until=time(0))


def at(clock: str) -> datetime:
    """A moment by the clock in Colombo, five and a half hours ahead of UTC."""
    return datetime.combine(date(2026, 11, 26), time.fromisoformat(clock), UTC) - timedelta(
        hours=5, minutes=30
    )


@pytest.mark.parametrize(
    ("hours", "clock", "quiet"),
    [
        (COLOMBO, "21:59", False),
        (COLOMBO, "22:00", True),
        (COLOMBO, "03:00", True),
        (COLOMBO, "07:00", False),
        (DAY_SLEEPER, "07:59", False),
        (DAY_SLEEPER, "08:00", True),
        (DAY_SLEEPER, "16:00", False),
        (NEVER_QUIET, "00:00", False),
        (NEVER_QUIET, "12:00", False),
    ],
)
def test_quiet_hours_begin_with_their_first_minute_and_end_before_their_last(
    hours: Hours, clock: str, quiet: bool
) -> None:
    assert hours.quiet(at(clock)) is quiet


def test_what_would_ring_at_night_waits_for_the_morning_of_the_next_date() -> None:
    assert COLOMBO.awake(at("23:00")) == at("07:00") + timedelta(days=1)
    assert COLOMBO.awake(at("03:00")) == at("07:00")
    assert COLOMBO.awake(at("12:00")) == at("12:00")


@given(
    st.times(),
    st.times(),
    MOMENTS,
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/Nuuk"]),
)
def test_whatever_the_quiet_hours_they_end_within_a_day_and_not_in_quiet(
    start: time, end: time, now: datetime, tz: str
) -> None:
    hours = Hours(
        tz=tz, quiet_from=start.replace(microsecond=0), quiet_until=end.replace(second=0, microsecond=0)
    )

    awake = hours.awake(now)

    assert now <= awake <= now + timedelta(hours=26)
    assert (awake == now) == (not hours.quiet(now))

"""Who is on duty when: wall-clock windows, over midnight and over the change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.rota import DAYS, Duty, Window, read_window

BERLIN = ZoneInfo("Europe/Berlin")


def duty(*windows: str, tz: str = "UTC") -> Duty:
    return Duty(windows=tuple(read_window(text) for text in windows), tz=tz)


def minutes_covered(duty: Duty, start: datetime, length: timedelta) -> int:
    return sum(duty.covers(start + timedelta(minutes=m)) for m in range(int(length.total_seconds() // 60)))


def test_always_is_always_and_nothing_is_never() -> None:
    moment = datetime(2026, 11, 23, 3, tzinfo=UTC)

    assert Duty(always=True).covers(moment)
    assert not Duty().covers(moment)


def test_a_shift_begins_on_the_minute_and_its_end_is_free() -> None:
    day = duty("mon-fri 08:00-20:00")

    assert not day.covers(datetime(2026, 11, 23, 7, 59, tzinfo=UTC))
    assert day.covers(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    assert day.covers(datetime(2026, 11, 23, 19, 59, tzinfo=UTC))
    assert not day.covers(datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    assert not day.covers(datetime(2026, 11, 28, 9, 0, tzinfo=UTC))  # Saturday


def test_a_night_shift_belongs_to_the_day_it_begins() -> None:
    friday_night = duty("fri 18:00-06:00")

    assert friday_night.covers(datetime(2026, 11, 27, 23, 0, tzinfo=UTC))
    assert friday_night.covers(datetime(2026, 11, 28, 5, 59, tzinfo=UTC))
    assert not friday_night.covers(datetime(2026, 11, 28, 6, 0, tzinfo=UTC))
    assert not friday_night.covers(datetime(2026, 11, 27, 5, 0, tzinfo=UTC))
    assert not friday_night.covers(datetime(2026, 11, 28, 23, 0, tzinfo=UTC))


def test_the_night_of_sunday_ends_on_monday() -> None:
    assert duty("sun 22:00-07:00").covers(datetime(2026, 11, 23, 6, 0, tzinfo=UTC))


def test_the_same_time_twice_is_round_the_clock() -> None:
    whole = duty("mon 08:00-08:00")

    assert minutes_covered(whole, datetime(2026, 11, 22, tzinfo=UTC), timedelta(days=3)) == 24 * 60
    assert whole.covers(datetime(2026, 11, 24, 7, 59, tzinfo=UTC))


def test_days_may_run_over_the_end_of_the_week() -> None:
    assert read_window("fri-mon 09:00-17:00").days == {4, 5, 6, 0}
    assert read_window(" SAT 09:00-17:00 ").days == {5}


def test_a_shift_is_counted_on_the_clock_of_its_unit() -> None:
    colombo = duty("mon 08:00-09:00", tz="Asia/Colombo")

    assert colombo.covers(datetime(2026, 11, 23, 2, 30, tzinfo=UTC))
    assert not colombo.covers(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))


def test_in_spring_the_night_shift_is_an_hour_shorter_and_ends_at_six_all_the_same() -> None:
    night = duty("sat 22:00-06:00", tz="Europe/Berlin")
    start = datetime(2026, 3, 28, 22, 0, tzinfo=BERLIN).astimezone(UTC)

    assert minutes_covered(night, start - timedelta(hours=3), timedelta(hours=20)) == 7 * 60
    assert night.covers(datetime(2026, 3, 29, 5, 59, tzinfo=BERLIN).astimezone(UTC))
    assert not night.covers(datetime(2026, 3, 29, 6, 0, tzinfo=BERLIN).astimezone(UTC))


def test_in_autumn_it_is_an_hour_longer_and_nobody_goes_in_between() -> None:
    night = duty("sat 22:00-06:00", tz="Europe/Berlin")
    start = datetime(2026, 10, 24, 22, 0, tzinfo=BERLIN).astimezone(UTC)

    assert minutes_covered(night, start, timedelta(hours=9)) == 9 * 60
    assert not night.covers(start + timedelta(hours=9))


def test_a_window_in_the_hour_that_does_not_exist_passes_without_anybody() -> None:
    lost = duty("sun 02:00-03:00", tz="Europe/Berlin")
    twice = minutes_covered(lost, datetime(2026, 10, 24, 22, tzinfo=UTC), timedelta(hours=6))

    assert minutes_covered(lost, datetime(2026, 3, 28, 22, tzinfo=UTC), timedelta(hours=6)) == 0
    assert twice == 120


@pytest.mark.parametrize("end", ["06:00", "20:00"])
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_handing_over_at_the_same_minute_leaves_no_gap_when_the_clocks_change(end: str, day: str) -> None:
    one, other = (
        duty(f"mon-sun 20:00-{end}", tz="Europe/Berlin"),
        duty(f"mon-sun {end}-20:00", tz="Europe/Berlin"),
    )
    start = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(hours=12)

    for minute in range(0, 48 * 60, 5):
        moment = start + timedelta(minutes=minute)
        assert one.covers(moment) or other.covers(moment)
        if end != "20:00":
            assert not (one.covers(moment) and other.covers(moment))


times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@settings(max_examples=30)  # each of them looks at all the minutes of a week
@given(st.frozensets(st.integers(0, 6), min_size=1), times, times)
def test_in_utc_a_week_of_shifts_is_as_long_as_its_windows(
    days: frozenset[int], start: time, end: time
) -> None:
    window = Window(days, start, end)
    length = (end.hour * 60 + end.minute - start.hour * 60 - start.minute - 1) % 1440 + 1
    monday = datetime(2026, 11, 23, tzinfo=UTC)

    covered = minutes_covered(Duty(windows=(window,)), monday, timedelta(days=7))

    assert covered == len(days) * length


@given(st.sampled_from(DAYS), st.sampled_from(DAYS), times, times)
def test_what_is_written_is_what_is_read(first: str, last: str, start: time, end: time) -> None:
    window = read_window(f"{first}-{last} {start:%H:%M}-{end:%H:%M}")

    assert (window.start, window.end) == (start, end)
    assert {DAYS.index(first), DAYS.index(last)} <= window.days


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("always", "is no duty window"),
        ("mon 8:00-20:00", "is no duty window"),
        ("mon-fri", "is no duty window"),
        ("mun 08:00-20:00", '"mun" is no weekday, use mon, tue'),
        ("mon-fry 08:00-20:00", '"fry" is no weekday'),
        ("mon 08:00-24:00", "has a time outside 00:00-23:59"),
    ],
)
def test_a_slip_in_a_window_says_what_is_expected(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        read_window(text)


def test_a_shift_ends_on_the_wall_clock_over_midnight_and_over_the_change_of_the_clocks() -> None:
    night = duty("sat 20:00-06:00", tz="Europe/Berlin")
    evening = datetime(2026, 10, 24, 21, tzinfo=BERLIN)  # the clocks go back in this night

    ends = night.ends(evening.astimezone(UTC))

    assert ends == datetime(2026, 10, 25, 6, tzinfo=BERLIN)
    assert night.ends(datetime(2026, 10, 25, 5, 59, tzinfo=BERLIN).astimezone(UTC)) == ends


def test_shifts_that_follow_on_each_other_are_one() -> None:
    long = duty("mon 08:00-12:00", "mon 12:00-18:00", "mon 16:00-17:00")

    assert long.ends(datetime(2026, 11, 23, 9, tzinfo=UTC)) == datetime(2026, 11, 23, 18, tzinfo=UTC)


def test_who_is_always_or_not_on_duty_has_no_end_to_look_forward_to() -> None:
    moment = datetime(2026, 11, 23, 3, tzinfo=UTC)

    assert Duty(always=True).ends(moment) is None
    assert duty("tue 08:00-12:00").ends(moment) is None
    assert duty("mon-sun 00:00-00:00").ends(moment) is None


@given(
    st.lists(
        st.builds(
            Window,
            st.frozensets(st.integers(0, 6), min_size=1),
            st.times().map(lambda t: t.replace(second=0, microsecond=0)),
            st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        ),
        min_size=1,
        max_size=3,
    ),
    st.integers(0, 8000).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
)
def test_somebody_is_on_duty_until_their_shift_ends_and_not_at_its_end(
    windows: list[Window], now: datetime
) -> None:
    someone = Duty(windows=tuple(windows))

    ends = someone.ends(now)

    if ends is not None:
        assert someone.covers(now)
        assert someone.covers(ends - timedelta(microseconds=1))
        assert not someone.covers(ends)

"""When a programme's turn comes: tables of what people expect, and laws that hold for every cadence and zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.care.cadence import (
    Cadence,
    Every,
    Holidays,
    Occasion,
    days,
    next_occasion,
    next_round,
    period,
    spread,
)
from bot.domain.localtime import anniversary, instant

NINE = time(9, 0)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
Dates = Mapping[str, tuple[date, ...]]


def on(text: str) -> date:
    return date.fromisoformat(text)


def first(cadence: Cadence, since: str, number: int, anchors: Dates | None = None) -> list[str]:
    return [day.isoformat() for day in islice(days(cadence, anchors or {}, on(since)), number)]


# -- which days ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cadence", "since", "expected"),
    [
        (Cadence(Every.DAILY), "2026-02-27", ["2026-02-27", "2026-02-28", "2026-03-01"]),
        (Cadence(Every.WEEKLY, weekday=2), "2026-11-26", ["2026-12-02", "2026-12-09", "2026-12-16"]),
        (Cadence(Every.WEEKLY, weekday=3), "2026-11-26", ["2026-11-26", "2026-12-03", "2026-12-10"]),
        (Cadence(Every.MONTHLY, day=31), "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        (Cadence(Every.MONTHLY, day=30), "2028-02-01", ["2028-02-29", "2028-03-30", "2028-04-30"]),
        (Cadence(Every.QUARTERLY, month=2, day=15), "2026-11-16", ["2027-02-15", "2027-05-15", "2027-08-15"]),
        (Cadence(Every.QUARTERLY, month=3, day=31), "2026-06-01", ["2026-06-30", "2026-09-30", "2026-12-31"]),
        (Cadence(Every.YEARLY, month=10, day=8), "2026-10-09", ["2027-10-08", "2028-10-08", "2029-10-08"]),
        (Cadence(Every.YEARLY, month=2, day=29), "2027-01-01", ["2027-02-28", "2028-02-29", "2029-02-28"]),
    ],
)
def test_a_place_in_the_period_comes_round_every_period(
    cadence: Cadence, since: str, expected: list[str]
) -> None:
    assert first(cadence, since, 3) == expected


@pytest.mark.parametrize(
    ("cadence", "dates", "since", "expected"),
    [
        # monthly from 31 January: the last day of the short months, the 31st again afterwards
        (Cadence(Every.MONTHLY, anchors=("departure",)), "2027-01-31", "2027-01-01",
         "2027-02-28 2027-03-31 2027-04-30"),
        (Cadence(Every.QUARTERLY, anchors=("departure",)), "2026-11-30", "2026-12-01",
         "2027-02-28 2027-05-30 2027-08-30"),
        (Cadence(Every.YEARLY, anchors=("birthday",)), "1988-02-29", "2026-11-26", "2027-02-28 2028-02-29 2029-02-28"),
        (Cadence(Every.YEARLY, anchors=("birthday",), offsets=(-3, 0)), "1988-01-02", "2026-12-01",
         "2026-12-30 2027-01-02 2027-12-30"),
        (Cadence(Every.YEARLY, anchors=("festival",)), "2027-02-06 2026-09-25", "2026-01-01", "2026-09-25 2027-02-06"),
        (Cadence(Every.ONCE, anchors=("departure",), offsets=(-30, -7)), "2027-03-01",
         "2026-11-26", "2027-01-30 2027-02-22"),
        (Cadence(Every.EVENT, anchors=("bereavement",), offsets=(0, 7, 100)), "2026-11-20",
         "2026-11-26", "2026-11-27 2027-02-28"),
        (Cadence(Every.EVENT, anchors=("accident",), offsets=(1, 7)), "2026-11-20 2026-11-26", "2026-11-20",
         "2026-11-21 2026-11-27 2026-12-03"),
        (Cadence(Every.MONTHLY, anchors=("departure",)), "", "2026-01-01", ""),
    ],
)  # fmt: skip
def test_a_date_of_the_persons_own_comes_at_its_distance(
    cadence: Cadence, dates: str, since: str, expected: str
) -> None:
    assert first(cadence, since, 3, {cadence.anchors[0]: tuple(map(on, dates.split()))}) == expected.split()


@pytest.mark.parametrize(
    ("day", "per", "expected"),
    [
        ("2026-11-26", Every.WEEKLY, ("2026-11-23", "2026-11-29")),
        ("2028-02-10", Every.MONTHLY, ("2028-02-01", "2028-02-29")),
        ("2026-11-26", Every.QUARTERLY, ("2026-10-01", "2026-12-31")),
        ("2026-11-26", Every.YEARLY, ("2026-01-01", "2026-12-31")),
        ("2026-11-26", Every.DAILY, ("2026-11-26", "2026-11-26")),
    ],
)
def test_a_quota_counts_within_calendar_periods(day: str, per: Every, expected: tuple[str, str]) -> None:
    assert tuple(one.isoformat() for one in period(on(day), per)) == expected


# -- which instant -------------------------------------------------------------------------------


def test_the_time_is_on_the_persons_clock_and_the_window_spreads_people() -> None:
    noon = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
    daily = Cadence(Every.DAILY)

    assert next_occasion(daily, {}, NINE, "Asia/Colombo", noon) == Occasion(
        on("2026-11-27"), datetime(2026, 11, 27, 3, 30, tzinfo=UTC), "2026-11-27"
    )
    late = next_occasion(daily, {}, NINE, "Asia/Colombo", noon, later=30 * timedelta(minutes=1))
    assert late is not None
    assert late.due == datetime(2026, 11, 27, 4, 0, tzinfo=UTC)


def test_a_place_in_the_window_is_stable_and_within_it() -> None:
    window = timedelta(minutes=30)
    places = {spread(f"person{number}", window) for number in range(500)}

    assert spread("person7", window) == spread("person7", window)
    assert len(places) > 400
    assert all(timedelta() <= one < window for one in places)
    assert spread("person7", timedelta()) == timedelta()


def test_what_falls_into_the_hour_that_is_skipped_is_sent_after_the_gap() -> None:
    before = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)

    found = next_occasion(Cadence(Every.DAILY), {}, time(2, 30), "Europe/Berlin", before)

    assert found is not None
    assert found.due.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_date_that_does_not_exist_there_has_no_occasion() -> None:
    before = datetime(2011, 12, 29, 20, 0, tzinfo=UTC)  # 29 December, ten in the morning in Apia
    weekly = Cadence(Every.WEEKLY, weekday=4)

    found = next_occasion(weekly, {}, NINE, "Pacific/Apia", before)

    assert found is not None
    assert found.day == on("2012-01-06")


def test_whoever_crosses_the_date_line_westward_is_not_written_to_twice_on_one_date() -> None:
    sent = instant(on("2026-11-26"), NINE, "Asia/Shanghai")
    assert sent is not None

    found = next_occasion(
        Cadence(Every.DAILY), {}, NINE, "Pacific/Honolulu", sent + HOUR, last=on("2026-11-26")
    )

    assert found is not None
    assert found.day == on("2026-11-27")


def test_a_public_holiday_keeps_skips_or_puts_off() -> None:
    monday = datetime(2026, 9, 30, 0, 0, tzinfo=UTC)
    rest = {on(f"2026-10-0{day}") for day in range(1, 8)}
    monthly = Cadence(Every.MONTHLY, day=3)

    def found(holidays: Holidays) -> str:
        one = next_occasion(monthly, {}, NINE, "UTC", monday, holidays=holidays, holiday=rest.__contains__)
        return one.key if one is not None else ""

    assert [found(kind) for kind in Holidays] == ["2026-10-03", "2026-11-03", "2026-10-08"]


def test_what_was_put_off_still_comes_when_it_is_looked_for_after_its_own_day() -> None:
    rest = {on(f"2026-10-0{day}") for day in range(1, 8)}
    after = datetime(2026, 10, 6, 0, 0, tzinfo=UTC)

    found = next_occasion(
        Cadence(Every.MONTHLY, day=3), {}, NINE, "UTC", after, holidays=Holidays.LATER, holiday=rest.__contains__
    )  # fmt: skip

    assert found is not None
    assert found.day == on("2026-10-08")


def test_rounds_come_at_their_distance_from_the_beginning() -> None:
    began = datetime(2026, 11, 26, 3, 10, tzinfo=UTC)

    def due(after: timedelta, again: timedelta | None = 4 * HOUR) -> timedelta | None:
        found = next_round(began, again, began + after)
        return None if found is None else found.due - began

    assert due(-HOUR) == timedelta()
    assert due(timedelta()) == 4 * HOUR
    assert due(4 * HOUR - timedelta(seconds=1)) == 4 * HOUR
    assert due(9 * HOUR) == 12 * HOUR
    assert due(-HOUR, None) == timedelta()
    assert due(timedelta(), None) is None
    keys = {next_round(began, 4 * HOUR, began + hours * HOUR) for hours in range(12)}
    assert len(keys) == 3


# -- laws ----------------------------------------------------------------------------------------

ZONES = ("Asia/Shanghai", "Asia/Colombo", "Europe/Berlin", "Africa/Cairo", "Africa/Casablanca", "America/Nuuk",
         "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "Antarctica/Troll",
         "Asia/Almaty", "Asia/Tehran", "America/Asuncion")  # fmt: skip
dates = st.dates(date(1950, 1, 1), date(2035, 12, 31))
moments = st.datetimes(datetime(2008, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
times = st.times().map(lambda at: at.replace(microsecond=0))
placed = st.one_of(
    st.just(Cadence(Every.DAILY)),
    st.builds(lambda day: Cadence(Every.WEEKLY, weekday=day), st.integers(0, 6)),
    st.builds(lambda day: Cadence(Every.MONTHLY, day=day), st.integers(1, 31)),
    st.builds(lambda m, d: Cadence(Every.QUARTERLY, month=m, day=d), st.integers(1, 3), st.integers(1, 31)),
    st.builds(lambda m, d: Cadence(Every.YEARLY, month=m, day=d), st.integers(1, 12), st.integers(1, 29)),
)
anchored = st.builds(
    lambda every, offsets: Cadence(every, anchors=("departure",), offsets=tuple(sorted(offsets))),
    st.sampled_from([Every.MONTHLY, Every.QUARTERLY, Every.YEARLY, Every.ONCE, Every.EVENT]),
    st.sets(st.integers(-180, 180), min_size=1, max_size=3),
).map(lambda one: replace(one, offsets=(0,)) if one.every in (Every.MONTHLY, Every.QUARTERLY) else one)
cadences = placed | anchored


@settings(max_examples=150, deadline=None)
@given(cadences, dates, times, st.sampled_from(ZONES), moments, st.integers(0, 7200))
def test_occasions_come_one_after_another_never_two_on_a_local_date(
    cadence: Cadence, anchor: date, at: time, tz: str, after: datetime, seconds: int
) -> None:
    later, before = timedelta(seconds=seconds), None
    for _ in range(4):
        found = next_occasion(cadence, {"departure": (anchor,)}, at, tz, after, later=later)
        if found is None:
            break

        assert found.due > after
        # the wall clock moved on only by a gap, never to another date than the one it stands for
        assert (found.due - later).astimezone(ZoneInfo(tz)).date() == found.day
        assert before is None or found.day > before
        after, before = found.due, found.day


@settings(max_examples=150, deadline=None)
@given(cadences, dates, times, st.lists(st.sampled_from(ZONES), min_size=2, max_size=5), moments)
def test_whatever_a_persons_clock_becomes_no_local_date_comes_twice(
    cadence: Cadence, anchor: date, at: time, zones: list[str], after: datetime
) -> None:
    seen: list[date] = []
    for tz in zones:
        last = seen[-1] if seen else None
        found = next_occasion(cadence, {"departure": (anchor,)}, at, tz, after, last=last)
        if found is not None:
            seen.append(found.day)
            after = found.due

    assert seen == sorted(set(seen))


@settings(max_examples=100, deadline=None)
@given(cadences, dates, dates)
def test_looking_from_later_on_leaves_nothing_out(cadence: Cadence, anchor: date, since: date) -> None:
    anchors = {"departure": (anchor,)}
    all_of_them = list(islice(days(cadence, anchors, since), 6))

    for number, day in enumerate(all_of_them):
        assert list(islice(days(cadence, anchors, day), 6 - number)) == all_of_them[number:]


@given(st.dates(date(1950, 1, 1), date(2005, 12, 31)), st.integers(2010, 2030))
def test_a_birthday_comes_once_in_every_year(born: date, year: int) -> None:
    cadence = Cadence(Every.YEARLY, anchors=("birthday",))

    found = [
        day for day in islice(days(cadence, {"birthday": (born,)}, date(year, 1, 1)), 2) if day.year == year
    ]

    assert found == [anniversary(born, year)]

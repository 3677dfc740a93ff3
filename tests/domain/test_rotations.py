"""Shifts that turn, put together answer by answer."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.domain.rhythm import Kind, Leg
from bot.domain.rotations import Pattern, Stretch

SINCE = date(2026, 11, 20)
DAYS, NIGHTS = ((time(8), time(20)),), ((time(20), time(8)),)


def test_two_bare_numbers_are_days_and_nights_or_work_and_leave() -> None:
    bare = Pattern((Stretch(None, 28), Stretch(None, 28)), SINCE, bare=True)
    assert bare.lacks == "kinds"

    nights, away = bare.of_kinds("day_night"), bare.of_kinds("on_off")

    assert (nights.lacks, away.lacks) == ("nothing", "which")
    assert nights.shifts().legs == (Leg(28, DAYS), Leg(28, NIGHTS))
    assert away.working("nights").shifts().legs == (Leg(28, NIGHTS), Leg(28))
    assert away.working("halves").shifts().legs == (Leg(14, DAYS), Leg(14, NIGHTS), Leg(28))
    # an answer to what is not asked any more changes nothing
    assert nights.of_kinds("on_off") == nights
    assert nights.working("nights") == nights


def test_half_of_a_single_day_is_a_day() -> None:
    guard = Pattern((Stretch(None, 1), Stretch(Kind.OFF, 2)), SINCE)

    assert guard.working("halves").shifts().legs == (Leg(1, DAYS), Leg(2))


def test_three_shifts_have_eight_hours_each_and_last_as_long_as_said() -> None:
    three = Pattern(tuple(map(Stretch, (Kind.DAY, Kind.EVENING, Kind.NIGHT))), SINCE)
    assert three.lacks == "each"

    legs = three.of_days(5).shifts().legs

    assert [(leg.days, leg.work[0][0].hour, leg.work[0][1].hour) for leg in legs] == [
        (5, 8, 16),
        (5, 16, 0),
        (5, 0, 8),
    ]
    assert [leg.kind for leg in legs] == [Kind.DAY, Kind.EVENING, Kind.NIGHT]


def test_nights_are_the_other_half_of_days_whose_hours_are_said() -> None:
    both = (Stretch(Kind.DAY, 14), Stretch(Kind.NIGHT, 14))

    by_day = Pattern(both, SINCE, {Kind.DAY: (time(7), time(19))}).shifts()
    by_night = Pattern(both, SINCE, {Kind.NIGHT: (time(19), time(7))}).shifts()

    assert by_day == by_night
    assert by_day.legs[1].work == ((time(19), time(7)),)


def test_a_pattern_without_a_beginning_lacks_it() -> None:
    assert Pattern((Stretch(Kind.DAY, 7), Stretch(Kind.NIGHT, 7))).lacks == "since"
    assert Pattern((Stretch(Kind.WATCH, 1),)).lacks == "watch"


def test_where_in_the_pattern_a_day_lies_is_counted_from_one_and_nothing_is_known_before() -> None:
    turning = Pattern((Stretch(Kind.DAY, 14), Stretch(Kind.NIGHT, 14)), SINCE).shifts()

    assert turning.leg(SINCE) == (Leg(14, DAYS), 1)
    assert turning.leg(SINCE + timedelta(days=27)) == (Leg(14, NIGHTS), 14)
    assert turning.leg(SINCE + timedelta(days=28)) == (Leg(14, DAYS), 1)
    assert turning.leg(SINCE - timedelta(days=1)) is None
    assert turning.work(SINCE - timedelta(days=1)) == ()

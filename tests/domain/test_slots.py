"""When two people can both be had."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.rhythm import Leg, Shifts
from bot.domain.rota import Window, read_window
from bot.domain.slots import (
    EVERY_DAY,
    GRAIN,
    MOST,
    Diary,
    Manner,
    both,
    grains,
    held,
    joined,
    open_to,
    spans,
    suggest,
    suits,
    without,
)

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Monday, 12:00 in Beijing, 09:30 in Hambantota."""
HALF = timedelta(minutes=30)
ALWAYS = Window(EVERY_DAY, time(0), time(0))
EVENINGS = read_window("mon-sun 18:00-22:00")
MANNER = Manner(notice=timedelta(hours=2), before=timedelta(), after=timedelta(minutes=10), daily=3)


def side(tz: str, *windows: str, **more: object) -> Diary:
    return Diary(tz, tuple(map(read_window, windows)) or (EVENINGS,), **more)  # type: ignore[arg-type]


COLOMBO, BEIJING = side("Asia/Colombo"), side("Asia/Shanghai")


def told(starts: tuple[datetime, ...], tz: str = "Asia/Colombo") -> list[str]:
    return [f"{start.astimezone(ZoneInfo(tz)):%a %d %H:%M}" for start in starts]


def test_six_evenings_are_offered_one_a_day_where_two_clocks_agree() -> None:
    found = suggest([COLOMBO, BEIJING], HALF, NOW, MANNER)

    assert told(found) == [
        f"{day} 18:00" for day in ("Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28")
    ]


def test_the_evening_of_the_one_ends_before_the_night_of_the_other() -> None:
    found = suggest([COLOMBO, BEIJING], timedelta(hours=1), NOW, MANNER, day=date(2026, 11, 24))

    assert told(found) == ["Tue 24 18:00"]
    assert told(found, "Asia/Shanghai") == ["Tue 24 20:30"]


def test_whoever_works_a_night_sleeps_after_it_and_is_called_when_awake() -> None:
    nights = Shifts(date(2026, 11, 23), (Leg(2, ((time(18), time(6)),)), Leg(2)))
    there = side("Asia/Colombo", "mon-sun 07:00-22:00", shifts=nights)

    after_a_night = suggest([there], HALF, NOW, MANNER, day=date(2026, 11, 24))
    off_again = suggest([there], HALF, NOW, MANNER, day=date(2026, 11, 26))

    assert told(after_a_night) == [
        "Tue 24 13:00",
        "Tue 24 14:00",
        "Tue 24 15:00",
        "Tue 24 16:00",
        "Tue 24 17:00",
    ]
    assert told(off_again)[0] == "Thu 26 09:00"


def test_whoever_works_by_turns_is_called_after_a_days_shift_and_before_a_nights() -> None:
    turning = Shifts(
        date(2026, 11, 23), (Leg(1, ((time(8), time(20)),)), Leg(1, ((time(20), time(8)),)), Leg(1))
    )
    there = side("Asia/Colombo", "mon-sun 07:00-22:00", shifts=turning)

    by_day, by_night, off = (
        told(suggest([there], HALF, NOW, MANNER, day=date(2026, 11, day))) for day in (26, 27, 25)
    )

    assert [moment[-5:] for moment in by_day] == ["07:30", "20:00", "21:00"]
    assert by_night[0] == "Fri 27 09:00"
    assert all(moment[-5:] < "20:00" for moment in by_night)
    assert off[0] == "Wed 25 15:00"


def test_hours_of_work_are_offered_last_and_offered_all_the_same() -> None:
    work = (read_window("mon-fri 08:00-18:00"),)
    home = side("Asia/Shanghai", "mon-sun 07:00-22:00", rather_not=work)
    there = side("Asia/Colombo", "mon-sun 07:00-22:00", rather_not=work)

    found = suggest([there, home], HALF, NOW, MANNER)
    of_one_day = suggest([there, home], HALF, NOW, MANNER, day=date(2026, 11, 24))

    assert told(found) == [
        *(f"{day} 18:00" for day in ("Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27")),
        "Sat 28 09:00",
    ]
    assert told(of_one_day)[-2:] == ["Tue 24 18:00", "Tue 24 19:00"]
    assert len(of_one_day) == MOST


def test_nobody_without_quiet_hours_has_a_night_to_keep_away_from() -> None:
    awake = side("UTC", "mon-sun 00:00-23:59", quiet=None)

    assert told(suggest([awake], HALF, NOW, MANNER), "UTC")[1] == "Tue 24 00:00"


def test_a_day_of_its_own_offers_several_moments_an_hour_apart() -> None:
    found = suggest([side("UTC", "mon-fri 08:00-18:00")], HALF, NOW, MANNER, day=date(2026, 11, 25))

    assert told(found, "UTC") == [f"Wed 25 {hour:02}:00" for hour in range(9, 15)]


def test_later_goes_on_after_what_was_shown() -> None:
    first = suggest([COLOMBO, BEIJING], HALF, NOW, MANNER)

    later = suggest([COLOMBO, BEIJING], HALF, NOW, MANNER, since=first[-1] + timedelta(minutes=15))

    assert later[0] > first[-1]
    assert told(later)[1:] == [f"{d} 18:00" for d in ("Sun 29", "Mon 30", "Tue 01", "Wed 02", "Thu 03")]


def test_notice_is_elapsed_time_also_when_the_clock_is_put_forward() -> None:
    berlin = side("Europe/Berlin", "mon-sun 00:00-23:59", quiet=Window(EVERY_DAY, time(23), time(0)))
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 01:30, half an hour before the gap

    found = suggest([berlin], HALF, before, MANNER, day=date(2026, 3, 29))

    assert min(found) >= before + timedelta(hours=2)
    assert suits([berlin], before + timedelta(hours=2), HALF, before, MANNER)
    assert not suits([berlin], before + timedelta(minutes=105), HALF, before, MANNER)


def test_nobody_is_called_from_work_or_bed() -> None:
    nights = side("Asia/Colombo", "mon-sun 00:00-23:59", work=(read_window("mon-fri 18:00-06:00"),))

    found = suggest([nights], HALF, NOW, MANNER, day=date(2026, 11, 24))

    assert all(
        time(7) <= start.astimezone(ZoneInfo("Asia/Colombo")).time() <= time(17, 30) for start in found
    )
    assert len(found) == MOST


def test_a_call_keeps_its_distance_from_another() -> None:
    at = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    busy = side("UTC", "tue-tue 09:00-12:00", calls=((at, at + HALF),))
    manner = Manner(before=timedelta(minutes=5), after=timedelta(minutes=10))

    assert open_to(busy, NOW, NOW + timedelta(days=2), manner) == [
        (at - timedelta(hours=1), at - timedelta(minutes=15)),
        (at + timedelta(minutes=45), at + timedelta(hours=2)),
    ]


def test_a_full_day_takes_no_further_call() -> None:
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    calls = tuple((at + timedelta(hours=n), at + timedelta(hours=n, minutes=15)) for n in range(3))
    busy = side("UTC", "mon-sun 08:00-21:00", calls=calls)

    assert suggest([busy], HALF, NOW, MANNER, day=date(2026, 11, 24)) == ()
    assert not suits([busy], at + timedelta(hours=6), HALF, NOW, MANNER)
    assert suggest([busy], HALF, NOW, MANNER, day=date(2026, 11, 25)) != ()


def test_nothing_suits_those_who_are_never_free_together() -> None:
    mornings, evenings = side("UTC", "mon-sun 08:00-12:00"), side("UTC", "mon-sun 18:00-20:00")

    assert suggest([mornings, evenings], HALF, NOW, MANNER) == ()
    assert suggest([Diary("UTC", ())], HALF, NOW, MANNER) == ()


def test_one_day_of_the_week_twenty_six_hours_apart_is_never_the_same_day() -> None:
    line_islands = Diary("Etc/GMT-14", (Window(frozenset({5}), time(0), time(0)),))
    baker_island = Diary("Etc/GMT+12", (Window(frozenset({5}), time(0), time(0)),))

    assert suggest([line_islands, baker_island], HALF, NOW, MANNER) == ()


def test_what_is_further_off_than_a_fortnight_is_not_promised() -> None:
    assert not suits([Diary("UTC", (ALWAYS,))], NOW + timedelta(days=15), HALF, NOW, MANNER)
    assert suggest([Diary("UTC", (ALWAYS,))], HALF, NOW, MANNER, day=date(2026, 12, 24)) != ()


@pytest.mark.parametrize(
    ("tz", "day", "window", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", "sun 01:00-04:00", 2.0),  # 02:30 does not exist
        ("Europe/Berlin", "2026-10-25", "sun 01:00-04:00", 4.0),  # and comes twice
        ("Europe/Berlin", "2026-10-25", "sun 02:30-04:00", 2.0),  # the second 02:00 lies outside
        ("Australia/Lord_Howe", "2026-04-05", "sun 00:00-06:00", 6.5),
        ("Antarctica/Troll", "2026-03-29", "sun 00:00-06:00", 4.0),
        ("Africa/Cairo", "2026-04-24", "fri 00:00-06:00", 5.0),
        ("Pacific/Apia", "2011-12-30", "fri 00:00-23:59", 0.0),
    ],
)
def test_a_window_is_as_long_as_the_clock_on_the_wall_makes_it(
    tz: str, day: str, window: str, hours: float
) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)

    found = spans([read_window(window)], tz, midnight - timedelta(hours=30), midnight + timedelta(hours=54))

    assert sum(((end - begin) for begin, end in found), timedelta()) == timedelta(hours=hours)


def test_stretches_are_put_together_and_taken_apart() -> None:
    def span(begin: int, end: int) -> tuple[datetime, datetime]:
        return NOW + timedelta(hours=begin), NOW + timedelta(hours=end)

    assert joined([span(4, 6), span(1, 2), span(2, 3), span(5, 5)]) == [span(1, 3), span(4, 6)]
    assert without([span(0, 10)], [span(2, 3), span(9, 12)]) == [span(0, 2), span(3, 9)]
    assert both([span(0, 4), span(6, 9)], [span(3, 7)]) == [span(3, 4), span(6, 7)]


def test_a_call_takes_its_buffers_too_in_grains_everybody_counts_alike() -> None:
    taken = held(NOW, HALF, Manner(before=timedelta(minutes=5), after=timedelta(minutes=10)))

    assert len(grains(taken)) == 9
    assert grains((NOW, NOW + GRAIN)).start == NOW.timestamp() // 300
    assert len(grains((NOW, NOW + timedelta(minutes=7)))) == 2


# -- laws, over every clock there is --------------------------------------------------------------

ZONES = sorted(available_timezones())
hours = st.integers(0, 23)
windows = st.builds(
    Window,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.builds(time, hours, st.sampled_from([0, 30])),
    st.builds(time, hours, st.sampled_from([0, 15])),
)
moments = st.integers(0, 5 * 365 * 24 * 4).map(
    lambda n: datetime(2024, 1, 1, tzinfo=UTC) + n * timedelta(minutes=15)
)


@st.composite
def diaries(draw: st.DrawFn, near: datetime) -> Diary:
    calls = draw(st.lists(st.tuples(st.integers(0, 14 * 24), st.sampled_from([15, 30, 60])), max_size=4))
    return Diary(
        draw(st.sampled_from(ZONES)),
        tuple(draw(st.lists(windows, min_size=1, max_size=3))),
        tuple(draw(st.lists(windows, max_size=1))),
        calls=tuple(
            (near + timedelta(hours=n), near + timedelta(hours=n, minutes=minutes)) for n, minutes in calls
        ),
    )


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
@settings(max_examples=120)
@given(st.data(), moments, st.sampled_from([15, 30, 60]))
def test_a_suggestion_lies_in_everybodys_windows_and_apart_from_their_calls(
    data: st.DataObject, now: datetime, minutes: int
) -> None:
    sides = [data.draw(diaries(now)), data.draw(diaries(now))]
    length = timedelta(minutes=minutes)

    found = suggest(sides, length, now, MANNER)

    assert list(found) == sorted(set(found))
    assert len(found) <= MOST
    for start in found:
        assert start >= now + MANNER.notice
        assert suits(sides, start, length, now, MANNER)
        for diary in sides:
            zone = ZoneInfo(diary.tz)
            for minute in range(0, minutes, 5):
                local = (start + timedelta(minutes=minute)).astimezone(zone)
                assert any(window.covers(local) for window in diary.free)
                assert not any(window.covers(local) for window in (*diary.work, diary.quiet))
            mine = held(start, length, MANNER)
            assert all(not set(grains(mine)) & set(grains(held(b, e - b, MANNER))) for b, e in diary.calls)
            day = start.astimezone(zone).date()
            assert sum(b.astimezone(zone).date() == day for b, _ in diary.calls) < MANNER.daily


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
@settings(max_examples=60)
@given(st.data(), moments)
def test_where_nothing_is_suggested_no_quarter_of_an_hour_suits(data: st.DataObject, now: datetime) -> None:
    sides = [data.draw(diaries(now)), data.draw(diaries(now))]

    if not suggest(sides, HALF, now, MANNER):
        offered = data.draw(st.lists(st.integers(0, 14 * 96), min_size=20, max_size=20))
        assert not any(suits(sides, now + n * timedelta(minutes=15), HALF, now, MANNER) for n in offered)

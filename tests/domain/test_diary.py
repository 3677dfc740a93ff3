"""What somebody's days call for: low twice in a row, far below their own median, three nights without sleep."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.diary import FELL, LOW_TWICE, MOODS, SLEPT_BADLY, Page, calls_for, weeks

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = NOON.date()
DAY = timedelta(days=1)


def days(*moods: int, sleep: str = "") -> list[Page]:
    """Days up to today, by mood from 1 to 5; 0 is a day without an answer."""
    first = TODAY - DAY * (len(moods) - 1)
    return [
        Page(first + DAY * number, NOON, mood=MOODS[mood - 1] if mood else "", sleep=sleep)
        for number, mood in enumerate(moods)
    ]


@pytest.mark.parametrize(
    ("moods", "reasons"),
    [
        ((2,), ()),
        ((3, 2), ()),
        ((2, 2), (LOW_TWICE,)),
        ((1, 0, 2), (LOW_TWICE,)),  # a day without an answer is no better day
        ((1, 3, 2), ()),
        ((2, 2, 3), ()),
        ((4, 4, 5, 4, 2), ()),  # four days before say too little
        ((4, 4, 5, 4, 4, 2), (FELL,)),
        ((5, 5, 5, 5, 5, 3), (FELL,)),
        ((4, 4, 4, 4, 4, 3), ()),
        ((4, 4, 5, 4, 4, 0), ()),
        ((4, 4, 4, 4, 4, 2, 1), (LOW_TWICE, FELL)),
    ],
)
def test_low_days_call_by_the_persons_own_measure(moods: tuple[int, ...], reasons: tuple[str, ...]) -> None:
    *earlier, today = days(*moods)

    assert calls_for(earlier, today) == reasons


def test_three_nights_without_sleep_call_and_two_do_not() -> None:
    *earlier, today = days(4, 4, 4, sleep="none")

    assert calls_for(earlier, today) == (SLEPT_BADLY,)
    assert calls_for(earlier[1:], today) == ()
    assert calls_for(earlier, Page(TODAY, NOON, sleep="poor")) == ()
    assert calls_for(earlier, Page(TODAY, NOON, mood="good")) == ()


def test_four_weeks_are_a_line_each_and_end_today() -> None:
    drawn = weeks(days(1, 2, 3, 4, 5, 0, 5, 1, sleep="well"), TODAY)

    assert [week.first for week in drawn] == [TODAY - DAY * back for back in (27, 20, 13, 6)]
    assert [week.moods for week in drawn] == ["·······", "·······", "······▁", "▃▅▆█·█▁"]
    assert drawn[-1].sleeps == "█" * 7
    assert weeks([Page(date(2026, 1, 1), NOON, mood="good")], TODAY)[0].moods == "·" * 7

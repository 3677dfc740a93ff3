"""When somebody can be called, in their own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.freetime import read_week
from bot.domain.rota import read_window


@pytest.mark.parametrize(
    ("said", "windows"),
    [
        ("工作日晚上7点到9点半，周末全天", ("mon-fri 19:00-21:30", "sat-sun 07:00-22:00")),
        ("周一到周五 19:00-21:30", ("mon-fri 19:00-21:30",)),
        ("周二、周四 20点-22点", ("tue-tue 20:00-22:00", "thu-thu 20:00-22:00")),
        ("星期六下午两点", ()),
        ("每天 18:00 到 20:00", ("mon-sun 18:00-20:00",)),
        ("晚上8点到10点", ("mon-sun 20:00-22:00",)),
        ("上午9点到11点", ("mon-sun 09:00-11:00",)),
        ("中午12点到2点", ("mon-sun 12:00-14:00",)),
        ("周末", ("sat-sun 07:00-22:00",)),
        ("周六到周一 9:00-10:00", ("mon-mon 09:00-10:00", "sat-sun 09:00-10:00")),
        ("weekdays 7pm-9:30pm, weekends all day", ("mon-fri 19:00-21:30", "sat-sun 07:00-22:00")),
        ("Mon-Fri 6pm to 9pm and Sunday", ("mon-fri 18:00-21:00", "sun-sun 07:00-22:00")),
        ("every day 7am - 12pm", ("mon-sun 07:00-12:00",)),
        ("12am-6am", ("mon-sun 00:00-06:00",)),
        ("周日 25:00-26:00", ()),
        ("周日 9:75-10:00", ()),
        ("周日 10:00-9:00am", ()),
        ("随便", ()),
        ("周一有空，别的不一定", ()),
        ("", ()),
    ],
)
def test_words_become_windows_all_of_them_or_none(said: str, windows: tuple[str, ...]) -> None:
    assert read_week(said) == windows


@given(st.text(max_size=30))
def test_whatever_is_written_gives_windows_that_can_be_read_or_nothing(text: str) -> None:
    for window in read_week(text):
        read_window(window)

"""What was done, as it is typed: words for the person, numbers for the report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.tally import Tally, read_tally


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("已送医院", Tally("已送医院")),
        ("已送医院\n2 人 300 元", Tally("已送医院", 2, 30_000)),
        ("已送医院\n两人，三百元", Tally("已送医院", 2, 30_000)),
        ("已送医院\n3人次\n费用：120.5 元", Tally("已送医院", 3, 12_050)),
        ("已送医院\n\n¥1,200", Tally("已送医院", None, 120_000)),
        ("taken there\n2 people 300 yuan", Tally("taken there", 2, 30_000)),
        ("taken there\nRMB 80 and 1 person", Tally("taken there", 1, 8_000)),
        ("给 2 位老人送饭，花了 30 元", Tally("给 2 位老人送饭，花了 30 元")),
        ("两行\n第二行", Tally("两行\n第二行")),
        ("2 人 300 元", Tally("", 2, 30_000)),
        ("共 3 人", Tally("", 3)),
        ("", Tally("")),
        ("办好了\n万元", Tally("办好了\n万元")),
        ("。。。", Tally("。。。")),
    ],
)
def test_numbers_on_lines_of_their_own_are_counted(written: str, meant: Tally) -> None:
    assert read_tally(written) == meant


@given(st.text())
def test_any_text_is_read_and_words_are_never_lost(text: str) -> None:
    read_tally(text)

    assert read_tally(f"办好了。\n{text}").what.startswith("办好了。")

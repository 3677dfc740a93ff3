"""What people say of their shifts: which pattern it is, when it begins, and what it leaves open."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rhythm import Kind
from bot.domain.rotation_words import read_days, read_pattern, read_since

TODAY = date(2026, 11, 26)
"""A Thursday."""


def told(text: str) -> str | None:
    """`day:14 night:14 @11-20 lacks nothing`, in short; None where no pattern was heard."""
    pattern = read_pattern(text, TODAY)
    if pattern is None:
        return None
    parts = [f"{one.kind or 'on'}:{one.days or '?'}" for one in pattern.stretches]
    since = [f"@{pattern.since:%m-%d}"] if pattern.since else []
    return " ".join([*parts, *since, "lacks", pattern.lacks])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("两周白班两周夜班，从11月20日开始", "day:14 night:14 @11-20 lacks nothing"),
        ("兩週白班兩週夜班，從11月20日開始", "day:14 night:14 @11-20 lacks nothing"),
        ("11月20日开始两周白班两周夜班", "day:14 night:14 @11-20 lacks nothing"),
        ("14天白班14天夜班", "day:14 night:14 lacks since"),
        ("14天白14天夜", "day:14 night:14 lacks since"),
        ("白班两周，夜班两周", "day:14 night:14 lacks since"),
        ("上14天白班倒14天夜班，从上周五起", "day:14 night:14 @11-20 lacks nothing"),
        ("返14日早班14日夜班", "day:14 night:14 lacks since"),
        ("兩個禮拜日更，兩個禮拜夜更，這個月1號開始的", "day:14 night:14 @11-01 lacks nothing"),
        ("半个月白班半个月夜班", "day:15 night:15 lacks since"),
        ("一天白班一天夜班一天休息", "day:1 night:1 off:1 lacks since"),
        ("白班夜班一周一倒", "day:7 night:7 lacks since"),
        ("半个月一倒", "day:15 night:15 lacks since"),
        ("每半个月换", "day:15 night:15 lacks since"),
        ("大夜小夜白班轮着上，一周换一次", "night:7 evening:7 day:7 lacks since"),
        ("一周早班，一周中班，一周夜班，从周一开始", "day:7 evening:7 night:7 @11-30 lacks nothing"),
        ("三班倒", "day:? evening:? night:? lacks each"),
        ("3班倒，每周倒", "day:7 evening:7 night:7 lacks since"),
        ("四班三运转", "day:2 evening:2 night:2 off:2 lacks since"),
        ("五班三倒", "day:2 evening:2 night:2 off:4 lacks since"),
        ("四班两倒 今天是第3天", "day:1 night:1 off:2 @11-24 lacks nothing"),
        ("早早中中夜夜休休", "day:2 evening:2 night:2 off:2 lacks since"),
        ("白白夜夜休休休休，从12月1日开始", "day:2 night:2 off:4 @12-01 lacks nothing"),
        ("早中夜", "day:? evening:? night:? lacks each"),
        ("做二休一", "on:2 off:1 lacks which"),
        ("上一天休两天", "on:1 off:2 lacks which"),
        ("上24休48", "day:1 off:2 lacks since"),
        ("28天在岗28天休假", "on:28 off:28 lacks which"),
        ("28/28", "on:28 on:28 lacks kinds"),
        ("28/28 rotation", "on:28 on:28 lacks kinds"),
        ("14x14 from 20 Nov", "on:14 on:14 @11-20 lacks kinds"),
        ("14/14/14", "day:14 night:14 off:14 lacks since"),
        ("倒班", "day:? night:? lacks each"),
        ("白班夜班轮着来", "day:? night:? lacks each"),
        ("四小时值更八小时休息", "watch:1 lacks watch"),
        ("4-on-8-off watches", "watch:1 lacks watch"),
        ("6 on 6 off", "watch:1 lacks watch"),
        ("14 days days/14 nights", "day:14 night:14 lacks since"),
        ("14 nights 14 days", "night:14 day:14 lacks since"),
        ("Two weeks of days then two weeks of nights from 20 November", "day:14 night:14 @11-20 lacks nothing"),
        ("2 weeks days 2 weeks nights starting next monday", "day:14 night:14 @11-30 lacks nothing"),
        ("days for 2 weeks, nights for 2 weeks", "day:14 night:14 lacks since"),
        ("day shift 2 weeks then night shift 2 weeks, day 5", "day:14 night:14 @11-22 lacks nothing"),
        ("a week of days, a week of nights, a week off", "day:7 night:7 off:7 lacks since"),
        ("a fortnight on and a fortnight off", "on:14 off:14 lacks which"),
        ("7 days early 7 days late 7 days night", "day:7 evening:7 night:7 lacks since"),
        ("4 on 4 off, 12 hour shifts", "on:4 off:4 lacks which"),
        ("alternating weeks days and nights", "day:7 night:7 lacks since"),
        ("three shifts", "day:? evening:? night:? lacks each"),
    ],
)  # fmt: skip
def test_a_pattern_is_understood_as_it_is_said(text: str, meant: str) -> None:
    assert told(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "你好", "我今天很难受", "14天", "白班", "夜班", "nights", "14 days 14 days", "0天白班0天夜班",
        "100天白班100天夜班", "14天白班14天夜班" * 20, "一两天白班三四天夜班", "三五天一倒", "",
    ],
)  # fmt: skip
def test_what_is_no_pattern_is_taken_for_none(text: str) -> None:
    assert read_pattern(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("白班7点到19点14天，夜班14天", {Kind.DAY: "07:00-19:00"}),
        ("14天白班(早7点到晚7点)14天夜班(晚7点到早7点)", {Kind.DAY: "07:00-19:00", Kind.NIGHT: "19:00-07:00"}),
        ("14天白班14天夜班，夜班8点到8点", {Kind.NIGHT: "20:00-08:00"}),
        ("白班6点到6点14天，夜班14天", {Kind.DAY: "06:00-18:00"}),
        ("白班6点到14点14天，夜班14天", {Kind.DAY: "06:00-14:00"}),
        ("14 day shifts 14 night shifts 0700-1900", {Kind.DAY: "07:00-19:00"}),
        ("7am to 7pm days 14 days, nights 14 days", {Kind.DAY: "07:00-19:00"}),
        ("14天白班14天夜班，25点到3点", {}),
        ("14天白班14天夜班", {}),
    ],
)  # fmt: skip
def test_hours_that_are_said_are_those_of_the_shift_beside_them(text: str, hours: dict[Kind, str]) -> None:
    pattern = read_pattern(text, TODAY)

    assert pattern is not None
    assert {kind: f"{start:%H:%M}-{end:%H:%M}" for kind, (start, end) in pattern.hours.items()} == hours
    assert [one.days for one in pattern.stretches] == [14, 14]


def test_hours_of_nothing_that_is_named_are_nobodys() -> None:
    pattern = read_pattern("28/28 8点到20点", TODAY)

    assert pattern is not None
    assert not pattern.hours


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11月20日", "2026-11-20"),  # a few days ago rather than in a year
        ("12月3日", "2026-12-03"),
        ("1月3日", "2027-01-03"),
        ("20号", "2026-11-20"),
        ("28號", "2026-11-28"),
        ("2026-10-01", "2026-10-01"),
        ("上周五", "2026-11-20"),
        ("从周一开始", "2026-11-30"),
        ("明天起", "2026-11-27"),
        ("5天前", "2026-11-21"),
        ("今天是第5天", "2026-11-22"),
        ("第五天", "2026-11-22"),
        ("day 5", "2026-11-22"),
        ("20 Nov", "2026-11-20"),
        ("the 20th", "2026-11-20"),
        ("since last friday", "2026-11-20"),
    ],
)
def test_a_beginning_is_the_nearest_day_of_that_name(text: str, day: str) -> None:
    assert read_since(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["不知道", "第0天", "第二百天", "14天白班", ""])
def test_what_is_no_day_is_taken_for_none(text: str) -> None:
    assert read_since(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("7", 7), ("两周", 14), ("5天", 5), ("半个月", 15), ("2 weeks", 14), ("a week", 7), ("一个月", 30),
        ("半", None), ("嗯", None),
    ],
)  # fmt: skip
def test_a_length_is_so_many_days(text: str, days: int | None) -> None:
    assert read_days(text) == days


@given(st.text(max_size=130) | st.text("两周白夜班休天从月开始1428/ daysnightoff", max_size=60))
def test_whatever_is_written_is_read_without_a_fault(text: str) -> None:
    pattern = read_pattern(text, TODAY)

    read_since(text, TODAY)
    read_days(text)
    assert pattern is None or pattern.turns
    assert pattern is None or pattern.lacks != "nothing" or pattern.shifts().since == pattern.since


def test_eight_to_eight_in_the_evening_stays_what_it_says() -> None:
    pattern = read_pattern("14天白班14天夜班(晚上8点到早上8点)", TODAY)

    assert pattern is not None
    assert pattern.hours == {Kind.NIGHT: (time(20), time(8))}

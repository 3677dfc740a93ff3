"""Days, times and moments. "Now" is Thursday, 26 November 2026, 15:00, unless a test says otherwise."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from bot.domain.flow.days import read_date, read_moment, read_time

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=70) | st.text(
    "0123456789一二三十百两半点刻分号日月年周上下午晚早天明后前今个小时:/.-inatpmsdfrionextoclk ", max_size=16
)
WRITTEN = [
    "今天", "明天下午三点", "下周六晚上8点", "今晚12点", "25号", "3月5号", "三天后", "半小时后", "一个半小时后",
    "两個鐘頭後",
    "禮拜六八點", "聽日下晝3點", "月底", "15:00", "三点一刻", "tomorrow 3pm", "next friday at 8",
    "in two hours", "Dec 3",
    "the 25th", "noon", "half past 3", "2026-12-05 15:00", "3/5", "4.30 pm",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", "2026-11-26"), ("明天", "2026-11-27"), ("后天", "2026-11-28"), ("後天", "2026-11-28"),
        ("大后天", "2026-11-29"), ("昨天", "2026-11-25"), ("前天", "2026-11-24"), ("今晚", "2026-11-26"),
        ("明早", "2026-11-27"), ("听日", "2026-11-27"), ("聽晚", "2026-11-27"), ("明天下午", "2026-11-27"),
        ("周六", "2026-11-28"), ("星期六", "2026-11-28"), ("禮拜六", "2026-11-28"), ("周四", "2026-11-26"),
        ("周日", "2026-11-29"), ("星期天", "2026-11-29"), ("这周六", "2026-11-28"), ("这周一", "2026-11-23"),
        ("下周六", "2026-12-05"), ("下个礼拜六", "2026-12-05"), ("下下周一", "2026-12-07"), ("上周五", "2026-11-20"),
        ("上上周五", "2026-11-13"), ("25号", "2026-12-25"), ("26号", "2026-11-26"), ("31号", "2026-12-31"),
        ("二十五号", "2026-12-25"), ("下个月3号", "2026-12-03"), ("本月27日", "2026-11-27"), ("月底", "2026-11-30"),
        ("下月底", "2026-12-31"), ("3月5日", "2027-03-05"), ("三月五号", "2027-03-05"), ("３月５號", "2027-03-05"),
        ("3/5", "2027-03-05"), ("3.5", "2027-03-05"), ("12月1日", "2026-12-01"), ("2月29日", "2028-02-29"),
        ("2026-03-05", "2026-03-05"), ("2026/3/5", "2026-03-05"), ("2026年3月5日", "2026-03-05"),
        ("二〇二六年三月五日", "2026-03-05"), ("明年3月5日", "2027-03-05"), ("去年12月1日", "2025-12-01"),
        ("三天后", "2026-11-29"), ("3天以后", "2026-11-29"), ("过两天", "2026-11-28"), ("两周后", "2026-12-10"),
        ("一个月后", "2026-12-26"), ("3天前", "2026-11-23"), ("两年后", "2028-11-26"),
        ("today", "2026-11-26"), ("Tomorrow", "2026-11-27"), ("the day after tomorrow", "2026-11-28"),
        ("tonight", "2026-11-26"), ("sat", "2026-11-28"), ("this Saturday", "2026-11-28"),
        ("next friday", "2026-12-04"), ("friday next week", "2026-12-04"), ("last friday", "2026-11-20"),
        ("Dec 3", "2026-12-03"), ("3 December", "2026-12-03"), ("3rd of December", "2026-12-03"),
        ("December 3rd, 2027", "2027-12-03"), ("Dec 3 2027", "2027-12-03"), ("the 25th", "2026-12-25"),
        ("on the 25th", "2026-12-25"), ("in 3 days", "2026-11-29"), ("3 days from now", "2026-11-29"),
        ("in a week", "2026-12-03"), ("2 days ago", "2026-11-24"), ("end of the month", "2026-11-30"),
        ("end of next month", "2026-12-31"), ("12月3日（周四）", "2026-12-03"), ("周一 28号", "2026-12-28"),
        ("Thu, 3 Dec", "2026-12-03"),
    ],
)  # fmt: skip
def test_day_is_read_however_it_is_written(text: str, day: str) -> None:
    assert read_date(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    ["", "你好", "5", "下周", "2月31日", "2月30号", "13月5日", "0号", "32号", "13/5", "3-5", "0000年1月1日",
     "明天8点", "周八",
     "in 9999999999999 days", "两三天后", "十十天后", "十十号", "十百月3日", "今天明天", "31 Feb", "这个月31号",
     "99999999天后",
     "next month", "12月3日（周五）", "周一周二", "x" * 61, "上午", "\ud800"],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read_date(text, TODAY) is None


def test_month_added_to_its_last_day_stays_within_the_month() -> None:
    assert read_date("一个月后", date(2027, 1, 31)) == date(2027, 2, 28)
    assert read_date("in 1 year", date(2028, 2, 29)) == date(2029, 2, 28)


def test_day_of_the_month_skips_months_that_lack_it() -> None:
    assert read_date("31号", date(2027, 2, 1)) == date(2027, 3, 31)
    assert read_date("30号", date(2027, 1, 31)) == date(2027, 3, 30)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("三点", "15:00"), ("三点半", "15:30"), ("三点一刻", "15:15"), ("三点三刻", "15:45"), ("三點零五", "15:05"),
        ("3点20", "15:20"), ("3点20分", "15:20"), ("8点", "08:00"), ("8点钟", "08:00"), ("八点整", "08:00"),
        ("十二点", "12:00"), ("十三点", "13:00"), ("0点", "00:00"), ("15:00", "15:00"), ("１５：００", "15:00"),
        ("03:00", "03:00"), ("3:00", "15:00"), ("24:00", "00:00"), ("8", "08:00"), ("20", "20:00"),
        ("早上8点", "08:00"), ("上午10点半", "10:30"), ("中午", "12:00"), ("中午1点", "13:00"),
        ("下午3点20分", "15:20"),
        ("傍晚6点", "18:00"), ("晚上8点", "20:00"), ("晚上20点", "20:00"), ("晚上十二点", "00:00"),
        ("晚上1点", "01:00"),
        ("凌晨2点", "02:00"), ("凌晨12点", "00:00"), ("半夜12点", "00:00"), ("深夜11点", "23:00"), ("8点左右", "08:00"),
        ("3pm", "15:00"), ("3 p.m.", "15:00"), ("3:30 pm", "15:30"), ("3.30pm", "15:30"), ("12am", "00:00"),
        ("12pm", "12:00"), ("noon", "12:00"), ("midnight", "00:00"), ("at 8", "08:00"), ("8 o'clock", "08:00"),
        ("half past 3", "15:30"), ("quarter to 4", "15:45"), ("quarter to one", "12:45"),
        ("a quarter past five", "17:15"), ("eight in the evening", "20:00"), ("9 at night", "21:00"),
    ],
)  # fmt: skip
def test_time_is_read_however_it_is_written(text: str, hour: str) -> None:
    assert read_time(text) == time.fromisoformat(hour)


@pytest.mark.parametrize(
    "text",
    ["", "上午", "今晚", "半夜", "25:00", "24:30", "8点60", "25点", "上午13点", "凌晨9点", "15am",
     "noon midnight", "100", "两三点",
     "3点八九十", "quarter to 0", "明天8点", "早上晚上8点", "8点以后", "你好", "\ud800"],
)  # fmt: skip
def test_what_is_no_time_is_not_guessed(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("明天下午三点", "11-27 15:00"), ("明天下午的三点", "11-27 15:00"), ("那就明天下午三点吧", "11-27 15:00"),
        ("下周六晚上8点", "12-05 20:00"), ("下週六晚上八點", "12-05 20:00"), ("下周六 晚上 8 点", "12-05 20:00"),
        ("周六八点", "11-28 08:00"), ("晚上8点，明天", "11-27 20:00"), ("今晚8点", "11-26 20:00"),
        ("今晚上8点", "11-26 20:00"), ("今晚12点", "11-27 00:00"), ("今晚1点", "11-27 01:00"),
        ("明晚7:30", "11-27 19:30"),
        ("明早九点", "11-27 09:00"), ("聽晚8點", "11-27 20:00"), ("周六晚上1点", "11-29 01:00"),
        ("明天中午", "11-27 12:00"),
        ("周六0点", "11-28 00:00"), ("明天24:00", "11-28 00:00"), ("三天后下午3点", "11-29 15:00"),
        ("25号8点", "12-25 08:00"), ("3月5日15：00", "03-05 15:00"), ("12月25日20点", "12-25 20:00"),
        ("2026-12-05 15:00", "12-05 15:00"), ("3/5 15:00", "03-05 15:00"), ("现在", "11-26 15:00"),
        ("一个小时后", "11-26 16:00"), ("半小时后", "11-26 15:30"), ("半个小时以后", "11-26 15:30"),
        ("一个半小时后", "11-26 16:30"), ("1小时30分钟后", "11-26 16:30"), ("1.5小时后", "11-26 16:30"),
        ("过20分钟", "11-26 15:20"), ("两小时前", "11-26 13:00"), ("24小时后", "11-27 15:00"),
        ("tomorrow 3pm", "11-27 15:00"), ("tomorrow morning at 8", "11-27 08:00"),
        ("8 tomorrow morning", "11-27 08:00"),
        ("noon tomorrow", "11-27 12:00"), ("next friday at 8", "12-04 08:00"), ("sat 8pm", "11-28 20:00"),
        ("8pm on saturday", "11-28 20:00"), ("tonight at 9", "11-26 21:00"), ("tonight 1am", "11-27 01:00"),
        ("the 25th at 3pm", "12-25 15:00"), ("3 dec 8pm", "12-03 20:00"), ("in two hours", "11-26 17:00"),
        ("in an hour", "11-26 16:00"), ("half an hour from now", "11-26 15:30"), ("2 hours ago", "11-26 13:00"),
        ("in 1 hour and 30 minutes", "11-26 16:30"), ("in 3 days at 8pm", "11-29 20:00"), ("midnight", "11-27 00:00"),
        ("12月3日（周四）20:00", "12-03 20:00"),
    ],
)  # fmt: skip
def test_moment_is_read_however_it_is_written(text: str, moment: str) -> None:
    read = read_moment(text, NOW)

    assert read is not None
    assert read.tzinfo is SHANGHAI
    assert f"{read:%m-%d %H:%M}" == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("8点", "11-26 20:00"),  # eight in the morning is over, eight in the evening is not
        ("今天8点", "11-26 20:00"),
        ("3点", "11-27 15:00"),
        ("15:00", "11-27 15:00"),  # this very minute is not ahead
        ("14:00", "11-27 14:00"),
        ("周四8点", "11-26 20:00"),
        ("周四上午8点", "12-03 08:00"),
        ("26号上午8点", "12-26 08:00"),
        ("凌晨3点", "11-27 03:00"),
    ],
)
def test_what_is_over_today_is_the_next_one(text: str, moment: str) -> None:
    read = read_moment(text, NOW)

    assert f"{read:%m-%d %H:%M}" == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("今天上午8点", "11-26 08:00"),
        ("昨天下午三点", "11-25 15:00"),
        ("昨天8点", "11-25 08:00"),
        ("这周一9点", "11-23 09:00"),
    ],
)
def test_past_moment_counts_when_it_is_named_outright(text: str, moment: str) -> None:
    assert f"{read_moment(text, NOW):%m-%d %H:%M}" == moment


def test_tonight_said_after_midnight_is_the_night_that_is_on() -> None:
    half_past_midnight = datetime(2026, 11, 26, 0, 30, tzinfo=SHANGHAI)

    assert read_moment("今晚1点", half_past_midnight) == datetime(2026, 11, 26, 1, tzinfo=SHANGHAI)
    assert read_moment("今晚12点", half_past_midnight) == datetime(2026, 11, 27, 0, tzinfo=SHANGHAI)


def test_bare_hour_today_is_none_when_both_halves_of_the_day_are_over() -> None:
    assert read_moment("今天8点", datetime(2026, 11, 26, 22, tzinfo=SHANGHAI)) is None


@pytest.mark.parametrize(
    "text",
    ["", "明天", "三天后", "今晚", "下周六晚上", "8", "25", "friday midnight", "明天半夜3点", "十二月二十五点",
     "十月二十一点", "3 dec 8",
     "2月31日8点", "明天25:00", "两三个小时后", "过两个小时前", "两小时", "十十分钟后", "in hours", "你好",
     "tonight 25:00", "\ud800"],
)  # fmt: skip
def test_what_is_no_single_moment_is_not_guessed(text: str) -> None:
    assert read_moment(text, NOW) is None


def test_moment_beyond_all_calendars_is_none() -> None:
    last = datetime(9999, 12, 31, 20, tzinfo=UTC)

    assert read_moment("晚上12点", last) is None
    assert read_moment("5小时后", last) is None
    assert read_date("明天", last.date()) is None


@pytest.mark.parametrize(
    ("zone", "now", "text", "utc"),
    [
        # skipped hours are shifted forward by the gap
        ("Europe/Berlin", "2026-03-28 12:00", "明天02:30", "2026-03-29 01:30"),
        ("Africa/Cairo", "2026-04-23 12:00", "明天00:30", "2026-04-23 22:30"),
        ("Australia/Lord_Howe", "2026-10-03 12:00", "明天02:15", "2026-10-03 15:45"),
        ("Antarctica/Troll", "2026-03-28 12:00", "tomorrow 01:30", "2026-03-29 01:30"),
        ("Pacific/Apia", "2011-12-29 12:00", "明天12:00", "2011-12-30 22:00"),
        # repeated hours are the first of the two
        ("Europe/Berlin", "2026-10-24 12:00", "明天02:30", "2026-10-25 00:30"),
        ("Africa/Cairo", "2026-10-29 12:00", "23:30", "2026-10-29 20:30"),
        ("Australia/Lord_Howe", "2026-04-04 12:00", "明天01:45", "2026-04-04 14:45"),
        ("Asia/Almaty", "2024-02-29 12:00", "晚上11点半", "2024-02-29 17:30"),
        # a span is time that passes, a day keeps its wall time
        ("Europe/Berlin", "2026-03-28 20:00", "8小时后", "2026-03-29 03:00"),
        ("Europe/Berlin", "2026-03-28 20:00", "明天20:00", "2026-03-29 18:00"),
        ("Asia/Kathmandu", "2026-11-26 12:00", "下午三点", "2026-11-26 09:15"),
        ("Etc/GMT-8", "2026-11-26 12:00", "下午三点", "2026-11-26 07:00"),
    ],
)
def test_clocks_that_change_move_no_moment_astray(zone: str, now: str, text: str, utc: str) -> None:
    here = ZoneInfo(zone)

    moment = read_moment(text, datetime.fromisoformat(now).replace(tzinfo=here))

    assert moment is not None
    assert moment.tzinfo is here
    assert f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" == utc


def test_second_pass_of_a_repeated_hour_does_not_answer_with_the_first() -> None:
    second_pass = datetime(2026, 10, 25, 2, 40, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))

    moment = read_moment("02:50", second_pass)

    assert moment is not None
    assert moment.date() == date(2026, 10, 26)


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(
        [
            "{0.year}年{0.month}月{0.day}日",
            "{0.year}-{0.month:02}-{0.day:02}",
            "{0:%d %B %Y}",
            "{0:%b} {0.day}, {0.year}",
        ]
    ),
)
def test_day_written_with_its_year_is_read_back(day: date, form: str) -> None:
    assert read_date(form.format(day), TODAY) == day


@given(
    st.integers(0, 364),
    st.sampled_from(["{0.month}月{0.day}号", "{0.month}/{0.day}", "{0:%B} {0.day}", "{0:%d} {0:%b}"]),
)
def test_coming_day_is_read_back_without_its_year(ahead: int, form: str) -> None:
    day = TODAY + timedelta(days=ahead)

    assert read_date(form.format(day), TODAY) == day


def in_words(moment: time) -> str:
    part = ("凌晨", "早上", "上午", "中午", "下午", "晚上")[
        sum(moment.hour >= hour for hour in (5, 8, 12, 13, 18))
    ]
    return f"{part}{moment.hour if moment.hour < 13 else moment.hour - 12}点{moment.minute}分"


@given(st.times())
def test_time_is_read_back(moment: time) -> None:
    moment = moment.replace(second=0, microsecond=0)

    for written in (f"{moment:%H:%M}", f"{moment:%I:%M %p}", f"{moment:%I:%M%p}", in_words(moment)):
        assert read_time(written) == moment


@given(
    st.integers(1, 300 * 24 * 60),
    st.sampled_from(["{0.month}月{0.day}日{0:%H:%M}", "{0:%Y-%m-%d %H:%M}", "{0:%I:%M %p} on {0:%d %B}"]),
)
def test_coming_moment_is_read_back(minutes: int, form: str) -> None:
    moment = NOW + timedelta(minutes=minutes)

    assert read_moment(form.format(moment), NOW) == moment


@pytest.mark.parametrize("text", WRITTEN)
def test_width_case_and_script_change_nothing(text: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    traditional = OpenCC("s2t").convert(text)

    for other in (wide, traditional, text.upper(), f"  {text} 。"):
        assert read_date(other, TODAY) == read_date(text, TODAY)
        assert read_time(other) == read_time(text)
        assert read_moment(other, NOW) == read_moment(text, NOW)


@given(ANY_TEXT)
def test_no_text_upsets_the_readers(text: str) -> None:
    moment = read_moment(text, NOW)

    assert moment is None or moment.tzinfo is SHANGHAI
    assert isinstance(read_date(text, TODAY), date | None)
    assert isinstance(read_time(text), time | None)

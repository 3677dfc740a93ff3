"""Names of days in a text made even: 下周六, 25号, 3月5日, 三天后, next friday, dec 3, in 3 days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from bot.domain.flow.numerals import CHINESE, in_digits, whole

Days = tuple[date, ...]
"""The day meant; a second one where the name comes round again and the first may be over (周六, 25号)."""


def read_days(text: str, today: date) -> Days | None:
    """The day that a whole text names, seen from `today`; None when it is no day, or one no calendar has.

    A weekday beside a date must agree with it: 12月3日(周四), "thu 3 dec".
    """
    days = _named(text, today)
    if days is None:
        weekday = _BESIDE.fullmatch(text)
        dated = weekday and _named(weekday["first"] or weekday["last"], today)
        if weekday and dated:
            name = weekday["before"] or weekday["after"]
            wanted = _WEEKDAYS[name if name.isascii() else name[-1]]
            days = tuple(day for day in dated if day.weekday() == wanted)
    return days or None


def _named(text: str, today: date) -> Days | None:
    for pattern, days in _NAMES:
        found = pattern.fullmatch(text)
        if found is not None:
            try:
                return days(found, today)
            except (ValueError, OverflowError):
                # 31 February, 13月, the year 0, three million years from now
                return None
    return None


_DAYS = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "寻日": -1, "琴日": -1, "今天": 0, "今日": 0,
    "今儿": 0, "明天": 1, "明日": 1, "明儿": 1, "听日": 1, "听天": 1, "后天": 2, "后日": 2, "后儿": 2, "大后天": 3,
    "大后日": 3, "today": 0, "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tmr": 1, "tmrw": 1,
    "2moro": 1, "yesterday": -1, "day after tomorrow": 2, "day before yesterday": -2,
}  # fmt: skip
_WEEKDAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6} | {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri",
         "saturday sat", "sunday sun")
    )
    for name in names.split()
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_AWAY = {"上": -1, "last": -1, "这": 0, "本": 0, "this": 0, "下": 1, "next": 1}
_YEARS = {"去年": -1, "今年": 0, "明年": 1, "后年": 2}

_N = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"
_WEEKDAY = "|".join(sorted((name for name in _WEEKDAYS if name.isascii()), key=len, reverse=True))
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))


_BESIDE = re.compile(
    rf"(?P<before>(?:周|星期|礼拜)[一二三四五六日天]|{_WEEKDAY})[ ()]*(?P<last>.+)|"
    rf"(?P<first>.+?)[ (]*(?P<after>(?:周|星期|礼拜)[一二三四五六日天]|{_WEEKDAY})\)?"
)


def _by_name(found: re.Match[str], today: date) -> Days:
    return (today + timedelta(days=_DAYS[found[0]]),)


def _coming_weekday(found: re.Match[str], today: date) -> Days:
    first = today + timedelta(days=(_WEEKDAYS[found["day"]] - today.weekday()) % 7)
    return first, first + timedelta(days=7)


def _weekday_of_a_week(found: re.Match[str], today: date) -> Days:
    """Weeks run from Monday; 上上周 and 下下周 are two weeks away."""
    week = found["week"]
    weeks = _AWAY[week] if week in _AWAY else _AWAY[week[0]] * len(week)
    monday = today - timedelta(days=today.weekday())
    return (monday + timedelta(days=7 * weeks + _WEEKDAYS[found["day"]]),)


def _day_of_the_month(found: re.Match[str], today: date) -> Days:
    """The next two months that have such a day; ValueError when no month has."""
    day = _number(found["day"])
    date(2000, 1, day)
    months = (_first_of_month(today, away) for away in range(4))
    days = [first.replace(day=day) for first in months if day <= monthrange(first.year, first.month)[1]]
    coming = [each for each in days if each >= today]
    return coming[0], coming[1]


def _day_of_a_month(found: re.Match[str], today: date) -> Days:
    return (_first_of_month(today, _AWAY[found["month"]]).replace(day=_number(found["day"])),)


def _end_of_a_month(found: re.Match[str], today: date) -> Days:
    first = _first_of_month(today, _AWAY[found["month"] or "this"])
    return (first.replace(day=monthrange(first.year, first.month)[1]),)


def _month_and_day(found: re.Match[str], today: date) -> Days:
    """Without a year the coming one that has such a day, today included."""
    groups = found.groupdict()
    name = groups["month"] or groups["before"]
    month = _MONTHS.get(name) or _number(name)
    day = _number(groups["day"] or groups["after"])
    year = groups.get("year")
    if year is not None:
        return (date(_year(year, today), month, day),)
    date(2000, month, day)
    years = range(today.year, today.year + _LONGEST_LEAP)
    days = (date(each, month, day) for each in years if day <= monthrange(each, month)[1])
    return (next(each for each in days if each >= today),)


_LONGEST_LEAP = 10
"""Years among which a 29 February is sure to lie ahead."""


def _days_away(found: re.Match[str], today: date) -> Days:
    back = found.groupdict().get("ago") is not None
    number = _number(found["number"]) * (-1 if back else 1)
    unit = found["unit"]
    if unit in ("月", "month", "年", "year"):
        first = _first_of_month(today, number * (12 if unit in ("年", "year") else 1))
        return (first.replace(day=min(today.day, monthrange(first.year, first.month)[1])),)
    return (today + timedelta(days=number * (1 if unit in ("天", "日", "day") else 7)),)


def _first_of_month(today: date, away: int) -> date:
    months = today.year * 12 + today.month - 1 + away
    return date(months // 12, months % 12 + 1, 1)


def _number(written: str) -> int:
    number = whole(written)
    if number is None:
        raise ValueError("no whole number")
    return number


def _year(written: str, today: date) -> int:
    if written in _YEARS:
        return today.year + _YEARS[written]
    return int(in_digits(written))


_UNIT = "天|日|周|星期|礼拜|月|年"
_UNITS = "(?P<unit>day|week|month|year)s?"
_AFTER = "(?:以|之|过)?后"
_NAMES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days]], ...] = tuple(
    (re.compile(pattern), days)
    for pattern, days in (
        ("|".join(map(re.escape, _DAYS)), _by_name),
        (r"(?:周|星期|礼拜)(?P<day>[一二三四五六日天])", _coming_weekday),
        (rf"(?:(?:this|coming) )?(?P<day>{_WEEKDAY})", _coming_weekday),
        (
            r"(?P<week>上{1,2}|这|本|下{1,3})个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])",
            _weekday_of_a_week,
        ),
        (rf"(?P<week>next|last) (?P<day>{_WEEKDAY})", _weekday_of_a_week),
        (rf"(?P<day>{_WEEKDAY}) (?P<week>this|next|last) week", _weekday_of_a_week),
        (rf"(?P<day>{_N})[日号]", _day_of_the_month),
        (rf"(?P<month>[上这本下])个?月(?P<day>{_N})[日号]?", _day_of_a_month),
        (r"(?:(?P<month>[上这本下])个?)?月[底末]", _end_of_a_month),
        (r"end (?:(?P<month>this|next) )?month", _end_of_a_month),
        (
            rf"(?:(?P<year>{'|'.join(_YEARS)}|(?:\d|[零〇一二三四五六七八九]){{4}}(?=年))年?)?"
            rf"(?P<month>{_N})月(?P<day>{_N})[日号]?",
            _month_and_day,
        ),
        (r"(?P<month>\d{1,2})[/.](?P<day>\d{1,2})号?", _month_and_day),
        (r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})", _month_and_day),
        (
            rf"(?:(?P<before>{_MONTH})\.? ?(?P<after>\d{{1,2}})号?|(?P<day>\d{{1,2}})号? ?(?P<month>{_MONTH})\.?)"
            r"(?:(?: |(?<=号))(?P<year>\d{4}))?",
            _month_and_day,
        ),
        (
            rf"(?:再?过)?(?P<number>\d+|[{CHINESE}]+)个?(?P<unit>{_UNIT})(?:{_AFTER}|(?P<ago>[以之]?前))",
            _days_away,
        ),
        (rf"再?过(?P<number>\d+|[{CHINESE}]+)个?(?P<unit>{_UNIT})", _days_away),
        (rf"in (?P<number>\d+) {_UNITS}(?: time)?", _days_away),
        (rf"(?P<number>\d+) {_UNITS} (?:from now|from today|later|(?P<ago>ago))", _days_away),
    )
)

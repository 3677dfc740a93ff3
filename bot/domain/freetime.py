"""When somebody can be called, as people write it: 工作日晚上7点到9点半，周末全天 · weekdays 7pm-9:30pm, weekends."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from bot.domain.rota import DAYS

ALL_DAY = (time(7), time(22))
"""What a day without hours means: from after the night until before it."""

_ZH = "一二三四五六日"
_NAMES = {"天": 6} | {sign: number for number, sign in enumerate(_ZH)}
_GROUPS = {
    "每天": range(7), "天天": range(7), "everyday": range(7), "daily": range(7), "anyday": range(7),
    "工作日": range(5), "平时": range(5), "weekdays": range(5), "weekday": range(5),
    "周末": range(5, 7), "weekends": range(5, 7), "weekend": range(5, 7),
}  # fmt: skip
_TO = r"(?:-|~|到|至|to|until)"
_DAY = r"(?:(?:周|星期|礼拜)([一二三四五六日天])|(mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
_DAYS = re.compile(rf"{_DAY}{_TO}{_DAY}|{_DAY}|({'|'.join(sorted(_GROUPS, key=len, reverse=True))})")
_HOUR = r"(早上|上午|中午|下午|傍晚|晚上|夜里)?(\d{1,2})(?:[:点](\d{2}|半)?)?(?:钟)?(am|pm)?"
_HOURS = re.compile(rf"{_HOUR}{_TO}{_HOUR}")
_WHOLE = re.compile("全天|整天|allday")
_LATE = ("下午", "傍晚", "晚上", "夜里", "pm")


def read_week(text: str) -> tuple[str, ...]:
    """Weekly windows as `rota.read_window` takes them; empty when it is not understood, all of it or nothing.

    Parts are divided by commas or semicolons; one without days means every day, one without hours all day.
    """
    written = unicodedata.normalize("NFKC", text).lower().replace("—", "-").replace("–", "-")
    found: list[str] = []
    for part in filter(str.strip, re.split(r"[,，;；。\n]+|\band\b", written)):
        window = _part(re.sub(r"\s+", "", part))
        if not window:
            return ()
        found += window
    return tuple(dict.fromkeys(found))


def _part(text: str) -> list[str]:
    hours = _HOURS.search(text)
    rest = _WHOLE.sub("", text if hours is None else text[: hours.start()] + text[hours.end() :])
    days: set[int] = set()
    for found in _DAYS.finditer(rest):
        days |= _days(found)
    if re.sub(r"[、/&·]|的|都|可以|有空|free|on", "", _DAYS.sub("", rest)) or (hours is None and not days):
        return []
    span = ALL_DAY if hours is None else _span(hours)
    if span is None:
        return []
    return [f"{first}-{last} {span[0]:%H:%M}-{span[1]:%H:%M}" for first, last in _runs(days or set(range(7)))]


def _days(found: re.Match[str]) -> set[int]:
    if found[7]:
        return set(_GROUPS[found[7]])
    names = [
        _NAMES[zh] if zh else DAYS.index(en)
        for zh, en in ((found[1], found[2]), (found[3], found[4]), (found[5], found[6]))
        if zh or en
    ]
    first, last = names[0], names[-1]
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _span(found: re.Match[str]) -> tuple[time, time] | None:
    start = _time(found[1] or "", found[2], found[3], found[4] or "")
    end = _time(found[5] or "", found[6], found[7], found[8] or "")
    if start is None or end is None:
        return None
    if end <= start and end.hour < 12 and (found[1] in _LATE or not found[5]) and not found[8]:
        # 晚上7点到9点: the second hour lies in the same part of the day
        end = end.replace(hour=end.hour + 12)
    return (start, end) if end > start else None


def _time(part: str, hour: str, minute: str | None, half: str) -> time | None:
    number = int(hour)
    if number < 12 and (part in _LATE or half == "pm"):
        number += 12
    if (part == "中午" and number < 6) or (half == "am" and number == 12):
        number = (number + 12) % 24
    minutes = 30 if minute == "半" else int(minute or 0)
    return time(number, minutes) if number < 24 and minutes < 60 else None


def _runs(days: set[int]) -> list[tuple[str, str]]:
    """Days that follow one another, taken together."""
    found: list[tuple[str, str]] = []
    for day in sorted(days):
        if found and found[-1][1] == DAYS[day - 1] and day:
            found[-1] = (found[-1][0], DAYS[day])
        else:
            found.append((DAYS[day], DAYS[day]))
    return found

"""Days and moments as people write them: 下周六晚上8点, 25号, 半小时后, tomorrow 3pm, next friday at 8."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.flow.clocks import Clock, Part, parts_in, read_clock
from bot.domain.flow.dates import Days, read_days
from bot.domain.flow.folding import plain
from bot.domain.flow.numerals import CHINESE, ENGLISH, read_number


def read_date(text: str, today: date) -> date | None:
    """The day a text names, seen from `today`; None when it names none. Never raises.

    周六 and 25号 are the coming ones, today included; 下周六 and "next saturday" are the Saturday of the
    next week from Monday on; 3月5日 and 3/5 (the month first) are the coming 5th of March. A part of the
    day may stand with it (今晚, 明天下午), a time of the day may not.
    """
    _, rest = parts_in(_even(text))
    days = read_days(rest, today)
    return days[0] if days else None


def read_time(text: str) -> time | None:
    """The time of the day a text names; None when it names none. Never raises.

    A bare small hour is the likelier one: 7 to 11 in the morning, 1 to 6 in the afternoon; 03:00 with a
    zero is on the clock of 24 hours. A part of the day is no time by itself, but for noon and midnight.
    """
    parts, rest = parts_in(_even(text))
    clock = read_clock(rest, parts)
    return time(clock.hour % 24, clock.minute) if clock else None


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment a text names, on the clock of the aware `now` (its time zone). Never raises.

    It takes a day with a time (明天 alone is None), a time alone, which is the coming one, or a span from
    now (半小时后). The result lies ahead of now unless something past is named outright (昨天下午三点,
    今天上午8点); a bare small hour today is the half of the day that is still ahead. A wall time that the
    clocks skip is shifted forward by the gap, one that comes twice is its first occurrence.
    """
    written = _even(text)
    if written in _NOW:
        return now
    try:
        span = _span(written)
        if span is not None:
            return (now.astimezone(UTC) + span).astimezone(now.tzinfo)
        parts, rest = parts_in(written)
        # The same words cut at different places may mean two things; then none is guessed.
        readings = set(_readings(rest, parts, now.date()))
        return _soonest(*readings.pop(), now) if len(readings) == 1 else None
    except OverflowError:
        # before the year 1 or after the year 9999
        return None


_NOW = {"现在", "马上", "立刻", "now", "right now", "而家", "依家"}
_LONGEST = 60


def _readings(text: str, parts: tuple[Part, ...], today: date) -> Iterator[tuple[Days, Clock]]:
    """Every way to cut a text into a day and a time, in either order; no days stand for none named."""
    if parts or not text.isdecimal():
        clock = read_clock(text, parts)
        if clock is not None:
            yield (), clock
    for cut in range(len(text) + 1):
        left, right = text[:cut], text[cut:]
        if left[-1:].isdecimal() and right[:1].isdecimal():
            continue
        for day, hour in ((left.strip(), right.strip()), (right.strip(), left.strip())):
            clock = read_clock(hour, parts)
            days = read_days(day, today) if clock is not None else None
            if clock is not None and days is not None:
                yield days, clock


def _soonest(days: Days, clock: Clock, now: datetime) -> datetime | None:
    today = now.date()
    if clock.divided and days and days[0] != today:
        # midnight of a Friday: the one before it, or the one after?
        return None
    for day in days or (today, today + timedelta(days=1)):
        for hour in _hours(clock) if day == today else (clock.hour,):
            moment = _at(day, hour, clock.minute, now)
            if moment.astimezone(UTC) > now.astimezone(UTC):
                return moment
    named_outright = not clock.bare or days[0] < today
    return _at(days[0], clock.hour, clock.minute, now) if named_outright else None


def _hours(clock: Clock) -> tuple[int, ...]:
    """The hours of today that a time can mean, the likelier first."""
    if clock.hour >= 24:
        # half past midnight, "tonight at one" is half an hour away
        return clock.hour - 24, clock.hour
    return (clock.hour, clock.hour + 12) if clock.bare and clock.hour < 12 else (clock.hour,)


def _at(day: date, hour: int, minute: int, now: datetime) -> datetime:
    wall = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24, minute), now.tzinfo)
    # There and back: a wall time in a gap comes out shifted forward by the gap.
    return wall.astimezone(UTC).astimezone(now.tzinfo)


_NUMBER = rf"(?:\d{{1,6}}(?:\.\d{{1,2}})?|[{CHINESE}]{{1,6}})"
_SPAN = re.compile(
    rf"(?P<before>再?过|in )?"
    rf"(?:(?P<hours>{_NUMBER})(?:个(?P<half>半)?| )?(?:小时|钟头|钟|hours?|hrs?|h))?(?: ?and )? ?"
    rf"(?:(?P<minutes>{_NUMBER}) ?(?:分钟?|minutes?|mins?))?"
    rf"(?P<after>[以之过]?后| from now| later)?(?P<ago>[以之]?前| ago)?"
)


def _span(text: str) -> timedelta | None:
    """Hours and minutes from now, such as 一个半小时后 or "in 2 hours"; days are not spans but dates."""
    found = _SPAN.fullmatch(text)
    if found is None or not (found["hours"] or found["minutes"]):
        return None
    if [found["before"] or found["after"], found["ago"]].count(None) != 1:
        return None
    hours, minutes = read_number(found["hours"] or "0"), read_number(found["minutes"] or "0")
    if hours is None or minutes is None:
        return None
    span = timedelta(hours=hours + (0.5 if found["half"] else 0), minutes=minutes)
    return -span if found["ago"] else span


_EVENINGS = {"早": "早上", "晨": "早上", "朝": "早上", "晚": "晚上", "夜": "晚上"}
_SMALL = "|".join(sorted((word for word, number in ENGLISH.items() if number), key=len, reverse=True))


def _twelve_hours(found: re.Match[str]) -> str:
    hour = int(found[1])
    if not 1 <= hour <= 12:
        return found[0]
    return f"{hour % 12 + (12 if found[3] == 'p' else 0):02}:{found[2] or '00'} "


_STEPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"[,、;]", " "),
        (r"^(?:那就|那|就|在)|(?:大概|大约|差不多|左右)|[吧呗啊的]$|[.。!~\s]+$", ""),
        (r"(?<=[\u3400-\u9fff])的(?=[\u3400-\u9fff])", ""),
        (rf"(?<![a-z])(?:{_SMALL})(?![a-z])", lambda found: str(ENGLISH[found[0]])),
        (r"(?<![a-z])half an? hour(?![a-z])", "30 minutes"),
        (r"(?<![a-z])an? (?=(?:hour|minute|day|week|month|year|quarter)(?![a-z]))", "1 "),
        (r"(?<![\d个零一二两三四五六七八九十])半个?(?:小时|钟头|钟)", "30分钟"),
        (r"(?<=[今明后昨前听])([早晨朝晚夜])[上早]?", lambda found: f"天{_EVENINGS[found[1]]}"),
        (r"(?<![a-z0-9])(?:tonight|tonite|2nite)(?![a-z])", "today evening"),
        (r"(?<![a-z])this (?=morning|afternoon|evening)", "today "),
        (r"(?<![\d:.])(\d{1,2})(?:[:.](\d{2}))? ?([ap])\.?m(?![a-z])\.?", _twelve_hours),
        (r"(?<!\d)(\d{1,2}) ?o['’]?clock(?![a-z])", r"\1点"),
        (r"(?:(?<![a-z])at|@) ?(\d{1,2})(?![\d:./月日号点时])(?!st|nd|rd|th)", r"\1点"),
        (r"(?<=\d)(?:st|nd|rd|th)(?![a-z])", "号"),
        (r"(?<![a-z])at (?=night(?![a-z]))", ""),
        (r"(?<![a-z])(?:in the|at|on|around|about|the|of)(?![a-z])|@", " "),
        (r"\s+", " "),
        (r"(?<=[\u3400-\u9fff]) (?=[\d\u3400-\u9fff])|(?<=\d) (?=[\u3400-\u9fff])", ""),
    )
)
"""What makes ways of writing alike, in order."""


def _even(text: str) -> str:
    """The text in plain signs without the words that change nothing; "" when it is too long for a moment."""
    written = plain(text).strip()
    if len(written) > _LONGEST:
        return ""
    for pattern, into in _STEPS:
        written = pattern.sub(into, written)
    return written.strip()

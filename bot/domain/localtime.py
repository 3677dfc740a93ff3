"""Wall-clock times in time zones: which instant it is, when it is that time again, and what a month later means.

The rules for clocks that jump: a time that is skipped is shifted forward by the gap; a time that comes twice is
the first of both; where the gap runs over midnight, the last minute before it. Nothing here adds a duration to a
wall-clock time: that is done in UTC.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTE = timedelta(minutes=1)


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises ValueError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # OSError: the name of a folder, such as "Asia"
        raise ValueError(f'"{name}" is no time zone') from None


def instant(day: date, at: time, tz: str) -> datetime | None:
    """The UTC instant at which it is `at` there on that local date; None for a date that does not exist there.

    Raises ValueError for an unknown zone.
    """
    there = zone(tz)
    wall = datetime.combine(day, at.replace(tzinfo=None))
    moment = _utc(wall, there)
    if moment.astimezone(there).date() == day:
        return moment
    # the gap runs over midnight: from here back to before it, the clock jumps once
    early, late = moment - _gap(wall, there), moment
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(there).date() > day:
            late = middle
        else:
            early = middle
    last = early.replace(second=0, microsecond=0)
    return last if last.astimezone(there).date() == day else None


def following(after: datetime, at: time, tz: str) -> datetime:
    """The next UTC instant, strictly after this one, at which it is `at` there, at most once per local date.

    Raises ValueError for an unknown zone.
    """
    day = after.astimezone(zone(tz)).date()
    while True:
        moment = instant(day, at, tz)
        if moment is not None and moment > after:
            return moment
        day += timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of a later (or, for less than 0, earlier) month; its last day where there is no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def anniversary(day: date, year: int) -> date:
    """The same date in another year; 28 February for the 29th where there is none."""
    return add_months(day, (year - day.year) * 12)


def _utc(wall: datetime, there: ZoneInfo) -> datetime:
    # fold 0: of two the first; inside a gap the offset from before it, which shifts forward by the gap
    return wall.replace(tzinfo=there, fold=0).astimezone(UTC)


def _gap(wall: datetime, there: ZoneInfo) -> timedelta:
    before, behind = (wall.replace(tzinfo=there, fold=fold).utcoffset() for fold in (0, 1))
    return (behind or timedelta()) - (before or timedelta()) + MINUTE

"""Who is on duty: weekly windows in wall-clock time of an IANA zone, so a DST change moves no shift."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d{2}):(\d{2})-(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Window:
    """Weekdays (0 is Monday) and two wall-clock times; an end at or before the start lies on the next day."""

    days: frozenset[int]
    start: time
    end: time

    def covers(self, local: datetime) -> bool:
        """Whether this local wall-clock time lies inside; the end itself does not."""
        moment, day = local.time(), local.weekday()
        if self.start < self.end:
            return day in self.days and self.start <= moment < self.end
        return (day in self.days and moment >= self.start) or (
            (day - 1) % 7 in self.days and moment < self.end
        )

    def end_after(self, local: datetime) -> datetime:
        """When the shift that covers this local time ends, on the same wall clock."""
        over_midnight = self.end <= self.start and local.time() >= self.start
        day = local.date() + timedelta(days=1 if over_midnight else 0)
        return datetime.combine(day, self.end, local.tzinfo)


@dataclass(frozen=True, slots=True)
class Duty:
    """When somebody is on duty. `always` is round the clock; no windows and not always is never."""

    always: bool = False
    windows: tuple[Window, ...] = ()
    tz: str = "UTC"

    def covers(self, now: datetime) -> bool:
        if self.always:
            return True
        local = now.astimezone(ZoneInfo(self.tz))
        return any(window.covers(local) for window in self.windows)

    def ends(self, now: datetime) -> datetime | None:
        """When the shift under way ends, windows that follow without a gap taken together; None when there is
        no shift under way or no end to it within a week."""
        if self.always or not self.covers(now):
            return None
        zone, moment = ZoneInfo(self.tz), now
        while moment - now < timedelta(days=7):
            local = moment.astimezone(zone)
            ends = [window.end_after(local) for window in self.windows if window.covers(local)]
            if not ends:
                return moment
            moment = max(ends).astimezone(UTC)
        return None


def read_window(text: str) -> Window:
    """`"mon-fri 18:00-06:00"` or `"sat 08:00-20:00"`; raises ValueError that says what is expected."""
    found = _WINDOW.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f'"{text}" is no duty window, write for example "mon-fri 18:00-06:00"')
    first, last = found[1], found[2] or found[1]
    for day in (first, last):
        if day not in DAYS:
            raise ValueError(f'"{day}" is no weekday, use {", ".join(DAYS)}')
    start, length = DAYS.index(first), (DAYS.index(last) - DAYS.index(first)) % 7
    days = frozenset((start + step) % 7 for step in range(length + 1))
    try:
        return Window(days, time(int(found[3]), int(found[4])), time(int(found[5]), int(found[6])))
    except ValueError:
        raise ValueError(f'"{text}" has a time outside 00:00-23:59') from None

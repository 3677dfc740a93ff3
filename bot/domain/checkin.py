"""The daily check-in: when somebody is asked how they are, and what their answers call for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from bot.domain.care.cadence import Holidays
from bot.domain.care.model import Programme
from bot.domain.localtime import instant, zone
from bot.domain.rhythm import Rhythm

DAY = timedelta(days=1)
FURTHEST = 60
"""Days ahead within which a day is found on which somebody may be asked: no holidays last longer."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When people are asked. `at` is a time of day on their own clock, `window` how long it may take until everybody
    has been asked, `grace` how late it still makes sense, `apart` how long after one question the next one comes at
    the earliest. `patience` is how many days in a row may meet with silence;
    from then on they are asked only every `rest` days.
    """

    at: time = time(8)
    window: timedelta = timedelta(minutes=30)
    grace: timedelta = timedelta(hours=4)
    apart: timedelta = timedelta()
    holidays: Holidays = Holidays.SKIP
    patience: int = 3
    rest: int = 7

    @staticmethod
    def of(programme: Programme, units: Sequence[str] = ()) -> Timing:
        """As a programme says, for somebody of the first of these units, which lies within the others."""
        silence = programme.silence
        return Timing(
            programme.at_in(units),
            programme.window,
            programme.grace,
            programme.apart,
            programme.holidays,
            silence.patience,
            silence.rest,
        )


_instant = lru_cache(4096)(instant)
"""Thousands are asked at the same hour of the same day in the same place."""


@lru_cache(64)
def _date(moment: datetime, tz: str) -> date:
    return moment.astimezone(zone(tz)).date()


@dataclass(frozen=True, slots=True)
class Asking:
    """What the times of a check-in follow from, the same for all who live by the same clock and rhythm. `holiday`
    says whether a date is a public holiday where they work."""

    tz: str
    rhythm: Rhythm
    timing: Timing
    holiday: Callable[[date], bool]
    _known: dict[date, tuple[time, datetime] | None] = field(default_factory=dict, compare=False, repr=False)

    def wall(self, day: date) -> time | None:
        """The time of day at which they are asked on a local date, None where they are not asked."""
        rests = self.timing.holidays is not Holidays.KEEP and self.holiday(day)
        return None if rests or self.rhythm.away_on(day) else self.rhythm.at(day, self.timing.at)

    def on(self, day: date) -> tuple[time, datetime] | None:
        """That time and the instant it is; None where they are not asked, and for a date that does not exist there."""
        try:
            return self._known[day]
        except KeyError:
            wall = self.wall(day)
            moment = None if wall is None else _instant(day, wall, self.tz)
            found = self._known[day] = None if wall is None or moment is None else (wall, moment)
            return found

    def following(
        self,
        after: datetime,
        last: date | None,
        later: timedelta = timedelta(),
        silent: int = 0,
    ) -> tuple[date, time, datetime] | None:
        """The first time strictly after this moment at which they are asked, once per local date.

        `last` is the local date of the one before, which stays so whatever their clock has become since: on that date
        and before it nobody is asked again. `later` is somebody's place in the window, `silent` are the days in a row
        that met with silence.
        """
        day = date.min
        if last is not None:
            day = last + (DAY if silent < self.timing.patience else DAY * self.timing.rest)
        if day <= after.date():
            # what somebody's place in the window may have carried over midnight counts to the day before; wherever
            # they are it is at most two dates further there, which on most days need not be worked out
            day = max(day, _date(after, self.tz) - DAY)
        if self.rhythm.away is not None:
            day = max(day, self.rhythm.away)
        for _ in range(FURTHEST):
            found = self.on(day)
            if found is not None and (moment := found[1] + later) > after:
                return day, found[0], moment
            day += DAY
        return None

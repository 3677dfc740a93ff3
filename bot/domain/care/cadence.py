"""When a programme's turn comes: from a cadence and a person's dates to local dates, and from these to instants."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import count, takewhile

from bot.domain.localtime import add_months, instant, zone

DAY = timedelta(days=1)
FURTHEST = 366 * 9
"""Days ahead beyond which no occasion is looked for: 29 February comes at most eight years later."""

PUT_OFF = timedelta(days=30)
"""No holidays last longer."""


class Every(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    ONCE = "once"
    EVENT = "event"


class Holidays(StrEnum):
    """What a public holiday does to an occasion."""

    KEEP = "keep"
    SKIP = "skip"
    LATER = "later"


_MONTHS: Mapping[Every, int] = {Every.MONTHLY: 1, Every.QUARTERLY: 3, Every.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often, and on which day. Either a place in the period (`weekday`, `month` and `day`) or dates of the
    person's own, by name (`anchors`).

    `month` counts from 1 within the quarter or year. `offsets` are days from an anchor, ascending. `again` repeats
    what begins with an event of the unit until that is over.
    """

    every: Every
    weekday: int = 0
    month: int = 1
    day: int = 1
    anchors: tuple[str, ...] = ()
    offsets: tuple[int, ...] = (0,)
    again: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time that it is somebody's turn. `key` is what there is only one of, for one person and programme."""

    day: date
    due: datetime
    key: str


def spread(person: str, window: timedelta) -> timedelta:
    """A stable place of this person in the window, in whole seconds, so that not everybody is written to at once.

    Ids are random and their order is that of the places: who is due together stands together in the store, too.
    """
    seconds = int(window.total_seconds())
    try:
        return timedelta(0, int(person[:8], 16) * seconds >> 32)
    except ValueError:
        # no id of ours
        return timedelta(0, zlib.crc32(person.encode()) % seconds if seconds else 0)


def next_occasion(
    cadence: Cadence,
    anchors: Mapping[str, Sequence[date]],
    at: time,
    tz: str,
    after: datetime,
    *,
    last: date | None = None,
    later: timedelta = timedelta(),
    holidays: Holidays = Holidays.KEEP,
    holiday: Callable[[date], bool] = lambda _: False,
) -> Occasion | None:
    """The first occasion strictly after this moment, None where there is none any more.

    There is at most one on a local date. `last` is the local date of the one before, which stays so whatever the
    person's clock has become since: on that date and before it there is none. `later` is the person's place in the
    window. A date that does not exist there, and a public holiday that is skipped, has none.
    """
    earliest = after.astimezone(zone(tz)).date() - DAY - later
    if holidays is Holidays.LATER:
        earliest -= PUT_OFF
    for day in _kept(days(cadence, anchors, earliest), holidays, holiday):
        if last is not None and day <= last:
            continue
        moment = instant(day, at, tz)
        if moment is not None and moment + later > after:
            return Occasion(day, moment + later, day.isoformat())
    return None


def next_round(began: datetime, again: timedelta | None, after: datetime) -> Occasion | None:
    """The first round strictly after this moment of what is repeated while a unit's event lasts; the first one is
    when it began."""
    if began > after:
        number = 0
    elif again is None:
        return None
    else:
        number = (after - began) // again + 1
    due = began + (again or timedelta()) * number
    return Occasion(due.date(), due, f"round {number}")


def this_round(began: datetime, again: timedelta | None, now: datetime) -> datetime:
    """When the round under way began."""
    return began if again is None or now < began else began + again * ((now - began) // again)


def days(cadence: Cadence, anchors: Mapping[str, Sequence[date]], earliest: date) -> Iterator[date]:
    """The local dates on which it is somebody's turn, ascending, none before `earliest`."""
    horizon = earliest + timedelta(days=FURTHEST)
    found = _anchored(cadence, anchors, earliest) if cadence.anchors else _placed(cadence, earliest)
    before: date | None = None
    for day in takewhile(lambda one: one <= horizon, found):
        if day >= earliest and day != before:
            before = day
            yield day


def period(day: date, per: Every) -> tuple[date, date]:
    """The first and the last day of the week, month, quarter or year a day lies in; of a day, that day."""
    if per is Every.WEEKLY:
        first = day - DAY * day.weekday()
        return first, first + 6 * DAY
    months = _MONTHS.get(per)
    if months is None:
        return day, day
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, add_months(first, months) - DAY


def _placed(cadence: Cadence, earliest: date) -> Iterator[date]:
    """By place in the period."""
    if cadence.every in (Every.DAILY, Every.WEEKLY):
        step = 1 if cadence.every is Every.DAILY else 7
        ahead = 0 if step == 1 else (cadence.weekday - earliest.weekday()) % 7
        yield from (earliest + DAY * (ahead + step * number) for number in count())
        return
    months = _MONTHS[cadence.every]
    first, _ = period(earliest, cadence.every)
    for number in count():
        start = add_months(first, months * number + cadence.month - 1)
        # the 31st of a short month is its last day
        yield add_months(date(2000, 1, cadence.day), (start.year - 2000) * 12 + start.month - 1)


def _anchored(cadence: Cadence, anchors: Mapping[str, Sequence[date]], earliest: date) -> Iterator[date]:
    """By distance from dates of the person's own."""
    dates = [day for name in cadence.anchors for day in anchors.get(name, ())]
    months = _MONTHS.get(cadence.every)
    if months is None or "festival" in cadence.anchors:
        # what wanders from year to year comes as dates of its own
        yield from sorted(day + DAY * offset for day in dates for offset in cadence.offsets)
        return
    for day in dates[:1]:
        behind = (earliest.year - day.year) * 12 + earliest.month - day.month
        first = max(1, behind // months - 1)
        for number in count(first):
            for offset in cadence.offsets:
                yield add_months(day, months * number) + DAY * offset


def _kept(found: Iterator[date], holidays: Holidays, holiday: Callable[[date], bool]) -> Iterator[date]:
    for day in found:
        moved = day
        while holidays is Holidays.LATER and holiday(moved) and moved - day < PUT_OFF:
            moved += DAY
        if holidays is not Holidays.SKIP or not holiday(day):
            yield moved

"""When several people can all be had: each one's windows, shifts, nights and calls in, a few good moments out.

Everything is reckoned in instants; a wall clock is asked piece by piece between two changes of its offset, so that
an hour that comes twice, or not at all, lies in a window exactly where the clock on the wall says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.localtime import instant
from bot.domain.rhythm import SLEEP, Shifts, works_at_night
from bot.domain.rota import Window

GRAIN = timedelta(minutes=5)
"""What calls, buffers and their beginnings are multiples of."""

STEP = timedelta(minutes=15)
"""Calls begin on a quarter of an hour; every clock in use today differs from UTC by quarters."""

COMFORT = timedelta(hours=2)
"""So far from anybody's night one moment is as good as another."""

MOST = 6
AHEAD = timedelta(days=14)
"""How many moments are offered at once, and how far ahead they are looked for."""

EVERY_DAY = frozenset(range(7))
NIGHT = Window(EVERY_DAY, time(22), time(7))

Span = tuple[datetime, datetime]
"""A stretch of time, the end not included. Lists of them are in order and do not touch."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How calls are laid: `notice` is elapsed time before the first moment, `before` and `after` stay free around
    each call, `daily` is how many a person has in one day of their own clock."""

    notice: timedelta = timedelta(hours=2)
    before: timedelta = timedelta()
    after: timedelta = timedelta(minutes=10)
    daily: int = 3


@dataclass(frozen=True, slots=True)
class Diary:
    """One side of a call. Windows are on the wall clock of `tz`."""

    tz: str
    free: tuple[Window, ...]
    work: tuple[Window, ...] = ()
    quiet: Window | None = NIGHT
    calls: tuple[Span, ...] = ()
    """What is taken already, buffers aside, in any order."""
    shifts: Shifts | None = None
    """How their shifts run; after a night of work they sleep."""
    rather_not: tuple[Window, ...] = ()
    """When they can be called too, but most people are at work: offered last."""


def suggest(
    sides: Sequence[Diary],
    length: timedelta,
    now: datetime,
    manner: Manner,
    *,
    since: datetime | None = None,
    day: date | None = None,
    most: int = MOST,
) -> tuple[datetime, ...]:
    """Up to `most` beginnings that suit every side, in order, none earlier than the notice or `since`.

    They are spread over days, `day` asks for those of one day alone; days are those of the first side's clock.
    Empty when nothing suits within `AHEAD`, or on that day.
    """
    zone = ZoneInfo(sides[0].tz)
    earliest = max(now + manner.notice, since or now)
    until = now + AHEAD
    if day is not None:
        # no day on any clock lies further from the same day in UTC
        midnight = datetime.combine(day, time(), UTC)
        earliest = max(earliest, midnight - timedelta(days=1))
        until = midnight + timedelta(days=2)
    by_day: dict[date, list[datetime]] = {}
    for start in _beginnings(sides, length, earliest, until, manner):
        local = start.astimezone(zone).date()
        if day in (None, local):
            by_day.setdefault(local, []).append(start)
    ranked = [_ranked(starts, sides, length, zone) for starts in by_day.values()]
    chosen: list[datetime] = []
    for turn in range(max(map(len, ranked), default=0)):
        # the best of each day first, then the second best of each
        chosen += [starts[turn] for starts in ranked if turn < len(starts)][: most - len(chosen)]
    return tuple(sorted(chosen))


def suits(sides: Sequence[Diary], start: datetime, length: timedelta, now: datetime, manner: Manner) -> bool:
    """Whether a call of this length may begin exactly then, as far as is known now."""
    if start < now + manner.notice or start > now + AHEAD:
        return False
    return any(
        first <= start and start + length <= end
        for first, end in _common(sides, length, start, start, manner)
    ) and not _full_day(sides, start, manner)


def held(start: datetime, length: timedelta, manner: Manner) -> Span:
    """What a call takes of a person's time, buffers included."""
    return start - manner.before, start + length + manner.after


def grains(span: Span) -> range:
    """The grains of time a stretch covers, as numbers that are the same for everybody."""
    size = int(GRAIN.total_seconds())
    return range(int(span[0].timestamp()) // size, -(-int(span[1].timestamp()) // size))


# -- stretches of time ----------------------------------------------------------------------------


def spans(windows: Sequence[Window], tz: str, since: datetime, until: datetime) -> list[Span]:
    """When the clock on the wall stands in one of these windows."""
    found: list[Span] = []
    for begin, end, offset in _pieces(since, until, ZoneInfo(tz)):
        first = (begin + offset).date() - timedelta(days=1)
        for number in range((end - begin).days + 4):
            day = first + timedelta(days=number)
            for window in windows:
                if day.weekday() in window.days:
                    over = timedelta(days=1 if window.end <= window.start else 0)
                    opens = datetime.combine(day, window.start, UTC) - offset
                    closes = datetime.combine(day + over, window.end, UTC) - offset
                    found.append((max(opens, begin), min(closes, end)))
    return joined(found)


def joined(found: Sequence[Span]) -> list[Span]:
    """In order, what touches or overlaps put together, what is empty left out."""
    result: list[Span] = []
    for begin, end in sorted(span for span in found if span[0] < span[1]):
        if result and begin <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((begin, end))
    return result


def without(whole: Sequence[Span], away: Sequence[Span]) -> list[Span]:
    """What is left of `whole` when `away` is taken out of it."""
    left = list(whole)
    for begin, end in away:
        left = [
            part
            for first, last in left
            for part in (((first, last),) if end <= first or last <= begin else ((first, begin), (end, last)))
            if part[0] < part[1]
        ]
    return left


def both(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """What lies in both."""
    return [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d)]


def open_to(diary: Diary, since: datetime, until: datetime, manner: Manner) -> list[Span]:
    """When this person may be on a call: in a free window, not at work, not at night, no other call too near."""
    free = spans(diary.free, diary.tz, since, until)
    closed = spans((*diary.work, *([diary.quiet] if diary.quiet else [])), diary.tz, since, until)
    closed += _at_work(diary, since, until)
    apart = manner.before + manner.after
    return without(without(free, closed), [(begin - apart, end + apart) for begin, end in diary.calls])


def _at_work(diary: Diary, since: datetime, until: datetime) -> Iterator[Span]:
    """The shifts that touch this stretch, each with the sleep after it."""
    if diary.shifts is None:
        return
    first = since.astimezone(ZoneInfo(diary.tz)).date() - timedelta(days=2)
    for number in range((until - since).days + 5):
        day = first + timedelta(days=number)
        for start, end in diary.shifts.work(day):
            over = timedelta(days=1 if end <= start else 0)
            begins, ends = instant(day, start, diary.tz), instant(day + over, end, diary.tz)
            if begins is not None and ends is not None:
                yield begins, ends + (SLEEP if works_at_night(start, end) else timedelta())


def _pieces(
    since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The stretch in parts in which the clock goes evenly, each with its distance from UTC."""
    begin, offset = since, _offset(since, zone)
    hour = since
    while hour < until:
        following = min(hour + timedelta(hours=1), until)
        if _offset(following, zone) != offset:
            changed = _change(hour, following, zone)
            yield begin, changed, offset
            begin, offset = changed, _offset(following, zone)
        hour = following
    yield begin, until, offset


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between these two at which the clock is put forward or back, exact to the second."""
    offset = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(middle, zone) == offset else (before, middle)
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


# -- the good ones among them ---------------------------------------------------------------------


def _common(
    sides: Sequence[Diary], length: timedelta, since: datetime, until: datetime, manner: Manner
) -> list[Span]:
    # a day more on each side, so that no window is cut at the edge
    day = timedelta(days=1)
    found = open_to(sides[0], since - day, until + length + day, manner)
    for side in sides[1:]:
        found = both(found, open_to(side, since - day, until + length + day, manner))
    return found


def _beginnings(
    sides: Sequence[Diary], length: timedelta, earliest: datetime, until: datetime, manner: Manner
) -> Iterator[datetime]:
    for begin, end in _common(sides, length, earliest, until, manner):
        start = _up(max(begin, earliest))
        while start + length <= end and start <= until:
            if not _full_day(sides, start, manner):
                yield start
            start += STEP


def _up(moment: datetime) -> datetime:
    """This moment, or the next on which a call may begin."""
    past = (moment - datetime(1970, 1, 1, tzinfo=UTC)) % STEP
    return moment if not past else moment + STEP - past


def _full_day(sides: Sequence[Diary], start: datetime, manner: Manner) -> bool:
    for side in sides:
        zone = ZoneInfo(side.tz)
        day = start.astimezone(zone).date()
        if sum(begin.astimezone(zone).date() == day for begin, _ in side.calls) >= manner.daily:
            return True
    return False


def _ranked(
    starts: Sequence[datetime], sides: Sequence[Diary], length: timedelta, zone: ZoneInfo
) -> list[datetime]:
    """The best first: when nobody is likely to be at work, far from everybody's night, at a round hour of the first
    side's, early. Each is at least an hour away from those before it, so that two of one day are a choice."""

    def worth(start: datetime) -> tuple[int, timedelta, int, datetime]:
        working = sum(_rather_not(side, start) for side in sides)
        comfort = min(_from_night(side, start, length) for side in sides)
        return working, COMFORT - min(comfort, COMFORT), start.astimezone(zone).minute % 30, start

    chosen: list[datetime] = []
    for start in sorted(starts, key=worth):
        if all(abs(start - other) >= timedelta(hours=1) for other in chosen):
            chosen.append(start)
    return chosen


def _rather_not(side: Diary, start: datetime) -> bool:
    local = start.astimezone(ZoneInfo(side.tz))
    return any(window.covers(local) for window in side.rather_not)


def _from_night(side: Diary, start: datetime, length: timedelta) -> timedelta:
    """How far a call is from the night on this side's clock."""
    if side.quiet is None:
        return COMFORT
    zone = ZoneInfo(side.tz)
    begins, ends = start.astimezone(zone), (start + length).astimezone(zone)
    after = (_of_day(begins) - _since_midnight(side.quiet.end)) % timedelta(days=1)
    before = (_since_midnight(side.quiet.start) - _of_day(ends)) % timedelta(days=1)
    return min(after, before)


def _of_day(local: datetime) -> timedelta:
    return _since_midnight(local.time())


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)

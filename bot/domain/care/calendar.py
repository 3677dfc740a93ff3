"""A person's calendar of care: what comes to them in a span of time, who on the staff is asked, what is owed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.care.cadence import Occasion, next_occasion, next_round, period, spread
from bot.domain.care.choosing import takes_part
from bot.domain.care.facts import CLOSED_RED, Festival
from bot.domain.care.knowing import Subject
from bot.domain.care.model import ALERT, Programme, Quota
from bot.domain.ladder import within_reach
from bot.domain.localtime import instant, zone
from bot.domain.people import CASE_ROLES, Person, reaching

Festivals = Mapping[Festival, tuple[date, ...]]
Holiday = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Clock:
    """What the times of a person's occasions follow from, beside the programme itself."""

    tz: str
    festivals: Festivals
    holiday: Holiday


def coming(
    programme: Programme, subject: Subject, clock: Clock, after: datetime, until: datetime
) -> Iterator[Occasion]:
    """What comes to somebody from a programme, strictly after one moment and up to another, if they take part on
    that day."""
    moment, last = after, None
    while (found := following(programme, subject, clock, moment, last)) is not None and found.due <= until:
        today = found.due.astimezone(zone(clock.tz)).date()
        if takes_part(programme, subject.values(found.due, today)):
            yield found
        moment, last = found.due, found.day


def following(
    programme: Programme, subject: Subject, clock: Clock, after: datetime, last: date | None = None
) -> Occasion | None:
    """The first occasion after this moment, whether or not they take part then."""
    if ALERT in programme.cadence.anchors:
        return _round(programme, subject, after)
    return next_occasion(
        programme.cadence,
        _anchors(subject, clock) if programme.cadence.anchors else {},
        programme.at,
        clock.tz,
        after,
        last=last,
        later=spread(subject.person.id, programme.window),
        holidays=programme.holidays,
        holiday=clock.holiday,
    )


def _anchors(subject: Subject, clock: Clock) -> dict[str, tuple[date, ...]]:
    found, closed = subject.facts.anchors(clock.festivals), subject.case.closed_red
    if closed is not None:
        found[CLOSED_RED] = (closed.astimezone(zone(clock.tz)).date(),)
    return found


def due(programme: Programme, person: str, day: date, tz: str) -> datetime | None:
    """When the occasion of a local date is due by a clock; None where there is no such date."""
    moment = instant(day, programme.at, tz)
    return None if moment is None else moment + spread(person, programme.window)


def _round(programme: Programme, subject: Subject, after: datetime) -> Occasion | None:
    alert = subject.place.alert
    if alert is None or (alert.over is not None and alert.over <= after):
        return None
    found = next_round(alert.began, programme.cadence.again, after)
    if found is None or (alert.over is not None and found.due >= alert.over):
        return None
    return Occasion(found.day, found.due, f"{found.key} of {alert.id}")


# -- who on the staff ----------------------------------------------------------------------------


def asked(
    programme: Programme,
    subject: Subject,
    staff: Sequence[Person],
    parents: Mapping[str, str | None],
    now: datetime,
) -> Person | None:
    """Who is reminded: where only those are who work on cases, who has their case; else their partner, else one of
    those who serve their unit in the first role that anybody does, as near to it as there is one, always the same.
    None when there is nobody; never the person themselves."""
    here = [one for one in staff if one.id != subject.person.id and within_reach(one)]
    known = (subject.case.owner if {*programme.to} <= CASE_ROLES else "", subject.facts.partner)
    for number in filter(None, known):
        found = next((one for one in here if one.id == number), None)
        if found is not None and set(programme.to) & found.roles(now):
            return found
    above = _above(subject.person.unit, parents)
    for role in programme.to:
        for unit in above:
            serving = [
                one
                for one in here
                if any(g.role is role and g.unit == unit and g.holds(now) for g in one.grants)
            ]
            if serving:
                return sorted(serving, key=lambda one: one.id)[
                    zlib.crc32(subject.person.id.encode()) % len(serving)
                ]
    return None


def answering(
    subject: Subject,
    roles: Iterable[str],
    staff: Sequence[Person],
    parents: Mapping[str, str | None],
    now: datetime,
) -> list[Person]:
    """Those who answer for the unit in one of these roles and can be reached."""
    unit, wanted = subject.person.unit, set(roles)
    return [
        one
        for one in staff
        if unit is not None
        and one.id != subject.person.id
        and within_reach(one)
        and wanted & {grant.role for grant in reaching(one.grants, unit, parents, now)}
    ]


def _above(unit: str | None, parents: Mapping[str, str | None]) -> list[str]:
    above: list[str] = []
    while unit is not None and unit not in above:
        above.append(unit)
        unit = parents.get(unit)
    return above


# -- quotas --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Owed:
    """How a quota stands: `done` of `times` in the period that ends on the local date `until`."""

    done: int
    times: int
    until: date
    behind: bool
    """By this day another one should have been."""


def owed(quota: Quota, done: int, today: date) -> Owed:
    """How a quota stands on a local date. They are spread over the period: the second of three is due by the end of
    its second third, and nobody is reminded of it before the first third is over."""
    first, last = period(today, quota.per)
    passed = ((today - first).days * quota.times) // ((last - first).days + 1)
    return Owed(done, quota.times, last, behind=done < min(quota.times, passed + 1))


def last_call(programme: Programme, today: date) -> date | None:
    """The local date in the period of today on which those above hear that the quota is not met; None without one."""
    if programme.quota is None or programme.deadline is None:
        return None
    first, last = period(today, programme.quota.per)
    return max(first, last - programme.deadline)


def span(quota: Quota, today: date, tz: str) -> tuple[datetime, datetime]:
    """From when until when contacts count for the quota's period of this day."""
    first, last = period(today, quota.per)
    there = zone(tz)
    start, end = (datetime.combine(day, time(), there) for day in (first, last + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)

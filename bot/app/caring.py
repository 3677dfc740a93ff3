"""What programmes need to know of people, read together: facts, place, clock and colour."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.app.config import Config
from bot.app.daysoff import festivals, public_holiday
from bot.domain.care.calendar import Clock
from bot.domain.care.choosing import takes_part
from bot.domain.care.facts import Facts
from bot.domain.care.knowing import NO_CASE, Alert, Subject, place
from bot.domain.care.model import Programme
from bot.domain.hours import Hours
from bot.domain.localtime import zone
from bot.domain.people import Unit, hours_of
from bot.store import cases, facts, people
from bot.store.database import Database, Transaction
from bot.store.keys import KeyRing

AT_ONCE = 25
"""People who are opened without letting others have their turn in between."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody programmes are for, with their clock and hours."""

    subject: Subject
    clock: Clock
    hours: Hours
    unit_name: Mapping[str, str]
    """By language; empty where no unit is known."""


async def know(
    source: Database | Transaction,
    keys: KeyRing,
    config: Config,
    ids: Sequence[str],
    now: datetime,
    *,
    units: Mapping[str, Unit],
    alerts: Mapping[str, Alert],
) -> dict[str, Known]:
    """Those of these people who belong to the organisation now, by id. `alerts` are those that hold, by unit. Others
    get a turn in between."""
    found: dict[str, Known] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found |= await _known(source, keys, config, some, now, units, alerts)
        await asyncio.sleep(0)
    return found


def still(programme: Programme, one: Known, now: datetime) -> bool:
    """Whether somebody takes part at this moment, by their own date."""
    return takes_part(programme, one.subject.values(now, now.astimezone(zone(one.clock.tz)).date()))


async def _known(
    source: Database | Transaction,
    keys: KeyRing,
    config: Config,
    ids: Sequence[str],
    now: datetime,
    units: Mapping[str, Unit],
    alerts: Mapping[str, Alert],
) -> dict[str, Known]:
    persons = await people.load(source, keys, ids)
    about = await facts.load(source, keys, list(persons))
    standing = await cases.standing(source, list(persons))
    home = config.settings.home_tz
    days = festivals(now.year - 1, now.year, now.year + 1)
    found = {}
    for number, person in persons.items():
        if not person.roles(now):
            continue
        where = place(person.unit, units, config.settings.care.risk, alerts)
        subject = Subject(person, about.get(number, Facts()), where, standing.get(number, NO_CASE))
        unit = units.get(person.unit or "")
        hours = hours_of(person, units, home, now)
        clock = Clock(hours.tz, days, _holidays(where.country))
        found[number] = Known(subject, clock, hours, unit.name if unit is not None else {})
    return found


class _holidays:
    """Whether a date is a public holiday in a country."""

    def __init__(self, country: str) -> None:
        self._country = country

    def __call__(self, day: date) -> bool:
        return public_holiday(self._country, day) is not None

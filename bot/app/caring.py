"""What programmes need to know of people, read together: facts, place, clock and colour."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.config import Config
from bot.app.daysoff import festivals, holidays_in
from bot.domain.care.calendar import Clock
from bot.domain.care.choosing import takes_part
from bot.domain.care.facts import Facts
from bot.domain.care.knowing import NO_CASE, Alert, Subject, place
from bot.domain.care.model import Programme
from bot.domain.hours import Hours
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
    home = config.settings.home_tz
    days = festivals(now.year - 1, now.year, now.year + 1)
    found: dict[str, Known] = {}
    for start in range(0, len(ids), AT_ONCE):
        persons = await people.load(source, keys, ids[start : start + AT_ONCE])
        about = await facts.load(source, keys, list(persons))
        standing = await cases.standing(source, list(persons))
        for number, person in persons.items():
            if not person.roles(now):
                continue
            where = place(person.unit, units, config.settings.care.risk, alerts)
            subject = Subject(person, about.get(number, Facts()), where, standing.get(number, NO_CASE))
            unit = units.get(person.unit or "")
            hours = hours_of(person, units, home, now)
            clock = Clock(hours.tz, days, holidays_in(where.country))
            found[number] = Known(subject, clock, hours, unit.name if unit is not None else {})
        await asyncio.sleep(0)
    return found


def still(programme: Programme, one: Known, now: datetime) -> bool:
    """Whether somebody takes part at this moment, by their own date."""
    return takes_part(programme, one.subject.values(now, one.hours.local(now).date()))

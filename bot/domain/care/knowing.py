"""What a programme's rule can ask about one person on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.care.facts import Facts, Risk
from bot.domain.care.model import Calamity
from bot.domain.flow.model import Value
from bot.domain.people import Person, Unit
from bot.domain.triage import Colour


@dataclass(frozen=True, slots=True)
class Alert:
    """A unit's event mode: it holds for everybody there and in the units below, from `began` until `over`."""

    id: str
    unit: str
    kind: Calamity
    began: datetime
    by: str
    over: datetime | None = None
    families: bool = False
    """Families may be told who has answered."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as programmes see it: itself and those above it, its country (empty for a ship) and risk."""

    units: tuple[str, ...] = ()
    country: str = ""
    risk: Risk = Risk.LOW
    alert: Alert | None = None


def lineage(unit: str | None, units: Mapping[str, Unit]) -> tuple[str, ...]:
    """A unit and those above it, the nearest first; of one that is not known, none."""
    above: list[str] = []
    while unit is not None and unit in units and unit not in above:
        above.append(unit)
        unit = units[unit].parent
    return tuple(above)


def place(
    unit: str | None, units: Mapping[str, Unit], risks: Mapping[str, Risk], alerts: Mapping[str, Alert]
) -> Place:
    """Where somebody of this unit is. The risk is what is written of the unit, else of the nearest one above, else
    of the country (`risks`), else low; of several alerts the nearest counts."""
    above = lineage(unit, units)
    if not above:
        return Place()
    country = units[above[0]].country
    written = next((units[code].risk for code in above if units[code].risk), "")
    return Place(
        above,
        country,
        Risk(written) if written else risks.get(country, Risk.LOW),
        next((alerts[code] for code in above if code in alerts), None),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with somebody's cases: for those who work on them alone. `colour` is how the open one, or else
    the last one, was weighed, `code` what it is called by; `owner` who has it or had it last. `closed_red` is when
    the last red one was closed, as long as none is open."""

    colour: Colour | None = None
    live: bool = False
    owner: str = ""
    closed_red: datetime | None = None
    code: str = ""


NO_CASE = Standing()
"""Of somebody who never had one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody programmes are for."""

    person: Person
    facts: Facts
    place: Place
    case: Standing = NO_CASE

    def values(self, now: datetime, today: date) -> dict[str, Value]:
        """What is known of them at this moment, whose local date is `today`; what is not known is left out."""
        facts, person = self.facts, self.person
        known: dict[str, Value] = {
            "roles": [role.value for role in sorted(person.roles(now))],
            "unit": person.unit,
            "units": list(self.place.units),
            "country": self.place.country or None,
            "risk": self.place.risk.value,
            "stage": facts.stage(today),
            "months_abroad": facts.months_abroad(today),
            "colour": self.case.colour,
            "case": None if self.case.colour is None else "open" if self.case.live else "closed",
            "tags": list(facts.tags),
            "household": list(facts.household),
            "festivals": list(facts.festivals),
            "events": [one.kind.value for one in facts.happened],
            "departure": facts.departure.isoformat() if facts.departure else None,
            "homecoming": facts.homecoming.isoformat() if facts.homecoming else None,
            "birthday": facts.birthday.isoformat() if facts.birthday else None,
            "language": person.language,
            "gender": person.gender or None,
            "joined": person.started,
            "paired": bool(facts.partner),
            "tips": facts.tips,
            "alert": self.place.alert.kind.value if self.place.alert else None,
        }
        return {name: value for name, value in known.items() if value is not None}

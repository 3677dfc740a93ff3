"""What changes of what is known about somebody, one fact at a time; and who of the staff may say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.care.facts import Facts, Festival, Happening
from bot.domain.people import REQUEST_ROLES, Person, Role, reaching

ENTERING = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.COUNSELLOR})
"""Who enters a life event."""
ALARMING = frozenset({Role.OFFICER, Role.SUPERVISOR})
"""Who puts a unit into event mode."""
TOUCHING = REQUEST_ROLES
"""Who says that they were in touch with somebody."""


def may(
    person: Person, roles: frozenset[Role], unit: str | None, parents: Mapping[str, str | None], now: datetime
) -> bool:
    """Whether somebody holds one of these roles for this unit or one above it."""
    held = reaching(person.grants, unit, parents, now) if unit is not None else ()
    return bool(roles & {grant.role for grant in held})


@dataclass(frozen=True, slots=True)
class Happened:
    """Something has happened in somebody's life."""

    what: Happening


@dataclass(frozen=True, slots=True)
class Undone:
    """It was entered by mistake."""

    id: str


@dataclass(frozen=True, slots=True)
class Chose:
    """What they would like to be greeted at, and whether they would like a thought every week."""

    festivals: tuple[Festival, ...]
    tips: bool


Change = Happened | Undone | Chose


def changed(facts: Facts, change: Change) -> Facts:
    """What is known from here on. The same thing on the same day happens once."""
    match change:
        case Happened(what):
            there = any((one.kind, one.on) == (what.kind, what.on) for one in facts.happened)
            return facts if there else replace(facts, happened=(*facts.happened, what))
        case Undone(number):
            return replace(facts, happened=tuple(one for one in facts.happened if one.id != number))
        case Chose(festivals, tips):
            return replace(facts, festivals=festivals, tips=tips)

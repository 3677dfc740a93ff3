"""Who is who: roles, grants with unit and expiry, and the person as the desk knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.hours import USUAL, Hours


class Role(StrEnum):
    EMPLOYEE = "employee"
    FAMILY = "family"
    LIAISON = "liaison"
    WELLBEING_MANAGER = "wellbeing_manager"
    COUNSELLOR = "counsellor"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"
    DOCTOR = "doctor"
    """A doctor of the hospital at home: works on no case and no request, and can be asked for an hour."""


CASE_ROLES = frozenset({Role.WELLBEING_MANAGER, Role.COUNSELLOR, Role.SUPERVISOR})
"""Roles that work on cases."""

REQUEST_ROLES = CASE_ROLES | {Role.LIAISON, Role.OFFICER}
"""Roles that work on help requests."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the tree of units. `country` is ISO 3166 alpha-2, empty for a ship; `tz` an IANA name. `risk` is low,
    medium or high where it is not that of the unit above or of the country, else empty."""

    code: str
    parent: str | None
    name: dict[str, str]
    tz: str
    country: str
    risk: str = ""
    thin: bool = False
    """Its people have a thin link: files are only told of until somebody taps for them, and questions say how to be
    answered in a line of figures."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one unit (and the units below it), from and until an instant; open ends are None."""

    role: Role
    unit: str
    start: datetime | None = None
    end: datetime | None = None
    certified_until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return (self.start is None or self.start <= now) and (self.end is None or now < self.end)

    def certified(self, now: datetime) -> bool:
        """An expired certificate leaves the role but takes the person off the pages."""
        return self.holds(now) and (self.certified_until is None or now < self.certified_until)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a lane knows them. `name` may be empty for somebody who has not said it."""

    id: str
    name: str
    address: int | None
    """Telegram id; None until it is known."""
    unit: str | None
    language: str
    reachable: bool = True
    started: bool = False
    grants: tuple[Grant, ...] = ()
    languages: tuple[str, ...] = ()
    """What they speak, as codes such as zh and en, the best first; empty when nobody has said."""
    gender: str = ""
    """`m`, `f`, or empty when nobody has said."""
    dialects: tuple[str, ...] = ()
    """Dialects they speak, each as a word such as 四川话."""
    thin: bool | None = None
    """Whether their own link is thin; None goes by their unit's."""
    hours: Hours = USUAL
    """What they have set themselves, the usual ones otherwise."""

    def roles(self, now: datetime) -> frozenset[Role]:
        return frozenset([grant.role for grant in self.grants if grant.holds(now)])

    def certified_roles(self, now: datetime) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants if grant.certified(now))

    def works_cases(self, now: datetime) -> bool:
        return bool(self.roles(now) & CASE_ROLES)

    def works_requests(self, now: datetime) -> bool:
        """Whether they are on the staff side at all: who works on cases works on requests too."""
        return bool(self.roles(now) & REQUEST_ROLES)

    def at_home(self, now: datetime) -> bool:
        """Family, and nothing else: the unit they belong to is not where they are."""
        return self.roles(now) == {Role.FAMILY}

    @property
    def registered(self) -> bool:
        """Known to the organisation, not just a stranger who wrote."""
        return bool(self.grants)


def hours_of(person: Person, units: Mapping[str, Unit], home_tz: str, now: datetime) -> Hours:
    """Their hours, with the clock filled in, see `tz_of`."""
    return replace(person.hours, tz=tz_of(person, whereabouts(person, units, now), home_tz))


def tz_of(person: Person, unit: Unit | None, home_tz: str) -> str:
    """The clock they go by: their own, else that of the unit where they are, else headquarters'."""
    return person.hours.tz or (unit.tz if unit else home_tz)


def whereabouts(person: Person, units: Mapping[str, Unit], now: datetime) -> Unit | None:
    """The unit where they are; None where none is known, and for family, who are at home whatever unit theirs is."""
    return None if person.at_home(now) else units.get(person.unit or "")


def on_thin_link(person: Person, units: Mapping[str, Unit], now: datetime) -> bool:
    """Whether little gets through to where they are. Family are at home, whatever unit theirs is."""
    if person.thin is not None:
        return person.thin
    unit = whereabouts(person, units, now)
    return unit is not None and unit.thin


def serving(
    grants: Sequence[Grant],
    unit: str | None,
    parents: dict[str, str | None],
    now: datetime,
    *,
    beyond: bool = False,
) -> tuple[Grant, ...]:
    """The case-role grants that hold now and reach this unit: given for it or for one above it.

    Somebody whose unit is unknown is served by everybody: a stranger's call must reach a person. `beyond`
    leaves out what was given for exactly this unit, supervision apart: some things a person cannot say to
    those they work beside. The unit on top has nobody above it and keeps its own.
    """
    if unit is None:
        return tuple(grant for grant in grants if grant.role in CASE_ROLES and grant.holds(now))
    own = unit if beyond and parents.get(unit) is not None else None
    return tuple(
        grant
        for grant in reaching(grants, unit, parents, now)
        if grant.role in CASE_ROLES and (grant.unit != own or grant.role is Role.SUPERVISOR)
    )


def reaching(
    grants: Sequence[Grant], unit: str, parents: Mapping[str, str | None], now: datetime
) -> tuple[Grant, ...]:
    """The grants of any role that hold now for this unit: given for it or for one above it."""
    above = {unit}
    step = parents.get(unit)
    while step is not None and step not in above:
        above.add(step)
        step = parents.get(step)
    return tuple(grant for grant in grants if grant.holds(now) and grant.unit in above)


def serves(grants: Sequence[Grant], unit: str | None, parents: dict[str, str | None], now: datetime) -> bool:
    """Whether a holder of these grants works on the cases of this unit."""
    return bool(serving(grants, unit, parents, now))

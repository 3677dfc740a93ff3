"""What a help request is about, by when something must happen, and who at which level of the units serves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain.people import CASE_ROLES, Grant, Person, Role


class Urgency(StrEnum):
    NORMAL = "normal"
    SOON = "soon"
    URGENT = "urgent"


PRIVATE = "private"
"""The category of what is hard to say: its words are psychological content, and only counsellors read them."""

_COUNSELLING = frozenset({Role.COUNSELLOR, Role.SUPERVISOR})

NIGHT = (time(22), time(7))
"""Between these hours of a colleague's own clock a request makes no sound, unless it is urgent."""


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of help: how long it may take, and who serves it."""

    name: str
    deadline: timedelta
    urgent: timedelta
    """The deadline of what cannot wait."""
    serves: tuple[Role, ...]
    """Who is asked, in this order."""
    bypass: bool = False
    """Never through the person's own unit."""

    def within(self, urgency: Urgency) -> timedelta:
        """How long it may take until it is taken, and again until it is done. "Soon" lies halfway."""
        if urgency is Urgency.URGENT:
            return self.urgent
        return self.deadline if urgency is Urgency.NORMAL else (self.deadline + self.urgent) / 2

    def open_to(self, roles: Iterable[Role]) -> bool:
        """Whether somebody with these roles may have it: who serves it, and counsellors for whom nobody does."""
        return bool({*self.serves, *_COUNSELLING} & set(roles))


@dataclass(frozen=True, slots=True)
class Matter:
    """What makes a case a request. Kept with it, sealed."""

    category: str
    for_whom: str
    urgency: Urgency
    due_at: datetime
    unit: str | None
    """The person's unit when it was sent."""
    level: str | None
    """The unit whose people answer for it now; None where nobody of the units does, but the counsellors."""
    bypass_unit: bool = False
    helper: str = ""
    """The volunteer it was passed to; the owner still answers for it."""
    withheld: bool = False
    """The person wrote what only a counsellor reads: it is not in this file, and nobody asks for a rating."""
    raised_with: str = ""
    """What several people have raised: the key they have in common."""
    ups: int = 0
    """How often it was handed up."""
    reminded: int = 0
    """How many deadlines have passed with nobody above to hand it up to, or while the person was asked."""
    done: str = ""
    """What was done, in the words of whoever did it; empty for one that was withdrawn."""
    person_times: int | None = None
    money: int | None = None
    """In fen."""
    rating: int | None = None

    def handed_to(self, level: str | None, due_at: datetime) -> Matter:
        """At the next level: a new deadline, and the volunteer of the one below has nothing more to do with it."""
        return replace(self, level=level, due_at=due_at, helper="", reminded=0, ups=self.ups + 1)


def chain(unit: str | None, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """A unit and all above it, from the bottom to the top."""
    found: list[str] = []
    while unit is not None and unit not in found:
        found.append(unit)
        unit = parents.get(unit)
    return tuple(found)


def levels(matter: Matter, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Where this may be dealt with, from the bottom to the top; past the person's own unit where they wish it."""
    units = chain(matter.unit, parents)
    return units[1:] if matter.bypass_unit else units


def above(matter: Matter, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The levels above the one it stands at; none for one that has left the units."""
    units = levels(matter, parents)
    return units[units.index(matter.level) + 1 :] if matter.level in units else ()


@dataclass(frozen=True, slots=True)
class Post:
    """Who is asked at which level."""

    level: str
    people: tuple[str, ...]


def first_post(
    category: Category, units: Sequence[str], staff: Sequence[Person], now: datetime
) -> Post | None:
    """Who is asked first: whoever comes first in the category's order, as near to the person as there is one.

    None where only counsellors serve it, or nobody of the units does: see `counsellors`.
    """
    for role in _of_units(category):
        for unit in units:
            if found := _holding(role, unit, staff, now):
                return Post(unit, found)
    return None


def next_post(
    category: Category, units: Sequence[str], staff: Sequence[Person], now: datetime
) -> Post | None:
    """Who is asked when it is handed up: the nearest level with anybody who serves it."""
    for unit in units:
        for role in _of_units(category):
            if found := _holding(role, unit, staff, now):
                return Post(unit, found)
    return None


def counsellors(
    matter: Matter, staff: Sequence[tuple[Person, bool]], parents: Mapping[str, str | None], now: datetime
) -> tuple[str, ...]:
    """The counsellors who are asked where nobody of the units is: those on duty, else all, else the supervisors.

    `staff` are people with whether they are on duty now. Where none of them reaches the person's unit, those
    of other units are asked: a ship of its own has somebody too.
    """
    near = _counselling(matter, staff, parents, now, called=False)
    return near or _counselling(matter, staff, parents, now, called=True)


def _counselling(
    matter: Matter,
    staff: Sequence[tuple[Person, bool]],
    parents: Mapping[str, str | None],
    now: datetime,
    *,
    called: bool,
) -> tuple[str, ...]:
    there = [
        (person, reaching(person.grants, matter, parents, now, called=called), duty)
        for person, duty in staff
        if person.reachable and person.address is not None
    ]
    counselling = [(person.id, duty) for person, roles, duty in there if Role.COUNSELLOR in roles]
    on_duty = tuple(number for number, duty in counselling if duty)
    supervising = tuple(person.id for person, roles, _ in there if Role.SUPERVISOR in roles)
    return on_duty or tuple(number for number, _ in counselling) or supervising


def _of_units(category: Category) -> tuple[Role, ...]:
    return tuple(role for role in category.serves if role not in CASE_ROLES)


def _holding(role: Role, unit: str, staff: Sequence[Person], now: datetime) -> tuple[str, ...]:
    """Those with this role for exactly this unit whom a message reaches."""
    return tuple(
        person.id
        for person in staff
        if person.reachable
        and person.address is not None
        and any(grant.role is role and grant.unit == unit and grant.holds(now) for grant in person.grants)
    )


def reaching(
    grants: Sequence[Grant],
    matter: Matter,
    parents: Mapping[str, str | None],
    now: datetime,
    *,
    called: bool = False,
) -> frozenset[Role]:
    """The roles of these grants that hold for the request where it stands.

    A liaison's or a desk's counts when it is given for the level the request stands at or one above: once it
    was handed up, those below have nothing more to do with it. A counsellor's counts when it reaches the
    person's unit, and anywhere for somebody who was `called` because nobody else was there. Past the unit
    nobody counts who works for exactly that one.
    """
    where = {*levels(matter, parents)}
    here = {*chain(matter.level, parents)} & where
    held = [grant for grant in grants if grant.holds(now)]
    desks = {g.role for g in held if g.unit in here and g.role not in CASE_ROLES}
    own = matter.unit if matter.bypass_unit else None
    talking = {
        g.role
        for g in held
        if g.role in CASE_ROLES and (g.unit in where or not where or (called and g.unit != own))
    }
    return frozenset(desks | talking)


def at_night(local: datetime) -> bool:
    """Whether a colleague's phone should stay silent at this hour of their own clock."""
    evening, morning = NIGHT
    return local.time() >= evening or local.time() < morning

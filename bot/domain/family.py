"""Who is whose family: ties between an employee and the people at home, made by consent and ended by either side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.people import Unit


class Relation(StrEnum):
    """What somebody at home is to the employee."""

    WIFE = "wife"
    HUSBAND = "husband"
    MOTHER = "mother"
    FATHER = "father"
    DAUGHTER = "daughter"
    SON = "son"
    SIBLING = "sibling"
    OTHER = "other"


ELDERS = frozenset({Relation.MOTHER, Relation.FATHER})
"""Who is shown first how to speak instead of writing."""


@dataclass(frozen=True, slots=True)
class Tie:
    """`member` belongs to the family of `employee`, until one of the two ends it.

    One phone at home may have several ties to the same employee, one for each of those who share it.
    """

    id: str
    employee: str
    member: str
    relation: Relation
    since: datetime
    until: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.until is None

    def joins(self, person: str) -> bool:
        """Whether this person is one of the two."""
        return person in (self.employee, self.member)

    def other(self, person: str) -> str:
        """Whom it joins this one to; raises ValueError for whoever it has nothing to do with."""
        if not self.joins(person):
            raise ValueError(f"tie {self.id} is not one of {person}")
        return self.member if person == self.employee else self.employee


def family_of(employee: str, ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """The ties that hold to the people at home of this employee, oldest first."""
    return _oldest_first(tie for tie in ties if tie.holds and tie.employee == employee)


def homes_of(member: str, ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """The ties that hold by which this person is somebody's family, oldest first."""
    return _oldest_first(tie for tie in ties if tie.holds and tie.member == member)


def kinships(ties: Iterable[Tie]) -> dict[str, frozenset[str]]:
    """Who is whose family by the ties that hold, from either side."""
    found: dict[str, set[str]] = {}
    for tie in ties:
        if tie.holds:
            found.setdefault(tie.employee, set()).add(tie.member)
            found.setdefault(tie.member, set()).add(tie.employee)
    return {person: frozenset(kin) for person, kin in found.items()}


def tied(
    employee: str, member: str, ties: Iterable[Tie], relation: Relation | None = None
) -> tuple[Tie, ...]:
    """The ties that hold between these two, of one relation or of any."""
    return tuple(
        tie for tie in family_of(employee, ties) if tie.member == member and relation in (None, tie.relation)
    )


def alike(tie: Tie, ties: Iterable[Tie]) -> bool:
    """Whether somebody else is the same to this employee, so that only a name tells them apart."""
    return any(
        other.relation is tie.relation and other.id != tie.id for other in family_of(tie.employee, ties)
    )


def home_unit(unit: str, units: Mapping[str, Unit], home_tz: str) -> str:
    """Where the family of somebody of this unit belongs: the nearest unit, from there upwards, that goes by the
    clock of home, else the one on top. Whoever serves that unit serves them."""
    step, seen = unit, {unit}
    while True:
        here = units.get(step)
        if here is None or here.tz == home_tz or here.parent is None or here.parent in seen:
            return step
        step = here.parent
        seen.add(step)


def _oldest_first(ties: Iterable[Tie]) -> tuple[Tie, ...]:
    return tuple(sorted(ties, key=lambda tie: (tie.since, tie.id)))

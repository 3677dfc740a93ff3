"""What staff may do, asked again at every press. An action that is not in the table does not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.domain.people import CASE_ROLES, Person, Role, reaching, serving
from bot.domain.triage import Colour


class Act(StrEnum):
    CASES = "cases"
    TAKE = "take"
    DECLINE = "decline"
    OPEN = "open"
    REPLY = "reply"
    NOTE = "note"
    CLOSE = "close"
    ADMIT = "admit"
    """Letting somebody into a unit who asks to join it."""
    UNDO = "undo"
    """Take back an own line that has not gone out yet."""
    QUICK = "quick"
    """Show the ready-made lines."""
    CANNED = "canned"
    """Send one of them."""
    TRANSFER = "transfer"
    """Ask whom to hand the case to."""
    OFFER = "offer"
    """Ask a colleague to take it over."""
    CALL = "call"
    """Log a phone call as a case."""
    DEBRIEF = "debrief"
    """Say that a red case has been talked over, or is to be."""


_COUNSELLING = frozenset({Role.COUNSELLOR, Role.SUPERVISOR})

ALLOWED: dict[Act, frozenset[Role]] = {
    Act.CASES: CASE_ROLES,
    Act.TAKE: CASE_ROLES,
    Act.DECLINE: CASE_ROLES,
    Act.OPEN: CASE_ROLES,
    Act.REPLY: CASE_ROLES,
    Act.NOTE: CASE_ROLES,
    Act.CLOSE: CASE_ROLES,
    Act.ADMIT: frozenset({Role.OFFICER, Role.SUPERVISOR, Role.COUNSELLOR}),
    Act.UNDO: CASE_ROLES,
    Act.QUICK: CASE_ROLES,
    Act.CANNED: CASE_ROLES,
    Act.TRANSFER: CASE_ROLES,
    Act.OFFER: CASE_ROLES,
    Act.CALL: _COUNSELLING,
    Act.DEBRIEF: frozenset({Role.SUPERVISOR}),
}

OWNER_ONLY = frozenset(
    {Act.OPEN, Act.REPLY, Act.NOTE, Act.CLOSE, Act.QUICK, Act.CANNED, Act.TRANSFER, Act.OFFER}
)
"""Acts on the content of a case: only whoever has taken it."""


def qualified(person: Person, colour: Colour, now: datetime) -> bool:
    """Whether somebody may be paged for and take a case of this colour.

    Red is for counsellors and supervisors with a valid certificate; a wellbeing manager is never
    alone with red.
    """
    roles = person.certified_roles(now)
    return bool(roles & (_COUNSELLING if colour is Colour.RED else CASE_ROLES))


def permits(
    person: Person,
    act: Act,
    now: datetime,
    *,
    unit: str | None = None,
    parents: dict[str, str | None] | None = None,
    owner: str | None = None,
    colour: Colour | None = None,
    beyond: bool = False,
) -> bool:
    """Whether `person` may do `act`, on a case of this unit, owner and colour where it concerns one.

    Only roles held for the case's unit count: a counsellor of one project is no counsellor in another. With
    `beyond` a role held for exactly that unit does not count either, see `serving`.
    """
    there = replace(person, grants=serving(person.grants, unit, parents or {}, now, beyond=beyond))
    if act is Act.CASES:
        there = person
    elif act is Act.ADMIT:
        # not only who works on cases: a project's desk knows its own people best; but never without a unit
        held = reaching(person.grants, unit, parents or {}, now) if unit is not None else ()
        there = replace(person, grants=held)
    if not there.roles(now) & ALLOWED[act]:
        return False
    if act in OWNER_ONLY:
        return owner == person.id
    return act is not Act.TAKE or colour is None or qualified(there, colour, now)

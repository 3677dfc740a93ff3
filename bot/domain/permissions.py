"""What staff may do, asked again at every press. An action that is not in the table does not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.domain import matter as matters
from bot.domain.matter import PRIVATE, Category, Matter
from bot.domain.people import CASE_ROLES, REQUEST_ROLES, Person, Role, reaching, serving
from bot.domain.triage import Colour


class Act(StrEnum):
    CASES = "cases"
    TAKE = "take"
    DECLINE = "decline"
    OPEN = "open"
    REPLY = "reply"
    NOTE = "note"
    CLOSE = "close"
    ASK = "ask"
    """Ask the person back about their request."""
    HAND_UP = "handup"
    """Give a request to the next level of the units."""
    DELEGATE = "delegate"
    """Ask which volunteer is to do it."""
    HELPER = "helper"
    """Pass it to one of them."""
    DID = "did"
    """A volunteer says that it is done."""
    DONE = "done"
    """Say that it is done, and what was done."""
    SAME = "same"
    """Ask which concern of many it belongs to."""
    JOIN = "join"
    """Link it to one of them."""
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
    # with requests alone, see WITH_REQUESTS
    Act.ASK: frozenset(),
    Act.HAND_UP: frozenset(),
    Act.DELEGATE: frozenset(),
    Act.HELPER: frozenset(),
    Act.DID: frozenset(),
    Act.DONE: frozenset(),
    Act.SAME: frozenset(),
    Act.JOIN: frozenset(),
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


WITH_REQUESTS: dict[Act, frozenset[Role]] = {
    Act.TAKE: REQUEST_ROLES,
    Act.DECLINE: REQUEST_ROLES,
    Act.OPEN: REQUEST_ROLES,
    Act.REPLY: REQUEST_ROLES,
    Act.UNDO: REQUEST_ROLES,
    Act.NOTE: REQUEST_ROLES,
    Act.ASK: REQUEST_ROLES,
    Act.HAND_UP: REQUEST_ROLES,
    Act.DELEGATE: REQUEST_ROLES,
    Act.HELPER: REQUEST_ROLES,
    Act.DONE: REQUEST_ROLES,
    Act.SAME: REQUEST_ROLES,
    Act.JOIN: REQUEST_ROLES,
}
"""The same table for requests; what is hard to say is for counsellors and supervisors alone."""

DISPATCHING = frozenset(
    {
        Act.OPEN,
        Act.REPLY,
        Act.NOTE,
        Act.ASK,
        Act.HAND_UP,
        Act.DELEGATE,
        Act.HELPER,
        Act.DONE,
        Act.SAME,
        Act.JOIN,
    }
)
"""What only whoever has taken the request may do with it."""


def permits_request(
    person: Person,
    act: Act,
    now: datetime,
    matter: Matter,
    category: Category,
    *,
    parents: dict[str, str | None],
    owner: str | None,
    called: bool = False,
) -> bool:
    """Whether `person` may do `act` with this request where it stands now; `called` as for `reaching`.

    A role counts only at the level the request stands at or above; past the person's own unit nobody counts
    who works for exactly that one. The volunteer it was passed to may say that it is done, and nothing else.
    """
    if act is Act.DID:
        return matter.helper == person.id
    if act not in WITH_REQUESTS:
        return False
    roles = matters.reaching(person.grants, matter, parents, now, called=called) & WITH_REQUESTS[act]
    if matter.category == PRIVATE:
        roles &= _COUNSELLING
    if not category.open_to(roles):
        return False
    return act not in DISPATCHING or owner == person.id

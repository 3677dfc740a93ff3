"""What needs a human's hand now, whatever unit it concerns: told to the supervisors of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.app import cards
from bot.app.turn import Turn
from bot.domain.case import Case
from bot.domain.ladder import within_reach
from bot.domain.messages import Priority
from bot.domain.people import Person, Role, serves, serving


def alarm(turn: Turn, what: str, case: Case | None = None, **values: object) -> bool:
    """Tells every supervisor of the house, whatever they serve; without one everybody who works on cases.

    With a case it carries the case's code and the buttons its reader may use. Returns whether anybody was told
    who can be reached.
    """
    readers = _readers(turn, case)
    for reader in readers:
        turn.say(
            reader,
            cards.FILE,
            f"alarm_{what}",
            priority=Priority.URGENT,
            about=None if case is None else turn.people[case.person],
            keyboard=() if case is None else cards.keyboard(turn, case, reader),
            given={"code": "" if case is None else case.code} | values,
        )
    return any(within_reach(reader) for reader in readers)


def call_others(turn: Turn, case: Case, what: str = "nobody") -> Case:
    """Nobody who serves the person's unit can be reached, or nobody but their family: whoever is alarmed for it may
    take the case."""
    known = {*case.alarmed, *case.progress.paged}
    new = tuple(reader.id for reader in _readers(turn, case) if reader.id not in known)
    case = turn.keep_case(replace(case, alarmed=(*case.alarmed, *new)))
    alarm(turn, what, case)
    # from now on they hear what becomes of it, like everybody who was paged
    return turn.keep_case(replace(case, progress=replace(case.progress, paged=(*case.progress.paged, *new))))


def _readers(turn: Turn, case: Case | None) -> list[Person]:
    if case is None:
        return _foremost(turn, [staff.person for staff in turn.house.roster], ())
    kin, paged = turn.kin.get(case.person, frozenset()), case.progress.paged
    staff = [
        s.person
        for s in turn.house.roster
        if s.person.id != case.person and not _passed_by(turn, case, s.person)
    ]
    apart = _foremost(turn, [person for person in staff if person.id not in kin], paged)
    # somebody too near is better than nobody, unless their page says it already
    return apart or _foremost(turn, [p for p in staff if p.id in kin and p.id not in paged], paged)


def _foremost(turn: Turn, staff: Sequence[Person], paged: Sequence[str]) -> list[Person]:
    """The supervisors among these, where a message reaches one; else everybody it reaches."""
    working = [person for person in staff if person.works_cases(turn.now)]
    supervisors = [person for person in working if Role.SUPERVISOR in person.roles(turn.now)]
    reached = [person for person in supervisors if within_reach(person)]
    # a message to somebody who left may still arrive: with nobody else it is tried, but not beside their page
    left = [person for person in supervisors if person.id not in paged]
    return reached or [person for person in working if within_reach(person)] or left


def _passed_by(turn: Turn, case: Case, person: Person) -> bool:
    """Whether the case must not go through this colleague, who works for exactly the person's own unit."""
    scene = cards.scene_of(turn, case)
    held = (person.grants, scene.unit, scene.parents, turn.now)
    return scene.wishes.bypass_unit and serves(*held) and not serving(*held, beyond=True)

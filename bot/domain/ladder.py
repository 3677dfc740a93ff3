"""The escalation ladder: a roster, the progress so far and `now` in; whom to page and when again out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.people import CASE_ROLES, Person, Role, serving
from bot.domain.permissions import qualified
from bot.domain.rota import Duty
from bot.domain.triage import Colour
from bot.domain.wishes import Wishes


class Target(StrEnum):
    """Whom a rung pages: always only people who are qualified for the colour and serve the unit."""

    ON_DUTY = "on_duty"
    SUPERVISORS = "supervisors"


@dataclass(frozen=True, slots=True)
class Rung:
    """Page `targets`, `rounds` times, `every` so often; no number of rounds means until somebody takes it."""

    targets: tuple[Target, ...]
    every: timedelta
    rounds: int | None = None


Policy = tuple[Rung, ...]
"""Read from top to bottom; the last rung never ends. The policy in force is the configured one: a case that
has climbed beyond the end of a ladder made shorter stands on its last rung."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who may be paged, with their duty."""

    person: Person
    duty: Duty


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case has climbed. `pages` counts rounds over all rungs and names each of them."""

    rung: int = 0
    rounds: int = 0
    pages: int = 0
    declined: tuple[str, ...] = ()
    paged: tuple[str, ...] = ()
    """Everybody who holds a card of this case, in order of their first page."""
    first: str = ""
    """Who has talked with the person before and is asked alone in the first round, but never for red."""


@dataclass(frozen=True, slots=True)
class Page:
    """One round: page `to`, and come back at `again_at` unless the case is taken before."""

    to: tuple[str, ...]
    again_at: datetime
    progress: Progress
    on_duty: bool
    """False when nobody of the first rung can be expected to answer: the person is told the truth."""


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Scene:
    """What the ladder needs to know about the case and the house."""

    colour: Colour
    unit: str | None
    roster: Sequence[Staff]
    parents: dict[str, str | None]
    now: datetime
    wishes: Wishes = NO_WISHES
    """Whom the person would like comes first, once, except for red. Past whom it must not go is always kept."""
    kin: frozenset[str] = frozenset()
    """The person's own family, see `impartial`."""


def impartial(scene: Scene) -> Scene:
    """The scene the ladder stands in: without the person's family, as long as a message reaches anybody else who may
    take the case. With nobody else they are asked after all: somebody too near is better than nobody."""
    others = [staff for staff in scene.roster if staff.person.id not in scene.kin]
    if any(within_reach(staff.person) and fits(staff.person, scene) for staff in others):
        return replace(scene, roster=others)
    return scene


def next_page(policy: Policy, progress: Progress, scene: Scene) -> Page:
    """The next round of paging.

    A rung with nobody left to ask is skipped at once. On the last rung nobody is let off: when all have
    declined or cannot be reached they are paged again, since silence must never be the end of a case.
    """
    rung_number, rounds = _rung(policy, progress), progress.rounds
    if _spent(policy[rung_number], rounds) and rung_number + 1 < len(policy):
        rung_number, rounds = rung_number + 1, 0
    asked = _asked(policy[rung_number], progress, scene)
    if rung_number == 0 and rounds == 0:
        asked = _wished_for(asked, scene) or asked
    while not asked and rung_number + 1 < len(policy):
        rung_number, rounds = rung_number + 1, 0
        asked = _asked(policy[rung_number], progress, scene)
    if not asked:
        asked = _everybody(policy[rung_number], scene)
    alone = progress.first in asked and rounds == 0 and scene.colour is not Colour.RED
    if alone:
        asked = (progress.first,)
    return Page(
        to=asked,
        again_at=scene.now + policy[rung_number].every,
        progress=replace(
            progress,
            rung=rung_number,
            rounds=rounds + 1,
            pages=progress.pages + 1,
            paged=tuple(dict.fromkeys((*progress.paged, *asked))),
            first=progress.first if alone else "",
        ),
        on_duty=attended(policy, progress, scene),
    )


def attended(policy: Policy, progress: Progress, scene: Scene) -> bool:
    """Whether somebody of the first rung can be asked who has ever spoken to the bot.

    Who never pressed Start is paged all the same, since some servers deliver it, but no promise rests on it.
    """
    asked = _asked(policy[0], progress, scene)
    return any(staff.person.started and staff.person.id in asked for staff in scene.roster)


def declined(progress: Progress, who: str) -> Progress:
    """The progress after somebody said "can't, next"."""
    return replace(progress, declined=tuple(dict.fromkeys((*progress.declined, who))))


def nobody_left(policy: Policy, progress: Progress, scene: Scene) -> bool:
    """Whether everybody on the current rung has declined, so that the next one is paged now."""
    return not _asked(policy[_rung(policy, progress)], progress, scene)


def hurries(policy: Policy, progress: Progress, scene: Scene) -> bool:
    """Whether the next round must not wait for the clock: nobody is left on this rung, but there is somebody else.

    On the last rung that is only somebody who has not been paged yet; else a house in which nobody can be
    reached would page itself without a pause. Whoever was asked first because they were wished for is the
    rung's first part: when they have all said no, the others are asked at once.
    """
    if progress.first and progress.rounds and progress.first not in _asked(policy[0], progress, scene):
        # who was asked alone cannot come: the others must not wait for that
        return True
    if not nobody_left(policy, progress, scene):
        return _wished_for_said_no(policy, progress, scene)
    if _rung(policy, progress) + 1 < len(policy):
        return True
    reachable = {staff.person.id for staff in scene.roster if within_reach(staff.person)}
    return any(n in reachable and n not in progress.paged for n in next_page(policy, progress, scene).to)


def within_reach(person: Person) -> bool:
    """Whether a message to this person has anywhere to go."""
    return person.reachable and person.address is not None


def _rung(policy: Policy, progress: Progress) -> int:
    return min(progress.rung, len(policy) - 1)


def _spent(rung: Rung, rounds: int) -> bool:
    return rung.rounds is not None and rounds >= rung.rounds


def _asked(rung: Rung, progress: Progress, scene: Scene) -> tuple[str, ...]:
    return tuple(
        staff.person.id
        for staff in _of(rung, scene)
        if within_reach(staff.person) and staff.person.id not in progress.declined
    )


def _wished_for(asked: tuple[str, ...], scene: Scene) -> tuple[str, ...]:
    """Those among the asked whom the person wished for. Red waits for nobody in particular."""
    if scene.colour is Colour.RED or not scene.wishes.picky:
        return ()
    wished = {staff.person.id for staff in scene.roster if scene.wishes.matched_by(staff.person)}
    return tuple(number for number in asked if number in wished)


def _wished_for_said_no(policy: Policy, progress: Progress, scene: Scene) -> bool:
    """Whether the first round went to those wished for alone, and none of them is left."""
    if (progress.rung, progress.rounds) != (0, 1) or not scene.wishes.picky:
        return False
    left = _asked(policy[0], progress, scene)
    return not _wished_for(left, scene) and not any(number in progress.paged for number in left)


def _everybody(rung: Rung, scene: Scene) -> tuple[str, ...]:
    """The last resort: the rung's people whatever they said; else all who may take it, on duty or not."""
    people = [staff.person for staff in _of(rung, scene)]
    if not any(within_reach(person) for person in people):
        people = [staff.person for staff in scene.roster if _fit(staff.person, scene)]
    return tuple(person.id for person in people if person.address is not None)


def elsewhere(scene: Scene) -> bool:
    """Whether anybody of the house, the person's family apart, works on cases without working for exactly this
    unit: only then can the unit be passed by, since a call must reach somebody."""
    beyond = [
        staff.person
        for staff in scene.roster
        if staff.person.id not in scene.kin
        and any(
            grant.unit != scene.unit or grant.role is Role.SUPERVISOR
            for grant in staff.person.grants
            if grant.role in CASE_ROLES and grant.certified(scene.now)
        )
    ]
    return any(within_reach(person) for person in beyond)


def fits(person: Person, scene: Scene) -> bool:
    """Whether this person may take the case, on duty or not."""
    return bool(_fit(person, scene))


def _fit(person: Person, scene: Scene) -> frozenset[Role]:
    """The certified roles this person has for the case, none when they may not take it."""
    beyond = scene.wishes.bypass_unit
    grants = serving(person.grants, scene.unit, scene.parents, scene.now, beyond=beyond)
    there = replace(person, grants=grants)
    return there.certified_roles(scene.now) if qualified(there, scene.colour, scene.now) else frozenset()


def _of(rung: Rung, scene: Scene) -> Iterable[Staff]:
    for staff in scene.roster:
        roles = _fit(staff.person, scene)
        supervising = Target.SUPERVISORS in rung.targets and Role.SUPERVISOR in roles
        # a supervisor is the end of the ladder, not the first to be woken
        counselling = Target.ON_DUTY in rung.targets and roles & (CASE_ROLES - {Role.SUPERVISOR})
        if supervising or (counselling and staff.duty.covers(scene.now)):
            yield staff

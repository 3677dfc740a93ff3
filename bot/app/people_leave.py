"""`people leave`: what somebody holds, who takes it over, and the end of it, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app import office
from bot.app.agenda import EVENT, called_off
from bot.app.office import Refused
from bot.app.people_links import OPERATOR
from bot.domain.appointment import Appointment
from bot.domain.case import Case, Kind
from bot.domain.family import Tie
from bot.domain.joining import belongs
from bot.domain.ladder import Staff
from bot.domain.people import Grant, Person, Role, Unit, serves, serving
from bot.domain.permissions import Act, permits, qualified
from bot.domain.triage import Colour
from bot.store import appointments, cases, desks, inbox, links, people, ties
from bot.store.database import Transaction, to_ms
from bot.store.inbox import Arrival
from bot.store.opening import Store

Parents = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Owned:
    """A live case of theirs. `heirs` could take it now: for its unit, fit for its colour, on duty."""

    case: Case
    unit: str | None
    heirs: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What somebody holds. `str()` is what the operator sees."""

    person: Person
    grants: tuple[Grant, ...]
    """Roles that hold now or will."""
    on_duty: bool
    """Has duty hours of any kind."""
    owned: tuple[Owned, ...]
    own: Case | None
    """A live case about themselves."""
    gaps: tuple[str, ...]
    """What nobody would do any more, in words."""
    heir: Person | None = None

    def __str__(self) -> str:
        roles = ", ".join(f"{grant.role} in {grant.unit}" for grant in self.grants) or "none"
        lines = [
            f"{self.person.name} ({self.person.unit or 'no unit'})",
            f"  roles: {roles}",
            f"  duty: {'has hours' if self.on_duty else 'none'}",
            f"  live cases taken: {len(self.owned)}",
        ]
        for owned in self.owned:
            to = (
                self.heir.name
                if self.heir
                else _listed(owned.heirs) or "the supervisors, as nobody is on duty"
            )
            verb = "goes to" if self.heir else "is paged anew:"
            lines.append(f"    {owned.case.code} {owned.case.colour} {verb} {to}")
        if self.own is not None:
            lines.append(
                f"  has an open case of their own ({self.own.code}): it stays open and they can still be reached"
            )
        lines += [f"  careful: {gap}" for gap in self.gaps]
        return "\n".join(lines)


async def look(store: Store, word: str, now: datetime, *, to: str | None = None) -> Leaving:
    """What would happen, without doing anything. Raises Refused for who is not known, holds nothing, or may
    not take over."""
    async with store.db.transaction() as tx:
        return await _look(tx, store, word, now, to)


async def leave(
    store: Store, word: str, now: datetime, *, to: str | None = None, force: bool = False
) -> Leaving:
    """Ends what somebody holds; returns what that was. May run beside the bot, which carries the cases on.

    Raises Refused like `look`, and without `force` also when nobody would be left to do what they do.
    """
    async with store.db.transaction() as tx:
        found = await _look(tx, store, word, now, to)
        if found.gaps and not force:
            raise Refused("\n".join((*found.gaps, "find somebody first, or say --force if it must be")))
        person = found.person.id
        await people.end_grants(tx, person, now)
        await people.drop_duty(tx, person)
        await links.revoke(tx, people=[person])
        parted = await ties.end_all(tx, person, OPERATOR, now)
        await inbox.add(tx, store.keys, [_parted(tie, person, now) for tie in parted])
        agreed = await appointments.of_people(tx, store.keys, [person])
        await inbox.add(tx, store.keys, [_called_off(one, person, now) for one in agreed])
        await desks.save(tx, {person: None})
        await inbox.add(
            tx, store.keys, [each for owned in found.owned for each in _events(owned, found, now)]
        )
        await desks.audit(tx, [(now, OPERATOR, "left", person)])
    return found


def _parted(tie: Tie, leaver: str, now: datetime) -> Arrival:
    """Word of it for whoever is left of a tie."""
    return Arrival("leave", f"{tie.id}/parted", tie.other(leaver), "parted", now, {"tie": tie.id})


def _called_off(appointment: Appointment, leaver: str, now: datetime) -> Arrival:
    """Nobody is to wait for them on a call."""
    body = called_off(appointment, leaver)
    return Arrival("leave", f"{appointment.id}/called off", appointment.lane, EVENT, now, body)


def _events(owned: Owned, leaving: Leaving, now: datetime) -> list[Arrival]:
    """Into the lane of the person the case is about, in this order: it is let go, then taken."""
    case, who = owned.case, leaving.person.id
    number = f"{case.id}/{who}/{to_ms(now)}"
    gone = {"case": case.id, "owner": who, "why": "departed"}
    events = [Arrival("leave", number, case.person, "owner_gone", now, gone)]
    if leaving.heir is not None and case.kind is Kind.CASE:
        take = {"verb": Act.TAKE.value, "case": case.id, "by": leaving.heir.id, "press": ""}
        events.append(Arrival("leave", f"{number}/to", case.person, "desk", now, take))
    return events


async def _look(tx: Transaction, store: Store, word: str, now: datetime, to: str | None) -> Leaving:
    everybody = await people.everybody(tx, store.keys)
    keys, units = await people.import_keys(tx), await people.units(tx)
    parents = {code: unit.parent for code, unit in units.items()}
    person = office.find(word, everybody, keys)
    grants = tuple(grant for grant in person.grants if grant.end is None or now < grant.end)
    if not belongs(person, now):
        raise Refused(f"{person.name} holds no role any more: there is nothing to end")
    roster = await people.roster(tx, store.keys)
    by_id = {each.id: each for each in everybody}
    live = await cases.live(store.db, store.keys)
    owned = [case for case in live if case.owner == person.id]
    heir = _heir(to, everybody, keys, person)
    if heir is not None:
        _check_heir(heir, owned, by_id, parents, now)
    return Leaving(
        person,
        grants,
        bool((await people.duties(tx)).get(person.id)),
        tuple(
            Owned(case, unit, _heirs(case, unit, person, roster, parents, now))
            for case in owned
            for unit in [by_id[case.person].unit if case.person in by_id else None]
        ),
        next((case for case in live if case.person == person.id and case.kind is Kind.CASE), None),
        tuple(_gaps(person, roster, units, parents, now)),
        heir,
    )


def _heir(
    to: str | None, everybody: Sequence[Person], keys: Mapping[str, str], leaver: Person
) -> Person | None:
    if to is None:
        return None
    heir = office.find(to, everybody, keys)
    if heir.id == leaver.id:
        raise Refused(f"{leaver.name} cannot take over from themselves")
    return heir


def _check_heir(
    heir: Person, owned: Iterable[Case], by_id: Mapping[str, Person], parents: Parents, now: datetime
) -> None:
    unfit = [
        case.code
        for case in owned
        # a request is asked for anew where it stands
        if case.kind is Kind.CASE
        and (
            case.person == heir.id
            or not permits(
                heir,
                Act.TAKE,
                now,
                unit=by_id[case.person].unit if case.person in by_id else None,
                parents=dict(parents),
                colour=case.colour,
            )
        )
    ]
    if unfit:
        raise Refused(f"{heir.name} may not take {', '.join(unfit)}: not their unit, or not qualified for it")
    if heir.address is None or not heir.started or not heir.reachable:
        raise Refused(f"{heir.name} cannot be reached: they have not pressed Start, or blocked the bot")


def _heirs(
    case: Case, unit: str | None, leaver: Person, roster: Sequence[Staff], parents: Parents, now: datetime
) -> tuple[Person, ...]:
    return tuple(
        staff.person
        for staff in roster
        if case.kind is Kind.CASE
        and staff.person.id not in (leaver.id, case.person)
        and staff.duty.covers(now)
        and permits(staff.person, Act.TAKE, now, unit=unit, parents=dict(parents), colour=case.colour)
    )


def _gaps(
    leaver: Person, roster: Sequence[Staff], units: Mapping[str, Unit], parents: Parents, now: datetime
) -> Iterable[str]:
    """Units that would be left without a supervisor, or without anybody on duty who may take red."""
    here = [code for code in sorted(units) if serves(leaver.grants, code, dict(parents), now)]
    mine = [staff for staff in roster if staff.person.id == leaver.id]
    others = [staff for staff in roster if staff.person.id != leaver.id]

    def supervised(staff: Sequence[Staff], unit: str) -> bool:
        return any(
            grant.role is Role.SUPERVISOR and grant.certified(now)
            for each in staff
            for grant in serving(each.person.grants, unit, dict(parents), now)
        )

    def attended(staff: Sequence[Staff], unit: str) -> bool:
        return any(
            (each.duty.always or each.duty.windows)
            and qualified(each.person, Colour.RED, now)
            and serves(each.person.grants, unit, dict(parents), now)
            for each in staff
        )

    for lacks, what in ((supervised, "supervisor"), (attended, "counsellor with duty hours")):
        left = [unit for unit in here if lacks(mine, unit) and not lacks(others, unit)]
        if left:
            yield f"{leaver.name} is the last {what} for {', '.join(left)}: a call for help would find nobody"


def _listed(heirs: Sequence[Person]) -> str:
    return ", ".join(person.name for person in heirs)

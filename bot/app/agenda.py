"""Agreed hours in a turn: what it finds of them, whom somebody may call and when, and what it leaves to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.app.buttons import Press
from bot.domain.appointment import Appointment
from bot.domain.family import Tie
from bot.domain.ladder import within_reach
from bot.domain.people import REQUEST_ROLES, Person, Role, reaching
from bot.domain.rhythm import USUAL, Rhythm
from bot.domain.rota import Window
from bot.domain.slots import EVERY_DAY, Diary
from bot.store import appointments, rhythms
from bot.store.appointments import Waiting, Week
from bot.store.database import Database, Transaction
from bot.store.inbox import Event
from bot.store.keys import KeyRing

if TYPE_CHECKING:
    from bot.app.turn import House, Turn

EVENT = "call"
"""The kind of the events that change an appointment in its lane, and of its timers."""

FLOWS = frozenset({"call", "free"})
"""Dialogues that have to do with who is free when."""

OTHER, AGAIN, MEET = "cother", "cagain", "cmeet"
LOOKING = frozenset({OTHER, AGAIN, MEET})
"""The verbs of buttons that begin one of them."""

OFFER = "offer"
"""One of the parties proposes another hour."""

GONE = "gone"
"""No message reaches one of the parties."""

HAND, HANDED = "chand", "handed"
"""Who has the case now has the hour as well: what is wanted, and what is done."""

SURE = "csure"
EVERY_WEEK = "all"
"""Called off, and for good, not only this time."""

UNMEET = "unmeet"
"""What an event may want of the agenda: a call is off whose people may not have one any more, see `may_meet`."""

FAMILY = "family"
CALLED: Mapping[str, frozenset[Role]] = {
    "liaison": frozenset({Role.LIAISON}),
    "counsellor": frozenset({Role.COUNSELLOR}),
    "doctor": frozenset({Role.DOCTOR}),
}
"""Whom of the staff people may ask for an hour, in the order they are offered, family aside."""

STAFF = REQUEST_ROLES | {Role.DOCTOR}
"""Whoever holds one of these works here: with them people may have a call without being family."""

OFFICE = frozenset({Role.COUNSELLOR, Role.WELLBEING_MANAGER, Role.SUPERVISOR, Role.OFFICER, Role.DOCTOR})
"""Who is called in office hours if nothing else is said."""


@dataclass(slots=True)
class Agenda:
    """`appointments` are those the lane is a party to, and those the event names, by id; `taken` is what everybody
    who may be called in this turn has agreed on, `weeks` when they are free where they have said so."""

    appointments: dict[str, Appointment] = field(default_factory=dict)
    taken: Mapping[str, Sequence[Appointment]] = field(default_factory=dict)
    weeks: Mapping[str, Week] = field(default_factory=dict)
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    """How the days of those of them run who have said so."""
    waiting: list[Waiting] = field(default_factory=list)
    """Who waits for an hour of somebody this turn is about, and for whom the lane waits; the longest first."""
    changed: dict[str, Appointment] = field(default_factory=dict)
    joined: list[Waiting] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    week: Week | None = None
    """When the person may be called from here on."""

    def keep(self, appointment: Appointment) -> Appointment:
        self.appointments[appointment.id] = self.changed[appointment.id] = appointment
        return appointment

    def live(self, person: str) -> list[Appointment]:
        """What somebody has agreed on or been asked, the earliest first."""
        found = [a for a in self.appointments.values() if a.live and a.concerns(person)]
        return sorted(found, key=lambda a: (a.at or (a.offer.start if a.offer else a.made_at), a.id))

    def to_come(self, person: str, now: datetime) -> list[Appointment]:
        """Those of them that are not past."""
        return [one for one in self.live(person) if not one.past(now)]


# -- whom, and when -------------------------------------------------------------------------------


def contacts(turn: Turn) -> list[tuple[str, Person]]:
    """Whom this person may ask for an hour, each with what they are to them: family first, then those of the staff
    who serve their unit. Nobody whom no message reaches."""
    return _contacts(turn.house, turn.who, turn.ties, turn.people, turn.now)


def _contacts(
    house: House, person: Person, ties: Iterable[Tie], people: Mapping[str, Person], now: datetime
) -> list[tuple[str, Person]]:
    kin = [people.get(tie.other(person.id)) for tie in ties if tie.holds and tie.joins(person.id)]
    found = [(FAMILY, one) for one in kin if one is not None]
    for kind, roles in CALLED.items():
        for staff in house.roster:
            grants = reaching(staff.person.grants, person.unit or "", house.parents, now)
            if roles & {grant.role for grant in grants if grant.certified(now)}:
                found.append((kind, staff.person))
    seen: set[str] = {person.id}
    reached = []
    for kind, one in found:
        if one.id not in seen and within_reach(one):
            seen.add(one.id)
            reached.append((kind, one))
    return reached


def unreached(turn: Turn) -> list[Person]:
    """Who of their family would stand among `contacts` if a message reached them."""
    kin = [turn.people.get(tie.other(turn.lane)) for tie in turn.ties if tie.holds and tie.joins(turn.lane)]
    return list({one.id: one for one in kin if one is not None and not within_reach(one)}.values())


def diary(turn: Turn, person: Person, but: str = "") -> Diary:
    """When this person can be called: as they have said, else as is usual for who they are. What they have agreed
    on counts, the appointment `but` aside."""
    hours, calls = turn.hours_of(person), turn.house.config.settings.calls
    duty = turn.house.duty(person.id)
    free, work, rather_not = (
        appointments.windows(calls.free),
        appointments.windows(()),
        appointments.windows(()),
    )
    if person.id in turn.agenda.weeks:
        free, work = map(appointments.windows, turn.agenda.weeks[person.id])
    elif duty.windows and duty.tz == hours.tz:
        free = duty.windows
    elif person.roles(turn.now) & OFFICE and not duty.always:
        free = appointments.windows(calls.staff)
    elif not duty.always:
        rather_not = appointments.windows(calls.work)
    known = {a.id: a for a in turn.agenda.taken.get(person.id, ())} | {
        a.id: a for a in turn.agenda.changed.values() if a.concerns(person.id)
    }
    quiet = Window(EVERY_DAY, hours.quiet_from, hours.quiet_until)
    return Diary(
        hours.tz,
        free,
        work,
        None if quiet.start == quiet.end else quiet,
        tuple((hour, hour + a.length) for a in known.values() if a.id != but for hour in a.hours(turn.now)),
        turn.agenda.rhythms.get(person.id, USUAL).shifts,
        rather_not,
    )


def sides(turn: Turn, parties: Sequence[str], but: str = "") -> list[Diary]:
    """The diaries of these people; whoever is not known any more has none."""
    return [diary(turn, person, but) for party in parties if (person := party_of(turn, party)) is not None]


def party_of(turn: Turn, party: str) -> Person | None:
    """One side of an appointment, as this turn knows them."""
    if turn.person is not None and party == turn.lane:
        return turn.person
    return turn.people.get(party) or turn.house.staff(party)


def may_meet(people: Iterable[Person], ties: Sequence[Tie], now: datetime) -> bool:
    """Whether those on a call may still have one: nobody on it has lost the tie, or the role, by which it was made."""
    among = {one.id: one for one in people}
    kin = {
        person
        for tie in ties
        if tie.holds and {tie.employee, tie.member} <= {*among}
        for person in (tie.employee, tie.member)
    }
    return any(one.certified_roles(now) & STAFF for one in among.values()) or {*among} <= kin


# -- loading and writing --------------------------------------------------------------------------


async def find(
    db: Database, keys: KeyRing, events: Sequence[Event], presses: Sequence[Press | None]
) -> list[Appointment]:
    """What the lanes of these events have agreed on, and the appointments the events name."""
    found = await appointments.of_people(db, keys, [event.lane for event in events])
    named = {press.id for press in presses if press is not None and press.id}
    named |= {_meant(event) for event in events}
    missing = sorted(named - {a.id for a in found} - {""})
    return found + (await appointments.by_id(db, keys, missing) if missing else [])


def _meant(event: Event) -> str:
    """The appointment an event is about; empty for none."""
    if event.kind == EVENT:
        return str(event.body.get("appointment", ""))
    if event.kind == "timer" and event.body["kind"] == EVENT:
        return str(event.body["ref"]).partition(":")[0]
    if event.kind == "outcome" and str(event.body["ref"]).startswith(f"{EVENT}:"):
        return str(event.body["ref"]).split(":")[1]
    return ""


def happening(verb: str, appointment: Appointment, by: str, **more: object) -> dict[str, object]:
    """The body of an event for the lane of an appointment: what one of its parties wants of it as it stands now."""
    return {"verb": verb, "appointment": appointment.id, "by": by, "seq": appointment.version, **more}


def called_off(appointment: Appointment, by: str) -> dict[str, object]:
    """One of its parties will not be there, nor any other week."""
    return happening(SURE, appointment, by, choice=EVERY_WEEK)


def named(found: Iterable[Appointment], events: Iterable[Event]) -> set[str]:
    """The people these appointments and events are about."""
    people = {party for appointment in found for party in appointment.parties}
    for event in events:
        if event.kind == EVENT:
            people |= {str(party) for party in event.body.get("parties", ())}
    return people


async def load(
    db: Database,
    keys: KeyRing,
    turns: Sequence[Turn],
    presses: Sequence[Press | None],
    found: Sequence[Appointment],
) -> None:
    """Gives each turn its agenda."""
    wanted: dict[int, set[str]] = {}
    for place, (turn, press) in enumerate(zip(turns, presses, strict=True)):
        turn.agenda = Agenda({a.id: a for a in found})
        if turn.person is not None and _looks(turn, press):
            about = {turn.lane} | {party for a in found if a.concerns(turn.lane) for party in a.parties}
            about |= {person.id for _, person in contacts(turn)}
            about |= {case.person for case in turn.cases.values() if case.owner == turn.lane and case.live}
            # whoever has the case an event names may be handed an hour
            passed = turn.cases.get(str(turn.event.body.get("case", "")))
            about |= {passed.owner} if passed is not None and passed.owner is not None else set()
            about |= named((a for a in found if a.lane == turn.lane), [turn.event])
            wanted[place] = about
    if not wanted:
        return
    everybody = sorted(set[str]().union(*wanted.values()))
    weeks = await appointments.weeks(db, everybody)
    days = await rhythms.load(db, everybody)
    line = await appointments.waiting_for(db, everybody)
    taken: dict[str, list[Appointment]] = {}
    for appointment in await appointments.of_people(db, keys, everybody):
        for party in appointment.parties:
            taken.setdefault(party, []).append(appointment)
    for place, about in wanted.items():
        agenda = turns[place].agenda
        agenda.taken, agenda.weeks, agenda.rhythms = taken, weeks, days
        agenda.waiting = [w for w in line if w.whom in about or w.person == turns[place].lane]


def _looks(turn: Turn, press: Press | None) -> bool:
    """Whether this turn may have to know who is free when."""
    event = turn.event
    if event.kind == EVENT or _meant(event):
        return True
    if any(frame.flow in FLOWS for frame in turn.session.stack):
        return True
    return press is not None and press.verb in LOOKING


async def write(tx: Transaction, keys: KeyRing, turns: Sequence[Turn]) -> None:
    """Writes what these turns have changed; raises `Taken` when an hour has been taken since they were loaded, and
    then all is undone and played again."""
    now = turns[0].now
    changed = [a for turn in turns for a in turn.agenda.changed.values()]
    if changed:
        manner = turns[0].house.config.manner
        await keys.load(tx, {a.lane for a in changed})
        await appointments.save(tx, keys, changed, now, {"": manner})
    for turn in turns:
        if turn.agenda.week is not None:
            await appointments.set_week(tx, turn.lane, turn.agenda.week)
    await appointments.wait(tx, [row for turn in turns for row in turn.agenda.joined])
    await appointments.wait_no_more(tx, [number for turn in turns for number in turn.agenda.left])

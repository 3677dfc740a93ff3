"""The calendar of care at work: who is looked at when, what is due from each programme, and the letters as they go.

Once a day each person's calendar is looked at, and what comes to them within the next days is planned, a row for
each occasion. Whether it is still for them is asked again when it is due, and once more when its letter goes.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from bot.app import caring, daysoff, sparing
from bot.app.agenda import EVENT as AGENDA
from bot.app.callplaces import arrangement
from bot.app.caring import Known
from bot.app.config import Config
from bot.app.library import Library
from bot.app.rollcall import SLOT as ROLL
from bot.app.rounds import FEW, Member, Moment, Round
from bot.app.sparing import Sparing
from bot.domain.care.cadence import Cadence, Every, next_occasion, spread
from bot.domain.care.calendar import Owed, answering, asked, coming, due, following, last_call, owed, span
from bot.domain.care.choosing import takes_part
from bot.domain.care.model import ALERT, Deed, Programme
from bot.domain.consent import paused
from bot.domain.family import family_of
from bot.domain.ladder import within_reach
from bot.domain.localtime import instant, zone
from bot.domain.messages import Priority
from bot.domain.people import CASE_ROLES, REQUEST_ROLES, Person, Role
from bot.store import alerts, appointments, calendars, care, consents, desks, inbox, outbox, people, ties
from bot.store.care import Change, Occasion, Plan, State
from bot.store.database import Database, Transaction
from bot.store.inbox import Arrival
from bot.store.keys import KeyRing
from bot.store.opening import Store

LOOK = "calendar"
"""The kind of the daily look at somebody's calendar."""

PROMPT, RINGING = "care", "alarm"
"""Letters of programmes, and those that pass quiet hours."""

AT = time(0, 5)
ALL_DAY = timedelta(hours=20)
"""Over how much of the day the looks are spread."""

AHEAD = timedelta(days=2)
"""How far ahead a look plans: always past the next one."""

ANY_TIME = timedelta(days=3650)
"""A look is never too late."""

DEADLINE = "deadline "
"""Begins the name of the occasion on which those above hear that a quota is not met."""

ASK_AGAIN = timedelta(hours=1)
"""Whoever has not answered a roll call is asked once more after this."""
AGAIN = ":again"

CALL_MINUTES = 30
"""How long a call is that a programme has arranged."""
CALL_FROM, CALL_WITHIN = timedelta(days=1), timedelta(days=14)
"""How far off the hour of such a call lies: everybody has a day to answer."""

NOTE = "programmes"
"""What the programmes were at the last start is noted under this."""


class Acquaintance:
    """Who people are, read once for all programmes within a transaction."""

    def __init__(self, keys: KeyRing, config: Config) -> None:
        self.keys = keys
        self.config = config
        self._source: Database | Transaction | None = None
        self._known: dict[str, Known | None] = {}

    async def know(
        self, source: Database | Transaction, ids: Sequence[str], now: datetime
    ) -> dict[str, Known]:
        """Those of these people who belong to the organisation."""
        if source is not self._source:
            self._source, self._known = source, {}
        missing = [number for number in dict.fromkeys(ids) if number not in self._known]
        if missing:
            units = await people.units(source)
            holding = await alerts.current(source)
            found = await caring.know(
                source, self.keys, self.config, missing, now, units=units, alerts=holding
            )
            self._known |= {number: found.get(number) for number in missing}
        return {number: one for number in ids if (one := self._known.get(number)) is not None}


# -- looking ahead ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Looked:
    """Somebody whose calendar is looked at once a day, and whenever something about them may have changed."""

    grace: ClassVar[timedelta] = ANY_TIME
    apart: ClassVar[timedelta] = timedelta()
    person: str
    tz: str
    now: datetime
    before: str = ""
    """The name of the look that is taken up now."""

    def due(self, occasion: Occasion) -> Moment | None:
        self.before = occasion.name
        # whenever the alarm rings: what rang it may be a change
        return Moment(self.tz, occasion.wall, self.now)

    def following(self, after: datetime, last: date | None, silent: int) -> Plan | None:  # noqa: ARG002 - of a Member
        found = next_occasion(
            Cadence(Every.DAILY), {}, AT, self.tz, after, later=spread(self.person, ALL_DAY)
        )
        if found is None:
            return None
        name = f"{found.key} {after:%m%d%H%M%S%f}"
        if self.before.startswith(name):
            # looked at twice at the same moment
            name = f"{self.before}+"
        return Plan(self.person, LOOK, name, found.day, self.tz, AT, found.due)


class Looks:
    """The `Round` that looks at everybody's calendar and plans what comes."""

    kind = LOOK
    portion = FEW
    plans = True

    def __init__(self, acquaintance: Acquaintance, library: Library) -> None:
        self._acquaintance = acquaintance
        self._programmes = routine(library)

    async def prepare(self, source: Database | Transaction, now: datetime) -> None:
        countries = {unit.country for unit in (await people.units(source)).values()}
        years = (now.year - 1, now.year, now.year + 1)
        await asyncio.to_thread(daysoff.prepare, countries.union(daysoff.FESTIVE), years)

    async def know(
        self, source: Database | Transaction, people: Sequence[str], now: datetime
    ) -> Mapping[str, Member]:
        return self._members(await calendars.clocks(source, people, now), now)

    async def unplanned(
        self, source: Database | Transaction, now: datetime, after: str, limit: int
    ) -> tuple[Mapping[str, Member], str]:
        clocks = await calendars.without(source, LOOK, now, after, limit)
        return self._members(clocks, now), max(clocks, default="")

    def _members(self, clocks: Mapping[str, str], now: datetime) -> dict[str, Member]:
        home = self._acquaintance.config.settings.home_tz
        return {number: _Looked(number, tz or home, now) for number, tz in clocks.items()}

    async def carry_out(self, tx: Transaction, going: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        known = await self._acquaintance.know(tx, [row.person for row in going], now)
        yesterday = (now - timedelta(days=1)).date().isoformat()
        await calendars.reconsider(tx, list(known), yesterday)
        plans: list[Plan] = []
        for place, one in enumerate(known.values()):
            for programme in self._programmes:
                plans += planned(programme, one, now)
            if place % caring.AT_ONCE == 0:
                await asyncio.sleep(0)
        await care.plan(tx, plans)
        return [Change(row.id, State.DONE) for row in going]

    async def remind(self, tx: Transaction, asked: Sequence[Occasion], now: datetime) -> Iterable[Change]:  # noqa: ARG002 - of a Round
        return ()


def planned(programme: Programme, one: Known, now: datetime) -> list[Plan]:
    """What comes to somebody from a programme within the time a look covers, and what still makes sense of before."""
    subject, clock, person = one.subject, one.clock, one.subject.person.id
    after = now - programme.grace
    found = []
    for occasion in coming(programme, subject, clock, after, now + AHEAD):
        # a round of an alert is an instant, and the same one for everybody
        called = ALERT in programme.cadence.anchors
        tz, wall = ("UTC", occasion.due.time()) if called else (clock.tz, programme.at)
        found.append(Plan(person, programme.name, occasion.key, occasion.day, tz, wall, occasion.due))
    today = now.astimezone(zone(clock.tz)).date()
    for day in (today, today + AHEAD):
        last = last_call(programme, day)
        at = None if last is None else instant(last, programme.at, clock.tz)
        if last is None or at is None or not after < at <= now + AHEAD:
            continue
        if takes_part(programme, subject.values(at, last)):
            found.append(Plan(person, programme.name, f"{DEADLINE}{last}", last, clock.tz, programme.at, at))
    return found


# -- what is due --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Taking:
    """Somebody who takes part in a programme."""

    apart: ClassVar[timedelta] = timedelta()
    programme: Programme
    one: Known

    @property
    def grace(self) -> timedelta:
        return self.programme.grace

    def due(self, occasion: Occasion) -> Moment | None:
        programme, subject, clock = self.programme, self.one.subject, self.one.clock
        if ALERT in programme.cadence.anchors:
            alert = subject.place.alert
            there = alert is not None and occasion.name.endswith(f" of {alert.id}")
            at = instant(occasion.day, occasion.wall, "UTC") if there else None
            return None if at is None else Moment("UTC", occasion.wall, at)
        at = due(programme, subject.person.id, occasion.day, clock.tz)
        if at is None:
            return None
        if occasion.name.startswith(DEADLINE):
            return Moment(clock.tz, programme.at, at)
        # a date that has moved since has taken its occasion with it
        found = following(programme, subject, clock, at - timedelta(seconds=1))
        return Moment(clock.tz, programme.at, at) if found is not None and found.day == occasion.day else None

    def following(self, after: datetime, last: date | None, silent: int) -> Plan | None:  # noqa: ARG002 - of a Member
        # the looks plan ahead
        return None


class Routine:
    """The `Round` of one programme."""

    portion = FEW
    # the looks plan ahead
    plans = False

    def __init__(self, acquaintance: Acquaintance, programme: Programme) -> None:
        self._acquaintance = acquaintance
        self._programme = programme

    @property
    def kind(self) -> str:
        return self._programme.name

    async def prepare(self, source: Database | Transaction, now: datetime) -> None:
        """The looks have prepared everything."""

    async def know(
        self, source: Database | Transaction, people: Sequence[str], now: datetime
    ) -> Mapping[str, Member]:
        known = await self._acquaintance.know(source, people, now)
        return {
            number: _Taking(self._programme, one)
            for number, one in known.items()
            if caring.still(self._programme, one, now)
        }

    async def unplanned(
        self,
        source: Database | Transaction,  # noqa: ARG002 - of a Round
        now: datetime,  # noqa: ARG002
        after: str,  # noqa: ARG002
        limit: int,  # noqa: ARG002
    ) -> tuple[Mapping[str, Member], str]:
        return {}, ""

    async def carry_out(self, tx: Transaction, going: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        whom = [row.person for row in going]
        known = await self._acquaintance.know(tx, whom, now)
        spared = await sparing.look(tx, whom, self._acquaintance.config.settings.care.daily, now)
        until = now + self._programme.grace
        to: list[tuple[str, str]] = []
        changes: list[Change] = []
        for row in going:
            recipients, change = await self._recipients(tx, row, known[row.person], spared, now)
            to += [(who, str(row.id)) for who in recipients]
            if change is not None:
                changes.append(change)
        await self._queue(tx, to, now, until, _priority(self._programme.deed))
        return changes

    async def _queue(
        self, tx: Transaction, to: list[tuple[str, str]], now: datetime, until: datetime, priority: int
    ) -> None:
        prompt = RINGING if self._programme.rings else PROMPT
        # a newer question of the same kind is the one whose buttons count
        slot = ROLL if self._programme.deed is Deed.ASK else ""
        await outbox.prompt(tx, prompt, to, now, until=until, priority=priority, slot=slot)

    async def remind(self, tx: Transaction, asked: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        """Once more for whoever has not answered the roll call."""
        known = await self._acquaintance.know(tx, [row.person for row in asked], now)
        again = []
        for row in asked:
            alert = known[row.person].subject.place.alert if row.person in known else None
            answered = {} if alert is None else await alerts.answers(tx, alert.id)
            if alert is not None and (row.person not in answered or answered[row.person].at < began(row)):
                again.append((row.person, f"{row.id}{AGAIN}"))
        until = now + self._programme.grace
        await self._queue(tx, again, now, until, Priority.REMINDER)
        return [Change(row.id, State.DONE) for row in asked]

    async def _recipients(
        self, tx: Transaction, row: Occasion, one: Known, spared: Sparing, now: datetime
    ) -> tuple[list[str], Change | None]:
        """Who is written to, and what becomes of the row where that is not for the letter to say."""
        programme = self._programme
        if programme.deed not in (Deed.REMIND, Deed.BOOK):
            return [row.person], None
        stands = await quota_of(tx, programme, one, now)
        late = row.name.startswith(DEADLINE)
        if stands is not None and (stands.done >= stands.times or not (stands.behind or late)):
            return [], Change(row.id, State.WITHHELD, reason=f"{stands.done} of {stands.times} done")
        staff = [member.person for member in await people.roster(tx, self._acquaintance.keys, REQUEST_ROLES)]
        parents = {code: unit.parent for code, unit in (await people.units(tx)).items()}
        if late:
            told = [reader.id for reader in answering(one.subject, above(programme), staff, parents, now)]
            return told, None if told else Change(row.id, State.WITHHELD, reason="nobody above")
        reader = asked(programme, one.subject, staff, parents, now)
        if reader is None:
            reason = "nobody serves this unit in such a role"
            return [], Change(row.id, State.WITHHELD, reason=reason)
        if programme.deed is Deed.REMIND:
            return [reader.id], None
        return await self._book(tx, row, one, reader, spared, now)

    async def _book(
        self, tx: Transaction, row: Occasion, one: Known, visitor: Person, spared: Sparing, now: datetime
    ) -> tuple[list[str], Change | None]:
        """Has an hour found that suits everybody. Where one of them has never come here or wants no messages, it is
        arranged by hand: then the visitor is written to."""
        kept = spared.keeps(one, row, now)
        if kept is not None and kept.too_late(self._programme, row, one):
            return [], Change(row.id, State.WITHHELD, reason=kept.reason)
        if kept is not None:
            return [], Change(row.id, State.PLANNED, due=kept.until)
        person = one.subject.person
        asking = [person.id]
        if self._programme.family:
            kin = family_of(person.id, await ties.load(tx, [person.id]))
            asking += [tie.member for tie in kin]
        willing = await self._willing(tx, asking)
        parties = [number for number in asking if number in willing][: 1 + self._programme.family]
        if person.id not in willing or len(parties) < 1 + self._programme.family:
            return [visitor.id], None
        body = arrangement(
            [*parties, visitor.id], CALL_MINUTES, self.kind, now + CALL_FROM, now + CALL_WITHIN
        )
        arrival = Arrival(PROMPT, f"{row.id}/arrange", person.id, AGENDA, now, body)
        await inbox.add(tx, self._acquaintance.keys, [arrival])
        return [], Change(row.id, State.DONE, went=spared.count(one, row, now))

    async def _willing(self, tx: Transaction, ids: Sequence[str]) -> set[str]:
        """Those of these people who have come here, can be reached, and have not stopped what comes by itself."""
        found = await people.load(tx, self._acquaintance.keys, ids)
        agreed = await consents.load(tx, ids)
        return {
            number
            for number, one in found.items()
            if one.started and within_reach(one) and not paused(agreed.get(number, {}))
        }


async def quota_of(
    source: Database | Transaction, programme: Programme, one: Known, now: datetime
) -> Owed | None:
    """How the programme's quota stands for somebody, None without one."""
    if programme.quota is None:
        return None
    today = now.astimezone(zone(one.clock.tz)).date()
    since, until = span(programme.quota, today, one.clock.tz)
    person = one.subject.person.id
    done = await alerts.contacts(source, programme.name, person, since, until)
    if programme.deed is Deed.BOOK:
        done += (await appointments.counted(source, programme.name, since, until)).get(person, 0)
    return owed(programme.quota, done, today)


def above(programme: Programme) -> tuple[Role, ...]:
    """Who hears that a quota is not met: of what people who work on cases do, those who lead them."""
    return (Role.SUPERVISOR,) if {*programme.to} <= CASE_ROLES else (Role.OFFICER, Role.SUPERVISOR)


def _priority(deed: Deed) -> int:
    if deed is Deed.ASK:
        return Priority.REMINDER
    return Priority.BROADCAST if deed in (Deed.SEND, Deed.GREET) else Priority.CHECK_IN


def began(row: Occasion) -> datetime:
    """When the round of a roll call began."""
    at = instant(row.day, row.wall, "UTC")
    assert at is not None
    return at


def rounds(keys: KeyRing, config: Config, library: Library) -> list[Round]:
    """Everything the calendar of care needs to be gone through."""
    acquaintance = Acquaintance(keys, config)
    return [Looks(acquaintance, library), *(Routine(acquaintance, one) for one in routine(library))]


def routine(library: Library) -> list[Programme]:
    """The programmes that are planned ahead, all but the daily question, of which the next one follows from the
    last."""
    return [one for one in library.programmes.values() if one.deed is not Deed.CHECK_IN]


async def renew(store: Store, library: Library) -> None:
    """Has everybody's calendar looked at again where the programmes are others than before."""
    digest = hashlib.sha256(repr(sorted(library.programmes.items())).encode()).digest()
    if await desks.read_note(store.db, NOTE) == digest:
        return
    async with store.db.transaction() as tx:
        await desks.write_note(tx, NOTE, digest)
        await calendars.look_at_all(tx)

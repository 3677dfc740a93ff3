"""The rounds: what comes to people by itself, taken up portion by portion when it is due.

Each kind of care is a `Round`. A row's alarm only says when to look: what is really due is worked out anew by the
clock the person has then, so that whoever crosses a time zone is neither asked twice on a day nor forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from bot.app.clock import Clock
from bot.app.signs import Signs
from bot.domain.vitals import OWED, Part
from bot.store import care
from bot.store.care import Before, Change, Occasion, Plan, State
from bot.store.database import Database, Transaction
from bot.store.opening import Store

EVERY = timedelta(minutes=2)
"""What comes by itself is spread over half an hour: two minutes later are soon enough."""

PORTION = 1000
"""Rows of one transaction where nothing sealed is opened: measured, the others wait for it a few milliseconds."""

PLANS = 4 * PORTION
"""The same for plans that are only to be written: measured, in twenty-five milliseconds instead of thirty-six."""

FEW = 50
"""The same where each person is opened, which takes that much longer."""

CAUGHT_UP = timedelta(days=7)
"""How far back the days are recorded that passed while the house was closed."""

LOOK_EVERY = timedelta(days=1)
"""How often everybody is looked through for those of whom nothing is planned, whatever else has set it off."""


class Moment(NamedTuple):
    """When something is due: a wall-clock time in a zone, and the instant it is there."""

    tz: str
    wall: time
    at: datetime


class Member(Protocol):
    """Somebody who takes part in a round, with what their times follow from."""

    @property
    def grace(self) -> timedelta:
        """How late it still makes sense."""
        ...

    @property
    def apart(self) -> timedelta:
        """How long after one that went out the next one goes at the earliest."""
        ...

    def due(self, occasion: Occasion) -> Moment | None:
        """When this occasion is due by what is known now; None where its date does not exist there, or is not
        for it any more."""
        ...

    def following(self, after: datetime, last: date | None, silent: int) -> Plan | None:
        """The first occasion after this moment and this local date; None when there is none."""
        ...


class Round(Protocol):
    """One kind of care. Everything it writes belongs to the transaction it is given."""

    @property
    def kind(self) -> str: ...

    @property
    def portion(self) -> int:
        """How many are taken up in one transaction: PORTION, or FEW."""
        ...

    @property
    def plans(self) -> bool:
        """Whether its members know what follows; what comes of other rounds is planned by one of these."""
        ...

    async def prepare(self, source: Database | Transaction, now: datetime) -> None:
        """Works out beforehand what takes longer than others should have to wait; called once a day."""
        ...

    async def know(
        self, source: Database | Transaction, people: Sequence[str], now: datetime
    ) -> Mapping[str, Member]:
        """Those of these people who take part now."""
        ...

    async def unplanned(
        self, source: Database | Transaction, now: datetime, after: str, limit: int
    ) -> tuple[Mapping[str, Member], str]:
        """Those who take part and of whom nothing is planned, looked for in the order of their ids, from `after` on;
        and how far that went, empty at the end."""
        ...

    async def carry_out(self, tx: Transaction, going: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        """What is due now: queues letters or puts events into lanes. `silent` counts up to this occasion. Rows stand
        as queued; only what becomes otherwise of them is returned."""
        ...

    async def remind(self, tx: Transaction, asked: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        """The alarm that `carry_out`, or whoever made the letter, has set for what is not answered yet."""
        ...


class Rounds:
    """Goes through what is due, of every kind."""

    def __init__(self, store: Store, clock: Clock, rounds: Sequence[Round]) -> None:
        self._store = store
        self._clock = clock
        self._rounds = {one.kind: one for one in rounds}
        self._looked: datetime | None = None
        self._rolls = 0
        self.letters = asyncio.Event()
        """Set after a commit that put letters in line."""
        self.events = asyncio.Event()
        """Set after a commit that may have put events into lanes."""
        self.signs = Signs()

    def go_by(self, rounds: Sequence[Round]) -> None:
        """From the next portion on; everybody is looked through for those whom something is new for."""
        self._rounds = {one.kind: one for one in rounds}
        self._looked = None

    async def go(self) -> int:
        """Everything that is due now; returns how many occasions were taken up."""
        count = 0
        # asked first whether there is anything: most of the time there is not, and nobody has to wait for that
        while await self._due():
            count += await self._portion()
        self.signs.well(Part.ROUNDS, EVERY.total_seconds() + OWED)
        return count

    async def next_due(self) -> datetime | None:
        """When there is something to be done next: now, where somebody has to be looked through; None for nothing."""
        outlook = await care.outlook(self._store.db)
        if self._looked is None or outlook.expected or outlook.rolls != self._rolls:
            return self._clock.now()
        return outlook.due

    async def _due(self) -> bool:
        # each portion is a sign: fifty thousand people may take longer than one would wait for
        self.signs.begins(Part.ROUNDS)
        now = self._clock.now()
        outlook = await care.outlook(self._store.db)
        if self._looked is None or now - self._looked >= LOOK_EVERY or outlook.rolls != self._rolls:
            self._looked, self._rolls = now, outlook.rolls
            await self._look_through(now)
        elif outlook.expected:
            await self._take_in(now)
        else:
            return outlook.due is not None and outlook.due <= now
        return await self._due()

    async def _portion(self) -> int:
        now = self._clock.now()
        async with self._store.db.transaction() as tx:
            kind = await care.first_kind(tx, now)
            if kind is None:
                return 0
            one = self._rounds.get(kind)
            claimed = await care.claim(tx, kind, now, PORTION if one is None else one.portion)
            if one is None:
                # a programme that is there no more
                await care.settle(tx, [Change(row.id, State.LEFT, silent=row.silent) for row in claimed])
            else:
                await self._take_up(tx, one, claimed, now)
        if claimed:
            self.letters.set()
            self.events.set()
        return len(claimed)

    async def _take_up(self, tx: Transaction, one: Round, rows: Sequence[Occasion], now: datetime) -> None:
        asked = [row for row in rows if row.state is State.ASKED]
        if asked:
            await care.settle(tx, await one.remind(tx, asked, now))
        planned = [row for row in rows if row.state is State.PLANNED]
        if planned:
            await self._come_round(tx, one, planned, now)

    async def _come_round(
        self, tx: Transaction, one: Round, planned: Sequence[Occasion], now: datetime
    ) -> None:
        """What is due goes, what is too late is recorded as missed, what has moved waits; the next is planned."""
        members = await one.know(tx, [row.person for row in planned], now)
        changes = [Change(row.id, State.LEFT) for row in planned if row.person not in members]
        taking = [(row, members[row.person]) for row in planned if row.person in members]
        longest = max((member.apart for _, member in taking), default=timedelta())
        before = await care.before(tx, [row for row, _ in taking], now - longest)
        waiting: list[tuple[int, Plan]] = []
        due: list[tuple[Occasion, datetime | None]] = []
        for row, member in taking:
            moment = member.due(row)
            last = before.get(row.person)
            put_off = None if moment is None else _put_off(row, member, moment, last, now)
            if put_off is not None:
                waiting.append((row.id, put_off))
            else:
                due.append((row, None if moment is None else moment.at))
        closing = {row.person: before[row.person] for row, _ in due if row.person in before}
        silent = await care.close(tx, closing)
        going: list[Occasion] = []
        plans: list[Plan | None] = []
        for row, at in due:
            count = row.silent + 1 if row.person in silent else 0
            if at is None:
                changes.append(Change(row.id, State.WITHHELD, silent=count))
            elif now - at > members[row.person].grace:
                changes.append(Change(row.id, State.MISSED, silent=count))
            else:
                going.append(row if row.silent == count else row._replace(silent=count))
                if row.silent != count:
                    changes.append(Change(row.id, State.QUEUED, silent=count))
            # one after the other, so that every day that was missed is recorded; but not those of months
            after = max(at or now, now - CAUGHT_UP)
            plans.append(members[row.person].following(after, row.day, count))
        await care.put_back(tx, waiting)
        if going:
            changes += await one.carry_out(tx, going, now)
        await care.settle(tx, changes)
        await care.plan(tx, filter(None, plans))

    async def _look_through(self, now: datetime) -> None:
        """Everybody, for those of whom nothing is planned: at the start, when roles have changed, and now and then."""
        db = self._store.db
        plans: list[Plan] = []
        for one in self._rounds.values():
            await one.prepare(db, now)
            found, last = await one.unplanned(db, now, "", one.portion)
            while last:
                plans += await _plans(db, one, found, now)
                self.signs.begins(Part.ROUNDS)
                found, last = await one.unplanned(db, now, last, one.portion)
        # those that are due together lie together, and are taken up with less reading and writing
        plans.sort(key=lambda plan: plan.due)
        for start in range(0, len(plans), PLANS):
            async with self._store.db.transaction() as tx:
                await care.plan(tx, plans[start : start + PLANS])
            self.signs.begins(Part.ROUNDS)

    async def _take_in(self, now: datetime) -> None:
        """Those of whom it has been said that something may have changed."""
        async with self._store.db.transaction() as tx:
            people = await care.expected(tx, PORTION)
            for one in self._rounds.values():
                planned = await care.planned(tx, one.kind, people)
                if one.plans:
                    found = await one.know(tx, [person for person in people if person not in planned], now)
                    await care.plan(tx, await _plans(tx, one, found, now))
                await care.look_again(tx, list(planned))


async def _plans(
    source: Database | Transaction, one: Round, members: Mapping[str, Member], now: datetime
) -> list[Plan]:
    """The first occasion of each of these people: never on a date they have been asked on before."""
    last = await care.last_day(source, one.kind, list(members))
    found = [member.following(now, last.get(who), 0) for who, member in members.items()]
    return [plan for plan in found if plan is not None]


def _put_off(
    row: Occasion, member: Member, moment: Moment, last: Before | None, now: datetime
) -> Plan | None:
    """Until when this waits: for its hour, or until the one before is long enough ago. Where that is too late for its
    date another date takes its place, so that the one before can still be answered. None for what goes now."""
    day = Plan(row.person, row.kind, row.name, row.day, moment.tz, moment.wall, moment.at)
    soonest = moment.at if last is None else max(moment.at, last.taken + member.apart)
    if soonest <= now:
        return None
    wait = day._replace(due=soonest)
    if soonest - moment.at <= member.grace:
        return wait
    return member.following(max(moment.at, now), row.day, row.silent) or wait

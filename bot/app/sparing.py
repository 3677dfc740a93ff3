"""What keeps a programme's word to somebody back for now: their leave, their sleep, somebody who is with them already,
and that they have had their share of the day. What rings in an emergency asks nothing of this."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.app.caring import Known
from bot.domain.care.calendar import due
from bot.domain.care.model import Deed, Programme
from bot.domain.localtime import instant
from bot.domain.rhythm import USUAL, Rhythm
from bot.store import care, cases, rhythms
from bot.store.care import Occasion
from bot.store.database import Database, Transaction

TO_THE_PERSON = frozenset({Deed.START, Deed.BOOK, Deed.SEND, Deed.GREET})
"""Deeds of which people get only so many a day. A roll call is not one of them, nor is what staff are reminded of."""

DAY = timedelta(days=1)
NOT_NOW, ON_LEAVE, ENOUGH = "not now", "on leave", "another one came that day"
"""Why it was kept back. None of them tells of a case."""


@dataclass(frozen=True, slots=True)
class KeptBack:
    """`until` is when it is asked again."""

    until: datetime
    reason: str

    def too_late(self, programme: Programme, row: Occasion, one: Known) -> bool:
        """Whether it would make no sense any more by then."""
        at = due(programme, row.person, row.day, one.clock.tz)
        return at is None or self.until > at + programme.grace


@dataclass(frozen=True, slots=True)
class Sparing:
    """What is known about it of some people, see `look`."""

    daily: int
    attended: Collection[str]
    rhythms: Mapping[str, Rhythm]
    went: dict[tuple[str, date], set[int]]

    def keeps(self, one: Known, row: Occasion, now: datetime) -> KeptBack | None:
        """What speaks against this word to them now; None where nothing does. What is only tried again has had its
        place in the day already."""
        person, local = one.subject.person.id, one.hours.local(now)
        today, rhythm = local.date(), self.rhythms.get(person, USUAL)
        if rhythm.away_on(today):
            return KeptBack(now + DAY, ON_LEAVE)
        if person in self.attended:
            return KeptBack(now + DAY, NOT_NOW)
        if len(self.went.get((person, today), set()) - {row.id}) >= self.daily:
            return KeptBack(now + DAY, ENOUGH)
        if one.hours.quiet(now):
            return KeptBack(one.hours.awake(now), NOT_NOW)
        # who has worked all night sleeps when others are awake
        free = None if rhythm.shifts is None else rhythm.shifts.free(today, local.time())
        awake = None if free is None else instant(today, free, one.clock.tz)
        return None if awake is None or awake <= now else KeptBack(awake, NOT_NOW)

    def count(self, one: Known, row: Occasion, now: datetime) -> date:
        """It goes now: returns the date it counts for."""
        today = one.hours.local(now).date()
        self.went.setdefault((one.subject.person.id, today), set()).add(row.id)
        return today


async def look(source: Database | Transaction, people: Sequence[str], daily: int, now: datetime) -> Sparing:
    """`daily` is the share of a day, see `care.daily` in config.yaml."""
    return Sparing(
        daily,
        await cases.attended(source, people),
        await rhythms.load(source, people),
        await care.went(source, people, (now - DAY).date()),
    )

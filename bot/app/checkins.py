"""The daily check-in's round: who is asked when, the letter as it goes, the reminder, and what silence sets off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from bot.app import daysoff
from bot.app.rounds import Member, Moment
from bot.domain.care.cadence import spread
from bot.domain.checkin import Asking, Timing
from bot.domain.messages import Priority
from bot.domain.rhythm import Rhythm
from bot.store import inbox, outbox, people, rhythms
from bot.store.care import Change, Occasion, Plan, State
from bot.store.database import Database, Transaction
from bot.store.inbox import Arrival
from bot.store.keys import KeyRing
from bot.store.rhythms import Life

KIND = "checkin"
"""The name of the round, of its letters, its dialogue and its texts."""

SLOT = "checkin"
"""Names the one check-in that is open on somebody's screen."""

TAP = "d"
"""The verb of the buttons under it: `id` is the occasion, `choice` the mood."""

UNANSWERED = "unanswered"
"""The event in somebody's lane that says how many days have met with silence."""

AGAIN = ":again"
"""After the occasion's id: the letter is its reminder."""


@dataclass(frozen=True, slots=True)
class _Member:
    person: str
    later: timedelta
    asking: Asking

    def due(self, occasion: Occasion) -> Moment | None:
        found = self.asking.on(occasion.day)
        return None if found is None else Moment(self.asking.tz, found[0], found[1] + self.later)

    def following(self, after: datetime, last: date | None, silent: int) -> Plan | None:
        found = self.asking.following(after, last, self.later, silent)
        if found is None:
            return None
        day, wall, due = found
        return Plan(self.person, KIND, day.isoformat(), day, self.asking.tz, wall, due, silent)


class CheckIns:
    """A `Round`. `timing` is what a programme says about it, `remind_after` when whoever has not answered hears
    once more; `home_tz` is the clock of those who have none."""

    kind = KIND

    def __init__(self, keys: KeyRing, timing: Timing, home_tz: str) -> None:
        self._keys = keys
        self._timing = timing
        self._home_tz = home_tz

    @property
    def grace(self) -> timedelta:
        return self._timing.grace

    async def prepare(self, source: Database | Transaction, now: datetime) -> None:
        countries = {unit.country for unit in (await people.units(source)).values()}
        await asyncio.to_thread(daysoff.prepare, sorted(countries - {""}), (now.year, now.year + 1))

    async def know(
        self, source: Database | Transaction, people: Sequence[str], now: datetime
    ) -> Mapping[str, Member]:
        return self._members(await rhythms.lives(source, people, now))

    async def unplanned(
        self, source: Database | Transaction, now: datetime, after: str, limit: int
    ) -> Mapping[str, Member]:
        return self._members(await rhythms.unplanned(source, KIND, now, after, limit))

    def _members(self, lives: Mapping[str, Life]) -> dict[str, Member]:
        timing = self._timing
        alike: dict[tuple[str, str, Rhythm], Asking] = {}
        found: dict[str, Member] = {}
        for who, life in lives.items():
            ways = (life.tz, life.country, life.rhythm)
            asking = alike.get(ways)
            if asking is None:
                tz, holiday = life.tz or self._home_tz, _holidays(life.country)
                asking = alike[ways] = Asking(tz, life.rhythm, timing, holiday)
            found[who] = _Member(who, spread(who, timing.window), asking)
        return found

    async def carry_out(self, tx: Transaction, going: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        until = now + self._timing.grace
        of = [(row.person, str(row.id)) for row in going]
        await outbox.prompt(tx, KIND, of, now, until=until, priority=Priority.CHECK_IN, slot=SLOT)
        told = [row for row in going if row.silent == self._timing.patience]
        await inbox.add(
            tx,
            self._keys,
            [
                Arrival(KIND, f"{row.id}/{UNANSWERED}", row.person, UNANSWERED, now, {"days": row.silent})
                for row in told
            ],
        )
        return ()

    async def remind(self, tx: Transaction, asked: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        until = now + self._timing.grace
        of = [(row.person, f"{row.id}{AGAIN}") for row in asked]
        await outbox.prompt(tx, KIND, of, now, until=until, priority=Priority.REMINDER, slot=SLOT)
        return [Change(row.id, State.ASKED, silent=row.silent) for row in asked]


@cache
def _holidays(country: str) -> Callable[[date], bool]:
    return lru_cache(800)(lambda day: daysoff.public_holiday(country, day) is not None)

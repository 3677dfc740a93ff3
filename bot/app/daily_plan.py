"""Who would be asked on a day how they are, and why or why not: the daily question's part of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self

from bot.app import daysoff
from bot.app.caring import Known
from bot.domain.care.cadence import Holidays, spread
from bot.domain.care.model import DAILY, Programme
from bot.domain.checkin import Asking, Timing
from bot.domain.localtime import instant
from bot.domain.rhythm import USUAL, Rhythm
from bot.store import care, rhythms
from bot.store.care import Occasion
from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Question:
    """When somebody would be asked. `why` is what of their own moves it, `but` what keeps it from coming."""

    at: datetime
    why: tuple[str, ...]
    but: str


@dataclass(frozen=True, slots=True)
class Days:
    """How the days of some people run, read together."""

    said: Mapping[str, Rhythm]
    planned: Mapping[str, Occasion]

    @classmethod
    async def read(cls, db: Database, people: Sequence[str]) -> Self:
        return cls(await rhythms.load(db, people), await care.planned(db, DAILY, people))

    def away(self, person: str, day: date) -> bool:
        """Whether they are on leave that day."""
        return self.said.get(person, USUAL).away_on(day)

    def question(self, programme: Programme, one: Known, day: date) -> Question | None:
        """The question of that local date, whether or not it comes; None for a date that does not exist there."""
        person, there = one.subject.person.id, one.subject.place
        rhythm, tz = self.said.get(person, USUAL), one.clock.tz
        asking = Asking(tz, rhythm, Timing.of(programme, there.units), one.clock.holiday)
        wall = rhythm.at(day, asking.timing.at)
        at = instant(day, wall, tz)
        if at is None:
            return None
        found = at + spread(person, programme.window)
        return Question(
            found, _moved(rhythm, wall, asking.timing.at), self._against(asking, there.country, person, day)
        )

    def _against(self, asking: Asking, country: str, person: str, day: date) -> str:
        rhythm, coming = asking.rhythm, self.planned.get(person)
        if rhythm.off:
            return "they do not want to be asked"
        if rhythm.away is not None and rhythm.away_on(day):
            return f"on leave until {rhythm.away}"
        if asking.timing.holidays is Holidays.SKIP and (name := daysoff.public_holiday(country, day)):
            return f"a public holiday there: {name}"
        if coming is not None and coming.day > day:
            return f"the next one is on {coming.day}"
        return ""


def _moved(rhythm: Rhythm, wall: time, usual: time) -> tuple[str, ...]:
    if rhythm.asked is not None:
        return (f"{rhythm.asked:%H:%M} is their own wish",)
    return () if wall == usual else (f"at {usual:%H:%M} they work at night or sleep after it",)

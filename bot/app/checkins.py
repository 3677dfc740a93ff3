"""The daily check-in's round: who is asked when, the letter as it goes, the reminder, and what silence sets off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from bot.app import daysoff
from bot.app.buttons import Press
from bot.app.prompts import Asked, Dropped, Making, Verdict, Words
from bot.app.rounds import Member, Moment
from bot.domain.care.cadence import spread
from bot.domain.checkin import Asking, Timing
from bot.domain.consent import PURPOSES, allows
from bot.domain.diary import MOODS
from bot.domain.flow.model import SYSTEM
from bot.domain.messages import Button, Keyboard, Outgoing, Priority
from bot.domain.people import Person
from bot.domain.rhythm import USUAL, Rhythm
from bot.store import care, cases, consents, diaries, inbox, outbox, people, rhythms
from bot.store.care import Change, Occasion, Plan, State
from bot.store.database import Database, Transaction
from bot.store.inbox import Arrival
from bot.store.keys import KeyRing
from bot.store.rhythms import Life

KIND = "checkin"
"""The name of the round, of its letters and of its dialogue."""

FILE = "daily"
"""The texts beside the dialogue's own."""

SLOT = "checkin"
"""Names the one check-in that is open on somebody's screen."""

TAP = "d"
"""The verb of the buttons under it: `id` is the occasion, `choice` the mood."""

ANSWERABLE = timedelta(days=2)
"""How long a check-in can be answered at most; the next one comes before that, or clocks lie far apart."""

UNANSWERED = "unanswered"
"""The event in somebody's lane that says how many days have met with silence."""

NOT_TODAY, TALK = "not_today", "talk"
"""What a tap may say beside a mood: an answer too, and the wish for a person."""

VARIANTS = ("first", "second", "third")
"""How many ways there are to ask and to reply; one a day, so that nobody reads the same one twice running."""

HELLO = "hello"
"""The letter that asks a liaison to say hello, and says nothing else."""

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
        # who has told by themselves today is not asked again
        told = await diaries.told(tx, [(row.person, row.day) for row in going])
        asked = [row for row in going if (row.person, row.day) not in told]
        of = [(row.person, str(row.id)) for row in asked]
        await outbox.prompt(tx, KIND, of, now, until=until, priority=Priority.CHECK_IN, slot=SLOT)
        silent = [row for row in asked if row.silent == self._timing.patience]
        await inbox.add(
            tx,
            self._keys,
            [
                Arrival(KIND, f"{row.id}/{UNANSWERED}", row.person, UNANSWERED, now, {"days": row.silent})
                for row in silent
            ],
        )
        return [
            Change(row.id, State.ANSWERED, silent=row.silent)
            for row in going
            if (row.person, row.day) in told
        ]

    async def remind(self, tx: Transaction, asked: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        until = now + self._timing.grace
        of = [(row.person, f"{row.id}{AGAIN}") for row in asked]
        await outbox.prompt(tx, KIND, of, now, until=until, priority=Priority.REMINDER, slot=SLOT)
        return [Change(row.id, State.ASKED, silent=row.silent) for row in asked]


@cache
def _holidays(country: str) -> Callable[[date], bool]:
    return lru_cache(800)(lambda day: daysoff.public_holiday(country, day) is not None)


async def ask(making: Making, letters: Sequence[Asked]) -> Mapping[int, Verdict]:
    """The words of check-ins and their reminders, asked for when they go. Nobody is asked while somebody is with them
    or on the way, and a reminder goes only while nothing has been heard."""
    rows = await care.by_id(making.tx, [_occasion_in(letter.of) for letter in letters])
    people_ids = sorted({letter.to.id for letter in letters})
    attended = await cases.attended(making.tx, people_ids)
    said = await rhythms.load(making.tx, people_ids)
    verdicts: dict[int, Verdict] = {}
    changes = []
    for letter in letters:
        row = rows.get(_occasion_in(letter.of))
        again = letter.of.endswith(AGAIN)
        rhythm = said.get(letter.to.id, USUAL)
        if row is None or row.state is not (State.ASKED if again else State.QUEUED):
            verdicts[letter.number] = Dropped("answered meanwhile")
        elif letter.to.id in attended or rhythm.off or rhythm.away_on(letter.hours.local(making.now).date()):
            verdicts[letter.number] = Dropped("not now")
            changes.append(Change(row.id, State.WITHHELD, silent=row.silent))
        else:
            verdicts[letter.number] = Words(_greeting(making, letter.to, row, again=again), replaces=True)
            # the second day's question is soft enough by itself
            once_more = making.now + making.config.settings.checkin.remind_after
            due = None if again or row.silent else once_more
            changes.append(Change(row.id, State.ASKED, due, silent=row.silent))
    await care.settle(making.tx, changes)
    return verdicts


async def say_hello(making: Making, letters: Sequence[Asked]) -> Mapping[int, Verdict]:
    """Asks a liaison to say hello to somebody, without a word about why; only while that person agrees to it."""
    about = [letter.of for letter in letters]
    persons = await people.load(making.tx, making.keys, about)
    agreed = await consents.load(making.tx, about)
    verdicts: dict[int, Verdict] = {}
    for letter in letters:
        person = persons.get(letter.of)
        roles = person.roles(making.now) if person else ()
        if person is None or not allows(PURPOSES["liaison"], roles, agreed.get(letter.of, {})):
            verdicts[letter.number] = Dropped("not agreed")
        else:
            text = making.texts.render(letter.to.language, FILE, "liaison_hello", {"name": person.name})
            verdicts[letter.number] = Words(Outgoing(text=text, protect=True))
    return verdicts


def _greeting(making: Making, person: Person, row: Occasion, *, again: bool) -> Outgoing:
    texts, language = making.texts, person.language
    values = {
        "again": again,
        "silent": bool(row.silent),
        "variant": VARIANTS[row.day.toordinal() % len(VARIANTS)],
    }

    def tap(file: str, block: str, choice: str) -> Button:
        return Button(texts.caption(language, file, block), Press(TAP, str(row.id), 0, choice).data())

    keyboard: Keyboard = (
        tuple(tap(KIND, f"mood__{mood}", mood) for mood in MOODS),
        (tap(KIND, f"mood__{NOT_TODAY}", NOT_TODAY),),
        (tap(SYSTEM, "human", TALK),),
    )
    return Outgoing(text=texts.render(language, FILE, "hello", values), keyboard=keyboard)


def _occasion_in(of: str) -> int:
    return int(of.removesuffix(AGAIN))

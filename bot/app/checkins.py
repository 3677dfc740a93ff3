"""The daily check-in's round: who is asked when, the letter as it goes, the reminder, and what silence sets off.

What it goes by is a programme of care like the others, `flows/programmes/checkin.yaml`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from bot.app import caring, daysoff
from bot.app.buttons import Press
from bot.app.config import Config
from bot.app.prompts import Asked, Dropped, Making, Verdict, Words
from bot.app.rounds import FEW, PORTION, Member, Moment
from bot.domain.care.cadence import spread
from bot.domain.care.choosing import takes_part
from bot.domain.care.facts import UNKNOWN
from bot.domain.care.knowing import Alert, Subject, place
from bot.domain.care.model import DAILY, Programme
from bot.domain.checkin import Asking, Timing
from bot.domain.consent import PURPOSES, allows
from bot.domain.diary import MOODS
from bot.domain.flow.conditions import comparisons
from bot.domain.flow.model import SYSTEM
from bot.domain.localtime import zone
from bot.domain.messages import Button, Keyboard, Outgoing, Priority
from bot.domain.people import Grant, Person, Role, Unit, on_thin_link
from bot.store import alerts, care, cases, consents, diaries, inbox, outbox, people, rhythms
from bot.store.care import Change, Occasion, Plan, State
from bot.store.database import Database, Transaction
from bot.store.inbox import Arrival
from bot.store.keys import KeyRing
from bot.store.rhythms import Life, Lives

KIND = DAILY
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

SILENTLY = ":silent"
"""After a person's id: a liaison is asked to say hello since nothing is heard of them."""

AGAIN = ":again"
"""After the occasion's id: the letter is its reminder."""


IN_THE_CLEAR = frozenset({"roles", "unit", "units", "country", "risk", "language", "joined", "alert"})
"""What a rule may ask without anything being opened that is sealed: fifty thousand people are gone through quickly
then. Whatever else it asks, everybody is opened each day."""


@dataclass(slots=True)
class _Member:
    person: str
    later: timedelta
    asking: Asking

    @property
    def grace(self) -> timedelta:
        return self.asking.timing.grace

    @property
    def apart(self) -> timedelta:
        return self.asking.timing.apart

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
    """The `Round` of the daily question, and who makes its letters (`ask`). Without a `programme` nobody is asked,
    and what was planned before lapses."""

    kind = KIND
    plans = True

    def __init__(self, keys: KeyRing, config: Config, programme: Programme | None) -> None:
        self._keys = keys
        self._config = config
        self._programme = programme
        asked = {part.name for part in comparisons(programme.who)} if programme is not None else set()
        self._sealed = not asked <= IN_THE_CLEAR

    async def prepare(self, source: Database | Transaction, now: datetime) -> None:
        countries = {unit.country for unit in (await people.units(source)).values()}
        await asyncio.to_thread(daysoff.prepare, countries, (now.year, now.year + 1))

    @property
    def portion(self) -> int:
        return FEW if self._sealed else PORTION

    async def know(
        self, source: Database | Transaction, people: Sequence[str], now: datetime
    ) -> Mapping[str, _Member]:
        return await self._members(source, await rhythms.lives(source, people, now), now)

    async def unplanned(
        self, source: Database | Transaction, now: datetime, after: str, limit: int
    ) -> tuple[Mapping[str, Member], str]:
        if self._programme is None:
            return {}, ""
        lives, last = await rhythms.unplanned(source, KIND, now, after, limit)
        return await self._members(source, lives, now), last

    async def _members(
        self, source: Database | Transaction, lives: Lives, now: datetime
    ) -> dict[str, _Member]:
        """Those of them whom the programme is for."""
        programme = self._programme
        if programme is None or not lives:
            return {}
        units, holding = await people.units(source), await alerts.current(source)
        opened = await self._open(source, lives, units, holding, now) if self._sealed else None
        found: dict[str, _Member] = {}
        for life, alike in lives.items():
            asking = self._asking(programme, life, units, holding, now, judged=opened is None)
            if asking is not None:
                for person in alike:
                    if opened is None or person in opened:
                        found[person] = _Member(person, spread(person, programme.window), asking)
        return found

    def _asking(
        self,
        programme: Programme,
        life: Life,
        units: Mapping[str, Unit],
        holding: Mapping[str, Alert],
        now: datetime,
        *,
        judged: bool,
    ) -> Asking | None:
        """When those are asked who live like this; None where the rule, if it is `judged` here, is not for them."""
        where = place(life.unit or None, units, self._config.settings.care.risk, holding)
        unit = units.get(life.unit)
        tz = life.tz or (unit.tz if unit is not None else "") or self._config.settings.home_tz
        if judged:
            grants = tuple(Grant(role, life.unit) for role in life.roles)
            person = Person("", "", 0, life.unit or None, life.language, started=True, grants=grants)
            values = Subject(person, UNKNOWN, where).values(now, now.astimezone(zone(tz)).date())
            if not takes_part(programme, values):
                return None
        return Asking(tz, life.rhythm, Timing.of(programme, where.units), daysoff.holidays_in(where.country))

    async def _open(
        self,
        source: Database | Transaction,
        lives: Lives,
        units: Mapping[str, Unit],
        holding: Mapping[str, Alert],
        now: datetime,
    ) -> set[str]:
        """Those whom the programme is for by what is known of them under seal."""
        assert self._programme is not None
        ids = sorted(chain.from_iterable(lives.values()))
        known = await caring.know(source, self._keys, self._config, ids, now, units=units, alerts=holding)
        return {number for number, one in known.items() if caring.still(self._programme, one, now)}

    async def carry_out(self, tx: Transaction, going: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        assert self._programme is not None
        # who has told by themselves today is not asked again
        told = await diaries.told(tx, [(row.person, row.day) for row in going])
        asked = [row for row in going if (row.person, row.day) not in told] if told else going
        await self._queue(tx, [(row.person, str(row.id)) for row in asked], now, Priority.CHECK_IN)
        patience = self._programme.silence.patience
        await inbox.add(
            tx,
            self._keys,
            [
                Arrival(KIND, f"{row.id}/{UNANSWERED}", row.person, UNANSWERED, now, {"days": row.silent})
                for row in asked
                if row.silent == patience
            ],
        )
        return [
            Change(row.id, State.ANSWERED, silent=row.silent)
            for row in (going if told else ())
            if (row.person, row.day) in told
        ]

    async def remind(self, tx: Transaction, asked: Sequence[Occasion], now: datetime) -> Iterable[Change]:
        if self._programme is not None:
            await self._queue(tx, [(row.person, f"{row.id}{AGAIN}") for row in asked], now, Priority.REMINDER)
        return [Change(row.id, State.ASKED, silent=row.silent) for row in asked]

    async def _queue(
        self, tx: Transaction, of: Sequence[tuple[str, str]], now: datetime, priority: int
    ) -> None:
        assert self._programme is not None
        until = now + self._programme.grace
        await outbox.prompt(tx, KIND, of, now, until=until, priority=priority, slot=SLOT)

    async def ask(self, making: Making, letters: Sequence[Asked]) -> Mapping[int, Verdict]:
        """The words of check-ins and their reminders, asked for when they go. Nobody is asked while somebody is with
        them or on the way, and a reminder goes only while nothing has been heard."""
        rows = await care.by_id(making.tx, [_occasion_in(letter.of) for letter in letters])
        people_ids = sorted({letter.to.id for letter in letters})
        attended = await cases.attended(making.tx, people_ids)
        members = await self.know(making.tx, people_ids, making.now)
        verdicts: dict[int, Verdict] = {}
        changes = []
        for letter in letters:
            row = rows.get(_occasion_in(letter.of))
            again = letter.of.endswith(AGAIN)
            member = members.get(letter.to.id)
            today = letter.hours.local(making.now).date()
            if row is None or row.state is not (State.ASKED if again else State.QUEUED):
                verdicts[letter.number] = Dropped("answered meanwhile")
            elif member is None:
                verdicts[letter.number] = Dropped("not for them any more")
                changes.append(Change(row.id, State.LEFT, silent=row.silent))
            elif letter.to.id in attended or member.asking.rhythm.away_on(today):
                verdicts[letter.number] = Dropped("not now")
                changes.append(Change(row.id, State.WITHHELD, silent=row.silent))
            else:
                verdicts[letter.number] = Words(_greeting(making, letter.to, row, again=again), replaces=True)
                changes.append(
                    Change(row.id, State.ASKED, self._reminder(row, making.now, again), row.silent)
                )
        await care.settle(making.tx, changes)
        return verdicts

    def _reminder(self, row: Occasion, now: datetime, again: bool) -> datetime | None:
        # the second day's question is soft enough by itself
        if again or row.silent or self._programme is None:
            return None
        return now + self._programme.silence.remind


async def say_hello(making: Making, letters: Sequence[Asked]) -> Mapping[int, Verdict]:
    """Asks a liaison to say hello to somebody, without a word about why; only while that person agrees to it, the
    liaison is still that of their unit, and a silence it is about has not ended."""
    about = [letter.of.removesuffix(SILENTLY) for letter in letters]
    persons = await people.load(making.tx, making.keys, about)
    agreed = await consents.load(making.tx, about)
    newest = await care.newest(making.tx, KIND, about, (making.now - ANSWERABLE).date())
    verdicts: dict[int, Verdict] = {}
    for who, letter in zip(about, letters, strict=True):
        person, asked = persons.get(who), newest.get(who)
        roles = person.roles(making.now) if person else ()
        heard = asked is not None and asked.state in (State.HEARD, State.ANSWERED)
        if person is None or not allows(PURPOSES["liaison"], roles, agreed.get(who, {})):
            verdicts[letter.number] = Dropped("not agreed")
        elif not any(
            grant.role is Role.LIAISON and grant.unit == person.unit and grant.holds(making.now)
            for grant in letter.to.grants
        ):
            verdicts[letter.number] = Dropped("not their liaison any more")
        elif heard and letter.of.endswith(SILENTLY):
            verdicts[letter.number] = Dropped("heard meanwhile")
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
        "thin": on_thin_link(person, making.units, making.now),
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

"""Who would get what on a day, and why, before anything is sent. Names and reasons, never a word of content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.app import caring, office
from bot.app.caring import Known
from bot.app.config import Config
from bot.app.daily_plan import Days
from bot.app.library import Library
from bot.app.routines import quota_of
from bot.app.sparing import TO_THE_PERSON
from bot.domain.care.calendar import asked, coming, following
from bot.domain.care.choosing import against, barred, because, by_cases
from bot.domain.care.model import Deed, Programme
from bot.domain.consent import paused
from bot.domain.localtime import zone
from bot.domain.people import REQUEST_ROLES, Person, Unit, hours_of
from bot.store import alerts, consents, people
from bot.store.opening import Store

PORTION = 500
"""People who are read at a time."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One line of the plan; `str()` is what the operator sees."""

    at: datetime
    """On the clock of the person it is about."""
    programme: Programme
    person: str
    name: str
    unit: str
    to: str
    """Who on the staff is reminded, empty where the person is written to."""
    why: tuple[str, ...]
    but: str = ""
    """What would keep it from going."""

    def __str__(self) -> str:
        deed = f"{self.programme.deed} {self.to}".strip()
        line = (
            f"{self.at:%Y-%m-%d %a %H:%M} {self.programme.name}: {self.name} ({self.unit}), {deed}; "
            f"because {', '.join(self.why)}"
        )
        return f"{line}; but {self.but}" if self.but else line


async def plan(
    store: Store,
    config: Config,
    library: Library,
    day: date,
    now: datetime,
    *,
    person: str | None = None,
    unit: str | None = None,
) -> list[str]:
    """The lines for everybody, for a unit with those below it, or for one person, of whom it is also told what is
    not for them. `day` is the local date of each person. Raises Refused for somebody or something nobody knows."""
    units = await people.units(store.db)
    ids, inside = await _whom(store, units, person, unit)
    holding = await alerts.current(store.db)
    roster = [one.person for one in await people.roster(store.db, store.keys, REQUEST_ROLES)]
    planner = Planner(config, units, roster, day, now)
    lines: list[Coming] = []
    notes: list[str] = []
    for start in range(0, len(ids), PORTION):
        some = ids[start : start + PORTION]
        known = await caring.know(store.db, store.keys, config, some, now, units=units, alerts=holding)
        agreed = await consents.load(store.db, some)
        days = await Days.read(store.db, some)
        for number, one in known.items():
            if inside is not None and one.subject.person.unit not in inside:
                continue
            for programme in library.programmes.values():
                if by_cases(programme):
                    continue
                stopped = paused(agreed.get(number, {}))
                if programme.deed is Deed.CHECK_IN:
                    found = planner.question(programme, one, days, stopped=stopped)
                else:
                    found = planner.lines(programme, one, stopped=stopped, away=days.away(number, day))
                if found:
                    lines += [await _with_quota(store, line, one) for line in found]
                elif person is not None:
                    notes.append(f"{programme.name}: {planner.why_not(programme, one)}")
    lines.sort(key=lambda line: (line.at.replace(tzinfo=None), line.programme.name, line.name))
    lines = _shared(lines, config.settings.care.daily)
    # said whether or not it comes to any of them: else it would tell of whom a case is known
    hidden = [
        f"{name}: goes by cases, and names nobody"
        for name, programme in sorted(library.programmes.items())
        if by_cases(programme)
    ]
    return [*map(str, lines), *hidden, *notes]


@dataclass(frozen=True, slots=True)
class Planner:
    """One day's plan, person by person."""

    config: Config
    units: Mapping[str, Unit]
    roster: Sequence[Person]
    day: date
    now: datetime

    def lines(self, programme: Programme, one: Known, *, stopped: bool, away: bool) -> list[Coming]:
        """What comes to somebody from a programme that day."""
        subject, there = one.subject, zone(one.clock.tz)
        begins = datetime.combine(self.day, time(), there).astimezone(UTC)
        ends = datetime.combine(self.day + timedelta(days=1), time(), there).astimezone(UTC)
        moment = timedelta(seconds=1)
        found = []
        for occasion in coming(programme, subject, one.clock, begins - moment, ends - moment):
            at = occasion.due.astimezone(there)
            why = because(programme.who, subject.values(occasion.due, at.date()))
            to, but = self._way(programme, one, occasion.due, stopped)
            if away and not but and programme.deed in TO_THE_PERSON:
                but = "they are on leave"
            person = subject.person
            found.append(Coming(at, programme, person.id, person.name, person.unit or "", to, why, but))
        return found

    def question(self, programme: Programme, one: Known, days: Days, *, stopped: bool) -> list[Coming]:
        """The daily question of that day, also where something keeps it from somebody whom it is for."""
        subject, found = one.subject, days.question(programme, one, self.day)
        if found is None:
            return []
        values = subject.values(found.at, self.day)
        why = because(programme.who, values)
        if not why:
            return []
        _, but = self._way(programme, one, found.at, stopped)
        at = found.at.astimezone(zone(one.clock.tz))
        person = subject.person
        return [
            Coming(
                at,
                programme,
                person.id,
                person.name,
                person.unit or "",
                "",
                why + found.why,
                found.but or but,
            )
        ]

    def why_not(self, programme: Programme, one: Known) -> str:
        """Why nothing comes to them from it that day."""
        values = one.subject.values(self.now, self.day)
        if barred(programme, values):
            return "not for them: nobody who mourns is greeted"
        obstacles = against(programme.who, values)
        if obstacles:
            return f"not for them: {', '.join(obstacles)}"
        ends = datetime.combine(self.day + timedelta(days=1), time(), zone(one.clock.tz)).astimezone(UTC)
        found = following(programme, one.subject, one.clock, ends - timedelta(seconds=1))
        return "not on this day" if found is None else f"not on this day, but on {found.day}"

    def _way(self, programme: Programme, one: Known, due: datetime, stopped: bool) -> tuple[str, str]:
        """Who on the staff is asked, and what would keep it from going."""
        person = one.subject.person
        if programme.deed in (Deed.REMIND, Deed.BOOK):
            parents = {code: unit.parent for code, unit in self.units.items()}
            reader = asked(programme, one.subject, self.roster, parents, due)
            return (reader.name, "") if reader is not None else ("", "nobody serves this unit in such a role")
        if not person.started:
            return "", "they have not pressed Start"
        if not person.reachable:
            return "", "they cannot be reached"
        if stopped:
            return "", "they want no messages"
        hours = hours_of(person, self.units, self.config.settings.home_tz, self.now)
        if hours.quiet(due) and not programme.rings:
            return "", f"not before {hours.quiet_until:%H:%M}, when their quiet hours end"
        return "", ""


def _shared(lines: Sequence[Coming], daily: int) -> list[Coming]:
    """Of what comes to one person in a day the first is enough, see `sparing`."""
    had: Counter[str] = Counter()
    found = []
    for line in lines:
        counts = line.programme.deed in TO_THE_PERSON and not line.but
        enough = counts and had[line.person] >= daily
        found.append(replace(line, but="another one comes first that day") if enough else line)
        had[line.person] += counts
    return found


async def _with_quota(store: Store, line: Coming, one: Known) -> Coming:
    """A reminder of what has been done already is none."""
    stands = await quota_of(store.db, line.programme, one, line.at)
    if stands is None:
        return line
    why = (*line.why, f"{stands.done} of {stands.times} by {stands.until}")
    return replace(line, why=why, but=line.but or ("" if stands.behind else "enough for now"))


async def _whom(
    store: Store, units: Mapping[str, Unit], person: str | None, unit: str | None
) -> tuple[list[str], frozenset[str] | None]:
    if unit is not None:
        office.unit_of(unit, units)
    inside = None if unit is None else office.below(unit, units)
    if person is None:
        return await people.ids(store.db), inside
    everybody = await people.everybody(store.db, store.keys)
    return [office.find(person, everybody, await people.import_keys(store.db)).id], inside

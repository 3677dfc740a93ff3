"""The month's report: how much was asked for, how soon it was answered, never by whom.

Everything told obeys `suppression`. A month is a month of the home clock and nothing else: two windows that
overlap by all but a day would tell of the people of that day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product
from zoneinfo import ZoneInfo

from bot.domain.case import Case, Kind
from bot.domain.suppression import crossed, people, roll_up, sums
from bot.domain.triage import Colour

UNSAID = "unsaid"
"""The category of whoever did not say what it is about."""

LEAST_K = 5
"""Below this nothing is called anonymous, whatever the configuration says."""

_MONTH = re.compile(r"(\d{4})-(\d{2})")


class Stage(StrEnum):
    """What somebody waits for after they have called."""

    PAGED = "paged"
    """The first page is confirmed as sent."""
    CLAIMED = "claimed"
    HUMAN = "human"
    """The first message a human wrote is confirmed as sent."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Fact:
    """One case or request as the statistics know it: no name, no words, no code."""

    kind: Kind
    person: str
    """A pseudonym, only ever counted."""
    opened_at: datetime
    category: str
    unit: str | None
    """The unit at opening; None when nobody knew."""
    colour: Colour | None = None
    level: int = 0
    """How often it was handed up."""
    paged_at: datetime | None = None
    claimed_at: datetime | None = None
    human_at: datetime | None = None
    done_at: datetime | None = None
    withdrawn_at: datetime | None = None
    """The person took it back: nobody did it, and how long that took says nothing of those who help."""
    person_times: int | None = None
    money: int | None = None
    """In fen, hundredths of a yuan."""
    since: datetime | None = None
    """From when the waits count; None is since the opening."""


def fact_of(case: Case) -> Fact:
    """What the statistics may know of a case or a request."""
    if case.matter is not None:
        return Fact(
            kind=Kind.REQUEST,
            person=case.person,
            opened_at=case.opened_at,
            category=case.matter.category,
            unit=case.matter.unit,
            level=case.matter.ups,
            paged_at=case.paged_at,
            claimed_at=case.claimed_at,
            human_at=case.human_at,
            done_at=case.closed_at if case.matter.done else None,
            withdrawn_at=None if case.matter.done else case.closed_at,
            person_times=case.matter.person_times,
            money=case.matter.money,
        )
    topics = [value for flow, name, value in case.answers if (flow, name) == ("talk", "topic")]
    return Fact(
        kind=Kind.CASE,
        person=case.person,
        opened_at=case.opened_at,
        category=topics[0] if topics else UNSAID,
        unit=case.unit,
        colour=case.colour,
        paged_at=case.paged_at,
        claimed_at=case.claimed_at,
        human_at=case.human_at,
        done_at=case.closed_at,
        # opened again, its clocks started anew, but it stays a case of the month it came in
        since=case.reopened_at,
    )


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month. Its text is `2026-11`."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def start(self, tz: str) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=ZoneInfo(tz)).astimezone(UTC)

    def end(self, tz: str) -> datetime:
        """The first instant that is no longer in it."""
        following = Month(self.year + self.number // 12, self.number % 12 + 1)
        return following.start(tz)

    @property
    def days(self) -> int:
        return monthrange(self.year, self.number)[1]


def read_month(text: str) -> Month:
    """`"2026-11"`; raises ValueError that says what is expected."""
    found = _MONTH.fullmatch(text.strip())
    if found is None or not (1 <= int(found[2]) <= 12 and 2000 <= int(found[1]) < 9999):
        raise ValueError(f'"{text}" is no month, write it as 2026-11')
    return Month(int(found[1]), int(found[2]))


def month_before(now: datetime, tz: str) -> Month:
    """The last month that has ended by the clock of this zone."""
    local = now.astimezone(ZoneInfo(tz))
    return Month(local.year - (local.month == 1), (local.month - 2) % 12 + 1)


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of the people waited no longer than `half`, nine in ten no longer than `most` (nearest rank)."""

    half: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True)
class Line:
    """One group of at least k people. What fewer than k of them have is absent."""

    key: str | None
    """None is the rest: all groups that are not listed, together."""
    count: int
    waits: Mapping[Stage, Spread]
    person_times: int | None = None
    money: int | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """Cases, or requests. `total` is None for fewer than k people, and then there is nothing else either.

    The lines of each table add up to the total.
    """

    kind: Kind
    total: Line | None = None
    people: int | None = None
    tables: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    """By "category", "colour" (cases) or "level" (requests), "end" (done, withdrawn or open at the end) and "unit"."""
    crossed: Mapping[tuple[str | None, str | None], int | None] = field(default_factory=dict)
    """Requests by (unit, category) of the tables' lines; None is a hidden cell."""


@dataclass(frozen=True, slots=True)
class Report:
    month: Month
    k: int
    preliminary: bool
    """The month is still running: totals only, rounded down to whole k."""
    chapters: tuple[Chapter, ...]


def report(
    facts: Iterable[Fact],
    month: Month,
    tz: str,
    parents: Mapping[str, str | None],
    *,
    now: datetime,
    k: int = 10,
) -> Report:
    """The report on what was opened in the month; other facts are left aside. The same facts in any order give
    the same report.

    Of a month that is still running only totals are told, and these in steps of `k`: a print of today and one
    of tomorrow differ by exactly those who came in between. Raises ValueError for a month that has not begun
    or a `k` below `LEAST_K`.
    """
    if k < LEAST_K:
        raise ValueError(f"k is never below {LEAST_K}")
    start, end = month.start(tz), month.end(tz)
    if now < start:
        raise ValueError(f"{month} has not begun")
    inside = [fact for fact in facts if start <= fact.opened_at < end]
    running = now < end
    chapters = []
    for kind in Kind:
        ours = [fact for fact in inside if fact.kind is kind]
        if people(ours) < k:
            chapters.append(Chapter(kind))
        elif running:
            chapters.append(Chapter(kind, Line(None, len(ours) // k * k, {})))
        else:
            chapters.append(_chapter(kind, ours, end, parents, k))
    return Report(month, k, running, tuple(chapters))


def _chapter(
    kind: Kind, facts: Sequence[Fact], end: datetime, parents: Mapping[str, str | None], k: int
) -> Chapter:
    def by(key: str) -> dict[str | None, list[Fact]]:
        groups: dict[str | None, list[Fact]] = {}
        for fact in facts:
            groups.setdefault(_key(fact, key, end), []).append(fact)
        return groups

    second = "colour" if kind is Kind.CASE else "level"
    groups = {key: roll_up(by(key), k) for key in ("category", second, "end")}
    groups["unit"] = roll_up(by("unit"), k, parents)
    cells: dict[tuple[str | None, str | None], int | None] = {}
    if kind is Kind.REQUEST:
        # what a case is about is never told by unit
        grid = _grid(groups["unit"], groups["category"])
        shown = crossed(grid, k)
        cells = {cell: len(grid[cell]) if cell in shown else None for cell in grid}
    (total,) = _lines({None: facts}, k)
    return Chapter(
        kind=kind,
        total=total,
        people=people(facts),
        tables={key: _lines(found, k) for key, found in groups.items()},
        crossed=cells,
    )


def _key(fact: Fact, by: str, end: datetime) -> str | None:
    if by == "category":
        return fact.category
    if by == "colour":
        return fact.colour
    if by == "level":
        return str(fact.level)
    if by == "end":
        # as it was then, not as it is today: a later print must not tell who was helped in between
        if fact.withdrawn_at is not None and fact.withdrawn_at < end:
            return "withdrawn"
        return "done" if fact.done_at is not None and fact.done_at < end else "open"
    return fact.unit


def _lines(groups: Mapping[str | None, Sequence[Fact]], k: int) -> tuple[Line, ...]:
    """One line a group, the largest first, the rest last."""
    person_times = sums(groups, lambda fact: fact.person_times, k)
    money = sums(groups, lambda fact: fact.money, k)
    return tuple(
        Line(key, len(found), _waits(found, k), person_times.get(key), money.get(key))
        for key, found in sorted(
            groups.items(), key=lambda group: (group[0] is None, -len(group[1]), group[0] or "")
        )
    )


def _waits(facts: Sequence[Fact], k: int) -> dict[Stage, Spread]:
    found = {}
    for stage in Stage:
        reached = [(fact, moment) for fact in facts if (moment := _moment(fact, stage)) is not None]
        if people(fact for fact, _ in reached) >= k:
            times = sorted(
                max(moment - (fact.since or fact.opened_at), timedelta()) for fact, moment in reached
            )
            found[stage] = Spread(_nearest(times, 50), _nearest(times, 90))
    return found


def _moment(fact: Fact, stage: Stage) -> datetime | None:
    return {
        Stage.PAGED: fact.paged_at,
        Stage.CLAIMED: fact.claimed_at,
        Stage.HUMAN: fact.human_at,
        Stage.DONE: fact.done_at,
    }[stage]


def _nearest(times: Sequence[timedelta], percent: int) -> timedelta:
    """The nearest-rank percentile, coarse: an exact time would be that of one person."""
    return coarse(times[-(-len(times) * percent // 100) - 1])


def coarse(time: timedelta) -> timedelta:
    """To the second below two minutes, to the minute below two hours, to the hour below two days, else to the day."""
    for limit, step in (
        (timedelta(minutes=2), timedelta(seconds=1)),
        (timedelta(hours=2), timedelta(minutes=1)),
        (timedelta(days=2), timedelta(hours=1)),
    ):
        if time < limit:
            return round(time / step) * step
    return timedelta(days=round(time / timedelta(days=1)))


def _grid(
    units: Mapping[str | None, Sequence[Fact]], categories: Mapping[str | None, Sequence[Fact]]
) -> dict[tuple[str | None, str | None], list[Fact]]:
    # by identity: two requests may be alike in everything the statistics know
    row = {id(fact): key for key, found in units.items() for fact in found}
    grid: dict[tuple[str | None, str | None], list[Fact]] = {cell: [] for cell in product(units, categories)}
    for key, found in categories.items():
        for fact in found:
            grid[row[id(fact)], key].append(fact)
    return grid

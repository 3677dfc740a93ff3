"""What comes to people by itself, a row for each occasion. Claimed in portions, so that nobody else has to wait.

`due` is only an alarm clock: whoever claims a row works out anew when it is due, by the clock the person has then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from bot.store.database import Database, Row, Transaction, from_ms, marks, ms_or_none, to_ms


class State(StrEnum):
    PLANNED = "planned"
    QUEUED = "queued"
    """Its letter waits in line."""
    ASKED = "asked"
    """It has gone out, and nothing has been heard since."""
    ANSWERED = "answered"
    HEARD = "heard"
    """The person has given another sign of life since."""
    SILENT = "silent"
    """Nothing was heard until the next one."""
    MISSED = "missed"
    """It could not go out while it still made sense."""
    LEFT = "left"
    """The person did not take part any more."""
    WITHHELD = "withheld"
    """When it was to go something spoke against it."""
    DONE = "done"
    """It has gone out, and no answer is expected."""


KEPT = timedelta(days=35)
"""How long what is over can be looked up, where it is named by its date."""


class Occasion(NamedTuple):
    """One row: what comes to one person on one local date. Fifty thousand are read and made a day, and a tuple is made
    three times as fast as a dataclass."""

    id: int
    person: str
    kind: str
    name: str
    day: date
    tz: str
    wall: time
    state: State
    silent: int


class Plan(NamedTuple):
    """A row to be made."""

    person: str
    kind: str
    name: str
    day: date
    tz: str
    wall: time
    due: datetime
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a row. `due` is when it is looked at again, `reason` why it did not go, never content; `went` on
    which local date of theirs it did, where it counts as their share of the day."""

    id: int
    state: State
    due: datetime | None = None
    silent: int = 0
    reason: str = ""
    went: date | None = None


_COLUMNS = "id, person, kind, name, day, tz, wall, state, silent"


async def first_kind(tx: Transaction, now: datetime) -> str | None:
    """The kind of the row whose alarm has rung first; None when none has."""
    rows = await tx.fetch("select kind from care where due <= ? order by due, id limit 1", (to_ms(now),))
    return rows[0][0] if rows else None


async def claim(tx: Transaction, kind: str, now: datetime, limit: int) -> list[Occasion]:
    """Up to `limit` rows of a kind whose alarm has rung, the earliest first; it is off from here on. What was planned
    is given as planned and stands as queued, since that is what becomes of nearly all."""
    rows = await tx.fetch(
        "update care set due = null, taken = case state when 'planned' then ? else taken end,"
        " state = case state when 'planned' then 'queued' else state end"
        " where due <= ? and id in (select id from care where due <= ? and kind = ? order by due, id limit ?)"
        f" returning {_COLUMNS}",
        (to_ms(now), to_ms(now), to_ms(now), kind, limit),
    )
    # what was queued before has no alarm
    return [
        _occasion(row, State.PLANNED if row[7] == State.QUEUED else State(row[7]))
        for row in sorted(rows, key=itemgetter(0))
    ]


async def plan(tx: Transaction, plans: Iterable[Plan]) -> None:
    """Makes rows; where there is one of that name already it stays as it is. What was long ago is let go."""
    plans = list(plans)
    await tx.executemany(
        "insert into care (person, kind, name, day, tz, wall, due, state, silent)"
        " values (?,?,?,?,?,?,?,'planned',?) on conflict (person, kind, name) do nothing",
        [
            (person, kind, name, day.isoformat(), tz, _written(wall), to_ms(due), silent)
            for person, kind, name, day, tz, wall, due, silent in plans
        ],
    )
    await tx.executemany(
        "delete from care where person = ? and kind = ? and name < ? and state <> 'planned'",
        # once a week is often enough
        [(p.person, p.kind, (p.day - KEPT).isoformat()) for p in plans if p.day.weekday() == 0],
    )


async def settle(tx: Transaction, changes: Iterable[Change]) -> None:
    await tx.executemany(
        "update care set state = ?, due = ?, silent = ?, reason = ?, went = ? where id = ?",
        [
            (c.state.value, ms_or_none(c.due), c.silent, c.reason, c.went.isoformat() if c.went else "", c.id)
            for c in changes
        ],
    )


async def put_back(tx: Transaction, rows: Iterable[tuple[int, Plan]]) -> None:
    """Their time has not come yet by the clock the person has now: they wait for it, on another date if need be."""
    await tx.executemany(
        "update care set state = 'planned', name = ?, day = ?, tz = ?, wall = ?, due = ? where id = ?",
        [
            (plan.name, plan.day.isoformat(), plan.tz, _written(plan.wall), to_ms(plan.due), number)
            for number, plan in rows
        ],
    )


class Before(NamedTuple):
    """What came to somebody before, and when it was taken up."""

    id: int
    state: State
    taken: datetime


OVER = (State.ANSWERED, State.HEARD, State.SILENT, State.DONE)
"""How an occasion stands that has gone out and waits for nothing."""


async def before(tx: Transaction, claimed: Sequence[Occasion], since: datetime) -> dict[str, Before]:
    """What came before these, each of another person: what waits in line or was not answered, and what was taken up
    after `since` and went out."""
    rows = await tx.fetch(
        "select b.person, b.id, b.state, b.taken from care c join care b on b.person = c.person and b.kind = c.kind"
        " and b.name = (select max(e.name) from care e where e.person = c.person and e.kind = c.kind"
        f" and e.name < c.name) where c.id in ({marks(claimed)})"
        f" and (b.state in ('queued', 'asked') or b.taken > ? and b.state in ({marks(OVER)})) order by b.id",
        [*(one.id for one in claimed), to_ms(since), *OVER],
    )
    # what went out before it was noted when has no moment, and was long ago
    return {
        person: Before(number, State(state), from_ms(taken or 0)) for person, number, state, taken in rows
    }


async def close(tx: Transaction, rows: Mapping[str, Before]) -> set[str]:
    """Closes what came before: what was asked has met with silence, what still waits in line was missed. Returns whose
    silence it was."""
    await tx.executemany(
        "update care set state = ?, due = null where id = ?",
        [
            (State.SILENT.value if one.state is State.ASKED else State.MISSED.value, one.id)
            for one in rows.values()
            if one.state in (State.ASKED, State.QUEUED)
        ],
    )
    return {person for person, one in rows.items() if one.state is State.ASKED}


async def by_id(source: Database | Transaction, ids: Sequence[int]) -> dict[int, Occasion]:
    rows = await source.fetch(f"select {_COLUMNS} from care where id in ({marks(ids)})", ids)
    return {row[0]: _occasion(row) for row in rows}


async def newest(
    source: Database | Transaction, kind: str, people: Sequence[str], since: date
) -> dict[str, Occasion]:
    """What has come to these people last, or waits in line, on that date or later."""
    rows = await source.fetch(
        f"select {_COLUMNS} from care where person in ({marks(people)}) and kind = ? and name >= ?"
        " and state <> 'planned' order by name",
        (*people, kind, since.isoformat()),
    )
    return {row[1]: _occasion(row) for row in rows}


async def planned(source: Database | Transaction, kind: str, people: Sequence[str]) -> dict[str, Occasion]:
    """The coming occasion of each of these people."""
    rows = await source.fetch(
        f"select {_COLUMNS} from care where person in ({marks(people)}) and kind = ? and state = 'planned'"
        " order by name",
        (*people, kind),
    )
    return {row[1]: _occasion(row) for row in rows}


async def last_day(source: Database | Transaction, kind: str, people: Sequence[str]) -> dict[str, date]:
    """The newest local date there was an occasion for, by person."""
    rows = await source.fetch(
        f"select person, max(day) from care where person in ({marks(people)}) and kind = ? group by person",
        (*people, kind),
    )
    return {row[0]: date.fromisoformat(row[1]) for row in rows}


async def went(
    source: Database | Transaction, people: Sequence[str], since: date
) -> dict[tuple[str, date], set[int]]:
    """The rows that have come to each of these people as their share of a local date, from that one on."""
    rows = await source.fetch(
        f"select person, went, id from care where person in ({marks(people)}) and went >= ?",
        (*people, since.isoformat()),
    )
    found: dict[tuple[str, date], set[int]] = {}
    for person, day, number in rows:
        found.setdefault((person, _date(day)), set()).add(number)
    return found


async def look_again(tx: Transaction, people: Sequence[str] | None = None) -> None:
    """Has the coming occasions of these people, or of everybody, worked out anew at the next sweep: something
    that they follow from has changed."""
    only = "" if people is None else f" and person in ({marks(people)})"
    await tx.execute(
        f"update care set due = 0 where due is not null and state = 'planned'{only}", people or ()
    )


async def next_due(source: Database | Transaction) -> datetime | None:
    """When the next alarm rings, None when there is none."""
    due = (await source.fetch("select min(due) from care where due is not null"))[0][0]
    return None if due is None else from_ms(due)


async def expect(tx: Transaction, people: Iterable[str]) -> None:
    """Has it looked up whether something must be planned for these people."""
    await tx.executemany(
        "insert into newcomer (person) values (?) on conflict (person) do nothing",
        [(person,) for person in people],
    )


async def expect_where(tx: Transaction, condition: str, values: Sequence[Any]) -> None:
    """The same for the persons `p` of whom this holds."""
    await tx.execute(
        f"insert into newcomer (person) select p.id from person p where {condition} on conflict (person) do nothing",
        values,
    )


async def expected(tx: Transaction, limit: int) -> list[str]:
    """Up to `limit` of those people; they are expected no more."""
    rows = await tx.fetch(
        "delete from newcomer where person in (select person from newcomer order by person limit ?) returning person",
        (limit,),
    )
    return sorted(row[0] for row in rows)


@dataclass(frozen=True, slots=True)
class Outlook:
    rolls: int
    """How often units and roles have changed so far."""
    due: datetime | None
    """When the next alarm rings."""
    expected: bool


async def outlook(source: Database | Transaction) -> Outlook:
    """What a round has to look at, in one breath: it is asked very often, and nearly always there is nothing."""
    rows = await source.fetch(
        "select (select number from rolls), (select min(due) from care where due is not null),"
        " (select count(*) from (select 1 from newcomer limit 1) one)"
    )
    rolls, due, expected = rows[0]
    return Outlook(int(rolls), None if due is None else from_ms(due), bool(expected))


def _occasion(row: Row, state: State | None = None) -> Occasion:
    number, person, kind, name, day, tz, wall, kept, silent = row
    return Occasion(number, person, kind, name, _date(day), tz, _time(wall), state or State(kept), silent)


_date = lru_cache(400)(date.fromisoformat)
_time = lru_cache(400)(time.fromisoformat)


@lru_cache(400)
def _written(wall: time) -> str:
    return wall.isoformat("minutes")

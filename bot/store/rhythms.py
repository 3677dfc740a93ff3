"""The rhythm of people's days: when they may be asked, until when not, and how their shifts run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.people import CASE_ROLES
from bot.domain.rhythm import USUAL, Rhythm, shifts_from, shifts_to
from bot.store import care
from bot.store.database import Database, Row, Transaction, marks, to_ms


@dataclass(frozen=True, slots=True)
class Life:
    """What the times of somebody's check-in follow from. `tz` is empty where neither they nor their unit have one;
    `country` is that of the unit."""

    person: str
    tz: str
    country: str
    rhythm: Rhythm


async def load(source: Database | Transaction, people: Sequence[str]) -> dict[str, Rhythm]:
    """Of those of these people who have said something about it."""
    rows = await source.fetch(
        f"select person, asked, away, off, shifts from rhythm where person in ({marks(people)})", people
    )
    return {row[0]: _rhythm(row[1:]) for row in rows}


async def save(tx: Transaction, rhythms: Mapping[str, Rhythm]) -> None:
    await care.expect(tx, rhythms)
    await tx.executemany(
        "insert into rhythm (person, asked, away, off, shifts) values (?,?,?,?,?)"
        " on conflict (person) do update set asked = excluded.asked, away = excluded.away, off = excluded.off,"
        " shifts = excluded.shifts",
        [
            (
                person,
                "" if r.asked is None else f"{r.asked:%H:%M}",
                "" if r.away is None else r.away.isoformat(),
                int(r.off),
                "" if r.shifts is None else json.dumps(shifts_to(r.shifts)),
            )
            for person, r in rhythms.items()
        ],
    )


_EMPLOYED = (
    "exists (select 1 from staff_grant g where g.person = p.id and g.role = 'employee'"
    " and (g.from_at is null or g.from_at <= ?) and (g.until_at is null or g.until_at > ?))"
    f" and not exists (select 1 from staff_grant g where g.person = p.id and g.role in ({marks(tuple(CASE_ROLES))})"
    " and (g.from_at is null or g.from_at <= ?) and (g.until_at is null or g.until_at > ?))"
    " and p.started_at is not null and p.reachable = 1"
)
"""Employees who have come here and can be reached. Who works on cases is asked nothing."""


_LIVES = (
    "select p.id, coalesce(nullif(h.tz, ''), u.tz, ''), coalesce(u.country, ''),"
    " r.asked, r.away, r.off, r.shifts from person p left join unit u on u.code = p.unit"
    " left join hours h on h.person = p.id left join rhythm r on r.person = p.id"
    f" where {_EMPLOYED} and coalesce(r.off, 0) = 0"
)


async def lives(source: Database | Transaction, people: Sequence[str], now: datetime) -> dict[str, Life]:
    """Those of these people who are asked how they are at all."""
    rows = await source.fetch(f"{_LIVES} and p.id in ({marks(people)})", (*_employed(now), *people))
    return _read(rows)


async def unplanned(
    source: Database | Transaction, kind: str, now: datetime, after: str, limit: int
) -> dict[str, Life]:
    """Those who are asked how they are, and of whom nothing of this kind is planned, by id, from `after` on."""
    rows = await source.fetch(
        f"{_LIVES} and p.id > ? and not exists (select 1 from care c"
        " where c.person = p.id and c.kind = ? and c.state = 'planned') order by p.id limit ?",
        (*_employed(now), after, kind, limit),
    )
    return _read(rows)


def _read(rows: Sequence[Row]) -> dict[str, Life]:
    return {row[0]: Life(row[0], row[1], row[2], _rhythm(row[3:])) for row in rows}


def _employed(now: datetime) -> tuple[object, ...]:
    at = to_ms(now)
    return (at, at, *sorted(CASE_ROLES), at, at)


def _rhythm(row: Row) -> Rhythm:
    asked, away, off, shifts = row
    if not (asked or away or off or shifts):
        return USUAL
    return Rhythm(
        time.fromisoformat(asked) if asked else None,
        date.fromisoformat(away) if away else None,
        bool(off),
        shifts_from(json.loads(shifts)) if shifts else None,
    )

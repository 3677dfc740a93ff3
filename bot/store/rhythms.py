"""The rhythm of people's days: when they may be asked, until when not, and how their shifts run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import NamedTuple

from bot.domain.people import Role
from bot.domain.rhythm import USUAL, Rhythm, Shifts, shifts_from, shifts_to
from bot.store import care
from bot.store.database import Database, Row, Transaction, marks, to_ms


class Life(NamedTuple):
    """What the check-in of those who live alike follows from, as far as it stands in the clear. `unit` and `tz`, which
    is their own, are empty where there is none."""

    unit: str
    language: str
    tz: str
    roles: frozenset[Role]
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


async def listed(source: Database | Transaction, people: Sequence[str]) -> dict[str, str]:
    """What the list of people said last of the shifts of these people, in its own words."""
    rows = await source.fetch(
        f"select person, listed from rhythm where person in ({marks(people)}) and listed <> ''", people
    )
    return {row[0]: row[1] for row in rows}


async def enlist(tx: Transaction, said: Mapping[str, tuple[str, Shifts | None]]) -> None:
    """Keeps what a list says now, its words and what they mean. Whatever else people have said stays."""
    await care.expect(tx, said)
    await tx.executemany(
        "insert into rhythm (person, shifts, listed) values (?,?,?) on conflict (person) do update set"
        " shifts = excluded.shifts, listed = excluded.listed",
        [
            (person, "" if shifts is None else json.dumps(shifts_to(shifts)), words)
            for person, (words, shifts) in said.items()
        ],
    )


async def move(tx: Transaction, before: str, after: str) -> None:
    """What was known under another record; who has said something themselves keeps that."""
    await tx.execute(
        "update rhythm set person = ? where person = ?"
        " and not exists (select 1 from rhythm r where r.person = ?)",
        (after, before, after),
    )
    await care.expect(tx, [after])


_ROLES = tuple(Role)
_HELD = (
    "(select sum(distinct case g.role"
    + "".join(f" when '{role}' then {1 << place}" for place, role in enumerate(_ROLES))
    + " end) from staff_grant g where g.person = p.id and (g.from_at is null or g.from_at <= ?)"
    " and (g.until_at is null or g.until_at > ?))"
)
"""The roles of a person `p` in one number: most people have one role, and thousands are read in one go."""

_LIVES = (
    f"select p.id, p.unit, p.language, h.tz, {_HELD}, r.asked, r.away, r.shifts from person p"
    " left join hours h on h.person = p.id left join rhythm r on r.person = p.id"
    " where p.started_at is not null and p.reachable = 1 and coalesce(r.off, 0) = 0"
)


Lives = Mapping[Life, Sequence[str]]
"""Who lives how: thousands live alike."""


async def lives(source: Database | Transaction, people: Sequence[str], now: datetime) -> Lives:
    """Those of these people who have come here, can be reached, and have not refused to be asked at all."""
    return _together(
        await source.fetch(f"{_LIVES} and p.id in ({marks(people)})", (to_ms(now), to_ms(now), *people))
    )


async def unplanned(
    source: Database | Transaction, kind: str, now: datetime, after: str, limit: int
) -> tuple[Lives, str]:
    """The same for those of whom nothing of this kind is planned, in the order of their ids, from `after` on; and who
    is the last of them, empty where there is nobody."""
    rows = await source.fetch(
        f"{_LIVES} and p.id > ? and not exists (select 1 from care c"
        " where c.person = p.id and c.kind = ? and c.state = 'planned') order by p.id limit ?",
        (to_ms(now), to_ms(now), after, kind, limit),
    )
    return _together(rows), rows[-1][0] if rows else ""


def _together(rows: Iterable[Row]) -> Lives:
    alike: dict[tuple[object, ...], list[str]] = {}
    for row in rows:
        # as it is read: nothing is made of it for each of the thousands
        alike.setdefault(tuple(row[1:]), []).append(row[0])
    lives: dict[Life, list[str]] = {}
    for row, people in alike.items():
        lives.setdefault(_life(row), []).extend(people)
    return lives


def _life(row: Row) -> Life:
    unit, language, tz, held, asked, away, shifts = row
    said = _rhythm((asked, away, 0, shifts)) if asked or away or shifts else USUAL
    return Life(unit or "", language, tz or "", _roles(held or 0), said)


@cache
def _roles(held: int) -> frozenset[Role]:
    return frozenset(role for place, role in enumerate(_ROLES) if held >> place & 1)


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

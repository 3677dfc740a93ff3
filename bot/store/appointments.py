"""Agreed hours, and the time they take of everybody. Two that would meet are refused by the store itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.appointment import Appointment, Offer, Outcome
from bot.domain.rota import Window, read_window
from bot.domain.slots import Manner, Span, grains, held
from bot.store.database import (
    Database,
    Row,
    Transaction,
    from_ms,
    marks,
    moment_or_none,
    ms_or_none,
    to_ms,
)
from bot.store.keys import DAMAGED, KeyRing
from bot.store.vault import packed, unpacked

_COLUMNS = "id, lane, at, offered, until_at, ends_at, outcome, version, purpose, sealed"

_AT_ONCE = 200
"""Rows written by one statement."""


class Taken(Exception):
    """Somebody else has got that time first: nothing of this transaction is kept, play it again."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who would like `minutes` of `whom` as soon as there is a place."""

    id: str
    person: str
    whom: str
    minutes: int
    since: datetime


Week = tuple[tuple[str, ...], tuple[str, ...]]
"""Free windows and shifts of a person, as they are written down."""


# -- reading --------------------------------------------------------------------------------------


async def of_people(
    source: Database | Transaction, keys: KeyRing, people: Sequence[str]
) -> list[Appointment]:
    """Everything live that these people are a party to, the earliest first."""
    rows = await source.fetch(
        f"select {_COLUMNS} from appointment where outcome = '' and id in"
        f" (select appointment from appointment_party where person in ({marks(people)}))"
        " order by coalesce(at, offered), id",
        people,
    )
    return await _whole(source, keys, rows)


async def by_id(source: Database | Transaction, keys: KeyRing, ids: Sequence[str]) -> list[Appointment]:
    """These, live or over; ids of nothing are left out."""
    rows = await source.fetch(
        f"select {_COLUMNS} from appointment where id in ({marks(ids)}) order by id", ids
    )
    return await _whole(source, keys, rows)


async def live(source: Database | Transaction, keys: KeyRing) -> list[Appointment]:
    """Everything that can still change, the earliest first."""
    rows = await source.fetch(
        f"select {_COLUMNS} from appointment where outcome = '' order by coalesce(at, offered), id"
    )
    return await _whole(source, keys, rows)


async def counted(
    source: Database | Transaction, purpose: str, since: datetime, until: datetime
) -> dict[str, int]:
    """By person, how many hours of a programme they are a party to that begin within this time: agreed and still
    to come, waiting for an answer, or happened. What was declined, called off or missed does not count."""
    rows = await source.fetch(
        "select person, count(*) from appointment_party join appointment on id = appointment"
        " where purpose = ? and outcome in ('', 'happened') and coalesce(at, offered) >= ?"
        " and coalesce(at, offered) < ? group by person",
        (purpose, to_ms(since), to_ms(until)),
    )
    return {str(person): int(count) for person, count in rows}


async def weeks(source: Database | Transaction, people: Sequence[str]) -> dict[str, Week]:
    """The free windows and shifts of those of these people who have said any."""
    rows = await source.fetch(
        f"select person, free, work from availability where person in ({marks(people)})", people
    )
    return {row[0]: (tuple(json.loads(row[1])), tuple(json.loads(row[2]))) for row in rows}


async def waiting_for(source: Database | Transaction, people: Sequence[str]) -> list[Waiting]:
    """Who waits for a place of one of these people, the longest first."""
    rows = await source.fetch(
        "select id, person, whom, minutes, since from call_wait"
        f" where whom in ({marks(people)}) or person in ({marks(people)}) order by since, id",
        [*people, *people],
    )
    return [Waiting(row[0], row[1], row[2], row[3], from_ms(row[4])) for row in rows]


# -- writing --------------------------------------------------------------------------------------


async def save(
    tx: Transaction,
    keys: KeyRing,
    appointments: Iterable[Appointment],
    now: datetime,
    manners: Mapping[str, Manner],
) -> None:
    """Writes them and takes the time they need of everybody, in the manner of their purpose (""=people's own).

    Raises `Taken` when any of it is another's by now: of however many who try at once, one gets it. What an
    offer held whose time has run out is free.
    """
    changed = sorted(appointments, key=lambda appointment: appointment.id)
    await tx.executemany(
        f"insert into appointment ({_COLUMNS}) values ({marks(_COLUMNS.split(','))}) on conflict (id) do update"
        " set lane = excluded.lane, at = excluded.at, offered = excluded.offered, until_at = excluded.until_at,"
        " ends_at = excluded.ends_at, outcome = excluded.outcome, version = excluded.version,"
        " sealed = excluded.sealed",
        [_row(appointment, keys) for appointment in changed],
    )
    # an hour may be handed on to somebody else
    await tx.executemany("delete from appointment_party where appointment = ?", [(a.id,) for a in changed])
    await tx.executemany(
        "insert into appointment_party (appointment, person, place) values (?,?,?)"
        " on conflict (appointment, person) do nothing",
        [(a.id, person, place) for a in changed for place, person in enumerate(a.parties)],
    )
    await tx.executemany("delete from slot where appointment = ?", [(a.id,) for a in changed])
    await take(tx, changed, now, manners)


async def take(
    tx: Transaction, appointments: Sequence[Appointment], now: datetime, manners: Mapping[str, Manner]
) -> None:
    """Takes their time. One row for each person and grain, in the same order whoever writes them."""
    rows: dict[tuple[str, int], tuple[str, int | None]] = {}
    for appointment in appointments:
        for span, until in _spans(appointment, now, manners):
            for person in appointment.parties:
                for grain in grains(span):
                    owner, _ = rows.setdefault((person, grain), (appointment.id, until))
                    if owner != appointment.id:
                        raise Taken
    for person, first, last in _stretches(rows):
        await tx.execute(
            "delete from slot where person = ? and grain >= ? and grain <= ? and until_at <= ?",
            (person, first, last, to_ms(now)),
        )
    wanted = [(person, grain, *owner) for (person, grain), owner in sorted(rows.items())]
    for start in range(0, len(wanted), _AT_ONCE):
        portion = wanted[start : start + _AT_ONCE]
        got = await tx.fetch(
            f"insert into slot (person, grain, appointment, until_at) values {','.join(['(?,?,?,?)'] * len(portion))}"
            " on conflict (person, grain) do nothing returning grain",
            [value for row in portion for value in row],
        )
        if len(got) < len(portion):
            raise Taken


async def set_week(tx: Transaction, person: str, week: Week) -> None:
    await tx.execute(
        "insert into availability (person, free, work) values (?,?,?)"
        " on conflict (person) do update set free = excluded.free, work = excluded.work",
        (person, json.dumps(week[0]), json.dumps(week[1])),
    )


async def wait(tx: Transaction, rows: Iterable[Waiting]) -> None:
    """Puts people in line; whoever waits for the same person already keeps their place."""
    await tx.executemany(
        "insert into call_wait (id, person, whom, minutes, since) values (?,?,?,?,?)"
        " on conflict (person, whom) do update set minutes = excluded.minutes",
        [(row.id, row.person, row.whom, row.minutes, to_ms(row.since)) for row in rows],
    )


async def wait_no_more(tx: Transaction, ids: Iterable[str]) -> None:
    await tx.executemany("delete from call_wait where id = ?", [(number,) for number in ids])


async def purge(tx: Transaction, before: datetime) -> None:
    """Lets go of the time that has passed."""
    await tx.execute("delete from slot where grain < ?", (grains((before, before)).start,))


def windows(week: Iterable[str]) -> tuple[Window, ...]:
    """The windows behind what is written down of a week."""
    return tuple(map(read_window, week))


# -- rows and values ------------------------------------------------------------------------------


def _spans(
    appointment: Appointment, now: datetime, manners: Mapping[str, Manner]
) -> Iterable[tuple[Span, int | None]]:
    """What it takes, and until when: the agreed hour first, for an offer may lie partly in it."""
    manner = manners.get(appointment.purpose, manners[""])
    if appointment.live and appointment.at is not None and appointment.at + appointment.length > now:
        yield held(appointment.at, appointment.length, manner), None
    offer = appointment.offer
    if appointment.live and offer is not None and offer.until > now:
        yield held(offer.start, appointment.length, manner), to_ms(offer.until)


def _stretches(rows: Iterable[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """By person, the first and the last grain of those that follow one another."""
    found: list[tuple[str, int, int]] = []
    for person, grain in sorted(rows):
        if found and found[-1][0] == person and found[-1][2] == grain - 1:
            found[-1] = (person, found[-1][1], grain)
        else:
            found.append((person, grain, grain))
    return found


def _row(appointment: Appointment, keys: KeyRing) -> Row:
    hours = [hour for hour in (appointment.at, appointment.offer and appointment.offer.start) if hour]
    ends = max(hours, default=appointment.made_at) + appointment.length
    return (
        appointment.id,
        appointment.lane,
        ms_or_none(appointment.at),
        None if appointment.offer is None else to_ms(appointment.offer.start),
        None if appointment.offer is None else to_ms(appointment.offer.until),
        to_ms(ends),
        appointment.outcome.value,
        appointment.version,
        appointment.purpose,
        keys[appointment.lane].seal(_place(appointment.id), packed(_body(appointment))),
    )


def _body(appointment: Appointment) -> dict[str, Any]:
    offer = appointment.offer
    return {
        "minutes": appointment.minutes,
        "made_at": to_ms(appointment.made_at),
        "by": offer.by if offer else "",
        "accepted": sorted(offer.accepted) if offer else [],
        "sequence": appointment.sequence,
        "tz": appointment.tz,
        "wall": appointment.wall.isoformat() if appointment.wall else None,
        "weekly": appointment.weekly,
        "case": appointment.case,
        "link": appointment.link,
        "room": appointment.room,
        "said": dict(appointment.said),
        "missing": sorted(appointment.missing),
    }


async def _whole(source: Database | Transaction, keys: KeyRing, rows: Sequence[Row]) -> list[Appointment]:
    if not rows:
        return []
    ids = [row[0] for row in rows]
    parties: dict[str, list[str]] = {}
    for number, person in await source.fetch(
        "select appointment, person from appointment_party"
        f" where appointment in ({marks(ids)}) order by appointment, place",
        ids,
    ):
        parties.setdefault(number, []).append(person)
    await keys.load(source, {row[1] for row in rows})
    found = []
    for row in rows:
        try:
            found.append(_appointment(row, tuple(parties[row[0]]), keys))
        except DAMAGED as fault:
            keys.report("appointment", row[0], fault)
    return found


def _appointment(row: Row, parties: tuple[str, ...], keys: KeyRing) -> Appointment:
    number, lane, at, offered, until, _, outcome, version, purpose, sealed = row
    # rows of an older version know neither of a case nor of anybody missing
    body: dict[str, Any] = unpacked(keys[lane].open(_place(number), sealed))
    offer = None
    if offered is not None:
        offer = Offer(from_ms(offered), body["by"], from_ms(until), frozenset(body["accepted"]))
    return Appointment(
        id=number,
        lane=lane,
        parties=parties,
        minutes=body["minutes"],
        made_at=from_ms(body["made_at"]),
        at=moment_or_none(at),
        offer=offer,
        outcome=Outcome(outcome),
        version=version,
        sequence=body["sequence"],
        tz=body["tz"],
        wall=datetime.fromisoformat(body["wall"]) if body["wall"] else None,
        weekly=body["weekly"],
        purpose=purpose,
        case=body.get("case", ""),
        link=body["link"],
        room=body["room"],
        said=body["said"],
        missing=frozenset(body.get("missing", ())),
    )


def _place(number: str) -> str:
    return f"appointment|sealed|{number}"

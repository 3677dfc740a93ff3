"""Everything that happens arrives here: one row per event, in order per lane, each handled exactly once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.store.database import Claim, Database, Row, Transaction, from_ms, marks, to_ms
from bot.store.dialect import LANE_FREE
from bot.store.keys import KeyRing, day_owner
from bot.store.vault import DataKey, WrongKey, packed, unpacked

UNREADABLE = "unreadable"
"""The kind of an event whose row is damaged or whose key is gone. Nobody handles it, so it is quarantined."""

SECOND = "+"
"""After the name of a day whose first key is damaged: sorts behind that day and before the next."""


NEAR = 4
"""How many times as many events as lanes asked for are looked at, from the oldest on."""

_URGENT = (
    "select min(id) from inbox where state = 'ready' and lane in"
    " (select lane from inbox where state = 'ready' and urgent = 1) group by lane order by min(id) limit ?"
)
_OLDEST = (
    "select min(id), max(many) from (select id, lane, count(*) over () as many from"
    " (select id, lane from inbox where state = 'ready' order by id limit ?) as near) as counted"
    " group by lane order by min(id) limit ?"
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event on its way in. (source, source_id) names it for ever: the same one twice is one."""

    source: str
    source_id: str
    lane: str
    kind: str
    at: datetime
    body: dict[str, Any]
    urgent: bool = False
    """Somebody may be in danger: its lane is played before others."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event that waits in its lane. One that does not open comes as kind `UNREADABLE`, without a body."""

    id: int
    lane: str
    kind: str
    at: datetime
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Aside:
    """An event in quarantine, as it may be shown to anybody who maintains this."""

    id: int
    lane: str
    kind: str
    at: datetime


async def add(tx: Transaction, keys: KeyRing, arrivals: Sequence[Arrival]) -> None:
    """Puts events into their lanes, in the order given; those that are known already are left out."""
    rows = []
    days: dict[str, DataKey] = {}
    for arrival in arrivals:
        day = day_owner(arrival.at)
        if day not in days:
            days[day] = await _day_key(tx, keys, day)
        key = days[day]
        place = _place(arrival.source, arrival.source_id)
        sealed = key.seal(place, packed(arrival.body))
        if arrival.kind == "update":
            # what the channel has brought is plain JSON already, and is played in a moment
            keys.memory.keep(arrival.lane, place, sealed, arrival.body)
        rows.append(
            (
                arrival.source,
                arrival.source_id,
                arrival.lane,
                arrival.kind,
                to_ms(arrival.at),
                key.owner,
                sealed,
                int(arrival.urgent),
            )
        )
    await tx.executemany(
        "insert into inbox (source, source_id, lane, kind, at, sealed_by, sealed, urgent)"
        " values (?,?,?,?,?,?,?,?)"
        " on conflict (source, source_id) do nothing",
        rows,
    )


async def _day_key(tx: Transaction, keys: KeyRing, day: str) -> DataKey:
    try:
        return await keys.ensure(tx, day)
    except WrongKey:
        # what came in under the damaged key is lost; what comes now must not be
        return await keys.ensure(tx, day + SECOND)


async def heads(db: Database, keys: KeyRing, limit: int) -> list[Event]:
    """The oldest waiting event of up to `limit` lanes: those in which something urgent waits first, and of
    these and the others those that wait longest. A lane's own order is never changed."""
    numbers = [row[0] for row in await db.fetch(_URGENT, (limit,))]
    if len(numbers) < limit:
        # the oldest event of a lane that stands among the oldest of all is its oldest
        near = NEAR * limit
        found = await db.fetch(_OLDEST, (near, limit))
        if len(found) < limit and found and found[0][1] == near:
            # somebody writes more than all others: that must not keep these waiting
            found = await db.fetch(_OLDEST, (await waiting(db), limit))
        known = set(numbers)
        numbers += [row[0] for row in found if row[0] not in known][: limit - len(known)]
    rows = await db.fetch(
        "select id, lane, kind, at, source, source_id, sealed_by, sealed from inbox"
        f" where id in ({marks(numbers)}) order by id",
        numbers,
    )
    await keys.load(db, {row[6] for row in rows})
    return [_event(row, keys) for row in rows]


async def waiting(db: Database) -> int:
    """How many events are not handled yet."""
    return int((await db.fetch("select count(*) from inbox where state = 'ready'"))[0][0])


@asynccontextmanager
async def claimed(db: Database, events: Sequence[Event]) -> AsyncIterator[tuple[list[Event], Claim]]:
    """Those of these events whose lanes no other replica is playing; until the claim ends nobody else can."""
    if not db.shared:
        yield list(events), Claim([], db.transaction)
        return
    # the lane, not the event alone: what comes after it in the lane must not be played beside it
    sql = (
        f"select id from inbox where id in ({marks(events)}) and state = 'ready' and {LANE_FREE} order by id"
    )
    async with db.claiming(sql, [event.id for event in events]) as claim:
        ours = {row[0] for row in claim.rows}
        yield [event for event in events if event.id in ours], claim


async def any_ready(db: Database) -> bool:
    """Whether anything waits to be handled."""
    return bool(await db.fetch("select 1 from inbox where state = 'ready' limit 1"))


async def updates_of(db: Database, keys: KeyRing, lane: str, since: datetime) -> list[Event]:
    """What the channel has brought into one lane since then and is handled; damaged rows are left out."""
    rows = await db.fetch(
        "select id, lane, kind, at, source, source_id, sealed_by, sealed from inbox"
        " where state = 'done' and at >= ? and lane = ? and kind = 'update' order by id",
        (to_ms(since), lane),
    )
    await keys.load(db, {row[6] for row in rows})
    return [event for row in rows if (event := _event(row, keys)).kind != UNREADABLE]


async def done(tx: Transaction, ids: Sequence[int]) -> None:
    await tx.executemany("update inbox set state = 'done' where id = ?", [(number,) for number in ids])


async def quarantine(tx: Transaction, number: int) -> None:
    """Sets an event aside that cannot be handled; it is kept until a human has looked."""
    await tx.execute("update inbox set state = 'quarantined' where id = ?", (number,))


async def quarantined(db: Database) -> int:
    return int((await db.fetch("select count(*) from inbox where state = 'quarantined'"))[0][0])


async def set_aside(db: Database) -> list[Aside]:
    """Every event in quarantine without its content, oldest first."""
    rows = await db.fetch("select id, lane, kind, at from inbox where state = 'quarantined' order by id")
    return [Aside(row[0], row[1], row[2], from_ms(row[3])) for row in rows]


async def look_into(source: Transaction, keys: KeyRing, number: int) -> Event | None:
    """An event in quarantine with what is in it; of kind `UNREADABLE` when it does not open, None for no such one."""
    rows = await source.fetch(
        "select id, lane, kind, at, source, source_id, sealed_by, sealed from inbox"
        " where id = ? and state = 'quarantined'",
        (number,),
    )
    await keys.load(source, {row[6] for row in rows})
    return _event(rows[0], keys) if rows else None


async def release(tx: Transaction, number: int, *, again: bool) -> bool:
    """Takes an event out of quarantine: back to the head of its lane, or off to where handled ones wait for
    retention. Returns whether it was there."""
    rows = await tx.fetch(
        "update inbox set state = ? where id = ? and state = 'quarantined' returning id",
        ("ready" if again else "done", number),
    )
    return bool(rows)


async def purge(tx: Transaction, keys: KeyRing, now: datetime, keep: timedelta) -> int:
    """Removes handled events older than `keep` and destroys the day keys that nothing needs any more.

    Returns how many keys; their bytes leave the disk with the next checkpoint after the commit.

    `keep` must be longer than the 24 hours for which the channel may deliver an update again.
    """
    limit = now - keep
    await tx.execute("delete from inbox where state = 'done' and at < ?", (to_ms(limit),))
    rows = await tx.fetch(
        "delete from data_key where owner like 'day:%' and owner < ?"
        " and owner not in (select sealed_by from inbox) returning owner",
        (day_owner(limit),),
    )
    for (owner,) in rows:
        keys.forget(owner)
    return len(rows)


def _event(row: Row, keys: KeyRing) -> Event:
    number, lane, kind, at, source, source_id, sealed_by, sealed = row
    place = _place(source, source_id)
    body = keys.memory.find(lane, place, sealed)
    keys.memory.forget(lane, place)
    try:
        if body is None:
            body = unpacked(keys[sealed_by].open(place, sealed))
    except WrongKey:
        # one damaged row must not keep all the others from being read
        return Event(number, lane, UNREADABLE, from_ms(at), {})
    return Event(number, lane, kind, from_ms(at), body)


def _place(source: str, source_id: str) -> str:
    return f"inbox|sealed|{source}/{source_id}"

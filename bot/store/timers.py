"""Durable time: everything due is a row. A sweep turns due rows into events, exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store import inbox
from bot.store.database import Database, Transaction, from_ms, marks, to_ms
from bot.store.dialect import SERVER_NOW
from bot.store.inbox import Arrival
from bot.store.keys import KeyRing


@dataclass(frozen=True, slots=True)
class Timer:
    """Wakes `lane` at `due`. One per (lane, kind, ref): a newer one replaces it.

    `guard` comes back with the event; the lane drops it when the world has moved on.
    """

    id: str
    lane: str
    kind: str
    ref: str
    due: datetime
    guard: str


async def server_now(source: Database | Transaction) -> datetime:
    """The time by the clock of the server that replicas share: by that one clock rows are due for all of them."""
    return from_ms((await source.fetch(f"select {SERVER_NOW}"))[0][0])


async def start(tx: Transaction, timers: Sequence[Timer]) -> None:
    await tx.executemany(
        "insert into timer (id, lane, kind, ref, due, guard) values (?,?,?,?,?,?)"
        " on conflict (lane, kind, ref) do update set id = excluded.id, due = excluded.due,"
        " guard = excluded.guard",
        [(t.id, t.lane, t.kind, t.ref, to_ms(t.due), t.guard) for t in timers],
    )


async def sweep(tx: Transaction, keys: KeyRing, now: datetime) -> int:
    """Moves every due timer into the inbox; returns how many. Safe to run twice, and after downtime."""
    rows = await tx.fetch(
        "delete from timer where due <= ? returning id, lane, kind, ref, due, guard", (to_ms(now),)
    )
    rows.sort(key=lambda row: (row[4], row[0]))
    await inbox.add(
        tx,
        keys,
        [
            Arrival(
                "timer",
                f"{row[0]}:{row[4]}",
                row[1],
                "timer",
                now,
                {"kind": row[2], "ref": row[3], "guard": row[5], "due": row[4]},
            )
            for row in rows
        ],
    )
    return len(rows)


async def shift(tx: Transaction, by: timedelta, kinds: Sequence[str], until: datetime) -> None:
    """Moves the timers of these kinds that are due until then, ahead or (negative) back."""
    await tx.execute(
        f"update timer set due = due + ? where kind in ({marks(kinds)}) and due <= ?",
        (round(by / timedelta(milliseconds=1)), *kinds, to_ms(until)),
    )


async def next_due(db: Database) -> datetime | None:
    """When the next timer is due, None when there is none."""
    due = (await db.fetch("select min(due) from timer"))[0][0]
    return None if due is None else from_ms(due)

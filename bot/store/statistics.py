"""Reading for the statistics: many cases, a portion at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from bot.domain.case import Case
from bot.store import cases
from bot.store.database import Database, to_ms
from bot.store.keys import KeyRing

PORTION = 1_000


async def opened(
    db: Database, keys: KeyRing, start: datetime, end: datetime, *, portion: int = PORTION
) -> AsyncIterator[Case]:
    """All cases opened from `start` on and before `end`, live or closed, the oldest first.

    Of all of them only the ids are in memory, of the rest never more than a portion. Damaged ones are left out
    and reported.
    """
    rows = await db.fetch(
        "select id from cases where opened_at >= ? and opened_at < ? order by opened_at, id",
        (to_ms(start), to_ms(end)),
    )
    for place in range(0, len(rows), portion):
        ids = [row[0] for row in rows[place : place + portion]]
        found = await cases.load(db, keys, ids=ids)
        for number in ids:
            if number in found:
                yield found[number]

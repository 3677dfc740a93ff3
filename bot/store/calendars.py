"""Whose calendar of care is looked at, by which clock, and what of it is worked out anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.store.database import Database, Transaction, marks, to_ms

_NOW = "(g.from_at is null or g.from_at <= ?) and (g.until_at is null or g.until_at > ?)"
_CLOCKS = (
    # whoever is family and nothing else lives by the clock of home, not by that of the unit
    "select p.id, coalesce(nullif(h.tz, ''), case when exists (select 1 from staff_grant g where g.person = p.id"
    f" and g.role <> 'family' and {_NOW}) then u.tz end, '')"
    " from person p left join unit u on u.code = p.unit left join hours h on h.person = p.id"
    f" where exists (select 1 from staff_grant g where g.person = p.id and {_NOW})"
)


async def clocks(source: Database | Transaction, people: Sequence[str], now: datetime) -> dict[str, str]:
    """The zone of those of these people who belong to the organisation; empty is that of headquarters."""
    rows = await source.fetch(f"{_CLOCKS} and p.id in ({marks(people)})", (*[to_ms(now)] * 4, *people))
    return {row[0]: row[1] for row in rows}


async def without(
    source: Database | Transaction, kind: str, now: datetime, after: str, limit: int
) -> dict[str, str]:
    """The same for those of whom nothing of a kind is planned, in the order of their ids, from `after` on."""
    rows = await source.fetch(
        f"{_CLOCKS} and p.id > ? and not exists (select 1 from care c where c.person = p.id and c.kind = ?"
        " and c.state = 'planned') order by p.id limit ?",
        (*[to_ms(now)] * 4, after, kind, limit),
    )
    return {row[0]: row[1] for row in rows}


async def reconsider(tx: Transaction, people: Sequence[str], day: str) -> None:
    """What these people had left, or what was not for them, is as if it had never been planned, from this local
    date on: it may be for them again."""
    await tx.execute(
        f"delete from care where person in ({marks(people)}) and state = 'left' and day >= ?", (*people, day)
    )


async def look_at_all(tx: Transaction) -> None:
    """Has everybody's calendar looked at again: programmes or units have changed."""
    await tx.execute(
        "insert into newcomer (person) select id from person where true on conflict (person) do nothing"
    )

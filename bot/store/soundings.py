"""How much waits, and for how long: numbers for whoever runs the bot, never whose or what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store import inbox, outbox
from bot.store.database import Database, moment_or_none, to_ms


@dataclass(frozen=True, slots=True)
class Soundings:
    taken_at: datetime
    events: int
    """Events that are not handled yet."""
    oldest_event: datetime | None
    set_aside: int
    letters: dict[int, int]
    """Letters that could go now, by priority."""
    oldest_letter: datetime | None
    """Since when the one that could go for longest waits."""
    on_their_way: int
    lost: dict[str, int]
    """Letters that ended as failed or unknown."""
    cases: dict[tuple[str, str], int]
    """Live cases and requests by kind and colour."""


async def take(db: Database, now: datetime) -> Soundings:
    """Counts; every one of them over a partial index, however many rows have been done with."""
    ((events, oldest),) = await db.fetch("select count(*), min(at) from inbox where state = 'ready'")
    letters = await db.fetch(
        "select priority, count(*), min(not_before) from outbox where state in ('ready', 'attempting')"
        " and state = 'ready' and not_before <= ? group by priority order by priority",
        (to_ms(now),),
    )
    ((on_their_way,),) = await db.fetch(
        "select count(*) from outbox where state in ('ready', 'attempting') and state = 'attempting'"
    )
    cases = await db.fetch(
        "select kind, colour, count(*) from cases where state <> 'closed' group by kind, colour"
        " order by kind, colour"
    )
    return Soundings(
        taken_at=now,
        events=int(events),
        oldest_event=moment_or_none(oldest),
        set_aside=await inbox.quarantined(db),
        letters={int(priority): int(count) for priority, count, _ in letters},
        oldest_letter=moment_or_none(min((row[2] for row in letters), default=None)),
        on_their_way=int(on_their_way),
        lost=await outbox.troubles(db),
        cases={(str(kind), str(colour)): int(count) for kind, colour, count in cases},
    )

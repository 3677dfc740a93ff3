"""The hours people have set for themselves; whoever has none has the usual ones, in their unit's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from bot.domain.hours import USUAL, Hours
from bot.store import care
from bot.store.database import Row, Transaction

_COLUMNS = ("tz", "morning", "evening", "quiet_from", "quiet_until", "gather")
COLUMNS = ", ".join(f"h.{name}" for name in _COLUMNS)
"""Of the table `h`, as `read` takes them."""


def read(row: Row) -> Hours:
    """The hours of somebody of whom there may be no row."""
    tz, morning, evening, quiet_from, quiet_until, gather = row
    if tz is None:
        return USUAL
    return Hours(
        tz,
        time.fromisoformat(morning),
        time.fromisoformat(evening),
        time.fromisoformat(quiet_from),
        time.fromisoformat(quiet_until),
        None if gather is None else date.fromisoformat(gather),
    )


async def save(tx: Transaction, hours: Mapping[str, Hours]) -> None:
    """Writes the hours of these people. Staff's are part of the roster, which is read again."""
    await tx.executemany(
        f"insert into hours (person, {', '.join(_COLUMNS)}) values (?,?,?,?,?,?,?)"
        " on conflict (person) do update set tz = excluded.tz, morning = excluded.morning,"
        " evening = excluded.evening, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,"
        " gather = excluded.gather",
        [
            (
                person,
                h.tz,
                *(at.isoformat("minutes") for at in (h.morning, h.evening, h.quiet_from, h.quiet_until)),
                None if h.gather is None else h.gather.isoformat(),
            )
            for person, h in hours.items()
        ],
    )
    await care.expect(tx, hours)
    await tx.executemany(
        "update rolls set number = number + 1 where exists"
        " (select 1 from staff_grant where person = ? and role not in ('employee', 'family'))",
        [(person,) for person in hours],
    )

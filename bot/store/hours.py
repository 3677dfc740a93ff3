"""The hours people have set for themselves; whoever has none has the usual ones, in their unit's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from bot.domain.hours import Hours
from bot.store import care
from bot.store.database import Database, Transaction, marks

COLUMNS = "tz, morning, evening, quiet_from, quiet_until, gather"


async def load(source: Database | Transaction, people: Sequence[str]) -> dict[str, Hours]:
    """The hours of those of these people who have set any."""
    rows = await source.fetch(
        f"select person, {COLUMNS} from hours where person in ({marks(people)})", people
    )
    return {row[0]: _hours(*row[1:]) for row in rows}


async def save(tx: Transaction, hours: Mapping[str, Hours]) -> None:
    """Writes the hours of these people. Staff's are part of the roster, which is read again."""
    await tx.executemany(
        f"insert into hours (person, {COLUMNS}) values (?,?,?,?,?,?,?)"
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


def _hours(
    tz: str, morning: str, evening: str, quiet_from: str, quiet_until: str, gather: str | None
) -> Hours:
    return Hours(
        tz,
        time.fromisoformat(morning),
        time.fromisoformat(evening),
        time.fromisoformat(quiet_from),
        time.fromisoformat(quiet_until),
        None if gather is None else date.fromisoformat(gather),
    )

"""Event mode of units, who has answered the roll call, and who has kept in touch with whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.care.knowing import Alert
from bot.domain.care.model import Calamity
from bot.store import care
from bot.store.database import Database, Row, Transaction, from_ms, marks, moment_or_none, to_ms

_ALERT = "id, unit, kind, began_at, by, over_at, families"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody has answered last."""

    safe: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody on the staff was in touch with a person; nothing of what was said."""

    id: str
    person: str
    by: str
    programme: str
    at: datetime


async def current(source: Database | Transaction) -> dict[str, Alert]:
    """The alerts that hold, by unit."""
    rows = await source.fetch(f"select {_ALERT} from alert where over_at is null order by began_at, id")
    return {row[1]: _alert(row) for row in rows}


async def find(source: Database | Transaction, ids: Sequence[str]) -> dict[str, Alert]:
    """The alerts with these ids, over or not."""
    rows = await source.fetch(f"select {_ALERT} from alert where id in ({marks(ids)})", ids)
    return {row[0]: _alert(row) for row in rows}


async def begin(tx: Transaction, alert: Alert, inside: Collection[str] = ()) -> bool:
    """Puts a unit into event mode; False where it is in one already. Everybody of it and of the units `inside` is
    asked at the next round."""
    rows = await tx.fetch(
        "insert into alert (id, unit, kind, began_at, by, families) values (?,?,?,?,?,?)"
        " on conflict (unit) where over_at is null do nothing returning id",
        (alert.id, alert.unit, alert.kind.value, to_ms(alert.began), alert.by, int(alert.families)),
    )
    if rows:
        units = (alert.unit, *inside)
        await care.expect_where(tx, f"p.unit in ({marks(units)})", units)
    return bool(rows)


async def end(tx: Transaction, number: str, now: datetime) -> bool:
    """Ends it; False when it was over already."""
    rows = await tx.fetch(
        "update alert set over_at = ? where id = ? and over_at is null returning id", (to_ms(now), number)
    )
    return bool(rows)


async def answer(tx: Transaction, number: str, answers: Mapping[str, Answer]) -> None:
    """Keeps the newest answer of each of these people."""
    await tx.executemany(
        "insert into roll_answer (alert, person, said, at) values (?,?,?,?)"
        " on conflict (alert, person) do update set said = excluded.said, at = excluded.at",
        [(number, person, "safe" if a.safe else "help", to_ms(a.at)) for person, a in answers.items()],
    )


async def answers(source: Database | Transaction, number: str) -> dict[str, Answer]:
    """Who has answered what last, by person."""
    rows = await source.fetch("select person, said, at from roll_answer where alert = ?", (number,))
    return {person: Answer(said == "safe", from_ms(at)) for person, said, at in rows}


async def asked(source: Database | Transaction, number: str, people: Sequence[str]) -> set[str]:
    """Those of these people who have been asked by a roll call, or have answered it."""
    rows = await source.fetch(
        f"select person from care where person in ({marks(people)}) and name like ?"
        " and state in ('asked', 'answered', 'heard', 'silent', 'done')"
        f" union select person from roll_answer where alert = ? and person in ({marks(people)})",
        (*people, f"% of {number}", number, *people),
    )
    return {row[0] for row in rows}


async def safe(source: Database | Transaction, number: str, people: Sequence[str]) -> set[str]:
    """Those of these people whose last answer is that all is well."""
    rows = await source.fetch(
        f"select person from roll_answer where alert = ? and person in ({marks(people)}) and said = 'safe'",
        (number, *people),
    )
    return {row[0] for row in rows}


async def families_of_safe(source: Database | Transaction, number: str) -> list[str]:
    """The families of those whose last answer is that all is well."""
    rows = await source.fetch(
        "select distinct t.member from roll_answer a join tie t on t.employee = a.person and t.until_at is null"
        " where a.alert = ? and a.said = 'safe' order by t.member",
        (number,),
    )
    return [row[0] for row in rows]


async def said(source: Database | Transaction, number: str, person: str) -> Answer | None:
    """What one of them has answered last."""
    rows = await source.fetch(
        "select said, at from roll_answer where alert = ? and person = ?", (number, person)
    )
    return Answer(rows[0][0] == "safe", from_ms(rows[0][1])) if rows else None


async def keep(tx: Transaction, contacts: Sequence[Contact]) -> None:
    """Notes that somebody was in touch; the same one twice is one."""
    await tx.executemany(
        "insert into contact (id, person, by, programme, at) values (?,?,?,?,?) on conflict (id) do nothing",
        [(c.id, c.person, c.by, c.programme, to_ms(c.at)) for c in contacts],
    )


async def contacts(
    source: Database | Transaction, programme: str, person: str, since: datetime, until: datetime
) -> int:
    """How often somebody was in touch with this person in that time, as far as it counts for a programme."""
    rows = await source.fetch(
        "select count(*) from contact where person = ? and programme = ? and at >= ? and at < ?",
        (person, programme, to_ms(since), to_ms(until)),
    )
    return int(rows[0][0])


def _alert(row: Row) -> Alert:
    number, unit, kind, began, by, over, families = row
    return Alert(number, unit, Calamity(kind), from_ms(began), by, moment_or_none(over), bool(families))


async def members(
    source: Database | Transaction, units: Sequence[str], now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The employees of these units who have pressed Start, by id, and those who have not."""
    rows = await source.fetch(
        f"select p.id, p.started_at from person p where p.unit in ({marks(units)})"
        " and exists (select 1 from staff_grant g where g.person = p.id and g.role = 'employee'"
        " and (g.from_at is null or g.from_at <= ?) and (g.until_at is null or g.until_at > ?)) order by p.id",
        (*units, to_ms(now), to_ms(now)),
    )
    here = tuple(person for person, started in rows if started is not None)
    return here, tuple(person for person, started in rows if started is None)

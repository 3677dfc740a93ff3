"""Who is whose family. A tie ends once, by whoever of the two is quicker, and is kept as history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.family import Relation, Tie
from bot.store.database import Database, Row, Transaction, from_ms, marks, moment_or_none, ms_or_none, to_ms

_TIE = "id, employee, member, relation, since, until_at"


async def load(source: Database | Transaction, people: Sequence[str]) -> list[Tie]:
    """The ties that hold of these people, on either side, oldest first."""
    wanted = "until_at is null"
    rows = await source.fetch(
        f"select {_TIE} from tie where employee in ({marks(people)}) and {wanted}"
        f" union select {_TIE} from tie where member in ({marks(people)}) and {wanted} order by since, id",
        [*people, *people],
    )
    return [_tie(row) for row in rows]


async def find(source: Database | Transaction, ids: Sequence[str]) -> list[Tie]:
    """The ties with these ids, whatever has become of them."""
    rows = await source.fetch(f"select {_TIE} from tie where id in ({marks(ids)}) order by since, id", ids)
    return [_tie(row) for row in rows]


async def make(tx: Transaction, tie: Tie) -> bool:
    """Keeps a tie; False when the same two are joined in this way already."""
    rows = await tx.fetch(
        f"insert into tie ({_TIE}) values (?,?,?,?,?,?)"
        " on conflict (employee, member, relation) where until_at is null do nothing returning id",
        (tie.id, tie.employee, tie.member, tie.relation, to_ms(tie.since), ms_or_none(tie.until)),
    )
    return bool(rows)


async def holds(tx: Transaction, number: str) -> bool:
    """Whether this tie holds, and keeps it from ending before this transaction does."""
    rows = await tx.fetch(
        "update tie set until_at = null where id = ? and until_at is null returning id", (number,)
    )
    return bool(rows)


async def end(tx: Transaction, number: str, by: str, now: datetime) -> bool:
    """Ends a tie; False when it had ended already."""
    rows = await tx.fetch(
        "update tie set until_at = ?, ended_by = ? where id = ? and until_at is null returning id",
        (to_ms(now), by, number),
    )
    return bool(rows)


async def end_all(tx: Transaction, person: str, by: str, now: datetime) -> list[Tie]:
    """Ends every tie of somebody who leaves; returns those there were."""
    ended = await load(tx, [person])
    for tie in ended:
        await end(tx, tie.id, by, now)
    return ended


def _tie(row: Row) -> Tie:
    number, employee, member, relation, since, until = row
    return Tie(number, employee, member, Relation(relation), from_ms(since), moment_or_none(until))

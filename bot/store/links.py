"""Links for joining, who asks to be let in, and wrong codes. A code itself is never kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.family import Relation
from bot.domain.joining import Application, Guesses, Link, Verdict
from bot.store.database import Database, Row, Transaction, from_ms, marks, moment_or_none, to_ms
from bot.store.keys import KeyRing

_LINK = "id, unit, until_at, person, approve, room, used_by, inviter, relation"
_APPLICATION = "id, person, link, unit, asked_at, verdict, asked, by_whom"


def mark(keys: KeyRing, code: str) -> bytes:
    """The blind index under which a code is found."""
    return keys.vault.index("join", code)


async def make(tx: Transaction, keys: KeyRing, code: str, link: Link) -> None:
    """Keeps a link. One made for a person takes the place of those made for them before."""
    if link.person is not None:
        await revoke(tx, people=[link.person])
    await tx.execute(
        f"insert into link (mark, {_LINK}) values (?,?,?,?,?,?,?,?,?,?)",
        (
            mark(keys, code),
            link.id,
            link.unit,
            to_ms(link.until),
            link.person,
            int(link.approve),
            link.room,
            link.used_by,
            link.inviter,
            link.relation,
        ),
    )


async def find(source: Database | Transaction, keys: KeyRing, code: str) -> Link | None:
    """The link with this code, whatever has become of it; None for a code that was never given out."""
    rows = await source.fetch(f"select {_LINK} from link where mark = ?", (mark(keys, code),))
    return _link(rows[0]) if rows else None


async def by_id(source: Database | Transaction, number: str) -> Link | None:
    """The link of this id, whatever has become of it."""
    rows = await source.fetch(f"select {_LINK} from link where id = ?", (number,))
    return _link(rows[0]) if rows else None


async def open_for(source: Database | Transaction, now: datetime) -> dict[str, Link]:
    """Links that were made for somebody and can still be used, by person."""
    rows = await source.fetch(
        f"select {_LINK} from link where person is not null and used_by is null and until_at > ?",
        (to_ms(now),),
    )
    return {row[3]: _link(row) for row in rows}


async def revoke(tx: Transaction, *, people: Sequence[str] = (), units: Collection[str] = ()) -> int:
    """Takes back the links not yet used that were made for or by these people, or for anybody into these units.

    Returns how many. Whoever has one finds it as good as never given out.
    """
    rows = await tx.fetch(
        f"delete from link where used_by is null and (person in ({marks(people)}) or inviter in ({marks(people)})"
        f" or (person is null and inviter is null and unit in ({marks(tuple(units))}))) returning id",
        [*people, *people, *units],
    )
    return len(rows)


async def take_back(tx: Transaction, link: str) -> bool:
    """Takes back one link; False when somebody has used it."""
    rows = await tx.fetch("delete from link where id = ? and used_by is null returning id", (link,))
    return bool(rows)


async def use(tx: Transaction, link: str, by: str, now: datetime) -> bool:
    """Uses up a link made for one person or one of a family; False when somebody was quicker or it is not open."""
    rows = await tx.fetch(
        "update link set used_by = ? where id = ? and used_by is null and until_at > ? returning id",
        (by, link, to_ms(now)),
    )
    return bool(rows)


async def take_room(tx: Transaction, link: str, now: datetime) -> bool:
    """Counts one more person in by a unit's link; False when it lets nobody in any more."""
    rows = await tx.fetch(
        "update link set room = room - 1 where id = ? and until_at > ? and (room is null or room > 0) returning id",
        (link, to_ms(now)),
    )
    return bool(rows)


async def applications(
    source: Database | Transaction, *, ids: Sequence[str] = (), person: str = "", link: str = ""
) -> list[Application]:
    """Those with these ids, and a person's by this link."""
    rows = await source.fetch(
        f"select {_APPLICATION} from application where id in ({marks(ids)}) or (person = ? and link = ?)",
        [*ids, person, link],
    )
    return [_application(row) for row in rows]


async def apply(tx: Transaction, application: Application) -> None:
    """Keeps an application; one that is made again is the same one, asked about anew."""
    await tx.execute(
        f"insert into application ({_APPLICATION}) values (?,?,?,?,?,?,?,?)"
        " on conflict (id) do update set asked_at = excluded.asked_at, asked = excluded.asked",
        (
            application.id,
            application.person,
            application.link,
            application.unit,
            to_ms(application.at),
            application.verdict,
            json.dumps(application.asked),
            application.by,
        ),
    )


async def decide(tx: Transaction, application: Application) -> bool:
    """Keeps a verdict; False when there was one already."""
    rows = await tx.fetch(
        "update application set verdict = ?, by_whom = ? where id = ? and verdict = 'waiting' returning id",
        (application.verdict, application.by, application.id),
    )
    return bool(rows)


async def guesses(source: Database | Transaction, person: str) -> Guesses:
    rows = await source.fetch("select count, since from wrong_code where person = ?", (person,))
    return Guesses(rows[0][0], moment_or_none(rows[0][1])) if rows else Guesses()


async def guessed(tx: Transaction, person: str, made: Guesses) -> None:
    """Remembers wrong codes; none, after a right one."""
    await tx.execute("delete from wrong_code where person = ?", (person,))
    if made.since is not None:
        await tx.execute(
            "insert into wrong_code (person, count, since) values (?,?,?)",
            (person, made.count, to_ms(made.since)),
        )


def _link(row: Row) -> Link:
    number, unit, until, person, approve, room, used_by, inviter, relation = row
    return Link(
        number,
        unit,
        from_ms(until),
        person,
        bool(approve),
        room,
        used_by,
        inviter,
        None if relation is None else Relation(relation),
    )


def _application(row: Row) -> Application:
    number, person, link, unit, at, verdict, asked, by = row
    return Application(
        number, person, link, unit, from_ms(at), Verdict(verdict), tuple(json.loads(asked)), by
    )

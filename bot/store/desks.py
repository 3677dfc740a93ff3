"""What lies open before each staff member, who did what to which record, and the house's own notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.store.database import Database, Transaction, from_ms, marks, to_ms

OPENED = "opened by staff"
"""The audit trail's word for a person's file being read."""

LIFE_READ = "life events read"
"""Its word for what is noted of a person's life being read, without any case."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody has looked at what is kept about a person: a case, or with `life` what is noted of their life."""

    at: datetime
    actor: str
    life: bool = False


class DeskMode(StrEnum):
    REPLY = "reply"
    """What they write goes to the person."""
    NOTE = "note"
    """The next message is an internal note."""
    CLOSING = "closing"
    """The next message is the closing note."""
    ASKING = "asking"
    """The next message is a question to the person about their request."""
    DOING = "doing"
    """The next message says what was done about it."""
    DID = "did"
    """The next message is what a volunteer reports."""
    TELLING = "telling"
    """The desk is the person's own: what they write belongs to a request of theirs."""
    CALLER = "caller"
    """The next message says who called on the phone; no case is open yet."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One open case before one staff member."""

    mode: DeskMode
    case: str
    since: datetime
    before: str = ""
    """The case that was open before the note was asked for: what is written after it is for that one."""


async def load(db: Database, people: Sequence[str]) -> dict[str, Desk]:
    rows = await db.fetch(
        f"select person, mode, case_id, since, before from desk where person in ({marks(people)})", people
    )
    return {row[0]: Desk(DeskMode(row[1]), row[2], from_ms(row[3]), row[4]) for row in rows}


async def save(tx: Transaction, desks: dict[str, Desk | None]) -> None:
    """Opens or, with None, clears desks."""
    await tx.executemany(
        "insert into desk (person, mode, case_id, since, before) values (?,?,?,?,?) on conflict (person) do update set"
        " mode = excluded.mode, case_id = excluded.case_id, since = excluded.since, before = excluded.before",
        [(who, desk.mode, desk.case, to_ms(desk.since), desk.before) for who, desk in desks.items() if desk],
    )
    await tx.executemany(
        "delete from desk where person = ?", [(who,) for who, desk in desks.items() if desk is None]
    )


async def audit(tx: Transaction, rows: Sequence[tuple[datetime, str, str, str]]) -> None:
    """Appends (at, actor, action, about): ids only, reads included."""
    await tx.executemany(
        "insert into audit (at, actor, action, about) values (?,?,?,?)",
        [(to_ms(at), actor, action, about) for at, actor, action, about in rows],
    )


async def looks(db: Database | Transaction, people: Sequence[str]) -> dict[str, list[Look]]:
    """Everybody who has opened a case of these people, or read what is noted of their lives, newest first."""
    rows = await db.fetch(
        "select cases.person, audit.id as number, audit.at, audit.actor, 0 from cases"
        f" join audit on audit.about = cases.id where cases.person in ({marks(people)}) and audit.action = ?"
        " union all select about, id, at, actor, 1 from audit"
        f" where about in ({marks(people)}) and action = ? order by number desc",
        (*people, OPENED, *people, LIFE_READ),
    )
    found: dict[str, list[Look]] = {}
    for person, _, at, actor, life in rows:
        found.setdefault(person, []).append(Look(from_ms(at), actor, bool(life)))
    return found


async def read_note(db: Database | Transaction, name: str) -> bytes | None:
    """A single value the house keeps (key check, poll offset, clock), None if it was never written."""
    rows = await db.fetch("select value from meta where name = ?", (name,))
    return bytes(rows[0][0]) if rows else None


async def notes(db: Database | Transaction, prefix: str) -> dict[str, bytes]:
    """All notes whose names begin with this, by what follows it."""
    rows = await db.fetch("select name, value from meta where substr(name, 1, ?) = ?", (len(prefix), prefix))
    return {str(name)[len(prefix) :]: bytes(value) for name, value in rows}


async def write_note(tx: Transaction, name: str, value: bytes) -> None:
    await tx.execute(
        "insert into meta (name, value) values (?,?) on conflict (name) do update set value = excluded.value",
        (name, value),
    )


async def change_note(tx: Transaction, name: str, before: bytes, after: bytes) -> bool:
    """Writes a note that still says `before`; False where somebody else was quicker."""
    rows = await tx.fetch(
        "update meta set value = ? where name = ? and value = ? returning name", (after, name, before)
    )
    return bool(rows)

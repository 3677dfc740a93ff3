"""Cases and their journals. Ids and numbers in the clear, reasons, answers, units and words sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.care.knowing import Standing
from bot.domain.case import Case, Kind, State
from bot.domain.ladder import Progress
from bot.domain.matter import Matter, Urgency
from bot.domain.triage import Colour
from bot.domain.wishes import Wishes
from bot.store.database import Database, Row, Transaction, from_ms, marks, moment_or_none, ms_or_none, to_ms
from bot.store.keys import DAMAGED, KeyRing
from bot.store.vault import packed, unpacked

_COLUMNS = (
    "id, code, person, colour, state, version, owner, opened_at, paged_at, claimed_at, human_at, closed_at,"
    " desk, sealed, last_owner, wishes, kind, due_at, helper, raised_with"
)


class EntryKind(StrEnum):
    SAID = "said"
    """By the person."""
    EDITED = "edited"
    """A later version of something the person said; the first one stays."""
    WRITTEN = "written"
    """By staff to the person."""
    REWRITTEN = "rewritten"
    NOTE = "note"
    """Internal, never shown to the person."""
    CLOSING = "closing"
    EVENT = "event"
    """What was done: paged, claimed, declined, lapsed …; body {"what": …}."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's journal. `body` is JSON: {"text", "media"} for words, {"what"} for events."""

    id: str
    case: str
    person: str
    at: datetime
    kind: EntryKind
    author: str
    body: dict[str, Any]
    message: int | None = None
    """Message id in the author's own chat."""


async def load(
    db: Database, keys: KeyRing, *, people: Sequence[str] = (), ids: Sequence[str] = ()
) -> dict[str, Case]:
    """Live cases of these people, owned by them, passed to them or lately let go by them, and those with these
    ids, by id, the oldest first; of a request also the live ones that were raised with it."""
    wanted = "state <> 'closed'"
    rows = await db.fetch(
        f"select {_COLUMNS} from cases where person in ({marks(people)}) and {wanted}"
        f" union select {_COLUMNS} from cases where owner in ({marks(people)}) and {wanted}"
        f" union select {_COLUMNS} from cases where last_owner in ({marks(people)}) and state = 'escalating'"
        f" union select {_COLUMNS} from cases where helper in ({marks(people)}) and {wanted}"
        f" union select {_COLUMNS} from cases where id in ({marks(ids)})"
        f" union select {_COLUMNS} from cases where {wanted} and raised_with in"
        f" (select raised_with from cases where id in ({marks(ids)}) and raised_with is not null)"
        " order by opened_at, id",
        [*people, *people, *people, *people, *ids, *ids],
    )
    await keys.load(db, {row[2] for row in rows})
    return {case.id: case for case in _whole(rows, keys)}


async def ended(db: Database, keys: KeyRing, people: Sequence[str], since: datetime) -> dict[str, Case]:
    """The case of each of these people that was closed last, where that was after `since`; by person."""
    rows = await db.fetch(
        f"select {_COLUMNS} from cases where person in ({marks(people)}) and kind = 'case' and state = 'closed'"
        " and closed_at >= ? order by closed_at",
        [*people, to_ms(since)],
    )
    await keys.load(db, {row[2] for row in rows})
    return {case.person: case for case in _whole(rows, keys)}


async def standing(source: Database | Transaction, people: Sequence[str]) -> dict[str, Standing]:
    """How it stands with the cases of these people; who never had one is left out."""
    rows = await source.fetch(
        "select person, colour, state, coalesce(owner, last_owner, ''), closed_at, code from cases"
        f" where person in ({marks(people)}) and kind = 'case'"
        " order by case when state = 'closed' then 0 else 1 end, opened_at, id",
        people,
    )
    found: dict[str, Standing] = {}
    for person, colour, state, owner, closed_at, code in rows:
        # the open one comes last: while there is one, nothing is over
        over = [found[person].closed_red] if person in found and state == "closed" else []
        if state == "closed" and colour == Colour.RED:
            over.append(moment_or_none(closed_at))
        last = max((moment for moment in over if moment is not None), default=None)
        found[person] = Standing(Colour(colour), state != "closed", owner, last, code)
    return found


async def earlier(
    db: Database, keys: KeyRing, people: Sequence[str]
) -> dict[str, list[tuple[Case, Entry | None]]]:
    """The closed cases of these people, the newest first, each with its last closing note; by person."""
    rows = await db.fetch(
        f"select {_COLUMNS} from cases where person in ({marks(people)}) and kind = 'case'"
        " and state = 'closed' order by closed_at desc, id",
        people,
    )
    await keys.load(db, {row[2] for row in rows})
    past = _whole(rows, keys)
    notes = await _entries(db, keys, f"case_id in ({marks(past)}) and kind = 'closing'", [c.id for c in past])
    closing = {entry.case: entry for entry in notes}
    found: dict[str, list[tuple[Case, Entry | None]]] = {}
    for case in past:
        found.setdefault(case.person, []).append((case, closing.get(case.id)))
    return found


async def requests_of(
    db: Database, keys: KeyRing, people: Sequence[str], since: datetime
) -> dict[str, list[Case]]:
    """The requests of these people that are live or were closed after `since`, the newest first; by person."""
    rows = await db.fetch(
        f"select {_COLUMNS} from cases where person in ({marks(people)}) and kind = 'request'"
        " and (state <> 'closed' or closed_at >= ?) order by opened_at desc, id",
        [*people, to_ms(since)],
    )
    await keys.load(db, {row[2] for row in rows})
    found: dict[str, list[Case]] = {}
    for case in _whole(rows, keys):
        found.setdefault(case.person, []).append(case)
    return found


async def free(db: Database, codes: Sequence[str]) -> list[str]:
    """Those of these codes that no case has or ever had, in the order given."""
    rows = await db.fetch(f"select code from cases where code in ({marks(codes)})", codes)
    taken = {row[0] for row in rows}
    return [code for code in codes if code not in taken]


async def attended(source: Database | Transaction, people: Sequence[str]) -> set[str]:
    """Those of these people who have a live case."""
    rows = await source.fetch(
        f"select person from cases where person in ({marks(people)}) and state <> 'closed' and kind = ?",
        (*people, Kind.CASE.value),
    )
    return {row[0] for row in rows}


async def live(db: Database, keys: KeyRing) -> list[Case]:
    """All that is not closed, oldest first."""
    rows = await db.fetch(f"select {_COLUMNS} from cases where state <> 'closed' order by opened_at, id")
    await keys.load(db, {row[2] for row in rows})
    return _whole(rows, keys)


async def save(tx: Transaction, keys: KeyRing, cases: Iterable[Case]) -> None:
    await tx.executemany(
        f"insert into cases ({_COLUMNS}) values ({marks(_COLUMNS.split(','))}) on conflict (id) do update set"
        " colour = excluded.colour, state = excluded.state, version = excluded.version,"
        " owner = excluded.owner, paged_at = excluded.paged_at, claimed_at = excluded.claimed_at,"
        " human_at = excluded.human_at, closed_at = excluded.closed_at, desk = excluded.desk,"
        " sealed = excluded.sealed, last_owner = excluded.last_owner, wishes = excluded.wishes,"
        " due_at = excluded.due_at, helper = excluded.helper, raised_with = excluded.raised_with",
        [_row(case, keys) for case in cases],
    )


async def write(tx: Transaction, keys: KeyRing, entries: Iterable[Entry]) -> None:
    """Appends to the journals; an entry is never changed."""
    await tx.executemany(
        "insert into entry (id, case_id, person, at, kind, author, message, sealed) values (?,?,?,?,?,?,?,?)",
        [
            (
                entry.id,
                entry.case,
                entry.person,
                to_ms(entry.at),
                entry.kind,
                entry.author,
                entry.message,
                keys[entry.person].seal(f"entry|sealed|{entry.id}", packed(entry.body)),
            )
            for entry in entries
        ],
    )


async def journals(db: Database, keys: KeyRing, ids: Sequence[str]) -> dict[str, list[Entry]]:
    """The journals of these cases, in the order things happened."""
    found: dict[str, list[Entry]] = {number: [] for number in ids}
    for entry in await _entries(db, keys, f"case_id in ({marks(ids)})", ids):
        found[entry.case].append(entry)
    return found


async def by_message(
    db: Database, keys: KeyRing, messages: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Entry]:
    """The entry behind a message in somebody's chat, by (author, message id): the newest live one."""
    found: dict[tuple[str, int], Entry] = {}
    for author, message in messages:
        for entry in await _entries(
            db,
            keys,
            "author = ? and message = ? and kind in ('said', 'written')",
            (author, message),
        ):
            found[author, message] = entry
    return found


async def by_id(db: Database, keys: KeyRing, ids: Sequence[str]) -> dict[str, Entry]:
    return {entry.id: entry for entry in await _entries(db, keys, f"id in ({marks(ids)})", ids)}


async def _entries(db: Database, keys: KeyRing, where: str, values: Sequence[Any]) -> list[Entry]:
    rows = await db.fetch(
        "select id, case_id, person, at, kind, author, message, sealed from entry"
        f" where {where} order by at, rowid",
        values,
    )
    await keys.load(db, {row[2] for row in rows})
    found = []
    for row in rows:
        try:
            found.append(_entry(row, keys))
        except DAMAGED as fault:
            keys.report("entry", row[0], fault)
    return found


def _entry(row: Row, keys: KeyRing) -> Entry:
    return Entry(
        id=row[0],
        case=row[1],
        person=row[2],
        at=from_ms(row[3]),
        kind=EntryKind(row[4]),
        author=row[5],
        message=row[6],
        body=unpacked(keys[row[2]].open(f"entry|sealed|{row[0]}", row[7])),
    )


def _whole(rows: Sequence[Row], keys: KeyRing) -> list[Case]:
    """Those that can be read. A damaged one is left out and told of by its code; its person's next words
    open a new one."""
    found = []
    for row in rows:
        try:
            found.append(_case(row, keys))
        except DAMAGED as fault:
            keys.report("cases", row[1], fault)
    return found


def _row(case: Case, keys: KeyRing) -> tuple[Any, ...]:
    desk = {
        "claims": case.claims,
        "rung": case.progress.rung,
        "rounds": case.progress.rounds,
        "pages": case.progress.pages,
        "declined": case.progress.declined,
        "paged": case.progress.paged,
        "first": case.progress.first,
        "opened_by": case.opened_by,
        "typed": case.typed,
        "extended": case.extended,
        "reading": case.reading,
        "offered": case.offered,
        "unanswered": case.unanswered,
        "asked": case.asked,
        "replies": case.replies,
        "nudged": case.nudged,
        "alarmed": case.alarmed,
        "stranded": case.stranded,
        "told": case.told,
        "acknowledged_at": ms_or_none(case.acknowledged_at),
        "reopened_at": ms_or_none(case.reopened_at),
        "debriefed": case.debriefed,
    }
    matter = case.matter
    about = {} if matter is None else {"matter": _matter_row(matter)}
    words = {"reasons": case.reasons, "answers": case.answers, "unit": case.unit} | about
    return (
        case.id,
        case.code,
        case.person,
        case.colour,
        case.state,
        case.version,
        case.owner,
        to_ms(case.opened_at),
        ms_or_none(case.paged_at),
        ms_or_none(case.claimed_at),
        ms_or_none(case.human_at),
        ms_or_none(case.closed_at),
        json.dumps(desk),
        keys[case.person].seal(f"cases|sealed|{case.id}", packed(words)),
        case.last_owner,
        _wishes_sealed(case, keys),
        case.kind,
        None if matter is None else to_ms(matter.due_at),
        (matter.helper or None) if matter is not None else None,
        (matter.raised_with or None) if matter is not None else None,
    )


def _matter_row(matter: Matter) -> dict[str, Any]:
    return asdict(matter) | {"due_at": to_ms(matter.due_at)}


def _matter(data: dict[str, Any] | None) -> Matter | None:
    if data is None:
        return None
    return Matter(**(data | {"due_at": from_ms(data["due_at"]), "urgency": Urgency(data["urgency"])}))


def _wishes_sealed(case: Case, keys: KeyRing) -> bytes | None:
    """None for a case without a wish, as it is for one from before there were any."""
    if case.wishes == Wishes():
        return None
    words = asdict(case.wishes) | {"at": ms_or_none(case.wishes.at)}
    return keys[case.person].seal(f"cases|wishes|{case.id}", packed(words))


def _wishes(row: Row, keys: KeyRing) -> Wishes:
    if row[15] is None:
        return Wishes()
    words = unpacked(keys[row[2]].open(f"cases|wishes|{row[0]}", row[15]))
    return Wishes(**words | {"at": moment_or_none(words["at"])})


def _case(row: Row, keys: KeyRing) -> Case:
    desk = json.loads(row[12])
    words = unpacked(keys[row[2]].open(f"cases|sealed|{row[0]}", row[13]))
    return Case(
        id=row[0],
        code=row[1],
        person=row[2],
        colour=Colour(row[3]),
        state=State(row[4]),
        version=row[5],
        owner=row[6],
        opened_at=from_ms(row[7]),
        paged_at=moment_or_none(row[8]),
        claimed_at=moment_or_none(row[9]),
        human_at=moment_or_none(row[10]),
        closed_at=moment_or_none(row[11]),
        last_owner=row[14],
        claims=desk["claims"],
        progress=Progress(
            rung=desk["rung"],
            rounds=desk["rounds"],
            pages=desk["pages"],
            declined=tuple(desk["declined"]),
            paged=tuple(desk["paged"]),
            first=desk.get("first", ""),
        ),
        opened_by=desk["opened_by"],
        typed=desk["typed"],
        extended=desk["extended"],
        # a case written by an earlier version knows nothing of these
        reading=desk.get("reading", False),
        offered=desk.get("offered", ""),
        reopened_at=moment_or_none(desk.get("reopened_at")),
        debriefed=desk.get("debriefed", False),
        unanswered=desk["unanswered"],
        asked=desk["asked"],
        replies=tuple(desk["replies"]),
        nudged=desk["nudged"],
        alarmed=tuple(desk["alarmed"]),
        stranded=desk["stranded"],
        told=desk["told"],
        acknowledged_at=moment_or_none(desk["acknowledged_at"]),
        reasons=tuple(words["reasons"]),
        answers=tuple((flow, name, value) for flow, name, value in words["answers"]),
        kind=Kind(row[16]),
        matter=_matter(words.get("matter")),
        wishes=_wishes(row, keys),
        # cases of before units were kept have none
        unit=words.get("unit"),
    )

"""Words between family, each sealed under the key of the person in whose lane it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.warmth import Fate, Pen, When, Word
from bot.store.database import Database, Row, Transaction, from_ms, marks, moment_or_none, ms_or_none, to_ms
from bot.store.keys import DAMAGED, KeyRing
from bot.store.vault import packed, unpacked

_WORD = "id, lane, tie, by_whom, batch, at, message, fate, wanted, due_at, matters, told, answered, sealed"
_LIVE = "fate in ('draft', 'waiting', 'going')"


async def load(
    source: Database | Transaction,
    keys: KeyRing,
    lanes: Sequence[str],
    *,
    named: Sequence[str] = (),
    messages: Sequence[tuple[str, int]] = (),
) -> list[Word]:
    """What is under way in these lanes with all that belongs to it, what has one of these ids as its own or its
    batch's, and what came as one of these (writer, message); oldest first. Damaged rows are left out."""
    rows = await source.fetch(
        f"select {_WORD} from word where lane in ({marks(lanes)}) and batch in"
        f" (select batch from word where lane in ({marks(lanes)}) and {_LIVE})"
        f" union select {_WORD} from word where id in ({marks(named)})"
        f" union select {_WORD} from word where batch in ({marks(named)})",
        [*lanes, *lanes, *named, *named],
    )
    for by, message in messages:
        rows += await source.fetch(
            f"select {_WORD} from word where by_whom = ? and message = ?", (by, message)
        )
    await keys.load(source, {row[1] for row in rows})
    found: dict[str, Word] = {}
    for row in rows:
        try:
            found[row[0]] = _word(row, keys)
        except DAMAGED as fault:
            keys.report("word", row[0], fault)
    return sorted(found.values(), key=lambda word: (word.at, word.message, word.id))


async def save(tx: Transaction, keys: KeyRing, words: Iterable[Word]) -> None:
    """Inserts or updates. What lies in another lane than before is sealed anew."""
    await tx.executemany(
        f"insert into word ({_WORD}) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?) on conflict (id) do update set"
        " lane = excluded.lane, tie = excluded.tie, fate = excluded.fate, wanted = excluded.wanted,"
        " due_at = excluded.due_at,"
        " matters = excluded.matters, told = excluded.told, answered = excluded.answered, sealed = excluded.sealed",
        [
            (
                word.id,
                word.lane,
                word.tie,
                word.by,
                word.batch,
                to_ms(word.at),
                word.message,
                word.fate,
                word.when,
                ms_or_none(word.due),
                int(word.matters),
                int(word.told),
                word.answered,
                keys[word.lane].seal(_place(word.id), packed(dict(word.body))),
            )
            for word in words
        ],
    )


async def drop(tx: Transaction, ids: Sequence[str]) -> None:
    """Taken back, put away, or for somebody to whom nothing goes any more."""
    await tx.executemany("delete from word where id = ?", [(number,) for number in ids])


async def purge(tx: Transaction, before: datetime) -> None:
    """Removes what arrived, or never will, and what nobody has sent, when it was written before this."""
    await tx.execute(
        "delete from word where at < ? and fate in ('sent', 'failed', 'draft')", (to_ms(before),)
    )


async def pens(source: Database | Transaction, lanes: Sequence[str]) -> dict[str, Pen]:
    """What these people are putting together."""
    rows = await source.fetch(
        f"select person, batch, since, tie, answers, sent, album, matters from pen where person in ({marks(lanes)})",
        lanes,
    )
    return {
        row[0]: Pen(row[1], from_ms(row[2]), row[3], bool(row[4]), row[5], row[6], bool(row[7]))
        for row in rows
    }


async def save_pens(tx: Transaction, held: Mapping[str, Pen | None]) -> None:
    """None has put it down."""
    await tx.executemany("delete from pen where person = ?", [(person,) for person in held])
    await tx.executemany(
        "insert into pen (person, batch, since, tie, answers, sent, album, matters) values (?,?,?,?,?,?,?,?)",
        [
            (
                person,
                pen.batch,
                to_ms(pen.since),
                pen.tie,
                int(pen.answers),
                pen.sent,
                pen.album,
                int(pen.matters),
            )
            for person, pen in held.items()
            if pen is not None
        ],
    )


def _word(row: Row, keys: KeyRing) -> Word:
    number, lane, tie, by, batch, at, message, fate, when, due, matters, told, answered, sealed = row
    body = unpacked(keys[lane].open(_place(number), sealed))
    return Word(
        number,
        lane,
        tie,
        by,
        batch,
        from_ms(at),
        message,
        body,
        Fate(fate),
        When(when),
        moment_or_none(due),
        bool(matters),
        bool(told),
        answered,
    )


def _place(number: str) -> str:
    return f"word|sealed|{number}"

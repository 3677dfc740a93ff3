"""What is to be sent, and what became of it. An attempt is on disk before it is made."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from bot.domain.messages import Button, Media, MediaKind, Op, Outgoing, Priority
from bot.store.database import Database, Row, Transaction, from_ms, marks, to_ms
from bot.store.keys import KeyRing
from bot.store.vault import WrongKey, packed, unpacked


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way to one person."""

    to: str
    subject: str
    """The person it is about: it is sealed under their key and goes when they are erased."""
    message: Outgoing
    priority: int = Priority.REPLY
    slot: str = ""
    """Names the message in the recipient's chat, so that it can be edited or quoted later."""
    reply_slot: str = ""
    """Quotes the message of this slot, once it has an id."""
    notify: str = ""
    """The lane that is told the outcome."""
    ref: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    to_chat: int | None = None
    """A chat that is nobody's own: a group the bot leaves."""
    held: bool = False
    """A colleague's line that waits for `not_before` so that it can be taken back until then."""
    insist: bool = False
    """An edit whose message does not exist (any more) is sent as a new one."""
    replaces: bool = False
    """Once it has arrived, what its slot named before leaves the screen."""
    album: str = ""
    """What waits in line for the same person under the same name goes with it, as one album."""
    place: int = 0
    """Where in its album it stands: any number that grows."""
    prompt: str = ""
    """Who makes its message when it goes, after asking whether it is still wanted. Until then it has none."""
    of: str = ""
    """What that message is made of: ids and numbers only, since they stand in the clear."""


ALBUM = 10
"""The channel shows so many together at most (Bot API: sendMediaGroup)."""

NEAR = 1_000
"""Letters of conversations from the front of the line whose people are looked at. Who cannot be written to now is
not among them, so those behind get their turn."""

REST = (Priority.REMINDER, Priority.CHECK_IN, Priority.BROADCAST)
"""What belongs to no conversation: the earliest due of each kind goes first."""

_LIVE = "state in ('ready', 'attempting')"
"""The condition of the partial indexes, word by word: without it SQLite reads every letter ever sent."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A letter whose attempt has been committed."""

    id: int
    letter: Letter
    attempts: int
    """This one, and those before it that may have reached the person."""
    repeated: bool
    """An earlier attempt may have reached the person: the text says so."""
    posted: int | None
    """Message id of the letter's slot, where it exists already."""
    quoted: int | None
    """Message id of the reply slot."""
    queued_at: datetime
    readable: bool = True
    """False for a damaged row or a destroyed key: the message is empty, and the letter can only fail."""
    rest: tuple[Attempt, ...] = ()
    """The letters that go with it as one album and share its outcome."""

    @property
    def parts(self) -> tuple[Attempt, ...]:
        """The letters of this attempt in the order they are shown: itself alone, or its album."""
        return tuple(sorted((self, *self.rest), key=lambda part: part.letter.place))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter in line, without its content."""

    id: int
    to: str
    priority: int
    """The most urgent one among what waits for this person."""


async def queue(tx: Transaction, keys: KeyRing, letters: Sequence[Letter], now: datetime) -> None:
    """Puts letters in line. An edit of a message that still waits in line replaces its content instead."""
    rows = []
    for letter in letters:
        if letter.message.op is Op.EDIT and await _supersede(tx, keys, letter):
            continue
        rows.append(
            (
                letter.to,
                letter.subject,
                letter.priority,
                to_ms(now),
                to_ms(letter.not_before or now),
                None if letter.not_after is None else to_ms(letter.not_after),
                letter.slot,
                letter.notify,
                letter.ref,
                int(letter.held),
                letter.album,
                letter.prompt,
                letter.of,
                uid := "" if letter.prompt else secrets.token_hex(8),
                b"" if letter.prompt else _sealed(keys, letter, uid),
            )
        )
    await tx.executemany(
        "insert into outbox (person, subject, priority, queued_at, not_before, not_after, slot, notify, ref,"
        " held, album, prompt, prompt_of, uid, sealed) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )


async def prompt(
    tx: Transaction,
    name: str,
    of: Sequence[tuple[str, str]],
    now: datetime,
    *,
    until: datetime,
    priority: int,
    slot: str = "",
) -> None:
    """Puts letters to many in line at once, whose words are made when they go: (recipient, what it is made of)."""
    at = to_ms(now)
    same = (priority, at, at, to_ms(until), slot, name)
    await tx.executemany(
        "insert into outbox (person, subject, prompt_of, priority, queued_at, not_before, not_after, slot, prompt,"
        " uid, sealed) values (?,?,?,?,?,?,?,?,?,'',?)",
        [(person, person, what, *same, b"") for person, what in of],
    )


async def ready(
    db: Database, now: datetime, busy: Sequence[str], limit: int, slow: Sequence[str] = ()
) -> list[Waiting]:
    """The next letter of each person who is not busy, most urgent first.

    Among people urgent letters come first. Within one chat what belongs to the conversation (urgent or
    reply) keeps its order, and one that has to wait holds up those behind it: words that overtake each
    other mean something else. Answers to presses go ahead of everything, the rest comes after. What is urgent
    does not wait behind lines that may still be taken back. To who is `slow` only the answer to a press goes.

    However many letters wait, only the foremost `NEAR` and those to the same people are looked at.
    """
    excepted = f" and person not in ({marks(busy)})" if busy else ""
    excepted += f" and (priority < 0 or person not in ({marks(slow)}))" if slow else ""
    moment = to_ms(now)
    talk = await db.fetch(
        f"with near as (select person from outbox where {_LIVE} and state = 'ready' and priority <= ?{excepted}"
        " order by priority, id limit ?)"
        " select id, person, urgency from (select id, person, not_before, urgency,"
        " row_number() over (partition by person order by priority >= 0,"
        # a page belongs to no sentence and does not wait behind one
        " case when slot like 'card:%' or slot like 'page:%' or (priority = 0 and before = 0) then 0 else 1 end,"
        " id) as place from (select id, person, not_before, priority, slot,"
        " min(priority) over (partition by person) as urgency,"
        # what stands before it in the chat, lines that are still held back not counted
        " coalesce(sum(case when priority >= 0 and (held = 0 or not_before <= ?) then 1 else 0 end)"
        " over (partition by person order by id rows between unbounded preceding and 1 preceding), 0) as before"
        " from outbox where person in (select person from near) and state = 'ready' and priority <= ?"
        # the answer to a press that waits for its next attempt holds up nothing
        " and (priority >= 0 or not_before <= ?)"
        ") as told) as lined where place = 1 and not_before <= ? order by urgency, id limit ?",
        (Priority.REPLY, *busy, *slow, NEAR, moment, Priority.REPLY, moment, moment, limit),
    )
    first = {person: Waiting(number, person, urgency) for number, person, urgency in talk}
    if len(first) < limit:
        kinds = " union all ".join(
            f"select * from (select id, person, priority, not_before from outbox where state = 'ready'"
            f" and priority = ? and not_before <= ?{excepted} order by not_before, id limit ?) as kind{kind}"
            for kind in REST
        )
        rest = await db.fetch(
            f"select id, person, priority from ({kinds}) as kinds order by priority, not_before, id limit ?",
            (*(value for kind in REST for value in (kind, moment, *busy, *slow, limit)), limit),
        )
        for number, person, priority in rest:
            first.setdefault(person, Waiting(number, person, priority))
    return list(first.values())


async def begin(tx: Transaction, keys: KeyRing, ids: Sequence[int], now: datetime) -> list[Attempt]:
    """Marks letters as being attempted and hands them out; those whose time has passed are dropped.

    One that does not open is handed out as not readable, so that it fails without stopping the others. The
    first part of an album takes along those that have come in since; it waits long enough for that.
    """
    await tx.execute(
        f"update outbox set state = 'dropped', reason = 'too late' where id in ({marks(ids)})"
        " and state = 'ready' and not_after < ?",
        (*ids, to_ms(now)),
    )
    rows = await tx.fetch(
        "update outbox set state = 'attempting', attempts = attempts + 1"
        f" where id in ({marks(ids)}) and state = 'ready' returning {_ATTEMPTED}",
        ids,
    )
    rests = {row[0]: await _others(tx, row) for row in rows if row[11]}
    everything = [*rows, *(row for rest in rests.values() for row in rest)]
    await keys.load(tx, {row[2] for row in everything})
    letters = {row[0]: _letter(keys, row) for row in everything}
    posted = await _posted(tx, [letter for letter, _ in letters.values()])

    def attempt(row: Row, rest: Sequence[Row] = ()) -> Attempt:
        letter, readable = letters[row[0]]
        return Attempt(
            id=row[0],
            letter=letter,
            attempts=row[7],
            repeated=bool(row[8]),
            posted=posted.get((letter.to, letter.slot)),
            quoted=posted.get((letter.to, letter.reply_slot)),
            queued_at=from_ms(row[12]),
            readable=readable,
            rest=tuple(map(attempt, sorted(rest, key=itemgetter(0)))),
        )

    return [attempt(row, rests.get(row[0], ())) for row in sorted(rows, key=itemgetter(3, 0))]


async def take_back(tx: Transaction, person: str, slot: str) -> bool:
    """Drops a line with all its parts, an album with all its files, unless an attempt at it has been made;
    returns whether it was dropped.

    Compare-and-set: whatever has begun, or may have reached the person before, goes its way.
    """
    first = await tx.fetch(
        "update outbox set state = 'dropped', reason = 'taken back' where person = ? and slot = ? and held = 1"
        f" and {_LIVE} and state = 'ready' and attempts = 0 and repeated = 0 returning album",
        (person, slot),
    )
    others = await tx.fetch(
        "update outbox set state = 'dropped', reason = 'taken back' where person = ? and album = ?"
        f" and album <> '' and {_LIVE} and state = 'ready' returning slot",
        (person, first[0][0] if first else ""),
    )
    await tx.executemany(
        "update outbox set state = 'dropped', reason = 'taken back' where person = ?"
        f" and substr(slot, 1, ?) = ? and {_LIVE} and state = 'ready'",
        [(person, len(line) + 1, f"{line}/") for line in (slot, *(row[0] for row in others)) if first],
    )
    return bool(first)


async def sent(tx: Transaction, attempt: Attempt, message_id: int | None) -> None:
    letter = attempt.letter
    await tx.execute(
        "update outbox set state = 'sent', message_id = ? where id = ?", (message_id, attempt.id)
    )
    if letter.slot and message_id is not None and letter.message.op in (Op.SEND, Op.EDIT):
        await tx.execute(
            "insert into posted (person, slot, message_id) values (?,?,?)"
            " on conflict (person, slot) do update set message_id = excluded.message_id",
            (letter.to, letter.slot, message_id),
        )


async def settle(tx: Transaction, number: int, state: str, reason: str) -> None:
    """Ends a letter as failed, unknown or dropped, visibly and with a reason (never content)."""
    await tx.execute("update outbox set state = ?, reason = ? where id = ?", (state, reason, number))


async def again(
    tx: Transaction, number: int, not_before: datetime, *, tried: bool, repeated: bool = False
) -> None:
    """Back in line, at the place it had. `repeated` stays once it is set.

    `tried`: this attempt may have reached the person and counts; one that surely did not does not.
    """
    await tx.execute(
        "update outbox set state = 'ready', not_before = ?, repeated = case when ? = 1 then 1 else repeated end,"
        " attempts = attempts - ? where id = ?",
        (to_ms(not_before), int(repeated), 0 if tried else 1, number),
    )


async def apart(tx: Transaction, attempt: Attempt, now: datetime) -> None:
    """An album that surely did not arrive as one: its parts go each by itself, and are on their way."""
    for part in attempt.parts:
        await again(tx, part.id, now, tried=False)
        await tx.execute("update outbox set album = '', held = 0 where id = ?", (part.id,))


async def shift(tx: Transaction, by: timedelta, before: datetime, until: datetime) -> None:
    """After the clock was set by so much, at the time that was `before`: what could go then can go now, and what
    belongs to a conversation and waits until then at the latest waits as long as it would have."""
    step = round(by / timedelta(milliseconds=1))
    await tx.execute(
        "update outbox set not_before = not_before + ?, not_after = not_after + ?"
        f" where {_LIVE} and (not_before <= ? or (priority <= ? and not_before <= ?))",
        (step, step, to_ms(before), Priority.REPLY, to_ms(until)),
    )


async def recover(tx: Transaction) -> int:
    """After a restart: attempts without an outcome may or may not have arrived.

    Urgent letters, replies and reminders go again, marked as a repeat; a broadcast is not repeated and
    stays visible as unknown. Returns how many there were.
    """
    await tx.execute(
        "update outbox set state = 'unknown', reason = 'stopped while sending'"
        " where state = 'attempting' and priority >= ?",
        (Priority.CHECK_IN,),
    )
    rows = await tx.fetch(
        "update outbox set state = 'ready', repeated = 1 where state = 'attempting' returning id"
    )
    return len(rows)


async def waiting(db: Database, now: datetime) -> int:
    """How many letters are on their way, or could go now: at most one for each person, as with `ready`."""
    rows = await db.fetch("select count(*) from outbox where state = 'attempting'")
    # one that is held up by an earlier one of the same chat cannot go, whatever its own time says
    return int(rows[0][0]) + len(await ready(db, now, [], 1))


async def waiting_for(db: Database) -> dict[str, int]:
    """By person, how many letters to them have not gone out yet."""
    rows = await db.fetch("select person, count(*) from outbox where state = 'ready' group by person")
    return {str(person): int(count) for person, count in rows}


async def next_due(db: Database, now: datetime) -> int | None:
    """When the next letter may go that may not go yet, in milliseconds; None when there is none."""
    kinds = (Priority.INSTANT, Priority.URGENT, Priority.REPLY, *REST)
    earliest = " union all ".join(
        "select min(not_before) as due from outbox where state = 'ready' and priority = ? and not_before > ?"
        for _ in kinds
    )
    rows = await db.fetch(
        f"select min(due) from ({earliest}) as kinds",
        [value for kind in kinds for value in (kind, to_ms(now))],
    )
    return None if rows[0][0] is None else int(rows[0][0])


async def troubles(db: Database) -> dict[str, int]:
    """How many letters ended as failed or unknown, by state."""
    rows = await db.fetch(
        "select state, count(*) from outbox where state in ('failed', 'unknown') group by state"
    )
    return {str(state): int(count) for state, count in rows}


async def slot_of(db: Database, messages: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The slot behind a message that was posted in somebody's chat, by (person, message id)."""
    found = {}
    for person, message in messages:
        for (slot,) in await db.fetch(
            "select slot from posted where person = ? and message_id = ?", (person, message)
        ):
            found[person, message] = str(slot)
    return found


async def posted_since(db: Database, person: str, since: datetime) -> list[int]:
    """The messages that have appeared in somebody's chat since then; an edit does not make one younger."""
    rows = await db.fetch(
        "select message_id from outbox where person = ? and state = 'sent' and message_id is not null"
        " group by message_id having min(queued_at) >= ? order by message_id",
        (person, to_ms(since)),
    )
    return [int(row[0]) for row in rows]


async def purge(tx: Transaction, now: datetime, keep: timedelta) -> None:
    """Removes what was sent or dropped before `keep`; failures stay until a human has seen them."""
    await tx.execute(
        "delete from outbox where state in ('sent', 'dropped') and queued_at < ?", (to_ms(now - keep),)
    )


async def _supersede(tx: Transaction, keys: KeyRing, letter: Letter) -> bool:
    rows = await tx.fetch(
        "select id, subject, uid, sealed from outbox where person = ? and slot = ? and slot <> ''"
        # what is made when it goes knows by itself what is new
        f" and {_LIVE} and state = 'ready' and prompt = '' order by id desc limit 1",
        (letter.to, letter.slot),
    )
    if not rows:
        return False
    number, subject, uid, sealed = rows[0]
    await keys.load(tx, [subject])
    try:
        older, way = _unpack(keys[subject].open(_place(uid), sealed))
    except WrongKey:
        # it fails when its turn comes; the edit stands for itself
        return False
    way["insist"] = way["insist"] or letter.insist
    # the waiting message keeps what makes it one of its own: send or edit, quote, file
    words = letter.message
    message = replace(older, text=words.text, under=words.under, keyboard=words.keyboard)
    if words.media is not None and words.media.kind is MediaKind.LOCATION:
        # but for a place, which is nothing else than where somebody is now
        message = replace(message, media=words.media)
    merged = replace(letter, message=message, **way)
    await tx.execute(
        "update outbox set sealed = ?, priority = case when priority < ? then priority else ? end where id = ?",
        (_sealed(keys, merged, uid), letter.priority, letter.priority, number),
    )
    return True


_COLUMNS = "id, person, subject, priority, slot, notify, ref, attempts, repeated, uid, sealed, album"
_ATTEMPTED = f"{_COLUMNS}, queued_at, prompt, prompt_of"


async def _others(tx: Transaction, row: Row) -> list[Row]:
    """Marks the other parts of a letter's album as being attempted, too. One that may have arrived before
    stays apart from one that has never gone."""
    return await tx.fetch(
        "update outbox set state = 'attempting', attempts = attempts + 1 where id in (select id from outbox"
        f" where person = ? and album = ? and album <> '' and {_LIVE} and state = 'ready' and repeated = ?"
        f" order by id limit ?) returning {_ATTEMPTED}",
        (row[1], row[11], row[8], ALBUM - 1),
    )


def _letter(keys: KeyRing, row: Row) -> tuple[Letter, bool]:
    """The letter of this row, and whether it opens; one that does not has no words."""
    _, person, subject, priority, slot, notify, ref, _, _, uid, sealed, album, _, prompt, of = row
    try:
        message, way = (Outgoing(), {}) if prompt else _opened(keys, subject, uid, sealed)
    except WrongKey:
        lost = Letter(person, subject, Outgoing(), priority, slot=slot, notify=notify, ref=ref)
        return lost, False
    letter = Letter(
        to=person,
        subject=subject,
        message=message,
        priority=priority,
        slot=slot,
        notify=notify,
        ref=ref,
        album=album,
        prompt=prompt,
        of=of,
        **way,
    )
    return letter, True


async def _posted(tx: Transaction, letters: Sequence[Letter]) -> dict[tuple[str, str], int]:
    """The messages that these letters edit, replace or quote, by (person, slot)."""
    named = {(one.to, slot) for one in letters for slot in (one.slot, one.reply_slot) if slot}
    if not named:
        return {}
    people, slots = sorted({person for person, _ in named}), sorted({slot for _, slot in named})
    rows = await tx.fetch(
        f"select person, slot, message_id from posted where person in ({marks(people)})"
        f" and slot in ({marks(slots)})",
        (*people, *slots),
    )
    return {(person, slot): number for person, slot, number in rows}


def _place(uid: str) -> str:
    # the row's number is not known before the insert, so the letter has a name of its own
    return f"outbox|sealed|{uid}"


def _sealed(keys: KeyRing, letter: Letter, uid: str) -> bytes:
    way = {
        "reply_slot": letter.reply_slot,
        "to_chat": letter.to_chat,
        "insist": letter.insist,
        "replaces": letter.replaces,
        "place": letter.place,
    }
    sealed = keys[letter.subject].seal(_place(uid), packed({"message": _told(letter.message), "way": way}))
    # most go at once
    keys.memory.keep(letter.subject, _place(uid), sealed, (letter.message, way))
    return sealed


def _opened(keys: KeyRing, subject: str, uid: str, sealed: bytes) -> tuple[Outgoing, dict[str, Any]]:
    """What stands in a letter that goes now."""
    known: tuple[Outgoing, dict[str, Any]] | None = keys.memory.find(subject, _place(uid), sealed)
    keys.memory.forget(subject, _place(uid))
    return known or _unpack(keys[subject].open(_place(uid), sealed))


_PLAIN = ("text", "reply_to", "message_id", "message_ids", "press_id", "silent", "protect", "under")
_UNSAID = Outgoing()


def _told(message: Outgoing) -> dict[str, Any]:
    """What differs from an empty message; its album is put together when it goes."""
    told = {name: said for name in _PLAIN if (said := getattr(message, name)) != getattr(_UNSAID, name)}
    told["op"] = message.op
    if message.keyboard:
        told["keyboard"] = [[{"caption": b.caption, "data": b.data} for b in row] for row in message.keyboard]
    if message.media is not None:
        told["media"] = asdict(message.media)
    if message.upload:
        told["upload"] = b64encode(message.upload).decode("ascii")
    return told


def _unpack(opened: bytes) -> tuple[Outgoing, dict[str, Any]]:
    data: dict[str, Any] = unpacked(opened)
    fields = data["message"]
    # letters of an older version name it all the same
    fields.pop("album", None)
    media = fields.pop("media", None)
    message = Outgoing(
        op=Op(fields.pop("op")),
        keyboard=tuple(tuple(Button(**button) for button in row) for row in fields.pop("keyboard", ())),
        media=None if media is None else Media(**(media | {"kind": MediaKind(media["kind"])})),
        message_ids=tuple(fields.pop("message_ids", ())),
        upload=b64decode(fields.pop("upload", "")),
        **fields,
    )
    return message, data["way"]

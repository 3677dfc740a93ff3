"""A counsellor's words to the person: typed, corrected or ready-made. In the lane of the person."""

from __future__ import annotations

from dataclasses import replace

from bot.app import albums, cards, quick, relaying, requestcards, silence, transfer, undo
from bot.app.claims import claim
from bot.app.relay import body_of, media_of, message_id
from bot.app.turn import Turn, part_of
from bot.channel.split import CAPTION_LIMIT, LIMIT, length
from bot.domain.case import Case, Kind, State
from bot.domain.messages import Keyboard, Media, Op, Outgoing
from bot.domain.people import Person
from bot.domain.permissions import Act
from bot.store.cases import Entry, EntryKind

FILE = "case"


def carried(body: dict[str, object]) -> bool:
    """Whether this is something that can be passed on."""
    return bool(body.get("text")) or media_of(body) is not None


def reply(turn: Turn, case: Case, by: Person, body: dict[str, object], *, keyboard: Keyboard = ()) -> None:
    """Who has the case speaks; whoever had it last may go on speaking. `keyboard` goes with a question."""
    message = message_id(body)
    if not carried(body):
        turn.say(by, cards.FILE, "not_carried", reply_to=message, code=case.code)
        return
    # between two owners the last one may go on: a person must not be left in the middle of a sentence
    mine = replace(case, owner=by.id)
    held = (
        case.kind is Kind.CASE
        and case.state is State.ESCALATING
        and case.last_owner == by.id
        and cards.may(turn, Act.REPLY, mine, by)
    )
    if not held and not cards.may(turn, Act.REPLY, case, by):
        owner = turn.house.staff(case.owner or "")
        turn.say(
            by, cards.FILE, "not_sent", reply_to=message, code=case.code, owner=owner.name if owner else ""
        )
        turn.audit(by.id, "reply refused", case.id)
        return
    if body.get("edits"):
        _rewrite(turn, case, by, body)
        return
    if not held and case.opened_by != by.id:
        # nobody answers what they have not read, and what comes back would not reach them
        cards.send_to_door(turn, case, by, message_id(body))
        return
    if held and cards.may(turn, Act.TAKE, case, by):
        # the two minutes were over, but here the human message is: it takes the case back
        case = claim(turn, case, by, writes=True)
    first = albums.begun(turn, by, body)
    behind = {} if first is None else {"with": first.id}
    entry = turn.record(case, EntryKind.WRITTEN, by.id, body_of(body) | behind, message=message)
    if first is not None and first.id in undo.never_sent(turn.journal):
        # taken back before all of it was here: the album is one line
        return
    reply_to, reply_slot = relaying.quoted(turn, str(body.get("quote", "")), reader=turn.who.id)
    _put_in_line(
        turn,
        case,
        by,
        entry,
        kind="relay",
        text=str(body.get("text", "")),
        media=media_of(body),
        reply_to=reply_to,
        reply_slot=reply_slot,
        keyboard=keyboard,
        album=str(body.get("album", "")),
        first=first,
    )
    if first is None:
        silence.written(turn, replace(case, typed=True), entry.id)


def canned(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """A ready-made line. It tells the person something true, but no clock stops at it: nobody has typed."""
    press_id, line = str(body.get("press", "")), str(body.get("choice", ""))
    if not cards.may(turn, Act.CANNED, case, by) or not quick.offered(turn, case, by, line):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_for_you"))
        turn.audit(by.id, "canned refused", case.id)
        return
    if case.opened_by != by.id:
        turn.answer(by, press_id)
        cards.send_to_door(turn, case, by, None)
        return
    if _said_last(turn, by, line):
        # a thumb that taps twice, or a list that has stood there for long
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_said_already"))
        return
    turn.answer(by, press_id)
    text = quick.words(turn, case, by, line, turn.who.language)
    entry = turn.record(case, EntryKind.WRITTEN, by.id, {"text": text, "media": None, "canned": line})
    shown = quick.words(turn, case, by, line, by.language)
    turn.say(
        by,
        cards.FILE,
        "quick_said",
        about=turn.who,
        silent=True,
        slot=f"r:{entry.id}",
        code=case.code,
        colour=case.colour.value,
        text=shown,
        beside=str(body.get("beside", "")),
    )
    _put_in_line(turn, case, by, entry, kind="canned", text=text)
    if line == quick.READING and case.state is State.CLAIMED and not case.reading:
        case = turn.keep_case(replace(case, reading=True))
        # an hour the person wished for is not brought forward by it
        transfer.await_first_line(turn, case)


def _put_in_line(
    turn: Turn,
    case: Case,
    by: Person,
    entry: Entry,
    *,
    kind: str,
    text: str,
    media: Media | None = None,
    reply_to: int | None = None,
    reply_slot: str = "",
    keyboard: Keyboard = (),
    album: str = "",
    first: Entry | None = None,
) -> None:
    """`first` is the line an album began with: what becomes of the others is told there, unless they fail alone."""
    held = bool(turn.house.config.settings.undo)
    ref = f"{kind}:{case.id}:{entry.id}:{by.id}:{entry.message or 0}"
    turn.send(
        turn.who,
        Outgoing(
            text=_said(turn, case, by, text, block="asked_back" if keyboard else "from_staff"),
            media=media,
            keyboard=keyboard,
            reply_to=reply_to,
            under=albums.bare(text),
        ),
        slot=f"r:{entry.id}",
        reply_slot=reply_slot,
        notify=turn.lane,
        ref=part_of(ref) if first else ref,
        held=held,
        album=album and (first or entry).id,
        place=entry.message or 0,
    )
    if held and first is None:
        undo.offer(turn, case, by, entry)


def _said_last(turn: Turn, by: Person, line: str) -> bool:
    """Whether the last thing anybody said in this talk is this very line."""
    gone = undo.never_sent(turn.journal)
    spoken = [
        entry
        for entry in turn.journal
        if entry.kind in (EntryKind.SAID, EntryKind.EDITED, EntryKind.WRITTEN) and entry.id not in gone
    ]
    return bool(spoken) and spoken[-1].author == by.id and spoken[-1].body.get("canned") == line


def _rewrite(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    earlier = turn.entries.get(str(body["edits"]))
    if earlier is None or earlier.case != case.id:
        return
    if earlier.id in undo.never_sent(turn.journal):
        turn.say(by, cards.FILE, "edit_taken_back", reply_to=message_id(body), code=case.code)
        return
    if undo.undecided(turn.journal, earlier.id):
        # corrected before it was known: now it would go out on its own, though the line was taken back
        turn.pass_on(turn.lane, "desk", body)
        return
    turn.record(case, EntryKind.REWRITTEN, by.id, body_of(body))
    words, media = str(body.get("text", "")), media_of(earlier.body)
    if media is not None and media.moved_to(place := media_of(body)):
        relaying.move(turn, turn.who, case, earlier.id, place)
        return
    text = _said(turn, case, by, words)
    before = _said(turn, case, by, str(earlier.body.get("text", "")))
    limit = LIMIT if media is None else CAPTION_LIMIT
    if max(length(text), length(before)) <= limit:
        message = Outgoing(op=Op.EDIT, text=text, media=media, under=albums.bare(words))
    else:
        # what went out, or would, in several parts cannot be edited in place
        message = Outgoing(text=_said(turn, case, by, words, block="corrected"))
    turn.send(
        turn.who,
        message,
        slot=f"r:{earlier.id}" if message.op is Op.EDIT else "",
        notify=turn.lane,
        ref=f"rewrite:{case.id}:{by.id}:{message_id(body) or 0}",
        insist=message.op is Op.EDIT,
    )


def _said(turn: Turn, case: Case, by: Person, text: str, *, block: str = "from_staff") -> str:
    """A colleague's words as the person reads them; of several requests the number says which is meant."""
    if case.kind is Kind.REQUEST:
        return turn.text(turn.who, requestcards.OWN, block, name=by.name, code=case.code, text=text)
    return turn.text(turn.who, FILE, block, name=by.name, text=text)

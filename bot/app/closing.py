"""The end of a case: the closing note, what must have happened before it, and a second tap for red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.app import cards, casecalls, debrief
from bot.app.relay import body_of, message_id
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import UNREACHABLE, Case
from bot.domain.people import Person
from bot.domain.permissions import Act
from bot.domain.triage import Colour
from bot.store.cases import Entry, EntryKind
from bot.store.desks import OPENED

FILE = "case"
ASKED_TO_CLOSE = "asked to close"
SHOWN = "close refused"
"""They were shown what the person had just written."""
SURE = "sure"
JUST = timedelta(minutes=1)
"""A line younger than this may have come while the closing note was being typed."""


def close(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """Asks for the closing note (`ask` in the body), takes it, or ends a red case on the second tap (`choice`
    is `sure`); what is in the way is said."""
    press_id, sure = str(body.get("press", "")), body.get("choice") == SURE
    turn.answer(by, press_id)
    if not cards.may(turn, Act.CLOSE, case, by):
        turn.say(by, cards.FILE, "not_kept", reply_to=message_id(body), code=case.code)
        return
    if case.opened_by != by.id:
        cards.send_to_door(turn, case, by, message_id(body))
        return
    if block := _not_to_be_closed(turn, case, by, body):
        turn.say(
            by,
            cards.FILE,
            block,
            about=turn.who,
            reply_to=message_id(body),
            keyboard=((turn.button(by, cards.FILE, Act.CLOSE.value, cards.press(Act.CLOSE, case)),),),
            code=case.code,
            written=bool(body.get("text")) or bool(body.get("media")),
            lines=[str(entry.body.get("text", "")) for entry in _unread(turn, by, body)],
        )
        turn.happened(case, SHOWN, by.id)
        # they go on talking with the person: what they write next is for them, and not a closing note
        turn.pass_on(by.id, "not_closed", {"case": case.id})
        return
    if body.get("ask"):
        turn.happened(case, ASKED_TO_CLOSE, by.id)
        turn.say(by, cards.FILE, "ask_closing", code=case.code)
        return
    if not sure:
        turn.record(case, EntryKind.CLOSING, by.id, body_of(body))
        if case.colour is Colour.RED:
            _ask_again(turn, case, by, body)
            return
    _end(turn, case, by, body)


def _ask_again(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """The note is kept; red ends only with a tap of its own, and until then they go on talking."""
    turn.say(
        by,
        cards.FILE,
        "close_sure",
        about=turn.who,
        reply_to=message_id(body),
        keyboard=((turn.button(by, cards.FILE, "close_red", cards.press(Act.CLOSE, case, SURE)),),),
        code=case.code,
    )
    turn.pass_on(by.id, "not_closed", {"case": case.id})


def _end(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    case = turn.keep_case(rules.closed(case, turn.now))
    turn.happened(case, "closed", by.id)
    if turn.session.mode == "human":
        turn.keep_session(replace(turn.session, mode="bot"))
    cards.refresh(turn, case)
    turn.say(by, cards.FILE, "closed", reply_to=message_id(body), code=case.code)
    turn.pass_on(by.id, "closed", {"case": case.id})
    casecalls.on_closed(turn, case, by)
    if turn.who.address is not None:
        _tell(turn, case, by)
    if case.colour is Colour.RED:
        debrief.ask(turn, case)


def _tell(turn: Turn, case: Case, by: Person) -> None:
    turn.say(
        turn.who,
        FILE,
        "closed",
        name=by.name,
        talked=case.human_at is not None,
        unreachable=UNREACHABLE in case.reasons,
    )


def _not_to_be_closed(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> str:
    """Why this is not the moment to close it, as the block that says so; empty when nothing is in the way."""
    spoken = case.human_at is not None or UNREACHABLE in case.reasons
    if case.colour is not Colour.GREEN and not spoken:
        return "close_unspoken"
    if body.get("choice") == SURE and not _notes(turn, by):
        # an old button, from before the case was opened again or passed on
        return "close_first_note"
    if not body.get("ask") and _unread(turn, by, body):
        # what was meant as a closing note may be the answer to it
        return "close_spoken"
    return ""


def _notes(turn: Turn, by: Person) -> list[int]:
    """Where the closing notes of this colleague stand in the journal since it was last opened anew."""
    anew = [place for place, entry in enumerate(turn.journal) if entry.body.get("what") == "reopened"]
    return [
        place
        for place, entry in enumerate(turn.journal)
        if entry.kind is EntryKind.CLOSING and entry.author == by.id and place > (anew[-1] if anew else -1)
    ]


def _unread(turn: Turn, by: Person, body: dict[str, object]) -> list[Entry]:
    """What the person has written that this colleague can hardly have read before closing.

    Since they were asked for the note; before the second tap, since the note; and with a note in one go, what
    has come within the last minute and after their own last line.
    """
    journal = turn.journal
    if body.get("choice") == SURE:
        places = _notes(turn, by)
    elif body.get("asked"):
        places = _did(journal, by, ASKED_TO_CLOSE)
    else:
        own = [
            place
            for place, entry in enumerate(journal)
            if entry.author == by.id and entry.kind in (EntryKind.WRITTEN, EntryKind.NOTE)
        ]
        read = [*own, *_did(journal, by, SHOWN), *_did(journal, by, OPENED)]
        start = max(read, default=0)
        return [entry for entry in _said(journal[start:]) if turn.now - entry.at <= JUST]
    return _said(journal[places[-1] :]) if places else []


def _did(journal: Sequence[Entry], by: Person, what: str) -> list[int]:
    return [
        place
        for place, entry in enumerate(journal)
        if entry.author == by.id and entry.body.get("what") == what
    ]


def _said(journal: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in journal if entry.kind in (EntryKind.SAID, EntryKind.EDITED)]

"""The end of a case: the closing note, and what must have happened before it."""

from __future__ import annotations

from dataclasses import replace

from bot.app import cards
from bot.app.casework import UNREACHABLE
from bot.app.relay import body_of, message_id
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import Case
from bot.domain.people import Person
from bot.domain.permissions import Act
from bot.domain.triage import Colour
from bot.store.cases import Entry, EntryKind

FILE = "case"
ASKED_TO_CLOSE = "asked to close"


def close(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """Asks for the closing note (`ask` in the body), or takes it and ends the case; what is in the way is said."""
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
            written=bool(body.get("text")),
            lines=[str(entry.body.get("text", "")) for entry in _said_since_asked(turn, by)],
        )
        turn.audit(by.id, "close refused", case.id)
        # they go on talking with the person: what they write next is for them, and not a closing note
        turn.pass_on(by.id, "not_closed", {"case": case.id})
        return
    if body.get("ask"):
        turn.happened(case, ASKED_TO_CLOSE, by.id)
        turn.say(by, cards.FILE, "ask_closing", code=case.code)
        return
    turn.record(case, EntryKind.CLOSING, by.id, body_of(body))
    case = turn.keep_case(rules.closed(case, turn.now))
    turn.happened(case, "closed", by.id)
    if turn.session.mode == "human":
        turn.keep_session(replace(turn.session, mode="bot"))
    cards.refresh(turn, case)
    turn.say(by, cards.FILE, "closed", reply_to=message_id(body), code=case.code)
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
    if body.get("asked") and _said_since_asked(turn, by):
        # what was meant as a closing note may be the answer to it
        return "close_spoken"
    return ""


def _said_since_asked(turn: Turn, by: Person) -> list[Entry]:
    """What the person has written since this colleague was asked for the closing note."""
    asked = [
        place
        for place, entry in enumerate(turn.journal)
        if entry.author == by.id and entry.body.get("what") == ASKED_TO_CLOSE
    ]
    later = turn.journal[asked[-1] :] if asked else []
    return [entry for entry in later if entry.kind in (EntryKind.SAID, EntryKind.EDITED)]

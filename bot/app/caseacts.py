"""What staff do with a case, in the lane of the person concerned. Permission is asked again here."""

from __future__ import annotations

from bot.app import calls, cards, claims, debrief, requestacts, speaking, takeover, transfer, undo
from bot.app.closing import close
from bot.app.relay import body_of, message_id
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import UNREACHABLE, Case, Kind, State
from bot.domain.people import Person
from bot.domain.permissions import Act
from bot.store.cases import EntryKind

AFTER_THE_END = (Act.UNDO, Act.DEBRIEF)
"""What may still be done when the case is closed."""


WRITTEN = (Act.REPLY, Act.NOTE, Act.CLOSE, Act.ASK, Act.DONE, Act.DID)
"""What comes with words, whose writer must know when they went nowhere."""


def on_desk(turn: Turn, verb: str, body: dict[str, object]) -> None:
    """A staff member's act, passed on from their lane; permission is asked again here, at the last moment."""
    act = Act(verb)
    case = turn.cases.get(str(body["case"]))
    by = turn.house.staff(str(body["by"]))
    press_id = str(body.get("press", ""))
    if by is None:
        # no longer on the staff since the press: nothing may be done in their name
        turn.audit(str(body["by"]), f"{verb} refused", str(body["case"]))
        return
    if case is None or not (case.live or act in AFTER_THE_END):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_closed"))
        _let_go(turn, act, case, by, body)
        if act in WRITTEN and not press_id and not body.get("together"):
            turn.say(by, cards.FILE, "not_kept_closed", reply_to=message_id(body))
        return
    if case.kind is Kind.REQUEST:
        (requestacts.ACTS | {Act.NOTE: _note})[act](turn, case, by, body)
        _let_go(turn, act, case, by, body)
        return
    {
        Act.TAKE: claims.take,
        Act.DECLINE: claims.decline,
        Act.OPEN: takeover.open_case,
        Act.REPLY: speaking.reply,
        Act.CANNED: speaking.canned,
        Act.UNDO: undo.take_back,
        Act.NOTE: _note,
        Act.OFFER: transfer.offer,
        Act.CLOSE: close,
        Act.CALL: calls.on_press,
        Act.DEBRIEF: debrief.on_press,
    }[act](turn, case, by, body)
    _let_go(turn, act, case, by, body)


def _let_go(turn: Turn, act: Act, case: Case | None, by: Person, body: dict[str, object]) -> None:
    """A card that came twice: nobody knows the number of the first copy, until somebody taps on it."""
    on_card = act in (Act.TAKE, Act.DECLINE) and body.get("choice") != cards.DOOR
    if case is not None and on_card and body.get("under"):
        cards.let_go(turn, turn.cases[case.id], by, int(str(body["under"])))


def _note(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    if not cards.may(turn, Act.NOTE, case, by):
        turn.say(by, cards.FILE, "not_kept", reply_to=message_id(body), code=case.code)
        return
    promise = {"promise": True} if body.get("promise") else {}
    turn.record(case, EntryKind.NOTE, by.id, body_of(body) | promise)
    turn.audit(by.id, "noted", case.id)
    if case.state is State.CLAIMED and UNREACHABLE in case.reasons:
        # no message will ever reach them: that a human has phoned is known from the note alone
        case = turn.keep_case(rules.answered(case, turn.now))
        cards.refresh(turn, case)
    turn.say(
        by,
        cards.FILE,
        "note_kept",
        reply_to=message_id(body),
        silent=True,
        code=case.code,
        next=str(body.get("next", "")),
        promise=bool(promise),
    )

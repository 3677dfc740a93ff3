"""Notes on a case, closing notes and promises: asked for, and taken from what is written next."""

from __future__ import annotations

from bot.app import cards, seat
from bot.app.relay import packed
from bot.app.turn import Turn
from bot.domain.case import Case
from bot.domain.messages import Incoming, MediaKind
from bot.domain.permissions import Act
from bot.store.desks import Desk, DeskMode

FILE = cards.FILE


def ask(turn: Turn, case: Case, mode: DeskMode) -> None:
    """The next message is a note on this case."""
    seat.turn_to_note(turn, case, mode)
    if mode is DeskMode.NOTE:
        turn.say(turn.who, FILE, "ask_note", code=case.code)
    else:
        # asked for in the person's lane, so that their lines stand before or after it, never beside
        body: dict[str, object] = {"verb": Act.CLOSE.value, "case": case.id, "by": turn.lane, "ask": True}
        turn.pass_on(case.person, "desk", body)


def take(turn: Turn, incoming: Incoming, desk: Desk, *, asked: bool = True, promise: bool = False) -> None:
    """The message after pressing Note or Close, or what came with the command."""
    case = turn.cases.get(desk.case)
    if case is None or not case.live:
        turn.keep_desk(None)
        turn.say(turn.who, FILE, "not_kept_closed", reply_to=incoming.message_id)
        return
    closing = desk.mode is DeskMode.CLOSING
    # at four in the morning a closing note may be spoken
    spoken = closing and incoming.media is not None and incoming.media.kind is MediaKind.VOICE
    if not incoming.text.strip() and not spoken:
        turn.say(turn.who, FILE, "note_in_words", reply_to=incoming.message_id, closing=closing)
        return
    about: dict[str, object]
    if closing:
        turn.keep_desk(None)
        about = {"verb": Act.CLOSE.value, "asked": asked}
    else:
        after = seat.go_back(turn, desk)
        about = {"verb": Act.NOTE.value, "next": after.code if after else "", "promise": promise}
    about |= {"case": case.id, "by": turn.lane}
    turn.pass_on(case.person, "desk", about | packed(incoming))

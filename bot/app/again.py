"""Somebody writes again not long after the end: the same case, with a new clock."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app import cards, casework
from bot.app.casework import Answers
from bot.app.remarks import journal_earlier
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import UNREACHABLE, Case
from bot.domain.messages import Incoming, MediaKind
from bot.domain.thanks import only_thanks
from bot.domain.triage import Colour, worse

REOPENED = "reopened"


def needs_nobody(incoming: Incoming) -> bool:
    """Whether this only says thanks or goodbye to a talk that is over: nobody is woken for it."""
    if incoming.media is not None:
        return incoming.media.kind is MediaKind.STICKER
    return only_thanks(incoming.text)


def call(turn: Turn, colour: Colour, reasons: Sequence[str], answers: Answers = ()) -> tuple[Case, bool]:
    """What `casework.call_for_help` does, but words that follow on a talk that has ended open that case again."""
    ended = turn.ended
    if ended is None or turn.case_of(turn.lane) is not None or turn.session.stack:
        return casework.call_for_help(turn, colour, reasons, answers)
    return reopen(turn, ended, colour, reasons), True


def reopen(turn: Turn, ended: Case, colour: Colour, reasons: Sequence[str] = ()) -> Case:
    """The case as a new call, never milder than it was; whoever had it last is asked first where that costs the
    person nothing."""
    kept = [reason for reason in ended.reasons if reason != UNREACHABLE]
    case = rules.reopened(ended, worse(ended.colour, colour), (*kept, *reasons), turn.now)
    turn.people[turn.lane] = turn.who
    turn.keep_case(case)
    journal_earlier(turn, case)
    turn.happened(case, REOPENED, turn.lane)
    case = casework.page(turn, case)
    turn.wake("status", case.id, turn.house.config.settings.waiting.after[0])
    cards.refresh(turn, case)
    turn.keep_session(casework.waiting_session(turn.session))
    return case

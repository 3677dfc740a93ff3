"""A person's line that nobody answers: the owner is reminded once, then others are called."""

from __future__ import annotations

from dataclasses import replace

from bot.app import cards
from bot.app.casework import lapse
from bot.app.turn import Turn
from bot.domain.case import Case, Kind, State
from bot.domain.messages import Priority

TIMER = "silence"


def heard(turn: Turn, case: Case, entry: str) -> Case:
    """The person has written. The clock runs from their first unanswered line: writing on must not stop it."""
    if case.kind is Kind.REQUEST:
        # its deadline is its clock
        return case
    first = not case.asked
    case = turn.keep_case(replace(case, asked=case.asked or entry, replies=()))
    if first:
        case = turn.keep_case(replace(case, nudged=False))
        _watch(turn, case)
    return case


def written(turn: Turn, case: Case, entry: str) -> Case:
    """Staff have written; it is an answer once it is known to be delivered."""
    if case.kind is Kind.REQUEST:
        return turn.keep_case(case)
    return turn.keep_case(replace(case, replies=(*case.replies, entry)))


def delivered(turn: Turn, case: Case, entry: str) -> Case:
    """A message of staff has arrived. What they wrote before the person's newest line answers nothing."""
    if entry in case.replies:
        case = replace(case, asked="", replies=(), nudged=False)
    turn.keep_case(case)
    if case.kind is Kind.CASE:
        _watch(turn, case)
    return case


def on_timer(turn: Turn, ref: str, guard: str) -> None:
    case = turn.cases.get(ref)
    if case is None or case.state is not State.ACTIVE or case.asked != guard:
        # while nobody has the case, or the first answer is awaited, other clocks run
        return
    owner = turn.house.staff(case.owner or "")
    if owner is None or case.nudged:
        lapse(turn, case, "silent")
        return
    case = turn.keep_case(replace(case, nudged=True))
    turn.happened(case, "reminded", "ladder")
    turn.say(
        owner,
        cards.FILE,
        "unanswered",
        priority=Priority.URGENT,
        about=turn.people[case.person],
        reply_slot=cards.card_slot(case),
        keyboard=cards.keyboard(turn, case, owner),
        given=cards.facts(turn, case, owner),
    )
    _watch(turn, case)


def _watch(turn: Turn, case: Case) -> None:
    if case.asked and case.state is State.ACTIVE:
        within = turn.house.config.settings.escalation.answer_within
        turn.wake(TIMER, case.id, getattr(within, case.colour.value), guard=case.asked)

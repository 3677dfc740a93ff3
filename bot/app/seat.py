"""What lies open before a staff member: whom their next words are for."""

from __future__ import annotations

from bot.app import cards
from bot.app.turn import Turn
from bot.domain.case import Case, State
from bot.domain.permissions import Act
from bot.store.database import to_ms
from bot.store.desks import Desk, DeskMode

FILE = cards.FILE


def theirs(turn: Turn, case: Case) -> bool:
    """Whether this staff member answers for the case, or did until it was let go and nobody else has it."""
    held = case.state is State.ESCALATING and case.last_owner == turn.lane
    return case.live and (case.owner == turn.lane or held)


def helps(turn: Turn, case: Case) -> bool:
    """Whether this is a request that was passed to them, to be done."""
    return case.live and case.matter is not None and case.matter.helper == turn.lane


def permitted(turn: Turn, act: Act, case: Case) -> bool:
    """Whether this staff member may do this with a live case; asked again where it is done."""
    return case.live and case.person in turn.people and cards.may(turn, act, case, turn.who)


def sit_down(turn: Turn, case: Case, mode: DeskMode = DeskMode.REPLY, *, before: str = "") -> None:
    """Opens a case before this staff member and starts the idle clock anew."""
    turn.keep_desk(Desk(mode, case.id, turn.now, before))
    turn.wake("idle", "desk", turn.house.config.settings.reply_mode_idle, guard=str(to_ms(turn.now)))


def turn_to_note(turn: Turn, case: Case, mode: DeskMode) -> None:
    """The next message is a note on this case; what is open now is gone back to."""
    desk = turn.desk
    before = "" if desk is None else desk.case if desk.mode is DeskMode.REPLY else desk.before
    sit_down(turn, case, mode, before=before)


def go_back(turn: Turn, desk: Desk) -> Case | None:
    """From a note to the case that was open before it, None if there was none: nothing is open then."""
    case = turn.cases.get(desk.before)
    if case is None or not case.live:
        turn.keep_desk(None)
        return None
    sit_down(turn, case)
    return case


def step_back(turn: Turn, desk: Desk) -> None:
    """Out of a note back to where it was asked for; out of reply mode to nothing open."""
    if desk.mode is DeskMode.REPLY:
        put_aside(turn)
        return
    left = turn.cases.get(desk.case)
    case = go_back(turn, desk)
    if case is None:
        _say_left(turn, left)
    else:
        turn.say(turn.who, FILE, "reply_mode", code=case.code)


def put_aside(turn: Turn) -> None:
    """Out of reply mode because they turned to something else."""
    if turn.desk is not None:
        case = turn.cases.get(turn.desk.case)
        turn.keep_desk(None)
        _say_left(turn, case)


def on_not_closed(turn: Turn, case: Case | None) -> None:
    """A closing note was not taken: what comes next are words to the person again."""
    desk = turn.desk
    elsewhere = desk is not None and (
        desk.mode is not DeskMode.CLOSING or case is None or desk.case != case.id
    )
    if case is not None and case.live and not elsewhere:
        sit_down(turn, case)


def on_closed(turn: Turn, case: Case | None) -> None:
    """It is over: what comes next is for nobody in it."""
    if turn.desk is not None and case is not None and turn.desk.case == case.id:
        turn.keep_desk(None)


def on_idle(turn: Turn, guard: str) -> None:
    """Nothing has been written for long: the next words must not land in a chat that was forgotten open."""
    if turn.desk is not None and guard == str(to_ms(turn.desk.since)):
        case = turn.cases.get(turn.desk.case)
        turn.keep_desk(None)
        # what has passed on to somebody else meanwhile is not theirs to be called back to, nor what is their own
        if case is not None and (theirs(turn, case) or helps(turn, case)):
            turn.say(turn.who, FILE, "idle", code=case.code, keyboard=cards.doors(turn, [case], turn.who))


def open_code(turn: Turn) -> str:
    """The code of what is open, empty for nothing."""
    case = turn.cases.get(turn.desk.case) if turn.desk else None
    return case.code if case and case.live else ""


def _say_left(turn: Turn, case: Case | None) -> None:
    live = case is not None and case.live
    turn.say(
        turn.who,
        FILE,
        "left",
        code=case.code if case and live else "",
        mine=case is not None and case.owner == turn.lane,
    )

"""What staff do in their own chat: buttons on cards, reply mode, notes. Acts on a case go to that case's lane."""

from __future__ import annotations

from dataclasses import replace

from bot.app import buttons, cards
from bot.app.buttons import Press
from bot.app.relay import case_behind, entry_behind, packed
from bot.app.turn import Turn
from bot.domain.case import Case, State
from bot.domain.messages import Incoming, IncomingKind, Keyboard
from bot.domain.permissions import Act
from bot.domain.triage import Colour
from bot.store.cases import EntryKind
from bot.store.database import to_ms
from bot.store.desks import Desk, DeskMode

FILE = cards.FILE
COMMANDS = ("/start", "/cases", "/note", "/close", "/leave")
LISTED = 8
"""Cases on one list: what fits a phone's screen with its buttons."""


def handles(turn: Turn, incoming: Incoming) -> bool:
    """Whether this was work; what was not is an ordinary person writing, who may need help themselves."""
    if not turn.who.works_cases(turn.now):
        return False
    if incoming.kind is IncomingKind.PRESS:
        press = buttons.read(incoming.pressed)
        if press is None or press.verb not in set(Act):
            # a button of a dialogue: from here on they speak for themselves
            _put_aside(turn)
            return False
        _pressed(turn, incoming, Act(press.verb), press)
        return True
    if incoming.kind is IncomingKind.EDIT:
        return _edited(turn, incoming)
    if incoming.kind is not IncomingKind.MESSAGE:
        return False
    command = incoming.text.split("@")[0].split(maxsplit=1)[0] if incoming.text.startswith("/") else ""
    if command in COMMANDS:
        _command(turn, incoming, command)
        return True
    if turn.desk is not None and command == "/cancel":
        _step_back(turn, turn.desk)
        return True
    if command and turn.house.library.find_start(incoming.text):
        # a dialogue of their own: what they write in it must not go to the person whose case lies open
        _put_aside(turn)
        return False
    if command and turn.desk is not None:
        turn.say(turn.who, FILE, "no_such_command", reply_to=incoming.message_id, code=_open_code(turn))
        return True
    return _wrote(turn, incoming)


def at_work(turn: Turn) -> bool:
    """Whether what this person writes is work: somebody on the staff with no dialogue of their own under way."""
    own = turn.session.stack or turn.session.mode == "human"
    return turn.who.works_cases(turn.now) and (turn.desk is not None or not own)


def on_idle(turn: Turn, guard: str) -> None:
    """Nothing has been written for long: the next words must not land in a chat that was forgotten open."""
    if turn.desk is not None and guard == str(to_ms(turn.desk.since)):
        case = turn.cases.get(turn.desk.case)
        turn.keep_desk(None)
        if case is not None and case.live:
            turn.say(turn.who, FILE, "idle", code=case.code, keyboard=_reopen(turn, [case]))


def needs_all_cases(incoming: Incoming) -> bool:
    """Whether the turn must have every live case at hand."""
    return incoming.text.startswith("/cases")


# -- buttons ------------------------------------------------------------------------------------


def _pressed(turn: Turn, incoming: Incoming, act: Act, press: Press) -> None:
    case = turn.cases.get(press.id)
    if case is None:
        # an id that was guessed and one that is gone get the same answer
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_not_found"))
        turn.audit(turn.lane, f"{act} not found", press.id)
        return
    if act in (Act.OPEN, Act.NOTE, Act.CLOSE) and not _permitted(turn, act, case):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_not_for_you"))
        turn.audit(turn.lane, f"{act} refused", case.id)
        return
    if act is Act.NOTE or act is Act.CLOSE:
        turn.answer(turn.who, incoming.press_id)
        _ask(turn, case, DeskMode.NOTE if act is Act.NOTE else DeskMode.CLOSING)
        return
    if act in (Act.TAKE, Act.OPEN) and turn.session.mode == "bot" and turn.session.stack:
        # a menu left standing must not catch the words that are meant for the person
        turn.keep_session(replace(turn.session, stack=(), suspended=()))
    if act is Act.OPEN:
        _sit_down(turn, case, DeskMode.REPLY)
    turn.pass_on(
        case.person,
        "desk",
        {"verb": act.value, "case": case.id, "by": turn.lane, "press": incoming.press_id},
    )


def _permitted(turn: Turn, act: Act, case: Case) -> bool:
    return case.live and case.person in turn.people and cards.may(turn, act, case, turn.who)


# -- words --------------------------------------------------------------------------------------


def _wrote(turn: Turn, incoming: Incoming) -> bool:
    desk = turn.desk
    quoted = _quoted_case(turn, incoming)
    if quoted is not None and quoted.person == turn.lane:
        # an answer to a counsellor of their own
        return False
    if desk is None and quoted is None:
        mine = [case for case in turn.cases.values() if case.owner == turn.lane and case.live]
        if not at_work(turn) or not mine:
            return False
        # words meant for a person must neither reach the wrong one nor vanish without a word
        turn.say(turn.who, FILE, "no_open_case", reply_to=incoming.message_id, keyboard=_reopen(turn, mine))
        return True
    if desk is not None and desk.mode is not DeskMode.REPLY:
        _noted(turn, incoming, desk)
        return True
    # a quote says more plainly than reply mode whom the words are for
    case = quoted or turn.cases.get(desk.case if desk else "")
    if case is None or not case.live:
        if desk is not None and (case is None or desk.case == case.id):
            turn.keep_desk(None)
        turn.say(turn.who, FILE, "not_kept_closed", reply_to=incoming.message_id)
        return True
    if desk is not None and desk.case == case.id:
        _sit_down(turn, case, DeskMode.REPLY)
    body = packed(incoming) | {"quote": _quoted_entry(turn, incoming)}
    turn.pass_on(case.person, "desk", {"verb": Act.REPLY.value, "case": case.id, "by": turn.lane} | body)
    return True


def _noted(turn: Turn, incoming: Incoming, desk: Desk) -> None:
    """The message after pressing Note or Close."""
    case = turn.cases.get(desk.case)
    if case is None or not case.live:
        turn.keep_desk(None)
        turn.say(turn.who, FILE, "not_kept_closed", reply_to=incoming.message_id)
        return
    if not incoming.text.strip():
        turn.say(turn.who, FILE, "note_in_words", reply_to=incoming.message_id)
        return
    closing = desk.mode is DeskMode.CLOSING
    if closing:
        turn.keep_desk(None)
    else:
        _sit_down(turn, case, DeskMode.REPLY)
    act = Act.CLOSE if closing else Act.NOTE
    turn.pass_on(
        case.person,
        "desk",
        {"verb": act.value, "case": case.id, "by": turn.lane} | packed(incoming),
    )


def _edited(turn: Turn, incoming: Incoming) -> bool:
    """A correction of something already relayed; anything else a staff member edits changes nothing."""
    entry = turn.sources.get((turn.lane, incoming.message_id))
    if entry is None and at_work(turn):
        # a note, a closing note: what they say about somebody must not be read as said about themselves
        turn.say(turn.who, FILE, "edit_not_kept", reply_to=incoming.message_id)
        return True
    if entry is None or entry.kind is not EntryKind.WRITTEN:
        return False
    turn.pass_on(
        entry.person,
        "desk",
        {"verb": Act.REPLY.value, "case": entry.case, "by": turn.lane, "edits": entry.id} | packed(incoming),
    )
    return True


# -- commands -----------------------------------------------------------------------------------


def _command(turn: Turn, incoming: Incoming, command: str) -> None:
    if command == "/start":
        turn.say(turn.who, FILE, "welcome", name=turn.who.name)
        return
    if command == "/cases":
        _list(turn)
        return
    case = turn.cases.get(turn.desk.case) if turn.desk else None
    if case is None or not case.live:
        turn.say(turn.who, FILE, "open_first", reply_to=incoming.message_id)
        return
    if command == "/leave":
        _put_aside(turn)
        return
    mode = DeskMode.NOTE if command == "/note" else DeskMode.CLOSING
    _, _, words = incoming.text.partition(" ")
    if words.strip():
        _noted(turn, replace(incoming, text=words.strip()), Desk(mode, case.id, turn.now))
    else:
        _ask(turn, case, mode)


def _step_back(turn: Turn, desk: Desk) -> None:
    """Out of a note back to reply mode; out of reply mode to nothing open."""
    case = turn.cases.get(desk.case)
    if case is None or not case.live or desk.mode is DeskMode.REPLY:
        _put_aside(turn)
        return
    _sit_down(turn, case, DeskMode.REPLY)
    turn.say(turn.who, FILE, "reply_mode", code=case.code)


def _list(turn: Turn) -> None:
    """Mine first, then what nobody has taken, the most urgent and longest waiting on top."""
    order = (Colour.RED, Colour.AMBER, Colour.GREEN)
    shown = [
        case
        for case in turn.cases.values()
        if case.live
        and case.person in turn.people
        and (case.owner == turn.lane or (case.state is State.ESCALATING and _permitted(turn, Act.TAKE, case)))
    ]
    shown.sort(key=lambda c: (c.owner != turn.lane, order.index(c.colour), c.opened_at))
    rows = [cards.facts(turn, case, turn.who) for case in shown[:LISTED]]
    keyboard = tuple(
        (
            replace(
                button := turn.button(
                    turn.who,
                    FILE,
                    act.value,
                    cards.press(act, case),
                ),
                caption=f"{button.caption} {case.code}",
            ),
        )
        for case in shown[:LISTED]
        for act in (Act.OPEN if case.owner == turn.lane else Act.TAKE,)
    )
    turn.say(turn.who, FILE, "cases", rows=rows, more=max(0, len(shown) - LISTED), keyboard=keyboard)


# -- the desk -----------------------------------------------------------------------------------


def _sit_down(turn: Turn, case: Case, mode: DeskMode) -> None:
    """Opens a case before this staff member and starts the idle clock anew."""
    turn.keep_desk(Desk(mode, case.id, turn.now))
    turn.wake("idle", "desk", turn.house.config.settings.reply_mode_idle, guard=str(to_ms(turn.now)))


def _ask(turn: Turn, case: Case, mode: DeskMode) -> None:
    _sit_down(turn, case, mode)
    turn.say(turn.who, FILE, "ask_note" if mode is DeskMode.NOTE else "ask_closing", code=case.code)


def _put_aside(turn: Turn) -> None:
    """Out of reply mode because they turned to something of their own."""
    if turn.desk is not None:
        code = _open_code(turn)
        turn.keep_desk(None)
        turn.say(turn.who, FILE, "left", code=code)


def _open_code(turn: Turn) -> str:
    case = turn.cases.get(turn.desk.case) if turn.desk else None
    return case.code if case and case.live else ""


def _quoted_entry(turn: Turn, incoming: Incoming) -> str:
    """The journal entry behind the message that is replied to: a relayed one, or an own earlier one."""
    if incoming.reply_to is None:
        return ""
    own = turn.sources.get((turn.lane, incoming.reply_to))
    return own.id if own else entry_behind(turn.quotes.get((turn.lane, incoming.reply_to), ""))


def _quoted_case(turn: Turn, incoming: Incoming) -> Case | None:
    """The case the quoted message belongs to: a relayed line, its mark, the card, a page, the opened file."""
    if incoming.reply_to is None:
        return None
    entry = turn.entries.get(_quoted_entry(turn, incoming))
    slot = turn.quotes.get((turn.lane, incoming.reply_to), "")
    return turn.cases.get(entry.case if entry else case_behind(slot))


def _reopen(turn: Turn, mine: list[Case]) -> Keyboard:
    return tuple(
        (
            replace(
                button := turn.button(turn.who, FILE, Act.OPEN.value, cards.press(Act.OPEN, case)),
                caption=f"{button.caption} {case.code}",
            ),
        )
        for case in mine[:LISTED]
    )

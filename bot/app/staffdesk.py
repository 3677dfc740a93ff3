"""What staff do in their own chat: buttons on cards, words, notes. Acts on a case go to that case's lane."""

from __future__ import annotations

from dataclasses import replace

from bot.app import buttons, cards, remarks, seat
from bot.app.buttons import HUMAN, Press
from bot.app.numbers import numbers
from bot.app.relay import case_behind, entry_behind, packed
from bot.app.turn import Turn
from bot.domain.case import Case, State
from bot.domain.flow.model import SYSTEM
from bot.domain.messages import Incoming, IncomingKind, Priority
from bot.domain.permissions import Act
from bot.domain.safety import Level, assess
from bot.domain.triage import Colour
from bot.store.cases import EntryKind
from bot.store.desks import Desk, DeskMode

FILE = cards.FILE
COMMANDS = ("/start", "/cases", "/note", "/close", "/leave")


def handles(turn: Turn, incoming: Incoming) -> bool:
    """Whether this was work; what was not is an ordinary person writing, who may need help themselves."""
    if not turn.who.works_cases(turn.now):
        return False
    if incoming.kind is IncomingKind.PRESS:
        press = buttons.read(incoming.pressed)
        if press is None or press.verb not in set(Act):
            # a button of a dialogue: from here on they speak for themselves
            seat.put_aside(turn)
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
        seat.step_back(turn, turn.desk)
        return True
    if command and turn.house.library.find_start(incoming.text):
        # a dialogue of their own: what they write in it must not go to the person whose case lies open
        seat.put_aside(turn)
        return False
    if command and turn.desk is not None:
        turn.say(turn.who, FILE, "no_such_command", reply_to=incoming.message_id, code=seat.open_code(turn))
        return True
    return _wrote(turn, incoming)


def at_work(turn: Turn) -> bool:
    """Whether what this person writes is work: somebody on the staff with no dialogue of their own under way."""
    own = turn.session.stack or turn.session.mode == "human"
    return turn.who.works_cases(turn.now) and (turn.desk is not None or not own)


def needs_all_cases(incoming: Incoming) -> bool:
    """Whether the turn must have every live case at hand."""
    return incoming.text.startswith("/cases")


# -- buttons ------------------------------------------------------------------------------------


def _pressed(turn: Turn, incoming: Incoming, act: Act, press: Press) -> None:
    case = turn.cases.get(press.id)
    if case is None or act not in cards.BUTTONS:
        # a guessed id, one that is gone and an act that no button carries get the same answer
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
    if act is Act.TAKE and _newly_taken(turn, case):
        # their next words may be meant for this person, and must not reach the one before
        seat.put_aside(turn)
    if act in (Act.TAKE, Act.OPEN) and turn.session.mode == "bot" and turn.session.stack:
        # a menu left standing must not catch the words that are meant for the person
        turn.keep_session(replace(turn.session, stack=(), suspended=()))
    if act is Act.OPEN:
        seat.sit_down(turn, case)
    turn.pass_on(
        case.person,
        "desk",
        {"verb": act.value, "case": case.id, "by": turn.lane, "press": incoming.press_id},
    )


def _newly_taken(turn: Turn, case: Case) -> bool:
    elsewhere = turn.desk is not None and turn.desk.case != case.id
    return elsewhere and case.state is State.ESCALATING and _permitted(turn, Act.TAKE, case)


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
        mine = [case for case in turn.cases.values() if seat.theirs(turn, case)]
        if not at_work(turn) or not mine:
            return False
        _nothing_open(turn, incoming, mine)
        return True
    # a quote says more plainly than what was asked for whom the words are for
    elsewhere = desk is not None and quoted is not None and quoted.id != desk.case
    if desk is not None and desk.mode is not DeskMode.REPLY and not elsewhere:
        _noted(turn, incoming, desk)
        return True
    case = quoted or turn.cases.get(desk.case if desk else "")
    if case is None or not case.live:
        if desk is not None and (case is None or desk.case == case.id):
            turn.keep_desk(None)
        turn.say(turn.who, FILE, "not_kept_closed", reply_to=incoming.message_id)
        return True
    if desk is not None and desk.case == case.id:
        seat.sit_down(turn, case)
    body = packed(incoming) | {"quote": _quoted_entry(turn, incoming)}
    turn.pass_on(case.person, "desk", {"verb": Act.REPLY.value, "case": case.id, "by": turn.lane} | body)
    return True


def _nothing_open(turn: Turn, incoming: Incoming, mine: list[Case]) -> None:
    """Words meant for a person must neither reach the wrong one nor vanish without a word. They may also be
    about the writer, who is offered somebody of their own; only a tap says so."""
    keyboard = cards.doors(turn, mine, turn.who)
    own = assess(incoming.words).level is Level.RED
    if own:
        # what is written about others is remembered nowhere; this may have to open a case of their own
        remarks.remember(turn, incoming)
        keyboard += ((turn.button(turn.who, SYSTEM, "human", Press(HUMAN)),),)
    turn.say(
        turn.who,
        FILE,
        "no_open_case",
        priority=Priority.URGENT if own else Priority.REPLY,
        reply_to=incoming.message_id,
        keyboard=keyboard,
        own=own,
        numbers=numbers(turn, turn.who) if own else "",
    )


def _noted(turn: Turn, incoming: Incoming, desk: Desk, *, asked: bool = True) -> None:
    """The message after pressing Note or Close, or what came with the command."""
    case = turn.cases.get(desk.case)
    if case is None or not case.live:
        turn.keep_desk(None)
        turn.say(turn.who, FILE, "not_kept_closed", reply_to=incoming.message_id)
        return
    if not incoming.text.strip():
        turn.say(turn.who, FILE, "note_in_words", reply_to=incoming.message_id)
        return
    about: dict[str, object]
    if desk.mode is DeskMode.CLOSING:
        turn.keep_desk(None)
        about = {"verb": Act.CLOSE.value, "asked": asked}
    else:
        after = seat.go_back(turn, desk)
        about = {"verb": Act.NOTE.value, "next": after.code if after else ""}
    about |= {"case": case.id, "by": turn.lane}
    turn.pass_on(case.person, "desk", about | packed(incoming))


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
        seat.put_aside(turn)
        return
    mode = DeskMode.NOTE if command == "/note" else DeskMode.CLOSING
    _, _, words = incoming.text.partition(" ")
    if words.strip():
        _noted(
            turn, replace(incoming, text=words.strip()), Desk(mode, case.id, turn.now, case.id), asked=False
        )
    else:
        _ask(turn, case, mode)


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
    rows = [cards.facts(turn, case, turn.who) for case in shown[: cards.LISTED]]
    keyboard = cards.doors(turn, shown, turn.who)
    turn.say(turn.who, FILE, "cases", rows=rows, more=max(0, len(shown) - cards.LISTED), keyboard=keyboard)


def _ask(turn: Turn, case: Case, mode: DeskMode) -> None:
    seat.turn_to_note(turn, case, mode)
    if mode is DeskMode.NOTE:
        turn.say(turn.who, FILE, "ask_note", code=case.code)
    else:
        # asked for in the person's lane, so that their lines stand before or after it, never beside
        body: dict[str, object] = {"verb": Act.CLOSE.value, "case": case.id, "by": turn.lane, "ask": True}
        turn.pass_on(case.person, "desk", body)


# -- quotes -------------------------------------------------------------------------------------


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

"""What staff do in their own chat: buttons on cards, and words. Acts on a case go to that case's lane."""

from __future__ import annotations

from dataclasses import replace

from bot.app import (
    agenda,
    buttons,
    calls,
    callwords,
    cards,
    caredesk,
    notes,
    quick,
    remarks,
    requestdesk,
    seat,
    staffcommands,
    transfer,
)
from bot.app.buttons import HUMAN, Press
from bot.app.closing import SURE
from bot.app.numbers import numbers
from bot.app.relay import case_behind, entry_behind, packed
from bot.app.turn import Turn
from bot.domain.case import Case, Kind, State
from bot.domain.flow.model import SYSTEM
from bot.domain.messages import Incoming, IncomingKind, Keyboard, Priority
from bot.domain.permissions import Act
from bot.domain.safety import Level, assess
from bot.store.cases import EntryKind
from bot.store.desks import DeskMode

FILE = cards.FILE


def handles(turn: Turn, incoming: Incoming) -> bool:
    """Whether this was work; what was not is an ordinary person writing, who may need help themselves."""
    if not turn.who.works_requests(turn.now):
        return False
    if incoming.kind is IncomingKind.PRESS:
        press = buttons.read(incoming.pressed)
        if press is not None and press.verb == requestdesk.MORE:
            turn.answer(turn.who, incoming.press_id)
            requestdesk.show(turn, press.seq)
            return True
        if press is not None and press.verb in caredesk.VERBS:
            caredesk.pressed(turn, incoming, press)
            return True
        if press is not None and press.verb in callwords.VERBS - agenda.LOOKING:
            # a call of their own changes nothing at the desk
            return False
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
    # nobody is meant by what stands behind Start but whoever wrote it
    cry = command == "/start" and turn.desk is None and assess(incoming.words).level is Level.RED
    if command in staffcommands.offered(turn) and not cry:
        staffcommands.obey(turn, incoming, command)
        return True
    if turn.desk is not None and turn.desk.mode is DeskMode.TELLING:
        # a request of their own lies open: they speak as anybody who asks for help
        return _quoted_case(turn, incoming) is not None and _wrote(turn, incoming)
    if turn.desk is not None and command == "/cancel":
        seat.step_back(turn, turn.desk)
        return True
    if command and not cry and turn.house.library.find_start(incoming.text):
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
    return turn.who.works_requests(turn.now) and (turn.desk is not None or not own)


# -- buttons ------------------------------------------------------------------------------------


OWNERS = (Act.OPEN, Act.NOTE, Act.CLOSE, Act.QUICK, Act.CANNED, Act.TRANSFER, Act.OFFER, Act.CALL)
"""What only the owner's buttons do; Take and Can't are answered where the case is."""


def _pressed(turn: Turn, incoming: Incoming, act: Act, press: Press) -> None:
    if act is Act.UNDO:
        _take_back(turn, incoming, press)
        return
    case = turn.cases.get(press.id)
    if case is None or act not in cards.BUTTONS:
        # a guessed id, one that is gone and an act that no button carries get the same answer
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_not_found"))
        turn.audit(turn.lane, f"{act} not found", press.id)
        return
    if case.kind is Kind.REQUEST:
        requestdesk.pressed(turn, incoming, act, press, case)
        return
    if act in OWNERS and not seat.permitted(turn, act, case):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_not_for_you"))
        turn.audit(turn.lane, f"{act} refused", case.id)
        return
    if act in (Act.NOTE, Act.CLOSE, Act.QUICK, Act.TRANSFER) and press.choice != SURE:
        turn.answer(turn.who, incoming.press_id)
        if act is Act.QUICK and case.opened_by == turn.lane:
            quick.show(turn, case, turn.who)
        elif act is Act.QUICK:
            cards.send_to_door(turn, case, turn.who, None)
        elif act is Act.TRANSFER:
            transfer.choose(turn, case, turn.who)
        else:
            notes.ask(turn, case, DeskMode.NOTE if act is Act.NOTE else DeskMode.CLOSING)
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
        {
            "verb": act.value,
            "case": case.id,
            "by": turn.lane,
            "press": incoming.press_id,
            "under": incoming.message_id,
            "choice": press.choice,
            # an old list sends to another person than their next words
            "beside": _beside(turn, case) if act is Act.CANNED else "",
        },
    )


def _beside(turn: Turn, case: Case) -> str:
    """The code of another case that lies open, empty for none."""
    code = seat.open_code(turn)
    return "" if code == case.code else code


def _take_back(turn: Turn, incoming: Incoming, press: Press) -> None:
    """Only who wrote a line takes it back."""
    entry = turn.entries.get(press.id)
    if entry is None or entry.author != turn.lane:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_not_found"))
        turn.audit(turn.lane, "undo not found", press.id)
        return
    turn.pass_on(
        entry.person,
        "desk",
        {
            "verb": Act.UNDO.value,
            "case": entry.case,
            "entry": entry.id,
            "line": entry.body.get("canned", ""),
            "by": turn.lane,
            "press": incoming.press_id,
        },
    )


def _newly_taken(turn: Turn, case: Case) -> bool:
    elsewhere = turn.desk is not None and turn.desk.case != case.id
    there = case.state is State.ESCALATING or case.offered == turn.lane
    return elsewhere and there and seat.permitted(turn, Act.TAKE, case)


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
    if desk is not None and desk.mode is DeskMode.CALLER and not elsewhere:
        calls.who(turn, incoming, desk)
        return True
    if desk is not None and desk.mode in requestdesk.MODES and not elsewhere:
        requestdesk.wrote(turn, incoming, desk)
        return True
    if desk is not None and desk.mode is not DeskMode.REPLY and not elsewhere:
        notes.take(turn, incoming, desk)
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
    _not_sent(turn, incoming, "no_open_case", cards.doors(turn, mine, turn.who))


def _not_sent(turn: Turn, incoming: Incoming, block: str, keyboard: Keyboard = ()) -> None:
    """Says so; with numbers and a way to a person where the words may be about whoever wrote them."""
    own = turn.desk is None and assess(incoming.words).level is Level.RED
    if own:
        # what is written about others is remembered nowhere; this may have to open a case of their own
        remarks.remember(turn, incoming)
        keyboard += ((turn.button(turn.who, SYSTEM, "human", Press(HUMAN)),),)
    turn.say(
        turn.who,
        FILE,
        block,
        priority=Priority.URGENT if own else Priority.REPLY,
        reply_to=incoming.message_id,
        keyboard=keyboard,
        own=own,
        numbers=numbers(turn, turn.who) if own else "",
    )


def _edited(turn: Turn, incoming: Incoming) -> bool:
    """A correction of something already relayed; anything else a staff member edits changes nothing."""
    entry = turn.sources.get((turn.lane, incoming.message_id))
    if entry is None and at_work(turn):
        # a note, a closing note: what they say about somebody must not be read as said about themselves
        _not_sent(turn, incoming, "edit_not_kept")
        return True
    if entry is None or entry.kind is not EntryKind.WRITTEN:
        return False
    turn.pass_on(
        entry.person,
        "desk",
        {"verb": Act.REPLY.value, "case": entry.case, "by": turn.lane, "edits": entry.id} | packed(incoming),
    )
    return True


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

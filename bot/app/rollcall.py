"""报平安: one tap that all is well, or that help is wanted."""

from __future__ import annotations

from bot.app import caredesk, casework
from bot.app.buttons import Press
from bot.app.turn import Turn
from bot.domain.care.knowing import Alert
from bot.domain.care.model import FILE as SAID
from bot.domain.family import family_of
from bot.domain.messages import Incoming, Op, Outgoing
from bot.domain.triage import Colour
from bot.store.alerts import Answer

FILE = caredesk.FILE
VERB = "well"
SAFE, HELP = "safe", "help"
REASON = "asked.roll_call"
SLOT = "roll"
"""Names the newest question of a roll call on somebody's screen."""


def pressed(turn: Turn, incoming: Incoming, press: Press) -> None:
    """An answer, however old the question is: the newest answer counts while the event lasts."""
    alert = next((one for one in turn.house.alerts.values() if one.id == press.id), None)
    if alert is None or press.choice not in (SAFE, HELP):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_over"))
        return
    turn.answer(turn.who, incoming.press_id)
    turn.rolled[alert.id] = Answer(press.choice == SAFE, turn.now)
    if press.choice == HELP:
        _wants_help(turn, alert)
        return
    changes = turn.button(turn.who, SAID, f"{_name(turn)}__help", Press(VERB, alert.id, 0, HELP))
    text = turn.text(
        turn.who, FILE, "well", when=turn.local(turn.who), families=alert.families and bool(_members(turn))
    )
    turn.send(turn.who, Outgoing(op=Op.EDIT, text=text, keyboard=((changes,),)), slot=SLOT, insist=True)
    if alert.families:
        _tell_family(turn)


def _wants_help(turn: Turn, alert: Alert) -> None:
    """People are called, and those who watch over the unit hear who it is."""
    text = turn.text(turn.who, FILE, "help_wanted")
    turn.send(turn.who, Outgoing(op=Op.EDIT, text=text), slot=SLOT, insist=True)
    case, new = casework.call_for_help(turn, Colour.AMBER, (REASON,), casework.tapped(turn))
    turn.keep_session(casework.waiting_session(turn.session))
    if new:
        casework.tell_opened(turn, case, "handed_off")
    caredesk.tell_help(turn, alert)


def _tell_family(turn: Turn) -> None:
    for number in _members(turn):
        member = turn.people.get(number)
        if member is not None and member.started:
            turn.say(
                member,
                FILE,
                "family_well",
                about=turn.who,
                name=turn.who.name,
                when=turn.local(member),
                there=turn.local(turn.who),
            )


def _members(turn: Turn) -> list[str]:
    return list(dict.fromkeys(tie.member for tie in family_of(turn.lane, turn.ties)))


def _name(turn: Turn) -> str:
    programme = caredesk.programme_of(turn.house.library)
    return programme.name if programme is not None else "roll_call"

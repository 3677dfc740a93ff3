"""Calls about a case: whoever has it arranges an hour with its person, and keeps it or hands it on with the case.

An hour stands whatever becomes of the case, until somebody calls it off: who booked it is asked. Nothing of the case is
in what the two read of it outside the chat, and in no first line.
"""

from __future__ import annotations

from bot.app import cards
from bot.app.agenda import EVENT, HAND, HANDED, MEET, happening, sides
from bot.app.buttons import Press
from bot.app.callplaces import new_room
from bot.app.calltelling import let_go_of_card, told, with_file
from bot.app.callwords import CANCEL, FILE, KEEP, Words
from bot.app.turn import Turn
from bot.domain import appointment as rules
from bot.domain.appointment import Appointment
from bot.domain.case import Case
from bot.domain.flow import events as happens
from bot.domain.ladder import within_reach
from bot.domain.messages import Button, Incoming, Keyboard
from bot.domain.people import Person
from bot.domain.permissions import Act
from bot.domain.slots import suits

LENGTHS = ("m15", "m30", "m60")
"""How long a call may be, as it stands on buttons."""


# -- arranging one --------------------------------------------------------------------------------


def may_arrange(turn: Turn, case: Case, by: Person) -> bool:
    """Whether this colleague may arrange a call with the person of a case: only whoever has it, and has opened it."""
    theirs = case.live and case.owner == by.id and case.opened_by == by.id
    return theirs and case.person in turn.people and cards.may(turn, Act.REPLY, case, by)


def case_with(turn: Turn, person: str) -> Case | None:
    """The case by which the lane's person may arrange a call with somebody; None where there is none."""
    mine = (case for case in turn.cases.values() if case.person == person)
    return next((case for case in mine if may_arrange(turn, case, turn.who)), None)


def contacts(turn: Turn) -> list[tuple[Case, Person]]:
    """The people of the cases the lane's person has opened, whom a message reaches."""
    found = {case.person: case for case in turn.cases.values() if may_arrange(turn, case, turn.who)}
    return [(case, turn.people[who]) for who, case in found.items() if within_reach(turn.people[who])]


def begin(turn: Turn, incoming: Incoming, press: Press) -> happens.Start | None:
    """A tap on the card: how long, and then the dialogue that finds an hour."""
    who, case = turn.who, turn.cases.get(press.id)
    if case is None or not may_arrange(turn, case, who):
        turn.answer(who, incoming.press_id, turn.text(who, cards.FILE, "toast_not_for_you"))
        turn.audit(who.id, "call refused", press.id)
        return None
    turn.answer(who, incoming.press_id)
    if not within_reach(turn.people[case.person]):
        turn.say(who, FILE, "case_unreachable", code=case.code)
    elif press.choice in LENGTHS:
        return happens.Start("call", {"whom": case.person, "minutes": press.choice})
    else:
        row = tuple(
            Button(
                turn.house.texts.caption(who.language, "call", f"minutes__{length}"),
                Press(MEET, case.id, case.version, length).data(),
            )
            for length in LENGTHS
        )
        turn.say(who, FILE, "case_how_long", keyboard=(row,), code=case.code)
    return None


# -- when the case goes on without its hour -------------------------------------------------------


def to_come(turn: Turn, case: Case) -> list[Appointment]:
    """What is asked or agreed about a case and not past, the earliest first; in the lane of its person."""
    return [one for one in turn.agenda.to_come(case.person, turn.now) if one.case == case.id]


def on_closed(turn: Turn, case: Case, by: Person) -> None:
    """The case is over; a call may well be what was agreed for afterwards. Whoever closes it is asked."""
    for appointment in to_come(turn, case):
        if appointment.concerns(by.id):
            _ask(turn, case, appointment, by, "case_closed", ())


def on_handed_over(turn: Turn, case: Case, before: Person | None, by: Person) -> None:
    """Somebody else has the case now: whoever had it keeps the hour, hands it on or calls it off."""
    for appointment in to_come(turn, case):
        if before is None or before.id == by.id or not appointment.concerns(before.id):
            continue
        row: Keyboard = ()
        if appointment.at is not None:
            button = Words.of(turn, appointment).button(before, "hand", HAND, appointment)
            row = ((button,),)
        _ask(turn, case, appointment, before, "case_handed", row, by.name)


def _ask(
    turn: Turn, case: Case, appointment: Appointment, who: Person, block: str, more: Keyboard, name: str = ""
) -> None:
    words = Words.of(turn, appointment)
    turn.say(
        who,
        FILE,
        block,
        about=turn.people.get(case.person),
        keyboard=(
            (words.button(who, "keep", KEEP, appointment),),
            *more,
            (words.button(who, "cancel", CANCEL, appointment),),
        ),
        silent=turn.hours_of(who).quiet(turn.now),
        code=case.code,
        new=name,
        given=told(turn, words, appointment, who),
    )


def hand_on(turn: Turn, appointment: Appointment, by: str) -> None:
    """The hour goes to whoever has the case now, if it suits them; it moves to their lane, and is told from there."""
    words = Words.of(turn, appointment)
    before, case = words.people[by], turn.cases.get(appointment.case)
    new = turn.house.staff(case.owner or "") if case is not None else None
    ready = case is not None and new is not None and case.live and cards.may(turn, Act.REPLY, case, new)
    if not ready or new is None or appointment.at is None or appointment.concerns(new.id):
        turn.say(before, FILE, "case_nobody", keyboard=words.standing(appointment, before))
        turn.audit(by, "call not handed on", appointment.id)
        return
    parties = tuple(new.id if party == by else party for party in appointment.parties)
    there = sides(turn, parties, appointment.id)
    manner = turn.house.config.manner
    near = suits(there, appointment.at, appointment.length, turn.now - manner.notice, manner)
    if len(there) < len(parties) or not near:
        turn.say(
            before,
            FILE,
            "case_not_free",
            keyboard=words.standing(appointment, before),
            new=new.name,
            given=words.facts(appointment, before),
        )
        return
    let_go_of_card(turn, appointment)
    off = rules.cancel(appointment)
    given: dict[str, object] = {"new": new.name}
    with_file(turn, Words.of(turn, off), off, before, "case_handed_on", given, ())
    after = turn.agenda.keep(rules.handed_on(appointment, by, new.id, new_room(turn)))
    turn.audit(by, "call handed on", appointment.id)
    turn.pass_on(new.id, EVENT, happening(HANDED, after, by))

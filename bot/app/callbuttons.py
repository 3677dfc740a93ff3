"""Buttons under an agreed hour, in the chat of whoever presses them. What they change is changed in the
appointment's own lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app import casecalls
from bot.app.agenda import (
    AGAIN,
    EVENT,
    EVERY_WEEK,
    GONE,
    HAND,
    MEET,
    OFFER,
    OTHER,
    SURE,
    called_off,
    happening,
    sides,
)
from bot.app.buttons import Press
from bot.app.calltelling import told
from bot.app.callwords import (
    ACCEPT,
    CANCEL,
    DECLINE,
    DID,
    FILE,
    JOIN,
    KEEP,
    PICK,
    Words,
    hour_behind,
    key,
    slot,
)
from bot.app.turn import Turn
from bot.domain.appointment import Appointment
from bot.domain.flow import events as happens
from bot.domain.messages import Button, Incoming, Keyboard, Outgoing
from bot.domain.slots import suggest


def pressed(turn: Turn, incoming: Incoming, press: Press) -> happens.Start | None:
    """A tap under an appointment. Where it begins a dialogue, returns how."""
    person, verb = turn.who, press.verb
    if verb == MEET:
        return casecalls.begin(turn, incoming, press)
    appointment = turn.agenda.appointments.get(press.id)
    if appointment is None or not appointment.concerns(person.id):
        # a guessed id, another's and one that is gone get the same answer
        turn.answer(person, incoming.press_id, turn.text(person, FILE, "toast_not_found"))
        turn.audit(person.id, f"{verb} not found", press.id)
        return None
    words = Words.of(turn, appointment)
    if verb == AGAIN:
        turn.answer(person, incoming.press_id)
        others = appointment.others(person.id)
        given = {"whom": others[0], "minutes": f"m{appointment.minutes}"} if len(others) == 1 else {}
        return happens.Start("call", dict(given))
    if verb == DID:
        turn.answer(person, incoming.press_id)
        _pass_on(turn, appointment, DID, press.choice)
        return None
    stale = verb in (ACCEPT, DECLINE, OTHER, PICK, HAND) and press.seq != appointment.version
    past = verb in (OTHER, CANCEL, SURE) and appointment.past(turn.now)
    if not appointment.live or stale or past:
        turn.answer(person, incoming.press_id, turn.text(person, FILE, "toast_changed"))
        show(turn, _instead(turn, appointment) if appointment.live else [])
        return None
    if verb == JOIN and not words.open(appointment):
        turn.answer(person, incoming.press_id, turn.text(person, FILE, "toast_not_open"))
        return None
    turn.answer(person, incoming.press_id)
    if verb == OTHER:
        return happens.Start("call", {"booking": appointment.id})
    if verb == JOIN:
        _let_in(turn, words, appointment)
    elif verb == CANCEL:
        _ask_cancel(turn, words, appointment)
    elif verb == PICK:
        _propose(turn, appointment, press.choice)
    elif verb == HAND:
        turn.pass_on(appointment.lane, EVENT, happening(HAND, appointment, turn.lane, case=appointment.case))
    elif verb == KEEP:
        turn.say(person, FILE, "kept", given=words.facts(appointment, person))
    else:
        _pass_on(turn, appointment, verb, press.choice)
    return None


def show(turn: Turn, found: Sequence[Appointment]) -> None:
    """Each as it stands, with what can be done about it."""
    person = turn.who
    if not found:
        turn.say(person, FILE, "none_to_come")
    for appointment in found:
        words = Words.of(turn, appointment)
        if turn.lane in appointment.waits_for():
            keyboard, block = words.asked(appointment, person), "asked"
        elif appointment.at is None:
            keyboard = ((words.button(person, "cancel", CANCEL, appointment),), *words.human(person))
            block = "waiting"
        else:
            keyboard, block = words.standing(appointment, person), "standing"
        turn.say(
            person,
            FILE,
            block,
            slot=slot(appointment),
            keyboard=keyboard,
            given=told(turn, words, appointment, person),
        )


def show_unanswered(turn: Turn, found: Sequence[Appointment]) -> None:
    """What waits for one person's answer, at least one, each with a button to withdraw it."""
    person, rows = turn.who, []
    for appointment in found:
        assert appointment.offer is not None  # that is what waits
        words = Words.of(turn, appointment)
        hour = words.clocks.brief(person, words.others(appointment, person), appointment.offer.start)
        button = words.button(person, "withdraw", CANCEL, appointment)
        rows.append((replace(button, caption=f"{button.caption} {hour}"),))
    words = Words.of(turn, found[0])
    name = words.names(found[0], person)
    turn.say(person, FILE, "full", keyboard=(*rows, *words.human(person)), name=name, count=len(found))


def _instead(turn: Turn, appointment: Appointment) -> list[Appointment]:
    """What an old button is about by now: the appointment itself, or the next one where it comes every week."""
    found = turn.agenda.to_come(turn.lane, turn.now)
    if not appointment.past(turn.now):
        return [one for one in found if one.id == appointment.id]
    return [one for one in found if one.weekly and {*one.parties} == {*appointment.parties}]


def show_others(turn: Turn, appointment: Appointment) -> None:
    """Other hours as buttons that stand by themselves, for whoever is with people: no question stays open, and what
    they write goes on to them."""
    person, words = turn.who, Words.of(turn, appointment)
    there = sides(turn, appointment.parties, appointment.id)
    found: tuple[datetime, ...] = ()
    if len(there) == len(appointment.parties):
        found = suggest(there, appointment.length, turn.now, turn.house.config.manner)
    others = words.others(appointment, person)
    rows: Keyboard = tuple(
        (Button(words.clocks.brief(person, others, start), _pick(appointment, start).data()),)
        for start in found
    )
    turn.say(person, FILE, "others", keyboard=(*rows, *words.human(person)), found=bool(found))


def _pick(appointment: Appointment, start: datetime) -> Press:
    return Press(PICK, appointment.id, appointment.version, key(start))


def _propose(turn: Turn, appointment: Appointment, picked: str) -> None:
    start = hour_behind(picked)
    if start is None:
        turn.audit(turn.lane, "no such hour", appointment.id)
        return
    turn.pass_on(appointment.lane, EVENT, proposed(appointment, turn.lane, start))


def proposed(appointment: Appointment, by: str, start: datetime) -> dict[str, object]:
    """The body of an event for the lane of an appointment: one of its parties would like another hour."""
    return happening(OFFER, appointment, by, start=start.isoformat())


def call_off_with(turn: Turn, other: str) -> None:
    """The two have parted: whatever they would see one another at is called off, for good, also where somebody else
    would be there."""
    for appointment in turn.agenda.live(turn.lane):
        if appointment.concerns(other):
            turn.pass_on(appointment.lane, EVENT, called_off(appointment, turn.lane))


def on_gone(turn: Turn) -> None:
    """No message reaches this lane's person any more: nobody is to wait for their word, or for them, unknowing."""
    for appointment in turn.agenda.live(turn.lane):
        if turn.lane not in appointment.missing:
            turn.pass_on(appointment.lane, EVENT, happening(GONE, appointment, turn.lane))


def show_on_new_clock(turn: Turn) -> None:
    """After somebody's clock has changed: their calls stay where they are, and read otherwise from here on."""
    _show_all(turn, "new_clock")


def show_on_desk(turn: Turn) -> None:
    """What a colleague has agreed on, beside their cases and requests."""
    _show_all(turn, "desk")


def _show_all(turn: Turn, block: str) -> None:
    """Says nothing to whoever has agreed on nothing."""
    person = turn.who
    calls = []
    for appointment in turn.agenda.live(turn.lane):
        if appointment.at is not None and appointment.at + appointment.length > turn.now:
            words = Words.of(turn, appointment)
            sides = words.sides(appointment, person, appointment.at)
            calls.append({"sides": sides, "name": words.names(appointment, person)})
    if calls:
        turn.say(person, FILE, block, calls=calls)


def _let_in(turn: Turn, words: Words, appointment: Appointment) -> None:
    """A link of one's own, made now: it is neither stored beyond this letter nor to be passed on."""
    text = turn.text(turn.who, FILE, "door", url=words.link(appointment, turn.who))
    turn.send(turn.who, Outgoing(text=text, protect=True), not_after=turn.now + timedelta(hours=2))


def _ask_cancel(turn: Turn, words: Words, appointment: Appointment) -> None:
    person = turn.who
    rows: Keyboard = ((words.button(person, "sure", SURE, appointment),),)
    if appointment.weekly:
        rows = (
            (words.button(person, "sure_once", SURE, appointment),),
            (words.button(person, "sure_all", SURE, appointment, EVERY_WEEK),),
        )
    rows += ((words.button(person, "keep", KEEP, appointment),), *words.human(person))
    turn.say(person, FILE, "ask_cancel", keyboard=rows, given=words.facts(appointment, person))


def _pass_on(turn: Turn, appointment: Appointment, verb: str, choice: str = "") -> None:
    turn.pass_on(appointment.lane, EVENT, happening(verb, appointment, turn.lane, choice=choice))

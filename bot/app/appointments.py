"""What happens to an agreed hour, in its own lane: asked, accepted, moved, called off, over. Everybody it concerns is
told there too; buttons and dialogues only send word."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.app import callbuttons, casecalls
from bot.app.agenda import (
    EVENT,
    EVERY_WEEK,
    GONE,
    HAND,
    HANDED,
    OFFER,
    OTHER,
    SURE,
    UNMEET,
    may_meet,
    party_of,
    sides,
)
from bot.app.callplaces import ARRANGE, LAPSE, PLACE, arrange, asked, freed, new_room, offer_place, wake
from bot.app.calltelling import let_go_of_card, tell_changed, tell_unreached, told, with_file
from bot.app.callwords import ACCEPT, DECLINE, DID, FILE, Words, slot
from bot.app.turn import Turn
from bot.domain import appointment as rules
from bot.domain.appointment import Appointment, Outcome
from bot.domain.messages import Op, Outgoing
from bot.domain.people import Person
from bot.domain.slots import suits

OVER, CLOSE = "over", "close"
"""Timers of an appointment: the call is over, and nobody says any more whether it happened."""

ASK_AFTER, ASK_WITHIN = timedelta(minutes=5), timedelta(hours=24)
"""When after a call it is asked whether it happened, and how long the answer is waited for."""

REMIND, REMIND_SOON, ASK = "call", "call_soon", "call_after"
"""Letters about an appointment whose words are made when they go, see callprompts."""

RETIMED = "retimed"
"""A further thing that happens to an appointment, beside the verbs of its buttons."""


def on_event(turn: Turn, body: dict[str, object]) -> None:
    """A word of one of the parties, or what the house wants of it."""
    verb = str(body["verb"])
    if verb == ARRANGE:
        arrange(turn, body)
        return
    if verb == PLACE:
        offer_place(turn, body)
        return
    appointment = turn.agenda.appointments.get(str(body["appointment"]))
    by = str(body.get("by", ""))
    if (
        appointment is None
        or appointment.lane != turn.lane
        or not (appointment.concerns(by) or verb in (RETIMED, UNMEET, HANDED))
    ):
        turn.audit(by, f"{verb} refused", str(body["appointment"]))
        return
    if verb == GONE:
        _gone(turn, appointment, by)
        return
    if appointment.live and by in appointment.missing:
        # they are back
        appointment = turn.agenda.keep(replace(appointment, missing=appointment.missing - {by}))
    if verb == DID:
        _reported(turn, appointment, by, happened=body["choice"] == "yes")
    elif verb == RETIMED:
        if body["seq"] == appointment.version:
            _retimed(turn, appointment)
    elif verb == HANDED:
        if appointment.live and body["seq"] == appointment.version:
            _agreed(turn, appointment, moved=False, block="case_other")
    elif verb == UNMEET:
        if appointment.live and not _may_meet(turn, appointment):
            _cancel(turn, appointment, "", for_good=True)
    elif not appointment.live:
        tell_changed(turn, appointment, by)
    elif verb == SURE:
        _cancel(turn, appointment, by, for_good=body["choice"] == EVERY_WEEK)
    elif body["seq"] != appointment.version:
        # something else came first
        tell_changed(turn, appointment, by)
    elif verb == HAND:
        casecalls.hand_on(turn, appointment, by)
    elif verb == OFFER:
        _propose(turn, appointment, by, datetime.fromisoformat(str(body["start"])))
    elif verb == ACCEPT:
        _accept(turn, appointment, by)
    elif verb == DECLINE:
        _decline(turn, appointment, by)


def on_outcome(turn: Turn, ref: str, state: str) -> None:
    """The postman's word on an hour that was offered. Whoever no message reaches at all says so in their own lane,
    see `casework.on_gone`; what may have arrived is waited for."""
    _, number, version, party = ref.split(":")
    appointment = turn.agenda.appointments.get(number)
    if state == "failed" and appointment is not None and str(appointment.version) == version:
        _gone(turn, appointment, party)


def on_timer(turn: Turn, ref: str, guard: str) -> None:
    """A timer that was started for another offer or another hour changes nothing."""
    number, _, kind = ref.partition(":")
    appointment = turn.agenda.appointments.get(number)
    if appointment is None or not appointment.live:
        return
    if guard != str(appointment.version if kind == LAPSE else appointment.sequence):
        return
    if kind == LAPSE and appointment.offer is not None:
        _end_offer(turn, appointment, Outcome.LAPSED, "")
    elif kind == OVER:
        wake(turn, appointment, CLOSE, turn.now + ASK_WITHIN)
        _next_week(turn, appointment)
    elif kind == CLOSE:
        turn.agenda.keep(rules.close(appointment))


def open_offer(turn: Turn, appointment: Appointment, start: datetime) -> Appointment:
    """The lane's person proposes an hour, the first one or another; the others are asked."""
    most = turn.house.config.settings.calls.offer
    appointment = rules.propose(appointment, turn.lane, start, rules.lease(turn.now, start, most))
    asked(turn, turn.agenda.keep(appointment))
    return appointment


def propose_elsewhere(turn: Turn, appointment: Appointment, start: datetime) -> None:
    """The lane's person would like another hour: decided in the appointment's own lane, where it may be gone."""
    turn.pass_on(appointment.lane, EVENT, callbuttons.proposed(appointment, turn.lane, start))


def _propose(turn: Turn, appointment: Appointment, by: str, start: datetime) -> None:
    parties = sides(turn, appointment.parties, appointment.id)
    person = party_of(turn, by)
    assert person is not None  # the appointment concerns them
    if not suits(parties, start, appointment.length, turn.now, turn.house.config.manner):
        words = Words.of(turn, appointment)
        turn.say(
            person,
            FILE,
            "just_gone",
            keyboard=((words.button(person, "other", OTHER, appointment),), *words.human(person)),
        )
        return
    let_go_of_card(turn, appointment)
    most = turn.house.config.settings.calls.offer
    appointment = rules.propose(appointment, by, start, rules.lease(turn.now, start, most))
    asked(turn, turn.agenda.keep(appointment))
    words = Words.of(turn, appointment)
    turn.say(person, FILE, "proposed", slot=slot(appointment), given=told(turn, words, appointment, person))


def _accept(turn: Turn, appointment: Appointment, by: str) -> None:
    offer = appointment.offer
    if offer is None or offer.until <= turn.now:
        tell_changed(turn, appointment, by)
        return
    if not _may_meet(turn, appointment):
        _cancel(turn, appointment, "", for_good=True)
        return
    place = not offer.by and not appointment.purpose
    most = turn.house.config.settings.calls.offer
    before = appointment
    appointment = rules.accept(appointment, by, rules.lease(turn.now, offer.start, most))
    turn.agenda.keep(appointment)
    if appointment.offer is None:
        let_go_of_card(turn, before)
        _agreed(turn, appointment, moved=before.at is not None)
        return
    if place:
        # whoever was next in line takes it: now the other side is asked
        asked(turn, appointment)
    else:
        wake(turn, appointment, LAPSE, appointment.offer.until)
    words = Words.of(turn, appointment)
    reader = words.people[by]
    turn.say(reader, FILE, "noted", given=told(turn, words, appointment, reader))


def _may_meet(turn: Turn, appointment: Appointment) -> bool:
    return may_meet(Words.of(turn, appointment).people.values(), turn.ties, turn.now)


def _decline(turn: Turn, appointment: Appointment, by: str) -> None:
    if appointment.offer is None:
        tell_changed(turn, appointment, by)
        return
    _end_offer(turn, appointment, Outcome.DECLINED, by)


def _end_offer(turn: Turn, appointment: Appointment, outcome: Outcome, by: str) -> None:
    """Refused, or nobody answered in time. Nobody is blamed, and what was agreed before stands."""
    offer = appointment.offer
    assert offer is not None  # looked at by the callers
    let_go_of_card(turn, appointment)
    after = turn.agenda.keep(rules.decline(appointment, outcome))
    words = Words.of(turn, appointment)
    for party, reader in words.people.items():
        block = f"offer_{outcome.value}" if party != by else "you_declined"
        never_asked = not offer.by and not appointment.purpose and party != turn.lane
        if never_asked or party in appointment.missing:
            continue
        if outcome is Outcome.UNREACHED:
            tell_unreached(turn, words, after, reader, by, asked=offer)
            continue
        keyboard = words.standing(after, reader) if after.live else words.again(after, reader)
        turn.say(
            reader,
            FILE,
            block,
            slot=slot(after),
            keyboard=keyboard,
            # nobody is to feel reminded of what they did not ask for
            silent=bool(appointment.purpose) or turn.hours_of(reader).quiet(turn.now),
            given=told(turn, words, appointment, reader) | {"stands": after.live},
        )
    freed(turn, after, offer.start)


def _gone(turn: Turn, appointment: Appointment, who: str) -> None:
    """No message reaches one of them. The others hear of it at once, and once, with what they can do instead; an
    hour that was only offered is free again, one that was agreed stands."""
    if not appointment.live or appointment.past(turn.now) or who in appointment.missing:
        return
    appointment = replace(appointment, missing=appointment.missing | {who})
    if appointment.offer is not None:
        _end_offer(turn, appointment, Outcome.UNREACHED, who)
        return
    turn.agenda.keep(appointment)
    words = Words.of(turn, appointment)
    for party, reader in words.people.items():
        if party not in appointment.missing:
            tell_unreached(turn, words, appointment, reader, who)


def _agreed(turn: Turn, appointment: Appointment, *, moved: bool, block: str = "agreed") -> None:
    """Everybody has the hour on their own clock, the file for their calendar, and reminders to come."""
    words = Words.of(turn, appointment)
    for reader in words.people.values():
        with_file(
            turn, words, appointment, reader, block, {"moved": moved}, words.standing(appointment, reader)
        )
    _set_clocks(turn, appointment, words)


def _set_clocks(turn: Turn, appointment: Appointment, words: Words) -> None:
    """Reminders and what comes after: each letter and timer is for this agreed hour alone, whatever else is proposed
    meanwhile."""
    assert appointment.at is not None  # only what is agreed is reminded of
    end = appointment.at + appointment.length
    for rung, due in rules.rungs(appointment, turn.now):
        kind = REMIND_SOON if rung == "soon" else REMIND
        for reader in words.people.values():
            of = f"{appointment.id}:{appointment.sequence}:{rung}"
            turn.prompt(reader, kind, of, at=due, until=appointment.at)
    for reader in words.people.values():
        turn.prompt(
            reader,
            ASK,
            f"{appointment.id}:{appointment.sequence}",
            at=end + ASK_AFTER,
            until=end + ASK_WITHIN,
            slot=f"did:{appointment.id}",
        )
    wake(turn, appointment, OVER, end)


def _cancel(turn: Turn, appointment: Appointment, by: str, *, for_good: bool) -> None:
    let_go_of_card(turn, appointment)
    after = turn.agenda.keep(rules.cancel(appointment))
    words = Words.of(turn, after)
    for party, reader in words.people.items():
        given = {"mine": party == by, "by": words.people[by].name if by in words.people else ""}
        if after.at is not None:
            with_file(turn, words, after, reader, "cancelled", given, words.again(after, reader))
        else:
            turn.say(
                reader,
                FILE,
                "cancelled",
                slot=slot(after),
                keyboard=words.again(after, reader),
                silent=turn.hours_of(reader).quiet(turn.now),
                given=told(turn, words, appointment, reader) | given,
            )
    if not for_good:
        _next_week(turn, appointment)
    for hour in appointment.hours(turn.now):
        freed(turn, after, hour)


def _reported(turn: Turn, appointment: Appointment, by: str, *, happened: bool) -> None:
    """Each side is asked and nobody's word is guessed; one that was missed is offered again, without blame."""
    words = Words.of(turn, appointment)
    reader = words.people[by]
    if appointment.live and not appointment.past(turn.now):
        # it has been moved since it was asked
        tell_changed(turn, appointment, by)
        return
    if not appointment.live and appointment.outcome is not Outcome.MISSED:
        _edit_did(turn, words, appointment, reader, "did_thanks")
        return
    _edit_did(turn, words, appointment, reader, "did_thanks" if happened else "did_not")
    if not appointment.live:
        return
    after = turn.agenda.keep(rules.report(appointment, by, happened))
    if after.outcome is Outcome.MISSED:
        for other in words.others(after, reader):
            if other.id not in appointment.said:
                _edit_did(turn, words, after, other, "did_not")


def _edit_did(turn: Turn, words: Words, appointment: Appointment, reader: Person, block: str) -> None:
    text = turn.text(reader, FILE, block, **words.facts(appointment, reader))
    keyboard = words.again(appointment, reader) if block == "did_not" else ()
    protect = reader.works_requests(turn.now)
    message = Outgoing(op=Op.EDIT, text=text, keyboard=keyboard, protect=protect)
    turn.send(reader, message, slot=f"did:{appointment.id}")


def _next_week(turn: Turn, appointment: Appointment) -> None:
    """A weekly call comes again: the same hour on the wall of the one it is anchored to, where it still suits."""
    anchor = party_of(turn, appointment.weekly) if appointment.weekly else None
    if anchor is None or appointment.at is None:
        return
    tz = turn.hours_of(anchor).tz
    start = rules.week_after(appointment, tz, turn.now)
    following = replace(
        appointment,
        id=turn.house.ids.new(),
        made_at=turn.now,
        at=None,
        wall=None,
        offer=None,
        version=1,
        sequence=0,
        tz=tz,
        room=new_room(turn),
        said={},
        missing=frozenset(),
    )
    words = Words.of(turn, following)
    there = sides(turn, following.parties, appointment.id)
    if len(there) == len(following.parties) and suits(
        there, start, following.length, turn.now, turn.house.config.manner
    ):
        _agreed(turn, turn.agenda.keep(rules.agreed(following, start)), moved=False, block="next_week")
        return
    for reader in words.people.values():
        turn.say(
            reader,
            FILE,
            "next_week_not",
            keyboard=words.again(appointment, reader),
            silent=turn.hours_of(reader).quiet(turn.now),
            name=words.names(following, reader),
            sides=words.sides(following, reader, start),
        )


def _retimed(turn: Turn, appointment: Appointment) -> None:
    """The rules of a clock have changed, see retiming: everybody hears how it stands on theirs now."""
    let_go_of_card(turn, appointment)
    if appointment.live:
        _agreed(turn, appointment, moved=True, block="retimed")
        return
    words = Words.of(turn, appointment)
    for reader in words.people.values():
        facts = told(turn, words, appointment, reader)
        with_file(turn, words, appointment, reader, "retimed_not", facts, words.again(appointment, reader))

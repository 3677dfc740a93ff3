"""Hours nobody has picked: one that suits a whole set of people, and places that become free for those in line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app.agenda import EVENT, contacts, party_of, sides
from bot.app.calltelling import told
from bot.app.callwords import FILE, Words, slot
from bot.app.turn import Turn
from bot.domain import appointment as rules
from bot.domain.appointment import Appointment, Offer
from bot.domain.people import whereabouts
from bot.domain.slots import suggest
from bot.store.appointments import Waiting

ARRANGE, PLACE = "arrange", "place"
"""What an event may want of the agenda beside the verbs of buttons: an hour for a set of people, a place in line."""

LAPSE = "lapse"
"""The timer by which an offer runs out."""


def arrangement(
    parties: Sequence[str], minutes: int, purpose: str, since: datetime, until: datetime
) -> dict[str, object]:
    """The body of an event of kind `agenda.EVENT`, for the lane of the first of `parties`: finds an hour between
    the two moments that suits them all, and asks each of them. It counts for `purpose`, see
    `store.appointments.counted`; where no hour suits, whoever of them works here is told."""
    return {
        "verb": ARRANGE,
        "parties": [*parties],
        "minutes": minutes,
        "purpose": purpose,
        "since": since.isoformat(),
        "until": until.isoformat(),
    }


def arrange(turn: Turn, body: dict[str, object]) -> None:
    """An hour for a set of people that suits them all, asked of each; see `arrangement`."""
    parties = tuple(str(party) for party in body["parties"])  # type: ignore[attr-defined]
    since, until = (datetime.fromisoformat(str(body[name])) for name in ("since", "until"))
    length = timedelta(minutes=int(str(body["minutes"])))
    there = sides(turn, parties)
    found: tuple[datetime, ...] = ()
    if len(there) == len(parties):
        found = suggest(there, length, turn.now, turn.house.config.manner, since=since, most=1)
    if not found or found[0] > until:
        turn.audit(turn.lane, "no common hour", str(body["purpose"]))
        for party in parties:
            reader = party_of(turn, party)
            if reader is not None and reader.works_requests(turn.now):
                names = [one.name for p in parties if p != party and (one := party_of(turn, p)) is not None]
                turn.say(reader, FILE, "no_common_hour", names=names)
        return
    made = new_appointment(turn, parties, length, purpose=str(body["purpose"]))
    most = turn.house.config.settings.calls.offer
    offered = rules.propose(made, "", found[0], rules.lease(turn.now, found[0], most))
    asked(turn, turn.agenda.keep(offered))


def wait_for(turn: Turn, whom: str, minutes: int) -> None:
    """Puts the person in line for an hour of somebody's."""
    turn.agenda.joined.append(Waiting(turn.house.ids.new(), turn.lane, whom, minutes, turn.now))


def freed(turn: Turn, appointment: Appointment, start: datetime) -> None:
    """An hour is free again: whoever has waited the longest for one of these people is asked first."""
    line = [
        w
        for w in turn.agenda.waiting
        if w.whom in appointment.parties and w.person not in appointment.parties
    ]
    if line and start > turn.now:
        _hand_place_on(turn, [w.id for w in line], line[0].person, start, start + appointment.length)


def _hand_place_on(turn: Turn, line: Sequence[str], lane: str, start: datetime, until: datetime) -> None:
    turn.pass_on(
        lane,
        EVENT,
        {"verb": PLACE, "line": [*line], "start": start.isoformat(), "until": until.isoformat(), "by": ""},
    )


def offer_place(turn: Turn, body: dict[str, object]) -> None:
    """A place that became free is held for the person of this lane, or goes on to the next in line."""
    line = [str(number) for number in body["line"]]  # type: ignore[attr-defined]
    start, until = (datetime.fromisoformat(str(body[name])) for name in ("start", "until"))
    known = {w.id: w for w in turn.agenda.waiting}
    mine = known.get(line[0])
    found: tuple[datetime, ...] = ()
    # whom they may call has been settled when they got in line, and may be otherwise by now
    if mine is not None and mine.person == turn.lane and mine.whom in {one.id for _, one in contacts(turn)}:
        length = timedelta(minutes=mine.minutes)
        there = sides(turn, (turn.lane, mine.whom))
        if len(there) == 2:
            found = suggest(there, length, turn.now, turn.house.config.manner, since=start, most=1)
    if mine is None or not found or found[0] >= until:
        rest = [number for number in line[1:] if number in known]
        if rest:
            _hand_place_on(turn, rest, known[rest[0]].person, start, until)
        return
    hours = turn.hours_of(turn.who)
    held = min(hours.awake(turn.now) + turn.house.config.settings.calls.place, found[0])
    made = new_appointment(turn, (turn.lane, mine.whom), timedelta(minutes=mine.minutes))
    appointment = turn.agenda.keep(replace(made, offer=Offer(found[0], "", held)))
    turn.agenda.left.append(mine.id)
    wake(turn, appointment, LAPSE, held)
    words = Words.of(turn, appointment)
    turn.say(
        turn.who,
        FILE,
        "place",
        slot=slot(appointment),
        keyboard=words.asked(appointment, turn.who),
        silent=hours.quiet(turn.now),
        notify=turn.lane,
        ref=f"{EVENT}:{appointment.id}:{appointment.version}:{turn.lane}",
        given=told(turn, words, appointment, turn.who),
    )


def asked(turn: Turn, appointment: Appointment) -> None:
    """Those whose word is missing are asked; the offer lapses by itself."""
    assert appointment.offer is not None  # something is on offer
    wake(turn, appointment, LAPSE, appointment.offer.until)
    words = Words.of(turn, appointment)
    for party in appointment.waits_for():
        reader = words.people.get(party)
        if reader is not None:
            turn.say(
                reader,
                FILE,
                "asked",
                slot=slot(appointment),
                keyboard=words.asked(appointment, reader),
                silent=turn.hours_of(reader).quiet(turn.now),
                notify=appointment.lane,
                ref=f"{EVENT}:{appointment.id}:{appointment.version}:{party}",
                given=told(turn, words, appointment, reader),
            )


def wake(turn: Turn, appointment: Appointment, kind: str, at: datetime) -> None:
    # what is on offer changes with the version, what is agreed with the sequence
    guard = appointment.version if kind == LAPSE else appointment.sequence
    turn.wake(EVENT, f"{appointment.id}:{kind}", at - turn.now, guard=str(guard))


def new_appointment(
    turn: Turn,
    parties: Sequence[str],
    length: timedelta,
    *,
    purpose: str = "",
    weekly: str = "",
    case: str = "",
) -> Appointment:
    """Nothing on offer yet: the way to see one another is one that every side's country permits."""
    countries = []
    for party in parties:
        person = party_of(turn, party)
        unit = None if person is None else whereabouts(person, turn.house.units, turn.now)
        countries.append(unit.country if unit else turn.house.config.settings.home_country)
    return Appointment(
        id=turn.house.ids.new(),
        lane=turn.lane,
        parties=tuple(parties),
        minutes=int(length.total_seconds() // 60),
        made_at=turn.now,
        tz=turn.hours_of(turn.who).tz,
        weekly=weekly,
        purpose=purpose,
        case=case,
        link=turn.house.config.ways.between(countries),
        room=new_room(turn),
    )


def new_room(turn: Turn) -> str:
    """A name nobody guesses."""
    return f"wl-{turn.house.ids.new()}{turn.house.ids.new()}"

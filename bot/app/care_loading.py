"""What turns about the calendar of care find, beside what all turns do."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.app import buttons, caredesk, rollcall
from bot.app.config import Config
from bot.app.library import Library
from bot.app.office import below
from bot.app.turn import Roll
from bot.domain.care.cadence import this_round
from bot.domain.care.calendar import span
from bot.domain.care.facts import Facts
from bot.domain.care.knowing import Alert
from bot.domain.messages import Incoming
from bot.domain.people import Person, Unit, hours_of
from bot.store import alerts, facts
from bot.store.alerts import Answer
from bot.store.database import Database
from bot.store.inbox import Event
from bot.store.keys import KeyRing


@dataclass(slots=True)
class Found:
    """Of a whole batch of turns."""

    facts: Mapping[str, Facts]
    """By person."""
    alerts: Mapping[str, Alert]
    """Event mode, by unit."""
    rolls: dict[str, Roll] = field(default_factory=dict)
    """By alert; only where some event of the batch shows them."""
    touched: dict[int, int] = field(default_factory=dict)
    """How many contacts count already, by event."""
    said: dict[int, Answer | None] = field(default_factory=dict)
    """What whoever answers a roll call has answered before, by event."""
    named: set[str] = field(default_factory=set)
    """People whose names are shown or who are pressed about."""
    everybody: bool = False
    """Somebody looks for a person by name."""


async def known(db: Database, keys: KeyRing, lanes: Sequence[str]) -> Found:
    """What any turn of these lanes may need."""
    return Found(*await gather(facts.load(db, keys, lanes), alerts.current(db)))


async def look(
    found: Found,
    db: Database,
    config: Config,
    library: Library,
    units: Mapping[str, Unit],
    persons: Mapping[str, Person],
    events: Sequence[Event],
    incomings: Sequence[Incoming | None],
) -> None:
    """Adds what these events need beside that."""
    rolls = False
    for event, incoming in zip(events, incomings, strict=True):
        person = persons.get(event.lane)
        if person is None:
            continue
        press = buttons.read(incoming.pressed) if incoming is not None else None
        if press is not None and press.verb == rollcall.VERB:
            found.said[event.id] = await alerts.said(db, press.id, event.lane)
        if event.kind == "timer":
            rolls = rolls or event.body["kind"] == caredesk.TIMER
        elif event.kind == caredesk.EVENT:
            found.touched[event.id] = await _touched(db, config, library, units, person, event)
        elif incoming is not None and person.works_requests(event.at):
            command = incoming.text.partition(" ")[0].partition("@")[0]
            found.everybody = found.everybody or command == "/life"
            rolls = rolls or command == "/alert" or (press is not None and press.verb == caredesk.RAISE)
            if press is not None and press.verb in caredesk.VERBS:
                found.named.add(press.id)
    if rolls:
        await _roll(db, library, units, found, events)


async def _touched(
    db: Database, config: Config, library: Library, units: Mapping[str, Unit], person: Person, event: Event
) -> int:
    programme = library.programmes.get(str(event.body["choice"]))
    if programme is None or programme.quota is None:
        return 0
    tz = hours_of(person, units, config.settings.home_tz, event.at).tz
    today = hours_of(person, units, config.settings.home_tz, event.at).local(event.at).date()
    return await alerts.contacts(db, programme.name, person.id, *span(programme.quota, today, tz))


async def _roll(
    db: Database, library: Library, units: Mapping[str, Unit], found: Found, events: Sequence[Event]
) -> None:
    now = max(event.at for event in events)
    again = caredesk.again_in(library)
    for alert in found.alerts.values():
        inside = sorted(below(alert.unit, units))
        members, absent = await alerts.members(db, inside, now)
        answers = await alerts.answers(db, alert.id)
        found.rolls[alert.id] = Roll(alert, members, absent, answers)
        since = this_round(alert.began, again, now)
        missing = [who for who in members if who not in answers or answers[who].at < since]
        listed = (*missing[: caredesk.LISTED], *absent[: caredesk.LISTED])
        # the first of them also stands for the clock they live by
        found.named |= {*listed, *members[:1], *(who for who, said in answers.items() if not said.safe)}

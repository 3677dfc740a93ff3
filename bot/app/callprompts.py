"""Letters about calls whose words are made when they go: reminders, and the question whether it happened.

Each is for one agreed hour of an appointment (its sequence) and dies with it; where the next reminder is due as
well, or the call has begun, an older one is not sent any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.app.agenda import EVENT, UNMEET, may_meet
from bot.app.callwords import DID, FILE, JOIN, Words
from bot.app.clocks import Clocks
from bot.app.prompts import Asked, Dropped, Making, Prompt, Verdict
from bot.app.prompts import Words as Said
from bot.domain import appointment as rules
from bot.domain.appointment import Appointment
from bot.domain.messages import Keyboard, Outgoing
from bot.store import appointments, inbox, people, ties
from bot.store.inbox import Arrival


async def remind(making: Making, asked: Sequence[Asked]) -> Mapping[int, Verdict]:
    """A day, an hour and ten minutes before, on the clock of whoever is reminded; the last one shows the way in. A
    call of people who may have none any more is called off instead."""
    known = await _known(making, asked)
    parties = sorted({party for appointment, _ in known.values() for party in appointment.parties})
    tied = await ties.load(making.tx, parties)
    over: dict[str, Appointment] = {}
    verdicts: dict[int, Verdict] = {}
    for letter in asked:
        number, sequence, rung = letter.of.split(":")
        found = known.get(number)
        if found is None or not _stands(found[0], sequence) or not rules.reminds(found[0], rung, making.now):
            verdicts[letter.number] = Dropped("not the call it was for")
            continue
        appointment, words = found
        if not may_meet(words.people.values(), tied, making.now):
            verdicts[letter.number] = Dropped("they may have no call any more")
            over[appointment.id] = appointment
            continue
        keyboard: Keyboard = words.standing(appointment, letter.to)
        if rung == "soon" and words.way(appointment, letter.to)["kind"] == "tap":
            keyboard = ((words.button(letter.to, "join", JOIN, appointment),), *words.human(letter.to))
        elif rung == "soon":
            keyboard = words.human(letter.to)
        given = words.facts(appointment, letter.to) | {"way": words.way(appointment, letter.to)}
        verdicts[letter.number] = _said(making, letter, f"remind_{rung}", given, keyboard)
    await inbox.add(making.tx, making.keys, [_off(appointment, making.now) for appointment in over.values()])
    return verdicts


def _off(appointment: Appointment, now: datetime) -> Arrival:
    """Word to its lane, where everybody it is between is told."""
    body: dict[str, object] = {"verb": UNMEET, "appointment": appointment.id}
    number = f"{appointment.id}/{appointment.version}"
    return Arrival(UNMEET, number, appointment.lane, EVENT, now, body)


async def ask(making: Making, asked: Sequence[Asked]) -> Mapping[int, Verdict]:
    """Both sides are asked whether it happened: nobody guesses who did not come."""
    known = await _known(making, asked)
    verdicts: dict[int, Verdict] = {}
    for letter in asked:
        number, sequence = letter.of.split(":")
        found = known.get(number)
        if found is None or not _stands(found[0], sequence) or letter.to.id in found[0].said:
            verdicts[letter.number] = Dropped("not asked any more")
            continue
        appointment, words = found
        keyboard: Keyboard = (
            (
                words.button(letter.to, "did_yes", DID, appointment, "yes"),
                words.button(letter.to, "did_no", DID, appointment, "no"),
            ),
            *words.human(letter.to),
        )
        given = words.facts(appointment, letter.to)
        verdicts[letter.number] = _said(making, letter, "did_it", given, keyboard)
    return verdicts


PROMPTS: Mapping[str, Prompt] = {
    "call": Prompt(remind),
    # they have agreed to this very hour themselves
    "call_soon": Prompt(remind, rings=True),
    "call_after": Prompt(ask),
}


def _stands(appointment: Appointment, sequence: str) -> bool:
    return appointment.live and str(appointment.sequence) == sequence


def _said(making: Making, letter: Asked, block: str, given: dict[str, object], keyboard: Keyboard) -> Said:
    text = making.texts.render(letter.to.language, FILE, block, given)
    return Said(Outgoing(text=text, keyboard=keyboard, protect=letter.to.works_requests(making.now)))


async def _known(making: Making, asked: Sequence[Asked]) -> dict[str, tuple[Appointment, Words]]:
    """The appointments behind these letters, each with everybody it is between."""
    ids = sorted({letter.of.partition(":")[0] for letter in asked})
    found = await appointments.by_id(making.tx, making.keys, ids)
    parties = sorted({party for appointment in found for party in appointment.parties})
    persons = await people.load(making.tx, making.keys, parties)
    # the units at hand are those of the recipients; the others stand on other clocks
    units = await people.units(making.tx)
    clocks = Clocks(making.texts, units, making.config.settings.home_tz, making.now)
    return {
        appointment.id: (
            appointment,
            Words(
                making.texts,
                clocks,
                {party: persons[party] for party in appointment.parties if party in persons},
                making.config.ways,
                making.now,
            ),
        )
        for appointment in found
    }

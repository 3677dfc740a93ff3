"""How those an appointment concerns are told of it: cards with their buttons, and the file for a calendar."""

from __future__ import annotations

from bot.app import requestcards
from bot.app.calendarfiles import calendar_file
from bot.app.callwords import FILE, Words, slot
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.domain import appointment as rules
from bot.domain.appointment import Appointment
from bot.domain.messages import Keyboard, Media, MediaKind, Op, Outgoing
from bot.domain.people import Person


def told(turn: Turn, words: Words, appointment: Appointment, reader: Person) -> dict[str, object]:
    """The facts, and what only a turn knows: who asks, and until when."""
    offer = appointment.offer
    by = words.people.get(offer.by) if offer else None
    until = requestcards.until(turn, reader, offer.until) if offer else ""
    return words.facts(appointment, reader) | {
        "by": by.name if by else "",
        "until": until,
        "moving": appointment.at is not None and offer is not None,
        "way": words.way(appointment, reader),
        "soon": bool(appointment.at and not any(r == "soon" for r, _ in rules.rungs(appointment, turn.now))),
    }


def with_file(
    turn: Turn,
    words: Words,
    appointment: Appointment,
    reader: Person,
    block: str,
    given: dict[str, object],
    keyboard: Keyboard,
) -> None:
    """A message, and after it, without a sound, the file for a calendar."""
    facts = told(turn, words, appointment, reader) | given
    silent = turn.hours_of(reader).quiet(turn.now)
    turn.say(reader, FILE, block, slot=slot(appointment), keyboard=keyboard, silent=silent, given=facts)
    summary = plain(turn.text(reader, FILE, "summary", **facts))
    description = plain(turn.text(reader, FILE, "description", **facts))
    turn.send(
        reader,
        Outgoing(
            text=turn.text(reader, FILE, "file", **facts),
            media=Media(MediaKind.DOCUMENT, file_name="call.ics"),
            upload=calendar_file(appointment, turn.now, summary, description),
            silent=True,
        ),
    )


def let_go_of_card(turn: Turn, appointment: Appointment) -> None:
    """The message about it that stands in each chat loses its buttons: a newer one follows."""
    words = Words.of(turn, appointment)
    for reader in words.people.values():
        text = turn.text(reader, FILE, "superseded", **words.facts(appointment, reader))
        turn.send(reader, Outgoing(op=Op.EDIT, text=text), slot=slot(appointment))


def tell_changed(turn: Turn, appointment: Appointment, by: str) -> None:
    """Two thumbs at once, or a button of yesterday: how it stands now."""
    words = Words.of(turn, appointment)
    reader = words.people[by]
    if appointment.live and appointment.at is not None:
        keyboard, block = words.standing(appointment, reader), "standing"
    else:
        keyboard, block = words.again(appointment, reader), "over_already"
    turn.say(reader, FILE, block, keyboard=keyboard, given=told(turn, words, appointment, reader))

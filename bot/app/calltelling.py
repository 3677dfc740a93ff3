"""How those an appointment concerns are told of it: cards with their buttons, and the file for a calendar."""

from __future__ import annotations

from bot.app.calendarfiles import calendar_file
from bot.app.callwords import FILE, Words, slot
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.domain import appointment as rules
from bot.domain.appointment import Appointment, Offer
from bot.domain.messages import Keyboard, Media, MediaKind, Op, Outgoing
from bot.domain.people import Person


def told(turn: Turn, words: Words, appointment: Appointment, reader: Person) -> dict[str, object]:
    """The facts, and what only a turn knows: who asks, and until when."""
    offer = appointment.offer
    by = words.people.get(offer.by) if offer else None
    # by the day's name: what is read the next morning must not say tomorrow
    until = words.clocks.brief(reader, (), offer.until) if offer else ""
    return words.facts(appointment, reader) | {
        "by": by.name if by and not appointment.case else "",
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
            text=turn.text(reader, FILE, "file", called_off=not appointment.live),
            media=Media(MediaKind.DOCUMENT, file_name="call.ics"),
            upload=calendar_file(appointment, turn.now, summary, description),
            silent=True,
        ),
    )


def let_go_of_card(turn: Turn, appointment: Appointment) -> None:
    """The message about it that stands in each chat loses its buttons: a newer one follows."""
    words = Words.of(turn, appointment)
    for party, reader in words.people.items():
        if party in appointment.missing:
            continue
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


def tell_unreached(
    turn: Turn,
    words: Words,
    appointment: Appointment,
    reader: Person,
    who: str,
    *,
    asked: Offer | None = None,
) -> None:
    """No message reaches `who`: what becomes of the hour, and how the reader may get at them themselves. `asked` is
    the offer that has ended by it."""
    other = words.people.get(who)
    relatives = {tie.other(turn.lane) for tie in turn.ties if tie.holds and tie.joins(turn.lane)} | {
        turn.lane
    }
    direct = link = ""
    if other is not None and {who, reader.id} <= relatives:
        # whoever works here is not to be called on their own account, nor to be met in a room without us
        direct = f"tg://user?id={other.address}" if other.address is not None else ""
        link = words.open_link(appointment, appointment.at or (asked.start if asked else None))
    turn.say(
        reader,
        FILE,
        "unreached",
        slot=slot(appointment),
        keyboard=words.standing(appointment, reader) if appointment.live else words.elsewhere(reader),
        silent=turn.hours_of(reader).quiet(turn.now),
        given=words.facts(appointment, reader),
        gone=other.name if other is not None and not appointment.case else "",
        asked=asked is not None,
        stands=appointment.live,
        direct=direct,
        link=link,
    )

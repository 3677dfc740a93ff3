"""What is said about an agreed hour, and the buttons under it: in a turn, and when a reminder goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.app.agenda import AGAIN, HAND, MEET, OTHER, STAFF, SURE, party_of
from bot.app.buttons import HUMAN, SUGGESTED, Press
from bot.app.clocks import Clocks
from bot.app.programmes import TITLE
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.channel.templates import Texts
from bot.channel.video import EARLY, LATE, InTelegram, Visit, Ways
from bot.domain.appointment import Appointment
from bot.domain.care.model import FILE as PROGRAMMES
from bot.domain.flow.model import SYSTEM
from bot.domain.messages import Button, Keyboard
from bot.domain.people import Person

FILE = "calls"
ACCEPT, DECLINE, CANCEL, KEEP, JOIN, DID, PICK = "cyes", "cno", "coff", "ckeep", "cjoin", "cdid", "cpick"
VERBS = frozenset({ACCEPT, OTHER, PICK, DECLINE, CANCEL, SURE, KEEP, JOIN, DID, AGAIN, MEET, HAND})
"""What stands on the buttons under an appointment."""


def key(start: datetime) -> str:
    """An hour as a button carries it."""
    return f"t{int(start.timestamp()) // 60}"


def hour_behind(picked: str) -> datetime | None:
    """The hour behind such a button; None for anything else."""
    if not picked.startswith("t") or not picked[1:].isdecimal():
        return None
    return datetime.fromtimestamp(int(picked[1:]) * 60, UTC)


def slot(appointment: Appointment) -> str:
    """Names the newest message about an appointment in anybody's chat."""
    return f"call:{appointment.id}"


@dataclass(frozen=True, slots=True)
class Words:
    """`people` are the parties by id; whoever is missing there is not spoken of."""

    texts: Texts
    clocks: Clocks
    people: Mapping[str, Person]
    ways: Ways
    now: datetime

    @classmethod
    def of(cls, turn: Turn, appointment: Appointment) -> Words:
        known = {party: party_of(turn, party) for party in appointment.parties}
        people = {party: person for party, person in known.items() if person is not None}
        house = turn.house
        return cls(house.texts, Clocks.of(house, turn.now), people, house.config.ways, turn.now)

    def others(self, appointment: Appointment, reader: Person) -> list[Person]:
        return [self.people[party] for party in appointment.others(reader.id) if party in self.people]

    def names(self, appointment: Appointment, reader: Person) -> str:
        """Who else is on the call."""
        given = [person.name for person in self.others(appointment, reader) if person.name]
        return plain(self.texts.render(reader.language, FILE, "names", {"names": given}))

    def sides(self, appointment: Appointment, reader: Person, moment: datetime) -> list[dict[str, object]]:
        return self.clocks.rows(reader, self.others(appointment, reader), moment)

    def facts(self, appointment: Appointment, reader: Person) -> dict[str, object]:
        """What every message about it may name: with whom, how long, the agreed hour and the one on offer."""
        offer, names = appointment.offer, self.names(appointment, reader)
        return {
            # who talks to whom about a case is nothing for the first line
            "name": "" if appointment.case else names,
            "who": names if appointment.case else "",
            "case": bool(appointment.case),
            "minutes": appointment.minutes,
            "sides": self.sides(appointment, reader, appointment.at) if appointment.at else [],
            "offered": self.sides(appointment, reader, offer.start) if offer else [],
            "weekly": bool(appointment.weekly),
            "programme": self.programme(appointment, reader),
        }

    def programme(self, appointment: Appointment, reader: Person) -> str:
        """What the programme is called that has arranged it; empty where none has."""
        if not appointment.purpose:
            return ""
        block = f"{appointment.purpose}__{TITLE}"
        # one that was taken away meanwhile has no name any more
        known = self.texts.is_plain(reader.language, PROGRAMMES, block)
        return self.texts.caption(reader.language, *((PROGRAMMES, block) if known else (FILE, "arranged")))

    def way(self, appointment: Appointment, reader: Person) -> dict[str, object]:
        """How they get to see one another. `kind` is link (open `url`), tap (by the button), calls or called (one
        of the two calls the other in Telegram, `url` leads to whoever is called) or none."""
        provider = self.ways.providers.get(appointment.link)
        if provider is None:
            return {"kind": "none", "url": ""}
        if isinstance(provider, InTelegram):
            others = self.others(appointment, reader)
            if self.calls(appointment) != reader.id or len(others) != 1:
                return {"kind": "called", "url": ""}
            return {"kind": "calls", "url": f"tg://user?id={others[0].address}"}
        if provider.personal:
            return {"kind": "tap", "url": ""}
        return {"kind": "link", "url": self.link(appointment, reader)}

    def calls(self, appointment: Appointment) -> str:
        """Who calls the others in Telegram: whoever of them works here, else who asked."""
        working = [p for p, one in self.people.items() if one.roles(self.now) & STAFF]
        return working[0] if working else appointment.parties[0]

    def link(self, appointment: Appointment, reader: Person) -> str:
        """The address for this reader; empty where there is none."""
        provider = self.ways.providers.get(appointment.link)
        if provider is None or appointment.at is None:
            return ""
        end = appointment.at + appointment.length
        return provider.link(Visit(appointment.room, appointment.at, end, reader.name))

    def open_link(self, appointment: Appointment, start: datetime | None) -> str:
        """An address to be handed on by hand; empty where there is none, or each needs one of their own."""
        provider = self.ways.providers.get(appointment.link)
        if provider is None or provider.personal or start is None:
            return ""
        return provider.link(Visit(appointment.room, start, start + appointment.length))

    def open(self, appointment: Appointment) -> bool:
        """Whether the door of its room stands open."""
        at = appointment.at
        return at is not None and appointment.live and at - EARLY <= self.now < at + appointment.length + LATE

    # -- buttons ---------------------------------------------------------------------------------

    def button(
        self, reader: Person, block: str, verb: str, appointment: Appointment, choice: str = ""
    ) -> Button:
        press = Press(verb, appointment.id, appointment.version, choice)
        return Button(self.texts.caption(reader.language, FILE, block), press.data())

    def human(self, reader: Person) -> Keyboard:
        """The way to a person, for whoever is not the person others are led to."""
        if reader.roles(self.now) & STAFF:
            return ()
        return ((Button(self.texts.caption(reader.language, SYSTEM, "human"), Press(HUMAN).data()),),)

    def asked(self, appointment: Appointment, reader: Person) -> Keyboard:
        """Under an hour on offer."""
        return (
            (self.button(reader, "accept", ACCEPT, appointment),),
            (
                self.button(reader, "other", OTHER, appointment),
                self.button(reader, "decline", DECLINE, appointment),
            ),
            *self.human(reader),
        )

    def standing(self, appointment: Appointment, reader: Person) -> Keyboard:
        """Under an agreed hour."""
        door: Keyboard = ()
        if self.way(appointment, reader)["kind"] == "tap" and self.open(appointment):
            door = ((self.button(reader, "join", JOIN, appointment),),)
        return (
            *door,
            (
                self.button(reader, "move", OTHER, appointment),
                self.button(reader, "cancel", CANCEL, appointment),
            ),
            *self.human(reader),
        )

    def elsewhere(self, reader: Person) -> Keyboard:
        """Under one that cannot be: somebody else may be asked."""
        button = Button(
            self.texts.caption(reader.language, FILE, "elsewhere"), Press(SUGGESTED, choice="call").data()
        )
        return ((button,), *self.human(reader))

    def again(self, appointment: Appointment, reader: Person) -> Keyboard:
        """Under one that is over without having been."""
        return ((self.button(reader, "again", AGAIN, appointment),), *self.human(reader))

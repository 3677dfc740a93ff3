"""A calendar file (RFC 5545, 5546) for an agreed hour: one stable name, a sequence that grows, times in UTC."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from bot.domain.appointment import Appointment, Outcome

HOST = "warmline.invalid"
"""Nobody can be written to there (RFC 2606): what a calendar wants to answer, people answer in the chat."""


if TYPE_CHECKING:
    from icalendar import vCalAddress


def prepare() -> None:
    """Loads now what makes the files, so that no message waits for that; commands that make none need not either."""
    import_module("icalendar")


def calendar_file(appointment: Appointment, now: datetime, summary: str, description: str) -> bytes:
    """REQUEST for an hour that is new or has changed, CANCEL for one that is called off.

    No link and no token is in it: a calendar is read by others, and what opens a room stays in the chat. Raises
    ValueError for an appointment that was never agreed.
    """
    from icalendar import Calendar, Event

    if appointment.at is None:
        raise ValueError("nothing was agreed that a calendar could know of")
    cancelled = appointment.outcome is Outcome.CANCELLED
    event = Event()
    event.add("uid", f"{appointment.id}@{HOST}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", appointment.at)
    event.add("dtend", appointment.at + appointment.length)
    event.add("summary", summary)
    event.add("description", description)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", _address("organizer"), encode=False)
    for place in range(1, len(appointment.parties) + 1):
        event.add("attendee", _address(f"party{place}"), encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Warmline//Calls//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _address(name: str) -> vCalAddress:
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{name}@{HOST}")
    address.params["role"] = vText("CHAIR" if name == "organizer" else "REQ-PARTICIPANT")
    return address

"""Calendar files: one name, a growing sequence, UTC, and nothing that opens a door."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from bot.app.calendarfiles import calendar_file
from bot.domain.appointment import Appointment, accept, agreed, cancel, propose

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
START = datetime(2026, 11, 28, 14, 30, tzinfo=UTC)
ASKED = Appointment(
    "a1b2", "chen", ("chen", "liu"), 30, NOON, tz="Asia/Colombo", room="wl-secret", link="jitsi"
)
AGREED = accept(propose(ASKED, "chen", START, NOON + timedelta(hours=1)), "liu", START)


def event_of(appointment: Appointment) -> tuple[str, Event]:
    calendar = Calendar.from_ical(calendar_file(appointment, NOON, "视频：刘师傅", "链接在聊天里"))
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_a_new_hour_is_a_request_in_utc() -> None:
    method, event = event_of(AGREED)

    assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", "a1b2@warmline.invalid", 0)
    assert event.decoded("DTSTART") == START
    assert event.decoded("DTEND") == START + timedelta(minutes=30)
    text = calendar_file(AGREED, NOON, "视频：刘师傅", "").decode()
    assert "DTSTART:20261128T143000Z" in text
    assert "TZID" not in text
    assert "ORGANIZER" in text
    assert text.count("ATTENDEE") == 2


def test_a_moved_hour_keeps_its_name_and_has_a_later_sequence() -> None:
    method, event = event_of(agreed(AGREED, START + timedelta(days=1)))

    assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", "a1b2@warmline.invalid", 1)


def test_what_is_called_off_is_cancelled_under_the_same_name() -> None:
    method, event = event_of(cancel(AGREED))

    assert (method, event["UID"], event["SEQUENCE"]) == ("CANCEL", "a1b2@warmline.invalid", 1)
    assert event["STATUS"] == "CANCELLED"
    assert event.decoded("DTSTART") == START


def test_no_room_and_no_token_is_in_it() -> None:
    text = calendar_file(AGREED, NOON, "视频", "链接在聊天里").decode()

    assert "secret" not in text
    assert "jwt" not in text
    assert "http" not in text


def test_what_was_never_agreed_is_in_no_calendar() -> None:
    with pytest.raises(ValueError, match="nothing was agreed"):
        calendar_file(replace(AGREED, at=None), NOON, "", "")

"""An hour several people agree on: offered, accepted, moved, called off, and whether it happened.

What is agreed stands until another hour is agreed instead: who only proposes to move a call takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.localtime import instant, zone


class Outcome(StrEnum):
    """What became of it; NONE while it can still change."""

    NONE = ""
    DECLINED = "declined"
    LAPSED = "lapsed"
    """Nobody answered in time, or the hour had come before everybody had."""
    UNREACHED = "unreached"
    """No message reaches one of those who were asked."""
    CANCELLED = "cancelled"
    HAPPENED = "happened"
    MISSED = "missed"
    UNKNOWN = "unknown"
    """Nobody said whether it happened, and nobody guesses."""


class IllegalMove(Exception):
    """What cannot be done with an appointment as it stands."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An hour somebody proposes. It holds that hour for everybody until `until`."""

    start: datetime
    by: str
    """Who proposed it; empty for one that nobody has chosen yet: a place that became free, or a programme's."""
    until: datetime
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Appointment:
    """`lane` is the person in whose turns it changes; they are one of `parties` or stand for them.

    `version` grows with every change that makes earlier buttons old; `sequence` with every change of what was agreed,
    which makes earlier reminders old and which calendars must learn of. Neither ever shrinks.
    """

    id: str
    lane: str
    parties: tuple[str, ...]
    minutes: int
    made_at: datetime
    at: datetime | None = None
    """The hour that is agreed."""
    offer: Offer | None = None
    outcome: Outcome = Outcome.NONE
    version: int = 1
    sequence: int = 0
    tz: str = "UTC"
    """The clock the agreed hour was read from: when its rules change, the hour on that wall stays."""
    wall: datetime | None = None
    """The agreed hour on that wall, naive."""
    weekly: str = ""
    """On whose clock it comes again every week; empty for once."""
    purpose: str = ""
    """The programme it counts for; empty for a call of people's own."""
    case: str = ""
    """The case it is about, by its id; empty for none."""
    link: str = ""
    """The way to see one another, by its name in the settings."""
    room: str = ""
    said: Mapping[str, bool] = field(default_factory=dict)
    """Who has said whether it happened."""
    missing: frozenset[str] = frozenset()
    """Whom no message reaches, as the others know already."""

    @property
    def live(self) -> bool:
        return self.outcome is Outcome.NONE

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def end(self) -> datetime | None:
        return None if self.at is None else self.at + self.length

    def past(self, now: datetime) -> bool:
        """Whether the agreed hour has gone by, with no other one on offer."""
        return self.end is not None and self.end <= now and self.offer is None

    def concerns(self, person: str) -> bool:
        return person in self.parties

    def others(self, person: str) -> tuple[str, ...]:
        return tuple(party for party in self.parties if party != person)

    def waits_for(self) -> tuple[str, ...]:
        """Whose word on the offer is still missing, in the order of the parties."""
        return () if self.offer is None else tuple(p for p in self.parties if p not in self.offer.accepted)

    def hours(self, now: datetime) -> tuple[datetime, ...]:
        """Every hour it holds: the agreed one, and one on offer whose time has not run out."""
        if not self.live:
            return ()
        offered = self.offer is not None and self.offer.until > now
        return tuple(hour for hour in (self.at, self.offer.start if offered and self.offer else None) if hour)


def unanswered(found: Iterable[Appointment], by: str, to: str, now: datetime) -> tuple[Appointment, ...]:
    """The hours `by` has asked `to` for that hold and have no answer yet; another hour for an agreed call is none."""
    return tuple(
        one
        for one in found
        if one.live
        and one.at is None
        and one.offer is not None
        and one.offer.by == by
        and one.offer.until > now
        and to in one.others(by)
    )


def propose(appointment: Appointment, by: str, start: datetime, until: datetime) -> Appointment:
    """Another hour, or the first; whoever proposes it has accepted it. An offer before it is gone."""
    _open(appointment)
    accepted = frozenset({by} & {*appointment.parties})
    return replace(appointment, offer=Offer(start, by, until, accepted), version=appointment.version + 1)


def accept(appointment: Appointment, who: str, until: datetime) -> Appointment:
    """One more who agrees. Once all have, the hour is agreed; until then it is held until `until`.

    Raises IllegalMove where nothing is on offer or who is no party.
    """
    _open(appointment)
    offer = appointment.offer
    if offer is None or not appointment.concerns(who):
        raise IllegalMove(f"{who} has nothing to accept")
    offer = replace(offer, by=offer.by or who, accepted=offer.accepted | {who}, until=until)
    if not {*appointment.parties} <= offer.accepted:
        return replace(appointment, offer=offer)
    return agreed(appointment, offer.start)


def agreed(appointment: Appointment, start: datetime) -> Appointment:
    """The hour everybody has agreed on."""
    return replace(
        appointment,
        at=start,
        wall=start.astimezone(zone(appointment.tz)).replace(tzinfo=None),
        offer=None,
        version=appointment.version + 1,
        # the first file has sequence 0
        sequence=appointment.sequence + (appointment.at is not None),
        # what was said was said of an hour before
        said={},
    )


def decline(appointment: Appointment, outcome: Outcome = Outcome.DECLINED) -> Appointment:
    """The offer is refused or has run out: what was agreed before stands, and without that it is over."""
    _open(appointment)
    if appointment.offer is None:
        raise IllegalMove("nothing is on offer")
    over = Outcome.NONE if appointment.at is not None else outcome
    return replace(appointment, offer=None, outcome=over, version=appointment.version + 1)


def cancel(appointment: Appointment) -> Appointment:
    """Called off, agreed or not."""
    _open(appointment)
    return replace(
        appointment,
        offer=None,
        outcome=Outcome.CANCELLED,
        version=appointment.version + 1,
        sequence=appointment.sequence + (appointment.at is not None),
    )


def handed_on(appointment: Appointment, before: str, after: str, room: str) -> Appointment:
    """The same hour with another of those who work here, in whose lane it lies from here on; in a room of its own."""
    _open(appointment)
    return replace(
        appointment,
        lane=after,
        parties=tuple(after if party == before else party for party in appointment.parties),
        offer=None,
        version=appointment.version + 1,
        sequence=appointment.sequence + 1,
        room=room,
        said={},
        missing=appointment.missing - {before},
    )


def report(appointment: Appointment, who: str, happened: bool) -> Appointment:
    """One side's word on whether it happened. It is over when all agree, or as soon as one says that it did not."""
    _open(appointment)
    said = {**appointment.said, who: happened}
    outcome = Outcome.NONE
    if not happened:
        outcome = Outcome.MISSED
    elif {*appointment.parties} <= {*said}:
        outcome = Outcome.HAPPENED
    return replace(appointment, said=said, outcome=outcome)


def close(appointment: Appointment) -> Appointment:
    """Nobody says any more whether it happened: one yes is believed, silence says nothing."""
    _open(appointment)
    return replace(
        appointment, outcome=Outcome.HAPPENED if any(appointment.said.values()) else Outcome.UNKNOWN
    )


def _open(appointment: Appointment) -> None:
    if not appointment.live:
        raise IllegalMove(f"it is over: {appointment.outcome}")


# -- time -----------------------------------------------------------------------------------------

RUNGS: Mapping[str, timedelta] = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "soon": timedelta(minutes=10),
}
"""Reminders, by how long before; the last one shows the way in."""


def rungs(appointment: Appointment, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """The reminders still to come and when; those whose time has passed are left out, not caught up."""
    if appointment.at is None or not appointment.live:
        return ()
    due = [(name, appointment.at - before) for name, before in RUNGS.items()]
    return tuple((name, at) for name, at in due if at > now)


LATE: Mapping[str, timedelta] = {
    "day": timedelta(hours=12),
    "hour": timedelta(minutes=15),
    "soon": timedelta(minutes=10),
}
"""How much later each still says what is so: after quiet hours, or after a standstill."""


def reminds(appointment: Appointment, rung: str, now: datetime) -> bool:
    """Whether this reminder is still worth sending: never when the next one is due as well, nor once the call began."""
    if appointment.at is None or not appointment.live:
        return False
    return now < appointment.at - RUNGS[rung] + LATE[rung]


def week_after(appointment: Appointment, tz: str, now: datetime) -> datetime:
    """The same hour on the same wall a week later, and as many weeks more as it takes to be still to come."""
    there = zone(tz)
    assert appointment.at is not None  # only what was agreed comes again
    local = appointment.at.astimezone(there)
    day, found = local.date(), appointment.at
    while found <= max(now, appointment.at):
        day += timedelta(days=7)
        found = _wall(day, local.time(), tz)
    return found


def retimed(appointment: Appointment) -> Appointment:
    """By today's rules of its clock: the hour on the wall stays, the instant follows. The same where nothing moved."""
    if not appointment.live or appointment.at is None or appointment.wall is None:
        return appointment
    start = _wall(appointment.wall.date(), appointment.wall.time(), appointment.tz)
    if start == appointment.at:
        return appointment
    return replace(appointment, at=start, version=appointment.version + 1, sequence=appointment.sequence + 1)


def _wall(day: date, at: time, tz: str) -> datetime:
    """That hour on that wall; on a date the clock leaves out, as late as it comes."""
    found = instant(day, at, tz)
    return found if found is not None else datetime.combine(day, at, UTC) + timedelta(days=1)


def lease(now: datetime, start: datetime, most: timedelta) -> datetime:
    """Until when an offer holds its hour: no longer than `most`, and not until the hour itself, but always a moment."""
    return max(min(now + most, start - timedelta(minutes=30)), min(now + timedelta(minutes=15), start))

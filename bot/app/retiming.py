"""The rules of clocks change now and then: calls keep their hour on the wall, and both sides hear of what moved.

Done once for each version of the time zone data, before anything else works on the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.app.agenda import EVENT
from bot.app.appointments import RETIMED
from bot.domain import appointment as rules
from bot.domain.appointment import Appointment
from bot.domain.slots import Manner, held
from bot.store import appointments, care, desks, inbox
from bot.store.inbox import Arrival
from bot.store.opening import Store

NOTE = "tzdata"
"""The version by which all that is agreed was reckoned stands in a note of this name."""


async def follow_clocks(store: Store, manner: Manner, version: str, now: datetime) -> int:
    """Reckons everything agreed anew where the time zone data are of another version than before; returns how many
    hours moved. Those who hear of it are told in the lanes. One that would meet another now is called off, and its
    people are asked for another hour."""
    async with store.db.transaction() as tx:
        known = await desks.read_note(tx, NOTE)
        if known is None:
            # nothing has been reckoned by any other version yet
            await desks.write_note(tx, NOTE, version.encode())
            return 0
        if known == version.encode() or not await desks.change_note(tx, NOTE, known, version.encode()):
            return 0
        found = await appointments.live(tx, store.keys)
        moved = [after for before in found if (after := rules.retimed(before)) != before]
        ids = {appointment.id for appointment in moved}
        kept = [appointment for appointment in found if appointment.id not in ids]
        for appointment in moved:
            meets = any(_meet(appointment, other, manner, now) for other in kept)
            kept.append(rules.cancel(appointment) if meets else appointment)
        changed = [appointment for appointment in kept if appointment.id in ids]
        await appointments.save(tx, store.keys, changed, now, {"": manner})
        # what comes by itself follows at the next round
        await care.look_again(tx)
        await inbox.add(tx, store.keys, [_told(appointment, version, now) for appointment in changed])
    return len(changed)


def _told(appointment: Appointment, version: str, now: datetime) -> Arrival:
    body = {"verb": RETIMED, "appointment": appointment.id, "seq": appointment.version}
    return Arrival("tz", f"{version}/{appointment.id}", appointment.lane, EVENT, now, dict(body))


def _meet(one: Appointment, other: Appointment, manner: Manner, now: datetime) -> bool:
    """Whether somebody would be on both, or have no rest between them."""
    return bool({*one.parties} & {*other.parties}) and any(
        first[0] < second[1] and second[0] < first[1]
        for first in _spans(one, manner, now)
        for second in _spans(other, manner, now)
    )


def _spans(appointment: Appointment, manner: Manner, now: datetime) -> Sequence[tuple[datetime, datetime]]:
    return [held(hour, appointment.length, manner) for hour in appointment.hours(now)]

"""Events that could not be handled, for whoever mends it: listed, read for a reason, tried again, or let go."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from bot.app.office import Refused
from bot.app.people_links import OPERATOR
from bot.store import desks, inbox
from bot.store.opening import Store

LONGEST = 200
"""Characters of a reason."""


async def listed(store: Store, now: datetime) -> str:
    """Number, lane, kind and age of each, oldest first; never content."""
    lines = [
        f"{event.id:>8}  {event.lane:<16}  {event.kind:<10}  {_age(now - event.at)}"
        for event in await inbox.set_aside(store.db)
    ]
    return "\n".join(lines) or "nothing is set aside"


async def shown(store: Store, number: int, reason: str, now: datetime) -> str:
    """What is in it. The reason is in the audit trail before anybody reads a word. Raises Refused."""
    reason = " ".join(reason.split())
    if not 1 <= len(reason) <= LONGEST:
        raise Refused("what somebody wrote is read for a reason only: say it in a few words")
    async with store.db.transaction() as tx:
        event = await inbox.look_into(tx, store.keys, number)
        if event is None:
            raise _missing(number)
        await desks.audit(tx, [(now, OPERATOR, f"read in quarantine: {reason}", _name(number))])
    if event.kind == inbox.UNREADABLE:
        return "its row or its key is damaged: nothing in it can be read"
    body = json.dumps(event.body, ensure_ascii=False, indent=2)
    return f"{event.kind} of {event.at:%Y-%m-%d %H:%M} UTC in lane {event.lane}\n{body}"


async def tried_again(store: Store, number: int, now: datetime) -> str:
    """Back into its lane, before what came after it. Raises Refused."""
    await _release(store, number, now, again=True)
    return "back in its lane: a running bot handles it within a second, and sets it aside again if it cannot"


async def dropped(store: Store, number: int, now: datetime) -> str:
    """Never handled, and kept as long as handled ones are. Raises Refused."""
    await _release(store, number, now, again=False)
    return "dropped: it is not handled, and goes when retention lets it go"


async def _release(store: Store, number: int, now: datetime, *, again: bool) -> None:
    async with store.db.transaction() as tx:
        if not await inbox.release(tx, number, again=again):
            raise _missing(number)
        done = "put back from quarantine" if again else "dropped from quarantine"
        await desks.audit(tx, [(now, OPERATOR, done, _name(number))])


def _missing(number: int) -> Refused:
    return Refused(f"no event {number} is set aside: see python -m bot quarantine list")


def _name(number: int) -> str:
    return f"event {number}"


def _age(span: timedelta) -> str:
    for unit, length in (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1))):
        if span >= length:
            return f"{span // length} {unit}"
    return "just now"

"""Books as another process would: `python -m tests.store.booking STORE KEY WHO` tries every slot of a counsellor
and prints how many it got. STORE is a file, or the address of a server."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.appointment import Appointment, accept, propose
from bot.domain.slots import Manner
from bot.store import appointments
from bot.store.appointments import Taken
from bot.store.database import Location, Server
from bot.store.opening import Store, open_store

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SLOTS = 200
MANNER = Manner(after=timedelta(minutes=10))


def wanted(lane: str, number: int, who: str) -> Appointment:
    """The slot of this number, half an hour and its rest apart from the next."""
    start = NOON + timedelta(hours=3) + number * timedelta(minutes=40)
    asked = Appointment(f"{who}{number}", lane, (lane, "person2001"), 30, NOON)
    offered = propose(asked, lane, start, NOON + timedelta(hours=1))
    return accept(offered, "person2001", NOON + timedelta(hours=1))


async def book(store: Store, who: str, lane: str) -> int:
    """Tries all of them, each in a transaction of its own; returns how many were got."""
    await store.keys.load(store.db, [lane])
    got = 0
    for number in range(SLOTS):
        try:
            async with store.db.transaction() as tx:
                await appointments.save(tx, store.keys, [wanted(lane, number, who)], NOON, {"": MANNER})
        except Taken:
            pass
        else:
            got += 1
            # whoever got one lets the others have a try, however the machine shares out its time
            await asyncio.sleep(0.001)
    return got


async def main(where: Location, key_file: Path, who: str) -> None:
    store = await open_store(where, key_variable="", key_file=key_file, durable=False)
    try:
        print("ready", flush=True)  # noqa: T201 - the one who started it waits for this
        sys.stdin.readline()
        print(await book(store, who, "person1001"), flush=True)  # noqa: T201
    finally:
        await store.close()


if __name__ == "__main__":
    place = sys.argv[1]
    asyncio.run(main(Server(place) if "://" in place else Path(place), Path(sys.argv[2]), sys.argv[3]))

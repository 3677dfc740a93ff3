"""Looks after the workers: tells when one has stopped and when it goes on, and ends what only a restart can mend."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.app.clock import Clock
from bot.app.logs import place
from bot.app.signs import Signs
from bot.channel.port import Channel
from bot.domain.vitals import Ailment, Began, Kind, Over, Part, Spell, beyond_help, follow
from bot.store import desks, inbox, soundings
from bot.store.database import StoreTrouble, from_ms, to_ms
from bot.store.inbox import Arrival
from bot.store.opening import Store
from bot.store.people import HOUSE

log = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two looks."""

SOUND_EVERY = 15.0
"""Seconds between two countings of what waits."""

RENEW_EVERY = 60.0
"""Seconds after which connections that carry nothing are given up once more."""

NOTE = "watchdog:"
"""Troubles that were told and are not over, by part, with their beginning, under the name of the machine: the next
process on it tells their end."""


class Wedged(Exception):
    """A part of the bot is stuck for good; the text says which. Somebody must start a new process."""


class Watchdog:
    """`run()` looks until cancelled. Raises Wedged."""

    def __init__(
        self, signs: Signs, store: Store, channel: Channel, clock: Clock, *, counting: bool = False
    ) -> None:
        self._signs = signs
        self._store = store
        self._channel = channel
        self._clock = clock
        self._counting = counting
        self._note = f"{NOTE}{socket.gethostname()}"
        self._spells: dict[Part, Spell] = {}
        self._untold: list[Began | Over] = []
        self._looked = signs.now()
        self._renewed: dict[Part, float] = {}
        self._errands: dict[str, asyncio.Task[None]] = {}
        """What must not keep it from looking, for it may hang as well: one of each kind at a time."""

    async def run(self) -> None:
        try:
            self._send("remember", self._remember)
            while True:
                self.look()
                await asyncio.sleep(EVERY)
        finally:
            for errand in self._errands.values():
                errand.cancel()
            await asyncio.gather(*self._errands.values(), return_exceptions=True)

    def look(self) -> None:
        """One look; what is to be written or asked is under way when it returns."""
        now, freed = self._signs.now(), self._signs.freed
        found = self._signs.ailments()
        if freed > self._looked:
            # the loop that was blocked is the one that looks: it can only be told afterwards
            found.append(Ailment(Part.LOOP, Kind.STUCK, self._signs.blocked[0]))
        if self._signs.refused is not None and self._signs.refused >= self._looked:
            # told at once, for a full disk comes back; that the others fail is its doing, and no news
            store = Ailment(Part.STORE, Kind.FAILING, self._signs.refused)
            found = [store, *(one for one in found if one.kind is not Kind.FAILING)]
        self._looked = now
        self._spells, news = follow(self._spells, found, now)
        for one in news:
            self._say(one, found, now)
        if self._untold:
            self._send("tell", self._tell)
        for part in (Part.INTAKE, Part.SENDING):
            if (
                part in {one.part for one in found}
                and now - self._renewed.get(part, -RENEW_EVERY) >= RENEW_EVERY
            ):
                self._renewed[part] = now
                self._send(f"renew {part}", partial(self._channel.renew, fetching=part is Part.INTAKE))
        if self._counting and _due(self._signs, self._clock):
            self._send("count", self._count)
        lost = beyond_help(found, now, freed)
        if lost is not None:
            raise Wedged(f"{lost} is stuck for good: ending, so that a new process takes over")

    def _say(self, one: Began | Over, found: list[Ailment], now: float) -> None:
        if isinstance(one, Began):
            kind = next(each.kind for each in found if each.part is one.part)
            log.error("%s has been %s for %.0f s", one.part, kind, now - one.since)
        else:
            log.warning("%s goes on after %.0f s", one.part, one.lasted)
        self._untold = [each for each in self._untold if each.part is not one.part] + [one]

    def _send(self, name: str, errand: Callable[[], Awaitable[None]]) -> None:
        under_way = self._errands.get(name)
        if under_way is None or under_way.done():
            self._errands[name] = asyncio.create_task(_safely(name, errand), name=f"watchdog: {name}")

    async def _tell(self) -> None:
        """What supervisors do not know yet; what can not be written now is tried at the next look."""
        told = list(self._untold)
        now = self._clock.now()
        elapsed = self._signs.now()
        lasting = {
            part: to_ms(now - timedelta(seconds=elapsed - spell.since))
            for part, spell in self._spells.items()
        }
        async with self._store.db.transaction() as tx:
            await inbox.add(tx, self._store.keys, [_alarm(one, now) for one in told if not _speechless(one)])
            await desks.write_note(tx, self._note, json.dumps(lasting).encode())
        self._untold = [one for one in self._untold if one not in told]

    async def _remember(self) -> None:
        """Takes up what the last process has told and not seen the end of."""
        note = await desks.read_note(self._store.db, self._note)
        now, elapsed = self._clock.now(), self._signs.now()
        for part, since in json.loads(note or b"{}").items():
            age = max((now - from_ms(since)).total_seconds(), 0.0)
            self._spells.setdefault(Part(part), Spell(elapsed - age, elapsed))

    async def _count(self) -> None:
        self._signs.soundings = await soundings.take(self._store.db, self._clock.now())


async def _safely(name: str, errand: Callable[[], Awaitable[None]]) -> None:
    try:
        await errand()
    except StoreTrouble as fault:
        log.warning("watchdog: %s put off (%s)", name, type(fault).__name__)
    except Exception as fault:  # noqa: BLE001 - whatever an errand meets, the next look must come
        log.error("watchdog: %s: %s", name, place(fault))


def _due(signs: Signs, clock: Clock) -> bool:
    last = signs.soundings
    return last is None or abs((clock.now() - last.taken_at).total_seconds()) >= SOUND_EVERY


def _speechless(one: Began | Over) -> bool:
    """A block of the loop is told once it is over: while it lasts nobody can."""
    return isinstance(one, Began) and one.part is Part.LOOP


def _alarm(one: Began | Over, now: datetime) -> Arrival:
    body: dict[str, Any] = {"part": one.part.value}
    if isinstance(one, Began):
        body["what"] = "stalled"
    else:
        body |= {"what": "goes_on", "minutes": round(one.lasted / 60)}
    # several processes over one store may see the same trouble
    name = f"{body['what']}:{one.part}:{to_ms(now) // 60_000}"
    return Arrival("watchdog", name, HOUSE, "alarm", now, body)

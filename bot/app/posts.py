"""A post that one replica holds at a time: fetching updates, carrying letters. Whoever holds it renews its lease;
whoever waits takes it over when the holder gives it back, or has shown no life for a few seconds.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress

from bot.store import leases
from bot.store.database import Database, StoreTrouble
from bot.store.leases import Lease, Superseded

log = logging.getLogger(__name__)

RENEW = 1.0
"""Seconds between two beats of a holder."""

HOLD = 3.0
"""Seconds after its last beat in which a holder may act: fewer than others wait, so that nobody sends beside the
next one."""

PATIENCE = 4.0
"""Seconds without a beat after which a holder is taken to be gone."""

LOOK = 0.5
"""Seconds between two looks of those who wait."""


class Post:
    """`run(work)` does the work whenever and as long as the post is held here."""

    def __init__(
        self,
        db: Database,
        name: str,
        holder: str,
        standing_by: Callable[[], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._name = name
        self._holder = holder
        self._monotonic = monotonic
        self._standing_by = standing_by
        self._beat_at = 0.0

    def holds(self) -> bool:
        """Whether nobody else can have taken over yet."""
        return self._monotonic() - self._beat_at < HOLD

    async def run(self, work: Callable[[Lease], Coroutine[object, object, None]]) -> None:
        """Until cancelled, or until the work fails otherwise than by losing the post."""
        while True:
            lease = await self._taken()
            log.info("%s: here from now on (%d)", self._name, lease.epoch)
            try:
                await self._hold(lease, asyncio.create_task(work(lease), name=self._name))
            except Superseded:
                log.warning("%s: somebody else has taken over", self._name)
            finally:
                with suppress(StoreTrouble, TimeoutError):
                    async with asyncio.timeout(RENEW):
                        await leases.give_back(self._db, lease)

    async def _taken(self) -> Lease:
        """Waits for the post to be free, or its holder to be gone."""
        seen, since = Lease(self._name), self._monotonic()
        while True:
            self._standing_by()
            try:
                now = await leases.look(self._db, self._name)
                if now != seen:
                    seen, since = now, self._monotonic()
                if not now.holder or self._monotonic() - since > PATIENCE:
                    async with self._db.transaction() as tx:
                        lease = await leases.take(tx, now, self._holder)
                    # whoever holds the store up may have kept us waiting: ours it is from a beat of our own on
                    self._beat_at = self._monotonic()
                    if lease is not None and await leases.renew(self._db, lease) is not None:
                        return lease
            except StoreTrouble as fault:
                log.error("store trouble at the post of %s: %s", self._name, type(fault).__name__)
                # while nobody could be seen, nobody was seen to be gone
                since = self._monotonic()
            await asyncio.sleep(LOOK)

    async def _hold(self, lease: Lease, work: asyncio.Task[None]) -> None:
        try:
            while True:
                await asyncio.wait([work], timeout=RENEW)
                if work.done():
                    work.result()
                    return
                await self._renewed(lease)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _renewed(self, lease: Lease) -> None:
        """Raises Superseded where somebody else has it, or may have by now."""
        now = self._monotonic()
        try:
            async with asyncio.timeout(HOLD):
                kept = await leases.renew(self._db, lease)
        except (StoreTrouble, TimeoutError) as fault:
            log.error("store trouble at the post of %s: %s", self._name, type(fault).__name__)
        else:
            if kept is None:
                raise Superseded(lease.name)
            if self.holds():
                self._beat_at = now
        if not self.holds():
            raise Superseded(lease.name)

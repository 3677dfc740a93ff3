"""Looks at the bot from outside its event loop: a thread with a loop of its own, for what is looked after may be that
very loop. It tells systemd, a dead man's switch somewhere else, and whoever asks on this machine."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
from sdnotify import SystemdNotifier

from bot.app.logs import place
from bot.app.signs import Signs
from bot.domain.vitals import BEYOND_HELP, Kind, Part

if TYPE_CHECKING:
    from bot.app.serving import Door

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks."""

PATIENCE = 10.0
"""Seconds for the answer to a heartbeat."""

STUCK = 70
"""The exit status of a process that could not even end itself (EX_SOFTWARE)."""


class PortTaken(Exception):
    """Nobody can be heard at an address of the bot's own; the text says which and why."""


class Systemd:
    """What systemd is told; nothing where it has not asked."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._notifier = SystemdNotifier() if environment.get("NOTIFY_SOCKET") else None
        self._status = ""

    def ready(self) -> None:
        self._tell("READY=1")

    def alive(self, status: str) -> None:
        self._tell("WATCHDOG=1")
        self.status(status)

    def status(self, status: str) -> None:
        if status != self._status:
            self._status = status
            self._tell(f"STATUS={status}")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def close(self) -> None:
        if self._notifier is not None and self._notifier.socket is not None:
            self._notifier.socket.close()

    def _tell(self, state: str) -> None:
        if self._notifier is not None:
            self._notifier.notify(state)


class Lookout:
    """`start()` and `stop()` from the loop that is looked after."""

    def __init__(
        self,
        signs: Signs,
        *,
        systemd: Systemd,
        door: Door | None = None,
        heartbeat: str = "",
        beat_every: float = 60.0,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self._signs = signs
        self._systemd = systemd
        self._door = door
        self._heartbeat = heartbeat
        self._beat_every = beat_every
        self._end = end
        self._thread = threading.Thread(target=self._run, name="lookout", daemon=True)
        self._begun = threading.Event()
        self._doom: float | None = None
        self._missed = False
        self._blocked = False

    def start(self) -> None:
        self._watched = asyncio.get_running_loop()
        self._signs.turn_of_loop()
        self._systemd.ready()
        self._thread.start()
        self._begun.wait()

    def stopping(self) -> None:
        """The house has begun to close."""
        self._systemd.stopping()

    def stop(self) -> None:
        """Looks no more, and lets a doomed process live that has ended in time."""
        with suppress(RuntimeError):  # it has ended already
            self._own.call_soon_threadsafe(self._over.set)
        self._thread.join(PATIENCE)
        self._systemd.close()

    def doom(self, within: float) -> None:
        """Ends the process in so many seconds, whatever still hangs in it then."""
        self._doom = self._signs.now() + within

    def look(self) -> None:
        """One look."""
        with suppress(RuntimeError):  # the loop has been closed
            self._watched.call_soon_threadsafe(self._signs.turn_of_loop, EVERY)
        now, found = self._signs.now(), self._signs.ailments()
        status = ", ".join(f"{one.part} {one.kind} for {now - one.since:.0f} s" for one in found)
        stuck = [one for one in found if one.kind is Kind.STUCK]
        if stuck:
            self._systemd.status(status)
        else:
            # what only fails would fail in a new process as well
            self._systemd.alive(status or "at work")
        blocked = [one for one in stuck if one.part is Part.LOOP]
        if blocked and not self._blocked:
            # the only one who can say so while it lasts
            log.error("the event loop is blocked")
        self._blocked = bool(blocked)
        beyond_help = any(now - one.since > BEYOND_HELP for one in blocked)
        if beyond_help or (self._doom is not None and now > self._doom):
            log.critical("the process does not end by itself: ended")
            self._end(STUCK)

    async def beat(self, http: httpx.AsyncClient) -> bool:
        """Tells the dead man's switch that all is well; False, and not a word, while it is not."""
        if not self._signs.all_well():
            return False
        try:
            (await http.get(self._heartbeat)).raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            # once, and never the address: whoever knows it could beat in our place
            if not self._missed:
                log.warning("the heartbeat is not taken (%s)", type(fault).__name__)
            self._missed = True
        else:
            self._missed = False
        return True

    def _run(self) -> None:
        asyncio.run(self._work())

    async def _work(self) -> None:
        self._own, self._over = asyncio.get_running_loop(), asyncio.Event()
        works: list[Coroutine[Any, Any, None]] = [self._look_on()]
        if self._door is not None:
            works.append(self._door.serve_until_cancelled())
        if self._heartbeat:
            works.append(self._beat_on())
        tasks = [asyncio.create_task(work) for work in works]
        self._begun.set()
        over = asyncio.create_task(self._over.wait())
        await asyncio.wait([over, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in (over, *tasks):
            task.cancel()
        for fault in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(fault, Exception):
                log.error("the lookout ended: %s", place(fault))

    async def _look_on(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(EVERY)

    async def _beat_on(self) -> None:
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            while True:
                beaten = await self.beat(http)
                await asyncio.sleep(self._beat_every if beaten else EVERY)

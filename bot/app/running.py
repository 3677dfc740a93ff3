"""`python -m bot run`: the house with its lock, its logs and a graceful end."""

from __future__ import annotations

import asyncio
import logging
import re
import signal

from bot.app import logs
from bot.app.assemble import House, open_house, sole_poller
from bot.app.clock import Clock, ServerClock, SystemClock
from bot.app.config import Config
from bot.app.intake import WEBHOOK, AnotherPoller
from bot.app.library import LibraryFault
from bot.app.lookout import Lookout, PortTaken, Systemd
from bot.app.watchdog import Watchdog, Wedged
from bot.channel.port import BadToken, Hooked
from bot.channel.templates import TextsFault
from bot.store.database import Server, StoreFault
from bot.store.migrate import StoreAhead
from bot.store.opening import KeyMissing
from bot.store.vault import WrongKey

log = logging.getLogger(__name__)

TOKEN = re.compile(r"[^\s/?#]+")
"""What may stand in the address of a call; only the server knows whether it is a token."""

PARTING = 15.0
"""Seconds a wedged house gets to close in good order."""

NO_TOKEN = "BOT_TOKEN is not set: get one from @BotFather in Telegram, then BOT_TOKEN=… python -m bot run"  # noqa: S105


class CannotRun(Exception):
    """Why the bot does not run, in a line or a few for the operator; nothing secret in it."""


def run(config: Config) -> None:
    """Runs until SIGTERM or SIGINT, then returns. Raises CannotRun; any other fault is a defect."""
    if not TOKEN.fullmatch(config.token):
        raise CannotRun(
            "BOT_TOKEN is no bot token: it looks like 123456789:ABC-def…, copy it from @BotFather"
        )
    logs.set_up(config.settings.log_level, (config.token, config.key_variable))
    asyncio.run(keep_house(config, ServerClock() if isinstance(config.store, Server) else SystemClock()))


async def keep_house(config: Config, clock: Clock) -> None:
    """Holds the lock, opens the house and keeps it until a signal or a fault ends it. Raises CannotRun."""
    logs.watch(asyncio.get_running_loop())
    try:
        # on a server any number of replicas may work: leases there say who does what
        lock = None if isinstance(config.store, Server) else sole_poller(config)
        try:
            await _looked_after(await _open(config, clock))
        finally:
            if lock is not None:
                lock.release()
    except BadToken:
        raise CannotRun("Telegram does not know this BOT_TOKEN: copy it again from @BotFather") from None
    except AnotherPoller as fault:
        raise CannotRun(str(fault)) from None
    except Hooked:
        raise CannotRun(WEBHOOK) from None
    except (PortTaken, Wedged) as fault:
        raise CannotRun(str(fault)) from None
    except (LibraryFault, TextsFault, KeyMissing, WrongKey, StoreAhead) as fault:
        raise CannotRun(str(fault)) from None
    log.info("stopped")


async def _open(config: Config, clock: Clock) -> House:
    try:
        return await open_house(config, clock)
    except ValueError as fault:  # a key that is none; the text names the place, never the key
        raise CannotRun(str(fault)) from None
    except (StoreFault, OSError) as fault:
        raise CannotRun(f"the store at {config.store} cannot be used: {fault}") from None


async def _looked_after(house: House) -> None:
    """Keeps the house until a signal, and closes its store.

    Raises Wedged when only a new process helps, PortTaken, or whatever ends the house.
    """
    try:
        lookout = _lookout(house)
    except PortTaken:
        await house.store.close()
        raise
    lookout.start()
    try:
        await _until_signal(house, lookout)
    finally:
        # the store first, while somebody still looks: what is wedged may hold it, too
        try:
            await house.store.close()
        finally:
            lookout.stop()


async def _until_signal(house: House, lookout: Lookout) -> None:
    loop = asyncio.get_running_loop()
    counting = house.config.settings.health.port is not None
    watchdog = Watchdog(house.signs, house.store, house.channel, house.clock, counting=counting)
    work = asyncio.create_task(house.run(), name="house")
    watching = asyncio.create_task(watchdog.run(), name="watchdog")
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, work.cancel)
    loop.add_signal_handler(signal.SIGHUP, house.reread.set)
    # said once a signal ends it in good order, and not before
    log.info("working on %s", house.config.store)
    await asyncio.wait([work, watching], return_when=asyncio.FIRST_COMPLETED)
    lookout.stopping()
    if not work.done():
        # what is wedged may not even let itself be cancelled
        lookout.doom(PARTING)
        work.cancel()
        await asyncio.wait([work])
        watching.result()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    if not work.cancelled():
        work.result()


def _lookout(house: House) -> Lookout:
    settings = house.config.settings
    door = None
    if settings.health.port is not None:
        # nobody who is not asked needs the library that answers
        from bot.app.health import HOST, health_app
        from bot.app.serving import Door

        door = Door(health_app(house.signs, settings.mode), HOST, settings.health.port)
        log.info("health is told at %s:%d", HOST, door.port)
    return Lookout(house.signs, systemd=Systemd(), door=door, heartbeat=settings.health.heartbeat)

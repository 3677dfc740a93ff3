"""The composition root: everything is put together here, by hand, from top to bottom."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING

import tzdata  # type: ignore[import-untyped]  # no types are to be had for it
from filelock import FileLock, Timeout

from bot.app import calendarfiles, callprompts, checkins, delivery, rollcall, routines
from bot.app.actions import ACTIONS, LANGUAGES
from bot.app.buckets import Budget
from bot.app.clock import Clock, MovableClock, ServerClock
from bot.app.config import Config
from bot.app.conversation import Conversation
from bot.app.dialogue import Action, Watch
from bot.app.frontdesk import FrontDesk
from bot.app.ids import Ids, RandomIds
from bot.app.intake import AnotherPoller, Intake
from bot.app.library import Library, LibraryFault, load
from bot.app.menus import Menus
from bot.app.postman import Postman
from bot.app.posts import Post
from bot.app.prompts import Prompt, Prompts
from bot.app.retiming import follow_clocks
from bot.app.rounds import Round, Rounds
from bot.app.routine_letters import Letters
from bot.app.signs import Signs
from bot.app.ticks import Ticks
from bot.channel.port import Channel, Unreachable
from bot.channel.telegram import Telegram
from bot.channel.templates import Texts, TextsFault
from bot.domain import safety
from bot.domain.emergency import numbers_for
from bot.domain.vitals import OWED, Part
from bot.store import inbox, outbox, timers
from bot.store.database import StoreTrouble, from_ms, to_ms
from bot.store.inbox import Arrival
from bot.store.leases import Lease
from bot.store.migrate import stays_known
from bot.store.opening import Store, open_store
from bot.store.people import HOUSE

if TYPE_CHECKING:
    from bot.app.webhook import Webhook

log = logging.getLogger(__name__)

PROMPTS: Mapping[str, Prompt] = {
    **callprompts.PROMPTS,
    delivery.WORD: Prompt(delivery.make),
    delivery.TIMELY: Prompt(delivery.make, rings=True),
    delivery.THANKS: Prompt(delivery.make_thanks),
    checkins.HELLO: Prompt(checkins.say_hello),
    rollcall.WELL: Prompt(rollcall.tell, rings=True),
    rollcall.OVER: Prompt(rollcall.tell_over),
    rollcall.OVER_AT_HOME: Prompt(rollcall.tell_over_at_home),
}
"""Who makes the words of which letters, see prompts."""

Work = Coroutine[object, object, None]


def routine_prompts(library: Library) -> dict[str, Prompt]:
    """The letters of the programmes of care."""
    make = Letters(library).make
    return {routines.PROMPT: Prompt(make), routines.RINGING: Prompt(make, rings=True)}


GARBAGE = 20_000
"""Objects made and still there before any is looked at for garbage: measured, at the default of 700 nearly all were
those of turns under way, and looking at them took a twentieth of a turn."""

CONNECT_PAUSES = (0.5, 1, 2, 5, 10)


def read_library(config: Config) -> tuple[Texts, Library]:
    """Texts and dialogues, checked. Raises TextsFault or LibraryFault with all faults."""
    texts = Texts(config.templates)
    library = load(config.flows, texts, {name: spec for name, (spec, _) in ACTIONS.items()})
    texts.checked()
    return texts, library


def _books(config: Config) -> tuple[Texts, Library]:
    """The same, ready for the first message."""
    texts, library = read_library(config)
    library.routes.prepare()
    return texts, library


class House:
    """The whole bot over one store and one channel. `run()` until cancelled; `stop()` is part of it.

    A stage gives `books` it has read already, `actions` of its own and somebody to `watch` the dialogues.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        channel: Channel,
        clock: Clock,
        *,
        ids: Ids | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        books: tuple[Texts, Library] | None = None,
        actions: Mapping[str, Action] | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.config, self.store, self.channel, self.clock = config, store, channel, clock
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self.texts, self.library = books or read_library(config)
        # what a check of dialogues never needs is ready before the first message, not during it
        safety.prepare()
        calendarfiles.prepare()
        self.library.routes.prepare()
        ids = ids or RandomIds()
        rate = config.settings.rate
        conversation = Conversation(
            actions or {name: action for name, (_, action) in ACTIONS.items()},
            {language: _fallback(config, self.texts, language) for language in LANGUAGES},
            watch,
        )
        self.frontdesk = FrontDesk(store, config, self.library, self.texts, conversation, clock, ids)
        prompts, rounds = self._care()
        self.postman = Postman(
            store,
            channel,
            self.texts,
            Budget(rate.per_second, rate.per_chat_per_second, rate.chat_burst, rate.urgent_reserve),
            clock,
            monotonic,
            config,
            prompts,
        )
        self.intake = Intake(store, channel, config.bot_id, clock, ids, config.settings.polling.wait)
        self.menus = Menus(store, channel, self.library, self.texts, clock)
        self.rounds = Rounds(store, clock, rounds)
        self.ticks = Ticks(store, clock, config.settings.retention, self.rounds)
        self.webhook: Webhook | None = None
        if config.settings.mode == "webhook":
            # whoever fetches needs no server of its own
            from bot.app.webhook import Webhook

            self.webhook = Webhook(self.intake, channel, config, clock)
        self.signs = Signs()
        for worker in (self.intake, self.frontdesk, self.postman, self.ticks, self.rounds):
            worker.signs = self.signs
        # whoever puts something into inbox or outbox wakes whoever takes it out
        self.intake.arrived = self.ticks.swept = self.postman.arrived = self.frontdesk.wake
        self.frontdesk.letters_queued = self.ticks.shifted = self.rounds.letters = self.postman.wake
        self.rounds.events = self.frontdesk.wake
        self.frontdesk.care_called = self.ticks.hurry
        self.frontdesk.staff_changed = self.menus.wake
        self.reread = asyncio.Event()
        """Set when dialogues, programmes and texts are to be read anew."""

    def _care(self) -> tuple[Prompts, list[Round]]:
        """Who makes which letters, and what is gone through, by the programmes there are."""
        daily = checkins.CheckIns(self.store.keys, self.config, self.library.daily)
        prompts = Prompts({**PROMPTS, **routine_prompts(self.library), checkins.KIND: Prompt(daily.ask)})
        return prompts, [daily, *routines.rounds(self.store.keys, self.config, self.library)]

    async def run(self) -> None:
        """Connects, recovers, works. Ends by raising BadToken, AnotherPoller, Hooked, PortTaken or StoreAhead, or
        when cancelled."""
        try:
            await self._settle_in()
            if self.store.db.shared:
                await self._connect(polling=False)
                await self._work(self._as_replica())
            else:
                await self.postman.recover()
                await self._connect()
                await self._work(self._alone())
        finally:
            with suppress(asyncio.TimeoutError):
                async with asyncio.timeout(1.0):
                    await self.channel.close()

    async def _settle_in(self) -> None:
        """What is written before anything else. A server that is away just now is waited for, as by all replicas."""
        for pause in chain(CONNECT_PAUSES, repeat(CONNECT_PAUSES[-1])):
            try:
                await routines.renew(self.store, self.library)
                await follow_clocks(self.store, self.config.manner, tzdata.IANA_VERSION, self.clock.now())
            except StoreTrouble as fault:
                if not self.store.db.shared:
                    raise
                log.error("store trouble while settling in: %s", type(fault).__name__)
                await asyncio.sleep(pause)
            else:
                return

    def _alone(self) -> dict[str, Work]:
        """What the only process on its store does."""
        return {
            "intake": self._taking_in(),
            "front desk": self.frontdesk.run(),
            "postman": self.postman.run(),
            "menus": self.menus.run(),
            "ticks": self.ticks.run(),
            "reading": self._rereading(),
        }

    def _as_replica(self) -> dict[str, Work]:
        """What one of several does: turns and ticks at any time, the rest while it holds the post."""
        poller, postman = (
            Post(self.store.db, name, self._name, partial(self.signs.well, part))
            for name, part in (("poller", Part.INTAKE), ("postman", Part.POSTMAN))
        )
        works = {
            "poller": poller.run(self._polling),
            "postman": postman.run(partial(self._carrying, postman)),
            "front desk": self.frontdesk.run(),
            "ticks": self.ticks.run(),
            "reading": self._rereading(),
            "hints": self.store.db.listen(self._stir),
            "revision": stays_known(self.store.db, self.config.store),
        }
        # a webhook may be called at any of them
        return works if self.webhook is None else works | {"intake": self.webhook.run()}

    async def _rereading(self) -> None:
        while True:
            await self.reread.wait()
            self.reread.clear()
            try:
                await self.read_anew()
            except StoreTrouble as fault:
                log.error("store trouble on reading anew: %s", type(fault).__name__)

    async def read_anew(self) -> None:
        """Reads dialogues, programmes and texts as their files are now.

        Without a fault they are gone by from the next batch, letter and portion on; talks under way go on as they do
        after a start. With one everything stays as it was, the log says where it is, and supervisors hear of it.
        """
        try:
            texts, library = await asyncio.to_thread(_books, self.config)
        except (TextsFault, LibraryFault, OSError) as fault:
            for message in str(fault).splitlines():
                log.error("not read anew: %s", message)
            now = self.clock.now()
            alarm = Arrival("house", f"unread:{to_ms(now)}", HOUSE, "alarm", now, {"what": "unread"})
            async with self.store.db.transaction() as tx:
                await inbox.add(tx, self.store.keys, [alarm])
            self.frontdesk.wake.set()
            return
        self.texts, self.library = texts, library
        prompts, rounds = self._care()
        self.frontdesk.go_by(library, texts)
        self.postman.go_by(texts, prompts)
        self.rounds.go_by(rounds)
        self.menus.go_by(library, texts)
        await routines.renew(self.store, library)
        self.ticks.hurry.set()
        log.info("dialogues, programmes and texts are those of their files again")

    def _taking_in(self) -> Work:
        return self.intake.run() if self.webhook is None else self.webhook.run()

    async def _polling(self, lease: Lease) -> None:
        """What the channel is asked for by one alone: updates, and the menus under the bot's name."""
        await self._connect()
        works = {"menus": self.menus.run()}
        if self.webhook is None:
            self.intake.hold(lease)
            works["intake"] = self.intake.run()
        await _until_one_ends(works)

    async def _carrying(self, post: Post, lease: Lease) -> None:
        self.postman.hold(lease, post.holds)
        try:
            await self.postman.recover()
            await self.postman.run()
        finally:
            # what is under way may end only while nobody else can have begun
            await self.postman.stop(within=1.0 if post.holds() else 0.0)

    def _stir(self) -> None:
        """Another replica has written something."""
        self.frontdesk.wake.set()
        self.postman.wake.set()

    async def _work(self, works: Mapping[str, Work]) -> None:
        try:
            await _until_one_ends(works)
        finally:
            await self.postman.stop(within=1.0)

    async def idle(self) -> bool:
        """Whether nothing waits in inbox, lanes or outbox that could be done now."""
        now = self.clock.now()
        return not (
            await inbox.waiting(self.store.db)
            or self.postman.in_flight
            or await outbox.waiting(self.store.db, now)
        )

    async def until_idle(self, pause: float = 0.01) -> None:
        while not await self.idle():  # noqa: ASYNC110 - three tables in a database have no event to wait for
            await asyncio.sleep(pause)

    async def advance(self, by: timedelta) -> None:
        """Moves a movable clock ahead from one due row to the next, letting everything each one sets off
        come to rest before going on, so that nothing happens at another time than it would have."""
        clock = self.clock
        if not isinstance(clock, MovableClock):
            raise TypeError("only a movable clock can be advanced")
        target = clock.now() + by
        await self.rounds.go()
        while True:
            await self.until_idle()
            due = await self._next_due()
            if due is None or due >= target:
                break
            clock.move(max(due - clock.now(), timedelta()))
            await self.ticks.sweep()
            self.postman.wake.set()
        clock.move(max(target - clock.now(), timedelta()))
        await self.ticks.sweep()
        self.postman.wake.set()
        await self.until_idle()

    async def _next_due(self) -> datetime | None:
        due = [await timers.next_due(self.store.db), await self.rounds.next_due()]
        letter = await outbox.next_due(self.store.db, self.clock.now())
        if letter is not None:
            due.append(from_ms(letter))
        return min((moment for moment in due if moment is not None), default=None)

    async def _connect(self, *, polling: bool = True) -> None:
        """Until the channel answers: a bot that starts while the line is down must not give up."""
        failures = 0
        self.signs.begins(Part.INTAKE)
        while True:
            try:
                name = await self.channel.open()
                if polling and self.webhook is None:
                    await self.channel.start_polling()
            except Unreachable as fault:
                pause = max(CONNECT_PAUSES[min(failures, len(CONNECT_PAUSES) - 1)], fault.retry_after)
                log.warning("no connection to the channel (%s), again in %.1f s", fault, pause)
                failures += 1
                self.signs.failed(Part.INTAKE, pause + OWED)
                await asyncio.sleep(pause)
            else:
                self.frontdesk.called(name)
                log.info("connected as @%s", name)
                return


async def _until_one_ends(works: Mapping[str, Work]) -> None:
    """Works until cancelled. None of them ends by itself: the first that does has failed, and a supervisor restarts
    us."""
    workers = [asyncio.create_task(work, name=name) for name, work in works.items()]
    try:
        ended, _ = await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        for worker in ended:
            worker.result()
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


def _fallback(config: Config, texts: Texts, language: str) -> str:
    """The red reply as it can be rendered without knowing anything about the person."""
    home = config.settings.home_country
    rows = [
        {"name": n.name.get(language, ""), "number": n.number}
        for n in numbers_for(config.numbers, None, home)
    ]
    return texts.render(language, "case", "fallback", {"numbers": rows})


async def open_house(config: Config, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> House:
    """The bot as `run` and `demo` start it. The caller closes `house.store`. Raises what open_store raises.

    `monotonic` gives the seconds in which the channel counts its limits.
    """
    store = await open_store(config.store, key_variable=config.key_variable, key_file=config.key_file)
    try:
        if isinstance(clock, ServerClock):
            clock.read(await timers.server_now(store.db))
        with lasting():
            channel = Telegram(config.token, config.api_base)
            return House(config, store, channel, clock, monotonic=monotonic)
    except BaseException:
        await store.close()
        raise


@contextmanager
def lasting() -> Iterator[None]:
    """What is made meanwhile, and all there was before, is taken to be needed as long as the process runs."""
    gc.disable()
    try:
        yield
        # whoever collects garbage would look through all of it again and again, while everybody waits
        gc.freeze()
        gc.set_threshold(GARBAGE)
    finally:
        gc.enable()


def sole_poller(config: Config) -> FileLock:
    """The lock of the one process that may work on this store. Raises AnotherPoller if it is held."""
    lock = FileLock(config.store_path.with_suffix(".lock"))
    config.store_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AnotherPoller(f"another Warmline works on {config.store_path}: stop it first") from None
    return lock

"""The one way in: fetch raw updates, commit them with the offset, and only then ask for more."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.app.clock import Clock
from bot.app.ids import Ids
from bot.app.signs import Signs
from bot.channel.incoming import Malformed, parse, salvaged, sender_of
from bot.channel.port import BadToken, Channel, Hooked, Occupied, Unreachable
from bot.domain.people import Person
from bot.domain.safety import Level, assess
from bot.domain.vitals import OWED, Part
from bot.store import desks, inbox, leases, people
from bot.store.database import StoreTrouble, Transaction, from_ms, to_ms
from bot.store.inbox import Arrival
from bot.store.leases import Lease
from bot.store.opening import Store
from bot.store.people import HOUSE

log = logging.getLogger(__name__)

OFFSET = "poll_offset"
NUMBERING = timedelta(days=6)
"""After a week without updates Telegram may start numbering anew at random (Bot API: Update.update_id), and
an old offset would then skip what is new. So an offset older than this is forgotten."""

BACK_OFF = (0.5, 1, 2, 5)
"""Seconds between attempts after trouble; short, so that buttons pressed meanwhile are answered in time."""

ALARMING = 3
"""Conflicts in a row after which a human is told."""

PATIENCE = 6
"""Conflicts at the start, about twenty seconds of them, before somebody else is taken to be polling."""

DISOWNED = 15
"""Refusals of the token in a row, about a minute of them, before a bot that has worked takes it for true."""


HANGING = 12
"""Seconds beyond its own wait after which a fetch is broken off that neither answers nor fails."""

MALFORMED = "malformed"
"""The kind of what was brought and is no update. Nobody handles it, so it is set aside and a human told."""

ANOTHER = "another process is fetching updates with this BOT_TOKEN: stop it first"
WEBHOOK = (
    "a webhook is set for this BOT_TOKEN, so nothing can be fetched:"
    " `python -m bot webhook delete` takes it away, or run with mode: webhook"
)


class AnotherPoller(Exception):
    """Somebody else fetches updates with this token; two of us would take them from each other."""


class Intake:
    """`run()` polls until cancelled."""

    def __init__(
        self, store: Store, channel: Channel, bot_id: str, clock: Clock, ids: Ids, wait: timedelta
    ) -> None:
        self._store = store
        self._channel = channel
        self._bot_id = bot_id
        self._clock = clock
        self._ids = ids
        self._wait = wait.total_seconds()
        self._lease: Lease | None = None
        self._offset: int | None = None
        self._resumed = False
        self._polled = False
        self._conflicts = 0
        self._alarmed = False
        self._disowned = 0
        self.arrived = asyncio.Event()
        """Set after each commit."""
        self.signs = Signs()

    def hold(self, lease: Lease) -> None:
        """From here on this replica is the one that fetches: it goes on where the last one has stopped."""
        self._lease = lease
        self._offset, self._resumed, self._polled, self._conflicts = None, False, False, 0

    async def run(self) -> None:
        """Raises AnotherPoller when a starting poller keeps finding the place taken, BadToken for a token that
        has never worked or is refused for a minute."""
        failures = 0
        while True:
            at_least = 0.0
            try:
                await self._fetch()
            except Unreachable as fault:
                log.warning("fetching updates failed: %s", fault)
                at_least = fault.retry_after
            except BadToken:
                # a server that stumbles for a moment must not silence a bot that has just been heard
                self._disowned += 1
                if not self._polled or self._disowned > DISOWNED:
                    raise
                log.error("the channel refuses the token that worked a moment ago, asking again")
            except StoreTrouble as fault:
                # not committed, so not confirmed: the same updates come again
                log.error("store trouble at intake: %s", type(fault).__name__)
                self.signs.store_trouble(Part.INTAKE)
            else:
                failures = 0
                continue
            failures += 1
            pause = max(BACK_OFF[min(failures, len(BACK_OFF)) - 1], at_least)
            self.signs.failed(Part.INTAKE, pause + OWED)
            await asyncio.sleep(pause)

    async def _fetch(self) -> None:
        if not self._resumed:
            self._offset, self._resumed = await self._stored_offset(), True
        self.signs.begins(Part.INTAKE, self._wait + HANGING + 5)
        try:
            async with asyncio.timeout(self._wait + HANGING):
                updates = await self._channel.fetch(self._offset, self._wait)
        except TimeoutError:
            raise Unreachable("a fetch hangs") from None
        except Occupied as fault:
            what = WEBHOOK if isinstance(fault, Hooked) else ANOTHER
            await self._conflict(what)
            raise Unreachable(what) from None
        self._polled, self._conflicts, self._alarmed, self._disowned = True, 0, False, 0
        self.signs.begins(Part.INTAKE)
        offset = await self.accept(updates)
        if updates and offset is None:
            raise Unreachable("updates without numbers")
        # None after an empty answer: it confirmed what came before, and the numbering may start anew
        self._offset = offset
        self.signs.well(Part.INTAKE, OWED)

    async def _conflict(self, what: str) -> None:
        self._conflicts += 1
        # the fetch of a process that was killed a moment ago may linger: not at the first word
        if not self._polled and self._conflicts > PATIENCE:
            raise AnotherPoller(what)
        if self._conflicts >= ALARMING and not self._alarmed:
            log.error("%s", what)
            await self._alarm("occupied")
            self._alarmed = True

    async def bring(self, body: bytes, *, unread: bool = False) -> None:
        """Commits one update that was brought to the door; needs no lock, and knows what has come before.

        What has no number is known by its bytes. What is no update, or to be left `unread`, is kept for a human
        to look at: whoever brings it must not come again and again.
        """
        update: Any = None if unread else _read(body)
        name = str(update["update_id"]) if _numbered(update) else hashlib.sha256(body).hexdigest()
        async with self._store.db.transaction() as tx:
            arrival = Arrival(
                self._source,
                name,
                HOUSE,
                MALFORMED,
                self._clock.now(),
                {"raw": body.decode("utf-8", "replace")},
            )
            if isinstance(update, dict):
                lanes = await self._lanes(tx, [update])
                arrival = self._arrival(update, name, lanes, arrival.at)
            await inbox.add(tx, self._store.keys, [arrival])
        self.signs.counts["updates", "webhook"] += 1
        self.arrived.set()

    async def accept(self, updates: Sequence[dict[str, Any]]) -> int | None:
        """Commits a batch of raw updates; returns the offset that confirms it.

        None for a batch without any update that has a number, by which alone one could be confirmed.
        """
        now = self._clock.now()
        numbered = [update for update in updates if _numbered(update)]
        if not numbered:
            return None
        offset = max(int(update["update_id"]) for update in numbered) + 1
        async with self._store.db.transaction() as tx:
            await leases.check(tx, self._lease)
            numbered.sort(key=lambda update: int(update["update_id"]))
            lanes = await self._lanes(tx, numbered)
            arrivals = [self._arrival(update, str(update["update_id"]), lanes, now) for update in numbered]
            await inbox.add(tx, self._store.keys, arrivals)
            note = json.dumps({"offset": offset, "at": to_ms(now)}).encode()
            await desks.write_note(tx, self._note, note)
        self.signs.counts["updates", "polling"] += len(arrivals)
        self.arrived.set()
        return offset

    def _arrival(self, update: dict[str, Any], name: str, lanes: Mapping[int, str], now: datetime) -> Arrival:
        sender = sender_of(update)
        lane = HOUSE if sender is None else lanes[sender]
        return Arrival(self._source, name, lane, "update", now, update, urgent=_sounds_red(update, now))

    async def _lanes(self, tx: Transaction, updates: Sequence[dict[str, Any]]) -> Mapping[int, str]:
        """Whose lanes; a stranger becomes a person here, nameless, and gets one of their own."""
        senders = {sender for update in updates if (sender := sender_of(update)) is not None}
        lanes = await people.lanes_of(tx, self._store.keys, senders)
        for update in updates:
            sender = sender_of(update)
            if sender is not None and sender not in lanes:
                stranger = Person(
                    id=self._ids.new(),
                    name=_name(update),
                    address=sender,
                    unit=None,
                    language=_language(update),
                )
                await people.save(tx, self._store.keys, stranger)
                lanes[sender] = stranger.id
        return lanes

    async def _stored_offset(self) -> int | None:
        note = await desks.read_note(self._store.db, self._note)
        if note is None:
            return None
        data = json.loads(note)
        at: datetime = from_ms(data["at"])
        return int(data["offset"]) if self._clock.now() - at < NUMBERING else None

    @property
    def _source(self) -> str:
        return f"tg:{self._bot_id}"

    @property
    def _note(self) -> str:
        return f"{OFFSET}:{self._bot_id}"

    async def _alarm(self, what: str) -> None:
        now = self._clock.now()
        async with self._store.db.transaction() as tx:
            alarm = Arrival("alarm", f"{what}:{to_ms(now)}", HOUSE, "alarm", now, {"what": what})
            await inbox.add(tx, self._store.keys, [alarm])
        self.arrived.set()


def _read(body: bytes) -> Any:
    """What the bytes say, None where they are no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _numbered(update: Any) -> bool:
    return isinstance(update, dict) and type(update.get("update_id")) is int


def _sender(update: dict[str, Any]) -> dict[str, Any]:
    parts = (update.get(name) for name in ("message", "edited_message", "callback_query", "my_chat_member"))
    senders = (part.get("from") for part in parts if isinstance(part, dict))
    return next((sender for sender in senders if isinstance(sender, dict)), {})


def _sounds_red(update: dict[str, Any], now: datetime) -> bool:
    """Whether these words alone are red: only for who is heard first. What they mean is found in their turn."""
    try:
        incoming = parse(update, now)
    except Malformed:
        salvage = salvaged(update, now)
        return salvage is not None and assess(salvage.words).level is Level.RED
    return bool(incoming.words) and assess(incoming.words).level is Level.RED


def _name(update: dict[str, Any]) -> str:
    """What the person's app says, until they tell us: a counsellor needs something to call them. In one line and of
    what can be seen: it stands in messages to others, and must neither begin a line there nor turn one round."""
    name = _sender(update).get("first_name")
    if not isinstance(name, str):
        return ""
    seen = " ".join(name.encode("utf-8", "replace").decode().split())
    return "".join(letter for letter in seen if letter.isprintable())


def _language(update: dict[str, Any]) -> str:
    """Chinese first; English for an app that is set to anything else."""
    tag = _sender(update).get("language_code")
    return "en" if isinstance(tag, str) and tag and not tag.lower().startswith("zh") else "zh"

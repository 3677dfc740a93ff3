"""Plays the turns: takes ready events of different lanes, computes them all, writes them in one commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bot.app import (
    agenda,
    alarms,
    appointments,
    asides,
    callbuttons,
    calls,
    caredesk,
    caseacts,
    casework,
    checkins,
    daily,
    debrief,
    delivery,
    dispatch,
    family,
    joining,
    pacing,
    relaying,
    seat,
    silence,
    staffdesk,
    transfer,
    warmth,
)
from bot.app.clock import Clock
from bot.app.config import Config
from bot.app.conversation import Conversation
from bot.app.ids import Ids
from bot.app.library import Library
from bot.app.loading import Loader, parsed
from bot.app.logs import place
from bot.app.rescue import rescue as rescued
from bot.app.signs import Signs
from bot.app.turn import Turn
from bot.app.writing import write
from bot.channel.incoming import parse
from bot.channel.templates import Texts
from bot.domain.joining import TakePlace
from bot.domain.messages import Incoming, IncomingKind, Outgoing, Priority
from bot.domain.vitals import OWED, Part
from bot.store import inbox, outbox
from bot.store.database import Claim, StoreTrouble, Transaction
from bot.store.inbox import Arrival, Event
from bot.store.opening import Store
from bot.store.outbox import Letter
from bot.store.people import HOUSE

log = logging.getLogger(__name__)

BATCH = 50
"""Turns that share a commit: measured, beyond fifty nothing is gained."""


class FrontDesk:
    """`work()` handles what is ready; `wake` is set whenever something may be."""

    def __init__(
        self,
        store: Store,
        config: Config,
        library: Library,
        texts: Texts,
        conversation: Conversation,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._store = store
        self._loader = Loader(store, config, library, texts, clock, ids)
        self._conversation = conversation
        self._clock = clock
        self.wake = asyncio.Event()
        self.letters_queued = asyncio.Event()
        """Set after a commit that put letters in line."""
        self.staff_changed = asyncio.Event()
        """Set after a commit in which somebody of the staff came for the first time, or speaks another language."""
        self.care_called = asyncio.Event()
        """Set after a commit of something with which care begins at once."""
        self.signs = Signs()

    def called(self, bot: str) -> None:
        """The bot's own name, for the links people hand on."""
        self._loader.bot = bot

    def go_by(self, library: Library, texts: Texts) -> None:
        """From the next batch on."""
        self._loader.go_by(library, texts)

    async def run(self) -> None:
        """Works until cancelled. Trouble with the store is nobody's message's fault: wait, and try again."""
        pause = 0.1
        while True:
            self.wake.clear()
            self.signs.begins(Part.DESK)
            try:
                while await self.work():
                    self.signs.well(Part.DESK, OWED)
                pause = 0.1
                self.signs.well(Part.DESK)
            except StoreTrouble as fault:
                log.error("store trouble at the front desk: %s", type(fault).__name__)
                self.signs.store_trouble(Part.DESK)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)
                continue
            await self.wake.wait()

    async def work(self) -> int:
        """Plays one batch of turns; returns how many events were handled, 0 when nothing is ready."""
        ahead = BATCH
        while True:
            events = await inbox.heads(self._store.db, self._store.keys, ahead)
            played = await self._batch(events) if events else 0
            if played or len(events) < ahead:
                return played
            # other replicas are playing all of these: look further down the line
            ahead *= 2

    async def _batch(self, events: Sequence[Event]) -> int:
        try:
            played = await self._play(events)
        except StoreTrouble:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever a turn raises, the others go on
            log.warning("batch of %d undone (%s), playing singly", len(events), type(fault).__name__)
            for event in events:
                await self._play_alone(event)
            played = len(events)
        if played:
            self.letters_queued.set()
        return played

    async def _play_alone(self, event: Event) -> None:
        try:
            await self._play([event])
        except StoreTrouble:
            raise
        except Exception as fault:  # noqa: BLE001 - a poison event must not stop its lane
            # the fault's text may quote what somebody wrote: its kind and place are enough
            log.error("event %d of lane %s failed: %s", event.id, event.lane, place(fault))
            await self._set_aside(event)

    async def _set_aside(self, event: Event) -> None:
        """A poison event: kept, a human told, the person not left alone. The lane goes on."""
        try:
            await self._play([event], rescue=True)
        except StoreTrouble:
            raise
        except Exception as fault:  # noqa: BLE001 - the last resort follows
            log.error("event %d could not be rescued: %s", event.id, place(fault))
            told = {"what": "quarantined", "number": event.id, "called": False}
            alarm = Arrival("desk", f"{event.id}/lost", HOUSE, "alarm", self._clock.now(), told)
            async with inbox.claimed(self._store.db, [event]) as (ours, claim):
                if ours:
                    async with claim.transaction() as tx:
                        await inbox.quarantine(tx, event.id)
                        if event.lane != HOUSE:
                            await inbox.add(tx, self._store.keys, [alarm])
                            await self._tell_damaged(tx)
                            await self._last_word(tx, event)

    async def _last_word(self, tx: Transaction, event: Event) -> None:
        """Numbers to call, to the address the words came from: needs nothing of what cannot be read."""
        incoming = parsed(event)
        if incoming is not None and incoming.kind in (IncomingKind.MESSAGE, IncomingKind.EDIT):
            language = "zh" if incoming.language.lower().startswith("zh") or not incoming.language else "en"
            words = Outgoing(text=self._conversation.last_word(language))
            letter = Letter(HOUSE, HOUSE, words, Priority.URGENT, to_chat=incoming.sender)
            await self._store.keys.load(tx, [HOUSE])
            await outbox.queue(tx, self._store.keys, [letter], self._clock.now())

    # -- one batch -------------------------------------------------------------------------------

    async def _play(self, events: Sequence[Event], *, rescue: bool = False) -> int:
        """Plays those that no other replica is playing; returns how many."""
        async with inbox.claimed(self._store.db, events) as (ours, claim):
            if ours:
                await self._play_ours(ours, claim, rescue=rescue)
        return len(ours)

    async def _play_ours(self, events: Sequence[Event], claim: Claim, *, rescue: bool) -> None:
        now = self._clock.now()
        turns = await self._loader.load(events)
        clocks = {turn.lane: turn.person.hours.tz for turn, _ in turns if turn.person is not None}
        for turn, incoming in turns:
            turn.now = now
            if turn.person is None and ("person", turn.lane) in self._store.keys.damaged:
                raise LookupError(f"the person of lane {turn.lane} cannot be read")
            if rescue:
                rescued(turn, incoming, self._conversation)
            else:
                self._compute(turn, incoming)
                if turn.hours is not None and turn.hours.tz != clocks[turn.lane]:
                    callbuttons.show_on_new_clock(turn)
        async with claim.transaction() as tx:
            if rescue:
                await inbox.quarantine(tx, events[0].id)
            else:
                await inbox.done(tx, [event.id for event in events])
            await write(tx, self._store.keys, [turn for turn, _ in turns])
            told = await self._tell_damaged(tx)
        self._store.keys.damaged.update(dict.fromkeys(told, True))
        self._count(events, rescue=rescue)
        if any(_new_to_staff(turn) for turn, _ in turns):
            self.staff_changed.set()
        if any(turn.begun or turn.learnt for turn, _ in turns):
            self.care_called.set()

    def _count(self, events: Sequence[Event], *, rescue: bool) -> None:
        now = self._clock.now()
        for event in events:
            self.signs.counts["turns", event.kind, "set_aside" if rescue else "played"] += 1
            if event.kind == "update":
                self.signs.turns.note((now - event.at).total_seconds())

    async def _tell_damaged(self, tx: Transaction) -> list[tuple[str, str]]:
        """An alarm for every row found damaged; once each, over restarts too."""
        keys, now = self._store.keys, self._clock.now()
        new = [row for row, told in keys.damaged.items() if not told]
        for table, number in new:
            told = {"what": "damaged", "table": table, "row": number}
            await inbox.add(tx, keys, [Arrival("damage", f"{table}/{number}", HOUSE, "alarm", now, told)])
        return new

    def _compute(self, turn: Turn, incoming: Incoming | None) -> None:
        event = turn.event
        body = event.body
        if event.kind == "update":
            self._incoming(turn, incoming)
        elif event.kind == "timer":
            self._timer(turn, body["kind"], body["ref"], body["guard"])
        elif event.kind == "desk":
            caseacts.on_desk(turn, body["verb"], body)
        elif event.kind == "outcome" and body["ref"].startswith("word:"):
            delivery.on_outcome(turn, body["ref"].partition(":")[2], body["state"])
        elif event.kind == "outcome" and body["ref"].startswith(f"{agenda.EVENT}:"):
            appointments.on_outcome(turn, body["ref"], body["state"])
        elif event.kind == "outcome" and body["ref"] == asides.TIDY:
            asides.on_outcome(turn, str(body["state"]))
        elif event.kind == "outcome":
            relaying.on_outcome(turn, body)
        elif event.kind == checkins.UNANSWERED:
            daily.on_unanswered(turn, body["days"])
        elif event.kind == "gone":
            casework.on_gone(turn)
        elif event.kind == "not_closed":
            seat.on_not_closed(turn, turn.cases.get(body["case"]))
        elif event.kind == "closed":
            seat.on_closed(turn, turn.cases.get(body["case"]))
        elif event.kind == "phone_call":
            calls.open_call(turn, body["by"], body["number"])
        elif event.kind == "call_logged":
            calls.on_logged(turn, turn.cases.get(body["case"]))
        elif event.kind == agenda.EVENT:
            appointments.on_event(turn, body)
        elif event.kind == "owner_gone":
            found = turn.cases.get(body["case"])
            if found is not None and found.live and found.owner == body["owner"] and found.matter is not None:
                dispatch.put_back(turn, found)
            elif found is not None and found.live and found.owner == body["owner"]:
                # gone from the phone, or from the staff
                casework.lapse(turn, found, body.get("why", "owner_gone"))
        elif event.kind == caredesk.EVENT:
            caredesk.on_event(turn, body)
        elif event.kind == "parted":
            family.on_parted(turn, body["tie"])
        elif event.kind == "word":
            delivery.on_word(turn, body)
        elif event.kind == "word_back":
            delivery.on_back(turn, body)
        elif event.kind == "corrected":
            delivery.on_corrected(turn, body["by"], body["message"], body["body"])
        elif event.kind == joining.ADMIT:
            joining.on_admit(turn, body)
        elif event.kind == "alarm":
            alarms.alarm(turn, **body)
        else:
            raise ValueError(f"unknown kind of event: {event.kind}")
        if turn.hours is not None:
            delivery.replan(turn)

    def _incoming(self, turn: Turn, incoming: Incoming | None) -> None:
        if incoming is None:
            # raises what it raised while loading, now that the turn is played alone
            incoming = parse(turn.event.body, turn.event.at)
        if incoming.kind is IncomingKind.GROUP:
            turn.leave_chat(incoming.chat)
        elif incoming.kind is not IncomingKind.OTHER and turn.person is not None:
            left = joining.at_door(turn, incoming)
            if left is None or staffdesk.handles(turn, left):
                turn.seen = True
            else:
                self._conversation.on_incoming(turn, left)
            if turn.seen and turn.case_of(turn.lane) is None:
                # what was kept while they could not be reached, or wanted nothing
                delivery.hand_over(turn)

    def _timer(self, turn: Turn, kind: str, ref: str, guard: str) -> None:
        if kind in ("answer", "expiry", pacing.TIMER):
            self._conversation.on_timer(turn, kind, guard)
        elif kind == delivery.TIMER:
            delivery.hand_over(turn)
        elif kind == warmth.TIMER:
            warmth.on_timer(turn, guard)
        elif kind == "idle":
            seat.on_idle(turn, guard)
        elif kind == silence.TIMER:
            silence.on_timer(turn, ref, guard)
        elif kind == transfer.TIMER:
            transfer.on_timer(turn, ref, guard)
        elif kind == dispatch.TIMER:
            dispatch.on_timer(turn, ref, guard)
        elif kind == caredesk.TIMER:
            caredesk.on_timer(turn, ref)
        elif kind == agenda.EVENT:
            appointments.on_timer(turn, ref, guard)
        elif kind == debrief.TIMER:
            debrief.on_timer(turn, ref, guard)
        else:
            casework.on_timer(turn, kind, ref, guard)


def _new_to_staff(turn: Turn) -> bool:
    if turn.person is None or not turn.person.works_requests(turn.now):
        return False
    joined = any(isinstance(move, TakePlace) for move in turn.moves)
    return joined or turn.language is not None or (turn.seen and not turn.person.started)

"""Plays the turns: takes ready events of different lanes, computes them all, writes them in one commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.app import (
    alarms,
    asides,
    buttons,
    calls,
    caseacts,
    casework,
    debrief,
    joining,
    pacing,
    relaying,
    seat,
    silence,
    staffcommands,
    staffdesk,
    transfer,
)
from bot.app.clock import Clock
from bot.app.config import Config
from bot.app.conversation import Conversation
from bot.app.ids import Ids
from bot.app.library import Library
from bot.app.logs import place
from bot.app.relay import case_behind, entry_behind
from bot.app.rescue import rescue as rescued
from bot.app.turn import House, Turn
from bot.channel.incoming import parse
from bot.channel.templates import Texts
from bot.domain.messages import Incoming, IncomingKind, Outgoing, Priority
from bot.store import cases, consents, desks, inbox, outbox, people, sessions, timers
from bot.store.database import StoreTrouble, Transaction
from bot.store.inbox import Arrival, Event
from bot.store.opening import Store
from bot.store.outbox import Letter
from bot.store.people import HOUSE

log = logging.getLogger(__name__)

BATCH = 50
"""Turns that share a commit: measured, beyond fifty nothing is gained."""

AFTER_CLOSING = timedelta(days=7)
"""How long a word without a question before it is taken for the last talk's end."""


@dataclass(slots=True)
class Wants:
    """What the turns of a batch need to have loaded."""

    cases: set[str] = field(default_factory=set)
    journals: set[str] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)
    """Lanes whose closed cases are read."""
    messages: set[tuple[str, int]] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    looks: set[str] = field(default_factory=set)
    """Lanes that ask who has opened their cases."""
    posts: set[str] = field(default_factory=set)
    """Lanes that want their screen tidied."""
    all_cases: bool = False


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
        self._config = config
        self._library = library
        self._texts = texts
        self._conversation = conversation
        self._clock = clock
        self._ids = ids
        self.wake = asyncio.Event()
        self.letters_queued = asyncio.Event()
        """Set after a commit that put letters in line."""
        self.staff_changed = asyncio.Event()
        """Set after a commit in which somebody of the staff came for the first time, or speaks another language."""

    async def run(self) -> None:
        """Works until cancelled. Trouble with the store is nobody's message's fault: wait, and try again."""
        pause = 0.1
        while True:
            self.wake.clear()
            try:
                while await self.work():
                    pass
                pause = 0.1
            except StoreTrouble as fault:
                log.error("store trouble at the front desk: %s", type(fault).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)
                continue
            await self.wake.wait()

    async def work(self) -> int:
        """Plays one batch of turns; returns how many events were handled, 0 when nothing is ready."""
        events = await inbox.heads(self._store.db, self._store.keys, BATCH)
        if not events:
            return 0
        try:
            await self._play(events)
        except StoreTrouble:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever a turn raises, the others go on
            log.warning("batch of %d undone (%s), playing singly", len(events), type(fault).__name__)
            for event in events:
                await self._play_alone(event)
        self.letters_queued.set()
        return len(events)

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
            async with self._store.db.transaction() as tx:
                await inbox.quarantine(tx, event.id)
                if event.lane != HOUSE:
                    await inbox.add(tx, self._store.keys, [alarm])
                    await self._tell_damaged(tx)
                    await self._last_word(tx, event)

    async def _last_word(self, tx: Transaction, event: Event) -> None:
        """Numbers to call, to the address the words came from: needs nothing of what cannot be read."""
        incoming = _parsed(event)
        if incoming is not None and incoming.kind in (IncomingKind.MESSAGE, IncomingKind.EDIT):
            language = "zh" if incoming.language.lower().startswith("zh") or not incoming.language else "en"
            words = Outgoing(text=self._conversation.last_word(language))
            letter = Letter(HOUSE, HOUSE, words, Priority.URGENT, to_chat=incoming.sender)
            await self._store.keys.load(tx, [HOUSE])
            await outbox.queue(tx, self._store.keys, [letter], self._clock.now())

    # -- one batch -------------------------------------------------------------------------------

    async def _play(self, events: Sequence[Event], *, rescue: bool = False) -> None:
        now = self._clock.now()
        turns = await self._load(events)
        for turn, incoming in turns:
            turn.now = now
            if turn.person is None and ("person", turn.lane) in self._store.keys.damaged:
                raise LookupError(f"the person of lane {turn.lane} cannot be read")
            if rescue:
                rescued(turn, incoming, self._conversation)
            else:
                self._compute(turn, incoming)
        async with self._store.db.transaction() as tx:
            if rescue:
                await inbox.quarantine(tx, events[0].id)
            else:
                await inbox.done(tx, [event.id for event in events])
            await self._write(tx, [turn for turn, _ in turns])
            told = await self._tell_damaged(tx)
        self._store.keys.damaged.update(dict.fromkeys(told, True))
        if any(_new_to_staff(turn) for turn, _ in turns):
            self.staff_changed.set()

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
        elif event.kind == "outcome" and body["ref"] == asides.TIDY:
            asides.on_outcome(turn, str(body["state"]))
        elif event.kind == "outcome":
            relaying.on_outcome(turn, body)
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
        elif event.kind == "owner_gone":
            found = turn.cases.get(body["case"])
            if found is not None and found.live and found.owner == body["owner"]:
                # gone from the phone, or from the staff
                casework.lapse(turn, found, body.get("why", "owner_gone"))
        elif event.kind == joining.ADMIT:
            joining.on_admit(turn, body)
        elif event.kind == "alarm":
            alarms.alarm(turn, **body)
        else:
            raise ValueError(f"unknown kind of event: {event.kind}")

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

    def _timer(self, turn: Turn, kind: str, ref: str, guard: str) -> None:
        if kind in ("answer", "expiry", pacing.TIMER):
            self._conversation.on_timer(turn, kind, guard)
        elif kind == "idle":
            seat.on_idle(turn, guard)
        elif kind == silence.TIMER:
            silence.on_timer(turn, ref, guard)
        elif kind == transfer.TIMER:
            transfer.on_timer(turn, ref, guard)
        elif kind == debrief.TIMER:
            debrief.on_timer(turn, ref, guard)
        else:
            casework.on_timer(turn, kind, ref, guard)

    # -- loading ---------------------------------------------------------------------------------

    async def _load(self, events: Sequence[Event]) -> list[tuple[Turn, Incoming | None]]:
        db, keys = self._store.db, self._store.keys
        lanes = [event.lane for event in events]
        incomings = [_parsed(event) for event in events]
        wants = _wants(events, incomings)
        await keys.load(db, [HOUSE])
        persons = await people.load(db, keys, lanes)
        house = House(
            self._config,
            self._library,
            self._texts,
            self._ids,
            await people.units(db),
            await people.roster(db, keys),
        )
        quotes = await outbox.slot_of(db, sorted(wants.messages))
        sources = await cases.by_message(db, keys, sorted(wants.messages))
        wants.entries |= {entry_behind(slot) for slot in quotes.values()} - {""}
        wants.cases |= {case_behind(slot) for slot in quotes.values()} - {""}
        entries = await cases.by_id(db, keys, sorted(wants.entries))
        entries |= {entry.id: entry for entry in sources.values()}
        wants.cases |= {entry.case for entry in entries.values()}
        known_desks = await desks.load(db, lanes)
        wants.cases |= {
            number for desk in known_desks.values() for number in (desk.case, desk.before) if number
        }
        asked = any(desk.mode is desks.DeskMode.CALLER for desk in known_desks.values())
        everybody = await people.everybody(db, keys) if asked else []
        known = await cases.load(db, keys, people=lanes, ids=sorted(wants.cases))
        if wants.all_cases:
            known |= {case.id: case for case in await cases.live(db, keys)}
        ended = await cases.ended(db, keys, lanes, min(event.at for event in events) - AFTER_CLOSING)
        agreed = await consents.load(db, lanes)
        looks = await desks.looks(db, sorted(wants.looks)) if wants.looks else {}
        posts = {lane: await self._posts(lane) for lane in wants.posts}
        readers = {actor for rows in looks.values() for _, actor in rows}
        concerned = await people.load(db, keys, sorted(readers | {case.person for case in known.values()}))
        # a case cannot be worked on without its person
        known = {number: case for number, case in known.items() if case.person in concerned}
        loaded = await sessions.load(db, keys, lanes)
        doors = [
            await joining.look(db, keys, event, incoming)
            for event, incoming in zip(events, incomings, strict=True)
        ]
        earlier = await cases.earlier(db, keys, sorted(wants.earlier))
        journals = await cases.journals(db, keys, sorted(wants.journals & set(known)))
        return [
            (
                Turn(
                    house=house,
                    event=event,
                    now=event.at,
                    person=persons.get(event.lane),
                    session=loaded[event.lane],
                    cases=dict(known),
                    desk=known_desks.get(event.lane),
                    ended=ended.get(event.lane),
                    people=dict(concerned),
                    journal=journals.get(str(event.body.get("case")), []) if event.kind == "desk" else [],
                    earlier=earlier.get(event.lane, []) if event.kind == "desk" else [],
                    everybody=everybody,
                    quotes=quotes,
                    sources=sources,
                    entries=entries,
                    consents=agreed.get(event.lane, {}),
                    looks=looks.get(event.lane, []),
                    posts=posts.get(event.lane, []),
                    door=door,
                ),
                incoming,
            )
            for event, incoming, door in zip(events, incomings, doors, strict=True)
        ]

    async def _posts(self, lane: str) -> list[int]:
        """The messages of both sides that may still be taken off a person's screen, oldest first."""
        since = self._clock.now() - asides.DELETABLE
        theirs = [
            incoming.message_id
            for event in await inbox.updates_of(self._store.db, self._store.keys, lane, since)
            if (incoming := _parsed(event)) is not None
            and incoming.kind is IncomingKind.MESSAGE
            and incoming.at >= since
        ]
        return sorted({*theirs, *await outbox.posted_since(self._store.db, lane, since)})

    # -- writing ---------------------------------------------------------------------------------

    async def _write(self, tx: Transaction, turns: Sequence[Turn]) -> None:
        keys, now = self._store.keys, turns[0].now
        for turn in turns:
            await joining.write(tx, keys, turn)
        for newcomer in [person for t in turns for person in t.newcomers]:
            await people.save(tx, keys, newcomer)
        await sessions.save(tx, keys, {t.lane: t.session for t in turns if t.changed_session})
        await cases.save(tx, keys, [case for t in turns for case in t.changed_cases.values()])
        await cases.write(tx, keys, [entry for t in turns for entry in t.written])
        await timers.start(tx, [timer for t in turns for timer in t.timers])
        await inbox.add(tx, keys, [arrival for t in turns for arrival in t.arrivals])
        await outbox.queue(tx, keys, [letter for t in turns for letter in t.letters], now)
        await desks.save(tx, {t.lane: t.desk for t in turns if t.changed_desk})
        await consents.write(tx, [(t.lane, said) for t in turns for said in t.agreed])
        await desks.audit(tx, [row for t in turns for row in t.audits])
        await people.mark_started(tx, [(t.lane, now) for t in turns if t.seen])
        await self._recall(tx, turns)
        for turn in turns:
            if turn.language is not None:
                await people.set_language(tx, turn.lane, turn.language)
            if turn.reachable is not None:
                await people.set_reachable(tx, turn.lane, reachable=turn.reachable)

    async def _recall(self, tx: Transaction, turns: Sequence[Turn]) -> None:
        """Takes lines back where they wait, and sends word whether it was in time."""
        for turn in turns:
            for order, recall in enumerate(turn.recalls):
                dropped = await outbox.take_back(tx, recall.to, recall.slot)
                told = {"ref": recall.ref, "state": "taken_back" if dropped else "too_late"}
                number = f"{turn.event.id}/recall/{order}"
                await inbox.add(
                    tx,
                    self._store.keys,
                    [Arrival("desk", number, recall.notify, "outcome", turn.now, told)],
                )


def _parsed(event: Event) -> Incoming | None:
    """The incoming of an update event, None for other events and for one that does not parse."""
    if event.kind != "update":
        return None
    try:
        return parse(event.body, event.at)
    except Exception:  # noqa: BLE001 - raised again, and dealt with, when its turn is played
        return None


def _new_to_staff(turn: Turn) -> bool:
    if turn.person is None or not turn.person.works_cases(turn.now):
        return False
    return turn.language is not None or (turn.seen and not turn.person.started)


def _wants(events: Sequence[Event], incomings: Sequence[Incoming | None]) -> Wants:
    wants = Wants()
    for event, incoming in zip(events, incomings, strict=True):
        for name in ("case", "ref"):
            if isinstance(event.body.get(name), str):
                wants.cases |= set(event.body[name].split(":"))
        if event.kind == "desk":
            wants.entries |= {str(event.body[name]) for name in ("quote", "edits") if event.body.get(name)}
            if event.body["verb"] in ("open", "close", "canned") or {"edits", "album"} & set(event.body):
                wants.journals.add(str(event.body["case"]))
            if event.body["verb"] == "open":
                wants.earlier.add(event.lane)
        if incoming is None:
            continue
        press = buttons.read(incoming.pressed)
        if press is not None and press.id:
            wants.cases.add(press.id)
            # a line is taken back by its entry
            wants.entries.add(press.id)
        if press is not None and press.verb == asides.LOOKS:
            wants.looks.add(event.lane)
        if press is not None and press.verb == asides.TIDY:
            wants.posts.add(event.lane)
        if incoming.reply_to is not None:
            wants.messages.add((event.lane, incoming.reply_to))
        if incoming.kind is IncomingKind.EDIT:
            wants.messages.add((event.lane, incoming.message_id))
        wants.all_cases = wants.all_cases or staffcommands.needs_all_cases(incoming)
    return wants

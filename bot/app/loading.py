"""What the turns of a batch find: loaded together, before any of them is played."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.app import agenda, asides, buttons, care_loading, joining, requestdesk, staffcommands
from bot.app.checkins import ANSWERABLE, KIND
from bot.app.clock import Clock
from bot.app.config import Config
from bot.app.ids import Ids
from bot.app.library import Library
from bot.app.relay import case_behind, entry_behind
from bot.app.requesting import LATELY
from bot.app.turn import House, Turn
from bot.channel.incoming import parse
from bot.channel.templates import Texts
from bot.domain.care.facts import Facts
from bot.domain.family import kinships
from bot.domain.flow.session import Session
from bot.domain.ladder import Staff
from bot.domain.messages import Incoming, IncomingKind
from bot.domain.people import REQUEST_ROLES, Role, Unit
from bot.domain.permissions import Act
from bot.domain.rhythm import USUAL
from bot.store import cases, consents, desks, diaries, inbox, outbox, people, rhythms, sessions, ties
from bot.store import words as spoken
from bot.store.care import newest
from bot.store.diaries import Diary
from bot.store.inbox import Event
from bot.store.opening import Store
from bot.store.people import HOUSE

AFTER_CLOSING = timedelta(days=7)
"""How long a word without a question before it is taken for the last talk's end."""

TRIES = 20
"""Numbers drawn for a request until one is free."""


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
    """Lanes that ask who has looked at what is kept about them."""
    posts: set[str] = field(default_factory=set)
    """Lanes that want their screen tidied."""
    words: set[str] = field(default_factory=set)
    """Words between family that an event or a button names, themselves or by their batch."""
    corrected: set[tuple[str, int]] = field(default_factory=set)
    """Messages, by (writer, id), that may be such words."""
    ties: set[str] = field(default_factory=set)
    """Ties that an event or a button names, which may have ended."""
    all_cases: bool = False


class Loader:
    """Loads batches of turns."""

    def __init__(
        self, store: Store, config: Config, library: Library, texts: Texts, clock: Clock, ids: Ids
    ) -> None:
        self._store = store
        self._config = config
        self._library = library
        self._texts = texts
        self._clock = clock
        self._ids = ids
        self.bot = ""
        """The bot's own name, known once the channel has answered."""
        self._revision = -1
        self._units: dict[str, Unit] = {}
        self._roster: tuple[Staff, ...] = ()

    def go_by(self, library: Library, texts: Texts) -> None:
        """From the next batch on."""
        self._library, self._texts = library, texts

    async def load(self, events: Sequence[Event]) -> list[tuple[Turn, Incoming | None]]:
        """Everything the turns of these events need, one turn for each, with the message it is about."""
        db, keys = self._store.db, self._store.keys
        library, texts = self._library, self._texts
        lanes = [event.lane for event in events]
        incomings = [parsed(event) for event in events]
        presses = [None if one is None else buttons.read(one.pressed) for one in incomings]
        wants = _wants(events, incomings)
        units, roster = await self._rolls()
        # before anything of theirs is read: side by side nobody may rely on another having opened a key
        await keys.load(db, [HOUSE, *lanes])
        earliest = min(event.at for event in events)
        quoted = sorted(wants.messages)
        # side by side, since a store hands over together what is asked for together, and most of it finds nothing
        themselves = gather(
            people.load(db, keys, lanes),
            sessions.load(db, keys, lanes),
            consents.load(db, lanes),
            rhythms.load(db, lanes),
            diaries.load(db, keys, lanes, earliest),
            newest(db, KIND, lanes, (earliest - ANSWERABLE).date()),
        )
        their_cases = gather(
            desks.load(db, lanes),
            cases.load(db, keys, people=lanes),
            cases.ended(db, keys, lanes, earliest - AFTER_CLOSING),
            cases.requests_of(db, keys, lanes, earliest - LATELY),
            outbox.slot_of(db, quoted),
            cases.by_message(db, keys, quoted),
        )
        around_them = gather(
            ties.load(db, lanes),
            ties.find(db, sorted(wants.ties)),
            spoken.load(db, keys, lanes, named=sorted(wants.words), messages=sorted(wants.corrected)),
            spoken.pens(db, lanes),
            agenda.find(db, keys, events, presses),
            care_loading.known(db, keys, lanes),
        )
        (
            (persons, loaded, agreed, days, kept_diaries, asked_today),
            (known_desks, known, ended, asked_for, quotes, sources),
            (holding, named, under_way, pens, booked, care),
        ) = await gather(themselves, their_cases, around_them)
        await care_loading.look(care, db, self._config, library, units, persons, events, incomings)
        house = House(
            self._config,
            library,
            texts,
            self._ids,
            units,
            roster,
            self.bot,
            care.alerts,
        )
        wants.entries |= {entry_behind(slot) for slot in quotes.values()} - {""}
        wants.cases |= {case_behind(slot) for slot in quotes.values()} - {""}
        entries = await cases.by_id(db, keys, sorted(wants.entries)) if wants.entries else {}
        entries |= {entry.id: entry for entry in sources.values()}
        wants.cases |= {entry.case for entry in entries.values()}
        wants.cases |= {
            number for desk in known_desks.values() for number in (desk.case, desk.before) if number
        }
        if wants.cases:
            known |= await cases.load(db, keys, ids=sorted(wants.cases))
        if wants.all_cases:
            known |= {case.id: case for case in await cases.live(db, keys)}
        calling = any(desk.mode is desks.DeskMode.CALLER for desk in known_desks.values())
        everybody = await people.everybody(db, keys) if calling or care.everybody else []
        looks = await desks.looks(db, sorted(wants.looks)) if wants.looks else {}
        posts = {lane: await self._posts(lane) for lane in wants.posts}
        families = holding + [tie for tie in named if not tie.holds]
        kin = agenda.named(booked, events)
        kin |= {one for tie in families for one in (tie.employee, tie.member)}
        readers = {look.actor for rows in looks.values() for look in rows}
        about = readers | kin | care.named | {case.person for case in known.values()}
        concerned = await people.load(db, keys, sorted(about)) if about else {}
        # a case cannot be worked on without its person
        known = {number: case for number, case in known.items() if case.person in concerned}
        far = sorted({case.person for case in known.values()} - set(lanes))
        # whoever works on a case must not be family of whom it is about
        akin = kinships([*holding, *(await ties.load(db, far) if far else [])])
        doors = [
            await joining.look(db, keys, event, incoming)
            for event, incoming in zip(events, incomings, strict=True)
        ]
        earlier = await cases.earlier(db, keys, sorted(wants.earlier)) if wants.earlier else {}
        read = sorted(wants.journals & set(known))
        journals = await cases.journals(db, keys, read) if read else {}
        turns = [
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
                requests=asked_for.get(event.lane, []),
                numbers=await self._numbers(loaded[event.lane], library),
                quotes=quotes,
                sources=sources,
                entries=entries,
                consents=agreed.get(event.lane, {}),
                care=asked_today.get(event.lane),
                rhythm=days.get(event.lane, USUAL),
                diary=kept_diaries.get(event.lane, Diary()),
                looks=looks.get(event.lane, []),
                posts=posts.get(event.lane, []),
                words={word.id: word for word in under_way if word.lane == event.lane},
                pen=pens.get(event.lane),
                ties=[tie for tie in families if tie.joins(event.lane)],
                kin=akin,
                door=door,
                facts=care.facts.get(event.lane, Facts()),
                touched=care.touched.get(event.id, 0),
                rolls=dict(care.rolls),
                answered=care.said.get(event.id),
            )
            for event, door in zip(events, doors, strict=True)
        ]
        await agenda.load(db, keys, turns, presses, booked)
        return list(zip(turns, incomings, strict=True))

    async def _posts(self, lane: str) -> list[int]:
        """The messages of both sides that may still be taken off a person's screen, oldest first."""
        since = self._clock.now() - asides.DELETABLE
        theirs = [
            incoming.message_id
            for event in await inbox.updates_of(self._store.db, self._store.keys, lane, since)
            if (incoming := parsed(event)) is not None
            and incoming.kind is IncomingKind.MESSAGE
            and incoming.at >= since
        ]
        return sorted({*theirs, *await outbox.posted_since(self._store.db, lane, since)})

    async def _numbers(self, session: Session, library: Library) -> list[str]:
        """A free number for a request that may be sent now. Two that are drawn at once are kept apart by the
        store: the turns are played again."""
        if not any(library.flows[f.flow].categories for f in session.stack if f.flow in library.flows):
            return []
        for _ in range(TRIES):
            found = await cases.free(self._store.db, [self._ids.number()])
            if found:
                return found
        return []

    async def _rolls(self) -> tuple[dict[str, Unit], tuple[Staff, ...]]:
        """Units and staff, read again only when something of them has changed, in whatever process."""
        db, keys = self._store.db, self._store.keys
        revision, destroyed = await people.revisions(db)
        await keys.catch_up(db, destroyed)
        if revision != self._revision:
            # what changes between these reads comes under a number of its own, and is read at the next batch
            self._units = await people.units(db)
            self._roster = await people.roster(db, keys, REQUEST_ROLES | {Role.DOCTOR})
            self._revision = revision
        await keys.load(db, [staff.person.id for staff in self._roster])
        return self._units, self._roster


def parsed(event: Event) -> Incoming | None:
    """The incoming of an update event, None for other events and for one that does not parse."""
    if event.kind != "update":
        return None
    try:
        return parse(event.body, event.at)
    except Exception:  # noqa: BLE001 - raised again, and dealt with, when its turn is played
        return None


def _wants(events: Sequence[Event], incomings: Sequence[Incoming | None]) -> Wants:
    wants = Wants()
    for event, incoming in zip(events, incomings, strict=True):
        for name in ("case", "ref", "choice"):
            if isinstance(event.body.get(name), str):
                wants.cases |= set(event.body[name].split(":"))
        if isinstance(event.body.get("tie"), str):
            wants.ties.add(event.body["tie"])
        if isinstance(event.body.get("batch"), str):
            wants.words.add(event.body["batch"])
        if event.kind == "corrected":
            wants.corrected.add((event.body["by"], event.body["message"]))
        if event.kind == "outcome":
            wants.words |= set(event.body["ref"].split(":"))
        if event.kind == "desk" and event.body.get("under"):
            wants.messages.add((event.body["by"], event.body["under"]))
        if event.kind == "desk":
            wants.entries |= {str(event.body[name]) for name in ("quote", "edits") if event.body.get(name)}
            if event.body["verb"] in ("open", "close", "canned", "helper") or {"edits", "album"} & set(
                event.body
            ):
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
            wants.ties |= {press.id, press.choice}
            wants.words.add(press.id)
        if press is not None and press.verb == asides.LOOKS:
            wants.looks.add(event.lane)
        if press is not None and press.verb == asides.TIDY:
            wants.posts.add(event.lane)
        if incoming.reply_to is not None:
            wants.messages.add((event.lane, incoming.reply_to))
        if incoming.kind is IncomingKind.EDIT:
            wants.messages.add((event.lane, incoming.message_id))
        wants.all_cases = (
            wants.all_cases
            or staffcommands.needs_all_cases(incoming)
            or (press is not None and press.verb in (requestdesk.MORE, Act.SAME))
        )
    return wants

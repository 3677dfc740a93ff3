"""One turn: what an event finds, and what it leaves to be written, all in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.app.agenda import Agenda
from bot.app.buttons import Press
from bot.app.config import Config
from bot.app.ids import Ids
from bot.app.library import Library
from bot.channel.split import CAPTION_LIMIT, length, split
from bot.channel.templates import Texts
from bot.domain.care.changes import Change, changed
from bot.domain.care.facts import UNKNOWN, Facts
from bot.domain.care.knowing import Alert
from bot.domain.case import Case, Kind
from bot.domain.consent import Consent
from bot.domain.diary import Page
from bot.domain.family import Tie
from bot.domain.flow.session import Remark, Session
from bot.domain.hours import Hours
from bot.domain.joining import Door, Move
from bot.domain.ladder import Staff
from bot.domain.messages import CAPTIONED, Button, Keyboard, Op, Outgoing, Priority
from bot.domain.people import Person, Unit, hours_of
from bot.domain.rhythm import USUAL, Rhythm
from bot.domain.rota import Duty
from bot.domain.warmth import Pen, Word
from bot.store.alerts import Answer, Contact
from bot.store.care import Change as CareChange
from bot.store.care import Occasion
from bot.store.cases import Entry, EntryKind
from bot.store.desks import Desk, Look
from bot.store.diaries import Diary
from bot.store.inbox import Arrival, Event
from bot.store.outbox import Letter
from bot.store.people import HOUSE
from bot.store.timers import Timer

GATHER = timedelta(seconds=1)
"""How long the first part of an album waits for the others: they come within a fetch or two."""


@dataclass(frozen=True, slots=True)
class House:
    """What is the same for every turn of a batch: settings, texts and who works here."""

    config: Config
    library: Library
    texts: Texts
    ids: Ids
    units: Mapping[str, Unit]
    roster: Sequence[Staff]
    bot: str = ""
    """The bot's own name, as links have it."""
    alerts: Mapping[str, Alert] = field(default_factory=dict)
    """Event mode, by unit."""

    @property
    def parents(self) -> dict[str, str | None]:
        return {code: unit.parent for code, unit in self.units.items()}

    def staff(self, person: str) -> Person | None:
        return next((staff.person for staff in self.roster if staff.person.id == person), None)

    def hours_of(self, person: Person, now: datetime) -> Hours:
        """Their hours, see `people.hours_of`."""
        return hours_of(person, self.units, self.config.settings.home_tz, now)

    def duty(self, person: str) -> Duty:
        """When somebody is on duty; never for whoever is not on the staff."""
        return next((staff.duty for staff in self.roster if staff.person.id == person), Duty())


@dataclass(frozen=True, slots=True)
class Roll:
    """How the roll call of a unit stands."""

    alert: Alert
    members: tuple[str, ...]
    """Who is asked, by id."""
    absent: tuple[str, ...]
    """Who has never pressed Start: no message reaches them."""
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Recall:
    """A line to be taken back while that is possible; the outcome comes as `taken_back` or `too_late`."""

    to: str
    slot: str
    notify: str
    ref: str


@dataclass(slots=True)
class Turn:
    """Collects what one event changes. Nothing is written before all turns of the batch are through."""

    house: House
    event: Event
    now: datetime
    person: Person | None
    """Whose lane this is; None in the house's own lane."""
    session: Session
    cases: dict[str, Case]
    """Live cases this turn may need, by id."""
    desk: Desk | None
    people: dict[str, Person]
    """The persons of those cases."""
    heard: Remark | None = None
    """What the person has just written or sent, as it stands among the session's recent remarks."""
    ended: Case | None = None
    """The person's case that was closed last, where that is not long ago."""
    journal: list[Entry] = field(default_factory=list)
    """The case's journal, for the events that show it."""
    earlier: list[tuple[Case, Entry | None]] = field(default_factory=list)
    """The person's closed cases with their closing notes, the newest first, for the event that opens one."""
    everybody: list[Person] = field(default_factory=list)
    """All people, for the event that looks for one by name."""
    requests: list[Case] = field(default_factory=list)
    """The person's requests, live and lately closed, the newest first, for whoever asks after them."""
    numbers: list[str] = field(default_factory=list)
    """Numbers nobody's request has, for one that is being sent."""
    newcomers: list[Person] = field(default_factory=list)
    """People nobody has known before, to be written first."""
    quotes: dict[tuple[str, int], str] = field(default_factory=dict)
    """(person, message id) → slot of that message in their chat."""
    sources: dict[tuple[str, int], Entry] = field(default_factory=dict)
    """(author, message id) → entry."""
    entries: dict[str, Entry] = field(default_factory=dict)
    """Entries behind quoted messages, by id."""
    consents: dict[str, Consent] = field(default_factory=dict)
    """The person's newest answer to each purpose."""
    looks: list[Look] = field(default_factory=list)
    """Who looked at what is kept about the person and when, newest first, for the event that shows it."""
    posts: list[int] = field(default_factory=list)
    """Messages that may still be taken off the person's screen, for the event that does it."""

    agenda: Agenda = field(default_factory=Agenda)
    """What of agreed hours this event may need, and what it changes of them."""
    ties: list[Tie] = field(default_factory=list)
    """The ties of the person to their family, on either side, oldest first: those that hold, and any the event
    names. Whom they join them to is in `people`."""

    kin: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Who is whose family, for the person and for whoever the cases at hand are about."""

    words: dict[str, Word] = field(default_factory=dict)
    """Words between the person and their family that are under way in this lane, or that the event names, by id."""
    pen: Pen | None = None
    """What the person is putting together for one of their family, or has sent last."""

    door: Door | None = None
    """For whoever comes with a code, and for those who let people in."""

    facts: Facts = UNKNOWN
    """What is known about the person's life."""
    touched: int = 0
    """How many contacts count in this period of the programme the event names."""
    rolls: dict[str, Roll] = field(default_factory=dict)
    """How the roll calls stand, by alert, for the event that shows them."""

    answered: Answer | None = None
    """What the person has answered before to the roll call whose button they press."""

    care: Occasion | None = None
    """The check-in that has gone out to the person, or waits in line, and was not answered yet."""
    diary: Diary = field(default_factory=Diary)
    """What the person has answered on the days before."""
    pages: list[Page] = field(default_factory=list)
    """What they have answered in this turn."""
    care_changes: list[CareChange] = field(default_factory=list)
    rhythm: Rhythm = USUAL
    """How the person's days run, by what they have said."""
    changed_rhythm: bool = False
    in_place: bool = False
    """A tap: the dialogue whose message it stands under goes on in that message, where it wants to."""
    letters: list[Letter] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    written: list[Entry] = field(default_factory=list)
    recalls: list[Recall] = field(default_factory=list)
    audits: list[tuple[datetime, str, str, str]] = field(default_factory=list)
    agreed: list[Consent] = field(default_factory=list)
    """What the person has agreed to, declined or taken back in this turn."""
    changed_cases: dict[str, Case] = field(default_factory=dict)
    changed_session: bool = False
    changed_desk: bool = False
    changed_words: dict[str, Word | None] = field(default_factory=dict)
    """None: it is no more."""
    changed_pen: bool = False
    moves: list[Move] = field(default_factory=list)
    """Joining, and what belongs to it."""
    language: str | None = None
    """A language the person has chosen in this turn."""
    hours: Hours | None = None
    """Hours the person has set in this turn."""
    learnt: list[Change] = field(default_factory=list)
    """What has become known about the person's life in this turn."""
    contacts: list[Contact] = field(default_factory=list)
    begun: list[Alert] = field(default_factory=list)
    """Event modes that were turned on."""
    over: list[Alert] = field(default_factory=list)
    """Event modes that were ended."""
    rolled: dict[str, Answer] = field(default_factory=dict)
    """What the person has answered to roll calls, by alert."""
    reachable: bool | None = None
    seen: bool = False
    """The person has given a sign of life."""
    paced: int = 0
    """The question of this turn whose message is edited while it stands, see pacing."""

    # -- what is at hand -------------------------------------------------------------------------

    @property
    def lane(self) -> str:
        return self.event.lane

    @property
    def who(self) -> Person:
        """The person of this lane; raises LookupError in the house's lane."""
        if self.person is None:
            raise LookupError(f"lane {self.lane} has no person")
        return self.person

    def case_of(self, person: str) -> Case | None:
        """The person's live case; there is at most one. Their requests are something else."""
        return next(
            (c for c in self.cases.values() if c.person == person and c.live and c.kind is Kind.CASE), None
        )

    def requests_of(self, person: str) -> list[Case]:
        """The person's live requests, oldest first."""
        found = [c for c in self.cases.values() if c.person == person and c.live and c.kind is Kind.REQUEST]
        return sorted(found, key=lambda case: (case.opened_at, case.id))

    def unit_of(self, person: Person) -> Unit | None:
        return self.house.units.get(person.unit or "")

    def hours_of(self, person: Person) -> Hours:
        """Their hours, with the clock filled in: their own, else that of their unit; headquarters' for family, and
        where no unit is known."""
        return self.house.hours_of(person, self.now)

    def local(self, person: Person, moment: datetime | None = None) -> datetime:
        """A moment, or now, on the person's clock."""
        return self.hours_of(person).local(moment or self.now)

    # -- what is to be written -------------------------------------------------------------------

    def keep_session(self, session: Session) -> None:
        self.session, self.changed_session = session, True

    def keep_case(self, case: Case) -> Case:
        self.cases[case.id] = self.changed_cases[case.id] = case
        return case

    def keep_desk(self, desk: Desk | None) -> None:
        self.desk, self.changed_desk = desk, True

    def keep_word(self, word: Word) -> Word:
        self.words[word.id] = self.changed_words[word.id] = word
        return word

    def drop_word(self, number: str) -> None:
        self.words.pop(number, None)
        self.changed_words[number] = None

    def keep_pen(self, pen: Pen | None) -> None:
        self.pen, self.changed_pen = pen, True

    def record(
        self,
        case: Case,
        kind: EntryKind,
        author: str,
        body: Mapping[str, object],
        *,
        message: int | None = None,
        at: datetime | None = None,
    ) -> Entry:
        number = self.house.ids.new()
        entry = Entry(number, case.id, case.person, at or self.now, kind, author, dict(body), message)
        self.written.append(entry)
        return entry

    def happened(self, case: Case, what: str, actor: str) -> None:
        """Something that was done with a case, in its journal and in the audit trail."""
        self.record(case, EntryKind.EVENT, actor, {"what": what})
        self.audit(actor, what, case.id)

    def speak(self, language: str) -> None:
        """From here on, in this very turn too, the person is spoken to in this language."""
        self.language = language
        self.person = replace(self.who, language=language)

    def keep_rhythm(self, rhythm: Rhythm) -> None:
        self.rhythm, self.changed_rhythm = rhythm, True

    def keep_hours(self, hours: Hours) -> None:
        """The person's hours from here on, in this very turn too; an empty `tz` follows the unit."""
        self.hours = hours
        self.person = replace(self.who, hours=hours)

    def agree(self, consent: Consent | None) -> None:
        """Keeps what the person has said about a purpose; None is no news."""
        if consent is not None:
            self.consents[consent.purpose] = consent
            self.agreed.append(consent)

    def learn(self, change: Change) -> None:
        """Keeps something about the person's life."""
        self.facts = changed(self.facts, change)
        self.learnt.append(change)

    def audit(self, actor: str, action: str, about: str) -> None:
        self.audits.append((self.now, actor, action, about))

    def wake(self, kind: str, ref: str, after: timedelta, guard: str = "") -> None:
        """Starts a timer for this lane; one with the same kind and ref is replaced."""
        self.timers.append(Timer(self.house.ids.new(), self.lane, kind, ref, self.now + after, guard))

    def minutes(self, span: timedelta) -> int:
        """Whole minutes to tell of; none rather than less when the clock was set back meanwhile."""
        return max(int(span.total_seconds() // 60), 0)

    def pass_on(self, lane: str, kind: str, body: dict[str, object]) -> None:
        """Sends an event into another lane, once per event and kind."""
        number = f"{self.event.id}/{len(self.arrivals)}"
        self.arrivals.append(Arrival("desk", number, lane, kind, self.now, body))

    # -- what is to be said ----------------------------------------------------------------------

    def text(self, to: Person, file: str, block: str, **values: object) -> str:
        return self.house.texts.render(to.language, file, block, values)

    def button(self, to: Person, file: str, block: str, press: Press) -> Button:
        return Button(self.house.texts.caption(to.language, file, block), press.data())

    def send(
        self,
        to: Person,
        message: Outgoing,
        *,
        priority: int = Priority.REPLY,
        about: Person | None = None,
        slot: str = "",
        reply_slot: str = "",
        notify: str = "",
        ref: str = "",
        not_after: datetime | None = None,
        insist: bool = False,
        replaces: bool = False,
        held: bool = False,
        album: str = "",
        place: int = 0,
    ) -> None:
        """Puts a message in line, in as many parts as it needs: slot and quote go with the first, buttons and
        `ref` with the last, since only then it is there whole. The others report as `part:` and `ref`.
        With `held` its author has a moment to take it back; with `album` it waits for the other parts of
        that name, which `place` puts in order.
        """
        wait = max(self.house.config.settings.undo if held else timedelta(), GATHER if album else timedelta())
        whole = Letter(
            to=to.id,
            subject=(about or to).id,
            message=message,
            priority=priority,
            slot=slot,
            reply_slot=reply_slot,
            notify=notify,
            ref=ref,
            not_before=self.now + wait if wait else None,
            not_after=not_after,
            held=held,
            insist=insist,
            replaces=replaces,
            place=place,
        )
        pieces = parts(message)
        if len(pieces) == 1 and pieces[0] is message and not album:
            self.letters.append(whole)
            return
        for place, part in enumerate(pieces):
            # words too long to stand under their file follow the album
            letter = replace(whole, message=part, album=album if part.media is not None else "")
            if place > 0:
                letter = replace(letter, slot=slot and f"{slot}/{place}", reply_slot="")
            if place < len(pieces) - 1:
                letter = replace(letter, ref=part_of(ref))
            self.letters.append(letter)

    def say(
        self,
        to: Person,
        file: str,
        block: str,
        *,
        keyboard: Keyboard = (),
        priority: int = Priority.REPLY,
        about: Person | None = None,
        slot: str = "",
        reply_slot: str = "",
        reply_to: int | None = None,
        silent: bool = False,
        notify: str = "",
        ref: str = "",
        given: Mapping[str, object] | None = None,
        **values: object,
    ) -> None:
        """Renders a block in the person's language and puts it in line. Staff cannot forward what they see."""
        text = self.text(to, file, block, **(given or {}), **values)
        message = Outgoing(
            text=text,
            keyboard=keyboard,
            reply_to=reply_to,
            silent=silent,
            protect=to.works_requests(self.now),
        )
        self.send(
            to,
            message,
            priority=priority,
            about=about,
            slot=slot,
            reply_slot=reply_slot,
            notify=notify,
            ref=ref,
        )

    def prompt(
        self,
        to: Person,
        prompt: str,
        of: str,
        *,
        at: datetime,
        until: datetime | None = None,
        priority: int = Priority.REMINDER,
        slot: str = "",
        notify: str = "",
        ref: str = "",
    ) -> None:
        """Puts a letter in line whose words are made when it goes, at `at` at the earliest and not after `until`;
        see `prompts`. `of` says what it is about, in ids and numbers."""
        self.letters.append(
            Letter(
                to.id,
                to.id,
                Outgoing(),
                priority,
                slot=slot,
                notify=notify,
                ref=ref,
                not_before=at,
                not_after=until,
                prompt=prompt,
                of=of,
            )
        )

    def answer(self, to: Person, press_id: str, text: str = "") -> None:
        """Answers a press; after 150 seconds the channel would refuse it, so it is dropped then."""
        if press_id:
            message = Outgoing(op=Op.ANSWER, press_id=press_id, text=text)
            late = self.now + timedelta(seconds=150)
            self.letters.append(Letter(to.id, to.id, message, Priority.INSTANT, not_after=late))

    def leave_chat(self, chat: int) -> None:
        """A group is no place for what people tell us: says so, in all languages, and goes."""
        texts = self.house.texts
        words = "\n\n".join(texts.render(language, "case", "group", {}) for language in texts.languages)
        for message in (Outgoing(text=words), Outgoing(op=Op.LEAVE)):
            self.letters.append(Letter(HOUSE, HOUSE, message, to_chat=chat))


def part_of(ref: str) -> str:
    """The `ref` of what is only a part of something."""
    return f"part:{ref}" if ref and not ref.startswith("part:") else ref


def parts(message: Outgoing) -> list[Outgoing]:
    """One message as the channel can carry it: long text in parts, a caption that does not fit after its file."""
    if message.media is not None and message.op is Op.SEND:
        fits = message.media.kind in CAPTIONED and length(message.text) <= CAPTION_LIMIT
        if not message.text or fits:
            return [message]
        bare = replace(message, text="", under="", keyboard=())
        words = parts(replace(message, media=None, reply_to=None, under=""))
        # who is speaking comes before a file that cannot carry a caption, a long caption after it
        return [bare, *words] if message.media.kind in CAPTIONED else [*words, bare]
    if message.op not in (Op.SEND, Op.EDIT) or message.media is not None:
        return [message]
    texts = split(message.text)
    if len(texts) <= 1:
        return [message]
    first = replace(message, text=texts[0], keyboard=())
    rest = [
        replace(message, op=Op.SEND, text=text, keyboard=(), reply_to=None, message_id=None)
        for text in texts[1:]
    ]
    rest[-1] = replace(rest[-1], keyboard=message.keyboard)
    return [first, *rest]

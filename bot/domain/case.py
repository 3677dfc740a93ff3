"""A case: somebody asked for help, and until it is closed somebody answers for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.ladder import Progress
from bot.domain.matter import Matter
from bot.domain.triage import Colour, worse
from bot.domain.wishes import Wishes

UNREACHABLE = "person.unreachable"
"""The reason that says no message reaches the person: only a telephone, or somebody on the spot, does."""


class Kind(StrEnum):
    CASE = "case"
    """Somebody needs a person to talk to. One person has at most one live case."""
    REQUEST = "request"
    """Somebody needs something done. One person may have several live requests."""


class State(StrEnum):
    ESCALATING = "escalating"
    """People are being paged."""
    CLAIMED = "claimed"
    """Somebody took it; the clock runs until a human message has been delivered."""
    ACTIVE = "active"
    """A human has written."""
    WAITING_PERSON = "waiting_person"
    """The person was asked back; a request goes on when they have answered."""
    CLOSED = "closed"


class Move(StrEnum):
    CLAIM = "claim"
    ANSWER = "answer"
    """The first human message after the claim is confirmed as sent."""
    LAPSE = "lapse"
    """No human message in time, or the owner cannot go on: page again."""
    HAND_OVER = "hand over"
    """A named colleague has taken it from the owner; their first human message is awaited."""
    CLOSE = "close"
    REOPEN = "reopen"
    """The person has written again not long after the end: the same case, with a new clock."""
    ASK = "ask"
    """Whoever has a request needs to know more from the person."""
    HEARD = "heard"
    """The person has answered."""
    HAND_UP = "hand up"
    """A request goes to the next level of the units."""
    SETTLE = "settle"
    """It is done, by whoever dealt with what many have raised; nobody has to have taken this one."""
    CANCEL = "cancel"
    """The person withdraws a request."""


TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.ESCALATING, Move.CLAIM): State.CLAIMED,
    (State.CLAIMED, Move.ANSWER): State.ACTIVE,
    (State.CLAIMED, Move.LAPSE): State.ESCALATING,
    (State.ACTIVE, Move.LAPSE): State.ESCALATING,
    (State.CLAIMED, Move.HAND_OVER): State.CLAIMED,
    (State.ACTIVE, Move.HAND_OVER): State.CLAIMED,
    (State.CLAIMED, Move.CLOSE): State.CLOSED,
    (State.ACTIVE, Move.CLOSE): State.CLOSED,
    (State.CLOSED, Move.REOPEN): State.ESCALATING,
}
"""A live case that nobody holds cannot be closed: someone takes it first."""

_LIVE = (State.ESCALATING, State.CLAIMED, State.ACTIVE, State.WAITING_PERSON)
_HELD = (State.CLAIMED, State.ACTIVE, State.WAITING_PERSON)

OF_REQUESTS: dict[tuple[State, Move], State] = {
    (State.ESCALATING, Move.CLAIM): State.CLAIMED,
    (State.CLAIMED, Move.ANSWER): State.ACTIVE,
    (State.WAITING_PERSON, Move.HEARD): State.ACTIVE,
    **{(state, Move.ASK): State.WAITING_PERSON for state in _HELD},
    **{(state, Move.LAPSE): State.ESCALATING for state in _HELD},
    **{(state, Move.CLOSE): State.CLOSED for state in _HELD},
    **{(state, Move.HAND_UP): State.ESCALATING for state in _LIVE},
    **{(state, Move.SETTLE): State.CLOSED for state in _LIVE},
    **{(state, Move.CANCEL): State.CLOSED for state in _LIVE},
}
"""The same for requests. Nothing moves a closed one: a new need is a new request."""


class IllegalMove(Exception):
    """The case is in a state that does not know this move."""


@dataclass(frozen=True, slots=True)
class Case:
    """One call for help. `version` grows with every change and makes older buttons stale."""

    id: str
    code: str
    person: str
    colour: Colour
    opened_at: datetime
    state: State = State.ESCALATING
    version: int = 1
    owner: str | None = None
    last_owner: str | None = None
    claims: int = 0
    progress: Progress = field(default_factory=Progress)
    opened_by: str | None = None
    """The owner, once they have opened it: from then on messages reach them live."""
    typed: bool = False
    """The owner has written after the claim; not yet known to be delivered."""
    extended: bool = False
    reading: bool = False
    """The owner has said that they are reading: the claim was held once, the clock was not stopped."""
    offered: str = ""
    """The colleague it is being handed over to; the owner answers for it until they take it."""
    unanswered: str = ""
    """The owner's newest message the person has not written after, by its journal entry."""
    asked: str = ""
    """The person's first line that staff have not answered, by its journal entry."""
    replies: tuple[str, ...] = ()
    """What staff wrote after the person's newest line, by journal entry, while not known to be delivered."""
    nudged: bool = False
    """The owner has been reminded of that line."""
    alarmed: tuple[str, ...] = ()
    """Colleagues of other units who were called because nobody of the person's own could be reached."""
    stranded: bool = False
    """The person knows that none of those called could be reached."""
    told: int = 0
    """How many waiting updates the person has had."""
    acknowledged_at: datetime | None = None
    """When the person last heard that what they write is kept."""
    paged_at: datetime | None = None
    claimed_at: datetime | None = None
    human_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None
    """When the person wrote again after the end: from then on the wait counts anew."""
    debriefed: bool = False
    """Somebody has talked it over with the colleague who closed it."""
    reasons: tuple[str, ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()
    """What the dialogue collected: (flow, variable, value)."""
    kind: Kind = Kind.CASE
    matter: Matter | None = None
    """What a request is about; None exactly for a case."""
    wishes: Wishes = field(default_factory=Wishes)
    unit: str | None = None
    """The person's unit when they called; who moves later takes no statistics along."""

    @property
    def live(self) -> bool:
        return self.state is not State.CLOSED

    @property
    def since(self) -> datetime:
        """When the call came that is being answered."""
        return self.reopened_at or self.opened_at

    @property
    def waiting(self) -> bool:
        """Nobody has written to the person yet since they called."""
        return self.state in (State.ESCALATING, State.CLAIMED)


def moved(case: Case, move: Move) -> Case:
    """The case after a move; raises `IllegalMove` when its state does not know it."""
    table = TRANSITIONS if case.kind is Kind.CASE else OF_REQUESTS
    state = table.get((case.state, move))
    if state is None:
        raise IllegalMove(f"{case.code}: {move} from {case.state}")
    return replace(case, state=state, version=case.version + 1)


def claimed(case: Case, owner: str, now: datetime) -> Case:
    return replace(
        moved(case, Move.CLAIM),
        owner=owner,
        last_owner=owner,
        claims=case.claims + 1,
        claimed_at=now,
        # the same counsellor taking it back has its content before them already
        opened_by=owner if case.opened_by == owner else None,
        typed=False,
        extended=False,
        reading=False,
        offered="",
    )


def handed_over(case: Case, to: str, now: datetime) -> Case:
    """From the owner to a colleague, with the clock for the first message anew."""
    return replace(
        moved(case, Move.HAND_OVER),
        owner=to,
        last_owner=to,
        claims=case.claims + 1,
        claimed_at=now,
        opened_by=None,
        typed=False,
        extended=False,
        reading=False,
        nudged=False,
        offered="",
    )


def answered(case: Case, now: datetime) -> Case:
    return replace(moved(case, Move.ANSWER), human_at=case.human_at or now)


def lapsed(case: Case) -> Case:
    """Back to paging from the first rung, with everybody asked anew; the cards people hold stay known."""
    fresh = Progress(pages=case.progress.pages, paged=case.progress.paged)
    return replace(
        moved(case, Move.LAPSE), owner=None, offered="", nudged=False, stranded=False, progress=fresh
    )


def closed(case: Case, now: datetime) -> Case:
    return replace(moved(case, Move.CLOSE), closed_at=now, offered="")


def reopened(case: Case, colour: Colour, reasons: tuple[str, ...], now: datetime) -> Case:
    """The closed case as a new call of this colour; whoever had it last is asked first.

    The journal and the cards people hold stay; every clock starts anew.
    """
    progress = Progress(pages=case.progress.pages, paged=case.progress.paged, first=case.last_owner or "")
    return replace(
        moved(case, Move.REOPEN),
        colour=colour,
        reasons=tuple(dict.fromkeys(reasons)),
        progress=progress,
        owner=None,
        opened_by=None,
        typed=False,
        extended=False,
        reading=False,
        unanswered="",
        asked="",
        replies=(),
        nudged=False,
        alarmed=(),
        stranded=False,
        told=0,
        acknowledged_at=None,
        paged_at=None,
        claimed_at=None,
        human_at=None,
        closed_at=None,
        reopened_at=now,
        debriefed=False,
        # they write now, whatever hour they had wished for the last time
        wishes=case.wishes.at_once(),
    )


def raised(case: Case, colour: Colour, reasons: tuple[str, ...]) -> Case:
    """With the worse colour and all reasons; the same object when nothing is new.

    A case that is still being paged starts its ladder anew when its colour got worse.
    """
    new = worse(case.colour, colour)
    together = tuple(dict.fromkeys((*case.reasons, *reasons)))
    if new is case.colour and together == case.reasons:
        return case
    progress = case.progress
    if new is not case.colour and case.state is State.ESCALATING:
        progress = Progress(pages=progress.pages, paged=progress.paged)
    return replace(case, colour=new, reasons=together, progress=progress, version=case.version + 1)


# -- requests -----------------------------------------------------------------------------------


def about(case: Case) -> Matter:
    """What this request is about; raises ValueError for a case."""
    if case.matter is None:
        raise ValueError(f"{case.code} is no request")
    return case.matter


def asked_back(case: Case) -> Case:
    """The deadlines of waiting for the person count from the first question they have not answered."""
    waits = case.state is State.WAITING_PERSON
    matter = about(case) if waits else replace(about(case), reminded=0)
    return replace(moved(case, Move.ASK), matter=matter)


def told_more(case: Case) -> Case:
    """The person has written: one that waited for them goes on, another stays as it is."""
    return moved(case, Move.HEARD) if case.state is State.WAITING_PERSON else case


def handed_up(case: Case, level: str | None, due_at: datetime) -> Case:
    """To the next level, where nobody has said no yet; the cards people hold stay known."""
    fresh = Progress(pages=case.progress.pages, paged=case.progress.paged)
    matter = about(case).handed_to(level, due_at)
    return replace(
        moved(case, Move.HAND_UP), owner=None, opened_by=None, progress=fresh, matter=matter, typed=False
    )


def put_back(case: Case, due_at: datetime) -> Case:
    """Whoever had it cannot go on: the same level is asked again."""
    fresh = Progress(pages=case.progress.pages, paged=case.progress.paged)
    matter = replace(about(case), due_at=due_at)
    return replace(moved(case, Move.LAPSE), owner=None, opened_by=None, progress=fresh, matter=matter)


def settled(case: Case, move: Move, what: str, now: datetime) -> Case:
    """Done, with what was done: by whoever has it (CLOSE), or together with others (SETTLE)."""
    return replace(moved(case, move), closed_at=now, matter=replace(about(case), done=what))


def withdrawn(case: Case, now: datetime) -> Case:
    return replace(moved(case, Move.CANCEL), closed_at=now)

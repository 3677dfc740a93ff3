"""A call for help: opened, raised, paged, kept company. In the lane of the person concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.app import callbuttons, cards, dispatch, requestcards
from bot.app.alarms import call_others
from bot.app.buttons import NOW, Press
from bot.app.cards import scene_of
from bot.app.numbers import numbers
from bot.app.remarks import journal_earlier
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import UNREACHABLE, Case, State
from bot.domain.diary import SILENT
from bot.domain.flow.session import Session
from bot.domain.flow.telling import told
from bot.domain.ladder import Policy, attended, next_page, within_reach
from bot.domain.messages import Outgoing, Priority
from bot.domain.permissions import Act, qualified
from bot.domain.triage import Colour, raises, worse
from bot.domain.wishes import Wishes, wishes_in

FILE = "case"
FRESH = timedelta(seconds=60)
"""How long an update on the wait is worth sending."""

REMIND = timedelta(minutes=5)
"""How long before the hour somebody wished for whoever has the case is reminded of it."""

Answers = tuple[tuple[str, str, str], ...]


def call_for_help(
    turn: Turn,
    colour: Colour,
    reasons: Sequence[str],
    answers: Answers = (),
    *,
    behalf: bool = False,
) -> tuple[Case, bool]:
    """Opens the person's case, or adds to the live one and raises it. Pages at once where that is new.

    What the answers wish for is kept with the case. `behalf` marks a new case as one about somebody else.
    Returns the case and whether the person's call is new: opened, or raised to a worse colour. Telling the
    person is the caller's part, since only the caller knows what else is on the screen.
    """
    case = turn.case_of(turn.lane)
    if case is None:
        case = Case(
            id=turn.house.ids.new(),
            code=turn.house.ids.code(),
            person=turn.lane,
            colour=colour,
            opened_at=turn.now,
            reasons=tuple(reasons),
            answers=answers,
            wishes=replace(_wished(turn, colour, answers), behalf=behalf),
            unit=turn.who.unit,
        )
        turn.people[turn.lane] = turn.who
        turn.keep_case(case)
        journal_earlier(turn, case)
        turn.happened(case, "opened", turn.lane)
        return page(turn, case), True
    return raise_case(turn, case, colour, reasons, answers)


def raise_case(
    turn: Turn, case: Case, colour: Colour, reasons: Sequence[str], answers: Answers = ()
) -> tuple[Case, bool]:
    """Adds reasons and answers to a live case. A worse colour pages: anew, or whoever has it."""
    worse_now = raises(colour, case.colour)
    hour = case.wishes.later(turn.now)
    case = rules.raised(case, colour, tuple(reasons))
    wishes = case.wishes.and_then(_wished(turn, case.colour, answers))
    if case.colour is Colour.RED:
        wishes = wishes.at_once()
    case = replace(case, answers=tuple(dict.fromkeys((*case.answers, *answers))), wishes=wishes)
    turn.keep_case(case)
    if hour is not None and (case.wishes.later(turn.now) or turn.now) < hour:
        # clocks that were set for that hour must not sleep till then
        _start_clocks(turn, case)
    if not worse_now:
        return case, False
    turn.happened(case, "raised", turn.lane)
    owner = turn.house.staff(case.owner) if case.owner else None
    if owner is not None and qualified(owner, case.colour, turn.now):
        turn.say(
            owner,
            cards.FILE,
            "raised",
            priority=Priority.URGENT,
            about=turn.people[case.person],
            reply_slot=cards.card_slot(case),
            given=cards.facts(turn, case, owner),
        )
        cards.refresh(turn, case)
        return case, True
    if owner is not None:
        # never alone with red: others are paged while this colleague stays with the person
        case = turn.keep_case(rules.lapsed(case))
        turn.say(owner, cards.FILE, "raised_beyond", priority=Priority.URGENT, code=case.code)
        turn.wake("status", case.id, turn.house.config.settings.waiting.after[0])
    case = page(turn, case)
    cards.refresh(turn, case)
    return case, True


def page(turn: Turn, case: Case) -> Case:
    """One round of the ladder, and the timer for the next."""
    progress = case.progress
    round_ = next_page(policy_of(turn, case), progress, scene_of(turn, case))
    fresh = [number for number in round_.to if number not in progress.paged]
    case = turn.keep_case(replace(case, progress=round_.progress))
    for number in round_.to:
        reader = turn.house.staff(number)
        if reader is None:
            continue
        if number in fresh:
            cards.show(turn, case, reader, edit=False)
        else:
            cards.page_again(turn, case, reader)
    turn.happened(case, "paged" if round_.to else "nobody to page", "ladder")
    if not anybody(turn, round_.to):
        # of a new case the person is told so in the same breath
        case = strand(turn, replace(case, stranded=case.stranded or progress.pages == 0))
    elif not anybody(turn, [number for number in round_.to if number not in turn.kin.get(case.person, ())]):
        # somebody is asked, but nobody apart from their family
        case = call_others(turn, case, "unsuited")
    turn.wake("ladder", case.id, round_.again_at - turn.now, guard=str(case.progress.pages))
    if progress.pages == 0:
        later = case.wishes.later(turn.now)
        still = later - turn.now if later else timedelta()
        turn.wake("status", case.id, still + turn.house.config.settings.waiting.after[0])
    return case


def anybody(turn: Turn, numbers: Sequence[str]) -> bool:
    """Whether one of these people can be reached."""
    called = [turn.house.staff(number) for number in numbers]
    return any(reader is not None and within_reach(reader) for reader in called)


def strand(turn: Turn, case: Case) -> Case:
    """None of those called can be reached: others are alarmed, and the person hears it at once, and once."""
    known = case.stranded
    case = call_others(turn, replace(case, stranded=True))
    if known or unasked(case):
        return case
    turn.say(
        turn.who,
        FILE,
        "stranded",
        priority=Priority.URGENT,
        others=anybody(turn, case.alarmed),
        numbers=numbers(turn, turn.who),
    )
    return case


def staffed(turn: Turn, case: Case) -> bool:
    """Whether anybody of the first rung is to be expected now; otherwise the person is told the truth."""
    return attended(policy_of(turn, case), case.progress, scene_of(turn, case))


def company(turn: Turn, case: Case | None) -> dict[str, object]:
    """Who has the case, for a text to the person: `owner` has taken it, and with `claimed` reads along."""
    owner = turn.house.staff(case.owner) if case is not None and case.owner else None
    reads = case is not None and owner is not None and case.opened_by == owner.id
    return {"owner": owner.name if owner else "", "claimed": reads}


def tell_opened(turn: Turn, case: Case, block: str, *, priority: int = Priority.REPLY) -> None:
    """The first answer to a call: what happens now, the truth about who is there, numbers to call."""
    person = turn.who
    later = case.wishes.later(turn.now)
    turn.say(
        person,
        FILE,
        block,
        keyboard=((turn.button(person, FILE, "now", Press(NOW, case.id)),),) if later else (),
        priority=priority,
        # whoever takes the case must know when not even this has arrived
        notify=turn.lane,
        ref=f"told:{case.id}",
        staffed=staffed(turn, case),
        numbers=numbers(turn, person),
        given=company(turn, case) | cards.hour(turn, person, later),
    )
    if not person.registered:
        turn.say(person, FILE, "who")


def on_timer(turn: Turn, kind: str, ref: str, guard: str) -> None:
    case = turn.cases.get(ref)
    if case is None or not case.live:
        return
    if kind == "ladder":
        if case.state is State.ESCALATING and guard == str(case.progress.pages):
            page(turn, case)
    elif kind == "confirm":
        if case.state is State.CLAIMED and guard == str(case.claims):
            _confirm_by(turn, case)
    elif kind == "status":
        _waiting_update(turn, case)
    elif kind == "appointed":
        _almost_time(turn, case)


def now_after_all(turn: Turn, case: Case) -> None:
    """The hour they had wished for is off: the clocks run from here, and whoever has the case hears it."""
    if case.wishes.later(turn.now) is None:
        return
    case = turn.keep_case(replace(case, wishes=case.wishes.at_once(), version=case.version + 1))
    turn.happened(case, "wishes to talk now", turn.lane)
    _start_clocks(turn, case)
    cards.refresh(turn, case)
    _tell_holders(turn, case, "wants_now")
    turn.say(turn.who, FILE, "now_then", given=company(turn, case))


def _start_clocks(turn: Turn, case: Case) -> None:
    """The first human message and the word on the wait are due from now, or from the hour wished for."""
    settings = turn.house.config.settings
    until = (case.wishes.later(turn.now) or turn.now) - turn.now
    if case.state is State.CLAIMED:
        within = settings.escalation.first_message_within
        turn.wake("confirm", case.id, until + within, guard=str(case.claims))
    turn.wake("status", case.id, until + settings.waiting.after[0])


def _almost_time(turn: Turn, case: Case) -> None:
    """The hour somebody wished for is near: a word to whoever has promised to be there."""
    owner = turn.house.staff(case.owner or "")
    if owner is not None and case.state is State.CLAIMED and case.wishes.later(turn.now) is not None:
        turn.say(
            owner,
            cards.FILE,
            "appointed",
            priority=Priority.URGENT,
            about=turn.who,
            reply_slot=cards.card_slot(case),
            # by now the case may have been closed on their desk
            keyboard=cards.keyboard(turn, case, owner),
            given=cards.facts(turn, case, owner),
        )


def _confirm_by(turn: Turn, case: Case) -> None:
    """No human message has been delivered in time: others are paged, and the claimer is told."""
    escalation = turn.house.config.settings.escalation
    if case.typed and not case.extended:
        # written but not known to have arrived, a slow line perhaps: once a little longer, not twice
        turn.keep_case(replace(case, extended=True))
        turn.wake("confirm", case.id, escalation.extension, guard=str(case.claims))
        return
    lapse(turn, case, "lapsed")


def lapse(turn: Turn, case: Case, why: str) -> Case:
    """Takes a case from an owner who cannot go on and pages anew; both are told."""
    owner = turn.house.staff(case.owner) if case.owner else None
    talked = not case.waiting
    case = turn.keep_case(rules.lapsed(case))
    turn.happened(case, why, "ladder")
    if owner is not None:
        turn.say(
            owner,
            cards.FILE,
            why,
            priority=Priority.URGENT,
            about=turn.who,
            # goes with the page it explains, see outbox.ready
            slot=f"page:{case.id}:lapse{case.claims}",
            reply_slot=cards.card_slot(case),
            code=case.code,
            opened=case.opened_by == owner.id,
            within=cards.first_line_within(turn, owner),
        )
    turn.say(
        turn.who,
        FILE,
        "lapsed",
        talked=talked,
        unanswered=why == "silent",
        name=owner.name if owner else "",
        numbers=numbers(turn, turn.who),
    )
    case = page(turn, case)
    cards.refresh(turn, case)
    turn.wake("status", case.id, turn.house.config.settings.waiting.after[0])
    return case


def unasked(case: Case) -> bool:
    """The person knows nothing of it and waits for nobody: they have only been silent."""
    return case.reasons == (SILENT,) and not case.asked


def _waiting_update(turn: Turn, case: Case) -> None:
    if not case.waiting or unasked(case):
        return
    waiting = turn.house.config.settings.waiting
    later = case.wishes.later(turn.now)
    if later is not None:
        # nobody is waiting before the hour they named themselves
        turn.wake("status", case.id, later - turn.now + waiting.after[0])
        return
    owner = turn.house.staff(case.owner) if case.owner else None
    case = turn.keep_case(replace(case, told=case.told + 1))
    called = [reader for number in case.progress.paged if (reader := turn.house.staff(number))]
    # once a human has written, the time since the call says nothing about the wait
    since = max(case.since, case.wishes.at or case.since)
    waited = turn.now - since if case.human_at is None else timedelta()
    text = turn.text(
        turn.who,
        FILE,
        "waiting",
        minutes=turn.minutes(waited),
        paged=sum(reader.reachable for reader in called),
        owner=owner.name if owner else "",
        reading=case.reading,
        numbers=numbers(turn, turn.who) if case.colour is Colour.RED else "",
    )
    # on a line that was down it would come behind the counsellor's words and be untrue
    turn.send(
        turn.who, Outgoing(text=text, protect=turn.who.works_cases(turn.now)), not_after=turn.now + FRESH
    )
    after = (
        waiting.after[case.told] - waiting.after[case.told - 1] if case.told < len(waiting.after) else None
    )
    turn.wake("status", case.id, after if after and after > timedelta() else waiting.then_every)


def missed(turn: Turn, case: Case) -> None:
    """Something the person wrote could not be put on their counsellor's screen; the journal has it."""
    owner = turn.house.staff(case.owner) if case.owner else None
    if owner is not None:
        turn.say(
            owner,
            cards.FILE,
            "not_shown",
            priority=Priority.URGENT,
            about=turn.people[case.person],
            keyboard=cards.keyboard(turn, case, owner),
            code=case.code,
        )


def on_gone(turn: Turn) -> None:
    """This lane's person cannot be reached any more: news for whoever looks after them, for those they look after,
    and for whoever has an hour with them."""
    callbuttons.on_gone(turn)
    for case in list(turn.cases.values()):
        if case.owner == turn.lane and case.live:
            turn.pass_on(case.person, "owner_gone", {"case": case.id, "owner": turn.lane})
    for request in turn.requests_of(turn.lane):
        if request.owner and UNREACHABLE not in request.reasons:
            dispatch.tell_owner(turn, request, "unreachable")
            turn.keep_case(replace(request, reasons=(UNREACHABLE,)))
    found = turn.case_of(turn.lane)
    if found is None or UNREACHABLE in found.reasons:
        # every letter that fails says so again; once is news
        return
    turn.happened(found, "unreachable", "postman")
    higher = Colour.RED if found.colour is not Colour.GREEN else Colour.AMBER
    found, _ = raise_case(turn, found, worse(found.colour, higher), (UNREACHABLE,))
    _tell_holders(turn, found, "unreachable")


def look_after(turn: Turn) -> None:
    """Before anything the person writes: whoever has their case must still be one of the staff, for their unit."""
    case = turn.case_of(turn.lane)
    if case is None or case.owner is None:
        return
    owner = turn.house.staff(case.owner)
    if owner is None or not cards.may(turn, Act.REPLY, case, owner):
        lapse(turn, case, "departed")


def on_back(turn: Turn) -> None:
    """A sign of life from somebody who could not be reached: whoever looks for them may stop phoning."""
    for request in turn.requests_of(turn.lane):
        if request.reasons:
            turn.keep_case(replace(request, reasons=()))
            dispatch.tell_owner(turn, request, "reachable_again")
    case = turn.case_of(turn.lane)
    if case is None or UNREACHABLE not in case.reasons:
        return
    case = replace(case, reasons=tuple(reason for reason in case.reasons if reason != UNREACHABLE))
    turn.keep_case(case)
    turn.happened(case, "reachable again", turn.lane)
    _tell_holders(turn, case, "reachable_again")


def pause(turn: Turn, case: Case) -> bool:
    """The person wants to rest. The case stays; returns whether there was anybody to tell."""
    turn.happened(case, "person asked to pause", turn.lane)
    return _tell_holders(turn, case, "wants_pause")


def not_told(turn: Turn, case: Case) -> None:
    """The first answer did not reach the person: those who hold the case are asked to phone."""
    turn.happened(case, "first answer failed", "postman")
    _tell_holders(turn, case, "not_told")


def _tell_holders(turn: Turn, case: Case, block: str) -> bool:
    """Tells the owner, or while nobody has the case everybody who was paged for it."""
    told = False
    for number in [case.owner] if case.owner else case.progress.paged:
        reader = turn.house.staff(number)
        if reader is not None:
            turn.say(
                reader,
                cards.FILE,
                block,
                priority=Priority.URGENT,
                about=turn.people[case.person],
                reply_slot=cards.card_slot(case),
                given=cards.facts(turn, case, reader),
            )
            told = told or reader.reachable
    return told


def policy_of(turn: Turn, case: Case) -> Policy:
    return turn.house.config.policies[case.colour]


def _wished(turn: Turn, colour: Colour, answers: Answers) -> Wishes:
    """What these answers wish for; red does not wait for an hour."""
    wishes = wishes_in({name: value for _, name, value in answers}, cards.local(turn, turn.who))
    return wishes.at_once() if colour is Colour.RED else wishes


def tapped(turn: Turn) -> Answers:
    """What the dialogues under way and set aside have collected so far: who takes the case should not have to
    ask again."""
    return tuple(
        (frame.flow, name, words)
        for stack in (*turn.session.suspended, turn.session.stack)
        for frame in stack
        for name, value in frame.values.items()
        for words in told(value)
    )


def put_dialogue_aside(turn: Turn, case: Case) -> Case:
    """From here on what the person writes goes to people; the case keeps what the dialogue has collected."""
    answers = tuple(dict.fromkeys((*case.answers, *tapped(turn))))
    turn.keep_session(waiting_session(turn.session))
    return turn.keep_case(replace(case, answers=answers))


def waiting_session(session: Session) -> Session:
    """The dialogue is over: from here on what the person writes goes to people. A request that was not sent yet
    is kept for later, as far as it was filled in."""
    stacks = (*session.suspended, session.stack)
    kept = tuple(stack for stack in stacks if any(frame.flow == requestcards.FLOW for frame in stack))
    return replace(session, mode="human", stack=(), suspended=kept[-1:], trail=())

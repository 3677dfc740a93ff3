"""The counsellor's card of a case: code, colour, place, clocks, waiting time. Never a name, never a word of content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app import requestcards
from bot.app.agenda import MEET
from bot.app.buttons import Press
from bot.app.turn import Turn
from bot.domain.case import UNREACHABLE, Case, Kind, State
from bot.domain.ladder import Scene, elsewhere, impartial, within_reach
from bot.domain.messages import Keyboard, Op, Outgoing, Priority
from bot.domain.people import Person
from bot.domain.permissions import ALLOWED, Act, permits
from bot.domain.triage import Colour
from bot.domain.wishes import Wishes

FILE = "desk"
DOOR = "door"
"""The choice of a button that leads into a case from elsewhere: what it stands under is no card."""

LISTED = 8
"""Cases on one list: what fits a phone's screen with its buttons."""
BUTTONS = (
    Act.TAKE,
    Act.DECLINE,
    Act.OPEN,
    Act.QUICK,
    Act.CANNED,
    Act.TRANSFER,
    Act.OFFER,
    Act.NOTE,
    Act.CLOSE,
    Act.CALL,
    Act.DEBRIEF,
    Act.ASK,
    Act.HAND_UP,
    Act.DELEGATE,
    Act.HELPER,
    Act.DID,
    Act.DONE,
    Act.SAME,
    Act.JOIN,
)
"""The acts that stand on buttons; words and commands bring the others."""


def file_of(case: Case) -> str:
    """The texts of this kind of card."""
    return requestcards.FILE if case.kind is Kind.REQUEST else FILE


def card_slot(case: Case) -> str:
    return f"card:{case.id}"


def file_slot(case: Case) -> str:
    """What the person answered and wrote, as the owner read it."""
    return f"file:{case.id}"


def page_slot(case: Case) -> str:
    """The newest re-page of a case."""
    return f"page:{case.id}:{case.progress.pages}"


def urgency(case: Case) -> int:
    return Priority.URGENT if case.colour is Colour.RED else Priority.REPLY


def local(turn: Turn, person: Person, moment: datetime | None = None) -> datetime:
    """A moment, or now, on the clock of the person's unit; headquarters' clock when it is unknown."""
    return turn.local(person, moment)


def hour(turn: Turn, person: Person, moment: datetime | None) -> dict[str, object]:
    """The hour somebody wished for, for a text to them: `at` on their clock, in so many `days`; None for now."""
    if moment is None:
        return {"at": None, "days": 0}
    at = local(turn, person, moment)
    return {"at": at, "days": (at.date() - local(turn, person).date()).days}


def scene_of(turn: Turn, case: Case) -> Scene:
    """What the ladder sees of a case."""
    return scene_for(turn, turn.people[case.person], case.colour, case.wishes)


def scene_for(turn: Turn, person: Person, colour: Colour, wishes: Wishes) -> Scene:
    """What the ladder would see. The person's unit is passed by only where there is somebody beyond it, and their
    family only where there is somebody else."""
    # a counsellor who calls for help is not the one to answer that call
    others = [staff for staff in turn.house.roster if staff.person.id != person.id]
    kin = turn.kin.get(person.id, frozenset())
    scene = Scene(colour, person.unit, others, turn.house.parents, turn.now, wishes, kin)
    if wishes.bypass_unit and not elsewhere(scene):
        scene = replace(scene, wishes=replace(wishes, bypass_unit=False))
    return impartial(scene) if kin else scene


def too_near(turn: Turn, case: Case, by: Person) -> bool:
    """Whether this colleague is of the person's family, and somebody else can come. Who has the case keeps it: it
    is theirs to hand over."""
    if case.owner == by.id or by.id not in turn.kin.get(case.person, ()):
        return False
    return all(staff.person.id != by.id for staff in scene_of(turn, case).roster)


def facts(turn: Turn, case: Case, reader: Person) -> dict[str, object]:
    """What a card may show of a case to anybody who is paged for it."""
    if case.kind is Kind.REQUEST:
        return requestcards.facts(turn, case, reader)
    person = turn.people[case.person]
    unit = turn.unit_of(person)
    owner = turn.house.staff(case.owner) if case.owner else None
    later = case.wishes.later(turn.now)
    return {
        "code": case.code,
        "colour": case.colour.value,
        "state": case.state.value,
        "place": turn.text(reader, FILE, "place", country=unit.country if unit else ""),
        "there": local(turn, person),
        "here": local(turn, reader),
        "language": person.language,
        "minutes": turn.minutes(turn.now - case.since),
        "within": first_line_within(turn, reader),
        "owner": owner.name if owner else "",
        "mine": case.owner == reader.id,
        "opened": case.opened_by == reader.id,
        "declined": reader.id in case.progress.declined,
        "at_there": later and local(turn, person, later),
        "at_here": later and local(turn, reader, later),
        "gender": case.wishes.gender,
        "speech": spoken(turn, reader, case.wishes.speech),
        "behalf": case.wishes.behalf,
        "offered": case.offered == reader.id,
        "again": case.reopened_at is not None and case.state is State.ESCALATING,
        "unreachable": UNREACHABLE in case.reasons,
    }


def spoken(turn: Turn, reader: Person, speech: str) -> str:
    """A language or dialect of the roster in the reader's words; a dialect is a word already."""
    return turn.text(reader, "case", "languages", languages=[speech]) if speech else ""


def first_line_within(turn: Turn, reader: Person) -> str:
    """How long there is for the first line to a person, in the reader's words."""
    within = turn.house.config.settings.escalation.first_message_within
    minutes, rest = divmod(int(within / timedelta(seconds=1)), 60)
    return turn.text(reader, FILE, "within", minutes=minutes, seconds=rest)


def may(turn: Turn, act: Act, case: Case, by: Person) -> bool:
    """Whether the rules let this staff member do this with the case now; nobody works on a case of their own, nor on
    that of their family while there is somebody else.

    Who was called because nobody of the person's unit could be reached counts as serving that unit.
    """
    if case.kind is Kind.REQUEST:
        return requestcards.may(turn, act, case, by)
    allowed = by.id != case.person and permits(
        by,
        act,
        turn.now,
        unit=None if by.id in case.alarmed else turn.people[case.person].unit,
        parents=turn.house.parents,
        owner=case.owner,
        colour=case.colour,
        beyond=case.wishes.bypass_unit and scene_of(turn, case).wishes.bypass_unit,
    )
    return allowed and not too_near(turn, case, by)


def may_log_calls(turn: Turn) -> bool:
    """Whether this staff member may log a phone call as a case of theirs."""
    return bool(turn.who.certified_roles(turn.now) & ALLOWED[Act.CALL])


def press(act: Act, case: Case, choice: str = "") -> Press:
    return Press(act.value, case.id, case.version, choice)


def keyboard(turn: Turn, case: Case, reader: Person) -> Keyboard:
    """The buttons that make sense to this reader in the case's state."""
    if case.kind is Kind.REQUEST:
        return requestcards.keyboard(turn, case, reader)
    acts: list[tuple[Act, ...]] = []
    meet: Keyboard = ()
    if case.state is State.ESCALATING:
        # a colleague who had it while it was amber keeps the card, but red is not theirs to take
        acts = [(Act.TAKE,), (Act.DECLINE,)] if may(turn, Act.TAKE, case, reader) else []
    elif case.owner == reader.id and case.live:
        acts = [(Act.OPEN,)]
        if case.opened_by == reader.id:
            # a line has nowhere to go where no message reaches the person
            first = (Act.OPEN,) if UNREACHABLE in case.reasons else (Act.OPEN, Act.QUICK)
            acts = [first, (Act.NOTE, Act.TRANSFER, Act.CLOSE)]
            meet = _meet(turn, case, reader)
    elif case.offered == reader.id and case.live and may(turn, Act.TAKE, case, reader):
        acts = [(Act.TAKE,), (Act.DECLINE,)]
    rows = (tuple(turn.button(reader, FILE, act.value, press(act, case)) for act in row) for row in acts)
    return (*rows, *meet)


def _meet(turn: Turn, case: Case, reader: Person) -> Keyboard:
    """The way to an hour with the person, where a message reaches them."""
    if not within_reach(turn.people[case.person]):
        return ()
    return ((turn.button(reader, FILE, "meet", Press(MEET, case.id, case.version)),),)


def doors(turn: Turn, cases: Sequence[Case], reader: Person) -> Keyboard:
    """A button for each case that leads into it: Open for whoever has it, otherwise Take where that is theirs
    to do."""
    rows = []
    for case in cases[:LISTED]:
        if case.owner != reader.id and not may(turn, Act.TAKE, case, reader):
            continue
        act = Act.OPEN if case.owner == reader.id else Act.TAKE
        button = turn.button(reader, file_of(case), act.value, press(act, case, DOOR))
        rows.append((replace(button, caption=f"{button.caption} {case.code}"),))
    return tuple(rows)


def send_to_door(turn: Turn, case: Case, reader: Person, message: int | None) -> None:
    """Words about a case the reader has not opened: nothing was done with them, and here is the way in."""
    turn.say(
        reader,
        FILE,
        "no_open_case",
        reply_to=message,
        keyboard=doors(turn, [case], reader),
        own=False,
        numbers="",
    )


def show(turn: Turn, case: Case, reader: Person, *, edit: bool) -> None:
    """Sends the card, or brings the one the reader has up to date."""
    message = Outgoing(
        op=Op.EDIT if edit else Op.SEND,
        text=turn.text(reader, file_of(case), "card", **facts(turn, case, reader)),
        keyboard=keyboard(turn, case, reader),
        protect=True,
        silent=_quiet(turn, case, reader),
    )
    turn.send(
        reader,
        message,
        priority=urgency(case),
        about=turn.people[case.person],
        slot=card_slot(case),
        notify="" if edit else turn.lane,
        ref=f"page:{case.id}",
        insist=edit,
    )


def offer_again(turn: Turn, case: Case, reader: Person) -> None:
    """A colleague who holds the card already is asked to take it over: a new message, since an edit is silent."""
    turn.say(
        reader,
        FILE,
        "offer",
        priority=urgency(case),
        about=turn.people[case.person],
        # where the next refresh takes the buttons off
        slot=page_slot(case),
        reply_slot=card_slot(case),
        keyboard=keyboard(turn, case, reader),
        given=facts(turn, case, reader),
    )


def page_again(turn: Turn, case: Case, reader: Person) -> None:
    """A new message, since an edit makes no sound: a reply to the card with the same two buttons."""
    message = Outgoing(
        text=turn.text(reader, file_of(case), "page_again", **facts(turn, case, reader)),
        keyboard=keyboard(turn, case, reader),
        protect=True,
        silent=_quiet(turn, case, reader),
    )
    turn.send(
        reader,
        message,
        priority=urgency(case),
        about=turn.people[case.person],
        slot=page_slot(case),
        reply_slot=card_slot(case),
        notify=turn.lane,
        ref=f"page:{case.id}",
    )


def refresh(turn: Turn, case: Case) -> None:
    """Brings everybody's card up to date, and takes the buttons off the newest re-page."""
    for number in case.progress.paged:
        reader = turn.house.staff(number)
        if reader is None:
            continue
        show(turn, case, reader, edit=True)
        if case.state is not State.ESCALATING:
            text = turn.text(reader, file_of(case), "card", **facts(turn, case, reader))
            turn.send(
                reader,
                Outgoing(op=Op.EDIT, text=text),
                about=turn.people[case.person],
                slot=page_slot(case),
            )


def let_go(turn: Turn, case: Case, reader: Person, message: int) -> None:
    """Takes the buttons off a message about the case that `refresh` does not reach: an older page, or a copy of one
    that came twice. While nobody has the case they are as good as any."""
    slot = turn.quotes.get((reader.id, message))
    theirs = reader.id in case.progress.paged or may(turn, Act.DECLINE, case, reader)
    if not theirs or case.state is State.ESCALATING or slot in (card_slot(case), page_slot(case)):
        return
    text = turn.text(reader, file_of(case), "card", **facts(turn, case, reader))
    turn.send(reader, Outgoing(op=Op.EDIT, text=text, message_id=message), about=turn.people[case.person])


def _quiet(turn: Turn, case: Case, reader: Person) -> bool:
    return case.kind is Kind.REQUEST and requestcards.quiet(turn, case, reader)

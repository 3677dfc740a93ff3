"""A phone call logged as a case: who called, on what number, what was said, and whether others must come."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.app import cards, seat, transfer
from bot.app.casework import page, waiting_session
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import UNREACHABLE, Case
from bot.domain.messages import Incoming
from bot.domain.people import Person, serves
from bot.domain.permissions import Act
from bot.domain.triage import Colour, raises
from bot.store.cases import EntryKind
from bot.store.desks import Desk, DeskMode

FILE = cards.FILE
REASON = "phone.call"
PAGE = "page"
COLOURS = (Colour.RED.value, Colour.GREEN.value)
"""What a call may be instead of amber."""
NUMBER = re.compile(r"\+?[\d][\d\-() ]{4,}\d")
NOBODY = ("不详", "不知道", "unknown")


@dataclass(frozen=True, slots=True)
class Caller:
    """What stands in the line about the caller. Empty for what was not said."""

    name: str
    number: str
    unit: str


def begin(turn: Turn) -> None:
    """Asks who called. The next message is the answer."""
    if not cards.may_log_calls(turn):
        turn.say(turn.who, FILE, "call_not_yours")
        turn.audit(turn.lane, "call refused", "")
        return
    before = turn.desk.case if turn.desk is not None and turn.desk.mode is DeskMode.REPLY else ""
    turn.keep_desk(Desk(DeskMode.CALLER, "", turn.now, before))
    turn.say(turn.who, FILE, "ask_caller")


def who(turn: Turn, incoming: Incoming, desk: Desk) -> None:
    """The line about the caller: somebody known within scope, or a new record."""
    if not incoming.text.strip():
        turn.say(turn.who, FILE, "note_in_words", reply_to=incoming.message_id, closing=False)
        return
    caller = read_caller(turn, incoming.text)
    found = _known(turn, caller)
    if len(found) > 1:
        turn.say(turn.who, FILE, "call_several", reply_to=incoming.message_id, count=len(found))
        return
    if found:
        person = found[0]
    else:
        person = Person(
            id=turn.house.ids.new(),
            name=caller.name,
            address=None,
            unit=caller.unit or turn.who.unit,
            language=turn.who.language,
        )
        turn.newcomers.append(person)
    # until the case is there, what is written next has no place to go and says so
    turn.keep_desk(replace(desk, mode=DeskMode.NOTE, since=turn.now))
    turn.pass_on(person.id, "phone_call", {"by": turn.lane, "number": caller.number})


def read_caller(turn: Turn, text: str) -> Caller:
    """Name, number and unit in any order, apart by commas, spaces or lines."""
    number = NUMBER.search(text)
    rest = text.replace(number[0], " ") if number else text
    units = {
        word.casefold(): code
        for code, unit in turn.house.units.items()
        for word in (code, *unit.name.values())
        if serves(turn.who.grants, code, turn.house.parents, turn.now)
    }
    pieces = [piece.strip() for piece in re.split(r"[,，、;；\n]+", rest) if piece.strip()]
    if len(pieces) == 1:
        # one word after the other, as one types with a telephone at the ear
        pieces = pieces if pieces[0].casefold() in units else _words(pieces[0], units)
    unit = next((units[piece.casefold()] for piece in pieces if piece.casefold() in units), "")
    name = " ".join(piece for piece in pieces if piece.casefold() not in units)
    return Caller("" if name.casefold() in NOBODY else name, number[0].strip() if number else "", unit)


def open_call(turn: Turn, by_id: str, number: str) -> None:
    """In the caller's lane: the case, owned by whoever was on the phone. A human has spoken already."""
    by = turn.house.staff(by_id)
    if by is None:
        turn.audit(by_id, "call refused", turn.lane)
        return
    turn.people[turn.lane] = turn.who
    live = turn.case_of(turn.lane)
    if live is not None:
        turn.say(by, FILE, "call_open_already", code=live.code, keyboard=cards.doors(turn, [live], by))
        return
    case = Case(
        id=turn.house.ids.new(),
        code=turn.house.ids.code(),
        person=turn.lane,
        colour=Colour.AMBER,
        opened_at=turn.now,
        reasons=(REASON,) if turn.who.address is not None else (REASON, UNREACHABLE),
        unit=turn.who.unit,
    )
    case = rules.answered(rules.claimed(case, by.id, turn.now), turn.now)
    progress = replace(case.progress, paged=(by.id,))
    case = turn.keep_case(replace(case, opened_by=by.id, progress=progress))
    turn.happened(case, "phone call logged", by.id)
    if number:
        turn.record(case, EntryKind.NOTE, by.id, {"text": f"☎ {number}", "media": None})
    turn.keep_session(waiting_session(turn.session))
    cards.show(turn, case, by, edit=False)
    transfer.watch(turn, case)
    choices = (*COLOURS, PAGE)
    turn.say(
        by,
        FILE,
        "call_logged",
        about=turn.who,
        code=case.code,
        name=turn.who.name,
        keyboard=tuple(
            (turn.button(by, FILE, f"call_{choice}", cards.press(Act.CALL, case, choice)),)
            for choice in choices
        ),
    )
    turn.pass_on(by.id, "call_logged", {"case": case.id})


def on_logged(turn: Turn, case: Case | None) -> None:
    """Back in the counsellor's lane: what they write next is what was said on the phone."""
    waits = turn.desk is not None and turn.desk.mode is DeskMode.NOTE and not turn.desk.case
    if case is not None and case.live and turn.desk is not None and waits:
        seat.sit_down(turn, case, DeskMode.NOTE, before=turn.desk.before)


def on_press(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """The colour of a call, or that others must come."""
    press_id, choice = str(body.get("press", "")), str(body.get("choice", ""))
    if case.owner != by.id or REASON not in case.reasons or not cards.may(turn, Act.CALL, case, by):
        turn.answer(by, press_id, turn.text(by, FILE, "toast_not_for_you"))
        turn.audit(by.id, "call refused", case.id)
        return
    if choice != PAGE and (choice not in COLOURS or _heard_worse(case, Colour(choice))):
        turn.answer(by, press_id, turn.text(by, FILE, "toast_colour_stays"))
        turn.audit(by.id, "colour refused", case.id)
        return
    if choice == PAGE:
        turn.answer(by, press_id, turn.text(by, FILE, "toast_paging"))
        turn.happened(case, "others called", by.id)
        case = page(turn, turn.keep_case(rules.lapsed(case)))
    else:
        turn.answer(by, press_id, turn.text(by, FILE, "toast_colour"))
        case = turn.keep_case(replace(case, colour=Colour(choice), version=case.version + 1))
        turn.happened(case, f"colour {choice}", by.id)
    cards.refresh(turn, case)


def _heard_worse(case: Case, colour: Colour) -> bool:
    """Whether this is milder than what the case has become since by the person's own words: the button on the
    call was about the call."""
    elsewhere = set(case.reasons) - {REASON, UNREACHABLE}
    return bool(elsewhere) and raises(case.colour, colour)


def _known(turn: Turn, caller: Caller) -> list[Person]:
    if not caller.name:
        return []
    return [
        person
        for person in turn.everybody
        if person.name.casefold() == caller.name.casefold()
        and person.id != turn.lane
        and (not caller.unit or person.unit == caller.unit)
        and person.unit is not None
        and serves(turn.who.grants, person.unit, turn.house.parents, turn.now)
    ]


def _words(text: str, units: dict[str, str]) -> list[str]:
    words = text.split()
    named = [word for word in words if word.casefold() in units]
    name = " ".join(word for word in words if word not in named)
    return [*([name] if name else []), *named]

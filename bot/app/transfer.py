"""A warm hand-over: a named colleague on duty is asked, and until they take it the owner stays the owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.app import cards, casecalls
from bot.app.casework import REMIND, put_dialogue_aside
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import Case
from bot.domain.ladder import within_reach
from bot.domain.messages import Button, Keyboard, Priority
from bot.domain.people import Person, Role
from bot.domain.permissions import Act

FILE = "case"
TIMER = "shift"
LISTED = 6
"""Colleagues on one list: what a thumb finds at night."""
BEFORE_END = timedelta(minutes=15)
"""How long before the end of a shift whoever has a live case is reminded."""


def candidates(turn: Turn, case: Case) -> list[Person]:
    """Who may take it now: on duty, within reach, fit for the colour and the unit; supervisors last."""
    found = [
        staff.person
        for staff in turn.house.roster
        if staff.person.id not in (case.owner, case.person)
        and staff.duty.covers(turn.now)
        and within_reach(staff.person)
        and cards.may(turn, Act.TAKE, case, staff.person)
    ]
    found.sort(key=lambda person: Role.SUPERVISOR in person.roles(turn.now))
    return found[:LISTED]


def choose(turn: Turn, case: Case, by: Person) -> None:
    """Lists the colleagues, a button each; says so when there is nobody."""
    colleagues = candidates(turn, case)
    turn.say(
        by,
        cards.FILE,
        "transfer_ask",
        about=turn.people[case.person],
        reply_slot=cards.card_slot(case),
        keyboard=_buttons(case, colleagues),
        code=case.code,
        anybody=bool(colleagues),
    )


def offer(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """The owner has named a colleague, who gets a card with Take. A later offer replaces an earlier one."""
    press_id = str(body.get("press", ""))
    named = next((person for person in candidates(turn, case) if person.id == body.get("choice")), None)
    if not cards.may(turn, Act.OFFER, case, by):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_for_you"))
        turn.audit(by.id, "offer refused", case.id)
        return
    if named is None:
        # off duty or out of reach since the list was made
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_there"))
        return
    turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_offered", name=named.name))
    if case.offered == named.id:
        # a second tap asks nobody twice
        return
    known = named.id in case.progress.paged
    paged = tuple(dict.fromkeys((*case.progress.paged, named.id)))
    case = replace(case, offered=named.id, progress=replace(case.progress, paged=paged))
    case = turn.keep_case(replace(case, version=case.version + 1))
    turn.happened(case, "offered", by.id)
    cards.refresh(turn, case)
    if known:
        cards.offer_again(turn, case, named)
    else:
        cards.show(turn, case, named, edit=False)
    turn.say(by, cards.FILE, "offered", silent=True, code=case.code, name=named.name)


def accept(turn: Turn, case: Case, by: Person) -> None:
    """The colleague has taken it: the one control token passes on, and the person hears who comes."""
    before = turn.house.staff(case.owner or "")
    case = put_dialogue_aside(turn, rules.handed_over(case, by.id, turn.now))
    turn.happened(case, "handed over", by.id)
    cards.refresh(turn, case)
    watch(turn, case)
    turn.wake("status", case.id, turn.house.config.settings.waiting.after[0])
    ends = None if before is None else turn.house.duty(before.id).ends(turn.now)
    turn.say(
        turn.who,
        FILE,
        "handed_over",
        name=by.name,
        before=before.name if before else "",
        until=_on_clock(turn, turn.who, ends),
    )
    if before is not None:
        turn.say(before, cards.FILE, "handed_over", about=turn.who, code=case.code, name=by.name)
    casecalls.on_handed_over(turn, case, before, by)


def decline(turn: Turn, case: Case, by: Person) -> None:
    case = turn.keep_case(replace(case, offered="", version=case.version + 1))
    turn.happened(case, "offer declined", by.id)
    cards.refresh(turn, case)
    owner = turn.house.staff(case.owner or "")
    if owner is not None:
        turn.say(
            owner,
            cards.FILE,
            "offer_declined",
            priority=Priority.URGENT,
            about=turn.people[case.person],
            keyboard=_buttons(case, [p for p in candidates(turn, case) if p.id != by.id]),
            code=case.code,
            name=by.name,
        )


def await_first_line(turn: Turn, case: Case) -> timedelta:
    """Starts the clock for the first human message anew; how long until the hour the person wished for."""
    within = turn.house.config.settings.escalation.first_message_within
    until = (case.wishes.later(turn.now) or turn.now) - turn.now
    turn.wake("confirm", case.id, until + within, guard=str(case.claims))
    return until


def watch(turn: Turn, case: Case) -> None:
    """The clocks of a new owner: the first human message, from the hour the person wished for, and the end of
    their shift."""
    until = await_first_line(turn, case)
    if until > REMIND:
        turn.wake("appointed", case.id, until - REMIND)
    ends = turn.house.duty(case.owner or "").ends(turn.now)
    if ends is not None:
        soon = max(ends - BEFORE_END - turn.now, timedelta())
        turn.wake(TIMER, case.id, soon, guard=str(case.claims))


def on_timer(turn: Turn, ref: str, guard: str) -> None:
    """Shortly before the shift ends, and at its end: nothing is released, but somebody has to be asked."""
    case = turn.cases.get(ref)
    if case is None or not case.live or case.owner is None or guard != str(case.claims):
        return
    owner = turn.house.staff(case.owner)
    if owner is None:
        return
    ends = turn.house.duty(owner.id).ends(turn.now)
    turn.happened(case, "reminded of the end of the shift", "rota")
    turn.say(
        owner,
        cards.FILE,
        "shift_ends",
        priority=Priority.URGENT,
        about=turn.people[case.person],
        reply_slot=cards.card_slot(case),
        keyboard=_buttons(case, candidates(turn, case)),
        until=_on_clock(turn, owner, ends),
        given=cards.facts(turn, case, owner),
    )
    if ends is not None:
        turn.wake(TIMER, case.id, ends - turn.now, guard=guard)


def shift(turn: Turn, by: Person, reader: Person, case: Case) -> dict[str, str]:
    """Until when `by` is here, on the reader's clock, and who is on duty then; empty where that is not known."""
    ends = turn.house.duty(by.id).ends(turn.now)
    if ends is None:
        return {"until": "", "after": ""}
    then = [
        staff.person
        for staff in turn.house.roster
        if staff.person.id not in (by.id, case.person)
        and staff.duty.covers(ends)
        and Role.SUPERVISOR not in staff.person.roles(ends)
        and within_reach(staff.person)
        and cards.may(turn, Act.TAKE, case, staff.person)
    ]
    # of several nobody can say who it will be
    return {"until": _on_clock(turn, reader, ends), "after": then[0].name if len(then) == 1 else ""}


def _on_clock(turn: Turn, reader: Person, moment: datetime | None) -> str:
    return "" if moment is None else cards.local(turn, reader, moment).strftime("%H:%M")


def _buttons(case: Case, colleagues: list[Person]) -> Keyboard:
    return tuple(
        (Button(person.name or person.id, cards.press(Act.OFFER, case, person.id).data()),)
        for person in colleagues
    )

"""After a red case: somebody talks it over with the colleague who was there. Asked for until it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app import cards
from bot.app.buttons import Press
from bot.app.turn import Turn
from bot.domain.case import Case
from bot.domain.messages import Op, Outgoing
from bot.domain.people import Person, Role
from bot.domain.permissions import Act

TIMER = "debrief"
NEXT_DAY = timedelta(days=1)
DONE, LATER = "done", "later"


def ask(turn: Turn, case: Case) -> None:
    """Asks the supervisors of the unit, with code, colleague and duration, and never a word of content.

    Where there is nobody but whoever closed it, they are asked to find somebody, and nobody is asked twice.
    """
    supervisors = _supervisors(turn, case)
    for reader in supervisors or _closer(turn, case):
        turn.say(
            reader,
            cards.FILE,
            "debrief" if supervisors else "debrief_yourself",
            about=turn.people[case.person],
            slot=_slot(case),
            keyboard=(
                tuple(
                    turn.button(reader, cards.FILE, f"debrief_{choice}", _press(case, choice))
                    for choice in (DONE, LATER)
                ),
            ),
            given=_facts(turn, case),
        )
    if supervisors:
        turn.wake(TIMER, case.id, NEXT_DAY, guard=str(case.version))


def on_press(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    press_id = str(body.get("press", ""))
    alone = by in _closer(turn, case)
    if not alone and not cards.may(turn, Act.DEBRIEF, case, by):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_for_you"))
        turn.audit(by.id, "debrief refused", case.id)
        return
    if case.live or case.debriefed:
        # opened again, or somebody has done it already
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_debriefed"))
        return
    done = body.get("choice") == DONE
    turn.answer(by, press_id)
    turn.happened(case, "debriefed" if done else "debrief put off", by.id)
    if done:
        case = turn.keep_case(replace(case, debriefed=True))
    if alone and not done:
        # they have asked for it themselves
        turn.wake(TIMER, case.id, NEXT_DAY, guard=str(case.version))
    for reader in [by] if alone else _supervisors(turn, case):
        if done or reader.id == by.id:
            block = ("debriefed" if done else "debrief_tomorrow") + ("_yourself" if alone else "")
            text = turn.text(reader, cards.FILE, block, **_facts(turn, case), by=by.name)
            turn.send(
                reader,
                Outgoing(op=Op.EDIT, text=text, protect=True),
                about=turn.people[case.person],
                slot=_slot(case),
            )


def on_timer(turn: Turn, ref: str, guard: str) -> None:
    """A day has gone by and nobody has said that it was done."""
    case = turn.cases.get(ref)
    if case is None or case.live or case.debriefed or guard != str(case.version):
        return
    ask(turn, case)


def _supervisors(turn: Turn, case: Case) -> list[Person]:
    """Those of the unit, but for whoever closed it: nobody talks it over with themselves."""
    return [
        staff.person
        for staff in turn.house.roster
        if staff.person.id != case.last_owner
        and Role.SUPERVISOR in staff.person.roles(turn.now)
        and cards.may(turn, Act.DEBRIEF, case, staff.person)
    ]


def _closer(turn: Turn, case: Case) -> list[Person]:
    """Whoever closed it, where there is nobody else to ask."""
    closer = turn.house.staff(case.last_owner or "")
    return [] if closer is None or _supervisors(turn, case) else [closer]


def _facts(turn: Turn, case: Case) -> dict[str, object]:
    colleague = turn.house.staff(case.last_owner or "")
    lasted = (case.closed_at or turn.now) - case.since
    return {
        "code": case.code,
        "colleague": colleague.name if colleague else "",
        "minutes": turn.minutes(lasted),
    }


def _press(case: Case, choice: str) -> Press:
    return cards.press(Act.DEBRIEF, case, choice)


def _slot(case: Case) -> str:
    return f"debrief:{case.id}"

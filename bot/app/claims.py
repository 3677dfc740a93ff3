"""Who has a case: taken, declined, taken back by writing. The clock for the first human message starts here."""

from __future__ import annotations

from dataclasses import replace

from bot.app import cards, casecalls, transfer
from bot.app.cards import scene_of
from bot.app.casework import page, policy_of, put_dialogue_aside
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import Case, State
from bot.domain.ladder import declined as after_decline
from bot.domain.ladder import hurries
from bot.domain.people import Person
from bot.domain.permissions import Act

FILE = "case"


def take(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    press_id = str(body["press"])
    if case.offered == by.id and cards.may(turn, Act.TAKE, case, by):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_yours"))
        transfer.accept(turn, case, by)
        return
    if case.state is not State.ESCALATING and cards.may(turn, Act.DECLINE, case, by):
        block = "toast_yours" if case.owner == by.id else "toast_taken_by"
        owner = turn.house.staff(case.owner or "")
        turn.answer(by, press_id, turn.text(by, cards.FILE, block, owner=owner.name if owner else ""))
        return
    if not cards.may(turn, Act.TAKE, case, by):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_for_you"))
        turn.audit(by.id, "take refused", case.id)
        return
    turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_yours"))
    claim(turn, case, by)


def claim(turn: Turn, case: Case, by: Person, *, writes: bool = False) -> Case:
    """The case is theirs, and the clock runs; with a message of theirs on the way (`writes`) that says it."""
    before = turn.house.staff(case.last_owner or "")
    news = not writes and (case.human_at is None or case.last_owner != by.id)
    paged = tuple(dict.fromkeys((*case.progress.paged, by.id)))
    case = rules.claimed(replace(case, progress=replace(case.progress, paged=paged)), by.id, turn.now)
    # the machine must not go on asking beside the counsellor
    case = put_dialogue_aside(turn, case)
    turn.happened(case, "claimed", by.id)
    cards.refresh(turn, case)
    transfer.watch(turn, case)
    if news:
        turn.say(
            turn.who,
            FILE,
            "taken",
            name=by.name,
            within=cards.first_line_within(turn, turn.who),
            given=cards.hour(turn, turn.who, case.wishes.later(turn.now)),
        )
    casecalls.on_handed_over(turn, case, before, by)
    return case


def decline(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    press_id = str(body["press"])
    if not cards.may(turn, Act.DECLINE, case, by):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_for_you"))
        turn.audit(by.id, "decline refused", case.id)
        return
    if case.offered == by.id:
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_offer_declined"))
        transfer.decline(turn, case, by)
        return
    if case.state is not State.ESCALATING:
        owner = turn.house.staff(case.owner or "")
        turn.answer(
            by, press_id, turn.text(by, cards.FILE, "toast_taken_by", owner=owner.name if owner else "")
        )
        return
    turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_declined"))
    case = turn.keep_case(replace(case, progress=after_decline(case.progress, by.id)))
    turn.happened(case, "declined", by.id)
    cards.show(turn, case, by, edit=True)
    if hurries(policy_of(turn, case), case.progress, scene_of(turn, case)):
        # everybody on this rung has said no: the next one is asked now, not when the clock says so
        page(turn, case)

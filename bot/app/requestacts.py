"""What staff do with a help request, in the lane of the person concerned. Permission is asked again here."""

from __future__ import annotations

from dataclasses import replace

from bot.app import cards, dispatch, requestcards, speaking, undo
from bot.app.relay import body_of, files, message_id
from bot.app.relaying import relay_to_staff
from bot.app.requestcards import FILE, OWN, category_words, until
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.domain import case as rules
from bot.domain.case import Case, Move, State, about
from bot.domain.ladder import within_reach
from bot.domain.matter import PRIVATE
from bot.domain.people import Person, Role
from bot.domain.permissions import Act
from bot.domain.tally import read_tally
from bot.store.cases import Entry, EntryKind
from bot.store.desks import OPENED

LISTED = 6
"""Volunteers on one list."""


def take(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """The request is theirs, and the clock runs anew until it is done."""
    press_id = str(body["press"])
    if not cards.may(turn, Act.TAKE, case, by):
        _refuse(turn, case, by, Act.TAKE, press_id)
        return
    if case.state is not State.ESCALATING:
        owner = turn.house.staff(case.owner or "")
        block = "toast_yours" if case.owner == by.id else "toast_taken_by"
        turn.answer(by, press_id, turn.text(by, cards.FILE, block, owner=owner.name if owner else ""))
        return
    turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_yours"))
    paged = tuple(dict.fromkeys((*case.progress.paged, by.id)))
    case = rules.claimed(replace(case, progress=replace(case.progress, paged=paged)), by.id, turn.now)
    case = dispatch.restart(turn, case)
    turn.happened(case, "claimed", by.id)
    cards.refresh(turn, case)
    due = until(turn, turn.who, about(case).due_at)
    turn.say(turn.who, OWN, "taken", code=case.code, name=by.name, until=due)


def decline(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    press_id = str(body["press"])
    if not cards.may(turn, Act.DECLINE, case, by):
        _refuse(turn, case, by, Act.DECLINE, press_id)
    elif case.state is not State.ESCALATING:
        owner = turn.house.staff(case.owner or "")
        taken_by = turn.text(by, cards.FILE, "toast_taken_by", owner=owner.name if owner else "")
        turn.answer(by, press_id, taken_by)
    else:
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_declined"))
        dispatch.decline(turn, case, by)


def open_request(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """Name and content, for whoever has taken it."""
    press_id = str(body.get("press", ""))
    if not cards.may(turn, Act.OPEN, case, by):
        _refuse(turn, case, by, Act.OPEN, press_id)
        return
    turn.answer(by, press_id)
    case = turn.keep_case(replace(case, opened_by=by.id, version=case.version + 1))
    turn.happened(case, OPENED, by.id)
    gone = undo.never_sent(turn.journal)
    entries = [e for e in turn.journal if e.kind is not EntryKind.EVENT and e.id not in gone]
    turn.say(
        by,
        FILE,
        "opened",
        about=turn.who,
        name=turn.who.name,
        unit=_unit_name(turn, by),
        withheld=about(case).withheld,
        lines=[_line(turn, entry) for entry in entries],
        given=cards.facts(turn, case, by),
        slot=cards.file_slot(case),
    )
    for entry in files(entries):
        relay_to_staff(turn, case, by, entry.id, entry.body, late=True)
    cards.show(turn, case, by, edit=True)


def ask(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """A question to the person: the request waits for their answer, and a button leads to it."""
    if cards.may(turn, Act.ASK, case, by) and case.opened_by == by.id and speaking.carried(body):
        case = turn.keep_case(rules.asked_back(case))
        turn.happened(case, "asked back", by.id)
        cards.refresh(turn, case)
    answer = turn.button(turn.who, OWN, "answer", requestcards.answer_press(case))
    speaking.reply(turn, case, by, body, keyboard=((answer,),))


def hand_up(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    press_id = str(body.get("press", ""))
    if not cards.may(turn, Act.HAND_UP, case, by):
        _refuse(turn, case, by, Act.HAND_UP, press_id)
        return
    turn.answer(by, press_id)
    post = dispatch.next_level(turn, case)
    if post is None:
        turn.say(by, FILE, "nobody_above", about=turn.who, code=case.code)
    else:
        dispatch.hand_up(turn, case, post, late=False, by=by.id)


# -- volunteers ---------------------------------------------------------------------------------


def volunteers(turn: Turn, case: Case) -> list[Person]:
    """Who may be asked to do it: the liaisons it could have gone to, but for whoever has it and has done it."""
    if about(case).category == PRIVATE:
        return []
    level = replace(case, matter=replace(about(case), level=_lowest(turn, case)))
    return [
        staff.person
        for staff in turn.house.roster
        if staff.person.id not in (case.owner, case.person, about(case).helper)
        and within_reach(staff.person)
        and Role.LIAISON in staff.person.roles(turn.now)
        and cards.may(turn, Act.TAKE, level, staff.person)
    ][:LISTED]


def _lowest(turn: Turn, case: Case) -> str | None:
    """The lowest level the request may be dealt with at: volunteers there may help whoever has it higher up."""
    units = requestcards.levels_of(turn, about(case))
    return units[0] if units else None


def helper(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """The owner has named a volunteer, who reads what is needed and nothing else. It stays the owner's."""
    press_id = str(body.get("press", ""))
    if not cards.may(turn, Act.HELPER, case, by):
        _refuse(turn, case, by, Act.HELPER, press_id)
        return
    named = next((one for one in volunteers(turn, case) if one.id == body.get("choice")), None)
    if named is None:
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_there"))
        return
    turn.answer(by, press_id)
    dispatch.let_helper_go(turn, case)
    matter = replace(about(case), helper=named.id)
    case = turn.keep_case(replace(case, matter=matter, version=case.version + 1))
    turn.happened(case, "passed to a volunteer", by.id)
    # a correction stands after what it corrects: nobody is to go where the person no longer is
    said = [entry for entry in turn.journal if entry.kind in (EntryKind.SAID, EntryKind.EDITED)]
    turn.say(
        named,
        FILE,
        "helper_file",
        about=turn.who,
        code=case.code,
        category=category_words(turn, matter, named),
        owner=by.name,
        name=turn.who.name,
        unit=_unit_name(turn, named),
        for_whom=matter.for_whom,
        lines=[_line(turn, entry) for entry in said if entry.body.get("text")],
        keyboard=((turn.button(named, FILE, Act.DID.value, cards.press(Act.DID, case)),),),
        silent=requestcards.quiet(turn, case, named),
    )
    for entry in files(said):
        relay_to_staff(turn, case, named, entry.id, entry.body, late=True)
    turn.say(by, FILE, "helper_asked", about=turn.who, code=case.code, name=named.name)
    cards.show(turn, case, by, edit=True)


def did(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """What the volunteer says goes to whoever answers for it, who tells the person."""
    owner = turn.house.staff(case.owner or "")
    if not cards.may(turn, Act.DID, case, by):
        turn.say(by, cards.FILE, "not_kept", reply_to=message_id(body), code=case.code)
        turn.audit(by.id, "did refused", case.id)
        return
    turn.record(case, EntryKind.NOTE, by.id, body_of(body))
    turn.happened(case, "volunteer reported", by.id)
    if owner is None:
        # between two owners: the next one reads it in the file
        turn.say(by, FILE, "did_kept", reply_to=message_id(body), code=case.code, owner="")
        return
    turn.say(
        owner,
        FILE,
        "helper_did",
        about=turn.who,
        code=case.code,
        name=by.name,
        text=str(body.get("text", "")),
        keyboard=((turn.button(owner, FILE, Act.DONE.value, cards.press(Act.DONE, case)),),),
        reply_slot=cards.card_slot(case),
    )
    turn.say(by, FILE, "did_kept", reply_to=message_id(body), code=case.code, owner=owner.name)


# -- the end ------------------------------------------------------------------------------------


def done(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """It is done: the person reads what was done, and so does everybody who raised the same."""
    if body.get("together"):
        _settle(turn, case, by, body)
        return
    if not cards.may(turn, Act.DONE, case, by):
        turn.say(by, cards.FILE, "not_kept", reply_to=message_id(body), code=case.code)
        turn.audit(by.id, "done refused", case.id)
        return
    if case.opened_by != by.id:
        cards.send_to_door(turn, case, by, message_id(body))
        return
    tally = read_tally(str(body.get("text", "")))
    if not tally.what:
        turn.say(by, FILE, "not_done_yet", reply_to=message_id(body), code=case.code)
        turn.pass_on(by.id, "not_closed", {"case": case.id})
        return
    turn.record(case, EntryKind.CLOSING, by.id, body_of(body))
    others = requestcards.together(turn, about(case), case)
    dispatch.let_helper_go(turn, case)
    case = rules.settled(case, Move.CLOSE, tally.what, turn.now)
    matter = replace(about(case), person_times=tally.person_times, money=tally.money)
    case = turn.keep_case(replace(case, matter=matter))
    turn.happened(case, "done", by.id)
    cards.refresh(turn, case)
    yuan = "" if tally.money is None else f"{tally.money / 100:.2f}".removesuffix(".00")
    counted = turn.text(by, FILE, "counted", person_times=tally.person_times, yuan=yuan)
    turn.say(
        by,
        FILE,
        "finished",
        reply_to=message_id(body),
        code=case.code,
        together=len(others),
        counted=plain(counted),
    )
    turn.pass_on(by.id, "closed", {"case": case.id})
    _tell_done(turn, case, "done", name=by.name)
    for other in others:
        settled: dict[str, object] = {"verb": Act.DONE.value, "case": other.id, "by": by.id}
        settled |= {"text": tally.what, "together": about(case).raised_with}
        turn.pass_on(other.person, "desk", settled)


def _settle(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """One of many: it is done with the others, whoever had it."""
    if about(case).raised_with != body["together"]:
        turn.audit(by.id, "done together refused", case.id)
        return
    dispatch.let_helper_go(turn, case)
    owner = case.owner
    case = turn.keep_case(rules.settled(case, Move.SETTLE, str(body["text"]), turn.now))
    turn.happened(case, "done together", by.id)
    cards.refresh(turn, case)
    if owner:
        turn.pass_on(owner, "closed", {"case": case.id})
    _tell_done(turn, case, "done_together")


def _tell_done(turn: Turn, case: Case, block: str, name: str = "") -> None:
    matter = about(case)
    turn.say(turn.who, OWN, block, code=case.code, what=matter.done, name=name)
    # nobody is asked for a rating who has just told somebody how bad it is
    if not matter.withheld and matter.category != PRIVATE and turn.case_of(turn.lane) is None:
        stars = [(star, f"rate__{star}") for star in requestcards.STARS]
        row = tuple(turn.button(turn.who, OWN, b, requestcards.rate_press(case, star)) for star, b in stars)
        skip = turn.button(turn.who, OWN, "rate__skip", requestcards.rate_press(case, "skip"))
        turn.say(turn.who, OWN, "rate", slot=f"rate:{case.id}", keyboard=(row, (skip,)), silent=True)


# -- one of many --------------------------------------------------------------------------------


def join(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """Two requests are the same concern. `key` in the body is what a request is told by the one that joins it."""
    key = str(body.get("key", ""))
    if key:
        if about(case).raised_with != key:
            _raise_with(turn, case, key, by)
        return
    press_id = str(body.get("press", ""))
    other = turn.cases.get(str(body.get("choice", "")))
    if (
        other is None
        or other.id == case.id
        or not cards.may(turn, Act.JOIN, case, by)
        or not requestcards.reaches(turn, other, by)
        or about(other).unit != about(case).unit
    ):
        _refuse(turn, case, by, Act.JOIN, press_id)
        return
    turn.answer(by, press_id)
    # whoever was linked before, to this one or to the other, stays linked
    key = about(case).raised_with or about(other).raised_with or other.id
    known = {
        one.id: one
        for start in (other, case)
        for one in (start, *requestcards.together(turn, about(start), start))
    }
    case = _raise_with(turn, case, key, by)
    for one in known.values():
        if one.id != case.id and about(one).raised_with != key:
            told: dict[str, object] = {"verb": Act.JOIN.value, "case": one.id, "by": by.id, "key": key}
            turn.pass_on(one.person, "desk", told)
    turn.say(by, FILE, "joined", about=turn.who, code=case.code, other=other.code, together=len(known))


def _raise_with(turn: Turn, case: Case, key: str, by: Person) -> Case:
    case = turn.keep_case(replace(case, matter=replace(about(case), raised_with=key)))
    turn.happened(case, "joined", by.id)
    return case


# -- words --------------------------------------------------------------------------------------


def _refuse(turn: Turn, case: Case, by: Person, act: Act, press_id: str) -> None:
    turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_for_you"))
    turn.audit(by.id, f"{act} refused", case.id)


def _line(turn: Turn, entry: Entry) -> dict[str, object]:
    author = turn.house.staff(entry.author)
    return {
        "at": turn.local(turn.who, entry.at),
        "kind": entry.kind.value,
        "text": str(entry.body.get("text", "")),
        "media": (entry.body.get("media") or {}).get("kind", ""),
        "name": author.name if author else "",
    }


def _unit_name(turn: Turn, reader: Person) -> str:
    unit = turn.unit_of(turn.who)
    return unit.name[reader.language] if unit else ""


ACTS = {
    Act.TAKE: take,
    Act.DECLINE: decline,
    Act.OPEN: open_request,
    Act.REPLY: speaking.reply,
    Act.UNDO: undo.take_back,
    Act.ASK: ask,
    Act.HAND_UP: hand_up,
    Act.HELPER: helper,
    Act.DID: did,
    Act.DONE: done,
    Act.JOIN: join,
}
"""What reaches the person's lane; the rest is asked in the colleague's own chat first."""

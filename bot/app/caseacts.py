"""What staff do with a case, in the lane of the person concerned. Permission is asked again here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app import cards, silence
from bot.app.cards import scene_of
from bot.app.casework import REMIND, Answers, page, policy_of, put_dialogue_aside
from bot.app.closing import close
from bot.app.library import caption_place
from bot.app.numbers import words_in
from bot.app.relay import body_of, media_of, message_id
from bot.app.relaying import quoted, relay_to_staff
from bot.app.turn import Turn
from bot.channel.split import CAPTION_LIMIT, LIMIT, length
from bot.domain import case as rules
from bot.domain.case import Case, State
from bot.domain.ladder import declined as after_decline
from bot.domain.ladder import hurries
from bot.domain.messages import Op, Outgoing
from bot.domain.people import Person
from bot.domain.permissions import Act
from bot.store.cases import EntryKind
from bot.store.desks import OPENED

FILE = "case"


def on_desk(turn: Turn, verb: str, body: dict[str, object]) -> None:
    """A staff member's act, passed on from their lane; permission is asked again here, at the last moment."""
    act = Act(verb)
    case = turn.cases.get(str(body["case"]))
    by = turn.house.staff(str(body["by"]))
    press_id = str(body.get("press", ""))
    if by is None:
        # no longer on the staff since the press: nothing may be done in their name
        turn.audit(str(body["by"]), f"{verb} refused", str(body["case"]))
        return
    if case is None or not case.live:
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_closed"))
        if act in (Act.REPLY, Act.NOTE, Act.CLOSE):
            turn.say(by, cards.FILE, "not_kept_closed", reply_to=message_id(body))
        return
    {
        Act.TAKE: _take,
        Act.DECLINE: _decline,
        Act.OPEN: _open,
        Act.REPLY: _reply,
        Act.NOTE: _note,
        Act.CLOSE: close,
    }[act](turn, case, by, body)


def _take(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    press_id = str(body["press"])
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
    _claim(turn, case, by)


def _claim(turn: Turn, case: Case, by: Person, *, writes: bool = False) -> Case:
    news = not writes and (case.human_at is None or case.last_owner != by.id)
    paged = tuple(dict.fromkeys((*case.progress.paged, by.id)))
    case = rules.claimed(replace(case, progress=replace(case.progress, paged=paged)), by.id, turn.now)
    # the machine must not go on asking beside the counsellor
    case = put_dialogue_aside(turn, case)
    turn.happened(case, "claimed", by.id)
    cards.refresh(turn, case)
    within = turn.house.config.settings.escalation.first_message_within
    later = case.wishes.later(turn.now)
    until = later - turn.now if later else timedelta()
    turn.wake("confirm", case.id, until + within, guard=str(case.claims))
    if until > REMIND:
        turn.wake("appointed", case.id, until - REMIND)
    if news:
        # with a message of theirs on the way, that says it better
        turn.say(
            turn.who,
            FILE,
            "taken",
            name=by.name,
            within=cards.first_line_within(turn, turn.who),
            given=cards.hour(turn, turn.who, later),
        )
    return case


def _decline(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    press_id = str(body["press"])
    if not cards.may(turn, Act.DECLINE, case, by):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_for_you"))
        turn.audit(by.id, "decline refused", case.id)
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


def _open(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    press_id = str(body.get("press", ""))
    if not cards.may(turn, Act.OPEN, case, by):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_for_you"))
        turn.audit(by.id, "open refused", case.id)
        return
    turn.answer(by, press_id)
    case = turn.keep_case(replace(case, opened_by=by.id, version=case.version + 1))
    turn.happened(case, OPENED, by.id)
    _show_journal(turn, case, by)
    cards.show(turn, case, by, edit=True)
    if case.state is State.CLAIMED:
        # somebody is reading: the only thing that may honestly look like typing
        turn.send(turn.who, Outgoing(op=Op.TYPING), not_after=turn.now + timedelta(seconds=5))


def _show_journal(turn: Turn, case: Case, by: Person) -> None:
    """What the person answered and wrote so far: words in one text, every file as a message of its own."""
    person = turn.people[case.person]
    lines = [
        {
            "at": cards.local(turn, person, entry.at),
            "kind": entry.kind.value,
            "text": str(entry.body.get("text", "")),
            "media": (entry.body.get("media") or {}).get("kind", ""),
            "name": _name_of(turn, entry.author, person),
        }
        for entry in turn.journal
        if entry.kind is not EntryKind.EVENT
    ]
    said = {line["text"] for line in lines}
    turn.say(
        by,
        cards.FILE,
        "opened",
        about=person,
        name=person.name,
        unit=_unit_name(turn, person, by.language),
        # what was written in answer to a question stands among the lines already
        answers=[a for a in labelled(turn, by, case.answers) if a["answer"] not in said],
        reasons=case.reasons,
        lines=lines,
        given=cards.facts(turn, case, by),
        slot=cards.file_slot(case),
    )
    for entry in turn.journal:
        if entry.kind is EntryKind.SAID and entry.body.get("media"):
            relay_to_staff(turn, case, by, entry.id, entry.body, late=True)


def labelled(turn: Turn, reader: Person, answers: Answers) -> list[dict[str, str]]:
    """A dialogue's answers in the reader's words: the variable's label and the button's caption.

    A variable without a block `<name>__label` is the dialogue's own business and is not shown.
    """
    texts, language = turn.house.texts, reader.language
    shown = []
    for flow, name, value in answers:
        if texts.is_plain("zh", flow, f"{name}__label"):
            file, caption = caption_place(texts, flow, name, value)
            known = texts.is_plain("zh", file, caption)
            shown.append(
                {
                    "question": texts.caption(language, flow, f"{name}__label"),
                    "answer": texts.caption(language, file, caption) if known else value,
                }
            )
    return shown


def _reply(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """A counsellor's words to the person. Who has the case speaks; whoever had it last may go on speaking."""
    message = message_id(body)
    if not body.get("text") and media_of(body) is None:
        turn.say(by, cards.FILE, "not_carried", reply_to=message, code=case.code)
        return
    # between two owners the last one may go on: a person must not be left in the middle of a sentence
    mine = replace(case, owner=by.id)
    held = (
        case.state is State.ESCALATING and case.last_owner == by.id and cards.may(turn, Act.REPLY, mine, by)
    )
    if not held and not cards.may(turn, Act.REPLY, case, by):
        owner = turn.house.staff(case.owner or "")
        turn.say(
            by, cards.FILE, "not_sent", reply_to=message, code=case.code, owner=owner.name if owner else ""
        )
        turn.audit(by.id, "reply refused", case.id)
        return
    if body.get("edits"):
        _rewrite(turn, case, by, body)
        return
    if not held and case.opened_by != by.id:
        # nobody answers what they have not read, and what comes back would not reach them
        cards.send_to_door(turn, case, by, message_id(body))
        return
    if held and cards.may(turn, Act.TAKE, case, by):
        # the two minutes were over, but here the human message is: it takes the case back
        case = _claim(turn, case, by, writes=True)
    person = turn.who
    entry = turn.record(case, EntryKind.WRITTEN, by.id, body_of(body), message=message)
    reply_to, reply_slot = quoted(turn, str(body.get("quote", "")), reader=person.id)
    text = turn.text(person, FILE, "from_staff", name=by.name, text=str(body.get("text", "")))
    turn.send(
        person,
        Outgoing(text=text, media=media_of(body), reply_to=reply_to),
        slot=f"r:{entry.id}",
        reply_slot=reply_slot,
        notify=turn.lane,
        ref=f"relay:{case.id}:{entry.id}:{by.id}:{message or 0}",
    )
    silence.written(turn, replace(case, typed=True), entry.id)


def _rewrite(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    earlier = turn.entries.get(str(body["edits"]))
    if earlier is None or earlier.case != case.id:
        return
    turn.record(case, EntryKind.REWRITTEN, by.id, body_of(body))
    words, media = str(body.get("text", "")), media_of(earlier.body)
    text = turn.text(turn.who, FILE, "from_staff", name=by.name, text=words)
    before = turn.text(turn.who, FILE, "from_staff", name=by.name, text=str(earlier.body.get("text", "")))
    limit = LIMIT if media is None else CAPTION_LIMIT
    if max(length(text), length(before)) <= limit:
        message = Outgoing(op=Op.EDIT, text=text, media=media)
    else:
        # what went out, or would, in several parts cannot be edited in place
        message = Outgoing(text=turn.text(turn.who, FILE, "corrected", name=by.name, text=words))
    turn.send(
        turn.who,
        message,
        slot=f"r:{earlier.id}" if message.op is Op.EDIT else "",
        notify=turn.lane,
        ref=f"rewrite:{case.id}:{by.id}:{message_id(body) or 0}",
        insist=message.op is Op.EDIT,
    )


def _note(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    if not cards.may(turn, Act.NOTE, case, by):
        turn.say(by, cards.FILE, "not_kept", reply_to=message_id(body), code=case.code)
        return
    turn.record(case, EntryKind.NOTE, by.id, body_of(body))
    turn.audit(by.id, "noted", case.id)
    turn.say(
        by,
        cards.FILE,
        "note_kept",
        reply_to=message_id(body),
        silent=True,
        code=case.code,
        next=str(body.get("next", "")),
    )


def _name_of(turn: Turn, author: str, person: Person) -> str:
    if author == person.id:
        return person.name
    staff = turn.house.staff(author)
    return staff.name if staff else ""


def _unit_name(turn: Turn, person: Person, language: str) -> str:
    unit = turn.unit_of(person)
    return words_in(language, unit.name) if unit else ""

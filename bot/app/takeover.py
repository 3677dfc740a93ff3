"""What a counsellor reads on opening a case: the summary first, short enough for a phone, the long parts after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app import cards, daily, undo
from bot.app.casework import Answers
from bot.app.library import caption_place
from bot.app.numbers import words_in
from bot.app.relay import files
from bot.app.relaying import relay_to_staff
from bot.app.turn import Turn
from bot.domain.case import UNREACHABLE, Case, State
from bot.domain.consent import PURPOSES, allows
from bot.domain.messages import Keyboard, Op, Outgoing
from bot.domain.people import Person, Role
from bot.domain.permissions import Act
from bot.store.cases import Entry, EntryKind
from bot.store.desks import OPENED

SHORT = 12
"""Lines of the talk that stand in the summary; what was said before them comes after it."""
PROMISE = ("承诺", "promise")
"""How a note begins that holds a promise; `/promise` marks one without these words."""


def open_case(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    press_id = str(body.get("press", ""))
    if not cards.may(turn, Act.OPEN, case, by):
        turn.answer(by, press_id, turn.text(by, cards.FILE, "toast_not_for_you"))
        turn.audit(by.id, "open refused", case.id)
        return
    turn.answer(by, press_id)
    case = turn.keep_case(replace(case, opened_by=by.id, version=case.version + 1))
    turn.happened(case, OPENED, by.id)
    _show(turn, case, by)
    cards.show(turn, case, by, edit=True)
    if case.state is State.CLAIMED:
        # somebody is reading: the only thing that may honestly look like typing
        turn.send(turn.who, Outgoing(op=Op.TYPING), not_after=turn.now + timedelta(seconds=5))


def may_read_closing(turn: Turn, reader: Person, note: Entry) -> bool:
    """Closing notes are written among counsellors; a wellbeing manager reads that there were cases, no more. What
    somebody else has noted is read only if the person agrees to that."""
    counselling = reader.certified_roles(turn.now) & {Role.COUNSELLOR, Role.SUPERVISOR}
    agreed = allows(PURPOSES["records"], turn.people[note.person].roles(turn.now), turn.consents)
    return bool(counselling) and (note.author == reader.id or agreed)


def _show(turn: Turn, case: Case, by: Person) -> None:
    person = turn.people[case.person]
    lines = _lines(turn, by, person)
    said = {line["text"] for line in lines}
    earlier, last = _earlier(turn, by, person)
    turn.say(
        by,
        cards.FILE,
        "opened",
        about=person,
        keyboard=_shortcuts(turn, case, by),
        name=person.name,
        unit=_unit_name(turn, person, by.language),
        # what was written in answer to a question stands among the lines already
        answers=[a for a in labelled(turn, by, case.answers) if a["answer"] not in said],
        reasons=case.reasons,
        earlier=earlier,
        promises=[_bare(line["text"]) for line in lines if line["promise"]],
        last=next((line for line in reversed(lines) if line["kind"] in ("said", "edited", "written")), None),
        lines=lines[-SHORT:],
        before=max(0, len(lines) - SHORT),
        given=cards.facts(turn, case, by),
        slot=cards.file_slot(case),
    )
    if len(lines) > SHORT:
        turn.say(
            by, cards.FILE, "opened_before", about=person, silent=True, code=case.code, lines=lines[:-SHORT]
        )
    if turn.lane == person.id and by.certified_roles(turn.now) & {Role.COUNSELLOR, Role.SUPERVISOR}:
        drawn = daily.picture(turn, person)
        if drawn:
            turn.say(by, daily.FILE, "picture_staff", about=person, silent=True, code=case.code, weeks=drawn)
    closings = [e for e in turn.journal if e.kind is EntryKind.CLOSING and may_read_closing(turn, by, e)]
    for entry in (*files(turn.journal), *(e for e in closings if e.body.get("media"))):
        relay_to_staff(turn, case, by, entry.id, entry.body, late=True)
    if last is not None and last.body.get("media"):
        relay_to_staff(turn, case, by, last.id, last.body, late=True)


def _lines(turn: Turn, by: Person, person: Person) -> list[dict[str, object]]:
    gone = undo.never_sent(turn.journal)
    return [
        {
            "at": cards.local(turn, person, entry.at),
            "kind": entry.kind.value,
            "text": str(entry.body.get("text", "")),
            "media": (entry.body.get("media") or {}).get("kind", ""),
            "name": _name_of(turn, entry.author, person),
            "promise": _promised(entry),
        }
        for entry in turn.journal
        if entry.kind is not EntryKind.EVENT
        and entry.id not in gone
        and (entry.kind is not EntryKind.CLOSING or may_read_closing(turn, by, entry))
    ]


def _earlier(turn: Turn, by: Person, person: Person) -> tuple[dict[str, object] | None, Entry | None]:
    """How often the person has called before, and how the last time ended, for those who may read that."""
    past = turn.earlier
    if not past:
        return None, None
    newest, note = past[0]
    closing = note if note is not None and may_read_closing(turn, by, note) else None
    shown: dict[str, object] = {
        "count": len(past),
        "first": cards.local(turn, person, past[-1][0].opened_at),
        "last": cards.local(turn, person, newest.closed_at),
        "closing": "" if closing is None else str(closing.body.get("text", "")),
        "voice": closing is not None and bool(closing.body.get("media")),
    }
    return shown, closing


def _promised(entry: Entry) -> bool:
    words = str(entry.body.get("text", "")).strip().lower()
    return entry.kind is EntryKind.NOTE and (bool(entry.body.get("promise")) or words.startswith(PROMISE))


def _bare(note: object) -> str:
    """A promise without the word that marks it."""
    words = str(note).strip()
    mark = next((mark for mark in PROMISE if words.lower().startswith(mark)), "")
    return words[len(mark) :].lstrip(" :：，,") or words


def _shortcuts(turn: Turn, case: Case, by: Person) -> Keyboard:
    """What is needed next, where the thumb is: the card with the same buttons may be a long way up."""
    quick = turn.button(by, cards.FILE, Act.QUICK.value, cards.press(Act.QUICK, case))
    later = tuple(
        turn.button(by, cards.FILE, act.value, cards.press(act, case))
        for act in (Act.NOTE, Act.TRANSFER, Act.CLOSE)
    )
    if UNREACHABLE in case.reasons:
        return (later,)
    if case.state is State.ACTIVE:
        return ((quick,), later)
    if case.reading:
        return ((quick,),)
    return ((turn.button(by, cards.FILE, "reading", cards.press(Act.CANNED, case, "reading")), quick),)


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


def _name_of(turn: Turn, author: str, person: Person) -> str:
    if author == person.id:
        return person.name
    staff = turn.house.staff(author)
    return staff.name if staff else ""


def _unit_name(turn: Turn, person: Person, language: str) -> str:
    unit = turn.unit_of(person)
    return words_in(language, unit.name) if unit else ""

"""A case from the call for help to its closing note. Everything here runs in the lane of the person concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup

from bot.app import cards
from bot.app.relay import body_of, media_of, message_id
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import Case, State
from bot.domain.emergency import ANYWHERE, KINDS, numbers_for
from bot.domain.flow.session import Session
from bot.domain.ladder import Policy, Scene, hurries, next_page, nobody_left
from bot.domain.ladder import declined as after_decline
from bot.domain.messages import Op, Outgoing, Priority
from bot.domain.people import Person, Role
from bot.domain.permissions import Act, qualified
from bot.domain.triage import Colour, raises, worse
from bot.store.cases import EntryKind

FILE = "case"
UNREACHABLE = "person.unreachable"
FRESH = timedelta(seconds=60)
"""How long an update on the wait is worth sending."""

BRIEF = ("crisis", "medical", "consular", "seafarers")
"""Kinds of emergency numbers under a message that has something else to say."""

Answers = tuple[tuple[str, str, str], ...]


# -- the beginning ------------------------------------------------------------------------------


def call_for_help(
    turn: Turn, colour: Colour, reasons: Sequence[str], answers: Answers = ()
) -> tuple[Case, bool]:
    """Opens the person's case, or adds to the live one and raises it. Pages at once where that is new.

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
        )
        turn.people[turn.lane] = turn.who
        turn.keep_case(case)
        turn.happened(case, "opened", turn.lane)
        return page(turn, case), True
    return raise_case(turn, case, colour, reasons, answers)


def raise_case(
    turn: Turn, case: Case, colour: Colour, reasons: Sequence[str], answers: Answers = ()
) -> tuple[Case, bool]:
    """Adds reasons and answers to a live case. A worse colour pages: anew, or whoever has it."""
    worse_now = raises(colour, case.colour)
    case = rules.raised(case, colour, tuple(reasons))
    case = replace(case, answers=tuple(dict.fromkeys((*case.answers, *answers))))
    turn.keep_case(case)
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
    round_ = next_page(_policy(turn, case), progress, _scene(turn, case))
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
    if not round_.to:
        alarm(turn, "nobody", code=case.code)
    turn.wake("ladder", case.id, round_.again_at - turn.now, guard=str(case.progress.pages))
    if progress.pages == 0:
        turn.wake("status", case.id, turn.house.config.settings.waiting.after[0])
    return case


def alarm(turn: Turn, what: str, **values: object) -> None:
    """Tells every supervisor of the house, whatever they serve: something needs a human's hand now."""
    for staff in turn.house.roster:
        if Role.SUPERVISOR in staff.person.roles(turn.now):
            turn.say(staff.person, cards.FILE, f"alarm_{what}", priority=Priority.URGENT, given=values)


def staffed(turn: Turn, case: Case) -> bool:
    """Whether anybody of the first rung can be asked now; otherwise the person is told the truth."""
    return not nobody_left(_policy(turn, case)[:1], replace(case.progress, rung=0), _scene(turn, case))


def number_rows(turn: Turn, person: Person, kinds: tuple[str, ...] = KINDS) -> list[dict[str, str]]:
    """The verified emergency numbers for this person, in their language, nearest first."""
    unit = turn.unit_of(person)
    country = unit.country if unit else None
    config = turn.house.config
    return [
        {
            "name": _in(person.language, n.name),
            "number": n.number,
            "hours": _in(person.language, n.hours),
            "callable_from": _in(person.language, n.callable_from),
            # home's own line may not answer a phone abroad: whoever reads it must know
            "elsewhere": "" if n.country in (country, ANYWHERE) else _in(person.language, n.callable_from),
            "language": turn.text(person, FILE, "languages", languages=n.languages),
        }
        for n in numbers_for(config.numbers, country, config.settings.home_country, kinds=kinds)
    ]


def numbers(turn: Turn, person: Person, *, brief: bool = True) -> Markup:
    """The same as a text to put under another one, empty when there is no verified number.

    In brief, as it stands under other words, without the police and with a line for each number.
    """
    rows = number_rows(turn, person, BRIEF if brief else KINDS)
    block = "numbers_brief" if brief else "numbers"
    # rendered with escaping; Markup only keeps it from being escaped a second time
    return Markup(turn.text(person, FILE, block, numbers=rows)) if rows else Markup()  # noqa: S704


def tell_opened(turn: Turn, case: Case, block: str, *, priority: int = Priority.REPLY) -> None:
    """The first answer to a call: what happens now, the truth about who is there, numbers to call."""
    person = turn.who
    turn.say(
        person,
        FILE,
        block,
        priority=priority,
        staffed=staffed(turn, case),
        claimed=case.state is not State.ESCALATING,
        numbers=numbers(turn, person),
    )
    if not person.registered:
        turn.say(person, FILE, "who")


# -- what time brings ---------------------------------------------------------------------------


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
            reply_slot=cards.card_slot(case),
            code=case.code,
        )
    turn.say(
        turn.who,
        FILE,
        "lapsed",
        talked=talked,
        name=owner.name if owner else "",
        numbers=numbers(turn, turn.who),
    )
    case = page(turn, case)
    cards.refresh(turn, case)
    turn.wake("status", case.id, turn.house.config.settings.waiting.after[0])
    return case


def _waiting_update(turn: Turn, case: Case) -> None:
    if not case.waiting:
        return
    waiting = turn.house.config.settings.waiting
    owner = turn.house.staff(case.owner) if case.owner else None
    case = turn.keep_case(replace(case, told=case.told + 1))
    called = [reader for number in case.progress.paged if (reader := turn.house.staff(number))]
    # once a human has written, the time since the call says nothing about the wait
    waited = turn.now - case.opened_at if case.human_at is None else timedelta()
    text = turn.text(
        turn.who,
        FILE,
        "waiting",
        minutes=int(waited.total_seconds() // 60),
        paged=sum(reader.reachable for reader in called),
        owner=owner.name if owner else "",
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


# -- what staff do ------------------------------------------------------------------------------


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
        Act.CLOSE: _close,
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
    turn.keep_case(case)
    turn.happened(case, "claimed", by.id)
    cards.refresh(turn, case)
    within = turn.house.config.settings.escalation.first_message_within
    turn.wake("confirm", case.id, within, guard=str(case.claims))
    if news:
        # with a message of theirs on the way, that says it better
        turn.say(turn.who, FILE, "taken", name=by.name)
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
    if hurries(_policy(turn, case), case.progress, _scene(turn, case)):
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
    turn.happened(case, "opened by staff", by.id)
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
            caption = f"{name}__{value}"
            known = texts.is_plain("zh", flow, caption)
            shown.append(
                {
                    "question": texts.caption(language, flow, f"{name}__label"),
                    "answer": texts.caption(language, flow, caption) if known else value,
                }
            )
    return shown


def relay_to_staff(
    turn: Turn,
    case: Case,
    to: Person,
    entry: str,
    body: dict[str, object],
    *,
    late: bool = False,
    edit: bool = False,
    reply_to: int | None = None,
    reply_slot: str = "",
) -> None:
    """What the person wrote, on the counsellor's screen, under the case's banner."""
    media = media_of(body)
    text = turn.text(
        to,
        cards.FILE,
        "from_person",
        code=case.code,
        text=str(body.get("text", "")),
        edited=edit,
        late=late,
        unsupported=media is None,
    )
    message = Outgoing(
        op=Op.EDIT if edit else Op.SEND,
        text=text,
        media=media,
        protect=True,
        reply_to=reply_to,
    )
    turn.send(
        to,
        message,
        about=turn.people[case.person],
        priority=cards.urgency(case),
        slot=f"r:{entry}",
        reply_slot=reply_slot,
        notify=turn.lane,
        ref=f"reading:{case.id}:{to.id}",
        insist=edit,
    )


def _reply(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """A counsellor's words to the person. Who has the case speaks; whoever had it last may go on speaking."""
    message = message_id(body)
    if not body.get("text") and media_of(body) is None:
        turn.say(by, cards.FILE, "not_carried", reply_to=message, code=case.code)
        return
    # between two owners the last one may go on: a person must not be left in the middle of a sentence
    held = case.state is State.ESCALATING and case.last_owner == by.id
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
    turn.keep_case(replace(case, typed=True))


def _rewrite(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    earlier = turn.entries.get(str(body["edits"]))
    if earlier is None or earlier.case != case.id:
        return
    turn.record(case, EntryKind.REWRITTEN, by.id, body_of(body))
    text = turn.text(turn.who, FILE, "from_staff", name=by.name, text=str(body.get("text", "")))
    media = media_of(earlier.body)
    turn.send(turn.who, Outgoing(op=Op.EDIT, text=text, media=media), slot=f"r:{earlier.id}", insist=True)


def _note(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    if not cards.may(turn, Act.NOTE, case, by):
        turn.say(by, cards.FILE, "not_kept", reply_to=message_id(body), code=case.code)
        return
    turn.record(case, EntryKind.NOTE, by.id, body_of(body))
    turn.audit(by.id, "noted", case.id)
    turn.say(by, cards.FILE, "note_kept", reply_to=message_id(body), silent=True, code=case.code)


def _close(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    if not cards.may(turn, Act.CLOSE, case, by):
        turn.say(by, cards.FILE, "not_kept", reply_to=message_id(body), code=case.code)
        return
    turn.record(case, EntryKind.CLOSING, by.id, body_of(body))
    case = turn.keep_case(rules.closed(case, turn.now))
    turn.happened(case, "closed", by.id)
    if turn.session.mode == "human":
        turn.keep_session(replace(turn.session, mode="bot"))
    cards.refresh(turn, case)
    turn.say(by, cards.FILE, "closed", reply_to=message_id(body), code=case.code)
    turn.say(turn.who, FILE, "closed", name=by.name)


# -- what became of what was sent ---------------------------------------------------------------


def on_outcome(turn: Turn, body: dict[str, object]) -> None:
    """The postman's word on a page or a relayed message: sent, failed, gone or unknown."""
    kind, _, rest = str(body["ref"]).partition(":")
    state = str(body["state"])
    part = kind == "part"
    if part:
        if state in ("sent", "gone"):
            # the last part says whether the whole is there, and to somebody gone nothing will be
            return
        kind, _, rest = rest.partition(":")
    case = turn.cases.get(rest.split(":")[0])
    if case is None:
        return
    if kind == "page":
        _page_outcome(turn, case, state)
    elif kind == "relay":
        _relay_outcome(turn, case, rest.split(":"), state, part=part)
    elif kind == "reading" and case.live and state != "sent" and rest.split(":")[1] == case.owner:
        if state == "failed":
            missed(turn, case)
        else:
            # the owner's phone does not take messages any more: the person must not talk into the void
            lapse(turn, case, "owner_gone")


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


def _page_outcome(turn: Turn, case: Case, state: str) -> None:
    if state == "sent" and case.paged_at is None:
        turn.keep_case(replace(case, paged_at=turn.now))
    elif state != "sent" and case.state is State.ESCALATING:
        turn.happened(case, "page failed", "postman")
        if hurries(_policy(turn, case), case.progress, _scene(turn, case)):
            page(turn, case)


def _relay_outcome(turn: Turn, case: Case, parts: list[str], state: str, *, part: bool) -> None:
    _, entry, staff, message = parts
    by = turn.house.staff(staff)
    if part:
        if by is not None:
            reply_to = int(message) or None
            turn.say(by, cards.FILE, "part_failed", reply_to=reply_to, code=case.code)
        turn.happened(case, f"relay {state} in part", "postman")
        return
    if by is not None:
        turn.say(
            by,
            cards.FILE,
            "mark_sent" if state == "sent" else "mark_failed",
            slot=f"mark:{entry}",
            reply_to=int(message) or None,
            silent=state == "sent",
            about=turn.people[case.person],
            code=case.code,
            state=state,
        )
    if state != "sent":
        turn.happened(case, f"relay {state}", "postman")
        return
    case = replace(case, unanswered=entry)
    if case.state is State.CLAIMED and case.owner == staff:
        case = rules.answered(case, turn.now)
        cards.refresh(turn, case)
    turn.keep_case(case)


def on_gone(turn: Turn) -> None:
    """This lane's person cannot be reached any more: news for whoever looks after them, and for those they
    look after."""
    for case in list(turn.cases.values()):
        if case.owner == turn.lane and case.live:
            turn.pass_on(case.person, "owner_gone", {"case": case.id, "owner": turn.lane})
    found = turn.case_of(turn.lane)
    if found is None or UNREACHABLE in found.reasons:
        # every letter that fails says so again; once is news
        return
    turn.happened(found, "unreachable", "postman")
    higher = Colour.RED if found.colour is not Colour.GREEN else Colour.AMBER
    found, _ = raise_case(turn, found, worse(found.colour, higher), (UNREACHABLE,))
    _tell_holders(turn, found, "unreachable")


def look_after(turn: Turn) -> None:
    """Before anything the person writes: whoever has their case must still be one of the staff."""
    case = turn.case_of(turn.lane)
    if case is None or case.owner is None:
        return
    owner = turn.house.staff(case.owner)
    if owner is None or not owner.works_cases(turn.now):
        lapse(turn, case, "owner_gone")


def on_back(turn: Turn) -> None:
    """A sign of life from somebody who could not be reached: whoever looks for them may stop phoning."""
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
                code=case.code,
            )
            told = told or reader.reachable
    return told


# -- small things -------------------------------------------------------------------------------


def mark_answered(turn: Turn, case: Case) -> Case:
    """The person has written after the counsellor's message: its mark says so, once."""
    owner = turn.house.staff(case.owner) if case.owner else None
    if not case.unanswered or owner is None:
        return case
    text = turn.text(owner, cards.FILE, "mark_answered", code=case.code)
    turn.send(
        owner,
        Outgoing(op=Op.EDIT, text=text),
        about=turn.people[case.person],
        slot=f"mark:{case.unanswered}",
    )
    return turn.keep_case(replace(case, unanswered=""))


def quoted(turn: Turn, entry_id: str, *, reader: str) -> tuple[int | None, str]:
    """How to quote a journal entry in `reader`'s chat: their own message by id, a relayed copy by its slot."""
    entry = turn.entries.get(entry_id)
    if entry is None:
        return None, ""
    if entry.author == reader:
        return entry.message, ""
    return None, f"r:{entry.id}"


def _policy(turn: Turn, case: Case) -> Policy:
    return turn.house.config.policies[case.colour]


def _scene(turn: Turn, case: Case) -> Scene:
    # a counsellor who calls for help is not the one to answer that call
    others = [staff for staff in turn.house.roster if staff.person.id != case.person]
    return Scene(case.colour, turn.people[case.person].unit, others, turn.house.parents, turn.now)


def _name_of(turn: Turn, author: str, person: Person) -> str:
    if author == person.id:
        return person.name
    staff = turn.house.staff(author)
    return staff.name if staff else ""


def _unit_name(turn: Turn, person: Person, language: str) -> str:
    unit = turn.unit_of(person)
    return _in(language, unit.name) if unit else ""


def _in(language: str, words: dict[str, str]) -> str:
    return words.get(language) or words.get("zh") or next(iter(words.values()))


def waiting_session(session: Session) -> Session:
    """The dialogue is over: from here on what the person writes goes to people."""
    return replace(session, mode="human", stack=(), suspended=())

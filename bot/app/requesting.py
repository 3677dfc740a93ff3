"""A person's own help requests: sent, looked after, added to, withdrawn, rated. In the person's own lane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.app import cards, dispatch, hearing, requestcards, seat
from bot.app.buttons import Press
from bot.app.dialogue import ActionFailed
from bot.app.relay import entry_behind, media_of
from bot.app.requestcards import ANSWER, MINE, OWN, RATE, category_of, category_words, until
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import Case, Kind, State, about
from bot.domain.flow.model import Value
from bot.domain.flow.session import Remark
from bot.domain.matter import PRIVATE, Matter, Urgency
from bot.domain.messages import Button, Incoming, IncomingKind, Keyboard, Op, Outgoing
from bot.domain.safety import Level, assess
from bot.domain.triage import Colour
from bot.store.cases import EntryKind
from bot.store.desks import DeskMode

ADD, WITHDRAW, SURE, KEEP, ENOUGH, PICK = "radd", "rdrop", "rsure", "rkeep", "renough", "rpick"
VERBS = frozenset({ADD, WITHDRAW, SURE, KEEP, ENOUGH, PICK, ANSWER, RATE, MINE})
"""What stands on a person's own buttons."""
LISTED = 6
LATELY = timedelta(days=30)
"""How long a closed request is still shown."""
LOW = 2
"""Stars that say that something is still open."""
STILL_MEANT = timedelta(hours=1)
"""How long words may wait for the tap that says which request they are for."""


# -- sending ------------------------------------------------------------------------------------


def route(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Whether this kind of help passes by the person's unit whatever they say."""
    known = turn.house.library.categories.get(str(arguments["category"]))
    return {"past": "yes" if known is not None and known.bypass else "no"}


def attach(_: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """One more of what belongs to it."""
    files = arguments["files"]
    return {"files": [*(files if isinstance(files, list) else []), arguments["extra"]]}


def send(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Opens the request and asks whoever serves it. Words that worried the safety net do not go with it."""
    if not turn.numbers:
        raise ActionFailed("no_number")
    private = arguments["route"] == PRIVATE
    name = PRIVATE if private else str(arguments["category"])
    urgency = Urgency(str(arguments["urgency"]))
    matter = Matter(
        category=name,
        for_whom=str(arguments["for_whom"]),
        urgency=urgency,
        due_at=turn.now,
        unit=turn.who.unit,
        level=None,
        bypass_unit=arguments["route"] == "beyond",
    )
    known = category_of(turn, matter)
    parts = [part for part in _parts(turn, arguments) if private or not _worrying(turn, part)]
    matter = replace(
        matter,
        due_at=turn.now + known.within(urgency),
        bypass_unit=matter.bypass_unit or known.bypass,
        withheld=len(parts) < len(_parts(turn, arguments)),
    )
    turn.people[turn.lane] = turn.who
    case = turn.keep_case(
        Case(
            id=turn.house.ids.new(),
            code=turn.numbers[0],
            person=turn.lane,
            colour=Colour.GREEN,
            opened_at=turn.now,
            unit=turn.who.unit,
            kind=Kind.REQUEST,
            matter=matter,
        )
    )
    for body, message in parts:
        turn.record(case, EntryKind.SAID, turn.lane, body, message=message)
    case = dispatch.send(turn, case)
    return {
        "number": case.code,
        "until": until(turn, turn.who, about(case).due_at),
        "read_by": _read_by(turn, about(case)),
    }


def _read_by(turn: Turn, matter: Matter) -> str:
    if matter.level is None:
        return "counsellor"
    return "unit" if matter.level == turn.who.unit else "beyond"


Part = tuple[dict[str, Any], int | None]


def _parts(turn: Turn, arguments: Mapping[str, Value]) -> list[Part]:
    """What was written and sent, as journal entries, each with the message it came in where that is known.

    Of an album the dialogue has only the first file; the others stand among what was just sent. What was
    corrected since goes as it reads now.
    """
    files = arguments["files"]
    given = [arguments["details"], *(files if isinstance(files, list) else [])]
    parts: list[Part] = []
    albums: set[str] = set()
    for value in given:
        remark = _remark_of(turn, value)
        if remark is not None and remark.album:
            albums.add(remark.album)
        newer = None if remark is None else _newer(turn, remark)
        body = _body(value, remark) if newer is None else dict(newer.body)
        parts.append((body, None if remark is None else remark.message))
    seen = {message for _, message in parts}
    for remark in turn.session.recent:
        if remark.album in albums and remark.album and remark.message not in seen:
            parts.append((dict(remark.body), remark.message))
    return parts


def _body(value: Value, remark: Remark | None) -> dict[str, Any]:
    if isinstance(value, str):
        return {"text": value, "media": None}
    assert isinstance(value, dict)  # a text or what an attachment leaves in a variable
    if value["kind"] == "words":
        return {"text": str(value["text"]), "media": None}
    if remark is not None:
        return dict(remark.body)
    media = {name: part for name, part in value.items() if name != "caption"}
    return {"text": str(value.get("caption", "")), "media": media}


def _remark_of(turn: Turn, value: Value) -> Remark | None:
    """The message an answer came in, while it is remembered."""
    for remark in reversed(turn.session.recent):
        media = remark.body.get("media") or {}
        if isinstance(value, str):
            if remark.text.strip() == value:
                return remark
        elif isinstance(value, dict):
            same = bool(value.get("file_id")) and media.get("file_id") == value.get("file_id")
            place = value.get("kind") == "location" and all(
                media.get(name) == value.get(name) for name in ("kind", "latitude", "longitude")
            )
            words = value.get("kind") == "words" and remark.text.strip() == value.get("text")
            if same or place or words:
                return remark
    return None


def _newer(turn: Turn, remark: Remark) -> Remark | None:
    """The newest wording of a message that was corrected."""
    found = [r for r in turn.session.recent if remark.message is not None and r.corrects == remark.message]
    return found[-1] if found else None


def _worrying(turn: Turn, part: Part) -> bool:
    """Whether the safety net sees something in these words, alone or after what was written before them."""
    text = str(part[0].get("text", "")).strip()
    if not text:
        return False
    texts = [remark.text.strip() for remark in turn.session.recent if remark.text]
    earlier = texts[: texts.index(text)] if text in texts else []
    language = turn.who.language
    return any(assess(text, before, language).level is not Level.NONE for before in ((), earlier))


# -- looking after ------------------------------------------------------------------------------


def show(turn: Turn, _: Mapping[str, Value] | None = None) -> Mapping[str, Value]:
    """Where each of them stands, with what can be done about it."""
    _list(turn)
    return {}


def _list(turn: Turn, before: int = 0) -> None:
    """One page of them; `before` is how many stand on the pages before it."""
    mine = _mine(turn)
    # one that is shown no longer since may have shortened the list under an old button
    before = before if before < len(mine) else 0
    shown = mine[before : before + LISTED]
    rest = max(0, len(mine) - before - LISTED)
    rows = [
        {
            "code": case.code,
            "category": category_words(turn, about(case), turn.who),
            "state": case.state.value,
            "owner": owner.name if (owner := turn.house.staff(case.owner or "")) else "",
            "until": until(turn, turn.who, about(case).due_at),
            "done": bool(about(case).done),
        }
        for case in shown
    ]
    live = [case for case in shown if case.live]
    keyboard = tuple(
        tuple(
            _with_code(turn.button(turn.who, OWN, block, Press(verb, case.id, case.version)), case)
            for block, verb in (("add", ADD), ("withdraw", WITHDRAW))
        )
        for case in live
    )
    if rest:
        more = turn.button(turn.who, OWN, "more", Press(MINE, seq=before + LISTED))
        keyboard = (*keyboard, (more,))
    turn.say(turn.who, OWN, "mine", rows=rows, more=rest, keyboard=keyboard)


def _with_code(button: Button, case: Case) -> Button:
    return replace(button, caption=f"{button.caption} {case.code}")


def _mine(turn: Turn) -> list[Case]:
    """Live ones first, the newest first; as this turn has left them."""
    newest = {case.id: case for case in turn.requests} | {c.id: c for c in turn.requests_of(turn.lane)}
    found = [turn.cases.get(number, case) for number, case in newest.items()]
    found.sort(key=lambda case: (case.opened_at, case.id), reverse=True)
    return sorted(found, key=lambda case: not case.live)


def pressed(turn: Turn, incoming: Incoming, press: Press) -> None:
    """A tap on a button of one's own."""
    person, verb = turn.who, press.verb
    if verb == MINE:
        turn.answer(person, incoming.press_id)
        _list(turn, press.seq)
        return
    case = next((case for case in _mine(turn) if case.id == press.id), None)
    if case is None:
        turn.answer(person, incoming.press_id, turn.text(person, OWN, "toast_old"))
        turn.audit(person.id, f"{verb} not found", press.id)
        return
    turn.people[turn.lane] = person
    if verb == RATE:
        _rate(turn, incoming, case, press.choice)
    elif not case.live:
        turn.answer(person, incoming.press_id, turn.text(person, OWN, "gone", code=case.code))
    elif verb == PICK:
        _picked(turn, incoming, case, press.seq)
    else:
        turn.answer(person, incoming.press_id)
        {
            ADD: _begin_adding,
            ANSWER: _begin_adding,
            ENOUGH: _enough,
            WITHDRAW: _ask_withdraw,
            KEEP: _keep,
            SURE: _withdraw,
        }[verb](turn, incoming, case)


def _begin_adding(turn: Turn, _: Incoming, case: Case) -> None:
    seat.sit_down(turn, case, DeskMode.TELLING)
    turn.say(turn.who, OWN, "ask_add", code=case.code)


def _enough(turn: Turn, _: Incoming, case: Case) -> None:
    if turn.desk is not None and turn.desk.mode is DeskMode.TELLING:
        turn.keep_desk(None)
        turn.say(turn.who, OWN, "enough_said", code=case.code)


def _ask_withdraw(turn: Turn, _: Incoming, case: Case) -> None:
    row = (
        turn.button(turn.who, OWN, "withdraw_sure", Press(SURE, case.id, case.version)),
        turn.button(turn.who, OWN, "keep_it", Press(KEEP, case.id, case.version)),
    )
    turn.say(turn.who, OWN, "ask_withdraw", keyboard=(row,), code=case.code)


def _keep(turn: Turn, _: Incoming, case: Case) -> None:
    turn.say(turn.who, OWN, "kept", code=case.code)


def _withdraw(turn: Turn, _: Incoming, case: Case) -> None:
    if turn.desk is not None and turn.desk.case == case.id:
        turn.keep_desk(None)
    dispatch.tell_owner(turn, case, "withdrawn")
    dispatch.let_helper_go(turn, case)
    owner = case.owner
    case = turn.keep_case(rules.withdrawn(case, turn.now))
    turn.happened(case, "withdrawn", turn.lane)
    cards.refresh(turn, case)
    if owner:
        turn.pass_on(owner, "closed", {"case": case.id})
    turn.say(turn.who, OWN, "withdrawn", code=case.code)


def _rate(turn: Turn, incoming: Incoming, case: Case, star: str) -> None:
    """One tap, and only the first counts."""
    matter = about(case)
    if case.live or matter.rating is not None or star not in (*requestcards.STARS, "skip"):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, OWN, "toast_old"))
        return
    turn.answer(turn.who, incoming.press_id)
    stars = 0 if star == "skip" else int(star)
    case = turn.keep_case(replace(case, matter=replace(matter, rating=stars)))
    turn.happened(case, "rated" if stars else "not rated", turn.lane)
    text = turn.text(turn.who, OWN, "rated_low" if 0 < stars <= LOW else "rated")
    turn.send(turn.who, Outgoing(op=Op.EDIT, text=text), slot=f"rate:{case.id}")
    owner = turn.house.staff(case.owner or "")
    if stars and owner is not None:
        turn.say(owner, requestcards.FILE, "rated", about=turn.who, silent=True, code=case.code, stars=stars)


# -- talking ------------------------------------------------------------------------------------


def meant(turn: Turn, incoming: Incoming, *, free: bool) -> Case | None:
    """The request these words are for: the one quoted, the one lying open, or, while nothing else is going on
    (`free`), the only one that waits for the person."""
    if incoming.kind is not IncomingKind.MESSAGE:
        return None
    quoted = _quoted(turn, incoming)
    if quoted is not None:
        return quoted
    desk = turn.desk
    if desk is not None and desk.mode is DeskMode.TELLING:
        case = turn.cases.get(desk.case)
        if case is not None and case.live:
            return case
        stop_adding(turn)
    waiting = waiting_for(turn) if free else []
    return waiting[0] if len(waiting) == 1 else None


def stop_adding(turn: Turn) -> None:
    """What comes next is not for the request that lay open."""
    if turn.desk is not None and turn.desk.mode is DeskMode.TELLING:
        turn.keep_desk(None)


def waiting_for(turn: Turn) -> list[Case]:
    """The person's requests about which somebody has asked them back."""
    return [case for case in turn.requests_of(turn.lane) if case.state is State.WAITING_PERSON]


def _quoted(turn: Turn, incoming: Incoming) -> Case | None:
    if incoming.reply_to is None:
        return None
    behind = turn.entries.get(entry_behind(turn.quotes.get((turn.lane, incoming.reply_to), "")))
    entry = behind or turn.sources.get((turn.lane, incoming.reply_to))
    case = turn.cases.get(entry.case) if entry is not None else None
    mine = case is not None and case.kind is Kind.REQUEST and case.person == turn.lane
    return case if mine else None


def edited(turn: Turn, incoming: Incoming) -> Case | None:
    """The request in whose file the message stands that was just corrected."""
    entry = turn.sources.get((turn.lane, incoming.message_id))
    case = turn.cases.get(entry.case) if entry is not None else None
    return case if case is not None and case.kind is Kind.REQUEST and case.person == turn.lane else None


def hear(turn: Turn, case: Case, incoming: Incoming, *, again: bool = False) -> None:
    """Into the request's file and onto the screen of whoever has it. `again`: one of an album, thanked already."""
    if not case.live:
        turn.say(turn.who, OWN, "gone", code=case.code)
        return
    turn.people[turn.lane] = turn.who
    was = case.state
    case = turn.keep_case(rules.told_more(case))
    case = dispatch.look_after(turn, case)
    if case.state is State.ACTIVE and case.state is not was:
        turn.happened(case, "person answered", turn.lane)
        case = dispatch.restart(turn, replace(case, matter=replace(about(case), reminded=0)))
        cards.refresh(turn, case)
    case = hearing.keep(turn, case, incoming)
    telling = turn.desk is not None and turn.desk.mode is DeskMode.TELLING
    if telling:
        seat.sit_down(turn, case, DeskMode.TELLING)
    if not again:
        enough = turn.button(turn.who, OWN, "enough", Press(ENOUGH, case.id, case.version))
        turn.say(turn.who, OWN, "added", code=case.code, keyboard=((enough,),) if telling else ())


def ask_which(turn: Turn, message: int) -> None:
    """Several wait for the person: a tap says which one the words of this message are for."""
    rows: Keyboard = tuple(
        (
            Button(
                f"{case.code} {category_words(turn, about(case), turn.who)}",
                Press(PICK, case.id, message).data(),
            ),
        )
        for case in waiting_for(turn)
    )
    turn.say(turn.who, OWN, "which", keyboard=rows, reply_to=message)


def _picked(turn: Turn, incoming: Incoming, case: Case, message: int) -> None:
    """What the question was about goes where the tap says, with the rest of its album, and nothing else does."""
    said = _meant_by(turn, message)
    if said and all(remark.kept for remark in said):
        # a thumb that taps twice
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, OWN, "toast_old"))
        return
    turn.answer(turn.who, incoming.press_id)
    if not said:
        _begin_adding(turn, incoming, case)
        return
    meant = [(remark, _newer(turn, remark) or remark) for remark in said]
    if any(assess(now.text, language=turn.who.language).level is not Level.NONE for _, now in meant):
        turn.say(turn.who, OWN, "not_added", code=case.code)
        return
    for place, (remark, now) in enumerate(meant):
        turn.heard = remark
        words = replace(
            incoming,
            kind=IncomingKind.MESSAGE,
            text=str(now.body.get("text", "")),
            media=media_of(now.body),
            album=remark.album,
            message_id=remark.message or 0,
            reply_to=None,
        )
        hear(turn, turn.cases[case.id], words, again=place > 0)


def _meant_by(turn: Turn, message: int) -> list[Remark]:
    """This message as it is remembered, with the rest of its album; nothing when that is too long ago."""
    recent = [remark for remark in turn.session.recent if turn.now - remark.at <= STILL_MEANT]
    first = next((remark for remark in recent if remark.message == message), None)
    if first is None:
        return []
    return [r for r in recent if r is first or (first.album and r.album == first.album)]

"""Words between a person and a counsellor: onto the other screen, and what became of them."""

from __future__ import annotations

from dataclasses import replace

from bot.app import albums, cards, dispatch, silence, undo
from bot.app.cards import scene_of
from bot.app.casework import anybody, lapse, missed, not_told, page, policy_of, strand
from bot.app.relay import media_of, message_id
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain.case import Case, Kind, State
from bot.domain.ladder import hurries
from bot.domain.messages import Media, Op, Outgoing
from bot.domain.people import Person


def relay_to_staff(
    turn: Turn,
    case: Case,
    to: Person,
    entry: str,
    body: dict[str, object],
    *,
    late: bool = False,
    edit: bool = False,
    in_place: bool = False,
    reply_to: int | None = None,
    reply_slot: str = "",
) -> None:
    """What the person wrote, on the counsellor's screen, under the case's banner.

    An edit changes the message it corrects only where it can (`in_place`); otherwise it comes anew.
    """
    media = media_of(body)
    text = turn.text(
        to,
        cards.file_of(case),
        "from_person",
        code=case.code,
        colour=case.colour.value,
        text=str(body.get("text", "")),
        edited=edit,
        late=late,
        unsupported=media is None,
    )
    message = Outgoing(
        op=Op.EDIT if in_place else Op.SEND,
        text=text,
        media=media,
        protect=True,
        reply_to=reply_to,
        under=albums.bare(str(body.get("text", ""))),
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
        insist=in_place,
        album=str(body.get("album", "")),
        place=message_id(body) or 0,
    )


def move(turn: Turn, to: Person, case: Case, entry: str, place: Media | None) -> None:
    """A place moves on where it stands, under the line that says whose it is, and makes no sound."""
    turn.send(
        to,
        Outgoing(op=Op.EDIT, media=place, silent=True, protect=True),
        about=turn.people[case.person],
        slot=f"r:{entry}/1",
        reply_slot=f"r:{entry}",
        insist=True,
    )


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
    elif kind == "told" and case.live and state in ("failed", "unknown"):
        # "gone" has a way of its own, see on_gone
        not_told(turn, case)
    elif kind == "rewrite" and state != "sent":
        _correction_failed(turn, case, rest.split(":"), state)
    elif kind in ("relay", "canned"):
        _relay_outcome(turn, case, rest.split(":"), state, part=part, typed=kind == "relay")
    elif kind == "undo":
        undo.on_outcome(turn, case, rest.split(":"), dropped=state == "taken_back")
    elif kind == "reading" and case.live and state != "sent" and rest.split(":")[1] == case.owner:
        if state == "failed":
            missed(turn, case)
        elif case.kind is Kind.REQUEST:
            dispatch.put_back(turn, case)
        else:
            # the owner's phone does not take messages any more: the person must not talk into the void
            lapse(turn, case, "owner_gone")


def _correction_failed(turn: Turn, case: Case, parts: list[str], state: str) -> None:
    """The person still reads the words as they were: whoever corrected them must know."""
    by = turn.house.staff(parts[1])
    if by is not None:
        turn.say(
            by,
            cards.FILE,
            "mark_failed",
            reply_to=int(parts[2]) or None,
            about=turn.people[case.person],
            code=case.code,
            name=turn.people[case.person].name,
            state=state,
        )


def _page_outcome(turn: Turn, case: Case, state: str) -> None:
    if state == "sent" and case.paged_at is None:
        turn.keep_case(replace(case, paged_at=turn.now))
    elif case.kind is Kind.REQUEST:
        # those above hear of it at the deadline
        turn.happened(case, f"page {state}", "postman")
    elif state != "sent" and case.state is State.ESCALATING:
        turn.happened(case, "page failed", "postman")
        if hurries(policy_of(turn, case), case.progress, scene_of(turn, case)):
            page(turn, case)
        elif not case.stranded and not anybody(turn, case.progress.paged):
            strand(turn, case)


def _relay_outcome(turn: Turn, case: Case, parts: list[str], state: str, *, part: bool, typed: bool) -> None:
    _, entry, staff, message = parts
    by = turn.house.staff(staff)
    if part:
        if by is not None:
            reply_to = int(message) or None
            turn.say(by, cards.FILE, "part_failed", reply_to=reply_to, code=case.code)
        turn.happened(case, f"relay {state} in part", "postman")
        return
    if by is not None:
        _mark(turn, case, by, entry, int(message), state)
    if state != "sent":
        turn.happened(case, f"relay {state}", "postman")
        return
    case = replace(case, unanswered=entry)
    if not typed:
        # true words, but nobody's own: neither the claim nor the person's line is answered with them
        turn.keep_case(case)
        return
    if case.state is State.CLAIMED and case.owner == staff:
        case = rules.answered(case, turn.now)
        cards.refresh(turn, case)
    elif case.kind is Kind.REQUEST and case.human_at is None:
        # the first line was a question, and the request waits for the answer already
        case = replace(case, human_at=turn.now)
    silence.delivered(turn, case, entry)


def _mark(turn: Turn, case: Case, by: Person, entry: str, message: int, state: str) -> None:
    """What became of a line, under it. A mark that offered to take it back is brought up to date; a failure
    also comes as a new message, since an edit makes no sound."""
    person = turn.people[case.person]
    block = "mark_sent" if state == "sent" else "mark_failed"
    text = turn.text(by, cards.FILE, block, code=case.code, name=person.name, state=state)
    held = bool(turn.house.config.settings.undo)
    if held:
        turn.send(
            by,
            Outgoing(op=Op.EDIT, text=text, reply_to=message or None, silent=state == "sent", protect=True),
            about=person,
            slot=f"mark:{entry}",
            insist=state == "sent",
        )
    if not held or state != "sent":
        turn.send(
            by,
            Outgoing(text=text, reply_to=message or None, silent=state == "sent", protect=True),
            about=person,
            slot=f"mark:{entry}",
            reply_slot="" if message else f"r:{entry}",
        )


def mark_answered(turn: Turn, case: Case) -> Case:
    """The person has written after the counsellor's message: its mark says so, once."""
    owner = turn.house.staff(case.owner) if case.owner else None
    if not case.unanswered or owner is None:
        return case
    text = turn.text(owner, cards.FILE, "mark_answered", code=case.code, name=turn.people[case.person].name)
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

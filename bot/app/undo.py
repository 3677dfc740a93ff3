"""Five seconds to take a line back. Whether it is in time is decided where the line waits, by compare-and-set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.app import cards, quick
from bot.app.buttons import Press
from bot.app.turn import Recall, Turn
from bot.domain.case import Case
from bot.domain.messages import Op, Outgoing
from bot.domain.people import Person
from bot.domain.permissions import Act
from bot.store.cases import Entry, EntryKind

TAKEN_BACK = "taken back"
"""The event that says a line never went out; its body names the entry."""

ASKED, TOO_LATE = "undo asked", "undo too late"
"""The events between the press and the outcome, and of one that came too late; their bodies name the entry."""


def never_sent(journal: Sequence[Entry]) -> frozenset[str]:
    """The lines that were taken back, by entry; an album is one line with all its parts."""
    gone = {str(entry.body["entry"]) for entry in journal if entry.body.get("what") == TAKEN_BACK}
    return frozenset(gone | {entry.id for entry in journal if entry.body.get("with") in gone})


def undecided(journal: Sequence[Entry], entry: str) -> bool:
    """Whether the word on a line that is to be taken back is still on its way: it waits in the same lane."""
    found = [each.body.get("what") for each in journal if each.body.get("entry") == entry]
    return bool(found) and found[-1] == ASKED


def offer(turn: Turn, case: Case, by: Person, entry: Entry) -> None:
    """The mark of a line that waits, with the button."""
    turn.say(
        by,
        cards.FILE,
        "mark_held",
        about=turn.who,
        silent=True,
        slot=f"mark:{entry.id}",
        reply_to=entry.message,
        reply_slot="" if entry.message else f"r:{entry.id}",
        keyboard=((turn.button(by, cards.FILE, Act.UNDO.value, Press(Act.UNDO.value, entry.id)),),),
        code=case.code,
        name=turn.who.name,
        seconds=int(turn.house.config.settings.undo.total_seconds()),
    )


def take_back(turn: Turn, case: Case, by: Person, body: dict[str, object]) -> None:
    """The author has pressed the button."""
    entry, press = str(body["entry"]), str(body["press"])
    ref = f"undo:{case.id}:{entry}:{by.id}:{press}:{body.get('line', '')}"
    turn.record(case, EntryKind.EVENT, by.id, {"what": ASKED, "entry": entry})
    turn.recalls.append(Recall(turn.lane, f"r:{entry}", turn.lane, ref))


def on_outcome(turn: Turn, case: Case, parts: list[str], *, dropped: bool) -> None:
    """It was in time, or the line had begun its way already."""
    # which ready-made line it was comes last, and only since it matters
    _, entry, author, press, *line = parts
    by = turn.house.staff(author)
    if by is not None:
        turn.answer(by, press, turn.text(by, cards.FILE, "toast_taken_back" if dropped else "toast_too_late"))
    if not dropped:
        turn.record(case, EntryKind.EVENT, author, {"what": TOO_LATE, "entry": entry})
        return
    turn.record(case, EntryKind.EVENT, author, {"what": TAKEN_BACK, "entry": entry})
    turn.audit(author, TAKEN_BACK, case.id)
    if case.live:
        # what nobody will read is no answer, and nobody has typed it
        replies = tuple(number for number in case.replies if number != entry)
        case = turn.keep_case(replace(case, replies=replies, typed=bool(replies)))
        if line == [quick.READING] and case.reading and case.owner == author:
            _not_reading(turn, case)
    if by is not None:
        person = turn.people[case.person]
        text = turn.text(by, cards.FILE, "mark_taken_back", code=case.code, name=person.name)
        turn.send(
            by,
            Outgoing(op=Op.EDIT, text=text, protect=True),
            about=person,
            slot=f"mark:{entry}",
            insist=True,
        )


def _not_reading(turn: Turn, case: Case) -> None:
    """Nobody has heard that somebody reads: the claim is held no longer than it was before."""
    turn.keep_case(replace(case, reading=False))
    within = turn.house.config.settings.escalation.first_message_within
    since = max(filter(None, (case.claimed_at, case.wishes.at)), default=turn.now)
    left = max(since + within - turn.now, timedelta())
    turn.wake("confirm", case.id, left, guard=str(case.claims))

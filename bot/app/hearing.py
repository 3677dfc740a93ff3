"""What a person says to people: into the case's journal, and onto the screen of whoever reads along."""

from __future__ import annotations

from dataclasses import replace

from bot.app import cards, relaying, remarks, silence
from bot.app.relay import body_of, entry_behind, media_of, packed
from bot.app.turn import Turn
from bot.domain.case import Case
from bot.domain.messages import CAPTIONED, Incoming, IncomingKind
from bot.domain.permissions import Act
from bot.store.cases import EntryKind

FILE = "case"


def keep(turn: Turn, case: Case, incoming: Incoming) -> Case:
    """Into the journal, and onto the screen of the counsellor who has opened the case."""
    body = packed(incoming)
    edit = incoming.kind is IncomingKind.EDIT
    earlier = turn.sources.get((turn.lane, incoming.message_id)) if edit else None
    kind = EntryKind.EDITED if edit else EntryKind.SAID
    # an edit is found through the message it changed, so it has no message of its own
    number = None if edit else incoming.message_id
    entry = turn.record(case, kind, turn.lane, body_of(body), message=number)
    remarks.kept(turn)
    before = media_of(earlier.body) if earlier else None
    moved = before is not None and before.moved_to(incoming.media)
    if not moved:
        case = silence.heard(turn, case, entry.id)
    # between two owners the last one still reads along, if they have opened it
    holder = case.owner or case.last_owner
    owner = turn.house.staff(holder) if holder else None
    if owner is None or case.opened_by != owner.id:
        return case
    if not cards.may(turn, Act.REPLY, replace(case, owner=owner.id), owner):
        # their grant has ended, or does not reach this unit: nothing more is for them to read
        return case
    if earlier is not None and moved:
        relaying.move(turn, owner, case, earlier.id, incoming.media)
        return case
    # another file cannot take the place of what was sent
    file = incoming.media
    in_place = earlier is not None and before == file and (file is None or file.kind in CAPTIONED)
    reply_to, reply_slot = _quote(turn, incoming, owner.id)
    relaying.relay_to_staff(
        turn,
        case,
        owner,
        earlier.id if earlier and in_place else entry.id,
        body,
        edit=edit,
        in_place=in_place,
        reply_to=reply_to,
        reply_slot=reply_slot,
    )
    return relaying.mark_answered(turn, case)


def _quote(turn: Turn, incoming: Incoming, reader: str) -> tuple[int | None, str]:
    if incoming.reply_to is None:
        return None, ""
    behind = entry_behind(turn.quotes.get((turn.lane, incoming.reply_to), ""))
    if behind:
        return relaying.quoted(turn, behind, reader=reader)
    own = turn.sources.get((turn.lane, incoming.reply_to))
    return (None, f"r:{own.id}") if own else (None, "")


def acknowledge(turn: Turn, case: Case) -> None:
    """Says that what is written is kept, but not after every line."""
    every = turn.house.config.settings.waiting.acknowledge_every
    if case.acknowledged_at is not None and turn.now - case.acknowledged_at < every:
        return
    turn.keep_case(replace(case, acknowledged_at=turn.now))
    owner = turn.house.staff(case.owner) if case.owner else None
    turn.say(turn.who, FILE, "kept", owner=owner.name if owner else "")

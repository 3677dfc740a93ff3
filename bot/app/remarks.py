"""What a person wrote just before: the safety net reads it together, and a case that opens begins with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.app.relay import body_of, packed
from bot.app.turn import Turn
from bot.domain.case import Case
from bot.domain.flow.session import Remark
from bot.domain.messages import Incoming, IncomingKind
from bot.domain.safety import Concern, assess
from bot.store.cases import EntryKind

STILL_NEWS = timedelta(days=1)
"""What is older says nothing about today's call."""


def remember(turn: Turn, incoming: Incoming) -> list[str]:
    """Adds what has come in; returns the words of the safety net's window before it, oldest first."""
    window = turn.house.config.settings.safety_window
    recent = [remark for remark in turn.session.recent if turn.now - remark.at <= window.within]
    if incoming.kind is IncomingKind.EDIT and not incoming.words:
        # a place that moves on says where it is now, and must not push out what else was sent
        recent = [remark for remark in recent if remark.text or remark.corrects != incoming.message_id]
    earlier = [remark.text for remark in recent if remark.text]
    turn.heard = Remark(
        at=turn.now,
        text=incoming.words,
        body=body_of(packed(incoming)),
        # an edit is found through the message it changed, so it has no message of its own
        message=None if incoming.kind is IncomingKind.EDIT else incoming.message_id,
        album=incoming.album,
        corrects=incoming.message_id if incoming.kind is IncomingKind.EDIT else None,
    )
    recent.append(turn.heard)
    if len(recent) > window.remarks:
        # files without words must not push words out of the window
        worded = [remark for remark in recent if remark.text][-window.remarks :]
        files = [remark for remark in recent if not remark.text][-window.remarks :]
        newest = {id(remark) for remark in (*worded, *files)}
        recent = [remark for remark in recent if id(remark) in newest]
    turn.keep_session(replace(turn.session, recent=tuple(recent)))
    return earlier


def journal_earlier(turn: Turn, case: Case) -> None:
    """Puts what stands in no journal yet into this one, but for what this very turn is about."""
    for remark in turn.session.recent:
        if remark.kept or remark is turn.heard or turn.now - remark.at > STILL_NEWS or _bare_command(remark):
            continue
        kind = EntryKind.SAID if remark.corrects is None else EntryKind.EDITED
        turn.record(case, kind, turn.lane, remark.body, message=remark.message, at=remark.at)
    _mark(turn, [remark for remark in turn.session.recent if remark is not turn.heard])


def kept_back(turn: Turn) -> list[Concern]:
    """What lately written words say that no case has heard yet: a colleague's, which until they ask for
    somebody might have been about a person they look after."""
    within = turn.house.config.settings.safety_window.within
    unheard = [r.text for r in turn.session.recent if r.text and not r.kept and turn.now - r.at <= within]
    return [assess(text) for text in unheard]


def kept(turn: Turn) -> None:
    """What this turn is about stands in a journal."""
    if turn.heard is not None:
        _mark(turn, [turn.heard])


def _mark(turn: Turn, known: Iterable[Remark]) -> None:
    marks = {id(remark) for remark in known}
    recent = []
    for remark in turn.session.recent:
        marked = replace(remark, kept=True) if id(remark) in marks else remark
        if remark is turn.heard:
            turn.heard = marked
        recent.append(marked)
    turn.keep_session(replace(turn.session, recent=tuple(recent)))


def _bare_command(remark: Remark) -> bool:
    return remark.text.startswith("/") and len(remark.text.split()) == 1

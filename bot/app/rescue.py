"""What happens for an event whose own turn failed: a human is told, and the person is not left alone."""

from __future__ import annotations

from datetime import timedelta

from bot.app import alarms, silence, staffdesk
from bot.app.conversation import Conversation
from bot.app.numbers import numbers
from bot.app.relay import message_id
from bot.app.turn import Turn
from bot.channel.incoming import salvaged
from bot.domain.case import Case
from bot.domain.messages import Incoming, IncomingKind
from bot.store.inbox import UNREADABLE

CASE_TIMERS = ("ladder", "confirm", "status", silence.TIMER)
TRY_AGAIN = timedelta(minutes=1)


def rescue(turn: Turn, incoming: Incoming | None, conversation: Conversation) -> None:
    """`incoming` is None for what is no update and for an update that does not parse."""
    event, body = turn.event, turn.event.body
    if incoming is None and event.kind == "update":
        incoming = salvaged(body, event.at)
    spoken = incoming is not None and incoming.kind in (IncomingKind.MESSAGE, IncomingKind.EDIT)
    at_work = turn.person is not None and staffdesk.at_work(turn)
    called = turn.person is not None and spoken and not at_work
    if called and incoming is not None:
        conversation.rescue(turn, incoming)
    told = alarms.alarm(turn, "quarantined", _concerned(turn), number=event.id, called=called)
    if event.kind == "timer" and body["kind"] in CASE_TIMERS:
        # the ladder must not end with a fault: it is tried again, and told again, until it is mended
        turn.wake(body["kind"], body["ref"], TRY_AGAIN, guard=body["guard"])
    elif event.kind == "desk" and (by := turn.house.staff(str(body["by"]))) is not None:
        turn.say(by, "desk", "stumbled", reply_to=message_id(body))
    elif event.kind in ("update", UNREADABLE) and turn.person is not None and not called:
        if at_work:
            reply_to = incoming.message_id or None if incoming else None
            turn.say(turn.who, "desk", "stumbled", reply_to=reply_to)
        else:
            turn.say(turn.who, "case", "stumbled", told=told, numbers=numbers(turn, turn.who))


def _concerned(turn: Turn) -> Case | None:
    """The live case the failed event was about."""
    body = turn.event.body
    named = turn.cases.get(str(body.get("case") or body.get("ref") or ""))
    case = named or turn.case_of(turn.lane)
    return case if case is not None and case.live and case.person in turn.people else None

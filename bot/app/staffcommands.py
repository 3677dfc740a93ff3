"""What staff type with a slash in their own chat."""

from __future__ import annotations

from dataclasses import replace

from bot.app import (
    callbuttons,
    calls,
    cards,
    caredesk,
    notes,
    quick,
    requestcards,
    requestdesk,
    seat,
    transfer,
)
from bot.app.turn import Turn
from bot.domain.case import Case, Kind, State
from bot.domain.messages import Incoming, Op, Outgoing
from bot.domain.permissions import Act
from bot.domain.triage import Colour
from bot.store.desks import Desk, DeskMode

FILE = cards.FILE
COMMANDS = (
    "/start",
    "/cases",
    "/next",
    "/requests",
    "/logcall",
    "/q",
    "/note",
    "/promise",
    "/transfer",
    "/close",
    "/leave",
)
OF_REQUESTS = ("/start", "/cases", "/requests", "/note", "/leave")
"""What somebody may type who works on requests only; for them "/cases" is the same as "/requests"."""
ALL_CASES = ("/cases", "/next", "/requests")
ORDER = (Colour.RED, Colour.AMBER, Colour.GREEN)


def needs_all_cases(incoming: Incoming) -> bool:
    """Whether the turn must have every live case at hand."""
    return incoming.text.startswith(ALL_CASES)


def offered(turn: Turn) -> tuple[str, ...]:
    """The commands of this colleague."""
    own = COMMANDS if turn.who.works_cases(turn.now) else OF_REQUESTS
    return (*own, *caredesk.offered(turn))


def obey(turn: Turn, incoming: Incoming, command: str) -> None:
    """Does what one of COMMANDS says."""
    if command == "/start" and not turn.who.works_cases(turn.now):
        turn.say(turn.who, requestcards.FILE, "welcome", name=turn.who.name)
    elif command == "/start":
        turn.say(turn.who, FILE, "welcome", name=turn.who.name)
    elif command == "/requests" or (not turn.who.works_cases(turn.now) and command == "/cases"):
        requestdesk.show(turn)
        callbuttons.show_on_desk(turn)
    elif command == "/cases":
        _list(turn)
        callbuttons.show_on_desk(turn)
    elif command == "/next":
        _next(turn)
    elif command == "/logcall":
        calls.begin(turn)
    elif command in caredesk.COMMANDS:
        caredesk.obey(turn, incoming, command)
    else:
        case = turn.cases.get(turn.desk.case) if turn.desk else None
        if case is None or not case.live:
            turn.say(turn.who, FILE, "open_first", reply_to=incoming.message_id)
        elif command == "/leave":
            seat.put_aside(turn)
        elif command == "/q":
            _quick(turn, case)
        elif command == "/transfer":
            _transfer(turn, incoming, case)
        else:
            _note(turn, incoming, case, command)


def _note(turn: Turn, incoming: Incoming, case: Case, command: str) -> None:
    mode = DeskMode.CLOSING if command == "/close" else DeskMode.NOTE
    # a new line and the wide space of a Chinese keyboard part the command from the words too
    _, *words = incoming.text.split(maxsplit=1)
    if words:
        said = replace(incoming, text=words[0].strip())
        desk = Desk(mode, case.id, turn.now, case.id)
        notes.take(turn, said, desk, asked=False, promise=command == "/promise")
    elif command == "/promise":
        turn.say(turn.who, FILE, "promise_in_words", reply_to=incoming.message_id)
    else:
        notes.ask(turn, case, mode)


def _quick(turn: Turn, case: Case) -> None:
    if seat.permitted(turn, Act.QUICK, case) and case.opened_by == turn.lane:
        quick.show(turn, case, turn.who)
    else:
        cards.send_to_door(turn, case, turn.who, None)


def _transfer(turn: Turn, incoming: Incoming, case: Case) -> None:
    if seat.permitted(turn, Act.TRANSFER, case):
        transfer.choose(turn, case, turn.who)
    else:
        turn.say(turn.who, FILE, "not_kept", reply_to=incoming.message_id, code=case.code)


def _list(turn: Turn) -> None:
    """Mine first, then what nobody has taken, the most urgent and longest waiting on top."""
    mine = [
        case
        for case in turn.cases.values()
        if case.live and case.kind is Kind.CASE and case.person in turn.people and case.owner == turn.lane
    ]
    shown = [*sorted(mine, key=_urgency), *_waiting(turn)]
    rows = [cards.facts(turn, case, turn.who) for case in shown[: cards.LISTED]]
    keyboard = cards.doors(turn, shown, turn.who)
    turn.say(turn.who, FILE, "cases", rows=rows, more=max(0, len(shown) - cards.LISTED), keyboard=keyboard)


def _next(turn: Turn) -> None:
    """The one to take now; what they have said no to comes only when there is nothing else."""
    waiting = sorted(_waiting(turn), key=lambda case: turn.lane in case.progress.declined)
    if not waiting:
        turn.say(turn.who, FILE, "next_none")
        return
    case, reader = waiting[0], turn.who
    # the newest message becomes the card, so that Open stands where Take was; the older one lets go of its buttons
    text = turn.text(reader, FILE, "card", **cards.facts(turn, case, reader))
    turn.send(
        reader,
        Outgoing(op=Op.EDIT, text=text, protect=True),
        about=turn.people[case.person],
        slot=cards.card_slot(case),
    )
    turn.say(
        turn.who,
        FILE,
        "next_one",
        about=turn.people[case.person],
        slot=cards.card_slot(case),
        keyboard=cards.keyboard(turn, case, turn.who),
        more=len(waiting) - 1,
        given=cards.facts(turn, case, turn.who),
    )


def _waiting(turn: Turn) -> list[Case]:
    """What nobody has and this colleague may take, the most urgent and longest waiting first."""
    found = [
        case
        for case in turn.cases.values()
        if case.kind is Kind.CASE and case.state is State.ESCALATING and seat.permitted(turn, Act.TAKE, case)
    ]
    return sorted(found, key=_urgency)


def _urgency(case: Case) -> tuple[int, object]:
    return ORDER.index(case.colour), case.since

"""A help request on a colleague's screen: number, category, urgency, place, clocks, deadline. Never a name, never
a word of content, until they have taken and opened it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.app.agenda import MEET
from bot.app.buttons import Press
from bot.app.turn import Turn
from bot.domain.case import Case, State, about
from bot.domain.ladder import within_reach
from bot.domain.matter import Category, Matter, Urgency, at_night, levels
from bot.domain.messages import Keyboard
from bot.domain.people import Person, Role
from bot.domain.permissions import Act, permits_request

FILE = "dispatch"
FLOW = "request"
"""The dialogue that asks for help; the categories have their names there."""
OWN = "requests"
"""What the person reads afterwards."""


def category_of(turn: Turn, matter: Matter) -> Category:
    """The category as it is set now; one that was taken out of the file goes to the counsellors."""
    day = timedelta(days=1)
    gone = Category(matter.category, day, day, (Role.COUNSELLOR,), matter.bypass_unit)
    return turn.house.library.categories.get(matter.category, gone)


def category_words(turn: Turn, matter: Matter, reader: Person) -> str:
    block = f"category__{matter.category}"
    texts = turn.house.texts
    known = texts.is_plain("zh", FLOW, block)
    return texts.caption(reader.language, FLOW, block if known else "category__other")


def until(turn: Turn, reader: Person, moment: datetime) -> str:
    """A moment in the reader's words, on the clock of their unit."""
    there = turn.local(reader, moment)
    days = (there.date() - turn.local(reader).date()).days
    block = {0: "until_today", 1: "until_tomorrow"}.get(days, "until")
    return turn.text(reader, OWN, block, day=there.strftime("%m-%d"), hour=there.strftime("%H:%M"))


def place_of(turn: Turn, reader: Person, level: str | None, file: str = FILE) -> str:
    """Where a request stands, in the reader's words."""
    unit = turn.house.units.get(level or "")
    return turn.text(reader, file, "counsellors") if unit is None else unit.name[reader.language]


def together(turn: Turn, matter: Matter, case: Case) -> list[Case]:
    """The other live requests that were raised with this one."""
    return [
        other
        for other in turn.cases.values()
        if matter.raised_with
        and other.matter is not None
        and other.matter.raised_with == matter.raised_with
        and other.id != case.id
        and other.live
    ]


def may(turn: Turn, act: Act, case: Case, by: Person) -> bool:
    """Whether the rules let this colleague do this with the request now; nobody works on one of their own."""
    matter = about(case)
    return by.id != case.person and permits_request(
        by,
        act,
        turn.now,
        matter,
        category_of(turn, matter),
        parents=turn.house.parents,
        owner=case.owner,
        called=by.id in case.alarmed,
    )


def reaches(turn: Turn, case: Case, by: Person) -> bool:
    """Whether this colleague may have to do with a request at all, whoever has it."""
    here = case.live and case.matter is not None
    return here and (case.owner == by.id or may(turn, Act.TAKE, case, by))


def facts(turn: Turn, case: Case, reader: Person) -> dict[str, object]:
    """What a card may show to anybody who is asked."""
    matter, person = about(case), turn.people[case.person]
    unit = turn.unit_of(person)
    owner = turn.house.staff(case.owner) if case.owner else None
    helper = turn.house.staff(matter.helper) if matter.helper else None
    waited = turn.minutes(turn.now - case.opened_at)
    return {
        "code": case.code,
        "category": category_words(turn, matter, reader),
        "urgency": matter.urgency.value,
        "for_whom": matter.for_whom,
        "bypass": matter.bypass_unit,
        "state": case.state.value,
        "place": turn.text(reader, "desk", "place", country=unit.country if unit else ""),
        "there": turn.local(person),
        "here": turn.local(reader),
        "waited": turn.text(
            reader,
            FILE,
            "waited",
            days=waited // 1440 if waited >= 2880 else 0,
            hours=waited // 60 if waited >= 120 else 0,
            minutes=waited,
        ),
        "due": until(turn, reader, matter.due_at),
        "owner": owner.name if owner else "",
        "helper": helper.name if helper else "",
        "mine": case.owner == reader.id,
        "opened": case.opened_by == reader.id,
        "declined": reader.id in case.progress.declined,
        "permitted": may(turn, Act.TAKE, case, reader),
        "done": bool(matter.done),
        "together": len(together(turn, matter, case)),
    }


def keyboard(turn: Turn, case: Case, reader: Person) -> Keyboard:
    """The buttons that make sense to this reader in the request's state."""
    acts: list[tuple[Act, ...]] = []
    meet: Keyboard = ()
    if case.state is State.ESCALATING:
        acts = [(Act.TAKE,), (Act.DECLINE,)] if may(turn, Act.TAKE, case, reader) else []
    elif case.live and case.owner == reader.id and may(turn, Act.OPEN, case, reader):
        acts = [(Act.OPEN,)]
        if case.opened_by == reader.id:
            acts = [
                (Act.OPEN, Act.ASK),
                (Act.DELEGATE, Act.HAND_UP),
                (Act.NOTE, Act.SAME),
                (Act.DONE,),
            ]
            if within_reach(turn.people[case.person]):
                meet = ((turn.button(reader, FILE, "meet", Press(MEET, case.id, case.version)),),)
    rows = (tuple(turn.button(reader, FILE, act.value, press(act, case)) for act in row) for row in acts)
    return (*rows, *meet)


def press(act: Act, case: Case, choice: str = "") -> Press:
    return Press(act.value, case.id, case.version, choice)


def quiet(turn: Turn, case: Case, reader: Person) -> bool:
    """Whether the page makes no sound: it is night where the colleague is, and the matter can wait."""
    return about(case).urgency is not Urgency.URGENT and at_night(turn.local(reader))


ANSWER = "rans"
"""The button under a question to the person."""


def answer_press(case: Case) -> Press:
    return Press(ANSWER, case.id, case.version)


RATE = "rrate"
STARS = ("5", "4", "3", "2", "1")


def rate_press(case: Case, star: str) -> Press:
    return Press(RATE, case.id, case.version, star)


def levels_of(turn: Turn, matter: Matter) -> tuple[str, ...]:
    return levels(matter, turn.house.parents)


MINE = "rmine"
"""Shows somebody their own requests; `seq` is how many come before the page."""

"""The daily check-in in the lane of whoever answers it: taps, typed numbers, what is kept, and whom it calls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from bot.app import casework, owntime
from bot.app.buttons import Press
from bot.app.checkins import FILE as FILE
from bot.app.checkins import HELLO, KIND, NOT_TODAY, SILENTLY, TALK, VARIANTS
from bot.app.dialogue import Dialogue
from bot.app.turn import Turn
from bot.domain.consent import PURPOSES, allows
from bot.domain.diary import BLANK, MOODS, SILENT, Page, calls_for, weeks
from bot.domain.flow.choices import choose, words
from bot.domain.flow.events import HumanWanted, Pressed, Said
from bot.domain.flow.model import Value
from bot.domain.messages import Incoming
from bot.domain.people import Person, Role, reaching
from bot.domain.triage import Colour
from bot.store.care import Change, State
from bot.store.database import from_ms

HELLO_WITHIN = timedelta(days=1)
NIGHT_ENDS = time(5)
"""Until then an answer may be about the day before."""

USUAL = timedelta(weeks=4)
"""Whoever has not answered for so long is silent as always, and nobody is sent after them."""


# -- what the person does -----------------------------------------------------------------------


def heard(turn: Turn) -> None:
    """Any sign of life ends the waiting for an answer."""
    open_one = turn.care
    if open_one is None:
        return
    # the question of the day on which a silence was told of is kept back, and they are heard all the same
    if open_one.state is State.ASKED or (open_one.state is State.WITHHELD and open_one.silent):
        _settle(turn, State.HEARD)


def tapped(turn: Turn, incoming: Incoming, press: Press, dialogue: Dialogue) -> None:
    """A button of the letter itself: the dialogue begins with this tap, and goes on in the same message."""
    asked = turn.care
    if asked is None or str(asked.id) != press.id or press.choice not in (*MOODS, NOT_TODAY, TALK):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_yesterday"))
        return
    if asked.state is State.ANSWERED and turn.session.mode == "bot":
        # pressed twice, or on the other phone, before the screen had changed
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_answered"))
        return
    turn.answer(turn.who, incoming.press_id)
    if turn.session.mode != "bot":
        _beside(turn, press.choice)
        return
    turn.in_place = True
    if press.choice == TALK:
        dialogue.answer_at_once(turn, KIND, lambda _: HumanWanted())
    else:
        dialogue.answer_at_once(turn, KIND, lambda number: Pressed(number, press.choice))


def typed(turn: Turn, incoming: Incoming) -> bool:
    """Whether these words, with nothing under way, answer the check-in that is open: "4 3 2", or a caption."""
    if not _open(turn) or incoming.media is not None:
        return False
    mood = turn.house.library.flows[KIND].vars["mood"]
    parts = words(incoming.text)
    return choose(mood, incoming.text) is not None or (
        1 < len(parts) <= 3 and all(len(part) == 1 for part in parts) and choose(mood, parts[0]) is not None
    )


def moved(turn: Turn, incoming: Incoming) -> time | None:
    """The time at which they would rather be asked, where these words say that."""
    return owntime.moved(incoming.text, asked=_open(turn))


def begin(turn: Turn, incoming: Incoming, dialogue: Dialogue) -> None:
    """The dialogue with these words as its first answer."""
    dialogue.answer_at_once(turn, KIND, lambda _: Said(incoming.text))


def _beside(turn: Turn, choice: str) -> None:
    """Somebody is with the person or on the way: the answer is added to what they have, and asks nothing more."""
    if choice in (NOT_TODAY, TALK):
        _settle(turn, State.ANSWERED)
    else:
        _keep(turn, {"mood": choice})
    turn.say(turn.who, FILE, "kept_beside")


# -- what the dialogue does ---------------------------------------------------------------------


def keep(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Keeps the day's answers, as far as there are any; opens a case where they call for a person, or adds to it."""
    page, calls = _keep(turn, {name: str(value) for name, value in arguments.items() if value is not None})
    day = turn.local(turn.who).toordinal()
    return {
        "manner": _manner(page),
        "variant": VARIANTS[day % len(VARIANTS)],
        "calls": "yes" if calls else "no",
    }


def keep_words(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """The line beside the answers."""
    _keep(turn, {"words": str(arguments["words"] or "")})
    return {}


def decline(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Not today: an answer like any other, of which nothing is kept but that there was one."""
    _settle(turn, State.ANSWERED)
    return {}


def show(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Four weeks as text, for the person alone."""
    turn.say(turn.who, FILE, "picture", weeks=picture(turn, turn.who), blank=BLANK)
    return {}


def picture(turn: Turn, person: Person) -> list[dict[str, object]]:
    """The weeks of the lane's person, empty where there is nothing to show."""
    pages = turn.diary.pages()
    if not pages:
        return []
    found = weeks(pages, turn.local(person).date())
    return [{"first": week.first, "moods": week.moods, "sleeps": week.sleeps} for week in found]


def _keep(turn: Turn, answers: Mapping[str, str]) -> tuple[Page, bool]:
    today = _day(turn)
    pages = [*turn.diary.pages(), *turn.pages]
    before = next((page for page in reversed(pages) if page.day == today), Page(today, turn.now))
    page = before.answered(turn.now, answers)
    earlier = _by_day([one for one in pages if one.day < today])
    if page.answers != before.answers:
        turn.pages.append(page)
    if any(answers.values()) and (turn.care is None or turn.care.day <= today):
        _settle(turn, State.ANSWERED)
    # what was said of this day before has called already, unless something new has been said
    reasons = () if "words" in answers else calls_for(earlier, page)
    if reasons:
        open_before = turn.case_of(turn.lane) is not None
        tapped_answers = tuple((KIND, name, value) for name, value in answers.items())
        casework.call_for_help(turn, Colour.AMBER, reasons, (*casework.tapped(turn), *tapped_answers))
        if not open_before:
            ask_liaison(turn, turn.who.id)
        return page, not open_before
    return page, False


def _day(turn: Turn) -> date:
    """The day an answer is about: whoever answers the day's question after midnight means the day that is ending."""
    local = turn.local(turn.who, _tapped_at(turn))
    before = local.date() - timedelta(days=1)
    late = local.time() < NIGHT_ENDS and turn.care is not None and turn.care.day == before
    return before if late else local.date()


def _tapped_at(turn: Turn) -> datetime:
    """When they answered: what never came to its end is kept hours later, or days where the house stood still."""
    ran_out = turn.event.body.get("due") if turn.event.kind == "timer" else None
    wait = turn.house.library.flows[KIND].expires
    return turn.now if ran_out is None or wait is None else from_ms(ran_out) - wait.after


def _by_day(pages: list[Page]) -> list[Page]:
    return list({page.day: page for page in pages}.values())


def _manner(page: Page) -> str:
    if page.mood in ("awful", "low"):
        return "low"
    if page.sleep in ("none", "poor") or page.body in ("ill", "tired"):
        return "tired"
    return "bright" if page.mood in ("good", "great") else "calm"


def _open(turn: Turn) -> bool:
    """Whether a check-in stands on their screen unanswered."""
    return turn.care is not None and turn.care.state in (State.ASKED, State.HEARD)


def _settle(turn: Turn, state: State) -> None:
    if turn.care is not None:
        turn.care_changes.append(Change(turn.care.id, state, silent=turn.care.silent))
        turn.care = turn.care._replace(state=state)


# -- silence -------------------------------------------------------------------------------------


def on_unanswered(turn: Turn, days: int) -> None:
    """Somebody who used to answer has been silent for days: a person is told, and a liaison where that was agreed."""
    pages = turn.diary.pages()
    if not pages or turn.now - pages[-1].at > USUAL or turn.case_of(turn.lane) is not None:
        return
    case, _ = casework.call_for_help(turn, Colour.GREEN, (SILENT,))
    turn.happened(case, f"no answer for {days} days", "ladder")
    ask_liaison(turn, f"{turn.who.id}{SILENTLY}")


def ask_liaison(turn: Turn, of: str) -> None:
    """Asks the liaisons of the person's unit to say hello, without a word about why: only with their consent. `of` is
    what the letter is made of, see `checkins.say_hello`."""
    person = turn.who
    if not allows(PURPOSES["liaison"], person.roles(turn.now), turn.consents) or person.unit is None:
        return
    for staff in turn.house.roster:
        grants = reaching(staff.person.grants, person.unit, turn.house.parents, turn.now)
        if staff.person.id != person.id and any(
            grant.role is Role.LIAISON and grant.unit == person.unit for grant in grants
        ):
            until = turn.now + HELLO_WITHIN
            turn.prompt(staff.person, HELLO, of, at=turn.now, until=until)

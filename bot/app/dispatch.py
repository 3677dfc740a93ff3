"""A help request on its way: who is asked, by when, and the next level when that has passed. In the lane of the
person concerned."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from bot.app import cards, requestcards
from bot.app.requestcards import FILE, OWN, category_of, place_of, until
from bot.app.turn import Turn
from bot.domain import case as rules
from bot.domain import matter as matters
from bot.domain.case import Case, State, about
from bot.domain.ladder import declined as after_decline
from bot.domain.ladder import within_reach
from bot.domain.matter import PRIVATE, Matter, Post
from bot.domain.people import Person, Role
from bot.domain.permissions import Act
from bot.store.database import to_ms

TIMER = "due"
PATIENCE = 2
"""From so many deadlines of waiting for the person on, those above hear of it."""


def send(turn: Turn, case: Case) -> Case:
    """A request that has just been sent: whoever comes first is asked, and the clock runs."""
    matter = about(case)
    level, people = _first(turn, matter)
    case = turn.keep_case(replace(case, matter=replace(matter, level=level)))
    turn.happened(case, "sent", turn.lane)
    return _ask(turn, case, people)


def on_timer(turn: Turn, ref: str, guard: str) -> None:
    """The deadline: the next level, or a reminder where there is none or the person has to answer first."""
    case = turn.cases.get(ref)
    if case is None or not case.live or case.matter is None or guard != str(to_ms(case.matter.due_at)):
        return
    if look_after(turn, case) is not case:
        return
    if case.state is State.WAITING_PERSON:
        _wait_for_person(turn, case)
        return
    post = _above(turn, case.matter)
    if post is not None:
        hand_up(turn, case, post, late=True)
    else:
        _remind(turn, case)


def restart(turn: Turn, case: Case) -> Case:
    """The deadline anew, from now on."""
    matter = about(case)
    due_at = turn.now + category_of(turn, matter).within(matter.urgency)
    case = turn.keep_case(replace(case, matter=replace(matter, due_at=due_at)))
    watch(turn, case)
    return case


def watch(turn: Turn, case: Case) -> None:
    due_at = about(case).due_at
    turn.wake(TIMER, case.id, due_at - turn.now, guard=str(to_ms(due_at)))


def next_level(turn: Turn, case: Case) -> Post | None:
    """Who would be asked if it were handed up now; None at the top."""
    return _above(turn, about(case))


def hand_up(turn: Turn, case: Case, post: Post, *, late: bool, by: str = "clock") -> Case:
    """To the next level: those who had it are told and let go, those above are asked, the person hears of it."""
    before, taken = case, case.owner is not None
    due_at = turn.now + category_of(turn, about(case)).within(about(case).urgency)
    case = turn.keep_case(rules.handed_up(case, post.level, due_at))
    turn.happened(case, "handed up", by)
    for number in _held_by(before):
        reader = turn.house.staff(number)
        if reader is None or number in post.people:
            continue
        place = place_of(turn, reader, post.level)
        turn.say(
            reader,
            FILE,
            "handed_up",
            about=turn.who,
            reply_slot=cards.card_slot(case),
            silent=requestcards.quiet(turn, case, reader),
            code=case.code,
            late=late,
            taken=taken,
            place=place,
        )
    let_helper_go(turn, before)
    cards.refresh(turn, case)
    case = _ask(turn, case, post.people)
    turn.say(
        turn.who,
        OWN,
        "handed_up",
        code=case.code,
        late=late,
        taken=taken,
        place=place_of(turn, turn.who, post.level, OWN),
        until=until(turn, turn.who, due_at),
    )
    return case


def look_after(turn: Turn, case: Case) -> Case:
    """Whoever has the request must still be allowed to work on it; otherwise others are asked at once."""
    owner = turn.house.staff(case.owner or "")
    if case.owner is None or (owner is not None and cards.may(turn, Act.REPLY, case, owner)):
        return case
    return put_back(turn, case)


def put_back(turn: Turn, case: Case) -> Case:
    """Whoever had it cannot go on: others at the same level are asked, or those above."""
    matter = about(case)
    due_at = turn.now + category_of(turn, matter).within(matter.urgency)
    case = turn.keep_case(rules.put_back(case, due_at))
    turn.happened(case, "owner gone", "postman")
    post = matters.next_post(category_of(turn, matter), _here(turn, matter), _staff(turn), turn.now)
    level, people = (post.level, post.people) if post is not None else _first(turn, matter)
    case = turn.keep_case(replace(case, matter=replace(about(case), level=level)))
    cards.refresh(turn, case)
    case = _ask(turn, case, people)
    turn.say(turn.who, OWN, "put_back", code=case.code, until=until(turn, turn.who, due_at))
    return case


def decline(turn: Turn, case: Case, by: Person) -> None:
    """Somebody cannot take it. When all who were asked here have said so, nobody waits for the deadline."""
    case = turn.keep_case(replace(case, progress=after_decline(case.progress, by.id)))
    turn.happened(case, "declined", by.id)
    cards.show(turn, case, by, edit=True)
    asked = [
        number
        for number in case.progress.paged
        if (reader := turn.house.staff(number)) is not None and cards.may(turn, Act.TAKE, case, reader)
    ]
    if not all(number in case.progress.declined for number in asked):
        return
    post = _above(turn, about(case))
    if post is not None:
        hand_up(turn, case, post, late=False)
    elif fresh := _on_duty(turn, case):
        case = _ask(turn, restart(turn, case), fresh)
        _tell_asked_too(turn, case, late=False)


def let_helper_go(turn: Turn, case: Case) -> None:
    """The volunteer hears that nothing more is expected of them."""
    helper = turn.house.staff(about(case).helper)
    if helper is not None:
        turn.say(helper, FILE, "helper_let_go", about=turn.people[case.person], code=case.code)


def tell_owner(turn: Turn, case: Case, block: str) -> None:
    """A word to whoever has it, or to those who were asked while nobody has."""
    for number in _held_by(case):
        reader = turn.house.staff(number)
        if reader is not None and (case.owner or cards.may(turn, Act.TAKE, case, reader)):
            turn.say(
                reader,
                FILE,
                block,
                about=turn.people[case.person],
                reply_slot=cards.card_slot(case),
                code=case.code,
            )


# -- who ----------------------------------------------------------------------------------------


def _first(turn: Turn, matter: Matter) -> tuple[str | None, tuple[str, ...]]:
    units = matters.levels(matter, turn.house.parents)
    post = matters.first_post(category_of(turn, matter), units, _staff(turn), turn.now)
    return (post.level, post.people) if post is not None else (None, _counsellors(turn, matter))


def _above(turn: Turn, matter: Matter) -> Post | None:
    units = matters.above(matter, turn.house.parents)
    return matters.next_post(category_of(turn, matter), units, _staff(turn), turn.now)


def _here(turn: Turn, matter: Matter) -> tuple[str, ...]:
    """The level it stands at and those above."""
    return () if matter.level is None else (matter.level, *matters.above(matter, turn.house.parents))


def _counsellors(turn: Turn, matter: Matter) -> tuple[str, ...]:
    staff = [
        (one.person, one.duty.covers(turn.now)) for one in turn.house.roster if one.person.id != turn.lane
    ]
    return matters.counsellors(matter, staff, turn.house.parents, turn.now)


def _on_duty(turn: Turn, case: Case) -> tuple[str, ...]:
    """The counsellors who come after everybody else, but for those who were asked already."""
    return tuple(number for number in _counsellors(turn, about(case)) if number not in case.progress.paged)


def _staff(turn: Turn) -> list[Person]:
    # nobody is asked about a request of their own
    return [one.person for one in turn.house.roster if one.person.id != turn.lane]


def _held_by(case: Case) -> tuple[str, ...]:
    return (case.owner,) if case.owner else case.progress.paged


# -- asking -------------------------------------------------------------------------------------


def _ask(turn: Turn, case: Case, people: tuple[str, ...]) -> Case:
    progress = case.progress
    fresh = [number for number in people if number not in progress.paged]
    paged = tuple(dict.fromkeys((*progress.paged, *people)))
    progress = replace(progress, pages=progress.pages + 1, paged=paged)
    # counsellors of other units, where the person's own has none: being asked lets them take it
    readers = [reader for number in people if (reader := turn.house.staff(number)) is not None]
    called = [reader.id for reader in readers if not cards.may(turn, Act.TAKE, case, reader)]
    alarmed = tuple(dict.fromkeys((*case.alarmed, *called)))
    case = turn.keep_case(replace(case, progress=progress, alarmed=alarmed))
    for reader in readers:
        if reader.id in fresh:
            cards.show(turn, case, reader, edit=False)
        else:
            cards.page_again(turn, case, reader)
    turn.happened(case, "asked" if people else "nobody to ask", "clock")
    watch(turn, case)
    return case


def _wait_for_person(turn: Turn, case: Case) -> None:
    """They were asked back and have not answered: reminded once; whoever has it hears it every time, and those
    above once that has gone on for long. It stays where it is: a question may well take its time."""
    matter = about(case)
    if not matter.reminded:
        turn.say(
            turn.who,
            OWN,
            "please_answer",
            code=case.code,
            keyboard=((turn.button(turn.who, OWN, "answer", requestcards.answer_press(case)),),),
        )
    case = restart(turn, replace(case, matter=replace(matter, reminded=matter.reminded + 1)))
    turn.happened(case, "person reminded", "clock")
    tell_owner(turn, case, "nudged")
    if about(case).reminded >= PATIENCE:
        post = _above(turn, matter)
        above = set(post.people) if post is not None else set()
        _tell_above(turn, case, "waiting_above", above | _answering(turn, case))


def _remind(turn: Turn, case: Case) -> None:
    """Nobody is above: those who have it and those who answer for it hear of every deadline, and so does the
    person. While nobody has it the counsellors on duty are asked too. It never just ends."""
    matter = about(case)
    case = restart(turn, replace(case, matter=replace(matter, reminded=matter.reminded + 1)))
    turn.happened(case, "overdue", "clock")
    told = _held_by(case)
    fresh = () if case.owner else _on_duty(turn, case)
    if fresh:
        case = _ask(turn, case, fresh)
    for number in told:
        reader = turn.house.staff(number)
        if reader is not None and cards.may(turn, Act.TAKE, case, reader):
            cards.page_again(turn, case, reader)
    _tell_above(turn, case, "overdue_above", _answering(turn, case) - {*told, *fresh})
    if fresh:
        _tell_asked_too(turn, case, late=True)
        return
    turn.say(turn.who, OWN, "still_waiting", code=case.code, until=until(turn, turn.who, about(case).due_at))


def _answering(turn: Turn, case: Case) -> set[str]:
    """Those who answer for the units a request stands at: the supervisors, and the desk but for what is private."""
    matter = about(case)
    roles = {Role.SUPERVISOR} if matter.category == PRIVATE else {Role.SUPERVISOR, Role.OFFICER}
    parents = turn.house.parents
    return {
        person.id
        for person in _staff(turn)
        if matters.reaching(person.grants, matter, parents, turn.now) & roles
    }


def _tell_above(turn: Turn, case: Case, block: str, numbers: Set[str]) -> None:
    owner = turn.house.staff(case.owner or "")
    for person in _staff(turn):
        if person.id not in numbers or person.id == case.owner or not within_reach(person):
            continue
        if not cards.may(turn, Act.TAKE, case, person):
            continue
        turn.say(
            person,
            FILE,
            block,
            about=turn.who,
            code=case.code,
            place=place_of(turn, person, about(case).level),
            owner=owner.name if owner else "",
            keyboard=cards.keyboard(turn, case, person),
            silent=requestcards.quiet(turn, case, person),
        )


def _tell_asked_too(turn: Turn, case: Case, *, late: bool) -> None:
    due = until(turn, turn.who, about(case).due_at)
    turn.say(turn.who, OWN, "asked_too", code=case.code, late=late, until=due)

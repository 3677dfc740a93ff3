"""Help requests in a colleague's own chat: the list, the buttons on their cards, and what is written next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.app import cards, dispatch, notes, requestacts, requestcards, seat
from bot.app.buttons import Press
from bot.app.closing import SURE
from bot.app.relay import packed
from bot.app.requestcards import FILE, category_words, place_of, until
from bot.app.turn import Turn
from bot.domain.case import Case, Kind, State, about
from bot.domain.messages import Button, Incoming, Keyboard
from bot.domain.permissions import Act
from bot.store.desks import Desk, DeskMode

LISTED = 8
MORE = "reqmore"
"""The next page of the list; `seq` is how many come before it."""
HERE = (Act.HAND_UP, Act.DELEGATE, Act.SAME, Act.ASK, Act.NOTE, Act.DONE, Act.DID)
"""What is asked in the colleague's own chat before anything happens."""
WRITING = {Act.ASK: DeskMode.ASKING, Act.DONE: DeskMode.DOING, Act.DID: DeskMode.DID}
MODES = {mode: act for act, mode in WRITING.items()}
"""What the next message is, by how the desk stands."""
QUESTIONS = {Act.ASK: "ask_question", Act.DONE: "ask_what", Act.DID: "ask_did"}


def works(turn: Turn, case: Case) -> bool:
    """Whether this is a request the colleague has, was passed, or may take."""
    if case.kind is not Kind.REQUEST or not case.live or case.person not in turn.people:
        return False
    mine = case.owner == turn.lane or about(case).helper == turn.lane
    return mine or (case.state is State.ESCALATING and cards.may(turn, Act.TAKE, case, turn.who))


def pressed(turn: Turn, incoming: Incoming, act: Act, press: Press, case: Case) -> None:
    """A button on a request's card."""
    who = turn.who
    theirs = act in (Act.TAKE, Act.DECLINE, Act.HELPER, Act.JOIN, Act.OPEN)
    known = theirs or act in HERE
    if not known or (not theirs and not seat.permitted(turn, act, case)):
        turn.answer(who, incoming.press_id, turn.text(who, cards.FILE, "toast_not_for_you"))
        turn.audit(turn.lane, f"{act} refused", case.id)
        return
    if act in HERE and press.choice != SURE:
        turn.answer(who, incoming.press_id)
        _begin(turn, act, case)
        return
    if act is Act.TAKE and turn.desk is not None and turn.desk.case != case.id:
        # their next words may be meant for this person, and must not reach the one before
        seat.put_aside(turn)
    if act in (Act.TAKE, Act.OPEN) and turn.session.mode == "bot" and turn.session.stack:
        # a menu left standing must not catch the words that are meant for the person
        turn.keep_session(replace(turn.session, stack=(), suspended=()))
    if act is Act.OPEN and seat.permitted(turn, act, case):
        seat.sit_down(turn, case)
    body: dict[str, object] = {"verb": act.value, "case": case.id, "by": turn.lane}
    told = {"press": incoming.press_id, "under": incoming.message_id, "choice": press.choice}
    turn.pass_on(case.person, "desk", body | told)


def _begin(turn: Turn, act: Act, case: Case) -> None:
    """What is still to be said or chosen."""
    if act is Act.NOTE:
        notes.ask(turn, case, DeskMode.NOTE)
    elif act is Act.HAND_UP:
        _ask_up(turn, case)
    elif act is Act.DELEGATE:
        people = requestacts.volunteers(turn, case)
        rows = tuple((Button(p.name, cards.press(Act.HELPER, case, p.id).data()),) for p in people)
        block = "ask_helper" if people else "no_helper"
        turn.say(turn.who, FILE, block, about=turn.people[case.person], keyboard=rows, code=case.code)
    elif act is Act.SAME:
        _ask_same(turn, case)
    elif act is not Act.DID and case.opened_by != turn.lane:
        cards.send_to_door(turn, case, turn.who, None)
    else:
        owner = turn.house.staff(case.owner or "")
        seat.turn_to_note(turn, case, WRITING[act])
        turn.say(
            turn.who,
            FILE,
            QUESTIONS[act],
            code=case.code,
            owner=owner.name if owner else "",
            together=len(requestcards.together(turn, about(case), case)),
        )


def _ask_up(turn: Turn, case: Case) -> None:
    post = dispatch.next_level(turn, case)
    if post is None:
        turn.say(turn.who, FILE, "nobody_above", code=case.code)
        return
    sure = turn.button(turn.who, FILE, "up_sure", cards.press(Act.HAND_UP, case, SURE))
    place = place_of(turn, turn.who, post.level)
    turn.say(turn.who, FILE, "ask_sure_up", keyboard=((sure,),), code=case.code, place=place)


def _ask_same(turn: Turn, case: Case) -> None:
    """The newest other requests the colleague may see, those of the same kind first."""
    matter = about(case)
    others = [
        other
        for other in turn.cases.values()
        if other.id != case.id
        and other.person in turn.people
        and requestcards.reaches(turn, other, turn.who)
        and about(other).unit == matter.unit
        and not (matter.raised_with and about(other).raised_with == matter.raised_with)
    ]
    others.sort(key=lambda other: other.opened_at, reverse=True)
    others.sort(key=lambda other: about(other).category != matter.category)
    rows = tuple((_same(turn, case, other),) for other in others[:LISTED])
    block = "ask_same" if rows else "no_same"
    turn.say(turn.who, FILE, block, keyboard=rows, code=case.code)


def _same(turn: Turn, case: Case, other: Case) -> Button:
    words = category_words(turn, about(other), turn.who)
    caption = turn.text(turn.who, FILE, "same_as", code=other.code, category=words)
    return Button(caption, cards.press(Act.JOIN, case, other.id).data())


def wrote(turn: Turn, incoming: Incoming, desk: Desk) -> None:
    """The message after Ask back, Done or I have done it."""
    act = MODES[desk.mode]
    case = turn.cases.get(desk.case)
    if case is None or not case.live:
        turn.keep_desk(None)
        turn.say(turn.who, cards.FILE, "not_kept_closed", reply_to=incoming.message_id)
        return
    if act is not Act.ASK and not incoming.text.strip():
        turn.say(turn.who, cards.FILE, "note_in_words", reply_to=incoming.message_id, closing=False)
        return
    if act is Act.ASK:
        # what is asked belongs to the talk: the next words go on with it
        seat.sit_down(turn, case)
    else:
        seat.go_back(turn, desk)
    body: dict[str, object] = {"verb": act.value, "case": case.id, "by": turn.lane}
    turn.pass_on(case.person, "desk", body | packed(incoming))


# -- the list -----------------------------------------------------------------------------------


def show(turn: Turn, before: int = 0) -> None:
    """Mine and what I was passed, then what nobody has, the nearest deadline first."""
    found = [case for case in turn.cases.values() if works(turn, case)]
    mine = [case for case in found if case.owner == turn.lane]
    waiting = [case for case in found if case.state is State.ESCALATING]
    found.sort(key=lambda case: (case.state is State.ESCALATING, about(case).due_at, case.id))
    shown = found[before : before + LISTED]
    rest = max(0, len(found) - before - LISTED)
    turn.say(
        turn.who,
        FILE,
        "desk",
        mine=len(mine),
        open=len(waiting),
        overdue=sum(_overdue(turn, case) for case in found),
        rows=[_row(turn, case) for case in shown],
        more=rest,
        keyboard=_doors(turn, shown, before + LISTED if rest else 0),
    )


def _row(turn: Turn, case: Case) -> dict[str, object]:
    matter = about(case)
    return {
        "code": case.code,
        "category": category_words(turn, matter, turn.who),
        "urgency": matter.urgency.value,
        "overdue": _overdue(turn, case),
        "mine": case.owner == turn.lane,
        "helping": matter.helper == turn.lane,
        "due": until(turn, turn.who, matter.due_at),
    }


def _overdue(turn: Turn, case: Case) -> bool:
    """A deadline has passed once already, or passes now."""
    return bool(about(case).reminded) or about(case).due_at <= turn.now


def _doors(turn: Turn, shown: Sequence[Case], after: int) -> Keyboard:
    rows = list(cards.doors(turn, [case for case in shown if about(case).helper != turn.lane], turn.who))
    for case in shown:
        if about(case).helper == turn.lane:
            button = turn.button(turn.who, FILE, Act.DID.value, cards.press(Act.DID, case))
            rows.append((replace(button, caption=f"{button.caption} {case.code}"),))
    if after:
        rows.append((turn.button(turn.who, FILE, "more", Press(MORE, seq=after)),))
    if turn.requests:
        rows.append((turn.button(turn.who, FILE, "own", Press(requestcards.MINE)),))
    return tuple(rows)

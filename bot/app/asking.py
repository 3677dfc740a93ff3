"""A dialogue's texts and questions, as they go out to the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from unicodedata import category

from bot.app.buttons import ANSWER, HUMAN, SUGGESTED, Press
from bot.app.library import caption_place
from bot.app.turn import Turn
from bot.domain.flow import effects as does
from bot.domain.flow.effects import Effect
from bot.domain.flow.model import BACK, DONE, EARLIER, MORE, SYSTEM
from bot.domain.messages import Button, Keyboard, Op, Outgoing

UNHEARD = "words_please_voice"
UNMATCHED = ("unrecognised", "unrecognised_again")
ROW = 18
"""How wide one of two buttons in a row may be, in half-width characters, its edges counted: on a small phone a wider
one would be cut off."""

SIGNS = 5
"""How many buttons of a single sign stand in a row."""

SLOT = "question"
"""Names the newest question whose buttons may change, so that it can be edited in place."""

TICK = "✓ "


def show(turn: Turn, shown: list[Effect], lead: str, hand_off: Callable[[Turn, does.HandOff], None]) -> None:
    """What is said in one turn goes out as one message: a thin link and a small screen thank for it."""
    texts: list[str] = [lead]
    slot = _in_place(turn, shown)
    for effect in shown:
        match effect:
            case does.Show(flow, block, values):
                texts.append(turn.text(turn.who, flow, block, **values))
            case does.Question():
                # words that have just called somebody were understood, only not as an answer
                heard = lead and effect.lead in UNMATCHED
                _ask(turn, texts, replace(effect, lead=None) if heard else effect, slot)
            case does.HandOff():
                _flush(turn, texts, slot=slot)
                hand_off(turn, effect)
            case does.Timer(kind, question, due):
                # by question: the one of a dialogue set aside runs beside the one under way
                turn.wake(kind, str(question), due - turn.now, guard=str(question))
            case _:
                pass
    _flush(turn, texts, slot=slot)
    for flow in dict.fromkeys(effect.flow for effect in shown if isinstance(effect, does.Ended)):
        if _keeps_to_one(turn, flow) and all(letter.slot != flow for letter in turn.letters):
            # however it ended, no button of it is left to be pressed
            turn.send(turn.who, Outgoing(op=Op.EDIT, text=turn.text(turn.who, SYSTEM, "closed")), slot=flow)


def _in_place(turn: Turn, shown: list[Effect]) -> str:
    """The name of the one message a dialogue keeps to; empty for those that go on below."""
    named = (effect.flow for effect in shown if isinstance(effect, does.Show | does.Question))
    return next((flow for flow in named if _keeps_to_one(turn, flow)), "")


def _keeps_to_one(turn: Turn, flow: str) -> bool:
    found = turn.house.library.flows.get(flow)
    return found is not None and found.in_place


def human_row(turn: Turn) -> tuple[Button, ...]:
    """The button to a person."""
    return (turn.button(turn.who, SYSTEM, "human", Press(HUMAN)),)


def suggestions(turn: Turn, flows: Sequence[str]) -> Keyboard:
    """Flows that may have been meant, below each other, and the button to a person."""
    texts, language = turn.house.texts, turn.who.language
    rows = [
        (Button(texts.caption(language, flow, "title"), Press(SUGGESTED, choice=flow).data()),)
        for flow in flows
    ]
    return (*rows, human_row(turn))


def _ask(turn: Turn, texts: list[str], question: does.Question, slot: str) -> None:
    if not (question.many or question.page):
        texts += _question_texts(turn, question)
        paced = question.number == turn.paced
        _flush(turn, texts, keyboard(turn, question), slot=f"pace:{question.number}" if paced else slot)
        return
    # what was said before stays when the question below it is edited
    _flush(turn, texts)
    words = "\n\n".join(text for text in _question_texts(turn, question) if text)
    message = Outgoing(
        op=Op.EDIT if question.changed else Op.SEND, text=words, keyboard=keyboard(turn, question)
    )
    turn.send(turn.who, message, slot=SLOT, insist=question.changed)


def _flush(turn: Turn, texts: list[str], keyboard: Keyboard = (), *, slot: str = "") -> None:
    words = [text for text in texts if text]
    texts.clear()
    if words or keyboard:
        # what was typed stands below the message by now: an answer above it would not be seen, so it moves down
        edit = turn.in_place and bool(slot)
        message = Outgoing(op=Op.EDIT if edit else Op.SEND, text="\n\n".join(words), keyboard=keyboard)
        turn.send(turn.who, message, slot=slot, insist=edit, replaces=not edit and _keeps_to_one(turn, slot))


def _question_texts(turn: Turn, question: does.Question) -> list[str]:
    person = turn.who
    lead = ""
    if question.lead:
        given = {**question.values, **question.lead_values}
        lead = turn.text(person, question.lead_file, question.lead, **given)
    asked = turn.text(person, question.flow, question.block, **question.values)
    if question.progress:
        done, total = question.progress
        asked = f"{asked} <i>({done}/{total})</i>"
    return [lead, asked]


def keyboard(turn: Turn, question: does.Question) -> Keyboard:
    """The choices, then what turns the pages, ends or goes back, and the way to a person last of all; on top for
    whoever speaks instead of writing, since they may not be able to."""
    shown = rows([_choice(turn, question, choice) for choice in question.choices])
    if question.page:
        page, pages = question.page
        turned = [*([EARLIER] if page > 1 else []), *([MORE] if page < pages else [])]
        shown.append(tuple(_control(turn, question, key) for key in turned))
    ways = [*([BACK] if question.back else []), *([DONE] if question.many else [])]
    if ways:
        shown.append(tuple(_control(turn, question, key) for key in ways))
    if question.human:
        shown.insert(0 if question.lead == UNHEARD else len(shown), human_row(turn))
    return tuple(shown)


def _choice(turn: Turn, question: does.Question, choice: str) -> Button:
    texts, language = turn.house.texts, turn.who.language
    caption = question.names.get(choice) or texts.caption(
        language, *caption_place(texts, question.flow, question.var, choice)
    )
    ticked = TICK if choice in question.chosen else ""
    return Button(ticked + caption, Press(ANSWER, "", question.number, choice).data())


def _control(turn: Turn, question: does.Question, key: str) -> Button:
    return turn.button(turn.who, SYSTEM, key.lower(), Press(ANSWER, "", question.number, key))


def rows(buttons: list[Button]) -> list[tuple[Button, ...]]:
    """Two short ones side by side, in reach of a thumb, and up to five that are a single sign, such as faces; a long
    one has the row to itself."""
    filled: list[tuple[Button, ...]] = []
    room, signs = False, 0
    for button in buttons:
        width = sum(2 if ord(letter) > 0x2E7F else 1 for letter in button.caption) + 4
        sign = len(button.caption) == 1 and category(button.caption) == "So"
        if sign and 0 < signs < SIGNS:
            filled[-1] += (button,)
            signs += 1
        elif room and width <= ROW and not signs:
            filled[-1] += (button,)
            room = False
        else:
            filled.append((button,))
            room = width <= ROW
            signs = int(sign)
    return filled

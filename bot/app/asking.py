"""A dialogue's texts and questions, as they go out to the person."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.buttons import ANSWER, HUMAN, Press
from bot.app.turn import Turn
from bot.domain.flow import effects as does
from bot.domain.flow.effects import Effect
from bot.domain.flow.model import SYSTEM
from bot.domain.messages import Button, Keyboard, Outgoing

UNHEARD = "words_please_voice"
ROW = 19
"""How wide a row of buttons may be, in half-width characters, before they stand below each other."""


def show(turn: Turn, shown: list[Effect], lead: str, hand_off: Callable[[Turn, does.HandOff], None]) -> None:
    """What is said in one turn goes out as one message: a thin link and a small screen thank for it."""
    texts: list[str] = [lead]
    for effect in shown:
        match effect:
            case does.Show(flow, block, values):
                texts.append(turn.text(turn.who, flow, block, **values))
            case does.Question():
                texts += _question_texts(turn, effect)
                paced = effect.number == turn.paced
                _flush(turn, texts, keyboard(turn, effect), slot=f"pace:{effect.number}" if paced else "")
            case does.HandOff():
                _flush(turn, texts)
                hand_off(turn, effect)
            case does.Timer(kind, question, due):
                # by question: the one of a dialogue set aside runs beside the one under way
                turn.wake(kind, str(question), due - turn.now, guard=str(question))
            case _:
                pass
    _flush(turn, texts)


def human_row(turn: Turn) -> tuple[Button, ...]:
    """The button to a person."""
    return (turn.button(turn.who, SYSTEM, "human", Press(HUMAN)),)


def _flush(turn: Turn, texts: list[str], keyboard: Keyboard = (), *, slot: str = "") -> None:
    words = [text for text in texts if text]
    texts.clear()
    if words or keyboard:
        turn.send(turn.who, Outgoing(text="\n\n".join(words), keyboard=keyboard), slot=slot)


def _question_texts(turn: Turn, question: does.Question) -> list[str]:
    person = turn.who
    lead = turn.text(person, question.lead_file, question.lead, **question.values) if question.lead else ""
    asked = turn.text(person, question.flow, question.block, **question.values)
    if question.progress:
        done, total = question.progress
        asked = f"{asked} <i>({done}/{total})</i>"
    return [lead, asked]


def keyboard(turn: Turn, question: does.Question) -> Keyboard:
    """The buttons under a question. Whoever speaks instead of writing may not be able to: a person comes first."""
    texts, person = turn.house.texts, turn.who
    rows: list[list[Button]] = []
    room = 0
    for choice in question.choices:
        caption = texts.caption(person.language, question.flow, f"{question.var}__{choice}")
        width = sum(2 if ord(letter) > 0x2E7F else 1 for letter in caption) + 4
        if not rows or width > room or len(rows[-1]) == 2:
            rows.append([])
            room = ROW * 2
        rows[-1].append(Button(caption, Press(ANSWER, "", question.number, choice).data()))
        room -= max(width, ROW)
    if question.human:
        place = 0 if question.lead == UNHEARD else len(rows)
        rows.insert(place, [*human_row(turn)])
    return tuple(tuple(row) for row in rows)

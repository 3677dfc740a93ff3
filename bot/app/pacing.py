"""A breath that is shown while it is taken: the open question's message, edited in place beat by beat."""

from __future__ import annotations

from datetime import timedelta

from bot.app import asking
from bot.app.turn import Turn
from bot.domain.flow import effects as does
from bot.domain.flow.engine import advance
from bot.domain.flow.events import Repeat
from bot.domain.messages import Op, Outgoing, Priority

TIMER = "pace"
ROUNDS = 5
IN, OUT = timedelta(seconds=4), timedelta(seconds=6)
FLOW, FILE = "breathe", "pacing"


def begin(turn: Turn) -> None:
    """The question asked next in this turn shows the first beat; the others follow by themselves."""
    number = turn.session.question + 1
    turn.paced = number
    turn.wake(TIMER, "breath", IN, guard=f"{number}:1")


def on_timer(turn: Turn, guard: str) -> None:
    """The next beat. Whoever stopped, answered or went elsewhere has another question open, or none."""
    number, beat = map(int, guard.split(":"))
    shown = advance(turn.house.library.flows, turn.session, Repeat(), turn.now).effects
    question = next((effect for effect in shown if isinstance(effect, does.Question)), None)
    if question is None or question.number != number or question.flow != FLOW:
        return
    ended = beat >= 2 * ROUNDS
    span = OUT if beat % 2 else IN
    text = turn.text(
        turn.who, FILE, "beat", out=bool(beat % 2), round=beat // 2 + 1, rounds=ROUNDS, ended=ended
    )
    turn.send(
        turn.who,
        Outgoing(op=Op.EDIT, text=text, keyboard=() if ended else asking.keyboard(turn, question)),
        priority=Priority.REPLY,
        slot=f"pace:{number}",
        # a breath that comes too late would only confuse the next one
        not_after=None if ended else turn.now + span,
    )
    if not ended:
        turn.wake(TIMER, "breath", span, guard=f"{number}:{beat + 1}")

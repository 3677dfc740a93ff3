"""What a person does while a question is open: a press, a word, a file, or nothing for too long."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.flow import answers
from bot.domain.flow.answers import Hint
from bot.domain.flow.effects import Question, Timer
from bot.domain.flow.events import Event, Pressed, Repeat, Said, Sent, TimedOut
from bot.domain.flow.mending import mend
from bot.domain.flow.model import BACK, DONE, EARLIER, MORE, Ask, Value, Var
from bot.domain.flow.running import Running

MAX_IN_A_LINE = 12
"""Answers one line may hold."""


def answer(running: Running, step: Ask, event: Event) -> None:
    """What becomes of an event while this question is open."""
    match event:
        case TimedOut():
            if step.timeout is not None:
                running.went(step.id, "timeout")
                running.go(step.timeout.goto)
        case Repeat(lead):
            running.ask_again(lead)
        case Pressed():
            _press(running, step, event)
        case Said(text):
            _said(running, step, event, text)
        case Sent():
            var = running.var(step)
            understood = answers.read(var, event, running.now, running.here)
            if understood is not None:
                running.answer(step, understood.value)
            else:
                hint = answers.hint(var, event, running.now, running.here)
                running.ask_again(hint.block, values=hint.values)
        case _:
            return


def _press(running: Running, step: Ask, event: Pressed) -> None:
    var, choice = running.var(step), event.choice
    if event.question != running.question:
        if not double_tap(running, event):
            running.ask_again("stale")
        return
    if choice == BACK and running.may_go_back(step):
        running.answered = (event.question, choice)
        _go_back(running)
    elif choice in (EARLIER, MORE) and running.pages(var) > 1:
        running.show_choices(var, running.frame.ticked, running.frame.page + (1 if choice == MORE else -1))
        running.ask_again(changed=True)
    elif var.type == "multi_choice" and choice == DONE:
        if _finish_ticking(running, step, var):
            running.answered = (event.question, choice)
    elif var.type == "multi_choice" and choice in var.of:
        _tick(running, var, choice)
    else:
        understood = answers.read(var, event, running.now, running.here)
        if understood is not None:
            running.answered = (event.question, choice)
            running.answer(step, understood.value)
        else:
            running.ask_again("stale")


def _tick(running: Running, var: Var, choice: str) -> None:
    ticked = running.frame.ticked
    wanted = [key for key in ticked if key != choice] if choice in ticked else [*ticked, choice]
    if len(wanted) > max(len(ticked), var.maximum):
        _not_so_many(running, var, wanted)
        return
    running.show_choices(var, wanted, running.frame.page)
    running.ask_again(changed=True)


def _not_so_many(running: Running, var: Var, ticked: Sequence[str]) -> None:
    hint = answers.beyond(var, [*ticked])
    running.ask_again(hint.block, values=hint.values, changed=True)


def _finish_ticking(running: Running, step: Ask, var: Var) -> bool:
    """Whether the ticked choices are an answer; if not, how many it takes has been said."""
    ticked: list[Value] = [key for key in var.of if key in running.frame.ticked]
    if not answers.holds(var, ticked):
        _not_so_many(running, var, running.frame.ticked)
        return False
    running.answer(step, ticked)
    return True


def _said(running: Running, step: Ask, event: Said, text: str) -> None:
    var = running.var(step)
    wordy = var.type in answers.WORDY
    if wordy and running.may_go_back(step) and answers.wants_back(var, text):
        _go_back(running)
        return
    understood = answers.read(var, event, running.now, running.here)
    if understood is not None and isinstance(understood.value, list) and running.frame.ticked:
        # what was ticked before somebody took to typing still counts
        both = {*running.frame.ticked, *map(str, understood.value)}
        running.show_choices(var, both, running.frame.page)
        _finish_ticking(running, step, var)
    elif understood is not None:
        running.answer(step, understood.value)
    elif var.type == "multi_choice" and answers.wants_done(text):
        _finish_ticking(running, step, var)
    elif running.may_go_back(step) and answers.wants_back(var, text):
        _go_back(running)
    elif not _in_one_line(running, text):
        _not_understood(running, step, answers.hint(var, event, running.now, running.here))


def _in_one_line(running: Running, text: str) -> bool:
    """Answers several short questions in a row, as "4 3 2" does: all of them, or nothing has happened."""
    words = answers.words(text)
    if not 2 <= len(words) <= MAX_IN_A_LINE:
        return False
    trial = running.rehearse()
    for word in words:
        # an action, a longer question or the end of the dialogue breaks the line
        step = trial.step if trial.stack else None
        var = trial.var(step) if isinstance(step, Ask) else None
        if not isinstance(step, Ask) or var is None or var.type not in answers.SHORT:
            return False
        understood = answers.read(var, Said(word), trial.now, trial.here)
        if understood is None:
            return False
        trial.effects = [effect for effect in trial.effects if not isinstance(effect, Question | Timer)]
        trial.answer(step, understood.value)
    running.become(trial)
    return True


def _not_understood(running: Running, step: Ask, hint: Hint) -> None:
    tries = running.count(step.id)
    retry = step.retry
    if retry is not None and tries > retry.most:
        running.went(step.id, "retry")
        running.go(retry.then)
    elif retry is not None and retry.leads:
        lead = retry.leads[min(tries, len(retry.leads)) - 1]
        running.ask_again(lead, running.flow.name, hint.values)
    elif hint.block == "unrecognised" and tries > 1:
        running.ask_again("unrecognised_again")
    else:
        running.ask_again(hint.block, values=hint.values)


def _go_back(running: Running) -> None:
    """To the question answered last, with all values as they were then."""
    mended = mend(running.flows, running.trail.pop())
    if mended.outcome != "same":
        # that question is no more; this one still is
        running.trail = []
        running.ask_again("stale")
        return
    running.cut_to(len(mended.stack) - 1, "left")
    running.stack = list(mended.stack)
    running.go(running.frame.step)


def double_tap(running: Running, event: Pressed) -> bool:
    """The second tap of an impatient thumb on the button that has just counted."""
    return running.answered == (event.question, event.choice)

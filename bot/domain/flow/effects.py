"""What the engine wants done, in order. It does nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.flow.model import SYSTEM, Value


@dataclass(frozen=True, slots=True)
class Show:
    """Show a block of `templates/<lang>/<flow>.j2`. Declared but unset variables are None in `values`."""

    flow: str
    block: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Show a block with buttons; its number comes back in `Pressed`, `TimedOut` and `Expired`.

    The caption of choice `key` is the block `<var>__<key>` of the same file; for "yes" and "no" of a
    yes_no without blocks of its own the system file's. The same question asked again keeps its number,
    so that buttons of both messages work. `lead` is a block of the file `lead_file`, put before the
    question; it also knows `lead_values`. `human` asks the app for its button to a person.
    `progress` is (this question, all questions), counted from 1, where the flow wants it shown.

    `choices` are those of one page; `page` is (this page, all pages), counted from 1, where there are
    several: buttons EARLIER and MORE turn them. `chosen` are the ticked ones where several can be chosen,
    which `many` says and a button DONE ends. `back` asks for a button BACK. `changed` says that the
    question stands on the screen already and only its buttons have changed.
    """

    flow: str
    block: str
    var: str
    number: int
    choices: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    lead: str | None = None
    lead_file: str = SYSTEM
    lead_values: Mapping[str, Value] = field(default_factory=dict)
    progress: tuple[int, int] | None = None
    human: bool = True
    many: bool = False
    chosen: tuple[str, ...] = ()
    page: tuple[int, int] | None = None
    back: bool = False
    changed: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    """Captions of choices that no author wrote, by key."""


@dataclass(frozen=True, slots=True)
class Perform:
    """Always the last effect: run the action, then `advance` again with Done or Failed in the same turn.

    Arguments whose variable is unset are None.
    """

    action: str
    arguments: Mapping[str, Value]
    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class HandOff:
    """Give the person to people. The session is in mode "human" from here on.

    `answers` are the set variables of `flow`, the dialogue handing off (both empty when nothing
    was running); `callers` holds those of the flows that had called it, outermost first.
    """

    target: str
    priority: str
    flow: str = ""
    answers: Mapping[str, Value] = field(default_factory=dict)
    callers: tuple[tuple[str, Mapping[str, Value]], ...] = ()


@dataclass(frozen=True, slots=True)
class Timer:
    """Send `TimedOut` (kind "answer") or `Expired` (kind "expiry") with this question when due.

    Nothing has to be cleared: a timer of an answered question changes nothing when it comes.
    """

    kind: Literal["answer", "expiry"]
    question: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """A flow is over: a status of its own, or one of handed_off, cancelled, restarted, dropped, left,
    expired, gone, broken. A called flow ends before its caller does."""

    flow: str
    status: str


Effect = Show | Question | Perform | HandOff | Timer | Ended

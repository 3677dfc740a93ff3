"""What a dialogue is once it has been read: flows, variables and steps, all frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

from bot.domain.flow.conditions import Condition
from bot.domain.matter import Category

Value: TypeAlias = bool | int | float | str | list["Value"] | dict[str, "Value"] | None
"""What a variable may hold: plain JSON values, so that a session can be written down exactly."""

SYSTEM = "system"
"""Name of the built-in flow, and of the template file with the texts all flows share."""

SKIP = "skip"
"""Key of the button that leaves a question unanswered."""

YES_NO = ("yes", "no")
"""Keys of the buttons under a question that is answered with yes or no."""

CLOCKS = ("theirs", "home")
"""Whose clock a moment is meant by: that of the person's unit, or that of headquarters."""

BACK, DONE, EARLIER, MORE = "BACK", "DONE", "EARLIER", "MORE"
"""What a press carries that is no choice; capitals, so that no author's key can mean the same."""

TARGETS = ("counsellor", "supervisor", "desk")
"""Whom a handoff may name."""

PRIORITIES = ("red", "amber", "green", "normal")
"""How urgent a handoff may be."""

SENSITIVITIES = ("open", "personal", "sensitive")


@dataclass(frozen=True, slots=True)
class Var:
    """A variable of a flow. `type` is a key of `answers.KINDS`, which says what the rest means."""

    name: str
    type: str
    of: tuple[str, ...] = ()
    """Keys of the choices, in the order of the buttons. Of a text: what is offered beside words of one's own."""
    captions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Button captions by key (also `skip`), in every language; attached by the library."""
    source: str = ""
    """Of a pick: the list whose rows are its first buttons, each a mapping with a `key` and a `name`."""
    skip: bool = False
    """The question may be left unanswered with one tap."""
    minimum: int | float = 1
    maximum: int | float = 20_000
    """Length of a text in characters, range of a number, or how many may be chosen; both ends included.
    The default is beyond what one message can hold: nobody who pours out their heart is told that it
    was too long."""
    whole: bool = False
    """Of a number: nothing after the point."""
    clock: str = CLOCKS[0]
    """Of a day or a moment: one of `CLOCKS`."""
    future: bool = False
    """Of a day: today or later; of a moment: later than now."""
    voice: bool = False
    """Of a text: a voice message answers it too; the value is then what `answers` says of media."""
    sensitivity: str = "personal"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written into the flow itself."""

    value: Value


@dataclass(frozen=True, slots=True)
class Variable:
    """The value of a variable at that moment; None while it is unset."""

    name: str


Operand = Constant | Variable


@dataclass(frozen=True, slots=True)
class Retry:
    """An answer not understood is asked for again up to `most` times; the next one leads to `then`.

    `leads` are blocks of the flow's own file, one per try (the last one repeats); empty means the
    shared texts of the system file.
    """

    most: int
    then: str
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Where to go when nobody answered for so long."""

    after: timedelta
    goto: str


@dataclass(frozen=True, slots=True)
class OnError:
    """A failing action is tried again `retry` times within the turn, then the dialogue goes to `then`."""

    then: str
    retry: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """Shows a block with buttons and waits until the variable is answered."""

    id: str
    line: int
    var: str
    block: str
    next: str
    retry: Retry | None = None
    timeout: Wait | None = None
    resumed: str | None = None
    """Where the dialogue goes on when it is taken up again here; None for the question itself. For what may
    only be asked under conditions that must be looked at anew."""
    human: bool = True
    """Whether the app adds its button to a person; False only where a choice of this very ask hands off."""
    back: bool = True
    """Whether there is a way back from here; False also bars the way back to here, and past it."""


@dataclass(frozen=True, slots=True)
class Say:
    """Shows a block and goes on."""

    id: str
    line: int
    block: str
    next: str


@dataclass(frozen=True, slots=True)
class When:
    """Goes one way or the other; there is always an other."""

    id: str
    line: int
    condition: Condition
    then: str
    otherwise: str
    sure: bool = False
    """What is compared must have a value by then: the other way stands for a choice too, not for nothing."""
    ways: tuple[str, str] = ("then", "else")
    """What the two ways are called where it is counted which of them were taken."""


@dataclass(frozen=True, slots=True)
class Do:
    """Has the app perform a registered action. `into` maps a variable to the result it receives."""

    id: str
    line: int
    action: str
    arguments: Mapping[str, Operand]
    into: Mapping[str, str]
    next: str
    on_error: OnError | None = None
    effects: bool = True
    """Something has changed afterwards that Back cannot take back."""


@dataclass(frozen=True, slots=True)
class Call:
    """Runs another flow and comes back. `into` maps a variable here to one of the called flow."""

    id: str
    line: int
    flow: str
    inputs: Mapping[str, Operand]
    into: Mapping[str, str]
    next: str


@dataclass(frozen=True, slots=True)
class Goto:
    id: str
    line: int
    next: str


@dataclass(frozen=True, slots=True)
class Handoff:
    """Gives the person to people. Ends everything the bot was doing with them."""

    id: str
    line: int
    target: str
    priority: str


@dataclass(frozen=True, slots=True)
class End:
    id: str
    line: int
    status: str


Step = Ask | Say | When | Do | Call | Goto | Handoff | End


@dataclass(frozen=True, slots=True)
class Flow:
    """One dialogue, checked: every step id named by a step or a rule exists in `steps`.

    `start` holds words and commands ("/talk") as the author wrote them. `again` says what a second
    start does ("restart" or "resume"); `interrupted` whether the dialogue is kept for later when
    another one starts ("suspend") or forgotten ("drop"). `migrate` maps a version to the step ids
    renamed after it. `progress` lists the asks that show "2/5". `back` False bars the way back within
    the whole flow. `in_place` keeps it to one message, edited with every tap. `source` is the file, for messages.
    """

    name: str
    version: int
    first: str
    steps: Mapping[str, Step]
    vars: Mapping[str, Var]
    start: tuple[str, ...] = ()
    expires: Wait | None = None
    migrate: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    again: str = "restart"
    interrupted: str = "suspend"
    progress: tuple[str, ...] = ()
    back: bool = True
    in_place: bool = False
    source: str = ""
    categories: Mapping[str, Category] = field(default_factory=dict)
    """The kinds of help a dialogue offers, by the choice that leads to them."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What the app says about an action it offers to flows.

    `arguments` maps a name to the type it takes: a key of `answers.KINDS`, or "any"; "text" also
    takes a choice. `results` maps a name to the type it gives, or to all values it can give.
    `failures` are the reasons it may fail with; empty means that it cannot fail. `effects` is False for
    a mere query: after it one can still go back to an earlier question.
    `optional` are the arguments that may be None, their variable unset. `takes` is the most delicate
    value it may be given: nothing sensitive goes to an action that lets it out of the room (a page, a
    log, a report).
    """

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    failures: tuple[str, ...] = ()
    effects: bool = True
    optional: frozenset[str] = frozenset()
    takes: str = "personal"


RESUME = Var(name="resume", type="choice", of=("go_on", "leave"))
"""The built-in question after an interruption; its texts are `resume`, `resume__go_on`, `resume__leave`."""

BUILT_IN = Flow(name=SYSTEM, version=1, first="", steps={}, vars={"resume": RESUME})
"""Stands in for `flows["system"]`, which the library fills with captions."""

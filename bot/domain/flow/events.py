"""Everything that can happen to a dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.flow.model import Value


@dataclass(frozen=True, slots=True)
class Start:
    """Somebody wants this flow. Values that are not variables of it, or do not fit, are left out."""

    flow: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """A text, exactly as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of question `question`; `choice` is one of its keys, or BACK, DONE, EARLIER or MORE."""

    question: int
    choice: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that is no text; `kind` is a value of `MediaKind`.

    `content` has what there is of `file_id`, `file_name`, `caption`, `latitude`, `longitude`, `name` and
    `phone`: plain JSON values, which an answer keeps.
    """

    kind: str
    content: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimedOut:
    """A timer of kind "answer" came due."""

    question: int


@dataclass(frozen=True, slots=True)
class Expired:
    """A timer of kind "expiry" came due."""

    question: int


@dataclass(frozen=True, slots=True)
class Done:
    """The action asked for by the last `Perform` has these results."""

    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """The action asked for by the last `Perform` failed; `reason` is one it declared."""

    reason: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person wants to leave whatever is running, set-aside dialogues included.

    Nothing is shown: the caller knows best what to say (system blocks `cancelled`, `nothing_to_cancel`).
    """


@dataclass(frozen=True, slots=True)
class HumanWanted:
    """The person pressed "talk to a person", or something in what they wrote calls for one."""

    target: str = "counsellor"
    priority: str = "green"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Ask the open question once more, with a block of the system file before it."""

    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """A human handed the person back to the bot."""


Event = (
    Start
    | Said
    | Pressed
    | Sent
    | TimedOut
    | Expired
    | Done
    | Failed
    | Cancelled
    | HumanWanted
    | Repeat
    | Released
)

"""Where a person stands: everything the engine must know between two events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.domain.flow.model import Value

Mode = Literal["bot", "human", "closed"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the person wrote or sent lately, kept for the safety net's window and for the journal of a
    case that opens after it."""

    at: datetime
    text: str
    """Everything readable in it; empty for a file without words."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """What a journal keeps of it: plain JSON values."""
    message: int | None = None
    album: str = ""
    kept: bool = False
    """It stands in a journal already."""
    corrects: int | None = None
    """The message this is the newer wording of."""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a remark needs a moment with a time zone")


@dataclass(frozen=True, slots=True)
class Frame:
    """One flow under way: at which step, with which answers. `given` are the values it started with.

    `ticked` are the choices ticked so far under the open question, `page` is which of its pages shows.
    """

    flow: str
    version: int
    step: str
    values: Mapping[str, Value] = field(default_factory=dict)
    retries: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, Value] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    page: int = 0


Stack = tuple[Frame, ...]
"""A dialogue: the flow that was started, then the flows it called, innermost last."""


@dataclass(frozen=True, slots=True)
class Session:
    """An empty `Session()` is where everybody starts.

    `question` is the number of the newest question and never goes back. An empty `stack` with
    something in `suspended` means that the question open now is "go on where we were?".
    `trail` are the earlier questions of the running dialogue, as it stood when each was answered: the way
    back. `recent` is carried, never read here. `answered` is the last press that counted (question,
    choice): the second tap of an impatient thumb is not a new answer. `spent` counts the steps of
    a turn that waits for an action and is 0 otherwise.
    """

    mode: Mode = "bot"
    question: int = 0
    stack: Stack = ()
    suspended: tuple[Stack, ...] = ()
    trail: tuple[Stack, ...] = ()
    recent: tuple[Remark, ...] = ()
    answered: tuple[int, str] | None = None
    spent: int = 0

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values; `from_data` gives back an equal session."""
        return {
            "mode": self.mode,
            "question": self.question,
            "stack": _stack_to_data(self.stack),
            "suspended": [_stack_to_data(stack) for stack in self.suspended],
            "trail": [_stack_to_data(stack) for stack in self.trail],
            "recent": [_remark_to_data(remark) for remark in self.recent],
            "answered": None if self.answered is None else list(self.answered),
            "spent": self.spent,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Session:
        """Reads what `to_data` wrote, also when it knew less. Raises KeyError, TypeError or ValueError for
        anything else."""
        mode = data["mode"]
        if mode not in ("bot", "human", "closed"):
            raise ValueError("unknown session mode")
        answered = data["answered"]
        return cls(
            mode=mode,
            question=int(data["question"]),
            stack=_stack_from_data(data["stack"]),
            suspended=tuple(_stack_from_data(stack) for stack in data["suspended"]),
            trail=tuple(_stack_from_data(stack) for stack in data.get("trail", ())),
            recent=tuple(_remark_from_data(remark) for remark in data["recent"]),
            answered=None if answered is None else (int(answered[0]), str(answered[1])),
            spent=int(data["spent"]),
        )


def _remark_to_data(remark: Remark) -> dict[str, Any]:
    return {
        "at": remark.at.isoformat(),
        "text": remark.text,
        "body": dict(remark.body),
        "message": remark.message,
        "album": remark.album,
        "kept": remark.kept,
        "corrects": remark.corrects,
    }


def _remark_from_data(data: Mapping[str, Any]) -> Remark:
    return Remark(
        at=datetime.fromisoformat(data["at"]),
        text=str(data["text"]),
        body=dict(data["body"]),
        message=None if data["message"] is None else int(data["message"]),
        album=str(data["album"]),
        kept=bool(data["kept"]),
        corrects=None if data.get("corrects") is None else int(data["corrects"]),
    )


def _stack_to_data(stack: Stack) -> list[dict[str, Any]]:
    return [
        {
            "flow": frame.flow,
            "version": frame.version,
            "step": frame.step,
            "values": dict(frame.values),
            "retries": dict(frame.retries),
            "given": dict(frame.given),
            "ticked": list(frame.ticked),
            "page": frame.page,
        }
        for frame in stack
    ]


def _stack_from_data(data: list[dict[str, Any]]) -> Stack:
    return tuple(
        Frame(
            flow=str(frame["flow"]),
            version=int(frame["version"]),
            step=str(frame["step"]),
            values=dict(frame["values"]),
            retries={str(step): int(count) for step, count in frame["retries"].items()},
            given=dict(frame["given"]),
            ticked=tuple(map(str, frame.get("ticked", ()))),
            page=int(frame.get("page", 0)),
        )
        for frame in data
    )

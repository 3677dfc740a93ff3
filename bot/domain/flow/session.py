"""Where a person stands: everything the engine must know between two events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        """Plain JSON values; `from_data` gives back an equal session. What is as it is for everybody is left out:
        this is read and written with every message."""
        data: dict[str, Any] = {"mode": self.mode, "question": self.question}
        if self.stack:
            data["stack"] = _stack_to_data(self.stack)
        if self.suspended:
            data["suspended"] = [_stack_to_data(stack) for stack in self.suspended]
        if self.trail:
            data["trail"] = [_stack_to_data(stack) for stack in self.trail]
        if self.recent:
            data["recent"] = [_remark_to_data(remark) for remark in self.recent]
        if self.answered is not None:
            data["answered"] = list(self.answered)
        if self.spent:
            data["spent"] = self.spent
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Session:
        """Reads what `to_data` wrote, also when it knew less. Raises KeyError, TypeError or ValueError for
        anything else."""
        mode = data["mode"]
        if mode not in ("bot", "human", "closed"):
            raise ValueError("unknown session mode")
        answered = data.get("answered")
        return cls(
            mode=mode,
            question=int(data["question"]),
            stack=_stack_from_data(data.get("stack", ())),
            suspended=tuple(map(_stack_from_data, data.get("suspended", ()))),
            trail=tuple(map(_stack_from_data, data.get("trail", ()))),
            recent=tuple(map(_remark_from_data, data.get("recent", ()))),
            answered=None if answered is None else (int(answered[0]), str(answered[1])),
            spent=int(data.get("spent", 0)),
        )


def _remark_to_data(remark: Remark) -> dict[str, Any]:
    data: dict[str, Any] = {"at": remark.at.isoformat(), "text": remark.text, "body": dict(remark.body)}
    if remark.message is not None:
        data["message"] = remark.message
    if remark.album:
        data["album"] = remark.album
    if remark.kept:
        data["kept"] = True
    if remark.corrects is not None:
        data["corrects"] = remark.corrects
    return data


def _remark_from_data(data: Mapping[str, Any]) -> Remark:
    at, text, said = datetime.fromisoformat(data["at"]), str(data["text"]), data.get
    message, corrects = said("message"), said("corrects")
    return Remark(
        at,
        text,
        dict(data["body"]),
        None if message is None else int(message),
        str(said("album", "")),
        bool(said("kept", False)),
        None if corrects is None else int(corrects),
    )


def _stack_to_data(stack: Stack) -> list[dict[str, Any]]:
    return [_frame_to_data(frame) for frame in stack]


def _frame_to_data(frame: Frame) -> dict[str, Any]:
    data: dict[str, Any] = {"flow": frame.flow, "version": frame.version, "step": frame.step}
    if frame.values:
        data["values"] = dict(frame.values)
    if frame.retries:
        data["retries"] = dict(frame.retries)
    if frame.given:
        data["given"] = dict(frame.given)
    if frame.ticked:
        data["ticked"] = list(frame.ticked)
    if frame.page:
        data["page"] = frame.page
    return data


def _stack_from_data(data: Iterable[Mapping[str, Any]]) -> Stack:
    return tuple(map(_frame_from_data, data))


def _frame_from_data(data: Mapping[str, Any]) -> Frame:
    flow, said = str(data["flow"]), data.get
    return Frame(
        flow,
        int(data["version"]),
        str(data["step"]),
        dict(said("values", ())),
        {str(step): int(count) for step, count in said("retries", {}).items()},
        dict(said("given", ())),
        tuple(map(str, said("ticked", ()))),
        int(said("page", 0)),
    )

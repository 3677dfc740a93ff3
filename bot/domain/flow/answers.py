"""What counts as an answer: the one table of variable types."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, tzinfo

from bot.domain.flow.attachments import (
    VOICES,
    holds_any,
    holds_file,
    holds_person,
    holds_place,
    read_any,
    read_person,
    take_any,
    take_card,
    take_file,
    take_place,
)
from bot.domain.flow.choices import choose, choose_many, ordinal, words, yes_or_no
from bot.domain.flow.days import read_date, read_moment, read_time
from bot.domain.flow.events import Pressed, Said, Sent
from bot.domain.flow.folding import fold
from bot.domain.flow.model import SKIP, YES_NO, Value, Var
from bot.domain.flow.numerals import read_number
from bot.domain.flow.phones import read_phone

__all__ = ["KINDS", "Answer", "Here", "Hint", "Kind", "buttons", "hint", "holds", "ordinal", "read", "words"]

LARGEST = 10**12
"""Beyond what anybody counts: the range of a number whose author names none."""

LONGEST = 20_000
"""Beyond what one message can hold."""

SHORT = frozenset({"choice", "pick", "yes_no", "number"})
"""Types of which several questions may be answered in one line."""

OPEN = frozenset({"pick", "text"})
"""Types whose answers go beyond the choices an author has named."""

WORDY = frozenset({"text", "person", "attachment"})
"""Types that take almost any words for an answer."""

PICKED = re.compile(r"[A-Za-z0-9_]{1,24}", re.ASCII)
"""What the key of a choice may be that no author wrote: it travels in a button."""

_E164 = re.compile(r"\+[1-9]\d{4,14}", re.ASCII)
_BACK = frozenset(map(fold, ("返回", "上一步", "返回上一步", "go back")))
_BACK_TOO = _BACK | {fold("back")}
_DONE = frozenset(map(fold, ("选好了", "好了", "完成", "done")))


@dataclass(frozen=True, slots=True)
class Here:
    """Where the person is: the clock of their unit and that of headquarters, and the country (ISO 3166
    alpha-2) whose way of writing phone numbers is theirs."""

    theirs: tzinfo = UTC
    home: tzinfo = UTC
    country: str = "CN"

    def clock(self, name: str) -> tzinfo:
        """One of `model.CLOCKS`."""
        return self.home if name == "home" else self.theirs


ANYWHERE = Here()


@dataclass(frozen=True, slots=True)
class Answer:
    """An understood answer; the value is None when the question was skipped."""

    value: Value


@dataclass(frozen=True, slots=True)
class Hint:
    """What to say to something that is no answer: a block of the system file, and the values it names."""

    block: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of variable.

    `settings` are the keys an author may write beside `type` and `sensitivity`. `holds` says whether a
    value fits, whatever it is. `read` turns a text into a value or None, and `take` something that is no
    text; only actions can fill a type that has neither. What is read may still lie beyond the
    variable's limits. `please` is the system block that asks for this type.
    """

    settings: frozenset[str]
    holds: Callable[[Var, Value], bool]
    read: Callable[[Var, str, datetime, Here], Value] | None = None
    take: Callable[[Var, Sent], Value] | None = None
    please: str = "unrecognised"

    @property
    def asked(self) -> bool:
        """Whether people can be asked for it."""
        return self.read is not None or self.take is not None


def read(var: Var, event: Said | Pressed | Sent, now: datetime, here: Here) -> Answer | None:
    """The answer in what a person did, or None when it is not understood or beyond the limits.

    A press is taken at its word; whether it belongs to this very question is for the caller to know.
    Ticking one of several choices is no answer yet.
    """
    if isinstance(event, Pressed):
        if var.skip and event.choice == SKIP:
            return Answer(None)
        if event.choice not in var.of or var.type == "multi_choice":
            return None
        return Answer(event.choice == YES_NO[0] if var.type == "yes_no" else event.choice)
    if isinstance(event, Said) and var.skip and fold(event.text) in _names(var, SKIP):
        return Answer(None)
    value = _raw(var, event, now, here)
    return Answer(value) if holds(var, value) and _in_time(var, value, now, here) else None


def hint(var: Var, event: Said | Sent, now: datetime, here: Here) -> Hint:
    """Why `read` did not understand, in kind words that say what would help."""
    value = _raw(var, event, now, here)
    kind = KINDS[var.type]
    if value is None and isinstance(event, Sent) and kind.read is not None:
        return Hint("words_please_voice" if event.kind in VOICES else "words_please")
    return Hint(kind.please) if value is None else beyond(var, value)


def beyond(var: Var, value: Value) -> Hint:
    """What to say to a value of the right type that this variable may not have."""
    most = None if var.maximum in (LARGEST, LONGEST) else var.maximum
    least = None if var.minimum == -LARGEST else var.minimum
    match var.type:
        case "multi_choice":
            few = isinstance(value, list) and len(value) < var.minimum
            return Hint("choose_at_least", {"min": least}) if few else Hint("choose_at_most", {"max": most})
        case "text":
            return Hint("length_please", {"min": least, "max": most})
        case "number" if var.whole and isinstance(value, float) and not value.is_integer():
            return Hint("whole_please")
        case "number" if least is not None or most is not None:
            return Hint("out_of_range", {"min": least, "max": most})
        case "date" | "datetime":
            return Hint("later_please")
        case _:
            return Hint(KINDS[var.type].please)


def offered(var: Var, values: Mapping[str, Value]) -> Var:
    """The variable with the choices it has at that moment: those of a pick come out of its list, the author's own
    after them. Rows that name nothing to press are passed over."""
    rows = values.get(var.source) if var.type == "pick" else None
    names: dict[str, tuple[str, ...]] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and PICKED.fullmatch(str(row.get("key", ""))) and row.get("name"):
            names.setdefault(str(row["key"]), (str(row["name"]),))
    names = {key: name for key, name in names.items() if key not in var.of}
    return replace(var, of=(*names, *var.of), captions={**var.captions, **names}) if names else var


def buttons(var: Var) -> tuple[str, ...]:
    """The keys of the buttons under a question about this variable, in order."""
    return (*var.of, SKIP) if var.skip else var.of


def holds(var: Var, value: Value) -> bool:
    """Whether the variable may have this value; None (unset) never fits."""
    return value is not None and KINDS[var.type].holds(var, value)


def wants_back(var: Var, text: str) -> bool:
    """Whether these words mean the question before. Where words are asked, "back" may be where it hurts."""
    return fold(text) in (_BACK if var.type in WORDY else _BACK_TOO)


def wants_done(text: str) -> bool:
    """Whether these words end the ticking of several choices."""
    return fold(text) in _DONE


def _raw(var: Var, event: Said | Sent, now: datetime, here: Here) -> Value:
    """What was said or sent as a value of the variable's type, its limits aside."""
    kind = KINDS[var.type]
    if isinstance(event, Said):
        return None if kind.read is None else kind.read(var, event.text, now, here)
    if kind.take is None or (var.type == "text" and not var.voice):
        return None
    value = kind.take(var, event)
    if var.type == "phone" and isinstance(value, dict):
        return read_phone(str(value["phone"]), here.country)
    return value if holds(var, value) else None


def _names(var: Var, key: str) -> set[str]:
    return {fold(name) for name in (key, *var.captions.get(key, ()))}


def _in_time(var: Var, value: Value, now: datetime, here: Here) -> bool:
    if not var.future:
        return True
    if var.type == "date":
        return str(value) >= now.astimezone(here.clock(var.clock)).date().isoformat()
    return datetime.fromisoformat(str(value)) > now


def _read_text(var: Var, text: str) -> Value:
    """The choice whose name this is, else the words. A number is a word here, not the place of a button."""
    return next((key for key in var.of if fold(text) in _names(var, key)), text.strip())


def _read_day(var: Var, text: str, now: datetime, here: Here) -> Value:
    day = read_date(text, now.astimezone(here.clock(var.clock)).date())
    return None if day is None else day.isoformat()


def _read_time(_: Var, text: str, __: datetime, ___: Here) -> Value:
    hour = read_time(text)
    return None if hour is None else hour.isoformat("minutes")


def _read_moment(var: Var, text: str, now: datetime, here: Here) -> Value:
    moment = read_moment(text, now.astimezone(here.clock(var.clock)))
    return None if moment is None else moment.isoformat(timespec="minutes")


def _fits_text(var: Var, value: Value) -> bool:
    if var.voice and isinstance(value, dict):
        return holds_file(var, value)
    return isinstance(value, str) and var.minimum <= len(value.strip()) <= var.maximum


def _fits_choice(var: Var, value: Value) -> bool:
    return isinstance(value, str) and value in var.of


def _fits_many(var: Var, value: Value) -> bool:
    return (
        isinstance(value, list)
        and var.minimum <= len(value) <= var.maximum
        and value == [key for key in var.of if key in value]
    )


def _fits_number(var: Var, value: Value) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and var.minimum <= value <= var.maximum
        and (not var.whole or float(value).is_integer())
    )


def _fits_stamp(kind: type[date] | type[time]) -> Callable[[Var, Value], bool]:
    def fits(_: Var, value: Value) -> bool:
        try:
            stamp = kind.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return False
        return stamp is not None and (not isinstance(stamp, datetime) or stamp.tzinfo is not None)

    return fits


def _fits_phone(_: Var, value: Value) -> bool:
    return isinstance(value, str) and _E164.fullmatch(value) is not None


def _keys(*names: str) -> frozenset[str]:
    return frozenset({SKIP, *names})


KINDS: Mapping[str, Kind] = {
    "choice": Kind(_keys("of"), _fits_choice, lambda var, text, _, __: choose(var, text)),
    "pick": Kind(
        _keys("of", "from"),
        lambda _, value: isinstance(value, str) and PICKED.fullmatch(value) is not None,
        lambda var, text, _, __: choose(var, text),
    ),
    "multi_choice": Kind(
        _keys("of", "min", "max"), _fits_many, lambda var, text, _, __: choose_many(var, text)
    ),
    "yes_no": Kind(
        _keys(),
        lambda _, value: isinstance(value, bool),
        lambda var, text, _, __: yes_or_no(var, text),
        please="yes_please",
    ),
    "number": Kind(
        _keys("range", "whole"),
        _fits_number,
        lambda _, text, __, ___: read_number(text),
        please="number_please",
    ),
    "text": Kind(
        _keys("of", "length", "voice"), _fits_text, lambda var, text, _, __: _read_text(var, text), take_file
    ),
    "date": Kind(_keys("clock", "future"), _fits_stamp(date), _read_day, please="date_please"),
    "time": Kind(_keys(), _fits_stamp(time), _read_time, please="time_please"),
    "datetime": Kind(_keys("clock", "future"), _fits_stamp(datetime), _read_moment, please="moment_please"),
    "phone": Kind(
        _keys(),
        _fits_phone,
        lambda _, text, __, here: read_phone(text, here.country),
        take_card,
        please="phone_please",
    ),
    "person": Kind(
        _keys(),
        holds_person,
        lambda _, text, __, here: read_person(text, here.country),
        take_card,
        please="person_please",
    ),
    "location": Kind(_keys(), holds_place, take=take_place, please="location_please"),
    "photo": Kind(_keys(), holds_file, take=take_file, please="photo_please"),
    "voice": Kind(_keys(), holds_file, take=take_file, please="voice_please"),
    "file": Kind(_keys(), holds_file, take=take_file, please="file_please"),
    "attachment": Kind(_keys(), holds_any, lambda _, text, __, ___: read_any(text), take_any),
    "list": Kind(frozenset(), lambda _, value: isinstance(value, list)),
}
"""Every type an author may use, by the name they write."""

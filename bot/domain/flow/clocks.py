"""Times of the day as people write them: 三点半, 15：00, 晚上8点, half past 3, 3pm, noon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.flow.numerals import CHINESE, whole

_N = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: what its hours are called, and which hour of the day (0-47) each of them is.

    24 and more lies on the next day: 晚上十二点 ends the evening it belongs to. `alone` is the hour the
    part means without any number; `divided` says that its small hours may belong to either of two days.
    """

    words: str
    hours: Mapping[int, int]
    alone: int | None = None
    divided: bool = False


def _same(first: int, last: int) -> dict[int, int]:
    return {hour: hour for hour in range(first, last + 1)}


def _later(first: int, last: int, by: int) -> dict[int, int]:
    return {hour: hour + by for hour in range(first, last + 1)}


_MIDNIGHT = {0: 24, 12: 24, 24: 24}

PARTS = (
    Part("凌晨", _same(0, 8) | {12: 0}),
    Part("大清早|一大早|清早|清晨|早上|早晨|上午|朝早|午前|早|morning", _same(0, 12)),
    Part("中午|正午|晌午|noon|midday", _same(11, 14) | _later(1, 2, 12), alone=12),
    Part(
        "下午|午后|下昼|晏昼|afternoon",
        _same(12, 19) | _later(1, 7, 12),
    ),
    Part(
        "晚上|晚间|夜晚|傍晚|晚|evening|night",
        _same(17, 23) | _later(5, 11, 12) | _later(1, 4, 24) | _MIDNIGHT,
    ),
    Part(
        "大半夜|半夜|深夜|夜里",
        _same(21, 23) | _later(9, 11, 12) | _later(1, 5, 24) | _MIDNIGHT,
        divided=True,
    ),
    Part("午夜|midnight", _MIDNIGHT, alone=24, divided=True),
)
"""Longer words stand before the shorter ones they contain."""

_PART = re.compile("|".join(rf"(?<![a-z])(?:{part.words})(?![a-z])" for part in PARTS))
_PART_OF = {word: part for part in PARTS for word in part.words.split("|")}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the day. `hour` runs to 47, 24 and more being the day after.

    `bare` is an hour from 1 to 11 with nothing that says which half of the day; it is then the likelier
    one: 7 to 11 in the morning, 1 to 6 in the afternoon.
    """

    hour: int
    minute: int
    bare: bool = False
    divided: bool = False


def parts_in(text: str) -> tuple[tuple[Part, ...], str]:
    """The parts of the day named in a text, and the text without them."""
    found = tuple(_PART_OF[match[0]] for match in _PART.finditer(text))
    return found, " ".join(_PART.sub(" ", text).split()) if found else text


def read_clock(text: str, parts: Iterable[Part] = ()) -> Clock | None:
    """The time in a text in plain signs from which the parts of the day were taken out; None if it is none.

    With parts the hour must make sense in each of them and be the same hour in all.
    """
    named = tuple(parts)
    if not text:
        alone = [(part.alone, part.divided) for part in named if part.alone is not None]
        return Clock(alone[0][0], 0, divided=alone[0][1]) if len(alone) == 1 == len(named) else None
    read = _read(text)
    if read is None:
        return None
    hour, minute, exact = read
    if not (0 <= hour <= 23 and 0 <= minute <= 59) and (hour, minute) != (24, 0):
        return None
    if not named:
        bare = not exact and 1 <= hour <= 11
        return Clock(hour + 12 if bare and hour < 7 else hour, minute, bare)
    hours = [part.hours.get(hour) for part in named]
    meant = [number for number in hours if number is not None]
    if len(meant) < len(hours) or len({number % 24 for number in meant}) > 1:
        return None
    return Clock(max(meant), minute, divided=any(part.divided for part in named) and max(meant) >= 24)


_FIGURES = re.compile(r"(\d{1,2})[:∶](\d{2})(?::00)?")
_SPOKEN = re.compile(rf"({_N})(?:点钟?|时)(?:整|过?[零〇]?(?:({_N})分?|([一三123])刻|(半)))?")
_PAST = re.compile(r"(half past|(?:1 )?quarter (?:past|to)) (\d{1,2})")
_LONE = re.compile(r"\d{1,2}")
_QUARTERS = {"一": 15, "1": 15, "2": 30, "三": 45, "3": 45}


def _read(text: str) -> tuple[int, int, bool] | None:
    """Hour, minute, and whether it is written on the clock of 24 hours (03:00 is, 3:00 is not)."""
    figures = _FIGURES.fullmatch(text)
    if figures is not None:
        return int(figures[1]), int(figures[2]), len(figures[1]) == 2
    spoken = _SPOKEN.fullmatch(text)
    if spoken is not None:
        hour = whole(spoken[1])
        minute = whole(spoken[2]) if spoken[2] else _QUARTERS.get(spoken[3], 30 if spoken[4] else 0)
        return None if hour is None or minute is None else (hour, minute, False)
    past = _PAST.fullmatch(text)
    if past is not None:
        hour = int(past[2])
        if past[1].endswith("to"):
            return (hour - 1 or 12, 45, False) if hour else None
        return hour, 30 if past[1].startswith("half") else 15, False
    return (int(text), 0, False) if _LONE.fullmatch(text) else None

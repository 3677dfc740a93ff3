"""Red, amber, green as work-queue priority with reasons. Never a diagnosis, never a gate."""

from __future__ import annotations

from enum import StrEnum

from bot.domain.safety import Concern, Level


class Colour(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


_ORDER = (Colour.GREEN, Colour.AMBER, Colour.RED)


def worse(first: Colour, second: Colour) -> Colour:
    """The more urgent of two. A colour is raised by what is heard and lowered by people only."""
    return max(first, second, key=_ORDER.index)


def raises(new: Colour, old: Colour) -> bool:
    return _ORDER.index(new) > _ORDER.index(old)


def colour_of(concern: Concern) -> Colour:
    return {Level.NONE: Colour.GREEN, Level.AMBER: Colour.AMBER, Level.RED: Colour.RED}[concern.level]


def assess_taps(mood: str) -> Colour:
    """`awful` alone is amber: somebody who says so hears from a person today."""
    return Colour.AMBER if mood == "awful" else Colour.GREEN


def assess(mood: str, concern: Concern) -> Colour:
    """The colour at the end of the hotline questions: the worse of what was tapped and what was written."""
    return worse(assess_taps(mood), colour_of(concern))

"""Red, amber, green as work-queue priority with reasons. Never a diagnosis, never a gate.

The questions are our own words and no instrument: they find out how soon a person should come, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


ANSWERS: Mapping[str, Mapping[str, Colour]] = {
    "mood": {
        "good": Colour.GREEN,
        "okay": Colour.GREEN,
        "skip": Colour.GREEN,
        "low": Colour.GREEN,
        # who says so hears from a person today
        "awful": Colour.AMBER,
    },
    "topic": {
        "homesick": Colour.GREEN,
        "family": Colour.GREEN,
        "work": Colour.GREEN,
        "sleep": Colour.GREEN,
        "body": Colour.GREEN,
        "other": Colour.GREEN,
        # nothing a tip could answer, and told to a machine only to reach somebody
        "conflict": Colour.AMBER,
        "unsayable": Colour.AMBER,
    },
    # who leaves one of these open is asked by a person instead
    "safe": {"safe": Colour.GREEN, "skip": Colour.AMBER, "unsure": Colour.AMBER, "not_safe": Colour.RED},
    "thoughts": {"no": Colour.GREEN, "skip": Colour.AMBER, "passing": Colour.AMBER, "yes": Colour.RED},
    "company": {"here": Colour.GREEN, "nearby": Colour.GREEN, "skip": Colour.GREEN, "nobody": Colour.GREEN},
    "voice": {"no": Colour.GREEN, "yes": Colour.AMBER},
    "danger": {"no": Colour.GREEN, "skip": Colour.AMBER, "unsure": Colour.AMBER, "yes": Colour.RED},
}
"""Every answer by its question, from the mildest to the worst, with the colour it calls for by itself."""

TOPICS_PAST_THE_UNIT = frozenset({"conflict", "unsayable"})
"""What never goes through the person's own unit, whatever they say about it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How soon somebody should come, and the answers that say so ("safe.unsure")."""

    colour: Colour
    reasons: tuple[str, ...] = ()


def weigh(answers: Mapping[str, str]) -> Verdict:
    """The colour of what was tapped. Answers and questions it does not know weigh nothing."""
    colour, reasons = Colour.GREEN, []
    for question, weights in ANSWERS.items():
        answer = answers.get(question, "")
        found = weights.get(answer, Colour.GREEN)
        if found is not Colour.GREEN:
            reasons.append(f"{question}.{answer}")
        colour = worse(colour, found)
    if answers.get("company") == "nobody" and answers.get("thoughts") in ("passing", "skip"):
        # alone with it
        colour, reasons = Colour.RED, [*reasons, "company.nobody"]
    return Verdict(colour, tuple(reasons))


def assess(answers: Mapping[str, str], concern: Concern) -> Verdict:
    """The colour at the end of the hotline questions: the worse of what was tapped and what was written."""
    tapped = weigh(answers)
    return Verdict(worse(tapped.colour, colour_of(concern)), (*tapped.reasons, *concern.reasons))


class Asking(StrEnum):
    """Whether somebody is asked about their safety."""

    NONE = "none"
    SAFETY = "safety"
    PEOPLE = "people"
    """It would make sense, but nobody is there to hear the answer: people are called instead."""


def asking(answers: Mapping[str, str], concern: Concern, *, attended: bool) -> Asking:
    """Direct questions make sense where something points that way, and only while somebody is on duty:
    nobody is asked about dying by a machine that has nobody to call."""
    pointing = (
        answers.get("mood") in ("low", "awful")
        or answers.get("topic") in TOPICS_PAST_THE_UNIT
        or concern.level is not Level.NONE
    )
    if not pointing:
        return Asking.NONE
    return Asking.SAFETY if attended else Asking.PEOPLE

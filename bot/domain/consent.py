"""What people are asked to agree to, purpose by purpose: help needs none of it, and any of it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.people import CASE_ROLES, Role


class Answer(StrEnum):
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody has said about one purpose. The newest one of a purpose counts; the others are history."""

    purpose: str
    version: int
    at: datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing that is done only with consent. Its words are the block `<name>_v<version>` of the texts; whoever
    changes what they mean raises the version."""

    name: str
    version: int
    roles: frozenset[Role]
    """Whom it concerns; staff are asked nothing, whatever else they are."""


PURPOSES: Mapping[str, Purpose] = {
    purpose.name: purpose
    for purpose in (
        # the next one to talk with them may read what the last one has noted
        Purpose("records", 1, frozenset({Role.EMPLOYEE, Role.FAMILY})),
        # on a low time their liaison is asked to say hello, and told nothing else
        Purpose("liaison", 1, frozenset({Role.EMPLOYEE})),
        # a week without a word home is gently mentioned
        Purpose("weekly", 1, frozenset({Role.FAMILY})),
    )
}

MESSAGES = "messages"
"""What the bot sends by itself: there unless it was withdrawn, and never asked for on a screen."""

MESSAGES_VERSION = 1

FAMILY = "family"
"""Being tied to somebody as their family: agreed to on the invitation, taken back by ending it."""

FAMILY_VERSION = 1

Current = Mapping[str, Consent]
"""The newest answer to each purpose."""


class Standing(StrEnum):
    """How somebody stands to one purpose."""

    NONE = "none"
    """It does not concern them."""
    OPEN = "open"
    """They have not been asked."""
    CHANGED = "changed"
    """They agreed to other words than today's, which counts as no until they are asked again."""
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def standing(purpose: Purpose, roles: Collection[Role], current: Current) -> Standing:
    """How somebody with these roles stands to a purpose. A no stays a no when the words change: who has said it
    is not asked again."""
    if CASE_ROLES & frozenset(roles) or not purpose.roles & frozenset(roles):
        return Standing.NONE
    said = current.get(purpose.name)
    if said is None:
        return Standing.OPEN
    if said.answer is Answer.GIVEN and said.version != purpose.version:
        return Standing.CHANGED
    return Standing(said.answer.value)


def allows(purpose: Purpose, roles: Collection[Role], current: Current) -> bool:
    """Whether it may be done: agreed to, in today's words."""
    return standing(purpose, roles, current) is Standing.GIVEN


def paused(current: Current) -> bool:
    """Whether somebody wants nothing that the bot would send by itself."""
    said = current.get(MESSAGES)
    return said is not None and said.answer is not Answer.GIVEN


def answered(purpose: str, version: int, agrees: bool, current: Current, now: datetime) -> Consent | None:
    """The row to write, None where nothing changes. A no after a yes is a withdrawal."""
    before = current.get(purpose)
    if agrees:
        answer = Answer.GIVEN
    elif before is not None and before.answer is not Answer.DECLINED:
        answer = Answer.WITHDRAWN
    else:
        answer = Answer.DECLINED
    if before is not None and (before.answer, before.version) == (answer, version):
        return None
    return Consent(purpose, version, now, answer)

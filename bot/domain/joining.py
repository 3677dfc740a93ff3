"""Joining: links that are used once or stand on a wall, who asks to be let in, and guessing that must not pay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.family import Relation, Tie
from bot.domain.people import Grant, Person, Role, reaching
from bot.domain.permissions import Act, permits

FORM = re.compile(r"/start(?:@\w+)?\s+([A-Za-z0-9_-]{8,64})\s*")
"""What a messenger sends for a link with a code in it (Bot API: deep linking, at most 64 characters)."""

GUESSES = 5
"""Wrong codes in a row after which an account has to wait."""
PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as the store keeps it: everything but the code."""

    id: str
    unit: str
    until: datetime
    person: str | None = None
    """Who it was made for; None lets anybody into the unit."""
    approve: bool = False
    """Somebody of the unit looks at each one first."""
    room: int | None = None
    """How many more it lets in; None is any number."""
    used_by: str | None = None
    inviter: str | None = None
    """The employee who invites one of their family with it."""
    relation: Relation | None = None
    """What whoever uses it is to the inviter."""

    def opens(self, now: datetime) -> bool:
        return now < self.until and self.used_by is None and (self.room is None or self.room > 0)


class Verdict(StrEnum):
    WAITING = "waiting"
    ADMITTED = "admitted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Application:
    """Somebody who asks to be let into a unit."""

    id: str
    person: str
    link: str
    unit: str
    at: datetime
    verdict: Verdict = Verdict.WAITING
    asked: tuple[str, ...] = ()
    """Who got a card about it."""
    by: str | None = None
    """Who has decided."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """Wrong codes of one account; `since` is the last of them."""

    count: int = 0
    since: datetime | None = None

    def wrong(self, now: datetime) -> Guesses:
        """One more."""
        return Guesses(self.count + 1 if self._lately(now) else 1, now)

    def must_wait(self, now: datetime) -> bool:
        return self.count >= GUESSES and self._lately(now)

    def _lately(self, now: datetime) -> bool:
        return self.since is not None and now - self.since < PAUSE


def code_in(text: str) -> str | None:
    """The code that came with a link, None for anything else a person may write."""
    found = FORM.fullmatch(text)
    return None if found is None else found[1]


def awaits(person: Person) -> bool:
    """Whether a record still waits for its person: registered, and nobody has ever written under it."""
    return person.registered and person.address is None and not person.started


def belongs(person: Person, now: datetime) -> bool:
    """Whether somebody holds a role now or will: who has left may join anew."""
    return any(grant.end is None or now < grant.end for grant in person.grants)


def who_decides(
    people: Sequence[Person], unit: str, parents: Mapping[str, str | None], now: datetime
) -> tuple[Person, ...]:
    """Who is asked about an application: the unit's officers, else supervisors, else counsellors, of those
    who can be reached and whose roles reach the unit."""
    for role in (Role.OFFICER, Role.SUPERVISOR, Role.COUNSELLOR):
        found = tuple(
            person
            for person in people
            if person.address is not None
            and person.started
            and person.reachable
            and permits(person, Act.ADMIT, now, unit=unit, parents=dict(parents))
            and role in {grant.role for grant in reaching(person.grants, unit, parents, now)}
        )
        if found:
            return found
    return ()


def in_place_of(writer: Person, waiting: Person) -> Person:
    """Whoever has written, as the person a record was waiting for. They keep their own id, with everything
    they have written under it, and the language they have chosen."""
    return replace(
        writer,
        name=waiting.name,
        unit=waiting.unit,
        language=writer.language if writer.started else waiting.language,
        grants=waiting.grants,
        languages=waiting.languages,
        gender=waiting.gender,
        dialects=waiting.dialects,
        thin=waiting.thin,
    )


@dataclass(frozen=True, slots=True)
class Door:
    """What somebody who comes with a code, or presses a button about somebody who did, finds."""

    code: str | None = None
    link: Link | None = None
    waiting: Person | None = None
    """Who the link was made for."""
    busy: bool = False
    """Something is under way in the name of that person; they cannot be joined at this moment."""
    guesses: Guesses = Guesses()
    application: Application | None = None
    deciders: tuple[Person, ...] = ()
    """Everybody who might decide; of an application that was made, those who were asked."""
    by: Person | None = None
    """Who has pressed."""
    inviter: Person | None = None
    """Whose family the link leads to."""


@dataclass(frozen=True, slots=True)
class TakePlace:
    """The writer becomes the person a link was made for."""

    link: str
    waiting: str


@dataclass(frozen=True, slots=True)
class Enter:
    """The writer becomes an employee of a unit."""

    link: str
    unit: str
    grant: str
    invited: bool = False
    """Let in by somebody: the link need not be open any more."""


@dataclass(frozen=True, slots=True)
class Invite:
    """An employee invites one of their family; `code` is what the link carries, and is not kept."""

    link: Link
    code: str


@dataclass(frozen=True, slots=True)
class Uninvite:
    """An invitation is taken back before anybody has used it."""

    link: str


@dataclass(frozen=True, slots=True)
class Attach:
    """Two people become family here: `link` is the invitation that is used up, else `beside` the tie of theirs that
    still has to hold. `grant` is the role that comes with it, for whoever has none of family yet, with its id."""

    tie: Tie
    link: str | None = None
    grant: tuple[str, Grant] | None = None
    enters: bool = False
    """They belong to no unit yet, and belong to that of the role from here on."""
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two ends a tie."""

    tie: str


@dataclass(frozen=True, slots=True)
class Ask:
    application: Application


@dataclass(frozen=True, slots=True)
class Decide:
    application: Application


Move = TakePlace | Enter | Invite | Uninvite | Attach | Part | Ask | Decide | Guesses
"""What joining changes in the store; `Guesses` are kept as they are."""

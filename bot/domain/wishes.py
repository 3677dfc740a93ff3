"""What somebody who asks for help wishes: when, by whom, and past whom. Moments are on the person's own clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.flow.telling import moment_told
from bot.domain.people import Person
from bot.domain.triage import TOPICS_PAST_THE_UNIT

AFTER_WORK = 19
MORNING = 9
"""Hours on the person's clock behind "after work" and "in the morning"."""

LATEST = timedelta(days=7)
"""What is further off is no appointment with anybody on duty now: it stands on the card, and nobody waits for it."""

OTHER_LANGUAGES = ("zh",)
"""What everybody here works in: no choice anybody has to be offered."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Kept with the case, sealed. Empty means no wish."""

    at: datetime | None = None
    """When they would like to talk; None is now."""
    gender: str = ""
    speech: str = ""
    """A dialect or language, exactly as the roster writes it."""
    hello: bool = False
    """Their liaison may be asked to say hello, and learns nothing else. Without it nobody is told anything."""
    bypass_unit: bool = False
    """Not through the person's own unit: whoever works for exactly that one is neither asked nor shown it."""
    behalf: bool = False
    """The case is about somebody else; its person is the one who worries."""

    def matched_by(self, person: Person) -> bool:
        """Whether this counsellor is whom they wished for; everybody is when there is no such wish."""
        spoken = (*person.dialects, *person.languages)
        return (not self.gender or person.gender == self.gender) and (
            not self.speech or self.speech in spoken
        )

    def and_then(self, newer: Wishes) -> Wishes:
        """With what was wished for later; what was to be kept from the unit stays so."""
        return Wishes(
            at=newer.at or self.at,
            gender=newer.gender or self.gender,
            speech=newer.speech or self.speech,
            hello=newer.hello or self.hello,
            bypass_unit=newer.bypass_unit or self.bypass_unit,
            behalf=self.behalf,
        )

    def at_once(self) -> Wishes:
        """Now after all."""
        return replace(self, at=None)

    @property
    def picky(self) -> bool:
        """Whether it matters who comes."""
        return bool(self.gender or self.speech)

    def later(self, now: datetime) -> datetime | None:
        """The moment wished for, while it is still to come."""
        return self.at if self.at is not None and self.at > now else None


def wishes_in(answers: Mapping[str, str], there: datetime) -> Wishes:
    """What a dialogue's answers wish for. `there` is now on the person's own clock."""
    past = answers.get("told") == "not_unit" or answers.get("topic") in TOPICS_PAST_THE_UNIT
    return Wishes(
        at=moment(answers.get("when", ""), there, answers.get("hour", "")),
        gender=answers["gender"] if answers.get("gender") in ("f", "m") else "",
        speech=answers.get("speech", ""),
        # their liaison belongs to the unit that is passed by
        hello=answers.get("told") == "hello" and not past,
        bypass_unit=past,
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """Between what the counsellors of a unit really give a choice."""

    genders: tuple[str, ...]
    speeches: tuple[str, ...]


def choices(staff: Iterable[Person]) -> Choices:
    """A choice takes two: what all of them have, or none, is not asked about."""
    people = tuple(staff)
    genders = sorted({person.gender for person in people if person.gender})
    spoken = {speech for person in people for speech in (*person.dialects, *person.languages)}
    rare = [
        speech
        for speech in sorted(spoken - set(OTHER_LANGUAGES))
        if not all(speech in (*person.dialects, *person.languages) for person in people)
    ]
    return Choices(tuple(genders) if len(genders) > 1 else (), tuple(rare))


def speech_in(words: str, offered: Sequence[tuple[str, str]]) -> str:
    """The one of `offered` (as the roster writes it, as the person reads it) that these words name, or ""."""
    said = words.casefold()
    return next((key for key, name in offered if key.casefold() in said or name.casefold() in said), "")


def moment(when: str, there: datetime, named: str = "") -> datetime | None:
    """The next time it is what they chose on their own clock, or what they named as `told`; None for now.

    `there` is now on that clock. After work is this evening; when the evening has begun, whoever
    says it works the night, and means the morning after.
    """
    own = moment_told(named)
    if own is not None:
        return own if own - there <= LATEST else None
    if when == "after_work":
        return _next(AFTER_WORK if there.hour < AFTER_WORK else MORNING, there)
    if when == "tomorrow":
        return _next(MORNING, there, days=1)
    return None


def _next(hour: int, there: datetime, *, days: int = 0) -> datetime:
    found = there.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return found if found > there else found + timedelta(days=1)

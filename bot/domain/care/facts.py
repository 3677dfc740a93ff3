"""What is known about somebody's life that care goes by: assignment, birthday, tags, and what has happened to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LifeEvent(StrEnum):
    """A sensitive time begins with one of these."""

    BEREAVEMENT = "bereavement"
    DIVORCE = "divorce"
    TRANSFER = "transfer"
    ACCIDENT = "accident"


LOSSES = frozenset({LifeEvent.BEREAVEMENT, LifeEvent.DIVORCE})
"""After one of these nobody is cheerfully told about family."""


class Household(StrEnum):
    """Who waits at home."""

    SPOUSE = "spouse"
    CHILDREN = "children"
    PARENTS = "parents"
    ALONE = "alone"


class Festival(StrEnum):
    """What people may choose to be greeted at; nobody is greeted at a festival that is not theirs."""

    NEW_YEAR = "new_year"
    SPRING = "spring_festival"
    DRAGON_BOAT = "dragon_boat"
    MID_AUTUMN = "mid_autumn"
    NATIONAL_DAY = "national_day"
    CHRISTMAS = "christmas"
    NOWRUZ = "nowruz"
    EID_AL_FITR = "eid_al_fitr"
    EID_AL_ADHA = "eid_al_adha"


class Stage(StrEnum):
    """Where somebody stands in their assignment abroad."""

    BEFORE = "before"
    AWAY = "away"
    BACK = "back"


class Risk(StrEnum):
    """How hard or dangerous life is at a place."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Happening:
    """A life event of one person, as somebody of the staff has entered it."""

    id: str
    kind: LifeEvent
    on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, for one person. Whatever nobody has said is empty."""

    departure: date | None = None
    homecoming: date | None = None
    """The last day abroad."""
    birthday: date | None = None
    tags: tuple[str, ...] = ()
    """Words of the customer's own, such as 困难职工 or one of the four special groups."""
    household: tuple[Household, ...] = ()
    festivals: tuple[Festival, ...] = ()
    tips: bool = False
    """They have asked for a thought every week."""
    partner: str = ""
    """Who is paired with them: the id of somebody on the staff."""
    happened: tuple[Happening, ...] = ()

    @property
    def bereaved(self) -> bool:
        """Whether a death is on record, however long ago: nobody decides for somebody else when mourning ends."""
        return any(one.kind is LifeEvent.BEREAVEMENT for one in self.happened)

    def stage(self, today: date) -> Stage | None:
        """Where they stand that day; None for somebody who is not sent anywhere."""
        if self.departure is None:
            return None
        if today < self.departure:
            return Stage.BEFORE
        return Stage.AWAY if self.homecoming is None or today <= self.homecoming else Stage.BACK

    def months_abroad(self, today: date) -> int | None:
        """Full months since the departure; None before it and after the return."""
        if self.departure is None or self.stage(today) is not Stage.AWAY:
            return None
        months = (today.year - self.departure.year) * 12 + today.month - self.departure.month
        return months - (today.day < self.departure.day)

    def anchors(self, festivals: Mapping[Festival, tuple[date, ...]]) -> dict[str, tuple[date, ...]]:
        """The dates that a programme may hang on, by name; `festivals` says when each of them is."""
        found: dict[str, tuple[date, ...]] = {
            name: (day,)
            for name, day in (
                ("departure", self.departure),
                ("homecoming", self.homecoming),
                ("birthday", self.birthday),
            )
            if day is not None
        }
        found["festival"] = tuple(sorted(day for one in self.festivals for day in festivals.get(one, ())))
        for kind in LifeEvent:
            found[kind] = tuple(one.on for one in self.happened if one.kind is kind)
        return {name: days for name, days in found.items() if days}


UNKNOWN = Facts()
"""Of whom nobody has said anything."""

CLOSED_RED = "closed_red"
"""The day a red case was closed, as long as no other is open: known to those who work on cases, not a fact here."""

ANCHORS = ("departure", "homecoming", "birthday", "festival", CLOSED_RED, *LifeEvent)
"""What a programme may hang on; all but one of them are in `anchors`."""

GREETED = ("birthday", "festival")
"""What is hung on one of these is a greeting, whatever its words."""

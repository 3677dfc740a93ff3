"""What a file of people says about their lives: assignment, birthday, tags, household, and what has happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from bot.app.ids import Ids
from bot.app.people_fields import BORN, EntryFields
from bot.domain.care.facts import Facts, Festival, Happening, Household, LifeEvent

FACT_KEYS = (
    "departure", "homecoming", "birthday", "tags", "household", "festivals", "partner", *LifeEvent,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says; None is not said, and what is not said stays as it is known."""

    departure: date | None = None
    homecoming: date | None = None
    birthday: date | None = None
    tags: tuple[str, ...] | None = None
    household: tuple[str, ...] | None = None
    festivals: tuple[str, ...] | None = None
    partner: str | None = None
    """Key or name of who is paired with them."""
    bereavement: date | None = None
    divorce: date | None = None
    transfer: date | None = None
    accident: date | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) is not None for one in fields(self))


def read_facts(entry: EntryFields) -> Said:
    """What one entry says, every fault told."""
    days: Mapping[str, date | None] = {
        key: entry.day(key) for key in ("departure", "homecoming", *LifeEvent) if entry.given(key)
    }
    said = Said(
        **days,
        birthday=entry.day("birthday", BORN) if entry.given("birthday") else None,
        tags=entry.labels("tags", "a tag"),
        household=entry.several("household", tuple(Household)),
        festivals=entry.several("festivals", tuple(Festival)),
        partner=entry.word("partner"),
    )
    if said.departure and said.homecoming and said.homecoming < said.departure:
        entry.fault("homecoming", '"homecoming" is before "departure"')
    return said


def together(first: Said, then: Said) -> Said:
    """Both, the first one where both say something."""
    return Said(
        **{
            one.name: getattr(first if getattr(first, one.name) is not None else then, one.name)
            for one in fields(Said)
        }
    )


def differing(first: Said, then: Said) -> str:
    """The first thing of which two entries about one person say different things, empty where they agree."""
    for one in fields(Said):
        mine, other = getattr(first, one.name), getattr(then, one.name)
        if None not in (mine, other) and mine != other:
            return one.name
    return ""


def updated(known: Facts, said: Said, partner: str | None, ids: Ids) -> Facts:
    """What is known after a file has said this. `partner` is whom it names, as an id. A life event is added where
    it is not known yet, and never taken away: that is done by hand."""
    plain: dict[str, object] = {
        name: value
        for name, value in (
            ("departure", said.departure),
            ("homecoming", said.homecoming),
            ("birthday", said.birthday),
            ("tags", said.tags),
            ("household", None if said.household is None else tuple(map(Household, said.household))),
            ("partner", partner),
        )
        if value is not None
    }
    if said.departure is not None and said.homecoming is None and said.departure != known.departure:
        # another assignment: the end of the one before says nothing about it
        plain["homecoming"] = None
    if said.festivals is not None and not known.festivals:
        # what somebody has chosen themselves counts more than what a list says
        plain["festivals"] = tuple(map(Festival, said.festivals))
    there = {(one.kind, one.on) for one in known.happened}
    new = [
        Happening(ids.new(), kind, on)
        for kind in LifeEvent
        if (on := getattr(said, kind.value)) is not None and (kind, on) not in there
    ]
    return replace(known, **plain, happened=(*known.happened, *new))  # type: ignore[arg-type] # by name

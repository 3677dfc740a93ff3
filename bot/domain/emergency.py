"""Emergency numbers: which are shown to whom. An unverified number is never shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ANYWHERE = "*"
KINDS = ("crisis", "medical", "police", "consular", "seafarers")
"""In the order they are shown within a country."""


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """One number with where it was read and when that was last checked. Words are per language."""

    country: str
    """ISO 3166 alpha-2, or `ANYWHERE` for one that is meant for callers abroad."""
    kind: str
    number: str
    name: dict[str, str]
    hours: dict[str, str]
    callable_from: dict[str, str]
    languages: tuple[str, ...]
    source: str
    verified_on: date | None


def numbers_for(
    numbers: Iterable[EmergencyNumber], country: str | None, home: str, *, kinds: tuple[str, ...] = KINDS
) -> tuple[EmergencyNumber, ...]:
    """The verified numbers for somebody in `country` (empty: at sea; None: unknown) whose family is in `home`.

    Those of the country come first, then the ones for anywhere, then home's crisis line, which a
    phone abroad may not reach but a family member can. At home itself home's are simply the country's,
    and somebody of whom nothing is known is taken to be at home.
    """
    verified = [number for number in numbers if number.verified_on is not None and number.kind in kinds]
    order = {kind: place for place, kind in enumerate(KINDS)}
    here = home if country is None else country
    near = sorted((n for n in verified if n.country == here), key=lambda n: order[n.kind])
    anywhere = sorted((n for n in verified if n.country == ANYWHERE), key=lambda n: order[n.kind])
    if here == home:
        return (*near, *anywhere)
    return (*near, *anywhere, *(n for n in verified if n.country == home and n.kind == "crisis"))

"""Emergency numbers as a person is shown them."""

from __future__ import annotations

from markupsafe import Markup

from bot.app.turn import Turn
from bot.domain.emergency import ANYWHERE, KINDS, numbers_for
from bot.domain.people import Person

FILE = "case"
BRIEF = ("crisis", "medical", "consular", "seafarers")
"""Kinds of emergency numbers under a message that has something else to say."""


def number_rows(turn: Turn, person: Person, kinds: tuple[str, ...] = KINDS) -> list[dict[str, str]]:
    """The verified emergency numbers for this person, in their language, nearest first."""
    unit = turn.unit_of(person)
    country = unit.country if unit else None
    config = turn.house.config
    return [
        {
            "name": words_in(person.language, n.name),
            "number": n.number,
            "hours": words_in(person.language, n.hours),
            "callable_from": words_in(person.language, n.callable_from),
            # home's own line may not answer a phone abroad: whoever reads it must know
            "elsewhere": ""
            if n.country in (country, ANYWHERE)
            else words_in(person.language, n.callable_from),
            "language": turn.text(person, FILE, "languages", languages=n.languages),
        }
        for n in numbers_for(config.numbers, country, config.settings.home_country, kinds=kinds)
    ]


def numbers(turn: Turn, person: Person, *, brief: bool = True) -> Markup:
    """The same as a text to put under another one, empty when there is no verified number.

    In brief, as it stands under other words, without the police and with a line for each number.
    """
    rows = number_rows(turn, person, BRIEF if brief else KINDS)
    block = "numbers_brief" if brief else "numbers"
    # rendered with escaping; Markup only keeps it from being escaped a second time
    return Markup(turn.text(person, FILE, block, numbers=rows)) if rows else Markup()  # noqa: S704


def words_in(language: str, words: dict[str, str]) -> str:
    return words.get(language) or words.get("zh") or next(iter(words.values()))

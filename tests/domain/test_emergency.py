"""Which emergency numbers somebody is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.emergency import ANYWHERE, KINDS, EmergencyNumber, numbers_for


def number(country: str, kind: str, *, checked: bool = True) -> EmergencyNumber:
    return EmergencyNumber(
        country, kind, f"{country}-{kind}", {}, {}, {}, (), "source", date(2026, 11, 1) if checked else None
    )


ALL = tuple(number(country, kind) for country in ("CN", "LK", ANYWHERE) for kind in reversed(KINDS))


def shown(country: str | None, home: str = "CN") -> list[str]:
    return [n.number for n in numbers_for(ALL, country, home)]


def test_abroad_the_country_comes_first_then_anywhere_then_the_crisis_line_of_home() -> None:
    assert shown("LK") == [
        *(f"LK-{kind}" for kind in KINDS),
        *(f"*-{kind}" for kind in KINDS),
        "CN-crisis",
    ]


def test_at_home_every_number_is_shown_once() -> None:
    assert shown("CN") == [*(f"CN-{kind}" for kind in KINDS), *(f"*-{kind}" for kind in KINDS)]


def test_at_sea_there_are_the_numbers_for_anywhere_and_the_crisis_line_of_home() -> None:
    assert shown("") == [*(f"*-{kind}" for kind in KINDS), "CN-crisis"]


def test_somebody_of_whom_nothing_is_known_is_taken_to_be_at_home() -> None:
    assert shown(None) == shown("CN")


def test_where_nothing_is_known_there_is_still_home() -> None:
    assert shown("KZ") == [*(f"*-{kind}" for kind in KINDS), "CN-crisis"]


def test_only_the_kinds_that_were_asked_for() -> None:
    found = numbers_for(ALL, "LK", "CN", kinds=("medical",))

    assert [n.number for n in found] == ["LK-medical", "*-medical"]


numbers = st.builds(
    number, st.sampled_from(["CN", "LK", "KZ", ANYWHERE]), st.sampled_from(KINDS), checked=st.booleans()
)


@given(st.lists(numbers), st.sampled_from(["", "CN", "LK", "PK"]))
def test_an_unverified_number_is_never_shown(rows: list[EmergencyNumber], country: str) -> None:
    found = numbers_for(rows, country, "CN")

    assert all(n.verified_on for n in found)
    assert found == numbers_for([n for n in rows if n.verified_on], country, "CN")
    assert not numbers_for([replace(n, verified_on=None) for n in rows], country, "CN")

"""Who takes part, and which part of the rule says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.care.cadence import Cadence, Every
from bot.domain.care.choosing import against, because, takes_part
from bot.domain.care.facts import Facts, Festival, Happening, Household, LifeEvent, Risk, Stage
from bot.domain.care.knowing import Alert, Place, Standing, Subject, place
from bot.domain.care.model import Calamity, Deed, Programme, variables
from bot.domain.flow.conditions import parse
from bot.domain.people import Grant, Person, Role, Unit
from bot.domain.triage import Colour

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)
KNOWN = variables(("CN", "LK"))
UNITS = {
    "hq": Unit("hq", None, {}, "Asia/Shanghai", "CN"),
    "lk": Unit("lk", "hq", {}, "Asia/Colombo", "LK", risk="medium"),
    "team": Unit("team", "lk", {}, "Asia/Colombo", "LK"),
    "ship": Unit("ship", "hq", {}, "UTC", ""),
}
ALERT = Alert("a1", "lk", Calamity.STORM, NOW, "officer")


def programme(rule: str, deed: Deed = Deed.SEND) -> Programme:
    return Programme("tip", parse(rule, KNOWN), rule, Cadence(Every.DAILY), deed)


def liu(**facts: Any) -> Subject:
    person = Person("liu", "刘师傅", 1001, "team", "zh", grants=(Grant(Role.EMPLOYEE, "team"),))
    return Subject(person, Facts(**facts), place("team", UNITS, {"LK": Risk.HIGH}, {}))


# -- facts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("departure", "homecoming", "today", "stage", "months"),
    [
        (None, None, "2026-11-26", None, None),
        ("2026-11-27", None, "2026-11-26", Stage.BEFORE, None),
        ("2026-11-26", None, "2026-11-26", Stage.AWAY, 0),
        ("2023-11-26", None, "2026-11-26", Stage.AWAY, 36),
        ("2023-11-27", None, "2026-11-26", Stage.AWAY, 35),
        ("2023-11-26", "2026-11-26", "2026-11-26", Stage.AWAY, 36),
        ("2023-11-26", "2026-11-25", "2026-11-26", Stage.BACK, None),
    ],
)
def test_a_stage_comes_from_the_dates_of_the_assignment(
    departure: str | None, homecoming: str | None, today: str, stage: Stage | None, months: int | None
) -> None:
    read = date.fromisoformat
    facts = Facts(departure and read(departure), homecoming and read(homecoming))  # type: ignore[arg-type]

    assert facts.stage(read(today)) == stage
    assert facts.months_abroad(read(today)) == months


def test_dates_are_known_by_name_and_festivals_by_what_somebody_chose() -> None:
    facts = Facts(
        departure=date(2024, 3, 1),
        festivals=(Festival.SPRING, Festival.MID_AUTUMN),
        happened=(Happening("e1", LifeEvent.TRANSFER, date(2026, 11, 1)),),
    )
    calendar = {Festival.SPRING: (date(2027, 2, 6),), Festival.CHRISTMAS: (date(2026, 12, 25),)}

    assert facts.anchors(calendar) == {
        "departure": (date(2024, 3, 1),),
        "festival": (date(2027, 2, 6),),
        "transfer": (date(2026, 11, 1),),
    }


def test_a_place_takes_risk_from_the_unit_the_one_above_or_the_country() -> None:
    risks = {"LK": Risk.HIGH, "CN": Risk.LOW}

    assert place("team", UNITS, risks, {"lk": ALERT}) == Place(("team", "lk", "hq"), "LK", Risk.MEDIUM, ALERT)
    assert place("hq", UNITS, {"CN": Risk.HIGH}, {"lk": ALERT}) == Place(("hq",), "CN", Risk.HIGH)
    assert place("ship", UNITS, risks, {}) == Place(("ship", "hq"), "", Risk.LOW)
    assert place("nowhere", UNITS, risks, {}) == place(None, UNITS, risks, {}) == Place()


def test_units_above_one_another_in_a_circle_still_end() -> None:
    units = {"a": Unit("a", "b", {}, "UTC", ""), "b": Unit("b", "a", {}, "UTC", "")}

    assert place("a", units, {}, {}).units == ("a", "b")


def test_what_is_known_of_somebody_is_what_a_rule_can_ask() -> None:
    subject = liu(departure=date(2023, 1, 1), birthday=date(1988, 2, 29), tags=("困难职工",), partner="zhou",
                  household=(Household.SPOUSE,), happened=(Happening("e", LifeEvent.ACCIDENT, TODAY),))  # fmt: skip
    full = Subject(
        subject.person, subject.facts, Place(("team",), "LK", Risk.HIGH, ALERT), Standing(Colour.AMBER)
    )

    known = full.values(NOW, TODAY)

    assert set(known) <= set(KNOWN)
    assert known["months_abroad"] == 46
    assert (known["colour"], known["case"]) == ("amber", "closed")
    assert replace(full, case=Standing(Colour.RED, live=True)).values(NOW, TODAY)["case"] == "open"
    assert known["alert"] == "storm"
    for rule in ("tags contains 困难职工", "birthday is set", "roles contains employee", "paired == yes",
                 "joined == no", "units contains team", "household contains spouse", "events contains accident",
                 "stage == away and departure < 2024-01-01", "homecoming is not set", "gender is not set"):  # fmt: skip
        assert takes_part(programme(rule), known), rule


def test_somebody_of_whom_nothing_is_known_is_in_no_programme_that_asks() -> None:
    nobody = Subject(Person("x", "", None, None, "zh"), Facts(), Place()).values(NOW, TODAY)

    for name in set(KNOWN) - {"language", "risk", "joined", "paired", "tips", "roles", "units"}:
        assert not takes_part(programme(f"{name} == 1"), nobody)
        assert takes_part(programme(f"{name} is not set"), nobody) or nobody[name] == []


# -- why -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("risk == high or months_abroad > 36", ("months_abroad > 36 (40)",)),
        ("risk == low or months_abroad > 36", ("risk == low",)),
        ("stage == away and not (risk == high)", ("stage == away", "not (risk == high)")),
        ("country in [LK, CN]", ("country in [LK, CN] (LK)",)),
        ("tags contains 四特 and homecoming is not set", ("tags contains 四特", "homecoming is not set")),
        ("tags is set and unit is set", ("tags is set (四特)", "unit is set (team)")),
        ("birthday is set", ("birthday is set (1988-05-01)",)),
        ("joined == yes", ()),
        ("joined != yes and language != en", ("joined != yes (no)", "language != en (zh)")),
        ("not (risk == high or (joined == yes and country not in [CN]))",
         ("not (risk == high or (joined == yes and country not in [CN]))",)),
        ("departure < birthday or departure > birthday", ("departure > birthday (2023-07-01)",)),
        ("not (birthday is not set) and not (tags contains x)",
         ("birthday is set (1988-05-01)", "not (tags contains x)")),
        ("not (departure > birthday and risk == high)", ("not (departure > birthday and risk == high)",)),
    ],
)  # fmt: skip
def test_the_reason_is_the_part_of_the_rule_that_holds(rule: str, why: tuple[str, ...]) -> None:
    subject = liu(departure=date(2023, 7, 1), birthday=date(1988, 5, 1), tags=("四特",))
    values = Subject(subject.person, subject.facts, Place(("team",), "LK", Risk.LOW)).values(NOW, TODAY)

    assert because(parse(rule, KNOWN), values) == why


@pytest.mark.parametrize(
    ("rule", "obstacles"),
    [
        ("risk == high or months_abroad > 60", ("risk == high (low)", "months_abroad > 60 (40)")),
        ("stage == away and joined == yes and country not in [LK]",
         ("joined == yes (no)", "country not in [LK] (LK)")),
        ("tags contains hardship and events contains divorce",
         ("tags contains hardship (四特)", "events contains divorce (none)")),
        ("homecoming is set and gender == f", ("homecoming is not set", "gender == f (not known)")),
        ("not (stage == away and risk == low) and not (not (risk == high))",
         ("not (stage == away and risk == low)", "risk == high (low)")),
        ("stage == away or risk == high", ()),
    ],
)  # fmt: skip
def test_what_keeps_somebody_out_is_told_with_what_was_found(rule: str, obstacles: tuple[str, ...]) -> None:
    subject = liu(departure=date(2023, 7, 1), tags=("四特",))
    values = Subject(subject.person, subject.facts, Place(("team",), "LK", Risk.LOW)).values(NOW, TODAY)

    assert against(parse(rule, KNOWN), values) == obstacles


# -- greetings -----------------------------------------------------------------------------------


@given(
    st.lists(st.sampled_from(LifeEvent), max_size=4),
    st.dates(date(1990, 1, 1), date(2026, 11, 26)),
    st.sampled_from(Deed),
)
def test_nobody_who_mourns_is_greeted_however_long_ago_it_was(
    kinds: list[LifeEvent], when: date, deed: Deed
) -> None:
    happened = tuple(Happening(f"e{number}", kind, when) for number, kind in enumerate(kinds))
    subject = liu(happened=happened)

    invited = takes_part(programme("roles contains employee", deed), subject.values(NOW, TODAY))

    assert invited is not (deed is Deed.GREET and subject.facts.bereaved)

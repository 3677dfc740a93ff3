"""Grants, units and who serves whom."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Grant, Person, Role, serves, serving

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PARENTS = {"hq": None, "lk": "hq", "team": "lk", "kz": "hq"}


def counsellor(unit: str) -> tuple[Grant, ...]:
    return (Grant(Role.COUNSELLOR, unit),)


def test_a_unit_is_served_from_itself_and_from_above() -> None:
    assert serves(counsellor("team"), "team", PARENTS, NOW)
    assert serves(counsellor("lk"), "team", PARENTS, NOW)
    assert serves(counsellor("hq"), "team", PARENTS, NOW)
    assert not serves(counsellor("team"), "lk", PARENTS, NOW)
    assert not serves(counsellor("kz"), "team", PARENTS, NOW)


def test_a_unit_that_is_its_own_ancestor_stops_nobody() -> None:
    ring = {"a": "b", "b": "a"}

    assert serves(counsellor("b"), "a", ring, NOW)
    assert not serves(counsellor("hq"), "a", ring, NOW)


def test_a_unit_nobody_knows_is_served_by_its_own_staff_only() -> None:
    assert serves(counsellor("new"), "new", PARENTS, NOW)
    assert not serves(counsellor("hq"), "new", PARENTS, NOW)


def test_only_roles_on_cases_serve() -> None:
    grants = (Grant(Role.LIAISON, "lk"), Grant(Role.OFFICER, "hq"), Grant(Role.EMPLOYEE, "lk"))

    assert not serves(grants, "lk", PARENTS, NOW)
    assert not serves(grants, None, PARENTS, NOW)


def test_a_person_is_known_by_any_grant_and_works_cases_by_some() -> None:
    stranger = Person("p", "", 1, None, "zh")
    employee = Person("p", "", 1, "lk", "zh", grants=(Grant(Role.EMPLOYEE, "lk"),))
    past = Person("p", "", 1, "lk", "zh", grants=(Grant(Role.COUNSELLOR, "lk", end=NOW),))

    assert not stranger.registered
    assert employee.registered
    assert not employee.works_cases(NOW)
    assert not past.works_cases(NOW)


@given(st.lists(st.sampled_from([*PARENTS, "new"])), st.sampled_from([None, *PARENTS, "new"]))
def test_serving_grants_are_those_that_would_serve_alone(units: list[str], unit: str | None) -> None:
    grants = tuple(Grant(Role.COUNSELLOR, where) for where in units)

    alone = tuple(grant for grant in grants if serves((grant,), unit, PARENTS, NOW))

    assert serving(grants, unit, PARENTS, NOW) == alone

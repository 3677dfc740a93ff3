"""By when a request must be dealt with, and who at which level of the units is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matter import (
    PRIVATE,
    Category,
    Matter,
    Post,
    Urgency,
    above,
    at_night,
    chain,
    counsellors,
    first_post,
    levels,
    next_post,
    reaching,
)
from bot.domain.people import Grant, Person, Role

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PARENTS = {"hq": None, "plant": "hq", "project": "plant", "team": "project", "ship": "hq"}
CARE = Category("elderly", 24 * HOUR, 4 * HOUR, (Role.LIAISON, Role.OFFICER))
MATTER = Matter("elderly", "family", Urgency.NORMAL, NOW, unit="team", level="team")


def somebody(number: str, role: Role, unit: str, *, reachable: bool = True) -> Person:
    return Person(number, number, 1, unit, "zh", reachable=reachable, grants=(Grant(role, unit),))


LIAISON = somebody("zhou", Role.LIAISON, "team")
HIGH_LIAISON = somebody("wu", Role.LIAISON, "plant")
DESK = somebody("sun", Role.OFFICER, "project")
HIGH_DESK = somebody("he", Role.OFFICER, "hq")


def test_soon_lies_halfway_between_normal_and_urgent() -> None:
    assert [CARE.within(urgency) / HOUR for urgency in Urgency] == [24, 14, 4]


def test_the_units_from_the_bottom_to_the_top_and_a_ring_ends() -> None:
    assert chain("team", PARENTS) == ("team", "project", "plant", "hq")
    assert chain(None, PARENTS) == ()
    assert chain("a", {"a": "b", "b": "a"}) == ("a", "b")


def test_past_the_unit_means_from_the_next_level_on() -> None:
    past = replace(MATTER, bypass_unit=True)

    assert levels(past, PARENTS) == ("project", "plant", "hq")
    assert above(replace(past, level="plant"), PARENTS) == ("hq",)
    assert above(MATTER, PARENTS) == ("project", "plant", "hq")
    assert above(replace(MATTER, level=None), PARENTS) == ()


def test_a_liaison_comes_before_a_nearer_desk() -> None:
    units = levels(MATTER, PARENTS)

    assert first_post(CARE, units, [DESK, LIAISON, HIGH_LIAISON], NOW) == Post("team", ("zhou",))
    assert first_post(CARE, units, [DESK, HIGH_LIAISON], NOW) == Post("plant", ("wu",))
    assert first_post(CARE, units, [DESK, HIGH_DESK], NOW) == Post("project", ("sun",))
    assert first_post(CARE, units, [somebody("li", Role.COUNSELLOR, "hq")], NOW) is None


def test_handed_up_it_goes_to_the_nearest_level_with_anybody() -> None:
    units = above(MATTER, PARENTS)

    assert next_post(CARE, units, [LIAISON, HIGH_LIAISON, DESK], NOW) == Post("project", ("sun",))
    assert next_post(CARE, units, [LIAISON, HIGH_LIAISON, HIGH_DESK], NOW) == Post("plant", ("wu",))
    assert next_post(CARE, (), [DESK], NOW) is None


def test_whom_no_message_reaches_is_not_asked() -> None:
    away = somebody("zhou", Role.LIAISON, "team", reachable=False)
    nameless = replace(LIAISON, address=None)
    left = replace(LIAISON, grants=(Grant(Role.LIAISON, "team", end=NOW),))

    assert first_post(CARE, ("team",), [away, nameless, left], NOW) is None


def test_counsellors_only_are_never_a_post_of_a_unit() -> None:
    hard = Category(PRIVATE, 8 * HOUR, 2 * HOUR, (Role.COUNSELLOR,), bypass=True)

    assert first_post(hard, ("team", "hq"), [somebody("li", Role.COUNSELLOR, "hq")], NOW) is None


def test_the_counsellor_on_duty_is_asked_else_all_else_the_supervisors() -> None:
    li, zhao = somebody("li", Role.COUNSELLOR, "hq"), somebody("zhao", Role.COUNSELLOR, "hq")
    wang = somebody("wang", Role.SUPERVISOR, "hq")

    assert counsellors(MATTER, [(li, True), (zhao, False), (wang, True)], PARENTS, NOW) == ("li",)
    assert counsellors(MATTER, [(li, False), (zhao, False)], PARENTS, NOW) == ("li", "zhao")
    assert counsellors(MATTER, [(wang, False), (LIAISON, True)], PARENTS, NOW) == ("wang",)
    assert counsellors(MATTER, [(replace(li, reachable=False), True)], PARENTS, NOW) == ()


def test_where_no_counsellor_reaches_the_unit_those_of_other_units_are_asked_but_none_that_is_passed_by() -> (
    None
):
    alone: dict[str, str | None] = {"ship": None, "hq": None, "yard": "hq"}
    li, own = somebody("li", Role.COUNSELLOR, "hq"), somebody("own", Role.COUNSELLOR, "yard")
    aboard = replace(MATTER, unit="ship", level="ship")
    past = replace(MATTER, unit="yard", level="hq", bypass_unit=True)

    assert counsellors(aboard, [(li, True), (own, False)], alone, NOW) == ("li",)
    assert reaching(li.grants, aboard, alone, NOW) == set()
    assert reaching(li.grants, aboard, alone, NOW, called=True) == {Role.COUNSELLOR}
    assert reaching((Grant(Role.LIAISON, "hq"),), aboard, alone, NOW, called=True) == set()
    assert counsellors(past, [(own, True)], alone, NOW) == ()


def test_once_it_was_handed_up_those_below_have_nothing_to_do_with_it() -> None:
    up = replace(MATTER, level="project")

    assert reaching(LIAISON.grants, MATTER, PARENTS, NOW) == {Role.LIAISON}
    assert reaching(LIAISON.grants, up, PARENTS, NOW) == set()
    assert reaching(HIGH_DESK.grants, up, PARENTS, NOW) == {Role.OFFICER}
    assert reaching((Grant(Role.COUNSELLOR, "team"),), up, PARENTS, NOW) == {Role.COUNSELLOR}
    assert reaching((Grant(Role.OFFICER, "ship"),), up, PARENTS, NOW) == set()


@given(st.sampled_from(sorted(PARENTS)), st.sampled_from(list(Role)), st.sampled_from(sorted(PARENTS)))
def test_past_the_unit_nobody_of_that_unit_has_a_role(unit: str, role: Role, level: str) -> None:
    past = replace(MATTER, unit=unit, level=level, bypass_unit=True)
    reached = reaching((Grant(role, unit),), past, PARENTS, NOW)

    # at the very top there is nobody above, and then the counsellors of the top are better than nobody
    assert reached == (set() if levels(past, PARENTS) or role.value in ("liaison", "officer") else reached)
    assert Role.LIAISON not in reached
    assert Role.OFFICER not in reached


def test_whose_unit_is_unknown_is_served_by_any_counsellor() -> None:
    stranger = replace(MATTER, unit=None, level=None)

    assert reaching((Grant(Role.COUNSELLOR, "ship"),), stranger, PARENTS, NOW) == {Role.COUNSELLOR}
    assert reaching((Grant(Role.LIAISON, "ship"),), stranger, PARENTS, NOW) == set()


@pytest.mark.parametrize(("hour", "night"), [(21, False), (22, True), (3, True), (6, True), (7, False)])
def test_the_night_of_a_colleague_is_quiet(hour: int, night: bool) -> None:
    assert at_night(NOW.replace(hour=hour)) is night


def test_handing_up_lets_go_of_the_volunteer_and_of_reminders() -> None:
    up = replace(MATTER, helper="qian", reminded=2).handed_to("project", NOW + HOUR)

    assert (up.level, up.due_at, up.helper, up.reminded, up.ups) == ("project", NOW + HOUR, "", 0, 1)

"""Who may do what: every role, every act, owner or not, here or elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matter import PRIVATE, Category, Matter, Urgency
from bot.domain.people import CASE_ROLES, Grant, Person, Role
from bot.domain.permissions import (
    ALLOWED,
    DISPATCHING,
    OWNER_ONLY,
    WITH_REQUESTS,
    Act,
    permits,
    permits_request,
    qualified,
)
from bot.domain.triage import Colour

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PARENTS = {"hq": None, "lk": "hq", "team": "lk", "kz": "hq"}


def person(*grants: Grant) -> Person:
    return Person("li", "李医生", 1, "hq", "zh", grants=grants)


def may(who: Person, act: Act, *, owner: str | None = None, colour: Colour | None = Colour.RED) -> bool:
    return permits(who, act, NOW, unit="lk", parents=PARENTS, owner=owner, colour=colour)


WITH_REQUESTS_ALONE = {act for act, roles in ALLOWED.items() if not roles}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("owner", [None, "li", "zhao"])
@pytest.mark.parametrize("colour", Colour)
def test_the_matrix_of_roles_acts_and_ownership(
    role: Role, act: Act, owner: str | None, colour: Colour
) -> None:
    here = person(Grant(role, "hq"))
    on_cases = role in {Role.WELLBEING_MANAGER, Role.COUNSELLOR, Role.SUPERVISOR}
    fit = role in {Role.COUNSELLOR, Role.SUPERVISOR} or colour is not Colour.RED

    expected = {
        Act.CASES: on_cases,
        Act.TAKE: on_cases and fit,
        Act.DECLINE: on_cases,
        Act.OPEN: on_cases and owner == "li",
        Act.REPLY: on_cases and owner == "li",
        Act.NOTE: on_cases and owner == "li",
        Act.CLOSE: on_cases and owner == "li",
        Act.ADMIT: role in {Role.OFFICER, Role.COUNSELLOR, Role.SUPERVISOR},
        Act.UNDO: on_cases,
        Act.QUICK: on_cases and owner == "li",
        Act.CANNED: on_cases and owner == "li",
        Act.TRANSFER: on_cases and owner == "li",
        Act.OFFER: on_cases and owner == "li",
        Act.CALL: role in {Role.COUNSELLOR, Role.SUPERVISOR},
        Act.DEBRIEF: role is Role.SUPERVISOR,
    }.get(act, False)

    assert may(here, act, owner=owner, colour=colour) is expected


def test_every_act_is_in_the_table() -> None:
    assert set(ALLOWED) == set(Act)
    assert set(Act) > OWNER_ONLY


@pytest.mark.parametrize("act", sorted(set(Act) - {Act.CASES, Act.DEBRIEF} - WITH_REQUESTS_ALONE))
def test_a_counsellor_of_another_project_may_do_nothing(act: Act) -> None:
    assert not may(person(Grant(Role.COUNSELLOR, "kz")), act, owner="li")
    assert not may(person(Grant(Role.COUNSELLOR, "team")), act, owner="li")
    assert may(person(Grant(Role.COUNSELLOR, "lk")), act, owner="li")


def test_a_role_counts_only_where_it_was_given() -> None:
    both = person(Grant(Role.COUNSELLOR, "kz"), Grant(Role.WELLBEING_MANAGER, "lk"))

    assert not may(both, Act.TAKE, colour=Colour.RED)
    assert may(both, Act.TAKE, colour=Colour.AMBER)


def test_who_does_not_say_where_they_are_is_served_by_everybody() -> None:
    elsewhere = person(Grant(Role.COUNSELLOR, "kz"))

    assert permits(elsewhere, Act.TAKE, NOW, colour=Colour.RED)


def test_a_grant_begins_and_ends_on_its_instant() -> None:
    def on(start: datetime | None, end: datetime | None) -> bool:
        return may(person(Grant(Role.COUNSELLOR, "hq", start, end)), Act.TAKE)

    assert on(NOW, NOW + HOUR)
    assert not on(NOW + HOUR, None)
    assert not on(None, NOW)
    assert on(None, NOW + HOUR)


def test_an_expired_certificate_takes_nothing_new_but_finishes_what_it_has() -> None:
    expired = person(Grant(Role.COUNSELLOR, "hq", certified_until=NOW))

    assert not may(expired, Act.TAKE, colour=Colour.GREEN)
    assert may(expired, Act.REPLY, owner="li")
    assert may(expired, Act.CLOSE, owner="li")


def test_nobody_lets_anybody_in_without_a_unit_to_let_them_into() -> None:
    officer = person(Grant(Role.OFFICER, "hq"))

    assert permits(officer, Act.ADMIT, NOW, unit="lk", parents=PARENTS)
    assert not permits(officer, Act.ADMIT, NOW)


grants = st.builds(
    Grant,
    st.sampled_from(Role),
    st.sampled_from(sorted(PARENTS)),
    st.sampled_from([None, NOW - HOUR, NOW + HOUR]),
    st.sampled_from([None, NOW, NOW + HOUR]),
    st.sampled_from([None, NOW, NOW + HOUR]),
)


@given(st.lists(grants, max_size=4), st.sampled_from(Colour), st.sampled_from([None, *PARENTS]))
def test_a_wellbeing_manager_is_never_alone_with_red(
    held: list[Grant], colour: Colour, unit: str | None
) -> None:
    who = person(*held)

    taken = permits(who, Act.TAKE, NOW, unit=unit, parents=PARENTS, colour=colour)

    if taken:
        assert qualified(who, colour, NOW)
        assert who.roles(NOW) & CASE_ROLES
        if colour is Colour.RED:
            assert who.certified_roles(NOW) & {Role.COUNSELLOR, Role.SUPERVISOR}


@given(st.lists(grants, max_size=3), grants, st.sampled_from(Act), st.sampled_from([None, "li", "zhao"]))
def test_one_more_grant_never_takes_anything_away(
    held: list[Grant], more: Grant, act: Act, owner: str | None
) -> None:
    before = may(person(*held), act, owner=owner)

    assert may(person(*held, more), act, owner=owner) >= before


@pytest.mark.parametrize("act", [Act.TAKE, Act.DECLINE, *sorted(OWNER_ONLY)])
@pytest.mark.parametrize(
    ("grant", "allowed"),
    [
        (Grant(Role.COUNSELLOR, "lk"), False),
        (Grant(Role.WELLBEING_MANAGER, "lk"), False),
        (Grant(Role.SUPERVISOR, "lk"), True),
        (Grant(Role.COUNSELLOR, "hq"), True),
    ],
)
def test_past_the_unit_a_role_held_for_exactly_that_unit_does_not_count(
    act: Act, grant: Grant, allowed: bool
) -> None:
    def asked(unit: str | None) -> bool:
        return permits(
            person(grant), act, NOW, unit=unit, parents=PARENTS, owner="li", colour=Colour.AMBER, beyond=True
        )

    assert asked("lk") is allowed
    assert asked(None)


@given(st.lists(grants, max_size=3), st.sampled_from(Act), st.sampled_from([None, *PARENTS]))
def test_past_the_unit_nobody_may_do_more(held: list[Grant], act: Act, unit: str | None) -> None:
    def asked(beyond: bool) -> bool:
        return permits(person(*held), act, NOW, unit=unit, parents=PARENTS, owner="li", beyond=beyond)

    assert asked(True) <= asked(False)


# -- requests -----------------------------------------------------------------------------------

HARD = Category(PRIVATE, HOUR, HOUR, (Role.COUNSELLOR,), bypass=True)
WAGES = Category("money", HOUR, HOUR, (Role.OFFICER,), bypass=True)
CARE = Category("elderly", HOUR, HOUR, (Role.LIAISON, Role.OFFICER))
MATTER = Matter("elderly", "me", Urgency.NORMAL, NOW, unit="lk", level="lk")


def may_with(
    who: Person, act: Act, matter: Matter = MATTER, category: Category = CARE, owner: str | None = "li"
) -> bool:
    return permits_request(who, act, NOW, matter, category, parents=PARENTS, owner=owner)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("owner", [None, "li", "zhao"])
def test_a_liaison_does_with_a_request_what_its_table_says(act: Act, owner: str | None) -> None:
    here = person(Grant(Role.LIAISON, "lk"))

    expected = act in WITH_REQUESTS and (act not in DISPATCHING or owner == "li")

    assert may_with(here, act, owner=owner) is expected
    assert not may_with(person(Grant(Role.EMPLOYEE, "lk")), act, owner=owner)
    assert not may_with(person(Grant(Role.LIAISON, "kz")), act, owner=owner)


def test_the_volunteer_reports_and_does_nothing_else() -> None:
    helped = replace(MATTER, helper="li")
    volunteer = person(Grant(Role.EMPLOYEE, "lk"))

    assert may_with(volunteer, Act.DID, helped, owner="zhao")
    assert not may_with(volunteer, Act.DONE, helped, owner="zhao")
    assert not may_with(volunteer, Act.DID, owner="zhao")


def test_a_liaison_below_the_level_or_of_another_kind_has_no_say() -> None:
    liaison, desk = person(Grant(Role.LIAISON, "lk")), person(Grant(Role.OFFICER, "hq"))
    up = replace(MATTER, level="hq")
    past = replace(MATTER, category="money", bypass_unit=True, level="hq")

    assert not may_with(liaison, Act.TAKE, up)
    assert may_with(desk, Act.TAKE, up)
    assert not may_with(liaison, Act.TAKE, past, WAGES)
    assert not may_with(person(Grant(Role.OFFICER, "lk")), Act.TAKE, past, WAGES)
    assert may_with(desk, Act.TAKE, past, WAGES)


@pytest.mark.parametrize("role", Role)
def test_what_is_hard_to_say_is_for_counsellors_and_supervisors(role: Role) -> None:
    hard = replace(MATTER, category=PRIVATE, bypass_unit=True, level=None)

    allowed = may_with(person(Grant(role, "hq")), Act.TAKE, hard, HARD)

    assert allowed is (role in {Role.COUNSELLOR, Role.SUPERVISOR})
    assert not may_with(person(Grant(role, "lk")), Act.TAKE, hard, HARD)

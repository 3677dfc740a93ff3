"""Whom the ladder pages, and that it never ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ladder import (
    Policy,
    Progress,
    Rung,
    Scene,
    Staff,
    Target,
    attended,
    declined,
    elsewhere,
    fits,
    hurries,
    impartial,
    next_page,
    nobody_left,
)
from bot.domain.people import Grant, Person, Role
from bot.domain.permissions import Act, permits
from bot.domain.rota import Duty
from bot.domain.triage import Colour
from bot.domain.wishes import Wishes

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PARENTS = {"hq": None, "lk": "hq", "kz": "hq"}
POLICY: Policy = (
    Rung((Target.ON_DUTY,), MINUTE, 2),
    Rung((Target.ON_DUTY, Target.SUPERVISORS), MINUTE),
)


def staff(
    name: str,
    *roles: Role,
    duty: bool = True,
    unit: str = "hq",
    reachable: bool = True,
    until: datetime | None = None,
) -> Staff:
    grants = tuple(Grant(role, unit, certified_until=until) for role in roles)
    return Staff(Person(name, name, 1, unit, "zh", reachable, True, grants), Duty(always=duty))


LI = staff("li", Role.COUNSELLOR)
ZHAO = staff("zhao", Role.COUNSELLOR)
WANG = staff("wang", Role.SUPERVISOR)


def scene(*roster: Staff, colour: Colour = Colour.RED, unit: str | None = "lk") -> Scene:
    return Scene(colour, unit, roster, PARENTS, NOW)


def test_everybody_on_duty_is_paged_first_and_the_supervisor_is_not() -> None:
    page = next_page(POLICY, Progress(), scene(LI, ZHAO, WANG))

    assert page.to == ("li", "zhao")
    assert page.again_at == NOW + MINUTE
    assert page.on_duty


def test_supervisors_join_when_the_rounds_of_the_rung_are_over() -> None:
    progress = Progress()
    rounds = []
    for _ in range(5):
        page = next_page(POLICY, progress, scene(LI, WANG))
        rounds.append(page.to)
        progress = page.progress

    assert rounds == [("li",), ("li",), ("li", "wang"), ("li", "wang"), ("li", "wang")]
    assert progress.pages == 5


def test_a_supervisor_with_a_shift_and_another_role_is_still_the_last_rung() -> None:
    both = staff("wang", Role.SUPERVISOR, Role.EMPLOYEE, Role.LIAISON)

    page = next_page(POLICY, Progress(), scene(LI, both))

    assert page.to == ("li",)


def test_an_empty_rung_is_skipped_at_once_and_the_person_can_be_told() -> None:
    page = next_page(POLICY, Progress(), scene(replace(LI, duty=Duty()), WANG))

    assert page.to == ("wang",)
    assert not page.on_duty


def test_who_said_no_is_not_asked_again_before_the_last_rung() -> None:
    page = next_page(POLICY, declined(Progress(), "li"), scene(LI, ZHAO, WANG))

    assert page.to == ("zhao",)


def test_on_the_last_rung_nobody_is_let_off() -> None:
    refused = Progress(rung=1, declined=("li", "zhao", "wang"))

    page = next_page(POLICY, refused, scene(LI, ZHAO, WANG))

    assert page.to == ("li", "zhao", "wang")


def test_when_nobody_of_the_last_rung_can_be_reached_those_off_duty_are_paged() -> None:
    away = staff("zhao", Role.COUNSELLOR, duty=False)
    gone = staff("wang", Role.SUPERVISOR, reachable=False)

    page = next_page(POLICY, Progress(), scene(away, gone))

    assert page.to == ("zhao", "wang")


def test_nobody_is_paged_for_red_who_may_not_take_it() -> None:
    manager = staff("chen", Role.WELLBEING_MANAGER)
    expired = staff("zhou", Role.COUNSELLOR, until=NOW)
    elsewhere = staff("wu", Role.COUNSELLOR, unit="kz")

    assert next_page(POLICY, Progress(), scene(manager, expired, elsewhere)).to == ()
    assert next_page(POLICY, Progress(), scene(manager, colour=Colour.AMBER)).to == ("chen",)
    assert next_page(POLICY, Progress(), scene(elsewhere, unit=None)).to == ("wu",)


def test_a_counsellor_of_another_project_is_no_counsellor_here() -> None:
    grants = (Grant(Role.COUNSELLOR, "kz"), Grant(Role.WELLBEING_MANAGER, "lk"))
    both = Staff(replace(LI.person, grants=grants), Duty(always=True))

    assert next_page(POLICY, Progress(), scene(both)).to == ()
    assert next_page(POLICY, Progress(), scene(both, colour=Colour.AMBER)).to == ("li",)
    assert next_page(POLICY, Progress(), scene(both, unit="kz")).to == ("li",)


def test_the_next_rung_does_not_wait_when_all_have_said_no() -> None:
    refused = declined(declined(Progress(), "li"), "zhao")

    assert not hurries(POLICY, declined(Progress(), "li"), scene(LI, ZHAO, WANG))
    assert hurries(POLICY, refused, scene(LI, ZHAO, WANG))


def test_the_last_rung_waits_for_the_clock_unless_there_is_somebody_new() -> None:
    refused = Progress(rung=1, declined=("wang",), paged=("wang",))
    away = staff("zhao", Role.COUNSELLOR, duty=False)
    gone = replace(WANG, person=replace(WANG.person, reachable=False))

    assert not hurries(POLICY, refused, scene(WANG))
    assert not hurries(POLICY, refused, scene(gone))
    assert hurries(POLICY, refused, scene(gone, away))
    assert not hurries(POLICY, replace(refused, paged=("wang", "zhao")), scene(gone, away))


def test_who_has_no_address_is_nobody_to_ask() -> None:
    nameless = replace(LI, person=replace(LI.person, address=None))

    page = next_page(POLICY, Progress(), scene(nameless, WANG))

    assert page.to == ("wang",)
    assert not page.on_duty
    assert next_page(POLICY, Progress(), scene(nameless)).to == ()


def test_who_never_pressed_start_is_paged_first_but_nothing_is_promised() -> None:
    new = replace(LI, person=replace(LI.person, started=False))

    page = next_page(POLICY, Progress(), scene(new, WANG))

    assert page.to == ("li",)
    assert not page.on_duty
    assert attended(POLICY, Progress(), scene(new, ZHAO))


@pytest.mark.parametrize("rung", [1, 2, 7])
def test_a_ladder_made_shorter_keeps_a_case_that_had_climbed_higher_on_its_last_rung(rung: int) -> None:
    shorter = POLICY[1:]
    climbed = Progress(rung=rung, rounds=9, pages=20, paged=("li",))

    page = next_page(shorter, climbed, scene(LI, WANG))

    assert page.to == ("li", "wang")
    assert page.progress.rung == 0
    assert not nobody_left(shorter, climbed, scene(LI, WANG))
    assert hurries(shorter, replace(climbed, declined=("li", "wang")), scene(LI, WANG, ZHAO)) is False


NAMES = ("a", "b", "c", "d")
people = st.builds(
    staff,
    st.sampled_from(NAMES),
    st.sampled_from(Role),
    st.sampled_from(Role),
    duty=st.booleans(),
    unit=st.sampled_from(["hq", "lk", "kz"]),
    reachable=st.booleans(),
    until=st.sampled_from([None, NOW, NOW + MINUTE]),
)
rosters = st.lists(people, unique_by=lambda s: s.person.id, max_size=4)
scenes = st.builds(
    lambda roster, colour, unit: scene(*roster, colour=colour, unit=unit),
    rosters,
    st.sampled_from(Colour),
    st.sampled_from([None, "hq", "lk", "kz"]),
)
rungs = st.builds(
    Rung,
    st.sampled_from([(Target.ON_DUTY,), (Target.SUPERVISORS,), (Target.ON_DUTY, Target.SUPERVISORS)]),
    st.just(MINUTE),
    st.sampled_from([1, 2, 3]),
)
policies = st.builds(
    lambda first, last: (*first, replace(last, rounds=None)), st.lists(rungs, max_size=3), rungs
)


@given(policies, scenes, st.lists(st.sampled_from(NAMES), max_size=12))
def test_the_ladder_never_ends_and_never_pages_whom_it_must_not(
    policy: Policy, scene: Scene, refusals: list[str]
) -> None:
    progress = Progress()
    may_take = {
        s.person.id
        for s in scene.roster
        if permits(s.person, Act.TAKE, NOW, unit=scene.unit, parents=scene.parents, colour=scene.colour)
    }
    reachable = {s.person.id for s in scene.roster if s.person.reachable}

    for step in range(12):
        page = next_page(policy, progress, scene)

        assert page.again_at > scene.now
        assert set(page.to) <= may_take
        assert page.progress.pages == progress.pages + 1
        assert page.progress.rung >= progress.rung
        assert set(page.to) <= set(page.progress.paged)
        if page.progress.rung + 1 < len(policy):
            assert page.to, "a rung with nobody to ask is skipped at once"
            assert not set(page.to) & set(progress.declined)
            assert set(page.to) <= reachable
        progress = page.progress
        if step < len(refusals):
            progress = declined(progress, refusals[step])

    if progress.rung + 1 == len(policy):
        # whatever was refused, and whoever is off duty or gone: if anybody may take it, somebody is tried
        assert bool(next_page(policy, progress, scene).to) is bool(may_take)


@given(policies, scenes, st.lists(st.sampled_from(NAMES), max_size=4))
def test_hurrying_comes_to_rest(policy: Policy, scene: Scene, refusals: list[str]) -> None:
    progress = Progress(declined=tuple(dict.fromkeys(refusals)))

    rounds = 0
    while hurries(policy, progress, scene):
        assert nobody_left(policy, progress, scene)
        progress = next_page(policy, progress, scene).progress
        rounds += 1

    assert rounds <= len(policy) + len(scene.roster)


def wished(base: Scene, **wishes: object) -> Scene:
    return replace(base, wishes=Wishes(**wishes))  # type: ignore[arg-type]


WOMAN = replace(LI, person=replace(LI.person, gender="f", dialects=("粤语",)))


@pytest.mark.parametrize("colour", [Colour.AMBER, Colour.GREEN])
def test_who_is_wished_for_is_asked_alone_first_and_everybody_in_the_next_round(colour: Colour) -> None:
    here = wished(scene(WOMAN, ZHAO, WANG, colour=colour), gender="f", speech="粤语")

    first = next_page(POLICY, Progress(), here)
    second = next_page(POLICY, first.progress, here)

    assert first.to == ("li",)
    assert second.to == ("li", "zhao")
    assert first.again_at == NOW + MINUTE


def test_red_waits_for_nobody_in_particular() -> None:
    here = wished(scene(WOMAN, ZHAO), gender="f")

    assert next_page(POLICY, Progress(), here).to == ("li", "zhao")
    assert not hurries(POLICY, next_page(POLICY, Progress(), here).progress, here)


def test_a_wish_nobody_on_duty_can_grant_delays_nothing() -> None:
    here = wished(scene(LI, ZHAO, colour=Colour.AMBER), gender="m")
    page = next_page(POLICY, Progress(), here)

    assert page.to == ("li", "zhao")
    assert not hurries(POLICY, declined(page.progress, "li"), here)


def test_when_all_who_were_wished_for_say_no_the_others_do_not_wait_for_the_clock() -> None:
    here = wished(scene(WOMAN, ZHAO, WANG, colour=Colour.AMBER), gender="f")
    page = next_page(POLICY, Progress(), here)
    assert not hurries(POLICY, page.progress, here)

    refused = declined(page.progress, "li")

    assert hurries(POLICY, refused, here)
    assert next_page(POLICY, refused, here).to == ("zhao",)


LOCAL = staff("chen", Role.COUNSELLOR, unit="lk")
LOCAL_SUPERVISOR = staff("sun", Role.SUPERVISOR, unit="lk")


@pytest.mark.parametrize("colour", Colour)
def test_past_the_unit_means_nobody_who_works_for_exactly_that_one_but_its_supervisor(colour: Colour) -> None:
    roster = (LOCAL, LI, LOCAL_SUPERVISOR)
    open_, past = scene(*roster, colour=colour), wished(scene(*roster, colour=colour), bypass_unit=True)
    progress = Progress(rung=1)

    assert next_page(POLICY, Progress(), open_).to == ("chen", "li")
    assert next_page(POLICY, Progress(), past).to == ("li",)
    assert next_page(POLICY, progress, past).to == ("li", "sun")
    assert not fits(LOCAL.person, past)
    assert fits(LOCAL.person, open_)


def test_past_the_unit_with_nobody_above_leaves_the_ladder_empty_for_the_alarm() -> None:
    past = wished(scene(LOCAL, staff("far", Role.SUPERVISOR, unit="kz")), bypass_unit=True)

    assert next_page(POLICY, Progress(), past).to == ()


@pytest.mark.parametrize(
    ("roster", "expected"),
    [
        ((LOCAL,), False),
        ((LOCAL, LI), True),
        ((LOCAL_SUPERVISOR,), True),
        ((LOCAL, staff("far", Role.COUNSELLOR, unit="kz")), True),
        ((LOCAL, staff("far", Role.COUNSELLOR, unit="kz", reachable=False)), False),
        ((LOCAL, staff("old", Role.COUNSELLOR, until=NOW)), False),
        ((LOCAL, staff("clerk", Role.OFFICER)), False),
    ],
)
def test_a_unit_can_be_passed_by_only_where_there_is_somebody_else(
    roster: tuple[Staff, ...], expected: bool
) -> None:
    assert elsewhere(scene(*roster)) is expected


def test_the_unit_on_top_has_nobody_above_it_and_keeps_its_own() -> None:
    past = wished(scene(LI, ZHAO, unit="hq"), bypass_unit=True)

    assert next_page(POLICY, Progress(), past).to == ("li", "zhao")


def test_who_talked_with_the_person_before_is_asked_alone_and_the_others_after() -> None:
    again = Progress(pages=5, paged=("li", "zhao"), first="zhao")

    alone = next_page(POLICY, again, scene(LI, ZHAO, colour=Colour.AMBER))
    then = next_page(POLICY, alone.progress, scene(LI, ZHAO, colour=Colour.AMBER))

    assert (alone.to, then.to) == (("zhao",), ("li", "zhao"))
    assert then.progress.first == ""


def test_red_waits_for_nobody_who_was_there_before() -> None:
    page = next_page(POLICY, Progress(first="zhao"), scene(LI, ZHAO))

    assert page.to == ("li", "zhao")
    assert page.progress.first == ""


def test_who_is_asked_alone_and_cannot_come_holds_up_nobody() -> None:
    there = scene(LI, ZHAO, colour=Colour.AMBER)
    alone = next_page(POLICY, Progress(first="zhao"), there).progress

    assert not hurries(POLICY, alone, there)
    assert hurries(POLICY, declined(alone, "zhao"), there)
    assert hurries(
        POLICY, alone, scene(LI, staff("zhao", Role.COUNSELLOR, reachable=False), colour=Colour.AMBER)
    )


def test_who_is_off_duty_is_not_waited_for() -> None:
    away = scene(LI, staff("zhao", Role.COUNSELLOR, duty=False), colour=Colour.AMBER)

    assert next_page(POLICY, Progress(first="zhao"), away).to == ("li",)


SPOUSE = staff("spouse", Role.COUNSELLOR)


def of_family(base: Scene, *kin: str) -> Scene:
    return impartial(replace(base, kin=frozenset(kin)))


@pytest.mark.parametrize("colour", Colour)
def test_family_are_not_paged_while_somebody_else_can_come(colour: Colour) -> None:
    here = of_family(scene(SPOUSE, LI, WANG, colour=colour), "spouse")

    assert next_page(POLICY, Progress(), here).to == ("li",)
    assert next_page(POLICY, Progress(rung=1), here).to == ("li", "wang")
    # not even when everybody else has said no: they are asked again
    refused = Progress(rung=1, declined=("li", "wang"))
    assert next_page(POLICY, refused, here).to == ("li", "wang")


def test_the_next_rung_is_asked_at_once_where_only_family_is_on_duty() -> None:
    page = next_page(POLICY, Progress(), of_family(scene(SPOUSE, WANG), "spouse"))

    assert page.to == ("wang",)
    assert not page.on_duty


def test_who_is_off_duty_is_paged_before_family_on_duty() -> None:
    away = staff("zhao", Role.COUNSELLOR, duty=False)

    assert next_page(POLICY, Progress(), of_family(scene(SPOUSE, away), "spouse")).to == ("zhao",)


@pytest.mark.parametrize(
    "other",
    [
        staff("gone", Role.COUNSELLOR, reachable=False),
        staff("far", Role.COUNSELLOR, unit="kz"),
        staff("old", Role.COUNSELLOR, until=NOW),
        staff("chen", Role.WELLBEING_MANAGER),
    ],
)
def test_family_are_the_last_resort_where_nobody_else_can_come_for_red(other: Staff) -> None:
    page = next_page(POLICY, Progress(), of_family(scene(SPOUSE, other), "spouse"))

    assert page.to == ("spouse",)
    assert page.on_duty


def test_family_beyond_the_unit_is_no_reason_to_pass_it_by() -> None:
    beyond = replace(scene(LOCAL, SPOUSE), kin=frozenset({"spouse"}))

    assert not elsewhere(beyond)
    assert elsewhere(replace(beyond, kin=frozenset()))


@given(policies, scenes, st.sets(st.sampled_from(NAMES)), st.lists(st.sampled_from(NAMES), max_size=12))
def test_family_stay_out_unless_they_are_all_there_is_and_somebody_is_always_paged(
    policy: Policy, base: Scene, kin: set[str], refusals: list[str]
) -> None:
    here = of_family(base, *kin)
    can_come = {s.person.id for s in base.roster if fits(s.person, base) and s.person.reachable}
    progress = Progress()

    for step in range(12):
        page = next_page(policy, progress, here)

        assert bool(set(page.to) & can_come) is bool(can_come), "red never stays without anybody"
        if can_come - kin:
            assert not set(page.to) & kin
        progress = page.progress
        if step < len(refusals):
            progress = declined(progress, refusals[step])

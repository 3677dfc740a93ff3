"""A person's calendar: what comes, who on the staff is asked, and what a quota still owes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.care.cadence import Cadence, Every
from bot.domain.care.calendar import Clock, answering, asked, coming, due, following, last_call, owed, span
from bot.domain.care.facts import Facts
from bot.domain.care.knowing import Alert, Standing, Subject, place
from bot.domain.care.model import Calamity, Deed, Programme, Quota, variables
from bot.domain.flow.conditions import parse
from bot.domain.people import Grant, Person, Role, Unit
from bot.domain.triage import Colour

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOCK = Clock("Asia/Colombo", {}, lambda _: False)
UNITS = {
    "hq": Unit("hq", None, {}, "Asia/Shanghai", "CN"),
    "lk": Unit("lk", "hq", {}, "Asia/Colombo", "LK"),
    "team": Unit("team", "lk", {}, "Asia/Colombo", "LK"),
}
PARENTS = {code: unit.parent for code, unit in UNITS.items()}


def programme(rule: str = "roles contains employee", **more: Any) -> Programme:
    who = parse(rule, variables(("LK",)))
    return Programme(
        "tip", who, rule, more.pop("cadence", Cadence(Every.DAILY)), more.pop("deed", Deed.SEND), **more
    )


def liu(alert: Alert | None = None, **facts: Any) -> Subject:
    person = Person("liu", "刘师傅", 1001, "team", "zh", grants=(Grant(Role.EMPLOYEE, "team"),))
    alerts = {} if alert is None else {alert.unit: alert}
    return Subject(person, Facts(**facts), place("team", UNITS, {}, alerts))


def staff(name: str, role: Role, unit: str, **more: Any) -> Person:
    return Person(name, name, 7, unit, "zh", grants=(Grant(role, unit),), **more)


# -- what comes ----------------------------------------------------------------------------------


def test_what_comes_is_for_whoever_takes_part_on_that_very_day() -> None:
    away = programme("stage == away")
    leaving = liu(departure=date(2026, 11, 28))

    found = [one.key for one in coming(away, leaving, CLOCK, NOW, NOW + 4 * DAY)]

    assert found == ["2026-11-28", "2026-11-29", "2026-11-30"]


def test_rounds_of_an_alert_come_until_it_is_over() -> None:
    ask = programme(cadence=Cadence(Every.EVENT, anchors=("alert",), again=6 * HOUR), deed=Deed.ASK)
    alert = Alert("a1", "lk", Calamity.STORM, NOW, "sun")

    assert list(coming(ask, liu(), CLOCK, NOW - HOUR, NOW + DAY)) == []
    assert [one.key for one in coming(ask, liu(alert), CLOCK, NOW - HOUR, NOW + 13 * HOUR)] == [
        "round 0 of a1", "round 1 of a1", "round 2 of a1"
    ]  # fmt: skip
    over = replace(alert, over=NOW + 7 * HOUR)
    assert [one.key for one in coming(ask, liu(over), CLOCK, NOW - HOUR, NOW + DAY)] == [
        "round 0 of a1",
        "round 1 of a1",
    ]
    assert following(ask, liu(over), CLOCK, NOW + 8 * HOUR) is None
    once = programme(cadence=Cadence(Every.EVENT, anchors=("alert",)), deed=Deed.ASK)
    assert following(once, liu(alert), CLOCK, NOW) is None


def test_an_occasion_of_a_date_is_due_by_whatever_clock_the_person_has() -> None:
    tip = programme(window=HOUR)

    found = following(tip, liu(), CLOCK, NOW)

    assert found is not None
    assert due(tip, "liu", found.day, CLOCK.tz) == found.due
    assert due(tip, "liu", date(2011, 12, 30), "Pacific/Apia") is None


# -- who is asked --------------------------------------------------------------------------------

ZHOU = staff("zhou", Role.LIAISON, "team")
QIAN = staff("qian", Role.LIAISON, "lk")
SUN = staff("sun", Role.OFFICER, "hq")
REMIND = programme(deed=Deed.REMIND, to=(Role.LIAISON, Role.OFFICER))


def test_the_nearest_of_the_first_role_is_asked() -> None:
    assert asked(REMIND, liu(), [SUN, QIAN, ZHOU], PARENTS, NOW) == ZHOU
    assert asked(REMIND, liu(), [SUN, QIAN], PARENTS, NOW) == QIAN
    assert asked(REMIND, liu(), [SUN], PARENTS, NOW) == SUN
    assert asked(REMIND, liu(), [staff("x", Role.LIAISON, "elsewhere")], PARENTS, NOW) is None


def test_a_partner_comes_first_while_they_hold_such_a_role() -> None:
    paired = liu(partner="qian")

    assert asked(REMIND, paired, [SUN, QIAN, ZHOU], PARENTS, NOW) == QIAN
    assert asked(REMIND, paired, [SUN, replace(QIAN, reachable=False), ZHOU], PARENTS, NOW) == ZHOU
    left = replace(QIAN, grants=(Grant(Role.LIAISON, "lk", end=NOW),))
    assert asked(REMIND, paired, [SUN, left, ZHOU], PARENTS, NOW) == ZHOU


def test_nobody_is_reminded_of_themselves_and_nobody_whom_nothing_reaches() -> None:
    both = Person(
        "liu",
        "刘师傅",
        1001,
        "team",
        "zh",
        grants=(Grant(Role.EMPLOYEE, "team"), Grant(Role.LIAISON, "team")),
    )
    themselves = Subject(both, Facts(), place("team", UNITS, {}, {}))

    assert asked(REMIND, themselves, [both], PARENTS, NOW) is None
    assert asked(REMIND, liu(), [replace(ZHOU, address=None)], PARENTS, NOW) is None
    circle = {"team": "lk", "lk": "team"}
    assert asked(REMIND, liu(), [SUN], circle, NOW) is None


@given(st.sets(st.sampled_from("abcdefgh"), min_size=1), st.text("xyz", min_size=1, max_size=5))
def test_of_several_always_the_same_one_is_asked(names: set[str], person: str) -> None:
    several = [staff(name, Role.LIAISON, "team") for name in names]
    subject = liu()
    subject = replace(subject, person=replace(subject.person, id=person))

    found = {asked(REMIND, subject, order, PARENTS, NOW) for order in (several, several[::-1])}

    assert len(found) == 1


def test_those_who_answer_for_the_unit_stand_in_it_or_above() -> None:
    here = [
        ZHOU,
        QIAN,
        SUN,
        staff("other", Role.OFFICER, "elsewhere"),
        replace(SUN, id="gone", reachable=False),
    ]

    assert answering(liu(), (Role.OFFICER,), here, PARENTS, NOW) == [SUN]
    nowhere = replace(liu(), person=Person("x", "", 1, None, "zh"))
    assert answering(nowhere, (Role.OFFICER,), here, PARENTS, NOW) == []


# -- what is owed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "today", "behind"),
    [
        (0, "2026-10-02", True),
        (1, "2026-10-20", False),
        (1, "2026-11-02", True),
        (2, "2026-11-20", False),
        (2, "2026-12-05", True),
        (3, "2026-12-31", False),
        (5, "2026-12-31", False),
    ],
)
def test_contacts_are_spread_over_the_quarter(done: int, today: str, behind: bool) -> None:
    stands = owed(Quota(3, Every.QUARTERLY), done, date.fromisoformat(today))

    assert (stands.done, stands.times, stands.until, stands.behind) == (done, 3, date(2026, 12, 31), behind)


def test_those_above_hear_of_it_before_the_period_is_over() -> None:
    quota = Quota(3, Every.QUARTERLY)

    assert last_call(programme(quota=quota, deadline=21 * DAY), date(2026, 11, 26)) == date(2026, 12, 10)
    assert last_call(programme(quota=Quota(1, Every.WEEKLY), deadline=21 * DAY), date(2026, 11, 26)) == date(
        2026, 11, 23
    )
    assert last_call(programme(quota=quota), date(2026, 11, 26)) is None
    assert last_call(programme(), date(2026, 11, 26)) is None


def test_a_quotas_period_begins_and_ends_on_the_persons_clock() -> None:
    assert span(Quota(1, Every.MONTHLY), date(2026, 11, 26), "Asia/Colombo") == (
        datetime(2026, 10, 31, 18, 30, tzinfo=UTC),
        datetime(2026, 11, 30, 18, 30, tzinfo=UTC),
    )


# -- cases ---------------------------------------------------------------------------------------


def test_after_a_red_case_people_come_back_after_a_day_a_week_and_a_month_of_their_own_calendar() -> None:
    back = programme(
        "case == closed",
        cadence=Cadence(Every.ONCE, anchors=("closed_red",), offsets=(1, 7, 30)),
        deed=Deed.REMIND,
    )
    # late in the evening of the 25th where they are
    over = replace(liu(), case=Standing(Colour.RED, closed_red=datetime(2026, 11, 25, 18, 0, tzinfo=UTC)))

    def days(subject: Subject) -> list[str]:
        return [one.key for one in coming(back, subject, CLOCK, NOW - DAY, NOW + 60 * DAY)]

    assert days(over) == ["2026-11-26", "2026-12-02", "2026-12-25"]
    # another case goes by itself
    assert days(replace(over, case=Standing(Colour.GREEN, live=True))) == []
    assert days(liu()) == []


def test_who_has_the_case_is_reminded_where_only_those_are_who_work_on_cases() -> None:
    li, wang = staff("li", Role.COUNSELLOR, "hq"), staff("wang", Role.COUNSELLOR, "team")
    touch = programme(deed=Deed.REMIND, to=(Role.COUNSELLOR, Role.SUPERVISOR))
    theirs = replace(liu(partner="wang"), case=Standing(Colour.AMBER, live=True, owner="li"))

    assert asked(touch, theirs, [li, wang], PARENTS, NOW) == li
    assert asked(touch, theirs, [replace(li, reachable=False), wang], PARENTS, NOW) == wang
    assert (
        asked(touch, replace(theirs, case=Standing(Colour.AMBER, live=True)), [li, wang], PARENTS, NOW)
        == wang
    )
    # others are not led to whoever has a case
    both = replace(li, grants=(*li.grants, Grant(Role.OFFICER, "hq")))
    assert asked(REMIND, theirs, [both, ZHOU], PARENTS, NOW) == ZHOU

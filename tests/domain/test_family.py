"""Who is whose family, and where a family belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.family import Relation, Tie, alike, family_of, home_unit, homes_of, kinships, tied
from bot.domain.people import Unit

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
WIFE = Tie("t1", "liu", "chen", Relation.WIFE, NOW)
MOTHER = Tie("t2", "liu", "granny", Relation.MOTHER, NOW + timedelta(days=1))
BROTHER = Tie("t3", "smith", "chen", Relation.SIBLING, NOW)
PEOPLE = ("liu", "smith", "chen", "granny")

UNITS = {
    "hq": Unit("hq", None, {}, "Asia/Shanghai", "CN"),
    "plant": Unit("plant", "hq", {}, "Asia/Shanghai", "CN"),
    "lk": Unit("lk", "plant", {}, "Asia/Colombo", "LK"),
    "team": Unit("team", "lk", {}, "Asia/Colombo", "LK"),
}


def test_a_tie_names_the_other_of_its_two() -> None:
    assert (WIFE.other("liu"), WIFE.other("chen")) == ("chen", "liu")
    assert WIFE.joins("liu")
    assert not WIFE.joins("smith")
    with pytest.raises(ValueError, match="t1"):
        WIFE.other("smith")


def test_an_employee_has_several_members_and_a_member_several_homes() -> None:
    ties = [MOTHER, BROTHER, WIFE]

    assert family_of("liu", ties) == (WIFE, MOTHER)
    assert homes_of("chen", ties) == (WIFE, BROTHER)
    assert family_of("chen", ties) == ()


def test_both_sides_of_a_tie_are_family_to_each_other_while_it_holds() -> None:
    ended = replace(MOTHER, until=NOW + timedelta(days=2))

    assert kinships([WIFE, BROTHER, ended]) == {
        "liu": {"chen"},
        "chen": {"liu", "smith"},
        "smith": {"chen"},
    }


def test_two_who_share_a_phone_are_two_ties_to_the_same_employee() -> None:
    daughter = replace(WIFE, id="t4", relation=Relation.DAUGHTER)

    assert tied("liu", "chen", [WIFE, daughter]) == (WIFE, daughter)
    assert tied("liu", "chen", [WIFE, daughter], Relation.DAUGHTER) == (daughter,)
    assert tied("smith", "chen", [WIFE, daughter]) == ()


def test_only_a_name_tells_two_of_the_same_relation_apart() -> None:
    other = Tie("t5", "liu", "xiaoliu", Relation.SON, NOW)
    son = Tie("t6", "liu", "daliu", Relation.SON, NOW)

    assert alike(son, [WIFE, son, other])
    assert not alike(son, [WIFE, son, replace(other, until=NOW)])
    assert not alike(WIFE, [WIFE, son])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(list(Relation)), st.booleans()
        )
    )
)
def test_what_has_ended_joins_nobody(drawn: list[tuple[str, str, Relation, bool]]) -> None:
    ties = [
        Tie(f"t{at}", employee, member, relation, NOW, None if holds else NOW)
        for at, (employee, member, relation, holds) in enumerate(drawn)
    ]

    for person in PEOPLE:
        for tie in (*family_of(person, ties), *homes_of(person, ties)):
            assert tie.holds
            assert tie.joins(person)
    assert sum(len(family_of(one, ties)) for one in PEOPLE) == sum(tie.holds for tie in ties)


@pytest.mark.parametrize(
    ("unit", "home"), [("team", "plant"), ("lk", "plant"), ("plant", "plant"), ("hq", "hq")]
)
def test_a_family_belongs_to_the_nearest_unit_at_home(unit: str, home: str) -> None:
    assert home_unit(unit, UNITS, "Asia/Shanghai") == home


def test_without_a_unit_at_home_it_is_the_one_on_top_and_a_loop_ends() -> None:
    assert home_unit("team", UNITS, "Europe/Berlin") == "hq"
    looped = UNITS | {"plant": replace(UNITS["plant"], parent="team", tz="Asia/Colombo")}
    assert home_unit("team", looped, "Asia/Shanghai") == "plant"
    assert home_unit("nowhere", UNITS, "Asia/Shanghai") == "nowhere"

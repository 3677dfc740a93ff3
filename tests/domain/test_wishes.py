"""What somebody wishes for: by whom, when, past whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Person
from bot.domain.wishes import Choices, Wishes, choices, moment, speech_in, wishes_in

COLOMBO = ZoneInfo("Asia/Colombo")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=COLOMBO)


def counsellor(name: str, gender: str = "", *spoken: str) -> Person:
    dialects = tuple(word for word in spoken if len(word) > 2)
    languages = tuple(word for word in spoken if len(word) == 2)
    return Person(name, name, 1, "hq", "zh", gender=gender, languages=languages, dialects=dialects)


@pytest.mark.parametrize(
    ("when", "hour", "expected"),
    [
        ("now", 12, None),
        ("", 12, None),
        ("own", 12, None),
        ("after_work", 12, datetime(2026, 11, 23, 19, tzinfo=COLOMBO)),
        ("after_work", 19, datetime(2026, 11, 24, 9, tzinfo=COLOMBO)),  # on nights, it is the morning after
        ("after_work", 2, datetime(2026, 11, 23, 19, tzinfo=COLOMBO)),
        ("tomorrow", 12, datetime(2026, 11, 24, 9, tzinfo=COLOMBO)),
    ],
)
def test_a_moment_is_the_next_one_on_their_own_clock(when: str, hour: int, expected: datetime | None) -> None:
    assert moment(when, NOON.replace(hour=hour)) == expected


@given(
    st.sampled_from(["after_work", "tomorrow"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(COLOMBO)),  # noqa: DTZ001
)
def test_a_moment_is_never_past_and_at_most_two_days_away(when: str, there: datetime) -> None:
    found = moment(when, there)

    assert found is not None
    assert there < found <= there + timedelta(days=2)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, Wishes()),
        ({"told": "nobody", "gender": "skip", "when": "now"}, Wishes()),
        ({"told": "hello", "topic": "work"}, Wishes(hello=True)),
        ({"told": "not_unit", "topic": "work"}, Wishes(bypass_unit=True)),
        ({"topic": "conflict"}, Wishes(bypass_unit=True)),
        ({"topic": "unsayable", "told": "hello"}, Wishes(bypass_unit=True)),
        ({"gender": "f", "speech": "粤语"}, Wishes(gender="f", speech="粤语")),
        ({"when": "own", "hour": "2026-11-23 20:00 (+05:30)"}, Wishes(at=NOON.replace(hour=20))),
        ({"when": "own", "hour": "2026-11-30 12:00 (+05:30)"}, Wishes(at=NOON.replace(day=30))),
        (
            {"when": "own", "hour": "2026-11-30 12:01 (+05:30)"},
            Wishes(),
        ),  # nobody on duty now can promise that
        ({"when": "own"}, Wishes()),
    ],
)
def test_answers_are_read_as_wishes(answers: dict[str, str], expected: Wishes) -> None:
    assert wishes_in(answers, NOON) == expected


def test_later_wishes_add_to_earlier_ones_and_never_lead_back_to_the_unit() -> None:
    first = Wishes(at=NOON, gender="f", bypass_unit=True, behalf=True)

    both = first.and_then(Wishes(gender="m", speech="粤语", hello=True))

    assert both == Wishes(NOON, "m", "粤语", hello=True, bypass_unit=True, behalf=True)
    assert both.at_once().at is None


def test_an_hour_is_later_only_until_it_comes() -> None:
    wishes = Wishes(at=NOON)

    assert wishes.later(NOON - timedelta(seconds=1)) == NOON
    assert wishes.later(NOON) is None
    assert Wishes().later(NOON) is None


def test_a_counsellor_matches_by_gender_and_by_what_they_speak() -> None:
    li = counsellor("li", "f", "四川话", "en")

    assert Wishes().matched_by(li)
    assert Wishes(gender="f", speech="四川话").matched_by(li)
    assert Wishes(speech="en").matched_by(li)
    assert not Wishes(gender="m").matched_by(li)
    assert not Wishes(speech="闽南话").matched_by(li)
    assert not Wishes().picky
    assert Wishes(speech="en").picky


@pytest.mark.parametrize(
    ("staff", "expected"),
    [
        ([], Choices((), ())),
        ([counsellor("li", "f")], Choices((), ())),
        ([counsellor("li", "f"), counsellor("zhao")], Choices((), ())),
        ([counsellor("li", "f"), counsellor("zhao", "m")], Choices(("f", "m"), ())),
        ([counsellor("li", "", "四川话"), counsellor("zhao")], Choices((), ("四川话",))),
        ([counsellor("li", "", "四川话"), counsellor("zhao", "", "四川话")], Choices((), ())),
        ([counsellor("li", "", "zh", "en"), counsellor("zhao", "", "zh")], Choices((), ("en",))),
    ],
)
def test_only_what_some_have_and_others_have_not_is_a_choice(staff: list[Person], expected: Choices) -> None:
    assert choices(staff) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("四川话", "四川话"),
        ("会说四川话的", "四川话"),
        ("英语吧", "en"),
        ("EN", "en"),
        ("客家话", ""),
        ("", ""),
    ],
)
def test_words_name_a_speech_of_the_roster_or_none(words: str, expected: str) -> None:
    assert speech_in(words, [("四川话", "四川话"), ("en", "英语")]) == expected

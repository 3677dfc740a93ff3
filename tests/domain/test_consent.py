"""Consent: by purpose and version, declined and withdrawn as easily as given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.consent import (
    MESSAGES,
    PURPOSES,
    Answer,
    Consent,
    Purpose,
    Standing,
    allows,
    answered,
    paused,
    standing,
)
from bot.domain.people import Role

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
EMPLOYEE = (Role.EMPLOYEE,)
PURPOSE = Purpose("records", 2, frozenset({Role.EMPLOYEE}))


def said(answer: Answer, version: int = 2) -> dict[str, Consent]:
    return {"records": Consent("records", version, NOW, answer)}


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        ({}, Standing.OPEN),
        (said(Answer.GIVEN), Standing.GIVEN),
        (said(Answer.GIVEN, version=1), Standing.CHANGED),
        (said(Answer.DECLINED), Standing.DECLINED),
        (said(Answer.DECLINED, version=1), Standing.DECLINED),
        (said(Answer.WITHDRAWN, version=1), Standing.WITHDRAWN),
    ],
)
def test_only_a_yes_to_older_words_is_asked_about_again(
    current: dict[str, Consent], expected: Standing
) -> None:
    assert standing(PURPOSE, EMPLOYEE, current) is expected
    assert allows(PURPOSE, EMPLOYEE, current) is (expected is Standing.GIVEN)


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.SUPERVISOR, Role.WELLBEING_MANAGER])
def test_staff_are_asked_nothing_whatever_else_they_are(role: Role) -> None:
    assert standing(PURPOSE, (Role.EMPLOYEE, role), {}) is Standing.NONE


def test_a_purpose_concerns_its_roles_alone() -> None:
    assert standing(PURPOSES["liaison"], (Role.FAMILY,), {}) is Standing.NONE
    assert standing(PURPOSES["records"], (Role.FAMILY,), {}) is Standing.OPEN
    assert standing(PURPOSES["records"], (), {}) is Standing.NONE


def test_what_no_longer_concerns_somebody_is_not_allowed_by_an_old_yes() -> None:
    assert not allows(PURPOSE, (Role.FAMILY,), said(Answer.GIVEN))


@given(st.lists(st.booleans(), max_size=8))
def test_the_last_word_counts_and_a_repeated_one_is_no_news(words: Sequence[bool]) -> None:
    current: dict[str, Consent] = {}
    for agrees in words:
        row = answered("records", 2, agrees, current, NOW)
        if row is not None:
            current = {"records": row}
        assert answered("records", 2, agrees, current, NOW) is None
        assert allows(PURPOSE, EMPLOYEE, current) is agrees


def test_a_no_after_a_yes_is_a_withdrawal() -> None:
    declined = answered("records", 2, False, {}, NOW)
    withdrawn = answered("records", 2, False, said(Answer.GIVEN, version=1), NOW)

    assert (declined and declined.answer) is Answer.DECLINED
    assert (withdrawn and withdrawn.answer) is Answer.WITHDRAWN


def test_a_no_stays_a_no_when_the_words_change_until_it_is_said_of_them_too() -> None:
    again = answered("records", 2, False, said(Answer.DECLINED, version=1), NOW)

    assert (again and (again.answer, again.version)) == (Answer.DECLINED, 2)


def test_messages_come_unless_they_were_stopped() -> None:
    assert not paused({})
    stopped = answered(MESSAGES, 1, False, {}, NOW)
    assert stopped is not None
    assert paused({MESSAGES: stopped})
    back = answered(MESSAGES, 1, True, {MESSAGES: stopped}, NOW)
    assert back is not None
    assert not paused({MESSAGES: back})

"""The history of what people have agreed to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.consent import Answer, Consent
from bot.store import consents
from bot.store.opening import Store

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


def said(answer: Answer, minutes: int = 0, *, purpose: str = "records", version: int = 1) -> Consent:
    return Consent(purpose, version, NOW + timedelta(minutes=minutes), answer)


async def test_the_newest_answer_to_each_purpose_is_current_and_the_others_are_history(store: Store) -> None:
    given, withdrawn = said(Answer.GIVEN), said(Answer.WITHDRAWN, 1, version=2)
    other = said(Answer.DECLINED, purpose="liaison")
    async with store.db.transaction() as tx:
        await consents.write(tx, [("p1", given), ("p1", other), ("p2", given)])
    async with store.db.transaction() as tx:
        await consents.write(tx, [("p1", withdrawn)])

    current = await consents.load(store.db, ["p1", "p2", "p3"])

    assert current == {
        "p1": {"records": withdrawn, "liaison": other},
        "p2": {"records": given},
    }
    assert await consents.history(store.db, "p1") == [given, other, withdrawn]


async def test_of_two_answers_in_the_same_instant_the_later_row_counts(store: Store) -> None:
    async with store.db.transaction() as tx:
        await consents.write(tx, [("p1", said(Answer.GIVEN)), ("p1", said(Answer.WITHDRAWN))])

    assert (await consents.load(store.db, ["p1"]))["p1"]["records"].answer is Answer.WITHDRAWN


async def test_nobody_is_looked_up_without_a_name(store: Store) -> None:
    assert await consents.load(store.db, []) == {}

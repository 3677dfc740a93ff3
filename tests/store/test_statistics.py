"""Cases for the statistics: those of the month, once each, whatever the portion, and never a damaged one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.case import State
from bot.store import cases, statistics
from bot.store.opening import Store
from tests.store.test_cases import NOON, case

END = NOON + timedelta(days=1)


async def opened(store: Store, **given: int) -> list[str]:
    return [found.id async for found in statistics.opened(store.db, store.keys, NOON, END, **given)]


@pytest.mark.parametrize("portion", [1, 2, 3, 100])
async def test_all_cases_of_the_window_come_once_the_oldest_first(store: Store, portion: int) -> None:
    new = [
        case(1, opened_at=NOON - timedelta(milliseconds=1)),
        case(2, opened_at=NOON + timedelta(hours=2), state=State.CLOSED, closed_at=END),
        case(3),
        case(4),
        case(5, opened_at=END - timedelta(milliseconds=1), unit="north"),
        case(6, opened_at=END),
    ]
    async with store.db.transaction() as tx:
        await cases.save(tx, store.keys, new)

    assert await opened(store, portion=portion) == ["case3", "case4", "case2", "case5"]


async def test_a_damaged_case_is_left_out_and_reported(store: Store) -> None:
    async with store.db.transaction() as tx:
        await cases.save(tx, store.keys, [case(1), case(2)])
        await tx.execute("update cases set sealed = ? where id = 'case1'", (b"0",))

    assert await opened(store) == ["case2"]
    assert list(store.keys.damaged) == [("cases", "K1")]


async def test_the_unit_at_opening_comes_back_and_older_cases_have_none(store: Store) -> None:
    async with store.db.transaction() as tx:
        await cases.save(tx, store.keys, [case(1, unit="north"), case(2)])
        old = store.keys["person1001"].seal("cases|sealed|case2", b'{"reasons": [], "answers": []}')
        await tx.execute("update cases set sealed = ? where id = 'case2'", (old,))

    found = {c.id: c.unit async for c in statistics.opened(store.db, store.keys, NOON, END)}

    assert found == {"case1": "north", "case2": None}

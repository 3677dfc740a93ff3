"""What waits is counted over indexes, so that counting costs the same however much has been done with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.store import inbox, soundings
from bot.store.inbox import Arrival
from bot.store.opening import Store
from bot.store.soundings import Soundings

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


async def test_an_empty_store_has_nothing_to_count(store: Store) -> None:
    assert await soundings.take(store.db, NOON) == Soundings(NOON, 0, None, 0, {}, None, 0, {}, {})


async def test_what_waits_is_counted_and_what_is_done_or_not_yet_due_is_not(store: Store) -> None:
    letter = (
        "insert into outbox (person, subject, priority, queued_at, not_before, state, uid, sealed)"
        " values ('p', 'p', ?, 0, ?, ?, ?, ?)"
    )
    now = int(NOON.timestamp() * 1000)
    async with store.db.transaction() as tx:
        came = [
            Arrival("tg:1", str(n), "person1001", "update", NOON - timedelta(seconds=n), {})
            for n in range(1, 5)
        ]
        await inbox.add(tx, store.keys, came)
        await inbox.done(tx, [1])
        await inbox.quarantine(tx, 2)
        for number, (priority, due, state) in enumerate(
            (
                (0, now, "ready"),
                (4, now - 5000, "ready"),
                (4, now, "ready"),
                (4, now + 1, "ready"),
                (1, now, "attempting"),
                (1, now, "sent"),
                (1, now, "failed"),
                (1, now, "unknown"),
                (1, now, "unknown"),
            )
        ):
            await tx.execute(letter, (priority, due, state, str(number), b"\0"))

    assert await soundings.take(store.db, NOON) == Soundings(
        taken_at=NOON,
        events=2,
        oldest_event=NOON - timedelta(seconds=4),
        set_aside=1,
        letters={0: 1, 4: 2},
        oldest_letter=NOON - timedelta(seconds=5),
        on_their_way=1,
        lost={"failed": 1, "unknown": 2},
        cases={},
    )


async def test_nothing_that_is_done_with_is_read(file_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Any]] = []
    fetch = file_store.db.fetch

    async def noting(sql: str, values: Sequence[Any] = ()) -> Any:
        asked.append((sql, values))
        return await fetch(sql, values)

    monkeypatch.setattr(file_store.db, "fetch", noting)
    await soundings.take(file_store.db, NOON)
    plans = [(await fetch(f"explain query plan {sql}", values))[0][3] for sql, values in asked]

    assert len(plans) == 6
    for plan in plans:
        assert "USING" in plan, plan
        assert "INDEX" in plan, plan

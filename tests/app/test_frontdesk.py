"""The front desk as a worker: it waits, it batches, and trouble with the store is nobody's fault."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from bot.app import frontdesk as module
from bot.app.frontdesk import BATCH
from bot.store import inbox, sessions
from bot.store.database import StoreTrouble
from tests.street import Street


async def run_until(street: Street, done: asyncio.Event) -> None:
    worker = asyncio.create_task(street.house.frontdesk.run())
    try:
        await asyncio.wait_for(done.wait(), 30)
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


async def test_it_works_when_woken_and_rests_in_between(street: Street) -> None:
    desk, rested, played = street.house.frontdesk, asyncio.Event(), asyncio.Event()
    real = desk.work

    async def work() -> int:
        number = await real()
        (played if number else rested).set()
        return number

    desk.work = work  # type: ignore[method-assign]
    worker = asyncio.create_task(desk.run())
    await asyncio.wait_for(rested.wait(), 30)
    assert not played.is_set()

    await street.phone(1001).says("/talk", settle=False)
    await asyncio.wait_for(played.wait(), 30)

    assert desk.letters_queued.is_set()
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker


async def test_trouble_with_the_store_makes_it_wait_a_little_longer_each_time_and_go_on(
    street: Street, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk, done = street.house.frontdesk, asyncio.Event()
    real, faults, pauses = desk.work, [1, 2, 3, 4, 5, 6, 7, 8], []

    async def work() -> int:
        if faults:
            faults.pop()
            raise StoreTrouble("不许出现")
        number = await real()
        done.set()
        return number

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    desk.work = work  # type: ignore[method-assign]
    monkeypatch.setattr(module.asyncio, "sleep", sleep)
    await street.phone(1001).says("/talk", settle=False)

    await run_until(street, done)

    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5]
    assert "不许出现" not in caplog.text


async def test_lanes_share_a_batch_and_one_lane_keeps_its_order(street: Street) -> None:
    for words in ("/talk", "还行", "睡不好"):
        await street.phone(1001).says(words, settle=False)
    await street.phone(1003).says("/talk", settle=False)

    assert [await street.house.frontdesk.work() for _ in range(4)] == [2, 1, 1, 0]


async def test_a_batch_is_never_larger_than_its_measure(street: Street) -> None:
    for number in range(BATCH + 3):
        await street.phone(6000 + number, "客").says("/menu", settle=False)

    assert await street.house.frontdesk.work() == BATCH
    assert await street.house.frontdesk.work() == 3


@pytest.mark.parametrize("failing", ["alone", "rescue"])
async def test_trouble_with_the_store_while_playing_singly_blames_nobody(
    street: Street, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    desk = street.house.frontdesk
    real, calls = desk._play, []

    async def play(events: Any, *, rescue: bool = False) -> None:
        calls.append(rescue)
        if len(calls) == 1 or (failing == "rescue" and not rescue):
            raise RuntimeError
        if faulty:
            raise StoreTrouble("disk full")
        await real(events, rescue=rescue)

    faulty = True
    monkeypatch.setattr(desk, "_play", play)
    liu = street.phone(1001)
    await liu.says("/talk", settle=False)
    with pytest.raises(StoreTrouble):
        await desk.work()
    assert await inbox.waiting(street.store.db) == 1

    monkeypatch.undo()
    await street.settle()

    assert "这会儿怎么样" in liu.last.text


async def test_an_update_that_does_not_parse_is_set_aside_and_its_words_call_for_help(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    liu, wang = street.phone(1001), street.phone(2003)
    broken = {
        "message_id": 5,
        "chat": {"id": 1001, "type": "private"},
        "from": {"id": 1001},
        "text": "金丝雀",
    }

    await street.update({"message": broken})
    await street.settle()

    assert "您写的我收到了，已经在叫人" in liu.last.text
    assert "没能处理" in wang.last.text
    assert "金丝雀" not in caplog.text


async def test_an_update_of_staff_that_does_not_parse_is_answered_as_work(street: Street) -> None:
    li = street.phone(2001)
    broken = {"message_id": 5, "chat": {"id": 2001, "type": "private"}, "from": {"id": 2001}, "text": "x"}

    await street.update({"message": broken})
    await street.settle()

    assert "没有生效" in li.last.text


async def test_an_owner_gone_who_has_given_it_up_already_takes_nothing_along(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    case = (await street.store.db.fetch("select id from cases"))[0][0]
    arrivals = [
        inbox.Arrival(
            "test", owner, "person1001", "owner_gone", street.clock.now(), {"case": case, "owner": owner}
        )
        for owner in ("person2002", "person2001", "person2001 again")
    ]
    async with street.store.db.transaction() as tx:
        await inbox.add(tx, street.store.keys, arrivals[:1])
    await street.settle()
    assert await street.store.db.fetch("select state from cases") == [("claimed",)]

    async with street.store.db.transaction() as tx:
        await inbox.add(tx, street.store.keys, arrivals[1:])
    await street.settle()

    assert await street.store.db.fetch("select state from cases") == [("escalating",)]


async def test_an_event_about_a_case_nobody_knows_is_dropped(street: Street) -> None:
    now = street.clock.now()
    bodies: list[tuple[str, dict[str, object]]] = [
        ("owner_gone", {"case": "nobody", "owner": "person2001"}),
        ("outcome", {"ref": "relay:nobody:e:person2001:1", "state": "sent", "letter": 1}),
        ("timer", {"kind": "ladder", "ref": "nobody", "guard": "1"}),
        ("timer", {"kind": "idle", "ref": "desk", "guard": "1"}),
        ("timer", {"kind": "moon", "ref": "nobody", "guard": "1"}),
        ("desk", {"verb": "take", "case": "nobody", "by": "person2001", "press": "1"}),
        ("desk", {"verb": "take", "case": "nobody", "by": "nobody", "press": "1"}),
    ]
    async with street.store.db.transaction() as tx:
        for number, (kind, body) in enumerate(bodies):
            arrival = inbox.Arrival("test", str(number), "person1001", kind, now, body)
            await inbox.add(tx, street.store.keys, [arrival])
    li = street.phone(2001)

    await street.settle()

    assert li.toasts == ["这件事已经结束了。"]
    assert li.screen == []
    rows = await street.store.db.fetch("select count(*) from inbox where state = 'quarantined'")
    assert rows == [(0,)]


async def test_the_state_between_two_turns_is_what_is_on_disk(street: Street) -> None:
    await street.phone(1001).says("/talk")

    loaded = await sessions.load(street.store.db, street.store.keys, ["person1001"])

    assert loaded["person1001"].stack[-1].flow == "talk"


async def test_a_press_that_not_even_the_rescue_can_handle_is_set_aside_without_a_word(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    liu = street.phone(1001)
    await liu.says("/menu")
    before = len(liu.screen)

    async def fails(*_: object, **__: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(street.house.frontdesk, "_play", fails)
    await liu.presses("紧急电话")

    assert len(liu.screen) == before
    assert await inbox.quarantined(street.store.db) >= 1

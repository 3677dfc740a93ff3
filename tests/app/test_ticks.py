"""Ticks: due rows become events, retention lets go, and trouble with the store is for the next tick."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.clock import MovableClock, SystemClock
from bot.app.config import Retention
from bot.app.ids import SAYABLE, RandomIds
from bot.app.rounds import EVERY as ROUND_EVERY
from bot.app.rounds import Rounds
from bot.app.ticks import EVERY, ROUNDS, TIDY_EVERY, Every, Ticks, keep_up
from bot.domain.messages import Outgoing
from bot.store import inbox, outbox, timers
from bot.store.inbox import Arrival
from bot.store.keys import day_owner
from bot.store.opening import Store, open_store
from bot.store.outbox import Letter
from bot.store.timers import Timer
from bot.store.vault import make_master
from tests.store.trouble import Trouble, on
from tests.street import NOON, PEOPLE, _blank_store, settle_people

LIU = "person1001"
DAYS = timedelta(days=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    path, key_file = tmp_path / "warmline.db", tmp_path / "warmline.key"
    path.write_bytes(_blank_store())
    make_master(key_file)
    store = await open_store(path, key_variable="", key_file=key_file)
    await settle_people(store, PEOPLE)
    yield store
    await store.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOON)


@pytest.fixture
def ticks(store: Store, clock: MovableClock) -> Ticks:
    return Ticks(store, clock, Retention(inbox="3d", outbox="30d"), Rounds(store, clock, []))  # type: ignore[arg-type]


async def wake_at(store: Store, *dues: datetime) -> None:
    async with store.db.transaction() as tx:
        await timers.start(
            tx, [Timer(f"t{n}", LIU, "page", str(n), due, str(n)) for n, due in enumerate(dues)]
        )


async def handled(store: Store, at: datetime) -> None:
    async with store.db.transaction() as tx:
        await inbox.add(tx, store.keys, [Arrival("tg:1", str(at), LIU, "update", at, {})])
    events = await inbox.heads(store.db, store.keys, 50)
    async with store.db.transaction() as tx:
        await inbox.done(tx, [event.id for event in events])


async def count(store: Store, table: str) -> int:
    return int((await store.db.fetch(f"select count(*) from {table}"))[0][0])


# -- sweeping ------------------------------------------------------------------------------------


async def test_a_sweep_moves_what_is_due_and_wakes_the_front_desk(
    store: Store, clock: MovableClock, ticks: Ticks
) -> None:
    await wake_at(store, NOON + timedelta(seconds=60), NOON + timedelta(seconds=61))
    assert await ticks.sweep() == 0
    assert not ticks.swept.is_set()

    clock.move(timedelta(seconds=60))

    assert await ticks.sweep() == 1
    assert ticks.swept.is_set()
    assert await inbox.waiting(store.db) == 1


async def test_a_sweep_wakes_the_front_desk_for_what_another_process_has_put_there(
    store: Store, ticks: Ticks
) -> None:
    async with store.db.transaction() as tx:
        await inbox.add(tx, store.keys, [Arrival("desk", "leave/1", LIU, "owner_gone", NOON, {})])

    assert await ticks.sweep() == 0
    assert ticks.swept.is_set()


async def test_after_a_week_of_downtime_everything_overdue_rings_once(
    store: Store, clock: MovableClock, ticks: Ticks
) -> None:
    await wake_at(store, *(NOON + timedelta(hours=hour) for hour in range(50)))
    clock.move(7 * DAYS)

    assert [await ticks.sweep(), await ticks.sweep()] == [50, 0]


# -- tidying -------------------------------------------------------------------------------------


async def test_what_retention_does_not_keep_is_let_go(
    store: Store, clock: MovableClock, ticks: Ticks
) -> None:
    async with store.db.transaction() as tx:
        await outbox.queue(tx, store.keys, [Letter(LIU, LIU, Outgoing(text="x"))], NOON)
        await tx.execute("update outbox set state = 'sent'")
    await handled(store, NOON)

    clock.move(3 * DAYS)
    await ticks.tidy()
    assert (await count(store, "inbox"), await count(store, "outbox")) == (1, 1)

    clock.move(1 * DAYS)
    await ticks.tidy()
    assert (await count(store, "inbox"), await count(store, "outbox")) == (0, 1)

    clock.move(27 * DAYS)
    await ticks.tidy()
    assert await count(store, "outbox") == 0


async def test_an_update_is_known_for_two_days_whatever_the_settings_say(
    store: Store, clock: MovableClock
) -> None:
    hasty = Ticks(store, clock, Retention(inbox="1h", outbox="1h"), Rounds(store, clock, []))  # type: ignore[arg-type]
    await handled(store, NOON)

    clock.move(2 * DAYS)
    await hasty.tidy()

    assert await count(store, "inbox") == 1


async def test_a_destroyed_key_is_gone_from_the_disk_and_not_only_from_the_table(
    store: Store, clock: MovableClock, ticks: Ticks, tmp_path: Path
) -> None:
    await handled(store, NOON)
    rows = await store.db.fetch("select wrapped from data_key where owner = ?", (day_owner(NOON),))
    wrapped = bytes(rows[0][0])
    assert holding(tmp_path, wrapped) != []

    clock.move(5 * DAYS)
    await ticks.tidy()

    assert holding(tmp_path, wrapped) == []


def holding(folder: Path, data: bytes) -> list[str]:
    return [file.name for file in folder.iterdir() if data in file.read_bytes()]


# -- the schedule --------------------------------------------------------------------------------


async def test_due_rows_are_swept_every_second_and_the_rounds_and_old_rows_have_their_time(
    ticks: Ticks,
) -> None:
    every = {job.id: job.trigger.interval for job in ticks.schedule().get_jobs()}

    assert every == {"sweep": EVERY, ROUNDS: ROUND_EVERY, "tidy": TIDY_EVERY}


async def test_a_scheduler_whose_clock_was_set_back_does_not_sleep_until_the_old_time_comes_again(
    ticks: Ticks,
) -> None:
    scheduler = ticks.schedule()
    scheduler.start(paused=True)
    earlier = datetime.now(UTC) - timedelta(hours=1)

    keep_up(scheduler, earlier)
    kept = [job.next_run_time for job in scheduler.get_jobs()]
    keep_up(scheduler, datetime.now(UTC))

    assert kept == [earlier + EVERY, earlier + ROUND_EVERY, earlier + TIDY_EVERY]
    assert [job.next_run_time for job in scheduler.get_jobs()] == kept
    scheduler.shutdown(wait=False)


def test_a_scheduler_whose_clock_was_set_ahead_by_a_year_does_not_list_every_second_of_it() -> None:
    trigger, then = Every(EVERY), NOON + timedelta(days=365)

    assert trigger.get_next_fire_time(NOON, then) == then + EVERY


async def test_ticks_run_until_they_are_cancelled(store: Store, ticks: Ticks) -> None:
    await wake_at(store, NOON)
    work = asyncio.create_task(ticks.run())

    await asyncio.wait_for(ticks.swept.wait(), 30)
    work.cancel()

    with pytest.raises(asyncio.CancelledError):
        await work
    assert await inbox.waiting(store.db) == 1


async def test_a_stop_in_the_middle_of_a_tick_is_quiet_and_leaves_nothing_of_it_at_work(
    ticks: Ticks, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def long(_: Rounds) -> int:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return 0

    monkeypatch.setattr(Rounds, "go", long)
    work = asyncio.create_task(ticks.run())
    await asyncio.wait_for(begun.wait(), 10)

    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work

    assert ended.is_set()
    # the scheduler ends a turn of the loop later
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_late_tick_is_never_dropped_and_never_runs_beside_itself(
    store: Store, clock: MovableClock, ticks: Ticks
) -> None:
    await wake_at(store, NOON)
    scheduler = ticks.schedule()
    scheduler.start()
    for job in scheduler.get_jobs():
        assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
        job.modify(next_run_time=datetime.now(UTC))

    await asyncio.wait_for(ticks.swept.wait(), 30)
    scheduler.shutdown(wait=False)

    assert await inbox.waiting(store.db) == 1


async def test_a_full_disk_is_for_the_next_tick(
    store: Store, clock: MovableClock, ticks: Ticks, caplog: pytest.LogCaptureFixture
) -> None:
    await wake_at(store, NOON)
    await handled(store, NOON - 9 * DAYS)
    Trouble(store.db, on("commit", times=2))

    await ticks._quietly_sweep()
    await ticks._quietly_tidy()
    assert await inbox.waiting(store.db) == 0

    await ticks._quietly_sweep()
    await ticks._quietly_tidy()
    assert await inbox.waiting(store.db) == 1
    assert await count(store, "inbox") == 1
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


async def test_the_rounds_begin_with_the_process_and_when_called_within_a_second_not_two_minutes(
    ticks: Ticks,
) -> None:
    scheduler = ticks.schedule()
    scheduler.start(paused=True)

    def waits() -> bool:
        ticks.look_after(scheduler)
        return bool(scheduler.get_job(ROUNDS).next_run_time > datetime.now(UTC))

    assert not waits()
    await ticks._quietly_go_round()
    scheduler.modify_job(ROUNDS, next_run_time=datetime.now(UTC) + ROUND_EVERY)
    assert waits()
    ticks.hurry.set()
    assert not waits()
    scheduler.shutdown(wait=False)


async def test_an_event_that_comes_while_the_rounds_are_under_way_has_them_go_once_more_not_beside_themselves(
    ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = ticks.schedule()
    scheduler.start(paused=True)
    due: list[datetime] = []

    async def go() -> int:
        if not due:
            ticks.hurry.set()
        ticks.look_after(scheduler)
        due.append(scheduler.get_job(ROUNDS).next_run_time)
        return 0

    monkeypatch.setattr(ticks._rounds, "go", go)
    await ticks._quietly_go_round()

    assert len(due) == 2
    assert min(due) > datetime.now(UTC)
    assert not ticks.hurry.is_set()
    scheduler.shutdown(wait=False)


# -- clocks and ids ------------------------------------------------------------------------------


def test_a_clock_that_stands_still_moves_only_when_it_is_moved() -> None:
    clock = MovableClock(NOON)
    assert [clock.now(), clock.now()] == [NOON, NOON]

    clock.move(timedelta(hours=1))
    clock.move(timedelta())

    assert clock.now() == NOON + timedelta(hours=1)
    with pytest.raises(ValueError, match="forward"):
        clock.move(timedelta(microseconds=-1))


def test_a_clock_set_ahead_runs_with_the_machines() -> None:
    before = SystemClock().now()
    ahead = MovableClock(ahead=timedelta(days=1)).now()
    after = SystemClock().now()

    assert before + timedelta(days=1) <= ahead <= after + timedelta(days=1)
    assert before.tzinfo is UTC


def test_ids_are_opaque_and_codes_can_be_said_aloud() -> None:
    ids = RandomIds()

    assert len({ids.new() for _ in range(1000)}) == 1000
    assert {len(ids.new()) for _ in range(20)} == {16}
    assert all(set(ids.code()) <= set(SAYABLE) and len(ids.code()) == 5 for _ in range(200))
    assert not set(SAYABLE) & set("0O1IL5S8BUVZ2GQ6")

"""A post is held by one at a time, and by the next one soon after its holder is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import posts
from bot.app.posts import HOLD, PATIENCE, Post
from bot.store import leases
from bot.store.database import Database, StoreTrouble
from bot.store.leases import Lease, Superseded
from bot.store.opening import Store, open_store
from bot.store.vault import make_master
from tests.street import _blank_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    (tmp_path / "warmline.db").write_bytes(_blank_store())
    make_master(tmp_path / "key")
    store = await open_store(
        tmp_path / "warmline.db", key_variable="", key_file=tmp_path / "key", durable=False
    )
    yield store
    await store.close()


@dataclass
class Replica:
    """One that wants the post, with a clock of its own."""

    store: Store
    name: str
    seconds: float = 0.0
    waited: int = 0
    began: list[Lease] = field(default_factory=list)
    ended: int = 0
    fails: BaseException | None = None
    post: Post = field(init=False)
    running: asyncio.Task[None] = field(init=False)

    def __post_init__(self) -> None:
        self.post = Post(self.store.db, "poller", self.name, self._wait, lambda: self.seconds)
        self.running = asyncio.create_task(self.post.run(self._work))

    def _wait(self) -> None:
        self.waited += 1

    async def _work(self, lease: Lease) -> None:
        self.began.append(lease)
        try:
            while self.fails is None:  # noqa: ASYNC110 - a test sets it
                await asyncio.sleep(0.001)
            raise self.fails
        finally:
            self.ended += 1

    async def until(self, what: Callable[[], object]) -> None:
        async with asyncio.timeout(20):
            while not what():  # noqa: ASYNC110 - what it waits for has no event
                await asyncio.sleep(0.001)

    async def looks(self, times: int = 3) -> None:
        """Waits until it has looked at the lease so many times more."""
        target = self.waited + times
        await self.until(lambda: self.waited >= target)

    async def stop(self) -> None:
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)


Opening = Callable[[str], Awaitable[Replica]]


@pytest.fixture
async def opening(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Opening]:
    monkeypatch.setattr(posts, "LOOK", 0.001)
    monkeypatch.setattr(posts, "RENEW", 0.005)
    opened: list[Replica] = []

    async def begin(name: str) -> Replica:
        opened.append(Replica(store, name))
        await opened[-1].until(lambda: opened[-1].waited)
        return opened[-1]

    yield begin
    for replica in opened:
        await replica.stop()


async def holding(opening: Opening, name: str) -> Replica:
    replica = await opening(name)
    await replica.until(lambda: replica.began)
    return replica


async def pause(monkeypatch: pytest.MonkeyPatch, name: str = "a") -> None:
    """This one is paused: nothing of it runs, and its clock goes on."""
    paused, renew = asyncio.Event(), leases.renew

    async def unless_paused(db: Database, lease: Lease) -> Lease | None:
        if lease.holder == name:
            paused.set()
            await asyncio.Event().wait()
        return await renew(db, lease)

    monkeypatch.setattr(leases, "renew", unless_paused)
    await paused.wait()


async def test_the_first_gets_the_post_and_the_second_waits(opening: Opening) -> None:
    first = await holding(opening, "a")
    second = await opening("b")
    await second.looks(10)

    assert [lease.epoch for lease in first.began] == [1]
    assert second.began == []
    assert first.post.holds()


async def test_a_holder_that_shows_life_keeps_it_however_long_it_takes(opening: Opening) -> None:
    first = await holding(opening, "a")
    second = await opening("b")

    for _ in range(5):
        first.seconds += 1
        second.seconds += PATIENCE / 2
        beat = (await leases.look(first.store.db, "poller")).beat
        async with asyncio.timeout(20):
            while (await leases.look(first.store.db, "poller")).beat == beat:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        await second.looks()

    assert second.began == []
    assert first.ended == 0


async def test_a_holder_that_stops_gives_it_back_and_the_next_begins_at_once(opening: Opening) -> None:
    first = await holding(opening, "a")
    second = await opening("b")

    await first.stop()
    await second.until(lambda: second.began)

    assert first.ended == 1
    assert [lease.epoch for lease in second.began] == [2]


async def test_a_holder_that_shows_no_life_is_followed_and_ends_when_it_wakes_up(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await holding(opening, "a")
    second = await opening("b")
    await pause(monkeypatch)

    await second.looks()
    second.seconds += PATIENCE - 1
    await second.looks()
    assert second.began == []
    second.seconds += 2
    await second.until(lambda: second.began)

    async with first.store.db.transaction() as tx:
        with pytest.raises(Superseded):
            await leases.check(tx, first.began[0])


async def test_who_finds_that_somebody_else_has_taken_over_ends_and_waits_again(
    opening: Opening, store: Store
) -> None:
    first = await holding(opening, "a")
    async with store.db.transaction() as tx:
        await leases.take(tx, await leases.look(store.db, "poller"), "b")

    await first.until(lambda: first.ended)
    await first.looks()

    assert not first.running.done()
    assert (await leases.look(store.db, "poller")).holder == "b"


async def test_who_cannot_renew_ends_before_others_may_begin(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await holding(opening, "a")
    failed = []

    async def fails(*_: object) -> Lease:
        failed.append(first.ended)
        raise StoreTrouble("server away")

    monkeypatch.setattr(leases, "renew", fails)
    await first.until(lambda: len(failed) > 2)
    assert set(failed) == {0}
    first.seconds += HOLD

    await first.until(lambda: first.ended)
    assert not first.running.done()


async def test_work_that_fails_ends_the_replica(opening: Opening) -> None:
    first = await holding(opening, "a")

    first.fails = RuntimeError("no token")

    with pytest.raises(RuntimeError, match="no token"):
        await asyncio.wait_for(asyncio.shield(first.running), 20)


async def test_work_that_notices_it_was_superseded_waits_again(opening: Opening) -> None:
    first = await holding(opening, "a")

    first.fails = Superseded("poller")
    await first.until(lambda: len(first.began) > 1)

    assert [lease.epoch for lease in first.began][:2] == [1, 2]


async def test_nobody_is_taken_to_be_gone_while_the_store_cannot_be_read(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    await holding(opening, "a")
    second = await opening("b")
    await second.looks()
    look = leases.look
    await pause(monkeypatch)

    async def fails(*_: object) -> Lease:
        raise StoreTrouble("server away")

    monkeypatch.setattr(leases, "look", fails)
    await second.looks()
    second.seconds += 10 * PATIENCE
    await second.looks()
    monkeypatch.setattr(leases, "look", look)
    await second.looks()

    assert second.began == []

"""The lookout: systemd, the dead man's switch and the last resort, told from outside the loop."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.app.lookout import STUCK, Lookout, Systemd
from bot.app.signs import Signs
from bot.domain.vitals import BEYOND_HELP, BLOCKED, OWED, WORKERS, Part
from tests.app.test_signs import Seconds

SECRET = "https://beats.example/5e21-canary"


class Init:
    """The socket at which systemd listens."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._socket.setblocking(False)

    def told(self) -> list[str]:
        """What it was told since it was asked last."""
        found = []
        while True:
            try:
                found.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Init]:
    init = Init(tmp_path)
    monkeypatch.setenv("NOTIFY_SOCKET", init.path)
    yield init
    init.close()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def signs(seconds: Seconds) -> Signs:
    """Of a house in which everybody is well."""
    signs = Signs(seconds)
    for part in WORKERS:
        signs.well(part)
    return signs


def let_pass(time: float, signs: Signs, seconds: Seconds) -> None:
    """The loop goes on turning meanwhile."""
    while time > 0:
        signs.turn_of_loop()
        seconds.now += min(time, 1)
        time -= 1
    signs.turn_of_loop()


class Post:
    """A lookout that is not started: each look is made by hand."""

    def __init__(self, signs: Signs, systemd: Systemd | None = None) -> None:
        self.ended: list[int] = []
        self.lookout = Lookout(signs, systemd=systemd or Systemd({}), heartbeat=SECRET, end=self.ended.append)
        self.lookout._watched = asyncio.get_running_loop()

    async def looks(self) -> None:
        self.lookout.look()
        await asyncio.sleep(0)


async def test_systemd_hears_that_all_is_well_and_nothing_while_something_is_stuck(
    init: Init, signs: Signs, seconds: Seconds
) -> None:
    systemd = Systemd()
    post = Post(signs, systemd)

    await post.looks()
    assert init.told() == ["WATCHDOG=1", "STATUS=at work"]
    signs.begins(Part.DESK)
    let_pass(OWED + 1, signs, seconds)
    await post.looks()
    assert init.told() == ["STATUS=desk stuck for 46 s"]
    signs.well(Part.DESK)
    await post.looks()
    assert init.told() == ["WATCHDOG=1", "STATUS=at work"]
    systemd.close()


async def test_systemd_does_not_restart_for_a_line_that_is_down(
    init: Init, signs: Signs, seconds: Seconds
) -> None:
    systemd = Systemd()
    signs.failed(Part.INTAKE)
    let_pass(OWED, signs, seconds)
    signs.failed(Part.INTAKE)
    let_pass(1, signs, seconds)

    await Post(signs, systemd).looks()

    assert init.told() == ["WATCHDOG=1", "STATUS=intake failing for 46 s"]
    systemd.close()


async def test_a_blocked_loop_is_logged_once_while_it_is_and_ends_the_process_when_it_lasts(
    signs: Signs, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    post = Post(signs)
    await post.looks()

    seconds.now += BLOCKED + 1
    post.lookout.look()
    seconds.now += BEYOND_HELP - BLOCKED - 2
    post.lookout.look()
    assert (post.ended, caplog.text.count("the event loop is blocked")) == ([], 1)
    seconds.now += 2
    post.lookout.look()

    assert post.ended == [STUCK]


async def test_a_doomed_process_is_ended_when_its_time_is_over(signs: Signs, seconds: Seconds) -> None:
    post = Post(signs)
    post.lookout.doom(15)

    await post.looks()
    assert post.ended == []
    seconds.now += 16
    signs.turn_of_loop()
    await post.looks()

    assert post.ended == [STUCK]


async def test_a_loop_that_has_been_closed_is_no_fault(signs: Signs) -> None:
    post = Post(signs)
    post.lookout._watched = asyncio.new_event_loop()
    post.lookout._watched.close()

    await post.looks()

    assert post.ended == []


# -- the dead man's switch -----------------------------------------------------------------------


class Switch:
    """Counts the heartbeats; answers with these statuses first."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.beats = 0

    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        assert str(request.url) == SECRET
        self.beats += 1
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 0:
            raise httpx.ConnectError("no")
        return httpx.Response(status)


async def test_the_heart_beats_only_while_all_is_well(signs: Signs, seconds: Seconds) -> None:
    switch, post = Switch(), Post(signs)
    async with switch.http() as http:
        well = await post.lookout.beat(http)
        signs.begins(Part.DESK)
        seconds.now += OWED + 1
        stuck = await post.lookout.beat(http)
        signs.pulses.pop(Part.DESK)
        starting = await post.lookout.beat(http)

    assert (well, stuck, starting) == (True, False, False)
    assert switch.beats == 1


async def test_a_heartbeat_that_is_not_taken_is_logged_once_and_never_where(
    signs: Signs, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    switch, post = Switch(500, 0, 404, 200, 500), Post(signs)
    async with switch.http() as http:
        for _ in range(5):
            await post.lookout.beat(http)

    told = [each.getMessage() for each in caplog.records if each.name.startswith("bot")]
    assert told == ["the heartbeat is not taken (HTTPStatusError)"] * 2


# -- the thread ----------------------------------------------------------------------------------


async def test_a_lookout_tells_systemd_from_ready_to_stopping_and_sees_the_loop_turn(
    init: Init, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.lookout.EVERY", 0.01)
    signs = Signs()
    lookout = Lookout(signs, systemd=Systemd())

    lookout.start()
    while not signs.lags.counts[0]:  # noqa: ASYNC110 - another thread has no event for this loop to wait for
        await asyncio.sleep(0.001)
    lookout.stopping()
    lookout.stop()

    told = init.told()
    assert told[0] == "READY=1"
    assert "WATCHDOG=1" in told
    assert "STOPPING=1" in told
    assert not lookout._thread.is_alive()


async def test_a_block_is_seen_while_the_loop_is_blocked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.app.lookout.EVERY", 0.01)
    monkeypatch.setattr("bot.domain.vitals.BLOCKED", 0.1)
    signs = Signs()
    lookout = Lookout(signs, systemd=Systemd({}))
    lookout.start()

    deadline = time.monotonic() + 10
    while "the event loop is blocked" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.01)  # noqa: ASYNC251 - this is the block
    lookout.stop()

    assert "the event loop is blocked" in caplog.text


async def test_a_lookout_that_meets_a_defect_says_so_and_tells_systemd_nothing_more(
    init: Init, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lookout = Lookout(Signs(), systemd=Systemd(), heartbeat=SECRET, beat_every=0)

    async def broken(_http: httpx.AsyncClient) -> bool:
        raise LookupError(SECRET)

    monkeypatch.setattr(lookout, "beat", broken)
    lookout.start()
    lookout._thread.join(10)
    init.told()
    lookout.stopping()
    lookout.stop()

    assert "LookupError at" in caplog.text
    assert SECRET not in "".join(record.getMessage() for record in caplog.records)
    assert init.told() == ["STOPPING=1"]

"""`run` from the inside: what ends it, and with what words."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.app import running
from bot.app.assemble import House
from bot.app.clock import Clock, MovableClock
from bot.app.config import Config
from bot.app.frontdesk import FrontDesk
from bot.app.running import CannotRun, keep_house
from bot.app.serving import _bound
from bot.domain.vitals import Part
from bot.store.vault import make_master
from tests.street import NOON, FakeChannel, Street, _blank_store, street_config


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Of a house over a channel that is silent."""
    config = street_config(tmp_path)
    config.store_path.write_bytes(_blank_store())
    make_master(config.key_file)

    async def opened(config: Config, clock: Clock) -> House:
        street = await Street.open(tmp_path, config)
        return House(config, street.store, FakeChannel(), clock)

    monkeypatch.setattr(running, "open_house", opened)
    return config


async def test_a_worker_that_is_stuck_for_good_ends_the_process_with_the_reason(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(self: FrontDesk) -> None:
        self.signs.begins(Part.DESK, -1000)
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(FrontDesk, "run", hangs)
    monkeypatch.setattr("bot.app.watchdog.EVERY", 0.01)
    monkeypatch.setattr("bot.domain.vitals.BEYOND_HELP", 0.0)

    with pytest.raises(CannotRun, match="desk is stuck for good: ending"):
        await keep_house(config, MovableClock(NOON))


async def test_a_port_for_health_that_is_taken_ends_the_start_with_the_address(config: Config) -> None:
    taken = _bound("127.0.0.1", 0)
    taken.listen()
    health = config.settings.health.model_copy(update={"port": taken.getsockname()[1]})
    config.settings = config.settings.model_copy(update={"health": health})

    with pytest.raises(CannotRun, match=r"cannot listen at 127\.0\.0\.1:\d+: Address already in use"):
        await keep_house(config, MovableClock(NOON))
    taken.close()

"""A sandbox on a free port, a clock moved by hand, and a bot that speaks plain HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.sandbox import Person, Sandbox
from tests.sandbox.bare_bot import BareBot, HandClock

SCHEMA = Path(__file__).parents[1] / "data" / "botapi-10.3.schema.json"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def sandbox(clock: HandClock) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(now=clock.now, schema=SCHEMA)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=20, verify=False) as client:
        yield client


@pytest.fixture
def bot(sandbox: Sandbox, http: httpx.AsyncClient) -> BareBot:
    return BareBot(sandbox, http)


@pytest.fixture
def liu(sandbox: Sandbox) -> Person:
    """Has pressed Start before."""
    return sandbox.user(1001, first_name="刘师傅", language_code="zh", started=True)

"""The feed, without a page."""

from __future__ import annotations

import json

from bot.sandbox import Sandbox
from tests.sandbox.bare_bot import HandClock


async def test_a_page_that_lags_too_far_is_cut_off_to_start_afresh(sandbox: Sandbox) -> None:
    events = sandbox.feed.events(dict)
    await anext(events)

    for each in range(2_001):
        sandbox.feed.tell({"type": "user", "chat": each})

    heard = [event async for event in events]
    assert len(heard) < 2_001


async def test_a_quiet_feed_still_tells_the_clock(sandbox: Sandbox, clock: HandClock) -> None:
    events = sandbox.feed.events(dict)
    await anext(events)

    beat = json.loads((await anext(events)).removeprefix("data: "))

    assert beat == {"type": "clock", "now": clock.now().isoformat()}
    await events.aclose()

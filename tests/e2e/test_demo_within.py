"""The demo within the test's own loop: its clock, its people, and what it keeps."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.app import demo

COLOMBO = ZoneInfo("Asia/Colombo")


class Table:
    """The phones on the table, through the doors the page uses."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def says(self, user: int, text: str) -> None:
        (await self._http.post("sandbox/say", json={"user": user, "text": text})).raise_for_status()

    async def moves(self, **step: Any) -> datetime:
        answer = (await self._http.post("sandbox/clock", json=step)).raise_for_status()
        return datetime.fromisoformat(answer.json()["now"])

    async def shows(self, user: int, *words: str) -> list[dict[str, Any]]:
        """Waits until as many messages of the bot as there are words hold them, one after another."""
        async with asyncio.timeout(10):
            async with self._http.stream("GET", "sandbox/feed") as feed:
                # every line of the feed says that something has changed, or that a second has passed
                async for _ in feed.aiter_lines():
                    found = [m for m in await self.screen(user) if any(word in m["text"] for word in words)]
                    if len(found) >= len(words):
                        return found
        raise AssertionError("the feed has ended")

    async def screen(self, user: int) -> list[dict[str, Any]]:
        chat = (await self._http.get(f"sandbox/chats/{user}")).json()
        return [message for message in chat["messages"] if message["from_bot"]]

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self._http.get("sandbox/state")).json()["now"])


Opening = Callable[..., Any]


@pytest.fixture
def playing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Opening:
    """Runs the demo in a folder of the test's own until the block ends with Ctrl-C."""

    @asynccontextmanager
    async def playing(*, fresh: bool = False) -> AsyncIterator[Table]:
        work = asyncio.create_task(demo._play(tmp_path, 0, fresh=fresh))
        said = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/", said)):
            await asyncio.wait([work], timeout=0.02)
            if work.done():
                work.result()
            said += capfd.readouterr().out
        async with httpx.AsyncClient(base_url=found[0], timeout=20) as http:
            yield Table(http)
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.wait_for(work, 20)

    return playing


async def test_a_red_sentence_pages_both_counsellors_and_a_minute_later_again(playing: Opening) -> None:
    async with playing() as table:
        await table.shows(2001, "值班台")

        await table.says(1001, "我不想活了")

        await table.shows(2001, "斯里兰卡")
        await table.shows(2002, "斯里兰卡")
        await table.moves(advance_seconds=60)
        again = await table.shows(2001, "已等 1 分钟")
        assert "还没有人接手" in again[-1]["text"]


async def test_ten_minutes_of_paging_pass_without_ten_minutes_of_waiting(playing: Opening) -> None:
    async with playing() as table:
        await table.says(1001, "我不想活了")
        await table.shows(2001, "斯里兰卡")

        # half a minute more than ten rounds: each counts from when the last one was done, and a machine takes its time
        await table.moves(advance_seconds=630)

        pages = [m for m in await table.screen(2001) if "斯里兰卡" in m["text"]]
        assert len(pages) == 11
        assert len([m for m in await table.screen(2003) if "斯里兰卡" in m["text"]]) >= 8


async def test_it_goes_on_with_its_clock_and_nobody_comes_to_work_twice(playing: Opening) -> None:
    async with playing() as table:
        await table.shows(2003, "值班台")
        ahead = await table.moves(to="next_morning")

    async with playing() as table:
        resumed = await table.now()
        await table.says(2003, "/cases")
        await table.shows(2003, "现在没有等着的")

        assert timedelta() <= resumed - ahead < timedelta(minutes=1)
        assert ahead.astimezone(COLOMBO).strftime("%H:%M") == "08:00"
        assert len(await table.screen(2003)) == 2


async def test_fresh_forgets_the_play_and_nothing_else_in_the_folder(
    playing: Opening, tmp_path: Path
) -> None:
    beside = tmp_path / "letter.txt"
    beside.write_text("mine", encoding="utf-8")
    async with playing() as table:
        await table.says(1001, "/sos")
        await table.shows(1001, "先叫身边的人")
        await table.moves(advance_seconds=3600)

    async with playing(fresh=True) as table:
        assert await table.screen(1001) == []
        assert await table.now() - datetime.now(UTC) < timedelta(minutes=1)
        assert beside.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 11, 23, 7, 30, tzinfo=COLOMBO), 0.5),
        (datetime(2026, 11, 23, 8, 0, tzinfo=COLOMBO), 24),
        (datetime(2026, 11, 23, 22, 0, tzinfo=COLOMBO), 10),
    ],
)
def test_the_next_morning_is_always_ahead(now: datetime, hours: float) -> None:
    assert demo.until_morning(now.astimezone(UTC), COLOMBO) == timedelta(hours=hours)

"""Updates brought to the bot's own door."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox import Fault, FaultKind, Person, Sandbox
from bot.sandbox.line import Line
from tests.sandbox.bare_bot import BareBot


class Door:
    """A webhook that answers the given statuses in turn, then 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.taken: list[dict[str, Any]] = []
        self.secrets: list[str] = []
        self.line = Line(self._answer)
        self.url = ""

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        status = self.statuses.pop(0) if self.statuses else 200
        self.secrets.append(dict(scope["headers"]).get(b"x-telegram-bot-api-secret-token", b"").decode())
        if status == 200:
            self.taken.append(json.loads(body))
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    door.url = f"http://127.0.0.1:{await door.line.open(0)}/hook"
    yield door
    await door.line.close()


async def test_updates_come_in_order_with_the_secret(
    sandbox: Sandbox, bot: BareBot, liu: Person, door: Door
) -> None:
    liu.says("一")
    await bot.call("setWebhook", url=door.url, secret_token="warm-line")
    liu.says("二")

    await sandbox.until(lambda: sandbox.pending_updates == 0)

    assert [each["message"]["text"] for each in door.taken] == ["一", "二"]
    assert door.secrets == ["warm-line"] * 2


async def test_an_update_that_was_not_taken_comes_again_before_the_next(
    sandbox: Sandbox, bot: BareBot, liu: Person, door: Door
) -> None:
    door.statuses = [500]
    liu.says("一")
    liu.says("二")

    await bot.call("setWebhook", url=door.url)
    await sandbox.until(lambda: sandbox.pending_updates == 0)

    assert [each["message"]["text"] for each in door.taken] == ["一", "二"]
    told = (await bot.call("getWebhookInfo"))["last_error_message"]
    assert told == "Wrong response from the webhook: 500 Internal Server Error"


async def test_a_closed_door_keeps_the_update_for_polling(
    sandbox: Sandbox, bot: BareBot, liu: Person, door: Door
) -> None:
    await door.line.close()
    await bot.call("setWebhook", url=door.url)
    liu.says("一")
    await sandbox.until(lambda: "last_error_message" in sandbox.world.settings["webhook"])

    await bot.call("deleteWebhook")

    assert [each["message"]["text"] for each in await bot.call("getUpdates")] == ["一"]


async def test_on_a_bad_day_updates_come_twice_late_out_of_order_and_again_after_a_lost_answer(
    sandbox: Sandbox, bot: BareBot, liu: Person, door: Door
) -> None:
    for fault in (
        Fault(FaultKind.SHUFFLED, "webhook"),
        Fault(FaultKind.TWICE, "webhook"),
        Fault(FaultKind.CUT, "webhook"),
        Fault(FaultKind.DELAY, "webhook", seconds=0.01),
    ):
        sandbox.fault(fault)
    for text in ("一", "二", "三"):
        liu.says(text)

    await bot.call("setWebhook", url=door.url)
    await sandbox.until(lambda: sandbox.pending_updates == 0)

    assert [each["message"]["text"] for each in door.taken] == ["三", "一", "一", "二", "二"]
    assert not sandbox.faults.standing

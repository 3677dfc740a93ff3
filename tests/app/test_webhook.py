"""The door where updates are brought: only Telegram gets in, and its 200 means that it is on disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app.assemble import House
from bot.app.config import Config
from bot.app.lookout import PortTaken
from bot.app.serving import _bound
from bot.app.webhook import LONGEST, SECRET, Webhook
from bot.channel.port import BadToken, Hook, Unreachable
from bot.domain.vitals import Part
from bot.store import inbox
from tests.app.test_intake import CANARY, update
from tests.store.trouble import Trouble
from tests.street import NOON, CountedIds, FakeChannel, Street, street_config

URL = "https://bot.example.org/tg/door"


def hooked(folder: Path, **environment: str) -> Config:
    """The shipped configuration with a webhook at any free port."""
    config = street_config(folder, **environment)
    webhook = config.settings.webhook.model_copy(update={"url": URL, "port": 0})
    config.settings = config.settings.model_copy(update={"mode": "webhook", "webhook": webhook})
    return config


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, hooked(tmp_path))
    yield street
    await street.close()


@pytest.fixture
def door(street: Street) -> Webhook:
    assert street.house.webhook is not None
    return street.house.webhook


async def bring(door: Webhook, update: Any = None, **how: Any) -> int:
    """One request as Telegram makes it, unless told otherwise; the status of the answer."""
    headers = {SECRET: door._secret.decode()} | how.pop("headers", {})
    asked = {"method": "POST", "url": "/tg/door", "headers": headers} | how
    if "content" not in asked:
        asked["json"] = update
    async with httpx.AsyncClient(transport=httpx.ASGITransport(door.app), base_url="http://bot") as http:
        return (await http.request(**asked)).status_code


async def test_an_update_is_on_disk_before_its_200_and_is_answered(street: Street, door: Webhook) -> None:
    liu = street.phone(1001)

    assert await bring(door, update(7, text="/sos")) == 200
    assert await bring(door, update(7, text="/sos")) == 200
    waiting = await inbox.waiting(street.store.db)
    await street.settle()

    assert waiting == 1
    assert len(liu.screen) == 1


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"headers": {SECRET: ""}}, 403),
        ({"headers": {SECRET: "warm-linf"}}, 403),
        ({"headers": {SECRET: "秘".encode()}}, 403),
        ({"method": "GET"}, 405),
        ({"method": "PUT"}, 405),
        ({"url": "/tg"}, 404),
        ({"url": "/"}, 404),
        ({"url": "/healthz"}, 404),
        ({"url": "/metrics"}, 404),
        ({"content": b"{}", "headers": {"content-type": "text/plain"}}, 415),
        ({"content": b"{}"}, 415),
        ({"content": b"x" * (LONGEST + 1), "headers": {"content-type": "application/json"}}, 413),
    ],
)
async def test_whoever_is_not_telegram_is_turned_away_and_leaves_nothing(
    street: Street, door: Webhook, how: dict[str, Any], status: int
) -> None:
    assert await bring(door, update(7), **how) == status
    assert list(await street.store.db.fetch("select id from inbox")) == []


async def test_a_store_in_trouble_is_answered_with_503_and_the_update_comes_again(
    street: Street, door: Webhook
) -> None:
    trouble = Trouble(street.store.db, lambda _count, _sql: True)
    refused = await bring(door, update(7))
    trouble.end()
    taken = await bring(door, update(7))

    assert (refused, taken) == (503, 200)
    assert await inbox.waiting(street.store.db) == 1
    assert street.house.signs.counts["store_trouble", "intake"] == 1


async def test_what_fails_otherwise_comes_once_more_and_is_then_kept_for_a_human(
    street: Street, door: Webhook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_tx: Any, _updates: Any) -> Any:
        raise LookupError(CANARY)

    monkeypatch.setattr(street.house.intake, "_lanes", broken)
    statuses = [await bring(door, update(7, text=CANARY)) for _ in range(2)]
    await street.settle()

    assert statuses == [500, 200]
    assert await inbox.quarantined(street.store.db) == 1
    assert CANARY not in "".join(each.getMessage() for each in caplog.records if each.name.startswith("bot"))


async def test_malformed_updates_cost_no_other_one(street: Street, door: Webhook) -> None:
    liu = street.phone(1001)
    poison = {"update_id": 1, "message": update(1)["message"] | {"date": "soon"}}

    for content in (poison, ["x"], update(2, text="/sos")):
        assert await bring(door, content) == 200
    await street.settle()

    assert await inbox.quarantined(street.store.db) == 2
    assert liu.screen


async def test_somebody_who_leaves_in_the_middle_has_brought_nothing(street: Street, door: Webhook) -> None:
    said: list[Any] = []
    parts = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/tg/door",
        "headers": [(SECRET.encode(), door._secret), (b"content-type", b"application/json")],
    }

    async def receive() -> Any:
        return next(parts)

    async def send(message: Any) -> None:
        said.append(message)

    await door.app(scope, receive, send)

    assert said[0]["status"] == 400
    assert list(await street.store.db.fetch("select id from inbox")) == []


# -- whether anybody can knock -------------------------------------------------------------------


class Line(FakeChannel):
    """A channel that says of the webhook what is scripted."""

    said: Hook | Exception = Hook(URL)

    async def hook(self) -> Hook:
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Hook(URL), ""),
        (Hook(URL, 3), ""),
        (Hook(URL, 0, "Connection refused", NOON + timedelta(minutes=1)), ""),
        (Hook(URL, 3, "Connection refused", NOON - timedelta(minutes=1)), ""),
        (Hook(URL, 3, "Connection refused", NOON + timedelta(minutes=1)), "cannot bring what waits"),
        (Hook("https://elsewhere.example"), "bot webhook set"),
        (Hook(""), "bot webhook set"),
        (Unreachable("ConnectError"), "no word from the channel"),
        (BadToken("Telegram does not know this token"), "no word from the channel"),
    ],
)
async def test_a_door_that_telegram_cannot_reach_is_seen_and_told_once(
    street: Street, caplog: pytest.LogCaptureFixture, said: Hook | Exception, fault: str
) -> None:
    line = Line()
    line.said = said
    door = Webhook(street.house.intake, line, street.config, street.clock)

    await door.ask()
    await door.ask()

    assert (street.house.signs.pulses[Part.INTAKE].failing is not None) == bool(fault)
    told = [each for each in caplog.records if each.name == "bot.app.webhook" and fault in each.getMessage()]
    assert len(told) == int(bool(fault))


# -- a real door ---------------------------------------------------------------------------------


async def test_the_house_takes_in_what_is_brought_over_http_and_closes_its_door(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    liu = street.phone(1001)
    house = House(
        street.config, street.store, Line(phones=street.channel.phones), street.clock, ids=CountedIds()
    )
    running = asyncio.create_task(house.run())
    while not (found := [m for m in caplog.messages if "are taken in at" in m]):  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    port = int(found[0].rpartition(":")[2])
    async with httpx.AsyncClient(trust_env=False) as http:
        assert house.webhook is not None
        answer = await http.post(
            f"http://127.0.0.1:{port}/tg/door",
            json=update(7, text="/sos"),
            headers={SECRET: house.webhook._secret.decode()},
        )
        while not liu.screen:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        with pytest.raises(httpx.ConnectError):
            await http.post(f"http://127.0.0.1:{port}/tg/door")

    assert answer.status_code == 200
    assert running.cancelled()


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    first = _bound("127.0.0.1", 0)
    first.listen()
    port = first.getsockname()[1]

    with pytest.raises(PortTaken, match=f"cannot listen at 127.0.0.1:{port}: Address already in use"):
        _bound("127.0.0.1", port)
    first.close()


def test_a_name_that_is_no_address_is_told_in_one_line() -> None:
    with pytest.raises(PortTaken, match=r"cannot listen at nowhere\.invalid:1"):
        _bound("nowhere.invalid", 1)


def test_without_a_secret_of_its_own_the_door_has_one_made_from_the_token(tmp_path: Path) -> None:
    made = hooked(tmp_path).webhook_secret

    assert len(made) == 64
    assert "street" not in made
    assert hooked(tmp_path, BOT_TOKEN="2:street").webhook_secret != made
    assert hooked(tmp_path, WEBHOOK_SECRET="warm-line").webhook_secret == "warm-line"

"""What `webhook set|delete|info` asks of Telegram and says to the operator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.config import Config, read_config
from bot.app.hooks import HookFault, drop_hook, set_hook, tell
from bot.sandbox import Fault, FaultKind, Sandbox
from tests.channel.test_telegram import SCHEMA

TOKEN = "7000000:AAE-hooks-0123456789-abcdefghijk"
URL = "http://127.0.0.1:1/tg/door"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(token=TOKEN, schema=SCHEMA)
    await sandbox.start()
    yield sandbox
    assert sandbox.violations == []
    await sandbox.stop()


def config_of(folder: Path, sandbox: Sandbox, **changes: str) -> Config:
    own = folder / "config.yaml"
    own.write_text(f"webhook: {{url: '{changes.pop('url', URL)}', max_connections: 2}}\n", encoding="utf-8")
    world = {
        "WARMLINE_CONFIG": str(own),
        "TELEGRAM_API_BASE": sandbox.base_url,
        "BOT_TOKEN": TOKEN,
        "WEBHOOK_SECRET": "warm-line",
    }
    return read_config(world | changes)


async def test_a_webhook_is_set_told_of_and_taken_away_and_what_waits_is_kept(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    config = config_of(tmp_path, sandbox, MODE="webhook")
    sandbox.user(1001, started=True).says("一")

    before, made = await tell(config), await set_hook(config)
    (asked,) = [params for name, params in sandbox.calls if name == "setWebhook"]
    await sandbox.until(lambda: "last_error_message" in sandbox.world.settings["webhook"])
    told, gone = await tell(config), await drop_hook(config)

    assert before == "webhook: none, 1 updates wait"
    assert made == f"webhook: set to {URL}, 1 updates wait and will be brought there"
    assert (asked["secret_token"], asked["max_connections"]) == ("warm-line", 2)
    assert asked["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert not asked.get("drop_pending_updates")
    assert told.splitlines()[0] == f"webhook: {URL}, 1 updates wait"
    assert told.splitlines()[1].startswith("last fault: Connection refused (20")
    assert len(told.splitlines()) == 2
    assert gone == "webhook: none, 1 updates wait and will be fetched by a bot with mode: polling"
    assert "warm-line" not in made + told + gone


async def test_whoever_sets_one_and_still_polls_is_told_to_change_the_mode(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    assert (await set_hook(config_of(tmp_path, sandbox))).endswith(
        "now run with mode: webhook (or MODE=webhook)"
    )


async def test_another_s_webhook_is_told_apart(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.world.settings["webhook"] = {
        "url": "https://elsewhere.example",
        "secret": "",
        "max_connections": 40,
    }

    told = await tell(config_of(tmp_path, sandbox))

    assert told.splitlines()[1:] == [
        "this is not webhook.url of the configuration",
        "other kinds of updates are brought than the bot knows: python -m bot webhook set",
    ]


@pytest.mark.parametrize(
    ("changes", "fault", "words"),
    [
        ({"url": ""}, None, "webhook.url is empty"),
        ({"BOT_TOKEN": ""}, None, "BOT_TOKEN is not set"),
        ({"BOT_TOKEN": "1:unknown"}, None, "copy it again from @BotFather"),
        ({}, Fault(FaultKind.CUT, "setWebhook"), "cannot be reached"),
        (
            {},
            Fault(FaultKind.ERROR, "setWebhook", code=400, description="Bad Request: bad webhook"),
            "does not take",
        ),
    ],
)
async def test_what_cannot_be_done_is_told_in_one_line(
    sandbox: Sandbox, tmp_path: Path, changes: dict[str, str], fault: Fault | None, words: str
) -> None:
    if fault is not None:
        sandbox.fault(fault)

    with pytest.raises(HookFault, match=words) as told:
        await set_hook(config_of(tmp_path, sandbox, **changes))

    assert "\n" not in str(told.value)
    assert TOKEN not in str(told.value)

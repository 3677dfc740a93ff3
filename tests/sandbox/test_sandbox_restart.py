"""Started again, the sandbox goes on where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from bot.domain.messages import MediaKind
from bot.sandbox import Person, Sandbox
from tests.sandbox.bare_bot import BareBot, HandClock

CROWD = """
import asyncio, sys
from bot.sandbox import Sandbox

async def main():
    sandbox = Sandbox(path=sys.argv[1])
    liu = sandbox.user(1001, first_name="刘师傅")
    await sandbox.start()
    print(sandbox.base_url, flush=True)
    while True:
        print(liu.says("第几句"), flush=True)
        await asyncio.sleep(0)

asyncio.run(main())
"""


async def test_chats_updates_presses_and_settings_survive(
    tmp_path: Path, clock: HandClock, http: httpx.AsyncClient
) -> None:
    path = tmp_path / "sandbox.db"
    before = Sandbox(now=clock.now, path=path)
    await before.start()
    liu = before.user(1001, first_name="刘师傅", language_code="zh")
    bot = BareBot(before, http)
    liu.says("在吗")
    liu.sends(MediaKind.VOICE)
    keys = {"inline_keyboard": [[{"text": "接手", "callback_data": "take"}]]}
    await bot.call("sendMessage", chat_id=1001, text="在", reply_markup=keys)
    press = liu.presses("接手")
    await bot.call("setMyCommands", commands=[{"command": "talk", "description": "想聊聊"}])
    first = (await bot.call("getUpdates", allowed_updates=["message", "callback_query"]))[0]["update_id"]
    await bot.call("getUpdates", offset=first + 1)
    chat = liu.chat
    await before.stop()

    after = Sandbox(now=clock.now, path=path)
    await after.start()

    bot = BareBot(after, http)
    again: Person = after.user(1001)
    assert again.chat == chat
    assert [each["update_id"] for each in await bot.call("getUpdates")] == [first + 1, first + 2]
    assert again.commands
    await bot.call("answerCallbackQuery", callback_query_id=press, text="好")
    voice = chat[1].media
    assert voice is not None
    await bot.call("sendVoice", chat_id=1001, voice=voice.file_id)
    assert again.says("还在") > max(message.id for message in chat)
    again.edits(chat[0].id, "在吗？")
    assert (await bot.call("getUpdates"))[-1]["update_id"] == first + 3, "edits were not asked for"
    await after.stop()


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    running = subprocess.Popen([sys.executable, "-c", CROWD, str(path)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    running.stdout.readline()
    acknowledged = [int(running.stdout.readline()) for _ in range(40)]
    os.kill(running.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in running.stdout.read().splitlines()]
    running.wait()
    running.stdout.close()

    after = Sandbox(path=path)
    kept = [message.id for message in after.user(1001).chat]
    waiting = after.pending_updates
    after.world.close()

    assert set(acknowledged) <= set(kept)
    assert waiting == len(kept) == len(set(kept))

"""A front desk as an operator runs it: the bot in processes of its own, Telegram played by the sandbox."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.sandbox import ChatMessage, Person, Sandbox

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "tests" / "data" / "botapi-10.3.schema.json"
TOKEN = "7000001:AAE-end-to-end-0123456789-abcdefghijk"
CANARY = "canary-5e21"
"""Stands in everything somebody writes in these plays; no log may hold it."""

PATIENCE = 30
"""Seconds until what should have come is missed: on a busy machine everything takes its time."""

LIU, SANTOS, LI, ZHAO, WANG = 1001, 1002, 2001, 2002, 2003

PEOPLE = """
units:
  - {code: hq, name: {zh: 大本营, en: Headquarters}, tz: Asia/Shanghai, country: CN}
  - {code: lk, parent: hq, name: {zh: 汉班托塔项目, en: Hambantota project}, tz: Asia/Colombo, country: LK}
  - {code: sea, parent: hq, name: {zh: 远航七号, en: MV Yuanhang 7}, tz: UTC}
people:
  - {role: employee, name: 刘师傅, unit: lk, telegram_id: 1001, lang: zh}
  - {role: employee, name: Santos, unit: sea, telegram_id: 1002, lang: en}
  - {role: counsellor, name: 李医生, unit: hq, telegram_id: 2001, lang: LANG, on_duty: always}
  - {role: counsellor, name: 赵医生, unit: hq, telegram_id: 2002, lang: LANG, on_duty: always}
  - {role: supervisor, name: 王督导, unit: hq, telegram_id: 2003, lang: LANG, on_duty: always}
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str


class Nursery:
    """Forks bots from a process that has everything imported and read (tests/doomed.py), one after the other: for
    tests that are about what a bot does, and not about how it starts."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.doomed"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    async def fork(self, environment: dict[str, str], log: Path) -> Forked:
        assert self._process.stdin is not None
        order = json.dumps({"environment": environment, "log": str(log)})
        self._process.stdin.write(order.encode() + b"\n")
        self._process.stdin.flush()
        return Forked(await self._answer(), asyncio.create_task(self._answer()))

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    async def _answer(self) -> int:
        assert self._process.stdout is not None
        return int(await asyncio.to_thread(self._process.stdout.readline))


class Forked:
    """A bot from the nursery, to be treated like any other process."""

    def __init__(self, pid: int, ended: asyncio.Task[int]) -> None:
        self._pid, self._ended = pid, ended

    @property
    def returncode(self) -> int | None:
        return os.waitstatus_to_exitcode(self._ended.result()) if self._ended.done() else None

    def send_signal(self, how: signal.Signals) -> None:
        os.kill(self._pid, how)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        return os.waitstatus_to_exitcode(await asyncio.shield(self._ended))


class Station:
    """One store in one folder, and whatever process works on it. `close` leaves none behind.

    With mode "webhook" the sandbox brings the updates over HTTP instead of having them fetched. With a `nursery`
    the bot comes from there.
    """

    nursery: Nursery | None = None

    def __init__(self, folder: Path, sandbox: Sandbox, language: str, mode: str = "polling") -> None:
        self.folder = folder
        self.sandbox = sandbox
        self.language = language
        self.mode = mode
        self.surroundings: dict[str, str] = {}
        self._running: list[asyncio.subprocess.Process | Forked] = []
        for number in (LIU, SANTOS, LI, ZHAO, WANG):
            # staff have pressed Start before
            sandbox.user(number, language_code=self._language(number), started=number >= LI)
        config = folder / "config.yaml"
        if mode == "webhook" or not config.exists():
            config.write_text(yaml.safe_dump(_settings(mode), allow_unicode=True), encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """All that the process knows of the world."""
        return {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE": self.sandbox.base_url,
            "DATABASE_URL": f"sqlite:///{self.folder / 'warmline.db'}",
            "WARMLINE_CONFIG": str(self.folder / "config.yaml"),
            **self.surroundings,
        }

    def set_up(self, **settings: object) -> None:
        """Changes the configuration, before the start."""
        config = self.folder / "config.yaml"
        known: dict[str, object] = yaml.safe_load(config.read_text(encoding="utf-8"))
        config.write_text(yaml.safe_dump(known | settings, allow_unicode=True), encoding="utf-8")

    @property
    def log(self) -> str:
        """Everything the bot's processes have printed."""
        return (self.folder / "bot.log").read_text(encoding="utf-8")

    def phone(self, number: int) -> Phone:
        """The phone of one of the cast."""
        return Phone(self.sandbox, self.sandbox.user(number))

    async def command(self, *words: str, environment: dict[str, str] | None = None) -> Ended:
        """Runs `python -m bot WORDS` to its end."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *words),
            cwd=ROOT,
            env=self.environment if environment is None else environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        self._running.append(process)
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        return Ended(process.returncode or 0, out.decode(), err.decode())

    async def import_people(self) -> Ended:
        people = self.folder / "people.yaml"
        people.write_text(PEOPLE.replace("LANG", self.language), encoding="utf-8")
        return await self.command("people", "import", str(people))

    async def start(self, *program: str) -> asyncio.subprocess.Process | Forked:
        """Starts `python -m bot run`, or what stands in for it, and waits until it is connected."""
        if self.mode == "webhook" and not self.sandbox.world.settings.get("webhook"):
            told = await self.command("webhook", "set")
            assert told.status == 0, told.err
        connected = _count(self.sandbox, "setMyCommands")
        process = await self._begin(self.folder / "bot.log", program)
        self._running.append(process)
        await self.sandbox.until(
            lambda: _count(self.sandbox, "setMyCommands") >= connected + 3, timeout=PATIENCE
        )
        return process

    async def _begin(self, log: Path, program: Sequence[str]) -> asyncio.subprocess.Process | Forked:
        if self.nursery is not None and not program:
            return await self.nursery.fork(self.environment, log)
        with log.open("ab") as written:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                *(program or ("-m", "bot", "run")),
                cwd=ROOT,
                env=self.environment,
                stdout=written,
                stderr=written,
            )

    async def end(self, how: signal.Signals) -> tuple[int, float]:
        """Sends the signal to the running bot; its exit status and how many seconds it took."""
        process = self._running[-1]
        loop = asyncio.get_running_loop()
        asked = loop.time()
        process.send_signal(how)
        status = await asyncio.wait_for(process.wait(), PATIENCE)
        return status, loop.time() - asked

    async def close(self) -> None:
        for process in self._running:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _language(self, number: int) -> str:
        return "en" if number == SANTOS else self.language


class Phone:
    """A phone in somebody's hand: acts at once, waits for what should appear on it."""

    def __init__(self, sandbox: Sandbox, person: Person) -> None:
        self.person = person
        self._sandbox = sandbox

    @property
    def screen(self) -> list[ChatMessage]:
        """What the bot has put there and not taken away."""
        return [message for message in self.person.chat if message.from_bot and not message.deleted]

    def showing(self, *words: str) -> list[ChatMessage]:
        """The bot's messages that contain all of this, in their text or as the kind of their attachment."""
        return [
            message
            for message in self.screen
            if all(word in message.text or word == _kind(message) for word in words)
        ]

    async def sees(self, *words: str) -> ChatMessage:
        """Waits for a message with all of this and returns the newest."""
        await self._until(lambda: self.showing(*words), words)
        return self.showing(*words)[-1]

    async def taps(self, caption: str) -> None:
        """Waits for a button with this caption and presses it."""
        await self.offers(caption)
        self.person.presses(caption)

    async def offers(self, caption: str) -> None:
        """Waits for a button with this caption."""
        await self._until(
            lambda: any(caption in shown for message in self.screen for shown in message.captions), [caption]
        )

    async def toasted(self, words: str) -> None:
        """Waits for the answer to a press."""
        await self._until(lambda: any(words in toast for toast in self.person.toasts), [words])

    def says(self, text: str, reply_to: int | None = None) -> int:
        return self.person.says(text, reply_to)

    async def _until(self, condition: Callable[[], object], what: Sequence[str]) -> None:
        try:
            await self._sandbox.until(condition, timeout=PATIENCE)
        except TimeoutError as late:
            raise TimeoutError(f"{self.person.id} waited for {list(what)}: {late}") from None


def _kind(message: ChatMessage) -> str:
    return message.media.kind.value if message.media else ""


_PORTS = itertools.count(10_000 + os.getpid() % 1000 * 20)


def free_port() -> int:
    """A port that nobody listens at, and that the system gives to nobody who asks for any before it is used."""
    while True:
        with socket.socket() as asked, suppress(OSError):
            asked.bind(("127.0.0.1", number := next(_PORTS)))
            return number


def _count(sandbox: Sandbox, method: str) -> int:
    return sum(name == method for name, _ in sandbox.calls)


def _settings(mode: str) -> dict[str, object]:
    settings: dict[str, Any] = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    # the sandbox has no limits of its own; those of Telegram are tested where the clock is a fake
    settings["rate"] = {
        "per_second": 500,
        "per_chat_per_second": 200,
        "chat_burst": 50,
        "urgent_reserve": 5,
    }
    settings["undo"] = "1s"
    if mode == "webhook":
        port = free_port()
        settings["mode"] = mode
        # what is taken back is tried with polling
        settings["undo"] = "0s"
        settings["webhook"] |= {"url": f"http://127.0.0.1:{port}/tg/door", "port": port}
    return settings

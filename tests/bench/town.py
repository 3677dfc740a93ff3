"""A town of people who talk to a bot: each says the next line of a dialogue once the last one was answered.

It plays the Bot API for whoever is measured, for us and for the peers alike, in the same process or over HTTP.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TOKEN = "7000000:bench"
FIRST = 1_000_001
"""The Telegram id of the first person; the others follow."""

SAYS = ("/five", "王小明", "我在汉班托塔项目做电工", "昨天睡得还可以", "工地上一切都好", "没有别的事了")
"""What everybody says, in this order: a command and five answers."""

QUESTIONS = (
    "您怎么称呼？",
    "您在哪儿、做什么？",
    "昨天睡得怎么样？",
    "那边都还好吗？",
    "还有别的事吗？",
    "好，都记下了。谢谢您。",
)
"""What every bot says in return: five questions and a last word."""

ME = {"id": 7000000, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
BATCH = 100
"""Updates in one answer to getUpdates, as with the real server."""


@dataclass(slots=True)
class Resident:
    """One person: which line comes next, and when the last one was said."""

    id: int
    line: int = 0
    left: int = 0
    said_at: float = 0.0


@dataclass(slots=True)
class Town:
    """`residents` people go through `dialogues` dialogues in all; `finished` is set after the last word.

    Nobody hurries: a person who gets no answer says nothing more, so what is lost would never finish.
    """

    residents: int
    dialogues: int
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    waits: list[float] = field(default_factory=list)
    """Seconds from a line being said to its answer, in order of the answers."""
    begun: float = 0.0
    ended: float = 0.0
    _people: dict[int, Resident] = field(default_factory=dict)
    _pending: deque[tuple[int, bytes]] = field(default_factory=deque)
    _something: asyncio.Event = field(default_factory=asyncio.Event)
    _update: int = 0
    _message: int = 0
    _open: int = 0

    def begin(self) -> None:
        """Everybody says their first line."""
        self.begun = time.perf_counter()
        share, rest = divmod(self.dialogues, self.residents)
        for number in range(self.residents):
            person = Resident(FIRST + number, left=share + (number < rest))
            self._people[person.id] = person
            self._open += person.left
            if person.left:
                self._say(person)

    def lies_waiting(self, updates: Sequence[bytes]) -> None:
        """What was written while nobody fetched; numbered from 1."""
        self._pending.extend(enumerate(updates, start=1))

    async def answer(self, method: str, params: Mapping[str, Any]) -> bytes:
        """The server's answer to a call, as it would stand in the body."""
        if method == "getUpdates":
            found = await self._updates(int(params.get("offset") or 0), float(params.get("timeout") or 0))
            return b'{"ok":true,"result":[' + b",".join(found) + b"]}"
        if method == "sendMessage":
            return self._heard(int(params["chat_id"]), str(params["text"]))
        if method == "getMe":
            return json.dumps({"ok": True, "result": ME}).encode()
        if method == "getWebhookInfo":
            return b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}'
        return b'{"ok":true,"result":true}'

    async def _updates(self, offset: int, timeout: float) -> list[bytes]:
        pending = self._pending
        while pending and pending[0][0] < offset:
            pending.popleft()
        if not pending and timeout:
            self._something.clear()
            try:
                await asyncio.wait_for(self._something.wait(), timeout)
            except TimeoutError:
                return []
        return [pending[place][1] for place in range(min(BATCH, len(pending)))]

    def _heard(self, chat: int, text: str) -> bytes:
        self._message += 1
        person = self._people.get(chat)
        if person is not None and person.left:
            self.waits.append(time.perf_counter() - person.said_at)
            if QUESTIONS[person.line] not in text:
                raise AssertionError(f"{chat} was not asked what comes after line {person.line}")
            person.line += 1
            if person.line == len(SAYS):
                person.line, person.left = 0, person.left - 1
                self._open -= 1
            if person.left:
                self._say(person)
            elif not self._open:
                self.ended = time.perf_counter()
                self.finished.set()
        said = json.dumps(text)
        return (
            f'{{"ok":true,"result":{{"message_id":{self._message},"from":{_ME},"chat":{{"id":{chat},'
            f'"first_name":"R","type":"private"}},"date":1795400000,"text":{said}}}}}'
        ).encode()

    def _say(self, person: Resident) -> None:
        person.said_at = time.perf_counter()
        self._update += 1
        self._message += 1
        self._pending.append(
            (self._update, update(self._update, self._message, person.id, SAYS[person.line]))
        )
        self._something.set()

    def summary(self) -> dict[str, float]:
        """Dialogues and turns a second, and how long an answer took."""
        took = self.ended - self.begun
        waits = sorted(self.waits)
        return {
            "dialogues_per_s": self.dialogues / took,
            "turns_per_s": len(waits) / took,
            "p50_ms": waits[len(waits) // 2] * 1000,
            "p99_ms": waits[int(len(waits) * 0.99)] * 1000,
        }


def update(number: int, message: int, sender: int, text: str) -> bytes:
    """An update with a message in a private chat, as Telegram would send it."""
    command = (
        f',"entities":[{{"offset":0,"length":{len(text)},"type":"bot_command"}}]'
        if text.startswith("/")
        else ""
    )
    return (
        f'{{"update_id":{number},"message":{{"message_id":{message},"from":{{"id":{sender},"is_bot":false,'
        f'"first_name":"R","language_code":"zh-hans"}},"chat":{{"id":{sender},"first_name":"R",'
        f'"type":"private"}},"date":1795400000,"text":{json.dumps(text)}{command}}}}}'
    ).encode()


_ME = json.dumps(ME)

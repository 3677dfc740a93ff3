"""Phones without a network: a channel that delivers onto them, and thumbs that type and press."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.channel.port import Hook, Result, Sent, Vanished
from bot.channel.split import plain
from bot.domain.messages import Media, Op, Outgoing

if TYPE_CHECKING:
    from bot.app.stage import Stage


@dataclass(slots=True)
class Shown:
    """A message as the phone shows it."""

    id: int
    text: str
    html: str
    buttons: list[tuple[str, str]]
    media: Media | None
    reply_to: int | None
    silent: bool
    protect: bool
    edited: bool = False
    mine: bool = False


@dataclass(slots=True)
class StageChannel:
    """Keeps what would be sent. `results` are answers to give instead, oldest first; a callable sees the call."""

    sent: list[tuple[int, Outgoing]] = field(default_factory=list)
    phones: dict[int, Phone] = field(default_factory=dict)
    results: deque[Result | Callable[[int, Outgoing], Result | None]] = field(default_factory=deque)
    always: Callable[[int, Outgoing], Result | None] | None = None
    commands: dict[str | int, list[tuple[str, str]]] = field(default_factory=dict)
    """Menus by language, and by chat."""
    takes_commands: bool = True
    updates: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    renewed: list[str] = field(default_factory=list)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(100))

    async def open(self) -> str:
        return "stage_bot"

    async def close(self) -> None:
        return None

    async def start_polling(self) -> None:
        return None

    async def hook(self) -> Hook:
        return Hook("")

    async def renew(self, *, fetching: bool) -> None:
        self.renewed.append("fetching" if fetching else "sending")

    async def offer_commands(
        self, language: str, commands: Sequence[tuple[str, str]], chat: int | None = None
    ) -> bool:
        self.commands[language if chat is None else chat] = list(commands)
        return self.takes_commands

    async def fetch(self, offset: int | None, timeout: float) -> list[dict[str, Any]]:  # noqa: ARG002 - as the port has it
        return [await self.updates.get()]

    async def send(self, chat: int, message: Outgoing) -> Result:
        if self.always is not None and (answer := self.always(chat, message)) is not None:
            return answer
        if self.results:
            result = self.results.popleft()
            given = result(chat, message) if callable(result) else result
            if given is not None:
                return given
        self.sent.append((chat, message))
        phone = self.phones.get(chat)
        return Sent() if phone is None else phone.receive(message)


@dataclass(slots=True)
class Phone:
    """One person's phone: what they see, and what they do."""

    stage: Stage
    address: int
    name: str
    language: str
    screen: list[Shown] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    typing: int = 0
    _read: int = 0

    def receive(self, message: Outgoing) -> Result:
        if message.op is Op.ANSWER:
            if message.text:
                self.toasts.append(message.text)
            return Sent()
        if message.op is Op.TYPING:
            self.typing += 1
            return Sent()
        if message.op is Op.DELETE:
            gone = message.message_ids
            self._read -= sum(m.id in gone for m in self.screen[: self._read])
            self.screen = [m for m in self.screen if m.id not in gone]
            return Sent()
        buttons = [(b.caption, b.data) for row in message.keyboard for b in row]
        if message.op is Op.EDIT:
            shown = next((m for m in self.screen if m.id == message.message_id), None)
            if shown is None:
                return Vanished("message to edit not found")
            shown.text, shown.html = plain(message.text), message.text
            shown.buttons, shown.edited = buttons, True
            if message.media is not None:
                shown.media = message.media
            return Sent(shown.id)
        number, *others = [self._show(each, buttons) for each in (message, *message.album)]
        return Sent(number, tuple(others))

    def _show(self, message: Outgoing, buttons: list[tuple[str, str]]) -> int:
        number = next(self.stage.channel.numbers)
        self.screen.append(
            Shown(
                number,
                plain(message.text),
                message.text,
                buttons,
                message.media,
                message.reply_to,
                message.silent,
                message.protect,
            )
        )
        return number

    @property
    def last(self) -> Shown:
        return [message for message in self.screen if not message.mine][-1]

    @property
    def texts(self) -> list[str]:
        """Everything the bot shows here now, oldest first."""
        return [message.text for message in self.screen if not message.mine]

    def unread(self) -> list[Shown]:
        """What has arrived since `news` was last asked for."""
        return [message for message in self.screen[self._read :] if not message.mine]

    def news(self) -> list[Shown]:
        """What has arrived since this was last asked."""
        new, self._read = self.unread(), len(self.screen)
        return new

    async def says(self, text: str, *, reply_to: int | None = None, settle: bool = True) -> int:
        return await self._send({"text": text}, reply_to=reply_to, settle=settle)

    async def sends(self, *, settle: bool = True, **content: Any) -> int:
        """Media as the Bot API has it: `photo=[…]`, `voice={…}`, `location={…}`; caption=, media_group_id=."""
        return await self._send(content, settle=settle)

    async def edits(self, number: int, text: str) -> None:
        message = self._message(number) | {"text": text, "edit_date": self._date}
        await self.stage.update({"edited_message": message})
        await self.stage.settle()

    async def presses(self, caption: str, *, settle: bool = True) -> None:
        """The newest button whose caption contains this. Raises LookupError if there is none."""
        for message in reversed(self.screen):
            for shown, data in message.buttons:
                if caption in shown:
                    await self.presses_data(data, message.id, settle=settle)
                    return
        raise LookupError(f"no button {caption!r} on the phone of {self.name}")

    async def presses_data(self, data: str, message_id: int = 1, *, settle: bool = True) -> None:
        number = next(self.stage.channel.numbers)
        query = {
            "id": str(number),
            "from": self._sender,
            "message": self._message(message_id),
            "chat_instance": "1",
            "data": data,
        }
        await self.stage.update({"callback_query": query})
        if settle:
            await self.stage.settle()

    async def blocks(self, *, status: str = "kicked") -> None:
        change = {
            "chat": self._chat,
            "from": self._sender,
            "date": self._date,
            "old_chat_member": {"user": {"id": 1}, "status": "member"},
            "new_chat_member": {"user": {"id": 1}, "status": status},
        }
        await self.stage.update({"my_chat_member": change})
        await self.stage.settle()

    async def _send(
        self, content: dict[str, Any], *, reply_to: int | None = None, settle: bool = True
    ) -> int:
        number = next(self.stage.channel.numbers)
        message = self._message(number) | content
        if reply_to is not None:
            message["reply_to_message"] = self._message(reply_to)
        self.screen.append(
            Shown(number, str(content.get("text", "")), "", [], None, reply_to, False, False, mine=True)
        )
        await self.stage.update({"message": message})
        if settle:
            await self.stage.settle()
        return number

    def _message(self, number: int) -> dict[str, Any]:
        return {"message_id": number, "date": self._date, "chat": self._chat, "from": self._sender}

    @property
    def _chat(self) -> dict[str, Any]:
        return {"id": self.address, "type": "private"}

    @property
    def _sender(self) -> dict[str, Any]:
        return {
            "id": self.address,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }

    @property
    def _date(self) -> int:
        return int(self.stage.clock.now().timestamp())

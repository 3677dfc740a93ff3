"""A small town for tests: the real house over a real store, a fake channel, a clock that stands still.

`await Street.open(folder)` gives the people of `PEOPLE`; `liu = street.phone(1001)` holds a phone.
After each act call `await street.settle()`; what came out stands in `phone.screen`.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.app.assemble import House
from bot.app.clock import MovableClock
from bot.app.config import Config, read_config
from bot.channel.port import Result, Sent, Vanished
from bot.channel.split import plain
from bot.domain.messages import Media, Op, Outgoing
from bot.domain.people import Grant, Person, Role, Unit
from bot.store import people
from bot.store.migrate import migrate
from bot.store.opening import Store, open_store
from bot.store.vault import make_master

ROOT = Path(__file__).parents[1]
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Monday, 12:00 in Beijing, 09:30 in Hambantota."""

UNITS = (
    Unit("hq", None, {"zh": "大本营", "en": "Headquarters"}, "Asia/Shanghai", "CN"),
    Unit("lk", "hq", {"zh": "汉班托塔项目", "en": "Hambantota project"}, "Asia/Colombo", "LK"),
    Unit("ship", "hq", {"zh": "远洋一号", "en": "Yuanyang 1"}, "UTC", ""),
)


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody to be put into the store: name, Telegram id, unit, role, language, duty."""

    name: str
    address: int
    unit: str
    role: Role
    language: str = "zh"
    duty: str | list[str] | None = None
    certified_until: datetime | None = None
    started: bool = True
    """Has pressed Start at some time; only asked of staff."""


LIU = Citizen("刘师傅", 1001, "lk", Role.EMPLOYEE)
SMITH = Citizen("Smith", 1003, "ship", Role.EMPLOYEE, "en")
LI = Citizen("李医生", 2001, "hq", Role.COUNSELLOR, duty="always")
ZHAO = Citizen("赵医生", 2002, "hq", Role.COUNSELLOR, duty="always")
WANG = Citizen("王督导", 2003, "hq", Role.SUPERVISOR, duty="always")
PEOPLE = (LIU, SMITH, LI, ZHAO, WANG)


class CountedIds:
    """Ids in the order they are asked for: the same test, the same ids."""

    def __init__(self) -> None:
        self._next = itertools.count(1)

    def new(self) -> str:
        return f"{next(self._next):016x}"

    def code(self) -> str:
        return f"K{next(self._next):04d}"


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
class FakeChannel:
    """Keeps what would be sent. `results` are answers to give instead, oldest first; a callable sees the call."""

    sent: list[tuple[int, Outgoing]] = field(default_factory=list)
    phones: dict[int, Phone] = field(default_factory=dict)
    results: deque[Result | Callable[[int, Outgoing], Result | None]] = field(default_factory=deque)
    always: Callable[[int, Outgoing], Result | None] | None = None
    commands: dict[str | int, list[tuple[str, str]]] = field(default_factory=dict)
    """Menus by language, and by chat."""
    takes_commands: bool = True
    updates: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(100))

    async def open(self) -> str:
        return "street_bot"

    async def close(self) -> None:
        return None

    async def start_polling(self) -> None:
        return None

    async def offer_commands(
        self, language: str, commands: Sequence[tuple[str, str]], chat: int | None = None
    ) -> bool:
        self.commands[language if chat is None else chat] = list(commands)
        return self.takes_commands

    async def fetch(self, offset: int | None, timeout: float) -> list[dict[str, Any]]:
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

    street: Street
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
            return Sent(shown.id)
        number = next(self.street.channel.numbers)
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
        return Sent(number)

    @property
    def last(self) -> Shown:
        return [message for message in self.screen if not message.mine][-1]

    @property
    def texts(self) -> list[str]:
        """Everything the bot shows here now, oldest first."""
        return [message.text for message in self.screen if not message.mine]

    def news(self) -> list[Shown]:
        """What has arrived since this was last asked."""
        new, self._read = self.screen[self._read :], len(self.screen)
        return [message for message in new if not message.mine]

    async def says(self, text: str, *, reply_to: int | None = None, settle: bool = True) -> int:
        return await self._send({"text": text}, reply_to=reply_to, settle=settle)

    async def sends(self, *, settle: bool = True, **content: Any) -> int:
        """Media as the Bot API has it: `photo=[…]`, `voice={…}`, `location={…}`; caption=, media_group_id=."""
        return await self._send(content, settle=settle)

    async def edits(self, number: int, text: str) -> None:
        message = self._message(number) | {"text": text, "edit_date": self._date}
        await self.street.update({"edited_message": message})
        await self.street.settle()

    async def presses(self, caption: str, *, settle: bool = True) -> None:
        """The newest button whose caption contains this. Raises LookupError if there is none."""
        for message in reversed(self.screen):
            for shown, data in message.buttons:
                if caption in shown:
                    await self.presses_data(data, message.id, settle=settle)
                    return
        raise LookupError(f"no button {caption!r} on the phone of {self.name}")

    async def presses_data(self, data: str, message_id: int = 1, *, settle: bool = True) -> None:
        number = next(self.street.channel.numbers)
        query = {
            "id": str(number),
            "from": self._sender,
            "message": self._message(message_id),
            "chat_instance": "1",
            "data": data,
        }
        await self.street.update({"callback_query": query})
        if settle:
            await self.street.settle()

    async def blocks(self, *, status: str = "kicked") -> None:
        change = {
            "chat": self._chat,
            "from": self._sender,
            "date": self._date,
            "old_chat_member": {"user": {"id": 1}, "status": "member"},
            "new_chat_member": {"user": {"id": 1}, "status": status},
        }
        await self.street.update({"my_chat_member": change})
        await self.street.settle()

    async def _send(
        self, content: dict[str, Any], *, reply_to: int | None = None, settle: bool = True
    ) -> int:
        number = next(self.street.channel.numbers)
        message = self._message(number) | content
        if reply_to is not None:
            message["reply_to_message"] = self._message(reply_to)
        self.screen.append(
            Shown(number, str(content.get("text", "")), "", [], None, reply_to, False, False, mine=True)
        )
        await self.street.update({"message": message})
        if settle:
            await self.street.settle()
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
        return int(self.street.clock.now().timestamp())


class Street:
    """The house and the phones around it."""

    def __init__(
        self,
        config: Config,
        store: Store,
        clock: MovableClock,
        channel: FakeChannel,
        ids: CountedIds | None = None,
    ) -> None:
        self.config, self.store, self.clock, self.channel = config, store, clock, channel
        self.seconds = 0.0
        self.ids = ids or CountedIds()
        self.house = House(config, store, channel, clock, ids=self.ids, monotonic=self._monotonic)
        self._numbers = itertools.count(1)

    @classmethod
    async def open(
        cls,
        folder: Path,
        *,
        citizens: Sequence[Citizen] = PEOPLE,
        start: datetime = NOON,
        config: Config | None = None,
    ) -> Street:
        config = config or street_config(folder)
        if not config.store_path.exists():
            config.store_path.write_bytes(_blank_store())
            make_master(config.key_file)
        store = await open_store(
            config.store_path, key_variable=config.key_variable, key_file=config.key_file
        )
        await settle_people(store, citizens)
        return cls(config, store, MovableClock(start), FakeChannel())

    async def reopen(self) -> Street:
        """The process has died and started again: only what is on disk and on the phones is left."""
        await self.store.close()
        store = await open_store(
            self.config.store_path, key_variable=self.config.key_variable, key_file=self.config.key_file
        )
        again = Street(self.config, store, self.clock, self.channel, self.ids)
        again._numbers = self._numbers
        for phone in self.channel.phones.values():
            phone.street = again
        await again.house.postman.recover()
        return again

    async def close(self) -> None:
        await self.house.postman.stop(within=0.1)
        await self.store.close()

    def phone(self, address: int, name: str = "", language: str = "zh") -> Phone:
        known = next((c for c in PEOPLE if c.address == address), None)
        if address not in self.channel.phones:
            self.channel.phones[address] = Phone(
                self,
                address,
                name or (known.name if known else "新人"),
                known.language if known else language,
            )
        return self.channel.phones[address]

    async def update(self, content: dict[str, Any]) -> int:
        """Takes a raw update in, as the poller would."""
        number = next(self._numbers)
        await self.house.intake.accept([{"update_id": number} | content])
        return number

    async def settle(self) -> None:
        """Until nothing is left to do at this moment of the clock."""
        for _ in range(10_000):
            worked = await self.house.frontdesk.work()
            pause = await self.house.postman._round()
            in_flight = list(self.house.postman._busy.values())
            if in_flight:
                await asyncio.wait(in_flight, return_when=asyncio.FIRST_COMPLETED)
                continue
            if not worked and await self.house.idle():
                return
            if not worked and pause:
                self.seconds += pause
        raise AssertionError("the street does not come to rest")

    async def skip(self, **duration: float) -> None:
        """Moves the clock ahead from one due row to the next."""
        clock, target = self.clock, self.clock.now() + timedelta(**duration)
        while (due := await self.house._next_due()) is not None and due < target:
            clock.move(max(due - clock.now(), timedelta()))
            await self.house.ticks.sweep()
            await self.settle()
        clock.move(max(target - clock.now(), timedelta()))
        await self.house.ticks.sweep()
        await self.settle()

    def _monotonic(self) -> float:
        return self.seconds


@cache
def _blank_store() -> bytes:
    """An empty store at the newest revision, made once: bringing one up to date takes half a second."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blank.db"
        migrate(path)
        return path.read_bytes()


def street_config(folder: Path, **environment: str) -> Config:
    """The shipped configuration over a store in this folder."""
    return read_config(
        {
            "WARMLINE_CONFIG": str(ROOT / "config.yaml"),
            "BOT_TOKEN": "1:street",
            "DATABASE_URL": f"sqlite:///{folder / 'warmline.db'}",
        }
        | environment
    )


async def settle_people(store: Store, citizens: Sequence[Citizen]) -> None:
    async with store.db.transaction() as tx:
        for unit in UNITS:
            await people.save_unit(tx, unit)
        for citizen in citizens:
            number = f"person{citizen.address}"
            person = Person(number, citizen.name, citizen.address, citizen.unit, citizen.language)
            await people.save(tx, store.keys, person)
            grant = replace(Grant(citizen.role, citizen.unit), certified_until=citizen.certified_until)
            await people.set_grants(tx, number, [(f"grant{citizen.address}", grant)])
            if citizen.duty is not None:
                await people.set_duty(tx, number, citizen.duty)
                if citizen.started:
                    await people.mark_started(tx, [(number, NOON)])

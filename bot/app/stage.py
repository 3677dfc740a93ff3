"""The house on a stage: the real one over a store of its own, phones around it, a clock that stands still.

`await Stage.open(folder, config)` gives the people of `PEOPLE`; `liu = stage.phone(1001)` holds a phone.
After each act call `await stage.settle()`; what came out stands in `phone.screen`.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from bot.app import assemble
from bot.app.actions import ACTIONS
from bot.app.assemble import House
from bot.app.clock import MovableClock
from bot.app.config import Config
from bot.app.dialogue import Action, ActionFailed
from bot.app.ids import Ids
from bot.app.library import Library
from bot.app.phones import Phone, StageChannel
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.channel.templates import Texts
from bot.domain.family import Relation, Tie
from bot.domain.flow.edges import Edge
from bot.domain.flow.model import Value
from bot.domain.flow.session import Session
from bot.domain.people import Grant, Person, Role, Unit
from bot.domain.rhythm import Rhythm
from bot.store import outbox, people, rhythms, sessions, ties
from bot.store.database import Server
from bot.store.migrate import migrate
from bot.store.opening import Store, open_store
from bot.store.vault import make_master

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
    gender: str = ""
    dialects: tuple[str, ...] = ()
    asked: bool = False
    """Is asked every day how they are: not on a stage, unless that is what is played."""
    family: tuple[tuple[int, Relation], ...] = ()
    """Of whom they are family, by Telegram id, and what they are to them."""


LIU = Citizen("刘师傅", 1001, "lk", Role.EMPLOYEE)
SMITH = Citizen("Smith", 1003, "ship", Role.EMPLOYEE, "en")
LI = Citizen("李医生", 2001, "hq", Role.COUNSELLOR, duty="always")
ZHAO = Citizen("赵医生", 2002, "hq", Role.COUNSELLOR, duty="always")
WANG = Citizen("王督导", 2003, "hq", Role.SUPERVISOR, duty="always")
PEOPLE = (LIU, SMITH, LI, ZHAO, WANG)
NAMES = {"liu": 1001, "smith": 1003, "li": 2001, "zhao": 2002, "wang": 2003, "chen": 2004, "guest": 9001}
NAMES |= {"zhou": 3001, "sun": 3002, "qian": 3003, "mei": 1002, "granny": 1004}
"""Whose phones there are. Nobody has the phones `chen`, `zhou`, `sun`, `qian`, `mei` and `granny`, until somebody is
given one, and `guest`: a stranger."""


class CountedIds:
    """Ids in the order they are asked for: the same test, the same ids."""

    def __init__(self) -> None:
        self._next = itertools.count(1)
        self._requests = itertools.count(101)

    def new(self) -> str:
        return f"{next(self._next):016x}"

    def code(self) -> str:
        return f"K{next(self._next):04d}"

    def number(self) -> str:
        return f"10-{next(self._requests):03d}"

    def secret(self) -> str:
        return f"{next(self._next):032x}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A block of the templates as it was just rendered, without markup."""

    file: str
    block: str
    words: str


class OverheardTexts(Texts):
    """The same texts, which also remember what they rendered."""

    def __init__(self, texts: Texts) -> None:
        # not read again: what has been compiled is shared
        vars(self).update(vars(texts))
        self.rendered: list[Rendered] = []

    def render(self, language: str, file: str, block: str, values: Mapping[str, Any]) -> str:
        html = super().render(language, file, block, values)
        self.rendered.append(Rendered(file, block, plain(html)))
        return html


Scripted = Mapping[str, Value] | str
"""What an action gives on the stage instead of working: results, or the reason it fails with."""


class Stage:
    """The house and the phones around it.

    `path` collects which way the dialogues went, each edge with the language it was played in; `scripted`
    says what actions give instead of working; `texts.rendered` what was rendered.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        clock: MovableClock,
        channel: StageChannel,
        ids: Ids | None = None,
        books: tuple[Texts, Library] | None = None,
        citizens: Sequence[Citizen] = PEOPLE,
    ) -> None:
        self.citizens = citizens
        self.config, self.store, self.clock, self.channel = config, store, clock, channel
        self.seconds = 0.0
        self.ids = ids or CountedIds()
        self.books = books or assemble.read_library(config)
        self.texts = OverheardTexts(self.books[0])
        self.path: list[tuple[str, Edge]] = []
        self.scripted: dict[str, Scripted] = {}
        self.house = House(
            config,
            store,
            channel,
            clock,
            ids=self.ids,
            monotonic=self._monotonic,
            books=(self.texts, self.books[1]),
            actions={name: self._on_stage(name, action) for name, (_, action) in ACTIONS.items()},
            watch=self._watch,
        )
        self.house.frontdesk.called("stage_bot")
        self._numbers = itertools.count(1)

    @classmethod
    async def open(
        cls,
        folder: Path,
        config: Config,
        *,
        citizens: Sequence[Citizen] = PEOPLE,
        start: datetime = NOON,
        books: tuple[Texts, Library] | None = None,
        where: Server | None = None,
    ) -> Self:
        """The settings are those of `config`; everything is kept in `folder` alone, or with `where` in a database
        that is empty and at the newest revision."""
        config = staged(config, folder, where)
        if where is None and not config.store_path.exists():
            config.store_path.write_bytes(blank_store())
        if not config.key_file.exists():
            make_master(config.key_file)
        store = await _open_store(config)
        await settle_people(store, citizens)
        return cls(config, store, MovableClock(start), StageChannel(), books=books, citizens=citizens)

    async def reopen(self) -> Self:
        """The process has died and started again: only what is on disk and on the phones is left."""
        await self.store.close()
        again = type(self)(
            self.config,
            await _open_store(self.config),
            self.clock,
            self.channel,
            self.ids,
            self.books,
            self.citizens,
        )
        again._numbers = self._numbers
        again.path, again.texts.rendered, again.scripted = self.path, self.texts.rendered, self.scripted
        for phone in self.channel.phones.values():
            phone.stage = again
        await again.house.postman.recover()
        return again

    async def close(self) -> None:
        await self.house.postman.stop(within=0.1)
        await self.store.close()

    def phone(self, address: int, name: str = "", language: str = "zh") -> Phone:
        known = next((c for c in self.citizens if c.address == address), None)
        if address not in self.channel.phones:
            self.channel.phones[address] = Phone(
                self,
                address,
                name or (known.name if known else "新人"),
                known.language if known else language,
            )
        return self.channel.phones[address]

    async def session(self, address: int) -> Session:
        """Where somebody stands in the dialogues; an empty session for who was never here."""
        async with self.store.db.transaction() as tx:
            lane = await people.lane_of(tx, self.store.keys, address)
        if lane is None:
            return Session()
        await self.store.keys.load(self.store.db, [lane])
        return (await sessions.load(self.store.db, self.store.keys, [lane]))[lane]

    async def waiting(self, address: int) -> int:
        """How many letters to somebody have not gone out yet."""
        async with self.store.db.transaction() as tx:
            lane = await people.lane_of(tx, self.store.keys, address)
        return (await outbox.waiting_for(self.store.db)).get(lane or "", 0)

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
        raise RuntimeError("the stage does not come to rest")

    async def skip(self, **duration: float) -> None:
        """Moves the clock ahead from one due row to the next."""
        clock, target = self.clock, self.clock.now() + timedelta(**duration)
        await self.house.rounds.go()
        while (due := await self.house._next_due()) is not None and due < target:
            clock.move(max(due - clock.now(), timedelta()))
            await self.house.ticks.sweep()
            await self.settle()
        clock.move(max(target - clock.now(), timedelta()))
        await self.house.ticks.sweep()
        await self.settle()

    def _monotonic(self) -> float:
        return self.seconds

    def _watch(self, turn: Turn, path: Sequence[Edge]) -> None:
        self.path += [(turn.who.language, edge) for edge in path]

    def _on_stage(self, name: str, action: Action) -> Action:
        def act(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
            given = self.scripted.get(name)
            if isinstance(given, str):
                raise ActionFailed(given)
            return action(turn, arguments) if given is None else given

        return act


@cache
def blank_store() -> bytes:
    """An empty store at the newest revision, made once: bringing one up to date takes half a second."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blank.db"
        migrate(path)
        return path.read_bytes()


def staged(config: Config, folder: Path, where: Server | None = None) -> Config:
    """The same settings, flows and texts over a store in this folder, without a way to Telegram."""
    url = f"sqlite:///{folder / 'warmline.db'}" if where is None else where.url
    environment = {"BOT_TOKEN": "1:stage", "DATABASE_URL": url}
    on_stage = Config(config.settings, config.root, environment)
    on_stage.key_file = folder / "warmline.key"
    on_stage.numbers = config.numbers
    return on_stage


async def _open_store(config: Config) -> Store:
    return await open_store(
        config.store, key_variable=config.key_variable, key_file=config.key_file, durable=False
    )


async def settle_people(store: Store, citizens: Sequence[Citizen]) -> None:
    async with store.db.transaction() as tx:
        for unit in UNITS:
            await people.save_unit(tx, unit)
        for citizen in citizens:
            number = f"person{citizen.address}"
            person = Person(
                number,
                citizen.name,
                citizen.address,
                citizen.unit,
                citizen.language,
                gender=citizen.gender,
                dialects=citizen.dialects,
            )
            await people.save(tx, store.keys, person)
            grant = replace(Grant(citizen.role, citizen.unit), certified_until=citizen.certified_until)
            await people.set_grants(tx, number, [(f"grant{citizen.address}", grant)])
            if not citizen.asked:
                await rhythms.save(tx, {number: Rhythm(off=True)})
            if citizen.duty is not None:
                await people.set_duty(tx, number, citizen.duty)
                if citizen.started:
                    await people.mark_started(tx, [(number, NOON)])
        for citizen in citizens:
            for at, (employee, relation) in enumerate(citizen.family):
                tie = Tie(
                    f"tie{citizen.address}x{at}",
                    f"person{employee}",
                    f"person{citizen.address}",
                    relation,
                    NOON,
                )
                await ties.make(tx, tie)

"""The sandbox: a Bot API server on loopback that stands in for Telegram, with people to script."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox.cast import CastMember
from bot.sandbox.control import control_app
from bot.sandbox.courier import Courier
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.feed import Feed
from bot.sandbox.frontend import Frontend, Receive, Scope, Send
from bot.sandbox.limits import Limits
from bot.sandbox.line import Line
from bot.sandbox.person import Person
from bot.sandbox.records import Group, Json, User
from bot.sandbox.rulebook import Rulebook, Violation
from bot.sandbox.wire import Params
from bot.sandbox.world import Clock, World

_GLANCE = 0.05
"""Seconds between looks of `until` when nothing changes here: the condition may lie outside."""


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """One bot, its users and their chats. Use from one event loop.

    `now` gives aware times; `path` keeps everything in one SQLite file that survives kill -9 (None:
    memory only); `schema` is the published JSON Schema every request is checked against.
    """

    def __init__(
        self,
        token: str = "1:sandbox",  # noqa: S107  (a name on loopback, not a secret)
        now: Clock = _wall_clock,
        path: str | Path | None = None,
        schema: str | Path | None = None,
    ) -> None:
        if not re.fullmatch(r"\d+:\S+", token):
            raise ValueError("a token looks like 1:sandbox")
        self.token = token
        self.world = World(
            bot_id=int(token.partition(":")[0]), now=now, path=None if path is None else Path(path)
        )
        self.on_advance: Callable[[timedelta], Awaitable[None]] | None = None
        """Moves the owner's clock; the page's clock buttons need it."""
        self.next_morning: Callable[[], timedelta] | None = None
        """How far it is to the next morning, 08:00."""
        self._people: dict[int, Person] = {}
        self._cast: list[CastMember] = []
        self._line = Line(self._app)
        self._frontend = Frontend(
            self.world,
            token=token,
            rulebook=None if schema is None else Rulebook(Path(schema)),
            cut=self._line.cut,
        )
        self.feed = Feed(self.world)
        self._courier = Courier(self.world, self.faults)
        self._control = control_app(self)
        self._changed = asyncio.Event()
        self._port = 0
        self.world.listeners.append(self._listen)
        for user in self.world.users.values():
            self._people[user.id] = Person(self.world, user)

    async def start(self, port: int = 0) -> None:
        """Listens on 127.0.0.1; returns when requests are answered."""
        self._port = await self._line.open(port)
        self._courier.start()

    async def stop(self) -> None:
        """Ends every waiting request and closes the store, in less than half a second."""
        self._frontend.close()
        self.feed.close()
        await self._courier.stop()
        await self._line.close()
        self.world.close()

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:PORT`: the page; the Bot API is at `/bot<token>/` below it."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def cast(self) -> Sequence[CastMember]:
        """Who holds the phones on the page."""
        return self._cast

    @cast.setter
    def cast(self, members: Sequence[CastMember]) -> None:
        self._cast = list(members)
        for member in members:
            self.user(member.id, first_name=member.name["zh"], language_code=member.language)

    def user(
        self, user_id: int, first_name: str = "", language_code: str = "", *, started: bool = False
    ) -> Person:
        """The person with this id; made when there is none.

        `started`: the bot may write to them, as if they had pressed Start before.
        """
        person = self._people.get(user_id)
        if person is None:
            user = User(user_id, first_name or f"User {user_id}", language_code, started=started)
            person = self._people[user_id] = Person(self.world, user)
            self.world.save_user(user)
            self.world.commit()
        return person

    def group(self, group_id: int, title: str = "工友群") -> Group:
        """A group chat (negative id) the bot was not put into yet; see `Person.invites_bot`."""
        if group_id >= 0:
            raise ValueError("a group has a negative id")
        found = self.world.groups.get(group_id)
        if found is None:
            found = Group(group_id, title, present=False)
            self.world.save_group(found)
            self.world.commit()
        return found

    @property
    def people(self) -> list[Person]:
        return list(self._people.values())

    @property
    def calls(self) -> list[tuple[str, Params]]:
        """Every call of the bot with its typed parameters, in order; getUpdates is left out."""
        return self._frontend.calls

    @property
    def violations(self) -> list[Violation]:
        """Requests that break the published schema; empty also when no schema was given."""
        return self._frontend.violations

    @property
    def faults(self) -> Faults:
        """Faults on order: `sandbox.faults.add(Fault(FaultKind.CUT, "sendMessage", after=True))`."""
        return self._frontend.faults

    def fault(self, fault: Fault) -> None:
        """Orders a fault."""
        self.faults.add(fault)

    @property
    def limits(self) -> Limits | None:
        """Telegram's own limits, while they are enforced: `sandbox.limits = Limits()`; None is the default."""
        return self._frontend.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self._frontend.limits = limits

    @property
    def pending_updates(self) -> int:
        """Updates the bot has not confirmed yet."""
        return len(self.world.mailbag)

    @property
    def polling(self) -> bool:
        """Whether the bot is waiting in a long poll at this moment."""
        return self._frontend.polling

    async def until(self, condition: Callable[[], object], timeout: float = 10) -> None:
        """Waits until the condition holds; looks again at each change and every 50 ms.

        Raises TimeoutError after `timeout` real seconds, naming what the bot showed last.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not condition():
            if loop.time() >= deadline:
                raise TimeoutError(f"not within {timeout} s; {self._seen()}")
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), min(_GLANCE, max(deadline - loop.time(), 0.001)))
            except TimeoutError:
                continue

    def state(self, *, cast_only: bool = False) -> Json:
        """Clock, cast, users, chats; with `cast_only` what the page starts from."""
        shown = [self._people[member.id] for member in self._cast] if cast_only else self.people
        return self.feed.state(self._cast, shown, can_advance=self.on_advance is not None)

    def _listen(self, news: list[Json]) -> None:
        for each in news:
            person = self._people.get(each.get("chat", 0))
            if person is not None:
                person.hears(each)
        self._changed.set()

    def _seen(self) -> str:
        lines = [f"{self.pending_updates} updates unconfirmed, {len(self.calls)} calls"]
        for person in self._people.values():
            shown = [message for message in person.chat if message.from_bot and not message.deleted]
            if shown:
                lines.append(f"bot to {person.id}: {shown[-1].text[:200]!r} {shown[-1].captions}")
        if self.calls:
            lines.append("last calls " + ", ".join(name for name, _ in self.calls[-5:]))
        return "; ".join(lines)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        if path.startswith(("/bot", "/file/bot")):
            await self._frontend(scope, receive, send)
        else:
            await self._control(scope, receive, send)

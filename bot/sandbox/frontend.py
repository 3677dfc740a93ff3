"""The Bot API over HTTP: one raw ASGI app for /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from bot.sandbox.faults import Fault, FaultKind, Faults
from bot.sandbox.limits import Limits
from bot.sandbox.line import Peer
from bot.sandbox.methods import carry_out, known_as
from bot.sandbox.refusal import Refusal, not_found, second_poller, unauthorized, webhook_set
from bot.sandbox.request import Request
from bot.sandbox.rulebook import Rulebook, Violation
from bot.sandbox.wire import Params, Wired, decode
from bot.sandbox.world import World

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LONGEST_POLL = 50
"""Seconds; Telegram's own limit."""


class Gone(Exception):
    """The connection was cut or the caller left."""


class Frontend:
    """Answers the bot. Keeps the calls, the schema violations and the standing faults."""

    def __init__(
        self, world: World, *, token: str, rulebook: Rulebook | None, cut: Callable[[Peer], None]
    ) -> None:
        self.faults = Faults()
        self.limits: Limits | None = None
        self.calls: list[tuple[str, Params]] = []
        self.violations: list[Violation] = []
        self._world = world
        self._token = token
        self._rulebook = rulebook
        self._cut = cut
        self._poller: asyncio.Future[Refusal] | None = None
        self._arrival = asyncio.Event()
        self._closing = asyncio.Event()
        world.listeners.append(self._listen)

    def close(self) -> None:
        """Lets every waiting request end."""
        self._closing.set()

    @property
    def polling(self) -> bool:
        """Whether a long poll is waiting at this moment."""
        return self._poller is not None

    def _listen(self, news: list[dict[str, Any]]) -> None:
        if any(each["type"] == "update" for each in news):
            self._arrival.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request below /bot or /file/bot."""
        path: str = scope["path"]
        try:
            body = await _body(receive)
            if path.startswith("/file/bot"):
                token, _, rest = path.removeprefix("/file/bot").partition("/")
                await self._send_file(token, rest, send)
                return
            token, _, name = path.removeprefix("/bot").partition("/")
            answer = await self._answer(token, name, scope, body, receive)
            await _send_json(send, 200, {"ok": True, "result": answer})
        except Refusal as no:
            await _send_json(send, no.code, no.body())
        except Gone:
            return

    async def _answer(self, token: str, name: str, scope: Scope, body: bytes, receive: Receive) -> Any:
        if token != self._token:
            raise unauthorized()
        content_type = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
        wired = decode(scope["query_string"].decode(), content_type, body)
        self._note(name, wired)
        method = known_as(name)
        if method is None:
            raise not_found()
        struck = self.faults.strike(method, self._chat(wired.params))
        peer: Peer = tuple(scope["client"])
        await self._strike([fault for fault in struck if not fault.after], peer, receive)
        if self.limits is not None:
            self.limits.admit(method, wired.params, asyncio.get_running_loop().time())
        request = Request(self._world, wired.params, wired.uploads)
        answer = await self._poll(request, receive) if method == "getUpdates" else self._do(method, request)
        if method == "getUpdates":
            answer = self._in_the_post(answer, struck)
        await self._strike([fault for fault in struck if fault.after], peer, receive)
        return answer

    def _in_the_post(self, updates: list[Any], struck: list[Fault]) -> list[Any]:
        """The answer as a bad day delivers it."""
        kinds = {fault.kind for fault in struck}
        if FaultKind.TWICE in kinds:
            updates = [*self._world.mailbag.confirmed, *updates, *updates]
        return updates[::-1] if FaultKind.SHUFFLED in kinds else updates

    def _chat(self, params: Params) -> int | None:
        """The chat a call is about; for an answer to a press, the one it was pressed in."""
        chat = params.get("chat_id")
        if isinstance(chat, int):
            return chat
        pressed = str(params.get("callback_query_id", ""))
        press = self._world.presses.get(int(pressed)) if pressed.isdecimal() and len(pressed) < 19 else None
        return None if press is None else press.user

    def _note(self, name: str, wired: Wired) -> None:
        method = known_as(name) or name
        if method != "getUpdates":
            self.calls.append((method, wired.params))
        if self._rulebook is not None:
            self.violations += self._rulebook.violations(method, wired.params)

    def _do(self, method: str, request: Request) -> Any:
        try:
            answer = carry_out(method, request)
        finally:
            self._world.commit()
        if method == "setWebhook" and self._poller is not None and request.params.get("url"):
            self._dismiss(webhook_set())
        return answer

    async def _poll(self, request: Request, receive: Receive) -> Any:
        self._dismiss(second_poller())
        loop = asyncio.get_running_loop()
        wait = min(max(int(request.params.get("timeout") or 0), 0), LONGEST_POLL)
        deadline = loop.time() + wait
        dismissed: asyncio.Future[Refusal] = loop.create_future()
        self._poller = dismissed
        left = asyncio.ensure_future(_left(receive))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            while True:
                self._arrival.clear()
                updates = self._do("getUpdates", request)
                if updates or loop.time() >= deadline or closing.done():
                    return updates
                arrival = asyncio.ensure_future(self._arrival.wait())
                awaited: set[asyncio.Future[Any]] = {arrival, dismissed, left, closing}
                await asyncio.wait(
                    awaited,
                    timeout=max(deadline - loop.time(), 0),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                arrival.cancel()
                if dismissed.done():
                    raise dismissed.result()
                if left.done():
                    raise Gone
        finally:
            left.cancel()
            closing.cancel()
            if self._poller is dismissed:
                self._poller = None

    def _dismiss(self, why: Refusal) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(why)
        self._poller = None

    async def _strike(self, faults: list[Fault], peer: Peer, receive: Receive) -> None:
        for fault in faults:
            if fault.refuses:
                raise fault.refusal()
            match fault.kind:
                case FaultKind.DELAY:
                    await self._wait(receive, fault.seconds)
                case FaultKind.CUT | FaultKind.HANG:
                    if fault.kind is FaultKind.HANG:
                        await self._wait(receive, None)
                    self._cut(peer)
                    await _left(receive)
                    raise Gone

    async def _wait(self, receive: Receive, seconds: float | None) -> None:
        left = asyncio.ensure_future(_left(receive))
        closing = asyncio.ensure_future(self._closing.wait())
        awaited: set[asyncio.Future[Any]] = {left, closing}
        done, pending = await asyncio.wait(awaited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        if left in done:
            raise Gone

    async def _send_file(self, token: str, path: str, send: Send) -> None:
        if token != self._token:
            raise unauthorized()
        for file in self._world.files.values():
            if file.path == path:
                await _send(send, 200, file.mime, file.content)
                return
        raise not_found()


async def _body(receive: Receive) -> bytes:
    """The whole body. Raises Gone when the caller left in the middle of it: half a call is no call."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


async def _left(receive: Receive) -> None:
    """Returns when the caller is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_json(send: Send, status: int, said: dict[str, Any]) -> None:
    await _send(send, status, "application/json", json.dumps(said, ensure_ascii=False).encode())


async def _send(send: Send, status: int, kind: str, content: bytes) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})

"""The door where Telegram brings updates: each one is on disk before its 200."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from hmac import compare_digest

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app.clock import Clock
from bot.app.config import Config
from bot.app.intake import Intake
from bot.app.logs import place
from bot.app.serving import Door
from bot.channel.port import BadToken, Channel, Hook, Unreachable
from bot.domain.vitals import Part
from bot.store.database import StoreTrouble

log = logging.getLogger(__name__)

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of the header
LONGEST = 1_048_576
"""Bytes of one update; Telegram's own stay far below."""

ASKED_EVERY = 12.0
"""Seconds between two questions to the channel whether it can bring what waits: a door at which nobody knocks any more
looks like a quiet night."""


class Webhook:
    """`run()` takes updates in until cancelled; raises PortTaken. Any number of them may work on one store."""

    def __init__(self, intake: Intake, channel: Channel, config: Config, clock: Clock) -> None:
        self._intake = intake
        self._channel = channel
        self._settings = config.settings.webhook
        self._secret = config.webhook_secret.encode()
        self._clock = clock
        self._since = clock.now()
        """When an update was brought last."""
        self._failed = b""
        self._told = ""
        self.app = Starlette(routes=[Route(self._settings.path, self.take, methods=["POST"])])

    async def run(self, asked_every: float = ASKED_EVERY) -> None:
        door = Door(self.app, self._settings.listen, self._settings.port)
        log.info("updates are taken in at %s:%d", self._settings.listen, door.port)
        asking = asyncio.create_task(self._ask_about(asked_every), name="webhook")
        try:
            await door.serve_until_cancelled()
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def take(self, request: Request) -> Response:
        """200 once it is on disk, 503 when the disk would not have it, and 4xx for whoever is not Telegram."""
        given = request.headers.get(SECRET, "").encode("utf-8", "replace")
        if not compare_digest(given, self._secret):
            return Response(status_code=403)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return Response(status_code=415)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(status_code=413 if body is None else await self._keep(body))

    async def _keep(self, body: bytes) -> int:
        mark = hashlib.sha256(body).digest()
        try:
            # what has failed for another reason than the store's comes once more, and then is kept as it is
            await self._intake.bring(body, unread=mark == self._failed)
        except StoreTrouble as fault:
            log.error("store trouble at the webhook: %s", type(fault).__name__)
            self._intake.signs.store_trouble(Part.INTAKE, None)
            return 503
        except Exception as fault:  # noqa: BLE001 - whatever an update does, the next one is taken in
            log.error("an update could not be taken in: %s", place(fault))
            self._failed = mark
            return 500
        self._since = self._clock.now()
        return 200

    async def _ask_about(self, every: float) -> None:
        while True:
            await self.ask()
            await asyncio.sleep(every)

    async def ask(self) -> None:
        """Whether the channel knows this door and gets in; says so when it does not, once."""
        signs, began = self._intake.signs, self._intake.signs.now()
        try:
            fault = self._wrong_with(await self._channel.hook())
        except (Unreachable, BadToken) as unknown:
            fault = f"no word from the channel about it ({unknown})"
        if fault:
            signs.failed(Part.INTAKE, None, began)
        else:
            signs.well(Part.INTAKE)
        if fault and fault != self._told:
            log.error("webhook: %s", fault)
        self._told = fault

    def _wrong_with(self, hook: Hook) -> str:
        if hook.url != self._settings.url:
            return "Telegram does not bring updates to webhook.url: python -m bot webhook set"
        if hook.waiting and hook.fault_at is not None and hook.fault_at > self._since:
            return "Telegram cannot bring what waits: python -m bot webhook info"
        return ""


async def _body(request: Request) -> bytes | None:
    """The whole body, None for one that is too long. Raises ClientDisconnect."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > LONGEST:
            return None
    return bytes(found)

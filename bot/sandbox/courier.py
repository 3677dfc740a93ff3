"""Delivers updates to the bot's webhook, one after the other, as Telegram does when one is set."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from bot.sandbox.faults import WEBHOOK, Fault, FaultKind, Faults
from bot.sandbox.records import Json
from bot.sandbox.world import World

_PATIENCE = 30.0
"""Seconds the bot has for its answer."""
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
"""Seconds between two tries of one update; the pause doubles in between."""


class Courier:
    """Waits for updates while a webhook is set; an update leaves the bag with the bot's 2xx.

    Faults of the method `WEBHOOK` strike each delivery: twice, shuffled, late, or with the answer cut off.
    """

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        world.listeners.append(self._listen)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="sandbox courier")

    async def stop(self) -> None:
        """Ends at once, also in the middle of a delivery; the update stays in the bag."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _listen(self, news: list[Json]) -> None:
        if any(each["type"] in ("update", "settings") for each in news):
            self._news.set()

    async def _run(self) -> None:
        while True:
            self._news.clear()
            if self._hook().get("url") and len(self._world.mailbag):
                await self._deliver()
            else:
                await self._news.wait()

    async def _deliver(self) -> None:
        async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as http:
            pause = _FIRST_PAUSE
            while (hook := self._hook()).get("url") and (ids := self._world.mailbag.ids()):
                struck = {fault.kind: fault for fault in self._faults.strike(WEBHOOK, None)}
                update = self._world.mailbag.update(ids[-1 if FaultKind.SHUFFLED in struck else 0])
                fault = await self._carry(http, hook, update, struck)
                if fault is None:
                    pause = _FIRST_PAUSE
                    self._world.delivered(update["update_id"])
                    self._world.commit()
                    continue
                self._remember(fault)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _carry(
        self, http: httpx.AsyncClient, hook: dict[str, Any], update: Json, struck: dict[FaultKind, Fault]
    ) -> str | None:
        if FaultKind.DELAY in struck:
            await asyncio.sleep(struck[FaultKind.DELAY].seconds)
        if FaultKind.TWICE in struck:
            await _post(http, hook, update)
        said = await _post(http, hook, update)
        # the bot has taken it, but its answer is lost
        return "Connection reset by peer" if FaultKind.CUT in struck else said

    def _hook(self) -> dict[str, Any]:
        hook: dict[str, Any] = self._world.settings.get("webhook") or {}
        return hook

    def _remember(self, fault: str) -> None:
        hook = self._hook()
        if hook:
            hook["last_error_date"] = self._world.seconds()
            hook["last_error_message"] = fault


async def _post(http: httpx.AsyncClient, hook: dict[str, Any], update: Json) -> str | None:
    """None when the bot took it, else what went wrong, in Telegram's words."""
    headers = {"x-telegram-bot-api-secret-token": hook["secret"]} if hook["secret"] else {}
    try:
        answer = await http.post(hook["url"], json=update, headers=headers)
    except httpx.TimeoutException:
        return "Read timeout expired"
    except httpx.HTTPError:
        return "Connection refused"
    if answer.is_success:
        return None
    return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"

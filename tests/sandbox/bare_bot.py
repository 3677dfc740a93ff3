"""A bot that speaks plain HTTP, and a clock moved by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bot.sandbox import Sandbox


class HandClock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def skip(self, **step: float) -> None:
        self.at += timedelta(**step)


class BareBot:
    """Calls the Bot API without any library."""

    def __init__(self, sandbox: Sandbox, http: httpx.AsyncClient) -> None:
        self._sandbox = sandbox
        self.http = http

    async def answer(self, method: str, **params: Any) -> dict[str, Any]:
        url = f"{self._sandbox.base_url}/bot{self._sandbox.token}/{method}"
        said: dict[str, Any] = (await self.http.post(url, json=params)).json()
        return said

    async def call(self, method: str, **params: Any) -> Any:
        said = await self.answer(method, **params)
        assert said["ok"], said
        return said["result"]

    async def refused(self, method: str, **params: Any) -> str:
        said = await self.answer(method, **params)
        assert not said["ok"], said
        return f"{said['error_code']} {said['description']}"

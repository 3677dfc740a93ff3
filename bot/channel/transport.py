"""HTTP for the library, over aiohttp: many calls in flight at once, where the library's own transport slows down.

Measured (tests/bench/RESULTS.md): with 64 calls in flight and 50 ms of network delay, several times as many
answers a second as httpx, which looks at every idle connection before each call.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

PATIENCE = 5.0
"""Seconds for a free connection, and as many again to make one."""

CLOSING = 1.0
"""Seconds for old connections to close."""

JSON = {"Content-Type": "application/json"}


class Transport(BaseRequest):
    """Up to `connections` at a time; an answer that is not there after `read_timeout` seconds is given up.

    Opens with the first call and may be used again after a shutdown. Goes through the proxy of the environment.
    """

    def __init__(self, connections: int, read_timeout: float = 10.0) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    @property
    def closed(self) -> bool:
        """Whether no connection is open."""
        return self._session is None or self._session.closed

    async def initialize(self) -> None:
        """Nothing: the first call opens what it needs."""

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def renew(self) -> None:
        """New connections: a pool whose own are stuck is left to itself, and what is under way there ends as a
        broken line."""
        # closing what is stuck may get stuck as well
        with suppress(TimeoutError, aiohttp.ClientError, OSError):
            async with asyncio.timeout(CLOSING):
                await self.shutdown()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises NetworkError, whose cause is what aiohttp raised; its text quotes nothing."""
        del write_timeout, connect_timeout, pool_timeout  # always those of this transport
        patience = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        timeout = aiohttp.ClientTimeout(
            total=None, connect=2 * PATIENCE, sock_connect=PATIENCE, sock_read=patience
        )
        try:
            async with self._opened(url).request(
                method, url, **_body(request_data), timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as fault:
            raise TimedOut("no answer in time") from fault
        except (aiohttp.ClientError, OSError) as fault:
            # the library would quote the fault, and the fault the address with the token in it
            raise NetworkError(type(fault).__name__) from fault

    def _opened(self, url: str) -> aiohttp.ClientSession:
        if self._session is None:
            secure = url.startswith("https:")
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections,
                    ssl=ssl.create_default_context(cafile=certifi.where()) if secure else False,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=proxy_for(url),
            )
        return self._session


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for this address."""
    parts = urlsplit(url)
    known = getproxies()
    if parts.hostname is None or proxy_bypass(parts.hostname):
        return None
    return known.get(parts.scheme) or known.get("all")


def _body(data: RequestData | None) -> dict[str, Any]:
    """What goes along with a call: JSON, or a form when there are files in it."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters).encode(), "headers": JSON}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}

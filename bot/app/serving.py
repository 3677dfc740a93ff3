"""HTTP doors of the bot's own: uvicorn as one worker among others, its signals and its ports in the house's hands."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.app.lookout import PortTaken

PARTING = 1
"""Seconds in which requests under way may end when a door closes."""


class Door(uvicorn.Server):
    """`serve_until_cancelled()` answers at an address. Raises PortTaken when made."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                interface="asgi3",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=PARTING,
            )
        )
        self._socket = _bound(host, port)
        self.port = int(self._socket.getsockname()[1])
        """The one it has got, where 0 asked for any."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves them alone: a signal ends the whole house, in its order."""
        yield

    async def serve_until_cancelled(self) -> None:
        serving = asyncio.create_task(self.serve(sockets=[self._socket]), name="door")
        try:
            await asyncio.shield(serving)
        finally:
            self.should_exit = True
            await serving


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # with its protocol named asyncio sends small answers at once instead of waiting for more
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
        except OSError:
            bound.close()
            raise
    except OSError as fault:
        raise PortTaken(f"cannot listen at {host}:{port}: {fault.strerror}") from None
    return bound

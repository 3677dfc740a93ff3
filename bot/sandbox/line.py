"""The HTTP line: uvicorn's protocol on loopback in the owner's event loop, with connections to cut."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

Peer = tuple[str, int]

_LAST_WORDS = 0.02
"""Seconds in which a waiting request may still get its (empty) answer when the line closes."""


class Line:
    """Serves one ASGI app until `close`. `cut(peer)` drops a connection without another byte.

    uvicorn's own server is left out: it owns the signals and sleeps a tenth of a second between looks.
    """

    def __init__(self, app: Any) -> None:
        self._open: dict[Peer, asyncio.Transport] = {}
        self._protocol = _cuttable(self._open)
        self._state = ServerState()
        self._config = uvicorn.Config(
            app,
            http=H11Protocol,
            interface="asgi3",
            proxy_headers=False,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=75,
        )
        self._server: asyncio.Server | None = None

    async def open(self, port: int) -> int:
        """Listens on 127.0.0.1 and returns the port (0 asks for a free one)."""
        # asyncio turns Nagle off only where the protocol is named: without it each answer waits 40 ms
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            sock.close()
            raise
        self._config.load()
        self._server = await asyncio.get_running_loop().create_server(
            lambda: self._protocol(config=self._config, server_state=self._state, app_state={}),
            sock=sock,
            backlog=512,
        )
        return int(sock.getsockname()[1])

    async def close(self) -> None:
        """Drops what is open and stops; takes a few hundredths of a second."""
        if self._server is None:
            return
        self._server.close()
        await asyncio.sleep(_LAST_WORDS)
        for transport in list(self._open.values()):
            transport.abort()
        await asyncio.gather(*self._state.tasks, return_exceptions=True)
        self._server = None

    def cut(self, peer: Peer) -> None:
        """Closes the connection of this caller at once; nothing happens when it is gone already."""
        transport = self._open.get(peer)
        if transport is not None:
            transport.abort()


def _cuttable(opened: dict[Peer, asyncio.Transport]) -> type[H11Protocol]:
    """A protocol that enters each connection in `opened` as long as it lasts."""

    class Cuttable(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            opened[transport.get_extra_info("peername")] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            opened.pop(self.transport.get_extra_info("peername"), None)
            super().connection_lost(exc)

    return Cuttable

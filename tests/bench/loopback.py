"""The town as a server of its own: a child process that speaks HTTP on loopback, with or without network delay."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl

from tests.bench.town import Town


class Server(asyncio.Protocol):
    """One connection. Requests come one after the other; an answer leaves `delay` seconds after it is made."""

    def __init__(self, town: Town, delay: float) -> None:
        self._town, self._delay = town, delay
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].decode("latin-1")
            start, *fields = head.split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (f.partition(":") for f in fields)}
            length = int(headers.get("content-length", 0))
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            written = body.decode()
            params = json.loads(written) if written[:1] == "{" else dict(parse_qsl(written))
            task = asyncio.ensure_future(self._serve(start.split(" ")[1].rpartition("/")[2], params))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _serve(self, method: str, params: dict[str, str]) -> None:
        if method == "begin":
            self._town.begin()
            body = b"{}"
        elif method == "end":
            await self._town.finished.wait()
            body = json.dumps(self._town.summary()).encode()
        else:
            body = await self._town.answer(method, params)
            if self._delay:
                await asyncio.sleep(self._delay)
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(body), body)
            )


@contextmanager
def served(residents: int, dialogues: int, delay: float = 0.0) -> Iterator[str]:
    """The address of a town in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.loopback", str(residents), str(dialogues), str(delay)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


async def asked(base: str, what: str) -> dict[str, float]:
    """`begin` or `end` of the town behind this address; the end waits until the last word was said."""
    host, _, port = base.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST /{what} HTTP/1.1\r\nContent-Length: 0\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    body = await reader.readexactly(length)
    writer.close()
    found: dict[str, float] = json.loads(body)
    return found


async def main(residents: int, dialogues: int, delay: float) -> None:
    town = Town(residents, dialogues)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(town, delay), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))

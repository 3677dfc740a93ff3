"""The HTTP below the library: what goes out, and what an error is called without quoting anything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channel import transport
from bot.channel.answers import failed
from bot.channel.port import Down, Unknown
from bot.channel.transport import Transport, proxy_for

SECRET = "7000000:secret-secret-secret-secret-secret"


class Desk:
    """Takes one request after the other and answers all of them alike; says nothing where it has no answer."""

    def __init__(self) -> None:
        self.answer: bytes | None = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
        self.heard: list[tuple[bytes, bytes]] = []
        self.connections = 0
        self.url = ""
        self._news = asyncio.Condition()

    async def all_heard(self, count: int) -> None:
        """Until so many requests have come."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.heard) >= count)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
                if b"content-length" in fields:
                    body = await reader.readexactly(int(fields[b"content-length"]))
                else:
                    body = await reader.readuntil(b"0\r\n\r\n") if b"transfer-encoding" in fields else b""
                self.heard.append((head, body))
                async with self._news:
                    self._news.notify_all()
                if self.answer is not None:
                    writer.write(self.answer)
        except asyncio.IncompleteReadError:
            writer.close()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    server = await asyncio.start_server(desk.serve, "127.0.0.1", 0)
    desk.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot{SECRET}/sendMessage"
    yield desk
    server.close()
    await server.wait_closed()


@pytest.fixture
async def wire() -> AsyncIterator[Transport]:
    wire = Transport(4)
    yield wire
    await wire.shutdown()


def asked(**params: object) -> RequestData:
    return RequestData([RequestParameter.from_input(name, value) for name, value in params.items()])


async def test_a_call_goes_out_as_json_and_its_connection_is_used_again(desk: Desk, wire: Transport) -> None:
    for _ in range(3):
        assert await wire.do_request(desk.url, "POST", asked(text="好", reply_markup={"a": [1]})) == (
            200,
            b"{}",
        )

    head, body = desk.heard[0]
    assert b"content-type: application/json" in head.lower()
    assert json.loads(body) == {"text": "好", "reply_markup": {"a": [1]}}
    assert desk.connections == 1


async def test_a_file_goes_out_as_a_form_under_its_name(desk: Desk, wire: Transport) -> None:
    file = InputFile(b"BEGIN:VCALENDAR", "call.ics", attach=True)

    await wire.do_request(desk.url, "POST", asked(chat_id=5, document=file))

    head, body = desk.heard[0]
    assert b"multipart/form-data" in head.lower()
    assert b'filename="call.ics"' in body
    assert b"BEGIN:VCALENDAR" in body
    assert f"attach://{file.attach_name}".encode() in body


async def test_a_call_without_anything_has_no_body(desk: Desk, wire: Transport) -> None:
    assert await wire.do_request(desk.url, "POST") == (200, b"{}")


async def test_an_answer_that_leads_elsewhere_is_not_followed(desk: Desk, wire: Transport) -> None:
    desk.answer = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"

    assert (await wire.do_request(desk.url, "POST", asked(a=1)))[0] == 302
    assert len(desk.heard) == 1


async def test_an_answer_that_does_not_come_is_given_up_and_the_letter_may_have_arrived(
    desk: Desk, wire: Transport
) -> None:
    desk.answer = None

    with pytest.raises(TimedOut) as caught:
        await wire.do_request(desk.url, "POST", asked(a=1), read_timeout=0.01)

    assert isinstance(failed(caught.value), Unknown)
    assert SECRET not in str(caught.value)


async def test_a_connection_that_is_not_made_in_time_has_carried_nothing(
    desk: Desk, wire: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.answer = None
    hanging = [asyncio.create_task(wire.do_request(desk.url, "POST", read_timeout=9)) for _ in range(4)]
    await desk.all_heard(4)
    monkeypatch.setattr(transport, "PATIENCE", 0.005)

    with pytest.raises(TimedOut) as caught:
        await wire.do_request(desk.url, "POST", asked(a=1))

    assert isinstance(caught.value.__cause__, aiohttp.ConnectionTimeoutError)
    assert isinstance(failed(caught.value), Down)
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


async def test_where_nobody_listens_the_error_has_no_address_in_it(wire: Transport) -> None:
    with pytest.raises(NetworkError) as caught:
        await wire.do_request(f"http://127.0.0.1:1/bot{SECRET}/sendMessage", "POST", asked(a=1))

    assert isinstance(failed(caught.value), Down)
    assert str(caught.value) == "ClientConnectorError"


async def test_after_a_shutdown_it_opens_again(desk: Desk, wire: Transport) -> None:
    await wire.do_request(desk.url, "POST")
    await wire.shutdown()
    closed = wire.closed

    await wire.do_request(desk.url, "POST")

    assert closed
    assert not wire.closed
    assert desk.connections == 2


async def test_a_secure_address_is_checked_against_the_known_authorities(wire: Transport) -> None:
    assert wire.read_timeout == 10
    with pytest.raises(NetworkError):
        await wire.do_request("https://127.0.0.1:1/", "POST")


def test_the_proxy_of_the_environment_is_used_but_for_what_it_excepts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert proxy_for("https://api.telegram.org/bot") is None
    monkeypatch.setenv("https_proxy", "http://10.0.0.1:3128")
    monkeypatch.setenv("all_proxy", "http://10.0.0.2:3128")
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")

    assert proxy_for("https://api.telegram.org/bot") == "http://10.0.0.1:3128"
    assert proxy_for("http://sandbox/bot") == "http://10.0.0.2:3128"
    assert proxy_for("http://127.0.0.1:8081/bot") is None
    assert proxy_for("http:///nowhere") is None

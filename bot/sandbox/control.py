"""The sandbox over HTTP: the page, its feed, and the people's hands for tests in another process."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

PAGE = Path(__file__).parent / "page"
_PAGE_FILES = {
    "index.html": "text/html",
    "style.css": "text/css",
    "app.js": "text/javascript",
    "phone.js": "text/javascript",
    "pictures.js": "text/javascript",
    "words.js": "text/javascript",
}
_LOOPBACK = {"127.0.0.1", "localhost"}
_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:",
    "cache-control": "no-store",
}
Handler = Callable[[Request], Awaitable[Response]]


def control_app(sandbox: Sandbox) -> Starlette:
    """Everything outside /bot and /file. Errors are JSON `{"error": …}` with 400, 403, 404 or 409."""
    hands = _Hands(sandbox)
    routes = [
        Route("/sandbox/users", _guarded(hands.users), methods=["POST"]),
        Route("/sandbox/say", _guarded(hands.say), methods=["POST"]),
        Route("/sandbox/send", _guarded(hands.send), methods=["POST"]),
        Route("/sandbox/edit", _guarded(hands.edit), methods=["POST"]),
        Route("/sandbox/press", _guarded(hands.press), methods=["POST"]),
        Route("/sandbox/block", _guarded(hands.block), methods=["POST"]),
        Route("/sandbox/clock", _guarded(hands.clock), methods=["POST"]),
        Route("/sandbox/faults", _guarded(hands.faults), methods=["GET", "POST", "DELETE"]),
        Route("/sandbox/limits", _guarded(hands.limits), methods=["POST", "DELETE"]),
        Route("/sandbox/chats/{chat:int}", _guarded(hands.chat), methods=["GET"]),
        Route("/sandbox/calls", _guarded(hands.calls), methods=["GET"]),
        Route("/sandbox/violations", _guarded(hands.violations), methods=["GET"]),
        Route("/sandbox/state", _guarded(hands.state), methods=["GET"]),
        Route("/sandbox/feed", _guarded(hands.feed), methods=["GET"]),
        Route("/", _guarded(_page), methods=["GET"]),
        Route("/{name}", _guarded(_page), methods=["GET"]),
    ]
    return Starlette(routes=routes)


class _Hands:
    """One handler for each thing a person can do."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def users(self, request: Request) -> Response:
        """{"id", "first_name"?, "language_code"?, "started"?, "deactivated"?}"""
        asked = await _json(request)
        person = self._sandbox.user(
            int(asked["id"]),
            str(asked.get("first_name", "")),
            str(asked.get("language_code", "")),
            started=bool(asked.get("started", False)),
        )
        if asked.get("deactivated"):
            person.deactivates()
        return JSONResponse({"id": person.id, "first_name": person.first_name})

    async def say(self, request: Request) -> Response:
        """{"user", "text", "reply_to"?, "hours_ago"?} → {"message_id"}"""
        asked = await _json(request)
        said = self._person(asked).says(
            str(asked["text"]),
            _whole(asked.get("reply_to")),
            ago=timedelta(hours=float(asked.get("hours_ago", 0))),
        )
        return JSONResponse({"message_id": said})

    async def send(self, request: Request) -> Response:
        """{"user", "kind", "caption"?, "duration"?, "file_name"?, "content"? (base64)} for a file,
        {"user", "latitude", "longitude"}, {"user", "phone", "first_name"}, {"user", "kinds"} for an album;
        "reply_to"? for all but the album → {"message_id"} or {"message_ids"}"""
        asked = await _json(request)
        person = self._person(asked)
        reply_to = _whole(asked.get("reply_to"))
        caption = str(asked.get("caption", ""))
        if "kinds" in asked:
            ids = person.sends_album([str(kind) for kind in asked["kinds"]], caption)
            return JSONResponse({"message_ids": ids})
        if "latitude" in asked:
            sent = person.sends_location(
                float(asked["latitude"]), float(asked["longitude"]), reply_to=reply_to
            )
        elif "phone" in asked:
            sent = person.sends_contact(str(asked["phone"]), str(asked["first_name"]), reply_to=reply_to)
        else:
            content = base64.b64decode(asked["content"]) if "content" in asked else None
            sent = person.sends(
                str(asked["kind"]),
                caption,
                reply_to=reply_to,
                file_name=str(asked.get("file_name", "")),
                content=content,
                duration=_whole(asked.get("duration")),
            )
        return JSONResponse({"message_id": sent})

    async def edit(self, request: Request) -> Response:
        """{"user", "message_id", "text"}"""
        asked = await _json(request)
        self._person(asked).edits(int(asked["message_id"]), str(asked["text"]))
        return JSONResponse({"message_id": int(asked["message_id"])})

    async def press(self, request: Request) -> Response:
        """{"user", "caption"? or "data"?, "message_id"?} → {"press_id"}"""
        asked = await _json(request)
        pressed = self._person(asked).presses(
            asked.get("caption"), data=asked.get("data"), message_id=_whole(asked.get("message_id"))
        )
        return JSONResponse({"press_id": pressed})

    async def block(self, request: Request) -> Response:
        """{"user", "blocked": true or false}"""
        asked = await _json(request)
        person = self._person(asked)
        if asked.get("blocked", True):
            person.blocks()
        else:
            person.unblocks()
        return JSONResponse({"blocked": person.blocked})

    async def clock(self, request: Request) -> Response:
        """{"advance_seconds": n > 0} or {"to": "next_morning"} → {"now"}"""
        asked = await _json(request)
        sandbox = self._sandbox
        if sandbox.on_advance is None or ("to" in asked and sandbox.next_morning is None):
            return _error(404, "this clock cannot be moved")
        if asked.get("to") == "next_morning" and sandbox.next_morning is not None:
            step = sandbox.next_morning()
        else:
            step = timedelta(seconds=float(asked["advance_seconds"]))
        if step <= timedelta(0):
            return _error(400, "the clock moves forward only")
        await sandbox.on_advance(step)
        now = sandbox.feed.now()
        sandbox.feed.tell({"type": "clock", "now": now})
        return JSONResponse({"now": now})

    async def faults(self, request: Request) -> Response:
        """POST one fault or a list; GET what still stands; DELETE clears."""
        faults = self._sandbox.faults
        if request.method == "DELETE":
            faults.clear()
        elif request.method == "POST":
            orders = await request.json()
            read = [Fault.read(order) for order in (orders if isinstance(orders, list) else [orders])]
            for fault in read:
                faults.add(fault)
        return JSONResponse({"standing": [asdict(fault) for fault in faults.standing]})

    async def limits(self, request: Request) -> Response:
        """POST {"per_second"?, "per_chat"?, "burst"?, "per_group"?} enforces Telegram's limits; DELETE ends it
        → {"refused"}, how many calls were too fast"""
        sandbox = self._sandbox
        refused = 0 if sandbox.limits is None else sandbox.limits.refused
        sandbox.limits = None if request.method == "DELETE" else Limits(**await _json(request))
        return JSONResponse({"refused": refused})

    async def chat(self, request: Request) -> Response:
        """The messages of one chat, deleted ones marked, and the toasts."""
        chat = int(request.path_params["chat"])
        if self._sandbox.world.chat_of(chat) is None:
            return _error(404, "no such chat")
        found = [person for person in self._sandbox.people if person.id == chat]
        said: dict[str, Any] = {"messages": self._sandbox.feed.chat(chat)}
        for person in found:
            said |= self._sandbox.feed.user(person) | {"toasts": person.toasts}
        return JSONResponse(said)

    async def calls(self, request: Request) -> Response:
        """[[method, params], …] without getUpdates; ?since=n leaves out the first n."""
        since = int(request.query_params.get("since", "0"))
        return JSONResponse(self._sandbox.calls[since:])

    async def violations(self, _request: Request) -> Response:
        return JSONResponse([str(each) for each in self._sandbox.violations])

    async def state(self, _request: Request) -> Response:
        return JSONResponse(self._sandbox.state())

    async def feed(self, _request: Request) -> Response:
        return StreamingResponse(
            self._sandbox.feed.events(lambda: self._sandbox.state(cast_only=True)),
            media_type="text/event-stream",
            headers={"cache-control": "no-store"},
        )

    def _person(self, asked: dict[str, Any]) -> Person:
        wanted = int(asked["user"])
        for person in self._sandbox.people:
            if person.id == wanted:
                return person
        raise LookupError(f"no user {wanted}")


def _guarded(handler: Handler) -> Handler:
    """Answers only this machine's own pages, and turns a wrong request into a plain answer."""

    async def guarded(request: Request) -> Response:
        origin = request.headers.get("origin")
        host = request.headers.get("host", "").rpartition(":")[0]
        # a page from elsewhere must not reach these doors through somebody's browser
        if host not in _LOOPBACK or (origin is not None and urlsplit(origin).hostname not in _LOOPBACK):
            return _error(403, "only from this machine")
        try:
            return await handler(request)
        except LookupError as missing:
            return _error(404, "missing field" if isinstance(missing, KeyError) else str(missing))
        except RuntimeError as unable:
            return _error(409, str(unable))
        except (ValueError, TypeError) as wrong:
            return _error(400, type(wrong).__name__ if "JSON" in type(wrong).__name__ else str(wrong))

    return guarded


async def _page(request: Request) -> Response:
    name = request.path_params.get("name") or "index.html"
    kind = _PAGE_FILES.get(name)
    if kind is None:
        return _error(404, "no such page")
    return FileResponse(PAGE / name, media_type=kind, headers=_HEADERS)


async def _json(request: Request) -> dict[str, Any]:
    asked = await request.json()
    if not isinstance(asked, dict):
        raise TypeError("an object is expected")
    return asked


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _error(status: int, words: str) -> Response:
    return JSONResponse({"error": words}, status)

"""The live feed of the page: a whole picture at the start, then every change, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC

from bot.sandbox.cast import CastMember
from bot.sandbox.markup import to_html
from bot.sandbox.person import Person
from bot.sandbox.records import Json, Post
from bot.sandbox.world import World

_BEAT = 1.0
"""Seconds of real time between two looks at the clock."""
_RETRY_MS = 400
"""How soon a page that lost its feed asks again."""
_QUEUE = 2_000
"""Changes a slow page may lag behind; beyond, it is cut off, reconnects and gets the whole picture."""


class Feed:
    """Tells every open page what changes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pages: set[asyncio.Queue[Json | None]] = set()
        self._closed = False
        world.listeners.append(self._listen)

    def close(self) -> None:
        """Ends every feed."""
        self._closed = True
        for page in list(self._pages):
            self._end(page)

    async def events(self, picture: Callable[[], Json]) -> AsyncGenerator[str]:
        """Server-sent events for one page; the picture is taken once no change can be missed any more."""
        page: asyncio.Queue[Json | None] = asyncio.Queue(_QUEUE)
        self._pages.add(page)
        try:
            yield f"retry: {_RETRY_MS}\n" + _event({"type": "state", **picture()})
            while not self._closed:
                try:
                    news = await asyncio.wait_for(page.get(), _BEAT)
                except TimeoutError:
                    yield _event({"type": "clock", "now": self.now()})
                    continue
                if news is None:
                    return
                yield _event(news)
        finally:
            self._pages.discard(page)

    def now(self) -> str:
        """The sandbox clock, ISO 8601 in UTC."""
        return self._world.now().astimezone(UTC).isoformat(timespec="seconds")

    def tell(self, news: Json) -> None:
        """Sends something to every page."""
        for page in list(self._pages):
            if page.full():
                self._end(page)
            else:
                page.put_nowait(news)

    def state(self, cast: Sequence[CastMember], people: Sequence[Person], *, can_advance: bool) -> Json:
        """Cast, chats, commands and clock."""
        return {
            "now": self.now(),
            "can_advance": can_advance,
            "pending_updates": len(self._world.mailbag),
            "bot": self._world.bot,
            "cast": [
                {
                    "id": member.id,
                    "name": dict(member.name),
                    "role": dict(member.role),
                    "place": dict(member.place),
                    "tz": member.tz,
                    "language": member.language,
                    "joins": member.joins,
                }
                for member in cast
            ],
            "users": {str(each.id): self.user(each) for each in people},
            "chats": {str(each.id): self.chat(each.id) for each in people},
        }

    def user(self, person: Person) -> Json:
        return {
            "id": person.id,
            "first_name": person.first_name,
            "blocked": person.blocked,
            "deactivated": person.deactivated,
            "typing": person.typing,
            "commands": person.commands,
        }

    def chat(self, chat: int) -> list[Json]:
        """Every message of a chat as the page draws it, deleted ones marked."""
        return [self.message(self._world.posts[each]) for each in self._world.chats.get(chat, [])]

    def message(self, post: Post) -> Json:
        """One message for the page; a deleted one carries nothing but its id."""
        if post.deleted:
            return {"id": post.id, "chat": post.chat, "from_bot": post.from_bot, "deleted": True}
        return {
            "id": post.id,
            "chat": post.chat,
            "from_bot": post.from_bot,
            "at": self._world.moment(post.at).isoformat(),
            "text": post.text,
            "html": to_html(post.text, post.entities),
            "buttons": [
                [
                    {"text": b["text"], "data": b.get("callback_data", ""), "url": b.get("url", "")}
                    for b in row
                ]
                for row in post.rows
            ],
            "kind": post.kind,
            "media": _media(post),
            "album": post.album,
            "reply_to": post.reply_to,
            "forwarded": post.origin is not None,
            "edited": post.edited is not None,
            "deleted": False,
            "protected": post.protected,
            "silent": post.silent,
            "reactions": [each.get("emoji", "") for each in post.reactions],
        }

    def _listen(self, news: list[Json]) -> None:
        if not self._pages:
            return
        told: set[int] = set()
        for each in news:
            if each["type"] == "message" and each["message_id"] not in told:
                told.add(each["message_id"])
                post = self._world.posts[each["message_id"]]
                self.tell(
                    {"type": "message", "chat": post.chat, "now": self.now(), "message": self.message(post)}
                )
            elif each["type"] in ("toast", "typing", "user", "settings"):
                self.tell(each)

    @staticmethod
    def _end(page: asyncio.Queue[Json | None]) -> None:
        while page.full():
            page.get_nowait()
        page.put_nowait(None)


def _media(post: Post) -> Json:
    if not post.kind:
        return {}
    held = post.content.get(post.kind)
    if isinstance(held, list):
        held = held[-1]
    kept: Json = {
        name: value for name, value in (held or {}).items() if name not in ("file_id", "file_unique_id")
    }
    return kept


def _event(news: Json) -> str:
    return f"data: {json.dumps(news, ensure_ascii=False)}\n\n"

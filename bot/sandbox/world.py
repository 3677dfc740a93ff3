"""Everything the sandbox knows, in memory and on disk; each change is committed, then told to who listens."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.sandbox.ledger import Ledger
from bot.sandbox.mailbag import Mailbag
from bot.sandbox.records import Group, Json, Post, Press, StoredFile, User

Clock = Callable[[], datetime]


class World:
    """Users, messages, files, updates, presses. Change things through the methods here, then `commit`."""

    def __init__(self, *, bot_id: int, now: Clock, path: Path | None) -> None:
        self.now = now
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "暖线 · Warmline",
            "username": "warmline_sandbox_bot",
        }
        self.users: dict[int, User] = {}
        self.groups: dict[int, Group] = {}
        self.posts: dict[int, Post] = {}
        self.chats: dict[int, list[int]] = {}
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[int, Press] = {}
        self.mailbag = Mailbag()
        self.settings: Json = {"commands": {}, "name": {}, "description": {}, "short_description": {}}
        self.listeners: list[Callable[[list[Json]], None]] = []
        self._ledger = Ledger(path)
        self._news: list[Json] = []
        self._counters = {"message": 100, "file": 0, "press": 5_000, "update": self.mailbag.next_id}
        self._load()

    def _load(self) -> None:
        for _, body, _ in self._ledger.rows("user"):
            self.users[body["id"]] = User(**body)
        for _, body, _ in self._ledger.rows("group"):
            self.groups[body["id"]] = Group(**body)
        for _, body, _ in self._ledger.rows("post"):
            post = Post(**body)
            self.posts[post.id] = post
            self.chats.setdefault(post.chat, []).append(post.id)
        for _, body, data in self._ledger.rows("file"):
            file = StoredFile(**body, content=data or b"")
            self.files[file.file_id] = file
        for _, body, _ in self._ledger.rows("press"):
            self.presses[body["number"]] = Press(**body)
        for _, body, _ in self._ledger.rows("update"):
            self.mailbag.put(body)
        for _, body, _ in self._ledger.rows("settings"):
            self.settings = body
            self.mailbag.allowed = body.get("allowed_updates", [])
        for _, body, _ in self._ledger.rows("counters"):
            self._counters = body
        self.mailbag.next_id = max(self.mailbag.next_id, self._counters["update"])

    def seconds(self) -> int:
        """The sandbox clock in Unix seconds."""
        return int(self.now().timestamp())

    def moment(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC)

    def number(self, what: str) -> int:
        """The next id of messages, files or presses; never given twice, also after a restart."""
        self._counters[what] += 1
        self._ledger.put("counters", 0, self._counters)
        return self._counters[what]

    def save_user(self, user: User) -> None:
        self.users[user.id] = user
        self._ledger.put("user", user.id, asdict(user))
        self._news.append({"type": "user", "chat": user.id})

    def save_group(self, group: Group) -> None:
        self.groups[group.id] = group
        self._ledger.put("group", group.id, asdict(group))

    def save_post(self, post: Post) -> None:
        """Adds a message or writes its change."""
        if post.id not in self.posts:
            self.chats.setdefault(post.chat, []).append(post.id)
        self.posts[post.id] = post
        self._ledger.put("post", post.id, asdict(post))
        self._news.append({"type": "message", "chat": post.chat, "message_id": post.id})

    def save_press(self, press: Press) -> None:
        self.presses[press.number] = press
        self._ledger.put("press", press.number, asdict(press))

    def save_settings(self) -> None:
        self.settings["allowed_updates"] = self.mailbag.allowed
        self._ledger.put("settings", 0, self.settings)
        self._news.append({"type": "settings"})

    def keep_file(
        self, kind: str, content: bytes, *, name: str, mime: str, about: Json | None = None
    ) -> StoredFile:
        """Stores bytes under a new opaque file_id."""
        number = self.number("file")
        mark = hashlib.sha256(f"{kind}/{number}".encode()).hexdigest()[:24]
        file = StoredFile(number, f"AgAC{mark}_{number}", kind, name, mime, content, about or {})
        self.files[file.file_id] = file
        body = asdict(file)
        del body["content"]
        self._ledger.put("file", number, body, content)
        return file

    def post_update(self, kind: str, payload: Json) -> None:
        """Puts an update into the bag when the bot asked for its kind."""
        if not self.mailbag.takes(kind):
            return
        update: Json = {"update_id": self.mailbag.next_id, kind: payload}
        self.mailbag.put(update)
        self._counters["update"] = self.mailbag.next_id
        self._ledger.put("counters", 0, self._counters)
        self._ledger.put("update", update["update_id"], update)
        self._news.append({"type": "update"})

    def confirm(self, offset: int) -> None:
        """Forgets the updates an offset confirms."""
        for each in self.mailbag.confirm(offset):
            self._ledger.drop("update", each)
            self._news.append({"type": "confirmed"})

    def delivered(self, number: int) -> None:
        """Forgets one update that the webhook has taken."""
        self.mailbag.deliver(number)
        self._ledger.drop("update", number)
        self._news.append({"type": "confirmed"})

    def tell(self, news: Json) -> None:
        """Something momentary for the listeners (typing, a toast); told at the next commit."""
        self._news.append(news)

    def commit(self) -> None:
        """On disk first, then told."""
        self._ledger.commit()
        news, self._news = self._news, []
        if news:
            for listener in list(self.listeners):
                listener(news)

    def close(self) -> None:
        self._ledger.commit()
        self._ledger.close()

    def chat_of(self, chat: int) -> User | Group | None:
        return self.users.get(chat) or self.groups.get(chat)

    def visible(self, chat: int) -> list[Post]:
        """The messages of a chat that were not deleted, oldest first."""
        return [post for each in self.chats.get(chat, []) if not (post := self.posts[each]).deleted]

    def as_message(self, post: Post, *, with_reply: bool = True) -> Json:
        """Bot API: Message."""
        chat = self.chat_of(post.chat)
        assert chat is not None
        sender = self.bot if post.from_bot else self.users[post.sender].as_user()
        said: Json = {"message_id": post.id, "from": sender, "chat": chat.as_chat(), "date": post.at}
        said |= post.content
        words = "caption" if post.kind else "text"
        if post.text:
            said[words] = post.text
            if post.entities:
                said["caption_entities" if post.kind else "entities"] = post.entities
        optional: dict[str, Any] = {
            "media_group_id": post.album,
            "edit_date": post.edited,
            "reply_markup": post.markup if post.rows else None,
            "has_protected_content": post.protected or None,
            "forward_origin": post.origin,
        }
        said |= {name: value for name, value in optional.items() if value}
        if with_reply and post.reply_to is not None:
            answered = self.posts.get(post.reply_to)
            if answered is not None and not answered.deleted:
                said["reply_to_message"] = self.as_message(answered, with_reply=False)
        return said

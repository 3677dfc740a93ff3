"""A scripted person with a messenger: writes, presses, sends, blocks — and sees what the bot shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.messages import MediaKind
from bot.sandbox.attachments import CAPTIONLESS, FILE_KINDS, as_content
from bot.sandbox.markup import found_entities, units
from bot.sandbox.records import Group, Json, Post, Press, User
from bot.sandbox.request import CAPTION_LIMIT, TEXT_LIMIT
from bot.sandbox.settings import commands_for
from bot.sandbox.shown import ChatMessage, shown
from bot.sandbox.world import World

TYPING_SECONDS = 5
_KEPT = timedelta(hours=24)

_SAMPLES: Mapping[str, tuple[str, str, bytes]] = {
    "photo": ("photo.jpg", "image/jpeg", b"\xff\xd8\xff\xe0sandbox photo\xff\xd9"),
    "voice": ("voice.ogg", "audio/ogg", b"OggS sandbox voice"),
    "video": ("video.mp4", "video/mp4", b"sandbox video"),
    "video_note": ("round.mp4", "video/mp4", b"sandbox video note"),
    "animation": ("moving.mp4", "video/mp4", b"sandbox animation"),
    "audio": ("song.mp3", "audio/mpeg", b"ID3 sandbox audio"),
    "document": ("note.pdf", "application/pdf", b"%PDF-1.4 sandbox document"),
    "sticker": ("sticker.webp", "image/webp", b"RIFF sandbox sticker"),
}


class Person:
    """One user of the sandbox. Message ids are those the bot sees; all times come from the sandbox clock."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self._user = user
        self.toasts: list[str] = []
        """Answers to presses in order, empty for a silent one; not kept over a restart."""
        self._typing_since: int | None = None

    @property
    def id(self) -> int:
        return self._user.id

    @property
    def first_name(self) -> str:
        return self._user.first_name

    @property
    def blocked(self) -> bool:
        return self._user.blocked

    @property
    def deactivated(self) -> bool:
        return self._user.deactivated

    @property
    def typing(self) -> bool:
        """Whether the bot shows an action: five seconds of the sandbox clock or until its next message."""
        since = self._typing_since
        return since is not None and self._world.seconds() - since <= TYPING_SECONDS

    @property
    def commands(self) -> list[Json]:
        """The bot's commands in this person's language."""
        return commands_for(self._world, self._user)

    @property
    def chat(self) -> list[ChatMessage]:
        """Every message of the private chat, oldest first, deleted ones marked."""
        return [shown(self._world, self._world.posts[each]) for each in self._world.chats.get(self.id, [])]

    @property
    def last(self) -> ChatMessage:
        """The newest visible message of the bot; raises LookupError when there is none."""
        for post in reversed(self._world.visible(self.id)):
            if post.from_bot:
                return shown(self._world, post)
        raise LookupError(f"the bot has written nothing to {self.id}")

    def message(self, message_id: int) -> ChatMessage:
        """One message; raises LookupError when it is not in this chat."""
        return shown(self._world, self._own(message_id))

    def says(
        self,
        text: str,
        reply_to: int | None = None,
        *,
        group: int | None = None,
        ago: timedelta = timedelta(),
    ) -> int:
        """Writes a text (1 to 4096 UTF-16 units); returns the message id. The first one starts the bot.

        `ago`: so long before now, as in a backlog. Raises ValueError for more than the 24 hours for which
        updates are kept.
        """
        if not timedelta() <= ago <= _KEPT:
            raise ValueError("updates are kept for 24 hours")
        text = text.strip()
        if not 1 <= units(text) <= TEXT_LIMIT:
            raise ValueError("a message has 1 to 4096 units")
        return self._write(text=text, reply_to=reply_to, group=group, ago=ago)

    def sends(
        self,
        kind: MediaKind | str,
        caption: str = "",
        *,
        reply_to: int | None = None,
        file_name: str = "",
        content: bytes | None = None,
        duration: int | None = None,
    ) -> int:
        """Sends one attachment; OTHER sends a dice. Returns the message id."""
        kind = str(kind)
        if kind == "location":
            return self.sends_location(6.124, 81.101, reply_to=reply_to)
        if kind == "contact":
            return self.sends_contact("+94110000000", "朋友", reply_to=reply_to)
        if kind == "other":
            return self._write(kind="dice", content={"dice": {"emoji": "🎲", "value": 4}}, reply_to=reply_to)
        attached = self._attach(kind, file_name=file_name, content=content, duration=duration)
        return self._write(text=self._caption(kind, caption), kind=kind, content=attached, reply_to=reply_to)

    def sends_album(self, kinds: Sequence[MediaKind | str], caption: str = "") -> list[int]:
        """2 to 10 attachments as one album, the caption under the first; returns the message ids."""
        if not 2 <= len(kinds) <= 10:
            raise ValueError("an album has 2 to 10 parts")
        album = f"1{self._world.number('file'):016d}"
        return [
            self._write(
                text=self._caption(str(kind), caption if first else ""),
                kind=str(kind),
                content=self._attach(str(kind)),
                album=album,
            )
            for first, kind in zip([True, *[False] * len(kinds)], kinds, strict=False)
        ]

    def sends_location(self, latitude: float, longitude: float, *, reply_to: int | None = None) -> int:
        """Sends a place in degrees; returns the message id."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._write(kind="location", content={"location": place}, reply_to=reply_to)

    def sends_contact(self, phone: str, first_name: str, *, reply_to: int | None = None) -> int:
        """Sends a contact; returns the message id."""
        contact = {"phone_number": phone, "first_name": first_name}
        return self._write(kind="contact", content={"contact": contact}, reply_to=reply_to)

    def edits(self, message_id: int, text: str) -> None:
        """Changes the text or caption of an own message; raises LookupError when it is not one."""
        self._able()
        post = self._own(message_id)
        if post.from_bot or post.deleted:
            raise LookupError(f"message {message_id} is not an own one of {self.id}")
        post.text = text.strip()
        post.entities = found_entities(post.text, [])
        post.edited = self._world.seconds()
        self._world.save_post(post)
        self._world.post_update("edited_message", self._world.as_message(post))
        self._world.commit()

    def presses(
        self, caption: str | None = None, *, data: str | None = None, message_id: int | None = None
    ) -> str:
        """Presses the newest visible button whose caption contains `caption` (or whose data is `data`).

        Returns the id of the callback query. Raises LookupError when there is no such button.
        """
        self._able()
        for post in reversed(self._world.visible(self.id)):
            if not post.from_bot or message_id not in (None, post.id):
                continue
            for button in (button for row in post.rows for button in row):
                pressed = button.get("callback_data")
                if pressed is None or (data is not None and pressed != data):
                    continue
                if caption is not None and caption not in button["text"]:
                    continue
                return self._press(post, pressed)
        raise LookupError(f"no button {caption or data or ''!r} in the chat of {self.id}")

    def blocks(self) -> None:
        """Stops the bot."""
        self._membership(blocked=True)

    def unblocks(self) -> None:
        """Starts the bot again."""
        self._membership(blocked=False)

    def deactivates(self) -> None:
        """Deletes the account; the bot learns of it only when it writes."""
        self._user.deactivated = True
        self._world.save_user(self._user)
        self._world.commit()

    def invites_bot(self, group: Group) -> None:
        """Puts the bot into a group."""
        self._able()
        group.present = True
        self._world.save_group(group)
        self._member_update(group.as_chat(), "left", "member")
        self._world.commit()

    def hears(self, news: Json) -> None:
        """Takes momentary news from the world: a toast, typing, a new message. For the sandbox's own use."""
        if news["type"] == "toast":
            self.toasts.append(news["text"])
        elif news["type"] == "typing":
            self._typing_since = news["at"]
        elif news["type"] == "message" and self._world.posts[news["message_id"]].from_bot:
            self._typing_since = None

    def _able(self) -> None:
        if self._user.deactivated or self._user.blocked:
            raise RuntimeError(
                f"{self.id} has {'no account' if self._user.deactivated else 'blocked the bot'}"
            )

    def _own(self, message_id: int) -> Post:
        post = self._world.posts.get(message_id)
        if post is None or post.chat != self.id:
            raise LookupError(f"no message {message_id} in the chat of {self.id}")
        return post

    def _caption(self, kind: str, caption: str) -> str:
        if caption and kind in CAPTIONLESS:
            raise ValueError(f"a {kind} has no caption")
        if units(caption) > CAPTION_LIMIT:
            raise ValueError("a caption has at most 1024 units")
        return caption.strip()

    def _attach(
        self, kind: str, *, file_name: str = "", content: bytes | None = None, duration: int | None = None
    ) -> Json:
        if kind not in FILE_KINDS:
            raise ValueError(f"{kind} is not a kind of attachment")
        name, mime, sample = _SAMPLES[kind]
        about: Json = {} if duration is None else {"duration": duration}
        if kind == "sticker":
            about["emoji"] = "🌷"
        data = sample if content is None else content
        return as_content(self._world.keep_file(kind, data, name=file_name or name, mime=mime, about=about))

    def _write(
        self,
        *,
        text: str = "",
        kind: str = "",
        content: Json | None = None,
        reply_to: int | None = None,
        album: str = "",
        group: int | None = None,
        ago: timedelta = timedelta(),
    ) -> int:
        self._able()
        if reply_to is not None:
            self._own(reply_to)
        if not self._user.started and group is None:
            self._user.started = True
            self._world.save_user(self._user)
        post = Post(
            id=self._world.number("message"),
            chat=self.id if group is None else group,
            sender=self.id,
            at=self._world.seconds() - int(ago.total_seconds()),
            text=text,
            entities=found_entities(text, []),
            kind=kind,
            content=content or {},
            album=album,
            reply_to=reply_to,
        )
        self._world.save_post(post)
        self._world.post_update("message", self._world.as_message(post))
        self._world.commit()
        return post.id

    def _press(self, post: Post, data: str) -> str:
        press = Press(self._world.number("press"), self.id, post.id, self._world.seconds())
        self._world.save_press(press)
        query: Json = {
            "id": str(press.number),
            "from": self._user.as_user(),
            "message": self._world.as_message(post),
            "chat_instance": str(-(10**15) - self.id),
            "data": data,
        }
        self._world.post_update("callback_query", query)
        self._world.commit()
        return str(press.number)

    def _membership(self, *, blocked: bool) -> None:
        if self._user.blocked == blocked:
            return
        self._user.blocked = blocked
        self._world.save_user(self._user)
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self._member_update(self._user.as_chat(), before, after)
        self._world.commit()

    def _member_update(self, chat: Json, before: str, after: str) -> None:
        def member(status: str) -> Json:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self._world.bot, "status": status} | until

        update: Json = {
            "chat": chat,
            "from": self._user.as_user(),
            "date": self._world.seconds(),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        self._world.post_update("my_chat_member", update)

"""One call of the bot, and the questions every method asks about it first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.markup import Entity, found_entities, read_entities, read_html, trimmed, units
from bot.sandbox.records import THE_BOT, Group, Json, Post, StoredFile, User
from bot.sandbox.refusal import Refusal, bad, forbidden
from bot.sandbox.wire import Params, Upload
from bot.sandbox.world import World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_DATA_LIMIT = 64
_BUTTON_ACTIONS = {
    "callback_data",
    "callback_game",
    "copy_text",
    "login_url",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "url",
    "web_app",
}
_FILE_KINDS = {
    "photo": "Photo",
    "voice": "VoiceNote",
    "video": "Video",
    "video_note": "VideoNote",
    "animation": "Animation",
    "audio": "Audio",
    "document": "Document",
    "sticker": "Sticker",
}


@dataclass(frozen=True, slots=True)
class Request:
    """Typed parameters and uploads of one call. Every question raises Refusal in Telegram's words."""

    world: World
    params: Params
    uploads: Mapping[str, Upload]

    def number(self, name: str) -> int:
        """A whole-number parameter that must be there."""
        value = self.params.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise bad(f"{name} is empty" if value in (None, "") else f"invalid {name} specified")
        return value

    def chat(self, name: str = "chat_id") -> User | Group:
        """The chat, whether the bot may write there or not."""
        value = self.params.get(name)
        if value in (None, ""):
            raise bad(f"{name} is empty")
        found = self.world.chat_of(value) if isinstance(value, int) else None
        if found is None:
            raise bad("chat not found")
        return found

    def reachable(self) -> User | Group:
        """The chat, when the bot may write to it."""
        chat = self.chat()
        if isinstance(chat, Group):
            if not chat.present:
                raise forbidden("bot was kicked from the group chat")
        elif chat.deactivated:
            raise forbidden("user is deactivated")
        elif chat.blocked:
            raise forbidden("bot was blocked by the user")
        elif not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def words(
        self, name: str, limit: int, source: Mapping[str, Any] | None = None
    ) -> tuple[str, list[Entity]]:
        """Text or caption with its entities, from the parameters or from one item of `media`."""
        given = self.params if source is None else source
        text = given.get(name)
        if text is None:
            text = ""
        if not isinstance(text, str):
            raise bad(f"{name} must be a string")
        mode = str(given.get("parse_mode") or "").lower()
        if mode == "html":
            text, entities = read_html(text)
        elif mode:
            # the project speaks HTML only; anything else here is a mistake of the bot
            raise bad("unsupported parse_mode")
        else:
            given_entities = given.get("entities" if name == "text" else "caption_entities") or []
            text, entities = trimmed(text, read_entities(given_entities))
        if units(text) > limit:
            raise bad("message is too long" if name == "text" else "message caption is too long")
        return text, found_entities(text, entities)

    def keyboard(self) -> Json | None:
        """`reply_markup`, checked; None when there is none or an empty inline keyboard."""
        markup = self.params.get("reply_markup")
        if markup in (None, "", {}):
            return None
        if not isinstance(markup, dict):
            raise bad("object expected as reply markup")
        if "inline_keyboard" not in markup:
            if not markup.keys() & {"keyboard", "remove_keyboard", "force_reply"}:
                raise bad("can't parse reply keyboard markup JSON object")
            return markup
        rows = markup["inline_keyboard"]
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise bad('field "inline_keyboard" must be of type Array')
        buttons = [button for row in rows for button in row]
        if len(buttons) > 100:
            raise bad("REPLY_MARKUP_TOO_LONG")
        for button in buttons:
            _check_button(button)
        return markup if buttons else None

    def reply_target(self, chat: User | Group) -> int | None:
        """The message to quote, or None; a missing one is an error unless the caller allows it."""
        asked = self.params.get("reply_parameters")
        if asked is None:
            return None
        if not isinstance(asked, dict) or not isinstance(asked.get("message_id"), int):
            raise bad("can't parse reply parameters JSON object")
        target = self.world.posts.get(asked["message_id"])
        if target is not None and target.chat == chat.id and not target.deleted:
            return target.id
        if asked.get("allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found")

    def post(self, to_do: str, *, chat: User | Group | None = None, name: str = "message_id") -> Post:
        """A message that exists in the chat; `to_do` completes "message to … not found"."""
        at = chat or self.chat()
        found = self.world.posts.get(self.number(name))
        if found is None or found.chat != at.id or found.deleted:
            raise bad(f"message to {to_do} not found")
        return found

    def own_post(self) -> Post:
        """A message of the bot that may be edited."""
        post = self.post("edit", chat=self.reachable())
        if not post.from_bot or post.origin is not None:
            raise bad("message can't be edited")
        return post

    def file(self, kind: str, value: Any) -> StoredFile:
        """The file named by a file_id or sent along, as the given kind."""
        if value in (None, ""):
            raise bad(f"there is no {kind.replace('_', ' ')} in the request")
        if isinstance(value, str) and value.startswith("attach://"):
            upload = self.uploads.get(value.removeprefix("attach://"))
            if upload is None:
                raise bad("wrong file identifier/HTTP URL specified")
            if not upload.content:
                raise bad("file must be non-empty")
            return self.world.keep_file(kind, upload.content, name=upload.name, mime=upload.mime)
        if isinstance(value, str) and re.match(r"https?://", value):
            raise bad("failed to get HTTP URL content")  # the sandbox fetches nothing
        known = self.world.files.get(value) if isinstance(value, str) else None
        if known is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if known.kind != kind:
            raise bad(f"can't use file of type {_FILE_KINDS[known.kind]} as {_FILE_KINDS[kind]}")
        return known

    def say(
        self,
        *,
        text: str = "",
        entities: list[Entity] | None = None,
        kind: str = "",
        content: Json | None = None,
        album: str = "",
        origin: Json | None = None,
    ) -> Post:
        """A new message of the bot in `chat_id`, after every check; not yet committed."""
        markup = self.keyboard()
        chat = self.reachable()
        reply_to = self.reply_target(chat)
        post = Post(
            id=self.world.number("message"),
            chat=chat.id,
            sender=THE_BOT,
            at=self.world.seconds(),
            text=text,
            entities=entities or [],
            kind=kind,
            content=content or {},
            album=album,
            reply_to=reply_to,
            markup=markup,
            origin=origin,
            protected=bool(self.params.get("protect_content")),
            silent=bool(self.params.get("disable_notification")),
        )
        self.world.save_post(post)
        return post


def _check_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise _button("Object expected")
    caption = button.get("text")
    if not isinstance(caption, str):
        raise _button('Field "text" must be of type String')
    if not caption.strip():
        raise bad("inline keyboard button text must be non-empty")
    if not button.keys() & _BUTTON_ACTIONS:
        raise _button("Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_DATA_LIMIT:
            raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg|tel|mailto)://?\S+", str(button["url"])):
        raise bad("BUTTON_URL_INVALID")


def _button(why: str) -> Refusal:
    return bad(f"can't parse inline keyboard button: {why}")

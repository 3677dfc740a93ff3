"""The methods about the bot itself, its chats, files and presses."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.records import Group, Json, User
from bot.sandbox.refusal import bad, forbidden, webhook_active
from bot.sandbox.request import Request
from bot.sandbox.world import World

PRESS_LIVES = 150
"""Seconds of the sandbox clock in which a press can be answered."""
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_NAME_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_EVERYBODY = "default"
_SCOPES = frozenset(
    {
        _EVERYBODY,
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)
"""Bot API, BotCommandScope."""


def get_me(request: Request) -> Json:
    return request.world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def answer_callback_query(request: Request) -> bool:
    given = str(request.params.get("callback_query_id") or "")
    press = request.world.presses.get(int(given)) if re.fullmatch(r"[0-9]{1,18}", given) else None
    if press is None or request.world.seconds() - press.at > PRESS_LIVES:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = str(request.params.get("text") or "")
    if len(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    press.answered = True
    request.world.save_press(press)
    request.world.tell(
        {
            "type": "toast",
            "chat": press.user,
            "press": str(press.number),
            "message_id": press.message,
            "text": text,
            "alert": bool(request.params.get("show_alert")),
        }
    )
    return True


def set_my_commands(request: Request) -> bool:
    commands = request.params.get("commands")
    if not isinstance(commands, list):
        raise bad("can't parse commands list JSON object")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not isinstance(each, dict) or not _COMMAND.fullmatch(str(each.get("command", "")).lstrip("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(each.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    request.world.settings["commands"][_commands_key(request)] = commands
    request.world.save_settings()
    return True


def get_my_commands(request: Request) -> list[Json]:
    found: list[Json] = request.world.settings["commands"].get(_commands_key(request), [])
    return found


def delete_my_commands(request: Request) -> bool:
    request.world.settings["commands"].pop(_commands_key(request), None)
    request.world.save_settings()
    return True


def commands_for(world: World, user: User) -> list[Json]:
    """What a person's menu shows: the narrowest scope first, their language before none (Bot API)."""
    language = user.language_code[:2]
    for scope in (f"chat:{user.id}", "all_private_chats", _EVERYBODY):
        for tongue in (language, ""):
            found: list[Json] = world.settings["commands"].get(f"{scope}|{tongue}", [])
            if found:
                return found
    return []


def _language(request: Request) -> str:
    language = str(request.params.get("language_code") or "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return language


def _commands_key(request: Request) -> str:
    scope = request.params.get("scope") or {"type": _EVERYBODY}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad("can't parse BotCommandScope")
    kind = str(scope["type"])
    if kind == "chat":
        chat = scope.get("chat_id")
        if not isinstance(chat, int) or request.world.chat_of(chat) is None:
            raise bad("chat not found")
        kind = f"chat:{chat}"
    return f"{kind}|{_language(request)}"


def set_my(request: Request, what: str) -> bool:
    """setMyName, setMyDescription, setMyShortDescription."""
    value = str(request.params.get(what) or "")
    if len(value) > _NAME_LIMITS[what]:
        raise bad(f"{what} is too long")
    request.world.settings[what][_language(request)] = value
    request.world.save_settings()
    return True


def get_my(request: Request, what: str) -> Json:
    """getMyName, getMyDescription, getMyShortDescription."""
    kept = request.world.settings[what]
    fallback = request.world.bot["first_name"] if what == "name" else ""
    return {what: kept.get(_language(request)) or kept.get("") or fallback}


def get_file(request: Request) -> Json:
    given = request.params.get("file_id")
    file = request.world.files.get(given) if isinstance(given, str) else None
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def get_chat(request: Request) -> Json:
    chat = request.chat()
    extra: Json = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": True,
            "limited_gifts": True,
            "unique_gifts": True,
            "premium_subscription": True,
            "gifts_from_channels": True,
        },
    }
    return chat.as_chat() | extra


def leave_chat(request: Request) -> bool:
    chat = request.chat()
    if not isinstance(chat, Group):
        raise bad("chat is not a group")
    if not chat.present:
        raise forbidden("bot is not a member of the group chat")
    chat.present = False
    request.world.save_group(chat)
    return True


def set_webhook(request: Request) -> bool:
    """An empty address removes the webhook; with one, updates go there and no longer come by getUpdates.

    Plain http is taken as a self-hosted Bot API server takes it.
    """
    url = str(request.params.get("url") or "")
    if url and not re.match(r"https?://[^\s/]+", url):
        raise bad("bad webhook: invalid URL host")
    secret = str(request.params.get("secret_token") or "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad("secret token contains unallowed characters")
    _allowed(request)
    request.world.settings["webhook"] = {
        "url": url,
        "secret": secret,
        "max_connections": request.params.get("max_connections") or 40,
    }
    return _webhook_changed(request)


def delete_webhook(request: Request) -> bool:
    request.world.settings.pop("webhook", None)
    return _webhook_changed(request)


def _webhook_changed(request: Request) -> bool:
    waiting = request.world.mailbag.ids()
    if request.params.get("drop_pending_updates") and waiting:
        request.world.confirm(waiting[-1] + 1)
    request.world.save_settings()
    return True


def get_webhook_info(request: Request) -> Json:
    world = request.world
    hook: dict[str, Any] = world.settings.get("webhook") or {}
    said: Json = {
        "url": hook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.mailbag),
    }
    if said["url"]:
        said["max_connections"] = hook["max_connections"]
        said |= {name: hook[name] for name in ("last_error_date", "last_error_message") if name in hook}
    if world.mailbag.allowed:
        said["allowed_updates"] = world.mailbag.allowed
    return said


def _allowed(request: Request) -> None:
    """Remembers `allowed_updates` when given; absent, the former choice stands."""
    asked = request.params.get("allowed_updates")
    if asked is None:
        return
    if not isinstance(asked, list) or not all(isinstance(each, str) for each in asked):
        raise bad("can't parse allowed_updates JSON object")
    if asked != request.world.mailbag.allowed:
        request.world.mailbag.allowed = asked
        request.world.save_settings()


def take_updates(request: Request) -> list[Json]:
    """One look into the bag: confirms by offset, then the oldest `limit` (1 to 100) updates."""
    if (request.world.settings.get("webhook") or {}).get("url"):
        raise webhook_active()
    _allowed(request)
    offset = request.params.get("offset") or 0
    if not isinstance(offset, int):
        raise bad("invalid offset specified")
    if offset:
        request.world.confirm(offset)
    limit = request.params.get("limit") or 100
    return request.world.mailbag.first(min(max(int(limit), 1), 100))

"""Whatever a bot sends, the answer is a result or a refusal in Telegram's words."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.sandbox.methods import METHODS, carry_out, known_as
from bot.sandbox.person import Person
from bot.sandbox.records import User
from bot.sandbox.refusal import Refusal
from bot.sandbox.request import Request
from bot.sandbox.wire import decode
from bot.sandbox.world import World

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-200, 2000)
    | st.sampled_from(
        [101, 102, 103, 1001, "HTML", "typing", "photo", "<b>x", "attach://a", "", "zh", "9" * 30]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "media", "inline_keyboard", "text", "callback_data", "message_id", "offset"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)
NAMES = st.sampled_from(
    [
        *[
            "allowed_updates",
            "callback_query_id",
            "caption",
            "commands",
            "entities",
            "file_id",
            "from_chat_id",
        ],
        *["language_code", "latitude", "limit", "longitude", "media", "message_id", "message_ids", "offset"],
        *[
            "action",
            "parse_mode",
            "photo",
            "reaction",
            "reply_markup",
            "reply_parameters",
            "scope",
            "text",
            "url",
        ],
    ]
)


def small_world() -> World:
    world = World(bot_id=1, now=lambda: datetime(2026, 3, 2, tzinfo=UTC), path=None)
    user = User(1001, "刘师傅")
    world.save_user(user)
    person = Person(world, user)
    person.says("在吗")
    person.sends("photo")
    person.sends_location(6, 81)
    return world


@settings(max_examples=400)
@example("sendChatAction", {"action": []}, True)
@given(st.sampled_from(sorted(METHODS)), st.dictionaries(NAMES, VALUES, max_size=4), st.booleans())
def test_no_request_is_answered_with_a_crash(method: str, params: dict[str, Any], with_chat: bool) -> None:
    sent = ({"chat_id": 1001} if with_chat else {}) | params
    world = small_world()

    with suppress(Refusal):
        wired = decode("", "application/json", json.dumps(sent).encode())
        carry_out(method, Request(world, wired.params, wired.uploads))

    assert all(world.as_message(post) for post in world.posts.values())


@pytest.mark.parametrize("name", ["sendMessage", "SENDMESSAGE", "sendmessage"])
def test_the_case_of_a_method_does_not_matter(name: str) -> None:
    assert known_as(name) == "sendMessage"


def test_every_file_kind_has_its_method() -> None:
    assert {"sendPhoto", "sendVoice", "sendVideoNote", "sendSticker"} <= METHODS.keys()

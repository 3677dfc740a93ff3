"""The people's hands over HTTP, for a bot that runs in another process."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.sandbox import DEMO_CAST, Person, Sandbox
from tests.sandbox.bare_bot import BareBot, HandClock

KEYS: dict[str, Any] = {"inline_keyboard": [[{"text": "接手", "callback_data": "take"}]]}


@pytest.fixture
async def hands(sandbox: Sandbox, http: httpx.AsyncClient) -> httpx.AsyncClient:
    http.base_url = httpx.URL(sandbox.base_url)
    return http


async def test_a_whole_talk_by_hand(hands: httpx.AsyncClient, bot: BareBot) -> None:
    made = await hands.post(
        "/sandbox/users", json={"id": 1001, "first_name": "刘师傅", "language_code": "zh"}
    )
    said = (await hands.post("/sandbox/say", json={"user": 1001, "text": "在妈"})).json()["message_id"]
    await hands.post("/sandbox/edit", json={"user": 1001, "message_id": said, "text": "在吗"})
    await bot.call("sendMessage", chat_id=1001, text="<i>在</i>", parse_mode="HTML", reply_markup=KEYS)
    pressed = (await hands.post("/sandbox/press", json={"user": 1001, "caption": "接手"})).json()["press_id"]
    await bot.call("answerCallbackQuery", callback_query_id=pressed, text="好")
    await hands.post("/sandbox/send", json={"user": 1001, "kind": "voice", "duration": 9, "reply_to": said})

    chat = (await hands.get("/sandbox/chats/1001")).json()

    assert made.json() == {"id": 1001, "first_name": "刘师傅"}
    assert [(each["from_bot"], each["text"], each["kind"]) for each in chat["messages"]] == [
        (False, "在吗", ""),
        (True, "在", ""),
        (False, "", "voice"),
    ]
    assert chat["messages"][1]["html"] == "<i>在</i>"
    assert chat["messages"][1]["buttons"] == [[{"text": "接手", "data": "take", "url": ""}]]
    assert chat["messages"][2]["media"]["duration"] == 9
    assert chat["toasts"] == ["好"]
    calls = (await hands.get("/sandbox/calls")).json()
    assert [name for name, _ in calls] == ["sendMessage", "answerCallbackQuery"]
    assert (await hands.get("/sandbox/violations")).json() == []


async def test_every_kind_of_sending(hands: httpx.AsyncClient, liu: Person) -> None:
    content = base64.b64encode(b"%PDF").decode()
    for asked in (
        {"latitude": 6.1, "longitude": 81.1},
        {"phone": "+94", "first_name": "朋友"},
        {"kinds": ["photo", "video"], "caption": "宿舍"},
        {"kind": "document", "file_name": "诊断.pdf", "content": content},
    ):
        assert (await hands.post("/sandbox/send", json={"user": 1001, **asked})).status_code == 200

    assert [str(message.media.kind) for message in liu.chat if message.media] == [
        "location",
        "contact",
        "photo",
        "video",
        "document",
    ]


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("say", {"user": 77, "text": "x"}, 404),
        ("say", {"user": 1001}, 404),
        ("say", {"user": 1001, "text": ""}, 400),
        ("press", {"user": 1001, "caption": "没有"}, 404),
        ("edit", {"user": 1001, "message_id": 9, "text": "x"}, 404),
        ("send", {"user": 1001, "kind": "rocket"}, 400),
        ("clock", {"advance_seconds": 60}, 404),
        ("faults", {"kind": "explode"}, 400),
        ("faults", {"kind": "cut", "colour": "red"}, 400),
    ],
)
async def test_what_cannot_be_done_is_answered_plainly(
    hands: httpx.AsyncClient, liu: Person, path: str, asked: dict[str, Any], status: int
) -> None:
    assert (await hands.post(f"/sandbox/{path}", json=asked)).status_code == status


async def test_who_blocked_the_bot_must_come_back_first(hands: httpx.AsyncClient, liu: Person) -> None:
    await hands.post("/sandbox/block", json={"user": 1001, "blocked": True})
    assert (await hands.post("/sandbox/say", json={"user": 1001, "text": "x"})).status_code == 409

    await hands.post("/sandbox/block", json={"user": 1001, "blocked": False})

    assert (await hands.post("/sandbox/say", json={"user": 1001, "text": "x"})).status_code == 200


async def test_faults_are_ordered_shown_and_cleared(
    hands: httpx.AsyncClient, bot: BareBot, liu: Person
) -> None:
    await hands.post(
        "/sandbox/faults", json=[{"kind": "error", "method": "sendMessage", "code": 503, "times": 2}]
    )
    assert (await bot.refused("sendMessage", chat_id=1001, text="x")).startswith("503")
    assert (await hands.get("/sandbox/faults")).json()["standing"][0]["times"] == 1

    await hands.delete("/sandbox/faults")

    await bot.call("sendMessage", chat_id=1001, text="x")


async def test_the_clock_is_moved_by_its_owner_only(
    sandbox: Sandbox, hands: httpx.AsyncClient, clock: HandClock
) -> None:
    async def advance(step: timedelta) -> None:
        clock.at += step

    sandbox.on_advance = advance
    sandbox.next_morning = lambda: timedelta(hours=23)
    began = clock.at

    await hands.post("/sandbox/clock", json={"advance_seconds": 900})
    moved = await hands.post("/sandbox/clock", json={"to": "next_morning"})

    assert clock.at - began == timedelta(hours=23, minutes=15)
    assert moved.json()["now"] == clock.at.isoformat()
    assert (await hands.post("/sandbox/clock", json={"advance_seconds": -1})).status_code == 400


async def test_the_feed_begins_with_the_whole_picture_and_goes_on_with_changes(
    sandbox: Sandbox, hands: httpx.AsyncClient, bot: BareBot
) -> None:
    sandbox.cast = DEMO_CAST
    sandbox.user(1001).says("在吗")
    async with hands.stream("GET", "/sandbox/feed") as feed:
        lines = feed.aiter_lines()

        async def heard(kind: str) -> dict[str, Any]:
            async for line in lines:
                if line.startswith("data: ") and (news := json.loads(line[6:]))["type"] == kind:
                    found: dict[str, Any] = news
                    return found
            raise AssertionError("the feed ended")

        state = await heard("state")
        await bot.call("sendChatAction", chat_id=1001, action="typing")
        await bot.call("sendMessage", chat_id=1001, text="在")

        assert [each["id"] for each in state["cast"]] == [1001, 1002, 2001, 2002, 2003, 3001, 3002, 9001]
        assert state["chats"]["1001"][0]["text"] == "在吗"
        assert (await heard("typing"))["chat"] == 1001
        assert (await heard("message"))["message"]["text"] == "在"


async def test_a_page_from_elsewhere_reaches_nothing(hands: httpx.AsyncClient, liu: Person) -> None:
    asked = {"user": 1001, "text": "x"}

    strange = await hands.post("/sandbox/say", json=asked, headers={"origin": "https://evil.example"})
    rebound = await hands.post("/sandbox/say", json=asked, headers={"host": "evil.example:80"})

    assert (strange.status_code, rebound.status_code) == (403, 403)
    assert liu.chat == []

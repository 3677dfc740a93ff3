"""The Telegram adapter against a Bot API server over HTTP: every outcome told apart, every call by the book."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channel.incoming import ALLOWED_UPDATES
from bot.channel.port import (
    BadToken,
    Down,
    Gone,
    Hook,
    Hooked,
    Occupied,
    Refused,
    Sent,
    Slow,
    Unknown,
    Unreachable,
    Vanished,
)
from bot.channel.telegram import NotTaken, Telegram
from bot.domain.messages import Button, Media, MediaKind, Op, Outgoing
from bot.sandbox import Fault, FaultKind, Person, Sandbox

SCHEMA = Path(__file__).parents[1] / "data" / "botapi-10.3.schema.json"
TOKEN = "7000000:adapter"
CANARY = "canary-我不想活了"
KEYS = ((Button("接手", "1.take.x"), Button("下一位", "1.no.x")), (Button("稍后", "1.later.x"),))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(token=TOKEN, schema=SCHEMA)
    await sandbox.start()
    yield sandbox
    violations = [str(each) for each in sandbox.violations]
    await sandbox.stop()
    assert violations == []


@pytest.fixture
async def telegram(sandbox: Sandbox) -> AsyncIterator[Telegram]:
    telegram = Telegram(TOKEN, sandbox.base_url)
    await telegram.open()
    yield telegram
    await telegram.close()


@pytest.fixture
def liu(sandbox: Sandbox) -> Person:
    return sandbox.user(1001, first_name="刘师傅", language_code="zh", started=True)


async def photo_of(sandbox: Sandbox, telegram: Telegram, liu: Person, kind: MediaKind) -> str:
    """A file somebody sent, by the id the bot knows it under."""
    liu.sends(kind.value)
    updates = await telegram.fetch(None, 0)
    content: Any = updates[-1]["message"][kind.value]
    return str((content[-1] if kind is MediaKind.PHOTO else content)["file_id"])


# -- what arrives --------------------------------------------------------------------------------


async def test_a_message_arrives_with_its_words_and_buttons(telegram: Telegram, liu: Person) -> None:
    result = await telegram.send(1001, Outgoing(text="<b>您好</b> &lt;3", keyboard=KEYS))

    assert result == Sent(liu.last.id)
    assert liu.last.text == "您好 <3"
    assert liu.last.captions == ["接手", "下一位", "稍后"]


@pytest.mark.parametrize("media", [None, Media(MediaKind.LOCATION, latitude=6.12, longitude=81.12)])
async def test_silence_protection_and_quotes_are_asked_for(
    sandbox: Sandbox, telegram: Telegram, liu: Person, media: Media | None
) -> None:
    asked = liu.says("?")

    await telegram.send(1001, Outgoing(text="x", media=media, silent=True, protect=True, reply_to=asked))

    _, params = sandbox.calls[-1]
    assert (params["disable_notification"], params["protect_content"]) == (True, True)
    assert params["reply_parameters"] == {"message_id": asked, "allow_sending_without_reply": True}


async def test_a_quote_of_something_deleted_does_not_keep_the_words_back(
    telegram: Telegram, liu: Person
) -> None:
    assert isinstance(await telegram.send(1001, Outgoing(text="x", reply_to=999)), Sent)
    assert liu.last.text == "x"


@pytest.mark.parametrize(
    "kind",
    [
        MediaKind.PHOTO,
        MediaKind.VOICE,
        MediaKind.VIDEO,
        MediaKind.VIDEO_NOTE,
        MediaKind.ANIMATION,
        MediaKind.AUDIO,
        MediaKind.DOCUMENT,
        MediaKind.STICKER,
    ],
)
async def test_a_file_goes_on_by_its_id(
    sandbox: Sandbox, telegram: Telegram, liu: Person, kind: MediaKind
) -> None:
    file_id = await photo_of(sandbox, telegram, liu, kind)

    result = await telegram.send(1001, Outgoing(text="<b>看</b>", media=Media(kind, file_id), keyboard=KEYS))

    assert isinstance(result, Sent)
    method, params = sandbox.calls[-1]
    assert method == f"send{kind.value.title().replace('_', '')}"
    assert params[kind.value] == file_id
    captioned = kind not in (MediaKind.VIDEO_NOTE, MediaKind.STICKER)
    assert params.get("caption") == ("<b>看</b>" if captioned else None)


async def test_a_place_that_moves_on_is_moved_where_it_stands(telegram: Telegram, liu: Person) -> None:
    here = Media(MediaKind.LOCATION, latitude=0.0, longitude=81.1, live=900)
    sent = await telegram.send(1001, Outgoing(media=here))
    assert isinstance(sent, Sent)
    assert liu.last.media == here
    move = Outgoing(op=Op.EDIT, message_id=sent.message_id, media=replace(here, latitude=6.2))

    assert await telegram.send(1001, move) == sent
    assert liu.last.media == move.media

    stop = replace(move, media=replace(here, latitude=6.2, live=0))
    assert await telegram.send(1001, stop) == sent
    assert liu.last.media == stop.media
    # who has stopped moves nowhere: the place comes anew
    assert isinstance(await telegram.send(1001, move), Vanished)


@pytest.mark.parametrize(("asked", "allowed"), [(59, 0), (60, 60), (86_401, 0), (0x7FFFFFFF, 0x7FFFFFFF)])
async def test_a_place_moves_on_for_as_long_as_the_channel_allows(
    telegram: Telegram, liu: Person, asked: int, allowed: int
) -> None:
    await telegram.send(1001, Outgoing(media=Media(MediaKind.LOCATION, latitude=6.1, live=asked)))

    assert liu.last.media == Media(MediaKind.LOCATION, latitude=6.1, live=allowed)


async def test_a_file_the_channel_does_not_have_yet_is_sent_along(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    file = Media(MediaKind.DOCUMENT, file_name="call.ics")

    result = await telegram.send(1001, Outgoing(text="约好了", media=file, upload=b"BEGIN:VCALENDAR"))

    assert isinstance(result, Sent)
    assert liu.last.media is not None
    stored = sandbox.world.files[liu.last.media.file_id]
    assert (stored.name, stored.content) == ("call.ics", b"BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    "kinds",
    [
        (MediaKind.PHOTO, MediaKind.VIDEO),
        (MediaKind.DOCUMENT, MediaKind.DOCUMENT),
        (MediaKind.AUDIO, MediaKind.AUDIO),
    ],
)
async def test_an_album_goes_in_one_call_and_names_every_message(
    sandbox: Sandbox, telegram: Telegram, liu: Person, kinds: tuple[MediaKind, MediaKind]
) -> None:
    first, second = [Media(kind, await photo_of(sandbox, telegram, liu, kind)) for kind in kinds]
    message = Outgoing(text="<b>看</b>", media=first, protect=True, album=(Outgoing(media=second),))

    result = await telegram.send(1001, message)

    assert result == Sent(liu.chat[-2].id, (liu.chat[-1].id,))
    method, params = sandbox.calls[-1]
    assert (method, params["protect_content"]) == ("sendMediaGroup", True)
    assert [(each["type"], each["media"], each.get("caption")) for each in params["media"]] == [
        (kinds[0].value, first.file_id, "<b>看</b>"),
        (kinds[1].value, second.file_id, None),
    ]


async def test_an_album_whose_markup_is_refused_arrives_with_plain_words(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    files = [Media(MediaKind.PHOTO, await photo_of(sandbox, telegram, liu, MediaKind.PHOTO)) for _ in "ab"]

    result = await telegram.send(
        1001, Outgoing(text="<b>x", media=files[0], album=(Outgoing(text="<i>y", media=files[1]),))
    )

    assert isinstance(result, Sent)
    assert [message.text for message in liu.chat[-2:]] == ["x", "y"]


async def test_a_place_and_a_number_to_call_go_on(sandbox: Sandbox, telegram: Telegram, liu: Person) -> None:
    place = Media(MediaKind.LOCATION, latitude=6.12, longitude=81.12)
    contact = Media(MediaKind.CONTACT, phone="+94 11", contact_name="妈妈")
    nameless = Media(MediaKind.CONTACT, phone="+94 11")

    results = [await telegram.send(1001, Outgoing(media=media)) for media in (place, contact, nameless)]

    assert all(isinstance(result, Sent) for result in results)
    sent = [params for _, params in sandbox.calls[-3:]]
    assert (sent[0]["latitude"], sent[0]["longitude"]) == (6.12, 81.12)
    assert (sent[1]["first_name"], sent[2]["first_name"]) == ("妈妈", "+94 11")


async def test_words_are_changed_in_place_and_taken_away(telegram: Telegram, liu: Person) -> None:
    result = await telegram.send(1001, Outgoing(text="old", keyboard=KEYS))
    assert isinstance(result, Sent)
    number = result.message_id

    changed = await telegram.send(1001, Outgoing(op=Op.EDIT, text="new", message_id=number))
    again = await telegram.send(1001, Outgoing(op=Op.EDIT, text="new", message_id=number))
    shown = liu.last.text
    deleted = await telegram.send(1001, Outgoing(op=Op.DELETE, message_id=number))

    assert (changed, again, deleted, shown) == (Sent(number), Sent(), Sent(), "new")


async def test_the_words_under_a_file_are_changed_in_place(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    media = Media(MediaKind.PHOTO, await photo_of(sandbox, telegram, liu, MediaKind.PHOTO))
    first = await telegram.send(1001, Outgoing(text="old", media=media))
    assert isinstance(first, Sent)

    result = await telegram.send(
        1001, Outgoing(op=Op.EDIT, text="new", media=media, message_id=first.message_id)
    )

    assert result == Sent(first.message_id)
    assert sandbox.calls[-1][0] == "editMessageCaption"


async def test_typing_and_the_answer_to_a_press_make_no_message(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    await telegram.send(1001, Outgoing(text="x", keyboard=KEYS))
    press = liu.presses("接手")

    typing = await telegram.send(1001, Outgoing(op=Op.TYPING))
    answer = await telegram.send(1001, Outgoing(op=Op.ANSWER, press_id=press, text="<b>好</b>" * 300))
    late = await telegram.send(1001, Outgoing(op=Op.ANSWER, press_id="999999"))

    assert (typing, answer, late) == (Sent(), Sent(), Sent())
    assert len(sandbox.calls[-2][1]["text"]) == 200


async def test_a_group_is_left(sandbox: Sandbox, telegram: Telegram, liu: Person) -> None:
    group = sandbox.group(-100123)
    liu.invites_bot(group)

    assert await telegram.send(-100123, Outgoing(op=Op.LEAVE)) == Sent()
    assert not group.present


async def test_markup_the_channel_refuses_arrives_as_plain_words(telegram: Telegram, liu: Person) -> None:
    result = await telegram.send(1001, Outgoing(text="<b>一 &lt;二</i> 三", keyboard=KEYS))

    assert result == Sent(liu.last.id)
    assert liu.last.text == "一 <二 三"


async def test_markup_refused_in_an_edit_and_under_a_file_arrives_plain_too(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    media = Media(MediaKind.PHOTO, await photo_of(sandbox, telegram, liu, MediaKind.PHOTO))
    first = await telegram.send(1001, Outgoing(text="<i>一", media=media))
    second = await telegram.send(1001, Outgoing(text="x"))
    assert isinstance(second, Sent)

    edit = await telegram.send(1001, Outgoing(op=Op.EDIT, text="二</i>", message_id=second.message_id))

    assert isinstance(first, Sent)
    assert edit == Sent(second.message_id)
    assert liu.last.text == "二"


# -- what does not -------------------------------------------------------------------------------


async def test_who_blocked_the_bot_or_never_started_it_or_left_is_gone(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    liu.blocks()
    sandbox.user(1002, started=True).deactivates()
    sandbox.user(1003)

    results = [await telegram.send(chat, Outgoing(text="x")) for chat in (1001, 1002, 1003, 424242)]

    assert all(isinstance(result, Gone) for result in results)


async def test_an_edit_of_what_is_not_there_has_vanished(telegram: Telegram, liu: Person) -> None:
    assert isinstance(await telegram.send(1001, Outgoing(op=Op.EDIT, text="x", message_id=999)), Vanished)


async def test_deleting_what_is_not_there_is_done(telegram: Telegram, liu: Person) -> None:
    assert await telegram.send(1001, Outgoing(op=Op.DELETE, message_id=999)) == Sent()


@pytest.mark.parametrize(
    ("code", "description", "kind"),
    [
        (400, "Bad Request: message is too long", Refused),
        (400, "Bad Request: message is not modified: specified new message content", Sent),
        (400, "Bad Request: query is too old and response timeout expired or query ID is invalid", Sent),
        (400, "Bad Request: chat not found", Gone),
        (400, "Bad Request: PEER_ID_INVALID", Gone),
        (400, "Bad Request: message can't be edited", Vanished),
        (400, "Bad Request: MESSAGE_ID_INVALID", Vanished),
        (403, "Forbidden: bot was blocked by the user", Gone),
        (403, "Forbidden: user is deactivated", Gone),
        (403, "Forbidden: bot can't initiate conversation with a user", Gone),
        (401, "Unauthorized", Down),
        (404, "Not Found", Refused),
        (429, "Too Many Requests: retry after 5", Slow),
        (409, "Conflict: something", Unknown),
        (500, "Internal Server Error", Unknown),
        (502, "Bad Gateway", Unknown),
    ],
)
async def test_every_refusal_has_its_meaning(
    sandbox: Sandbox, telegram: Telegram, liu: Person, code: int, description: str, kind: type
) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "sendMessage", code=code, description=description))

    result = await telegram.send(1001, Outgoing(text=CANARY))

    assert type(result) is kind
    assert liu.chat == []
    assert CANARY not in repr(result)


@pytest.mark.parametrize(
    "message",
    [
        Outgoing(media=Media(MediaKind.VOICE, "f")),
        Outgoing(op=Op.ANSWER, press_id="1"),
        Outgoing(op=Op.EDIT, text="x", message_id=3),
        Outgoing(op=Op.LEAVE),
    ],
)
async def test_a_method_the_server_does_not_have_is_refused_and_waited_for_by_nobody(
    message: Outgoing,
) -> None:
    portal = Portal(404, b'{"ok":false,"error_code":404,"description":"Not Found"}')
    telegram = Telegram(TOKEN, await portal.open())

    result = await telegram.send(1001, message)
    await portal.close()
    await telegram.close()

    assert result == Refused("no such method")


@pytest.mark.parametrize(
    ("description", "seconds"), [("Too Many Requests: retry after 7", 7.0), ("Too Many Requests", 5.0)]
)
async def test_a_flood_told_in_words_alone_is_still_a_time_to_wait(description: str, seconds: float) -> None:
    portal = Portal(429, f'{{"ok":false,"error_code":429,"description":"{description}"}}'.encode())
    telegram = Telegram(TOKEN, await portal.open())

    result = await telegram.send(1001, Outgoing(text="x"))
    await portal.close()
    await telegram.close()

    assert result == Slow(seconds)


@pytest.mark.parametrize(
    "description",
    ["Bad Request: unsupported parse_mode", "Bad Request: entity beginning at byte offset 3 is invalid"],
)
async def test_whatever_the_channel_dislikes_about_the_dress_the_words_arrive_once(
    sandbox: Sandbox, telegram: Telegram, liu: Person, description: str
) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "sendMessage", code=400, description=description))

    result = await telegram.send(1001, Outgoing(text="<b>您好</b>"))

    assert isinstance(result, Sent)
    assert [message.text for message in liu.chat] == ["您好"]
    assert "parse_mode" not in sandbox.calls[-1][1]


@pytest.mark.parametrize("code", [400, 403])
async def test_a_reason_the_bot_does_not_know_is_named_by_its_number_alone(code: int) -> None:
    said = f'{{"ok":false,"error_code":{code},"description":"Odd: {CANARY}"}}'
    portal = Portal(code, said.encode())
    telegram = Telegram(TOKEN, await portal.open())

    result = await telegram.send(1001, Outgoing(text="x"))
    await portal.close()
    await telegram.close()

    assert isinstance(result, Refused | Gone)
    assert result.reason.startswith(str(code))
    assert CANARY not in result.reason


async def test_a_group_that_becomes_another_again_and_again_is_chased_once(sandbox: Sandbox) -> None:
    moved = b'{"ok":false,"error_code":400,"description":"x","parameters":{"migrate_to_chat_id":-100}}'
    portal = Portal(400, moved)
    telegram = Telegram(TOKEN, await portal.open())

    result = await telegram.send(-5, Outgoing(op=Op.LEAVE))
    await portal.close()
    await telegram.close()

    assert isinstance(result, Refused)


async def test_a_flood_names_the_seconds_to_wait(sandbox: Sandbox, telegram: Telegram, liu: Person) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "sendMessage", code=429, retry_after=7))

    assert await telegram.send(1001, Outgoing(text="x")) == Slow(7.0)
    assert liu.chat == []


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_that_broke_may_or_may_not_have_carried_it(
    sandbox: Sandbox, telegram: Telegram, liu: Person, after: bool
) -> None:
    sandbox.fault(Fault(FaultKind.CUT, "sendMessage", after=after))

    result = await telegram.send(1001, Outgoing(text=CANARY))

    assert isinstance(result, Unknown)
    assert CANARY not in result.reason
    assert len(liu.chat) == after


async def test_where_nobody_listens_nothing_was_sent() -> None:
    portal = Portal(200, b"{}")
    telegram = Telegram(TOKEN, await portal.open())
    await portal.close()

    with pytest.raises(Unreachable):
        await telegram.open()
    result = await telegram.send(1001, Outgoing(text="x"))
    await telegram.close()

    assert isinstance(result, Down)


class Portal:
    """Something on the way that answers for itself: a proxy, a firewall, the login page of a hotel."""

    def __init__(self, status: int, body: bytes) -> None:
        self._head = (
            f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
        )
        self._body = body
        self._server: asyncio.Server | None = None

    async def open(self) -> str:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = next(line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line)
        await reader.readexactly(int(size))
        writer.write(self._head + self._body)
        await writer.drain()
        writer.close()


ELSEWHERE = [
    (400, b"<html>bad</html>"),
    (401, b"<html>who are you</html>"),
    (403, b"<html>forbidden by your company</html>"),
    (404, b"<html>nothing here</html>"),
    (409, b"<html>odd</html>"),
    (502, b"<html>bad gateway</html>"),
    (200, b"<html>log in, dear guest</html>"),
    (200, b"{}"),
    (200, b'{"ok":true}'),
    (200, b"[]"),
    (200, b'{"ok":true,"result":null}'),
]


@pytest.mark.parametrize(("status", "body"), ELSEWHERE)
async def test_what_something_else_on_the_way_answers_is_no_word_of_the_channels(
    sandbox: Sandbox, status: int, body: bytes
) -> None:
    portal = Portal(status, body)
    telegram = Telegram(TOKEN, await portal.open())

    with pytest.raises(Unreachable) as opening:
        await telegram.open()
    result = await telegram.send(1001, Outgoing(text=CANARY))
    with pytest.raises(Unreachable) as fetching:
        await telegram.fetch(None, 0)
    await portal.close()
    await telegram.close()

    assert isinstance(result, Unknown)
    for said in (result.reason, str(opening.value), str(fetching.value)):
        assert "<" not in said
        assert CANARY not in said
        assert TOKEN not in said


# -- fetching ------------------------------------------------------------------------------------


async def test_updates_come_raw_and_are_confirmed_by_the_offset(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    liu.says("一")
    liu.says("二")

    first = await telegram.fetch(None, 0)
    again = await telegram.fetch(None, 0)
    rest = await telegram.fetch(first[0]["update_id"] + 1, 0)

    assert [update["message"]["text"] for update in first] == ["一", "二"]
    assert again == first
    assert rest == first[1:]
    assert type(first[0]) is dict


async def test_without_news_the_answer_is_empty(telegram: Telegram) -> None:
    assert await telegram.fetch(None, 0) == []


async def test_without_a_webhook_updates_are_fetched(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    liu.says("一")

    await telegram.start_polling()

    assert len(await telegram.fetch(None, 0)) == 1


async def test_a_webhook_is_never_taken_away_by_whoever_wants_to_fetch(
    sandbox: Sandbox, telegram: Telegram
) -> None:
    await telegram.set_hook("https://example.org/hook", "s3cret", 1)

    with pytest.raises(Hooked):
        await telegram.start_polling()
    with pytest.raises(Hooked):
        await telegram.fetch(None, 0)

    assert (await telegram.hook()).url == "https://example.org/hook"


async def test_a_webhook_is_set_for_the_same_updates_and_drops_none(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    liu.says("一")

    await telegram.set_hook("http://127.0.0.1:1/hook", "s3cret", 3)
    await sandbox.until(lambda: "last_error_message" in sandbox.world.settings["webhook"])
    hook = await telegram.hook()
    _, asked = sandbox.calls[-2]
    await telegram.drop_hook()

    assert (hook.url, hook.waiting, hook.fault) == ("http://127.0.0.1:1/hook", 1, "Connection refused")
    assert hook.fault_at is not None
    assert hook.allowed == ALLOWED_UPDATES
    assert (asked["secret_token"], asked["max_connections"]) == ("s3cret", 3)
    assert not any(params.get("drop_pending_updates") for _, params in sandbox.calls)
    assert await telegram.hook() == Hook("", 1, allowed=ALLOWED_UPDATES)
    assert len(await telegram.fetch(None, 0)) == 1


async def test_an_address_that_is_refused_is_told_with_the_reason(telegram: Telegram) -> None:
    with pytest.raises(NotTaken, match=r"(?i)invalid url host"):
        await telegram.set_hook("nowhere", "s3cret", 1)


@pytest.mark.parametrize("code", [404, 400, 500])
async def test_a_server_that_does_not_tell_of_webhooks_is_polled_all_the_same(
    sandbox: Sandbox, telegram: Telegram, liu: Person, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "getWebhookInfo", code=code))
    liu.says("一")

    await telegram.start_polling()

    assert "getWebhookInfo refused" in caplog.text
    assert len(await telegram.fetch(None, 0)) == 1


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (Fault(FaultKind.ERROR, "getWebhookInfo", code=401), BadToken),
        (Fault(FaultKind.ERROR, "getWebhookInfo", code=429, retry_after=3), Unreachable),
        (Fault(FaultKind.CUT, "getWebhookInfo"), Unreachable),
    ],
)
async def test_a_refused_token_or_a_line_that_is_down_is_no_refusal_to_tell(
    sandbox: Sandbox, telegram: Telegram, fault: Fault, raised: type[Exception]
) -> None:
    sandbox.fault(fault)

    with pytest.raises(raised):
        await telegram.start_polling()


async def test_new_connections_end_what_hangs_on_the_old_ones(sandbox: Sandbox, telegram: Telegram) -> None:
    sandbox.fault(Fault(FaultKind.HANG, "getUpdates"))
    hanging = asyncio.create_task(telegram.fetch(None, 30))
    await sandbox.until(lambda: not sandbox.faults.standing)

    await telegram.renew(fetching=True)
    await telegram.renew(fetching=False)

    with pytest.raises(Unreachable):
        await asyncio.wait_for(hanging, 20)
    assert await telegram.fetch(None, 0) == []
    assert isinstance(await telegram.send(1001, Outgoing(text="1")), Gone)


@pytest.mark.parametrize(
    ("code", "fault"),
    [(409, Occupied), (401, BadToken), (404, BadToken), (403, Unreachable), (502, Unreachable)],
)
async def test_what_keeps_updates_from_being_fetched_is_told_apart(
    sandbox: Sandbox, telegram: Telegram, code: int, fault: type[Exception]
) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "getUpdates", code=code))

    with pytest.raises(fault) as caught:
        await telegram.fetch(None, 0)

    assert caught.value.__cause__ is None
    assert TOKEN not in str(caught.value)


async def test_a_flood_of_fetching_names_the_seconds_to_wait(sandbox: Sandbox, telegram: Telegram) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "getUpdates", code=429, retry_after=9))

    with pytest.raises(Unreachable, match="9 s") as caught:
        await telegram.fetch(None, 0)

    assert caught.value.retry_after == 9.0


async def test_a_broken_connection_is_nobodys_fault(sandbox: Sandbox, telegram: Telegram) -> None:
    sandbox.fault(Fault(FaultKind.CUT, "getUpdates"))

    with pytest.raises(Unreachable):
        await telegram.fetch(None, 0)


async def test_an_answer_that_is_no_list_is_no_answer(sandbox: Sandbox) -> None:
    portal = Portal(200, b'{"ok":true,"result":{"update_id":1}}')
    telegram = Telegram(TOKEN, await portal.open())

    with pytest.raises(Unreachable, match="list"):
        await telegram.fetch(None, 0)
    await portal.close()
    await telegram.close()


async def test_a_token_nobody_knows_is_noticed_at_once(sandbox: Sandbox) -> None:
    telegram = Telegram("7000001:stranger", sandbox.base_url)

    with pytest.raises(BadToken) as caught:
        await telegram.open()
    await telegram.close()

    assert "stranger" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_the_name_of_the_bot_is_known_after_opening(sandbox: Sandbox, telegram: Telegram) -> None:
    assert await telegram.open()


@pytest.mark.parametrize("tail", ["", "/", "/bot", "/bot/"])
async def test_the_address_may_be_written_in_several_ways(sandbox: Sandbox, tail: str) -> None:
    telegram = Telegram(TOKEN, sandbox.base_url + tail)

    assert await telegram.open()
    await telegram.close()


# -- the menu ------------------------------------------------------------------------------------


async def test_commands_are_offered_per_language(sandbox: Sandbox, telegram: Telegram) -> None:
    await telegram.offer_commands("", [("talk", "想聊聊")])
    await telegram.offer_commands("en", [("talk", "Talk")])

    (_, everybody), (_, english) = sandbox.calls[-2:]
    assert everybody.get("language_code") is None
    assert (english["language_code"], english["commands"]) == (
        "en",
        [{"command": "talk", "description": "Talk"}],
    )


async def test_a_chat_has_a_menu_of_its_own_until_it_is_given_none(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    await telegram.offer_commands("", [("talk", "想聊聊")])

    assert await telegram.offer_commands("", [("cases", "看全部")], 1001)
    assert [each["command"] for each in liu.commands] == ["cases"]
    assert await telegram.offer_commands("", [], 1001)
    assert [each["command"] for each in liu.commands] == ["talk"]


async def test_a_menu_for_a_chat_that_is_not_there_is_refused_and_said(telegram: Telegram) -> None:
    assert not await telegram.offer_commands("", [("cases", "看全部")], 987)


async def test_many_messages_of_both_sides_are_deleted_in_one_call(
    sandbox: Sandbox, telegram: Telegram, liu: Person
) -> None:
    mine = await telegram.send(1001, Outgoing(text="在"))
    assert isinstance(mine, Sent)
    assert mine.message_id is not None
    theirs = liu.says("不想聊了")
    kept = await telegram.send(1001, Outgoing(text="留着"))

    result = await telegram.send(1001, Outgoing(op=Op.DELETE, message_ids=(mine.message_id, theirs, 987654)))

    assert result == Sent()
    assert [message.text for message in liu.chat if not message.deleted] == ["留着"]
    assert isinstance(kept, Sent)


async def test_a_refused_menu_is_no_reason_to_stop(
    sandbox: Sandbox, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "setMyCommands", code=400))

    await telegram.offer_commands("zh", [("talk", "想聊聊")])

    assert "BadRequest" in caplog.text


@pytest.mark.parametrize("code", [429, 502])
async def test_a_menu_that_cannot_be_asked_for_now_is_no_refusal(
    sandbox: Sandbox, telegram: Telegram, code: int
) -> None:
    sandbox.fault(Fault(FaultKind.ERROR, "setMyCommands", code=code))

    with pytest.raises(Unreachable):
        await telegram.offer_commands("zh", [("talk", "想聊聊")])


# -- privacy -------------------------------------------------------------------------------------


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO):
        yield caplog


async def test_no_outcome_and_no_log_of_ours_quotes_what_was_sent(
    sandbox: Sandbox, telegram: Telegram, liu: Person, everything_logged: pytest.LogCaptureFixture
) -> None:
    letter = Outgoing(text=CANARY)
    for order in (
        Fault(FaultKind.ERROR, "sendMessage", code=400, description=f"Bad Request: odd\n{CANARY}"),
        Fault(FaultKind.ERROR, "sendMessage", code=429, retry_after=1),
        Fault(FaultKind.CUT, "sendMessage"),
    ):
        sandbox.fault(order)
        result = await telegram.send(1001, letter)

        assert CANARY not in repr(result)
        assert TOKEN not in repr(result)

    assert isinstance(await telegram.send(1001, replace(letter, reply_to=4)), Sent)
    ours = [
        record.getMessage() for record in everything_logged.records if record.name.startswith("bot.channel")
    ]
    assert not any(CANARY in line or TOKEN in line for line in ours)


async def test_a_channel_whose_start_failed_is_closed_all_the_same() -> None:
    sandbox = Sandbox(token="1:right")
    await sandbox.start(port=0)
    channel = Telegram("1:wrong", sandbox.base_url)
    with pytest.raises(BadToken):
        await channel.open()

    await channel.close()

    assert all(request.closed for request in channel._requests)
    await sandbox.stop()

"""What a bot may send, and how Telegram says no."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.messages import Media, MediaKind
from bot.sandbox import Person, Sandbox
from tests.sandbox.bare_bot import BareBot, HandClock


def keyboard(*data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": each, "callback_data": each}] for each in data]}


async def test_a_message_arrives_with_text_html_buttons_and_time(
    bot: BareBot, liu: Person, clock: HandClock
) -> None:
    sent = await bot.call(
        "sendMessage",
        chat_id=1001,
        text="<b>您好</b>",
        parse_mode="HTML",
        reply_markup=keyboard("接手"),
        protect_content=True,
    )

    shown = liu.last
    assert (shown.id, shown.text, shown.html) == (sent["message_id"], "您好", "<b>您好</b>")
    assert shown.buttons == ((("接手", "接手"),),)
    assert shown.protected
    assert shown.at == clock.now()
    assert sent["date"] == int(clock.now().timestamp())


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({"text": "  \n"}, "400 Bad Request: message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "400 Bad Request: message text is empty"),
        ({"text": "好" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "400 Bad Request: message is too long"),
        ({"text": "x", "parse_mode": "Klingon"}, "400 Bad Request: unsupported parse_mode"),
        ({"text": "x", "reply_markup": keyboard("x" * 65)}, "400 Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard("好" * 22)}, "400 Bad Request: BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_parameters": {"message_id": 9}},
            "400 Bad Request: message to be replied not found",
        ),
        ({"text": "x", "chat_id": 77}, "400 Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@someone"}, "400 Bad Request: chat not found"),
    ],
)
async def test_a_wrong_message_is_refused_in_telegrams_words(
    bot: BareBot, liu: Person, params: dict[str, Any], said: str
) -> None:
    assert await bot.refused("sendMessage", **{"chat_id": 1001, **params}) == said
    assert liu.chat == []


async def test_the_limit_counts_what_is_shown_not_the_markup(bot: BareBot, liu: Person) -> None:
    await bot.call("sendMessage", chat_id=1001, text=f"<b>{'好' * 4096}</b>", parse_mode="HTML")

    assert len(liu.last.text) == 4096


async def test_a_button_without_an_action_is_refused(bot: BareBot, liu: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "x"}]]}

    said = await bot.refused("sendMessage", chat_id=1001, text="x", reply_markup=markup)

    assert "Text buttons are unallowed" in said


async def test_a_reply_to_a_vanished_message_may_be_sent_without_it(bot: BareBot, liu: Person) -> None:
    asked = {"message_id": 9, "allow_sending_without_reply": True}
    await bot.call("sendMessage", chat_id=1001, text="x", reply_parameters=asked)

    assert liu.last.reply_to is None


async def test_a_reply_quotes_the_message(bot: BareBot, liu: Person) -> None:
    asked = liu.says("在吗")

    sent = await bot.call("sendMessage", chat_id=1001, text="在", reply_parameters={"message_id": asked})

    assert sent["reply_to_message"]["text"] == "在吗"
    assert liu.last.reply_to == asked


async def test_who_never_wrote_cannot_be_written_to(sandbox: Sandbox, bot: BareBot) -> None:
    chen = sandbox.user(1002, first_name="陈女士")

    said = await bot.refused("sendMessage", chat_id=1002, text="x")

    assert said == "403 Forbidden: bot can't initiate conversation with a user"
    chen.says("/start")
    await bot.call("sendMessage", chat_id=1002, text="x")


async def test_who_blocked_the_bot_is_not_reached_until_they_come_back(bot: BareBot, liu: Person) -> None:
    liu.blocks()
    assert (
        await bot.refused("sendMessage", chat_id=1001, text="x")
        == "403 Forbidden: bot was blocked by the user"
    )

    liu.unblocks()

    await bot.call("sendMessage", chat_id=1001, text="x")
    assert liu.last.text == "x"


async def test_a_deleted_account_is_not_reached(bot: BareBot, liu: Person) -> None:
    liu.deactivates()

    assert await bot.refused("sendMessage", chat_id=1001, text="x") == "403 Forbidden: user is deactivated"
    assert (
        await bot.refused("sendChatAction", chat_id=1001, action="typing")
        == "403 Forbidden: user is deactivated"
    )


@pytest.mark.parametrize(
    "kind", ["photo", "voice", "video", "video_note", "animation", "audio", "document", "sticker"]
)
async def test_an_attachment_is_relayed_by_its_file_id(
    sandbox: Sandbox, bot: BareBot, liu: Person, kind: str
) -> None:
    li = sandbox.user(2001, started=True)
    liu.sends(kind)
    media = liu.chat[-1].media
    assert media is not None
    method = "send" + kind.title().replace("_", "")

    await bot.call(method, chat_id=2001, **{kind: media.file_id})

    assert li.last.media == media


async def test_a_file_id_is_good_for_its_own_kind_only(bot: BareBot, liu: Person) -> None:
    liu.sends(MediaKind.VOICE)
    voice = liu.chat[-1].media
    assert voice is not None

    assert (
        await bot.refused("sendPhoto", chat_id=1001, photo=voice.file_id)
        == "400 Bad Request: can't use file of type VoiceNote as Photo"
    )
    assert (
        await bot.refused("sendPhoto", chat_id=1001, photo="nonsense")
        == "400 Bad Request: wrong file identifier/HTTP URL specified"
    )


async def test_a_caption_has_its_own_limit(bot: BareBot, liu: Person) -> None:
    liu.sends(MediaKind.PHOTO)
    photo = liu.chat[-1].media
    assert photo is not None

    said = await bot.refused("sendPhoto", chat_id=1001, photo=photo.file_id, caption="好" * 1025)

    assert said == "400 Bad Request: message caption is too long"


async def test_an_upload_can_be_fetched_again(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    content = b"\xff\xd8line\r\n--not-a-boundary\r\n\x00end"
    url = f"{sandbox.base_url}/bot{sandbox.token}/sendPhoto"
    files = {"photo": ("a.jpg", content, "image/jpeg")}

    sent = (await bot.http.post(url, data={"chat_id": "1001", "caption": "看"}, files=files)).json()["result"]

    file = await bot.call("getFile", file_id=sent["photo"][-1]["file_id"])
    fetched = await bot.http.get(f"{sandbox.base_url}/file/bot{sandbox.token}/{file['file_path']}")
    assert fetched.content == content
    assert liu.last.text == "看"


async def test_an_album_carries_one_group_id(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    liu.sends_album([MediaKind.PHOTO, MediaKind.PHOTO], "宿舍")
    ids = [message.media.file_id for message in liu.chat if message.media]
    media = [{"type": "photo", "media": each} for each in ids]

    sent = await bot.call("sendMediaGroup", chat_id=1001, media=media)

    assert len({each["media_group_id"] for each in sent}) == 1
    assert (await bot.refused("sendMediaGroup", chat_id=1001, media=media[:1])).startswith("400")


async def test_a_place_a_venue_and_a_contact_are_shown(bot: BareBot, liu: Person) -> None:
    await bot.call("sendLocation", chat_id=1001, latitude=6.1, longitude=81.1)
    await bot.call("sendVenue", chat_id=1001, latitude=6.1, longitude=81.1, title="心灵驿站", address="二楼")
    await bot.call("sendContact", chat_id=1001, phone_number="+86", first_name="李医生")

    place = Media(MediaKind.LOCATION, latitude=6.1, longitude=81.1)
    assert [message.media for message in liu.chat] == [
        place,
        place,
        Media(MediaKind.CONTACT, phone="+86", contact_name="李医生"),
    ]
    assert await bot.refused("sendLocation", chat_id=1001, latitude=99, longitude=0) == (
        "400 Bad Request: wrong latitude specified"
    )


async def test_a_copy_is_the_bots_own_and_a_forward_names_its_source(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    li = sandbox.user(2001, started=True)
    said = liu.says("夜里睡不着")

    await bot.call("copyMessage", chat_id=2001, from_chat_id=1001, message_id=said)
    forwarded = await bot.call("forwardMessage", chat_id=2001, from_chat_id=1001, message_id=said)

    assert [message.text for message in li.chat] == ["夜里睡不着", "夜里睡不着"]
    assert forwarded["forward_origin"]["sender_user"]["id"] == 1001


async def test_protected_content_is_not_forwarded(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    sent = await bot.call("sendMessage", chat_id=1001, text="x", protect_content=True)

    said = await bot.refused("forwardMessage", chat_id=1001, from_chat_id=1001, message_id=sent["message_id"])

    assert said == "400 Bad Request: message can't be forwarded"


async def test_typing_shows_until_the_next_message_or_five_seconds(
    bot: BareBot, liu: Person, clock: HandClock
) -> None:
    await bot.call("sendChatAction", chat_id=1001, action="typing")
    assert liu.typing
    await bot.call("sendMessage", chat_id=1001, text="x")
    assert not liu.typing
    await bot.call("sendChatAction", chat_id=1001, action="typing")

    clock.skip(seconds=6)

    assert not liu.typing

"""Changing and removing what was sent."""

from __future__ import annotations

from typing import Any

from bot.domain.messages import Media, MediaKind
from bot.sandbox import Person
from tests.sandbox.bare_bot import BareBot, HandClock

KEYS: dict[str, Any] = {"inline_keyboard": [[{"text": "接手", "callback_data": "take"}]]}


async def test_an_edit_changes_the_text_and_drops_the_keyboard(bot: BareBot, liu: Person) -> None:
    sent = await bot.call("sendMessage", chat_id=1001, text="一", reply_markup=KEYS)

    await bot.call("editMessageText", chat_id=1001, message_id=sent["message_id"], text="二")

    assert (liu.last.text, liu.last.buttons, liu.last.edited) == ("二", (), True)


async def test_an_edit_without_change_is_refused(bot: BareBot, liu: Person) -> None:
    sent = await bot.call("sendMessage", chat_id=1001, text="<b>一</b>", parse_mode="HTML", reply_markup=KEYS)
    same = {"chat_id": 1001, "message_id": sent["message_id"], "reply_markup": KEYS}

    said = await bot.refused("editMessageText", **same, text="<b>一</b>", parse_mode="HTML")

    assert said.startswith("400 Bad Request: message is not modified")
    assert (await bot.refused("editMessageReplyMarkup", **same)).startswith(
        "400 Bad Request: message is not modified"
    )


async def test_only_the_keyboard_may_change_and_leaves_no_edit_mark(bot: BareBot, liu: Person) -> None:
    sent = await bot.call("sendMessage", chat_id=1001, text="一", reply_markup=KEYS)

    await bot.call("editMessageReplyMarkup", chat_id=1001, message_id=sent["message_id"])

    assert (liu.last.buttons, liu.last.edited) == ((), False)


async def test_what_is_not_there_or_not_the_bots_cannot_be_edited(bot: BareBot, liu: Person) -> None:
    own = liu.says("我写的")

    assert await bot.refused("editMessageText", chat_id=1001, message_id=9, text="x") == (
        "400 Bad Request: message to edit not found"
    )
    assert await bot.refused("editMessageText", chat_id=1001, message_id=own, text="x") == (
        "400 Bad Request: message can't be edited"
    )


async def test_text_and_caption_are_edited_by_their_own_methods(bot: BareBot, liu: Person) -> None:
    liu.sends(MediaKind.PHOTO)
    photo = liu.chat[-1].media
    assert photo is not None
    text = await bot.call("sendMessage", chat_id=1001, text="x")
    picture = await bot.call("sendPhoto", chat_id=1001, photo=photo.file_id, caption="旧")

    await bot.call("editMessageCaption", chat_id=1001, message_id=picture["message_id"], caption="新")

    assert liu.last.text == "新"
    assert await bot.refused(
        "editMessageCaption", chat_id=1001, message_id=text["message_id"], caption="y"
    ) == ("400 Bad Request: there is no caption in the message to edit")
    assert await bot.refused("editMessageText", chat_id=1001, message_id=picture["message_id"], text="y") == (
        "400 Bad Request: there is no text in the message to edit"
    )


async def test_a_picture_can_be_replaced_by_another(bot: BareBot, liu: Person) -> None:
    liu.sends(MediaKind.PHOTO)
    liu.sends(MediaKind.VIDEO)
    photo, video = (message.media.file_id for message in liu.chat if message.media)
    sent = await bot.call("sendPhoto", chat_id=1001, photo=photo)

    await bot.call(
        "editMessageMedia",
        chat_id=1001,
        message_id=sent["message_id"],
        media={"type": "video", "media": video, "caption": "换了"},
    )

    assert liu.last.media is not None
    assert (liu.last.media.kind, liu.last.text) == (MediaKind.VIDEO, "换了")


async def test_a_deleted_message_is_gone_and_deleted_once(bot: BareBot, liu: Person) -> None:
    said = liu.says("收起")

    await bot.call("deleteMessage", chat_id=1001, message_id=said)

    assert liu.message(said).deleted
    assert await bot.refused("deleteMessage", chat_id=1001, message_id=said) == (
        "400 Bad Request: message to delete not found"
    )


async def test_nothing_older_than_48_hours_is_deleted(bot: BareBot, liu: Person, clock: HandClock) -> None:
    sent = await bot.call("sendMessage", chat_id=1001, text="x")
    clock.skip(hours=48, seconds=1)

    said = await bot.refused("deleteMessage", chat_id=1001, message_id=sent["message_id"])

    assert said == "400 Bad Request: message can't be deleted for everyone"
    assert await bot.call("deleteMessages", chat_id=1001, message_ids=[sent["message_id"]])
    assert not liu.last.deleted


async def test_a_reaction_is_remembered(bot: BareBot, liu: Person) -> None:
    said = liu.says("谢谢")

    await bot.call(
        "setMessageReaction", chat_id=1001, message_id=said, reaction=[{"type": "emoji", "emoji": "👍"}]
    )

    assert await bot.refused("setMessageReaction", chat_id=1001, message_id=9, reaction=[]) == (
        "400 Bad Request: message to react not found"
    )


async def test_a_place_moves_on_until_it_is_stopped(bot: BareBot, liu: Person) -> None:
    place = {"chat_id": 1001, "latitude": 6.1, "longitude": 81.1}
    sent = await bot.call("sendLocation", **place, live_period=900)
    here = place | {"message_id": sent["message_id"]}

    await bot.call("editMessageLiveLocation", **(here | {"latitude": 6.2}))
    assert liu.last.media == Media(MediaKind.LOCATION, latitude=6.2, longitude=81.1, live=900)

    await bot.call("stopMessageLiveLocation", chat_id=1001, message_id=sent["message_id"])
    assert liu.last.media == Media(MediaKind.LOCATION, latitude=6.2, longitude=81.1)
    assert await bot.refused("editMessageLiveLocation", **here) == (
        "400 Bad Request: message can't be edited"
    )


async def test_a_place_moves_on_no_longer_than_its_time(bot: BareBot, liu: Person, clock: HandClock) -> None:
    place = {"chat_id": 1001, "latitude": 6.1, "longitude": 81.1}
    short = await bot.call("sendLocation", **place, live_period=60)
    endless = await bot.call("sendLocation", **place, live_period=0x7FFFFFFF)
    clock.skip(seconds=60)

    moved = place | {"latitude": 6.2}
    assert await bot.refused("editMessageLiveLocation", **moved, message_id=short["message_id"]) == (
        "400 Bad Request: message can't be edited"
    )
    await bot.call("editMessageLiveLocation", **moved, message_id=endless["message_id"])

    assert liu.last.media is not None
    assert liu.last.media.latitude == 6.2
    assert await bot.refused("sendLocation", **place, live_period=59) == (
        "400 Bad Request: wrong live period specified"
    )

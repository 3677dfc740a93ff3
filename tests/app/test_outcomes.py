"""What does not arrive is seen by somebody who can do something about it, and a page waits behind nothing."""

from __future__ import annotations

import pytest

from bot.channel.port import Refused
from bot.domain.messages import Op
from tests.street import Phone, Shown, Street


@pytest.fixture
async def talk(street: Street) -> Street:
    """A red case that Doctor Li has taken, opened and answered."""
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    return street


async def test_a_first_answer_that_is_refused_is_told_to_those_who_are_paged(street: Street) -> None:
    liu, li, zhao = street.phone(1001), street.phone(2001), street.phone(2002)
    street.channel.always = lambda chat, _: Refused("400 BadRequest") if chat == 1001 else None

    await liu.says("我不想活了")

    assert "没有送到" in li.last.text
    assert zhao.last.text == li.last.text


async def test_a_correction_that_is_refused_is_marked_as_failed(talk: Street) -> None:
    li = talk.phone(2001)
    number = await li.says("我在")
    talk.channel.always = lambda chat, message: (
        Refused("400 BadRequest") if chat == 1001 and message.op is Op.EDIT else None
    )

    await li.edits(number, "我在这儿")

    assert li.last.text.startswith("失败")
    assert li.last.reply_to == number


async def test_a_correction_of_what_went_out_in_parts_comes_as_a_message_of_its_own(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    number = await li.says("长话。" * 1600)
    liu.news()

    await li.edits(number, "短话")

    assert [message.text for message in liu.news()] == ["李医生改一下刚才的话：\n短话"]


async def test_a_page_does_not_wait_behind_what_is_relayed_in_the_same_chat(talk: Street) -> None:
    liu, smith, li = talk.phone(1001), talk.phone(1003), talk.phone(2001)
    for line in range(5):
        await liu.says(f"第{line}句", settle=False)
    while await talk.house.frontdesk.work():
        pass
    li.news()

    await smith.says("I want to die tonight")

    arrived = [message.text for message in li.news()]
    page = next(place for place, text in enumerate(arrived) if "Smith" not in text and "🔴" in text)
    assert page < next(place for place, text in enumerate(arrived) if "第4句" in text)


async def test_a_place_that_moves_on_comes_as_a_message_of_its_own(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await li.says("我在")
    number = await liu.sends(location={"latitude": 6.12, "longitude": 81.12})
    li.news()

    moved = liu._message(number) | {"edit_date": 1, "location": {"latitude": 6.13, "longitude": 81.12}}
    await talk.update({"edited_message": moved})
    await talk.settle()

    places = [message.media for message in li.news() if message.media]
    assert [(place.latitude, place.longitude) for place in places] == [(6.13, 81.12)]


HERE = {"latitude": 6.12, "longitude": 81.12, "live_period": 900}
FURTHER = {"latitude": 6.13, "longitude": 81.13, "live_period": 900}
THERE = {"latitude": 6.14, "longitude": 81.14}


async def moves(street: Street, phone: Phone, number: int, *places: dict[str, float]) -> None:
    for place in places:
        message = phone._message(number) | {"edit_date": 1, "location": place}
        await street.update({"edited_message": message})
        await street.settle()


def places(shown: list[Shown]) -> list[tuple[float, int]]:
    return [(message.media.latitude, message.media.live) for message in shown if message.media]


async def test_a_place_that_is_shared_live_moves_on_where_it_stands_without_a_sound(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await li.says("我在")
    li.news()
    number = await liu.sends(location=HERE)
    assert places(li.news()) == [(6.12, 900)]

    await moves(talk, liu, number, FURTHER)

    assert li.unread() == []
    assert places(li.screen) == [(6.13, 900)]

    await moves(talk, liu, number, THERE)

    assert li.unread() == []
    assert places(li.screen) == [(6.14, 0)]


async def test_a_place_that_moves_on_is_no_line_that_waits_for_an_answer(talk: Street) -> None:
    liu, li, zhao = talk.phone(1001), talk.phone(2001), talk.phone(2002)
    number = await liu.sends(location=HERE)
    await li.says("看到了，别动，我们来接您")
    await moves(talk, liu, number, FURTHER)
    paged = len(zhao.screen)

    await talk.skip(minutes=20)

    assert len(zhao.screen) == paged
    assert not any("还没有回" in text for text in li.texts)


async def test_whoever_opens_a_case_later_sees_where_somebody_is_now(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    number = await liu.sends(location=HERE)
    await moves(street, liu, number, FURTHER)
    await liu.says("我不想活了")
    await moves(street, liu, number, FURTHER | {"latitude": 6.135})
    await li.presses("接手")
    await li.presses("打开")
    assert places(li.screen) == [(6.135, 900)]

    await moves(street, liu, number, THERE)

    assert places(li.screen) == [(6.14, 0)]


async def test_a_photo_replaced_before_anybody_opened_the_case_is_not_kept_from_them(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    number = await liu.sends(photo=[{"file_id": "old"}])
    changed = liu._message(number) | {"edit_date": 1, "photo": [{"file_id": "new"}]}
    await street.update({"edited_message": changed})
    await street.settle()

    await li.presses("接手")
    await li.presses("打开")

    assert [message.media.file_id for message in li.screen if message.media] == ["old", "new"]


async def test_a_colleague_who_is_on_the_way_is_seen_coming(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    number = await li.sends(location=HERE)
    liu.news()

    await moves(talk, li, number, FURTHER, THERE)

    assert liu.unread() == []
    assert places(liu.screen) == [(6.14, 0)]
    assert not any("失败" in text for text in li.texts)


async def test_of_a_place_that_waits_in_line_only_the_newest_goes(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await li.says("我在")
    li.news()
    number = await liu.sends(location=HERE, settle=False)
    while await talk.house.frontdesk.work():
        pass

    await moves(talk, liu, number, FURTHER)

    assert [(shown.text, shown.edited) for shown in li.news()][-1] == ("", False)
    assert places(li.screen) == [(6.13, 900)]


async def test_a_photo_replaced_by_another_is_shown_as_the_new_one(talk: Street) -> None:
    liu, li = talk.phone(1001), talk.phone(2001)
    await li.says("我在")
    number = await liu.sends(photo=[{"file_id": "old"}])
    li.news()

    changed = liu._message(number) | {"edit_date": 1, "photo": [{"file_id": "new"}]}
    await talk.update({"edited_message": changed})
    await talk.settle()

    assert [message.media.file_id for message in li.news() if message.media] == ["new"]

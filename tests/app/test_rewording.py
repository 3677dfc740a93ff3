"""A word home that its writer corrects: before it arrives, while it is on its way, and where it stands already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channel.port import Gone, Refused, Result, Unknown, Vanished
from bot.domain.family import Relation
from bot.domain.messages import Op, Outgoing
from bot.domain.people import Role
from bot.store import people
from tests.street import LIU, PEOPLE, Citizen, Phone, Street

MEI = Citizen("陈女士", 1002, "hq", Role.FAMILY, family=((LIU.address, Relation.WIFE),))


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.met(tmp_path, (*PEOPLE, MEI))
    yield street
    await street.close()


@pytest.fixture
def mei(street: Street) -> Phone:
    return street.phone(MEI.address)


@pytest.fixture
def liu(street: Street) -> Phone:
    return street.phone(LIU.address)


async def corrects(phone: Phone, number: int, *, settle: bool = True, **content: object) -> None:
    message = phone._message(number) | content | {"edit_date": phone._date}
    await phone.stage.update({"edited_message": message})
    if settle:
        await phone.stage.settle()


async def arrives(phone: Phone, *, at: str = "现在") -> None:
    await phone.presses(at)


PHOTO = [{"file_id": "p1"}]


async def test_a_caption_is_changed_under_its_file(mei: Phone, liu: Phone) -> None:
    number = await mei.sends(photo=PHOTO, caption="三点的车")
    await arrives(mei)
    (arrived,) = liu.news()

    await corrects(mei, number, photo=PHOTO, caption="四点的车")

    assert arrived.text.endswith("四点的车")
    assert arrived.media is not None
    assert liu.news() == []


async def test_it_is_said_to_both_in_their_own_language(street: Street, mei: Phone, liu: Phone) -> None:
    async with street.store.db.transaction() as tx:
        await people.set_language(tx, "person1001", "en")
        await people.set_language(tx, "person1002", "en")
    number = await mei.sends(photo=PHOTO, caption="at three")
    await arrives(mei, at="Now")
    liu.news()

    await corrects(mei, number, photo=[{"file_id": "p2"}], caption="at four")

    (line,) = liu.news()
    assert line.text == "Home sent another one instead:\nat four"
    assert line.media is not None
    assert line.media.file_id == "p2"
    assert mei.last.text.startswith("What you have just corrected is corrected where 刘师傅 reads it")


async def test_of_an_album_the_first_words_change_in_place_and_others_follow_in_a_line(
    street: Street, mei: Phone, liu: Phone
) -> None:
    numbers = [
        await mei.sends(photo=[{"file_id": f"p{n}"}], caption=words, media_group_id="g", settle=False)
        for n, words in ((1, "家门口"), (2, "菜园"))
    ]
    await street.settle()
    await arrives(mei)
    first, second, *_ = liu.news()

    await corrects(mei, numbers[0], photo=[{"file_id": "p1"}], caption="新家门口", media_group_id="g")
    assert first.text.endswith("新家门口")
    assert liu.news() == []
    await corrects(mei, numbers[1], photo=[{"file_id": "p2"}], caption="小菜园", media_group_id="g")

    assert second.text == "菜园"
    assert [shown.text for shown in liu.news()] == ["家里改了一句：\n小菜园"]


async def test_of_an_album_that_waits_the_corrected_words_come(
    street: Street, mei: Phone, liu: Phone
) -> None:
    numbers = [
        await mei.sends(photo=[{"file_id": f"p{n}"}], media_group_id="g", settle=False) for n in (1, 2)
    ]
    await street.settle()
    await mei.presses("今晚")
    await mei.presses("报平安")
    await corrects(mei, numbers[1], photo=[{"file_id": "p2"}], caption="小菜园", media_group_id="g")

    await street.skip(hours=11)

    album = [shown for shown in liu.news() if shown.media is not None]
    assert [shown.text.splitlines()[-1] for shown in album][1] == "小菜园"
    assert len(album) == 2


async def test_letters_kept_for_a_day_in_port_come_as_they_read_last(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await liu.says("/letters")
    await liu.presses("攒到")
    await liu.says("2026-11-30")
    number = await mei.says("三点的车")
    await mei.presses("30")
    await mei.presses("报平安")
    liu.news()
    await corrects(mei, number, text="四点的车")
    await street.skip(days=8)

    (arrived,) = [shown for shown in liu.news() if "的车" in shown.text]
    assert arrived.text.endswith("四点的车")


async def test_nothing_is_changed_once_they_have_parted(mei: Phone, liu: Phone) -> None:
    number = await mei.says("三点的车")
    await arrives(mei)
    await liu.says("/family")
    await liu.presses("断开")
    await liu.presses("断开")
    liu.news()

    await corrects(mei, number, text="四点的车")

    assert any(text.endswith("三点的车") for text in liu.texts)
    assert not any("四点的车" in text for text in liu.texts)


async def test_a_correction_queued_when_they_part_goes_nowhere(
    street: Street, mei: Phone, liu: Phone
) -> None:
    number = await mei.says("三点的车")
    await arrives(mei)
    await liu.says("/family")
    await liu.presses("断开")
    await corrects(mei, number, settle=False, text="四点的车")
    while await street.house.frontdesk.work():
        pass
    await liu.presses("断开", settle=False)
    while await street.house.frontdesk.work():
        pass

    await street.settle()

    assert not any("四点的车" in text for text in liu.texts)


async def test_what_is_corrected_on_its_way_reads_as_it_was_meant(
    street: Street, mei: Phone, liu: Phone
) -> None:
    number = await mei.says("三点的车")
    await mei.presses("现在", settle=False)
    while await street.house.frontdesk.work():
        pass
    await street.house.postman._round()
    await corrects(mei, number, text="四点的车")

    assert [text.splitlines()[-1] for text in liu.texts if "的车" in text] == ["四点的车"]


async def test_a_file_without_words_is_followed_by_none(mei: Phone, liu: Phone) -> None:
    number = await mei.sends(video_note={"file_id": "n1"})
    await arrives(mei)
    liu.news()

    await corrects(mei, number, video_note={"file_id": "n1"})
    assert liu.news() == []
    await corrects(mei, number, video_note={"file_id": "n2"})

    (line,) = liu.news()
    assert line.media is not None
    assert line.media.file_id == "n2"


async def test_words_that_have_outgrown_their_place_follow(mei: Phone, liu: Phone) -> None:
    number = await mei.sends(photo=PHOTO, caption="三点")
    await arrives(mei)
    liu.news()

    await corrects(mei, number, photo=PHOTO, caption="长" * 1020)

    assert [shown.text for shown in liu.news()] == ["家里改了一句：\n" + "长" * 1020]


async def test_a_letter_in_parts_changes_where_its_words_stand(mei: Phone, liu: Phone) -> None:
    number = await mei.sends(photo=PHOTO, caption="长" * 1100)
    await arrives(mei)
    words = next(shown for shown in liu.screen if shown.text.startswith("长"))

    await corrects(mei, number, photo=PHOTO, caption="短")

    assert words.text == "短"


async def test_at_night_a_change_in_place_rings_nobody(street: Street, mei: Phone, liu: Phone) -> None:
    number = await mei.says("三点的车")
    await arrives(mei)
    await street.skip(hours=14)
    liu.news()

    await corrects(mei, number, text="四点的车")

    assert liu.news() == []
    assert any(text.endswith("四点的车") for text in liu.texts)


async def test_what_is_deleted_on_the_writers_phone_is_said_to_go_all_the_same(mei: Phone) -> None:
    await mei.says("三点的车")
    await mei.presses("今晚")
    await mei.presses("报平安")

    (told,) = [shown for shown in mei.screen if "只在自己手机上删，我看不见，还是会送" in shown.text]
    assert "↩️ 不送了，收回来" in [caption for caption, _ in told.buttons]


def edits_meet(street: Street, fate: Result) -> None:
    """From here on this is what becomes of every change on Liu's phone."""

    def answer(chat: int, message: Outgoing) -> Result | None:
        return fate if chat == LIU.address and message.op is Op.EDIT else None

    street.channel.always = answer


@pytest.mark.parametrize("reason", ["message to edit not found", "message can't be edited"])
async def test_what_its_reader_has_taken_off_the_screen_is_corrected_in_a_line_of_its_own(
    street: Street, mei: Phone, liu: Phone, reason: str
) -> None:
    number = await mei.says("三点的车")
    await arrives(mei)
    liu.news()
    edits_meet(street, Vanished(reason))

    await corrects(mei, number, text="四点的车")

    assert [shown.text for shown in liu.news()] == ["家里改了一句：\n四点的车"]
    assert mei.last.text == "刚才改的那条，刘师傅 那边也跟着改。"
    # and so is the next one, though messages can be changed again
    street.channel.always = None
    await corrects(mei, number, text="五点的车")

    assert [shown.text for shown in liu.news()] == ["家里改了一句：\n五点的车"]


async def test_a_change_that_meets_no_message_twice_is_one_line(
    street: Street, mei: Phone, liu: Phone
) -> None:
    number = await mei.says("三点的车")
    await arrives(mei)
    liu.news()
    edits_meet(street, Vanished("message to edit not found"))

    await corrects(mei, number, settle=False, text="四点的车")
    await corrects(mei, number, settle=False, text="五点的车")
    await street.settle()

    assert liu.news()[-1].text == "家里改了一句：\n五点的车"


async def test_a_caption_taken_away_from_what_is_off_the_screen_leaves_nothing_to_say(
    street: Street, mei: Phone, liu: Phone
) -> None:
    number = await mei.sends(photo=PHOTO, caption="三点的车")
    await arrives(mei)
    liu.news()
    edits_meet(street, Vanished("message to edit not found"))

    await corrects(mei, number, photo=PHOTO)

    assert liu.news() == []


@pytest.mark.parametrize(
    ("fate", "told"),
    [
        (Gone("bot was blocked"), "刘师傅 那边没改成"),
        (Refused("message is too long"), "刘师傅 那边没改成"),
        (Unknown("ReadTimeout"), "不知道 刘师傅 那边改没改成"),
    ],
)
async def test_its_writer_hears_of_a_correction_that_did_not_get_there(
    street: Street, mei: Phone, fate: Result, told: str
) -> None:
    number = await mei.says("三点的车")
    await arrives(mei)
    edits_meet(street, fate)

    await corrects(mei, number, text="四点的车")
    await street.skip(minutes=30)

    assert mei.last.text == f"刚才改的那条，{told}，看到的可能还是原来那句。\n要紧的话，直接打电话。"

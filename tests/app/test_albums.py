"""Albums: sent as one, shown as one, whoever sends them, and nothing of them lost on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import albums
from bot.channel.port import Gone, Refused, Result, Unknown
from bot.domain.messages import Media, MediaKind, Op, Outgoing
from bot.store import cases
from tests.street import LI, LIU, SMITH, WANG, ZHAO, Phone, Street, street_config

LONG = "长" * 1100


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Street]:
    """A red case that Doctor Li has opened and answered; staff's lines go at once."""
    yield (street := await opened(tmp_path))
    await street.close()


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[Street]:
    """The same, where staff have five seconds to take a line back."""
    yield (street := await opened(tmp_path, undo=timedelta(seconds=5)))
    await street.close()


async def opened(folder: Path, undo: timedelta = timedelta()) -> Street:
    street = await Street.open(folder, street_config(folder, undo=undo))
    liu, li = street.phone(LIU.address), street.phone(LI.address)
    for citizen in (ZHAO, WANG):
        street.phone(citizen.address, citizen.name)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    await street.skip(seconds=6)
    for phone in (liu, li):
        phone.news()
    street.channel.sent.clear()
    return street


def photo(number: int) -> dict[str, Any]:
    return {"photo": [{"file_id": f"p{number}"}]}


async def sends(phone: Phone, *parts: dict[str, Any], album: str = "9", settle: bool = True) -> list[int]:
    """Parts of an album as they come: one update each, with the album's number."""
    numbers = [await phone.sends(media_group_id=album, settle=False, **part) for part in parts]
    if settle:
        await phone.stage.settle()
    return numbers


def calls(street: Street, address: int) -> list[Outgoing]:
    """What was sent to somebody with a file, one for each call."""
    return [message for chat, message in street.channel.sent if chat == address and message.media is not None]


def shape(message: Outgoing) -> list[str]:
    return [part.media.file_id for part in (message, *message.album) if part.media is not None]


async def journal(street: Street) -> list[cases.Entry]:
    number = (await street.store.db.fetch("select id from cases"))[0][0]
    return (await cases.journals(street.store.db, street.store.keys, [number]))[number]


# -- from a person to whoever reads along --------------------------------------------------------


async def test_an_album_of_a_person_comes_as_one_under_one_banner_and_its_caption_stays(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)

    await sends(liu, photo(1), {"video": {"file_id": "v2"}, "caption": "看 <这> 两张"}, photo(3))
    early = li.news()
    await town.skip(seconds=1)

    assert [message.media for message in early] == []
    assert [shape(message) for message in calls(town, LI.address)] == [["p1", "v2", "p3"]]
    assert [(m.text, m.protect) for m in li.news()] == [
        ("🔴 K0002", True),
        ("看 <这> 两张", True),
        ("", True),
    ]


async def test_the_journal_keeps_every_part_of_an_album(town: Street) -> None:
    await sends(town.phone(LIU.address), photo(1), photo(2) | {"caption": "家里"})

    kept = [entry.body for entry in await journal(town) if entry.body.get("media")]
    assert [(body["media"]["file_id"], body["text"]) for body in kept] == [("p1", ""), ("p2", "家里")]


async def test_what_is_written_after_an_album_comes_after_it(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)

    await sends(liu, photo(1), photo(2))
    await liu.says("就是这些")
    await town.skip(seconds=1)

    assert [message.text for message in li.news()] == ["🔴 K0002", "", "🔴 K0002\n就是这些"]


async def test_parts_that_come_in_another_order_stand_as_they_were_sent(town: Street) -> None:
    liu = town.phone(LIU.address)
    for number, part in ((502, photo(2)), (501, photo(1))):
        message = liu._message(number) | part | {"media_group_id": "9"}
        await town.update({"message": message})
    await town.settle()

    await town.skip(seconds=1)

    assert [shape(message) for message in calls(town, LI.address)] == [["p1", "p2"]]


async def test_a_part_that_comes_late_goes_by_itself_with_a_banner_of_its_own(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)
    await sends(liu, photo(1), photo(2))
    await town.skip(seconds=1)

    await sends(liu, photo(3))
    await town.skip(seconds=1)

    assert [shape(message) for message in calls(town, LI.address)] == [["p1", "p2"], ["p3"]]
    assert [message.text for message in li.news()] == ["🔴 K0002", "", "🔴 K0002"]


async def test_red_words_under_a_part_are_read_before_the_album_is_gathered(town: Street) -> None:
    smith, zhao = town.phone(SMITH.address), town.phone(ZHAO.address)
    zhao.news()

    await sends(smith, photo(1), photo(2) | {"caption": "I want to kill myself"})

    assert smith.last.text.startswith("Thank you for telling me.")
    assert any("🔴" in phone.last.text for phone in (zhao, town.phone(LI.address)))


@pytest.mark.parametrize(
    ("parts", "groups"),
    [
        ([{"document": {"file_id": "d1"}}, {"document": {"file_id": "d2"}}], [["d1", "d2"]]),
        ([{"audio": {"file_id": "a1"}}, {"audio": {"file_id": "a2"}}], [["a1", "a2"]]),
        ([{"document": {"file_id": "d1"}}, photo(1)], [["d1"], ["p1"]]),
        ([{"voice": {"file_id": "o1"}}, {"voice": {"file_id": "o2"}}], [["o1"], ["o2"]]),
        ([photo(number) for number in range(12)], [[f"p{n}" for n in range(10)], ["p10", "p11"]]),
    ],
)
async def test_only_what_the_channel_shows_together_goes_together(
    town: Street, parts: list[dict[str, Any]], groups: list[list[str]]
) -> None:
    await sends(town.phone(LIU.address), *parts)
    await town.skip(seconds=1)

    assert [shape(message) for message in calls(town, LI.address)] == groups


async def test_a_caption_too_long_for_a_file_follows_the_whole_album(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)

    await sends(liu, photo(1) | {"caption": LONG}, photo(2))
    await town.skip(seconds=1)

    shown = li.news()
    assert [message.media is not None for message in shown] == [True, True, False]
    assert shown[2].text == f"🔴 K0002\n{LONG}"


async def test_each_part_can_be_quoted_and_edited_afterwards(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)
    mine = await sends(liu, photo(1), photo(2) | {"caption": "家里"})
    await town.skip(seconds=1)
    first, second = li.news()

    await town.update({"edited_message": liu._message(mine[1]) | photo(2) | {"caption": "家里的门"}})
    await town.settle()
    await li.says("看到了", reply_to=first.id)

    assert (second.text, second.edited) == ("🔴 K0002 ✎ 已修改\n家里的门", True)
    assert liu.last.reply_to == mine[0]


async def test_an_album_the_channel_refuses_goes_part_by_part_so_that_one_bad_file_costs_no_other(
    town: Street,
) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)

    def bad(chat: int, message: Outgoing) -> Result | None:
        return Refused("wrong file identifier") if chat == LI.address and "p2" in shape(message) else None

    town.channel.always = bad
    await sends(liu, photo(1) | {"caption": "家里"}, photo(2), photo(3))
    await town.skip(seconds=1)

    assert [shape(message) for message in calls(town, LI.address)] == [["p1"], ["p3"]]
    assert li.news()[0].text == "🔴 K0002\n家里"
    states = await town.store.db.fetch(
        "select state from outbox where slot like 'r:%' order by id desc limit 3"
    )
    assert sorted(row[0] for row in states) == ["failed", "sent", "sent"]


async def test_an_album_without_an_answer_goes_again_as_one_and_says_so(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)
    town.channel.results.append(Unknown("no answer"))

    await sends(liu, photo(1), photo(2))
    await town.skip(seconds=10)

    assert [shape(message) for message in calls(town, LI.address)] == [["p1", "p2"]]
    shown = li.news()
    assert [("可能重复" in message.text) for message in shown] == [True, False]


async def test_an_album_that_stood_in_line_at_a_crash_goes_as_one_afterwards(town: Street) -> None:
    await sends(town.phone(LIU.address), photo(1), photo(2))

    again = await town.reopen()
    await again.skip(seconds=1)

    assert [shape(message) for message in calls(again, LI.address)] == [["p1", "p2"]]
    await again.close()


async def test_whoever_opens_the_case_later_gets_the_album_as_one(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)
    await sends(liu, photo(1), photo(2))
    await town.skip(seconds=1)
    town.channel.sent.clear()

    await li.presses("打开")
    await town.skip(seconds=1)

    assert [shape(message) for message in calls(town, LI.address)] == [["p1", "p2"]]


# -- from staff to a person ----------------------------------------------------------------------


async def test_an_album_of_staff_waits_as_one_line_with_one_mark_and_arrives_as_one(slow: Street) -> None:
    liu, li = slow.phone(LIU.address), slow.phone(LI.address)

    await sends(li, photo(1) | {"caption": "请看"}, photo(2))
    mark = li.news()
    await slow.skip(seconds=5)

    assert [message.text for message in mark] == ["已发出 · K0002 刘师傅"]
    assert [shape(message) for message in calls(slow, LIU.address)] == [["p1", "p2"]]
    assert [message.text for message in liu.news()] == ["李医生：\n请看", ""]


async def test_an_album_of_staff_is_taken_back_as_one(slow: Street) -> None:
    liu, li = slow.phone(LIU.address), slow.phone(LI.address)
    await sends(li, photo(1) | {"caption": LONG}, photo(2) | {"caption": LONG})

    await li.presses("撤回")
    await slow.skip(seconds=10)

    assert liu.news() == []
    assert li.toasts[-1] == "撤回了，对方没有收到。"
    assert (await slow.store.db.fetch("select count(*) from outbox where state = 'dropped'"))[0][0] == 4


async def test_a_part_that_comes_after_its_album_was_taken_back_is_not_sent_but_kept(slow: Street) -> None:
    liu, li = slow.phone(LIU.address), slow.phone(LI.address)
    await sends(li, photo(1), photo(2))
    await li.presses("撤回")

    await sends(li, photo(3))
    await slow.skip(seconds=10)

    assert liu.news() == []
    kept = [entry.body["media"]["file_id"] for entry in await journal(slow) if entry.body.get("media")]
    assert kept == ["p1", "p2", "p3"]


async def test_what_was_taken_back_with_an_album_cannot_be_corrected_into_the_world(slow: Street) -> None:
    liu, li = slow.phone(LIU.address), slow.phone(LI.address)
    numbers = await sends(li, photo(1), photo(2))
    await li.presses("撤回")

    await slow.update({"edited_message": li._message(numbers[1]) | photo(2) | {"caption": "改了"}})
    await slow.skip(seconds=10)

    assert liu.news() == []
    assert "已经撤回" in li.last.text


async def test_a_correction_of_a_waiting_part_goes_with_its_album(slow: Street) -> None:
    liu, li = slow.phone(LIU.address), slow.phone(LI.address)
    numbers = await sends(li, photo(1), photo(2) | {"caption": "旧"})

    await slow.update({"edited_message": li._message(numbers[1]) | photo(2) | {"caption": "新 & 好"}})
    await slow.skip(seconds=6)

    assert [message.text for message in liu.news()] == ["李医生", "新 & 好"]


async def test_without_time_to_undo_an_album_is_gathered_all_the_same(town: Street) -> None:
    liu, li = town.phone(LIU.address), town.phone(LI.address)

    await sends(li, photo(1), photo(2))
    await town.skip(seconds=1)

    assert [shape(message) for message in calls(town, LIU.address)] == [["p1", "p2"]]
    assert [message.text for message in li.news()] == ["已发出 · K0002 刘师傅"]
    assert [message.text for message in liu.news()] == ["李医生", ""]


async def test_a_late_part_of_staff_is_a_line_of_its_own(town: Street) -> None:
    li = town.phone(LI.address)
    await sends(li, photo(1), photo(2))
    await town.skip(seconds=2)

    await sends(li, photo(3))
    await town.skip(seconds=1)

    assert [shape(message) for message in calls(town, LIU.address)] == [["p1", "p2"], ["p3"]]
    assert [message.text for message in li.news()] == ["已发出 · K0002 刘师傅"] * 2


async def test_an_album_that_cannot_reach_the_person_is_said_once(town: Street) -> None:
    li = town.phone(LI.address)
    town.channel.always = lambda chat, message: (
        Gone("blocked") if chat == LIU.address and message.op is Op.SEND else None
    )

    await sends(li, photo(1), photo(2), photo(3))
    await town.skip(seconds=1)

    assert [message.text.splitlines()[0] for message in li.news() if "失败" in message.text] == [
        "失败 · K0002 刘师傅"
    ]


async def test_a_part_that_fails_alone_is_said(town: Street) -> None:
    li = town.phone(LI.address)

    def bad(chat: int, message: Outgoing) -> Result | None:
        return Refused("wrong file identifier") if chat == LIU.address and "p2" in shape(message) else None

    town.channel.always = bad
    await sends(li, photo(1), photo(2))
    await town.skip(seconds=1)

    assert [message.text.splitlines()[0] for message in li.news()] == [
        "已发出 · K0002 刘师傅",
        "没发全 · K0002",
    ]


async def test_one_person_s_answer_is_one_answer_whatever_its_parts(town: Street) -> None:
    await town.phone(LIU.address).says("在吗")

    await sends(town.phone(LI.address), photo(1), photo(2))
    waiting = await cases.live(town.store.db, town.store.keys)
    await town.skip(seconds=1)
    answered = await cases.live(town.store.db, town.store.keys)

    assert (len(waiting[0].replies), bool(waiting[0].asked)) == (1, True)
    assert (answered[0].replies, answered[0].asked) == ((), "")


@pytest.mark.parametrize("kind", sorted(set(MediaKind) - {"photo", "video", "document", "audio"}))
def test_every_other_kind_has_no_album(kind: MediaKind) -> None:
    assert albums.name("9", Media(kind)) == ""


def test_without_an_album_or_a_file_nothing_waits() -> None:
    assert (albums.name("", Media(MediaKind.PHOTO)), albums.name("9", None)) == ("", "")

"""The other side of a call no message reaches: who asked hears it at once, and what they can do instead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.config import Config
from bot.app.people_leave import leave
from bot.channel.port import Gone, Refused, Result, Unknown
from bot.channel.video import Jitsi, Ways
from bot.domain.appointment import Appointment
from bot.domain.family import Relation
from bot.domain.messages import Outgoing
from bot.domain.people import Role
from bot.store import appointments, people
from tests.street import LI, LIU, PEOPLE, SMITH, Citizen, Phone, Street, street_config

MEI = Citizen("陈女士", 1002, "hq", Role.FAMILY, family=((LIU.address, Relation.WIFE),))
GRANNY = Citizen("刘妈妈", 1004, "hq", Role.FAMILY, family=((LIU.address, Relation.MOTHER),))
TOWN = (*PEOPLE, MEI, GRANNY)


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=TOWN)
    for citizen in TOWN:
        street.phone(citizen.address)
    yield street
    await street.close()


def unreachable(street: Street, citizen: Citizen, result: Result | None = None) -> None:
    """From here on nothing arrives there."""
    answer = result or Gone("bot was blocked")
    street.channel.always = lambda chat, _: answer if chat == citizen.address else None


async def asks(phone: Phone, whom: str, hour: str = "周六 09:00", *, length: str = "半小时") -> None:
    await phone.says("/call")
    for caption in (whom, length, hour, *(("就这一次",) if whom != "李医生" else ()), "好，去问"):
        await phone.presses(caption)


async def agrees(street: Street, hour: str = "周六 09:00") -> None:
    await asks(street.phone(LIU.address), "陈女士", hour)
    await street.phone(MEI.address).presses("可以")


async def kept(street: Street, citizen: Citizen = LIU) -> list[Appointment]:
    return await appointments.of_people(street.store.db, street.store.keys, [f"person{citizen.address}"])


async def held(street: Street) -> int:
    return int((await street.store.db.fetch("select count(*) from slot"))[0][0])


def captions(phone: Phone) -> list[str]:
    return [caption for caption, _ in phone.last.buttons]


# -- while it is only offered ---------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["bot was blocked", "user is deactivated", "chat not found"])
async def test_whoever_asked_hears_at_once_that_the_offer_did_not_arrive_and_the_hour_is_free(
    street: Street, reason: str
) -> None:
    liu = street.phone(LIU.address)
    unreachable(street, MEI, Gone(reason))

    await asks(liu, "陈女士")

    assert liu.last.text == (
        "陈女士那边现在收不到我的消息。\n\n这个时间先放开了。\n多半是换了手机，或者停了这个聊天，不见得是不想来。\n\n"
        "您可以自己问一声：\n· 在 Telegram 里直接打给陈女士"
    )
    assert '<a href="tg://user?id=1002">' in liu.last.html
    assert captions(liu) == ["📹 换个人约", "🙋 找人聊聊"]
    assert await kept(street) == []
    assert await held(street) == 0
    # no timer has to run out for that, and none says it again
    liu.news()
    await street.skip(days=2)
    assert liu.news() == []


async def test_it_is_said_in_the_language_of_whoever_asked(street: Street) -> None:
    liu = street.phone(LIU.address)
    async with street.store.db.transaction() as tx:
        await people.set_language(tx, "person1001", "en")
    unreachable(street, MEI)

    await liu.says("/call")
    for caption in ("陈女士", "Half an hour", "Sat 09:00", "Just this once", "Yes, ask"):
        await liu.presses(caption)

    assert liu.last.text.startswith(
        "My messages don't reach 陈女士 at the moment.\n\nThe time is free again."
    )
    assert "Call 陈女士 in Telegram" in liu.last.text
    assert captions(liu) == ["📹 Call somebody else", "🙋 Talk to a person"]


async def test_the_way_on_leads_to_whom_a_message_reaches(street: Street) -> None:
    liu, granny = street.phone(LIU.address), street.phone(GRANNY.address)
    unreachable(street, MEI)
    await asks(liu, "陈女士")

    await liu.presses("换个人约")

    assert not any("陈女士" in caption for caption in captions(liu))
    for caption in ("刘妈妈", "半小时", "周六 09:00", "就这一次", "好，去问"):
        await liu.presses(caption)
    assert "想跟您视频" in granny.last.text


async def test_whoever_of_the_family_is_missing_on_the_list_is_named_without_blame(street: Street) -> None:
    liu = street.phone(LIU.address)
    async with street.store.db.transaction() as tx:
        await people.set_reachable(tx, "person1002", reachable=False)

    await liu.says("/call")

    assert liu.last.text == (
        "想跟谁视频？\n\n陈女士眼下在这里收不到消息，停了这个聊天或者换了手机都会这样，所以没列上。"
    )
    assert "刘妈妈" in captions(liu)
    async with street.store.db.transaction() as tx:
        await people.set_language(tx, "person1001", "en")
        await people.set_reachable(tx, "person1004", reachable=False)
    await liu.says("/call")

    assert "Not listed, as no message reaches them here at the moment: 陈女士, 刘妈妈." in liu.last.text


async def test_whose_whole_family_is_missing_reads_why_there_is_nobody_to_call(street: Street) -> None:
    mei = street.phone(MEI.address)
    async with street.store.db.transaction() as tx:
        await people.set_reachable(tx, "person1001", reachable=False)
        for counsellor in (2001, 2002):
            await people.end_grants(tx, f"person{counsellor}", street.clock.now())

    await mei.says("/call")

    assert mei.last.text.startswith("现在还没有能约的人。\n刘师傅眼下在这里收不到消息")


async def test_whoever_blocks_the_bot_while_they_are_asked_keeps_nobody_waiting(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await asks(liu, "陈女士")

    await mei.blocks()

    assert liu.last.text.startswith("陈女士那边现在收不到我的消息。")
    assert await held(street) == 0


async def test_a_letter_that_was_refused_is_told_too_and_one_that_may_have_arrived_is_waited_for(
    street: Street,
) -> None:
    liu = street.phone(LIU.address)
    unreachable(street, MEI, Unknown("silence"))
    await asks(liu, "陈女士")
    await street.skip(minutes=10)
    assert len(await kept(street)) == 1
    street.channel.always = None
    unreachable(street, GRANNY, Refused("400 BadRequest"))

    await asks(liu, "刘妈妈", "周三 18:00")

    assert liu.last.text.startswith("刘妈妈那边现在收不到我的消息。")
    assert [call.parties for call in await kept(street)] == [("person1001", "person1002")]


async def test_word_of_an_offer_that_is_no_more_changes_nothing(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)

    def refuse(chat: int, message: Outgoing) -> Result | None:
        return Refused("400 BadRequest") if chat == MEI.address and "改个时间" in message.text else None

    await agrees(street)
    street.channel.always = refuse
    await liu.presses("改时间")
    await liu.presses("周三 18:00")
    await liu.presses("好，去问", settle=False)
    while await street.house.frontdesk.work():
        pass
    await mei.presses("取消", settle=False)
    await street.settle()

    (call,) = await kept(street)
    assert call.offer is None
    assert call.at is not None


async def test_whoever_works_here_is_not_called_on_their_own_account(street: Street) -> None:
    liu = street.phone(LIU.address)
    unreachable(street, LI)

    await asks(liu, "李医生")

    assert "李医生那边现在收不到我的消息。" in liu.last.text
    assert "tg://" not in liu.last.html
    assert "自己问一声" not in liu.last.text


async def test_who_asked_and_is_gone_themselves_leaves_nobody_with_an_offer(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await asks(liu, "陈女士")

    await liu.blocks()

    assert mei.last.text.startswith("刘师傅那边现在收不到我的消息。\n\n这个时间先放开了。")
    assert await held(street) == 0


# -- when another hour is asked for, and once one is agreed ---------------------------------------


async def test_what_was_agreed_stands_when_nobody_can_be_asked_about_another_hour(street: Street) -> None:
    liu = street.phone(LIU.address)
    await agrees(street)
    unreachable(street, MEI)

    await liu.presses("改时间")
    await liu.presses("周三 18:00")
    await liu.presses("好，去问")

    assert "改时间的事没问成，约好的时间还留着：\n11-28 周六 09:00 汉班托塔" in liu.last.text
    (call,) = await kept(street)
    assert call.offer is None
    assert call.at is not None


async def test_an_agreed_hour_stands_and_the_other_hears_once_that_no_message_arrives(street: Street) -> None:
    liu = street.phone(LIU.address)
    await agrees(street)
    liu.news()
    unreachable(street, MEI)

    await street.skip(days=4, hours=20)

    told = [shown for shown in liu.news() if "收不到我的消息" in shown.text]
    assert len(told) == 1
    assert "约好的时间还留着" in told[0].text
    assert [caption for caption, _ in told[0].buttons] == ["🔄 改时间", "取消", "🙋 找人聊聊"]
    assert len(await kept(street)) == 1


async def test_whoever_is_back_and_gone_again_is_news_again(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street)
    for _ in range(2):
        await mei.blocks()
        await mei.blocks(status="member")
    assert len([text for text in liu.texts if "收不到我的消息" in text]) == 1

    await mei.presses("改时间")
    await mei.presses("周三")
    await mei.presses("好，去问")
    await liu.presses("这次不了")
    await mei.blocks()

    assert "收不到我的消息" in liu.last.text


async def test_nobody_hears_that_of_a_call_that_is_over(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street, "周一 18:00")
    await street.skip(hours=9, minutes=20)
    liu.news()

    await mei.blocks()

    assert liu.news() == []


# -- a link to hand on ----------------------------------------------------------------------------


@pytest.fixture
def staged_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stage makes a configuration of its own; it has the same ways then."""
    from bot.app import stage

    plain = stage.staged

    def staged(config: Config, *where: object) -> Config:
        on_stage = plain(config, *where)  # type: ignore[arg-type]
        on_stage.ways = config.ways
        return on_stage

    monkeypatch.setattr(stage, "staged", staged)


@pytest.mark.usefixtures("staged_ways")
@pytest.mark.parametrize(("secret", "linked"), [("", True), ("a secret of at least thirty-two bytes", False)])
async def test_a_link_to_hand_on_is_given_where_it_opens_for_everybody(
    tmp_path: Path, secret: str, linked: bool
) -> None:
    config = street_config(tmp_path)
    config.ways = Ways({"own": Jitsi("https://meet.example.org", "warm", secret)}, {})
    street = await Street.open(tmp_path, config, citizens=TOWN)
    liu = street.phone(LIU.address)
    unreachable(street, MEI)

    await asks(liu, "陈女士")

    assert ("https://meet.example.org/wl-" in liu.last.text) is linked
    assert "jwt" not in liu.last.html
    await street.close()


# -- left, and parted -----------------------------------------------------------------------------


async def test_of_somebody_who_leaves_an_open_offer_goes_too(street: Street) -> None:
    liu = street.phone(LIU.address)
    await asks(liu, "李医生")

    await leave(street.store, "李医生", street.clock.now())
    await street.settle()

    assert "李医生把视频取消了" in liu.last.text
    assert await held(street) == 0


async def test_once_they_have_parted_nothing_is_held_offered_reminded_of_or_repeated(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await liu.says("/call")
    for caption in ("陈女士", "半小时", "周三 18:00", "每周都这个时间", "好，去问"):
        await liu.presses(caption)
    await mei.presses("可以")
    await asks(liu, "陈女士")

    await mei.says("/family")
    await mei.presses("断开")
    await mei.presses("断开")

    assert await kept(street) == []
    assert await held(street) == 0
    for phone in (liu, mei):
        phone.news()
    await street.skip(days=9)
    assert (liu.news(), mei.news()) == ([], [])


async def test_a_place_offered_to_whom_no_message_reaches_goes_to_the_next_in_line(street: Street) -> None:
    liu, smith, li = (street.phone(citizen.address) for citizen in (LIU, SMITH, LI))
    await asks(liu, "李医生", "周三 18:00")
    await li.presses("可以")
    async with street.store.db.transaction() as tx:
        rows = [
            appointments.Waiting(f"w{place}", f"person{one}", "person2001", 30, street.clock.now())
            for place, one in enumerate((GRANNY.address, SMITH.address))
        ]
        await appointments.wait(tx, rows)
    unreachable(street, GRANNY)

    await liu.presses("取消")
    await liu.presses("是，取消")

    assert smith.last.text.startswith("A time has become free")

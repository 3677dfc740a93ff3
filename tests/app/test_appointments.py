"""Agreed hours on the phones of those they concern: who may, what is told, what dies with a version."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from bot.app.booking import key, moment
from bot.app.callplaces import arrangement
from bot.app.clocks import Clocks
from bot.app.config import Config
from bot.app.dialogue import ActionFailed
from bot.app.people_leave import leave
from bot.app.retiming import follow_clocks
from bot.app.turn import Turn
from bot.channel.video import Jitsi, Ways
from bot.domain.appointment import Appointment, Outcome
from bot.domain.family import Relation
from bot.domain.flow.model import Value
from bot.domain.hours import Hours
from bot.domain.people import Grant, Person, Role
from bot.domain.slots import Manner
from bot.store import appointments, desks, inbox, people
from bot.store.inbox import Arrival
from tests.street import LIU, NOON, PEOPLE, SMITH, UNITS, Citizen, Phone, Street, street_config

MEI = Citizen("陈女士", 1002, "hq", Role.FAMILY, family=((LIU.address, Relation.WIFE),))
SUN = Citizen("孙大夫", 3002, "hq", Role.DOCTOR, duty=["tue 15:00-15:45"])
ZHOU = Citizen("周联络员", 3001, "lk", Role.LIAISON)
TOWN = (*PEOPLE, MEI, SUN, ZHOU)
SECRET = "a secret of at least thirty-two bytes"


async def opened(folder: Path, config: Config | None = None) -> Street:
    street = await Street.open(folder, config, citizens=TOWN)
    for citizen in TOWN:
        street.phone(citizen.address)
    return street


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await opened(tmp_path)
    yield street
    await street.close()


def lane(citizen: Citizen) -> str:
    return f"person{citizen.address}"


async def asks(
    phone: Phone, whom: str, hour: str, *, length: str = "半小时", often: str = "就这一次", day: str = ""
) -> None:
    """Books by the dialogue: the first hour offered whose button contains `hour`."""
    await phone.says("/call")
    await phone.presses(whom)
    await phone.presses(length)
    if day:
        await phone.presses("换一天")
        await phone.says(day)
    await phone.presses(hour)
    if "只约这一次" in phone.last.text:
        await phone.presses(often)
    await phone.presses("好，去问")


async def agrees(street: Street, hour: str = "周六 09:00") -> None:
    """Liu has asked his wife, and she has said yes."""
    await asks(street.phone(LIU.address), "陈女士", hour)
    await street.phone(MEI.address).presses("可以")


async def kept(street: Street, citizen: Citizen = LIU) -> list[Appointment]:
    return await appointments.of_people(street.store.db, street.store.keys, [lane(citizen)])


async def audited(street: Street) -> list[str]:
    return [row[0] for row in await street.store.db.fetch("select action from audit order by id")]


async def happens(street: Street, citizen: Citizen, body: dict[str, object], number: str = "1") -> None:
    arrival = Arrival("test", number, lane(citizen), "call", street.clock.now(), body)
    async with street.store.db.transaction() as tx:
        await inbox.add(tx, street.store.keys, [arrival])
    await street.settle()


# -- who may --------------------------------------------------------------------------------------


async def test_somebody_elses_call_is_not_found_whatever_the_button(street: Street) -> None:
    await agrees(street)
    smith = street.phone(SMITH.address)
    (call,) = await kept(street)

    for verb in ("cyes", "cno", "cother", "coff", "csure", "cjoin", "cdid", "cagain"):
        await smith.presses_data(f"1.{verb}.{call.id}.{call.version}.yes")
        assert smith.toasts[-1] == "There is no such call."

    assert (await kept(street)) == [call]
    assert [action for action in await audited(street) if "not found" in action] == [
        f"{verb} not found" for verb in ("cyes", "cno", "cother", "coff", "csure", "cjoin", "cdid", "cagain")
    ]


async def test_a_guessed_id_is_not_found_either(street: Street) -> None:
    liu = street.phone(LIU.address)

    await liu.presses_data("1.cyes.beef.1.")

    assert liu.toasts[-1] == "找不到这次视频。"


async def test_word_of_somebody_it_does_not_concern_changes_nothing(street: Street) -> None:
    await agrees(street)
    (call,) = await kept(street)

    await happens(
        street,
        LIU,
        {"verb": "csure", "appointment": call.id, "by": lane(SMITH), "seq": call.version, "choice": ""},
    )

    assert await kept(street) == [call]
    assert "csure refused" in await audited(street)


async def test_whoever_was_picked_must_be_somebody_they_may_call(street: Street) -> None:
    smith = street.phone(SMITH.address)
    await smith.says("/call")
    assert all("陈女士" not in caption for caption, _ in smith.last.buttons)
    assert any("李医生" in caption for caption, _ in smith.last.buttons)


async def test_those_who_part_have_no_call_with_one_another_any_more(street: Street) -> None:
    await agrees(street)
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    mei.news()

    await liu.says("/family")
    await liu.presses("断开")
    await liu.presses("断开")

    assert await kept(street) == []
    assert any("取消" in shown.text for shown in mei.news())


async def test_nobody_who_was_family_once_is_on_a_visit_with_somebody_else(street: Street) -> None:
    liu, mei, zhou = (street.phone(n) for n in (LIU.address, MEI.address, ZHOU.address))
    parties = [lane(LIU), lane(MEI), lane(ZHOU)]
    since, until = NOON + timedelta(days=5), NOON + timedelta(days=12)
    await happens(street, LIU, arrangement(parties, 30, "home_visit", since, until))
    for phone in (liu, mei, zhou):
        await phone.presses("可以")

    await liu.says("/family")
    await liu.presses("断开")
    await liu.presses("断开")

    assert await kept(street) == []
    mei.news()
    await street.skip(days=12)
    assert mei.news() == []


async def test_a_call_with_somebody_who_does_not_work_here_any_more_is_off_before_it_is_reminded_of(
    street: Street,
) -> None:
    liu, li = street.phone(LIU.address), street.phone(2001)
    await asks(liu, "李医生", "周六 09:00")
    await li.presses("可以")
    await now_only(street, "person2001", Role.EMPLOYEE)

    await street.skip(days=4)

    assert await kept(street) == []
    for phone in (liu, li):
        assert any(shown.text.startswith("对方把视频取消了") for shown in phone.screen)
        assert not any("提醒您有一次视频" in shown.text for shown in phone.screen)


async def test_who_does_not_work_here_any_more_cannot_say_yes_to_what_they_were_asked_before(
    street: Street,
) -> None:
    li = street.phone(2001)
    await asks(street.phone(LIU.address), "李医生", "周六 09:00")
    await now_only(street, "person2001", Role.EMPLOYEE)

    await li.presses("可以")

    assert await kept(street) == []


async def test_the_file_of_a_call_that_is_off_says_that_it_takes_it_out_of_the_calendar(
    street: Street,
) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await asks(liu, "陈女士", "周六 09:00")
    await mei.presses("可以")
    assert liu.last.text == "可以加到手机日历里。"

    await mei.says("/calls")
    await mei.presses("取消")
    await mei.presses("是，取消")

    assert liu.last.text == mei.last.text == "加进过日历的，点开它，那一条就取消。"


async def now_only(street: Street, person: str, role: Role) -> None:
    """From here on they hold this one role."""
    async with street.store.db.transaction() as tx:
        await people.set_grants(tx, person, [(f"{person} now", Grant(role, "ship"))])


async def test_nobody_waits_for_somebody_who_has_left(street: Street) -> None:
    liu, li = street.phone(LIU.address), street.phone(2001)
    await asks(liu, "李医生", "周六 09:00")
    await li.presses("可以")

    await leave(street.store, "李医生", street.clock.now())
    await street.settle()

    assert await kept(street) == []
    assert any(text.startswith("李医生把视频取消了") for text in liu.texts)


async def test_a_colleague_sees_what_they_have_agreed_on_beside_their_cases(street: Street) -> None:
    liu, li, zhou = street.phone(LIU.address), street.phone(2001), street.phone(ZHOU.address)
    await asks(liu, "李医生", "周六 09:00")
    await li.presses("可以")
    await asks(liu, "周联络员", "周二 18:00")
    await zhou.presses("可以")

    await li.says("/cases")
    await zhou.says("/cases")

    assert "约好的视频：\n周六 11:30 北京 · 09:00 汉班托塔 · 刘师傅" in li.last.text
    assert "周二 18:00 汉班托塔 · 刘师傅" in zhou.last.text
    assert li.last.protect


async def test_a_call_of_ones_own_leaves_the_desk_as_it_is(street: Street) -> None:
    liu, li = street.phone(LIU.address), street.phone(2001)
    await asks(liu, "李医生", "周六 09:00")
    await street.phone(SMITH.address).says("/talk")
    await li.presses("可以")

    assert "视频约好了" in "".join(li.texts[-3:])


async def test_a_person_is_one_tap_away_under_everything_that_has_buttons(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street, "周三 18:00")
    await mei.presses("改时间")
    await mei.says("5")
    await mei.presses("好，去问")
    await liu.presses("这次不了")
    await mei.says("/calls")
    await liu.presses("取消")
    await street.skip(days=4)
    await mei.presses("没通上")

    under = [[caption for caption, _ in shown.buttons] for phone in (liu, mei) for shown in phone.screen]
    assert sum(map(bool, under)) > 15
    assert [captions for captions in under if captions and "🙋 找人聊聊" not in captions] == []


# -- the way in -----------------------------------------------------------------------------------


def with_server(folder: Path, secret: str = SECRET) -> Config:
    config = street_config(folder)
    config.ways = Ways({"own": Jitsi("https://meet.example.org", "warm", secret)}, {})
    return config


@pytest.fixture
def staged_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stage makes a configuration of its own; it has the same ways then."""
    from bot.app import stage

    plain = stage.staged

    def staged(config: Config, *where: Any) -> Config:
        on_stage = plain(config, *where)
        on_stage.ways = config.ways
        return on_stage

    monkeypatch.setattr(stage, "staged", staged)


@pytest.mark.usefixtures("staged_ways")
async def test_each_gets_a_link_of_their_own_when_they_tap_and_not_before_the_door_opens(
    tmp_path: Path,
) -> None:
    street = await opened(tmp_path, with_server(tmp_path))
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street, "周一 18:00")
    (call,) = await kept(street)
    await liu.presses_data(f"1.cjoin.{call.id}.{call.version}.")
    assert liu.toasts[-1].startswith("还没到时间")

    await street.skip(hours=8, minutes=21)
    assert "jwt" not in "".join(liu.texts)
    for phone in (liu, mei):
        await phone.presses("进去")

    claims = []
    for phone in (liu, mei):
        assert phone.last.protect
        address = urlsplit(phone.last.text.split("\n")[-1])
        assert address.path == f"/{call.room}"
        token = parse_qs(address.query)["jwt"][0]
        options = {"verify_exp": False, "verify_nbf": False}
        claims.append(jwt.decode(token, SECRET, algorithms=["HS256"], audience="warm", options=options))
    assert [c["context"]["user"]["name"] for c in claims] == ["刘师傅", "陈女士"]
    assert call.room not in str(call.id)
    await liu.says("/calls")
    assert any("进去" in caption for caption, _ in liu.last.buttons)
    await street.close()


@pytest.mark.usefixtures("staged_ways")
async def test_without_a_secret_the_last_reminder_has_the_link_and_the_file_has_none(tmp_path: Path) -> None:
    street = await opened(tmp_path, with_server(tmp_path, ""))
    liu = street.phone(LIU.address)
    await agrees(street, "周一 18:00")
    (call,) = await kept(street)

    await street.skip(hours=8, minutes=21)

    link = f"https://meet.example.org/{call.room}"
    assert [link in text for text in liu.texts if "视频" in text or "10 分钟" in text][-1]
    files = [message.upload for _, message in street.channel.sent if message.upload]
    assert len(files) == 2
    assert all(call.room.encode() not in file and b"METHOD:REQUEST" in file for file in files)
    await street.close()


# -- reminders ------------------------------------------------------------------------------------


async def test_a_near_call_is_not_reminded_of_three_times_at_once(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await liu.says("/free")
    await liu.presses("什么时候都行")
    await asks(liu, "陈女士", "周一 11:30", day="2026-11-23")
    await street.skip(minutes=70)
    mei.news()
    await mei.presses("可以")
    assert [shown.text.split("\n")[0] for shown in mei.news()] == [
        "视频约好了 · 刘师傅：",
        "可以加到手机日历里。",
    ]

    await street.skip(minutes=49)

    assert [shown.text.split("\n")[0] for shown in mei.news()] == ["还有 10 分钟 · 刘师傅："]


async def test_no_reminder_comes_of_a_call_that_was_called_off_or_moved(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street, "周三 18:00")
    await mei.presses("取消")
    await mei.presses("是，取消")
    liu.news()

    await street.skip(days=3)

    assert liu.news() == []


async def test_what_is_proposed_and_refused_meanwhile_takes_no_reminder_away(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street, "周三 18:00")
    await mei.presses("改时间")
    await mei.says("5")
    await mei.presses("好，去问")
    await liu.presses("这次不了")
    await liu.presses("改时间")
    await liu.says("5")
    await liu.presses("好，去问")
    liu.news()

    await street.skip(days=2, hours=10)

    assert [shown.text.split(" · ")[0] for shown in liu.news()] == [
        "没等到回话，还按原来的时间：\n\n11-25 周三 18:00 汉班托塔\n11-25 周三 20:30 北京",
        "提醒您有一次视频",
        "还有一小时左右",
        "还有 10 分钟",
        "刚才的视频",
    ]


async def test_whoever_wants_no_messages_gets_no_reminder_and_the_other_does(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street, "周三 18:00")
    await mei.says("/stop")
    liu.news()
    mei.news()

    await street.skip(days=2, hours=10)

    assert len(liu.news()) == 3 + 1
    assert mei.news() == []


async def test_an_early_call_is_not_reminded_of_at_night_but_at_last(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await liu.says("/free")
    await liu.presses("我自己说")
    await liu.says("每天 7:15-7:45")
    await asks(liu, "陈女士", "周三 07:15")
    await mei.presses("可以")
    liu.news()
    mei.news()

    await street.skip(days=2)

    assert [shown.text.split("\n")[0] for shown in liu.news()] == [
        "提醒您有一次视频 · 陈女士：",
        "还有 10 分钟 · 陈女士：",
        "刚才的视频 · 陈女士，通上了吗？",
    ]
    assert [shown.text.split("\n")[0] for shown in mei.news()] == [
        "提醒您有一次视频 · 刘师傅：",
        "还有一小时左右 · 刘师傅：",
        "还有 10 分钟 · 刘师傅：",
        "刚才的视频 · 刘师傅，通上了吗？",
    ]


# -- afterwards -----------------------------------------------------------------------------------


async def test_both_say_that_it_happened_and_silence_says_nothing(street: Street) -> None:
    await agrees(street, "周一 18:00")
    await street.skip(hours=10)
    (call,) = await kept(street)
    await street.phone(LIU.address).presses("通上了")
    await street.phone(MEI.address).presses("通上了")

    (after,) = await appointments.by_id(street.store.db, street.store.keys, [call.id])
    assert after.outcome is Outcome.HAPPENED

    await agrees(street, "周二 18:00")
    (second,) = await kept(street)
    await street.skip(days=3)
    (unsaid,) = await appointments.by_id(street.store.db, street.store.keys, [second.id])
    assert unsaid.outcome is Outcome.UNKNOWN


async def test_one_word_that_it_did_not_is_enough_and_the_other_is_spared_the_question(
    street: Street,
) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street, "周一 18:00")
    await street.skip(hours=10)
    await liu.presses("没通上")

    assert mei.last.text.startswith("没关系")
    assert liu.last.text.startswith("没关系")
    (number,) = [row[0] for row in await street.store.db.fetch("select id from appointment")]
    await mei.presses_data(f"1.cdid.{number}.9.yes")
    (after,) = await appointments.by_id(street.store.db, street.store.keys, [number])
    assert after.outcome is Outcome.MISSED


async def test_a_word_about_an_hour_that_was_moved_since_ends_nothing(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street, "周一 18:00")
    await street.skip(hours=8, minutes=45)
    await liu.presses("改时间")
    await liu.presses("周二 18:00")
    await liu.presses("好，去问")
    await street.skip(minutes=30)
    await liu.presses("通上了")
    await street.skip(minutes=5)
    mei.screen[:] = [shown for shown in mei.screen if "通上了吗" not in shown.text] + [
        shown for shown in mei.screen if "通上了吗" in shown.text
    ]
    (call,) = await kept(street)
    await mei.presses_data(f"1.cyes.{call.id}.{call.version}.")

    await mei.presses("没通上")

    (moved,) = await kept(street)
    assert moved.at == NOON + timedelta(days=1, hours=8, minutes=30)
    assert moved.said == {}
    assert mei.last.text.startswith("约好的视频")
    await street.skip(days=1)
    assert sum("通上了吗" in text for text in liu.texts) == 2


async def test_nobody_says_of_a_call_to_come_whether_it_happened(street: Street) -> None:
    await agrees(street)
    (call,) = await kept(street)

    await street.phone(MEI.address).presses_data(f"1.cdid.{call.id}.{call.version}.no")

    assert await kept(street) == [call]


async def test_what_is_past_is_neither_moved_nor_called_off_and_shows_what_is_to_come(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await asks(liu, "陈女士", "周一 18:00", often="每周都这个时间")
    await mei.presses("可以")
    await street.skip(hours=9, minutes=1)
    past, coming = await kept(street)

    for verb in ("cother", "coff", "csure"):
        await liu.presses_data(f"1.{verb}.{past.id}.{past.version}.all")
        assert liu.toasts[-1] == "这次视频已经变了。"
        assert "11-30 周一 18:00 汉班托塔" in liu.last.text

    assert await kept(street) == [past, coming]
    liu.news()
    await liu.says("/calls")
    assert sum("约好的视频" in shown.text for shown in liu.news()) == 1
    await liu.presses("取消")
    await liu.presses("以后每周都取消")
    assert await kept(street) == [past]


async def test_a_name_with_signs_in_it_reads_as_it_is_written(street: Street) -> None:
    name = "O'Neil & <Co>"
    async with street.store.db.transaction() as tx:
        (mei,) = (await people.load(tx, street.store.keys, [lane(MEI)])).values()
        await people.save(tx, street.store.keys, replace(mei, name=name))
        await people.save_unit(tx, replace(UNITS[1], name={"zh": "油 & 气", "en": "Oil & gas"}))
    liu = street.phone(LIU.address)

    await asks(liu, name, "周六 09:00 油 & 气")
    assert f"跟{name}视频 30 分钟：\n11-28 周六 09:00 油 & 气" in liu.screen[-2].text
    await street.phone(MEI.address).presses("可以")

    assert any(text.startswith(f"视频约好了 · {name}：") for text in liu.texts)
    files = [message.upload for _, message in street.channel.sent if message.upload]
    assert any(f"SUMMARY:视频：{name}".encode() in file for file in files)


# -- two at once ----------------------------------------------------------------------------------


async def test_of_two_who_want_the_same_hour_in_one_batch_one_gets_it_and_the_other_sees_what_is_left(
    street: Street,
) -> None:
    liu, smith = street.phone(LIU.address), street.phone(SMITH.address)
    for phone in (liu, smith):
        await phone.says("/call")
        await phone.presses("孙大夫")
    await liu.presses("半小时")
    await smith.presses("Half an hour")
    await liu.says("1")
    await smith.says("1")

    await liu.presses("好，去问", settle=False)
    await smith.presses("Yes, ask", settle=False)
    await street.settle()

    assert liu.last.text.startswith("问了")
    assert smith.last.text.startswith("Somebody has just taken that time.")
    assert len(await kept(street, SUN)) == 1


async def test_an_hour_gone_while_they_were_looking_is_told_with_the_way_to_another(street: Street) -> None:
    liu, mei, smith = (street.phone(n) for n in (LIU.address, MEI.address, SMITH.address))
    await asks(liu, "李医生", "周六 09:00", length="15 分钟")
    await street.phone(2001).presses("换个时间")
    await asks(mei, "李医生", "周六", length="15 分钟")
    (call,) = await kept(street)
    (taken,) = await kept(street, MEI)
    assert taken.offer is not None

    await happens(
        street,
        LIU,
        {
            "verb": "offer",
            "appointment": call.id,
            "by": "person2001",
            "seq": call.version,
            "start": taken.offer.start.isoformat(),
        },
    )

    assert smith.texts == []
    assert street.phone(2001).last.text.startswith("这个时间刚刚有人约走了")


async def test_word_that_comes_too_late_is_told_how_it_stands(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await asks(liu, "陈女士", "周六 09:00")
    await mei.presses("可以", settle=False)
    await mei.presses("这次不了", settle=False)
    await street.settle()

    assert (await kept(street))[0].at is not None
    assert mei.last.text.startswith("约好的视频")
    assert liu.last.text.startswith("可以加到")


async def test_an_answer_to_what_is_over_offers_another(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await asks(liu, "陈女士", "周六 09:00")
    await mei.presses("这次不了", settle=False)
    await mei.presses("可以", settle=False)
    await street.settle()

    assert mei.last.text.startswith("这一次已经不算数了")


# -- programmes, and those in line ----------------------------------------------------------------


async def test_what_a_programme_arranged_that_is_gone_still_says_what_it_is(street: Street) -> None:
    liu = street.phone(LIU.address)

    await happens(
        street, LIU, arrangement([lane(LIU), lane(ZHOU)], 30, "gone", NOON, NOON + timedelta(days=12))
    )

    assert liu.last.text.startswith("约一次视频，30 分钟，有周联络员：")


async def test_an_hour_for_a_whole_household_and_a_visitor_counts_once_all_have_said_yes(
    street: Street,
) -> None:
    liu, mei, zhou = (street.phone(n) for n in (LIU.address, MEI.address, ZHOU.address))
    parties = [lane(LIU), lane(MEI), lane(ZHOU)]
    since, until = NOON + timedelta(days=5), NOON + timedelta(days=12)

    await happens(street, LIU, arrangement(parties, 30, "home_visit", since, until))
    assert all("每月视频家访，30 分钟" in phone.last.text for phone in (liu, mei, zhou))
    for phone in (liu, mei, zhou):
        await phone.presses("可以")

    (call,) = await kept(street)
    assert call.at is not None
    assert since <= call.at <= until
    assert all("视频约好了" in "".join(phone.texts) for phone in (liu, mei, zhou))
    counted = await appointments.counted(street.store.db, "home_visit", NOON, NOON + timedelta(days=31))
    assert counted == dict.fromkeys(parties, 1)


async def test_where_no_hour_suits_all_the_visitor_is_told_and_nobody_else(street: Street) -> None:
    liu, zhou = street.phone(LIU.address), street.phone(ZHOU.address)
    parties = [lane(LIU), lane(SUN), lane(ZHOU)]

    await happens(street, LIU, arrangement(parties, 60, "consult", NOON, NOON + timedelta(days=7)))

    assert await kept(street) == []
    assert zhou.last.text.startswith("这几位还没凑出都合适的时间：刘师傅、孙大夫")
    assert liu.texts == []


async def test_a_place_that_is_not_taken_goes_to_the_next_in_line(street: Street) -> None:
    liu, mei, smith, sun = (street.phone(c.address) for c in (LIU, MEI, SMITH, SUN))
    await asks(mei, "孙大夫", "周二 15:00")
    await sun.presses("可以")
    for phone, words in (
        (liu, ("半小时", "换一天", "有空出来")),
        (smith, ("Half an hour", "Another day", "Tell me")),
    ):
        await phone.says("/call")
        await phone.presses("孙大夫")
        await phone.presses(words[0])
        await phone.presses(words[1])
        await phone.says("2026-11-24")
        await phone.presses(words[2])

    await mei.presses("取消")
    await mei.presses("是，取消")
    assert liu.last.text.startswith("空出来一个时间")
    assert not smith.last.text.startswith("A time has become free")
    await street.skip(minutes=31)

    assert "放开了" in liu.last.text
    assert smith.last.text.startswith("A time has become free")
    await smith.presses("Not this time")
    assert await kept(street, SUN) == []
    assert smith.last.text.startswith("All right, not this time.")


# -- clocks ---------------------------------------------------------------------------------------


async def stale(street: Street, by: timedelta) -> None:
    """What is agreed was reckoned by a clock that went otherwise by so much."""
    (call,) = await kept(street)
    assert call.at is not None
    async with street.store.db.transaction() as tx:
        await appointments.save(tx, street.store.keys, [replace(call, at=call.at + by)], NOON, {"": Manner()})
        await desks.write_note(tx, "tzdata", b"2026a")


async def follows(street: Street, version: str = "2026b") -> int:
    moved = await follow_clocks(street.store, street.config.manner, version, street.clock.now())
    await street.settle()
    return moved


async def test_when_the_rules_of_a_clock_change_the_hour_on_the_wall_stays_and_both_are_told(
    street: Street,
) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street)
    (call,) = await kept(street)
    await stale(street, timedelta(hours=1))
    liu.news()

    assert await follows(street) == 1
    assert await follows(street) == 0

    assert (await kept(street))[0].at == call.at
    for phone in (liu, mei):
        assert any(text.startswith("有个地方的钟改了规矩") for text in phone.texts)
    files = [message.upload for _, message in street.channel.sent if message.upload]
    assert b"SEQUENCE:1" in files[-1]
    await street.skip(days=6)
    assert sum("还有 10 分钟" in text for text in liu.texts) == 1


async def test_a_first_start_and_the_same_version_move_nothing(street: Street) -> None:
    await agrees(street)

    assert await follows(street, "2026a") == 0
    assert await follows(street, "2026a") == 0


async def test_a_call_that_would_meet_another_now_is_called_off_and_another_hour_is_asked_for(
    street: Street,
) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street)
    await stale(street, timedelta(hours=3))
    await asks(liu, "李医生", "周六 09:00")
    await street.phone(2001).presses("可以")

    assert await follows(street) == 1

    assert [a.parties for a in await kept(street)] == [(lane(LIU), "person2001")]
    assert any(text.startswith("有个地方的钟改了规矩，这次视频跟别的撞上了") for text in mei.texts)


async def test_whoever_moves_to_another_clock_keeps_the_moment_and_reads_it_anew(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    liu = street.phone(LIU.address)
    await agrees(street)

    def move(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
        turn.keep_hours(replace(turn.who.hours, tz="Asia/Dubai"))
        return {"variant": "dawn"}

    monkeypatch.setitem(street.house.frontdesk._conversation._dialogue._actions, "tips.pick", move)  # type: ignore[arg-type]
    await liu.says("/tips")
    await liu.presses("睡得好一点")

    assert "还在原来那一刻" in "".join(liu.texts)
    assert "11-28 周六 07:30 迪拜" in "".join(liu.texts)


# -- what comes between ---------------------------------------------------------------------------


async def test_whoever_asked_may_leave_it_before_there_is_an_answer(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await asks(liu, "陈女士", "周六 09:00")
    await liu.says("/calls")
    await liu.presses("取消")
    await liu.presses("是，取消")

    assert await kept(street) == []
    assert mei.last.text == "刘师傅把视频取消了。"
    assert all(message.upload == b"" for _, message in street.channel.sent)


async def test_a_yes_that_comes_after_the_offer_has_run_out_is_told_how_it_stands(street: Street) -> None:
    mei = street.phone(MEI.address)
    await asks(street.phone(LIU.address), "陈女士", "周六 09:00")
    street.clock.move(timedelta(hours=25))

    await mei.presses("可以")

    assert mei.last.text.startswith("这一次已经不算数了")
    assert (await kept(street))[0].at is None


async def test_next_week_is_asked_anew_where_its_hour_does_not_suit_any_more(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await asks(liu, "陈女士", "周一 18:00", often="每周都这个时间")
    await mei.presses("可以")
    await mei.says("/free")
    await mei.presses("只有周末")

    await street.skip(hours=9, minutes=1)

    for phone in (liu, mei):
        assert any(text.startswith("下一次视频这个时间有一边不方便：\n11-30 周一") for text in phone.texts)
    assert [call.at for call in await kept(street)] == [NOON + timedelta(hours=8, minutes=30)]


async def test_a_place_that_does_not_suit_the_first_in_line_goes_on_to_the_next(street: Street) -> None:
    liu, mei, smith, sun = (street.phone(c.address) for c in (LIU, MEI, SMITH, SUN))
    await asks(mei, "孙大夫", "周二 15:00")
    await sun.presses("可以")
    for phone, words in (
        (liu, ("半小时", "换一天", "有空出来")),
        (smith, ("Half an hour", "Another day", "Tell me")),
    ):
        await phone.says("/call")
        await phone.presses("孙大夫")
        await phone.presses(words[0])
        await phone.presses(words[1])
        await phone.says("2026-11-24")
        await phone.presses(words[2])
    await liu.says("/free")
    await liu.presses("只有周末")

    await mei.presses("取消")
    await mei.presses("是，取消")

    assert not liu.last.text.startswith("空出来一个时间")
    assert smith.last.text.startswith("A time has become free")


async def test_who_waits_for_somebody_who_does_not_work_here_any_more_is_offered_nothing(
    street: Street,
) -> None:
    liu, mei, sun = (street.phone(c.address) for c in (LIU, MEI, SUN))
    await asks(mei, "孙大夫", "周二 15:00")
    await sun.presses("可以")
    await liu.says("/call")
    await liu.presses("孙大夫")
    await liu.presses("半小时")
    await liu.presses("换一天")
    await liu.says("2026-11-24")
    await liu.presses("有空出来")
    await now_only(street, lane(SUN), Role.EMPLOYEE)
    liu.news()

    await mei.presses("取消")
    await mei.presses("是，取消")

    assert liu.news() == []


async def test_a_call_that_is_called_off_while_another_hour_is_looked_for_is_gone(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street)
    await liu.presses("改时间")
    await mei.presses("取消")
    await mei.presses("是，取消")
    await liu.presses("再往后看")

    assert liu.last.text.startswith("这一次已经约不了了")


async def test_who_has_parted_cannot_book_another_with_an_old_button(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await agrees(street)
    await mei.presses("取消")
    await mei.presses("是，取消")
    await mei.says("/family")
    await mei.presses("断开")
    await mei.presses("断开")

    await liu.presses("再约一个")

    assert liu.last.text.startswith("这一次已经约不了了")


def test_nothing_but_an_hour_is_an_hour() -> None:
    for picked in ("later", "t", "tx", "1"):
        with pytest.raises(ActionFailed, match="taken"):
            moment(picked)
    assert moment(key(NOON)) == NOON


@pytest.mark.usefixtures("staged_ways")
async def test_where_no_service_is_permitted_the_two_agree_which_to_use(tmp_path: Path) -> None:
    config = street_config(tmp_path)
    config.ways = Ways({"own": Jitsi("https://meet.example.org")}, {"LK": ()})
    street = await opened(tmp_path, config)
    await agrees(street, "周一 18:00")

    await street.skip(hours=8, minutes=21)

    assert "用哪个您两位自己说好" in street.phone(LIU.address).last.text
    assert "example.org" not in "".join(street.phone(MEI.address).texts)
    await street.close()


@pytest.mark.parametrize(
    ("tz", "language", "place"),
    [
        ("", "zh", "汉班托塔"),
        ("Asia/Dubai", "zh", "迪拜"),
        ("Asia/Dili", "en", "Dili"),
        ("Asia/Colombo", "en", "Hambantota"),
    ],
)
async def test_a_clock_hangs_at_a_unit_or_in_a_city(
    street: Street, tz: str, language: str, place: str
) -> None:
    clocks = Clocks(street.texts, {unit.code: unit for unit in UNITS}, "Asia/Shanghai", NOON)
    grant = Grant(Role.EMPLOYEE, "lk")
    person = Person("x", "x", 1, "lk", language, grants=(grant,), hours=Hours(tz=tz))

    assert clocks.place(person, language) == place


# -- how many may wait ----------------------------------------------------------------------------


async def first_free(phone: Phone, whom: str) -> None:
    """Asks for the first hour that suits."""
    await phone.says("/call")
    await phone.presses(whom)
    await phone.presses("半小时")
    if "两边都合适" in phone.last.text:
        await phone.says("1")
        await phone.presses("就这一次")
        await phone.presses("好，去问")


async def test_no_more_than_three_hours_wait_for_one_person_and_one_can_be_taken_back(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    for _ in range(4):
        await first_free(mei, "刘师傅")

    assert len([one for one in await kept(street) if one.live]) == 3
    assert mei.last.text == (
        "刘师傅那边已经有 3 个时间在等回话，先不再添了，好让对方慢慢挑。\n\n等有了回话再约，或者收回一个："
    )
    hours = [caption for caption, _ in mei.last.buttons]
    assert [caption.startswith("↩️ 周") for caption in hours] == [True, True, True, False]
    assert hours[-1] == "🙋 找人聊聊"

    await mei.presses(hours[1])
    assert mei.last.text.startswith("这个时间收回来，不约了？\n11-")
    await mei.presses("是，取消")
    assert "取消" in liu.last.text
    await first_free(mei, "刘师傅")

    assert mei.last.text.startswith("问了")
    assert len([one for one in await kept(street) if one.live]) == 3


async def test_what_waits_the_other_way_is_not_counted_and_an_offer_that_lapsed_makes_room(
    street: Street,
) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    for _ in range(3):
        await first_free(mei, "刘师傅")

    await first_free(liu, "陈女士")
    assert liu.last.text.startswith("问了")
    await street.skip(hours=25)
    await first_free(mei, "刘师傅")

    assert mei.last.text.startswith("问了")


async def test_a_call_that_is_agreed_may_be_moved_while_three_hours_wait(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await first_free(mei, "刘师傅")
    await liu.presses("可以")
    for _ in range(3):
        await first_free(mei, "刘师傅")

    await mei.says("/calls")
    standing = next(m for m in mei.screen if any("改时间" in c for c, _ in m.buttons))
    await mei.presses_data(next(d for c, d in standing.buttons if "改时间" in c), standing.id)

    assert mei.last.text.startswith("两边都合适的时间")

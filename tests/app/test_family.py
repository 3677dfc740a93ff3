"""Family as every phone shows it: invited, joined, shared, and ended from either side."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.people_cards import picture
from bot.app.people_leave import leave
from bot.domain.family import Relation
from bot.domain.people import Role
from bot.store import people, ties
from tests.street import LIU, PEOPLE, Citizen, Phone, Street

NEW = 9001
MEI = Citizen("陈女士", 1002, "hq", Role.FAMILY, family=((LIU.address, Relation.WIFE),))


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=(*PEOPLE, MEI))
    for citizen in (*PEOPLE, MEI):
        street.phone(citizen.address)
    yield street
    await street.close()


async def invited(street: Street, relation: str = "妻子") -> str:
    """What Liu's invitation makes a phone send."""
    liu = street.phone(LIU.address)
    await liu.says("/family")
    await liu.presses("邀请家人")
    await liu.presses(relation)
    found = re.search(r"https://t\.me/stage_bot\?start=(\w+)", liu.last.text)
    assert found is not None
    return f"/start {found[1]}"


async def joins(phone: Phone, command: str) -> None:
    await phone.says(command)
    await phone.presses("中文")
    await phone.presses("好，加进来")


async def relations(street: Street, address: int) -> list[str]:
    lane = await people.lane_of(street.store.db, street.store.keys, address)
    return [tie.relation.value for tie in await ties.load(street.store.db, [lane or ""])]


async def audited(street: Street) -> list[str]:
    return [row[0] for row in await street.store.db.fetch("select action from audit order by id")]


async def test_a_person_is_one_tap_away_while_it_is_asked_for_whom(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/family")

    await liu.presses("邀请家人")

    assert liu.last.buttons[-1][0] == "🙋 找人聊聊"


async def test_an_invitation_is_a_picture_and_a_link_to_forward(street: Street) -> None:
    command = await invited(street)
    liu = street.phone(LIU.address)

    address = f"https://t.me/stage_bot?start={command.split()[1]}"
    assert street.channel.sent[-1][1].upload == picture(address)
    assert picture(address).startswith(b"\x89PNG")
    assert not liu.last.protect
    assert "只能用一次" in liu.last.text
    assert "12月7日前有效" in liu.last.text
    # whoever reads the database cannot come in with it
    marks = [row[0] for row in await street.store.db.fetch("select mark from link")]
    assert marks
    assert command.split()[1].encode() not in marks


async def test_family_joins_in_three_taps_and_sees_who_invited_and_what_is_shared(street: Street) -> None:
    command = await invited(street)
    phone = street.phone(NEW, "小陈")

    await phone.says(command)
    assert "用哪种语言" in phone.last.text
    await phone.presses("中文")
    explained = phone.last.text
    await phone.presses("好，加进来")

    assert "刘师傅 请您以妻子的身份" in explained
    assert "刘师傅 找我们聊过什么，您看不到" in explained
    assert "机器会先看一眼您写的字，家里人写的也看" in explained
    assert "您和 刘师傅 连上了" in phone.last.text
    assert "妻子 小陈 加进来了" in street.phone(LIU.address).last.text
    lane = await people.lane_of(street.store.db, street.store.keys, NEW)
    (who,) = (await people.load(street.store.db, street.store.keys, [lane or ""])).values()
    # whoever serves headquarters serves them, and their clock is that of home
    assert (who.unit, [grant.role for grant in who.grants]) == ("hq", [Role.FAMILY])
    assert await street.store.db.fetch(
        "select purpose, version, answer from consent where person = ?", (who.id,)
    ) == [("family", 1, "given")]
    assert {"family invited", "joined as family"} <= set(await audited(street))


async def test_no_is_an_answer_nobody_hears_of_and_the_link_still_works(street: Street) -> None:
    command = await invited(street)
    phone, liu = street.phone(NEW, "小陈"), street.phone(LIU.address)
    liu.news()
    await phone.says(command)
    await phone.presses("中文")

    await phone.presses("先不加")

    assert "刘师傅 那边不会收到通知" in phone.last.text
    assert liu.news() == []
    assert await relations(street, NEW) == []
    await phone.says(command)
    await phone.presses("好，加进来")
    assert await relations(street, NEW) == ["wife"]


async def test_the_invitation_can_be_read_in_english(street: Street) -> None:
    command = await invited(street)
    phone = street.phone(NEW, "Chen")
    await phone.says(command)

    await phone.presses("English")

    assert "刘师傅 would like you to join as wife" in phone.last.text
    await phone.presses("Yes, join")
    assert "you and 刘师傅 are linked" in phone.last.text


async def test_a_link_is_used_once(street: Street) -> None:
    command = await invited(street)
    mine, other = street.phone(NEW, "小陈"), street.phone(9002, "别人")
    await other.says(command)
    await other.presses("中文")
    await joins(mine, command)

    await other.presses("好，加进来")
    late = other.toasts
    await other.says(command)
    await mine.says(command)

    assert late == ["这个已经断开，或者用不了了。"]
    assert any("这个链接用不了了" in text for text in other.texts)
    assert await relations(street, 9002) == []
    assert "刘师傅 的妻子" in mine.last.text


async def test_of_two_who_agree_at_the_same_moment_one_is_in(street: Street) -> None:
    command = await invited(street)
    phones = [street.phone(NEW, "小陈"), street.phone(9002, "别人")]
    for phone in phones:
        await phone.says(command)
        await phone.presses("中文")
    for phone in phones:
        await phone.presses("好，加进来", settle=False)
    await street.settle()

    assert [await relations(street, phone.address) for phone in phones] == [["wife"], []]
    assert phones[1].toasts == ["这个已经断开，或者用不了了。"]


async def test_an_invitation_ends_with_its_fortnight_and_with_whoever_made_it(street: Street) -> None:
    old, newer = await invited(street), await invited(street, "妈妈")
    await street.skip(days=14, seconds=1)
    phone = street.phone(NEW, "小陈")
    await phone.says(old)
    assert "这个链接用不了了" in phone.texts[0]

    newer = await invited(street, "妈妈")
    await leave(street.store, "刘师傅", street.clock.now())
    await phone.says(newer)

    assert await relations(street, NEW) == []


async def test_whoever_invites_cannot_be_their_own_family(street: Street) -> None:
    command = await invited(street)
    liu = street.phone(LIU.address)

    await liu.says(command)

    assert "自己点不算" in liu.last.text


async def test_a_second_tap_on_the_relation_makes_no_second_link(street: Street) -> None:
    liu = street.phone(LIU.address)
    await liu.says("/family")
    await liu.presses("邀请家人")
    await liu.presses("妈妈")

    await liu.presses("妈妈")

    assert liu.toasts == ["这个邀请已经发给您了，就在下面。"]
    assert len(await street.store.db.fetch("select 1 from link")) == 1


async def test_the_list_shows_both_sides_with_their_way_out(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)

    await liu.says("/family")
    await mei.says("/family")

    assert "妻子 陈女士，11月23日加入" in liu.last.text
    assert [caption for caption, _ in liu.last.buttons] == [
        "💌 捎句话",
        "🕗 收信时间",
        "断开 妻子 陈女士",
        "➕ 邀请家人",
        "🙋 找人聊聊",
    ]
    assert "刘师傅 的妻子" in mei.last.text
    assert [caption for caption, _ in mei.last.buttons] == [
        "💌 捎句话",
        "🕗 收信时间",
        "断开 刘师傅",
        "👥 这部手机还有别人用： 刘师傅",
        "🙋 找人聊聊",
    ]


@pytest.mark.parametrize(("who", "other"), [(1001, 1002), (1002, 1001)])
async def test_either_side_ends_it_at_once_and_the_other_hears_it_kindly(
    street: Street, who: int, other: int
) -> None:
    phone = street.phone(who)
    await phone.says("/family")
    await phone.presses("断开")
    assert "要和" in phone.last.text

    await phone.presses("断开")

    assert "断开了" in phone.last.text
    assert "连接断开了" in street.phone(other).last.text
    assert await relations(street, who) == []
    await phone.presses_data(next(data for m in phone.screen for c, data in m.buttons if c == "断开"))
    assert phone.toasts == ["这个已经断开，或者用不了了。"]


async def test_at_night_the_other_hears_it_without_a_sound(street: Street) -> None:
    await street.skip(hours=13)
    mei = street.phone(MEI.address)
    await mei.says("/family")
    await mei.presses("断开")

    await mei.presses("断开")

    assert street.phone(LIU.address).last.silent


async def test_who_keeps_it_keeps_it(street: Street) -> None:
    liu = street.phone(LIU.address)
    await liu.says("/family")
    await liu.presses("断开")

    await liu.presses("先不断")

    assert "还和原来一样" in liu.last.text
    assert await relations(street, LIU.address) == ["wife"]


async def test_several_at_home_share_one_phone(street: Street) -> None:
    mei, liu = street.phone(MEI.address), street.phone(LIU.address)
    await mei.says("/family")
    await mei.presses("这部手机还有别人用")

    await mei.presses("女儿")

    assert set(await relations(street, MEI.address)) == {"wife", "daughter"}
    assert "又加了女儿" in liu.last.text
    # the phone has one name, and it is not the name of both
    await liu.says("/family")
    assert "· 妻子，" in liu.last.text
    assert "· 女儿，" in liu.last.text
    await mei.presses("女儿")
    assert mei.toasts == ["已经有了，不用再加。"]


async def test_nobody_is_added_beside_a_tie_that_ends_in_the_same_moment(street: Street) -> None:
    liu, mei = street.phone(LIU.address), street.phone(MEI.address)
    await mei.says("/family")
    await mei.presses("这部手机还有别人用")
    await liu.says("/family")
    await liu.presses("断开")

    await liu.presses("断开", settle=False)
    await mei.presses("妈妈", settle=False)
    await street.settle()

    assert await relations(street, LIU.address) == []
    assert mei.toasts == ["这个已经断开，或者用不了了。"]


async def test_a_button_about_somebody_elses_tie_does_nothing(street: Street) -> None:
    other = street.phone(1003)
    await street.phone(LIU.address).says("/family")
    data = next(data for caption, data in street.phone(LIU.address).last.buttons if "断开" in caption)

    await other.presses_data(data)

    assert await relations(street, LIU.address) == ["wife"]
    assert other.toasts


async def test_family_and_strangers_cannot_invite(street: Street) -> None:
    guest = street.phone(NEW, "路人")
    await guest.says("/family")
    assert "还没有连上家人" in guest.last.text

    await guest.presses_data("1.fask..0.")

    assert "要先加入单位" in guest.last.text
    await guest.presses_data("1.finv.abc.0.wife")
    assert await street.store.db.fetch("select 1 from link") == []


async def test_the_screen_of_family_stands_beside_an_open_case(street: Street) -> None:
    mei = street.phone(MEI.address)
    await mei.says("我不想活了")
    await mei.says("/family")

    assert "刘师傅 的妻子" in mei.last.text
    assert [caption for caption, _ in mei.last.buttons][-1].startswith("👥")


async def test_who_leaves_the_organisation_leaves_their_family_here_too(street: Street) -> None:
    await leave(street.store, "刘师傅", street.clock.now())
    await street.settle()

    assert await relations(street, MEI.address) == []
    assert "连接断开了" in street.phone(MEI.address).last.text


async def test_a_colleague_can_be_family_of_a_colleague(street: Street) -> None:
    command = await invited(street, "兄弟姐妹")
    smith = street.phone(1003)

    await smith.says(command)
    await smith.presses("English")
    await smith.presses("Yes, join")

    assert await relations(street, 1003) == ["sibling"]
    (who,) = (await people.load(street.store.db, street.store.keys, ["person1003"])).values()
    assert who.unit == "ship"
    assert {grant.role for grant in who.grants} == {Role.EMPLOYEE, Role.FAMILY}


async def test_a_case_of_a_newcomer_goes_on_when_they_join_as_family(street: Street) -> None:
    command = await invited(street)
    phone = street.phone(NEW, "小陈")
    await phone.says("我不想活了")

    await phone.says(command)
    await phone.presses("好，加进来")

    assert await relations(street, NEW) == ["wife"]
    assert (await street.store.db.fetch("select state from cases"))[0][0] == "escalating"


async def test_wrong_codes_do_not_pay_here_either(street: Street) -> None:
    phone = street.phone(NEW, "小陈")
    for _ in range(5):
        await phone.says("/start 0123456789abcdef")

    await phone.says(await invited(street))

    assert "先歇一个小时" in phone.last.text
    await street.skip(hours=1)
    await joins(phone, await invited(street, "女儿"))
    assert await relations(street, NEW) == ["daughter"]


async def test_a_tap_on_the_invitation_of_a_store_that_knows_it_no_more_is_answered(street: Street) -> None:
    phone = street.phone(NEW, "小陈")
    await phone.presses_data("1.fjoin.nosuchlink.1.yes")

    assert phone.toasts == ["这个已经断开，或者用不了了。"]


async def test_words_that_have_changed_are_read_before_they_are_agreed_to(street: Street) -> None:
    command = await invited(street)
    phone = street.phone(NEW, "小陈")
    await phone.says(command)
    await phone.presses("中文")
    data = next(data for caption, data in phone.last.buttons if caption == "好，加进来")

    await phone.presses_data(data.replace(".1.yes", ".9.yes"))

    assert await relations(street, NEW) == []
    assert "请您以妻子的身份" in phone.last.text


async def test_a_tie_that_stands_is_not_made_twice(street: Street) -> None:
    first, second = await invited(street), await invited(street)
    phone = street.phone(NEW, "小陈")
    await phone.says(second)
    await phone.presses("中文")
    button = next(data for caption, data in phone.last.buttons if caption == "好，加进来")
    await phone.says(first)
    await phone.presses("好，加进来")

    await phone.presses_data(button)

    assert await relations(street, NEW) == ["wife"]
    assert phone.toasts == ["已经有了，不用再加。"]


async def test_an_invitation_is_taken_back_until_somebody_has_used_it(street: Street) -> None:
    liu, phone = street.phone(LIU.address), street.phone(NEW, "小陈")
    command = await invited(street, "妈妈")
    await liu.presses("收回这个邀请")
    assert "都用不了了" in liu.last.text
    await phone.says(command)
    assert "这个链接用不了了" in phone.texts[0]
    await liu.presses("收回这个邀请")
    assert liu.toasts[-1] == "这个邀请已经用过或收回了。要断开，发 /family。"

    command = await invited(street, "女儿")
    await phone.says(command)
    await phone.presses("好，加进来") if "好，加进来" in str(phone.last.buttons) else await joins(
        phone, command
    )
    await liu.presses("收回这个邀请")

    assert "已经用过或收回了" in liu.toasts[-1]
    assert await relations(street, NEW) == ["daughter"]


async def test_of_taking_back_and_taking_up_at_the_same_moment_one_counts(street: Street) -> None:
    liu, phone = street.phone(LIU.address), street.phone(NEW, "小陈")
    await phone.says(await invited(street, "妈妈"))
    await phone.presses("中文")
    await liu.presses("收回这个邀请", settle=False)
    await phone.presses("好，加进来", settle=False)
    await street.settle()

    assert await relations(street, NEW) == []
    assert phone.toasts == ["这个已经断开，或者用不了了。"]

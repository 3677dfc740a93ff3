"""Life events, event mode and contacts, as staff enter them on their own phones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.app.buttons import Press
from bot.app.caredesk import RAISE, TOUCH, UNDO
from bot.app.menus import commands_of
from bot.app.people_leave import leave
from bot.app.rollcall import VERB
from bot.channel.port import Down
from bot.domain.care.changes import Chose, Happened, Undone, changed
from bot.domain.care.facts import UNKNOWN, Facts, Festival, Happening, LifeEvent
from bot.domain.care.knowing import Alert
from bot.domain.family import Relation, Tie
from bot.domain.people import Role
from bot.store import alerts, facts, people, ties
from tests.street import LI, LIU, NOON, SMITH, WANG, ZHAO, Citizen, Phone, Street

ZHOU = Citizen("周联络员", 3001, "lk", Role.LIAISON)
SUN = Citizen("孙主任", 3002, "hq", Role.OFFICER)
CHEN = Citizen("陈女士", 2004, "hq", Role.FAMILY)
MA = Citizen("小马", 1004, "lk", Role.EMPLOYEE)
EVERYBODY = (LIU, SMITH, LI, ZHAO, WANG, ZHOU, SUN, CHEN, MA)


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=EVERYBODY)
    for citizen in EVERYBODY:
        street.phone(citizen.address)
    async with street.store.db.transaction() as tx:
        await people.mark_started(tx, [(f"person{one.address}", NOON) for one in (LIU, SMITH, CHEN)])
    yield street
    await street.close()


async def known(street: Street, address: int = 1001) -> Facts:
    found = await facts.load(street.store.db, street.store.keys, [f"person{address}"])
    return found.get(f"person{address}", UNKNOWN)


def newest(phone: Phone) -> str:
    return phone.screen[-1].text


async def audited(street: Street) -> list[tuple[str, str]]:
    rows = await street.store.db.fetch("select actor, action from audit order by at, actor, action")
    return [(row[0], row[1]) for row in rows]


# -- life events ---------------------------------------------------------------------------------


async def test_an_officer_enters_a_life_event_with_two_taps_and_takes_it_back(street: Street) -> None:
    sun, liu = street.phone(3002), street.phone(1001)

    await sun.says("/life 刘师傅")
    assert "刘师傅（汉班托塔项目）· 2026-11-23" in newest(sun)
    await sun.presses("亲人去世")

    (death,) = (await known(street)).happened
    assert (death.kind, death.on) == (LifeEvent.BEREAVEMENT, date(2026, 11, 23))
    assert "2026-11-23 亲人去世" in newest(sun)
    assert sun.toasts == ["记下了。"]
    assert liu.screen == []

    await sun.presses("撤回 亲人去世 11-23")
    assert (await known(street)).happened == ()
    assert "· 2026-11-23 亲人去世" not in newest(sun)
    assert ("person3002", "life event entered") in await audited(street)
    assert ("person3002", "life event taken back") in await audited(street)


async def test_the_same_event_tapped_twice_happened_once(street: Street) -> None:
    sun = street.phone(3002)
    await sun.says("/life 刘师傅 11月20日")

    await sun.presses("调动")
    await sun.presses("调动")

    assert [(one.kind, one.on) for one in (await known(street)).happened] == [
        (LifeEvent.TRANSFER, date(2026, 11, 20))
    ]


async def test_of_what_has_happened_the_last_such_day_is_meant(street: Street) -> None:
    sun = street.phone(3002)

    await sun.says("/life 刘 12月1日")

    assert "2025-12-01" in newest(sun)


async def test_whoever_is_looked_for_must_belong_to_units_one_serves(street: Street) -> None:
    sun, zhou, li = street.phone(3002), street.phone(3001), street.phone(2001)

    await sun.says("/life")
    assert "写上姓名" in newest(sun)
    await sun.says("/life 王二麻子")
    assert "没有叫「王二麻子」的人" in newest(sun)
    await sun.says("/life 师")
    assert "刘师傅" in newest(sun)
    # a liaison has no such command: for them it is a word like any other
    await zhou.says("/life 刘师傅")
    assert "汉班托塔项目" not in newest(zhou)
    await li.says("/life 刘师傅")
    assert "亲人去世" not in newest(li)


async def test_a_button_in_the_wrong_hands_enters_nothing(street: Street) -> None:
    sun, zhou = street.phone(3002), street.phone(3001)
    await sun.says("/life 刘师傅")
    data = next(data for caption, data in sun.screen[-1].buttons if caption == "离婚")
    await zhou.says("/start")

    await zhou.presses_data(data, zhou.screen[-1].id)
    assert zhou.toasts == ["这个不归您管，或者已经没有了。"]
    await sun.presses_data(Press(UNDO, "nobody", 20261123, "x").data(), sun.screen[-1].id)
    assert sun.toasts == ["这个不归您管，或者已经没有了。"]

    assert await known(street) == UNKNOWN
    assert ("person3001", "life refused") in await audited(street)


@pytest.mark.parametrize(
    ("language", "button", "shown"),
    [
        ("zh", "谁看过我的记录", "· 2026-11-23 孙主任（办事人员）：看了给您记下的变动"),
        ("en", "Who looked at my record", "· 2026-11-23 孙主任 (office): read what is noted of changes"),
    ],
)
async def test_whoever_reads_what_is_noted_of_a_life_is_shown_to_the_person_by_day(
    street: Street, language: str, button: str, shown: str
) -> None:
    sun, liu = street.phone(3002), street.phone(1001)
    async with street.store.db.transaction() as tx:
        await people.set_language(tx, "person1001", language)
    await sun.says("/life 刘师傅")
    await sun.says("/life 刘师傅")
    # to enter it is no second look
    await sun.presses("调动")
    await street.skip(days=1)
    await sun.says("/life 刘师傅")

    await liu.says("/privacy")
    await liu.presses(button)

    assert [line[:12] for line in newest(liu).splitlines()[1:]] == ["· 2026-11-24", "· 2026-11-23"]
    assert shown in newest(liu)
    assert ("person3002", "life events read") in await audited(street)


async def test_a_look_at_a_case_and_one_at_a_life_are_told_apart(street: Street) -> None:
    sun, li, liu = street.phone(3002), street.phone(2001), street.phone(1001)
    await liu.says("/talk")
    await liu.presses("找人聊聊")
    await li.presses("接手")
    await li.presses("打开")
    await sun.says("/life 刘师傅")

    await liu.says("/privacy")
    await liu.presses("谁看过我的记录")

    assert [line.endswith("大事）") for line in newest(liu).splitlines()[1:]] == [True, False]


async def test_permission_is_asked_again_in_the_lane_of_the_person(street: Street) -> None:
    sun = street.phone(3002)
    await sun.says("/life 刘师傅")
    await sun.presses("离婚", settle=False)
    await street.house.frontdesk.work()
    async with street.store.db.transaction() as tx:
        await people.end_grants(tx, "person3002", street.clock.now())
    await street.settle()

    assert await known(street) == UNKNOWN
    assert ("person3002", "life refused") in await audited(street)


def test_changes_are_laid_over_what_is_known() -> None:
    death = Happening("e1", LifeEvent.BEREAVEMENT, date(2026, 11, 1))

    facts = changed(Facts(tags=("x",)), Happened(death))
    assert changed(facts, Happened(Happening("e2", death.kind, death.on))) == facts
    assert changed(facts, Chose((Festival.SPRING,), tips=True)).festivals == (Festival.SPRING,)
    assert changed(facts, Undone("e1")) == Facts(tags=("x",))


# -- contacts ------------------------------------------------------------------------------------


async def test_a_contact_is_noted_with_one_tap_and_once_a_day(street: Street) -> None:
    zhou = street.phone(3001)
    await zhou.says("/start")
    touch = Press(TOUCH, "person1001", 0, "pairing").data()

    await zhou.presses_data(touch, zhou.screen[-1].id)
    assert newest(zhou) == "记下了：刘师傅\n这一期 1/3 次，12-31 前完成。"
    await zhou.presses_data(touch, zhou.screen[-1].id)

    span = NOON - timedelta(days=60), NOON + timedelta(days=60)
    assert await alerts.contacts(street.store.db, "pairing", "person1001", *span) == 1


async def test_a_contact_counts_for_a_programme_that_has_a_quota(street: Street) -> None:
    zhou = street.phone(3001)
    await zhou.says("/start")

    await zhou.presses_data(Press(TOUCH, "person1001", 0, "weekly_tip").data(), zhou.screen[-1].id)

    assert zhou.toasts == ["这个不归您管，或者已经没有了。"]


async def test_there_are_words_to_begin_with(street: Street) -> None:
    zhou = street.phone(3001)
    await zhou.says("/start")

    await zhou.presses_data(Press("openers", "person1001").data(), zhou.screen[-1].id)

    assert newest(zhou).startswith("可以这样开头：")
    assert newest(zhou).count("·") == 3


# -- event mode ----------------------------------------------------------------------------------


async def alarmed(street: Street, families: str = "先不告诉") -> Alert:
    sun = street.phone(3002)
    await sun.says("/alert")
    await sun.presses("汉班托塔项目")
    await sun.presses("恶劣天气")
    await sun.presses(families)
    return (await alerts.current(street.store.db))["lk"]


def answers(alert: Alert, choice: str) -> str:
    return Press(VERB, alert.id, 0, choice).data()


async def test_an_officer_calls_the_roll_of_a_unit_and_sees_who_has_not_answered(street: Street) -> None:
    sun, zhou, liu = street.phone(3002), street.phone(3001), street.phone(1001)
    alert = await alarmed(street)
    assert (
        newest(sun) == "汉班托塔项目 · 恶劣天气：马上开始报平安。\n夜里也会响。一小时后把没回的名单发给您。"
    )

    await street.skip(hours=1)
    assert newest(sun) == (
        "汉班托塔项目 · 恶劣天气\n开始：周一 12:00 北京 · 09:30 汉班托塔\n平安 0 · 要帮忙 0 · 没回 1\n\n"
        "没回：刘师傅\n\n没加入暖线，请打电话问：小马"
    )
    assert "开始：周一 09:30 汉班托塔\n" in newest(zhou)

    await liu.presses_data(answers(alert, "safe"), 0)
    await sun.presses("刷新")
    assert "平安 1 · 要帮忙 0 · 没回 0" in newest(sun)
    await sun.says("/alert")
    assert "哪个单位" not in newest(sun)
    assert "还有别的单位要报平安吗" in newest(sun)


async def test_each_round_asks_anew_and_the_list_comes_again(street: Street) -> None:
    sun, liu = street.phone(3002), street.phone(1001)
    alert = await alarmed(street)
    await liu.presses_data(answers(alert, "safe"), 0)
    await street.skip(hours=1)
    assert "平安 1" in newest(sun)

    await street.skip(hours=6)

    assert "开始：周一 12:00 北京 · 09:30 汉班托塔\n这一轮：周一 18:00 北京 · 15:30 汉班托塔\n" in newest(sun)
    assert "平安 0 · 要帮忙 0 · 没回 1" in newest(sun)


async def test_whoever_wants_help_is_called_and_those_on_the_spot_hear_who(street: Street) -> None:
    sun, zhou, liu, li = (street.phone(number) for number in (3002, 3001, 1001, 2001))
    alert = await alarmed(street)

    await liu.presses_data(answers(alert, "help"), 0)

    assert "刘师傅（汉班托塔项目）报平安时点了「需要帮忙」" in newest(zhou)
    assert "刘师傅" in newest(sun)
    assert "🟡" in newest(li)
    assert "刘师傅" not in newest(li)
    await street.skip(hours=1)
    assert "要帮忙：刘师傅" in newest(sun)


async def test_families_hear_that_somebody_is_safe_only_where_that_was_allowed(street: Street) -> None:
    liu, chen = street.phone(1001), street.phone(2004)
    async with street.store.db.transaction() as tx:
        await ties.make(tx, Tie("t1", "person1001", "person2004", Relation.WIFE, NOON))
    alert = await alarmed(street)
    await liu.presses_data(answers(alert, "safe"), 0)
    assert chen.screen == []
    assert "家里人" not in newest(liu)
    await street.phone(3002).says("/alert")
    await street.phone(3002).presses("解除")

    second = await alarmed(street, "告诉家里")
    await liu.presses_data(answers(second, "safe"), 0)

    assert newest(chen) == "刘师傅 12:00 报了平安（那边 09:30）。"
    assert newest(liu) == "✅ 09:30 收到，平安就好。\n也告诉家里人了。\n缺吃的、用的、药，点下面说一声。"


async def ended(street: Street) -> None:
    await street.phone(3002).says("/alert")
    await street.phone(3002).presses("解除")


OVER = "汉班托塔项目 · 恶劣天气：已经解除。\n不用再报平安了，谢谢您。还有要帮忙的，点下面。"


@pytest.mark.parametrize("answer", ["", "safe", "help"])
async def test_whoever_was_asked_hears_once_that_it_is_over(street: Street, answer: str) -> None:
    liu, ma, smith = (street.phone(number) for number in (1001, 1004, 1003))
    alert = await alarmed(street)
    await street.skip(minutes=2)
    if answer:
        await liu.presses_data(answers(alert, answer), liu.screen[-1].id)
    liu.news()

    await ended(street)
    await street.skip(hours=8)

    (told,) = [shown for shown in liu.news() if shown.text == OVER]
    assert [caption for caption, _ in told.buttons] == ["🙋 找人聊聊"]
    # no question is left whose buttons lead nowhere
    assert not any("我平安" in caption for shown in liu.screen for caption, _ in shown.buttons)
    assert (ma.screen, smith.screen) == ([], [])


async def test_two_who_end_it_in_the_same_moment_are_one_end(street: Street) -> None:
    sun, wang, liu = street.phone(3002), street.phone(2003), street.phone(1001)
    await alarmed(street)
    await street.skip(minutes=2)
    for phone in (sun, wang):
        await phone.says("/alert")

    await sun.presses("解除", settle=False)
    await wang.presses("解除", settle=False)
    await street.settle()

    assert [shown.text for shown in liu.screen].count(OVER) == 1


async def test_those_who_watch_over_the_unit_hear_it_too_and_whoever_ended_it_sees_it(street: Street) -> None:
    zhou, sun = street.phone(3001), street.phone(3002)
    await alarmed(street)

    await ended(street)

    assert newest(zhou) == "汉班托塔项目 · 恶劣天气：已经解除，报平安到此为止。"
    assert not any("到此为止" in text for text in sun.texts)


async def test_at_night_it_waits_for_the_morning_and_who_wants_no_messages_hears_nothing(
    street: Street,
) -> None:
    liu, smith = street.phone(1001), street.phone(1003)
    await alarmed(street)
    await street.skip(hours=13)  # 22:30 there
    liu.news()
    await ended(street)
    assert not any("解除" in shown.text for shown in liu.news())

    await street.skip(hours=10)
    assert OVER in [shown.text for shown in liu.news()]

    await alarmed(street)
    await street.skip(minutes=2)
    await liu.says("/stop")
    liu.news()
    await ended(street)
    assert liu.news() == []
    assert smith.screen == []


async def test_whom_something_else_holds_for_by_then_is_not_told_that_it_is_over(street: Street) -> None:
    liu = street.phone(1001)
    await alarmed(street)
    await street.skip(hours=13)
    await ended(street)
    await alarmed(street)

    await street.skip(hours=10)

    assert OVER not in liu.texts


async def test_a_question_that_never_went_out_is_not_followed_by_its_end(street: Street) -> None:
    liu = street.phone(1001)
    sun = street.phone(3002)
    await sun.says("/alert")
    await sun.presses("汉班托塔项目")
    await sun.presses("恶劣天气")
    street.channel.always = lambda chat, _: Down("no line") if chat == LIU.address else None
    await sun.presses("先不告诉")
    await street.skip(minutes=2)
    await ended(street)
    street.channel.always = None
    await street.skip(minutes=10)

    assert liu.screen == []


async def test_families_who_heard_hear_once_that_it_is_over_and_others_hear_nothing(street: Street) -> None:
    liu, chen = street.phone(1001), street.phone(2004)
    alert = await told_home(street)
    await liu.presses_data(answers(alert, "safe"), 0)
    await street.skip(hours=6)
    await liu.presses_data(answers(alert, "safe"), 0)
    chen.news()

    await ended(street)
    await street.skip(hours=8)

    assert [shown.text for shown in chen.news()] == ["刘师傅那边的报平安结束了，情况已经解除。"]


async def test_a_family_that_heard_nothing_hears_no_end(street: Street) -> None:
    liu, chen = street.phone(1001), street.phone(2004)
    alert = await told_home(street)
    await liu.presses_data(answers(alert, "help"), 0)

    await ended(street)
    await street.skip(hours=8)

    assert chen.screen == []


async def test_a_family_that_parted_meanwhile_hears_no_end(street: Street) -> None:
    liu, chen = street.phone(1001), street.phone(2004)
    alert = await told_home(street)
    await liu.presses_data(answers(alert, "safe"), 0)
    await street.skip(hours=11)
    chen.news()
    await ended(street)
    async with street.store.db.transaction() as tx:
        await ties.end(tx, "t1", "person1001", NOON)

    await street.skip(hours=10)

    assert chen.news() == []


async def test_whoever_is_safe_says_what_is_short_with_one_tap(street: Street) -> None:
    liu = street.phone(1001)
    alert = await alarmed(street, "告诉家里")
    await street.skip(minutes=2)
    assert liu.screen[-1].text == "您那边平安吗？请点一下。", "nobody at home is there to be told"
    await liu.presses_data(answers(alert, "safe"), 0)

    await liu.presses("缺东西")

    assert "这件事是为谁办的" in newest(liu)


async def told_home(street: Street) -> Alert:
    """Chen is Liu's wife, and hears of it."""
    async with street.store.db.transaction() as tx:
        await ties.make(tx, Tie("t1", "person1001", "person2004", Relation.WIFE, NOON))
    return await alarmed(street, "告诉家里")


async def test_two_taps_are_one_word_home_and_the_next_round_is_another(street: Street) -> None:
    liu, chen = street.phone(1001), street.phone(2004)
    alert = await told_home(street)

    await liu.presses_data(answers(alert, "safe"), 0)
    await liu.presses_data(answers(alert, "safe"), 0)
    assert [shown.text for shown in chen.screen] == ["刘师傅 12:00 报了平安（那边 09:30）。"]

    await street.skip(hours=6)
    await liu.presses_data(answers(alert, "safe"), 0)
    assert newest(chen) == "刘师傅 18:00 报了平安（那边 15:30）。"


async def test_word_home_makes_no_sound_at_night_and_does_not_come_to_who_wants_none(street: Street) -> None:
    liu, chen = street.phone(1001), street.phone(2004)
    alert = await told_home(street)
    await street.skip(hours=12)

    await liu.presses_data(answers(alert, "safe"), 0)
    assert chen.screen[-1].silent
    await chen.says("/stop")
    chen.news()
    await street.skip(hours=12)
    await liu.presses_data(answers(alert, "safe"), 0)

    assert chen.news() == []


async def test_word_home_goes_to_nobody_who_is_family_no_more_or_of_who_wants_help_now(
    street: Street,
) -> None:
    liu, chen = street.phone(1001), street.phone(2004)
    alert = await told_home(street)
    await liu.presses_data(answers(alert, "safe"), 0, settle=False)
    await street.house.frontdesk.work()
    async with street.store.db.transaction() as tx:
        await ties.end(tx, "t1", "person1001", NOON)
    await street.settle()
    assert chen.screen == []

    async with street.store.db.transaction() as tx:
        await ties.make(tx, Tie("t2", "person1001", "person2004", Relation.WIFE, NOON))
    await street.skip(hours=6)
    await liu.presses_data(answers(alert, "safe"), 0, settle=False)
    await street.house.frontdesk.work()
    await liu.presses_data(answers(alert, "help"), 0, settle=False)
    await street.house.frontdesk.work()
    await street.settle()
    assert chen.screen == []


async def test_somebody_of_another_unit_is_not_on_the_roll_and_not_left_alone(street: Street) -> None:
    smith, sun, li = street.phone(1003), street.phone(3002), street.phone(2001)
    alert = await alarmed(street)

    await smith.presses_data(answers(alert, "safe"), 0)
    await smith.presses_data(answers(alert, "help"), 0)

    assert await alerts.answers(street.store.db, alert.id) == {}
    assert not any("Smith" in shown.text for shown in sun.screen)
    assert "🟡" in newest(li)


async def test_who_has_turned_it_on_and_left_hears_nothing_of_it_any_more(street: Street) -> None:
    sun, liu = street.phone(3002), street.phone(1001)
    alert = await alarmed(street)
    await sun.says("/alert")
    await leave(street.store, "孙主任", street.clock.now(), force=True)
    await street.settle()
    sun.news()

    await liu.presses_data(answers(alert, "help"), 0)
    await street.skip(hours=1)
    await sun.presses("刷新")

    assert not any("刘师傅" in shown.text for shown in sun.news())
    assert sun.toasts[-1].startswith("这个按钮用不了了")


async def test_once_it_is_over_nobody_is_asked_and_an_old_answer_changes_nothing(street: Street) -> None:
    sun, liu = street.phone(3002), street.phone(1001)
    alert = await alarmed(street)
    await sun.says("/alert")
    await sun.presses("解除")
    assert "已解除" in [one.text for one in sun.screen if "解除" in one.text][-1]

    await liu.presses_data(answers(alert, "help"), 0)
    assert liu.toasts == ["已经解除了，谢谢您。"]
    before = len(sun.screen)
    await street.skip(hours=2)

    assert len(sun.screen) == before
    assert await alerts.answers(street.store.db, alert.id) == {}


async def test_event_mode_is_for_those_who_answer_for_the_unit(street: Street) -> None:
    zhou = street.phone(3001)
    await zhou.says("/start")
    await alarmed(street)

    await street.skip(hours=1)
    shown = [caption for caption, _ in zhou.screen[-1].buttons]
    assert shown == ["🔄 刷新"]
    await zhou.presses("刷新")
    mark = next(data for _, data in zhou.screen[-1].buttons).split(".")[2]
    await zhou.presses_data(Press(RAISE, mark, 0, "end").data(), zhou.screen[-1].id)

    assert zhou.toasts[-1] == "这个不归您管，或者已经没有了。"
    assert "lk" in await alerts.current(street.store.db)


async def test_a_second_tap_on_the_last_question_begins_nothing_anew(street: Street) -> None:
    sun = street.phone(3002)
    alert = await alarmed(street)

    await sun.presses("先不告诉")
    await sun.presses("告诉家里")

    assert (await alerts.current(street.store.db))["lk"] == alert


async def test_the_commands_stand_in_the_menus_of_those_who_have_them(street: Street) -> None:
    everybody = {one.name: one for one in await people.everybody(street.store.db, street.store.keys)}

    def has(name: str) -> bool:
        return {"life", "alert"} <= {*commands_of(everybody[name], NOON)}

    assert [has(name) for name in ("孙主任", "王督导", "周联络员", "李医生")] == [True, True, False, False]

"""The calendar of care at work: what comes to whom, when, and what keeps it from coming."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.app import routines, sparing
from bot.app.library import Library
from bot.channel.port import Down
from bot.domain.care.changes import Happened, changed
from bot.domain.care.facts import UNKNOWN, Facts, Festival, Happening, Household, LifeEvent
from bot.domain.case import Case
from bot.domain.case import State as CaseState
from bot.domain.consent import MESSAGES, Answer, Consent
from bot.domain.family import Relation, Tie
from bot.domain.hours import Hours
from bot.domain.people import Grant, Role
from bot.domain.rhythm import Leg, Rhythm, Shifts
from bot.domain.triage import Colour
from bot.store import alerts, calendars, care, cases, consents, desks, facts, hours, people, rhythms, ties
from bot.store.alerts import Contact
from tests.street import LI, LIU, NOON, SMITH, WANG, ZHAO, Citizen, Phone, Street, shipped_books

TEXTS, LIBRARY = shipped_books()
ZHOU = Citizen("周联络员", 3001, "lk", Role.LIAISON)
SUN = Citizen("孙主任", 3002, "hq", Role.OFFICER)
MANAGER = Citizen("钱老师", 3003, "hq", Role.WELLBEING_MANAGER, duty="always")
CHEN = Citizen("陈女士", 2004, "hq", Role.FAMILY)
EVERYBODY = (LIU, SMITH, LI, ZHAO, WANG, ZHOU, SUN, MANAGER, CHEN)
STARTED = (LIU, SMITH)


def only(*names: str) -> Library:
    return replace(LIBRARY, programmes={name: LIBRARY.programmes[name] for name in names})


async def opened(folder: Path, *names: str) -> Street:
    street = await Street.open(folder, citizens=EVERYBODY, books=(TEXTS, only(*names)))
    for citizen in EVERYBODY:
        street.phone(citizen.address)
    async with street.store.db.transaction() as tx:
        await people.mark_started(tx, [(f"person{one.address}", NOON) for one in STARTED])
    return street


@pytest.fixture
async def streets(tmp_path: Path) -> AsyncIterator[list[Street]]:
    found: list[Street] = []
    yield found
    for street in found:
        await street.close()


class Town:
    """A street with some programmes of care and nobody in it who does anything."""

    def __init__(self, street: Street) -> None:
        self.street = street

    def phone(self, address: int = 1001) -> Phone:
        return self.street.phone(address)

    async def knows(self, address: int = 1001, **about: object) -> None:
        person = f"person{address}"
        async with self.street.store.db.transaction() as tx:
            before = (await facts.load(tx, self.street.store.keys, [person])).get(person, UNKNOWN)
            await facts.save(tx, self.street.store.keys, {person: replace(before, **about)})  # type: ignore[arg-type]

    async def until(self, moment: str) -> None:
        await self.street.skip(
            seconds=(datetime.fromisoformat(moment) - self.street.clock.now()).total_seconds()
        )

    async def states(self, kind: str, address: int = 1001) -> list[tuple[str, str, str]]:
        rows = await self.street.store.db.fetch(
            "select day, state, reason from care where person = ? and kind = ? order by id",
            (f"person{address}", kind),
        )
        return [(row[0], row[1], row[2]) for row in rows]


@pytest.fixture
async def town(tmp_path: Path, streets: list[Street], request: pytest.FixtureRequest) -> Town:
    street = await opened(tmp_path, *request.param)
    streets.append(street)
    return Town(street)


def with_programmes(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("town", [names], indirect=True, ids=["+".join(names)])


# -- to the person -------------------------------------------------------------------------------


@with_programmes("birthday", "festival")
async def test_a_birthday_is_greeted_in_the_morning_and_a_chosen_festival_too(town: Town) -> None:
    await town.knows(birthday=date(1985, 11, 27), festivals=(Festival.CHRISTMAS,))

    await town.until("2026-11-27T08:20+05:30")
    assert town.phone().screen == []
    await town.until("2026-11-27T09:40+05:30")
    assert town.phone().screen[-1].text.startswith("刘师傅，生日快乐。")
    await town.until("2026-12-26T00:00+05:30")

    assert [message.text.splitlines()[0] for message in town.phone().screen] == [
        "刘师傅，生日快乐。",
        "圣诞快乐。",
    ]
    assert await town.states("birthday") == [("2026-11-27", "done", "")]


@with_programmes("birthday", "festival")
async def test_a_death_entered_after_it_was_planned_keeps_the_greeting_back_and_undone_lets_it_come(
    town: Town,
) -> None:
    await town.knows(birthday=date(1985, 11, 27))
    await town.until("2026-11-27T08:00+05:30")
    assert (await town.states("birthday"))[0][1] == "planned"
    death = Happening("e1", LifeEvent.BEREAVEMENT, date(2001, 1, 1))

    await town.knows(happened=(death,))
    await town.street.skip(minutes=5)
    assert "planned" not in [state for _, state, _ in await town.states("birthday")]
    await town.knows(happened=())
    await town.until("2026-11-27T12:00+05:30")
    assert len(town.phone().screen) == 1

    await town.knows(birthday=date(1985, 11, 29), happened=changed(Facts(), Happened(death)).happened)
    await town.until("2026-11-30T12:00+05:30")
    assert len(town.phone().screen) == 1


@with_programmes("birthday")
async def test_a_death_entered_while_the_letter_waits_in_line_still_keeps_it_back(town: Town) -> None:
    await town.knows(birthday=date(1985, 11, 27))
    async with town.street.store.db.transaction() as tx:
        # quiet until ten: the letter waits
        from datetime import time

        await hours.save(tx, {"person1001": Hours(quiet_until=time(10, 30))})
    await town.until("2026-11-27T10:00+05:30")
    assert await town.states("birthday") == [("2026-11-27", "queued", "")]

    await town.knows(happened=(Happening("e1", LifeEvent.BEREAVEMENT, date(2026, 11, 26)),))
    await town.until("2026-11-27T12:00+05:30")

    assert town.phone().screen == []
    assert await town.states("birthday") == [("2026-11-27", "left", "")]


@with_programmes("weekly_tip")
async def test_a_weekly_thought_comes_to_whoever_asked_for_it_until_they_want_nothing(town: Town) -> None:
    await town.knows(tips=True)

    await town.until("2026-12-03T00:00+05:30")
    tips = [message.text for message in town.phone().screen]
    assert len(tips) == 2
    assert tips[0] != tips[1]
    assert [caption for caption, _ in town.phone().screen[-1].buttons] == ["🙋 找人聊聊"]
    await town.phone().says("/stop")
    shown = len(town.phone().screen)
    await town.until("2026-12-10T00:00+05:30")

    assert len(town.phone().screen) == shown
    assert town.phone(1003).screen == []


@with_programmes("before_departure", "settling_in", "welcome_home")
async def test_an_assignment_has_its_three_stages_and_each_offers_a_way_in(town: Town) -> None:
    await town.knows(departure=date(2026, 12, 10), homecoming=date(2026, 12, 31))

    await town.until("2027-01-05T00:00+05:30")

    firsts = [message.text.splitlines()[0] for message in town.phone().screen]
    assert firsts == ["快要出发了。", "到那边有些日子了，还习惯吗？", "欢迎回家。"]
    await town.phone().presses("请人安排")
    assert "这件事是为谁办的" in town.phone().screen[-1].text
    assert (await town.states("before_departure"))[-1][:2] == ("2026-12-03", "done")


@with_programmes("weekly_tip", "welcome_home")
async def test_nobody_who_has_lost_somebody_is_told_cheerfully_about_family(town: Town) -> None:
    divorce = Happening("e1", LifeEvent.DIVORCE, date(2026, 11, 1))
    await town.knows(tips=True, happened=(divorce,), departure=date(2026, 1, 1), homecoming=date(2027, 1, 18))
    await town.knows(1003, tips=True, household=(Household.CHILDREN,))

    await town.until("2027-01-22T00:00+05:30")

    tips = "\n".join(message.text for message in town.phone().screen)
    assert len(town.phone().screen) == 10
    assert not any(word in tips for word in ("那口子", "孩子", "纪念日", "欢迎回家"))
    assert firsts(town)[-1] == "您回来了，路上辛苦。"
    others = "\n".join(message.text for message in town.phone(1003).screen)
    assert "kids" in others
    assert "other half" not in others


@with_programmes("before_departure")
async def test_a_date_that_moves_takes_its_occasion_with_it(town: Town) -> None:
    await town.knows(departure=date(2026, 12, 2))
    await town.until("2026-11-25T18:00+05:30")
    assert await town.states("before_departure") == [("2026-11-25", "planned", "")]

    await town.knows(departure=date(2026, 12, 5))
    await town.until("2026-11-29T00:00+05:30")

    assert len(town.phone().screen) == 1
    assert [row[:2] for row in await town.states("before_departure")] == [
        ("2026-11-25", "withheld"),
        ("2026-11-28", "done"),
    ]


@with_programmes("birthday")
async def test_a_zone_that_changes_brings_no_second_greeting_on_the_same_date(town: Town) -> None:
    await town.knows(birthday=date(1985, 11, 27))
    await town.until("2026-11-27T12:00+05:30")
    async with town.street.store.db.transaction() as tx:
        await hours.save(tx, {"person1001": Hours("Pacific/Honolulu")})

    await town.street.skip(days=2)

    assert len(town.phone().screen) == 1


@with_programmes("birthday")
async def test_after_a_standstill_what_is_too_late_is_recorded_and_the_rest_comes(town: Town) -> None:
    await town.knows(birthday=date(1985, 11, 25))
    await town.knows(1003, birthday=date(1985, 11, 27))
    await town.street.skip(hours=1)

    # nobody sweeps for three days; on board it is a quarter past nine in the morning now
    town.street.clock.move(datetime.fromisoformat("2026-11-27T09:45+00:00") - town.street.clock.now())
    await town.street.house.ticks.sweep()
    await town.street.settle()

    assert town.phone().screen == []
    assert await town.states("birthday") == [("2026-11-25", "missed", "")]
    assert len(town.phone(1003).screen) == 1


# -- sparing them --------------------------------------------------------------------------------


async def has_case(town: Town, state: CaseState = CaseState.ACTIVE) -> None:
    async with town.street.store.db.transaction() as tx:
        case = Case("c1", "K0001", "person1001", Colour.AMBER, NOON, unit="lk", state=state)
        await cases.save(tx, town.street.store.keys, [case])


def firsts(town: Town, address: int = 1001) -> list[str]:
    return [message.text.splitlines()[0] for message in town.phone(address).screen]


@with_programmes("birthday", "settling_in", "weekly_tip")
async def test_one_word_a_day_is_enough_and_the_next_comes_tomorrow_while_it_still_makes_sense(
    town: Town,
) -> None:
    # a Wednesday: birthday, thought for the week, and a month abroad
    await town.knows(birthday=date(1985, 12, 2), tips=True, departure=date(2026, 11, 2))

    await town.until("2026-12-03T00:00+05:30")
    assert firsts(town)[1:] == ["刘师傅，生日快乐。"]
    assert (await town.states("weekly_tip"))[-1] == ("2026-12-02", "withheld", sparing.ENOUGH)

    await town.until("2026-12-04T00:00+05:30")
    assert firsts(town)[-1] == "到那边有些日子了，还习惯吗？"
    assert (await town.states("settling_in"))[-1] == ("2026-12-02", "done", "")


@with_programmes("birthday", "health_check")
async def test_nobody_is_greeted_or_asked_while_somebody_is_with_them(town: Town) -> None:
    await town.until("2027-04-06T20:00+05:30")
    await town.knows(birthday=date(1985, 4, 7))
    await has_case(town)

    await town.until("2027-04-08T23:00+05:30")
    assert town.phone().screen == []
    assert await town.states("birthday") == [("2027-04-07", "withheld", sparing.NOT_NOW)]

    await has_case(town, state=CaseState.CLOSED)
    await town.until("2027-04-09T23:00+05:30")
    assert firsts(town) == ["今年的体检约了吗？"]


@with_programmes("weekly_tip")
async def test_on_leave_nothing_comes(town: Town) -> None:
    await town.knows(tips=True)
    async with town.street.store.db.transaction() as tx:
        await rhythms.save(tx, {"person1001": Rhythm(off=True, away=date(2026, 12, 1))})

    await town.until("2026-12-03T00:00+05:30")

    assert len(town.phone().screen) == 1
    assert await town.states("weekly_tip") == [
        ("2026-11-25", "withheld", sparing.ON_LEAVE),
        ("2026-12-02", "done", ""),
    ]


@with_programmes("birthday")
async def test_whoever_has_worked_all_night_is_greeted_after_their_sleep(town: Town) -> None:
    await town.knows(birthday=date(1985, 11, 27))
    nights = Shifts(date(2026, 11, 1), (Leg(1, ((time(20), time(6)),)),))
    async with town.street.store.db.transaction() as tx:
        await rhythms.save(tx, {"person1001": Rhythm(off=True, shifts=nights)})

    await town.until("2026-11-27T12:59+05:30")
    assert town.phone().screen == []
    await town.until("2026-11-27T13:01+05:30")

    assert firsts(town) == ["刘师傅，生日快乐。"]


@with_programmes("birthday")
async def test_what_has_to_be_tried_again_keeps_its_place_in_the_day(town: Town) -> None:
    await town.knows(birthday=date(1985, 11, 27))
    town.street.channel.results.append(Down("no line"))

    await town.until("2026-11-27T12:00+05:30")

    assert firsts(town) == ["刘师傅，生日快乐。"]


# -- to the staff --------------------------------------------------------------------------------


@with_programmes("pairing")
async def test_a_partner_is_reminded_only_while_they_are_behind_and_notes_a_contact_with_one_tap(
    town: Town,
) -> None:
    zhou = town.phone(3001)
    await town.knows(tags=("hardship",))

    # Tuesday the 24th is a full moon, and a public holiday there
    await town.until("2026-11-25T09:00+05:30")
    assert zhou.screen == []
    await town.until("2026-11-25T12:00+05:30")
    assert zhou.screen[-1].text == "结对联系：刘师傅（汉班托塔项目）\n本季度已联系 0/3 次，12-31 前完成。"
    await zhou.presses("聊点什么")
    await zhou.presses("联系过了")
    assert "1/3" in zhou.screen[-1].text
    async with town.street.store.db.transaction() as tx:
        await alerts.keep(tx, [Contact("c", "person1001", "person3001", "pairing", town.street.clock.now())])
    shown = len(zhou.screen)

    # two of three by the end of the second third: nobody nags
    await town.until("2026-12-01T22:00+05:30")
    assert len(zhou.screen) == shown
    assert ("2026-12-01", "withheld", "2 of 3 done") in await town.states("pairing")
    await town.until("2026-12-09T22:00+05:30")
    assert len(zhou.screen) == shown + 1
    assert town.phone().screen == []


@with_programmes("pairing")
async def test_those_above_hear_before_the_quarter_ends_that_a_quota_is_not_met(town: Town) -> None:
    await town.knows(tags=("困难职工",))

    await town.until("2026-12-11T12:00+05:30")

    assert town.phone(3002).screen[-1].text == (
        "还没完成：结对联系\n刘师傅（汉班托塔项目）0/3 次，12-31 截止。"
    )
    assert ("2026-12-10", "missed", "0 of 3") in await town.states("pairing")


@with_programmes("sensitive_time")
async def test_after_a_life_event_somebody_trained_is_reminded_and_the_person_hears_nothing(
    town: Town,
) -> None:
    await town.knows(happened=(Happening("e1", LifeEvent.DIVORCE, date(2026, 11, 20)),))

    await town.street.skip(minutes=10)
    manager = town.phone(3003)
    assert manager.screen[-1].text.startswith("请关心一下 刘师傅（汉班托塔项目）")
    assert manager.screen[-1].buttons == []
    assert manager.screen[-1].protect
    await town.until("2026-12-21T12:00+08:00")

    assert len(manager.screen) == 3
    assert "离" not in "".join(message.text for message in manager.screen)
    assert town.phone().screen == town.phone(2001).screen == town.phone(3001).screen == []


@with_programmes("sensitive_time")
async def test_where_nobody_serves_in_such_a_role_the_row_says_so(town: Town) -> None:
    async with town.street.store.db.transaction() as tx:
        for number in (2001, 2002, 2003, 3003):
            await people.set_reachable(tx, f"person{number}", reachable=False)
    await town.knows(happened=(Happening("e1", LifeEvent.ACCIDENT, NOON.date()),))

    await town.street.skip(days=1)

    assert ("2026-11-23", "withheld", "nobody serves this unit in such a role") in await town.states(
        "sensitive_time"
    )


@with_programmes("sensitive_time")
async def test_who_has_lost_the_role_while_the_letter_waits_learns_nothing(town: Town) -> None:
    async with town.street.store.db.transaction() as tx:
        await hours.save(tx, {"person3003": Hours(quiet_from=time(9), quiet_until=time(18))})
    await town.knows(happened=(Happening("e1", LifeEvent.DIVORCE, NOON.date()),))
    await town.street.skip(minutes=10)
    async with town.street.store.db.transaction() as tx:
        await people.set_grants(tx, "person3003", [("now", Grant(Role.LIAISON, "hq"))])

    await town.until("2026-11-23T20:00+08:00")

    assert town.phone(3003).screen == []
    assert ("2026-11-23", "withheld", "who was asked serves no more") in await town.states("sensitive_time")


# -- calls ---------------------------------------------------------------------------------------


async def tied(town: Town) -> None:
    async with town.street.store.db.transaction() as tx:
        await ties.make(tx, Tie("t1", "person1001", "person2004", Relation.WIFE, NOON))
        await people.mark_started(tx, [("person2004", NOON)])


@with_programmes("home_visit")
async def test_a_home_visit_asks_the_household_the_employee_and_the_visitor_for_one_hour(town: Town) -> None:
    await tied(town)
    await town.knows(departure=date(2021, 1, 1))

    await town.until("2026-11-23T14:00+05:30")
    liu, chen, zhou = (town.phone(number) for number in (1001, 2004, 3001))
    assert liu.screen[-1].text.startswith(
        "每月视频家访，30 分钟，有陈女士、周联络员：\n\n11-24 周二 18:00 汉班托塔"
    )
    asked = [
        any("接受" in caption or "可以" in caption for caption, _ in phone.screen[-1].buttons)
        for phone in (liu, chen, zhou)
    ]
    assert asked == [True, True, True]
    rows = await town.street.store.db.fetch("select purpose, count(*) from appointment group by purpose")
    assert [tuple(row) for row in rows] == [("home_visit", 1)]

    assert ("2026-11-23", "withheld", "done already") in await town.states("home_visit"), (
        "nobody above is bothered"
    )

    # nobody has answered, and the hour is free again, which is told without a sound: it is tried anew
    await town.until("2026-11-24T21:00+05:30")
    assert chen.screen[-1].text == "这次没约成，没关系。想自己约，点下面。"
    assert chen.screen[-1].silent
    await town.until("2026-11-30T21:00+05:30")
    assert (await town.states("home_visit"))[-1] == ("2026-11-30", "done", "")


@with_programmes("home_visit")
async def test_where_the_family_has_not_joined_the_visitor_arranges_it_and_notes_it_with_one_tap(
    town: Town,
) -> None:
    await town.knows(departure=date(2021, 1, 1))

    await town.until("2026-11-23T21:00+05:30")

    zhou = town.phone(3001)
    assert zhou.screen[-1].text == "视频家访：刘师傅（汉班托塔项目）\n本月 0/1 次，11-30 前完成。"
    assert town.phone().screen == []
    await zhou.presses("联系过了")
    assert "1/1" in zhou.screen[-1].text
    await town.until("2026-11-30T21:00+05:30")
    assert len(zhou.screen) == 2


@with_programmes("home_visit")
@pytest.mark.parametrize("who", [1001, 2004])
async def test_where_somebody_wants_no_messages_the_visitor_arranges_it_by_hand(town: Town, who: int) -> None:
    await tied(town)
    await town.knows(departure=date(2021, 1, 1))
    async with town.street.store.db.transaction() as tx:
        await consents.write(tx, [(f"person{who}", Consent(MESSAGES, 1, NOON, Answer.WITHDRAWN))])

    await town.until("2026-11-23T21:00+05:30")

    assert (town.phone().screen, town.phone(2004).screen) == ([], [])
    assert firsts(town, 3001) == ["视频家访：刘师傅（汉班托塔项目）"]


@with_programmes("home_visit")
async def test_no_hour_is_looked_for_while_somebody_is_with_them_on_leave_or_at_night(town: Town) -> None:
    await tied(town)
    await town.knows(departure=date(2021, 1, 1))
    await has_case(town)
    await town.until("2026-11-27T00:00+05:30")
    assert ("2026-11-23", "withheld", sparing.NOT_NOW) in await town.states("home_visit")
    assert town.phone(3001).screen == []
    await has_case(town, state=CaseState.CLOSED)
    async with town.street.store.db.transaction() as tx:
        await rhythms.save(tx, {"person1001": Rhythm(off=True, away=date(2026, 12, 1))})
        # and their quiet hours have begun when the call would be looked for
        await hours.save(tx, {"person1001": Hours(quiet_from=time(12), quiet_until=time(9))})

    await town.until("2026-12-01T20:30+05:30")
    assert town.phone().screen == []
    await town.until("2026-12-02T10:00+05:30")

    assert len(town.phone().screen) == 1
    assert (await town.states("home_visit"))[-1] == ("2026-11-30", "done", "")


# -- the roll call -------------------------------------------------------------------------------


async def alarm(town: Town) -> None:
    sun = town.phone(3002)
    await sun.says("/alert")
    await sun.presses("汉班托塔项目")
    await sun.presses("撤离")
    await sun.presses("先不告诉")
    await town.street.skip(minutes=2)


@with_programmes("roll_call")
async def test_event_mode_asks_at_once_at_night_too_and_once_more_whoever_is_silent(town: Town) -> None:
    liu = town.phone()
    await town.until("2026-11-24T02:00+05:30")

    await alarm(town)
    assert [message.text for message in liu.screen] == ["您那边平安吗？请点一下。"]
    assert [caption for caption, _ in liu.screen[-1].buttons] == ["✅ 我平安", "🆘 需要帮忙"]
    assert town.phone(1003).screen == []
    first = liu.screen[-1].id
    await town.street.skip(minutes=65)
    (again,) = liu.screen
    assert again.id > first

    await liu.presses("我平安")
    assert liu.screen[-1].text.startswith("✅")
    await town.street.skip(hours=4)
    assert [message.id for message in liu.screen] == [again.id]
    await town.street.skip(hours=1)
    assert [message.text for message in liu.screen] == ["您那边平安吗？请点一下。"]
    assert liu.screen[-1].id > again.id


@with_programmes("roll_call", "sensitive_time")
async def test_the_rounds_are_called_at_once_by_event_mode_and_by_a_life_event_and_by_nothing_else(
    town: Town,
) -> None:
    hurry, sun = town.street.house.ticks.hurry, town.phone(3002)

    async def called(work: Awaitable[None]) -> bool:
        hurry.clear()
        await work
        return hurry.is_set()

    assert not await called(sun.says("/life 刘师傅"))
    assert await called(sun.presses("亲人去世"))
    assert not await called(sun.says("/alert"))
    assert not await called(sun.presses("汉班托塔项目"))
    assert not await called(sun.presses("撤离"))
    assert await called(sun.presses("先不告诉"))

    await town.street.house.rounds.go()
    await town.street.settle()
    assert [message.text for message in town.phone().screen] == ["您那边平安吗？请点一下。"]


@with_programmes("roll_call")
async def test_whoever_has_answered_is_not_asked_again_in_this_round_and_nobody_once_it_is_over(
    town: Town,
) -> None:
    liu = town.phone()
    await alarm(town)
    await liu.presses("我平安")
    await town.street.skip(hours=2)
    assert len(liu.screen) == 1
    assert (await town.states("roll_call"))[0][1] == "done"

    await town.phone(3002).says("/alert")
    await town.phone(3002).presses("解除")
    await town.street.skip(hours=24)

    assert len(liu.screen) == 1


# -- cases ---------------------------------------------------------------------------------------


@with_programmes("keeping_in_touch", "coming_back")
async def test_a_yellow_case_reminds_who_has_it_each_week_while_it_is_open_and_nobody_else(
    town: Town,
) -> None:
    li, others = town.phone(2001), [town.phone(address) for address in (3001, 3002, 3003, 2003)]
    await keeps(
        town, Case("c1", "K0001", "person1001", Colour.AMBER, NOON, CaseState.CLAIMED, owner="person2001")
    )
    await town.until("2026-12-04T00:00+05:30")

    said = [message.text for message in li.screen]
    assert said == ["K0001：这周联系过吗\n还没有的话，挑个对方方便的时候问候一声。"] * 2
    assert [phone.screen for phone in (town.phone(), *others)] == [[]] * 5
    await keeps(
        town, Case("c1", "K0001", "person1001", Colour.AMBER, NOON, CaseState.CLOSED, owner="person2001")
    )
    await town.until("2026-12-20T00:00+05:30")
    assert len(li.screen) == 2


@with_programmes("keeping_in_touch", "coming_back")
async def test_after_red_whoever_had_it_is_reminded_to_come_back_after_a_day_a_week_and_a_month(
    town: Town,
) -> None:
    li, closed = town.phone(2001), datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    red = Case(
        "c1", "K0001", "person1001", Colour.RED, NOON, CaseState.CLOSED, owner="person2001", closed_at=closed
    )
    await keeps(town, red)
    counts = []
    for day in ("2026-11-24T09:00", "2026-11-24T12:00", "2026-11-30T09:00", "2026-12-01T12:00"):
        await town.until(f"{day}+05:30")
        counts.append(len(li.screen))
    assert counts == [0, 1, 1, 2]
    assert li.screen[-1].text.startswith("K0001：请回访\n")

    # they call again: that case goes by itself
    await keeps(town, replace(red, state=CaseState.CLAIMED, closed_at=None))
    await town.until("2026-12-30T00:00+05:30")
    assert len(li.screen) == 2
    assert town.phone().screen == []


async def keeps(town: Town, case: Case) -> None:
    store = town.street.store
    await store.keys.load(store.db, [case.person])
    async with store.db.transaction() as tx:
        await cases.save(tx, store.keys, [case])


# -- looking -------------------------------------------------------------------------------------


@with_programmes("birthday")
async def test_other_programmes_have_everybody_looked_at_again(town: Town) -> None:
    store = town.street.store
    await routines.renew(store, only("birthday"))
    assert (await care.outlook(store.db)).expected
    await town.street.skip(minutes=5)
    assert not (await care.outlook(store.db)).expected

    await routines.renew(store, only("birthday"))
    assert not (await care.outlook(store.db)).expected
    await routines.renew(store, only("birthday", "festival"))
    assert (await care.outlook(store.db)).expected
    assert await desks.read_note(store.db, routines.NOTE) is not None


@with_programmes("birthday")
@pytest.mark.parametrize("what", ["the programme", "the person"])
async def test_what_waits_in_line_for_what_is_gone_never_goes(town: Town, what: str) -> None:
    street = town.street
    await town.knows(birthday=date(1985, 11, 27))
    street.channel.always = lambda chat, _: Down("no line") if chat == 1001 else None
    await town.until("2026-11-27T09:01+05:30")
    assert await street.waiting(1001) == 1
    if what == "the programme":
        # somebody took its file away and started the house again
        street.books = (TEXTS, only())
        town.street = await street.reopen()
    else:
        async with street.store.db.transaction() as tx:
            await people.set_grants(tx, "person1001", [])
    street.channel.always = None

    await town.street.skip(hours=1)

    assert town.phone().screen == []
    await town.street.close()


@with_programmes("pairing")
async def test_whoever_serves_the_unit_they_have_moved_to_is_reminded(town: Town) -> None:
    store = town.street.store
    await town.knows(tags=("hardship",))
    await town.until("2026-11-23T20:00+05:30")
    async with store.db.transaction() as tx:
        liu = (await people.load(tx, store.keys, ["person1001"]))["person1001"]
        await people.save(tx, store.keys, replace(liu, unit="hq"))

    await town.until("2026-11-25T00:00+05:30")

    assert firsts(town, 3001) == []
    assert firsts(town, 3002) == ["结对联系：刘师傅（大本营）"]


@with_programmes("birthday")
async def test_everybody_is_looked_at_once_a_day_and_never_twice_at_once(town: Town) -> None:
    await town.street.skip(days=3)

    rows = await town.street.store.db.fetch(
        "select count(*) from care where kind = 'calendar' and state = 'done' and person = 'person1001'"
    )
    assert rows[0][0] in (3, 4)
    rows = await town.street.store.db.fetch(
        "select person, count(*) from care where kind = 'calendar' and state = 'planned' group by person"
    )
    assert {row[1] for row in rows} == {1}
    assert len(rows) == len(EVERYBODY)
    assert await calendars.clocks(town.street.store.db, ["person1001"], NOON) == {
        "person1001": "Asia/Colombo"
    }
    assert timedelta(hours=20) == routines.ALL_DAY

"""Coming in by a link, as every phone shows it: who is let in, who is not, and that nothing is lost on the way."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import joining, people_links
from bot.app.people_links import Wanted
from bot.channel.port import Refused
from bot.domain.discretion import loud_word
from bot.domain.joining import code_in
from bot.domain.people import Grant, Person, Role
from bot.store import inbox, links, people
from tests.street import NOON, PEOPLE, Citizen, Phone, Street, shipped_books

OFFICER = Citizen("周干事", 3001, "lk", Role.OFFICER)
"""The project union's desk in Hambantota."""
SUN = Person("sun", "孙师傅", None, "lk", "zh", dialects=("四川话",))
"""In the books, and has never written."""
NEW = 9001
NOT_VALID = "这个链接用不了了"


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=(*PEOPLE, OFFICER))
    try:
        await awaited(street, SUN, Role.EMPLOYEE)
        yield street
    finally:
        await street.close()


async def awaited(street: Street, person: Person, role: Role) -> None:
    """Somebody in the books who has never written."""
    async with street.store.db.transaction() as tx:
        await people.save(tx, street.store.keys, person, import_key=f"key-{person.id}")
        await people.set_grants(tx, person.id, [(f"grant-{person.id}", Grant(role, person.unit or ""))])
        await people.set_duty(tx, person.id, "always")


async def personal(street: Street, *, days: int = 14) -> str:
    made = await people_links.make_links(street.store, Wanted(names=("key-sun",)), NOON, days=days)
    return made.made[0].code


async def at_wall(street: Street, *, approve: bool, room: int | None = None) -> str:
    made = await people_links.make_join_link(street.store, "lk", NOON, approve=approve, room=room)
    return made.code


@pytest.mark.parametrize("approve", [False, True])
async def test_who_is_family_here_may_come_to_work_here_too(street: Street, approve: bool) -> None:
    mei, officer = street.phone(NEW, "小陈"), street.phone(OFFICER.address)
    await officer.says("/cases")
    await mei.says("/start")
    lane = await people.lane_of(street.store.db, street.store.keys, NEW)
    assert lane is not None
    async with street.store.db.transaction() as tx:
        await people.enter(tx, street.store.keys, lane, Grant(Role.FAMILY, "hq"), "family")

    await mei.says(f"/start {await at_wall(street, approve=approve)}")
    if approve:
        await officer.presses("同意")

    person = await owner_of(street, mei)
    assert person.unit == "lk"
    assert {grant.role for grant in person.grants} == {Role.FAMILY, Role.EMPLOYEE}
    assert not person.at_home(NOON)


async def owner_of(street: Street, phone: Phone) -> Person:
    lane = await people.lane_of(street.store.db, street.store.keys, phone.address)
    assert lane is not None
    return (await people.load(street.store.db, street.store.keys, [lane]))[lane]


async def audited(street: Street) -> list[str]:
    return [row[0] for row in await street.store.db.fetch("select action from audit order by id")]


async def test_a_personal_link_makes_the_writer_the_person_it_was_made_for(street: Street) -> None:
    code = await personal(street)
    phone = street.phone(NEW, "小孙")

    await phone.says(f"/start {code}")

    sun = await owner_of(street, phone)
    assert (sun.name, sun.unit, sun.dialects, sun.started) == ("孙师傅", "lk", ("四川话",), True)
    assert [grant.role for grant in sun.grants] == [Role.EMPLOYEE]
    assert "孙师傅，您好。您已经加入「汉班托塔项目」" in phone.texts[0]
    assert "用哪种语言" in phone.texts[1]
    assert await people.load(street.store.db, street.store.keys, ["sun"]) == {}
    assert await people.import_keys(street.store.db) == {"key-sun": sun.id}
    assert (await people.duties(street.store.db))[sun.id] == "always"
    assert "joined by a link" in await audited(street)


async def test_a_link_works_with_the_bots_name_in_the_command(street: Street) -> None:
    phone = street.phone(NEW, "小孙")

    await phone.says(f"/start@street_bot {await personal(street)}")

    assert (await owner_of(street, phone)).name == "孙师傅"


async def test_a_second_tap_by_the_same_account_is_answered_kindly_and_by_another_refused(
    street: Street,
) -> None:
    code = await personal(street)
    mine, other = street.phone(NEW, "小孙"), street.phone(9002, "别人")
    await mine.says(f"/start {code}")

    await mine.says(f"/start {code}")
    await other.says(f"/start {code}")

    assert "您已经加入了「汉班托塔项目」" in mine.last.text
    assert NOT_VALID in other.texts[0]
    assert not (await owner_of(street, other)).registered


async def test_two_accounts_that_tap_at_the_same_moment_do_not_both_come_in(street: Street) -> None:
    code = await personal(street)
    phones = [street.phone(NEW, "小孙"), street.phone(9002, "别人")]
    for phone in phones:
        await phone.says(f"/start {code}", settle=False)
    await street.settle()

    joined = [(await owner_of(street, phone)).registered for phone in phones]

    assert joined == [True, False]
    assert NOT_VALID in phones[1].texts[0]


async def test_forged_expired_used_and_foreign_codes_get_the_same_answer_and_are_audited(
    street: Street,
) -> None:
    used = await personal(street)
    await street.phone(9009, "小孙").says(f"/start {used}")
    await awaited(street, Person("old", "钱师傅", None, "lk", "zh"), Role.EMPLOYEE)
    made = await people_links.make_links(street.store, Wanted(names=("key-old",)), NOON - timedelta(days=20))
    expired = made.made[0].code
    foreign = await at_wall(street, approve=False)
    await people_links.revoke_join_link(street.store, "lk", NOON)
    answers = []
    for address, code in enumerate((secrets.token_hex(16), expired, used, foreign), 9100):
        phone = street.phone(address, "别人")
        await phone.says(f"/start {code}")
        answers.append(phone.texts)
        assert not (await owner_of(street, phone)).registered

    assert all(NOT_VALID in answer[0] and answer == answers[0] for answer in answers)
    assert (await audited(street)).count("join code refused") == 4


async def test_a_colleague_who_taps_somebody_elses_link_stays_who_they_are(street: Street) -> None:
    code = await personal(street)
    liu = street.phone(1001)

    await liu.says(f"/start {code}")

    assert NOT_VALID in liu.texts[0]
    assert (await owner_of(street, liu)).name == "刘师傅"
    assert (await links.find(street.store.db, street.store.keys, code)).used_by is None  # type: ignore[union-attr]


async def test_a_link_of_somebody_who_came_another_way_is_as_good_as_forged(street: Street) -> None:
    code = await personal(street)
    async with street.store.db.transaction() as tx:
        sun = (await people.load(tx, street.store.keys, ["sun"]))["sun"]
        await people.save(tx, street.store.keys, replace(sun, address=7777))
    phone = street.phone(NEW, "别人")

    await phone.says(f"/start {code}")

    assert NOT_VALID in phone.texts[0]


async def test_after_some_wrong_codes_an_account_waits_an_hour_even_with_a_right_one(street: Street) -> None:
    code = await personal(street)
    phone = street.phone(NEW, "小孙")
    for _ in range(5):
        await phone.says(f"/start {secrets.token_hex(16)}")

    await phone.says(f"/start {code}")
    assert "先歇一个小时" in phone.last.text
    assert [caption for caption, _ in phone.last.buttons] == ["🙋 找人聊聊"]
    assert not (await owner_of(street, phone)).registered

    await street.skip(minutes=61)
    await phone.says(f"/start {code}")
    assert (await owner_of(street, phone)).name == "孙师傅"
    assert (await links.guesses(street.store.db, (await owner_of(street, phone)).id)).count == 0


async def test_words_that_look_like_a_code_are_heard_as_words(street: Street) -> None:
    phone = street.phone(NEW, "小孙")

    await phone.says("/start i-want-to-kill-myself")
    for _ in range(5):
        await phone.says(f"/start {secrets.token_hex(16)}")
    await phone.says("/start i-want-to-die-now")

    assert not any(NOT_VALID in text for text in phone.texts[:2])
    assert len(await street.store.db.fetch("select 1 from cases where colour = 'red'")) == 1


async def test_a_stranger_with_an_open_red_case_joins_and_keeps_it(street: Street) -> None:
    code = await personal(street)
    phone, li = street.phone(NEW, "小孙"), street.phone(2001)
    await phone.says("我不想活了")
    before = await street.store.db.fetch("select id, person, state from cases")

    await phone.says(f"/start {code}")

    assert await street.store.db.fetch("select id, person, state from cases") == before
    assert before[0][1] == (await owner_of(street, phone)).id
    assert "您已经加入「汉班托塔项目」" in phone.last.text
    assert "刚才的事接着办" in phone.last.text
    assert "斯里兰卡" in li.last.text
    await li.presses("接手")
    await li.presses("打开")
    assert "孙师傅" in li.last.text
    await li.says("我在，您说")
    assert "我在，您说" in phone.last.text


async def test_nothing_is_half_done_when_the_process_dies_before_or_after_the_turn(street: Street) -> None:
    code = await personal(street)
    phone = street.phone(NEW, "小孙")
    await phone.says(f"/start {code}", settle=False)
    again = await street.reopen()
    await again.house.frontdesk.work()
    again = await again.reopen()

    await again.settle()

    assert (await owner_of(again, phone)).name == "孙师傅"
    assert "您已经加入「汉班托塔项目」" in phone.texts[0]
    await phone.says(f"/start {code}")
    assert "您已经加入了" in phone.last.text
    await again.close()


async def test_a_failure_within_the_commit_leaves_the_link_unused(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await personal(street)
    phone = street.phone(NEW, "小孙")
    real, broken = people.forget_blank, [True]

    async def stumbles(*given: object) -> None:
        if broken:
            broken.pop()
            raise RuntimeError
        await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(people, "forget_blank", stumbles)
    await phone.says(f"/start {code}")

    assert (await owner_of(street, phone)).name == "孙师傅"
    assert phone.texts[0].count("您已经加入") == 1


async def test_somebody_in_whose_name_something_is_under_way_is_asked_to_tap_again(street: Street) -> None:
    code = await personal(street)
    phone = street.phone(NEW, "小孙")
    async with street.store.db.transaction() as tx:
        await tx.execute("insert into timer values ('t', 'sun', 'status', 'x', ?, '')", (2**50,))

    await phone.says(f"/start {code}")
    assert "过几分钟再点一次" in phone.last.text

    async with street.store.db.transaction() as tx:
        await tx.execute("delete from timer")
    await phone.says(f"/start {code}")
    assert (await owner_of(street, phone)).name == "孙师傅"


async def test_a_new_counsellor_joins_and_is_greeted_as_staff(street: Street) -> None:
    await awaited(street, Person("gao", "高医生", None, "hq", "zh"), Role.COUNSELLOR)
    made = await people_links.make_links(street.store, Wanted(roles=frozenset({Role.COUNSELLOR})), NOON)
    phone = street.phone(NEW, "老高")

    await phone.says(f"/start {made.made[0].code}")

    assert "您已经加入「大本营」" in phone.texts[0]
    assert "高医生" in phone.texts[1]
    assert "用哪种语言" not in phone.texts[1]


async def test_whoever_never_has_a_code_never_joins_by_writing(street: Street) -> None:
    phone = street.phone(NEW, "小孙")

    await phone.says("/start")
    await phone.says("/start talk")

    assert not (await owner_of(street, phone)).registered
    assert await audited(street) == []


@settings(max_examples=60)
@given(st.from_regex(r"[A-Za-z0-9_-]{1,70}", fullmatch=True))
async def test_a_code_that_was_not_given_out_opens_no_door(street: Street, code: str) -> None:
    await personal(street)

    assert await links.find(street.store.db, street.store.keys, code) is None
    assert code_in(f"/start {code}") in (None, code)


# -- a unit's link ------------------------------------------------------------------------------


async def test_an_open_link_on_the_wall_lets_a_newcomer_in_at_once(street: Street) -> None:
    phone = street.phone(NEW, "小马")

    await phone.says(f"/start {await at_wall(street, approve=False)}")

    ma = await owner_of(street, phone)
    assert (ma.name, ma.unit, [(g.role, g.unit) for g in ma.grants]) == (
        "小马",
        "lk",
        [(Role.EMPLOYEE, "lk")],
    )
    assert "小马，您好。您已经加入「汉班托塔项目」" in phone.texts[0]


async def test_an_open_link_lets_in_only_so_many(street: Street) -> None:
    code = await at_wall(street, approve=False, room=1)
    phones = [street.phone(NEW, "小马"), street.phone(9002, "小牛")]
    for phone in phones:
        await phone.says(f"/start {code}", settle=False)
    await street.settle()

    assert [(await owner_of(street, phone)).registered for phone in phones] == [True, False]
    assert NOT_VALID in phones[1].texts[0]
    await phones[0].says(f"/start {code}")
    assert "您已经加入了" in phones[0].last.text


async def start_work(street: Street) -> Phone:
    officer = street.phone(3001, "周干事")
    await officer.says("/start")
    officer.news()
    return officer


async def test_the_units_officer_is_asked_and_agrees(street: Street) -> None:
    officer, phone = await start_work(street), street.phone(NEW, "小马")
    code = await at_wall(street, approve=True)

    await phone.says(f"/start {code}")
    assert "有人同意了就跟您说" in phone.texts[0]
    assert not (await owner_of(street, phone)).registered
    (card,) = officer.news()
    assert card.text.startswith("小马 想加入「汉班托塔项目」")
    assert [caption for caption, _ in card.buttons] == ["同意", "不同意"]
    assert card.protect
    assert not street.phone(2003).texts

    await officer.presses("同意")

    assert (await owner_of(street, phone)).unit == "lk"
    assert "您已经加入「汉班托塔项目」" in phone.last.text
    assert officer.toasts == ["已同意，对方已经加入。"]
    assert (card.text.splitlines()[-1], card.buttons) == ("已同意。", [])


async def test_who_is_declined_hears_the_truth_and_the_way_to_a_person(street: Street) -> None:
    officer, phone = await start_work(street), street.phone(NEW, "小马")
    code = await at_wall(street, approve=True)
    await phone.says(f"/start {code}")

    await officer.presses("不同意")

    assert "没有同意这次加入" in phone.last.text
    assert [caption for caption, _ in phone.last.buttons] == ["🙋 找人聊聊"]
    assert not (await owner_of(street, phone)).registered
    await phone.says(f"/start {code}")
    assert "没有同意这次加入" in phone.last.text
    assert not officer.news()[1:]


async def test_the_hotline_works_while_somebody_waits_to_be_let_in(street: Street) -> None:
    officer, phone = await start_work(street), street.phone(NEW, "小马")
    await phone.says(f"/start {await at_wall(street, approve=True)}")

    await phone.says("我不想活了")
    await officer.presses("同意")

    case = (await street.store.db.fetch("select person, colour from cases"))[0]
    assert tuple(case) == ((await owner_of(street, phone)).id, "red")
    assert "刚才的事接着办" in phone.last.text


async def test_a_second_press_and_a_second_reader_find_it_decided(street: Street) -> None:
    other = Citizen("吴干事", 3002, "hq", Role.OFFICER, duty=[])
    async with street.store.db.transaction() as tx:
        await people.save(tx, street.store.keys, Person("wu", other.name, other.address, "hq", "zh"))
        await people.set_grants(tx, "wu", [("grant-wu", Grant(Role.OFFICER, "hq"))])
    officer, second = await start_work(street), street.phone(3002, "吴干事")
    await second.says("/start")
    phone = street.phone(NEW, "小马")
    await phone.says(f"/start {await at_wall(street, approve=True)}")
    data = dict(officer.last.buttons)

    await officer.presses("同意")
    await officer.presses_data(data["不同意"], officer.last.id)
    await second.presses_data(data["不同意"], second.last.id)

    assert officer.toasts == ["已同意，对方已经加入。"] * 2
    assert second.toasts == ["已同意，对方已经加入。"]
    assert (second.last.text.splitlines()[-1], second.last.buttons) == ("已同意。", [])
    assert (await owner_of(street, phone)).registered


async def test_a_forged_press_and_one_without_the_right_role_get_the_same_answer(street: Street) -> None:
    officer, phone = await start_work(street), street.phone(NEW, "小马")
    await phone.says(f"/start {await at_wall(street, approve=True)}")
    data = officer.last.buttons[0][1]
    liu = street.phone(1001)
    await liu.says("/menu")

    await liu.presses_data(data, liu.last.id)
    await liu.presses_data("1.admit.ffffffffffffffff.1.yes", liu.last.id)
    await liu.presses_data(data.replace("yes", "maybe"), liu.last.id)
    await phone.presses_data(data, phone.last.id)

    assert liu.toasts == ["找不到这一项。"] * 3
    assert phone.toasts == ["找不到这一项。"]
    assert not (await owner_of(street, phone)).registered
    assert {"admit refused", "admit not found"} <= set(await audited(street))


async def test_who_never_had_the_card_or_may_decide_no_more_hears_nothing_of_the_decision(
    street: Street,
) -> None:
    async with street.store.db.transaction() as tx:
        for number, address in (("wu", 3002), ("he", 3003)):
            await people.save(
                tx, street.store.keys, Person(number, number, address, "hq", "zh", started=True)
            )
            await people.mark_started(tx, [(number, NOON)])
            await people.set_grants(tx, number, [(f"grant-{number}", Grant(Role.OFFICER, "hq"))])
    officer, wu, he = await start_work(street), street.phone(3002, "吴干事"), street.phone(3003, "何干事")
    phone = street.phone(NEW, "小马")
    street.channel.always = lambda chat, _: Refused("400") if chat == 3002 else None
    await phone.says(f"/start {await at_wall(street, approve=True)}")
    street.channel.always = None
    assert (wu.texts, len(he.texts)) == ([], 1)
    async with street.store.db.transaction() as tx:
        await people.end_grants(tx, "he", NOON)
    before = list(he.texts)

    await officer.presses("同意")

    assert wu.texts == []
    assert he.texts == before


async def test_whoever_loses_the_role_between_press_and_turn_decides_nothing(street: Street) -> None:
    officer, phone = await start_work(street), street.phone(NEW, "小马")
    await phone.says(f"/start {await at_wall(street, approve=True)}")
    data = officer.last.buttons[0][1]
    await officer.presses_data(data, officer.last.id, settle=False)
    await street.house.frontdesk.work()
    async with street.store.db.transaction() as tx:
        await people.end_grants(tx, "person3001", NOON)

    await street.settle()

    assert officer.toasts == ["找不到这一项。"]
    assert not (await owner_of(street, phone)).registered


async def test_without_an_officer_the_supervisor_is_asked(street: Street) -> None:
    phone, wang = street.phone(NEW, "小马"), street.phone(2003)

    await phone.says(f"/start {await at_wall(street, approve=True)}")
    await wang.presses("同意")

    assert (await owner_of(street, phone)).unit == "lk"
    assert not street.phone(2001).texts


async def test_where_nobody_can_be_asked_that_is_what_is_said(street: Street) -> None:
    async with street.store.db.transaction() as tx:
        for number in (2001, 2002, 2003):
            await people.set_reachable(tx, f"person{number}", reachable=False)
    phone = street.phone(NEW, "小马")

    await phone.says(f"/start {await at_wall(street, approve=True)}")

    assert "现在没有人能办加入" in phone.last.text
    assert await street.store.db.fetch("select 1 from application") == []


async def test_asking_again_disturbs_nobody_before_half_a_day_is_over(street: Street) -> None:
    officer, phone = await start_work(street), street.phone(NEW, "小马")
    code = await at_wall(street, approve=True)
    await phone.says(f"/start {code}")
    officer.news()

    await phone.says(f"/start {code}")
    assert "还没有人回复" in phone.last.text
    assert officer.news() == []

    await street.skip(hours=12)
    await phone.says(f"/start {code}")
    assert [card.text.splitlines()[0] for card in officer.news()] == ["小马 想加入「汉班托塔项目」。"]
    assert len(await street.store.db.fetch("select 1 from application")) == 1


async def test_who_came_another_way_meanwhile_is_not_let_in_twice(street: Street) -> None:
    officer, phone = await start_work(street), street.phone(NEW, "小马")
    await phone.says(f"/start {await at_wall(street, approve=True)}")
    await phone.says(f"/start {await personal(street)}")

    await officer.presses("同意")

    sun = await owner_of(street, phone)
    assert (sun.name, len(sun.grants)) == ("孙师傅", 1)


async def test_whoever_has_left_may_join_anew(street: Street) -> None:
    async with street.store.db.transaction() as tx:
        await people.end_grants(tx, "person1001", NOON)
    liu = street.phone(1001)

    await liu.says(f"/start {await at_wall(street, approve=False)}")

    assert sorted(grant.holds(NOON) for grant in (await owner_of(street, liu)).grants) == [False, True]


async def test_an_unknown_application_decided_by_nobody_is_only_audited(street: Street) -> None:
    body = {"application": "gone", "verdict": "admitted", "by": "nobody", "press": "1"}
    async with street.store.db.transaction() as tx:
        arrival = inbox.Arrival("desk", "x", "person1001", joining.ADMIT, NOON, body)
        await inbox.add(tx, street.store.keys, [arrival])

    await street.settle()

    assert await audited(street) == ["admit refused"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_about_joining_is_fit_for_a_lock_screen(language: str) -> None:
    texts = shipped_books()[0]
    values = {"name": "小马", "unit": "U", "going_on": True, "verdict": "waiting"}

    first = [
        texts.render(language, "joining", block, values).splitlines()[0]
        for block in sorted(texts.blocks(language, "joining"))
    ]

    assert texts.blocks("zh", "joining") == texts.blocks("en", "joining")
    assert not [line for line in first if loud_word(line)]

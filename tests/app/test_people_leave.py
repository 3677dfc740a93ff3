"""Somebody leaves: their cases go on with others, at once, and nobody stays behind without help."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.office import Refused
from bot.app.people_leave import leave, look
from bot.domain.people import Grant, Person, Role
from bot.store import links, people
from tests.street import NOON, PEOPLE, Street


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, citizens=PEOPLE)
    for citizen in PEOPLE:
        street.phone(citizen.address)
    yield street
    await street.close()


async def taken_by_li(street: Street) -> None:
    """Liu's red case, taken and opened by Li."""
    await street.phone(1001).says("我不想活了")
    li = street.phone(2001)
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")


async def grants_of(street: Street, person: str) -> list[bool]:
    found = await people.load(street.store.db, street.store.keys, [person])
    return [grant.holds(NOON + timedelta(days=1)) for grant in found[person].grants]


async def test_a_red_case_is_paged_anew_at_once_and_duty_and_roles_end(street: Street) -> None:
    await taken_by_li(street)
    zhao = street.phone(2002)
    zhao.news()

    done = await leave(street.store, "李医生", street.clock.now())
    await street.settle()

    assert "red is paged anew: 赵医生" in str(done)
    assert any("还没有人接手" in message.text for message in zhao.news())
    (case,) = await street.store.db.fetch("select state, owner from cases")
    assert tuple(case) == ("escalating", None)
    assert "您不再负责这件事" in street.phone(2001).last.text
    assert await grants_of(street, "person2001") == [False]
    assert "person2001" not in await people.duties(street.store.db)
    assert await street.store.db.fetch("select 1 from desk where person = 'person2001'") == []
    await zhao.presses("接手")


async def test_the_cases_go_to_whom_the_operator_names(street: Street) -> None:
    await taken_by_li(street)

    done = await leave(street.store, "2001", street.clock.now(), to="赵医生")
    await street.settle()

    assert "red goes to 赵医生" in str(done)
    assert await street.store.db.fetch("select state, owner from cases") == [("claimed", "person2002")]
    assert "您接手了" in street.phone(2002).texts[0]


async def test_looking_changes_nothing(street: Street) -> None:
    await taken_by_li(street)
    before = await street.store.db.fetch("select * from staff_grant")

    seen = str(await look(street.store, "李医生", street.clock.now(), to="赵医生"))

    assert seen.splitlines()[:4] == [
        "李医生 (hq)",
        "  roles: counsellor in hq",
        "  duty: has hours",
        "  live cases taken: 1",
    ]
    assert await street.store.db.fetch("select * from staff_grant") == before
    assert await street.store.db.fetch("select 1 from inbox where source = 'leave'") == []


async def test_a_leaver_with_a_case_of_their_own_keeps_it_and_can_be_reached(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("我不想活了")

    done = await leave(street.store, "刘师傅", street.clock.now())
    await street.phone(2001).presses("接手")
    await street.phone(2001).presses("打开")
    await street.phone(2001).says("我在")

    assert "has an open case of their own" in str(done)
    assert "stays open" in str(done)
    assert "我在" in liu.last.text


async def test_nobody_leaves_as_the_last_supervisor_or_counsellor_without_force(street: Street) -> None:
    now = street.clock.now()
    with pytest.raises(Refused, match=r"王督导 is the last supervisor for hq, lk, ship: .*\n.*--force"):
        await leave(street.store, "王督导", now)
    assert await grants_of(street, "person2003") == [True]
    await leave(street.store, "李医生", now)
    await leave(street.store, "赵医生", now)

    with pytest.raises(Refused, match="the last counsellor with duty hours for"):
        await leave(street.store, "王督导", now)
    done = await leave(street.store, "王督导", now, force=True)

    assert len(done.gaps) == 2
    assert "careful: 王督导 is the last supervisor" in str(done)
    assert await grants_of(street, "person2003") == [False]


async def test_who_may_not_take_over_is_told_before_anything_happens(street: Street) -> None:
    await taken_by_li(street)
    now = street.clock.now()
    code = (await street.store.db.fetch("select code from cases"))[0][0]

    with pytest.raises(Refused, match=f"刘师傅 may not take {code}: not their unit, or not qualified"):
        await leave(street.store, "李医生", now, to="刘师傅")
    with pytest.raises(Refused, match="李医生 cannot take over from themselves"):
        await leave(street.store, "李医生", now, to="2001")
    async with street.store.db.transaction() as tx:
        await people.set_reachable(tx, "person2002", reachable=False)
    with pytest.raises(Refused, match="赵医生 cannot be reached"):
        await leave(street.store, "李医生", now, to="赵医生")


async def test_who_is_meant_must_be_plain(street: Street) -> None:
    now = street.clock.now()
    async with street.store.db.transaction() as tx:
        for number, key in (("twin", None), ("third", "k3")):
            await people.save(
                tx, street.store.keys, Person(number, "李医生", None, "lk", "zh"), import_key=key
            )
            await people.set_grants(tx, number, [(f"grant-{number}", Grant(Role.EMPLOYEE, "lk"))])

    with pytest.raises(Refused, match='nobody with the key, telegram_id or name "李医师" — did you mean'):
        await look(street.store, "李医师", now)
    with pytest.raises(Refused, match=r"3 people are called .*hq: telegram_id 2001.*lk: (key k3|no key yet)"):
        await look(street.store, "李医生", now)
    assert (await look(street.store, "k3", now)).person.id == "third"


async def test_a_leavers_links_are_taken_back_and_they_leave_only_once(street: Street) -> None:
    now = street.clock.now()
    async with street.store.db.transaction() as tx:
        await people.save(tx, street.store.keys, Person("sun", "孙师傅", None, "lk", "zh"))
        await people.set_grants(tx, "sun", [("grant-sun", Grant(Role.EMPLOYEE, "lk"))])
        link = links.Link("l", "lk", now + timedelta(days=1), "sun")
        await links.make(tx, street.store.keys, "code", link)

    await leave(street.store, "孙师傅", now)

    assert await links.find(street.store.db, street.store.keys, "code") is None
    with pytest.raises(Refused, match="孙师傅 holds no role any more"):
        await leave(street.store, "孙师傅", now)

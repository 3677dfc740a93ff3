"""Every button there is, in the hands of somebody it was not made for: nothing of anybody else's moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import buttons
from bot.app.buttons import ANSWER, HUMAN, SUGGESTED
from bot.app.rollcall import HELP
from bot.domain.family import Relation
from bot.domain.people import Role
from bot.store.database import Row
from tests.street import LIU, PEOPLE, SMITH, WANG, Citizen, Street

MEI = Citizen("陈女士", 1002, "hq", Role.FAMILY, family=((LIU.address, Relation.WIFE),))
GRANNY = Citizen("Mrs Smith", 1004, "hq", Role.FAMILY, family=((SMITH.address, Relation.MOTHER),))
ZHOU = Citizen("周联络员", 3003, "ship", Role.LIAISON)
SUN = Citizen("孙主任", 3002, "lk", Role.OFFICER)
TOWN = (*PEOPLE, MEI, GRANNY, ZHOU, SUN)

ANYBODYS = {ANSWER, HUMAN, SUGGESTED}
"""They are about whoever presses, and about nothing else."""

KEPT = (
    "select id, employee, member, relation, until_at from tie",
    "select id, at, offered, until_at, outcome, version from appointment",
    "select id, used_by, until_at from link",
    "select person, role, unit, until_at from staff_grant",
    "select id, lane, fate, due_at, answered from word",
    "select id, unit, over_at from alert",
    "select alert, person, said from roll_answer",
    "select id, person from contact",
    "select id, person, whom from call_wait",
    "select person, purpose, answer from consent",
    "select person, sealed from facts",
    "select person from pen",
    "select id from inbox where state not in ('ready', 'done')",
)


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.met(tmp_path, TOWN)
    yield street
    await street.close()


async def everything_under_way(street: Street) -> None:
    liu, mei, sun, wang = (street.phone(one.address) for one in (LIU, MEI, SUN, WANG))
    for words, *captions in (
        ("/family", "邀请家人", "妈妈"),
        ("/family", "断开"),
        ("/call", "陈女士", "半小时", "周六 09:00", "就这一次", "好，去问"),
    ):
        await liu.says(words)
        for caption in captions:
            await liu.presses(caption)
    await mei.presses("可以")
    await liu.presses("取消")
    for words, *captions in (
        ("/family", "这部手机还有别人用"),
        ("等你回来", "明早", "报平安"),
        ("吃饭了吗", "现在"),
        ("/call", "刘师傅", "半小时", "周二", "就这一次", "好，去问"),
        ("还没写完",),
    ):
        await mei.says(words)
        for caption in captions:
            await mei.presses(caption)
    await sun.says("/alert")
    for caption in ("汉班托塔项目", "恶劣天气", "告诉家里"):
        await sun.presses(caption)
    await wang.says("/life 刘师傅")
    await wang.presses("离婚")
    await street.skip(minutes=1)


async def kept(street: Street, but: str) -> list[list[Row]]:
    """What is kept of everybody else."""
    found = [await street.store.db.fetch(query) for query in KEPT]
    return [sorted((row for row in rows if but not in row), key=repr) for rows in found]


def shown(street: Street) -> list[str]:
    """One button of each kind."""
    found: dict[tuple[str, str], str] = {}
    for citizen in TOWN:
        for message in street.phone(citizen.address).screen:
            for _, data in message.buttons:
                press = buttons.read(data)
                assert press is not None
                if press.verb not in ANYBODYS:
                    found.setdefault((press.verb, press.choice if len(press.choice) < 12 else ""), data)
    return list(found.values())


@pytest.mark.no_cover
@pytest.mark.parametrize("thief", [SMITH, GRANNY, MEI], ids=["colleague", "another's family", "family once"])
async def test_a_button_of_somebody_elses_moves_nothing(street: Street, thief: Citizen) -> None:
    await everything_under_way(street)
    mine = street.phone(thief.address)
    if thief is MEI:
        await street.phone(LIU.address).says("/family")
        await street.phone(LIU.address).presses("断开")
        await street.phone(LIU.address).presses("断开")
    before = await kept(street, f"person{thief.address}")
    verbs = set()

    for data in shown(street):
        press = buttons.read(data)
        assert press is not None
        verbs.add(press.verb)
        # who wants help is never turned away
        if press.choice != HELP:
            await mine.presses_data(data)

    assert len(verbs) > 15
    assert await kept(street, f"person{thief.address}") == before

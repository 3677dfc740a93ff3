"""Who works here and where: read when it has changed, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.people import Grant, Person, Role, Unit
from bot.store import people
from bot.store.database import Transaction
from bot.store.opening import Store, open_store
from tests.street import LI, LIU, NOON, SMITH, Street


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path)
    for citizen in street.citizens:
        street.phone(citizen.address)
    yield street
    await street.close()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one whenever the whole staff is read."""
    count: list[str] = []
    read = people.roster

    async def counted(*args: object) -> object:
        count.append("roster")
        return await read(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.store.people.roster", counted)
    return count


async def test_while_nothing_changes_the_staff_are_read_once(town: Street, readings: list[str]) -> None:
    for words in ("你好", "在吗", "有人吗"):
        await town.phone(LIU.address).says(words)

    assert readings == ["roster"]


async def test_a_dialogue_goes_on_after_a_restart_whatever_is_read_first(
    town: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = people.load

    async def last(*args: object) -> object:
        for _ in range(50):
            await asyncio.sleep(0)
        return await read(*args)  # type: ignore[arg-type]

    await town.phone(LIU.address).says("/start")
    again = await town.reopen()
    monkeypatch.setattr("bot.store.people.load", last)

    await again.phone(LIU.address).presses("中文")

    assert again.store.keys.damaged == {}
    await again.close()


async def test_an_import_of_another_process_is_seen_at_the_next_batch(town: Street) -> None:
    """Somebody is given a role, and a unit its name, through a connection of their own."""
    guest = town.phone(9001)
    await guest.says("你好")
    other = await open_store(
        town.config.store, key_variable=town.config.key_variable, key_file=town.config.key_file
    )
    async with other.db.transaction() as tx:
        lane = await people.lane_of(tx, other.keys, 9001)
        assert lane is not None
        await people.add_grants(tx, lane, [("new", Grant(Role.SUPERVISOR, "hq"))])
        await people.set_duty(tx, lane, "always")
        await people.save_unit(tx, Unit("lk", "hq", {"zh": "新名字", "en": "New"}, "Asia/Colombo", "LK"))
    await other.close()
    guest.news()

    await town.phone(LIU.address).says("我不想活了")

    loader = town.house.frontdesk._loader
    assert loader._units["lk"].name["zh"] == "新名字"
    assert lane in [staff.person.id for staff in loader._roster]


async def _new_duty(tx: Transaction, _: Store) -> None:
    await people.set_duty(tx, "person2002", [])


async def _gone(tx: Transaction, _: Store) -> None:
    await people.set_reachable(tx, "person2002", reachable=False)


async def _english(tx: Transaction, _: Store) -> None:
    await people.set_language(tx, "person2002", "en")


async def _left(tx: Transaction, _: Store) -> None:
    await people.end_grants(tx, "person2002", NOON)


async def _off_duty(tx: Transaction, _: Store) -> None:
    await people.drop_duty(tx, "person2002")


async def _renamed(tx: Transaction, store: Store) -> None:
    await people.save(tx, store.keys, Person("person2002", "赵老师", 2002, "hq", "zh"))


async def _moved(tx: Transaction, _: Store) -> None:
    await tx.execute("update person set unit = null where id = 'person2002'")


async def _first_sign(tx: Transaction, _: Store) -> None:
    await tx.execute("update person set started_at = null where id = 'person2002'")
    await people.mark_started(tx, [("person2002", NOON)])


@pytest.mark.parametrize(
    "change", [_new_duty, _gone, _english, _left, _off_duty, _renamed, _moved, _first_sign]
)
async def test_whatever_changes_about_the_staff_is_counted(
    town: Street, change: Callable[[Transaction, Store], Awaitable[None]]
) -> None:
    before = await people.revision(town.store.db)
    async with town.store.db.transaction() as tx:
        await change(tx, town.store)

    assert await people.revision(town.store.db) > before


async def test_what_is_nobody_of_the_staffs_is_not_counted(town: Street) -> None:
    async with town.store.db.transaction() as tx:
        await people.set_grants(tx, "person1003", [])
    before = await people.revision(town.store.db)

    await town.phone(SMITH.address).says("hello")
    async with town.store.db.transaction() as tx:
        await people.set_language(tx, "person1003", "zh")

    assert await people.revision(town.store.db) == before


async def test_another_sign_of_life_of_the_staff_is_no_change(town: Street) -> None:
    before = await people.revision(town.store.db)

    async with town.store.db.transaction() as tx:
        await people.mark_started(tx, [(f"person{LI.address}", NOON + timedelta(hours=1))])

    assert await people.revision(town.store.db) == before


async def dropped_and_regretted(store: Store) -> None:
    async with store.db.transaction() as tx:
        await people.drop_duty(tx, "person2002")
        raise RuntimeError


async def test_a_change_that_is_taken_back_is_not_counted(town: Street) -> None:
    before = await people.revision(town.store.db)

    with pytest.raises(RuntimeError):
        await dropped_and_regretted(town.store)

    assert await people.revision(town.store.db) == before


def test_what_a_check_leaves_for_later_is_ready_before_the_first_message(town: Street) -> None:
    assert {"_by_form", "_by_sound"} <= set(vars(town.house.library.routes))

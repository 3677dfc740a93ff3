"""What a turn costs does not grow with how many people there are, nor with how much has happened before."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.sqlite import SqliteDatabase
from tests.store.watched import Watched, scans
from tests.street import LI, LIU, PEOPLE, Citizen, Street

pytestmark = pytest.mark.file

LINES = ("/talk", "我不想活了", "你好")
FRONT = {
    # read off the front of its index up to a limit
    "SCAN inbox USING INDEX inbox_line",
    # what is on its way right now
    "SCAN outbox USING INDEX outbox_under_way",
}


async def talk(folder: Path, neighbours: int) -> Watched:
    """Everything the store was asked while one person said their lines among so many others."""
    others = tuple(Citizen(f"邻居{n}", 50_000 + n, "lk", LIU.role) for n in range(neighbours))
    street = await Street.open(folder, citizens=(*PEOPLE, *others))
    try:
        assert isinstance(street.store.db, SqliteDatabase)
        # what is the same for everybody is read once
        await street.phone(LI.address).says("/cases")
        await street.settle()
        watch = Watched(street.store.db)
        for line in LINES:
            await street.phone(LIU.address).says(line)
            await street.settle()
        return watch
    finally:
        await street.close()


async def test_a_talk_asks_as_many_questions_among_many_people_as_among_few(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "many").mkdir()

    few, many = await talk(tmp_path / "few", 0), await talk(tmp_path / "many", 60)

    # how often somebody looks whether there is anything to do depends on the moment; a question, or a value given
    # along with one, for each of the others would make it sixty more
    assert len(many.said) - len(few.said) < 60
    assert sum(len(values) for _, values in many.said) - sum(len(values) for _, values in few.said) < 60


async def test_a_talk_reads_nothing_from_one_end_to_the_other(tmp_path: Path) -> None:
    watch = await talk(tmp_path, 0)

    found = {sql: scans(plan) for sql, plan in watch.plans().items()}

    assert {sql: steps for sql, steps in found.items() if set(steps) - FRONT} == {}


async def test_units_and_staff_are_read_again_only_when_they_change(tmp_path: Path) -> None:
    watch = await talk(tmp_path, 0)

    read = [sql for sql, _ in watch.said if "from unit" in sql or "from duty" in sql]

    assert read == []

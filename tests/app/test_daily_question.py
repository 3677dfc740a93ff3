"""The daily question on the phone: what its programme says holds when its letter goes, and without it for nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.app import doctor
from bot.app.library import Library
from bot.app.programmes import NOBODY_ASKED
from bot.domain.care.cadence import Holidays
from bot.domain.care.model import Silence
from bot.domain.hours import Hours
from bot.store import hours, people
from tests.street import LIU, NOON, Street, shipped_books, street_config

TEXTS, LIBRARY = shipped_books()
SHIPPED = LIBRARY.programmes["checkin"]
DAWN = (24 - 9.5 + 7.5) * 60
"""Minutes from noon in Beijing to half past seven the next morning in Hambantota."""


def with_question(**changes: object) -> Library:
    question = replace(SHIPPED, window=timedelta(), holidays=Holidays.KEEP, **changes)  # type: ignore[arg-type]
    return replace(LIBRARY, programmes={"checkin": question})


WITHOUT = replace(LIBRARY, programmes={})


async def opened(folder: Path, library: Library) -> Street:
    street = await Street.open(folder, citizens=(replace(LIU, asked=True),), books=(TEXTS, library))
    street.phone(1001)
    async with street.store.db.transaction() as tx:
        await people.mark_started(tx, [("person1001", NOON)])
    return street


@pytest.fixture
async def street(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Street]:
    street = await opened(tmp_path, request.param)
    yield street
    await street.close()


def going_by(library: Library) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("street", [library], indirect=True, ids=["library"])


@going_by(with_question(silence=Silence(timedelta(hours=1), 3, 7)))
async def test_the_reminder_comes_when_the_programme_says(street: Street) -> None:
    liu = street.phone(1001)
    await street.skip(minutes=DAWN + 40)
    first = liu.screen[-1].id
    await street.skip(minutes=45)
    assert liu.screen[-1].id == first
    await street.skip(minutes=10)

    assert liu.screen[-1].id > first


@going_by(with_question(at_units={"hq": SHIPPED.at.replace(hour=9)}))
async def test_the_hour_of_a_unit_above_counts_and_stands_in_my_time(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/time")
    assert "每天问候：09:00" in liu.screen[-1].text
    await street.skip(minutes=DAWN + 40)
    shown = len(liu.screen)
    await street.skip(minutes=60)

    assert len(liu.screen) == shown + 1


@going_by(with_question())
async def test_whoever_is_no_longer_meant_when_the_letter_goes_does_not_get_it(street: Street) -> None:
    async with street.store.db.transaction() as tx:
        # quiet until nine: the letter waits
        await hours.save(tx, {"person1001": Hours(quiet_until=time(9))})
    await street.skip(minutes=DAWN + 45)
    async with street.store.db.transaction() as tx:
        await people.set_grants(tx, "person1001", [])
    await street.skip(hours=2)

    assert street.phone(1001).screen == []
    rows = await street.store.db.fetch("select state from care where kind = 'checkin' order by id")
    assert [row[0] for row in rows] == ["left", "planned"]


@going_by(WITHOUT)
async def test_without_its_file_nobody_is_asked_and_one_may_still_tell_how_one_is(street: Street) -> None:
    liu = street.phone(1001)
    await street.skip(hours=30)
    assert liu.screen == []

    await liu.says("/time")
    assert "每天问候" not in liu.screen[-1].text
    await liu.says("/checkin")
    assert "今天" in liu.screen[-1].text


def test_the_doctor_says_that_nobody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = street_config(tmp_path)
    assert [one.level for one in doctor.dialogue_findings(config)] == ["ok"]

    monkeypatch.setattr(doctor, "read_library", lambda _: (TEXTS, WITHOUT))
    assert [one.what for one in doctor.dialogue_findings(config)][1:] == [NOBODY_ASKED]

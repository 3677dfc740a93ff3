"""Whoever sails over the date line, and whichever way their clock learns of it, is asked once on a local date."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.stage import UNITS
from bot.domain.hours import Hours
from bot.store import hours, people
from tests.street import LIU, Street

APIA, PAGO = "Pacific/Apia", "Pacific/Pago_Pago"
"""Thirteen hours ahead of UTC and eleven behind: the date line runs between them."""

PLACES = {APIA: ("Apia", (-13.83, -171.76)), PAGO: ("Pago Pago", (-14.28, -170.7))}
WINDOW = timedelta(minutes=31)
"""Within so long everybody has been asked."""


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    start = datetime(2026, 11, 29, 20, tzinfo=UTC)
    street = await Street.open(tmp_path, citizens=[replace(LIU, asked=True)], start=start)
    yield street
    await street.close()


async def sail(street: Street, to: str, way: str) -> None:
    """Their clock becomes that of another place: told, sent, or changed in the roster for the whole ship."""
    name, (latitude, longitude) = PLACES[to]
    liu = street.phone(1001)
    if way == "roster":
        lk = next(unit for unit in UNITS if unit.code == "lk")
        async with street.store.db.transaction() as tx:
            await people.save_unit(tx, replace(lk, tz=to))
        return
    await liu.says("/time")
    await liu.presses("时区")
    if way == "word":
        await liu.says(name)
    else:
        await liu.sends(location={"latitude": latitude, "longitude": longitude})
    await liu.presses("对")
    await liu.presses("不用改")


async def asked(street: Street) -> list[str]:
    rows = await street.store.db.fetch(
        "select day from care where kind = 'checkin' and state not in ('planned', 'missed', 'left') order by day"
    )
    return [row[0] for row in rows]


async def at(street: Street, moment: str) -> list[str]:
    """The local dates they have been asked on by then."""
    target = datetime.fromisoformat(f"{moment}+00:00") + WINDOW
    await street.skip(seconds=(target - street.clock.now()).total_seconds())
    return await asked(street)


@pytest.mark.parametrize("way", ["word", "place", "roster"])
@pytest.mark.parametrize(
    ("home", "to", "sails", "after"),
    [
        # eastwards after the question: the 2nd comes a second time and is not asked a second time
        (APIA, PAGO, "2026-12-01T19:30", {"2026-12-02T18:00": 2, "2026-12-02T19:00": 2, "2026-12-03T19:00": 3}),
        # eastwards before it: the 1st was asked at home, and on the 2nd they are asked there
        (APIA, PAGO, "2026-12-01T17:00", {"2026-12-01T19:00": 1, "2026-12-02T19:00": 2}),
        # westwards after it: over there it is tomorrow already, but they have just been asked: the day after follows
        (PAGO, APIA, "2026-12-01T19:30", {"2026-12-01T23:00": 2, "2026-12-02T19:00": 3}),
        (PAGO, APIA, "2026-12-02T00:30", {"2026-12-02T18:00": 2, "2026-12-02T19:00": 3}),
        # westwards before it: the 1st is left out, and the 2nd is asked in its place
        (PAGO, APIA, "2026-12-01T17:00", {"2026-12-01T19:00": 2, "2026-12-02T19:00": 3}),
    ],
)  # fmt: skip
async def test_over_the_date_line_no_date_is_asked_twice(
    street: Street, way: str, home: str, to: str, sails: str, after: dict[str, int]
) -> None:
    street.phone(1001)
    await sail(street, home, "roster")
    if way != "roster":
        async with street.store.db.transaction() as tx:
            await hours.save(tx, {"person1001": Hours(home)})
    await street.phone(1001).says("/help")
    await at(street, sails)
    await sail(street, to, way)

    counts = {moment: len(await at(street, moment)) for moment in after}
    days = await asked(street)
    assert len(days) == len(set(days))
    assert counts == after

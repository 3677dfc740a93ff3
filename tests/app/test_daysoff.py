"""Public holidays: whose calendar counts, and what happens where there is none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest

from bot.app import daysoff
from bot.app.daysoff import festivals, public_holiday
from bot.domain.care.facts import Festival


@pytest.mark.parametrize(
    ("country", "day", "holiday"),
    [
        ("CN", date(2026, 10, 1), True),
        ("CN", date(2026, 10, 6), True),  # shifted to make a longer rest
        ("CN", date(2026, 10, 10), False),  # a Saturday on which the shifted day is worked
        ("CN", date(2026, 11, 28), False),  # a Saturday like any other
        ("CN", date(2003, 10, 1), True),  # before the announced years
        ("LK", date(2026, 2, 4), True),
        ("LK", date(2026, 10, 1), False),
        ("AE", date(2026, 12, 2), True),
        ("KZ", date(2026, 3, 22), True),
        ("", date(2026, 1, 1), False),  # a ship
        ("HM", date(2026, 1, 1), False),  # nobody lives there
        ("EU", date(2026, 1, 1), False),  # no country, and no calendar of one
    ],
)
def test_a_day_is_a_public_holiday_where_the_country_says_so(country: str, day: date, holiday: bool) -> None:
    assert (public_holiday(country, day) is not None) is holiday


def test_a_year_china_has_not_announced_yet_has_the_days_the_law_names() -> None:
    from chinese_calendar import constants

    year = max(constants.holidays).year + 1

    assert public_holiday("CN", date(year, 10, 1)) == "National Day"
    assert public_holiday("CN", date(year, 5, 1)) == "Labor Day"
    assert public_holiday("CN", date(year, 11, 11)) is None


def test_beyond_its_last_year_a_calendar_still_knows_what_has_a_fixed_date() -> None:
    from holidays import country_holidays

    year = country_holidays("LK").end_year + 1

    assert public_holiday("LK", date(year, 2, 4)) == "Independence Day"
    assert public_holiday("LK", date(year, 5, 1)) == "International Workers' Day"
    assert public_holiday("LK", date(year, 3, 3)) is None


def test_names_are_told_in_one_language_whatever_the_country_speaks() -> None:
    names = [public_holiday(country, date(2026, 1, 1)) for country in ("CN", "AE", "KZ", "NO", "PL")]

    assert all(name is not None and name.isascii() and name.startswith("New Year") for name in names), names


def test_festivals_have_their_day_in_every_year() -> None:
    found = festivals(2026, 2027)

    assert set(found) == set(Festival)
    assert found[Festival.SPRING] == (date(2026, 2, 17), date(2027, 2, 6))
    assert found[Festival.MID_AUTUMN] == (date(2026, 9, 25), date(2027, 9, 15))
    assert found[Festival.DRAGON_BOAT] == (date(2026, 6, 19), date(2027, 6, 9))
    assert found[Festival.EID_AL_FITR] == (date(2026, 3, 20), date(2027, 3, 9))
    assert found[Festival.CHRISTMAS] == (date(2026, 12, 25), date(2027, 12, 25))
    # the lunar year is eleven days shorter
    assert [day.year for day in festivals(2033)[Festival.EID_AL_FITR]] == [2033, 2033]


def test_what_was_prepared_needs_no_calendar_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    daysoff.prepare(["LK", "CN", "", "LK"], [2025])
    monkeypatch.setitem(sys.modules, "holidays", None)
    monkeypatch.setitem(sys.modules, "chinese_calendar", None)

    assert public_holiday("LK", date(2025, 2, 4)) is not None
    assert public_holiday("CN", date(2025, 10, 1)) is not None


def test_the_large_calendar_is_read_in_a_process_of_its_own() -> None:
    code = (
        "import sys; from datetime import date; from bot.app import daysoff\n"
        "daysoff.prepare(['LK', 'AE', 'HM', ''], (2026, 2027))\n"
        "assert daysoff.public_holiday('LK', date(2026, 2, 4)) == 'Independence Day'\n"
        "assert daysoff.public_holiday('HM', date(2026, 2, 4)) is None\n"
        "sys.exit('holidays' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(daysoff, "_KNOWN", {})
    monkeypatch.delitem(sys.modules, "holidays", raising=False)
    daysoff._year.cache_clear()
    yield
    daysoff._year.cache_clear()


@pytest.mark.usefixtures("nothing_known")
def test_where_no_process_can_be_started_this_one_reads_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    daysoff.prepare(["KZ"], [2026])

    assert "worked out here: FileNotFoundError" in caplog.text
    assert ("KZ", 2026) in daysoff._KNOWN
    assert public_holiday("KZ", date(2026, 3, 22)) is not None


@pytest.mark.usefixtures("nothing_known")
def test_another_process_tells_what_this_one_would_find(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def run(_: object, *, input: str, **_more: object) -> subprocess.CompletedProcess[str]:  # noqa: A002
        asked.append(input)
        return subprocess.CompletedProcess([], 0, daysoff.tell(input))

    monkeypatch.setattr(subprocess, "run", run)

    for _ in range(2):
        daysoff.prepare(["LK", "CN"], (2026, 2027))
    told = dict(daysoff._KNOWN)
    daysoff._KNOWN.clear()

    assert len(asked) == 1
    assert told == {key: daysoff._calendar(*key) for key in told}
    assert set(told) >= {(country, year) for country in ("CN", "LK") for year in (2026, 2027)}


def test_no_calendar_is_loaded_before_it_is_asked() -> None:
    code = "import sys, bot.app.daysoff\nsys.exit(len({'holidays', 'chinese_calendar'}.intersection(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

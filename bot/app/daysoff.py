"""Public holidays, country by country. Both calendars are loaded when they are first asked, not before; the larger one
in a process of its own, where it is known beforehand what will be asked."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache

from bot.domain.care.facts import Festival

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds for the calendars to be read elsewhere, which takes a fraction of one."""


def public_holiday(country: str, day: date) -> str | None:
    """The English name of the public holiday, None on any other day: weekends are none by themselves.

    `country` is ISO 3166 alpha-2. A ship, which has none, has no public holidays either, and nor has a country
    whose holidays nobody has written down. In China it is the days off as the State Council announces them, a year
    at a time; a year that is not announced yet has the days the law names, without those that are shifted to make a
    longer rest.
    """
    return _year(country, day.year).get(day)


@cache
def holidays_in(country: str) -> Callable[[date], bool]:
    """Whether a date is a public holiday there."""
    return lru_cache(800)(lambda day: public_holiday(country, day) is not None)


def prepare(countries: Iterable[str], years: Iterable[int]) -> None:
    """Works out these years beforehand, which takes about a quarter of a second: in a thread, where something else is
    waiting.

    Another process does it, for the calendars of all countries weigh seventeen megabytes, of which next to nothing is
    ever asked again. Where they are loaded already, or no process can be started, this one does.
    """
    years = tuple(years)
    wanted = [(country, year) for country in sorted(set(countries) - {""}) for year in years]
    wanted = [one for one in wanted if one not in _KNOWN]
    if wanted and "holidays" not in sys.modules:
        try:
            told = subprocess.run(  # noqa: S603 - this very module
                [sys.executable, "-m", __name__],
                input=json.dumps(wanted),
                capture_output=True,
                text=True,
                check=True,
                timeout=PATIENCE,
            ).stdout
        except (OSError, subprocess.SubprocessError) as fault:
            log.warning("public holidays are worked out here: %s", type(fault).__name__)
        else:
            for one, days in zip(wanted, json.loads(told), strict=True):
                _KNOWN[one] = {date.fromisoformat(day): name for day, name in days.items()}
    for one in wanted:
        _calendar(*one)
        _year(*one)


_FIXED: Mapping[Festival, tuple[int, int]] = {
    Festival.NEW_YEAR: (1, 1),
    Festival.NOWRUZ: (3, 21),
    Festival.NATIONAL_DAY: (10, 1),
    Festival.CHRISTMAS: (12, 25),
}
_WANDERING: Mapping[Festival, tuple[str, str]] = {
    Festival.SPRING: ("CN", "Chinese New Year (Spring Festival)"),
    Festival.DRAGON_BOAT: ("CN", "Dragon Boat Festival"),
    Festival.MID_AUTUMN: ("CN", "Mid-Autumn Festival"),
    # where the moon has not been seen yet the day is worked out, and may be one off
    Festival.EID_AL_FITR: ("AE", "Eid al-Fitr"),
    Festival.EID_AL_ADHA: ("AE", "Eid al-Adha"),
}


FESTIVE = ("AE", "CN")
"""The countries whose calendars tell when the festivals are: to be prepared with the others."""


@cache
def festivals(*years: int) -> Mapping[Festival, tuple[date, ...]]:
    """The first day of each festival in these years."""
    found = {one: tuple(date(year, *day) for year in years) for one, day in _FIXED.items()}
    for country in FESTIVE:
        known = sorted(day for year in years for day in _calendar(country, year).items())
        for one, (where, name) in _WANDERING.items():
            if where == country:
                named = [day for day, written in known if written.removesuffix(" (estimated)") == name]
                # the lunar year is shorter: a festival may fall into one year twice
                found[one] = tuple(
                    day for at, day in enumerate(named) if at == 0 or (day - named[at - 1]).days > 7
                )
    return found


@cache
def _year(country: str, year: int) -> Mapping[date, str]:
    return (_announced(year) if country == "CN" else {}) or _calendar(country, year)


_KNOWN: dict[tuple[str, int], Mapping[date, str]] = {}
"""The days the law of a country names in a year, as far as somebody has asked."""


def _calendar(country: str, year: int) -> Mapping[date, str]:
    if (country, year) not in _KNOWN:
        _KNOWN[country, year] = _worked_out(country, year)
    return _KNOWN[country, year]


def _worked_out(country: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays

    try:
        known = country_holidays(country, years=year, language="en_US")
    except NotImplementedError:
        return {}
    last = known.end_year
    if year <= last:
        return dict(known)
    before, then = _calendar(country, last - 1), _calendar(country, last)
    fixed = {day: _shared(name, before.get(_in(day, last - 1))) for day, name in then.items()}
    return {_in(day, year): name for day, name in fixed.items() if name}


def _in(day: date, year: int) -> date:
    # 29 February is nobody's holiday
    return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)


def _shared(name: str, other: str | None) -> str:
    """What two names have in common: one day may have several holidays, of which some wander."""
    return "; ".join(part for part in name.split("; ") if part in (other or "").split("; "))


def _announced(year: int) -> Mapping[date, str]:
    """China's days off in a year that chinese_calendar knows: beyond its last one it would raise."""
    from chinese_calendar import constants

    return {day: str(name) for day, name in constants.holidays.items() if day.year == year}


def tell(wanted: str) -> str:
    """What another process is asked for, and answers."""
    return json.dumps(
        [{f"{day}": name for day, name in _calendar(*one).items()} for one in json.loads(wanted)]
    )


if __name__ == "__main__":
    sys.stdout.write(tell(sys.stdin.read()))

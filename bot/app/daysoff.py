"""Public holidays, country by country. Both calendars are loaded when they are first asked, not before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache


def public_holiday(country: str, day: date) -> str | None:
    """The English name of the public holiday, None on any other day: weekends are none by themselves.

    `country` is ISO 3166 alpha-2. A ship, which has none, has no public holidays either, and nor has a country
    whose holidays nobody has written down. In China it is the days off as the State Council announces them, a year
    at a time; a year that is not announced yet has the days the law names, without those that are shifted to make a
    longer rest.
    """
    return _year(country, day.year).get(day)


def prepare(countries: Iterable[str], years: Iterable[int]) -> None:
    """Works out these years beforehand, which takes about a tenth of a second for the first: in a thread, where
    something else is waiting."""
    for year in tuple(years):
        for country in countries:
            _year(country, year)


@cache
def _year(country: str, year: int) -> Mapping[date, str]:
    if country == "CN" and (announced := _announced(year)):
        return announced
    # nine megabytes and fifty milliseconds that a start does not need
    from holidays import country_holidays

    try:
        known = country_holidays(country, years=year, language="en_US")
    except NotImplementedError:
        return {}
    last = known.end_year
    if year <= last:
        return dict(known)
    before, then = _year(country, last - 1), _year(country, last)
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

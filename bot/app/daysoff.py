"""Public holidays, country by country. Both calendars are loaded when they are first asked, not before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache

from bot.domain.care.facts import Festival


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
    """Works out these years beforehand, which takes about a tenth of a second for the first: in a thread, where
    something else is waiting."""
    for year in tuple(years):
        for country in countries:
            _year(country, year)


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


@cache
def festivals(*years: int) -> Mapping[Festival, tuple[date, ...]]:
    """The first day of each festival in these years."""
    from holidays import country_holidays

    found = {one: tuple(date(year, *day) for year in years) for one, day in _FIXED.items()}
    for country in ("CN", "AE"):
        known = sorted(country_holidays(country, years=years, language="en_US").items())
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

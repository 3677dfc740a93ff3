"""Time zones and countries as people write them: what is known, and what somebody probably meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from importlib import resources
from math import cos, radians, sin
from zoneinfo import available_timezones

_ELSEWHERE = {
    "beijing": "Asia/Shanghai",
    "peking": "Asia/Shanghai",
    "china": "Asia/Shanghai",
    "guangzhou": "Asia/Shanghai",
    "shenzhen": "Asia/Shanghai",
    "abu_dhabi": "Asia/Dubai",
    "delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "islamabad": "Asia/Karachi",
    "lahore": "Asia/Karachi",
    "hambantota": "Asia/Colombo",
    "hanoi": "Asia/Ho_Chi_Minh",
    "abuja": "Africa/Lagos",
    "rio_de_janeiro": "America/Sao_Paulo",
}
"""Places people expect in the list of zones, which names each zone after one city only."""

_FURTHER = (
    ("Asia/Shanghai", 39.9, 116.4),  # Beijing
    ("Asia/Shanghai", 45.8, 126.6),  # Harbin
    ("Asia/Shanghai", 34.3, 108.9),  # Xi'an
    ("Asia/Shanghai", 30.7, 104.1),  # Chengdu
    ("Asia/Shanghai", 25.0, 102.7),  # Kunming
    ("Asia/Shanghai", 23.1, 113.3),  # Guangzhou
)
"""The list of zones names one city for all of China, and from Beijing Pyongyang is nearer than that."""

_PLACE = re.compile(r"([+-])(\d+)")

_OFFSET = re.compile(r"(?:utc|gmt)?\s*[+-]\s*\d{1,2}(?::?\d{2})?|cst|bjt", re.IGNORECASE)


def known_zone(name: str) -> bool:
    """Whether the tzdata package has this zone, written exactly so."""
    return name in _zones()


def suggest_zone(name: str) -> str:
    """' — did you mean "Asia/Shanghai"?', advice for an offset, or nothing."""
    if _OFFSET.fullmatch(name.strip()):
        return " — write a place instead, such as Asia/Shanghai: it knows about summer time"
    cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(_zones(), reverse=True)} | _ELSEWHERE
    city = re.sub(r"\s+", "_", name.strip().rpartition("/")[2].lower())
    whole = {zone.lower(): zone for zone in _zones()}
    exact = whole.get(name.strip().lower()) or cities.get(city)
    if exact is None:
        close = get_close_matches(city, cities, n=1, cutoff=0.75)
        exact = cities[close[0]] if close else None
    return f' — did you mean "{exact}"?' if exact else ""


def zones() -> list[str]:
    """All zones of the tzdata package, in the order of their names."""
    return sorted(_zones())


def zone_of(written: str) -> str | None:
    """The zone somebody means by a zone's name or a city's, None where it is not known for sure."""
    whole = {zone.lower(): zone for zone in zones()}
    cities = {zone.rpartition("/")[2].lower(): zone for zone in reversed(zones())} | _ELSEWHERE
    wanted = re.sub(r"\s+", "_", written.strip().lower())
    return whole.get(wanted) or cities.get(wanted)


def nearest_zone(latitude: float, longitude: float) -> str:
    """The zone whose place in the tz database lies nearest, in degrees: good enough to be asked whether it is right."""
    here = radians(latitude), radians(longitude)
    return min(_coordinates(), key=lambda place: _apart(here, place[1]))[0]


def _apart(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Grows with the distance of two places on the globe."""
    return -(sin(first[0]) * sin(second[0]) + cos(first[0]) * cos(second[0]) * cos(first[1] - second[1]))


@cache
def _coordinates() -> list[tuple[str, tuple[float, float]]]:
    """Latitude and longitude in radians of every zone that is in use today, large ones in several places."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone1970.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    found = [(zone, (radians(north), radians(east))) for zone, north, east in _FURTHER]
    for _, place, zone, *_ in rows:
        north, east = _PLACE.findall(place)
        found.append((zone, (_radians(*north), _radians(*east))))
    return found


def _radians(sign: str, digits: str) -> float:
    # ±DDMM, ±DDDMM, ±DDMMSS or ±DDDMMSS
    seconds = len(digits) > 5
    degrees = int(digits[: -4 if seconds else -2])
    minutes = int(digits[len(digits) - (4 if seconds else 2) :][:2])
    return radians((degrees + minutes / 60) * (-1 if sign == "-" else 1))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"Factory", "localtime"}


def suggest_country(written: str) -> str:
    """' — did you mean "GB"?' for a name or a common slip, or nothing."""
    named = {name.lower(): code for code, name in countries().items()}
    meant = named.get(written.lower()) or {"UK": "GB", "EL": "GR"}.get(written.upper())
    return f' — did you mean "{meant}"?' if meant else ""


@cache
def countries() -> dict[str, str]:
    """ISO 3166 alpha-2 codes with their English names, as the time zone database lists them."""
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    # Kosovo: user-assigned, not in ISO's list, and people work there
    return {row[0]: row[1] for row in rows} | {"XK": "Kosovo"}

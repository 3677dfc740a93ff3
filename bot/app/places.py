"""Time zones and countries as people write them: what is known, and what somebody probably meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from importlib import resources
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

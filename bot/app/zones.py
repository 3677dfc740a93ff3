"""Time zones as people write them: which names are known, and what somebody probably meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
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

"""How somebody works, told by themselves: days, nights, watches or shifts that turn, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from bot.app import daysoff
from bot.app.clocks import Clocks
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.domain.care.knowing import lineage
from bot.domain.checkin import Asking, Timing
from bot.domain.consent import paused
from bot.domain.flow.model import ActionSpec, Value
from bot.domain.rhythm import Kind, Leg, Rhythm, Shifts
from bot.domain.rotation_words import read_days, read_pattern, read_since
from bot.domain.rotations import FURTHEST, KINDS, LACKS, NIGHTS, WATCHES, WHICH, Pattern

FILE = "roster"
"""The texts beside the dialogue's own."""

SHOWN = 3
"""How many of the next questions are shown before anything is kept."""

LONGEST_TURN = 60
"""Questions ahead among which one at another time of the day is looked for."""

OFFERED = {
    "fortnights": "14天白班14天夜班",
    "weeks": "7天白班7天夜班",
    "eights": "三班倒",
    "four_crews": "四班三运转",
    "month_on": "28天上班28天休假",
}
"""The words the buttons beside the question stand for."""

STARTS = {"today": 0, "tomorrow": 1}
EACH = {"two": 2, "seven": 7, "fourteen": 14}


def plan(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """What would follow from what has been told so far: what it lacks, else the next questions, in words. Changes
    nothing."""
    told, today = _told(arguments), turn.local(turn.who).date()
    if not _turning(told):
        return {"heard": "yes", "lacks": "nothing", "told": _preview(turn, _steady(told, today))}
    understood = _understood(told, today)
    heard = "yes" if understood == told else "no"
    pattern = _pattern(understood, today)
    if pattern is None:
        return {"heard": heard, "lacks": "rota", "told": None}
    if pattern.lacks != "nothing":
        return {"heard": heard, "lacks": pattern.lacks, "told": _kind(turn, pattern.stretches[0].kind)}
    return {"heard": heard, "lacks": "nothing", "told": _preview(turn, pattern.shifts())}


def keep(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """What they work from now on; a time they have named themselves gives way, since it was for other days."""
    told, today = _told(arguments), turn.local(turn.who).date()
    pattern = _pattern(told, today) if _turning(told) else None
    shifts = _steady(told, today) if pattern is None else pattern.shifts()
    turn.keep_rhythm(replace(turn.rhythm, shifts=shifts, asked=None))
    return {}


def anew(_: Turn, __: Mapping[str, Value]) -> Mapping[str, Value]:
    """Nothing has been told."""
    return dict.fromkeys(_AGAIN)


def legs_of(shifts: Shifts | None) -> list[Value]:
    """How they work, for a text: `days` is None where it is always the same."""
    legs = shifts.legs if shifts else ()
    return [
        {
            "kind": leg.kind.value,
            "days": leg.days if len(legs) > 1 else None,
            "hours": [f"{start:%H:%M}–{end:%H:%M}" for start, end in leg.work],
        }
        for leg in legs
    ]


def _told(arguments: Mapping[str, Value]) -> dict[str, str]:
    return {name: str(value) for name, value in arguments.items() if value is not None}


def _turning(told: Mapping[str, str]) -> bool:
    return told["works"] == "rotating" and "watch" not in told


def _steady(told: Mapping[str, str], today: date) -> Shifts | None:
    """The same every day, yesterday too: whoever works nights comes home from one this morning."""
    work = WATCHES.get(told.get("watch", ""), NIGHTS if told["works"] == "nights" else None)
    return None if work is None else Shifts(today - timedelta(days=1), (Leg(1, work),))


def _understood(told: Mapping[str, str], today: date) -> dict[str, str]:
    """What has been told, without what cannot be read."""
    unread = set()
    if "rota" in told and told["rota"] not in OFFERED and read_pattern(told["rota"], today) is None:
        unread.add("rota")
    if "each" in told and told["each"] not in EACH and not _length(told["each"]):
        unread.add("each")
    if "since" in told and told["since"] not in STARTS and read_since(told["since"], today) is None:
        unread.add("since")
    return {name: value for name, value in told.items() if name not in unread}


def _pattern(told: Mapping[str, str], today: date) -> Pattern | None:
    """What the answers come to together."""
    rota = told.get("rota", "")
    found = read_pattern(OFFERED.get(rota, rota), today)
    if found is None:
        return None
    if "kinds" in told:
        found = found.of_kinds(told["kinds"])
    if "which" in told:
        found = found.working(told["which"])
    if "each" in told:
        found = found.of_days(EACH.get(told["each"]) or _length(told["each"]))
    if "since" in told:
        away = STARTS.get(told["since"])
        since = read_since(told["since"], today) if away is None else today + timedelta(days=away)
        found = replace(found, since=found.since or since)
    return found


def _length(words: str) -> int:
    """So many days; 0 where it is no length, or none anybody works."""
    days = read_days(words) or 0
    return days if days <= FURTHEST else 0


def _preview(turn: Turn, shifts: Shifts | None) -> str:
    """What is to be confirmed: how they work, where they are in it, and when they are asked."""
    today = turn.local(turn.who).date()
    leg = shifts.leg(today) if shifts is not None and len(shifts.legs) > 1 else None
    ahead = shifts is not None and shifts.since > today
    rhythm = replace(turn.rhythm, shifts=shifts, asked=None)
    silent = paused(turn.consents) or rhythm.off
    rendered = turn.text(
        turn.who,
        FILE,
        "plan",
        legs=legs_of(shifts),
        begins=shifts.since if shifts is not None and ahead else None,
        stretch=None if leg is None else leg[0].kind.value,
        number=None if leg is None else leg[1],
        moments=[] if silent else list(_moments(turn, rhythm)),
        place=Clocks.of(turn.house, turn.now).place(turn.who, turn.who.language),
    )
    return plain(rendered)


def _kind(turn: Turn, kind: Kind | None) -> str | None:
    return None if kind is None else plain(turn.text(turn.who, FILE, "kind", shift=kind.value))


def _moments(turn: Turn, rhythm: Rhythm) -> Iterator[Value]:
    """The next questions, and after them the first at another time of the day, as their clock will show it; none where
    nobody is asked."""
    daily, unit = turn.house.library.daily, turn.unit_of(turn.who)
    if daily is None:
        return
    asking = Asking(
        turn.hours_of(turn.who).tz,
        rhythm,
        Timing.of(daily, lineage(turn.who.unit, turn.house.units)),
        daysoff.holidays_in(unit.country if unit else ""),
    )
    after, last = turn.now, turn.care.day if turn.care else None
    shown: set[time] = set()
    for number in range(LONGEST_TURN):
        found = asking.following(after, last)
        if found is None:
            return
        last, wall, after = found
        if number < SHOWN or wall not in shown:
            work = rhythm.shifts.leg(last) if rhythm.shifts else None
            yield {
                "day": f"{last:%m-%d}",
                "weekday": last.weekday(),
                "hour": f"{wall:%H:%M}",
                "kind": work[0].kind.value
                if work and rhythm.shifts and len(rhythm.shifts.legs) > 1
                else None,
            }
            if number >= SHOWN:
                return
        shown.add(wall)


_ABOUT = {
    "works": "choice",
    "watch": "choice",
    "rota": "text",
    "kinds": "choice",
    "which": "choice",
    "each": "text",
    "since": "text",
}
_AGAIN: Mapping[str, str | tuple[str, ...]] = {
    "watch": tuple(WATCHES),
    "kinds": KINDS,
    "which": WHICH,
    "each": "text",
    "since": "text",
}
_LATER = frozenset(_ABOUT) - {"works"}
ACTIONS = (
    (
        ActionSpec(
            "shifts.plan",
            arguments=_ABOUT,
            results={"heard": ("yes", "no"), "lacks": ("rota", *LACKS), "told": "text"},
            effects=False,
            optional=_LATER,
        ),
        plan,
    ),
    (ActionSpec("shifts.keep", arguments=_ABOUT, optional=_LATER), keep),
    (
        ActionSpec(
            "shifts.anew",
            results=_AGAIN,
            effects=False,
        ),
        anew,
    ),
)

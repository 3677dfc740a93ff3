"""A person's own time, shown and changed: their clock, when they are asked how they are, leave, quiet hours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from bot.app import places
from bot.app.clocks import FILE as CLOCKS
from bot.app.ownshifts import legs_of
from bot.app.turn import Turn
from bot.domain.care.knowing import lineage
from bot.domain.consent import paused
from bot.domain.flow.days import read_time
from bot.domain.flow.folding import plain
from bot.domain.flow.model import ActionSpec, Value
from bot.domain.localtime import zone

_ASKING_ZH = "请|麻烦|能不能|可不可以|可以|能|帮我|我想|想|以后|今后|那就|就|那|还是"
_SOFTLY_ZH = "吧|吗|好吗|行吗|可以吗|好不好|行不行|呢|啦|谢谢"
_ASKING_EN = "please|can you|could you|would you|will you|just|from now on"
_SOFTLY_EN = "please|thanks|thank you|instead|every day|each day|daily|from now on"
_MOVED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_ASKING_ZH})*(?:每天|每日|天天)?把?(?:问候|打卡|问我)?的?(?:时间|钟点)?[改换调挪](?:到|成|在|为|做)(.+?)"
        rf"(?:再|来)?(?:问我|问候我|问)?(?:{_SOFTLY_ZH})*",
        rf"(?:{_ASKING_ZH})*(?:每天|每日|天天)?(.+?)(?:再|来)?(?:问我|问候我|再问)(?:{_SOFTLY_ZH})*",
        rf"(?:(?:{_ASKING_EN}),? )*(?:ask|check (?:on|in with))(?: me)?(?: (?:every day|each day|daily))? "
        rf"(?:at )?(.+?)(?:,? (?:{_SOFTLY_EN}))*",
        rf"(?:(?:{_ASKING_EN}),? )*(?:(?:change|move|set|switch)(?: (?:it|(?:the |my )?(?:time|question|check-?in)))?"
        rf"(?: time)? (?:to|for)|make it) (.+?)(?:,? (?:{_SOFTLY_EN}))*",
    )
)
"""How people say that they would rather be asked at another time."""

_ON_A_CLOCK = re.compile(r"[点时:早晚]|(?<=\d) ?[ap]\.?m")


def show(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """How the person's time stands, in their words."""
    hours, rhythm = turn.hours_of(turn.who), turn.rhythm
    today = hours.local(turn.now).date()
    daily = turn.house.library.daily
    units = lineage(turn.who.unit, turn.house.units)
    quiet = f"{hours.quiet_from:%H:%M}–{hours.quiet_until:%H:%M}"
    return {
        "clock": f"{hours.local(turn.now):%H:%M} ({_named(turn, hours.tz)})",
        "asked": f"{rhythm.at(today, daily.at_in(units)):%H:%M}" if daily is not None else None,
        "away": f"{rhythm.away:%m-%d}" if rhythm.away is not None and rhythm.away_on(today) else None,
        "quiet": quiet,
        "legs": list(legs_of(rhythm.shifts)),
    }


def find(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """The zone of a place that was written or sent, nothing where none is known. It is for the person to confirm."""
    place = arguments["place"]
    found = None
    if isinstance(place, dict) and place.get("kind") == "location":
        latitude, longitude = place["latitude"], place["longitude"]
        assert isinstance(latitude, int | float)
        assert isinstance(longitude, int | float)
        found = places.nearest_zone(latitude, longitude)
    elif isinstance(place, dict) and place.get("kind") == "words":
        found = _zone_named(turn, str(place["text"]))
    if found is None:
        return {"zone": None, "there": None}
    there = turn.now.astimezone(zone(found))
    return {"zone": found, "there": f"{there:%H:%M} ({_named(turn, found)})"}


def set_zone(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """From here on they go by this clock, wherever their unit is."""
    turn.keep_hours(replace(turn.who.hours, tz=str(arguments["zone"])))
    return {}


def as_unit(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """From here on they go by their unit's clock again."""
    turn.keep_hours(replace(turn.who.hours, tz=""))
    return {}


def ask_at(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Another time for the daily question, unless nothing may ring then."""
    return {"fits": "yes" if _ask_at(turn, time.fromisoformat(str(arguments["at"]))) else "no"}


def leave(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Nothing is asked before that day."""
    turn.keep_rhythm(replace(turn.rhythm, away=date.fromisoformat(str(arguments["until"]))))
    return {}


def set_quiet(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """When nothing may ring."""
    start, end = (time.fromisoformat(str(arguments[name])) for name in ("from", "until"))
    turn.keep_hours(replace(turn.who.hours, quiet_from=start, quiet_until=end))
    return {}


def moved(text: str, *, asked: bool = False) -> time | None:
    """The time in words such as 改到晚上九点 or "ask me at 7"; None for other words. Where the question stands open
    (`asked`), a time of the day by itself says it too."""
    written = plain(text).strip().rstrip("。.!?~ ")
    if asked and _ON_A_CLOCK.search(written) and (at := read_time(written)) is not None:
        return at
    for pattern in _MOVED:
        found = pattern.fullmatch(written)
        if found is not None and (at := read_time(found[1])) is not None:
            return at
    return None


def move(turn: Turn, at: time) -> None:
    """Another time for the daily question, said in one sentence."""
    fits = _ask_at(turn, at)
    turn.say(
        turn.who,
        "daily",
        "moved" if fits else "moved_not",
        at=f"{at:%H:%M}",
        stopped=paused(turn.consents),
    )


def _ask_at(turn: Turn, at: time) -> bool:
    hours = turn.hours_of(turn.who)
    there = datetime.combine(hours.local(turn.now).date(), at, zone(hours.tz))
    if hours.quiet(there):
        return False
    turn.keep_rhythm(replace(turn.rhythm, asked=at))
    return True


def _zone_named(turn: Turn, text: str) -> str | None:
    """By its name in any language of the house, else as the tz database and its neighbours know it."""
    wanted = text.strip()
    texts = turn.house.texts
    for name in places.zones():
        block = _block(name)
        for language in texts.languages:
            if texts.is_plain(language, CLOCKS, block) and texts.caption(language, CLOCKS, block) == wanted:
                return name
    return places.zone_of(wanted)


def _named(turn: Turn, name: str) -> str:
    texts, language, block = turn.house.texts, turn.who.language, _block(name)
    if texts.is_plain(language, CLOCKS, block):
        return texts.caption(language, CLOCKS, block)
    return name.rpartition("/")[2].replace("_", " ")


def _block(name: str) -> str:
    return name.lower().replace("/", "_").replace("-", "_")


_TEXT, _TIME = "text", "time"
ACTIONS = (
    (
        ActionSpec(
            "time.show",
            results={"clock": _TEXT, "asked": _TEXT, "away": _TEXT, "quiet": _TEXT, "legs": "list"},
            effects=False,
        ),
        show,
    ),
    (
        ActionSpec(
            "time.find",
            arguments={"place": "attachment"},
            results={"zone": _TEXT, "there": _TEXT},
            effects=False,
        ),
        find,
    ),
    (ActionSpec("time.zone", arguments={"zone": _TEXT}), set_zone),
    (ActionSpec("time.as_unit"), as_unit),
    (ActionSpec("time.ask_at", arguments={"at": _TIME}, results={"fits": ("yes", "no")}), ask_at),
    (ActionSpec("time.leave", arguments={"until": "date"}), leave),
    (ActionSpec("time.quiet", arguments={"from": _TIME, "until": _TIME}), set_quiet),
)

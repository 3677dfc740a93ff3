"""From what somebody wrote to a checked programme, with every fault of the file in one go."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.domain.care.cadence import DAY, Cadence, Every, Holidays
from bot.domain.care.facts import ANCHORS, CLOSED_RED, GREETED, LifeEvent
from bot.domain.care.model import (
    ALERT,
    CASEWORK_ONLY,
    DAILY,
    FILE,
    STAFF,
    Deed,
    Programme,
    Quota,
    Silence,
    variables,
)
from bot.domain.flow import conditions
from bot.domain.flow.agreement import check_comparison
from bot.domain.flow.conditions import Compare, Condition, Word, comparisons
from bot.domain.flow.source import Fault, Faults, Fields, Items, Scalar, Table, guess
from bot.domain.people import CASE_ROLES, Role
from bot.domain.rota import DAYS

SCHEMA = 1
LONGEST_OFFSET = 366 * 3
WITHIN_A_YEAR = 180
"""Days by which a yearly occasion may lie beside its date: further, and it would belong to another year's."""
SHORTEST_ROUND = timedelta(hours=1)
LONGEST_WINDOW = timedelta(hours=12)
LONGEST_APART = timedelta(hours=20)
"""Where a clock is put forward the next day comes after 23 hours, and everybody has a place in the window."""

_KEYS = (
    "schema", "programme", "who", "cadence", "on", "offset", "again", "at", "at_units", "window", "grace", "apart",
    "holidays",
    "rings", "do", "flow", "to", "family", "quota", "deadline", "silence",
)  # fmt: skip
_TAKES: Mapping[Deed, str] = {
    Deed.START: "flow",
    Deed.BOOK: "to",
    Deed.REMIND: "to",
    Deed.CHECK_IN: "silence",
}
"""What a deed needs to know beside its words."""
_PERIODS = {"week": Every.WEEKLY, "month": Every.MONTHLY, "quarter": Every.QUARTERLY, "year": Every.YEARLY}
_AT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_OFFSET = re.compile(r"([+-]?\d{1,4})d")
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_EVENTS = (*LifeEvent, ALERT)


@dataclass(frozen=True, slots=True)
class Reading:
    """A programme, or what keeps it from being one: `programme` is None exactly when there are faults."""

    programme: Programme | None
    faults: tuple[Fault, ...] = ()


def read(table: Table, source: str, countries: Collection[str]) -> Reading:
    """Reads one file. `source` names it in faults. Flows and texts are not looked at here."""
    faults = Faults(source)
    fields = Fields(table, faults)
    fields.allow(_KEYS, "a programme")
    fields.need("schema", "programme", "who", "cadence", "do")
    if "schema" in fields and fields.whole("schema", SCHEMA, SCHEMA) is None:
        return Reading(None, tuple(faults.found))
    deed = Deed(fields.one_of("do", tuple(Deed), Deed.SEND))
    cadence = _cadence(fields, deed)
    quota = _quota(fields, deed)
    programme = Programme(
        name=fields.name("programme") or "",
        who=_who(fields, countries, deed),
        rule=fields.text("who") or "",
        cadence=cadence,
        deed=deed,
        flow=fields.name("flow") or "",
        to=_roles(fields),
        at=_time(fields, "at") or time(9, 0),
        window=_length(fields, "window", LONGEST_WINDOW),
        grace=fields.duration("grace") or timedelta(hours=4),
        apart=_length(fields, "apart", LONGEST_APART),
        quota=quota,
        deadline=fields.duration("deadline"),
        holidays=Holidays(fields.one_of("holidays", tuple(Holidays), Holidays.KEEP)),
        rings=fields.flag("rings", False),
        family=fields.flag("family", False),
        at_units=_at_units(fields),
        silence=_silence(fields),
        source=source,
        line=fields.line("who"),
    )
    _check_deed(fields, programme)
    if programme.name == FILE:
        fields.fault("programme", f'the name "{FILE}" is taken by the file of their texts')
    if faults.found:
        return Reading(None, tuple(sorted(faults.found, key=lambda fault: fault.line)))
    return Reading(programme)


def _who(fields: Fields, countries: Collection[str], deed: Deed) -> Condition:
    known = variables(countries)
    try:
        condition = conditions.parse(fields.text("who") or "", known)
    except conditions.ConditionFault as fault:
        if "who" in fields:
            fields.fault("who", f"who: {fault}")
        return conditions.IsSet("")
    asked: set[str] = set()
    for comparison in comparisons(condition):
        check_comparison(comparison, known, fields, "who")
        asked.add(comparison.name)
        if isinstance(comparison, Compare) and isinstance(comparison.right, Word):
            asked.add(comparison.right.name)
    # somebody at the desk would learn of a low time from nothing but the name before them
    told = asked & CASEWORK_ONLY
    outside = [role for role in _named(fields) if role not in CASE_ROLES]
    if told and deed in (Deed.REMIND, Deed.BOOK) and outside:
        fields.fault("to", f"a rule that asks about the {', '.join(told)} must not lead to a {outside[0]}")
    return condition


def _cadence(fields: Fields, deed: Deed) -> Cadence:
    every = Every(fields.one_of("cadence", tuple(Every), Every.DAILY))
    words = _on(fields)
    dated = tuple(word for word in words if word in (*ANCHORS, ALERT))
    if words and len(dated) == len(words):
        _check_anchors(fields, every, dated, deed)
        return Cadence(
            every, anchors=dated, offsets=_offsets(fields, every, dated), again=_again(fields, dated)
        )
    cadence = Cadence(every, offsets=_offsets(fields, every, ()), again=_again(fields, ()))
    written = words[0] if len(words) == 1 else ""
    match every:
        case Every.DAILY if not words:
            return cadence
        case Every.WEEKLY if written in DAYS:
            return Cadence(every, weekday=DAYS.index(written))
        case Every.MONTHLY if written.isdecimal() and 1 <= int(written) <= 31:
            return Cadence(every, day=int(written))
        case Every.QUARTERLY if (place := _place(written, 3)) is not None:
            return Cadence(every, month=place[0], day=place[1])
        case Every.YEARLY if (place := _place(written, 12)) is not None:
            return Cadence(every, month=place[0], day=place[1])
        case _:
            if _stands(fields, "cadence", every):
                where = "on" if "on" in fields else "cadence"
                unknown = next((word for word in words if word not in dated), "")
                fields.fault(where, f"{_wanted(every)}{guess(unknown, (*ANCHORS, ALERT, *DAYS))}")
            return cadence


def _stands(fields: Fields, key: str, value: str) -> bool:
    """Whether this is what was written: what follows from a guess is no fault of its own."""
    node = fields.table.entries.get(key)
    return isinstance(node, Scalar) and node.value == value


def _on(fields: Fields) -> tuple[str, ...]:
    """Words and numbers behind `on`, as words; a number stands alone."""
    node = fields.table.entries.get("on")
    if isinstance(node, Scalar) and isinstance(node.value, int):
        return (str(node.value),)
    return tuple(dict.fromkeys(word for _, word in fields.words("on")))


def _wanted(every: Every) -> str:
    return {
        Every.DAILY: 'what is daily has no "on"',
        Every.WEEKLY: f'weekly needs "on: wed", one of {", ".join(DAYS)}',
        Every.MONTHLY: 'monthly needs "on: 15", a day of the month, or a date of the person such as departure',
        Every.QUARTERLY: 'quarterly needs "on: 2-15", the 15th of its second month, or a date of the person',
        Every.YEARLY: 'yearly needs "on: 10-08", month and day, or a date of the person such as birthday',
        Every.ONCE: f'once needs "on" with a date of the person: {", ".join(ANCHORS[:3])}',
        Every.EVENT: f'event needs "on" with one of {", ".join(_EVENTS)}',
    }[every]


def _check_anchors(fields: Fields, every: Every, anchors: Sequence[str], deed: Deed) -> None:
    fitting = {
        Every.MONTHLY: ("departure", "homecoming", "birthday"),
        Every.QUARTERLY: ("departure", "homecoming", "birthday"),
        Every.YEARLY: ("departure", "homecoming", "birthday", "festival"),
        Every.ONCE: ("departure", "homecoming", CLOSED_RED),
        Every.EVENT: _EVENTS,
    }.get(every, ())
    unfit = [name for name in anchors if name not in fitting]
    greeted = [name for name in anchors if name in GREETED]
    if unfit:
        fields.fault("on", f"{_wanted(every)}, not {unfit[0]}")
    elif len(anchors) > 1 and (every is not Every.EVENT or ALERT in anchors):
        fields.fault("on", "several may stand here only where they are life events")
    elif greeted and deed is not Deed.GREET:
        fields.fault(
            "do",
            f'what is hung on a {greeted[0]} is a greeting: write "do: greet", so that nobody gets it who mourns',
        )
    elif ALERT in anchors and deed is not Deed.ASK:
        fields.fault("do", f'what is hung on an {ALERT} asks whether all is well: write "do: {Deed.ASK}"')


def _offsets(fields: Fields, every: Every, anchors: Sequence[str]) -> tuple[int, ...]:
    found = []
    for line, word in fields.words("offset"):
        written = _OFFSET.fullmatch(word)
        if written is None or abs(int(written[1])) > LONGEST_OFFSET:
            fields.fault("offset", f'offset "{word}" (line {line}) is no number of days: write -30d or 14d')
        else:
            found.append(int(written[1]))
    if not found:
        return (0,)
    if not anchors or ALERT in anchors or every not in (Every.YEARLY, Every.ONCE, Every.EVENT):
        fields.fault("offset", '"offset" counts days from a date of the person: with yearly, once or event')
    elif every is Every.YEARLY and max(map(abs, found)) > WITHIN_A_YEAR:
        fields.fault("offset", f"yearly: at most {WITHIN_A_YEAR} days before or after the date")
    return tuple(sorted(set(found)))


def _again(fields: Fields, anchors: Sequence[str]) -> timedelta | None:
    again = fields.duration("again")
    if again is None:
        return None
    if ALERT not in anchors:
        fields.fault("again", f'"again" repeats what is hung on an {ALERT}; write a cadence instead')
    elif again < SHORTEST_ROUND:
        fields.fault("again", "nobody is asked more often than once an hour")
    return again


def _place(written: str, months: int) -> tuple[int, int] | None:
    """Month and day, for example 2-15; None for a day that no such month has."""
    found = _MONTH_DAY.fullmatch(written)
    if found is None or not 1 <= int(found[1]) <= months:
        return None
    month, day = int(found[1]), int(found[2])
    try:
        date(2000, month if months == 12 else 1, day)
    except ValueError:
        return None
    return month, day


def _time(fields: Fields, key: str) -> time | None:
    word = fields.text(key)
    found = _AT.fullmatch(word or "")
    if word is not None and found is None:
        fields.fault(key, f'"{word}" is no time of the day: write 08:30')
    return time(int(found[1]), int(found[2])) if found else None


def _at_units(fields: Fields) -> dict[str, time]:
    inner = fields.fields("at_units")
    found = {code: _time(inner, code) for code in inner.table.entries} if inner is not None else {}
    return {code: at for code, at in found.items() if at is not None}


def _length(fields: Fields, key: str, most: timedelta) -> timedelta:
    length = fields.duration(key) or timedelta()
    if length > most:
        fields.fault(key, f'"{key}" is at most {most // timedelta(hours=1)}h')
    return length


def _named(fields: Fields) -> list[Role]:
    node = fields.table.entries.get("to")
    items = node.items if isinstance(node, Items) else (node,)
    return [Role(one.value) for one in items if isinstance(one, Scalar) and one.value in tuple(Role)]


def _roles(fields: Fields) -> tuple[Role, ...]:
    found = []
    for _, word in fields.words("to"):
        if word in STAFF:
            found.append(Role(word))
        else:
            fields.fault("to", f'to "{word}" is none of {", ".join(STAFF)}{guess(word, STAFF)}')
    return tuple(dict.fromkeys(found))


def _quota(fields: Fields, deed: Deed) -> Quota | None:
    inner = fields.fields("quota")
    if inner is None:
        if "deadline" in fields:
            fields.fault("deadline", '"deadline" is before the end of a quota\'s period: add "quota"')
        return None
    inner.allow(("times", "per"), "quota")
    inner.need("times", "per")
    per = _PERIODS[inner.one_of("per", tuple(_PERIODS), "quarter")]
    if deed not in (Deed.REMIND, Deed.BOOK) and _stands(fields, "do", deed):
        fields.fault("quota", 'a quota counts contacts and calls: with "do: remind" or "do: book"')
    return Quota(inner.whole("times", 1, 100) or 1, per)


def _silence(fields: Fields) -> Silence:
    inner = fields.fields("silence")
    if inner is None:
        return Silence()
    inner.allow(("remind", "tell", "rest"), "silence")
    inner.need("remind", "tell", "rest")
    days = {key: inner.duration(key) or DAY for key in ("tell", "rest")}
    for key in [key for key, length in days.items() if length % DAY]:
        inner.fault(key, f'"{key}" counts whole days: write 3d')
    remind = inner.duration("remind") or timedelta()
    if remind >= DAY:
        inner.fault("remind", "the reminder comes on the same day: less than 24h")
    return Silence(remind, days["tell"] // DAY, days["rest"] // DAY)


def _check_deed(fields: Fields, programme: Programme) -> None:
    """What it needs is there, and nothing it could make no use of."""
    if not _stands(fields, "do", programme.deed):
        return
    if programme.deed is Deed.ASK and ALERT not in programme.cadence.anchors:
        fields.fault("do", f'"do: {Deed.ASK}" goes with "cadence: event" and "on: {ALERT}"')
    wanted = _TAKES.get(programme.deed, "")
    if wanted and wanted not in fields:
        fields.fault("do", f'"do: {programme.deed}" needs "{wanted}"')
    for key in ("flow", "to", "silence"):
        if key in fields and key != wanted and "do" in fields:
            fields.fault(key, f'"do: {programme.deed}" has no use for "{key}"')
    if "apart" in fields and programme.deed is not Deed.CHECK_IN:
        fields.fault("apart", f'"do: {programme.deed}" has no use for "apart"')
    events = [name for name in programme.cadence.anchors if name in (CLOSED_RED, *LifeEvent)]
    outside = [role for role in programme.to if role not in CASE_ROLES]
    if events and outside:
        fields.fault(
            "to",
            f"what follows the event {events[0]} must not lead to the {outside[0]}, whom the name alone would tell",
        )
    if CLOSED_RED in events and programme.deed is not Deed.REMIND:
        fields.fault("do", f'after a red case people come back, not a machine: write "do: {Deed.REMIND}"')
    if LifeEvent.BEREAVEMENT in events and programme.deed is not Deed.REMIND:
        fields.fault("do", f'after a death people come, not a machine: write "do: {Deed.REMIND}"')
    if programme.family and programme.deed is not Deed.BOOK:
        fields.fault("family", f'the family is there only where a call is booked: "do: {Deed.BOOK}"')
    daily = programme.deed is Deed.CHECK_IN
    if daily != (programme.name == DAILY) and "programme" in fields:
        what = f'is called "{DAILY}": there is one' if daily else f'alone is called "{DAILY}"'
        fields.fault("programme", f'what asks how somebody is ("do: {Deed.CHECK_IN}") {what}')
    if daily and programme.cadence.every is not Every.DAILY:
        fields.fault("cadence", f'"do: {Deed.CHECK_IN}" is daily')
    if daily and programme.holidays is Holidays.LATER:
        fields.fault("holidays", "what is daily is never made up for: skip or keep")
    if programme.at_units and not daily:
        fields.fault("at_units", f'units have times of their own with "do: {Deed.CHECK_IN}" alone')
    if programme.rings and programme.deed is not Deed.ASK:
        fields.fault("rings", f'only what asks whether all is well may ring at night: "do: {Deed.ASK}"')

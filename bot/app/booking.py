"""What the dialogues about calls have the app do: whom one may call, when it suits both, asking the other side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.app import appointments, callbuttons, callplaces, casecalls
from bot.app.agenda import contacts, party_of, sides, unreached
from bot.app.callwords import FILE, hour_behind, key
from bot.app.casecalls import LENGTHS
from bot.app.clocks import Clocks
from bot.app.dialogue import ActionFailed
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.domain.appointment import Appointment, unanswered
from bot.domain.flow.model import ActionSpec, Value
from bot.domain.freetime import read_week
from bot.domain.people import Person
from bot.domain.rota import DAYS
from bot.domain.slots import STEP, suggest, suits

LATER = "later"
PRESETS: Mapping[str, tuple[str, ...]] = {
    "evenings": ("mon-fri 18:00-22:00", "sat-sun 08:00-22:00"),
    "weekends": ("sat-sun 08:00-22:00",),
    "days": ("mon-sun 09:00-18:00",),
    "any": ("mon-sun 07:00-22:00",),
}
"""What the buttons under the question for free hours mean."""


def people(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Whom the person may ask for an hour, each with a button of their own."""
    rows: list[Value] = [
        {
            "key": person.id,
            "name": plain(turn.text(turn.who, FILE, "contact", name=person.name, known_as=kind)),
        }
        for kind, person in contacts(turn)
    ]
    known = {row["key"] for row in rows if isinstance(row, dict)}
    rows[:0] = [
        {
            "key": person.id,
            "name": plain(turn.text(turn.who, FILE, "case_contact", name=person.name, code=case.code)),
        }
        for case, person in casecalls.contacts(turn)
        if person.id not in known
    ]
    away = [person.name for person in unreached(turn) if person.name]
    return {"people": rows, "can": "yes" if rows else "no", "away": _names(turn, away)}


def slots(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Up to six hours that suit everybody: the next ones, those after the ones just shown, or those of one day.
    None while as many as may be wait for the same person's answer already."""
    appointment, parties, length = _meant(turn, arguments)
    most = turn.house.config.settings.calls.open
    if appointment is None and len(_unanswered(turn, parties[-1])) >= most:
        return {"slots": [], "found": "full", "shown": None}
    there = sides(turn, parties, appointment.id if appointment else "")
    shown, asked_for = arguments["shown"], arguments["slot"]
    since = datetime.fromisoformat(str(shown)) + STEP if shown and asked_for == LATER else None
    day = date.fromisoformat(str(arguments["day"])) if arguments["day"] and since is None else None
    found: tuple[datetime, ...] = ()
    if len(there) == len(parties):
        found = suggest(there, length, turn.now, turn.house.config.manner, since=since, day=day)
    clocks = Clocks.of(turn.house, turn.now)
    others = _people(turn, [party for party in parties if party != turn.lane])
    rows: list[Value] = [
        {"key": key(start), "name": clocks.brief(turn.who, others, start)} for start in found
    ]
    return {
        "slots": rows,
        "found": "some" if found else "none",
        "shown": found[-1].isoformat() if found else None,
    }


def full(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """What waits for somebody's answer, each to be withdrawn with a tap."""
    callbuttons.show_unanswered(turn, _unanswered(turn, str(arguments["whom"])))
    return {}


def preview(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """The hour that was picked, on everybody's clock, and whether it may come every week."""
    appointment, parties, length = _meant(turn, arguments)
    start = moment(str(arguments["slot"]))
    others = _people(turn, [party for party in parties if party != turn.lane])
    rows = Clocks.of(turn.house, turn.now).rows(turn.who, others, start)
    kin = {tie.other(turn.lane) for tie in turn.ties if tie.holds and tie.joins(turn.lane)}
    about = appointment.case if appointment is not None else casecalls.case_with(turn, parties[-1])
    # with whom somebody talks about a case is nothing for a first line
    called = [one.name for one in others if one.name and not about]
    return {
        "name": _names(turn, called),
        "length": int(length.total_seconds() // 60),
        "sides": [dict(row) for row in rows],  # type: ignore[arg-type]
        "repeats": "yes" if appointment is None and {*parties} - {turn.lane} <= kin else "no",
    }


def offer(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Asks the other side; the hour is held until they answer. Fails with `taken` when somebody was quicker."""
    appointment, parties, length = _meant(turn, arguments)
    start = moment(str(arguments["slot"]))
    there = sides(turn, parties, appointment.id if appointment else "")
    if len(there) < len(parties) or not suits(there, start, length, turn.now, turn.house.config.manner):
        raise ActionFailed("taken")
    if appointment is not None:
        appointments.propose_elsewhere(turn, appointment, start)
        return {"until": None}
    weekly = turn.lane if arguments["often"] == "weekly" else ""
    case = casecalls.case_with(turn, parties[-1])
    made = callplaces.new_appointment(turn, parties, length, weekly=weekly, case=case.id if case else "")
    if case is not None:
        turn.audit(turn.lane, "call offered", case.id)
    asked = appointments.open_offer(turn, made, start)
    assert asked.offer is not None  # it has just been opened
    return {"until": Clocks.of(turn.house, turn.now).brief(turn.who, (), asked.offer.until)}


def wait(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Puts the person in line for the first hour that becomes free."""
    callplaces.wait_for(turn, str(arguments["whom"]), _minutes(arguments))
    return {}


def mine(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """What is agreed and asked, each with what can be done about it."""
    callbuttons.show(turn, turn.agenda.to_come(turn.lane, turn.now))
    return {}


def set_week(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """When the person can be called, from here on; fails with `unclear` for words that say nothing of it."""
    week = PRESETS.get(str(arguments["when"])) or read_week(str(arguments["words"] or ""))
    if not week:
        raise ActionFailed("unclear")
    _, work = turn.agenda.weeks.get(turn.lane, ((), ()))
    turn.agenda.week = (week, work)
    rows: list[Value] = []
    for written in week:
        days, hours = written.split(" ")
        first, last = (
            turn.house.texts.caption(turn.who.language, FILE, f"weekday__{DAYS.index(day)}")
            for day in days.split("-")
        )
        start, end = hours.split("-")
        rows.append({"first": first, "last": last, "start": start, "end": end})
    return {"windows": rows}


def moment(picked: str) -> datetime:
    """The hour behind a button. Raises ActionFailed for anything else."""
    hour = hour_behind(picked)
    if hour is None:
        raise ActionFailed("taken")
    return hour


def _meant(
    turn: Turn, arguments: Mapping[str, Value]
) -> tuple[Appointment | None, tuple[str, ...], timedelta]:
    """The appointment to be moved, if it is about one, who it is between, and how long it is.

    Fails with `gone` where it is over, or whoever was picked may not be asked any more.
    """
    if arguments["booking"]:
        appointment = turn.agenda.appointments.get(str(arguments["booking"]))
        if appointment is None or not appointment.live or not appointment.concerns(turn.lane):
            raise ActionFailed("gone")
        return appointment, appointment.parties, appointment.length
    whom = str(arguments["whom"] or "")
    whose = {person.id for _, person in (*contacts(turn), *casecalls.contacts(turn))}
    if whom not in whose:
        raise ActionFailed("gone")
    return None, (turn.lane, whom), timedelta(minutes=_minutes(arguments))


def _unanswered(turn: Turn, whom: str) -> tuple[Appointment, ...]:
    return unanswered(turn.agenda.live(turn.lane), turn.lane, whom, turn.now)


def _names(turn: Turn, names: list[str]) -> str | None:
    return plain(turn.text(turn.who, FILE, "names", names=names)) or None


def _minutes(arguments: Mapping[str, Value]) -> int:
    return int(str(arguments["minutes"] or LENGTHS[1]).removeprefix("m"))


def _people(turn: Turn, parties: list[str]) -> list[Person]:
    return [person for party in parties if (person := party_of(turn, party)) is not None]


_ABOUT = {"booking": "text", "whom": "pick", "minutes": "choice"}
_OPTIONAL = frozenset({"booking", "whom", "minutes"})

ACTIONS = (
    (
        ActionSpec(
            "call.people",
            results={"people": "list", "can": ("yes", "no"), "away": "text"},
            effects=False,
        ),
        people,
    ),
    (
        ActionSpec(
            "call.slots",
            arguments=_ABOUT | {"slot": "pick", "shown": "text", "day": "date"},
            results={"slots": "list", "found": ("some", "none", "full"), "shown": "text"},
            failures=("gone",),
            effects=False,
            optional=_OPTIONAL | {"slot", "shown", "day"},
        ),
        slots,
    ),
    (
        ActionSpec("call.full", arguments={"whom": "pick"}, effects=False, optional=frozenset({"whom"})),
        full,
    ),
    (
        ActionSpec(
            "call.preview",
            arguments=_ABOUT | {"slot": "pick"},
            results={"name": "text", "length": "number", "sides": "list", "repeats": ("yes", "no")},
            failures=("gone", "taken"),
            effects=False,
            optional=_OPTIONAL,
        ),
        preview,
    ),
    (
        ActionSpec(
            "call.offer",
            arguments=_ABOUT | {"slot": "pick", "often": "choice"},
            results={"until": "text"},
            failures=("taken", "gone"),
            optional=_OPTIONAL | {"often"},
        ),
        offer,
    ),
    (
        ActionSpec(
            "call.wait",
            arguments={"whom": "pick", "minutes": "choice"},
            failures=("gone",),
            optional=frozenset({"whom", "minutes"}),
        ),
        wait,
    ),
    (ActionSpec("calls.show", effects=False), mine),
    (
        ActionSpec(
            "free.set",
            arguments={"when": "choice", "words": "text"},
            results={"windows": "list"},
            failures=("unclear",),
            optional=frozenset({"words"}),
        ),
        set_week,
    ),
)
"""What flows name, see actions."""

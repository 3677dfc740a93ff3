"""What staff do for the calendar of care: enter a life event, put a unit into event mode, note a contact.

Every screen stands by itself: its buttons say what they are about, and a second press changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.app import asking
from bot.app.buttons import Press
from bot.app.clocks import Clocks
from bot.app.library import Library
from bot.app.turn import Roll, Turn
from bot.domain.care.cadence import next_round, this_round
from bot.domain.care.calendar import owed
from bot.domain.care.changes import ALARMING, ENTERING, TOUCHING, Happened, Undone, may
from bot.domain.care.facts import Happening, LifeEvent
from bot.domain.care.knowing import Alert
from bot.domain.care.model import ALERT, Calamity, Programme
from bot.domain.flow.days import read_date
from bot.domain.localtime import anniversary
from bot.domain.messages import Button, Incoming, Keyboard, Op, Outgoing, Priority
from bot.domain.people import Person, Role, Unit
from bot.store.alerts import Contact
from bot.store.desks import LIFE_READ

FILE = "care"
LIFE, UNDO, RAISE, TOUCH, OPENERS = "life", "unlife", "alarm", "touch", "openers"
VERBS = frozenset({LIFE, UNDO, RAISE, TOUCH, OPENERS})
"""The verbs of buttons on these screens."""
COMMANDS = ("/life", "/alert")
"""What those may type who enter life events and turn on event mode."""
EVENT = "care"
"""The kind of events these screens put into a person's lane."""
TIMER = "roll"
"""Brings the list of a roll call to whoever has turned it on."""
AFTER = timedelta(hours=1)
"""How long people have to answer before the list comes."""
LISTED = 60
"""Names in a list of whom nobody has heard: a few lines on a phone, and no team is longer."""
CHOICES = 8
"""Lines and buttons that fit a phone's screen."""
OPENINGS = 9
"""Ways to begin a conversation, of which three are shown at a time."""


def offered(turn: Turn) -> tuple[str, ...]:
    """The commands of this colleague."""
    return COMMANDS if turn.who.roles(turn.now) & ALARMING else ()


def obey(turn: Turn, incoming: Incoming, command: str) -> None:
    """Does what one of COMMANDS says."""
    if command == "/life":
        _life(turn, incoming)
    else:
        show_alerts(turn)


def pressed(turn: Turn, incoming: Incoming, press: Press) -> None:
    """A button of one of these screens, however old it is."""
    if press.verb == RAISE:
        _alarm(turn, incoming, press)
        return
    person = turn.people.get(press.id)
    roles = ENTERING if press.verb in (LIFE, UNDO) else TOUCHING
    if person is None or not may(turn.who, roles, person.unit, turn.house.parents, turn.now):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_not_yours"))
        turn.audit(turn.lane, f"{press.verb} refused", press.id)
        return
    if press.verb == OPENERS:
        turn.answer(turn.who, incoming.press_id)
        turn.say(turn.who, FILE, "openings", about=person, number=_number(turn, person))
        return
    told = {
        "do": press.verb,
        "by": turn.lane,
        "press": incoming.press_id,
        "choice": press.choice,
        "on": press.seq,
    }
    turn.pass_on(person.id, EVENT, told)


def on_event(turn: Turn, body: dict[str, object]) -> None:
    """In the lane of the person it is about; permission is asked again here, at the last moment."""
    by, person, verb = turn.house.staff(str(body["by"])), turn.who, str(body["do"])
    roles = TOUCHING if verb == TOUCH else ENTERING
    if by is None or not may(by, roles, person.unit, turn.house.parents, turn.now):
        turn.audit(str(body["by"]), f"{verb} refused", person.id)
        return
    {LIFE: _happened, UNDO: _undone, TOUCH: _touched}[verb](turn, by, body)


# -- life events --------------------------------------------------------------------------------


def _life(turn: Turn, incoming: Incoming) -> None:
    words = incoming.text.split()[1:]
    today = turn.local(turn.who).date()
    day = read_date(words[-1], today) if len(words) > 1 else None
    name = " ".join(words[:-1] if day is not None else words)
    if not name:
        turn.say(turn.who, FILE, "life_how", reply_to=incoming.message_id)
        return
    if day is not None and day > today:
        # of what has happened the last such day is meant, not the next
        day = anniversary(day, day.year - 1)
    mine = [
        one
        for one in turn.everybody
        if one.registered and may(turn.who, ENTERING, one.unit, turn.house.parents, turn.now)
    ]
    found = [one for one in mine if one.name == name] or [one for one in mine if name in one.name]
    if not found:
        turn.say(turn.who, FILE, "life_nobody", reply_to=incoming.message_id, name=name)
    for one in found[:CHOICES]:
        # what is known of them stands in their own lane
        turn.pass_on(
            one.id,
            EVENT,
            {"do": LIFE, "by": turn.lane, "press": "", "choice": "", "on": _digits(day or today)},
        )


def _happened(turn: Turn, by: Person, body: dict[str, object]) -> None:
    kind, on = str(body["choice"]), _date(body["on"])
    if kind in tuple(LifeEvent) and on is not None:
        turn.learn(Happened(Happening(turn.house.ids.new(), LifeEvent(kind), on)))
        turn.audit(by.id, "life event entered", turn.lane)
        turn.answer(by, str(body["press"]), turn.text(by, FILE, "toast_kept"))
    elif by.id != turn.lane:
        turn.audit(by.id, LIFE_READ, turn.lane)
    _life_card(turn, by, on or turn.local(turn.who).date(), edit=bool(body["press"]))


def _undone(turn: Turn, by: Person, body: dict[str, object]) -> None:
    turn.learn(Undone(str(body["choice"])))
    turn.audit(by.id, "life event taken back", turn.lane)
    turn.answer(by, str(body["press"]), turn.text(by, FILE, "toast_undone"))
    _life_card(turn, by, _date(body["on"]) or turn.local(turn.who).date(), edit=True)


def _life_card(turn: Turn, by: Person, day: date, *, edit: bool) -> None:
    person, happened = turn.who, turn.facts.happened
    called = {kind: turn.house.texts.caption(by.language, FILE, f"life__{kind}") for kind in LifeEvent}
    kinds = [
        turn.button(by, FILE, f"life__{kind}", Press(LIFE, person.id, _digits(day), kind)) for kind in called
    ]
    keyboard: Keyboard = tuple(asking.rows(kinds))
    for one in happened[-CHOICES:]:
        undo = turn.button(by, FILE, "undo", Press(UNDO, person.id, _digits(day), one.id))
        keyboard += ((replace(undo, caption=f"{undo.caption} {called[one.kind]} {one.on:%m-%d}"),),)
    rows = [{"kind": called[one.kind], "on": one.on} for one in happened]
    text = turn.text(by, FILE, "life", name=person.name, unit=_place(turn, person, by), on_day=day, rows=rows)
    message = Outgoing(op=Op.EDIT if edit else Op.SEND, text=text, keyboard=keyboard, protect=True)
    turn.send(by, message, about=person, slot=f"life:{person.id}", insist=edit)


def _digits(day: date) -> int:
    return int(f"{day:%Y%m%d}")


def _date(written: object) -> date | None:
    try:
        return date.fromisoformat(f"{int(str(written)):08}")
    except ValueError:
        return None


# -- keeping in touch ---------------------------------------------------------------------------


def _touched(turn: Turn, by: Person, body: dict[str, object]) -> None:
    programme = turn.house.library.programmes.get(str(body["choice"]))
    if programme is None or programme.quota is None:
        turn.answer(by, str(body["press"]), turn.text(by, FILE, "toast_not_yours"))
        return
    today = turn.local(turn.who).date()
    # one a day of the same two people is one, however often it is tapped
    number = f"{programme.name}/{turn.lane}/{by.id}/{today}"
    turn.contacts.append(Contact(number, turn.lane, by.id, programme.name, turn.now))
    stands = owed(programme.quota, turn.touched + 1, today)
    turn.answer(by, str(body["press"]), turn.text(by, FILE, "toast_kept"))
    turn.say(
        by,
        FILE,
        "touched",
        about=turn.who,
        name=turn.who.name,
        done=stands.done,
        times=stands.times,
        due_day=stands.until,
    )


def _number(turn: Turn, person: Person) -> int:
    """Which ways to begin are shown: others from week to week, and from one person to the next."""
    week = turn.local(turn.who).date().toordinal() // 7
    return (week + zlib.crc32(person.id.encode())) % OPENINGS


# -- event mode ---------------------------------------------------------------------------------


def show_alerts(turn: Turn) -> None:
    """Every roll call under way where the colleague serves, and the units that could be put into event mode."""
    mine = {unit.code: unit for unit in _units(turn)}
    running = [roll for roll in turn.rolls.values() if roll.alert.unit in mine]
    for roll in running:
        show_roll(turn, roll, turn.who, edit=False)
    free = [unit for unit in mine.values() if unit.code not in turn.house.alerts][:CHOICES]
    if free or not running:
        rows = tuple(
            (Button(name_of(unit, turn.who), Press(RAISE, _mark(unit.code)).data()),) for unit in free
        )
        turn.say(turn.who, FILE, "alert_where", keyboard=rows, running=bool(running))


def show_roll(turn: Turn, roll: Roll, reader: Person, *, edit: bool) -> None:
    """How a roll call stands: how many are safe, who wants help, who has not answered this time."""
    alert = roll.alert
    since = this_round(alert.began, again_in(turn.house.library), turn.now)
    helped = [who for who, answer in roll.answers.items() if not answer.safe]
    missing = [who for who in roll.members if who not in roll.answers or roll.answers[who].at < since]
    clocks = Clocks.of(turn.house, turn.now)
    there = [turn.people[who] for who in (*roll.members, *roll.absent)[:1] if who in turn.people]
    text = turn.text(
        reader,
        FILE,
        "alert",
        unit=name_of(turn.house.units[alert.unit], reader),
        kind=turn.house.texts.caption(reader.language, FILE, f"alert__{alert.kind}"),
        began=clocks.brief(reader, there, alert.began),
        round=clocks.brief(reader, there, since) if since > alert.began else "",
        over=alert.over is not None,
        safe=sum(a.safe and a.at >= since for a in roll.answers.values()),
        wanting=len(helped),
        silent=len(missing),
        helped=[turn.people[who].name for who in helped if who in turn.people],
        missing=_names(turn, missing),
        more=max(0, len(missing) - LISTED),
        absent=_names(turn, roll.absent),
        more_absent=max(0, len(roll.absent) - LISTED),
    )
    buttons: Keyboard = ()
    if alert.over is None:
        buttons = ((turn.button(reader, FILE, "refresh", Press(RAISE, _mark(alert.unit), 0, "show")),),)
        if may(reader, ALARMING, alert.unit, turn.house.parents, turn.now):
            buttons += ((turn.button(reader, FILE, "end", Press(RAISE, _mark(alert.unit), 0, "end")),),)
    message = Outgoing(op=Op.EDIT if edit else Op.SEND, text=text, keyboard=buttons, protect=True)
    turn.send(reader, message, slot=f"alert:{alert.id}", insist=edit)


def _names(turn: Turn, whom: Sequence[str]) -> list[str]:
    return [turn.people[who].name for who in whom[:LISTED] if who in turn.people]


def on_timer(turn: Turn, ref: str) -> None:
    """People have had time to answer: the list comes to whoever has turned it on and to those who serve there."""
    roll = turn.rolls.get(ref)
    if roll is None or roll.alert.over is not None:
        return
    for reader in _watching(turn, roll.alert):
        show_roll(turn, roll, reader, edit=False)
    _wake(turn, roll.alert)


def _alarm(turn: Turn, incoming: Incoming, press: Press) -> None:
    unit = next((one for one in _units(turn) if _mark(one.code) == press.id), None)
    shown = [roll for roll in turn.rolls.values() if _mark(roll.alert.unit) == press.id]
    if press.choice == "show" and shown and turn.who in _watching(turn, shown[0].alert):
        turn.answer(turn.who, incoming.press_id)
        show_roll(turn, shown[0], turn.who, edit=True)
        return
    if unit is None:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_not_yours"))
        turn.audit(turn.lane, f"{RAISE} refused", press.id)
        return
    turn.answer(turn.who, incoming.press_id)
    kind, _, families = press.choice.partition("_")
    if press.choice == "end":
        _end(turn, unit)
    elif unit.code in turn.house.alerts:
        show_alerts(turn)
    elif kind not in tuple(Calamity):
        _ask(turn, unit, "alert_what", [(f"alert__{one}", one.value) for one in Calamity])
    elif families not in ("told", "not"):
        _ask(turn, unit, "alert_families", [("families", f"{kind}_told"), ("no_families", f"{kind}_not")])
    else:
        _begin(turn, unit, Calamity(kind), families=families == "told")


def _ask(turn: Turn, unit: Unit, block: str, choices: list[tuple[str, str]]) -> None:
    buttons = [
        turn.button(turn.who, FILE, caption, Press(RAISE, _mark(unit.code), 0, choice))
        for caption, choice in choices
    ]
    turn.say(turn.who, FILE, block, keyboard=tuple(asking.rows(buttons)), unit=name_of(unit, turn.who))


def _begin(turn: Turn, unit: Unit, kind: Calamity, *, families: bool) -> None:
    alert = Alert(turn.house.ids.new(), unit.code, kind, turn.now, turn.lane, families=families)
    turn.begun.append(alert)
    turn.audit(turn.lane, "event mode on", unit.code)
    called = turn.house.texts.caption(turn.who.language, FILE, f"alert__{kind}")
    turn.say(turn.who, FILE, "alert_on", unit=name_of(unit, turn.who), kind=called)
    _wake(turn, alert)


def _end(turn: Turn, unit: Unit) -> None:
    alert = turn.house.alerts.get(unit.code)
    if alert is None:
        return
    turn.over.append(alert)
    turn.audit(turn.lane, "event mode off", unit.code)
    called = f"alert__{alert.kind}"
    for reader in _watching(turn, alert):
        if reader.id != turn.lane:
            kind = turn.house.texts.caption(reader.language, FILE, called)
            silent = turn.hours_of(reader).quiet(turn.now)
            turn.say(reader, FILE, "alert_off", silent=silent, unit=name_of(unit, reader), kind=kind)
    roll = turn.rolls.get(alert.id)
    if roll is not None:
        show_roll(turn, replace(roll, alert=replace(alert, over=turn.now)), turn.who, edit=True)


def tell_help(turn: Turn, alert: Alert) -> None:
    """Somebody wants help: those who watch over the unit hear who, so that they can go and look."""
    for reader in _watching(turn, alert):
        turn.say(
            reader, FILE, "alert_help", priority=Priority.URGENT, about=turn.who, name=turn.who.name,
            unit=_place(turn, turn.who, reader),
        )  # fmt: skip


def programme_of(library: Library) -> Programme | None:
    """The programme that calls the roll."""
    return next((one for one in library.programmes.values() if ALERT in one.cadence.anchors), None)


def again_in(library: Library) -> timedelta | None:
    """After how long everybody is asked anew."""
    programme = programme_of(library)
    return programme.cadence.again if programme is not None else None


def _wake(turn: Turn, alert: Alert) -> None:
    """The list comes some time after the next round has begun, the first one included."""
    coming = next_round(alert.began, again_in(turn.house.library), turn.now)
    begins = alert.began if turn.now == alert.began else coming.due if coming is not None else None
    if begins is not None:
        turn.wake(TIMER, alert.id, begins + AFTER - turn.now)


def _watching(turn: Turn, alert: Alert) -> list[Person]:
    """Who sees the list: whoever has turned it on, while they may, and liaisons and officers of the unit."""
    watch = frozenset({Role.LIAISON, Role.OFFICER})
    return [
        one.person
        for one in turn.house.roster
        if may(
            one.person,
            watch | ALARMING if one.person.id == alert.by else watch,
            alert.unit,
            turn.house.parents,
            turn.now,
        )
    ]


def _units(turn: Turn) -> list[Unit]:
    """The units the colleague may put into event mode, those nearest to the top first."""
    parents = turn.house.parents
    return sorted(
        (unit for unit in turn.house.units.values() if may(turn.who, ALARMING, unit.code, parents, turn.now)),
        key=lambda unit: (unit.parent is not None, unit.code),
    )


def _mark(code: str) -> str:
    """What a unit is called on a button, where its code may not fit."""
    return f"{zlib.crc32(code.encode()):08x}"


def name_of(unit: Unit, reader: Person) -> str:
    """What a unit is called in the reader's language."""
    return unit.name.get(reader.language) or unit.name["zh"]


def _place(turn: Turn, person: Person, reader: Person) -> str:
    unit = turn.unit_of(person)
    return name_of(unit, reader) if unit is not None else ""

"""Coming in by a link: who it was made for, whom a unit lets in, and what is said to everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.app import asking, buttons, cards, casework, family
from bot.app.buttons import Press
from bot.app.turn import Turn
from bot.domain.family import tied
from bot.domain.joining import (
    Application,
    Ask,
    Attach,
    Decide,
    Door,
    Enter,
    Guesses,
    Invite,
    Link,
    Part,
    TakePlace,
    Uninvite,
    Verdict,
    awaits,
    belongs,
    code_in,
    in_place_of,
    who_decides,
)
from bot.domain.messages import Incoming, IncomingKind, Keyboard, Op, Outgoing
from bot.domain.people import Grant, Person, Role
from bot.domain.permissions import ALLOWED, Act, permits
from bot.domain.safety import Level, assess
from bot.store import links, people, ties
from bot.store.database import Database, Transaction
from bot.store.inbox import Event
from bot.store.keys import KeyRing

FILE = "joining"
ADMIT = Act.ADMIT.value
"""The verb of the buttons on a card about somebody who asks to join, and the kind of event they become."""

CHOICES = {"yes": Verdict.ADMITTED, "no": Verdict.DECLINED}
ASKED_AGAIN = timedelta(hours=12)
"""Whoever scans once more after so long without an answer asks anew."""


class Overtaken(Exception):
    """Somebody was quicker since this turn was loaded; played again, it sees that."""


async def look(db: Database, keys: KeyRing, event: Event, incoming: Incoming | None) -> Door | None:
    """What is behind a code or a button about joining; None for everything else that happens."""
    if event.kind == ADMIT:
        by = str(event.body["by"])
        door = await _asked(db, keys, str(event.body["application"]))
        return replace(door, by=(await people.load(db, keys, [by])).get(by))
    if incoming is None:
        return None
    if incoming.kind is IncomingKind.PRESS:
        press = buttons.read(incoming.pressed)
        if press is not None and press.verb == ADMIT:
            return await _asked(db, keys, press.id)
        if press is not None and press.verb in (*family.AT_DOOR, *family.ABOUT_LINKS):
            link = await links.by_id(db, press.id)
            return await _invited(db, keys, Door(link=link)) if link or press.verb in family.AT_DOOR else None
        return None
    code = code_in(incoming.text) if incoming.kind is IncomingKind.MESSAGE else None
    if code is None:
        return None
    link = await links.find(db, keys, code)
    door = Door(code, link, guesses=await links.guesses(db, event.lane))
    if link is None:
        return door
    if link.person is not None:
        waiting = (await people.load(db, keys, [link.person])).get(link.person)
        return replace(door, waiting=waiting, busy=link.person in await people.busy(db))
    if link.inviter is not None:
        return await _invited(db, keys, door)
    made = await links.applications(db, person=event.lane, link=link.id)
    return replace(
        door,
        application=made[0] if made else None,
        deciders=tuple(await people.holders(db, keys, ALLOWED[Act.ADMIT])) if link.approve else (),
    )


async def _asked(db: Database, keys: KeyRing, application: str) -> Door:
    found = await links.applications(db, ids=[application])
    if not found:
        return Door()
    asked = await people.load(db, keys, found[0].asked)
    return Door(application=found[0], deciders=tuple(asked.values()))


async def _invited(db: Database, keys: KeyRing, door: Door) -> Door:
    inviter = door.link.inviter if door.link is not None else None
    found = await people.load(db, keys, [inviter] if inviter else [])
    return replace(door, inviter=found.get(inviter or ""))


async def write(tx: Transaction, keys: KeyRing, turn: Turn) -> None:
    """Writes what a turn has moved; raises Overtaken when it is not as it was found, and then all is undone."""
    for move in turn.moves:
        match move:
            case TakePlace(link, waiting):
                done = await links.use(tx, link, turn.lane, turn.now) and await people.take_place(
                    tx, keys, waiting, turn.lane
                )
            case Enter(link, unit, number, invited):
                done = await links.take_room(tx, link, turn.now) or invited
                if done:
                    await people.enter(tx, keys, turn.lane, Grant(Role.EMPLOYEE, unit), number)
            case Invite(link, code):
                done = True
                await links.make(tx, keys, code, link)
            case Uninvite(link):
                done = await links.take_back(tx, link)
            case Attach():
                done = await _attach(tx, keys, turn, move)
            case Part(tie):
                # whoever of the two was quicker: it has ended
                done = True
                await ties.end(tx, tie, turn.lane, turn.now)
            case Ask(application):
                done = True
                await links.apply(tx, application)
            case Decide(application):
                done = await links.decide(tx, application)
            case Guesses():
                done = True
                await links.guessed(tx, turn.lane, move)
        if not done:
            raise Overtaken(f"{type(move).__name__} of {turn.lane}")


async def _attach(tx: Transaction, keys: KeyRing, turn: Turn, move: Attach) -> bool:
    if move.link is not None:
        stands = await links.use(tx, move.link, turn.lane, turn.now)
    else:
        stands = move.beside is not None and await ties.holds(tx, move.beside)
    done = stands and await ties.make(tx, move.tie)
    if done and move.grant is not None:
        number, grant = move.grant
        if move.enters:
            await people.enter(tx, keys, turn.lane, grant, number)
        else:
            await people.add_grants(tx, turn.lane, [move.grant])
    return done


# -- coming with a code -------------------------------------------------------------------------


def at_door(turn: Turn, incoming: Incoming) -> Incoming | None:
    """What is left for others of what somebody did: None when it was all about joining."""
    door = turn.door
    if door is None:
        return incoming
    if incoming.kind is IncomingKind.PRESS:
        press = buttons.read(incoming.pressed)
        if press is not None and press.verb in family.ABOUT_LINKS:
            # the screen of whoever invites looks for itself
            return incoming
        _arrive(turn)
        if press is not None and press.verb in family.AT_DOOR:
            _into_family(turn, incoming, press, door)
        else:
            _pressed(turn, incoming, door)
        return None
    link, who = door.link, turn.who
    if door.guesses.must_wait(turn.now):
        return _wait(turn, incoming)
    if link is not None and link.inviter is not None:
        return _for_family(turn, incoming, door, link, link.inviter)
    if link is not None and _inside(turn, link, who):
        return _stay(turn, "already", {"unit": _unit(turn, who.unit or link.unit, who)})
    if link is None or not link.opens(turn.now):
        return _wrong(turn, incoming, door)
    if door.guesses.count:
        turn.moves.append(Guesses())
    if link.person is not None:
        return _for_one(turn, incoming, door, link)
    return _for_anybody(turn, incoming, door, link)


def _inside(turn: Turn, link: Link, who: Person) -> bool:
    """Whether this link has done its work for this person already."""
    if link.person is not None:
        return link.used_by == who.id
    return _employed_already(turn, who)


def _employed_already(turn: Turn, who: Person) -> bool:
    """Whoever is somebody's family alone may still come to work here."""
    return belongs(who, turn.now) and not who.at_home(turn.now)


def _for_one(turn: Turn, incoming: Incoming, door: Door, link: Link) -> Incoming | None:
    waiting, who = door.waiting, turn.who
    if waiting is None or not awaits(waiting) or who.registered:
        # made for somebody else, or they have come another way
        return _wrong(turn, incoming, door)
    if door.busy:
        return _stay(turn, "later")
    turn.moves.append(TakePlace(link.id, waiting.id))
    turn.audit(turn.lane, "joined by a link", link.id)
    return _welcome(turn, incoming, in_place_of(who, waiting))


def _for_anybody(turn: Turn, incoming: Incoming, door: Door, link: Link) -> Incoming | None:
    if not link.approve:
        _enter(turn, link.id, link.unit, invited=False)
        turn.audit(turn.lane, "joined by a unit's link", link.id)
        return _welcome(turn, incoming, _employed(turn.who, link.unit))
    before = door.application
    unit = _unit(turn, link.unit, turn.who)
    if before is not None and before.verdict is Verdict.DECLINED:
        return _stay(turn, "declined", {"unit": unit})
    if before is not None and turn.now - before.at < ASKED_AGAIN:
        return _stay(turn, "still_waiting", {"unit": unit})
    asked = who_decides(door.deciders, link.unit, turn.house.parents, turn.now)
    if not asked:
        # nobody would ever see it
        return _stay(turn, "nobody_to_ask", {"unit": unit})
    number = before.id if before is not None else turn.house.ids.new()
    ids = tuple(person.id for person in asked)
    application = Application(number, turn.lane, link.id, link.unit, turn.now, asked=ids)
    turn.moves.append(Ask(application))
    turn.audit(turn.lane, "asked to join", application.id)
    for reader in asked:
        _card(turn, application, reader, edit=False)
    return _go_on(turn, incoming, "asked", {"unit": unit})


def _for_family(turn: Turn, incoming: Incoming, door: Door, link: Link, by: str) -> Incoming | None:
    if by == turn.lane:
        _arrive(turn)
        turn.say(turn.who, family.FILE, "own_invitation")
        return None
    if link.used_by == turn.lane or tied(by, turn.lane, turn.ties, link.relation):
        _arrive(turn)
        family.show(turn)
        return None
    if not _stands(turn, door) or door.inviter is None:
        return _wrong(turn, incoming, door)
    if door.guesses.count:
        turn.moves.append(Guesses())
    _arrive(turn)
    family.welcome(turn, link, door.inviter)
    return None


def _into_family(turn: Turn, incoming: Incoming, press: Press, door: Door) -> None:
    """A button of an invitation, which may have been used, or have grown too old, since it was shown."""
    link, inviter = door.link, door.inviter
    if link is None or inviter is None or not _stands(turn, door) or inviter.id == turn.lane:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, family.FILE, "toast_ended"))
    elif tied(inviter.id, turn.lane, turn.ties, link.relation):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, family.FILE, "toast_there"))
    elif press.verb == family.TONGUE:
        family.spoken_to(turn, incoming, press, link, inviter)
    else:
        joined = family.answer(turn, incoming, press, link, inviter)
        if joined is not None:
            _became(turn, joined)


def _stands(turn: Turn, door: Door) -> bool:
    """Whether an invitation can be used, and whoever made it still belongs here."""
    return (
        door.link is not None
        and door.link.opens(turn.now)
        and door.inviter is not None
        and belongs(door.inviter, turn.now)
    )


def _wrong(turn: Turn, incoming: Incoming, door: Door) -> Incoming | None:
    """Forged, expired, used, made for somebody else: one answer for all, and it does not pay to go on."""
    turn.moves.append(door.guesses.wrong(turn.now))
    turn.audit(turn.lane, "join code refused", door.link.id if door.link else "")
    if door.link is None and assess(incoming.words, language=turn.who.language).level is not Level.NONE:
        # no code of ours at all, but words
        return incoming
    return _go_on(turn, incoming, "not_valid")


def _wait(turn: Turn, incoming: Incoming) -> Incoming | None:
    turn.audit(turn.lane, "join code not tried", "")
    if assess(incoming.words, language=turn.who.language).level is not Level.NONE:
        return incoming
    return _stay(turn, "too_often")


def _go_on(
    turn: Turn, incoming: Incoming, block: str, given: Mapping[str, object] | None = None
) -> Incoming | None:
    """Says it, then greets like anybody who has pressed Start."""
    if turn.case_of(turn.lane) is not None:
        return _stay(turn, block, given)
    turn.say(turn.who, FILE, block, given=given)
    return replace(incoming, text="/start")


def _stay(turn: Turn, block: str, given: Mapping[str, object] | None = None) -> Incoming | None:
    """Says it, with the way to a person, and leaves everything that is under way as it is."""
    _arrive(turn)
    waits = turn.case_of(turn.lane) is not None
    turn.say(turn.who, FILE, block, keyboard=() if waits else (asking.human_row(turn),), given=given)
    return None


def _arrive(turn: Turn) -> None:
    """A sign of life like any other."""
    turn.seen = True
    casework.on_back(turn)


# -- inside -------------------------------------------------------------------------------------


def _enter(turn: Turn, link: str, unit: str, *, invited: bool) -> None:
    turn.moves.append(Enter(link, unit, turn.house.ids.new(), invited))


def _employed(who: Person, unit: str) -> Person:
    return replace(who, unit=unit, grants=(*who.grants, Grant(Role.EMPLOYEE, unit)))


def _welcome(turn: Turn, incoming: Incoming, joined: Person) -> Incoming | None:
    _became(turn, joined)
    return _go_on(turn, incoming, "welcome", _welcomed(turn, joined))


def _welcomed(turn: Turn, joined: Person) -> dict[str, object]:
    case = turn.case_of(turn.lane)
    unit = _unit(turn, joined.unit or "", joined)
    return {"name": joined.name, "unit": unit, "going_on": case is not None}


def _became(turn: Turn, joined: Person) -> None:
    """Whoever has a case of theirs sees at once where they are."""
    turn.person = joined
    turn.people[joined.id] = joined
    case = turn.case_of(joined.id)
    if case is not None:
        cards.refresh(turn, case)


def _unit(turn: Turn, code: str, reader: Person) -> str:
    unit = turn.house.units.get(code)
    return unit.name[reader.language] if unit is not None else ""


# -- letting in ---------------------------------------------------------------------------------


def _pressed(turn: Turn, incoming: Incoming, door: Door) -> None:
    """A decision, in the lane of whoever decides; it is carried out in the lane of the person concerned."""
    press = buttons.read(incoming.pressed)
    verdict = CHOICES.get(press.choice) if press is not None else None
    application = door.application
    if application is None or verdict is None:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, cards.FILE, "toast_not_found"))
        turn.audit(turn.lane, f"{ADMIT} not found", press.id if press is not None else "")
    elif not _may(turn, application, turn.who):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, cards.FILE, "toast_not_found"))
        turn.audit(turn.lane, f"{ADMIT} refused", application.id)
    else:
        told: dict[str, object] = {"application": application.id, "verdict": verdict.value, "by": turn.lane}
        turn.pass_on(application.person, ADMIT, told | {"press": incoming.press_id})


def on_admit(turn: Turn, body: dict[str, object]) -> None:
    """Somebody's decision about this person; permission is asked again here, at the last moment."""
    door = turn.door or Door()
    application, by = door.application, door.by
    press = str(body["press"])
    if application is None or by is None or not _may(turn, application, by):
        if by is not None:
            turn.answer(by, press, turn.text(by, cards.FILE, "toast_not_found"))
        turn.audit(str(body["by"]), f"{ADMIT} refused", str(body["application"]))
        return
    if application.verdict is not Verdict.WAITING:
        turn.answer(by, press, turn.text(by, FILE, f"toast_{application.verdict}"))
        return
    verdict = Verdict(str(body["verdict"]))
    decided = replace(application, verdict=verdict, by=by.id)
    turn.moves.append(Decide(decided))
    turn.audit(by.id, verdict, application.id)
    turn.answer(by, press, turn.text(by, FILE, f"toast_{verdict}"))
    if verdict is Verdict.DECLINED:
        unit = _unit(turn, application.unit, turn.who)
        turn.say(turn.who, FILE, "declined", unit=unit, keyboard=(asking.human_row(turn),))
    elif not _employed_already(turn, turn.who):
        _enter(turn, application.link, application.unit, invited=True)
        _became(turn, _employed(turn.who, application.unit))
        turn.say(turn.who, FILE, "welcome", given=_welcomed(turn, turn.who))
    for reader in door.deciders:
        if _may(turn, decided, reader):
            _card(turn, decided, reader, edit=True)


def _may(turn: Turn, application: Application, by: Person) -> bool:
    """Nobody lets themselves in."""
    return by.id != application.person and permits(
        by, Act.ADMIT, turn.now, unit=application.unit, parents=turn.house.parents
    )


def _card(turn: Turn, application: Application, reader: Person, *, edit: bool) -> None:
    """The card about somebody who asks to join: a name and a unit, nothing they have said."""
    text = turn.text(
        reader,
        FILE,
        "card",
        name=turn.who.name,
        unit=_unit(turn, application.unit, reader),
        verdict=application.verdict.value,
    )
    keyboard: Keyboard = ()
    if application.verdict is Verdict.WAITING:
        keyboard = (
            tuple(
                turn.button(reader, FILE, f"admit__{choice}", Press(ADMIT, application.id, 1, choice))
                for choice in CHOICES
            ),
        )
    turn.send(
        reader,
        Outgoing(op=Op.EDIT if edit else Op.SEND, text=text, keyboard=keyboard, protect=True),
        about=turn.who,
        slot=f"join:{application.id}",
        # whoever has never had the card needs none about what is decided
    )

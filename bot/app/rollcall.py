"""报平安: one tap that all is well, or that help is wanted; and a word when it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from bot.app import caredesk, casework
from bot.app.buttons import HUMAN, SUGGESTED, Press
from bot.app.office import below
from bot.app.prompts import Asked, Dropped, Making, Verdict, Words
from bot.app.turn import Turn
from bot.domain.care.cadence import this_round
from bot.domain.care.knowing import Alert, lineage
from bot.domain.care.model import FILE as SAID
from bot.domain.family import family_of, homes_of
from bot.domain.flow.model import SYSTEM
from bot.domain.messages import Button, Incoming, Keyboard, Op, Outgoing, Priority
from bot.domain.people import Person, Unit, hours_of
from bot.domain.triage import Colour
from bot.store import alerts, outbox, people, ties
from bot.store.alerts import Answer
from bot.store.database import Transaction

FILE = caredesk.FILE
VERB = "well"
SAFE, HELP = "safe", "help"
REASON = "asked.roll_call"
WELL = "well"
"""The letter by which a family hears that somebody is safe."""
OVER, OVER_AT_HOME = "over", "over_at_home"
"""The letters by which those who were asked, and families who heard of them, learn that it is over."""
OVER_WITHIN = timedelta(days=1)
SLOT = "roll"
"""Names the newest question of a roll call on somebody's screen."""
SUPPLIES = "request"
"""The dialogue in which whoever is safe says what is short."""


def pressed(turn: Turn, incoming: Incoming, press: Press) -> None:
    """An answer, however old the question is: the newest answer counts while the event lasts."""
    alert = next((one for one in turn.house.alerts.values() if one.id == press.id), None)
    if alert is None or press.choice not in (SAFE, HELP):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_over"))
        return
    turn.answer(turn.who, incoming.press_id)
    if turn.who.unit not in below(alert.unit, turn.house.units):
        # moved away since they were asked: not on that roll, and never left alone
        if press.choice == HELP:
            _call(turn, named=False)
        return
    turn.rolled[alert.id] = Answer(press.choice == SAFE, turn.now)
    if press.choice == HELP:
        _call(turn, named=True)
        caredesk.tell_help(turn, alert)
        return
    supplies = SUPPLIES in turn.house.library.flows
    families = alert.families and bool(_members(turn))
    text = turn.text(turn.who, FILE, "well", when=turn.local(turn.who), families=families, supplies=supplies)
    help_after_all = turn.button(turn.who, SAID, f"{_name(turn)}__help", Press(VERB, alert.id, 0, HELP))
    keyboard: Keyboard = ((help_after_all,),)
    if supplies:
        short = turn.button(turn.who, FILE, "supplies", Press(SUGGESTED, choice=SUPPLIES))
        keyboard = ((short,), *keyboard)
    turn.send(turn.who, Outgoing(op=Op.EDIT, text=text, keyboard=keyboard), slot=SLOT, insist=True)
    if alert.families and not _told_already(turn, alert):
        _tell_family(turn, alert)


def _told_already(turn: Turn, alert: Alert) -> bool:
    """Two taps are one word home in each round."""
    before = turn.answered
    since = this_round(alert.began, caredesk.again_in(turn.house.library), turn.now)
    return before is not None and before.safe and before.at >= since


def _call(turn: Turn, *, named: bool) -> None:
    """People are called. `named`: those who watch over the unit hear who it is."""
    text = turn.text(turn.who, FILE, "help_wanted", named=named)
    turn.send(turn.who, Outgoing(op=Op.EDIT, text=text), slot=SLOT, insist=True)
    case, new = casework.call_for_help(turn, Colour.AMBER, (REASON,), casework.tapped(turn))
    turn.keep_session(casework.waiting_session(turn.session))
    if new:
        casework.tell_opened(turn, case, "handed_off")


def _tell_family(turn: Turn, alert: Alert) -> None:
    for number in _members(turn):
        member = turn.people.get(number)
        if member is not None and member.started:
            of = f"{alert.id}:{turn.lane}:{int(turn.now.timestamp())}"
            turn.prompt(member, WELL, of, at=turn.now, priority=Priority.REPLY)


async def tell(making: Making, asked: Sequence[Asked]) -> Mapping[int, Verdict]:
    """Word home that somebody is safe: `of` is alert, person and moment. It goes only to who is family still, while
    it is so, and makes no sound at night."""
    verdicts: dict[int, Verdict] = {}
    for one in asked:
        number, person, moment = one.of.split(":")
        said = await alerts.said(making.tx, number, person)
        kin = {tie.member for tie in family_of(person, await ties.load(making.tx, [person]))}
        found = (await people.load(making.tx, making.keys, [person])).get(person)
        if found is None or said is None or not said.safe or one.to.id not in kin:
            verdicts[one.number] = Dropped("nothing to tell any more")
            continue
        at = datetime.fromtimestamp(int(moment), making.now.tzinfo)
        units = await people.units(making.tx, [found.unit] if found.unit else [])
        there = hours_of(found, units, making.config.settings.home_tz, making.now)
        given = {"name": found.name, "when": one.hours.local(at), "there": there.local(at)}
        text = making.texts.render(one.to.language, FILE, "family_well", given)
        verdicts[one.number] = Words(Outgoing(text=text, silent=one.hours.quiet(making.now)))
    return verdicts


# -- over ---------------------------------------------------------------------------------------


async def queue_over(tx: Transaction, alert: Alert, units: Mapping[str, Unit], now: datetime) -> None:
    """Event mode has ended: a line for everybody there who was asked, and one for each family that heard of them."""
    until = now + OVER_WITHIN
    here, _ = await alerts.members(tx, sorted(below(alert.unit, units)), now)
    readers = dict.fromkeys((*here, *sorted(await alerts.answers(tx, alert.id))))
    of = [(person, alert.id) for person in readers]
    await outbox.prompt(tx, OVER, of, now, until=until, priority=Priority.CHECK_IN, slot=SLOT)
    if alert.families:
        of = [(member, alert.id) for member in await alerts.families_of_safe(tx, alert.id)]
        await outbox.prompt(tx, OVER_AT_HOME, of, now, until=until, priority=Priority.CHECK_IN)


async def tell_over(making: Making, asked: Sequence[Asked]) -> Mapping[int, Verdict]:
    """For whoever was asked and for whom nothing else holds by now; it takes the place of the last question."""
    now = await _Now.look(making, asked)
    texts, verdicts = making.texts, dict[int, Verdict]()
    were_asked = {n: await alerts.asked(making.tx, n, [one.to.id for one in asked]) for n in now.alerts}
    for one in asked:
        alert, language = now.alerts.get(one.of), one.to.language
        if alert is None or not now.over(alert, one.to):
            verdicts[one.number] = Dropped("it is not over for them")
        elif one.to.id not in were_asked[alert.id]:
            verdicts[one.number] = Dropped("was never asked")
        else:
            unit = caredesk.name_of(now.units[alert.unit], one.to)
            kind = texts.caption(language, FILE, f"alert__{alert.kind}")
            human = Button(texts.caption(language, SYSTEM, "human"), Press(HUMAN).data())
            text = texts.render(language, FILE, "over", {"unit": unit, "kind": kind})
            verdicts[one.number] = Words(Outgoing(text=text, keyboard=((human,),)), replaces=True)
    return verdicts


async def tell_over_at_home(making: Making, asked: Sequence[Asked]) -> Mapping[int, Verdict]:
    """For who heard that somebody was safe: of everybody in one line, and of nobody for whom something else holds."""
    now = await _Now.look(making, asked)
    around = await ties.load(making.tx, sorted({one.to.id for one in asked}))
    relatives = await people.load(making.tx, making.keys, sorted({tie.employee for tie in around}))
    safe = {number: await alerts.safe(making.tx, number, sorted(relatives)) for number in now.alerts}
    verdicts: dict[int, Verdict] = {}
    for one in asked:
        alert = now.alerts.get(one.of)
        kin = dict.fromkeys(tie.employee for tie in homes_of(one.to.id, around))
        over = [
            relatives[number].name
            for number in kin
            if alert is not None and number in safe[alert.id] and now.over(alert, relatives[number])
        ]
        if over and one.to.started:
            given = {"names": [name for name in over if name]}
            verdicts[one.number] = Words(
                Outgoing(text=making.texts.render(one.to.language, FILE, "family_over", given))
            )
        else:
            verdicts[one.number] = Dropped("nothing to tell any more")
    return verdicts


@dataclass(frozen=True, slots=True)
class _Now:
    """The events some letters are about, and what holds now, by unit."""

    alerts: Mapping[str, Alert]
    current: Mapping[str, Alert]
    units: Mapping[str, Unit]

    @classmethod
    async def look(cls, making: Making, letters: Sequence[Asked]) -> Self:
        tx = making.tx
        found = await alerts.find(tx, sorted({one.of for one in letters}))
        return cls(found, await alerts.current(tx), await people.units(tx))

    def over(self, alert: Alert, person: Person) -> bool:
        """Whether it is over for somebody, with nothing else that holds where they are."""
        return alert.over is not None and not {*lineage(person.unit, self.units)} & {*self.current}


def _members(turn: Turn) -> list[str]:
    return list(dict.fromkeys(tie.member for tie in family_of(turn.lane, turn.ties)))


def _name(turn: Turn) -> str:
    programme = caredesk.programme_of(turn.house.library)
    return programme.name if programme is not None else "roll_call"

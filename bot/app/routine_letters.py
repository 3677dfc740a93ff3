"""The words of what programmes send, made when it goes: whether it is still for them is asked once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.app import caredesk, caring, rollcall, sparing
from bot.app.buttons import HUMAN, SUGGESTED, Press
from bot.app.caring import Known
from bot.app.library import Library
from bot.app.programmes import STAFF
from bot.app.prompts import Asked, Dropped, Faulty, Later, Making, Verdict, Words
from bot.app.routines import AGAIN, ASK_AGAIN, DEADLINE, Acquaintance, above, began, quota_of
from bot.app.sparing import Sparing
from bot.domain.care.calendar import Owed
from bot.domain.care.choosing import by_cases
from bot.domain.care.facts import LOSSES, Festival, Household
from bot.domain.care.model import FILE, Deed, Programme
from bot.domain.family import family_of
from bot.domain.flow.model import SYSTEM
from bot.domain.messages import Button, Keyboard, Outgoing
from bot.store import alerts, care, ties
from bot.store.care import Change, Occasion, State


@dataclass(frozen=True, slots=True)
class _Letter:
    """One letter with everything it is made of."""

    asked: Asked
    row: Occasion
    programme: Programme
    one: Known
    again: bool
    kin: bool
    """Whether somebody of their family is here."""

    @property
    def language(self) -> str:
        return self.asked.to.language


class Letters:
    """Makes them. `make` is the maker of both kinds of letters, see prompts."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def make(self, making: Making, letters: Sequence[Asked]) -> Mapping[int, Verdict]:
        numbers = {asked.number: asked.of.removesuffix(AGAIN) for asked in letters}
        rows = await care.by_id(making.tx, [int(of) for of in numbers.values()])
        people = Acquaintance(making.keys, making.config)
        known = await people.know(making.tx, [row.person for row in rows.values()], making.now)
        spared = await sparing.look(making.tx, list(known), making.config.settings.care.daily, making.now)
        tied = await ties.load(making.tx, list(known))
        verdicts: dict[int, Verdict] = {}
        changes: list[Change] = []
        for asked in letters:
            row = rows.get(int(numbers[asked.number]))
            programme = self._library.programmes.get(row.kind) if row is not None else None
            if row is None or programme is None:
                verdicts[asked.number] = Dropped("the programme is gone")
            elif row.person not in known:
                verdicts[asked.number] = Dropped("they have left")
                changes.append(Change(row.id, State.LEFT))
            else:
                one = known[row.person]
                kin = bool(family_of(row.person, tied))
                letter = _Letter(asked, row, programme, one, asked.of.endswith(AGAIN), kin)
                verdicts[asked.number], change = await _judged(making, letter, spared)
                changes += [] if change is None else [change]
        await care.settle(making.tx, changes)
        return verdicts


async def _judged(making: Making, letter: _Letter, spared: Sparing) -> tuple[Verdict, Change | None]:
    """What goes, and what becomes of the occasion where anything does."""
    row, programme, one = letter.row, letter.programme, letter.one
    if not caring.still(programme, one, making.now):
        return Dropped("not for them any more"), Change(row.id, State.LEFT)
    if programme.deed is Deed.ASK:
        return await _roll_call(making, letter)
    to = letter.asked.to
    if to.id != row.person and not {*programme.to, *above(programme)} & to.roles(making.now):
        # they have lost the role since it was put in line: it is not for them who needs care
        return Dropped("they serve no more"), Change(
            row.id, State.WITHHELD, reason="who was asked serves no more"
        )
    stands = await quota_of(making.tx, programme, one, making.now)
    if stands is not None and stands.done >= stands.times:
        return Dropped("done already"), Change(row.id, State.WITHHELD, reason="done already")
    if row.name.startswith(DEADLINE):
        return _not_met(making, letter, stands)
    went = None
    if letter.asked.to.id == row.person:
        kept = spared.keeps(one, row, making.now)
        if kept is not None and kept.too_late(programme, row, one):
            return Dropped(kept.reason), Change(row.id, State.WITHHELD, reason=kept.reason)
        if kept is not None:
            return Later(kept.until), None
        went = spared.count(one, row, making.now)
    words = Outgoing(
        text=making.texts.render(letter.language, FILE, _block(letter), _values(letter, stands)),
        keyboard=_buttons(making, letter),
        protect=letter.asked.to.id != row.person,
    )
    return Words(words), Change(row.id, State.DONE, went=went)


async def _roll_call(making: Making, letter: _Letter) -> tuple[Verdict, Change]:
    row, alert, name = letter.row, letter.one.subject.place.alert, letter.programme.name
    if alert is None or not row.name.endswith(f" of {alert.id}"):
        return Dropped("it is over"), Change(row.id, State.LEFT)
    answer = (await alerts.answers(making.tx, alert.id)).get(row.person)
    if answer is not None and answer.at >= began(row):
        return Dropped("they have answered"), Change(row.id, State.ANSWERED)
    text = making.texts.render(letter.language, FILE, name, _values(letter, None))
    row_of = tuple(
        Button(
            making.texts.caption(letter.language, FILE, f"{name}__{choice}"),
            Press(rollcall.VERB, alert.id, 0, choice).data(),
        )
        for choice in (rollcall.SAFE, rollcall.HELP)
    )
    due = None if letter.again else making.now + ASK_AGAIN
    # one question at a time on the screen, however often it is asked
    return Words(Outgoing(text=text, keyboard=(row_of,)), replaces=True), Change(row.id, State.ASKED, due=due)


def _not_met(making: Making, letter: _Letter, stands: Owed | None) -> tuple[Verdict, Change]:
    """For those above: nothing but how often it was done."""
    row = letter.row
    if stands is None:
        return Faulty("no quota"), Change(row.id, State.WITHHELD)
    person, title = letter.one.subject.person, f"{letter.programme.name}__title"
    values = {
        "title": making.texts.caption(letter.language, FILE, title),
        "name": person.name,
        "unit": _unit(letter),
        "done": stands.done,
        "times": stands.times,
        "due_day": stands.until,
    }
    text = making.texts.render(letter.language, caredesk.FILE, "not_met", values)
    reason = f"{stands.done} of {stands.times}"
    return Words(Outgoing(text=text, protect=True)), Change(row.id, State.MISSED, reason=reason)


def _block(letter: _Letter) -> str:
    booked = letter.programme.deed is Deed.BOOK
    return f"{letter.programme.name}__{STAFF}" if booked else letter.programme.name


def _values(letter: _Letter, stands: Owed | None) -> dict[str, object]:
    """Everything a programme's text may speak of, see `programmes.SAID` and `OF_CASES`."""
    subject, alert = letter.one.subject, letter.one.subject.place.alert
    home, sore = subject.facts.household, any(one.kind in LOSSES for one in subject.facts.happened)
    return {
        "name": subject.person.name,
        "unit": _unit(letter),
        "code": subject.case.code if by_cases(letter.programme) else "",
        # grows by one each week, and does not begin with the same for everybody
        "number": letter.row.day.toordinal() // 7,
        "festival": _festival(letter),
        "sore": sore,
        # of whom nothing is known there may be both
        "spouse": not sore and (not home or Household.SPOUSE in home),
        "children": not sore and (not home or Household.CHILDREN in home),
        "families": alert is not None and alert.families and letter.kin,
        "done": stands.done if stands is not None else 0,
        "times": stands.times if stands is not None else 0,
        "until": f"{stands.until:%m-%d}" if stands is not None else "",
    }


def _festival(letter: _Letter) -> str:
    """Which of their festivals this is; empty on any other day."""
    days = letter.one.clock.festivals
    chosen: Sequence[Festival] = letter.one.subject.facts.festivals
    offsets = [timedelta(days=offset) for offset in letter.programme.cadence.offsets]
    return next(
        (one for one in chosen if any(letter.row.day - offset in days.get(one, ()) for offset in offsets)), ""
    )


def _buttons(making: Making, letter: _Letter) -> Keyboard:
    texts, language, programme = making.texts, letter.language, letter.programme
    if letter.asked.to.id != letter.row.person:
        if programme.quota is None:
            return ()
        ways = {caredesk.TOUCH: programme.name, caredesk.OPENERS: ""}
        return tuple(
            (
                Button(
                    texts.caption(language, caredesk.FILE, verb),
                    Press(verb, letter.row.person, 0, choice).data(),
                ),
            )
            for verb, choice in ways.items()
        )
    human = (Button(texts.caption(language, SYSTEM, "human"), Press(HUMAN).data()),)
    if programme.deed is not Deed.START:
        return (human,)
    start = Press(SUGGESTED, choice=programme.flow).data()
    return ((Button(texts.caption(language, FILE, f"{programme.name}__start"), start),), human)


def _unit(letter: _Letter) -> str:
    names = letter.one.unit_name
    return names.get(letter.language) or names.get("zh", "")

"""What the turns of a batch leave: written together, in the transaction of their commit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from bot.app import agenda, joining, rollcall
from bot.app.office import below
from bot.app.turn import Turn
from bot.domain.care.changes import changed
from bot.domain.care.facts import Facts
from bot.store import (
    alerts,
    care,
    cases,
    consents,
    desks,
    diaries,
    facts,
    hours,
    inbox,
    outbox,
    people,
    rhythms,
    sessions,
    timers,
)
from bot.store import words as spoken
from bot.store.database import Transaction
from bot.store.inbox import Arrival
from bot.store.keys import KeyRing


async def write(tx: Transaction, keys: KeyRing, turns: Sequence[Turn]) -> None:
    """All of a batch; `turns` are those of one moment."""
    now = turns[0].now
    for turn in turns:
        await joining.write(tx, keys, turn)
    for newcomer in [person for t in turns for person in t.newcomers]:
        await people.save(tx, keys, newcomer)
    await sessions.save(tx, keys, {t.lane: t.session for t in turns if t.changed_session})
    await cases.save(tx, keys, [case for t in turns for case in t.changed_cases.values()])
    await cases.write(tx, keys, [entry for t in turns for entry in t.written])
    await timers.start(tx, [timer for t in turns for timer in t.timers])
    await inbox.add(tx, keys, [arrival for t in turns for arrival in t.arrivals])
    await outbox.queue(tx, keys, [letter for t in turns for letter in t.letters], now)
    await desks.save(tx, {t.lane: t.desk for t in turns if t.changed_desk})
    await consents.write(tx, [(t.lane, said) for t in turns for said in t.agreed])
    await _care(tx, keys, turns)
    await desks.audit(tx, [row for t in turns for row in t.audits])
    await people.mark_started(tx, [(t.lane, now) for t in turns if t.seen])
    kept = [(number, word) for turn in turns for number, word in turn.changed_words.items()]
    await spoken.drop(tx, [number for number, word in kept if word is None])
    await spoken.save(tx, keys, [word for _, word in kept if word is not None])
    await spoken.save_pens(tx, {t.lane: t.pen for t in turns if t.changed_pen})
    await agenda.write(tx, keys, turns)
    await hours.save(tx, {t.lane: t.hours for t in turns if t.hours is not None})
    await rhythms.save(tx, {t.lane: t.rhythm for t in turns if t.changed_rhythm})
    await diaries.save(tx, keys, [(t.lane, page) for t in turns for page in t.pages])
    await care.settle(tx, [change for t in turns for change in t.care_changes])
    await _recall(tx, keys, turns)
    for turn in turns:
        if turn.language is not None:
            await people.set_language(tx, turn.lane, turn.language)
        if turn.reachable is not None:
            await people.set_reachable(tx, turn.lane, reachable=turn.reachable)


async def _care(tx: Transaction, keys: KeyRing, turns: Sequence[Turn]) -> None:
    """What has become known of people's lives, laid over what is known by now: an import may have come between."""
    learning = [turn for turn in turns if turn.learnt]
    if learning:
        known = await facts.load(tx, keys, [turn.lane for turn in learning])
        after: dict[str, Facts] = {}
        for turn in learning:
            about = after.get(turn.lane, known.get(turn.lane, Facts()))
            after[turn.lane] = reduce(changed, turn.learnt, about)
        await facts.save(tx, keys, after)
    for turn in turns:
        for alert in turn.begun:
            await alerts.begin(tx, alert, below(alert.unit, turn.house.units))
        for alert in turn.over:
            if await alerts.end(tx, alert.id, turn.now):
                await rollcall.queue_over(tx, alert, turn.house.units, turn.now)
        for number, answer in turn.rolled.items():
            await alerts.answer(tx, number, {turn.lane: answer})
        await alerts.keep(tx, turn.contacts)


async def _recall(tx: Transaction, keys: KeyRing, turns: Sequence[Turn]) -> None:
    """Takes lines back where they wait, and sends word whether it was in time."""
    for turn in turns:
        for order, recall in enumerate(turn.recalls):
            dropped = await outbox.take_back(tx, recall.to, recall.slot)
            told = {"ref": recall.ref, "state": "taken_back" if dropped else "too_late"}
            number = f"{turn.event.id}/recall/{order}"
            await inbox.add(
                tx,
                keys,
                [Arrival("desk", number, recall.notify, "outcome", turn.now, told)],
            )

"""What is known about people's lives that care goes by, sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.care.facts import Facts, Festival, Happening, Household, LifeEvent
from bot.store import care
from bot.store.database import Database, Transaction, marks
from bot.store.keys import DAMAGED, KeyRing
from bot.store.vault import packed, unpacked


async def load(source: Database | Transaction, keys: KeyRing, ids: Sequence[str]) -> dict[str, Facts]:
    """What is known of these people, by id; of whom nothing is known is left out. Opens their data keys too."""
    rows = await source.fetch(f"select person, sealed from facts where person in ({marks(ids)})", ids)
    await keys.load(source, [row[0] for row in rows])
    found = {}
    for person, sealed in rows:
        try:
            found[person] = _facts(unpacked(keys[person].open(_place(person), sealed)))
        except DAMAGED as fault:
            keys.report("facts", person, fault)
    return found


async def save(tx: Transaction, keys: KeyRing, known: Mapping[str, Facts]) -> None:
    """Keeps what is known of these people, all of it; their calendars are looked at again."""
    await care.expect(tx, known)
    rows = []
    for person, facts in known.items():
        key = await keys.ensure(tx, person)
        rows.append((person, key.seal(_place(person), packed(_body(facts)))))
    await tx.executemany(
        "insert into facts (person, sealed) values (?,?)"
        " on conflict (person) do update set sealed = excluded.sealed",
        rows,
    )


async def move(tx: Transaction, keys: KeyRing, old: str, new: str) -> None:
    """What was known of somebody is known of the record that takes their place, from here on."""
    known = await load(tx, keys, [old])
    if old in known:
        await save(tx, keys, {new: known[old]})
        await tx.execute("delete from facts where person = ?", (old,))


def _place(person: str) -> str:
    return f"facts|sealed|{person}"


def _body(facts: Facts) -> dict[str, Any]:
    """What nobody has said takes no room."""
    body: dict[str, Any] = {
        name: day.isoformat()
        for name in ("departure", "homecoming", "birthday")
        if (day := getattr(facts, name)) is not None
    }
    several = {"tags": facts.tags, "household": facts.household, "festivals": facts.festivals}
    body |= {name: [str(one) for one in words] for name, words in several.items() if words}
    if facts.tips:
        body["tips"] = True
    if facts.partner:
        body["partner"] = facts.partner
    if facts.happened:
        body["happened"] = [[one.id, one.kind.value, one.on.isoformat()] for one in facts.happened]
    return body


def _facts(body: Mapping[str, Any]) -> Facts:
    def day(name: str) -> date | None:
        return date.fromisoformat(body[name]) if name in body else None

    return Facts(
        departure=day("departure"),
        homecoming=day("homecoming"),
        birthday=day("birthday"),
        tags=tuple(body.get("tags", ())),
        household=tuple(map(Household, body.get("household", ()))),
        festivals=tuple(map(Festival, body.get("festivals", ()))),
        tips=bool(body.get("tips", False)),
        partner=body.get("partner", ""),
        happened=tuple(
            Happening(number, LifeEvent(kind), date.fromisoformat(on))
            for number, kind, on in body.get("happened", ())
        ),
    )

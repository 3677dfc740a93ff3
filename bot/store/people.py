"""People, units, grants and duty. Names and addresses sealed; found by blind index only."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from bot.domain.joining import awaits, in_place_of
from bot.domain.ladder import Staff
from bot.domain.people import CASE_ROLES, Grant, Person, Role, Unit
from bot.domain.rota import Duty, read_window
from bot.store import care, facts, hours, rhythms
from bot.store.database import Database, Row, Transaction, marks, moment_or_none, ms_or_none, to_ms
from bot.store.keys import DAMAGED, KeyRing
from bot.store.vault import packed, unpacked

HOUSE = "house"
"""The lane of everything that is nobody's: groups, odd updates, alarms. It has a data key of its own."""

_PORTION = 5_000
_PERSON = "p.id, p.unit, p.language, p.reachable, p.started_at, p.sealed"
_GRANT = "g.role, g.unit, g.from_at, g.until_at, g.certified_until"


def telegram_mark(keys: KeyRing, telegram_id: int) -> bytes:
    """The blind index under which a Telegram id is found."""
    return keys.vault.index("telegram", str(telegram_id))


async def lane_of(source: Database | Transaction, keys: KeyRing, telegram_id: int) -> str | None:
    """The person behind a Telegram id, None for a stranger."""
    return (await lanes_of(source, keys, [telegram_id])).get(telegram_id)


async def lanes_of(
    source: Database | Transaction, keys: KeyRing, telegram_ids: Collection[int]
) -> dict[int, str]:
    """The people behind Telegram ids; strangers are left out."""
    ids = {telegram_mark(keys, number): number for number in telegram_ids}
    rows = await source.fetch(f"select mark, person from address where mark in ({marks([*ids])})", [*ids])
    return {ids[bytes(mark)]: str(person) for mark, person in rows}


async def load(source: Database | Transaction, keys: KeyRing, ids: Sequence[str]) -> dict[str, Person]:
    """These people with their grants, by id; ids of nobody and damaged rows are left out. Opens their data
    keys too."""
    # all of them in one statement, a row for each grant: handing a statement over costs more than its rows
    rows = await source.fetch(
        f"select {_PERSON}, {hours.COLUMNS}, {_GRANT} from person p"
        " left join hours h on h.person = p.id left join staff_grant g on g.person = p.id"
        f" where p.id in ({marks(ids)}) order by p.id, g.id",
        ids,
    )
    await keys.load(source, [row[0] for row in rows])
    found = {}
    for number, of_one in groupby(rows, itemgetter(0)):
        try:
            found[number] = _known(number, list(of_one), keys)
        except DAMAGED as fault:
            keys.report("person", number, fault)
    return found


async def everybody(source: Database | Transaction, keys: KeyRing) -> list[Person]:
    """All people, for imports and searches by name within scope."""
    known = await ids(source)
    found: list[Person] = []
    # in portions: a database takes only so many values in one statement
    for start in range(0, len(known), _PORTION):
        found += (await load(source, keys, known[start : start + _PORTION])).values()
    return found


async def ids(source: Database | Transaction) -> list[str]:
    """The ids of all people, in a stable order."""
    return [row[0] for row in await source.fetch("select id from person order by id")]


async def save(tx: Transaction, keys: KeyRing, person: Person, *, import_key: str | None = None) -> None:
    """Inserts or updates a person (without grants), their data key and their address."""
    key = await keys.ensure(tx, person.id)
    # who moves may live by another clock from now on
    await care.expect_where(tx, "p.id = ? and coalesce(p.unit, '') <> ?", (person.id, person.unit or ""))
    await tx.execute(
        "insert into person (id, import_key, unit, language, reachable, sealed) values (?,?,?,?,?,?)"
        " on conflict (id) do update set import_key = coalesce(excluded.import_key, person.import_key),"
        " unit = excluded.unit, language = excluded.language, reachable = excluded.reachable,"
        " sealed = excluded.sealed",
        (
            person.id,
            import_key,
            person.unit,
            person.language,
            int(person.reachable),
            key.seal(_place(person.id), packed(_body(person))),
        ),
    )
    await tx.execute("delete from address where person = ?", (person.id,))
    if person.address is not None:
        await tx.execute(
            "insert into address (mark, person) values (?,?)",
            (telegram_mark(keys, person.address), person.id),
        )


async def import_keys(source: Database | Transaction) -> dict[str, str]:
    """Person by import key."""
    rows = await source.fetch("select import_key, id from person where import_key is not null")
    return {row[0]: row[1] for row in rows}


async def set_grants(tx: Transaction, person: str, grants: Sequence[tuple[str, Grant]]) -> None:
    """Replaces all grants of a person; each comes with an id of its own."""
    await tx.execute("delete from staff_grant where person = ?", (person,))
    await add_grants(tx, person, grants)


async def add_grants(tx: Transaction, person: str, grants: Sequence[tuple[str, Grant]]) -> None:
    """Gives further roles."""
    await tx.executemany(
        "insert into staff_grant (id, person, role, unit, from_at, until_at, certified_until)"
        " values (?,?,?,?,?,?,?)",
        [
            (
                number,
                person,
                grant.role,
                grant.unit,
                ms_or_none(grant.start),
                ms_or_none(grant.end),
                ms_or_none(grant.certified_until),
            )
            for number, grant in grants
        ],
    )


async def set_duty(tx: Transaction, person: str, rule: str | list[str]) -> None:
    """`"always"` or a list of weekly windows; an empty list is never."""
    await tx.execute(
        "insert into duty (person, rule) values (?,?)"
        " on conflict (person) do update set rule = excluded.rule",
        (person, json.dumps(rule)),
    )


async def end_grants(tx: Transaction, person: str, now: datetime) -> None:
    """Ends every role that holds now or would later; what they were stays to be read."""
    await tx.execute(
        "update staff_grant set until_at = ? where person = ? and (until_at is null or until_at > ?)",
        (to_ms(now), person, to_ms(now)),
    )


async def drop_duty(tx: Transaction, person: str) -> None:
    """Never on duty from here on."""
    await tx.execute("delete from duty where person = ?", (person,))


async def duties(source: Database | Transaction) -> dict[str, str | list[str]]:
    """The duty rules as `set_duty` took them, by person; whoever has none is never on duty."""
    return {row[0]: json.loads(row[1]) for row in await source.fetch("select person, rule from duty")}


async def busy(source: Database | Transaction) -> frozenset[str]:
    """Everybody with something under way: an open case (theirs or taken), an event, a letter, a timer."""
    rows = await source.fetch(
        "select person from cases where state <> 'closed'"
        " union select owner from cases where state <> 'closed' and owner is not null"
        " union select lane from inbox where state = 'ready'"
        " union select person from outbox where state in ('ready', 'attempting')"
        " union select lane from timer"
    )
    return frozenset(row[0] for row in rows)


async def forget_blank(tx: Transaction, keys: KeyRing, person: str) -> None:
    """Removes a record that nobody has ever written under, with its data key.

    For somebody without address, session and case: foreign keys and history are the caller's to check.
    """
    for table, column in (
        ("staff_grant", "person"),
        ("duty", "person"),
        ("hours", "person"),
        ("facts", "person"),
        ("desk", "person"),
        ("link", "person"),
        ("rhythm", "person"),
        ("care", "person"),
        ("session", "lane"),
        ("address", "person"),
        ("person", "id"),
        ("data_key", "owner"),
    ):
        await tx.execute(f"delete from {table} where {column} = ?", (person,))
    keys.forget(person)


async def take_place(tx: Transaction, keys: KeyRing, waiting: str, writer: str) -> bool:
    """Makes the record of somebody who has written that of the person another record was waiting for: name,
    unit, key, roles and duty move there, and the empty record goes.

    False, and nothing has changed, when that record does not wait any more or the writer is somebody already.
    """
    found = await load(tx, keys, [waiting, writer])
    if len(found) < 2 or not awaits(found[waiting]) or found[writer].registered or waiting in await busy(tx):
        return False
    rows = await tx.fetch("select import_key from person where id = ?", (waiting,))
    for table in ("staff_grant", "duty", "link"):
        await tx.execute(f"update {table} set person = ? where person = ?", (writer, waiting))
    await facts.move(tx, keys, waiting, writer)
    await rhythms.move(tx, waiting, writer)
    await forget_blank(tx, keys, waiting)
    await save(tx, keys, in_place_of(found[writer], found[waiting]), import_key=rows[0][0])
    return True


async def enter(tx: Transaction, keys: KeyRing, person: str, grant: Grant, number: str) -> None:
    """Makes somebody one of a unit, with a role there; earlier roles stay as they are."""
    found = await load(tx, keys, [person])
    await save(tx, keys, replace(found[person], unit=grant.unit))
    await add_grants(tx, person, [(number, grant)])


async def holders(source: Database | Transaction, keys: KeyRing, roles: Collection[Role]) -> list[Person]:
    """Everybody who was ever given one of these roles, in a stable order."""
    rows = await source.fetch(
        f"select distinct person from staff_grant where role in ({marks(tuple(roles))}) order by person",
        tuple(roles),
    )
    return list((await load(source, keys, [row[0] for row in rows])).values())


async def set_language(tx: Transaction, person: str, language: str) -> None:
    await tx.execute("update person set language = ? where id = ?", (language, person))


async def set_reachable(tx: Transaction, person: str, *, reachable: bool) -> None:
    await tx.execute("update person set reachable = ? where id = ?", (int(reachable), person))


async def mark_started(tx: Transaction, rows: Iterable[tuple[str, datetime]]) -> None:
    """A first sign of life; later ones change nothing but make the person reachable again."""
    signs: dict[int, list[str]] = {}
    for person, at in rows:
        signs.setdefault(to_ms(at), []).append(person)
    for moment, people in signs.items():
        # with every message, and hardly ever news: looked up for all at once, and nobody is written anew for nothing
        news = f"id in ({marks(people)}) and (started_at is null or reachable = 0)"
        await care.expect_where(tx, news, people)
        await tx.execute(
            f"update person set started_at = coalesce(started_at, ?), reachable = 1 where {news}",
            (moment, *people),
        )


async def units(source: Database | Transaction, codes: Sequence[str] | None = None) -> dict[str, Unit]:
    """All units by code, or these."""
    only = "" if codes is None else f" where code in ({marks(codes)})"
    rows = await source.fetch(
        f"select code, parent, name_zh, name_en, tz, country, risk, thin from unit{only}", codes or ()
    )
    return {row[0]: Unit(row[0], row[1], {"zh": row[2], "en": row[3]}, *row[4:]) for row in rows}


async def save_unit(tx: Transaction, unit: Unit) -> None:
    """Inserts or updates a unit; who lives by its clock may have to be asked at another time."""
    moved = (
        "p.unit = ? and exists (select 1 from unit u where u.code = p.unit and (u.tz <> ? or u.country <> ?))"
    )
    await care.expect_where(tx, moved, (unit.code, unit.tz, unit.country))
    await tx.execute(
        "insert into unit (code, parent, name_zh, name_en, tz, country, risk, thin) values (?,?,?,?,?,?,?,?)"
        " on conflict (code) do update set parent = excluded.parent, name_zh = excluded.name_zh,"
        " name_en = excluded.name_en, tz = excluded.tz, country = excluded.country, risk = excluded.risk,"
        " thin = excluded.thin",
        (
            unit.code,
            unit.parent,
            unit.name["zh"],
            unit.name["en"],
            unit.tz,
            unit.country,
            unit.risk,
            int(unit.thin),
        ),
    )


async def roster(
    source: Database | Transaction, keys: KeyRing, roles: Collection[Role] = CASE_ROLES
) -> tuple[Staff, ...]:
    """Everybody who was given one of these roles, those on cases if not told otherwise, in a stable order, with
    their duty in their unit's clock."""
    rows = await source.fetch(
        f"select distinct person from staff_grant where role in ({marks(tuple(roles))}) order by person",
        sorted(roles),
    )
    ids = [row[0] for row in rows]
    people = await load(source, keys, ids)
    zones = {code: unit.tz for code, unit in (await units(source)).items()}
    rows = await source.fetch(f"select person, rule from duty where person in ({marks(ids)})", ids)
    rules = {row[0]: row[1] for row in rows}
    return tuple(
        Staff(people[number], _duty(rules.get(number), zones.get(people[number].unit or "", "UTC")))
        for number in ids
        if number in people
    )


async def revision(source: Database | Transaction) -> int:
    """A number that grows with every change of `units` or `roster`, whoever makes it: the store counts them."""
    return (await revisions(source))[0]


async def revisions(source: Database | Transaction) -> tuple[int, int]:
    """That, and one that grows whenever somebody's data key is destroyed."""
    number, destroyed = (await source.fetch("select number, destroyed from rolls"))[0]
    return int(number), int(destroyed)


async def ensure_house(tx: Transaction, keys: KeyRing) -> None:
    """The house's own data key, made once."""
    await keys.ensure(tx, HOUSE)


def _duty(rule: str | None, tz: str) -> Duty:
    if rule is None:
        return Duty()
    parsed = json.loads(rule)
    if parsed == "always":
        return Duty(always=True)
    return Duty(windows=tuple(read_window(text) for text in parsed), tz=tz)


def _body(person: Person) -> dict[str, Any]:
    """What is sealed of a person; what nobody has said takes no room."""
    spoken = {"languages": person.languages, "gender": person.gender, "dialects": person.dialects}
    link = {} if person.thin is None else {"thin": person.thin}
    return (
        {"name": person.name, "telegram_id": person.address} | {k: v for k, v in spoken.items() if v} | link
    )


def _known(number: str, rows: Sequence[Row], keys: KeyRing) -> Person:
    """The person these rows tell of, whom whoever speaks is told of twice in a turn."""
    known: Person | None = keys.memory.find(number, _place(number), rows)
    if known is None:
        known = _person(rows, keys)
        keys.memory.keep(number, _place(number), rows, known)
    return known


def _place(number: str) -> str:
    return f"person|sealed|{number}"


def _person(rows: Sequence[Row], keys: KeyRing) -> Person:
    number, unit, language, reachable, started, sealed, *own = rows[0][:-5]
    body: dict[str, Any] = unpacked(keys[number].open(_place(number), sealed))
    return Person(
        id=number,
        name=body["name"],
        address=body["telegram_id"],
        unit=unit,
        language=language,
        reachable=bool(reachable),
        started=started is not None,
        grants=tuple(_grant(*row[-5:]) for row in rows if row[-5] is not None),
        languages=tuple(body.get("languages", ())),
        gender=body.get("gender", ""),
        dialects=tuple(body.get("dialects", ())),
        thin=body.get("thin"),
        hours=hours.read(own),
    )


def _grant(role: str, unit: str, *times: int | None) -> Grant:
    return Grant(Role(role), unit, *map(moment_or_none, times))

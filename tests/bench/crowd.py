"""Large stores, built quickly: many people in few statements, and a broadcast to all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.messages import Outgoing, Priority
from bot.domain.people import Grant, Person, Role
from bot.store import outbox, people
from bot.store.opening import Store
from bot.store.outbox import Letter
from tests.bench.town import FIRST
from tests.bench.warmline import UNIT

PORTION = 2_000
COUNSELLORS = (900_001, 900_002)
NOTICE = Outgoing(text="工会通知：周五晚七点放电影，想来的都来坐坐。")


async def people_of(store: Store, count: int) -> None:
    """Employees, and two counsellors who are always on duty."""
    async with store.db.transaction() as tx:
        await people.save_unit(tx, UNIT)
        for number in COUNSELLORS:
            person = Person(f"c{number:015x}", "李医生", number, "lk", "zh")
            await people.save(tx, store.keys, person)
            await people.set_grants(tx, person.id, [(f"gc{number:014x}", Grant(Role.COUNSELLOR, "lk"))])
            await people.set_duty(tx, person.id, "always")
            await people.mark_started(tx, [(person.id, datetime(2026, 1, 1, tzinfo=UTC))])
    for start in range(0, count, PORTION):
        await _portion(store, range(start, min(start + PORTION, count)))


async def _portion(store: Store, numbers: Sequence[int]) -> None:
    """As `people.save` would write them, but row by row of a table instead of person by person."""
    keys, persons, addresses, grants = [], [], [], []
    for number in numbers:
        person = Person(f"p{number:015x}", f"R{number}", FIRST + number, "lk", "zh")
        key, wrapped = store.keys.vault.new_key(person.id)
        body = json.dumps(people._body(person), ensure_ascii=False).encode()
        keys.append((person.id, wrapped))
        persons.append((person.id, "lk", "zh", key.seal(f"person|sealed|{person.id}", body)))
        addresses.append((people.telegram_mark(store.keys, FIRST + number), person.id))
        grants.append((f"g{number:015x}", person.id, "employee", "lk"))
    async with store.db.transaction() as tx:
        await tx.executemany("insert into data_key (owner, wrapped) values (?,?)", keys)
        await tx.executemany("insert into person (id, unit, language, sealed) values (?,?,?,?)", persons)
        await tx.executemany("insert into address (mark, person) values (?,?)", addresses)
        await tx.executemany("insert into staff_grant (id, person, role, unit) values (?,?,?,?)", grants)


async def broadcast(store: Store, count: int) -> None:
    """One notice to each of them."""
    now = datetime.now(UTC)
    for start in range(0, count, PORTION):
        ids = [f"p{number:015x}" for number in range(start, min(start + PORTION, count))]
        async with store.db.transaction() as tx:
            await store.keys.load(tx, ids)
            letters = [Letter(number, number, NOTICE, Priority.BROADCAST) for number in ids]
            await outbox.queue(tx, store.keys, letters, now)

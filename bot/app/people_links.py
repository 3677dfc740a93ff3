"""`people links` and `people join-link`: makes links, and shows each code this once; the store cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import office
from bot.app.ids import Ids, RandomIds
from bot.app.office import Refused
from bot.domain.joining import Link, awaits, belongs
from bot.domain.people import Person, Role
from bot.store import desks, links, people
from bot.store.database import Transaction
from bot.store.opening import Store

DAYS = 14
LONGEST = 366
OPERATOR = "operator"
"""Who did it, in the audit trail, when it was done at the command line."""

Codes = Callable[[], str]


new_code: Codes = RandomIds().secret


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link as it is handed out. `name` is empty for one that is for anybody of the unit."""

    name: str
    unit: str
    unit_name: str
    code: str
    until: datetime

    def url(self, bot: str) -> str:
        return f"https://t.me/{bot}?start={self.code}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose links are meant: of a unit and those below it, with one of these roles, or named one by one."""

    unit: str | None = None
    roles: frozenset[Role] = frozenset()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    made: tuple[Invitation, ...]
    kept: int = 0
    """People left out because they have a link that still works."""


async def make_links(
    store: Store,
    wanted: Wanted,
    now: datetime,
    *,
    days: int = DAYS,
    again: bool = False,
    ids: Ids | None = None,
    codes: Codes = new_code,
) -> Links:
    """A link for everybody wanted who has not written yet and has no telegram_id.

    Whoever has a link that still works keeps it, unless they are named or `again` is set; then the new one
    replaces it. Raises Refused for a name that is nobody's or whose owner needs no link.
    """
    until = now + timedelta(days=days)
    made = []
    async with store.db.transaction() as tx:
        units = await people.units(tx)
        chosen = await _chosen(tx, store, wanted, now)
        standing = {} if again or wanted.names else await links.open_for(tx, now)
        for person in chosen:
            if person.id in standing:
                continue
            unit = person.unit or person.grants[0].unit
            code = codes()
            link = Link((ids or RandomIds()).new(), unit, until, person.id)
            await links.make(tx, store.keys, code, link)
            made.append(Invitation(person.name, unit, units[unit].name["zh"], code, until))
        await desks.audit(tx, [(now, OPERATOR, "links made", str(len(made)))])
    return Links(tuple(made), len(chosen) - len(made))


async def revoke_links(store: Store, wanted: Wanted, now: datetime) -> int:
    """Takes back the links of everybody wanted; returns how many. Raises Refused like `make_links`."""
    async with store.db.transaction() as tx:
        chosen = await _chosen(tx, store, wanted, now)
        gone = await links.revoke(tx, people=[person.id for person in chosen])
        await desks.audit(tx, [(now, OPERATOR, "links revoked", str(gone))])
    return gone


async def make_join_link(
    store: Store,
    unit: str,
    now: datetime,
    *,
    approve: bool = True,
    days: int = DAYS,
    room: int | None = None,
    ids: Ids | None = None,
    codes: Codes = new_code,
) -> Invitation:
    """A link that lets anybody into a unit, in place of the one before. Raises Refused for no such unit."""
    async with store.db.transaction() as tx:
        found = office.unit_of(unit, await people.units(tx))
        await links.revoke(tx, units=[unit])
        code, until = codes(), now + timedelta(days=days)
        link = Link((ids or RandomIds()).new(), unit, until, approve=approve, room=room)
        await links.make(tx, store.keys, code, link)
        await desks.audit(tx, [(now, OPERATOR, "join link made", link.id)])
    return Invitation("", unit, found.name["zh"], code, until)


async def revoke_join_link(store: Store, unit: str, now: datetime) -> int:
    """Takes back a unit's link; returns how many there were. Raises Refused for no such unit."""
    async with store.db.transaction() as tx:
        office.unit_of(unit, await people.units(tx))
        gone = await links.revoke(tx, units=[unit])
        await desks.audit(tx, [(now, OPERATOR, "join link revoked", unit)])
    return gone


async def _chosen(tx: Transaction, store: Store, wanted: Wanted, now: datetime) -> Sequence[Person]:
    everybody = await people.everybody(tx, store.keys)
    units = await people.units(tx)
    if wanted.names:
        keys = await people.import_keys(tx)
        named = [office.find(word, everybody, keys) for word in wanted.names]
        for person in named:
            if not awaits(person) or not belongs(person, now):
                raise Refused(
                    f"{person.name} needs no link: they have a telegram_id, or hold no role any more"
                )
        return list(dict.fromkeys(named))
    if wanted.unit is not None:
        office.unit_of(wanted.unit, units)
    within = office.below(wanted.unit, units) if wanted.unit is not None else frozenset(units)
    return sorted(
        (
            person
            for person in everybody
            if awaits(person)
            and belongs(person, now)
            and person.unit in within
            and (not wanted.roles or wanted.roles & {grant.role for grant in person.grants})
        ),
        key=lambda person: (person.unit or "", person.name),
    )

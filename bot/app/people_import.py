"""`people import FILE`: units and people into the store, wholly or not at all, as often as one likes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.app.config import Config
from bot.app.ids import Ids, RandomIds
from bot.app.people_facts import updated
from bot.app.people_file import PeopleFile, UnitEntry, read_people_file
from bot.app.people_gather import Group, gather
from bot.app.people_match import Match, Register, match
from bot.app.people_shifts import read_shifts
from bot.app.people_told import RowFaults
from bot.domain.care.facts import Facts
from bot.domain.care.model import STAFF
from bot.domain.flow.source import Fault, Faults, guess
from bot.domain.people import Grant, Person, Unit
from bot.store import calendars, facts, people, rhythms
from bot.store.database import Location, StoreFault, Transaction
from bot.store.migrate import StoreAhead
from bot.store.opening import KeyMissing, Store, exists, open_store
from bot.store.vault import WrongKey

ENDINGS = (".xlsx", ".csv")
"""Of spreadsheets; everything else is read as YAML."""


class ImportRefused(Exception):
    """Nothing was imported. The text has every reason, one a line, each `FILE:LINE: …` where there is one."""


class _DryRun(Exception):
    """Rolls back a transaction that was only meant to show what it would do."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import changed. `str()` is the line the operator sees."""

    units_new: int = 0
    units_changed: int = 0
    people_new: int = 0
    people_changed: int = 0
    people_unchanged: int = 0
    dry_run: bool = False

    def __str__(self) -> str:
        return (
            f"units: {self.units_new} new, {self.units_changed} changed; people: {self.people_new} new, "
            f"{self.people_changed} changed, {self.people_unchanged} unchanged"
            + (" (dry run: nothing was written)" if self.dry_run else "")
        )


async def import_file(
    config: Config, file: Path, *, dry_run: bool = False, ids: Ids | None = None
) -> Summary:
    """Imports a file into the store the configuration names, which is made if there is none.

    May run beside the bot. Raises ImportRefused, and then the store is as it was.
    """
    read = await asyncio.to_thread(_reader, file)
    try:
        fresh = not await exists(config.store)
    except StoreFault as fault:
        raise ImportRefused(f"the store at {config.store} cannot be used: {fault}") from None
    if not fresh or not (dry_run or read({})[1]):
        return await _into(config.store, config.key_file, config, read, file, dry_run, ids)
    # nothing is to be written, so not even an empty store and a key come into being
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        return await _into(path, path.with_suffix(".key"), config, read, file, dry_run, ids)


Reading = Callable[[Mapping[str, Unit]], tuple[PeopleFile, tuple[Fault, ...]]]
"""Reads a file anew, given the units that are known: in a spreadsheet they may be meant by name."""


def _reader(file: Path) -> Reading:
    if file.suffix.lower() not in ENDINGS:
        text = _read(file).removeprefix("\ufeff")
        return lambda _: read_people_file(text, str(file))
    content = _bytes(file)
    return lambda known: _sheet(content, file, known)


def _sheet(content: bytes, file: Path, known: Mapping[str, Unit]) -> tuple[PeopleFile, tuple[Fault, ...]]:
    # openpyxl takes a while to load, and most imports are of YAML
    from bot.app.people_sheet import Unreadable, read_sheet

    try:
        return read_sheet(content, str(file), known)
    except Unreadable as fault:
        raise ImportRefused(f"{file.name}：{fault}") from None


def _read(file: Path) -> str:
    try:
        return _bytes(file).decode("utf-8")
    except UnicodeDecodeError:
        raise ImportRefused(f"{file}: is not UTF-8 text: save it again as UTF-8") from None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ImportRefused(f"{file}: there is no such file") from None
    except OSError as fault:
        raise ImportRefused(f"{file}: cannot be read: {fault.strerror}") from None


async def _into(
    where: Location,
    key_file: Path,
    config: Config,
    read: Reading,
    file: Path,
    dry_run: bool,
    ids: Ids | None,
) -> Summary:
    try:
        store = await open_store(where, key_variable=config.key_variable, key_file=key_file)
    except (KeyMissing, WrongKey, StoreAhead, ValueError) as fault:
        raise ImportRefused(str(fault)) from None
    except (StoreFault, OSError) as fault:
        raise ImportRefused(f"the store at {where} cannot be used: {fault}") from None
    try:
        content, faults = read(await people.units(store.db))
        source = RowFaults(file.name) if file.suffix.lower() in ENDINGS else Faults(str(file))
        return await import_people(store, content, source, faults=faults, dry_run=dry_run, ids=ids)
    except WrongKey as fault:
        raise ImportRefused(f"{where}: {fault}") from None
    except StoreFault as fault:
        raise ImportRefused(f"the store at {where} could not be written: {fault}") from None
    finally:
        await store.close()


async def import_people(
    store: Store,
    content: PeopleFile,
    found: Faults,
    *,
    faults: Iterable[Fault] = (),
    dry_run: bool = False,
    ids: Ids | None = None,
) -> Summary:
    """Checks what was read against the store and writes it, all in one transaction.

    `faults` are those of the reading; with them, or with any found here, ImportRefused tells all at once, in
    the way of `found`.
    """
    found.found += faults
    summary = Summary()
    try:
        # read and written in one transaction: a stranger may write to the bot at this very moment
        async with store.db.transaction() as tx:
            units = await _check_units(tx, content, found)
            groups = gather(content.people, found)
            register = await _register(tx, store, content)
            matches = match(groups, register, found)
            if found.found:
                raise ImportRefused(_told(found.found))
            units_new, units_changed = await _write_units(tx, content, units)
            if units_changed:
                # whose risk or country is another now may be in other programmes
                await calendars.look_at_all(tx)
            ids = ids or RandomIds()
            written, numbers = [], []
            for one in matches:
                state, number = await _write(tx, store, one, units, register, ids)
                written.append(state)
                numbers.append(number)
            learnt = await _learn(tx, store, dict(zip(numbers, matches, strict=True)), found, ids)
            learnt |= await _enlist(tx, dict(zip(numbers, (one.group for one in matches), strict=True)))
            if found.found:
                raise ImportRefused(_told(found.found))
            written = [
                "changed" if state == "unchanged" and number in learnt else state
                for state, number in zip(written, numbers, strict=True)
            ]
            summary = Summary(
                units_new,
                units_changed,
                people_new=written.count("new"),
                people_changed=written.count("changed"),
                people_unchanged=written.count("unchanged"),
                dry_run=dry_run,
            )
            if dry_run:
                raise _DryRun  # noqa: TRY301 - the transaction is left by an exception or it commits
    except _DryRun:
        pass
    return summary


def _told(faults: Iterable[Fault]) -> str:
    return "\n".join(dict.fromkeys(map(str, sorted(faults, key=lambda fault: fault.line))))


async def _register(tx: Transaction, store: Store, content: PeopleFile) -> Register:
    everybody = {person.id: person for person in await people.everybody(tx, store.keys)}
    by_telegram = {}
    for number in {entry.telegram_id for entry in content.people if entry.telegram_id is not None}:
        lane = await people.lane_of(tx, store.keys, number)
        if lane is not None:
            by_telegram[number] = lane
    return Register(
        people=everybody,
        by_key=await people.import_keys(tx),
        by_telegram=by_telegram,
        duties=await people.duties(tx),
        busy=await people.busy(tx),
    )


async def _check_units(tx: Transaction, content: PeopleFile, faults: Faults) -> dict[str, Unit]:
    """All units as they will be: those of the store, replaced and added to by those of the file."""
    known = await people.units(tx)
    first: dict[str, UnitEntry] = {}
    for entry in content.units:
        if entry.code in first:
            faults.add(entry.line, f'unit "{entry.code}" already stands in line {first[entry.code].line}')
        first.setdefault(entry.code, entry)
    codes = known.keys() | content.unit_codes
    for entry in content.units:
        if entry.parent is not None and entry.parent not in codes:
            faults.add(
                entry.parent_line, f'parent "{entry.parent}" is no unit{guess(entry.parent, sorted(codes))}'
            )
    for line, unit in content.mentions:
        if unit not in codes:
            faults.add(
                line, f'unit "{unit}" is neither in this file nor in the store{guess(unit, sorted(codes))}'
            )
    after = dict(known) | {
        entry.code: Unit(
            entry.code,
            entry.parent,
            entry.name,
            entry.tz,
            entry.country,
            _risk(entry, known),
            _thin(entry, known),
        )
        for entry in first.values()
    }
    _check_cycles(after, first, faults)
    return after


def _risk(entry: UnitEntry, known: Mapping[str, Unit]) -> str:
    """What a file does not mention stays as it is known."""
    if entry.risk is not None:
        return entry.risk
    return known[entry.code].risk if entry.code in known else ""


def _thin(entry: UnitEntry, known: Mapping[str, Unit]) -> bool:
    """What a file does not mention stays as it is known."""
    if entry.thin is not None:
        return entry.thin
    return known[entry.code].thin if entry.code in known else False


def _check_cycles(units: dict[str, Unit], written: dict[str, UnitEntry], faults: Faults) -> None:
    told: set[str] = set()
    for code, entry in written.items():
        way = [code]
        while (parent := units[way[-1]].parent) is not None and parent in units and parent not in way:
            way.append(parent)
        if parent == code and code not in told:
            told |= set(way)
            faults.add(
                entry.parent_line, f"units stand above one another in a circle: {' → '.join([*way, code])}"
            )


async def _write_units(tx: Transaction, content: PeopleFile, units: dict[str, Unit]) -> tuple[int, int]:
    known = await people.units(tx)
    new = changed = 0

    def depth(code: str) -> int:
        parent = units[code].parent
        return 0 if parent is None else depth(parent) + 1

    # a parent is written before what stands below it
    for code in sorted({entry.code for entry in content.units}, key=lambda code: (depth(code), code)):
        if known.get(code) != units[code]:
            await people.save_unit(tx, units[code])
            new, changed = new + (code not in known), changed + (code in known)
    return new, changed


async def _write(
    tx: Transaction, store: Store, one: Match, units: dict[str, Unit], register: Register, ids: Ids
) -> tuple[str, str]:
    """Makes one person what the file says; returns new, changed or unchanged, and their id."""
    group, known = one.group, register.people.get(one.person or "")
    grants = _grants(group, units)
    if known is None:
        wanted = Person(ids.new(), group.name, group.telegram_id, group.unit, group.language or "zh")
    else:
        wanted = replace(
            known,
            name=group.name,
            address=known.address if group.telegram_id is None else group.telegram_id,
            unit=group.unit,
            # once somebody talks to the bot, the language is their own choice
            language=known.language if known.started else group.language or known.language,
        )
    wanted = replace(
        wanted,
        # what a file does not mention stays as it is known
        languages=wanted.languages if group.languages is None else group.languages,
        gender=wanted.gender if group.gender is None else group.gender,
        dialects=wanted.dialects if group.dialects is None else group.dialects,
        thin=wanted.thin if group.thin is None else group.thin,
    )
    duty = group.on_duty if isinstance(group.on_duty, str) else list(group.on_duty or ())
    same_person = known is not None and wanted == known and group.key in (None, register.key_of.get(known.id))
    same_grants = known is not None and set(known.grants) == set(grants)
    same_duty = register.duties.get(wanted.id, []) == duty
    if same_person and same_grants and same_duty:
        return "unchanged", wanted.id
    for other in one.absorbed:
        await facts.move(tx, store.keys, other, wanted.id)
        await people.forget_blank(tx, store.keys, other)
    if one.vacated is not None:
        await people.save(tx, store.keys, replace(register.people[one.vacated], address=None))
    key = group.key
    if key is None and one.absorbed:
        key = next((register.key_of[other] for other in one.absorbed if other in register.key_of), None)
    await people.save(tx, store.keys, wanted, import_key=key)
    if not same_grants:
        await people.set_grants(tx, wanted.id, [(ids.new(), grant) for grant in grants])
    if not same_duty:
        await people.set_duty(tx, wanted.id, duty)
    there = one.absorbed or (known is not None and known.registered)
    return "changed" if there else "new", wanted.id


async def _learn(
    tx: Transaction, store: Store, people_of: Mapping[str, Match], found: Faults, ids: Ids
) -> set[str]:
    """Keeps what the file says about people's lives, by their ids; returns about whom that is news."""
    telling = {number: one.group.facts for number, one in people_of.items() if one.group.facts}
    known = await facts.load(tx, store.keys, list(telling))
    named = any(said.partner is not None for said in telling.values())
    staff = await people.holders(tx, store.keys, STAFF) if named else []
    by_key = await people.import_keys(tx) if named else {}
    after = {}
    for number, said in telling.items():
        partner = None
        if said.partner is not None:
            partner = _partner(said.partner, number, staff, by_key, people_of[number].group, found)
        before = known.get(number, Facts())
        new = updated(before, said, partner, ids)
        if new != before:
            after[number] = new
    await facts.save(tx, store.keys, after)
    return set(after)


async def _enlist(tx: Transaction, people_of: Mapping[str, Group]) -> set[str]:
    """Keeps how people work by the file; returns of whom that is news. What somebody has said themselves since stands
    as long as the file says what it said before."""
    telling = {number: group.shifts for number, group in people_of.items() if group.shifts is not None}
    before = await rhythms.listed(tx, list(telling))
    news = {number: words for number, words in telling.items() if before.get(number) != words}
    await rhythms.enlist(tx, {number: (words, read_shifts(words)) for number, words in news.items()})
    return set(news)


def _partner(
    word: str, of: str, staff: Iterable[Person], by_key: Mapping[str, str], group: Group, found: Faults
) -> str | None:
    """Who on the staff is meant by a key or a name, as an id; None after a fault."""
    meant = [one for one in staff if one.id == by_key.get(word)] or [one for one in staff if one.name == word]
    line = group.line("partner")
    if len(meant) > 1:
        found.add(line, f'{len(meant)} people on the staff are called "{word}": name the partner by a key')
    elif not meant:
        names = [*by_key, *(one.name for one in staff)]
        found.add(line, f'"{word}" is nobody on the staff who could be paired with them{guess(word, names)}')
    elif meant[0].id == of:
        found.add(line, "nobody is paired with themselves")
    else:
        return meant[0].id
    return None


def _grants(group: Group, units: dict[str, Unit]) -> tuple[Grant, ...]:
    """Days begin and end by the clock of the unit; the last day named still counts."""
    found = []
    for entry in group.entries:
        zone = ZoneInfo(units[entry.unit].tz)
        found += [
            Grant(
                role,
                entry.unit,
                start=_begins(entry.start, zone),
                end=_begins(_after(entry.until), zone),
                certified_until=_begins(_after(entry.certified_until), zone),
            )
            for role in entry.roles
        ]
    return tuple(dict.fromkeys(found))


def _after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)


def _begins(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone).astimezone(UTC)

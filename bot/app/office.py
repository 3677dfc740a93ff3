"""The store as an operator at the command line works on it, beside the running bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from bot.app.config import Config
from bot.domain.flow.source import guess
from bot.domain.people import Person, Unit
from bot.store.database import StoreFault
from bot.store.migrate import StoreAhead
from bot.store.opening import KeyMissing, Store, exists, open_store
from bot.store.vault import WrongKey


class Refused(Exception):
    """Nothing was done; the text says why and what to do."""


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Store]:
    """The store the configuration names. Raises Refused where there is none or it cannot be used."""
    where = config.store
    try:
        if not await exists(where):
            raise Refused(f"there is no store at {where}: python -m bot people import FILE makes it")
        store = await open_store(where, key_variable=config.key_variable, key_file=config.key_file)
    except (KeyMissing, WrongKey, StoreAhead, ValueError) as fault:
        raise Refused(str(fault)) from None
    except (StoreFault, OSError) as fault:
        raise Refused(f"the store at {where} cannot be used: {fault}") from None
    try:
        yield store
    except StoreFault as fault:
        raise Refused(f"the store at {where} could not be written: {fault}") from None
    finally:
        await store.close()


def find(word: str, everybody: Iterable[Person], keys: Mapping[str, str]) -> Person:
    """Who is meant by a key, a Telegram id or a name that nobody else has. Raises Refused."""
    known = [person for person in everybody if person.registered]
    by_id = {person.id: person for person in known}
    if keys.get(word) in by_id:
        return by_id[keys[word]]
    found = [person for person in known if word in (person.name, str(person.address))]
    if len(found) == 1:
        return found[0]
    if not found:
        names = [*keys, *(person.name for person in known)]
        raise Refused(f'there is nobody with the key, telegram_id or name "{word}"{guess(word, names)}')
    key_of = {person: key for key, person in keys.items()}
    which = ", ".join(_marked(person, key_of.get(person.id)) for person in found)
    raise Refused(f'{len(found)} people are called "{word}": say which with a key or telegram_id ({which})')


def _marked(person: Person, key: str | None) -> str:
    mark = f"key {key}" if key else f"telegram_id {person.address}" if person.address else "no key yet"
    return f"{person.unit}: {mark}"


def unit_of(code: str, units: Mapping[str, Unit]) -> Unit:
    """The unit with this code; raises Refused."""
    if code not in units:
        raise Refused(f'there is no unit "{code}"{guess(code, sorted(units))}')
    return units[code]


def below(code: str, units: Mapping[str, Unit]) -> frozenset[str]:
    """This unit and all under it."""
    found = {code}
    while more := {unit.code for unit in units.values() if unit.parent in found} - found:
        found |= more
    return frozenset(found)

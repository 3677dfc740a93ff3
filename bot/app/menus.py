"""The menu of commands under the bot's name: everybody's by language, and one of their own for staff."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from bot.app.caredesk import COMMANDS as CARE_COMMANDS
from bot.app.clock import Clock
from bot.app.library import CANCEL, Library
from bot.app.staffcommands import COMMANDS, OF_REQUESTS
from bot.channel.port import BadToken, Channel, Unreachable
from bot.channel.templates import Texts
from bot.domain.care.changes import ALARMING
from bot.domain.people import REQUEST_ROLES, Person
from bot.store import desks, people
from bot.store.database import StoreTrouble
from bot.store.opening import Store

log = logging.getLogger(__name__)

NOTE = "menu:"
"""What was offered last in a chat is noted under this and the person, so that no start asks for it again."""

APART = 1.0
"""Seconds between two chats: a menu is never urgent, and must not use up what pages need."""

LOOK = 60.0
"""Seconds after which it is looked at again whether anything about the staff has changed."""

ONLY_STAFF = tuple(command[1:] for command in COMMANDS if command != "/start")
ONLY_REQUESTS = tuple(command[1:] for command in OF_REQUESTS if command not in ("/start", "/cases"))

OF_CARE = tuple(command[1:] for command in CARE_COMMANDS)

Menu = Sequence[tuple[str, str]]


def commands_of(person: Person, now: datetime) -> tuple[str, ...]:
    """What a colleague's menu begins with."""
    own = ONLY_STAFF if person.works_cases(now) else ONLY_REQUESTS
    return (*own, *OF_CARE) if person.roles(now) & ALARMING else own


class Menus:
    """`run()` keeps the menus as they should be, until cancelled; `wake` is set when one of staff may be due.

    Everybody's are offered first, beside all other work: nobody in need waits for a menu. What cannot be asked for now
    is asked for again.

    What another process changes, an import above all, is seen within `LOOK` seconds.
    """

    def __init__(self, store: Store, channel: Channel, library: Library, texts: Texts, clock: Clock) -> None:
        self._store = store
        self._channel = channel
        self._library = library
        self._texts = texts
        self._clock = clock
        self._refused: set[tuple[str, str]] = set()
        """What the channel would not take; asked for again after the next start."""
        self.wake = asyncio.Event()
        self._anew = True

    def go_by(self, library: Library, texts: Texts) -> None:
        """From now on; everybody's menu and those of staff are offered again."""
        self._library, self._texts, self._anew = library, texts, True
        self.wake.set()

    async def offer_everybody(self) -> None:
        """The menus of employees and families, in every language."""
        for language in ("", *self._texts.languages):
            await self._channel.offer_commands(language, self.everybody(language or self._texts.languages[0]))

    async def run(self, apart: float = APART, look: float = LOOK) -> None:
        offered = -1
        while True:
            woken = self.wake.is_set()
            self.wake.clear()
            anew, self._anew = self._anew, False
            try:
                if anew:
                    await self.offer_everybody()
                revision = await people.revision(self._store.db)
                if woken or revision != offered:
                    await self.offer_staff(apart)
                    offered = revision
            except StoreTrouble as fault:
                log.error("store trouble at the menus: %s", type(fault).__name__)
            except (BadToken, Unreachable) as fault:
                log.warning("menus of commands not offered (%s), again in %.0f s", fault, look)
                self._anew, offered = True, -1
            with suppress(TimeoutError):
                async with asyncio.timeout(look):
                    await self.wake.wait()

    async def offer_staff(self, apart: float = 0.0) -> None:
        """Offers each member of staff who has started the bot their menu, where it is another than before;
        whoever is on the staff no more gets everybody's back."""
        now = self._clock.now()
        roster = await people.roster(self._store.db, self._store.keys, REQUEST_ROLES)
        staff = [one.person for one in roster if one.person.works_requests(now) and one.person.started]
        noted = {who: note.decode() for who, note in (await desks.notes(self._store.db, NOTE)).items()}
        gone = [number for number, note in noted.items() if note and number not in {p.id for p in staff}]
        left = await people.load(self._store.db, self._store.keys, gone)
        due: list[tuple[Person, Menu]] = [
            (person, self.staff(person.language, commands_of(person, now))) for person in staff
        ]
        due += [(person, ()) for person in left.values()]
        for person, menu in due:
            wanted = "\n".join(f"{name} {words}" for name, words in menu)
            known = noted.get(person.id) == wanted or (person.id, wanted) in self._refused
            if known or person.address is None:
                continue
            if await self._channel.offer_commands("", menu, person.address):
                await self._note(person, wanted)
            else:
                self._refused.add((person.id, wanted))
            await asyncio.sleep(apart)

    def everybody(self, language: str) -> Menu:
        """What the flows start with, and the way out of them."""
        offered = {
            command: self._texts.caption(language, flow, "title")
            for command, flow in self._library.commands.items()
            if flow in self._library.flows and command != "start"
        }
        offered[CANCEL] = self._texts.caption(language, "case", "cancel_title")
        return list(offered.items())

    def staff(self, language: str, commands: Sequence[str] = ONLY_STAFF) -> Menu:
        """What is done with cases, or with requests alone, first, then what everybody has."""
        own = {name: self._texts.caption(language, "desk", f"command_{name}") for name in commands}
        return [*own.items(), *(entry for entry in self.everybody(language) if entry[0] not in own)]

    async def _note(self, person: Person, menu: str) -> None:
        async with self._store.db.transaction() as tx:
            await desks.write_note(tx, f"{NOTE}{person.id}", menu.encode())

"""Letters whose words are made when they go: what was wanted when they were queued is asked again then.

Whoever has something to send later queues a letter with a `prompt` and what it is `of` (see `Turn.prompt`), and
registers here who makes its words. A maker answers with `Words`, `Later` or `Dropped`; pause and quiet hours of the
recipient have been asked before.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.app.config import Config
from bot.app.logs import place
from bot.channel.templates import Texts
from bot.domain.consent import paused
from bot.domain.hours import Hours
from bot.domain.messages import Outgoing
from bot.domain.people import Person, Unit, hours_of
from bot.store import consents, people
from bot.store.database import StoreTrouble, Transaction
from bot.store.keys import KeyRing
from bot.store.outbox import Attempt

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """It goes, and says this."""

    message: Outgoing
    replaces: bool = False
    """What stood under the letter's slot before leaves the screen once this has arrived."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: it is asked again at that moment, unless it is too late by then."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Dropped:
    """It never goes; `reason` is for the row, never content."""

    reason: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """Nothing could be made of it: it fails, where a human sees it."""

    reason: str


Verdict = Words | Later | Dropped | Faulty


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter whose words are due."""

    number: int
    of: str
    to: Person
    hours: Hours
    """Theirs, with the clock filled in."""
    repeated: bool = False
    """An earlier attempt may have reached them."""


@dataclass(frozen=True, slots=True)
class Making:
    """What makers work with. Reads belong to `tx`; what is written there is committed with the attempt."""

    tx: Transaction
    keys: KeyRing
    texts: Texts
    config: Config
    units: Mapping[str, Unit]
    """Of the recipients."""
    now: datetime


Maker = Callable[[Making, Sequence[Asked]], Awaitable[Mapping[int, Verdict]]]
"""Gives a verdict for each letter by its number. All letters of its kind that are due come at once."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One kind of letter."""

    make: Maker
    rings: bool = False
    """Comes within quiet hours too: they have agreed to that very hour themselves."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """All kinds of letters that are made when they go."""

    kinds: Mapping[str, Prompt] = field(default_factory=dict)

    async def judge(
        self, making: Making, attempts: Sequence[Attempt], addressed: Mapping[str, Person]
    ) -> dict[int, Verdict]:
        """A verdict for each letter that has a prompt, by its number. Raises StoreTrouble alone: whatever else
        goes wrong in a maker is the verdict on the letters of its kind."""
        due = [attempt for attempt in attempts if attempt.letter.prompt]
        agreed = await consents.load(making.tx, sorted({attempt.letter.to for attempt in due})) if due else {}
        verdicts: dict[int, Verdict] = {}
        asked: dict[str, list[Asked]] = {}
        for attempt in due:
            name, person = attempt.letter.prompt, addressed.get(attempt.letter.to)
            kind = self.kinds.get(name)
            if kind is None:
                verdicts[attempt.id] = Faulty(f"nobody makes {name}")
            elif person is None:
                verdicts[attempt.id] = Dropped("no recipient")
            elif paused(agreed.get(person.id, {})):
                verdicts[attempt.id] = Dropped("they want no messages")
            else:
                hours = hours_of(person, making.units, making.config.settings.home_tz, making.now)
                if hours.quiet(making.now) and not kind.rings:
                    verdicts[attempt.id] = Later(hours.awake(making.now))
                else:
                    one = Asked(attempt.id, attempt.letter.of, person, hours, attempt.repeated)
                    asked.setdefault(name, []).append(one)
        for name, letters in asked.items():
            verdicts |= await self._made(name, making, letters)
        return verdicts

    async def _made(self, name: str, making: Making, letters: Sequence[Asked]) -> dict[int, Verdict]:
        try:
            made = await self.kinds[name].make(making, letters)
        except StoreTrouble:
            raise
        except Exception as fault:  # noqa: BLE001 - one kind's fault must not keep the other letters back
            log.error("letters of the kind %s not made: %s", name, place(fault))
            made = {}
        return {letter.number: made.get(letter.number, Faulty("not made")) for letter in letters}


async def units_of(tx: Transaction, addressed: Mapping[str, Person]) -> dict[str, Unit]:
    """The units of these people."""
    return await people.units(tx, sorted({person.unit for person in addressed.values() if person.unit}))

"""A programme of care: who it is for, when their turn comes, and what happens then."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

from bot.domain.care.cadence import Cadence, Every, Holidays
from bot.domain.care.facts import Festival, Household, LifeEvent, Risk, Stage
from bot.domain.flow.conditions import Condition
from bot.domain.flow.model import Value, Var
from bot.domain.people import Role
from bot.domain.triage import Colour

FILE = "programmes"
"""The texts of programmes: `<name>` is what one of them says, `<name>__title` what it is called."""


class Deed(StrEnum):
    """What a programme does. Its words are the block of its name."""

    START = "start"
    """Offers the person a dialogue; it begins with the first tap."""
    BOOK = "book"
    """Has a video call arranged between the person, their family and somebody on the staff."""
    REMIND = "remind"
    """Reminds whoever serves the person's unit, without content."""
    SEND = "send"
    """Writes to the person."""
    GREET = "greet"
    """Writes them a greeting: never to the bereaved."""
    ASK = "ask"
    """Asks them for one tap that all is well."""
    CHECK_IN = "check_in"
    """Asks them how they are, once a day. Its words are its dialogue's."""


class Calamity(StrEnum):
    """Why a unit is in event mode."""

    EPIDEMIC = "epidemic"
    STORM = "storm"
    EVACUATION = "evacuation"
    UNREST = "unrest"
    OTHER = "other"


DAILY = "checkin"
"""The one programme that asks people how they are, and the dialogue in which they answer."""

ALERT = "alert"
"""What hangs on this begins when a unit goes into event mode."""


@dataclass(frozen=True, slots=True)
class Quota:
    """At least so many times in each week, month, quarter or year."""

    times: int
    per: Every


@dataclass(frozen=True, slots=True)
class Silence:
    """What follows when nobody answers. The question comes once more after `remind`, on the first day. `patience` is
    how many days in a row may meet with silence until a human is told; from then on it comes only every `rest` days.
    """

    remind: timedelta = timedelta(hours=3)
    patience: int = 3
    rest: int = 7


@dataclass(frozen=True, slots=True)
class Programme:
    """One routine, checked. `rule` is `who` as it was written, `line` where. `flow` is what is started, `to` are the
    roles of staff, of which the first that anybody holds for the unit counts. `at` is on the clock of the person it
    is about, `at_units` another hour for some units and those below them, `window` how long it may take until
    everybody has been written to, `grace` how late it still makes sense, `apart` how long there is between two at the
    least, whatever the clock has become meanwhile. A call that is booked has the `family` in
    it, too. `deadline` is how long before the end of the quota's period those above hear that it is not met. With
    `rings` it passes quiet hours.
    """

    name: str
    who: Condition
    rule: str
    cadence: Cadence
    deed: Deed
    flow: str = ""
    to: tuple[Role, ...] = ()
    at: time = time(9, 0)
    window: timedelta = timedelta()
    grace: timedelta = timedelta(hours=4)
    apart: timedelta = timedelta()
    quota: Quota | None = None
    deadline: timedelta | None = None
    holidays: Holidays = Holidays.KEEP
    rings: bool = False
    family: bool = False
    at_units: Mapping[str, time] = field(default_factory=dict)
    silence: Silence = Silence()
    source: str = ""
    line: int = 1

    @property
    def greeting(self) -> bool:
        return self.deed is Deed.GREET

    def at_in(self, units: Sequence[str]) -> time:
        """The time of day for somebody of the first of these units, which lies within the others."""
        return next((self.at_units[code] for code in units if code in self.at_units), self.at)


def variables(countries: Collection[str]) -> dict[str, Var]:
    """What `who:` may ask about; the language is that of `when:` in a dialogue."""

    def one_of(name: str, options: Collection[str], sensitivity: str = "personal") -> Var:
        return Var(name, "choice", of=tuple(options), sensitivity=sensitivity)

    def several(name: str, options: Collection[str] = (), sensitivity: str = "personal") -> Var:
        kind = "multi_choice" if options else "list"
        return Var(name, kind, of=tuple(options), sensitivity=sensitivity)

    found = (
        several("roles", tuple(Role)),
        Var("unit", "text"),
        several("units"),
        one_of("country", countries),
        one_of("risk", tuple(Risk)),
        one_of("stage", tuple(Stage)),
        Var("months_abroad", "number", minimum=0, maximum=1_000, whole=True),
        one_of("colour", tuple(Colour), "sensitive"),
        one_of("case", ("open", "closed"), "sensitive"),
        several("tags"),
        several("household", tuple(Household)),
        several("festivals", tuple(Festival)),
        several("events", tuple(LifeEvent), "sensitive"),
        Var("departure", "date"),
        Var("homecoming", "date"),
        Var("birthday", "date"),
        one_of("language", ("zh", "en")),
        one_of("gender", ("m", "f")),
        Var("joined", "yes_no"),
        Var("paired", "yes_no"),
        Var("tips", "yes_no"),
        one_of("alert", tuple(Calamity)),
    )
    return {var.name: var for var in found}


COUNSELLING_ONLY = frozenset({"colour", "case"})
"""What a rule may ask only where nobody but those who work on cases can tell from what follows; the plan does not tell
of it either."""

CASEWORK_ONLY = COUNSELLING_ONLY | {"events"}
"""The same, beside which the plan does tell of what an officer has entered."""

STAFF = tuple(role for role in Role if role not in (Role.EMPLOYEE, Role.FAMILY))


Values = Mapping[str, Value]
"""What is known of one person on one day, by the names of `variables`."""

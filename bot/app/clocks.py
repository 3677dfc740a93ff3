"""One moment on the clocks of everybody it concerns: what stands on a button and in a message about a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.turn import House
from bot.channel.split import plain
from bot.channel.templates import Texts
from bot.domain.people import Person, Unit, hours_of, whereabouts

FILE = "clocks"

Rows = list[dict[str, object]]
"""One for each clock: `hour`, `day`, `weekday` (0 is Monday), `place`, and in how many `days` it is."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """What is needed to say a moment to somebody."""

    texts: Texts
    units: Mapping[str, Unit]
    home_tz: str
    now: datetime

    @classmethod
    def of(cls, house: House, now: datetime) -> Clocks:
        return cls(house.texts, house.units, house.config.settings.home_tz, now)

    def rows(self, reader: Person, others: Sequence[Person], moment: datetime) -> Rows:
        """The reader's clock first, then those of the others that go differently."""
        rows: Rows = []
        offsets = set()
        for person in (reader, *others):
            hours = hours_of(person, self.units, self.home_tz, self.now)
            there = hours.local(moment)
            if there.utcoffset() in offsets:
                continue
            offsets.add(there.utcoffset())
            rows.append(
                {
                    "hour": there.strftime("%H:%M"),
                    "day": there.strftime("%m-%d"),
                    "weekday": there.weekday(),
                    "days": (there.date() - hours.local(self.now).date()).days,
                    "place": self.place(person, reader.language),
                }
            )
        return rows

    def place(self, person: Person, language: str) -> str:
        """Where somebody's clock hangs: their unit, while they go by its clock, else the city of the zone."""
        unit = whereabouts(person, self.units, self.now)
        if unit is not None and unit.tz != self.home_tz and person.hours.tz in ("", unit.tz):
            return plain(self.texts.render(language, FILE, "unit", {"name": unit.name[language]}))
        zone = hours_of(person, self.units, self.home_tz, self.now).tz
        block = zone.lower().replace("/", "_").replace("-", "_")
        if self.texts.is_plain(language, FILE, block):
            return self.texts.caption(language, FILE, block)
        return zone.rpartition("/")[2].replace("_", " ")

    def brief(self, reader: Person, others: Sequence[Person], moment: datetime) -> str:
        """In one line, as it stands on a button."""
        rows = self.rows(reader, others, moment)
        return plain(self.texts.render(reader.language, FILE, "brief", {"sides": rows}))

"""A person's own hours: their clock, when a morning or evening word is welcome, and when nothing may ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.localtime import following, zone


@dataclass(frozen=True, slots=True)
class Hours:
    """Wall-clock times in the zone `tz`; an empty `tz` follows the person's unit.

    Quiet hours that end before they start run over midnight; the same time twice means there are none.
    """

    tz: str = ""
    morning: time = time(7, 30)
    evening: time = time(20, 0)
    quiet_from: time = time(22, 0)
    quiet_until: time = time(7, 0)
    gather: date | None = None
    """The day, on their clock, for which they want what comes from home kept together: a port call."""

    def local(self, now: datetime) -> datetime:
        """This moment on their clock. Raises ValueError where `tz` is not known yet."""
        return now.astimezone(zone(self.tz))

    def quiet(self, now: datetime) -> bool:
        """Whether nothing may ring now that can wait; the minute in which the quiet hours end is not quiet."""
        at = self.local(now).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    def awake(self, now: datetime) -> datetime:
        """Now, or the moment at which the quiet hours end."""
        return following(now, self.quiet_until, self.tz) if self.quiet(now) else now


USUAL = Hours()
"""The hours of whoever has set none."""

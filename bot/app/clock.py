"""The only module that reads the machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """A clock that can be set ahead, for the demo and for tests.

    With `start` it stands still at that instant until it is moved; without, it runs with the machine's
    clock, `ahead` of it.
    """

    def __init__(self, start: datetime | None = None, ahead: timedelta = timedelta()) -> None:
        self._start = start
        self.ahead = ahead

    def now(self) -> datetime:
        base = self._start if self._start is not None else datetime.now(UTC)
        return base + self.ahead

    def move(self, by: timedelta) -> None:
        """Sets the clock ahead; raises ValueError for a step back, which no row in the store could survive."""
        if by < timedelta():
            raise ValueError("a clock goes forward only")
        self.ahead += by

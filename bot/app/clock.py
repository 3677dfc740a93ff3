"""The only module that reads the machine's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, aware, in UTC. Somebody may set it."""
        ...

    def elapsed(self) -> float:
        """Seconds from some instant on: those that have passed, whatever the clock was set to meanwhile."""
        ...


def _elapsed() -> float:
    # a machine that sleeps does not stop the time that people wait; where it cannot be asked, it does
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(kind)


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def elapsed(self) -> float:
        return _elapsed()


class ServerClock:
    """The one clock of several replicas: that of the server they share, as it was last read, and the time that has
    passed since. What a machine's own clock is set to moves nothing. Until it is read it is the machine's."""

    def __init__(self, machine: Clock | None = None) -> None:
        self._machine = machine or SystemClock()
        self.read(self._machine.now())

    def read(self, there: datetime) -> None:
        """From here on it goes by what the server says now."""
        self._at, self._since = there, self.elapsed()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=self.elapsed() - self._since)

    def elapsed(self) -> float:
        return self._machine.elapsed()

    def apart(self) -> timedelta:
        """How far the machine's own clock is ahead of it, or (negative) behind."""
        return self._machine.now() - self.now()


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

    def elapsed(self) -> float:
        """Moved ahead, so much time has passed for everybody who goes by this clock."""
        return (0.0 if self._start is not None else _elapsed()) + self.ahead.total_seconds()

    def move(self, by: timedelta) -> None:
        """Sets the clock ahead; raises ValueError for a step back, which no row in the store could survive."""
        if by < timedelta():
            raise ValueError("a clock goes forward only")
        self.ahead += by

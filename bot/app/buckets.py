"""Token buckets: how fast the channel may be used, overall and per chat. Time comes in as seconds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    """Fills at `rate` tokens a second up to `size`. Starts full."""

    rate: float
    size: float
    level: float = field(default=-1.0)
    at: float = 0.0

    def __post_init__(self) -> None:
        if self.level < 0:
            self.level = self.size

    def look(self, now: float) -> float:
        """How many tokens there are at `now`."""
        if now > self.at:
            self.level = min(self.size, self.level + (now - self.at) * self.rate)
            self.at = now
        return self.level

    def take(self, now: float) -> None:
        self.level = self.look(now) - 1

    def wait(self, now: float, needed: float = 1) -> float:
        """Seconds until there are `needed` tokens."""
        return max(0.0, (needed - self.look(now)) / self.rate)


class Budget:
    """What may be sent now: one bucket for all, one per chat, and a reserve that only urgent letters touch.

    After the channel has asked a chat to slow down nothing goes there until it may; when several chats
    are told so within a few seconds the limit is an overall one, and everything waits.
    """

    MANY = 3
    WITHIN = 5.0
    PROBE = 3.0
    """In an overall pause one urgent letter tries at once. Where it does not get through, another one does so many
    seconds later; where it does, the others follow without delay."""

    def __init__(self, per_second: float, per_chat: float, burst: int, reserve: int) -> None:
        # what may go at once and what comes in during the same second stay within the limit together
        size = max(per_second / 5, reserve + 1)
        self._all = Bucket(max(per_second - size, per_second / 2), size)
        self._per_chat, self._burst = per_chat, burst
        self._reserve = reserve
        self._chats: dict[str, Bucket] = {}
        self._paused: dict[str, float] = {}
        self._all_paused = 0.0
        self._probe_at = 0.0
        self._asked: list[tuple[float, str]] = []

    def wait(self, chat: str, now: float, *, urgent: bool) -> float:
        """Seconds until a letter may go to this chat; 0 for now."""
        needed = 1.0 if urgent else 1.0 + self._reserve
        return max(
            self._paused_overall(now, urgent=urgent),
            self._paused.get(chat, 0.0) - now,
            self._all.wait(now, needed),
            self._bucket(chat).wait(now),
            0.0,
        )

    def wait_overall(self, now: float, *, urgent: bool) -> float:
        """The same for a call that no chat's limit counts, such as the answer to a press."""
        paused = self._paused_overall(now, urgent=urgent)
        return max(paused, self._all.wait(now, 1.0 if urgent else 1.0 + self._reserve), 0.0)

    def held_back(self, now: float) -> dict[str, float]:
        """The chats to which no message may go now, and in how many seconds one may."""
        # a chat whose bucket is full is like one that was never written to
        self._chats = {name: bucket for name, bucket in self._chats.items() if bucket.look(now) < bucket.size}
        self._paused = {name: until for name, until in self._paused.items() if until > now}
        empty = {name: wait for name, bucket in self._chats.items() if (wait := bucket.wait(now)) > 0}
        paused = {name: until - now for name, until in self._paused.items()}
        return empty | {name: max(wait, empty.get(name, 0.0)) for name, wait in paused.items()}

    def _paused_overall(self, now: float, *, urgent: bool) -> float:
        # a page must not wait half a minute on the word of a few chats
        return (min(self._all_paused, self._probe_at) if urgent else self._all_paused) - now

    def take(self, chat: str, now: float) -> None:
        self.take_overall(now)
        self._bucket(chat).take(now)
        if len(self._chats) > 10_000:
            full = [name for name, bucket in self._chats.items() if bucket.look(now) >= bucket.size]
            for name in full:
                del self._chats[name]

    def take_overall(self, now: float) -> None:
        self._all.take(now)
        if now < self._all_paused:
            self._probe_at = now + self.PROBE

    def got_through(self, now: float, *, urgent: bool) -> None:
        """A letter has been sent: where that was an urgent one during a pause, it was a few chats that were asked to
        wait, and pages need not."""
        if urgent:
            self._probe_at = min(self._probe_at, now)

    def slow_down(self, chat: str, now: float, seconds: float) -> None:
        """The channel has asked this chat to wait."""
        self._paused = {name: until for name, until in self._paused.items() if until > now}
        self._paused[chat] = max(self._paused.get(chat, 0.0), now + seconds)
        self._asked = [(at, name) for at, name in self._asked if now - at < self.WITHIN]
        self._asked.append((now, chat))
        if len({name for _, name in self._asked}) >= self.MANY:
            if now >= self._all_paused:
                self._probe_at = now
            self._all_paused = max(self._all_paused, now + seconds)

    def _bucket(self, chat: str) -> Bucket:
        if chat not in self._chats:
            self._chats[chat] = Bucket(self._per_chat, float(self._burst))
        return self._chats[chat]

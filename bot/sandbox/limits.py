"""Telegram's own limits on sending, enforced on order: what goes too fast is answered with a 429."""

from __future__ import annotations

from collections import deque
from math import ceil
from typing import Any

from bot.sandbox.refusal import too_many

_UNCOUNTED = ("sendchataction",)


class Limits:
    """`per_second` messages in any second overall, `per_chat` a second in one chat after a small `burst`, and
    `per_group` a minute in a group. The last are not published: Telegram says "about".

    Raises 429 with the whole seconds to wait; what was refused does not count.
    """

    def __init__(
        self, per_second: int = 30, per_chat: float = 1.0, burst: int = 5, per_group: int = 20
    ) -> None:
        if min(per_second, burst, per_group) < 1 or per_chat <= 0:
            raise ValueError("a limit lets at least one message through")
        self._per_second, self._per_chat, self._burst, self._per_group = (
            per_second,
            per_chat,
            burst,
            per_group,
        )
        self._lately: deque[float] = deque()
        self._full_at: dict[int, float] = {}
        self._minutes: dict[int, deque[float]] = {}
        self.refused = 0
        """Calls that went too fast."""

    def admit(self, method: str, params: dict[str, Any], now: float) -> None:
        """Counts a call that makes messages; `now` in seconds."""
        count = _messages(method.lower(), params)
        if not count:
            return
        chat = params.get("chat_id")
        wait = max(
            _until(self._lately, now, 1.0, self._per_second, count),
            self._chat_wait(chat, now, count) if isinstance(chat, int) else 0.0,
        )
        if wait > 0:
            self.refused += 1
            raise too_many(ceil(wait))
        self._lately.extend([now] * count)
        if isinstance(chat, int) and chat < 0:
            self._minutes[chat].extend([now] * count)
        elif isinstance(chat, int):
            self._full_at[chat] = max(self._full_at.get(chat, now), now) + count / self._per_chat

    def _chat_wait(self, chat: int, now: float, count: int) -> float:
        if chat < 0:
            return _until(self._minutes.setdefault(chat, deque()), now, 60.0, self._per_group, count)
        # an album larger than the burst goes when the bucket is empty
        owed = max(self._full_at.get(chat, now) - now, 0.0) * self._per_chat
        return max(owed + min(count, self._burst) - self._burst, 0.0) / self._per_chat


def _messages(method: str, params: dict[str, Any]) -> int:
    if method == "sendmediagroup":
        return len(params.get("media") or [])
    if method in _UNCOUNTED:
        return 0
    return int(method.startswith(("send", "copymessage", "forwardmessage")))


def _until(times: deque[float], now: float, window: float, most: int, count: int) -> float:
    """How long until so many more fit into the window."""
    while times and times[0] <= now - window:
        times.popleft()
    over = len(times) + min(count, most) - most
    return times[over - 1] + window - now if over > 0 else 0.0

"""The bot as a process that is going to die, at a named point or whenever somebody kills it.

`python -m tests.doomed` has everything imported and read, and forks a bot for each order it reads: a crash test
waits for crashes, not for imports. The fork runs what `python -m bot run` runs; for a named point the real objects
are wrapped before, so that nothing in the bot itself knows of points.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

from bot.app import assemble, frontdesk, running
from bot.app.config import read_config
from bot.app.intake import Intake
from bot.app.postman import Postman
from bot.channel.telegram import Telegram
from bot.domain.messages import Op, Outgoing
from bot.store import inbox, outbox, timers
from tests.street import shipped_books

Function = Callable[..., Awaitable[Any]]


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dying(
    function: Function, nth: int, *, before: bool, when: Callable[..., object] | None = None
) -> Function:
    """Dies at the nth call, before or after it has done its work."""
    count = itertools.count(1)

    @wraps(function)
    async def dying(*values: Any, **names: Any) -> Any:
        counts = when is None or when(*values)
        last = bool(counts) and next(count) == nth
        if last and before:
            _die()
        result = await function(*values, **names)
        if last:
            _die()
        return result

    return dying


def _a_message(_channel: Telegram, _chat: int, message: Outgoing) -> bool:
    return message.op is Op.SEND


def _any_updates(_intake: Intake, updates: list[Any]) -> bool:
    return bool(updates)


TICK = "inside a tick"
RECOVERING = "while recovering from the crash before"
PASSED_ONCE = (TICK, RECOVERING)
"""What a short life passes but once."""

POINTS: dict[str, tuple[Any, str, bool, Callable[..., object] | None]] = {
    "before the intake's commit": (inbox, "add", False, None),
    "after the intake's commit": (Intake, "accept", False, _any_updates),
    "inside the group commit": (frontdesk, "write", False, None),
    "between the statements of the group commit": (outbox, "queue", False, None),
    "between attempt and send": (Telegram, "send", True, _a_message),
    "after send, before its outcome is written": (Telegram, "send", False, _a_message),
    "while an outcome is written": (Postman, "_record", False, None),
    TICK: (timers, "sweep", False, None),
    RECOVERING: (outbox, "recover", False, None),
}
"""Where to die: the owner of a function, its name, whether before it has done its work, and which calls count."""


def _fork(order: dict[str, Any]) -> int:
    """Starts a bot with this environment; it dies by itself at `point`, at the `nth` passing, if one is named."""
    child = os.fork()
    if child:
        return child
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    status = 1
    try:
        os.environ.clear()
        os.environ.update(order["environment"])
        if order.get("point"):
            owner, name, before, when = POINTS[order["point"]]
            setattr(owner, name, _dying(getattr(owner, name), order["nth"], before=before, when=when))
        running.run(read_config())
        status = 0
    finally:
        # no exit handlers of the process that this one was forked from
        os._exit(status)


def main() -> None:
    """Reads orders, a line of JSON each; answers with the process id, and with the wait status once it has ended."""
    books = shipped_books()
    assemble.read_library = lambda _config: books
    gc.freeze()
    for line in sys.stdin:
        child = _fork(json.loads(line))
        print(child, flush=True)  # noqa: T201
        _, status = os.waitpid(child, 0)
        print(status, flush=True)  # noqa: T201


class Bot:
    """Bots one after the other, from the side of the test: `start`, then `kill` or `stop`."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._order = {"log": str(folder / "bot.log"), "environment": environment}
        self._nursery: asyncio.subprocess.Process | None = None
        self._child = 0
        self._ended: asyncio.Task[int] | None = None

    async def open(self, root: Path) -> None:
        self._nursery = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.doomed"),
            cwd=root,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )

    async def start(self, point: str = "", nth: int = 1) -> None:
        assert self._nursery is not None
        assert self._nursery.stdin is not None
        order = self._order | ({"point": point, "nth": nth} if point else {})
        self._nursery.stdin.write(json.dumps(order).encode() + b"\n")
        self._child = await self._answer()
        self._ended = asyncio.create_task(self._answer())

    @property
    def dead(self) -> bool:
        return self._ended is None or self._ended.done()

    async def end(self, how: signal.Signals) -> int:
        """Sends the signal unless it has died by itself; its wait status."""
        assert self._ended is not None
        if not self.dead:
            # it may have died by itself while the word of that is still under way
            with suppress(ProcessLookupError):
                os.kill(self._child, how)
        return await self._ended

    async def close(self) -> None:
        """Leaves no process behind."""
        if not self.dead:
            await self.end(signal.SIGKILL)
        if self._nursery is not None:
            self._nursery.kill()
            await self._nursery.wait()

    async def _answer(self) -> int:
        assert self._nursery is not None
        assert self._nursery.stdout is not None
        return int(await self._nursery.stdout.readline())


if __name__ == "__main__":
    main()

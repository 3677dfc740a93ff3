"""Logs carry ids, never words, and no secret: what leaves through them is cleaned here."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

HIDDEN = "<hidden>"
CHATTY = (
    "telegram",
    "aiohttp",
    "httpx",
    "httpcore",
    "apscheduler",
    "aiosqlite",
    "asyncio",
    "alembic",
    "filelock",
    "uvicorn",
)
"""Libraries that log addresses (with the token in them), queries and payloads at lower levels."""
SAID_BETTER = "telegram.request.BaseRequest"
"""It calls an answer that is none an error, twice and without a word of what it means. Whoever asked tells what becomes
of it."""

OURS = ("bot", "__main__", "root")
"""Only these are known never to log what people write."""

_TOKEN = re.compile(r"\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
_LINE = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_SHORTEST = 16
"""A shorter tail of a token is a name in a test: hiding it would tear words apart."""

log = logging.getLogger(__name__)


class Redaction(logging.Filter):
    """Hides secrets in a record: message, arguments, traceback and stack. Lets every record pass.

    A traceback is reduced to kinds and places, because the text of an exception may quote anything. What a
    library fills into its message is withheld: a broken answer of the Bot API, for one, is quoted whole.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        found = set()
        for secret in secrets:
            # the part after the colon alone opens the door too, and an address may write the colon as %3A
            tail = secret.partition(":")[2]
            found |= {secret, tail if len(tail) >= _SHORTEST else ""}
        self._secrets = sorted(found - {""}, key=len, reverse=True)

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage() if _ours(record) else _withheld(record)
        except Exception:  # noqa: BLE001 - any argument may fail to show itself; what it was must not be told
            message = f"a record that cannot be shown, from {record.filename}:{record.lineno}"
        record.msg, record.args = self.clean(message), ()
        if record.exc_info:
            fault = record.exc_info[1]
            record.exc_text = place(fault) if fault is not None else None
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True

    def clean(self, text: str) -> str:
        """The text without the secrets and without anything that looks like a bot token."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKEN.sub(HIDDEN, text)


def _ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _withheld(record: logging.LogRecord) -> str:
    """The message as its author wrote it, before anything was filled in."""
    if record.name == "py.warnings":
        return "a warning was given"
    return str(record.msg)


def place(fault: BaseException) -> str:
    """Kind and place of a fault and of its causes, as `KeyError at relay.py:12 in carry`; never its text."""
    seen: list[str] = []
    current: BaseException | None = fault
    while current is not None and len(seen) < 5:
        frames = traceback.extract_tb(current.__traceback__)
        where = " < ".join(
            f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in reversed(frames[-5:])
        )
        seen.append(f"{type(current).__name__} at {where or 'an unknown place'}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "; after ".join(seen)


def set_up(level: str, secrets: Iterable[str] = ()) -> Redaction:
    """One handler on stderr behind the redaction; anything not caught is logged as kind and place only."""
    redaction = Redaction(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_LINE))
    handler.addFilter(redaction)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(SAID_BETTER).setLevel(logging.CRITICAL)
    # otherwise a record that cannot be written is printed with its arguments, past the redaction
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    return redaction


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """Faults nobody awaited are logged as kind and place only."""
    loop.set_exception_handler(_unawaited)


def _uncaught(_kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    log.critical("stopped: %s", place(fault.with_traceback(trace)))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        log.error("a thread ended: %s", place(args.exc_value))


def _unawaited(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    fault = context.get("exception")
    log.error("in the background: %s", place(fault) if fault is not None else "no exception was given")

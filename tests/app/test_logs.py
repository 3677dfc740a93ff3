"""No secret and nobody's words leave through the logs."""

from __future__ import annotations

import asyncio
import io
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import logs

TOKEN = "7123456789:" + "AAbcdefGH-ijklm_nopQRSTuvwxyz012345"
OTHER = "42424242:" + "z" * 35
WORDS = "我不想活了"


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.Redaction([TOKEN, ""]))
    logger = logging.getLogger("bot.tests.redaction")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)
    logger.propagate = True


class Awkward:
    def __str__(self) -> str:
        raise RuntimeError(TOKEN)


def test_the_token_is_hidden_in_a_message(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written

    logger.warning(f"POST https://example.org/bot{TOKEN}/getMe")

    assert stream.getvalue() == f"POST https://example.org/bot{logs.HIDDEN}/getMe\n"


def test_the_token_is_hidden_in_arguments(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written

    logger.warning("%s and %r", {"url": TOKEN}, [TOKEN])

    assert TOKEN not in stream.getvalue()
    assert stream.getvalue().count(logs.HIDDEN) == 2


def test_what_a_library_fills_into_its_message_is_withheld() -> None:
    record = logging.LogRecord(
        "telegram.request", logging.ERROR, "f.py", 1, 'invalid JSON: "%s"', (WORDS,), None
    )

    assert logs.Redaction().filter(record)

    assert record.getMessage() == 'invalid JSON: "%s"'


def test_half_a_token_and_an_escaped_one_are_hidden_too(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written

    logger.warning("%s %s", TOKEN.partition(":")[2], TOKEN.replace(":", "%3A"))

    assert TOKEN.partition(":")[2] not in stream.getvalue()


def test_a_traceback_shows_kinds_and_places_but_no_values(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = written

    def search() -> None:
        raise KeyError(TOKEN)

    def read() -> None:
        try:
            search()
        except KeyError as cause:
            raise ValueError(WORDS) from cause

    try:
        read()
    except ValueError:
        logger.exception("it broke")

    said = stream.getvalue()
    assert TOKEN not in said
    assert WORDS not in said
    assert "ValueError at test_logs.py:" in said
    assert "; after KeyError at test_logs.py:" in said


def test_a_record_that_cannot_be_shown_is_named_by_its_place(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = written

    logger.warning("%d", TOKEN)
    logger.warning("%s", Awkward())

    assert TOKEN not in stream.getvalue()
    assert stream.getvalue().count("a record that cannot be shown, from test_logs.py:") == 2


def test_a_stack_is_cleaned(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    record = logger.makeRecord(
        logger.name, logging.INFO, "f.py", 1, "here", (), None, sinfo=f"Stack: {OTHER}"
    )

    logger.handle(record)

    assert OTHER not in stream.getvalue()


@given(
    before=st.text(st.characters(exclude_characters="0123456789"), max_size=20),
    number=st.integers(100_000, 10**12),
    secret=st.text("abcXYZ019_-", min_size=30, max_size=50),
)
def test_whatever_looks_like_a_token_is_hidden(before: str, number: int, secret: str) -> None:
    cleaned = logs.Redaction().clean(f"{before}{number}:{secret}/getUpdates")

    assert cleaned == f"{before}{logs.HIDDEN}/getUpdates"


def test_ordinary_words_pass_unchanged() -> None:
    said = "case K7M4A opened at 18:00-06:00 in 20261123:short"

    assert logs.Redaction([TOKEN]).clean(said) == said


async def test_a_fault_nobody_awaits_is_logged_by_kind_and_place(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    usual = loop.get_exception_handler()
    logs.watch(loop)

    def broken() -> None:
        raise ValueError(WORDS)

    loop.call_soon(broken)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    loop.set_exception_handler(usual)

    assert WORDS not in caplog.text
    assert "in the background: ValueError at test_logs.py:" in caplog.text


@pytest.mark.parametrize(
    "act",
    [
        "raise ValueError(words)",
        "logging.getLogger('httpx').warning('%s', token)",
        "logging.getLogger('x').error('%s %s', token)",
        "import warnings; warnings.warn(token + words)",
        "logging.getLogger('telegram.request').error('invalid: %s', words)",
        "import threading; t = threading.Thread(target=lambda: int(words)); t.start(); t.join()",
    ],
)
def test_a_process_that_breaks_tells_neither_words_nor_token(act: str) -> None:
    program = (
        "import logging, sys\n"
        "from bot.app import logs\n"
        "words, token = sys.argv[1], sys.argv[2]\n"
        "logs.set_up('DEBUG', [token])\n" + act
    )

    ended = subprocess.run(
        [sys.executable, "-c", program, WORDS, TOKEN], capture_output=True, text=True, check=False
    )

    assert ended.stdout == ""
    assert ended.stderr != ""
    assert WORDS not in ended.stderr
    assert TOKEN not in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.returncode == (1 if act.startswith("raise") else 0)


def test_libraries_that_log_addresses_are_quiet() -> None:
    program = (
        "import logging\n"
        "from bot.app import logs\n"
        "logs.set_up('DEBUG')\n"
        "print([n for n in ('telegram', 'httpx', 'httpcore', 'apscheduler') if logging.getLogger(n).isEnabledFor(20)])"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ended.stdout == "[]\n"


def test_an_answer_that_is_none_is_told_by_whoever_asked_alone() -> None:
    program = (
        "import logging\n"
        "from bot.app import logs\n"
        "logs.set_up('INFO')\n"
        "logging.getLogger('telegram.request.BaseRequest').error('Can not load invalid JSON data: %s', '<html>')\n"
        "logging.getLogger('bot.app.postman').warning('letter 1: no answer')\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert [line.split(": ", 1)[1] for line in ended.stderr.splitlines()] == ["letter 1: no answer"]

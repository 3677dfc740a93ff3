"""What could not be handled: seen without content, read for a reason, tried again, let go."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from bot.app.cli import main
from bot.app.clock import SystemClock
from bot.store import inbox
from bot.store.inbox import Arrival
from tests.office import PROJECT, Office

WORDS = "我不想活了 canary-77"


@pytest.fixture
def desk(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("WARMLINE_CONFIG", str(PROJECT / "config.yaml"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{office.config.store_path}")
    monkeypatch.delenv("WARMLINE_KEY", raising=False)
    return office


@pytest.fixture
def aside(desk: Office) -> Callable[..., None]:
    """Sets an event aside that arrived so long ago."""

    def put(name: str, **ago: float) -> None:
        async def work() -> None:
            store = await desk.open()
            at = SystemClock().now() - timedelta(**ago)
            async with store.db.transaction() as tx:
                await inbox.add(
                    tx, store.keys, [Arrival("tg:1", name, "lane7", "update", at, {"text": WORDS})]
                )
                (number,) = (await tx.fetch("select max(id) from inbox"))[0]
                await inbox.quarantine(tx, number)
            await store.close()

        asyncio.run(work())

    return put


def states(desk: Office) -> list[str]:
    with closing(sqlite3.connect(desk.config.store_path)) as store:
        return [row[0] for row in store.execute("select state from inbox order by id")]


def audits(desk: Office) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(desk.config.store_path)) as store:
        return store.execute("select actor, action, about from audit order by id").fetchall()


def test_the_list_tells_number_lane_kind_and_age_and_no_word(
    desk: Office, aside: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quarantine", "list"]) == 0
    assert capsys.readouterr().out == "nothing is set aside\n"
    for name, ago in (("a", {"days": 3}), ("b", {"hours": 2}), ("c", {"minutes": 5}), ("d", {"seconds": 2})):
        aside(name, **ago)

    assert main(["quarantine", "list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0:3] for line in lines] == [[str(n), "lane7", "update"] for n in range(1, 5)]
    assert [" ".join(line.split()[3:]) for line in lines] == ["3 d", "2 h", "5 min", "just now"]
    assert audits(desk) == []


def test_content_is_shown_for_a_reason_that_stays_in_the_audit_trail(
    desk: Office, aside: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    aside("a", hours=1)

    assert main(["quarantine", "show", "1", "--reason", "the lane\n stands still"]) == 0

    assert WORDS in capsys.readouterr().out
    assert audits(desk) == [("operator", "read in quarantine: the lane stands still", "event 1")]
    assert states(desk) == ["quarantined"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_without_a_reason_nothing_is_shown(
    desk: Office, aside: Callable[..., None], capsys: pytest.CaptureFixture[str], reason: str
) -> None:
    aside("a", hours=1)

    assert main(["quarantine", "show", "1", "--reason", reason]) == 1

    said = capsys.readouterr()
    assert "reason" in said.err
    assert WORDS not in said.out + said.err
    assert audits(desk) == []


def test_a_reason_is_asked_for_where_somebody_is_there_to_be_asked(
    desk: Office,
    aside: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aside("a", hours=1)
    assert main(["quarantine", "show", "1"]) == 1
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "mending")

    assert main(["quarantine", "show", "1"]) == 0

    assert audits(desk) == [("operator", "read in quarantine: mending", "event 1")]


def test_a_damaged_event_says_so(
    desk: Office, aside: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    aside("a", hours=1)
    with closing(sqlite3.connect(desk.config.store_path)) as store:
        store.execute("update inbox set sealed = x'00'")
        store.commit()

    assert main(["quarantine", "show", "1", "--reason", "mending"]) == 0

    assert "damaged" in capsys.readouterr().out


@pytest.mark.parametrize(("verb", "state"), [("retry", "ready"), ("drop", "done")])
def test_it_goes_back_to_its_lane_or_waits_for_retention_and_is_not_there_a_second_time(
    desk: Office, aside: Callable[..., None], verb: str, state: str
) -> None:
    aside("a", hours=1)

    assert [main(["quarantine", verb, "1"]), main(["quarantine", verb, "1"])] == [0, 1]

    assert states(desk) == [state]
    assert [about for _, _, about in audits(desk)] == ["event 1"]


def test_what_is_not_there_is_said_plainly(desk: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quarantine", "show", "9", "--reason", "mending"]) == 1
    assert "quarantine list" in capsys.readouterr().err

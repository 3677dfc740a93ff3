"""The command line: what it prints, where, and with which exit status; and how `run` begins and ends."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.app.assemble import sole_poller
from bot.app.cli import main
from bot.sandbox import Sandbox
from tests.office import PROJECT, STAFF, UNITS, Office

TOKEN = "7123456789:" + "AAbcdefGH-ijklm_nopQRSTuvwxyz012345"


@pytest.fixture
def desk(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The operator's office with its environment."""
    monkeypatch.setenv("WARMLINE_CONFIG", str(PROJECT / "config.yaml"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{office.config.store_path}")
    for name in ("BOT_TOKEN", "WARMLINE_KEY", "TELEGRAM_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    return office


def file_of(desk: Office, text: str) -> str:
    path = desk.folder / "file"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_no_command_and_an_unknown_one_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    alone = capsys.readouterr()
    with pytest.raises(SystemExit, match="2"):
        main(["sing"])
    unknown = capsys.readouterr()

    assert alone.out == unknown.out == ""
    for command in ("run", "demo", "people", "doctor", "backup", "report", "quarantine", "flows", "safety"):
        # one of its width stands on a line of its own
        assert re.search(rf"^    {command}\s", alone.err, re.MULTILINE)
        assert re.search(rf"^    {command}\s", unknown.err, re.MULTILINE)
    assert "python -m bot: argument COMMAND: invalid choice: 'sing'" in unknown.err


def test_an_import_prints_one_line(desk: Office, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["people", "import", file_of(desk, UNITS + STAFF)])

    said = capsys.readouterr()
    assert (status, said.err) == (0, "")
    assert said.out == "units: 2 new, 0 changed; people: 3 new, 0 changed, 0 unchanged\n"


def test_a_dry_run_says_that_nothing_was_written(desk: Office, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["people", "import", file_of(desk, UNITS + STAFF), "--dry-run"])

    assert status == 0
    assert capsys.readouterr().out.endswith("(dry run: nothing was written)\n")
    assert desk.rows()["person"] == []


def test_a_refused_import_goes_to_stderr_with_file_and_line(
    desk: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    file = file_of(desk, "people:\n  - {role: officer, name: N, unit: nowhere}\n")

    status = main(["people", "import", file])

    said = capsys.readouterr()
    assert (status, said.out) == (1, "")
    assert said.err == f'{file}:2: unit "nowhere" is neither in this file nor in the store\n'


@pytest.mark.parametrize("what", ["missing", "wrong", "broken"])
def test_an_import_with_a_key_that_does_not_fit_is_refused_in_one_line(
    desk: Office, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    if what == "missing":
        desk.config.key_file.unlink()
    else:
        desk.config.key_file.write_text("A" * 43 + "=" if what == "wrong" else "no key")

    status = main(["people", "import", file_of(desk, UNITS + STAFF)])

    said = capsys.readouterr()
    assert (status, said.out, len(said.err.splitlines())) == (1, "", 1)
    assert str(desk.config.key_file) in said.err


def test_a_faulty_configuration_is_told_without_a_traceback(
    desk: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARMLINE_CONFIG", str(desk.folder / "none.yaml"))

    for command in (["run"], ["people", "import", "f"], ["backup", "f"], ["flows", "check"]):
        assert main(command) == 1
        assert "not found; set WARMLINE_CONFIG" in capsys.readouterr().err


def test_a_backup_says_where_the_key_is(desk: Office, capsys: pytest.CaptureFixture[str]) -> None:
    target = desk.folder / "copy.db"

    assert main(["backup", str(target)]) == 0
    assert str(desk.config.key_file) in capsys.readouterr().out
    assert main(["backup", str(target)]) == 1
    assert "never overwritten" in capsys.readouterr().err


def test_the_doctor_prints_findings_and_fails_when_something_does(
    desk: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["doctor"])

    lines = capsys.readouterr().out.splitlines()
    assert status == 1
    assert {line[:6] for line in lines} <= {"ok    ", "warn  ", "fail  "}
    assert "fail  token: BOT_TOKEN is not set — get one from @BotFather in Telegram" in lines


def test_the_shipped_dialogues_pass_their_check(desk: Office, capsys: pytest.CaptureFixture[str]) -> None:
    flows = len(list((PROJECT / "flows").glob("*.yaml")))

    assert main(["flows", "check"]) == 0
    assert capsys.readouterr().out == f"ok: {flows} flows, 2 languages\n"


def test_a_faulty_dialogue_is_told_with_its_line(
    desk: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = desk.folder / "house"
    (house / "flows").mkdir(parents=True)
    (house / "templates").symlink_to(PROJECT / "templates")
    (house / "config.yaml").write_bytes((PROJECT / "config.yaml").read_bytes())
    (house / "flows" / "broken.yaml").write_text("flow: broken\nstepz: {}\n", encoding="utf-8")
    monkeypatch.setenv("WARMLINE_CONFIG", str(house / "config.yaml"))

    assert main(["flows", "check"]) == 1
    assert "flows/broken.yaml:2: " in capsys.readouterr().err


def test_the_safety_net_is_scored_on_a_file(desk: Office, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_of(desk, '{"text": "今天天气不错", "label": "none", "family": "calm"}\n')

    assert main(["safety", "test", file]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("n=1 red_flagged=")


def test_a_port_is_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["demo", "--port", "-1"])
    assert "a port is a number from 0 to 65535" in capsys.readouterr().err


def test_a_webhook_without_an_address_is_refused_in_one_line(
    desk: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["webhook", "set"])

    assert status == 1
    assert capsys.readouterr().err.startswith("webhook.url is empty")


def test_run_without_a_token_says_in_one_line_what_to_do(
    desk: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["run"])

    said = capsys.readouterr()
    assert (status, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert "@BotFather" in said.err


def started(desk: Office, *command: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *command],
        cwd=PROJECT,
        env=dict(os.environ) | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


async def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit status and what was said on stderr."""
    _, said = await asyncio.to_thread(process.communicate, None, 30)
    return process.returncode, said


def test_checking_dialogues_waits_for_nothing_that_only_a_talk_needs() -> None:
    """Counts what is made ready, not seconds: the pinyin of every sign and the patterns of the safety net."""
    watched = ("pypinyin", "bot.domain.safety.patterns", "telegram")
    program = (
        "import sys\nfrom bot.app.cli import main\n"
        f"main(['flows', 'check'])\nprint([name for name in {watched} if name in sys.modules])"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )

    assert ran.stdout.splitlines()[-1] == "[]"


async def test_run_works_beside_an_import_is_alone_on_its_store_and_stops_when_asked(desk: Office) -> None:
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start()
    surroundings = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": sandbox.base_url}
    bot = started(desk, "run", **surroundings)
    try:
        assert bot.stderr is not None
        said = ""
        while "connected as @" not in said:
            line = await asyncio.to_thread(bot.stderr.readline)
            assert line, said
            said += line
        second = await ended(started(desk, "run", **surroundings))
        imported = await ended(started(desk, "people", "import", file_of(desk, UNITS + STAFF)))
        asked = time.monotonic()
        bot.send_signal(signal.SIGTERM)
        status, rest = await ended(bot)
        took = time.monotonic() - asked
    finally:
        bot.kill()
        await sandbox.stop()

    assert second == (1, f"another Warmline works on {desk.config.store_path}: stop it first\n")
    assert imported == (0, "")
    assert status == 0
    assert took < 3
    assert "Traceback" not in said + rest
    assert TOKEN not in said + rest


async def test_run_with_a_token_nobody_knows_ends_with_one_kind_line(desk: Office) -> None:
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start()
    try:
        status, said = await ended(
            started(desk, "run", BOT_TOKEN="999999:" + "x" * 35, TELEGRAM_API_BASE=sandbox.base_url)
        )
    finally:
        await sandbox.stop()

    assert status == 1
    assert said.splitlines()[-1] == "Telegram does not know this BOT_TOKEN: copy it again from @BotFather"
    assert "Traceback" not in said


@pytest.mark.parametrize("fault", ["token", "key", "no key", "wrong key", "store"])
async def test_run_that_cannot_begin_says_why_and_leaves_the_lock(
    desk: Office, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    surroundings = {
        "BOT_TOKEN": "no token" if fault == "token" else TOKEN,
        "TELEGRAM_API_BASE": "http://127.0.0.1:1",
    }
    if fault == "key":
        desk.config.key_file.write_text("no key")
    elif fault == "wrong key":
        desk.config.key_file.write_text("A" * 43 + "=")
    elif fault == "no key":
        desk.config.key_file.unlink()
    elif fault == "store":
        desk.config.store_path.write_bytes(b"no database at all" * 1000)

    status, said = await ended(started(desk, "run", **surroundings))

    assert status == 1
    assert len(said.splitlines()) == 1
    sole_poller(desk.config).release()


def test_time_zones_come_from_the_tzdata_package_alone() -> None:
    program = (
        "import runpy, zoneinfo\n"
        "runpy.run_module('bot')\n"
        "print(zoneinfo.TZPATH, zoneinfo.ZoneInfo('Asia/Colombo'))"
    )

    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env=dict(os.environ) | {"PYTHONTZPATH": str(Path("/usr/share/zoneinfo"))},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == "() Asia/Colombo\n"

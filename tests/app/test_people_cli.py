"""The commands about people: what they print, what they write, and what they refuse."""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.cli import main
from bot.app.clock import SystemClock
from bot.app.office import Refused
from bot.app.people_cards import file_name, write_cards
from bot.app.people_links import Invitation
from bot.domain.case import Case, State
from bot.domain.triage import Colour
from bot.sandbox import Sandbox
from bot.store import cases, links, people
from tests.office import NOON, PROJECT, STAFF, UNITS, Office

TOKEN = "7123456789:" + "AAbcdefGH-ijklm_nopQRSTuvwxyz012345"
WAITING = (
    UNITS
    + STAFF
    + "  - {role: employee, name: 孙师傅, unit: lk-hambantota, key: 7}\n"
    + "  - {role: counsellor, name: =高医生, unit: hq}\n"
)


@pytest.fixture
def desk(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The operator's office with its environment and people, two of whom have not joined."""
    monkeypatch.setenv("WARMLINE_CONFIG", str(PROJECT / "config.yaml"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{office.config.store_path}")
    for name in ("BOT_TOKEN", "WARMLINE_KEY", "TELEGRAM_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    office.load(WAITING)
    return office


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> list[str]:
    assert main(["people", *arguments]) == status
    out = capsys.readouterr()
    return (out.err if status else out.out).splitlines()


def code_of(line: str) -> str:
    return line.split("start=")[1].split("\t")[0]


def known(desk: Office, code: str) -> bool:
    async def read() -> bool:
        store = await desk.open()
        try:
            return await links.find(store.db, store.keys, code) is not None
        finally:
            await store.close()

    return asyncio.run(read())


def test_links_are_a_table_of_name_unit_link_and_day(
    desk: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(capsys, "links", "--bot", "@warm_bot")

    rows = [line.split("\t") for line in lines]
    assert [row[:2] for row in rows] == [["'=高医生", "大本营"], ["孙师傅", "汉班托塔项目"]]
    assert all(row[2].startswith("https://t.me/warm_bot?start=") for row in rows)
    assert all(len(code_of(line)) == 32 and known(desk, code_of(line)) for line in lines)
    assert rows[0][3][:10] >= f"{SystemClock().now() + timedelta(days=13):%Y-%m-%d}"
    assert code_of(lines[0]).encode() not in desk.config.store_path.read_bytes()


def test_a_link_that_works_is_kept_unless_it_is_asked_for_anew(
    desk: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    first = said(capsys, "links", "--bot", "warm_bot", "--role", "employee")
    assert len(first) == 1

    second = said(capsys, "links", "--bot", "warm_bot")
    assert second[-1] == "left out: 1 with a link that still works (--again replaces it)"
    assert known(desk, code_of(first[0]))

    named = said(capsys, "links", "7", "--bot", "warm_bot")
    assert not known(desk, code_of(first[0]))
    again = said(capsys, "links", "--again", "--unit", "hq", "--bot", "warm_bot")
    assert len(again) == 2
    assert not known(desk, code_of(named[0]))

    assert said(capsys, "links", "--revoke", "--unit", "lk-hambantota") == ["revoked: 1"]
    assert said(capsys, "links", "--revoke") == ["revoked: 1"]


def test_where_nobody_needs_a_link_that_is_said(desk: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "links", "--role", "supervisor", "--bot", "warm_bot") == [
        "nobody needs a link: everybody has a telegram_id"
    ]
    assert said(capsys, "links", "李医生", "--bot", "warm_bot", status=1) == [
        "李医生 needs no link: they have a telegram_id, or hold no role any more"
    ]
    assert said(capsys, "links", "--unit", "hqq", "--bot", "warm_bot", status=1) == [
        'there is no unit "hqq" — did you mean "hq"?'
    ]


def test_the_bots_name_is_asked_for_or_must_be_given(
    desk: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(capsys, "links", status=1) == [
        "a link has the bot's username in it: set BOT_TOKEN, or say --bot NAME"
    ]
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_BASE", "http://127.0.0.1:9")
    assert said(capsys, "links", status=1)[0].startswith("Telegram does not say the bot's username (")


async def test_the_bots_name_comes_from_telegram(
    desk: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start(0)
    try:
        monkeypatch.setenv("TELEGRAM_API_BASE", sandbox.base_url)
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        lines = await asyncio.to_thread(said, capsys, "links")
        monkeypatch.setenv("BOT_TOKEN", TOKEN + "x")
        wrong = await asyncio.to_thread(said, capsys, "links", status=1)
    finally:
        await sandbox.stop()

    assert "https://t.me/" in lines[0]
    assert wrong == ["Telegram refuses BOT_TOKEN: see python -m bot doctor"]


def test_pictures_and_cards_name_unit_and_person(desk: Office, capsys: pytest.CaptureFixture[str]) -> None:
    folder = desk.folder / "qr"

    lines = said(capsys, "links", "7", "--bot", "warm_bot", "--qr", str(folder))

    assert lines[-1] == f"pictures: 3 files in {folder}"
    stem = "001-lk-hambantota-孙师傅"
    assert sorted(path.name for path in folder.iterdir()) == [f"{stem}.png", f"{stem}.svg", "print.html"]
    assert (folder / f"{stem}.png").read_bytes().startswith(b"\x89PNG")
    words = "".join(ET.fromstring((folder / f"{stem}.svg").read_text(encoding="utf-8")).itertext())
    assert "孙师傅" in words
    assert "汉班托塔项目" in words
    assert code_of(lines[0]) not in words
    assert (folder / f"{stem}.png").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_or_is_a_trap_is_refused(tmp_path: Path) -> None:
    invitation = Invitation("孙师傅", "lk", "<项目>", "c" * 32, NOON)
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(Refused, match="cannot be written"):
        write_cards(file, [invitation], "warm_bot")
    (tmp_path / "trap").mkdir()
    (tmp_path / "trap" / "001-lk-孙师傅.png").symlink_to(file)
    with pytest.raises(Refused, match="cannot be written"):
        write_cards(tmp_path / "trap", [invitation], "warm_bot")
    assert file.read_text() == "mine"


@given(st.text(max_size=60))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    found = file_name(1, Invitation(name, "lk", "项目", "c", NOON))

    assert Path(found).name == found
    assert found.startswith("001-lk-")
    assert len(found) < 60


def test_a_unit_has_one_link_for_the_wall(desk: Office, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(desk.folder / "qr")
    first = said(capsys, "join-link", "hq", "--bot", "warm_bot", "--qr", folder)
    second = said(capsys, "join-link", "hq", "--open", "--limit", "30", "--days", "3", "--bot", "warm_bot")

    assert first[0].startswith("(anybody)\t大本营\thttps://t.me/warm_bot?start=")
    assert first[-1].endswith("who agree or not")
    assert second[-1] == "open: whoever has it is in"
    assert not known(desk, code_of(first[0]))
    assert known(desk, code_of(second[0]))
    assert "001-hq-join.png" in {path.name for path in Path(folder).iterdir()}
    assert said(capsys, "join-link", "hq", "--revoke") == ["revoked: 1"]
    assert said(capsys, "join-link", "nowhere", "--bot", "warm_bot", status=1) == [
        'there is no unit "nowhere"'
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["links", "--days", "0"],
        ["links", "--days", "400"],
        ["links", "--role", "boss"],
        ["links", "--bot", "a b"],
        ["join-link", "hq", "--limit", "none"],
        ["join-link", "hq", "--open", "--approve"],
    ],
)
def test_what_makes_no_sense_is_refused_with_the_help(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["people", *arguments])


def test_leaving_is_shown_first_and_done_only_on_a_yes(
    desk: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dry = said(capsys, "leave", "李医生", "--dry-run")
    assert dry[0] == "李医生 (hq)"
    assert dry[-1] == "(dry run: nothing was written)"
    assert said(capsys, "leave", "李医生", status=1) == ["nobody is there to ask: say --yes"]

    typed = io.StringIO("no\n")
    monkeypatch.setattr(typed, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", typed)
    assert said(capsys, "leave", "刘师傅", status=1) == ["nothing was changed"]

    done = said(capsys, "leave", "刘师傅", "--yes")
    assert done[-2].startswith("done: 1 roles ended, links revoked; 0 cases are paged anew")
    assert "leave them out of the file" in done[-1]


def test_without_a_store_or_with_a_broken_one_there_is_one_kind_line(
    desk: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = desk.config.key_file.read_bytes()
    desk.config.key_file.unlink()
    assert "is encrypted and its key is not at" in said(capsys, "links", "--revoke", status=1)[0]
    desk.config.key_file.write_bytes(key)
    desk.config.store_path.write_bytes(b"no store at all" * 1000)
    assert "cannot be used" in said(capsys, "links", "--revoke", status=1)[0]
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{desk.folder / 'none.db'}")
    assert "people import FILE makes it" in said(capsys, "links", "--revoke", status=1)[0]


def test_a_yes_at_the_terminal_hands_the_cases_to_whom_one_names(
    desk: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.load("people:\n  - {role: supervisor, name: 周督导, unit: hq, telegram_id: 2005, on_duty: always}\n")

    async def owns() -> None:
        store = await desk.open()
        try:
            async with store.db.transaction() as tx:
                everybody = {person.name: person for person in await people.everybody(tx, store.keys)}
                await people.mark_started(tx, [(everybody["周督导"].id, NOON)])
                case = Case(
                    "c", "K7M4A", everybody["刘师傅"].id, Colour.RED, NOON, State.CLAIMED,
                    owner=everybody["王督导"].id,
                )  # fmt: skip
                await cases.save(tx, store.keys, [case])
        finally:
            await store.close()

    asyncio.run(owns())
    typed = io.StringIO("周督导\nyes\n")
    monkeypatch.setattr(typed, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", typed)

    lines = said(capsys, "leave", "王督导")

    paged = next(line for line in lines if "K7M4A red is paged anew: " in line)
    # in the order of ids, which are random
    assert set(paged.partition(": ")[2].split(", ")) == {"李医生", "周督导"}
    assert any("1 cases go to 周督导 as soon as the bot runs" in line for line in lines)

"""The month's report as files: for a printer and a spreadsheet, with nobody in them who could be recognised."""

from __future__ import annotations

import asyncio
import csv
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.bars import Bar, bars
from bot.app.cli import main
from bot.app.report_page import page
from bot.app.report_tables import tables
from bot.app.report_words import Words, yuan
from bot.app.reporting import ReportFailed, make_report
from bot.channel.templates import Texts
from bot.domain.case import Case, Kind, State
from bot.domain.people import Person, Unit
from bot.domain.report import Report, report
from bot.domain.triage import Colour
from bot.store import cases, desks, people
from bot.store.opening import open_store
from tests.month import DECEMBER, NOVEMBER, PARENTS, TZ, UNITS, month, texts, words
from tests.office import PROJECT, STAFF, Office
from tests.office import UNITS as TWO_UNITS
from tests.street import Street

CANARY = "canary-我不想活了"
FILES = {
    "cases-2026-11.csv",
    "report-2026-11.en.html",
    "report-2026-11.zh.html",
    "requests-2026-11.csv",
    "requests-by-unit-2026-11.csv",
    "units-2026-11.csv",
}


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    return texts(tmp_path_factory.mktemp("texts"))


@pytest.fixture(scope="module")
def both(spoken: Texts) -> tuple[Words, Words]:
    return words(spoken)


@pytest.fixture(scope="module")
def november() -> Report:
    return report(month(), NOVEMBER, TZ, PARENTS, now=DECEMBER)


def read(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_tables_of_the_month_as_a_spreadsheet_gets_them(
    november: Report, both: tuple[Words, Words]
) -> None:
    files = tables(november, both, UNITS)

    assert {f"{name}" for name in files} == {name for name in FILES if name.endswith(".csv")}
    assert files["units-2026-11.csv"] == (
        "\ufeff单位,Unit,热线个案 Hotline cases,求助事项 Help requests\r\n"
        "大本营（含合并）,Headquarters (incl. rolled up),20,26\r\n"
        "阿克纠宾项目,Aktobe project,44,114\r\n"
        "汉班托塔项目（含合并）,Hambantota project (incl. rolled up),22,21\r\n"
        "一队,Team 1,34,62\r\n"
        "二队,Team 2,合并上报 rolled up,14\r\n"
        "远洋一号,MV Ocean One,合并上报 rolled up,23\r\n"
    )
    assert read(files["requests-by-unit-2026-11.csv"])[:3] == [
        ["单位", "Unit", "吃的用的 Supplies and food", "老人看病 Elderly care and hospital",
         "钱和工资 Money and wages", "别的事 Something else", "孩子上学 Schooling",
         "其余合计 All others together"],
        ["阿克纠宾项目", "Aktobe project", "34", "20", "20", "19", "合并上报 rolled up", "合并上报 rolled up"],
        ["一队", "Team 1", "14", "18", "13", "合并上报 rolled up", "合并上报 rolled up", "合并上报 rolled up"],
    ]  # fmt: skip
    rows = read(files["cases-2026-11.csv"])
    assert {len(row) for row in rows} == {12}
    assert rows[0][:6] == [
        "分组 Group", "名称", "Name", "件数 Count", "通知到人 一半 (分钟) Paged Half (min)",
        "通知到人 九成 (分钟) Paged 90% (min)",
    ]  # fmt: skip
    assert rows[1] == [
        "全部 All", "全部", "All", "120", "0.08", "0.23", "1.67", "4.00", "3.00", "6.00", "89.00", "240.00",
    ]  # fmt: skip
    assert ["按颜色 By colour", "红", "Red", "合并上报 rolled up", *[""] * 8] in rows
    requests = read(files["requests-2026-11.csv"])
    assert requests[0][-2:] == ["人次 Person-times", "金额（元） Money (CNY)"]
    assert requests[1][-2:] == ["336", "52693.50"]


def test_what_a_case_is_about_and_its_colour_are_nowhere_told_by_unit(
    november: Report, both: tuple[Words, Words]
) -> None:
    names = {unit.name["zh"] for unit in UNITS.values()}

    for row in read(tables(november, both, UNITS)["cases-2026-11.csv"]):
        inside = [name for name in names if any(name in cell for cell in row)]
        assert not inside or row[0] == "按单位 By unit"
    assert "crossed" not in november.chapters[0].tables
    assert not november.chapters[0].crossed


def test_cells_are_words_to_a_spreadsheet_and_never_formulas(spoken: Texts) -> None:
    names = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1", " =1")
    units = {f"u{n}": Unit(f"u{n}", None, {"zh": name, "en": name}, TZ, "CN") for n, name in enumerate(names)}
    facts = [replace(fact, unit=f"u{n % len(names)}") for n, fact in enumerate(month(0, 700))]
    found = report(facts, NOVEMBER, TZ, dict.fromkeys(units), now=DECEMBER)

    files = tables(found, words(spoken, units), units)

    for text in files.values():
        cells = [cell for row in read(text) for cell in row]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]
    assert "'=1+1" in files["units-2026-11.csv"]
    assert "&lt;" not in files["units-2026-11.csv"]


class _Page(HTMLParser):
    """What a page refers to, and whether its tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.refers: list[str] = []
        self.tables = self.charts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        self.tables += tag == "table"
        given = dict(attrs)
        if tag == "svg":
            self.charts += 1
            assert given["role"] == "img"
            assert given["aria-label"]
        self.refers += [value or "" for name, value in attrs if name in ("src", "href", "action", "style")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("place", [0, 1])
def test_a_page_stands_alone_with_a_table_beside_every_chart(
    november: Report, both: tuple[Words, Words], place: int
) -> None:
    text = page(november, both[place], TZ)

    seen = _Page(text)
    assert seen.open == []
    assert seen.refers == []
    assert not re.search(r"url\(|@import|<script|https?://(?!www\.w3\.org/2000/svg)", text)
    assert (seen.charts, seen.tables) == (10, 11)
    assert text == page(november, both[place], TZ)


def test_a_page_says_the_month_what_k_means_and_who_answered(
    november: Report, both: tuple[Words, Words]
) -> None:
    chinese, english = (page(november, words, TZ) for words in both)

    assert "<title>暖线 2026 年 11 月报告</title>" in chinese
    assert "一组不满 10 个人，就不单列" in chinese
    assert "第一条人工回复" in chinese
    assert "金额（元） 52,693.50" in chinese
    assert "共 <b>120</b> 件，来自 <b>107</b> 人。" in chinese
    assert "<title>Warmline report, November 2026</title>" in english
    assert "A group of fewer than 10 people" in english
    assert '<html lang="en">' in english
    assert "初步" not in chinese


def test_a_figure_that_may_not_be_told_is_a_dash(both: tuple[Words, Words]) -> None:
    facts = [replace(fact, done_at=None, money=5 if n < 200 else None) for n, fact in enumerate(month())]
    found = report(facts, NOVEMBER, TZ, PARENTS, now=DECEMBER)

    chinese = page(found, both[0], TZ)

    assert "<td>–</td>" in chinese
    assert "金额（元） 4.00" in chinese
    assert '<th scope="row">办结</th><td>–</td><td>–</td>' in chinese


def test_names_of_units_are_words_to_a_browser(spoken: Texts) -> None:
    units = UNITS | {"kz": replace(UNITS["kz"], name={"zh": "<b>&甲", "en": "<b>&A"})}
    found = report(month(), NOVEMBER, TZ, PARENTS, now=DECEMBER)

    text = page(found, words(spoken, units)[0], TZ)

    assert "&lt;b&gt;&amp;甲" in text
    assert "<b>&甲" not in text


def test_a_month_with_few_people_or_still_running_tells_next_to_nothing(both: tuple[Words, Words]) -> None:
    few = report(month(9, 0), NOVEMBER, TZ, PARENTS, now=DECEMBER)
    running = report(month(), NOVEMBER, TZ, PARENTS, now=DECEMBER - timedelta(days=10))

    assert page(few, both[0], TZ).count("不满 10 人，不单独报。") == 2
    assert "<table" not in page(few, both[0], TZ) + page(running, both[0], TZ)
    assert "已有 <b>120</b> 件以上。" in page(running, both[0], TZ)
    assert "初步数字" in page(running, both[0], TZ)
    assert read(tables(few, both, UNITS)["cases-2026-11.csv"])[1][:4] == ["全部 All", "全部", "All", "<10"]
    assert read(tables(running, both, UNITS)["requests-2026-11.csv"])[1][3] == "≥260"
    assert read(tables(few, both, UNITS)["requests-by-unit-2026-11.csv"]) == [["单位", "Unit"]]
    assert {row[2] for row in read(tables(running, both, UNITS)["units-2026-11.csv"])[1:]} == {
        "合并上报 rolled up"
    }


def test_a_group_without_a_name_is_something_else_and_never_its_key(both: tuple[Words, Words]) -> None:
    facts = [replace(fact, category=CANARY, unit="gone", level=3) for fact in month()]
    found = report(facts, NOVEMBER, TZ, PARENTS, now=DECEMBER)

    written = "".join(tables(found, both, UNITS).values()) + page(found, both[0], TZ)

    assert CANARY not in written
    assert "gone" not in written
    assert "厂以上" in written
    assert "别的" in written


def test_chinese_and_english_say_the_same_blocks(spoken: Texts) -> None:
    assert spoken.blocks("zh", "report") == spoken.blocks("en", "report")


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(), "0 秒"),
        (timedelta(seconds=119), "119 秒"),
        (timedelta(minutes=2), "2 分钟"),
        (timedelta(hours=2), "2 小时"),
        (timedelta(days=2), "2 天"),
    ],
)
def test_times_are_said_in_units_one_can_picture(
    both: tuple[Words, Words], time: timedelta, said: str
) -> None:
    assert both[0].span(time) == said


def test_money_is_said_in_yuan() -> None:
    assert [yuan(fen) for fen in (0, 5, 123450)] == ["0.00", "0.05", "1234.50"]


def test_bars_are_as_long_as_their_numbers_and_long_names_are_cut() -> None:
    drawn = bars([Bar("一" * 30, 2, "2 & 2"), Bar("a", 1, "1"), Bar("b", 0, "0", 0.5)], 'of "all"')

    widths = [float(width) for width in re.findall(r'width="([\d.]+)" height', drawn)]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.1)
    assert widths[2] == pytest.approx(widths[1] / 2, abs=0.1)
    assert widths[3] == 1
    assert f">{'一' * 17}…<" in drawn
    assert "2 &amp; 2" in drawn
    assert 'aria-label="of &#34;all&#34;"' in drawn
    assert bars([], "nothing") == ""
    assert "nan" not in bars([Bar("a", 0, "0")], "zero")


def fill(office: Office, count: int) -> None:
    """So many cases of as many people in November, in a store with two units."""
    office.load(TWO_UNITS + STAFF)

    async def write() -> None:
        store = await office.open()
        noon = NOVEMBER.start(TZ) + timedelta(days=9)
        async with store.db.transaction() as tx:
            for n in range(count):
                person = Person(f"person{n}", CANARY, 90_000 + n, "lk-hambantota", "zh")
                await people.save(tx, store.keys, person)
                case = Case(
                    f"case{n}", f"CODE{n}", person.id, Colour.RED, noon, State.CLOSED, unit=person.unit,
                    paged_at=noon + timedelta(seconds=2), claimed_at=noon + timedelta(seconds=50),
                    human_at=noon + timedelta(minutes=3), closed_at=noon + timedelta(hours=3),
                    reasons=(CANARY,), answers=(("talk", "topic", "sleep"), ("talk", "words", CANARY)),
                )  # fmt: skip
                await cases.save(tx, store.keys, [case])
        await store.close()

    asyncio.run(write())


def make(office: Office, folder: Path, text: str | None = "2026-11", now: datetime = DECEMBER) -> str:
    return asyncio.run(make_report(office.config, text, folder, now))


def test_a_report_is_made_from_the_store_twice_alike_and_holds_nobody(office: Office) -> None:
    fill(office, 12)
    folder = office.folder / "new" / "desk"

    said = make(office, folder, None)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "cases-2026-11.csv").write_text("old")
    (folder / "theirs.txt").write_text("theirs")
    make(office, folder)

    assert said == f"report on 2026-11 in {folder}: {', '.join(first_names(said))}"
    assert first.keys() == FILES
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name in FILES} == first
    assert (folder / "theirs.txt").read_text() == "theirs"
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir() if path.name in FILES} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    written = b"".join(first.values()).decode()
    assert not [word for word in (CANARY, "CODE", "person1", "case1", "李医生", "90001") if word in written]
    assert "汉班托塔项目" in written
    assert "睡不好" in written
    assert "共 <b>12</b> 件，来自 <b>12</b> 人。" in written


def first_names(said: str) -> list[str]:
    found = said.rpartition(": ")[2].split(", ")
    assert set(found) == FILES
    return found


def test_a_report_on_the_running_month_says_that_it_is_preliminary(office: Office) -> None:
    fill(office, 12)

    said = make(office, office.folder / "desk", now=DECEMBER - timedelta(days=10))

    assert said.splitlines()[1] == (
        "2026-11 is still running: totals only, in steps of 10; run it again next month"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [("November", '"November" is no month, write it as 2026-11'), ("2027-01", "2027-01 has not begun")],
)
def test_a_month_there_is_not_is_told_and_nothing_is_written(office: Office, text: str, told: str) -> None:
    with pytest.raises(ReportFailed, match=re.escape(told)):
        make(office, office.folder / "desk", text)

    assert not (office.folder / "desk").exists()


@pytest.mark.parametrize("what", ["no store", "no key", "no database", "damaged", "file in the way"])
def test_a_report_that_cannot_be_made_says_why(office: Office, what: str) -> None:
    store, folder = office.config.store_path, office.folder / "desk"
    if what == "no store":
        store.unlink()
    elif what == "no key":
        office.config.key_file.unlink()
    elif what == "no database":
        store.write_bytes(b"no database at all" * 1000)
    elif what == "damaged":
        _break_cases(office)
    else:
        folder.write_text("a file")

    with pytest.raises(ReportFailed) as refusal:
        make(office, folder)

    assert len(str(refusal.value).splitlines()) == 1
    named = {"no key": office.config.key_file, "file in the way": folder}.get(what, store)
    assert str(named) in str(refusal.value)
    assert not folder.is_dir()


def _break_cases(office: Office) -> None:
    async def drop() -> None:
        store = await office.open()
        async with store.db.transaction() as tx:
            await tx.execute("drop table entry")
            await tx.execute("drop table cases")
        await store.close()

    asyncio.run(drop())


def test_half_a_report_is_never_left_behind(office: Office) -> None:
    folder = office.folder / "desk"
    (folder / "report-2026-11.en.html").mkdir(parents=True)

    with pytest.raises(ReportFailed, match="cannot be written"):
        make(office, folder)

    assert not list(folder.glob(".warmline-report-*"))


def test_the_command_prints_where_the_report_is(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARMLINE_CONFIG", str(PROJECT / "config.yaml"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{office.config.store_path}")
    folder = office.folder / "desk"

    assert main(["report", "--month", "2025-02", "--out", str(folder)]) == 0
    assert capsys.readouterr().out.startswith(f"report on 2025-02 in {folder}: report-2025-02.zh.html")
    assert main(["report", "--month", "2/2025", "--out", str(folder)]) == 1
    assert capsys.readouterr().err == '"2/2025" is no month, write it as 2026-11\n'


def test_the_demo_s_month_is_told_by_the_demo_s_clock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("flows", "templates", "config.yaml"):
        (tmp_path / name).symlink_to(PROJECT / name)
    monkeypatch.setenv("WARMLINE_CONFIG", str(tmp_path / "config.yaml"))
    folder, month = tmp_path / "desk", datetime.now(ZoneInfo(TZ)).strftime("%Y-%m")

    assert main(["report", "--demo", "--month", month, "--out", str(folder)]) == 1
    assert "there is no store at" in capsys.readouterr().err

    async def played() -> None:
        store = await open_store(
            tmp_path / "data" / "demo" / "warmline.db",
            key_variable="",
            key_file=tmp_path / "data" / "demo" / "warmline.key",
        )
        async with store.db.transaction() as tx:
            note = json.dumps(timedelta(days=40).total_seconds()).encode()
            await desks.write_note(tx, "clock_ahead", note)
        await store.close()

    asyncio.run(played())

    assert main(["report", "--demo", "--month", month, "--out", str(folder)]) == 0
    assert "is still running" not in capsys.readouterr().out


async def test_a_call_for_help_keeps_the_unit_it_came_from(street: Street) -> None:
    await street.phone(1001).says("我不想活了")

    assert [case.unit for case in await cases.live(street.store.db, street.store.keys)] == ["lk"]


def test_only_a_request_can_be_withdrawn(both: tuple[Words, Words]) -> None:
    assert "withdrawn" in both[0].known(Kind.REQUEST, "end")
    assert "withdrawn" not in both[0].known(Kind.CASE, "end")

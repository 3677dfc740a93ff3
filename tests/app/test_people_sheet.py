"""Lists of people as spreadsheets: read as a desk writes them, and every fault in Chinese with its row."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.app import people_sheet, people_words
from bot.app.people_import import ImportRefused, Summary, import_file
from bot.app.people_told import in_chinese
from bot.app.people_words import Unfit
from bot.domain.people import Role
from bot.domain.rota import Duty, read_window
from tests.office import UNITS, Office

UNIT_ROWS = (
    ("代码", "名称", "英文名称", "上级", "时区", "国家"),
    ("hq", "大本营", "Headquarters", None, "Asia/Shanghai", "CN"),
    ("lk", "汉班托塔项目", None, "大本营", "Asia/Colombo", "LK"),
)
HEADER = ("姓名", "单位", "角色", "电报")


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def load(office: Office, content: bytes, name: str = "名单.xlsx", *, dry_run: bool = False) -> Summary:
    file = office.folder / name
    file.write_bytes(content)
    return asyncio.run(import_file(office.config, file, dry_run=dry_run))


def refused(office: Office, content: bytes, name: str = "名单.xlsx") -> list[str]:
    before = office.rows()
    with pytest.raises(ImportRefused) as refusal:
        load(office, content, name)
    assert office.rows() == before
    return str(refusal.value).splitlines()


def listed(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    return workbook({"名单": [header, *rows], "单位表": UNIT_ROWS})


def test_a_workbook_with_people_and_units_is_imported(office: Office) -> None:
    header = (
        "会的语言", "角色（必填）", "姓名 *", "单位", "电报", "编号", "语言", "性别", "方言", "值班", "证书到期",
        "开始", "结束",
    )  # fmt: skip
    full = (
        "中文、英语", "心理咨询师，督导", "李医生", "大本营", 2001.0, 1001.0, "英文", "女", "粤语/四川话",
        "周一至周五 8:00-18:00；周六 08:00~12:00", date(2027, 3, 31), "2026/1/2", date(2027, 12, 31),
    )  # fmt: skip
    rows = [("二〇二六年名单",), (), header, full, (None,) * 13, (None, "职工", "刘师傅", "lk", "1001")]

    said = load(office, workbook({"空表": [], "名单": rows, "单位表": UNIT_ROWS}))

    assert str(said) == "units: 2 new, 0 changed; people: 2 new, 0 changed, 0 unchanged"
    li, liu = office.everybody()["李医生"], office.everybody()["刘师傅"]
    assert (li.address, li.unit, li.language, li.languages, li.gender, li.dialects) == (
        2001, "hq", "en", ("zh", "en"), "f", ("粤语", "四川话"),
    )  # fmt: skip
    assert {grant.role for grant in li.grants} == {Role.COUNSELLOR, Role.SUPERVISOR}
    assert li.grants[0].certified_until == datetime(2027, 3, 31, 16, tzinfo=UTC)
    assert office.duty_of("李医生") == Duty(
        windows=(read_window("mon-fri 08:00-18:00"), read_window("sat 08:00-12:00")), tz="Asia/Shanghai"
    )
    assert (liu.unit, liu.address, liu.grants[0].role) == ("lk", 1001, Role.EMPLOYEE)


def test_the_same_workbook_again_changes_nothing_and_units_of_the_store_may_be_meant_by_name(
    office: Office,
) -> None:
    office.load(UNITS)
    content = workbook({"Sheet1": [HEADER, ("刘师傅", "汉班托塔项目", "职工", 1001)]})
    assert str(load(office, content)).endswith("people: 1 new, 0 changed, 0 unchanged")

    said = load(office, content, dry_run=True)

    assert str(said).endswith("people: 0 new, 0 changed, 1 unchanged (dry run: nothing was written)")
    assert office.everybody()["刘师傅"].unit == "lk-hambantota"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_of_any_usual_writing_is_read(office: Office, encoding: str, delimiter: str) -> None:
    office.load(UNITS)
    rows = [("name", "Unit", "ROLE", "telegram_id"), ("刘师傅", "hq", "职工", "1001"), ("",) * 4]
    text = "\r\n".join(delimiter.join(row) for row in rows)

    said = load(office, text.encode(encoding), "名单.CSV")

    assert said.people_new == 1
    assert office.everybody()["刘师傅"].address == 1001


def test_every_fault_of_a_sheet_is_told_at_once_with_row_and_column(office: Office) -> None:
    header = (*HEADER, "性别", "值班", "证书到期", "语言", "备注", "姓名")
    rows = [
        ("张三", "lk", "咨寻师", "12a", "未知", "随便", "明年", "俄语"),
        ("李四", "汉班托塔工程", "职工", -5, None, None, "2027-02-30", "火星话"),
        (None, "lk", "职工", 7, None, None, date(1900, 1, 1)),
        ("王五", "lk", "职工", "=1+1"),
    ]

    told = refused(office, listed(*rows, header=header))

    assert told == [
        "名单.xlsx 第 1 行：不认识「备注」这一列",
        "名单.xlsx 第 1 行：「姓名」这一列重复了",
        "名单.xlsx 第 2 行「角色」：没有「咨寻师」这个角色，是不是「咨询师」？",
        "名单.xlsx 第 2 行「电报」：「12a」不是电报号，应该是一串数字，比如 123456789",
        "名单.xlsx 第 2 行「性别」：没有「未知」这个性别",
        "名单.xlsx 第 2 行「值班」：「随便」看不懂，写成 周一至周五 18:00-06:00，或者 全天、不值班",
        "名单.xlsx 第 2 行「证书到期」：「明年」不是日期，写成 2027-03-31 这样",
        "名单.xlsx 第 2 行「语言」：「俄语」还不能用作界面语言，写 中文 或 英文",
        "名单.xlsx 第 3 行「单位」：没有「汉班托塔工程」这个单位，是不是「汉班托塔项目」？",
        "名单.xlsx 第 3 行「电报」：「-5」不是电报号，应该是一串数字，比如 123456789",
        "名单.xlsx 第 3 行「证书到期」：没有「2027-02-30」这一天",
        "名单.xlsx 第 3 行「语言」：没有「火星话」这个语言",
        "名单.xlsx 第 4 行「姓名」：这一格空着",
        "名单.xlsx 第 4 行「证书到期」：年份 1900 不对",
        "名单.xlsx 第 5 行「电报」：这一格是公式，请改成普通的值（复制后「选择性粘贴」为数值）",
    ]


def test_faults_between_rows_and_of_units_are_told_in_chinese_too(office: Office) -> None:
    units = [
        *UNIT_ROWS,
        ("lk", "另一个", None, None, "Asia/Colombo", "LK"),
        ("x y", "坏的", None, "天上", "火星", "Mars"),
    ]
    rows = [
        HEADER,
        ("张三", "lk", "职工", 7),
        ("李四", "lk", "职工", 7),
        ("张三", "hq", "督导", 7),
        ("张三", "lk", "职工", 7),
    ]

    told = refused(office, workbook({"名单": rows, "单位表": units}))

    assert told == [
        "名单.xlsx 第 3 行：「7」在第 2 行是另一个人",
        "名单.xlsx 第 5 行：「张三」这个角色在第 2 行已经有了；不是同一个人就填编号或电报号",
        "名单.xlsx 单位表 第 4 行：单位「lk」和第 3 行重复",
        "名单.xlsx 单位表 第 5 行「代码」：代码「x y」只能用字母、数字、- 和 _，最多 40 个",
        "名单.xlsx 单位表 第 5 行「上级」：没有「天上」这个单位",
    ]


@pytest.mark.parametrize(
    ("header", "cell", "thin"),
    [
        ("网络差", "是", True),
        ("弱网", True, True),
        ("thin", "No", False),
        ("网络差", "正常", False),
        ("弱网", None, False),
    ],
)
def test_a_thin_link_is_ticked_or_said_in_a_word(
    office: Office, header: str, cell: object, thin: bool
) -> None:
    units = [(*UNIT_ROWS[0], header), (*UNIT_ROWS[1], None), (*UNIT_ROWS[2], cell)]

    load(office, workbook({"名单": [HEADER, ("刘师傅", "lk", "职工", 1001)], "单位表": units}))

    assert {row[0]: bool(row[-1]) for row in office.rows()["unit"]} == {"hq": False, "lk": thin}


def test_a_thin_link_that_is_neither_yes_nor_no_is_told(office: Office) -> None:
    units = [(*UNIT_ROWS[0], "弱网"), (*UNIT_ROWS[1], None), (*UNIT_ROWS[2], "看天气")]

    told = refused(office, workbook({"名单": [HEADER, ("刘师傅", "lk", "职工", 1001)], "单位表": units}))

    assert "是否弱网" in told[0]
    assert "单位表 第 3 行「弱网」" in told[0]


def test_a_wrong_zone_country_and_order_of_days_are_told_in_chinese(office: Office) -> None:
    units = [*UNIT_ROWS, ("ae", "阿联酋项目", None, None, "Asia/Dubay", "UAE!")]
    rows = [(*HEADER, "开始", "结束"), ("张三", "lk", "职工", 7, "2027-01-02", "2027-01-01")]

    told = refused(office, workbook({"名单": rows, "单位表": units}))

    assert [line.split("：", 1)[1] for line in told] == [
        "结束日期早于开始日期",
        "没有「Asia/Dubay」这个时区，写成 Asia/Shanghai 这样",
        "没有「UAE!」这个国家代码，写两个字母，比如 CN；船上就空着",
    ]


def test_missing_columns_are_named(office: Office) -> None:
    assert refused(office, workbook({"S": [("姓名", "电报"), ("张三", 7)]})) == [
        "名单.xlsx 第 1 行：缺少「单位」这一列",
        "名单.xlsx 第 1 行：缺少「角色」这一列",
    ]


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    return content.getvalue()


def torn() -> bytes:
    whole = workbook({"S": [HEADER]})
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.namelist():
            new.writestr(part, b"<worksheet><sheetData><row" if "sheet1" in part else old.read(part))
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.xlsx", b"", "a.xlsx：不是 .xlsx 文件（旧的 .xls 请用 Excel 另存为 .xlsx）"),
        ("a.xlsx", bomb(), "a.xlsx：文件展开以后太大，不像一份名单"),
        ("a.xlsx", torn(), "a.xlsx：文件坏了，请用 Excel 打开后另存一次"),
        ("a.xlsx", workbook({"S": []}), "a.xlsx：表是空的"),
        ("a.csv", b"", "a.csv：表是空的"),
        ("a.csv", b"\xff\xff\xff", "a.csv：文字编码认不出来，请用 Excel 另存为「CSV UTF-8」或 .xlsx"),
        ("a.csv", b"x" * 140_000, "a.csv：不是完整的 CSV 文件，请用 Excel 重新另存一次"),
        ("a.csv", b"x\n" * 300_000, "a.csv：文件超过 0 MB，请分成几份"),
        ("a.csv", b"x\n" * 150, "a.csv：超过 100 行，请分成几份"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_kind_line(
    office: Office, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, told: str
) -> None:
    monkeypatch.setattr(people_sheet, "LARGEST_UNPACKED", 1_000_000)
    monkeypatch.setattr(people_sheet, "LARGEST", 500_000)
    monkeypatch.setattr(people_sheet, "MOST_ROWS", 100)

    assert refused(office, content, name) == [told]


def test_a_faulty_sheet_makes_no_store(tmp_path: Path) -> None:
    office = Office(tmp_path)

    refused(office, listed(("张三", "nowhere", "职工", 7)))

    assert not office.config.store_path.exists()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("全天", ["always"]),
        ("不值班", ["never"]),
        ("每天 8:00-20:00", ["mon-sun 08:00-20:00"]),
        ("星期日 08:00-9:00", ["sun 08:00-09:00"]),
    ],
)
def test_duty_is_read_as_people_write_it(said: str, wanted: list[str]) -> None:
    assert people_words.duty(said) == wanted


@pytest.mark.parametrize(
    "said", ["2027-03-31", "2027/3/31", "2027.3.31", "2027年3月31日", "２０２７-3-31", "2027/3/31 00:00:00"]
)
def test_a_day_is_read_as_people_write_it(said: str) -> None:
    assert people_words.day(said) == "2027-03-31"


@settings(max_examples=300)
@given(
    st.none()
    | st.text(max_size=12)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.datetimes()
)
def test_no_cell_however_odd_is_more_than_a_fault(cell: people_words.Cell) -> None:
    for read in (
        people_words.roles, people_words.language, people_words.languages, people_words.gender,
        people_words.telegram_id, people_words.day, people_words.duty, people_words.several,
    ):  # fmt: skip
        with suppress(Unfit):
            read(cell)


def test_what_has_no_chinese_words_is_still_told() -> None:
    assert in_chinese("something new") == "something new"
    assert (
        in_chinese('telegram_id 7 already belongs to somebody else than "张三"')
        == "电报号 7 已经是别人的，不是「张三」的"
    )

"""A spreadsheet of units and people, .xlsx or .csv, read into the same entries as a YAML file. Whoever fills
one in is no programmer: every fault says in Chinese which row and column it is about."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.app import people_words as words
from bot.app.people_file import PeopleFile, read_tables
from bot.app.people_told import RowFaults
from bot.app.people_words import PERSON_HEADERS, UNIT_HEADERS, Cell, Unfit
from bot.domain.care.facts import LifeEvent
from bot.domain.flow.source import Fault, Items, Node, Scalar, Table
from bot.domain.people import Unit

LARGEST = 20_000_000
"""Bytes of a file."""
LARGEST_UNPACKED = 400_000_000
"""Bytes of an .xlsx unpacked: one that grows beyond is no list of people."""
MOST_ROWS = 100_000
WIDEST = 64
"""Columns that are read."""
UNITS_TITLES = ("单位表", "单位", "units")
HEADER_WITHIN = 10
"""Rows among which the headers are looked for: a title often stands above them."""

Row = tuple[int, Sequence[Cell]]


class Unreadable(Exception):
    """The file as a whole cannot be used; the text says why, in Chinese."""


class Formula(str):
    """A cell that is computed: what it shows is not in the file."""


@dataclass(frozen=True, slots=True)
class Book:
    people: tuple[Row, ...]
    units: tuple[Row, ...] = ()


def read_sheet(
    content: bytes, source: str, known: Mapping[str, Unit]
) -> tuple[PeopleFile, tuple[Fault, ...]]:
    """What a spreadsheet says and all that is wrong with it. `known` units may be meant by name.

    Raises Unreadable for a file that is no such spreadsheet, or too large.
    """
    if len(content) > LARGEST:
        raise Unreadable(f"文件超过 {LARGEST // 1_000_000} MB，请分成几份")
    book = _csv(content) if source.lower().endswith(".csv") else _xlsx(content)
    if not book.people and not book.units:
        raise Unreadable("表是空的")
    if max(len(book.people), len(book.units)) > MOST_ROWS:
        raise Unreadable(f"超过 {MOST_ROWS} 行，请分成几份")
    faults = RowFaults(Path(source).name)
    codes = {word: unit.code for unit in known.values() for word in (unit.code, *unit.name.values())}
    units = list(_units(book.units, faults, codes))
    people = list(_people(book.people, faults, codes))
    return read_tables(units, people, faults), tuple(faults.found)


# -- from the file to rows ----------------------------------------------------------------------


def _csv(content: bytes) -> Book:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise Unreadable("文字编码认不出来，请用 Excel 另存为「CSV UTF-8」或 .xlsx") from None
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_ROWS + 2))
    except csv.Error:
        raise Unreadable("不是完整的 CSV 文件，请用 Excel 重新另存一次") from None
    return Book(
        tuple(_filled((number, [_typed(cell) for cell in row]) for number, row in enumerate(rows, 1)))
    )


def _typed(cell: str) -> Cell:
    return Formula(cell) if cell.lstrip().startswith("=") else cell


def _xlsx(content: bytes) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Unreadable("文件展开以后太大，不像一份名单")
        with closing(load_workbook(io.BytesIO(content), read_only=True, keep_links=False)) as book:
            return _book(book)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError):
        raise Unreadable("不是 .xlsx 文件（旧的 .xls 请用 Excel 另存为 .xlsx）") from None
    except (SyntaxError, ValueError, TypeError):
        # a parse error of the XML inside is a SyntaxError
        raise Unreadable("文件坏了，请用 Excel 打开后另存一次") from None


def _book(book: Workbook) -> Book:
    people: tuple[Row, ...] = ()
    units: tuple[Row, ...] = ()
    for sheet in book.worksheets:
        # what a file says of its own size need not be so
        sheet.reset_dimensions()
        if words.folded(sheet.title) in UNITS_TITLES:
            units = units or _rows(sheet)
        else:
            people = people or _rows(sheet)
    return Book(people, units)


def _rows(sheet: object) -> tuple[Row, ...]:
    cells = sheet.iter_rows(max_col=WIDEST)  # type: ignore[attr-defined] # of openpyxl's read-only kind
    found = (
        (number, [Formula() if cell.data_type == "f" else cell.value for cell in row])
        for number, row in enumerate(cells, 1)
    )
    return tuple(islice(_filled(found), MOST_ROWS + 2))


def _filled(rows: Iterable[tuple[int, Sequence[Cell]]]) -> Iterator[Row]:
    """Rows with anything in them; of merged cells only the first has."""
    return (row for row in rows if any(isinstance(cell, Formula) or words.plain(cell) for cell in row[1]))


# -- from rows to entries -----------------------------------------------------------------------


def _headed(
    rows: Sequence[Row], headers: Mapping[str, str], faults: RowFaults
) -> tuple[dict[int, tuple[str, str]], Sequence[Row]]:
    """Columns as (key, header as written), by place, and the rows below the headers."""
    best = max(
        range(min(len(rows), HEADER_WITHIN)),
        key=lambda place: sum(words.folded(cell) in headers for cell in rows[place][1]),
        default=None,
    )
    if best is None:
        return {}, ()
    number, cells = rows[best]
    columns: dict[int, tuple[str, str]] = {}
    for place, cell in enumerate(cells):
        written = words.plain(cell)
        key = headers.get(words.folded(cell))
        if key is not None and key in (taken for taken, _ in columns.values()):
            faults.at(number, "", f"「{written}」这一列重复了")
        elif key is not None:
            columns[place] = (key, written)
        elif written:
            faults.at(number, "", f"不认识「{written}」这一列{words.meant(words.folded(cell), headers)}")
    return columns, rows[best + 1 :]


def _entries(
    rows: Sequence[Row],
    headers: Mapping[str, str],
    needed: Mapping[str, str],
    read: Mapping[str, Callable[[Cell], object]],
    faults: RowFaults,
) -> Iterator[Table]:
    columns, below = _headed(rows, headers, faults)
    there = {key for key, _ in columns.values()}
    for key, title in needed.items():
        if rows and key not in there:
            faults.at(rows[0][0], "", f"缺少「{title}」这一列")
    for number, cells in below:
        entries: dict[str, Node] = {}
        for place, (key, written) in columns.items():
            cell = cells[place] if place < len(cells) else None
            if isinstance(cell, Formula):
                faults.at(number, written, "这一格是公式，请改成普通的值（复制后「选择性粘贴」为数值）")
            elif words.plain(cell):
                try:
                    entries[key] = _node(faults.line(number), read.get(key, words.plain)(cell))
                except Unfit as unfit:
                    faults.at(number, written, str(unfit))
            elif key in needed:
                faults.at(number, written, "这一格空着")
        if needed.keys() <= entries.keys():
            line = faults.line(number)
            yield Table(line, entries, dict.fromkeys(entries, line))


def _node(line: int, value: object) -> Node:
    if isinstance(value, list):
        return Items(line, tuple(Scalar(line, word) for word in value))
    return Scalar(line, value if isinstance(value, int) else str(value))


def _units(rows: Sequence[Row], faults: RowFaults, codes: dict[str, str]) -> Iterator[Table]:
    """Units; their names are added to `codes`, for the people below."""
    faults.sheet = "单位表"
    needed = {"code": "代码", "name": "名称", "tz": "时区"}
    for table in _entries(
        rows,
        UNIT_HEADERS,
        needed,
        {"code": _code, "parent": _unit_in(codes), "risk": words.risk, "thin": words.thin},
        faults,
    ):
        entries = dict(table.entries)
        names = {"zh": entries["name"]} | ({"en": entries.pop("name_en")} if "name_en" in entries else {})
        entries["name"] = Table(table.line, names, dict.fromkeys(names, table.line))
        for node in (entries["code"], *names.values()):
            codes[words.plain(_value(node))] = words.plain(_value(entries["code"]))
        yield Table(table.line, entries, table.lines)
    faults.sheet = ""


def _people(rows: Sequence[Row], faults: RowFaults, codes: Mapping[str, str]) -> Iterator[Table]:
    needed = {"name": "姓名", "unit": "单位", "role": "角色"}
    read: dict[str, Callable[[Cell], object]] = {
        "unit": _unit_in(codes),
        "role": words.roles,
        "telegram_id": words.telegram_id,
        "lang": words.language,
        "languages": words.languages,
        "gender": words.gender,
        "dialects": words.several,
        "on_duty": words.duty,
        "certified_until": words.day,
        "from": words.day,
        "until": words.day,
        "departure": words.day,
        "homecoming": words.day,
        "birthday": words.birthday,
        "tags": words.several,
        "household": words.household,
        "festivals": words.festivals,
        "shifts": words.shifts,
        "thin": words.thin,
        **dict.fromkeys(LifeEvent, words.day),
    }
    return _entries(rows, PERSON_HEADERS, needed, read, faults)


def _unit_in(codes: Mapping[str, str]) -> Callable[[Cell], str]:
    """The code of a unit, which may be meant by its name."""

    def read(cell: Cell) -> str:
        word = words.plain(cell)
        if word in codes:
            return codes[word]
        raise Unfit(f"没有「{word}」这个单位{words.meant(word, codes)}")

    return read


def _code(cell: Cell) -> str:
    word = words.plain(cell)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", word):
        raise Unfit(f"代码「{word}」只能用字母、数字、- 和 _，最多 40 个")
    return word


def _value(node: Node) -> str:
    return str(node.value) if isinstance(node, Scalar) else ""

"""A faulty file: every mistake with its line and advice, all at once, and nothing half-imported."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.people_import import ImportRefused, import_file
from tests.office import STAFF, UNITS, Office


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["1: the file is empty"]),
        ("- hello", ["1: write units: and people:"]),
        ("units: [", ["2: not valid YAML: did not find expected node content"]),
        (
            "units: []\n---\nunits: []",
            ["2: the file is one list of units and people: a second document begins here"],
        ),
        (
            "unit: []",
            ['1: "unit" is not a key of this file, which has units and people — did you mean "units"?'],
        ),
        ("people: 5", ['1: "people" needs a list: lines that begin with "- "']),
        ("people:\n  - 李医生", ['2: an entry of "people" needs keys and values']),
    ],
)
def test_a_file_of_another_kind_gets_a_kind_line(office: Office, text: str, told: list[str]) -> None:
    assert office.refused(text) == told


def test_a_file_that_is_not_there_or_not_utf_8_gets_a_kind_line(office: Office) -> None:
    gbk = office.folder / "gbk.yaml"
    gbk.write_bytes("people: [{name: 李医生}]".encode("gbk"))

    with pytest.raises(ImportRefused, match=r"nowhere\.yaml: there is no such file$"):
        asyncio.run(import_file(office.config, office.folder / "nowhere.yaml"))
    with pytest.raises(ImportRefused, match=r"is not UTF-8 text: save it again as UTF-8$"):
        asyncio.run(import_file(office.config, gbk))
    with pytest.raises(ImportRefused, match=r"cannot be read: Is a directory$"):
        asyncio.run(import_file(office.config, office.folder))


NUMBER = '"telegram_id" needs a whole number from 1 to 4503599627370496'
N = "role: officer, name: N, unit: hq"
LI = "name: 李医生, unit: hq, telegram_id: 2001"
WEEKDAYS = "mon, tue, wed, thu, fri, sat, sun"
ROLES = "employee, family, liaison, wellbeing_manager, counsellor, supervisor, officer, doctor"
MISTAKES = [
    (
        "role: councellor, name: N, unit: hq",
        f'role "councellor" is none of {ROLES} — did you mean "counsellor"?',
    ),
    (
        "role: wellbeing manager, name: N, unit: hq",
        f'role "wellbeing manager" is none of {ROLES} — did you mean "wellbeing_manager"?',
    ),
    ("name: N, unit: hq", f'"role" is missing: one of {ROLES}'),
    ("role: officer, roles: [officer], name: N, unit: hq", 'write either "role" or "roles"'),
    ("roles: [], name: N, unit: hq", f'"roles" is empty: write one of {ROLES}'),
    ("role: officer, unit: hq", '"name" is missing'),
    ("role: officer, name: 12, unit: hq", '"name" needs a word'),
    (
        "role: officer, name: N, unit: hqq",
        'unit "hqq" is neither in this file nor in the store — did you mean "hq"?',
    ),
    (f"{N}, telegram: 5", '"telegram" is not a key of a person — did you mean "telegram_id"?'),
    (f'{N}, telegram_id: "5"', NUMBER),
    (f"{N}, telegram_id: -100500", NUMBER),
    (f"{N}, lang: zh-CN", 'lang "zh-CN" is none of zh, en — did you mean "zh"?'),
    (f"{N}, gender: 女", 'gender "女" is none of m, f — did you mean "f"?'),
    (f"{N}, gender: x", 'gender "x" is none of m, f'),
    (f"{N}, dialects: [{'长' * 21}]", "a dialect needs 1 to 20 characters"),
    (
        f"{N}, languages: [Chinese]",
        '"Chinese" is no language: write its two or three letters, such as zh or en',
    ),
    (f"{N}, on_duty: mon-fry 08:00-18:00", f'"fry" is no weekday, use {WEEKDAYS}, always or never'),
    (f"{N}, on_duty: [mon 08:00-18:00, always]", '"always" stands alone, not among times'),
    (f"{N}, on_duty: [5]", '"on_duty" may hold words only'),
    (
        f"{N}, certified_until: 2027",
        'certified_until "2027" is no date: write year-month-day, for example 2027-03-31',
    ),
    (f"{N}, certified_until: 2027-02-30", 'certified_until: there is no day "2027-02-30"'),
    (f"{N}, certified_until: 0027-02-03", "certified_until: the year 27 is a slip of the pen"),
    (f"{N}, from: 2027-02-03, until: 2027-02-02", '"until" is before "from"'),
    (f"{N}, telegram_id: 2001, key: new", 'telegram_id 2001 already stands in line 6 for "李医生"'),
    (
        f"role: counsellor, {LI}",
        '"李医生" with this role already stands in line 6: leave one out, or tell '
        "two people apart with a key or telegram_id",
    ),
    (f"role: officer, {LI}, on_duty: never", "on_duty is not what line 6 says about the same person"),
]
UNIT_MISTAKES = [
    (
        "{code: a, name: A, tz: Asia/Beijing}",
        '"Asia/Beijing" is no time zone — did you mean "Asia/Shanghai"?',
    ),
    ("{code: a, name: A, tz: asia/colombo}", '"asia/colombo" is no time zone — did you mean "Asia/Colombo"?'),
    (
        "{code: a, name: A, tz: UTC+8}",
        '"UTC+8" is no time zone — write a place instead, such as Asia/Shanghai: it knows about summer time',
    ),
    (
        "{code: a, name: A, tz: UTC, country: CHN}",
        '"CHN" is no country: two letters such as CN, or leave it out for a ship',
    ),
    (
        "{code: a, name: A, tz: UTC, country: UK}",
        '"UK" is no country: two letters such as CN, or leave it out for a ship — did you mean "GB"?',
    ),
    ("{code: a, name: A, tz: UTC, parent: hqq}", 'parent "hqq" is no unit — did you mean "hq"?'),
    ("{code: a, name: A, tz: UTC, parent: a}", "units stand above one another in a circle: a → a"),
    ("{code: hq, name: A, tz: UTC}", 'unit "hq" already stands in line 2'),
    ("{code: a b, name: A, tz: UTC}", 'code "a b" may have letters a-z, digits, - and _, at most 40 of them'),
    ("{code: a, name: {de: A}, tz: UTC}", '"name" needs a word, or one for each of zh, en'),
    ("{code: a, name: A}", '"tz" is missing'),
]


@pytest.mark.parametrize(("entry", "told"), MISTAKES)
def test_a_mistake_about_a_person_is_told_with_its_line_and_advice(
    office: Office, entry: str, told: str
) -> None:
    assert f"9: {told}" in office.refused(UNITS.lstrip() + "#\n" + STAFF + f"  - {{{entry}}}\n")


@pytest.mark.parametrize(("entry", "told"), UNIT_MISTAKES)
def test_a_mistake_about_a_unit_is_told_with_its_line_and_advice(
    office: Office, entry: str, told: str
) -> None:
    assert f"4: {told}" in office.refused(UNITS.lstrip() + f"  - {entry}\n" + STAFF)


def test_units_in_a_circle_are_told_once_even_through_the_store(office: Office) -> None:
    office.load(UNITS)

    told = office.refused("units: [{code: hq, parent: lk-hambantota, name: 大本营, tz: Asia/Shanghai}]")

    assert told == ["1: units stand above one another in a circle: hq → lk-hambantota → hq"]


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines(office: Office) -> None:
    lines = [int(line.partition(":")[0]) for line in office.refused(
        UNITS + STAFF + "".join(f"  - {{{entry}}}\n" for entry, _ in MISTAKES)
    )]  # fmt: skip

    assert lines == sorted(lines)
    assert set(range(9, 9 + len(MISTAKES))) <= set(lines)


KEYED = "people:\n  - {role: officer, name: 张伟, unit: hq, key: a, telegram_id: 1}\n"


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (
            [
                "role: officer, name: 张伟, unit: hq, key: b, telegram_id: 2",
                "role: liaison, name: 张伟, unit: hq, key: b, telegram_id: 1",
            ],
            "4: telegram_id 1 already stands in line 2 for somebody else",
        ),
        (
            ["role: officer, name: 张伟, unit: hq, key: b", "role: liaison, name: 张伟, unit: hq"],
            '4: "张伟" of hq could be somebody in line 2 or 3: say who with a key or telegram_id',
        ),
        (
            ["role: liaison, name: 张伟, unit: hq, key: b, telegram_id: 1"],
            "3: key is not what line 2 says about the same person",
        ),
        (
            ["role: liaison, name: 张维, unit: hq, key: a"],
            '3: key a already stands in line 2 for "张伟"',
        ),
    ],
)
def test_entries_that_contradict_each_other_are_told(office: Office, entries: list[str], told: str) -> None:
    office.load(UNITS)

    assert told in office.refused(KEYED + "".join(f"  - {{{entry}}}\n" for entry in entries))


def test_a_telegram_id_imported_under_another_key_is_refused(office: Office) -> None:
    office.load(UNITS + KEYED)

    told = office.refused("people: [{role: officer, name: 张伟, unit: hq, key: b, telegram_id: 1}]")

    assert told == ["1: telegram_id 1 belongs to somebody with another key"]


def test_one_record_cannot_become_two_people_by_key_and_by_telegram_id(office: Office) -> None:
    office.load(UNITS + KEYED)

    told = office.refused(
        "people:\n"
        "  - {role: officer, name: 张伟, unit: hq, key: a, telegram_id: 2}\n"
        "  - {role: officer, name: 李雷, unit: hq, telegram_id: 1}\n"
    )

    assert "3: this is the same person as in line 2" in told


def test_a_store_that_cannot_be_used_refuses_the_import_in_one_line(office: Office) -> None:
    file = office.folder / "people.yaml"
    file.write_text(UNITS + STAFF, encoding="utf-8")
    office.config.store_path.write_bytes(b"no database at all" * 1000)

    with pytest.raises(ImportRefused, match=r"^the store at .* cannot be used: file is not a database$"):
        asyncio.run(import_file(office.config, file))


@contextmanager
def copied(store: Path) -> Iterator[Office]:
    with TemporaryDirectory() as folder:
        shutil.copytree(store, folder, dirs_exist_ok=True)
        yield Office(Path(folder))


@settings(max_examples=25, deadline=None)
@given(
    wrong=st.sets(st.integers(0, len(MISTAKES) - 1), max_size=4),
    wrong_units=st.sets(st.integers(0, len(UNIT_MISTAKES) - 1), max_size=2),
    good=st.integers(0, 3),
)
def test_whatever_is_wrong_nothing_is_half_imported(
    empty_store: Path, wrong: set[int], wrong_units: set[int], good: int
) -> None:
    units = UNITS + "".join(f"  - {UNIT_MISTAKES[n][0]}\n" for n in sorted(wrong_units))
    persons = [f"{{role: employee, name: 新人{n}, unit: hq, telegram_id: {5000 + n}}}" for n in range(good)]
    persons += [f"{{{MISTAKES[n][0]}}}" for n in sorted(wrong)]
    text = units + STAFF + "".join(f"  - {person}\n" for person in persons)
    with copied(empty_store) as office:
        office.stranger_writes(5000)

        if wrong or wrong_units:
            told = office.refused(text)  # compares the store before and after

            assert len({line.partition(":")[0] for line in told}) >= len(wrong) + len(wrong_units)
        else:
            assert office.load(text).people_new == 3 + good
            assert office.load(text).people_unchanged == 3 + good

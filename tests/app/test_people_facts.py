"""What a list of people says about their lives: read from YAML and spreadsheets, kept sealed, never lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.app.people_import import ImportRefused, import_file
from bot.app.people_words import Unfit, risk
from bot.domain.care.facts import Facts, Festival, Household, LifeEvent
from bot.store import facts, people
from tests.office import STAFF, UNITS, Office

ZHOU = "  - {role: liaison, name: 周联络员, unit: lk-hambantota, telegram_id: 3001, key: z1}\n"
LIFE = (
    "departure: 2023-07-31, homecoming: 2027-01-31, birthday: 1988-02-29, tags: [困难职工, Ｈardship], "
    "household: [spouse, children], festivals: [spring_festival], partner: z1, bereavement: 2026-10-01"
)


def liu(life: str) -> str:
    return UNITS + STAFF + ZHOU + f"  - {{role: employee, name: 小马, unit: lk-hambantota, {life}}}\n"


def test_what_a_list_says_about_somebody_is_known_and_stands_nowhere_in_the_clear(office: Office) -> None:
    office.load(liu(LIFE))

    found = office.facts_of("小马")
    (death,) = found.happened
    assert (death.kind, death.on) == (LifeEvent.BEREAVEMENT, date(2026, 10, 1))
    assert replace(found, happened=()) == Facts(
        departure=date(2023, 7, 31),
        homecoming=date(2027, 1, 31),
        birthday=date(1988, 2, 29),
        tags=("困难职工", "hardship"),
        household=(Household.SPOUSE, Household.CHILDREN),
        festivals=(Festival.SPRING,),
        partner=office.everybody()["周联络员"].id,
    )
    on_disk = office.config.store_path.read_bytes()
    assert not any(word.encode() in on_disk for word in ("hardship", "bereavement", "1988-02-29", "困难"))


def test_the_same_list_again_is_no_news_and_one_that_is_silent_changes_nothing(office: Office) -> None:
    office.load(liu(LIFE))
    known = office.facts_of("小马")

    assert str(office.load(liu(LIFE))).endswith("0 new, 0 changed, 5 unchanged")
    assert str(office.load(liu("lang: zh"))).endswith("0 new, 0 changed, 5 unchanged")
    assert office.facts_of("小马") == known


def test_another_assignment_forgets_the_return_from_the_one_before(office: Office) -> None:
    office.load(liu(LIFE))

    said = office.load(liu("departure: 2027-06-01, accident: 2027-01-02"))

    assert str(said).endswith("0 new, 1 changed, 4 unchanged")
    found = office.facts_of("小马")
    assert (found.departure, found.homecoming) == (date(2027, 6, 1), None)
    assert [one.kind for one in found.happened] == [LifeEvent.BEREAVEMENT, LifeEvent.ACCIDENT]


def test_what_somebody_has_chosen_themselves_is_not_overwritten_by_a_list(office: Office) -> None:
    office.load(liu("festivals: [christmas]"))

    office.load(liu("festivals: [spring_festival]"))

    assert office.facts_of("小马").festivals == (Festival.CHRISTMAS,)


def test_two_entries_about_one_person_add_up(office: Office) -> None:
    more = "  - {role: officer, name: 小马, unit: hq, key: m1, birthday: 1990-01-02}\n"

    office.load(liu("key: m1, departure: 2026-01-01") + more)

    assert office.facts_of("小马") == Facts(departure=date(2026, 1, 1), birthday=date(1990, 1, 2))


def test_whoever_joins_by_a_link_keeps_what_a_list_has_said_about_them(office: Office) -> None:
    office.load(liu(LIFE))
    waiting = office.everybody()["小马"].id
    office.stranger_writes(9001)

    async def join() -> Facts:
        store = await office.open()
        try:
            async with store.db.transaction() as tx:
                assert await people.take_place(tx, store.keys, waiting, "stranger9001")
            return (await facts.load(store.db, store.keys, ["stranger9001", waiting]))["stranger9001"]
        finally:
            await store.close()

    before = office.facts_of("小马")
    assert asyncio.run(join()) == before


def test_a_record_that_gives_way_to_a_writers_own_hands_on_what_is_known(office: Office) -> None:
    office.load(liu(LIFE))
    before = office.facts_of("小马")
    office.stranger_writes(9001)

    office.load(liu("telegram_id: 9001"))

    assert office.facts_of("小马") == before


def test_a_damaged_row_is_left_out_and_told_of(office: Office) -> None:
    office.load(liu(LIFE))

    async def read() -> tuple[dict[str, Facts], set[tuple[str, str]]]:
        store = await office.open()
        try:
            async with store.db.transaction() as tx:
                await tx.execute("update facts set sealed = ?", (b"\x00" * 40,))
            number = (await store.db.fetch("select person from facts"))[0][0]
            return await facts.load(store.db, store.keys, [number]), set(store.keys.damaged)
        finally:
            await store.close()

    found, damaged = asyncio.run(read())
    assert found == {}
    assert [table for table, _ in damaged] == ["facts"]


@pytest.mark.parametrize(
    ("life", "told"),
    [
        ("homecoming: 2023-01-01, departure: 2023-02-01", '"homecoming" is before "departure"'),
        ("birthday: 1899-01-01", "birthday: the year 1899 is a slip of the pen"),
        ("tags: ['']", '"tags" may hold words only'),
        (f"tags: [{'长' * 21}]", "a tag needs 1 to 20 characters"),
        ("household: [wife]", 'household "wife" is none of spouse, children, parents, alone'),
        ("festivals: [xmas]", 'festivals "xmas" is none of'),
        ("partner: 周联络", '"周联络" is nobody on the staff who could be paired with them — did you mean "周联络员"?'),
        ("partner: 刘师傅", '"刘师傅" is nobody on the staff who could be paired with them'),
        ("bereavment: 2026-01-01", '"bereavment" is not a key of a person — did you mean "bereavement"?'),
    ],
)  # fmt: skip
def test_a_slip_about_somebodys_life_is_told_with_its_line(office: Office, life: str, told: str) -> None:
    lines = office.refused(liu(life))

    assert any(told in line and line.startswith("10:") for line in lines), lines


def test_a_partner_must_be_somebody_else_and_somebody_certain(office: Office) -> None:
    itself = UNITS + "people:\n  - {role: liaison, name: 周联络员, unit: hq, partner: 周联络员}\n"
    assert office.refused(itself) == ["6: nobody is paired with themselves"]

    twins = ZHOU + ZHOU.replace("3001, key: z1", "3002, key: z2")
    unsure = liu("partner: 周联络员").replace(ZHOU, twins)
    assert office.refused(unsure) == [
        '11: 2 people on the staff are called "周联络员": name the partner by a key'
    ]


def test_two_entries_that_contradict_each_other_are_told(office: Office) -> None:
    other = "  - {role: officer, name: 小马, unit: hq, key: m1, birthday: 1990-01-02}\n"

    assert office.refused(liu("key: m1, birthday: 1990-01-01") + other) == [
        "11: birthday is not what line 10 says about the same person"
    ]


def test_a_unit_keeps_its_risk_until_a_list_says_otherwise(office: Office) -> None:
    def written() -> str:
        return str(next(row for row in office.rows()["unit"] if row[0] == "lk-hambantota")[6])  # type: ignore[index]

    office.load(UNITS.replace("country: LK", "country: LK, risk: high") + STAFF)
    assert written() == "high"
    office.load(UNITS + STAFF)
    assert written() == "high"
    office.load(UNITS.replace("country: LK", "country: LK, risk: low") + STAFF)
    assert written() == "low"
    assert office.refused(UNITS.replace("country: LK", "country: LK, risk: hihg") + STAFF) == [
        '4: risk "hihg" is none of high, low, medium — did you mean "high"?'
    ]


SHEET = """姓名,单位,角色,编号,出国日期,回国日期,生日,标签,家庭成员,节日,结对人,丧亲日期
周联络员,汉班托塔项目,联络员,z1,,,,,,,,
小马,汉班托塔项目,职工,m1,2023年7月31日,2027/1/31,1988-2-29,困难职工、四特,爱人、孩子,春节、中秋,周联络员,2026-10-1
"""


def test_a_spreadsheet_says_the_same_in_the_words_of_a_desk(office: Office) -> None:
    office.load(UNITS)
    file = office.folder / "名单.csv"
    file.write_text(SHEET, encoding="utf-8")

    asyncio.run(import_file(office.config, file))

    found = office.facts_of("小马")
    assert (found.departure, found.homecoming, found.birthday) == (
        date(2023, 7, 31), date(2027, 1, 31), date(1988, 2, 29)
    )  # fmt: skip
    assert (found.tags, found.household) == (("困难职工", "四特"), (Household.SPOUSE, Household.CHILDREN))
    assert found.festivals == (Festival.SPRING, Festival.MID_AUTUMN)
    assert found.partner == office.everybody()["周联络员"].id
    assert [one.kind for one in found.happened] == [LifeEvent.BEREAVEMENT]


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("爱人、孩子", "二舅", "第 3 行「家庭成员」：没有「二舅」这个家庭成员"),
        ("春节、中秋", "清明", "第 3 行「节日」：没有「清明」这个节日"),
        ("2027/1/31", "2023/1/31", "第 3 行：回国日期早于出国日期"),
        ("中秋,周联络员", "中秋,周联络", "第 3 行：结对人「周联络」不在工作人员里"),
        ("中秋,周联络员", "中秋,小马", "第 3 行：结对人「小马」不在工作人员里"),
        ("困难职工、", f"{'长' * 21}、", "第 3 行：每个标签要在 1 到 20 个字之间"),
    ],
)  # fmt: skip
def test_a_desk_is_told_of_slips_in_its_own_language(
    office: Office, written: str, instead: str, told: str
) -> None:
    office.load(UNITS)
    file = office.folder / "名单.csv"
    file.write_text(SHEET.replace(written, instead), encoding="utf-8")

    with pytest.raises(ImportRefused) as refusal:
        asyncio.run(import_file(office.config, file))

    assert told in str(refusal.value)


def test_a_sheet_of_units_may_say_how_hard_life_is_there() -> None:
    assert [risk(word) for word in ("高", "中", "低", "High")] == ["high", "medium", "low", "high"]
    with pytest.raises(Unfit):
        risk("很高")

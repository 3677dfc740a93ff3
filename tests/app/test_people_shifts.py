"""How people work, and how thin their own link is, as a list of people says it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time

import pytest

from bot.app.people_import import ImportRefused, import_file
from bot.app.people_shifts import LONG_AGO, Unread, read_shifts
from bot.app.people_words import Unfit
from bot.app.people_words import shifts as in_a_cell
from bot.domain.people import Person, Unit, on_thin_link
from bot.domain.rhythm import USUAL, Leg, Rhythm, Shifts
from bot.domain.rotations import NIGHTS, WATCHES
from bot.store import people, rhythms
from bot.store.opening import Store
from tests.office import NOON, STAFF, UNITS, Office

FORTNIGHTS = Shifts(
    date(2026, 11, 20),
    (Leg(14, ((time(8), time(20)),)), Leg(14, ((time(20), time(8)),))),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("14天白班14天夜班，从2026年11月20日开始", FORTNIGHTS),
        ("两周白班两周夜班，从2026-11-20开始", FORTNIGHTS),
        ("14 days, 14 nights from 2026-11-20", FORTNIGHTS),
        ("夜班", Shifts(LONG_AGO, (Leg(1, NIGHTS),))),
        ("night shift", Shifts(LONG_AGO, (Leg(1, NIGHTS),))),
        ("0-4更", Shifts(LONG_AGO, (Leg(1, WATCHES["watch_0_4"]),))),
        ("12-4", Shifts(LONG_AGO, (Leg(1, WATCHES["watch_0_4"]),))),
        ("watch 8 to 12", Shifts(LONG_AGO, (Leg(1, WATCHES["watch_8_12"]),))),
        ("白班", None),
        ("Days", None),
    ],
)
def test_a_list_says_it_in_the_words_people_use_themselves(words: str, found: Shifts | None) -> None:
    assert read_shifts(words) == found


@pytest.mark.parametrize(
    ("words", "lacks", "told"),
    [
        ("看情况", "rota", "「看情况」看不懂，写成 白班、夜班、0-4"),
        ("8-4", "kinds", "没写这两个数是什么"),
        ("值班员", "rota", "「值班员」看不懂"),
        ("14天白班14天夜班", "since", "没写从哪天开始，加上 从2026年11月20日开始，要写年份"),
        ("14天白班14天夜班，从11月20日开始", "since", "要写年份"),
        ("28/28", "kinds", "没写这两个数是什么"),
        ("上28天休28天，从2026年11月20日开始", "which", "没写上的是白班还是夜班"),
        ("三班倒，从2026年11月20日开始", "each", "没写每一段几天"),
    ],
)
def test_what_it_lacks_is_told(words: str, lacks: str, told: str) -> None:
    with pytest.raises(Unread, match=f"^{lacks}$"):
        read_shifts(words)
    with pytest.raises(Unfit) as unfit:
        in_a_cell(words)
    assert told in str(unfit.value)


def liu(said: str, person: str = "小马") -> str:
    return UNITS + STAFF + f"  - {{role: employee, name: {person}, unit: lk-hambantota, key: m1, {said}}}\n"


async def number_of(store: Store, name: str) -> str:
    return next(one.id for one in await people.everybody(store.db, store.keys) if one.name == name)


def rhythm_of(office: Office, name: str = "小马") -> Rhythm:
    async def look() -> Rhythm:
        store = await office.open()
        try:
            number = await number_of(store, name)
            return (await rhythms.load(store.db, [number])).get(number, USUAL)
        finally:
            await store.close()

    return asyncio.run(look())


def says(office: Office, rhythm: Rhythm, name: str = "小马") -> None:
    """They say it themselves."""

    async def say() -> None:
        store = await office.open()
        try:
            number = await number_of(store, name)
            async with store.db.transaction() as tx:
                await rhythms.save(tx, {number: rhythm})
        finally:
            await store.close()

    asyncio.run(say())


TURNS = "shifts: 14天白班14天夜班，从2026年11月20日开始"


def test_a_list_says_how_somebody_works_and_the_same_again_is_no_news(office: Office) -> None:
    office.load(liu(TURNS))

    assert rhythm_of(office).shifts == FORTNIGHTS
    assert rhythm_of(office, "刘师傅") == USUAL
    assert str(office.load(liu(TURNS))).endswith("0 new, 0 changed, 4 unchanged")
    assert str(office.load(liu("lang: zh"))).endswith("0 new, 0 changed, 4 unchanged")
    assert rhythm_of(office).shifts == FORTNIGHTS


def test_their_own_word_stands_until_the_list_says_something_else(office: Office) -> None:
    office.load(liu(TURNS))
    own = Rhythm(asked=time(21), shifts=Shifts(LONG_AGO, (Leg(1, NIGHTS),)))
    says(office, own)

    office.load(liu(TURNS))
    assert rhythm_of(office) == own
    says(office, Rhythm())
    office.load(liu(TURNS))
    assert rhythm_of(office) == USUAL, "that they work by day is a word, too"

    says(office, own)
    assert str(office.load(liu("shifts: 0-4"))).endswith("0 new, 1 changed, 3 unchanged")
    changed = rhythm_of(office)
    assert changed.shifts == Shifts(LONG_AGO, (Leg(1, WATCHES["watch_0_4"]),))
    assert changed.asked == time(21)
    office.load(liu("shifts: 白班"))
    assert rhythm_of(office).shifts is None


def test_what_a_list_says_goes_along_when_its_record_is_taken_up(office: Office) -> None:
    office.load(liu(TURNS))

    async def join() -> None:
        store = await office.open()
        try:
            waiting = await number_of(store, "小马")
            writer = Person("w1", "M", 1009, None, "zh")
            async with store.db.transaction() as tx:
                await people.save(tx, store.keys, writer)
                assert await people.take_place(tx, store.keys, waiting, "w1")
        finally:
            await store.close()

    asyncio.run(join())

    assert rhythm_of(office).shifts == FORTNIGHTS


def test_a_link_of_ones_own_goes_before_that_of_the_unit(office: Office) -> None:
    office.load(liu("thin: true"))
    found = office.everybody()["小马"]
    thin = Unit("lk-hambantota", "hq", {"zh": "x", "en": "x"}, "Asia/Colombo", "LK", thin=True)
    good = replace(thin, thin=False)

    assert found.thin is True
    assert on_thin_link(found, {good.code: good}, NOON)
    assert on_thin_link(replace(found, thin=None), {thin.code: thin}, NOON)
    office.load(liu("lang: zh"))
    assert office.everybody()["小马"].thin is True, "what is not said stays"
    office.load(liu("thin: false"))
    found = office.everybody()["小马"]
    assert found.thin is False
    assert not on_thin_link(found, {thin.code: thin}, NOON)


def test_faults_are_told_with_their_line(office: Office) -> None:
    office.load(UNITS + STAFF)

    assert office.refused(liu("shifts: 看情况")) == [
        '9: shifts "看情况" is no pattern: write days, nights, 0-4, or 14 days 14 nights from 2026-11-20'
    ]
    two = liu(TURNS) + "  - {role: officer, name: 小马, unit: hq, key: m1, shifts: 夜班}\n"
    assert office.refused(two) == ["10: shifts is not what line 9 says about the same person"]


def test_a_spreadsheet_has_columns_for_both(office: Office) -> None:
    office.load(UNITS + STAFF)
    sheet = office.folder / "people.csv"
    sheet.write_text("姓名,单位,角色,班次,网络差\n小马,汉班托塔项目,职工,三班倒,是\n", encoding="utf-8")
    with pytest.raises(ImportRefused) as refused:
        asyncio.run(import_file(office.config, sheet))
    assert str(refused.value) == "people.csv 第 2 行「班次」：「三班倒」没写每一段几天"

    sheet.write_text("name,unit,role,shifts,thin\n小马,lk-hambantota,职工,夜班,是\n", encoding="utf-8")
    asyncio.run(import_file(office.config, sheet))

    assert rhythm_of(office).shifts == Shifts(LONG_AGO, (Leg(1, NIGHTS),))
    assert office.everybody()["小马"].thin is True

"""`people import`: as often as one likes, everybody found again, and nobody loses what they wrote."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.people import Role
from bot.domain.rota import Duty
from bot.store import people
from tests.office import NOON, STAFF, UNITS, Office


def test_a_first_import_makes_units_and_people(office: Office) -> None:
    said = office.load(UNITS + STAFF)

    assert str(said) == "units: 2 new, 0 changed; people: 3 new, 0 changed, 0 unchanged"
    liu = office.everybody()["刘师傅"]
    assert (liu.unit, liu.address, liu.language, liu.started) == ("lk-hambantota", 1001, "zh", False)
    assert [(grant.role, grant.unit) for grant in liu.grants] == [(Role.EMPLOYEE, "lk-hambantota")]
    assert office.duty_of("李医生") == Duty(always=True)


def test_a_store_and_a_key_are_made_when_there_are_none(tmp_path: Path) -> None:
    office = Office(tmp_path)

    office.load(UNITS + STAFF)

    assert office.config.store_path.exists()
    assert office.config.key_file.stat().st_mode & 0o777 == 0o600


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    office.load(UNITS + STAFF)
    before = office.rows()

    said = office.load(UNITS + STAFF)

    assert str(said) == "units: 0 new, 0 changed; people: 0 new, 0 changed, 3 unchanged"
    assert office.rows() == before


def test_a_dry_run_says_the_same_and_writes_nothing(office: Office) -> None:
    before = office.rows()

    said = office.load(UNITS + STAFF, dry_run=True)

    assert str(said).startswith("units: 2 new, 0 changed; people: 3 new, 0 changed, 0 unchanged")
    assert office.rows() == before


@pytest.mark.parametrize("dry_run", [True, False])
def test_neither_a_dry_run_nor_a_faulty_file_makes_a_store(tmp_path: Path, dry_run: bool) -> None:
    office = Office(tmp_path)
    if dry_run:
        office.load(UNITS + STAFF, dry_run=True)
    else:
        office.refused("people: [{role: employee}]")

    assert not office.config.store_path.exists()
    assert not office.config.key_file.exists()


def test_people_who_are_not_in_the_file_are_left_alone(office: Office) -> None:
    office.load(UNITS + STAFF)

    said = office.load("people: [{role: family, name: 陈阿姨, unit: hq}]")

    assert (said.people_new, said.people_unchanged) == (1, 0)
    assert {"李医生", "王督导", "刘师傅", "陈阿姨"} == set(office.everybody())


def test_a_person_gets_exactly_the_grants_of_the_file(office: Office) -> None:
    office.load(UNITS + "people: [{roles: [counsellor, officer], name: 李医生, unit: hq, telegram_id: 2001}]")

    said = office.load("people: [{role: officer, name: 李医生, unit: hq, telegram_id: 2001}]")

    assert said.people_changed == 1
    assert office.everybody()["李医生"].roles(NOON) == {Role.OFFICER}


def test_entries_about_the_same_person_merge_their_roles(office: Office) -> None:
    said = office.load(
        UNITS
        + "people:\n"
        + "  - {role: officer, name: 李医生, unit: lk-hambantota}\n"
        + "  - {role: counsellor, name: 李医生, unit: hq, telegram_id: 2001, key: li}\n"
        + "  - {role: supervisor, name: 李医生, unit: lk-hambantota, telegram_id: 2001}\n"
        + "  - {role: liaison, name: 李医生, unit: lk-hambantota, key: li}\n"
    )

    assert said.people_new == 2  # the bare name of another unit may be somebody else
    grants = {
        (grant.role, grant.unit)
        for person in office.everyone()
        if person.address == 2001
        for grant in person.grants
    }
    assert grants == {
        (Role.COUNSELLOR, "hq"),
        (Role.SUPERVISOR, "lk-hambantota"),
        (Role.LIAISON, "lk-hambantota"),
    }


def test_a_bare_name_means_the_namesake_of_its_unit_who_says_who_they_are(office: Office) -> None:
    said = office.load(
        UNITS
        + "people:\n"
        + "  - {role: officer, name: 李医生, unit: hq}\n"
        + "  - {role: counsellor, name: 李医生, unit: hq, telegram_id: 2001}\n"
    )

    assert said.people_new == 1
    assert office.everybody()["李医生"].roles(NOON) == {Role.OFFICER, Role.COUNSELLOR}


def test_a_person_is_found_again_by_key_when_everything_else_has_changed(office: Office) -> None:
    office.load(UNITS + "people: [{role: employee, name: 刘师傅, unit: hq, telegram_id: 1001, key: a17}]")
    before = office.everybody()["刘师傅"]

    said = office.load(
        "people: [{role: employee, name: 刘工, unit: lk-hambantota, telegram_id: 1002, key: a17}]"
    )

    assert said.people_changed == 1
    after = office.everybody()["刘工"]
    assert (after.id, after.address, after.unit) == (before.id, 1002, "lk-hambantota")


def test_a_person_is_found_again_by_telegram_id_when_the_name_was_corrected(office: Office) -> None:
    office.load(UNITS + STAFF)
    before = office.everybody()["刘师傅"].id

    said = office.load("people: [{role: employee, name: 刘师父, unit: lk-hambantota, telegram_id: 1001}]")

    assert said.people_changed == 1
    assert office.everybody()["刘师父"].id == before


def test_a_telegram_id_is_added_to_somebody_known_by_name_and_unit(office: Office) -> None:
    office.load(UNITS + "people: [{role: employee, name: 刘师傅, unit: hq}]")
    before = office.everybody()["刘师傅"].id

    said = office.load("people: [{role: employee, name: 刘师傅, unit: hq, telegram_id: 1001}]")

    assert said.people_changed == 1
    assert [(p.id, p.address) for p in office.everybody().values()] == [(before, 1001)]


def test_an_entry_without_telegram_id_keeps_the_one_that_is_known(office: Office) -> None:
    office.load(UNITS + STAFF)

    said = office.load("people: [{role: employee, name: 刘师傅, unit: lk-hambantota}]")

    assert said.people_unchanged == 1
    assert office.everybody()["刘师傅"].address == 1001


def test_a_stranger_who_wrote_before_becomes_the_person_and_keeps_id_session_and_language(
    office: Office,
) -> None:
    stranger = office.stranger_writes(1001, still_waiting=True)

    said = office.load(UNITS + STAFF)

    assert said.people_new == 3
    liu = office.everybody()["刘师傅"]
    assert (liu.id, liu.unit, liu.language, liu.started) == (stranger, "lk-hambantota", "en", True)
    assert [row[0] for row in office.rows()["session"]] == [stranger]
    assert [row[3] for row in office.rows()["inbox"]] == [stranger]


def test_a_record_that_waited_for_its_person_gives_way_to_the_one_they_wrote_under(office: Office) -> None:
    office.load(UNITS + "people: [{role: employee, name: 刘师傅, unit: hq, key: a17}]")
    stranger = office.stranger_writes(1001)

    said = office.load("people: [{role: employee, name: 刘师傅, unit: hq, key: a17, telegram_id: 1001}]")
    again = office.load("people: [{role: employee, name: 刘师傅, unit: hq, key: a17}]")

    assert (said.people_changed, again.people_unchanged) == (1, 1)
    assert [(p.id, p.registered) for p in office.everybody().values()] == [(stranger, True)]


def test_a_new_phone_moves_to_the_known_record_once_nothing_is_under_way(office: Office) -> None:
    office.load(UNITS + "people: [{role: employee, name: 刘师傅, unit: hq, key: a17, telegram_id: 1001}]")
    known = office.everybody()["刘师傅"].id
    office.stranger_writes(1002)

    office.load("people: [{role: employee, name: 刘师傅, unit: hq, key: a17, telegram_id: 1002}]")

    liu = office.everybody()["刘师傅"]
    assert (liu.id, liu.address) == (known, 1002)
    assert office.everybody()["L."].address is None


def test_a_new_phone_with_words_still_unanswered_must_wait(office: Office) -> None:
    office.load(UNITS + "people: [{role: employee, name: 刘师傅, unit: hq, key: a17, telegram_id: 1001}]")
    office.stranger_writes(1002, still_waiting=True)

    told = office.refused("people: [{role: employee, name: 刘师傅, unit: hq, key: a17, telegram_id: 1002}]")

    assert told == [
        "1: telegram_id 1002 is talking to the bot right now under a record of its own: "
        "import again when that is over"
    ]


def test_a_telegram_id_of_somebody_else_is_refused_without_saying_whose_it_is(office: Office) -> None:
    office.load(UNITS + STAFF + "  - {role: employee, name: 张伟, unit: hq, key: a17}\n")

    told = office.refused("people: [{role: employee, name: 张伟, unit: hq, key: a17, telegram_id: 2003}]")

    assert told == ["1: telegram_id 2003 already belongs to somebody else"]


def test_the_name_of_one_with_the_telegram_id_of_another_is_a_slip_and_refused(office: Office) -> None:
    office.load(UNITS + STAFF)

    told = office.refused("people: [{role: counsellor, name: 李医生, unit: hq, telegram_id: 2003}]")

    assert told == ['1: telegram_id 2003 already belongs to somebody else than "李医生"']


def test_namesakes_of_one_unit_are_told_apart_by_telegram_id(office: Office) -> None:
    twins = (
        "people:\n"
        "  - {role: employee, name: 张伟, unit: hq, telegram_id: 1}\n"
        "  - {role: employee, name: 张伟, unit: hq, telegram_id: 2}\n"
    )
    office.load(UNITS + twins)

    assert office.load(twins).people_unchanged == 2
    assert office.load(twins + "  - {role: employee, name: 张伟, unit: hq, telegram_id: 3}\n").people_new == 1


def test_a_name_that_fits_two_people_is_refused(office: Office) -> None:
    office.load(
        UNITS
        + "people:\n"
        + "  - {role: employee, name: 张伟, unit: hq, telegram_id: 1}\n"
        + "  - {role: employee, name: 张伟, unit: hq, telegram_id: 2}\n"
    )

    told = office.refused("people: [{role: officer, name: 张伟, unit: hq}]")

    assert told == ['1: 2 people in hq are called "张伟": say who with a key or telegram_id']


def test_somebody_known_by_name_alone_does_not_become_two_people(office: Office) -> None:
    office.load(UNITS + "people: [{role: employee, name: 张伟, unit: hq}]")

    told = office.refused(
        "people:\n"
        "  - {role: employee, name: 张伟, unit: hq, telegram_id: 1}\n"
        "  - {role: employee, name: 张伟, unit: hq, telegram_id: 2}\n"
    )

    assert told == [
        '3: "张伟" of hq is known without telegram_id: either this one or line 2; import that one alone first'
    ]


def test_a_record_known_by_name_alone_gives_way_when_its_person_has_written(office: Office) -> None:
    office.load(UNITS + "people: [{role: counsellor, name: 李医生, unit: hq, on_duty: always}]")
    stranger = office.stranger_writes(2001)

    said = office.load(
        "people: [{role: counsellor, name: 李医生, unit: hq, on_duty: always, telegram_id: 2001}]"
    )

    assert said.people_changed == 1
    assert [person.id for person in office.everyone()] == [stranger]
    assert office.duty_of("李医生") == Duty(always=True)


def test_a_record_that_gives_way_is_not_taken_for_a_namesake(office: Office) -> None:
    office.load(UNITS + "people: [{role: employee, name: 刘师傅, unit: hq, key: a17}]")
    stranger = office.stranger_writes(1001)

    said = office.load(
        "people:\n"
        "  - {role: employee, name: 刘师傅, unit: hq, key: a17, telegram_id: 1001}\n"
        "  - {role: employee, name: 刘师傅, unit: hq, telegram_id: 1002}\n"
    )

    assert (said.people_new, said.people_changed) == (1, 1)
    assert {(p.address, p.id == stranger) for p in office.everyone()} == {(1001, True), (1002, False)}


def test_another_telegram_id_for_a_known_name_is_not_guessed_at(office: Office) -> None:
    office.load(UNITS + STAFF)

    told = office.refused("people: [{role: counsellor, name: 李医生, unit: hq, telegram_id: 2999}]")

    assert len(told) == 1
    assert told[0].startswith('1: "李医生" of hq is known with another telegram_id')


def test_the_language_a_person_uses_outlives_an_import(office: Office) -> None:
    office.load(UNITS + STAFF)
    liu = office.everybody()["刘师傅"].id

    async def press_start_and_choose() -> None:
        store = await office.open()
        async with store.db.transaction() as tx:
            await people.mark_started(tx, [(liu, NOON)])
            await people.set_language(tx, liu, "en")
        await store.close()

    asyncio.run(press_start_and_choose())

    assert office.load(UNITS + STAFF).people_unchanged == 3
    assert office.everybody()["刘师傅"].language == "en"


def test_days_begin_and_end_by_the_clock_of_the_unit_and_the_last_day_counts(office: Office) -> None:
    office.load(
        UNITS
        + "people:\n"
        + "  - {role: liaison, name: 周姐, unit: lk-hambantota, from: 2026-03-01, until: 2026-03-31,"
        + " certified_until: 2026-03-15}\n"
    )

    (grant,) = office.everybody()["周姐"].grants
    assert grant.start == datetime(2026, 2, 28, 18, 30, tzinfo=UTC)
    assert grant.end == datetime(2026, 3, 31, 18, 30, tzinfo=UTC)
    assert grant.certified_until == datetime(2026, 3, 15, 18, 30, tzinfo=UTC)


def test_duty_is_always_never_or_weekly_windows_in_the_clock_of_the_unit(office: Office) -> None:
    office.load(
        UNITS
        + "people:\n"
        + "  - {role: counsellor, name: 甲, unit: lk-hambantota, on_duty: [mon-fri 18:00-06:00, sat 08:00-20:00]}\n"
        + "  - {role: counsellor, name: 乙, unit: hq, on_duty: mon 08:00-20:00}\n"
        + "  - {role: counsellor, name: 丙, unit: hq, on_duty: never}\n"
    )

    night = office.duty_of("甲")
    assert (len(night.windows), night.tz, night.always) == (2, "Asia/Colombo", False)
    assert len(office.duty_of("乙").windows) == 1
    assert office.duty_of("丙").windows == ()


def test_duty_left_out_takes_somebody_off_the_rota(office: Office) -> None:
    office.load(UNITS + STAFF)

    said = office.load("people: [{role: counsellor, name: 李医生, unit: hq, telegram_id: 2001}]")

    assert said.people_changed == 1
    assert not office.duty_of("李医生").covers(NOON)


def test_a_unit_may_be_a_ship_have_one_name_and_stand_under_a_unit_that_comes_later(office: Office) -> None:
    office.load(
        "units:\n"
        "  - {code: hai-1, parent: fleet, name: 海洋一号, tz: UTC, thin: true}\n"
        "  - {code: fleet, name: {zh: 船队}, tz: Asia/Shanghai, country: cn}\n"
    )

    ship, fleet = (row for row in sorted(office.rows()["unit"], key=str, reverse=True))
    assert ship == ("hai-1", "fleet", "海洋一号", "海洋一号", "UTC", "", "", 1)
    assert fleet == ("fleet", None, "船队", "船队", "Asia/Shanghai", "CN", "", 0)


def test_a_thin_link_that_a_later_file_does_not_mention_stays_thin(office: Office) -> None:
    office.load("units: [{code: hai-1, name: 海洋一号, tz: UTC, thin: true}]\n")
    office.load("units: [{code: hai-1, name: 海洋一号, tz: Asia/Shanghai}]\n")

    assert [row[-1] for row in office.rows()["unit"]] == [1]


def test_a_changed_unit_is_counted_and_a_later_file_need_not_repeat_units(office: Office) -> None:
    office.load(UNITS + STAFF)

    said = office.load("units: [{code: hq, name: 总部, tz: Asia/Shanghai, country: CN}]")

    assert (said.units_new, said.units_changed) == (0, 1)


def test_norway_and_a_numeric_code_stay_what_was_written(office: Office) -> None:
    office.load("units: [{code: 101, name: Oslo, tz: Europe/Oslo, country: NO}]")

    assert office.rows()["unit"] == [("101", None, "Oslo", "Oslo", "Europe/Oslo", "NO", "", 0)]


def test_a_byte_order_mark_is_no_fault(office: Office) -> None:
    said = office.load("\ufeff" + (UNITS + STAFF).lstrip())

    assert said.people_new == 3


def test_what_staff_speak_is_kept_and_stays_when_a_later_file_does_not_say(office: Office) -> None:
    spoken = (
        "people:\n  - {role: counsellor, name: 周医生, unit: hq, languages: [zh, en, zh], gender: f,"
        " dialects: [粤语, ' 四川话 ', 粤语]}\n"
    )
    office.load(UNITS + spoken)
    zhou = office.everybody()["周医生"]
    assert (zhou.languages, zhou.gender, zhou.dialects) == (("zh", "en"), "f", ("粤语", "四川话"))

    office.load("people:\n  - {role: counsellor, name: 周医生, unit: hq}\n")
    later = office.everybody()["周医生"]
    assert (later.languages, later.gender, later.dialects) == (("zh", "en"), "f", ("粤语", "四川话"))

    said = office.load("people:\n  - {role: counsellor, name: 周医生, unit: hq, dialects: []}\n")
    assert said.people_changed == 1
    assert office.everybody()["周医生"].dialects == ()

"""The rounds: everybody planned, taken up when due by the clock they have then, once; what is too late is recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.app.checkins import CheckIns
from bot.app.clock import MovableClock
from bot.app.places import countries
from bot.app.rounds import Rounds
from bot.domain.care.cadence import Holidays
from bot.domain.care.facts import Facts
from bot.domain.care.knowing import Alert
from bot.domain.care.model import Calamity, Programme, variables
from bot.domain.flow.conditions import parse
from bot.domain.hours import Hours
from bot.domain.people import Grant, Role
from bot.domain.rhythm import Rhythm
from bot.store import alerts, care, facts, hours, people, rhythms
from bot.store.care import Change, State
from bot.store.opening import Store, open_store
from bot.store.vault import make_master
from tests.street import LI, LIU, SMITH, UNITS, _blank_store, settle_people, shipped_books, street_config

THEIRS, SHIP = "person1001", "person1003"
EVENING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""Monday, 19:30 in Hambantota."""
CONFIG = street_config(Path())
SHIPPED = shipped_books()[1].programmes["checkin"]
PROGRAMME = replace(SHIPPED, window=timedelta(), holidays=Holidays.KEEP)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Ward:
    """The rounds over a store of their own, and a clock that is moved by hand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = MovableClock(EVENING)
        self.rounds = self.anew()

    def anew(self, programme: Programme | None = PROGRAMME) -> Rounds:
        self.rounds = Rounds(self.store, self.clock, [CheckIns(self.store.keys, CONFIG, programme)])
        return self.rounds

    async def at(self, moment: str) -> int:
        """Moves on to this UTC instant and goes the rounds."""
        self.clock.move(datetime.fromisoformat(f"{moment}+00:00") - self.clock.now())
        return await self.rounds.go()

    async def rows(self, person: str = THEIRS) -> list[tuple[str, str, str]]:
        rows = await self.store.db.fetch(
            "select day, state, tz from care where person = ? order by id", (person,)
        )
        return [(row[0], row[1], row[2]) for row in rows]

    async def states(self, person: str = THEIRS) -> list[str]:
        return [state for _, state, _ in await self.rows(person)]

    async def letters(self, person: str = THEIRS) -> int:
        rows = await self.store.db.fetch(
            "select count(*) from outbox where person = ? and prompt = 'checkin'", (person,)
        )
        return int(rows[0][0])

    async def asked(self, day: str, person: str = THEIRS) -> None:
        """Its letter has gone out."""
        async with self.store.db.transaction() as tx:
            await tx.execute("update care set state = 'asked' where person = ? and day = ?", (person, day))


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Ward]:
    path, key_file = tmp_path / "warmline.db", tmp_path / "warmline.key"
    path.write_bytes(_blank_store())
    make_master(key_file)
    store = await open_store(path, key_variable="", key_file=key_file, durable=False)
    await settle_people(store, [replace(citizen, asked=True) for citizen in (LIU, SMITH, LI)])
    async with store.db.transaction() as tx:
        await people.mark_started(tx, [(THEIRS, EVENING), (SHIP, EVENING)])
    yield Ward(store)
    await store.close()


async def test_everybody_who_has_come_is_planned_and_staff_are_not(ward: Ward) -> None:
    await ward.rounds.go()

    assert await ward.rows() == [("2026-11-24", "planned", "Asia/Colombo")]
    assert await ward.rows(SHIP) == [("2026-11-24", "planned", "UTC")]
    assert await ward.rows("person2001") == []


async def test_whoever_is_due_gets_a_letter_and_tomorrow_is_planned(ward: Ward) -> None:
    await ward.rounds.go()
    assert await ward.at("2026-11-24T02:29") == 0
    assert await ward.at("2026-11-24T02:30") == 1

    assert await ward.rows() == [
        ("2026-11-24", "queued", "Asia/Colombo"),
        ("2026-11-25", "planned", "Asia/Colombo"),
    ]
    assert (await ward.letters(), await ward.letters(SHIP)) == (1, 0)
    assert await care.next_due(ward.store.db) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


async def test_a_second_look_at_the_same_moment_does_nothing(ward: Ward) -> None:
    await ward.rounds.go()
    await ward.at("2026-11-24T02:30")

    assert await ward.rounds.go() == 0
    assert await ward.anew().go() == 0
    assert await ward.letters() == 1


async def test_after_a_standstill_what_is_within_grace_is_sent_once_and_the_rest_is_recorded_as_missed(
    ward: Ward,
) -> None:
    await ward.rounds.go()
    # six hours after the question in Hambantota, half an hour after that on the ship
    await ward.at("2026-11-24T08:30")

    assert (await ward.states(), await ward.states(SHIP)) == (["missed", "planned"], ["queued", "planned"])
    assert (await ward.letters(), await ward.letters(SHIP)) == (0, 1)


async def test_after_days_only_todays_question_is_asked_and_the_days_between_are_recorded(ward: Ward) -> None:
    await ward.rounds.go()
    await ward.at("2026-11-27T03:00")

    assert await ward.states() == ["missed", "missed", "missed", "queued", "planned"]
    assert await ward.letters() == 1


async def test_after_months_no_more_than_a_week_is_recorded(ward: Ward) -> None:
    await ward.rounds.go()
    await ward.at("2027-03-01T03:00")

    states = await ward.states()
    # what was planned before the standstill has been let go meanwhile
    assert states == [*["missed"] * 6, "queued", "planned"]


async def test_a_standstill_across_a_change_of_clocks_counts_hours_that_passed(ward: Ward) -> None:
    async with ward.store.db.transaction() as tx:
        await hours.save(tx, {person: Hours("Europe/Berlin") for person in (THEIRS, SHIP)})
        await rhythms.save(tx, {SHIP: Rhythm(asked=time(1, 30))})
    # in the night to the 28th clocks go ahead from two to three: half past one is half past midnight in UTC
    await ward.at("2027-03-27T22:00")
    await ward.at("2027-03-28T04:30")

    assert (await ward.rows(SHIP))[-2][:2] == ("2027-03-28", "queued")
    assert (await ward.rows())[-1][:2] == ("2027-03-28", "planned")


async def test_who_takes_another_clock_is_asked_by_it_and_not_twice_on_a_day(ward: Ward) -> None:
    await ward.rounds.go()
    await ward.at("2026-11-24T02:30")
    async with ward.store.db.transaction() as tx:
        await hours.save(tx, {THEIRS: Hours("America/Lima")})
    await ward.at("2026-11-24T03:00")

    assert await ward.rows() == [
        ("2026-11-24", "queued", "Asia/Colombo"),
        ("2026-11-25", "planned", "America/Lima"),
    ]

    # 08:00 in Lima on the 24th comes, and on the 25th
    assert await ward.at("2026-11-24T13:00") == 1  # the ship's
    assert await ward.letters() == 1
    await ward.at("2026-11-25T13:00")
    assert await ward.letters() == 2


async def sails(ward: Ward, tz: str) -> None:
    async with ward.store.db.transaction() as tx:
        await hours.save(tx, {THEIRS: Hours(tz)})


@pytest.mark.parametrize(("state", "silent"), [("asked", 1), ("answered", 0), ("heard", 0)])
async def test_over_the_date_line_the_question_just_asked_stays_the_one_that_counts(
    ward: Ward, state: str, silent: int
) -> None:
    await sails(ward, "Pacific/Pago_Pago")
    await ward.rounds.go()
    await ward.at("2026-11-23T19:00")
    async with ward.store.db.transaction() as tx:
        await tx.execute("update care set state = ? where person = ? and state = 'queued'", (state, THEIRS))
    await sails(ward, "Pacific/Apia")
    await ward.at("2026-11-23T19:30")

    # there it is half past eight on the 24th; the day after comes a day after the question
    assert await ward.rows() == [
        ("2026-11-23", state, "Pacific/Pago_Pago"),
        ("2026-11-25", "planned", "Pacific/Apia"),
    ]
    await ward.at("2026-11-24T19:00")
    rows = await ward.store.db.fetch("select day, silent from care where person = ? order by id", (THEIRS,))
    assert [tuple(row) for row in rows][1] == ("2026-11-25", silent)
    assert await ward.letters() == 2


async def test_between_two_questions_there_is_half_a_day_also_where_hours_of_their_own_lie_closer(
    ward: Ward,
) -> None:
    await ward.rounds.go()
    async with ward.store.db.transaction() as tx:
        await rhythms.save(tx, {THEIRS: Rhythm(asked=time(21, 0))})
    await ward.at("2026-11-24T15:30")
    async with ward.store.db.transaction() as tx:
        await rhythms.save(tx, {THEIRS: Rhythm(asked=time(6, 0))})
    # six in the morning is nine hours later, and within the four that it may be late it is twelve
    await ward.at("2026-11-25T03:29")
    assert await ward.letters() == 1
    await ward.at("2026-11-25T03:30")

    assert await ward.letters() == 2
    assert await ward.states() == ["missed", "queued", "planned"]


async def test_with_nobody_to_ask_on_another_date_the_question_waits_until_it_is_far_enough(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sails(ward, "Pacific/Pago_Pago")
    await ward.rounds.go()
    await ward.at("2026-11-24T19:00")
    await sails(ward, "Pacific/Apia")
    monkeypatch.setattr("bot.domain.checkin.FURTHEST", 0)
    await ward.at("2026-11-24T19:30")

    assert await ward.letters() == 1
    assert await care.next_due(ward.store.db) == datetime(2026, 11, 25, 7, 0, tzinfo=UTC)


async def test_who_is_moved_by_the_roster_is_asked_by_the_new_units_clock(ward: Ward) -> None:
    await ward.rounds.go()
    async with ward.store.db.transaction() as tx:
        found = await people.load(tx, ward.store.keys, [THEIRS])
        await people.save(tx, ward.store.keys, replace(found[THEIRS], unit="hq"))
    await ward.rounds.go()

    assert await ward.rows() == [("2026-11-24", "planned", "Asia/Shanghai")]


async def test_a_ship_that_sails_on_takes_everybody_along_who_has_no_clock_of_their_own(ward: Ward) -> None:
    async with ward.store.db.transaction() as tx:
        await hours.save(tx, {THEIRS: Hours("Asia/Colombo")})
        found = await people.load(tx, ward.store.keys, [THEIRS])
        await people.save(tx, ward.store.keys, replace(found[THEIRS], unit="ship"))
    await ward.rounds.go()
    async with ward.store.db.transaction() as tx:
        await people.save_unit(tx, replace(UNITS[2], tz="Pacific/Fiji"))
    await ward.rounds.go()

    assert await ward.rows(SHIP) == [("2026-11-24", "planned", "Pacific/Fiji")]
    assert await ward.rows() == [("2026-11-24", "planned", "Asia/Colombo")]


async def test_a_unit_that_is_saved_unchanged_has_nobody_worked_out_anew(ward: Ward) -> None:
    await ward.rounds.go()
    async with ward.store.db.transaction() as tx:
        await people.save_unit(tx, UNITS[1])

    assert not (await care.outlook(ward.store.db)).expected


async def test_whoever_comes_later_is_planned_at_the_next_look(ward: Ward) -> None:
    async with ward.store.db.transaction() as tx:
        await tx.execute("update person set started_at = null where id = ?", (THEIRS,))
    await ward.rounds.go()
    assert await ward.rows() == []

    async with ward.store.db.transaction() as tx:
        await people.mark_started(tx, [(THEIRS, EVENING)])
    await ward.rounds.go()

    assert await ward.states() == ["planned"]


async def test_whoever_cannot_be_reached_or_does_not_work_here_any_more_is_left_out(ward: Ward) -> None:
    await ward.rounds.go()
    async with ward.store.db.transaction() as tx:
        await people.set_reachable(tx, THEIRS, reachable=False)
        await people.end_grants(tx, SHIP, EVENING)
    await ward.at("2026-11-24T08:00")

    assert (await ward.states(), await ward.states(SHIP)) == (["left"], ["left"])
    assert (await ward.letters(), await ward.letters(SHIP)) == (0, 0)

    # back again, but not twice on that day
    async with ward.store.db.transaction() as tx:
        await people.mark_started(tx, [(THEIRS, EVENING)])
    await ward.rounds.go()
    assert [row[:2] for row in await ward.rows()] == [("2026-11-24", "left"), ("2026-11-25", "planned")]


async def test_whoever_goes_on_leave_is_not_asked_until_they_are_back(ward: Ward) -> None:
    await ward.rounds.go()
    async with ward.store.db.transaction() as tx:
        await rhythms.save(tx, {THEIRS: Rhythm(away=date(2026, 12, 1))})
    await ward.at("2026-11-24T08:00")

    assert [row[:2] for row in await ward.rows()] == [("2026-11-24", "withheld"), ("2026-12-01", "planned")]
    assert await ward.letters() == 0


async def test_whoever_names_a_time_is_asked_then(ward: Ward) -> None:
    await ward.rounds.go()
    async with ward.store.db.transaction() as tx:
        await rhythms.save(tx, {THEIRS: Rhythm(asked=time(21, 0))})
    await ward.at("2026-11-24T15:29")
    assert await ward.letters() == 0
    await ward.at("2026-11-24T15:30")

    assert await ward.letters() == 1


async def test_silence_is_counted_day_by_day_and_any_word_ends_it(ward: Ward) -> None:
    await ward.rounds.go()
    for day in ("24", "25"):
        await ward.at(f"2026-11-{day}T02:30")
        await ward.asked(f"2026-11-{day}")
    await ward.at("2026-11-26T02:30")

    rows = await ward.store.db.fetch("select state, silent from care where person = ? order by id", (THEIRS,))
    assert [tuple(row) for row in rows] == [("silent", 0), ("silent", 1), ("queued", 2), ("planned", 2)]

    async with ward.store.db.transaction() as tx:
        await care.settle(tx, [Change(row, State.HEARD) for row in await _ids(ward, "2026-11-26")])
    await ward.at("2026-11-27T02:30")
    rows = await ward.store.db.fetch(
        "select silent from care where day = '2026-11-27' and person = ?", (THEIRS,)
    )
    assert rows[0][0] == 0


async def test_after_days_of_silence_their_lane_is_told_once_and_they_are_asked_once_a_week(
    ward: Ward,
) -> None:
    await ward.rounds.go()
    for day in ("24", "25", "26", "27"):
        await ward.at(f"2026-11-{day}T02:30")
        await ward.asked(f"2026-11-{day}")

    told = await ward.store.db.fetch("select lane, kind from inbox where source = 'checkin'")
    assert [tuple(row) for row in told] == [(THEIRS, "unanswered")]
    assert (await ward.rows())[-1][:2] == ("2026-12-04", "planned")


async def test_what_still_waits_in_line_when_the_next_one_comes_was_missed(ward: Ward) -> None:
    await ward.rounds.go()
    await ward.at("2026-11-24T02:30")
    await ward.at("2026-11-25T02:30")

    assert await ward.states() == ["missed", "queued", "planned"]


async def test_whoever_has_not_answered_hears_once_more(ward: Ward) -> None:
    await ward.rounds.go()
    await ward.at("2026-11-24T02:30")
    (number,) = await _ids(ward, "2026-11-24")
    async with ward.store.db.transaction() as tx:
        await care.settle(tx, [Change(number, State.ASKED, ward.clock.now() + 3 * HOUR)])
    await ward.at("2026-11-24T05:30")

    rows = await ward.store.db.fetch(
        "select prompt_of, priority from outbox where person = ? order by id", (THEIRS,)
    )
    assert [tuple(row) for row in rows] == [(str(number), 3), (f"{number}:again", 2)]


async def test_a_row_of_a_programme_that_is_gone_lapses_and_harms_nobody(ward: Ward) -> None:
    async with ward.store.db.transaction() as tx:
        plan = care.Plan(THEIRS, "unheard of", "2026-11-23", EVENING.date(), "UTC", time(8), EVENING)
        await care.plan(tx, [plan])

    await ward.rounds.go()

    assert await ward.states() == ["left", "planned"]


async def test_without_its_file_nobody_is_asked_and_with_it_everybody_is_again(ward: Ward) -> None:
    await ward.rounds.go()
    ward.anew(None)
    await ward.at("2026-11-24T02:30")
    assert (await ward.states(), await ward.letters()) == (["left"], 0)
    # a reminder of before lapses in the same way
    (number,) = await _ids(ward, "2026-11-24")
    async with ward.store.db.transaction() as tx:
        await care.settle(tx, [Change(number, State.ASKED, ward.clock.now())])
    await ward.rounds.go()
    assert (await ward.states(), await ward.letters()) == (["asked"], 0)

    ward.anew()
    await ward.rounds.go()
    assert await ward.states() == ["asked", "planned"]
    await ward.at("2026-11-25T02:30")
    assert await ward.letters() == 1


# -- whom the rule is for ------------------------------------------------------------------------


def asking(rule: str, **other: object) -> Programme:
    return replace(PROGRAMME, who=parse(rule, variables(countries())), rule=rule, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "theirs", "ship"),
    [
        ("joined == yes", True, True),
        ("country == LK", True, False),
        ("units contains hq and not country == LK", False, True),
        ("roles contains family", False, False),
        ("language == en", False, True),
        ("alert == storm", True, False),
        ("risk == high", False, False),
        # what is known under seal
        ("stage == away", True, False),
        ("tags contains hardship and joined == yes", True, False),
        ("colour == red", False, False),
    ],
)
async def test_only_those_are_asked_whom_the_rule_is_for(
    ward: Ward, rule: str, theirs: bool, ship: bool
) -> None:
    await people_know(ward)
    ward.anew(asking(rule))
    await ward.rounds.go()

    assert (await ward.states(), await ward.states(SHIP)) == (["planned"] * theirs, ["planned"] * ship)


async def people_know(ward: Ward) -> None:
    about = Facts(departure=date(2026, 1, 1), tags=("hardship",))
    async with ward.store.db.transaction() as tx:
        await facts.save(tx, ward.store.keys, {THEIRS: about})
        await alerts.begin(tx, Alert("a", "lk", Calamity.STORM, EVENING, "officer"))


async def test_whoever_is_no_longer_meant_when_it_is_due_is_not_asked_but_may_be_again(ward: Ward) -> None:
    await people_know(ward)
    ward.anew(asking("tags contains hardship"))
    await ward.rounds.go()
    async with ward.store.db.transaction() as tx:
        await facts.save(tx, ward.store.keys, {THEIRS: Facts()})
    await ward.at("2026-11-24T02:30")
    assert (await ward.states(), await ward.letters()) == (["left"], 0)

    await people_know(ward)
    await ward.at("2026-11-25T02:30")
    assert (await ward.states())[:1] == ["left"]
    assert await ward.letters() == 0
    await ward.at("2026-11-26T02:30")
    assert await ward.letters() == 1


async def test_everybody_is_looked_through_also_behind_a_thousand_whom_the_rule_is_not_for(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.checkins.PORTION", 1)
    ward.anew(asking("language == en"))

    await ward.rounds.go()

    assert (await ward.states(), await ward.states(SHIP)) == ([], ["planned"])


async def test_a_unit_may_have_an_hour_of_its_own(ward: Ward) -> None:
    ward.anew(replace(PROGRAMME, at_units={"lk": time(9)}))
    await ward.rounds.go()

    assert await care.next_due(ward.store.db) == datetime(2026, 11, 24, 3, 30, tzinfo=UTC)


async def test_rows_are_let_go_after_five_weeks(ward: Ward) -> None:
    await ward.rounds.go()
    async with ward.store.db.transaction() as tx:
        await tx.execute(
            "update care set day = '2026-09-01', name = '2026-09-01', state = 'missed', due = null"
        )
        monday = care.Plan(THEIRS, "checkin", "2026-11-30", date(2026, 11, 30), "UTC", time(8), EVENING + DAY)
        await care.plan(tx, [monday])

    assert [row[0] for row in await ward.rows()] == ["2026-11-30"]
    assert [row[0] for row in await ward.rows(SHIP)] == ["2026-09-01"]


async def test_new_roles_have_everybody_looked_through(ward: Ward) -> None:
    async with ward.store.db.transaction() as tx:
        await people.set_grants(tx, THEIRS, [])
    await ward.rounds.go()
    assert await ward.rows() == []
    async with ward.store.db.transaction() as tx:
        await people.add_grants(tx, THEIRS, [("g", Grant(Role.EMPLOYEE, "lk"))])
    await ward.rounds.go()

    assert await ward.states() == ["planned"]


async def test_public_holidays_are_those_of_the_country_they_work_in(ward: Ward) -> None:
    ward.anew(replace(PROGRAMME, holidays=Holidays.SKIP))
    await ward.at("2026-12-22T12:00")

    await ward.at("2026-12-27T12:00")
    asked = {row[0] for row in await ward.rows()}
    assert "2026-12-25" not in asked
    assert "2026-12-25" in {row[0] for row in await ward.rows(SHIP)}


async def _ids(ward: Ward, day: str) -> list[int]:
    rows = await ward.store.db.fetch("select id from care where person = ? and day = ?", (THEIRS, day))
    return [row[0] for row in rows]

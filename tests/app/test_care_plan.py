"""`programmes plan`: who would get what on a day, and why; and nothing of what counsellors alone may know."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.app import care_plan
from bot.app.cli import main
from bot.app.library import Library
from bot.app.office import Refused
from bot.domain.care.cadence import Cadence, Every
from bot.domain.care.knowing import Alert
from bot.domain.care.model import Calamity, Deed, Programme, variables
from bot.domain.case import Case
from bot.domain.consent import MESSAGES, Answer, Consent
from bot.domain.flow.conditions import parse
from bot.domain.people import Role
from bot.domain.rhythm import Leg, Rhythm, Shifts
from bot.domain.triage import Colour
from bot.store import alerts, care, cases, consents, people, rhythms
from bot.store.alerts import Contact
from bot.store.opening import Store
from tests.office import UNITS, Office
from tests.street import shipped_books

LIBRARY = shipped_books()[1]
NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
WHO = (
    UNITS.replace("country: LK", "country: LK, risk: high")
    + """people:
  - {role: liaison, name: 周联络员, unit: lk-hambantota, telegram_id: 3001}
  - {role: counsellor, name: 李医生, unit: hq, telegram_id: 2001}
  - {role: employee, name: 刘师傅, unit: lk-hambantota, telegram_id: 1001, departure: 2023-02-01, tags: [hardship],
     birthday: 1980-12-08}
  - {role: employee, name: 小马, unit: hq, telegram_id: 1002, birthday: 1990-12-08, bereavement: 2019-05-01}
"""
)


class Planned(Office):
    """An operator who asks for the plan."""

    def plan(self, day: str, *, library: Library = LIBRARY, **whom: Any) -> list[str]:
        async def ask(store: Store) -> list[str]:
            return await care_plan.plan(store, self.config, library, date.fromisoformat(day), NOW, **whom)

        return self.do(ask)

    def do(self, work: Any) -> Any:
        async def run() -> Any:
            store = await self.open()
            try:
                return await work(store)
            finally:
                await store.close()

        return asyncio.run(run())

    def person(self, name: str) -> str:
        return self.everybody()[name].id

    def joins(self, *names: str) -> None:
        async def start(store: Store) -> None:
            async with store.db.transaction() as tx:
                await people.mark_started(tx, [(number, NOW) for number in numbers])

        numbers = [self.person(name) for name in names]
        self.do(start)


@pytest.fixture
def office(office: Office) -> Planned:
    office.load(WHO)
    planned = Planned(office.folder)
    planned.joins("刘师傅", "小马", "周联络员")
    return planned


def test_every_line_says_when_what_and_which_part_of_the_rule_matched(office: Planned) -> None:
    (line,) = [line for line in office.plan("2026-12-07") if "home_visit" in line]

    assert line.startswith("2026-12-07 ")
    assert (
        "home_visit: 刘师傅 (lk-hambantota), book 周联络员; because roles contains employee, stage == away"
        in line
    )
    assert line.endswith("0 of 1 by 2026-12-31")


def test_a_reminder_names_who_gets_it_and_what_has_been_done(office: Planned) -> None:
    def pairing(day: str) -> str:
        return next(line for line in office.plan(day) if "pairing" in line)

    assert "remind 周联络员; because roles contains employee, tags contains hardship, 0 of 3 by" in pairing(
        "2026-12-01"
    )

    async def keep(store: Store) -> None:
        async with store.db.transaction() as tx:
            done = [Contact(f"c{number}", liu, zhou, "pairing", NOW) for number in range(3)]
            await alerts.keep(tx, [*done, done[0]])

    liu, zhou = office.person("刘师傅"), office.person("周联络员")
    office.do(keep)
    assert pairing("2026-12-01").endswith("3 of 3 by 2026-12-31; but enough for now")


def test_nobody_who_mourns_is_in_the_plan_of_a_greeting_and_the_operator_hears_why(office: Planned) -> None:
    assert [line for line in office.plan("2026-12-08") if "birthday" in line] == [
        next(line for line in office.plan("2026-12-08", person="刘师傅") if "birthday: 刘师傅" in line)
    ]
    told = office.plan("2026-12-08", person="小马")
    assert "birthday: not for them: nobody who mourns is greeted" in told
    assert "pairing: not for them: tags contains hardship (none), tags contains 困难职工 (none)" in told
    assert "weekly_tip: not for them: tips == yes (no)" in told
    assert "health_check: not on this day, but on 2027-04-07" in told
    assert "sensitive_time: not on this day" in told


def test_what_would_keep_it_from_going_is_told(office: Planned) -> None:
    def why(day: str, name: str, programme: str) -> str:
        return next(line for line in office.plan(day, person=name) if f"{programme}: {name}" in line)

    async def stop(store: Store) -> None:
        async with store.db.transaction() as tx:
            await consents.write(tx, [(liu, Consent(MESSAGES, 1, NOW, Answer.WITHDRAWN))])

    async def block(store: Store) -> None:
        async with store.db.transaction() as tx:
            await people.set_reachable(tx, liu, reachable=False)

    liu = office.person("刘师傅")
    assert "but" not in why("2026-12-08", "刘师傅", "birthday")
    office.do(stop)
    assert why("2026-12-08", "刘师傅", "birthday").endswith("but they want no messages")
    office.do(block)
    assert why("2026-12-08", "刘师傅", "birthday").endswith("but they cannot be reached")
    office.load(
        UNITS + "people:\n  - {role: employee, name: 新人, unit: hq, telegram_id: 7, departure: 2026-12-15}\n"
    )
    assert why("2026-12-08", "新人", "before_departure").endswith("but they have not pressed Start")


def test_leave_and_what_comes_first_that_day_are_told_and_a_case_never_is(office: Planned) -> None:
    def plan() -> list[str]:
        return [line.partition("; but ")[2] for line in office.plan("2026-12-08", library=two)]

    async def goes_on_leave(store: Store) -> None:
        async with store.db.transaction() as tx:
            await rhythms.save(tx, {liu: Rhythm(away=date(2027, 1, 1))})

    async def open_case(store: Store) -> None:
        await store.keys.load(store.db, [liu])
        async with store.db.transaction() as tx:
            await cases.save(tx, store.keys, [Case("c1", "K0001", liu, Colour.AMBER, NOW, unit="hq")])

    liu = office.person("刘师傅")
    birthday = LIBRARY.programmes["birthday"]
    two = only(birthday, replace(birthday, name="later", at=time(12)))

    assert plan() == ["", "another one comes first that day"]
    office.do(open_case)
    assert plan() == ["", "another one comes first that day"]
    office.do(goes_on_leave)
    assert plan() == ["they are on leave"] * 2


def only(*programmes: Programme) -> Library:
    return replace(LIBRARY, programmes={one.name: one for one in programmes})


def test_quiet_hours_put_it_off_unless_it_rings(office: Planned) -> None:
    late = only(replace(LIBRARY.programmes["birthday"], at=time(23), window=timedelta()))

    (line,) = office.plan("2026-12-08", library=late)

    assert line.endswith("but not before 07:00, when their quiet hours end")


def test_a_reminder_that_nobody_would_get_is_told(office: Planned) -> None:
    nobody = only(replace(LIBRARY.programmes["pairing"], to=(Role.SUPERVISOR,)))

    (line,) = office.plan("2026-12-01", library=nobody)

    assert "remind; because" in line
    assert line.endswith("but nobody serves this unit in such a role")


AFTER_RED = Cadence(Every.ONCE, anchors=("closed_red",), offsets=(1,))


def test_a_rule_over_the_colour_names_nobody(office: Planned) -> None:
    async def open_case(store: Store) -> None:
        await store.keys.load(store.db, [liu])
        async with store.db.transaction() as tx:
            await cases.save(tx, store.keys, [Case("c1", "K0001", liu, Colour.AMBER, NOW, unit="hq")])

    liu = office.person("刘师傅")
    office.do(open_case)
    rule = "colour == amber"
    follow = Programme(
        "amber", parse(rule, variables(())), rule, Cadence(Every.DAILY), Deed.REMIND, to=(Role.COUNSELLOR,)
    )

    back = replace(follow, name="back", who=parse("joined == yes", variables(())), cadence=AFTER_RED)
    both = only(follow, back)

    said = [f"{name}: goes by cases, and names nobody" for name in ("amber", "back")]
    # the same whomever it is asked about, or that alone would tell
    assert office.plan("2026-12-01", library=both) == said
    assert office.plan("2026-12-01", library=both, person="小马") == said
    assert office.plan("2026-12-01", library=both, person="刘师傅") == said


def test_a_unit_in_event_mode_is_asked_round_by_round(office: Planned) -> None:
    async def begin(store: Store) -> None:
        async with store.db.transaction() as tx:
            assert await alerts.begin(tx, Alert("a1", "hq", Calamity.STORM, NOW, "sun"))
            assert not await alerts.begin(tx, Alert("a2", "hq", Calamity.STORM, NOW, "sun"))

    office.do(begin)
    calls = [line for line in office.plan("2026-11-26") if "roll_call: 刘师傅" in line]

    assert [line[15:20] for line in calls] == ["09:30", "15:30", "21:30"]
    assert "but" not in calls[-1]


def test_only_a_unit_or_a_person_somebody_knows_can_be_asked_for(office: Planned) -> None:
    named = [line for line in office.plan("2026-12-08", unit="lk-hambantota") if "names nobody" not in line]
    assert {line.split("(")[1][:2] for line in named} == {"lk"}
    for whom in ({"unit": "lk-hambanto"}, {"person": "刘师父"}):
        with pytest.raises(Refused):
            office.plan("2026-12-08", **whom)


def test_the_command_prints_the_plan_or_why_there_is_none(
    office: Planned, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def planned(*given: object, **whom: Mapping[str, object]) -> list[str]:
        if whom["person"]:
            raise Refused("nobody")
        return [] if whom["unit"] else [f"{given[3]}"]

    monkeypatch.setattr(care_plan, "plan", planned)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{office.config.store_path}")

    assert main(["programmes", "plan", "--on", "2026-12-08"]) == 0
    assert main(["programmes", "plan", "--unit", "hq"]) == 0
    assert main(["programmes", "plan", "--person", "x"]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == ["2026-12-08", "nothing on this day"]
    assert said.err == "nobody\n"
    with pytest.raises(SystemExit):
        main(["programmes", "plan", "--on", "soon"])


# -- the daily question --------------------------------------------------------------------------


def asked(office: Planned, day: str, name: str = "刘师傅", **whom: Any) -> str:
    (line,) = [line for line in office.plan(day, **whom) if f"checkin: {name}" in line]
    return line.partition("checkin: ")[2]


def test_the_daily_question_stands_in_the_plan_with_its_hour_and_its_reason(office: Planned) -> None:
    (line,) = [line for line in office.plan("2026-12-01") if "checkin: 刘师傅" in line]

    assert line.startswith("2026-12-01 Tue 08:")
    assert (
        "checkin: 刘师傅 (lk-hambantota), check_in; because roles contains employee, joined == yes, not"
        in line
    )
    assert "; but" not in line
    assert [line for line in office.plan("2026-12-01") if "checkin: 周联络员" in line] == []
    told = office.plan("2026-12-01", person="周联络员")
    assert "checkin: not for them: roles contains employee (liaison)" in told


@pytest.mark.parametrize(
    ("rhythm", "day", "said"),
    [
        (Rhythm(away=date(2026, 12, 5)), "2026-12-04", "but on leave until 2026-12-05"),
        (Rhythm(away=date(2026, 12, 5)), "2026-12-05", "sleep"),
        (Rhythm(off=True), "2026-12-01", "but they do not want to be asked"),
        (Rhythm(asked=time(21)), "2026-12-01", "21:00 is their own wish"),
        (
            Rhythm(shifts=Shifts(date(2026, 11, 1), (Leg(1, ((time(20), time(8)),)),))),
            "2026-12-01",
            "at 08:00 they work at night or sleep after it",
        ),
        # the day of the full moon
        (Rhythm(), "2026-12-23", "but a public holiday there: Unduvap Full Moon Poya Day"),
    ],
)
def test_leave_holidays_wishes_and_shifts_are_named(
    office: Planned, rhythm: Rhythm, day: str, said: str
) -> None:
    async def say(store: Store) -> None:
        async with store.db.transaction() as tx:
            await rhythms.save(tx, {liu: rhythm})

    liu = office.person("刘师傅")
    office.do(say)

    line = asked(office, day)
    assert (said in line) == (said != "sleep")
    assert line.startswith("刘师傅")


def test_whoever_wants_no_messages_or_has_been_asked_today_is_not_asked(office: Planned) -> None:
    async def plan(store: Store) -> None:
        async with store.db.transaction() as tx:
            row = care.Plan(liu, "checkin", "2026-12-02", date(2026, 12, 2), "Asia/Colombo", time(8), NOW)
            await care.plan(tx, [row])
            await consents.write(tx, [(ma, Consent(MESSAGES, 1, NOW, Answer.WITHDRAWN))])

    liu, ma = office.person("刘师傅"), office.person("小马")
    office.do(plan)

    assert asked(office, "2026-12-01").endswith("but the next one is on 2026-12-02")
    assert "; but" not in asked(office, "2026-12-02")
    assert asked(office, "2026-12-01", "小马").endswith("but they want no messages")


def test_without_its_file_nobody_is_asked_and_no_line_says_so(office: Planned) -> None:
    without = replace(LIBRARY, programmes={k: one for k, one in LIBRARY.programmes.items() if k != "checkin"})

    assert [line for line in office.plan("2026-12-01", library=without) if "checkin" in line] == []

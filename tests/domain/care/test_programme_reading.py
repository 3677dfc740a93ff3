"""Programmes as they are written: what is understood, and what is told, with its line and all in one go."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from bot.app.manuscript import parse
from bot.domain.care.cadence import Cadence, Every, Holidays
from bot.domain.care.model import Deed, Programme, Quota, Silence
from bot.domain.care.reading import read
from bot.domain.people import Role

COUNTRIES = ("CN", "LK")
DAYS = timedelta(days=1)


def reading(text: str) -> tuple[Programme | None, list[str]]:
    table, faults = parse(text, "programmes/x.yaml")
    assert table is not None, faults
    found = read(table, "programmes/x.yaml", COUNTRIES)
    assert (found.programme is None) == bool(found.faults)
    return found.programme, [str(fault).removeprefix("programmes/x.yaml:") for fault in found.faults]


def written(*lines: str, who: str = "roles contains employee", do: str = "send") -> str:
    return "\n".join(("schema: 1", "programme: tip", f'who: "{who}"', f"do: {do}", *lines))


def faults(*lines: str, who: str = "roles contains employee", do: str = "send") -> list[str]:
    return reading(written(*lines, who=who, do=do))[1]


def test_a_whole_programme_is_understood() -> None:
    found, told = reading(
        """
schema: 1
programme: pairing
who: tags contains hardship
cadence: monthly
on: 5
at: "10:30"
window: 2h
grace: 7d
holidays: later
do: remind
to: [liaison, officer]
quota: {times: 3, per: quarter}
deadline: 14d
"""
    )

    assert told == []
    assert found is not None
    assert (found.name, found.rule, found.line) == ("pairing", "tags contains hardship", 4)
    assert found.cadence == Cadence(Every.MONTHLY, day=5)
    assert (found.deed, found.to, found.flow) == (Deed.REMIND, (Role.LIAISON, Role.OFFICER), "")
    assert (found.at, found.window, found.grace) == (time(10, 30), timedelta(hours=2), 7 * DAYS)
    assert (found.quota, found.deadline) == (Quota(3, Every.QUARTERLY), 14 * DAYS)
    assert (found.holidays, found.rings, found.greeting) == (Holidays.LATER, False, False)


@pytest.mark.parametrize(
    ("lines", "do", "cadence"),
    [
        (("cadence: daily",), "send", Cadence(Every.DAILY)),
        (("cadence: weekly", "on: wed"), "send", Cadence(Every.WEEKLY, weekday=2)),
        (("cadence: monthly", "on: departure"), "send", Cadence(Every.MONTHLY, anchors=("departure",))),
        (("cadence: quarterly", "on: 2-31"), "send", Cadence(Every.QUARTERLY, month=2, day=31)),
        (("cadence: yearly", "on: 02-29"), "send", Cadence(Every.YEARLY, month=2, day=29)),
        (("cadence: yearly", "on: birthday"), "greet", Cadence(Every.YEARLY, anchors=("birthday",))),
        (("cadence: yearly", "on: festival"), "greet", Cadence(Every.YEARLY, anchors=("festival",))),
        (("cadence: once", "on: departure", "offset: [-7d, -30d, -7d]"), "send",
         Cadence(Every.ONCE, anchors=("departure",), offsets=(-30, -7))),
        (("cadence: event", "on: bereavement", "offset: 49d", "to: counsellor"), "remind",
         Cadence(Every.EVENT, anchors=("bereavement",), offsets=(49,))),
        (("cadence: event", "on: [divorce, accident]", "offset: [7d, 0d]"), "send",
         Cadence(Every.EVENT, anchors=("divorce", "accident"), offsets=(0, 7))),
        (("cadence: event", "on: alert", "again: 6h", "rings: true"), "ask",
         Cadence(Every.EVENT, anchors=("alert",), again=timedelta(hours=6))),
    ],
)  # fmt: skip
def test_cadences_are_understood(lines: tuple[str, ...], do: str, cadence: Cadence) -> None:
    found, told = reading(written(*lines, do=do))

    assert told == []
    assert found is not None
    assert found.cadence == cadence


def test_all_faults_of_a_file_are_told_at_once_with_their_lines() -> None:
    _, told = reading(
        """schema: 1
programme: Tip
who: tags contians hardship or rsik == high
cadence: wekly
on: wednesday
do: remnd
at: 9:00
grce: 4h
window: 20h
"""
    )

    assert told == [
        '2: "Tip" is not a name: lower-case letters, digits and _ only',
        '3: who: expected a comparison after "tags", found "contians"',
        '4: cadence "wekly" is none of daily, event, monthly, once, quarterly, weekly, yearly'
        ' — did you mean "weekly"?',
        '6: do "remnd" is none of ask, book, check_in, greet, remind, send, start — did you mean "remind"?',
        '7: "9:00" is no time of the day: write 08:30',
        '8: "grce" is not a key of a programme — did you mean "grace"?',
        '9: "window" is at most 12h',
    ]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("rsik == high", 'who: variable "rsik" not declared — did you mean "risk"?'),
        ("risk == hihg", 'who: "hihg" is no choice of "risk" — did you mean "high"?'),
        ("roles == employee", "who: \"roles\" is a multi_choice and never equals \"employee\""),
        ("country in [LK, XX]", 'who: "XX" is no choice of "country"'),
        ("months_abroad > many", 'who: "months_abroad" is a number and never equals "many"'),
        ("birthday < soon", 'who: "birthday" is a date and never equals "soon"'),
        ("risk > low", 'who: a choice has no order, ">" cannot be asked of it'),
        ("unit contains lk", 'who: a text contains nothing, write "=="'),
    ],
)  # fmt: skip
def test_a_rule_that_can_never_hold_is_told(who: str, told: str) -> None:
    assert faults("cadence: daily", who=who) == [f"3: {told}"]


@pytest.mark.parametrize(
    ("lines", "do", "told"),
    [
        (("cadence: weekly",), "send", '5: weekly needs "on: wed", one of mon, tue, wed, thu, fri, sat, sun'),
        (("cadence: weekly", "on: wedn"), "send",
         '6: weekly needs "on: wed", one of mon, tue, wed, thu, fri, sat, sun — did you mean "wed"?'),
        (("cadence: monthly", "on: 32"), "send",
         '6: monthly needs "on: 15", a day of the month, or a date of the person such as departure'),
        (("cadence: quarterly", "on: 4-1"), "send",
         '6: quarterly needs "on: 2-15", the 15th of its second month, or a date of the person'),
        (("cadence: yearly", "on: 02-30"), "send",
         '6: yearly needs "on: 10-08", month and day, or a date of the person such as birthday'),
        (("cadence: once", "on: birthday"), "greet",
         '6: once needs "on" with a date of the person: departure, homecoming, birthday, not birthday'),
        (("cadence: once", "on: tomorrow"), "send",
         '6: once needs "on" with a date of the person: departure, homecoming, birthday'),
        (("cadence: event", "on: bereavment"), "send",
         '6: event needs "on" with one of bereavement, divorce, transfer, accident, alert'
         ' — did you mean "bereavement"?'),
        (("cadence: daily", "on: [mon, tue]"), "send", '6: what is daily has no "on" — did you mean "mon"?'),
        (("cadence: event", "on: [transfer, alert]"), "ask",
         "6: several may stand here only where they are life events"),
        (("cadence: monthly", "on: [departure, birthday]"), "greet",
         "6: several may stand here only where they are life events"),
        (("cadence: event", "on: [transfer, acident]"), "send",
         '6: event needs "on" with one of bereavement, divorce, transfer, accident, alert'
         ' — did you mean "accident"?'),
        (("cadence: yearly", "on: birthday"), "send",
         '4: what is hung on a birthday is a greeting: write "do: greet", so that nobody gets it who mourns'),
        (("cadence: event", "on: alert"), "send",
         '4: what is hung on an alert asks whether all is well: write "do: ask"'),
        (("cadence: daily",), "ask", '4: "do: ask" goes with "cadence: event" and "on: alert"'),
        (("cadence: event", "on: transfer"), "ask", '4: "do: ask" goes with "cadence: event" and "on: alert"'),
        (("cadence: daily", "offset: 3d"), "send",
         '6: "offset" counts days from a date of the person: with yearly, once or event'),
        (("cadence: once", "on: departure", "offset: [3w, -7d]"), "send",
         '7: offset "3w" (line 7) is no number of days: write -30d or 14d'),
        (("cadence: yearly", "on: departure", "offset: 200d"), "send",
         "7: yearly: at most 180 days before or after the date"),
        (("cadence: daily", "again: 6h"), "send",
         '6: "again" repeats what is hung on an alert; write a cadence instead'),
        (("cadence: event", "on: alert", "again: 5m"), "ask", "7: nobody is asked more often than once an hour"),
        (("cadence: daily",), "start", '4: "do: start" needs "flow"'),
        (("cadence: daily", "flow: tips"), "send", '6: "do: send" has no use for "flow"'),
        (("cadence: daily", "to: liaison"), "send", '6: "do: send" has no use for "to"'),
        (("cadence: daily",), "remind", '4: "do: remind" needs "to"'),
        (("cadence: daily", "to: liason"), "remind",
         '6: to "liason" is none of liaison, wellbeing_manager, counsellor, supervisor, officer, doctor'
         ' — did you mean "liaison"?'),
        (("cadence: daily", "rings: true"), "send",
         '6: only what asks whether all is well may ring at night: "do: ask"'),
        (("cadence: daily", "family: true"), "send",
         '6: the family is there only where a call is booked: "do: book"'),
        (("cadence: daily", "deadline: 7d"), "send",
         '6: "deadline" is before the end of a quota\'s period: add "quota"'),
        (("cadence: daily", "quota: {times: 3, per: quarter}"), "send",
         '6: a quota counts contacts and calls: with "do: remind" or "do: book"'),
        (("cadence: daily", "to: officer", "quota: {times: 0, per: moon}"), "remind",
         '7: per "moon" is none of month, quarter, week, year — did you mean "month"?'),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(lines: tuple[str, ...], do: str, told: str) -> None:
    assert faults(*lines, do=do)[0] == told


def test_a_low_time_is_told_to_nobody_but_those_who_work_on_cases() -> None:
    rule = "colour == amber"

    assert faults("cadence: daily", "to: [counsellor, liaison]", who=rule, do="remind") == [
        "6: a rule that asks about the colour must not lead to a liaison"
    ]
    assert faults("cadence: daily", "to: officer", who=f"not ({rule})", do="book") != []
    assert faults("cadence: daily", "to: [counsellor, wellbeing_manager]", who=rule, do="remind") == []
    assert faults("cadence: daily", who=rule) == []
    assert faults("cadence: daily", "to: liaison", who="events contains divorce", do="remind") == [
        "6: a rule that asks about the events must not lead to a liaison"
    ]
    assert faults("cadence: event", "on: [accident, divorce]", "to: officer", do="remind") == [
        "7: what follows the event accident must not lead to the officer, whom the name alone would tell"
    ]


def test_what_follows_a_red_case_is_for_people_who_work_on_cases() -> None:
    after = ("cadence: once", "on: closed_red", "offset: [1d, 7d]")

    assert faults(*after, "to: [counsellor, supervisor]", do="remind") == []
    assert faults(*after, "to: liaison", do="remind") == [
        "8: what follows the event closed_red must not lead to the liaison, whom the name alone would tell"
    ]
    assert faults(*after) == ['4: after a red case people come back, not a machine: write "do: remind"']
    assert faults("cadence: daily", "to: officer", who="case == open", do="remind") == [
        "6: a rule that asks about the case must not lead to a officer"
    ]


def test_after_a_death_no_machine_writes() -> None:
    for do in ("send", "greet"):
        assert faults("cadence: event", "on: [divorce, bereavement]", do=do) == [
            '4: after a death people come, not a machine: write "do: remind"'
        ]


def test_what_is_missing_and_what_is_for_another_version_is_told() -> None:
    assert reading("schema: 1\n")[1] == [
        f'1: "{key}" is missing' for key in ("programme", "who", "cadence", "do")
    ]
    assert reading("schema: 2\nprogramme: tip")[1][-1] == '1: "schema" needs a whole number from 1 to 1'
    assert faults("cadence: daily")[:1] == []
    assert reading(written("cadence: daily").replace("tip", "programmes"))[1] == [
        '2: the name "programmes" is taken by the file of their texts'
    ]


# -- the daily question --------------------------------------------------------------------------

QUESTION = """
schema: 1
programme: checkin
who: roles contains employee
cadence: daily
at: "08:00"
at_units: {lk-night: "10:30", ship-9: "07:00"}
holidays: skip
do: check_in
silence: {remind: 3h, tell: 3d, rest: 7d}
apart: 12h
"""


def test_the_daily_question_says_when_where_and_what_silence_sets_off() -> None:
    found, told = reading(QUESTION)

    assert told == []
    assert found is not None
    assert (found.deed, found.holidays, found.at) == (Deed.CHECK_IN, Holidays.SKIP, time(8))
    assert found.silence == Silence(timedelta(hours=3), 3, 7)
    assert found.apart == timedelta(hours=12)
    # the nearest unit counts
    assert found.at_in(("lk-night", "lk", "hq")) == time(10, 30)
    assert found.at_in(("crew", "ship-9", "hq")) == time(7)
    assert [found.at_in(units) for units in (("lk", "hq"), ())] == [time(8), time(8)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("programme: checkin", "programme: mornings",
         '3: what asks how somebody is ("do: check_in") is called "checkin": there is one'),
        ("cadence: daily", "cadence: weekly\non: wed", '5: "do: check_in" is daily'),
        ("holidays: skip", "holidays: later", "8: what is daily is never made up for: skip or keep"),
        ("silence: {remind: 3h, tell: 3d, rest: 7d}", "", '9: "do: check_in" needs "silence"'),
        ("remind: 3h, ", "", '10: "remind" is missing'),
        ("tell: 3d", "tell: 30h", '10: "tell" counts whole days: write 3d'),
        ("remind: 3h", "remind: 24h", "10: the reminder comes on the same day: less than 24h"),
        ("rest: 7d", "rest: 7d, then: call", '10: "then" is not a key of silence'),
        ('"07:00"', "seven", '7: "seven" is no time of the day: write 08:30'),
        ("do: check_in", "do: send", '10: "do: send" has no use for "silence"'),
        ("do: check_in", "do: send", '11: "do: send" has no use for "apart"'),
        ("apart: 12h", "apart: 24h", '11: "apart" is at most 20h'),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_daily_question_is_told(old: str, new: str, told: str) -> None:
    found, faults = reading(QUESTION.replace(old, new))

    assert found is None
    assert any(fault.startswith(told) for fault in faults), faults


def test_an_hour_that_is_none_gives_its_unit_no_hour() -> None:
    assert reading(QUESTION.replace('"07:00"', "7"))[0] is None


def test_another_programme_takes_neither_its_name_nor_its_keys() -> None:
    faults = reading(QUESTION.replace("do: check_in", "do: send"))[1]

    assert '3: what asks how somebody is ("do: check_in") alone is called "checkin"' in faults
    assert '7: units have times of their own with "do: check_in" alone' in faults

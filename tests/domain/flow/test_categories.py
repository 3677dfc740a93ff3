"""The kinds of help a dialogue offers: what an author writes, and every slip told with its line."""

from __future__ import annotations

from datetime import timedelta

from bot.app.manuscript import parse
from bot.domain.flow.reading import read
from bot.domain.matter import Category
from bot.domain.people import Role

FLOW = """\
schema: 1
flow: help
version: 1
categories:
{categories}
vars:
  category: {{type: choice, of: [money, food]}}
  route: {{type: choice, of: [unit, private]}}
steps:
  - ask: category
    end: completed
"""


def faults(*lines: str) -> list[str]:
    table, wrong = parse(FLOW.format(categories="\n".join(f"  {line}" for line in lines)), "help.yaml")
    assert table is not None, wrong
    return [str(fault) for fault in read(table, "help.yaml", {}).faults]


def test_deadlines_and_who_serves_are_read() -> None:
    written = """\
  money: {deadline: 48h, urgent: 8h, serves: [desk], bypass: true}
  food: {deadline: 24h, serves: [liaison, desk]}
  private: {deadline: 8h, urgent: 2h, serves: counsellor}"""
    table, _ = parse(FLOW.format(categories=written), "help.yaml")
    assert table is not None

    flow = read(table, "help.yaml", {}).flow

    hours = timedelta(hours=1)
    assert flow is not None
    assert flow.categories == {
        "money": Category("money", 48 * hours, 8 * hours, (Role.OFFICER,), bypass=True),
        "food": Category("food", 24 * hours, 24 * hours, (Role.LIAISON, Role.OFFICER)),
        "private": Category("private", 8 * hours, 2 * hours, (Role.COUNSELLOR,)),
    }


def test_every_slip_is_told_with_its_line_and_a_guess() -> None:
    assert faults(
        "mony: {deadline: 48h, serves: [desk]}",
        "food: {deadline: 2x, urgnt: 1h, serves: [liason, desk, desk]}",
        "money: {urgent: 9d, deadline: 1d}",
        "private: 8h",
    ) == [
        'help.yaml:5: category "mony" is no choice of any variable — did you mean "money"?',
        'help.yaml:6: "urgnt" is not a key of category "food" — did you mean "urgent"?',
        'help.yaml:6: "2x" is not a length of time: write 90s, 30m, 2h or 7d',
        'help.yaml:6: serves "liason" is none of liaison, desk, counsellor — did you mean "liaison"?',
        'help.yaml:6: "desk" stands here twice',
        'help.yaml:7: "serves" is missing',
        'help.yaml:7: category "money": what is urgent cannot take longer than the rest',
        'help.yaml:8: "private" needs keys and values',
    ]


def test_a_choice_without_a_deadline_is_told() -> None:
    assert faults("money: {deadline: 48h, serves: [desk]}") == [
        'help.yaml:5: choice "food" of "category" needs a deadline and somebody who serves it'
    ]

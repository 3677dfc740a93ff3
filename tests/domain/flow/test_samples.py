"""The values a checker tries reach both sides of every comparison."""

from collections.abc import Callable

import pytest

from bot.domain.flow.answers import holds
from bot.domain.flow.model import Flow, Value
from bot.domain.flow.reading import Reading
from bot.domain.flow.samples import compared, worth_trying

Reads = Callable[[str], Reading]

FLOW = """schema: 1
flow: all
version: 1
vars:
  mood: {type: choice, of: [good, low]}
  sure: {type: yes_no}
  topics: {type: multi_choice, of: [work, sleep, family], min: 1, max: 2}
  two: {type: multi_choice, of: [a, b, c], min: 2}
  nights: {type: number, range: {min: 0, max: 7}}
  day: {type: date}
  hour: {type: time}
  slot: {type: datetime}
  since: {type: datetime}
  words: {type: text}
  long: {type: text, length: {min: 5}}
  place: {type: location}
  numbers: {type: list}
steps:
  - ask: mood
  - when: mood in [low] or sure is set or topics contains work
    then: a
    else: a
  - id: a
    when: nights >= 3 and day < 2026-12-01 and hour > 08:00 and words == lost
    then: b
    else: b
  - id: b
    when: slot < 2026-12-01 or since == 2026-12-01T08:00+08:00 or two contains c
    then: c
    else: c
  - {id: c, when: words != mood, then: d, else: d}
  - {id: d, end: done}
"""


@pytest.fixture(scope="module")
def flow(reads: Reads) -> Flow:
    reading = reads(FLOW)
    assert reading.flow is not None, [str(fault) for fault in reading.faults]
    return reading.flow


def test_every_value_worth_trying_fits_its_variable(flow: Flow) -> None:
    for name, var in flow.vars.items():
        first, *others = worth_trying(flow, name)

        assert first is None
        assert others, name
        assert all(holds(var, value) for value in others)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("mood", (None, "good", "low")),
        ("sure", (None, True, False)),
        ("topics", (None, ["sleep"], ["work"], ["family"], ["work", "sleep"])),
        ("nights", (None, 2, 3, 4, 0, 7, 1)),
        ("day", (None, "2026-12-01", "2026-11-30", "2026-12-02", "2026-11-23")),
        ("hour", (None, "08:00", "00:00", "23:59")),
        (
            "slot",
            (
                None,
                "2026-11-30T00:00+00:00",
                "2026-12-01T00:00+00:00",
                "2026-12-02T00:00+00:00",
                "2026-11-23T08:00+08:00",
            ),
        ),
        ("words", (None, "lost", "\uffff", "…")),
        ("long", (None, "……………")),
        ("place", (None, {"latitude": 0.0, "longitude": 0.0})),
        ("numbers", (None, [], ["…"])),
    ],
)
def test_values_stand_on_both_sides_of_what_they_are_compared_with(
    flow: Flow, name: str, values: tuple[Value, ...]
) -> None:
    assert worth_trying(flow, name) == values


def test_of_several_choices_those_a_condition_names_are_tried_in_and_out(flow: Flow) -> None:
    tried = [value for value in worth_trying(flow, "two") if isinstance(value, list)]

    assert {"c" in value for value in tried} == {True, False}


def test_what_a_variable_is_compared_with_is_found_once(flow: Flow) -> None:
    assert compared(flow, "nights") == (3,)
    assert compared(flow, "mood") == ("low",)
    assert compared(flow, "sure") == ()

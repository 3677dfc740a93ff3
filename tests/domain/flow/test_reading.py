# ruff: noqa: E501 - messages stand here on one line, as an author sees them
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.flow.answers import LARGEST
from bot.domain.flow.linking import link
from bot.domain.flow.model import Ask, Constant, Do, End, Say, Variable
from bot.domain.flow.reading import Reading

Reads = Callable[[str], Reading]

WHOLE = """schema: 1
flow: sleep
version: 4
migrate: {3: {ask_topic: hours}}
start: [sleep, 睡不着, /sleep]
again: resume
interrupted: drop
progress: [hours]
vars:
  hours: {type: choice, of: [few, enough], sensitivity: sensitive}
  words: {type: text, length: {min: 2, max: 9}, skip: true}
  numbers: {type: list}
expires: {after: 24h, goto: bye}
steps:
  - ask: hours
    block: how_long
    human: false
    retry: {max: 2, then: person, say: [once_more, last_time]}
    timeout: {after: 90s, goto: nudge}
  - do: care.note
    id: noted
    with: {words: "'夜班'"}
  - ask: words
    goto: bye
  - {id: nudge, say: nudge, goto: hours}
  - {id: bye, say: bye, end: expired}
  - {id: person, handoff: counsellor, priority: green}
"""


def faults(reading: Reading) -> list[str]:
    return [str(fault) for fault in reading.faults]


def test_flow_is_read_as_written(reads: Reads) -> None:
    reading = reads(WHOLE)
    assert faults(reading) == []
    flow = reading.flow
    assert flow is not None

    hours = flow.steps["hours"]
    assert isinstance(hours, Ask)
    assert (hours.line, hours.block, hours.next, hours.human) == (15, "how_long", "noted", False)
    assert hours.retry is not None
    assert (hours.retry.most, hours.retry.leads) == (2, ("once_more", "last_time"))
    assert hours.timeout is not None
    assert hours.timeout.after == timedelta(seconds=90)
    assert hours.resumed is None
    assert flow.steps["bye"] == Say("bye", 26, "bye", "bye.end")
    assert flow.steps["bye.end"] == End("bye.end", 26, "expired")
    noted = flow.steps["noted"]
    assert isinstance(noted, Do)
    assert noted.arguments == {"words": Constant("夜班")}
    assert flow.expires is not None
    assert flow.expires.after == timedelta(days=1)
    assert (flow.first, flow.version, flow.again, flow.interrupted) == ("hours", 4, "resume", "drop")
    assert (flow.vars["words"].minimum, flow.vars["words"].maximum, flow.vars["words"].skip) == (2, 9, True)


HEAD = """schema: 1
flow: sleep
version: 2
back: false
vars: {mood: {type: choice, of: [good, low]}, words: {type: text}, topics: {type: multi_choice, of: [work, sleep]},
  sure: {type: yes_no}, nights: {type: number}, day: {type: date}, slot: {type: datetime}, place: {type: location},
  numbers: {type: list}, colour: {type: choice, of: [green, red]}}

steps:
"""
MORE = """schema: 1
flow: sleep
version: 1
vars:
  topics: {type: multi_choice, of: [work, sleep, family], min: 2, max: 3}
  any: {type: multi_choice, of: [work, sleep], min: 0}
  nights: {type: number, range: {min: 0, max: 7.5}, whole: true}
  count: {type: number}
  slot: {type: datetime, clock: home, future: true}
  words: {type: text, voice: true}
  sure: {type: yes_no, skip: true, sensitivity: sensitive}
steps:
  - ask: topics
    back: false
  - {when: slot < 2026-12-01 and nights < 3 and sure == yes and topics contains work, then: topics, else: bye}
  - do: care.count
    with: {nights: 3, sure: sure}
  - do: care.look
    with: {words: words}
  - {id: bye, end: done}
"""


def test_types_are_read_with_all_they_may_say(reads: Reads) -> None:
    flow = reads(MORE).flow
    assert flow is not None
    asked, counted, looked = (flow.steps[name] for name in ("topics", "care.count", "care.look"))
    assert isinstance(asked, Ask)
    assert isinstance(counted, Do)
    assert isinstance(looked, Do)

    variables = flow.vars
    assert (variables["topics"].minimum, variables["topics"].maximum) == (2, 3)
    assert (variables["any"].minimum, variables["any"].maximum) == (0, 2)
    assert (variables["nights"].minimum, variables["nights"].maximum, variables["nights"].whole) == (
        0,
        7.5,
        True,
    )
    assert (variables["count"].minimum, variables["count"].maximum) == (-LARGEST, LARGEST)
    assert (variables["slot"].clock, variables["slot"].future) == ("home", True)
    assert variables["words"].voice
    assert variables["sure"].of == ("yes", "no")
    assert (variables["sure"].skip, variables["sure"].sensitivity) == (True, "sensitive")
    assert (asked.back, counted.effects, looked.effects, flow.back) == (False, True, False, True)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("min: 2, max: 3", "min: 4", '5: "min" needs a whole number from 0 to 3'),
        ("min: 2, max: 3", "min: 2, max: 1", '5: "max" needs a whole number from 2 to 3'),
        ("of: [work, sleep], min: 0", "min: 0", '6: variable "any" is a multi_choice and needs "of: [..]"'),
        ("{min: 0, max: 7.5}", "{min: 8, max: 7.5}", "7: range: nothing lies between 8 and 7.5"),
        ("{min: 0, max: 7.5}", "{min: few}", '7: "min" needs a number'),
        ("{min: 0, max: 7.5}", "{mix: 0}", '7: "mix" is not a key of range — did you mean "min"?'),
        ("whole: true", "whole: yes", '7: "whole" is either true or false'),
        ("clock: home", "clock: ours", '9: clock "ours" is none of home, theirs'),
        ("{type: text, voice", "{type: date, voice", '10: "voice" is not a key of variable "words"'),
        (
            "yes_no, skip",
            "yesno, skip",
            '11: variable "sure": there is no type "yesno" — did you mean "yes_no"?',
        ),
    ],
)
def test_fault_in_a_type_names_its_line(reads: Reads, old: str, new: str, expected: str) -> None:
    assert old in MORE

    reading = reads(MORE.replace(old, new, 1))

    assert f"flows/test.yaml:{expected}" in faults(reading)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (
            "  - {id: tips, say: tips, end: done}\n  - goto: tipps\n",
            'flows/test.yaml:11 step "goto@11": goto "tipps" not found — did you mean "tips"?',
        ),
        (
            "  - ask: moood\n    end: done\n",
            'flows/test.yaml:10 step "moood": variable "moood" not declared — did you mean "mood"?',
        ),
        (
            "  - ask: numbers\n    end: done\n",
            'flows/test.yaml:10 step "numbers": variable "numbers" is a list: only an action can fill it',
        ),
        (
            "  - say: bye\n",
            'flows/test.yaml:10 step "bye": nothing follows — add "end: completed" or "goto: …"',
        ),
        (
            "  - say: bye\n    goto: bye\n    end: done\n",
            'flows/test.yaml:12 step "bye": "goto" and "end" together: a step goes on in one way only',
        ),
        (
            "  - say: bye\n    end: a\n  - say: bye\n    end: b\n",
            'flows/test.yaml:12 step "bye": line 10 has the same id — give one of them an id of its own',
        ),
        (
            "  - {when: mood == low, then: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": "when" without "else" — say where it goes otherwise',
        ),
        (
            "  - {when: mood == lo, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "lo" is no choice of "mood" — did you mean "low"?',
        ),
        (
            "  - {when: mod == low, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: variable "mod" not declared — did you mean "mood"?',
        ),
        (
            "  - {when: mood > low, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: a choice has no order, ">" cannot be asked of it',
        ),
        (
            "  - {when: words == 3, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "words" is a text and never equals "3"',
        ),
        (
            "  - {when: mood contains low, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: a choice contains nothing, write "=="',
        ),
        (
            "  - {when: topics contains wrok, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "wrok" is no choice of "topics" — did you mean "work"?',
        ),
        (
            "  - {when: topics == work, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "topics" is a multi_choice and never equals "work"',
        ),
        (
            "  - {when: sure > 3, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: a yes_no has no order, ">" cannot be asked of it',
        ),
        (
            "  - {when: sure == maybe, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "sure" is a yes_no and never equals "maybe"',
        ),
        (
            "  - {when: nights >= three, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "nights" is a number and never equals "three"',
        ),
        (
            "  - {when: day < 8, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "day" is a date and never equals "8"',
        ),
        (
            "  - {when: slot < soon, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "slot" is a datetime and never equals "soon"',
        ),
        (
            "  - {when: place == 3, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "place" is a location and never equals "3"',
        ),
        (
            "  - {when: topics contains words, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "contains" needs a value, "words" is a variable',
        ),
        (
            "  - do: care.count\n    with: {nights: words, sure: true}\n    end: done\n",
            'flows/test.yaml:11 step "care.count": "care.count" takes "nights" as number, "words" is a text',
        ),
        (
            "  - do: care.count\n    with: {nights: 3, sure: 3}\n    end: done\n",
            'flows/test.yaml:11 step "care.count": "care.count" takes "sure" as yes_no, not 3',
        ),
        (
            "  - do: care.count\n    with: {nights: true, sure: true}\n    end: done\n",
            'flows/test.yaml:11 step "care.count": "care.count" takes "nights" as number, not True',
        ),
        (
            "  - ask: mood\n    back: no\n    end: done\n",
            'flows/test.yaml:11 step "mood": "back" is either true or false',
        ),
        (
            "  - {when: mood == , then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: the condition ends too early',
        ),
        (
            "  - do: care.nota\n    end: done\n",
            'flows/test.yaml:10 step "care.nota": there is no action "care.nota" — did you mean "care.note"?',
        ),
        (
            "  - do: care.note\n    end: done\n",
            'flows/test.yaml:10 step "care.note": "care.note" needs "words" — add it under "with"',
        ),
        (
            "  - do: care.note\n    with: {words: words, word: words}\n    end: done\n",
            'flows/test.yaml:11 step "care.note": "care.note" takes no "word" — did you mean "words"?',
        ),
        (
            "  - do: care.note\n    with: {words: numbers}\n    end: done\n",
            'flows/test.yaml:11 step "care.note": "care.note" takes "words" as text, "numbers" is a list',
        ),
        (
            "  - do: care.note\n    with: {words: wrds}\n    end: done\n",
            'flows/test.yaml:11 step "care.note": variable "wrds" not declared — did you mean "words"?',
        ),
        (
            "  - do: care.list\n    into: {numbers: nummers}\n    end: done\n",
            'flows/test.yaml:11 step "care.list": "care.list" gives no "nummers" — did you mean "numbers"?',
        ),
        (
            "  - do: care.list\n    into: {nix: numbers}\n    end: done\n",
            'flows/test.yaml:11 step "care.list": variable "nix" not declared',
        ),
        (
            "  - do: care.list\n    into: {words: numbers}\n    end: done\n",
            'flows/test.yaml:11 step "care.list": "care.list" gives "numbers" as list, "words" is a text',
        ),
        (
            "  - do: care.weigh\n    with: {mood: mood}\n    into: {mood: colour}\n    on_error: {then: care.weigh}\n    end: done\n",
            'flows/test.yaml:12 step "care.weigh": "care.weigh" may give "colour" as green, red, no choice of "mood"',
        ),
        (
            "  - do: care.weigh\n    with: {mood: mood}\n    into: {colour: colour}\n    end: done\n",
            'flows/test.yaml:10 step "care.weigh": "care.weigh" can fail (unavailable) — add "on_error: {then: …}"',
        ),
        (
            "  - do: care.weigh\n    with: {mood: mood}\n    on_error: {retry: 9, then: care.weigh}\n    end: done\n",
            'flows/test.yaml:12 step "care.weigh": "retry" needs a whole number from 0 to 5',
        ),
        (
            "  - ask: mood\n    retry: {max: 2}\n    end: done\n",
            'flows/test.yaml:11 step "mood": "then" is missing',
        ),
        (
            "  - ask: mood\n    timeout: {after: soon, goto: mood}\n    end: done\n",
            'flows/test.yaml:11 step "mood": "soon" is not a length of time: write 90s, 30m, 2h or 7d',
        ),
        (
            "  - ask: mood\n    human: no\n    end: done\n",
            'flows/test.yaml:11 step "mood": "human" is either true or false',
        ),
        (
            "  - ask: mood\n    then: mood\n    end: done\n",
            'flows/test.yaml:11 step "mood": "then" is not a key of a step with "ask"',
        ),
        (
            "  - {handoff: doctor, priority: red}\n",
            'flows/test.yaml:10 step "handoff@10": handoff "doctor" is none of counsellor, desk, supervisor',
        ),
        (
            "  - {handoff: counsellor}\n",
            'flows/test.yaml:10 step "handoff@10": "priority" is missing',
        ),
        (
            "  - {sya: bye}\n",
            "flows/test.yaml:10: a step is one of ask, say, when, choose, do, call, handoff, goto, end"
            ' — did you mean "say"?',
        ),
        (
            "  - do: care.note\n    with: {words: 3}\n    end: done\n",
            'flows/test.yaml:11 step "care.note": "care.note" takes "words" as text, not 3',
        ),
        (
            "  - {call: other, with: {words: [a]}, end: done}\n",
            'flows/test.yaml:10 step "other": "words" needs a variable or a value',
        ),
        (
            "  - ask: mood\n    timeout: {after: 2h}\n    end: done\n",
            'flows/test.yaml:11 step "mood": "goto" is missing',
        ),
        (
            "  - ask: mood\n    retry: {max: 1, then: mood, say: Try}\n    end: done\n",
            'flows/test.yaml:11 step "mood": "Try" is not the name of a block',
        ),
        (
            "  - do: care.weigh\n    with: {mood: mood}\n    on_error: {retry: 1}\n    end: done\n",
            'flows/test.yaml:12 step "care.weigh": "then" is missing',
        ),
        (
            "  - {when: numbers == 3, then: x, else: x}\n  - {id: x, end: done}\n",
            'flows/test.yaml:10 step "when@10": when: "numbers" is a list and never equals "3"',
        ),
        (
            "  - {say: [a], end: done}\n",
            'flows/test.yaml:10 step "say@10": "say" needs a word',
        ),
        ("  - bye\n", 'flows/test.yaml:10: a step needs keys and values, such as "ask: mood"'),
        ("  {}\n", 'flows/test.yaml:10: "steps" needs a list of steps'),
    ],
)
def test_fault_in_a_step_names_file_line_step_and_what_was_meant(
    reads: Reads, steps: str, expected: str
) -> None:
    reading = reads(HEAD + steps)

    assert faults(reading) == [expected]
    assert reading.flow is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  hours: {", "  Hours: {", '10: "Hours" is not a name: lower-case letters, digits and _ only'),
        ("{type: list}", "list", '12: "numbers" needs keys and values'),
        ("schema: 1", "schema: 2", '1: "schema" needs a whole number from 1 to 1'),
        ("flow: sleep", "flow: Sleep", '2: "Sleep" is not a name: lower-case letters, digits and _ only'),
        ("flow: sleep", "flow: system", '2: the name "system" is taken by the texts all flows share'),
        ("flow: sleep", "floe: sleep", '2: "floe" is not a key of a flow — did you mean "flow"?'),
        ("version: 4", "version: true", '3: "version" needs a whole number from 1 to 1000000'),
        ("{3: {ask_topic: hours}}", "{3: hours}", '4: "3" needs keys and values'),
        ("{after: 24h, ", "{after: 3, ", '13: "after" needs a word'),
        ("{3: {", "{4: {", '4: migrate "4" is not an older version of this flow (now 4)'),
        (
            ": hours}}",
            ": hors}}",
            '4: migrate 3: step "hors" (was "ask_topic") not found — did you mean "hours"?',
        ),
        ("/sleep]", "/Sleep]", '5: "/Sleep" (line 5) is not a command: / and lower-case letters'),
        ("/sleep]", "12]", '5: "start" may hold words only'),
        ("resume", "resum", '6: again "resum" is none of restart, resume — did you mean "resume"?'),
        ("[hours]", "[bye]", '8: progress names "bye", which asks nothing'),
        (
            "type: choice",
            "type: chioce",
            '10: variable "hours": there is no type "chioce" — did you mean "choice"?',
        ),
        ("of: [few, enough], ", "", '10: variable "hours" is a choice and needs "of: [..]"'),
        ("[few, enough]", "[few, few]", '10: choice "few" is listed twice'),
        (
            "[few, enough]",
            "[few, Enough]",
            '10: choice "Enough" is not a name of at most 24 letters, digits and _',
        ),
        ("{min: 2, max: 9}", "{min: 9, max: 2}", '11: "max" needs a whole number from 9 to 20000'),
        ("{min: 2, max: 9}", "5", '11: "length" needs keys and values'),
        ("  numbers: {type", "  numbers: {of: [a], type", '12: "of" is not a key of variable "numbers"'),
        ("{after: 24h, ", "{after: 0h, ", '13: "0h" is not a length of time: write 90s, 30m, 2h or 7d'),
    ],
)
def test_fault_in_the_head_names_its_line(reads: Reads, old: str, new: str, expected: str) -> None:
    assert old in WHOLE

    reading = reads(WHOLE.replace(old, new, 1))

    assert f"flows/test.yaml:{expected}" in faults(reading)


def test_flow_without_steps_is_told_so(reads: Reads) -> None:
    assert faults(reads("schema: 1\nflow: a\nversion: 1\n")) == ['flows/test.yaml:1: "steps" is missing']


def test_all_faults_are_told_in_one_run(reads: Reads) -> None:
    reading = reads(HEAD + "  - ask: moood\n    goto: x\n  - {when: mod is set, then: y, else: z}\n")

    assert [fault.line for fault in reading.faults] == [10, 11, 12, 12, 12]


def flows_of(reads: Reads, *texts: str) -> dict[str, object]:
    found = {}
    for text in texts:
        flow = reads("schema: 1\nversion: 1\n" + text).flow
        assert flow is not None
        found[flow.name] = flow
    return found


CALLED = "flow: called\nvars:\n  words: {type: text}\nsteps:\n  - ask: words\n    end: done\n"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("call: caled", 'there is no flow "caled" to call — did you mean "called"?'),
        ("call: called\n    with: {word: a}", '"called" has no variable "word" — did you mean "words"?'),
        ("call: called\n    with: {words: 3}", '"called" wants "words" as text, "3" does not fit'),
        ("call: called\n    with: {words: n}", '"called" wants "words" as text, "n" is none'),
        ("call: called\n    into: {a: word}", '"called" has no variable "word" — did you mean "words"?'),
        ("call: called\n    into: {n: words}", '"called" gives "words" as text, "n" is a list'),
    ],
)
def test_calls_are_checked_across_flows(reads: Reads, call: str, expected: str) -> None:
    caller = (
        f"flow: caller\nvars:\n  a: {{type: text}}\n  n: {{type: list}}\nsteps:\n  - {call}\n    end: done\n"
    )

    found = [fault.message for fault in link(flows_of(reads, caller, CALLED))]  # type: ignore[arg-type]

    assert found == [expected]


def test_call_that_agrees_is_no_fault(reads: Reads) -> None:
    caller = (
        "flow: caller\nvars:\n  a: {type: text}\nsteps:\n"
        "  - call: called\n    with: {words: a}\n    into: {a: words}\n    end: done\n"
    )
    flows = flows_of(reads, caller, CALLED)

    assert link(flows) == []  # type: ignore[arg-type]
    assert flows["caller"].steps["called"].inputs == {"words": Variable("a")}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("way", "count"), [("goto: ask_more", 1), ("goto: told", 1), ("goto: round", 1), ("goto: check", 0)]
)
def test_button_to_a_person_may_be_left_out_only_where_a_choice_leads_to_one(
    reads: Reads, way: str, count: int
) -> None:
    text = (
        "flow: quiet\nvars:\n  a: {type: text}\nsteps:\n"
        f"  - ask: a\n    human: false\n    {way}\n"
        "  - {id: ask_more, ask: a, goto: person}\n"
        "  - {id: told, say: told, end: done}\n"
        "  - {id: round, goto: and_round}\n  - {id: and_round, goto: round}\n"
        "  - {id: check, when: a is set, then: told, else: hop}\n"
        "  - {id: hop, call: other, goto: told}\n"
        "  - {id: person, handoff: counsellor, priority: red}\n"
    )

    other = (
        "flow: other\nsteps:\n  - do: care.list\n  - goto: person\n"
        "  - {id: person, handoff: counsellor, priority: red}\n"
    )

    assert len(link(flows_of(reads, text, other))) == count  # type: ignore[arg-type]

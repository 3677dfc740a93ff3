"""Slips of an author that reading alone does not show."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.domain.flow.graph import circles, draw
from bot.domain.flow.linking import link
from bot.domain.flow.model import ActionSpec, Flow
from bot.domain.flow.review import Mention, Texts, review

ACTIONS = {
    spec.name: spec
    for spec in (
        ActionSpec("care.note", {"words": "text"}),
        ActionSpec("care.weigh", {"mood": "choice"}, {"colour": ("green", "red")}, ("unavailable",)),
        ActionSpec("care.list", {}, {"numbers": "list"}),
    )
}
VARS = """vars:
  mood: {type: choice, of: [good, low]}
  topic: {type: choice, of: [work, home]}
  words: {type: text, skip: true}
  colour: {type: choice, of: [green, red]}
"""
ASK = "  - ask: mood\n"


@pytest.fixture
def flows(talks: Callable[..., Any]) -> Callable[..., Mapping[str, Flow]]:
    """Flows out of their steps: `flows(chat="…")`."""

    def written(variables: str = VARS, **steps: str) -> Mapping[str, Flow]:
        heads = {name: "" if name.startswith("sub") else f"start: [/{name}]\n" for name in steps}
        texts = (f"flow: {name}\n{heads[name]}{variables}{text}" for name, text in steps.items())
        return talks(*texts).flows  # type: ignore[no-any-return]

    return written


def said(flows: Mapping[str, Flow], texts: Texts | None = None) -> list[str]:
    return [str(fault).removeprefix("flows/test.yaml:") for fault in review(flows, ACTIONS, texts)]


def text(bare: str = "", *, names: str = "", line: int = 3) -> tuple[Mention, ...]:
    return (
        Mention("templates/zh/chat.j2", line, frozenset(f"{bare} {names}".split()), frozenset(bare.split())),
    )


def test_nothing_is_said_about_a_flow_without_slips(flows: Any) -> None:
    chat = """expires: {after: 2h, goto: silent}
steps:
  - ask: mood
    retry: {max: 1, then: person}
    timeout: {after: 1h, goto: silent}
  - do: care.weigh
    with: {mood: mood}
    into: {colour: colour}
    on_error: {then: person}
  - {when: colour == red, then: person, else: topic}
  - ask: topic
  - {id: bye, say: bye, end: done}
  - {id: silent, when: mood == low, then: person, else: bye}
  - {id: person, handoff: counsellor, priority: amber}
"""

    assert said(flows(chat=chat)) == []


def test_step_nothing_leads_to_is_named_though_others_point_at_it(flows: Any) -> None:
    chat = "steps:\n  - {ask: mood, end: done}\n  - {id: a, say: a, goto: b}\n  - {id: b, say: b, goto: a}\n"

    assert said(flows(chat=chat))[:2] == [
        '12 step "a": nothing leads here: lead to it, or take it out',
        '13 step "b": nothing leads here: lead to it, or take it out',
    ]


def test_silence_leads_nowhere_in_a_flow_that_never_waits(flows: Any) -> None:
    chat = "expires: {after: 2h, goto: silent}\nsteps:\n  - {say: a, end: done}\n  - {id: silent, end: expired}\n"

    assert said(flows(chat=chat)) == ['13 step "silent": nothing leads here: lead to it, or take it out']


def test_step_an_older_version_was_renamed_to_can_be_stood_at(flows: Any) -> None:
    chat = (
        "version: 2\nmigrate: {1: {old: topic, older: gone_by}}\nsteps:\n  - {ask: mood, end: done}\n"
        "  - {ask: topic, end: done}\n  - {id: gone_by, say: a, end: done}\n"
    )

    assert said(flows(chat=chat)) == ['14 step "gone_by": nothing leads here: lead to it, or take it out']


def test_comparison_with_what_nothing_has_set_is_refused(flows: Any) -> None:
    chat = "steps:\n  - {when: mood == low, then: mood, else: mood}\n  - {ask: mood, end: done}\n"

    assert said(flows(chat=chat)) == [
        '11 step "when@11": nothing has set "mood" by then, so a comparison with it is always false'
    ]


BRANCHED = """steps:
  - ask: mood
  - {when: mood == low, then: topic, else: both}
  - ask: topic
"""


def test_comparison_with_what_is_set_on_one_way_only_is_a_warning(flows: Any) -> None:
    chat = (
        BRANCHED
        + "  - {id: both, when: topic == mood, then: bye, else: bye}\n  - {id: bye, say: a, end: done}\n"
    )

    assert said(flows(chat=chat)) == [
        '14 step "both": warning: "topic" is not set on every way here; '
        'comparing it is false then — ask "is set" first'
    ]


@pytest.mark.parametrize("condition", ["topic is set and topic == work", "topic is set"])
def test_who_asks_whether_it_is_set_may_compare_it(flows: Any, condition: str) -> None:
    both = f"  - {{id: both, when: {condition}, then: bye, else: bye}}\n  - {{id: bye, say: a, end: done}}\n"

    assert said(flows(chat=BRANCHED + both)) == []


def test_skipped_and_unanswered_questions_may_be_compared(flows: Any) -> None:
    chat = """expires: {after: 2h, goto: silent}
steps:
  - ask: words
  - {when: words == x, then: mood, else: bye}
  - ask: mood
  - ask: topic
    end: done
  - {id: silent, when: mood == low, then: bye, else: bye}
  - {id: bye, say: a, end: done}
"""

    assert said(flows(chat=chat)) == []


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        ("", 'nothing has set "words" by then'),
        ("  - ask: words\n", '"words" is not set on every way here'),
    ],
)
def test_action_must_be_given_what_it_cannot_do_without(flows: Any, ask: str, what: str) -> None:
    chat = f"steps:\n{ask}  - do: care.note\n    with: {{words: words}}\n    end: done\n"

    (message,) = said(flows(chat=chat))

    assert message.endswith(f'step "care.note": {what}, and "care.note" wants it as "words"')
    optional = {"care.note": ActionSpec("care.note", {"words": "text"}, optional=frozenset({"words"}))}
    assert review(flows(chat=chat), optional) == []


def test_failing_action_has_set_nothing(flows: Any) -> None:
    chat = """steps:
  - ask: mood
  - do: care.weigh
    with: {mood: mood}
    into: {colour: colour}
    on_error: {then: note}
  - {id: note, do: care.note, with: {words: colour}, end: done}
"""

    assert said(flows(chat=chat)) == [
        '16 step "note": "colour" is not set on every way here, and "care.note" wants it as "words"'
    ]


def test_called_flow_knows_what_every_caller_gives_it_and_gives_back_what_every_end_has(flows: Any) -> None:
    sub = "steps:\n  - {do: care.note, with: {words: mood}}\n  - {ask: topic, end: done}\n"
    chat = """steps:
  - {call: sub, with: {mood: mood}, into: {topic: topic, words: words, colour: mood}}
  - {do: care.note, with: {words: topic}}
  - {id: second, do: care.note, with: {words: words}}
  - {id: third, do: care.note, with: {words: colour}, end: done}
"""
    given = chat.replace("with: {mood: mood}", "with: {mood: \"'low'\"}")

    assert said(flows(sub=sub, chat=given)) == [
        '13 step "second": nothing has set "words" by then, and "care.note" wants it as "words"',
    ]
    assert said(flows(sub=sub, chat=chat))[:2] == [
        '10 step "care.note": nothing has set "mood" by then, and "care.note" wants it as "words"',
        '11 step "sub": nothing has set "mood" by then, "sub" is called without it',
    ]


def test_what_one_end_of_a_called_flow_has_not_set_is_in_doubt(flows: Any) -> None:
    sub = (
        "steps:\n  - {ask: mood}\n  - {when: mood == low, then: topic, else: over}\n"
        "  - {ask: topic}\n  - {id: over, end: done}\n"
    )
    chat = "steps:\n  - {call: sub, into: {topic: topic}}\n  - {do: care.note, with: {words: topic}, end: done}\n"

    assert said(flows(chat=chat, sub=sub)) == [
        '12 step "care.note": "topic" is not set on every way here, and "care.note" wants it as "words"'
    ]


def test_flow_that_never_comes_back_leads_no_further(flows: Any) -> None:
    sub = "steps:\n  - {handoff: counsellor, priority: red}\n"
    chat = "steps:\n  - {call: sub}\n  - {do: care.note, with: {words: words}, end: done}\n"

    assert said(flows(chat=chat, sub=sub)) == []


def test_flow_nobody_can_start_is_a_warning(flows: Any) -> None:
    assert said(flows(sub="steps:\n  - {ask: mood, end: done}\n")) == [
        '1: warning: nobody can start "sub": it has no start words, and no flow calls it'
    ]


def test_text_that_would_say_none_is_refused(flows: Any) -> None:
    chat = "steps:\n  - ask: words\n    retry: {max: 1, then: bye, say: again}\n  - {id: bye, say: bye, end: done}\n"
    blocks = {"words": text("words"), "again": text("words", line=5), "bye": text("words", line=7)}

    assert said(flows(chat=chat), {"chat": blocks})[:3] == [
        f'templates/zh/chat.j2:{line}: block "{block}" shows "words", which may not be set at step "{step}" '
        "— write {% if words %} around it"
        for line, block, step in ((3, "words", "words"), (5, "again", "words"), (7, "bye", "bye"))
    ]


def test_text_may_show_what_was_answered_and_ask_about_the_rest(flows: Any) -> None:
    chat = (
        "steps:\n  - ask: mood\n  - ask: words\n  - {say: bye, end: done}\n  - {id: x, say: bye, end: done}\n"
    )
    blocks = {"bye": text("mood", names="words")}

    assert not any("may not be set" in message for message in said(flows(chat=chat), {"chat": blocks}))


def test_text_with_a_value_of_another_name_is_refused(flows: Any) -> None:
    blocks = {"mood": text("mod", names="elsewhere"), "mood__label": text()}

    assert said(flows(chat="steps:\n  - {ask: mood, end: done}\n"), {"chat": blocks})[:2] == [
        'templates/zh/chat.j2:3: block "mood" uses "elsewhere", which is no variable of "chat"',
        'templates/zh/chat.j2:3: block "mood" uses "mod", which is no variable of "chat" — did you mean "mood"?',
    ]


def test_answers_nobody_looks_at_are_warned_of(flows: Any) -> None:
    variables = "vars:\n" + "".join(
        f"  {name}: {{type: choice, of: [{of}]}}\n"
        for name, of in (
            ("mood", "good, low"), ("topic", "a, b"), ("shown", "a, b"), ("told", "a, b"), ("given", "a, b"),
            ("weighed", "green, red"), ("back", "a, b"), ("idle", "a, b"), ("on", "a"), ("asked", "a, b"),
        )
    )  # fmt: skip
    chat = """steps:
  - ask: mood
  - ask: topic
  - ask: shown
  - ask: told
  - ask: given
  - ask: on
  - ask: asked
  - {do: care.weigh, with: {mood: mood}, into: {weighed: colour}, on_error: {then: sub}}
  - {call: sub, with: {given: given}, into: {back: back}}
  - {when: asked == a, then: end, else: end}
  - {id: end, end: done}
"""
    sub = "steps:\n  - {ask: back, end: done}\n"
    blocks = {"shown": text("shown"), "told__label": text()}

    messages = said(flows(variables, chat=chat, sub=sub), {"chat": blocks})

    unused = [message.split('"')[3] for message in messages if "is set but never used" in message]
    assert unused == ["topic", "weighed", "back"]
    assert '12: warning: variable "idle" is never set and never used' in messages
    assert '18 step "topic": warning: "topic" is set but never used' in "\n".join(messages)


@pytest.mark.parametrize(
    ("steps", "way"),
    [
        ("  - {id: a, say: a}\n  - {id: b, say: b, goto: a}\n", "a → b → a"),
        ("  - {id: a, do: care.list, goto: a}\n", "a → a"),
        ("  - {id: a, when: mood is set, then: a, else: b}\n  - {id: b, end: done}\n", "a → a"),
        ("  - {id: a, call: sub, goto: a}\n", "a → a"),
    ],
)
def test_steps_that_go_round_without_asking_are_refused(flows: Any, steps: str, way: str) -> None:
    sub = "steps:\n  - {do: care.list, goto: over}\n  - {id: over, end: done}\n"

    found = said(flows(chat="steps:\n" + steps, sub=sub))

    assert f'11 step "a": goes round without ever asking: {way}' in found


def test_a_question_on_the_way_round_is_a_wait(flows: Any) -> None:
    sub = (
        "steps:\n  - {when: mood is set, then: over, else: mood}\n  - ask: mood\n  - {id: over, end: done}\n"
    )
    asking = "steps:\n  - {ask: mood, goto: mood}\n"
    calling = "steps:\n  - {id: a, call: subask, goto: a}\n"

    assert said(flows(chat=asking)) == []
    assert said(flows(chat=calling, subask="steps:\n  - {ask: mood, end: done}\n")) == []
    assert any(
        "goes round" in message for message in said(flows(chat=calling.replace("subask", "sub"), sub=sub))
    )


def test_calls_that_come_back_to_where_they_began_are_refused(flows: Any) -> None:
    one = "steps:\n  - {ask: mood}\n  - {call: two, end: done}\n"
    two = "steps:\n  - {ask: mood}\n  - {call: one, end: done}\n"

    assert said(flows(one=one, two=two)) == [
        '12 step "two": the calls come back to where they began: one → two → one — after 8 of them it ends'
    ]


def test_calls_deeper_than_the_engine_follows_are_refused(flows: Any) -> None:
    chain = {f"c{n}": f"steps:\n  - {{ask: mood}}\n  - {{call: c{n + 1}, end: done}}\n" for n in range(1, 9)}

    def deep(last: str) -> list[str]:
        return said(flows(**chain, **{last: "steps:\n  - {ask: mood, end: done}\n"}))

    assert deep("c9") == ["1: the calls from here go deeper than 8 flows within one another"]
    del chain["c1"]
    assert deep("c9") == []


@pytest.mark.parametrize("call", ["nowhere", "sub"])
def test_call_of_a_flow_that_is_missing_or_mends_nothing_is_survived(flows: Any, call: str) -> None:
    chat = f"steps:\n  - {{ask: mood}}\n  - {{call: {call}, with: {{mood: mood}}, end: done}}\n"

    assert said(flows(chat=chat)) == []


def test_circles_are_found_once_for_each_way_that_closes_one() -> None:
    ahead = {1: [2, 3], 2: [3, 1], 3: [4], 4: [], 5: [5, 3]}

    assert list(circles(ahead, lambda node: ahead[node])) == [(1, 2), (5,)]


# -- who may be told what ------------------------------------------------------------------------


def test_what_is_sensitive_goes_to_no_action_that_lets_it_out(reads: Callable[[str], Any]) -> None:
    text = """schema: 1
flow: chat
version: 1
vars: {words: {type: text, sensitivity: sensitive}}
steps:
  - ask: words
  - {do: care.note, with: {words: words}, end: done}
"""

    assert [str(fault) for fault in reads(text).faults] == [
        'flows/test.yaml:7 step "care.note": "words" is sensitive and must not go to "care.note", '
        "which takes personal at most"
    ]
    assert reads(text.replace("sensitive}", "personal}")).flow is not None


def test_a_value_does_not_become_harmless_by_being_handed_on(flows: Any) -> None:
    variables = "vars: {mood: {type: choice, of: [good, low], sensitivity: %s}}\n"
    chat = "steps:\n  - ask: mood\n  - {call: sub, with: {mood: mood}, into: {mood: mood}, end: done}\n"
    sub = "steps:\n  - {ask: mood, end: done}\n"

    def faults(here: str, there: str) -> list[str]:
        both = dict(flows(variables % here, chat=chat)) | dict(flows(variables % there, sub=sub))
        return [fault.message for fault in link(both)]

    assert faults("personal", "personal") == []
    assert faults("sensitive", "personal") == ['"mood" is sensitive, "mood" of "sub" must be too']
    assert faults("open", "personal") == ['"mood" of "sub" is personal, "mood" must be too']


def test_a_flow_that_waits_for_ever_is_drawn_without_silence(flows: Any) -> None:
    (chat,) = flows(chat="steps:\n  - {ask: mood, end: done}\n").values()

    assert draw(chat).splitlines()[1:] == ['  s0(["end: done"])', '  s1[/"ask mood"/]', "  s1 --> s0"]


def test_a_flow_is_drawn_with_every_way(flows: Any) -> None:
    chat = """expires: {after: 2h, goto: bye}
steps:
  - ask: mood
    retry: {max: 1, then: bye}
    timeout: {after: 1h, goto: bye}
  - {do: care.weigh, with: {mood: mood}, into: {colour: colour}, on_error: {then: to}}
  - {id: which, when: colour == red, then: to, else: sub}
  - {call: sub, goto: on}
  - {id: on, goto: bye}
  - {id: bye, say: bye, end: done}
  - {id: to, handoff: counsellor, priority: red}
"""

    assert draw(flows(chat=chat)["chat"]).splitlines() == [
        "flowchart TD",
        '  s0[/"ask mood"/]',
        '  s1[["do care.weigh"]]',
        '  s2{"which"}',
        '  s3[["call sub"]]',
        '  s4["on"]',
        '  s5(["end: done"])',
        '  s6["say bye"]',
        '  s7(["counsellor: red"])',
        "  s0 --> s1",
        "  s0 -->|retry| s6",
        "  s0 -->|timeout| s6",
        "  s1 --> s2",
        "  s1 -->|error| s7",
        "  s2 -->|then| s7",
        "  s2 -->|else| s3",
        "  s3 --> s4",
        "  s4 --> s6",
        "  s6 --> s5",
        '  silence(["after silence"]) --> s6',
    ]

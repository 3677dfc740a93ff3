"""Several choices ticked under one question, long lists turned like pages, several answers in one line."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.flow.effects import Ended, Perform, Question, Timer
from bot.domain.flow.engine import advance
from bot.domain.flow.events import Said, Sent
from bot.domain.flow.model import BACK, DONE, EARLIER, MORE

CARE = """
flow: care
vars:
  topics: {type: multi_choice, of: [sleep, work, family], min: 1, max: 2}
  mood: {type: choice, of: [good, low]}
steps:
  - ask: topics
    timeout: {after: 1h, goto: mood}
  - ask: mood
    end: completed
"""
KEYS = ", ".join(f"k{number}" for number in range(1, 21))
SITES = f"""
flow: sites
vars:
  site: {{type: choice, of: [{KEYS}], skip: true}}
  mood: {{type: choice, of: [good, low]}}
steps:
  - ask: site
  - ask: mood
    goto: site
"""
LINE = """
flow: line
vars:
  mood: {type: choice, of: [good, okay, low]}
  nights: {type: number, range: {min: 0, max: 7}}
  alone: {type: yes_no}
  words: {type: text}
steps:
  - ask: mood
    timeout: {after: 1h, goto: words}
  - say: thanks
  - ask: nights
  - ask: alone
  - when: mood == low and nights < 5 and alone == yes
    then: words
    else: bye
  - ask: words
  - {id: bye, end: completed}
"""

Talks = Callable[..., Any]


def test_taps_tick_and_clear_in_place_until_done(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    assert (talk.asked.many, talk.asked.chosen, talk.asked.changed) == (True, (), False)
    talk.presses("work")
    talk.presses("sleep")
    assert (talk.asked.chosen, talk.asked.changed) == (("sleep", "work"), True)
    talk.presses("work")
    assert talk.asked.chosen == ("sleep",)

    talk.presses(DONE)

    assert talk.session.stack[-1].values == {"topics": ["sleep"]}
    assert talk.asked.block == "mood"


def test_second_tap_on_done_changes_nothing(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    talk.presses("work")
    talk.presses(DONE)

    assert talk.presses(DONE, talk.session.question - 1) == ()


def test_done_with_too_few_says_how_many(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    talk.presses(DONE)

    assert (talk.asked.lead, talk.asked.lead_values) == ("choose_at_least", {"min": 1})
    assert talk.asked.changed


def test_one_tick_too_many_is_not_made(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    for choice in ("work", "sleep", "family"):
        talk.presses(choice)

    assert (talk.asked.lead, talk.asked.lead_values) == ("choose_at_most", {"max": 2})
    assert talk.asked.chosen == ("sleep", "work")


def test_what_was_ticked_counts_together_with_what_is_typed(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    talk.presses("family")
    talk.says("1")

    assert talk.session.stack[-1].values == {"topics": ["sleep", "family"]}


def test_typed_and_ticked_together_may_be_too_many(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    talk.presses("family")
    talk.says("1 2")

    assert talk.asked.lead == "choose_at_most"


def test_done_may_be_typed(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    talk.presses("family")
    talk.says("选好了")

    assert talk.session.stack[-1].values == {"topics": ["family"]}


def test_button_done_under_a_question_of_one_choice_is_stale(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    talk.says("1")
    talk.presses(DONE)

    assert (talk.asked.block, talk.asked.lead) == ("mood", "stale")


def test_ticks_survive_an_interruption_but_not_the_end_of_the_question(talks: Talks) -> None:
    other = "flow: other\ninterrupted: drop\nvars: {a: {type: yes_no}}\nsteps: [{ask: a, end: done}]\n"
    talk = talks(CARE, other)
    talk.starts("care")
    talk.presses("work")
    talk.starts("other")
    talk.presses("yes")
    talk.presses("go_on")
    assert talk.asked.chosen == ("work",)

    talk.is_silent()

    assert talk.session.stack[-1].ticked == ()


def test_long_list_is_turned_like_pages_and_numbers_count_through(talks: Talks) -> None:
    talk = talks(SITES)
    talk.starts("sites")
    assert talk.asked.choices == (*(f"k{number}" for number in range(1, 9)), "skip")
    assert talk.asked.page == (1, 3)
    talk.presses(MORE)
    assert (talk.asked.choices[0], talk.asked.page, talk.asked.changed) == ("k9", (2, 3), True)
    talk.presses(MORE)
    talk.presses(MORE)
    assert talk.asked.choices == ("k17", "k18", "k19", "k20", "skip")
    talk.presses(EARLIER)
    assert talk.asked.page == (2, 3)

    talk.says("十九")

    assert talk.session.stack[-1].values == {"site": "k19"}


def test_pages_begin_anew_when_the_question_comes_again(talks: Talks) -> None:
    talk = talks(SITES)
    talk.starts("sites")
    talk.presses(MORE)
    talk.presses("k9")
    talk.presses("good")

    assert talk.asked.page == (1, 3)


def test_question_not_understood_stays_on_its_page(talks: Talks) -> None:
    talk = talks(SITES)
    talk.starts("sites")
    talk.presses(MORE)
    talk.says("哪儿")

    assert (talk.asked.lead, talk.asked.page, talk.asked.changed) == ("unrecognised", (2, 3), False)


@pytest.mark.parametrize("choice", [MORE, EARLIER, DONE, BACK, "k1"])
def test_any_button_of_an_old_question_gets_the_current_one_again(talks: Talks, choice: str) -> None:
    talk = talks(SITES)
    talk.starts("sites")
    talk.presses("k2")
    talk.presses(choice, talk.session.question - 1)

    assert (talk.asked.block, talk.asked.lead) == ("mood", "stale")
    assert talk.session.stack[-1].values == {"site": "k2"}


def test_short_list_has_no_pages_to_turn(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    talk.presses(MORE)

    assert (talk.asked.page, talk.asked.lead) == (None, "stale")


@pytest.mark.parametrize("line", ["3 4 1", "3，4，1", "三 四 是", "low 4 yes"])
def test_one_line_answers_short_questions_in_a_row(talks: Talks, line: str) -> None:
    talk = talks(LINE)
    talk.starts("line")
    talk.says(line)

    assert talk.session.stack[-1].values == {"mood": "low", "nights": 4, "alone": True}
    assert talk.shown == ["line.thanks"]
    assert [e.block for e in talk.effects if isinstance(e, Question)] == ["words"]
    assert not any(isinstance(effect, Timer) for effect in talk.effects)


def test_one_line_may_end_the_dialogue(talks: Talks) -> None:
    talk = talks(LINE)
    talk.starts("line")
    talk.says("1 4 2")

    assert talk.effects[-1] == Ended("line", "completed")


@pytest.mark.parametrize("line", ["3 9 1", "3 4 也许", "3 4 1 5", "1 4 2 1", "3 什么", "9 4 1"])
def test_line_that_is_not_understood_to_its_end_answers_nothing(talks: Talks, line: str) -> None:
    talk = talks(LINE)
    talk.starts("line")
    talk.says(line)

    assert (talk.asked.block, talk.asked.lead) == ("mood", "unrecognised")
    assert talk.session.stack[-1].values == {}


@pytest.mark.parametrize(("line", "performed"), [("2 3", True), ("2 3 1", False)])
def test_action_ends_the_line(talks: Talks, line: str, performed: bool) -> None:
    talk = talks(
        """
flow: acts
vars:
  nights: {type: number}
  mood: {type: choice, of: [good, okay, low]}
  again: {type: yes_no}
steps:
  - ask: nights
  - ask: mood
  - do: care.weigh
    with: {mood: mood}
    on_error: {then: again}
  - ask: again
    end: done
"""
    )
    talk.starts("acts")
    talk.says(line)

    assert isinstance(talk.effects[-1], Perform) == performed
    assert talk.session.stack[-1].values == ({"nights": 2, "mood": "low"} if performed else {})


def test_retry_counts_as_before_when_a_line_fails(talks: Talks) -> None:
    talk = talks(LINE.replace("  - ask: mood\n", "  - ask: mood\n    retry: {max: 0, then: bye}\n"))
    talk.starts("line")
    talk.says("3 9")

    assert talk.effects[-1] == Ended("line", "completed")


def test_timers_of_the_question_go_on_while_buttons_change(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    assert talk.timers == [("answer", timedelta(hours=1))]
    talk.presses("work")

    assert talk.timers == []


def test_result_nobody_waits_for_leaves_the_question_alone(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")

    assert talk.done() == ()


def test_back_brings_the_ticks_back(talks: Talks) -> None:
    talk = talks(CARE)
    talk.starts("care")
    talk.presses("work")
    talk.presses(DONE)
    talk.presses(BACK)

    assert talk.asked.chosen == ("work",)


def test_ways_of_an_answer_are_named_as_the_buttons_are(talks: Talks) -> None:
    talk = talks(LINE)
    talk.starts("line")
    turn = advance(talk.flows, talk.session, Said("3 4 1"), talk.now)

    taken = [(edge.step, edge.way) for edge in turn.path if edge.way]
    assert taken[:3] == [("mood", "low"), ("nights", "answered"), ("alone", "yes")]


def test_photo_goes_into_the_variable_and_anything_else_is_asked_for_again(talks: Talks) -> None:
    talk = talks("flow: snap\nvars: {p: {type: photo}}\nsteps: [{ask: p}, {say: thanks, end: done}]\n")
    talk.starts("snap")
    talk.happens(Sent("voice", {"file_id": "AwAC"}))
    assert (talk.asked.block, talk.asked.lead) == ("p", "photo_please")

    talk.happens(Sent("photo", {"file_id": "AgAC"}))

    assert talk.shown == ["snap.thanks"]

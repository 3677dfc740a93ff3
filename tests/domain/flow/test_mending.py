from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.flow.effects import Ended
from bot.domain.flow.engine import open_question

Talks = Callable[..., Any]

OLD = """
flow: form
version: 1
start: [form]
vars:
  mood: {type: choice, of: [good, low]}
  words: {type: text}
steps:
  - ask: mood
  - {id: ask_words, ask: words}
  - end: completed
"""
RENAMED = OLD.replace("version: 1", "version: 2\nmigrate: {1: {ask_words: say_more}}").replace(
    "id: ask_words", "id: say_more"
)
GONE = OLD.replace("version: 1", "version: 2").replace("id: ask_words", "id: quite_new")
OUTER = "flow: outer\nvars:\n  a: {type: text}\nsteps:\n  - ask: a\n  - call: form\n    end: completed\n"


def begun(talks: Talks, *after: str) -> Any:
    """Somebody stands at the second question when the flow is replaced."""
    talk = talks(OLD)
    talk.starts("form")
    talk.presses("low")
    talk.flows = talks(*after).flows
    return talk


def test_renamed_step_is_followed(talks: Talks) -> None:
    talk = begun(talks, RENAMED)
    open_var = open_question(talk.flows, talk.session)

    talk.says("想家")

    assert open_var is not None
    assert open_var.name == "words"
    assert talk.effects == (Ended("form", "completed"),)


def test_rename_over_several_versions_is_followed(talks: Talks) -> None:
    third = (
        RENAMED.replace("version: 2", "version: 3")
        .replace("{1: {ask_words: say_more}}", "{1: {ask_words: say_more}, 2: {say_more: more}}")
        .replace("id: say_more", "id: more")
    )
    talk = begun(talks, third)

    talk.says("想家")

    assert talk.effects == (Ended("form", "completed"),)


def test_rename_before_the_dialogue_began_does_not_concern_it(talks: Talks) -> None:
    talk = talks(OLD.replace("version: 1", "version: 2\nmigrate: {1: {words_then: ask_words}}"))
    talk.starts("form")
    talk.presses("low")
    third = OLD.replace("version: 1", "version: 3\nmigrate: {1: {ask_words: mood}}")
    talk.flows = talks(third).flows

    talk.says("想家")

    assert talk.effects == (Ended("form", "completed"),)


def test_step_that_is_gone_restarts_with_an_apology(talks: Talks) -> None:
    talk = begun(talks, GONE)

    assert open_question(talk.flows, talk.session) is None
    talk.says("想家")

    assert (talk.asked.block, talk.asked.lead) == ("mood", "moved_on")
    assert talk.asked.values["mood"] is None


def test_step_gone_without_a_new_version_is_noticed_too(talks: Talks) -> None:
    talk = begun(talks, GONE.replace("version: 2", "version: 1"))

    talk.says("想家")

    assert talk.asked.lead == "moved_on"


def test_answer_that_is_no_choice_any_more_is_dropped(talks: Talks) -> None:
    talk = begun(talks, RENAMED.replace("[good, low]", "[good, bad]"))

    talk.says("  ")

    assert talk.asked.values["mood"] is None


def test_flow_that_is_gone_is_told_kindly(talks: Talks) -> None:
    talk = begun(talks, OUTER.replace("call: form", "call: outer"))

    talk.says("想家")

    assert talk.shown == ["system.gone"]
    assert talk.effects[-1] == Ended("form", "gone")
    assert talk.session.stack == ()


def test_caller_of_a_flow_that_is_gone_begins_again(talks: Talks) -> None:
    talk = talks(OLD, OUTER)
    talk.starts("outer")
    talk.says("一")
    talk.flows = {"outer": talk.flows["outer"]}

    talk.presses("low")

    assert talk.effects[0] == Ended("form", "gone")
    assert (talk.asked.block, talk.asked.lead) == ("a", "moved_on")


def test_silence_at_a_step_that_is_gone_still_leads_where_the_author_wants(talks: Talks) -> None:
    caring = GONE.replace("vars:", "expires: {after: 2h, goto: silent}\nvars:", 1) + (
        "  - {id: silent, when: mood == low, then: person, else: over}\n"
        "  - {id: person, handoff: counsellor, priority: amber}\n"
        "  - {id: over, end: expired}\n"
    )
    talk = begun(talks, caring)

    talk.expires()

    assert talk.handed_off.answers == {"mood": "low"}


def test_silence_in_a_flow_that_is_gone_ends_it_without_a_word(talks: Talks) -> None:
    talk = begun(talks, OUTER.replace("call: form", "call: outer"))

    assert talk.expires() == (Ended("form", "expired"),)


def test_what_was_set_aside_is_mended_when_it_is_taken_up(talks: Talks) -> None:
    other = "flow: other\nversion: 1\nvars:\n  a: {type: text}\nsteps:\n  - ask: a\n    end: completed\n"
    talk = begun(talks, OLD, other)
    talk.starts("other")
    talk.flows = talks(GONE, other).flows
    talk.says("好了")

    talk.presses("go_on")

    assert (talk.asked.block, talk.asked.lead) == ("mood", "moved_on")


def test_apology_is_shown_even_if_nothing_is_asked_any_more(talks: Talks) -> None:
    silent = "flow: form\nversion: 2\nsteps:\n  - say: closed\n    end: completed\n"
    talk = begun(talks, silent)

    talk.says("想家")

    assert talk.shown == ["system.moved_on", "form.closed"]


def test_restart_keeps_what_the_dialogue_was_given(talks: Talks) -> None:
    talk = talks(OLD)
    talk.starts("form", words="早先")
    talk.presses("low")
    talk.flows = talks(GONE).flows

    talk.says("想家")

    assert talk.asked.values == {"mood": None, "words": "早先"}


def test_caller_that_no_longer_stands_at_its_call_begins_again(talks: Talks) -> None:
    talk = talks(OLD, OUTER)
    talk.starts("outer")
    talk.says("一")
    caller = talk.session.stack[0]
    talk.session = replace(talk.session, stack=(replace(caller, step="a"), *talk.session.stack[1:]))

    talk.presses("low")

    assert (talk.asked.flow, talk.asked.lead) == ("outer", "moved_on")

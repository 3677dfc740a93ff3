from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.flow.effects import Ended
from bot.domain.flow.engine import open_question
from bot.domain.flow.events import HumanWanted, Pressed, Repeat, Sent

Talks = Callable[..., Any]

LONG = """
flow: long
vars:
  one: {type: text}
  two: {type: text}
steps:
  - ask: one
  - ask: two
  - end: completed
"""
OTHER = LONG.replace("flow: long", "flow: other")
SHORT = """
flow: short
interrupted: drop
vars:
  one: {type: text}
steps:
  - ask: one
    end: completed
"""
TOLD = "flow: told\nsteps:\n  - say: told\n    end: completed\n"


def interrupted(talks: Talks, *more: str) -> Any:
    talk = talks(LONG, SHORT, TOLD, *more)
    talk.starts("long")
    talk.says("第一句")
    talk.starts("short")
    return talk


def test_after_an_interruption_the_person_is_asked_whether_to_go_on(talks: Talks) -> None:
    talk = interrupted(talks)

    talk.says("好了")

    assert (talk.asked.flow, talk.asked.block, talk.asked.choices) == ("system", "resume", ("go_on", "leave"))
    assert talk.asked.values == {"flow": "long"}
    assert talk.timers == [("expiry", timedelta(hours=24))]
    offered = open_question(talk.flows, talk.session)
    assert offered is not None
    assert offered.name == "resume"


def test_going_on_asks_where_it_stood_with_what_was_said(talks: Talks) -> None:
    talk = interrupted(talks)

    talk.says("好了")
    talk.presses("go_on")

    assert (talk.asked.block, talk.asked.lead, talk.asked.number) == ("two", "resumed", 5)
    assert talk.asked.values["one"] == "第一句"


def test_offer_is_answered_by_number_too(talks: Talks) -> None:
    talk = interrupted(talks)

    talk.says("好了")
    talk.says("2")

    assert talk.shown == ["system.left"]
    assert talk.effects[0] == Ended("long", "left")
    assert talk.session.suspended == ()


def test_flow_that_only_tells_something_interrupts_too(talks: Talks) -> None:
    talk = talks(LONG, TOLD)

    talk.starts("long")
    talk.starts("told")

    assert talk.shown == ["told.told"]
    assert talk.asked.block == "resume"


def test_offer_survives_whatever_is_no_answer(talks: Talks) -> None:
    talk = interrupted(talks)
    talk.says("好了")

    talk.says("什么")
    assert talk.asked.lead == "unrecognised"
    talk.happens(Sent("sticker"))
    assert talk.asked.lead == "words_please"
    talk.happens(Pressed(1, "go_on"))
    assert talk.asked.lead == "stale"
    talk.happens(Repeat())
    assert talk.asked.lead is None
    assert talk.done() == talk.is_silent() == talk.expires(question=1) == ()


def test_second_tap_on_what_led_to_the_offer_changes_nothing(talks: Talks) -> None:
    aside = "flow: aside\ninterrupted: drop\nvars: {a: {type: yes_no}}\nsteps: [{ask: a, end: done}]\n"
    talk = talks(LONG, aside)
    talk.starts("long")
    talk.starts("aside")
    talk.presses("yes")
    assert talk.asked.block == "resume"

    assert talk.presses("yes", talk.session.question - 1) == ()


def test_offer_is_withdrawn_silently(talks: Talks) -> None:
    talk = interrupted(talks)
    talk.says("好了")

    assert talk.expires() == (Ended("long", "expired"),)
    assert talk.session.suspended == ()


def test_dialogue_that_asks_to_be_dropped_is_not_offered(talks: Talks) -> None:
    talk = talks(LONG, SHORT)

    talk.starts("short")
    assert talk.starts("long")[0] == Ended("short", "dropped")
    talk.says("一")
    talk.says("二")

    assert talk.effects == (Ended("long", "completed"),)


def test_dialogue_reached_through_a_menu_is_kept_when_interrupted(talks: Talks) -> None:
    menu = "flow: menu\ninterrupted: drop\nsteps:\n  - call: long\n    end: completed\n"
    talk = talks(menu, LONG, SHORT)

    talk.starts("menu")
    talk.says("一")
    talk.starts("short")
    talk.says("好了")

    assert talk.asked.values == {"flow": "long"}


def test_second_start_begins_again(talks: Talks) -> None:
    talk = talks(LONG)

    talk.starts("long")
    talk.says("一")
    talk.starts("long")

    assert talk.effects[0] == Ended("long", "restarted")
    assert (talk.asked.block, talk.asked.values["one"]) == ("one", None)


def test_second_start_goes_on_where_the_author_wants_it(talks: Talks) -> None:
    talk = talks(LONG.replace("vars:", "again: resume\nvars:"), SHORT)

    talk.starts("long")
    talk.says("一")
    talk.starts("long")
    assert (talk.asked.block, talk.asked.lead) == ("two", "resumed")
    talk.starts("short")
    talk.starts("long")

    assert (talk.asked.block, talk.asked.lead) == ("two", "resumed")
    assert talk.session.suspended == ()


def test_starting_again_what_was_set_aside_begins_it_anew(talks: Talks) -> None:
    talk = interrupted(talks, OTHER)

    talk.starts("long")

    assert Ended("long", "restarted") in talk.effects
    assert talk.session.suspended == ()


def test_only_so_much_is_set_aside(talks: Talks) -> None:
    names = ["a", "b", "c", "d", "e"]
    talk = talks(*(LONG.replace("flow: long", f"flow: {name}") for name in names))

    ended = [effect for name in names for effect in talk.starts(name) if isinstance(effect, Ended)]

    assert ended == [Ended("a", "dropped")]
    assert [stack[0].flow for stack in talk.session.suspended] == ["b", "c", "d"]


def test_cancelling_leaves_what_was_set_aside_too(talks: Talks) -> None:
    talk = interrupted(talks)

    talk.cancels()

    assert talk.effects == (Ended("short", "cancelled"), Ended("long", "cancelled"))
    assert talk.says("在吗") == ()


def test_human_ends_what_was_set_aside_too(talks: Talks) -> None:
    talk = interrupted(talks)

    talk.happens(HumanWanted())

    assert talk.session.suspended == ()
    assert talk.effects[-1] == Ended("long", "dropped")


def test_nobody_is_asked_to_go_on_after_falling_silent(talks: Talks) -> None:
    expiring = (
        SHORT.replace("steps:", "expires: {after: 1h, goto: bye}\nsteps:") + "  - {id: bye, end: expired}\n"
    )
    talk = talks(LONG, expiring)

    talk.starts("long")
    talk.starts("short")
    talk.expires()

    assert talk.effects == (Ended("short", "expired"), Ended("long", "expired"))


CARING = """
flow: caring
vars:
  mood: {type: choice, of: [good, low]}
  words: {type: text}
expires: {after: 2h, goto: silent}
steps:
  - ask: mood
  - ask: words
  - end: completed
  - {id: silent, when: mood == low, then: person, else: bye}
  - {id: bye, say: bye, end: expired}
  - {id: person, handoff: counsellor, priority: amber}
"""


def confided(talks: Talks, mood: str = "low") -> Any:
    """Somebody says how bad it is, then starts something else."""
    talk = talks(CARING, SHORT)
    talk.starts("caring")
    talk.presses(mood)
    talk.starts("short")
    return talk


def test_who_confided_and_fell_silent_elsewhere_is_not_forgotten(talks: Talks) -> None:
    talk = confided(talks)
    assert talk.timers == [("expiry", timedelta(hours=2))]

    talk.expires()

    assert (talk.handed_off.flow, talk.handed_off.answers) == ("caring", {"mood": "low"})
    assert talk.effects[1:] == (Ended("short", "expired"), Ended("caring", "dropped"))
    assert talk.session.mode == "human"


def test_who_confided_and_leaves_the_offer_unanswered_is_not_forgotten(talks: Talks) -> None:
    talk = confided(talks)
    talk.says("好了")
    assert talk.timers == [("expiry", timedelta(hours=2))]

    talk.expires()

    assert talk.handed_off.answers == {"mood": "low"}


def test_silence_where_nothing_was_confided_disturbs_nobody(talks: Talks) -> None:
    talk = confided(talks, mood="good")

    talk.expires()

    assert talk.effects == (Ended("caring", "expired"),)
    assert [frame.flow for frame in talk.session.stack] == ["short"]


def test_silence_after_a_dialogue_that_is_gone_disturbs_nobody(talks: Talks) -> None:
    talk = confided(talks)
    talk.flows = {"short": talk.flows["short"]}

    talk.expires()

    assert talk.effects == (Ended("caring", "expired"),)


CAREFUL = """
flow: careful
vars:
  grave: {type: choice, of: [sure, never]}
  light: {type: choice, of: [sure, never]}
steps:
  - ask: grave
    resumed: RESUMED
  - ask: light
    end: completed
"""


@pytest.mark.parametrize("aside", [True, False])
def test_a_question_may_say_where_to_go_when_it_is_taken_up_again(talks: Talks, aside: bool) -> None:
    again = "" if aside else "again: resume\n"
    talk = talks(CAREFUL.replace("RESUMED", "light").replace("vars:", f"{again}vars:", 1), OTHER)
    talk.starts("careful")
    if aside:
        talk.starts("other")
        talk.says("第一句")
        talk.says("第二句")
        talk.presses("go_on")
    else:
        talk.starts("careful")

    asked = talk.asked
    assert (asked.var, asked.lead) == ("light", "resumed")


def test_the_way_of_a_question_taken_up_again_must_exist(talks: Talks) -> None:
    with pytest.raises(AssertionError, match=r'resumed "lihgt" not found — did you mean "light"'):
        talks(CAREFUL.replace("RESUMED", "lihgt"))

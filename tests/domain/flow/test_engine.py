from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.domain.flow.effects import Ended, HandOff, Perform, Question, Show
from bot.domain.flow.engine import open_question
from bot.domain.flow.events import HumanWanted, Pressed, Released, Repeat, Said, Sent
from bot.domain.flow.session import Session

Talks = Callable[..., Any]

CHAT = """
flow: chat
progress: [mood, words]
vars:
  mood: {type: choice, of: [good, low]}
  words: {type: text, skip: true}
  colour: {type: choice, of: [green, red]}
expires: {after: 1d, goto: bye}
steps:
  - ask: mood
    retry: {max: 2, then: person}
    timeout: {after: 2h, goto: nudge}
  - ask: words
    retry: {max: 1, then: person, say: try_words}
  - do: care.weigh
    with: {mood: mood}
    into: {colour: colour}
    on_error: {retry: 1, then: person}
  - when: colour == red
    then: urgent
    else: fine
  - {id: fine, say: fine, end: completed}
  - {id: nudge, say: nudge, goto: mood}
  - {id: urgent, say: urgent, handoff: counsellor, priority: red}
  - {id: person, handoff: counsellor, priority: green}
  - {id: bye, say: bye, end: expired}
"""


def test_start_asks_the_first_question(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")

    assert talk.asked == Question(
        flow="chat",
        block="mood",
        var="mood",
        number=1,
        choices=("good", "low"),
        values={"mood": None, "words": None, "colour": None},
        progress=(1, 2),
    )
    assert talk.timers == [("answer", timedelta(hours=2)), ("expiry", timedelta(days=1))]


def test_answers_lead_to_the_action_and_its_result_to_the_end(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("low")
    assert (talk.asked.block, talk.asked.number, talk.asked.choices) == ("words", 2, ("skip",))
    talk.says("想家")
    assert talk.effects == (Perform("care.weigh", {"mood": "low"}, "chat", "care.weigh"),)
    talk.done(colour="green")

    values = {"mood": "low", "words": "想家", "colour": "green"}
    assert talk.effects == (Show("chat", "fine", values), Ended("chat", "completed"))
    assert talk.session.stack == ()


def test_condition_sends_red_to_a_person_with_all_answers(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("low")
    talk.presses("skip")
    talk.done(colour="red")

    assert talk.shown == ["chat.urgent"]
    assert talk.handed_off == HandOff("counsellor", "red", "chat", {"mood": "low", "colour": "red"})
    assert talk.session.mode == "human"


def test_action_failing_twice_goes_to_a_person(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("low")
    talk.presses("skip")
    talk.fails()
    assert talk.performed.action == "care.weigh"
    talk.fails()

    assert talk.handed_off.priority == "green"


def test_result_outside_the_promise_counts_as_a_failure(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("low")
    talk.presses("skip")
    talk.done(colour="purple")
    assert talk.performed.action == "care.weigh"
    talk.done()

    assert talk.handed_off.priority == "green"


def test_third_misunderstanding_leads_to_a_person(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    leads = []
    for _ in range(2):
        talk.says("怎么说呢")
        leads.append((talk.asked.lead, talk.asked.number))
    talk.says("怎么说呢")

    assert leads == [("unrecognised", 1), ("unrecognised_again", 1)]
    assert isinstance(talk.effects[0], HandOff)


def test_retry_may_bring_its_own_words(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("good")
    talk.says("  ")

    assert (talk.asked.lead, talk.asked.lead_file) == ("try_words", "chat")


def test_misunderstandings_are_counted_anew_for_the_next_asking(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.says("?")
    talk.says("?")
    talk.is_silent()
    talk.says("?")

    assert talk.asked.lead == "unrecognised"


def test_silence_leads_where_the_author_said(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.is_silent()

    assert talk.shown == ["chat.nudge"]
    assert talk.asked.number == 2


def test_timer_of_an_answered_question_changes_nothing(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("good")
    before = talk.session

    assert talk.is_silent(question=1) == ()
    assert talk.expires(question=1) == ()
    assert talk.session == before


def test_question_without_a_timeout_ignores_a_timer(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("good")

    assert talk.is_silent() == ()


def test_expiry_ends_the_dialogue_with_its_last_words(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.expires()

    assert talk.shown == ["chat.bye"]
    assert talk.effects[-1] == Ended("chat", "expired")


def test_old_button_gets_the_current_question_again(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("low")
    talk.presses("good", question=1)

    assert (talk.asked.block, talk.asked.lead, talk.asked.number) == ("words", "stale", 2)


def test_second_tap_of_the_same_button_is_no_second_answer(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("low")

    assert talk.presses("low", question=1) == ()


def test_button_of_a_finished_dialogue_is_answered_kindly(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.happens(Pressed(7, "low"))

    assert talk.shown == ["system.ended_already"]


def test_voice_where_words_are_asked_keeps_the_question(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.happens(Sent("voice"))
    assert (talk.asked.lead, talk.asked.number) == ("words_please_voice", 1)
    for _ in range(9):
        talk.happens(Sent("photo"))

    assert (talk.asked.lead, talk.asked.number) == ("words_please", 1)


def test_question_can_be_asked_once_more_under_its_number(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.happens(Repeat())

    assert (talk.asked.number, talk.asked.lead, talk.timers) == (1, None, [])


def test_words_while_nothing_runs_are_left_to_the_caller(talks: Talks) -> None:
    talk = talks(CHAT)

    assert talk.says("在吗") == ()
    assert talk.happens(Sent("photo")) == ()
    assert talk.happens(Repeat()) == ()
    assert talk.done() == ()
    assert talk.session == Session()


def test_nothing_is_asked_while_a_human_speaks(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.happens(HumanWanted(priority="amber"))
    assert talk.handed_off == HandOff("counsellor", "amber", "chat")
    before = talk.session

    assert talk.starts("chat") == talk.says("在吗") == talk.cancels() == talk.expires() == ()
    assert talk.session == before


def test_released_person_meets_the_bot_with_nothing_running(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.happens(HumanWanted())
    talk.happens(Released())

    assert (talk.session.mode, talk.session.stack) == ("bot", ())
    assert talk.happens(Said("在吗")) == ()


def test_release_that_comes_late_does_not_disturb_a_dialogue(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    before = talk.session
    talk.happens(Released())

    assert talk.session == before


def test_human_is_reached_with_nothing_running(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.happens(HumanWanted())

    assert talk.effects == (HandOff("counsellor", "green"),)


def test_cancelling_leaves_everything(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.cancels()
    assert talk.effects == (Ended("chat", "cancelled"),)

    assert talk.cancels() == ()
    assert talk.session.stack == ()


def test_flow_nobody_knows_is_answered_kindly(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("gone_fishing")

    assert talk.shown == ["system.gone"]


def test_values_given_at_the_start_are_kept_only_if_they_fit(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat", mood="low", colour="purple", secret="x")

    assert talk.session.stack[0].values == {"mood": "low"}


def test_open_question_is_known_to_the_caller(talks: Talks) -> None:
    talk = talks(CHAT)
    assert open_question(talk.flows, talk.session) is None

    talk.starts("chat")
    var = open_question(talk.flows, talk.session)
    assert var is not None
    assert var.name == "mood"
    talk.happens(HumanWanted())

    assert open_question(talk.flows, talk.session) is None


PARENT = """
flow: parent
vars:
  mood: {type: choice, of: [good, low]}
  heard: {type: text}
steps:
  - ask: mood
  - call: child
    with: {start_mood: mood, note: "'出发前'"}
    into: {heard: words}
  - say: thanks
    end: completed
"""
CHILD = """
flow: child
vars:
  start_mood: {type: choice, of: [good, low]}
  note: {type: text}
  words: {type: text, skip: true}
steps:
  - ask: words
  - end: completed
"""


def test_called_flow_gets_inputs_and_gives_results_back(talks: Talks) -> None:
    talk = talks(PARENT, CHILD)

    talk.starts("parent")
    talk.presses("low")
    assert talk.asked.values == {"start_mood": "low", "note": "出发前", "words": None}
    talk.says("还行")

    assert talk.effects == (
        Ended("child", "completed"),
        Show("parent", "thanks", {"mood": "low", "heard": "还行"}),
        Ended("parent", "completed"),
    )


def test_skipped_result_of_a_call_stays_unset(talks: Talks) -> None:
    talk = talks(PARENT, CHILD)

    talk.starts("parent")
    talk.presses("low")
    talk.presses("skip")

    assert Show("parent", "thanks", {"mood": "low", "heard": None}) in talk.effects


def test_hand_off_from_a_called_flow_brings_the_callers_answers(talks: Talks) -> None:
    talk = talks(PARENT, CHILD)

    talk.starts("parent")
    talk.presses("low")
    talk.happens(HumanWanted())

    assert talk.handed_off.flow == "child"
    assert talk.handed_off.callers == (("parent", {"mood": "low"}),)
    assert talk.effects[1:] == (Ended("child", "handed_off"), Ended("parent", "handed_off"))


def test_expiry_of_a_caller_ends_what_it_called(talks: Talks) -> None:
    expiring = PARENT.replace("steps:", "expires: {after: 1h, goto: thanks}\nsteps:")
    talk = talks(expiring, CHILD)

    talk.starts("parent")
    talk.presses("low")
    assert talk.timers == [("expiry", timedelta(hours=1))]
    talk.expires()

    assert talk.effects[0] == Ended("child", "expired")
    assert talk.shown == ["parent.thanks"]


def test_expiry_without_an_author_s_wish_changes_nothing(talks: Talks) -> None:
    talk = talks(PARENT, CHILD)

    talk.starts("parent")

    assert talk.expires() == ()


LISTING = """
flow: listing
vars:
  n: {type: list}
steps:
  - do: care.list
    into: {n: numbers}
    """


def test_loop_without_a_wait_ends_with_a_human(talks: Talks) -> None:
    talk = talks("flow: loop\nsteps:\n  - say: again\n  - goto: again\n")

    talk.starts("loop")

    assert talk.effects == (HandOff("counsellor", "amber", "loop"), Ended("loop", "broken"))


def test_loop_through_an_action_ends_with_a_human(talks: Talks) -> None:
    talk = talks(LISTING + "goto: care.list\n")

    talk.starts("listing")
    rounds = 0
    while not any(isinstance(effect, HandOff) for effect in talk.effects):
        talk.done(numbers=[])
        rounds += 1

    assert rounds == 100
    assert talk.session.mode == "human"


def test_flow_calling_itself_ends_with_a_human(talks: Talks) -> None:
    talk = talks("flow: deep\nsteps:\n  - call: deep\n    end: completed\n")

    talk.starts("deep")

    assert talk.effects[1:] == (Ended("deep", "broken"),) * 8


def test_failure_without_an_edge_ends_with_a_human(talks: Talks) -> None:
    talk = talks(LISTING + "end: completed\n")

    talk.starts("listing")
    talk.fails("unforeseen")

    assert talk.effects == (HandOff("counsellor", "amber", "listing"), Ended("listing", "broken"))


def test_unanswered_action_is_asked_for_again(talks: Talks) -> None:
    talk = talks(CHAT)

    talk.starts("chat")
    talk.presses("low")
    talk.presses("skip")
    talk.says("还在吗")

    assert talk.performed.action == "care.weigh"
    assert talk.is_silent() == ()

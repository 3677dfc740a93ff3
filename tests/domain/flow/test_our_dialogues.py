"""What our own dialogues promise, step by step."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.library import Library
from bot.channel.templates import Texts
from bot.domain.consent import PURPOSES
from bot.domain.flow.effects import Ended
from bot.domain.flow.model import Ask
from tests.street import shipped_books

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return shipped_books()[0]


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_books()[1]


@pytest.fixture
def talk(library: Library, converses: Callable[..., Any]) -> Any:
    return converses(library.flows)


SAFE = {"safe": "safe", "thoughts": "no"}


def asked_about_safety(talk: Any, answers: dict[str, str]) -> None:
    """Presses through the direct questions for as long as they go on."""
    talk.done(asks="safety")
    for question, answer in answers.items():
        assert talk.asked.block == question
        talk.presses(answer)


def hotline(talk: Any, mood: str, *, topic: str = "sleep", safety: dict[str, str] | None = None) -> None:
    """Up to the colour."""
    talk.starts("talk")
    talk.presses(mood)
    if mood == "awful":
        asked_about_safety(talk, safety or SAFE)
        talk.presses("skip")
        return
    talk.presses(topic)
    talk.presses("skip")
    if safety is None:
        talk.done(asks="none")
    else:
        asked_about_safety(talk, safety)


def test_a_good_day_is_asked_two_things_and_weighed(talk: Any) -> None:
    talk.starts("talk")
    assert (talk.asked.block, talk.asked.human) == ("mood", True)
    talk.presses("good")
    assert talk.asked.block == "topic"
    talk.says("睡不好")
    assert (talk.asked.block, talk.asked.choices) == ("words", ("skip",))
    talk.says("三天没睡着了")
    assert talk.performed.arguments == {"mood": "good", "topic": "sleep"}
    talk.done(asks="none")

    assert talk.performed.action == "triage.assess"
    assert {k: v for k, v in talk.performed.arguments.items() if v is not None} == {
        "mood": "good",
        "topic": "sleep",
        "words": "三天没睡着了",
    }


def test_awful_is_asked_least_and_about_safety_first(talk: Any) -> None:
    talk.starts("talk")
    talk.presses("awful")
    talk.done(asks="safety")
    assert talk.asked.block == "safe"
    talk.presses("safe")
    assert talk.asked.block == "thoughts"
    talk.presses("no")
    assert talk.asked.block == "words"
    talk.presses("skip")
    talk.done(colour="amber", called="no")

    assert talk.shown == ["talk.amber"]
    assert talk.handed_off.priority == "amber"


@pytest.mark.parametrize(
    "safety",
    [
        {"safe": "not_safe"},
        {"safe": "safe", "thoughts": "yes"},
        {"safe": "skip", "thoughts": "passing", "company": "nobody"},
    ],
)
@pytest.mark.parametrize("mood", ["low", "awful"])
def test_the_worst_answers_ask_nothing_more(talk: Any, mood: str, safety: dict[str, str]) -> None:
    talk.starts("talk")
    talk.presses(mood)
    if mood == "low":
        talk.presses("other")
        talk.presses("skip")
    asked_about_safety(talk, safety)

    assert talk.shown == []
    assert talk.handed_off.priority == "red"


@pytest.mark.parametrize("mood", ["low", "awful"])
def test_with_nobody_on_duty_people_are_called_and_nothing_is_asked(talk: Any, mood: str) -> None:
    talk.starts("talk")
    talk.presses(mood)
    if mood == "low":
        talk.presses("family")
        talk.presses("skip")
    talk.done(asks="people")

    assert talk.handed_off.priority == "amber"


def test_silence_at_a_direct_question_brings_somebody_soon(talk: Any) -> None:
    talk.starts("talk")
    talk.presses("awful")
    talk.done(asks="safety")
    assert talk.timers[0] == ("answer", timedelta(minutes=10))
    talk.is_silent()

    assert talk.handed_off.priority == "amber"


def test_green_gets_a_tip_and_still_the_way_to_a_person(talk: Any) -> None:
    hotline(talk, "okay")
    talk.done(colour="green", called="no")
    assert talk.shown == ["talk.tip"]
    assert talk.asked.block == "more"

    talk.presses("talk_to_someone")

    assert (talk.handed_off.target, talk.handed_off.priority) == ("counsellor", "green")


@pytest.mark.parametrize(
    ("choice", "flow", "block"), [("breathe", "breathe", "how"), ("tips", "tips", "about")]
)
def test_green_may_do_something_for_itself_and_comes_back(
    talk: Any, choice: str, flow: str, block: str
) -> None:
    hotline(talk, "okay")
    talk.done(colour="green", called="no")
    talk.presses(choice)
    assert (talk.asked.flow, talk.asked.block) == (flow, block)
    if flow == "breathe":
        talk.presses("not_now")
    else:
        talk.presses("sleep")
        talk.done(variant="noon")
        talk.presses("enough")

    assert (talk.asked.flow, talk.asked.block) == ("talk", "more")


def test_green_may_leave_it_at_that(talk: Any) -> None:
    hotline(talk, "good")
    talk.done(colour="green", called="no")
    talk.presses("enough")

    assert talk.shown == ["talk.goodbye"]
    assert talk.effects[-1] == Ended("talk", "completed")


def test_amber_may_have_somebody_now_with_one_tap(talk: Any) -> None:
    hotline(talk, "low", safety={"safe": "unsure", "thoughts": "no"})
    talk.done(colour="amber", called="no")
    assert talk.shown == ["talk.amber"]
    assert talk.asked.block == "how"
    talk.presses("now")

    assert talk.handed_off.priority == "amber"


def test_wishes_are_asked_only_where_they_can_be_granted(talk: Any) -> None:
    hotline(talk, "low", safety=SAFE)
    talk.done(colour="green", called="no")
    talk.presses("arrange")
    assert talk.asked.block == "told"
    talk.presses("hello")
    assert talk.performed.arguments == {"topic": "sleep", "told": "hello"}
    talk.done(genders="no", speeches="no", spoken="")
    assert talk.asked.block == "when"
    talk.presses("own")
    assert talk.asked.block == "hour"
    talk.says("今晚8点")

    assert talk.handed_off.priority == "green"
    assert str(talk.handed_off.answers["hour"]).endswith("T20:00+00:00")


def test_who_may_choose_is_asked_for_a_person_and_a_tongue(talk: Any) -> None:
    hotline(talk, "low", topic="conflict", safety=SAFE)
    talk.done(colour="amber", called="no")
    talk.presses("arrange")
    assert talk.performed.action == "roster.choices"  # never through the unit: who may be told is not asked
    talk.done(genders="yes", speeches="yes", spoken="粤语")
    talk.presses("f")
    assert talk.asked.block == "speech"
    talk.says("广东话")
    assert talk.performed.arguments == {"words": "广东话"}
    talk.done(speech=None)
    talk.presses("now")

    assert talk.handed_off.priority == "amber"
    assert talk.handed_off.answers["gender"] == "f"
    assert "speech" not in talk.handed_off.answers


@pytest.mark.parametrize(("colour", "priority"), [("green", "green"), ("amber", "amber")])
def test_silence_among_the_wishes_calls_somebody_without_them(talk: Any, colour: str, priority: str) -> None:
    hotline(talk, "low", safety=SAFE)
    talk.done(colour=colour, called="no")
    talk.presses("arrange")
    talk.is_silent()

    assert talk.handed_off.priority == priority


def test_red_is_handed_off_without_another_word_from_the_flow(talk: Any) -> None:
    hotline(talk, "good")
    talk.done(colour="red", called="no")

    assert talk.shown == []
    assert talk.handed_off.priority == "red"


def test_when_nobody_can_weigh_it_a_counsellor_does(talk: Any) -> None:
    hotline(talk, "good")
    talk.fails()
    talk.fails()

    assert talk.handed_off.priority == "amber"


@pytest.mark.parametrize(("mood", "mode"), [("awful", "human"), ("low", "bot")])
def test_silence_after_awful_brings_a_counsellor(talk: Any, mood: str, mode: str) -> None:
    talk.starts("talk")
    talk.presses(mood)
    if mood == "awful":
        talk.done(asks="safety")
    assert talk.timers[-1] == ("expiry", timedelta(hours=2))
    talk.expires()

    assert talk.session.mode == mode
    assert talk.shown == ([] if mode == "human" else ["talk.bye_for_now"])


def test_silence_after_awful_brings_a_counsellor_from_the_menu_too(talk: Any) -> None:
    talk.starts("talk")
    talk.presses("awful")
    talk.done(asks="safety")
    talk.starts("menu")
    talk.expires()

    assert talk.handed_off.answers == {"mood": "awful", "asks": "safety"}


def test_hotline_started_twice_keeps_what_was_said(talk: Any) -> None:
    talk.starts("talk")
    talk.presses("low")
    talk.starts("talk")

    assert (talk.asked.block, talk.asked.lead) == ("topic", "resumed")
    assert talk.asked.values["mood"] == "low"


def test_who_is_not_understood_three_times_gets_a_person(talk: Any) -> None:
    talk.starts("talk")
    for _ in range(3):
        talk.says("说不上来")

    assert talk.handed_off.priority == "green"


@pytest.mark.parametrize("danger", ["yes", "unsure", "no"])
def test_worry_about_somebody_calls_people_before_anything_else_is_asked(talk: Any, danger: str) -> None:
    talk.starts("worried")
    talk.presses(danger)
    assert (talk.performed.action, talk.performed.arguments) == ("worried.call", {"danger": danger})
    talk.done()
    assert talk.shown == ["worried.sentences"]
    assert talk.asked.block == "who"
    talk.presses("colleague")
    talk.says("三号楼")
    talk.presses("skip")
    talk.presses("beside")
    assert talk.performed.action == "worried.details"
    talk.done()

    assert talk.shown == ["worried.thanks"]


def test_worry_that_cannot_be_passed_on_is_red(talk: Any) -> None:
    talk.starts("worried")
    talk.presses("no")
    talk.fails()
    talk.fails()

    assert talk.handed_off.priority == "red"


def test_worry_left_in_the_middle_keeps_what_was_told(talk: Any) -> None:
    talk.starts("worried")
    talk.presses("unsure")
    talk.done()
    talk.presses("stranger")
    talk.expires()

    assert talk.performed.action == "worried.details"


def test_a_breath_ends_by_itself_or_with_one_tap(talk: Any) -> None:
    talk.starts("breathe")
    talk.presses("together")
    talk.done()
    assert (talk.asked.block, talk.timers[0]) == ("breath", ("answer", timedelta(seconds=52)))
    talk.is_silent()
    assert talk.asked.block == "after"
    talk.presses("again")
    talk.done()
    talk.presses("stop")

    assert talk.shown == ["breathe.stopped"]
    assert talk.asked.block == "after"


def test_a_rehearsal_may_end_in_earnest(talk: Any) -> None:
    talk.starts("rehearsal")
    talk.done(staffed="yes", within="两分钟", card="K0000")
    for block in ("first", "second", "third"):
        assert talk.asked.block == block
        talk.presses("next")
    talk.presses("talk")

    assert (talk.asked.flow, talk.asked.block) == ("talk", "mood")


def test_sos_shows_numbers_first_and_calls_a_person_on_one_tap(talk: Any) -> None:
    talk.starts("sos")
    talk.done(numbers=[{"number": "110"}])
    assert talk.shown == ["sos.numbers"]
    assert (talk.asked.choices, talk.asked.human) == (("call_human", "ok"), False)

    talk.presses("call_human")

    assert talk.handed_off.priority == "red"


def test_sos_without_numbers_says_so_and_still_offers_a_person(talk: Any) -> None:
    talk.starts("sos")
    talk.fails()
    talk.fails()

    assert talk.shown == ["sos.no_numbers"]
    assert talk.asked.choices[0] == "call_human"


def test_sos_in_the_middle_of_a_talk_leads_back_to_it(talk: Any) -> None:
    talk.starts("talk")
    talk.presses("low")
    talk.starts("sos")
    talk.done(numbers=[])
    talk.presses("ok")

    assert (talk.asked.block, talk.asked.values) == ("resume", {"flow": "talk"})


def test_menu_leads_to_the_talk(talk: Any) -> None:
    talk.starts("menu")
    talk.done(home="no")
    talk.presses("talk")

    assert (talk.asked.flow, talk.asked.block) == ("talk", "mood")


@pytest.mark.parametrize(
    ("choice", "action"), [("privacy", "privacy.show"), ("tidy", "tidy.offer"), ("help", "help.show")]
)
def test_more_of_the_menu_leads_where_it_says(talk: Any, choice: str, action: str) -> None:
    talk.starts("menu")
    talk.done(home="no")
    talk.presses("more")
    talk.presses(choice)

    assert talk.performed.action == action


def test_menu_leads_to_the_numbers(talk: Any) -> None:
    talk.starts("menu")
    talk.done(home="no")
    talk.presses("sos")

    assert talk.performed.action == "emergency.numbers"


@pytest.mark.parametrize("works", [True, False])
def test_language_from_the_menu_leads_back_to_the_menu(talk: Any, works: bool) -> None:
    talk.starts("menu")
    talk.done(home="no")
    talk.presses("more")
    talk.presses("language")
    talk.says("English")
    talk.done() if works else talk.fails()

    assert talk.shown == ["language.changed" if works else "language.not_changed"]
    assert (talk.asked.flow, talk.asked.block) == ("menu", "want")


@pytest.mark.parametrize("works", [True, False])
def test_first_screen_says_who_sees_what_and_opens_the_menu(talk: Any, works: bool) -> None:
    talk.starts("start")
    talk.presses("zh")
    assert talk.performed.arguments == {"language": "zh"}
    talk.done() if works else talk.fails()
    assert talk.shown == ["start.who_sees"]
    talk.done(before="going")
    talk.done(asking="now", records="given", liaison="declined")

    assert talk.shown == []
    talk.done(home="no")
    assert talk.asked.flow == "menu"


def consent(talk: Any, **known: str) -> None:
    """Up to the first question, if there is one."""
    talk.starts("consent")
    talk.done(**({"asking": "now", "records": "open", "liaison": "open"} | known))


def test_each_purpose_is_a_short_question_of_its_own(talk: Any) -> None:
    consent(talk)
    assert (talk.asked.block, talk.asked.choices, talk.asked.human) == (
        "records_v1",
        ("agree", "decline"),
        True,
    )
    talk.presses("agree")
    assert talk.performed.arguments == {"purpose": "records", "answer": "agree"}
    talk.done()
    assert talk.asked.block == "liaison_v1"
    talk.presses("decline")
    assert talk.performed.arguments == {"purpose": "liaison", "answer": "decline"}
    talk.done()

    assert talk.shown == ["consent.thanks"]


@pytest.mark.parametrize(
    "known",
    [
        {"asking": "later"},
        {"records": "given", "liaison": "declined"},
        {"records": "withdrawn", "liaison": "none"},
    ],
)
def test_who_has_answered_or_is_in_need_is_asked_nothing(talk: Any, known: dict[str, str]) -> None:
    consent(talk, **known)

    assert talk.effects == (Ended("consent", "completed"),)


def test_a_question_whose_words_have_changed_is_asked_once_more(talk: Any, texts: Texts) -> None:
    consent(talk, records="changed", liaison="none")

    assert talk.asked.block == "records_v1"
    assert "改过" in texts.render("zh", "consent", "records_v1", talk.asked.values)


def test_who_has_something_else_to_say_is_not_held_up_by_the_questions(talk: Any) -> None:
    consent(talk)
    for _ in range(4):
        talk.says("我想说别的")

    assert talk.effects[-1] == Ended("consent", "completed")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_purpose_is_asked_in_the_words_of_its_version(
    texts: Texts, library: Library, language: str
) -> None:
    asked = {step.block for step in library.flows["consent"].steps.values() if isinstance(step, Ask)}
    # asked where it begins to matter, beside what it is about
    elsewhere = {"weekly": "warmth"}
    wanted = {f"{p.name}_v{p.version}": elsewhere.get(p.name, "consent") for p in PURPOSES.values()}

    assert asked == {block for block, file in wanted.items() if file == "consent"}
    assert all(texts.has(language, file, block) for block, file in wanted.items())
    captions = [f"{name}__{what}" for name in PURPOSES for what in ("give", "withdraw")]
    assert all(texts.is_plain(language, "asides", caption) for caption in captions)


def test_who_comes_back_after_stopping_hears_that_messages_come_again(talk: Any) -> None:
    talk.starts("start")
    talk.presses("zh")
    talk.done()
    talk.done(before="stopped")

    assert talk.shown == ["start.on_again"]


def test_first_screen_tells_the_truth_in_both_languages(texts: Texts) -> None:
    chinese = texts.render("zh", "start", "who_sees", {})
    english = texts.render("en", "start", "who_sees", {})

    assert "只有值班的心理咨询师、心理健康管理师和督导能看到，单位和领导看不到" in chinese
    assert "Telegram" in chinese
    assert "机器" in chinese
    assert "only by the counsellors, wellbeing managers and supervisors on duty" in english
    assert "Telegram itself can see it" in english
    assert "machine" in english


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_stands_on_a_line_of_its_own(texts: Texts, language: str) -> None:
    number = {
        "number": "+86 10 12308",
        "name": "A & B",
        "hours": "24 h",
        "callable_from": "x",
        "language": "y",
    }

    lines = texts.render(language, "sos", "numbers", {"numbers": [number, number]}).splitlines()

    assert lines.count("<b>+86 10 12308</b> A &amp; B") == 2
    assert lines.count("24 h · x · y") == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_topic_has_a_tip_of_its_own(texts: Texts, library: Library, language: str) -> None:
    topics = library.flows["talk"].vars["topic"].of
    tips = {texts.render(language, "talk", "tip", {"topic": topic}) for topic in topics}

    # what goes to a person at once shares the last one, and never shows it
    assert len(topics) == 8
    assert len(tips) == 6

"""What our own dialogues promise, step by step."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.actions import ACTIONS
from bot.app.library import Library, load
from bot.channel.templates import Texts
from bot.domain.consent import PURPOSES
from bot.domain.flow.effects import Ended, Perform
from bot.domain.flow.model import Ask

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts(ROOT / "templates")


@pytest.fixture(scope="module")
def library(texts: Texts) -> Library:
    return load(ROOT / "flows", texts, {name: spec for name, (spec, _) in ACTIONS.items()})


@pytest.fixture
def talk(library: Library, converses: Callable[..., Any]) -> Any:
    return converses(library.flows)


def hotline(talk: Any, mood: str, words: str = "skip") -> None:
    """Up to the colour."""
    talk.starts("talk")
    talk.presses(mood)
    talk.presses("sleep")
    talk.presses("skip") if words == "skip" else talk.says(words)


def test_hotline_asks_three_things_and_weighs_them(talk: Any) -> None:
    talk.starts("talk")
    assert (talk.asked.block, talk.asked.progress, talk.asked.human) == ("mood", (1, 3), True)
    talk.presses("low")
    assert (talk.asked.block, talk.asked.progress) == ("topic", (2, 3))
    talk.says("睡不好")
    assert (talk.asked.block, talk.asked.choices) == ("words", ("skip",))
    talk.says("三天没睡着了")

    arguments = {"mood": "low", "topic": "sleep", "words": "三天没睡着了"}
    assert talk.effects == (Perform("triage.assess", arguments, "talk", "triage.assess"),)


def test_green_gets_a_tip_and_still_the_way_to_a_person(talk: Any) -> None:
    hotline(talk, "okay")
    talk.done(colour="green")
    assert talk.shown == ["talk.tip"]
    assert talk.asked.block == "more"

    talk.presses("talk_to_someone")

    assert (talk.handed_off.target, talk.handed_off.priority) == ("counsellor", "green")


def test_green_may_leave_it_at_that(talk: Any) -> None:
    hotline(talk, "good")
    talk.done(colour="green")
    talk.presses("enough")

    assert talk.shown == ["talk.goodbye"]
    assert talk.effects[-1] == Ended("talk", "completed")


def test_amber_hears_that_a_counsellor_gets_it_and_is_handed_off(talk: Any) -> None:
    hotline(talk, "awful")
    talk.done(colour="amber")

    assert talk.shown == ["talk.amber"]
    assert talk.handed_off.priority == "amber"
    assert talk.handed_off.answers == {"mood": "awful", "topic": "sleep", "colour": "amber"}


def test_red_is_handed_off_without_another_word_from_the_flow(talk: Any) -> None:
    hotline(talk, "low", "…")
    talk.done(colour="red")

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
    assert talk.timers == [("expiry", timedelta(hours=2))]
    talk.expires()

    assert talk.session.mode == mode
    assert talk.shown == ([] if mode == "human" else ["talk.bye_for_now"])


def test_silence_after_awful_brings_a_counsellor_from_the_menu_too(talk: Any) -> None:
    talk.starts("talk")
    talk.presses("awful")
    talk.starts("menu")
    talk.expires()

    assert talk.handed_off.answers == {"mood": "awful"}


def test_hotline_started_twice_keeps_what_was_said(talk: Any) -> None:
    talk.starts("talk")
    talk.presses("awful")
    talk.starts("talk")

    assert (talk.asked.block, talk.asked.lead) == ("topic", "resumed")
    assert talk.asked.values["mood"] == "awful"


def test_who_is_not_understood_three_times_gets_a_person(talk: Any) -> None:
    talk.starts("talk")
    for _ in range(3):
        talk.says("说不上来")

    assert talk.handed_off.priority == "green"


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
    talk.presses("talk")

    assert (talk.asked.flow, talk.asked.block) == ("talk", "mood")


@pytest.mark.parametrize(
    ("choice", "action"), [("privacy", "privacy.show"), ("tidy", "tidy.offer"), ("help", "help.show")]
)
def test_more_of_the_menu_leads_where_it_says(talk: Any, choice: str, action: str) -> None:
    talk.starts("menu")
    talk.presses("more")
    talk.presses(choice)

    assert talk.performed.action == action


def test_menu_leads_to_the_numbers(talk: Any) -> None:
    talk.starts("menu")
    talk.presses("sos")

    assert talk.performed.action == "emergency.numbers"


@pytest.mark.parametrize("works", [True, False])
def test_language_from_the_menu_leads_back_to_the_menu(talk: Any, works: bool) -> None:
    talk.starts("menu")
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
    wanted = {f"{purpose.name}_v{purpose.version}" for purpose in PURPOSES.values()}

    assert asked == wanted
    assert all(texts.has(language, "consent", block) for block in wanted)
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

    assert len(tips) == len(topics) == 6

"""What our own dialogues promise, step by step."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.library import Library, load
from bot.channel.templates import Texts
from bot.domain.flow.effects import Ended, Perform
from bot.domain.flow.model import ActionSpec

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts(ROOT / "templates")


@pytest.fixture(scope="module")
def library(texts: Texts) -> Library:
    colours = {"colour": ("red", "amber", "green")}
    specs = (
        ActionSpec("person.language", {"language": "choice"}),
        ActionSpec(
            "triage.assess",
            {"mood": "choice", "topic": "choice", "words": "text"},
            colours,
            optional=frozenset({"words"}),
            takes="sensitive",
        ),
        ActionSpec("emergency.numbers", {}, {"numbers": "list"}),
    )
    return load(ROOT / "flows", texts, {spec.name: spec for spec in specs})


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


@pytest.mark.parametrize(
    ("choice", "flow", "block"), [("talk", "talk", "mood"), ("language", "language", "language")]
)
def test_menu_leads_where_it_says(talk: Any, choice: str, flow: str, block: str) -> None:
    talk.starts("menu")
    talk.presses(choice)

    assert (talk.asked.flow, talk.asked.block) == (flow, block)


def test_menu_leads_to_the_numbers(talk: Any) -> None:
    talk.starts("menu")
    talk.presses("sos")

    assert talk.performed.action == "emergency.numbers"


@pytest.mark.parametrize("works", [True, False])
def test_language_from_the_menu_leads_back_to_the_menu(talk: Any, works: bool) -> None:
    talk.starts("menu")
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
    assert talk.asked.flow == "menu"


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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_shouts(texts: Texts, language: str) -> None:
    for file in ("start", "menu", "talk", "sos", "language", "system"):
        source = (ROOT / "templates" / language / f"{file}.j2").read_text(encoding="utf-8")

        assert "！" not in source
        assert "!" not in source

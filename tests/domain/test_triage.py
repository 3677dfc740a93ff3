"""From taps and words to a colour."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.safety import Concern, Level
from bot.domain.triage import ANSWERS, Asking, Colour, asking, assess, colour_of, raises, weigh, worse

CALM = Concern(Level.NONE, ())
concerns = st.sampled_from([Concern(level, ("words",) if level is not Level.NONE else ()) for level in Level])
TALK = ("mood", "topic", "safe", "thoughts", "company", "voice")
answers = st.fixed_dictionaries({question: st.sampled_from(["", *ANSWERS[question]]) for question in TALK})


def test_awful_alone_is_amber_and_a_low_day_is_not() -> None:
    assert weigh({"mood": "awful"}).colour is Colour.AMBER
    assert {weigh({"mood": mood}).colour for mood in ANSWERS["mood"] if mood != "awful"} == {Colour.GREEN}


@pytest.mark.parametrize(
    ("given", "colour", "reasons"),
    [
        ({"topic": "conflict"}, Colour.AMBER, ("topic.conflict",)),
        ({"topic": "unsayable"}, Colour.AMBER, ("topic.unsayable",)),
        ({"safe": "not_safe"}, Colour.RED, ("safe.not_safe",)),
        ({"safe": "skip"}, Colour.AMBER, ("safe.skip",)),
        ({"thoughts": "yes", "mood": "good"}, Colour.RED, ("thoughts.yes",)),
        ({"thoughts": "passing", "company": "here"}, Colour.AMBER, ("thoughts.passing",)),
        (
            {"thoughts": "passing", "company": "nobody"},
            Colour.RED,
            ("thoughts.passing", "company.nobody"),
        ),
        ({"thoughts": "no", "company": "nobody"}, Colour.GREEN, ()),
        ({"voice": "yes"}, Colour.AMBER, ("voice.yes",)),
        ({"danger": "yes"}, Colour.RED, ("danger.yes",)),
        ({"danger": "no"}, Colour.GREEN, ()),
        ({"danger": "something else", "unknown": "x"}, Colour.GREEN, ()),
    ],
)
def test_a_colour_says_which_answers_it_comes_from(
    given: dict[str, str], colour: Colour, reasons: tuple[str, ...]
) -> None:
    verdict = weigh(given)

    assert (verdict.colour, verdict.reasons) == (colour, reasons)


def test_a_worse_answer_never_gives_a_milder_colour() -> None:
    for combination in itertools.product(*(ANSWERS[question] for question in TALK)):
        given = dict(zip(TALK, combination, strict=True))
        before = weigh(given).colour
        for question in TALK:
            order = list(ANSWERS[question])
            place = order.index(given[question])
            for next_worse in order[place + 1 : place + 2]:
                assert not raises(before, weigh(given | {question: next_worse}).colour), (given, question)


@pytest.mark.parametrize("question", ANSWERS)
def test_answers_stand_from_the_mildest_to_the_worst(question: str) -> None:
    colours = list(ANSWERS[question].values())

    assert not any(raises(first, second) for first, second in itertools.pairwise(colours))


@pytest.mark.parametrize(
    ("level", "colour"),
    [(Level.NONE, Colour.GREEN), (Level.AMBER, Colour.AMBER), (Level.RED, Colour.RED)],
)
def test_a_level_of_concern_has_its_colour(level: Level, colour: Colour) -> None:
    assert colour_of(Concern(level, ())) is colour


@given(answers, concerns)
def test_good_taps_never_calm_down_what_was_written(given: dict[str, str], concern: Concern) -> None:
    verdict = assess(given, concern)

    assert verdict.colour is worse(colour_of(concern), weigh(given).colour)
    assert verdict.reasons == (*weigh(given).reasons, *concern.reasons)


@given(answers, concerns)
def test_a_colour_other_than_green_has_a_reason(given: dict[str, str], concern: Concern) -> None:
    verdict = assess(given, concern)

    assert bool(verdict.reasons) == (verdict.colour is not Colour.GREEN)


@given(answers, concerns)
def test_nobody_is_asked_about_dying_while_nobody_is_there(given: dict[str, str], concern: Concern) -> None:
    there, alone = (asking(given, concern, attended=on_duty) for on_duty in (True, False))

    assert alone is not Asking.SAFETY
    assert there is not Asking.PEOPLE
    assert (there is Asking.NONE) == (alone is Asking.NONE)


@pytest.mark.parametrize(
    ("given", "concern", "asked"),
    [
        ({"mood": "good", "topic": "work"}, CALM, Asking.NONE),
        ({"mood": "low"}, CALM, Asking.SAFETY),
        ({"mood": "awful"}, CALM, Asking.SAFETY),
        ({"mood": "good", "topic": "conflict"}, CALM, Asking.SAFETY),
        ({"topic": "unsayable"}, CALM, Asking.SAFETY),
        ({"mood": "good"}, Concern(Level.AMBER, ("words",)), Asking.SAFETY),
    ],
)
def test_direct_questions_are_asked_only_where_they_make_sense(
    given: dict[str, str], concern: Concern, asked: Asking
) -> None:
    assert asking(given, concern, attended=True) is asked


@given(st.sampled_from(Colour), st.sampled_from(Colour), st.sampled_from(Colour))
def test_worse_is_an_order(one: Colour, two: Colour, three: Colour) -> None:
    assert worse(worse(one, two), three) is worse(one, worse(two, three))
    assert worse(one, one) is one
    assert raises(one, two) is (worse(one, two) is one and one is not two)

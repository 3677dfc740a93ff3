"""From taps and words to a colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.safety import Concern, Level
from bot.domain.triage import Colour, assess, assess_taps, colour_of, raises, worse

MOODS = ("good", "okay", "low", "awful", "")
concerns = st.sampled_from([Concern(level, ()) for level in Level])


def test_awful_alone_is_amber_and_a_low_day_is_not() -> None:
    assert assess_taps("awful") is Colour.AMBER
    assert {assess_taps(mood) for mood in MOODS if mood != "awful"} == {Colour.GREEN}


@pytest.mark.parametrize(
    ("level", "colour"),
    [(Level.NONE, Colour.GREEN), (Level.AMBER, Colour.AMBER), (Level.RED, Colour.RED)],
)
def test_a_level_of_concern_has_its_colour(level: Level, colour: Colour) -> None:
    assert colour_of(Concern(level, ())) is colour


@given(st.sampled_from(MOODS), concerns)
def test_good_taps_never_calm_down_what_was_written(mood: str, concern: Concern) -> None:
    colour = assess(mood, concern)

    assert not raises(colour_of(concern), colour)
    assert not raises(assess_taps(mood), colour)
    assert colour in (colour_of(concern), assess_taps(mood))


@given(st.sampled_from(Colour), st.sampled_from(Colour), st.sampled_from(Colour))
def test_worse_is_an_order(one: Colour, two: Colour, three: Colour) -> None:
    assert worse(worse(one, two), three) is worse(one, worse(two, three))
    assert worse(one, one) is one
    assert raises(one, two) is (worse(one, two) is one and one is not two)

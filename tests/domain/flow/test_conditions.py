import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.flow.conditions import ConditionFault, Either, comparisons, holds, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mood == awful", True),
        ("mood != awful", False),
        ("mood == 'awful'", True),
        ("mood in [low, awful]", True),
        ("mood not in [low, awful]", False),
        ("count < 4 and count >= 3", True),
        ("count > 3 or count <= 2.5", False),
        ("flag == true", True),
        ("flag == 1", False),
        ("words is set", False),
        ("words is not set", True),
        ("mood is set and not words is set", True),
        ("not not mood == awful", True),
        ("not (mood == awful and count == 4)", True),
        ("mood == other", True),
        ("flag == yes", True),
        ("flag != no", True),
        ("flag == no", False),
        ("flag in [no]", False),
        ("topics contains work", True),
        ("topics contains sleep", False),
        ("not topics contains 'sleep'", True),
        ("topics contains 3", False),
        ("mood contains awful", False),
        ("day < 2026-12-01", True),
        ("day == 2026-11-30", True),
        ("hour >= 08:00", True),
        ("slot == 2026-11-30T08:00+08:00", True),
        ("slot > 2026-11-30T07:59+08:00", True),
        ("slot < 2026-12-01", True),
        ("slot < 2026-11-30", False),
        ("slot != 2026-11-30T00:00Z", False),
        ("slot > 'T'", False),
    ],
)
def test_condition_reads_as_an_author_means_it(text: str, expected: bool) -> None:
    values = {
        "mood": "awful",
        "count": 3,
        "flag": True,
        "words": None,
        "other": "awful",
        "topics": ["work", "family"],
        "day": "2026-11-30",
        "hour": "08:00",
        "slot": "2026-11-30T01:00+01:00",
    }

    assert holds(parse(text, values), values) is expected


def test_every_comparison_is_found_left_to_right() -> None:
    tree = parse("a == x and not (b is set or c in [y]) and d < 3")

    assert [comparison.name for comparison in comparisons(tree)] == ["a", "b", "c", "d"]


def test_different_kinds_of_value_are_never_ordered() -> None:
    assert not holds(parse("x < 3"), {"x": "2"})
    assert not holds(parse("x < 3"), {"x": True})


def test_and_binds_tighter_than_or() -> None:
    tree = parse("a == x or b == x and c == x")

    assert isinstance(tree, Either)
    assert holds(tree, {"a": "x"})


@pytest.mark.parametrize(
    "text",
    [
        "x == a",
        "x != a",
        "x < 1",
        "x <= 1",
        "x > 1",
        "x >= 1",
        "x in [a]",
        "x not in [a]",
        "x contains a",
        "x is set",
    ],
)
def test_unset_variable_makes_every_comparison_false(text: str) -> None:
    assert not holds(parse(text), {})
    assert not holds(parse(text), {"x": None})


def test_comparing_with_an_unset_variable_is_false() -> None:
    assert not holds(parse("x != y", ["x", "y"]), {"x": "a"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "ends too early"),
        ("mood", "alone is no condition"),
        ("mood = awful", "cannot read"),
        ("mood == ", "ends too early"),
        ("== awful", "starts with a variable"),
        ("mood == awful awful", 'did not expect "awful"'),
        ("(mood == awful", "ends too early"),
        ("mood in awful", 'expected "["'),
        ("mood in [other]", "may hold values only"),
        ("mood in []", "expected a value"),
        ("mood is awful", 'expected "set"'),
        ("mood set awful", "expected a comparison"),
        ("mood == and", "expected a value"),
        ("(" * 60 + "mood == a" + ")" * 60, "too many brackets"),
        ("mood == 5abc", "cannot read"),
    ],
)
def test_broken_condition_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ConditionFault) as fault:
        parse(text, ["other"])

    assert message in str(fault.value)


_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers())
_words = st.sampled_from(
    [
        "a",
        "b",
        "c",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "in",
        "is",
        "set",
        "and",
        "or",
        "not",
        "(",
        ")",
        "[",
        "]",
        ",",
        "3",
        "2.5",
        "true",
        "'q'",
        '"w"',
        "x1",
    ]
)


@given(st.lists(_words, max_size=14), st.dictionaries(st.sampled_from("abc"), _scalars))
def test_whatever_can_be_read_can_be_evaluated(words: list[str], values: dict[str, object]) -> None:
    try:
        tree = parse(" ".join(words), ["b"])
    except ConditionFault:
        return

    assert holds(tree, values) in (True, False)
    assert list(comparisons(tree))


@given(st.text())
def test_text_is_a_condition_or_a_fault_its_author_can_read(text: str) -> None:
    try:
        message = str(parse(text))
    except ConditionFault as fault:
        message = str(fault)

    assert message


@given(st.text("ab", max_size=3), st.sampled_from(["a", "b", "ab"]))
def test_in_is_the_same_as_equal_to_one_of_them(value: str, option: str) -> None:
    values = {"x": value}

    assert holds(parse(f"x in [{option}, q]"), values) == holds(parse(f"x == {option} or x == q"), values)

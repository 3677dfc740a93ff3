from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.flow.answers import Answer, Here, buttons, holds, ordinal, read
from bot.domain.flow.events import Pressed, Said, Sent
from bot.domain.flow.folding import fold
from bot.domain.flow.model import Var

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HERE = Here()
MOOD = Var(
    "mood",
    "choice",
    of=("good", "low"),
    captions={"good": ("😊 挺好", "😊 Good"), "low": ("😔 有点难过，说说", "A bit low")},
)
WORDS = Var("words", "text", skip=True, minimum=2, maximum=6, captions={"skip": ("先不写", "Rather not")})


@pytest.mark.parametrize(
    "text",
    [
        "low", "LOW", " Low ", "有点难过，说说", "有点难过说说", "有點難過說說", "😔有点难过,说说",
        "a  bit LOW", "2", "２", " 2. ", "2️⃣", "二", "两", "兩", "第二个", "第二個", "选2", "2号",
    ],
)  # fmt: skip
def test_choice_is_understood_however_it_is_typed(text: str) -> None:
    assert read(MOOD, Said(text), NOW, HERE) == Answer("low")


@pytest.mark.parametrize("text", ["", "0", "3", "三", "lower", "二三", "我很难过", "21", "\ud800"])
def test_what_is_no_choice_is_not_guessed(text: str) -> None:
    assert read(MOOD, Said(text), NOW, HERE) is None


def test_button_counts_only_if_the_question_has_it() -> None:
    assert read(MOOD, Pressed(1, "good"), NOW, HERE) == Answer("good")
    assert read(MOOD, Pressed(1, "awful"), NOW, HERE) is None
    assert read(WORDS, Pressed(1, "good"), NOW, HERE) is None


def test_text_is_kept_as_written_within_its_length() -> None:
    assert read(WORDS, Said("  想 家 "), NOW, HERE) == Answer("想 家")
    assert read(WORDS, Said("想"), NOW, HERE) is None
    assert read(WORDS, Said("想家想家想家想"), NOW, HERE) is None


def test_number_is_a_text_where_a_text_is_asked() -> None:
    assert read(WORDS, Said("12"), NOW, HERE) == Answer("12")


def test_words_may_be_one_of_the_buttons_beside_them_and_a_number_is_no_place_of_one() -> None:
    rota = Var(
        "rota", "text", of=("weeks", "eights"), captions={"weeks": ("7 天一换",), "eights": ("三班倒",)}
    )

    assert buttons(rota) == ("weeks", "eights")
    assert read(rota, Pressed(1, "weeks"), NOW, HERE) == Answer("weeks")
    assert read(rota, Said("三班倒。"), NOW, HERE) == Answer("eights")
    assert read(rota, Said(" 做二休一 "), NOW, HERE) == Answer("做二休一")
    assert read(rota, Said("2"), NOW, HERE) == Answer("2")
    assert read(rota, Pressed(1, "sevens"), NOW, HERE) is None


@pytest.mark.parametrize("event", [Pressed(1, "skip"), Said("先不写"), Said("skip"), Said("RATHER not")])
def test_skipping_leaves_the_question_without_a_value(event: Said | Pressed) -> None:
    assert read(WORDS, event, NOW, HERE) == Answer(None)


def test_question_that_cannot_be_skipped_has_no_such_button() -> None:
    assert buttons(MOOD) == ("good", "low")
    assert buttons(WORDS) == ("skip",)


def test_sticker_is_no_answer() -> None:
    assert read(MOOD, Sent("sticker"), NOW, HERE) is None


def test_list_can_be_held_but_not_typed() -> None:
    numbers = Var("numbers", "list")

    assert read(numbers, Said("[1]"), NOW, HERE) is None
    assert holds(numbers, [{"number": "120"}])
    assert not holds(numbers, "120")


@pytest.mark.parametrize("value", [None, 3, True, ["good"], "awful"])
def test_choice_holds_only_its_keys(value: object) -> None:
    assert not holds(MOOD, value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("007", 7), ("第三条", 3)]
)
def test_numerals_are_read_up_to_ninety_nine(text: str, number: int) -> None:
    assert ordinal(text) == number


@pytest.mark.parametrize("text", ["", "十十", "二三", "1000", "一百", "3.5个半", "三个月"])
def test_what_nobody_means_as_a_place_in_a_list_is_none(text: str) -> None:
    assert ordinal(text) is None


def test_picture_alone_keeps_its_sign() -> None:
    assert fold("😊") == "😊"
    assert fold("😊 Good") == fold("good!")


@given(st.text(st.characters(exclude_categories=())))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(exclude_categories=())), st.sampled_from([MOOD, WORDS, Var("l", "list")]))
def test_an_understood_answer_always_fits_its_variable(text: str, var: Var) -> None:
    answer = read(var, Said(text), NOW, HERE)

    assert answer is None or answer.value is None or holds(var, answer.value)

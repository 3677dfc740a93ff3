"""What answers a question of each type, what does not, and what is said then."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.flow.answers import KINDS, Answer, Here, Hint, hint, holds, read
from bot.domain.flow.events import Pressed, Said, Sent
from bot.domain.flow.model import YES_NO, Value, Var
from bot.domain.flow.telling import told

NOW = datetime(2026, 11, 23, 22, tzinfo=UTC)
HERE = Here(ZoneInfo("Africa/Luanda"), ZoneInfo("Asia/Shanghai"), "CN")
SPELLED = {"homesick": ("想家", "Homesick"), "family": ("家里的事",), "work": ("工作上的事", "Work")}
VARS = {
    "topics": Var(
        "topics", "multi_choice", of=("homesick", "family", "work"), captions=SPELLED, minimum=1, maximum=2
    ),
    "alone": Var("alone", "yes_no", of=YES_NO, captions={"yes": ("是", "Yes"), "no": ("不是", "No")}),
    "nights": Var("nights", "number", minimum=0, maximum=30, whole=True),
    "words": Var("words", "text", minimum=2, maximum=6),
    "said": Var("said", "text", voice=True),
    "day": Var("day", "date"),
    "next_day": Var("next_day", "date", future=True),
    "home_day": Var("home_day", "date", future=True, clock="home"),
    "hour": Var("hour", "time"),
    "slot": Var("slot", "datetime", future=True),
    "home_slot": Var("home_slot", "datetime", clock="home"),
    **{kind: Var(kind, kind) for kind in ("phone", "person", "location", "photo", "voice", "file")},
}
PHOTO = Sent("photo", {"file_id": "AgAC"})
VOICE = Sent("voice", {"file_id": "AwAC"})
CARD = Sent("contact", {"name": "王芳", "phone": "+8613800138000"})
PLACE = Sent("location", {"latitude": -8.8, "longitude": 13.2})


def answered(name: str, event: Said | Pressed | Sent) -> Value:
    answer = read(VARS[name], event, NOW, HERE)
    assert answer is not None, name
    return answer.value


@pytest.mark.parametrize(
    "text", ["1 3", "1、3", "3,1", "１，３", "一 三", "想家、工作上的事", "Homesick work", "1\n3"]
)
def test_several_are_chosen_in_one_line_however_it_is_written(text: str) -> None:
    assert answered("topics", Said(text)) == ["homesick", "work"]


def test_one_of_several_is_an_answer_too() -> None:
    assert answered("topics", Said("家里的事")) == ["family"]


@pytest.mark.parametrize("text", ["1 9", "1 什么", "13", "", "、"])
def test_a_line_of_choices_counts_only_if_all_of_it_is_understood(text: str) -> None:
    assert read(VARS["topics"], Said(text), NOW, HERE) is None
    assert hint(VARS["topics"], Said(text), NOW, HERE) == Hint("unrecognised")


def test_too_many_choices_are_told_how_many() -> None:
    assert hint(VARS["topics"], Said("1 2 3"), NOW, HERE) == Hint("choose_at_most", {"max": 2})


@pytest.mark.parametrize("event", [Pressed(1, "yes"), Said("1"), Said("Yes"), Said("是"), Said("yes")])
def test_yes_is_yes(event: Said | Pressed) -> None:
    assert answered("alone", event) is True


@pytest.mark.parametrize("event", [Pressed(1, "no"), Said("２"), Said("NO"), Said("不是")])
def test_no_is_no(event: Said | Pressed) -> None:
    assert answered("alone", event) is False


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("nights", "12", 12),
        ("nights", "３", 3),
        ("nights", "十二", 12),
        ("words", " 想 家 ", "想 家"),
        ("day", "2026-11-25", "2026-11-25"),
        ("hour", "晚上8点", "20:00"),
        ("hour", "8:30", "08:30"),
        ("phone", "13800138000", "+8613800138000"),
        ("person", "王芳", {"name": "王芳", "phone": ""}),
        ("person", "王芳，138 0013 8000", {"name": "王芳", "phone": "+8613800138000"}),
        ("person", "三号井 2 班的老王", {"name": "三号井 2 班的老王", "phone": ""}),
    ],
)
def test_words_become_a_value_of_the_type_asked_for(name: str, text: str, value: Value) -> None:
    assert answered(name, Said(text)) == value


def test_tomorrow_is_meant_by_the_clock_the_question_names() -> None:
    # 22:00 UTC is the evening of the 23rd in Luanda and the morning of the 24th in Shanghai
    assert answered("next_day", Said("明天")) == "2026-11-24"
    assert answered("home_day", Said("明天")) == "2026-11-25"
    assert answered("slot", Said("明天下午三点")) == "2026-11-24T15:00+01:00"
    assert answered("home_slot", Said("明天下午三点")) == "2026-11-25T15:00+08:00"


def test_what_is_over_is_no_answer_where_the_future_is_asked() -> None:
    for name, text in (("next_day", "2026-11-22"), ("home_day", "2026-11-23"), ("slot", "2026-11-23 20:00")):
        assert read(VARS[name], Said(text), NOW, HERE) is None
        assert hint(VARS[name], Said(text), NOW, HERE) == Hint("later_please")
    assert answered("next_day", Said("2026-11-23")) == "2026-11-23"


@pytest.mark.parametrize(
    ("name", "event", "value"),
    [
        ("photo", PHOTO, {"kind": "photo", "file_id": "AgAC"}),
        (
            "photo",
            Sent("document", {"file_id": "x", "file_name": "IMG_1.JPG"}),
            {"kind": "document", "file_id": "x", "file_name": "IMG_1.JPG"},
        ),
        ("voice", VOICE, {"kind": "voice", "file_id": "AwAC"}),
        ("said", VOICE, {"kind": "voice", "file_id": "AwAC"}),
        (
            "file",
            Sent("document", {"file_id": "x", "file_name": "a.pdf", "caption": "合同"}),
            {"kind": "document", "file_id": "x", "file_name": "a.pdf", "caption": "合同"},
        ),
        ("location", PLACE, {"latitude": -8.8, "longitude": 13.2}),
        ("person", CARD, {"name": "王芳", "phone": "+8613800138000"}),
        ("phone", CARD, "+8613800138000"),
    ],
)
def test_attachment_answers_where_it_is_asked_for(name: str, event: Sent, value: Value) -> None:
    assert answered(name, event) == value


@pytest.mark.parametrize(
    ("name", "event", "block"),
    [
        ("alone", Said("也许"), "yes_please"),
        ("nights", Said("好多"), "number_please"),
        ("nights", Said("2.5"), "whole_please"),
        ("day", Said("回头"), "date_please"),
        ("hour", Said("回头"), "time_please"),
        ("slot", Said("回头"), "moment_please"),
        ("phone", Said("没有"), "phone_please"),
        ("person", Said("？"), "person_please"),
        ("person", Said("王" * 61), "person_please"),
        ("location", Said("工地"), "location_please"),
        ("location", PHOTO, "location_please"),
        ("photo", Said("没拍"), "photo_please"),
        ("photo", VOICE, "photo_please"),
        ("photo", Sent("document", {"file_id": "x", "file_name": "a.pdf"}), "photo_please"),
        ("voice", PHOTO, "voice_please"),
        ("file", VOICE, "file_please"),
        ("words", VOICE, "words_please_voice"),
        ("words", PHOTO, "words_please"),
        ("said", PHOTO, "words_please"),
        ("phone", VOICE, "words_please_voice"),
        ("person", PHOTO, "words_please"),
        ("nights", Sent("sticker"), "words_please"),
        ("phone", Sent("contact", {"name": "?", "phone": "?"}), "words_please"),
        ("location", Sent("location", {"latitude": 910.0, "longitude": 0.0}), "location_please"),
    ],
)
def test_what_does_not_fit_is_answered_with_what_would(name: str, event: Said | Sent, block: str) -> None:
    assert read(VARS[name], event, NOW, HERE) is None
    assert hint(VARS[name], event, NOW, HERE) == Hint(block)


@pytest.mark.parametrize(
    ("var", "text", "values"),
    [
        (VARS["nights"], "31", {"min": 0, "max": 30}),
        (Var("n", "number", minimum=3, maximum=10**12), "2", {"min": 3, "max": None}),
        (Var("n", "number", minimum=-(10**12), maximum=9), "10", {"min": None, "max": 9}),
    ],
)
def test_number_out_of_range_is_told_the_range(var: Var, text: str, values: dict[str, Value]) -> None:
    assert hint(var, Said(text), NOW, HERE) == Hint("out_of_range", values)


def test_text_of_the_wrong_length_is_told_the_length() -> None:
    assert hint(VARS["words"], Said("想"), NOW, HERE) == Hint("length_please", {"min": 2, "max": 6})
    assert hint(Var("w", "text", minimum=5), Said("想"), NOW, HERE).values == {"min": 5, "max": None}


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"list"}))
def test_every_question_can_be_left_open_where_its_author_allows(kind: str) -> None:
    var = Var("v", kind, of=("a", "b"), skip=True, captions={"skip": ("先不说",)})

    for event in (Pressed(1, "skip"), Said("先不说")):
        assert read(var, event, NOW, HERE) == Answer(None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topics", ["work", "homesick"]),
        ("topics", ["work", "work"]),
        ("topics", []),
        ("topics", "work"),
        ("alone", "yes"),
        ("nights", True),
        ("nights", float("nan")),
        ("nights", 1.5),
        ("nights", "3"),
        ("day", "25号"),
        ("day", 3),
        ("hour", "25:00"),
        ("slot", "2026-11-24T15:00"),
        ("slot", "2026-11-24"),
        ("phone", "13800138000"),
        ("person", {"name": "王芳"}),
        ("person", {"name": "", "phone": ""}),
        ("person", "王芳"),
        ("location", {"latitude": 1.0}),
        ("location", {"latitude": 1.0, "longitude": 181.0}),
        ("location", None),
        ("photo", {"kind": "voice", "file_id": "x"}),
        ("photo", {"kind": "photo", "file_id": ""}),
        ("photo", {"kind": "photo", "file_id": 3}),
        ("photo", "AgAC"),
        ("words", {"kind": "voice", "file_id": "x"}),
        ("said", {"kind": "photo", "file_id": "x"}),
    ],
)
def test_variable_holds_nothing_but_values_of_its_type(name: str, value: Value) -> None:
    assert not holds(VARS[name], value)


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (None, ()),
        (True, ("yes",)),
        (False, ("no",)),
        (["work", "sleep"], ("work", "sleep")),
        ({"name": "王芳", "phone": "+8613800138000"}, ("王芳 +8613800138000",)),
        ({"name": "王芳", "phone": ""}, ("王芳",)),
        ({"kind": "voice", "file_id": "AwAC"}, ()),
        (3, ("3",)),
        ("2026-11-24T15:00+05:30", ("2026-11-24 15:00 (+05:30)",)),
        ("想家", ("想家",)),
    ],
)
def test_value_is_told_in_words_and_a_file_not_at_all(value: Value, lines: tuple[str, ...]) -> None:
    assert told(value) == lines


_CONTENT = st.dictionaries(
    st.sampled_from(["file_id", "file_name", "caption", "latitude", "longitude", "name", "phone"]),
    st.none() | st.floats() | st.text(max_size=8),
)


@given(
    st.sampled_from(sorted(VARS)),
    st.builds(Said, st.text(st.characters(exclude_categories=()), max_size=20))
    | st.builds(
        Sent, st.sampled_from(["photo", "voice", "document", "contact", "location", "sticker"]), _CONTENT
    )
    | st.builds(Pressed, st.just(1), st.sampled_from(["yes", "work", "BACK", "DONE", "?"])),
)
def test_whatever_comes_is_a_fitting_value_or_a_kind_word(name: str, event: Said | Sent | Pressed) -> None:
    answer = read(VARS[name], event, NOW, HERE)

    if answer is not None:
        assert holds(VARS[name], answer.value)
    elif not isinstance(event, Pressed):
        assert hint(VARS[name], event, NOW, HERE).block

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.flow.routing import LONGEST_COMMAND, MOST_SUGGESTIONS, Match, Routes

WORDS = {
    "language": ["/lang", "语言", "换语言", "language"],
    "menu": ["/menu", "菜单", "menu"],
    "sos": ["紧急", "急救", "救命", "救救我", "sos", "emergency"],
    "start": ["开始", "你好", "您好", "start", "hello", "hi"],
    "talk": [
        "想聊聊", "心理热线", "聊聊", "聊天", "找人聊聊", "找人说说话", "心里难受", "说几句",
        "talk", "hotline", "i want to talk",
    ],
    "cancel": ["取消", "算了", "不聊了", "never mind"],
}  # fmt: skip
CAPTIONS = ["💬 说几句", "想家", "中文", "English"]
ROUTES = Routes(WORDS, CAPTIONS)
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "flow"),
    [("想聊聊", "talk"), ("想聊聊！", "talk"), ("找人説説話", "talk"), ("換語言", "language"), ("ＭＥＮＵ", "menu"),
     ("I want to talk.", "talk"), ("sos", "sos"), ("不聊了", "cancel")],
)  # fmt: skip
def test_start_word_in_any_width_case_and_script_is_exact(text: str, flow: str) -> None:
    assert ROUTES.find(text) == Match(flow, exact=True)


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("xiang liao liao", "talk"), ("xiangliaoliao", "talk"), ("XiangLiaoLiao", "talk"), ("caidan", "menu"),
        ("想撩撩", "talk"), ("语严", "language"), ("开是", "start"),  # homophones
        ("xianliaoliao", "talk"), ("langauge", "language"), ("hotlin", "talk"), ("emergancy", "sos"),
        ("心里好难受", "talk"), ("找人说话话", "talk"),
        ("我想换语言", "language"), ("我想聊聊可以吗", "talk"), ("菜单在哪里", "menu"), ("救命啊", "sos"),
        ("取消吧", "cancel"),
        ("can i talk to someone", "talk"), ("menu please", "menu"), ("可以找人聊聊吗", "talk"),
    ],
)  # fmt: skip
def test_dialogue_that_is_clearly_meant_is_found(text: str, flow: str) -> None:
    assert ROUTES.find(text) == Match(flow)


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("hell", "start"), ("walk", "talk"), ("mneu", "menu"),  # short words must be right
        ("不想聊聊", "talk"), ("我不想聊天", "talk"), ("don't talk", "talk"), ("buxiangliaoliao", "talk"),
        ("我昨天跟老婆聊天很开心", "talk"), ("说几句", "talk"), ("想聊了", "talk"), ("/talk", "talk"),
        ("我老婆昨天打电话说孩子病了，我很着急，想找人说说话", "talk"),
        ("all day long I just want to talk to my wife", "talk"),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_asked_about(text: str, flow: str) -> None:
    match = ROUTES.find(text)

    assert match.flow is None
    assert match.suggestions[0] == flow


@pytest.mark.parametrize(
    "text",
    ["", " ", "2", "２", "二", "12", "三个", "聊", "想家", "今天天气很好", "women", "😊", "谢谢", "\ud800"],
)
def test_other_words_mean_no_dialogue(text: str) -> None:
    assert ROUTES.find(text) == Match()


def test_whole_latin_words_only_stand_in_a_story() -> None:
    assert ROUTES.find("we had a startup once and it failed badly").suggestions == ()
    assert ROUTES.find("so where do we start with all of this then?").suggestions == ("start",)


def test_word_of_two_dialogues_is_asked_about() -> None:
    routes = Routes({"tea": ["喝茶", "茶水"], "water": ["喝茶"], "rest": ["查水"]})

    assert routes.find("喝茶") == Match(suggestions=("tea", "water"))
    assert routes.find("茶睡") == Match(suggestions=("tea", "rest"))


def test_no_more_than_three_are_suggested() -> None:
    routes = Routes({name: [f"热线服务{name}"] for name in "甲乙丙丁"})

    assert len(routes.find("热线服务戊").suggestions) == MOST_SUGGESTIONS
    assert routes.find("热线服务丁、热线服务丙、热线服务乙、热线服务甲，哪个好呢").suggestions == (
        "甲",
        "乙",
        "丙",
    )


def test_empty_start_words_and_commands_are_no_words() -> None:
    assert Routes({"a": ["", " ", "/talk"]}).find("talk") == Match()


def test_flow_named_by_a_single_sign_starts_by_that_sign_only() -> None:
    routes = Routes({"tea": ["茶"]})

    assert routes.find("茶") == Match("tea", exact=True)
    assert routes.find("查") == Match()
    assert routes.find("我想喝茶") == Match()


@given(ANY_TEXT)
def test_no_text_upsets_the_routes(text: str) -> None:
    match = ROUTES.find(text)

    assert len(match.suggestions) <= MOST_SUGGESTIONS
    assert not (match.flow and match.suggestions)
    assert match.flow or not match.exact


@given(st.text("我想聊天换语言菜单救命不了心里难受abcdefhilmnotu ", min_size=2 * LONGEST_COMMAND + 20))
def test_long_text_is_never_taken_for_a_command(text: str) -> None:
    assert ROUTES.find(f"{text}{'啊' * LONGEST_COMMAND}").flow is None


@given(ANY_TEXT | st.sampled_from([word for words in WORDS.values() for word in words]))
def test_caption_never_starts_a_dialogue(caption: str) -> None:
    assert Routes(WORDS, [caption]).find(caption).flow is None


@given(st.integers(0, 10**9) | st.floats(0, 1000).map(lambda number: round(number, 2)))
def test_number_never_means_a_dialogue(number: float) -> None:
    assert Routes(WORDS | {"odd": [str(number)]}).find(str(number)) == Match()


def test_three_hundred_characters_are_routed_within_a_millisecond() -> None:
    routes = Routes(
        {f"flow{n}": [chr(0x4E00 + n + k) * 2 + "聊天热线"[k:] for k in range(4)] for n in range(50)}
    )
    texts = ["我" * 300, "我想聊天" * 75, "i want " * 43, "想要" * 9 + "丁"]
    spent = []
    for text in texts * 25:
        begin = thread_time()
        routes.find(text)
        spent.append(thread_time() - begin)

    # the median of a whole run, so that a busy machine does not decide
    assert sorted(spent)[len(spent) // 2] < 0.001

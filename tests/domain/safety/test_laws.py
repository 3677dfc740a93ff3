"""What holds for every text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from bot.domain.safety import Level, assess
from bot.domain.safety.disguises import SOUNDS
from bot.domain.safety.matching import CLAUSE, END, Table
from bot.domain.safety.net import _concern, _read, _together
from bot.domain.safety.normalise import _spelt, normalise
from bot.domain.safety.patterns import TABLE

PHRASES = [
    "我不想活了", "安眠药攒了一整瓶", "遗书写好放在枕头下", "他们把我锁在仓库里", "每天都很绝望", "队长天天骂我是废物",
    "笑死我了", "电脑又死机了", "今晚食堂吃什么", "压井液配好了", "没人欺负我", "睡不着，心里难受", "叫不醒他，快救人",
]  # fmt: skip
PIECES = [
    "世界", "晚安", "拜拜", "明天见", "我走了", "你们先吃", "药", "攒了一整瓶", "今晚", "不是想死", "我攒了安眠药",
    "都吃下去", "遗书", "写好了", "i am", "tonight", "i will", "结束了", "大家各奔东西", "我准备好了", "跳下去",
    "从楼顶", "😂", "照顾好自己", "留饭", "别找我", "lol",
]  # fmt: skip
"""What says little by itself, and what words of the table run through."""
anything = st.text(st.characters(), max_size=300)
mixed = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4).map("，".join)
to_traditional = OpenCC("s2t").convert


@given(anything, st.lists(anything, max_size=3))
@settings(deadline=None, max_examples=150, derandomize=True)
def test_no_text_is_too_strange_to_be_read(text: str, recent: list[str]) -> None:
    concern = assess(text, recent)

    assert (concern.level is Level.NONE) == (concern.reasons == ())


@given(st.text(st.characters(categories=["Cs"]), min_size=1, max_size=5))
@settings(deadline=None, max_examples=25, derandomize=True)
def test_lone_surrogates_hide_nothing(broken: str) -> None:
    assert assess(broken + "我不想活了" + broken).level is Level.RED


@given(mixed)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_traditional_script_changes_no_verdict(text: str) -> None:
    assert assess(to_traditional(text)) == assess(text)


@given(mixed)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_spaces_between_characters_change_no_verdict(text: str) -> None:
    assert assess(" ".join(text)) == assess(text)


@given(
    st.sampled_from(["I want to kill myself", "took the whole bottle of pills", "see you at lunch tomorrow"])
)
@settings(deadline=None, derandomize=True)
def test_full_width_letters_change_no_verdict(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else "\u3000" for char in text)

    assert assess(wide) == assess(text)


@given(mixed)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_normalised_text_reads_the_same_again(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(mixed, st.integers(1, 8))
@settings(deadline=None, max_examples=60, derandomize=True)
def test_splitting_a_message_in_two_loses_no_red(text: str, at: int) -> None:
    first, second = text[:at], text[at:]

    verdicts = {assess(first).level, assess(second, [first]).level}

    assert max(verdicts) >= assess(text).level


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), min_size=1, max_size=20))
@settings(deadline=None, max_examples=60, derandomize=True)
def test_bare_characters_are_read_as_any_other_text(text: str) -> None:
    assert normalise(text) == normalise(_spelt(text))


@given(st.data())
@settings(deadline=None, max_examples=150, derandomize=True)
def test_no_sound_is_without_the_letters_it_is_looked_for_by(data: st.DataObject) -> None:
    letters, pattern, _ = data.draw(st.sampled_from(SOUNDS))
    sounding = data.draw(st.from_regex(pattern))
    found = re.search(pattern, sounding)

    assert found is not None
    assert not set(letters).isdisjoint(found.group())


@given(st.lists(st.one_of(st.sampled_from(PIECES), mixed), min_size=2, max_size=5))
@settings(deadline=None, max_examples=300, derandomize=True)
def test_what_is_known_of_earlier_messages_changes_no_verdict(messages: list[str]) -> None:
    *before, last = messages
    earlier = "".join(normalise(message) + CLAUSE for message in before)
    whole = earlier + normalise(last)

    assert _together(before, _read(last)) == _concern(whole, TABLE.words(whole + END), len(earlier))


@pytest.mark.parametrize(
    "hostile",
    [
        "我",
        "死",
        "不想",
        " ",
        ".",
        "\n",
        "a ",
        "我不想",
        "药 ",
        "自.",
        "...",
        "a",
        "zi ",
        "，",
        "k.",
        "😭",
        "我今晚对不起走了药海楼顶",
    ],
)
def test_the_work_grows_with_the_length_and_no_faster(hostile: str) -> None:
    """Counts words found and rules met, which is what the time is spent on, instead of seconds."""

    def work(times: int) -> int:
        plain = normalise(hostile * times)
        words = TABLE.words(plain)
        sentences = [0] * len(plain)
        spans = sum(len(words.spans(number)) for number in TABLE.members)
        return spans + sum(len(list(TABLE.meet(kind, words, sentences))) for kind in ("trap", "red", "amber"))

    assert work(400) <= 2.2 * work(200) + 50


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("药", "heading"),
        ("[red a.b]\n药 ..4", "gap at its end"),
        ("[red a.b]\n@nobody", "unknown word list"),
        ("[red a.b]\n药//绳", "empty word"),
    ],
)
def test_a_mistake_in_a_table_is_named(lines: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Table({}, lines)

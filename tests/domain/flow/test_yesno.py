import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.flow.yesno import read_yes_no

YES = [
    "是", "是的", "对", "嗯", "嗯嗯嗯", "好", "好的", "好吧", "行", "可以", "要", "中", "得", "没问题", "係",
    "係啊", "冇問題", "OK", "ＯＫ", "ok啦", "yep", "yeah", "yes!", "y", "hao", "👍", "👍🏽", "👍👍", "🙆‍♀️",
    "好，谢谢", "嗯，好的", "嗯 可以", "yes please", "ok thank you", "sounds good", "Yes, I do", "好的😊",
    "好的好的", "没 问题",
]  # fmt: skip
NO = [
    "不", "不是", "不要", "不用", "不好", "不行", "没有", "没", "沒有", "算了", "别", "唔系", "唔係", "唔使",
    "冇", "nope", "nah", "no", "n", "N.", "bu", "👎", "❌", "不不不", "不用了，谢谢", "no thanks",
    "No, thank you.", "not really", "not at all", "I don't", "不要😭", "没有，没有", "no no no",
]  # fmt: skip


@pytest.mark.parametrize("text", YES)
def test_yes_is_understood(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", NO)
def test_no_is_understood(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    ["", " ", "，", "👍，👎", "好不好", "行吗", "要不要", "是不是", "好？", "ok?", "好了", "对了", "不知道", "谢谢",
     "thanks 😊", "🙏", "yes no",
     "不，好的", "是，不", "no problem", "没事", "不得不", "好难受", "是的我不想活了", "嗯，他打我", "1",
     "maybe", "对" * 61, "\ud800"],
)  # fmt: skip
def test_what_says_neither_is_not_guessed(text: str) -> None:
    assert read_yes_no(text) is None


@given(
    st.sampled_from(["不", "没", "唔", "别"]),
    st.sampled_from(["好", "行", "要", "是", "可以", "想", "对", "用", "会", "能", "系", "得"]),
)
def test_negation_never_reads_as_yes(negation: str, word: str) -> None:
    assert read_yes_no(negation + word) in (False, None)


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_upsets_the_reader_of_yes_and_no(text: str) -> None:
    answer = read_yes_no(text)

    assert answer is None or read_yes_no(f" {text}。") == answer

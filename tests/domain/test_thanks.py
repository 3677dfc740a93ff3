"""Thanks after the end of a talk wake nobody; anything else does."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.thanks import LONGEST, only_thanks


@pytest.mark.parametrize(
    "text",
    [
        "谢谢",
        "谢谢您！🙏",
        "好的，谢谢医生",
        "非常感谢",
        "嗯嗯",
        "收到，辛苦了",
        "知道了",
        "ok",
        "OK 👌",
        "Ｔｈａｎｋｓ",
        "thank you so much!",
        "All right, thanks",
        "👍",
        "👍🏽",
        "❤️",
    ],
)
def test_thanks_are_thanks(text: str) -> None:
    assert only_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "?",
        "…",
        "好吗？",
        "ok?",
        "谢谢，可是我睡不着",
        "再见",
        "goodbye",
        "谢谢，再见",
        "you",
        "您",
        "不好",
        "not ok",
        "no thanks to them",
        "😭",
        "谢" * (LONGEST + 1),
    ],
)
def test_what_may_be_more_than_thanks_is_no_thanks(text: str) -> None:
    assert not only_thanks(text)


@given(st.text(max_size=12))
def test_words_of_need_beside_thanks_are_heard(rest: str) -> None:
    assert not only_thanks(f"谢谢 救{rest}")


@pytest.mark.parametrize("sound", ["哦", "谢", "你们", "真的", "k", "alot"])
def test_a_sound_drawn_out_and_broken_off_is_read_at_once(sound: str) -> None:
    # a pattern that may cut it in many ways would read it for days, and nobody else would be heard meanwhile
    drawn_out = (sound * LONGEST)[: LONGEST - 1]

    began = time.process_time()

    assert not only_thanks(f"{drawn_out}救")
    assert time.process_time() - began < 1


@given(
    st.lists(
        st.sampled_from(["谢", "谢谢", "好的", "好", "的", "thank", "thanks", "ok", "k"]),
        min_size=1,
        max_size=6,
    )
)
def test_words_of_thanks_run_together_are_thanks(words: list[str]) -> None:
    assert only_thanks("".join(["好", *words]))

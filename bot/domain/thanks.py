"""Words that only say thanks: after the end of a talk nobody is woken for them."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40
"""Whoever writes more than this says more than thanks."""

# A farewell is left out on purpose: "再见" or "goodbye" may mean what must not be overheard.
_LINES = (
    "谢谢 多谢 感谢 谢了 谢 感恩 辛苦 麻烦 好的 好滴 好 嗯 哦 噢 行 可以 收到 知道 明白 了解",
    "您们 你们 大家 您 你 们 老师 医生 啦 了 哈 啊 呀 嘞 的 非常 太 真的 真",
    "thank thanks thx ty you u so very much a lot ok okay k alright all right got it great cheers appreciated",
    "sure fine understood noted many",
)
_WORDS = frozenset(word for line in _LINES for word in line.split())
_CORE = re.compile(
    "谢|感恩|辛苦|好|嗯|行|可以|收到|知道|明白|了解"
    "|thank|thx|ty|ok|alright|all right|got it|great|cheers|appreciated|sure|fine|understood|noted"
)
_PRAISE = frozenset("👍👌🙏🌹💐🤝🙂😊😄☺❤💪👏🫶♥")


def only_thanks(text: str) -> bool:
    """Whether the words are thanks, an "all right" or a thumb up, and nothing else; false for no words at all."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if not folded or len(folded) > LONGEST or "?" in folded:
        return False
    praised = any(letter in _PRAISE for letter in folded)
    # punctuation, and what makes an emoji's colour or gender, says nothing
    bare = "".join(
        " " if unicodedata.category(letter)[0] in "PZC" else letter
        for letter in folded
        if letter not in _PRAISE and unicodedata.category(letter) not in ("Mn", "Sk", "Cf")
    ).split()
    if not bare:
        return praised
    return all(map(_thankful, bare)) and bool(_CORE.search(" ".join(bare)))


def _thankful(word: str) -> bool:
    """Whether a run of letters is made of these words and nothing else.

    Place by place, since a pattern that may cut the same letters in many ways takes for ever over 哦哦哦哦.
    """
    reached = {0}
    for start in range(len(word)):
        if start in reached:
            reached |= {start + len(known) for known in _WORDS if word.startswith(known, start)}
    return len(word) in reached

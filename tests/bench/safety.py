"""The safety verdict: a short text, and 300 characters of ordinary and of the densest kind."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

from bot.domain.safety import assess, prepare
from tests.bench.running import report

SET = Path(__file__).parents[1] / "domain" / "safety" / "ours.jsonl"
SHORT = ("今天吃了面条", "王小明", "好的，谢谢您", "昨天睡得还可以", "I'm fine, thanks", "下班再聊")
ORDINARY = (
    "今天一早下井，天气很热，干到中午才吃上饭，下午修了两台泵，晚上给家里打了个电话，孩子说考试考得不错。"
)
MANY = 400


def seconds(texts: Sequence[str], recent: Sequence[str] = ()) -> list[float]:
    """How long each verdict took, sorted. No text comes twice: a short one that has been read is known."""
    assert len(set(texts)) == len(texts)
    took = []
    for text in texts:
        begin = time.perf_counter()
        assess(text, recent)
        took.append(time.perf_counter() - begin)
    return sorted(took)


def short(first: int) -> list[str]:
    """Short messages, each with another number in it."""
    return [f"{text}{number}" for number in range(first, first + MANY // len(SHORT)) for text in SHORT]


def dense(count: int) -> list[str]:
    """300 characters each, made of nothing but messages that somebody wrote to try the net."""
    dice = random.Random(7)
    texts = [json.loads(line)["text"] for line in SET.read_text(encoding="utf-8").splitlines()]
    chinese = [text for text in texts if sum("一" <= char <= "鿿" for char in text) > len(text) / 2]
    return ["，".join(dice.choice(chinese) for _ in range(60))[:300] for _ in range(count)]


def main() -> None:
    prepare()
    seconds(short(0))
    ordinary = [f"{number}{(ORDINARY * 9)[number % 50 :]}"[:300] for number in range(MANY)]
    found = {
        "short": seconds(short(1_000)),
        "with_window": seconds(short(2_000), SHORT[:4]),
        "ordinary_300": seconds(ordinary),
        "dense_300": seconds(list(dict.fromkeys(dense(MANY)))),
    }
    report(
        {f"{name}_p50_us": took[len(took) // 2] * 1e6 for name, took in found.items()}
        | {f"{name}_p99_us": took[int(len(took) * 0.99)] * 1e6 for name, took in found.items()}
    )


if __name__ == "__main__":
    main()

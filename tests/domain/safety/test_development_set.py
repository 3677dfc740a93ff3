"""The labelled development set: what the net reaches on it today, so that no change loses it quietly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.app.safety_test import report

SHARED = Path(os.environ.get("WARMLINE_SHARED") or Path(__file__).resolve().parents[4] / "shared")
LINES = SHARED / "safety" / "dev.jsonl"
OURS = Path(__file__).with_name("ours.jsonl")
"""Invented while the net was written, most of them everyday messages; tuned on, so no measure of quality."""


def scored(path: Path) -> dict[str, float]:
    with path.open(encoding="utf-8") as lines:
        last = report(lines).splitlines()[-1]
    return {name: float(value) for name, value in (pair.split("=") for pair in last.split())}


def test_the_net_keeps_what_it_learnt_from_our_own_lines() -> None:
    scores = scored(OURS)

    assert scores["red_as_red"] >= 0.98
    assert scores["amber_flagged"] >= 0.98
    assert scores["none_flagged"] <= 0.006


@pytest.mark.skipif(not LINES.is_file(), reason="the labelled set lies outside this repository")
def test_the_net_reaches_its_targets_on_the_development_set() -> None:
    scores = scored(LINES)

    assert scores["n"] == 579
    assert scores["red_flagged"] >= 0.98
    assert scores["red_as_red"] >= 0.97
    assert scores["amber_flagged"] >= 0.97
    assert scores["none_flagged"] <= 0.03

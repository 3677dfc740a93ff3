"""Eight violent deaths at random moments, while a crowd talks over HTTP; `make crash` has more."""

from __future__ import annotations

from pathlib import Path

from tests.crash import play


async def test_eight_kills_lose_nothing_double_nothing_and_leave_no_word_behind(tmp_path: Path) -> None:
    count = await play(8, seed=1, folder=tmp_path)

    print(count)  # noqa: T201 - the line the front page quotes
    assert count.rounds == 8
    assert count.lost == []
    assert count.doubled == []
    assert count.disordered == []
    assert count.repeated_unmarked == []
    assert count.canary_hits == []
    assert count.violations == []

"""A few violent deaths, at named points and at random, while a crowd talks over HTTP; `make crash` has more."""

from __future__ import annotations

from pathlib import Path

from tests.crash import AT_RANDOM, play


async def test_eight_kills_lose_nothing_double_nothing_and_leave_no_word_behind(tmp_path: Path) -> None:
    count = await play(8, seed=1, folder=tmp_path)

    print(count.report())  # noqa: T201 - the last line is the one the front page quotes
    assert count.faults == []
    assert count.rounds == count.deaths.total() == 8
    assert count.deaths.total() - count.deaths[AT_RANDOM] >= 3

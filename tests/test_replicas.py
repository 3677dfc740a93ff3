"""Two of three replicas die, whoever fetches and whoever sends, while a crowd talks, and then their server is started
anew; `make replicas` has more."""

from __future__ import annotations

from pathlib import Path

from tests.postgres import Postgres
from tests.replicas import play


async def test_whichever_replica_dies_nothing_is_lost_or_doubled_and_help_comes_within_ten_seconds(
    tmp_path: Path, postgres: Postgres
) -> None:
    where = await postgres.fresh()
    verdict = await play(2, seed=1, size=3, folder=tmp_path, server=postgres, where=where)
    await postgres.drop(where)

    print(verdict)  # noqa: T201 - the line the front page quotes
    assert verdict.count.faults == []
    assert verdict.deaths == ["killed poller", "killed postman", "restarted server"]
    assert max(verdict.waits) <= 10
    assert verdict.endings == [0, 0, 0]

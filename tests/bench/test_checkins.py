"""A short run of the bench, so that it still works: what it counts, not how long it takes."""

from __future__ import annotations

from tests.bench.checkins import Day, Stalls, last_line, one_job_each, ours


async def test_a_day_of_the_bench_asks_everybody_once() -> None:
    day = await ours(120)

    assert day.queued == 120
    assert day.cpu > 0


async def test_the_peer_starts_those_that_are_due() -> None:
    jobs = await one_job_each(30)

    assert jobs.added > 0
    assert jobs.tick > 0


def test_the_last_line_is_for_machines() -> None:
    day = Day(1.0, 1.234, 0.1, Stalls(0.0234, 0.05), 50_000, 10.0)

    assert last_line(50_000, day, 2.6, 12.0) == (
        "people=50000 cpu_s=1.23 max_stall_ms=23 add_vs_aps_memory=2.6 add_vs_aps_sqlite=12.0"
    )

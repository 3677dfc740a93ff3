"""The flow engine alone: steps of shipped dialogues a second, sessions and answers handed in and out."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.assemble import read_library
from bot.domain.flow import events as happens
from bot.domain.flow.edges import ENTERED
from bot.domain.flow.engine import advance
from bot.domain.flow.session import Session
from tests.bench.running import report
from tests.bench.town import SAYS
from tests.bench.warmline import config_in

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECONDS = 3.0


def main() -> None:
    with TemporaryDirectory() as folder:
        _, library = read_library(config_in(Path(folder)))
    flows = library.flows
    said = [happens.Start("five"), *map(happens.Said, SAYS[1:])]
    steps = events = 0
    begin = time.perf_counter()
    while time.perf_counter() - begin < SECONDS:
        session = Session()
        for event in said:
            turn = advance(flows, session, event, NOW)
            session = turn.session
            events += 1
            steps += sum(edge.way == ENTERED for edge in turn.path)
    took = time.perf_counter() - begin
    report({"steps_per_s": steps / took, "events_per_s": events / took})


if __name__ == "__main__":
    main()

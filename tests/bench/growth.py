"""What a turn costs among a thousand and among a million people, with ten lines of journal for each of them.

`run PEOPLE FOLDER`: makes the store in the folder grow to so many people and measures turns on it.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.bench.running import report
from tests.bench.town import FIRST, SAYS, Town, update
from tests.bench.warmline import config_in, house, stub_transport, unlimited

TALKERS = 100
ROUNDS = 4
JOURNAL = 10

GROW = (
    "pragma journal_mode = off",
    "pragma synchronous = off",
    "pragma cache_size = -1000000",
    "pragma temp_store = memory",
)
SERIES = "with recursive n(i) as (select {first} union all select i + 1 from n where i + 1 < {end}) "
FILL = (
    # sealed rows look alike: their bytes are nobody's
    "insert into data_key (owner, wrapped) {series} select printf('z%015x', i), randomblob(61) from n",
    "insert into person (id, unit, language, sealed)"
    " {series} select printf('z%015x', i), 'lk', 'zh', randomblob(110) from n",
    "insert into address (mark, person) {series} select randomblob(16), printf('z%015x', i) from n",
    "insert into staff_grant (id, person, role, unit)"
    " {series} select printf('y%015x', i), printf('z%015x', i), 'employee', 'lk' from n",
    "insert into session (lane, version, mode, question, sealed)"
    " {series} select printf('z%015x', i), 1, 'bot', 1, randomblob(300) from n",
    "insert into cases (id, code, person, colour, state, version, opened_at, closed_at, desk, sealed)"
    " {series} select printf('x%015x', i), printf('x%d', i), printf('z%015x', i), 'green', 'closed', 1,"
    " 1700000000000, 1700000000000, '{{}}', randomblob(80) from n",
)
LINES = (
    "insert into entry (id, case_id, person, at, kind, author, message, sealed)"
    " {series} select printf('w%015x', i), printf('x%015x', i / {journal}), printf('z%015x', i / {journal}),"
    " 1700000000000 + i, 'said', printf('z%015x', i / {journal}), i, randomblob(90) from n"
)


def grow(path: Path, people: int) -> None:
    """Adds people until there are so many, by sets: their bytes are random, and none of them ever speaks."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in GROW:
            connection.execute(pragma).fetchall()
        there = connection.execute("select count(*) from session where lane like 'z%'").fetchone()[0]
        triggers = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"drop trigger {name}")
        connection.execute("begin")
        series = SERIES.format(first=there, end=people)
        for statement in FILL:
            connection.execute(statement.format(series=series))
        series = SERIES.format(first=there * JOURNAL, end=people * JOURNAL)
        connection.execute(LINES.format(series=series, journal=JOURNAL))
        connection.execute("commit")
        for _, sql in triggers:
            connection.execute(sql)


async def turns(folder: Path) -> dict[str, Any]:
    """Milliseconds for a turn, from taking the updates in to their letters being ready to go."""
    stub_transport(Town(0, 0))
    async with house(unlimited(config_in(folder)), TALKERS if not (folder / "talked").exists() else 0) as one:
        (folder / "talked").touch()
        # every run has numbers of its own: a known one would not be played
        number = int(time.time() * 1000)
        took = []
        for _ in range(ROUNDS):
            for line in SAYS:
                raws = []
                for talker in range(TALKERS):
                    number += 1
                    raws.append(json.loads(update(number, number, FIRST + talker, line)))
                begin = time.perf_counter()
                await one.intake.accept(raws)
                while await one.frontdesk.work():
                    pass
                took.append((time.perf_counter() - begin) / TALKERS * 1000)
                async with one.store.db.transaction() as tx:
                    await tx.execute("delete from outbox")
    took.sort()
    return {"turn_ms": took[len(took) // 4]}


def main(people: int, folder: Path) -> None:
    store = folder / "warmline.db"
    begin = time.perf_counter()
    if not store.exists():
        asyncio.run(_made(folder))
    grow(store, people)
    built = time.perf_counter() - begin
    report(asyncio.run(turns(folder)) | {"built_s": built, "store_mb": store.stat().st_size / 1e6})


async def _made(folder: Path) -> None:
    async with house(config_in(folder)):
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))

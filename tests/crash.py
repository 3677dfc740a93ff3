"""Kills the bot with SIGKILL at random moments while a crowd talks over HTTP, and counts what became of it all.

`make crash ROUNDS=1000` runs it long; the suite runs eight rounds. The crowd writes from this process to the
sandbox, which is never killed: it plays Telegram and remembers everything.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.app.config import read_config
from bot.sandbox import Fault, FaultKind, Sandbox
from bot.store import cases, inbox
from bot.store.opening import open_store

ROOT = Path(__file__).parents[1]
TOKEN = "7000000:crash"
CANARY = "canary-9f3b"
LINES = 6
"""Numbered lines each employee and each counsellor writes."""
REPEATED = ("可能重复", "may have this already")
NUMBERED = re.compile(rf"{CANARY}-([a-z]+)-(\d+)-(\d+)")


@dataclass(slots=True)
class Count:
    """The verdict: what was lost, done twice, or repeated without saying so."""

    rounds: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    repeated: int = 0
    repeated_unmarked: list[str] = field(default_factory=list)
    canary_hits: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"rounds={self.rounds} lost={len(self.lost)} doubled={len(self.doubled)}"
            f" disordered={len(self.disordered)} repeated={self.repeated}"
            f" repeated_unmarked={len(self.repeated_unmarked)} canary_hits={len(self.canary_hits)}"
        )

    @property
    def clean(self) -> bool:
        return not (
            self.lost
            or self.doubled
            or self.disordered
            or self.repeated_unmarked
            or self.canary_hits
            or self.violations
        )


class Crowd:
    """Employees in need and as many counsellors, acting on what stands on their phones."""

    def __init__(self, sandbox: Sandbox, size: int, dice: random.Random) -> None:
        self.sandbox, self.size, self.dice = sandbox, size, dice
        self.employees = [
            sandbox.user(1001 + n, first_name=f"员工{n}", language_code="zh") for n in range(size)
        ]
        self.counsellors = [
            sandbox.user(2001 + n, first_name=f"医生{n}", language_code="zh", started=True)
            for n in range(size)
        ]
        self.said: Counter[int] = Counter()
        self.took: set[int] = set()
        self.opened: set[int] = set()

    def people_file(self) -> str:
        people = [
            {"role": "employee", "name": f"员工{n}", "unit": "lk", "telegram_id": 1001 + n, "lang": "zh"}
            for n in range(self.size)
        ] + [
            {
                "role": "counsellor",
                "name": f"医生{n}",
                "unit": "lk",
                "telegram_id": 2001 + n,
                "languages": ["zh"],
                "on_duty": "always",
            }
            for n in range(self.size)
        ]
        units = [
            {"code": "lk", "name": {"zh": "项目", "en": "Project"}, "tz": "Asia/Colombo", "country": "LK"}
        ]
        return yaml.safe_dump({"units": units, "people": people}, allow_unicode=True)

    @property
    def done(self) -> bool:
        """Everybody has said all they had to say."""
        return all(self.said[person.id] > LINES for person in self.employees) and all(
            self.said[person.id] >= LINES for person in self.counsellors
        )

    def act(self) -> None:
        """One thing, done by one person."""
        number = self.dice.randrange(self.size)
        if self.dice.random() < 0.5:
            self._employee(number)
        else:
            self._counsellor(number)

    def _employee(self, number: int) -> None:
        person = self.employees[number]
        line = self.said[person.id]
        if line == 0:
            person.says(f"我不想活了 {CANARY}-employee-{number}-0")
        elif line <= LINES:
            person.says(f"今天吃了面条 {CANARY}-employee-{number}-{line}")
        else:
            return
        self.said[person.id] += 1

    def _counsellor(self, number: int) -> None:
        person = self.counsellors[number]
        captions = [b[0] for m in person.chat if not m.deleted for row in m.buttons for b in row]
        if number in self.opened:
            line = self.said[person.id]
            # only once the case lies open before them: the line "now goes to them" stands on the screen
            if line < LINES and any("对方都会收到" in m.text for m in person.chat):
                person.says(f"我在这儿 {CANARY}-counsellor-{number}-{line}")
                self.said[person.id] += 1
        elif any("打开" in caption for caption in captions):
            person.presses("打开")
            self.opened.add(number)
        elif number not in self.took and any("接手" in caption for caption in captions):
            person.presses("接手")
            self.took.add(number)
        elif (
            number in self.took and any("接手" in t for t in person.toasts[-1:]) and self.dice.random() < 0.3
        ):
            # somebody else was quicker: another card
            self.took.discard(number)


class Bot:
    """`python -m bot run` as a process of its own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.log = folder / "bot.log"
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    async def end(self, how: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await self._process.wait()


async def play(rounds: int, seed: int, *, size: int = 4, folder: Path) -> Count:
    """Plays the rounds, lets the last bot finish, and counts."""
    dice = random.Random(seed)
    sandbox = Sandbox(token=TOKEN, schema=ROOT / "tests" / "data" / "botapi-10.3.schema.json")
    # a line with some way to go: many calls are under way at the moment of death
    sandbox.fault(Fault(FaultKind.DELAY, times=None, seconds=0.04))
    await sandbox.start(port=0)
    crowd = Crowd(sandbox, size, dice)
    environment = _environment(folder, sandbox.base_url)
    people = folder / "people.yaml"
    people.write_text(crowd.people_file(), encoding="utf-8")
    importing = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "people", "import", str(people), cwd=ROOT, env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await importing.wait() == 0
    bot = Bot(folder, environment)
    try:
        for _ in range(rounds):
            served = len(sandbox.calls)
            await bot.start()
            # from the first call on it is at work; the moment of death is anywhere after that
            await sandbox.until(lambda served=served: len(sandbox.calls) > served + 2, timeout=30)
            await _crowd_for(crowd, dice.uniform(0.02, 0.9), dice)
            await bot.end(signal.SIGKILL)
        await bot.start()
        await _finish(crowd, sandbox, folder)
        await bot.end(signal.SIGTERM)
        return await _count(crowd, sandbox, folder, environment, rounds)
    finally:
        # whatever went wrong, no bot goes on working on a store that is about to be deleted
        await bot.end(signal.SIGKILL)
        await sandbox.stop()


async def _crowd_for(crowd: Crowd, seconds: float, dice: random.Random) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        crowd.act()
        await asyncio.sleep(dice.uniform(0.0, 0.08))


async def _finish(crowd: Crowd, sandbox: Sandbox, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + 120
    while loop.time() < end:
        if not crowd.done:
            crowd.act()
        elif sandbox.pending_updates == 0 and _at_rest(folder):
            return
        await asyncio.sleep(0.02)
    raise TimeoutError(f"the crowd is not done: {dict(crowd.said)}, opened {crowd.opened}, took {crowd.took}")


def _at_rest(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "warmline.db")) as store:
        waiting = store.execute("select count(*) from inbox where state = 'ready'").fetchone()[0]
        unsent = store.execute(
            "select count(*) from outbox where state in ('ready','attempting')"
        ).fetchone()[0]
    return not waiting and not unsent


async def _count(
    crowd: Crowd, sandbox: Sandbox, folder: Path, environment: dict[str, str], rounds: int
) -> Count:
    count = Count(rounds)
    config = read_config(environment)
    store = await open_store(config.store_path, key_variable="", key_file=config.key_file)
    if await inbox.quarantined(store.db):
        count.lost.append("an update was set aside")
    rows = await store.db.fetch("select person, count(*) from cases group by person having count(*) > 1")
    count.doubled += [f"{row[1]} cases of one person" for row in rows]
    ids = [str(row[0]) for row in await store.db.fetch("select id from cases")]
    journals = await cases.journals(store.db, store.keys, ids)
    kept = Counter(
        mark.group(0)
        for journal in journals.values()
        for entry in journal
        if (mark := NUMBERED.search(str(entry.body.get("text", ""))))
    )
    check = await store.db.fetch("pragma integrity_check")
    if check[0][0] != "ok":
        count.lost.append("integrity")
    await store.close()
    expected = [
        f"{CANARY}-{role}-{n}-{line}"
        for role, lines in (("employee", LINES + 1), ("counsellor", LINES))
        for n in range(crowd.size)
        for line in range(lines)
    ]
    count.lost += [f"not in the journal: {mark}" for mark in expected if kept[mark] == 0]
    count.doubled += [f"{kept[mark]} times in the journal: {mark}" for mark in expected if kept[mark] > 1]
    for reader in (*crowd.employees, *crowd.counsellors):
        _count_screen(reader.chat, "employee" if reader in crowd.counsellors else "counsellor", count)
    seen = {
        mark.group(0)
        for reader in (*crowd.employees, *crowd.counsellors)
        for message in reader.chat
        if message.from_bot
        for mark in NUMBERED.finditer(message.text)
    }
    count.lost += [f"on nobody's screen: {mark}" for mark in expected if mark not in seen]
    for path in folder.iterdir():  # noqa: ASYNC240 - nobody else waits by now
        if path.suffix != ".yaml" and CANARY.encode() in path.read_bytes():
            count.canary_hits.append(path.name)
    count.violations = [str(violation) for violation in sandbox.violations]
    return count


def _count_screen(chat: list, writer: str, count: Count) -> None:  # type: ignore[type-arg]
    """On one phone: in order, and every copy but the first says that it may be one."""
    shown: list[tuple[int, int]] = []
    for message in chat:
        if not message.from_bot:
            continue
        marks = [(int(m[2]), int(m[3])) for m in NUMBERED.finditer(message.text) if m[1] == writer]
        marked = any(words in message.text for words in REPEATED)
        for mark in marks:
            if mark in shown:
                count.repeated += 1
                if not marked:
                    count.repeated_unmarked.append(f"{writer} {mark}")
            else:
                shown.append(mark)
    for writing in {number for number, _ in shown}:
        lines = [line for number, line in shown if number == writing]
        if lines != sorted(lines):
            count.disordered.append(f"{writer} {writing}: {lines}")


def _environment(folder: Path, base: str) -> dict[str, str]:
    settings = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    # the sandbox has no limits of its own, and a minute's wait per chat would prove nothing more
    settings["rate"] |= {"per_second": 500, "per_chat_per_second": 200, "chat_burst": 50}
    settings["escalation"]["first_message_within"] = "10m"
    # held lines are to be caught by a kill too, but not to be waited for
    settings["undo"] = "1s"
    config = folder / "config.yaml"
    config.write_text(json.dumps(settings, default=str), encoding="utf-8")
    return dict(os.environ) | {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": base,
        "DATABASE_URL": f"sqlite:///{folder / 'warmline.db'}",
        "WARMLINE_CONFIG": str(config),
        "WARMLINE_KEY": "",
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    total = Count(0)
    while total.rounds < given.rounds:
        # a fresh crowd every twenty rounds: the old one has said all it had to say
        batch = min(20, given.rounds - total.rounds)
        with TemporaryDirectory() as folder:
            count = asyncio.run(play(batch, given.seed + total.rounds, folder=Path(folder)))
        for name in ("lost", "doubled", "disordered", "repeated_unmarked", "canary_hits", "violations"):
            getattr(total, name).extend(getattr(count, name))
            for fault in getattr(count, name):
                print(f"{name}: {fault}")  # noqa: T201
        total.repeated += count.repeated
        total.rounds += batch
        print(total, flush=True)  # noqa: T201
    return 0 if total.clean else 1


if __name__ == "__main__":
    sys.exit(main())

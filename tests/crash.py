"""Kills the bot with SIGKILL while a crowd talks over HTTP, and counts what became of it all.

Every other death is at a named point of the way of a message (`tests.doomed.POINTS`), the others at random moments.
`make crash ROUNDS=1000` runs it long; the suite runs a few rounds. The crowd writes from this process to the
sandbox, which is never killed: it plays Telegram and remembers everything.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.app.config import read_config
from bot.sandbox import ChatMessage, Fault, FaultKind, Sandbox
from bot.store import cases, inbox
from bot.store.opening import open_store
from tests.doomed import PASSED_ONCE, POINTS, RECOVERING, Bot

ROOT = Path(__file__).parents[1]
TOKEN = "7000000:crash"
CANARY = "canary-9f3b"
LINES = 10
"""Numbered lines that everybody writes, at most: no more than stand in the summary of a case that is opened, where
older ones come after newer ones on purpose."""
BATCH = 40
"""Rounds with the same crowd: then it has said all it had to say."""
REPEATED = ("可能重复", "may have this already")
NUMBERED = re.compile(rf"{CANARY}-([a-z]+)-(\d+)-(\d+)")


@dataclass(slots=True)
class Count:
    """The verdict: what was lost, done twice, or repeated without saying so."""

    rounds: int = 0
    updates_lost: list[str] = field(default_factory=list)
    turns_doubled: list[str] = field(default_factory=list)
    messages_lost: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    repeated_unmarked: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    """Rounds after which the store was not whole."""
    canary_hits: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    repeated: int = 0
    messages: int = 0
    """Numbered lines that the crowd wrote."""
    deaths: Counter[str] = field(default_factory=Counter)

    def add(self, other: Count) -> None:
        self.rounds += other.rounds
        self.repeated += other.repeated
        self.messages += other.messages
        self.deaths += other.deaths
        for name in FAULTS:
            getattr(self, name).extend(getattr(other, name))

    def report(self) -> str:
        """Every number, and in the last line those that count."""
        named = self.deaths.total() - self.deaths[AT_RANDOM]
        lines = [f"  {count:5} {point}" for point, count in sorted(self.deaths.items())]
        lines += [
            f"deaths: {self.deaths.total()}, {named} of them at named points",
            f"lines written: {self.messages}",
            f"updates lost: {len(self.updates_lost)}",
            f"turns doubled: {len(self.turns_doubled)}",
            f"messages lost: {len(self.messages_lost)}, out of order: {len(self.disordered)}",
            f"messages repeated: {self.repeated}, marked: {self.repeated - len(self.repeated_unmarked)}",
            f"integrity_check: {self.rounds - len(self.damaged)} of {self.rounds} ok",
            f"words found in files: {len(self.canary_hits)}, calls against the schema: {len(self.violations)}",
        ]
        return "\n".join([*lines, str(self)])

    def __str__(self) -> str:
        return (
            f"rounds={self.rounds} lost={len(self.updates_lost) + len(self.messages_lost)}"
            f" doubled={len(self.turns_doubled)} repeated={self.repeated}"
            f" repeated_unmarked={len(self.repeated_unmarked)}"
        )

    @property
    def faults(self) -> list[str]:
        """Everything that must not be, each with its kind."""
        return [f"{name}: {fault}" for name in FAULTS for fault in getattr(self, name)]


FAULTS = (
    "updates_lost",
    "turns_doubled",
    "messages_lost",
    "disordered",
    "repeated_unmarked",
    "damaged",
    "canary_hits",
    "violations",
)
AT_RANDOM = "at random"


class Crowd:
    """Employees and families in need and as many counsellors, acting on what stands on their phones."""

    def __init__(self, sandbox: Sandbox, size: int, dice: random.Random, lines: int) -> None:
        self.sandbox, self.size, self.dice, self.lines = sandbox, size, dice, lines
        self.employees = [
            sandbox.user(1001 + n, first_name=f"员工{n}", language_code="zh") for n in range(size)
        ]
        self.counsellors = [
            sandbox.user(2001 + n, first_name=f"医生{n}", language_code="zh", started=True)
            for n in range(size)
        ]
        self.said: Counter[int] = Counter()
        self.allowed = self.total
        """Lines that may have been said by now: the last rounds are to hear something too."""
        self.hushed = False
        self.took: dict[int, tuple[int, int]] = {}
        """Who has pressed Take: under which message, and how many answers to presses they had seen by then."""
        self.opened: set[int] = set()

    def people_file(self) -> str:
        people = [
            {
                "role": ("employee", "family")[n % 2],
                "name": f"员工{n}",
                "unit": "lk",
                "telegram_id": 1001 + n,
                "lang": "zh",
            }
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
    def total(self) -> int:
        """Lines that everybody together has to say."""
        return self.size * (2 * self.lines + 1)

    @property
    def done(self) -> bool:
        """Everybody has said all they had to say."""
        return all(self.said[person.id] > self.lines for person in self.employees) and all(
            self.said[person.id] >= self.lines for person in self.counsellors
        )

    def act(self) -> None:
        """One thing, done by one person."""
        self.hushed = self.said.total() >= self.allowed
        number = self.dice.randrange(self.size)
        if self.dice.random() < 0.5:
            self._employee(number)
        else:
            self._counsellor(number)

    def _employee(self, number: int) -> None:
        person = self.employees[number]
        line = self.said[person.id]
        if self.hushed:
            return
        if line == 0:
            person.says(f"我不想活了 {CANARY}-employee-{number}-0")
        elif line <= self.lines:
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
            if line < self.lines and not self.hushed and any("对方都会收到" in m.text for m in person.chat):
                person.says(f"我在这儿 {CANARY}-counsellor-{number}-{line}")
                self.said[person.id] += 1
        elif any("打开" in caption for caption in captions):
            person.presses("打开")
            self.opened.add(number)
        elif number not in self.took:
            cards = [m for m in person.chat if not m.deleted and _offers(m, "接手")]
            if cards:
                card = self.dice.choice(cards)
                self.took[number] = (card.id, len(person.toasts))
                person.presses("接手", message_id=card.id)
        else:
            pressed, seen = self.took[number]
            if "已由" in "".join(person.toasts[seen:]) or not _offers(person.message(pressed), "接手"):
                self.another_card(number)

    def another_card(self, number: int) -> None:
        """The press has been handled and opens nothing: somebody else was quicker."""
        self.took.pop(number, None)


def _offers(message: ChatMessage, caption: str) -> bool:
    return any(caption in shown for shown in message.captions)


async def play(rounds: int, seed: int, *, size: int = 5, folder: Path) -> Count:
    """Plays the rounds, lets the last bot finish, and counts."""
    dice = random.Random(seed)
    sandbox = Sandbox(token=TOKEN, schema=ROOT / "tests" / "data" / "botapi-10.3.schema.json")
    # a line with some way to go: many calls are under way at the moment of death
    sandbox.fault(Fault(FaultKind.DELAY, times=None, seconds=0.04))
    await sandbox.start(port=0)
    crowd = Crowd(sandbox, size, dice, min(max(rounds // 4, 3), LINES))
    environment = _environment(folder, sandbox.base_url)
    people = folder / "people.yaml"
    people.write_text(crowd.people_file(), encoding="utf-8")
    importing = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "people", "import", str(people), cwd=ROOT, env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    bot = Bot(folder, environment)
    await bot.open(ROOT)
    assert await importing.wait() == 0
    count = Count(rounds, messages=crowd.total)
    try:
        for number in range(rounds):
            crowd.allowed = crowd.total * (number + 1) // rounds
            point = dice.choice(sorted(POINTS)) if number % 2 else ""
            count.deaths[await _one_life(bot, sandbox, crowd, dice, point)] += 1
            if (fault := await asyncio.to_thread(_unwhole, folder)) is not None:
                count.damaged.append(f"round {number}: {fault}")
        await bot.start()
        await _finish(crowd, sandbox, folder)
        await bot.end(signal.SIGTERM)
        await _count(crowd, sandbox, folder, environment, count)
        return count
    finally:
        # whatever went wrong, no bot goes on working on a store that is about to be deleted
        await bot.close()
        await sandbox.stop()


async def _one_life(bot: Bot, sandbox: Sandbox, crowd: Crowd, dice: random.Random, point: str) -> str:
    """From its start to its death; where it died."""
    served = len(sandbox.calls)
    await bot.start(point, nth=1 if point in PASSED_ONCE else dice.randint(1, 3))
    if point != RECOVERING:
        # from the first call on it is at work; the moment of death is anywhere after that
        await sandbox.until(lambda: len(sandbox.calls) > served + 2 or bot.dead, timeout=30)
    await _crowd_for(bot, crowd, 1.3 if point else dice.uniform(0.02, 0.8), dice)
    died_there = bot.dead
    await bot.end(signal.SIGKILL)
    return point if died_there else AT_RANDOM


def _unwhole(folder: Path) -> str | None:
    """What is wrong with the store as the dead process left it. A copy is looked at: the next bot must find it so."""
    with TemporaryDirectory() as aside:
        for name in ("warmline.db", "warmline.db-wal"):
            if (folder / name).exists():
                shutil.copy(folder / name, aside)
        with closing(sqlite3.connect(Path(aside) / "warmline.db")) as store:
            said = [str(row[0]) for row in store.execute("pragma integrity_check")]
    return None if said == ["ok"] else "; ".join(said)


async def _crowd_for(bot: Bot, crowd: Crowd, seconds: float, dice: random.Random) -> None:
    """The crowd talks for so long, or until the bot has died by itself."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end and not bot.dead:
        crowd.act()
        await asyncio.sleep(dice.uniform(0.0, 0.08))


async def _finish(crowd: Crowd, sandbox: Sandbox, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + 120
    while loop.time() < end:
        if not crowd.done:
            crowd.act()
            if sandbox.pending_updates == 0 and _at_rest(folder):
                # a card that came twice keeps the buttons of its first copy, and an answer may have died
                for number in set(crowd.took) - crowd.opened:
                    crowd.another_card(number)
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
    crowd: Crowd, sandbox: Sandbox, folder: Path, environment: dict[str, str], count: Count
) -> None:
    config = read_config(environment)
    store = await open_store(config.store, key_variable=config.key_variable, key_file=config.key_file)
    if await inbox.quarantined(store.db):
        count.updates_lost.append("an update was set aside")
    rows = await store.db.fetch("select person, count(*) from cases group by person having count(*) > 1")
    count.turns_doubled += [f"{row[1]} cases of one person" for row in rows]
    ids = [str(row[0]) for row in await store.db.fetch("select id from cases")]
    journals = await cases.journals(store.db, store.keys, ids)
    kept = Counter(
        mark.group(0)
        for journal in journals.values()
        for entry in journal
        if (mark := NUMBERED.search(str(entry.body.get("text", ""))))
    )
    await store.close()
    expected = [
        f"{CANARY}-{role}-{n}-{line}"
        for role, lines in (("employee", crowd.lines + 1), ("counsellor", crowd.lines))
        for n in range(crowd.size)
        for line in range(lines)
    ]
    count.updates_lost += [f"not in the journal: {mark}" for mark in expected if kept[mark] == 0]
    count.turns_doubled += [
        f"{kept[mark]} times in the journal: {mark}" for mark in expected if kept[mark] > 1
    ]
    for reader in (*crowd.employees, *crowd.counsellors):
        _count_screen(reader.chat, "employee" if reader in crowd.counsellors else "counsellor", count)
    seen = {
        mark.group(0)
        for reader in (*crowd.employees, *crowd.counsellors)
        for message in reader.chat
        if message.from_bot
        for mark in NUMBERED.finditer(message.text)
    }
    count.messages_lost += [f"on nobody's screen: {mark}" for mark in expected if mark not in seen]
    for path in folder.iterdir():  # noqa: ASYNC240 - nobody else waits by now
        if path.suffix != ".yaml" and CANARY.encode() in path.read_bytes():
            count.canary_hits.append(path.name)
    count.violations = [str(violation) for violation in sandbox.violations]


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
    # pages and words on the wait that come so often that ticks have something to do in every round
    settings["escalation"]["red"] = [{"page": ["on_duty"], "every": "2s"}]
    settings["waiting"] |= {"after": ["1s", "2s", "3s"], "then_every": "2s"}
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
    total = Count()
    began = time.monotonic()
    while total.rounds < given.rounds:
        # a fresh crowd now and then: the old one has said all it had to say
        batch = min(BATCH, given.rounds - total.rounds)
        with TemporaryDirectory() as folder:
            count = asyncio.run(play(batch, given.seed + total.rounds, folder=Path(folder)))
        for fault in count.faults:
            print(fault)  # noqa: T201
        total.add(count)
        print(f"{total} ({(time.monotonic() - began) / total.rounds:.2f} s a round)", flush=True)  # noqa: T201
    print(total.report(), flush=True)  # noqa: T201
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())

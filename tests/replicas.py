"""Three replicas over one database, of which one dies or is paused every few seconds while a crowd talks over HTTP.
In the end the server itself is stopped and started again.

`make replicas ROUNDS=20` runs it long; the suite plays two deaths. After each one somebody who needs help asks for
it, and what they wait is the fail-over as a person feels it.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import random
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from bot.app.config import read_config
from bot.app.people_import import import_file
from bot.sandbox import Fault, FaultKind, Sandbox
from bot.store.database import Server
from tests.crash import LINES, ROOT, TOKEN, Count, Crowd, _count, _environment
from tests.postgres import Postgres

REPLICAS = 3
ASKING = 3001
"""Somebody the bot has never heard of, who asks for numbers to call."""

PAUSE = 9.0
"""Seconds for which a replica is paused: longer than the others wait for it."""


@dataclass(slots=True)
class Verdict:
    """What became of it all, and how long help took after each death."""

    count: Count
    waits: list[float] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    endings: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.count} deaths={len(self.deaths)} failover_s={max(self.waits, default=0):.1f}"


class Replica:
    """One `python -m bot run`."""

    def __init__(self, number: int, folder: Path, environment: dict[str, str]) -> None:
        self._log = folder / f"replica{number}.log"
        self._environment = environment
        self._came_up = 0
        self.process: asyncio.subprocess.Process | None = None

    @property
    def name(self) -> str:
        """As it signs its leases."""
        return f"{socket.gethostname()}:{self.process.pid if self.process else ''}"

    async def start(self) -> None:
        # one that was killed while it started never came up
        self._came_up = self._times_up()
        with self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    @property
    def works(self) -> bool:
        """Whether it has come up: before that a signal ends it as it ends any program."""
        return self._times_up() > self._came_up

    def _times_up(self) -> int:
        return self._log.read_text(encoding="utf-8").count("working on") if self._log.exists() else 0

    def signal(self, how: signal.Signals) -> None:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(how)

    async def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.signal(how)
        return await asyncio.wait_for(self.process.wait(), 20)


async def play(
    deaths: int, seed: int, *, size: int = 4, folder: Path, server: Postgres, where: Server
) -> Verdict:
    """Plays the deaths, lets the last replicas finish, and counts."""
    dice = random.Random(seed)
    sandbox = Sandbox(token=TOKEN, schema=ROOT / "tests" / "data" / "botapi-10.3.schema.json")
    # a line with some way to go: many calls are under way at the moment of death
    sandbox.fault(Fault(FaultKind.DELAY, times=None, seconds=0.04))
    await sandbox.start(port=0)
    crowd = Crowd(sandbox, size, dice, min(max(2 * deaths, 3), LINES))
    asking = sandbox.user(ASKING, first_name="新人", language_code="zh")
    environment = _environment(folder, sandbox.base_url) | {
        "DATABASE_URL": where.url,
        "WARMLINE_KEY": base64.b64encode(dice.randbytes(32)).decode(),
    }
    people = folder / "people.yaml"
    people.write_text(crowd.people_file(), encoding="utf-8")
    await import_file(read_config(environment), people)
    verdict = Verdict(Count(deaths, messages=crowd.total))
    replicas = [Replica(number, folder, environment) for number in range(REPLICAS)]
    watch = await asyncpg.connect(where.url)
    talking: asyncio.Task[None] | None = None
    try:
        for replica in replicas:
            await replica.start()
        talking = asyncio.create_task(_talk(crowd, dice))
        # a start is not what is measured here, and three at once take their time on a busy machine
        await _helped(sandbox, asking, 120)
        for number in range(deaths):
            crowd.allowed = crowd.total * (number + 1) // deaths
            await asyncio.sleep(dice.uniform(0.2, 1.5))
            await _somebody_left(replicas)
            verdict.deaths.append(await _one_death(replicas, watch, number, dice, sandbox, asking, verdict))
        await watch.close()
        verdict.deaths.append(await _restart(server, sandbox, asking, verdict))
        watch = await asyncpg.connect(where.url)
        await _finish(crowd, sandbox, watch, replicas)
        verdict.endings = [await replica.end(signal.SIGTERM) for replica in replicas]
        await _count(crowd, sandbox, folder, environment, verdict.count)
        return verdict
    finally:
        if talking is not None:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
        await watch.close()
        for replica in replicas:
            if replica.process is not None:
                await replica.end(signal.SIGKILL)
        await sandbox.stop()


async def _one_death(
    replicas: list[Replica],
    watch: asyncpg.Connection,
    number: int,
    dice: random.Random,
    sandbox: Sandbox,
    asking: object,
    verdict: Verdict,
) -> str:
    """One is killed, or paused: whoever fetches, whoever sends, or anybody. Returns what happened to whom."""
    post = ("poller", "postman", "")[number % 3]
    holder = await watch.fetchval("select holder from lease where name = $1", post)
    victim = next((replica for replica in replicas if replica.name == holder), dice.choice(replicas))
    paused = number % 4 == 3
    victim.signal(signal.SIGSTOP if paused else signal.SIGKILL)
    began = asyncio.get_running_loop().time()
    await _helped(sandbox, asking, 30)
    verdict.waits.append(asyncio.get_running_loop().time() - began)
    if paused:
        await asyncio.sleep(max(0.0, PAUSE - verdict.waits[-1]))
        victim.signal(signal.SIGCONT)
    else:
        await victim.end(signal.SIGKILL)
        await victim.start()
    return f"{'paused' if paused else 'killed'} {post or 'anybody'}"


async def _somebody_left(replicas: list[Replica]) -> None:
    """Until somebody else has come up who can take over: how long a start takes is not what is measured here."""
    async with asyncio.timeout(60):
        while sum(replica.works for replica in replicas) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def _restart(server: Postgres, sandbox: Sandbox, asking: object, verdict: Verdict) -> str:
    """The server goes and comes back, and nobody starts a replica anew for that."""
    began = asyncio.get_running_loop().time()
    await asyncio.to_thread(server.restart)
    await _helped(sandbox, asking, 30)
    verdict.waits.append(asyncio.get_running_loop().time() - began)
    return "restarted server"


async def _helped(sandbox: Sandbox, asking: object, within: float) -> None:
    """Somebody asks for help, and waits until the numbers stand on their screen."""
    before = sum(message.from_bot for message in asking.chat)  # type: ignore[attr-defined]
    asking.says("/sos")  # type: ignore[attr-defined]
    await sandbox.until(
        lambda: sum(message.from_bot for message in asking.chat) > before,  # type: ignore[attr-defined]
        timeout=within,
    )


async def _talk(crowd: Crowd, dice: random.Random) -> None:
    while True:
        crowd.act()
        await asyncio.sleep(dice.uniform(0.0, 0.08))


async def _finish(crowd: Crowd, sandbox: Sandbox, watch: asyncpg.Connection, replicas: list[Replica]) -> None:
    """Until everything is said and done, and whoever was started last has come up, too."""
    async with asyncio.timeout(120):
        while not (  # noqa: ASYNC110
            crowd.done
            and sandbox.pending_updates == 0
            and all(replica.works for replica in replicas)
            and await _at_rest(watch)
        ):
            await asyncio.sleep(0.05)


async def _at_rest(watch: asyncpg.Connection) -> bool:
    waiting = await watch.fetchval("select count(*) from inbox where state = 'ready'")
    unsent = await watch.fetchval("select count(*) from outbox where state in ('ready', 'attempting')")
    return not waiting and not unsent


async def _play(deaths: int, seed: int) -> Verdict:
    server = Postgres.start()
    try:
        with TemporaryDirectory() as folder:
            return await play(deaths, seed, folder=Path(folder), server=server, where=await server.fresh())
    finally:
        server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.replicas")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    verdict = asyncio.run(_play(given.rounds, given.seed))
    for what, waited in zip(verdict.deaths, verdict.waits, strict=True):
        print(f"  {what}: help after {waited:.1f} s")  # noqa: T201
    print(verdict.count.report())  # noqa: T201
    for fault in verdict.count.faults:
        print(fault)  # noqa: T201
    print(verdict)  # noqa: T201
    return 1 if verdict.count.faults or max(verdict.waits) > 10 or any(verdict.endings) else 0


if __name__ == "__main__":
    sys.exit(main())

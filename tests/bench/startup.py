"""From the command to the first poll, and what the process weighs when nothing happens."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.loopback import Server
from tests.bench.running import memory, report
from tests.bench.town import TOKEN, Town
from tests.bench.warmline import config_in, house

AGAIN = 3
IDLE = 3.0


class Waiting(Town):
    """A town in which nobody says anything; notes when it is asked for the first time."""

    polled: asyncio.Event

    async def answer(self, method: str, params: object) -> bytes:
        if method == "getUpdates":
            self.polled.set()
        return await Town.answer(self, method, params)  # type: ignore[arg-type]


async def once(folder: Path) -> tuple[float, float]:
    """Seconds to the first poll, megabytes after a while."""
    town = Waiting(0, 0)
    town.polled = asyncio.Event()
    server = await asyncio.get_running_loop().create_server(lambda: Server(town, 0.0), "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    environment = os.environ | {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": base,
        "WARMLINE_CONFIG": str(folder / "config.yaml"),
        "DATABASE_URL": f"sqlite:///{folder / 'warmline.db'}",
        # what has been compiled is kept, as wherever the bot starts more than once
        "PYTHONDONTWRITEBYTECODE": "",
    }
    begin = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment)
    await asyncio.wait_for(town.polled.wait(), 60)
    took = time.perf_counter() - begin
    await asyncio.sleep(IDLE)
    weighs = memory(process.pid, peak=False)
    process.terminate()
    await process.wait()
    server.close()
    return took, weighs


async def run(folder: Path) -> dict[str, float]:
    async with house(config_in(folder), 5):
        pass
    took = [await once(folder) for _ in range(AGAIN)]
    return {"seconds": min(seconds for seconds, _ in took), "idle_mb": max(weighs for _, weighs in took)}


if __name__ == "__main__":
    with TemporaryDirectory() as project:
        report(asyncio.run(run(Path(project) / "project")))

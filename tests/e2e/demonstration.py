"""`python -m bot demo` as a process, for the tests in a browser and for the pictures of the README."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Demonstration:
    """A demo in a folder of its own, away from the developer's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *, fresh: bool = False) -> None:
        """Starts it on a free port; returns when its page can be opened."""
        self._process = process = await self._run(fresh=fresh)
        assert process.stdout is not None
        said = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert found, said
        self.address = found[0]

    async def stop(self) -> tuple[int, float]:
        """Ctrl-C; the exit status and how many seconds it took."""
        assert self._process is not None
        loop = asyncio.get_running_loop()
        asked = loop.time()
        self._process.send_signal(signal.SIGINT)
        status = await asyncio.wait_for(self._process.wait(), 30)
        return status, loop.time() - asked

    async def refused(self, *, fresh: bool) -> tuple[int, str]:
        """Starts it where it should not start; the exit status and what it said."""
        self._process = process = await self._run(fresh=fresh)
        said, _ = await asyncio.wait_for(process.communicate(), 30)
        return process.returncode or 0, said.decode()

    async def close(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def _run(self, *, fresh: bool) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "demo", "--port", "0", "--folder", str(self.folder)),
            *(["--fresh"] if fresh else []),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

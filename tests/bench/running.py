"""A process for each measurement, so that what one leaves in memory weighs on no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

SCALE = float(os.environ.get("SCALE", "1"))
"""How much of everything is done; less than 1 only to see that it runs."""


def measured(module: str, *arguments: object, within: float = 240) -> dict[str, Any]:
    """What `python -m tests.bench.<module>` reports: the JSON of its last line. Raises RuntimeError if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=within,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module} {arguments} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(found: dict[str, Any]) -> None:
    """The last line, which `measured` reads; with the memory the process had at its peak and the CPU it took."""
    times = os.times()
    print(json.dumps(found | {"rss_mb": memory(), "cpu_s": round(times.user + times.system, 2)}))


def memory(process: int | str = "self", *, peak: bool = True) -> float:
    """Megabytes of a process in memory: at its peak, or now."""
    name = "VmHWM:" if peak else "VmRSS:"
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name)) / 1024

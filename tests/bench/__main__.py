"""`make bench`: every measurement in one run, a table of ratios, RESULTS.md and results.json beside this file.

Each measurement runs in a process of its own, one after the other, so that ratios compare what the same machine did
within the same minutes.
"""

from __future__ import annotations

import json
import platform
import shutil
import sqlite3
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.running import SCALE, measured

HERE = Path(__file__).parent
PEERS = ("ptb", "ptb-pickle", "aiogram", "aiogram-dialog")
NAMES = {
    "warmline": "Warmline, durable, SQLite FULL",
    "warmline-pg": "Warmline, durable, PostgreSQL",
    "ptb": "python-telegram-bot ConversationHandler, in memory",
    "ptb-pickle": "the same with PicklePersistence each second",
    "aiogram": "aiogram FSM, in memory",
    "aiogram-dialog": "aiogram-dialog, in memory",
}
TALKS = (
    *(("stub", who) for who in NAMES),
    ("stub-fsync", "warmline"),
    *(("http", who) for who in NAMES),
    *(("http-delay", who) for who in NAMES),
    ("http-delay-fsync", "warmline"),
)
GROWTH = (1_000, 10_000, 100_000, 1_000_000)
LIBRARIES = ("python-telegram-bot", "aiogram", "aiogram-dialog", "aiosqlite", "asyncpg", "aiohttp", "httpx")


@dataclass(frozen=True, slots=True)
class Target:
    """What was aimed at: at least, or at most, so much."""

    key: str
    what: str
    least: float | None = None
    most: float | None = None

    def line(self, got: float) -> str:
        aim = f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"
        met = got >= self.least if self.least is not None else got <= (self.most or 0)
        off = got / self.least if self.least is not None else got / (self.most or 1)
        return f"| {self.what} | {got:.4g} | {aim} | {'met' if met else f'missed: {off:.2f} × the target'} |"


TARGETS = (
    Target(
        "durable_vs_conversationhandler", "durable dialogues/s ÷ ConversationHandler in memory", least=1.0
    ),
    Target("durable_vs_aiogram_dialog", "durable dialogues/s ÷ aiogram-dialog in memory", least=3.0),
    Target("turns_per_s_1ms_fsync", "turns/s with 1 ms for every commit", least=5_000),
    Target(
        "http_vs_default", "calls/s at 64 in flight and 50 ms ÷ the library's default transport", least=5.0
    ),
    Target("engine_steps_per_s", "pure engine, steps/s", least=50_000),
    Target("safety_short_us", "safety verdict, short text, median µs", most=50),
    Target("safety_300_p99_ms", "safety verdict, 300 ordinary characters, p99 ms", most=2),
    Target(
        "red_page_p99_ms", "red message committed → page leaves, 50,000 broadcasts waiting, p99 ms", most=200
    ),
    Target("backlog_10k_s", "backlog of 10,000 updates, seconds", most=10),
    Target("startup_s", "start-up to first poll, seconds", most=1.5),
    Target("rss_idle_mb", "RSS idle, MB", most=120),
    Target("rss_50k_mb", "RSS with 50,000 people and a full broadcast, MB", most=250),
    Target("turn_cost_growth", "cost of a turn, 1,000,000 people ÷ 1,000", most=1.3),
)
NAMED = (
    "durable_vs_conversationhandler",
    "durable_vs_aiogram_dialog",
    "durable_dialogues_per_s",
    "turns_per_s_1ms_fsync",
    "http_vs_default",
    "engine_steps_per_s",
    "red_page_p99_ms",
    "backlog_10k_s",
    "startup_s",
    "rss_idle_mb",
    "rss_50k_mb",
    "turn_cost_growth",
)
"""What results.json holds; a miss stands there like any other number."""


class Run:
    """One run: what was measured so far, told as it goes."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.talks: dict[tuple[str, str], dict[str, Any]] = {}
        self.found: dict[str, Any] = {}

    def ask(self, module: str, *arguments: object) -> dict[str, Any]:
        got = measured(module, *arguments)
        told = " ".join(
            f"{name}={value:.4g}" for name, value in got.items() if isinstance(value, int | float)
        )
        print(
            f"{time.perf_counter() - self.begun:5.0f} s  {module} {' '.join(map(str, arguments))}: {told}",
            flush=True,
        )
        return got

    def all(self, folder: Path) -> None:
        for way, who in TALKS:
            self.talks[way, who] = self.ask("dialogues", who, way)
        for which in ("default", "ours"):
            self.found[f"transport_{which}"] = self.ask("transport", which)
        for module in ("engine", "safety", "backlog", "startup"):
            self.found[module] = self.ask(module)
        crowded, copy = folder / "crowded", folder / "copy"
        self.ask("pages", "build", crowded)
        shutil.copytree(crowded, copy)
        self.found["pages"] = self.ask("pages", "run", crowded)
        self.found["memory"] = self.ask("pages", "memory", copy)
        shutil.rmtree(crowded)
        shutil.rmtree(copy)
        grown = folder / "grown"
        grown.mkdir()
        self.found["growth"] = {
            people: self.ask("growth", people, grown) for people in GROWTH[: 4 if SCALE == 1 else 2]
        }

    def numbers(self) -> dict[str, float]:
        durable = self.talks["stub", "warmline"]["dialogues_per_s"]
        growth = [point["turn_ms"] for point in self.found["growth"].values()]
        safety = self.found["safety"]
        return {
            "durable_vs_conversationhandler": durable / self.talks["stub", "ptb"]["dialogues_per_s"],
            "durable_vs_aiogram_dialog": durable / self.talks["stub", "aiogram-dialog"]["dialogues_per_s"],
            "durable_dialogues_per_s": durable,
            "turns_per_s_1ms_fsync": self.talks["stub-fsync", "warmline"]["turns_per_s"],
            "http_vs_default": self.found["transport_ours"]["calls_per_s"]
            / self.found["transport_default"]["calls_per_s"],
            "engine_steps_per_s": self.found["engine"]["steps_per_s"],
            "safety_short_us": safety["short_p50_us"],
            "safety_300_p99_ms": safety["ordinary_300_p99_us"] / 1000,
            "red_page_p99_ms": self.found["pages"]["p99_ms"],
            "backlog_10k_s": self.found["backlog"]["all_s"],
            "startup_s": self.found["startup"]["seconds"],
            "rss_idle_mb": self.found["startup"]["idle_mb"],
            "rss_50k_mb": self.found["memory"]["peak_mb"],
            "turn_cost_growth": max(growth) / growth[0],
        }


def tables(run: Run, numbers: dict[str, float]) -> str:
    """Everything that was measured, as it is printed and kept."""
    lines = ["| what | measured | target | |", "|---|---|---|---|"]
    lines += [target.line(numbers[target.key]) for target in TARGETS]
    for way, title in (
        ("stub", "stub transport, within one process"),
        ("stub-fsync", "stub transport, 1 ms for every commit"),
        ("http", "loopback HTTP"),
        ("http-delay", "loopback HTTP with 50 ms of network delay"),
        ("http-delay-fsync", "loopback HTTP with 50 ms of network delay, 1 ms for every commit"),
    ):
        lines += ["", f"Five questions, {title}:", ""]
        lines += [
            "| who | dialogues/s | turns/s | p50 ms | p99 ms | peak RSS MB |",
            "|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {NAMES[who]} | {got['dialogues_per_s']:.0f} | {got['turns_per_s']:.0f} | {got['p50_ms']:.0f}"
            f" | {got['p99_ms']:.0f} | {got['rss_mb']:.0f} |"
            for (this, who), got in run.talks.items()
            if this == way
        ]
    lines += ["", "What a turn costs as the store grows (ten lines of journal for each person):", ""]
    lines += ["| people | journal rows | ms a turn | store MB |", "|---|---|---|---|"]
    lines += [
        f"| {people:,} | {people * 10:,} | {got['turn_ms']:.3f} | {got['store_mb']:.0f} |"
        for people, got in run.found["growth"].items()
    ]
    safety, pages, weighed = run.found["safety"], run.found["pages"], run.found["memory"]
    lines += [
        "",
        f"- Safety verdict, median / p99 in µs: short {safety['short_p50_us']:.0f} / {safety['short_p99_us']:.0f};"
        f" short with four messages before it {safety['with_window_p50_us']:.0f} /"
        f" {safety['with_window_p99_us']:.0f}; 300 ordinary characters {safety['ordinary_300_p50_us']:.0f} /"
        f" {safety['ordinary_300_p99_us']:.0f}; 300 characters made of nothing but test messages"
        f" {safety['dense_300_p50_us']:.0f} / {safety['dense_300_p99_us']:.0f}.",
        f"- Pages: median {pages['p50_ms']:.0f} ms; {pages['broadcasts_meanwhile']:.0f} letters left meanwhile,"
        f" {pages['asked_to_wait']:.0f} chats were asked to wait.",
        f"- Backlog: all {run.found['backlog']['all_s']:.1f} s; the twenty lanes in danger after"
        f" {run.found['backlog']['reds_s']:.1f} s; set aside: {run.found['backlog']['quarantined']:.0f}.",
        f"- Full broadcast without the channel's limits: {weighed['sent']:.0f} letters at"
        f" {weighed['per_s']:.0f} a second.",
        f"- Calls a second at 64 in flight with 50 ms of delay: the library's default"
        f" {run.found['transport_default']['calls_per_s']:.0f},"
        f" ours {run.found['transport_ours']['calls_per_s']:.0f}.",
    ]
    return "\n".join(lines)


def machine() -> str:
    """What it ran on."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    models = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text(encoding="ascii").split()[1]) / 1e6
    load = Path("/proc/loadavg").read_text(encoding="ascii").split()[0]
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{len(models)} × {models[0] if models else platform.processor()}, {memory:.0f} GB, {platform.system()}"
        f" {platform.release()}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries};"
        f" load {load} at the start."
    )


def main() -> int:
    at, on = datetime.now(UTC), machine()
    run = Run()
    with TemporaryDirectory(prefix="warmline-bench-") as folder:
        run.all(Path(folder))
    numbers = run.numbers()
    told = tables(run, numbers)
    print(f"\n{told}\n")
    if SCALE != 1:
        return 0
    took = time.perf_counter() - run.begun
    method = (HERE / "METHOD.md").read_text(encoding="utf-8")
    head = f"# Measured beside peers\n\nOne run of `make bench`, {at:%Y-%m-%d %H:%M} UTC, {took:.0f} s.\n\n{on}\n"
    (HERE / "RESULTS.md").write_text(f"{head}\n{told}\n\n{method}", encoding="utf-8")
    kept = {name: round(numbers[name], 4) for name in NAMED}
    (HERE / "results.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

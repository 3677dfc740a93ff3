"""The `quarantine` commands: parsing and printing only."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any

from bot.app.config import Config, read_config


def offer(quarantine: argparse._SubParsersAction[Any]) -> None:
    """Adds the commands about events that were set aside."""
    everything = quarantine.add_parser("list", help="number, lane, kind and age of each, never content")
    everything.set_defaults(command=_carry_out, verb="list")
    for verb, words in (
        ("show", "what is in it; asks for a reason, which stays in the audit trail"),
        ("retry", "put it back into its lane, before what came after it"),
        ("drop", "do not handle it; it is kept as long as handled ones are"),
    ):
        command = quarantine.add_parser(verb, help=words)
        command.add_argument("number", metavar="NUMBER", type=int)
        command.set_defaults(command=_carry_out, verb=verb)
        if verb == "show":
            command.add_argument("--reason", help="why somebody has to read it")


def _carry_out(given: argparse.Namespace) -> int:
    from bot.app.office import Refused

    try:
        print(asyncio.run(_work(read_config(), given)))
    except Refused as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


async def _work(config: Config, given: argparse.Namespace) -> str:
    from bot.app import quarantine
    from bot.app.clock import SystemClock
    from bot.app.office import opened

    now = SystemClock().now()
    async with opened(config) as store:
        match given.verb:
            case "list":
                return await quarantine.listed(store, now)
            case "show":
                reason = given.reason if given.reason is not None else await asyncio.to_thread(_ask)
                return await quarantine.shown(store, given.number, reason, now)
            case "retry":
                return await quarantine.tried_again(store, given.number, now)
            case _:
                return await quarantine.dropped(store, given.number, now)


def _ask() -> str:
    return input("why does somebody have to read it? ") if sys.stdin.isatty() else ""

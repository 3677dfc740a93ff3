"""The `programmes` commands: parsing and printing only."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.app.config import read_config

# Commands import what they need themselves.


def offer(programmes: argparse._SubParsersAction[Any]) -> None:
    """Adds the commands about programmes of care."""
    check = programmes.add_parser("check", help="check flows/programmes/ with their dialogues and texts")
    check.set_defaults(command=_check)

    plan = programmes.add_parser("plan", help="who would get what on a day, and why; sends nothing")
    plan.add_argument("--on", metavar="YYYY-MM-DD", type=_day, help="the local date (default: today)")
    whom = plan.add_mutually_exclusive_group()
    whom.add_argument("--person", metavar="KEY", help="only this person: key, telegram_id, or name")
    whom.add_argument("--unit", metavar="CODE", help="only this unit and those below it")
    plan.add_argument("--demo", action="store_true", help="of the demo, by the demo's clock")
    plan.set_defaults(command=_plan)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day such as 2026-12-01") from None


def _check(_given: argparse.Namespace) -> int:
    from bot.app.authoring import look
    from bot.app.programmes import NOBODY_ASKED

    found = look(read_config())
    for message in found.faults:
        print(message, file=sys.stderr)
    if found.library is None:
        return 1
    for programme in found.library.programmes.values():
        print(f"{programme.name}: {programme.cadence.every}, do: {programme.deed}, who: {programme.rule}")
    if found.library.daily is None:
        print(NOBODY_ASKED)
    print(f"ok: {len(found.library.programmes)} programmes")
    return 0


def _plan(given: argparse.Namespace) -> int:
    from bot.app.assemble import read_library
    from bot.app.clock import SystemClock
    from bot.app.library import LibraryFault
    from bot.app.office import Refused, opened
    from bot.channel.templates import TextsFault

    async def work() -> list[str]:
        from bot.app.care_plan import plan
        from bot.app.demo import settings_and_clock

        config, clock = await settings_and_clock() if given.demo else (read_config(), SystemClock())
        _, library = read_library(config)
        day = given.on or clock.now().astimezone(ZoneInfo(config.settings.home_tz)).date()
        async with opened(config) as store:
            return await plan(store, config, library, day, clock.now(), person=given.person, unit=given.unit)

    try:
        lines = asyncio.run(work())
    except (Refused, LibraryFault, TextsFault) as fault:
        print(fault, file=sys.stderr)
        return 1
    print("\n".join(lines or ["nothing on this day"]))
    return 0

"""The `programmes` commands: parsing and printing only."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.app.config import read_config

# Commands import what they need themselves.


def offer(programmes: argparse._SubParsersAction[Any]) -> None:
    """Adds the commands about programmes of care."""
    check = programmes.add_parser("check", help="check flows/programmes/ with their dialogues and texts")
    check.set_defaults(command=_check)


def _check(_given: argparse.Namespace) -> int:
    from bot.app.authoring import look

    found = look(read_config())
    for message in found.faults:
        print(message, file=sys.stderr)
    if found.library is None:
        return 1
    for programme in found.library.programmes.values():
        print(f"{programme.name}: {programme.cadence.every}, do: {programme.deed}, who: {programme.rule}")
    print(f"ok: {len(found.library.programmes)} programmes")
    return 0

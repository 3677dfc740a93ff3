"""The `people` commands: parsing and printing only."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.app.config import Config, read_config

if TYPE_CHECKING:
    from bot.app.people_leave import Leaving
    from bot.app.people_links import Invitation, Wanted

# Commands import what they need themselves: nobody who imports people waits for Telegram's library.

_BOT = re.compile(r"@?[A-Za-z][A-Za-z0-9_]{3,31}")


def offer(people: argparse._SubParsersAction[Any]) -> None:
    """Adds the commands about people."""
    load = people.add_parser("import", help="take units and people from a YAML, Excel or CSV file")
    load.add_argument("file", metavar="FILE", type=Path)
    load.add_argument("--dry-run", action="store_true", help="only say what would change")
    load.set_defaults(command=_import)

    links = people.add_parser("links", help="a personal link for everybody who has not joined yet")
    links.add_argument("names", metavar="KEY", nargs="*", help="only these people: key or name")
    links.add_argument("--unit", metavar="CODE", help="only this unit and those below it")
    links.add_argument("--role", action="append", default=[], type=_role, help="only people with this role")
    links.add_argument("--again", action="store_true", help="replace links that still work")
    links.add_argument("--revoke", action="store_true", help="take the links back instead")
    _common(links)
    links.set_defaults(command=_links)

    join = people.add_parser("join-link", help="a link for the wall, by which anybody joins a unit")
    join.add_argument("unit", metavar="UNIT")
    how = join.add_mutually_exclusive_group()
    how.add_argument("--approve", action="store_true", help="somebody of the unit agrees to each (default)")
    how.add_argument("--open", action="store_true", help="whoever has the link is in")
    join.add_argument("--limit", metavar="N", type=_number, help="for so many people")
    join.add_argument("--revoke", action="store_true", help="take the link back instead")
    _common(join)
    join.set_defaults(command=_join_link)

    leave = people.add_parser("leave", help="somebody leaves: hand over their cases, end duty and roles")
    leave.add_argument("name", metavar="KEY", help="key, telegram_id, or name")
    leave.add_argument("--to", metavar="KEY", help="who takes their cases (default: whoever is on duty)")
    leave.add_argument("--yes", action="store_true", help="do not ask")
    leave.add_argument("--dry-run", action="store_true", help="only show what would happen")
    leave.add_argument("--force", action="store_true", help="even if nobody is left to do what they do")
    leave.set_defaults(command=_leave)


def _common(command: argparse.ArgumentParser) -> None:
    from bot.app.people_links import DAYS, LONGEST

    command.add_argument(
        "--days", type=_days, default=DAYS, help=f"how long it works, 1 to {LONGEST} (default: {DAYS})"
    )
    command.add_argument("--bot", metavar="NAME", type=_bot, help="the bot's username, when offline")
    command.add_argument(
        "--qr", metavar="DIR", type=Path, help="QR pictures and cards to print, into this folder"
    )


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= 100_000:
        return int(text)
    raise argparse.ArgumentTypeError("a whole number from 1 to 100000")


def _days(text: str) -> int:
    from bot.app.people_links import LONGEST

    if text.isascii() and text.isdigit() and 0 < int(text) <= LONGEST:
        return int(text)
    raise argparse.ArgumentTypeError(f"a whole number of days from 1 to {LONGEST}")


def _role(text: str) -> str:
    from bot.domain.people import Role

    if text in tuple(Role):
        return text
    raise argparse.ArgumentTypeError(f"one of {', '.join(Role)}")


def _bot(text: str) -> str:
    if _BOT.fullmatch(text):
        return text.removeprefix("@")
    raise argparse.ArgumentTypeError("the bot's username, such as warmline_bot")


def _import(given: argparse.Namespace) -> int:
    from bot.app.people_import import ImportRefused, import_file

    config = read_config()
    try:
        summary = asyncio.run(import_file(config, given.file, dry_run=given.dry_run))
    except ImportRefused as fault:
        return _refuse(str(fault))
    print(summary)
    return 0


def _links(given: argparse.Namespace) -> int:
    from bot.app.people_links import Wanted
    from bot.domain.people import Role

    wanted = Wanted(given.unit, frozenset(map(Role, given.role)), tuple(given.names))
    return _carry_out(lambda config: _make_links(config, given, wanted))


async def _make_links(config: Config, given: argparse.Namespace, wanted: Wanted) -> None:
    from bot.app import office
    from bot.app.people_links import make_links, revoke_links

    async with office.opened(config) as store:
        if given.revoke:
            print(f"revoked: {await revoke_links(store, wanted, _now())}")
            return
        bot = await _bot_name(config, given.bot)
        links = await make_links(store, wanted, _now(), days=given.days, again=given.again)
    _show(config, links.made, bot, given.qr)
    if links.kept:
        print(f"left out: {links.kept} with a link that still works (--again replaces it)")
    if not links.made and not links.kept:
        print("nobody needs a link: everybody has a telegram_id")


def _join_link(given: argparse.Namespace) -> int:
    return _carry_out(lambda config: _make_join_link(config, given))


async def _make_join_link(config: Config, given: argparse.Namespace) -> None:
    from bot.app import office
    from bot.app.people_links import make_join_link, revoke_join_link

    async with office.opened(config) as store:
        if given.revoke:
            print(f"revoked: {await revoke_join_link(store, given.unit, _now())}")
            return
        bot = await _bot_name(config, given.bot)
        made = await make_join_link(
            store, given.unit, _now(), approve=not given.open, days=given.days, room=given.limit
        )
    _show(config, (made,), bot, given.qr)
    print(
        "open: whoever has it is in"
        if given.open
        else "each one is shown to the unit's officers, else supervisors, else counsellors, who agree or not"
    )


def _show(config: Config, made: tuple[Invitation, ...], bot: str, folder: Path | None) -> None:
    """One line for each, parted by tabs: it goes into a spreadsheet as it is. Shown this once."""
    zone = ZoneInfo(config.settings.home_tz)
    for each in made:
        # a name that begins like a formula would be one in a spreadsheet
        name = f"'{each.name}" if each.name[:1] in ("=", "+", "-", "@") else each.name
        until = each.until.astimezone(zone)
        print("\t".join((name or "(anybody)", each.unit_name, each.url(bot), f"{until:%Y-%m-%d %H:%M}")))
    if folder is not None and made:
        from bot.app.people_cards import write_cards

        print(f"pictures: {len(write_cards(folder, made, bot))} files in {folder}")


async def _bot_name(config: Config, given: str | None) -> str:
    """The name in a link: as given, else as Telegram says."""
    from bot.app.office import Refused

    if given:
        return given
    if not config.token:
        raise Refused("a link has the bot's username in it: set BOT_TOKEN, or say --bot NAME")
    from bot.channel.port import BadToken, Unreachable
    from bot.channel.telegram import Telegram

    channel = Telegram(config.token, config.api_base)
    try:
        return await channel.open()
    except BadToken:
        raise Refused("Telegram refuses BOT_TOKEN: see python -m bot doctor") from None
    except Unreachable as fault:
        raise Refused(f"Telegram does not say the bot's username ({fault}): say --bot NAME") from None
    finally:
        await channel.close()


def _leave(given: argparse.Namespace) -> int:
    return _carry_out(lambda config: _part(config, given))


async def _part(config: Config, given: argparse.Namespace) -> None:
    from bot.app import office
    from bot.app.people_leave import leave, look

    async with office.opened(config) as store:
        to = given.to
        found = await look(store, given.name, _now(), to=to)
        print(found)
        if given.dry_run:
            print("(dry run: nothing was written)")
            return
        if not given.yes:
            to = await asyncio.to_thread(_ask, found, to)
        done = await leave(store, given.name, _now(), to=to, force=given.force)
    went = f"go to {done.heir.name}" if done.heir else "are paged anew"
    print(
        f"done: {len(done.grants)} roles ended, {'duty removed, ' if done.on_duty else ''}links revoked; "
        f"{len(done.owned)} cases {went} as soon as the bot runs"
    )
    print("leave them out of the file of people from now on: an import would bring them back")


def _ask(found: Leaving, to: str | None) -> str | None:
    """Who takes the cases, and whether it shall be. Raises Refused for anything but a yes."""
    from bot.app.office import Refused

    if not sys.stdin.isatty():
        raise Refused("nobody is there to ask: say --yes")
    if to is None and found.owned:
        to = input("who takes the cases? (key or name; empty: whoever is on duty) ").strip() or None
    if input(f"end everything {found.person.name} holds? (yes/no) ").strip().lower() not in ("y", "yes"):
        raise Refused("nothing was changed")
    return to


def _carry_out(work: Callable[[Config], Awaitable[None]]) -> int:
    from bot.app.office import Refused

    config = read_config()

    async def run() -> None:
        await work(config)

    try:
        asyncio.run(run())
    except Refused as fault:
        return _refuse(str(fault))
    return 0


def _now() -> datetime:
    from bot.app.clock import SystemClock

    return SystemClock().now()


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)
    return 1

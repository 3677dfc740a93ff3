"""The `store` commands: where the store is, bringing it up to date, moving it to a server."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any

from bot.app.config import Config, ConfigFault, read_config, store_at

# Commands import what they need themselves.


def offer(store: argparse._SubParsersAction[Any]) -> None:
    """Adds the commands about the store."""
    status = store.add_parser("status", help="where the store is, at which revision, and who works on it")
    status.set_defaults(command=_status)
    migrate = store.add_parser("migrate", help="bring the store up to date without starting the bot")
    migrate.set_defaults(command=_migrate)
    copy = store.add_parser("copy", help="move a store in a file to an empty PostgreSQL database")
    copy.add_argument(
        "--to",
        metavar="URL",
        required=True,
        help="postgresql://user@host/database; a password is better put into PGPASSWORD or ~/.pgpass",
    )
    copy.set_defaults(command=_copy)


def _status(_given: argparse.Namespace) -> int:
    return _told(_status_of(read_config()))


def _migrate(_given: argparse.Namespace) -> int:
    return _told(_migrated(read_config()))


def _copy(given: argparse.Namespace) -> int:
    return _told(_copied(read_config(), given.to))


async def _status_of(config: Config) -> int:
    from bot.store.database import Server
    from bot.store.migrate import HEAD, revision

    found = await revision(config.store)
    print(f"store: {config.store}")
    if found is None:
        print(f"revision: none yet; this program makes {HEAD}")
        return 1
    print(f"revision: {found}" + ("" if found == HEAD else f"; this program knows {HEAD}"))
    if isinstance(config.store, Server) and found == HEAD:
        from bot.store.postgres import PostgresDatabase

        db = await PostgresDatabase.open(config.store)
        try:
            for name, epoch, holder in await db.fetch("select name, epoch, holder from lease order by name"):
                print(f"{name}: {holder or 'nobody'} ({epoch})")
        finally:
            await db.close()
    return 0 if found == HEAD else 1


async def _migrated(config: Config) -> int:
    from bot.store.migrate import HEAD, bring_up_to_date, revision

    before = await revision(config.store)
    await bring_up_to_date(config.store)
    print(
        f"store: {config.store}, revision {HEAD}"
        + (" already" if before == HEAD else f", was {before or 'none'}")
    )
    return 0


async def _copied(config: Config, to: str) -> int:
    from bot.app.assemble import sole_poller
    from bot.store.database import Server
    from bot.store.moving import move
    from bot.store.opening import exists

    target = store_at(to)
    if not isinstance(target, Server) or isinstance(config.store, Server):
        return _refuse("a store is moved from its file to a server: --to postgresql://user@host/database")
    if not await exists(config.store):
        return _refuse(f"there is no store at {config.store}")
    lock = sole_poller(config)
    try:
        moved = await move(config.store, target)
    finally:
        lock.release()
    for one in moved:
        print(f"{one.table:20} {one.rows:9} rows  {one.checksum[:16]}")
    key = "the same WARMLINE_KEY" if config.key_variable else f"the key that is at {config.key_file}"
    there = Config(config.settings, config.root, {"DATABASE_URL": to}).key_file
    print(
        f"moved to {target}: every table compared, count and checksum agree\n"
        f"Next: 1. give every replica {key}"
        + ("" if config.key_variable or there == config.key_file else f" (as {there}, or in WARMLINE_KEY)")
        + "\n"
        "      2. DATABASE_URL=postgresql://… python -m bot doctor\n"
        "      3. start one replica with that DATABASE_URL, then the others\n"
        f"      4. keep {config.store} as a backup, and never start a bot on it again: it knows nothing of what "
        "is said from now on"
    )
    return 0


def _told(work: Any) -> int:
    from bot.app.intake import AnotherPoller
    from bot.store.database import StoreFault
    from bot.store.migrate import StoreAhead
    from bot.store.moving import CannotMove

    try:
        return int(asyncio.run(work))
    except AnotherPoller as fault:
        return _refuse(f"{fault}: stop it first, then move")
    except (StoreFault, StoreAhead, CannotMove, ConfigFault, OSError) as fault:
        return _refuse(str(fault))


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 1

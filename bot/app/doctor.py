"""`python -m bot doctor`: everything the care line needs, checked, each fault with how to mend it.

Shows names of staff, who are the operator's to call, and never anything people wrote. Makes nothing: no
store, no key, no revision.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import stat
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bot.app.assemble import read_library
from bot.app.config import Config, ConfigFault, read_config
from bot.app.library import LibraryFault
from bot.app.programmes import NOBODY_ASKED
from bot.app.staffing import Finding, staff_findings
from bot.channel.templates import TextsFault
from bot.domain.discretion import loud_word
from bot.domain.emergency import EmergencyNumber
from bot.domain.flow.model import SYSTEM
from bot.domain.triage import Colour
from bot.store import inbox, outbox, people
from bot.store.database import Server, StoreFault
from bot.store.migrate import HEAD, current, revision
from bot.store.opening import Store, open_store
from bot.store.vault import WrongKey, read_master

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
"""What Telegram's tokens look like; another server may have others, so only the doctor minds."""

STALE = timedelta(days=180)
"""A number that nobody has checked for so long may no longer be answered."""

SCARCE, TIGHT = 20_000_000, 500_000_000
"""Bytes free on the disk of the store: below the first little can be kept, below the second look into it."""

PATIENCE = 5.0


class NoAnswer(Exception):
    """Something answered that is no Bot API."""


async def examine(now: datetime, environment: Mapping[str, str] | None = None) -> list[Finding]:
    """All findings, in the order in which they are mended best."""
    try:
        config = read_config(environment)
    except ConfigFault as fault:
        return [Finding("fail", line, "mend it there") for line in str(fault).splitlines()]
    there, store = await store_findings(config)
    key = await asyncio.to_thread(key_findings, config, there)
    found = [
        Finding("ok", "config: read"),
        *await asyncio.to_thread(dialogue_findings, config),
        *number_findings(config.numbers, config.settings.home_country, now.date()),
        *key,
        *store,
    ]
    if there and not any(finding.level == "fail" for finding in (*key, *store)):
        found += await _inside(config, now)
    return [*found, *await token_findings(config)]


def dialogue_findings(config: Config) -> list[Finding]:
    """Flows and templates, read as the bot reads them."""
    try:
        texts, library = read_library(config)
    except (LibraryFault, TextsFault) as fault:
        return [Finding("fail", message, "mend the file") for message in fault.messages]
    flows = len(set(library.flows) - {SYSTEM})
    found = [Finding("ok", f"dialogues: {flows} flows, languages {', '.join(texts.languages)}")]
    if library.daily is None:
        found.append(Finding("warn", NOBODY_ASKED, "put the file back, unless that is what you want"))
    return found


def number_findings(numbers: Sequence[EmergencyNumber], home: str, today: date) -> list[Finding]:
    """Emergency numbers: somebody must have checked them, and not too long ago."""
    found = []
    checked = [n for n in numbers if n.verified_on is not None]
    if not any(n.country == home and n.kind == "crisis" for n in checked):
        found.append(
            Finding(
                "fail",
                f"numbers: no verified crisis line for home ({home}), so none is shown",
                "call it, then enter it under numbers in config.yaml with verified_on",
            )
        )
    for number in numbers:
        which = f"{number.country} {number.kind} {number.number}"
        if number.verified_on is None:
            found.append(
                Finding(
                    "warn", f"numbers: {which} is not verified and not shown", "call it and set verified_on"
                )
            )
        elif number.verified_on > today:
            found.append(
                Finding("warn", f"numbers: {which} is verified in the future", "correct verified_on")
            )
        elif today - number.verified_on > STALE:
            age = (today - number.verified_on).days
            found.append(
                Finding(
                    "warn", f"numbers: {which} was verified {age} days ago", "call it and set verified_on"
                )
            )
    return found or [Finding("ok", f"numbers: {len(checked)} verified")]


def key_findings(config: Config, there: bool) -> list[Finding]:
    """The master key: there, valid, and for its owner's eyes alone. Whether it fits is seen on opening."""
    try:
        master = read_master(config.key_variable, config.key_file)
    except (ValueError, OSError) as fault:
        return [Finding("fail", f"key: {fault}", "restore the right one from where you keep it")]
    if master is None:
        if there:
            return [
                Finding(
                    "fail",
                    f"key: none at {config.key_file}, and the store cannot be read without it",
                    "restore that file",
                )
            ]
        return [Finding("ok", f"key: one will be made at {config.key_file} together with the store")]
    advice = "keep a copy elsewhere, never beside the backups"
    if config.key_variable:
        return [Finding("ok", "key: in WARMLINE_KEY", advice)]
    if stat.S_IMODE(config.key_file.stat().st_mode) & 0o077:
        return [Finding("fail", f"key: others can read {config.key_file}", f"chmod 600 {config.key_file}")]
    return [Finding("ok", f"key: {config.key_file}", advice)]


async def store_findings(config: Config) -> tuple[bool, list[Finding]]:
    """Whether there is a store, and what is to be said of it: revision, wholeness, room."""
    if isinstance(config.store, Server):
        return await _server_findings(config.store)
    return await asyncio.to_thread(config.store.exists), await asyncio.to_thread(_file_findings, config.store)


async def _server_findings(server: Server) -> tuple[bool, list[Finding]]:
    try:
        found = await revision(server)
    except StoreFault as fault:
        advice = "is the server up, and does it let this user in? DATABASE_URL says where; nothing is lost meanwhile"
        return False, [Finding("fail", f"store: {server} cannot be used ({fault})", advice)]
    if found is None:
        return False, [
            Finding("warn", f"store: none yet at {server}", "python -m bot people import FILE makes it")
        ]
    kept = Finding("ok", f"store: {server}, revision {found}", "pg_dump backs it up; the key is not in it")
    return True, _of_revision(found) or [kept]


def _of_revision(found: str | None) -> list[Finding]:
    if found is not None and found > HEAD:
        return [Finding("fail", f"store: made by a newer Warmline (revision {found})", "update Warmline")]
    if found != HEAD:
        return [
            Finding(
                "fail",
                f"store: revision {found}, {HEAD} is needed",
                "start the bot, it brings it up to date",
            )
        ]
    return []


def _file_findings(path: Path) -> list[Finding]:
    if not path.exists():
        return [Finding("warn", f"store: none yet at {path}", "python -m bot people import FILE makes it")]
    try:
        found = current(path)
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            said = [row[0] for row in connection.execute("pragma quick_check(5)")]
    except (StoreFault, sqlite3.Error) as fault:
        return [Finding("fail", f"store: {path} cannot be read ({fault})", "restore a backup")]
    if said != ["ok"]:
        return [Finding("fail", f"store: {path} is damaged", "stop the bot, keep the file, restore a backup")]
    return _of_revision(found) or [*_room(path), Finding("ok", f"store: {path}, revision {found}, whole")]


def _room(path: Path) -> Iterable[Finding]:
    try:
        with TemporaryFile(dir=path.parent) as trial:
            trial.write(b"\0" * 4096)
            trial.flush()
    except OSError as fault:
        yield Finding(
            "fail",
            f"disk: nothing can be written in {path.parent} ({fault.strerror})",
            "make room or give rights",
        )
        return
    free = shutil.disk_usage(path.parent).free
    if free < TIGHT:
        yield Finding("fail" if free < SCARCE else "warn", f"disk: {free // 1_000_000} MB left", "make room")


async def _inside(config: Config, now: datetime) -> list[Finding]:
    try:
        store = await open_store(config.store, key_variable=config.key_variable, key_file=config.key_file)
    except WrongKey as fault:
        return [Finding("fail", f"key: {fault}", "restore the key that belongs to this store")]
    except (StoreFault, OSError) as fault:
        return [Finding("fail", f"store: cannot be opened ({fault})", "see what holds or blocks it")]
    try:
        return [*await _staff(config, store, now), *await _leftovers(store)]
    except WrongKey as fault:
        return [Finding("fail", f"store: a record does not open ({fault})", "restore a backup")]
    finally:
        await store.close()


async def _staff(config: Config, store: Store, now: datetime) -> list[Finding]:
    units = await people.units(store.db)
    if not units:
        return [Finding("fail", "units: there are none", "python -m bot people import FILE")]
    roster = await people.roster(store.db, store.keys)
    red = config.policies[Colour.RED]
    return staff_findings(roster, units, red, now, ZoneInfo(config.settings.home_tz))


async def _leftovers(store: Store) -> list[Finding]:
    """What could not be handled or sent, in numbers only."""
    found = []
    aside = await inbox.quarantined(store.db)
    if aside:
        found.append(
            Finding(
                "warn",
                f"events: {aside} set aside because they could not be handled",
                "the log names kind and place; a supervisor was told whom to call",
            )
        )
    troubles = await outbox.troubles(store.db)
    if troubles:
        counts = ", ".join(f"{count} {state}" for state, count in sorted(troubles.items()))
        found.append(
            Finding(
                "warn",
                f"letters: {counts}",
                "look into the open cases; whoever blocked the bot must be called",
            )
        )
    return found or [Finding("ok", "events and letters: nothing set aside, nothing failed")]


async def token_findings(config: Config) -> list[Finding]:
    """Whether Telegram knows the token, and whether a webhook stands in the way."""
    if not config.token:
        return [Finding("fail", "token: BOT_TOKEN is not set", "get one from @BotFather in Telegram")]
    if not TOKEN.fullmatch(config.token):
        return [Finding("fail", "token: BOT_TOKEN does not look like one", "copy it again from @BotFather")]
    base = config.api_base.rstrip("/").removesuffix("/bot")
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            bot = await _ask(http, base, config.token, "getMe")
            if bot is None:
                return [Finding("fail", "token: Telegram does not know it", "copy it again from @BotFather")]
            found = [Finding("ok", f"token: @{bot.get('username', '')}")]
            hook = await _ask(http, base, config.token, "getWebhookInfo") or {}
            shown = {
                "name": bot.get("first_name"),
                "user name": bot.get("username"),
                "description": (await _ask(http, base, config.token, "getMyDescription") or {}).get(
                    "description"
                ),
                "short description": (
                    await _ask(http, base, config.token, "getMyShortDescription") or {}
                ).get("short_description"),
            }
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, NoAnswer) as fault:
        # the kind alone: its text has the address, and with it the token
        kind = type(fault).__name__
        return [
            Finding(
                "fail", f"line: the Bot API cannot be reached ({kind})", "check network and TELEGRAM_API_BASE"
            )
        ]
    found += discretion_findings(shown)
    return found + hook_findings(config, hook)


def hook_findings(config: Config, hook: Mapping[str, Any]) -> list[Finding]:
    """Whether updates come in the way the configuration says."""
    url, wanted = hook.get("url"), config.settings.webhook.url
    if config.settings.mode == "polling":
        advice = "python -m bot webhook delete, or run with mode: webhook; it may be another system's"
        return [Finding("fail", "webhook: one is set, so nothing can be fetched", advice)] if url else []
    if url != wanted:
        return [
            Finding(
                "fail", f"webhook: Telegram does not bring updates to {wanted}", "python -m bot webhook set"
            )
        ]
    waiting = hook.get("pending_update_count", 0)
    if waiting and hook.get("last_error_message"):
        # the channel's own words about an address of the operator's
        told = f"webhook: {waiting} updates wait, the last fault was: {hook['last_error_message']}"
        return [
            Finding("warn", told, "see that the address is reachable from outside and its certificate valid")
        ]
    return [Finding("ok", f"webhook: {wanted}, {waiting} updates wait")]


def discretion_findings(shown: Mapping[str, Any]) -> list[Finding]:
    """What Telegram shows of the bot in the list of chats and on lock screens: nobody beside the phone may read
    from it what the chat is about."""
    return [
        Finding(
            "warn",
            f'name: the {what} of the bot has "{word}" in it, which a phone shows to everybody around',
            "choose a neutral one in @BotFather: /setname, /setdescription, /setabouttext",
        )
        for what, text in shown.items()
        if (word := loud_word(str(text or "")))
    ]


async def _ask(http: httpx.AsyncClient, base: str, token: str, method: str) -> dict[str, Any] | None:
    """The result, None for a token nobody knows. Raises HTTPError, ValueError or NoAnswer."""
    answer = await http.get(f"{base}/bot{token}/{method}")
    if answer.status_code in (401, 404):
        return None
    result = answer.raise_for_status().json().get("result")
    if not isinstance(result, dict):
        raise NoAnswer
    return result

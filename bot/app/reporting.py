"""`report`: the month's report for the desk, as pages and tables in a folder."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.app.config import Config
from bot.app.report_page import page
from bot.app.report_tables import tables
from bot.app.report_words import Words
from bot.channel.templates import Texts
from bot.domain.people import Unit
from bot.domain.report import Report, fact_of, month_before, read_month, report
from bot.store import people, statistics
from bot.store.database import StoreFault
from bot.store.migrate import StoreAhead
from bot.store.opening import KeyMissing, exists, open_store
from bot.store.vault import WrongKey


class ReportFailed(Exception):
    """No report was made; says why."""


async def make_report(config: Config, month: str | None, folder: Path, now: datetime) -> str:
    """Writes the report on a month (without one, on the last that has ended); returns what was written.

    May run beside the bot and only reads. Makes the folder, writes each file whole or not at all, readable by its
    owner alone, over what an earlier run wrote for this month. Raises ReportFailed or TextsFault.
    """
    texts = await asyncio.to_thread(Texts, config.templates)
    found, units = await _gather(config, month, now)
    spoken = {language: Words(texts, language, units) for language in ("zh", "en")}
    tz = config.settings.home_tz
    files = {
        f"report-{found.month}.{language}.html": page(found, words, tz) for language, words in spoken.items()
    }
    files |= tables(found, (spoken["zh"], spoken["en"]), units)
    try:
        await asyncio.to_thread(_write, folder, files)
    except OSError as fault:
        raise ReportFailed(f"{folder}: cannot be written: {fault.strerror}") from None
    said = [f"report on {found.month} in {folder}: {', '.join(files)}"]
    if found.preliminary:
        said.append(
            f"{found.month} is still running: totals only, in steps of {found.k}; run it again next month"
        )
    return "\n".join(said)


async def _gather(config: Config, month: str | None, now: datetime) -> tuple[Report, Mapping[str, Unit]]:
    settings = config.settings
    try:
        asked = read_month(month) if month else month_before(now, settings.home_tz)
        start, end = asked.start(settings.home_tz), asked.end(settings.home_tz)
        if now < start:
            raise ReportFailed(f"{asked} has not begun: there is nothing to report on yet")
    except ValueError as fault:
        raise ReportFailed(str(fault)) from None
    try:
        if not await exists(config.store):
            raise ReportFailed(f"there is no store at {config.store}: nothing to report on")
        store = await open_store(config.store, key_variable=config.key_variable, key_file=config.key_file)
    except (KeyMissing, WrongKey, StoreAhead, ValueError) as fault:
        raise ReportFailed(str(fault)) from None
    except (StoreFault, OSError) as fault:
        raise ReportFailed(f"{config.store}: cannot be used: {fault}") from None
    try:
        units = await people.units(store.db)
        facts = [fact_of(case) async for case in statistics.opened(store.db, store.keys, start, end)]
    except StoreFault as fault:
        raise ReportFailed(f"{config.store}: cannot be read: {fault}") from None
    finally:
        await store.close()
    parents = {code: unit.parent for code, unit in units.items()}
    k = settings.report.k
    return report(facts, asked, settings.home_tz, parents, now=now, k=k), units


def _write(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in files.items():
        # made with mode 0600 under a name of its own, then given the final one: never half a report
        with NamedTemporaryFile(dir=folder, prefix=".warmline-report-", delete=False) as file:
            try:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(folder / name)
            except BaseException:
                with suppress(FileNotFoundError):
                    Path(file.name).unlink()
                raise

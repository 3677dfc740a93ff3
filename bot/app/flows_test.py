"""`python -m bot flows test`: plays the transcripts and counts the steps and branches they went through."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.actions import ACTIONS, LANGUAGES
from bot.app.assemble import read_library
from bot.app.config import Config
from bot.app.coverage import Coverage
from bot.app.library import Library
from bot.app.playing import Play, PlayedOtherwise, set_stage
from bot.app.transcript import Transcript
from bot.app.transcript_reading import read_transcripts, transcript_files
from bot.channel.templates import Texts

Books = tuple[Texts, Library]


async def run(
    config: Config,
    places: Sequence[Path],
    *,
    cover: float,
    write: Callable[[str], None],
    seconds: Callable[[], float] = time.perf_counter,
) -> bool:
    """Plays everything in `places`, or in tests/conversations beside the flows, and writes what came out.

    Where places are named, nothing is said about flows that were not played.

    True when every conversation went as written and, where all were played, no flow has less than `cover`
    percent of its steps and branches taken in any language. Raises LibraryFault or TextsFault for flows and
    texts that cannot be used, FileNotFoundError for a place that is not there.
    """
    books = read_library(config)
    files = transcript_files(places or [config.conversations])
    transcripts, faults = read_transcripts(files, *books, {name: spec for name, (spec, _) in ACTIONS.items()})
    if faults:
        write("\n".join(faults))
        return False
    coverage = coverage_of(books, played_only=bool(places))
    began, failed = seconds(), 0
    with _house_logs() as said:
        for transcript in transcripts:
            said.clear()
            try:
                await play(config, transcript, coverage, books)
            except PlayedOtherwise as fault:
                failed += 1
                write("\n".join((str(fault), *(f"  the house said: {line}" for line in said), "")))
    for line in table(coverage):
        write(line)
    steps = sum(len(transcript.steps) for transcript in transcripts)
    spent = seconds() - began
    short = not places and any(row.percent < cover for row in coverage.rows())
    write(
        f"{'failed' if failed or short else 'ok'}: {len(transcripts)} conversations, {failed} of them otherwise "
        f"than written; {steps} steps in {spent:.1f} s, {1000 * spent / max(steps, 1):.0f} ms each"
    )
    return not failed and not short


@contextmanager
def _house_logs() -> Iterator[list[str]]:
    """What the house logs as an error is kept, not printed: it explains a conversation that went wrong."""
    logger, ear = logging.getLogger("bot"), _Ear(logging.ERROR)
    before = logger.propagate
    logger.addHandler(ear)
    logger.propagate = False
    try:
        yield ear.said
    finally:
        logger.removeHandler(ear)
        logger.propagate = before


class _Ear(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def coverage_of(books: Books, *, played_only: bool = False) -> Coverage:
    texts, library = books
    languages = [language for language in texts.languages if language in LANGUAGES]
    return Coverage(library.flows, languages, played_only=played_only)


async def play(config: Config, transcript: Transcript, coverage: Coverage, books: Books) -> None:
    """One conversation on a stage of its own. Raises PlayedOtherwise; the ways taken count all the same."""
    with TemporaryDirectory(prefix="warmline-") as folder:
        playing = Play(await set_stage(Path(folder), config, transcript, books))
        try:
            await playing.run(transcript)
        finally:
            coverage.add(playing.stage.path)
            await playing.stage.close()


def table(coverage: Coverage) -> Iterator[str]:
    """A line for every flow and language, then what is missing."""
    rows = coverage.rows()
    width = max((len(row.flow) for row in rows), default=0)
    for row in rows:
        steps, branches = (f"{taken}/{total}" for taken, total in (row.steps, row.branches))
        yield f"{row.flow:{width}}  {row.language}  steps {steps:>7}  branches {branches:>7}"
    yield from coverage.missing()

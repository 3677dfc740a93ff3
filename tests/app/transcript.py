"""The transcripts of tests/conversations over the shipped configuration; bot/app/transcript.py has their format."""

from __future__ import annotations

from pathlib import Path

from bot.app.actions import ACTIONS
from bot.app.playing import Play, set_stage
from bot.app.stage import Stage
from bot.app.transcript import Transcript
from bot.app.transcript_reading import read_transcripts
from tests.street import ROOT, shipped_books, street_config

__all__ = ["BOOKS", "Play", "Transcript", "open_street", "transcripts"]

FOLDER = ROOT / "tests" / "conversations"
BOOKS = shipped_books()


def transcripts() -> list[Transcript]:
    """Every conversation of every file, in a stable order."""
    specs = {name: spec for name, (spec, _) in ACTIONS.items()}
    found, faults = read_transcripts(FOLDER.glob("*.yaml"), *BOOKS, specs)
    assert not faults, "\n".join(faults)
    return found


async def open_street(folder: Path, transcript: Transcript) -> Stage:
    return await set_stage(folder, street_config(folder), transcript, BOOKS)

"""Whole conversations, as every phone in them shows it; see bot/app/transcript.py for how they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.flows_test import coverage_of
from bot.app.playing import Play
from tests.app.transcript import BOOKS, Transcript, open_street, transcripts

ALL = transcripts()
RED = [transcript for transcript in ALL if transcript.name.startswith("red:")]
NIGHT = [transcript for transcript in ALL if transcript.name.startswith("night:")]
COVERAGE = coverage_of(BOOKS)
PLAYED: set[str] = set()


def _name(transcript: Transcript) -> str:
    return transcript.name


async def _play(transcript: Transcript, folder: Path, crash: str = "never") -> None:
    play = Play(await open_street(folder, transcript), crash)
    try:
        await play.run(transcript)
    finally:
        COVERAGE.add(play.stage.path)
        await play.stage.close()


@pytest.mark.parametrize("transcript", ALL, ids=_name)
async def test_the_phones_show_this_and_nothing_else(transcript: Transcript, tmp_path: Path) -> None:
    await _play(transcript, tmp_path)
    PLAYED.add(transcript.name)


@pytest.mark.parametrize("crash", ["before", "after"])
@pytest.mark.parametrize("transcript", RED, ids=_name)
async def test_dying_in_every_step_of_a_red_dialogue_changes_nothing(
    transcript: Transcript, crash: str, tmp_path: Path
) -> None:
    await _play(transcript, tmp_path, crash)


@pytest.mark.parametrize(
    ("transcript", "crash"),
    # one of the two ways to die for each: both would cost as much again and show little more
    [(transcript, ("before", "after")[number % 2]) for number, transcript in enumerate(NIGHT)],
    ids=[transcript.name for transcript in NIGHT],
)
async def test_dying_in_every_step_of_a_night_changes_nothing(
    transcript: Transcript, crash: str, tmp_path: Path
) -> None:
    await _play(transcript, tmp_path, crash)


async def test_every_step_and_branch_of_every_flow_is_played_in_both_languages(tmp_path: Path) -> None:
    """Nothing is played a second time for it: only what this run has left out."""
    for transcript in ALL:
        if transcript.name not in PLAYED:
            folder = tmp_path / str(len(PLAYED))
            folder.mkdir()
            await _play(transcript, folder)
            PLAYED.add(transcript.name)

    assert COVERAGE.missing() == []

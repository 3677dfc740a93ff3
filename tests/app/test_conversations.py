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
AGAIN = pytest.mark.no_cover
"""Played a second time: in the other language, dying on the way, on a server. Which lines run was measured before."""
COVERAGE = coverage_of(BOOKS)
PLAYED: set[str] = set()


def _name(transcript: Transcript) -> str:
    return transcript.name


def _kind(transcript: Transcript) -> str:
    """What it is about, by the name of its file: all of requests_levels.yaml and its neighbours are requests."""
    file = Path(transcript.source).stem
    return file if file.startswith("flow_") else file.partition("_")[0]


async def _play(transcript: Transcript, folder: Path, crash: str = "never") -> None:
    play = Play(await open_street(folder, transcript), crash)
    try:
        await play.run(transcript)
    finally:
        COVERAGE.add(play.stage.path)
        await play.stage.close()


@pytest.mark.parametrize(
    "transcript",
    [pytest.param(one, id=one.name, marks=[AGAIN] if one.name.endswith("[en]") else []) for one in ALL],
)
async def test_the_phones_show_this_and_nothing_else(transcript: Transcript, tmp_path: Path) -> None:
    await _play(transcript, tmp_path)
    PLAYED.add(transcript.name)


KEEPERS = ("flow_family", "flow_letters", "flow_time", "flow_worried")
"""Of the flows played step by step, those that keep something no other conversation keeps."""
LONGEST = {
    kind: one
    for one in sorted(ALL, key=lambda one: (len(one.steps), one.name))
    if (kind := _kind(one)) in KEEPERS or not kind.startswith("flow_")
}
"""Of each kind the conversation with the most steps: it comes through the most statements."""


@AGAIN
@pytest.mark.usefixtures("on_postgres")
@pytest.mark.parametrize("transcript", LONGEST.values(), ids=_name)
async def test_on_a_server_the_phones_show_the_same(transcript: Transcript, tmp_path: Path) -> None:
    """All the others: `make test-postgres`."""
    await _play(transcript, tmp_path)


@AGAIN
@pytest.mark.parametrize("crash", ["before", "after"])
@pytest.mark.parametrize("transcript", RED, ids=_name)
async def test_dying_in_every_step_of_a_red_dialogue_changes_nothing(
    transcript: Transcript, crash: str, tmp_path: Path
) -> None:
    await _play(transcript, tmp_path, crash)


@AGAIN
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

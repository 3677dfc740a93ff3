"""Whole conversations, as every phone in them shows it; see transcript.py for how they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.transcript import Play, Transcript, open_street, transcripts

ALL = transcripts()
RED = [transcript for transcript in ALL if transcript.name.startswith("red:")]


def _name(transcript: Transcript) -> str:
    return transcript.name


@pytest.mark.parametrize("transcript", ALL, ids=_name)
async def test_the_phones_show_this_and_nothing_else(transcript: Transcript, tmp_path: Path) -> None:
    play = Play(await open_street(tmp_path, transcript))

    try:
        await play.run(transcript)
    finally:
        await play.stage.close()


@pytest.mark.parametrize("crash", ["before", "after"])
@pytest.mark.parametrize("transcript", RED, ids=_name)
async def test_dying_in_every_step_of_a_red_dialogue_changes_nothing(
    transcript: Transcript, crash: str, tmp_path: Path
) -> None:
    play = Play(await open_street(tmp_path, transcript), crash)

    try:
        await play.run(transcript)
    finally:
        await play.stage.close()

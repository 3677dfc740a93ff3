"""What came in once, played on the bot as it is now: a change of what it does is seen here first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.histories import FOLDER, STORIES, Story, difference, path_of, read, replay, written


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_a_golden_history_has_the_effects_it_had(story: Story, tmp_path: Path) -> None:
    kept = read(story)

    now = await replay(kept, tmp_path)

    changed = difference(written(story, kept), written(story, now), path_of(story).name)
    assert not changed, f"meant? then: make golden\n{changed}"


def test_every_history_has_a_story() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {story.__name__ for story in STORIES}

"""The shipped texts and dialogues, read and checked once for all tests of a process: it takes a second or two."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.app import authoring, library
from bot.app.authoring import SPECS
from bot.app.library import Survey
from bot.channel.templates import Texts
from bot.domain.flow.model import ActionSpec
from tests.measuring import unmeasured
from tests.street import ROOT


def read_once(patch: pytest.MonkeyPatch) -> None:
    """Whoever reads what is shipped, by whatever way and however often, gets what was found the first time. What
    lies anywhere else is read each time."""
    read, look = Texts.__init__, library.survey
    texts: dict[str, object] = {}
    surveys: list[Survey] = []

    def read_texts(self: Texts, folder: Path) -> None:
        if texts and folder.resolve() == ROOT / "templates":
            vars(self).update(texts)
            return
        if folder.resolve() != ROOT / "templates":
            read(self, folder)
            return
        with unmeasured():
            read(self, folder)
        texts.update(vars(self))

    def look_at_flows(
        folder: Path, spoken: Texts | None, actions: Mapping[str, ActionSpec], *, advice: bool = True
    ) -> Survey:
        shipped = folder.resolve() == ROOT / "flows" and actions == SPECS
        if not shipped or spoken is None or vars(spoken) != texts:
            return look(folder, spoken, actions, advice=advice)
        if not surveys:
            with unmeasured():
                surveys.append(look(folder, spoken, actions))
        return surveys[0]

    patch.setattr(Texts, "__init__", read_texts)
    for module in (library, authoring):
        patch.setattr(module, "survey", look_at_flows)

"""What a button carries: `version.verb.id.seq.choice`, at most 64 bytes, nothing of flow or content."""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSION = "1"
LIMIT = 64
_FORM = re.compile(r"1\.([a-z]{1,8})\.([a-z0-9]{0,20})\.([0-9]{1,9})\.([A-Za-z0-9_]{0,24})", re.ASCII)

ANSWER = "a"
"""Answers question `seq` with `choice`."""
HUMAN = "h"
"""Talk to a person."""
SUGGESTED = "s"
"""Starts the flow named by `choice`, which a free text may have meant."""
NOW = "now"
"""Not at the hour wished for, but now after all."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button's data, read. `seq` is a question's number or a card's version."""

    verb: str
    id: str = ""
    seq: int = 0
    choice: str = ""

    def data(self) -> str:
        """The form that travels; raises ValueError when it would not be read back."""
        text = f"{VERSION}.{self.verb}.{self.id}.{self.seq}.{self.choice}"
        if _FORM.fullmatch(text) is None or len(text) > LIMIT:
            raise ValueError(f"button data does not travel: {text}")
        return text


def read(data: str) -> Press | None:
    """The press behind button data, None for anything that no button of ours carries."""
    found = _FORM.fullmatch(data)
    return None if found is None else Press(found[1], found[2], int(found[3]), found[4])

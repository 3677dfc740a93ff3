"""Answers in words, for the people who take the case."""

from __future__ import annotations

import re
from datetime import datetime

from bot.domain.flow.model import YES_NO, Value

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)([+-]\d\d:\d\d)", re.ASCII)
_TOLD = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d) \(([+-]\d\d:\d\d)\)", re.ASCII)


def moment_told(words: str) -> datetime | None:
    """The moment these words of `told` stand for; None when they are something else."""
    found = _TOLD.fullmatch(words)
    return datetime.fromisoformat("{}T{}{}".format(*found.groups())) if found is not None else None


def told(value: Value) -> tuple[str, ...]:
    """A value as it stands in a case's file, several choices one by one; files stand there themselves."""
    match value:
        case None:
            return ()
        case bool():
            return (YES_NO[0] if value else YES_NO[1],)
        case list():
            return tuple(item for part in value for item in told(part))
        case {"name": str(name), "phone": str(phone)}:
            return (f"{name} {phone}".strip(),)
        case dict():
            return ()
        case str() if (moment := _MOMENT.fullmatch(value)) is not None:
            return ("{} {} ({})".format(*moment.groups()),)
        case _:
            return (str(value),)

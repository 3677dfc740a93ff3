"""Answers in words, for the people who take the case."""

from __future__ import annotations

import re

from bot.domain.flow.model import YES_NO, Value

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)([+-]\d\d:\d\d)", re.ASCII)


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

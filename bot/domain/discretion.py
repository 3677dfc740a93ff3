"""What may stand on a lock screen that somebody else looks at: no word of psychology."""

from __future__ import annotations

import re

_LOUD = re.compile(
    r"心理|咨询|情绪|抑郁|焦虑|自杀|轻生|危机|counsel|psych|mental|mood|depress|anxiet|suicid|crisis|therap",
    re.I,
)


def loud_word(text: str) -> str:
    """The first word of psychology in it, "" when a phone may show it on a table in the mess."""
    found = _LOUD.search(text)
    return found.group() if found else ""

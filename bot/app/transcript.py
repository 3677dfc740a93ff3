"""Conversations written as data: who says or presses what, and what every phone shows after it.

    conversation: rather low, and a person at the end
    languages: [zh, en]               # played once in each; or `language: en`
    as: liu                           # whose the short acts are: liu if nothing else is said
    steps:
      - say: /talk
        expect: ["@talk.mood"]
      - press: =low
        expect: ["@talk.topic"]
        variables: {talk.mood: low}

A step is one act and what it brings. The acts, for the one person the conversation is with:

    say: 你好                          # quoting: 我姓李     a message on that phone that is replied to
    press: 想家 · press: =low          # by caption, or by the key of a choice of the newest question; `=human`
                                      # is the button to a person. under: 这会儿  the message it stands under
    send: voice · send: {kind: photo, caption: 宿舍}       · or a list of them
    crash: before | after             # beside one of these: the process dies before it is read, or after it was
                                      # read and before anything is sent; alone, while nothing goes on

For any phone: `liu says`, `presses`, `sends`, `edits: {of: …, to: …}`, `blocks:`, `returns:`. For the world:

    after: 2h                         # the clock moves; s, m, h or d
    line: {liu: down}                 # fine, down, gone, unknown, refused
    refuses: {li: [photo]}            # what cannot be delivered there
    actions: {triage.assess: fails}   # what an action of the flows gives from here on: fails, works, or {colour: red}

What it brings; a phone that is not named must stay silent:

    expect: [谢谢您 … 找人]            # what arrives on the person's phone, in order, nothing else; fragments in this
                                      # order, " … " between them; `@talk.tip` is that block as it was just rendered
    toast: 您接手了                    # the short notice after a press
    edited: [已回应]                   # messages that changed; checked where written, always for employees
    page: [🟡 黄]                      # what reaches everybody who is paged; `page: none` when nobody may be
    outbox: 2 · outbox: {liu: 1}      # letters still waiting
    variables: {talk.mood: low}       # of the running dialogue; `none` for one that is unset, or for all of it
    liu: […] · liu toast: … · liu edited: […]              # the same for any phone

A message reads `↩quoted text ‖[voice] text {button|button}`. Cases read K1, K2 … in the order they come up.
Beside `steps`: `start: 2026-11-23 04:00`, `duty: {li: []}`, `people:` (name, phone, unit, role, language, duty,
gender, dialects, and `family: {liu: wife}`, of whom they are family) and `numbers: true` for made-up emergency numbers
in place of the configured ones. `undo: 5s` has the lines of staff wait that long, as they do in the shipped settings;
without it they go at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.app.stage import Citizen

NONE = "none"
"""Written for a variable that is unset, and where nobody may be paged."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act and what it brings. `shows`, `toasts` and `edited` go by phone; None where nothing is asked."""

    line: int
    written: str
    who: str
    act: str
    what: Any
    quoting: str | None = None
    under: str | None = None
    crash: str | None = None
    shows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    toasts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    edited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: tuple[str, ...] | None = None
    outbox: int | Mapping[str, int] | None = None
    variables: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation in one language: the people, the hour, the steps. `source` and `line` say where it is."""

    name: str
    source: str
    line: int
    people: tuple[Citizen, ...]
    start: datetime
    numbers: bool
    steps: tuple[Step, ...]
    undo: timedelta = timedelta()
    actor: str = "liu"
    language: str | None = None


def blocks_of(fragment: str) -> tuple[str, ...]:
    """The blocks a fragment such as "@talk.tip @talk.more" names; none where it is plain words."""
    words = fragment.split()
    return (
        tuple(word[1:] for word in words) if words and all(_BLOCK.fullmatch(word) for word in words) else ()
    )


_BLOCK = re.compile(r"@[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")

"""A phone lies on a table in the mess: the first line of no message that anybody gets has a word of psychology."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, meta

from bot.app.menus import ONLY_STAFF
from bot.channel.split import plain
from bot.domain.care.facts import Festival
from bot.domain.discretion import loud_word
from bot.domain.rhythm import Kind
from tests.street import shipped_books

ROOT = Path(__file__).parents[1]
TEXTS = shipped_books()[0]
NO_MESSAGE = {"report"}
"""Texts of pages that are printed: nobody gets them on a phone."""

NAMED = "全国心理援助热线 crisis line"
"""A line's own name is what it is; it must not come first."""

NUMBER = {
    "number": "12356",
    "name": NAMED,
    "hours": "24 h",
    "callable_from": "x",
    "language": "y",
    "elsewhere": "z",
}


class Numbers(tuple[Mapping[str, str], ...]):
    """What some texts are given as rows, and others as the list already made of them."""

    def __str__(self) -> str:
        return TEXTS.render("zh", "case", "numbers_brief", {"numbers": tuple(self)}) if self else ""


class Something:
    """A value of which a text knows nothing but what it does with it."""

    def __init__(self, there: bool) -> None:
        self._there = there

    def __bool__(self) -> bool:
        return self._there

    def __str__(self) -> str:
        return "7" if self._there else ""

    def __int__(self) -> int:
        return 7 if self._there else 0

    def __gt__(self, other: int) -> bool:
        return self._there

    def __iter__(self) -> Iterator[Something]:
        return iter([self] if self._there else [])

    def __getattr__(self, name: str) -> Something:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


MOMENT = datetime(2026, 11, 23, 4, tzinfo=UTC)
ROW = {
    "day": "x",
    "name": "x",
    "role": "counsellor",
    "life": 1,
    "code": "x",
    "colour": "red",
    "mine": 1,
    "minutes": 1,
    "short": "x",
    "yours": "x",
    "theirs": "x",
    "category": "x",
    "urgency": "soon",
    "state": "escalating",
    "until": "x",
    "due": "x",
    "owner": "x",
    "done": 0,
    "overdue": 1,
    "helping": 0,
    "on": MOMENT,
    "kind": "x",
    "size": "1.0",
    "what": "photo",
}
CLOCKS = (
    {"hour": "20:00", "day": "11-28", "weekday": 5, "days": 5, "place": "x"},
    {"hour": "01:30", "day": "11-29", "weekday": 6, "days": 6, "place": "y"},
)
TIE = {"relation": "wife", "name": "x", "member": True, "since": MOMENT}
LEGS: tuple[tuple[Kind, int | None, tuple[str, ...]], ...] = (
    (Kind.DAY, 14, ("x",)),
    (Kind.EVENING, 1, ("x",)),
    (Kind.NIGHT, None, ("x",)),
    (Kind.WATCH, None, ("x", "y")),
    (Kind.OFF, 28, ()),
)
SAMPLES: Mapping[str, tuple[Any, ...]] = {
    "colour": ("red", "amber", "green"),
    "part": ("intake", "sending", "ticks", "rounds", "desk", "postman", "loop", "store"),
    "state": ("closed", "escalating", "claimed", "active", "waiting_person", "gone", "unknown", "failed"),
    "topic": ("homesick", "family", "work", "sleep", "body", "other"),
    "mood": ("awful", "good"),
    "role": ("staff", "family", "guest", "employee"),
    "records": ("none", "open", "given", "declined"),
    "liaison": ("given", "changed", "withdrawn", "none"),
    "weekly": ("none", "given", "open", "declined"),
    "records_now": ("open", "changed"),
    "liaison_now": ("open", "changed"),
    "case": ("open", "none"),
    "table": ("cases", "letter"),
    "country": ("LK", ""),
    "language": ("zh", "en"),
    "flow": ("talk",),
    "numbers": (Numbers([NUMBER]), Numbers()),
    "there": (MOMENT,),
    "at": (MOMENT, ""),
    "at_there": (MOMENT, ""),
    "at_here": (MOMENT,),
    "here": (MOMENT,),
    "lines": ((), ({"at": MOMENT, "kind": "note", "name": "x", "media": "", "text": "x", "promise": True},)),
    "rows": ((), (ROW,)),
    "last": (None, {"name": "x", "at": MOMENT}),
    "earlier": (None, {"count": 2, "last": MOMENT, "closing": "x", "voice": True}),
    "answers": ((), ({"question": "x", "answer": "x"},)),
    "languages": (("zh", "en"),),
    "reasons": ((), ("person.unreachable",)),
    "name": ("李医生", ""),
    "relation": ("wife", "mother", "other"),
    "members": ((), (TIE,)),
    "homes": ((TIE,), ()),
    "since": (MOMENT,),
    "ends": (MOMENT,),
    "kinds": ({"text": 1, "voice": 2}, {"photo": 1}),
    "whom": (("x",), ("x", "y")),
    "wanted": ("now", "morning", "evening"),
    "today": (MOMENT.date(),),
    "written": (MOMENT,),
    "coming": (MOMENT,),
    "category": ("elderly", "other"),
    "for_whom": ("me", "family"),
    "urgency": ("normal", "soon", "urgent"),
    "route": ("unit", "beyond", "private"),
    "past": ("no", "yes"),
    "read_by": ("unit", "beyond", "counsellor"),
    "details": ("x", {"kind": "voice"}),
    "files": ((), ({"kind": "photo"},)),
    "due_day": (MOMENT,),
    "on_day": (MOMENT,),
    "when": (MOMENT,),
    "round": ("x", ""),
    "began": ("x",),
    "helped": ((), ("x",)),
    "missing": ((), ("x",)),
    "absent": (("x",), ()),
    "number": tuple(range(8)),
    "festival": tuple(Festival),
    "manner": ("low", "tired", "bright", "calm"),
    "variant": ("first", "second", "third"),
    "weeks": ((), ({"first": MOMENT, "moods": "x", "sleeps": "x"},)),
    "sides": (CLOCKS, ()),
    "offered": (CLOCKS,),
    "calls": (({"sides": CLOCKS, "name": "x"},), ()),
    "way": tuple({"kind": kind, "url": "https://x"} for kind in ("link", "tap", "calls", "called", "none")),
    "known_as": ("family", "liaison", "counsellor", "doctor"),
    "names": (("x", "y"), ()),
    "programme": ("x", ""),
    "shift": tuple(Kind),
    "stretch": (*Kind, None),
    "begins": (None, MOMENT),
    "legs": ((), *(({"kind": kind, "days": days, "hours": hours},) for kind, days, hours in LEGS)),
    "moments": ((), ({"day": "x", "weekday": 5, "hour": "08:00", "kind": Kind.NIGHT},)),
}  # fmt: skip


def names_in(path: Path) -> set[str]:
    return meta.find_undeclared_variables(
        Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    )


def first_lines(language: str, file: str) -> Iterator[tuple[str, str]]:
    """The first line of every block, in as many turns as the longest list of samples has."""
    shared = {macro.partition(".")[0] for macro in TEXTS.shared(language)}
    names = names_in(ROOT / "templates" / language / f"{file}.j2") - {"title"} - shared
    for block in sorted(TEXTS.blocks(language, file)):
        for turn in range(12):
            values = {
                name: SAMPLES[name][turn % len(SAMPLES[name])]
                if name in SAMPLES
                else Something((turn + at) % 3 > 0)
                for at, name in enumerate(sorted(names))
            }
            lines = plain(TEXTS.render(language, file, block, values)).strip().splitlines()
            yield block, lines[0] if lines else ""


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
@pytest.mark.parametrize("language", TEXTS.languages)
def test_first_line_of_every_message_is_fit_for_a_lock_screen(language: str) -> None:
    seen = 0
    for file in sorted({*TEXTS.files(language)} - NO_MESSAGE):
        for block, first in first_lines(language, file):
            assert not loud_word(first), f"{language}/{file}.j2 {block}: {first}"
            seen += bool(first)
    assert seen > 500


def test_the_law_sees_a_loud_first_line() -> None:
    assert loud_word("您的心理热线") == "心理"
    assert loud_word("Your counsellor is here") == "counsel"
    assert not loud_word("K0001 · 🔴 Red · Sri Lanka")


@pytest.mark.parametrize("language", TEXTS.languages)
def test_the_menu_of_commands_has_no_such_word_either(language: str) -> None:
    titles = [
        TEXTS.caption(language, file, "title")
        for file in {*TEXTS.files(language)} - NO_MESSAGE
        if TEXTS.has(language, file, "title")
    ]
    titles += [TEXTS.caption(language, "desk", f"command_{name}") for name in ONLY_STAFF]

    assert [title for title in titles if loud_word(title)] == []
    assert len(titles) >= 10


def test_no_message_shouts() -> None:
    for language in TEXTS.languages:
        for file in TEXTS.files(language):
            source = (ROOT / "templates" / language / f"{file}.j2").read_text(encoding="utf-8")
            said = re.sub(r"\{[{%].*?[}%]\}", "", source)

            assert not set("!！") & set(said), f"{language}/{file}.j2"

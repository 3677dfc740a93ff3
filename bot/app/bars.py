"""Bars as SVG: one file, no script, and readable in grey. The numbers stand in the table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 640
THICK, GAP = 16, 8
LETTER = 7
"""Room for half a Chinese character, or a letter, in the size of the text."""
LONGEST = 36
"""How many of those a name may take; a longer one is cut off with an ellipsis."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, one or two lengths of the same scale (the second behind the first, in outline), and its words."""

    name: str
    length: float
    words: str
    beyond: float = 0.0


def bars(rows: Sequence[Bar], title: str) -> Markup:
    """An `<svg>` as wide as its place, told to a screen reader as `title`; empty for no rows."""
    if not rows:
        return Markup()
    longest = max(max(row.length, row.beyond) for row in rows) or 1.0
    height = len(rows) * (THICK + GAP) + GAP
    names = [_cut(row.name) for row in rows]
    left = max(map(_width, names)) * LETTER + 10
    room = WIDTH - left - max(_width(row.words) for row in rows) * LETTER - 12
    drawn = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}"'
        f' xmlns="http://www.w3.org/2000/svg">'
    ]
    for place, (name, row) in enumerate(zip(names, rows, strict=True)):
        top = GAP + place * (THICK + GAP)
        line = top + THICK - 4
        drawn.append(f'<text class="name" x="{left - 8}" y="{line}">{escape(name)}</text>')
        if row.beyond:
            drawn.append(_bar("beyond", left, top, row.beyond / longest * room))
        drawn.append(_bar("bar", left, top, row.length / longest * room))
        end = left + max(row.length, row.beyond) / longest * room + 6
        drawn.append(f'<text class="value" x="{end:.1f}" y="{line}">{escape(row.words)}</text>')
    return Markup("".join(drawn) + "</svg>")  # noqa: S704 - every value is escaped or a number


def _bar(kind: str, left: int, top: int, width: float) -> str:
    return f'<rect class="{kind}" x="{left}" y="{top}" width="{max(width, 1):.1f}" height="{THICK}"/>'


def _width(text: str) -> int:
    """A Chinese character takes the room of two letters."""
    return sum(1 if letter < "\u2e80" else 2 for letter in text)


def _cut(name: str) -> str:
    if _width(name) <= LONGEST:
        return name
    while _width(name) > LONGEST - 1:
        name = name[:-1]
    return f"{name}…"

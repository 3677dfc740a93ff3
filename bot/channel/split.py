"""Long texts in parts: Telegram carries 4096 UTF-16 units of text after its entities are taken out."""

from __future__ import annotations

import html
from html.parser import HTMLParser

LIMIT = 4096
CAPTION_LIMIT = 1024


def plain(text: str) -> str:
    """The words of an HTML text, without its tags."""
    return "".join(piece for kind, piece, _ in _pieces(text) if kind == "words")


def length(text: str) -> int:
    """How long the channel finds an HTML text: UTF-16 units without tags."""
    return _units(plain(text))


def split(text: str, limit: int = LIMIT) -> list[str]:
    """The text in parts of at most `limit` units, cut at line ends or spaces where possible.

    Tags open at a cut are closed and opened again. Put together, the words are the same but for the
    white space at the cuts. A text within the limit comes back as it is; parts of white space only
    are left out.
    """
    # no tag and no entity is shorter than what it shows: nearly every text need not be read for them
    if _units(text) <= limit or length(text) <= limit:
        return [text]
    parts: list[str] = []
    opened: list[tuple[str, str]] = []
    current, used = "", 0

    def finish() -> None:
        nonlocal current, used
        closed = "".join(f"</{name}>" for name, _ in reversed(opened))
        if plain(current).strip():
            parts.append(current.rstrip() + closed)
        current, used = "".join(tag for _, tag in opened), 0

    for kind, piece, name in _pieces(text):
        if kind == "open":
            opened.append((name, piece))
            current += piece
        elif kind == "close":
            # a close without its open is left as it is; the channel refuses it, and the words go plain
            if opened:
                opened.pop()
            current += piece
        else:
            rest = piece
            while _units(rest) > limit - used:
                head, rest = _cut(rest, limit - used)
                current += html.escape(head, quote=False)
                finish()
            current += html.escape(rest, quote=False)
            used += _units(rest)
    finish()
    return parts


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.pieces.append(("open", self.get_starttag_text() or "", tag))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(("close", f"</{tag}>", tag))

    def handle_data(self, data: str) -> None:
        self.pieces.append(("words", data, ""))


def _pieces(text: str) -> list[tuple[str, str, str]]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.pieces


def _cut(text: str, room: int) -> tuple[str, str]:
    """Head of at most `room` units and the rest."""
    end, used = 0, 0
    while end < len(text) and used + _units(text[end]) <= room:
        used += _units(text[end])
        end += 1
    for mark in ("\n", " "):
        place = text.rfind(mark, 0, end)
        # a cut in the last half only: a lone early line end would make many tiny parts
        if place > end // 2:
            return text[:place], text[place + 1 :]
    return text[:end], text[end:]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

"""The words of the month's report: names of groups, times and money, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from markupsafe import Markup

from bot.channel.templates import FALLBACK, Texts
from bot.domain.case import Kind
from bot.domain.people import Unit
from bot.domain.report import UNSAID, Line, Spread

FILE = "report"

CAPTIONS = {Kind.CASE: ("talk", "topic__"), Kind.REQUEST: ("request", "category__")}
"""Where the categories of a kind have their names: the buttons people tap."""

_STEPS = (
    ("day", timedelta(days=1), timedelta(days=2)),
    ("hour", timedelta(hours=1), timedelta(hours=2)),
    ("minute", timedelta(minutes=1), timedelta(minutes=2)),
)


class Words:
    """What the report says in one language. `say` gives HTML, everything else plain words."""

    def __init__(self, texts: Texts, language: str, units: Mapping[str, Unit]) -> None:
        self.language = language
        self._texts = texts
        self._units = units
        self._parents = {unit.parent for unit in units.values()}

    def say(self, block: str, **values: object) -> Markup:
        return Markup(self._texts.render(self.language, FILE, block, values))  # noqa: S704 - rendered with escaping

    def plain(self, block: str, **values: object) -> str:
        return self.say(block, **values).striptags()

    def group(self, kind: Kind, by: str, key: str | None) -> str:
        """The name of a group; what has no name in the texts is "something else", never its raw key."""
        if key is None:
            return self.plain("rest")
        if by == "unit":
            return self.unit(key)
        if by == "category":
            file, start = CAPTIONS[kind]
            if self._texts.has(FALLBACK, file, start + key):
                return self._texts.caption(self.language, file, start + key)
        block = f"{by}__{key}"
        if not self._texts.has(FALLBACK, FILE, block):
            block = "level__above" if by == "level" else "category__other"
        return self.plain(block)

    def unit(self, code: str) -> str:
        """A unit's name; of one that has units below it says that some of those may be counted in it."""
        unit = self._units.get(code)
        if unit is None:
            return self.plain("category__other")
        name = unit.name[self.language] if self.language in unit.name else unit.name["zh"]
        return self.plain("with_rolled_up", name=name) if code in self._parents else name

    def known(self, kind: Kind, by: str) -> list[str]:
        """All groups there are names for, whether or not there was anything in them."""
        if by == "unit":
            return sorted(self._units)
        file, start = CAPTIONS[kind] if by == "category" else (FILE, f"{by}__")
        found = {
            block.removeprefix(start)
            for block in self._texts.blocks(FALLBACK, file)
            if block.startswith(start)
        }
        if by == "end" and kind is Kind.CASE:
            # a case is closed by whoever has it, never taken back
            found.discard("withdrawn")
        return sorted((found | {UNSAID} if by == "category" else found) - {"label", "above"})

    def unlisted(self, kind: Kind, by: str, lines: Sequence[Line]) -> list[str]:
        """The names of those groups that have no line of their own, in the order of their keys."""
        listed = {line.key for line in lines}
        return [self.group(kind, by, key) for key in self.known(kind, by) if key not in listed]

    def spread(self, spread: Spread | None) -> str:
        if spread is None:
            return self.plain("absent")
        return self.plain("spread", half=self.span(spread.half), most=self.span(spread.most))

    def span(self, time: timedelta) -> str:
        """`45 s`, `12 min`, `30 h`, `4 days`: the largest of these of which there are at least two."""
        for unit, step, least in _STEPS:
            if time >= least:
                return self.plain("span", n=round(time / step), unit=unit)
        return self.plain("span", n=round(time.total_seconds()), unit="second")


def yuan(fen: int) -> str:
    """`1234.50`"""
    return f"{fen // 100}.{fen % 100:02}"

"""Scoring the safety net on a labelled file: `python -m bot safety test FILE.jsonl`.

One JSON object a line with `text`, `label` (red, amber or none) and `family`; a line of the family
"split_b" also has `pair` and is read after the "split_a" line of the same pair.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.safety import Level, assess

_LABELS = {"red": Level.RED, "amber": Level.AMBER, "none": Level.NONE}


class MalformedLine(ValueError):
    """A line that cannot be scored; says where and why, never what it contains."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number
        self.why = why


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    label: Level
    family: str
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    line: _Line
    verdict: Level


def report(lines: Iterable[str]) -> str:
    """Flagged counts per family and label, then one line of totals. Blank lines are skipped.

    The last line is `n=… red_flagged=… red_as_red=… amber_flagged=… none_flagged=…`: flagged means red or
    amber, fractions have three decimals, a label that does not occur counts as 0.000. Raises
    `MalformedLine`.
    """
    scored = [_Scored(line, assess(line.text, line.before).level) for line in _read(lines)]
    families = sorted({(one.line.family, -one.line.label) for one in scored})
    rows = [_family_row(family, Level(-label), scored) for family, label in families]
    return "\n".join([*rows, _totals(scored)])


def run(path: Path) -> int:
    """Prints the report of a file, or one line on what is wrong with it. Returns the exit status."""
    try:
        with path.open(encoding="utf-8") as lines:
            sys.stdout.write(report(lines) + "\n")
    except MalformedLine as wrong:
        sys.stderr.write(f"{path}:{wrong.number}: {wrong.why}\n")
    except UnicodeDecodeError:
        sys.stderr.write(f"{path}: is not UTF-8 text\n")
    except OSError as wrong:
        sys.stderr.write(f"{path}: {wrong.strerror}\n")
    else:
        return 0
    return 1


def _read(lines: Iterable[str]) -> Iterator[_Line]:
    openings: dict[object, str] = {}
    for number, written in enumerate(lines, start=1):
        if not written.strip():
            continue
        try:
            fields = json.loads(written)
        except ValueError:  # its message would quote the line
            raise MalformedLine(number, "is not a JSON object") from None
        if not isinstance(fields, dict):
            raise MalformedLine(number, "is not a JSON object")
        text, label, family = (_field(fields, name, number) for name in ("text", "label", "family"))
        if label not in _LABELS:
            raise MalformedLine(number, '"label" is none of red, amber, none')
        before: tuple[str, ...] = ()
        pair = str(fields.get("pair", ""))
        if family == "split_a":
            openings[pair] = text
        elif family == "split_b":
            if pair not in openings:
                raise MalformedLine(
                    number, 'a "split_b" line needs the "split_a" line of its "pair" before it'
                )
            before = (openings[pair],)
        yield _Line(text, _LABELS[label], family, before)


def _field(fields: dict[str, object], name: str, number: int) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise MalformedLine(number, f'"{name}" is missing or is not text')
    return value


def _family_row(family: str, label: Level, scored: Iterable[_Scored]) -> str:
    verdicts = [one.verdict for one in scored if one.line.family == family and one.line.label is label]
    flagged = sum(verdict > Level.NONE for verdict in verdicts)
    red = sum(verdict is Level.RED for verdict in verdicts)
    return f"{family:<22} {label.name.lower():<5} flagged {flagged:>3} of {len(verdicts):>3}, as red {red:>3}"


def _totals(scored: list[_Scored]) -> str:
    def share(label: Level, least: Level) -> str:
        verdicts = [one.verdict for one in scored if one.line.label is label]
        return f"{sum(verdict >= least for verdict in verdicts) / max(1, len(verdicts)):.3f}"

    return (
        f"n={len(scored)} red_flagged={share(Level.RED, Level.AMBER)} red_as_red={share(Level.RED, Level.RED)} "
        f"amber_flagged={share(Level.AMBER, Level.AMBER)} none_flagged={share(Level.NONE, Level.AMBER)}"
    )

"""The month's report as CSV for a spreadsheet: headers in Chinese with English second, a mark for Excel, no
cell that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from bot.app.report_words import Words, yuan
from bot.domain.people import Unit
from bot.domain.report import Chapter, Kind, Line, Report, Spread, Stage

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula."""

Row = Sequence[str]


def tables(report: Report, both: tuple[Words, Words], units: Mapping[str, Unit]) -> dict[str, str]:
    """The files by name, all of them whatever there is to tell: an older one must not be left standing."""
    cases, requests = (next(c for c in report.chapters if c.kind is kind) for kind in Kind)
    month = report.month
    return {
        f"cases-{month}.csv": _csv(_chapter(cases, report, both)),
        f"requests-{month}.csv": _csv(_chapter(requests, report, both)),
        f"units-{month}.csv": _csv(_units((cases, requests), both, units)),
        f"requests-by-unit-{month}.csv": _csv(_crossed(requests, both)),
    }


def _csv(rows: Sequence[Row]) -> str:
    out = StringIO()
    csv.writer(out).writerows([[_defused(cell) for cell in row] for row in rows])
    return BOM + out.getvalue()


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(_STARTS) else cell


def _chapter(chapter: Chapter, report: Report, both: tuple[Words, Words]) -> list[Row]:
    kind = chapter.kind
    spent = ("person_times", "money") if kind is Kind.REQUEST else ()
    head = [_twice(both, "column__group"), *(_called(both, "column__name")), _twice(both, "column__count")]
    for stage in Stage:
        for part in ("half", "most"):
            head.append(
                " ".join(
                    f"{words.plain(f'stage__{stage}')} {words.plain(part)} ({words.plain('minutes')})"
                    for words in both
                )
            )
    head += [_twice(both, f"column__{name}") for name in spent]
    rows: list[Row] = [head]
    everything = [_twice(both, "by__all"), *_called(both, "by__all")]
    if chapter.total is None:
        return [*rows, _filled([*everything, f"<{report.k}"], head)]
    count = f"≥{chapter.total.count}" if report.preliminary else str(chapter.total.count)
    rows.append(_filled([*everything, count, *_amounts(chapter.total, bool(spent))], head))
    for by, lines in chapter.tables.items():
        title = _twice(both, f"by__{by}")
        for line in lines:
            names = [words.group(kind, by, line.key) for words in both]
            # how long what is done took, beside what is not, means nothing
            amounts = [] if by == "end" else _amounts(line, bool(spent))
            rows.append(_filled([title, *names, str(line.count), *amounts], head))
        for pair in zip(*(words.unlisted(kind, by, lines) for words in both), strict=True):
            rows.append(_filled([title, *pair, _twice(both, "rolled_up")], head))
    return rows


def _amounts(line: Line, spent: bool) -> list[str]:
    cells = [cell for stage in Stage for cell in _minutes(line.waits.get(stage))]
    if spent:
        cells.append("" if line.person_times is None else str(line.person_times))
        cells.append("" if line.money is None else yuan(line.money))
    return cells


def _minutes(spread: Spread | None) -> tuple[str, str]:
    if spread is None:
        return "", ""
    return f"{spread.half.total_seconds() / 60:.2f}", f"{spread.most.total_seconds() / 60:.2f}"


def _units(
    chapters: tuple[Chapter, Chapter], both: tuple[Words, Words], units: Mapping[str, Unit]
) -> list[Row]:
    """Every unit, whether listed or rolled up, and the rest: how much of each kind."""
    head = [*_called(both, "column__unit")]
    head += [_twice(both, f"chapter__{chapter.kind}") for chapter in chapters]
    rolled_up = _twice(both, "rolled_up")
    counts = [{line.key: str(line.count) for line in chapter.tables.get("unit", ())} for chapter in chapters]
    rest: list[str | None] = [None] if any(None in count for count in counts) else []
    keys = [*sorted(units), *rest]
    return [
        head,
        *(
            [
                *(words.group(Kind.CASE, "unit", key) for words in both),
                *(count.get(key, rolled_up if key else "") for count in counts),
            ]
            for key in keys
        ),
    ]


def _crossed(chapter: Chapter, both: tuple[Words, Words]) -> list[Row]:
    categories = [line.key for line in chapter.tables.get("category", ())]
    head = [*_called(both, "column__unit")]
    head += [" ".join(words.group(chapter.kind, "category", key) for words in both) for key in categories]
    rows: list[Row] = [head]
    for line in chapter.tables.get("unit", ()):
        cells = [chapter.crossed[line.key, category] for category in categories]
        names = [words.group(chapter.kind, "unit", line.key) for words in both]
        rows.append([*names, *(_twice(both, "rolled_up") if cell is None else str(cell) for cell in cells)])
    return rows


def _twice(both: tuple[Words, Words], block: str) -> str:
    return " ".join(words.plain(block) for words in both)


def _called(both: tuple[Words, Words], block: str) -> list[str]:
    """A heading for each of the two languages."""
    return [words.plain(block) for words in both]


def _filled(row: list[str], head: Row) -> list[str]:
    return row + [""] * (len(head) - len(row))

"""The month's report as one page that stands alone: to read on a screen, to print on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from bot.app.bars import Bar, bars
from bot.app.report_words import Words, yuan
from bot.domain.report import Chapter, Kind, Line, Report, Stage

SKELETON = Path(__file__).with_name("report.html.j2")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what stands around it. The first cell of each row is its name."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    charts: Sequence[Markup] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lead: Markup
    sheets: Sequence[Sheet] = field(default_factory=tuple)


def page(report: Report, words: Words, tz: str) -> str:
    """The whole page as HTML without anything from elsewhere; the same report gives the same page."""
    year, month = report.month.year, report.month.number
    return _skeleton().render(
        words=words,
        language=words.language,
        title=words.plain("title", year=year, month=month),
        period=words.plain("period", year=year, month=month, last=report.month.days, tz=tz),
        report=report,
        sections=[_section(chapter, report, words) for chapter in report.chapters],
    )


@cache
def _skeleton() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(SKELETON.read_text(encoding="utf-8"))


def _section(chapter: Chapter, report: Report, words: Words) -> Section:
    title = words.plain(f"chapter__{chapter.kind}")
    if chapter.total is None:
        return Section(title, words.say("too_few", k=report.k))
    if report.preliminary:
        return Section(title, words.say("total_preliminary", count=chapter.total.count))
    lead = words.say("total", count=chapter.total.count, people=chapter.people)
    sheets = [_all(chapter.total, words)]
    sheets += [_sheet(chapter, by, lines, words) for by, lines in chapter.tables.items()]
    if any(count is not None for count in chapter.crossed.values()):
        sheets.append(_crossed(chapter, report.k, words))
    return Section(title, lead, sheets)


def _all(total: Line, words: Words) -> Sheet:
    """The waits of all, a stage a row, which is easier to read than one long row."""
    rows = [
        (
            words.plain(f"stage__{stage}"),
            words.span(spread.half) if (spread := total.waits.get(stage)) else words.plain("absent"),
            words.span(spread.most) if spread else words.plain("absent"),
        )
        for stage in Stage
    ]
    columns = [words.plain(block) for block in ("column__waited", "half", "most")]
    notes = [
        f"{words.plain(f'column__{name}')} {amount}"
        for name, amount in (("person_times", total.person_times), ("money", _money(total)))
        if amount is not None
    ]
    return Sheet(words.plain("by__all"), columns, rows, notes=notes)


def _sheet(chapter: Chapter, by: str, lines: Sequence[Line], words: Words) -> Sheet:
    kind = chapter.kind
    title = words.plain(f"by__{by}")
    # of what is done and what is open, only how much it is means something
    stages = () if by == "end" else tuple(Stage)
    spent = kind is Kind.REQUEST and by != "end"
    columns = [words.plain("column__name"), words.plain("column__count")]
    halves = words.plain("spread", half=words.plain("half"), most=words.plain("most"))
    columns += [f"{words.plain(f'stage__{stage}')}\n{halves}" for stage in stages]
    columns += [words.plain("column__person_times"), words.plain("column__money")] if spent else []
    absent = words.plain("absent")
    rows = []
    for line in lines:
        row = [words.group(kind, by, line.key), str(line.count)]
        row += [words.spread(line.waits.get(stage)) for stage in stages]
        if spent:
            row += [absent if line.person_times is None else str(line.person_times), _money(line) or absent]
        rows.append(row)
    unlisted = words.unlisted(kind, by, lines)
    notes = [words.plain("unlisted", names=unlisted)] if unlisted else []
    return Sheet(title, columns, rows, _charts(chapter, by, lines, words), notes)


def _charts(chapter: Chapter, by: str, lines: Sequence[Line], words: Words) -> list[Markup]:
    """How many, where there is more than one line; by unit and colour also how long until it mattered."""
    if len(lines) < 2:
        return []
    kind = chapter.kind
    names = {line.key: words.group(kind, by, line.key) for line in lines}
    of = words.plain(f"chapter__{kind}")
    said = {"of": of, "by": words.plain(f"by__{by}")}
    drawn = [
        bars(
            [Bar(names[line.key], line.count, str(line.count)) for line in lines],
            words.plain("chart_counts", **said),
        )
    ]
    stage = Stage.HUMAN if kind is Kind.CASE else Stage.DONE
    waited = [(line, line.waits[stage]) for line in lines if stage in line.waits]
    if by in ("colour", "unit") and waited:
        drawn.append(
            bars(
                [
                    Bar(
                        names[line.key],
                        spread.half.total_seconds(),
                        words.spread(spread),
                        spread.most.total_seconds(),
                    )
                    for line, spread in waited
                ],
                words.plain("chart_waits", stage=words.plain(f"stage__{stage}"), **said),
            )
        )
    return drawn


def _crossed(chapter: Chapter, k: int, words: Words) -> Sheet:
    units = [line.key for line in chapter.tables["unit"]]
    categories = [line.key for line in chapter.tables["category"]]
    columns = [words.plain("column__unit")]
    columns += [words.group(chapter.kind, "category", category) for category in categories]
    withheld = words.plain("withheld")
    rows = [
        [
            words.group(chapter.kind, "unit", unit),
            *(
                withheld if (count := chapter.crossed[unit, category]) is None else str(count)
                for category in categories
            ),
        ]
        for unit in units
        if any(chapter.crossed[unit, category] is not None for category in categories)
    ]
    return Sheet(words.plain("by__crossed"), columns, rows, notes=[words.plain("crossed_note", k=k)])


def _money(line: Line) -> str | None:
    if line.money is None:
        return None
    whole, _, rest = yuan(line.money).partition(".")
    return f"{int(whole):,}.{rest}"

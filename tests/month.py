"""A month as it may be: six units under a headquarters, four hundred people, cases and requests.

`python -m tests.month DIR` writes the report on it, to be looked at.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.report_page import page
from bot.app.report_tables import tables
from bot.app.report_words import Words
from bot.channel.templates import Texts
from bot.domain.people import Unit
from bot.domain.report import Fact, Kind, read_month, report
from bot.domain.triage import Colour

ROOT = Path(__file__).parents[1]
TZ = "Asia/Shanghai"
NOVEMBER = read_month("2026-11")
DECEMBER = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)

UNITS = {
    code: Unit(code, parent, {"zh": zh, "en": en}, tz, country)
    for code, parent, zh, en, tz, country in (
        ("hq", None, "大本营", "Headquarters", TZ, "CN"),
        ("lk", "hq", "汉班托塔项目", "Hambantota project", "Asia/Colombo", "LK"),
        ("lk-1", "lk", "一队", "Team 1", "Asia/Colombo", "LK"),
        ("lk-2", "lk", "二队", "Team 2", "Asia/Colombo", "LK"),
        ("kz", "hq", "阿克纠宾项目", "Aktobe project", "Asia/Aqtau", "KZ"),
        ("ship", "hq", "远洋一号", "MV Ocean One", "UTC", ""),
    )
}
PARENTS = {code: unit.parent for code, unit in UNITS.items()}
SIZES = {"hq": 40, "lk": 30, "lk-1": 110, "lk-2": 25, "kz": 160, "ship": 35}
TOPICS = ("homesick", "family", "work", "sleep", "body", "other", "unsaid")
CATEGORIES = {
    "elderly": ("老人看病", "Elderly care and hospital"),
    "school": ("孩子上学", "Schooling"),
    "legal": ("法律维权", "Legal and rights"),
    "money": ("钱和工资", "Money and wages"),
    "supplies": ("吃的用的", "Supplies and food"),
    "travel": ("证件出行", "Travel and documents"),
    "safety": ("工地安全", "Site and safety"),
    "other": ("别的事", "Something else"),
}


def month(cases: int = 120, requests: int = 260, seed: int = 11) -> list[Fact]:
    """The facts of November 2026, always the same for the same arguments."""
    dice = random.Random(seed)
    people = [
        (f"p{number}", unit) for number, unit in enumerate(u for u, n in SIZES.items() for _ in range(n))
    ]
    start = NOVEMBER.start(TZ)

    def after(moment: datetime, minutes: float) -> datetime:
        return moment + timedelta(minutes=dice.lognormvariate(0, 0.8) * minutes)

    def fact(kind: Kind) -> Fact:
        person, unit = dice.choice(people)
        opened = start + timedelta(minutes=dice.randrange(30 * 24 * 60))
        if kind is Kind.REQUEST:
            claimed = after(opened, 180)
            human = after(claimed, 60)
            return Fact(
                kind, person, opened,
                dice.choices(tuple(CATEGORIES), (60, 20, 9, 50, 70, 12, 3, 30))[0],
                unit,
                level=dice.choices((0, 1, 2), (70, 25, 5))[0],
                paged_at=after(opened, 0.2),
                claimed_at=claimed,
                human_at=human,
                done_at=after(human, 4000) if dice.random() < 0.9 else None,
                person_times=dice.choice((None, 1, 1, 2, 3)),
                money=dice.choice((None, None, 20000, 58050)),
            )  # fmt: skip
        paged = after(opened, 0.1)
        claimed = after(paged, 1.5)
        human = after(claimed, 1)
        return Fact(
            kind, person, opened,
            dice.choices(TOPICS, (30, 25, 20, 18, 4, 12, 11))[0],
            unit,
            colour=dice.choices(tuple(Colour), (70, 35, 8))[0],
            paged_at=paged,
            claimed_at=claimed,
            human_at=human,
            done_at=after(human, 90),
        )  # fmt: skip

    return [fact(Kind.CASE) for _ in range(cases)] + [fact(Kind.REQUEST) for _ in range(requests)]


def texts(folder: Path) -> Texts:
    """The project's texts, with names for the categories of the month; writes them into the folder."""
    copy = folder / "templates"
    shutil.copytree(ROOT / "templates", copy)
    for language, place in (("zh", 0), ("en", 1)):
        blocks = [f"{{% block category__{key} %}}{n[place]}{{% endblock %}}" for key, n in CATEGORIES.items()]
        (copy / language / "request.j2").write_text("\n".join(blocks), encoding="utf-8")
    return Texts(copy)


def words(spoken: Texts, units: Mapping[str, Unit] = UNITS) -> tuple[Words, Words]:
    """Chinese and English."""
    return Words(spoken, "zh", units), Words(spoken, "en", units)


def main(folder: Path, now: datetime = DECEMBER) -> None:
    found = report(month(), NOVEMBER, TZ, PARENTS, now=now)
    with TemporaryDirectory() as aside:
        both = words(texts(Path(aside)))
    files = {f"report.{w.language}.html": page(found, w, TZ) for w in both} | tables(found, both, UNITS)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What somebody has answered from day to day: what calls for a person, and a picture of four weeks in text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

MOODS = ("awful", "low", "okay", "good", "great")
SLEEPS = ("none", "poor", "fair", "well")
BODIES = ("ill", "tired", "fine")
"""From the worst to the best; the first one is 1."""

LOW = 2
"""A mood so low, or lower, is low."""

FALL = 2
"""So far below their own median is a sharp fall."""

KNOWN = 5
"""Days from which somebody's median says something about them."""

SLEEPLESS = 3
"""So many very poor nights in a row."""

LOW_TWICE, FELL, SLEPT_BADLY, SILENT = (
    "checkin.low_twice",
    "checkin.fell",
    "checkin.sleepless",
    "checkin.silent",
)

WEEKS = 4
_BARS: Mapping[str, str] = dict(zip(MOODS, "▁▃▅▆█", strict=True)) | dict(zip(SLEEPS, "▁▃▆█", strict=True))
BLANK = "·"


@dataclass(frozen=True, slots=True)
class Page:
    """One local day's answers; what was not answered is empty."""

    day: date
    at: datetime
    mood: str = ""
    sleep: str = ""
    body: str = ""
    words: str = ""

    @property
    def answers(self) -> dict[str, str]:
        return {"mood": self.mood, "sleep": self.sleep, "body": self.body, "words": self.words}

    def answered(self, at: datetime, answers: Mapping[str, str]) -> Page:
        """The same day with these answers; those that are not among them stay."""
        return Page(self.day, at, **(self.answers | dict(answers)))


@dataclass(frozen=True, slots=True)
class Week:
    """A bar for each of seven days that end on the last one, `BLANK` where there is nothing."""

    first: date
    moods: str
    sleeps: str


def calls_for(earlier: Sequence[Page], today: Page) -> tuple[str, ...]:
    """Why somebody should come, empty when nothing says so. `earlier` are the days before, in order; days without an
    answer count for nothing, since nobody owes one."""
    moods = [MOODS.index(page.mood) + 1 for page in earlier if page.mood]
    mood = MOODS.index(today.mood) + 1 if today.mood else None
    nights = [page.sleep for page in (*earlier, today) if page.sleep]
    reasons = []
    if mood is not None and mood <= LOW and moods and moods[-1] <= LOW:
        reasons.append(LOW_TWICE)
    if mood is not None and len(moods) >= KNOWN and median(moods) - mood >= FALL:
        reasons.append(FELL)
    if today.sleep and nights[-SLEEPLESS:] == [SLEEPS[0]] * SLEEPLESS:
        reasons.append(SLEPT_BADLY)
    return tuple(reasons)


def weeks(pages: Sequence[Page], today: date) -> tuple[Week, ...]:
    """The last four weeks, the oldest first."""
    by_day = {page.day: page for page in pages}
    found = []
    for back in range(WEEKS, 0, -1):
        first = today - timedelta(days=7 * back - 1)
        days = [by_day.get(first + timedelta(days=number)) for number in range(7)]
        moods = "".join(_BARS.get(page.mood, BLANK) if page else BLANK for page in days)
        sleeps = "".join(_BARS.get(page.sleep, BLANK) if page else BLANK for page in days)
        found.append(Week(first, moods, sleeps))
    return tuple(found)

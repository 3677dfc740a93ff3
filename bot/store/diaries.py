"""What people have answered, a row for each local day, sealed: for them and their counsellor alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.diary import WEEKS, Page
from bot.store.database import Database, Transaction, from_ms, marks, to_ms
from bot.store.keys import DAMAGED, KeyRing
from bot.store.vault import packed, unpacked

KEPT = timedelta(days=7 * WEEKS + 7)
"""How far back it is read: four weeks, and what somebody's own median needs before them."""


@dataclass(frozen=True, slots=True)
class Diary:
    """Somebody's pages, still sealed: most turns have no use for them."""

    person: str = ""
    rows: tuple[tuple[str, int, bytes], ...] = ()
    keys: KeyRing | None = field(default=None, repr=False)

    def pages(self) -> list[Page]:
        """In the order of their days; a page that is damaged is left out."""
        found = []
        for day, at, sealed in self.rows:
            assert self.keys is not None
            try:
                opened = self.keys[self.person].open(_place(self.person, day), sealed)
                answers = unpacked(opened)
                found.append(Page(date.fromisoformat(day), from_ms(at), **answers))
            except DAMAGED as fault:
                self.keys.report("checkin", f"{self.person}/{day}", fault)
        return found


async def load(
    source: Database | Transaction, keys: KeyRing, people: Sequence[str], now: datetime
) -> dict[str, Diary]:
    """The diaries of those of these people who have one. Their data keys must have been opened by the time a page
    is read."""
    rows = await source.fetch(
        f"select person, day, at, sealed from checkin where person in ({marks(people)}) and day >= ? order by day",
        (*people, (now - KEPT).date().isoformat()),
    )
    found: dict[str, list[tuple[str, int, bytes]]] = {}
    for person, day, at, sealed in rows:
        found.setdefault(person, []).append((day, at, bytes(sealed)))
    return {person: Diary(person, tuple(pages), keys) for person, pages in found.items()}


async def told(source: Database | Transaction, days: Sequence[tuple[str, date]]) -> set[tuple[str, date]]:
    """Those of these (person, local date) for which there is a page."""
    people = [person for person, _ in days]
    first = min((day for _, day in days), default=date.max)
    rows = await source.fetch(
        f"select person, day from checkin where person in ({marks(people)}) and day >= ?",
        (*people, first.isoformat()),
    )
    return {(row[0], date.fromisoformat(row[1])) for row in rows} & set(days) if rows else set()


async def save(tx: Transaction, keys: KeyRing, pages: Sequence[tuple[str, Page]]) -> None:
    """Writes days; what was answered on one of them before is replaced."""
    await tx.executemany(
        "insert into checkin (person, day, at, sealed) values (?,?,?,?)"
        " on conflict (person, day) do update set at = excluded.at, sealed = excluded.sealed",
        [(person, page.day.isoformat(), to_ms(page.at), _seal(keys, person, page)) for person, page in pages],
    )


def _seal(keys: KeyRing, person: str, page: Page) -> bytes:
    return keys[person].seal(_place(person, page.day.isoformat()), packed(page.answers))


def _place(person: str, day: str) -> str:
    return f"checkin|sealed|{person}/{day}"

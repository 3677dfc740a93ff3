"""What may be told of groups of people without telling of one of them.

The rule: nothing is told of a group with fewer than `k` distinct people behind it, and nothing from which such
a group could be worked out by subtraction. Groups that are too small are not blotted out but counted together
with others, so that every total is the sum of what stands below it. A group with nobody in it reveals nobody:
it looks like one that is too small wherever there is such a one, and may be seen to be empty where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar


class Record(Protocol):
    """Something that happened to one person."""

    @property
    def person(self) -> str: ...


R = TypeVar("R", bound=Record)
Cell = tuple[str | None, str | None]


def people(records: Iterable[Record]) -> int:
    """How many distinct people stand behind these records."""
    return len({record.person for record in records})


def roll_up(
    groups: Mapping[str | None, Sequence[R]], k: int, parents: Mapping[str, str | None] | None = None
) -> dict[str | None, list[R]]:
    """All records in groups of at least `k` people each; each record in exactly one. Empty below `k` in all.

    What is too small joins the nearest group above it that is then large enough, at last the group None, which
    is the rest of the whole. Where that rest is too small itself, the smallest other group joins it: otherwise
    it would be the total less everything that is shown. Without `parents` every group lies directly below the
    whole; parents that run in a circle lie there too.
    """
    above = _heights(groups, parents or {})
    waiting: dict[str | None, list[R]] = {key: list(groups.get(key, ())) for key in (*above, None)}
    shown: dict[str | None, list[R]] = {}
    for key in above:
        if people(waiting[key]) >= k:
            shown[key] = waiting[key]
        else:
            waiting[above[key]] += waiting[key]
    rest = waiting[None]
    if 0 < people(rest) < k and shown:
        rest += shown.pop(min(shown, key=lambda key: (people(shown[key]), key or "")))
    if people(rest) >= k:
        shown[None] = rest
    return shown


def _heights(groups: Mapping[str | None, object], parents: Mapping[str, str | None]) -> dict[str, str | None]:
    """Every group and all above it with what lies directly above, the lowest first."""
    lines: dict[str, list[str]] = {}
    for key in (*groups, *parents):
        line: list[str] = []
        step = key
        while step is not None and step not in line:
            line.append(step)
            step = parents.get(step)
        for place, name in enumerate(line):
            lines.setdefault(name, line[place:] if step is None else [name])
    order = sorted(lines, key=lambda name: (-len(lines[name]), name))
    return {name: lines[name][1] if len(lines[name]) > 1 else None for name in order}


def sums(
    groups: Mapping[str | None, Sequence[R]], amount: Callable[[R], int | None], k: int
) -> dict[str | None, int]:
    """The sums that may be told beside the sum of all: those to which at least `k` people contributed.

    Together the others were contributed to by at least `k` people or by nobody. Records without an amount, or with
    zero, contribute nothing.
    """
    given = {key: [record for record in records if amount(record)] for key, records in groups.items()}
    told = {key for key, records in given.items() if people(records) >= k}
    while 0 < people(record for key in given.keys() - told for record in given[key]) < k:
        if not told:
            break
        told.remove(min(told, key=lambda key: (people(given[key]), key or "")))
    return {key: sum(amount(record) or 0 for record in given[key]) for key in groups if key in told}


def crossed(grid: Mapping[Cell, Sequence[Record]], k: int) -> frozenset[Cell]:
    """Which cells of a table may be shown beside the sums of all its rows and columns.

    Each row and column must have at least `k` people, as what `roll_up` returns has, and every cell is in
    `grid`, also those with nobody. A cell with fewer than `k` people is hidden; so are others, as few
    records as may be, until nobody who knows the sums and what is shown can tell that it holds fewer than `k` records.
    """
    shown = {cell for cell, records in grid.items() if people(records) >= k}
    small = [cell for cell, records in grid.items() if 0 < people(records) < k]

    def order(cell: Cell) -> tuple[int, str, str]:
        return len(grid[cell]), cell[0] or "", cell[1] or ""

    # one pass is enough: what is hidden later leaves only more room to the cells looked at before
    for cell in sorted(small, key=order):
        while shown and not _might_hold(k, cell, {c: len(grid[c]) for c in grid.keys() - shown}):
            shown -= _cover(k, cell, grid, shown) or {min(shown, key=order)}
    return frozenset(shown)


def _cover(k: int, cell: Cell, grid: Mapping[Cell, Sequence[Record]], shown: Collection[Cell]) -> set[Cell]:
    """The cells to hide so that this one might hold `k` by one way round a rectangle: those that cost least.

    Empty when there is no such rectangle.
    """
    missing = k - len(grid[cell])
    covers = []
    for corner in grid:
        beside, below = (cell[0], corner[1]), (corner[0], cell[1])
        if corner[0] == cell[0] or corner[1] == cell[1]:
            continue
        if min(len(grid[beside]), len(grid[below])) >= missing:
            hidden = {place for place in (corner, beside, below) if place in shown}
            covers.append((sum(len(grid[place]) for place in hidden), str(corner), hidden))
    return min(covers, key=lambda cover: cover[:2])[2] if covers else set()


def _might_hold(k: int, cell: Cell, hidden: Mapping[Cell, int]) -> bool:
    """Whether, for all that the sums of the hidden cells say, this one could hold `k`.

    A way round the table, down in one hidden cell and up in the next one of its row, raises the cell and
    leaves every sum as it is: a flow, pushed until it is large enough or there is no way left.
    """
    left = dict(hidden)
    columns: dict[str | None, list[Cell]] = {}
    rows: dict[str | None, list[Cell]] = {}
    # in a fixed order: a set of words has another one in every run
    for place in sorted(left, key=lambda place: (place[0] or "", place[1] or "")):
        rows.setdefault(place[0], []).append(place)
        columns.setdefault(place[1], []).append(place)
    while left[cell] < k:
        way = _way_round(cell, columns, rows, left)
        if not way:
            return False
        step = min(k - left[cell], *(left[down] for down, _ in way))
        for down, up in way:
            left[down] -= step
            left[up] += step
    return True


def _way_round(
    cell: Cell,
    columns: Mapping[str | None, Sequence[Cell]],
    rows: Mapping[str | None, Sequence[Cell]],
    left: Mapping[Cell, int],
) -> list[tuple[Cell, Cell]]:
    """The shortest way from the cell's column back to its row, as pairs of (less here, more there), where the
    last is the cell itself; empty when there is none."""
    ways: dict[str | None, list[tuple[Cell, Cell]]] = {cell[1]: []}
    reached = [cell[1]]
    for column in reached:
        for down in columns[column]:
            if not left[down] or down == cell:
                continue
            if down[0] == cell[0]:
                return [*ways[column], (down, cell)]
            for up in rows[down[0]]:
                if up[1] not in ways:
                    ways[up[1]] = [*ways[column], (down, up)]
                    reached.append(up[1])
    return []

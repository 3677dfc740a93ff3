"""What is told of groups: nobody is left out, no group is small, and subtraction finds no small one either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.suppression import Cell, crossed, people, roll_up, sums

K = 3


@dataclass(frozen=True)
class Call:
    """Something one person did. Two of them may look alike."""

    person: str
    number: int
    amount: int | None = None


def calls(*counts: int, person: str = "p") -> list[Call]:
    """For each number so many calls, every one by somebody else."""
    return [Call(f"{person}{place}", place) for place in range(sum(counts))]


def grid_of(rows: Sequence[Sequence[int]]) -> dict[Cell, list[Call]]:
    return {
        (f"u{r}", f"c{c}"): calls(count, person=f"{r}.{c}.")
        for r, row in enumerate(rows)
        for c, count in enumerate(row)
    }


def subsets(keys: Sequence[str]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(keys, size) for size in range(len(keys) + 1)))


def may_hold(least: int, cell: Cell, hidden: Mapping[Cell, int]) -> bool:
    """The attacker: knows what the hidden cells of every row and column add up to, and nothing else of them.

    A table with this cell at `least` exists if and only if, with that much taken out, every set of rows has no
    more than the columns it may put it into (Hall). Nothing of how cells are hidden is used here.
    """
    rows: dict[str, int] = {}
    columns: dict[str, int] = {}
    for (row, column), count in hidden.items():
        rows[str(row)] = rows.get(str(row), 0) + count
        columns[str(column)] = columns.get(str(column), 0) + count
    rows[str(cell[0])] -= least
    columns[str(cell[1])] -= least
    if min(*rows.values(), *columns.values()) < 0:
        return False
    return all(
        sum(rows[row] for row in chosen)
        <= sum(columns[column] for column in {str(c) for r, c in hidden if r in chosen})
        for chosen in subsets(sorted(rows))
    )


units = st.sampled_from(["hq", "north", "south", "n1", "n2", "s1", "s2", None])
TREE = {"hq": None, "north": "hq", "south": "hq", "n1": "north", "n2": "north", "s1": "south", "s2": "south"}
trees = st.sampled_from([TREE, {}, {"hq": "hq"}, {"n1": "n2", "n2": "n1"}, {"n1": "nowhere"}])
records = st.lists(
    st.tuples(
        units,
        st.builds(Call, st.sampled_from("abcdefghij"), st.integers(0, 99), st.none() | st.integers(0, 3)),
    ),
    max_size=40,
)


def grouped(pairs: Sequence[tuple[str | None, Call]]) -> dict[str | None, list[Call]]:
    groups: dict[str | None, list[Call]] = {}
    for key, call in pairs:
        groups.setdefault(key, []).append(call)
    return groups


@given(records, trees)
def test_rolling_up_loses_nobody_and_leaves_no_small_group(
    pairs: list[tuple[str | None, Call]], tree: dict[str, str | None]
) -> None:
    shown = roll_up(grouped(pairs), K, tree)

    assert all(people(found) >= K for found in shown.values())
    kept = sorted((call for found in shown.values() for call in found), key=repr)
    everybody = sorted((call for _, call in pairs), key=repr)
    assert kept == (everybody if people(everybody) >= K else [])


@given(records, trees)
def test_what_remains_of_the_total_after_any_subtraction_is_nobody_or_enough(
    pairs: list[tuple[str | None, Call]], tree: dict[str, str | None]
) -> None:
    shown = roll_up(grouped(pairs), K, tree)

    for taken in subsets([str(key) for key in shown]):
        left = [call for key, found in shown.items() if str(key) not in taken for call in found]
        assert not left or people(left) >= K


def test_a_small_unit_joins_the_nearest_one_above_it_that_is_then_large_enough() -> None:
    groups = {
        "n1": calls(3),
        "n2": calls(2, person="q"),
        "north": calls(1, person="r"),
        "s1": calls(1, person="s"),
    }

    shown = roll_up({**groups, "hq": calls(2, person="t")}, K, TREE)

    assert {key: len(found) for key, found in shown.items()} == {"n1": 3, "north": 3, "hq": 3}


def test_a_rest_that_is_small_takes_the_smallest_group_along() -> None:
    groups = {"green": calls(8), "amber": calls(4, person="q"), "red": calls(1, person="r")}

    shown = roll_up(groups, K)

    assert {key: len(found) for key, found in shown.items()} == {"green": 8, None: 5}


def test_many_calls_by_one_person_are_one_person() -> None:
    groups: dict[str | None, list[Call]] = {"a": [Call("liu", n) for n in range(9)], "b": calls(3)}

    assert list(roll_up(groups, K)) == [None]
    assert roll_up({"a": groups["a"]}, K) == {}


spending = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.builds(Call, st.sampled_from("pqrstu"), st.integers(0, 9), st.sampled_from([None, 0, 1, 5])),
    ),
    max_size=25,
)  # few groups and few people: many sums lie on the edge


@given(spending)
def test_no_sum_is_told_to_which_few_contributed_and_none_follows_from_the_total(
    pairs: list[tuple[str | None, Call]],
) -> None:
    groups = grouped(pairs)

    told = sums(groups, lambda call: call.amount, K)

    given = {key: [call for call in found if call.amount] for key, found in groups.items()}
    assert all(people(given[key]) >= K for key in told)
    assert all(total == sum(call.amount or 0 for call in groups[key]) for key, total in told.items())
    if people(call for found in given.values() for call in found) >= K:
        hidden = [call for key, found in given.items() if key not in told for call in found]
        assert not hidden or people(hidden) >= K


def test_a_sum_of_few_hides_the_smallest_other_one() -> None:
    groups: dict[str | None, list[Call]] = {
        key: [Call(f"{key}{n}", n, 100) for n in range(count)]
        for key, count in (("a", 9), ("b", 4), ("c", 1))
    }

    assert sums(groups, lambda call: call.amount, K) == {"a": 900}
    assert sums({"c": groups["c"]}, lambda call: call.amount, K) == {}


tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 6]), min_size=width, max_size=width), min_size=1, max_size=4
    )
).filter(lambda rows: min(*map(sum, rows), *map(sum, zip(*rows, strict=True)), 99) >= K)  # fmt: skip


@given(tables)
def test_no_hidden_cell_can_be_pinned_below_k_from_the_sums(rows: list[list[int]]) -> None:
    grid = grid_of(rows)

    shown = crossed(grid, K)

    assert all(len(grid[cell]) >= K for cell in shown)
    hidden = {cell: len(found) for cell, found in grid.items() if cell not in shown}
    for cell, count in hidden.items():
        if 0 < count < K:
            assert may_hold(K, cell, hidden)


def test_the_attacker_finds_what_would_stand_bare() -> None:
    grid = grid_of([[9, 1, 5], [8, 7, 6]])
    only_small = {("u0", "c1"): 1}

    assert not may_hold(K, ("u0", "c1"), only_small)
    assert crossed(grid, K) == {("u1", "c0"), ("u0", "c0")}


def test_two_hidden_cells_in_a_row_are_not_enough_when_a_column_gives_one_away() -> None:
    grid = grid_of([[1, 5, 9], [9, 4, 9], [9, 9, 3]])

    shown = crossed(grid, K)

    hidden = {cell: len(found) for cell, found in grid.items() if cell not in shown}
    assert may_hold(K, ("u0", "c0"), hidden)
    assert len(hidden) == 4


def test_a_table_without_small_cells_is_shown_whole() -> None:
    assert len(crossed(grid_of([[3, 4], [5, 6]]), K)) == 4


def test_cells_of_one_busy_person_are_small() -> None:
    grid = grid_of([[5, 5], [5, 5]])
    grid["u0", "c0"] = [Call("liu", n) for n in range(5)]

    assert ("u0", "c0") not in crossed(grid, K)


def test_where_no_single_way_is_wide_enough_more_is_hidden() -> None:
    grid = grid_of([[1, 1, 1], [3, 3, 3]])

    shown = crossed(grid, K)

    hidden = {cell: len(found) for cell, found in grid.items() if cell not in shown}
    assert all(may_hold(K, cell, hidden) for cell in grid if cell[0] == "u0")

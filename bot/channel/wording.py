"""What stands in a text file: its blocks, the values they name, and what a block may not do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from jinja2 import Environment, nodes
from jinja2.meta import find_undeclared_variables

_BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)\s*-?%\}(.*?)\{%-?\s*endblock", re.S)
FETCHING = (nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends)
"""What would fetch another file."""
DOUBTFUL = (nodes.For, nodes.Macro, nodes.CallBlock)
"""What may be wrong in a way that shows only when Python is made of it."""
LOOKED_AT = (*FETCHING, *DOUBTFUL, nodes.Filter, nodes.Test, nodes.Getattr, nodes.Block)
"""What `refused` wants to see."""
_REMARK = re.compile(r"\{#.*?#\}", re.S)
_SAFE_OF_NONE = frozenset({"eq", "ne"})
"""Comparisons that None survives; `in` asks it of what is on its left."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of one file.

    `names` are the values it uses, `bare` those it would show or walk through without having asked
    whether they are there. `mark` changes whenever its words do, however they are laid out.
    """

    source: str
    line: int
    names: frozenset[str]
    bare: frozenset[str]
    mark: str


def blocks_of(
    path: str,
    source: str,
    blocks: Iterable[nodes.Block],
    environment: Environment,
    known: Collection[str],
) -> dict[str, Block]:
    """The blocks of a file by name; `known` are the names that are no values of a dialogue."""
    written = {found[1]: found[2] for found in _BLOCK.finditer(_REMARK.sub("", source))}
    found: dict[str, Block] = {}
    for block in blocks:
        names = bare = frozenset[str]()
        if words(block) is None:  # most blocks are words alone, and looking into them takes long
            inside = nodes.Template(block.body, lineno=block.lineno)
            inside.set_environment(environment)
            names = frozenset(find_undeclared_variables(inside)) - frozenset(known)
            bare = names & frozenset(name for node in block.body for name in _bare(node, frozenset()))
        mark = sha256(" ".join(written.get(block.name, "").split()).encode()).hexdigest()[:8]
        found[block.name] = Block(path, block.lineno, names, bare, mark)
    return found


def words(block: nodes.Block) -> str | None:
    """What a block without logic says; None for a block with logic."""
    said: list[str] = []
    for node in block.body:
        if not isinstance(node, nodes.Output):
            return None
        for part in node.nodes:
            if not isinstance(part, nodes.TemplateData):
                return None
            said.append(part.data)
    return "".join(said).strip()


def macros_of(tree: nodes.Template) -> frozenset[str]:
    """The macros a file defines for others."""
    return frozenset(node.name for node in tree.body if isinstance(node, nodes.Macro))


def refused(
    found: Iterable[nodes.Node], shared: Mapping[str, Collection[str]], environment: Environment
) -> Iterator[tuple[int, str]]:
    """Line and reason of everything that would fail only when somebody is being spoken to."""
    names: set[str] = set()
    for node in found:
        if isinstance(node, FETCHING):
            yield node.lineno, "files share words through the macros of a file _name.j2: {{ name.macro() }}"
        elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
            owner = node.node.name
            if owner in shared and node.attr not in shared[owner]:
                yield node.lineno, f'_{owner}.j2 of this language has no macro "{node.attr}"'
        elif isinstance(node, nodes.Filter | nodes.Test):
            filtering = isinstance(node, nodes.Filter)
            if node.name not in (environment.filters if filtering else environment.tests):
                yield node.lineno, f"No {'filter' if filtering else 'test'} named {node.name!r}."
        elif isinstance(node, nodes.Block):
            if node.name in names:
                yield node.lineno, f"block {node.name!r} defined twice"
            names.add(node.name)
        elif isinstance(node, DOUBTFUL):
            # raises what is wrong with it, and costs a fraction of making Python of the whole file
            environment.compile(nodes.Template([node], lineno=node.lineno), raw=True)


def _bare(node: nodes.Node, asked: frozenset[str]) -> Iterator[str]:
    """The names used where None would be shown or would fail; `asked` are those inquired about before."""
    match node:
        case nodes.Name():
            if node.name not in asked:
                yield node.name
        case nodes.If() | nodes.CondExpr():
            yield from _tested(node.test, asked)
            inside = asked | _names(node.test)
            for child in node.iter_child_nodes(exclude=("test",)):
                yield from _bare(child, inside)
        case nodes.And() | nodes.Or():
            yield from _tested(node.left, asked)
            yield from _bare(node.right, asked | _names(node.left))
        case nodes.Filter(name="default" | "d"):
            return
        case nodes.Compare() | nodes.Not() | nodes.Test():
            yield from _tested(node, asked)
        case _:
            for child in node.iter_child_nodes():
                yield from _bare(child, asked)


def _tested(node: nodes.Node, asked: frozenset[str]) -> Iterator[str]:
    """The same within a condition: to be asked about does a value no harm, to be ordered does."""
    match node:
        case nodes.Name() | nodes.Test():
            return
        case nodes.And() | nodes.Or():
            yield from _tested(node.left, asked)
            yield from _tested(node.right, asked | _names(node.left))
        case nodes.Not():
            yield from _tested(node.node, asked)
        case nodes.Compare():
            signs = {operand.op for operand in node.ops}
            for operand in node.ops:
                yield from (
                    _tested(operand.expr, asked) if signs <= _SAFE_OF_NONE else _bare(operand.expr, asked)
                )
            yield from (
                _tested(node.expr, asked)
                if signs <= {*_SAFE_OF_NONE, "in", "notin"}
                else _bare(node.expr, asked)
            )
        case _:
            yield from _bare(node, asked)


def _names(node: nodes.Node) -> frozenset[str]:
    names = {found.name for found in node.find_all(nodes.Name)}
    return frozenset(names | {node.name} if isinstance(node, nodes.Name) else names)

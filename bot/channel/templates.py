"""Texts for people: one Jinja2 file per flow and language, one named block per message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError, nodes
from markupsafe import Markup

FALLBACK = "zh"
"""The default language; every text exists in it."""


class TextsFault(Exception):
    """Templates that cannot be used. `messages` names file and line, never a value."""

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One file: the compiled template, its blocks, and the words of the blocks without any logic."""

    path: str
    template: Template
    blocks: Mapping[str, Callable[..., Any]]
    plain: Mapping[str, str]


class Texts:
    """All texts of a folder `<language>/<file>.j2`, compiled once. Reading again means a new `Texts`.

    `languages` lists the languages found, the default first. A language or block that does not exist
    falls back to the default language. Inside a block `title("talk")` gives the block `title` of
    that file. Raises TextsFault with every faulty file, each as `file:line: reason`.
    """

    def __init__(self, folder: Path) -> None:
        self._sheets: dict[tuple[str, str], _Sheet] = {}
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        faults: list[str] = []
        for path in sorted(folder.glob("*/*.j2")):
            try:
                self._sheets[path.parent.name, path.stem] = self._compile(path, folder)
            except TemplateSyntaxError as fault:
                faults.append(f"{_name(path, folder)}:{fault.lineno}: {fault.message}")
            except UnicodeDecodeError:
                faults.append(f"{_name(path, folder)}:1: the file is not UTF-8")
        found = {language for language, _ in self._sheets}
        if not faults and FALLBACK not in found:
            faults.append(f"{folder.name}: there is no text in the default language ({FALLBACK})")
        if faults:
            raise TextsFault(*faults)
        self.languages: tuple[str, ...] = (FALLBACK, *sorted(found - {FALLBACK}))

    def render(self, language: str, file: str, block: str, values: Mapping[str, Any]) -> str:
        """The block as HTML of the channel's subset, values escaped, stripped at both ends.

        Raises TextsFault when there is no such block or a value it names is missing.
        """
        sheet = self._find(language, file, block)
        context = sheet.template.new_context(dict(values))
        try:
            return "".join(sheet.blocks[block](context)).strip()
        except Exception as fault:  # noqa: BLE001 - filters and values may raise anything
            # The chain is cut: a template's error may quote what a person wrote.
            line = _line(fault.__traceback__, sheet.template)
            raise TextsFault(f'{sheet.path}:{line}: block "{block}": {type(fault).__name__}') from None

    def caption(self, language: str, file: str, block: str) -> str:
        """The block as plain text, for a button. Raises TextsFault if it is missing or has logic in it."""
        sheet = self._find(language, file, block)
        if block not in sheet.plain:
            raise TextsFault(f'{sheet.path}: block "{block}" is a caption and must be plain words')
        return sheet.plain[block]

    def has(self, language: str, file: str, block: str) -> bool:
        """Whether exactly this language has the block, without any fallback."""
        sheet = self._sheets.get((language, file))
        return sheet is not None and block in sheet.blocks

    def is_plain(self, language: str, file: str, block: str) -> bool:
        """Whether exactly this language has the block, and it is words only: no values, no logic."""
        sheet = self._sheets.get((language, file))
        return sheet is not None and block in sheet.plain

    def blocks(self, language: str, file: str) -> frozenset[str]:
        """The blocks of exactly this file; empty when there is no such file."""
        sheet = self._sheets.get((language, file))
        return frozenset() if sheet is None else frozenset(sheet.blocks)

    def files(self, language: str) -> frozenset[str]:
        """The files of exactly this language, without their ending."""
        return frozenset(file for owner, file in self._sheets if owner == language)

    def _find(self, language: str, file: str, block: str) -> _Sheet:
        for tongue in (language, FALLBACK):
            sheet = self._sheets.get((tongue, file))
            if sheet is not None and block in sheet.blocks:
                return sheet
        raise TextsFault(f'templates/{language}/{file}.j2: there is no block "{block}"')

    def _compile(self, path: Path, folder: Path) -> _Sheet:
        source = path.read_text(encoding="utf-8")
        tree = self._environment.parse(source, name=path.stem, filename=str(path))
        plain: dict[str, str] = {}
        for block in tree.find_all(nodes.Block):
            words = _words(block)
            if words is not None:
                plain[block.name] = words
        language = path.parent.name

        def title(file: str) -> Markup:
            return Markup(self.render(language, file, "title", {}))  # noqa: S704 - rendered with escaping

        code = self._environment.compile(source, name=path.stem, filename=str(path))
        template = Template.from_code(
            self._environment, code, {**self._environment.globals, "title": title}, lambda: True
        )
        return _Sheet(_name(path, folder), template, template.blocks, plain)


def _words(block: nodes.Block) -> str | None:
    """What a block without logic says; None for a block with logic."""
    words: list[str] = []
    for node in block.body:
        if not isinstance(node, nodes.Output):
            return None
        for part in node.nodes:
            if not isinstance(part, nodes.TemplateData):
                return None
            words.append(part.data)
    return "".join(words).strip()


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder.parent).as_posix()


def _line(traceback: TracebackType | None, template: Template) -> int:
    """The template's line in which a block failed."""
    line = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == template.filename:
            line = template.get_corresponding_lineno(traceback.tb_lineno)
        traceback = traceback.tb_next
    return line

"""Texts for people: one Jinja2 file per flow and language, one named block per message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError, nodes
from markupsafe import Markup

from bot.channel.wording import LOOKED_AT, Block, blocks_of, macros_of, refused, words

FALLBACK = "zh"
"""The default language; every text exists in it."""

SHARED = "_"
"""What the name of a file begins with whose macros all files of its language share."""


class TextsFault(Exception):
    """Templates that cannot be used. `messages` names file and line, never a value."""

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One file: its template, and the words of the blocks without any logic."""

    path: str
    macros: frozenset[str]
    plain: Mapping[str, str]
    names: frozenset[str]
    """Of all its blocks."""
    described: Callable[[], Mapping[str, Block]]
    template: Callable[[], Template]
    """Made when something of it is shown for the first time: whoever only checks does not wait for that."""


class Texts:
    """All texts of a folder `<language>/<file>.j2`, compiled once. Reading again means a new `Texts`.

    `languages` lists the languages found, the default first. A language or block that does not exist
    falls back to the default language. Inside a block `title("talk")` gives the block `title` of
    that file, and `tone.person()` a macro of `<language>/_tone.j2`; files that begin with `_` are no
    sheets of their own. Raises TextsFault with every faulty file, each as `file:line: reason`.
    """

    def __init__(self, folder: Path) -> None:
        self._sheets: dict[tuple[str, str], _Sheet] = {}
        self._described: dict[tuple[str, str], Mapping[str, Block]] = {}
        self._trees: dict[Path, nodes.Template] = {}
        self._shared: dict[str, dict[str, _Sheet]] = {}
        self._environment = Environment(
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        faults: list[str] = []
        for path in sorted(folder.glob("*/*.j2"), key=lambda path: (not path.name.startswith(SHARED), path)):
            try:
                sheet = self._read(path, folder)
                if path.name.startswith(SHARED):
                    self._shared.setdefault(path.parent.name, {})[path.stem.lstrip(SHARED)] = sheet
                else:
                    self._sheets[path.parent.name, path.stem] = sheet
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
        said = sheet.plain.get(block)
        if said is not None:
            return said
        template = sheet.template()
        context = template.new_context(dict(values))
        try:
            return "".join(template.blocks[block](context)).strip()
        except Exception as fault:  # noqa: BLE001 - filters and values may raise anything
            # The chain is cut: a template's error may quote what a person wrote.
            line = _line(fault.__traceback__, template)
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
        return sheet is not None and block in sheet.names

    def is_plain(self, language: str, file: str, block: str) -> bool:
        """Whether exactly this language has the block, and it is words only: no values, no logic."""
        sheet = self._sheets.get((language, file))
        return sheet is not None and block in sheet.plain

    def blocks(self, language: str, file: str) -> frozenset[str]:
        """The blocks of exactly this file; empty when there is no such file."""
        sheet = self._sheets.get((language, file))
        return frozenset() if sheet is None else sheet.names

    def files(self, language: str) -> frozenset[str]:
        """The files of exactly this language, without their ending."""
        return frozenset(file for owner, file in self._sheets if owner == language)

    def described(self, language: str, file: str) -> Mapping[str, Block]:
        """What is written in the blocks of exactly this file, for checks; empty when there is no such file."""
        place = language, file
        if place not in self._sheets:
            return {}
        if place not in self._described:
            self._described[place] = self._sheets[place].described()
        return self._described[place]

    def checked(self) -> None:
        """Lets go of what only checks look into; whoever asks for it later all the same waits until it is made anew."""
        self._trees.clear()
        self._described.clear()

    def shared(self, language: str) -> frozenset[str]:
        """The macros that all files of exactly this language share, such as `tone.person`."""
        return frozenset(f"{name}.{macro}" for name, sheet in self._of(language) for macro in sheet.macros)

    def _find(self, language: str, file: str, block: str) -> _Sheet:
        for tongue in (language, FALLBACK):
            sheet = self._sheets.get((tongue, file))
            if sheet is not None and block in sheet.names:
                return sheet
        raise TextsFault(f'templates/{language}/{file}.j2: there is no block "{block}"')

    def _read(self, path: Path, folder: Path) -> _Sheet:
        source = path.read_text(encoding="utf-8")
        environment, language, name = self._environment, path.parent.name, _name(path, folder)

        def parsed() -> nodes.Template:
            known = self._trees.get(path)
            return environment.parse(source, path.stem, str(path)) if known is None else known

        tree = self._trees[path] = parsed()
        # shared files know nothing of one another: nobody has to look for what leads where
        others = {} if path.name.startswith(SHARED) else dict(self._of(language))
        found = list(tree.find_all(LOOKED_AT))
        macros = {file: other.macros for file, other in others.items()}
        for line, message in refused(found, macros, environment):
            raise TemplateSyntaxError(message, line)
        blocks = [node for node in found if isinstance(node, nodes.Block)]

        def title(file: str) -> Markup:
            return Markup(self.render(language, file, "title", {}))  # noqa: S704 - rendered with escaping

        @cache
        def template() -> Template:
            shared = {file: other.template().module for file, other in others.items()}
            known = {**environment.globals, **shared, "title": title}
            code = environment.compile(parsed(), path.stem, str(path))
            return Template.from_code(environment, code, known, lambda: True)

        def described() -> Mapping[str, Block]:
            known = {*environment.globals, *others, "title"}
            return blocks_of(name, source, parsed().find_all(nodes.Block), environment, known)

        plain = {block.name: said for block in blocks if (said := words(block)) is not None}
        names = frozenset(block.name for block in blocks)
        return _Sheet(name, macros_of(tree), plain, names, described, template)

    def _of(self, language: str) -> Iterable[tuple[str, _Sheet]]:
        """The shared files of a language, by the name its blocks know them under."""
        return self._shared.get(language, {}).items()


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

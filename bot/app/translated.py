"""Which words a translation was made from, so that it is known when they have changed since.

The texts of the default language are the source. Beside a translation lies `templates/<lang>/translated.txt`
with one line per block, `talk.mood 3f2a91bc`: the mark of the source's words at the moment somebody said
that the translation says the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from bot.channel.templates import FALLBACK, Texts

MARKS = "translated.txt"
COMMAND = "python -m bot flows translated"
HEADER = f"# Written by `{COMMAND}`: the words of {FALLBACK} each block was translated from.\n"


def stale(folder: Path, texts: Texts) -> Iterator[str]:
    """A warning for every block whose source has changed, and for what nobody has vouched for yet."""
    for language in texts.languages:
        if language == FALLBACK:
            continue
        marks = _marks(folder, language)
        if not marks:
            yield (
                f"{folder.name}/{language}: warning: nobody has said yet that these texts agree with {FALLBACK} "
                f"— when they do: {COMMAND}"
            )
            continue
        for file in sorted(texts.files(language) & texts.files(FALLBACK)):
            now = _now(texts, file)
            unmarked = [name for name in texts.described(language, file) if f"{file}.{name}" not in marks]
            if all(f"{file}.{name}" not in marks for name in now):
                path = f"{folder.name}/{language}/{file}.j2"
                yield f"{path}: warning: nobody has said yet that it agrees with {FALLBACK} — then: {COMMAND} {file}"
                continue
            if new := [name for name in unmarked if name in now]:
                yield (
                    f"{folder.name}/{language}/{file}.j2: warning: new, and not vouched for: {', '.join(new)} "
                    f"— do they say what {FALLBACK} says? Then: {COMMAND} {file}"
                )
            for name, block in texts.described(language, file).items():
                if name not in now:
                    continue  # another check tells
                where = f'{block.source}:{block.line}: warning: block "{name}"'
                if name not in unmarked and marks[f"{file}.{name}"] != now[name]:
                    yield f"{where}: {FALLBACK} has changed since it was translated — then: {COMMAND} {file}"


def accept(folder: Path, texts: Texts, files: Collection[str] = ()) -> tuple[str, ...]:
    """Vouches for these files of every translation (all of them if none is named) as they stand now. Returns
    the blocks for which that is news, as `en/talk.mood`."""
    news: list[str] = []
    for language in texts.languages:
        if language == FALLBACK:
            continue
        before = _marks(folder, language)
        after: dict[str, str] = {}
        for file in sorted(texts.files(language) & texts.files(FALLBACK)):
            for name, mark in _now(texts, file).items():
                block = f"{file}.{name}"
                if not texts.has(language, file, name):
                    continue
                if not files or file in files:
                    after[block] = mark
                elif block in before:
                    after[block] = before[block]
        news += [f"{language}/{block}" for block, mark in after.items() if before.get(block) != mark]
        lines = [f"{block} {mark}\n" for block, mark in sorted(after.items())]
        (folder / language / MARKS).write_text(HEADER + "".join(lines), encoding="utf-8")
    return tuple(news)


def _now(texts: Texts, file: str) -> dict[str, str]:
    return {name: block.mark for name, block in texts.described(FALLBACK, file).items()}


def _marks(folder: Path, language: str) -> dict[str, str]:
    """The marks as written; a line that is none (two people wrote at once) counts as not there."""
    path = folder / language / MARKS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = [line.split() for line in lines if not line.startswith("#")]
    return {parts[0]: parts[1] for parts in found if len(parts) == 2}

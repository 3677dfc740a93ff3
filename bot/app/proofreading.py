"""Reads dialogues and texts side by side: blocks nobody shows, values nobody has, words with two meanings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from bot.channel.templates import FALLBACK, Texts
from bot.domain.flow import answers
from bot.domain.flow.folding import fold
from bot.domain.flow.model import SYSTEM, Ask, Flow
from bot.domain.flow.review import Mention, blocks_of
from bot.domain.flow.source import Fault, guess

HUMAN = "human"
"""Block of the system file: the caption of the button to a person."""


def mentions(flows: Iterable[str], texts: Texts) -> dict[str, dict[str, tuple[Mention, ...]]]:
    """What the texts of these flows say of variables, by flow and block, in every language."""
    found: dict[str, dict[str, tuple[Mention, ...]]] = {}
    for flow in flows:
        blocks = found.setdefault(flow, {})
        for language in texts.languages:
            for name, block in texts.described(language, flow).items():
                mention = Mention(block.source, block.line, block.names, block.bare)
                blocks[name] = (*blocks.get(name, ()), mention)
    return found


def superfluous(flows: Mapping[str, Flow], unread: Collection[str], texts: Texts) -> Iterator[str]:
    """Blocks no step shows, and in texts that belong to no flow blocks one language has and another lacks."""
    for language in texts.languages:
        for file in sorted(texts.files(language) - set(unread)):
            blocks = texts.described(language, file)
            flow = flows.get(file)
            shown = _shown(flow) if flow is not None else texts.blocks(FALLBACK, file)
            for name in sorted(blocks.keys() - shown, key=lambda name: blocks[name].line):
                where = f'{blocks[name].source}:{blocks[name].line}: warning: block "{name}"'
                if flow is not None:
                    yield f"{where} is not shown by any step{guess(name, set(needed(flow)) - blocks.keys())}"
                else:
                    yield f"{where} does not exist in the default language ({FALLBACK})"
            if flow is None and file != SYSTEM:  # the shared texts are checked by name
                for name in sorted(shown - blocks.keys()):
                    yield f'templates/{language}/{file}.j2: warning: no block "{name}", the default language has it'
        for macro in sorted(texts.shared(FALLBACK) ^ texts.shared(language)):
            file, _, name = macro.partition(".")
            yield f'templates/{language}/_{file}.j2: warning: "{name}" is not a macro of every language'


def overheard(flows: Mapping[str, Flow], texts: Texts, leaving: Collection[str]) -> Iterator[Fault]:
    """Words that mean something else before they could mean this: captions that leave the dialogue when typed,
    start words that stand on the button to a person, captions that are the number of another choice."""
    away = {fold(word) for word in leaving}
    human = {
        fold(texts.caption(language, SYSTEM, HUMAN))
        for language in texts.languages
        if texts.is_plain(language, SYSTEM, HUMAN)
    }
    for flow in flows.values():
        for word in flow.start:
            if not word.startswith("/") and fold(word) in human:
                message = f'start word "{word}" is what the button to a person says, and that comes first'
                yield Fault(flow.source, 1, message, warning=True)
        for var in flow.vars.values():
            for key, captions in var.captions.items():
                for caption in dict.fromkeys(captions):
                    words = f'caption "{caption}" of "{var.name}"'
                    number = answers.ordinal(caption)
                    if fold(caption) in away:
                        message = f"{words} leaves the dialogue when somebody types it"
                        yield Fault(flow.source, var.line, message)
                    elif number is not None and var.of[number - 1 : number] not in ((), (key,)):
                        yield Fault(flow.source, var.line, f"{words} is also the number of another choice")
                    elif fold(caption) in human:
                        message = f"{words} is what the button to a person says, and that comes first"
                        yield Fault(flow.source, var.line, message, warning=True)


def needed(flow: Flow) -> tuple[str, ...]:
    """The blocks a flow cannot do without, in the order in which they are shown."""
    found = ["title"]
    for step in flow.steps.values():
        found += blocks_of(step)
        if isinstance(step, Ask):
            found += [f"{step.var}__{key}" for key in answers.buttons(flow.vars[step.var])]
    return tuple(dict.fromkeys(found))


def _shown(flow: Flow) -> frozenset[str]:
    """Every block the flow or the desk can show, with captions and labels."""
    found = {"title", *(block for step in flow.steps.values() for block in blocks_of(step))}
    for var in flow.vars.values():
        found |= {f"{var.name}__label", *(f"{var.name}__{key}" for key in answers.buttons(var))}
    return frozenset(found | {f"category__{name}" for name in flow.categories})

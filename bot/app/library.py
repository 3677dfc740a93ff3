"""Loads the dialogues: strict YAML with line numbers, checked against each other and against the texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.app.manuscript import parse
from bot.app.programmes import programme_faults, read_programmes
from bot.app.proofreading import mentions, needed, overheard, superfluous
from bot.channel.templates import Texts
from bot.domain.care.model import DAILY, Programme
from bot.domain.flow import answers
from bot.domain.flow.folding import fold
from bot.domain.flow.linking import link
from bot.domain.flow.model import BUILT_IN, SYSTEM, YES_NO, ActionSpec, Ask, Flow, Say, Var
from bot.domain.flow.reading import MAX_KEY, Reading, read
from bot.domain.flow.review import review
from bot.domain.flow.routing import Routes
from bot.domain.flow.source import Fault, Scalar
from bot.domain.matter import Category

MAX_CAPTION = 40
"""Characters on a button; more is cut off on a small phone."""

SYSTEM_BLOCKS = (
    "resume",
    "resumed",
    "unrecognised",
    "unrecognised_again",
    "words_please",
    "words_please_voice",
    "stale",
    "ended_already",
    "moved_on",
    "gone",
    "left",
    "cancelled",
    "closed",
    "nothing_to_cancel",
    "length_please",
    "yes_please",
    "number_please",
    "whole_please",
    "out_of_range",
    "choose_at_least",
    "choose_at_most",
    "date_please",
    "time_please",
    "moment_please",
    "later_please",
    "phone_please",
    "person_please",
    "location_please",
    "photo_please",
    "voice_please",
    "file_please",
)
"""What the engine itself says; `SYSTEM_CAPTIONS` and `resume__…` are captions."""

SYSTEM_CAPTIONS = ("human", "back", "done", "earlier", "more", *YES_NO)
"""Buttons all dialogues share; `yes` and `no` only where a dialogue has none of its own."""


CANCEL = "cancel"
CANCEL_WORDS = ("/cancel", "取消", "算了", "不聊了", "cancel", "never mind")
"""What leaves a dialogue; found like start words, though no flow stands behind them."""


class LibraryFault(Exception):
    """Dialogues that cannot be used; `messages` has every fault, each with its file and line."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Library:
    """Checked dialogues. `flows` also has the built-in "system", which has no steps and cannot be started.

    `starts` maps folded start words to flows, `commands` "talk" (for /talk) to one; both know `CANCEL`.
    `routes` finds what a free text means, mistyped or as pinyin, where no dialogue is under way.
    """

    flows: Mapping[str, Flow]
    starts: Mapping[str, str]
    commands: Mapping[str, str]
    routes: Routes
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    """The routines of care, which start dialogues and write by themselves."""

    def startable(self, name: str) -> bool:
        """Whether people may start a flow of this name by themselves."""
        flow = self.flows.get(name)
        return flow is not None and bool(flow.start)

    @property
    def daily(self) -> Programme | None:
        """What asks people how they are; None where nobody is asked."""
        return self.programmes.get(DAILY)

    @property
    def categories(self) -> dict[str, Category]:
        """The kinds of help that can be asked for, by name."""
        return {name: known for flow in self.flows.values() for name, known in flow.categories.items()}

    def find_start(self, text: str) -> str | None:
        """The flow a text starts, if it is exactly one of the start words or begins with a command.

        "/talk", "/talk@AnyBot" and "/talk something" are the same command. For the words that leave
        a dialogue it is `CANCEL`, which is no flow but the event Cancelled.
        """
        if text.startswith("/"):
            word = text[1:].split(maxsplit=1)[0] if text[1:].strip() else ""
            return self.commands.get(word.partition("@")[0].lower())
        return self.starts.get(fold(text))


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything there is to say about a folder of dialogues; `library` is None exactly when there are faults.

    `warnings` are what an author should look at; the dialogues work all the same.
    """

    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    library: Library | None


def load(folder: Path, texts: Texts, actions: Mapping[str, ActionSpec]) -> Library:
    """Every `*.yaml` of the folder. Raises LibraryFault with all faults of all files."""
    found = survey(folder, texts, actions, advice=False)
    if found.library is None:
        raise LibraryFault(found.faults)
    return found.library


def survey(
    folder: Path, texts: Texts | None, actions: Mapping[str, ActionSpec], *, advice: bool = True
) -> Survey:
    """Looks at every `*.yaml` of the folder and tells all at once, except what only follows from a fault told
    already. Without texts (they cannot be read) the flows are looked at by themselves. Whoever wants no `advice` is
    told the faults only, and does not wait for every text to be looked into."""
    flows, faults, unread = _read_all(folder, actions)
    found = [*link(flows, unread), *review(flows, actions, None if texts is None else mentions(flows, texts))]
    faults += [str(fault) for fault in found if not fault.warning]
    warnings = [str(fault) for fault in found if fault.warning]
    if texts is None:
        return Survey(tuple(faults), tuple(warnings), None)
    captioned: dict[str, Flow] = {}
    for flow in flows.values():
        unfit = list(_text_faults(flow, texts))
        faults += unfit
        if not unfit:
            captioned[flow.name] = _captioned(flow, texts)
    unfit = list(_system_faults(texts))
    faults += unfit
    if not unfit:
        captioned[SYSTEM] = _captioned(BUILT_IN, texts)
    starts, commands, collisions = _starts(captioned)
    faults += collisions
    faults += [message for flow in captioned.values() for message in _ambiguous(flow)]
    heard = list(overheard(captioned, texts, CANCEL_WORDS))
    faults += [str(fault) for fault in heard if not fault.warning]
    warnings += [str(fault) for fault in heard if fault.warning]
    warnings += superfluous(flows, unread, texts) if advice else ()
    programmes, unfit = read_programmes(folder)
    startable = dict.fromkeys(unread, True) | {flow.name: bool(flow.start) for flow in flows.values()}
    faults += [*unfit, *programme_faults(programmes, startable, texts)]
    library = None if faults else Library(captioned, starts, commands, _routes(captioned, texts), programmes)
    return Survey(tuple(faults), tuple(warnings), library)


def _read_all(
    folder: Path, actions: Mapping[str, ActionSpec]
) -> tuple[dict[str, Flow], list[str], frozenset[str]]:
    """The flows that could be read, the faults of the others, and what these are called."""
    flows: dict[str, Flow] = {}
    messages: list[str] = []
    unread: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        source = f"{folder.name}/{path.name}"
        try:
            table, faults = parse(path.read_text(encoding="utf-8"), source)
        except UnicodeDecodeError:
            table, faults = None, (Fault(source, 1, "the file is not UTF-8"),)
        reading = Reading(None, faults) if table is None else read(table, source, actions)
        messages += map(str, reading.faults)
        flow = reading.flow
        if flow is None:
            named = table.entries.get("flow") if table is not None else None
            unread |= {path.stem, str(named.value) if isinstance(named, Scalar) else path.stem}
        elif flow.name in flows:
            messages.append(f'{source}:1: flow "{flow.name}" is already in {flows[flow.name].source}')
        else:
            flows[flow.name] = flow
    return flows, messages, frozenset(unread)


def _routes(flows: Mapping[str, Flow], texts: Texts) -> Routes:
    """Where free text leads. What stands on a button answers its question and leads nowhere else."""
    on_buttons = {
        caption
        for flow in flows.values()
        for var in flow.vars.values()
        for captions in var.captions.values()
        for caption in captions
    }
    on_buttons |= {texts.caption(language, SYSTEM, "human") for language in texts.languages}
    return Routes({flow.name: flow.start for flow in flows.values()}, on_buttons)


def caption_place(texts: Texts, file: str, name: str, key: str) -> tuple[str, str]:
    """File and block of a choice's caption: a dialogue's own, or the shared one for yes and no."""
    block = f"{name}__{key}"
    own = any(texts.has(language, file, block) for language in texts.languages)
    return (SYSTEM, key) if key in YES_NO and not own else (file, block)


def _captioned(flow: Flow, texts: Texts) -> Flow:
    """The flow with the captions of all languages on its variables, so that any of them is an answer."""

    def captions(var: Var) -> dict[str, tuple[str, ...]]:
        return {
            key: tuple(
                texts.caption(language, *caption_place(texts, flow.name, var.name, key))
                for language in texts.languages
            )
            for key in answers.buttons(var)
        }

    asked = {step.var for step in flow.steps.values() if isinstance(step, Ask)} or {"resume"}
    variables = {
        name: replace(var, captions=captions(var)) if name in asked else var
        for name, var in flow.vars.items()
    }
    return replace(flow, vars=variables)


def _text_faults(flow: Flow, texts: Texts) -> Iterator[str]:
    """Blocks the flow needs and some language lacks, and captions that are none."""
    if len(flow.name) > MAX_KEY:
        yield f'{flow.source}:1: the name "{flow.name}" does not fit a button: at most {MAX_KEY} characters'
    for language in texts.languages:
        if flow.name not in texts.files(language):
            blocks = ", ".join(needed(flow))
            yield f"{flow.source}:1: there is no {_file(language, flow.name)} yet — it needs the blocks {blocks}"
            continue
        if not texts.is_plain(language, flow.name, "title"):
            yield f'{flow.source}:1: {_file(language, flow.name)} needs a block "title" of plain words'
        for category in flow.categories:
            if not texts.is_plain(language, flow.name, f"category__{category}"):
                yield (
                    f'{flow.source}:1: {_file(language, flow.name)} needs a block "category__{category}" '
                    "of plain words"
                )
        for step in flow.steps.values():
            if isinstance(step, Say | Ask):
                leads = step.retry.leads if isinstance(step, Ask) and step.retry is not None else ()
                for block in (step.block, *leads):
                    if not texts.has(language, flow.name, block):
                        yield (
                            f'{flow.source}:{step.line} step "{step.id}": '
                            f'{_file(language, flow.name)} has no block "{block}"'
                        )
            if isinstance(step, Ask):
                yield from _caption_faults(
                    texts,
                    language,
                    flow.name,
                    flow.vars[step.var],
                    f'{flow.source}:{step.line} step "{step.id}"',
                )


def _system_faults(texts: Texts) -> Iterator[str]:
    for language in texts.languages:
        file = _file(language, SYSTEM)
        for block in SYSTEM_BLOCKS:
            if not texts.has(language, SYSTEM, block):
                yield f'{file}: no block "{block}"'
        for caption in SYSTEM_CAPTIONS:
            if not texts.is_plain(language, SYSTEM, caption):
                yield f'{file}: the caption "{caption}" is missing or not plain words'
        yield from _caption_faults(texts, language, SYSTEM, BUILT_IN.vars["resume"], file)


def _caption_faults(texts: Texts, language: str, file: str, var: Var, where: str) -> Iterator[str]:
    seen: dict[str, str] = {}
    for key in answers.buttons(var):
        block = f"{var.name}__{key}"
        if var.type == "yes_no" and caption_place(texts, file, var.name, key) == (SYSTEM, key):
            continue
        if not texts.has(language, file, block):
            yield f'{where}: {_file(language, file)} has no block "{block}"'
        elif not texts.is_plain(language, file, block):
            yield f'{where}: {_file(language, file)} block "{block}" is a caption and must be plain words'
        else:
            caption = texts.caption(language, file, block)
            if not 1 <= len(caption) <= MAX_CAPTION or "\n" in caption or set("<>&") & set(caption):
                yield (
                    f'{where}: {_file(language, file)} block "{block}" must be one line '
                    f"of 1 to {MAX_CAPTION} characters without markup"
                )
            other = seen.setdefault(fold(caption), block)
            if other != block:
                yield f'{where}: {_file(language, file)} blocks "{other}" and "{block}" read the same'


def _ambiguous(flow: Flow) -> Iterator[str]:
    """Captions of different choices that read the same in different languages: answers in any are taken."""
    for var in flow.vars.values():
        meant: dict[str, str] = {}
        for key in var.captions:
            for name in {fold(name) for name in (key, *var.captions[key])}:
                other = meant.setdefault(name, key)
                if other != key:
                    yield (
                        f'{flow.source}:{var.line}: choices "{other}" and "{key}" of "{var.name}" '
                        "have a caption or name in common"
                    )


def _starts(flows: Mapping[str, Flow]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Start words, commands, and the collisions: two flows with one word, or a word that is a caption."""
    words = {fold(word): CANCEL for word in CANCEL_WORDS if not word.startswith("/")}
    commands = {CANCEL: CANCEL}
    collisions: list[str] = []
    captions = {
        fold(caption): f"{flow.name}.{var.name}"
        for flow in flows.values()
        for var in flow.vars.values()
        for names in var.captions.values()
        for caption in names
    }
    for flow in flows.values():
        for word in flow.start:
            table, key = (commands, word[1:]) if word.startswith("/") else (words, fold(word))
            owner = table.setdefault(key, flow.name)
            where = f'{flow.source}:1: start word "{word}"'
            if owner != flow.name:
                collisions.append(f'{where} already starts "{owner}"')
            elif table is words and key in captions:
                collisions.append(f'{where} is also a button of "{captions[key]}"')
            elif table is words and answers.ordinal(word) is not None:
                collisions.append(f"{where} is a number, and numbers answer questions")
    return words, commands, collisions


def _file(language: str, file: str) -> str:
    return f"templates/{language}/{file}.j2"

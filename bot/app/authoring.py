"""What `python -m bot flows …` says to whoever writes dialogues."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from bot.app.actions import ACTIONS
from bot.app.config import Config
from bot.app.library import LibraryFault, Survey, survey
from bot.app.translated import accept, stale
from bot.channel.templates import Texts, TextsFault
from bot.domain.flow.graph import draw
from bot.domain.flow.model import SYSTEM, Flow
from bot.domain.flow.proof import prove
from bot.domain.flow.source import guess

SPECS = {name: spec for name, (spec, _) in ACTIONS.items()}
SHOWN = 5
"""Violations shown for one flow: whoever mends the first ones has often mended the rest."""


def look(config: Config) -> Survey:
    """All faults and warnings of dialogues and texts in one go, also where some of them cannot be read."""
    try:
        texts = Texts(config.templates)
    except TextsFault as fault:
        found = survey(config.flows, None, SPECS)
        return replace(found, faults=(*found.faults, *fault.messages))
    found = survey(config.flows, texts, SPECS)
    return replace(found, warnings=(*found.warnings, *stale(config.templates, texts)))


def proofs(config: Config, names: Collection[str], clock: Callable[[], float]) -> Iterator[tuple[bool, str]]:
    """For each flow whether it is proven, and what to say about it. Raises LibraryFault."""
    flows = _flows(config)
    for name in names or sorted(set(flows) - {SYSTEM}):
        flow, began = _one(flows, name), clock()
        proof = prove(flows, flow.name, SPECS)
        lines = [f"{name}: {proof.places} situations, {proof.turns} turns, {clock() - began:.1f} s"]
        lines += [f"{flow.source}: {violation}" for violation in proof.violations[:SHOWN]]
        if len(proof.violations) > SHOWN:
            lines.append(f"{flow.source}: and {len(proof.violations) - SHOWN} more")
        yield not proof.violations, "\n".join(lines)


def picture(config: Config, name: str) -> str:
    """The flow as a Mermaid flowchart. Raises LibraryFault."""
    return draw(_one(_flows(config), name))


def vouch(config: Config, files: Collection[str]) -> tuple[str, ...]:
    """Says that the translations of these files (all if none is named) say what the default language says;
    the blocks for which that is news. Raises TextsFault, and LibraryFault for a file that is none."""
    texts = Texts(config.templates)
    known = frozenset[str]().union(*(texts.files(language) for language in texts.languages))
    for file in files:
        if file not in known:
            raise LibraryFault((f'there is no text file "{file}"{guess(file, known)}',))
    return accept(config.templates, texts, files)


def _flows(config: Config) -> Mapping[str, Flow]:
    found = look(config)
    if found.library is None:
        raise LibraryFault(found.faults)
    return found.library.flows


def _one(flows: Mapping[str, Flow], name: str) -> Flow:
    flow = flows.get(name)
    if flow is None or name == SYSTEM:
        raise LibraryFault((f'there is no flow "{name}"{guess(name, set(flows) - {SYSTEM})}',))
    return flow

"""Which steps and branches of every flow the transcripts went through, in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.flow.edges import ENTERED, Edge, edges
from bot.domain.flow.model import SYSTEM, Flow


@dataclass(frozen=True, slots=True)
class Row:
    """One flow in one language: how many steps and branches were taken, of how many."""

    flow: str
    language: str
    steps: tuple[int, int]
    branches: tuple[int, int]

    @property
    def percent(self) -> float:
        """Of steps and branches together."""
        total = self.steps[1] + self.branches[1]
        return 100 * (self.steps[0] + self.branches[0]) / total if total else 100.0


class Coverage:
    """Collects the ways taken; `flows` and `languages` say what there is to take. With `played_only` nothing is
    said about a flow in a language in which no way of it was taken."""

    def __init__(
        self, flows: Mapping[str, Flow], languages: Sequence[str], *, played_only: bool = False
    ) -> None:
        self._played_only = played_only
        self._flows = [flow for name, flow in sorted(flows.items()) if name != SYSTEM]
        self._languages = languages
        self._taken: set[tuple[str, Edge]] = set()

    def add(self, path: Iterable[tuple[str, Edge]]) -> None:
        """Ways taken, each with the language it was played in."""
        self._taken.update(path)

    def rows(self) -> list[Row]:
        return [self._row(flow, language) for flow in self._flows for language in self._judged(flow)]

    def missing(self) -> list[str]:
        """What no transcript went through: `flows/talk.yaml:31 step "not_red": else never taken (en)`."""
        found: dict[str, list[str]] = {}
        for flow in self._flows:
            # in the order of the file: an end written into a step comes before it in the model
            for edge in sorted(edges(flow), key=lambda edge: _line(flow, edge)):
                for language in self._judged(flow):
                    if (language, edge) not in self._taken and not self._implied(flow, edge, language):
                        found.setdefault(_words(flow, edge), []).append(language)
        return [f"{words} ({', '.join(languages)})" for words, languages in found.items()]

    def _judged(self, flow: Flow) -> list[str]:
        played = {language for language, edge in self._taken if edge.flow == flow.name}
        return [language for language in self._languages if language in played or not self._played_only]

    def _implied(self, flow: Flow, edge: Edge, language: str) -> bool:
        """What follows from a step that was never reached goes without saying: its ways, its own end."""
        owner = edge.step if edge.way != ENTERED else edge.step.rpartition(".")[0]
        return owner in flow.steps and (language, Edge(flow.name, owner)) not in self._taken

    def _row(self, flow: Flow, language: str) -> Row:
        every = edges(flow)
        taken = [edge for edge in every if (language, edge) in self._taken]
        steps, branches = (
            (
                sum((edge.way == ENTERED) is step for edge in taken),
                sum((edge.way == ENTERED) is step for edge in every),
            )
            for step in (True, False)
        )
        return Row(flow.name, language, steps, branches)


def _line(flow: Flow, edge: Edge) -> int:
    return flow.steps[edge.step].line if edge.step else 0


def _words(flow: Flow, edge: Edge) -> str:
    if not edge.step:
        return f"{flow.source}:1: it never expired"
    where = f'{flow.source}:{flow.steps[edge.step].line} step "{edge.step}"'
    return f"{where}: never reached" if edge.way == ENTERED else f"{where}: {edge.way} never taken"

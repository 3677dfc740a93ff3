"""What flows may have the app do: every `do:` step names one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.app.dialogue import Action
from bot.app.numbers import number_rows
from bot.app.turn import Turn
from bot.domain import triage
from bot.domain.flow.model import ActionSpec, Value
from bot.domain.safety import assess

LANGUAGES = ("zh", "en")


def set_language(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """From here on, in this very turn too, the person is spoken to in this language."""
    language = str(arguments["language"])
    turn.language = language
    turn.person = replace(turn.who, language=language)
    return {}


def assess_triage(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """The colour of what was tapped and written, together with what was written just before."""
    said = arguments["words"]
    # what was spoken goes to people; nothing here can hear it
    words = said if isinstance(said, str) else ""
    recent = [remark.text for remark in turn.session.recent if remark.text]
    concern = assess(words, recent, turn.who.language)
    return {"colour": triage.assess(str(arguments["mood"] or ""), concern).value}


def emergency_numbers(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """The verified numbers for where the person is and for home, in the person's language."""
    return {"numbers": [dict(row) for row in number_rows(turn, turn.who)]}


ACTIONS: Mapping[str, tuple[ActionSpec, Action]] = {
    spec.name: (spec, action)
    for spec, action in (
        (ActionSpec("person.language", arguments={"language": "choice"}), set_language),
        (
            ActionSpec(
                "triage.assess",
                arguments={"mood": "choice", "topic": "choice", "words": "text"},
                results={"colour": ("red", "amber", "green")},
                effects=False,
                optional=frozenset({"words"}),
                takes="sensitive",
            ),
            assess_triage,
        ),
        (ActionSpec("emergency.numbers", results={"numbers": "list"}, effects=False), emergency_numbers),
    )
}

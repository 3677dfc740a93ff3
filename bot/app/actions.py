"""What flows may have the app do: every `do:` step names one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.app import asides, requesting
from bot.app.dialogue import Action
from bot.app.numbers import number_rows
from bot.app.turn import Turn
from bot.domain import triage
from bot.domain.consent import PURPOSES, Standing, answered
from bot.domain.flow.model import ActionSpec, Value
from bot.domain.safety import assess

LANGUAGES = ("zh", "en")


def set_language(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """From here on, in this very turn too, the person is spoken to in this language."""
    turn.speak(str(arguments["language"]))
    return {}


def consent_state(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """How the person stands to every purpose, and whether this is a time to ask: not while they are in need of
    somebody, and not on the days after."""
    unfit = turn.case_of(turn.lane) is not None or turn.ended is not None
    return {"asking": "later" if unfit else "now"} | asides.standings(turn)


def consent_set(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """What the person has said about one purpose, in today's words."""
    purpose = PURPOSES[str(arguments["purpose"])]
    agrees = arguments["answer"] == "agree"
    turn.agree(answered(purpose.name, purpose.version, agrees, turn.consents, turn.now))
    return {}


def stop_messages(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Stops what the bot sends by itself; who asked for it, and whether a case stays open all the same."""
    asides.stop_messages(turn)
    return {"role": asides.role(turn), "case": "none" if turn.case_of(turn.lane) is None else "open"}


def start_messages(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Lets come again what was stopped."""
    return {"before": "stopped" if asides.start_messages(turn) else "going"}


def _screen(show: Callable[[Turn], None]) -> Action:
    """An action that shows a screen which stands by itself."""

    def action(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
        show(turn)
        return {}

    return action


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
        (
            ActionSpec(
                "request.route",
                arguments={"category": "choice"},
                results={"past": ("yes", "no")},
                effects=False,
            ),
            requesting.route,
        ),
        (
            ActionSpec(
                "request.attach",
                arguments={"files": "list", "extra": "attachment"},
                results={"files": "list"},
                effects=False,
                optional=frozenset({"files", "extra"}),
                takes="sensitive",
            ),
            requesting.attach,
        ),
        (
            ActionSpec(
                "request.send",
                arguments={
                    "for_whom": "choice",
                    "category": "choice",
                    "route": "choice",
                    "details": "text",
                    "files": "list",
                    "urgency": "choice",
                },
                results={"number": "text", "until": "text", "read_by": ("unit", "beyond", "counsellor")},
                failures=("no_number",),
                optional=frozenset({"route", "details", "files", "urgency"}),
                takes="sensitive",
            ),
            requesting.send,
        ),
        (ActionSpec("requests.show", effects=False), requesting.show),
        (ActionSpec("emergency.numbers", results={"numbers": "list"}, effects=False), emergency_numbers),
        (
            ActionSpec(
                "consent.state",
                results={"asking": ("now", "later")} | dict.fromkeys(PURPOSES, tuple(Standing)),
                effects=False,
            ),
            consent_state,
        ),
        (ActionSpec("consent.set", arguments={"purpose": "text", "answer": "choice"}), consent_set),
        (
            ActionSpec(
                "messages.stop",
                results={"role": ("guest", "employee", "family", "staff"), "case": ("open", "none")},
            ),
            stop_messages,
        ),
        (ActionSpec("messages.start", results={"before": ("stopped", "going")}), start_messages),
        (ActionSpec("privacy.show"), _screen(asides.show_privacy)),
        (ActionSpec("help.show"), _screen(asides.show_help)),
        (ActionSpec("tidy.offer"), _screen(asides.offer_tidying)),
    )
}

"""A dialogue under way: the engine's turns with the actions they ask for, and what a text means to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.app import again, asking, casework, remarks
from bot.app.library import CANCEL
from bot.app.turn import Turn
from bot.domain.flow import effects as does
from bot.domain.flow import events as happens
from bot.domain.flow.answers import WORDY, Here
from bot.domain.flow.edges import Edge
from bot.domain.flow.effects import Effect
from bot.domain.flow.engine import advance as step
from bot.domain.flow.engine import open_question
from bot.domain.flow.folding import fold
from bot.domain.flow.model import SYSTEM, Value
from bot.domain.flow.telling import told
from bot.domain.localtime import zone
from bot.domain.messages import SPOKEN, Incoming, Media, MediaKind
from bot.domain.people import tz_of, whereabouts
from bot.domain.triage import Colour, colour_of, weigh, worse

SOS = "sos"

CALLED_FROM = {"checkin": Colour.AMBER}
"""Whoever asks for somebody when asked how they are is not left to wait like any other caller."""

Action = Callable[[Turn, Mapping[str, Value]], Mapping[str, Value]]
"""An action of a flow: runs within the turn, changes nothing but the turn. May raise ActionFailed."""

Watch = Callable[[Turn, Sequence[Edge]], None]
"""Is told which way every turn went, for those who count what was played."""


class ActionFailed(Exception):
    """The action could not do what it was asked for; `reason` is one of those it declared."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def command_in(turn: Turn, incoming: Incoming) -> str | None:
    """The flow these words start, or "cancel". Where words are asked for, a greeting is an answer like
    any other: only commands, the way out and the emergency words count there."""
    if incoming.media is not None:
        return None
    start = turn.house.library.find_start(incoming.text)
    asked = open_question(turn.house.library.flows, turn.session)
    if asked is not None and asked.type in WORDY and not incoming.text.startswith("/"):
        return start if start in (CANCEL, SOS) else None
    return start


def wants(turn: Turn, incoming: Incoming, file: str, button: str) -> bool:
    """Whether somebody has typed what stands on this button, in any language."""
    texts = turn.house.texts
    captions = {fold(texts.caption(language, file, button)) for language in texts.languages}
    return bool(incoming.text) and fold(incoming.text) in captions


def wants_human(turn: Turn, incoming: Incoming) -> bool:
    """Whether somebody has typed what stands on the button to a person."""
    return wants(turn, incoming, SYSTEM, "human")


def takes_voice(turn: Turn, incoming: Incoming) -> bool:
    """Whether this is spoken in answer to a question that takes a voice: a person will listen to it, and nobody has
    to say it twice."""
    asked = open_question(turn.house.library.flows, turn.session)
    spoken = incoming.media is not None and incoming.media.kind in SPOKEN
    return spoken and bool(turn.session.stack) and asked is not None and asked.voice


def attachment(media: Media, caption: str) -> happens.Sent:
    """What a person sent that is no text, as a dialogue can keep it."""
    content: dict[str, Value] = {
        "file_id": media.file_id,
        "file_name": media.file_name,
        "caption": caption,
        "name": media.contact_name,
        "phone": media.phone,
    }
    if media.kind is MediaKind.LOCATION:
        content = {"latitude": media.latitude, "longitude": media.longitude}
    return happens.Sent(media.kind.value, {name: value for name, value in content.items() if value != ""})


def here(turn: Turn) -> Here:
    """The clocks and the country by which the person's words are understood."""
    home = turn.house.config.settings.home_tz
    unit = whereabouts(turn.who, turn.house.units, turn.now)
    country = unit.country if unit else ""
    return Here(zone(tz_of(turn.who, unit, home)), zone(home), country or Here().country)


class Dialogue:
    """Plays dialogues. `actions` are the functions behind the flows' `do:` steps, by name."""

    def __init__(self, actions: Mapping[str, Action], watch: Watch | None = None) -> None:
        self._actions = actions
        self._watch = watch

    def advance(self, turn: Turn, event: happens.Event, *, lead: str = "") -> None:
        """Lets the engine go on, performing the actions it asks for, until it waits or is through. `lead` is
        said before what it shows."""
        shown: list[Effect] = []
        place = here(turn)
        while True:
            result = step(turn.house.library.flows, turn.session, event, turn.now, place)
            turn.keep_session(result.session)
            if self._watch is not None:
                self._watch(turn, result.path)
            perform = None
            for effect in result.effects:
                if isinstance(effect, does.Perform):
                    perform = effect
                else:
                    shown.append(effect)
            if perform is None:
                break
            event = self._perform(turn, perform)
        asking.show(turn, shown, lead, self._hand_off)

    def answer_at_once(self, turn: Turn, flow: str, answer: Callable[[int], happens.Event]) -> None:
        """Starts a dialogue whose first question stands on the screen already, and answers it: `answer` gives the
        event for the question's number."""
        begun = step(turn.house.library.flows, turn.session, happens.Start(flow), turn.now, here(turn))
        turn.keep_session(begun.session)
        if self._watch is not None:
            self._watch(turn, begun.path)
        self.advance(turn, answer(begun.session.question))

    def _perform(self, turn: Turn, perform: does.Perform) -> happens.Done | happens.Failed:
        try:
            return happens.Done(self._actions[perform.action](turn, perform.arguments))
        except ActionFailed as fault:
            return happens.Failed(fault.reason)

    def _hand_off(self, turn: Turn, effect: does.HandOff) -> None:
        colour = Colour.GREEN if effect.priority == "normal" else Colour(effect.priority)
        answers = tuple(
            (flow, name, words)
            for flow, values in (*effect.callers, (effect.flow, effect.answers))
            for name, value in values.items()
            for words in told(value)
        )
        # who tapped "awful" and then a person's button is not in less need than who went on to the end
        verdict = weigh({name: value for _, name, value in answers})
        colour = worse(colour, verdict.colour)
        if effect.flow in CALLED_FROM:
            colour = worse(colour, CALLED_FROM[effect.flow])
        reasons = [f"asked.{effect.flow or 'human'}", *verdict.reasons]
        for concern in remarks.kept_back(turn):
            colour = worse(colour, colour_of(concern))
            reasons += concern.reasons
        if turn.ended is not None and not answers and turn.case_of(turn.lane) is None:
            # the bare button says no more than a word would: it goes on with the talk that has ended
            casework.tell_opened(turn, again.reopen(turn, turn.ended, colour, reasons), "again")
            return
        case, _ = casework.call_for_help(turn, colour, reasons, answers)
        block = "red" if case.colour is Colour.RED else "handed_off"
        casework.tell_opened(turn, case, "behalf" if case.wishes.behalf else block)

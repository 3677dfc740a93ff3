"""What a person does in their own chat: the safety net reads it first, then casework or the dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.app import (
    again,
    asides,
    asking,
    buttons,
    callbuttons,
    callwords,
    casework,
    checkins,
    daily,
    delivery,
    family,
    owntime,
    pacing,
    remarks,
    requestcards,
    requesting,
    rollcall,
    warmth,
)
from bot.app.agenda import OTHER
from bot.app.buttons import ANSWER, HUMAN, NOW, SUGGESTED, Press
from bot.app.dialogue import (
    SOS,
    Action,
    Dialogue,
    Watch,
    attachment,
    command_in,
    takes_voice,
    wants,
    wants_human,
)
from bot.app.hearing import acknowledge, keep
from bot.app.library import CANCEL
from bot.app.numbers import numbers
from bot.app.relay import body_of, packed
from bot.app.turn import Turn
from bot.domain.case import Case, State
from bot.domain.flow import events as happens
from bot.domain.flow.engine import open_question
from bot.domain.flow.model import SYSTEM
from bot.domain.messages import SPOKEN, Incoming, IncomingKind, Outgoing, Priority
from bot.domain.safety import Concern, Level, assess
from bot.domain.triage import Colour, colour_of
from bot.store.cases import EntryKind

FILE = "case"
START = "start"


class Conversation:
    """Plays people's turns. `actions` are the functions behind the flows' `do:` steps, by name."""

    def __init__(
        self, actions: Mapping[str, Action], fallback: Mapping[str, str], watch: Watch | None = None
    ) -> None:
        self._dialogue = Dialogue(actions, watch)
        self._fallback = fallback
        """The red reply by language, rendered at start-up: it works whatever has become of the files."""

    def on_incoming(self, turn: Turn, incoming: Incoming) -> None:
        """A message, an edit, a press, or the person blocking or unblocking the bot."""
        if incoming.kind is IncomingKind.BLOCKED:
            turn.reachable = False
            casework.on_gone(turn)
            return
        turn.seen = True
        daily.heard(turn)
        casework.on_back(turn)
        if incoming.kind is IncomingKind.UNBLOCKED:
            return
        newcomer = not turn.who.started and not turn.who.registered
        if turn.session.mode != "bot" and turn.case_of(turn.lane) is None:
            turn.keep_session(replace(turn.session, mode="bot"))
        if incoming.kind is IncomingKind.PRESS:
            self._pressed(turn, incoming)
            return
        casework.look_after(turn)
        concern = self._listen(turn, incoming)
        case = turn.case_of(turn.lane)
        request = self._about_request(turn, incoming, case)
        if concern.level is not Level.NONE:
            # what follows such words is for whoever is called now, not for those who deal with a request
            requesting.stop_adding(turn)
        if concern.level is Level.RED:
            self._red(turn, incoming, concern)
            warmth.kept_meanwhile(turn)
        elif request is not None and concern.level is Level.NONE:
            self._to_request(turn, incoming, request)
        elif incoming.kind is IncomingKind.EDIT:
            self._edited(turn, incoming, concern, case)
        elif case is not None and self._for_people(turn, incoming):
            self._to_people(turn, incoming, concern, case)
        else:
            if newcomer:
                self._welcome_stranger(turn)
            self._to_dialogue(turn, incoming, concern)
        if request is not None and concern.level is not Level.NONE:
            # a liaison reads the request, and these words are not for them
            turn.say(turn.who, requestcards.OWN, "not_added", code=request.code)

    def on_timer(self, turn: Turn, kind: str, guard: str) -> None:
        """A question that was not answered in time."""
        if kind == pacing.TIMER:
            pacing.on_timer(turn, guard)
            return
        late = happens.Expired if kind == "expiry" else happens.TimedOut
        self._dialogue.advance(turn, late(int(guard)))

    def rescue(self, turn: Turn, incoming: Incoming) -> None:
        """For a message whose turn failed: no dialogue, only what must happen. A human gets to see it."""
        concern = assess(incoming.words, language=turn.who.language)
        colour = Colour.RED if concern.level is Level.RED else Colour.AMBER
        case, _ = casework.call_for_help(turn, colour, (*concern.reasons, "software.stumbled"))
        turn.record(
            case, EntryKind.SAID, turn.lane, body_of(packed(incoming)), message=incoming.message_id or None
        )
        casework.missed(turn, case)
        turn.keep_session(casework.waiting_session(turn.session))
        text = self.last_word(turn.who.language)
        turn.send(turn.who, Outgoing(text=text), priority=Priority.URGENT)

    def last_word(self, language: str) -> str:
        """What is said when nothing of the person can be read: words made at the start, with numbers to call."""
        return self._fallback.get(language) or self._fallback["zh"]

    # -- safety ----------------------------------------------------------------------------------

    def _listen(self, turn: Turn, incoming: Incoming) -> Concern:
        """Reads the words together with what was written just before, and remembers them."""
        earlier = remarks.remember(turn, incoming)
        if not incoming.words:
            return Concern(Level.NONE, ())
        return assess(incoming.words, earlier, turn.who.language)

    def _red(self, turn: Turn, incoming: Incoming, concern: Concern) -> None:
        """Red interrupts whatever runs: answer at once, page at once."""
        before = turn.case_of(turn.lane)
        human_there = before is not None and before.state is State.ACTIVE
        case, new = again.call(turn, Colour.RED, concern.reasons, casework.tapped(turn))
        keep(turn, case, incoming)
        turn.keep_session(casework.waiting_session(turn.session))
        if new:
            block = "behalf" if case.wishes.behalf else "red"
            casework.tell_opened(turn, case, block, priority=Priority.URGENT)
        elif not human_there:
            acknowledge(turn, case)

    def _amber(self, turn: Turn, concern: Concern) -> tuple[Case, bool]:
        return again.call(turn, colour_of(concern), concern.reasons, casework.tapped(turn))

    # -- towards those who deal with a request ---------------------------------------------------

    def _about_request(self, turn: Turn, incoming: Incoming, case: Case | None) -> Case | None:
        """The request these words are for. A live case comes first, and so does a dialogue under way, unless
        the person says plainly what is meant."""
        if incoming.kind is IncomingKind.EDIT:
            return requesting.edited(turn, incoming)
        if command_in(turn, incoming) is not None or wants_human(turn, incoming):
            requesting.stop_adding(turn)
            return None
        free = case is None and not turn.session.stack and not turn.session.suspended
        # what somebody is putting together for their family is for no request
        free = free and (turn.pen is None or not turn.pen.open(turn.now))
        return requesting.meant(turn, incoming, free=free)

    def _to_request(self, turn: Turn, incoming: Incoming, request: Case) -> None:
        if incoming.kind is IncomingKind.EDIT:
            keep(turn, request, incoming)
        else:
            again = bool(incoming.album) and _rest_of_album(turn)
            requesting.hear(turn, request, incoming, again=again)

    # -- towards people --------------------------------------------------------------------------

    def _for_people(self, turn: Turn, incoming: Incoming) -> bool:
        """With an open case, what is written outside a dialogue goes to whoever has the case."""
        if turn.session.mode == "human":
            return True
        return not turn.session.stack and command_in(turn, incoming) in (None, CANCEL)

    def _to_people(self, turn: Turn, incoming: Incoming, concern: Concern, case: Case) -> None:
        # whatever else they may mean, these are words to somebody: "never mind" above all
        command = command_in(turn, incoming)
        if command != SOS and concern.level is not Level.NONE:
            case, _ = self._amber(turn, concern)
        case = keep(turn, case, incoming)
        if wants(turn, incoming, FILE, "now"):
            casework.now_after_all(turn, case)
            return
        slashed = incoming.text.startswith("/")
        beside = asides.BESIDE.get(command or "")
        if beside is not None and (slashed or command == SOS):
            beside(turn)
            return
        if slashed and command == CANCEL:
            turn.say(turn.who, FILE, "paused", told=casework.pause(turn, case))
            return
        if slashed and command is not None:
            if command == START:
                asides.start_messages(turn)
            turn.say(turn.who, FILE, "still_open", given=casework.company(turn, case))
            return
        if case.opened_by is None or case.opened_by != case.owner:
            acknowledge(turn, case)

    def _edited(self, turn: Turn, incoming: Incoming, concern: Concern, case: Case | None) -> None:
        """An edit is read for risk like any message, but answers no question a second time."""
        if concern.level is not Level.NONE:
            case, new = self._amber(turn, concern)
            if new and turn.session.mode == "bot" and turn.session.stack:
                turn.say(turn.who, FILE, "amber_meanwhile", staffed=casework.staffed(turn, case))
            elif new and turn.session.mode == "bot":
                turn.keep_session(casework.waiting_session(turn.session))
                casework.tell_opened(turn, case, "amber")
        if case is not None:
            keep(turn, case, incoming)
        elif concern.level is Level.NONE:
            warmth.edited(turn, incoming)

    def _welcome_stranger(self, turn: Turn) -> None:
        """Help first: somebody nobody knows gets the numbers at once and is asked who they are later."""
        turn.say(turn.who, FILE, "stranger", numbers=numbers(turn, turn.who))

    # -- the dialogue ----------------------------------------------------------------------------

    def _to_dialogue(self, turn: Turn, incoming: Incoming, concern: Concern) -> None:
        # after a case what was kept of a request waits for its start word: words may call people again
        kept = not turn.session.stack and turn.ended is not None
        running = bool(turn.session.stack or turn.session.suspended) and not kept
        case = turn.case_of(turn.lane)
        answered = bool(incoming.album) and _rest_of_album(turn)
        lead = ""
        if concern.level is Level.AMBER:
            case, new = self._amber(turn, concern)
            if new and not running:
                turn.keep_session(casework.waiting_session(turn.session))
                keep(turn, case, incoming)
                casework.tell_opened(turn, case, "amber")
                warmth.kept_meanwhile(turn, incoming)
                return
            if new:
                lead = turn.text(turn.who, FILE, "amber_meanwhile", staffed=casework.staffed(turn, case))
        if case is not None:
            case = keep(turn, turn.cases[case.id], incoming)
        free = not running or warmth.only_settling(turn, incoming)
        to_family = free and case is None and warmth.takes(turn, incoming)
        if answered and not to_family:
            if lead:
                turn.send(turn.who, Outgoing(text=lead))
            return
        command = command_in(turn, incoming)
        if wants_human(turn, incoming):
            self._dialogue.advance(turn, happens.HumanWanted(), lead=lead)
        elif command == CANCEL and case is not None:
            self._leave_for_people(turn, incoming, case)
        elif command == CANCEL:
            self._cancel(turn, running)
        elif command is not None:
            self._dialogue.advance(turn, happens.Start(command), lead=lead)
        elif to_family:
            warmth.hear(turn, incoming)
        elif not running and incoming.media is None and (at := daily.moved(turn, incoming)) is not None:
            owntime.move(turn, at)
        elif not running and daily.typed(turn, incoming):
            daily.begin(turn, incoming, self._dialogue)
        elif not running and case is None and len(requesting.waiting_for(turn)) > 1:
            requesting.ask_which(turn, incoming.message_id)
        elif not running and incoming.media is not None and incoming.media.kind in SPOKEN:
            # what was said into the phone may be what matters most, and nobody here has heard it
            turn.say(turn.who, FILE, "spoken", keyboard=(asking.human_row(turn),))
        elif not running and turn.ended is not None:
            self._after_closing(turn, incoming, turn.ended)
        elif not running:
            self._find(turn, incoming)
        elif incoming.media is not None:
            heard = turn.text(turn.who, FILE, "voice_kept") if takes_voice(turn, incoming) else ""
            sent = attachment(incoming.media, incoming.text)
            self._dialogue.advance(turn, sent, lead="\n\n".join(filter(None, (lead, heard))))
        else:
            self._dialogue.advance(turn, happens.Said(incoming.text), lead=lead)
        opened = turn.case_of(turn.lane)
        if case is None and opened is not None:
            keep(turn, opened, incoming)

    def _find(self, turn: Turn, incoming: Incoming) -> None:
        """Nothing is under way: what these words may mean, or what can be done here, with a person first."""
        found = turn.house.library.routes.find("" if incoming.media is not None else incoming.text)
        if warmth.at_home(turn) and found.flow not in (None, START):
            # it may be said to the family as well, and nothing is started over their heads
            flows = tuple(filter(None, (found.flow,)))
            keyboard = (warmth.mine_row(turn, incoming.message_id), *asking.suggestions(turn, flows))
            turn.say(turn.who, asides.FILE, "did_you_mean", keyboard=keyboard)
        elif found.flow is not None:
            # a greeting is greeted; what was guessed is named as it starts
            lead = (
                "" if found.flow == START else turn.text(turn.who, asides.FILE, "taken_as", flow=found.flow)
            )
            self._dialogue.advance(turn, happens.Start(found.flow), lead=lead)
        elif found.suggestions:
            keyboard = asking.suggestions(turn, found.suggestions)
            turn.say(turn.who, asides.FILE, "did_you_mean", keyboard=keyboard)
        else:
            self._dialogue.advance(turn, happens.Start("menu"), lead=turn.text(turn.who, FILE, "lost"))

    def _leave_for_people(self, turn: Turn, incoming: Incoming, case: Case) -> None:
        """Out of a dialogue beside which a case is open: what comes next goes to whoever takes it."""
        case = casework.put_dialogue_aside(turn, case)
        if incoming.text.startswith("/"):
            turn.say(turn.who, FILE, "paused", told=casework.pause(turn, case))
        else:
            acknowledge(turn, case)

    def _after_closing(self, turn: Turn, incoming: Incoming, ended: Case) -> None:
        """A word after the end calls people again; thanks are answered kindly, with the way to somebody."""
        if not again.needs_nobody(incoming):
            casework.tell_opened(turn, again.reopen(turn, ended, ended.colour), "again")
            return
        last = turn.house.staff(ended.last_owner or "")
        turn.say(
            turn.who,
            FILE,
            "after_closing",
            name=last.name if last else "",
            keyboard=(asking.human_row(turn),),
        )

    def _cancel(self, turn: Turn, running: bool) -> None:
        if not running:
            turn.say(turn.who, SYSTEM, "nothing_to_cancel")
            return
        self._dialogue.advance(turn, happens.Cancelled())
        turn.say(turn.who, SYSTEM, "cancelled", keyboard=(asking.human_row(turn),))

    def _about_call(self, turn: Turn, incoming: Incoming, press: Press) -> None:
        """A button under an agreed hour. Looking for one with somebody is a dialogue, which does not go beside people;
        another hour for the same call can be picked there too."""
        start = callbuttons.pressed(turn, incoming, press)
        if start is not None and turn.session.mode != "bot" and press.verb == OTHER:
            callbuttons.show_others(turn, turn.agenda.appointments[press.id])
        elif start is not None and turn.session.mode != "bot":
            case = turn.case_of(turn.lane)
            turn.say(turn.who, FILE, "still_open", given=casework.company(turn, case))
        elif start is not None:
            self._dialogue.advance(turn, start)

    def _pressed(self, turn: Turn, incoming: Incoming) -> None:
        press = buttons.read(incoming.pressed)
        person = turn.who
        if press is None:
            turn.answer(person, incoming.press_id, turn.text(person, FILE, "toast_old"))
            turn.audit(person.id, "unknown button", "")
            return
        if press.verb in asides.VERBS:
            asides.pressed(turn, incoming, press)
            if (
                press.verb == asides.TIDY
                and open_question(turn.house.library.flows, turn.session) is not None
            ):
                # the question may have gone with the rest
                self._dialogue.advance(turn, happens.Repeat())
            return
        if press.verb == rollcall.VERB:
            rollcall.pressed(turn, incoming, press)
            return
        for verbs, answer in (
            (family.VERBS, family.pressed),
            (warmth.VERBS, warmth.pressed),
            (delivery.VERBS, delivery.pressed),
        ):
            if press.verb in verbs:
                answer(turn, incoming, press)
                return
        if press.verb in requesting.VERBS:
            requesting.pressed(turn, incoming, press)
            return
        if press.verb in callwords.VERBS:
            self._about_call(turn, incoming, press)
            return
        requesting.stop_adding(turn)
        case = turn.case_of(turn.lane)
        if press.verb == checkins.TAP:
            daily.tapped(turn, incoming, press, self._dialogue)
            return
        if press.verb == NOW and case is not None and case.id == press.id:
            turn.answer(person, incoming.press_id)
            casework.now_after_all(turn, case)
            return
        if turn.session.mode != "bot":
            turn.answer(person, incoming.press_id)
            turn.say(person, FILE, "still_open", given=casework.company(turn, case))
            return
        if press.verb == HUMAN:
            turn.answer(person, incoming.press_id)
            self._dialogue.advance(turn, happens.HumanWanted())
        elif press.verb == SUGGESTED and turn.house.library.startable(press.choice):
            turn.answer(person, incoming.press_id)
            self._dialogue.advance(turn, happens.Start(press.choice))
        elif press.verb == ANSWER:
            turn.answer(person, incoming.press_id)
            turn.in_place = True
            self._dialogue.advance(turn, happens.Pressed(press.seq, press.choice))
        else:
            # a staff button in the hands of somebody who is no staff: the same answer as for no such thing
            turn.answer(person, incoming.press_id, turn.text(person, FILE, "toast_old"))
            turn.audit(person.id, f"foreign button {press.verb}", press.id)


def _rest_of_album(turn: Turn) -> bool:
    """Albums arrive in pieces without an end: one kind answer for all of them is enough."""
    heard = turn.heard
    return heard is not None and any(
        remark.album == heard.album for remark in turn.session.recent if remark is not heard
    )

"""What a person does in their own chat: the safety net reads it first, then casework or the dialogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.app import buttons, casework
from bot.app.buttons import ANSWER, HUMAN, Press
from bot.app.library import CANCEL
from bot.app.relay import body_of, entry_behind, packed
from bot.app.turn import Turn
from bot.domain.case import Case, State
from bot.domain.flow import effects as does
from bot.domain.flow import events as happens
from bot.domain.flow.effects import Effect
from bot.domain.flow.engine import advance, open_question
from bot.domain.flow.folding import fold
from bot.domain.flow.model import SYSTEM, Value
from bot.domain.flow.session import Remark
from bot.domain.messages import Button, Incoming, IncomingKind, Keyboard, Outgoing, Priority
from bot.domain.safety import Concern, Level, assess
from bot.domain.triage import Colour, assess_taps, colour_of, worse
from bot.store.cases import EntryKind

FILE = "case"
SOS = "sos"
ROW = 19
"""How wide a row of buttons may be, in half-width characters, before they stand below each other."""

Action = Callable[[Turn, Mapping[str, Value]], Mapping[str, Value]]
"""An action of a flow: runs within the turn, changes nothing but the turn."""


class Conversation:
    """Plays people's turns. `actions` are the functions behind the flows' `do:` steps, by name."""

    def __init__(self, actions: Mapping[str, Action], fallback: Mapping[str, str]) -> None:
        self._actions = actions
        self._fallback = fallback
        """The red reply by language, rendered at start-up: it works whatever has become of the files."""

    def on_incoming(self, turn: Turn, incoming: Incoming) -> None:
        """A message, an edit, a press, or the person blocking or unblocking the bot."""
        if incoming.kind is IncomingKind.BLOCKED:
            turn.reachable = False
            casework.on_gone(turn)
            return
        turn.seen = True
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
        if concern.level is Level.RED:
            self._red(turn, incoming, concern)
        elif incoming.kind is IncomingKind.EDIT:
            self._edited(turn, incoming, concern, case)
        elif case is not None and self._for_people(turn, incoming):
            self._to_people(turn, incoming, concern, case)
        else:
            if newcomer:
                self._welcome_stranger(turn)
            self._to_dialogue(turn, incoming, concern)

    def on_timer(self, turn: Turn, kind: str, guard: str) -> None:
        """A question that was not answered in time."""
        late = happens.Expired if kind == "expiry" else happens.TimedOut
        self._advance(turn, late(int(guard)))

    def rescue(self, turn: Turn, incoming: Incoming) -> None:
        """For a message whose turn failed: no dialogue, only what must happen. A human gets to see it."""
        concern = assess(incoming.words, language=turn.who.language)
        colour = Colour.RED if concern.level is Level.RED else Colour.AMBER
        case, _ = casework.call_for_help(turn, colour, (*concern.reasons, "software.stumbled"))
        turn.record(case, EntryKind.SAID, turn.lane, body_of(packed(incoming)), message=incoming.message_id)
        casework.missed(turn, case)
        turn.keep_session(casework.waiting_session(turn.session))
        text = self._fallback.get(turn.who.language) or self._fallback["zh"]
        turn.send(turn.who, Outgoing(text=text), priority=Priority.URGENT)

    # -- safety ----------------------------------------------------------------------------------

    def _listen(self, turn: Turn, incoming: Incoming) -> Concern:
        """Reads the words together with what was written just before, and remembers them."""
        words = incoming.words
        if not words:
            return Concern(Level.NONE, ())
        window = turn.house.config.settings.safety_window
        recent = tuple(r for r in turn.session.recent if turn.now - r.at <= window.within)
        concern = assess(words, [remark.text for remark in recent], turn.who.language)
        kept = (*recent, Remark(turn.now, words))[-window.remarks :]
        turn.keep_session(replace(turn.session, recent=kept))
        return concern

    def _red(self, turn: Turn, incoming: Incoming, concern: Concern) -> None:
        """Red interrupts whatever runs: answer at once, page at once."""
        before = turn.case_of(turn.lane)
        human_there = before is not None and before.state is State.ACTIVE
        case, new = casework.call_for_help(turn, Colour.RED, concern.reasons, _tapped(turn))
        self._keep(turn, case, incoming)
        turn.keep_session(casework.waiting_session(turn.session))
        if new:
            casework.tell_opened(turn, case, "red", priority=Priority.URGENT)
        elif not human_there:
            self._acknowledge(turn, case)

    def _amber(self, turn: Turn, concern: Concern) -> tuple[Case, bool]:
        return casework.call_for_help(turn, colour_of(concern), concern.reasons, _tapped(turn))

    # -- towards people --------------------------------------------------------------------------

    def _for_people(self, turn: Turn, incoming: Incoming) -> bool:
        """With an open case, what is written outside a dialogue goes to whoever has the case."""
        if turn.session.mode == "human":
            return True
        return not turn.session.stack and self._command(turn, incoming) is None

    def _to_people(self, turn: Turn, incoming: Incoming, concern: Concern, case: Case) -> None:
        command = self._command(turn, incoming)
        if command == SOS:
            self._keep(turn, case, incoming)
            turn.say(
                turn.who, FILE, "sos", numbers=casework.numbers(turn, turn.who, brief=False), priority=Priority.URGENT
            )
            return
        if command == CANCEL:
            turn.say(turn.who, FILE, "paused", told=casework.pause(turn, case))
            return
        if command is not None and incoming.text.startswith("/"):
            turn.say(turn.who, FILE, "still_open", claimed=case.state is not State.ESCALATING)
            return
        if concern.level is not Level.NONE:
            case, _ = self._amber(turn, concern)
        case = self._keep(turn, case, incoming)
        if case.opened_by is None or case.opened_by != case.owner:
            self._acknowledge(turn, case)

    def _keep(self, turn: Turn, case: Case, incoming: Incoming) -> Case:
        """Into the journal, and onto the screen of the counsellor who has opened the case."""
        body = packed(incoming)
        edit = incoming.kind is IncomingKind.EDIT
        earlier = turn.sources.get((turn.lane, incoming.message_id)) if edit else None
        kind = EntryKind.EDITED if edit else EntryKind.SAID
        # an edit is found through the message it changed, so it has no message of its own
        number = None if edit else incoming.message_id
        entry = turn.record(case, kind, turn.lane, body_of(body), message=number)
        # between two owners the last one still reads along, if they have opened it
        holder = case.owner or case.last_owner
        owner = turn.house.staff(holder) if holder else None
        if owner is None or case.opened_by != owner.id:
            return case
        reply_to, reply_slot = self._quote(turn, incoming, owner.id)
        casework.relay_to_staff(
            turn,
            case,
            owner,
            earlier.id if earlier else entry.id,
            body,
            edit=edit,
            reply_to=reply_to,
            reply_slot=reply_slot,
        )
        return casework.mark_answered(turn, case)

    def _quote(self, turn: Turn, incoming: Incoming, reader: str) -> tuple[int | None, str]:
        if incoming.reply_to is None:
            return None, ""
        behind = entry_behind(turn.quotes.get((turn.lane, incoming.reply_to), ""))
        if behind:
            return casework.quoted(turn, behind, reader=reader)
        own = turn.sources.get((turn.lane, incoming.reply_to))
        return (None, f"r:{own.id}") if own else (None, "")

    def _acknowledge(self, turn: Turn, case: Case) -> None:
        """Says that what is written is kept, but not after every line."""
        every = turn.house.config.settings.waiting.acknowledge_every
        if case.acknowledged_at is not None and turn.now - case.acknowledged_at < every:
            return
        turn.keep_case(replace(case, acknowledged_at=turn.now))
        owner = turn.house.staff(case.owner) if case.owner else None
        turn.say(turn.who, FILE, "kept", owner=owner.name if owner else "")

    def _edited(self, turn: Turn, incoming: Incoming, concern: Concern, case: Case | None) -> None:
        """An edit is read for risk like any message, but answers no question a second time."""
        if concern.level is not Level.NONE:
            case, new = self._amber(turn, concern)
            if new and turn.session.mode == "bot" and not turn.session.stack:
                turn.keep_session(casework.waiting_session(turn.session))
                casework.tell_opened(turn, case, "amber")
        if case is not None:
            self._keep(turn, case, incoming)

    def _welcome_stranger(self, turn: Turn) -> None:
        """Help first: somebody nobody knows gets the numbers at once and is asked who they are later."""
        turn.say(turn.who, FILE, "stranger", numbers=casework.numbers(turn, turn.who))

    # -- the dialogue ----------------------------------------------------------------------------

    def _to_dialogue(self, turn: Turn, incoming: Incoming, concern: Concern) -> None:
        running = bool(turn.session.stack or turn.session.suspended)
        case = turn.case_of(turn.lane)
        answered = bool(incoming.album) and self._rest_of_album(turn, incoming)
        if concern.level is Level.AMBER:
            case, new = self._amber(turn, concern)
            if new and not running:
                turn.keep_session(casework.waiting_session(turn.session))
                self._keep(turn, case, incoming)
                casework.tell_opened(turn, case, "amber")
                return
        if case is not None and not incoming.text.startswith("/"):
            self._keep(turn, turn.cases[case.id], incoming)
        if answered:
            return
        command = self._command(turn, incoming)
        if self._wants_human(turn, incoming):
            self._advance(turn, happens.HumanWanted())
        elif command == CANCEL:
            self._cancel(turn, running)
        elif command is not None:
            self._advance(turn, happens.Start(command))
        elif not running:
            # nothing is under way and nothing was understood: what can be done here, with a person first
            self._advance(turn, happens.Start("menu"), lead=turn.text(turn.who, FILE, "lost"))
        elif incoming.media is not None:
            self._advance(turn, happens.Sent(incoming.media.kind.value))
        else:
            self._advance(turn, happens.Said(incoming.text))

    def _rest_of_album(self, turn: Turn, incoming: Incoming) -> bool:
        """Albums arrive in pieces without an end: one kind answer for all of them is enough."""
        mark = f"album:{incoming.album}"
        if any(remark.text == mark for remark in turn.session.recent):
            return True
        turn.keep_session(replace(turn.session, recent=(*turn.session.recent, Remark(turn.now, mark))))
        return False

    def _command(self, turn: Turn, incoming: Incoming) -> str | None:
        """The flow these words start, or "cancel". Where words are asked for, a greeting is an answer like
        any other: only commands, the way out and the emergency words count there."""
        if incoming.media is not None:
            return None
        start = turn.house.library.find_start(incoming.text)
        asked = open_question(turn.house.library.flows, turn.session)
        if asked is not None and asked.type == "text" and not incoming.text.startswith("/"):
            return start if start in (CANCEL, SOS) else None
        return start

    def _wants_human(self, turn: Turn, incoming: Incoming) -> bool:
        """Whether somebody has typed what stands on the button to a person."""
        texts = turn.house.texts
        captions = {fold(texts.caption(language, SYSTEM, "human")) for language in texts.languages}
        return bool(incoming.text) and fold(incoming.text) in captions

    def _cancel(self, turn: Turn, running: bool) -> None:
        if not running:
            turn.say(turn.who, SYSTEM, "nothing_to_cancel")
            return
        self._advance(turn, happens.Cancelled())
        turn.say(turn.who, SYSTEM, "cancelled", keyboard=(self._human_row(turn),))

    def _pressed(self, turn: Turn, incoming: Incoming) -> None:
        press = buttons.read(incoming.pressed)
        person = turn.who
        if press is None:
            turn.answer(person, incoming.press_id, turn.text(person, FILE, "toast_old"))
            turn.audit(person.id, "unknown button", "")
            return
        if turn.session.mode != "bot":
            case = turn.case_of(turn.lane)
            claimed = case is not None and case.state is not State.ESCALATING
            turn.answer(person, incoming.press_id)
            turn.say(person, FILE, "still_open", claimed=claimed)
            return
        if press.verb == HUMAN:
            turn.answer(person, incoming.press_id)
            self._advance(turn, happens.HumanWanted())
        elif press.verb == ANSWER:
            turn.answer(person, incoming.press_id)
            self._advance(turn, happens.Pressed(press.seq, press.choice))
        else:
            # a staff button in the hands of somebody who is no staff: the same answer as for no such thing
            turn.answer(person, incoming.press_id, turn.text(person, FILE, "toast_old"))
            turn.audit(person.id, f"foreign button {press.verb}", press.id)

    def _advance(self, turn: Turn, event: happens.Event, *, lead: str = "") -> None:
        """Lets the engine go on, performing the actions it asks for, until it waits or is through. `lead` is
        said before what it shows."""
        shown: list[Effect] = []
        while True:
            result = advance(turn.house.library.flows, turn.session, event, turn.now)
            turn.keep_session(result.session)
            perform = None
            for effect in result.effects:
                if isinstance(effect, does.Perform):
                    perform = effect
                else:
                    shown.append(effect)
            if perform is None:
                break
            event = happens.Done(self._actions[perform.action](turn, perform.arguments))
        self._show(turn, shown, lead)

    def _show(self, turn: Turn, shown: list[Effect], lead: str) -> None:
        """What is said in one turn goes out as one message: a thin link and a small screen thank for it."""
        texts: list[str] = [lead]
        for effect in shown:
            match effect:
                case does.Show(flow, block, values):
                    texts.append(turn.text(turn.who, flow, block, **values))
                case does.Question():
                    texts += self._question_texts(turn, effect)
                    self._flush(turn, texts, self._keyboard(turn, effect))
                case does.HandOff():
                    self._flush(turn, texts)
                    self._hand_off(turn, effect)
                case does.Timer(kind, question, due):
                    # by question: the one of a dialogue set aside runs beside the one under way
                    turn.wake(kind, str(question), due - turn.now, guard=str(question))
                case _:
                    pass
        self._flush(turn, texts)

    def _flush(self, turn: Turn, texts: list[str], keyboard: Keyboard = ()) -> None:
        words = [text for text in texts if text]
        texts.clear()
        if words or keyboard:
            turn.send(turn.who, Outgoing(text="\n\n".join(words), keyboard=keyboard))

    def _question_texts(self, turn: Turn, question: does.Question) -> list[str]:
        person = turn.who
        lead = (
            turn.text(person, question.lead_file, question.lead, **question.values) if question.lead else ""
        )
        asked = turn.text(person, question.flow, question.block, **question.values)
        if question.progress:
            done, total = question.progress
            asked = f"{asked} <i>({done}/{total})</i>"
        return [lead, asked]

    def _keyboard(self, turn: Turn, question: does.Question) -> Keyboard:
        texts, person = turn.house.texts, turn.who
        rows: list[list[Button]] = []
        room = 0
        for choice in question.choices:
            caption = texts.caption(person.language, question.flow, f"{question.var}__{choice}")
            width = sum(2 if ord(letter) > 0x2E7F else 1 for letter in caption) + 4
            if not rows or width > room or len(rows[-1]) == 2:
                rows.append([])
                room = ROW * 2
            rows[-1].append(Button(caption, Press(ANSWER, "", question.number, choice).data()))
            room -= max(width, ROW)
        if question.human:
            rows.append([*self._human_row(turn)])
        return tuple(tuple(row) for row in rows)

    def _human_row(self, turn: Turn) -> tuple[Button, ...]:
        return (turn.button(turn.who, SYSTEM, "human", Press(HUMAN)),)

    def _hand_off(self, turn: Turn, effect: does.HandOff) -> None:
        colour = Colour.GREEN if effect.priority == "normal" else Colour(effect.priority)
        answers = tuple(
            (flow, name, str(value))
            for flow, values in (*effect.callers, (effect.flow, effect.answers))
            for name, value in values.items()
            if value is not None
        )
        mood = next((value for _, name, value in answers if name == "mood"), "")
        # who tapped "awful" and then a person's button is not in less need than who went on to the end
        colour = worse(colour, assess_taps(mood))
        case, _ = casework.call_for_help(turn, colour, (f"asked.{effect.flow or 'human'}",), answers)
        casework.tell_opened(turn, case, "red" if case.colour is Colour.RED else "handed_off")


def _tapped(turn: Turn) -> casework.Answers:
    """What the dialogue under way has collected so far: who takes the case should not have to ask again."""
    return tuple(
        (frame.flow, name, str(value))
        for frame in turn.session.stack
        for name, value in frame.values.items()
        if value is not None
    )

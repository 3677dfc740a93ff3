"""Screens that stand by themselves: who sees what, what somebody agrees to, help, language, a tidy chat.

They start no dialogue, so that they answer beside an open case too and swallow no word meant for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.app import asking, cards, casework, family, warmth
from bot.app.buttons import Press
from bot.app.numbers import numbers
from bot.app.turn import Turn
from bot.domain.consent import MESSAGES, MESSAGES_VERSION, PURPOSES, Standing, answered, paused, standing
from bot.domain.messages import Button, Incoming, Keyboard, Op, Outgoing, Priority
from bot.domain.people import CASE_ROLES, REQUEST_ROLES, Role

FILE = "asides"
SLOT = "privacy"
SPEAK, CONSENT, LOOKS, TIDY = "l", "c", "k", "t"
VERBS = frozenset({SPEAK, CONSENT, LOOKS, TIDY})
"""The verbs of buttons on these screens."""

DELETABLE = timedelta(hours=47)
"""A bot may delete for 48 hours, both its own messages and those of the person (Bot API: deleteMessage); an hour
less, since one message too old may cost the call all the others."""

AT_ONCE = 100
"""Messages one call may delete (Bot API: deleteMessages)."""

LISTED = 8
"""Lines of a list that fit a phone's screen."""


def role(turn: Turn) -> str:
    """What somebody is to this screen: staff, employee, family, or a guest nobody knows yet."""
    roles = turn.who.roles(turn.now)
    if roles & CASE_ROLES:
        return "staff"
    if Role.FAMILY in roles and Role.EMPLOYEE not in roles:
        return "family"
    return "employee" if roles else "guest"


def show_help(turn: Turn) -> None:
    """What can be done here, and where a person is."""
    turn.say(turn.who, FILE, "help", keyboard=_human(turn), role=role(turn), open=_open(turn))


def show_numbers(turn: Turn) -> None:
    """The emergency numbers, without a question after them."""
    given = numbers(turn, turn.who, brief=False)
    turn.say(turn.who, casework.FILE, "sos", numbers=given, priority=Priority.URGENT)


def ask_language(turn: Turn) -> None:
    """Another language with one tap."""
    texts = turn.house.texts
    row = [
        Button(texts.caption(turn.who.language, "language", f"language__{language}"), _tap(SPEAK, language))
        for language in texts.languages
    ]
    turn.say(turn.who, "language", "language", keyboard=(tuple(row),))


def show_privacy(turn: Turn, *, edit: bool = False) -> None:
    """Who can see what, and everything the person has agreed to, each with its way back."""
    given = standings(turn)
    text = turn.text(turn.who, FILE, "privacy", role=role(turn), **given)
    keyboard: Keyboard = tuple(
        (
            turn.button(
                turn.who,
                FILE,
                f"{name}__{'withdraw' if given[name] == Standing.GIVEN else 'give'}",
                Press(
                    CONSENT, "", purpose.version, f"{name}_{'off' if given[name] == Standing.GIVEN else 'on'}"
                ),
            ),
        )
        for name, purpose in PURPOSES.items()
        if given[name] != Standing.NONE
    )
    keyboard += ((turn.button(turn.who, FILE, "looks_caption", Press(LOOKS)),), *_human(turn))
    message = Outgoing(
        op=Op.EDIT if edit else Op.SEND,
        text=text,
        keyboard=keyboard,
        protect=turn.who.works_cases(turn.now),
    )
    turn.send(turn.who, message, slot=SLOT, insist=edit)


def standings(turn: Turn) -> dict[str, str]:
    """How the person stands to every purpose, by its name."""
    roles = turn.who.roles(turn.now)
    return {name: standing(purpose, roles, turn.consents).value for name, purpose in PURPOSES.items()}


def stop_messages(turn: Turn) -> None:
    """Nothing comes by itself any more, until the person starts again."""
    turn.agree(answered(MESSAGES, MESSAGES_VERSION, agrees=False, current=turn.consents, now=turn.now))


def start_messages(turn: Turn) -> bool:
    """What was stopped comes again; returns whether it was stopped."""
    stopped = paused(turn.consents)
    if stopped:
        turn.agree(answered(MESSAGES, MESSAGES_VERSION, agrees=True, current=turn.consents, now=turn.now))
    return stopped


def offer_tidying(turn: Turn) -> None:
    """Asks before anything is taken off the screen. What staff are sent is theirs to work with, and stays."""
    if role(turn) == "staff":
        turn.say(turn.who, FILE, "tidy_staff")
        return
    row = (
        turn.button(turn.who, FILE, "tidy__yes", Press(TIDY, choice="yes")),
        turn.button(turn.who, FILE, "tidy__no", Press(TIDY, choice="no")),
    )
    turn.say(turn.who, FILE, "tidy", keyboard=(row,), open=_open(turn))


def _stop(turn: Turn) -> None:
    stop_messages(turn)
    turn.say(turn.who, "stop", "stopped", role=role(turn), case="open")


BESIDE: Mapping[str, Callable[[Turn], None]] = {
    "sos": show_numbers,
    "language": ask_language,
    "privacy": show_privacy,
    "help": show_help,
    "stop": _stop,
    "tidy": offer_tidying,
    "family": family.show,
    "warm": warmth.begin,
}
"""What a flow's command shows while somebody is with the person, or on the way."""


def pressed(turn: Turn, incoming: Incoming, press: Press) -> None:
    """A button of one of these screens, however old: each says what it wants, so a second press changes nothing."""
    handler = {SPEAK: _spoken, CONSENT: _agreed, LOOKS: _looked, TIDY: _tidied}[press.verb]
    handler(turn, incoming, press)


def on_outcome(turn: Turn, state: str) -> None:
    """The postman's word on what was to be deleted."""
    if state != "sent":
        turn.say(turn.who, FILE, "tidy_not_all")


def _spoken(turn: Turn, incoming: Incoming, press: Press) -> None:
    if press.choice not in turn.house.texts.languages:
        _unknown(turn, incoming)
        return
    turn.answer(turn.who, incoming.press_id)
    turn.speak(press.choice)
    turn.say(turn.who, "language", "changed")


def _agreed(turn: Turn, incoming: Incoming, press: Press) -> None:
    name, _, wanted = press.choice.rpartition("_")
    purpose = PURPOSES.get(name)
    if purpose is None or standings(turn)[name] == Standing.NONE or wanted not in ("on", "off"):
        _unknown(turn, incoming)
        return
    # words that have changed since the screen was shown are agreed to only after they have been read
    read = press.seq == purpose.version or wanted == "off"
    if read:
        turn.agree(answered(name, purpose.version, wanted == "on", turn.consents, turn.now))
    toast = f"toast_{wanted}" if read else "toast_changed"
    turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, toast))
    show_privacy(turn, edit=True)


def _looked(turn: Turn, incoming: Incoming, _: Press) -> None:
    turn.answer(turn.who, incoming.press_id)
    seen: dict[tuple[str, str, bool], None] = {}
    for look in turn.looks:
        seen.setdefault((cards.local(turn, turn.who, look.at).strftime("%Y-%m-%d"), look.actor, look.life))
    rows = [
        {
            "day": day,
            "name": person.name if (person := turn.people.get(actor)) else "",
            "role": next(iter(sorted(person.roles(turn.now) & REQUEST_ROLES)), "") if person else "",
            "life": life,
        }
        for day, actor, life in list(seen)[:LISTED]
    ]
    turn.say(turn.who, FILE, "looks", rows=rows, more=max(0, len(seen) - LISTED))


def _tidied(turn: Turn, incoming: Incoming, press: Press) -> None:
    turn.answer(turn.who, incoming.press_id)
    if press.choice != "yes" or role(turn) == "staff":
        turn.say(turn.who, FILE, "tidy_left")
        return
    for start in range(0, len(turn.posts), AT_ONCE):
        portion = tuple(turn.posts[start : start + AT_ONCE])
        turn.send(
            turn.who,
            Outgoing(op=Op.DELETE, message_ids=portion),
            priority=Priority.REMINDER,
            notify=turn.lane,
            ref=TIDY,
        )
    # however long the line is down: what has become too old by then is refused, and that is said
    turn.say(turn.who, FILE, "tidied", open=_open(turn))


def _unknown(turn: Turn, incoming: Incoming) -> None:
    turn.answer(turn.who, incoming.press_id, turn.text(turn.who, casework.FILE, "toast_old"))


def _human(turn: Turn) -> Keyboard:
    """The button to a person, where none is there or on the way yet."""
    return (asking.human_row(turn),) if turn.session.mode == "bot" else ()


def _open(turn: Turn) -> bool:
    return turn.case_of(turn.lane) is not None


def _tap(verb: str, choice: str) -> str:
    return Press(verb, choice=choice).data()

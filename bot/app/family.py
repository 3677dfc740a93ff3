"""Family: who is tied to whom, the invitation an employee hands on, and the way out that each side has.

Every screen stands by itself: its buttons say what they are about, so that none is lost when something else comes
in between, and a second press changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app import asking, callbuttons
from bot.app.buttons import SUGGESTED, Press
from bot.app.people_cards import picture
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.domain.consent import FAMILY, FAMILY_VERSION, answered
from bot.domain.family import Relation, Tie, alike, family_of, home_unit, homes_of, tied
from bot.domain.joining import Attach, Invite, Link, Part, Uninvite
from bot.domain.messages import Button, Incoming, Keyboard, Media, MediaKind, Op, Outgoing
from bot.domain.people import Grant, Person, Role
from bot.domain.warmth import LIVE

FILE = "home"
SLOT = "family"
ASK, INVITE, UNINVITE, SHARE, END, SURE, KEEP = "fask", "finv", "funinv", "fshare", "fend", "fsure", "fkeep"
VERBS = frozenset({ASK, INVITE, UNINVITE, SHARE, END, SURE, KEEP})
"""What stands on the buttons of these screens."""

ABOUT_LINKS = (INVITE, UNINVITE)
"""What an invitation is made and taken back by; `id` is its link."""

TONGUE, JOIN = "ftongue", "fjoin"
AT_DOOR = frozenset({TONGUE, JOIN})
"""What stands on the buttons of an invitation; `id` is its link."""

LASTS = timedelta(days=14)
"""How long an invitation can be used."""


# -- who there is -------------------------------------------------------------------------------


def may_invite(turn: Turn) -> bool:
    """Whether somebody may have family here: whoever belongs to a unit and is not only family themselves."""
    return turn.who.unit is not None and turn.who.registered and not turn.who.at_home(turn.now)


def show(turn: Turn, *, edit: bool = False) -> None:
    """Who belongs to whom, each with the way out, and the way to invite somebody."""
    who, invites = turn.who, may_invite(turn)
    members, homes = family_of(who.id, turn.ties), homes_of(who.id, turn.ties)
    text = turn.text(
        who,
        FILE,
        "family",
        members=[_row(turn, tie) for tie in members],
        homes=[_row(turn, tie) for tie in homes],
        invites=invites,
    )
    rows: list[tuple[Button, ...]] = []
    if members or homes:
        rows.append(
            tuple(
                turn.button(who, FILE, f"menu__{flow}", Press(SUGGESTED, choice=flow))
                for flow in ("warm", "letters")
            )
        )
    rows += [(_named(turn, "end", Press(END, tie.id), tie),) for tie in (*members, *homes)]
    if invites:
        rows.append((turn.button(who, FILE, "invite", Press(ASK)),))
    rows += [(_named(turn, "share", Press(SHARE, tie.id), tie),) for tie in _one_each(homes)]
    if turn.session.mode == "bot":
        rows.append(asking.human_row(turn))
    message = Outgoing(op=Op.EDIT if edit else Op.SEND, text=text, keyboard=tuple(rows))
    turn.send(who, message, slot=SLOT, insist=edit)


MENU = (
    "warm",
    "call",
    "talk",
    "request",
    "worried",
    "my_requests",
    "family",
    "sos",
    "letters",
    "language",
    "privacy",
)
"""What there is for somebody at home; a flow that is not there stands on no button."""


def menu(turn: Turn) -> None:
    """Everything for somebody at home, as buttons that lead elsewhere: no question stays open, so that whatever they
    say meanwhile is for their family."""
    buttons = [
        turn.button(turn.who, FILE, f"menu__{flow}", Press(SUGGESTED, choice=flow))
        for flow in MENU
        if turn.house.library.startable(flow)
    ]
    keyboard = (*asking.rows(buttons), asking.human_row(turn))
    names = [
        turn.people[tie.employee].name
        for tie in homes_of(turn.lane, turn.ties)
        if tie.employee in turn.people
    ]
    turn.say(turn.who, FILE, "menu_home", keyboard=keyboard, whom=list(dict.fromkeys(names)))


def called(turn: Turn, tie: Tie, reader: Person) -> dict[str, object]:
    """Somebody of a tie as the other of the two reads it: what they are, and their name where that says more."""
    other = turn.people.get(tie.other(reader.id))
    named = tie.member == reader.id or not shared(turn, tie) or alike(tie, turn.ties)
    return {
        "relation": tie.relation.value,
        "name": other.name if other is not None and named else "",
        "member": tie.member == reader.id,
    }


def shared(turn: Turn, tie: Tie) -> bool:
    """Whether several people use the phone at home: its name is not the name of each of them."""
    return len(tied(tie.employee, tie.member, turn.ties)) > 1


def find(turn: Turn, number: str) -> Tie | None:
    """The tie of this id that holds and is one of the person's own."""
    return next((tie for tie in turn.ties if tie.id == number and tie.holds and tie.joins(turn.lane)), None)


def _row(turn: Turn, tie: Tie) -> dict[str, object]:
    return called(turn, tie, turn.who) | {"since": turn.local(turn.who, tie.since)}


def _one_each(homes: tuple[Tie, ...]) -> list[Tie]:
    """The first tie to each employee."""
    found: dict[str, Tie] = {}
    for tie in homes:
        found.setdefault(tie.employee, tie)
    return list(found.values())


def _named(turn: Turn, block: str, press: Press, tie: Tie) -> Button:
    button = turn.button(turn.who, FILE, block, press)
    whom = turn.text(turn.who, FILE, "whom", **called(turn, tie, turn.who))
    return replace(button, caption=f"{button.caption} {plain_words(whom)}")


def plain_words(html: str) -> str:
    """A rendered name as it stands on a button, short enough for a small phone."""
    return plain(html)[:24]


def _relations(turn: Turn, verb: str, number: str) -> Keyboard:
    buttons = [
        turn.button(turn.who, FILE, f"relation__{relation}", Press(verb, number, choice=relation.value))
        for relation in Relation
    ]
    return (*asking.rows(buttons), asking.human_row(turn))


# -- buttons ------------------------------------------------------------------------------------


def pressed(turn: Turn, incoming: Incoming, press: Press) -> None:
    """A button of one of these screens, however old it is."""
    if press.verb == ASK:
        _ask_relation(turn, incoming)
    elif press.verb == INVITE:
        _invite(turn, incoming, press)
    elif press.verb == UNINVITE:
        _uninvite(turn, incoming)
    else:
        tie = find(turn, press.id)
        if tie is None:
            turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_ended"))
            show(turn, edit=True)
            return
        {SHARE: _share, END: _ask_end, SURE: _end, KEEP: _keep}[press.verb](turn, incoming, press, tie)


def _ask_relation(turn: Turn, incoming: Incoming) -> None:
    turn.answer(turn.who, incoming.press_id)
    if not may_invite(turn):
        turn.say(turn.who, FILE, "join_first", keyboard=(asking.human_row(turn),))
        return
    # the id of the link that will be made: a second tap on the same relation makes no second one
    turn.say(turn.who, FILE, "which", keyboard=_relations(turn, INVITE, turn.house.ids.new()))


def _invite(turn: Turn, incoming: Incoming, press: Press) -> None:
    """A link that one person can use, and its picture: both to be forwarded as they are."""
    relation, who = _relation(press.choice), turn.who
    made = turn.door is not None and turn.door.link is not None
    if relation is None or not may_invite(turn) or made or not press.id:
        turn.answer(who, incoming.press_id, turn.text(who, FILE, "toast_invited" if made else "toast_ended"))
        return
    turn.answer(who, incoming.press_id)
    code, until = turn.house.ids.secret(), turn.now + LASTS
    link = Link(press.id, who.unit or "", until, inviter=who.id, relation=relation)
    turn.moves.append(Invite(link, code))
    turn.audit(who.id, "family invited", link.id)
    address = f"https://t.me/{turn.house.bot}?start={code}"
    back = turn.button(who, FILE, "uninvite", Press(UNINVITE, link.id))
    turn.say(who, FILE, "forward", keyboard=((back,),), relation=relation.value)
    text = turn.text(
        who, FILE, "invitation", name=who.name, link=address, ends=turn.local(who, until), relation=relation
    )
    file = Media(MediaKind.PHOTO, file_name="warmline.png")
    turn.send(who, Outgoing(text=text, media=file, upload=picture(address)))


def _uninvite(turn: Turn, incoming: Incoming) -> None:
    """It went to the wrong one, or is not wanted any more: whoever has it finds it as good as never made."""
    link = turn.door.link if turn.door is not None else None
    if link is None or link.inviter != turn.lane or link.used_by is not None:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_used"))
        return
    turn.answer(turn.who, incoming.press_id)
    turn.moves.append(Uninvite(link.id))
    turn.audit(turn.lane, "family uninvited", link.id)
    turn.say(turn.who, FILE, "uninvited")


def _share(turn: Turn, incoming: Incoming, press: Press, tie: Tie) -> None:
    """Somebody else at home uses the same phone."""
    relation = _relation(press.choice)
    if relation is None:
        turn.answer(turn.who, incoming.press_id)
        turn.say(turn.who, FILE, "who_else", keyboard=_relations(turn, SHARE, tie.id))
        return
    if tie.member != turn.lane or tied(tie.employee, tie.member, turn.ties, relation):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_there"))
        return
    turn.answer(turn.who, incoming.press_id)
    another = Tie(turn.house.ids.new(), tie.employee, tie.member, relation, turn.now)
    turn.moves.append(Attach(another, beside=tie.id))
    turn.ties.append(another)
    turn.audit(turn.lane, "family shares a phone", another.id)
    _tell(turn, another, "shared")
    show(turn)


def _ask_end(turn: Turn, incoming: Incoming, _: Press, tie: Tie) -> None:
    turn.answer(turn.who, incoming.press_id)
    row = (
        turn.button(turn.who, FILE, "end_sure", Press(SURE, tie.id)),
        turn.button(turn.who, FILE, "end_keep", Press(KEEP, tie.id)),
    )
    turn.say(turn.who, FILE, "ask_end", keyboard=(row,), given=called(turn, tie, turn.who))


def _end(turn: Turn, incoming: Incoming, _: Press, tie: Tie) -> None:
    """From here on nothing goes between the two, not even what is on its way."""
    turn.answer(turn.who, incoming.press_id)
    turn.moves.append(Part(tie.id))
    turn.audit(turn.lane, "family parted", tie.id)
    turn.say(turn.who, FILE, "ended", given=called(turn, tie, turn.who))
    turn.pass_on(tie.other(turn.lane), "parted", {"tie": tie.id})
    _let_go(turn, tie)
    turn.ties = [replace(one, until=turn.now) if one.id == tie.id else one for one in turn.ties]
    other = tie.other(turn.lane)
    if not any(one.holds and one.joins(other) for one in turn.ties):
        callbuttons.call_off_with(turn, other)


def _let_go(turn: Turn, tie: Tie) -> None:
    """What was being put together for the other one, and what of theirs had not arrived."""
    gone = [word.id for word in turn.words.values() if word.tie == tie.id and word.fate in LIVE]
    if turn.pen is not None and turn.pen.tie == tie.id:
        gone += [
            word.id for word in turn.words.values() if word.batch == turn.pen.batch and word.lane == turn.lane
        ]
        turn.keep_pen(None)
    for number in dict.fromkeys(gone):
        turn.drop_word(number)


def _keep(turn: Turn, incoming: Incoming, _: Press, tie: Tie) -> None:
    turn.answer(turn.who, incoming.press_id)
    turn.say(turn.who, FILE, "kept", given=called(turn, tie, turn.who))


def on_parted(turn: Turn, number: str) -> None:
    """The other one has ended it, or has left."""
    tie = next((tie for tie in turn.ties if tie.id == number), None)
    if tie is None or turn.person is None:
        return
    _let_go(turn, tie)
    quiet = turn.hours_of(turn.who).quiet(turn.now)
    turn.say(turn.who, FILE, "parted", silent=quiet, given=called(turn, tie, turn.who))


def _tell(turn: Turn, tie: Tie, block: str) -> None:
    """The employee hears who has come, at once and without a sound at night."""
    employee = turn.people.get(tie.employee)
    if employee is None:
        return
    turn.people.setdefault(turn.lane, turn.who)
    quiet = turn.hours_of(employee).quiet(turn.now)
    turn.say(employee, FILE, block, silent=quiet, given=called(turn, tie, employee))


def _relation(word: str) -> Relation | None:
    return Relation(word) if word in set(Relation) else None


# -- coming in ----------------------------------------------------------------------------------


def welcome(turn: Turn, link: Link, inviter: Person) -> None:
    """Somebody has opened an invitation: the language first where nobody knows it, then what it is about."""
    if turn.who.started:
        _explain(turn, link, inviter, edit=False)
        return
    texts = turn.house.texts
    row = tuple(
        Button(
            texts.caption(turn.who.language, "language", f"language__{language}"),
            Press(TONGUE, link.id, choice=language).data(),
        )
        for language in texts.languages
    )
    message = Outgoing(text=turn.text(turn.who, "start", "language"), keyboard=(row,))
    turn.send(turn.who, message, slot=f"door:{link.id}")


def spoken_to(turn: Turn, incoming: Incoming, press: Press, link: Link, inviter: Person) -> None:
    """The language is chosen."""
    turn.answer(turn.who, incoming.press_id)
    if press.choice in turn.house.texts.languages:
        turn.speak(press.choice)
    _explain(turn, link, inviter, edit=True)


def _explain(turn: Turn, link: Link, inviter: Person, *, edit: bool) -> None:
    """Who invites, what the two share and what they never do. Nobody is in before they have said yes."""
    row = tuple(
        turn.button(turn.who, FILE, f"join__{choice}", Press(JOIN, link.id, FAMILY_VERSION, choice))
        for choice in ("yes", "no")
    )
    relation = link.relation.value if link.relation else ""
    text = turn.text(turn.who, FILE, f"consent_v{FAMILY_VERSION}", name=inviter.name, relation=relation)
    message = Outgoing(op=Op.EDIT if edit else Op.SEND, text=text, keyboard=(row, asking.human_row(turn)))
    turn.send(turn.who, message, slot=f"door:{link.id}", insist=edit)


def answer(turn: Turn, incoming: Incoming, press: Press, link: Link, inviter: Person) -> Person | None:
    """Yes or no to an invitation that is open; returns who they are now, None where nothing has changed."""
    turn.answer(turn.who, incoming.press_id)
    if press.choice != "yes":
        turn.say(turn.who, FILE, "declined", keyboard=(asking.human_row(turn),), name=inviter.name)
        return None
    if press.seq != FAMILY_VERSION:
        # the words have changed since this screen was shown
        _explain(turn, link, inviter, edit=True)
        return None
    relation = link.relation or Relation.OTHER
    tie = Tie(turn.house.ids.new(), inviter.id, turn.lane, relation, turn.now)
    grant = None
    if Role.FAMILY not in turn.who.roles(turn.now):
        home = home_unit(link.unit, turn.house.units, turn.house.config.settings.home_tz)
        grant = (turn.house.ids.new(), Grant(Role.FAMILY, home))
    turn.moves.append(Attach(tie, link.id, grant, enters=turn.who.unit is None))
    turn.ties.append(tie)
    turn.people[inviter.id] = inviter
    turn.audit(turn.lane, "joined as family", tie.id)
    turn.agree(answered(FAMILY, FAMILY_VERSION, agrees=True, current=turn.consents, now=turn.now))
    joined = turn.who
    if grant is not None:
        joined = replace(joined, unit=joined.unit or grant[1].unit, grants=(*joined.grants, grant[1]))
    _tell(turn, tie, "joined")
    keyboard = (
        (turn.button(turn.who, FILE, "write_now", Press(SUGGESTED, choice="warm")),),
        (turn.button(turn.who, FILE, "menu", Press(SUGGESTED, choice="menu")),),
    )
    turn.say(turn.who, FILE, "welcome", keyboard=keyboard, given=called(turn, tie, turn.who))
    return joined

"""Putting words together for one of the family: what is taken for them, when they are to arrive, second thoughts.

In the lane of whoever writes. What is put together lies here until its writer has said when it is to go; from then on
it lies in the lane of its reader, see delivery.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.app import asking, casework, family, remarks
from bot.app.buttons import SUGGESTED, Press
from bot.app.family import plain_words
from bot.app.relay import body_of, media_of, packed
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.domain.consent import PURPOSES, Standing, answered, paused, standing
from bot.domain.family import ELDERS, Tie, family_of, homes_of
from bot.domain.hours import Hours
from bot.domain.localtime import following
from bot.domain.messages import Button, Incoming, IncomingKind, Keyboard, Op, Outgoing
from bot.domain.triage import Colour
from bot.domain.warmth import AT_ONCE, Fate, Pen, When, Word, due, gathered, kinds
from bot.store.cases import EntryKind

FILE = "warmth"
TO, WHEN, KIND, DROP, BACK, MINE, WEEKLY = "wto", "wwhen", "wkind", "wdrop", "wback", "wmine", "wweek"
VERBS = frozenset({TO, WHEN, KIND, DROP, BACK, MINE, WEEKLY})
"""What stands on a writer's buttons; `id` is the batch."""

TIMER = "weekly"
WEEK = timedelta(days=7)
PROMPTS = 3
"""So often a silence is mentioned; after that it is the writer's own affair."""

SETTLING = frozenset({"start", "consent", "language", "menu", "greetings", "letters"})

TALK_IS_FRESH = timedelta(days=1)
"""How long after a talk words are rather for whoever was there than for the family."""


# -- what is meant for the family ---------------------------------------------------------------


def takes(turn: Turn, incoming: Incoming) -> bool:
    """Whether this is for one of the family: with something under way for them always, and from somebody at home
    also out of nothing, unless it looks like something they ask of us or follows on a talk with us."""
    if incoming.kind is not IncomingKind.MESSAGE:
        return False
    if _straggles(turn, incoming) or (turn.pen is not None and turn.pen.open(turn.now)):
        return True
    return at_home(turn) and (incoming.media is not None or not asks_us(turn, incoming.text))


def only_settling(turn: Turn, incoming: Incoming) -> bool:
    """Whether a dialogue is under way that only asks about settings, by buttons: a video sent meanwhile answers
    nothing there. What helps somebody in need is another thing; there whatever is sent is for us."""
    frames = [frame.flow for stack in (*turn.session.suspended, turn.session.stack) for frame in stack]
    return incoming.media is not None and set(frames) <= SETTLING


def at_home(turn: Turn) -> bool:
    """Whether what this person writes by themselves may be for one of their family."""
    ended = turn.ended
    talked = ended is not None and ended.closed_at is not None and turn.now - ended.closed_at < TALK_IS_FRESH
    return bool(homes_of(turn.lane, turn.ties)) and not talked


def asks_us(turn: Turn, text: str) -> bool:
    """Whether these words clearly name something there is here; what only reminds of it is a letter."""
    return turn.house.library.routes.find(text).flow is not None


def _straggles(turn: Turn, incoming: Incoming) -> bool:
    """One more part of an album whose beginning has gone already: albums come in pieces, without an end."""
    pen = turn.pen
    return pen is not None and bool(pen.sent) and bool(incoming.album) and incoming.album == pen.album


def mine_row(turn: Turn, message: int) -> tuple[Button, ...]:
    """The button by which words that look like something else are for the family after all."""
    homes = homes_of(turn.lane, turn.ties)
    names = " · ".join(dict.fromkeys(_name(turn, tie) for tie in homes))
    button = turn.button(turn.who, FILE, "for_family", Press(MINE, seq=message))
    return (replace(button, caption=f"{button.caption} {names}"[:40]),)


# -- taking it down -----------------------------------------------------------------------------


def begin(turn: Turn) -> None:
    """Somebody wants to send a word: what lies ready is shown, else they are told how, and what they say next
    is for their family."""
    if not _ties(turn):
        keyboard = ((turn.button(turn.who, FILE, "to_family", Press(SUGGESTED, choice="family")),),)
        turn.say(turn.who, FILE, "nobody", keyboard=keyboard)
        return
    drafts = _drafts(turn)
    if turn.session.mode != "bot" and not drafts:
        # what is written now is for whoever is with them
        turn.say(turn.who, FILE, "not_now")
        return
    pen = _held(turn)
    turn.keep_pen(replace(pen, since=turn.now, batch=drafts[0].batch if drafts else pen.batch))
    if drafts:
        screen(turn)
        return
    elder = any(tie.relation in ELDERS for tie in homes_of(turn.lane, turn.ties))
    if elder:
        # a picture alone is shown large: it is what they have to look for
        turn.send(turn.who, Outgoing(text=turn.text(turn.who, FILE, "microphone")))
    turn.say(turn.who, FILE, "how", elder=elder, given=_whom(turn, turn.pen))


def hear(turn: Turn, incoming: Incoming) -> None:
    """One message for the family. The first of them brings the screen, what follows brings it up to date."""
    body = packed(incoming)
    if incoming.media is not None and media_of(body) is None:
        turn.say(turn.who, FILE, "not_carried")
        return
    # it is for the family, and no counsellor who may be called later has any business with it
    remarks.kept(turn)
    straggles = _straggles(turn, incoming)
    pen = turn.pen if straggles and turn.pen is not None else _held(turn)
    before = [word for word in _drafts(turn) if word.batch == pen.batch]
    word = _word(turn, pen, incoming.message_id, body_of(body))
    if straggles:
        _pass_on(turn, pen, [word])
        return
    if len(before) >= AT_ONCE:
        turn.say(turn.who, FILE, "enough", reply_to=incoming.message_id, most=AT_ONCE)
        return
    turn.keep_word(word)
    turn.keep_pen(replace(pen, since=turn.now, album=incoming.album))
    if pen.answers:
        _hand_over(turn, When.NOW)
    else:
        screen(turn, edit=bool(before))


def edited(turn: Turn, incoming: Incoming) -> None:
    """A correction: of what is still here at once, of what has gone where it has gone."""
    body = body_of(packed(incoming))
    mine = [word for word in _drafts(turn) if word.message == incoming.message_id]
    for word in mine:
        turn.keep_word(replace(word, body=body | {"album": word.album} if word.album else body))
    if mine:
        remarks.kept(turn)
        return
    told: dict[str, object] = {"by": turn.lane, "message": incoming.message_id, "body": body}
    for other in dict.fromkeys(tie.other(turn.lane) for tie in _ties(turn)):
        turn.pass_on(other, "corrected", told)


def kept_meanwhile(turn: Turn, incoming: Incoming | None = None) -> None:
    """Help comes first; what they were putting together is still there, and has not gone.

    Words that only worried (`incoming`) may have been part of it: they are kept with it, for their writer to decide.
    What called for help at once is not, lest it goes along unseen.
    """
    kept = incoming is not None and takes(turn, incoming)
    if incoming is not None and kept:
        pen = _held(turn)
        body = body_of(packed(incoming))
        turn.keep_word(_word(turn, pen, incoming.message_id, body))
        turn.keep_pen(replace(pen, since=turn.now))
    if turn.pen is not None and turn.pen.open(turn.now) and _drafts(turn):
        turn.say(turn.who, FILE, "kept_meanwhile", kept=kept, given=_whom(turn, turn.pen))


# -- the screen ---------------------------------------------------------------------------------


def screen(turn: Turn, *, edit: bool = False) -> None:
    """Who is speaking where that is not known, then when it is to arrive: one screen, big buttons."""
    pen = turn.pen
    assert pen is not None  # whoever shows the screen holds the pen
    drafts = [word for word in _drafts(turn) if word.batch == pen.batch]
    tie = family.find(turn, pen.tie)
    given = {"kinds": kinds(drafts)} | _whom(turn, pen)
    if tie is None:
        keyboard: list[tuple[Button, ...]] = [
            (Button(_speaker(turn, one), Press(TO, pen.batch, choice=one.id).data()),) for one in _ties(turn)
        ]
        block = "who"
    else:
        keyboard = [(_moment(turn, pen, tie, when),) for when in _offered(turn, tie)]
        block = "when"
        given |= _clocks(turn, tie)
    keyboard.append((turn.button(turn.who, FILE, "drop", Press(DROP, pen.batch)),))
    keyboard += asking.suggestions(turn, _perhaps(turn, drafts))
    _show(turn, pen, block, tuple(keyboard), given, edit=edit)


def _perhaps(turn: Turn, drafts: Sequence[Word]) -> tuple[str, ...]:
    """What else a single line of words may have meant."""
    text = str(drafts[0].body.get("text") or "") if len(drafts) == 1 else ""
    return turn.house.library.routes.find(text).suggestions[:1]


def _show(
    turn: Turn, pen: Pen, block: str, keyboard: Keyboard, given: dict[str, object], *, edit: bool
) -> None:
    message = Outgoing(
        op=Op.EDIT if edit else Op.SEND,
        text=turn.text(turn.who, FILE, block, **given),
        keyboard=keyboard,
    )
    turn.send(turn.who, message, slot=slot(pen.batch), insist=edit)


def slot(batch: str) -> str:
    """Names the screen of what was put together, in its writer's chat, also when it has gone."""
    return f"warmth:{batch}"


def _offered(turn: Turn, tie: Tie) -> list[When]:
    """Morning, evening or now; one of them where everything waits for a day its reader has named."""
    if gathered(_hours(turn, tie), turn.now) is not None:
        return [When.MORNING]
    first = [When.MORNING, When.EVENING]
    hours = _hours(turn, tie)
    first.sort(key=lambda when: due(when, hours, turn.now))
    return [When.NOW, *first]


def _moment(turn: Turn, pen: Pen, tie: Tie, when: When) -> Button:
    """ "Tomorrow morning, 07:30 there": the reader's clock, told from their today."""
    hours = _hours(turn, tie)
    quiet = when is When.NOW and hours.quiet(turn.now)
    at = hours.local(hours.awake(turn.now) if quiet else due(when, hours, turn.now))
    text = turn.text(
        turn.who,
        FILE,
        "moment",
        wanted=when.value,
        coming=at,
        quiet=quiet,
        days=(at.date() - hours.local(turn.now).date()).days,
        gathered=gathered(hours, turn.now) is not None,
    )
    return Button(plain(text), Press(WHEN, pen.batch, choice=when.value).data())


def _clocks(turn: Turn, tie: Tie) -> dict[str, object]:
    return {"there": _hours(turn, tie).local(turn.now), "here": turn.local(turn.who)}


def _hours(turn: Turn, tie: Tie) -> Hours:
    """The reader's."""
    return turn.hours_of(turn.people[tie.other(turn.lane)])


def _whom(turn: Turn, pen: Pen | None) -> dict[str, object]:
    """Whom it is for, in words; where that is not known, everybody it may be for."""
    tie = family.find(turn, pen.tie) if pen is not None else None
    found = [tie] if tie is not None else list(_ties(turn))
    return {"whom": list(dict.fromkeys(_name(turn, one) for one in found))}


def _name(turn: Turn, tie: Tie) -> str:
    return plain_words(turn.text(turn.who, family.FILE, "whom", **family.called(turn, tie, turn.who)))


def _speaker(turn: Turn, tie: Tie) -> str:
    """On a phone that several share, who is speaking; otherwise for whom it is."""
    given = family.called(turn, tie, turn.who)
    shared = tie.member == turn.lane and family.shared(turn, tie)
    return plain(turn.text(turn.who, FILE, "speaker", shared=shared, **given))[:40]


# -- buttons ------------------------------------------------------------------------------------


def pressed(turn: Turn, incoming: Incoming, press: Press) -> None:
    """A tap on one of the writer's buttons; one about what has gone says so."""
    if press.verb == MINE:
        _mine_after_all(turn, incoming, press)
    elif press.verb == WEEKLY:
        _weekly(turn, incoming, press)
    elif press.verb == BACK:
        _take_back(turn, incoming, press)
    elif turn.pen is None or turn.pen.batch != press.id or turn.pen.sent:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_gone"))
    else:
        {TO: _to, WHEN: _when, KIND: _kind, DROP: _drop}[press.verb](turn, incoming, press, turn.pen)


def _mine_after_all(turn: Turn, incoming: Incoming, press: Press) -> None:
    """Words that looked like something else: they are found among what was said last."""
    newest = [
        remark
        for remark in turn.session.recent
        if press.seq in (remark.message, remark.corrects) and remark.body
    ]
    taken = any(word.message == press.seq for word in turn.words.values() if word.by == turn.lane)
    if not newest or taken or not _ties(turn):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_again"))
        return
    turn.answer(turn.who, incoming.press_id)
    pen = _held(turn)
    turn.keep_word(_word(turn, pen, press.seq, newest[-1].body))
    turn.keep_pen(replace(pen, since=turn.now))
    screen(turn)


def _to(turn: Turn, incoming: Incoming, press: Press, pen: Pen) -> None:
    turn.answer(turn.who, incoming.press_id)
    tie = family.find(turn, press.choice)
    if tie is not None:
        turn.keep_pen(replace(pen, tie=tie.id, since=turn.now))
    screen(turn, edit=True)


def _when(turn: Turn, incoming: Incoming, press: Press, pen: Pen) -> None:
    tie = family.find(turn, pen.tie)
    if press.choice not in set(When) or tie is None:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_gone"))
        return
    turn.answer(turn.who, incoming.press_id)
    when = When(press.choice)
    if when is When.NOW and not _hours(turn, tie).quiet(turn.now):
        _hand_over(turn, when)
        return
    # asked once before it waits: what cannot wait must not
    row = [
        (turn.button(turn.who, FILE, f"kind__{kind}", Press(KIND, pen.batch, choice=f"{when.value}_{kind}")),)
        for kind in ("calm", "matters", "beside")
    ]
    _show(turn, pen, "kind", (*row, asking.human_row(turn)), _whom(turn, pen), edit=True)


def _kind(turn: Turn, incoming: Incoming, press: Press, _: Pen) -> None:
    word, kind = ([*press.choice.split("_"), ""])[:2]
    if word not in set(When) or kind not in ("calm", "matters", "beside"):
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_gone"))
        return
    turn.answer(turn.who, incoming.press_id)
    if kind == "calm":
        _hand_over(turn, When(word))
        return
    if kind == "beside":
        _call_beside(turn)
    _hand_over(turn, When.NOW, matters=True)


def _call_beside(turn: Turn) -> None:
    """Heavy news: somebody of ours is asked to be near, and reads what it is about."""
    case, _ = casework.call_for_help(
        turn, Colour.AMBER, ("family.news",), (("worried", "who", "family"),), behalf=True
    )
    for word in _drafts(turn):
        turn.record(case, EntryKind.SAID, turn.lane, dict(word.body), message=word.message)
    casework.tell_opened(turn, case, "behalf")


def _drop(turn: Turn, incoming: Incoming, _: Press, pen: Pen) -> None:
    turn.answer(turn.who, incoming.press_id)
    for word in _drafts(turn):
        turn.drop_word(word.id)
    turn.keep_pen(None)
    _show(turn, pen, "dropped", (), _whom(turn, pen), edit=True)


# -- on its way ---------------------------------------------------------------------------------


def _hand_over(turn: Turn, when: When, *, matters: bool = False) -> None:
    """From here on it lies with its reader."""
    pen = turn.pen
    assert pen is not None  # only what somebody puts together is handed over
    tie = family.find(turn, pen.tie)
    drafts = [word for word in _drafts(turn) if word.batch == pen.batch]
    if tie is None or not drafts:
        screen(turn, edit=True)
        return
    pen = replace(pen, sent=when.value, matters=matters)
    turn.keep_pen(pen)
    _pass_on(turn, pen, drafts)
    for word in drafts:
        turn.drop_word(word.id)
    hours = _hours(turn, tie)
    at = due(when, hours, turn.now, matters=matters)
    if not matters and when is When.NOW and hours.quiet(at):
        at = hours.awake(at)
    back = turn.button(turn.who, FILE, "back", Press(BACK, pen.batch, choice=tie.id))
    given = _whom(turn, pen) | {
        "now": at <= turn.now,
        "there": hours.local(at),
        "here": turn.local(turn.who, at),
        "days": (hours.local(at).date() - hours.local(turn.now).date()).days,
    }
    _show(turn, pen, "on_its_way", () if at <= turn.now else ((back,),), given, edit=not pen.answers)
    if tie.member == turn.lane:
        _offer_weekly(turn)
        _mind(turn, 0)


def _pass_on(turn: Turn, pen: Pen, words: Sequence[Word]) -> None:
    tie = family.find(turn, pen.tie)
    if tie is None:
        return
    turn.pass_on(
        tie.other(turn.lane),
        "word",
        {
            "tie": tie.id,
            "batch": pen.batch,
            "by": turn.lane,
            "when": pen.sent,
            "matters": pen.matters,
            "words": [
                {"id": word.id, "at": word.at.isoformat(), "message": word.message, "body": dict(word.body)}
                for word in words
            ],
        },
    )


def _take_back(turn: Turn, incoming: Incoming, press: Press) -> None:
    """Second thoughts; whether it was in time is known where it lies."""
    tie = family.find(turn, press.choice)
    if tie is None:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_gone"))
        return
    told: dict[str, object] = {"batch": press.id, "tie": tie.id, "by": turn.lane, "press": incoming.press_id}
    turn.pass_on(tie.other(turn.lane), "word_back", told)


# -- once a week --------------------------------------------------------------------------------


def _offer_weekly(turn: Turn) -> None:
    """Asked once, when the first words have gone: may a silence of a week be mentioned?"""
    if standing(PURPOSES["weekly"], turn.who.roles(turn.now), turn.consents) is not Standing.OPEN:
        return
    row = tuple(
        turn.button(
            turn.who, FILE, f"weekly__{choice}", Press(WEEKLY, seq=PURPOSES["weekly"].version, choice=choice)
        )
        for choice in ("yes", "no")
    )
    turn.say(turn.who, FILE, "weekly_v1", keyboard=(row,))


def _weekly(turn: Turn, incoming: Incoming, press: Press) -> None:
    purpose = PURPOSES["weekly"]
    agrees = press.choice == "yes" and press.seq == purpose.version
    turn.agree(answered(purpose.name, purpose.version, agrees, turn.consents, turn.now))
    turn.answer(
        turn.who, incoming.press_id, turn.text(turn.who, FILE, f"toast_weekly_{'on' if agrees else 'off'}")
    )
    if agrees:
        _mind(turn, 0)


def _mind(turn: Turn, times: int) -> None:
    """In a week, at the hour of their own morning."""
    hours = turn.hours_of(turn.who)
    at = following(turn.now + WEEK - timedelta(hours=12), hours.morning, hours.tz)
    turn.wake(TIMER, "", at - turn.now, guard=str(times))


def on_timer(turn: Turn, guard: str) -> None:
    """A week without a word home: said gently, to whoever agreed to that, and not again and again."""
    agreed = standing(PURPOSES["weekly"], turn.who.roles(turn.now), turn.consents) is Standing.GIVEN
    homes = homes_of(turn.lane, turn.ties)
    if not agreed or not homes or paused(turn.consents) or int(guard) >= PROMPTS:
        return
    hours = turn.hours_of(turn.who)
    if hours.quiet(turn.now) or turn.case_of(turn.lane) is not None:
        turn.wake(TIMER, "", max(hours.awake(turn.now) - turn.now, timedelta(days=1)), guard=guard)
        return
    elder = any(tie.relation in ELDERS for tie in homes)
    keyboard = (
        (turn.button(turn.who, FILE, "write_now", Press(SUGGESTED, choice="warm")),),
        (turn.button(turn.who, FILE, "weekly_stop", Press(WEEKLY, choice="no")),),
    )
    turn.say(turn.who, FILE, "a_week", keyboard=keyboard, elder=elder, given=_whom(turn, None))
    _mind(turn, int(guard) + 1)


# -- what is held ------------------------------------------------------------------------------


def answer_to(turn: Turn, tie: Tie) -> None:
    """What the person says next goes back to whoever wrote to them."""
    turn.keep_pen(Pen(turn.house.ids.new(), turn.now, tie.id, answers=True))


def _held(turn: Turn) -> Pen:
    """What is being put together, or something new."""
    pen = turn.pen
    if pen is not None and not pen.sent and (pen.open(turn.now) or _drafts(turn)):
        if pen.answers and not pen.open(turn.now):
            return _new(turn)
        return pen
    return _new(turn)


def _word(turn: Turn, pen: Pen, message: int, body: Mapping[str, object]) -> Word:
    """One more message of the person's to what is being put together."""
    return Word(turn.house.ids.new(), turn.lane, pen.tie, turn.lane, pen.batch, turn.now, message, body)


def _new(turn: Turn) -> Pen:
    ties = _ties(turn)
    return Pen(turn.house.ids.new(), turn.now, ties[0].id if len(ties) == 1 else "")


def _ties(turn: Turn) -> tuple[Tie, ...]:
    """Whom the person may write to: at home first their own, then those whose family they are."""
    return (*homes_of(turn.lane, turn.ties), *family_of(turn.lane, turn.ties))


def _drafts(turn: Turn) -> list[Word]:
    return [word for word in turn.words.values() if word.lane == turn.lane and word.fate is Fate.DRAFT]

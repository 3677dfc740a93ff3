"""Words from the family, where they are read: kept until their hour, handed over together, answered with one tap.

In the lane of whoever reads. What may go is asked three times: when it comes in, when it is due, and when it is sent
(see `make`): nothing arrives once a tie has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.app import albums, family, warmth
from bot.app.buttons import SUGGESTED, Press
from bot.app.prompts import Asked, Dropped, Later, Making, Verdict, Words
from bot.app.relay import media_of
from bot.app.turn import Turn
from bot.channel.split import CAPTION_LIMIT, LIMIT, length, split
from bot.channel.templates import Texts
from bot.domain.consent import paused
from bot.domain.family import Tie, alike, tied
from bot.domain.messages import CAPTIONED, Button, Incoming, Keyboard, Media, Op, Outgoing, Priority
from bot.domain.people import Person, hours_of, on_thin_link
from bot.domain.warmth import HEAVY, LIVE, ROOM, Fate, Share, When, Word, due, megabytes, shares
from bot.store import people, ties
from bot.store import words as spoken

FILE = "warmth"
ANSWER, OPEN = "wans", "wopen"
VERBS = frozenset({ANSWER, OPEN})
"""What stands on a reader's buttons; `id` is the batch, or the one message to be shown."""

TIMER = "words"
WORD, TIMELY, THANKS = "word", "timely", "thanks"
"""The letters that are made here when they go. What matters comes at any hour, and what was to come in the morning or
the evening at the hour its reader has set, whether that is within their quiet hours or not."""

PART, CHANGED = "part", "changed"
"""What is kept beside a word's own: what the message was made of that shows its words, and that it was corrected while
that was on its way."""

LATE = timedelta(minutes=30)
"""So long after its hour it is not that hour any more, and a quiet one is quiet again."""

TAPS = ("heart", "thanks")


# -- coming in ----------------------------------------------------------------------------------


def on_word(turn: Turn, body: Mapping[str, object]) -> None:
    """Somebody of the family has said when it is to arrive."""
    tie = family.find(turn, str(body["tie"]))
    if tie is None:
        _tell_writer(turn, str(body["by"]), str(body["batch"]), "no_more", str(body["tie"]))
        return
    when, matters = When(str(body["when"])), bool(body["matters"])
    kept = [word for word in turn.words.values() if (word.lane, word.by) == (turn.lane, body["by"])]
    if not matters and sum(word.fate in LIVE for word in kept) >= ROOM:
        _tell_writer(turn, str(body["by"]), str(body["batch"]), "no_room", tie.id)
        return
    at = due(when, turn.hours_of(turn.who), turn.now, matters=matters)
    for said in _listed(body["words"]):
        turn.keep_word(
            Word(
                id=str(said["id"]),
                lane=turn.lane,
                tie=tie.id,
                by=str(body["by"]),
                batch=str(body["batch"]),
                at=datetime.fromisoformat(str(said["at"])),
                message=int(said["message"]),
                body=said["body"],
                fate=Fate.WAITING,
                when=when,
                due=at,
                matters=matters,
            )
        )
    hand_over(turn)


def _listed(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)  # as warmth passes it on
    return value


def on_corrected(turn: Turn, by: str, message: int, body: Mapping[str, object]) -> None:
    """Its writer has changed it: what has not gone says it as it reads now, what stands there already is changed."""
    for word in [word for word in turn.words.values() if (word.by, word.message) == (by, message)]:
        if word.fate is Fate.FAILED or family.find(turn, word.tie) is None:
            continue
        kept = {name: word.body[name] for name in ("album", PART) if word.body.get(name)}
        if word.fate is Fate.GOING:
            # what is on its way may say either
            kept[CHANGED] = True
        corrected = turn.keep_word(replace(word, body=dict(body) | kept))
        if word.fate is Fate.SENT:
            _correct(turn, corrected, same=media_of(word.body) == media_of(body))
            # should it not get there after all, they hear that too: see `_not_corrected`
            _tell_writer(turn, by, word.batch, "corrected", word.tie)


def _correct(turn: Turn, word: Word, *, same: bool) -> None:
    """The message that has arrived is changed where it stands. Where that cannot be, since it is part of an album, has
    no words of its own, has grown too long or is another file now, a line of its own follows."""
    part = _Part.read(str(word.body[PART])) if word.body.get(PART) else None
    text = albums.bare(str(word.body.get("text", "")))
    roomy = part is not None and (length(text) <= LIMIT if part.body == "words" else _fits([word]))
    if part is not None and same and roomy:
        _queue(turn, [word], replace(part, change="place"))
    elif text or not same:
        _queue(turn, [word], _Part(word.id, change="line" if same else "file"))


def on_back(turn: Turn, body: Mapping[str, object]) -> None:
    """Its writer has thought better of it."""
    writer, batch, press = turn.people.get(str(body["by"])), str(body["batch"]), str(body["press"])
    mine = [word for word in turn.words.values() if (word.batch, word.by) == (batch, str(body["by"]))]
    if writer is None:
        return
    if any(word.fate is not Fate.WAITING for word in mine) or not mine:
        turn.answer(writer, press, turn.text(writer, FILE, "toast_too_late" if mine else "toast_gone"))
        return
    turn.answer(writer, press)
    for word in mine:
        turn.drop_word(word.id)
    _mark(turn, writer, batch, "taken_back", {})


# -- handing over -------------------------------------------------------------------------------


def hand_over(turn: Turn) -> None:
    """Sends what is due, together, and sets the alarm for what is not."""
    ready = [word for word in _waiting(turn) if word.due is None or word.due <= turn.now]
    lost = [word for word in ready if family.find(turn, word.tie) is None]
    for word in lost:
        turn.drop_word(word.id)
    ready = [word for word in ready if word not in lost]
    why = _kept_from(turn)
    if why:
        _tell_waiting(turn, ready, why)
    elif ready:
        found = shares(ready)
        for share in found:
            _send(turn, share, len(ready) if share is found[0] else 0)
    later = [word.due for word in _waiting(turn) if word.due is not None and word.due > turn.now]
    if later:
        turn.wake(TIMER, "", min(later) - turn.now)


def replan(turn: Turn) -> None:
    """The reader has other hours, another clock or another day now: what waits comes by those."""
    hours = turn.hours_of(turn.who)
    for word in _waiting(turn):
        if word.due is not None and word.due > turn.now:
            turn.keep_word(replace(word, due=due(word.when, hours, turn.now, matters=word.matters)))
    hand_over(turn)


def _waiting(turn: Turn) -> list[Word]:
    return [word for word in turn.words.values() if word.lane == turn.lane and word.fate is Fate.WAITING]


def _kept_from(turn: Turn) -> str:
    """Why nothing can be handed over now; empty when it can."""
    here = turn.seen or (turn.who.started and turn.who.reachable)
    if not here or turn.reachable is False:
        return "unreachable" if turn.who.started else "not_started"
    return "paused" if paused(turn.consents) else ""


def _tell_waiting(turn: Turn, words: Iterable[Word], why: str) -> None:
    """Once for what goes together: it is kept, and comes as soon as that is possible."""
    told = {word.batch for word in turn.words.values() if word.told}
    for word in words:
        if word.batch not in told:
            told.add(word.batch)
            _tell_writer(turn, word.by, word.batch, why, word.tie)
        turn.keep_word(replace(word, told=True))


def _send(turn: Turn, share: Share, greeting: int) -> None:
    """One letter for each piece. `greeting` is how many there are in all, told on top where they are several."""
    count = len(share.pieces)
    for place, piece in enumerate(share.pieces):
        first, last = place == 0, place == count - 1
        head = _Part(piece[0].id, heading=first, greeting=greeting if first else 0)
        if first and not _fits(piece):
            _queue(turn, piece, replace(head, body=""))
            head = replace(head, heading=False, greeting=0)
        apart, album = _too_long(piece[0]), len(piece) > 1
        if apart:
            head = replace(head, body="file")
        # an album has no buttons of its own
        main = replace(head, answers=last and not (album or apart), album=album)
        _queue(turn, piece, main, reports=True)
        shown = _Part(piece[0].id, body="words", answers=last and not album) if apart else main
        if apart:
            _queue(turn, piece, shown)
        if last and album:
            _queue(turn, piece, _Part(piece[0].id, body="", answers=True))
        for word in piece:
            # of an album only the first file's words are found again
            body = dict(word.body) | ({PART: str(shown)} if word is piece[0] else {})
            turn.keep_word(replace(word, body=body, fate=Fate.GOING))


@dataclass(frozen=True, slots=True)
class _Part:
    """What one letter is made of, as it travels in the clear: no words, only which and how."""

    word: str
    heading: bool = False
    greeting: int = 0
    body: str = "all"
    """Or only its "file", only its "words", or nothing of it."""
    album: bool = False
    answers: bool = False
    change: str = ""
    """A correction of what has arrived: in its "place", or as a "line" or a "file" of its own."""

    def __str__(self) -> str:
        return ":".join(
            (
                self.word,
                str(int(self.heading)),
                str(self.greeting),
                self.body,
                str(int(self.album)),
                str(int(self.answers)),
                self.change,
            )
        )

    @classmethod
    def read(cls, of: str) -> _Part:
        # letters of an older version correct nothing
        word, heading, greeting, body, album, answers, *change = of.split(":")
        return cls(word, heading == "1", int(greeting), body, album == "1", answers == "1", "".join(change))


def _queue(turn: Turn, piece: Sequence[Word], part: _Part, *, reports: bool = False) -> None:
    matters = piece[0].matters
    # an edit makes no sound
    timely = matters or piece[0].when is not When.NOW or part.change == "place"
    worded = part.body in ("all", "words") and part.change in ("", "place")
    ref = f"word:{piece[0].id}:{part.change}" if part.change else f"word:{piece[0].id}"
    turn.prompt(
        turn.who,
        TIMELY if timely else WORD,
        str(part),
        at=turn.now,
        priority=Priority.REPLY if matters else Priority.REMINDER,
        slot=f"word:{piece[0].id}" if worded else "",
        notify=turn.lane if reports or part.change else "",
        ref=ref if reports or part.change else "",
    )


def _fits(piece: Sequence[Word]) -> bool:
    """Whether who speaks, and when it was at home, can stand above or under it."""
    media, text = media_of(piece[0].body), str(piece[0].body.get("text", ""))
    room = HEADING + length(albums.bare(text))
    if media is None:
        return room <= LIMIT
    return media.kind in CAPTIONED and room <= CAPTION_LIMIT


def _too_long(word: Word) -> bool:
    """Whether the words do not fit under their file: some may write longer ones than a bot can."""
    media, text = media_of(word.body), str(word.body.get("text", ""))
    return media is not None and media.kind in CAPTIONED and length(albums.bare(text)) > CAPTION_LIMIT


HEADING = 200
"""Room for what stands above the words."""


# -- made when it goes --------------------------------------------------------------------------


async def make(making: Making, asked: Sequence[Asked]) -> Mapping[int, Verdict]:
    """The words as they read now; nothing from whoever is family no more, and nothing that was taken back."""
    parts = {one.number: _Part.read(one.of) for one in asked}
    found = {
        word.id: word
        for word in await spoken.load(
            making.tx, making.keys, [], named=sorted({part.word for part in parts.values()})
        )
    }
    mates = await spoken.load(making.tx, making.keys, [], named=sorted({w.batch for w in found.values()}))
    known = {tie.id: tie for tie in await ties.find(making.tx, sorted({w.tie for w in found.values()}))}
    around = await ties.load(making.tx, sorted({tie.employee for tie in known.values()}))
    writers = await people.load(making.tx, making.keys, sorted({word.by for word in found.values()}))
    home = making.config.settings.home_tz
    units = await people.units(making.tx, sorted({p.unit for p in writers.values() if p.unit}))
    verdicts: dict[int, Verdict] = {}
    for one in asked:
        part = parts[one.number]
        word = found.get(part.word)
        tie = known.get(word.tie) if word is not None else None
        if word is None or tie is None:
            verdicts[one.number] = Dropped("taken back")
        elif not tie.holds:
            verdicts[one.number] = Dropped("family no more")
        elif _waits(one, part, word, making.now):
            verdicts[one.number] = Later(one.hours.awake(making.now))
        else:
            writer = writers.get(word.by)
            clock = hours_of(writer, units, home, making.now) if writer is not None else None
            verdicts[one.number] = Words(
                _message(
                    making.texts,
                    one.to,
                    word,
                    part,
                    [m for m in mates if part.album and _together(m, word)],
                    {
                        "written": clock.local(word.at) if clock is not None else word.at,
                        "today": (clock.local(making.now) if clock is not None else making.now).date(),
                        **_writer(tie, around, writer, one.to),
                    },
                    thin=on_thin_link(one.to, making.units, making.now),
                )
            )
    return verdicts


def _waits(one: Asked, part: _Part, word: Word, now: datetime) -> bool:
    """Whether it would ring at night for no reason; a change in its place does not ring."""
    return one.hours.quiet(now) and not word.matters and part.change != "place" and _late(word, now)


def _late(word: Word, now: datetime) -> bool:
    return word.due is not None and now - word.due > LATE


def _together(one: Word, other: Word) -> bool:
    return bool(one.album) and (one.batch, one.album, one.tie) == (other.batch, other.album, other.tie)


def _writer(tie: Tie, around: Sequence[Tie], writer: Person | None, reader: Person) -> dict[str, object]:
    """Who speaks: what they are at home, and their name where that says more."""
    shared = len(tied(tie.employee, tie.member, around)) > 1
    named = tie.member == reader.id or not shared or alike(tie, around)
    return {
        "relation": tie.relation.value,
        "name": writer.name if writer is not None and named else "",
        "member": tie.member == reader.id,
    }


def _message(
    texts: Texts,
    reader: Person,
    word: Word,
    part: _Part,
    mates: Sequence[Word],
    given: Mapping[str, object],
    *,
    thin: bool,
) -> Outgoing:
    if part.change in ("line", "file"):
        return _line(texts, reader, word, given, file=part.change == "file")
    message = _whole(texts, reader, word, part, mates, given, thin=thin)
    return replace(message, op=Op.EDIT, album=()) if part.change else message


def _line(texts: Texts, reader: Person, word: Word, given: Mapping[str, object], *, file: bool) -> Outgoing:
    """What was corrected, where what has arrived cannot be changed."""
    media = media_of(word.body) if file else None
    text = albums.bare(str(word.body.get("text", "")))
    head = texts.render(reader.language, FILE, "reworded", {**given, "file": file})
    room = LIMIT if media is None else CAPTION_LIMIT
    whole = "\n".join(filter(None, (head, text)))
    return Outgoing(text=whole if length(whole) <= room else split(text, room)[0], media=media)


def _whole(
    texts: Texts,
    reader: Person,
    word: Word,
    part: _Part,
    mates: Sequence[Word],
    given: Mapping[str, object],
    *,
    thin: bool,
) -> Outgoing:
    media = media_of(word.body)
    text = albums.bare(str(word.body.get("text", "")))
    head = ""
    if part.heading:
        head = texts.render(
            reader.language, FILE, "heading", {"greeting": part.greeting, "matters": word.matters, **given}
        )
    keyboard = _answers(texts, reader, word) if part.answers else ()
    if not part.body:
        words = head or texts.render(reader.language, FILE, "answer_below", {})
        return Outgoing(text=words, keyboard=keyboard)
    if part.body == "words":
        return Outgoing(text=text, keyboard=keyboard)
    if part.body == "file":
        text = ""
    if thin and media is not None and media.kind in HEAVY:
        return _on_tap(texts, reader, [word, *(m for m in mates if m.id != word.id)], head, text, keyboard)
    room = LIMIT if media is None else CAPTION_LIMIT
    # corrected since it was queued, it may have grown out of its heading, or of its place under the file
    whole = "\n\n".join(filter(None, (head, text)))
    text = whole if length(whole) <= room else split(text, room)[0]
    message = Outgoing(text=text, media=media, keyboard=keyboard)
    others = [m for m in mates if m.id != word.id]
    if not others:
        return message
    rest = [Outgoing(text=albums.bare(str(m.body.get("text", ""))), media=media_of(m.body)) for m in others]
    return replace(message, keyboard=(), album=tuple(rest))


def _on_tap(
    texts: Texts, reader: Person, words: Sequence[Word], head: str, text: str, keyboard: Keyboard
) -> Outgoing:
    """On a thin link: what there is and how large, to be loaded with a tap or not at all."""
    files = [(word, media) for word in words if (media := media_of(word.body)) is not None]
    rows = [{"what": media.kind.value, "size": megabytes(media)} for _, media in files]
    body = texts.render(reader.language, FILE, "on_tap", {"rows": rows})
    taps: Keyboard = tuple((_tap(texts, reader, word, media),) for word, media in files)
    return Outgoing(text="\n\n".join(filter(None, (head, text, body))), keyboard=(*taps, *keyboard))


def _tap(texts: Texts, reader: Person, word: Word, media: Media) -> Button:
    caption = texts.caption(reader.language, FILE, f"load__{media.kind.value}")
    size = megabytes(media)
    return Button(f"{caption} {size} MB" if size else caption, Press(OPEN, word.id).data())


def _answers(texts: Texts, reader: Person, word: Word) -> Keyboard:
    """One tap, or a few spoken words, or an hour to see each other."""

    def button(block: str, press: Press) -> Button:
        return Button(texts.caption(reader.language, FILE, block), press.data())

    return (
        tuple(button(f"answer__{tap}", Press(ANSWER, word.batch, choice=tap)) for tap in TAPS),
        (
            button("answer__voice", Press(ANSWER, word.batch, choice="voice")),
            button("answer__call", Press(SUGGESTED, choice="call")),
        ),
    )


async def make_thanks(making: Making, asked: Sequence[Asked]) -> Mapping[int, Verdict]:
    """One tap, on its way back: `of` is tie, tap, and the moment of the words it answers."""
    parts = {one.number: one.of.split(":") for one in asked}
    known = {tie.id: tie for tie in await ties.find(making.tx, sorted({part[0] for part in parts.values()}))}
    around = await ties.load(making.tx, sorted({tie.employee for tie in known.values()}))
    others = await people.load(
        making.tx, making.keys, sorted({one for tie in known.values() for one in (tie.employee, tie.member)})
    )
    verdicts: dict[int, Verdict] = {}
    for one in asked:
        number, tap, moment = parts[one.number]
        tie = known.get(number)
        if tie is None or not tie.holds:
            verdicts[one.number] = Dropped("family no more")
            continue
        given = {
            "tap": tap,
            "written": one.hours.local(datetime.fromtimestamp(int(moment), making.now.tzinfo)),
            "today": one.hours.local(making.now).date(),
            **_writer(tie, around, others.get(tie.other(one.to.id)), one.to),
        }
        button = Button(
            making.texts.caption(one.to.language, FILE, "answer__voice"),
            Press(ANSWER, tie.id, choice="voice").data(),
        )
        text = making.texts.render(one.to.language, FILE, "thanked", given)
        verdicts[one.number] = Words(Outgoing(text=text, keyboard=((button,),)))
    return verdicts


# -- what has become of it ----------------------------------------------------------------------


def on_outcome(turn: Turn, number: str, state: str) -> None:
    """The postman's word on one piece; an album speaks for all of its parts. `number` may go on with the change."""
    number, _, change = number.partition(":")
    word = turn.words.get(number)
    if word is not None and change:
        _not_corrected(turn, word, state)
        return
    if word is None or word.fate is not Fate.GOING:
        return
    piece = [
        w for w in turn.words.values() if w.id == number or (w.fate is Fate.GOING and _together(w, word))
    ]
    if state == "failed" and len(piece) > 1:
        # one bad file must not keep the others back: each goes by itself
        for one in piece:
            alone = turn.keep_word(replace(one, body=dict(one.body) | {"album": ""}, fate=Fate.GOING))
            _queue(turn, [alone], _Part(one.id), reports=True)
        return
    if state in ("gone", "dropped"):
        for one in piece:
            turn.keep_word(replace(one, fate=Fate.WAITING))
        if state == "dropped" and family.find(turn, word.tie) is None:
            for one in piece:
                turn.drop_word(one.id)
            return
        _tell_waiting(turn, [turn.words[one.id] for one in piece], _kept_from(turn) or "unreachable")
        return
    fate = Fate.SENT if state == "sent" else Fate.FAILED
    for one in piece:
        body = {name: kept for name, kept in one.body.items() if name != CHANGED}
        turn.keep_word(replace(one, fate=fate, body=body))
        if fate is Fate.SENT and one.body.get(CHANGED):
            _correct(turn, turn.words[one.id], same=True)
    _report(turn, turn.words[number], state)


def _not_corrected(turn: Turn, word: Word, state: str) -> None:
    """A correction has not got where it should: its reader has taken the message off their screen, and reads it in a
    line of its own; or nothing reaches them, and its writer, who was told otherwise, hears that."""
    if state == "vanished" and word.body.get(PART):
        body = {name: kept for name, kept in word.body.items() if name != PART}
        # the next one has nowhere to stand either
        _correct(turn, turn.keep_word(replace(word, body=body)), same=True)
    elif state in ("gone", "failed", "unknown"):
        _tell_writer(turn, word.by, word.batch, "not_corrected", word.tie, unknown=state == "unknown")


def _report(turn: Turn, word: Word, state: str) -> None:
    """Its writer hears when all of it has gone, and at once of what has not."""
    writer = turn.people.get(word.by)
    if writer is None:
        return
    batch = [w for w in turn.words.values() if w.batch == word.batch]
    if state != "sent":
        _tell_writer(turn, word.by, word.batch, "not_arrived", word.tie, unknown=state == "unknown")
    elif all(w.fate is Fate.SENT for w in batch):
        given: dict[str, object] = {"there": turn.local(turn.who), "here": turn.local(writer)}
        _mark(turn, writer, word.batch, "arrived", given)


def _mark(turn: Turn, writer: Person, batch: str, block: str, given: Mapping[str, object]) -> None:
    """Under what was sent, without a sound."""
    text = turn.text(writer, FILE, block, name=turn.who.name, **given)
    turn.send(writer, Outgoing(op=Op.EDIT, text=text), slot=warmth.slot(batch))


def _tell_writer(turn: Turn, by: str, batch: str, block: str, tie: str, *, unknown: bool = False) -> None:
    """A word to whoever wrote, with what can be done about it; without a sound at night."""
    writer = turn.people.get(by)
    if writer is None:
        return
    keyboard: Keyboard = ()
    if block in ("unreachable", "not_started", "paused"):
        keyboard = ((turn.button(writer, FILE, "back", Press(warmth.BACK, batch, choice=tie)),),)
    quiet = turn.hours_of(writer).quiet(turn.now)
    turn.say(
        writer,
        FILE,
        block,
        keyboard=keyboard,
        silent=quiet,
        reply_slot=warmth.slot(batch),
        name=turn.who.name,
        unknown=unknown,
    )


# -- buttons ------------------------------------------------------------------------------------


def pressed(turn: Turn, incoming: Incoming, press: Press) -> None:
    """A tap under words from the family, however long they have stood there."""
    if press.verb == OPEN:
        _open(turn, incoming, press)
        return
    words = [
        w for w in turn.words.values() if w.batch == press.id and w.lane == turn.lane and w.by != turn.lane
    ]
    tie = family.find(turn, words[0].tie if words else press.id)
    if tie is None:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_parted"))
    elif press.choice == "voice":
        turn.answer(turn.who, incoming.press_id)
        warmth.answer_to(turn, tie)
        turn.say(turn.who, FILE, "say_it", given=family.called(turn, tie, turn.who))
    elif press.choice in TAPS and words:
        _thank(turn, incoming, press.choice, tie, words)
    else:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_gone"))


def _thank(turn: Turn, incoming: Incoming, tap: str, tie: Tie, words: Sequence[Word]) -> None:
    """Reaches home within their waking hours, and once however often it is tapped."""
    known = words[0].answered.split()
    turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_on_its_way"))
    if tap in known:
        return
    for word in words:
        turn.keep_word(replace(word, answered=" ".join((*known, tap))))
    writer = turn.people.get(tie.other(turn.lane))
    if writer is not None:
        of = f"{tie.id}:{tap}:{int(words[0].at.timestamp())}"
        turn.prompt(writer, THANKS, of, at=turn.now)


def _open(turn: Turn, incoming: Incoming, press: Press) -> None:
    """A file that was only told of, on a thin link."""
    word = turn.words.get(press.id)
    media = media_of(word.body) if word is not None else None
    if word is None or media is None or word.lane != turn.lane or family.find(turn, word.tie) is None:
        turn.answer(turn.who, incoming.press_id, turn.text(turn.who, FILE, "toast_gone"))
        return
    turn.answer(turn.who, incoming.press_id)
    turn.send(turn.who, Outgoing(media=media))

"""Wherever somebody stands in whatever dialogue: a red word is heard, and nothing they do breaks their lane.

`SOAK=500 pytest tests/app/test_safety_everywhere.py` (or `make soak`) tries as many more walks.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import buttons
from bot.app.actions import ACTIONS
from bot.app.buttons import ANSWER, HUMAN
from bot.app.phones import Phone
from bot.app.playing import MEDIA
from bot.app.stage import LIU, NOON, PEOPLE
from bot.domain.case import Case
from bot.domain.flow import answers, events, shelf
from bot.domain.flow.effects import Perform
from bot.domain.flow.engine import Turn, advance, open_question
from bot.domain.flow.model import SYSTEM, Ask
from bot.domain.flow.session import Session
from bot.domain.flow.trials import outcomes
from bot.domain.triage import Colour
from bot.store import cases, inbox, sessions
from tests.app.transcript import BOOKS
from tests.street import Street

# played in bulk for what comes of it; which lines run is measured where each is tested
pytestmark = pytest.mark.no_cover

FLOWS = BOOKS[1].flows
SPECS = {name: spec for name, (spec, _) in ACTIONS.items()}
SOAK = int(os.environ.get("SOAK", "0"))
RED = "我不想活了"
SAYINGS = (
    "还行",
    "2",
    "二",
    "明天下午三点",
    "2026-12-01",
    "08:30",
    "+8613800138000",
    "是",
    "ok",
    "…",
    "😀",
    "a" * 300,
)
KINDS = ("photo", "voice", "location", "document", "contact", "sticker")

Place = tuple[tuple[tuple[str, str], ...], bool]
"""The flows and steps somebody is in, innermost last, and whether something else was set aside for it."""


# -- every place somebody can stand at -----------------------------------------------------------


def place(session: Session) -> Place:
    return tuple((frame.flow, frame.step) for frame in session.stack), bool(session.suspended)


def whatever(session: Session) -> Iterator[events.Event]:
    """Everything that may happen to somebody who is asked something."""
    asked = open_question(FLOWS, session)
    for choice in answers.buttons(asked) if asked is not None else ():
        yield events.Pressed(session.question, choice)
    yield from (events.Said(text) for text in SAYINGS)
    yield from (events.Sent(kind) for kind in KINDS)
    yield events.TimedOut(session.question)
    yield events.Expired(session.question)


def through(session: Session, event: events.Event) -> Iterator[Session]:
    """Where the event may lead, whatever the actions it sets off give."""
    waiting = deque([advance(FLOWS, session, event, NOON)])
    for _ in range(200):
        if not waiting:
            return
        turn = waiting.popleft()
        if turn.effects and isinstance(turn.effects[-1], Perform):
            waiting += ended(turn, turn.effects[-1])
        else:
            yield turn.session


def ended(turn: Turn, perform: Perform) -> Iterator[Turn]:
    known = [event for _, event in outcomes(FLOWS, SPECS, perform)]
    # the last ones give the most: a place is kept as it is first come to, and a list has something to pick then
    for event in (*reversed(known), events.Done({}), events.Failed("failed")):
        yield advance(FLOWS, turn.session, event, NOON)


@cache
def every_place() -> dict[Place, Session]:
    """A session for every place at which something is asked."""
    found: dict[Place, Session] = {}
    interrupted: set[str] = set()
    open_ends = deque([Session()])
    while open_ends:
        session = open_ends.popleft()
        happenings = [*whatever(session)] if session.question else []
        # where another dialogue comes between makes no difference to the places it leads to
        subject = shelf.subject_of(FLOWS, session.stack) if session.stack else ""
        if not session.suspended and subject not in interrupted:
            interrupted.add(subject)
            happenings += [events.Start(flow) for flow in FLOWS if flow != SYSTEM]
            happenings.append(events.Start("call", {"booking": "another hour for this one"}))
        for event in happenings:
            for after in through(session, event):
                if open_question(FLOWS, after) is not None and place(after) not in found:
                    found[place(after)] = after
                    open_ends.append(after)
    return found


def test_every_question_of_every_flow_is_among_the_places() -> None:
    asked = {
        (flow.name, step.id)
        for flow in FLOWS.values()
        for step in flow.steps.values()
        if isinstance(step, Ask)
    }

    stood_at = {stack[-1] for stack, _ in every_place() if stack}
    assert asked <= stood_at
    assert ((), True) in every_place(), "the offer to go on is a place, too"


WORDS: dict[str, dict[str, Any]] = {
    "text": {"text": RED},
    "in English": {"text": "I want to kill myself"},
    "in traditional script": {"text": "我不想活了，對不起"},
    "caption": {**MEDIA["photo"], "caption": RED},
    "a file's name": {"document": {"file_id": "d", "file_name": f"{RED}.txt"}},
    "a contact's name": {"contact": {"phone_number": "1", "first_name": RED}},
    "a poll": {"poll": {"id": "1", "question": "选一个", "options": [{"text": RED}, {"text": "还好"}]}},
    "a place's name": {
        "location": {"latitude": 6.1, "longitude": 81},
        "venue": {"location": {"latitude": 6.1, "longitude": 81}, "title": RED, "address": "-"},
    },
    "after a command": {"text": f"/menu {RED}"},
}


KINDS_OF_WORDS = [*WORDS.values()]
ROUNDS = range(len(WORDS) if SOAK else 1)


@pytest.mark.parametrize("turn", ROUNDS)
async def test_a_red_word_is_heard_wherever_somebody_stands(turn: int, tmp_path: Path) -> None:
    """Forty at once, each at a place of their own and with words of another kind."""
    standing = {5000 + n: session for n, session in enumerate(every_place().values())}
    crowd = [replace(LIU, name=f"刘{address}", address=address) for address in standing]
    street = await Street.open(tmp_path, citizens=(*PEOPLE, *crowd))
    try:
        doctors = [street.phone(2001), street.phone(2002)]
        await street.store.keys.load(street.store.db, [f"person{address}" for address in standing])
        async with street.store.db.transaction() as tx:
            by_lane = {f"person{address}": session for address, session in standing.items()}
            await sessions.save(tx, street.store.keys, by_lane)

        for number, address in enumerate(standing):
            words = KINDS_OF_WORDS[(number + turn) % len(WORDS)]
            await street.phone(address).sends(settle=False, **words)
            if number % 40 == 39:
                # the longer the line of letters, the longer each takes
                await street.settle()
        await street.settle()

        opened = {case.person: case for case in await cases.live(street.store.db, street.store.keys)}
        unheard = [place(session) for lane, session in by_lane.items() if not _red(opened.get(lane))]
        assert unheard == []
        for doctor in doctors:
            cards = "\n".join(doctor.texts)
            assert [case.code for case in opened.values() if case.code not in cards] == []
        assert [address for address in standing if not street.phone(address).texts] == []
    finally:
        await street.close()


def _red(case: Case | None) -> bool:
    return case is not None and case.colour is Colour.RED


# -- any walk through all of it ------------------------------------------------------------------

START_WORDS = [word for flow in FLOWS.values() for word in flow.start]
ACTS = st.one_of(
    st.tuples(st.just("says"), st.sampled_from((*START_WORDS, *SAYINGS, "/cancel", "算了", "我撑不住了"))),
    st.tuples(st.just("presses"), st.integers(0, 40)),
    st.tuples(st.just("presses"), st.integers(0, 5)),
    st.tuples(st.just("sends"), st.sampled_from(sorted(MEDIA))),
    st.tuples(st.just("edits"), st.sampled_from(SAYINGS)),
    st.tuples(
        st.just("forges"), st.sampled_from(("1.a..1.low", "1.a..9.skip", "1.take.k.1.", "1.h..0.", "x", ""))
    ),
    st.tuples(st.just("skips"), st.sampled_from((1, 61, 125))),
    st.tuples(st.just("says"), st.just(RED)),
)


@settings(max_examples=SOAK or 6)
@given(st.lists(st.tuples(ACTS, st.sampled_from(("never", "before", "after"))), min_size=4, max_size=12))
def test_no_walk_breaks_a_lane_loses_a_red_word_or_leaves_somebody_without_a_way_to_a_person(
    walk: list[tuple[tuple[str, Any], str]],
) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(_walk(Path(folder), walk))


async def _walk(folder: Path, walk: list[tuple[tuple[str, Any], str]]) -> None:
    street = await Street.open(folder)
    try:
        for (act, what), crash in walk:
            phone = street.phone(LIU.address)
            await _do(street, phone, act, what)
            if crash == "after":
                await street.house.frontdesk.work()
            if crash != "never":
                # the process dies: what comes next knows only what was written down
                street = await street.reopen()
            await street.settle()

            assert await inbox.quarantined(street.store.db) == 0
            opened = {case.person: case for case in await cases.live(street.store.db, street.store.keys)}
            case = opened.get(f"person{LIU.address}")
            assert what != RED or _red(case), "a red word was not heard"
            assert case is not None or await _can_reach_a_person(street)
    finally:
        await street.close()


async def _do(street: Street, phone: Phone, act: str, what: Any) -> None:
    if act == "says":
        await phone.says(what, settle=False)
    elif act == "presses":
        shown = [(data, message.id) for message in reversed(phone.screen) for _, data in message.buttons]
        if shown:
            data, number = shown[what % len(shown)]
            await phone.presses_data(data, number, settle=False)
    elif act == "sends":
        await phone.sends(settle=False, **MEDIA[what])
    elif act == "edits":
        with suppress(StopIteration):
            await phone.edits(next(m.id for m in reversed(phone.screen) if m.mine), what)
    elif act == "forges":
        await phone.presses_data(what, settle=False)
    else:
        await street.skip(minutes=what)


async def _can_reach_a_person(street: Street) -> bool:
    """While something is asked, the button to a person or a choice that leads to one is under it."""
    session = await street.session(LIU.address)
    if session.mode != "bot" or open_question(FLOWS, session) is None:
        # whatever is said now is answered with the menu, which has the button
        return True
    asked = next(
        (
            {(press.verb, press.seq) for _, data in message.buttons if (press := buttons.read(data))}
            for message in reversed(street.phone(LIU.address).screen)
            if any(data.startswith("1.a.") for _, data in message.buttons)
        ),
        set(),
    )
    if not session.stack:
        return (ANSWER, session.question) in asked and any(verb == HUMAN for verb, _ in asked)
    step = FLOWS[session.stack[-1].flow].steps[session.stack[-1].step]
    wordless = (
        not answers.buttons(FLOWS[session.stack[-1].flow].vars[step.var]) if isinstance(step, Ask) else True
    )
    direct = not isinstance(step, Ask) or not step.human
    return (wordless or (ANSWER, session.question) in asked) and (direct or any(v == HUMAN for v, _ in asked))

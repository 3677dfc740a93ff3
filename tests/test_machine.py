"""Whatever comes in whatever order, and wherever the process dies: nothing lost, nothing doubled, nobody forgotten.

Hypothesis plays messages, presses, ticks, claims, closings, deaths and redeliveries at random against a model that
only remembers who has said what. The suite plays a few; `make machine EXAMPLES=500` plays on.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.app.phones import Phone
from bot.channel.port import Result
from bot.domain.case import State
from bot.domain.messages import Outgoing
from bot.store import cases, inbox
from bot.store.cases import EntryKind
from bot.store.database import Server, from_ms
from tests.postgres import Postgres
from tests.street import Street

EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
"""How many games a long run plays on each engine; the suite plays a few, always the same ones."""

IN_NEED, STAFF = (1001, 1003), (2001, 2002, 2003)
MARK = re.compile(r"#(\d+)")
REPEATED = ("可能重复", "may have this already")
OTHER_WORDS = {1001: "今天吃了面条", 1003: "had noodles today"}
T = TypeVar("T")


class CareLine(RuleBasedStateMachine):
    """The whole house on a street. Acts are not settled by themselves, so that they pile up and mix."""

    postgres: Postgres | None = None

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="warmline-machine-"))
        self.where: Server | None = None
        self.count = 0
        self.called: set[int] = set()
        """Who has called for help, so that what they say belongs to a case."""
        self.said: dict[int, list[str]] = {number: [] for number in IN_NEED}
        self.written: list[str] = []
        """What staff wrote while a case lay open before them."""
        self.closing = False
        """Somebody has asked to close since things were last at rest: what is said now may come too late."""
        self.maybe: set[str] = set()
        self.updates: list[dict[str, Any]] = []
        self.tired = True
        """Whether anything has happened since things were last at rest."""

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize(talking=st.booleans())
    def opens(self, talking: bool) -> None:
        self.run(self._opens())
        if talking:
            # half of the games begin where a conversation is under way: most of what can go wrong lies there
            self.calls_for_help(1001)
            self.run(self.street.settle())
            for caption in ("接手", "打开"):
                self.run(self._phone(2001).presses(caption))

    async def _opens(self) -> None:
        if self.postgres is not None:
            self.where = await self.postgres.fresh()
        self.street = await Street.open(self.folder, where=self.where)
        self._listen()
        for number in (*IN_NEED, *STAFF):
            self.street.phone(number)

    def _listen(self) -> None:
        """Keeps every update for the day on which it comes again."""
        intake, accept = self.street.house.intake, self.street.house.intake.accept

        async def accepting(updates: Sequence[dict[str, Any]]) -> int | None:
            self.updates += updates
            return await accept(updates)

        intake.accept = accepting  # type: ignore[method-assign]

    # -- what people do --------------------------------------------------------------------------

    @rule(number=st.sampled_from(IN_NEED))
    def calls_for_help(self, number: int) -> None:
        words = {1001: "我不想活了", 1003: "I want to die tonight"}[number]
        self.called.add(number)
        self._says(number, words)

    @precondition(lambda self: self.called)
    @rule(data=st.data())
    def says_something(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.called)))
        self._says(number, OTHER_WORDS[number])

    def _says(self, number: int, words: str) -> None:
        mark = self._mark()
        self.said[number].append(mark)
        if self.closing or not self._live(number):
            self.maybe.add(mark)
        self.run(self._phone(number).says(f"{words} #{mark}", settle=False))

    @rule(number=st.sampled_from(STAFF), caption=st.sampled_from(["接手", "打开", "接不了", "确定结束"]))
    def presses(self, number: int, caption: str) -> None:
        self.closing = self.closing or caption == "确定结束"
        with suppress(LookupError):
            self.run(self._phone(number).presses(caption, settle=False))

    @rule(number=st.sampled_from(STAFF))
    def writes(self, number: int) -> None:
        mark = self._mark()
        self.written.append(mark)
        self.run(self._phone(number).says(f"我在这儿 #{mark}", settle=False))

    @rule(number=st.sampled_from(STAFF))
    def closes(self, number: int) -> None:
        self.closing = True
        self.run(self._phone(number).says("/close 谈过了，同屋在", settle=False))

    # -- what the world does ---------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 30, 59, 61, 125, 700]))
    def time_passes(self, seconds: int) -> None:
        self.run(self.street.skip(seconds=seconds))

    @rule()
    def a_batch_is_played(self) -> None:
        self.run(self.street.house.frontdesk.work())

    @rule(arrived=st.booleans())
    def dies_while_letters_are_on_their_way(self, arrived: bool) -> None:
        for number in sorted(self.called):
            # so that there is one
            self._says(number, OTHER_WORDS[number])
        self.run(self._dies_sending(arrived))

    async def _dies_sending(self, arrived: bool) -> None:
        """Between the attempt and its outcome; what had `arrived` is on the phone, and nobody has noted it."""
        postman, channel = self.street.house.postman, self.street.channel

        def death(chat: int, message: Outgoing) -> Result | None:
            if arrived:
                channel.phones[chat].receive(message)
            raise asyncio.CancelledError

        while await self.street.house.frontdesk.work():
            pass
        channel.always = death
        while (pause := await postman._round()) and not postman._busy:
            # the budget of the chat is used up: a second later
            self.street.seconds += pause
        await asyncio.gather(*postman._busy.values(), return_exceptions=True)
        channel.always = None
        await self._reopens()

    @rule()
    def dies(self) -> None:
        self.run(self._reopens())

    async def _reopens(self) -> None:
        self.street = await self.street.reopen()
        self._listen()

    @precondition(lambda self: self.updates)
    @rule(data=st.data(), turned=st.booleans())
    def updates_come_again(self, data: st.DataObject, turned: bool) -> None:
        again = self.updates[-data.draw(st.integers(1, min(8, len(self.updates)))) :]
        self.run(self.street.house.intake.accept(again[::-1] if turned else again))

    @rule()
    def comes_to_rest(self) -> None:
        self.run(self._at_rest())
        self.closing = False

    # -- what always holds -----------------------------------------------------------------------

    @invariant()
    def nobody_has_two_live_cases(self) -> None:
        if hasattr(self, "street"):
            counted = "select count(*) from cases where state <> 'closed' group by person having count(*) > 1"
            assert self.run(self.street.store.db.fetch(counted)) == []

    async def _at_rest(self) -> None:
        await self.street.settle()
        store = self.street.store
        assert await inbox.quarantined(store.db) == 0
        found = await store.db.fetch("select id from cases")
        known = await cases.load(store.db, store.keys, ids=[str(row[0]) for row in found])
        journals = await cases.journals(store.db, store.keys, list(known))
        self._everything_is_kept_once_and_in_order(journals)
        self._screens_show_it_once_or_say_so()
        await self._clocks_run(known)

    def _everything_is_kept_once_and_in_order(self, journals: dict[str, list[Any]]) -> None:
        entries = [entry for journal in journals.values() for entry in journal]
        for number in IN_NEED:
            mine = [e for e in entries if e.kind is EntryKind.SAID and e.person == f"person{number}"]
            kept = [m[1] for e in mine if (m := MARK.search(str(e.body.get("text", ""))))]
            assert len(kept) == len(set(kept)), "kept twice"
            assert not {*self.said[number]} - {*kept} - self.maybe, "lost"
            assert kept == [mark for mark in self.said[number] if mark in kept], "out of order"
        lines = [m[1] for e in entries if e.kind is EntryKind.WRITTEN and (m := MARK.search(str(e.body)))]
        assert len(lines) == len(set(lines)), "a colleague's line is kept twice"
        on_screens = self._marks([self._phone(number) for number in IN_NEED])
        assert {*lines} <= {*on_screens}, "a colleague's line never arrived"

    def _screens_show_it_once_or_say_so(self) -> None:
        for number in (*IN_NEED, *STAFF):
            shown = self._relayed(self._phone(number))
            for writer in (*self.said.values(), self.written):
                seen = [mark for mark, again in shown if mark in writer and not again]
                assert max(Counter(seen).values(), default=1) == 1, "shown twice without a word"
                first = list(dict.fromkeys(mark for mark, _ in shown if mark in writer))
                if number in IN_NEED or writer is not self.written:
                    assert first == sorted(first, key=int), "shown out of order"

    async def _clocks_run(self, known: dict[str, Any]) -> None:
        rows = await self.street.store.db.fetch("select kind, ref, due from timer")
        due = {(kind, ref): from_ms(at) for kind, ref, at in rows}
        now = self.street.clock.now()
        for case in known.values():
            if case.state is State.ESCALATING:
                # pages until claimed
                assert now < due["ladder", case.id] <= now + timedelta(minutes=2)
            if case.state is State.CLAIMED:
                assert now < due["confirm", case.id] <= now + timedelta(minutes=2)

    # -- hands and eyes --------------------------------------------------------------------------

    def _phone(self, number: int) -> Phone:
        return self.street.phone(number)

    def _mark(self) -> str:
        self.count += 1
        return str(self.count)

    def _live(self, number: int) -> bool:
        asked = "select 1 from cases where person = ? and state <> 'closed'"
        return bool(self.run(self.street.store.db.fetch(asked, (f"person{number}",))))

    def _marks(self, phones: Sequence[Phone]) -> list[str]:
        return [mark for phone in phones for text in phone.texts for mark in MARK.findall(text)]

    def _relayed(self, phone: Phone) -> list[tuple[str, bool]]:
        """Lines that were passed on one by one, and whether each says that it may be a copy."""
        found = []
        for text in phone.texts:
            marks = MARK.findall(text)
            # a summary repeats what was said before, and so does the word that a closing comes too early
            if len(marks) == 1 and "当地" not in text and "又写了" not in text:
                found.append((marks[0], any(words in text for words in REPEATED)))
        return found

    def teardown(self) -> None:
        try:
            if hasattr(self, "street"):
                self.run(self._at_rest())
        finally:
            self.run(self._leaves())
            self.loop.close()
            shutil.rmtree(self.folder)

    async def _leaves(self) -> None:
        if hasattr(self, "street"):
            await self.street.close()
        if self.postgres is not None and self.where is not None:
            await self.postgres.drop(self.where)


def play(few: int, postgres: Postgres | None = None) -> None:
    class Game(CareLine):
        pass

    Game.postgres = postgres
    run_state_machine_as_test(
        Game,
        settings=settings(
            max_examples=EXAMPLES or few,
            stateful_step_count=30,
            derandomize=not EXAMPLES,
            deadline=None,
            database=None,
            print_blob=bool(EXAMPLES),
            phases=(Phase.generate, Phase.shrink) if EXAMPLES else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
def test_nothing_is_lost_or_doubled_whatever_happens_in_whatever_order() -> None:
    play(12)


def test_nor_on_postgresql(postgres: Postgres) -> None:
    play(4, postgres)

"""Carries letters out: by priority, within the budget, one in flight per chat, every outcome on disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain, repeat

from bot.app.buckets import Budget
from bot.app.clock import Clock
from bot.app.config import Config
from bot.app.logs import place
from bot.app.prompts import Dropped, Later, Making, Prompts, Words, units_of
from bot.app.signs import Signs
from bot.channel.port import Channel, Down, Gone, Refused, Result, Sent, Slow, Unknown, Vanished
from bot.channel.split import plain
from bot.channel.templates import Texts
from bot.domain.messages import CAPTIONED, Op, Outgoing, Priority
from bot.domain.people import Person
from bot.domain.vitals import Part
from bot.store import inbox, leases, outbox, people
from bot.store.database import StoreTrouble, Transaction
from bot.store.inbox import Arrival
from bot.store.leases import Lease, Superseded
from bot.store.opening import Store
from bot.store.outbox import Attempt, Letter, Waiting
from bot.store.people import HOUSE

log = logging.getLogger(__name__)

IN_FLIGHT = 100
"""Letters on their way at once: measured, the more share a commit the less each costs; the channel sets the pace."""

BREATH = 0.002
"""Seconds between news and the next round: too short for anybody to notice, long enough for others' news."""

LOOKED_AT = 256
TRIES = 8
"""Attempts without any answer after which a letter is given up, visibly."""

BACK_OFF = (1, 2, 5, 10, 30, 60)
"""Seconds before the next attempt after one without an answer; the last repeats."""

LINE_DOWN = 2
"""Seconds until a connection is tried again: short, for a page must go out as soon as the line is back."""

WRITE_AGAIN = (0.1, 0.2, 0.5, 1, 2, 5)
"""Seconds before an outcome is written again after trouble with the store; the last repeats."""

HANGING = 45
"""Seconds after which a call is given up that neither answers nor fails; its connections have shorter patience."""

LONGEST_IN_TALK = 5
"""The longest such pause within a conversation, since what waits there holds up what comes after it."""

HARMLESS = (Op.EDIT, Op.DELETE, Op.ANSWER, Op.TYPING, Op.LEAVE)
"""Calls that may be made twice without anybody seeing anything twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of an attempt, until it is on disk."""

    attempt: Attempt
    result: Result
    written: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once nobody need wait for it any more."""


class Postman:
    """`run()` carries letters until cancelled. `monotonic` gives seconds for the channel's limits, which
    are about real time whatever the demo's clock says."""

    def __init__(
        self,
        store: Store,
        channel: Channel,
        texts: Texts,
        budget: Budget,
        clock: Clock,
        monotonic: Callable[[], float],
        config: Config,
        prompts: Prompts,
    ) -> None:
        self._store = store
        self._channel = channel
        self._texts = texts
        self._config = config
        self._prompts = prompts
        self._budget = budget
        self._clock = clock
        self._monotonic = monotonic
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._outcomes: list[Outcome] = []
        self._writer: asyncio.Task[None] | None = None
        self._lease: Lease | None = None
        self._holds: Callable[[], bool] = lambda: True
        self.wake = asyncio.Event()
        self.arrived = asyncio.Event()
        """Set after a commit that put outcomes into the inbox."""
        self.signs = Signs()

    @property
    def in_flight(self) -> int:
        return len(self._busy)

    def hold(self, lease: Lease, holds: Callable[[], bool]) -> None:
        """From here on this replica carries the letters, as long as it `holds` the post. `recover` comes next."""
        self._lease, self._holds = lease, holds

    async def recover(self) -> None:
        """Once, before the first letter: what was under way when the last process, or replica, ended."""
        _let_go(self._outcomes)
        self._outcomes = []
        async with self._store.db.transaction() as tx:
            await leases.check(tx, self._lease)
            left = await outbox.recover(tx)
        if left:
            log.warning("%d letters were on their way at the last stop and go again, marked", left)

    def go_by(self, texts: Texts, prompts: Prompts) -> None:
        """From the next letters on."""
        self._texts, self._prompts = texts, prompts

    async def run(self) -> None:
        while True:
            self.wake.clear()
            self.signs.begins(Part.POSTMAN)
            try:
                pause = await self._round()
                self.signs.well(Part.POSTMAN)
            except StoreTrouble as fault:
                self._trouble(fault)
                pause = 1.0
            try:
                # not wait_for: up to Python 3.11 it can swallow a cancellation that comes with the news
                async with asyncio.timeout(pause):
                    await self.wake.wait()
            except TimeoutError:
                continue
            # what is queued or answered in the same moment goes into the same commit
            await asyncio.sleep(BREATH)

    async def stop(self, within: float) -> None:
        """Lets what is under way end; what does not end in time is unknown and found at the next start."""
        if self._busy:
            await asyncio.wait(list(self._busy.values()), timeout=within)
        for task in list(self._busy.values()):
            task.cancel()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        if self._writer is not None:
            # only for those whose outcomes nobody waits for any more
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    # -- sending ---------------------------------------------------------------------------------

    async def _round(self) -> float | None:
        """Starts what may go; returns how long until something else may, None when only news can tell."""
        free = IN_FLIGHT - len(self._busy)
        if free <= 0:
            return None
        now = self._clock.now()
        slow = self._budget.held_back(self._monotonic())
        lined_up = await outbox.ready(self._store.db, now, list(self._busy), LOOKED_AT, list(slow))
        chosen: list[Waiting] = []
        soonest = min(slow.values(), default=None)
        for letter in lined_up:
            if len(chosen) == free:
                break
            wait = self._wait(letter)
            if wait > 0:
                soonest = wait if soonest is None else min(soonest, wait)
                continue
            self._take(letter)
            chosen.append(letter)
        if chosen:
            async with self._store.db.transaction() as tx:
                await leases.check(tx, self._lease)
                begun = await outbox.begin(tx, self._store.keys, [letter.id for letter in chosen], now)
                addressed = await people.load(tx, self._store.keys, [a.letter.to for a in begun])
                attempts = await self._made(tx, begun, addressed, now)
            for attempt in attempts:
                for _ in attempt.rest:
                    # an album counts as many messages as it has files
                    self._budget.take(attempt.letter.to, self._monotonic())
                task = asyncio.create_task(self._carry(attempt, addressed.get(attempt.letter.to)))
                self._busy[attempt.letter.to] = task
            if len(attempts) < len(chosen):
                return 0.0
        due = await outbox.next_due(self._store.db, now)
        if due is not None:
            until = due / 1000 - now.timestamp()
            soonest = until if soonest is None else min(soonest, until)
        return None if soonest is None else max(soonest, 0.01)

    async def _made(
        self, tx: Transaction, begun: list[Attempt], addressed: dict[str, Person], now: datetime
    ) -> list[Attempt]:
        """Those that go, with their words: what is made when it goes has been asked whether it still should."""
        if not any(attempt.letter.prompt for attempt in begun):
            return begun
        units = await units_of(tx, addressed)
        making = Making(tx, self._store.keys, self._texts, self._config, units, now)
        verdicts = await self._prompts.judge(making, begun, addressed)
        going = []
        for attempt in begun:
            match verdicts.get(attempt.id):
                case None:
                    going.append(attempt)
                case Words(message, replaces):
                    letter = replace(attempt.letter, message=message, replaces=replaces)
                    going.append(replace(attempt, letter=letter))
                case Later(at):
                    await outbox.again(tx, attempt.id, at, tried=False)
                case Dropped(reason):
                    await outbox.settle(tx, attempt.id, "dropped", reason)
                    await self._tell(tx, attempt, "dropped")
                case fault:
                    await outbox.settle(tx, attempt.id, "failed", fault.reason)
                    await self._tell(tx, attempt, "failed")
        return going

    def _wait(self, letter: Waiting) -> float:
        now, urgent = self._monotonic(), letter.priority <= Priority.URGENT
        if letter.priority == Priority.INSTANT:
            return self._budget.wait_overall(now, urgent=urgent)
        return self._budget.wait(letter.to, now, urgent=urgent)

    def _take(self, letter: Waiting) -> None:
        if letter.priority == Priority.INSTANT:
            self._budget.take_overall(self._monotonic())
        else:
            self._budget.take(letter.to, self._monotonic())

    async def _carry(self, attempt: Attempt, person: Person | None) -> None:
        try:
            if not self._holds():
                return  # whoever has taken over takes this attempt for unknown; no copy goes out beside theirs
            result = await self._attempt(attempt, person)
            urgent = attempt.letter.priority <= Priority.URGENT
            if isinstance(result, Slow):
                self._budget.slow_down(attempt.letter.to, self._monotonic(), result.retry_after)
            elif isinstance(result, Sent):
                self._budget.got_through(self._monotonic(), urgent=urgent)
            await self._settle(attempt, result)
            self._count(attempt, result)
        finally:
            self._busy.pop(attempt.letter.to, None)
            self.wake.set()

    def _count(self, attempt: Attempt, result: Result) -> None:
        letter, outcome = attempt.letter, type(result).__name__.lower()
        self.signs.counts["letters", str(letter.priority), outcome] += len(attempt.parts)
        if letter.ref.startswith("page:") and letter.message.op is Op.SEND and isinstance(result, Sent):
            self.signs.counts["pages", "red" if letter.priority == Priority.URGENT else "other"] += 1
            if letter.priority == Priority.URGENT:
                self.signs.pages.note((self._clock.now() - attempt.queued_at).total_seconds())

    async def _attempt(self, attempt: Attempt, person: Person | None) -> Result:
        if not all(part.readable for part in attempt.parts):
            return Refused("does not open")
        if person is None and ("person", attempt.letter.to) in self._store.keys.damaged:
            return Refused("the recipient's record does not open")
        try:
            return await self._send(attempt, person)
        except Exception as fault:  # noqa: BLE001 - a letter without an outcome would be under way for ever
            log.error("letter %d: %s", attempt.id, place(fault))
            return Unknown(type(fault).__name__)

    async def _send(self, attempt: Attempt, person: Person | None) -> Result:
        letter = attempt.letter
        chat = letter.to_chat if letter.to_chat is not None else person.address if person else None
        if chat is None:
            return Gone("no address")
        first, *others = attempt.parts
        message = first.letter.message
        if others:
            files = (replace(part.letter.message, text=part.letter.message.under) for part in others)
            message = replace(message, album=tuple(files))
        if message.op is Op.EDIT and attempt.posted is not None:
            message = replace(message, message_id=attempt.posted)
        elif message.op is Op.EDIT and message.message_id is None:
            if not letter.insist:
                return _nothing_there(letter, Vanished("never shown"))
            message = replace(message, op=Op.SEND)
        if first.quoted is not None:
            message = replace(message, reply_to=first.quoted)
        if attempt.repeated and message.op is Op.SEND:
            message = self._marked(message, person)
        result = await self._call(chat, message)
        if isinstance(result, Vanished):
            if not letter.insist:
                return _nothing_there(letter, result)
            anew = replace(message, op=Op.SEND, message_id=None)
            return await self._call(chat, self._marked(anew, person) if attempt.repeated else anew)
        return result

    async def _call(self, chat: int, message: Outgoing) -> Result:
        began = self.signs.now()
        try:
            async with asyncio.timeout(HANGING):
                result = await self._channel.send(chat, message)
        except TimeoutError:
            result = Unknown("the call hangs")
        if isinstance(result, Down | Unknown):
            self.signs.failed(Part.SENDING, None, began)
        else:
            self.signs.well(Part.SENDING)
        return result

    def _trouble(self, fault: Exception) -> None:
        log.error("store trouble at the postman: %s", type(fault).__name__)
        self.signs.store_trouble(Part.POSTMAN)

    def _marked(self, message: Outgoing, person: Person | None) -> Outgoing:
        """A message that may have arrived before says so."""
        language = person.language if person else "zh"
        mark = self._texts.render(language, "case", "repeated", {})
        if message.media is not None and message.media.kind not in CAPTIONED:
            return message
        return replace(message, text=f"{mark}\n{message.text}" if plain(message.text) else mark)

    # -- outcomes --------------------------------------------------------------------------------

    async def _settle(self, attempt: Attempt, result: Result) -> None:
        """Comes back when the outcome is written; those that come in while one is written share the next commit."""
        outcome = Outcome(attempt, result)
        self._outcomes.append(outcome)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_outcomes())
        await outcome.written.wait()

    async def _write_outcomes(self) -> None:
        """Until there are none left: an outcome is known, and must not be lost to trouble with the store."""
        pauses = chain(WRITE_AGAIN, repeat(WRITE_AGAIN[-1]))
        try:
            while self._outcomes:
                batch, self._outcomes = self._outcomes, []
                left: list[Outcome] = []
                try:
                    left = await self._written(batch)
                finally:
                    # what was stopped in the middle of it is found at the next start
                    _let_go(one for one in batch if one not in left)
                if left:
                    self._outcomes = left + self._outcomes
                    await asyncio.sleep(next(pauses))
        finally:
            self._writer = None

    async def _written(self, batch: list[Outcome]) -> list[Outcome]:
        """Writes outcomes in one commit; returns those that are still to be written."""
        try:
            async with self._store.db.transaction() as tx:
                await leases.check(tx, self._lease)
                for one in batch:
                    await self._record(tx, one.attempt, one.result)
        except Superseded:
            # whoever has taken over has taken these attempts for unknown: our word comes too late
            log.warning("%d outcomes came after somebody else had taken over", len(batch))
            return []
        except StoreTrouble as fault:
            self._trouble(fault)
            return batch
        except Exception as fault:  # noqa: BLE001 - one outcome's fault must not lose the others
            log.error("%d outcomes undone (%s), writing singly", len(batch), place(fault))
            return await self._singly(batch)
        self.arrived.set()
        return []

    async def _singly(self, batch: list[Outcome]) -> list[Outcome]:
        """One outcome after the other; one that cannot be recorded ends as unknown. Returns what is left."""
        for number, one in enumerate(batch):
            try:
                try:
                    async with self._store.db.transaction() as tx:
                        await leases.check(tx, self._lease)
                        await self._record(tx, one.attempt, one.result)
                except (StoreTrouble, Superseded):
                    raise
                except Exception as fault:  # noqa: BLE001 - a letter must end, whatever its outcome did
                    log.error("outcome of letter %d not recorded: %s", one.attempt.id, place(fault))
                    async with self._store.db.transaction() as tx:
                        await leases.check(tx, self._lease)
                        await self._end(tx, one.attempt, "unknown", type(fault).__name__)
            except StoreTrouble as fault:
                self._trouble(fault)
                return batch[number:]
            except Superseded:
                break
        self.arrived.set()
        return []

    async def _record(self, tx: Transaction, attempt: Attempt, result: Result) -> None:
        now = self._clock.now()
        match result:
            case Sent(message_id, others):
                for part, number in zip(
                    attempt.parts, chain((message_id, *others), repeat(None)), strict=False
                ):
                    await outbox.sent(tx, part, number)
                await self._clear(tx, attempt, message_id)
                await self._tell(tx, attempt, "sent")
            case Slow(retry_after):
                # not sent, and no fault of the letter's: it waits in line until the budget lets it go
                await self._again(tx, attempt, now, tried=False)
                log.info("asked to wait %.0f s before letter %d", retry_after, attempt.id)
            case Down(reason):
                later = now + timedelta(seconds=LINE_DOWN)
                await self._again(tx, attempt, later, tried=False)
                log.warning("no connection (%s), letter %d waits", reason, attempt.id)
            case Gone(reason):
                await self._end(tx, attempt, "failed", reason)
                await self._gone(tx, attempt)
                await self._tell(tx, attempt, "gone")
            case Refused(reason) if attempt.rest:
                # one bad file must not keep the others back, nor their words
                await outbox.apart(tx, attempt, now)
                log.warning("album of letter %d refused (%s), its parts go singly", attempt.id, reason)
            case Vanished(reason) if not attempt.letter.insist:
                await self._end(tx, attempt, "dropped", reason)
                await self._tell(tx, attempt, "vanished")
            case Refused(reason) | Vanished(reason):
                await self._end(tx, attempt, "failed", reason)
                log.error("letter %d refused: %s", attempt.id, reason)
                await self._tell(tx, attempt, "failed")
            case _:
                await self._unknown(tx, attempt, result.reason)

    async def _clear(self, tx: Transaction, attempt: Attempt, message_id: int | None) -> None:
        """What this letter has taken the place of leaves the screen; one too old for that stays."""
        before, letter = attempt.posted, attempt.letter
        if letter.replaces and before is not None and before != message_id:
            gone = Outgoing(op=Op.DELETE, message_ids=(before,))
            await self._store.keys.load(tx, [letter.subject])
            leaving = Letter(letter.to, letter.subject, gone, Priority.REMINDER)
            await outbox.queue(tx, self._store.keys, [leaving], self._clock.now())

    async def _unknown(self, tx: Transaction, attempt: Attempt, reason: str) -> None:
        """It may have arrived. What matters goes again, marked; a broadcast does not."""
        log.warning("letter %d: no answer (%s)", attempt.id, reason)
        letter = attempt.letter
        if letter.priority >= Priority.CHECK_IN or attempt.attempts >= TRIES:
            await self._end(tx, attempt, "unknown", reason)
            await self._tell(tx, attempt, "unknown")
            return
        repeated = letter.message.op not in HARMLESS or (letter.message.op is Op.EDIT and letter.insist)
        later = self._clock.now() + timedelta(seconds=self._pause(attempt))
        await self._again(tx, attempt, later, tried=True, repeated=repeated)

    async def _end(self, tx: Transaction, attempt: Attempt, state: str, reason: str) -> None:
        for part in attempt.parts:
            await outbox.settle(tx, part.id, state, reason)

    async def _again(
        self, tx: Transaction, attempt: Attempt, at: datetime, *, tried: bool, repeated: bool = False
    ) -> None:
        for part in attempt.parts:
            await outbox.again(tx, part.id, at, tried=tried, repeated=repeated)

    def _pause(self, attempt: Attempt) -> float:
        pause = BACK_OFF[min(attempt.attempts, len(BACK_OFF)) - 1]
        return min(pause, LONGEST_IN_TALK) if attempt.letter.priority <= Priority.REPLY else pause

    async def _tell(self, tx: Transaction, attempt: Attempt, state: str) -> None:
        """The first part speaks for its album."""
        letter = attempt.letter
        if letter.notify:
            body = {"ref": letter.ref, "state": state, "letter": attempt.id}
            await self._arrive(tx, letter.notify, "outcome", f"{attempt.id}:{state}", body)

    async def _gone(self, tx: Transaction, attempt: Attempt) -> None:
        if attempt.letter.to == HOUSE:
            return
        await people.set_reachable(tx, attempt.letter.to, reachable=False)
        await self._arrive(tx, attempt.letter.to, "gone", f"{attempt.id}:gone:{attempt.letter.to}", {})

    async def _arrive(
        self, tx: Transaction, lane: str, kind: str, source_id: str, body: dict[str, object]
    ) -> None:
        arrival = Arrival("postman", source_id, lane, kind, self._clock.now(), dict(body))
        await inbox.add(tx, self._store.keys, [arrival])


def _nothing_there(letter: Letter, fault: Vanished) -> Result:
    """An edit without its message: only who asked for word of it has something to do about that."""
    return fault if letter.notify else Sent()


def _let_go(outcomes: Iterable[Outcome]) -> None:
    for one in outcomes:
        one.written.set()

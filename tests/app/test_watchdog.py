"""The watchdog: who is told what has stopped, that it goes on, and what ends the process."""

from __future__ import annotations

import asyncio

import pytest

from bot.app.signs import Signs
from bot.app.watchdog import EVERY, RENEW_EVERY, SOUND_EVERY, Watchdog, Wedged
from bot.domain.vitals import BEYOND_HELP, BLOCKED, CALM, OWED, Part
from bot.store import desks, inbox
from tests.app.test_signs import Seconds
from tests.store.trouble import Trouble
from tests.street import Street

RED = "我不想活了"
STUCK, SILENT, DUMB, LATE = "卡住了", "收不到消息", "发不出消息", "不能按时提醒"
UNCARED = "没有按时发出每天的问候和关怀安排"
OVER = "机器人好了"


class Kennel:
    """A watchdog beside a street, with a clock of real seconds that is moved by hand."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.seconds = Seconds()
        self.signs = Signs(self.seconds)
        self.dog = self.another()
        self.wang = street.phone(2003)

    def another(self, *, counting: bool = False) -> Watchdog:
        street = self.street
        return Watchdog(self.signs, street.store, street.channel, street.clock, counting=counting)

    async def looks(self, after: float = 0.0) -> list[str]:
        """What the supervisor reads after so many seconds and one look."""
        self.seconds.now += after
        await self.street.skip(seconds=after)
        self.dog.look()
        await self.settle()
        return [message.text for message in self.wang.news()]

    async def settle(self) -> None:
        await asyncio.gather(*self.dog._errands.values())
        await self.street.settle()


@pytest.fixture
def kennel(street: Street) -> Kennel:
    return Kennel(street)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Part.DESK, STUCK),
        (Part.POSTMAN, STUCK),
        (Part.INTAKE, SILENT),
        (Part.TICKS, LATE),
        (Part.ROUNDS, UNCARED),
    ],
)
async def test_a_stall_is_told_to_the_supervisor_within_a_minute_once_and_so_is_its_end(
    kennel: Kennel, part: Part, words: str
) -> None:
    kennel.signs.begins(part)

    told = [text for _ in range(12) for text in await kennel.looks(EVERY)]
    still = await kennel.looks(60)
    kennel.signs.well(part)
    over = [await kennel.looks(CALM / 2), await kennel.looks(CALM), await kennel.looks(CALM)]

    assert [words in text for text in told] == [True]
    assert still == []
    assert [len(texts) for texts in over] == [0, 1, 0]
    assert over[1][0].startswith(OVER)
    assert "大约 2 分钟" in over[1][0]
    assert words in over[1][0]


async def test_calls_that_fail_for_a_minute_are_told_when_one_goes_through(kennel: Kennel) -> None:
    kennel.signs.failed(Part.SENDING, None, kennel.seconds.now)
    kennel.seconds.now += OWED + 1
    kennel.signs.failed(Part.SENDING, None)

    (told,) = await kennel.looks()

    assert DUMB in told


async def test_a_quiet_night_is_no_stall(kennel: Kennel) -> None:
    for part in (Part.DESK, Part.POSTMAN, Part.SENDING):
        kennel.signs.well(part)

    for _ in range(10):
        kennel.signs.well(Part.TICKS, OWED)
        kennel.signs.well(Part.INTAKE, OWED)
        assert await kennel.looks(40) == []


async def test_what_cannot_be_written_is_told_as_soon_as_it_can(kennel: Kennel) -> None:
    kennel.signs.begins(Part.DESK)
    trouble = Trouble(kennel.street.store.db, lambda _count, _sql: True)
    kennel.seconds.now += OWED + 1
    kennel.dog.look()
    await asyncio.gather(*kennel.dog._errands.values())
    trouble.end()

    assert len(await kennel.looks(EVERY)) == 1
    assert await kennel.looks(EVERY) == []


async def test_of_what_was_over_before_it_could_be_told_only_the_end_is_told(kennel: Kennel) -> None:
    kennel.signs.begins(Part.DESK)
    trouble = Trouble(kennel.street.store.db, lambda _count, _sql: True)
    kennel.seconds.now += OWED + 1
    kennel.dog.look()
    await asyncio.gather(*kennel.dog._errands.values())
    kennel.signs.well(Part.DESK)
    trouble.end()
    kennel.seconds.now += CALM + 1

    (told,) = await kennel.looks()

    assert told.startswith(OVER)


async def test_a_store_that_would_not_have_it_is_told_at_once_and_what_others_fail_at_is_no_news(
    kennel: Kennel,
) -> None:
    said = await kennel.looks()
    for _ in range(12):
        for part in (Part.INTAKE, Part.DESK, Part.TICKS):
            kennel.signs.store_trouble(part)
        said += await kennel.looks(5)
    for part in (Part.INTAKE, Part.DESK, Part.TICKS):
        kennel.signs.well(part)
    said += await kennel.looks(CALM + 1)
    said += await kennel.looks(5)

    assert [text.splitlines()[0] for text in said] == [
        "机器人有一阵存不进东西了，多半是硬盘满了，或者被别的程序占住了。",
        "机器人好了：刚才大约 1 分钟存不进东西。",
    ]


async def test_a_store_that_hangs_does_not_keep_the_watchdog_from_looking(
    kennel: Kennel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(*_given: object) -> None:
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(inbox, "add", hangs)
    kennel.signs.begins(Part.DESK)
    kennel.seconds.now += OWED + 1
    kennel.dog.look()
    await asyncio.sleep(0)
    kennel.dog.look()
    kennel.seconds.now += BEYOND_HELP

    with pytest.raises(Wedged, match="desk is stuck for good"):
        kennel.dog.look()
    for errand in kennel.dog._errands.values():
        errand.cancel()


async def test_an_errand_that_meets_a_defect_is_logged_and_the_next_look_comes(
    kennel: Kennel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_given: object) -> None:
        raise LookupError("canary")

    with monkeypatch.context() as patch:
        patch.setattr(desks, "write_note", broken)
        kennel.signs.begins(Part.DESK)
        assert await kennel.looks(OWED + 1) == []

    assert "LookupError at" in caplog.text
    assert "canary" not in "".join(record.getMessage() for record in caplog.records)
    assert len(await kennel.looks(EVERY)) == 1


async def test_the_end_of_a_trouble_is_told_by_the_process_that_comes_after(kennel: Kennel) -> None:
    kennel.signs.begins(Part.POSTMAN)
    assert len(await kennel.looks(OWED + 1)) == 1
    kennel.signs.pulses.clear()
    kennel.dog = kennel.another()
    kennel.seconds.now += 10

    running = asyncio.create_task(kennel.dog.run())
    while not kennel.dog._spells:  # noqa: ASYNC110 - a thread of the store's has no event to wait for
        await asyncio.sleep(0.001)
    over = await kennel.looks(CALM + 1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert [text.startswith(OVER) for text in over] == [True]
    assert await desks.read_note(kennel.street.store.db, kennel.dog._note) == b"{}"


async def test_a_loop_that_was_blocked_is_told_of_once_when_it_is_over(kennel: Kennel) -> None:
    kennel.signs.turn_of_loop()
    kennel.seconds.now += 120
    kennel.signs.turn_of_loop()

    soon = await kennel.looks()
    kennel.seconds.now += BLOCKED / 2
    kennel.signs.turn_of_loop()
    later = [text for _ in range(8) for text in await _while_it_turns(kennel)]

    assert soon == []
    assert [text.startswith(OVER) and STUCK in text for text in later] == [True]
    assert "大约 2 分钟" in later[0]


async def _while_it_turns(kennel: Kennel) -> list[str]:
    kennel.seconds.now += EVERY
    kennel.signs.turn_of_loop()
    return await kennel.looks()


async def test_connections_that_carry_nothing_are_given_up_at_once_and_each_minute(kennel: Kennel) -> None:
    kennel.signs.begins(Part.INTAKE, 42)
    for _ in range(30):
        kennel.signs.failed(Part.INTAKE, OWED)
        kennel.signs.failed(Part.SENDING, None)
        await kennel.looks(EVERY)

    times = int((30 * EVERY - OWED) / RENEW_EVERY) + 1
    assert kennel.street.channel.renewed.count("fetching") == times
    assert kennel.street.channel.renewed.count("sending") == times


async def test_a_line_that_is_down_for_hours_ends_no_process(kennel: Kennel) -> None:
    for _ in range(100):
        kennel.signs.failed(Part.INTAKE, OWED)
        kennel.signs.failed(Part.SENDING, None)
        kennel.dog.look()
        kennel.seconds.now += 40
    await kennel.settle()

    assert len([text for text in kennel.wang.texts if not text.startswith(OVER)]) == 2


async def test_what_waits_is_counted_now_and_then_and_only_where_somebody_asks(kennel: Kennel) -> None:
    await kennel.looks()
    assert kennel.signs.soundings is None

    kennel.dog = kennel.another(counting=True)
    await kennel.street.phone(1001).says(RED)
    await kennel.looks()
    first = kennel.signs.soundings
    await kennel.looks(SOUND_EVERY - 1)
    assert kennel.signs.soundings is first
    await kennel.looks(1)

    assert first is not None
    assert first.cases == {("case", "red"): 1}
    assert kennel.signs.soundings is not first


async def test_it_runs_until_something_is_beyond_help(kennel: Kennel) -> None:
    kennel.signs.begins(Part.TICKS)
    kennel.seconds.now += OWED + BEYOND_HELP

    with pytest.raises(Wedged, match="ticks"):
        await kennel.dog.run()
    assert all(errand.done() for errand in kennel.dog._errands.values())

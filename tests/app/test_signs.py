"""What the workers note as they go: a sign at each round, and a fault where there was one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from bot.app.rounds import EVERY
from bot.app.signs import Signs, Spread
from bot.app.watchdog import EVERY as LOOK_EVERY
from bot.channel.port import Down, Gone, Result, Sent, Unknown, Unreachable
from bot.domain.messages import Outgoing
from bot.domain.vitals import BLOCKED, OWED, Ailment, Kind, Part, Pulse
from bot.store import care
from tests.store.trouble import Trouble
from tests.street import FakeChannel, Street

RED = "我不想活了"


class Seconds:
    """A clock of real seconds that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def signs(seconds: Seconds) -> Signs:
    return Signs(seconds)


def watched(street: Street, signs: Signs) -> Street:
    house = street.house
    for worker in (house.intake, house.frontdesk, house.postman, house.ticks, house.rounds):
        worker.signs = signs
    return street


def _rests(signs: Signs, part: Part) -> bool:
    return part in signs.pulses and signs.pulses[part].within is None


async def until(work: Coroutine[Any, Any, None], condition: Callable[[], object]) -> None:
    """Lets a worker run until the condition holds, then ends it."""
    running = asyncio.create_task(work)
    while not condition():
        assert not running.done()
        await asyncio.sleep(0.001)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


class Channel(FakeChannel):
    """One whose answers may hang or fail at fetching."""

    async def fetch(self, offset: int | None, timeout: float) -> list[Any]:
        raise Unreachable("cut", 30)

    async def send(self, chat: int, message: Outgoing) -> Result:
        await asyncio.get_running_loop().create_future()
        return Sent()


def test_a_spread_counts_each_measurement_in_the_first_bound_that_holds_it() -> None:
    spread = Spread((1, 2))
    for measured in (-5.0, 1.0, 1.5, 7.0):
        spread.note(measured)

    assert spread.counts == [2, 1, 1]
    assert spread.sum == 9.5


def test_the_loop_tells_how_late_it_was_and_from_when_to_when_it_was_blocked(
    signs: Signs, seconds: Seconds
) -> None:
    signs.turn_of_loop()
    seconds.now += 1.25
    signs.turn_of_loop()
    assert (signs.lags.sum, signs.freed) == (0.25, 0.0)

    seconds.now += BLOCKED + 20
    assert [one.part for one in signs.ailments()] == [Part.LOOP]
    signs.turn_of_loop()
    signs.turn_of_loop()

    assert signs.lags.sum == BLOCKED + 19.25
    assert signs.blocked == (1001.25, seconds.now)
    assert signs.ailments() == []


async def test_a_turn_and_its_letters_are_counted_without_saying_whose(street: Street) -> None:
    signs = street.house.signs
    await street.phone(1001).says(RED)

    assert signs.counts["updates", "polling"] == 1
    assert signs.counts["turns", "update", "played"] == 1
    assert sum(signs.turns.counts) == 1
    assert signs.counts["pages", "red"] == sum(signs.pages.counts) > 0
    assert signs.counts["letters", "0", "sent"] > 0
    assert signs.counts["letters", "1", "sent"] == 0


async def test_a_letter_that_does_not_arrive_is_counted_by_what_became_of_it(street: Street) -> None:
    street.channel.results.extend([Gone("blocked")])
    await street.phone(1001).says("/sos")

    assert {key[2] for key in street.house.signs.counts if key[0] == "letters"} == {"gone"}


async def test_a_poison_event_is_counted_as_set_aside(street: Street) -> None:
    poison = {"update_id": 5, "message": {"chat": {"type": "private", "id": 1001}, "from": {"id": 1001}}}
    await street.house.intake.accept([poison])
    await street.settle()

    assert street.house.signs.counts["turns", "update", "set_aside"] == 1


async def test_the_front_desk_rests_when_there_is_nothing_and_fails_while_the_store_does(
    street: Street, signs: Signs
) -> None:
    desk = watched(street, signs).house.frontdesk
    await until(desk.run(), lambda: _rests(signs, Part.DESK))

    await street.phone(1001).says("/sos", settle=False)
    trouble = Trouble(street.store.db, lambda _count, _sql: True)
    await until(desk.run(), lambda: signs.pulses[Part.DESK].failing == 1000.0)
    assert signs.counts["store_trouble", "desk"] > 0

    trouble.end()
    await until(desk.run(), lambda: _rests(signs, Part.DESK))
    assert signs.pulses[Part.DESK].failing is None


async def test_the_postman_rests_or_fails_with_the_store(street: Street, signs: Signs) -> None:
    postman = watched(street, signs).house.postman
    await until(postman.run(), lambda: _rests(signs, Part.POSTMAN))

    await street.phone(1001).says("/sos", settle=False)
    await street.house.frontdesk.work()
    trouble = Trouble(street.store.db, lambda _count, _sql: True)
    await until(postman.run(), lambda: signs.pulses[Part.POSTMAN].failing == 1000.0)
    trouble.end()

    assert signs.counts["store_trouble", "postman"] == 1


@pytest.mark.parametrize("fate", [Down("ConnectError"), Unknown("ReadTimeout")])
async def test_calls_that_get_no_answer_count_as_failed_from_their_beginning_on(
    street: Street, signs: Signs, seconds: Seconds, fate: Result
) -> None:
    def late(_chat: int, _message: Outgoing) -> Result:
        seconds.now += 10
        return fate

    postman = watched(street, signs).house.postman
    street.channel.always = late
    await postman._call(1001, Outgoing(text="1"))
    await postman._call(1001, Outgoing(text="1"))
    assert signs.pulses[Part.SENDING].failing == 1000.0
    assert signs.pulses[Part.SENDING].failed_at == 1020.0

    street.channel.always = lambda _chat, _message: Gone("blocked")
    await postman._call(1001, Outgoing(text="1"))
    assert signs.pulses[Part.SENDING].failing is None


async def test_a_call_that_neither_ends_nor_fails_is_given_up_as_unknown(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.postman.HANGING", 0)
    monkeypatch.setattr(street.house.postman, "_channel", Channel())

    assert await street.house.postman._call(1001, Outgoing(text="1")) == Unknown("the call hangs")


async def test_a_fetch_that_neither_ends_nor_fails_is_broken_off(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.intake.HANGING", -25)

    with pytest.raises(Unreachable, match="hangs"):
        await street.house.intake._fetch()


async def test_fetching_owes_a_sign_while_it_waits_and_fails_with_line_and_store(
    street: Street, signs: Signs, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = watched(street, signs).house.intake
    await until(intake.run(), lambda: Part.INTAKE in signs.pulses)
    assert signs.pulses[Part.INTAKE] == Pulse(1000.0, 42)

    monkeypatch.setattr(intake, "_channel", Channel())
    await until(intake.run(), lambda: signs.pulses[Part.INTAKE].failing)
    assert signs.pulses[Part.INTAKE] == Pulse(1000.0, 75, 1000.0, 1000.0)


async def test_ticks_owe_a_sign_also_when_nothing_is_due(street: Street, signs: Signs) -> None:
    ticks = watched(street, signs).house.ticks
    await ticks._quietly_sweep()
    assert signs.pulses[Part.TICKS].within is not None

    trouble = Trouble(street.store.db, lambda _count, _sql: True)
    await ticks._quietly_sweep()
    await ticks._quietly_tidy()
    trouble.end()

    assert signs.pulses[Part.TICKS].failing == 1000.0
    assert signs.counts["store_trouble", "ticks"] == 2


async def test_a_defect_in_a_tick_does_not_pass_for_a_quiet_night(
    street: Street,
    signs: Signs,
    seconds: Seconds,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken() -> int:
        raise LookupError("canary")

    ticks = watched(street, signs).house.ticks
    monkeypatch.setattr(ticks, "_timers", broken)
    for _ in range(50):
        await ticks._quietly_sweep()
        seconds.now += 1

    assert [(one.part, one.kind) for one in signs.ailments()] == [(Part.TICKS, Kind.FAILING)]
    assert "fault at a tick: LookupError at" in caplog.text
    assert "canary" not in "".join(record.getMessage() for record in caplog.records)


async def test_rounds_that_hang_are_seen_within_a_minute_after_their_tick_and_each_portion_is_a_sign(
    street: Street, signs: Signs, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(*_given: object) -> None:
        await asyncio.get_running_loop().create_future()

    house = watched(street, signs).house
    await house.ticks._quietly_go_round()
    assert signs.pulses[Part.ROUNDS] == Pulse(1000.0, EVERY.total_seconds() + OWED)

    # its tick comes, and it does not end
    seconds.now += EVERY.total_seconds()
    monkeypatch.setattr(care, "outlook", hangs)
    stuck = asyncio.create_task(house.ticks._quietly_go_round())
    await asyncio.sleep(0)
    assert signs.ailments() == []
    seconds.now += 60 - LOOK_EVERY
    assert signs.ailments() == [Ailment(Part.ROUNDS, Kind.STUCK, 1000 + EVERY.total_seconds())]
    stuck.cancel()
    await asyncio.gather(stuck, return_exceptions=True)


async def test_rounds_whose_tick_does_not_come_are_seen_as_soon(signs: Signs, seconds: Seconds) -> None:
    signs.well(Part.ROUNDS, EVERY.total_seconds() + OWED)
    seconds.now += EVERY.total_seconds() + 60 - LOOK_EVERY

    assert signs.ailments() == [Ailment(Part.ROUNDS, Kind.STUCK, 1000 + EVERY.total_seconds())]


async def test_rounds_that_fail_are_tried_again_at_the_next_tick_and_seen_within_a_minute(
    street: Street, signs: Signs, seconds: Seconds
) -> None:
    ticks = watched(street, signs).house.ticks
    trouble = Trouble(street.store.db, lambda _count, _sql: True)
    for _ in range(50):
        await ticks._quietly_go_round()
        assert ticks.hurry.is_set()
        seconds.now += 1
    assert [(one.part, one.kind) for one in signs.ailments()] == [(Part.ROUNDS, Kind.FAILING)]
    assert signs.counts["store_trouble", "rounds"] == 50

    trouble.end()
    await ticks._quietly_go_round()
    assert not ticks.hurry.is_set()
    assert signs.ailments() == []


async def test_fifty_thousand_people_may_take_long_for_each_portion_is_a_sign(
    street: Street, signs: Signs, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float] = []
    usual = care.outlook

    async def slow(*given: Any) -> Any:
        seconds.now += OWED
        seen.append(signs.pulses[Part.ROUNDS].at)
        return await usual(*given)

    monkeypatch.setattr(care, "outlook", slow)
    await watched(street, signs).house.ticks._quietly_go_round()

    assert len(seen) > 1
    assert seen == [1000.0 + OWED * number for number in range(len(seen))]

"""Somebody sets the machine's clock, by an hour or by a year: nobody is paged late, nobody all at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.clock import Clock, MovableClock, ServerClock, SystemClock
from bot.app.config import Retention
from bot.app.rounds import Rounds
from bot.app.ticks import Ticks
from bot.app.wallclock import DOUBTFUL, TOLERANCE
from bot.channel.port import Unknown
from bot.store import inbox, timers
from bot.store.opening import Store, open_store
from bot.store.timers import Timer
from bot.store.vault import make_master
from tests.postgres import Postgres
from tests.store.trouble import Trouble, on
from tests.street import NOON, Street

JUMPS = [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-365), timedelta(days=365)]
BY = [f"{jump // timedelta(hours=1):+d}h" for jump in JUMPS]


class WrongClock(MovableClock):
    """A clock that can also be set, which is no time passing."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.wrong = timedelta()

    def now(self) -> datetime:
        return super().now() + self.wrong


@pytest.fixture
def clock() -> WrongClock:
    return WrongClock(NOON)


@pytest.fixture
async def street(tmp_path: Path, clock: WrongClock) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path)
    street.clock = clock
    again = await street.reopen()
    yield again
    await again.close()


async def tick(street: Street) -> None:
    await street.house.ticks.sweep()
    await street.settle()


async def dues(street: Street) -> dict[str, datetime]:
    rows = await street.store.db.fetch("select kind, due from timer order by kind")
    return {kind: timers.from_ms(due) for kind, due in rows}


@pytest.mark.parametrize("jump", JUMPS, ids=BY)
async def test_a_running_ladder_pages_on_by_the_time_that_passes(
    street: Street, clock: WrongClock, jump: timedelta
) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)
    await liu.says("我不想活了")
    await street.skip(seconds=20)
    li.news(), wang.news()

    clock.wrong = jump
    await tick(street)
    at_once = [message.text for message in li.news() if "接手" in message.text]
    await street.skip(seconds=39)
    early = [message.text for message in li.news() if "接手" in message.text]
    await street.skip(seconds=2)

    assert at_once == []
    assert early == []
    assert len([message for message in li.news() if "接手" in message.text]) == 1
    await street.skip(seconds=60)
    # the third round, with the supervisor
    assert any("接手" in caption for message in wang.news() for caption, _ in message.buttons)


@pytest.mark.parametrize("jump", JUMPS, ids=BY)
async def test_the_supervisors_hear_of_it_once_in_their_language_and_again_when_it_is_put_right(
    street: Street, clock: WrongClock, jump: timedelta
) -> None:
    wang = street.phone(2003)

    clock.wrong = jump
    for _ in range(3):
        await tick(street)
    first = [message.text for message in wang.news()]
    clock.wrong = timedelta()
    for _ in range(3):
        await tick(street)
    second = [message.text for message in wang.news()]

    span = "365 天" if abs(jump) > timedelta(days=1) else "60 分钟"
    assert [text.splitlines()[0] for text in first + second] == [
        f"服务器的时钟被调{way}了 {span}。" for way in ("快慢" if jump > timedelta() else "慢快")
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(31, "1 minute."), (119 * 60, "119 minutes."), (120 * 60, "2 hours."), (3 * 86_400, "3 days.")],
)
async def test_how_far_is_told_in_words_one_would_use(
    street: Street, clock: WrongClock, seconds: int, words: str
) -> None:
    wang = street.phone(2003)
    await wang.says("/language")
    await wang.presses("English")

    clock.wrong = timedelta(seconds=-seconds)
    await tick(street)

    assert wang.last.text.splitlines()[0] == f"The server’s clock was set back by {words}"


async def test_a_small_correction_is_nobodys_business(street: Street, clock: WrongClock) -> None:
    clock.wrong = TOLERANCE
    await tick(street)

    assert street.phone(2003).news() == []


async def test_a_claimers_two_minutes_are_two_minutes(street: Street, clock: WrongClock) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")

    clock.wrong = timedelta(hours=-1)
    await tick(street)
    await street.skip(seconds=118)
    early = [message.text for message in li.news()]
    await street.skip(seconds=4)

    assert not [text for text in early if "重新叫人" in text]
    assert [message.text for message in li.news() if "重新叫人" in message.text]


async def test_what_is_due_at_a_named_hour_follows_the_clock_on_the_wall(
    street: Street, clock: WrongClock
) -> None:
    hour = NOON + timedelta(minutes=30)
    async with street.store.db.transaction() as tx:
        await timers.start(
            tx,
            [
                Timer("1", "person1001", "ladder", "x", hour, ""),
                Timer("2", "person1001", "shift", "x", hour, ""),
                Timer("3", "person1001", "confirm", "x", NOON + timedelta(hours=9), ""),
            ],
        )

    clock.wrong = timedelta(minutes=-20)
    await tick(street)

    assert await dues(street) == {
        "ladder": hour - timedelta(minutes=20),
        "shift": hour,
        "confirm": NOON + timedelta(hours=9),
    }


@pytest.mark.parametrize("jump", JUMPS, ids=BY)
async def test_a_letter_that_waits_for_its_next_attempt_does_not_wait_an_hour_more(
    street: Street, clock: WrongClock, jump: timedelta
) -> None:
    liu = street.phone(1001)
    street.channel.always = lambda chat, _: Unknown("no answer") if chat == 1001 else None
    await liu.says("我不想活了")
    street.channel.always = None
    assert not liu.texts

    clock.wrong = jump
    await tick(street)
    await street.skip(seconds=5)

    assert "可能重复" in liu.texts[0]


async def test_until_the_rows_are_moved_the_clock_counts_as_set(street: Street, clock: WrongClock) -> None:
    wang = street.phone(2003)
    await street.phone(1001).says("我不想活了")
    due = (await dues(street))["ladder"]
    clock.wrong = timedelta(hours=-1)
    Trouble(street.store.db, on("commit"))

    await street.house.ticks._quietly_sweep()
    assert (await dues(street))["ladder"] == due
    await tick(street)

    assert (await dues(street))["ladder"] == due - timedelta(hours=1)
    assert len([text for text in wang.texts if "时钟" in text]) == 1


async def test_nothing_is_let_go_by_a_clock_in_doubt(street: Street, clock: WrongClock) -> None:
    await street.phone(1001).says("在吗")
    count = "select count(*) from inbox where state = 'done' and kind = 'update'"
    before = (await street.store.db.fetch(count))[0][0]

    clock.wrong = timedelta(days=365)
    await tick(street)
    await street.house.ticks.tidy()
    kept = (await street.store.db.fetch(count))[0][0]
    clock.move(DOUBTFUL)
    await street.house.ticks.tidy()

    assert kept == before == 1
    assert (await street.store.db.fetch(count))[0][0] == 0


async def test_nobody_is_told_of_a_wait_below_nothing(street: Street, clock: WrongClock) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    clock.wrong = timedelta(hours=-1)
    await tick(street)

    await li.says("/cases")

    assert "0 分钟" in li.last.text


def test_time_that_passes_is_no_setting_of_the_clock() -> None:
    before, then = SystemClock().elapsed(), SystemClock().elapsed()
    assert then >= before

    ahead = MovableClock()
    moved = ahead.elapsed()
    ahead.move(timedelta(hours=1))

    assert 3600 <= ahead.elapsed() - moved < 3700


# -- the one clock of several replicas --------------------------------------------------------------


def test_what_a_machine_of_several_is_set_to_moves_nothing() -> None:
    machine = WrongClock(NOON)
    clock = ServerClock(machine)
    there = NOON + timedelta(seconds=3)
    clock.read(there)

    machine.wrong = timedelta(hours=1)
    assert (clock.now(), clock.apart()) == (there, timedelta(hours=1, seconds=-3))
    machine.move(timedelta(seconds=7))

    assert clock.now() == there + timedelta(seconds=7)


Ticking = Callable[[Clock], Awaitable[Ticks]]


@pytest.fixture
async def ticking(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Ticking]:
    """The ticks of another replica that goes by this clock."""
    where = await postgres.fresh()
    make_master(tmp_path / "key")
    opened: list[Store] = []

    async def begin(clock: Clock) -> Ticks:
        opened.append(await open_store(where, key_variable="", key_file=tmp_path / "key", durable=False))
        store = opened[-1]
        if isinstance(clock, ServerClock):
            clock.read(await timers.server_now(store.db))
        return Ticks(store, clock, Retention(inbox="3d", outbox="30d"), Rounds(store, clock, []))  # type: ignore[arg-type]

    yield begin
    for store in opened:
        await store.close()
    await postgres.drop(where)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> WrongClock:
    """The clock of the server, which is asked as often as there are ticks."""
    clock = WrongClock(NOON)

    async def server_now(_: object) -> datetime:
        return clock.now()

    monkeypatch.setattr(timers, "server_now", server_now)
    return clock


async def told(ticks: Ticks) -> list[str]:
    store = ticks._store
    return [str(event.body["what"]) for event in await inbox.heads(store.db, store.keys, 50)]


async def due(ticks: Ticks) -> datetime:
    return timers.from_ms((await ticks._store.db.fetch("select due from timer"))[0][0])


async def test_the_clock_that_replicas_share_is_followed_once_whoever_sees_first_that_it_was_set(
    ticking: Ticking, server: WrongClock
) -> None:
    one, other = [await ticking(ServerClock(server)) for _ in range(2)]
    page = Timer("t", "person1001", "ladder", "x", NOON + timedelta(seconds=60), "")
    async with one._store.db.transaction() as tx:
        await timers.start(tx, [page])
    for ticks in (one, other):
        await ticks.sweep()

    for number, jump in enumerate((timedelta(hours=2), timedelta()), start=1):
        server.wrong = jump
        for ticks in (one, other, one):
            await ticks.sweep()
        assert await due(one) == page.due + jump
        assert len(await told(one)) == 1
        rows = await one._store.db.fetch("select count(*) from inbox")
        assert rows == [(number,)]
    assert one._wall.doubtful
    assert other._wall.doubtful


async def test_a_machine_whose_own_clock_is_off_is_told_of_once_and_pages_by_the_servers(
    ticking: Ticking, server: WrongClock
) -> None:
    machine = WrongClock(NOON)
    machine.wrong = timedelta(minutes=-12)
    one = await ticking(clock := ServerClock(machine))
    Trouble(one._store.db, on("commit"))
    await one._quietly_sweep()
    assert await told(one) == []

    for _ in range(3):
        await one.sweep()

    assert await told(one) == ["clocks"]
    assert clock.now() == NOON
    machine.wrong = timedelta()
    await one.sweep()
    machine.wrong = timedelta(hours=5)
    await one.sweep()
    assert await one._store.db.fetch("select count(*) from inbox") == [(2,)]


async def test_two_machines_that_drift_apart_slowly_are_no_clock_that_was_set(
    ticking: Ticking, server: WrongClock
) -> None:
    machine = WrongClock(NOON)
    one = await ticking(clock := ServerClock(machine))

    for days in range(1, 4):
        server.wrong = machine.wrong = days * TOLERANCE * 0.9
        await one.sweep()

    assert clock.now() == server.now()
    assert await told(one) == []


async def test_a_replica_that_was_paused_while_it_asked_does_not_believe_what_it_hears(
    ticking: Ticking, server: WrongClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await ticking(clock := ServerClock(server))
    await one.sweep()

    async def late(_: object) -> datetime:
        said = server.now()
        server.move(timedelta(minutes=5))
        return said

    monkeypatch.setattr(timers, "server_now", late)
    await one.sweep()

    assert clock.now() == NOON + timedelta(minutes=5)
    assert await told(one) == []


async def test_the_server_is_asked_what_time_it_is(ticking: Ticking) -> None:
    one = await ticking(SystemClock())

    there = await timers.server_now(one._store.db)

    assert abs(there - SystemClock().now()) < timedelta(seconds=30)

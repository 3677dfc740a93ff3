"""Letters whose words are made when they go: pause, quiet hours and their own guard are asked again at that moment."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.app.buckets import Budget
from bot.app.prompts import Asked, Dropped, Later, Making, Prompt, Prompts, Verdict, Words
from bot.domain.consent import MESSAGES, MESSAGES_VERSION, Answer, Consent
from bot.domain.hours import Hours
from bot.domain.messages import Op, Outgoing, Priority
from bot.store import consents, hours, inbox, outbox, people
from bot.store.database import StoreTrouble
from bot.store.outbox import Letter
from tests.street import LI, LIU, NOON, Street

THEIRS, HERS = "person1001", "person2001"


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path)
    for address in (LIU.address, LI.address):
        street.phone(address)
    yield street
    await street.close()


async def words(_: Making, letters: Sequence[Asked]) -> Mapping[int, Verdict]:
    return {letter.number: Words(Outgoing(text=f"{letter.to.name}: {letter.of}")) for letter in letters}


def made_by(street: Street, *, rings: bool = False, **makers: object) -> None:
    kinds = {name: Prompt(make, rings) for name, make in makers.items()}  # type: ignore[arg-type]
    street.house.postman._prompts = Prompts(kinds)


async def queue(street: Street, *letters: Letter) -> None:
    async with street.store.db.transaction() as tx:
        await street.store.keys.load(tx, [letter.subject for letter in letters])
        await outbox.queue(tx, street.store.keys, letters, street.clock.now())
    await street.settle()


def letter(
    of: str = "b1:2",
    to: str = THEIRS,
    at: datetime | None = None,
    until: datetime | None = None,
    slot: str = "",
) -> Letter:
    return Letter(
        to,
        to,
        Outgoing(),
        Priority.REMINDER,
        slot=slot,
        not_before=at,
        not_after=until,
        prompt="word",
        of=of,
    )


async def states(street: Street) -> list[tuple[str, str]]:
    rows = await street.store.db.fetch("select state, reason from outbox order by id")
    return [(row[0], row[1]) for row in rows]


def seen(street: Street, address: int = LIU.address) -> list[str]:
    return [shown.text for shown in street.phone(address).screen]


async def test_a_letter_is_worded_when_it_goes_not_when_it_was_queued(street: Street) -> None:
    made_by(street, word=words)
    await queue(street, letter(at=NOON + timedelta(hours=2)))

    assert seen(street) == []
    assert (await street.store.db.fetch("select sealed from outbox"))[0][0] == b""

    await street.skip(hours=2)

    assert seen(street) == ["刘师傅: b1:2"]
    assert await states(street) == [("sent", "")]


async def test_what_is_not_wanted_any_more_never_goes_and_whoever_asked_is_told(street: Street) -> None:
    async def revoked(_: Making, letters: Sequence[Asked]) -> Mapping[int, Verdict]:
        return {one.number: Dropped("moved") for one in letters}

    made_by(street, word=revoked)
    await queue(street, Letter(THEIRS, THEIRS, Outgoing(), prompt="word", of="b", notify="house", ref="b"))

    assert seen(street) == []
    assert await states(street) == [("dropped", "moved")]
    told = await street.store.db.fetch("select kind, lane from inbox")
    assert [tuple(row) for row in told] == [("outcome", "house")]


async def test_whoever_wants_no_messages_gets_none(street: Street) -> None:
    made_by(street, word=words)
    no = Consent(MESSAGES, MESSAGES_VERSION, NOON, Answer.WITHDRAWN)
    async with street.store.db.transaction() as tx:
        await consents.write(tx, [(THEIRS, no)])
    plain = Letter(people.HOUSE, people.HOUSE, Outgoing(text="an ordinary one"), to_chat=LI.address)
    await queue(street, letter(), letter(to=HERS), plain)

    assert (seen(street), seen(street, LI.address)) == ([], ["an ordinary one", "李医生: b1:2"])
    assert await states(street) == [("dropped", "they want no messages"), ("sent", ""), ("sent", "")]


@pytest.mark.parametrize(("rings", "comes"), [(False, []), (True, ["刘师傅: b1:2"])])
async def test_in_the_recipients_quiet_hours_it_waits_unless_they_agreed_to_that_hour(
    street: Street, rings: bool, comes: list[str]
) -> None:
    # 09:30 in Hambantota is quiet for somebody who works nights
    async with street.store.db.transaction() as tx:
        await hours.save(tx, {THEIRS: Hours(quiet_from=time(8), quiet_until=time(16))})
    made_by(street, word=words, rings=rings)
    await queue(street, letter())

    assert seen(street) == comes

    await street.skip(hours=7)

    assert seen(street) == ["刘师傅: b1:2"]
    if not rings:
        rows = await street.store.db.fetch("select not_before, attempts from outbox")
        awake = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
        assert [tuple(row) for row in rows] == [(awake.timestamp() * 1000, 1)]


async def test_what_would_be_too_late_after_the_quiet_hours_never_goes(street: Street) -> None:
    async with street.store.db.transaction() as tx:
        await hours.save(tx, {THEIRS: Hours(quiet_from=time(8), quiet_until=time(16))})
    made_by(street, word=words)
    await queue(street, letter(until=NOON + timedelta(hours=1)))
    await street.skip(hours=7)

    assert seen(street) == []
    assert await states(street) == [("dropped", "too late")]


async def test_a_maker_may_want_to_be_asked_again(street: Street) -> None:
    async def at_one(making: Making, letters: Sequence[Asked]) -> Mapping[int, Verdict]:
        due = NOON + timedelta(hours=1)
        return (
            await words(making, letters) if making.now >= due else {one.number: Later(due) for one in letters}
        )

    made_by(street, word=at_one)
    await queue(street, letter())
    assert seen(street) == []

    await street.skip(hours=1)

    assert seen(street) == ["刘师傅: b1:2"]


async def test_a_faulty_maker_fails_its_own_letters_alone_and_quotes_nothing(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_: Making, __: Sequence[Asked]) -> Mapping[int, Verdict]:
        raise ValueError("canary-我不想活了")

    made_by(street, word=words, broken=broken)
    others = [
        Letter(THEIRS, THEIRS, Outgoing(), prompt="broken", of="x"),
        Letter(HERS, HERS, Outgoing(), prompt="unheard_of", of="x"),
    ]
    await queue(street, *others, letter(), letter(to=HERS))

    assert (seen(street), seen(street, LI.address)) == (["刘师傅: b1:2"], ["李医生: b1:2"])
    assert (await states(street))[:2] == [("failed", "not made"), ("failed", "nobody makes unheard_of")]
    assert "canary" not in caplog.text


async def test_trouble_with_the_store_is_no_fault_of_the_letters(street: Street) -> None:
    async def troubled(_: Making, __: Sequence[Asked]) -> Mapping[int, Verdict]:
        raise StoreTrouble

    made_by(street, word=troubled)
    async with street.store.db.transaction() as tx:
        await outbox.queue(tx, street.store.keys, [letter()], NOON)
    with pytest.raises(StoreTrouble):
        await street.house.postman._round()

    made_by(street, word=words)
    await street.settle()

    assert seen(street) == ["刘师傅: b1:2"]


async def test_a_letter_to_nobody_is_dropped(street: Street) -> None:
    made_by(street, word=words)
    await queue(street, Letter("nobody", THEIRS, Outgoing(), prompt="word", of="x"))

    assert await states(street) == [("dropped", "no recipient")]


async def test_what_takes_the_place_of_an_earlier_one_clears_it_from_the_screen(street: Street) -> None:
    async def anew(_: Making, letters: Sequence[Asked]) -> Mapping[int, Verdict]:
        return {one.number: Words(Outgoing(text=one.of), replaces=True) for one in letters}

    made_by(street, word=anew)
    await queue(street, letter("first", slot="open"))
    await queue(street, letter("second", slot="open"))

    assert seen(street) == ["second"]
    gone = [message for _, message in street.channel.sent if message.op is Op.DELETE]
    assert len(gone) == 1


async def test_a_prompt_is_queued_within_a_turn(street: Street) -> None:
    made_by(street, word=words)
    events = await street.house.frontdesk._loader.load(
        [inbox.Event(1, THEIRS, "timer", NOON, {"kind": "x", "ref": "", "guard": ""})]
    )
    turn, _ = events[0]
    turn.prompt(turn.who, "word", "b7", at=NOON + timedelta(minutes=5), until=NOON + timedelta(hours=1))
    await queue(street, *turn.letters)
    await street.skip(minutes=5)

    assert seen(street) == ["刘师傅: b7"]


async def test_what_was_worded_when_it_was_queued_goes_beside_what_is_worded_when_it_goes(
    street: Street,
) -> None:
    made_by(street, word=words)
    ordinary = Letter(HERS, HERS, Outgoing(text="an ordinary one"), Priority.REMINDER)
    async with street.store.db.transaction() as tx:
        await street.store.keys.load(tx, [THEIRS, HERS])
        await outbox.queue(tx, street.store.keys, [letter(), ordinary], street.clock.now())

    # enough for both in one round
    street.house.postman._budget = Budget(100, 10, 10, 0)
    await street.house.postman._round()
    await street.settle()

    assert (seen(street), seen(street, LI.address)) == (["刘师傅: b1:2"], ["an ordinary one"])

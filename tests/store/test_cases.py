"""Cases and journals come back as they were written, words sealed, in the order things happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.care.knowing import Standing
from bot.domain.case import Case, Kind, State
from bot.domain.ladder import Progress
from bot.domain.matter import Matter, Urgency
from bot.domain.triage import Colour
from bot.domain.wishes import Wishes
from bot.store import cases
from bot.store.cases import Entry, EntryKind
from bot.store.keys import KeyRing
from bot.store.opening import Store

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIU, LI = "person1001", "person2001"
CANARY = "canary-我不想活了"

words = st.text(st.characters(codec=None), max_size=20)
# in the clear there are ids, never a character that PostgreSQL does not keep
plain = st.text(st.characters(exclude_characters="\0"), max_size=12)
counts = st.integers(0, 2**31)
moments = st.integers(0, 4_000_000_000_000).map(
    lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)
people = st.none() | st.sampled_from([LIU, LI])
matters = st.builds(
    Matter,
    category=plain,
    for_whom=plain,
    urgency=st.sampled_from(Urgency),
    due_at=moments,
    unit=people,
    level=people,
    bypass_unit=st.booleans(),
    helper=plain,
    withheld=st.booleans(),
    raised_with=plain,
    done=words,
    money=st.none() | counts,
)
all_cases = st.builds(
    Case,
    id=st.just("case1"),
    code=st.just("K7M4A"),
    person=st.sampled_from([LIU, LI]),
    colour=st.sampled_from(Colour),
    opened_at=moments,
    state=st.sampled_from(State),
    version=counts,
    owner=people,
    last_owner=people,
    claims=counts,
    progress=st.builds(
        Progress,
        counts,
        counts,
        counts,
        st.lists(plain, max_size=3).map(tuple),
        st.lists(plain, max_size=3).map(tuple),
    ),
    opened_by=people,
    typed=st.booleans(),
    extended=st.booleans(),
    unanswered=plain,
    told=counts,
    acknowledged_at=st.none() | moments,
    paged_at=st.none() | moments,
    claimed_at=st.none() | moments,
    human_at=st.none() | moments,
    closed_at=st.none() | moments,
    kind=st.sampled_from(Kind),
    matter=st.none() | matters,
    reasons=st.lists(words, max_size=3).map(tuple),
    answers=st.lists(st.tuples(words, words, words), max_size=3).map(tuple),
    wishes=st.builds(
        Wishes,
        st.none() | moments,
        st.sampled_from(["", "f", "m"]),
        words,
        hello=st.booleans(),
        bypass_unit=st.booleans(),
        behalf=st.booleans(),
    ),
    unit=st.none() | plain,
)


def case(number: int = 1, **changes: object) -> Case:
    facts = {"person": LIU, "colour": Colour.RED, "opened_at": NOON} | changes
    return Case(id=f"case{number}", code=f"K{number}", **facts)  # type: ignore[arg-type]


def entry(number: int, kind: EntryKind = EntryKind.SAID, **changes: object) -> Entry:
    facts = {"author": LIU, "at": NOON, "body": {"text": f"words {number}"}} | changes
    return Entry(id=f"e{number}", case="case1", person=LIU, kind=kind, **facts)  # type: ignore[arg-type]


async def save(store: Store, *new: Case) -> None:
    async with store.db.transaction() as tx:
        await cases.save(tx, store.keys, new)


async def write(store: Store, *entries: Entry) -> None:
    async with store.db.transaction() as tx:
        await cases.write(tx, store.keys, entries)


@settings(max_examples=30)
@given(all_cases)
async def test_a_case_comes_back_as_it_was_saved(store: Store, case: Case) -> None:
    async with store.db.transaction() as tx:
        await tx.execute("delete from cases")
    await save(store, case)

    assert await cases.load(store.db, store.keys, ids=["case1"]) == {"case1": case}
    assert (await cases.live(store.db, store.keys) == [case]) is case.live


@settings(max_examples=20)
@given(all_cases, all_cases)
async def test_saving_again_replaces_all_but_who_and_when(store: Store, first: Case, second: Case) -> None:
    async with store.db.transaction() as tx:
        await tx.execute("delete from cases")
    await save(store, first)
    changed = cases.Case(
        **{name: getattr(second, name) for name in Case.__slots__}
        | {"person": first.person, "opened_at": first.opened_at, "kind": first.kind}
    )

    await save(store, changed)

    assert (await cases.load(store.db, store.keys, ids=["case1"]))["case1"] == changed


async def test_a_person_finds_their_own_live_cases_and_those_they_hold(store: Store) -> None:
    await save(
        store,
        case(1),
        case(2, person=LI, owner=LIU, state=State.ACTIVE),
        case(3, state=State.CLOSED),
        case(4, person=LI),
    )

    assert set(await cases.load(store.db, store.keys, people=[LIU])) == {"case1", "case2"}
    assert set(await cases.load(store.db, store.keys, ids=["case3"])) == {"case3"}
    assert await cases.load(store.db, store.keys) == {}


async def test_live_cases_come_oldest_first(store: Store) -> None:
    await save(
        store,
        case(1, opened_at=NOON),
        case(2, opened_at=NOON - timedelta(hours=1)),
        case(3, state=State.CLOSED),
    )

    assert [each.id for each in await cases.live(store.db, store.keys)] == ["case2", "case1"]


async def test_the_cases_somebody_holds_come_oldest_first(store: Store) -> None:
    held = {"owner": LI, "state": State.ACTIVE}
    await save(
        store,
        case(1, opened_at=NOON, **held),
        case(2, opened_at=NOON - timedelta(hours=1), **held),
        case(3, opened_at=NOON, **held),
    )

    assert list(await cases.load(store.db, store.keys, people=[LI])) == ["case2", "case1", "case3"]


async def test_a_case_is_read_after_a_restart(store: Store) -> None:
    await save(store, case(1, reasons=(CANARY,)))

    fresh = KeyRing(store.keys.vault)

    assert (await cases.load(store.db, fresh, ids=["case1"]))["case1"].reasons == (CANARY,)


@settings(max_examples=25)
@given(
    st.sampled_from(EntryKind),
    words,
    st.none() | st.integers(1, 2**53),
    st.dictionaries(plain, st.none() | words | st.integers() | st.booleans(), max_size=3),
)
async def test_an_entry_comes_back_as_it_was_written(
    store: Store, kind: EntryKind, text: str, message: int | None, more: dict[str, object]
) -> None:
    async with store.db.transaction() as tx:
        await tx.execute("delete from entry")
    await save(store, case(1))
    written = entry(1, kind, body=more | {"text": text}, message=message)
    await write(store, written)

    assert await cases.by_id(store.db, store.keys, ["e1"]) == {"e1": written}
    assert await cases.journals(store.db, store.keys, ["case1", "other"]) == {
        "case1": [written],
        "other": [],
    }


async def test_a_journal_reads_in_the_order_things_happened(store: Store) -> None:
    await save(store, case(1))
    await write(store, entry(2, at=NOON + timedelta(seconds=1)), entry(3), entry(1))

    journal = (await cases.journals(store.db, store.keys, ["case1"]))["case1"]

    assert [each.id for each in journal] == ["e3", "e1", "e2"]


async def test_the_words_behind_a_message_are_found_and_never_its_later_versions(store: Store) -> None:
    await save(store, case(1))
    await write(
        store,
        entry(1, EntryKind.SAID, message=5),
        entry(2, EntryKind.EDITED, message=5),
        entry(3, EntryKind.WRITTEN, author=LI, message=5),
        entry(4, EntryKind.NOTE, author=LI, message=6),
    )

    found = await cases.by_message(store.db, store.keys, [(LIU, 5), (LI, 5), (LI, 6), (LIU, 9)])

    assert {place: each.id for place, each in found.items()} == {(LIU, 5): "e1", (LI, 5): "e3"}


async def test_a_request_is_found_by_its_volunteer_and_with_what_was_raised_with_it(store: Store) -> None:
    matter = Matter("site", "me", Urgency.SOON, NOON, unit="lk", level="lk", raised_with="r1")
    first = Case("r1", "10-101", LIU, Colour.GREEN, NOON, kind=Kind.REQUEST, matter=matter)
    second = replace(first, id="r2", code="10-102", matter=replace(matter, helper=LI))
    alone = replace(first, id="r3", code="10-103", matter=replace(matter, raised_with=""))
    async with store.db.transaction() as tx:
        await cases.save(tx, store.keys, [first, second, alone])

    helped = await cases.load(store.db, store.keys, people=[LI])
    together = await cases.load(store.db, store.keys, ids=["r1"])
    mine = await cases.requests_of(store.db, store.keys, [LIU], NOON)

    assert set(helped) == {"r2"}
    assert together == {"r1": first, "r2": second}
    assert {case.id for case in mine[LIU]} == {"r1", "r2", "r3"}
    assert await cases.free(store.db, ["10-101", "10-104"]) == ["10-104"]
    assert await cases.ended(store.db, store.keys, [LIU], NOON) == {}


async def test_what_a_request_is_about_is_sealed(store: Store) -> None:
    matter = Matter("private", "me", Urgency.SOON, NOON, unit="lk", level=None, done=CANARY)
    request = Case("r1", "10-101", LIU, Colour.GREEN, NOON, kind=Kind.REQUEST, matter=matter)
    async with store.db.transaction() as tx:
        await cases.save(tx, store.keys, [request])

    (row,) = await store.db.fetch("select * from cases")

    assert b"private" not in b"|".join(str(part).encode() for part in row)
    assert CANARY.encode() not in b"|".join(
        bytes(p) if isinstance(p, bytes) else str(p).encode() for p in row
    )


async def test_how_it_stands_with_somebodys_cases_is_told_by_the_open_one_or_the_last(store: Store) -> None:
    async def standing(*known: Case) -> Standing | None:
        async with store.db.transaction() as tx:
            await tx.execute("delete from cases")
            await cases.save(tx, store.keys, known)
        return (await cases.standing(store.db, [LIU, LI])).get(LIU)

    hour = timedelta(hours=1)
    red = Case("c1", "K0001", LIU, Colour.RED, NOON, State.CLOSED, owner=LI, closed_at=NOON + hour)
    amber = Case("c2", "K0002", LIU, Colour.AMBER, NOON + 2 * hour, State.CLOSED, closed_at=NOON + 3 * hour)
    live = replace(amber, state=State.CLAIMED, owner=LI, closed_at=None)

    assert await standing() is None
    assert await standing(red) == Standing(Colour.RED, owner=LI, closed_red=NOON + hour, code="K0001")
    assert await standing(red, amber) == Standing(Colour.AMBER, closed_red=NOON + hour, code="K0002")
    assert await standing(red, live) == Standing(Colour.AMBER, live=True, owner=LI, code="K0002")
    again = replace(red, id="c3", code="K0003", opened_at=NOON + hour, closed_at=NOON + 9 * hour)
    last = Standing(Colour.RED, owner=LI, closed_red=NOON + 9 * hour, code="K0003")
    assert await standing(red, again) == last

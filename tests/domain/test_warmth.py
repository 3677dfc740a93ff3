"""When words between family arrive, and which of them come as one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import Hours
from bot.domain.messages import Media, MediaKind
from bot.domain.warmth import TOGETHER, Pen, When, Word, due, gathered, kinds, megabytes, shares

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""Monday, 09:30 in Hambantota."""
LIU = Hours("Asia/Colombo")
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2024, 2030))


def said(number: int, *, tie: str = "t1", album: str = "", batch: str = "b1", kind: str = "") -> Word:
    body = {"text": "", "media": {"kind": kind} if kind else None, "album": album}
    at = NOON + timedelta(seconds=number)
    return Word(f"w{number:04d}", "liu", tie, "mei", batch, at, number, body)


@pytest.mark.parametrize(
    ("when", "hour"),
    [
        (When.NOW, NOON),
        (When.MORNING, datetime(2026, 11, 24, 2, 0, tzinfo=UTC)),
        (When.EVENING, datetime(2026, 11, 23, 14, 30, tzinfo=UTC)),
    ],
)
def test_words_arrive_by_the_readers_clock(when: When, hour: datetime) -> None:
    assert due(when, LIU, NOON) == hour


def test_what_is_kept_for_a_day_comes_on_its_morning_and_what_matters_now() -> None:
    port = Hours("Asia/Colombo", morning=time(6), gather=date(2026, 12, 3))

    assert due(When.NOW, port, NOON) == datetime(2026, 12, 3, 0, 30, tzinfo=UTC)
    assert due(When.EVENING, port, NOON) == datetime(2026, 12, 3, 0, 30, tzinfo=UTC)
    assert due(When.EVENING, port, NOON, matters=True) == NOON
    assert gathered(port, datetime(2026, 12, 3, 1, tzinfo=UTC)) is None


@given(
    st.sampled_from(list(When)),
    st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
    st.sampled_from(["Asia/Colombo", "Asia/Shanghai", "America/Santiago", "Europe/Berlin", "Pacific/Apia"]),
)
def test_nothing_arrives_in_the_past_nor_later_than_a_day_and_an_hour(
    when: When, now: datetime, tz: str
) -> None:
    at = due(when, Hours(tz), now)

    assert now <= at <= now + timedelta(hours=25)
    if when is When.MORNING:
        assert Hours(tz).local(at).time() == time(7, 30)


def test_words_come_by_whom_they_are_from_and_albums_as_one_even_when_interrupted() -> None:
    words = [said(1, album="g"), said(2, tie="t2"), said(3), said(4, album="g")]

    found = shares(reversed(words))

    assert [share.tie for share in found] == ["t1", "t2"]
    assert [[word.message for word in piece] for piece in found[0].pieces] == [[1, 4], [3]]
    assert [word.message for word in found[0].words] == [1, 4, 3]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "g", "h"]), st.sampled_from(["t1", "t2"]), st.sampled_from(["b1", "b2"])
        )
    )
)
def test_no_word_is_lost_or_doubled_and_no_album_grows_too_large(drawn: list[tuple[str, str, str]]) -> None:
    words = [said(at, album=album, tie=tie, batch=batch) for at, (album, tie, batch) in enumerate(drawn)]

    pieces = [piece for share in shares(words) for piece in share.pieces]

    assert sorted(word.id for piece in pieces for word in piece) == sorted(word.id for word in words)
    for piece in pieces:
        assert len(piece) <= TOGETHER
        assert len({(word.tie, word.batch, word.album) for word in piece}) == 1
        assert len(piece) == 1 or piece[0].album


def test_kinds_are_counted_in_the_order_they_came() -> None:
    found = kinds([said(1, kind="voice"), said(2), said(3, kind="voice")])

    assert found == {"voice": 2, "text": 1}
    assert list(found) == ["voice", "text"]


def test_a_pen_is_open_for_an_hour_until_it_was_sent() -> None:
    pen = Pen("b1", NOON)

    assert pen.open(NOON + timedelta(minutes=59))
    assert not pen.open(NOON + timedelta(hours=1))
    assert not Pen("b1", NOON, sent="now").open(NOON)


def test_sizes_read_as_megabytes() -> None:
    assert megabytes(Media(MediaKind.VIDEO, size=4_200_000)) == "4.2"
    assert megabytes(Media(MediaKind.VOICE, size=900)) == "0.1"
    assert megabytes(Media(MediaKind.VIDEO)) == ""

"""Long texts in parts that fit, with every word once, in order, and tags that close."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel.split import LIMIT, length, plain, split

TAGS = ("b", "i", "u", "s", "code", "pre", "blockquote")

words = st.text(st.sampled_from("ab \n<>&\"'我想聊😀👩‍👩‍👧ﷺ"), max_size=60)


@st.composite
def dressed(draw: st.DrawFn, depth: int = 3) -> str:
    """Words somebody wrote, escaped, inside tags as templates have them."""
    pieces = []
    for _ in range(draw(st.integers(0, 3))):
        inner = html.escape(draw(words), quote=draw(st.booleans()))
        if depth and draw(st.booleans()):
            tag = draw(st.sampled_from((*TAGS, 'a href="https://example.org/?a=1&amp;b=2"')))
            inner = f"<{tag}>{inner}{draw(dressed(depth - 1))}</{tag.split()[0]}>"
        pieces.append(inner)
    return "".join(pieces)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class Balance(HTMLParser):
    """Raises AssertionError for a tag that closes what is not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += [(letter, tuple(self.open)) for letter in data if not letter.isspace()]


@given(dressed(), st.integers(2, 40))
def test_no_part_is_longer_than_the_channel_carries(text: str, limit: int) -> None:
    for part in split(text, limit):
        assert units(plain(part)) == length(part) <= limit


@given(dressed(), st.integers(2, 40))
def test_every_word_is_there_once_in_order_and_dressed_as_before(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert [letter for part in parts for letter in Balance(part).words] == Balance(text).words


@given(dressed(), st.integers(2, 40))
def test_every_part_closes_what_it_opens(text: str, limit: int) -> None:
    assert [Balance(part).open for part in split(text, limit)] == [[] for _ in split(text, limit)]


@given(dressed())
def test_a_text_that_fits_comes_back_as_it_is(text: str) -> None:
    assert split(text, max(2, length(text))) == [text]


@given(dressed(), st.integers(2, 40))
def test_no_part_is_white_space_alone(text: str, limit: int) -> None:
    parts = split(text, limit)

    if len(parts) > 1:
        assert all(plain(part).strip() for part in parts)


@given(words)
def test_what_was_escaped_reads_as_it_was_written(text: str) -> None:
    assert plain(html.escape(text)) == text


def test_a_text_is_cut_at_a_line_end_rather_than_in_a_word() -> None:
    assert split("one two\nthree four", 13) == ["one two", "three four"]
    assert split("one two three", 8) == ["one two", "three"]


def test_a_word_without_spaces_is_cut_where_the_room_ends() -> None:
    assert split("我" * 10, 4) == ["我我我我", "我我我我", "我我"]


def test_a_character_of_two_units_is_never_cut_in_half() -> None:
    assert split("😀" * 3, 3) == ["😀", "😀", "😀"]


def test_a_telegram_message_holds_4096_units() -> None:
    parts = split("话" * (LIMIT + 1))

    assert [length(part) for part in parts] == [4096, 1]


def test_a_link_goes_on_in_the_next_part() -> None:
    assert split('<a href="x">one two three</a>', 8) == ['<a href="x">one two</a>', '<a href="x">three</a>']


@pytest.mark.parametrize(
    "text", ["a</b>bcdefgh", "</i></i>abcdefgh", "<b>abcdefgh", "a<b", "<", "&", "&#", "a < b > c"]
)
def test_markup_that_nobody_should_have_written_still_loses_no_word(text: str) -> None:
    assert "".join("".join(plain(part) for part in split(text, 4)).split()) == "".join(plain(text).split())

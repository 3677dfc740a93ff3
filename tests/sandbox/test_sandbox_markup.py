"""HTML as Telegram reads it."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.markup import found_entities, read_entities, read_html, to_html, units
from bot.sandbox.refusal import Refusal

WRITTEN = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=80)


def test_tags_become_entities_counted_in_utf16_units() -> None:
    text, entities = read_html("😀<b>您好</b> <i>a<u>b</u></i>")

    assert text == "😀您好 ab"
    assert entities == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "italic", "offset": 5, "length": 2},
        {"type": "underline", "offset": 6, "length": 1},
    ]


def test_a_link_carries_its_address() -> None:
    text, entities = read_html('<a href="https://a.b/?x=1&amp;y=2">看这里</a>')

    assert text == "看这里"
    assert entities == [{"type": "text_link", "url": "https://a.b/?x=1&y=2", "offset": 0, "length": 3}]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found another'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("您<x>", 'Unsupported start tag "x" at byte offset 3'),
    ],
)
def test_what_telegram_cannot_parse_is_refused(source: str, why: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_html(source)

    assert refusal.value.description == f"Bad Request: can't parse entities: {why}"


def test_what_a_person_wrote_after_a_stray_bracket_is_not_quoted_in_the_refusal() -> None:
    with pytest.raises(Refusal) as refusal:
        read_html("<我不想活了>")

    assert "不想" not in refusal.value.description


@given(WRITTEN)
def test_escaped_writing_comes_back_as_it_was_but_for_blank_edges(written: str) -> None:
    text, entities = read_html(escape(written))

    assert text == written.strip()
    assert entities == []


@given(WRITTEN)
def test_shown_html_never_holds_a_tag_somebody_wrote(written: str) -> None:
    shown = to_html(written, [{"type": "bold", "offset": 0, "length": units(written)}] if written else [])

    inner = shown.removeprefix("<b>").removesuffix("</b>")
    assert "<" not in inner
    assert ">" not in inner


def test_links_and_commands_in_plain_text_are_found() -> None:
    found = found_entities("😀 /start https://a.b/c。", [])

    assert found == [
        {"type": "bot_command", "offset": 3, "length": 6},
        {"type": "url", "offset": 10, "length": 13},
    ]


def test_a_link_with_a_dangerous_address_is_shown_as_text() -> None:
    text, entities = read_html('<a href="javascript:alert(1)">x</a>')

    assert to_html(text, entities) == "x"


def test_nested_entities_are_shown_as_nested_tags() -> None:
    text, entities = read_html("<blockquote><b>一</b>二</blockquote>三")

    assert to_html(text, entities) == "<blockquote><b>一</b>二</blockquote>三"


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<tg-spoiler>x</tg-spoiler>", {"type": "spoiler"}),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "5"}),
        ('<code class="language-py">x</code>', {"type": "code", "language": "py"}),
        ("<PRE >x</pre>", {"type": "pre"}),
    ],
)
def test_the_rarer_tags_are_read(source: str, entity: dict[str, str]) -> None:
    assert read_html(source) == ("x", [{**entity, "offset": 0, "length": 1}])


def test_an_attribute_that_is_none_is_refused() -> None:
    with pytest.raises(Refusal):
        read_html('<a "x">y</a>')
    with pytest.raises(Refusal):
        read_html("<tg-emoji>y</tg-emoji>")


def test_character_references_are_read_and_unknown_ones_stay() -> None:
    assert read_html("&#20320;&#x597d; &amp;&quot; &nbsp; &#0;")[0] == '你好 &" &nbsp; &#0;'


def test_blank_edges_move_the_entities() -> None:
    assert read_html(" \n<b> 好</b>  ") == ("好", [{"type": "bold", "offset": 0, "length": 1}])


def test_entities_given_by_the_bot_are_taken_when_they_are_whole() -> None:
    bold = {"type": "bold", "offset": 0, "length": 2}

    assert read_entities([bold]) == [bold]


@pytest.mark.parametrize(
    "given_entities",
    [
        {"type": "bold"},
        [{"type": "bold", "offset": 0}],
        [{"type": "bold", "offset": -1, "length": 1}],
        [{"type": "loud", "offset": 0, "length": 1}],
        [{"type": "text_link", "offset": 0, "length": 1}],
    ],
)
def test_entities_that_are_not_whole_are_refused(given_entities: object) -> None:
    with pytest.raises(Refusal):
        read_entities(given_entities)

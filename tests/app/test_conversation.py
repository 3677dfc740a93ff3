"""A person and the bot, turn by turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import buttons
from bot.app.buttons import LIMIT, Press
from bot.app.relay import case_behind, entry_behind
from bot.app.turn import parts
from bot.channel.split import CAPTION_LIMIT
from bot.domain.messages import CAPTIONED, Button, Media, MediaKind, Op, Outgoing
from tests.street import Street


async def test_the_right_words_start_a_dialogue_and_others_find_the_menu_in_one_message(
    street: Street,
) -> None:
    liu = street.phone(1001)
    await liu.says("嗯哼")

    assert len(liu.texts) == 1
    assert "没全看懂" in liu.last.text
    assert any("找人聊聊" in caption for caption, _ in liu.last.buttons)


@pytest.mark.parametrize("words", ["找人聊聊", "🙋 找人聊聊", "Talk to a person"])
async def test_typing_what_the_button_says_is_pressing_it(street: Street, words: str) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("/menu")

    await liu.says(words)

    assert li.texts or "这会儿怎么样" in liu.last.text


async def test_where_words_are_asked_for_a_greeting_is_an_answer_and_the_way_out_is_not(
    street: Street,
) -> None:
    liu = street.phone(1001)
    await liu.says("/talk")
    await liu.presses("还行")
    await liu.presses("睡不好")

    await liu.says("你好")

    assert "还想找个人说说吗" in liu.last.text


async def test_emergency_words_count_where_words_are_asked_for(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/talk")
    await liu.presses("还行")
    await liu.presses("睡不好")

    await liu.says("急救")

    assert "要不要现在就叫值班的人" in liu.last.text or "请别一个人待着" in liu.last.text


async def test_words_long_ago_are_not_read_together_with_words_now(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("我不想")
    await street.skip(minutes=16)

    await liu.says("活了")

    later = await street.store.db.fetch("select colour from cases")
    assert [row[0] for row in later] in ([], ["amber"])


async def test_an_edit_of_something_harmless_answers_nothing(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/talk")
    number = await liu.says("还行")
    before = list(liu.texts)

    await liu.edits(number, "挺好")

    assert liu.texts == before


async def test_an_edit_turning_amber_with_nothing_under_way_is_answered(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    number = await liu.says("/cancel")

    await liu.edits(number, "我撑不住了")

    assert "这些不用一个人扛着" in liu.last.text
    assert "🟡 黄" in li.last.text


async def test_an_edit_turning_amber_in_a_dialogue_pages_says_so_and_leaves_the_question_open(
    street: Street,
) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("/talk")
    number = await liu.says("唔")
    before = list(liu.texts)

    await liu.edits(number, "我撑不住了")

    assert liu.texts[:-1] == before
    assert "我已经请值班的人来" in liu.last.text
    assert "🟡 黄" in li.last.text
    await liu.presses("还行")
    assert "主要是哪方面的事" in liu.last.text


async def test_the_person_quotes_their_own_line_and_the_counsellor_sees_which(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")
    first = await liu.says("昨天的事")

    await liu.says("就是这件", reply_to=first)

    copy = next(m for m in li.screen if "昨天的事" in m.text)
    assert li.last.reply_to == copy.id


async def test_quoting_a_message_of_the_bot_is_just_a_message(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("我不想活了")
    await li.presses("接手")
    await li.presses("打开")

    await liu.says("谢谢", reply_to=liu.screen[1].id)

    assert "谢谢" in li.last.text
    assert li.last.reply_to is None


async def test_unblocking_with_nothing_open_is_quiet(street: Street) -> None:
    liu = street.phone(1001)
    await liu.blocks()
    await liu.blocks(status="member")

    assert liu.screen == []


async def test_stopping_the_bot_with_nothing_open_tells_nobody(street: Street) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)
    await liu.says("/menu")

    await liu.blocks()

    assert [li.screen, wang.screen] == [[], []]


async def test_stopping_twice_raises_once(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("找人聊聊")
    before = await street.store.db.fetch("select colour from cases")
    await liu.blocks()
    await liu.blocks()

    assert before == [("green",)]
    assert await street.store.db.fetch("select colour from cases") == [("amber",)]
    assert len([text for text in li.texts if "收不到消息了" in text]) == 1


async def test_the_language_follows_the_person_in_the_same_turn(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/language")
    await liu.presses("English")
    assert "How" in liu.last.text or "English" in liu.last.text

    await liu.says("I want to kill myself")

    assert "Thank you for telling me" in liu.last.text


async def test_a_stranger_is_spoken_to_in_the_language_of_their_app(street: Street) -> None:
    guest = street.phone(9001, "guest", "en-GB")

    await guest.says("hello")

    assert "This is Warmline" in guest.texts[0] or "this is Warmline" in guest.texts[0]


# -- what a message is made of --------------------------------------------------------------------

captions = st.text("字a", max_size=CAPTION_LIMIT * 4)
media = st.sampled_from([kind for kind in MediaKind if kind is not MediaKind.OTHER])
ROW = ((Button("好", "1.h..0."),),)


@given(media, captions)
def test_a_file_goes_once_and_its_words_go_with_it_or_beside_it(kind: MediaKind, words: str) -> None:
    pieces = parts(Outgoing(text=words, media=Media(kind, "f"), keyboard=ROW, reply_to=7))

    files = [piece for piece in pieces if piece.media is not None]
    assert len(files) == 1
    assert sum(piece.text.count("字") for piece in pieces) == words.count("字")
    assert [piece for piece in pieces if piece.keyboard]
    assert all(piece.text for piece in pieces if piece.media is None)
    if kind not in CAPTIONED:
        assert not files[0].text


@given(st.sampled_from([Op.SEND, Op.EDIT]), st.text("字a", max_size=12_000))
def test_long_words_come_in_order_and_the_buttons_with_the_last(op: Op, words: str) -> None:
    pieces = parts(Outgoing(op=op, text=words, keyboard=ROW, reply_to=7))

    assert pieces[0].op is op
    assert pieces[0].reply_to == 7
    assert all(piece.op is Op.SEND and piece.reply_to is None for piece in pieces[1:])
    assert [bool(piece.keyboard) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert "".join(piece.text for piece in pieces).count("字") == words.count("字")


def test_an_answer_to_a_press_is_never_cut() -> None:
    message = Outgoing(op=Op.ANSWER, press_id="1", text="字" * 5000)

    assert parts(message) == [message]


# -- buttons --------------------------------------------------------------------------------------

letters = st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=20)


@given(st.text("abcdefgh", min_size=1, max_size=8), letters, st.integers(0, 10**9 - 1), letters)
def test_what_a_button_carries_is_read_back_or_refused(verb: str, number: str, seq: int, choice: str) -> None:
    press = Press(verb, number, seq, choice)
    try:
        data = press.data()
    except ValueError:
        assert len(f"1.{verb}.{number}.{seq}.{choice}") > LIMIT
        return

    assert len(data.encode()) <= LIMIT
    assert buttons.read(data) == press


@given(st.text(max_size=70))
def test_anything_else_is_no_press(data: str) -> None:
    press = buttons.read(data)

    assert press is None or press.verb.isascii()


@pytest.mark.parametrize("choice", ["有", "a.b", "x" * 25, "a b"])
def test_a_choice_that_would_not_travel_is_found_when_it_is_written(choice: str) -> None:
    with pytest.raises(ValueError, match="does not travel"):
        Press("a", "", 1, choice).data()


def test_slots_say_what_stands_behind_a_message() -> None:
    assert entry_behind("r:0a/1") == "0a"
    assert entry_behind("mark:0a") == "0a"
    assert entry_behind("card:0a") == ""
    assert case_behind("card:0a") == "0a"
    assert case_behind("page:0a:7") == "0a"
    assert case_behind("file:0a/2") == "0a"
    assert case_behind("r:0a") == ""
    assert case_behind("") == ""

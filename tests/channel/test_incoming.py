"""Raw updates: what people do becomes `Incoming`; what is malformed is said to be, and nothing worse."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel.incoming import Malformed, parse, salvaged, sender_of
from bot.domain.messages import Incoming, IncomingKind, Media, MediaKind

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CANARY = "canary-我不想活了"

LIU = {"id": 1001, "is_bot": False, "first_name": "刘", "last_name": "师傅", "language_code": "zh-hans"}
CHAT = {"id": 1001, "type": "private", "first_name": "刘"}
GROUP = {"id": -100123, "type": "supergroup", "title": "工友群"}
DATE = int(NOW.timestamp())


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": DATE, "chat": CHAT, "from": LIU} | content


def update(**content: Any) -> dict[str, Any]:
    return {"update_id": 7} | content


def press(**content: Any) -> dict[str, Any]:
    query = {"id": "77", "from": LIU, "message": message(text="?"), "chat_instance": "1", "data": "1.t.x"}
    return update(callback_query=query | content)


def membership(status: str, chat: dict[str, Any] = CHAT) -> dict[str, Any]:
    change = {
        "chat": chat,
        "from": LIU,
        "date": DATE,
        "old_chat_member": {"user": {"id": 1}, "status": "member"},
        "new_chat_member": {"user": {"id": 1}, "status": status},
    }
    return update(my_chat_member=change)


REAL = [
    update(message=message(text=CANARY, reply_to_message=message(text="x"))),
    update(message=message(photo=[{"file_id": "s"}, {"file_id": "l"}], caption=CANARY, media_group_id="9")),
    update(message=message(document={"file_id": "d", "file_name": "体检.pdf"})),
    update(message=message(location={"latitude": 6.1, "longitude": 81.1})),
    update(message=message(contact={"phone_number": "+94", "first_name": "妈", "last_name": "妈"})),
    update(message=message(text="x", chat=GROUP)),
    update(edited_message=message(text=CANARY, edit_date=DATE)),
    press(),
    membership("kicked"),
    membership("member", GROUP),
    update(channel_post={"message_id": 1}),
]


# -- what people do ------------------------------------------------------------------------------


def test_a_message_is_read_as_it_was_written() -> None:
    incoming = parse(REAL[0], NOW)

    assert incoming == Incoming(
        IncomingKind.MESSAGE,
        sender=1001,
        chat=1001,
        at=NOW,
        message_id=5,
        text=CANARY,
        reply_to=5,
        name="刘 师傅",
        language="zh-hans",
    )


def test_an_edit_is_a_later_version_of_its_message() -> None:
    incoming = parse(update(edited_message=message(text="doch")), NOW)

    assert (incoming.kind, incoming.message_id, incoming.text) == (IncomingKind.EDIT, 5, "doch")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ({"photo": [{"file_id": "s"}, {"file_id": "l"}]}, Media(MediaKind.PHOTO, "l")),
        ({"voice": {"file_id": "v"}}, Media(MediaKind.VOICE, "v")),
        ({"video_note": {"file_id": "n"}}, Media(MediaKind.VIDEO_NOTE, "n")),
        ({"video": {"file_id": "m", "file_name": "家.mp4"}}, Media(MediaKind.VIDEO, "m", "家.mp4")),
        ({"animation": {"file_id": "g"}, "document": {"file_id": "g"}}, Media(MediaKind.ANIMATION, "g")),
        ({"audio": {"file_id": "a", "file_name": None}}, Media(MediaKind.AUDIO, "a")),
        ({"document": {"file_id": "d", "file_name": "a.pdf"}}, Media(MediaKind.DOCUMENT, "d", "a.pdf")),
        ({"sticker": {"file_id": "k"}}, Media(MediaKind.STICKER, "k")),
        (
            {"location": {"latitude": 6.1, "longitude": 81}},
            Media(MediaKind.LOCATION, latitude=6.1, longitude=81.0),
        ),
        (
            {"location": {"latitude": 6.1, "longitude": 81, "live_period": 900}},
            Media(MediaKind.LOCATION, latitude=6.1, longitude=81.0, live=900),
        ),
        (
            {"contact": {"phone_number": "+94", "first_name": "妈", "last_name": "妈"}},
            Media(MediaKind.CONTACT, phone="+94", contact_name="妈 妈"),
        ),
        ({"dice": {"value": 3}}, Media(MediaKind.OTHER)),
        ({"text": "x", "photo": [{"file_id": "l"}]}, None),
    ],
)
def test_everything_that_is_not_text_has_its_kind(content: dict[str, Any], media: Media | None) -> None:
    assert parse(update(message=message(**content)), NOW).media == media


def test_the_words_beside_a_file_are_its_text() -> None:
    incoming = parse(REAL[1], NOW)

    assert (incoming.text, incoming.album) == (CANARY, "9")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            {"poll": {"id": "1", "question": "我还要不要", "options": [{"text": "活着"}, {"text": "不想活了"}]}},
            "我还要不要\n活着\n不想活了",
        ),
        (
            {
                "location": {"latitude": 6.1, "longitude": 81},
                "venue": {"location": {"latitude": 6.1, "longitude": 81}, "title": "楼顶", "address": "我要跳"},
            },
            "楼顶\n我要跳",
        ),
        ({"checklist": {"title": "今晚", "tasks": [{"id": 1, "text": "写遗书"}]}}, "今晚\n写遗书"),
        (
            {
                "checklist_tasks_added": {
                    "tasks": [{"id": 2, "text": "别人看得见的"}],
                    "checklist_message": {"text": "早先写的"},
                }
            },
            "别人看得见的",
        ),
        ({"poll_option_added": {"option_text": "都不想"}}, "都不想"),
        ({"audio": {"file_id": "a", "title": "最后一首", "performer": "我", "mime_type": "a"}}, "最后一首\n我"),
        (
            {
                "rich_message": {
                    "blocks": [
                        {"type": "paragraph", "text": ["我不", {"type": "bold", "text": ["想", "活"]}, "了"]},
                        {"type": "list", "items": [{"label": "1", "blocks": [{"type": "paragraph", "text": "再见"}]}]},
                    ]
                }
            },
            "我不想活了\n1\n再见",
        ),
        ({"text": "在吗", "quote": {"text": "别人说的"}, "reply_to_message": {"message_id": 3, "text": "x"}}, "在吗"),
    ],
)  # fmt: skip
def test_whatever_people_type_into_anything_is_among_its_words(content: dict[str, Any], words: str) -> None:
    assert parse(update(message=message(**content)), NOW).words == words


def test_words_packed_deeper_than_any_stack_are_found() -> None:
    deep: Any = "在最里面"
    for _ in range(5000):
        deep = {"type": "bold", "text": [deep]}

    assert parse(update(message=message(rich_message={"blocks": [deep]})), NOW).words == "在最里面"


def test_a_broken_poll_still_gives_its_words() -> None:
    broken = {
        "message_id": 5,
        "poll": {"question": "选一个", "options": [{"text": "不想活了"}, 7]},
        "caption": 3,
    }

    incoming = salvaged({"message": broken}, NOW)

    assert incoming is not None
    assert incoming.words == "选一个\n不想活了"


def test_a_press_knows_its_button_and_its_message() -> None:
    incoming = parse(press(), NOW)

    assert (incoming.kind, incoming.pressed, incoming.press_id) == (IncomingKind.PRESS, "1.t.x", "77")
    assert (incoming.message_id, incoming.chat, incoming.at) == (5, 1001, NOW)


@pytest.mark.parametrize("gone", [{"message": None}, {"message": {"chat": CHAT, "message_id": 5, "date": 0}}])
def test_a_press_under_a_message_too_old_to_be_shown_still_counts(gone: dict[str, Any]) -> None:
    incoming = parse(press(**gone), NOW)

    assert (incoming.sender, incoming.chat, incoming.pressed) == (1001, 1001, "1.t.x")
    assert sender_of(press(**gone)) == 1001


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (membership("kicked"), IncomingKind.BLOCKED),
        (membership("left"), IncomingKind.BLOCKED),
        (membership("member"), IncomingKind.UNBLOCKED),
        (membership("member", GROUP), IncomingKind.GROUP),
        (membership("administrator", GROUP), IncomingKind.GROUP),
        (membership("kicked", GROUP), IncomingKind.OTHER),
        (update(message=message(text="x", chat=GROUP)), IncomingKind.GROUP),
        (update(channel_post={"message_id": 1}), IncomingKind.OTHER),
        (update(), IncomingKind.OTHER),
    ],
)
def test_coming_and_going_and_groups_are_told_apart(raw: dict[str, Any], kind: IncomingKind) -> None:
    assert parse(raw, NOW).kind is kind


@pytest.mark.parametrize(
    "notice",
    [
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"pinned_message": {"message_id": 4, "date": 0, "text": "x"}},
        {"chat_background_set": {"type": {"type": "chat_theme"}}},
        {"write_access_allowed": {}},
        {"forum_topic_created": {"name": "x", "icon_color": 1}},
    ],
)
def test_what_telegram_writes_into_a_chat_itself_is_nobodys_word(notice: dict[str, Any]) -> None:
    assert parse(update(message=message(**notice)), NOW).kind is IncomingKind.OTHER


@pytest.mark.parametrize(
    ("raw", "lane"),
    [
        (update(message=message(text="x")), 1001),
        (update(edited_message=message(text="x")), 1001),
        (press(), 1001),
        (membership("kicked"), 1001),
        (update(message=message(text="x", chat=GROUP)), None),
        (press(message=message(chat=GROUP)), None),
        (membership("member", GROUP), None),
        (update(channel_post=message()), None),
        (update(message=message(**{"from": {"id": True}})), None),
        (update(message=message(**{"from": {"id": "1001"}})), None),
        (update(message=None), None),
    ],
)
def test_only_what_a_person_does_in_private_has_a_lane_of_theirs(
    raw: dict[str, Any], lane: int | None
) -> None:
    assert sender_of(raw) == lane


def test_half_a_character_is_made_whole_before_it_goes_on() -> None:
    half = "a\ud83d"
    sender = LIU | {"first_name": half, "language_code": half}
    content = {"from": sender, "document": {"file_id": half, "file_name": half}, "caption": half}
    incoming = parse(update(message=message(media_group_id=half, **content)), NOW)
    pressed = parse(press(id=half, data=half), NOW)

    for part in (incoming.text, incoming.name, incoming.language, incoming.album, incoming.words):
        assert part.encode("utf-8").startswith(b"a?")
    assert incoming.media == Media(MediaKind.DOCUMENT, "a?", "a?")
    assert (pressed.pressed, pressed.press_id) == ("a?", "a?")


# -- what is malformed ---------------------------------------------------------------------------

junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(2**40, 2**80)
    | st.floats()
    | st.text(st.characters(codec=None), max_size=5)
    | st.sampled_from(["private", "text", "id", "message"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A real update with up to three of its parts replaced, removed or exchanged for the whole."""
    raw = copy.deepcopy(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(raw)))
        if not path:
            continue
        holder: Any = raw
        for key in path[:-1]:
            holder = holder[key]
        change = draw(st.sampled_from(["replace", "remove", "nest"]))
        if change == "remove":
            del holder[path[-1]]
        else:
            holder[path[-1]] = draw(junk) if change == "replace" else copy.deepcopy(raw)
    return raw


def fault_of(raw: dict[str, Any]) -> Malformed | None:
    try:
        parse(raw, NOW)
    except Malformed as fault:
        return fault
    return None


@given(mutated())
def test_whatever_an_update_looks_like_its_sender_is_found_or_is_not(raw: dict[str, Any]) -> None:
    sender = sender_of(raw)

    assert sender is None or type(sender) is int


@given(mutated())
def test_whatever_an_update_looks_like_it_parses_or_is_malformed(raw: dict[str, Any]) -> None:
    fault = fault_of(raw)

    if fault is not None:
        assert fault.__cause__ is None
        assert fault.__suppress_context__
        assert CANARY not in str(fault)
        return
    incoming = parse(raw, NOW)
    assert incoming.at.tzinfo is not None
    for text in (incoming.text, incoming.name, incoming.language, incoming.pressed, incoming.press_id):
        text.encode("utf-8")


@given(mutated())
def test_a_private_message_that_parses_is_in_its_senders_lane(raw: dict[str, Any]) -> None:
    if fault_of(raw) is not None:
        return
    incoming = parse(raw, NOW)
    if incoming.kind is IncomingKind.MESSAGE and type(raw["message"]["from"]["id"]) is int:
        assert sender_of(raw) == incoming.sender


@given(
    st.dictionaries(st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]), junk)
)
def test_junk_under_a_known_name_is_malformed_at_worst(raw: dict[str, Any]) -> None:
    assert sender_of(raw) is None
    assert str(fault_of(raw) or "update does not parse (").startswith("update does not parse (")


@pytest.mark.parametrize(
    "date", [10**12, 10**18, 2**62, 10**40, -(10**18), float("inf"), float("nan"), "soon"]
)
def test_a_date_beyond_all_calendars_is_malformed(date: Any) -> None:
    with pytest.raises(Malformed):
        parse(update(message=message(text="x", date=date)), NOW)

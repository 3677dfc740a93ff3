"""How a dialogue's questions look on a small phone, and what answering them brings."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.assemble import read_library
from bot.app.buttons import LIMIT, Press
from bot.app.dialogue import attachment
from bot.app.library import Library
from bot.channel.templates import Texts
from bot.domain.flow.events import Sent
from bot.domain.messages import Media, MediaKind, Op
from tests.street import ROOT, Phone, Street, street_config

SITES = [f"site_{number}" for number in range(1, 13)]
FLOW = f"""schema: 1
flow: form
version: 1
start: [/form]
vars:
  site: {{type: choice, of: [{", ".join(SITES)}]}}
  topics: {{type: multi_choice, of: [sleep, work, family], max: 2}}
  alone: {{type: yes_no}}
  nights: {{type: number, range: {{min: 0, max: 7}}}}
  slot: {{type: datetime, future: true}}
  place: {{type: location}}
  picture: {{type: photo, skip: true}}
  friend: {{type: person}}
  words: {{type: text, voice: true}}
steps:
  - say: hello
  - ask: site
  - ask: topics
  - ask: alone
  - ask: nights
  - ask: slot
  - ask: place
  - ask: picture
  - ask: friend
  - ask: words
  - {{handoff: counsellor, priority: green}}
"""
BLOCKS = {
    "title": "登记",
    "hello": "先说两句",
    "site": "哪个工地？",
    **{f"site__{site}": f"工地 {number}" for number, site in enumerate(SITES, 1)},
    "topics": "哪些事？",
    "topics__sleep": "睡觉",
    "topics__work": "干活",
    "topics__family": "家里的事，还有孩子上学这一摊子",
    "topics__label": "事情",
    "alone": "身边有人吗？",
    "alone__label": "有人",
    "nights": "几个晚上？",
    "nights__label": "晚上",
    "slot": "哪天方便？",
    "slot__label": "时间",
    "place": "您在哪儿？",
    "place__label": "地方",
    "picture": "拍一张？",
    "picture__skip": "不拍",
    "friend": "找谁？",
    "friend__label": "找谁",
    "words": "说两句？",
}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Texts, Library]:
    """The shipped dialogues with the form among them; reading them takes most of a second."""
    project = tmp_path_factory.mktemp("project")
    for folder in ("flows", "templates"):
        shutil.copytree(ROOT / folder, project / folder)
    shutil.copy(ROOT / "config.yaml", project)
    (project / "flows" / "form.yaml").write_text(FLOW, encoding="utf-8")
    for language in ("zh", "en"):
        text = "".join(f"{{% block {name} %}}{words}{{% endblock %}}\n" for name, words in BLOCKS.items())
        (project / "templates" / language / "form.j2").write_text(text, encoding="utf-8")
    return read_library(street_config(project, WARMLINE_CONFIG=str(project / "config.yaml")))


@pytest.fixture
async def street(tmp_path: Path, books: tuple[Texts, Library]) -> AsyncIterator[Street]:
    street = await Street.open(tmp_path, books=books)
    yield street
    await street.close()


def rows(street: Street) -> list[list[str]]:
    """The buttons under the newest message that has any."""
    _, message = next(sent for sent in reversed(street.channel.sent) if sent[1].keyboard)
    return [[button.caption for button in row] for row in message.keyboard]


async def reaches(street: Street, *answers: str) -> Phone:
    liu = street.phone(1001)
    await liu.says("/form")
    for answer in answers:
        await liu.says(answer)
    return liu


async def test_long_list_turns_its_pages_in_one_message(street: Street) -> None:
    liu = await reaches(street)
    assert [shown.text for shown in liu.screen if not shown.mine][-2:] == ["先说两句", "哪个工地？"]
    assert rows(street) == [
        ["工地 1", "工地 2"],
        ["工地 3", "工地 4"],
        ["工地 5", "工地 6"],
        ["工地 7", "工地 8"],
        ["后面的 ›"],
        ["🙋 找人聊聊"],
    ]
    before = len(liu.screen)

    await liu.presses("后面的 ›")

    assert len(liu.screen) == before
    assert rows(street) == [["工地 9", "工地 10"], ["工地 11", "工地 12"], ["‹ 前面的"], ["🙋 找人聊聊"]]
    assert liu.last.edited


async def test_ticks_are_shown_in_place_until_done(street: Street) -> None:
    liu = await reaches(street, "12")
    assert rows(street) == [
        ["睡觉", "干活"],
        ["家里的事，还有孩子上学这一摊子"],
        ["‹ 返回", "选好了"],
        ["🙋 找人聊聊"],
    ]
    before = len(liu.screen)
    await liu.presses("睡觉")
    await liu.presses("干活")
    assert rows(street)[0] == ["✓ 睡觉", "✓ 干活"]
    await liu.presses("家里的事，还有孩子上学这一摊子")
    assert liu.last.text == "最多选 2 个。要换的话，先点掉一个。\n\n哪些事？"
    assert len(liu.screen) == before

    await liu.presses("选好了")

    assert liu.last.text == "身边有人吗？"
    assert rows(street) == [["是", "不是"], ["‹ 返回"], ["🙋 找人聊聊"]]


async def test_back_leads_to_the_question_before(street: Street) -> None:
    liu = await reaches(street, "12", "1 2")

    await liu.presses("‹ 返回")

    assert liu.last.text == "哪些事？"


async def test_every_button_fits_what_telegram_carries(street: Street) -> None:
    liu = await reaches(street, "12")
    await liu.presses("睡觉")

    for _, message in street.channel.sent:
        for row in message.keyboard:
            assert len(row) <= 2
            assert all(len(button.data.encode()) <= LIMIT for button in row)


@pytest.mark.parametrize("choice", ["BACK", "DONE", "MORE", "EARLIER", "site_1"])
async def test_buttons_of_an_old_question_get_the_current_one(street: Street, choice: str) -> None:
    liu = await reaches(street, "12")

    await liu.presses_data(Press("a", "", 1, choice).data())

    assert liu.last.text.startswith("刚才那个按钮是前面的")
    assert "哪些事？" in liu.last.text


async def test_kind_word_says_what_would_help(street: Street) -> None:
    liu = await reaches(street, "12", "1", "是", "9")

    assert liu.last.text == "这个数不在范围里，0 到 7 之间就行。\n\n几个晚上？"


async def test_attachments_answer_and_the_counsellor_reads_the_answers_in_words(street: Street) -> None:
    liu, li = await reaches(street, "12", "1 2 3", "1 2", "是 3", "明天下午三点"), street.phone(2001)
    assert liu.last.text == "您在哪儿？"
    await liu.sends(photo=[{"file_id": "AgAC"}])
    assert liu.last.text.startswith("这里要个位置")
    await liu.sends(location={"latitude": 6.1, "longitude": 81.1})
    assert liu.last.text == "拍一张？"
    await liu.sends(photo=[{"file_id": "AgAC"}])
    await liu.sends(contact={"first_name": "王芳", "phone_number": "13800138000"})
    assert liu.last.text == "说两句？"

    await liu.sends(voice={"file_id": "AwAC"})
    await li.presses("接手")
    await li.presses("打开")

    shown = "\n".join(li.texts)
    for words in ("事情", "睡觉", "干活", "有人", "是", "2026-11-24 15:00 (+05:30)", "王芳 13800138000"):
        assert words in shown
    assert "AwAC" not in shown
    assert any(message.media == Media(MediaKind.VOICE, "AwAC") for message in li.screen)


async def test_clock_of_the_ship_and_of_nowhere_is_somebodys(street: Street) -> None:
    smith = street.phone(1003)
    await smith.says("/form")
    for answer in ("1", "1", "yes", "3", "tomorrow 3pm"):
        await smith.says(answer)
    stranger = street.phone(9009)
    await stranger.says("/form")
    for answer in ("1", "1", "是", "3", "明天下午三点"):
        await stranger.says(answer)

    assert (smith.last.text, stranger.last.text) == ("您在哪儿？", "您在哪儿？")


async def test_page_turned_after_the_message_was_deleted_is_shown_anew(street: Street) -> None:
    liu = await reaches(street)
    number = liu.last.id
    liu.screen.remove(liu.last)

    await liu.presses_data(Press("a", "", 1, "MORE").data(), number)

    assert (liu.last.text, liu.last.edited) == ("哪个工地？", False)
    assert any(message.op is Op.EDIT for _, message in street.channel.sent)


def test_attachment_carries_only_what_there_is() -> None:
    place = Media(MediaKind.LOCATION, latitude=0.0, longitude=1.0)

    assert attachment(place, "") == Sent("location", {"latitude": 0.0, "longitude": 1.0})
    assert attachment(Media(MediaKind.PHOTO, "AgAC"), "看") == Sent(
        "photo", {"file_id": "AgAC", "caption": "看"}
    )

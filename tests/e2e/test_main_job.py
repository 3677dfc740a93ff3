"""The whole main job over HTTP: somebody in need writes, counsellors are paged, one takes it, both talk."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from tests.e2e.station import CANARY, LI, LIU, SANTOS, WANG, ZHAO, Phone, Station

Opening = Callable[..., Awaitable[Station]]


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on buttons and screens in one language, and what people write in it."""

    language: str
    person: int
    place: str
    pick: str
    privacy: str
    no_reading: str
    no_visit: str
    talk: str
    mood: str
    topic: str
    few: str
    human: str
    red: str
    answered: str
    take: str
    decline: str
    yours: str
    taken_by: str
    taken: str
    open: str
    opened: tuple[str, ...]
    hello: str
    sent: str
    reply: str
    mended: str
    edited: str
    heard: str
    note: str
    write_note: str
    ask_note: str
    note_kept: str
    close: str
    ask_closing: str
    sure: str
    closed_staff: str
    card_closed: str
    closed: str


ZH = Words(
    language="zh",
    person=LIU,
    place="斯里兰卡",
    pick="中文",
    privacy="单位和领导看不到",
    no_reading="先别看",
    no_visit="不用来",
    talk="说几句",
    mood="有点低落",
    topic="睡不好",
    few="随便写几句",
    human="找人聊聊",
    red=f"我撑不下去了，不想活了 {CANARY}",
    answered="谢谢您说出来",
    take="接手",
    decline="接不了，下一位",
    yours="您接手了",
    taken_by="已由 李医生 接手",
    taken="李医生接手了",
    open="打开",
    opened=("刘师傅", "汉班托塔项目", "有点低落", "睡不好", "不想活了"),
    hello=f"我姓李，在看您写的 {CANARY}",
    sent="已发出",
    reply=f"李医声，我在宿舍 {CANARY}",
    mended=f"李医生，我在宿舍 {CANARY}",
    edited="已修改",
    heard="已回应",
    note=f"同屋可陪 {CANARY}",
    write_note="备注",
    ask_note="对方看不到",
    note_kept="备注记下了",
    close="结束",
    ask_closing="写完就结束",
    sure="确定结束",
    closed_staff="结束了",
    card_closed="已结束",
    closed="先陪您到这儿",
)

EN = Words(
    language="en",
    person=SANTOS,
    place="at sea",
    pick="English",
    privacy="Your unit and your bosses can't see it",
    no_reading="Better not",
    no_visit="Rather not",
    talk="Let's talk",
    mood="A bit low",
    topic="Sleep",
    few="Write a few words",
    human="Talk to a person",
    red=f"I want to kill myself {CANARY}",
    answered="Thank you for telling me",
    take="Take",
    decline="Can't, next",
    yours="It is yours",
    taken_by="Taken by 李医生",
    taken="李医生 has taken over",
    open="Open",
    opened=("Santos", "MV Yuanhang 7", "A bit low", "Sleep", "kill myself"),
    hello=f"I'm Li, reading what you wrote {CANARY}",
    sent="Sent",
    reply=f"I am in my cabbin {CANARY}",
    mended=f"I am in my cabin {CANARY}",
    edited="edited",
    heard="Answered",
    note=f"roommate can stay {CANARY}",
    write_note="Note",
    ask_note="they cannot see",
    note_kept="Note kept",
    close="Close",
    ask_closing="what it was, what was done",
    sure="Yes, close it",
    closed_staff="is closed and your note is kept",
    card_closed="Closed.",
    closed="leaves it here for now",
)


@pytest.mark.parametrize(
    ("words", "mode", "engine"),
    [
        pytest.param(ZH, "polling", "sqlite", id="zh"),
        pytest.param(EN, "polling", "sqlite", id="en"),
        pytest.param(ZH, "webhook", "sqlite", id="zh-webhook"),
        pytest.param(ZH, "polling", "postgres", id="zh-postgres"),
        pytest.param(EN, "webhook", "postgres", id="en-webhook-postgres"),
    ],
    indirect=["engine"],
)
async def test_from_the_first_word_to_the_closing_note(
    open_station: Opening, words: Words, mode: str
) -> None:
    station = await open_station(words.language, mode)
    await station.start()
    liu, li, zhao, wang = (station.phone(n) for n in (words.person, LI, ZHAO, WANG))

    await _reaches_the_hotline(liu, words)
    liu.says(words.red)
    code = await _everybody_on_duty_is_paged(liu, li, zhao, words)
    assert wang.screen == []
    await _one_takes_it(liu, li, zhao, code, words)
    await _both_talk(liu, li, code, words)
    await _files_go_both_ways(liu, li)
    await _noted_and_closed(liu, li, zhao, code, words)
    status, seconds = await station.end(signal.SIGTERM)

    assert status == 0
    assert seconds < 2
    assert not zhao.showing(CANARY)
    # the supervisor was never paged; afterwards they are asked to have a word with the colleague
    (asked,) = wang.screen
    assert code in asked.text
    assert CANARY not in asked.text
    assert all(message.protected for message in li.showing(CANARY) if message.reply_to is None)


async def _reaches_the_hotline(liu: Phone, words: Words) -> None:
    liu.says("/start")
    await liu.taps(words.pick)
    first = await liu.sees(words.privacy)
    assert any(words.human in caption for caption in first.captions)
    await liu.taps(words.no_reading)
    await liu.taps(words.no_visit)
    await liu.taps(words.talk)
    await liu.taps(words.mood)
    await liu.taps(words.topic)
    await liu.sees(words.few)


async def _everybody_on_duty_is_paged(liu: Phone, li: Phone, zhao: Phone, words: Words) -> str:
    await liu.sees(words.answered)
    cards = [await li.sees(words.place), await zhao.sees(words.place)]
    codes = {card.text.split(" ")[0] for card in cards}
    assert len(codes) == 1
    for card in cards:
        assert card.captions == [words.take, words.decline]
        assert card.protected
        assert CANARY not in card.text
        assert not any(name in card.text for name in words.opened[:2])
    return codes.pop()


async def _one_takes_it(liu: Phone, li: Phone, zhao: Phone, code: str, words: Words) -> None:
    await li.taps(words.take)
    await li.toasted(words.yours)
    seen = await zhao.sees(code, words.taken_by)
    assert seen.captions == []
    await liu.sees(words.taken)
    await li.taps(words.open)
    await li.sees(*words.opened)


async def _both_talk(liu: Phone, li: Phone, code: str, words: Words) -> None:
    first = li.says(words.hello)
    greeting = await liu.sees("李医生", words.hello)
    mark = await li.sees(words.sent, code)
    assert mark.reply_to == first
    answer = liu.says(words.reply, reply_to=greeting.id)
    relayed = await li.sees(words.reply)
    assert relayed.text.startswith(f"🔴 {code}")
    assert relayed.reply_to == first
    heard = await li.sees(words.heard, code)
    assert heard.id == mark.id
    liu.person.edits(answer, words.mended)
    mended = await li.sees(words.edited, words.mended)
    assert mended.id == relayed.id
    back = li.says(f"👍 {CANARY} 1", reply_to=relayed.id)
    quoting = await liu.sees(f"👍 {CANARY} 1")
    assert quoting.reply_to == answer
    li.person.edits(back, f"👍 {CANARY} 2")
    corrected = await liu.sees(f"👍 {CANARY} 2")
    assert corrected.id == quoting.id


async def _files_go_both_ways(liu: Phone, li: Phone) -> None:
    for writer, reader in ((liu, li), (li, liu)):
        for kind in ("photo", "voice", "video", "document"):
            writer.person.sends(kind, f"{CANARY} {kind}")
            await reader.sees(kind, f"{CANARY} {kind}")
        for kind in ("location", "contact"):
            writer.person.sends(kind)
            await reader.sees(kind)


async def _noted_and_closed(liu: Phone, li: Phone, zhao: Phone, code: str, words: Words) -> None:
    await li.taps(words.write_note)
    await li.sees(words.ask_note, code)
    li.says(words.note)
    await li.sees(words.note_kept, code)
    await li.taps(words.close)
    await li.sees(words.ask_closing)
    li.says(f"{words.note} 2")
    await li.taps(words.sure)
    await li.sees(words.closed_staff, code)
    await liu.sees(words.closed)
    await zhao.sees(code, words.card_closed)
    assert not liu.showing(words.note)

"""Words between family, as both phones show them: put together at home, read at the other's morning or evening."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.family import Relation
from bot.domain.people import Role
from bot.domain.warmth import AT_ONCE, ROOM, Fate, Word
from bot.store import words
from tests.street import LIU, NOON, PEOPLE, Citizen, Phone, Street

MEI = Citizen("陈女士", 1002, "hq", Role.FAMILY, family=((LIU.address, Relation.WIFE),))
GRANNY = Citizen(
    "刘妈妈",
    1004,
    "hq",
    Role.FAMILY,
    family=((LIU.address, Relation.MOTHER), (LIU.address, Relation.FATHER)),
)
VIDEO = {"video": {"file_id": "f1", "file_size": 4_200_000}}


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """Noon in Beijing, half past nine in Hambantota."""
    street = await Street.met(tmp_path, (*PEOPLE, MEI, GRANNY))
    yield street
    await street.close()


@pytest.fixture
def mei(street: Street) -> Phone:
    return street.phone(MEI.address)


@pytest.fixture
def liu(street: Street) -> Phone:
    return street.phone(LIU.address)


async def calmly(phone: Phone, moment: str) -> None:
    await phone.presses(moment)
    await phone.presses("报平安")


def captions(phone: Phone) -> list[str]:
    return [caption for caption, _ in phone.last.buttons]


async def test_a_video_arrives_at_the_next_local_morning_with_relation_and_the_time_at_home(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.sends(**VIDEO)
    assert "收下了：视频 1 条" in mei.last.text
    assert "那边现在 09:30，您这边 12:00" in mei.last.text
    assert captions(mei)[:3] == ["⚡ 现在", "🌆 今晚，那边 20:00", "☀️ 明早，那边 07:30"]

    await calmly(mei, "明早")
    assert "那边明天 07:30 送到，是您这边 11月24日 10:00" in mei.screen[-2].text
    await street.skip(hours=21, minutes=59)
    assert liu.news() == []
    await street.skip(minutes=2)

    (arrived,) = liu.news()
    assert arrived.media is not None
    assert arrived.media.file_id == "f1"
    assert arrived.text == "妻子 陈女士 · 家里 11月23日 12:00"
    assert [caption for caption, _ in arrived.buttons] == ["❤️", "🙏 谢谢", "🎙 回一句", "📞 约个通话"]
    assert "✓ 已送出给 刘师傅" in mei.screen[1].text
    assert "看没看，我不知道" in mei.screen[1].text


async def test_now_is_now_while_it_is_day_there(mei: Phone, liu: Phone) -> None:
    await mei.says("孩子考了第一")

    await mei.presses("现在")

    (arrived,) = liu.news()
    assert arrived.text == "妻子 陈女士 · 家里 12:00\n\n孩子考了第一"
    assert "已送出给 刘师傅" in mei.screen[1].text


async def test_several_that_wait_come_together(street: Street, mei: Phone, liu: Phone) -> None:
    granny = street.phone(GRANNY.address)
    await mei.says("天冷了")
    await mei.says("多穿点")
    await calmly(mei, "今晚")
    await granny.sends(voice={"file_id": "v9"})
    await granny.presses("妈妈，给刘师傅")
    await calmly(granny, "今晚")

    await street.skip(hours=11)

    first, second, third = liu.news()
    assert first.text == "💌 家里捎来 3 条\n\n妻子 陈女士 · 家里 12:00\n\n天冷了"
    assert second.text == "多穿点"
    # one phone, two who use it: the relation says who is speaking
    assert third.text == "妈妈 · 家里 12:00"
    assert [bool(message.buttons) for message in (first, second, third)] == [False, True, True]


async def test_what_matters_goes_now_whatever_the_hour_there(street: Street, mei: Phone, liu: Phone) -> None:
    await street.skip(hours=14)
    await mei.says("爸爸住院了，明天手术")
    assert captions(mei)[0] == "🌙 那边是夜里，07:00 送"
    await mei.presses("夜里")
    assert "是报平安，还是要紧事" in mei.screen[1].text

    await mei.presses("要紧，现在就送")

    (arrived,) = liu.news()
    assert arrived.text.startswith("❗ 妻子 陈女士 · 家里")


async def test_with_news_that_weighs_somebody_of_ours_is_asked_to_be_near(
    street: Street, mei: Phone, liu: Phone
) -> None:
    li = street.phone(2001)
    await mei.says("爸爸走了")
    await mei.presses("明早")

    await mei.presses("再请人陪着")

    assert "爸爸走了" in liu.news()[0].text
    await li.presses("接手")
    await li.presses("打开")
    assert any("爸爸走了" in text for text in li.texts)


async def test_words_for_now_wait_for_the_end_of_the_night_there(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await street.skip(hours=14)
    await mei.says("给你寄了棉衣")
    await calmly(mei, "夜里")
    assert "那边明天 07:00 送到" in mei.screen[1].text
    assert liu.news() == []

    await street.skip(hours=8)

    assert "给你寄了棉衣" in liu.news()[0].text


async def test_an_album_stays_together(street: Street, mei: Phone, liu: Phone) -> None:
    for number in (1, 2, 3):
        await mei.sends(photo=[{"file_id": f"p{number}"}], media_group_id="g1", settle=False)
    await street.settle()
    assert "照片 3 条" in mei.last.text
    assert len([text for text in mei.texts if "收下了" in text]) == 1

    await calmly(mei, "今晚")
    await street.skip(hours=11)

    sent = [message for chat, message in street.channel.sent if chat == LIU.address and message.media]
    assert [[part.media.file_id for part in (m, *m.album) if part.media] for m in sent] == [
        ["p1", "p2", "p3"]
    ]
    # an album has no buttons of its own
    assert liu.last.text == "回一声？"
    assert captions(liu)[0] == "❤️"


async def test_a_part_that_comes_after_the_tap_goes_along(street: Street, mei: Phone, liu: Phone) -> None:
    await mei.sends(photo=[{"file_id": "p1"}], media_group_id="g1")
    await calmly(mei, "今晚")
    await mei.sends(photo=[{"file_id": "p2"}], media_group_id="g1")
    await street.skip(hours=11)

    sent = [message for chat, message in street.channel.sent if chat == LIU.address and message.media]
    assert len(sent) == 1
    assert len(sent[0].album) == 1


async def test_of_an_album_with_a_bad_file_the_others_arrive(street: Street, mei: Phone, liu: Phone) -> None:
    from bot.channel.port import Refused, Result
    from bot.domain.messages import Outgoing

    def picky(chat: int, message: Outgoing) -> Result | None:
        files = [part.media.file_id for part in (message, *message.album) if part.media is not None]
        return Refused("bad file") if chat == LIU.address and "p2" in files else None

    street.channel.always = picky
    for number in (1, 2, 3):
        await mei.sends(photo=[{"file_id": f"p{number}"}], media_group_id="g1")
    await mei.presses("现在")

    arrived = [message.media.file_id for message in liu.screen if message.media is not None]
    assert arrived == ["p1", "p3"]
    assert "有一条没送成" in mei.last.text


async def test_the_newer_version_is_delivered(street: Street, mei: Phone, liu: Phone) -> None:
    first = await mei.says("三点的车")
    await mei.edits(first, "四点的车")
    await calmly(mei, "今晚")
    await mei.edits(first, "五点的车")

    await street.skip(hours=11)

    (arrived,) = liu.news()
    assert arrived.text.splitlines()[-1] == "五点的车"
    await mei.edits(first, "六点的车")
    assert "那边也跟着改" in mei.last.text
    assert arrived.text.splitlines()[-1] == "六点的车"
    # where it stands, with who has said it and what it can be answered with
    assert "妻子" in arrived.text
    assert len(arrived.buttons) == 4
    assert liu.news() == []


async def test_second_thoughts_in_time_and_too_late(street: Street, mei: Phone, liu: Phone) -> None:
    await mei.says("算我没说")
    await calmly(mei, "今晚")
    await mei.presses("收回来")
    assert "收回来了，没有送给 刘师傅" in mei.screen[1].text
    await street.skip(hours=12)
    assert liu.news() == []

    await mei.says("还是说吧")
    await calmly(mei, "明早")
    data = next(data for m in mei.screen for caption, data in m.buttons if "收回来" in caption)
    await street.skip(hours=12)
    await mei.presses_data(data)
    assert mei.toasts[-1] == "来不及了，已经送出去了。"


async def test_put_away_before_it_was_sent(mei: Phone, liu: Phone) -> None:
    await mei.says("不说了")
    await mei.presses("不送了")

    assert "好，不送了" in mei.last.text
    assert captions(mei) == []
    assert liu.news() == []


@pytest.mark.parametrize("who", [1001, 1002])
async def test_nothing_is_delivered_after_either_side_has_ended_it(street: Street, who: int) -> None:
    mei, liu, phone = street.phone(1002), street.phone(1001), street.phone(who)
    await mei.says("明天见")
    await calmly(mei, "今晚")
    await mei.says("还没送的")
    await phone.says("/family")
    await phone.presses("断开 刘师傅" if who == 1002 else "断开 妻子")
    await phone.presses("断开")
    liu.news()

    await street.skip(hours=24)

    assert liu.news() == []
    assert await street.store.db.fetch("select 1 from word") == []


async def test_the_guard_is_asked_again_when_it_is_sent(street: Street, mei: Phone, liu: Phone) -> None:
    from bot.channel.port import Down, Result
    from bot.domain.messages import Outgoing

    down = True

    def line(chat: int, _: Outgoing) -> Result | None:
        return Down("no line") if down and chat == LIU.address else None

    street.channel.always = line
    await mei.says("在路上")
    await mei.presses("现在", settle=False)
    for _ in range(20):
        await street.house.frontdesk.work()
    await street.house.postman._round()
    await mei.says("/family", settle=False)
    for _ in range(20):
        await street.house.frontdesk.work()
    down = False
    await street.settle()
    before = len(liu.news())
    assert before == 1

    down = True
    await mei.says("还在路上")
    await mei.presses("现在", settle=False)
    for _ in range(5):
        await street.house.frontdesk.work()
    async with street.store.db.transaction() as tx:
        await tx.execute("update tie set until_at = 1 where member = 'person1002'")
    down = False
    await street.settle()

    assert liu.news() == []
    (reason,) = (await street.store.db.fetch("select reason from outbox where state = 'dropped'"))[0]
    assert reason == "family no more"


async def test_one_tap_goes_home_within_their_waking_hours(street: Street, mei: Phone, liu: Phone) -> None:
    await mei.says("今天包了饺子")
    await calmly(mei, "今晚")
    await street.skip(hours=13)
    mei.news()

    await liu.presses("❤️")
    await liu.presses("❤️")

    # half past one in the morning at home
    assert mei.news() == []
    await street.skip(hours=8)
    (thanked,) = mei.news()
    assert thanked.text == "刘师傅 ❤️\n回的是您 11月23日 12:00 捎的话。"
    assert liu.toasts == ["好，这就带回去。"] * 2


async def test_a_spoken_answer_goes_home_and_can_be_answered_again(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.says("吃了吗")
    await mei.presses("现在")
    await liu.presses("回一句")
    assert "说一段、写一句都行" in liu.last.text

    await liu.sends(voice={"file_id": "v3"})

    assert "已送出给 陈女士" in liu.screen[-1].text
    assert mei.last.media is not None
    assert mei.last.text == "刘师傅 · 那边 09:30"
    await mei.presses("谢谢")
    assert liu.last.text.startswith("妻子 陈女士 说：谢谢")


async def test_an_employee_writes_home_by_themselves_too(street: Street, mei: Phone, liu: Phone) -> None:
    await liu.says("/warm")
    assert "说一段、写一句、拍一张都行" in liu.last.text
    await liu.says("我挺好的")
    await liu.presses("给妻子 陈女士")
    assert captions(liu)[:3] == ["⚡ 现在", "🌆 今晚，那边 20:00", "☀️ 明早，那边 07:30"]

    await liu.presses("现在")

    assert mei.last.text == "刘师傅 · 那边 09:30\n\n我挺好的"


async def test_words_of_an_employee_are_for_us_unless_they_said_otherwise(mei: Phone, liu: Phone) -> None:
    await liu.says("今天天气真好啊")

    assert "收下了" not in liu.last.text
    assert mei.news() == []


async def test_who_blocked_the_bot_gets_it_when_they_are_back(street: Street, mei: Phone, liu: Phone) -> None:
    await liu.blocks()
    await mei.says("想你了")
    await mei.presses("现在")

    assert "刘师傅 那边这会儿收不到" in mei.last.text
    assert captions(mei) == ["↩️ 不送了，收回来"]
    await street.skip(days=1)
    await liu.blocks(status="member")

    assert "想你了" in liu.news()[-1].text
    assert "已送出给 刘师傅" in mei.screen[1].text


async def test_it_is_found_out_while_sending_and_told_once(street: Street, mei: Phone, liu: Phone) -> None:
    from bot.channel.port import Gone

    street.channel.results.append(lambda chat, _: Gone("blocked") if chat == LIU.address else None)
    await mei.says("想你了")
    await mei.says("真的")
    await calmly(mei, "今晚")
    street.channel.results.clear()
    street.channel.always = lambda chat, _: Gone("blocked") if chat == LIU.address else None
    await street.skip(hours=11)

    assert len([text for text in mei.texts if "这会儿收不到" in text]) == 1
    street.channel.always = None
    liu.news()
    await liu.says("/help")
    assert {m.text.splitlines()[-1] for m in liu.news()[-3:]} >= {"想你了", "真的"}


async def test_an_employee_who_never_came_gets_it_on_their_first_day(tmp_path: Path) -> None:
    street = await Street.open(tmp_path, citizens=(*PEOPLE, MEI))
    mei, liu = street.phone(MEI.address), street.phone(LIU.address)
    await mei.says("到了吗")
    await mei.presses("现在")
    assert "还没打开过暖线" in mei.last.text

    await liu.says("/help")

    assert "到了吗" in liu.last.text
    await street.close()


async def test_who_wants_no_messages_gets_them_when_they_start_again(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await liu.says("/stop")
    await mei.says("记得吃药")
    await mei.presses("现在")
    assert "这阵子把消息都停了" in mei.last.text
    liu.news()
    await street.skip(days=2)
    assert liu.news() == []

    await liu.says("/start")
    await liu.presses("中文")

    assert any("记得吃药" in message.text for message in liu.news())


async def test_red_words_call_people_first_and_what_was_ready_is_kept(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.says("给你寄了棉衣")
    await mei.says("我不想活了")

    assert any("还在，没有送出去" in text for text in mei.texts)
    assert (await street.store.db.fetch("select colour from cases")) == [("red",)]
    assert liu.news() == []
    li = street.phone(2001)
    await li.presses("接手")
    await li.presses("打开")
    assert not any("棉衣" in text for text in li.texts)
    await li.presses("记录并结束") if any("记录并结束" in c for c, _ in li.last.buttons) else None
    assert [w[0] for w in await street.store.db.fetch("select fate from word")] == ["draft"]


async def test_words_that_look_like_a_question_to_us_can_be_for_the_family(mei: Phone, liu: Phone) -> None:
    await mei.says("想找人聊聊")
    assert captions(mei)[0] == "💌 给 刘师傅"

    await mei.presses("💌 给 刘师傅")
    await mei.presses("现在")

    assert "想找人聊聊" in liu.news()[0].text


async def test_the_day_after_a_talk_words_are_rather_for_whoever_was_there(
    street: Street, mei: Phone
) -> None:
    await mei.says("我不想活了")
    li = street.phone(2001)
    await li.presses("接手")
    await li.presses("打开")
    await li.says("我在")
    async with street.store.db.transaction() as tx:
        now = int(street.clock.now().timestamp() * 1000)
        await tx.execute("update cases set state = 'closed', closed_at = ?", (now,))
    await mei.says("我又难受了")

    assert "收下了" not in mei.last.text
    async with street.store.db.transaction() as tx:
        before = now - 25 * 3_600_000
        await tx.execute("update cases set state = 'closed', closed_at = ?", (before,))
    await mei.says("天冷了多穿点")
    assert "收下了" in mei.last.text


async def test_who_is_speaking_is_asked_on_a_shared_phone_and_speaking_comes_first(street: Street) -> None:
    granny = street.phone(GRANNY.address)

    await granny.says("/warm")

    assert granny.texts[-2] == "🎤"
    assert granny.last.text.startswith("按住输入框右边的话筒")
    await granny.sends(voice={"file_id": "v1"})
    assert captions(granny)[:2] == ["妈妈，给刘师傅", "爸爸，给刘师傅"]
    await granny.presses("爸爸")
    await granny.presses("现在")
    assert street.phone(LIU.address).last.text == "爸爸 · 家里 12:00"


async def test_a_week_without_a_word_is_mentioned_to_who_agreed_three_times_at_most(
    street: Street, mei: Phone
) -> None:
    await mei.says("一切都好")
    await mei.presses("现在")
    assert "轻轻提醒您一句" in mei.last.text
    await mei.presses("好，提醒我")
    mei.news()

    await street.skip(days=40)

    prompts = [message.text for message in mei.news()]
    assert len(prompts) == 3
    assert all("有一个星期没给刘师傅捎话了" in text for text in prompts)
    await mei.says("/privacy")
    await mei.presses("别再提醒捎话")
    await mei.says("又来一句")
    await mei.presses("现在")
    mei.news()
    await street.skip(days=10)
    assert mei.news() == []


async def test_who_was_asked_once_is_not_asked_again_and_never_reminded(street: Street, mei: Phone) -> None:
    await mei.says("一切都好")
    await mei.presses("现在")
    await mei.presses("不用")
    await mei.says("还是都好")
    await mei.presses("现在")
    assert len([text for text in mei.texts if "轻轻提醒" in text]) == 1
    mei.news()

    await street.skip(days=20)

    assert mei.news() == []


async def test_long_words_and_what_has_no_caption_follow_who_speaks(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.says("长" * 4096)
    await mei.sends(video_note={"file_id": "n1"})
    await mei.presses("现在")

    head, text, note = liu.news()
    assert head.text == "💌 家里捎来 2 条\n\n妻子 陈女士 · 家里 12:00"
    assert text.text == "长" * 4096
    assert note.media is not None
    assert note.buttons


async def test_what_cannot_be_carried_is_said(mei: Phone) -> None:
    await mei.sends(dice={"value": 3})

    assert "这个我带不过去" in mei.last.text


async def test_files_come_on_tap_over_a_thin_link(street: Street, mei: Phone, liu: Phone) -> None:
    async with street.store.db.transaction() as tx:
        await tx.execute("update unit set thin = 1 where code = 'lk'")
    await mei.sends(**VIDEO, caption="看看孩子")
    await mei.presses("现在")

    (told,) = liu.news()
    assert told.media is None
    assert "看看孩子" in told.text
    assert "🎬 视频，4.2 MB" in told.text
    assert captions(liu)[0] == "🎬 看视频 4.2 MB"
    await liu.presses("看视频")
    assert liu.last.media is not None
    assert liu.last.media.file_id == "f1"


async def test_without_family_a_word_has_nowhere_to_go(street: Street) -> None:
    smith = street.phone(1003)
    await smith.says("/warm")

    assert "You are not linked to your family yet" in smith.last.text


async def test_beside_an_open_case_what_is_written_goes_to_people(street: Street, mei: Phone) -> None:
    await mei.says("我不想活了")
    await mei.says("/warm")

    assert "都给接您的人看" in mei.last.text


async def test_old_buttons_say_so(street: Street, mei: Phone, liu: Phone) -> None:
    await mei.says("一")
    data = mei.last.buttons[0][1]
    await mei.presses("现在")
    await mei.presses_data(data)
    assert "已经送走或收起来了" in mei.toasts[-1]
    await liu.presses_data("1.wans.nosuch.0.heart")
    assert liu.toasts[-1] == "您和对方的连接已经断开了。"
    await liu.presses_data("1.wopen.nosuch.0.")
    assert "已经送走" in liu.toasts[-1]
    assert timedelta(0) == timedelta()


async def test_letters_are_kept_for_the_day_in_port_and_what_matters_is_not(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await liu.says("/letters")
    await liu.presses("攒到一天")
    await liu.says("2026-12-03")
    assert "12月3日 07:30 一起送" in liu.last.text
    liu.news()
    await mei.says("一")
    assert captions(mei)[0] == "⚓ 12月3日 07:30，攒着一起送"
    await calmly(mei, "攒着")
    await mei.says("爸爸要做手术")
    await mei.presses("攒着")
    await mei.presses("要紧，现在就送")
    assert [message.text.splitlines()[-1] for message in liu.news()] == ["爸爸要做手术"]

    await street.skip(days=9, hours=20)
    assert liu.news() == []
    await street.skip(days=1)

    assert [message.text.splitlines()[-1] for message in liu.news()] == ["一"]


async def test_what_waits_comes_by_the_readers_new_hours(street: Street, mei: Phone, liu: Phone) -> None:
    await mei.says("一")
    await calmly(mei, "今晚")
    await liu.says("/letters")
    await liu.presses("改晚上")
    await liu.says("9:00")
    assert "晚上 21:00" in liu.last.text
    await liu.presses("改早上")
    await liu.says("5:45")
    assert "早上 05:45" in liu.last.text
    liu.news()

    await street.skip(hours=11)
    assert liu.news() == []
    await street.skip(hours=1)

    assert "一" in liu.news()[0].text


async def test_what_was_kept_comes_as_before_once_nothing_is_kept(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await liu.says("/letters")
    await liu.presses("攒到一天")
    await liu.says("2026-12-03")
    await mei.says("一")
    await calmly(mei, "攒着")
    await liu.presses("不攒了")
    liu.news()

    await street.skip(days=1)

    assert [message.text.splitlines()[-1] for message in liu.news()] == ["一"]


async def test_somebody_at_home_may_look_for_something_else_beside_their_words(mei: Phone) -> None:
    await mei.says("家里老人住院了谁能帮忙")

    assert "收下了" in mei.last.text
    assert any("请" in caption or "帮" in caption for caption in captions(mei))


async def test_a_video_sent_between_two_questions_about_settings_is_for_the_family(
    street: Street, mei: Phone
) -> None:
    await mei.says("/start")
    await mei.sends(**VIDEO)
    assert "收下了" in mei.last.text
    await mei.presses("不送了")
    await mei.presses("中文")
    assert "下次再聊" in mei.last.text

    # in a talk with us it is for us
    await mei.says("/talk")
    await mei.sends(voice={"file_id": "v1"})

    assert "收下了：语音" not in mei.last.text


async def test_the_hour_somebody_has_set_may_lie_within_their_quiet_hours(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await liu.says("/letters")
    await liu.presses("改早上")
    await liu.says("5:45")
    liu.news()
    await mei.says("早")
    await calmly(mei, "明早")
    await street.skip(hours=20)
    assert liu.news() == []

    await street.skip(minutes=16)

    assert [message.text.splitlines()[-1] for message in liu.news()] == ["早"]


async def test_what_comes_long_after_its_hour_does_not_ring_at_night(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.says("一")
    await calmly(mei, "今晚")
    await street.skip(hours=10)
    # the machine is off from before eight in the evening till half past eleven
    street.clock.move(timedelta(hours=4))
    await street.skip(minutes=2)
    assert liu.news() == []

    await street.skip(hours=8)

    assert "一" in liu.news()[0].text


async def test_no_word_of_a_long_caption_is_lost(street: Street, mei: Phone, liu: Phone) -> None:
    await mei.sends(**VIDEO, caption="长" * 1500)
    await mei.presses("现在")

    head, file, words = liu.news()
    assert head.text == "妻子 陈女士 · 家里 12:00"
    assert (file.media is not None, file.text) == (True, "")
    assert words.text == "长" * 1500
    assert words.buttons


async def test_a_correction_that_grows_comes_without_its_heading_rather_than_not_at_all(
    street: Street, mei: Phone, liu: Phone
) -> None:
    first = await mei.says("一")
    await mei.presses("现在", settle=False)
    for _ in range(5):
        await street.house.frontdesk.work()
    await street.update({"edited_message": mei._message(first) | {"text": "长" * 4090, "edit_date": 1}})
    for _ in range(5):
        await street.house.frontdesk.work()
    await street.settle()

    assert liu.last.text == "长" * 4090


async def end_it(phone: Phone, whom: str) -> None:
    await phone.says("/family")
    await phone.presses(f"断开 {whom}")
    await phone.presses("断开")


async def test_no_more_than_anybody_reads_is_put_together_at_one_time(street: Street, mei: Phone) -> None:
    for number in range(AT_ONCE):
        await mei.says(f"第 {number} 句", settle=False)
    await street.settle()

    await mei.says("还有一句")

    assert mei.last.text.startswith("一次最多捎 50 条，这一条没放进去")
    await calmly(mei, "明早")
    assert (await fates(street)) == {Fate.WAITING: AT_ONCE}


async def test_what_one_writer_has_waiting_has_an_end_and_what_matters_is_always_taken(
    street: Street, mei: Phone, liu: Phone
) -> None:
    async with street.store.db.transaction() as tx:
        await street.store.keys.load(tx, ["person1001"])
        waiting = [
            Word(
                f"w{number}",
                "person1001",
                "tie1002x0",
                "person1002",
                "b",
                NOON,
                number,
                fate=Fate.WAITING,
                due=NOON + timedelta(days=1),
            )
            for number in range(ROOM)
        ]
        await words.save(tx, street.store.keys, waiting)
    await mei.says("又来一句")
    await calmly(mei, "明早")

    assert mei.last.text.startswith("给 刘师傅 的话已经攒了很多")
    assert (await fates(street)) == {Fate.WAITING: ROOM}
    await mei.says("妈住院了")
    await mei.presses("明早")
    await mei.presses("要紧，现在就送")
    assert "妈住院了" in liu.last.text
    granny = street.phone(GRANNY.address)
    await granny.says("想你")
    await granny.presses("妈妈，给刘师傅")
    await calmly(granny, "明早")
    assert (await fates(street)) == {Fate.WAITING: ROOM + 1, Fate.SENT: 1}


async def fates(street: Street) -> dict[str, int]:
    rows = await street.store.db.fetch("select fate, count(*) from word group by fate")
    return {str(fate): int(count) for fate, count in rows}


async def test_words_that_cross_the_end_on_their_way_are_told_to_their_writer(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.says("明天见")
    await liu.says("/family")
    await liu.presses("断开 妻子")
    liu.news()
    await mei.presses("现在", settle=False)
    await liu.presses("断开", settle=False)
    await street.settle()

    assert not any("明天见" in message.text for message in liu.news())
    assert await street.store.db.fetch("select 1 from word") == []


async def test_thanks_do_not_go_where_nothing_goes_any_more(street: Street, mei: Phone, liu: Phone) -> None:
    await mei.says("一")
    await mei.presses("现在")
    await street.skip(hours=13)
    await liu.presses("谢谢")
    await end_it(liu, "妻子 陈女士")
    mei.news()

    await street.skip(hours=10)

    assert mei.news() == []
    await liu.presses("回一句")
    assert liu.toasts[-1] == "您和对方的连接已经断开了。"


async def test_what_lies_ready_is_shown_again_hours_later_and_grows(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.says("一")
    await street.skip(hours=3)
    await mei.says("/warm")
    assert "文字 1 条" in mei.last.text
    await street.skip(hours=3)
    await mei.says("二")
    assert "文字 2 条" in mei.last.text

    await mei.presses("现在")

    assert [message.text.splitlines()[-1] for message in liu.news()] == ["一", "二"]


async def test_an_answer_that_was_never_spoken_ties_nobody_down(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.says("一")
    await mei.presses("现在")
    await mei.presses("不用")
    await liu.presses("回一句")
    await street.skip(hours=2)
    mei.news()

    await liu.says("今天真热啊热死了")

    assert mei.news() == []


async def test_forged_choices_change_nothing(street: Street, mei: Phone, liu: Phone) -> None:
    await mei.says("一")
    batch = (await street.store.db.fetch("select batch from pen"))[0][0]

    for data in (f"1.wwhen.{batch}.0.never", f"1.wkind.{batch}.0.now_never", f"1.wkind.{batch}.0.x"):
        await mei.presses_data(data)
        assert "已经送走或收起来了" in mei.toasts[-1]
    await mei.presses_data(f"1.wto.{batch}.0.nobody")
    await mei.presses_data(f"1.wback.{batch}.0.nobody")
    await mei.presses_data("1.wmine..4711.")
    assert mei.toasts[-1] == "麻烦您再发一次，我再问您。"
    assert liu.news() == []
    await mei.presses("现在")
    await liu.presses_data(liu.last.buttons[0][1].replace("heart", "gold"))
    assert "已经送走" in liu.toasts[-1]


async def test_a_button_to_take_back_what_is_nowhere_any_more(street: Street, mei: Phone) -> None:
    await mei.says("一")
    await calmly(mei, "今晚")
    data = next(data for m in mei.screen for caption, data in m.buttons if "收回来" in caption)
    await mei.presses_data(data)

    await mei.presses_data(data)

    assert "已经送走或收起来了" in mei.toasts[-1]


async def test_nobody_is_reminded_in_the_middle_of_a_call_for_help(street: Street, mei: Phone) -> None:
    await mei.says("一")
    await mei.presses("现在")
    await mei.presses("好，提醒我")
    await street.skip(days=6, hours=18)
    await mei.says("我不想活了")
    mei.news()

    await street.skip(hours=3)

    assert not any("有一个星期" in message.text for message in mei.news())


async def test_what_is_taken_back_while_the_line_is_down_is_not_sent(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.says("一")
    await mei.presses("现在", settle=False)
    for _ in range(5):
        await street.house.frontdesk.work()
    async with street.store.db.transaction() as tx:
        await tx.execute("delete from word")

    await street.settle()

    assert liu.news() == []


async def test_words_that_only_worry_call_somebody_and_are_kept_for_their_writer_to_decide(
    street: Street, mei: Phone, liu: Phone
) -> None:
    await mei.says("家里的事我撑不住了")
    assert (await street.store.db.fetch("select colour from cases")) == [("amber",)]
    assert "也替您留着" in mei.last.text
    assert liu.news() == []

    await mei.says("/warm")
    await mei.presses("现在")

    assert "家里的事我撑不住了" in liu.news()[0].text

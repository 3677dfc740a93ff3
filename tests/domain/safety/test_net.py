"""Each family of messages, in words of our own."""

from __future__ import annotations

import pytest

from bot.domain.safety import Concern, Level, assess

RED = {
    "intent said outright": "我真的不想活了",
    "intent with a time": "今晚我就结束自己的生命",
    "means made ready": "安眠药攒了一整瓶，等他们都睡了",
    "standing in position": "我翻过护栏了，下面全是海",
    "a farewell": "爸妈对不起，养育之恩来世再报",
    "affairs put in order": "存折密码发给我媳妇了，别找我",
    "a euphemism": "人生这趟车，我今晚下车",
    "a joke over a farewell": "哈哈放心，过了今晚就不用再上夜班了，永远不用了",
    "a condition": "周末再不发钱，我就从楼顶跳下去",
    "a double negation": "不是不想死，是在等孩子毕业",
    "self-harm now": "又在划手臂，停不下来",
    "somebody unconscious": "同事倒在泵房里，叫不醒",
    "a heart attack in everyday words": "胸口像压了块石头，左胳膊发麻，一身冷汗",
    "a casualty of gas": "硫化氢报警了，两个人倒在罐里",
    "a threat": "工头说今晚要打断我的腿",
    "confinement": "他们把我锁在仓库里，手机也收了",
    "a third party": "我老公发来一句下辈子再见，电话关机了",
    "Cantonese": "我唔想做人喇，今晚就跳落海",
    "English, outright": "I want to kill myself",
    "English, a plan": "I took the whole bottle of pills",
    "English, a farewell": "tell my kids I love them, I won't be here tomorrow",
    "English, an emergency": "he's not breathing and there's blood everywhere",
    "English, violence": "he has a knife and he's outside my cabin",
}

AMBER = {
    "a passive wish": "要是一觉睡过去不用醒就好了",
    "a past attempt": "前年吞过一次药，后来被救回来了",
    "hopelessness": "每天都很绝望，看不到头",
    "panic": "一下井就心慌得厉害，手脚发麻，怕得要命似的喘不上气",
    "trauma": "那次事故以后，一闭眼就是他的脸",
    "guilt": "都怪我没检查，他才没了腿，我一辈子还不清",
    "bullying": "队长天天当着大家骂我是废物",
    "sexual harassment": "大副老是摸我的腰，我不敢说",
    "wages and despair": "半年没发工资，孩子学费交不上，整夜睡不着",
    "a crisis at home": "老婆要离婚，我天天哭，不知道怎么办",
    "drinking to cope": "每天不喝到断片就睡不着",
    "a worried colleague": "室友好几天不吃饭也不说话，我很担心他",
    "Cantonese": "瞓唔到成個月，日日都想喊",
    "English": "I feel hopeless and cry in my bunk every night",
}

EVERYDAY = [
    "笑死我了", "热死了，空调坏了", "想死你们了，下周就回国", "电脑又死机了", "压井液配好了", "货上吊了没",
    "跳槽要提前多久说", "爆炸物培训几点开始", "没有，我不会自杀的，放心", "没人欺负我，就是想换宿舍",
    "《活着》这本小说写得真好", "电影里主角最后跳海了", "预防自杀的讲座在哪报名", "紫砂壶泡茶好喝", "我来自沙特项目",
    "我先走了，赶班车", "合同到期了，回国后再聚，保重", "工资条在哪里看", "请问几点开饭", "最近有点紧张，想学学放松",
    "天台防水明天开工，钥匙找谁", "kill the process and restart", "dying to see the kids", "abandon ship drill at ten",
    "I'm not suicidal, just want to book a talk", "the printer is dead again", "my feet are killing me",
    "that song about goodbye forever, who sings it", "last day of my rotation, flying home, goodbye all",
    "killer whales off the bow",
]  # fmt: skip


@pytest.mark.parametrize("text", RED.values(), ids=RED)
def test_danger_to_life_is_red(text: str) -> None:
    assert assess(text).level is Level.RED


@pytest.mark.parametrize("text", AMBER.values(), ids=AMBER)
def test_serious_distress_reaches_a_human(text: str) -> None:
    assert assess(text).level >= Level.AMBER


@pytest.mark.parametrize("text", EVERYDAY)
def test_an_everyday_message_alarms_nobody(text: str) -> None:
    assert assess(text) == Concern(Level.NONE, ())


@pytest.mark.parametrize(
    "text",
    ["想亖，不开玩笑", "真的想紫砂了", "自鲨", "zisha", "wo bu xiang huo le", "活8下去了", "自.杀", "自\n杀\n今\n晚",
     "想\u200b死\u200b了", "k1ll myself", "unalive myself", "k i l l   m y s e l f", "i wnat to kil myslef", "suicde"],
)  # fmt: skip
def test_a_disguise_hides_nothing(text: str) -> None:
    assert assess(text).level is Level.RED


def test_reasons_are_codes_and_never_the_persons_words() -> None:
    concern = assess("今晚我就跳海，来世再见")

    assert concern.reasons
    assert all(reason.isascii() and "." in reason for reason in concern.reasons)


def test_a_word_torn_between_two_messages_is_read_as_one() -> None:
    assert assess("我想自").level is Level.NONE
    assert assess("杀", ["我想自"]).level is Level.RED


def test_two_harmless_messages_can_be_red_together() -> None:
    before = "我在船舷边上坐着"

    assert assess("一松手就都结束了，对不起", [before]).level is Level.RED


def test_a_greeting_after_a_disclosure_is_not_a_second_alarm() -> None:
    assert assess("您好", ["我不想活了"]).level is Level.NONE


def test_an_exam_in_the_clause_before_hides_nothing() -> None:
    assert assess("考试没过，今晚就去跳楼").level is Level.RED
    assert assess("failed the exam, of course I want to die").level is Level.RED


def test_a_quoted_film_does_not_hide_the_sentence_after_it() -> None:
    assert assess("昨晚看了部电影，主角跳楼了。我也不想活了").level is Level.RED


def test_an_idiom_does_not_hide_the_sentence_beside_it() -> None:
    assert assess("热死了，不过也无所谓，反正我不想活了").level is Level.RED


def test_a_red_sentence_in_the_middle_of_the_longest_message_is_found() -> None:
    filler = "今天巡检一切正常，泵房温度二十八度，"
    half = filler * (2000 // len(filler))

    assert assess(half + "我不想活了，今晚就跳海。" + half).level is Level.RED


def test_both_ends_of_an_enormous_text_are_read() -> None:
    noise = "正常" * 50_000

    assert assess("我不想活了。" + noise).level is Level.RED
    assert assess(noise + "。我不想活了").level is Level.RED


def test_the_language_setting_switches_nothing_off() -> None:
    assert assess("我不想活了", language="en").level is Level.RED
    assert assess("I want to die", language="zh").level is Level.RED

"""Pinyin typed without tones, turned into the characters it most likely stands for in this room."""

from __future__ import annotations

import re


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(" ".join(lines).split())


_INITIALS = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u", "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u", "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei eng i ian iao ie ing iu ong ou u uan ui un uo", "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong u uan uo v ve", "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo", "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo", "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un", "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo", "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo", "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo", "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo", "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ao ei en eng o u",
}  # fmt: skip
_ALL = frozenset(initial + final for initial, finals in _INITIALS.items() for final in finals.split())

_WORDS = {
    "zi sha": "自杀", "zi ji": "自己", "sheng ming": "生命", "jie shu": "结束", "yi yu": "抑郁", "yu yu": "抑郁",
    "jue wang": "绝望", "beng kui": "崩溃", "nan shou": "难受", "tong ku": "痛苦", "ku le": "哭了", "yi zhi": "一直",
    "ge wan": "割腕", "tiao lou": "跳楼", "tiao hai": "跳海", "tiao xia": "跳下", "an mian yao": "安眠药", "yi shu": "遗书",
    "jiu ming": "救命", "jiu wo": "救我", "xiao shi": "消失", "jie tuo": "解脱", "zai jian": "再见", "yong bie": "永别",
    "lai sheng": "来生", "xia bei zi": "下辈子", "wei shen me": "为什么", "zen me": "怎么", "mei you": "没有",
    "shui bu zhao": "睡不着", "shi mian": "失眠", "da wo": "打我", "qi fu": "欺负", "xi wang": "希望", "mei yi si": "没意思",
    "yi yi": "意义", "dui bu qi": "对不起", "jia ren": "家人", "fa xian": "发现", "jin wan": "今晚", "ming tian": "明天",
    "mei ren": "没人", "zhi dao": "知道", "hai pa": "害怕", "hui jia": "回家", "you shi hou": "有时候", "xian zai": "现在",
    "bu yao": "不要", "ban fa": "办法", "jian bu dao": "见不到", "lei si": "累死", "re si": "热死", "xiao si": "笑死",
    "e si": "饿死", "qi si": "气死", "kun si": "困死", "fan si": "烦死", "mang si": "忙死", "chi yao": "吃药", "bao zhong": "保重",
    "liu xue": "流血", "qing sheng": "轻生", "yi qie": "一切", "ji mo": "寂寞", "gu du": "孤独", "mei yong": "没用",
    "fei wu": "废物", "shang hai": "伤害", "bang bang": "帮帮", "bang wo": "帮我", "xin ku": "辛苦", "cheng bu zhu": "撑不住",
    "cheng bu xia qu": "撑不下去", "ao bu xia qu": "熬不下去", "huo bu xia qu": "活不下去", "mei yi yi": "没意义",
    "da ren": "打人", "ting bu xia lai": "停不下来", "shou bu liao": "受不了", "gong zi": "工资", "zou le": "走了",
    "shi jie": "世界", "yi hou": "以后", "gao su": "告诉", "bie zhao": "别找", "lou ding": "楼顶", "tian tai": "天台",
    "hai li": "海里", "kai xin": "开心", "hai you": "还有", "dou shi": "都是", "dai zhe": "待着", "ji": "级", "ji dian": "几点",
}  # fmt: skip
_SINGLE = {
    "wo": "我", "bu": "不", "xiang": "想", "huo": "活", "si": "死", "le": "了", "de": "的", "hao": "好", "lei": "累",
    "ku": "哭", "mei": "没", "ren": "人", "ni": "你", "ta": "他", "zai": "在", "you": "有", "hui": "会", "yao": "要",
    "qu": "去", "shi": "是", "dou": "都", "jiu": "就", "he": "和", "men": "们", "pa": "怕", "fan": "烦", "ai": "爱",
    "ye": "也", "hen": "很", "tai": "太", "zhen": "真", "dao": "到", "shuo": "说", "bie": "别", "rang": "让", "gei": "给",
    "tong": "痛", "teng": "疼", "xue": "血", "dao le": "到了", "hai": "海", "tiao": "跳", "lou": "楼", "yi": "一",
    "ma": "吗", "ba": "吧", "a": "啊", "zou": "走", "jia": "家", "huan": "还", "zhe": "着", "guo": "过", "ji": "几",
    "na": "那", "shui": "睡", "zhao": "着", "jian": "见", "wan": "晚", "tian": "天", "da": "打", "xia": "下", "shang": "上",
}  # fmt: skip
_ENGLISH = frozenset(
    _words(
        "a an me he she men pen can fan ban man ran tan pan long song gang hang sang dang ping king women "
        "ten den hen ken yen chi tai bang fang lie die pie tie tong tang wang sun run gun fun bun nun lang "
        "pin bin tin sin win din hi to do go no so we wo you your are i or on in am us ma pa la ha hai "
        "mango china panda bang rang sha bus la le come same mine line fine nine dine tune dune june lane "
        "mane pane sane bane cane bee see fee suicide alone dance chance guide shine shame wine pine "
        "change canada banana tomato nice niche dice rice maze gaze haze language dead "
    )
)
_TOKEN = re.compile(r"[a-z]+")
_LONGEST = 6


def pinyin_to_characters(text: str) -> str:
    """The text with runs of pinyin replaced by characters; English stays as it is. Expects lower case.

    Syllables that stand for nothing dangerous become nothing; the aim is a reading, not a transcription.
    """
    tokens = _TOKEN.findall(text)
    if not tokens or max(map(len, tokens)) < 2:
        return text
    split = {token: _syllables(token) for token in set(tokens)}
    telling = sum(len(split[t]) for t in tokens if split[t] and t not in _ENGLISH)
    english = sum(1 for t in tokens if not split[t])
    if telling < 2 or telling < 2 * english:
        return text
    pieces: list[str] = []
    row: list[str] = []
    at = 0
    for match in _TOKEN.finditer(text):
        between = text[at : match.start()]
        syllables = split[match.group()]
        if between.strip():
            pieces.append(_read(row))
            row = []
        pieces.append(between.strip() and between)
        if syllables:
            row += syllables
        else:
            pieces += [_read(row), " ", match.group(), " "]
            row = []
        at = match.end()
    return "".join([*pieces, _read(row), text[at:]])


def _syllables(token: str) -> list[str]:
    """The token cut into syllables from the left, longest first, stepping back where that fails; or nothing."""
    if len(token) > 60:
        return []
    ends: dict[int, int] = {0: 0}
    for start in range(len(token)):
        if start in ends:
            for end in range(start + 1, min(len(token), start + _LONGEST) + 1):
                if token[start:end] in _ALL:
                    ends.setdefault(end, start)
    if len(token) not in ends:
        return []
    cut: list[str] = []
    end = len(token)
    while end:
        cut.append(token[ends[end] : end])
        end = ends[end]
    return cut[::-1]


def _read(row: list[str]) -> str:
    """Words first, then single syllables."""
    written: list[str] = []
    at = 0
    while at < len(row):
        for length in (4, 3, 2):
            word = _WORDS.get(" ".join(row[at : at + length]))
            if word and at + length <= len(row):
                written.append(word)
                at += length
                break
        else:
            written.append(_SINGLE.get(row[at], ""))
            at += 1
    return "".join(written)

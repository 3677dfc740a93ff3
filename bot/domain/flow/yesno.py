"""Yes and no as people write them, in Chinese, Cantonese, English, pinyin and signs."""

from __future__ import annotations

import re

from bot.domain.flow.folding import fold, plain


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_YES = _words(
    "是 是的 是啊 是呀 是滴 是哒 是嘞 对 对的 对啊 对呀 对头 没错 就是 正是 当然 当然是 当然要 "
    "当然可以 嗯 嗯呢 嗯呐 嗯哪 恩 恩恩 嗯哼 好 好的 好啊 好呀 好吧 好嘞 好咧 好哒 好滴 好啦 好哇 行 行的 "
    "行啊 行吧 行呀 行嘞 可以 可以的 可以啊 可以呀 可以吧 要 要的 要啊 要得 要吧 想 想的 想要 想啊 中 中啊 得 "
    "得嘞 成 成啊 有 有的 有啊 有过 会 会的 会啊 能 能的 愿意 愿意的 我愿意 需要 需要的 同意 我同意 没问题 "
    "没有问题 必须 必须的 肯定 肯定的 确实 确定 我确定 我要 我想 我是 我可以 麻烦了 麻烦你了 麻烦您了",
    "系 系啊 系呀 系嘅 好嘅 得嘅 梗系 冇问题 冇错 啱 啱啊 要呀",
    "yes yess yep yup yeah yea yeh ya yah yas y aye sure surething yessir okay ok okey okie okk okok k kk "
    "okdokie okidoki oki alright allright right correct true exactly indeed absolutely definitely certainly "
    "ofcourse soundsgood pleasedo goahead doit yesido yesiam yesihave yesican yesplease ido iam ihave iagree "
    "agreed agree iwant iwantto idlikethat idloveto whynot affirmative uhhuh mhm mmhm",
    "shi shide dui duide hao haode haoya haoa haoba xing keyi keyide yao yaode en enen enne dangran meiwenti "
    "youde",
    "ok的 ok啊 ok啦 ok滴 okay的 👍 👌 🆗 ✅ ✔ ☑ ✓ 🙆 🙆♂ 🙆♀ 💯 🫡",
)  # fmt: skip
_NO = _words(
    "不 不是 不是的 不是啊 不要 不要了 不要啊 不用 不用了 不用啦 不用的 不必 不必了 不需要 不需要了 不想 "
    "不想要 不想了 不行 不行的 不可以 不可 不能 不会 不会的 不对 不对的 不好 不好的 不成 不中 不得 不同意 "
    "我不同意 不愿意 我不愿意 不了 不啦 不太想 不太好 不太行 不怎么想 不大想 没 没有 没有的 没有啊 没有了 "
    "没有过 没啊 没呢 没了 还没 还没有 没得 没必要 从没 从来没有 从来没 并没有 并没 并不 并不是 别 别了 别啊 "
    "算了 算了吧 算啦 免了 免了吧 拒绝 否 非 错 错的 我不要 我不想 我不是 我没有 我不用 我不 才不 才不是 "
    "暂时不用 先不用 先不用了 先不要 先不了 暂时不要 暂时不 现在不要 现在不用 木有 莫得 莫 甭 甭了 休想 "
    "下次吧 改天吧 以后再说 以后再说吧",
    "唔系 唔系啊 唔系嘅 唔使 唔使啦 唔使喇 唔要 唔好 唔得 唔得啊 唔可以 唔想 唔洗 唔驶 冇 冇啊 冇呀 未 "
    "未有 咪 唔啱 唔需要 唔使了",
    "no noo nope nop nah naw n nay never notreally notnow notatall notyet noway nothanks nothx nothankyou "
    "noty idont nodont dont donot pleasedont noidont noimnot noihavent imnot iamnot ihavent idontthinkso "
    "ithinknot idontwantto idontwant idratherno idrathernot rathernot negative incorrect wrong false nein "
    "nonever nevermind forgetit idonotwantto cant icant idisagree disagree maybelater later notinterested",
    "bu bushi bushide buyao buyaole buyong buyongle buxing bukeyi buhao buxiang buxuyao mei meiyou haimei "
    "haimeiyou suanle bie",
    "👎 ❌ ✖ 🙅 🙅♂ 🙅♀ 🚫 ✗ ✘ ⛔",
)  # fmt: skip
_COURTESY = _words(
    "谢谢 谢谢你 谢谢您 谢谢了 谢谢啊 谢啦 谢了 多谢 多谢晒 感谢 唔该 唔该晒 麻烦 辛苦了 请 哦 噢 喔 啊 呃 额 "
    "那 那个 诶 欸 哎 唉 呵呵 哈哈 哈哈哈 嘻嘻 thanks thankyou thx ty please pls plz oh well um uh er hmm "
    "haha lol xiexie",
    "🙏 😊 🙂 😄 😁 😂 😅 😔 😢 😭 😞 ❤ ☺",
)  # fmt: skip
"""Said along with an answer, and none by itself."""

_QUESTION = re.compile(r"[?吗么嘛]")
_CLAUSES = re.compile(r"[,.;:!~…、。\-—]+")
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_PICTURES = re.compile("([\u2600-\u27bf\U0001f000-\U0001faff]+)")
_REPEATED = re.compile(r"(.{1,4}?)\1+")
_LONGEST = 60


def read_yes_no(text: str) -> bool | None:
    """Whether a whole text says yes (True) or no (False); None when it says neither, both or more.

    Only whole answers count, so no negation can be read as a yes; 好不好 and 行吗 are questions and
    give None. Courtesies around the answer are ignored (不用了，谢谢). Never raises.
    """
    written = _PICTURES.sub(r" \1 ", _SKIN.sub("", plain(text))).replace("thank you", "thanks")
    if len(written) > _LONGEST or _QUESTION.search(written):
        return None
    answers: set[bool | None] = set()
    for clause in _CLAUSES.split(written):
        words = [word for word in map(fold, clause.split()) if word not in _COURTESY]
        if words:
            answers |= _clause(words)
    return answers.pop() if len(answers) == 1 else None


def _clause(words: list[str]) -> set[bool | None]:
    """The answers in words between two stops: "sounds good" is one, "嗯 好的" is two that agree."""
    together = _answer("".join(words))
    return {together} if together is not None else {_answer(word) for word in words}


def _answer(word: str) -> bool | None:
    """One answer, also one said over and over: 嗯嗯嗯, 不不不, yesyes."""
    repeated = _REPEATED.fullmatch(word)
    for form in (word, repeated[1]) if repeated else (word,):
        if form in _YES:
            return True
        if form in _NO:
            return False
    return None

"""Which dialogue a free text means: its start words, also mistyped, in another script, or as pinyin."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice, product
from sys import intern
from types import ModuleType

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from bot.domain.flow.folding import fold, plain
from bot.domain.flow.numerals import read_number

LONGEST_COMMAND = 20
"""Letters and digits a text may have to be taken for a command; longer ones are what somebody tells."""

MOST_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Match:
    """What a text means: `flow` when one dialogue is clearly meant, else up to three `suggestions`, best first.

    `exact` tells a start word as it stands from one that was recognised; it may start without a word,
    the other is best named to the person as it starts.
    """

    flow: str | None = None
    exact: bool = False
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    flow: str
    form: str
    spaced: str
    sounds: frozenset[str]
    """Its pinyin without spaces, sign by sign as texts are heard; none for words with Latin letters or of a single
    character."""
    readings: frozenset[str]
    """All pinyin it may be typed as: a sign may be read in several ways."""
    refusals: int


class Routes:
    """The start words of all dialogues, to be looked for. Never changes; made ready by `prepare` or when first asked.

    The same words and texts always give the same answer; where two dialogues fit alike, both are suggested.
    """

    def __init__(self, words: Mapping[str, Sequence[str]], excluded: Collection[str] = ()) -> None:
        """`words` are those of each flow as their author wrote them, /commands ignored; `excluded` texts,
        such as the captions of buttons, never start a flow."""
        self._spellings = {flow: tuple(spellings) for flow, spellings in words.items()}
        self._excluded = frozenset(map(fold, excluded))

    def prepare(self) -> None:
        """Makes everything ready now, so that no message waits for that."""
        _ = self._by_form, self._by_sound, self._by_reading

    @cached_property
    def _words(self) -> tuple[_Word, ...]:
        return tuple(
            _prepare(flow, word)
            for flow, spellings in self._spellings.items()
            for word in spellings
            if not word.startswith("/") and fold(word)
        )

    @cached_property
    def _by_form(self) -> Mapping[str, tuple[str, ...]]:
        return _index((word.form, word.flow) for word in self._words)

    @cached_property
    def _by_sound(self) -> Mapping[str, tuple[str, ...]]:
        return _index((sound, word.flow) for word in self._words for sound in word.sounds)

    @cached_property
    def _by_reading(self) -> Mapping[str, tuple[str, ...]]:
        return _index((reading, word.flow) for word in self._words for reading in word.readings)

    def find(self, text: str) -> Match:
        """What a text means. Never raises; takes well under a millisecond for 300 characters.

        Numbers mean nothing. A text that refuses (不想聊, "don't talk"), an excluded one, a /command and one
        longer than LONGEST_COMMAND that is no start word as it stands are never a flow, at most suggestions.
        """
        form = fold(text[:_READ])
        if not form or read_number(text) is not None:
            return Match()
        # /commands are looked up elsewhere; what comes here with a stroke is one that does not exist.
        if not text.startswith("/") and form not in self._excluded:
            exact = self._by_form.get(form, ())
            if len(exact) == 1:
                return Match(exact[0], exact=True)
            clear = exact or (self._clear(form) if len(form) <= LONGEST_COMMAND else ())
            if len(clear) == 1:
                return Match(clear[0])
            if clear:
                return Match(suggestions=clear[:MOST_SUGGESTIONS])
        return Match(suggestions=self._similar(text[:_READ], form))

    def _clear(self, form: str) -> tuple[str, ...]:
        """The flows a short text clearly means, by the surest sign that any has."""
        sounds = _sounds(form)
        known = self._by_reading if _LATIN.fullmatch(form) else self._by_sound
        alike = tuple(dict.fromkeys(flow for sound in sounds for flow in known.get(sound, ())))
        if alike:
            return alike
        refusals = _refusals(form)
        willing = [word for word in self._words if word.refusals >= refusals]
        carried = _flows(word for word in willing if _carries(form, word.form))
        return carried or _flows(word for word in willing if _slipped(form, sounds, word))

    def _similar(self, text: str, form: str) -> tuple[str, ...]:
        """The flows whose words stand in a text or are like it, the likest first."""
        spaced = f" {_spaced(text)} "
        likeness: list[tuple[float, tuple[str, ...]]] = [
            (100.0 + len(word.form), (word.flow,))
            for word in self._words
            if (word.spaced in spaced if word.form.isascii() else len(word.form) > 1 and word.form in form)
        ]
        if 1 < len(form) <= LONGEST_COMMAND:
            likeness += _like(form, self._by_form)
            for sound in _sounds(form):
                likeness += _like(sound, self._by_sound)
        likeness.sort(key=lambda each: -each[0])
        return tuple(dict.fromkeys(flow for _, flows in likeness for flow in flows))[:MOST_SUGGESTIONS]


def _like(text: str, table: Mapping[str, tuple[str, ...]]) -> list[tuple[float, tuple[str, ...]]]:
    found = process.extract(text, table.keys(), scorer=ratio, score_cutoff=_LIKE, limit=None)
    return [(score, table[key]) for key, score, _ in found]


_READ = 600
"""Characters looked at; a command is at the beginning, and longer texts are told, not commanded."""
_WAYS = 500
"""Readings of one start word, the usual ones first."""
_LIKE = 70.0
"""From which likeness (0-100) a flow is worth offering."""


def _prepare(flow: str, word: str) -> _Word:
    form = fold(word)
    signs = len(form) > 1 and _HAN.fullmatch(form)
    sounds = _sounds(form) if signs else frozenset()
    return _Word(
        flow, form, f" {_spaced(word)} ", sounds, _readings(form) if signs else sounds, _refusals(form)
    )


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for key, flow in pairs:
        known = table.get(key, ())
        table[key] = known if flow in known else (*known, flow)
    return table


def _flows(words: Iterable[_Word]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.flow for word in words))


_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile("[a-z]+")
_NOT_LETTERS = re.compile(r"[\W_]+")


def _sounds(form: str) -> frozenset[str]:
    """The pinyin a folded text is or has; nothing for mixed ones."""
    if _LATIN.fullmatch(form):
        return frozenset({form})
    return frozenset({"".join(map(_sound, form))}) if len(form) > 1 and _HAN.fullmatch(form) else frozenset()


@cache
def _dictionary() -> ModuleType:
    # it takes longer to read than fifty dialogues to check, and nobody asks for it there
    import pypinyin

    # forty thousand signs have four thousand readings: each is kept once
    known = pypinyin.constants.PINYIN_DICT
    known.update({sign: intern(reading) for sign, reading in known.items()})
    return pypinyin


@lru_cache(maxsize=8192)
def _sound(sign: str) -> str:
    return _pinyin(sign)


def _pinyin(text: str) -> str:
    return "".join(_dictionary().lazy_pinyin(text))


def _readings(form: str) -> frozenset[str]:
    """All pinyin a start word may be meant by: of a sign with several sounds each one counts."""
    pypinyin = _dictionary()
    ways = product(*pypinyin.pinyin(form, style=pypinyin.Style.NORMAL, heteronym=True))
    return frozenset("".join(way) for way in islice(ways, _WAYS))


def _spaced(text: str) -> str:
    """The words of a text with one space between, for looking up whole Latin words."""
    return _NOT_LETTERS.sub(" ", plain(text)).strip()


_REFUSAL = re.compile(r"[不没别莫勿唔冇无甭]|dont|donot|(?<!k)not|never|^no(?!w)|^(?:bu|bie|mei)|cancel|stop")


def _refusals(form: str) -> int:
    """How often a text says no; one that does so more often than a start word does not mean it."""
    return len(_REFUSAL.findall(form))


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(' '.join(words).split())})*")


# No entry is made of others: a text of many such words would then be read in very many ways.
_BEFORE = _any_of(
    "我们 我 想 要 请 麻烦 帮忙 帮 给 能 可以 怎么 怎样 如何 在 哪里 哪 需 打开 去 看 找 用 来 再 现在 进入 进 "
    "点 回到 回 那 就 嗯 好 你 您 和 跟 人 一下 有没有 问 换 改 设置 查",
    "i we would like love want wanna need to please pls can could may you me my show give open go the a an get see "
    "how do start use change switch set look at let lets with have hey im id",
)
_AFTER = _any_of(
    "一下 吧 啊 呀 呢 啦 了 吗 么 嘛 可以 行 好 谢谢 多谢 唔该 麻烦 请 人 啥 的 怎么 办 弄 用 在 哪里 哪儿 哪",
    "功能 服务 页面 现在",
    "please pls now thanks thankyou for me with you someone somebody to a here there where is the page again",
)
"""What people put around a start word when they mean it: 我想换语言, "can I talk to someone please"."""


def _carries(form: str, word: str) -> bool:
    """Whether a text is this word with nothing but a request around it."""
    if len(word) < 2 or word not in form:
        return False
    before, _, after = form.partition(word)
    return bool(_BEFORE.fullmatch(before) and _AFTER.fullmatch(after))


def _slipped(form: str, sounds: frozenset[str], word: _Word) -> bool:
    """Whether a text is this word with a slip of the thumb: one letter, two in a long word.

    Short words must be right (hell is not hello, walk not talk), and so must the first letter.
    """
    if word.sounds:
        if len(word.form) > 3 and _near(form, word.form, 1):
            return True
        return any(_near(ours, theirs, _slips(theirs)) for ours in sounds for theirs in word.sounds)
    return word.form.isascii() and _near(form, word.form, _slips(word.form))


def _slips(letters: str) -> int:
    """Slips that leave a word of Latin letters recognisable."""
    return 0 if len(letters) < 5 else 1 if len(letters) < 12 else 2


def _near(text: str, word: str, slips: int) -> bool:
    if text[0] != word[0] or abs(len(text) - len(word)) > slips:
        return False
    if not slips or len(text) < (5 if word.isascii() else 3):
        return False
    return OSA.distance(text, word, score_cutoff=slips) <= slips

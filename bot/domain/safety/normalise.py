"""One reading of a text, whatever script, width, spacing, spelling or disguise it was written in."""

from __future__ import annotations

import re
import unicodedata

from opencc import OpenCC

from bot.domain.safety.disguises import CANTONESE, SOUNDS
from bot.domain.safety.latin import join_letters, plain_latin
from bot.domain.safety.pinyin import pinyin_to_characters

_SURROGATES = re.compile("[\ud800-\udfff]")
_HIDDEN = re.compile(
    "[\u00ad\u034f\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001f3fb-\U0001f3ff]"
)
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_SINGLES = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:[,、:;，。\n.\-_|/]{{1,3}}[{_HAN}](?![{_HAN}])){{2,}}")
_SEPARATORS = re.compile(r"[,、:;，。\n.\-_|/]+")
_NOISE = re.compile(rf"(?<=[{_HAN}])[ \t\u3000.\-_*·•~/\\|+^…'\"“”‘’`=#&%]{{1,6}}(?=[{_HAN}])")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_DOTS = re.compile(r"\.\.+")
_ENDS = re.compile(r" ?(?:\.(?=[ \"')]|$)|[!?;。]) ?")
_COMMAS = re.compile(r" ?[,:、()\[\]{}<>【】「」『』—~\"“”] ?")
_QUOTES = re.compile(r"['\-_*]+")
_BLANKS = re.compile(r" +")
_NEXT_TO_HAN = re.compile(rf"(?<=[{_HAN}]) | (?=[{_HAN}])")
_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}，。]) | (?=[{_HAN}，。])")
_REPEATED = re.compile(r"([，。])[，。]+")


class _Simpler(dict[int, str]):
    """Traditional to simplified, character by character, so that spacing cannot change the reading."""

    def __init__(self) -> None:
        super().__init__()
        self._convert = OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        plain: str = self._convert(chr(code))
        self[code] = plain
        return plain


_SIMPLER = _Simpler()
_cantonese = {word.translate(_SIMPLER): plain for word, plain in CANTONESE.items()}
_CANTONESE = re.compile("|".join(map(re.escape, sorted(_cantonese, key=len, reverse=True))))
_SOUNDS = tuple((frozenset(letters), re.compile(pattern), word) for letters, pattern, word in SOUNDS)
_BARE = re.compile("[\u3400-\u9fff]+")


def normalise(text: str) -> str:
    """The text in lower case, simplified characters, no blanks beside characters, sentences ended by 。
    and clauses by ，; Cantonese, pinyin, homophones, chat spellings and slips read as plain words.

    Accepts any str, lone surrogates included. The result is for the safety net, not for eyes.
    """
    text = text.translate(_SIMPLER) if _BARE.fullmatch(text) else _spelt(text)
    if text.isascii():
        return text
    text = _CANTONESE.sub(lambda match: _cantonese[match.group()], text)
    letters = set(text)
    for telling, pattern, word in _SOUNDS:
        if not telling.isdisjoint(letters):
            text = pattern.sub(word, text)
            letters.update(word)
    return text


def _spelt(text: str) -> str:
    """The text in simplified characters and plain words, with one mark for the end of each clause and sentence. Of
    one that is nothing but characters only their form changes."""
    text = _SURROGATES.sub(" ", text)
    text = _HIDDEN.sub("", unicodedata.normalize("NFKD", text).lower())
    text = _NEXT_TO_HAN.sub("", _SPACES.sub(" ", join_letters(text)))
    text = _SINGLES.sub(lambda match: _SEPARATORS.sub("", match.group()), text)
    text = _LINES.sub("。", text)
    text = _DOTS.sub("，", _NOISE.sub("", text)).translate(_SIMPLER)
    text = plain_latin(pinyin_to_characters(text))
    text = _COMMAS.sub("，", _ENDS.sub("。", text))
    text = _BLANKS.sub(" ", _QUOTES.sub(" ", text))
    return _REPEATED.sub(r"\1", _BESIDE_HAN.sub("", text)).strip()
